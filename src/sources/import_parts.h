/*
 * The parts of importing.  Private to import*.c.
 *
 * A format is a table of columns and a function that fills a row; everything else is done once: reading (import_run.c), values (import_value.c),
 * mappings (import_mapping.c), the account (import_account.c) and the line of JSON (import_line.c).
 */
#ifndef TRUCE_SOURCES_IMPORT_PARTS_H
#define TRUCE_SOURCES_IMPORT_PARTS_H

#include "base/day.h"
#include "sources/csv.h"
#include "sources/import.h"

#define TRUCE_IMPORT_ID_MAX   180 /* bytes: an id of a record has 200, and a correction adds nine */
#define TRUCE_IMPORT_NAME_MAX 200
#define TRUCE_IMPORT_TEXT_MAX 4000
#define TRUCE_IMPORT_LINE_MAX 65535
#define TRUCE_IMPORT_UNCLASSIFIED "unclassified"

/* ---- mappings ---- */

struct truce_import_rule {
    struct truce_text native; /* ends in '*': all values that begin so */
    const char *name;         /* classes, actors: what it becomes */
    double radius_m, confidence; /* places; a radius of 0: exactly there; below 0: the position says nothing */
    double chance;               /* exists */
    int before_days, after_days; /* times: the valid day is widened by these */
    const struct truce_import_rule *next;
};

/* The rule for a value (ASCII case ignored), or NULL.  Whole values go before beginnings. */
const struct truce_import_rule *truce_import_rule_find(const struct truce_import_rule *rules,
                                                       struct truce_text value);

/* ---- a row ---- */

enum truce_import_place {
    TRUCE_IMPORT_NOWHERE,
    TRUCE_IMPORT_POINT,
    TRUCE_IMPORT_CIRCLE,
    TRUCE_IMPORT_ELLIPSE,
    TRUCE_IMPORT_BAND,
};

struct truce_import_number {
    bool given, at_least;
    uint64_t n;
};

struct truce_import_chance {
    const char *name;
    double p;
};

#define TRUCE_IMPORT_SOURCES 100 /* of one record */
#define TRUCE_IMPORT_CHANCES 40
#define TRUCE_IMPORT_PARTS   12

struct truce_import_part {
    const char *label;      /* stands before the text */
    struct truce_text text; /* empty: the part is left out, with its label */
};

/* What a record will say.  Texts are borrowed; zeroed: nothing is said. */
struct truce_import_row {
    uint32_t line;
    struct truce_text id; /* native; empty: from a hash of `identity` */
    const struct truce_text *identity;
    size_t n_identity;
    struct truce_instant from, until; /* until.us == from.us: an instant */
    struct truce_instant made;
    bool has_made;
    const char *class_; /* NULL: classes */
    struct truce_import_chance classes[TRUCE_IMPORT_CHANCES], actors[TRUCE_IMPORT_CHANCES];
    size_t n_classes, n_actors;
    struct truce_import_number count, killed, injured;
    bool confirmed;
    bool has_exists;
    double exists;
    enum truce_import_place form;
    struct truce_text lon, lat;     /* as written; checked */
    double radius_m, confidence;    /* CIRCLE */
    double sigma_m[2], azimuth_deg; /* ELLIPSE */
    double bearing_deg, bearing_sd_deg, range_m[2]; /* BAND */
    struct truce_text place_name[TRUCE_IMPORT_PARTS]; /* joined by ", " */
    size_t n_place_name;
    struct truce_text direction;
    struct truce_text sources[TRUCE_IMPORT_SOURCES];
    size_t n_sources;
    struct truce_import_part note[TRUCE_IMPORT_PARTS]; /* joined by "; " */
    size_t n_note;
    char scratch[256]; /* for texts that a format makes up */
};

/* ---- the work ---- */

struct truce_import_work {
    const struct truce_import_options *options;
    const struct truce_import_mapping *mapping;
    const struct truce_import_sink *sink;
    struct truce_import_account *account;
    enum truce_import_format format;
    int32_t offset_s;
    struct truce_buf head;   /* `","kind":"report","by":"...","valid":` */
    struct truce_buf line;   /* being written */
    struct truce_buf prefix; /* `source:` of ids */
    const struct truce_csv *csv; /* of tables */
    const int *columns;          /* index of each column of the format in the file, or -1 */
    const char *const *names;    /* and what the format calls them */
    struct truce_import_row row;
    struct truce_text identity[64];
    bool refused; /* the row at hand, and it was said */
    enum truce_status status; /* a failure that ends the work */
    struct truce_err *err;
};

/* ---- the account (import_account.c) ---- */

/* Adds a refusal; the row is then refused.  value is cut. */
void truce_import_refuse_at(struct truce_import_work *w, uint32_t line, uint32_t column, const char *name,
                            struct truce_text value, const char *format, ...) TRUCE_PRINTF(6, 7);
