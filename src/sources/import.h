/*
 * Importers: the tables of others become lines of our own record file.
 *
 * An importer reads a file once, from front to back, through a window of a fixed size, and hands every record on as one line of
 * docs/formats/records.md.  It keeps no record and looks at no clock.  Nothing is dropped in silence: each row that was read was taken or
 * was refused, and the account says which, where and why.  Columns are found by name.  Formats, mappings and ids: docs/formats/import.md.
 *
 *     struct truce_import_mapping mapping;
 *     struct truce_import_account account;
 *     status = truce_import_mapping_find(TRUCE_IMPORT_ACLED, folders, n_folders, "my-classes.yaml", &mapping, err);
 *     truce_import_account_init(&account);
 *     status = truce_import_file("acled.csv", &(struct truce_import_options){.mapping = &mapping}, &sink, &account, err);
 */
#ifndef TRUCE_SOURCES_IMPORT_H
#define TRUCE_SOURCES_IMPORT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/notes.h"
#include "base/status.h"
#include "base/text.h"

enum truce_import_format {
    TRUCE_IMPORT_UNKNOWN,      /* to be told from the bytes */
    TRUCE_IMPORT_RECORDS,      /* our own JSON Lines: passed through as they are */
    TRUCE_IMPORT_TEMPLATE,     /* our own CSV: truce_import_template() */
    TRUCE_IMPORT_ACLED,        /* both layouts */
    TRUCE_IMPORT_UCDP,         /* UCDP GED, older names of the best estimate among it */
    TRUCE_IMPORT_FIRMS,        /* NASA FIRMS: VIIRS, MODIS, Landsat */
    TRUCE_IMPORT_VIINA_INFO,   /* VIINA 2.0 event_info */
    TRUCE_IMPORT_VIINA_LABELS, /* event_labels */
    TRUCE_IMPORT_VIINA_1PD,    /* event_1pd */
    TRUCE_IMPORT_PATROL,       /* a table as in a mission's daily report: observer, distance, direction */
    TRUCE_IMPORT_CIR,          /* map of the Centre for Information Resilience and Bellingcat, CSV */
    TRUCE_IMPORT_BELLINGCAT,   /* Bellingcat's civilian harm, JSON */
    TRUCE_IMPORT_FORMATS,
};

/* "acled", "firms", "viina-labels", ...: also the name of its mapping, share/import/<name>.yaml; NULL for no format. */
const char *truce_import_format_name(enum truce_import_format format);
/* "ACLED events (CSV)" */
const char *truce_import_format_title(enum truce_import_format format);
/* The format of that name; TRUCE_IMPORT_UNKNOWN for none. */
enum truce_import_format truce_import_format_named(struct truce_text name);

/*
 * The format by the names of the columns or keys.
 *
 * beginning  of the file: all of it, or TRUCE_IMPORT_PEEK bytes.
 * *out       never TRUCE_IMPORT_UNKNOWN.
 * Fails:     TRUCE_ERR_UNKNOWN none fits, with the columns that were seen; TRUCE_ERR_SYNTAX as the readers of CSV and JSON.
 */
#define TRUCE_IMPORT_PEEK ((size_t)1 << 20)
enum truce_status truce_import_detect(struct truce_text beginning, const char *file,
                                      enum truce_import_format *out, struct truce_err *err) TRUCE_MUST_USE;

/* The header of our own CSV with lines that show its use; static. */
const char *truce_import_template(void);

/* ---- mappings: docs/formats/import.md ---- */

struct truce_import_rule; /* private to the importers */

struct truce_import_mapping {
    enum truce_import_format format;
    const char *by;     /* the author that the records get; "" */
    const char *source; /* the beginning of ids; "" */
    int32_t offset_s;   /* of times that have none, seconds east of Greenwich */
    const struct truce_import_rule *classes, *places, *times, *actors, *exists; /* newest first */
    struct truce_arena arena;
};

