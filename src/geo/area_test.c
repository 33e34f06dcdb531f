/*
 * Areas: our line integral against PROJ's geod_polygon, and both against published and hand-made figures.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <math.h>

#include "base/random.h"
#include "geo/area.h"

static const double TURN = 6.283185307179586;

/*
 * PROJ's area of a whole polygon is a sum of areas down to the equator, each right to about 0.1 m2 (Karney 2013, section 6: the
 * error for edges of earthly length is below that), so for small polygons the bound is of that kind, not a share.
 */
static const double ROUNDING_M2_PER_EDGE = 0.02;
static const double RELATIVE = 1e-9; /* as area.h promises */

/* cmocka's assert_float_equal rounds to float, which has seven digits */
static void assert_near(double value, double expected, double tolerance)
{
    if (!(fabs(value - expected) <= tolerance))
        fail_msg("%.17g is not within %g of %.17g", value, tolerance, expected);
}

static void assert_equal_areas(const struct truce_multipolygon *shape)
{
    double ours = truce_area_m2(shape), proj = truce_area_exact_m2(shape);
    double bound = RELATIVE * proj + ROUNDING_M2_PER_EDGE * (double)shape->n_points;
    if (!(fabs(ours - proj) <= bound))
        fail_msg("ours %.6f m2, PROJ %.6f m2, difference %.3g, bound %.3g", ours, proj, ours - proj, bound);
}

struct star {
    struct truce_lonlat centre;
    double radius_deg; /* north and south; east and west it is widened to be about round */
    size_t n;
};

static void add_star(struct truce_multipolygon *out, uint64_t seed, const struct star *star, double scale,
                     bool hole)
{
    struct truce_lonlat p[2048];
    double wide = 1 / fmax(cos(star->centre.lat_deg * TURN / 360), 0.05);

    assert_true(star->n <= sizeof p / sizeof p[0]);
    for (size_t i = 0; i < star->n; i++) {
        double r = scale * star->radius_deg * (0.5 + 0.5 * truce_random_uniform(seed, 1, i));
        double turn = TURN * (double)i / (double)star->n;
        p[i].lon_deg = star->centre.lon_deg + wide * r * cos(turn);
        p[i].lat_deg = star->centre.lat_deg + r * sin(turn);
    }
    assert_int_equal(truce_multipolygon_add_ring(out, p, star->n, hole, NULL), TRUCE_OK);
}

/* edges from metres to hundreds of kilometres: both sides of the 20 km where PROJ takes over, and across it in one ring */
static void random_stars_of_all_sizes(void **state)
{
    static const double lats_deg[] = {-79, -66, -48.5, -23, -4, 0.2, 11, 37, 48, 60, 71, 79.5};
    static const double radii_deg[] = {0.001, 0.01, 0.1, 0.3, 1, 3};
    struct truce_multipolygon shape;
    uint64_t seed = 0;
    (void)state;

    truce_multipolygon_init(&shape);
    for (size_t i = 0; i < sizeof lats_deg / sizeof lats_deg[0]; i++)
        for (size_t k = 0; k < sizeof radii_deg / sizeof radii_deg[0]; k++)
            for (size_t n = 3; n <= 1500; n = 3 * n + 1) {
                const struct star star = {{-120 + 20 * (double)i, lats_deg[i]}, radii_deg[k], n};
                truce_multipolygon_clear(&shape);
                add_star(&shape, seed, &star, 1, false);
                if (seed % 2 == 1)
                    add_star(&shape, seed + 5000, &star, 0.4, true);
                truce_multipolygon_orient(&shape);
                assert_equal_areas(&shape);
                seed++;
            }
    truce_multipolygon_fini(&shape);
}

