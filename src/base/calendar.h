/*
 * Civil days, months and deadlines by an agreement's calendar.
 *
 * A civil day runs from midnight to midnight in the calendar's time zone, half-open; it has 23 or 25 hours where clocks change.
 * A reporting day ends at a stated time of its date: with "19:30", that of 3 May runs from 2 May 19:30 to 3 May 19:30.
 */
#ifndef TRUCE_BASE_CALENDAR_H
#define TRUCE_BASE_CALENDAR_H

#include "base/day.h"
#include "base/status.h"

/* A span as people write it: "60d", "2w", "12mo", "15y", "72h", "30min".  One unit each, so at most one field is not 0. */
struct truce_duration {
    int32_t months;
    int32_t days;
    int64_t us; /* hours and minutes count exactly */
};

/* Is the day of the trigger itself the first day of a period (inclusive), or the day after it (exclusive)? */
enum truce_day_counting {
    TRUCE_DAYS_EXCLUSIVE,
    TRUCE_DAYS_INCLUSIVE,
};

/* 31 January + 1 month: 28 February (down), 1 March (up), or refused (error). */
enum truce_month_end {
    TRUCE_MONTH_END_DOWN,
    TRUCE_MONTH_END_UP,
    TRUCE_MONTH_END_ERROR,
};

struct truce_time_zone; /* an IANA zone, base/time_zone.h */

struct truce_calendar {
    const struct truce_time_zone *zone; /* borrowed; NULL: the fixed offset below */
    int32_t offset_s;                   /* seconds east of Greenwich, [-86399, 86399] */
    int32_t
        reporting_day_ends_s; /* seconds after midnight, (0, 86400]; 86400: reporting days are civil days */
    enum truce_day_counting day_counting;
    enum truce_month_end month_end;
};

/* UTC, civil reporting days, exclusive, down. */
void truce_calendar_init(struct truce_calendar *calendar);

/* "60d", "2w", "12mo", "15y", "72h", "30min", "0d": digits, then one unit of d w mo y h min.  False: *out is untouched.
 * Limits: 400 years, in whatever unit. */
bool truce_duration_parse(struct truce_text text, struct truce_duration *out);

/* The same form: "15y" for 180 months, "72h", and weeks as days; into out, of n >= 24 bytes. */
void truce_duration_format(struct truce_duration duration, char *out, size_t n);

bool truce_duration_is_zero(struct truce_duration duration);

/* "2026-01-20T00:00+02:00", "2026-01-20T00:00:30.5Z": a day, 'T', a time, an offset that must be there.  Parts of a second have up to nine
 * digits; what is finer than a microsecond is cut.  No leap second, no 24:00.  False: *out is untouched. */
bool truce_instant_parse(struct truce_text text, struct truce_instant *out);

#define TRUCE_INSTANT_TEXT 40
/* The same form with the calendar's offset at that instant, seconds only where they are not 0, 'Z' where the offset is 0. */
void truce_instant_format(const struct truce_calendar *calendar, struct truce_instant at,
                          char out[TRUCE_INSTANT_TEXT]);

/* The civil day in which an instant lies: the d with day_start(d) <= at < day_start(d + 1).  Where clocks are turned back across midnight, what
 * shows the date of the day before again belongs to the day that had begun. */
struct truce_day truce_calendar_day(const struct truce_calendar *calendar, struct truce_instant at);

/* The first instant of a civil day.  Where clocks skip midnight, the first that exists; where midnight comes twice, the first. */
struct truce_instant truce_calendar_day_start(const struct truce_calendar *calendar, struct truce_day day);

/* The reporting day in which an instant lies, and the first instant of a reporting day. */
struct truce_day truce_calendar_reporting_day(const struct truce_calendar *calendar, struct truce_instant at);
struct truce_instant truce_calendar_reporting_start(const struct truce_calendar *calendar,
                                                    struct truce_day day);

/* day + months, the day of the month kept where the month has it.
 * Fails: TRUCE_ERR_RANGE where it does not and month_end is ERROR, or a year outside of [TRUCE_YEAR_MIN, TRUCE_YEAR_MAX). */
enum truce_status truce_day_add_months(struct truce_day day, int32_t months, enum truce_month_end month_end,
                                       struct truce_day *out, struct truce_err *err) TRUCE_MUST_USE;

/*
 * day + duration in whole civil days, for planning: hours and minutes are rounded up to days, and *rounded (may be NULL) says
 * so.  Never before `day`; monotone in `day`.
 */
enum truce_status truce_day_add(const struct truce_calendar *calendar, struct truce_day day,
                                struct truce_duration duration, struct truce_day *out, bool *rounded,
                                struct truce_err *err) TRUCE_MUST_USE;

/*
 * instant + duration: hours and minutes exactly; days and months by the calendar, the time of day kept (a time that clocks skip
 * becomes the first that exists).
 */
enum truce_status truce_instant_add(const struct truce_calendar *calendar, struct truce_instant at,
                                    struct truce_duration duration, struct truce_instant *out,
                                    struct truce_err *err) TRUCE_MUST_USE;

/*
 * The end (exclusive) of a period "within `duration` of `trigger`": exactly, for hours and minutes; else the end of the last
 * civil day, counted by day_counting: "within 1mo" of 10 May ends with 10 June when the day of the trigger does not count, with
 * 9 June when it does.  Never before the end of the trigger's own day; a duration of 0 ends there.
 */
enum truce_status truce_calendar_due(const struct truce_calendar *calendar, struct truce_instant trigger,
                                     struct truce_duration duration, struct truce_instant *out,
                                     struct truce_err *err) TRUCE_MUST_USE;

#endif
