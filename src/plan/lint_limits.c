/*
 * W13: time limits that nobody can keep.
 *
 * What an act waits for is compared with its deadline: what the file itself estimates for acts of its class, when the trigger comes on its first
 * day; a prohibition of the same act that ends only when a gate opens; contributions of the duty-bearers that come only after one.  For the
 * latter two the trigger is set to day 0, and everything that it waits for is taken as done then, and every fact as well: the day found
 * is one before which nothing can come, whatever happens.
 */
#include <stdio.h>
#include <string.h>

#include "plan/lint_work.h"

/* the graph with a trigger on its first day */
struct since {
    int gate;     /* TRUCE_NONE: none yet */
    int32_t *day; /* one a node, counted from the trigger; TRUCE_DAY_NEVER */
};

static enum truce_status mark_before(const struct truce_graph *graph, int node, unsigned char *before,
                                     int *stack)
{
    size_t n = 0;
    stack[n++] = node;
    before[node] = 1;
    while (n > 0) {
        const struct truce_node *one = &graph->nodes[stack[--n]];
        for (size_t i = 0; i < one->n_inputs; i++)
            if (!before[one->inputs[i].node]) {
                before[one->inputs[i].node] = 1;
                stack[n++] = one->inputs[i].node;
            }
    }
    return TRUCE_OK;
}

static enum truce_status days_since(struct truce_plan_lint_work *lint, int gate, struct since *since,
                                    struct truce_err *err)
{
    const struct truce_plan_graph *graph = &lint->plan.graph[TRUCE_EARLIEST];
    size_t n = graph->graph.n;
    struct truce_graph_work *work = NULL;
    void *nodes = NULL, *before = NULL, *stack = NULL, *granted = NULL, *day = since->day;

    if (since->gate == gate)
        return TRUCE_OK;
    enum truce_status status = truce_plan_lint_alloc(lint, n, sizeof(struct truce_node), &nodes, err);
    if (status == TRUCE_OK)
        status = truce_plan_lint_alloc(lint, n, 1, &before, err);
    if (status == TRUCE_OK)
        status = truce_plan_lint_alloc(lint, n, sizeof(int), &stack, err);
    if (status == TRUCE_OK)
        status = truce_plan_lint_alloc(lint, graph->graph.n_options, 1, &granted, err);
    if (status == TRUCE_OK && day == NULL)
        status = truce_plan_lint_alloc(lint, n, sizeof(int32_t), &day, err);
    if (status != TRUCE_OK)
        return status;
    since->day = day;
    mark_before(&graph->graph, graph->gate_node[gate], before, stack);
    struct truce_node *copy = nodes;
    for (size_t k = 0; k < n; k++) {
        copy[k] = graph->graph.nodes[k];
        if (((unsigned char *)before)[k] != 0)
            copy[k] = (struct truce_node){.day = graph->start.n}; /* done when the trigger comes */
        else if (copy[k].n_inputs == 0 && copy[k].day != TRUCE_DAY_NEVER)
            copy[k].day = graph->start.n;
    }
    for (size_t i = 0; i < graph->graph.n_options; i++)
        ((unsigned char *)granted)[i] =
            graph->grants[i].kind == TRUCE_GRANT_WITHDRAW || graph->grants[i].kind == TRUCE_GRANT_LIFT;
    const struct truce_graph changed = {copy, n, graph->graph.n_options, graph->graph.month_end};
    status = truce_graph_work_open(&changed, &work, err);
    if (status != TRUCE_OK)
        return status;
    truce_graph_earliest(work, granted, since->day, NULL);
    truce_graph_work_close(work);
    for (size_t k = 0; k < n; k++)
        if (since->day[k] != TRUCE_DAY_NEVER)
            since->day[k] -= graph->start.n;
    since->gate = gate;
    return TRUCE_OK;
}

/* ---- what holds the act up ---- */

static bool same_place(const struct truce_where *a, const struct truce_where *b)
{
    if (!a->given || a->kind == TRUCE_WHERE_ANYWHERE || a->everywhere)
        return true;
    if (a->kind != TRUCE_WHERE_IN || !b->given || b->kind != TRUCE_WHERE_IN || b->everywhere)
        return false;
    for (size_t i = 0; i < b->zones.n; i++)
        if (!truce_indexes_hold(a->zones, b->zones.at[i]))
            return false;
    return true;
}

