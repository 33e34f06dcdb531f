/*
 * The simulation against the exact chance, and what must not change it: threads, leaps, the order of the work.
 *
 * Statistical: the exact chance must lie within the 99.99 % interval of the simulation (z = 3.9) on five days of the horizon; seeds are fixed.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <string.h>

#include "agreement/condition.h"
#include "plan/simulate.h"

static const double series[33] = {111, 10, 1,  1,  3,  5, 0, 5, 0, 1, 5, 0, 70, 108, 3,   2, 1,
                                  42,  60, 63, 15, 12, 1, 1, 1, 0, 5, 7, 4, 0,  15,  157, 81};

struct sample {
    const char *name;
    struct truce_incident_model model;
    struct truce_quiet_rule rule;
    double retaliation, retaliation_days;
};

#define CHAIN                                                                                                \
    {                                                                                                        \
        .kind = TRUCE_INCIDENTS_CHAIN, .mean = 0.01, .size = INFINITY, .tense_mean = 5, .tense_size = 0.5,   \
        .calm_to_tense = 0.02, .tense_to_calm = 0.2                                                          \
    }

static const struct sample samples[] = {
    {"poisson", {.kind = TRUCE_INCIDENTS_POISSON, .mean = 0.05}, {.target_days = 60, .observed = 1}, 0, 1},
    {"rare",
     {.kind = TRUCE_INCIDENTS_NB, .mean = 33, .size = 0.35},
     {.target_days = 60, .observed = 1, .per_day = 50},
     0,
     1},
    {"nb 100",
     {.kind = TRUCE_INCIDENTS_NB, .mean = 33, .size = 0.35},
     {.target_days = 60, .observed = 1, .per_day = 100},
     0,
     1},
    {"nb 200",
     {.kind = TRUCE_INCIDENTS_NB, .mean = 33, .size = 0.35},
     {.target_days = 60, .observed = 1, .per_day = 200},
     0,
     1},
    {"the example's window",
     {.kind = TRUCE_INCIDENTS_POISSON, .mean = 0.05},
     {.target_days = 60, .observed = 1, .window_days = 7, .window_at_most = 5},
     0,
     1},
    {"a window that binds",
     {.kind = TRUCE_INCIDENTS_NB, .mean = 0.3, .size = 0.5},
     {.target_days = 30, .observed = 1, .per_day = 2, .window_days = 5, .window_at_most = 3},
     0,
     1},
    {"hold",
     {.kind = TRUCE_INCIDENTS_POISSON, .mean = 0.05},
     {.target_days = 60, .observed = 0.9, .unobserved_day = TRUCE_UNOBSERVED_HOLD},
     0,
     1},
    {"count",
     {.kind = TRUCE_INCIDENTS_POISSON, .mean = 0.07},
     {.target_days = 60, .observed = 0.9, .unobserved_day = TRUCE_UNOBSERVED_COUNT},
     0,
     1},
    {"break",
     {.kind = TRUCE_INCIDENTS_POISSON, .mean = 0.03},
     {.target_days = 30, .observed = 0.95, .unobserved_day = TRUCE_UNOBSERVED_BREAK},
     0,
     1},
    {"pause",
     {.kind = TRUCE_INCIDENTS_POISSON, .mean = 1.8},
     {.target_days = 60, .observed = 1, .on_break = TRUCE_BREAK_PAUSE},
     0,
     1},
    {"deduct",
     {.kind = TRUCE_INCIDENTS_POISSON, .mean = 0.15},
     {.target_days = 60, .already_days = 20, .observed = 1, .on_break = TRUCE_BREAK_DEDUCT, .deduct_days = 5},
     0,
     1},
    {"already",
     {.kind = TRUCE_INCIDENTS_POISSON, .mean = 0.05},
     {.target_days = 60, .already_days = 41, .observed = 1},
     0,
     1},
    {"chain", CHAIN, {.target_days = 60, .observed = 1}, 0, 1},
    {"chain, retaliation, window",
     CHAIN,
     {.target_days = 60, .observed = 0.9, .per_day = 1, .window_days = 3, .window_at_most = 2},
     2,
     7},
    {"retaliation",
     {.kind = TRUCE_INCIDENTS_NB, .mean = 0.03, .size = 0.5},
     {.target_days = 60, .observed = 1},
     3,
     10},
    {"series, single days",
     {.kind = TRUCE_INCIDENTS_BOOTSTRAP, .series = series, .n_series = 33, .block_days = 1},
     {.target_days = 30, .observed = 1, .per_day = 80},
     0,
     1},
    {"series, blocks",
     {.kind = TRUCE_INCIDENTS_BOOTSTRAP, .series = series, .n_series = 33, .block_days = 7},
     {.target_days = 30, .observed = 0.9, .per_day = 80},
     0,
     1},
};

static struct truce_simulate_options options_of(const struct sample *sample, uint32_t replications,
                                                uint64_t seed)
{
    struct truce_simulate_options options;

    truce_simulate_options_init(&options);
    options.replications = replications;
    options.seed = seed;
    options.threads = 2;
    options.retaliation = sample->retaliation;
    options.retaliation_days = sample->retaliation_days;
    return options;
}

static struct truce_simulation run(const struct truce_incident_model *model,
                                   const struct truce_quiet_rule *rule,
                                   const struct truce_simulate_options *options)
{
    struct truce_simulation simulation;
    struct truce_err err = {.text = ""};

    if (truce_simulate_clock(model, rule, options, &simulation, &err) != TRUCE_OK)
        fail_msg("%s", err.text);
    return simulation;
}

static bool within(double share, double n, double exact)
{
    const double z = 3.9, z2 = z * z / n; /* Wilson */
    double middle = (share + z2 / 2) / (1 + z2),
           half = z / (1 + z2) * sqrt(share * (1 - share) / n + z2 / (4 * n));

    return exact >= middle - half - 1e-12 && exact <= middle + half + 1e-12;
}

