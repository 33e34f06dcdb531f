/*
 * From instant to instant: what records say, days that end, effects that fall due; and after each what follows.
 *
 * One idea: between two instants nothing changes, so only those are looked at at which something can.  Within one, in this order: the days of
 * clocks that end then (they passed under what held until then), effects that fall due, what records say; then the network settles,
 * gates are closed, clocks that no longer run go back to 0, until nothing changes; then what newly opened is latched, what newly holds is timed,
 * and clocks that newly run begin.
 *
 * Closing.  A gate whose `closes` holds is closed.  Where an act has done it, the acts of its `opens` and `closes` up to that instant are
 * spent: it opens again when it is ordered or signed anew, or never where its `opens` names no act.  Where a state has done it (a
 * gate, a need, a day), it is closed while that lasts.  A gate that is latched and open is closed by nothing.  In an instant a gate is
 * closed and freed at most once each, so that gates which close each other come to rest: closed.
 *
 * Invariant after each instant: a gate is open exactly when its node holds.
 */
#include <math.h>
#include <stdlib.h>

#include "base/buf.h"
#include "judge/course.h"

/* ---- what happens by itself: a heap ---- */

static bool comes_before(const struct truce_course_event *a, const struct truce_course_event *b)
{
    if (a->at.us != b->at.us)
        return a->at.us < b->at.us;
    return a->kind < b->kind; /* days first: they passed under what held before */
}

static enum truce_status expect(struct truce_course *c, struct truce_course_event event,
                                struct truce_err *err)
{
    void *events = c->events;
    if (event.at.us > c->input->until.us)
        return TRUCE_OK;
    enum truce_status status = truce_grow(&events, &c->size_events, c->n_events + 1, sizeof *c->events, err);
    if (status != TRUCE_OK)
        return status;
    c->events = events;
    size_t i = c->n_events++;
    for (; i > 0 && comes_before(&event, &c->events[(i - 1) / 2]); i = (i - 1) / 2)
        c->events[i] = c->events[(i - 1) / 2];
    c->events[i] = event;
    return TRUCE_OK;
}

static struct truce_course_event take_event(struct truce_course *c)
{
    struct truce_course_event first = c->events[0], last = c->events[--c->n_events];
    size_t i = 0;
    for (size_t child; (child = 2 * i + 1) < c->n_events; i = child) {
        if (child + 1 < c->n_events && comes_before(&c->events[child + 1], &c->events[child]))
            child++;
        if (!comes_before(&c->events[child], &last))
            break;
        c->events[i] = c->events[child];
    }
    c->events[i] = last;
    return first;
}

/* ---- clocks ---- */

static bool should_run(const struct truce_course *c, int reading, int clock)
{
    const struct truce_condition *condition = c->agreement->clocks[clock].runs_while;
    return condition == NULL || truce_network_holds(&c->net, reading, (int)condition->index);
}

static enum truce_status expect_day_end(struct truce_course *c, int reading, int clock, struct truce_err *err)
{
    const struct truce_course_event event = {truce_run_next_end(&c->runs[reading][clock]),
                                             TRUCE_HAPPENS_DAY_END, reading, clock};
    return expect(c, event, err);
}

static enum truce_status start_clock(struct truce_course *c, int reading, int clock, struct truce_err *err)
{
    enum truce_status status = truce_run_start(&c->runs[reading][clock], c->now, err);
    return status == TRUCE_OK ? expect_day_end(c, reading, clock, err) : status;
}

static enum truce_status end_day(struct truce_course *c, const struct truce_course_event *event,
                                 struct truce_err *err)
{
    struct truce_clock_run *run = &c->runs[event->reading][event->target];
    bool newly = false;

    if (truce_run_next_end(run).us != event->at.us)
        return TRUCE_OK; /* it was stopped meanwhile */
    enum truce_status status = truce_run_end_day(run, &newly, err);
    if (status == TRUCE_OK && newly)
        truce_network_set_atom(&c->net, truce_course_id(c, event->reading, c->clocks + event->target), true);
    return status == TRUCE_OK ? expect_day_end(c, event->reading, event->target, err) : status;
}

