/*
 * Series as table, CSV and JSON.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "report/fictional_test.h"
#include "report/golden_test.h"
#include "report/series_text.h"

/* The first five days of two sources: short enough to be read in a diff. */
static void shorten(struct fictional *f)
{
    for (int s = 0; s < FICTIONAL_SOURCES; s++)
        f->series[s].n = 5;
    f->series[0].rows[3].days_since = 2;
    f->series[0].rows[4].suspect = true;
}

static void each_form_is_as_it_was(void **state)
{
    struct truce_report_series_options options;
    struct fictional f;
    struct truce_buf out;

    (void)state;
    fictional_open(&f);
    shorten(&f);
    truce_buf_init(&out);
    truce_report_series_options_init(&options);
    assert_int_equal(truce_report_series_csv(f.series, 2, NULL, &out, NULL), TRUCE_OK);
    assert_true(golden_is("series.csv", &out));
    truce_buf_clear(&out);
    options.by_region = true;
    assert_int_equal(truce_report_series_csv(f.series, 2, &options, &out, NULL), TRUCE_OK);
    assert_true(golden_is("series_regions.csv", &out));
    truce_buf_clear(&out);
    assert_int_equal(truce_report_series_json(f.series, 2, &options, &out, NULL), TRUCE_OK);
    assert_true(golden_is("series.json", &out));
    truce_buf_clear(&out);
    assert_int_equal(truce_report_series_text(f.series, 2, &options, &out, NULL), TRUCE_OK);
    assert_true(golden_is("series.txt", &out));
    truce_buf_fini(&out);
    fictional_close(&f);
}

static size_t lines(const struct truce_buf *text)
{
    size_t n = 0;
    for (size_t i = 0; i < text->len; i++)
        n += text->at[i] == '\n';
    return n;
}

static void csv_has_a_row_a_snapshot(void **state)
{
    struct truce_report_series_options options = {.by_region = true};
    struct fictional f;
    struct truce_buf out;

    (void)state;
    fictional_open(&f);
    truce_buf_init(&out);
    assert_int_equal(truce_report_series_csv(f.series, 1, NULL, &out, NULL), TRUCE_OK);
    assert_int_equal(lines(&out), 1 + FICTIONAL_DAYS);
    truce_buf_clear(&out);
    assert_int_equal(truce_report_series_csv(f.series, 1, &options, &out, NULL), TRUCE_OK);
    assert_int_equal(lines(&out), 1 + FICTIONAL_DAYS * 6);
    truce_buf_clear(&out);
    assert_int_equal(truce_report_series_text(f.series, 1, NULL, &out, NULL), TRUCE_OK);
    assert_int_equal(lines(&out), 2 + 10 + 1 + 10);
    truce_buf_fini(&out);
    fictional_close(&f);
}

static void csv_text_is_quoted(void **state)
{
    struct fictional f;
    struct truce_buf out;

    (void)state;
    fictional_open(&f);
    f.series[0].n = 1;
    f.sources[0].id = "=cmd(),\"x\"\n";
    truce_buf_init(&out);
    assert_int_equal(truce_report_series_csv(f.series, 1, NULL, &out, NULL), TRUCE_OK);
    assert_non_null(strstr(out.at, "2030-12-31,\" =cmd(),\"\"x\"\"?\",0,12010.500000,,,,,0,"));
    truce_buf_fini(&out);
    fictional_close(&f);
}

static void an_empty_series_is_no_fault(void **state)
{
    struct truce_source source = {.id = "empty"};
    struct truce_series series = {.source = &source};
    struct truce_buf out;

    (void)state;
    truce_buf_init(&out);
    assert_int_equal(truce_report_series_text(&series, 1, NULL, &out, NULL), TRUCE_OK);
    assert_string_equal(out.at, "empty: no snapshots.\n");
    truce_buf_fini(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_form_is_as_it_was),
        cmocka_unit_test(csv_has_a_row_a_snapshot),
        cmocka_unit_test(csv_text_is_quoted),
        cmocka_unit_test(an_empty_series_is_no_fault),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
