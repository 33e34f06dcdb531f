/*
 * Clipping where it is hard: parts cut again and again along common borders, edges an ulp apart, vertices on edges, slivers.  Every case
 * in both orders, against GEOS and against sums that must come out.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <math.h>
#include <string.h>

#include "base/random.h"
#include "geo/area.h"
#include "geo/overlay.h"

static const double TURN = 6.283185307179586;

/*
 * Edges are cut as straight lines in the plane of longitude and latitude, so it is there that pieces must add up: a long edge in two pieces
 * is not the geodesic of the whole.  Cut points are rounded to 7e-15 degrees, a nanometre; over edges of hundreds of kilometres that is
 * less than the square metre allowed here.
 */
static const double ROUNDING_DEG2 = 1.2e-10;
static const double ROUNDING_M2 = 1.0;

static void assert_near(double value, double expected, double tolerance, const char *what, uint64_t seed)
{
    if (!(fabs(value - expected) <= tolerance))
        fail_msg("%s, seed %llu: %.9g is not within %g of %.9g", what, (unsigned long long)seed, value,
                 tolerance, expected);
}

static double cross(struct truce_lonlat a, struct truce_lonlat b)
{
    const struct truce_lonlat o = {37, 48};
    return 0.5 * ((a.lon_deg - o.lon_deg) * (b.lat_deg - o.lat_deg) -
                  (b.lon_deg - o.lon_deg) * (a.lat_deg - o.lat_deg));
}

/* square degrees */
static double plane_area(const struct truce_boundary *edges)
{
    double sum = 0;
    for (size_t i = 0; i < edges->n; i++)
        sum += cross(edges->edges[i].a, edges->edges[i].b);
    return sum;
}

static double plane_area_of(const struct truce_multipolygon *shape)
{
    double sum = 0;
    for (size_t r = 0; r < shape->n_rings; r++) {
        const struct truce_lonlat *p = shape->points + shape->rings[r].first;
        for (size_t i = 0; i < shape->rings[r].n; i++)
            sum += cross(p[i], p[(i + 1) % shape->rings[r].n]);
    }
    return sum;
}

static void add_ring(struct truce_multipolygon *out, const struct truce_lonlat *p, size_t n, bool hole)
{
    assert_int_equal(truce_multipolygon_add_ring(out, p, n, hole, NULL), TRUCE_OK);
    truce_multipolygon_orient(out);
}

static void star(struct truce_multipolygon *out, uint64_t seed, struct truce_lonlat centre, double radius_deg,
                 size_t n)
{
    struct truce_lonlat p[600];
    assert_true(n <= 600);
    truce_multipolygon_clear(out);
    for (size_t i = 0; i < n; i++) {
        double r = radius_deg * (0.3 + 0.7 * truce_random_uniform(seed, 1, i)),
               turn = TURN * (double)i / (double)n;
        p[i] = (struct truce_lonlat){centre.lon_deg + r * cos(turn), centre.lat_deg + 0.7 * r * sin(turn)};
    }
    add_ring(out, p, n, false);
}

/* Square degrees of what of `part` lies in `shape`; the result must close, sort into rings, and have one area by all roads. */
static double clip(const struct truce_multipolygon *shape, const struct truce_boundary *part,
                   struct truce_boundary *out)
{
    struct truce_clip *ready = NULL;
    struct truce_multipolygon rings;
    double m2 = -1;
    truce_multipolygon_init(&rings);
    assert_int_equal(truce_clip_open(shape, &ready, NULL), TRUCE_OK);
    assert_int_equal(truce_clip_part(ready, part, out, NULL), TRUCE_OK);
    assert_int_equal(truce_clip_area(ready, part, &m2, NULL), TRUCE_OK);
    assert_near(truce_boundary_area_m2(out), m2, ROUNDING_M2, "area of the part", 0);
    assert_int_equal(truce_boundary_shape(out, &rings, NULL), TRUCE_OK);
    assert_near(plane_area_of(&rings), plane_area(out), ROUNDING_DEG2, "area of the part's rings", 0);
    truce_multipolygon_fini(&rings);
    truce_clip_close(ready);
    return plane_area(out);
}

static double common_by_geos(const struct truce_multipolygon *a, const struct truce_multipolygon *b)
{
    struct truce_multipolygon shape;
    truce_multipolygon_init(&shape);
    assert_int_equal(truce_overlay_intersection(a, b, &shape, NULL), TRUCE_OK);
    double area = plane_area_of(&shape);
    truce_multipolygon_fini(&shape);
    return area;
}

