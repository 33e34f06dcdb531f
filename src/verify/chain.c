/*
 * Reading a source day by day.
 *
 * One map ahead is held, since whether a day is suspect shows only against both of its neighbours.  A suspect day has no part in
 * the chain: its successor is compared with its predecessor.
 */
#include "verify/chain.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "geo/area.h"

#define M2_PER_KM2 1e6
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

/* against the last good day before it and the day after it */
static bool is_suspect(const struct truce_chain *chain, size_t i, size_t before)
{
    double limit = chain->days->source->suspect_ratio, own = chain->links[i].area_km2;
    bool has_before = before != SIZE_MAX, has_after = i + 1 < chain->n;
    double back = has_before ? jump(chain->links[before].area_km2, own) : 0;
    double on = has_after ? jump(own, chain->links[i + 1].area_km2) : 0;

    if (!(limit > 0))
        return false;
    if (has_before && has_after)
        /* a lasting step is no suspect: the neighbours must agree better with each other than with it */
        return back > limit && on > limit &&
               jump(chain->links[before].area_km2, chain->links[i + 1].area_km2) < fmin(back, on) / 2;
    return chain->n > 2 && (back > END_OF_SERIES * limit || on > END_OF_SERIES * limit);
}

struct grounds {
    struct truce_multipolygon good, now, next; /* of the last good day, of day i, of day i + 1 */
};

static enum truce_status compare(struct truce_link *link, const struct grounds *g, struct truce_err *err)
{
    return truce_overlay_change(&g->good, &g->now, &link->gained, &link->lost, err);
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

static enum truce_status run(struct truce_chain *chain, const struct truce_chain_options *options,
                             struct grounds *g, struct truce_notes *notes, struct truce_err *err)
{
    struct truce_control_map map;
    enum truce_status status = TRUCE_OK;
    size_t good = SIZE_MAX;

    truce_control_map_init(&map);
    if (chain->n > 0)
        status = load_link(chain, 0, &map, &g->next, notes, err);
    for (size_t i = 0; status == TRUCE_OK && i < chain->n; i++) {
        struct truce_link *link = &chain->links[i];
        if (options->progress != NULL)
            options->progress(options->progress_context, chain->days->source->id, i, chain->n);
        truce_multipolygon_take(&g->now, &g->next);
        if (i + 1 < chain->n && (status = load_link(chain, i + 1, &map, &g->next, notes, err)) != TRUCE_OK)
            break;
        link->suspect = is_suspect(chain, i, good);
        if (link->suspect) {
            note_suspect(chain, i, good, notes);
            if (!options->use_suspect)
                continue;
        }
        link->before = good;
        if (good != SIZE_MAX && !chain->days->source->areas_only)
            status = compare(link, g, err);
        truce_multipolygon_take(&g->good, &g->now);
        good = i;
    }
    truce_control_map_fini(&map);
    return status;
}

enum truce_status truce_chain_run(const struct truce_control_days *days,
                                  const struct truce_chain_options *options, struct truce_chain *out,
                                  struct truce_notes *notes, struct truce_err *err)
{
    struct truce_chain chain = {days, options->reading, NULL, 0, options->threads};
    struct grounds g;

    truce_multipolygon_init(&g.good);
    truce_multipolygon_init(&g.now);
    truce_multipolygon_init(&g.next);
    chain.links = calloc(days->n + 1, sizeof *chain.links);
    if (chain.links == NULL)
        return truce_fail(err, TRUCE_ERR_MEMORY, "no memory for %zu days", days->n);
    chain.n = days->n;
    for (size_t i = 0; i < chain.n; i++) {
        chain.links[i].day = days->days[i];
        chain.links[i].name = days->names[i];
        chain.links[i].before = SIZE_MAX;
    }
    enum truce_status status = run(&chain, options, &g, notes, err);
    truce_multipolygon_fini(&g.good);
    truce_multipolygon_fini(&g.now);
    truce_multipolygon_fini(&g.next);
    if (status == TRUCE_OK)
        *out = chain;
    else
        truce_chain_fini(&chain);
    return status;
}
