/*
 * Zones and places: grounds, versions, own and other sides, what two places share.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <math.h>
#include <string.h>

#include "agreement/agreement.h"
#include "agreement/where.h"
#include "base/random.h"
#include "geo/area.h"
#include "geo/overlay.h"

enum { A, B, MISSION };
enum { WEAPON, GUN, BIG_GUN, ROCKET, VEHICLE };
enum {
    LINE,
    STRIP,
    UNEVEN,
    BORDER,
    FAR,
    SEVERAL,
    DOUBLE,
    ABOUT_DOUBLE,
    FRONT,
    ABOUT_FRONT,
    ELSEWHERE,
    ZONES
};

static const struct truce_day today = {20450};

/* the demo's line: runs north, A on its left, in the west */
static const struct truce_lonlat contact[] = {{0, 0}, {0, 0.4}, {0.1, 0.8}, {0.1, 1.2}};
static const struct truce_lonlat path_a[] = {{2.0, 0}, {2.0, 1}}, path_b[] = {{2.1, 0}, {2.1, 1}};
static const struct truce_lonlat front_line[] = {{5, 0}, {5, 1}};

struct world {
    struct truce_agreement agreement;
    struct truce_party parties[3];
    struct truce_class classes[5];
    struct truce_zone zones[ZONES];
    struct truce_zone_version versions[ZONES][3];
    struct truce_path paths[ZONES][2];
    struct truce_multipolygon areas[8];
    size_t n_areas;
    struct truce_geography *geography;
};

static void assert_near(double value, double expected, double tolerance)
{
    if (!(fabs(value - expected) <= tolerance))
        fail_msg("%.17g is not within %g of %.17g", value, tolerance, expected);
}

static struct truce_multipolygon box(struct world *w, double x0, double y0, double x1, double y1)
{
    const struct truce_lonlat p[] = {{x0, y0}, {x1, y0}, {x1, y1}, {x0, y1}};
    struct truce_multipolygon *area = &w->areas[w->n_areas++];
    truce_multipolygon_init(area);
    assert_int_equal(truce_multipolygon_add_ring(area, p, 4, false, NULL), TRUCE_OK);
    truce_multipolygon_orient(area);
    return *area; /* borrowed from the list */
}

static struct truce_zone *zone(struct world *w, int at, const char *id, enum truce_zone_kind kind)
{
    struct truce_zone *z = &w->zones[at];
    *z = (struct truce_zone){.id = id,
                             .kind = kind,
                             .versions = w->versions[at],
                             .n_versions = 1,
                             .of = TRUCE_NONE,
                             .left = TRUCE_NONE,
                             .right = TRUCE_NONE,
                             .inside = TRUCE_NONE,
                             .outside = TRUCE_NONE,
                             .owner = TRUCE_NONE,
                             .administered_by = TRUCE_NONE,
                             .file = "",
                             .feature = "",
                             .source = "",
                             .on_day = {TRUCE_DAY_NONE},
                             .on_gate = TRUCE_NONE,
                             .has_geometry = true};
    for (size_t v = 0; v < 3; v++) {
        w->versions[at][v].from.n = w->versions[at][v].until.n = TRUCE_DAY_NONE;
        w->versions[at][v].paths = w->paths[at];
    }
    return z;
}

static void path(struct world *w, int at, int which, int party, const struct truce_lonlat *points, size_t n)
{
    w->paths[at][which] = (struct truce_path){party, points, n, {0, 0}};
    w->versions[at][0].n_paths = (size_t)which + 1;
}

