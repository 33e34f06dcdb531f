/*
 * Civil days, months and deadlines.
 *
 * One idea: everything about clocks goes through one function, `first_showing`, the first instant at which the local clock shows a
 * given time or a later one.  Where clocks skip a time, that is the moment of the change; where a time comes twice, it is the first.
 * A day is then what lies between two such instants, so days partition time whatever the clocks do: they have 23 or 25 hours, an
 * hour that is repeated across midnight belongs to the day that had begun, and a day that a country left out (Samoa, 30 December
 * 2011) has no length.
 *
 * Local times are microseconds since 1970-01-01T00:00 on the local clock.  Instants and days are clamped to some 270,000 years, so that no
 * arithmetic here overflows.
 *
 * Sources of the rules for periods: European Convention on the Calculation of Time-Limits (ETS 76, 1972), articles 3 and 4;
 * Regulation (EEC, Euratom) 1182/71, article 3.
 */
#include "base/calendar.h"

#include <stdio.h>

#include "base/time_zone.h"

#define US_PER_S    INT64_C(1000000)
#define US_PER_MIN  (60 * US_PER_S)
#define US_PER_HOUR (3600 * US_PER_S)
#define US_PER_DAY  (86400 * US_PER_S)
#define DAYS_MAX    INT32_C(100000000) /* either side of 1970 */
#define INSTANT_MAX (DAYS_MAX * US_PER_DAY)

/* 400 years of the Gregorian calendar have 146,097 days */
#define YEARS_MAX 400
#define SPAN_DAYS INT64_C(146097)

void truce_calendar_init(struct truce_calendar *calendar)
{
    *calendar = (struct truce_calendar){.reporting_day_ends_s = 86400};
}

/* ---- durations ---- */

struct unit {
    const char *name;
    int64_t max;
    int32_t months, days; /* of one */
    int64_t us;
};

static const struct unit units[] = {
    {"d", SPAN_DAYS, 0, 1, 0},
    {"w", SPAN_DAYS / 7, 0, 7, 0},
    {"mo", YEARS_MAX * 12, 1, 0, 0},
    {"y", YEARS_MAX, 12, 0, 0},
    {"h", SPAN_DAYS * 24, 0, 0, US_PER_HOUR},
    {"min", SPAN_DAYS * 24 * 60, 0, 0, US_PER_MIN},
};

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

bool truce_duration_parse(struct truce_text text, struct truce_duration *out)
{
    int64_t count = 0;
    size_t i = 0;

    for (; i < text.len && is_digit(text.at[i]); i++) {
        count = count * 10 + (text.at[i] - '0');
        if (count > SPAN_DAYS * 24 * 60) /* more than any unit allows, and far from an overflow */
            return false;
    }
    if (i == 0)
        return false;
    struct truce_text name = {text.at + i, text.len - i};
    for (size_t k = 0; k < sizeof units / sizeof units[0]; k++) {
        if (!truce_text_is(name, units[k].name))
            continue;
        if (count > units[k].max)
            return false;
        *out = (struct truce_duration){(int32_t)count * units[k].months, (int32_t)count * units[k].days,
                                       count * units[k].us};
        return true;
    }
    return false;
}

void truce_duration_format(struct truce_duration duration, char *out, size_t n)
{
    if (duration.months % 12 == 0 && duration.months != 0)
        snprintf(out, n, "%dy", duration.months / 12);
    else if (duration.months != 0)
        snprintf(out, n, "%dmo", duration.months);
    else if (duration.us % US_PER_HOUR == 0 && duration.us != 0)
        snprintf(out, n, "%lldh", (long long)(duration.us / US_PER_HOUR));
    else if (duration.us != 0)
        snprintf(out, n, "%lldmin", (long long)(duration.us / US_PER_MIN));
    else
        snprintf(out, n, "%dd", duration.days);
}

bool truce_duration_is_zero(struct truce_duration duration)
{
    return duration.months == 0 && duration.days == 0 && duration.us == 0;
}

/* ---- instants as text ---- */

