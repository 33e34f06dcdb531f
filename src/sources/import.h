/*
 * Importers: an outside file becomes lines of our own records, with an account of every row.
 *
 * One idea: an importer knows nothing of what is stored.  It reads rows, makes a record line of each (docs/formats/records.md) and hands it to a sink, which
 * says what became of it; rows that make no record go to the sink with the reason.  Columns are found by name, never by position.  What each
 * format becomes: docs/formats/import.md.
 *
 * Invariants: read == taken + duplicates + corrected + refused; a line that is handed over is a valid record; the same bytes and the same tables give the
 * same lines.  Memory: a window of 1.25 MiB, the tables and one record, whatever the size of the file.
 */
#ifndef TRUCE_SOURCES_IMPORT_H
#define TRUCE_SOURCES_IMPORT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/calendar.h"
#include "base/status.h"
#include "base/text.h"
#include "record/fact.h"

enum truce_import_format {
    TRUCE_IMPORT_UNKNOWN,
    TRUCE_IMPORT_ACLED,         /* both layouts */
    TRUCE_IMPORT_UCDP,          /* Georeferenced Event Dataset, 25.1 and older names */
    TRUCE_IMPORT_FIRMS,         /* VIIRS, MODIS, Landsat, all of their files */
    TRUCE_IMPORT_VIINA,         /* event_info */
    TRUCE_IMPORT_VIINA_LABELS,  /* event_labels */
    TRUCE_IMPORT_VIINA_1PD,     /* event_1pd */
    TRUCE_IMPORT_CEASEFIRE,     /* the table of ceasefire violations as the OSCE mission printed it */
    TRUCE_IMPORT_CIR,           /* Eyes on Russia, CSV */
    TRUCE_IMPORT_CIVILIAN_HARM, /* Bellingcat, JSON */
    TRUCE_IMPORT_TEMPLATE,      /* our own CSV */
    TRUCE_IMPORT_RECORDS,       /* our own JSON Lines */
    TRUCE_IMPORT_FORMATS,
};

/* Of `head`, the first bytes of a file: 64 KiB are enough.  By content and column names. */
enum truce_import_format truce_import_detect(struct truce_text head);

/* "acled", "ucdp", "firms", "viina", "viina_labels", ...: also the name of its table, share/import/<name>.yaml,
 * but for our own two, which have none.  "unknown".  Static storage. */
const char *truce_import_format_name(enum truce_import_format format);
/* UNKNOWN when there is none of that name. */
enum truce_import_format truce_import_format_named(struct truce_text name);

/* An empty file of our own CSV: the columns and two example rows. */
const char *truce_import_template(void);

/* ---- tables ---- */

struct truce_import_word {
    struct truce_text native;
    const char *ours;
};

struct truce_import_words {
    struct truce_import_word *at;
    size_t n, size;
};

struct truce_import_code {
    struct truce_text native; /* "none": where a row has no code */
    double a, b;              /* radius_m and confidence; days before and after; chance in a */
    enum { TRUCE_CODE_PLAIN, TRUCE_CODE_EXACT, TRUCE_CODE_MONTH, TRUCE_CODE_YEAR } form;
};

struct truce_import_codes {
    struct truce_import_code *at;
    size_t n, size;
};

/* What a native word means: from share/import/<format>.yaml, then from the file of the user, which wins. */
struct truce_import_table {
    struct truce_arena arena;
    const char *by;        /* author of the records; NULL: the name of the format */
    const char *otherwise; /* class where nothing else is known; NULL: "unclassified" */
    struct truce_import_words classes, words, actors;
    struct truce_import_codes place_precision, time_precision, exists;
};

void truce_import_table_init(struct truce_import_table *table);
void truce_import_table_fini(struct truce_import_table *table);

/*
 * Adds what a file says; entries of the same native word are replaced.
 *
 * Fails: TRUCE_ERR_SYNTAX, TRUCE_ERR_UNKNOWN, TRUCE_ERR_RANGE with file:line:column, and what reading fails with; the table may then hold a part of it.
 */
enum truce_status truce_import_table_read(const char *path, struct truce_import_table *table,
                                          struct truce_err *err) TRUCE_MUST_USE;
enum truce_status truce_import_table_parse(struct truce_text bytes, const char *file,
                                           struct truce_import_table *table,
                                           struct truce_err *err) TRUCE_MUST_USE;

/* ---- import ---- */

/* Where bytes come from: up to n of them into `into`; *got 0 at the end. */
struct truce_import_input {
    enum truce_status (*read)(void *context, char *into, size_t n, size_t *got, struct truce_err *err);
    void *context;
};