static void make_lines(struct world *w)
{
    struct truce_zone *z = zone(w, LINE, "contact_line", TRUCE_ZONE_LINE);
    z->left = A;
    z->right = B;
    path(w, LINE, 0, TRUCE_NONE, contact, 4);
    zone(w, STRIP, "strip", TRUCE_ZONE_BUFFER)->of = LINE;
    w->versions[STRIP][0].width = (struct truce_buffer_width){10000, 10000};
    zone(w, UNEVEN, "uneven", TRUCE_ZONE_BUFFER)->of = LINE;
    w->versions[UNEVEN][0].width = (struct truce_buffer_width){25000, 5000};

    z = zone(w, DOUBLE, "two_lines", TRUCE_ZONE_LINE);
    z->left = A;
    z->right = B;
    path(w, DOUBLE, 0, A, path_a, 2);
    path(w, DOUBLE, 1, B, path_b, 2);
    zone(w, ABOUT_DOUBLE, "about_both", TRUCE_ZONE_BUFFER)->of = DOUBLE;
    w->versions[ABOUT_DOUBLE][0].width = (struct truce_buffer_width){10000, 4000};

    z = zone(w, FRONT, "front", TRUCE_ZONE_FRONT);
    z->inside = B;
    z->outside = A;
    path(w, FRONT, 0, TRUCE_NONE, front_line, 2);
    w->versions[FRONT][0].area =
        box(w, 3, -1, 5, 2); /* held by B, in the west: left of a line that runs north */
    zone(w, ABOUT_FRONT, "about_front", TRUCE_ZONE_BUFFER)->of = FRONT;
    w->versions[ABOUT_FRONT][0].width = (struct truce_buffer_width){8000, 3000};
}

static int make(void **state)
{
    static struct world w;
    memset(&w, 0, sizeof w);
    static const int parents[] = {TRUCE_NONE, WEAPON, GUN, WEAPON, WEAPON};
    make_lines(&w);
    zone(&w, BORDER, "border_zone", TRUCE_ZONE_POLYGON);
    w.versions[BORDER][0].area = box(&w, -0.6, 1.2, 0.9, 1.35);
    zone(&w, FAR, "far", TRUCE_ZONE_POLYGON);
    w.versions[FAR][0].area = box(&w, -1.5, 0, -0.8, 1.2);
    struct truce_zone *z = zone(&w, SEVERAL, "several", TRUCE_ZONE_POLYGON);
    z->n_versions = 2;
    w.versions[SEVERAL][0].area = box(&w, -0.6, 1.35, 0.9, 1.5);
    w.versions[SEVERAL][0].until = (struct truce_day){20000};
    w.versions[SEVERAL][1].area = box(&w, -0.6, 1.3, 0.9, 1.5);
    w.versions[SEVERAL][1].from = (struct truce_day){20000};
    w.versions[SEVERAL][1].until = (struct truce_day){21000};
    zone(&w, ELSEWHERE, "elsewhere", TRUCE_ZONE_POLYGON)->has_geometry = false;
    for (int c = 0; c < 5; c++)
        w.classes[c] = (struct truce_class){.is = parents[c], .object = true};
    w.agreement.parties = w.parties;
    w.agreement.n_parties = 3;
    w.agreement.classes = w.classes;
    w.agreement.n_classes = 5;
    w.agreement.zones = w.zones;
    w.agreement.n_zones = ZONES;
    truce_arena_init(&w.agreement.arena, 1 << 20);
    assert_int_equal(truce_geography_open(&w.agreement, &w.geography, NULL), TRUCE_OK);
    *state = &w;
    return 0;
}

static int unmake(void **state)
{
    struct world *w = *state;
    truce_geography_close(w->geography);
    truce_geography_close(NULL);
    truce_arena_fini(&w->agreement.arena);
    for (size_t i = 0; i < w->n_areas; i++)
        truce_multipolygon_fini(&w->areas[i]);
    return 0;
}

static double ground_m2(const struct world *w, int at, struct truce_day day, bool *known)
{
    struct truce_multipolygon ground;
    truce_multipolygon_init(&ground);
    assert_int_equal(truce_zone_ground(&w->agreement, at, day, &ground, known, NULL), TRUCE_OK);
    double area = truce_area_m2(&ground);
    truce_multipolygon_fini(&ground);
    return area;
}

