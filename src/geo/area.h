/*
 * Areas on the WGS 84 ellipsoid.
 */
#ifndef TRUCE_GEO_AREA_H
#define TRUCE_GEO_AREA_H

#include "geo/shape.h"

/*
 * Area of a multipolygon whose edges are geodesics, holes taken off.
 *
 * shape   oriented rings (truce_multipolygon_orient); must not cross the antimeridian or enclose a pole.
 * Returns square metres, >= 0; 0 for an empty shape.
 *
 * Cost:   O(points), about 25 ns a point for edges up to 20 km; PROJ for longer ones.  Thread-safe.
 * Source: area between an edge and the equator by the line integral of the authalic area function, with the bulge of
 *         the geodesic against the straight chord (docs/decisions/0006); equal to PROJ's geod_polygon to 1e-9, which the tests keep.
 */
double truce_area_m2(const struct truce_multipolygon *shape);

/* The same by PROJ's geod_polygon, edge by edge, as oracle and for long edges.
 * Cost: about 500 ns a point.  Source: C. F. F. Karney, J. Geodesy 87 (2013), doi:10.1007/s00190-012-0578-z. */
double truce_area_exact_m2(const struct truce_multipolygon *shape);

/* Signed area between the edge a -> b, the meridians through its ends and the equator, square metres; positive
 * westward.  Sums over a closed boundary with its inside on the left give the area. */
double truce_area_edge_m2(struct truce_lonlat a, struct truce_lonlat b);

#endif
