/*
 * Lines with sides: strips against Shapely and PROJ, and against the distances and sides of positions.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <math.h>

#include "base/random.h"
#include "geo/area.h"
#include "geo/line.h"
#include "geo/overlay.h"

static const double TURN = 6.283185307179586;

static void assert_near(double value, double expected, double tolerance)
{
    if (!(fabs(value - expected) <= tolerance))
        fail_msg("%.17g is not within %g of %.17g", value, tolerance, expected);
}

static struct truce_line *line_of(const struct truce_lonlat *at, size_t n)
{
    const struct truce_run run = {at, n};
    struct truce_line *line = NULL;
    assert_int_equal(truce_line_open(&run, 1, &line, NULL), TRUCE_OK);
    return line;
}

static const struct truce_lonlat contact[] = {{0, 0}, {0, 0.4}, {0.1, 0.8}, {0.1, 1.2}};
static const struct truce_lonlat bent[] = {{37, 48}, {37.3, 48.2}, {37.2, 48.5}, {37.9, 48.6}};
static const struct truce_lonlat east[] = {{30, 50}, {31, 50.02}, {32, 49.98}, {33, 50.01}, {34, 50}};
static const struct truce_lonlat hook[] = {{36, 47}, {36.5, 47}, {36.5, 47.2}, {36.05, 47.2}};
static const struct truce_lonlat south[] = {{-70, -33}, {-69.6, -33.5}, {-69.9, -34.1}};
static const struct truce_lonlat tropic[] = {{20, 0.2}, {21, 0.4}, {22, 0.1}};

struct known {
    const struct truce_lonlat *at;
    size_t n;
    double left_m, right_m, area_m2;
};

/* src/geo/line_oracle.py, with Shapely 1.8.5, GEOS 3.11.1, pyproj 3.4.1, PROJ 9.1.1 */
static const struct known known[] = {
    {contact, 4, 10000, 10000, 2995383813}, {contact, 4, 25000, 0, 4332986453},
    {contact, 4, 0, 70000, 17077620459},    {bent, 4, 15000, 4000, 2675371561},
    {bent, 4, 4000, 15000, 2523143426},     {east, 5, 2000, 0, 580270918},
    {east, 5, 0, 30000, 10025953425},       {hook, 4, 6000, 20000, 3694556551},
    {hook, 4, 20000, 6000, 1906873268},     {south, 3, 12000, 3000, 2390635501},
    {tropic, 3, 5000, 10000, 3622142581},
};

/* arcs by chords take up to 0.08 % of the width off where all of a strip is arc; the scale of the plane is off by less */
static void strips_against_shapely(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        struct truce_line *line = line_of(known[i].at, known[i].n);
        struct truce_multipolygon strip;
        double scale_error = -1;
        truce_multipolygon_init(&strip);
        assert_int_equal(
            truce_line_strip(line, known[i].left_m, known[i].right_m, &strip, &scale_error, NULL), TRUCE_OK);
        assert_near(truce_area_m2(&strip) / known[i].area_m2, 1, 1e-3);
        assert_true(scale_error >= 0 && scale_error < 1e-3);
        truce_multipolygon_fini(&strip);
        truce_line_close(line);
    }
}