/* areas of strips: src/geo/line_oracle.py */
static void grounds(void **state)
{
    const struct world *w = *state;
    struct truce_multipolygon ground;
    struct truce_err err;
    bool known = false;
    truce_multipolygon_init(&ground);
    assert_near(ground_m2(w, STRIP, today, &known) / 2995383813.0, 1, 1e-3);
    assert_true(known);
    assert_near(ground_m2(w, BORDER, today, &known), truce_area_m2(&w->versions[BORDER][0].area), 1e-6);
    assert_true(known);
    /* versions: half-open */
    double narrow = ground_m2(w, SEVERAL, (struct truce_day){19999}, &known);
    double wide = ground_m2(w, SEVERAL, (struct truce_day){20000}, &known);
    assert_true(known && wide > 1.3 * narrow);
    ground_m2(w, SEVERAL, (struct truce_day){21000}, &known);
    assert_false(known);
    known = true;
    ground_m2(w, ELSEWHERE, today, &known);
    assert_false(known);
    assert_int_equal(truce_zone_ground(&w->agreement, LINE, today, &ground, &known, &err), TRUCE_ERR_SHAPE);
    assert_non_null(strstr(err.text, "contact_line is a line"));
    truce_multipolygon_fini(&ground);
}

static struct truce_where in(const int *zones, size_t n)
{
    return (struct truce_where){
        .kind = TRUCE_WHERE_IN, .given = true, .zones = {zones, n}, .line = TRUCE_NONE, .distance_m = NAN};
}

static struct truce_where nearer(int line, enum truce_line_side side, double distance_m)
{
    return (struct truce_where){
        .kind = TRUCE_WHERE_NEARER_THAN, .given = true, .line = line, .side = side, .distance_m = distance_m};
}

static enum truce_belongs holds(const struct world *w, struct truce_where where, int actor, int of_class,
                                double lon_deg, double lat_deg)
{
    return truce_where_holds(w->geography, &where, actor, of_class, (struct truce_lonlat){lon_deg, lat_deg},
                             today);
}

/* 0.1 degrees at the equator are 11.1 km */
static void sides(void **state)
{
    const struct world *w = *state;
    struct truce_where own = nearer(LINE, TRUCE_SIDE_OF_OWN, 25000);
    struct truce_where other = nearer(LINE, TRUCE_SIDE_OF_OTHER, 25000);
    struct truce_where both = nearer(LINE, TRUCE_SIDE_OF_BOTH, 25000);
    assert_int_equal(holds(w, own, A, GUN, -0.2, 0.2), TRUCE_BELONGS_YES);
    assert_int_equal(holds(w, own, B, GUN, -0.2, 0.2), TRUCE_BELONGS_NO);
    assert_int_equal(holds(w, own, B, GUN, 0.2, 0.2), TRUCE_BELONGS_YES);
    assert_int_equal(holds(w, own, A, GUN, -0.23, 0.2), TRUCE_BELONGS_NO);
    assert_int_equal(holds(w, other, A, GUN, -0.2, 0.2), TRUCE_BELONGS_NO);
    assert_int_equal(holds(w, other, A, GUN, 0.2, 0.2), TRUCE_BELONGS_YES);
    assert_int_equal(holds(w, both, A, GUN, 0.2, 0.2), TRUCE_BELONGS_YES);
    assert_int_equal(holds(w, both, A, GUN, -0.2, 0.2), TRUCE_BELONGS_YES);
    /* one who stands on neither side has none; where nobody knows whose it is, it may be */
    assert_int_equal(holds(w, own, MISSION, GUN, -0.2, 0.2), TRUCE_BELONGS_NO);
    assert_int_equal(holds(w, both, MISSION, GUN, -0.2, 0.2), TRUCE_BELONGS_YES);
    assert_int_equal(holds(w, own, TRUCE_NONE, GUN, -0.2, 0.2), TRUCE_BELONGS_UNKNOWN);
    assert_int_equal(holds(w, own, TRUCE_NONE, GUN, -0.5, 0.2), TRUCE_BELONGS_NO);
    /* on the line itself both are at home */
    assert_int_equal(holds(w, own, A, GUN, 0, 0.2), TRUCE_BELONGS_YES);
    assert_int_equal(holds(w, own, B, GUN, 0, 0.2), TRUCE_BELONGS_YES);
}

