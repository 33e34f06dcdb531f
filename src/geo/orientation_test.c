/*
 * Which side: turns against exact integer arithmetic, locating against plain counting.
 *
 * Test coordinates are whole multiples of 2^-44 degree below 512, so that every double is an integer in disguise and its determinant
 * fits 128 bits: (2^53)^2 times six, with room.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <math.h>

#include "base/random.h"
#include "geo/overlay.h"
#include "geo/overlay.h"

__extension__ typedef __int128 wide;

static const double TURN = 6.283185307179586;
static const double UNIT = 0x1p-44;

static wide in_units(double deg)
{
    double n = deg / UNIT;
    assert_true(n == floor(n) && fabs(n) < 0x1p54);
    return (wide)n;
}

static int exact_turn(struct truce_lonlat a, struct truce_lonlat b, struct truce_lonlat c)
{
    wide ax = in_units(a.lon_deg), ay = in_units(a.lat_deg), bx = in_units(b.lon_deg),
         by = in_units(b.lat_deg);
    wide cx = in_units(c.lon_deg), cy = in_units(c.lat_deg);
    wide det = (ax - cx) * (by - cy) - (ay - cy) * (bx - cx);
    return det > 0 ? 1 : det < 0 ? -1 : 0;
}

/* all six orders: even ones keep the sign, odd ones turn it */
static void check_turn(struct truce_lonlat a, struct truce_lonlat b, struct truce_lonlat c)
{
    int expected = exact_turn(a, b, c);
    assert_int_equal(truce_orientation(a, b, c), expected);
    assert_int_equal(truce_orientation(b, c, a), expected);
    assert_int_equal(truce_orientation(c, a, b), expected);
    assert_int_equal(truce_orientation(b, a, c), -expected);
    assert_int_equal(truce_orientation(a, c, b), -expected);
    assert_int_equal(truce_orientation(c, b, a), -expected);
}

static double on_grid(double deg)
{
    return floor(deg / UNIT) * UNIT;
}

/* three points on a line in doubles, and those around them a unit away */
static void nearly_straight(void **state)
{
    size_t straight = 0, bent = 0;
    (void)state;
    for (uint64_t seed = 0; seed < 3000; seed++) {
        /* one direction with small whole steps, so that exactly straight triples occur */
        double dx = floor(64 * truce_random_uniform(seed, 1, 0)) - 32,
               dy = floor(64 * truce_random_uniform(seed, 1, 1)) - 32;
        double k = floor(0x1p36 * truce_random_uniform(seed, 1, 2)),
               m = floor(0x1p36 * truce_random_uniform(seed, 1, 3));
        struct truce_lonlat a = {on_grid(36 + truce_random_uniform(seed, 1, 4)),
                                 on_grid(48 + truce_random_uniform(seed, 1, 5))};
        struct truce_lonlat b = {a.lon_deg + k * dx * UNIT, a.lat_deg + k * dy * UNIT};
        struct truce_lonlat c = {a.lon_deg + m * dx * UNIT, a.lat_deg + m * dy * UNIT};
        for (int i = -1; i <= 1; i++)
            for (int j = -1; j <= 1; j++) {
                struct truce_lonlat near = {c.lon_deg + i * UNIT, c.lat_deg + j * UNIT};
                check_turn(a, b, near);
                straight += exact_turn(a, b, near) == 0;
                bent += exact_turn(a, b, near) != 0;
            }
    }
    assert_true(straight > 3000 && bent > 10000); /* the test meets both */
}

/*
 * Differences of coordinates that are themselves rounded: positions about (0.5, 0.5) an ulp apart, against a line from (12, 12) to (24, 24).
 * Source: L. Kettner et al., "Classroom examples of robustness problems in geometric computations", Comput. Geom. 40 (2008), figure 2.
 */
