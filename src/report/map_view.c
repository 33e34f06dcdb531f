/*
 * Positions onto a sheet.
 *
 * One idea: points that cannot be seen are left out before cairo sees them.  A run of points beyond the same side of the box can
 * be replaced by its two ends, because the straight line between them stays beyond that side.
 * Source: clipping by I. Sutherland and G. Hodgman, Commun. ACM 17 (1974), doi:10.1145/360767.360802.
 */
#include "report/map_view.h"

#include <math.h>
#include <stdlib.h>

static const double km_per_lat_deg = 111.2; /* mean over the ellipsoid, for scale bars: good to 0.5 % */
static const double margin_share = 0.07;

struct truce_view truce_view_of(struct truce_area_px box, struct truce_box ground, double min_km)
{
    struct truce_view view = {.box = box};
    double width, height, scale, least = min_km / km_per_lat_deg, shrink;

    view.middle.lon_deg = (ground.min.lon_deg + ground.max.lon_deg) / 2.0;
    view.middle.lat_deg = (ground.min.lat_deg + ground.max.lat_deg) / 2.0;
    shrink = fmax(cos(view.middle.lat_deg * 3.14159265358979323846 / 180.0), 0.01);
    width = fmax((ground.max.lon_deg - ground.min.lon_deg) * shrink, least);
    height = fmax(ground.max.lat_deg - ground.min.lat_deg, least);
    scale = fmin(box.width * (1.0 - 2.0 * margin_share) / width,
                 box.height * (1.0 - 2.0 * margin_share) / height);
    view.px_per_lat_deg = scale;
    view.px_per_lon_deg = scale * shrink;
    return view;
}

double truce_view_x(const struct truce_view *view, double lon_deg)
{
    return view->box.x + view->box.width / 2.0 + (lon_deg - view->middle.lon_deg) * view->px_per_lon_deg;
}

double truce_view_y(const struct truce_view *view, double lat_deg)
{
    return view->box.y + view->box.height / 2.0 - (lat_deg - view->middle.lat_deg) * view->px_per_lat_deg;
}

bool truce_view_shows(const struct truce_view *view, struct truce_lonlat p)
{
    double x = truce_view_x(view, p.lon_deg) - view->box.x, y = truce_view_y(view, p.lat_deg) - view->box.y;

    return x >= 0.0 && x <= view->box.width && y >= 0.0 && y <= view->box.height;
}

double truce_view_px_per_km(const struct truce_view *view)
{
    return view->px_per_lat_deg / km_per_lat_deg;
}

/* Sides of the box beyond which a point lies, with room for the widest stroke. */
static unsigned beyond(const struct truce_view *view, double x, double y)
{
    const double room = 8.0;
    const struct truce_area_px *box = &view->box;

    return (x < box->x - room ? 1u : 0u) | (x > box->x + box->width + room ? 2u : 0u) |
           (y < box->y - room ? 4u : 0u) | (y > box->y + box->height + room ? 8u : 0u);
}

struct thinner {
    cairo_t *cr;
    double x, y; /* last point given to cairo */
    double skipped_x, skipped_y;
    unsigned run; /* sides that all points since (x, y) share */
    bool begun, has_skipped;
};

static void give(struct thinner *t, double x, double y)
{
    if (t->begun)
        cairo_line_to(t->cr, x, y);
    else
        cairo_move_to(t->cr, x, y);
    t->begun = true;
    t->has_skipped = false;
    t->x = x;
    t->y = y;
}

static void offer(struct thinner *t, const struct truce_view *view, double x, double y)
{
    unsigned side = beyond(view, x, y);

    if (t->begun && (t->run & side) == 0 && t->has_skipped && t->run != 0)
        give(t, t->skipped_x, t->skipped_y); /* the end of the run */
    if (t->begun && ((t->run & side) != 0 || hypot(x - t->x, y - t->y) < 0.4)) {
        t->run &= side;
        t->has_skipped = true;
        t->skipped_x = x;
        t->skipped_y = y;
        return;
    }
    t->run = side;
    give(t, x, y);
}

