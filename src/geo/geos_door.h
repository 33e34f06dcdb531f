/*
 * The one door to GEOS.  Private to geo.
 */
#ifndef TRUCE_GEO_GEOS_DOOR_H
#define TRUCE_GEO_GEOS_DOOR_H

#include "geo/shape.h"

/* Several segments with a round buffer of radius d around each, united, in plane coordinates of any unit.
 * xy holds n_segments x 4 numbers: x0 y0 x1 y1; neighbours that join end to start should follow each other.
 * out gets plane coordinates in its points, so ranges are not checked. */
enum truce_status truce_geos_buffer_lines(const double *xy, size_t n_segments, double d,
                                          struct truce_multipolygon *out,
                                          struct truce_err *err) TRUCE_MUST_USE;

/* The same, each segment buffered by itself, with corners of 16 segments a quarter.  Slower, and nearer to the truth: along a line of several segments
 * GEOS first leaves out bends that are shallower than 1 % of d. */
enum truce_status truce_geos_buffer_segments(const double *xy, size_t n_segments, double d,
                                             struct truce_multipolygon *out,
                                             struct truce_err *err) TRUCE_MUST_USE;

/*
 * Those faces into which segments cut a shape, of which `keep` says so by a point inside of them; united.  Plane coordinates.
 * xy  n_segments x 4 numbers; they may cross each other and reach beyond the shape.
 */
typedef bool truce_geos_keep(void *context, struct truce_lonlat inside);
enum truce_status truce_geos_cut(const struct truce_multipolygon *shape, const double *xy, size_t n_segments,
                                 truce_geos_keep *keep, void *context, struct truce_multipolygon *out,
                                 struct truce_err *err) TRUCE_MUST_USE;

/* Structure-method make-valid. */
enum truce_status truce_geos_make_valid(const struct truce_multipolygon *shape,
                                        struct truce_multipolygon *out, struct truce_err *err) TRUCE_MUST_USE;

/* Union of all polygons of a shape, which may overlap. */
enum truce_status truce_geos_unary_union(const struct truce_multipolygon *shape,
                                         struct truce_multipolygon *out,
                                         struct truce_err *err) TRUCE_MUST_USE;

/* The same in plane coordinates. */
enum truce_status truce_geos_plane_union(const struct truce_multipolygon *shape,
                                         struct truce_multipolygon *out,
                                         struct truce_err *err) TRUCE_MUST_USE;

#endif
