/*
 * The order of the work: graphs for the three estimates, what-if granted, days, gates, targets, ledger, guarantees.
 */
#include "plan/plan.h"

#include <string.h>

#include "plan/work.h"

#define ARENA_MAX ((size_t)2 << 30)

void truce_plan_options_init(struct truce_plan_options *options)
{
    memset(options, 0, sizeof *options);
    options->ways_max_size = 4;
    options->ways_max = 200;
    options->roots_max = 20;
}

enum truce_status truce_plan_alloc(struct truce_planning *p, size_t n, size_t item, void **out,
                                   struct truce_err *err)
{
    return truce_arena_alloc(&p->plan->arena, n * item + 1, out, err);
}

void truce_plan_fini(struct truce_plan *plan)
{
    truce_diagnostics_fini(&plan->notes);
    truce_arena_fini(&plan->arena);
    memset(plan, 0, sizeof *plan);
}

static void close_work(struct truce_planning *p)
{
    for (int c = 0; c < TRUCE_CASES; c++)
        truce_graph_work_close(p->work[c]);
}

static enum truce_status build_graphs(struct truce_planning *p, struct truce_err *err)
{
    struct truce_plan *plan = p->plan;
    enum truce_status status = TRUCE_OK;
    for (int c = 0; status == TRUCE_OK && c < TRUCE_CASES; c++)
        status = truce_plan_graph_build(p->agreement, p->state, (enum truce_case)c, &plan->arena,
                                        &plan->graph[c], &plan->notes, err);
    void *granted = NULL;
    if (status == TRUCE_OK)
        status = truce_plan_alloc(p, plan->graph[0].graph.n_options, 1, &granted, err);
    plan->granted = granted;
    if (status == TRUCE_OK)
        status = truce_plan_what_if_options(p, err);
    for (int c = 0; status == TRUCE_OK && c < TRUCE_CASES; c++) {
        status = truce_plan_graph_bake(&plan->graph[c], plan->granted, &plan->arena, err);
        if (status == TRUCE_OK)
            status = truce_graph_work_open(&plan->graph[c].graph, &p->work[c], err);
    }
    return status;
}

static enum truce_status find_days(struct truce_planning *p, struct truce_err *err)
{
    size_t n = p->plan->graph[0].graph.n;
    void *room = NULL;
    enum truce_status status = TRUCE_OK;

    for (int c = 0; status == TRUCE_OK && c < TRUCE_CASES; c++) {
        status = truce_plan_alloc(p, n, sizeof(int32_t), &room, err);
        p->day[c] = room;
        if (status == TRUCE_OK)
            status = truce_plan_alloc(p, n, sizeof(int), &room, err);
        p->setter[c] = room;
        if (status == TRUCE_OK)
            truce_graph_earliest(p->work[c], NULL, p->day[c], p->setter[c]);
    }
    if (status == TRUCE_OK)
        status = truce_plan_alloc(p, n, 1, &room, err);
    p->open = room;
    if (status == TRUCE_OK)
        status = truce_plan_alloc(p, p->plan->graph[0].graph.n_options, 1, &room, err);
    p->scratch = room;
    if (status == TRUCE_OK)
        status = truce_plan_alloc(p, n, sizeof(int32_t), &room, err);
    p->scratch_day = room;
    if (status == TRUCE_OK)
        truce_graph_reach(p->work[0], NULL, p->open);
    return status;
}

/* ---- gates ---- */

static enum truce_status waits_for(struct truce_planning *p, int gate, struct truce_gate_plan *out,
                                   struct truce_err *err)
{
    const struct truce_agreement *agreement = p->agreement;
    const struct truce_reading_state *now = &p->state->reading[TRUCE_STRICT];
    const struct truce_condition *root = agreement->gates[gate].opens;
    size_t positions = 0;
    void *room = NULL;

    for (size_t i = 0; i < agreement->n_positions; i++)
        positions += agreement->positions[i].gate == gate;
    enum truce_status status = truce_plan_alloc(p, root->n + positions, sizeof(void *), &room, err);
    if (status != TRUCE_OK || now->gates[gate].open)
        return status;
    out->waits_for = room;
    for (size_t i = 0; i < root->n; i++)
        if (!now->conditions[root->children[i].index].holds &&
            !now->conditions[root->children[i].index].waived)
            out->waits_for[out->n_waits_for++] = &root->children[i];
    for (size_t i = 0; i < agreement->n_positions; i++) {
        const struct truce_position *position = &agreement->positions[i];
        if (position->gate == gate && now->positions[i].maintained &&
            !now->conditions[position->clause->index].holds &&
            !now->conditions[position->clause->index].waived)
            out->waits_for[out->n_waits_for++] = position->clause;
    }
    return TRUCE_OK;
}

