/*
 * Uncertain places: Owen's T against mpmath; the normal distribution against products of normals, published factors and Monte Carlo; bands,
 * areas and lines against closed forms and Monte Carlo on the ellipsoid (PROJ's direct geodesic).
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <geodesic.h>
#include <math.h>
#include <string.h>

#include "base/random.h"
#include "geo/overlay.h"
#include "geo/owen_t.h"
#include "geo/uncertain.h"

static const double TURN = 6.283185307179586;
static const struct truce_lonlat here = {37.5, 48.25};

static void near(double value, double expected, double tolerance)
{
    if (!(fabs(value - expected) <= tolerance))
        fail_msg("%.17g is not within %g of %.17g", value, tolerance, expected);
}

/* mpmath 1.3.0: quad(lambda x: exp(-h*h*(1+x*x)/2)/(1+x*x), ...) / (2 pi), 40 digits */
static const double owen[][3] = {
    {0, 0.02, 0.00318267455048639841},      {0, 0.5, 0.0737918088252166371},
    {0, 0.999, 0.124920382726455371},       {0, 1.5, 0.156416479094500592},
    {0, 7, 0.227416382349566726},           {0, 300, 0.249469485487889757},
    {1e-8, 0.5, 0.0737918088252166331},     {1e-8, 300, 0.24946948548788737},
    {0.0625, 0.02, 0.00317646362865885747}, {0.0625, 0.5, 0.0736365483901246818},
    {0.0625, 0.999, 0.124610247854992552},  {0.0625, 1.5, 0.155951000662431033},
    {0.0625, 7, 0.225276569566201869},      {0.0625, 300, 0.237541165485376389},
    {0.3, 0.02, 0.00304261060203159583},    {0.3, 0.5, 0.0702967013880032487},
    {0.3, 0.999, 0.117975680275546488},     {0.3, 1.5, 0.146084104834061373},
    {0.3, 7, 0.190697504142037527},         {0.3, 300, 0.191044288905523683},
    {0.8, 0.02, 0.00231099746769106627},    {0.8, 0.5, 0.0522703138242068822},
    {0.8, 0.999, 0.0834443493173382719},    {0.8, 1.5, 0.0975447801958065594},
    {0.8, 7, 0.105927699218306222},         {1.5, 0.02, 0.00103310819358909098},
    {1.5, 0.5, 0.02200645633099267},        {1.5, 0.999, 0.0311635985187914489},
    {1.5, 1.5, 0.0331342231598812974},      {1.5, 7, 0.033403600634429033},
    {2.5, 0.02, 0.000139778723122803742},   {2.5, 0.5, 0.00260040749399149317},
    {2.5, 0.999, 0.00308539851243768543},   {2.5, 1.5, 0.00310465705108449672},
    {4, 0.02, 1.06653073594993949e-6},      {4, 0.5, 0.0000152722768879314499},
    {4, 0.999, 0.0000158351103509869237},   {4, 7, 0.0000158356209165599606},
    {6.5, 0.02, 2.12373119443081363e-12},   {6.5, 0.5, 2.00616707347722089e-11},
    {6.5, 1.5, 2.0080002919295589e-11},     {6.5, 300, 2.0080002919295589e-11},
};

static void owen_against_mpmath(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof owen / sizeof *owen; i++) {
        double h = owen[i][0], a = owen[i][1], t = owen[i][2];
        near(truce_owen_t(h, a), t, 1e-15);
        near(truce_owen_t(-h, a), t, 1e-15);
        near(truce_owen_t(h, -a), -t, 1e-15);
        if (a <= 1)
            near(truce_owen_t(h, a) / t, 1, 1e-13);
    }
    near(truce_owen_t(0, INFINITY), 0.25, 1e-16);
    near(truce_owen_t(1, INFINITY), 0.5 * truce_normal_below(-1), 1e-16);
    near(truce_owen_t(0, 1), 0.125, 1e-16);
    near(truce_owen_t(40, 3), 0, 1e-300);
    near(truce_owen_t(2, 0), 0, 0);
}

/* ----------------------------------------------------------------------------------------------- shapes */

