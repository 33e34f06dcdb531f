/*
 * Calendars: clock changes, month ends, deadlines.
 *
 * Vectors of additions: ../shared/data/vectors/dates, some of them repeated here.  Whole zones: tests/calendar/zones.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/calendar.h"
#include "base/file.h"
#include "base/time_zone.h"

#define HOUR_US INT64_C(3600000000)
#define VECTORS TRUCE_SOURCE_DIR "/../shared/data/vectors/dates/"

static struct truce_instant instant(const char *text)
{
    struct truce_instant at;
    if (!truce_instant_parse(truce_text_view(text), &at))
        fail_msg("\"%s\" is no instant", text);
    return at;
}

static struct truce_day day(const char *text)
{
    struct truce_day d;
    if (!truce_day_parse(truce_text_view(text), &d))
        fail_msg("\"%s\" is no day", text);
    return d;
}

static struct truce_duration duration(const char *text)
{
    struct truce_duration d;
    if (!truce_duration_parse(truce_text_view(text), &d))
        fail_msg("\"%s\" is no duration", text);
    return d;
}

static void assert_day(struct truce_day found, const char *expected)
{
    char text[TRUCE_DAY_TEXT];
    truce_day_format(found, text);
    assert_string_equal(text, expected);
}

static void assert_instant(const struct truce_calendar *calendar, struct truce_instant found,
                           const char *expected)
{
    char text[TRUCE_INSTANT_TEXT];
    truce_instant_format(calendar, found, text);
    assert_string_equal(text, expected);
}

static struct truce_time_zone *open_zone(struct truce_calendar *calendar, const char *name)
{
    struct truce_time_zone *zone = NULL;
    assert_int_equal(truce_time_zone_open(name, &zone, NULL), TRUCE_OK);
    truce_calendar_init(calendar);
    calendar->zone = zone;
    return zone;
}

static double day_hours(const struct truce_calendar *calendar, const char *d)
{
    struct truce_day next = {day(d).n + 1};
    return (double)(truce_calendar_day_start(calendar, next).us -
                    truce_calendar_day_start(calendar, day(d)).us) /
           (double)HOUR_US;
}

static double reporting_hours(const struct truce_calendar *calendar, const char *d)
{
    struct truce_day next = {day(d).n + 1};
    return (double)(truce_calendar_reporting_start(calendar, next).us -
                    truce_calendar_reporting_start(calendar, day(d)).us) /
           (double)HOUR_US;
}

/* ---- durations ---- */

static void durations(void **unused)
{
    (void)unused;
    static const struct {
        const char *text;
        int32_t months, days;
        int64_t hours;
        const char *format;
    } good[] = {
        {"60d", 0, 60, 0, "60d"},
        {"2w", 0, 14, 0, "14d"},
        {"12mo", 12, 0, 0, "1y"},
        {"15y", 180, 0, 0, "15y"},
        {"72h", 0, 0, 72, "72h"},
        {"18mo", 18, 0, 0, "18mo"},
        {"0d", 0, 0, 0, "0d"},
        {"0min", 0, 0, 0, "0d"},
        {"120min", 0, 0, 2, "2h"},
        {"007d", 0, 7, 0, "7d"},
        {"400y", 4800, 0, 0, "400y"},
        {"4800mo", 4800, 0, 0, "400y"},
        {"146097d", 0, 146097, 0, "146097d"},
        {"20871w", 0, 146097, 0, "146097d"},
        {"3506328h", 0, 0, 3506328, "3506328h"},
        {"210379680min", 0, 0, 3506328, "3506328h"},
    };
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
        struct truce_duration d = duration(good[i].text);
        char text[24];
        assert_int_equal(d.months, good[i].months);
        assert_int_equal(d.days, good[i].days);
        assert_int_equal(d.us, good[i].hours * HOUR_US);
        truce_duration_format(d, text, sizeof text);
        assert_string_equal(text, good[i].format);
    }
    assert_int_equal(duration("30min").us, HOUR_US / 2);
    char text[24];
    truce_duration_format(duration("90min"), text, sizeof text);
    assert_string_equal(text, "90min");
    assert_true(truce_duration_is_zero(duration("0h")));
    assert_false(truce_duration_is_zero(duration("1min")));
    assert_false(truce_duration_is_zero(duration("1d")));
    assert_false(truce_duration_is_zero(duration("1mo")));
}

