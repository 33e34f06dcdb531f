/*
 * Turns and sides, decided exactly.
 */
#ifndef TRUCE_GEO_ORIENTATION_H
#define TRUCE_GEO_ORIENTATION_H

#include "geo/shape.h"

enum truce_side {
    TRUCE_SIDE_OUTSIDE,
    TRUCE_SIDE_INSIDE,
    TRUCE_SIDE_BOUNDARY, /* exactly on an edge or vertex */
};

/* Sign of the turn a -> b -> c in the lon/lat plane: 1 left, -1 right, 0 straight; exact for all finite input.
 * Source: J. R. Shewchuk, Discrete Comput. Geom. 18 (1997), doi:10.1007/PL00009321. */
int truce_orientation(struct truce_lonlat a, struct truce_lonlat b, struct truce_lonlat c);

#endif
