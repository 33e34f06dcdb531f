/*
 * Gates that never open: one finding a root cause, with the loop or the shortfall, what hangs on it, and whether one concession would do.
 */
#include <string.h>

#include "plan/lint_work.h"

#define ROOTS_MAX 20
#define WAYS_MAX  100
#define LISTED    12 /* gates named as waiting for a root cause */

/* ---- the loop ---- */

/* "settlement (point 20)", and the clause that leads there */
static void write_step(struct truce_plan_lint_work *lint, const struct truce_loop *loop, size_t i,
                       struct truce_buf *out)
{
    const struct truce_agreement *agreement = lint->agreement;
    const struct truce_plan_graph *graph = &lint->plan.graph[TRUCE_EARLIEST];
    const struct truce_condition *clause = graph->inputs[loop->nodes[i]][loop->via[i]].clause;
    char path[512];

    truce_plan_lint_node(lint, loop->nodes[i], out);
    truce_buf_puts(out, " waits for ");
    truce_plan_lint_node(lint, loop->nodes[(i + 1) % loop->n], out);
    if (clause == NULL || clause->name[0] == '\0')
        return;
    if (clause->position != TRUCE_NONE) {
        const struct truce_position *position = &agreement->positions[clause->position];
        truce_buf_printf(out, ": position %s of ", position->head.id);
        truce_plan_lint_parties(agreement, position->by, out);
        truce_buf_puts(out, ", not in the text");
    } else if (clause->gate != TRUCE_NONE) {
        truce_agreement_clause_path(agreement, clause, path, sizeof path);
        truce_buf_printf(out, ": clause %s", path);
    }
}

/* days once round */
static enum truce_status days_round(struct truce_plan_lint_work *lint, const struct truce_loop *loop,
                                    int32_t *out, struct truce_err *err)
{
    const struct truce_plan_graph *graph = &lint->plan.graph[TRUCE_EARLIEST];
    struct truce_day day = graph->start;
    for (size_t i = 0; i < loop->n; i++) {
        const struct truce_node *node = &graph->graph.nodes[loop->nodes[i]];
        struct truce_duration delay = {node->delay_months, node->delay_days, 0};
        enum truce_status status = truce_day_add(&lint->agreement->calendar, day, delay, &day, NULL, err);
        if (status != TRUCE_OK)
            return status;
    }
    *out = day.n - graph->start.n;
    return TRUCE_OK;
}

/* do only gates of the text, and conditions of theirs, take part? */
static bool is_of_gates(const struct truce_plan_lint_work *lint, const struct truce_loop *loop)
{
    const struct truce_plan_graph *graph = &lint->plan.graph[TRUCE_EARLIEST];
    for (size_t i = 0; i < loop->n; i++) {
        const struct truce_plan_node *node = &graph->nodes[loop->nodes[i]];
        const struct truce_condition *clause = graph->inputs[loop->nodes[i]][loop->via[i]].clause;
        if ((node->kind != TRUCE_NODE_GATE && node->kind != TRUCE_NODE_CONDITION) ||
            (clause != NULL && clause->position != TRUCE_NONE))
            return false;
    }
    return true;
}

/* ---- the parts of a finding ---- */

/* where a node stands in the file */
static struct truce_spot spot_of(const struct truce_plan_lint_work *lint, int node)
{
    const struct truce_agreement *agreement = lint->agreement;
    const struct truce_plan_node *what = &lint->plan.graph[TRUCE_EARLIEST].nodes[node];
    switch (what->kind) {
    case TRUCE_NODE_GATE:
        return agreement->gates[what->target].head.at;
    case TRUCE_NODE_CLOCK:
        return agreement->clocks[what->target].head.at;
    case TRUCE_NODE_NEED:
        return agreement->needs[what->target].head.at;
    case TRUCE_NODE_CONTRIBUTION:
        return agreement->contributions[what->target].head.at;
    default:
        return what->condition != NULL ? what->condition->at : (struct truce_spot){0, 0};
    }
}

/* why one node alone never opens */
static void write_impossible(const struct truce_plan_lint_work *lint, int node, struct truce_buf *out)
{
    const struct truce_plan_node *what = &lint->plan.graph[TRUCE_EARLIEST].nodes[node];

    truce_plan_lint_node(lint, node, out);
    if (what->kind == TRUCE_NODE_NEED) {
        const struct truce_need_plan *need = &lint->plan.needs[what->target];
        truce_buf_puts(out, " cannot be met: ");
        truce_plan_lint_amount(need->required, out);
        truce_buf_puts(out, " needed, ");
        truce_buf_puts(out, need->offered_is_lower_bound ? "at least " : "");
        truce_plan_lint_amount(need->offered, out);
        truce_buf_puts(out, " offered");
        if (need->barred > 0) {
            truce_buf_puts(out, ", of which ");
            truce_plan_lint_amount(need->barred, out);
            truce_buf_puts(out, " are barred by vetoes");
        }
        return;
    }
    truce_buf_puts(out, lint->plan.graph[TRUCE_EARLIEST].graph.nodes[node].n_inputs == 0
                            ? " can never be: nothing that could happen brings it about"
                            : " can never be: too few of its clauses can ever hold");
}

