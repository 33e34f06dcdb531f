/*
 * Planes against PROJ.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <math.h>

#include "base/random.h"
#include "geo/front.h"
#include "geo/plane.h"

struct known {
    struct truce_box box;
    enum truce_plane_kind kind;
    struct truce_lonlat p, xy;
};

/*
 * Made by pyproj 3.4.1 with PROJ 9.1.1:
 *   for c, lat0, lon0, lon, lat in cases:
 *       s = {"t": "+proj=tmerc +lat_0={0} +lon_0={1}", "c": "+proj=lcc +lat_0={0} +lat_1={0} +lat_2={0} +lon_0={1}",
 *            "m": "+proj=merc +lat_ts={0} +lon_0={1}"}[c].format(lat0, lon0) + " +ellps=WGS84"
 *       p = pyproj.Proj(s); x, y = p(lon, lat); print(x, y - p(lon0, lat0)[1])
 */
static const struct known known[] = {
    {{{35.5, 46}, {36.5, 50}}, TRUCE_PLANE_NEAREST, {36.7, 49.2}, {51014.674915, 133678.280262}},
    {{{-0.45, -1.4}, {0.55, 2.6}}, TRUCE_PLANE_NEAREST, {-0.4, 1.3}, {-50081.481288, 77406.678371}},
    {{{-71.0, -62.25}, {-70.0, -58.25}},
     TRUCE_PLANE_NEAREST,
     {-73.0, -58.1},
     {-147399.155458, 236775.138503}},
    {{{-180.0, 70.0}, {-179.0, 74.0}}, TRUCE_PLANE_NEAREST, {-176.0, 70.2}, {132307.839368, -197032.309544}},
    {{{32, 47.5}, {40, 48.5}}, TRUCE_PLANE_NEAREST, {39.5, 48.3}, {259585.226895, 39251.218978}},
    {{{146, -34.0}, {154, -33.0}}, TRUCE_PLANE_NEAREST, {146.25, -34.0}, {-346380.757399, -61716.685155}},
    {{{16.0, 1.0}, {24.0, 2.0}}, TRUCE_PLANE_NEAREST, {24.0, 1.1}, {445206.981349, -43823.490559}},
    {{{16, 0.0}, {24, 1.0}}, TRUCE_PLANE_NEAREST, {23.5, 0.9}, {389603.481617, 44231.473719}},
    {{{96, -1.25}, {104, -0.25}}, TRUCE_PLANE_NEAREST, {96, -1.2}, {-445240.070475, -49761.620571}},
    {{{-4, -0.5}, {4, 0.5}}, TRUCE_PLANE_NEAREST, {3, 0.5}, {333958.472380, 55287.849046}},
};

static void assert_near(double value, double expected, double tolerance)
{
    if (!(fabs(value - expected) <= tolerance))
        fail_msg("%.17g is not within %g of %.17g", value, tolerance, expected);
}

static void planes_are_those_of_proj(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        struct truce_plane *plane = NULL;
        assert_int_equal(truce_plane_open(known[i].box, known[i].kind, &plane, NULL), TRUCE_OK);
        struct truce_lonlat xy = truce_plane_to(plane, known[i].p), back = truce_plane_from(plane, xy);
        assert_near(xy.lon_deg, known[i].xy.lon_deg, 2e-6);
        assert_near(xy.lat_deg, known[i].xy.lat_deg, 2e-6);
        assert_near(back.lon_deg, known[i].p.lon_deg, 1e-11);
        assert_near(back.lat_deg, known[i].p.lat_deg, 1e-11);
        truce_plane_close(plane);
    }
    truce_plane_close(NULL);
}

/* short distances anywhere in a box are the geodesic ones, but for the scale that the plane admits */
static void distances_are_true_to_scale(void **state)
{
    static const double lats_deg[] = {-70, -33, -0.9, 0, 0.5, 1.01, 48, 66};
    (void)state;
    for (size_t i = 0; i < 8; i++)
        for (int wide = 0; wide < 2; wide++) {
            struct truce_plane *plane = NULL;
            const struct truce_box box = {{30, lats_deg[i] - (wide ? 0.5 : 3)},
                                          {wide ? 38 : 31, lats_deg[i] + (wide ? 0.5 : 3)}};
            assert_int_equal(truce_plane_open(box, TRUCE_PLANE_NEAREST, &plane, NULL), TRUCE_OK);
            for (uint64_t k = 0; k < 50; k++) {
                struct truce_lonlat p = {
                    box.min.lon_deg + truce_random_uniform(1, 1, k) * (box.max.lon_deg - box.min.lon_deg),
                    box.min.lat_deg + truce_random_uniform(1, 2, k) * (box.max.lat_deg - box.min.lat_deg)};
                struct truce_lonlat q = {p.lon_deg + 0.001 * cos((double)k),
                                         p.lat_deg + 0.001 * sin((double)k)};
                struct truce_lonlat a = truce_plane_to(plane, p), b = truce_plane_to(plane, q);
                double d = truce_geodesic_distance_m(p, q, NULL), error = truce_plane_scale_error(plane, a);
                assert_true(error >= 0 && error < 1e-3);
                assert_near(hypot(b.lon_deg - a.lon_deg, b.lat_deg - a.lat_deg) / d, 1, 1.05 * error + 1e-6);
            }
            truce_plane_close(plane);
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(planes_are_those_of_proj),
        cmocka_unit_test(distances_are_true_to_scale),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
