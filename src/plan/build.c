/*
 * From agreement and state to a graph.
 *
 * One idea: what is open already is a source on the first day; what is not gets a node that waits for the nodes of its clauses.  Every way in
 * which people could help is an option on an input: a clause waived, a position withdrawn, a veto lifted, an `only_after` dropped.
 *
 * Nodes, in this order: one that is open from the start; gates (those that open together share one); clocks; needs; contributions; then
 * conditions as they are met.  The order of nodes, inputs and options is that of the file, and the same for all three estimates.
 */
#include "plan/build.h"

#include <stdio.h>
#include <string.h>

#include "base/buf.h"

enum truce_status truce_build_alloc(struct truce_builder *b, size_t n, size_t item, void **out,
                                    struct truce_err *err)
{
    return truce_arena_alloc(b->arena, n * item + 1, out, err);
}

enum truce_status truce_build_grant(struct truce_builder *b, struct truce_grant grant, const char *verb,
                                    const char *what, int *option, struct truce_err *err)
{
    struct truce_buf text;
    truce_buf_init(&text);
    truce_buf_printf(&text, "%s %s", verb, what);
    enum truce_status status = truce_buf_check(&text, err);
    if (status == TRUCE_OK)
        status = truce_arena_copy(b->arena, truce_buf_view(&text), &grant.name, err);
    truce_buf_fini(&text);
    if (status != TRUCE_OK)
        return status;
    if (b->n_grants == b->size_grants)
        return truce_fail(err, TRUCE_ERR_INTERNAL, "more options than were counted");
    b->out->grants[b->n_grants] = grant;
    *option = (int)b->n_grants++;
    return TRUCE_OK;
}

enum truce_status truce_build_node(struct truce_builder *b, struct truce_plan_node what, int *node,
                                   struct truce_err *err)
{
    if (b->n == b->size)
        return truce_fail(err, TRUCE_ERR_INTERNAL, "more nodes than were counted");
    b->nodes[b->n] = (struct truce_node){.day = b->out->start.n};
    b->out->nodes[b->n] = what;
    *node = (int)b->n++;
    return TRUCE_OK;
}

enum truce_status truce_fill_begin(struct truce_builder *b, int node, size_t n, struct truce_filling *out,
                                   struct truce_err *err)
{
    void *inputs = NULL, *what = NULL;
    enum truce_status status = truce_build_alloc(b, n, sizeof(struct truce_input), &inputs, err);
    if (status == TRUCE_OK)
        status = truce_build_alloc(b, n, sizeof(struct truce_plan_input), &what, err);
    if (status == TRUCE_OK)
        *out = (struct truce_filling){node, inputs, what, 0, n};
    return status;
}

void truce_fill_add(struct truce_filling *f, struct truce_input input, struct truce_plan_input what)
{
    f->inputs[f->n] = input;
    f->what[f->n++] = what;
}

void truce_fill_end(struct truce_builder *b, const struct truce_filling *f, double threshold)
{
    struct truce_node *node = (&b->nodes[f->node]);
    node->inputs = f->inputs;
    node->n_inputs = f->n;
    node->threshold = threshold;
    b->out->inputs[f->node] = f->what;
}

enum truce_status truce_build_estimated_day(const struct truce_builder *b, struct truce_duration after,
                                            int32_t *out, struct truce_err *err)
{
    const struct truce_estimates *estimates = &b->agreement->estimates;
    struct truce_day from = estimates->as_of.n != TRUCE_DAY_NONE ? estimates->as_of : b->out->start, day;
    enum truce_status status = truce_day_add(&b->agreement->calendar, from, after, &day, NULL, err);
    if (status == TRUCE_ERR_RANGE) { /* beyond every calendar */
        *out = TRUCE_DAY_NEVER;
        return TRUCE_OK;
    }
    if (status != TRUCE_OK)
        return status;
    *out = day.n > b->out->start.n ? day.n : b->out->start.n;
    return TRUCE_OK;
}