/* gates of the file that stay closed because of the set: all that are closed and would be open without it */
static void write_waiting(struct truce_plan_lint_work *lint, const unsigned char *freed,
                          struct truce_buf *out)
{
    const struct truce_agreement *agreement = lint->agreement;
    const int *gate_node = lint->plan.graph[TRUCE_EARLIEST].gate_node;
    size_t n = 0;

    for (size_t g = 0; g < agreement->n_gates; g++) {
        int node = gate_node[g];
        if (lint->open[node] || freed[node])
            continue;
        if (n < LISTED)
            truce_buf_printf(out, "%s%s", n == 0 ? "" : ", ", agreement->gates[g].head.id);
        n++;
    }
    if (n > LISTED)
        truce_buf_printf(out, " and %zu more", n - LISTED);
}

/*
 * Which gates hang on a root cause: those that never open even if all else is open.  freed: one byte a node, 1 where it opens when everything outside
 * of the set and of what waits for it is open.
 */
static enum truce_status hang_on(struct truce_plan_lint_work *lint, struct truce_node_set set,
                                 unsigned char **out, struct truce_err *err)
{
    const struct truce_graph *graph = &lint->plan.graph[TRUCE_EARLIEST].graph;
    void *memory = NULL;
    enum truce_status status = truce_plan_lint_alloc(lint, graph->n, 1, &memory, err);
    unsigned char *open = memory;

    if (status != TRUCE_OK)
        return status;
    memset(open, 1, graph->n);
    for (size_t i = 0; i < set.n; i++)
        open[set.nodes[i]] = 0;
    for (bool changed = true; changed;) {
        changed = false;
        for (size_t k = 0; k < graph->n; k++) {
            const struct truce_node *node = &graph->nodes[k];
            double sum = 0;
            if (!open[k] || node->n_inputs == 0)
                continue;
            for (size_t i = 0; i < node->n_inputs; i++)
                if (open[node->inputs[i].node]) /* barred or not: that would be another cause */
                    sum += node->inputs[i].weight;
            if (sum < node->threshold) {
                open[k] = 0;
                changed = true;
            }
        }
    }
    *out = open;
    return TRUCE_OK;
}

/* For each wanted gate that is held by the set, once: does one concession free it, or how many does it take? */
static enum truce_status add_ways(struct truce_plan_lint_work *lint, const unsigned char *freed, bool *told,
                                  struct truce_err *err)
{
    const struct truce_agreement *agreement = lint->agreement;
    const struct truce_plan_graph *graph = &lint->plan.graph[TRUCE_EARLIEST];

    for (size_t i = 0; i < agreement->want.n; i++) {
        int gate = agreement->want.at[i], node = graph->gate_node[gate];
        struct truce_way_out *ways = NULL;
        size_t n = 0, size = 1;
        bool complete = true;
        if (lint->open[node] || freed[node] || told[i])
            continue;
        told[i] = true;
        for (; n == 0 && size <= 2; size++) {
            const struct truce_ways_options how = {.max_size = size, .max_ways = WAYS_MAX};
            enum truce_status status =
                truce_graph_ways_out(lint->work, node, &how, &lint->arena, &ways, &n, &complete, err);
            if (status != TRUCE_OK)
                return status;
        }
        const char *id = agreement->gates[gate].head.id;
        if (n > 0 && size == 2)
            truce_diagnostics_detail(lint->found, "%s is wanted: one step frees it, such as: %s", id,
                                     graph->grants[ways[0].options[0]].name);
        else if (n > 0)
            truce_diagnostics_detail(
                lint->found,
                "%s is wanted: no single step frees it; %s%zu pair%s of steps %s, such as: %s; %s", id,
                complete ? "" : "at least ", n, n == 1 ? "" : "s", n == 1 ? "does" : "do",
                graph->grants[ways[0].options[0]].name, graph->grants[ways[0].options[1]].name);
        else
            truce_diagnostics_detail(lint->found, "%s is wanted: neither one step nor two free it", id);
    }
    return TRUCE_OK;
}