void truce_view_path(const struct truce_view *view, cairo_t *cr, const struct truce_multipolygon *shape)
{
    for (size_t r = 0; r < shape->n_rings; r++) {
        const struct truce_lonlat *points = shape->points + shape->rings[r].first;
        struct thinner t = {.cr = cr};
        unsigned all = 15u;

        for (size_t i = 0; i < shape->rings[r].n && all != 0; i++)
            all &= beyond(view, truce_view_x(view, points[i].lon_deg), truce_view_y(view, points[i].lat_deg));
        if (all != 0)
            continue;
        for (size_t i = 0; i < shape->rings[r].n; i++)
            offer(&t, view, truce_view_x(view, points[i].lon_deg), truce_view_y(view, points[i].lat_deg));
        if (t.has_skipped)
            give(&t, t.skipped_x, t.skipped_y);
        cairo_close_path(cr);
    }
}

/* --- what the box leaves out --- */

struct spot_px {
    double x, y;
};

static double twice_area(const struct spot_px *points, size_t n)
{
    double sum = 0.0;

    for (size_t i = 0; i < n; i++) {
        const struct spot_px *a = &points[i], *b = &points[(i + 1) % n];
        sum += (a->x - points[0].x) * (b->y - points[0].y) - (b->x - points[0].x) * (a->y - points[0].y);
    }
    return sum;
}

/* Cuts a ring at a line: side 0 keeps x >= at, 1 x <= at, 2 y >= at, 3 y <= at.  Returns the points written, at most 2 n. */
static size_t cut(const struct spot_px *from, size_t n, int side, double at, struct spot_px *to)
{
    double sign = side % 2 == 0 ? 1.0 : -1.0;
    size_t m = 0;

    for (size_t i = 0; i < n; i++) {
        struct spot_px a = from[i], b = from[(i + 1) % n];
        double da = sign * ((side < 2 ? a.x : a.y) - at), db = sign * ((side < 2 ? b.x : b.y) - at);
        if (da >= 0.0)
            to[m++] = a;
        if ((da >= 0.0) != (db >= 0.0)) {
            double t = da / (da - db);
            to[m++] = (struct spot_px){a.x + t * (b.x - a.x), a.y + t * (b.y - a.y)};
        }
    }
    return m;
}

static enum truce_status ring_areas(const struct truce_view *view, const struct truce_lonlat *points,
                                    size_t n, double *shown_px2, double *all_px2, struct truce_err *err)
{
    const struct truce_area_px *box = &view->box;
    const double sides[] = {box->x, box->x + box->width, box->y, box->y + box->height};
    size_t room = 16 * n; /* each of four cuts doubles at most */
    struct spot_px *a = malloc(room * sizeof *a), *b = malloc(room * sizeof *b);

    if (a == NULL || b == NULL) {
        free(a);
        free(b);
        return truce_fail(err, TRUCE_ERR_MEMORY, "no memory to cut a ring of %zu points", n);
    }
    for (size_t i = 0; i < n; i++)
        a[i] = (struct spot_px){truce_view_x(view, points[i].lon_deg), truce_view_y(view, points[i].lat_deg)};
    *all_px2 += -twice_area(a, n) / 2.0; /* y goes down on the sheet */
    for (int side = 0; side < 4 && n > 0; side++) {
        struct spot_px *swap = a;
        n = cut(a, n, side, sides[side], b);
        a = b;
        b = swap;
    }
    *shown_px2 += n > 2 ? -twice_area(a, n) / 2.0 : 0.0;
    free(a);
    free(b);
    return TRUCE_OK;
}

enum truce_status truce_view_areas(const struct truce_view *view, const struct truce_multipolygon *shape,
                                   double *shown_km2, double *all_km2, struct truce_err *err)
{
    double per_km = truce_view_px_per_km(view), shown = 0.0, all = 0.0;
    enum truce_status status = TRUCE_OK;

    for (size_t r = 0; r < shape->n_rings && status == TRUCE_OK; r++)
        status =
            ring_areas(view, shape->points + shape->rings[r].first, shape->rings[r].n, &shown, &all, err);
    if (status != TRUCE_OK)
        return status;
    *shown_km2 = shown / (per_km * per_km);
    *all_km2 = all / (per_km * per_km);
    return TRUCE_OK;
}
