/* Events as columns: values, refusals with their line, pieces of any size. */
#include "sources/event_table.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static struct truce_calendar calendar;

static void open_table(struct truce_event_table *table)
{
    struct truce_err err;
    truce_calendar_init(&calendar);
    assert_int_equal(truce_event_table_open(table, &calendar, &err), TRUCE_OK);
}

static void columns_in_any_order(void **state)
{
    (void)state;
    struct truce_event_table t;
    struct truce_err err;
    size_t used;
    const char *csv = "\xEF\xBB\xBFnote,LAT,class,time,lon\r\n"
                      "\"a, \"\"b\"\"\nc\",1.5,\"x \"\"y\"\"\",2026-02-20T00:00Z,-0.123456789012345678\r\n"
                      "\r\n"
                      ",2,shell,2026-02-20,3\n";
    open_table(&t);
    assert_int_equal(truce_event_table_read(&t, truce_text_view(csv), true, &used, &err), TRUCE_OK);
    assert_int_equal(used, strlen(csv));
    assert_int_equal(t.n, 2);
    assert_int_equal(t.n_refused, 0);
    assert_true(t.points[0].lat_deg == 1.5 && t.points[0].lon_deg == -0.123456789012345678);
    assert_string_equal(t.class_names[t.classes[0]], "x \"y\"");
    assert_string_equal(t.class_names[t.classes[1]], "shell");
    assert_true(t.times[0].us == t.times[1].us);
    assert_int_equal(t.lines[0], 2);
    assert_int_equal(t.lines[1], 5);
    truce_event_table_close(&t);
}

static void what_cannot_be_used_is_refused(void **state)
{
    (void)state;
    struct truce_event_table t;
    struct truce_err err;
    size_t used;
    const char *csv = "time,lon,lat\n2026-02-30,1,2\n2026-02-20,181,2\n2026-02-20,1,x\n2026-02-20,1\n"
                      "2026-02-20,1,2,3\n2026-02-20T10:00,1,2\n\"2026-02-20,1,2\n2026-02-20,1,2\n";
    const struct truce_event_refused want[] = {{2, 1, ""}, {3, 2, ""}, {4, 3, ""}, {5, 0, ""},
                                               {6, 0, ""}, {7, 1, ""}, {8, 1, ""}};
    open_table(&t);
    assert_int_equal(truce_event_table_read(&t, truce_text_view(csv), true, &used, &err), TRUCE_OK);
    assert_int_equal(t.n, 1);
    assert_int_equal(t.lines[0], 9);
    assert_int_equal(t.n_refused, 7);
    for (size_t i = 0; i < 7; i++) {
        assert_int_equal(t.refused[i].line, want[i].line);
        assert_int_equal(t.refused[i].column, want[i].column);
    }
    truce_event_table_close(&t);
}

static void pieces_make_no_difference(void **state)
{
    (void)state;
    const char *csv = "lon;lat;date;type\n1.25;2;2026-02-20;a\n\"3\";4;2026-02-21T01:02:03+02:00;\"b\nc\"\n5;"
                      "6;bad;d\n7;8;2026-02-22;a";
    struct truce_err err;
    for (size_t piece = 1; piece < 40; piece++) {
        struct truce_event_table t;
        size_t at = 0, have = 0, n = strlen(csv), used, rows = 0, refused = 0;
        double sum = 0;
        open_table(&t);
        while (at < n) {
            have = have + piece < n ? have + piece : n;
            /* a copy of the right size, so that a sanitizer sees a step beyond it */
            char *copy = malloc(have - at + 1);
            assert_non_null(copy);
            memcpy(copy, csv + at, have - at);
            assert_int_equal(
                truce_event_table_read(&t, (struct truce_text){copy, have - at}, have == n, &used, &err),
                TRUCE_OK);
            free(copy);
            at += used;
            rows += t.n;
            refused += t.n_refused;
            for (size_t i = 0; i < t.n; i++)
                sum += t.points[i].lon_deg * 10 + t.points[i].lat_deg;
        }
        assert_int_equal(rows, 3);
        assert_int_equal(refused, 1);
        assert_true(sum == 126.5);
        truce_event_table_close(&t);
    }
}

static void numbers_are_those_of_strtod(void **state)
{
    (void)state;
    static const char *const numbers[] = {"37.8012345",
                                          "-0.1",
                                          "0.30000000000000004",
                                          "1e1",
                                          "-179.99999999999999",
                                          "12.345678901234",
                                          "9007199254740.993e-12",
                                          "0.1234567890123"};
    struct truce_err err;
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
        struct truce_event_table t;
        char csv[200];
        size_t used;
        snprintf(csv, sizeof csv, "time,lon,lat\n2026-02-20,%s,0.0\n", numbers[i]);
        open_table(&t);
        assert_int_equal(truce_event_table_read(&t, truce_text_view(csv), true, &used, &err), TRUCE_OK);
        assert_int_equal(t.n, 1);
        assert_true(t.points[0].lon_deg == strtod(numbers[i], NULL));
        truce_event_table_close(&t);
    }
}

static void a_first_line_needs_its_columns(void **state)
{
    (void)state;
    static const char *const bad[] = {"", "time,lon\n", "time,lon,lat,x\n", "\"time,lon,lat\n"};
    struct truce_err err;
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        struct truce_event_table t;
        size_t used;
        open_table(&t);
        assert_int_equal(truce_event_table_read(&t, truce_text_view(bad[i]), true, &used, &err),
                         TRUCE_ERR_SYNTAX);
        truce_event_table_close(&t);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(columns_in_any_order),           cmocka_unit_test(what_cannot_be_used_is_refused),
        cmocka_unit_test(pieces_make_no_difference),      cmocka_unit_test(numbers_are_those_of_strtod),
        cmocka_unit_test(a_first_line_needs_its_columns),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
