/*
 * Rings into polygons: what is taken, what is dropped, what is refused, and that a refusal leaves the shape as it was.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <math.h>
#include <string.h>

#include "geo/shape.h"

static const struct truce_lonlat SQUARE[4] = {{30, 45}, {31, 45}, {31, 46}, {30, 46}};
static const struct truce_lonlat HOLE[4] = {{30.2, 45.2}, {30.8, 45.2}, {30.8, 45.8}, {30.2, 45.8}};

static void assert_points(const struct truce_multipolygon *shape, size_t ring, const struct truce_lonlat *p,
                          size_t n)
{
    assert_int_equal(shape->rings[ring].n, n);
    for (size_t i = 0; i < n; i++) {
        assert_true(shape->points[shape->rings[ring].first + i].lon_deg == p[i].lon_deg);
        assert_true(shape->points[shape->rings[ring].first + i].lat_deg == p[i].lat_deg);
    }
}

/* closing point, points said twice or more, at the seam too */
static void repeated_points_are_dropped(void **state)
{
    const struct truce_lonlat p[] = {SQUARE[0], SQUARE[0], SQUARE[1], SQUARE[2], SQUARE[2],
                                     SQUARE[2], SQUARE[3], SQUARE[0], SQUARE[0]};
    struct truce_multipolygon shape;
    (void)state;
    truce_multipolygon_init(&shape);
    assert_int_equal(truce_multipolygon_add_ring(&shape, p, 9, false, NULL), TRUCE_OK);
    assert_points(&shape, 0, SQUARE, 4);
    assert_int_equal(shape.n_points, 4);
    assert_int_equal(shape.n_polygons, 1);
    assert_false(shape.rings[0].hole);

    /* -0 and 0 are one place */
    const struct truce_lonlat zero[] = {{0.0, 0.0}, {-0.0, -0.0}, {1, 0}, {1, 1}, {-0.0, 0.0}};
    assert_int_equal(truce_multipolygon_add_ring(&shape, zero, 5, false, NULL), TRUCE_OK);
    assert_int_equal(shape.rings[1].n, 3);
    /* a point that comes back later is no repetition */
    const struct truce_lonlat eight[] = {{0, 0}, {1, 1}, {2, 0}, {1, 1}, {0, 2}};
    assert_int_equal(truce_multipolygon_add_ring(&shape, eight, 5, false, NULL), TRUCE_OK);
    assert_int_equal(shape.rings[2].n, 5);
    truce_multipolygon_fini(&shape);
}

static void assert_unchanged(const struct truce_multipolygon *shape)
{
    assert_int_equal(shape->n_rings, 1);
    assert_int_equal(shape->n_polygons, 1);
    assert_int_equal(shape->n_points, 4);
    assert_points(shape, 0, SQUARE, 4);
}

static void refusals_leave_the_shape(void **state)
{
    const struct truce_lonlat there_and_back[] = {{30, 45}, {31, 45}, {31, 45}, {30, 45}, {30, 45}};
    const struct truce_lonlat one[] = {{30, 45}, {30, 45}, {30, 45}, {30, 45}};
    struct truce_multipolygon shape;
    struct truce_err err;
    (void)state;

    truce_multipolygon_init(&shape);
    assert_int_equal(truce_multipolygon_add_ring(&shape, SQUARE, 4, true, &err), TRUCE_ERR_SHAPE);
    assert_int_equal(err.status, TRUCE_ERR_SHAPE);
    assert_int_equal(shape.n_rings + shape.n_points + shape.n_polygons, 0);

    assert_int_equal(truce_multipolygon_add_ring(&shape, SQUARE, 4, false, NULL), TRUCE_OK);
    assert_int_equal(truce_multipolygon_add_ring(&shape, there_and_back, 5, false, &err), TRUCE_ERR_SHAPE);
    assert_non_null(strstr(err.text, "2 distinct points"));
    assert_int_equal(truce_multipolygon_add_ring(&shape, one, 4, true, &err), TRUCE_ERR_SHAPE);
    assert_non_null(strstr(err.text, "1 distinct"));
    assert_int_equal(truce_multipolygon_add_ring(&shape, SQUARE, 0, false, &err), TRUCE_ERR_SHAPE);
    assert_int_equal(truce_multipolygon_add_ring(&shape, SQUARE, 2, false, &err), TRUCE_ERR_SHAPE);
    assert_unchanged(&shape);
    truce_multipolygon_fini(&shape);
}