/* Edges short enough for our own formula alone: the share must hold without help from the bound for rounding. */
static void short_edges_of_a_large_shape(void **state)
{
    struct truce_multipolygon shape;
    struct truce_lonlat p[2048];
    (void)state;

    truce_multipolygon_init(&shape);
    for (int k = -5; k <= 5; k++) {
        double lat_deg = 16 * k;
        double wide = 1 / cos(lat_deg * TURN / 360);
        for (size_t i = 0; i < 2000; i++) {
            double turn = TURN * (double)i / 2000;
            p[i] = (struct truce_lonlat){30 + 2 * wide * cos(turn), lat_deg + 2 * sin(turn)};
        }
        truce_multipolygon_clear(&shape);
        assert_int_equal(truce_multipolygon_add_ring(&shape, p, 2000, false, NULL), TRUCE_OK);
        double ours = truce_area_m2(&shape), proj = truce_area_exact_m2(&shape);
        assert_true(proj > 1e11);
        assert_true(fabs(ours - proj) <= RELATIVE * proj);
    }
    truce_multipolygon_fini(&shape);
}

/* Rings of the longest edges that our formula takes, of thousands of them: what rounding and short series add up to. */
static void long_walks(void **state)
{
    static const double steps_deg[] = {0.1715, 0.1, 0.01, 0.0007};
    static struct truce_lonlat p[400000];
    struct truce_multipolygon shape;
    (void)state;
    truce_multipolygon_init(&shape);
    for (size_t k = 0; k < 4; k++)
        for (int south = -80; south <= 40; south += 30) { /* up in a zigzag, back on a meridian */
            double step = steps_deg[k];
            size_t steps = (size_t)(40 / step), n = 0;
            for (size_t i = 0; i <= steps; i++)
                p[n++] = (struct truce_lonlat){31 + (i % 2 == 0 ? 0 : 0.9 * step), south + step * (double)i};
            for (int lat = 40; lat >= 0; lat -= 10) /* by PROJ, so that errors of the way up do not cancel */
                p[n++] = (struct truce_lonlat){30, south + lat};
            truce_multipolygon_clear(&shape);
            assert_int_equal(truce_multipolygon_add_ring(&shape, p, n, false, NULL), TRUCE_OK);
            double ours = truce_area_m2(&shape), proj = truce_area_exact_m2(&shape);
            if (!(fabs(ours - proj) <= RELATIVE * proj))
                fail_msg("steps of %g degrees from %d: %.3f m2, PROJ %.3f m2: off by %.2g", step, south, ours,
                         proj, ours / proj - 1);
        }
    truce_multipolygon_fini(&shape);
}

/* nearer to a pole than 85 degrees, on both sides of that parallel, and with a corner on the pole */
static void near_the_poles(void **state)
{
    static const double lats_deg[] = {84.95, 86, 88, 89.5};
    struct truce_multipolygon shape;
    (void)state;
    truce_multipolygon_init(&shape);
    for (uint64_t seed = 0; seed < 80; seed++) {
        double lat_deg = (seed % 8 < 4 ? 1 : -1) * lats_deg[seed % 4];
        const struct star star = {
            {-150 + 4 * (double)seed, lat_deg}, seed % 3 == 0 ? 0.004 : 0.3, 5 + 7 * (size_t)seed};
        truce_multipolygon_clear(&shape);
        add_star(&shape, seed, &star, 1, false);
        assert_equal_areas(&shape);
    }
    truce_multipolygon_fini(&shape);
}

/* The worst that our formula meets: edges just below the threshold, in every direction and at every latitude it is used. */
static void edges_at_the_threshold(void **state)
{
    double worst_m2 = 0;
    (void)state;
    for (int k = 0; k < 74; k++)
        for (int turn = 0; turn < 32; turn++)
            for (int across = 0; across < 2; across++) {
                double lat_deg = -84.8 + 2.3 * k;
                double size_deg = across != 0 ? 0.1720 : 0.1718; /* 0.003 radians are 0.17189 degrees */
                double c = cos(TURN * turn / 32), s = sin(TURN * turn / 32), longest = fmax(fabs(c), fabs(s));
                struct truce_lonlat a = {12, lat_deg};
                struct truce_lonlat b = {12 + size_deg * c / longest, lat_deg + size_deg * s / longest};
                struct truce_lonlat apex = {12 + 0.5 * size_deg * c / longest + 0.01 * s,
                                            lat_deg + 0.5 * size_deg * s / longest - 0.01 * c};
                struct truce_multipolygon shape;
                const struct truce_lonlat p[3] = {a, b, apex};
                if (fabs(b.lat_deg) > 85 || fabs(apex.lat_deg) > 85)
                    continue;
                truce_multipolygon_init(&shape);
                assert_int_equal(truce_multipolygon_add_ring(&shape, p, 3, false, NULL), TRUCE_OK);
                worst_m2 = fmax(worst_m2, fabs(truce_area_m2(&shape) - truce_area_exact_m2(&shape)));
                truce_multipolygon_fini(&shape);
            }
    print_message("worst difference of a triangle with an edge at the threshold: %.3f m2\n", worst_m2);
    assert_true(worst_m2 < 1.5);
}