static void exact_lies_within_the_interval(void **unused)
{
    (void)unused;
    for (size_t i = 0; i < sizeof samples / sizeof samples[0]; i++) {
        struct truce_simulate_options options = options_of(&samples[i], 40000, 20251228 + i);
        struct truce_simulation s = run(&samples[i].model, &samples[i].rule, &options);
        assert_non_null(s.exact_by_day);
        assert_true(s.reached.exact == s.exact_by_day[365]);
        assert_true(s.reached.low <= s.reached.p && s.reached.p <= s.reached.high);
        assert_true(s.p_quiet > 0.0 && s.p_quiet < 1.0);
        for (int d = 73; d <= 365; d += 73)
            if (!within(s.by_day[d], 40000, s.exact_by_day[d]))
                fail_msg("%s, day %d: %g simulated, %g exact", samples[i].name, d, s.by_day[d],
                         s.exact_by_day[d]);
        for (int d = 1; d <= 365; d++)
            assert_true(s.by_day[d] >= s.by_day[d - 1] && s.exact_by_day[d] >= s.exact_by_day[d - 1]);
        truce_simulation_fini(&s);
    }
}

static void assert_same(const struct truce_simulation *a, const struct truce_simulation *b)
{
    assert_int_equal(a->horizon_days, b->horizon_days);
    for (int d = 0; d <= a->horizon_days; d++)
        assert_true(a->by_day[d] == b->by_day[d]);
}

static void threads_change_nothing(void **unused)
{
    (void)unused;
    for (size_t i = 0; i < sizeof samples / sizeof samples[0]; i++) {
        struct truce_simulate_options options = options_of(&samples[i], 3001, 5);
        options.threads = 1;
        struct truce_simulation one = run(&samples[i].model, &samples[i].rule, &options);
        options.threads = 8;
        struct truce_simulation many = run(&samples[i].model, &samples[i].rule, &options);
        assert_same(&one, &many);
        truce_simulation_fini(&one);
        truce_simulation_fini(&many);
    }
}

/*
 * A Poisson model is run by leaps; the chain that never leaves its calm state has the same law and the same random numbers, and is walked day
 * by day.
 */