/* a position so many metres east and north of another, along a geodesic: azimuthal equidistant */
static struct truce_lonlat beside(struct truce_lonlat at, double east_m, double north_m)
{
    struct geod_geodesic geoid;
    struct truce_lonlat p;
    geod_init(&geoid, 6378137.0, 1.0 / 298.257223563);
    geod_direct(&geoid, at.lat_deg, at.lon_deg, atan2(east_m, north_m) * 360 / TURN, hypot(east_m, north_m),
                &p.lat_deg, &p.lon_deg, NULL);
    return p;
}

/* a ring through corners in the plane about `at`, its edges followed by `steps` positions each */
static void ring(struct truce_multipolygon *shape, struct truce_lonlat at, const double (*corners)[2],
                 size_t n, size_t steps, bool hole)
{
    struct truce_lonlat points[2000];
    size_t k = 0;
    assert_true(n * steps <= 2000);
    for (size_t i = 0; i < n; i++)
        for (size_t s = 0; s < steps; s++) {
            double t = (double)s / (double)steps;
            const double *a = corners[i], *b = corners[(i + 1) % n];
            points[k++] = beside(at, a[0] + t * (b[0] - a[0]), a[1] + t * (b[1] - a[1]));
        }
    assert_int_equal(truce_multipolygon_add_ring(shape, points, k, hole, NULL), TRUCE_OK);
    truce_multipolygon_orient(shape);
}

static void rectangle(struct truce_multipolygon *shape, double west, double east, double south, double north)
{
    const double corners[4][2] = {{west, south}, {east, south}, {east, north}, {west, north}};
    truce_multipolygon_init(shape);
    ring(shape, here, corners, 4, 100, false);
}

static double chance(const struct truce_uncertain *place, const struct truce_multipolygon *zone)
{
    double p = -1;
    struct truce_err err;
    if (truce_uncertain_in_zone(place, zone, &p, &err) != TRUCE_OK)
        fail_msg("%s", err.text);
    assert_true(p >= 0 && p <= 1);
    return p;
}

static struct truce_uncertain ellipse(struct truce_lonlat at, double major_m, double minor_m,
                                      double azimuth_deg)
{
    struct truce_uncertain place = {.form = TRUCE_UNCERTAIN_ELLIPSE, .at = at};
    place.sigma.major_m = major_m;
    place.sigma.minor_m = minor_m;
    place.sigma.azimuth_deg = azimuth_deg;
    return place;
}

static double between(double low, double high)
{
    return truce_normal_below(high) - truce_normal_below(low);
}

/* --------------------------------------------------------------------------------------------- ellipses */

/* axes along and across a rectangle: a product of two normals */
static void rectangles_by_products(void **state)
{
    static const double sides[][4] = {{-900, 800, -500, 700},   {300, 2000, -400, 600},
                                      {-3000, 4000, 900, 2500}, {2500, 4000, 1500, 3000},
                                      {-9, 11, -12, 7},         {-20000, 20000, -20000, 0.5}};
    struct truce_multipolygon zone;
    (void)state;
    for (size_t i = 0; i < sizeof sides / sizeof *sides; i++) {
        const double *s = sides[i];
        struct truce_uncertain east = ellipse(here, 800, 300, 90), north = ellipse(here, 800, 300, 180);
        rectangle(&zone, s[0], s[1], s[2], s[3]);
        near(chance(&east, &zone), between(s[0] / 800, s[1] / 800) * between(s[2] / 300, s[3] / 300), 1e-5);
        near(chance(&north, &zone), between(s[0] / 300, s[1] / 300) * between(s[2] / 800, s[3] / 800), 1e-5);
        truce_multipolygon_fini(&zone);
    }
}

/* the estimate on an edge, at a corner, a rounding off: half, a quarter, and no jump */
static void estimates_on_edges(void **state)
{
    struct truce_multipolygon zone;
    const struct truce_lonlat box[4] = {{37, 48}, {38, 48}, {38, 49}, {37, 49}};
    (void)state;
    truce_multipolygon_init(&zone);
    assert_int_equal(truce_multipolygon_add_ring(&zone, box, 4, false, NULL), TRUCE_OK);
    for (int i = -2; i <= 2; i++) {
        double e = i * 0x1p-47;
        struct truce_uncertain edge = ellipse((struct truce_lonlat){37 + e, 48.5}, 100, 60, 20),
                               corner = ellipse((struct truce_lonlat){38, 49 + e}, 100, 100, 20);
        near(chance(&edge, &zone), 0.5, 2e-5); /* the meridian is straight, the parallel not quite */
        near(chance(&corner, &zone), 0.25, 2e-5);
    }
    truce_multipolygon_fini(&zone);
}