static void positions_out_of_range(void **state)
{
    static const struct truce_lonlat bad[] = {
        {180.0000001, 0}, {-180.0000001, 0}, {0, 90.0000001}, {0, -90.0000001}, {NAN, 0},
        {0, NAN},         {INFINITY, 0},     {0, -INFINITY},  {1e308, 1e308},
    };
    struct truce_multipolygon shape;
    (void)state;

    truce_multipolygon_init(&shape);
    assert_int_equal(truce_multipolygon_add_ring(&shape, SQUARE, 4, false, NULL), TRUCE_OK);
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        for (size_t at = 0; at < 4; at++) {
            struct truce_lonlat p[4];
            struct truce_err err;
            memcpy(p, SQUARE, sizeof p);
            p[at] = bad[i];
            assert_int_equal(truce_multipolygon_add_ring(&shape, p, 4, false, &err), TRUCE_ERR_RANGE);
            assert_int_equal(err.at, at);
            assert_unchanged(&shape);
        }
    /* the limits themselves are fine */
    const struct truce_lonlat world[] = {{-180, -90}, {180, -90}, {180, 90}, {-180, 90}};
    assert_int_equal(truce_multipolygon_add_ring(&shape, world, 4, false, NULL), TRUCE_OK);
    /* and a plane has none */
    const struct truce_lonlat plane[] = {{-5e6, 4e6}, {5e6, 4e6}, {0, 6e6}};
    assert_int_equal(truce_multipolygon_add_plane_ring(&shape, plane, 3, false, NULL), TRUCE_OK);
    truce_multipolygon_fini(&shape);
}

/* shells to the left, holes to the right, first points stay first; once is enough */
static void orient(void **state)
{
    struct truce_lonlat back[4] = {SQUARE[0], SQUARE[3], SQUARE[2], SQUARE[1]};
    struct truce_lonlat hole_back[4] = {HOLE[0], HOLE[3], HOLE[2], HOLE[1]};
    (void)state;
    for (int k = 0; k < 4; k++) {
        struct truce_multipolygon shape;
        truce_multipolygon_init(&shape);
        assert_int_equal(truce_multipolygon_add_ring(&shape, k & 1 ? back : SQUARE, 4, false, NULL),
                         TRUCE_OK);
        assert_int_equal(truce_multipolygon_add_ring(&shape, k & 2 ? hole_back : HOLE, 4, true, NULL),
                         TRUCE_OK);
        for (int times = 0; times < 2; times++) {
            truce_multipolygon_orient(&shape);
            assert_points(&shape, 0, SQUARE, 4);
            assert_points(&shape, 1, hole_back, 4);
        }
        assert_true(truce_ring_signed_deg2(shape.points, 4) == 2);
        assert_true(fabs(truce_ring_signed_deg2(shape.points + 4, 4) + 2 * 0.36) < 1e-12);
        truce_multipolygon_fini(&shape);
    }
    /* an odd number of points has a middle */
    const struct truce_lonlat five[5] = {{0, 0}, {0, 2}, {1, 3}, {2, 2}, {2, 0}},
                              turned[5] = {{0, 0}, {2, 0}, {2, 2}, {1, 3}, {0, 2}};
    struct truce_multipolygon shape;
    truce_multipolygon_init(&shape);
    assert_int_equal(truce_multipolygon_add_ring(&shape, five, 5, false, NULL), TRUCE_OK);
    truce_multipolygon_orient(&shape);
    assert_points(&shape, 0, turned, 5);
    truce_multipolygon_fini(&shape);
}