/* ---- findings ---- */

static void add_moment(struct truce_plan_lint_work *lint, const struct truce_loop *loop, struct truce_spot at)
{
    const struct truce_plan_node *nodes = lint->plan.graph[TRUCE_EARLIEST].nodes;
    struct truce_buf names;
    size_t n = 0;

    truce_buf_init(&names);
    for (size_t i = 0; i < loop->n; i++)
        if (nodes[loop->nodes[i]].kind == TRUCE_NODE_GATE)
            truce_buf_printf(&names, "%s%s", n++ == 0 ? "" : ", ",
                             lint->agreement->gates[nodes[loop->nodes[i]].target].head.id);
    truce_diagnostics_add(
        lint->found, "W33", at,
        "no time passes on the way round %s; if they are to open in one moment, say so with together",
        truce_plan_lint_said(lint, &names));
    truce_buf_fini(&names);
}

static enum truce_status add_root(struct truce_plan_lint_work *lint, struct truce_node_set set, bool *told,
                                  struct truce_err *err)
{
    const struct truce_plan_graph *graph = &lint->plan.graph[TRUCE_EARLIEST];
    struct truce_loop loop = {NULL, NULL, 0};
    struct truce_buf text;
    unsigned char *freed = NULL;
    int32_t days = 0;

    truce_buf_init(&text);
    enum truce_status status = truce_graph_loop(&graph->graph, NULL, set, &lint->arena, &loop, err);
    if (status == TRUCE_OK)
        status = days_round(lint, &loop, &days, err);
    if (status == TRUCE_OK)
        status = hang_on(lint, set, &freed, err);
    if (status != TRUCE_OK)
        goto done;
    struct truce_spot at = spot_of(lint, loop.n > 0 ? loop.nodes[0] : set.nodes[0]);
    if (loop.n > 0) {
        truce_plan_lint_node(lint, loop.nodes[0], &text);
        truce_diagnostics_add(lint->found, "W30", at, "%s never opens: it waits for itself, %d day%s round",
                              truce_plan_lint_said(lint, &text), days, days == 1 ? "" : "s");
    } else {
        write_impossible(lint, set.nodes[0], &text);
        truce_diagnostics_add(lint->found, "W30", at, "%s", truce_plan_lint_said(lint, &text));
    }
    for (size_t i = 0; i < loop.n; i++) {
        truce_buf_clear(&text);
        write_step(lint, &loop, i, &text);
        truce_diagnostics_detail(lint->found, "%s", truce_plan_lint_said(lint, &text));
    }
    truce_buf_clear(&text);
    write_waiting(lint, freed, &text);
    if (text.len > 0)
        truce_diagnostics_detail(lint->found, "closed because of it: %s", text.at);
    status = add_ways(lint, freed, told, err);
    if (status == TRUCE_OK && loop.n > 1 && days == 0 && is_of_gates(lint, &loop))
        add_moment(lint, &loop, at);
done:
    truce_buf_fini(&text);
    return status;
}

enum truce_status truce_plan_lint_gates(struct truce_plan_lint_work *lint, struct truce_err *err)
{
    const struct truce_plan_graph *graph = &lint->plan.graph[TRUCE_EARLIEST];
    struct truce_node_set *roots = NULL;
    size_t n_closed = 0, n = 0;
    bool complete = true;
    void *memory = NULL, *wanted = NULL;
    enum truce_status status =
        truce_plan_lint_alloc(lint, lint->agreement->n_gates, sizeof(int), &memory, err);

    if (status == TRUCE_OK)
        status = truce_plan_lint_alloc(lint, lint->agreement->want.n, sizeof(bool), &wanted, err);
    if (status != TRUCE_OK)
        return status;
    int *closed = memory;
    bool *told = wanted; /* one a wanted gate: its ways out are told with the first cause that holds it */
    for (size_t g = 0; g < lint->agreement->n_gates; g++)
        if (!lint->open[graph->gate_node[g]])
            closed[n_closed++] = graph->gate_node[g];
    if (n_closed == 0)
        return TRUCE_OK;
    status = truce_graph_roots(lint->work, NULL, closed, n_closed, ROOTS_MAX, &lint->arena, &roots, &n,
                               &complete, err);
    for (size_t i = 0; status == TRUCE_OK && i < n; i++)
        status = add_root(lint, roots[i], told, err);
    if (status == TRUCE_OK && !complete)
        truce_diagnostics_add(lint->found, "N30", (struct truce_spot){0, 0},
                              "more than %d root causes keep gates closed; the first ones are given",
                              ROOTS_MAX);
    return status;
}
