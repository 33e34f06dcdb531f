/*
 * Reading a source day by day.
 *
 * Maps are read and compared a block at a time, side by side; what lies between, the choice of what is compared with what, goes in the order of
 * the days.  A few maps ahead are read, since whether a day is suspect shows only against its neighbours.  A suspect day has no part
 * in the chain: its successor is compared with its predecessor.  The outcome does not depend on the number of threads.
 */
#include "verify/chain.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/parallel.h"
#include "geo/area.h"

#define M2_PER_KM2     1e6
#define BLOCK_DAYS     32 /* read side by side: work for all threads, a few megabytes of maps */
#define LOOKAHEAD_DAYS 2  /* what is_suspect looks at beyond a day */
#define END_OF_SERIES                                                                                        \
    5.0 /* a first or last day has one neighbour only: it must jump by so many times the limit */

static bool counts(const struct truce_source *source, enum truce_reading reading,
                   enum truce_control_status status)
{
    switch (status) {
    case TRUCE_CONTROL_HELD:
        return true;
    case TRUCE_CONTROL_ADVANCE:
        return source->advance_is_held || reading != TRUCE_READ_ASSESSED;
    case TRUCE_CONTROL_CLAIMED:
        return reading != TRUCE_READ_ASSESSED;
    case TRUCE_CONTROL_CONTESTED:
        return reading == TRUCE_READ_CONTESTED;
    case TRUCE_CONTROL_STATUSES:
        break;
    }
    return false;
}

bool truce_reading_adds(const struct truce_source *source, enum truce_reading reading)
{
    for (enum truce_control_status s = 0; s < TRUCE_CONTROL_STATUSES; s++)
        if (source->has_status[s] && counts(source, reading, s) && !counts(source, TRUCE_READ_ASSESSED, s))
            return true;
    return false;
}

enum truce_status truce_reading_shape(const struct truce_source *source, enum truce_reading reading,
                                      struct truce_control_map *map, struct truce_multipolygon *out,
                                      struct truce_err *err)
{
    enum truce_status status = TRUCE_OK;
    truce_multipolygon_take(out, &map->layer[TRUCE_CONTROL_HELD]);
    for (enum truce_control_status s = TRUCE_CONTROL_ADVANCE;
         status == TRUCE_OK && s < TRUCE_CONTROL_STATUSES; s++)
        if (counts(source, reading, s) && map->layer[s].n_rings > 0)
            status = truce_overlay_union(out, &map->layer[s], out, err);
    return status;
}

double truce_reading_area_km2(const struct truce_source *source, enum truce_reading reading,
                              const struct truce_control_map *map)
{
    double sum = 0;
    for (enum truce_control_status s = 0; s < TRUCE_CONTROL_STATUSES; s++)
        if (counts(source, reading, s) && source->has_status[s])
            sum += map->area_km2[s]; /* one layer that is not given makes the sum NaN */
    return sum;
}

void truce_chain_fini(struct truce_chain *chain)
{
    for (size_t i = 0; i < chain->n; i++) {
        truce_boundary_fini(&chain->links[i].gained);
        truce_boundary_fini(&chain->links[i].lost);
    }
    free(chain->links);
    memset(chain, 0, sizeof *chain);
}

/* area of a layer outside of the ground that counts already */
static enum truce_status layer_beyond(const struct truce_multipolygon *layer,
                                      const struct truce_multipolygon *ground, double *out_km2,
                                      struct truce_err *err)
{
    struct truce_multipolygon rest;
    truce_multipolygon_init(&rest);
    enum truce_status status = truce_overlay_difference(layer, ground, &rest, err);
    if (status == TRUCE_OK)
        *out_km2 = truce_area_m2(&rest) / M2_PER_KM2;
    truce_multipolygon_fini(&rest);
    return status;
}

