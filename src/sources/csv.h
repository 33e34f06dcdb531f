/*
 * CSV, one row at a time: RFC 4180 and what is met in its stead.
 *
 * The whole file lies in memory; fields are views into it, or into a scratch row when a doubled quote had to
 * be undone. The first row names the columns.  The delimiter is the one of `,` `;` and tab that the header
 * has most of.  Lines end in LF or CR LF; a UTF-8 byte order mark is skipped; empty lines are skipped; a
 * quoted field may hold delimiters, line ends and doubled quotes; a quote inside an unquoted field is an
 * ordinary character.
 *
 *     struct truce_csv csv;
 *     status = truce_csv_open(&csv, bytes, path, err);
 *     int lat = truce_csv_column(&csv, "lat");
 *     while (status == TRUCE_OK && (status = truce_csv_next(&csv, &more, err)) == TRUCE_OK && more)
 *         ... truce_csv_field(&csv, lat) ...
 *     truce_csv_close(&csv);
 */
#ifndef TRUCE_SOURCES_CSV_H
#define TRUCE_SOURCES_CSV_H

#include <stdbool.h>
#include <stdint.h>

#include "base/status.h"
#include "base/text.h"

#define TRUCE_CSV_ROW_MAX     ((size_t)1 << 20) /* bytes of one row, line ends inside of quotes included */
#define TRUCE_CSV_COLUMNS_MAX 2000

struct truce_csv_cell {
    struct truce_text text;
    uint32_t line, column; /* where it begins; column in bytes, from 1 */
};

struct truce_csv {
    const char *file;        /* borrowed, for messages */
    struct truce_text bytes; /* borrowed; must outlive the reader */
    char delimiter;          /* ',', ';' or '\t' */
    size_t n_columns;
    struct truce_csv_cell *names; /* n_columns, trimmed; owned, and so are the next two */
    struct truce_csv_cell *cells; /* n_columns: the row read last, valid until the next call */
    char *scratch;                /* NULL until a field with a doubled quote is met */
    size_t scratch_used;
    size_t at, line_start; /* offsets into bytes */
    uint32_t line;         /* of `at` */
    uint32_t row_line;     /* line on which the row read last begins */
    bool stops[256];       /* bytes at which an unquoted field may end, NUL among them */
};

/*
 * Reads the header.
 *
 * csv    uninitialised; on success the caller closes it, on failure nothing is left to close.
 * file   for messages; may be NULL.
 * Fails: TRUCE_ERR_SYNTAX no header, UTF-16, a NUL byte, bytes that are not UTF-8, a column named twice, and
 *        what truce_csv_next says; TRUCE_ERR_LIMIT too many columns or too long a header; TRUCE_ERR_MEMORY.
 */
enum truce_status truce_csv_open(struct truce_csv *csv, struct truce_text bytes, const char *file,
                                 struct truce_err *err) TRUCE_MUST_USE;

/* Safe on a zeroed struct, and twice. */
void truce_csv_close(struct truce_csv *csv);

/* The column called `name` (ASCII case ignored), or -1. */
int truce_csv_column(const struct truce_csv *csv, const char *name);

/*
 * The next row.
 *
 * more   false at the end of the file: there is no row.
 * Fails: TRUCE_ERR_SYNTAX too few or too many fields, a quote that is not closed or is followed by something,
 *        a carriage return alone, a NUL byte, bytes that are not UTF-8; TRUCE_ERR_LIMIT a row of more than
 *        TRUCE_CSV_ROW_MAX bytes. All with file:line:column.  After a failure the reader can only be closed.
 * Cost:  O(bytes); no allocation but one for the first doubled quote of the file.
 */
enum truce_status truce_csv_next(struct truce_csv *csv, bool *more, struct truce_err *err) TRUCE_MUST_USE;

/* A field of the row read last, white space at both ends left out; empty for a column of -1. */
struct truce_text truce_csv_field(const struct truce_csv *csv, int column);

/* Fills err with the place of a field of the row read last (of the row itself for a column of -1) and
 * returns `status`. */
enum truce_status truce_csv_fail(const struct truce_csv *csv, int column, enum truce_status status,
                                 struct truce_err *err, const char *format, ...) TRUCE_PRINTF(5, 6);

#endif