static double difference_by_geos(const struct truce_multipolygon *a, const struct truce_multipolygon *b)
{
    struct truce_multipolygon shape;
    truce_multipolygon_init(&shape);
    assert_int_equal(truce_overlay_difference(a, b, &shape, NULL), TRUCE_OK);
    double area = plane_area_of(&shape);
    truce_multipolygon_fini(&shape);
    return area;
}

/* common, gained and lost of two shapes, in both orders, with each other and with GEOS */
static void check_within(const struct truce_multipolygon *a, const struct truce_multipolygon *b, double deg2,
                         const char *what, uint64_t seed)
{
    double common[2], only[2], geos = common_by_geos(a, b);
    for (int order = 0; order < 2; order++) {
        const struct truce_multipolygon *p = order == 0 ? a : b, *q = order == 0 ? b : a;
        struct truce_boundary edges, part, gained, lost;
        truce_boundary_init(&edges);
        truce_boundary_init(&part);
        truce_boundary_init(&gained);
        truce_boundary_init(&lost);
        assert_int_equal(truce_boundary_of(p, &edges, NULL), TRUCE_OK);
        common[order] = clip(q, &edges, &part);
        assert_int_equal(truce_overlay_change(q, p, &gained, &lost, NULL), TRUCE_OK);
        only[order] = plane_area(&gained);
        assert_near(common[order], geos, deg2, what, seed);
        assert_near(only[order], difference_by_geos(p, q), deg2, what, seed);
        assert_near(only[order] + common[order], plane_area_of(p), deg2, what, seed);
        assert_near(plane_area(&lost), plane_area_of(q) - common[order], deg2, what, seed);
        truce_boundary_fini(&edges);
        truce_boundary_fini(&part);
        truce_boundary_fini(&gained);
        truce_boundary_fini(&lost);
    }
    assert_near(common[0], common[1], deg2, what, seed);
}

static void check_pair(const struct truce_multipolygon *a, const struct truce_multipolygon *b,
                       const char *what, uint64_t seed)
{
    check_within(a, b, ROUNDING_DEG2, what, seed);
}

static void random_stars(void **state)
{
    struct truce_multipolygon a, b;
    (void)state;
    truce_multipolygon_init(&a);
    truce_multipolygon_init(&b);
    for (uint64_t seed = 0; seed < 30; seed++) {
        star(&a, 2 * seed, (struct truce_lonlat){37, 48}, 1, 5 + 16 * (size_t)seed);
        star(&b, 2 * seed + 1, (struct truce_lonlat){37.1, 48.05}, seed % 4 == 0 ? 0.05 : 1,
             485 - 16 * (size_t)seed);
        check_pair(&a, &b, "stars", seed);
    }
    truce_multipolygon_fini(&a);
    truce_multipolygon_fini(&b);
}

/*
 * A country cut into regions along jagged lines, by GEOS: their common borders are rounded, and neighbours need not have the same vertices
 * there.
 */
enum { REGIONS_MAX = 12 };

struct country {
    struct truce_multipolygon whole, regions[REGIONS_MAX];
    size_t n;
};

/* a border from the south to the north of the country, the same for both of its neighbours */
static size_t jagged(struct truce_lonlat *out, uint64_t seed, size_t column, double west_deg,
                     double width_deg)
{
    size_t n = 0;
    for (size_t i = 0; i <= 40; i++)
        out[n++] = (struct truce_lonlat){
            west_deg +
                width_deg * ((double)column +
                             (column == 0 ? 0 : 0.5 * truce_random_uniform(seed, (uint32_t)column + 10, i))),
            46.5 + 3.0 * (double)i / 40};
    return n;
}

static void country_make(struct country *out, uint64_t seed)
{
    enum { COLUMNS = 5 };
    out->n = 0;
    truce_multipolygon_init(&out->whole);
    star(&out->whole, seed, (struct truce_lonlat){37, 48}, 1.5, 400);
    for (size_t c = 0; c < COLUMNS; c++) {
        struct truce_lonlat p[100], east[50];
        struct truce_multipolygon stripe;
        size_t n = jagged(p, seed, c, 35, 0.8), n_east = jagged(east, seed, c + 1, 35, 0.8);
        truce_multipolygon_init(&stripe);
        while (n_east-- > 0)
            p[n++] = east[n_east];
        add_ring(&stripe, p, n, false);
        truce_multipolygon_init(&out->regions[out->n]);
        assert_int_equal(truce_overlay_intersection(&out->whole, &stripe, &out->regions[out->n], NULL),
                         TRUCE_OK);
        if (out->regions[out->n].n_rings > 0)
            out->n++;
        else
            truce_multipolygon_fini(&out->regions[out->n]);
        truce_multipolygon_fini(&stripe);
    }
}

