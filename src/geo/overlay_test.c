/*
 * The overlay kernel against GEOS, on random and on awkward shapes, each in both orders.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/random.h"
#include "geo/area.h"
#include "geo/overlay.h"

static const double TURN = 6.283185307179586;

/* cmocka's assert_float_equal rounds to float: at 10,000 km2 that is a kilometre square */
static void assert_near(double value, double expected, double tolerance)
{
    if (!(fabs(value - expected) <= tolerance))
        fail_msg("%.17g is not within %g of %.17g", value, tolerance, expected);
}

/* a star of n points about a centre; radii random, so that it never crosses itself */
static void star(struct truce_multipolygon *out, uint64_t seed, struct truce_lonlat centre, size_t n)
{
    struct truce_lonlat p[512];
    truce_multipolygon_clear(out);
    for (size_t i = 0; i < n; i++) {
        double r = 0.2 + 0.8 * truce_random_uniform(seed, 1, i), a = TURN * (double)i / (double)n;
        p[i] = (struct truce_lonlat){centre.lon_deg + r * cos(a), centre.lat_deg + 0.7 * r * sin(a)};
    }
    assert_int_equal(truce_multipolygon_add_ring(out, p, n, false, NULL), TRUCE_OK);
    truce_multipolygon_orient(out);
}

static void box(struct truce_multipolygon *out, double x0, double y0, double x1, double y1, bool hole)
{
    struct truce_lonlat p[4] = {{x0, y0}, {x1, y0}, {x1, y1}, {x0, y1}};
    assert_int_equal(truce_multipolygon_add_ring(out, p, 4, hole, NULL), TRUCE_OK);
    truce_multipolygon_orient(out);
}

static double by_geos(const struct truce_multipolygon *a, const struct truce_multipolygon *b)
{
    struct truce_multipolygon d;
    truce_multipolygon_init(&d);
    assert_int_equal(truce_overlay_difference(a, b, &d, NULL), TRUCE_OK);
    double area = truce_area_m2(&d);
    truce_multipolygon_fini(&d);
    return area;
}

static void check_one_order(const struct truce_multipolygon *a, const struct truce_multipolygon *b)
{
    struct truce_boundary gained, lost, whole;
    struct truce_clip *clip = NULL;
    double common = -1;
    /* both cut edges at rounded points: what they differ by is rounding times circumference */
    double tolerance_m2 = 1.0;

    truce_boundary_init(&gained);
    truce_boundary_init(&lost);
    truce_boundary_init(&whole);
    assert_int_equal(truce_overlay_change(a, b, &gained, &lost, NULL), TRUCE_OK);
    assert_near(truce_boundary_area_m2(&gained), by_geos(b, a), tolerance_m2);
    assert_near(truce_boundary_area_m2(&lost), by_geos(a, b), tolerance_m2);

    assert_int_equal(truce_clip_open(a, &clip, NULL), TRUCE_OK);
    assert_int_equal(truce_boundary_of(b, &whole, NULL), TRUCE_OK);
    assert_int_equal(truce_clip_area(clip, &whole, &common, NULL), TRUCE_OK);
    struct truce_multipolygon shape;
    truce_multipolygon_init(&shape);
    assert_int_equal(truce_overlay_intersection(a, b, &shape, NULL), TRUCE_OK);
    assert_near(common, truce_area_m2(&shape), tolerance_m2);
    truce_multipolygon_fini(&shape);
    truce_clip_close(clip);
    truce_boundary_fini(&whole);
    truce_boundary_fini(&gained);
    truce_boundary_fini(&lost);
}

static void check(const struct truce_multipolygon *a, const struct truce_multipolygon *b)
{
    check_one_order(a, b);
    check_one_order(b, a);
}

static void random_stars(void **state)
{
    struct truce_multipolygon a, b;
    (void)state;
    truce_multipolygon_init(&a);
    truce_multipolygon_init(&b);
    for (uint64_t seed = 0; seed < 200; seed++) {
        star(&a, 2 * seed, (struct truce_lonlat){37, 48}, 5 + seed);
        star(&b, 2 * seed + 1, (struct truce_lonlat){37.3, 48.1}, 205 - seed);
        check(&a, &b);
    }
    truce_multipolygon_fini(&a);
    truce_multipolygon_fini(&b);
}

/* most edges are the same, as on two days of a map */
static void moved_vertices(void **state)
{
    struct truce_multipolygon a, b;
    (void)state;
    truce_multipolygon_init(&a);
    truce_multipolygon_init(&b);
    for (uint64_t seed = 0; seed < 200; seed++) {
        star(&a, seed, (struct truce_lonlat){37, 48}, 300);
        assert_int_equal(truce_multipolygon_copy(&b, &a, NULL), TRUCE_OK);
        for (size_t i = seed; i < seed + 5; i++) {
            b.points[i].lon_deg +=
                0.05 * (truce_random_uniform(seed, 7, i) - 0.3) * cos(TURN * (double)i / 300);
            b.points[i].lat_deg +=
                0.05 * (truce_random_uniform(seed, 7, i) - 0.3) * sin(TURN * (double)i / 300);
        }
        check(&a, &b);
    }
    truce_multipolygon_fini(&a);
    truce_multipolygon_fini(&b);
}