/* A position is in the strip exactly when its distance is within the width of its side; near the edge either will do. */
static void strips_against_positions(void **state)
{
    size_t inside = 0, outside = 0;
    (void)state;
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        struct truce_line *line = line_of(known[i].at, known[i].n);
        double left_m = known[i].left_m, right_m = known[i].right_m, most_m = fmax(left_m, right_m);
        struct truce_multipolygon strip;
        struct truce_clip *clip = NULL;
        truce_multipolygon_init(&strip);
        assert_int_equal(truce_line_strip(line, left_m, right_m, &strip, NULL, NULL), TRUCE_OK);
        assert_int_equal(truce_clip_open(&strip, &clip, NULL), TRUCE_OK);
        struct truce_box box = truce_line_box(line);
        double margin = 1.3 * most_m / 111000, wide = 1 / cos(known[i].at[0].lat_deg * TURN / 360);
        for (uint64_t k = 0; k < 4000; k++) {
            struct truce_lonlat p = {
                box.min.lon_deg - margin * wide +
                    truce_random_uniform(i, 1, k) * (box.max.lon_deg - box.min.lon_deg + 2 * margin * wide),
                box.min.lat_deg - margin +
                    truce_random_uniform(i, 2, k) * (box.max.lat_deg - box.min.lat_deg + 2 * margin)};
            enum truce_line_hand side = TRUCE_LINE_ON;
            double d = truce_line_distance_m(line, p, INFINITY, &side);
            double width = side == TRUCE_LINE_LEFT ? left_m : right_m;
            if (fabs(d - left_m) < 2e-3 * most_m + 1 || fabs(d - right_m) < 2e-3 * most_m + 1 || d < 5)
                continue;
            bool is_in = truce_clip_side(clip, p) == TRUCE_SIDE_INSIDE;
            if (is_in != (d <= width))
                fail_msg("line %zu, %.5f %.5f: %.1f m on side %d of %g left, %g right, but %s the strip", i,
                         p.lon_deg, p.lat_deg, d, (int)side, left_m, right_m, is_in ? "in" : "out of");
            inside += is_in;
            outside += !is_in;
        }
        truce_clip_close(clip);
        truce_multipolygon_fini(&strip);
        truce_line_close(line);
    }
    assert_true(inside > 5000 && outside > 5000);
}

/* the two sides of a strip make up the whole, and share nothing */
static void sides_add_up(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        struct truce_line *line = line_of(known[i].at, known[i].n);
        struct truce_multipolygon left, right, whole, shared;
        double d_m = fmax(known[i].left_m, known[i].right_m);
        truce_multipolygon_init(&left);
        truce_multipolygon_init(&right);
        truce_multipolygon_init(&whole);
        truce_multipolygon_init(&shared);
        assert_int_equal(truce_line_strip(line, d_m, 0, &left, NULL, NULL), TRUCE_OK);
        assert_int_equal(truce_line_strip(line, 0, d_m, &right, NULL, NULL), TRUCE_OK);
        assert_int_equal(truce_line_strip(line, d_m, d_m, &whole, NULL, NULL), TRUCE_OK);
        double all = truce_area_m2(&whole);
        assert_near(truce_area_m2(&left) + truce_area_m2(&right), all, 1e-6 * all);
        assert_int_equal(truce_overlay_intersection(&left, &right, &shared, NULL), TRUCE_OK);
        assert_true(truce_area_m2(&shared) < 1e-6 * all);
        truce_multipolygon_fini(&left);
        truce_multipolygon_fini(&right);
        truce_multipolygon_fini(&whole);
        truce_multipolygon_fini(&shared);
        truce_line_close(line);
    }
}

static enum truce_line_hand side_of(const struct truce_line *line, double lon_deg, double lat_deg)
{
    enum truce_line_hand side = TRUCE_LINE_ON;
    assert_true(
        isfinite(truce_line_distance_m(line, (struct truce_lonlat){lon_deg, lat_deg}, INFINITY, &side)));
    return side;
}