static void country_fini(struct country *country)
{
    for (size_t r = 0; r < country->n; r++)
        truce_multipolygon_fini(&country->regions[r]);
    truce_multipolygon_fini(&country->whole);
}

/* clip by country, then by each region that tiles it: areas must sum, and nothing of one region lies in another */
static void cut_again_and_again(void **state)
{
    (void)state;
    for (uint64_t seed = 0; seed < 12; seed++) {
        struct country country;
        struct truce_multipolygon held;
        struct truce_boundary edges, in_country, in_region, again;
        country_make(&country, seed);
        truce_multipolygon_init(&held);
        truce_boundary_init(&edges);
        truce_boundary_init(&in_country);
        truce_boundary_init(&in_region);
        truce_boundary_init(&again);
        star(&held, seed + 1000, (struct truce_lonlat){37.3, 47.9}, 1.3, 500);
        assert_int_equal(truce_boundary_of(&held, &edges, NULL), TRUCE_OK);
        double whole = clip(&country.whole, &edges, &in_country), direct = 0, sum = 0;
        assert_near(whole, common_by_geos(&country.whole, &held), ROUNDING_DEG2, "country", seed);
        for (size_t r = 0; r < country.n; r++) {
            double part = clip(&country.regions[r], &in_country, &in_region);
            sum += part;
            assert_near(part, common_by_geos(&country.regions[r], &held), ROUNDING_DEG2, "region", seed);
            /* a third time by itself changes nothing, by the country neither, and its neighbours have nothing of it */
            assert_near(clip(&country.regions[r], &in_region, &again), part, ROUNDING_DEG2, "twice", seed);
            assert_near(clip(&country.whole, &in_region, &again), part, ROUNDING_DEG2, "back", seed);
            for (size_t k = 0; k < country.n; k++)
                if (k != r)
                    assert_near(clip(&country.regions[k], &in_region, &again), 0, ROUNDING_DEG2, "neighbour",
                                seed);
            direct += clip(&country.regions[r], &edges, &again);
        }
        assert_near(sum, whole, 5 * ROUNDING_DEG2, "sum", seed);
        assert_near(direct, whole, 5 * ROUNDING_DEG2, "direct sum", seed);
        truce_boundary_fini(&edges);
        truce_boundary_fini(&in_country);
        truce_boundary_fini(&in_region);
        truce_boundary_fini(&again);
        truce_multipolygon_fini(&held);
        country_fini(&country);
    }
}

/* the held area is the country's own western half: whole rings of common border */
static void parts_along_the_border(void **state)
{
    (void)state;
    for (uint64_t seed = 100; seed < 110; seed++) {
        struct country country;
        struct truce_multipolygon held;
        country_make(&country, seed);
        truce_multipolygon_init(&held);
        for (size_t r = 0; r + 1 < country.n; r++) {
            assert_int_equal(truce_overlay_union(&held, &country.regions[r], &held, NULL), TRUCE_OK);
            check_pair(&held, &country.whole, "half and whole", seed);
            for (size_t k = 0; k < country.n; k++)
                check_pair(&held, &country.regions[k], "half and region", seed);
        }
        truce_multipolygon_fini(&held);
        country_fini(&country);
    }
}

static double nudge(double x, int ulps)
{
    for (; ulps > 0; ulps--)
        x = nextafter(x, 1000);
    for (; ulps < 0; ulps++)
        x = nextafter(x, -1000);
    return x;
}

static double length_deg(const struct truce_multipolygon *shape)
{
    double sum = 0;
    for (size_t i = 0; i < shape->n_points; i++) {
        struct truce_lonlat p = shape->points[i], q = shape->points[(i + 1) % shape->n_points];
        sum += hypot(q.lon_deg - p.lon_deg, q.lat_deg - p.lat_deg);
    }
    return sum;
}