static void texts_that_are_no_durations(void **unused)
{
    (void)unused;
    static const char *const bad[] = {"",
                                      "d",
                                      "60",
                                      "60 d",
                                      " 60d",
                                      "60d ",
                                      "-60d",
                                      "+60d",
                                      "6.5d",
                                      "60D",
                                      "60days",
                                      "1m",
                                      "1s",
                                      "1h30min",
                                      "1e3d",
                                      "401y",
                                      "4801mo",
                                      "146098d",
                                      "20872w",
                                      "3506329h",
                                      "210379681min",
                                      "99999999999999999999d",
                                      "18446744073709551617d",
                                      "\331\243d"};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        struct truce_duration d = {1, 2, 3};
        if (truce_duration_parse(truce_text_view(bad[i]), &d))
            fail_msg("\"%s\" was taken for a duration", bad[i]);
        assert_true(d.months == 1 && d.days == 2 && d.us == 3);
    }
}

/* ---- instants as text ---- */

static void instants_as_text(void **unused)
{
    (void)unused;
    struct truce_calendar calendar;
    truce_calendar_init(&calendar);
    assert_int_equal(instant("1970-01-01T00:00Z").us, 0);
    /* date -ud 2026-01-20T00:00+02:00 +%s */
    assert_int_equal(instant("2026-01-20T00:00+02:00").us, INT64_C(1768860000) * 1000000);
    assert_int_equal(instant("1969-12-31T23:59:59.5Z").us, -500000);
    assert_int_equal(instant("1970-01-01T00:00:00.000001999Z").us, 1);
    assert_int_equal(instant("1970-01-01T00:00-00:30").us, HOUR_US / 2);
    assert_instant(&calendar, instant("2026-01-20T00:00+02:00"), "2026-01-19T22:00Z");
    assert_instant(&calendar, instant("2026-01-20T00:00:30.5Z"), "2026-01-20T00:00:30.5Z");
    assert_instant(&calendar, instant("2026-01-20T00:01:00.000001Z"), "2026-01-20T00:01:00.000001Z");
    assert_instant(&calendar, instant("1969-12-31T23:59:59.9Z"), "1969-12-31T23:59:59.9Z");
    calendar.offset_s = -12600;
    assert_instant(&calendar, instant("2026-01-20T00:00Z"), "2026-01-19T20:30-03:30");
    calendar.offset_s = 7324;
    assert_instant(&calendar, instant("1899-12-31T22:00:00.123456Z"), "1900-01-01T00:02:04.123456+02:02:04");
    assert_int_equal(instant("1900-01-01T00:02:04.123456+02:02:04").us,
                     instant("1899-12-31T22:00:00.123456Z").us);
    calendar.offset_s = 86399;
    assert_instant(&calendar, instant("2199-12-31T23:59:59.999999+23:59:59"),
                   "2199-12-31T23:59:59.999999+23:59:59");
    char text[TRUCE_INSTANT_TEXT]; /* no limit of the type breaks it */
    truce_instant_format(&calendar, (struct truce_instant){INT64_MAX}, text);
    truce_instant_format(&calendar, (struct truce_instant){INT64_MIN}, text);
}

static void texts_that_are_no_instants(void **unused)
{
    (void)unused;
    static const char *const bad[] = {"",
                                      "2026-01-20",
                                      "2026-01-20T",
                                      "2026-01-20T00:00",
                                      "2026-01-20T00:00:00",
                                      "2026-01-20 00:00Z",
                                      "2026-01-20t00:00Z",
                                      "2026-01-20T00:00z",
                                      "2026-01-20T00Z",
                                      "2026-01-20T0:00Z",
                                      "2026-01-20T24:00Z",
                                      "2026-01-20T23:60Z",
                                      "2026-01-20T23:59:60Z",
                                      "2026-01-20T23:59:5Z",
                                      "2026-01-20T23:59.5Z",
                                      "2026-01-20T23:59:59.Z",
                                      "2026-01-20T23:59:59.1234567890Z",
                                      "2026-01-20T23:59:59,5Z",
                                      "2026-01-20T00:00+02",
                                      "2026-01-20T00:00+2:00",
                                      "2026-01-20T00:00+0200",
                                      "2026-01-20T00:00+24:00",
                                      "2026-01-20T00:00+02:60",
                                      "2026-01-20T00:00Z ",
                                      " 2026-01-20T00:00Z",
                                      "2026-01-20T00:00Z+02:00",
                                      "2026-02-30T00:00Z",
                                      "2200-01-01T00:00Z",
                                      "2026-01-20T-1:00Z",
                                      "2026-01-20T00:00\342\210\22202:00"};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        struct truce_instant at = {42};
        if (truce_instant_parse(truce_text_view(bad[i]), &at))
            fail_msg("\"%s\" was taken for an instant", bad[i]);
        assert_int_equal(at.us, 42);
    }
}

/* ---- civil days ---- */

