/*
 * Counting against printed tables: running totals of the OSCE mission, a table that does not add up, and one log under two sides' rules.
 */
#include "sources/sources.h"

#include "judge/count.h"
#include "judge/judged_test.h"

static void printed_totals_add_up(void **state)
{
    (void)state;
    static const struct {
        struct truce_tallied items[5], total;
    } printed[] = {
        {{{398, false}, {17, false}, {7, false}, {21, false}, {1177, false}}, {1620, false}},
        {{{2080, false}, {589, false}, {61, false}, {43, false}, {2187, true}}, {4960, true}},
        {{{10065, false}, {4877, false}, {227, false}, {107, false}, {15800, true}}, {31076, true}},
    };
    for (size_t i = 0; i < sizeof printed / sizeof *printed; i++) {
        struct truce_tallied sum;
        assert_true(truce_tallied_adds_up(printed[i].items, 5, printed[i].total, &sum));
        assert_true(sum.n == printed[i].total.n && sum.at_least == printed[i].total.at_least);
    }
}

static void a_total_that_does_not_add_up_is_found(void **state)
{
    (void)state;
    const struct truce_tallied items[] = {{7948, false}, {978, false}},
                               bound[] = {{7948, true}, {978, false}};
    struct truce_tallied sum;
    assert_false(truce_tallied_adds_up(items, 2, (struct truce_tallied){8918, false}, &sum));
    assert_true(sum.n == 8926 && !sum.at_least);
    assert_true(truce_tallied_adds_up(items, 2, (struct truce_tallied){8926, false}, NULL));
    /* a lower bound that is printed without saying so */
    assert_false(truce_tallied_adds_up(bound, 2, (struct truce_tallied){8926, false}, &sum));
    assert_true(sum.at_least);
    assert_true(truce_tallied_adds_up(NULL, 0, (struct truce_tallied){0, false}, NULL));
}

/* 494 effects: four exchanges, in bursts a minute apart; between exchanges an hour and more. */
static void make_log(struct truce_record *log, const struct truce_record **at, size_t n)
{
    static const struct {
        int minute, records;
        const char *direction;
    } exchanges[] = {{0, 40, "E"}, {5, 30, "W"}, {120, 50, "E"}, {300, 31, "E"}};
    size_t k = 0;
    double left = 494;
    memset(log, 0, n * sizeof *log);
    for (size_t e = 0; e < 4; e++)
        for (int i = 0; i < exchanges[e].records; i++, k++) {
            char *id = malloc(8);
            assert_non_null(id);
            snprintf(id, 8, "r%zu", k);
            log[k].id = id;
            log[k].direction = exchanges[e].direction;
            log[k].place_name = "P";
            log[k].from.us = log[k].until.us =
                (INT64_C(1600000000) + (exchanges[e].minute + i) * 60) * 1000000;
            log[k].count = k + 1 < n ? 3 : left;
            left -= 3;
            at[n - 1 - k] = &log[k]; /* latest first: the order does not matter */
        }
    assert_int_equal(k, n);
}

static struct truce_tallied count_by(const struct truce_record *const *at, size_t n,
                                     enum truce_count_rule rule, int minutes)
{
    struct truce_calendar calendar;
    struct truce_tallied out = {-1, false};
    const struct truce_count by = {rule, {0, 0, INT64_C(60000000) * minutes}};
    truce_calendar_init(&calendar);
    assert_int_equal(truce_count_incidents(&calendar, at, n, by, &out, NULL), TRUCE_OK);
    return out;
}

static void one_log_under_two_rules(void **state)
{
    (void)state;
    enum { N = 151 };
    struct truce_record log[N];
    const struct truce_record *at[N];
    make_log(log, at, N);
    assert_true(count_by(at, N, TRUCE_COUNT_EFFECT, 0).n == 494);
    assert_true(count_by(at, N, TRUCE_COUNT_EPISODE, 30).n == 4);
    assert_true(count_by(at, N, TRUCE_COUNT_EPISODE, 90).n == 3); /* E rests 81 minutes, then 131 */
    assert_true(count_by(at, N, TRUCE_COUNT_TRAJECTORY, 0).n == N);
    assert_true(count_by(at, N, TRUCE_COUNT_PLACE_DAY, 0).n == 1);
    log[3].count_is_lower_bound = true;
    assert_true(count_by(at, N, TRUCE_COUNT_EFFECT, 0).at_least);
    assert_false(count_by(at, N, TRUCE_COUNT_EPISODE, 30).at_least);
    for (size_t i = 0; i < N; i++)
        free((void *)(uintptr_t)log[i].id);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(printed_totals_add_up),
        cmocka_unit_test(a_total_that_does_not_add_up_is_found),
        cmocka_unit_test(one_log_under_two_rules),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