/* the same ring with some of its coordinates moved by up to two ulps, or by up to 1e-9 or 1e-6 degrees */
static void nearly_the_same(void **state)
{
    struct truce_multipolygon a, b;
    (void)state;
    truce_multipolygon_init(&a);
    truce_multipolygon_init(&b);
    for (uint64_t seed = 0; seed < 150; seed++) {
        star(&a, seed, (struct truce_lonlat){37, 48}, 1, 20 + 2 * (size_t)seed);
        assert_int_equal(truce_multipolygon_copy(&b, &a, NULL), TRUCE_OK);
        for (size_t i = 0; i < b.n_points; i++) {
            double u = truce_random_uniform(seed, 5, i), v = truce_random_uniform(seed, 6, i);
            if (truce_random_uniform(seed, 7, i) > 0.3)
                continue;
            if (seed % 3 == 0) {
                b.points[i].lon_deg = nudge(b.points[i].lon_deg, (int)(5 * u) - 2);
                b.points[i].lat_deg = nudge(b.points[i].lat_deg, (int)(5 * v) - 2);
            } else {
                double size = seed % 3 == 1 ? 1e-9 : 1e-6;
                b.points[i].lon_deg += size * (u - 0.5);
                b.points[i].lat_deg += size * (v - 0.5);
            }
        }
        /* vertices within 1e-9 degrees, a tenth of a millimetre, of an edge are snapped to it: so much along the whole line */
        check_within(&a, &b, ROUNDING_DEG2 + 1e-9 * length_deg(&a), "nearly the same", seed);
    }
    truce_multipolygon_fini(&a);
    truce_multipolygon_fini(&b);
}

/* a slanted border that one side draws with many vertices, rounded to either side of it, and the other with few: T junctions */
static void borders_of_different_detail(void **state)
{
    struct truce_multipolygon a, b;
    (void)state;
    truce_multipolygon_init(&a);
    truce_multipolygon_init(&b);
    for (uint64_t seed = 0; seed < 100; seed++) {
        struct truce_lonlat p[80], south = {36 + truce_random_uniform(seed, 1, 0), 47.1},
                                   north = {37 + truce_random_uniform(seed, 1, 1), 49.3};
        size_t n = 0, few = 1 + seed % 5, many = 2 + seed % 60;
        p[n++] = (struct truce_lonlat){35, 47};
        for (size_t i = 0; i <= few; i++) {
            double t = (double)i / (double)few;
            p[n++] = (struct truce_lonlat){south.lon_deg + t * (north.lon_deg - south.lon_deg),
                                           south.lat_deg + t * (north.lat_deg - south.lat_deg)};
        }
        p[n++] = (struct truce_lonlat){35, 49.5};
        truce_multipolygon_clear(&a);
        add_ring(&a, p, n, false);
        n = 0;
        p[n++] = (struct truce_lonlat){39, 47.5};
        p[n++] = (struct truce_lonlat){39, 49};
        for (size_t i = 0; i <= many; i++) {
            double t = 1 - (double)i / (double)many;
            p[n++] = (struct truce_lonlat){south.lon_deg + t * (north.lon_deg - south.lon_deg),
                                           south.lat_deg + t * (north.lat_deg - south.lat_deg)};
        }
        truce_multipolygon_clear(&b);
        add_ring(&b, p, n, false);
        check_pair(&a, &b, "neighbours", seed);
        /* and a shape that lies across both, with vertices of its own on the border */
        struct truce_multipolygon c;
        truce_multipolygon_init(&c);
        const struct truce_lonlat q[] = {
            {34.5, 48}, p[n - 1 - many / 2], {40, 47.9}, p[n - 1 - many / 3], {37, 50}};
        if (many >= 6) {
            truce_multipolygon_clear(&c);
            add_ring(&c, q, 5, false);
            bool repaired = false;
            assert_int_equal(truce_shape_repair(&c, &repaired, NULL, 0, NULL), TRUCE_OK);
            check_pair(&a, &c, "across, few", seed);
            check_pair(&b, &c, "across, many", seed);
        }
        truce_multipolygon_fini(&c);
    }
    truce_multipolygon_fini(&a);
    truce_multipolygon_fini(&b);
}

static void box(struct truce_multipolygon *out, double x0, double y0, double x1, double y1)
{
    const struct truce_lonlat p[4] = {{x0, y0}, {x1, y0}, {x1, y1}, {x0, y1}};
    add_ring(out, p, 4, false);
}

/* vertices on edges, edges on edges, corners on corners; and the same an ulp off */
static void vertices_on_edges(void **state)
{
    struct truce_multipolygon a, b;
    (void)state;
    truce_multipolygon_init(&a);
    truce_multipolygon_init(&b);
    for (uint64_t seed = 0; seed < 20000; seed++) {
        /* a diamond whose corners lie on a grid, against a box on the same grid: corners on sides, sides through corners */
        double cx = 36 + 0.25 * floor(8 * truce_random_uniform(seed, 1, 0)),
               cy = 47 + 0.25 * floor(8 * truce_random_uniform(seed, 1, 1));
        double r = 0.25 * (1 + floor(4 * truce_random_uniform(seed, 1, 2)));
        double x0 = 36 + 0.25 * floor(8 * truce_random_uniform(seed, 1, 3)),
               y0 = 47 + 0.25 * floor(8 * truce_random_uniform(seed, 1, 4));
        struct truce_lonlat d[4] = {{cx + r, cy}, {cx, cy + r}, {cx - r, cy}, {cx, cy - r}};
        if (seed % 2 == 1)
            for (size_t i = 0; i < 4; i++) {
                d[i].lon_deg = nudge(d[i].lon_deg, (int)(3 * truce_random_uniform(seed, 2, i)) - 1);
                d[i].lat_deg = nudge(d[i].lat_deg, (int)(3 * truce_random_uniform(seed, 3, i)) - 1);
            }
        truce_multipolygon_clear(&a);
        add_ring(&a, d, 4, false);
        truce_multipolygon_clear(&b);
        box(&b, x0, y0, x0 + 0.25 * (1 + floor(4 * truce_random_uniform(seed, 1, 5))), y0 + 0.5);
        check_pair(&a, &b, "diamond and box", seed);
    }
    truce_multipolygon_fini(&a);
    truce_multipolygon_fini(&b);
}

