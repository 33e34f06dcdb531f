/*
 * Uncertain places: what is allowed, points, areas, and the normal distribution in a polygon.
 *
 * Idea: whitened, so that the estimate is the standard normal at the origin, the mass of the triangle (origin, edge) is the angle that the edge fills, over a
 * turn, less what lies beyond the edge: s (T(h, t2) - T(h, t1)), where h is the distance of the edge's line from the origin, t1 and t2 its ends along
 * the line from the foot, over h, s the side of the origin, and T Owen's function, since
 *     T(h, a) = 1/(2 pi) times the integral from 0 to atan a of exp(-h^2 / (2 cos^2 phi)) dphi.
 * The angles of all edges add up to the winding number, so
 *     P = winding - sum over edges of s (T(h, t2) - T(h, t1)),
 * for concave shapes, with holes as rings the other way round.  Edges far away add nothing to the sum and are not projected (geo/around.h).
 */
#include "geo/uncertain.h"

#include <math.h>

#include "geo/around.h"
#include "geo/overlay.h"
#include "geo/owen_t.h"
#include "geo/uncertain_forms.h"

static const double RAD = 0.017453292519943295769;
static const double MOST_SIGMA_M = 2e5;
static const double FOLLOWED = 1e-5; /* of the smaller standard deviation */
static const double POLE_DEG = 89.0;

/* --------------------------------------------------------------------------------------------- normal */

struct normal {
    double sin_azimuth, cos_azimuth, major_m, minor_m;
    double beyond; /* the sum so far */
};

/* along the major axis, and a right angle to its left, in standard deviations */
static struct truce_plane_point whiten(const struct normal *n, struct truce_plane_point p)
{
    return (struct truce_plane_point){(p.x * n->sin_azimuth + p.y * n->cos_azimuth) / n->major_m,
                                      (p.y * n->sin_azimuth - p.x * n->cos_azimuth) / n->minor_m};
}

static void add_edge(void *context, struct truce_plane_point from, struct truce_plane_point to)
{
    struct normal *n = context;
    struct truce_plane_point a = whiten(n, from), b = whiten(n, to);
    /* the turn in the plane, of which the winding number is made, has the same sign, and must have */
    double cross = (from.x * to.y - from.y * to.x) / (n->major_m * n->minor_m);
    double dx = b.x - a.x, dy = b.y - a.y, length = hypot(dx, dy), h = fabs(cross) / length;
    if (!(length > 0) || cross == 0 || h > TRUCE_UNCERTAIN_SIGMAS)
        return;
    double t1 = (a.x * dx + a.y * dy) / (length * h), t2 = (b.x * dx + b.y * dy) / (length * h);
    n->beyond += copysign(truce_owen_t(h, t2) - truce_owen_t(h, t1), cross);
}

double truce_uncertain_normal(struct truce_lonlat at, double major_m, double minor_m, double azimuth_deg,
                              const struct truce_multipolygon *zone)
{
    struct normal n = {sin(azimuth_deg * RAD), cos(azimuth_deg * RAD), major_m, minor_m, 0};
    const struct truce_around around = {at, TRUCE_UNCERTAIN_SIGMAS * major_m, FOLLOWED * minor_m, add_edge,
                                        &n};
    int winding = truce_around_zone(&around, zone);
    return winding - n.beyond;
}

double truce_uncertain_sigma_m(double radius_m, double confidence)
{
    return radius_m / sqrt(-2 * log1p(-confidence));
}

/* --------------------------------------------------------------------------------------- point and area */

/* by parity over all edges, exactly */
bool truce_uncertain_holds(const struct truce_multipolygon *zone, struct truce_lonlat p)
{
    bool in = false;
    for (size_t r = 0; r < zone->n_rings; r++) {
        const struct truce_lonlat *points = zone->points + zone->rings[r].first;
        size_t n = zone->rings[r].n;
        struct truce_lonlat a = points[n - 1];
        for (size_t i = 0; i < n; a = points[i++]) {
            struct truce_lonlat b = points[i];
            if ((a.lat_deg < p.lat_deg && b.lat_deg < p.lat_deg) ||
                (a.lat_deg > p.lat_deg && b.lat_deg > p.lat_deg))
                continue;
            int turn = truce_orientation(a, b, p);
            if (turn == 0 && p.lon_deg >= fmin(a.lon_deg, b.lon_deg) &&
                p.lon_deg <= fmax(a.lon_deg, b.lon_deg))
                return true; /* on the edge */
            if ((a.lat_deg > p.lat_deg) != (b.lat_deg > p.lat_deg) && (turn > 0) == (b.lat_deg > a.lat_deg))
                in = !in;
        }
    }
    return in;
}

