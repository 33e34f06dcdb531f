/*
 * The series of a source: its chain, in numbers, with every change shared out among the regions.
 */
#include "verify/series.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/parallel.h"
#include "verify/chain.h"

#define M2_PER_KM2 1e6

void truce_series_fini(struct truce_series *series)
{
    for (size_t i = 0; i < series->n; i++)
        free(series->rows[i].regions);
    free(series->rows);
    memset(series, 0, sizeof *series);
}

const struct truce_series_row *truce_series_first(const struct truce_series *series)
{
    for (size_t i = 0; i < series->n; i++)
        if (!series->rows[i].suspect)
            return &series->rows[i];
    return &series->rows[0];
}

const struct truce_series_row *truce_series_last(const struct truce_series *series)
{
    for (size_t i = series->n; i > 0; i--)
        if (!series->rows[i - 1].suspect)
            return &series->rows[i - 1];
    return &series->rows[series->n - 1];
}

struct shares {
    const struct truce_clip *const *clips; /* one a region, then one for the country */
    size_t n;                              /* regions */
};

static void clips_close(struct truce_clip **clips, size_t n)
{
    for (size_t r = 0; clips != NULL && r < n; r++)
        truce_clip_close(clips[r]);
    free(clips);
}

static enum truce_status clips_open(const struct truce_regions *regions, struct truce_clip ***out,
                                    struct truce_err *err)
{
    enum truce_status status = TRUCE_OK;
    struct truce_clip **clips = calloc(regions->n + 1, sizeof(struct truce_clip *));
    if (clips == NULL)
        return truce_fail(err, TRUCE_ERR_MEMORY, "no memory for %zu regions", regions->n);
    for (size_t r = 0; status == TRUCE_OK && r < regions->n; r++)
        status = truce_clip_open(&regions->items[r].area, &clips[r], err);
    if (status == TRUCE_OK)
        status = truce_clip_open(&regions->country, &clips[regions->n], err);
    if (status == TRUCE_OK)
        *out = clips;
    else
        clips_close(clips, regions->n + 1);
    return status;
}

/* km2 of a boundary in each region, and at [n] outside of the country; regions may overlap, so that is not what is left */
static enum truce_status share_out(const struct shares *shares, const struct truce_boundary *boundary,
                                   double *km2, struct truce_err *err)
{
    for (size_t r = 0; r <= shares->n; r++) {
        double inside = 0;
        enum truce_status status = truce_clip_area(shares->clips[r], boundary, &inside, err);
        if (status != TRUCE_OK)
            return status;
        km2[r] = inside / M2_PER_KM2;
    }
    km2[shares->n] = fmax(truce_boundary_area_m2(boundary) / M2_PER_KM2 - km2[shares->n], 0);
    return TRUCE_OK;
}

static enum truce_status held_by_region(const struct truce_control_days *days, size_t i,
                                        const struct shares *shares, double *km2, struct truce_err *err)
{
    struct truce_control_map map;
    struct truce_multipolygon ground;
    struct truce_boundary edges;

    truce_control_map_init(&map);
    truce_multipolygon_init(&ground);
    truce_boundary_init(&edges);
    enum truce_status status = days->load(days->context, i, &map, NULL, err);
    if (status == TRUCE_OK)
        status = truce_reading_shape(days->source, TRUCE_READ_ASSESSED, &map, &ground, err);
    if (status == TRUCE_OK)
        status = truce_boundary_of(&ground, &edges, err);
    if (status == TRUCE_OK)
        status = share_out(shares, &edges, km2, err);
    truce_boundary_fini(&edges);
    truce_multipolygon_fini(&ground);
    truce_control_map_fini(&map);
    return status;
}

struct sharing {
    const struct truce_chain *chain;
    const struct shares *shares;
    struct truce_series *series;
};

/* a day's gains and losses by region; held is summed up afterwards, in order */
static enum truce_status share_day(void *context, size_t i, struct truce_err *err)
{
    const struct sharing *sharing = context;
    const struct truce_link *link = &sharing->chain->links[i];
    struct truce_series_region *out = sharing->series->rows[i].regions;
    size_t n = sharing->shares->n + 1;
    double *km2 = calloc(2 * n, sizeof *km2);
    enum truce_status status;

    if (km2 == NULL)
        return truce_fail(err, TRUCE_ERR_MEMORY, "no memory for %zu regions", n);
    status = share_out(sharing->shares, &link->gained, km2, err);
    if (status == TRUCE_OK)
        status = share_out(sharing->shares, &link->lost, km2 + n, err);
    for (size_t r = 0; r < n; r++)
        out[r] = (struct truce_series_region){NAN, km2[r], km2[n + r]};
    free(km2);
    return status;
}