struct sample {
    struct truce_lonlat at;
    double major_m, minor_m, azimuth_deg;
};

/* a draw from a place's distribution, by PROJ's direct geodesic */
static struct truce_lonlat draw(const struct truce_uncertain *place, uint64_t i)
{
    if (place->form == TRUCE_UNCERTAIN_BAND) {
        double bearing =
            (place->band.bearing_deg + place->band.bearing_sd_deg * truce_random_normal(5, 1, i)) * TURN /
            360;
        double u = truce_random_uniform(5, 2, i), min = place->band.min_m, max = place->band.max_m;
        double r = place->band.range == TRUCE_RANGE_BY_AREA ? sqrt(min * min + u * (max * max - min * min))
                                                            : min + u * (max - min);
        return beside(place->at, r * sin(bearing), r * cos(bearing));
    }
    double along = place->sigma.major_m * truce_random_normal(5, 1, i),
           across = place->sigma.minor_m * truce_random_normal(5, 2, i),
           a = place->sigma.azimuth_deg * TURN / 360;
    return beside(place->at, along * sin(a) - across * cos(a), along * cos(a) + across * sin(a));
}

/* within 4.5 standard deviations of the share of 40,000 draws */
static void check_by_draws(const struct truce_uncertain *place, const struct truce_multipolygon *zone)
{
    enum { DRAWS = 40000 };
    struct truce_clip *clip = NULL;
    double p = chance(place, zone), in = 0;
    assert_int_equal(truce_clip_open(zone, &clip, NULL), TRUCE_OK);
    for (uint64_t i = 0; i < DRAWS; i++)
        in += truce_clip_side(clip, draw(place, i)) != TRUCE_SIDE_OUTSIDE;
    truce_clip_close(clip);
    near(p, in / DRAWS, 4.5 * sqrt(p * (1 - p) / DRAWS) + 1e-9);
}

/* L, star, a square with a hole, two polygons, edges of a hundred kilometres */
static size_t awkward(struct truce_multipolygon *zones)
{
    const double l[6][2] = {{-1500, -1200}, {1800, -1200}, {1800, 200},
                            {300, 200},     {300, 2500},   {-1500, 2500}};
    const double square[4][2] = {{-2000, -2000}, {2000, -2000}, {2000, 2000}, {-2000, 2000}};
    const double hole[4][2] = {{-600, -500}, {-500, 700}, {900, 600}, {500, -800}};
    const double far[3][2] = {{2500, 2500}, {6000, 3000}, {3000, 7000}};
    const double large[4][2] = {{-90000, -60000}, {500, -70000}, {-400, 80000}, {-100000, 90000}};
    double star[30][2];
    for (int i = 0; i < 30; i++) {
        double r = i % 2 ? 700 : 2600;
        star[i][0] = r * cos(TURN * i / 30) + 300;
        star[i][1] = r * sin(TURN * i / 30) - 200;
    }
    for (int i = 0; i < 4; i++)
        truce_multipolygon_init(&zones[i]);
    ring(&zones[0], here, l, 6, 1, false);
    ring(&zones[1], here, (const double(*)[2])star, 30, 1, false);
    ring(&zones[2], here, square, 4, 1, false);
    ring(&zones[2], here, hole, 4, 1, true);
    ring(&zones[2], here, far, 3, 1, false);
    ring(&zones[3], here, large, 4, 1, false);
    return 4;
}

static void ellipses_by_draws(void **state)
{
    struct truce_multipolygon zones[4];
    size_t n = awkward(zones);
    (void)state;
    for (size_t i = 0; i < n; i++) {
        struct truce_uncertain places[3] = {ellipse(here, 1500, 500, 30),
                                            ellipse(beside(here, 2100, -900), 900, 900, 0),
                                            ellipse(beside(here, -300, 4000), 4000, 1200, 160)};
        for (size_t k = 0; k < 3; k++)
            check_by_draws(&places[k], &zones[i]);
        truce_multipolygon_fini(&zones[i]);
    }
}