void truce_import_mapping_init(struct truce_import_mapping *mapping, enum truce_import_format format);
void truce_import_mapping_fini(struct truce_import_mapping *mapping);

/*
 * Adds a mapping file; what it says wins over what is there.
 *
 * file   for messages.
 * Fails: TRUCE_ERR_SYNTAX, _RANGE, _UNKNOWN (a key, with the nearest), _LIMIT, _MEMORY, with file:line:column; *mapping is then only fit for _fini.
 */
enum truce_status truce_import_mapping_add(struct truce_import_mapping *mapping, struct truce_text bytes,
                                           const char *file, struct truce_err *err) TRUCE_MUST_USE;

/*
 * <folder>/import/<format>.yaml of the first folder that has it, and then the user's file on top.
 *
 * folders  as for source descriptions: those in which the folder `import` lies, such as share/.
 * user     a path, or NULL.
 * out      initialised here; the caller releases with truce_import_mapping_fini.
 * Fails:   as above; TRUCE_ERR_MISSING no such file.
 */
enum truce_status truce_import_mapping_find(enum truce_import_format format, const char *const *folders,
                                            size_t n_folders, const char *user,
                                            struct truce_import_mapping *out,
                                            struct truce_err *err) TRUCE_MUST_USE;

/* ---- the account ---- */

#define TRUCE_IMPORT_KEPT 1000 /* refusals, unknown classes and notes that are kept; later ones are counted */

struct truce_import_refusal {
    uint32_t line, column; /* in the file that was read; column in bytes, 0: the whole row */
    const char *name;      /* of the column or key; "" */
    const char *value;     /* what stands there, cut at 80 bytes; "" */
    const char *reason;    /* "31 February is no day" */
};

struct truce_import_unknown {
    const char *name; /* the class as the source calls it */
    uint64_t rows;
};

struct truce_import_account {
    enum truce_import_format format; /* as told or found */
    uint64_t read;                   /* rows; = taken + refused */
    uint64_t taken;                  /* lines given to the sink */
    uint64_t refused;                /* rows without a line */
    uint64_t unclassified;           /* taken, but with a class that the mapping does not have */
    uint64_t cut;                    /* texts that were longer than a record may hold and lost their ends */
    uint64_t suspect;  /* rows whose date is doubtful, each with a note as far as these are kept */
    uint64_t undated;  /* rows whose time of day is not known: valid the whole day */
    uint64_t unplaced; /* rows without a position */
    struct truce_import_refusal *refusals; /* the first, by line */
    size_t n_refusals, size_refusals;
    struct truce_import_unknown *unknown; /* sorted by name when the import has ended */
    size_t n_unknown, size_unknown;
    uint64_t unknown_dropped; /* rows whose unknown class is not in the list, which is full */
    struct truce_notes notes; /* suspect dates, unknown columns, what was repaired */
    struct truce_arena arena;
};

void truce_import_account_init(struct truce_import_account *account);
void truce_import_account_fini(struct truce_import_account *account);

/* ---- importing ---- */

struct truce_import_line {
    struct truce_text text; /* one record, without its line feed; borrowed until the sink returns */
    struct truce_text id;   /* of the record; borrowed as well */
    uint32_t line;          /* on which it begins in the file that was read */
};

/* Takes lines in the order of the file.  Whatever it returns but TRUCE_OK ends the import with that status. */
struct truce_import_sink {
    enum truce_status (*take)(void *self, const struct truce_import_line *line, struct truce_err *err);
    void *self;
};

/* Gives bytes: up to `size` of them, *n of 0 at the end. */
struct truce_import_bytes {
    enum truce_status (*read)(void *self, char *into, size_t size, size_t *n, struct truce_err *err);
    void *self;
};