static void distances_by_class(void **state)
{
    const struct world *w = *state;
    static const struct truce_class_distance list[] = {
        {WEAPON, 5000, {0, 0}}, {GUN, 15000, {0, 0}}, {ROCKET, 70000, {0, 0}}};
    struct truce_where where = nearer(LINE, TRUCE_SIDE_OF_OWN, NAN);
    where.by_class = list;
    where.n_by_class = 3;
    assert_near(truce_where_distance_m(&w->agreement, &where, BIG_GUN), 15000, 0);
    assert_near(truce_where_distance_m(&w->agreement, &where, VEHICLE), 5000, 0);
    where.by_class = list + 1;
    where.n_by_class = 2;
    assert_true(isnan(truce_where_distance_m(&w->agreement, &where, VEHICLE)));
    assert_true(isnan(truce_where_distance_m(&w->agreement, &where, TRUCE_NONE)));
    assert_int_equal(holds(w, where, A, BIG_GUN, -0.13, 0.2), TRUCE_BELONGS_YES); /* 14.5 km */
    assert_int_equal(holds(w, where, A, BIG_GUN, -0.14, 0.2), TRUCE_BELONGS_NO);  /* 15.6 km */
    assert_int_equal(holds(w, where, A, ROCKET, -0.6, 0.2), TRUCE_BELONGS_YES);
    assert_int_equal(holds(w, where, A, VEHICLE, -0.01, 0.2), TRUCE_BELONGS_NO); /* not bound */
}

/* two lines 11 km apart, A's in the west: each party is measured from its own, and the ground between is in the buffer */
static void a_path_for_each_party(void **state)
{
    const struct world *w = *state;
    static const int zones[] = {ABOUT_DOUBLE};
    struct truce_where own = nearer(DOUBLE, TRUCE_SIDE_OF_OWN, 10000);
    struct truce_where other = nearer(DOUBLE, TRUCE_SIDE_OF_OTHER, 10000);
    struct truce_where both = nearer(DOUBLE, TRUCE_SIDE_OF_BOTH, 3000), within = in(zones, 1);
    assert_int_equal(holds(w, own, A, GUN, 1.95, 0.5), TRUCE_BELONGS_YES);
    assert_int_equal(holds(w, own, A, GUN, 2.05, 0.5), TRUCE_BELONGS_NO); /* not A's side of A's line */
    assert_int_equal(holds(w, own, B, GUN, 2.05, 0.5), TRUCE_BELONGS_NO);
    assert_int_equal(holds(w, own, B, GUN, 2.18, 0.5), TRUCE_BELONGS_YES);
    assert_int_equal(holds(w, own, B, GUN, 2.20, 0.5), TRUCE_BELONGS_NO); /* 11 km from B's, 22 from A's */
    assert_int_equal(holds(w, other, A, GUN, 2.18, 0.5), TRUCE_BELONGS_YES);
    assert_int_equal(holds(w, other, B, GUN, 1.92, 0.5), TRUCE_BELONGS_YES);
    assert_int_equal(holds(w, both, A, GUN, 2.02, 0.5), TRUCE_BELONGS_YES);
    assert_int_equal(holds(w, both, A, GUN, 2.08, 0.5), TRUCE_BELONGS_YES);
    assert_int_equal(holds(w, both, A, GUN, 2.05, 0.5), TRUCE_BELONGS_NO);
    assert_int_equal(holds(w, within, A, GUN, 2.05, 0.5), TRUCE_BELONGS_YES);
    assert_int_equal(holds(w, within, A, GUN, 1.92, 0.5), TRUCE_BELONGS_YES);
    assert_int_equal(holds(w, within, A, GUN, 2.13, 0.5), TRUCE_BELONGS_YES);
    assert_int_equal(holds(w, within, A, GUN, 2.14, 0.5), TRUCE_BELONGS_NO);
    assert_near(
        truce_zone_distance_m(w->geography, DOUBLE, A, (struct truce_lonlat){2.1, 0}, today, INFINITY),
        11131.949, 0.2); /* 0.1 degrees of the equator: a pi / 1800 */
    assert_near(truce_zone_distance_m(w->geography, DOUBLE, TRUCE_NONE, (struct truce_lonlat){2.1, 0}, today,
                                      INFINITY),
                0, 1e-6);
    bool known = false;
    double km2 = ground_m2(w, ABOUT_DOUBLE, today, &known) / 1e6;
    /* 110.574 km of meridian times (10 + 11.13 + 4) km, and a half disc of either radius */
    assert_near(km2, 110.574 * (10 + 11.132 + 4) + 1.5708 * (100 + 16), 0.002 * km2);
}