/* zones that share all of the plane between them add up to one, whatever the estimate; long edges, high latitude */
static void parts_add_up(void **state)
{
    (void)state;
    for (int i = 0; i < 60; i++) {
        struct truce_lonlat at = {20 + 3 * truce_random_uniform(9, 1, (uint64_t)i),
                                  60 + 3 * truce_random_uniform(9, 2, (uint64_t)i)};
        double middle = 20 + 3 * truce_random_uniform(9, 3, (uint64_t)i), sum = 0;
        struct truce_uncertain place = ellipse(at, 40000, 2500 + 600 * i, 11 * i);
        const struct truce_lonlat corners[4][2] = {{{-10, 45}, {middle, 61}},
                                                   {{middle, 45}, {55, 61}},
                                                   {{-10, 61}, {middle, 78}},
                                                   {{middle, 61}, {55, 78}}};
        for (int k = 0; k < 4; k++) {
            struct truce_lonlat a = corners[k][0], b = corners[k][1];
            const struct truce_lonlat box[4] = {a, {b.lon_deg, a.lat_deg}, b, {a.lon_deg, b.lat_deg}};
            struct truce_multipolygon zone;
            truce_multipolygon_init(&zone);
            assert_int_equal(truce_multipolygon_add_ring(&zone, box, 4, false, NULL), TRUCE_OK);
            sum += chance(&place, &zone);
            truce_multipolygon_fini(&zone);
        }
        near(sum, 1, 1e-9);
    }
}

/* a zone cut along the antimeridian */
static void across_the_antimeridian(void **state)
{
    const struct truce_lonlat west[4] = {{-180, -10}, {-179, -10}, {-179, 10}, {-180, 10}};
    const struct truce_lonlat east[4] = {{179, -10}, {180, -10}, {180, 10}, {179, 10}};
    struct truce_multipolygon zone;
    (void)state;
    truce_multipolygon_init(&zone);
    assert_int_equal(truce_multipolygon_add_ring(&zone, west, 4, false, NULL), TRUCE_OK);
    assert_int_equal(truce_multipolygon_add_ring(&zone, east, 4, false, NULL), TRUCE_OK);
    for (int i = -1; i <= 1; i++) {
        struct truce_uncertain place = ellipse((struct truce_lonlat){i < 0   ? -179.999
                                                                     : i > 0 ? 179.999
                                                                             : 180,
                                                                     0.5},
                                               5000, 2000, 70);
        near(chance(&place, &zone), 1, 1e-12);
    }
    truce_multipolygon_fini(&zone);
}

/* an edge of a thousand kilometres along a parallel, and the same with a vertex each hundredth of a degree */
static void long_edges_are_followed(void **state)
{
    struct truce_lonlat points[2003];
    struct truce_multipolygon fine, coarse;
    (void)state;
    for (int i = 0; i <= 2000; i++)
        points[i] = (struct truce_lonlat){10 + 0.01 * i, 60};
    points[2001] = (struct truce_lonlat){30, 65};
    points[2002] = (struct truce_lonlat){10, 65};
    const struct truce_lonlat box[4] = {points[0], points[2000], points[2001], points[2002]};
    truce_multipolygon_init(&fine);
    truce_multipolygon_init(&coarse);
    assert_int_equal(truce_multipolygon_add_ring(&fine, points, 2003, false, NULL), TRUCE_OK);
    assert_int_equal(truce_multipolygon_add_ring(&coarse, box, 4, false, NULL), TRUCE_OK);
    for (int i = -3; i <= 3; i++) {
        struct truce_uncertain place = ellipse((struct truce_lonlat){19.77, 60 + 0.01 * i}, 6000, 2000, 70);
        near(chance(&place, &coarse), chance(&place, &fine), 1e-5);
    }
    truce_multipolygon_fini(&fine);
    truce_multipolygon_fini(&coarse);
}

