/*
 * What a model may hold, the laws made of it, and the fit to a series.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <string.h>

#include "plan/incident_model.h"

static const struct truce_quiet_rule usual = {.target_days = 60, .observed = 1.0};

static void refused(struct truce_incident_model model, struct truce_simulate_options options,
                    const char *words)
{
    struct truce_incidents in;
    struct truce_arena arena;
    struct truce_err err;

    truce_arena_init(&arena, 1 << 20);
    assert_int_equal(truce_incidents_prepare(&model, &usual, &options, &arena, &in, &err), TRUCE_ERR_RANGE);
    if (strstr(err.text, words) == NULL)
        fail_msg("'%s' does not say '%s'", err.text, words);
    truce_arena_fini(&arena);
}

static void nonsense_is_refused(void **unused)
{
    (void)unused;
    static const double series[] = {1, 2, 2.5}, below[] = {1, -1}, whole[] = {1, 2, 3};
    const struct truce_incident_model poisson = {.kind = TRUCE_INCIDENTS_POISSON, .mean = 0.1};
    struct truce_incident_model model = poisson;
    struct truce_simulate_options options;

    truce_simulate_options_init(&options);
    model.mean = -0.1;
    refused(model, options, "a mean of -0.1 incidents a day; it must be from 0 to 1000000");
    model.mean = NAN;
    refused(model, options, "a mean of nan");
    model = (struct truce_incident_model){.kind = TRUCE_INCIDENTS_NB, .mean = 1.0, .size = 0.0};
    refused(model, options, "a size of 0; it must be at least 0.001");
    model = (struct truce_incident_model){
        .kind = TRUCE_INCIDENTS_CHAIN, .mean = 1, .size = 1, .tense_mean = -1, .tense_size = 1};
    refused(model, options, "a mean of tense days of -1");
    model.tense_mean = 2.0;
    model.calm_to_tense = 1.5;
    refused(model, options, "a chance of calm to tense of 1.5");
    model.calm_to_tense = 0.5;
    model.tense_to_calm = NAN;
    refused(model, options, "a chance of tense to calm of nan");
    model = (struct truce_incident_model){
        .kind = TRUCE_INCIDENTS_HAWKES, .mean = 1, .excitation = 1.0, .decay_days = 3};
    refused(model, options, "an excitation of 1;");
    model.excitation = 0.5;
    model.decay_days = 0.5;
    refused(model, options, "a mean delay of 0.5 days; it must be from 1");
    model = (struct truce_incident_model){
        .kind = TRUCE_INCIDENTS_BOOTSTRAP, .series = series, .n_series = 3, .block_days = 1};
    refused(model, options, "a count of 2.5; it must be a whole number");
    model.series = below;
    model.n_series = 2;
    refused(model, options, "a count of -1;");
    model.series = whole;
    model.n_series = 3;
    model.block_days = 4;
    refused(model, options, "blocks of 4 days; they must have from 1 day to the 3 of the series");
    model.block_days = 1;
    model.n_series = 0;
    refused(model, options, "a series of 0 days");
    model.n_series = 3;
    options.retaliation = 1.0;
    refused(model, options, "a retaliation of 1 with a bootstrap");
    options.retaliation_days = 1.5;
    refused(poisson, options, "a retaliation of 1.5 days");
    options.retaliation = -1.0;
    refused(poisson, options, "a retaliation of -1;");
    truce_simulate_options_init(&options);
    options.horizon_days = 3661;
    refused(poisson, options, "a horizon of 3661 days; it must be from 1 to 3660");
    truce_simulate_options_init(&options);
    options.replications = 0;
    refused(poisson, options, "0 replications; there must be from 1 to 10000000");
}

static void draws_fall_into_their_classes(void **unused)
{
    (void)unused;
    struct truce_incident_model model = {.kind = TRUCE_INCIDENTS_NB, .mean = 3.0, .size = 0.7};
    struct truce_quiet_rule rule = usual;
    struct truce_simulate_options options;
    struct truce_incidents in;
    struct truce_arena arena;

    truce_simulate_options_init(&options);
    truce_arena_init(&arena, 1 << 20);
    rule.window_days = 7;
    rule.window_at_most = 12;
    rule.per_day = 4;
    assert_int_equal(truce_incidents_prepare(&model, &rule, &options, &arena, &in, NULL), TRUCE_OK);
    assert_int_equal(in.steps.beyond, 13);
    for (int k = 0; k < 13; k++) {
        /* the last number that belongs to a class, and the first of the next */
        assert_int_equal(truce_incidents_class(&in, 0, 0, in.below[k] - 1), k);
        assert_int_equal(truce_incidents_class(&in, 0, 0, in.below[k]), k + 1);
        assert_true(fabs((double)in.below[k] * 0x1p-53 -
                         truce_count_up_to((struct truce_count_law){3.0, 0.7}, k)) < 1e-15);
    }
    assert_true(in.first_quiet == in.at_most[4]);
    truce_arena_fini(&arena);
}

