/*
 * From a line to an area: where the line meets coast and border, and the ground between it and the state
 * border.
 *
 * A line is drawn some way beyond both sides of the country.  Walking outwards from its middle, the first
 * crossing with the outline is where it ends; so what is kept of the line crosses the outline nowhere else,
 * and the line closed along the outline is always a simple ring.  An end point lies a few centimetres inside
 * the outline, so that the rounding of coordinates leaves no sliver outside.
 */
#include "demo/internal.h"

#include <math.h>
#include <stdlib.h>

#define INNER_KM                                                                                             \
    34.0 /* the search for an end begins this far inside; see QUIET_KM and STRAY of front.c and world.c */
#define INSIDE_DEG 3e-7 /* an end keeps this far inside the outline, so that rounding puts nothing outside */
#define WINDOW_KM  75.0 /* of the outline, to both sides of where the line is expected */

struct end {
    size_t knot;    /* the first point of the line inside, from this end */
    size_t outline; /* the end lies between this point of the outline and the next */
    struct truce_lonlat at;
};

static double turn(struct truce_lonlat a, struct truce_lonlat b, struct truce_lonlat c)
{
    return (b.lon_deg - a.lon_deg) * (c.lat_deg - a.lat_deg) -
           (b.lat_deg - a.lat_deg) * (c.lon_deg - a.lon_deg);
}

double truce_demo_crossing(struct truce_lonlat a, struct truce_lonlat b, struct truce_lonlat c,
                           struct truce_lonlat d)
{
    if (fmax(a.lon_deg, b.lon_deg) < fmin(c.lon_deg, d.lon_deg) ||
        fmax(c.lon_deg, d.lon_deg) < fmin(a.lon_deg, b.lon_deg))
        return -1.0;
    double c_side = turn(a, b, c), d_side = turn(a, b, d);
    double a_side = turn(c, d, a), b_side = turn(c, d, b);
    if ((c_side > 0) == (d_side > 0) || (a_side > 0) == (b_side > 0))
        return -1.0;
    return a_side / (a_side - b_side);
}

/* the nearest crossing of inside -> beyond with the outline between two of its points */
static bool crosses_outline(const struct truce_demo *demo, struct truce_lonlat inside,
                            struct truce_lonlat beyond, size_t from, size_t to, struct end *end)
{
    double least = 2.0;

    for (size_t i = from; i < to; i++) {
        double t = truce_demo_crossing(inside, beyond, demo->outline[i], demo->outline[i + 1]);
        if (t < 0.0 || t >= least)
            continue;
        least = t;
        end->outline = i;
        double length_deg = hypot(beyond.lon_deg - inside.lon_deg, beyond.lat_deg - inside.lat_deg);
        double back = fmax(t - INSIDE_DEG / length_deg, 0.0);
        end->at.lon_deg = nearbyint((inside.lon_deg + back * (beyond.lon_deg - inside.lon_deg)) * 1e7) / 1e7;
        end->at.lat_deg = nearbyint((inside.lat_deg + back * (beyond.lat_deg - inside.lat_deg)) * 1e7) / 1e7;
    }
    return least <= 1.0;
}

/* the points of a line; n of them */
static struct truce_lonlat *draw(const struct truce_demo *demo, const struct truce_demo_line *line, size_t *n)
{
    size_t stride = (size_t)line->stride;
    *n = (demo->n_knots - 1) / stride + 1;
    struct truce_lonlat *points = calloc(*n, sizeof *points);

    for (size_t i = 0; points != NULL && i < *n; i++)
        points[i] = truce_demo_at(&demo->frame,
                                  (struct truce_demo_su){demo->s_km[i * stride], line->u_km[i * stride]});
    return points;
}

static bool find_ends(const struct truce_demo *demo, const struct truce_lonlat *points, size_t n, int stride,
                      struct end *left, struct end *right)
{
    double step_km = demo->options.knot_m / 1000.0;
    size_t window = (size_t)(WINDOW_KM / (step_km / 2));
    double start_km = -demo->s_km[0] + INNER_KM;
    size_t inner = (size_t)(start_km / (step_km * stride)) + 1;
    size_t last = demo->n_outline - 1;
    bool found = false;

    for (size_t i = inner; i > 0 && !found; i--) {
        size_t from = demo->left > window ? demo->left - window : 0;
        found = crosses_outline(demo, points[i], points[i - 1], from, demo->left + window, left);
        left->knot = i;
    }
    if (!found)
        return false;
    found = false;
    for (size_t i = n - 1 - inner; i + 1 < n && !found; i++) {
        size_t to = demo->right + window < last ? demo->right + window : last;
        found = crosses_outline(demo, points[i], points[i + 1], demo->right - window, to, right);
        right->knot = i;
    }
    return found;
}

static bool crosses_line(const struct truce_lonlat *points, size_t n, size_t knot, struct truce_lonlat to)
{
    for (size_t i = 0; i + 1 < n; i++)
        if (i != knot && i + 1 != knot &&
            truce_demo_crossing(points[i], points[i + 1], points[knot], to) >= 0.0)
            return true;
    return false;
}

/* A short way from the middle third of a line to the state border, which crosses neither.  Makes it the
 * right end. */
static void cut_short(const struct truce_demo *demo, const struct truce_lonlat *points, size_t n,
                      struct end *right)
{
    double least = INFINITY, lon_m, lat_m;

    truce_demo_metres_per_deg(points[n / 2].lat_deg, &lon_m, &lat_m);
    for (size_t k = n / 3; k < 2 * n / 3; k++) {
        double nearest = INFINITY;
        size_t corner = demo->border_from;
        for (size_t i = demo->border_from; i <= demo->border_to; i++) {
            double d = hypot((demo->outline[i].lon_deg - points[k].lon_deg) * lon_m,
                             (demo->outline[i].lat_deg - points[k].lat_deg) * lat_m);
            if (d < nearest) {
                nearest = d;
                corner = i;
            }
        }
        if (nearest < least && !crosses_line(points, n, k, demo->outline[corner])) {
            least = nearest;
            right->knot = k;
            right->outline = corner;
        }
    }
}

enum truce_status truce_demo_close_line(const struct truce_demo *demo, const struct truce_demo_line *line,
                                        struct truce_multipolygon *out, struct truce_err *err)
{
    size_t n, m = 0;
    struct end left, right;
    struct truce_lonlat *points = draw(demo, line, &n);
    struct truce_lonlat *ring = calloc(demo->n_knots + demo->n_outline + 2, sizeof *ring);
    enum truce_status status;

    if (points == NULL || ring == NULL) {
        status = truce_fail(err, TRUCE_ERR_MEMORY, "no memory for a line");
        goto done;
    }
    if (!find_ends(demo, points, n, line->stride, &left, &right)) {
        status =
            truce_fail(err, TRUCE_ERR_INTERNAL, "seed %llu: a line does not meet the coast or the border",
                       (unsigned long long)demo->seed);
        goto done;
    }
    if (line->half)
        cut_short(demo, points, n, &right);
    ring[m++] = left.at;
    for (size_t i = left.outline + 1; i <= right.outline; i++)
        ring[m++] = demo->outline[i];
    if (!line->half)
        ring[m++] = right.at;
    for (size_t i = right.knot + 1; i-- > left.knot;)
        ring[m++] = points[i];
    truce_multipolygon_clear(out);
    status = truce_multipolygon_add_ring(out, ring, m, false, err);
done:
    free(points);
    free(ring);
    return status;
}
