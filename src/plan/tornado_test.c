/*
 * Inputs moved one by one, and what would be needed.
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

static const struct truce_incident_model poisson = {.kind = TRUCE_INCIDENTS_POISSON, .mean = 0.05};
static const struct truce_quiet_rule sixty = {.target_days = 60, .observed = 1.0};

static struct truce_simulate_options usual(void)
{
    struct truce_simulate_options options;

    truce_simulate_options_init(&options);
    return options;
}

static const struct truce_tornado_bar *bar_of(const struct truce_tornado_bar *bars, size_t n,
                                              const char *input)
{
    for (size_t i = 0; i < n; i++)
        if (strcmp(bars[i].input, input) == 0)
            return &bars[i];
    return NULL;
}

static double run_chance(int32_t target, double mean, int allowed)
{
    double chance = exp(-mean), sum = chance;

    for (int k = 1; k <= allowed; k++)
        sum += chance *= mean / k;
    return truce_quiet_run_chance(365, target, sum);
}

static void every_input_by_itself(void **unused)
{
    (void)unused;
    struct truce_simulate_options options = usual();
    struct truce_arena arena;
    struct truce_tornado_bar *bars;
    size_t n;

    truce_arena_init(&arena, 1 << 16);
    assert_int_equal(truce_simulate_tornado(&poisson, &sixty, &options, 0.2, &arena, &bars, &n, NULL),
                     TRUCE_OK);
    assert_int_equal(n, 4);
    const struct truce_tornado_bar *bar = bar_of(bars, n, "target_days");
    assert_true(bar->low_value == 48 && bar->high_value == 72 && bar->exact);
    assert_true(fabs(bar->p_low - run_chance(48, 0.05, 0)) < 1e-12 &&
                fabs(bar->p_high - run_chance(72, 0.05, 0)) < 1e-12);
    bar = bar_of(bars, n, "mean");
    assert_true(fabs(bar->low_value - 0.04) < 1e-15 && fabs(bar->p_low - run_chance(60, 0.04, 0)) < 1e-12);
    bar = bar_of(bars, n, "per_day"); /* whole: one at least, and never below zero */
    assert_true(bar->low_value == 0 && bar->high_value == 1 &&
                fabs(bar->p_high - run_chance(60, 0.05, 1)) < 1e-12);
    bar = bar_of(bars, n, "observed");
    assert_true(bar->low_value == 0.8 && bar->high_value == 1.0 && bar->p_low < bar->p_high);
    for (size_t i = 1; i < n; i++)
        assert_true(fabs(bars[i - 1].p_high - bars[i - 1].p_low) >= fabs(bars[i].p_high - bars[i].p_low));
    assert_int_equal(truce_simulate_tornado(&poisson, &sixty, &options, 1.0, &arena, &bars, &n, NULL),
                     TRUCE_ERR_RANGE);
    truce_arena_fini(&arena);
}