static void a_series_of_single_days_is_a_law(void **unused)
{
    (void)unused;
    static const double series[] = {0, 0, 7, 1, 3};
    struct truce_incident_model model = {
        .kind = TRUCE_INCIDENTS_BOOTSTRAP, .series = series, .n_series = 5, .block_days = 1};
    struct truce_quiet_rule rule = usual;
    struct truce_simulate_options options;
    struct truce_incidents in;
    struct truce_arena arena;

    truce_simulate_options_init(&options);
    truce_arena_init(&arena, 1 << 20);
    rule.window_days = 2;
    rule.window_at_most = 3;
    rule.per_day = 1;
    assert_int_equal(truce_incidents_prepare(&model, &rule, &options, &arena, &in, NULL), TRUCE_OK);
    assert_int_equal(in.way, TRUCE_DAYS_BY_LAW);
    assert_true(in.at_most[0] == 0.4 && in.at_most[1] == 0.6 && in.at_most[2] == 0.6 && in.at_most[3] == 0.8);
    assert_true(in.first_quiet == 0.6);
    model.block_days = 2;
    assert_int_equal(truce_incidents_prepare(&model, &rule, &options, &arena, &in, NULL), TRUCE_OK);
    assert_int_equal(in.way, TRUCE_DAYS_BY_BLOCK);
    assert_int_equal(in.classes[2], 4);
    assert_true(in.first_quiet == 0.6);
    truce_arena_fini(&arena);
}

/* 40-agreement, 4.1: 33 single-day totals after 27 July 2020; mean 23.9, variance/mean 67, size 0.36 by moments */
static void the_fit_to_a_series(void **unused)
{
    (void)unused;
    static const double days[33] = {111, 10, 1,  1,  3,  5, 0, 5, 0, 1, 5, 0, 70, 108, 3,   2, 1,
                                    42,  60, 63, 15, 12, 1, 1, 1, 0, 5, 7, 4, 0,  15,  157, 81};
    static const double even[4] = {2, 2, 2, 2};
    double mean, size;
    assert_int_equal(truce_incident_model_fit(days, 33, &mean, &size, NULL), TRUCE_OK);
    assert_true(fabs(mean - 23.9) < 0.05 && fabs(size - 0.36) < 0.005);
    assert_true(fabs(1.0 + mean / size - 67.0) < 0.5); /* variance / mean of the law that was fitted */
    assert_int_equal(truce_incident_model_fit(even, 4, &mean, &size, NULL), TRUCE_OK);
    assert_true(mean == 2.0 && isinf(size));
    assert_int_equal(truce_incident_model_fit(even, 1, &mean, &size, NULL), TRUCE_ERR_RANGE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nonsense_is_refused),
        cmocka_unit_test(draws_fall_into_their_classes),
        cmocka_unit_test(a_series_of_single_days_is_a_law),
        cmocka_unit_test(the_fit_to_a_series),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
