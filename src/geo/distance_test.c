/*
 * Distances from lines against PROJ: each edge's nearest point by golden section of geodesic distances.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <math.h>

#include "base/random.h"
#include "geo/distance.h"
#include "geo/front.h"

enum { VERTICES = 120 };

static struct truce_lonlat between(struct truce_lonlat a, struct truce_lonlat b, double t)
{
    return (struct truce_lonlat){a.lon_deg + t * (b.lon_deg - a.lon_deg),
                                 a.lat_deg + t * (b.lat_deg - a.lat_deg)};
}

static double edge_by_proj(struct truce_lonlat a, struct truce_lonlat b, struct truce_lonlat p)
{
    const double golden = 0.6180339887498949;
    double low = 0, high = 1, x = 1 - golden, y = golden;
    double fx = truce_geodesic_distance_m(between(a, b, x), p, NULL),
           fy = truce_geodesic_distance_m(between(a, b, y), p, NULL);
    for (int i = 0; i < 40; i++) {
        if (fx < fy) {
            high = y;
            y = x;
            fy = fx;
            x = high - golden * (high - low);
            fx = truce_geodesic_distance_m(between(a, b, x), p, NULL);
        } else {
            low = x;
            x = y;
            fx = fy;
            y = low + golden * (high - low);
            fy = truce_geodesic_distance_m(between(a, b, y), p, NULL);
        }
    }
    double ends = fmin(truce_geodesic_distance_m(a, p, NULL), truce_geodesic_distance_m(b, p, NULL));
    return fmin(ends, fmin(fx, fy));
}

static double by_proj(const struct truce_lonlat *at, size_t n, struct truce_lonlat p)
{
    double best = INFINITY;
    for (size_t i = 0; i < n; i++)
        best = fmin(best, truce_geodesic_distance_m(at[i], p, NULL));
    for (size_t i = 0; i + 1 < n; i++) {
        double a = truce_geodesic_distance_m(at[i], p, NULL),
               length = truce_geodesic_distance_m(at[i], at[i + 1], NULL);
        if (a - length * 1.01 - 1 < best)
            best = fmin(best, edge_by_proj(at[i], at[i + 1], p));
    }
    return best;
}

static double uniform(uint64_t seed, uint32_t stream, uint64_t i)
{
    return truce_random_uniform(seed, stream, i);
}

/* a jagged line about a latitude, edges of the given degrees */
static void jagged(struct truce_lonlat *at, double lat, double step_deg, uint64_t seed)
{
    for (size_t i = 0; i < VERTICES; i++)
        at[i] = (struct truce_lonlat){30 + step_deg * ((double)i + uniform(seed, 1, i)),
                                      lat + 3 * step_deg * (uniform(seed, 2, i) - 0.5)};
}

struct world {
    double lat_deg, step_deg, away_deg, tolerance_m, relative;
};

static void against_proj(void **state)
{
    static const struct world worlds[] = {
        {48, 0.01, 0.02, 1e-3, 0}, {48, 0.01, 0.7, 1e-3, 0}, {-33, 0.03, 0.8, 1e-3, 0},
        {0.1, 0.02, 0.8, 1e-3, 0}, {65, 0.02, 0.8, 1e-3, 0}, {78, 0.05, 0.8, 1e-3, 0},
        {50, 1e-5, 1e-5, 1e-6, 0}, {50, 1e-4, 0.5, 1e-3, 0}, {45, 1.0, 0.8, 1e-3, 0},
        {45, 0.05, 8, 0, 1e-6},    {-62, 0.05, 7, 0, 1e-6},
    };
    (void)state;
    for (size_t w = 0; w < sizeof worlds / sizeof *worlds; w++) {
        struct truce_lonlat at[VERTICES];
        const struct truce_run run = {at, VERTICES};
        struct truce_distance_index *index = NULL;
        double worst = 0;
        jagged(at, worlds[w].lat_deg, worlds[w].step_deg, w);
        assert_int_equal(truce_distance_open(&run, 1, &index, NULL), TRUCE_OK);
        for (uint64_t i = 0; i < 60; i++) {
            struct truce_lonlat q = at[(size_t)(uniform(w, 3, i) * VERTICES)], p = q;
            p.lon_deg += worlds[w].away_deg * 2 * (uniform(w, 4, i) - 0.5);
            p.lat_deg += worlds[w].away_deg * 2 * (uniform(w, 5, i) - 0.5);
            struct truce_distance_foot foot;
            double d = truce_distance_m(index, p, 2e6, &foot), expected = by_proj(at, VERTICES, p);
            double tolerance = worlds[w].tolerance_m + worlds[w].relative * expected;
            worst = fmax(worst, fabs(d - expected));
            if (!(fabs(d - expected) <= tolerance))
                fail_msg("world %zu at %.9g %.9g: %.9f m, PROJ has %.9f", w, p.lon_deg, p.lat_deg, d,
                         expected);
            assert_true(fabs(truce_geodesic_distance_m(foot.at, p, NULL) - expected) <= tolerance + 1e-6);
            assert_true(foot.run == 0 && foot.edge < VERTICES - 1);
            assert_true(truce_distance_m(index, p, expected + 0.01 + tolerance, NULL) < INFINITY);
            assert_true(truce_distance_m(index, p, expected - 0.01 - tolerance, NULL) == INFINITY);
        }
        truce_distance_close(index);
    }
}

/* what lies on the line, and what is no position */
static void on_the_line(void **state)
{
    const struct truce_lonlat one[3] = {{37, 48}, {37, 48}, {37.5, 48.2}}, two[2] = {{38, 48}, {38, 49}};
    const struct truce_run runs[2] = {{one, 3}, {two, 2}};
    struct truce_distance_index *index = NULL;
    struct truce_distance_foot foot;
    (void)state;
    assert_int_equal(truce_distance_open(runs, 2, &index, NULL), TRUCE_OK);
    for (int i = 0; i <= 16; i++) {
        assert_true(truce_distance_m(index, between(one[1], one[2], i / 16.0), 1, &foot) < 1e-5);
        assert_int_equal(foot.edge, 1);
        assert_true(truce_distance_m(index, between(two[0], two[1], i / 16.0), 1, &foot) < 1e-5);
        assert_int_equal(foot.run, 1);
    }
    assert_true(isinf(truce_distance_m(index, (struct truce_lonlat){NAN, 48}, 1e9, NULL)));
    assert_true(isinf(truce_distance_m(index, (struct truce_lonlat){37, NAN}, 1e9, NULL)));
    assert_true(isinf(truce_distance_m(index, (struct truce_lonlat){37, 48}, -1, NULL)));
    assert_true(truce_distance_m(index, (struct truce_lonlat){-140, -48}, 1e9, NULL) > 1e7);
    truce_distance_close(index);
}

static void refusals(void **state)
{
    const struct truce_lonlat same[2] = {{37, 48}, {37, 48}}, bad[2] = {{37, 48}, {37, 91}};
    struct truce_distance_index *index = NULL;
    struct truce_err err;
    (void)state;
    assert_int_equal(truce_distance_open(NULL, 0, &index, &err), TRUCE_ERR_SHAPE);
    assert_int_equal(truce_distance_open(&(struct truce_run){same, 2}, 1, &index, &err), TRUCE_ERR_SHAPE);
    assert_int_equal(err.at, 0);
    assert_int_equal(truce_distance_open(&(struct truce_run){bad, 2}, 1, &index, &err), TRUCE_ERR_RANGE);
    assert_null(index);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(against_proj),
        cmocka_unit_test(on_the_line),
        cmocka_unit_test(refusals),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
