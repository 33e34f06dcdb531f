/*
 * Clocks, needs and contributions as nodes.
 *
 * A contribution waits for its `only_after` and `if`; it then takes the lead of the need it serves.  What vetoes bar counts for nothing until
 * every one of them is lifted.  Contributions that are only considered are not counted on.
 */
#include <stdio.h>

#include "plan/build.h"

enum truce_status truce_build_clock(struct truce_builder *b, int clock, struct truce_err *err)
{
    const struct truce_clock *text = &b->agreement->clocks[clock];
    const struct truce_clock_state *now = &b->now->clocks[clock];
    int node = b->out->clock_node[clock];
    struct truce_filling f;
    enum truce_status status = TRUCE_OK;

    if (now->reached)
        return TRUCE_OK;
    (&b->nodes[node])->delay_days = text->target_days - (now->running ? now->days : 0);
    if ((&b->nodes[node])->delay_days < 0)
        (&b->nodes[node])->delay_days = 0;
    if (text->runs_while == NULL || now->running)
        return TRUCE_OK;
    status = truce_fill_begin(b, node, 1, &f, err);
    if (status == TRUCE_OK)
        status = truce_build_clause(b, &f, text->runs_while, err);
    if (status == TRUCE_OK)
        truce_fill_end(b, &f, 1);
    return status;
}

bool truce_plan_is_promised(const struct truce_contribution_now *now)
{
    return now->state == TRUCE_CONTRIBUTION_OFFERED || now->state == TRUCE_CONTRIBUTION_APPROVED ||
           now->state == TRUCE_CONTRIBUTION_DEPLOYED;
}

int truce_plan_veto_on(const struct truce_agreement *agreement, const struct truce_state *state,
                       int contribution, struct truce_day day, int from)
{
    const struct truce_contribution *c = &agreement->contributions[contribution];
    for (size_t v = (size_t)from; v < agreement->n_vetoes; v++) {
        const struct truce_veto *veto = &agreement->vetoes[v];
        if (state->reading[TRUCE_STRICT].vetoes[v].lifted || !truce_indexes_hold(veto->bars_by, c->by))
            continue;
        if (veto->bars_class != TRUCE_NONE && !truce_class_is(agreement, c->class_, veto->bars_class))
            continue;
        if (veto->bars_zones.n > 0 && c->zone != TRUCE_NONE && !truce_indexes_hold(veto->bars_zones, c->zone))
            continue; /* a contribution without a place is barred with the rest, as judge has it */
        if (veto->from.n != TRUCE_DAY_NONE && veto->from.n > day.n)
            continue;
        if (veto->until.n != TRUCE_DAY_NONE && veto->until.n <= day.n)
            continue;
        return (int)v;
    }
    return TRUCE_NONE;
}

/* an option for every veto, so that a contribution can name those that bar it */
enum truce_status truce_build_veto_options(struct truce_builder *b, struct truce_err *err)
{
    enum truce_status status = TRUCE_OK;
    b->veto_option_base = (int)b->n_grants;
    for (size_t v = 0; status == TRUCE_OK && v < b->agreement->n_vetoes; v++) {
        struct truce_grant grant = {.kind = TRUCE_GRANT_LIFT, .target = (int)v};
        int option;
        status = truce_build_grant(b, grant, "lift", b->agreement->vetoes[v].head.id, &option, err);
    }
    return status;
}

enum truce_status truce_build_contribution(struct truce_builder *b, int contribution, struct truce_err *err)
{
    const struct truce_contribution *c = &b->agreement->contributions[contribution];
    const struct truce_contribution_now *now = &b->now->contributions[contribution];
    int node = b->contribution_base + contribution;
    struct truce_filling f;
    char path[512];

    if (now->state == TRUCE_CONTRIBUTION_DEPLOYED)
        return TRUCE_OK;
    enum truce_status status = truce_fill_begin(b, node, 2, &f, err);
    if (status == TRUCE_OK && c->only_after != TRUCE_NONE) {
        struct truce_input input = {.node = b->out->gate_node[c->only_after], .weight = 1};
        struct truce_grant grant = {.kind = TRUCE_GRANT_ONLY_AFTER, .target = contribution, .in_text = true};
        snprintf(path, sizeof path, "%s.only_after", c->head.id);
        status = truce_build_grant(b, grant, "waive", path, &input.option, err);
        truce_fill_add(&f, input, (struct truce_plan_input){NULL, contribution});
    }
    if (status == TRUCE_OK && c->if_ != NULL)
        status = truce_build_clause(b, &f, c->if_, err);
    if (status == TRUCE_OK)
        truce_fill_end(b, &f, (double)f.n);
    return status;
}

/* the options without which a contribution counts for nothing */
static enum truce_status barring(struct truce_builder *b, int contribution, struct truce_input *input,
                                 struct truce_err *err)
{
    void *room = NULL;
    enum truce_status status = truce_build_alloc(b, b->agreement->n_vetoes, sizeof(int), &room, err);
    int *options = room;
    if (status != TRUCE_OK)
        return status;
    for (int v = truce_plan_veto_on(b->agreement, b->state, contribution, b->out->start, 0); v != TRUCE_NONE;
         v = truce_plan_veto_on(b->agreement, b->state, contribution, b->out->start, v + 1)) {
        struct truce_day until = b->agreement->vetoes[v].until;
        struct truce_node *node = &b->nodes[input->node];
        if (until.n == TRUCE_DAY_NONE)
            options[input->n_requires++] = b->veto_option_base + v;
        else if (until.n > node->day)
            node->day = until.n; /* it ends by itself */
    }
    input->requires = options;
    return TRUCE_OK;
}

/* a contribution that serves two needs takes the longer of their leads; months are 31 days for that */
static void keep_longer(const struct truce_builder *b, int node, struct truce_duration lead)
{
    const struct truce_node *now = &b->nodes[node];
    if ((int64_t)lead.months * 31 + lead.days + (lead.us > 0) >
        (int64_t)now->delay_months * 31 + now->delay_days)
        truce_build_delay(b, node, lead);
}

enum truce_status truce_build_need(struct truce_builder *b, int need, struct truce_err *err)
{
    const struct truce_need *text = &b->agreement->needs[need];
    struct truce_filling f;
    enum truce_status status =
        truce_fill_begin(b, b->out->need_node[need], b->agreement->n_contributions, &f, err);

    for (size_t c = 0; status == TRUCE_OK && c < b->agreement->n_contributions; c++) {
        const struct truce_contribution *from = &b->agreement->contributions[c];
        const struct truce_contribution_now *now = &b->now->contributions[c];
        struct truce_input input = {
            .node = b->contribution_base + (int)c, .weight = now->amount, .option = TRUCE_NO_OPTION};
        if (!truce_class_is(b->agreement, from->class_, text->class_) || !truce_plan_is_promised(now) ||
            !(now->amount > 0))
            continue;
        if (text->at_least > 0 && input.weight > text->at_least)
            input.weight = text->at_least; /* more is not needed of it, and sums stay small */
        if (now->state != TRUCE_CONTRIBUTION_DEPLOYED)
            keep_longer(b, input.node, truce_build_lead(b, text->head.id));
        if ((status = barring(b, (int)c, &input, err)) == TRUCE_OK)
            truce_fill_add(&f, input, (struct truce_plan_input){NULL, (int)c});
    }
    if (status == TRUCE_OK)
        truce_fill_end(b, &f, text->at_least);
    return status;
}