static enum truce_status in_area(const struct truce_multipolygon *area, const struct truce_multipolygon *zone,
                                 double *out, struct truce_err *err)
{
    struct truce_boundary part;
    struct truce_clip *clip = NULL;
    double common_m2 = 0, whole_m2;
    enum truce_status status;

    truce_boundary_init(&part);
    status = truce_boundary_of(area, &part, err);
    whole_m2 = truce_boundary_area_m2(&part);
    if (status == TRUCE_OK && !(whole_m2 > 0))
        status = truce_fail(err, TRUCE_ERR_SHAPE, "the area of an uncertain place has no extent");
    if (status == TRUCE_OK && zone->n_rings > 0)
        status = truce_clip_open(zone, &clip, err);
    if (status == TRUCE_OK && clip != NULL)
        status = truce_clip_area(clip, &part, &common_m2, err);
    if (status == TRUCE_OK)
        *out = common_m2 / whole_m2;
    truce_clip_close(clip);
    truce_boundary_fini(&part);
    return status;
}

/* -------------------------------------------------------------------------------------------- checking */

static enum truce_status check_reach(const struct truce_uncertain *place, double reach_m,
                                     struct truce_err *err)
{
    if (fabs(place->at.lat_deg) + reach_m / 110574.0 >= POLE_DEG)
        return truce_fail(err, TRUCE_ERR_RANGE,
                          "an uncertain place at latitude %g reaches %.0f km, within a degree of a pole",
                          place->at.lat_deg, reach_m / 1000);
    return TRUCE_OK;
}

static enum truce_status check_sigma(const struct truce_uncertain *place, double major_m, double minor_m,
                                     struct truce_err *err)
{
    if (!(minor_m > 0 && major_m >= minor_m && major_m <= MOST_SIGMA_M))
        return truce_fail(
            err, TRUCE_ERR_RANGE,
            "standard deviations of %g and %g m; they must be above 0, the larger one first and at most %g",
            major_m, minor_m, MOST_SIGMA_M);
    return check_reach(place, TRUCE_UNCERTAIN_SIGMAS * major_m, err);
}

static enum truce_status check_band(const struct truce_uncertain *place, struct truce_err *err)
{
    if (!isfinite(place->band.bearing_deg) ||
        !(place->band.bearing_sd_deg > 0 && place->band.bearing_sd_deg < INFINITY))
        return truce_fail(
            err, TRUCE_ERR_RANGE,
            "a bearing of %g, give or take %g, degrees; both must be numbers, the second above 0",
            place->band.bearing_deg, place->band.bearing_sd_deg);
    if (!(place->band.min_m >= 0 && place->band.max_m > place->band.min_m &&
          place->band.max_m <= TRUCE_AROUND_REACH_M))
        return truce_fail(err, TRUCE_ERR_RANGE,
                          "a distance from %g to %g m; the second must be above the first and at most %g",
                          place->band.min_m, place->band.max_m, TRUCE_AROUND_REACH_M);
    return check_reach(place, place->band.max_m, err);
}

static enum truce_status check_line(const struct truce_uncertain *place, struct truce_err *err)
{
    if (place->n_line < 2)
        return truce_fail(err, TRUCE_ERR_SHAPE,
                          "the line of an uncertain place has %zu positions; it needs two", place->n_line);
    for (size_t i = 0; i < place->n_line; i++)
        if (!(fabs(place->line[i].lon_deg) <= 180 && fabs(place->line[i].lat_deg) <= 90))
            return truce_fail_index(err, TRUCE_ERR_RANGE, (int64_t)i, "a line at longitude %g, latitude %g",
                                    place->line[i].lon_deg, place->line[i].lat_deg);
    return TRUCE_OK;
}

