/*
 * A conformal plane about a box, for buffers and other work with GEOS that needs metres.  Private to geo.
 */
#ifndef TRUCE_GEO_PLANE_H
#define TRUCE_GEO_PLANE_H

#include "geo/shape.h"

enum truce_plane_kind {
    TRUCE_PLANE_MERIDIAN, /* transverse Mercator about the box's middle meridian */
    TRUCE_PLANE_NEAREST, /* that, or a plane true along the middle parallel, whichever has the smaller error of scale in the box */
};

struct truce_plane;

/* Owns: caller closes.  Fails: TRUCE_ERR_MEMORY.  Cost: about 1 us. */
enum truce_status truce_plane_open(struct truce_box box, enum truce_plane_kind kind, struct truce_plane **out,
                                   struct truce_err *err) TRUCE_MUST_USE;
void truce_plane_close(struct truce_plane *plane); /* NULL is fine */

/* Plane coordinates are metres east and north, in the fields of a position. */
struct truce_lonlat truce_plane_to(const struct truce_plane *plane, struct truce_lonlat p);
struct truce_lonlat truce_plane_from(const struct truce_plane *plane, struct truce_lonlat xy);

/* How much the plane's scale is above 1 at plane coordinates; 0.001: one part in a thousand.  Leading terms. */
double truce_plane_scale_error(const struct truce_plane *plane, struct truce_lonlat xy);

#endif
