/*
 * The truth: areas and places from the true line.
 *
 * One idea: both days' lines have their knots on the same rays across the frame, so what was gained and lost
 * lies in cells between two rays: a quadrilateral, or two triangles where the lines cross.  No overlay of
 * shapes is needed, and none of the geometry that the engines use.  The true line does not move where it
 * meets coast and border (front.c), so cells without movement add nothing.
 *
 * Area of a region's part: the shape is a signed fan of triangles, and a region clipped by a triangle is
 * clipped by three half-planes, which gives the right area for any region (edges that fold back add nothing).
 * Source: I. Sutherland, G. Hodgman, "Reentrant polygon clipping", CACM 17 (1974), doi:10.1145/360767.360802.
 *
 * Area under an edge that is straight in longitude and latitude: the integral of the authalic area function q
 * along it, by Gauss and Legendre with three points (exact to 1e-12 for edges of some kilometres).
 * Source: J. P. Snyder, "Map projections: a working manual", USGS PP 1395 (1987), equation 3-12.
 */
#include "demo/internal.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define PI        3.14159265358979323846
#define WGS84_A_M 6378137.0
#define WGS84_E2  0.00669437999014132

/* area between the equator and a parallel, a radian of longitude wide */
static double authalic_m2(double lat_deg)
{
    const double e = sqrt(WGS84_E2), b2 = WGS84_A_M * WGS84_A_M * (1.0 - WGS84_E2);
    double s = sin(lat_deg * PI / 180.0);
    return 0.5 * b2 * (s / (1.0 - WGS84_E2 * s * s) + atanh(e * s) / e);
}

static double edge_m2(struct truce_lonlat a, struct truce_lonlat b)
{
    static const double at = 0.77459666924148337704; /* sqrt(3/5) */
    double middle = 0.5 * (a.lat_deg + b.lat_deg), half = 0.5 * (b.lat_deg - a.lat_deg);
    double mean = (5.0 * authalic_m2(middle - at * half) + 8.0 * authalic_m2(middle) +
                   5.0 * authalic_m2(middle + at * half)) /
                  18.0;
    return (a.lon_deg - b.lon_deg) * PI / 180.0 * mean;
}

double truce_demo_ring_m2(const struct truce_lonlat *points, size_t n)
{
    double sum = 0.0;
    for (size_t i = 0; i < n; i++)
        sum += edge_m2(points[i], points[i + 1 < n ? i + 1 : 0]);
    return sum;
}

bool truce_demo_inside(const struct truce_lonlat *points, size_t n, struct truce_lonlat at)
{
    bool inside = false;

    for (size_t i = 0; i < n; i++) {
        struct truce_lonlat a = points[i], b = points[i + 1 < n ? i + 1 : 0];
        if ((a.lat_deg > at.lat_deg) == (b.lat_deg > at.lat_deg))
            continue;
        double lon_deg =
            a.lon_deg + (at.lat_deg - a.lat_deg) / (b.lat_deg - a.lat_deg) * (b.lon_deg - a.lon_deg);
        inside ^= at.lon_deg < lon_deg;
    }
    return inside;
}

/* ---- a region clipped ---- */

struct clip {
    const struct truce_multipolygon *region; /* one ring; NULL: nothing is clipped */
    struct truce_box box;
    struct truce_lonlat *work[2]; /* room for 8 times the region's points each */
};

static double side(struct truce_lonlat a, struct truce_lonlat b, struct truce_lonlat c)
{
    return (b.lon_deg - a.lon_deg) * (c.lat_deg - a.lat_deg) -
           (b.lat_deg - a.lat_deg) * (c.lon_deg - a.lon_deg);
}

/* what of a ring lies left of a -> b */
static size_t clip_half(const struct truce_lonlat *in, size_t n, struct truce_lonlat a, struct truce_lonlat b,
                        struct truce_lonlat *out)
{
    size_t m = 0;

