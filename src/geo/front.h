/*
 * The line of contact of a held area, and what happens when it is moved.
 *
 * The line of contact is that part of the edge of a held area that is neither coast nor state border.  What is coast or
 * border is known from the country's outline; without an outline the whole edge counts, and the caller must say so.
 */
#ifndef TRUCE_GEO_FRONT_H
#define TRUCE_GEO_FRONT_H

#include "geo/overlay.h"

struct truce_front_piece {
    struct truce_lonlat a, b; /* the held area lies on its left */
};

struct truce_front {
    struct truce_front_piece *pieces;
    size_t n, size;
    double length_m; /* geodesic */
};

void truce_front_init(struct truce_front *front);
void truce_front_fini(struct truce_front *front);

/* A country's outline made ready: its edge is coast and state border. */
struct truce_border;

/*
 * margin_m  sources draw coast and border more roughly than an outline does; an edge of a held area that runs within the margin of
 *           the outline is coast or border.  > 0.
 * Owns: caller closes.  Fails: TRUCE_ERR_MEMORY, TRUCE_ERR_RANGE.  Cost: O(n).
 */
enum truce_status truce_border_open(const struct truce_multipolygon *country, double margin_m,
                                    struct truce_border **out, struct truce_err *err) TRUCE_MUST_USE;
void truce_border_close(struct truce_border *border); /* NULL is fine */

/* The country as a clip; borrowed. */
const struct truce_clip *truce_border_clip(const struct truce_border *border);

/*
 * Those edges of a held area, or parts of them, that lie inside the country and farther than the margin from its outline.
 *
 * edges   of a held area (truce_boundary_of), or some of them.  Long edges are looked at every half margin.
 * border  NULL: every edge counts.
 * out     initialised; its content is replaced.
 */
enum truce_status truce_front_extract(const struct truce_boundary *edges, const struct truce_border *border,
                                      struct truce_front *out, struct truce_err *err) TRUCE_MUST_USE;

/*
 * The strip of all ground within d_m of the front, on both sides.  What moving the line everywhere outwards by d adds is the strip less
 * the held area, as far as it lies in the country; what moving it inwards takes is the strip within the held area.
 *
 * d_m     > 0; distances are measured in a transverse Mercator plane about the front's middle meridian.  Corners are round, by polygons of
 *         eight segments a quarter.  An empty front or d_m <= 0 gives an empty strip.
 * out     initialised; its content is replaced.  Positions are WGS 84 again.
 * scale_error  may be NULL: by how much the plane's scale is off at worst; 0.001 is one part in a thousand of d_m.
 * Fails:  TRUCE_ERR_SHAPE, TRUCE_ERR_MEMORY.  Cost: O(n log n); about 10 ms for 1,500 pieces.
 */
enum truce_status truce_front_strip(const struct truce_front *front, double d_m,
                                    struct truce_multipolygon *out, double *scale_error,
                                    struct truce_err *err) TRUCE_MUST_USE;

/* Distances to the front, for many points. */
struct truce_front_index;
enum truce_status truce_front_index_open(const struct truce_front *front, struct truce_front_index **out,
                                         struct truce_err *err) TRUCE_MUST_USE;
void truce_front_index_close(struct truce_front_index *index); /* NULL is fine */

/* Metres on the ellipsoid from p to the nearest point of the front, >= 0; INFINITY when it is farther than limit_m or the front is
 * empty.  Relative error below 1e-5 up to 50 km and 2e-5 up to
 * 100 km.  Thread-safe. */
double truce_front_distance_m(const struct truce_front_index *index, struct truce_lonlat p, double limit_m);

/* The same, and where the nearest point is: on piece `piece` of the front, `along` of its length from a, [0, 1].  foot is untouched where
 * the answer is INFINITY. */
struct truce_front_foot {
    size_t piece;
    double along;
};
double truce_front_nearest_m(const struct truce_front_index *index, struct truce_lonlat p, double limit_m,
                             struct truce_front_foot *foot);

/* Geodesic distance and azimuth between two positions, by PROJ; azimuth_deg may be NULL. */
double truce_geodesic_distance_m(struct truce_lonlat a, struct truce_lonlat b, double *azimuth_deg);

/* The PROJ release in use, for --version; static storage. */
const char *truce_proj_version(void);

#endif
