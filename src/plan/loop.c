/*
 * A blocking set as a loop: the shortest way through its nodes by which one waits for itself.
 *
 * One idea: breadth first from each node of the set, until a node is met that waits for the first.  Of loops equally short it is the one
 * with the lowest node, and there the one by the first inputs; it begins at its lowest node.
 */
#include "plan/graph_work.h"

#include <string.h>

struct looking {
    const struct truce_graph *graph;
    const unsigned char *granted;
    struct truce_node_set set;
    int *queue, *before, *by; /* of a place in the set: the place that it was met from, by which input */
    size_t *distance;
    size_t *seen; /* start + 1 where it was met */
};

/* The place of a node in the set; -1. */
static int place_of(struct truce_node_set set, int node)
{
    size_t low = 0, high = set.n;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (set.nodes[middle] < node)
            low = middle + 1;
        else
            high = middle;
    }
    return low < set.n && set.nodes[low] == node ? (int)low : -1;
}

/* Would the node stay closed if all were open but the facts that never come? */
static bool is_impossible(const struct truce_graph *graph, const unsigned char *granted, int node)
{
    const struct truce_node *what = &graph->nodes[node];
    int64_t missing = truce_graph_millionths(what->threshold);

    for (size_t i = 0; i < what->n_inputs; i++) {
        const struct truce_input *input = &what->inputs[i];
        const struct truce_node *from = &graph->nodes[input->node];
        enum truce_input_state state = truce_graph_input_state(input, granted);
        bool never = from->day == TRUCE_DAY_NEVER && from->n_inputs == 0 && from->threshold <= 0;
        if (state == TRUCE_INPUT_GRANTED || (state == TRUCE_INPUT_WAITS && !never))
            missing -= truce_graph_millionths(input->weight);
    }
    return missing > 0 || what->day == TRUCE_DAY_NEVER;
}

/* The last place of the shortest loop through `start` that is shorter than `limit`, and its length; false where there is none. */
static bool shortest_through(struct looking *l, size_t start, size_t limit, int *last, size_t *length)
{
    size_t n_queued = 0;

    l->queue[n_queued++] = (int)start;
    l->distance[start] = 1;
    l->seen[start] = start + 1;
    for (size_t head = 0; head < n_queued; head++) {
        int at = l->queue[head];
        const struct truce_node *node = &l->graph->nodes[l->set.nodes[at]];
        if (l->distance[at] >= limit)
            return false;
        for (size_t i = 0; i < node->n_inputs; i++) {
            int to = place_of(l->set, node->inputs[i].node);
            if (to < 0 || truce_graph_input_state(&node->inputs[i], l->granted) != TRUCE_INPUT_WAITS)
                continue;
            if ((size_t)to == start) {
                *last = at;
                *length = l->distance[at];
                l->by[start] = (int)i;
                return true;
            }
            if (l->seen[to] == start + 1)
                continue;
            l->seen[to] = start + 1;
            l->distance[to] = l->distance[at] + 1;
            l->before[to] = at;
            l->by[to] = (int)i;
            l->queue[n_queued++] = to;
        }
    }
    return false;
}

/* From the last node back to the first. */
static void write_loop(const struct looking *l, int start, int last, size_t n, int *nodes, int *via)
{
    int at = last, leads_on = l->by[start];
    for (size_t i = n; i-- > 0; at = l->before[at]) {
        nodes[i] = l->set.nodes[at];
        via[i] = leads_on;
        leads_on = l->by[at];
    }
}

static enum truce_status make_room(struct looking *l, struct truce_arena *arena, struct truce_err *err)
{
    size_t n = l->set.n;
    enum truce_status status = truce_graph_alloc(arena, n, sizeof *l->queue, &l->queue, err);
    if (status == TRUCE_OK)
        status = truce_graph_alloc(arena, n, sizeof *l->before, &l->before, err);
    if (status == TRUCE_OK)
        status = truce_graph_alloc(arena, n, sizeof *l->by, &l->by, err);
    if (status == TRUCE_OK)
        status = truce_graph_alloc(arena, n, sizeof *l->distance, &l->distance, err);
    if (status == TRUCE_OK)
        status = truce_graph_alloc(arena, n, sizeof *l->seen, &l->seen, err);
    return status;
}

enum truce_status truce_graph_loop(const struct truce_graph *graph, const unsigned char *granted,
                                   struct truce_node_set set, struct truce_arena *arena,
                                   struct truce_loop *out, struct truce_err *err)
{
    struct truce_arena own;
    struct looking l = {.graph = graph, .granted = granted, .set = set};
    size_t best = SIZE_MAX;
    int *nodes = NULL, *via = NULL;

    truce_arena_init(&own, SIZE_MAX);
    enum truce_status status = make_room(&l, &own, err);
    if (status == TRUCE_OK)
        status = truce_graph_alloc(arena, set.n, sizeof *nodes, &nodes, err);
    if (status == TRUCE_OK)
        status = truce_graph_alloc(arena, set.n, sizeof *via, &via, err);
    if (status != TRUCE_OK)
        goto done;
    bool is_loop = set.n > 1 || (set.n == 1 && !is_impossible(graph, granted, set.nodes[0]));
    for (size_t start = 0; is_loop && start < set.n; start++) {
        int last;
        if (shortest_through(&l, start, best, &last, &best))
            write_loop(&l, (int)start, last, best, nodes, via);
    }
    *out = best == SIZE_MAX ? (struct truce_loop){NULL, NULL, 0} : (struct truce_loop){nodes, via, best};
done:
    truce_arena_fini(&own);
    return status;
}