/* edges along each other, common corners, holes filled, shapes side by side */
static void grid_boxes(void **state)
{
    struct truce_multipolygon a, b;
    (void)state;
    truce_multipolygon_init(&a);
    truce_multipolygon_init(&b);
    for (uint64_t seed = 0; seed < 300; seed++) {
        double v[8];
        for (size_t i = 0; i < 8; i++)
            v[i] = floor(4 * truce_random_uniform(seed, 3, i));
        truce_multipolygon_clear(&a);
        truce_multipolygon_clear(&b);
        box(&a, 30 + 0.1 * v[0], 45 + 0.1 * v[1], 30.1 + 0.1 * (v[0] + v[2]), 45.1 + 0.1 * (v[1] + v[3]),
            false);
        box(&b, 30 + 0.1 * v[4], 45 + 0.1 * v[5], 30.1 + 0.1 * (v[4] + v[6]), 45.1 + 0.1 * (v[5] + v[7]),
            false);
        check(&a, &b);
    }
    truce_multipolygon_clear(&a);
    box(&a, 30, 45, 31, 46, false);
    box(&a, 30.2, 45.2, 30.8, 45.8, true);
    truce_multipolygon_clear(&b);
    box(&b, 30.2, 45.2, 30.8, 45.8, false);
    check(&a, &b);
    truce_multipolygon_clear(&b);
    check(&a, &b);
    truce_multipolygon_fini(&a);
    truce_multipolygon_fini(&b);
}

static void dissolve_side_by_side(void **state)
{
    bool mended = true;
    struct truce_multipolygon shape;
    (void)state;
    truce_multipolygon_init(&shape);
    box(&shape, 30, 45, 31, 46, false);
    box(&shape, 31, 45, 32, 46, false);
    box(&shape, 30, 46, 31, 47, false);
    double sum = truce_area_m2(&shape);
    assert_int_equal(truce_overlay_dissolve(&shape, &mended, NULL, 0, NULL), TRUCE_OK);
    assert_int_equal(shape.n_rings, 1);
    assert_near(truce_area_m2(&shape), sum, 1e-3);

    /* a ring of eight boxes around an empty middle: one shell, one hole */
    truce_multipolygon_clear(&shape);
    for (int row = 0; row < 3; row++)
        for (int column = 0; column < 3; column++)
            if (row != 1 || column != 1)
                box(&shape, 30 + column, 45 + row, 31 + column, 46 + row, false);
    sum = truce_area_m2(&shape);
    assert_int_equal(truce_overlay_dissolve(&shape, &mended, NULL, 0, NULL), TRUCE_OK);
    assert_int_equal(shape.n_polygons, 1);
    assert_int_equal(shape.n_rings, 2);
    assert_near(truce_area_m2(&shape), sum, 1e-3);

    /* overlapping and mismatched borders are GEOS's work */
    truce_multipolygon_clear(&shape);
    box(&shape, 30, 45, 31, 46, false);
    box(&shape, 30.5, 45.25, 32, 45.75, false);
    assert_int_equal(truce_overlay_dissolve(&shape, &mended, NULL, 0, NULL), TRUCE_OK);
    assert_int_equal(shape.n_rings, 1);
    assert_int_equal(shape.rings[0].n, 8);
    truce_multipolygon_fini(&shape);
}

static void repair(void **state)
{
    struct truce_multipolygon shape;
    const struct truce_lonlat bow_tie[4] = {{30, 45}, {31, 46}, {31, 45}, {30, 46}};
    bool repaired = true;
    char why[128] = "";
    (void)state;

    truce_multipolygon_init(&shape);
    box(&shape, 30, 45, 31, 46, false);
    box(&shape, 30.2, 45.2, 30.8, 45.8, true);
    assert_int_equal(truce_shape_repair(&shape, &repaired, why, sizeof why, NULL), TRUCE_OK);
    assert_false(repaired);

    truce_multipolygon_clear(&shape);
    assert_int_equal(truce_multipolygon_add_ring(&shape, bow_tie, 4, false, NULL), TRUCE_OK);
    assert_int_equal(truce_shape_repair(&shape, &repaired, why, sizeof why, NULL), TRUCE_OK);
    assert_true(repaired);
    assert_string_equal(why, "a ring crosses itself or another ring at 30.500000, 45.500000");
    assert_int_equal(shape.n_polygons, 2);

    /* one polygon inside another: counted once after repair */
    truce_multipolygon_clear(&shape);
    box(&shape, 30, 45, 31, 46, false);
    double whole = truce_area_m2(&shape);
    box(&shape, 30.2, 45.2, 30.8, 45.8, false);
    assert_int_equal(truce_shape_repair(&shape, &repaired, why, sizeof why, NULL), TRUCE_OK);
    assert_true(repaired);
    assert_near(truce_area_m2(&shape), whole, 1e-3);
    truce_multipolygon_fini(&shape);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(random_stars), cmocka_unit_test(moved_vertices),
        cmocka_unit_test(grid_boxes),   cmocka_unit_test(dissolve_side_by_side),
        cmocka_unit_test(repair),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