/* a part of the zone on the other side of the earth changes nothing */
static void zones_behind(void **state)
{
    const struct truce_lonlat here_box[4] = {{80, 40}, {100, 40}, {100, 55}, {80, 55}};
    const struct truce_lonlat behind[4] = {{-100, 40}, {-80, 40}, {-80, 55}, {-100, 55}};
    struct truce_multipolygon zone;
    struct truce_uncertain place = ellipse((struct truce_lonlat){90, 48}, 5000, 3000, 10);
    (void)state;
    truce_multipolygon_init(&zone);
    assert_int_equal(truce_multipolygon_add_ring(&zone, here_box, 4, false, NULL), TRUCE_OK);
    assert_int_equal(truce_multipolygon_add_ring(&zone, behind, 4, false, NULL), TRUCE_OK);
    near(chance(&place, &zone), 1, 1e-12);
    truce_multipolygon_fini(&zone);
}

/* NOAA TR NOS 107 C&GS 3 (Hoover 1984): radii that hold 50, 90 and 95 %, in units of the major axis; by mpmath 1.3.0 to ten digits */
static void hoover_factors(void **state)
{
    static const double confidence[3] = {0.5, 0.9, 0.95}, ratio[4] = {1, 0.75, 0.5, 0.25};
    static const double factor[4][3] = {{1.177410023, 2.145966026, 2.447746831},
                                        {1.027090609, 1.903349364, 2.185801922},
                                        {0.8704174282, 1.737079934, 2.03585872},
                                        {0.7254343822, 1.664605797, 1.976505064}};
    (void)state;
    for (int i = 0; i < 3; i++) {
        near(1 / truce_uncertain_sigma_m(1, confidence[i]), factor[0][i], 1e-9);
        for (int k = 0; k < 4; k++) {
            double corners[720][2], sigma_m = 400,
                                    r = factor[k][i] * sigma_m * sqrt(TURN / 720 / sin(TURN / 720));
            struct truce_uncertain place = ellipse(here, sigma_m, sigma_m * ratio[k], 63);
            struct truce_multipolygon circle;
            for (int j = 0; j < 720; j++) {
                corners[j][0] = r * cos(TURN * j / 720);
                corners[j][1] = r * sin(TURN * j / 720);
            }
            truce_multipolygon_init(&circle);
            ring(&circle, here, (const double(*)[2])corners, 720, 1, false);
            near(chance(&place, &circle), confidence[i], 1e-5);
            if (k == 0) {
                place.form = TRUCE_UNCERTAIN_CIRCLE;
                place.circle.radius_m = factor[k][i] * sigma_m;
                place.circle.confidence = confidence[i];
                near(chance(&place, &circle), confidence[i], 1e-5);
            }
            truce_multipolygon_fini(&circle);
        }
    }
}

/* ------------------------------------------------------------------------------------------ other forms */

static struct truce_uncertain band(double bearing_deg, double sd_deg, double min_m, double max_m)
{
    struct truce_uncertain place = {.form = TRUCE_UNCERTAIN_BAND, .at = here};
    place.band.bearing_deg = bearing_deg;
    place.band.bearing_sd_deg = sd_deg;
    place.band.min_m = min_m;
    place.band.max_m = max_m;
    return place;
}

/* a sector of a ring: share of the bearings times share of the distances */
static void bands_by_products(void **state)
{
    (void)state;
    for (int i = 0; i < 24; i++) {
        double corners[402][2], from = 15 * i - 20, to = 15 * i + 31, inner = 2500, outer = 4400;
        struct truce_uncertain place = band(15 * i, 9 + i, 2000, 6000), far = band(15 * i, 9 + i, 2000, 4000);
        struct truce_multipolygon zone;
        double bearings, mass = 1 - 2 * truce_normal_below(-180.0 / (9 + i));
        for (int k = 0; k <= 200; k++) {
            double in = (from + (to - from) * k / 200) * TURN / 360,
                   out = (to - (to - from) * k / 200) * TURN / 360;
            double r = outer / cos((to - from) / 400 * TURN / 360); /* chords touch the outer circle */
            corners[k][0] = inner * sin(in);
            corners[k][1] = inner * cos(in);
            corners[201 + k][0] = r * sin(out);
            corners[201 + k][1] = r * cos(out);
        }
        truce_multipolygon_init(&zone);
        ring(&zone, here, (const double(*)[2])corners, 402, 1, false);
        bearings = between(-20.0 / (9 + i), 31.0 / (9 + i)) / mass;
        near(chance(&place, &zone), bearings * (outer - inner) / 4000, 2e-5);
        near(chance(&far, &zone), bearings * (4000 - inner) / 2000, 2e-5);
        place.band.range = TRUCE_RANGE_BY_AREA;
        near(chance(&place, &zone),
             bearings * (outer * outer - inner * inner) / (6000.0 * 6000 - 2000.0 * 2000), 3e-5);
        truce_multipolygon_fini(&zone);
    }
}

