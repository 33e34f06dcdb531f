/*
 * The graph as flat arrays, and what opens ever.
 *
 * One idea: count down.  A node begins with its threshold missing; every input that becomes satisfied takes its weight off; at
 * zero the node opens, once, and its users are told.  Every input is seen once, so the work is linear, and cycles need no care: what
 * only its own opening could open is never told.
 *
 * Invariant: the weights of a node and its threshold are at most SUM_MAX together each, so that no sum of millionths overflows.
 */
#include "plan/graph_work.h"

#include <assert.h>
#include <limits.h>
#include <math.h>
#include <string.h>

static const double MILLIONTHS = 1e6;
static const double SUM_MAX = 4e12; /* in millionths less than half of INT64_MAX */

enum truce_status truce_graph_alloc(struct truce_arena *arena, size_t n, size_t item, void *out,
                                    struct truce_err *err)
{
    void *room;
    if (n > SIZE_MAX / 2 / item)
        return truce_fail(err, TRUCE_ERR_LIMIT, "a graph of %zu items is too large", n);
    enum truce_status status = truce_arena_alloc(arena, n > 0 ? n * item : item, &room, err);
    if (status == TRUCE_OK)
        memcpy(out, &room, sizeof room); /* out: the address of a pointer of any type */
    return status;
}

enum truce_status truce_graph_lists(struct truce_arena *arena, size_t n_keys, const int *key, size_t n_items,
                                    struct truce_input_lists *out, struct truce_err *err)
{
    struct truce_input_lists lists;
    enum truce_status status = truce_graph_alloc(arena, n_keys + 2, sizeof(int), &lists.first, err);
    if (status == TRUCE_OK)
        status = truce_graph_alloc(arena, n_items, sizeof(int), &lists.input, err);
    if (status != TRUCE_OK)
        return status;
    int *next =
        lists.first + 1; /* where the next item of a key goes; in the end: where the next key's begin */
    for (size_t i = 0; i < n_items; i++)
        if (key[i] >= 0)
            next[key[i] + 1]++;
    for (size_t k = 0; k < n_keys; k++)
        next[k + 1] += next[k];
    for (size_t i = 0; i < n_items; i++)
        if (key[i] >= 0)
            lists.input[next[key[i]]++] = (int)i;
    *out = lists;
    return TRUCE_OK;
}

/* ---- what is a graph, and what is none ---- */

static enum truce_status check_input(const struct truce_graph *graph, size_t p,
                                     const struct truce_input *input, struct truce_err *err)
{
    if (input->node < 0 || (size_t)input->node >= graph->n)
        return truce_fail_index(err, TRUCE_ERR_RANGE, (int64_t)p, "node %zu waits for node %d of %zu", p,
                                input->node, graph->n);
    if (!(input->weight > 0) || !(input->weight <= SUM_MAX))
        return truce_fail_index(err, TRUCE_ERR_RANGE, (int64_t)p,
                                "node %zu has an input of weight %g; it must be above 0 and at most %g", p,
                                input->weight, SUM_MAX);
    bool good =
        input->option == TRUCE_NO_OPTION || (input->option >= 0 && (size_t)input->option < graph->n_options);
    const int *needs = input->requires;
    for (size_t r = 0; good && r < input->n_requires; r++)
        good = needs[r] >= 0 && (size_t)needs[r] < graph->n_options;
    if (!good)
        return truce_fail_index(err, TRUCE_ERR_RANGE, (int64_t)p,
                                "node %zu has an input with an option that is none of the %zu", p,
                                graph->n_options);
    return TRUCE_OK;
}

static enum truce_status check_node(const struct truce_graph *graph, size_t p, struct truce_err *err)
{
    const struct truce_node *node = &graph->nodes[p];
    double sum = 0;
    enum truce_status status = TRUCE_OK;

    if (node->delay_months < 0 || node->delay_days < 0)
        return truce_fail_index(err, TRUCE_ERR_RANGE, (int64_t)p, "node %zu has a delay below 0", p);
    if (!(fabs(node->threshold) <= SUM_MAX))
        return truce_fail_index(err, TRUCE_ERR_RANGE, (int64_t)p,
                                "node %zu has the threshold %g; the limit is %g", p, node->threshold,
                                SUM_MAX);
    for (size_t i = 0; status == TRUCE_OK && i < node->n_inputs; i++) {
        status = check_input(graph, p, &node->inputs[i], err);
        sum += node->inputs[i].weight;
    }
    if (status == TRUCE_OK && !(sum <= SUM_MAX))
        status = truce_fail_index(err, TRUCE_ERR_RANGE, (int64_t)p,
                                  "the weights of node %zu add up to %g; the limit is %g", p, sum, SUM_MAX);
    return status;
}

static enum truce_status check_graph(const struct truce_graph *graph, size_t *n_inputs, struct truce_err *err)
{
    size_t n = 0;
    enum truce_status status = TRUCE_OK;

    if (graph->n > INT_MAX - 2 || graph->n_options > INT_MAX - 2)
        return truce_fail(err, TRUCE_ERR_LIMIT, "a graph of %zu nodes and %zu options is too large", graph->n,
                          graph->n_options);
    for (size_t p = 0; status == TRUCE_OK && p < graph->n; p++) {
        status = check_node(graph, p, err);
        n += graph->nodes[p].n_inputs;
        if (status == TRUCE_OK && n > INT_MAX - 2)
            status =
                truce_fail(err, TRUCE_ERR_LIMIT, "a graph of more than %d inputs is too large", INT_MAX - 2);
    }
    *n_inputs = n;
    return status;
}