void truce_build_delay(const struct truce_builder *b, int node, struct truce_duration delay)
{
    int64_t day_us = INT64_C(86400000000);
    b->nodes[node].delay_months = delay.months;
    b->nodes[node].delay_days = delay.days + (int32_t)((delay.us + day_us - 1) / day_us);
    if (delay.us % day_us != 0 && b->notes != NULL && b->which == TRUCE_EARLIEST)
        truce_diagnostics_add(b->notes, "N90", (struct truce_spot){0, 0},
                              "a delay in hours is rounded up to whole days for planning");
}

struct truce_duration truce_build_lead(const struct truce_builder *b, const char *id)
{
    const struct truce_estimates *estimates = &b->agreement->estimates;
    for (size_t i = 0; i < estimates->n_leads; i++)
        if (strcmp(estimates->leads[i].key, id) == 0)
            return estimates->leads[i].after[b->which];
    return (struct truce_duration){0, 0, 0};
}

static enum truce_status add_named(struct truce_builder *b, enum truce_plan_node_kind kind, size_t n,
                                   int *node_of_index, struct truce_err *err)
{
    enum truce_status status = TRUCE_OK;
    for (size_t i = 0; status == TRUCE_OK && i < n; i++) {
        struct truce_plan_node what = {kind, (int)i, NULL};
        if (kind == TRUCE_NODE_GATE) {
            what.condition = b->agreement->gates[i].opens;
            if (b->together[i] != (int)i) {
                node_of_index[i] = node_of_index[b->together[i]];
                continue;
            }
        }
        int node = 0;
        status = truce_build_node(b, what, &node, err);
        if (node_of_index != NULL)
            node_of_index[i] = node;
    }
    return status;
}

static enum truce_status make_room(struct truce_builder *b, struct truce_err *err)
{
    const struct truce_agreement *a = b->agreement;
    struct truce_plan_graph *out = b->out;
    void *nodes = NULL, *plan_nodes = NULL, *inputs = NULL, *grants = NULL, *gate = NULL, *clock = NULL,
         *need = NULL;

    b->size = 1 + a->n_gates + a->n_clocks + a->n_needs + a->n_contributions + a->n_conditions;
    b->size_grants = a->n_conditions + a->n_positions + a->n_vetoes + a->n_contributions;
    enum truce_status status = truce_build_alloc(b, b->size, sizeof(struct truce_node), &nodes, err);
    if (status == TRUCE_OK)
        status = truce_build_alloc(b, b->size, sizeof(struct truce_plan_node), &plan_nodes, err);
    if (status == TRUCE_OK)
        status = truce_build_alloc(b, b->size, sizeof(struct truce_plan_input *), &inputs, err);
    if (status == TRUCE_OK)
        status = truce_build_alloc(b, b->size_grants, sizeof(struct truce_grant), &grants, err);
    if (status == TRUCE_OK)
        status = truce_build_alloc(b, a->n_gates, sizeof(int), &gate, err);
    if (status == TRUCE_OK)
        status = truce_build_alloc(b, a->n_clocks, sizeof(int), &clock, err);
    if (status == TRUCE_OK)
        status = truce_build_alloc(b, a->n_needs, sizeof(int), &need, err);
    b->nodes = nodes;
    out->nodes = plan_nodes;
    out->inputs = inputs;
    out->grants = grants;
    out->gate_node = gate;
    out->clock_node = clock;
    out->need_node = need;
    return status;
}

static enum truce_status build_all(struct truce_builder *b, struct truce_err *err)
{
    const struct truce_agreement *a = b->agreement;
    struct truce_plan_graph *out = b->out;
    enum truce_status status = make_room(b, err);
    int open;