/* the chance of a half plane north of y = c + k x, by the midpoint rule over bearings */
static double half_plane(const struct truce_uncertain *place, double c, double k)
{
    enum { STEPS = 200000 };
    double sd = place->band.bearing_sd_deg * TURN / 360, middle = place->band.bearing_deg * TURN / 360,
           sum = 0, mass = 0;
    double min = place->band.min_m, max = place->band.max_m, reach = fmin(TURN / 2, 9 * sd);
    bool area = place->band.range == TRUCE_RANGE_BY_AREA;
    for (int i = 0; i < STEPS; i++) {
        double x = reach * (2 * (i + 0.5) / STEPS - 1), f = exp(-0.5 * x * x / (sd * sd)), b = middle + x;
        double climb = cos(b) - k * sin(b), r = c / climb; /* positive where the ray meets the edge */
        bool from = (c > 0) == (climb > 0);                /* else the ray stays on the observer's side */
        r = r < min ? min : r > max ? max : r;
        double beyond = area ? (max * max - r * r) / (max * max - min * min) : (max - r) / (max - min);
        double share = from ? (c > 0 ? beyond : 1 - beyond) : (c > 0 ? 0 : 1);
        sum += f * share;
        mass += f;
    }
    return sum / mass;
}

/* long slanted edges near and far, sharp and blurred bearings, all around */
static void bands_by_quadrature(void **state)
{
    static const double sds[5] = {0.3, 5, 40, 120, 1e4}, heights[6] = {3, -3, 200, -900, 2500, 4500};
    (void)state;
    for (int h = 0; h < 6; h++) {
        double c = heights[h], k = 0.37 * (h % 3 - 1);
        const double corners[4][2] = {
            {-9000, c - 9000 * k}, {9000, c + 9000 * k}, {9000, 30000}, {-9000, 30000}};
        struct truce_multipolygon zone;
        truce_multipolygon_init(&zone);
        ring(&zone, here, corners, 4, 100, false);
        for (int i = 0; i < 30; i++) {
            struct truce_uncertain place =
                band(67 * i + 11, sds[i % 5], i % 3 ? 0 : 2000, i % 4 ? 5000 : 3000);
            place.band.range = i % 2 ? TRUCE_RANGE_BY_AREA : TRUCE_RANGE_BY_DISTANCE;
            near(chance(&place, &zone), half_plane(&place, c, k), 1e-5);
        }
        truce_multipolygon_fini(&zone);
    }
}

static void bands_by_draws(void **state)
{
    struct truce_multipolygon zones[4];
    size_t n = awkward(zones);
    (void)state;
    for (size_t i = 0; i < n; i++) {
        struct truce_uncertain places[5] = {band(157.5, 10, 500, 2200), band(20, 60, 0, 3000),
                                            band(-10, 0.1, 1900, 2700), band(350, 25, 0, 5000),
                                            band(270, 200, 100, 1000)};
        places[3].band.range = TRUCE_RANGE_BY_AREA;
        places[4].band.bearing_sd_deg = 30;
        places[4].at = beside(here, 2500, 300); /* outside of most */
        for (size_t k = 0; k < 5; k++)
            check_by_draws(&places[k], &zones[i]);
        truce_multipolygon_fini(&zones[i]);
    }
}