static void inputs_of_every_model(void **unused)
{
    (void)unused;
    static const double series[] = {0, 0, 1, 0, 9, 0, 0, 0};
    static const struct {
        struct truce_incident_model model;
        struct truce_quiet_rule rule;
        double retaliation;
        const char *inputs[12];
    } samples[] = {
        {{.kind = TRUCE_INCIDENTS_NB, .mean = 0.1, .size = 0.4},
         {.target_days = 20, .observed = 0.9, .already_days = 3},
         0.5,
         {"mean", "size", "target_days", "already_days", "per_day", "observed", "retaliation",
          "retaliation_days"}},
        {{.kind = TRUCE_INCIDENTS_CHAIN,
          .mean = 0.1,
          .size = INFINITY,
          .tense_mean = 1,
          .tense_size = 0.5,
          .calm_to_tense = 0.1,
          .tense_to_calm = 0.9},
         {.target_days = 20,
          .observed = 1,
          .unobserved_day = TRUCE_UNOBSERVED_COUNT,
          .window_days = 2,
          .window_at_most = 1},
         0,
         {"mean", "tense_mean", "tense_size", "calm_to_tense", "tense_to_calm", "target_days", "per_day",
          "window_days", "window_at_most"}},
        {{.kind = TRUCE_INCIDENTS_HAWKES, .mean = 0.1, .excitation = 0.9, .decay_days = 1.1},
         {.target_days = 5, .observed = 1, .on_break = TRUCE_BREAK_DEDUCT, .deduct_days = 3},
         0,
         {"mean", "excitation", "decay_days", "target_days", "per_day", "deduct_days", "observed"}},
        {{.kind = TRUCE_INCIDENTS_BOOTSTRAP, .series = series, .n_series = 8, .block_days = 2},
         {.target_days = 12, .observed = 1},
         0,
         {"block_days", "target_days", "per_day", "observed"}},
    };
    for (size_t i = 0; i < sizeof samples / sizeof samples[0]; i++) {
        struct truce_simulate_options options = usual();
        struct truce_arena arena;
        struct truce_tornado_bar *bars;
        size_t n, expected = 0;
        options.horizon_days = 60;
        options.replications = 200;
        options.retaliation = samples[i].retaliation;
        options.retaliation_days = 4;
        truce_arena_init(&arena, 1 << 16);
        assert_int_equal(truce_simulate_tornado(&samples[i].model, &samples[i].rule, &options, 0.3, &arena,
                                                &bars, &n, NULL),
                         TRUCE_OK);
        for (; expected < 12 && samples[i].inputs[expected] != NULL; expected++)
            if (bar_of(bars, n, samples[i].inputs[expected]) == NULL)
                fail_msg("no bar for %s in sample %zu", samples[i].inputs[expected], i);
        assert_int_equal(n, expected);
        for (size_t b = 0; b < n; b++)
            assert_true(bars[b].p_low >= 0.0 && bars[b].p_low <= 1.0 && bars[b].p_high >= 0.0 &&
                        bars[b].p_high <= 1.0);
        if (samples[i].model.kind == TRUCE_INCIDENTS_HAWKES) {
            assert_true(bar_of(bars, n, "excitation")->high_value == 0.99); /* below 1 */
            assert_true(bar_of(bars, n, "decay_days")->low_value == 1.0);
            assert_false(bars[0].exact);
        }
        truce_arena_fini(&arena);
    }
}

static struct truce_needed needed(const struct truce_incident_model *model,
                                  const struct truce_quiet_rule *rule, double p)
{
    struct truce_simulate_options options = usual();
    struct truce_needed found;
    struct truce_err err = {.text = ""};

    if (truce_simulate_needed(model, rule, &options, p, &found, &err) != TRUCE_OK)
        fail_msg("%s", err.text);
    return found;
}

/* Once in 18 days for even odds, once in 32 for 90 %: as the rule of thumb has it. */
static void what_is_needed_for_even_odds_and_more(void **unused)
{
    (void)unused;
    struct truce_needed even = needed(&poisson, &sixty, 0.5), likely = needed(&poisson, &sixty, 0.9);
    assert_true(fabs(even.days_between_breaks / truce_quiet_break_interval(365, 60, 0.5) - 1.0) < 2e-4);
    assert_true(fabs(likely.days_between_breaks / truce_quiet_break_interval(365, 60, 0.9) - 1.0) < 2e-4);
    /* at the mean found it is enough, a little above no more */
    assert_true(run_chance(60, even.mean, 0) >= 0.5 && run_chance(60, even.mean * 1.001, 0) < 0.5);
    assert_true(fabs(even.factor - even.mean / 0.05) < 1e-12 && even.exact);
    assert_true(even.per_day == 0 && likely.per_day == 1);
}