/* a right bend and a left bend: beyond a vertex lies its outer side; beyond an end the line is drawn on */
static void sides_at_vertices(void **state)
{
    static const struct truce_lonlat right_bend[] = {{0, 0}, {0, 1}, {1, 1}};
    static const struct truce_lonlat left_bend[] = {{0, 0}, {0, 1}, {-1, 1}};
    static const struct truce_lonlat sharp[] = {{0, 0}, {0, 1}, {0.01, 0}};
    static const struct truce_lonlat folded[] = {{0, 0}, {0, 1}, {0, 0.5}};
    (void)state;
    struct truce_line *line = line_of(right_bend, 3);
    assert_int_equal(side_of(line, -0.3, 1.3), TRUCE_LINE_LEFT);
    assert_int_equal(side_of(line, -0.3, 1), TRUCE_LINE_LEFT);
    assert_int_equal(side_of(line, 0, 1.3), TRUCE_LINE_LEFT);
    assert_int_equal(side_of(line, 0.3, 0.7), TRUCE_LINE_RIGHT);
    assert_int_equal(side_of(line, -0.001, -0.5), TRUCE_LINE_LEFT);
    assert_int_equal(side_of(line, 0.001, -0.5), TRUCE_LINE_RIGHT);
    assert_int_equal(side_of(line, 0, -0.5), TRUCE_LINE_ON);
    assert_int_equal(side_of(line, 1.5, 1.001), TRUCE_LINE_LEFT);
    assert_int_equal(side_of(line, 1.5, 0.999), TRUCE_LINE_RIGHT);
    assert_int_equal(side_of(line, 0, 0.5), TRUCE_LINE_ON);
    assert_int_equal(side_of(line, 0, 1), TRUCE_LINE_ON);
    truce_line_close(line);
    line = line_of(left_bend, 3);
    assert_int_equal(side_of(line, 0.3, 1.3), TRUCE_LINE_RIGHT);
    assert_int_equal(side_of(line, -0.3, 0.7), TRUCE_LINE_LEFT);
    truce_line_close(line);
    line = line_of(sharp, 3);
    assert_int_equal(side_of(line, 0.001, 1.3), TRUCE_LINE_LEFT);
    assert_int_equal(side_of(line, 0.004, 0.5), TRUCE_LINE_RIGHT);
    assert_int_equal(side_of(line, 0.1, 0.5), TRUCE_LINE_LEFT);
    truce_line_close(line);
    line = line_of(folded, 3); /* a line that turns back on itself has no inner side; no crash */
    (void)side_of(line, 0.1, 0.7);
    (void)side_of(line, 0.1, 1.5);
    truce_line_close(line);
}

/* a closed line: its sides are inside and outside, all along, also where it begins */
static void sides_of_a_closed_line(void **state)
{
    struct truce_lonlat ring[9];
    (void)state;
    for (size_t i = 0; i < 9; i++)
        ring[i] = (struct truce_lonlat){37 + 0.1 * cos(TURN * (double)(i % 8) / 8),
                                        48 + 0.07 * sin(TURN * (double)(i % 8) / 8)};
    struct truce_line *line = line_of(ring, 9);
    for (int k = 0; k < 64; k++) {
        double c = cos(TURN * k / 64), s = sin(TURN * k / 64);
        assert_int_equal(side_of(line, 37 + 0.08 * c, 48 + 0.055 * s), TRUCE_LINE_LEFT);
        assert_int_equal(side_of(line, 37 + 0.2 * c, 48 + 0.14 * s), TRUCE_LINE_RIGHT);
    }
    struct truce_multipolygon strip;
    truce_multipolygon_init(&strip);
    assert_int_equal(truce_line_strip(line, 1000, 3000, &strip, NULL, NULL), TRUCE_OK);
    assert_int_equal(strip.n_polygons, 1);
    assert_int_equal(strip.n_rings, 2);
    assert_int_equal(truce_line_strip(line, 30000, 0, &strip, NULL, NULL), TRUCE_OK);
    assert_int_equal(strip.n_rings, 1); /* all of the inside */
    truce_multipolygon_fini(&strip);
    truce_line_close(line);
}

/* shallow bends, which GEOS leaves out of longer lines: the strip's edge keeps its distance */
static void shallow_bends_count(void **state)
{
    struct truce_lonlat at[41];
    struct truce_multipolygon strip;
    (void)state;
    for (size_t i = 0; i < 41; i++) /* 0.8 % of the width deep and 2 km long */
        at[i] = (struct truce_lonlat){37 + 0.013 * (double)i, 48 + (i / 2 % 2 == 0 ? 0 : 0.0022)};
    struct truce_line *line = line_of(at, 41);
    truce_multipolygon_init(&strip);
    assert_int_equal(truce_line_strip(line, 30000, 0, &strip, NULL, NULL), TRUCE_OK);
    for (size_t i = 0; i < strip.n_points; i++) {
        double d = truce_line_distance_m(line, strip.points[i], INFINITY, NULL);
        if (d > 15000 && strip.points[i].lon_deg > 37.1 && strip.points[i].lon_deg < 37.4)
            assert_near(d, 30000, 45);
    }
    truce_multipolygon_fini(&strip);
    truce_line_close(line);
}