static enum truce_status plan_gates(struct truce_planning *p, struct truce_err *err)
{
    const struct truce_agreement *agreement = p->agreement;
    void *room = NULL;
    enum truce_status status = truce_plan_alloc(p, agreement->n_gates, sizeof *p->plan->gates, &room, err);
    if (status != TRUCE_OK)
        return status;
    p->plan->gates = room;
    for (size_t g = 0; status == TRUCE_OK && g < agreement->n_gates; g++) {
        struct truce_gate_plan *out = &p->plan->gates[g];
        out->slack_days = INT32_MAX;
        for (int r = 0; r < TRUCE_READINGS; r++)
            out->open[r] = p->state->reading[r].gates[g].open;
        for (int c = 0; c < TRUCE_CASES; c++)
            out->day[c] =
                out->open[TRUCE_STRICT]
                    ? truce_calendar_day(&agreement->calendar, p->state->reading[TRUCE_STRICT].gates[g].since)
                          .n
                    : p->day[c][p->plan->graph[c].gate_node[g]];
        status = waits_for(p, (int)g, out, err);
    }
    if (status == TRUCE_OK)
        status = truce_plan_alloc(p, agreement->n_clocks, sizeof *p->plan->clock_day, &room, err);
    if (status != TRUCE_OK)
        return status;
    p->plan->clock_day = room;
    for (size_t k = 0; k < agreement->n_clocks; k++)
        for (int c = 0; c < TRUCE_CASES; c++)
            p->plan->clock_day[k][c] = p->day[c][p->plan->graph[c].clock_node[k]];
    return TRUCE_OK;
}

/* slack and critical path of the first target, likely case */
static enum truce_status mark_critical(struct truce_planning *p, struct truce_err *err)
{
    const struct truce_plan_graph *graph = &p->plan->graph[TRUCE_LIKELY];
    const struct truce_target_plan *target = &p->plan->targets[0];
    int node = graph->gate_node[target->gate];
    void *room = NULL;

    if (target->day[TRUCE_LIKELY] == TRUCE_DAY_NEVER || target->open)
        return TRUCE_OK;
    enum truce_status status = truce_plan_alloc(p, graph->graph.n, sizeof(int32_t), &room, err);
    int32_t *slack = room;
    if (status == TRUCE_OK)
        status = truce_graph_slack(p->work[TRUCE_LIKELY], NULL, node, target->day[TRUCE_LIKELY], slack, err);
    for (size_t g = 0; status == TRUCE_OK && g < p->agreement->n_gates; g++) {
        if (p->plan->gates[g].open[TRUCE_STRICT])
            continue;
        p->plan->gates[g].slack_days = slack[graph->gate_node[g]];
        for (size_t i = 0; i < target->n_critical[TRUCE_LIKELY]; i++)
            if (target->critical[TRUCE_LIKELY][i] == graph->gate_node[g])
                p->plan->gates[g].critical = true;
    }
    return status;
}

/* ---- targets ---- */

/* does any gate, clock, position or contribution wait for this gate? */
static void mark_condition(const struct truce_condition *condition, unsigned char *waited)
{
    if (condition == NULL)
        return;
    if (condition->kind == TRUCE_IF_GATE)
        waited[condition->target] = 1;
    for (size_t i = 0; i < condition->n; i++)
        mark_condition(&condition->children[i], waited);
}

static enum truce_status default_targets(struct truce_planning *p, int *targets, size_t *n,
                                         struct truce_err *err)
{
    const struct truce_agreement *agreement = p->agreement;
    void *room = NULL;
    enum truce_status status = truce_plan_alloc(p, agreement->n_gates, 1, &room, err);
    unsigned char *waited = room;
    if (status != TRUCE_OK)
        return status;
    for (size_t i = 0; i < agreement->want.n; i++)
        targets[(*n)++] = agreement->want.at[i];
    if (*n > 0)
        return TRUCE_OK;
    for (size_t g = 0; g < agreement->n_gates; g++)
        mark_condition(agreement->gates[g].opens, waited);
    for (size_t c = 0; c < agreement->n_clocks; c++)
        mark_condition(agreement->clocks[c].runs_while, waited);
    for (size_t g = 0; g < agreement->n_gates; g++)
        if (!waited[g])
            targets[(*n)++] = (int)g;
    if (*n == 0 && agreement->n_gates > 0) /* every gate is waited for: the last of the text */
        targets[(*n)++] = (int)agreement->n_gates - 1;
    return TRUCE_OK;
}