/* loads map i: fills its link and gives its ground */
static enum truce_status load_link(struct truce_chain *chain, size_t i, struct truce_control_map *map,
                                   struct truce_multipolygon *ground, struct truce_notes *notes,
                                   struct truce_err *err)
{
    const struct truce_source *source = chain->days->source;
    struct truce_link *link = &chain->links[i];
    enum truce_status status = chain->days->load(chain->days->context, i, map, notes, err);
    if (status != TRUCE_OK)
        return status;
    link->claimed_km2 = link->contested_km2 = NAN;
    if (source->areas_only) {
        link->area_km2 = truce_reading_area_km2(source, chain->reading, map);
        link->claimed_km2 = map->area_km2[TRUCE_CONTROL_CLAIMED];
        link->contested_km2 = map->area_km2[TRUCE_CONTROL_CONTESTED];
        return TRUCE_OK;
    }
    if ((status = truce_reading_shape(source, chain->reading, map, ground, err)) != TRUCE_OK)
        return status;
    link->area_km2 = truce_area_m2(ground) / M2_PER_KM2;
    if (source->has_status[TRUCE_CONTROL_CLAIMED] && !counts(source, chain->reading, TRUCE_CONTROL_CLAIMED))
        status = layer_beyond(&map->layer[TRUCE_CONTROL_CLAIMED], ground, &link->claimed_km2, err);
    if (status == TRUCE_OK && source->has_status[TRUCE_CONTROL_CONTESTED] &&
        !counts(source, chain->reading, TRUCE_CONTROL_CONTESTED))
        status = layer_beyond(&map->layer[TRUCE_CONTROL_CONTESTED], ground, &link->contested_km2, err);
    return status;
}

static double jump(double from, double to)
{
    double base = fmax(fabs(from), fabs(to));
    return base > 0 ? fabs(to - from) / base : 0;
}

/*
 * Against the last good day before it and the day after it; at an end of the series, where there is only one of them, against that one
 * alone.  The first day has two days after it to ask: a bad second day is no word against the first.
 */
static bool is_suspect(const struct truce_chain *chain, size_t i, size_t before)
{
    double limit = chain->days->source->suspect_ratio, own = chain->links[i].area_km2;
    bool has_before = before != SIZE_MAX, has_after = i + 1 < chain->n;
    double back = has_before ? jump(chain->links[before].area_km2, own) : 0;
    double on = has_after ? jump(own, chain->links[i + 1].area_km2) : 0;

    if (!(limit > 0) || chain->n < 3)
        return false;
    if (has_before && has_after)
        /* a lasting step is no suspect: the neighbours must agree better with each other than with it */
        return back > limit && on > limit &&
               jump(chain->links[before].area_km2, chain->links[i + 1].area_km2) < fmin(back, on) / 2;
    if (has_before)
        return back > END_OF_SERIES * limit;
    return i + 2 < chain->n && on > END_OF_SERIES * limit &&
           jump(own, chain->links[i + 2].area_km2) > END_OF_SERIES * limit;
}

static void note_suspect(const struct truce_chain *chain, size_t i, size_t before, struct truce_notes *notes)
{
    const struct truce_link *link = &chain->links[i];
    size_t other = before != SIZE_MAX ? before : i + 1;
    truce_notes_add(notes,
                    "%s: suspect: %.0f km2 against %.0f km2 in %s (limit %.0f %% against both neighbours, "
                    "%.0f %% at an end); "
                    "not used, unless you say --use-suspect",
                    link->name, link->area_km2, chain->links[other].area_km2, chain->links[other].name,
                    100 * chain->days->source->suspect_ratio,
                    END_OF_SERIES * 100 * chain->days->source->suspect_ratio);
}

/* A run through the days.  [0, judged) are done, [judged, loaded) are read. */
struct run {
    struct truce_chain *chain;
    struct truce_multipolygon *grounds; /* one a day; empty before it is read and when it is needed no more */
    struct truce_notes *notes;          /* one list for each map of a block */
    size_t loaded, judged, compared;
    size_t good; /* the last day that is used; SIZE_MAX: none yet */
};

static enum truce_status load_one(void *context, size_t k, struct truce_err *err)
{
    const struct run *run = context;
    size_t i = run->loaded + k;
    struct truce_control_map map;
    truce_control_map_init(&map);
    enum truce_status status = load_link(run->chain, i, &map, &run->grounds[i], &run->notes[k], err);
    truce_control_map_fini(&map);
    return status;
}

