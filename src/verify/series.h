/*
 * Held area day by day: one row a snapshot, gained and lost against the snapshot before.
 */
#ifndef TRUCE_VERIFY_SERIES_H
#define TRUCE_VERIFY_SERIES_H

#include "base/notes.h"
#include "record/control.h"
#include "record/place.h"

struct truce_series_region {
    double held_km2, gained_km2, lost_km2;
};

struct truce_series_row {
    struct truce_day day; /* the day it shows */
    const char *name;     /* its file; borrowed from the source */
    int days_since;       /* since the row it is compared with; 0 for the first */
    double held_km2;      /* with the advance layer where the source says that both belong together */
    double gained_km2;    /* against the row before; NaN for the first row and for areas-only sources */
    double lost_km2;
    double claimed_km2;   /* the claimed layer; NaN when there is none */
    double contested_km2; /* the contested or unknown layer; NaN when there is none */
    bool
        suspect; /* jumps against both neighbours; its successor is compared with the last row that is not suspect */
    struct truce_series_region
        *regions; /* one a region of the input, then one for "outside"; NULL without regions */
};

struct truce_series {
    const struct truce_source *source;   /* borrowed */
    const struct truce_regions *regions; /* borrowed; NULL when none were given */
    struct truce_series_row *rows;       /* ascending by day */
    size_t n;
};

/* The first and the last row that is not suspect; the very first and last where all are.  series->n > 0. */
const struct truce_series_row *truce_series_first(const struct truce_series *series);
const struct truce_series_row *truce_series_last(const struct truce_series *series);

struct truce_series_options {
    unsigned threads; /* the series does not depend on it; 0 is taken for 1 */
    void (*progress)(void *context, const char *what, size_t done, size_t total); /* may be NULL */
    void *progress_context;
};

/* Reads every snapshot once.  regions may be NULL.  Fails: whatever load returns; TRUCE_ERR_MEMORY.
 * Owns: caller releases with truce_series_fini. */
enum truce_status truce_series_run(const struct truce_control_days *days, const struct truce_regions *regions,
                                   const struct truce_series_options *options, struct truce_series *out,
                                   struct truce_notes *notes, struct truce_err *err) TRUCE_MUST_USE;
void truce_series_fini(struct truce_series *series);

#endif