static enum truce_status plan_targets(struct truce_planning *p, struct truce_err *err)
{
    void *room = NULL;
    size_t n = 0;
    enum truce_status status =
        truce_plan_alloc(p, p->agreement->n_gates + p->options->n_targets, sizeof(int), &room, err);
    int *gates = room;
    if (status != TRUCE_OK)
        return status;
    for (size_t i = 0; p->options->targets != NULL && i < p->options->n_targets; i++)
        gates[n++] = p->options->targets[i];
    if (p->options->targets == NULL)
        status = default_targets(p, gates, &n, err);
    if (status == TRUCE_OK)
        status = truce_plan_alloc(p, n, sizeof *p->plan->targets, &room, err);
    if (status != TRUCE_OK)
        return status;
    p->plan->targets = room;
    for (size_t i = 0; status == TRUCE_OK && i < n; i++) {
        status = truce_plan_target(p, gates[i], &p->plan->targets[i], err);
        p->plan->n_targets = i + 1;
    }
    return status;
}

/* ---- the whole ---- */

/* a state like the given one, but with the amounts of what-if; only what planning reads is there */
static enum truce_status with_amounts(struct truce_planning *p, struct truce_state *copy,
                                      struct truce_err *err)
{
    size_t n = p->agreement->n_contributions;
    void *amounts_room = NULL, *room = NULL;
    enum truce_status status = truce_plan_alloc(p, n, sizeof(double), &amounts_room, err);
    if (status == TRUCE_OK)
        status = truce_plan_alloc(p, n, sizeof(struct truce_contribution_now), &room, err);
    if (status != TRUCE_OK)
        return status;
    const struct truce_contribution_now *before = p->state->reading[TRUCE_STRICT].contributions;
    struct truce_contribution_now *after = room;
    double *amounts = amounts_room;
    for (size_t i = 0; i < n; i++)
        amounts[i] = before[i].amount;
    if ((status = truce_plan_what_if_amounts(p->agreement, p->options, amounts, err)) != TRUCE_OK)
        return status;
    for (size_t i = 0; i < n; i++) {
        after[i] = before[i];
        after[i].amount = amounts[i];
    }
    *copy = *p->state;
    copy->reading[TRUCE_STRICT].contributions = after;
    p->state = copy;
    return TRUCE_OK;
}

static enum truce_status run(struct truce_planning *p, struct truce_err *err)
{
    enum truce_status status = build_graphs(p, err);
    if (status == TRUCE_OK)
        status = find_days(p, err);
    if (status == TRUCE_OK)
        status = plan_gates(p, err);
    if (status == TRUCE_OK)
        status = plan_targets(p, err);
    if (status == TRUCE_OK && p->plan->n_targets > 0)
        status = mark_critical(p, err);
    if (status == TRUCE_OK)
        status = truce_plan_needs(p, err);
    if (status == TRUCE_OK)
        status = truce_plan_guarantees(p, err);
    return status;
}

enum truce_status truce_plan_run(const struct truce_agreement *agreement, const struct truce_state *state,
                                 const struct truce_plan_options *options, struct truce_plan *out,
                                 struct truce_err *err)
{
    struct truce_plan plan;
    struct truce_state copy;
    struct truce_planning p = {.agreement = agreement, .state = state, .options = options, .plan = &plan};

    memset(&plan, 0, sizeof plan);
    plan.agreement = agreement;
    plan.state = state;
    truce_arena_init(&plan.arena, ARENA_MAX);
    truce_diagnostics_init(&plan.notes, agreement->file);
    enum truce_status status = with_amounts(&p, &copy, err);
    if (status == TRUCE_OK)
        status = run(&p, err);
    close_work(&p);
    if (status == TRUCE_OK)
        *out = plan;
    else
        truce_plan_fini(&plan);
    return status;
}