/* what a front holds is its left, whatever its pieces look like */
static void sides_of_a_front(void **state)
{
    const struct world *w = *state;
    static const int zones[] = {ABOUT_FRONT};
    struct truce_where own = nearer(FRONT, TRUCE_SIDE_OF_OWN, 10000), within = in(zones, 1);
    assert_int_equal(holds(w, own, B, GUN, 4.95, 0.5), TRUCE_BELONGS_YES);
    assert_int_equal(holds(w, own, A, GUN, 4.95, 0.5), TRUCE_BELONGS_NO);
    assert_int_equal(holds(w, own, A, GUN, 5.05, 0.5), TRUCE_BELONGS_YES);
    assert_int_equal(holds(w, within, A, GUN, 4.93, 0.5), TRUCE_BELONGS_YES);
    assert_int_equal(holds(w, within, A, GUN, 5.03, 0.5), TRUCE_BELONGS_NO);
    assert_int_equal(holds(w, within, A, GUN, 5.02, 0.5), TRUCE_BELONGS_YES);
    bool known = false;
    double km2 = ground_m2(w, ABOUT_FRONT, today, &known) / 1e6;
    assert_near(km2, 110.574 * 11 + 1.5708 * (64 + 9), 0.002 * km2);
}

static void zones_hold(void **state)
{
    const struct world *w = *state;
    static const int several[] = {STRIP, BORDER}, unknown[] = {BORDER, ELSEWHERE}, line[] = {LINE};
    struct truce_where anywhere = {.kind = TRUCE_WHERE_ANYWHERE, .given = true}, everywhere = in(several, 0);
    everywhere.everywhere = true;
    assert_int_equal(holds(w, in(several, 2), A, GUN, 0.05, 0.2), TRUCE_BELONGS_YES);
    assert_int_equal(holds(w, in(several, 2), A, GUN, 0.8, 1.3), TRUCE_BELONGS_YES);
    assert_int_equal(holds(w, in(several, 2), A, GUN, 0.8, 1.2),
                     TRUCE_BELONGS_YES); /* the edge belongs to it */
    assert_int_equal(holds(w, in(several, 2), A, GUN, 0.8, 1.1), TRUCE_BELONGS_NO);
    assert_int_equal(holds(w, in(unknown, 2), A, GUN, 0.8, 1.3), TRUCE_BELONGS_YES);
    assert_int_equal(holds(w, in(unknown, 2), A, GUN, 0.8, 1.1), TRUCE_BELONGS_UNKNOWN);
    assert_int_equal(holds(w, in(line, 1), A, GUN, 0, 0.2), TRUCE_BELONGS_NO);
    assert_int_equal(holds(w, anywhere, A, GUN, 99, -45), TRUCE_BELONGS_YES);
    assert_int_equal(holds(w, everywhere, A, GUN, 99, -45), TRUCE_BELONGS_YES);
    /* a buffer by distances and its ground are the same */
    struct truce_multipolygon ground;
    bool known = false;
    truce_multipolygon_init(&ground);
    assert_int_equal(truce_zone_ground(&w->agreement, UNEVEN, today, &ground, &known, NULL), TRUCE_OK);
    struct truce_boundary edges = {NULL, 0, 0};
    assert_int_equal(truce_boundary_of(&ground, &edges, NULL), TRUCE_OK);
    size_t differ = 0, inside = 0;
    for (uint64_t k = 0; k < 3000; k++) {
        struct truce_lonlat p = {-0.4 + 0.8 * truce_random_uniform(1, 1, k),
                                 -0.4 + 2 * truce_random_uniform(1, 2, k)};
        bool is_in = truce_zone_holds(w->geography, UNEVEN, p, today) == TRUCE_BELONGS_YES;
        differ += is_in != (truce_boundary_side(&edges, p) != TRUCE_SIDE_OUTSIDE);
        inside += is_in;
    }
    assert_true(inside > 300 && differ <= 3);
    truce_boundary_fini(&edges);
    truce_multipolygon_fini(&ground);
}