static double ring(const struct truce_lonlat *p, size_t n)
{
    struct truce_multipolygon shape;
    truce_multipolygon_init(&shape);
    assert_int_equal(truce_multipolygon_add_ring(&shape, p, n, false, NULL), TRUCE_OK);
    double area = truce_area_m2(&shape);
    assert_true(fabs(area - truce_area_exact_m2(&shape)) <= RELATIVE * area + 1);
    truce_multipolygon_fini(&shape);
    return area;
}

/*
 * Cells of one degree bounded by parallels: Snyder's eq. 3-12 on WGS 84 in arithmetic of 60 digits (Python 3.11, decimal).
 * Sides along parallels are cut into 3,600 pieces, since a geodesic between their ends is no parallel.
 */
static void cells_of_one_degree(void **state)
{
    static const struct {
        double south_deg, m2;
    } cells[] = {
        {-80, 2272439090.9632}, {-49, 8217732076.1209}, {-1, 12308463893.9754}, {0, 12308463893.9754},
        {27, 10949376510.6505}, {48, 8217732076.1209},  {66, 4963900643.2404},  {83, 1412008535.0721},
    };
    static struct truce_lonlat p[7300];
    (void)state;
    for (size_t k = 0; k < sizeof cells / sizeof cells[0]; k++) {
        size_t n = 0;
        for (int i = 0; i <= 3600; i++)
            p[n++] = (struct truce_lonlat){30 + i / 3600.0, cells[k].south_deg};
        for (int i = 3600; i >= 0; i--)
            p[n++] = (struct truce_lonlat){30 + i / 3600.0, cells[k].south_deg + 1};
        double area = ring(p, n);
        if (!(fabs(area - cells[k].m2) <= 1e-9 * cells[k].m2 + 1))
            fail_msg("cell north of %g: %.4f m2, known %.4f", cells[k].south_deg, area, cells[k].m2);
    }
}

/* An octant: its edges are the equator and two meridians, all geodesics.  The whole of WGS 84 is published as 5.10065621724e14 m2; the
 * digits here are Snyder's formula as above. */
static void octants(void **state)
{
    static const double whole_m2 = 510065621724088.51;
    (void)state;
    for (int lon = -180; lon < 180; lon += 90)
        for (int north = -1; north <= 1; north += 2) {
            const struct truce_lonlat p[3] = {{lon, 0}, {lon + 90, 0}, {lon, 90.0 * north}};
            assert_true(fabs(ring(p, 3) - whole_m2 / 8) <= 1e-9 * whole_m2 / 8);
        }
}

static void empty_shape_and_winding(void **state)
{
    struct truce_multipolygon shape;
    const struct truce_lonlat clockwise[4] = {{30, 45}, {30, 45.1}, {30.1, 45.1}, {30.1, 45}};
    const struct truce_lonlat hole[4] = {{30.02, 45.02}, {30.08, 45.02}, {30.08, 45.08}, {30.02, 45.08}};
    (void)state;

    truce_multipolygon_init(&shape);
    assert_true(truce_area_m2(&shape) == 0);
    assert_true(truce_area_exact_m2(&shape) == 0);
    assert_int_equal(truce_multipolygon_add_ring(&shape, clockwise, 4, false, NULL), TRUCE_OK);
    double whole = truce_area_m2(&shape);
    truce_multipolygon_orient(&shape);
    assert_near(truce_area_m2(&shape), whole, 1e-3); /* the winding of a lone ring does not matter */
    assert_int_equal(truce_multipolygon_add_ring(&shape, hole, 4, true, NULL), TRUCE_OK);
    truce_multipolygon_orient(&shape);
    assert_near(truce_area_m2(&shape), whole - ring(hole, 4), 1e-3);
    assert_near(truce_area_m2(&shape) / whole, 1 - 0.36, 1e-4);
    truce_multipolygon_fini(&shape);
}

