/*
 * The clock's recurrence, by hand, and what a rule may hold.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <string.h>

#include "plan/quiet_rule.h"

static struct truce_quiet_rule plain(void)
{
    return (struct truce_quiet_rule){.target_days = 60, .observed = 1.0};
}

static struct truce_quiet_steps prepared(struct truce_quiet_rule rule)
{
    struct truce_quiet_steps steps;

    assert_int_equal(truce_quiet_rule_prepare(&rule, &steps, NULL), TRUCE_OK);
    return steps;
}

static void a_day_changes_the_clock_by_the_rule(void **unused)
{
    (void)unused;
    const enum truce_day_outcome quiet = TRUCE_DAY_QUIET, broken = TRUCE_DAY_BROKEN,
                                 unseen = TRUCE_DAY_UNOBSERVED;
    struct truce_quiet_rule rule = plain();
    struct truce_quiet_steps steps;

    rule.on_break = TRUCE_BREAK_RESTART;
    rule.unobserved_day = TRUCE_UNOBSERVED_HOLD;
    steps = prepared(rule);
    assert_int_equal(truce_quiet_step(&steps, 7, quiet), 8);
    assert_int_equal(truce_quiet_step(&steps, 7, broken), 0);
    assert_int_equal(truce_quiet_step(&steps, 7, unseen), 7);
    rule.on_break = TRUCE_BREAK_PAUSE;
    rule.unobserved_day = TRUCE_UNOBSERVED_COUNT;
    steps = prepared(rule);
    assert_int_equal(truce_quiet_step(&steps, 7, broken), 7);
    assert_int_equal(truce_quiet_step(&steps, 7, unseen), 8);
    rule.on_break = TRUCE_BREAK_DEDUCT;
    rule.deduct_days = 5;
    rule.unobserved_day = TRUCE_UNOBSERVED_BREAK;
    steps = prepared(rule);
    assert_int_equal(truce_quiet_step(&steps, 7, broken), 2);
    assert_int_equal(truce_quiet_step(&steps, 5, broken), 0);
    assert_int_equal(truce_quiet_step(&steps, 3, broken), 0); /* never below zero */
    assert_int_equal(truce_quiet_step(&steps, 7, unseen), 0);
}

static void counts_become_classes(void **unused)
{
    (void)unused;
    struct truce_quiet_rule rule = plain();
    struct truce_quiet_steps steps;

    rule.per_day = 2.9; /* counts are whole: 2 */
    steps = prepared(rule);
    assert_int_equal(steps.per_day, 2);
    assert_int_equal(truce_quiet_class(&steps, 2), 0);
    assert_int_equal(truce_quiet_class(&steps, 3), 1);
    assert_true(truce_quiet_class(&steps, 3) > steps.day_class &&
                truce_quiet_class(&steps, 2) <= steps.day_class);
    rule.window_days = 7;
    rule.window_at_most = 5.0;
    steps = prepared(rule);
    assert_int_equal(truce_quiet_class(&steps, 4), 4);
    assert_int_equal(truce_quiet_class(&steps, 6), 6);
    assert_int_equal(truce_quiet_class(&steps, 1000000000), 6);
    assert_int_equal(steps.day_class, 2);
    rule.per_day = 50.0; /* a day is part of its window */
    assert_int_equal(prepared(rule).per_day, 5);
}

static void refused(struct truce_quiet_rule rule, const char *words)
{
    struct truce_quiet_steps steps = {.target = -77};
    struct truce_err err;

    assert_int_equal(truce_quiet_rule_prepare(&rule, &steps, &err), TRUCE_ERR_RANGE);
    assert_non_null(strstr(err.text, words));
    assert_int_equal(steps.target, -77);
}

static void nonsense_is_refused(void **unused)
{
    (void)unused;
    struct truce_quiet_rule rule = plain();
    rule.target_days = 0;
    refused(rule, "a target of 0 days; it must be from 1 to 3660");
    rule = plain();
    rule.per_day = -1.0;
    refused(rule, "a tolerance a day of -1;");
    rule.per_day = NAN;
    refused(rule, "a tolerance a day of nan;");
    rule = plain();
    rule.window_days = 7;
    rule.window_at_most = 1e7;
    refused(rule, "a tolerance over a window of 10000000;");
    rule = plain();
    rule.window_days = -1;
    refused(rule, "a window of -1 days");
    rule = plain();
    rule.observed = 1.1;
    refused(rule, "a share of observed days of 1.1;");
    rule = plain();
    rule.already_days = -2;
    refused(rule, "quiet days already run");
    rule = plain();
    rule.on_break = TRUCE_BREAK_DEDUCT;
    rule.deduct_days = -5;
    refused(rule, "a deduction");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_day_changes_the_clock_by_the_rule),
        cmocka_unit_test(counts_become_classes),
        cmocka_unit_test(nonsense_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