static void leaps_give_what_walking_gives(void **unused)
{
    (void)unused;
    for (int unobserved = 0; unobserved < 2; unobserved++)
        for (int i = 0; i < 12; i++) {
            double mean = 0.004 * (1 << i % 8);
            struct truce_incident_model leaping = {.kind = TRUCE_INCIDENTS_POISSON, .mean = mean};
            struct truce_incident_model walking = {.kind = TRUCE_INCIDENTS_CHAIN,
                                                   .mean = mean,
                                                   .size = INFINITY,
                                                   .tense_mean = 50,
                                                   .tense_size = 1};
            struct truce_quiet_rule rule = {.target_days = 3 + 11 * (i % 5),
                                            .already_days = i % 3 * 2,
                                            .observed = i % 2 ? 1.0 : 0.96,
                                            .per_day = i % 2,
                                            .unobserved_day =
                                                unobserved ? TRUCE_UNOBSERVED_COUNT : TRUCE_UNOBSERVED_BREAK};
            struct truce_simulate_options options = options_of(&samples[0], 2000, (uint64_t)i);
            struct truce_simulation a = run(&leaping, &rule, &options), b = run(&walking, &rule, &options);
            assert_same(&a, &b);
            truce_simulation_fini(&a);
            truce_simulation_fini(&b);
        }
}

/* Seeds and replications are what the numbers depend on; these stay as they are on every machine. */
static void the_same_seed_the_same_runs(void **unused)
{
    (void)unused;
    struct truce_incident_model hawkes = {
        .kind = TRUCE_INCIDENTS_HAWKES, .mean = 12, .excitation = 0.4, .decay_days = 3};
    struct truce_quiet_rule rule = {.target_days = 60, .observed = 1, .per_day = 17};
    struct truce_simulate_options options = options_of(&samples[0], 10000, 1);
    struct truce_simulation s = run(&samples[0].model, &samples[0].rule, &options);
    assert_int_equal((int)(s.reached.p * 10000 + 0.5), 6044);
    truce_simulation_fini(&s);
    s = run(&hawkes, &rule, &options);
    assert_true(isnan(s.reached.exact) && s.exact_by_day == NULL);
    assert_int_equal((int)(s.reached.p * 10000 + 0.5), 4970);
    truce_simulation_fini(&s);
    options.seed = UINT64_C(1) << 40; /* all 64 bits of a seed count */
    struct truce_simulation other = run(&samples[0].model, &samples[0].rule, &options);
    assert_false((int)(other.reached.p * 10000 + 0.5) == 6044);
    truce_simulation_fini(&other);
    /* a part of the replications is the beginning of all of them */
    options.seed = 1;
    options.replications = 1;
    double sum = 0.0;
    struct truce_simulation first = run(&samples[0].model, &samples[0].rule, &options);
    options.replications = 2;
    struct truce_simulation both = run(&samples[0].model, &samples[0].rule, &options);
    sum = both.reached.p * 2 - first.reached.p;
    assert_true(sum == 0.0 || sum == 1.0);
    truce_simulation_fini(&first);
    truce_simulation_fini(&both);
}

static void quantiles_are_days(void **unused)
{
    (void)unused;
    struct truce_simulate_options options = options_of(&samples[0], 20000, 4);
    struct truce_simulation s = run(&samples[0].model, &samples[0].rule, &options);
    for (int q = 0; q < TRUCE_QUANTILES; q++) {
        int32_t d = s.quantile_day[q];
        if (truce_quantile_levels[q] > s.by_day[365]) {
            assert_int_equal(d, -1);
            continue;
        }
        assert_true(s.by_day[d] >= truce_quantile_levels[q] && s.by_day[d - 1] < truce_quantile_levels[q]);
    }
    assert_int_equal(s.quantile_day[3], -1); /* three quarters: 0.604 within the year */
    truce_simulation_fini(&s);
}

static void a_clock_that_has_run_out(void **unused)
{
    (void)unused;
    struct truce_quiet_rule rule = {.target_days = 60, .already_days = 60, .observed = 1};
    struct truce_simulate_options options = options_of(&samples[0], 100, 1);
    struct truce_simulation s = run(&samples[0].model, &rule, &options);
    assert_true(s.by_day[0] == 1.0 && s.reached.p == 1.0 && s.reached.exact == 1.0);
    assert_int_equal(s.quantile_day[0], 0);
    truce_simulation_fini(&s);
}

