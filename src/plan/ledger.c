/*
 * The ledger: who promised what, what vetoes bar, what is short; and how long guarantees run.
 */
#include <string.h>

#include "plan/work.h"

/* could the need be met without this contributor? */
static double available_without(const struct truce_planning *p, const struct truce_need_plan *need, int party)
{
    double sum = 0;
    for (size_t i = 0; i < need->n_contributions; i++) {
        int c = need->contributions[i];
        const struct truce_contribution_now *now = &p->state->reading[TRUCE_STRICT].contributions[c];
        if (!need->is_barred[i] && truce_plan_is_promised(now) && now->amount > 0 &&
            p->agreement->contributions[c].by != party)
            sum += now->amount;
    }
    return sum;
}

static enum truce_status single_points(struct truce_planning *p, struct truce_need_plan *need,
                                       struct truce_err *err)
{
    void *room = NULL;
    enum truce_status status = truce_plan_alloc(p, need->n_contributions, sizeof(int), &room, err);
    need->single_points = room;
    if (status != TRUCE_OK || need->available < need->required)
        return status;
    for (size_t i = 0; i < need->n_contributions; i++) {
        int party = p->agreement->contributions[need->contributions[i]].by;
        struct truce_indexes seen = {need->single_points, need->n_single_points};
        if (!truce_indexes_hold(seen, party) && available_without(p, need, party) < need->required)
            need->single_points[need->n_single_points++] = party;
    }
    return TRUCE_OK;
}

static bool lifted_by_what_if(const struct truce_planning *p, int veto)
{
    const struct truce_plan_graph *graph = &p->plan->graph[0];
    for (size_t i = 0; i < graph->graph.n_options; i++)
        if (graph->grants[i].kind == TRUCE_GRANT_LIFT && graph->grants[i].target == veto)
            return p->plan->granted[i] != 0;
    return false;
}

static void add_up(const struct truce_planning *p, struct truce_need_plan *need, int c)
{
    const struct truce_contribution_now *now = &p->state->reading[TRUCE_STRICT].contributions[c];
    double amount = now->amount > 0 ? now->amount : 0; /* what is not known counts for nothing */
    size_t i = need->n_contributions++;
    int veto = truce_plan_veto_on(p->agreement, p->state, c, p->plan->graph[0].start, 0);

    while (veto != TRUCE_NONE && lifted_by_what_if(p, veto))
        veto = truce_plan_veto_on(p->agreement, p->state, c, p->plan->graph[0].start, veto + 1);
    need->contributions[i] = c;
    need->amounts[i] = now->amount;
    need->barred_by[i] = veto;
    need->is_barred[i] = veto != TRUCE_NONE;
    if (!truce_plan_is_promised(now))
        return;
    need->offered += amount;
    need->offered_is_lower_bound = need->offered_is_lower_bound ||
                                   p->agreement->contributions[c].amount_is_lower_bound ||
                                   !p->agreement->contributions[c].amount_known;
    if (need->is_barred[i])
        need->barred += amount;
    else if (now->state == TRUCE_CONTRIBUTION_DEPLOYED)
        need->deployed += amount;
}

enum truce_status truce_plan_needs(struct truce_planning *p, struct truce_err *err)
{
    const struct truce_agreement *agreement = p->agreement;
    void *room = NULL;
    enum truce_status status = truce_plan_alloc(p, agreement->n_needs, sizeof *p->plan->needs, &room, err);

    p->plan->needs = room;
    for (size_t k = 0; status == TRUCE_OK && k < agreement->n_needs; k++) {
        struct truce_need_plan *need = &p->plan->needs[k];
        void *list = NULL, *barred = NULL, *by = NULL, *amounts = NULL;
        status = truce_plan_alloc(p, agreement->n_contributions, sizeof(int), &list, err);
        if (status == TRUCE_OK)
            status = truce_plan_alloc(p, agreement->n_contributions, sizeof(bool), &barred, err);
        if (status == TRUCE_OK)
            status = truce_plan_alloc(p, agreement->n_contributions, sizeof(int), &by, err);
        if (status == TRUCE_OK)
            status = truce_plan_alloc(p, agreement->n_contributions, sizeof(double), &amounts, err);
        if (status != TRUCE_OK)
            return status;
        need->amounts = amounts;
        need->contributions = list;
        need->is_barred = barred;
        need->barred_by = by;
        need->required = agreement->needs[k].at_least;
        for (size_t c = 0; c < agreement->n_contributions; c++)
            if (truce_class_is(agreement, agreement->contributions[c].class_, agreement->needs[k].class_))
                add_up(p, need, (int)c);
        need->available = need->offered - need->barred;
        need->short_by = need->required > need->available ? need->required - need->available : 0;
        status = single_points(p, need, err);
    }
    return status;
}

/* ---- guarantees ---- */

