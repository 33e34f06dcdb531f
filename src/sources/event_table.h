/*
 * Events of a CSV as columns in memory, many millions a second: docs/formats/events.md.
 *
 * Bytes come in pieces of any size; each call turns as many whole rows as there are room and bytes for into arrays.  A row that cannot be used is
 * refused with its line, column and reason, and the next line goes on: nothing is dropped unsaid.
 */
#ifndef TRUCE_SOURCES_EVENT_TABLE_H
#define TRUCE_SOURCES_EVENT_TABLE_H

#include "base/calendar.h"
#include "base/status.h"
#include "geo/shape.h"

#define TRUCE_EVENT_ROWS        16384             /* rows of one call */
#define TRUCE_EVENT_ROW_MAX     ((size_t)1 << 20) /* bytes of a row; an open quote is given up there */
#define TRUCE_EVENT_COLUMNS_MAX 2000
#define TRUCE_EVENT_CLASSES_MAX 1024
#define TRUCE_EVENT_CLASS_BYTES 200
#define TRUCE_EVENT_REFUSED_MAX 1000 /* kept of one call's; its rows end there */

struct truce_event_refused {
    uint64_t line;      /* from 1 */
    uint32_t column;    /* field, from 1; 0: the row as a whole */
    const char *reason; /* static */
};

struct truce_event_table {
    /* the rows of the last call */
    size_t n, n_refused;
    struct truce_lonlat *points;
    struct truce_instant *times;
    uint32_t *classes; /* 0: "", no class given */
    uint64_t *lines;   /* on which each row begins */
    struct truce_event_refused *refused;

    /* since the beginning */
    char **class_names;
    size_t n_classes;
    uint64_t rows, taken;

    /* private */
    const struct truce_calendar *calendar;
    unsigned char *roles;
    uint32_t *slots;
    size_t n_columns;
    uint64_t line;
    char delimiter;
    bool has_header;
};

/* calendar  borrowed: a date alone is the beginning of its civil day; a time without offset is refused.  Fails: TRUCE_ERR_MEMORY. */
enum truce_status truce_event_table_open(struct truce_event_table *table,
                                         const struct truce_calendar *calendar,
                                         struct truce_err *err) TRUCE_MUST_USE;
void truce_event_table_close(struct truce_event_table *table); /* safe on a zeroed struct */

/*
 * Reads on.  The first call needs the whole first line.
 *
 * at_end  no bytes follow these.
 * used    how many bytes were taken; give the others again, with more behind them.  0 without rows: more bytes are needed, at most
 *         TRUCE_EVENT_ROW_MAX, or the end was reached.
 * Fails:  TRUCE_ERR_SYNTAX a first line without time, lon and lat, or with a name twice; TRUCE_ERR_LIMIT; TRUCE_ERR_MEMORY.
 */
enum truce_status truce_event_table_read(struct truce_event_table *table, struct truce_text bytes,
                                         bool at_end, size_t *used, struct truce_err *err) TRUCE_MUST_USE;

#endif
