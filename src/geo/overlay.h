/*
 * What two shapes share and where they differ.
 *
 * Areas of many days are our own kernel's work: truce_overlay_change and truce_clip_area.  Functions that give shapes are
 * GEOS's.
 */
#ifndef TRUCE_GEO_OVERLAY_H
#define TRUCE_GEO_OVERLAY_H

#include "geo/orientation.h"

/* A closed set of directed edges with the inside on the left: a region by its boundary, not sorted into rings. */
struct truce_edge {
    struct truce_lonlat a, b;
};

struct truce_boundary {
    struct truce_edge *edges;
    size_t n, size;
};

void truce_boundary_init(struct truce_boundary *boundary);
void truce_boundary_fini(struct truce_boundary *boundary);

/* The boundary of an oriented shape; out's content is replaced.  Fails: TRUCE_ERR_MEMORY. */
enum truce_status truce_boundary_of(const struct truce_multipolygon *shape, struct truce_boundary *out,
                                    struct truce_err *err) TRUCE_MUST_USE;

/*
 * The boundary sorted into rings and polygons.  Edges that two neighbours draw in opposite directions cancel first.  Rings
 * meet at most in points: where several edges leave a vertex, the walk takes the leftmost.
 * Fails: TRUCE_ERR_SHAPE the edges do not close; TRUCE_ERR_MEMORY.  Cost: O(n) expected, and rings squared for holes.
 */
enum truce_status truce_boundary_shape(const struct truce_boundary *boundary, struct truce_multipolygon *out,
                                       struct truce_err *err) TRUCE_MUST_USE;

/* Square metres inside, on the ellipsoid.  Cost: O(n).  Thread-safe. */
double truce_boundary_area_m2(const struct truce_boundary *boundary);

/*
 * What b has gained over a (inside b, outside a) and what it has lost (inside a, outside b), as boundaries.
 *
 * Edges that both shapes have cancel, so two days of a map cost only what changed between them.  What is left is cut at
 * crossings and each piece is kept where it bounds the difference.  The pieces kept must close; where rounding breaks
 * that, GEOS does the work instead.
 *
 * a, b    valid, oriented (see truce_shape_repair).  Either may be empty.
 * gained, lost  initialised; their content is replaced.
 * Fails:  TRUCE_ERR_MEMORY; TRUCE_ERR_SHAPE when GEOS, too, cannot do it.
 * Cost:   O(n) to cancel, O(k + crossings) expected for the k edges that differ.  Thread-safe.
 */
enum truce_status truce_overlay_change(const struct truce_multipolygon *a, const struct truce_multipolygon *b,
                                       struct truce_boundary *gained, struct truce_boundary *lost,
                                       struct truce_err *err) TRUCE_MUST_USE;

/* The side of a position by parity over all edges; exact.  Cost: O(n). */
enum truce_side truce_boundary_side(const struct truce_boundary *boundary, struct truce_lonlat p);

/* The edges of b that a does not have, neither way round.  out is initialised; its content is replaced; it does not close. */
enum truce_status truce_boundary_changed(const struct truce_boundary *a, const struct truce_boundary *b,
                                         struct truce_boundary *out, struct truce_err *err) TRUCE_MUST_USE;

/* A shape made ready to be met by many smaller ones. */
struct truce_clip;
enum truce_status truce_clip_open(const struct truce_multipolygon *shape, struct truce_clip **out,
                                  struct truce_err *err) TRUCE_MUST_USE;

/* The same from a boundary; edges that follow each other in a ring should stand one after the other. */
enum truce_status truce_clip_open_boundary(const struct truce_boundary *boundary, struct truce_clip **out,
                                           struct truce_err *err) TRUCE_MUST_USE;
void truce_clip_close(struct truce_clip *clip); /* NULL is fine */

/*
 * What of `part` lies inside the prepared shape, as a boundary.  Same method and failures as truce_overlay_change.
 *
 * out     initialised; its content is replaced.
 * Cost:   O(part + edges of the shape near its edges or inside it), expected.  Thread-safe.
 */
