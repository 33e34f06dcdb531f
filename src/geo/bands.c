/*
 * Latitude bands by counting sort.
 *
 * Invariant: an edge stands in every band that its latitudes touch, ends included, so any edge that meets a latitude is
 * found in the one band of that latitude.  The number of bands is chosen so that edges stand in three on average at most.
 */
#include "geo/bands.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define BANDS_MAX      ((size_t)1 << 18)
#define COPIES_AVERAGE 3.0 /* bands an edge may stand in, on average */
#define EDGES_MAX      ((size_t)1 << 29)

static double low(const struct truce_edge *e)
{
    return e->a.lat_deg < e->b.lat_deg ? e->a.lat_deg : e->b.lat_deg;
}

static double high(const struct truce_edge *e)
{
    return e->a.lat_deg > e->b.lat_deg ? e->a.lat_deg : e->b.lat_deg;
}

size_t truce_bands_of(const struct truce_bands *bands, double lat_deg)
{
    double x = (lat_deg - bands->lat_min_deg) * bands->bands_per_deg;
    if (!(x > 0))
        return 0;
    return x >= (double)bands->n_bands ? bands->n_bands - 1 : (size_t)x;
}

/* heights decide how many bands are worth having */
static void measure(struct truce_bands *bands)
{
    double total = 0;
    bands->lat_min_deg = INFINITY;
    bands->lat_max_deg = -INFINITY;
    for (size_t i = 0; i < bands->n_edges; i++) {
        double lo = low(&bands->edges[i]), hi = high(&bands->edges[i]);
        if (lo < bands->lat_min_deg)
            bands->lat_min_deg = lo;
        if (hi > bands->lat_max_deg)
            bands->lat_max_deg = hi;
        total += hi - lo;
    }
    double height = bands->lat_max_deg - bands->lat_min_deg;
    double n = (double)bands->n_edges / 2;
    if (total > 0 && n > (COPIES_AVERAGE - 1) * (double)bands->n_edges * height / total)
        n = (COPIES_AVERAGE - 1) * (double)bands->n_edges * height / total;
    bands->n_bands = n < 1 ? 1 : n > (double)BANDS_MAX ? BANDS_MAX : (size_t)n;
    bands->bands_per_deg = height > 0 ? (double)bands->n_bands / height : 0;
}

struct span {
    uint32_t from, to; /* bands, ends included */
};

static enum truce_status fill(struct truce_bands *bands, struct truce_err *err)
{
    size_t copies = 0, n = bands->n_edges;
    uint32_t *start = calloc(bands->n_bands + 2, sizeof *start);
    struct span *spans = malloc((n + 1) * sizeof *spans);
    enum truce_status status = TRUCE_OK;

    bands->start = start;
    if (start == NULL || spans == NULL) {
        status = truce_fail(err, TRUCE_ERR_MEMORY, "no memory for %zu bands", bands->n_bands);
        goto done;
    }
    for (size_t i = 0; i < n; i++) {
        struct span s = {(uint32_t)truce_bands_of(bands, low(&bands->edges[i])),
                         (uint32_t)truce_bands_of(bands, high(&bands->edges[i]))};
        spans[i] = s;
        copies += s.to - s.from + 1;
        for (uint32_t k = s.from; k <= s.to; k++)
            start[k + 2]++;
    }
    bands->items = malloc((copies + 1) * sizeof *bands->items);
    if (bands->items == NULL) {
        status = truce_fail(err, TRUCE_ERR_MEMORY, "no memory for %zu band entries", copies);
        goto done;
    }
    for (size_t k = 2; k < bands->n_bands + 2; k++)
        start[k] += start[k - 1];
    /* start[k + 1] is now where band k begins; filling moves it to where band k + 1 begins */
    for (size_t i = 0; i < n; i++)
        for (uint32_t k = spans[i].from; k <= spans[i].to; k++)
            bands->items[start[k + 1]++] = (uint32_t)i;
done:
    free(spans);
    return status;
}

enum truce_status truce_bands_open(const struct truce_edge *edges, size_t n, struct truce_bands *out,
                                   struct truce_err *err)
{
    struct truce_bands bands;
    memset(&bands, 0, sizeof bands);
    if (n > EDGES_MAX)
        return truce_fail(err, TRUCE_ERR_LIMIT, "%zu edges; the limit is %zu", n, EDGES_MAX);
    bands.edges = malloc((n + 1) * sizeof *bands.edges);
    if (bands.edges == NULL)
        return truce_fail(err, TRUCE_ERR_MEMORY, "no memory for %zu edges", n);
    if (n > 0)
        memcpy(bands.edges, edges, n * sizeof *edges);
    bands.n_edges = n;
    measure(&bands);
    enum truce_status status = fill(&bands, err);
    if (status != TRUCE_OK) {
        truce_bands_close(&bands);
        return status;
    }
    *out = bands;
    return TRUCE_OK;
}

void truce_bands_close(struct truce_bands *bands)
{
    free(bands->edges);
    free(bands->start);
    free(bands->items);
    memset(bands, 0, sizeof *bands);
}

int truce_edge_ray(const struct truce_edge *e, struct truce_lonlat p)
{
    bool a_above = e->a.lat_deg > p.lat_deg, b_above = e->b.lat_deg > p.lat_deg;

    if (a_above == b_above) {
        /* the ray passes at most along e or through its ends; all that matters is whether p is on it */
        if (e->a.lat_deg != p.lat_deg && e->b.lat_deg != p.lat_deg)
            return 0;
        bool on_a = e->a.lat_deg == p.lat_deg && e->a.lon_deg == p.lon_deg;
        bool on_b = e->b.lat_deg == p.lat_deg && e->b.lon_deg == p.lon_deg;
        bool between =
            e->a.lat_deg == e->b.lat_deg && (e->a.lon_deg > p.lon_deg) != (e->b.lon_deg > p.lon_deg);
        return on_a || on_b || between ? -1 : 0;
    }
    if (e->a.lon_deg < p.lon_deg && e->b.lon_deg < p.lon_deg)
        return 0;
    if (e->a.lon_deg > p.lon_deg && e->b.lon_deg > p.lon_deg)
        return 1;
    int turn = a_above ? truce_orientation(e->b, e->a, p) : truce_orientation(e->a, e->b, p);
    return turn == 0 ? -1 : turn > 0;
}

enum truce_side truce_bands_side(const struct truce_bands *bands, struct truce_lonlat p)
{
    if (bands->n_edges == 0 || !(p.lat_deg >= bands->lat_min_deg && p.lat_deg <= bands->lat_max_deg))
        return TRUCE_SIDE_OUTSIDE;
    size_t band = truce_bands_of(bands, p.lat_deg);
    unsigned inside = 0;
    for (uint32_t i = bands->start[band]; i < bands->start[band + 1]; i++) {
        int c = truce_edge_ray(&bands->edges[bands->items[i]], p);
        if (c < 0)
            return TRUCE_SIDE_BOUNDARY;
        inside ^= (unsigned)c;
    }
    return inside ? TRUCE_SIDE_INSIDE : TRUCE_SIDE_OUTSIDE;
}

size_t truce_shape_edges(const struct truce_multipolygon *shape, struct truce_edge *out)
{
    size_t n = 0;
    for (size_t r = 0; r < shape->n_rings; r++) {
        const struct truce_lonlat *p = shape->points + shape->rings[r].first;
        size_t m = shape->rings[r].n;
        for (size_t i = 0; i + 1 < m; i++)
            out[n++] = (struct truce_edge){p[i], p[i + 1]};
        out[n++] = (struct truce_edge){p[m - 1], p[0]};
    }
    return n;
}