/* an edge there and back is nothing; meridians have no area; westward in the north and eastward in the south is positive */
static void edges(void **state)
{
    (void)state;
    for (uint64_t i = 0; i < 2000; i++) {
        double reach = i % 3 == 0 ? 2 : 0.1;
        struct truce_lonlat a = {-170 + 340 * truce_random_uniform(9, 1, i),
                                 -83 + 166 * truce_random_uniform(9, 2, i)};
        struct truce_lonlat b = {a.lon_deg + reach * (truce_random_uniform(9, 3, i) - 0.5),
                                 a.lat_deg + reach * (truce_random_uniform(9, 4, i) - 0.5)};
        double there = truce_area_edge_m2(a, b), back = truce_area_edge_m2(b, a);
        assert_true(fabs(there + back) <= 1e-13 * fabs(there) + 0.01);
        if (fabs(a.lat_deg) > reach && fabs(b.lon_deg - a.lon_deg) > 1e-3)
            assert_true((there > 0) == ((b.lon_deg < a.lon_deg) == (a.lat_deg > 0)));
        struct truce_lonlat up = {a.lon_deg, b.lat_deg};
        assert_true(fabs(truce_area_edge_m2(a, up)) < 1e-6);
    }
    /* in the mirror of the equator the sign turns, and nothing else */
    struct truce_lonlat a = {30, 45}, b = {30.1, 45.05}, south_a = {30, -45}, south_b = {30.1, -45.05};
    assert_near(truce_area_edge_m2(a, b), -truce_area_edge_m2(south_a, south_b), 1e-3);
    /* along the equator nothing lies between the edge and the equator */
    struct truce_lonlat e0 = {10, 0}, e1 = {10.1, 0}, e9 = {60, 0};
    assert_true(fabs(truce_area_edge_m2(e0, e1)) < 1e-6);
    assert_true(fabs(truce_area_edge_m2(e0, e9)) < 1e-3);
}

/* a geodesic in two pieces has the area of the whole, as long as the middle lies on it */
static void edges_add_up(void **state)
{
    (void)state;
    for (int k = -3; k <= 3; k++) {
        double lat_deg = 20 * k;
        /* on a meridian and on the equator the middle is known without geodesics */
        struct truce_lonlat a = {20, lat_deg}, m = {20, lat_deg + 0.05}, b = {20, lat_deg + 0.1};
        assert_near(truce_area_edge_m2(a, m) + truce_area_edge_m2(m, b), truce_area_edge_m2(a, b), 1e-6);
        /* the sum of a ring's edges is its area, inside on the left */
        const struct truce_lonlat p[3] = {{20, lat_deg}, {20.1, lat_deg}, {20.05, lat_deg + 0.1}};
        double sum =
            truce_area_edge_m2(p[0], p[1]) + truce_area_edge_m2(p[1], p[2]) + truce_area_edge_m2(p[2], p[0]);
        assert_true(sum > 0);
        assert_near(sum, ring(p, 3), 1e-3);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(random_stars_of_all_sizes),
        cmocka_unit_test(short_edges_of_a_large_shape),
        cmocka_unit_test(long_walks),
        cmocka_unit_test(near_the_poles),
        cmocka_unit_test(edges_at_the_threshold),
        cmocka_unit_test(cells_of_one_degree),
        cmocka_unit_test(octants),
        cmocka_unit_test(empty_shape_and_winding),
        cmocka_unit_test(edges),
        cmocka_unit_test(edges_add_up),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
