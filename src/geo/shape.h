/*
 * Positions, rings and multipolygons.
 *
 * Coordinates are longitude and latitude in degrees on WGS 84 (OGC:CRS84), longitude first.  An edge is the straight
 * line between two positions in that plane, as RFC 7946 section 3.1.1 says; areas treat it as the geodesic, which
 * for the short edges of control maps is the same to well below a square metre (see geo/area.h).
 */
#ifndef TRUCE_GEO_SHAPE_H
#define TRUCE_GEO_SHAPE_H

#include <math.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/status.h"

struct truce_lonlat {
    double lon_deg; /* [-180, 180], east positive */
    double lat_deg; /* [-90, 90], north positive */
};

struct truce_box {
    struct truce_lonlat min, max; /* empty when min.lon_deg > max.lon_deg */
};

struct truce_ring {
    size_t first; /* index of its first point */
    size_t n;     /* points, the first not repeated at the end; >= 3 */
    uint32_t
        polygon; /* index of the polygon it belongs to; rings of a polygon stand together, the shell first */
    bool hole;   /* an inner ring */
};

/* Flat storage for any number of polygons with holes.  Shells run counter-clockwise and holes clockwise once
 * truce_multipolygon_orient has been called; readers call it. */
struct truce_multipolygon {
    struct truce_lonlat *points;
    size_t n_points, size_points;
    struct truce_ring *rings;
    size_t n_rings, size_rings;
    size_t n_polygons;
};

void truce_multipolygon_init(struct truce_multipolygon *shape);
void truce_multipolygon_fini(struct truce_multipolygon *shape);  /* safe on a zeroed struct */
void truce_multipolygon_clear(struct truce_multipolygon *shape); /* empty, memory kept */

/* Moves `from` into `to` (whose content is released) and leaves `from` empty. */
void truce_multipolygon_take(struct truce_multipolygon *to, struct truce_multipolygon *from);

enum truce_status truce_multipolygon_copy(struct truce_multipolygon *to,
                                          const struct truce_multipolygon *from,
                                          struct truce_err *err) TRUCE_MUST_USE;

/* Appends a polygon's next ring: points are copied; a repeated last point is dropped, and so are points that repeat the one
 * before them.  hole = false begins a new polygon; hole = true adds to the last one.
 * Fails: TRUCE_ERR_SHAPE fewer than three distinct points, or a hole before any shell; TRUCE_ERR_RANGE a coordinate not finite
 *        or out of range (err->at = its index); TRUCE_ERR_MEMORY. */
enum truce_status truce_multipolygon_add_ring(struct truce_multipolygon *shape,
                                              const struct truce_lonlat *points, size_t n, bool hole,
                                              struct truce_err *err) TRUCE_MUST_USE;

/* The same for coordinates of a plane, in any unit: ranges are not checked. */
enum truce_status truce_multipolygon_add_plane_ring(struct truce_multipolygon *shape,
                                                    const struct truce_lonlat *points, size_t n, bool hole,
                                                    struct truce_err *err) TRUCE_MUST_USE;

/* Appends all polygons of `from`. */
enum truce_status truce_multipolygon_append(struct truce_multipolygon *to,
                                            const struct truce_multipolygon *from,
                                            struct truce_err *err) TRUCE_MUST_USE;

/* Turns rings so that shells run counter-clockwise and holes clockwise in the lon/lat plane. */
void truce_multipolygon_orient(struct truce_multipolygon *shape);

/* Twice the signed area of a ring in the lon/lat plane, square degrees; > 0 when counter-clockwise. */
double truce_ring_signed_deg2(const struct truce_lonlat *points, size_t n);

/* Inline: they stand in the innermost loops. */
static inline struct truce_box truce_box_empty(void)
{
    return (struct truce_box){{INFINITY, INFINITY}, {-INFINITY, -INFINITY}};
}

static inline bool truce_box_is_empty(struct truce_box box)
{
    return box.min.lon_deg > box.max.lon_deg;
}

static inline void truce_box_extend(struct truce_box *box, struct truce_lonlat p)
{
    box->min.lon_deg = p.lon_deg < box->min.lon_deg ? p.lon_deg : box->min.lon_deg;
    box->min.lat_deg = p.lat_deg < box->min.lat_deg ? p.lat_deg : box->min.lat_deg;
    box->max.lon_deg = p.lon_deg > box->max.lon_deg ? p.lon_deg : box->max.lon_deg;
    box->max.lat_deg = p.lat_deg > box->max.lat_deg ? p.lat_deg : box->max.lat_deg;
}

/* a common point, edges included */
static inline bool truce_box_meets(struct truce_box a, struct truce_box b)
{
    return a.min.lon_deg <= b.max.lon_deg && b.min.lon_deg <= a.max.lon_deg &&
           a.min.lat_deg <= b.max.lat_deg && b.min.lat_deg <= a.max.lat_deg;
}

static inline bool truce_box_contains(struct truce_box box, struct truce_lonlat p)
{
    return p.lon_deg >= box.min.lon_deg && p.lon_deg <= box.max.lon_deg && p.lat_deg >= box.min.lat_deg &&
           p.lat_deg <= box.max.lat_deg;
}

struct truce_box truce_multipolygon_box(const struct truce_multipolygon *shape);

#endif
