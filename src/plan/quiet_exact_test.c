/*
 * Exact chances: the figures of the design, and small clocks by going through every sequence of days there is.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <string.h>

#include "base/random.h"
#include "plan/quiet_exact.h"

#define COST 1e9

static double *exact_days(const struct truce_incident_model *model, const struct truce_quiet_rule *rule,
                          const struct truce_simulate_options *options, struct truce_arena *arena,
                          struct truce_incidents *in)
{
    void *room;
    bool possible = false;

    assert_int_equal(truce_incidents_prepare(model, rule, options, arena, in, NULL), TRUCE_OK);
    assert_int_equal(
        truce_arena_alloc(arena, ((size_t)options->horizon_days + 1) * sizeof(double), &room, NULL),
        TRUCE_OK);
    assert_int_equal(truce_quiet_exact(in, options->horizon_days, COST, room, &possible, NULL), TRUCE_OK);
    assert_true(possible);
    return room;
}

/* 40-agreement, 4.1 */
static void as_the_design_has_it(void **unused)
{
    (void)unused;
    static const struct {
        enum truce_incident_model_kind kind;
        double mean, size, per_day, quiet, within_a_year;
        double quiet_error, year_error; /* half of the last digit given */
    } known[] = {
        {TRUCE_INCIDENTS_NB, 33, 0.35, 0, 0.203, 7e-40, 5e-4, 0.5e-40},
        {TRUCE_INCIDENTS_NB, 33, 0.35, 10, 0.508, 3e-16, 5e-4, 0.5e-16},
        {TRUCE_INCIDENTS_NB, 33, 0.35, 50, 0.793, 6e-5, 5e-4, 0.5e-5},
        {TRUCE_INCIDENTS_NB, 33, 0.35, 100, 0.907, 0.082, 5e-4, 5e-4},
        {TRUCE_INCIDENTS_NB, 33, 0.35, 200, 0.977, 0.971, 6e-4, 5e-4}, /* 0.97646: given as 0.977 */
        {TRUCE_INCIDENTS_POISSON, 0.05, INFINITY, 0, 0.951, 0.604, 5e-4, 5e-4},
        {TRUCE_INCIDENTS_POISSON, 0.02, INFINITY, 0, 0.980, 0.987, 5e-4, 5e-4},
        {TRUCE_INCIDENTS_POISSON, 0.01, INFINITY, 0, 0.990, 0.9997, 5e-4, 5e-5},
    };
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        struct truce_incident_model model = {
            .kind = known[i].kind, .mean = known[i].mean, .size = known[i].size};
        struct truce_quiet_rule rule = {.target_days = 60, .observed = 1.0, .per_day = known[i].per_day};
        struct truce_simulate_options options;
        struct truce_incidents in;
        struct truce_arena arena;
        truce_simulate_options_init(&options);
        truce_arena_init(&arena, 1 << 20);
        double *by_day = exact_days(&model, &rule, &options, &arena, &in);
        assert_true(fabs(in.first_quiet - known[i].quiet) <= known[i].quiet_error);
        assert_true(fabs(by_day[365] - known[i].within_a_year) <= known[i].year_error);
        /* the recurrence for runs says the same, to the last digits */
        assert_true(fabs(by_day[365] / truce_quiet_run_chance(365, 60, in.first_quiet) - 1.0) < 1e-11);
        assert_true(by_day[59] == 0.0 && by_day[60] > 0.0);
        truce_arena_fini(&arena);
    }
}

/* ---- every sequence ---- */

enum { DAYS = 7, MOVES_MAX = 6 };

struct sequence {
    const struct truce_incidents *in;
    double reached[DAYS + 1];
    int weights[DAYS + 1]; /* of days 1.., as the record has them */
};

static double chance_of(const struct truce_incidents *in, int state, int level, int which)
{
    const double *at_most = in->at_most + (size_t)(state * in->n_levels + level) * (size_t)in->steps.beyond;

    if (which == in->steps.beyond)
        return 1.0 - at_most[which - 1];
    return at_most[which] - (which > 0 ? at_most[which - 1] : 0.0);
}