/* Clocks that no longer run go back to 0.  True when one did. */
static bool stop_clocks(struct truce_course *c)
{
    bool stopped = false;
    for (int r = 0; r < TRUCE_READINGS; r++)
        for (size_t k = 0; k < c->agreement->n_clocks; k++) {
            if (!c->runs[r][k].running || should_run(c, r, (int)k))
                continue;
            truce_run_stop(&c->runs[r][k]);
            truce_network_set_atom(&c->net, truce_course_id(c, r, c->clocks + (int)k), false);
            stopped = true;
        }
    return stopped;
}

static enum truce_status start_clocks(struct truce_course *c, struct truce_err *err)
{
    enum truce_status status = TRUCE_OK;
    for (int r = 0; r < TRUCE_READINGS; r++)
        for (size_t k = 0; status == TRUCE_OK && k < c->agreement->n_clocks; k++)
            if (!c->runs[r][k].running && c->agreement->clocks[k].runs_while != NULL &&
                should_run(c, r, (int)k))
                status = start_clock(c, r, (int)k, err);
    return status;
}

/* ---- groups of gates ---- */

static int open_node(const struct truce_course *c, int reading, int group)
{
    return truce_course_id(c, reading, c->opens + group);
}

/* Its condition, or what closes it, changed: after the instant, time_group looks at it. */
static void list_group(struct truce_course *c, int reading, int group)
{
    struct truce_course_group *g = &c->groups[reading][group];
    if (!g->listed && c->group_text[group].delays)
        c->to_time[c->n_to_time++] = reading * c->n_groups + group;
    g->listed = true;
}

static void show_group(struct truce_course *c, int reading, int group)
{
    const struct truce_course_group *g = &c->groups[reading][group];
    list_group(c, reading, group);
    truce_network_disable(&c->net, open_node(c, reading, group), g->closed || !g->eligible);
}

/* Does the `closes` of one of its gates hold, as the other reading's facts have it? */
static bool closing(const struct truce_course *c, int reading, int group)
{
    for (int g = c->group_text[group].first_gate; g != TRUCE_NONE; g = c->next_in_group[g]) {
        const struct truce_condition *closes = c->agreement->gates[g].closes;
        if (closes != NULL && truce_network_holds(&c->net, 1 - reading, (int)closes->index))
            return true;
    }
    return false;
}

static bool act_holds(const struct truce_course *c, int reading, const struct truce_condition *condition)
{
    bool found =
        truce_course_is_act(condition) && truce_network_holds(&c->net, reading, (int)condition->index);
    for (size_t i = 0; !found && i < condition->n; i++)
        found = act_holds(c, reading, &condition->children[i]);
    return found;
}

/* Does an act hold in the `closes`, or in the `opens`, of one of its gates? */
static bool any_act(const struct truce_course *c, int reading, int group, bool closes)
{
    for (int g = c->group_text[group].first_gate; g != TRUCE_NONE; g = c->next_in_group[g]) {
        const struct truce_gate *gate = &c->agreement->gates[g];
        const struct truce_condition *root = closes ? gate->closes : gate->opens;
        if (root != NULL && act_holds(c, closes ? 1 - reading : reading, root))
            return true;
    }
    return false;
}

static void close_group(struct truce_course *c, int reading, int group)
{
    struct truce_course_group *g = &c->groups[reading][group];
    bool by_act = c->group_text[group].has_acts && any_act(c, reading, group, true);
    g->closed = true;
    g->closed_at = c->now;
    g->by_act = g->by_act || by_act;
    if (by_act)
        truce_course_spend(c, reading, group);
    show_group(c, reading, group);
}

/* A second act that closes what is closed already: it spends what was done since the first. */
static bool is_closed_again(const struct truce_course *c, int reading, int group)
{
    return c->group_text[group].has_acts && any_act(c, reading, group, true);
}