/* Two digits at text.at[*i], at most max; *i moves on. */
static bool two_digits(struct truce_text text, size_t *i, int max, int *out)
{
    if (text.len - *i < 2 || !is_digit(text.at[*i]) || !is_digit(text.at[*i + 1]))
        return false;
    *out = (text.at[*i] - '0') * 10 + (text.at[*i + 1] - '0');
    *i += 2;
    return *out <= max;
}

static bool take(struct truce_text text, size_t *i, char c)
{
    if (*i >= text.len || text.at[*i] != c)
        return false;
    (*i)++;
    return true;
}

/* hh:mm, and :ss where it is there; seconds */
static bool clock_time(struct truce_text text, size_t *i, int64_t *out)
{
    int h, m, s = 0;
    if (!two_digits(text, i, 23, &h) || !take(text, i, ':') || !two_digits(text, i, 59, &m))
        return false;
    if (take(text, i, ':') && !two_digits(text, i, 59, &s))
        return false;
    *out = (h * 60 + m) * 60 + s;
    return true;
}

/* ".5" and up to nine digits; what is finer than a microsecond is cut */
static bool fraction(struct truce_text text, size_t *i, int64_t *out_us)
{
    int64_t unit = US_PER_S / 10;
    size_t start = *i;

    *out_us = 0;
    for (; *i < text.len && is_digit(text.at[*i]); (*i)++, unit /= 10)
        *out_us += (text.at[*i] - '0') * unit;
    return *i > start && *i - start <= 9;
}

static bool offset(struct truce_text text, size_t *i, int64_t *out_s)
{
    *out_s = 0;
    if (take(text, i, 'Z'))
        return true;
    bool west = take(text, i, '-');
    if ((!west && !take(text, i, '+')) || !clock_time(text, i, out_s))
        return false;
    *out_s = west ? -*out_s : *out_s;
    return true;
}

bool truce_instant_parse(struct truce_text text, struct truce_instant *out)
{
    struct truce_day day;
    int64_t time_s, part_us = 0, offset_s;
    size_t i = TRUCE_DAY_TEXT - 1;

    if (text.len < i || !truce_day_parse((struct truce_text){text.at, i}, &day) || !take(text, &i, 'T') ||
        !clock_time(text, &i, &time_s))
        return false;
    bool has_seconds = i > sizeof "2026-01-20T00:00" - 1;
    if (has_seconds && take(text, &i, '.') && !fraction(text, &i, &part_us))
        return false;
    if (!offset(text, &i, &offset_s) || i != text.len)
        return false;
    out->us = day.n * US_PER_DAY + (time_s - offset_s) * US_PER_S + part_us;
    return true;
}

/* ---- the local clock ---- */

static int64_t floor_div(int64_t a, int64_t b)
{
    return a / b - (a % b < 0);
}

static int64_t clamp(int64_t value, int64_t limit)
{
    return value < -limit ? -limit : value > limit ? limit : value;
}

static int64_t offset_us(const struct truce_calendar *calendar, int64_t at_us)
{
    int32_t s = calendar->zone != NULL
                    ? truce_time_zone_offset_s(calendar->zone, (struct truce_instant){at_us})
                    : calendar->offset_s;
    return s * US_PER_S;
}

static int64_t local_us(const struct truce_calendar *calendar, struct truce_instant at)
{
    int64_t us = clamp(at.us, INSTANT_MAX);
    return us + offset_us(calendar, us);
}

/* The first instant at which the local clock shows `local` or later.  No clock is a day or more from Greenwich, so the day before `local` is
 * too early and the day after it late enough. */
static struct truce_instant first_showing(const struct truce_calendar *calendar, int64_t local)
{
    struct truce_instant from = {local - US_PER_DAY}, until = {local + US_PER_DAY};

    for (;;) {
        int64_t us = local - offset_us(calendar, from.us);
        struct truce_instant change;
        if (us < from.us) /* the change skipped it */
            us = from.us;
        if (calendar->zone == NULL || us <= from.us ||
            !truce_time_zone_next_change(calendar->zone, from, until, &change) || us < change.us)
            return (struct truce_instant){us};
        from = change;
    }
}

