/*
 * What an outside row says, on its way to a record line; and the forms of dates, times and numbers in such files.  Private to the importers.
 */
#ifndef TRUCE_SOURCES_IMPORT_EVENT_H
#define TRUCE_SOURCES_IMPORT_EVENT_H

#include "geo/shape.h"
#include "sources/import.h"

#define TRUCE_EVENT_SOURCES_MAX 64
#define TRUCE_EVENT_CLASSES_MAX 64
#define TRUCE_EVENT_DIGEST      10

struct truce_event_share {
    struct truce_text name;
    double p;
};

enum truce_event_place {
    TRUCE_EVENT_NOWHERE,
    TRUCE_EVENT_POINT,
    TRUCE_EVENT_CIRCLE,  /* a metres with confidence b */
    TRUCE_EVENT_ELLIPSE, /* standard deviations a >= b, azimuth c */
    TRUCE_EVENT_BAND,    /* at is the observer; bearing a with standard deviation b; from c to d metres */
};

/* Texts are borrowed.  NaN, {0} and "" are what is not known, and are not written. */
struct truce_event {
    struct truce_text id; /* without the prefix of its format; empty: made of `digest` */
    struct truce_text digest[TRUCE_EVENT_DIGEST];
    bool id_is_shared;  /* several events may have it: the digest is added */
    const char *prefix; /* "acled" */
    struct truce_instant from, until;
    struct truce_instant made;
    bool has_made;
    struct truce_text class_;                                  /* never empty when it is written */
    struct truce_event_share classes[TRUCE_EVENT_CLASSES_MAX]; /* instead of class_ */
    size_t n_classes;
    struct truce_event_share actors[4];
    size_t n_actors;
    double exists;
    double count;
    bool count_is_lower_bound;
    enum truce_event_place place;
    struct truce_lonlat at;
    double a, b, c, d;
    struct truce_text place_name, direction;
    double killed, injured;
    bool confirmed;
    struct truce_text sources[TRUCE_EVENT_SOURCES_MAX]; /* later ones are left out */
    size_t n_sources;
    struct truce_buf note; /* owned; control characters become blanks; cut at 4,000 bytes */
    const char *suspect;   /* static storage */
};

void truce_event_init(struct truce_event *event);
void truce_event_clear(struct truce_event *event);
void truce_event_fini(struct truce_event *event);

/* "key: value; " to the note, where there is a value; key NULL: the value alone. */
void truce_event_add_note(struct truce_event *event, const char *key, struct truce_text value);

/* A list with separators becomes sources: the texts between them, trimmed. */
void truce_event_add_sources(struct truce_event *event, struct truce_text list, char separator);

/*
 * The record's line into `out`, whose content is replaced; *id, a view into it.
 * False: it would be no record; *column and *reason (static storage) say why.
 */
bool truce_event_write(const struct truce_event *event, struct truce_text by, struct truce_buf *out,
                       struct truce_text *id, const char **column, const char **reason);

/* ---- forms ---- */

/* "2023-01-31", "31-01-2023", "31/01/2023", "31.01.2023", "20230131", "16 May 2025", "16 March 2025"; an ISO date may be followed by a time, which
 * is not looked at. */
bool truce_form_day(struct truce_text text, struct truce_day *out);

/* "09:05", "9:05", "09:05:30", "0905", "905", "5" (00:05, as FIRMS writes it): seconds after midnight. */
bool truce_form_time(struct truce_text text, int32_t *seconds);

/* "5", "at least 5", ">= 5", "\u2265 5", "5+". */
bool truce_form_count(struct truce_text text, double *out, bool *lower_bound);

/* "4-6 km", "4 to 6 km", "500 m", "3km": metres.  One number is both ends. */
bool truce_form_distance(struct truce_text text, double *min_m, double *max_m);

/* "SSE", "south-south-east", "S", "157.5": degrees; *points is 16, 8 or 4 by how fine the name is, 0 for a number. */
bool truce_form_direction(struct truce_text text, double *degrees, int *points);

#endif