static void kyiv_2025(void **unused)
{
    (void)unused;
    struct truce_calendar calendar;
    struct truce_time_zone *zone = open_zone(&calendar, "Europe/Kyiv");
    assert_true(day_hours(&calendar, "2025-03-29") == 24);
    assert_true(day_hours(&calendar, "2025-03-30") == 23);
    assert_true(day_hours(&calendar, "2025-03-31") == 24);
    assert_true(day_hours(&calendar, "2025-10-26") == 25);
    assert_instant(&calendar, truce_calendar_day_start(&calendar, day("2025-03-30")),
                   "2025-03-30T00:00+02:00");
    assert_instant(&calendar, truce_calendar_day_start(&calendar, day("2025-03-31")),
                   "2025-03-31T00:00+03:00");
    assert_day(truce_calendar_day(&calendar, instant("2025-03-30T20:59:59.999999Z")), "2025-03-30");
    assert_day(truce_calendar_day(&calendar, instant("2025-03-30T21:00Z")), "2025-03-31");
    assert_day(truce_calendar_day(&calendar, instant("2025-10-26T21:59:59Z")), "2025-10-26");
    assert_day(truce_calendar_day(&calendar, instant("2025-10-26T22:00Z")), "2025-10-27");
    truce_time_zone_close(zone);
}

/* Cuba changes at midnight: it is skipped in spring and comes twice in autumn. */
static void midnight_skipped_or_twice(void **unused)
{
    (void)unused;
    struct truce_calendar calendar;
    struct truce_time_zone *zone = open_zone(&calendar, "America/Havana");
    assert_instant(&calendar, truce_calendar_day_start(&calendar, day("2025-03-09")),
                   "2025-03-09T01:00-04:00");
    assert_true(day_hours(&calendar, "2025-03-09") == 23);
    assert_instant(&calendar, truce_calendar_day_start(&calendar, day("2025-11-02")),
                   "2025-11-02T00:00-04:00");
    assert_true(day_hours(&calendar, "2025-11-02") == 25);
    assert_day(truce_calendar_day(&calendar, instant("2025-11-02T00:30-05:00")), "2025-11-02");
    truce_time_zone_close(zone);
}

/* Newfoundland went back at one minute past midnight, into the day before, until 2011. */
static void turned_back_across_midnight(void **unused)
{
    (void)unused;
    struct truce_calendar calendar;
    struct truce_time_zone *zone = open_zone(&calendar, "America/St_Johns");
    struct truce_instant start = truce_calendar_day_start(&calendar, day("2010-11-07"));
    assert_instant(&calendar, start, "2010-11-07T00:00-02:30");
    assert_instant(&calendar, instant("2010-11-07T00:01-02:30"), "2010-11-06T23:01-03:30");
    assert_day(truce_calendar_day(&calendar, instant("2010-11-06T23:59:59-02:30")), "2010-11-06");
    assert_day(truce_calendar_day(&calendar, instant("2010-11-07T00:00:30-02:30")), "2010-11-07");
    assert_day(truce_calendar_day(&calendar, instant("2010-11-06T23:30-03:30")), "2010-11-07");
    assert_true(day_hours(&calendar, "2010-11-07") == 25);
    assert_true(day_hours(&calendar, "2010-11-06") == 24);
    truce_time_zone_close(zone);
}

/* Samoa went from 29 to 31 December 2011. */
static void a_day_left_out(void **unused)
{
    (void)unused;
    struct truce_calendar calendar;
    struct truce_time_zone *zone = open_zone(&calendar, "Pacific/Apia");
    struct truce_instant change = truce_calendar_day_start(&calendar, day("2011-12-31"));
    assert_true(day_hours(&calendar, "2011-12-29") == 24);
    assert_true(day_hours(&calendar, "2011-12-30") == 0);
    assert_true(day_hours(&calendar, "2011-12-31") == 24);
    assert_day(truce_calendar_day(&calendar, change), "2011-12-31");
    assert_day(truce_calendar_day(&calendar, (struct truce_instant){change.us - 1}), "2011-12-29");
    truce_time_zone_close(zone);
}

static void half_hours(void **unused)
{
    (void)unused;
    struct truce_calendar calendar;
    struct truce_time_zone *zone =
        open_zone(&calendar, "Australia/Lord_Howe"); /* half an hour of summer time */
    assert_true(day_hours(&calendar, "2025-04-06") == 24.5);
    assert_true(day_hours(&calendar, "2025-10-05") == 23.5);
    assert_instant(&calendar, truce_calendar_day_start(&calendar, day("2025-10-06")),
                   "2025-10-06T00:00+11:00");
    truce_time_zone_close(zone);
    zone = open_zone(&calendar, "Asia/Kathmandu");
    assert_instant(&calendar, truce_calendar_day_start(&calendar, day("2025-01-01")),
                   "2025-01-01T00:00+05:45");
    assert_true(day_hours(&calendar, "1986-01-01") == 23.75); /* from +05:30 to +05:45 at midnight */
    truce_time_zone_close(zone);
}