static void differences_that_are_rounded(void **state)
{
    const struct truce_lonlat q = {12, 12}, r = {24, 24};
    (void)state;
    for (int i = 0; i < 256; i++)
        for (int k = 0; k < 256; k++) {
            struct truce_lonlat p = {0.5 + i * 0x1p-53, 0.5 + k * 0x1p-53};
            int expected = 0;
            /* above the diagonal is left of q -> r; 0.5 + i 2^-53 is exact only for even i */
            if (p.lat_deg != p.lon_deg)
                expected = p.lat_deg > p.lon_deg ? 1 : -1;
            assert_int_equal(truce_orientation(q, r, p), expected);
            assert_int_equal(truce_orientation(p, q, r), expected);
            assert_int_equal(truce_orientation(r, p, q), expected);
            assert_int_equal(truce_orientation(r, q, p), -expected);
        }
}

static void turns_far_apart_and_equal(void **state)
{
    (void)state;
    for (uint64_t seed = 0; seed < 3000; seed++) {
        struct truce_lonlat p[3];
        for (size_t i = 0; i < 3; i++)
            p[i] = (struct truce_lonlat){on_grid(360 * truce_random_uniform(seed, 2, i) - 180),
                                         on_grid(180 * truce_random_uniform(seed, 3, i) - 90)};
        check_turn(p[0], p[1], p[2]);
        check_turn(p[0], p[1], p[1]);
        check_turn(p[0], p[0], p[0]);
    }
    /* a triangle so flat that its area is below the smallest normal product of differences */
    struct truce_lonlat a = {0, 0}, b = {0x1p-500, 0x1p-500}, c = {0x1p-499, 0x1p-499};
    struct truce_lonlat above = {0x1p-499, 0x1p-499 * (1 + 0x1p-52)};
    assert_int_equal(truce_orientation(a, b, c), 0);
    assert_int_equal(truce_orientation(a, b, above), 1);
    assert_int_equal(truce_orientation(b, a, above), -1);
}

/* The plain rule: inside when a ray to the east crosses an odd number of edges; whole numbers decide every crossing. */
static enum truce_side plain_side(const struct truce_multipolygon *shape, struct truce_lonlat p)
{
    bool odd = false;
    for (size_t r = 0; r < shape->n_rings; r++) {
        const struct truce_lonlat *ring = shape->points + shape->rings[r].first;
        size_t n = shape->rings[r].n;
        for (size_t i = 0; i < n; i++) {
            struct truce_lonlat a = ring[i], b = ring[(i + 1) % n];
            int turn = exact_turn(a, b, p);
            if (turn == 0 && p.lon_deg >= fmin(a.lon_deg, b.lon_deg) &&
                p.lon_deg <= fmax(a.lon_deg, b.lon_deg) && p.lat_deg >= fmin(a.lat_deg, b.lat_deg) &&
                p.lat_deg <= fmax(a.lat_deg, b.lat_deg))
                return TRUCE_SIDE_BOUNDARY;
            if ((a.lat_deg > p.lat_deg) == (b.lat_deg > p.lat_deg))
                continue;
            odd ^= (b.lat_deg > a.lat_deg) == (turn > 0);
        }
    }
    return odd ? TRUCE_SIDE_INSIDE : TRUCE_SIDE_OUTSIDE;
}

/* one answer by every door, and for the shape drawn the other way round */
static enum truce_side side(const struct truce_multipolygon *shape, struct truce_lonlat p)
{
    struct truce_clip *locator = NULL;
    struct truce_clip *clip = NULL;
    struct truce_boundary edges;
    assert_int_equal(truce_clip_open(shape, &locator, NULL), TRUCE_OK);
    assert_int_equal(truce_clip_open(shape, &clip, NULL), TRUCE_OK);
    truce_boundary_init(&edges);
    assert_int_equal(truce_boundary_of(shape, &edges, NULL), TRUCE_OK);
    enum truce_side answer = truce_clip_side(locator, p);
    assert_int_equal(truce_clip_side(clip, p), answer);
    assert_int_equal(truce_boundary_side(&edges, p), answer);
    for (size_t i = 0; i < edges.n; i++) {
        struct truce_edge e = edges.edges[i];
        edges.edges[i] = (struct truce_edge){e.b, e.a};
    }
    assert_int_equal(truce_boundary_side(&edges, p), answer);
    truce_boundary_fini(&edges);
    truce_clip_close(clip);
    truce_clip_close(locator);
    return answer;
}