static enum truce_status check(const struct truce_uncertain *place, struct truce_err *err)
{
    bool placed = place->form != TRUCE_UNCERTAIN_AREA && place->form != TRUCE_UNCERTAIN_LINE;
    if (placed && !(fabs(place->at.lon_deg) <= 180 && fabs(place->at.lat_deg) <= 90))
        return truce_fail(err, TRUCE_ERR_RANGE, "an uncertain place at longitude %g, latitude %g",
                          place->at.lon_deg, place->at.lat_deg);
    switch (place->form) {
    case TRUCE_UNCERTAIN_ELLIPSE:
        if (!isfinite(place->sigma.azimuth_deg))
            return truce_fail(err, TRUCE_ERR_RANGE, "an azimuth of %g degrees", place->sigma.azimuth_deg);
        return check_sigma(place, place->sigma.major_m, place->sigma.minor_m, err);
    case TRUCE_UNCERTAIN_CIRCLE:
        if (!(place->circle.radius_m > 0 && place->circle.confidence > 0 && place->circle.confidence < 1))
            return truce_fail(
                err, TRUCE_ERR_RANGE,
                "a radius of %g m with confidence %g; the first must be above 0, the second between 0 and 1",
                place->circle.radius_m, place->circle.confidence);
        double sigma_m = truce_uncertain_sigma_m(place->circle.radius_m, place->circle.confidence);
        return check_sigma(place, sigma_m, sigma_m, err);
    case TRUCE_UNCERTAIN_BAND:
        return check_band(place, err);
    case TRUCE_UNCERTAIN_LINE:
        return check_line(place, err);
    case TRUCE_UNCERTAIN_POINT:
    case TRUCE_UNCERTAIN_AREA:
        return TRUCE_OK;
    }
    return truce_fail(err, TRUCE_ERR_USAGE, "an uncertain place of unknown form %d", (int)place->form);
}

static enum truce_status chance_of(const struct truce_uncertain *place, const struct truce_multipolygon *zone,
                                   double *out, struct truce_err *err)
{
    double sigma_m;
    switch (place->form) {
    case TRUCE_UNCERTAIN_ELLIPSE:
        *out = truce_uncertain_normal(place->at, place->sigma.major_m, place->sigma.minor_m,
                                      place->sigma.azimuth_deg, zone);
        return TRUCE_OK;
    case TRUCE_UNCERTAIN_CIRCLE:
        sigma_m = truce_uncertain_sigma_m(place->circle.radius_m, place->circle.confidence);
        *out = truce_uncertain_normal(place->at, sigma_m, sigma_m, 0, zone);
        return TRUCE_OK;
    case TRUCE_UNCERTAIN_BAND:
        *out = truce_uncertain_band(place, zone);
        return TRUCE_OK;
    case TRUCE_UNCERTAIN_AREA:
        return in_area(place->area, zone, out, err);
    case TRUCE_UNCERTAIN_LINE:
        return truce_uncertain_line(place, zone, out, err);
    case TRUCE_UNCERTAIN_POINT:
        break;
    }
    *out = truce_uncertain_holds(zone, place->at) ? 1 : 0;
    return TRUCE_OK;
}

enum truce_status truce_uncertain_in_zone(const struct truce_uncertain *place,
                                          const struct truce_multipolygon *zone, double *out,
                                          struct truce_err *err)
{
    double chance = 0;
    enum truce_status status = check(place, err);
    if (status == TRUCE_OK)
        status = chance_of(place, zone, &chance, err);
    if (status == TRUCE_OK)
        *out = chance > 0 ? (chance < 1 ? chance : 1) : 0;
    return status;
}

enum truce_status truce_uncertain_near_line(const struct truce_uncertain *place,
                                            const struct truce_line *line, double left_m, double right_m,
                                            double *out, struct truce_err *err)
{
    struct truce_multipolygon strip;
    enum truce_status status;

    truce_multipolygon_init(&strip);
    status = truce_line_strip(line, left_m, right_m, &strip, NULL, err);
    if (status == TRUCE_OK)
        status = truce_uncertain_in_zone(place, &strip, out, err);
    truce_multipolygon_fini(&strip);
    return status;
}
