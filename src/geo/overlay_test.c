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
#include "geo/pieces.h"

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

/* pieces told on the wrong side close as well as others do, but turn the area round: GEOS must then do the work */
static void inside_out_is_refused(void **state)
{
    struct truce_multipolygon shape;
    struct truce_boundary boundary;
    const struct truce_pieces none = {NULL, 0, 0};
    bool closed = false;
    (void)state;

    truce_multipolygon_init(&shape);
    truce_boundary_init(&boundary);
    box(&shape, 30, 45, 31, 46, false);
    assert_int_equal(truce_boundary_of(&shape, &boundary, NULL), TRUCE_OK);
    assert_int_equal(truce_boundary_close(&boundary, &none, &none, &closed, NULL), TRUCE_OK);
    assert_true(closed);
    for (size_t i = 0; i < boundary.n; i++)
        boundary.edges[i] = (struct truce_edge){boundary.edges[i].b, boundary.edges[i].a};
    assert_true(truce_boundary_closes(&boundary));
    assert_int_equal(truce_boundary_close(&boundary, &none, &none, &closed, NULL), TRUCE_OK);
    assert_false(closed);
    boundary.n = 0;
    assert_int_equal(truce_boundary_close(&boundary, &none, &none, &closed, NULL), TRUCE_OK);
    assert_true(closed);
    truce_boundary_fini(&boundary);
    truce_multipolygon_fini(&shape);
}