/* does `forbids` stand in the way of all of `duty` while it lasts? */
static bool forbids_all(const struct truce_agreement *agreement, const struct truce_norm *forbids,
                        const struct truce_norm *duty)
{
    if (forbids->kind != TRUCE_NORM_MUST_NOT || forbids->place != duty->place || forbids->unless != NULL ||
        forbids->suspended_while != NULL || forbids->against.kind != TRUCE_WHO_NOBODY ||
        forbids->to.kind != TRUCE_WHO_NOBODY || forbids->who.kind == TRUCE_WHO_ANY ||
        !truce_class_is(agreement, duty->class_, forbids->class_) ||
        !same_place(&forbids->where, &duty->where))
        return false;
    for (size_t i = 0; i < duty->who.parties.n; i++)
        if (!truce_indexes_hold(forbids->who.parties, duty->who.parties.at[i]))
            return false;
    return true;
}

/* "all_for_all (point 11) cannot be kept within 30 days after ceasefire opens: " and why; with the last place named */
static void add_limit(struct truce_plan_lint_work *lint, const struct truce_norm *norm, const char *why,
                      struct truce_spot other)
{
    const struct truce_agreement *agreement = lint->agreement;
    char day[TRUCE_DAY_TEXT];
    struct truce_buf text;

    truce_buf_init(&text);
    truce_plan_lint_name(agreement, &norm->head, &text);
    truce_buf_puts(&text, " cannot be kept within ");
    truce_span_write(norm->when.span, &text);
    truce_day_format(norm->when.day, day);
    if (norm->when.trigger == TRUCE_TRIGGER_GATE)
        truce_buf_printf(&text, " after %s opens", agreement->gates[norm->when.target].head.id);
    else
        truce_buf_printf(&text, " of %s", day);
    truce_diagnostics_add(lint->found, "W13", norm->when.at, "%s: %s", truce_plan_lint_said(lint, &text),
                          why);
    if (other.line != 0)
        truce_diagnostics_also_at(lint->found, other);
    truce_buf_fini(&text);
}

/* the first day of the trigger, positions withdrawn and vetoes lifted; TRUCE_DAY_NEVER */
static struct truce_day trigger_day(const struct truce_plan_lint_work *lint, const struct truce_norm *norm)
{
    const struct truce_when *when = &norm->when;
    if (when->trigger == TRUCE_TRIGGER_DATE)
        return when->day;
    return (struct truce_day){lint->day_by_text[lint->plan.graph[TRUCE_EARLIEST].gate_node[when->target]]};
}

/* The file's own estimate for acts of the class, against the deadline when the trigger comes on its first day: estimates count from one day. */
static bool check_estimate(struct truce_plan_lint_work *lint, const struct truce_norm *norm)
{
    const struct truce_agreement *agreement = lint->agreement;
    const struct truce_calendar *calendar = &agreement->calendar;
    const char *of_class = agreement->classes[norm->class_].head.id;
    struct truce_day from = agreement->estimates.as_of, first, due;
    char why[300], x[TRUCE_DAY_TEXT], y[TRUCE_DAY_TEXT];

    if (from.n == TRUCE_DAY_NONE || trigger_day(lint, norm).n == TRUCE_DAY_NEVER ||
        truce_day_add(calendar, trigger_day(lint, norm), norm->when.span, &due, NULL, NULL) != TRUCE_OK)
        return false;
    for (size_t i = 0; i < agreement->estimates.n_atoms; i++) {
        const struct truce_estimate *atom = &agreement->estimates.atoms[i];
        if (strcmp(atom->key, of_class) != 0)
            continue;
        if (truce_day_add(calendar, from, atom->after[TRUCE_EARLIEST], &first, NULL, NULL) != TRUCE_OK ||
            first.n <= due.n)
            return false;
        truce_day_format(first, x);
        truce_day_format(due, y);
        snprintf(why, sizeof why,
                 "by the file's own estimates %.100s comes on %s at the earliest, and is due by %s", of_class,
                 x, y);
        add_limit(lint, norm, why, atom->at);
        return true;
    }
    return false;
}