static struct truce_common_ground meet(struct world *w, struct truce_where a, int actor_a,
                                       struct truce_where b, int actor_b)
{
    struct truce_common_ground common, back;
    const struct truce_place_of p = {&a, actor_a, GUN}, q = {&b, actor_b, GUN};
    assert_int_equal(truce_where_meet(w->geography, &p, &q, today, &common, NULL), TRUCE_OK);
    assert_int_equal(truce_where_meet(w->geography, &q, &p, today, &back, NULL), TRUCE_OK);
    assert_int_equal(common.meets, back.meets);
    assert_true(common.a_covers_b == back.b_covers_a && common.b_covers_a == back.a_covers_b);
    assert_true(common.area_m2 == back.area_m2);
    if (common.meets == TRUCE_BELONGS_YES && common.bounded) {
        double lon = common.example.lon_deg * 1e5, lat = common.example.lat_deg * 1e5;
        assert_near(lon, round(lon), 1e-4);
        assert_near(lat, round(lat), 1e-4);
        assert_int_equal(truce_where_holds(w->geography, &a, actor_a, GUN, common.example, today),
                         TRUCE_BELONGS_YES);
        assert_int_equal(truce_where_holds(w->geography, &b, actor_b, GUN, common.example, today),
                         TRUCE_BELONGS_YES);
    }
    return common;
}

static void places_meet(void **state)
{
    struct world *w = *state;
    static const int strip[] = {STRIP}, border[] = {BORDER}, far[] = {FAR}, both[] = {STRIP, BORDER},
                     several[] = {SEVERAL}, unknown[] = {ELSEWHERE};
    struct truce_where anywhere = {.kind = TRUCE_WHERE_ANYWHERE};
    struct truce_common_ground common = meet(w, in(strip, 1), A, in(border, 1), A);
    assert_int_equal(common.meets, TRUCE_BELONGS_YES); /* the strip is round beyond the line's end */
    assert_near(common.area_m2 / 1e6, 157.08, 0.3);    /* half a disc of 10 km */
    assert_false(common.a_covers_b || common.b_covers_a);
    assert_int_equal(meet(w, in(strip, 1), A, in(far, 1), A).meets, TRUCE_BELONGS_NO);
    assert_true(meet(w, in(both, 2), A, in(border, 1), A).a_covers_b);
    common = meet(w, in(strip, 1), A, in(strip, 1), B);
    assert_true(common.a_covers_b && common.b_covers_a);
    /* the versions of the day: 0.05 degrees in common now, only an edge before */
    assert_int_equal(meet(w, in(border, 1), A, in(several, 1), A).meets, TRUCE_BELONGS_YES);
    const struct truce_where x = in(border, 1), y = in(several, 1);
    const struct truce_place_of p = {&x, A, GUN}, q = {&y, A, GUN};
    assert_int_equal(truce_where_meet(w->geography, &p, &q, (struct truce_day){19999}, &common, NULL),
                     TRUCE_OK);
    assert_int_equal(common.meets, TRUCE_BELONGS_NO);
    /* own sides are apart, one's own and the other's other are not */
    assert_int_equal(
        meet(w, nearer(LINE, TRUCE_SIDE_OF_OWN, 25000), A, nearer(LINE, TRUCE_SIDE_OF_OWN, 25000), B).meets,
        TRUCE_BELONGS_NO);
    common = meet(w, nearer(LINE, TRUCE_SIDE_OF_OWN, 25000), A, nearer(LINE, TRUCE_SIDE_OF_OTHER, 25000), B);
    assert_true(common.meets == TRUCE_BELONGS_YES && common.a_covers_b && common.b_covers_a);
    common = meet(w, nearer(LINE, TRUCE_SIDE_OF_OWN, 10000), A, in(strip, 1), A);
    assert_true(common.b_covers_a && !common.a_covers_b);
    /* anywhere */
    common = meet(w, anywhere, A, in(strip, 1), A);
    assert_true(common.meets == TRUCE_BELONGS_YES && common.a_covers_b && !common.b_covers_a &&
                common.bounded);
    common = meet(w, anywhere, A, anywhere, A);
    assert_true(common.meets == TRUCE_BELONGS_YES && common.a_covers_b && common.b_covers_a &&
                !common.bounded);
    /* what is not known */
    assert_int_equal(meet(w, in(unknown, 1), A, in(strip, 1), A).meets, TRUCE_BELONGS_UNKNOWN);
    assert_int_equal(meet(w, in(unknown, 1), A, anywhere, A).meets, TRUCE_BELONGS_UNKNOWN);
    assert_int_equal(truce_zones_meet(w->geography, STRIP, BORDER, today, &common, NULL), TRUCE_OK);
    assert_int_equal(common.meets, TRUCE_BELONGS_YES);
}