    for (size_t i = 0; i < n; i++) {
        struct truce_lonlat p = in[i], q = in[i + 1 < n ? i + 1 : 0];
        double p_side = side(a, b, p), q_side = side(a, b, q);
        if (p_side >= 0.0)
            out[m++] = p;
        if ((p_side > 0.0 && q_side < 0.0) || (p_side < 0.0 && q_side > 0.0)) {
            double t = p_side / (p_side - q_side);
            out[m++] = (struct truce_lonlat){p.lon_deg + t * (q.lon_deg - p.lon_deg),
                                             p.lat_deg + t * (q.lat_deg - p.lat_deg)};
        }
    }
    return m;
}

/* signed area of a triangle, or of the region's part in it */
static double triangle_m2(const struct clip *clip, struct truce_lonlat a, struct truce_lonlat b,
                          struct truce_lonlat c)
{
    struct truce_lonlat corner[3] = {a, b, c};
    double sign = 1.0;

    if (clip->region == NULL)
        return truce_demo_ring_m2(corner, 3);
    double turn = side(a, b, c);
    struct truce_box box = truce_box_empty();
    for (int i = 0; i < 3; i++)
        truce_box_extend(&box, corner[i]);
    if (turn == 0.0 || !truce_box_meets(box, clip->box))
        return 0.0;
    if (turn < 0.0) {
        sign = -1.0;
        corner[1] = c;
        corner[2] = b;
    }
    size_t n = clip_half(clip->region->points, clip->region->n_points, corner[0], corner[1], clip->work[0]);
    n = clip_half(clip->work[0], n, corner[1], corner[2], clip->work[1]);
    n = clip_half(clip->work[1], n, corner[2], corner[0], clip->work[0]);
    return sign * truce_demo_ring_m2(clip->work[0], n);
}

static double shape_m2(const struct clip *clip, const struct truce_lonlat *points, size_t n)
{
    double sum = 0.0;

    if (clip->region == NULL)
        return truce_demo_ring_m2(points, n);
    for (size_t i = 1; i + 1 < n; i++)
        sum += triangle_m2(clip, points[0], points[i], points[i + 1]);
    return sum;
}

/* ---- cells ---- */

/* where a -> b meets c -> d, which cross */
static struct truce_lonlat meet(struct truce_lonlat a, struct truce_lonlat b, struct truce_lonlat c,
                                struct truce_lonlat d)
{
    double a_side = side(c, d, a), b_side = side(c, d, b), t = a_side / (a_side - b_side);
    return (struct truce_lonlat){a.lon_deg + t * (b.lon_deg - a.lon_deg),
                                 a.lat_deg + t * (b.lat_deg - a.lat_deg)};
}

/* old[0], old[1]: the line at the start on two rays; now: at the end; ahead[i]: by how much it went
 * forward */
static void add_cell(const struct clip *clip, const struct truce_lonlat old[2],
                     const struct truce_lonlat now[2], const double ahead[2], double *gained_m2,
                     double *lost_m2)
{
    if (ahead[0] >= 0.0 && ahead[1] >= 0.0) {
        const struct truce_lonlat cell[4] = {old[0], old[1], now[1], now[0]};
        *gained_m2 += shape_m2(clip, cell, 4);
    } else if (ahead[0] <= 0.0 && ahead[1] <= 0.0) {
        const struct truce_lonlat cell[4] = {now[0], now[1], old[1], old[0]};
        *lost_m2 += shape_m2(clip, cell, 4);
    } else {
        struct truce_lonlat x = meet(old[0], old[1], now[0], now[1]);
        if (ahead[0] > 0.0) {
            *gained_m2 += triangle_m2(clip, old[0], x, now[0]);
            *lost_m2 += triangle_m2(clip, x, now[1], old[1]);
        } else {
            *lost_m2 += triangle_m2(clip, now[0], x, old[0]);
            *gained_m2 += triangle_m2(clip, x, old[1], now[1]);
        }
    }
}