/* Closes and frees groups.  True when something changed. */
static bool close_groups(struct truce_course *c)
{
    bool changed = false;
    for (int i = 0; i < c->n_closers && !c->input->hopeful; i++) {
        int k = c->closers[i];
        bool now[TRUCE_READINGS]; /* both are asked before either changes */
        for (int r = 0; r < TRUCE_READINGS; r++)
            now[r] = closing(c, r, k);
        for (int r = 0; r < TRUCE_READINGS; r++) {
            struct truce_course_group *g = &c->groups[r][k];
            if (g->latched)
                continue;
            if (now[r] && (!g->closed || is_closed_again(c, r, k))) {
                close_group(c, r, k);
                changed = true;
            } else if (g->closed && !now[r] && g->closed_at.us != c->now.us &&
                       (!g->by_act || any_act(c, r, k, false))) {
                g->closed = g->by_act = false;
                show_group(c, r, k);
                changed = true;
            }
        }
    }
    return changed;
}

/* When the effect of a condition that holds from now falls due: the longest of its gates' delays. */
static struct truce_instant due_after(const struct truce_course *c, int group)
{
    struct truce_instant due = c->now, after;
    for (int g = c->group_text[group].first_gate; g != TRUCE_NONE; g = c->next_in_group[g]) {
        struct truce_duration delay = c->agreement->gates[g].effect_after;
        if (truce_instant_add(&c->agreement->calendar, c->now, delay, &after, NULL) != TRUCE_OK)
            return (struct truce_instant){TRUCE_NEVER}; /* beyond the calendar, or a month without that day */
        if (after.us > due.us)
            due = after;
    }
    return due;
}

/* After an instant: how long the group's condition has held. */
static enum truce_status time_group(struct truce_course *c, int reading, int group, struct truce_err *err)
{
    struct truce_course_group *g = &c->groups[reading][group];
    const struct truce_course_group_text *text = &c->group_text[group];
    bool holds = !g->closed && truce_network_holds(&c->net, reading, c->conds + group);

    if (g->latched || !text->delays)
        return TRUCE_OK;
    if (holds && g->held_since.us == TRUCE_NEVER) {
        g->held_since = c->now;
        if (g->due.us != TRUCE_NEVER || g->eligible) /* latched: it fell due from an earlier time */
            return TRUCE_OK;
        g->due = due_after(c, group);
        return expect(c, (struct truce_course_event){g->due, TRUCE_HAPPENS_DUE, reading, group}, err);
    }
    if (holds || (g->held_since.us == TRUCE_NEVER && !g->closed))
        return TRUCE_OK;
    g->held_since.us = TRUCE_NEVER;
    if (g->closed || !text->latches) {
        g->due.us = TRUCE_NEVER;
        g->eligible = false;
        show_group(c, reading, group);
    }
    return TRUCE_OK;
}

static void fall_due(struct truce_course *c, const struct truce_course_event *event)
{
    struct truce_course_group *g = &c->groups[event->reading][event->target];
    if (g->due.us != event->at.us)
        return; /* the condition ceased to hold meanwhile */
    g->due.us = TRUCE_NEVER;
    g->eligible = true;
    if (c->group_text[event->target].latches) /* that the condition held once is enough */
        truce_network_force(&c->net, open_node(c, event->reading, event->target), true);
    show_group(c, event->reading, event->target);
}

/* ---- an instant ---- */

static void settle(struct truce_course *c)
{
    do {
        do
            truce_network_settle(&c->net);
        while (close_groups(c));
    } while (stop_clocks(c));
}

/* Gates, and conditions that stand outside of gates, are remembered. */
static bool is_remembered(const struct truce_course *c, int node)
{
    if (node >= c->opens)
        return node < c->positions;
    return (size_t)node < c->agreement->n_conditions && c->names->conditions[node] != NULL &&
           c->names->conditions[node]->gate == TRUCE_NONE;
}

static enum truce_status remember_turn(struct truce_course *c, int id, int node, bool holds,
                                       struct truce_err *err)
{
    void *turns = c->turns;
    if (!is_remembered(c, node))
        return TRUCE_OK;
    enum truce_status status = truce_grow(&turns, &c->size_turns, c->n_turns + 1, sizeof *c->turns, err);
    if (status != TRUCE_OK)
        return status;
    c->turns = turns;
    c->turns[c->n_turns++] = (struct truce_course_turn){c->now, id, holds};
    return TRUCE_OK;
}