/* The same for a column of the table, by its index in the format's list. */
void truce_import_refuse(struct truce_import_work *w, int which, const char *format, ...) TRUCE_PRINTF(3, 4);
/* A class that the mapping does not have. */
void truce_import_count_unknown(struct truce_import_work *w, struct truce_text native);
/* A note with the place of the row. */
void truce_import_note(struct truce_import_work *w, const char *format, ...) TRUCE_PRINTF(2, 3);
void truce_import_account_sort(struct truce_import_account *account);

/* ---- values (import_value.c) ---- */

/* "2023-01-31", "16 May 2025", "16-05-2025", "16/05/2025", "16.05.2025", "20250516", each perhaps with a time behind, after a blank or a T.
 * Day before month where both are digits.  False: no such day. */
bool truce_import_day(struct truce_text text, struct truce_day *out, struct truce_text *rest);

/* "10:43", "10:43:00", "1043", "113" (01:13), "5" (00:05); seconds of the day. */
bool truce_import_time(struct truce_text text, int32_t *seconds);

/* A whole number 0 to 1e9, perhaps with ".0" behind it. */
bool truce_import_whole(struct truce_text text, uint64_t *out);

/* "5", "at least 5", "5+", ">=5"; numbers in words up to twelve. */
bool truce_import_least(struct truce_text text, struct truce_import_number *out);

/* "4-6 km", "500 m", "2km", "1.5-2": metres from and to; a single one is widened by half of its last digit, but goes no lower than 0.
 * *rest: what stands behind. */
bool truce_import_range(struct truce_text text, double range_m[2], struct truce_text *rest);

/* "SSE", "south-south-east", "s", "south west": degrees. */
bool truce_import_compass(struct truce_text text, double *bearing_deg);

/* "+02:00", "-3", "Z": seconds east of Greenwich. */
bool truce_import_offset(struct truce_text text, int32_t *offset_s);

/* ---- filling a row of a table: they refuse it where the value is wrong ---- */

struct truce_text truce_import_field(const struct truce_import_work *w, int which);

/* A day column that must be there: valid becomes that whole day, widened as `times` says of `precision`. */
bool truce_import_read_day(struct truce_import_work *w, int which, struct truce_text precision,
                           struct truce_day *out);
/* The span of whole days [first, last]. */
void truce_import_set_days(struct truce_import_work *w, struct truce_day first, struct truce_day last);
void truce_import_set_instant(struct truce_import_work *w, struct truce_day day, int32_t seconds);

/* Longitude and latitude; both empty: no place, which is counted.  The form becomes POINT. */
bool truce_import_read_position(struct truce_import_work *w, int lon, int lat);
/* CIRCLE, POINT or NOWHERE by `places` of the mapping. */
void truce_import_set_precision(struct truce_import_work *w, struct truce_text code);
/* A toll or a count; empty: not said. */
bool truce_import_read_number(struct truce_import_work *w, int which, struct truce_import_number *out);
/* class_ by the mapping: the first of the natives that it has; `unclassified`, and counted under the first native, when it has none. */
void truce_import_set_class(struct truce_import_work *w, const struct truce_text *natives, size_t n);
void truce_import_add_note(struct truce_import_work *w, const char *label, struct truce_text text);
void truce_import_add_place_name(struct truce_import_work *w, struct truce_text text);
/* A list with `separator` between; "\0" for one text. */
void truce_import_add_sources(struct truce_import_work *w, struct truce_text list, char separator);
/* An actor by `actors` of the mapping, with this chance; one that it does not have is left unknown. */
void truce_import_add_actor(struct truce_import_work *w, struct truce_text native, double p);
void truce_import_add_class_chance(struct truce_import_work *w, struct truce_text native, double p);

/* ---- the line (import_line.c) ---- */

/* Makes the head and the prefix. */
enum truce_status truce_import_line_prepare(struct truce_import_work *w, struct truce_err *err);
/* Writes w->row and gives it to the sink; or refuses it. */
void truce_import_put(struct truce_import_work *w);
/* Text into a JSON string: control characters become blanks, at most max bytes. */
void truce_import_put_text(struct truce_import_work *w, struct truce_text text, size_t max);

/* ---- formats ---- */

struct truce_import_table {
    enum truce_import_format format;
    const char *const *columns; /* ends with NULL; "a|b": either name */
    const char *const *needed;  /* of detection: columns that must be there; ends with NULL */
    const char *const *absent;  /* and that must not */
    void (*fill)(struct truce_import_work *w); /* the row of w->csv into w->row; may refuse */
};

extern const struct truce_import_table truce_import_table_acled, truce_import_table_ucdp,
    truce_import_table_firms, truce_import_table_viina_info, truce_import_table_viina_labels,
    truce_import_table_viina_1pd, truce_import_table_patrol, truce_import_table_cir,
    truce_import_table_template;

/* A line of our own JSON Lines; an item of Bellingcat's array. */
void truce_import_take_record(struct truce_import_work *w, struct truce_text line, uint32_t number);
void truce_import_take_bellingcat(struct truce_import_work *w, struct truce_text item, uint32_t number);

#endif