/* Bytes in memory as an input; `bytes` moves on. */
struct truce_import_input truce_import_input_of(struct truce_text *bytes);

/* An open file descriptor as an input, read to its end.  Fails: TRUCE_ERR_IO. */
struct truce_import_input truce_import_input_of_file(int *fd);

struct truce_import_line {
    struct truce_text text; /* the record, without line feed; at most 65,535 bytes */
    struct truce_text id;   /* as in text; "" where our own JSON Lines write it with escapes */
    uint32_t number;        /* line of the file on which the row begins */
    bool unclassified;      /* its class is the one for rows of unknown class */
    const char
        *suspect; /* NULL; or why a value of the row is doubtful, which the note of the record says, too */
    const struct truce_record
        *record; /* as read, where it was read to be checked (our own lines); else NULL */
};

enum truce_import_outcome {
    TRUCE_IMPORT_TAKEN,
    TRUCE_IMPORT_DUPLICATE, /* the same is there already */
    TRUCE_IMPORT_CORRECTED, /* an older version is there; a correction was written */
    TRUCE_IMPORT_REFUSED,   /* the sink has said why */
};

struct truce_import_refusal {
    uint32_t number;         /* line on which the row begins */
    const char *column;      /* "" where it is the row */
    struct truce_text value; /* as far as it is worth showing: at most 100 bytes, valid UTF-8 */
    const char *reason;      /* one line, without a final full stop */
};

/* All may be called many times; pointers are good for the call. */
struct truce_import_sink {
    void *context;
    /* *outcome is TAKEN when it is called.  A failure ends the import. */
    enum truce_status (*record)(void *context, const struct truce_import_line *line,
                                enum truce_import_outcome *outcome, struct truce_err *err);
    void (*refused)(void *context, const struct truce_import_refusal *refusal); /* may be NULL */
};

struct truce_import_account {
    uint64_t read; /* rows of data: no header, no row of HXL tags, no empty lines */
    uint64_t taken, duplicates, corrected, refused;
    uint64_t unclassified, suspect; /* of those that were not refused */
};

struct truce_import_options {
    enum truce_import_format format; /* UNKNOWN: told by the content */
    const char *by;   /* author of the records; NULL: the table's.  Nothing for our own JSON Lines */
    const char *file; /* for messages; may be NULL */
    const struct truce_import_table *table; /* NULL: no words are known */
    const struct truce_calendar
        *calendar; /* of days and times without a zone; NULL: UTC.  FIRMS is UTC anyway */
};

/*
 * Imports one file.
 *
 * account  filled as far as the work went, on failure, too.
 * format   what it was taken for; may be NULL.
 * Fails:   TRUCE_ERR_UNKNOWN the content is of no known format; TRUCE_ERR_SYNTAX no header, a column that is needed is not there, or the end of a JSON file is missing;
 *          TRUCE_ERR_RANGE an author's name that a record cannot have; TRUCE_ERR_MEMORY; what the input and the sink fail with.
 *          A row that is wrong is no failure: it is refused.
 * Cost:    O(bytes); thread-safe.
 */
enum truce_status truce_import_run(const struct truce_import_options *options,
                                   const struct truce_import_input *input,
                                   const struct truce_import_sink *sink, struct truce_import_account *account,
                                   enum truce_import_format *format, struct truce_err *err) TRUCE_MUST_USE;

/* ---- a record that is there already ---- */

enum truce_import_change {
    TRUCE_IMPORT_SAME,
    TRUCE_IMPORT_CHANGED,  /* a correction of the earlier record says so */
    TRUCE_IMPORT_CONFLICT, /* another kind or author, or a correction itself: the later line cannot be taken */
};

/*
 * Compares a new line with the earlier one of the same id.
 *
 * earlier     the record's line, then the lines of its corrections in the order of the log; n >= 1.
 * at          when the correction is stated: the caller's clock.
 * correction  its content is replaced by a correction of the keys that differ, or made empty.  Its id is "<id>/v" and 8 hexadecimal digits of the SHA-256 of the new line (and of how many
 *             corrections stand before it).  `made`, `logged` and `source` are not compared.  A key that the newer line no longer has cannot be taken back: the reason names it, and
 *             where nothing else differs the lines are the same.
 * Fails:      TRUCE_ERR_SYNTAX a line that is no JSON object; TRUCE_ERR_MEMORY.
 */
enum truce_status truce_import_compare(const struct truce_text *earlier, size_t n, struct truce_text later,
                                       struct truce_instant at, enum truce_import_change *change,
                                       struct truce_buf *correction, struct truce_err *err) TRUCE_MUST_USE;

#endif
