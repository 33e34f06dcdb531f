/*
 * Edges sorted into bands of latitude: the index beneath locating, crossing and clipping.  Private to geo.
 */
#ifndef TRUCE_GEO_BANDS_H
#define TRUCE_GEO_BANDS_H

#include "geo/overlay.h"

struct truce_bands {
    struct truce_edge *edges; /* copies */
    size_t n_edges;
    uint32_t *start; /* n_bands + 1 offsets into items */
    uint32_t *items; /* edge numbers, band by band, ascending within a band */
    size_t n_bands;
    double lat_min_deg, lat_max_deg;
    double bands_per_deg;
};

/* Copies n edges and sorts them.  At most 2^31 edges.  Fails: TRUCE_ERR_MEMORY, TRUCE_ERR_LIMIT. */
enum truce_status truce_bands_open(const struct truce_edge *edges, size_t n, struct truce_bands *out,
                                   struct truce_err *err) TRUCE_MUST_USE;
void truce_bands_close(struct truce_bands *bands); /* safe on a zeroed struct */

/* The band of a latitude, clamped to those that exist.  Monotonic.  There must be at least one band. */
size_t truce_bands_of(const struct truce_bands *bands, double lat_deg);

/* Side of p by parity over all edges; exact. */
enum truce_side truce_bands_side(const struct truce_bands *bands, struct truce_lonlat p);

/* 1 when the ray from p to the east crosses e, 0 when not, -1 when p lies on e.  Exact. */
int truce_edge_ray(const struct truce_edge *e, struct truce_lonlat p);

/* The edges of a shape in ring order; `out` has room for shape->n_points.  Returns their number. */
size_t truce_shape_edges(const struct truce_multipolygon *shape, struct truce_edge *out);

#endif