/* It is open. */
static void latch_group(struct truce_course *c, int reading, int group, int id)
{
    struct truce_course_group *g = &c->groups[reading][group];
    if (g->first.us == TRUCE_NEVER)
        g->first = c->now;
    if (!c->group_text[group].latches)
        return;
    g->latched = true;
    g->due.us = TRUCE_NEVER;
    truce_network_force(&c->net, id, true);
}

/* Times what changed, and latches what opened. */
static enum truce_status note_changes(struct truce_course *c, struct truce_err *err)
{
    enum truce_status status = TRUCE_OK;
    for (size_t i = 0; i < c->net.n_touched; i++) {
        int id = c->net.touched[i], reading = (size_t)id >= c->net.n;
        int node = id - truce_course_id(c, reading, 0);
        const struct truce_net_value *value = &c->net.values[id];
        if (value->holds != (c->since[id].us != TRUCE_NEVER) &&
            (status = remember_turn(c, id, node, value->holds, err)) != TRUCE_OK)
            return status;
        if (!value->holds)
            c->since[id].us = TRUCE_NEVER;
        else if (c->since[id].us == TRUCE_NEVER)
            c->since[id] = c->now;
        if (node >= c->conds && node < c->opens)
            list_group(c, reading, node - c->conds);
        if (value->holds && node >= c->opens && node < c->positions)
            latch_group(c, reading, node - c->opens, id);
        else if (value->holds && node >= c->latches && node < c->clocks)
            truce_network_force(&c->net, id, true);
    }
    truce_network_forget_touched(&c->net);
    /* timing may list groups again, which nothing further comes of: what it changes has no effect on conditions */
    int n = c->n_to_time;
    c->n_to_time = 0;
    for (int i = 0; i < n; i++)
        c->groups[c->to_time[i] / c->n_groups][c->to_time[i] % c->n_groups].listed = false;
    for (int i = 0; status == TRUCE_OK && i < n; i++)
        status = time_group(c, c->to_time[i] / c->n_groups, c->to_time[i] % c->n_groups, err);
    return status;
}

static enum truce_status finish_instant(struct truce_course *c, struct truce_err *err)
{
    settle(c);
    enum truce_status status = note_changes(c, err);
    return status == TRUCE_OK ? start_clocks(c, err) : status;
}

static enum truce_status happen(struct truce_course *c, const struct truce_course_event *event,
                                struct truce_err *err)
{
    switch (event->kind) {
    case TRUCE_HAPPENS_DAY_END:
        return end_day(c, event, err);
    case TRUCE_HAPPENS_DUE:
        fall_due(c, event);
        return TRUCE_OK;
    case TRUCE_HAPPENS_BARS:
        truce_course_bar(c);
        return TRUCE_OK;
    default:
        return start_clock(c, event->reading, event->target, err);
    }
}

static enum truce_status expect_vetoes(struct truce_course *c, struct truce_err *err)
{
    enum truce_status status = TRUCE_OK;
    for (size_t v = 0; v < c->agreement->n_vetoes; v++) {
        const struct truce_day days[] = {c->agreement->vetoes[v].from, c->agreement->vetoes[v].until};
        for (size_t i = 0; status == TRUCE_OK && i < 2; i++)
            if (days[i].n != TRUCE_DAY_NONE)
                status = expect(
                    c,
                    (struct truce_course_event){truce_calendar_day_start(&c->agreement->calendar, days[i]),
                                                TRUCE_HAPPENS_BARS, 0, (int)v},
                    err);
    }
    return status;
}

/* Clocks that always run do so from the first record on. */
static enum truce_status expect_clocks(struct truce_course *c, struct truce_err *err)
{
    enum truce_status status = TRUCE_OK;
    for (int r = 0; r < TRUCE_READINGS; r++)
        for (size_t k = 0; status == TRUCE_OK && k < c->agreement->n_clocks; k++)
            if (c->agreement->clocks[k].runs_while == NULL)
                status = expect(
                    c, (struct truce_course_event){c->input->first, TRUCE_HAPPENS_START, r, (int)k}, err);
    return status;
}