/* needles of a nanometre to a metre, along and across the edge that cuts them */
static void slivers(void **state)
{
    struct truce_multipolygon a, b;
    (void)state;
    truce_multipolygon_init(&a);
    truce_multipolygon_init(&b);
    box(&a, 36, 47, 38, 49);
    static const double widths_deg[] = {7.2e-15, 1e-13, 1e-11, 1e-9, 1e-7, 1e-5};
    for (uint64_t seed = 0; seed < 300; seed++) {
        double w = widths_deg[seed % 6], y = 47 + 2 * truce_random_uniform(seed, 1, 0),
               x = 36 + 2 * truce_random_uniform(seed, 1, 1);
        struct truce_lonlat across[3] = {
            {35, y}, {39, y + 0.3 * truce_random_uniform(seed, 1, 2)}, {35, y + w}};
        struct truce_lonlat along[4] = {{36 - w, 47.2}, {36 + w, 48.8}, {36 + 2 * w, 48.8}, {36, 47.2}};
        struct truce_lonlat upright[4] = {{x, 46}, {x + w, 46}, {x + w, 50}, {x, 50}};
        if (across[2].lat_deg == across[0].lat_deg || along[1].lon_deg == along[2].lon_deg ||
            upright[0].lon_deg == upright[1].lon_deg)
            continue;
        truce_multipolygon_clear(&b);
        add_ring(&b, seed % 3 == 0 ? across : seed % 3 == 1 ? along : upright, seed % 3 == 0 ? 3 : 4, false);
        check_pair(&a, &b, "sliver", seed);
    }
    truce_multipolygon_fini(&a);
    truce_multipolygon_fini(&b);
}

/* nothing, the whole, itself, apart, inside, in a hole */
static void plain_cases(void **state)
{
    struct truce_multipolygon a, b, none;
    (void)state;
    truce_multipolygon_init(&a);
    truce_multipolygon_init(&b);
    truce_multipolygon_init(&none);
    box(&a, 36, 47, 38, 49);
    check_pair(&a, &none, "none", 0);
    check_pair(&none, &none, "none twice", 0);
    check_pair(&a, &a, "itself", 0);
    box(&b, 40, 47, 41, 48);
    check_pair(&a, &b, "apart", 0);
    truce_multipolygon_clear(&b);
    box(&b, 36.5, 47.5, 37, 48);
    check_pair(&a, &b, "inside", 0);
    const struct truce_lonlat hole[4] = {{36.5, 47.5}, {37, 47.5}, {37, 48}, {36.5, 48}};
    assert_int_equal(truce_multipolygon_add_ring(&a, hole, 4, true, NULL), TRUCE_OK);
    truce_multipolygon_orient(&a);
    check_pair(&a, &b, "fills a hole", 0);
    truce_multipolygon_clear(&b);
    box(&b, 36.6, 47.6, 36.9, 47.9);
    check_pair(&a, &b, "within a hole", 0);
    truce_multipolygon_clear(&b);
    box(&b, 36.25, 47.25, 37.5, 48.5);
    check_pair(&a, &b, "around a hole", 0);
    truce_multipolygon_clear(&b);
    box(&b, 36.75, 47.75, 39, 50);
    check_pair(&a, &b, "corner in a hole", 0);
    truce_multipolygon_fini(&a);
    truce_multipolygon_fini(&b);
    truce_multipolygon_fini(&none);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(plain_cases),         cmocka_unit_test(random_stars),
        cmocka_unit_test(cut_again_and_again), cmocka_unit_test(parts_along_the_border),
        cmocka_unit_test(nearly_the_same),     cmocka_unit_test(borders_of_different_detail),
        cmocka_unit_test(vertices_on_edges),   cmocka_unit_test(slivers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
