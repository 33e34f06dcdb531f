/*
 * Weaker substitutes: in place of "gate X" within a loop, those gates on which X depends and that open without the loop.
 *
 * Each such clause is tried in a graph of its own, in which it waits for a new node instead of X; the new node waits for all of the
 * smaller gates.  It names a smaller thing that could be asked for.
 */
#include <string.h>

#include "plan/work.h"

#define STEPS_TRIED 100 /* of a loop: longer ones are no text that people wrote */

struct trial {
    struct truce_planning *p;
    int node, input; /* the clause */
    int *gates;      /* that stand in for it */
    size_t n;
};

/* all nodes below one, by its inputs; only_open: by way of nodes that open, since one that never does is no reason */
static void mark_below(const struct truce_planning *p, int node, bool only_open, unsigned char *below,
                       int *stack)
{
    const struct truce_graph *graph = &p->plan->graph[TRUCE_EARLIEST].graph;
    size_t n = 0;
    stack[n++] = node;
    while (n > 0) {
        const struct truce_node *at = &graph->nodes[stack[--n]];
        for (size_t i = 0; i < at->n_inputs; i++) {
            int next = at->inputs[i].node;
            if (below[next] || (only_open && !p->open[next]))
                continue;
            below[next] = 1;
            stack[n++] = next;
        }
    }
}

/* gates below X that open without the loop, less those that another of them waits for */
static enum truce_status smaller_gates(struct truce_planning *p, int x, int *gates, size_t *n,
                                       struct truce_err *err)
{
    const struct truce_plan_graph *graph = &p->plan->graph[TRUCE_EARLIEST];
    const struct truce_agreement *agreement = p->agreement;
    size_t nodes = graph->graph.n, found = 0;
    void *below = NULL, *stack = NULL, *covered = NULL;

    enum truce_status status = truce_plan_alloc(p, nodes, 1, &below, err);
    if (status == TRUCE_OK)
        status = truce_plan_alloc(p, nodes, 1, &covered, err);
    if (status == TRUCE_OK)
        status = truce_plan_alloc(p, nodes, sizeof(int), &stack, err);
    if (status == TRUCE_OK)
        mark_below(p, graph->gate_node[x], false, below, stack);
    unsigned char *is_below = below, *is_covered = covered;
    for (size_t g = 0; status == TRUCE_OK && g < agreement->n_gates; g++) {
        int node = graph->gate_node[g];
        if (!is_below[node] || !p->open[node] || p->plan->gates[g].open[TRUCE_STRICT])
            continue;
        gates[found++] = (int)g;
        if (is_covered[node])
            continue;
        mark_below(p, node, true, is_covered, stack);
        is_covered[node] = 0; /* by itself, round a circle, does not count */
    }
    *n = 0;
    for (size_t i = 0; i < found; i++)
        if (!is_covered[graph->gate_node[gates[i]]])
            gates[(*n)++] = gates[i];
    return status;
}

/* the graph of a case with the clause's input led to a new node */
static enum truce_status days_with(const struct trial *t, int which, int32_t *day, struct truce_err *err)
{
    const struct truce_plan_graph *graph = &t->p->plan->graph[which];
    size_t n = graph->graph.n;
    void *nodes_room = NULL, *inputs_room = NULL, *new_room = NULL;
    struct truce_graph_work *work = NULL;
    struct truce_arena arena; /* of this trial alone */

    truce_arena_init(&arena, (size_t)1 << 30);
    enum truce_status status =
        truce_arena_alloc(&arena, (n + 1) * sizeof(struct truce_node), &nodes_room, err);
    if (status == TRUCE_OK)
        status = truce_arena_alloc(
            &arena, graph->graph.nodes[t->node].n_inputs * sizeof(struct truce_input) + 1, &inputs_room, err);
    if (status == TRUCE_OK)
        status = truce_arena_alloc(&arena, t->n * sizeof(struct truce_input) + 1, &new_room, err);
    if (status != TRUCE_OK) {
        truce_arena_fini(&arena);
        return status;
    }
    struct truce_node *nodes = nodes_room;
    struct truce_input *inputs = inputs_room, *added = new_room;
    memcpy(nodes, graph->graph.nodes, n * sizeof *nodes);
    memcpy(inputs, nodes[t->node].inputs, nodes[t->node].n_inputs * sizeof *inputs);
    inputs[t->input].node = (int)n;
    nodes[t->node].inputs = inputs;
    for (size_t i = 0; i < t->n; i++)
        added[i] = (struct truce_input){
            .node = graph->gate_node[t->gates[i]], .weight = 1, .option = TRUCE_NO_OPTION};
    nodes[n] = (struct truce_node){
        .inputs = added, .n_inputs = t->n, .threshold = (double)t->n, .day = graph->start.n};
    const struct truce_graph tried = {nodes, n + 1, graph->graph.n_options, graph->graph.month_end};
    status = truce_graph_work_open(&tried, &work, err);
    if (status == TRUCE_OK)
        truce_graph_earliest(work, NULL, day, NULL);
    truce_graph_work_close(work);
    truce_arena_fini(&arena);
    return status;
}