static void add_ring(struct truce_multipolygon *shape, const struct truce_lonlat *p, size_t n, bool hole)
{
    assert_int_equal(truce_multipolygon_add_ring(shape, p, n, hole, NULL), TRUCE_OK);
    truce_multipolygon_orient(shape);
}

static void random_stars(void **state)
{
    struct truce_multipolygon shape;
    struct truce_lonlat p[700];
    size_t met[3] = {0, 0, 0};
    (void)state;

    truce_multipolygon_init(&shape);
    for (uint64_t seed = 0; seed < 60; seed++) {
        size_t n = 3 + 11 * (size_t)seed;
        truce_multipolygon_clear(&shape);
        for (size_t i = 0; i < n; i++) {
            double r = 0.2 + 0.8 * truce_random_uniform(seed, 1, i), turn = TURN * (double)i / (double)n;
            p[i] = (struct truce_lonlat){on_grid(37 + r * cos(turn)), on_grid(48 + r * sin(turn))};
            if (seed % 3 == 0) /* many vertices on few latitudes: rays run through vertices and along edges */
                p[i].lat_deg = floor(p[i].lat_deg * 8) / 8;
        }
        add_ring(&shape, p, n, false);
        struct truce_clip *locator = NULL;
        assert_int_equal(truce_clip_open(&shape, &locator, NULL), TRUCE_OK);
        for (uint64_t i = 0; i < 600; i++) {
            struct truce_lonlat q = {on_grid(35.8 + 2.4 * truce_random_uniform(seed, 5, i)),
                                     on_grid(46.8 + 2.4 * truce_random_uniform(seed, 6, i))};
            if (i % 3 == 0)
                q.lat_deg = floor(q.lat_deg * 8) / 8;
            if (i % 6 == 0)
                q = shape.points[i % shape.n_points];
            if (i % 6 == 3) /* on the latitude of a vertex */
                q.lat_deg = shape.points[i % shape.n_points].lat_deg;
            enum truce_side expected = plain_side(&shape, q);
            assert_int_equal(truce_clip_side(locator, q), expected);
            met[expected]++;
            if (i % 50 == 0)
                assert_int_equal(side(&shape, q), expected);
        }
        truce_clip_close(locator);
    }
    assert_true(met[TRUCE_SIDE_OUTSIDE] > 1000 && met[TRUCE_SIDE_INSIDE] > 1000 &&
                met[TRUCE_SIDE_BOUNDARY] > 1000);
    truce_multipolygon_fini(&shape);
}

/* a step-shaped ring: vertices, level and upright edges, the latitudes of both from inside and outside */
static void along_edges(void **state)
{
    static const struct truce_lonlat p[] = {{30, 40}, {34, 40}, {34, 42}, {32, 42}, {32, 44}, {30, 44}};
    struct truce_multipolygon shape;
    (void)state;

    truce_multipolygon_init(&shape);
    add_ring(&shape, p, 6, false);
    for (size_t i = 0; i < 6; i++) {
        struct truce_lonlat q = p[(i + 1) % 6];
        assert_int_equal(side(&shape, p[i]), TRUCE_SIDE_BOUNDARY);
        for (int k = 1; k < 8; k++)
            assert_int_equal(
                side(&shape, (struct truce_lonlat){p[i].lon_deg + k / 8.0 * (q.lon_deg - p[i].lon_deg),
                                                   p[i].lat_deg + k / 8.0 * (q.lat_deg - p[i].lat_deg)}),
                TRUCE_SIDE_BOUNDARY);
    }
    for (int i = 0; i < 11; i++)
        for (int k = 0; k < 11; k++) {
            struct truce_lonlat q = {29.5 + 0.5 * i, 39.5 + 0.5 * k};
            assert_int_equal(side(&shape, q), plain_side(&shape, q));
        }
    assert_int_equal(side(&shape, (struct truce_lonlat){31, 42}), TRUCE_SIDE_INSIDE); /* level with an edge */
    assert_int_equal(side(&shape, (struct truce_lonlat){29, 42}), TRUCE_SIDE_OUTSIDE);
    assert_int_equal(side(&shape, (struct truce_lonlat){33, 44}),
                     TRUCE_SIDE_OUTSIDE); /* level with the top */
    assert_int_equal(side(&shape, (struct truce_lonlat){29, 40}),
                     TRUCE_SIDE_OUTSIDE); /* level with the bottom */
    /* one unit off an edge is no longer on it */
    assert_int_equal(side(&shape, (struct truce_lonlat){31, nextafter(40, 0)}), TRUCE_SIDE_OUTSIDE);
    assert_int_equal(side(&shape, (struct truce_lonlat){31, nextafter(40, 90)}), TRUCE_SIDE_INSIDE);
    assert_int_equal(side(&shape, (struct truce_lonlat){nextafter(34, 90), 41}), TRUCE_SIDE_OUTSIDE);
    assert_int_equal(side(&shape, (struct truce_lonlat){nextafter(34, 0), 41}), TRUCE_SIDE_INSIDE);
    truce_multipolygon_fini(&shape);
}