/* several runs: the nearest one counts */
static void several_runs(void **state)
{
    static const struct truce_lonlat a[] = {{0, 0}, {0, 1}}, b[] = {{1, 1}, {1, 0}};
    const struct truce_run runs[] = {{a, 2}, {b, 2}};
    struct truce_line *line = NULL;
    (void)state;
    assert_int_equal(truce_line_open(runs, 2, &line, NULL), TRUCE_OK);
    assert_int_equal(side_of(line, 0.4, 0.5), TRUCE_LINE_RIGHT);
    assert_int_equal(side_of(line, 0.6, 0.5), TRUCE_LINE_RIGHT);
    assert_int_equal(side_of(line, -0.1, 0.5), TRUCE_LINE_LEFT);
    assert_int_equal(side_of(line, 1.1, 0.5), TRUCE_LINE_LEFT);
    struct truce_multipolygon strip;
    truce_multipolygon_init(&strip);
    assert_int_equal(truce_line_strip(line, 10000, 0, &strip, NULL, NULL), TRUCE_OK);
    assert_int_equal(strip.n_polygons, 2);
    truce_multipolygon_fini(&strip);
    truce_line_close(line);
}

static void refused(void **state)
{
    static const struct truce_lonlat same[] = {{1, 2}, {1, 2}, {1, 2}};
    const struct truce_run runs[] = {{contact, 4}, {same, 3}};
    struct truce_line *line = NULL;
    struct truce_multipolygon strip;
    struct truce_err err;
    (void)state;
    assert_int_equal(truce_line_open(runs, 2, &line, &err), TRUCE_ERR_SHAPE);
    assert_int_equal(err.at, 1);
    assert_int_equal(truce_line_open(runs, 0, &line, &err), TRUCE_ERR_SHAPE);
    assert_null(line);
    truce_line_close(NULL);

    truce_multipolygon_init(&strip);
    line = line_of(contact, 4);
    assert_int_equal(truce_line_strip(line, 1000, 2000, &strip, NULL, NULL), TRUCE_OK);
    size_t rings = strip.n_rings;
    assert_int_equal(truce_line_strip(line, -1, 1000, &strip, NULL, &err), TRUCE_ERR_RANGE);
    assert_int_equal(truce_line_strip(line, NAN, 1000, &strip, NULL, &err), TRUCE_ERR_RANGE);
    assert_int_equal(truce_line_strip(line, 1000, INFINITY, &strip, NULL, &err), TRUCE_ERR_RANGE);
    assert_int_equal(strip.n_rings, rings); /* untouched */
    assert_int_equal(truce_line_strip(line, 0, 0, &strip, NULL, NULL), TRUCE_OK);
    assert_int_equal(strip.n_rings, 0);
    enum truce_line_hand side = TRUCE_LINE_RIGHT;
    assert_true(isinf(truce_line_distance_m(line, (struct truce_lonlat){5, 5}, 1000, &side)));
    assert_int_equal(side, TRUCE_LINE_RIGHT);
    truce_multipolygon_fini(&strip);
    truce_line_close(line);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(strips_against_shapely), cmocka_unit_test(strips_against_positions),
        cmocka_unit_test(sides_add_up),           cmocka_unit_test(sides_at_vertices),
        cmocka_unit_test(sides_of_a_closed_line), cmocka_unit_test(shallow_bends_count),
        cmocka_unit_test(several_runs),           cmocka_unit_test(refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