static void before_1970(void **unused)
{
    (void)unused;
    struct truce_calendar calendar;
    truce_calendar_init(&calendar);
    assert_day(truce_calendar_day(&calendar, (struct truce_instant){-1}), "1969-12-31");
    assert_day(truce_calendar_day(&calendar, (struct truce_instant){0}), "1970-01-01");
    assert_int_equal(truce_calendar_day_start(&calendar, day("1969-12-31")).us, -24 * HOUR_US);
    calendar.offset_s = 7200;
    assert_day(truce_calendar_day(&calendar, instant("1944-06-05T21:59:59.999999Z")), "1944-06-05");
    assert_day(truce_calendar_day(&calendar, instant("1944-06-05T22:00Z")), "1944-06-06");
    struct truce_time_zone *zone = open_zone(&calendar, "Europe/Kyiv");
    assert_day(truce_calendar_day(&calendar, instant("1953-07-27T20:59:59Z")), "1953-07-27");
    assert_day(truce_calendar_day(&calendar, instant("1953-07-27T21:00Z")), "1953-07-28");
    truce_time_zone_close(zone);
}

static void the_ends_of_the_types(void **unused)
{
    (void)unused;
    struct truce_calendar calendar;
    struct truce_time_zone *zone = open_zone(&calendar, "Europe/Kyiv");
    for (int with_zone = 0; with_zone < 2; with_zone++) {
        calendar.zone = with_zone ? zone : NULL;
        struct truce_day first = truce_calendar_day(&calendar, (struct truce_instant){INT64_MIN});
        struct truce_day last = truce_calendar_day(&calendar, (struct truce_instant){INT64_MAX});
        assert_true(first.n < -90000000 && last.n > 90000000);
        assert_true(truce_calendar_day_start(&calendar, (struct truce_day){INT32_MIN}).us < 0);
        assert_true(truce_calendar_day_start(&calendar, (struct truce_day){INT32_MAX}).us > 0);
        assert_true(truce_calendar_reporting_start(&calendar, (struct truce_day){INT32_MAX}).us > 0);
    }
    truce_time_zone_close(zone);
}

/* ---- reporting days ---- */

static void reporting_days(void **unused)
{
    (void)unused;
    struct truce_calendar calendar;
    truce_calendar_init(&calendar);
    assert_day(truce_calendar_reporting_day(&calendar, instant("2025-05-03T00:00Z")), "2025-05-03");
    assert_day(truce_calendar_reporting_day(&calendar, instant("2025-05-02T23:59:59.999999Z")), "2025-05-02");
    calendar.offset_s = 7200;
    calendar.reporting_day_ends_s = 19 * 3600 + 30 * 60;
    assert_instant(&calendar, truce_calendar_reporting_start(&calendar, day("2025-05-03")),
                   "2025-05-02T19:30+02:00");
    assert_day(truce_calendar_reporting_day(&calendar, instant("2025-05-02T19:29:59+02:00")), "2025-05-02");
    assert_day(truce_calendar_reporting_day(&calendar, instant("2025-05-02T19:30+02:00")), "2025-05-03");
    assert_day(truce_calendar_reporting_day(&calendar, instant("2025-05-03T19:29:59+02:00")), "2025-05-03");
    calendar.reporting_day_ends_s = 1;
    assert_day(truce_calendar_reporting_day(&calendar, instant("2025-05-03T00:00:00.999999+02:00")),
               "2025-05-03");
    assert_day(truce_calendar_reporting_day(&calendar, instant("2025-05-03T00:00:01+02:00")), "2025-05-04");
}

static void reporting_days_across_clock_changes(void **unused)
{
    (void)unused;
    struct truce_calendar calendar;
    struct truce_time_zone *zone = open_zone(&calendar, "Europe/Kyiv");
    calendar.reporting_day_ends_s = 19 * 3600 + 30 * 60;
    assert_true(reporting_hours(&calendar, "2025-03-30") == 23);
    assert_true(reporting_hours(&calendar, "2025-03-31") == 24);
    assert_true(reporting_hours(&calendar, "2025-10-26") == 25);
    assert_instant(&calendar, truce_calendar_reporting_start(&calendar, day("2025-03-31")),
                   "2025-03-30T19:30+03:00");
    assert_day(truce_calendar_reporting_day(&calendar, instant("2025-03-30T16:29:59Z")), "2025-03-30");
    assert_day(truce_calendar_reporting_day(&calendar, instant("2025-03-30T16:30Z")), "2025-03-31");
    /* a day that ends in the hour that is skipped ends when clocks change; in the one that comes twice, the first time */
    calendar.reporting_day_ends_s = 3 * 3600 + 30 * 60;
    assert_instant(&calendar, truce_calendar_reporting_start(&calendar, day("2025-03-31")),
                   "2025-03-30T04:00+03:00");
    assert_instant(&calendar, truce_calendar_reporting_start(&calendar, day("2025-10-27")),
                   "2025-10-26T03:30+03:00");
    assert_day(truce_calendar_reporting_day(&calendar, instant("2025-10-26T03:15+02:00")), "2025-10-27");
    /* when clocks were turned back at what would have been 04:00, that hour had not come yet */
    calendar.reporting_day_ends_s = 4 * 3600;
    assert_instant(&calendar, truce_calendar_reporting_start(&calendar, day("2025-10-27")),
                   "2025-10-26T04:00+02:00");
    truce_time_zone_close(zone);
}