static void add_square(struct truce_multipolygon *shape, double x0, double y0, double x1, double y1,
                       bool hole)
{
    const struct truce_lonlat p[4] = {{x0, y0}, {x1, y0}, {x1, y1}, {x0, y1}};
    add_ring(shape, p, 4, hole);
}

/* a polygon in another's hole, with a hole of its own */
static void nested(void **state)
{
    struct truce_multipolygon shape;
    (void)state;
    truce_multipolygon_init(&shape);
    add_square(&shape, 30, 40, 40, 50, false);
    add_square(&shape, 32, 42, 38, 48, true);
    add_square(&shape, 33, 43, 37, 47, false);
    add_square(&shape, 34, 44, 36, 46, true);
    static const enum truce_side along[] = {TRUCE_SIDE_OUTSIDE,  TRUCE_SIDE_BOUNDARY, TRUCE_SIDE_INSIDE,
                                            TRUCE_SIDE_BOUNDARY, TRUCE_SIDE_OUTSIDE,  TRUCE_SIDE_BOUNDARY,
                                            TRUCE_SIDE_INSIDE,   TRUCE_SIDE_BOUNDARY, TRUCE_SIDE_OUTSIDE};
    static const double lons_deg[] = {29, 30, 31, 32, 32.5, 33, 33.5, 34, 35};
    for (size_t i = 0; i < 9; i++) {
        assert_int_equal(side(&shape, (struct truce_lonlat){lons_deg[i], 45}), along[i]);
        assert_int_equal(side(&shape, (struct truce_lonlat){70 - lons_deg[i], 45}), along[i]);
        assert_int_equal(side(&shape, (struct truce_lonlat){35, lons_deg[i] + 10}), along[i]);
    }
    truce_multipolygon_fini(&shape);
}

static void empty(void **state)
{
    struct truce_multipolygon shape;
    (void)state;
    truce_multipolygon_init(&shape);
    assert_int_equal(side(&shape, (struct truce_lonlat){0, 0}), TRUCE_SIDE_OUTSIDE);
    assert_int_equal(side(&shape, (struct truce_lonlat){NAN, NAN}), TRUCE_SIDE_OUTSIDE);
    truce_clip_close(NULL);
    /* a shape no wider than a unit, and a question that is no number */
    add_square(&shape, 30, 40, nextafter(30, 90), nextafter(40, 90), false);
    assert_int_equal(side(&shape, (struct truce_lonlat){30, 40}), TRUCE_SIDE_BOUNDARY);
    assert_int_equal(side(&shape, (struct truce_lonlat){29, 40}), TRUCE_SIDE_OUTSIDE);
    assert_int_equal(side(&shape, (struct truce_lonlat){NAN, 40}), TRUCE_SIDE_OUTSIDE);
    truce_multipolygon_fini(&shape);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nearly_straight),
        cmocka_unit_test(differences_that_are_rounded),
        cmocka_unit_test(turns_far_apart_and_equal),
        cmocka_unit_test(random_stars),
        cmocka_unit_test(along_edges),
        cmocka_unit_test(nested),
        cmocka_unit_test(empty),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
