/*
 * Positions onto a sheet: equirectangular with the cosine of the middle's latitude; private to this folder.
 */
#ifndef TRUCE_REPORT_MAP_VIEW_H
#define TRUCE_REPORT_MAP_VIEW_H

#include "geo/shape.h"
#include "report/canvas.h"

struct truce_view {
    struct truce_area_px box;
    struct truce_lonlat middle;
    double px_per_lon_deg, px_per_lat_deg;
};

/* Shows all of `ground` with a margin, in the middle of `box`.  Ground smaller than min_km across is shown with more around it. */
struct truce_view truce_view_of(struct truce_area_px box, struct truce_box ground, double min_km);

double truce_view_x(const struct truce_view *view, double lon_deg);
double truce_view_y(const struct truce_view *view, double lat_deg);
bool truce_view_shows(const struct truce_view *view, struct truce_lonlat p);
double truce_view_px_per_km(const struct truce_view *view);

/* How much of the shape lies in the box, and how much there is of it, km2 in the plane of the map: good enough to say what the map leaves
 * out.  Fails: TRUCE_ERR_MEMORY. */
enum truce_status truce_view_areas(const struct truce_view *view, const struct truce_multipolygon *shape,
                                   double *shown_km2, double *all_km2, struct truce_err *err) TRUCE_MUST_USE;

/* Adds the shape to the path of `cr`.  Points nearer than 0.4 px to the one before are left out, and so are runs beyond one side of the
 * box: what lies in the box stays as it is, and a country of a million points does not fill the file. */
void truce_view_path(const struct truce_view *view, cairo_t *cr, const struct truce_multipolygon *shape);

#endif