static void add_cells(const struct truce_demo *demo, const struct clip *clip, size_t start, size_t end,
                      double *gained_m2, double *lost_m2)
{
    const double *old_km = demo->u_km + start * demo->n_knots, *now_km = demo->u_km + end * demo->n_knots;

    for (size_t k = 0; k + 1 < demo->n_knots; k++) {
        double ahead[2] = {now_km[k] - old_km[k], now_km[k + 1] - old_km[k + 1]};
        struct truce_lonlat old[2], now[2];
        if (ahead[0] == 0.0 && ahead[1] == 0.0)
            continue;
        for (size_t i = 0; i < 2; i++) {
            old[i] = truce_demo_at(&demo->frame, (struct truce_demo_su){demo->s_km[k + i], old_km[k + i]});
            now[i] = truce_demo_at(&demo->frame, (struct truce_demo_su){demo->s_km[k + i], now_km[k + i]});
        }
        add_cell(clip, old, now, ahead, gained_m2, lost_m2);
    }
}

/* ---- answers ---- */

static bool has_truth(const struct truce_demo *demo, struct truce_day day)
{
    return day.n >= truce_demo_first_day(demo).n && day.n < truce_demo_first_day(demo).n + demo->options.days;
}

static enum truce_status no_truth(struct truce_day day, struct truce_err *err)
{
    char text[TRUCE_DAY_TEXT];
    truce_day_format(day, text);
    return truce_fail(err, TRUCE_ERR_RANGE, "there is no truth for %s", text);
}

enum truce_status truce_demo_truth_map(const struct truce_demo *demo, struct truce_day day,
                                       struct truce_multipolygon *held, struct truce_err *err)
{
    if (!has_truth(demo, day))
        return no_truth(day, err);
    size_t i = (size_t)(day.n - truce_demo_first_day(demo).n);
    struct truce_demo_line line = {demo->u_km + i * demo->n_knots, 1, false};
    return truce_demo_close_line(demo, &line, held, err);
}

static enum truce_status clip_open(const struct truce_demo *demo, int region, struct clip *clip,
                                   struct truce_err *err)
{
    *clip = (struct clip){NULL, truce_box_empty(), {NULL, NULL}};
    if (region < 0)
        return TRUCE_OK;
    clip->region = &demo->regions.items[region].area;
    clip->box = truce_multipolygon_box(clip->region);
    for (int i = 0; i < 2; i++) {
        clip->work[i] = calloc(8 * clip->region->n_points, sizeof *clip->work[i]);
        if (clip->work[i] == NULL)
            return truce_fail(err, TRUCE_ERR_MEMORY, "no memory for a region");
    }
    return TRUCE_OK;
}

enum truce_status truce_demo_truth_areas(const struct truce_demo *demo, struct truce_day start,
                                         struct truce_day end, int region, struct truce_demo_truth *out,
                                         struct truce_err *err)
{
    struct truce_multipolygon held[2];
    struct clip clip = {.region = NULL};
    struct truce_demo_truth made = {0, 0, 0, 0};
    enum truce_status status = TRUCE_OK;

    for (int i = 0; i < 2; i++)
        truce_multipolygon_init(&held[i]);
    if (region < -1 || region >= (int)demo->regions.n) {
        status = truce_fail(err, TRUCE_ERR_RANGE, "region %d of %zu", region, demo->regions.n);
        goto done;
    }
    if ((status = truce_demo_truth_map(demo, start, &held[0], err)) != TRUCE_OK ||
        (status = truce_demo_truth_map(demo, end, &held[1], err)) != TRUCE_OK ||
        (status = clip_open(demo, region, &clip, err)) != TRUCE_OK)
        goto done;
    made.held_start_km2 = shape_m2(&clip, held[0].points, held[0].n_points) / 1e6;
    made.held_end_km2 = shape_m2(&clip, held[1].points, held[1].n_points) / 1e6;
    add_cells(demo, &clip, (size_t)(start.n - truce_demo_first_day(demo).n),
              (size_t)(end.n - truce_demo_first_day(demo).n), &made.gained_km2, &made.lost_km2);
    made.gained_km2 /= 1e6;
    made.lost_km2 /= 1e6;
    *out = made;
done:
    for (int i = 0; i < 2; i++) {
        truce_multipolygon_fini(&held[i]);
        free(clip.work[i]);
    }
    return status;
}