static void the_smallest_tolerance(void **unused)
{
    (void)unused;
    struct truce_incident_model nb = {.kind = TRUCE_INCIDENTS_NB, .mean = 33, .size = 0.35};
    struct truce_needed even = needed(&nb, &sixty, 0.5);
    struct truce_quiet_rule rule = sixty;
    struct truce_simulate_options options = usual();
    double p;
    rule.per_day = even.per_day;
    assert_int_equal(truce_simulate_chance(&nb, &rule, &options, &p, NULL, NULL), TRUCE_OK);
    assert_true(p >= 0.5);
    rule.per_day = even.per_day - 1;
    assert_int_equal(truce_simulate_chance(&nb, &rule, &options, &p, NULL, NULL), TRUCE_OK);
    assert_true(p < 0.5);
    assert_true(even.per_day > 100 && even.per_day < 200); /* 0.082 at 100, 0.971 at 200 */
    /* where the window allows too little, no tolerance a day helps */
    rule.window_days = 7;
    rule.window_at_most = 2;
    assert_true(isnan(needed(&nb, &rule, 0.5).per_day));
}

static void where_there_is_none(void **unused)
{
    (void)unused;
    struct truce_quiet_rule rule = sixty;
    struct truce_incident_model none = poisson;
    static const double series[] = {0, 5, 0, 9};
    struct truce_incident_model bootstrap = {
        .kind = TRUCE_INCIDENTS_BOOTSTRAP, .series = series, .n_series = 4, .block_days = 2};
    struct truce_needed found;
    struct truce_err err;
    struct truce_simulate_options options = usual();

    rule.observed = 0.5; /* not watched often enough for any rate */
    rule.unobserved_day = TRUCE_UNOBSERVED_BREAK;
    found = needed(&poisson, &rule, 0.5);
    assert_true(isnan(found.mean) && isnan(found.factor) && isnan(found.per_day) &&
                isnan(found.days_between_breaks));
    none.mean = 0.0;
    found = needed(&none, &sixty, 0.5);
    assert_true(isnan(found.factor) && fabs(found.mean / needed(&poisson, &sixty, 0.5).mean - 1.0) < 1e-3 &&
                found.per_day == 0);
    found = needed(&bootstrap, &sixty, 0.9); /* days have no rate; the largest of them may be tolerated */
    assert_true(isnan(found.mean) && found.per_day == 9);
    assert_int_equal(truce_simulate_needed(&poisson, &sixty, &options, 1.0, &found, &err), TRUCE_ERR_RANGE);
    assert_non_null(strstr(err.text, "a chance of 1;"));
}

/* A chain's two means move together. */
static void a_chain_as_a_whole(void **unused)
{
    (void)unused;
    struct truce_incident_model chain = {.kind = TRUCE_INCIDENTS_CHAIN,
                                         .mean = 0.2,
                                         .size = 0.5,
                                         .tense_mean = 8,
                                         .tense_size = 0.5,
                                         .calm_to_tense = 0.05,
                                         .tense_to_calm = 0.2};
    struct truce_needed found = needed(&chain, &sixty, 0.5);
    struct truce_simulate_options options = usual();
    double p;
    assert_true(found.exact && found.factor < 1.0 && fabs(found.mean - 0.2 * found.factor) < 1e-15);
    chain.mean *= found.factor;
    chain.tense_mean *= found.factor;
    assert_int_equal(truce_simulate_chance(&chain, &sixty, &options, &p, NULL, NULL), TRUCE_OK);
    assert_true(p >= 0.5 && p < 0.501);
}

/* By simulation it is coarser, and says so: a Hawkes model without excitation is a Poisson one. */
static void by_simulation(void **unused)
{
    (void)unused;
    struct truce_incident_model hawkes = {
        .kind = TRUCE_INCIDENTS_HAWKES, .mean = 0.2, .excitation = 0.0, .decay_days = 1};
    struct truce_needed found = needed(&hawkes, &sixty, 0.5), exact = needed(&poisson, &sixty, 0.5);
    assert_false(found.exact);
    assert_true(fabs(found.mean / exact.mean - 1.0) < 0.05);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_input_by_itself),
        cmocka_unit_test(inputs_of_every_model),
        cmocka_unit_test(what_is_needed_for_even_odds_and_more),
        cmocka_unit_test(the_smallest_tolerance),
        cmocka_unit_test(where_there_is_none),
        cmocka_unit_test(a_chain_as_a_whole),
        cmocka_unit_test(by_simulation),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
