/*
 * A line section in a zone: the share of its length.
 *
 * Each edge of the line is cut where it meets edges of the zone, and each part is told by its middle.  Parts that run along the zone's boundary count as in.
 */
#include <math.h>
#include <stdlib.h>

#include "base/buf.h"
#include "geo/front.h"
#include "geo/orientation.h"
#include "geo/uncertain_forms.h"

static const double LONGEST_M =
    10e3; /* a straight edge of that length is within a millimetre of its geodesic's */

struct cuts {
    double *at; /* shares of the edge */
    size_t n, size;
    double *along; /* pairs of shares between which the zone's boundary runs along the edge */
    size_t n_along, size_along;
};

static int compare_doubles(const void *left, const void *right)
{
    const double a = *(const double *)left, b = *(const double *)right;

    return (a > b) - (a < b);
}

static struct truce_lonlat between(struct truce_lonlat a, struct truce_lonlat b, double t)
{
    return (struct truce_lonlat){a.lon_deg + t * (b.lon_deg - a.lon_deg),
                                 a.lat_deg + t * (b.lat_deg - a.lat_deg)};
}

static double length_m(struct truce_lonlat a, struct truce_lonlat b)
{
    double sum = 0, n = fmax(ceil(truce_geodesic_distance_m(a, b, NULL) / LONGEST_M), 1);
    for (double i = 0; i < n; i++)
        sum += truce_geodesic_distance_m(between(a, b, i / n), between(a, b, (i + 1) / n), NULL);
    return sum;
}

static double cross(struct truce_lonlat a, struct truce_lonlat b, struct truce_lonlat p)
{
    return (b.lon_deg - a.lon_deg) * (p.lat_deg - a.lat_deg) -
           (b.lat_deg - a.lat_deg) * (p.lon_deg - a.lon_deg);
}

/* where along a -> b the nearest point to p is, in degrees' plane */
static double share_of(struct truce_lonlat a, struct truce_lonlat b, struct truce_lonlat p)
{
    double dx = b.lon_deg - a.lon_deg, dy = b.lat_deg - a.lat_deg;
    return ((p.lon_deg - a.lon_deg) * dx + (p.lat_deg - a.lat_deg) * dy) / (dx * dx + dy * dy);
}

static enum truce_status cut_at(struct cuts *cuts, double t, struct truce_err *err)
{
    if (!(t > 0 && t < 1))
        return TRUCE_OK;
    enum truce_status status =
        truce_grow((void **)&cuts->at, &cuts->size, cuts->n + 1, sizeof *cuts->at, err);
    if (status == TRUCE_OK)
        cuts->at[cuts->n++] = t;
    return status;
}

static enum truce_status run_along(struct cuts *cuts, double from, double to, struct truce_err *err)
{
    enum truce_status status = cut_at(cuts, from, err);
    if (status == TRUCE_OK)
        status = cut_at(cuts, to, err);
    if (status == TRUCE_OK)
        status =
            truce_grow((void **)&cuts->along, &cuts->size_along, cuts->n_along + 2, sizeof *cuts->along, err);
    if (status != TRUCE_OK)
        return status;
    cuts->along[cuts->n_along++] = fmin(from, to);
    cuts->along[cuts->n_along++] = fmax(from, to);
    return TRUCE_OK;
}

static bool runs_along(const struct cuts *cuts, double t)
{
    for (size_t i = 0; i < cuts->n_along; i += 2)
        if (t >= cuts->along[i] && t <= cuts->along[i + 1])
            return true;
    return false;
}

static bool apart(double a, double b, double p, double q)
{
    return fmax(a, b) < fmin(p, q) || fmax(p, q) < fmin(a, b);
}

/* cuts a -> b where p -> q meets it */
static enum truce_status meet(struct cuts *cuts, struct truce_lonlat a, struct truce_lonlat b,
                              struct truce_lonlat p, struct truce_lonlat q, struct truce_err *err)
{
    if (apart(a.lon_deg, b.lon_deg, p.lon_deg, q.lon_deg) ||
        apart(a.lat_deg, b.lat_deg, p.lat_deg, q.lat_deg))
        return TRUCE_OK;
    int side_p = truce_orientation(a, b, p), side_q = truce_orientation(a, b, q);
    if (side_p == side_q && side_p != 0)
        return TRUCE_OK;
    if (side_p == 0 && side_q == 0)
        return run_along(cuts, share_of(a, b, p), share_of(a, b, q), err);
    if (side_p == 0 || side_q == 0)
        return cut_at(cuts, share_of(a, b, side_p == 0 ? p : q), err);
    double from_a = cross(p, q, a), from_b = cross(p, q, b);
    return from_a != from_b ? cut_at(cuts, from_a / (from_a - from_b), err) : TRUCE_OK;
}

static enum truce_status cut_edge(struct cuts *cuts, struct truce_lonlat a, struct truce_lonlat b,
                                  const struct truce_multipolygon *zone, struct truce_err *err)
{
    enum truce_status status = TRUCE_OK;
    cuts->n = cuts->n_along = 0;
    for (size_t r = 0; r < zone->n_rings; r++) {
        const struct truce_lonlat *points = zone->points + zone->rings[r].first;
        size_t n = zone->rings[r].n;
        for (size_t i = 0; i < n && status == TRUCE_OK; i++)
            status = meet(cuts, a, b, points[i], points[i + 1 < n ? i + 1 : 0], err);
    }
    if (cuts->n > 1)
        qsort(cuts->at, cuts->n, sizeof *cuts->at, compare_doubles);
    return status;
}

enum truce_status truce_uncertain_line(const struct truce_uncertain *place,
                                       const struct truce_multipolygon *zone, double *out,
                                       struct truce_err *err)
{
    struct cuts cuts = {0};
    double whole = 0, within = 0;
    enum truce_status status = TRUCE_OK;

    for (size_t i = 0; i + 1 < place->n_line && status == TRUCE_OK; i++) {
        struct truce_lonlat a = place->line[i], b = place->line[i + 1];
        double from = 0;
        status = cut_edge(&cuts, a, b, zone, err);
        for (size_t k = 0; k <= cuts.n && status == TRUCE_OK; k++) {
            double to = k < cuts.n ? cuts.at[k] : 1, middle = 0.5 * (from + to);
            double length = to > from ? length_m(between(a, b, from), between(a, b, to)) : 0;
            whole += length;
            if (length > 0 &&
                (runs_along(&cuts, middle) || truce_uncertain_holds(zone, between(a, b, middle))))
                within += length;
            from = to;
        }
    }
    free(cuts.along);
    free(cuts.at);
    if (status == TRUCE_OK && !(whole > 0))
        return truce_fail(err, TRUCE_ERR_SHAPE, "the line of an uncertain place has no length");
    if (status == TRUCE_OK)
        *out = within / whole;
    return status;
}