/* the first day, and suspects, are measured by themselves: they are compared with nothing */
static enum truce_status measure_day(const struct sharing *sharing, size_t i, struct truce_err *err)
{
    struct truce_series_region *out = sharing->series->rows[i].regions;
    size_t n = sharing->shares->n + 1;
    double *km2 = calloc(n, sizeof *km2);
    if (km2 == NULL)
        return truce_fail(err, TRUCE_ERR_MEMORY, "no memory for %zu regions", n);
    enum truce_status status = held_by_region(sharing->chain->days, i, sharing->shares, km2, err);
    for (size_t r = 0; r < n; r++)
        out[r] = (struct truce_series_region){km2[r], NAN, NAN};
    free(km2);
    return status;
}

static enum truce_status fill_regions(const struct truce_chain *chain, const struct shares *shares,
                                      struct truce_series *series, struct truce_err *err)
{
    struct sharing sharing = {chain, shares, series};
    size_t n = shares->n + 1;

    for (size_t i = 0; i < chain->n; i++) {
        series->rows[i].regions = calloc(n, sizeof *series->rows[i].regions);
        if (series->rows[i].regions == NULL)
            return truce_fail(err, TRUCE_ERR_MEMORY, "no memory for %zu regions", n);
    }
    enum truce_status status = truce_parallel(chain->n, chain->threads, share_day, &sharing, err);
    for (size_t i = 0; status == TRUCE_OK && i < chain->n; i++) {
        struct truce_series_region *out = series->rows[i].regions;
        if (chain->links[i].before == SIZE_MAX) {
            status = measure_day(&sharing, i, err);
            continue;
        }
        const struct truce_series_region *before = series->rows[chain->links[i].before].regions;
        for (size_t r = 0; r < n; r++)
            out[r].held_km2 = fmax(before[r].held_km2 + out[r].gained_km2 - out[r].lost_km2, 0);
    }
    return status;
}

static void fill_rows(const struct truce_chain *chain, struct truce_series *series)
{
    for (size_t i = 0; i < chain->n; i++) {
        const struct truce_link *link = &chain->links[i];
        struct truce_series_row *row = &series->rows[i];
        bool compared = link->before != SIZE_MAX && !chain->days->source->areas_only;
        row->day = link->day;
        row->name = link->name;
        row->days_since = link->before != SIZE_MAX ? link->day.n - chain->links[link->before].day.n : 0;
        row->held_km2 = link->area_km2;
        row->gained_km2 = compared ? truce_boundary_area_m2(&link->gained) / M2_PER_KM2 : NAN;
        row->lost_km2 = compared ? truce_boundary_area_m2(&link->lost) / M2_PER_KM2 : NAN;
        row->claimed_km2 = link->claimed_km2;
        row->contested_km2 = link->contested_km2;
        row->suspect = link->suspect;
    }
}

enum truce_status truce_series_from_chain(const struct truce_chain *chain,
                                          const struct truce_regions *regions,
                                          const struct truce_clip *const *clips, struct truce_series *out,
                                          struct truce_err *err)
{
    struct truce_series series = {chain->days->source, regions, NULL, chain->n};
    struct truce_clip **own = NULL;
    enum truce_status status = TRUCE_OK;

    series.rows = calloc(chain->n + 1, sizeof *series.rows);
    if (series.rows == NULL)
        return truce_fail(err, TRUCE_ERR_MEMORY, "no memory for %zu days", chain->n);
    fill_rows(chain, &series);
    if (regions != NULL && !chain->days->source->areas_only) {
        if (clips == NULL)
            status = clips_open(regions, &own, err);
        const struct shares shares = {clips != NULL ? clips : (const struct truce_clip *const *)own,
                                      regions->n};
        if (status == TRUCE_OK)
            status = fill_regions(chain, &shares, &series, err);
        clips_close(own, regions->n + 1);
    }
    if (status == TRUCE_OK)
        *out = series;
    else
        truce_series_fini(&series);
    return status;
}

enum truce_status truce_series_run(const struct truce_control_days *days, const struct truce_regions *regions,
                                   const struct truce_series_options *options, struct truce_series *out,
                                   struct truce_notes *notes, struct truce_err *err)
{
    const struct truce_chain_options how = {.reading = TRUCE_READ_ASSESSED,
                                            .progress = options->progress,
                                            .progress_context = options->progress_context,
                                            .threads = options->threads};
    struct truce_chain chain = {0};
    enum truce_status status = truce_chain_run(days, &how, &chain, notes, err);
    if (status == TRUCE_OK)
        status = truce_series_from_chain(&chain, regions, NULL, out, err);
    truce_chain_fini(&chain);
    return status;
}
