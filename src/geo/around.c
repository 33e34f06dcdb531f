/*
 * Walks a zone's edges about a position.
 *
 * The meridian through the position is a straight line in the plane, so the ray north along it finds the winding number alike for far edges, whose
 * crossing is compared in latitude, and for near ones, whose crossing is that of the piece in the plane.  An edge is cut to a box about the position; what
 * lies within is divided until the straight pieces of the plane stay within the tolerance.
 *
 * Longitudes are counted from the position, so that a zone cut along the antimeridian is whole again: its two edges there cancel.
 */
#include "geo/around.h"

#include <geodesic.h>
#include <math.h>

#include "geo/grid.h"

#define WGS84_A 6378137.0
#define WGS84_F (1.0 / 298.257223563)

static const double RAD = 0.017453292519943295769;
static const double TOO_NEAR_M = 1e-8; /* PROJ's geodesics are good to about that */
static const double POLAR_DEG = 89.0;

enum { MOST_PIECES = 2000, MOVES = 8 };

struct walk {
    const struct truce_around *around;
    struct geod_geodesic geoid;
    struct truce_lonlat at;
    double box_lon, box_lat; /* half sides of the box, degrees */
    double tan_lat;          /* largest in the box */
    int winding;
    bool too_near;
};

/* longitude and latitude from the position, degrees */
struct offset {
    double lon, lat;
};

static struct offset offset_of(const struct walk *w, struct truce_lonlat p)
{
    return (struct offset){remainder(p.lon_deg - w->at.lon_deg, 360.0), p.lat_deg - w->at.lat_deg};
}

static struct offset between(struct offset a, struct offset b, double t)
{
    if (t == 0)
        return a;
    if (t == 1)
        return b;
    return (struct offset){a.lon + t * (b.lon - a.lon), a.lat + t * (b.lat - a.lat)};
}

static struct truce_plane_point project(const struct walk *w, struct offset o)
{
    double s = 0, azimuth = 0;
    geod_inverse(&w->geoid, w->at.lat_deg, 0, w->at.lat_deg + o.lat, o.lon, &s, &azimuth, NULL);
    double x = o.lon == 0 ? 0 : s * sin(azimuth * RAD); /* on the meridian exactly */
    return (struct truce_plane_point){x, s * cos(azimuth * RAD)};
}

/* 1: crosses the meridian of the position westward, which is counter-clockwise when north of it; -1 eastward; 0 not */
static int westward(double lon_a, double lon_b)
{
    return (lon_a > 0) - (lon_b > 0);
}

static void far_piece(struct walk *w, struct offset a, struct offset b)
{
    int turn = westward(a.lon, b.lon);
    if (turn != 0 && a.lat + (b.lat - a.lat) * (a.lon / (a.lon - b.lon)) > 0)
        w->winding += turn;
}

static void near_piece(struct walk *w, struct truce_plane_point a, struct truce_plane_point b, int turn)
{
    double cross = a.x * b.y - a.y * b.x, dx = b.x - a.x, dy = b.y - a.y, length = hypot(dx, dy);
    double foot = length > 0 ? -(a.x * dx + a.y * dy) / length : 0; /* metres along from a */
    double past = foot < 0 ? -foot : foot > length ? foot - length : 0;
    double height = length > 0 ? fabs(cross) / length : hypot(a.x, a.y);
    if (hypot(height, past) < TOO_NEAR_M)
        w->too_near = true;
    if (turn != 0 &&
        (cross > 0) == (turn > 0)) /* the origin lies on the side from which the crossing is north */
        w->winding += turn;
    if (w->around->piece != NULL)
        w->around->piece(w->around->context, a, b);
}

