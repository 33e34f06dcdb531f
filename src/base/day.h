/*
 * Civil days and instants.
 *
 * A civil day is a count of days since 1970-01-01 in the proleptic Gregorian calendar: no time zone, no clock.
 * Instants are UTC microseconds.  Spans are half-open unless a name says otherwise.
 */
#ifndef TRUCE_BASE_DAY_H
#define TRUCE_BASE_DAY_H

#include <stdbool.h>
#include <stdint.h>

#include "base/text.h"

struct truce_day {
    int32_t n; /* days since 1970-01-01; TRUCE_DAY_NONE where there is none */
};

struct truce_instant {
    int64_t us; /* microseconds since 1970-01-01T00:00:00Z */
};

#define TRUCE_DAY_NONE INT32_MIN
#define TRUCE_DAY_TEXT 11   /* bytes for "YYYY-MM-DD" and its end */
#define TRUCE_YEAR_MIN 1800 /* dates outside of these years are taken for mistakes */
#define TRUCE_YEAR_MAX 2200

/* A day of the calendar.  False for 31 February and the like, or a year outside of [TRUCE_YEAR_MIN, TRUCE_YEAR_MAX);
 * *out is then untouched.  Source: H. Hinnant, "chrono-compatible low-level date algorithms" (2013). */
bool truce_day_from_civil(int year, int month, int day, struct truce_day *out);

void truce_day_to_civil(struct truce_day day, int *year, int *month, int *day_of_month);

/* Exactly "YYYY-MM-DD".  False as above. */
bool truce_day_parse(struct truce_text text, struct truce_day *out);

/* "YYYY-MM-DD" into out, of at least TRUCE_DAY_TEXT bytes; "" for TRUCE_DAY_NONE. */
void truce_day_format(struct truce_day day, char out[TRUCE_DAY_TEXT]);

#endif
