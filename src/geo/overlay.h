/*
 * What two shapes share and where they differ.
 *
 * truce_overlay_areas is our own kernel for the many days of a series; the functions that give shapes are GEOS's.
 */
#ifndef TRUCE_GEO_OVERLAY_H
#define TRUCE_GEO_OVERLAY_H

#include "base/notes.h"
#include "geo/shape.h"

struct truce_overlay_areas {
    double gained_m2; /* inside b, outside a */
    double lost_m2;   /* inside a, outside b */
};

/*
 * Areas of b minus a and of a minus b on the ellipsoid, without building either shape.
 *
 * Edges that both shapes have cancel, so two days of a map cost only what changed between them.  What is left is cut at
 * crossings and each piece is counted when it bounds the difference.  The pieces kept must form closed
 * rings; where rounding breaks that, GEOS does the work instead.
 *
 * a, b    valid, oriented (see truce_shape_repair).  Either may be empty.
 * Fails:  TRUCE_ERR_MEMORY; TRUCE_ERR_SHAPE when GEOS, too, cannot do it.
 * Cost:   O(n) to cancel, O(k log k + crossings) for the k edges that differ.  Thread-safe.
 */
enum truce_status truce_overlay_areas(const struct truce_multipolygon *a, const struct truce_multipolygon *b,
                                      struct truce_overlay_areas *out, struct truce_err *err) TRUCE_MUST_USE;

/* Shapes by GEOS (OverlayNG, double precision).  out is initialised; its content is replaced; oriented.  Pieces that have no area
 * (points, lines) are dropped.  Fails: TRUCE_ERR_SHAPE invalid input, TRUCE_ERR_MEMORY.  Thread-safe. */
enum truce_status truce_overlay_difference(const struct truce_multipolygon *a, const struct truce_multipolygon *b,
                                           struct truce_multipolygon *out, struct truce_err *err) TRUCE_MUST_USE;
enum truce_status truce_overlay_intersection(const struct truce_multipolygon *a, const struct truce_multipolygon *b,
                                             struct truce_multipolygon *out, struct truce_err *err) TRUCE_MUST_USE;
enum truce_status truce_overlay_union(const struct truce_multipolygon *a, const struct truce_multipolygon *b,
                                      struct truce_multipolygon *out, struct truce_err *err) TRUCE_MUST_USE;

/*
 * Unites polygons that cover an area side by side (raions of an oblast).
 *
 * Borders that two of them draw with the same points cancel, which costs O(n); where the polygons overlap or their borders do not
 * match, GEOS unites them.  `shape` holds all polygons, each valid and oriented; it is replaced by the union.
 * Fails: as above.
 */
enum truce_status truce_overlay_dissolve(struct truce_multipolygon *shape, struct truce_err *err) TRUCE_MUST_USE;

/*
 * Makes a shape fit for everything above: polygons may not cross themselves or each other.
 *
 * A valid shape costs O(n log n) and stays byte for byte as it is.  An invalid one is rebuilt by GEOS (make valid, structure method: rings as
 * drawn, overlaps united) and *repaired becomes true.
 * why     NULL, or room for one line that says what was wrong and where: "ring crosses itself at 37.1 E 48.2 N".
 * Fails:  TRUCE_ERR_SHAPE nothing with an area is left; TRUCE_ERR_MEMORY.
 */
enum truce_status truce_shape_repair(struct truce_multipolygon *shape, bool *repaired, char *why, size_t why_size,
                                     struct truce_err *err) TRUCE_MUST_USE;

/* The GEOS release in use, for --version; static storage. */
const char *truce_geos_version(void);

#endif