/* The clock by its definition. */
static int count_on(const struct truce_quiet_steps *steps, int clock, bool broken, bool seen)
{
    if (broken && steps->on_break == TRUCE_BREAK_RESTART)
        return 0;
    if (broken && steps->on_break == TRUCE_BREAK_DEDUCT)
        return clock > steps->deduct ? clock - steps->deduct : 0;
    if (broken || (!seen && steps->unobserved_day == TRUCE_UNOBSERVED_HOLD))
        return clock;
    return !seen && steps->unobserved_day == TRUCE_UNOBSERVED_BREAK ? 0 : clock + 1;
}

static bool is_broken(const struct sequence *s, int day, int move, bool seen)
{
    const struct truce_quiet_steps *steps = &s->in->steps;
    int sum = 0;

    for (int d = day > steps->window ? day - steps->window + 1 : 1; d <= day && steps->window > 0; d++)
        sum += s->weights[d];
    return (seen && move > steps->day_class) || (steps->window > 0 && sum > steps->at_most);
}

struct point {
    int day, clock, state, since_break;
    size_t position;
    double chance;
};

static void follow(struct sequence *s, struct point at);

/* What the next day's state or position may be. */
static void spread(struct sequence *s, struct point next)
{
    const struct truce_incident_model *model = s->in->model;
    const int state = next.state;
    const double chance = next.chance, moves = state ? model->tense_to_calm : model->calm_to_tense;

    if (s->in->n_states > 1) {
        for (next.state = 0; next.state < 2; next.state++) {
            next.chance = chance * (next.state == state ? 1.0 - moves : moves);
            follow(s, next);
        }
    } else if (s->in->way == TRUCE_DAYS_BY_BLOCK && (size_t)(next.day - 1) % model->block_days == 0) {
        next.chance = chance / (double)model->n_series;
        for (next.position = 0; next.position < model->n_series; next.position++)
            follow(s, next);
    } else {
        next.position = next.position + 1 < model->n_series ? next.position + 1 : 0;
        follow(s, next);
    }
}

/* Goes through all that can follow: plainly, window by window. */
static void follow(struct sequence *s, struct point at)
{
    const struct truce_quiet_steps *steps = &s->in->steps;
    const int raised = s->in->raised_days > 0 && at.since_break < s->in->raised_days;

    if (at.clock >= steps->target || at.day > DAYS) {
        if (at.clock >= steps->target)
            s->reached[at.day - 1] += at.chance;
        return;
    }
    for (int move = 0; move <= steps->beyond + 1; move++) {
        bool seen = move <= steps->beyond;
        double p = seen ? steps->observed : 1.0 - steps->observed;
        if (seen && s->in->way == TRUCE_DAYS_BY_BLOCK)
            p *= s->in->classes[at.position] == move;
        else if (seen)
            p *= chance_of(s->in, at.state, raised, move);
        if (p <= 0.0)
            continue;
        s->weights[at.day] = seen ? move : 0;
        bool broken = is_broken(s, at.day, move, seen);
        struct point next = {.day = at.day + 1,
                             .clock = count_on(steps, at.clock, broken, seen),
                             .state = at.state,
                             .since_break = broken ? 0 : at.since_break + 1,
                             .position = at.position,
                             .chance = at.chance * p};
        spread(s, next);
    }
}

static double pick(uint64_t seed, uint32_t what)
{
    return truce_random_uniform(seed, what, 0);
}

static int choose(uint64_t seed, uint32_t what, int n)
{
    return (int)(pick(seed, what) * n);
}

