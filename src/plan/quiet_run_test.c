/*
 * Runs of successes: against counting all sequences, a published triangle, and the figures of the design.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>

#include "plan/simulate.h"

/* OEIS A050227: of the 2^n sequences of n tosses, how many have a run of k or more heads; rows n = 1 to 11, k = 1 to n. */
static const int a050227[] = {
    1,  3,    1,   7,   3,   1,   15,  8,   3,   1,  31, 19,   8,    3,    1,   63,  43,  20,  8,  3,  1, 127,
    94, 47,   20,  8,   3,   1,   255, 201, 107, 48, 20, 8,    3,    1,    511, 423, 238, 111, 48, 20, 8, 3,
    1,  1023, 880, 520, 251, 112, 48,  20,  8,   3,  1,  2047, 1815, 1121, 558, 255, 112, 48,  20, 8,  3, 1,
};

static int longest_run(unsigned sequence, int n)
{
    int longest = 0, now = 0;

    for (int i = 0; i < n; i++) {
        now = (sequence >> i & 1U) ? now + 1 : 0;
        longest = now > longest ? now : longest;
    }
    return longest;
}

static void as_counted_and_as_published(void **unused)
{
    (void)unused;
    const int *row = a050227;
    for (int n = 1; n <= 11; row += n, n++)
        for (int k = 1; k <= n; k++) {
            int counted = 0;
            for (unsigned sequence = 0; sequence < 1U << n; sequence++)
                counted += longest_run(sequence, n) >= k;
            assert_int_equal(counted, row[k - 1]);
            assert_true(truce_quiet_run_chance(n, k, 0.5) == counted / (double)(1U << n));
        }
}

static void with_unequal_chances(void **unused)
{
    (void)unused;
    for (int n = 1; n <= 12; n++)
        for (int k = 1; k <= n; k++) {
            double sum = 0.0, p = 0.83;
            for (unsigned sequence = 0; sequence < 1U << n; sequence++) {
                double chance = longest_run(sequence, n) >= k ? 1.0 : 0.0;
                for (int i = 0; i < n; i++)
                    chance *= (sequence >> i & 1U) ? p : 1.0 - p;
                sum += chance;
            }
            assert_true(fabs(truce_quiet_run_chance(n, k, p) - sum) < 1e-13);
        }
}

static void at_the_edges(void **unused)
{
    (void)unused;
    assert_true(truce_quiet_run_chance(59, 60, 0.999) == 0.0);
    assert_true(truce_quiet_run_chance(60, 60, 1.0) == 1.0);
    assert_true(truce_quiet_run_chance(60, 60, 0.0) == 0.0);
    assert_true(truce_quiet_run_chance(10, 0, 0.1) == 1.0);
    assert_true(fabs(truce_quiet_run_chance(60, 60, 0.99) - pow(0.99, 60)) < 1e-15);
    /* long horizons leave the stack */
    assert_true(truce_quiet_run_chance(100000, 60, 0.9) > truce_quiet_run_chance(4000, 60, 0.9));
}

/* 40-agreement, 4.1: even chance within 60, 90, 180, 365 days; 90 % within a year. */
static void the_rule_of_thumb(void **unused)
{
    (void)unused;
    static const struct {
        int32_t days;
        double p;
        int once_in;
    } known[] = {{60, 0.5, 87}, {90, 0.5, 53}, {180, 0.5, 26}, {365, 0.5, 18}, {365, 0.9, 32}};
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        double interval = truce_quiet_break_interval(known[i].days, 60, known[i].p);
        assert_int_equal((int)floor(interval + 0.5), known[i].once_in);
        assert_true(fabs(truce_quiet_run_chance(known[i].days, 60, 1.0 - 1.0 / interval) - known[i].p) <
                    1e-9);
    }
    assert_true(isinf(truce_quiet_break_interval(59, 60, 0.5)));
    struct truce_rule_of_thumb rules[TRUCE_RULES_OF_THUMB];
    truce_quiet_rules_of_thumb(60, rules);
    for (size_t i = 0; i < TRUCE_RULES_OF_THUMB; i++) {
        assert_int_equal(rules[i].days, known[i].days);
        assert_true(rules[i].p == known[i].p);
        assert_int_equal((int)floor(rules[i].once_in_days + 0.5), known[i].once_in);
    }
    truce_quiet_rules_of_thumb(200, rules);
    assert_int_equal(rules[3].days, 1200);
}

/* 40-agreement, 4.1: with a two-week mean truce a given truce reaches 60 days with probability 0.014 */
static void a_truce_of_two_weeks(void **unused)
{
    (void)unused;
    assert_true(fabs(truce_quiet_survival(60, 14.0) - 0.014) < 5e-4);
    assert_true(truce_quiet_survival(0, 14.0) == 1.0);
}

static void wilson(void **unused)
{
    (void)unused;
    double low, high;
    /* 10 of 20, by the formula with z = 1.96 in E. B. Wilson's form: 0.2993 to 0.7007 */
    truce_wilson_interval(0.5, 20, &low, &high);
    assert_true(fabs(low - 0.29930) < 1e-5 && fabs(high - 0.70070) < 1e-5);
    /* none and all are at the edges, and never beyond */
    truce_wilson_interval(0.0, 10, &low, &high);
    assert_true(low == 0.0 && fabs(high - 0.27753) < 1e-5);
    truce_wilson_interval(1.0, 10, &low, &high);
    assert_true(high == 1.0 && fabs(low - 0.72247) < 1e-5);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(as_counted_and_as_published),
        cmocka_unit_test(with_unequal_chances),
        cmocka_unit_test(at_the_edges),
        cmocka_unit_test(the_rule_of_thumb),
        cmocka_unit_test(a_truce_of_two_weeks),
        cmocka_unit_test(wilson),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
