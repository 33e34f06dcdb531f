/*
 * A zone's edges as seen from a position: azimuthal equidistant about it.  Private to geo.
 *
 * In that plane, straight lines through the origin are geodesics and distances from it are true.  What a distribution about the position puts into
 * the zone is a sum over edges (geo/uncertain.c); far edges matter only for whether the position is inside, which needs no projection.
 */
#ifndef TRUCE_GEO_AROUND_H
#define TRUCE_GEO_AROUND_H

#include "geo/shape.h"

/* metres east and north of the position */
struct truce_plane_point {
    double x, y;
};

/* Called for each piece a -> b of an edge near the position. */
typedef void truce_around_piece(void *context, struct truce_plane_point a, struct truce_plane_point b);

struct truce_around {
    struct truce_lonlat at;
    double reach_m;     /* edges that lie farther may be left out; up to TRUCE_AROUND_REACH_M */
    double tolerance_m; /* how far a piece may leave its edge; > 0 */
    truce_around_piece *piece;
    void *context;
};

#define TRUCE_AROUND_REACH_M 2e6

/*
 * How often the oriented zone winds about the position: 1 inside, 0 outside.
 *
 * Pieces are such that the winding number is that of the pieces, too: moving the position over one changes both.  A position that lies on an edge or
 * within a hundred-millionth of a metre of one is first moved by as much; what pieces are measured from is then the moved one.
 */
int truce_around_zone(const struct truce_around *around, const struct truce_multipolygon *zone);

#endif
