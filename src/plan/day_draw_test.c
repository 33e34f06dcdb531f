/*
 * Drawn days against what is known of their law: means, chances, autocovariances.
 *
 * Each statistic is computed per replication; its mean over the replications must lie within 5 standard errors (of those very replications) of the
 * truth: a right program fails once in two million seeds, and the seeds are fixed.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>

#include "plan/day_draw.h"

enum { LAGS = 8, DAYS_MAX = 1000 };

/* A window of one day whose tolerance is beyond all counts: the class of a day is its count. */
static const struct truce_quiet_rule counts = {
    .target_days = 60, .observed = 1.0, .per_day = 5000, .window_days = 1, .window_at_most = 5000};

struct tally {
    double sum, squares;
    int n;
};

static void add(struct tally *tally, double value)
{
    tally->sum += value;
    tally->squares += value * value;
    tally->n++;
}

static void assert_mean(const struct tally *tally, double truth, const char *what)
{
    double mean = tally->sum / tally->n, variance = tally->squares / tally->n - mean * mean;
    double error = sqrt(variance / (tally->n - 1));

    if (!(fabs(mean - truth) <= 5.0 * error + 1e-12))
        fail_msg("%s: %g, the truth is %g, standard error %g", what, mean, truth, error);
}

/* Draws replications of `days` days, after `before` that are not looked at; means of days and of products of days `lag` apart. */
static void draw(const struct truce_incident_model *model, uint64_t seed, int replications, int before,
                 int days, double mean, struct tally *of_mean, struct tally of_lag[LAGS])
{
    struct truce_simulate_options options;
    struct truce_incidents in;
    struct truce_arena arena;
    static double x[DAYS_MAX];

    truce_simulate_options_init(&options);
    truce_arena_init(&arena, 1 << 20);
    assert_int_equal(truce_incidents_prepare(model, &counts, &options, &arena, &in, NULL), TRUCE_OK);
    for (int r = 0; r < replications; r++) {
        struct truce_day_draw day = {.in = &in, .at = {.seed = seed}};
        struct truce_philox block;
        double sum = 0.0;
        truce_day_draw_begin(&day, (uint32_t)r);
        for (int i = 0; i < before; i++)
            (void)truce_day_draw_next(&day, false, &block);
        for (int i = 0; i < days; i++)
            sum += x[i] = truce_day_draw_next(&day, false, &block);
        add(of_mean, sum / days);
        for (int lag = 0; lag < LAGS; lag++) {
            double product = 0.0;
            for (int i = 0; i + lag < days; i++)
                product += (x[i] - mean) * (x[i + lag] - mean);
            add(&of_lag[lag], product / (days - lag));
        }
    }
    truce_arena_fini(&arena);
}

/*
 * R. Ferland, A. Latour, D. Oraichi (2006): with a = excitation / decay_days, b = 1 - 1 / decay_days and s = a + b,
 *     variance = mean (1 - s^2 + a^2) / (1 - s^2),   autocovariance(h) = s^(h-1) a (1 - b s) mean / (1 - s^2)
 */
static void hawkes(double mean, double excitation, double decay_days)
{
    struct truce_incident_model model = {
        .kind = TRUCE_INCIDENTS_HAWKES, .mean = mean, .excitation = excitation, .decay_days = decay_days};
    double a = excitation / decay_days, b = 1.0 - 1.0 / decay_days, s = a + b;
    struct tally of_mean = {0}, of_lag[LAGS] = {{0}};

    draw(&model, 20260101, 400, 150, 400, mean, &of_mean, of_lag);
    assert_mean(&of_mean, mean, "mean");
    assert_mean(&of_lag[0], mean * (1.0 - s * s + a * a) / (1.0 - s * s), "variance");
    for (int h = 1; h < LAGS; h++)
        assert_mean(&of_lag[h], pow(s, h - 1) * a * (1.0 - b * s) * mean / (1.0 - s * s), "autocovariance");
}

static void hawkes_has_its_moments(void **unused)
{
    (void)unused;
    hawkes(0.8, 0.6, 3.0);
    hawkes(0.8, 0.6, 1.0); /* all of it on the next day */
    hawkes(5.0, 0.4, 2.0); /* rates on both sides of 10 */
    hawkes(40.0, 0.5, 4.0);
    hawkes(3.0, 0.0, 5.0); /* Poisson */
}

/* The first day's rate is the mean, whatever the excitation. */
static void hawkes_begins_at_its_mean(void **unused)
{
    (void)unused;
    struct truce_incident_model model = {
        .kind = TRUCE_INCIDENTS_HAWKES, .mean = 2.0, .excitation = 0.7, .decay_days = 6.0};
    struct tally of_mean = {0}, of_lag[LAGS] = {{0}};
    draw(&model, 5, 20000, 0, LAGS, 2.0, &of_mean, of_lag);
    assert_mean(&of_mean, 2.0, "mean of the first days");
    of_mean = (struct tally){0};
    draw(&model, 6, 20000, 0, 1, 2.0, &of_mean, (struct tally[LAGS]){{0}});
    assert_mean(&of_mean, 2.0, "mean of the first day");
}