static struct truce_instant next_instant(const struct truce_course *c, size_t change)
{
    const struct truce_changes *changes = c->input->changes;
    struct truce_instant at = {TRUCE_NEVER};
    if (change < changes->n)
        at = changes->items[change].at;
    if (c->n_events > 0 && c->events[0].at.us < at.us)
        at = c->events[0].at;
    return at;
}

static enum truce_status go(struct truce_course *c, struct truce_err *err)
{
    const struct truce_changes *changes = c->input->changes;
    size_t change = 0;
    enum truce_status status = finish_instant(c, err); /* what holds from the beginning */

    while (status == TRUCE_OK) {
        struct truce_instant at = next_instant(c, change);
        if (at.us > c->input->until.us)
            break;
        c->now = at;
        while (status == TRUCE_OK && c->n_events > 0 && c->events[0].at.us == at.us) {
            struct truce_course_event event = take_event(c);
            status = happen(c, &event, err);
        }
        for (; change < changes->n && changes->items[change].at.us == at.us; change++)
            truce_course_apply(c, &changes->items[change]);
        if (status == TRUCE_OK)
            status = finish_instant(c, err);
    }
    c->now = c->input->until;
    return status;
}

/* ---- the whole ---- */

static enum truce_status begin_clocks(struct truce_course *c, struct truce_err *err)
{
    const struct truce_agreement *a = c->agreement;
    struct truce_day last = truce_calendar_reporting_day(&a->calendar, c->input->until);
    void *at[4] = {NULL};

    for (int i = 0; i < 4; i++) {
        static const size_t sizes[] = {sizeof(struct truce_clock_run), sizeof(struct truce_clock_run),
                                       sizeof *c->tallies, sizeof *c->watches};
        enum truce_status status =
            truce_arena_alloc(c->input->work, (a->n_clocks + 1) * sizes[i], &at[i], err);
        if (status != TRUCE_OK)
            return status;
    }
    c->runs[TRUCE_STRICT] = at[0];
    c->runs[TRUCE_LENIENT] = at[1];
    c->tallies = at[2];
    c->watches = at[3];
    for (size_t k = 0; k < a->n_clocks; k++) {
        size_t same = 0;
        while (!truce_judge_same_where(&a->clocks[same].where, &a->clocks[k].where))
            same++;
        enum truce_status status = truce_judge_tally(a, (int)k, c->input->beliefs, c->input->ground,
                                                     c->input->work, c->tallies[k], err);
        if (status == TRUCE_OK && same < k)
            c->watches[k] = c->watches[same];
        else if (status == TRUCE_OK)
            status = truce_judge_watch(a, &a->clocks[k].where, c->input->beliefs, c->input->ground, last,
                                       c->input->work, &c->watches[k], err);
        if (status != TRUCE_OK)
            return status;
        for (int r = 0; r < TRUCE_READINGS; r++)
            c->runs[r][k] = (struct truce_clock_run){.calendar = &a->calendar,
                                                     .clock = &a->clocks[k],
                                                     .tallies = &c->tallies[k][r],
                                                     .watch = &c->watches[k],
                                                     .hopeful = c->input->hopeful,
                                                     .first = {TRUCE_DAY_NONE},
                                                     .reached_on = {TRUCE_DAY_NONE}};
    }
    return TRUCE_OK;
}

enum truce_status truce_judge_course(const struct truce_course_input *input, struct truce_state *state,
                                     struct truce_err *err)
{
    struct truce_course c = {.input = input, .agreement = input->names->agreement, .names = input->names};

    c.now = input->beginning;
    enum truce_status status = begin_clocks(&c, err);
    if (status == TRUCE_OK)
        status = truce_course_lay(&c, err);
    if (status == TRUCE_OK)
        status = expect_vetoes(&c, err);
    if (status == TRUCE_OK)
        status = expect_clocks(&c, err);
    if (status == TRUCE_OK)
        status = go(&c, err);
    if (status == TRUCE_OK)
        status = truce_course_give(&c, state, err);
    for (int r = 0; c.runs[TRUCE_LENIENT] != NULL && r < TRUCE_READINGS; r++)
        for (size_t k = 0; k < c.agreement->n_clocks; k++)
            truce_run_fini(&c.runs[r][k]);
    free(c.events);
    free(c.turns);
    return status;
}