/* ---- adding ---- */

static struct truce_day plus_months(struct truce_day d, int32_t months, enum truce_month_end rule)
{
    struct truce_day out;
    struct truce_err err;
    if (truce_day_add_months(d, months, rule, &out, &err) != TRUCE_OK)
        fail_msg("%s", err.text);
    return out;
}

static void month_ends(void **unused)
{
    (void)unused;
    struct truce_day out = {7};
    struct truce_err err;
    assert_day(plus_months(day("2026-01-31"), 1, TRUCE_MONTH_END_DOWN), "2026-02-28");
    assert_day(plus_months(day("2026-01-31"), 1, TRUCE_MONTH_END_UP), "2026-03-01");
    assert_int_equal(truce_day_add_months(day("2026-01-31"), 1, TRUCE_MONTH_END_ERROR, &out, &err),
                     TRUCE_ERR_RANGE);
    assert_string_equal(err.text, "2026-01-31 and 1 month: 2026-02 has no day 31, and month_end is error");
    assert_int_equal(out.n, 7);
    assert_day(plus_months(day("2026-01-28"), 1, TRUCE_MONTH_END_ERROR), "2026-02-28");
    assert_day(plus_months(day("2026-07-31"), 2, TRUCE_MONTH_END_DOWN),
               "2026-09-30"); /* English insolvency rules */
    assert_day(plus_months(day("2024-02-29"), 12, TRUCE_MONTH_END_DOWN), "2025-02-28");
    assert_day(plus_months(day("2024-02-29"), 48, TRUCE_MONTH_END_ERROR), "2028-02-29");
    assert_day(plus_months(day("2026-12-31"), 1, TRUCE_MONTH_END_UP), "2027-01-31");
    assert_day(plus_months(day("2026-01-15"), -1, TRUCE_MONTH_END_DOWN), "2025-12-15");
    assert_day(plus_months(day("2026-03-31"), -1, TRUCE_MONTH_END_DOWN), "2026-02-28");
    assert_day(plus_months(day("2026-03-31"), -1, TRUCE_MONTH_END_UP), "2026-03-01");
    assert_day(plus_months(day("2026-01-31"), 0, TRUCE_MONTH_END_ERROR), "2026-01-31");
    assert_day(plus_months(day("2199-11-30"), 1, TRUCE_MONTH_END_DOWN), "2199-12-30");
    assert_int_equal(truce_day_add_months(day("2199-12-01"), 1, TRUCE_MONTH_END_DOWN, &out, NULL),
                     TRUCE_ERR_RANGE);
    assert_int_equal(truce_day_add_months(day("1800-01-31"), -1, TRUCE_MONTH_END_DOWN, &out, NULL),
                     TRUCE_ERR_RANGE);
    assert_int_equal(truce_day_add_months(day("2026-01-31"), INT32_MAX, TRUCE_MONTH_END_DOWN, &out, NULL),
                     TRUCE_ERR_RANGE);
    assert_int_equal(truce_day_add_months(day("2026-01-31"), INT32_MIN, TRUCE_MONTH_END_DOWN, &out, NULL),
                     TRUCE_ERR_RANGE);
    assert_int_equal(
        truce_day_add_months((struct truce_day){TRUCE_DAY_NONE}, 1, TRUCE_MONTH_END_DOWN, &out, NULL),
        TRUCE_ERR_RANGE);
    assert_int_equal(out.n, 7);
}

/* A vector: the day, the period and what comes out by the rules up and down. */
static void assert_vector(const char *from, int years, int months, int days, const char *up, const char *down)
{
    struct truce_calendar calendar;
    struct truce_duration d = {years * 12 + months, days, 0};
    struct truce_day out;
    bool rounded = true;
    truce_calendar_init(&calendar);
    assert_int_equal(truce_day_add(&calendar, day(from), d, &out, &rounded, NULL), TRUCE_OK);
    assert_day(out, down);
    assert_false(rounded);
    calendar.month_end = TRUCE_MONTH_END_UP;
    assert_int_equal(truce_day_add(&calendar, day(from), d, &out, NULL, NULL), TRUCE_OK);
    assert_day(out, up);
    calendar.month_end = TRUCE_MONTH_END_ERROR;
    assert_int_equal(truce_day_add(&calendar, day(from), d, &out, NULL, NULL),
                     strcmp(up, down) == 0 ? TRUCE_OK : TRUCE_ERR_RANGE);
}