/* more places than the first table of hashes holds */
static void many_places(void **state)
{
    struct world *w = *state;
    static const int strip[] = {STRIP};
    for (int k = 1; k <= 60; k++) {
        struct truce_where close_by = nearer(LINE, TRUCE_SIDE_OF_OWN, 200 * k);
        struct truce_common_ground common = meet(w, close_by, A, in(strip, 1), B);
        assert_int_equal(common.meets, TRUCE_BELONGS_YES);
        assert_true(common.b_covers_a == (200 * k <= 10000));
    }
}

static void days_of_versions(void **state)
{
    const struct world *w = *state;
    size_t n = 0;
    const struct truce_day *days = truce_geography_days(w->geography, &n);
    struct truce_day from, until;
    assert_int_equal(n, 3);
    assert_int_equal(days[0].n, 19999);
    assert_int_equal(days[1].n, 20000);
    assert_int_equal(days[2].n, 21000);
    truce_geography_span(w->geography, 0, &from, &until);
    assert_true(from.n == TRUCE_DAY_NONE && until.n == 20000);
    truce_geography_span(w->geography, 1, &from, &until);
    assert_true(from.n == 20000 && until.n == 21000);
    truce_geography_span(w->geography, 2, &from, &until);
    assert_true(from.n == 21000 && until.n == TRUCE_DAY_NONE);
}

static void geometry_given_later(void **state)
{
    struct world *w = *state;
    struct truce_err err;
    const struct truce_path one = {TRUCE_NONE, contact, 1, {0, 0}}, good = {TRUCE_NONE, path_a, 2, {0, 0}};
    struct truce_multipolygon none = {0};
    assert_int_equal(truce_zone_set_area(&w->agreement, ELSEWHERE, &w->areas[0], NULL), TRUCE_OK);
    assert_true(w->zones[ELSEWHERE].has_geometry);
    bool known = false;
    assert_near(ground_m2(w, ELSEWHERE, today, &known), truce_area_m2(&w->areas[0]), 1e-6);
    assert_true(known);
    assert_int_equal(truce_zone_set_paths(&w->agreement, LINE, &good, 1, NULL), TRUCE_OK);
    assert_true(truce_zone_on(&w->zones[LINE], today)->paths[0].at[0].lon_deg == 2.0);
    assert_int_equal(truce_zone_set_paths(&w->agreement, LINE, &one, 1, &err), TRUCE_ERR_SHAPE);
    assert_int_equal(truce_zone_set_paths(&w->agreement, LINE, &one, 0, &err), TRUCE_ERR_SHAPE);
    assert_int_equal(truce_zone_set_paths(&w->agreement, BORDER, &good, 1, &err), TRUCE_ERR_SHAPE);
    assert_string_equal(err.text, "border_zone is a polygon; a line was found for it");
    assert_int_equal(truce_zone_set_area(&w->agreement, LINE, &w->areas[0], &err), TRUCE_ERR_SHAPE);
    assert_int_equal(truce_zone_set_area(&w->agreement, BORDER, &none, &err), TRUCE_ERR_SHAPE);
    /* the ceiling of the arena */
    w->agreement.arena.ceiling = w->agreement.arena.used;
    assert_int_equal(truce_zone_set_area(&w->agreement, BORDER, &w->areas[0], &err), TRUCE_ERR_LIMIT);
}

int main(void)
{
#define WORLD(test) cmocka_unit_test_setup_teardown(test, make, unmake)
    const struct CMUnitTest tests[] = {
        WORLD(grounds),
        WORLD(sides),
        WORLD(distances_by_class),
        WORLD(a_path_for_each_party),
        WORLD(sides_of_a_front),
        WORLD(zones_hold),
        WORLD(places_meet),
        WORLD(many_places),
        WORLD(days_of_versions),
        WORLD(geometry_given_later),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
