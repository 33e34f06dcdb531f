/*
 * The line of contact: distances against PROJ's geodesics, what counts as contact, and strips against their formula.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <math.h>

#include "base/random.h"
#include "geo/area.h"
#include "geo/front.h"

static const double TURN = 6.283185307179586;

static void assert_near(double value, double expected, double tolerance)
{
    if (!(fabs(value - expected) <= tolerance))
        fail_msg("%.17g is not within %g of %.17g", value, tolerance, expected);
}

static void add_square(struct truce_multipolygon *shape, double x0, double y0, double x1, double y1,
                       bool hole)
{
    const struct truce_lonlat p[4] = {{x0, y0}, {x1, y0}, {x1, y1}, {x0, y1}};
    assert_int_equal(truce_multipolygon_add_ring(shape, p, 4, hole, NULL), TRUCE_OK);
    truce_multipolygon_orient(shape);
}

static void front_of(const struct truce_lonlat *line, size_t n, struct truce_front *out)
{
    struct truce_boundary edges;
    struct truce_edge e[512];
    assert_true(n <= 512);
    for (size_t i = 0; i + 1 < n; i++)
        e[i] = (struct truce_edge){line[i], line[i + 1]};
    edges = (struct truce_boundary){e, n - 1, n - 1};
    assert_int_equal(truce_front_extract(&edges, NULL, out, NULL), TRUCE_OK);
    assert_int_equal(out->n, n - 1);
}

/* The distance by geodesics alone: a coarse look at many points of every piece, then a golden section about the best. */
static double on_piece(const struct truce_front_piece *piece, double t, struct truce_lonlat p)
{
    struct truce_lonlat q = {piece->a.lon_deg + t * (piece->b.lon_deg - piece->a.lon_deg),
                             piece->a.lat_deg + t * (piece->b.lat_deg - piece->a.lat_deg)};
    return truce_geodesic_distance_m(p, q, NULL);
}

static double by_geodesics(const struct truce_front *front, struct truce_lonlat p)
{
    static const double golden = 0.6180339887498949;
    const int steps = 4;
    double best = INFINITY;
    for (size_t i = 0; i < front->n; i++) {
        int near = 0;
        double nearest = INFINITY;
        for (int k = 0; k <= steps; k++) {
            double d = on_piece(&front->pieces[i], (double)k / steps, p);
            if (d < nearest) {
                nearest = d;
                near = k;
            }
        }
        if (nearest - truce_geodesic_distance_m(front->pieces[i].a, front->pieces[i].b, NULL) / steps > best)
            continue;
        double low = fmax(near - 1, 0) / steps, high = fmin(near + 1, steps) / steps;
        for (int k = 0; k < 45; k++) {
            double u = high - golden * (high - low), v = low + golden * (high - low);
            if (on_piece(&front->pieces[i], u, p) < on_piece(&front->pieces[i], v, p))
                high = v;
            else
                low = u;
        }
        best = fmin(best, fmin(nearest, on_piece(&front->pieces[i], (low + high) / 2, p)));
    }
    return best;
}

/* A jagged line of 60 vertices with steps of about `step_deg`, and positions within `reach_deg` of it. */
struct trial {
    double lat_deg, step_deg, reach_deg;
    double bound; /* relative */
};

struct tally {
    double worst, farthest_m;
    size_t outside, met;
};