/* Rows of the files below, so that something runs without them. */
static void some_vectors(void **unused)
{
    (void)unused;
    assert_vector("2012-03-31", 0, 1, 0, "2012-05-01", "2012-04-30");
    assert_vector("2012-10-29", 0, 4, 0, "2013-03-01", "2013-02-28");
    assert_vector("2012-02-29", 88, 0, 0, "2100-03-01", "2100-02-28");
    assert_vector("2012-11-01", 0, 0, 71, "2013-01-11", "2013-01-11");
    assert_vector("2012-10-31", 0, 5, 0, "2013-03-31", "2013-03-31");
}

/* A file of vectors without its first line, which is the head; or false, said aloud, where it is not there. */
static bool read_vectors(const char *name, struct truce_buf *out)
{
    char path[512];
    snprintf(path, sizeof path, VECTORS "%s", name);
    truce_buf_init(out);
    if (truce_file_read(path, 1 << 20, out, NULL) != TRUCE_OK) {
        print_message("skipped: %s is not there\n", path);
        return false;
    }
    char *line_end = memchr(out->at, '\n', out->len);
    assert_non_null(line_end);
    memset(out->at, '\n', (size_t)(line_end - out->at));
    return true;
}

/* The next line, its line end cut off; NULL at the end. */
static char *next_line(struct truce_buf *file, size_t *at)
{
    if (*at >= file->len)
        return NULL;
    char *line = file->at + *at, *end = memchr(line, '\n', file->len - *at);
    *at = end != NULL ? (size_t)(end - file->at) + 1 : file->len;
    if (end != NULL)
        *end = '\0';
    line[strcspn(line, "\r")] = '\0';
    return line;
}

/* The fields between semicolons, in place; the number found. */
static size_t split(char *line, char **fields, size_t most)
{
    size_t n = 0;
    for (char *end = line; end != NULL && n < most; line = end != NULL ? end + 1 : line) {
        fields[n++] = line;
        end = strchr(line, ';');
        if (end != NULL)
            *end = '\0';
    }
    return n;
}

/* "[1 years, 2 months, 3 days]" */
static bool read_period(const char *text, int out[3])
{
    static const char *const after[] = {" years, ", " months, ", " days]"};
    if (*text++ != '[')
        return false;
    for (size_t i = 0; i < 3; i++) {
        char *end;
        out[i] = (int)strtol(text, &end, 10);
        if (end == text || strncmp(end, after[i], strlen(after[i])) != 0)
            return false;
        text = end + strlen(after[i]);
    }
    return *text == '\0';
}

static size_t additions(const char *name, size_t columns)
{
    struct truce_buf file;
    size_t at = 0, n = 0;
    if (!read_vectors(name, &file))
        return 0;
    for (char *line; (line = next_line(&file, &at)) != NULL;) {
        char *f[4];
        int period[3];
        if (*line == '\0')
            continue;
        if (split(line, f, 4) != columns || !read_period(f[1], period))
            fail_msg("%s: not understood: %s", name, line);
        assert_vector(f[0], period[0], period[1], period[2], f[2], f[columns - 1]);
        n++;
    }
    truce_buf_fini(&file);
    return n;
}

static void all_vectors(void **unused)
{
    (void)unused;
    size_t ambiguous = additions("ambiguous_computations.csv", 4),
           exact = additions("exact_computations.csv", 3);
    assert_true(ambiguous == 0 || ambiguous >= 11);
    assert_true(exact == 0 || exact >= 19);
}

/* The last day of a month is the one before the first of the next. */
static void first_and_last_of_month(void **unused)
{
    (void)unused;
    struct truce_buf file;
    size_t at = 0, n = 0;
    if (!read_vectors("first_last_day_of_month.csv", &file))
        return;
    for (char *line; (line = next_line(&file, &at)) != NULL;) {
        char *f[3];
        int y, m, d;
        struct truce_day begin;
        if (*line == '\0')
            continue;
        assert_int_equal(split(line, f, 3), 3);
        truce_day_to_civil(day(f[0]), &y, &m, &d);
        assert_true(truce_day_from_civil(y, m, 1, &begin));
        assert_day(begin, f[1]);
        assert_day((struct truce_day){plus_months(begin, 1, TRUCE_MONTH_END_DOWN).n - 1}, f[2]);
        n++;
    }
    assert_true(n >= 2);
    truce_buf_fini(&file);
}

