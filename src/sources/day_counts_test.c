/*
 * Counts by day: what is read, and what is refused with its place.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "sources/day_counts.h"

static void rows_become_days_in_order(void **unused)
{
    (void)unused;
    struct truce_day_counts counts;
    struct truce_err err;
    char day[TRUCE_DAY_TEXT];
    struct truce_text bytes = truce_text_view(
        "place;Day;count\nx;2020-08-03;3\ny;2020-07-27;111\nz;2020-07-28; 10 \nw;2020-08-05;0\n");
    assert_int_equal(truce_day_counts_parse(bytes, "s.csv", &counts, &err), TRUCE_OK);
    assert_int_equal(counts.n, 4);
    assert_true(counts.counts[0] == 111 && counts.counts[1] == 10 && counts.counts[2] == 3 &&
                counts.counts[3] == 0);
    truce_day_format(counts.days[0], day);
    assert_string_equal(day, "2020-07-27");
    /* 29 July to 2 August, and 4 August */
    assert_int_equal(counts.missing, 6);
    truce_day_format(counts.first_missing, day);
    assert_string_equal(day, "2020-07-29");
    truce_day_counts_fini(&counts);
    truce_day_counts_fini(&counts);

    bytes = truce_text_view("day,count\r\n2020-02-29,5\r\n2020-03-01,6");
    assert_int_equal(truce_day_counts_parse(bytes, "s.csv", &counts, &err), TRUCE_OK);
    assert_int_equal(counts.missing, 0);
    assert_int_equal(counts.first_missing.n, TRUCE_DAY_NONE);
    truce_day_counts_fini(&counts);
}

static void refused(const char *text, uint32_t line, uint32_t column, const char *words)
{
    struct truce_day_counts counts = {.n = 77};
    struct truce_err err;

    assert_int_equal(truce_day_counts_parse(truce_text_view(text), "s.csv", &counts, &err), TRUCE_ERR_SYNTAX);
    if (strstr(err.text, words) == NULL || err.line != line || err.column != column)
        fail_msg("%u:%u: '%s' is not %u:%u: '%s'", err.line, err.column, err.text, line, column, words);
    assert_string_equal(err.file, "s.csv");
    assert_int_equal(counts.n, 77);
}

static void what_is_wrong_is_said_with_its_place(void **unused)
{
    (void)unused;
    refused("date,count\n2020-01-01,1\n", 1, 1, "no column \"day\"");
    refused("day,n\n2020-01-01,1\n", 1, 1, "no column \"count\"");
    refused("day,count\n", 1, 1, "a header and no day");
    refused("day,count\n2020-01-01,1\n2020-02-31,2\n", 3, 1, "\"2020-02-31\" is no day of the calendar");
    refused("day,count\n2020-01-01,-1\n", 2, 12, "\"-1\" is no count: a whole number");
    refused("day,count\n2020-01-01,1.5\n", 2, 12, "\"1.5\" is no count");
    refused("day,count\n2020-01-01,\n", 2, 12, "\"\" is no count");
    refused("day,count\n2020-01-01,2e9\n", 2, 12, "\"2e9\" is no count");
    refused("day,count\n2020-01-01,nan\n", 2, 12, "\"nan\" is no count");
    refused("day,count\n2020-01-02,1\n2020-01-01,1\n2020-01-02,1\n", 4, 1,
            "2020-01-02 again; line 2 has it already");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_become_days_in_order),
        cmocka_unit_test(what_is_wrong_is_said_with_its_place),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
