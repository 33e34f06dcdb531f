/*
 * A line on the ground made ready: how far a position is from it, on which side, and the strip along it.
 *
 * A line is one or more runs of positions; edges are straight in longitude and latitude (geo/shape.h).  Left and right are as seen in the
 * direction of travel.
 *
 * The side of a position is that of the nearest point of the line: there, the position lies left or right of it.  Beyond the end of a run the line's
 * last edge, drawn on, divides the ground.  So each position has one distance and one side.
 */
#ifndef TRUCE_GEO_LINE_H
#define TRUCE_GEO_LINE_H

#include "geo/shape.h"

struct truce_run {
    const struct truce_lonlat *at;
    size_t n; /* >= 2 distinct; positions that repeat the one before are passed over */
};

struct truce_line;

/* Positions are copied.  Owns: caller closes.  Fails: TRUCE_ERR_SHAPE a run (err->at) with fewer than two distinct positions; TRUCE_ERR_MEMORY.
 * Cost: O(n). */
enum truce_status truce_line_open(const struct truce_run *runs, size_t n, struct truce_line **out,
                                  struct truce_err *err) TRUCE_MUST_USE;
void truce_line_close(struct truce_line *line); /* NULL is fine */

struct truce_box truce_line_box(const struct truce_line *line);

enum truce_line_hand {
    TRUCE_LINE_LEFT,
    TRUCE_LINE_RIGHT,
    TRUCE_LINE_ON, /* on the line, or straight ahead of one of its ends */
};

/* Metres on the ellipsoid to the nearest point of the line; INFINITY beyond limit_m.  side may be NULL; it is untouched beyond the limit.
 * Error: as truce_front_distance_m, 1e-5 of the distance up to 50 km.  Thread-safe. */
double truce_line_distance_m(const struct truce_line *line, struct truce_lonlat p, double limit_m,
                             enum truce_line_hand *side);

/*
 * The ground within left_m of the line on its left and within right_m on its right.
 *
 * left_m, right_m  >= 0; both 0 give an empty strip.
 * out              initialised; its content is replaced; valid, oriented.
 * scale_error      may be NULL: by how much the plane in which widths are measured is off at worst; 0.001 is one part in a thousand.
 *
 * Beyond an end of a run the ground is round, as all of it is that lies within a distance.  Where such an end points at another part of the
 * line nearer than the width, the ground in between is given to one side as a whole.
 *
 * Accuracy: round corners are chords, at most 0.12 % of the width short; edges are followed to half a metre; scale_error.
 * Fails:  TRUCE_ERR_RANGE a width that is no number or negative; TRUCE_ERR_SHAPE; TRUCE_ERR_MEMORY.
 * Cost:   O(n log n): about 3 ms for 30 edges, more where widths are many edges long.
 */
enum truce_status truce_line_strip(const struct truce_line *line, double left_m, double right_m,
                                   struct truce_multipolygon *out, double *scale_error,
                                   struct truce_err *err) TRUCE_MUST_USE;

#endif