static enum truce_status starting_day(const struct truce_planning *p, const struct truce_guarantee *guarantee,
                                      struct truce_guarantee_plan *out, struct truce_err *err)
{
    const struct truce_bound *starts = &guarantee->starts;
    struct truce_day day = {TRUCE_DAY_NONE};

    out->starts = day;
    if (starts->kind == TRUCE_BOUND_DATE)
        day = starts->day;
    if (starts->kind == TRUCE_BOUND_GATE) {
        const struct truce_gate_plan *gate = &p->plan->gates[starts->gate];
        const struct truce_gate_state *now = &p->state->reading[TRUCE_STRICT].gates[starts->gate];
        if (now->first.us != TRUCE_NEVER)
            day = truce_calendar_day(&p->agreement->calendar, now->first);
        else if (gate->day[TRUCE_LIKELY] != TRUCE_DAY_NEVER)
            day.n = gate->day[TRUCE_LIKELY];
        out->planned = now->first.us == TRUCE_NEVER;
    }
    if (day.n == TRUCE_DAY_NONE)
        return TRUCE_OK;
    return truce_day_add(&p->agreement->calendar, day, starts->plus, &out->starts, NULL, err);
}

static bool never_ends(const struct truce_norm *norm, struct truce_day end)
{
    const struct truce_bound *until = &norm->when.until;
    return until->kind == TRUCE_BOUND_NEVER || (until->kind == TRUCE_BOUND_DATE && until->day.n > end.n);
}

static enum truce_status outliving(struct truce_planning *p, const struct truce_guarantee *guarantee,
                                   struct truce_guarantee_plan *out, struct truce_err *err)
{
    void *room = NULL;
    enum truce_status status = truce_plan_alloc(p, guarantee->duties.n + 1, sizeof(int), &room, err);
    out->outliving = room;
    if (status != TRUCE_OK || out->ends.n == TRUCE_DAY_NONE)
        return status;
    if (guarantee->trigger.norm != TRUCE_NONE &&
        never_ends(&p->agreement->norms[guarantee->trigger.norm], out->ends))
        out->outliving[out->n_outliving++] = guarantee->trigger.norm;
    for (size_t i = 0; i < guarantee->duties.n; i++)
        if (never_ends(&p->agreement->norms[guarantee->duties.at[i]], out->ends))
            out->outliving[out->n_outliving++] = guarantee->duties.at[i];
    return TRUCE_OK;
}

static enum truce_status one_guarantee(struct truce_planning *p, const struct truce_guarantee *guarantee,
                                       struct truce_guarantee_plan *out, struct truce_err *err)
{
    const struct truce_calendar *calendar = &p->agreement->calendar;
    struct truce_day now = truce_calendar_day(calendar, p->state->as_of);
    struct truce_duration whole = guarantee->lasts;

    out->ends = out->last_notice = out->ends_if_extended = (struct truce_day){TRUCE_DAY_NONE};
    enum truce_status status = starting_day(p, guarantee, out, err);
    if (status != TRUCE_OK || out->starts.n == TRUCE_DAY_NONE)
        return status;
    out->started = !out->planned && out->starts.n <= now.n;
    status = truce_day_add(calendar, out->starts, guarantee->lasts, &out->ends, NULL, err);
    if (status == TRUCE_OK && guarantee->has_extension) {
        struct truce_day back;
        whole.months += guarantee->add.months * guarantee->times;
        whole.days += guarantee->add.days * guarantee->times;
        status = truce_day_add(calendar, out->starts, whole, &out->ends_if_extended, NULL, err);
        if (status == TRUCE_OK)
            status = truce_day_add_months(out->ends, -guarantee->notice_before.months, calendar->month_end,
                                          &back, err);
        if (status == TRUCE_OK)
            out->last_notice.n = back.n - guarantee->notice_before.days;
    }
    if (out->started && status == TRUCE_OK)
        out->days_left = out->ends.n > now.n ? out->ends.n - now.n : 0;
    return status == TRUCE_OK ? outliving(p, guarantee, out, err) : status;
}

enum truce_status truce_plan_guarantees(struct truce_planning *p, struct truce_err *err)
{
    const struct truce_agreement *agreement = p->agreement;
    void *room = NULL;
    enum truce_status status =
        truce_plan_alloc(p, agreement->n_guarantees, sizeof *p->plan->guarantees, &room, err);
    p->plan->guarantees = room;
    for (size_t i = 0; status == TRUCE_OK && i < agreement->n_guarantees; i++) {
        status = one_guarantee(p, &agreement->guarantees[i], &p->plan->guarantees[i], err);
        if (status != TRUCE_ERR_RANGE)
            continue;
        truce_diagnostics_add(&p->plan->notes, "N92", agreement->guarantees[i].head.at,
                              "the guarantee %s runs beyond the years that are counted here",
                              agreement->guarantees[i].head.id);
        status = TRUCE_OK;
    }
    return status;
}
