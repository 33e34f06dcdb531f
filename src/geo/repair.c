/*
 * Is a shape fit for use, and making it so; and uniting polygons that lie side by side.
 *
 * A shape is fit when no two of its edges cross or run along each other, and when every ring has its inside on the left. The second is seen
 * from one edge a ring, whose right side must be outside of everything.  Rings may touch in points: nothing here or in GEOS minds.
 */
#include "geo/geos_door.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "geo/pieces.h"

struct fault {
    struct truce_lonlat at;
    const char *what; /* NULL: none */
};

static void check_pair(const struct truce_edge *p, const struct truce_edge *q, struct fault *fault)
{
    switch (truce_edges_meet(p, q)) {
    case TRUCE_MEET_CROSS:
        *fault = (struct fault){truce_edges_crossing(p, q), "a ring crosses itself or another ring"};
        break;
    case TRUCE_MEET_OVERLAP:
        *fault = (struct fault){q->a, "two edges run along each other"};
        break;
    case TRUCE_MEET_NOT:
    case TRUCE_MEET_TOUCH:
        break;
    }
}

struct lon_range {
    double low, high;
};

/* Pairs of edges that share a band; a pair is met at least once, which is enough.  Of edges in one thin band most are apart in longitude. */
static enum truce_status find_crossing(const struct truce_bands *bands, struct fault *fault,
                                       struct truce_err *err)
{
    struct lon_range *range = malloc((bands->n_edges + 1) * sizeof *range);
    if (range == NULL)
        return truce_fail(err, TRUCE_ERR_MEMORY, "no memory to check %zu edges", bands->n_edges);
    for (size_t i = 0; i < bands->n_edges; i++) {
        double a = bands->edges[i].a.lon_deg, b = bands->edges[i].b.lon_deg;
        range[i] = a < b ? (struct lon_range){a, b} : (struct lon_range){b, a};
    }
    for (size_t k = 0; k < bands->n_bands && fault->what == NULL; k++)
        for (uint32_t i = bands->start[k]; i < bands->start[k + 1] && fault->what == NULL; i++) {
            struct lon_range own = range[bands->items[i]];
            for (uint32_t j = i + 1; j < bands->start[k + 1] && fault->what == NULL; j++) {
                struct lon_range other = range[bands->items[j]];
                if (own.low <= other.high && other.low <= own.high)
                    check_pair(&bands->edges[bands->items[i]], &bands->edges[bands->items[j]], fault);
            }
        }
    free(range);
    return TRUCE_OK;
}

/* How deep in the shape the ground just east of p is, p lying on edge `own`: counter-clockwise rings around it less clockwise ones.
 * An edge that runs north has its inside, and so one level more, on its west. */
static int depth_to_the_east(const struct truce_bands *bands, size_t own, struct truce_lonlat p)
{
    size_t band = truce_bands_of(bands, p.lat_deg);
    int depth = 0;
    for (uint32_t i = bands->start[band]; i < bands->start[band + 1]; i++) {
        const struct truce_edge *e = &bands->edges[bands->items[i]];
        bool north = e->b.lat_deg > p.lat_deg;
        if (bands->items[i] == own || (e->a.lat_deg > p.lat_deg) == north)
            continue;
        int turn = north ? truce_orientation(e->a, e->b, p) : truce_orientation(e->b, e->a, p);
        if (turn > 0)
            depth += north ? 1 : -1;
    }
    return depth;
}

/* the tallest edge of a ring is the safest to look from */
static size_t tallest(const struct truce_bands *bands, size_t first, size_t n)
{
    size_t best = first;
    double height = -1;
    for (size_t i = first; i < first + n; i++) {
        double h = bands->edges[i].b.lat_deg - bands->edges[i].a.lat_deg;
        if (h < 0)
            h = -h;
        if (h > height) {
            height = h;
            best = i;
        }
    }
    return best;
}

/* how deep in the shape the ground on the right of ring r is; `first` is the number of its first edge */
static int depth_on_the_right(const struct truce_bands *bands, size_t first, size_t n)
{
    size_t own = tallest(bands, first, n);
    const struct truce_edge *e = &bands->edges[own];
    struct truce_lonlat middle = {e->a.lon_deg + 0.5 * (e->b.lon_deg - e->a.lon_deg),
                                  e->a.lat_deg + 0.5 * (e->b.lat_deg - e->a.lat_deg)};
    int east = depth_to_the_east(bands, own, middle);
    return e->b.lat_deg > e->a.lat_deg ? east : east - 1;
}

static void check_sides(const struct truce_multipolygon *shape, const struct truce_bands *bands,
                        struct fault *fault)
{
    size_t first = 0; /* edges stand in ring order */
    for (size_t r = 0; r < shape->n_rings && fault->what == NULL; r++) {
        if (depth_on_the_right(bands, first, shape->rings[r].n) != 0)
            *fault = (struct fault){bands->edges[first].a,
                                    "polygons overlap, or a hole lies outside of its polygon"};
        first += shape->rings[r].n;
    }
}

static enum truce_status find_fault(const struct truce_multipolygon *shape, struct fault *fault,
                                    struct truce_err *err)
{
    struct truce_boundary edges = {NULL, 0, 0};
    struct truce_bands bands;
    memset(&bands, 0, sizeof bands);
    fault->what = NULL;
    enum truce_status status = truce_boundary_of(shape, &edges, err);
    if (status == TRUCE_OK && edges.n > 0)
        status = truce_bands_open(edges.edges, edges.n, &bands, err);
    if (status == TRUCE_OK && edges.n > 0)
        status = find_crossing(&bands, fault, err);
    if (status == TRUCE_OK && edges.n > 0 && fault->what == NULL)
        check_sides(shape, &bands, fault);
    truce_bands_close(&bands);
    truce_boundary_fini(&edges);
    return status;
}

