/*
 * Control maps: who is said to hold what ground, by one source on one day.
 */
#ifndef TRUCE_RECORD_CONTROL_H
#define TRUCE_RECORD_CONTROL_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/day.h"
#include "base/notes.h"
#include "geo/shape.h"

/* What a source says of an area.  Control and presence are different, and so are assessed and claimed. */
enum truce_control_status {
    TRUCE_CONTROL_HELD,      /* held by the party */
    TRUCE_CONTROL_ADVANCE,   /* presence or advance of the party assessed, not control */
    TRUCE_CONTROL_CLAIMED,   /* claimed by the party, not assessed */
    TRUCE_CONTROL_CONTESTED, /* contested, unknown, grey */
    TRUCE_CONTROL_STATUSES,  /* how many there are */
};

/* "held", "advance", "claimed", "contested"; static storage. */
const char *truce_control_status_name(enum truce_control_status status);

/* One day of one source. */
struct truce_control_map {
    struct truce_day day;                                    /* the day it shows, not that of its file */
    struct truce_multipolygon layer[TRUCE_CONTROL_STATUSES]; /* empty for sources that give only areas */
    double area_km2[TRUCE_CONTROL_STATUSES]; /* only for sources that give only areas; NaN = not given */
};

void truce_control_map_init(struct truce_control_map *map);
void truce_control_map_fini(struct truce_control_map *map);

/* What a source says of itself.  Texts are owned by whoever read the description (see its arena); "" where not given. */
struct truce_source {
    const char *id; /* short name, used in output */
    const char *title;
    const char *publisher;
    const char *url;
    const char *licence;
    const char *party; /* whose ground `held` is; "" when the claims say it */
    bool areas_only;   /* no geometry: square kilometres a day and layer */
    bool
        advance_is_held; /* `held` must not be used without `advance`: both together are what the source assesses as the party's */
    bool has_status[TRUCE_CONTROL_STATUSES];
    int shows_day_offset; /* day shown = day of the file + this; -1 for a file taken early in the morning */
    double sigma_m;       /* positional accuracy, 1 sigma, metres; NaN when the source gives none */
    const char *sigma_basis; /* where sigma_m comes from */
    double
        suspect_ratio; /* a day whose area differs from both neighbours by more than this share is suspect; default 0.02 */
};

/* The cursor by which engines read a source: days are known, maps come one at a time. */
struct truce_control_days {
    const struct truce_source *source;
    const struct truce_day *days; /* days shown, ascending, each once */
    const char *const *names;     /* the file of each, for messages */
    size_t n;
    void *context;
    /* Loads map i.  `map` is initialised; its content is replaced.  Shapes are valid and oriented.  Notes say what was repaired.
     * May be called on several threads at once, each with a map, notes and err of its own. */
    enum truce_status (*load)(void *context, size_t i, struct truce_control_map *map,
                              struct truce_notes *notes, struct truce_err *err);
};

#endif
