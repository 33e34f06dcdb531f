/*
 * The course at its end, as a state.
 */
#include <stdlib.h>
#include <string.h>

#include "judge/course.h"

static enum truce_status get(struct truce_arena *arena, size_t n, size_t size, void *out,
                             struct truce_err *err)
{
    void *memory = NULL;
    enum truce_status status = truce_arena_alloc(arena, (n + 1) * size, &memory, err);
    if (status == TRUCE_OK)
        memcpy(out, &memory, sizeof memory);
    return status;
}

static enum truce_status make_room(const struct truce_agreement *a, struct truce_arena *arena,
                                   struct truce_reading_state *to, struct truce_err *err)
{
    enum truce_status status = get(arena, a->n_conditions, sizeof *to->conditions, &to->conditions, err);
    if (status == TRUCE_OK)
        status = get(arena, a->n_gates, sizeof *to->gates, &to->gates, err);
    if (status == TRUCE_OK)
        status = get(arena, a->n_clocks, sizeof *to->clocks, &to->clocks, err);
    if (status == TRUCE_OK)
        status = get(arena, a->n_positions, sizeof *to->positions, &to->positions, err);
    if (status == TRUCE_OK)
        status = get(arena, a->n_vetoes, sizeof *to->vetoes, &to->vetoes, err);
    if (status == TRUCE_OK)
        status = get(arena, a->n_contributions, sizeof *to->contributions, &to->contributions, err);
    return status == TRUCE_OK ? get(arena, a->n_needs, sizeof *to->needs, &to->needs, err) : status;
}

static bool is_refused(const struct truce_course *c, int reading, int fact)
{
    const struct truce_fact *of = &c->names->facts[fact];
    bool refused = false;
    for (size_t i = 0; i < of->n_slots; i++)
        refused = refused || c->refused[reading][of->first_slot + i];
    return refused;
}

static void give_conditions(const struct truce_course *c, int reading, struct truce_reading_state *to)
{
    for (size_t i = 0; i < c->agreement->n_conditions; i++) {
        const struct truce_condition *condition = c->names->conditions[i];
        int id = truce_course_id(c, reading, (int)i), fact = c->names->fact_of[i];
        /* a clause that waits for a gate of its own group was taken as given; here it says how that gate stands */
        if (condition != NULL && condition->kind == TRUCE_IF_GATE)
            id = truce_course_id(c, reading, c->opens + c->names->group[condition->target]);
        to->conditions[i] = (struct truce_condition_state){.since = {TRUCE_NEVER}, .record = TRUCE_NONE};
        if (condition == NULL)
            continue;
        bool holds = c->net.values[id].holds || c->net.values[truce_course_id(c, reading, (int)i)].forced;
        to->conditions[i].holds = holds;
        if (holds)
            to->conditions[i].since =
                c->net.values[id].holds ? c->since[id] : c->since[truce_course_id(c, reading, (int)i)];
        if (fact != TRUCE_NONE) {
            to->conditions[i].record = c->fact_record[reading][fact];
            to->conditions[i].refused = !holds && is_refused(c, reading, fact);
        }
    }
    for (size_t w = 0; w < c->input->changes->n_waivers; w++) {
        const struct truce_condition *clause = c->input->changes->waivers[w].clause;
        if (clause != NULL && c->waiver[w].done) {
            to->conditions[clause->index].waived = true;
            to->conditions[clause->index].record = c->waiver[w].record;
        }
    }
}

static void give_gates(const struct truce_course *c, int reading, struct truce_reading_state *to)
{
    for (size_t g = 0; g < c->agreement->n_gates; g++) {
        int k = c->names->group[g], id = truce_course_id(c, reading, c->opens + k);
        const struct truce_course_group *group = &c->groups[reading][k];
        bool open = c->net.values[id].holds;
        to->gates[g] = (struct truce_gate_state){
            .open = open,
            .first = group->first,
            .since = c->since[id],
            .due = open ? (struct truce_instant){TRUCE_NEVER} : group->due,
            .ground_fell_away =
                open && group->latched && !truce_network_holds(&c->net, reading, c->conds + k)};
    }
}

static void give_needs(const struct truce_course *c, int reading, struct truce_reading_state *to)
{
    for (size_t n = 0; n < c->agreement->n_needs; n++) {
        const struct truce_net_node *node = &c->net.nodes[c->needs + (int)n];
        int id = truce_course_id(c, reading, c->needs + (int)n);
        to->needs[n] = (struct truce_need_state){.met = c->net.values[id].holds, .since = c->since[id]};
        for (size_t i = 0; i < node->ins; i++) {
            int from = c->net.sums[node->first_in + i];
            if (truce_network_holds(&c->net, reading, from))
                to->needs[n].deployed += c->net.amount[from];
        }
    }
}