struct truce_import_options {
    enum truce_import_format format; /* UNKNOWN: by content */
    const char *file;                /* for messages; NULL: none */
    const char *by;                  /* the author of all records; NULL: that of the mapping */
    const char *source;              /* the beginning of ids, before the colon; NULL: that of the mapping */
    const struct truce_import_mapping *mapping; /* of that format; NULL only for RECORDS and TEMPLATE */
};

/*
 * Imports a file to its end.
 *
 * account  initialised and empty; filled in any case, so that after a failure it says how far the work came.
 * Fails:   TRUCE_ERR_SYNTAX the file as a whole is not what it should be, a column that the format needs is missing;
 *          TRUCE_ERR_UNKNOWN as truce_import_detect; TRUCE_ERR_USAGE no mapping, or one of another format; TRUCE_ERR_LIMIT a row of more
 *          than 1 MiB, more than 1,000 rows that are no rows; TRUCE_ERR_IO, _MISSING, _MEMORY; what the sink returned.
 * Cost:    O(bytes); some 8 MiB of memory whatever the size of the file.  Two imports at once need two accounts and nothing else.
 */
enum truce_status truce_import_run(const struct truce_import_bytes *from,
                                   const struct truce_import_options *options,
                                   const struct truce_import_sink *sink, struct truce_import_account *account,
                                   struct truce_err *err) TRUCE_MUST_USE;

/* The same for a path ("-" is standard input), and for bytes in memory. */
enum truce_status truce_import_file(const char *path, const struct truce_import_options *options,
                                    const struct truce_import_sink *sink,
                                    struct truce_import_account *account,
                                    struct truce_err *err) TRUCE_MUST_USE;
enum truce_status truce_import_text(struct truce_text bytes, const struct truce_import_options *options,
                                    const struct truce_import_sink *sink,
                                    struct truce_import_account *account,
                                    struct truce_err *err) TRUCE_MUST_USE;

/* The format of a file, by its beginning; "-" is not possible. */
enum truce_status truce_import_detect_file(const char *path, enum truce_import_format *out,
                                           struct truce_err *err) TRUCE_MUST_USE;

/* ---- newer versions of a file ---- */

enum truce_import_change {
    TRUCE_IMPORT_SAME,    /* says what the earlier line says: nothing to add */
    TRUCE_IMPORT_CHANGED, /* `out` holds a correction */
    TRUCE_IMPORT_LESS, /* keys are gone, none is new or different: a correction cannot take a key away, so there is none; `out` names the keys */
};

/*
 * Compares a line with an earlier one of the same id, and writes the correction that makes the one into the other.
 *
 * earlier  the line that the log has; the latest state: where corrections were made, with them in it (truce_import_apply).
 * later    the new line of the same id, kind and authors.
 * reason   text for the correction, such as "newer version of acled.csv"; "" or NULL: none.  Keys that are gone are named after it.
 * out      replaced: CHANGED: the line of the correction, without a line feed: {"id":"<id>/<first 8 hexadecimal digits of SHA-256 of later>",
 *          "kind":"correction","by":...,"valid":..., "about":"<id>","record":{keys that differ},"reason":...}, `by` and `valid` as in
 *          `later`; LESS: the keys, with ", " between; SAME: empty.
 * Values are compared as bytes without blanks; `logged` and `made` are not compared, since they say when and not what.
 * Fails:   TRUCE_ERR_USAGE another id, kind or author; TRUCE_ERR_SYNTAX no JSON object; TRUCE_ERR_LIMIT; TRUCE_ERR_MEMORY.
 */
enum truce_status truce_import_compare(struct truce_text earlier, struct truce_text later, const char *reason,
                                       enum truce_import_change *change, struct truce_buf *out,
                                       struct truce_err *err) TRUCE_MUST_USE;

/* `line` with the keys of a correction's `record` in the place of its own, for the next comparison.  out is replaced. */
enum truce_status truce_import_apply(struct truce_text line, struct truce_text correction,
                                     struct truce_buf *out, struct truce_err *err) TRUCE_MUST_USE;

#endif
