/*
 * The gates of an agreement as nodes: a clause of a condition is an input, a condition within a condition a node of its own.
 *
 * Gates that open together share a node, and wait for none of each other.
 */
#include "plan/build.h"

static enum truce_status condition_node(struct truce_builder *b, const struct truce_condition *condition,
                                        int *node, struct truce_err *err);

/* a fact: there already, on a day, or never */
static enum truce_status fact_day(struct truce_builder *b, const struct truce_condition *condition,
                                  int32_t *day, struct truce_err *err)
{
    struct truce_duration after = {0, 0, 0};
    char path[256];

    *day = b->out->start.n;
    if (b->now->conditions[condition->index].holds)
        return TRUCE_OK;
    if (condition->kind == TRUCE_IF_NOT) { /* what does not hold now is not taken to come */
        *day = TRUCE_DAY_NEVER;
        return TRUCE_OK;
    }
    if (b->now->conditions[condition->index].refused) {
        *day = TRUCE_DAY_NEVER;
        return TRUCE_OK;
    }
    if (condition->kind == TRUCE_IF_DATE) {
        if (condition->day.n > *day)
            *day = condition->day.n;
        return TRUCE_OK;
    }
    if (!truce_plan_estimate(b->agreement, condition, b->which, &after)) {
        truce_agreement_clause_path(b->agreement, condition, path, sizeof path);
        if (b->notes != NULL && b->which == TRUCE_EARLIEST)
            truce_diagnostics_add(b->notes, "N91", condition->at,
                                  "no estimate for %s (%s): no time is counted for it", path,
                                  truce_condition_kind_name(condition->kind));
        return TRUCE_OK;
    }
    return truce_build_estimated_day(b, after, day, err);
}

static bool same_group(const struct truce_builder *b, int gate, int other)
{
    return gate != TRUCE_NONE && other != TRUCE_NONE && b->together[gate] == b->together[other];
}

/* the node that a condition waits for */
static enum truce_status target_node(struct truce_builder *b, const struct truce_condition *condition,
                                     int *node, struct truce_err *err)
{
    switch (condition->kind) {
    case TRUCE_IF_GATE:
        *node = same_group(b, condition->gate, condition->target) ? TRUCE_NODE_OPEN
                                                                  : b->out->gate_node[condition->target];
        return TRUCE_OK;
    case TRUCE_IF_CLOCK:
        *node = b->out->clock_node[condition->target];
        return TRUCE_OK;
    case TRUCE_IF_NEED:
        *node = b->out->need_node[condition->target];
        return TRUCE_OK;
    default:
        return condition_node(b, condition, node, err);
    }
}

/* one clause of a condition, which may be waived where it has a name and is not in force yet */
enum truce_status truce_build_clause(struct truce_builder *b, struct truce_filling *f,
                                     const struct truce_condition *clause, struct truce_err *err)
{
    struct truce_input input = {.weight = 1, .option = TRUCE_NO_OPTION};
    const struct truce_condition_state *state = &b->now->conditions[clause->index];
    enum truce_status status = TRUCE_OK;
    char path[512];

    if (state->waived)
        input.node = TRUCE_NODE_OPEN;
    else
        status = target_node(b, clause, &input.node, err);
    if (status == TRUCE_OK && !state->waived && clause->name[0] != '\0' && clause->gate != TRUCE_NONE) {
        bool position = clause->position != TRUCE_NONE;
        struct truce_grant grant = {.kind = position ? TRUCE_GRANT_WITHDRAW : TRUCE_GRANT_WAIVE,
                                    .clause = clause,
                                    .target = clause->position,
                                    .in_text = !position};
        truce_agreement_clause_path(b->agreement, clause, path, sizeof path);
        status = truce_build_grant(b, grant, position ? "withdraw" : "waive",
                                   position ? b->agreement->positions[clause->position].head.id : path,
                                   &input.option, err);
    }
    if (status == TRUCE_OK)
        truce_fill_add(f, input, (struct truce_plan_input){clause, TRUCE_NONE});
    return status;
}

