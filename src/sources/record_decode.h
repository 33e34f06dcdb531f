/*
 * A record out of a tree of values: what keys it may have, what they must hold.
 */
#ifndef TRUCE_SOURCES_RECORD_DECODE_H
#define TRUCE_SOURCES_RECORD_DECODE_H

#include "base/calendar.h"
#include "record/fact.h"
#include "sources/record_value.h"

#define TRUCE_RECORD_ID_MAX    200  /* bytes of an id */
#define TRUCE_RECORD_NAME_MAX  200  /* bytes of a party, class, clause, place... */
#define TRUCE_RECORD_TEXT_MAX  4000 /* bytes of a finding or a reason */
#define TRUCE_RECORD_COUNT_MAX 1e9

struct truce_record_decoder {
    struct truce_arena *arena; /* owns what records point to */
    struct truce_diagnostics *found;
    const struct truce_calendar
        *calendar;            /* of a scenario, whose coverage may be written in days; else NULL */
    enum truce_status status; /* TRUCE_OK, or why the work had to stop: no memory, ceiling */
    struct truce_err *err;
};

/*
 * A record of a log file: an object with `kind`, `id`, `by`, `valid` and what goes with its kind.
 * False: something is wrong, and found or status says what; *out holds nothing then.
 */
bool truce_record_decode(struct truce_record_decoder *d, const struct truce_value *object,
                         struct truce_record *out);

/*
 * A record of a scenario: an item {at, <kind>: body}.  `at` is its valid time and the time at which it was logged, unless
 * the body says `valid`; coverage has `from` and `to` instead.  *out->id is "" where the body names none.
 */
bool truce_record_decode_item(struct truce_record_decoder *d, const struct truce_value *item,
                              struct truce_record *out);

/* E01 for every key of the object that is not among `known` (ends with NULL), with the nearest; what: "a record". */
void truce_record_check_keys(struct truce_record_decoder *d, const struct truce_value *object,
                             const char *const *known, const char *what);

/* The nearest of n names to a word that was meant to be one of them, or NULL. */
const char *truce_record_nearest(struct truce_text word, const char *const *names, size_t n);

/* An instant such as "2026-01-20T00:00+02:00"; false and E04 when it is none. */
bool truce_record_instant(struct truce_record_decoder *d, const struct truce_value *value, const char *what,
                          struct truce_instant *out);

#endif