static void try_distances(const struct trial *trial, uint64_t seed, struct tally *tally)
{
    struct truce_lonlat line[60];
    struct truce_front front;
    struct truce_front_index *index = NULL;
    struct truce_box box = truce_box_empty();
    double wide = 1 / cos(trial->lat_deg * TURN / 360), step = trial->step_deg;

    for (size_t i = 0; i < 60; i++) {
        line[i].lon_deg = 36 + wide * step * (0.5 * (double)i + 0.4 * truce_random_uniform(seed, 1, i));
        line[i].lat_deg = trial->lat_deg + step * (truce_random_uniform(seed, 2, i) + 0.2 * (double)i);
        truce_box_extend(&box, line[i]);
    }
    truce_front_init(&front);
    front_of(line, 60, &front);
    assert_int_equal(truce_front_index_open(&front, &index, NULL), TRUCE_OK);
    for (uint64_t i = 0; i < 40; i++) {
        const struct truce_lonlat about = line[i % 60];
        double reach = i % 4 == 0 ? 0.01 * trial->reach_deg : trial->reach_deg;
        struct truce_lonlat p = {about.lon_deg + wide * reach * (truce_random_uniform(seed, 3, i) - 0.5),
                                 about.lat_deg + reach * (truce_random_uniform(seed, 4, i) - 0.5)};
        double expected = by_geodesics(&front, p), d = truce_front_distance_m(index, p, 1e6);
        if (expected > 25000)
            continue;
        if (!(fabs(d - expected) <= trial->bound * expected + 1e-3))
            fail_msg("%.6f %.6f: %.6f m, by geodesics %.6f m", p.lon_deg, p.lat_deg, d, expected);
        tally->outside += !truce_box_contains(box, p);
        tally->met++;
        tally->farthest_m = fmax(tally->farthest_m, expected);
        tally->worst = fmax(tally->worst, expected > 100 ? fabs(d - expected) / expected : 0);
        /* the limit decides whether there is an answer, not which */
        assert_true(truce_front_distance_m(index, p, d) == d);
        assert_true(truce_front_distance_m(index, p, d + 1) == d);
        assert_true(isinf(truce_front_distance_m(index, p, d - 0.001 - 1e-6 * d)) || d < 0.002);
    }
    truce_front_index_close(index);
    truce_front_fini(&front);
}

/* pieces from 100 m to 15 km */
static void distances_against_geodesics(void **state)
{
    static const double steps_deg[] = {0.001, 0.003, 0.01, 0.03, 0.12};
    static const double lats_deg[] = {-75, -60, -31, -0.3, 12, 48.5, 62, 72};
    (void)state;
    for (size_t i = 0; i < 5; i++) {
        struct tally tally = {0, 0, 0, 0};
        for (size_t k = 0; k < 8; k++)
            try_distances(&(struct trial){lats_deg[k], steps_deg[i], 0.5, 1e-5}, k, &tally);
        print_message(
            "steps of %g degrees: %zu positions, %zu outside of the box, to %.0f m: worst share %.2g\n",
            steps_deg[i], tally.met, tally.outside, tally.farthest_m, tally.worst);
        assert_true(tally.met > 200 && tally.outside > 20);
    }
}

/* far off positions, where the search starts from outside of the grid */
static void distances_from_outside_of_the_box(void **state)
{
    static const struct truce_lonlat line[] = {{37, 48}, {37.2, 48.1}, {37.1, 48.3}, {37.5, 48.4}};
    struct truce_front front;
    struct truce_front_index *index = NULL;
    (void)state;

    truce_front_init(&front);
    front_of(line, 4, &front);
    assert_int_equal(truce_front_index_open(&front, &index, NULL), TRUCE_OK);
    for (int turn = 0; turn < 64; turn++)
        for (int k = 0; k < 3; k++) {
            double far_deg = 0.3 + 0.25 * k;
            struct truce_lonlat p = {37.25 + 1.5 * far_deg * cos(TURN * turn / 64),
                                     48.2 + far_deg * sin(TURN * turn / 64)};
            double expected = by_geodesics(&front, p), d = truce_front_distance_m(index, p, 200000);
            if (expected <= 100000 && !(fabs(d - expected) <= (expected <= 50000 ? 1e-5 : 2e-5) * expected))
                fail_msg("%.3f %.3f: %.4f m, by geodesics %.4f m: off by %.2g of it", p.lon_deg, p.lat_deg, d,
                         expected, fabs(d - expected) / expected);
            assert_true(isinf(truce_front_distance_m(index, p, 0.9 * expected)));
        }
    assert_true(isinf(truce_front_distance_m(index, (struct truce_lonlat){-120, -40}, 25000)));
    assert_true(truce_front_distance_m(index, line[1], 25000) < 1e-6);
    truce_front_index_close(index);

    /* no front, no distance */
    struct truce_front none;
    truce_front_init(&none);
    assert_int_equal(truce_front_index_open(&none, &index, NULL), TRUCE_OK);
    assert_true(isinf(truce_front_distance_m(index, line[0], INFINITY)));
    truce_front_index_close(index);
    truce_front_index_close(NULL);
    truce_front_fini(&front);
}