static double threshold_of(const struct truce_condition *condition)
{
    switch (condition->kind) {
    case TRUCE_IF_ANY:
        return 1; /* of nothing: never */
    case TRUCE_IF_AT_LEAST:
        return (double)condition->k;
    default:
        return (double)condition->n;
    }
}

static enum truce_status fill_children(struct truce_builder *b, int node,
                                       const struct truce_condition *condition, struct truce_err *err)
{
    struct truce_filling f;
    enum truce_status status = truce_fill_begin(b, node, condition->n, &f, err);
    for (size_t i = 0; status == TRUCE_OK && i < condition->n; i++)
        status = truce_build_clause(b, &f, &condition->children[i], err);
    if (status == TRUCE_OK)
        truce_fill_end(b, &f, threshold_of(condition));
    return status;
}

static enum truce_status condition_node(struct truce_builder *b, const struct truce_condition *condition,
                                        int *node, struct truce_err *err)
{
    struct truce_plan_node what = {TRUCE_NODE_CONDITION, TRUCE_NONE, condition};
    bool holds_others = condition->kind == TRUCE_IF_ALL || condition->kind == TRUCE_IF_ANY ||
                        condition->kind == TRUCE_IF_AT_LEAST;
    enum truce_status status = truce_build_node(b, what, node, err);
    if (status != TRUCE_OK)
        return status;
    if (holds_others)
        return fill_children(b, *node, condition, err);
    int32_t day;
    if ((status = fact_day(b, condition, &day, err)) == TRUCE_OK)
        (&b->nodes[*node])->day = day;
    return status;
}

static size_t count_positions(const struct truce_builder *b, int gate)
{
    size_t n = 0;
    for (size_t i = 0; i < b->agreement->n_positions; i++)
        n += b->agreement->positions[i].gate == gate && b->now->positions[i].maintained;
    return n;
}

static enum truce_status add_positions(struct truce_builder *b, int gate, struct truce_filling *f,
                                       struct truce_err *err)
{
    enum truce_status status = TRUCE_OK;
    for (size_t i = 0; status == TRUCE_OK && i < b->agreement->n_positions; i++) {
        const struct truce_position *position = &b->agreement->positions[i];
        if (position->gate == gate && b->now->positions[i].maintained)
            status = truce_build_clause(b, f, position->clause, err);
    }
    return status;
}

/* the condition of one gate as an input of the node of its group */
static enum truce_status add_root(struct truce_builder *b, int gate, struct truce_filling *f,
                                  struct truce_err *err)
{
    const struct truce_condition *root = b->agreement->gates[gate].opens;
    int node;
    enum truce_status status =
        truce_build_node(b, (struct truce_plan_node){TRUCE_NODE_CONDITION, TRUCE_NONE, root}, &node, err);
    if (status == TRUCE_OK)
        status = fill_children(b, node, root, err);
    if (status == TRUCE_OK)
        truce_fill_add(f, (struct truce_input){.node = node, .weight = 1, .option = TRUCE_NO_OPTION},
                       (struct truce_plan_input){root, TRUCE_NONE});
    return status;
}

static enum truce_status group_delay(struct truce_builder *b, int node, int gate, struct truce_err *err)
{
    struct truce_node *into = (&b->nodes[node]);
    int64_t best = -1;
    struct truce_day from = b->out->start;

    for (int g = gate; g != TRUCE_NONE; g = b->next_together[g]) {
        struct truce_day after;
        struct truce_node before = *into;
        struct truce_duration delay = b->agreement->gates[g].effect_after,
                              lead = truce_build_lead(b, b->agreement->gates[g].head.id);
        delay.months += lead.months;
        delay.days += lead.days;
        delay.us += lead.us;
        truce_build_delay(b, node, delay);
        if (b->next_together[gate] == TRUCE_NONE)
            return TRUCE_OK; /* alone: nothing to compare with */
        struct truce_calendar calendar = b->agreement->calendar;
        calendar.month_end = TRUCE_MONTH_END_DOWN;
        enum truce_status status = truce_day_add(&calendar, from, delay, &after, NULL, err);
        if (status != TRUCE_OK)
            return status;
        if (after.n - from.n > best)
            best = after.n - from.n;
        else
            *into = before; /* of gates that open together the longest delay counts */
    }
    return TRUCE_OK;
}