/* the observer in a corner of the zone, on its edge, and just beside it */
static void observers_on_edges(void **state)
{
    struct truce_multipolygon zone;
    const struct truce_lonlat box[4] = {{37, 48}, {38, 48}, {38, 49}, {37, 49}};
    (void)state;
    truce_multipolygon_init(&zone);
    assert_int_equal(truce_multipolygon_add_ring(&zone, box, 4, false, NULL), TRUCE_OK);
    for (int i = -1; i <= 1; i++) {
        struct truce_uncertain place = band(0, 20, 0, 3000);
        place.at = (struct truce_lonlat){37 + i * 0x1p-47, 48.5};
        near(chance(&place, &zone), 0.5, 1e-5);
        place.band.bearing_deg = 90;
        near(chance(&place, &zone), between(-4.5, 4.5), 1e-5);
    }
    truce_multipolygon_fini(&zone);
}

static void areas(void **state)
{
    struct truce_multipolygon zone, area, none;
    struct truce_uncertain place = {.form = TRUCE_UNCERTAIN_AREA, .area = &area};
    (void)state;
    rectangle(&zone, -1000, 1000, -1000, 1000);
    rectangle(&area, 0, 4000, 0, 2000);
    truce_multipolygon_init(&none);
    near(chance(&place, &zone), 0.125, 1e-6);
    near(chance(&place, &area), 1, 1e-9);
    near(chance(&place, &none), 0, 0);
    place.area = &none;
    double untouched = 7;
    assert_int_equal(truce_uncertain_in_zone(&place, &zone, &untouched, NULL), TRUCE_ERR_SHAPE);
    assert_true(untouched == 7);
    truce_multipolygon_fini(&zone);
    truce_multipolygon_fini(&area);
}

static void lines_and_points(void **state)
{
    struct truce_multipolygon zone;
    const struct truce_lonlat box[4] = {{37, 48}, {38, 48}, {38, 49}, {37, 49}};
    const struct truce_lonlat through[2] = {{36, 48.5}, {40, 48.5}},
                              along[3] = {{37.1, 48}, {37.3, 48}, {37.3, 47.9}};
    const struct truce_lonlat slanted[4] = {{36.9, 47.3}, {37.7, 49.7}, {37.7, 49.7}, {37.7, 48.1}};
    struct truce_uncertain place = {.form = TRUCE_UNCERTAIN_LINE, .line = through, .n_line = 2};
    (void)state;
    truce_multipolygon_init(&zone);
    assert_int_equal(truce_multipolygon_add_ring(&zone, box, 4, false, NULL), TRUCE_OK);
    near(chance(&place, &zone), 0.25, 1e-8);
    place.line = along;
    place.n_line = 3;
    near(chance(&place, &zone), 14912.0 / (14912 + 11121),
         1e-3); /* 0.2 degrees along the edge and 0.1 away from it */
    place.line = slanted;
    place.n_line = 4;
    double p = chance(&place, &zone), whole = 0, in = 0;
    for (int i = 0; i < 2; i++) { /* the same by small steps, of one length in degrees, nearly so in metres */
        struct truce_lonlat a = slanted[2 * i], b = slanted[2 * i + 1];
        for (int k = 0; k < 20000; k++) {
            double t = (k + 0.5) / 20000, lat = a.lat_deg + t * (b.lat_deg - a.lat_deg),
                   lon = a.lon_deg + t * (b.lon_deg - a.lon_deg);
            double step = hypot((b.lat_deg - a.lat_deg) * 111200,
                                (b.lon_deg - a.lon_deg) * 111400 * cos(lat * TURN / 360));
            whole += step;
            in += lat >= 48 && lat <= 49 && lon >= 37 && lon <= 38 ? step : 0;
        }
    }
    near(p, in / whole, 2e-4);
    for (uint64_t i = 0; i < 50; i++) { /* along a slanted edge, whose middle may be a rounding off it */
        const struct truce_lonlat triangle[3] = {
            {37 + truce_random_uniform(3, 1, i) / 3, 48 + truce_random_uniform(3, 2, i) / 3},
            {36 - truce_random_uniform(3, 3, i) / 3, 47 + truce_random_uniform(3, 4, i) / 3},
            {38, 44}};
        struct truce_multipolygon slope;
        truce_multipolygon_init(&slope);
        assert_int_equal(truce_multipolygon_add_ring(&slope, triangle, 3, false, NULL), TRUCE_OK);
        place.line = triangle;
        place.n_line = 2;
        near(chance(&place, &slope), 1, 0);
        truce_multipolygon_fini(&slope);
    }
    place.form = TRUCE_UNCERTAIN_POINT;
    place.at = (struct truce_lonlat){37, 48.3};
    near(chance(&place, &zone), 1, 0); /* the boundary is in */
    place.at.lon_deg = nextafter(37, 0);
    near(chance(&place, &zone), 0, 0);
    truce_multipolygon_fini(&zone);
}