/* a published geodesic (C. F. F. Karney, GeographicLib's GeodSolve manual: JFK to LHR), and the azimuth */
static void geodesics(void **state)
{
    double azimuth_deg = 0;
    (void)state;
    double s = truce_geodesic_distance_m((struct truce_lonlat){-73.8, 40.6},
                                         (struct truce_lonlat){-0.5, 51.6}, &azimuth_deg);
    assert_near(s, 5551759.400, 0.001);
    assert_near(azimuth_deg, 51.198882845579, 1e-9);
    assert_true(truce_geodesic_distance_m((struct truce_lonlat){1, 2}, (struct truce_lonlat){1, 2}, NULL) ==
                0);
}

/*
 * A country from 30 to 34 E and 45 to 47 N with its coast in the west.  Held: its western half, drawn roughly: 500 m off the coast
 * and border, beyond them in the north.  Only the edge in the east is contact.
 */
static void only_the_edge_inside_counts(void **state)
{
    struct truce_multipolygon country, held;
    struct truce_border *border = NULL;
    struct truce_boundary edges;
    struct truce_front front;
    (void)state;

    truce_multipolygon_init(&country);
    truce_multipolygon_init(&held);
    truce_boundary_init(&edges);
    truce_front_init(&front);
    add_square(&country, 30, 45, 34, 47, false);
    add_square(&held, 30.005, 44.995, 32, 47.3, false);
    assert_int_equal(truce_boundary_of(&held, &edges, NULL), TRUCE_OK);

    assert_int_equal(truce_border_open(&country, 1000, &border, NULL), TRUCE_OK);
    assert_int_equal(truce_front_extract(&edges, border, &front, NULL), TRUCE_OK);
    assert_true(front.n > 0);
    double sum = 0;
    for (size_t i = 0; i < front.n; i++) {
        const struct truce_front_piece *piece = &front.pieces[i];
        assert_true(piece->a.lon_deg == 32 && piece->b.lon_deg == 32);
        assert_true(piece->a.lat_deg > 45.008 &&
                    piece->b.lat_deg < 46.992);           /* the margin stays free, to a half */
        assert_true(piece->b.lat_deg > piece->a.lat_deg); /* the held area on its left */
        sum += truce_geodesic_distance_m(piece->a, piece->b, NULL);
    }
    assert_near(front.length_m, sum, 1e-6);
    double whole =
        truce_geodesic_distance_m((struct truce_lonlat){32, 45}, (struct truce_lonlat){32, 47}, NULL);
    assert_near(front.length_m, whole - 2000, 1000);
    assert_int_equal(truce_clip_side(truce_border_clip(border), (struct truce_lonlat){33, 46}),
                     TRUCE_SIDE_INSIDE);

    /* without an outline all of it counts, as it is drawn */
    assert_int_equal(truce_front_extract(&edges, NULL, &front, NULL), TRUCE_OK);
    assert_int_equal(front.n, edges.n);
    double around = 0;
    for (size_t i = 0; i < edges.n; i++)
        around += truce_geodesic_distance_m(edges.edges[i].a, edges.edges[i].b, NULL);
    assert_near(front.length_m, around, 1e-6);

    /* a margin below 500 m tells the roughly drawn coast from the line no more */
    truce_border_close(border);
    assert_int_equal(truce_border_open(&country, 200, &border, NULL), TRUCE_OK);
    assert_int_equal(truce_front_extract(&edges, border, &front, NULL), TRUCE_OK);
    assert_true(front.length_m > 1.8 * whole);
    truce_border_close(border);

    /* all of the country held: no front; a held area abroad: no front; nothing held: no front */
    assert_int_equal(truce_border_open(&country, 1000, &border, NULL), TRUCE_OK);
    assert_int_equal(truce_boundary_of(&country, &edges, NULL), TRUCE_OK);
    assert_int_equal(truce_front_extract(&edges, border, &front, NULL), TRUCE_OK);
    assert_int_equal(front.n, 0);
    assert_true(front.length_m == 0);
    truce_multipolygon_clear(&held);
    add_square(&held, 36, 45, 37, 46, false);
    assert_int_equal(truce_boundary_of(&held, &edges, NULL), TRUCE_OK);
    assert_int_equal(truce_front_extract(&edges, border, &front, NULL), TRUCE_OK);
    assert_int_equal(front.n, 0);
    edges.n = 0;
    assert_int_equal(truce_front_extract(&edges, border, &front, NULL), TRUCE_OK);
    assert_int_equal(front.n, 0);
    truce_border_close(border);
    truce_border_close(NULL);

    truce_front_fini(&front);
    truce_boundary_fini(&edges);
    truce_multipolygon_fini(&held);
    truce_multipolygon_fini(&country);
}