static struct truce_instant ends_at(const struct truce_calendar *calendar, int64_t day, int32_t s)
{
    return first_showing(calendar, clamp(day, DAYS_MAX) * US_PER_DAY + s * US_PER_S);
}

/* The day d in [start(d), start(d + 1)), days starting `s` after midnight of the day before or, with 86400, at their midnight. */
static struct truce_day day_within(const struct truce_calendar *calendar, struct truce_instant at, int32_t s)
{
    int64_t day = floor_div(local_us(calendar, at) - s * US_PER_S, US_PER_DAY) + 1;

    at.us = clamp(at.us, INSTANT_MAX);
    /* an hour that comes twice may show the day before again; a day may be left out */
    while (calendar->zone != NULL && day < DAYS_MAX && at.us >= ends_at(calendar, day, s).us)
        day++;
    return (struct truce_day){(int32_t)day};
}

struct truce_day truce_calendar_day(const struct truce_calendar *calendar, struct truce_instant at)
{
    return day_within(calendar, at, 86400);
}

struct truce_instant truce_calendar_day_start(const struct truce_calendar *calendar, struct truce_day day)
{
    return ends_at(calendar, (int64_t)day.n - 1, 86400);
}

struct truce_day truce_calendar_reporting_day(const struct truce_calendar *calendar, struct truce_instant at)
{
    return day_within(calendar, at, calendar->reporting_day_ends_s);
}

struct truce_instant truce_calendar_reporting_start(const struct truce_calendar *calendar,
                                                    struct truce_day day)
{
    return ends_at(calendar, (int64_t)day.n - 1, calendar->reporting_day_ends_s);
}

void truce_instant_format(const struct truce_calendar *calendar, struct truce_instant at,
                          char out[TRUCE_INSTANT_TEXT])
{
    int64_t us = clamp(at.us, INSTANT_MAX), offset_s = offset_us(calendar, us) / US_PER_S;
    int64_t local = us + offset_s * US_PER_S, day = floor_div(local, US_PER_DAY);
    int64_t rest = local - day * US_PER_DAY, s = rest / US_PER_S, part = rest % US_PER_S;
    char date[TRUCE_DAY_TEXT], seconds[16] = "", zone[16] = "Z";
    size_t n = 0;

    truce_day_format((struct truce_day){(int32_t)day}, date);
    if (s % 60 != 0 || part != 0)
        n = (size_t)snprintf(seconds, sizeof seconds, ":%02d", (int)(s % 60));
    if (part != 0) {
        n += (size_t)snprintf(seconds + n, sizeof seconds - n, ".%06d", (int)part);
        while (seconds[n - 1] == '0')
            seconds[--n] = '\0';
    }
    if (offset_s != 0) {
        int east = (int)(offset_s < 0 ? -offset_s : offset_s);
        n = (size_t)snprintf(zone, sizeof zone, "%c%02d:%02d", offset_s < 0 ? '-' : '+', east / 3600,
                             east / 60 % 60);
        if (east % 60 != 0) /* local mean times of before the 1920s */
            snprintf(zone + n, sizeof zone - n, ":%02d", east % 60);
    }
    snprintf(out, TRUCE_INSTANT_TEXT, "%.10sT%02u:%02u%.10s%.9s", date, (unsigned)(s / 3600) % 24,
             (unsigned)(s / 60) % 60, seconds, zone);
}

/* ---- counting ---- */

static enum truce_status out_of_years(struct truce_err *err)
{
    return truce_fail(err, TRUCE_ERR_RANGE, "the date would lie outside of the years %d to %d",
                      TRUCE_YEAR_MIN, TRUCE_YEAR_MAX - 1);
}

static bool day_in_range(int64_t n)
{
    struct truce_day first, last;
    bool known = truce_day_from_civil(TRUCE_YEAR_MIN, 1, 1, &first) &&
                 truce_day_from_civil(TRUCE_YEAR_MAX - 1, 12, 31, &last);
    return known && n >= first.n && n <= last.n;
}

enum truce_status truce_day_add_months(struct truce_day day, int32_t months, enum truce_month_end month_end,
                                       struct truce_day *out, struct truce_err *err)
{
    int year, month, d;
    struct truce_day result;