/* a straight line: a difference of two normals; left and right of it */
static void near_a_line(void **state)
{
    const struct truce_lonlat meridian[2] = {{37.5, 47}, {37.5, 49.5}};
    const struct truce_run run = {meridian, 2};
    struct truce_line *line = NULL;
    struct truce_uncertain place = ellipse(beside(here, 700, 0), 900, 400, 0);
    double p;
    (void)state;
    assert_int_equal(truce_line_open(&run, 1, &line, NULL), TRUCE_OK);
    assert_int_equal(truce_uncertain_near_line(&place, line, 0, 1000, &p, NULL), TRUCE_OK);
    near(p, between(-700.0 / 400, 300.0 / 400), 2e-4);
    assert_int_equal(truce_uncertain_near_line(&place, line, 1000, 0, &p, NULL), TRUCE_OK);
    near(p, between(-1700.0 / 400, -700.0 / 400), 2e-4);
    assert_int_equal(truce_uncertain_near_line(&place, line, 1000, 1000, &p, NULL), TRUCE_OK);
    near(p, between(-1700.0 / 400, 300.0 / 400), 2e-4);
    assert_int_equal(truce_uncertain_near_line(&place, line, -1, 0, &p, NULL), TRUCE_ERR_RANGE);
    truce_line_close(line);
}

static void refusals(void **state)
{
    struct truce_multipolygon zone;
    struct truce_uncertain bad[12];
    size_t n = 0;
    (void)state;
    rectangle(&zone, -1000, 1000, -1000, 1000);
    bad[n++] = ellipse(here, 100, 0, 0);
    bad[n++] = ellipse(here, 100, 101, 0);
    bad[n++] = ellipse(here, 3e5, 100, 0);
    bad[n++] = ellipse(here, 100, NAN, 0);
    bad[n++] = ellipse(here, 100, 100, INFINITY);
    bad[n++] = ellipse((struct truce_lonlat){0, 88.995}, 100, 100, 0);
    bad[n++] = ellipse((struct truce_lonlat){NAN, 0}, 100, 100, 0);
    bad[n++] = band(NAN, 10, 0, 100);
    bad[n++] = band(0, 0, 0, 100);
    bad[n++] = band(0, 10, 100, 100);
    bad[n++] = band(0, 10, -1, 100);
    bad[n] = ellipse(here, 100, 100, 0);
    bad[n].form = TRUCE_UNCERTAIN_CIRCLE;
    bad[n].circle.radius_m = 100;
    bad[n++].circle.confidence = 1;
    for (size_t i = 0; i < n; i++) {
        double p = 7;
        assert_int_equal(truce_uncertain_in_zone(&bad[i], &zone, &p, NULL), TRUCE_ERR_RANGE);
        assert_true(p == 7);
    }
    truce_multipolygon_fini(&zone);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(owen_against_mpmath),
        cmocka_unit_test(rectangles_by_products),
        cmocka_unit_test(estimates_on_edges),
        cmocka_unit_test(ellipses_by_draws),
        cmocka_unit_test(parts_add_up),
        cmocka_unit_test(across_the_antimeridian),
        cmocka_unit_test(long_edges_are_followed),
        cmocka_unit_test(zones_behind),
        cmocka_unit_test(bands_by_quadrature),
        cmocka_unit_test(hoover_factors),
        cmocka_unit_test(bands_by_products),
        cmocka_unit_test(bands_by_draws),
        cmocka_unit_test(observers_on_edges),
        cmocka_unit_test(areas),
        cmocka_unit_test(lines_and_points),
        cmocka_unit_test(near_a_line),
        cmocka_unit_test(refusals),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