static void days_for_planning(void **unused)
{
    (void)unused;
    struct truce_calendar calendar;
    struct truce_day out;
    bool rounded;
    truce_calendar_init(&calendar);
    static const struct {
        const char *from, *period, *to;
        bool rounded;
    } rows[] = {
        {"2026-01-28", "60d", "2026-03-29", false}, {"2026-01-28", "24h", "2026-01-29", false},
        {"2026-01-28", "25h", "2026-01-30", true},  {"2026-01-28", "1min", "2026-01-29", true},
        {"2026-01-28", "0d", "2026-01-28", false},  {"2026-01-31", "1mo", "2026-02-28", false},
        {"2025-12-29", "15y", "2040-12-29", false}, {"1969-12-31", "1d", "1970-01-01", false},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        rounded = !rows[i].rounded;
        assert_int_equal(
            truce_day_add(&calendar, day(rows[i].from), duration(rows[i].period), &out, &rounded, NULL),
            TRUCE_OK);
        assert_day(out, rows[i].to);
        assert_int_equal(rounded, rows[i].rounded);
    }
    out.n = 5;
    rounded = true;
    assert_int_equal(truce_day_add(&calendar, day("2199-12-31"), duration("1d"), &out, &rounded, NULL),
                     TRUCE_ERR_RANGE);
    assert_int_equal(truce_day_add(&calendar, day("1999-12-31"), duration("400y"), &out, &rounded, NULL),
                     TRUCE_ERR_RANGE);
    assert_true(out.n == 5 && rounded);
}

/* Never before the day, and a later day never gives an earlier one: the dates of plans rest on it. */
static void adding_is_monotone(void **unused)
{
    (void)unused;
    static const char *const periods[] = {"0d", "1d", "60d", "1mo", "6mo", "1y", "13mo", "25h"};
    struct truce_calendar calendar;
    truce_calendar_init(&calendar);
    for (int rule = 0; rule < 2; rule++)
        for (size_t i = 0; i < sizeof periods / sizeof periods[0]; i++) {
            struct truce_day before = {INT32_MIN};
            calendar.month_end = rule ? TRUCE_MONTH_END_UP : TRUCE_MONTH_END_DOWN;
            for (struct truce_day d = day("2023-01-01"); d.n < day("2029-01-01").n; d.n++) {
                struct truce_day out;
                assert_int_equal(truce_day_add(&calendar, d, duration(periods[i]), &out, NULL, NULL),
                                 TRUCE_OK);
                assert_true(out.n >= d.n && out.n >= before.n);
                before = out;
            }
        }
}

static struct truce_instant plus(const struct truce_calendar *calendar, const char *at, const char *period)
{
    struct truce_instant out;
    struct truce_err err;
    if (truce_instant_add(calendar, instant(at), duration(period), &out, &err) != TRUCE_OK)
        fail_msg("%s", err.text);
    return out;
}

static void instants_plus(void **unused)
{
    (void)unused;
    struct truce_calendar calendar;
    struct truce_time_zone *zone = open_zone(&calendar, "Europe/Kyiv");
    /* hours are hours, days keep the time of day */
    assert_instant(&calendar, plus(&calendar, "2025-03-29T12:00+02:00", "24h"), "2025-03-30T13:00+03:00");
    assert_instant(&calendar, plus(&calendar, "2025-03-29T12:00+02:00", "1d"), "2025-03-30T12:00+03:00");
    assert_instant(&calendar, plus(&calendar, "2025-10-25T12:00+03:00", "24h"), "2025-10-26T11:00+02:00");
    assert_instant(&calendar, plus(&calendar, "2025-10-25T12:00:00.25+03:00", "1d"),
                   "2025-10-26T12:00:00.25+02:00");
    /* a time that is skipped; one that comes twice */
    assert_instant(&calendar, plus(&calendar, "2025-03-29T03:30+02:00", "1d"), "2025-03-30T04:00+03:00");
    assert_instant(&calendar, plus(&calendar, "2025-10-25T03:30+03:00", "1d"), "2025-10-26T03:30+03:00");
    /* nothing added to the second of both is that one, not the first */
    assert_instant(&calendar, plus(&calendar, "2025-10-26T03:30+02:00", "0d"), "2025-10-26T03:30+02:00");
    assert_instant(&calendar, plus(&calendar, "2025-10-26T03:30+02:00", "1d"), "2025-10-27T03:30+02:00");
    assert_instant(&calendar, plus(&calendar, "2026-01-31T18:00+02:00", "1mo"), "2026-02-28T18:00+02:00");
    assert_instant(&calendar, plus(&calendar, "2025-12-29T00:00+02:00", "15y"), "2040-12-29T00:00+02:00");
    assert_instant(&calendar, plus(&calendar, "1969-12-31T23:30Z", "1h"), "1970-01-01T03:30+03:00");
    truce_time_zone_close(zone);

    struct truce_instant out = {9};
    truce_calendar_init(&calendar);
    assert_int_equal(truce_instant_add(&calendar, instant("2199-12-31T23:00Z"), duration("1h"), &out, NULL),
                     TRUCE_ERR_RANGE);
    assert_int_equal(truce_instant_add(&calendar, instant("2199-12-31T23:00Z"), duration("1d"), &out, NULL),
                     TRUCE_ERR_RANGE);
    assert_int_equal(
        truce_instant_add(&calendar, (struct truce_instant){INT64_MAX}, duration("1h"), &out, NULL),
        TRUCE_ERR_RANGE);
    assert_int_equal(
        truce_instant_add(&calendar, (struct truce_instant){INT64_MIN}, duration("1d"), &out, NULL),
        TRUCE_ERR_RANGE);
    assert_int_equal(truce_instant_add(&calendar, instant("2025-01-01T00:00Z"),
                                       (struct truce_duration){0, 0, INT64_MAX}, &out, NULL),
                     TRUCE_ERR_RANGE);
    calendar.month_end = TRUCE_MONTH_END_ERROR;
    assert_int_equal(truce_instant_add(&calendar, instant("2026-01-31T00:00Z"), duration("1mo"), &out, NULL),
                     TRUCE_ERR_RANGE);
    assert_int_equal(out.us, 9);
}

