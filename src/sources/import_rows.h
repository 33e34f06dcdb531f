/*
 * Bytes that come in pieces, handed out as units: rows of CSV, lines, or the objects of a JSON array.  Private to the importers.
 *
 * A unit that is wrong is passed over and said; reading goes on behind it.  (sources/csv.h holds whole files and stops at the first fault: it serves
 * files that are right or wrong as a whole.)
 */
#ifndef TRUCE_SOURCES_IMPORT_ROWS_H
#define TRUCE_SOURCES_IMPORT_ROWS_H

#include "sources/import.h"

#define TRUCE_ROW_MAX         ((size_t)1 << 20) /* bytes of a unit */
#define TRUCE_ROW_COLUMNS_MAX 512

struct truce_rows {
    const struct truce_import_input *input; /* borrowed */
    char *window;
    size_t begin, end; /* of what was read and is not done with */
    bool at_end;       /* the input has no more */
    uint32_t line;     /* of window[begin] */
    uint32_t row_line; /* of the unit read last */
    char delimiter;
    struct truce_text *fields; /* of the row read last, trimmed; views into the window */
    size_t n_fields;
    char *names_memory;
    struct truce_text *names; /* of the columns */
    size_t n_columns;
    bool expects_tags;     /* the next row may be one of HXL tags */
    char reason[160];      /* of the last BAD */
    struct truce_text bad; /* its value, not yet fit to be shown */
};

enum truce_rows_step {
    TRUCE_ROWS_END,
    TRUCE_ROWS_ROW,
    TRUCE_ROWS_BAD, /* reason and bad say why */
};

/* Nothing is read yet.  Fails: TRUCE_ERR_MEMORY.  Owns: caller calls _fini, after failure, too. */
enum truce_status truce_rows_init(struct truce_rows *rows, const struct truce_import_input *input,
                                  struct truce_err *err) TRUCE_MUST_USE;
void truce_rows_fini(struct truce_rows *rows);

/* The bytes that come next, up to 64 KiB of them, without a byte order mark; nothing is consumed. */
enum truce_status truce_rows_head(struct truce_rows *rows, struct truce_text *out,
                                  struct truce_err *err) TRUCE_MUST_USE;

/* The header of a CSV file; a second row of HXL tags is passed over.  Fails: TRUCE_ERR_SYNTAX. */
enum truce_status truce_rows_header(struct truce_rows *rows, const char *file,
                                    struct truce_err *err) TRUCE_MUST_USE;
/* The column of that name, ASCII case ignored, or -1. */
int truce_rows_column(const struct truce_rows *rows, const char *name);

enum truce_status truce_rows_next(struct truce_rows *rows, enum truce_rows_step *step,
                                  struct truce_err *err) TRUCE_MUST_USE;

/* The next line that is not blank, without its end. */
enum truce_status truce_rows_next_line(struct truce_rows *rows, struct truce_text *out,
                                       enum truce_rows_step *step, struct truce_err *err) TRUCE_MUST_USE;

/* The next object of the array that the file is.  Fails also: TRUCE_ERR_SYNTAX: it is none, or is cut off. */
enum truce_status truce_rows_next_object(struct truce_rows *rows, const char *file, struct truce_text *out,
                                         enum truce_rows_step *step, struct truce_err *err) TRUCE_MUST_USE;

#endif
