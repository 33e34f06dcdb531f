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

/* Structure-method make-valid. */
enum truce_status truce_geos_make_valid(const struct truce_multipolygon *shape,
                                        struct truce_multipolygon *out, struct truce_err *err) TRUCE_MUST_USE;

/* Union of all polygons of a shape, which may overlap. */
enum truce_status truce_geos_unary_union(const struct truce_multipolygon *shape,
                                         struct truce_multipolygon *out,
                                         struct truce_err *err) TRUCE_MUST_USE;

#endif