static void without_incidents_it_takes_the_target(void **unused)
{
    (void)unused;
    struct truce_incident_model none = {.kind = TRUCE_INCIDENTS_POISSON, .mean = 0.0};
    struct truce_incident_model hawkes = {
        .kind = TRUCE_INCIDENTS_HAWKES, .mean = 0.0, .excitation = 0.9, .decay_days = 9};
    struct truce_quiet_rule rule = {.target_days = 60, .observed = 1};
    struct truce_simulate_options options = options_of(&samples[0], 500, 1);
    options.horizon_days = 60;
    struct truce_simulation s = run(&none, &rule, &options);
    assert_true(s.by_day[59] == 0.0 && s.by_day[60] == 1.0 && s.exact_by_day[60] == 1.0 && s.p_quiet == 1.0);
    truce_simulation_fini(&s);
    s = run(&hawkes, &rule, &options);
    assert_true(s.by_day[59] == 0.0 && s.by_day[60] == 1.0);
    truce_simulation_fini(&s);
    options.horizon_days = 59;
    s = run(&none, &rule, &options);
    assert_true(s.reached.p == 0.0 && s.reached.exact == 0.0);
    truce_simulation_fini(&s);
}

/* Calm and tense by turns, calm first: nothing happens on the first day. */
static void a_chain_begins_in_its_state(void **unused)
{
    (void)unused;
    struct truce_incident_model chain = {.kind = TRUCE_INCIDENTS_CHAIN,
                                         .size = INFINITY,
                                         .tense_mean = 50.0,
                                         .tense_size = INFINITY,
                                         .calm_to_tense = 1.0,
                                         .tense_to_calm = 1.0};
    struct truce_quiet_rule rule = {.target_days = 1, .observed = 1};
    struct truce_simulate_options options = options_of(&samples[0], 500, 1);
    options.horizon_days = 1;
    struct truce_simulation s = run(&chain, &rule, &options);
    assert_true(s.reached.p == 1.0 && s.reached.exact == 1.0 && s.p_quiet == 1.0);
    truce_simulation_fini(&s);
    chain.starts_tense = true;
    s = run(&chain, &rule, &options);
    assert_true(s.reached.p == 0.0 && s.p_quiet < 1e-20);
    truce_simulation_fini(&s);
}

static void outputs_are_untouched_on_failure(void **unused)
{
    (void)unused;
    struct truce_incident_model bad = {.kind = TRUCE_INCIDENTS_POISSON, .mean = -1};
    struct truce_simulation s = {.horizon_days = -9};
    struct truce_err err;
    struct truce_simulate_options options = options_of(&samples[0], 100, 1);
    double p = -3.0;
    bool exact = true;
    assert_int_equal(truce_simulate_clock(&bad, &samples[0].rule, &options, &s, &err), TRUCE_ERR_RANGE);
    assert_int_equal(s.horizon_days, -9);
    assert_non_null(strstr(err.text, "a mean of -1"));
    assert_int_equal(truce_simulate_chance(&bad, &samples[0].rule, &options, &p, &exact, NULL),
                     TRUCE_ERR_RANGE);
    assert_true(p == -3.0 && exact);
}

static void the_chance_alone(void **unused)
{
    (void)unused;
    struct truce_simulate_options options = options_of(&samples[0], 100, 1);
    struct truce_incident_model hawkes = {
        .kind = TRUCE_INCIDENTS_HAWKES, .mean = 0.05, .excitation = 0.0, .decay_days = 1};
    double p = 0.0;
    bool exact = false;
    assert_int_equal(truce_simulate_chance(&samples[0].model, &samples[0].rule, &options, &p, &exact, NULL),
                     TRUCE_OK);
    assert_true(exact && fabs(p - 0.604) < 5e-4);
    options.replications = 100000; /* no more than TRUCE_SIDE_REPLICATIONS are run */
    assert_int_equal(truce_simulate_chance(&hawkes, &samples[0].rule, &options, &p, &exact, NULL), TRUCE_OK);
    assert_true(!exact && within(p, TRUCE_SIDE_REPLICATIONS, 0.60382));
    assert_true(fabs(p * TRUCE_SIDE_REPLICATIONS - floor(p * TRUCE_SIDE_REPLICATIONS + 0.5)) < 1e-6);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(exact_lies_within_the_interval),
        cmocka_unit_test(threads_change_nothing),
        cmocka_unit_test(leaps_give_what_walking_gives),
        cmocka_unit_test(the_same_seed_the_same_runs),
        cmocka_unit_test(quantiles_are_days),
        cmocka_unit_test(a_clock_that_has_run_out),
        cmocka_unit_test(without_incidents_it_takes_the_target),
        cmocka_unit_test(a_chain_begins_in_its_state),
        cmocka_unit_test(outputs_are_untouched_on_failure),
        cmocka_unit_test(the_chance_alone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