static void deadlines(void **unused)
{
    (void)unused;
    struct truce_calendar calendar;
    struct truce_time_zone *zone = open_zone(&calendar, "Europe/Kyiv");
    static const struct {
        const char *trigger, *within, *exclusive, *inclusive;
    } rows[] = {
        {"2025-05-10T15:00+03:00", "30d", "2025-06-10T00:00+03:00", "2025-06-09T00:00+03:00"},
        {"2025-05-10T00:00+03:00", "1d", "2025-05-12T00:00+03:00", "2025-05-11T00:00+03:00"},
        {"2025-05-10T23:59:59+03:00", "1d", "2025-05-12T00:00+03:00", "2025-05-11T00:00+03:00"},
        {"2025-05-10T15:00+03:00", "0d", "2025-05-11T00:00+03:00", "2025-05-11T00:00+03:00"},
        {"2025-05-10T15:00+03:00", "1mo", "2025-06-11T00:00+03:00", "2025-06-10T00:00+03:00"},
        {"2026-01-31T15:00+02:00", "1mo", "2026-03-01T00:00+02:00", "2026-02-28T00:00+02:00"},
        {"2025-05-10T15:00+03:00", "1y", "2026-05-11T00:00+03:00", "2026-05-10T00:00+03:00"},
        {"2025-03-29T15:00+02:00", "1d", "2025-03-31T00:00+03:00", "2025-03-30T00:00+02:00"},
        {"2025-03-29T15:00+02:00", "24h", "2025-03-30T16:00+03:00", "2025-03-30T16:00+03:00"},
        {"2025-05-10T15:00+03:00", "30min", "2025-05-10T15:30+03:00", "2025-05-10T15:30+03:00"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct truce_instant out;
        calendar.day_counting = TRUCE_DAYS_EXCLUSIVE;
        assert_int_equal(
            truce_calendar_due(&calendar, instant(rows[i].trigger), duration(rows[i].within), &out, NULL),
            TRUCE_OK);
        assert_instant(&calendar, out, rows[i].exclusive);
        calendar.day_counting = TRUCE_DAYS_INCLUSIVE;
        assert_int_equal(
            truce_calendar_due(&calendar, instant(rows[i].trigger), duration(rows[i].within), &out, NULL),
            TRUCE_OK);
        assert_instant(&calendar, out, rows[i].inclusive);
    }
    struct truce_instant out = {3};
    assert_int_equal(truce_calendar_due(&calendar, instant("2199-12-31T00:00Z"), duration("1d"), &out, NULL),
                     TRUCE_ERR_RANGE);
    assert_int_equal(out.us, 3);
    truce_time_zone_close(zone);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(durations),
        cmocka_unit_test(texts_that_are_no_durations),
        cmocka_unit_test(instants_as_text),
        cmocka_unit_test(texts_that_are_no_instants),
        cmocka_unit_test(kyiv_2025),
        cmocka_unit_test(midnight_skipped_or_twice),
        cmocka_unit_test(turned_back_across_midnight),
        cmocka_unit_test(a_day_left_out),
        cmocka_unit_test(half_hours),
        cmocka_unit_test(before_1970),
        cmocka_unit_test(the_ends_of_the_types),
        cmocka_unit_test(reporting_days),
        cmocka_unit_test(reporting_days_across_clock_changes),
        cmocka_unit_test(month_ends),
        cmocka_unit_test(some_vectors),
        cmocka_unit_test(all_vectors),
        cmocka_unit_test(first_and_last_of_month),
        cmocka_unit_test(days_for_planning),
        cmocka_unit_test(adding_is_monotone),
        cmocka_unit_test(instants_plus),
        cmocka_unit_test(deadlines),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
