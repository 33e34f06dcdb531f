/*
 * A source's maps as a chain: what each day gained and lost against the last good day before it.  Private to verify.
 */
#ifndef TRUCE_VERIFY_CHAIN_H
#define TRUCE_VERIFY_CHAIN_H

#include "base/notes.h"
#include "geo/overlay.h"
#include "record/control.h"
#include "verify/series.h"

/* Which layers count as the party's ground. */
enum truce_reading {
    TRUCE_READ_ASSESSED,  /* held, with advance where the source says that both belong together */
    TRUCE_READ_CLAIMED,   /* and advance and claimed */
    TRUCE_READ_CONTESTED, /* and contested as well */
};

struct truce_link {
    struct truce_day day;
    const char *name;     /* its file, borrowed */
    double area_km2;      /* in the reading; NaN when an areas-only source lacks the layer that day */
    double claimed_km2;   /* the claimed layer outside of the reading's ground; NaN when there is none */
    double contested_km2; /* the same of the contested layer */
    bool suspect;         /* jumps against both neighbours, or at an end of the series against its only one */
    size_t before;        /* the link it is compared with; SIZE_MAX: none */
    struct truce_boundary gained,
        lost; /* against `before`; empty for the first link, suspects and areas-only sources */
};

struct truce_chain {
    const struct truce_control_days *days; /* borrowed */
    enum truce_reading reading;
    struct truce_link *links; /* one a day of the source */
    size_t n;
    unsigned threads; /* for work on it that can be shared out */
};

struct truce_chain_options {
    enum truce_reading reading;
    bool use_suspect;
    void (*progress)(void *context, const char *what, size_t done, size_t total); /* may be NULL */
    void *progress_context;
    unsigned threads;
};

/* Reads every map once, in order.  Memory: two maps, and the changes.  Fails: whatever load returns; TRUCE_ERR_MEMORY. */
enum truce_status truce_chain_run(const struct truce_control_days *days,
                                  const struct truce_chain_options *options, struct truce_chain *out,
                                  struct truce_notes *notes, struct truce_err *err) TRUCE_MUST_USE;
void truce_chain_fini(struct truce_chain *chain);

/* The party's ground on one map in a reading.  out is initialised.  The map's layers are used up. */
enum truce_status truce_reading_shape(const struct truce_source *source, enum truce_reading reading,
                                      struct truce_control_map *map, struct truce_multipolygon *out,
                                      struct truce_err *err) TRUCE_MUST_USE;

/* Its square kilometres for a source that gives only areas; NaN when a layer it needs is not given. */
double truce_reading_area_km2(const struct truce_source *source, enum truce_reading reading,
                              const struct truce_control_map *map);

/* Does the source have any layer that this reading adds to the assessed one? */
bool truce_reading_adds(const struct truce_source *source, enum truce_reading reading);

/* The chain in numbers; regions may be NULL.  clips: NULL, or the regions made ready and, after them, the country. */
enum truce_status truce_series_from_chain(const struct truce_chain *chain,
                                          const struct truce_regions *regions,
                                          const struct truce_clip *const *clips, struct truce_series *out,
                                          struct truce_err *err) TRUCE_MUST_USE;

#endif
