/*
 * Civil days: every day of the range, and texts that are none.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "base/day.h"

static bool parses(const char *text)
{
    struct truce_day day;
    return truce_day_parse(truce_text_view(text), &day);
}

/* Counts from the first day on by the plain rules of the calendar, which is the oracle. */
static void every_day_of_the_range(void **unused)
{
    (void)unused;
    static const int lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    int32_t expected =
        -62091; /* 1800-01-01: 170 years of 365 days, 41 leap days (1804..1968, not 1900) before 1970 */
    for (int year = TRUCE_YEAR_MIN; year < TRUCE_YEAR_MAX; year++)
        for (int month = 1; month <= 12; month++) {
            bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
            int length = lengths[month - 1] + (month == 2 && leap);
            struct truce_day day = {12345};
            assert_false(truce_day_from_civil(year, month, 0, &day));
            assert_false(truce_day_from_civil(year, month, length + 1, &day));
            assert_int_equal(day.n, 12345);
            for (int d = 1; d <= length; d++, expected++) {
                int y, m, dd;
                char text[TRUCE_DAY_TEXT];
                assert_true(truce_day_from_civil(year, month, d, &day));
                assert_int_equal(day.n, expected);
                truce_day_to_civil(day, &y, &m, &dd);
                assert_true(y == year && m == month && dd == d);
                truce_day_format(day, text);
                assert_true(truce_day_parse(truce_text_view(text), &day));
                assert_int_equal(day.n, expected);
            }
        }
}

static void known_days(void **unused)
{
    (void)unused;
    struct truce_day day;
    assert_true(truce_day_parse(truce_text_view("1970-01-01"), &day));
    assert_int_equal(day.n, 0);
    assert_true(
        truce_day_parse(truce_text_view("2025-12-29"), &day)); /* date -ud 2025-12-29 +%s: 1766966400 */
    assert_int_equal(day.n, 1766966400 / 86400);
}

static void texts_that_are_no_days(void **unused)
{
    (void)unused;
    static const char *const bad[] = {"",           "2025",        "2025-1-01",   "2025-01-1",  "2025-13-01",
                                      "2025-00-01", "2025-02-29",  "2025-04-31",  "2202-02-02", "1799-12-31",
                                      "2025/01/01", "2025-01-01 ", " 2025-01-01", "2025-01-0x", "-025-01-01",
                                      "+025-01-01", "20250-1-01",  "2025-01--1"};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        if (parses(bad[i]))
            fail_msg("\"%s\" was taken for a day", bad[i]);
    assert_true(parses("2024-02-29"));
    assert_true(parses("2000-02-29"));
    assert_false(parses("1900-02-29"));
}

static void no_day_is_no_text(void **unused)
{
    (void)unused;
    char text[TRUCE_DAY_TEXT] = "x";
    truce_day_format((struct truce_day){TRUCE_DAY_NONE}, text);
    assert_string_equal(text, "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_day_of_the_range),
        cmocka_unit_test(known_days),
        cmocka_unit_test(texts_that_are_no_days),
        cmocka_unit_test(no_day_is_no_text),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