enum truce_status truce_clip_part(const struct truce_clip *clip, const struct truce_boundary *part,
                                  struct truce_boundary *out, struct truce_err *err) TRUCE_MUST_USE;

/* The area of that, square metres. */
enum truce_status truce_clip_area(const struct truce_clip *clip, const struct truce_boundary *part,
                                  double *out_m2, struct truce_err *err) TRUCE_MUST_USE;

/* The side of a position in the prepared shape, by parity over all edges, exact.  Cost: O(edges of one latitude band); thread-safe. */
enum truce_side truce_clip_side(const struct truce_clip *clip, struct truce_lonlat p);

/* Shapes by GEOS (OverlayNG, double precision).  out is initialised; its content is replaced; oriented.  Pieces that have no area
 * (points, lines) are dropped.  Fails: TRUCE_ERR_SHAPE invalid input, TRUCE_ERR_MEMORY.  Thread-safe. */
enum truce_status truce_overlay_difference(const struct truce_multipolygon *a,
                                           const struct truce_multipolygon *b, struct truce_multipolygon *out,
                                           struct truce_err *err) TRUCE_MUST_USE;
enum truce_status truce_overlay_intersection(const struct truce_multipolygon *a,
                                             const struct truce_multipolygon *b,
                                             struct truce_multipolygon *out,
                                             struct truce_err *err) TRUCE_MUST_USE;
enum truce_status truce_overlay_union(const struct truce_multipolygon *a, const struct truce_multipolygon *b,
                                      struct truce_multipolygon *out, struct truce_err *err) TRUCE_MUST_USE;

/* A point inside a valid shape, away from its edges where it is wide.  Fails: TRUCE_ERR_SHAPE an empty shape; TRUCE_ERR_MEMORY. */
enum truce_status truce_shape_inner_point(const struct truce_multipolygon *shape, struct truce_lonlat *out,
                                          struct truce_err *err) TRUCE_MUST_USE;

/*
 * Unites polygons that cover an area side by side (raions of an oblast).
 *
 * Borders that two of them draw with the same points cancel, and a part that is drawn a second time inside a larger one is left out, which
 * costs O(n); where edges cross, GEOS repairs and unites, and *mended becomes true.
 * shape   all polygons, oriented, valid or not; it is replaced by the union, valid and oriented.  An empty shape stays empty.
 * why     NULL, or room for one line that says what had to be mended and where.
 * Fails:  as above.
 */
enum truce_status truce_overlay_dissolve(struct truce_multipolygon *shape, bool *mended, char *why,
                                         size_t why_size, struct truce_err *err) TRUCE_MUST_USE;

/*
 * Makes a shape fit for everything above: polygons may not cross themselves or each other.
 *
 * A valid shape costs O(n log n) and stays byte for byte as it is.  An invalid one is rebuilt by GEOS (make valid, structure method: rings as
 * drawn, overlaps united) and *repaired becomes true.
 * why     NULL, or room for one line that says what was wrong and where: "ring crosses itself at 37.1 E 48.2 N".
 * Fails:  TRUCE_ERR_SHAPE nothing with an area is left; TRUCE_ERR_MEMORY.
 */
enum truce_status truce_shape_repair(struct truce_multipolygon *shape, bool *repaired, char *why,
                                     size_t why_size, struct truce_err *err) TRUCE_MUST_USE;

/*
 * Is an oriented shape valid, as above?  Nothing is mended.
 * why     NULL, or room for one line that says what is wrong and where, when *valid is false.
 * Fails:  TRUCE_ERR_MEMORY.  Cost: O(n log n).
 */
enum truce_status truce_shape_check(const struct truce_multipolygon *shape, bool *valid, char *why,
                                    size_t why_size, struct truce_err *err) TRUCE_MUST_USE;

/* The GEOS release in use, for --version; static storage. */
const char *truce_geos_version(void);

#endif