/* tries one clause; it is kept when the gate that has the clause opens by it */
static enum truce_status try_clause(struct trial *t, const struct truce_condition *clause,
                                    struct truce_target_plan *target, struct truce_err *err)
{
    struct truce_planning *p = t->p;
    const struct truce_agreement *agreement = p->agreement;
    struct truce_substitute *out = &target->substitutes[target->n_substitutes];
    void *days = NULL, *opened = NULL;

    enum truce_status status =
        truce_plan_alloc(p, p->plan->graph[0].graph.n + 1, sizeof(int32_t), &days, err);
    if (status == TRUCE_OK)
        status = truce_plan_alloc(p, agreement->n_gates, sizeof(int), &opened, err);
    int32_t *day = days;
    int *list = opened;
    size_t n_opened = 0;
    bool helps = false;
    for (int c = 0; status == TRUCE_OK && c < TRUCE_CASES; c++) {
        if ((status = days_with(t, c, day, err)) != TRUCE_OK)
            return status;
        out->day[c] = day[p->plan->graph[c].gate_node[target->gate]];
        if (c == TRUCE_EARLIEST)
            helps = day[t->node] != TRUCE_DAY_NEVER;
        for (size_t g = 0; c == TRUCE_EARLIEST && g < agreement->n_gates; g++) {
            int node = p->plan->graph[c].gate_node[g];
            if (day[node] != TRUCE_DAY_NEVER && !p->open[node])
                list[n_opened++] = (int)g;
        }
    }
    if (status != TRUCE_OK || !helps)
        return status;
    out->clause = clause;
    out->gates = t->gates;
    out->n = t->n;
    out->opened = list;
    out->n_opened = n_opened;
    target->n_substitutes++;
    return TRUCE_OK;
}

static enum truce_status try_loop(struct truce_planning *p, const struct truce_loop *loop,
                                  struct truce_target_plan *target, struct truce_err *err)
{
    const struct truce_plan_graph *graph = &p->plan->graph[TRUCE_EARLIEST];
    enum truce_status status = TRUCE_OK;
    for (size_t i = 0; status == TRUCE_OK && i < loop->n && i < STEPS_TRIED; i++) {
        struct trial trial = {.p = p, .node = loop->nodes[i], .input = loop->via[i]};
        const struct truce_condition *clause = graph->inputs[trial.node][trial.input].clause;
        void *room = NULL;
        if (clause == NULL || clause->kind != TRUCE_IF_GATE || clause->gate == TRUCE_NONE)
            continue; /* a clock runs while it runs: there is nothing weaker to ask for */
        status = truce_plan_alloc(p, p->agreement->n_gates, sizeof(int), &room, err);
        trial.gates = room;
        if (status == TRUCE_OK)
            status = smaller_gates(p, clause->target, trial.gates, &trial.n, err);
        if (status == TRUCE_OK && trial.n > 0)
            status = try_clause(&trial, clause, target, err);
    }
    return status;
}

/* what opens the target before what only frees the loop; then positions, which are not in the text; then by day */
static bool comes_before(const struct truce_substitute *a, const struct truce_substitute *b)
{
    bool opens_a = a->day[TRUCE_EARLIEST] != TRUCE_DAY_NEVER,
         opens_b = b->day[TRUCE_EARLIEST] != TRUCE_DAY_NEVER;
    bool text_a = a->clause->position == TRUCE_NONE, text_b = b->clause->position == TRUCE_NONE;
    if (opens_a != opens_b)
        return opens_a;
    if (text_a != text_b)
        return text_b;
    return a->day[TRUCE_EARLIEST] < b->day[TRUCE_EARLIEST];
}

enum truce_status truce_plan_substitutes(struct truce_planning *p, struct truce_target_plan *target,
                                         struct truce_err *err)
{
    size_t steps = 0;
    void *room = NULL;
    for (size_t r = 0; r < target->n_roots; r++)
        steps += target->roots[r].loop.n;
    enum truce_status status = truce_plan_alloc(p, steps + 1, sizeof *target->substitutes, &room, err);
    target->substitutes = room;
    for (size_t r = 0; status == TRUCE_OK && r < target->n_roots; r++)
        status = try_loop(p, &target->roots[r].loop, target, err);
    for (size_t i = 1; status == TRUCE_OK && i < target->n_substitutes; i++) {
        struct truce_substitute one = target->substitutes[i];
        size_t k = i;
        for (; k > 0 && comes_before(&one, &target->substitutes[k - 1]); k--)
            target->substitutes[k] = target->substitutes[k - 1];
        target->substitutes[k] = one;
    }
    return status;
}