    if (status == TRUCE_OK)
        status = truce_build_groups(b, err);
    if (status == TRUCE_OK)
        status =
            truce_build_node(b, (struct truce_plan_node){TRUCE_NODE_CONDITION, TRUCE_NONE, NULL}, &open, err);
    if (status == TRUCE_OK)
        status = add_named(b, TRUCE_NODE_GATE, a->n_gates, out->gate_node, err);
    if (status == TRUCE_OK)
        status = add_named(b, TRUCE_NODE_CLOCK, a->n_clocks, out->clock_node, err);
    if (status == TRUCE_OK)
        status = add_named(b, TRUCE_NODE_NEED, a->n_needs, out->need_node, err);
    b->contribution_base = (int)b->n;
    if (status == TRUCE_OK)
        status = add_named(b, TRUCE_NODE_CONTRIBUTION, a->n_contributions, NULL, err);
    if (status == TRUCE_OK)
        status = truce_build_veto_options(b, err);
    for (size_t i = 0; status == TRUCE_OK && i < a->n_gates; i++)
        status = truce_build_gate(b, (int)i, err);
    for (size_t i = 0; status == TRUCE_OK && i < a->n_clocks; i++)
        status = truce_build_clock(b, (int)i, err);
    for (size_t i = 0; status == TRUCE_OK && i < a->n_contributions; i++)
        status = truce_build_contribution(b, (int)i, err);
    for (size_t i = 0; status == TRUCE_OK && i < a->n_needs; i++)
        status = truce_build_need(b, (int)i, err);
    return status;
}

static struct truce_day first_day(const struct truce_agreement *agreement, const struct truce_state *state)
{
    struct truce_day day = truce_calendar_day(&agreement->calendar, state->as_of);
    struct truce_day assumed = agreement->estimates.as_of;
    return assumed.n != TRUCE_DAY_NONE && assumed.n > day.n ? assumed : day;
}

enum truce_status truce_plan_graph_build(const struct truce_agreement *agreement,
                                         const struct truce_state *state, enum truce_case which,
                                         struct truce_arena *arena, struct truce_plan_graph *out,
                                         struct truce_diagnostics *notes, struct truce_err *err)
{
    struct truce_plan_graph made;
    struct truce_builder b = {.agreement = agreement,
                              .state = state,
                              .now = &state->reading[TRUCE_STRICT],
                              .which = which,
                              .arena = arena,
                              .out = &made,
                              .notes = notes};

    memset(&made, 0, sizeof made);
    made.start = first_day(agreement, state);
    enum truce_status status = build_all(&b, err);
    if (status != TRUCE_OK)
        return status;
    made.graph = (struct truce_graph){b.nodes, b.n, b.n_grants, agreement->calendar.month_end};
    *out = made;
    return TRUCE_OK;
}

static size_t still_required(const struct truce_input *input, const unsigned char *granted, int *out)
{
    size_t n = 0;
    for (size_t i = 0; i < input->n_requires; i++)
        if (!granted[input->requires[i]])
    out[n++] = input->requires[i];
    return n;
}

static void bake_limit(struct truce_day_limit *limit, const unsigned char *granted)
{
    if (limit->given && limit->option != TRUCE_NO_OPTION && granted[limit->option] != 0)
        limit->given = false;
}

enum truce_status truce_plan_graph_bake(struct truce_plan_graph *graph, const unsigned char *granted,
                                        struct truce_arena *arena, struct truce_err *err)
{
    struct truce_node *nodes = (struct truce_node *)(uintptr_t)graph->graph.nodes; /* our own arena's */
    for (size_t k = 0; k < graph->graph.n; k++) {
        bake_limit(&nodes[k].met_before, granted);
        bake_limit(&nodes[k].open_before, granted);
        struct truce_input *inputs = (struct truce_input *)(uintptr_t)nodes[k].inputs;
        for (size_t i = 0; i < nodes[k].n_inputs; i++) {
            void *room = NULL;
            if (inputs[i].option != TRUCE_NO_OPTION && granted[inputs[i].option]) {
                inputs[i].node = TRUCE_NODE_OPEN;
                inputs[i].option = TRUCE_NO_OPTION;
            }
            if (inputs[i].n_requires == 0)
                continue;
            enum truce_status status =
                truce_arena_alloc(arena, inputs[i].n_requires * sizeof(int), &room, err);
            if (status != TRUCE_OK)
                return status;
            inputs[i].n_requires = still_required(&inputs[i], granted, room);
            inputs[i].requires = room;
        }
    }
    return TRUCE_OK;
}