static void margins_that_are_none(void **state)
{
    static const double bad_m[] = {0, -1, NAN};
    struct truce_multipolygon country;
    (void)state;
    truce_multipolygon_init(&country);
    add_square(&country, 30, 45, 34, 47, false);
    for (size_t i = 0; i < 3; i++) {
        struct truce_border *border = NULL;
        struct truce_err err;
        assert_int_equal(truce_border_open(&country, bad_m[i], &border, &err), TRUCE_ERR_RANGE);
        assert_null(border);
        assert_int_equal(err.status, TRUCE_ERR_RANGE);
    }
    truce_multipolygon_fini(&country);
}

static double strip_m2(const struct truce_front *front, double d_m, double *scale_error)
{
    struct truce_multipolygon strip;
    truce_multipolygon_init(&strip);
    assert_int_equal(truce_front_strip(front, d_m, &strip, scale_error, NULL), TRUCE_OK);
    double area = truce_area_m2(&strip);
    truce_multipolygon_fini(&strip);
    return area;
}

/* a straight front: a rectangle and two half discs; 32 sides instead of a circle take 0.6 % off the discs */
static void strips_of_a_straight_front(void **state)
{
    static const double lats_deg[] = {-60, -10, 0, 33, 48, 65};
    (void)state;
    for (size_t i = 0; i < 6; i++)
        for (int way = 0; way < 3; way++) {
            struct truce_lonlat line[40];
            struct truce_front front;
            for (size_t k = 0; k < 40; k++)
                line[k] = (struct truce_lonlat){36 + (way != 0 ? 0.01 * (double)k : 0),
                                                lats_deg[i] + (way != 1 ? 0.01 * (double)k : 0)};
            truce_front_init(&front);
            front_of(line, 40, &front);
            for (int j = 0; j < 4; j++) {
                double d_m = 50 * pow(7, j);
                double scale_error = -1;
                double corner = 0.5 * 32 * sin(TURN / 32) / (TURN / 2); /* of the polygon against the disc */
                double expected = 2 * d_m * front.length_m + corner * TURN / 2 * d_m * d_m;
                double area = strip_m2(&front, d_m, &scale_error);
                assert_near(area / (2 * d_m * front.length_m + TURN / 2 * d_m * d_m), 1, 0.01);
                assert_near(area / expected, 1, 0.001);
                assert_true(scale_error >= 0 && scale_error < 1e-4);
            }
            truce_front_fini(&front);
        }
}