static enum truce_status load_block(struct run *run, struct truce_notes *notes, struct truce_err *err)
{
    size_t left = run->chain->n - run->loaded, n = left < BLOCK_DAYS ? left : BLOCK_DAYS;
    enum truce_status status = truce_parallel(n, run->chain->threads, load_one, run, err);
    for (size_t k = 0; k < n; k++)
        truce_notes_take(notes, &run->notes[k]);
    run->loaded += n;
    return status;
}

/* which of the days read are suspect, and what each of the others is compared with */
static void judge_block(struct run *run, const struct truce_chain_options *options, struct truce_notes *notes)
{
    struct truce_chain *chain = run->chain;
    for (; run->judged < chain->n && (run->loaded == chain->n || run->judged + LOOKAHEAD_DAYS < run->loaded);
         run->judged++) {
        struct truce_link *link = &chain->links[run->judged];
        if (options->progress != NULL)
            options->progress(options->progress_context, chain->days->source->id, run->judged, chain->n);
        link->suspect = is_suspect(chain, run->judged, run->good);
        if (link->suspect) {
            note_suspect(chain, run->judged, run->good, notes);
            if (!options->use_suspect)
                continue;
        }
        link->before = run->good;
        run->good = run->judged;
    }
}

static enum truce_status compare_one(void *context, size_t k, struct truce_err *err)
{
    const struct run *run = context;
    size_t i = run->compared + k;
    struct truce_link *link = &run->chain->links[i];
    if (link->before == SIZE_MAX || run->chain->days->source->areas_only)
        return TRUCE_OK;
    return truce_overlay_change(&run->grounds[link->before], &run->grounds[i], &link->gained, &link->lost,
                                err);
}

static enum truce_status compare_block(struct run *run, size_t good_before, struct truce_err *err)
{
    enum truce_status status =
        truce_parallel(run->judged - run->compared, run->chain->threads, compare_one, run, err);
    if (good_before != SIZE_MAX && good_before != run->good)
        truce_multipolygon_fini(&run->grounds[good_before]);
    for (; run->compared < run->judged; run->compared++)
        if (run->compared != run->good)
            truce_multipolygon_fini(&run->grounds[run->compared]);
    return status;
}

static enum truce_status run_days(struct run *run, const struct truce_chain_options *options,
                                  struct truce_notes *notes, struct truce_err *err)
{
    struct truce_chain *chain = run->chain;
    enum truce_status status = TRUCE_OK;

    while (status == TRUCE_OK && run->judged < chain->n) {
        size_t good_before = run->good;
        if (run->loaded < chain->n)
            status = load_block(run, notes, err);
        if (status == TRUCE_OK) {
            judge_block(run, options, notes);
            status = compare_block(run, good_before, err);
        }
    }
    return status;
}

enum truce_status truce_chain_run(const struct truce_control_days *days,
                                  const struct truce_chain_options *options, struct truce_chain *out,
                                  struct truce_notes *notes, struct truce_err *err)
{
    struct truce_chain chain = {days, options->reading, NULL, 0, options->threads};
    struct truce_notes block[BLOCK_DAYS];
    struct run run = {.chain = &chain, .notes = block, .good = SIZE_MAX};
    enum truce_status status;

    for (size_t k = 0; k < BLOCK_DAYS; k++)
        truce_notes_init(&block[k]);
    chain.links = calloc(days->n + 1, sizeof *chain.links);
    run.grounds = calloc(days->n + 1, sizeof *run.grounds);
    if (chain.links == NULL || run.grounds == NULL) {
        status = truce_fail(err, TRUCE_ERR_MEMORY, "no memory for %zu days", days->n);
        goto done;
    }
    chain.n = days->n;
    for (size_t i = 0; i < chain.n; i++) {
        truce_multipolygon_init(&run.grounds[i]);
        chain.links[i].day = days->days[i];
        chain.links[i].name = days->names[i];
        chain.links[i].before = SIZE_MAX;
    }
    status = run_days(&run, options, notes, err);
done:
    for (size_t i = 0; i < chain.n; i++)
        truce_multipolygon_fini(&run.grounds[i]);
    free(run.grounds);
    if (status == TRUCE_OK)
        *out = chain;
    else
        truce_chain_fini(&chain);
    return status;
}