/* how many straight pieces follow an edge of the box: by the bulge of the edge against the geodesic, and of that against the plane */
static int pieces_of(const struct walk *w, struct offset a, struct offset b)
{
    struct truce_metre m = truce_metre_at(fmin(fabs(w->at.lat_deg), POLAR_DEG));
    double length_m = hypot((b.lon - a.lon) * m.east, (b.lat - a.lat) * m.north);
    double bulge_m = length_m * length_m / (8 * WGS84_A) * (w->tan_lat + w->around->reach_m / WGS84_A);
    double n = ceil(sqrt(bulge_m / w->around->tolerance_m));
    return n >= 1 ? (n < MOST_PIECES ? (int)n : MOST_PIECES) : 1;
}

static void near_part(struct walk *w, struct offset a, struct offset b)
{
    int n = pieces_of(w, a, b);
    struct offset o = a;
    struct truce_plane_point p = project(w, a);
    for (int i = 1; i <= n; i++) {
        struct offset next = between(a, b, (double)i / n);
        struct truce_plane_point q = project(w, next);
        near_piece(w, p, q, westward(o.lon, next.lon));
        o = next;
        p = q;
    }
}

/* the share of a -> b within +-half, as [*t0, *t1] */
static void clip_axis(double a, double b, double half, double *t0, double *t1)
{
    if (a == b) {
        if (fabs(a) > half)
            *t1 = -1;
        return;
    }
    double low = (-half - a) / (b - a), high = (half - a) / (b - a);
    *t0 = fmax(*t0, fmin(low, high));
    *t1 = fmin(*t1, fmax(low, high));
}

static void walk_edge(struct walk *w, struct offset a, struct offset b)
{
    double t0 = 0, t1 = 1;
    if (fabs(a.lon - b.lon) > 180) /* passes behind */
        return;
    clip_axis(a.lon, b.lon, w->box_lon, &t0, &t1);
    clip_axis(a.lat, b.lat, w->box_lat, &t0, &t1);
    if (!(t0 < t1)) {
        far_piece(w, a, b);
        return;
    }
    struct offset p = between(a, b, t0), q = between(a, b, t1);
    if (t0 > 0)
        far_piece(w, a, p);
    near_part(w, p, q);
    if (t1 < 1)
        far_piece(w, q, b);
}

/* Half sides of a box that holds all within reach; all longitudes near a pole. */
static void lay_box(struct walk *w)
{
    double reach_m = w->around->reach_m * 1.001 + 1;
    double lat = reach_m / 110574.0; /* metres a degree of latitude at the equator, where they are fewest */
    double farthest = fabs(w->at.lat_deg) + lat;
    w->box_lat = lat;
    w->box_lon = farthest < POLAR_DEG ? reach_m / truce_metre_at(farthest).east : 180;
    w->tan_lat = tan(fmin(farthest, POLAR_DEG) * RAD);
}

static void count_only(struct walk *w, const struct truce_multipolygon *zone)
{
    for (size_t r = 0; r < zone->n_rings; r++) {
        const struct truce_lonlat *points = zone->points + zone->rings[r].first;
        size_t n = zone->rings[r].n;
        struct offset a = offset_of(w, points[n - 1]);
        for (size_t i = 0; i < n; i++) {
            struct offset b = offset_of(w, points[i]);
            walk_edge(w, a, b);
            a = b;
        }
    }
}

int truce_around_zone(const struct truce_around *around, const struct truce_multipolygon *zone)
{
    struct truce_around silent = *around;
    struct walk w = {.around = &silent, .at = around->at};
    int move = 0;

    silent.piece = NULL; /* until a place is found that is on no edge */
    geod_init(&w.geoid, WGS84_A, WGS84_F);
    for (;;) {
        w.winding = 0;
        w.too_near = false;
        lay_box(&w);
        count_only(&w, zone);
        if (!w.too_near || move == MOVES)
            break;
        move++; /* in another direction each time, a little farther */
        w.at.lon_deg = around->at.lon_deg + move * 3e-13 * cos(2.4 * move);
        w.at.lat_deg = around->at.lat_deg + move * 3e-13 * sin(2.4 * move);
    }
    if (around->piece != NULL) {
        w.around = around;
        w.winding = 0;
        count_only(&w, zone);
    }
    return w.winding;
}