/* the same front drawn the other way round, or in single pieces out of order, has the same strip; a closed one has a hole */
static void strips_of_other_fronts(void **state)
{
    struct truce_lonlat line[9], back[9];
    struct truce_front front, turned;
    struct truce_multipolygon strip;
    double scale_error = -1;
    (void)state;

    truce_front_init(&front);
    truce_front_init(&turned);
    truce_multipolygon_init(&strip);
    for (size_t i = 0; i < 9; i++)
        line[i] = back[8 - i] = (struct truce_lonlat){37 + 0.1 * cos(TURN * (double)i / 8),
                                                      48 + 0.07 * sin(TURN * (double)i / 8)};
    line[8] = back[0] = line[0];
    front_of(line, 9, &front);
    front_of(back, 9, &turned);
    struct truce_front_piece swap = turned.pieces[1];
    turned.pieces[1] = turned.pieces[5];
    turned.pieces[5] = swap;
    double area = strip_m2(&front, 1000, NULL);
    assert_near(strip_m2(&turned, 1000, NULL), area, 1e-4 * area); /* round corners start elsewhere */
    assert_int_equal(truce_front_strip(&front, 1000, &strip, &scale_error, NULL), TRUCE_OK);
    assert_int_equal(strip.n_polygons, 1);
    assert_int_equal(strip.n_rings, 2);
    assert_int_equal(truce_front_strip(&front, 20000, &strip, NULL, NULL), TRUCE_OK);
    assert_int_equal(strip.n_rings, 1); /* wide enough to fill it */

    /* moved by nothing, and no front: an empty strip replaces what was there */
    assert_int_equal(truce_front_strip(&front, 0, &strip, &scale_error, NULL), TRUCE_OK);
    assert_int_equal(strip.n_rings, 0);
    assert_true(scale_error == 0);
    assert_int_equal(truce_front_strip(&front, 1000, &strip, NULL, NULL), TRUCE_OK);
    assert_int_equal(truce_front_strip(&front, -5, &strip, NULL, NULL), TRUCE_OK);
    assert_int_equal(strip.n_rings, 0);
    assert_int_equal(truce_front_strip(&front, 1000, &strip, NULL, NULL), TRUCE_OK);
    truce_front_fini(&front);
    scale_error = -1;
    assert_int_equal(truce_front_strip(&front, 1000, &strip, &scale_error, NULL), TRUCE_OK);
    assert_int_equal(strip.n_rings, 0);
    assert_true(scale_error == 0);
    truce_front_fini(&turned);
    truce_multipolygon_fini(&strip);
}

/* points of the strip's edge lie at d from the front */
static void the_edge_of_a_strip_is_at_its_distance(void **state)
{
    static const struct truce_lonlat line[] = {
        {36, 47.5}, {36.4, 47.7}, {36.5, 48.2}, {37.3, 48.3}, {38.9, 49.9}};
    struct truce_front front;
    struct truce_front_index *index = NULL;
    struct truce_multipolygon strip;
    double scale_error = 0;
    (void)state;

    truce_front_init(&front);
    truce_multipolygon_init(&strip);
    front_of(line, 5, &front);
    assert_int_equal(truce_front_index_open(&front, &index, NULL), TRUCE_OK);
    for (int k = 0; k < 3; k++) {
        double d_m = 500 * pow(3, k);
        assert_int_equal(truce_front_strip(&front, d_m, &strip, &scale_error, NULL), TRUCE_OK);
        assert_true(scale_error > 0 && scale_error < 5e-4);
        for (size_t i = 0; i < strip.n_points; i++) {
            double d = truce_front_distance_m(index, strip.points[i], 2 * d_m);
            /* straight in the plane is not straight in degrees: long pieces bulge by up to some tens of metres */
            assert_near(d, d_m, 1e-3 * d_m + 60);
        }
    }
    truce_front_index_close(index);
    truce_multipolygon_fini(&strip);
    truce_front_fini(&front);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(distances_against_geodesics),
        cmocka_unit_test(distances_from_outside_of_the_box),
        cmocka_unit_test(geodesics),
        cmocka_unit_test(only_the_edge_inside_counts),
        cmocka_unit_test(margins_that_are_none),
        cmocka_unit_test(strips_of_a_straight_front),
        cmocka_unit_test(strips_of_other_fronts),
        cmocka_unit_test(the_edge_of_a_strip_is_at_its_distance),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