static bool check_prohibitions(struct truce_plan_lint_work *lint, const struct truce_norm *norm, double limit,
                               const struct since *since)
{
    const struct truce_agreement *agreement = lint->agreement;
    const struct truce_window own = truce_window_of(agreement, norm);
    char why[300];

    for (size_t i = 0; i < agreement->n_norms; i++) {
        const struct truce_norm *forbids = &agreement->norms[i];
        const struct truce_bound *until = &forbids->when.until;
        if (until->kind != TRUCE_BOUND_GATE || forbids->when.kind != TRUCE_WHEN_WINDOW ||
            !forbids_all(agreement, forbids, norm))
            continue;
        /* in force from the trigger on, at the latest */
        struct truce_window window = truce_window_of(agreement, forbids);
        window.until = (struct truce_moment){.kind = TRUCE_MOMENT_EVER};
        int32_t day = since->day[lint->plan.graph[TRUCE_EARLIEST].gate_node[until->gate]];
        double least = 0, most = 0;
        if (day == TRUCE_DAY_NEVER || !truce_window_covers(lint->windows, &window, &own))
            continue; /* that it never opens is said elsewhere */
        truce_span_days(until->plus, &least, &most);
        if (day + least <= limit)
            continue;
        snprintf(why, sizeof why, "%.80s forbids it until %.80s opens, no sooner than %.0f days after",
                 forbids->head.id, agreement->gates[until->gate].head.id, day + least);
        add_limit(lint, norm, why, forbids->head.at);
        return true;
    }
    return false;
}

/* all contributions of the duty-bearers of that class come too late */
static void check_contributions(struct truce_plan_lint_work *lint, const struct truce_norm *norm,
                                double limit, const struct since *since)
{
    const struct truce_agreement *agreement = lint->agreement;
    const struct truce_plan_graph *graph = &lint->plan.graph[TRUCE_EARLIEST];
    int32_t first = TRUCE_DAY_NEVER;
    int which = TRUCE_NONE;
    char why[200];

    for (size_t k = 0; norm->place && k < graph->graph.n; k++) {
        if (graph->nodes[k].kind != TRUCE_NODE_CONTRIBUTION)
            continue;
        const struct truce_contribution *c = &agreement->contributions[graph->nodes[k].target];
        if (!truce_class_is(agreement, c->class_, norm->class_) ||
            !truce_indexes_hold(norm->who.parties, c->by) || c->state == TRUCE_CONTRIBUTION_WITHDRAWN)
            continue;
        if (since->day[k] < first) {
            first = since->day[k];
            which = graph->nodes[k].target;
        }
    }
    if (which == TRUCE_NONE || first == TRUCE_DAY_NEVER || first <= limit)
        return;
    snprintf(why, sizeof why,
             "%.80s, the first contribution that can be there, comes no sooner than %d days after",
             agreement->contributions[which].head.id, first);
    add_limit(lint, norm, why, agreement->contributions[which].head.at);
}

enum truce_status truce_plan_lint_limits(struct truce_plan_lint_work *lint, struct truce_err *err)
{
    const struct truce_agreement *agreement = lint->agreement;
    struct since since = {TRUCE_NONE, NULL};
    bool any_until = false;

    for (size_t i = 0; i < agreement->n_norms; i++)
        any_until = any_until || (agreement->norms[i].kind == TRUCE_NORM_MUST_NOT &&
                                  agreement->norms[i].when.until.kind == TRUCE_BOUND_GATE);
    for (size_t i = 0; i < agreement->n_norms; i++) {
        const struct truce_norm *norm = &agreement->norms[i];
        double least = 0, limit = 0;
        if (norm->kind != TRUCE_NORM_MUST || norm->when.kind != TRUCE_WHEN_AFTER)
            continue;
        truce_span_days(norm->when.span, &least, &limit);
        if (check_estimate(lint, norm) || norm->when.trigger != TRUCE_TRIGGER_GATE ||
            (!any_until && !norm->place))
            continue;
        enum truce_status status = days_since(lint, norm->when.target, &since, err);
        if (status != TRUCE_OK)
            return status;
        if (!check_prohibitions(lint, norm, limit, &since))
            check_contributions(lint, norm, limit, &since);
    }
    return TRUCE_OK;
}
