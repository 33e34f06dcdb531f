/*
 * Counts by day from a CSV file: docs/formats/day-counts.md.
 */
#ifndef TRUCE_SOURCES_DAY_COUNTS_H
#define TRUCE_SOURCES_DAY_COUNTS_H

#include "base/day.h"
#include "base/status.h"
#include "base/text.h"

#define TRUCE_DAY_COUNTS_MAX 100000 /* days */

struct truce_day_counts {
    struct truce_day *days;         /* ascending, each once; heap */
    double *counts;                 /* whole numbers >= 0; heap */
    size_t n;                       /* >= 1 */
    size_t missing;                 /* days between the first and the last that have no row */
    struct truce_day first_missing; /* TRUCE_DAY_NONE: none */
};

/*
 * Reads the columns `day` and `count`; rows in any order, other columns are ignored.
 *
 * file   for messages; may be NULL.
 * Fails: TRUCE_ERR_SYNTAX what is no CSV, a column that is not there, a day or a count that is none, a day given twice, no row at
 *        all; TRUCE_ERR_LIMIT more than TRUCE_DAY_COUNTS_MAX rows; TRUCE_ERR_MEMORY.  All with file:line:column.
 * Owns:  caller releases with truce_day_counts_fini.
 */
enum truce_status truce_day_counts_parse(struct truce_text bytes, const char *file,
                                         struct truce_day_counts *out, struct truce_err *err) TRUCE_MUST_USE;
void truce_day_counts_fini(struct truce_day_counts *counts); /* safe on a zeroed struct */

#endif