static enum truce_status give_clocks(const struct truce_course *c, int reading, struct truce_arena *arena,
                                     struct truce_reading_state *to, struct truce_err *err)
{
    for (size_t k = 0; k < c->agreement->n_clocks; k++) {
        struct truce_clock_run *run = &c->runs[reading][k];
        struct truce_clock_day *history = NULL;
        enum truce_status status = truce_run_fill(run, c->input->until, err);
        if (status == TRUCE_OK)
            status = get(arena, run->n, sizeof *history, &history, err);
        if (status != TRUCE_OK)
            return status;
        if (run->n > 0)
            memcpy(history, run->history, run->n * sizeof *history);
        to->clocks[k] = (struct truce_clock_state){.running = run->running,
                                                   .days = run->days,
                                                   .reached = run->reached,
                                                   .reached_on = run->reached_on,
                                                   .history = history,
                                                   .n_history = run->n};
    }
    return TRUCE_OK;
}

static int by_node_and_time(const void *a, const void *b)
{
    const struct truce_course_turn *x = a, *y = b;
    if (x->id != y->id)
        return x->id < y->id ? -1 : 1;
    return (x->at.us > y->at.us) - (x->at.us < y->at.us); /* in one instant a node turns at most once */
}

/* The times at which a node held, from what was remembered, sorted. */
static enum truce_status give_spans(const struct truce_course *c, int id, struct truce_arena *arena,
                                    struct truce_spans *out, struct truce_err *err)
{
    struct truce_span *spans = NULL;
    size_t low = 0, high = c->n_turns, n = 0;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (c->turns[middle].id < id)
            low = middle + 1;
        else
            high = middle;
    }
    for (high = low; high < c->n_turns && c->turns[high].id == id; high++)
        n += c->turns[high].holds;
    enum truce_status status = get(arena, n, sizeof *spans, &spans, err);
    if (status != TRUCE_OK)
        return status;
    n = 0;
    for (size_t i = low; i < high; i++)
        if (c->turns[i].holds)
            spans[n++] = (struct truce_span){c->turns[i].at, {TRUCE_NEVER}};
        else if (n > 0)
            spans[n - 1].until = c->turns[i].at;
    *out = (struct truce_spans){spans, n};
    return TRUCE_OK;
}

static enum truce_status give_times(const struct truce_course *c, int reading, struct truce_arena *arena,
                                    struct truce_reading_state *to, struct truce_err *err)
{
    enum truce_status status = TRUCE_OK;
    for (size_t g = 0; status == TRUCE_OK && g < c->agreement->n_gates; g++)
        status = give_spans(c, truce_course_id(c, reading, c->opens + c->names->group[g]), arena,
                            &to->gates[g].open_times, err);
    for (size_t i = 0; status == TRUCE_OK && i < c->agreement->n_conditions; i++)
        if (c->names->conditions[i] != NULL && c->names->conditions[i]->gate == TRUCE_NONE)
            status = give_spans(c, truce_course_id(c, reading, (int)i), arena, &to->conditions[i].held, err);
    return status;
}

enum truce_status truce_course_give(struct truce_course *c, struct truce_state *state, struct truce_err *err)
{
    const struct truce_agreement *a = c->agreement;
    if (c->n_turns > 0)
        qsort(c->turns, c->n_turns, sizeof *c->turns, by_node_and_time);
    for (int r = 0; r < TRUCE_READINGS; r++) {
        struct truce_reading_state *to = &state->reading[r];
        enum truce_status status = make_room(a, &state->arena, to, err);
        if (status != TRUCE_OK)
            return status;
        give_conditions(c, r, to);
        give_gates(c, r, to);
        give_needs(c, r, to);
        for (size_t i = 0; i < a->n_positions; i++)
            to->positions[i] = (struct truce_position_state){!c->position[i].done, c->position[i].record};
        for (size_t i = 0; i < a->n_vetoes; i++)
            to->vetoes[i] = (struct truce_veto_state){c->veto[i].done, c->veto[i].record};
        for (size_t i = 0; i < a->n_contributions; i++)
            to->contributions[i] = c->contribution[i];
        if ((status = give_clocks(c, r, &state->arena, to, err)) != TRUCE_OK ||
            (status = give_times(c, r, &state->arena, to, err)) != TRUCE_OK)
            return status;
    }
    return TRUCE_OK;
}