    if (!day_in_range(day.n))
        return out_of_years(err);
    truce_day_to_civil(day, &year, &month, &d);
    int64_t count = (int64_t)year * 12 + month - 1 + months;
    if (count < TRUCE_YEAR_MIN * 12 || count >= TRUCE_YEAR_MAX * 12)
        return out_of_years(err);
    int to_year = (int)(count / 12), to_month = (int)(count % 12) + 1, last = d;
    while (!truce_day_from_civil(to_year, to_month, last, &result))
        last--;
    if (last != d && month_end == TRUCE_MONTH_END_ERROR)
        return truce_fail(err, TRUCE_ERR_RANGE,
                          "%04d-%02d-%02d and %d month%s: %04d-%02d has no day %d, and month_end is error",
                          year, month, d, months, months == 1 ? "" : "s", to_year, to_month, d);
    if (last != d && month_end == TRUCE_MONTH_END_UP)
        result.n++; /* the longest month is December, so this stays within the years */
    *out = result;
    return TRUCE_OK;
}

/* Months first, then days. */
static enum truce_status add_civil(const struct truce_calendar *calendar, struct truce_day day,
                                   struct truce_duration duration, int64_t more_days, struct truce_day *out,
                                   struct truce_err *err)
{
    enum truce_status status = truce_day_add_months(day, duration.months, calendar->month_end, &day, err);
    if (status != TRUCE_OK)
        return status;
    int64_t n = day.n + duration.days + more_days;
    if (!day_in_range(n))
        return out_of_years(err);
    out->n = (int32_t)n;
    return TRUCE_OK;
}

enum truce_status truce_day_add(const struct truce_calendar *calendar, struct truce_day day,
                                struct truce_duration duration, struct truce_day *out, bool *rounded,
                                struct truce_err *err)
{
    int64_t days = -floor_div(-duration.us, US_PER_DAY);
    enum truce_status status = add_civil(calendar, day, duration, days, out, err);

    if (status == TRUCE_OK && rounded != NULL)
        *rounded = duration.us % US_PER_DAY != 0;
    return status;
}

/* The sum as an instant of the years that we know. */
static enum truce_status add_us(struct truce_instant at, int64_t us, struct truce_instant *out,
                                struct truce_err *err)
{
    if (!day_in_range(floor_div(at.us, US_PER_DAY)) || us < -INSTANT_MAX || us > INSTANT_MAX ||
        !day_in_range(floor_div(at.us + us, US_PER_DAY)))
        return out_of_years(err);
    out->us = at.us + us;
    return TRUCE_OK;
}

enum truce_status truce_instant_add(const struct truce_calendar *calendar, struct truce_instant at,
                                    struct truce_duration duration, struct truce_instant *out,
                                    struct truce_err *err)
{
    enum truce_status status;

    if (duration.months != 0 || duration.days != 0) {
        int64_t local = local_us(calendar, at), n = floor_div(local, US_PER_DAY);
        struct truce_day day = {(int32_t)n};
        status = add_civil(calendar, day, duration, 0, &day, err);
        if (status != TRUCE_OK)
            return status;
        at = first_showing(calendar, day.n * US_PER_DAY + (local - n * US_PER_DAY));
    }
    return add_us(at, duration.us, out, err);
}

enum truce_status truce_calendar_due(const struct truce_calendar *calendar, struct truce_instant trigger,
                                     struct truce_duration duration, struct truce_instant *out,
                                     struct truce_err *err)
{
    struct truce_day first = truce_calendar_day(calendar, trigger), last = first;

    if (duration.us != 0)
        return truce_instant_add(calendar, trigger, duration, out, err);
    enum truce_status status = add_civil(calendar, first, duration, 0, &last, err);
    if (status != TRUCE_OK)
        return status;
    /* the day of the trigger is the first of the period: one day less, but never less than that day */
    if (calendar->day_counting == TRUCE_DAYS_INCLUSIVE && last.n > first.n)
        last.n--;
    *out = truce_calendar_day_start(calendar, (struct truce_day){last.n + 1});
    return TRUCE_OK;
}
