/*
 * Flat multipolygons.  Invariants: every ring has at least three points, no two neighbours of which are the same, and its
 * first point is not repeated; a polygon's rings stand together, shell first.
 */
#include "geo/shape.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"

void truce_multipolygon_init(struct truce_multipolygon *shape)
{
    memset(shape, 0, sizeof *shape);
}

void truce_multipolygon_fini(struct truce_multipolygon *shape)
{
    free(shape->points);
    free(shape->rings);
    truce_multipolygon_init(shape);
}

void truce_multipolygon_clear(struct truce_multipolygon *shape)
{
    shape->n_points = 0;
    shape->n_rings = 0;
    shape->n_polygons = 0;
}

void truce_multipolygon_take(struct truce_multipolygon *to, struct truce_multipolygon *from)
{
    if (to == from)
        return;
    truce_multipolygon_fini(to);
    *to = *from;
    truce_multipolygon_init(from);
}

static enum truce_status reserve(struct truce_multipolygon *shape, size_t points, size_t rings,
                                 struct truce_err *err)
{
    void *p = shape->points, *r = shape->rings;
    enum truce_status status = truce_grow(&p, &shape->size_points, points, sizeof *shape->points, err);
    shape->points = p;
    if (status != TRUCE_OK)
        return status;
    status = truce_grow(&r, &shape->size_rings, rings, sizeof *shape->rings, err);
    shape->rings = r;
    return status;
}

enum truce_status truce_multipolygon_copy(struct truce_multipolygon *to,
                                          const struct truce_multipolygon *from, struct truce_err *err)
{
    struct truce_multipolygon copy;
    truce_multipolygon_init(&copy);
    enum truce_status status = truce_multipolygon_append(&copy, from, err);
    if (status == TRUCE_OK)
        truce_multipolygon_take(to, &copy);
    truce_multipolygon_fini(&copy);
    return status;
}

static bool same(struct truce_lonlat a, struct truce_lonlat b)
{
    return a.lon_deg == b.lon_deg && a.lat_deg == b.lat_deg;
}

static bool in_range(struct truce_lonlat p)
{
    return p.lon_deg >= -180.0 && p.lon_deg <= 180.0 && p.lat_deg >= -90.0 && p.lat_deg <= 90.0;
}

enum truce_status truce_multipolygon_add_plane_ring(struct truce_multipolygon *shape,
                                                    const struct truce_lonlat *points, size_t n, bool hole,
                                                    struct truce_err *err)
{
    if (hole && shape->n_polygons == 0)
        return truce_fail(err, TRUCE_ERR_SHAPE, "a hole stands before any outer ring");
    enum truce_status status = reserve(shape, shape->n_points + n, shape->n_rings + 1, err);
    if (status != TRUCE_OK)
        return status;

    struct truce_lonlat *out = shape->points + shape->n_points;
    size_t kept = 0;
    for (size_t i = 0; i < n; i++)
        if (kept == 0 || !same(out[kept - 1], points[i]))
            out[kept++] = points[i];
    while (kept > 1 && same(out[kept - 1], out[0]))
        kept--;
    if (kept < 3)
        return truce_fail(err, TRUCE_ERR_SHAPE, "a ring of %zu distinct points; three is the least", kept);

    if (!hole)
        shape->n_polygons++;
    shape->rings[shape->n_rings++] =
        (struct truce_ring){shape->n_points, kept, (uint32_t)(shape->n_polygons - 1), hole};
    shape->n_points += kept;
    return TRUCE_OK;
}

enum truce_status truce_multipolygon_add_ring(struct truce_multipolygon *shape,
                                              const struct truce_lonlat *points, size_t n, bool hole,
                                              struct truce_err *err)
{
    for (size_t i = 0; i < n; i++)
        if (!in_range(points[i]))
            return truce_fail_index(err, TRUCE_ERR_RANGE, (int64_t)i,
                                    "position %.9g, %.9g is outside of longitude -180..180, latitude -90..90",
                                    points[i].lon_deg, points[i].lat_deg);
    return truce_multipolygon_add_plane_ring(shape, points, n, hole, err);
}

enum truce_status truce_multipolygon_append(struct truce_multipolygon *to,
                                            const struct truce_multipolygon *from, struct truce_err *err)
{
    enum truce_status status = reserve(to, to->n_points + from->n_points, to->n_rings + from->n_rings, err);
    if (status != TRUCE_OK || from->n_rings == 0)
        return status;
    memcpy(to->points + to->n_points, from->points, from->n_points * sizeof *from->points);
    for (size_t r = 0; r < from->n_rings; r++) {
        struct truce_ring ring = from->rings[r];
        ring.first += to->n_points;
        ring.polygon += (uint32_t)to->n_polygons;
        to->rings[to->n_rings + r] = ring;
    }
    to->n_points += from->n_points;
    to->n_rings += from->n_rings;
    to->n_polygons += from->n_polygons;
    return TRUCE_OK;
}

double truce_ring_signed_deg2(const struct truce_lonlat *points, size_t n)
{
    /* relative to the first point, so that small rings far from the origin keep their digits */
    struct truce_lonlat o = points[0];
    double sum = 0;
    for (size_t i = 1; i + 1 < n; i++)
        sum += (points[i].lon_deg - o.lon_deg) * (points[i + 1].lat_deg - o.lat_deg) -
               (points[i + 1].lon_deg - o.lon_deg) * (points[i].lat_deg - o.lat_deg);
    return sum;
}

void truce_multipolygon_orient(struct truce_multipolygon *shape)
{
    for (size_t r = 0; r < shape->n_rings; r++) {
        struct truce_lonlat *p = shape->points + shape->rings[r].first;
        size_t n = shape->rings[r].n;
        bool counter_clockwise = truce_ring_signed_deg2(p, n) > 0;
        if (counter_clockwise != shape->rings[r].hole)
            continue;
        /* the first point stays first, so that equal rings stay equal edge by edge */
        for (size_t i = 1, j = n - 1; i < j; i++, j--) {
            struct truce_lonlat swap = p[i];
            p[i] = p[j];
            p[j] = swap;
        }
    }
}

struct truce_box truce_multipolygon_box(const struct truce_multipolygon *shape)
{
    struct truce_box box = truce_box_empty();
    for (size_t i = 0; i < shape->n_points; i++)
        truce_box_extend(&box, shape->points[i]);
    return box;
}
