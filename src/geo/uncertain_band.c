/*
 * An arc band in a zone: bearing and distance from an observer.
 *
 * Idea: as for the normal distribution, a sum over edges.  Seen from the observer, along bearing b the part of the distance interval nearer than an edge
 * has the share F(r(b)), exactly; so the triangle (observer, edge) holds the integral of f(b) F(r(b)) over the bearings b that the edge fills,
 * and with f integrating to 1 once around,
 *     P = winding - sum over edges of the integral of f(b) (1 - F(r(b))).
 * Where an edge is nearer than the interval, 1 - F is 1 and the integral is a difference of f's distribution function; where it is farther it is 0.  What is left is
 * smooth and is integrated by Gauss and Legendre, bearings divided where the edge enters or leaves the interval, at fractions of its far end, and at
 * every standard deviation.
 */
#include <math.h>
#include <stdlib.h>

#include "geo/around.h"
#include "geo/owen_t.h"
#include "geo/uncertain_forms.h"

static const double RAD = 0.017453292519943295769;
static const double HALF_TURN = 3.14159265358979323846;
static const double ROOT_TURN = 2.50662827463100050242; /* of 2 pi */
static const double FOLLOWED = 1e-5;
static const double STEP = 3.0; /* ratio of radii at which bearings are divided */

enum { RADII = 12, SIGMAS = 8, MOST_CUTS = 2 * RADII + 6 * SIGMAS + 16 };

struct band {
    double bearing, sd; /* radians */
    double mass;        /* of the normal within half a turn */
    double min_m, max_m;
    enum truce_uncertain_range range;
    double beyond; /* the sum so far */
};

/* an edge's line in polar coordinates, clockwise: r = h / cos(b - foot); bearings from the band's */
struct ray_edge {
    double h, foot;
};

/* 1 - F: the share of the interval farther than r */
static double share_beyond(const struct band *b, double r)
{
    if (r <= b->min_m)
        return 1;
    if (r >= b->max_m)
        return 0;
    double share = (b->max_m - r) / (b->max_m - b->min_m);
    return b->range == TRUCE_RANGE_BY_AREA ? share * (b->max_m + r) / (b->max_m + b->min_m) : share;
}

static double density(const struct band *b, double x)
{
    double z = remainder(x, 2 * HALF_TURN) / b->sd;
    return exp(-0.5 * z * z) / (ROOT_TURN * b->sd * b->mass);
}

/* the distribution function, going on from one turn to the next */
static double below(const struct band *b, double x)
{
    double turns = round(x / (2 * HALF_TURN)), z = (x - turns * 2 * HALF_TURN) / b->sd;
    return turns + 0.5 + (truce_normal_below(z) - 0.5) / b->mass;
}

static double radius(const struct ray_edge *e, double x)
{
    double c = cos(x - e->foot);
    return c > 0 ? e->h / c : INFINITY;
}

static double by_rule(const struct band *b, const struct ray_edge *e, double from, double to)
{
    double middle = 0.5 * (from + to), half = 0.5 * (to - from), sum = 0;
    for (int i = 0; i < TRUCE_GAUSS_PAIRS; i++) {
        double x = middle - half * truce_gauss[i].node, y = middle + half * truce_gauss[i].node;
        sum += truce_gauss[i].weight * (density(b, x) * share_beyond(b, radius(e, x)) +
                                        density(b, y) * share_beyond(b, radius(e, y)));
    }
    return half * sum;
}

/* between neighbouring cuts */
static double part(const struct band *b, const struct ray_edge *e, double from, double to)
{
    double r = radius(e, 0.5 * (from + to));
    if (r >= b->max_m)
        return 0;
    if (r <= b->min_m)
        return below(b, to) - below(b, from);
    return by_rule(b, e, from, to);
}

static int compare_doubles(const void *left, const void *right)
{
    const double a = *(const double *)left, b = *(const double *)right;

    return (a > b) - (a < b);
}

struct cuts {
    double from, to;
    double at[MOST_CUTS];
    size_t n;
};

static void cut_at(struct cuts *cuts, double x)
{
    if (x > cuts->from && x < cuts->to && cuts->n < MOST_CUTS - 1)
        cuts->at[cuts->n++] = x;
}

static void cut_at_radius(struct cuts *cuts, const struct ray_edge *e, double r)
{
    if (r <= e->h)
        return;
    double aside = acos(e->h / r);
    cut_at(cuts, e->foot - aside);
    cut_at(cuts, e->foot + aside);
}

/* from < to, less than half a turn apart */
static double integral(const struct band *b, const struct ray_edge *e, double from, double to)
{
    struct cuts cuts = {.from = from, .to = to};
    double sum = 0, r = b->max_m;

    cuts.at[cuts.n++] = from;
    cut_at_radius(&cuts, e, b->min_m);
    for (int i = 0; i < RADII && r > b->min_m && r > e->h; i++, r /= STEP)
        cut_at_radius(&cuts, e, r);
    for (int turn = -1; turn <= 1; turn++) { /* bearings of the edge may lie a turn off the band's */
        for (int s = -SIGMAS; s <= SIGMAS; s++)
            if (fabs(s * b->sd) < HALF_TURN)
                cut_at(&cuts, turn * 2 * HALF_TURN + s * b->sd);
        cut_at(&cuts, (2 * turn + 1) * HALF_TURN); /* behind, where the normal is cut off */
    }
    cuts.at[cuts.n++] = to;
    qsort(cuts.at, cuts.n, sizeof *cuts.at, compare_doubles);
    for (size_t i = 0; i + 1 < cuts.n; i++)
        sum += part(b, e, cuts.at[i], cuts.at[i + 1]);
    return sum;
}

static void add_edge(void *context, struct truce_plane_point p, struct truce_plane_point q)
{
    struct band *b = context;
    double cross = p.x * q.y - p.y * q.x, dx = q.x - p.x, dy = q.y - p.y, length = hypot(dx, dy);
    if (!(length > 0) || cross == 0)
        return;
    struct ray_edge e = {fabs(cross) / length, 0};
    if (e.h >= b->max_m)
        return;
    double s =
        cross > 0
            ? 1
            : -1; /* of the line's point nearest to the origin: it is cross / length^2 times (dy, -dx) */
    e.foot = remainder(atan2(s * dy, -s * dx) - b->bearing, 2 * HALF_TURN);
    double from = remainder(atan2(p.x, p.y) - b->bearing - e.foot, 2 * HALF_TURN) + e.foot,
           to = remainder(atan2(q.x, q.y) - b->bearing - e.foot, 2 * HALF_TURN) + e.foot;
    /* clockwise is negative: with the origin to the left, bearings fall from p to q */
    b->beyond += from < to ? -integral(b, &e, from, to) : integral(b, &e, to, from);
}

double truce_uncertain_band(const struct truce_uncertain *place, const struct truce_multipolygon *zone)
{
    struct band b = {.bearing = place->band.bearing_deg * RAD,
                     .sd = place->band.bearing_sd_deg * RAD,
                     .min_m = place->band.min_m,
                     .max_m = place->band.max_m,
                     .range = place->band.range};
    double across_m = b.max_m * fmin(b.sd, 1);
    const struct truce_around around = {place->at, b.max_m, FOLLOWED * fmin(b.max_m - b.min_m, across_m),
                                        add_edge, &b};
    b.mass = 1 - 2 * truce_normal_below(-HALF_TURN / b.sd);
    int winding = truce_around_zone(&around, zone);
    return winding - b.beyond;
}