static void copy_take_append(void **state)
{
    struct truce_multipolygon a, b, c;
    (void)state;
    truce_multipolygon_init(&a);
    truce_multipolygon_init(&b);
    truce_multipolygon_init(&c);
    assert_int_equal(truce_multipolygon_add_ring(&a, SQUARE, 4, false, NULL), TRUCE_OK);
    assert_int_equal(truce_multipolygon_add_ring(&a, HOLE, 4, true, NULL), TRUCE_OK);

    assert_int_equal(truce_multipolygon_copy(&b, &a, NULL), TRUCE_OK);
    a.points[0].lon_deg = 29; /* the copy is its own */
    assert_points(&b, 0, SQUARE, 4);
    assert_points(&b, 1, HOLE, 4);
    a.points[0].lon_deg = 30;
    assert_int_equal(truce_multipolygon_copy(&b, &b, NULL), TRUCE_OK);
    assert_points(&b, 1, HOLE, 4);

    assert_int_equal(truce_multipolygon_append(&b, &a, NULL), TRUCE_OK);
    assert_int_equal(b.n_polygons, 2);
    assert_int_equal(b.n_rings, 4);
    assert_int_equal(b.rings[2].polygon, 1);
    assert_int_equal(b.rings[3].polygon, 1);
    assert_true(b.rings[3].hole && !b.rings[2].hole);
    assert_points(&b, 2, SQUARE, 4);
    assert_points(&b, 3, HOLE, 4);
    /* a hole goes to the last polygon */
    assert_int_equal(truce_multipolygon_add_ring(&b, HOLE, 4, true, NULL), TRUCE_OK);
    assert_int_equal(b.rings[4].polygon, 1);

    /* nothing appended to something, something to nothing, nothing to nothing */
    assert_int_equal(truce_multipolygon_append(&b, &c, NULL), TRUCE_OK);
    assert_int_equal(b.n_rings, 5);
    assert_int_equal(truce_multipolygon_append(&c, &c, NULL), TRUCE_OK);
    assert_int_equal(truce_multipolygon_append(&c, &a, NULL), TRUCE_OK);
    assert_points(&c, 1, HOLE, 4);
    /* a shape appended to itself */
    assert_int_equal(truce_multipolygon_append(&c, &c, NULL), TRUCE_OK);
    assert_int_equal(c.n_polygons, 2);
    assert_int_equal(c.n_rings, 4);
    assert_points(&c, 2, SQUARE, 4);
    assert_points(&c, 3, HOLE, 4);

    const struct truce_lonlat *moved = b.points;
    truce_multipolygon_take(&c, &b);
    assert_ptr_equal(c.points, moved);
    assert_int_equal(c.n_rings, 5);
    assert_null(b.points);
    assert_int_equal(b.n_rings + b.n_points + b.n_polygons, 0);
    truce_multipolygon_take(&c, &c);
    assert_int_equal(c.n_rings, 5);
    truce_multipolygon_clear(&c);
    assert_int_equal(c.n_rings + c.n_points + c.n_polygons, 0);
    assert_ptr_equal(c.points, moved); /* memory is kept */
    truce_multipolygon_fini(&a);
    truce_multipolygon_fini(&b);
    truce_multipolygon_fini(&c);
    truce_multipolygon_fini(&c); /* twice is fine */
}

static void boxes(void **state)
{
    struct truce_multipolygon shape;
    (void)state;
    truce_multipolygon_init(&shape);
    struct truce_box none = truce_multipolygon_box(&shape);
    assert_true(truce_box_is_empty(none));
    assert_false(truce_box_contains(none, SQUARE[0]));
    assert_int_equal(truce_multipolygon_add_ring(&shape, SQUARE, 4, false, NULL), TRUCE_OK);
    const struct truce_lonlat far[] = {{-10, -20}, {-9, -20}, {-9, -19}};
    assert_int_equal(truce_multipolygon_add_ring(&shape, far, 3, false, NULL), TRUCE_OK);
    struct truce_box box = truce_multipolygon_box(&shape);
    assert_true(box.min.lon_deg == -10 && box.min.lat_deg == -20 && box.max.lon_deg == 31 &&
                box.max.lat_deg == 46);
    assert_true(truce_box_contains(box, box.min) && truce_box_contains(box, box.max));
    assert_false(truce_box_contains(box, (struct truce_lonlat){nextafter(31, 99), 0}));
    assert_false(truce_box_meets(box, none));
    assert_false(truce_box_meets(none, box));
    struct truce_box beside = {{31, 46}, {32, 47}}, apart = {{nextafter(31, 99), 46}, {32, 47}};
    assert_true(truce_box_meets(box, beside) &&
                truce_box_meets(beside, box)); /* a common corner is a meeting */
    assert_false(truce_box_meets(box, apart) || truce_box_meets(apart, box));
    truce_multipolygon_fini(&shape);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(repeated_points_are_dropped),
        cmocka_unit_test(refusals_leave_the_shape),
        cmocka_unit_test(positions_out_of_range),
        cmocka_unit_test(orient),
        cmocka_unit_test(copy_take_append),
        cmocka_unit_test(boxes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