/* ---- flat arrays ---- */

int64_t truce_graph_millionths(double x)
{
    int64_t n = llround(x * MILLIONTHS);
    return x > 0 && n == 0 ? 1 : n;
}

static enum truce_status make_room(struct truce_graph_work *work, struct truce_err *err)
{
    size_t n = work->n, m = work->n_inputs;
    const struct {
        void *out; /* the address of a pointer */
        size_t n, item;
    } wanted[] = {
        {&work->first, n + 1, sizeof *work->first},
        {&work->from, m, sizeof *work->from},
        {&work->owner, m, sizeof *work->owner},
        {&work->weight, m, sizeof *work->weight},
        {&work->threshold, n, sizeof *work->threshold},
        {&work->state, m, sizeof *work->state},
        {&work->missing, n, sizeof *work->missing},
        {&work->queue, n, sizeof *work->queue},
        {&work->heap, n, sizeof *work->heap},
        {&work->rank, n, sizeof *work->rank},
        {&work->completed_by, n, sizeof *work->completed_by},
    };
    enum truce_status status = TRUCE_OK;
    for (size_t i = 0; status == TRUCE_OK && i < sizeof wanted / sizeof *wanted; i++)
        status = truce_graph_alloc(&work->arena, wanted[i].n, wanted[i].item, wanted[i].out, err);
    return status;
}

static void flatten(struct truce_graph_work *work)
{
    int k = 0;
    for (size_t p = 0; p < work->n; p++) {
        const struct truce_node *node = &work->graph->nodes[p];
        work->first[p] = k;
        work->threshold[p] = truce_graph_millionths(node->threshold);
        for (size_t i = 0; i < node->n_inputs; i++, k++) {
            work->from[k] = node->inputs[i].node;
            work->owner[k] = (int)p;
            work->weight[k] = truce_graph_millionths(node->inputs[i].weight);
        }
    }
    work->first[work->n] = k;
}

enum truce_status truce_graph_work_open(const struct truce_graph *graph, struct truce_graph_work **out,
                                        struct truce_err *err)
{
    struct truce_graph_work made = {.graph = graph, .n = graph->n}, *work;
    struct truce_day first, last;

    enum truce_status status = check_graph(graph, &made.n_inputs, err);
    if (status != TRUCE_OK)
        return status;
    bool in_calendar = truce_day_from_civil(TRUCE_YEAR_MIN, 1, 1, &first) &&
                       truce_day_from_civil(TRUCE_YEAR_MAX - 1, 12, 31, &last);
    assert(in_calendar);
    (void)in_calendar;
    made.day_first = first.n;
    made.day_end = last.n + 1;
    truce_arena_init(&made.arena, SIZE_MAX);
    status = make_room(&made, err);
    if (status == TRUCE_OK) {
        flatten(&made);
        status = truce_graph_lists(&made.arena, made.n, made.from, made.n_inputs, &made.users, err);
    }
    if (status == TRUCE_OK)
        status = truce_graph_alloc(&made.arena, 1, sizeof *work, &work, err);
    if (status != TRUCE_OK) {
        truce_arena_fini(&made.arena);
        return status;
    }
    *work = made;
    *out = work;
    return TRUCE_OK;
}

void truce_graph_work_close(struct truce_graph_work *work)
{
    if (work == NULL)
        return;
    struct truce_arena arena = work->arena; /* the arena holds the struct */
    truce_arena_fini(&arena);
}

/* ---- reach ---- */

enum truce_input_state truce_graph_input_state(const struct truce_input *input, const unsigned char *granted)
{
    const int *needs = input->requires;
    for (size_t r = 0; r < input->n_requires; r++)
        if (granted == NULL || !granted[needs[r]])
            return TRUCE_INPUT_BARRED;
    return granted != NULL && input->option != TRUCE_NO_OPTION && granted[input->option] ? TRUCE_INPUT_GRANTED
                                                                                         : TRUCE_INPUT_WAITS;
}

void truce_graph_start(struct truce_graph_work *work, const unsigned char *granted)
{
    work->granted = granted;
    memcpy(work->missing, work->threshold, work->n * sizeof *work->missing);
    for (size_t p = 0; p < work->n; p++) {
        const struct truce_input *inputs = work->graph->nodes[p].inputs;
        for (int k = work->first[p]; k < work->first[p + 1]; k++) {
            enum truce_input_state state = truce_graph_input_state(&inputs[k - work->first[p]], granted);
            work->state[k] = (unsigned char)state;
            if (state == TRUCE_INPUT_GRANTED)
                work->missing[p] -= work->weight[k];
        }
    }
}

void truce_graph_reach(struct truce_graph_work *work, const unsigned char *granted, unsigned char *open)
{
    size_t n_queued = 0;

    truce_graph_start(work, granted);
    for (size_t p = 0; p < work->n; p++) {
        open[p] = work->missing[p] <= 0 && truce_graph_day_comes(work, (int)p);
        if (open[p])
            work->queue[n_queued++] = (int)p;
    }
    for (size_t head = 0; head < n_queued; head++) {
        int q = work->queue[head];
        for (int u = work->users.first[q]; u < work->users.first[q + 1]; u++) {
            int k = work->users.input[u], p = work->owner[k];
            if (work->state[k] != TRUCE_INPUT_WAITS)
                continue;
            work->missing[p] -= work->weight[k];
            if (work->missing[p] <= 0 && !open[p] && truce_graph_day_comes(work, p)) {
                open[p] = 1;
                work->queue[n_queued++] = p;
            }
        }
    }
}