static void repair(void **state)
{
    struct truce_multipolygon shape;
    const struct truce_lonlat bow_tie[4] = {{30, 45}, {31, 46}, {31, 45}, {30, 46}};
    bool repaired = true, valid = false;
    char why[128] = "";
    (void)state;

    truce_multipolygon_init(&shape);
    box(&shape, 30, 45, 31, 46, false);
    box(&shape, 30.2, 45.2, 30.8, 45.8, true);
    assert_int_equal(truce_shape_repair(&shape, &repaired, why, sizeof why, NULL), TRUCE_OK);
    assert_false(repaired);
    assert_int_equal(truce_shape_check(&shape, &valid, why, sizeof why, NULL), TRUCE_OK);
    assert_true(valid);

    truce_multipolygon_clear(&shape);
    assert_int_equal(truce_multipolygon_add_ring(&shape, bow_tie, 4, false, NULL), TRUCE_OK);
    assert_int_equal(truce_shape_check(&shape, &valid, why, sizeof why, NULL), TRUCE_OK);
    assert_false(valid); /* and it stays as it is */
    assert_string_equal(why, "a ring crosses itself or another ring at 30.500000, 45.500000");
    assert_int_equal(shape.n_points, 4);
    why[0] = '\0';
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

static void add_edge(struct truce_boundary *boundary, struct truce_edge *room, double x0, double y0,
                     double x1, double y1)
{
    boundary->edges = room;
    room[boundary->n++] = (struct truce_edge){{x0, y0}, {x1, y1}};
}

/* counter-clockwise; clockwise where x1 < x0 */
static void add_box_edges(struct truce_boundary *boundary, struct truce_edge *room, double x0, double y0,
                          double x1, double y1)
{
    add_edge(boundary, room, x0, y0, x1, y0);
    add_edge(boundary, room, x1, y0, x1, y1);
    add_edge(boundary, room, x1, y1, x0, y1);
    add_edge(boundary, room, x0, y1, x0, y0);
}

struct counts {
    size_t polygons, rings;
};

/* what edges, in any order, are sorted into; the area stays */
static void check_rings(const struct truce_boundary *edges, struct counts expected)
{
    struct truce_edge mixed[64];
    struct truce_multipolygon shape;
    assert_true(edges->n <= 64);
    truce_multipolygon_init(&shape);
    for (uint64_t seed = 0; seed < 20; seed++) {
        for (size_t i = 0; i < edges->n; i++)
            mixed[i] = edges->edges[i];
        for (size_t i = edges->n; seed > 0 && i > 1; i--) {
            size_t k = (size_t)((double)i * truce_random_uniform(seed, 1, i));
            struct truce_edge swap = mixed[i - 1];
            mixed[i - 1] = mixed[k];
            mixed[k] = swap;
        }
        const struct truce_boundary boundary = {mixed, edges->n, edges->n};
        assert_int_equal(truce_boundary_shape(&boundary, &shape, NULL), TRUCE_OK);
        assert_int_equal(shape.n_polygons, expected.polygons);
        assert_int_equal(shape.n_rings, expected.rings);
        assert_near(truce_area_m2(&shape), truce_boundary_area_m2(edges), 1e-3);
        for (size_t r = 0; r < shape.n_rings; r++) {
            const struct truce_ring *ring = &shape.rings[r];
            assert_true((truce_ring_signed_deg2(shape.points + ring->first, ring->n) > 0) == !ring->hole);
            assert_true(ring->hole || r == 0 || shape.rings[r - 1].polygon + 1 == ring->polygon);
        }
    }
    truce_multipolygon_fini(&shape);
}

static void boundaries_into_rings(void **state)
{
    struct truce_edge room[64];
    (void)state;

    struct truce_boundary none = {NULL, 0, 0};
    check_rings(&none, (struct counts){0, 0});

    struct truce_boundary corner = {room, 0, 64}; /* two boxes that meet in a point stay two */
    add_box_edges(&corner, room, 30, 45, 31, 46);
    add_box_edges(&corner, room, 31, 46, 32, 47);
    check_rings(&corner, (struct counts){2, 2});

    struct truce_boundary beside = {room, 0, 64}; /* opposite edges cancel */
    add_box_edges(&beside, room, 30, 45, 31, 46);
    add_box_edges(&beside, room, 31, 45, 32, 46);
    check_rings(&beside, (struct counts){1, 1});

    struct truce_boundary twice = {room, 0, 64}; /* a box and the same box taken away: nothing */
    add_box_edges(&twice, room, 30, 45, 31, 46);
    add_box_edges(&twice, room, 31, 45, 30, 46);
    check_rings(&twice, (struct counts){0, 0});

    struct truce_boundary hole = {room, 0, 64}; /* a hole, and an island in it with a hole of its own */
    add_box_edges(&hole, room, 30, 45, 34, 49);
    add_box_edges(&hole, room, 33.5, 45.5, 30.5, 48.5);
    add_box_edges(&hole, room, 31, 46, 33, 48);
    add_box_edges(&hole, room, 32.5, 46.5, 31.5, 47.5);
    check_rings(&hole, (struct counts){2, 4});

    struct truce_boundary touching = {room, 0,
                                      64}; /* a diamond-shaped hole that touches the shell with one corner */
    add_box_edges(&touching, room, 30, 45, 32, 47);
    room[touching.n - 4] = (struct truce_edge){{30, 45}, {31, 45}};
    add_edge(&touching, room, 31, 45, 32, 45);
    add_edge(&touching, room, 31, 45, 30.5, 46);
    add_edge(&touching, room, 30.5, 46, 31, 46.5);
    add_edge(&touching, room, 31, 46.5, 31.5, 46);
    add_edge(&touching, room, 31.5, 46, 31, 45);
    /* one ring through the point twice, or two rings: the area is what counts, and the point stands in it twice */
    struct truce_multipolygon shape;
    truce_multipolygon_init(&shape);
    assert_int_equal(truce_boundary_shape(&touching, &shape, NULL), TRUCE_OK);
    assert_int_equal(shape.n_polygons, 1);
    assert_int_equal(shape.n_points, 9);
    assert_near(truce_area_m2(&shape), truce_boundary_area_m2(&touching), 1e-3);
    bool repaired = true;
    assert_int_equal(truce_shape_repair(&shape, &repaired, NULL, 0, NULL), TRUCE_OK);
    assert_false(repaired); /* fit for use as it is */

    struct truce_boundary open = {room, 0, 64}; /* three sides of a box */
    add_box_edges(&open, room, 30, 45, 31, 46);
    open.n--;
    struct truce_err err;
    size_t before = shape.n_points;
    assert_int_equal(truce_boundary_shape(&open, &shape, &err), TRUCE_ERR_SHAPE);
    assert_int_equal(err.status, TRUCE_ERR_SHAPE);
    assert_int_equal(shape.n_points, before); /* untouched */
    truce_multipolygon_fini(&shape);
}

/* four holes that meet in one point, and four boxes around it */
static void many_edges_at_one_vertex(void **state)
{
    struct truce_edge room[64];
    struct truce_boundary star_of_boxes = {room, 0, 64};
    (void)state;
    for (int k = 0; k < 4; k++) { /* thin kites around (31, 46), corner to corner */
        double c = cos(TURN * k / 4), s = sin(TURN * k / 4);
        struct truce_lonlat o = {31, 46}, left = {31 + 0.5 * c + 0.2 * s, 46 + 0.5 * s - 0.2 * c},
                            tip = {31 + c, 46 + s}, right = {31 + 0.5 * c - 0.2 * s, 46 + 0.5 * s + 0.2 * c};
        const struct truce_lonlat kite[4] = {o, left, tip, right};
        for (size_t i = 0; i < 4; i++)
            add_edge(&star_of_boxes, room, kite[i].lon_deg, kite[i].lat_deg, kite[(i + 1) % 4].lon_deg,
                     kite[(i + 1) % 4].lat_deg);
    }
    check_rings(&star_of_boxes, (struct counts){4, 4});
    for (size_t i = 0; i < star_of_boxes.n; i++) { /* turned round they are holes of a box about them */
        struct truce_edge e = room[i];
        room[i] = (struct truce_edge){e.b, e.a};
    }
    add_box_edges(&star_of_boxes, room, 29, 44, 33, 48);
    struct truce_multipolygon shape;
    truce_multipolygon_init(&shape);
    assert_int_equal(truce_boundary_shape(&star_of_boxes, &shape, NULL), TRUCE_OK);
    assert_int_equal(shape.n_polygons, 1);
    assert_near(truce_area_m2(&shape), truce_boundary_area_m2(&star_of_boxes), 1e-3);
    assert_int_equal(truce_boundary_side(&star_of_boxes, (struct truce_lonlat){31.5, 46}),
                     TRUCE_SIDE_OUTSIDE);
    assert_int_equal(truce_boundary_side(&star_of_boxes, (struct truce_lonlat){31.5, 46.5}),
                     TRUCE_SIDE_INSIDE);
    assert_int_equal(truce_boundary_side(&star_of_boxes, (struct truce_lonlat){31, 46}), TRUCE_SIDE_BOUNDARY);
    truce_multipolygon_fini(&shape);
}

/* edges that only the second has, whichever way round the first draws its own */
static void changed_edges(void **state)
{
    struct truce_multipolygon a, b;
    struct truce_boundary of_a, of_b, changed;
    (void)state;
    truce_multipolygon_init(&a);
    truce_multipolygon_init(&b);
    truce_boundary_init(&of_a);
    truce_boundary_init(&of_b);
    truce_boundary_init(&changed);
    box(&a, 30, 45, 31, 46, false);
    box(&b, 31, 45, 32, 46, false); /* beside it: one edge in common, drawn the other way round */
    assert_int_equal(truce_boundary_of(&a, &of_a, NULL), TRUCE_OK);
    assert_int_equal(truce_boundary_of(&b, &of_b, NULL), TRUCE_OK);
    assert_int_equal(truce_boundary_changed(&of_a, &of_b, &changed, NULL), TRUCE_OK);
    assert_int_equal(changed.n, 3);
    for (size_t i = 0; i < changed.n; i++)
        assert_true(changed.edges[i].a.lon_deg == 32 || changed.edges[i].b.lon_deg == 32);
    assert_int_equal(truce_boundary_changed(&of_b, &of_a, &changed, NULL), TRUCE_OK);
    assert_int_equal(changed.n, 3);
    assert_int_equal(truce_boundary_changed(&of_a, &of_a, &changed, NULL), TRUCE_OK);
    assert_int_equal(changed.n, 0);
    struct truce_boundary none = {NULL, 0, 0};
    assert_int_equal(truce_boundary_changed(&none, &of_a, &changed, NULL), TRUCE_OK);
    assert_int_equal(changed.n, 4);
    assert_int_equal(truce_boundary_changed(&of_a, &none, &changed, NULL), TRUCE_OK);
    assert_int_equal(changed.n, 0);
    truce_boundary_fini(&changed);
    truce_boundary_fini(&of_a);
    truce_boundary_fini(&of_b);
    truce_multipolygon_fini(&a);
    truce_multipolygon_fini(&b);
}

/* a part drawn a second time inside a larger one is left out; drawn on the same points, too */
static void dissolve_what_is_drawn_twice(void **state)
{
    struct truce_multipolygon shape;
    bool mended = false;
    char why[128] = "";
    (void)state;
    truce_multipolygon_init(&shape);
    box(&shape, 30, 45, 31, 46, false);
    box(&shape, 31, 45, 32, 46, false);
    double sum = truce_area_m2(&shape);
    box(&shape, 30.25, 45.25, 30.75, 45.75, false);
    assert_int_equal(truce_overlay_dissolve(&shape, &mended, why, sizeof why, NULL), TRUCE_OK);
    assert_int_equal(shape.n_polygons, 1);
    assert_int_equal(shape.n_rings, 1);
    assert_near(truce_area_m2(&shape), sum, 1e-3);

    /* in a hole it is no second time */
    truce_multipolygon_clear(&shape);
    box(&shape, 30, 45, 33, 48, false);
    box(&shape, 31, 46, 32, 47, true);
    double ring = truce_area_m2(&shape);
    box(&shape, 31.25, 46.25, 31.75, 46.75, false);
    double island = truce_area_m2(&shape) - ring;
    assert_int_equal(truce_overlay_dissolve(&shape, &mended, why, sizeof why, NULL), TRUCE_OK);
    assert_int_equal(shape.n_polygons, 2);
    assert_int_equal(shape.n_rings, 3);
    assert_near(truce_area_m2(&shape), ring + island, 1e-3);

    /* the same box twice, and nothing at all */
    truce_multipolygon_clear(&shape);
    box(&shape, 30, 45, 31, 46, false);
    double one = truce_area_m2(&shape);
    box(&shape, 30, 45, 31, 46, false);
    assert_int_equal(truce_overlay_dissolve(&shape, &mended, why, sizeof why, NULL), TRUCE_OK);
    assert_near(truce_area_m2(&shape), one, 1e-3);
    assert_int_equal(shape.n_rings, 1);
    truce_multipolygon_clear(&shape);
    assert_int_equal(truce_overlay_dissolve(&shape, &mended, why, sizeof why, NULL), TRUCE_OK);
    assert_int_equal(shape.n_rings, 0);
    assert_false(mended);
    truce_multipolygon_fini(&shape);
}

static void add_points(struct truce_multipolygon *shape, const struct truce_lonlat *p, size_t n, bool hole)
{
    assert_int_equal(truce_multipolygon_add_ring(shape, p, n, hole, NULL), TRUCE_OK);
    truce_multipolygon_orient(shape);
}

/* how a shape comes out of repair; whatever comes out needs no second one */
static void check_repair(struct truce_multipolygon *shape, bool expected, double m2)
{
    struct truce_multipolygon before;
    bool repaired = !expected;
    char why[128] = "";
    truce_multipolygon_init(&before);
    assert_int_equal(truce_multipolygon_copy(&before, shape, NULL), TRUCE_OK);
    assert_int_equal(truce_shape_repair(shape, &repaired, why, sizeof why, NULL), TRUCE_OK);
    assert_int_equal(repaired, expected);
    assert_int_equal(why[0] != '\0', expected);
    assert_near(truce_area_m2(shape), m2, 10); /* edges that were cut bulge anew */
    if (!expected) {                           /* byte for byte as it was */
        assert_int_equal(shape->n_points, before.n_points);
        assert_memory_equal(shape->points, before.points, before.n_points * sizeof *before.points);
        assert_int_equal(shape->n_rings, before.n_rings);
    }
    assert_int_equal(truce_shape_repair(shape, &repaired, NULL, 0, NULL), TRUCE_OK);
    assert_false(repaired);
    truce_multipolygon_fini(&before);
}

static void repairs(void **state)
{
    struct truce_multipolygon shape;
    (void)state;
    truce_multipolygon_init(&shape);
    box(&shape, 30, 45, 30.1, 45.1, false);
    double one = truce_area_m2(&shape);

    box(&shape, 30.1, 45.1, 30.2, 45.2, false); /* corner to corner is fine */
    check_repair(&shape, false, truce_area_m2(&shape));

    truce_multipolygon_clear(&shape); /* a ring drawn twice */
    box(&shape, 30, 45, 30.1, 45.1, false);
    box(&shape, 30, 45, 30.1, 45.1, false);
    check_repair(&shape, true, one);

    truce_multipolygon_clear(&shape); /* overlapping polygons are united */
    box(&shape, 30, 45, 30.1, 45.1, false);
    box(&shape, 30.05, 45.05, 30.15, 45.15, false);
    double two = truce_area_m2(&shape);
    struct truce_multipolygon common;
    truce_multipolygon_init(&common);
    box(&common, 30.05, 45.05, 30.1, 45.1, false);
    check_repair(&shape, true, two - truce_area_m2(&common));
    truce_multipolygon_fini(&common);
    assert_int_equal(shape.n_polygons, 1);

    truce_multipolygon_clear(&shape); /* a spike: out and back on the same line */
    const struct truce_lonlat spike[] = {{30, 45},   {30.1, 45},   {30.2, 45},
                                         {30.1, 45}, {30.1, 45.1}, {30, 45.1}};
    add_points(&shape, spike, 6, false);
    check_repair(&shape, true, one);

    truce_multipolygon_clear(&shape); /* a hole outside of its shell */
    box(&shape, 30, 45, 30.1, 45.1, false);
    box(&shape, 31, 45, 31.1, 45.1, true);
    bool repaired = false;
    assert_int_equal(truce_shape_repair(&shape, &repaired, NULL, 0, NULL), TRUCE_OK);
    assert_true(repaired);

    truce_multipolygon_clear(&shape); /* nothing is fit */
    check_repair(&shape, false, 0);

    truce_multipolygon_clear(&shape); /* no area: there is nothing to keep */
    const struct truce_lonlat flat[] = {{30, 45}, {30.1, 45.1}, {30.2, 45.2}, {30.1, 45.1}};
    add_points(&shape, flat, 4, false);
    assert_int_equal(truce_shape_repair(&shape, &repaired, NULL, 0, NULL), TRUCE_ERR_SHAPE);
    truce_multipolygon_fini(&shape);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(random_stars),
        cmocka_unit_test(moved_vertices),
        cmocka_unit_test(grid_boxes),
        cmocka_unit_test(dissolve_side_by_side),
        cmocka_unit_test(inside_out_is_refused),
        cmocka_unit_test(repair),
        cmocka_unit_test(boundaries_into_rings),
        cmocka_unit_test(many_edges_at_one_vertex),
        cmocka_unit_test(changed_edges),
        cmocka_unit_test(dissolve_what_is_drawn_twice),
        cmocka_unit_test(repairs),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
