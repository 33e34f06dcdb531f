/*
 * What the importers share: a job, its row, and what the table says of native words and codes.  Private to the importers.
 */
#ifndef TRUCE_SOURCES_IMPORT_PARTS_H
#define TRUCE_SOURCES_IMPORT_PARTS_H

#include "sources/import_event.h"
#include "sources/import_rows.h"

#define TRUCE_IMPORT_COLUMNS 80

struct truce_import_job {
    const struct truce_import_options *options;
    const struct truce_import_table *table;
    struct truce_text by; /* of the row; set before each */
    struct truce_rows rows;
    int column[TRUCE_IMPORT_COLUMNS]; /* of the format's columns, in its order; -1: not there */
    struct truce_event event;         /* cleared before each row */
    bool unclassified;
    char text[64]; /* for what a digest is made of */
    /* of a row that was refused: */
    const char *wrong; /* column */
    struct truce_text value;
    const char *reason; /* static storage */
};

/* A format of rows.  columns: names, "a|b" for one that has two, "?a" for one that may be missing. */
struct truce_import_layout {
    const char *prefix; /* of ids */
    const char *by;
    const char *const *columns;                 /* ends with NULL */
    const char *const *signs;                   /* columns by which a file is known; ends with NULL */
    bool (*read)(struct truce_import_job *job); /* one row into the event; false: it is refused */
};

extern const struct truce_import_layout truce_import_acled, truce_import_ucdp, truce_import_firms,
    truce_import_viina, truce_import_viina_labels, truce_import_viina_1pd, truce_import_ceasefire,
    truce_import_cir, truce_import_template_layout;

#define TRUCE_IMPORT_SCRATCH 5
/* One object of Bellingcat's array; scratch is for its texts. */
bool truce_import_read_harm(struct truce_import_job *job, struct truce_text object,
                            struct truce_buf scratch[TRUCE_IMPORT_SCRATCH]);

/* Field of the format's i-th column; "" where the file has none. */
struct truce_text truce_import_field(const struct truce_import_job *job, int i);

/* Refuses the row: false. */
bool truce_import_wrong(struct truce_import_job *job, const char *column, struct truce_text value,
                        const char *reason);

/* ---- what fields mean; false: refused ---- */

bool truce_import_read_day(struct truce_import_job *job, const char *column, struct truce_text text,
                           struct truce_day *out);
/* A time of a day into the event's valid time, to the end of its minute; "" is an unknown one: the whole day. */
bool truce_import_read_time(struct truce_import_job *job, const char *column, struct truce_text time,
                            struct truce_day day);
/* Longitude and latitude into the event; both empty: nowhere.  The place is a point. */
bool truce_import_read_position(struct truce_import_job *job, struct truce_text lon, struct truce_text lat);
/* A whole number of persons or things, or "". */
bool truce_import_read_number(struct truce_import_job *job, const char *column, struct truce_text text,
                              double *out);

/* First instant of a day, and an instant of it, by the job's calendar. */
struct truce_instant truce_import_day_start(const struct truce_import_job *job, struct truce_day day);
struct truce_instant truce_import_instant(const struct truce_import_job *job, struct truce_day day,
                                          int32_t seconds);

/* ---- what the table says ---- */

/* The class of the first of n native words that the table has; else of the first of its words that text holds; else the one for the unclassified. */
void truce_import_classify(struct truce_import_job *job, const struct truce_text *native, size_t n,
                           struct truce_text text);
/* NULL: none. */
const char *truce_import_word(const struct truce_import_words *words, struct truce_text native);
/* An empty native is "none".  NULL: the table has no such code. */
const struct truce_import_code *truce_import_code(const struct truce_import_codes *codes,
                                                  struct truce_text native);
/* The event's point becomes what the code of precision says; nothing where the table does not have it. */
void truce_import_widen_place(struct truce_import_job *job, struct truce_text code);
/* The event's valid time becomes the days from first to last, with what the code of precision adds around them. */
void truce_import_widen_time(struct truce_import_job *job, struct truce_text code, struct truce_day first,
                             struct truce_day last);
/* The native actor as the whole of the event's actors, where the table knows it. */
void truce_import_add_actor(struct truce_import_job *job, struct truce_text native, double p);

#endif