static void say(const struct fault *fault, char *why, size_t why_size)
{
    if (why != NULL)
        snprintf(why, why_size, "%s at %.6f, %.6f", fault->what, fault->at.lon_deg, fault->at.lat_deg);
}

enum truce_status truce_shape_check(const struct truce_multipolygon *shape, bool *valid, char *why,
                                    size_t why_size, struct truce_err *err)
{
    struct fault fault;
    enum truce_status status = find_fault(shape, &fault, err);
    if (status != TRUCE_OK)
        return status;
    *valid = fault.what == NULL;
    if (!*valid)
        say(&fault, why, why_size);
    return TRUCE_OK;
}

enum truce_status truce_shape_repair(struct truce_multipolygon *shape, bool *repaired, char *why,
                                     size_t why_size, struct truce_err *err)
{
    struct fault fault;
    struct truce_multipolygon valid;

    enum truce_status status = find_fault(shape, &fault, err);
    if (status != TRUCE_OK || fault.what == NULL) {
        if (status == TRUCE_OK)
            *repaired = false;
        return status;
    }
    truce_multipolygon_init(&valid);
    status = truce_geos_make_valid(shape, &valid, err);
    if (status == TRUCE_OK && valid.n_rings == 0)
        status = truce_fail(err, TRUCE_ERR_SHAPE, "%s at %.6f, %.6f, and nothing with an area is left",
                            fault.what, fault.at.lon_deg, fault.at.lat_deg);
    if (status == TRUCE_OK) {
        *repaired = true;
        say(&fault, why, why_size);
        truce_multipolygon_take(shape, &valid);
    }
    truce_multipolygon_fini(&valid);
    return status;
}

/* Leaves out rings that lie inside another polygon: where one area is drawn twice, in itself and as a part of a larger one.
 * No two edges cross, so a ring's right side is equally deep all along. */
static enum truce_status drop_inner(const struct truce_multipolygon *shape, struct truce_multipolygon *out,
                                    struct fault *fault, struct truce_err *err)
{
    struct truce_boundary edges = {NULL, 0, 0}, kept = {NULL, 0, 0};
    struct truce_bands bands;
    memset(&bands, 0, sizeof bands);
    enum truce_status status = truce_boundary_of(shape, &edges, err);
    if (status == TRUCE_OK)
        status = truce_boundary_of(shape, &kept, err); /* for its room */
    if (status == TRUCE_OK)
        status = truce_bands_open(edges.edges, edges.n, &bands, err);
    if (status != TRUCE_OK || edges.n == 0)
        goto done;
    status = find_crossing(&bands, fault, err);
    kept.n = 0;
    for (size_t r = 0, first = 0; status == TRUCE_OK && r < shape->n_rings && fault->what == NULL;
         first += shape->rings[r].n, r++) {
        int depth = depth_on_the_right(&bands, first, shape->rings[r].n);
        if (depth < 0)
            *fault = (struct fault){edges.edges[first].a, "a hole lies outside of its polygon"};
        if (depth != 0)
            continue;
        memcpy(kept.edges + kept.n, edges.edges + first, shape->rings[r].n * sizeof *kept.edges);
        kept.n += shape->rings[r].n;
    }
    if (status == TRUCE_OK && fault->what == NULL)
        status = truce_boundary_shape(&kept, out, err);
done:
    truce_bands_close(&bands);
    truce_boundary_fini(&edges);
    truce_boundary_fini(&kept);
    return status;
}

static enum truce_status unite_by_geos(const struct truce_multipolygon *shape, struct truce_multipolygon *out,
                                       struct truce_err *err)
{
    enum truce_status status = truce_geos_make_valid(shape, out, err);
    return status == TRUCE_OK ? truce_geos_unary_union(out, out, err) : status;
}

enum truce_status truce_overlay_dissolve(struct truce_multipolygon *shape, bool *mended, char *why,
                                         size_t why_size, struct truce_err *err)
{
    struct truce_boundary edges = {NULL, 0, 0};
    struct truce_multipolygon rings, united;
    size_t dropped = 0;
    struct fault fault = {{0, 0}, NULL};

    truce_multipolygon_init(&rings);
    truce_multipolygon_init(&united);
    enum truce_status status = truce_boundary_of(shape, &edges, err);
    if (status == TRUCE_OK)
        status = truce_boundary_rings(&edges, &rings, &dropped, err);
    if (status == TRUCE_OK && dropped > 0)
        fault = (struct fault){shape->points[0], "a ring without an area in a polygon"};
    else if (status == TRUCE_OK)
        status = drop_inner(&rings, &united, &fault, err);
    if (status == TRUCE_ERR_SHAPE && fault.what == NULL)
        fault.what = "edges that do not close";
    if (fault.what != NULL)
        status = unite_by_geos(shape, &united, err);
    if (status == TRUCE_OK) {
        *mended = fault.what != NULL;
        if (*mended)
            say(&fault, why, why_size);
        truce_multipolygon_take(shape, &united);
    }
    truce_boundary_fini(&edges);
    truce_multipolygon_fini(&rings);
    truce_multipolygon_fini(&united);
    return status;
}