/* 300 rules and models drawn at random, each compared on every day with the sum over all sequences. */
static void as_by_going_through_all_sequences(void **unused)
{
    (void)unused;
    static const double series[] = {0, 2, 0, 1, 5};
    for (uint64_t seed = 1; seed <= 300; seed++) {
        struct truce_quiet_rule rule = {
            .target_days = 2 + choose(seed, 1, 4),
            .already_days = choose(seed, 2, 2),
            .per_day = choose(seed, 3, 3),
            .window_days = choose(seed, 4, 2) * (1 + choose(seed, 5, 4)),
            .window_at_most = choose(seed, 6, 3),
            .on_break = choose(seed, 7, 3),
            .deduct_days = 1 + choose(seed, 8, 2),
            .observed = choose(seed, 9, 2) ? 1.0 : 0.6 + 0.4 * pick(seed, 10),
            .unobserved_day = choose(seed, 11, 3),
        };
        struct truce_incident_model model = {
            .kind = (enum truce_incident_model_kind)choose(seed, 12, 4), /* HAWKES stands for BOOTSTRAP */
            .mean = 1.5 * pick(seed, 13),
            .size = choose(seed, 14, 2) ? INFINITY : 0.2 + pick(seed, 15),
            .tense_mean = 4.0 * pick(seed, 16),
            .tense_size = 0.5,
            .calm_to_tense = pick(seed, 17),
            .tense_to_calm = pick(seed, 18),
            .starts_tense = choose(seed, 19, 2) > 0,
            .series = series,
            .n_series = 5,
            .block_days = (size_t)(1 + choose(seed, 20, 3)),
        };
        struct truce_simulate_options options;
        truce_simulate_options_init(&options);
        options.horizon_days = DAYS;
        options.retaliation = choose(seed, 21, 2) * 1.5;
        options.retaliation_days = 1 + choose(seed, 22, 3);
        if (model.kind == TRUCE_INCIDENTS_HAWKES) {
            model.kind = TRUCE_INCIDENTS_BOOTSTRAP;
            options.retaliation = 0.0;
        }
        struct truce_incidents in;
        struct truce_arena arena;
        truce_arena_init(&arena, 1 << 20);
        const double *by_day = exact_days(&model, &rule, &options, &arena, &in);
        struct sequence s = {.in = &in};
        size_t starts = in.way == TRUCE_DAYS_BY_BLOCK ? model.n_series : 1;
        for (size_t start = 0; start < starts; start++)
            follow(&s, (struct point){.day = 1,
                                      .clock = rule.already_days,
                                      .state = in.n_states > 1 && model.starts_tense,
                                      .since_break = 100,
                                      .position = start,
                                      .chance = 1.0 / (double)starts});
        double sum = 0.0;
        for (int d = 0; d <= DAYS; d++) {
            sum += s.reached[d];
            if (fabs(by_day[d] - sum) > 1e-12)
                fail_msg("seed %d, day %d: %.15g by states, %.15g by sequences", (int)seed, d, by_day[d],
                         sum);
        }
        truce_arena_fini(&arena);
    }
}

static void what_is_too_much_is_not_done(void **unused)
{
    (void)unused;
    struct truce_incident_model model = {.kind = TRUCE_INCIDENTS_POISSON, .mean = 5.0};
    struct truce_quiet_rule rule = {
        .target_days = 60, .observed = 1.0, .per_day = 50, .window_days = 14, .window_at_most = 80};
    struct truce_simulate_options options;
    struct truce_incidents in;
    struct truce_arena arena;
    double by_day[366] = {-7.0};
    bool possible = true;
    truce_simulate_options_init(&options);
    truce_arena_init(&arena, 1 << 20);
    assert_int_equal(truce_incidents_prepare(&model, &rule, &options, &arena, &in, NULL), TRUCE_OK);
    assert_int_equal(truce_quiet_exact(&in, 365, TRUCE_EXACT_COST_MAX, by_day, &possible, NULL), TRUCE_OK);
    assert_false(possible);
    assert_true(by_day[0] == -7.0);
    /* a rate that past days made has no small state */
    model = (struct truce_incident_model){
        .kind = TRUCE_INCIDENTS_HAWKES, .mean = 0.1, .excitation = 0.3, .decay_days = 2.0};
    rule.window_days = 0;
    possible = true;
    assert_int_equal(truce_incidents_prepare(&model, &rule, &options, &arena, &in, NULL), TRUCE_OK);
    assert_int_equal(truce_quiet_exact(&in, 365, TRUCE_EXACT_COST_MAX, by_day, &possible, NULL), TRUCE_OK);
    assert_false(possible);
    /* a clock that has run out already needs no states */
    rule.already_days = 60;
    assert_int_equal(truce_incidents_prepare(&model, &rule, &options, &arena, &in, NULL), TRUCE_OK);
    assert_int_equal(truce_quiet_exact(&in, 365, TRUCE_EXACT_COST_MAX, by_day, &possible, NULL), TRUCE_OK);
    assert_true(possible && by_day[0] == 1.0 && by_day[365] == 1.0);
    truce_arena_fini(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(as_the_design_has_it),
        cmocka_unit_test(as_by_going_through_all_sequences),
        cmocka_unit_test(what_is_too_much_is_not_done),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