/*
 * With a ring of n days in blocks of L: the mean is the series' own, and over whole blocks the mean product of days h apart is (L - h) / L times the ring's
 * autocovariance at h, for pairs that lie in one block; pairs in different blocks are independent.
 */
static void bootstrap_has_its_moments(void **unused)
{
    (void)unused;
    static const double series[12] = {0, 1, 4, 9, 2, 2, 0, 0, 7, 5, 3, 15};
    enum { N = 12, L = 5, BLOCKS = 40 };
    struct truce_incident_model model = {
        .kind = TRUCE_INCIDENTS_BOOTSTRAP, .series = series, .n_series = N, .block_days = L};
    struct tally of_mean = {0}, of_lag[LAGS] = {{0}};
    double mean = 4.0; /* 48 / 12 */

    draw(&model, 77, 3000, 0, L * BLOCKS, mean, &of_mean, of_lag);
    assert_mean(&of_mean, mean, "mean");
    for (int h = 0; h < LAGS; h++) {
        double ring = 0.0;
        for (int i = 0; i < N; i++)
            ring += (series[i] - mean) * (series[(i + h) % N] - mean) / N;
        /* pairs within a block, of all pairs of L * BLOCKS days */
        double pairs = h < L ? (double)(L - h) * BLOCKS / (L * BLOCKS - h) : 0.0;
        assert_mean(&of_lag[h], pairs * ring, "autocovariance");
    }
    /* single days: no memory at all */
    model.block_days = 1;
    of_mean = (struct tally){0};
    struct tally single[LAGS] = {{0}};
    draw(&model, 78, 3000, 0, 200, mean, &of_mean, single);
    assert_mean(&of_mean, mean, "mean of single days");
    assert_mean(&single[0], 18.5, "variance of single days");
    for (int h = 1; h < LAGS; h++)
        assert_mean(&single[h], 0.0, "autocovariance of single days");
}

/* A chain in its long run: share of tense days up / (up + down); what the day before was, decays by 1 - up - down a day. */
static void chain_has_its_moments(void **unused)
{
    (void)unused;
    struct truce_incident_model model = {.kind = TRUCE_INCIDENTS_CHAIN,
                                         .mean = 0.5,
                                         .size = 0.8,
                                         .tense_mean = 6.0,
                                         .tense_size = 2.0,
                                         .calm_to_tense = 0.1,
                                         .tense_to_calm = 0.3};
    struct tally of_mean = {0}, of_lag[LAGS] = {{0}};
    double tense = 0.1 / 0.4, mean = 0.75 * 0.5 + tense * 6.0;
    double within = 0.75 * (0.5 + 0.25 / 0.8) + tense * (6.0 + 36.0 / 2.0);
    double between = tense * (1.0 - tense) * 5.5 * 5.5;

    draw(&model, 99, 1500, 100, 300, mean, &of_mean, of_lag);
    assert_mean(&of_mean, mean, "mean");
    assert_mean(&of_lag[0], within + between, "variance");
    for (int h = 1; h < LAGS; h++)
        assert_mean(&of_lag[h], between * pow(0.6, h), "autocovariance");
}

/* One block a day holds all its random numbers; a retaliation raises the rate. */
static void a_raised_day_draws_from_the_raised_law(void **unused)
{
    (void)unused;
    struct truce_incident_model model = {.kind = TRUCE_INCIDENTS_NB, .mean = 2.0, .size = 1.0};
    struct truce_simulate_options options;
    struct truce_incidents in;
    struct truce_arena arena;
    struct tally plain = {0}, raised = {0};

    truce_simulate_options_init(&options);
    options.retaliation = 1.5;
    truce_arena_init(&arena, 1 << 20);
    assert_int_equal(truce_incidents_prepare(&model, &counts, &options, &arena, &in, NULL), TRUCE_OK);
    for (uint32_t r = 0; r < 20000; r++) {
        struct truce_day_draw day = {.in = &in, .at = {.seed = 3}};
        struct truce_philox block;
        truce_day_draw_begin(&day, r);
        add(&plain, truce_day_draw_next(&day, false, &block));
        add(&raised, truce_day_draw_next(&day, true, &block));
        assert_true(truce_day_observed(&in, &block));
    }
    assert_mean(&plain, 2.0, "plain");
    assert_mean(&raised, 5.0, "raised");
    truce_arena_fini(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(hawkes_has_its_moments),
        cmocka_unit_test(hawkes_begins_at_its_mean),
        cmocka_unit_test(bootstrap_has_its_moments),
        cmocka_unit_test(chain_has_its_moments),
        cmocka_unit_test(a_raised_day_draws_from_the_raised_law),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
