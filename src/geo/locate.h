/*
 * Is a point inside?  Many points against one multipolygon.
 */
#ifndef TRUCE_GEO_LOCATE_H
#define TRUCE_GEO_LOCATE_H

#include "geo/shape.h"

enum truce_side {
    TRUCE_SIDE_OUTSIDE,
    TRUCE_SIDE_INSIDE,
    TRUCE_SIDE_BOUNDARY, /* exactly on an edge or vertex */
};

struct truce_locator; /* edges of one shape by latitude */

/* Builds the index; it keeps its own copy of the edges.
 * Owns: caller closes.  Fails: TRUCE_ERR_MEMORY.  Cost: O(n) time and memory for edges short against the shape. */
enum truce_status truce_locator_open(const struct truce_multipolygon *shape, struct truce_locator **out,
                                     struct truce_err *err) TRUCE_MUST_USE;
void truce_locator_close(struct truce_locator *locator); /* NULL is fine */

/* Exact: the parity of crossings is decided with exact arithmetic where floating point could err.  Even-odd rule over all rings.
 * Cost: O(edges of one latitude band); thread-safe. */
enum truce_side truce_locator_side(const struct truce_locator *locator, struct truce_lonlat p);

/* Sign of the turn a -> b -> c in the lon/lat plane: 1 left, -1 right, 0 straight; exact for all finite input.
 * Source: J. R. Shewchuk, Discrete Comput. Geom. 18 (1997), doi:10.1007/PL00009321. */
int truce_orientation(struct truce_lonlat a, struct truce_lonlat b, struct truce_lonlat c);

#endif