/* ---- claims ---- */

static bool in_list(const char *const *list, size_t n, const char *word)
{
    for (size_t i = 0; i < n; i++)
        if (strcmp(list[i], word) == 0)
            return true;
    return n == 0;
}

static bool counts(enum truce_sense sense, bool before, bool after)
{
    return sense == TRUCE_SENSE_HELD     ? after
           : sense == TRUCE_SENSE_GAINED ? after && !before
           : sense == TRUCE_SENSE_LOST   ? before && !after
                                         : after != before;
}

static enum truce_status claim_places(const struct truce_demo *demo, const struct truce_claim *claim,
                                      struct truce_day start, double *out, size_t *places, size_t *n,
                                      struct truce_err *err)
{
    struct truce_multipolygon held[2];
    double sum = 0.0;
    size_t m = 0;
    bool known = claim->quantity != TRUCE_QUANTITY_PLACE;
    enum truce_status status;

    for (int i = 0; i < 2; i++)
        truce_multipolygon_init(&held[i]);
    if ((status = truce_demo_truth_map(demo, start, &held[0], err)) != TRUCE_OK ||
        (status = truce_demo_truth_map(demo, claim->to, &held[1], err)) != TRUCE_OK)
        goto done;
    for (size_t i = 0; i < demo->places.n; i++) {
        const struct truce_place *place = &demo->places.items[i];
        if (claim->quantity == TRUCE_QUANTITY_PLACE
                ? strcmp(place->name, claim->place) != 0
                : !in_list(claim->regions, claim->n_regions, place->region) ||
                      !in_list(claim->kinds, claim->n_kinds, place->kind))
            continue;
        known = true;
        bool before = truce_demo_inside(held[0].points, held[0].n_points, place->at);
        bool after = truce_demo_inside(held[1].points, held[1].n_points, place->at);
        if (!counts(claim->sense, before, after))
            continue;
        sum += claim->sense == TRUCE_SENSE_NET && !after ? -1.0 : 1.0;
        if (places != NULL)
            places[m++] = i;
    }
    if (!known) {
        status = truce_fail(err, TRUCE_ERR_UNKNOWN, "no place is called %s", claim->place);
        goto done;
    }
    *out = sum;
    if (n != NULL)
        *n = m;
done:
    for (int i = 0; i < 2; i++)
        truce_multipolygon_fini(&held[i]);
    return status;
}

static double in_sense(enum truce_sense sense, const struct truce_demo_truth *truth)
{
    return sense == TRUCE_SENSE_HELD     ? truth->held_end_km2
           : sense == TRUCE_SENSE_GAINED ? truth->gained_km2
           : sense == TRUCE_SENSE_LOST   ? truth->lost_km2
                                         : truth->gained_km2 - truth->lost_km2;
}

enum truce_status truce_demo_truth_claim(const struct truce_demo *demo, const struct truce_claim *claim,
                                         double *out, size_t *places, size_t *n, struct truce_err *err)
{
    struct truce_day start = {claim->from.n == TRUCE_DAY_NONE ? claim->to.n : claim->from.n - 1};
    double sum = 0.0;

    if (claim->quantity != TRUCE_QUANTITY_AREA)
        return claim_places(demo, claim, start, out, places, n, err);
    for (size_t i = 0; i < (claim->n_regions > 0 ? claim->n_regions : 1); i++) {
        struct truce_demo_truth truth;
        int region = claim->n_regions > 0 ? truce_regions_find(&demo->regions, claim->regions[i]) : -1;
        if (claim->n_regions > 0 && region < 0)
            return truce_fail(err, TRUCE_ERR_UNKNOWN, "no region is called %s", claim->regions[i]);
        enum truce_status status = truce_demo_truth_areas(demo, start, claim->to, region, &truth, err);
        if (status != TRUCE_OK)
            return status;
        sum += in_sense(claim->sense, &truth);
    }
    *out = sum;
    if (n != NULL)
        *n = 0;
    return TRUCE_OK;
}
