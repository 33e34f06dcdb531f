/*
 * How far is it?  Geodesic distances of many positions from a line of many edges, to a millimetre.
 *
 * geo/line.h and geo/front.h answer the same with an error of 1e-5, which is enough for verdicts about widths; this is for measuring, and faster.
 */
#ifndef TRUCE_GEO_DISTANCE_H
#define TRUCE_GEO_DISTANCE_H

#include "geo/line.h"

struct truce_distance_index;

/* Edges are straight in longitude and latitude (geo/shape.h).  Positions are copied; those that repeat the one before are passed over.
 * Owns: caller closes.  Fails: TRUCE_ERR_RANGE a position out of range; TRUCE_ERR_SHAPE a run (err->at) with fewer than two distinct positions;
 * TRUCE_ERR_LIMIT; TRUCE_ERR_MEMORY.  Cost: O(n), and a piece for each kilometre of an edge. */
enum truce_status truce_distance_open(const struct truce_run *runs, size_t n,
                                      struct truce_distance_index **out,
                                      struct truce_err *err) TRUCE_MUST_USE;
void truce_distance_close(struct truce_distance_index *index); /* NULL is fine */

struct truce_distance_foot {
    size_t run, edge;       /* edge i of a run joins its positions i and i + 1 */
    struct truce_lonlat at; /* the nearest position of the line */
};

/*
 * Metres on the ellipsoid from p to the nearest point of the line; INFINITY beyond limit_m, and where p is no position.
 *
 * foot   may be NULL; untouched where the answer is INFINITY.
 * Error: below 1 mm up to 100 km, 1e-6 of the distance up to 1,000 km, both below latitude 80; the tests keep both.
 * Cost:  about 0.4 us near a line of 50,000 edges.  Thread-safe.
 * Source: chord and arc of the normal section with Euler's radius of curvature, e.g. G. Bomford, Geodesy (1980), section 2; the nearest piece by a tree of
 *         boxes.
 */
double truce_distance_m(const struct truce_distance_index *index, struct truce_lonlat p, double limit_m,
                        struct truce_distance_foot *foot);

#endif