enum truce_status truce_build_gate(struct truce_builder *b, int gate, struct truce_err *err)
{
    const struct truce_gate_state *now = &b->now->gates[gate];
    int node = b->out->gate_node[gate];
    struct truce_filling f;
    enum truce_status status = TRUCE_OK;

    if (b->together[gate] != gate)
        return TRUCE_OK; /* its group's first gate did it */
    if (now->open)
        return TRUCE_OK; /* a source on the first day */
    if (now->due.us != TRUCE_NEVER) {
        struct truce_day due = truce_calendar_day(&b->agreement->calendar, now->due);
        (&b->nodes[node])->day = due.n > b->out->start.n ? due.n : b->out->start.n;
        return TRUCE_OK;
    }
    const struct truce_condition *root = b->agreement->gates[gate].opens;
    size_t members = 0, positions = 0;
    for (int g = gate; g != TRUCE_NONE; g = b->next_together[g]) {
        members++;
        positions += count_positions(b, g);
    }
    bool plain = members == 1 && (positions == 0 || root->kind == TRUCE_IF_ALL);
    status = truce_fill_begin(b, node, plain ? root->n + positions : members + positions, &f, err);
    for (size_t i = 0; status == TRUCE_OK && plain && i < root->n; i++)
        status = truce_build_clause(b, &f, &root->children[i], err);
    for (int g = gate; status == TRUCE_OK && g != TRUCE_NONE; g = b->next_together[g]) {
        if (!plain)
            status = add_root(b, g, &f, err);
        if (status == TRUCE_OK)
            status = add_positions(b, g, &f, err);
    }
    if (status == TRUCE_OK)
        truce_fill_end(b, &f, plain ? threshold_of(root) + (double)positions : (double)f.n);
    for (int g = gate; status == TRUCE_OK && g != TRUCE_NONE; g = b->next_together[g])
        truce_build_limits(b, g, node);
    return status == TRUCE_OK ? group_delay(b, node, gate, err) : status;
}

static void join(struct truce_builder *b, int gate, int other)
{
    int low = b->together[gate] < b->together[other] ? b->together[gate] : b->together[other];
    int high = b->together[gate] < b->together[other] ? b->together[other] : b->together[gate];
    for (size_t k = 0; low != high && k < b->agreement->n_gates; k++)
        if (b->together[k] == high)
            b->together[k] = low;
}

enum truce_status truce_build_groups(struct truce_builder *b, struct truce_err *err)
{
    const struct truce_agreement *agreement = b->agreement;
    void *next = NULL, *together = NULL, *last = NULL;
    enum truce_status status = truce_build_alloc(b, agreement->n_gates, sizeof(int), &next, err);
    if (status == TRUCE_OK)
        status = truce_build_alloc(b, agreement->n_gates, sizeof(int), &together, err);
    if (status == TRUCE_OK)
        status = truce_build_alloc(b, agreement->n_gates, sizeof(int), &last, err);
    if (status != TRUCE_OK)
        return status;
    b->next_together = next;
    b->together = together;
    for (size_t g = 0; g < agreement->n_gates; g++)
        b->together[g] = (int)g;
    for (size_t g = 0; g < agreement->n_gates; g++)
        for (size_t i = 0; i < agreement->gates[g].together.n; i++)
            join(b, (int)g, agreement->gates[g].together.at[i]);
    int *last_of = last;
    for (size_t g = 0; g < agreement->n_gates; g++) {
        int first = b->together[g];
        b->next_together[g] = TRUCE_NONE;
        if (first != (int)g)
            b->next_together[last_of[first]] = (int)g;
        last_of[first] = (int)g;
    }
    return TRUCE_OK;
}
