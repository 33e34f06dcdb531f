/*
 * Positions in zones: against exact parity over all edges (truce_boundary_side), zone by zone, and against GEOS.
 *
 * Shapes stand on a lattice where that makes trouble likely: vertices on edges, common borders, straight rows of points.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define GEOS_USE_ONLY_R_API
#include <geos_c.h>

#include "base/random.h"
#include "geo/overlay.h"
#include "geo/zone_cells.h"
#include "geo/zone_index.h"

enum { MOST_ZONES = 400, MOST_POINTS = 20000 };
static const double TURN = 6.283185307179586;

/* zones and positions of a case */
struct world {
    struct truce_multipolygon shapes[MOST_ZONES];
    struct truce_zone_shape zones[MOST_ZONES];
    size_t n;
    struct truce_lonlat points[MOST_POINTS];
    size_t n_points;
    uint64_t seed, item; /* of random numbers */
    size_t on_boundary, inside, asked;
};

static struct world *world_new(uint64_t seed)
{
    struct world *w = calloc(1, sizeof *w);
    assert_non_null(w);
    w->seed = seed;
    return w;
}

static void world_free(struct world *w)
{
    for (size_t i = 0; i < w->n; i++)
        truce_multipolygon_fini(&w->shapes[i]);
    free(w);
}

static double chance(struct world *w)
{
    return truce_random_uniform(w->seed, 7, w->item++);
}

static struct truce_multipolygon *new_zone(struct world *w)
{
    assert_true(w->n < MOST_ZONES);
    struct truce_multipolygon *shape = &w->shapes[w->n];
    truce_multipolygon_init(shape);
    w->zones[w->n++] = (struct truce_zone_shape){shape, {INT64_MIN}, {INT64_MAX}};
    return shape;
}

static void ring(struct truce_multipolygon *shape, const struct truce_lonlat *points, size_t n, bool hole)
{
    assert_int_equal(truce_multipolygon_add_plane_ring(shape, points, n, hole, NULL), TRUCE_OK);
}

static void point(struct world *w, double lon, double lat)
{
    if (w->n_points < MOST_POINTS)
        w->points[w->n_points++] = (struct truce_lonlat){lon, lat};
}

/* one unit in the last place down or up; about zero not so near that products vanish */
static double next_to(double x, double towards)
{
    return x != 0 ? nextafter(x, towards) : copysign(1e-100, towards);
}

/* a position and its neighbours */
static void point_and_neighbours(struct world *w, double lon, double lat)
{
    const double lons[3] = {next_to(lon, -INFINITY), lon, next_to(lon, INFINITY)};
    const double lats[3] = {next_to(lat, -INFINITY), lat, next_to(lat, INFINITY)};
    for (int i = 0; i < 9; i++)
        point(w, lons[i % 3], lats[i / 3]);
}

/* vertices, positions on edges and on their lines, and around them */
static void points_at_edges(struct world *w, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        const struct truce_multipolygon *shape = &w->shapes[(size_t)(chance(w) * (double)w->n)];
        if (shape->n_rings == 0)
            continue;
        const struct truce_ring *r = &shape->rings[(size_t)(chance(w) * (double)shape->n_rings)];
        size_t k = (size_t)(chance(w) * (double)r->n);
        struct truce_lonlat a = shape->points[r->first + k],
                            b = shape->points[r->first + (k + 1 < r->n ? k + 1 : 0)];
        point_and_neighbours(w, a.lon_deg, a.lat_deg);
        double t = floor(chance(w) * 16) / 8 - 0.5;
        point_and_neighbours(w, a.lon_deg + t * (b.lon_deg - a.lon_deg),
                             a.lat_deg + t * (b.lat_deg - a.lat_deg));
        point(w, a.lon_deg, b.lat_deg); /* level with vertices */
    }
}

static void points_random(struct world *w, size_t n, double lon, double lat, double size)
{
    for (size_t i = 0; i < n; i++) {
        double x = chance(w), y = chance(w);
        point(w, lon + x * size, lat + y * size);
    }
}

/* corners and borders of cells, of all levels, and around them */
static void points_at_cells(struct world *w, const struct truce_zone_index *index, size_t n)
{
    const struct truce_zone_frame *f = &index->frame;
    for (size_t i = 0; i < n; i++) {
        double per = (double)(1u << (3 * (i % 4)));
        double u = floor(chance(w) * f->side * per) / per, v = floor(chance(w) * f->side * per) / per;
        if (i & 1)
            v = chance(w) * f->side;
        point_and_neighbours(w, f->lon0 + u / f->per_lon, f->lat0 + v / f->per_lat);
    }
}

/* ------------------------------------------------------------------------------------------- checking */

struct peer {
    GEOSContextHandle_t handle;
    GEOSGeometry *shape;
    const GEOSPreparedGeometry *ready;
};

static GEOSGeometry *geos_ring(GEOSContextHandle_t h, const struct truce_lonlat *points, size_t n)
{
    GEOSCoordSequence *s = GEOSCoordSeq_create_r(h, (unsigned)n + 1, 2);
    for (size_t i = 0; i <= n; i++)
        GEOSCoordSeq_setXY_r(h, s, (unsigned)i, points[i % n].lon_deg, points[i % n].lat_deg);
    return GEOSGeom_createLinearRing_r(h, s);
}

static void peer_open(struct peer *peer, const struct truce_multipolygon *shape)
{
    GEOSContextHandle_t h = peer->handle = GEOS_init_r();
    GEOSGeometry **polygons = calloc(shape->n_polygons + 1, sizeof(GEOSGeometry *)),
                 **holes = calloc(shape->n_rings + 1, sizeof(GEOSGeometry *));
    size_t r = 0;
    for (size_t i = 0; i < shape->n_polygons; i++) {
        unsigned n = 0;
        GEOSGeometry *shell = geos_ring(h, shape->points + shape->rings[r].first, shape->rings[r].n);
        for (r++; r < shape->n_rings && shape->rings[r].hole; r++)
            holes[n++] = geos_ring(h, shape->points + shape->rings[r].first, shape->rings[r].n);
        polygons[i] = GEOSGeom_createPolygon_r(h, shell, holes, n);
    }
    peer->shape = GEOSGeom_createCollection_r(h, GEOS_MULTIPOLYGON, polygons, (unsigned)shape->n_polygons);
    free(polygons);
    free(holes);
    peer->ready = GEOSisValid_r(h, peer->shape) == 1 ? GEOSPrepare_r(h, peer->shape) : NULL;
}

static enum truce_side peer_side(const struct peer *peer, struct truce_lonlat p)
{
    GEOSGeometry *at = GEOSGeom_createPointFromXY_r(peer->handle, p.lon_deg, p.lat_deg);
    bool meets = GEOSPreparedIntersects_r(peer->handle, peer->ready, at) == 1,
         in = GEOSPreparedContains_r(peer->handle, peer->ready, at) == 1;
    GEOSGeom_destroy_r(peer->handle, at);
    return in ? TRUCE_SIDE_INSIDE : meets ? TRUCE_SIDE_BOUNDARY : TRUCE_SIDE_OUTSIDE;
}

static void peer_close(struct peer *peer)
{
    GEOSPreparedGeom_destroy_r(peer->handle, peer->ready);
    GEOSGeom_destroy_r(peer->handle, peer->shape);
    GEOS_finish_r(peer->handle);
}

/* sides[z * n_points + i] */
static unsigned char *sides_of(struct world *w, bool geos)
{
    unsigned char *sides = calloc(w->n * w->n_points + 1, 1);
    assert_non_null(sides);
    for (size_t z = 0; z < w->n; z++) {
        struct truce_boundary boundary;
        struct peer peer = {0};
        truce_boundary_init(&boundary);
        assert_int_equal(truce_boundary_of(&w->shapes[z], &boundary, NULL), TRUCE_OK);
        if (geos)
            peer_open(&peer, &w->shapes[z]);
        for (size_t i = 0; i < w->n_points; i++) {
            enum truce_side side = truce_boundary_side(&boundary, w->points[i]);
            if (geos && peer.ready != NULL && peer_side(&peer, w->points[i]) != side)
                fail_msg("GEOS differs at %.17g %.17g", w->points[i].lon_deg, w->points[i].lat_deg);
            sides[z * w->n_points + i] = (unsigned char)side;
        }
        if (geos)
            peer_close(&peer);
        truce_boundary_fini(&boundary);
    }
    return sides;
}

static void check_point(struct world *w, const struct truce_zone_index *index, const unsigned char *sides,
                        size_t i, uint32_t id)
{
    static struct truce_zone_hit hits[MOST_ZONES];
    size_t n = truce_zone_index_at(index, w->points[i], NULL, hits, MOST_ZONES), at = 0, member = 0,
           n_set = 0;
    const uint32_t *set = id != TRUCE_ZONE_SET_ASK ? truce_zone_index_set(index, id, &n_set) : NULL;
    for (size_t z = 0; z < w->n; z++) {
        enum truce_side side = TRUCE_SIDE_OUTSIDE, expected = sides[z * w->n_points + i];
        if (at < n && hits[at].zone == z)
            side = hits[at++].side;
        if (side != expected)
            fail_msg("seed %llu, zone %zu at %.17g %.17g: side %d, not %d", (unsigned long long)w->seed, z,
                     w->points[i].lon_deg, w->points[i].lat_deg, (int)side, (int)expected);
        w->on_boundary += expected == TRUCE_SIDE_BOUNDARY;
        w->inside += expected == TRUCE_SIDE_INSIDE;
        if (id == TRUCE_ZONE_SET_ASK)
            continue;
        assert_int_not_equal(expected, TRUCE_SIDE_BOUNDARY);
        bool in = member < n_set && set[member] == z;
        member += in;
        assert_int_equal(in, expected == TRUCE_SIDE_INSIDE);
    }
    assert_int_equal(at, n);
    assert_int_equal(member, n_set);
    w->asked += id == TRUCE_ZONE_SET_ASK;
}

static void check_list(const struct world *w, const struct truce_zone_index *index)
{
    static struct truce_zone_hit hits[MOST_ZONES];
    struct truce_zone_list list;
    truce_zone_list_init(&list);
    for (int twice = 0; twice < 2; twice++) {
        assert_int_equal(truce_zone_index_list(index, w->points, NULL, w->n_points, &list, NULL), TRUCE_OK);
        assert_int_equal(list.n, w->n_points);
        for (size_t i = 0; i < w->n_points; i++) {
            size_t n = truce_zone_index_at(index, w->points[i], NULL, hits, MOST_ZONES);
            assert_int_equal(list.start[i + 1] - list.start[i], n);
            for (size_t k = 0; k < n; k++) {
                assert_int_equal(list.hits[list.start[i] + k].zone, hits[k].zone);
                assert_int_equal(list.hits[list.start[i] + k].side, hits[k].side);
            }
        }
    }
    truce_zone_list_fini(&list);
}

static struct truce_zone_index *open_index(const struct world *w)
{
    struct truce_zone_index *index = NULL;
    struct truce_err err;
    if (truce_zone_index_open(w->zones, w->n, 0, &index, &err) != TRUCE_OK)
        fail_msg("%s", err.text);
    return index;
}

static void check_world(struct world *w, bool geos)
{
    struct truce_zone_index *index = open_index(w);
    uint32_t *ids = calloc(MOST_POINTS, sizeof *ids);
    points_at_cells(w, index, 40);
    unsigned char *sides = sides_of(w, geos);
    truce_zone_index_sets(index, w->points, w->n_points, ids);
    for (size_t i = 0; i < w->n_points; i++)
        check_point(w, index, sides, i, ids[i]);
    check_list(w, index);
    free(sides);
    free(ids);
    truce_zone_index_close(index);
}

/* ---------------------------------------------------------------------------------------------- cases */

/* a star about a centre; unit > 0: on a lattice */
static void star(struct world *w, struct truce_multipolygon *shape, struct truce_lonlat at, double radius,
                 size_t n, double unit, bool hole)
{
    struct truce_lonlat points[600];
    size_t kept = 0;
    assert_true(n <= 600);
    for (size_t i = 0; i < n; i++) {
        double angle = TURN * ((double)i + chance(w) * 0.8) / (double)n * (hole ? -1 : 1),
               r = radius * (0.5 + 0.5 * chance(w));
        struct truce_lonlat p = {at.lon_deg + r * cos(angle), at.lat_deg + r * sin(angle)};
        if (unit > 0)
            p = (struct truce_lonlat){round(p.lon_deg / unit) * unit, round(p.lat_deg / unit) * unit};
        if (kept == 0 || p.lon_deg != points[kept - 1].lon_deg || p.lat_deg != points[kept - 1].lat_deg)
            points[kept++] = p;
    }
    if (truce_multipolygon_add_plane_ring(shape, points, kept, hole, NULL) != TRUCE_OK)
        assert_true(unit > 0); /* shrunk to nothing */
}

static struct truce_lonlat onto_lattice(struct truce_lonlat p, double unit)
{
    if (unit > 0)
        p = (struct truce_lonlat){round(p.lon_deg / unit) * unit, round(p.lat_deg / unit) * unit};
    return p;
}

/* stars about positions near `at`, some with holes */
static void random_zone(struct world *w, struct truce_lonlat at, double size, double unit, size_t n)
{
    struct truce_multipolygon *shape = new_zone(w);
    for (size_t k = 0; k < n; k++) {
        double x = chance(w), y = chance(w), radius = size * (0.05 + 0.4 * chance(w) * chance(w));
        struct truce_lonlat centre =
            onto_lattice((struct truce_lonlat){at.lon_deg + size * x, at.lat_deg + size * y}, unit);
        star(w, shape, centre, radius, 3 + (size_t)(chance(w) * 60), unit, false);
        if (shape->n_polygons > 0 && chance(w) < 0.5)
            star(w, shape, centre, radius * 0.45, 3 + (size_t)(chance(w) * 20), unit, true);
    }
}

/* overlapping multipolygons with holes, free or on a lattice, of any size */
static void random_zones(void **state)
{
    static const double sizes[5] = {1, 1, 1, 150, 1e-9};
    size_t inside = 0, on_boundary = 0;
    (void)state;
    for (uint64_t seed = 0; seed < 40; seed++) {
        struct world *w = world_new(seed);
        double size = sizes[seed % 5], unit = seed % 2 ? size / 16 : 0;
        struct truce_lonlat at =
            size > 100 ? (struct truce_lonlat){-75, -75} : (struct truce_lonlat){37.25, 48.5};
        size_t n_zones = 1 + (size_t)(chance(w) * 12);
        for (size_t z = 0; z < n_zones; z++)
            random_zone(w, at, size, unit, 1 + seed % 3);
        points_random(w, 300, at.lon_deg - size / 2, at.lat_deg - size / 2, 2 * size);
        points_at_edges(w, 60);
        struct truce_lonlat corner = onto_lattice(at, unit);
        for (int i = 0; unit > 0 && i < 289; i++)
            point(w, corner.lon_deg + i % 17 * unit, corner.lat_deg + (i - i % 17) / 17.0 * unit);
        check_world(w, true);
        inside += w->inside;
        on_boundary += w->on_boundary;
        world_free(w);
    }
    assert_true(inside > 10000 && on_boundary > 3000);
}

enum { MOST_SIDE = 20, MOST_JAGS = 38 };

/* borders of tiles: those that run east and those that run north from each corner */
struct borders {
    struct truce_lonlat east[MOST_SIDE + 1][MOST_SIDE + 1][MOST_JAGS + 1];
    struct truce_lonlat north[MOST_SIDE + 1][MOST_SIDE + 1][MOST_JAGS + 1];
};

static void draw_borders(struct world *w, struct borders *b, size_t side, size_t jags)
{
    for (size_t i = 0; i < (side + 1) * (side + 1); i++)
        for (size_t k = 0; k <= jags; k++) {
            size_t row = i / (side + 1), column = i % (side + 1);
            double x = 30 + (double)column, y = 45 + (double)row, t = (double)k / (double)jags;
            double bend = k > 0 && k < jags ? (chance(w) - 0.5) * 0.3 : 0;
            b->east[row][column][k] = (struct truce_lonlat){x + t, y + bend};
            b->north[row][column][k] = (struct truce_lonlat){x - bend, y + t};
        }
}

static size_t append(struct truce_lonlat *points, size_t n, const struct truce_lonlat *border, size_t jags,
                     bool back)
{
    for (size_t k = 0; k < jags; k++)
        points[n++] = border[back ? jags - k : k];
    return n;
}

/* neighbours whose jagged common borders have the same vertices */
static void tiling(struct world *w, size_t side, size_t jags)
{
    struct borders *b = calloc(1, sizeof *b);
    assert_true(b != NULL && side <= MOST_SIDE && jags <= MOST_JAGS);
    draw_borders(w, b, side, jags);
    for (size_t i = 0; i < side; i++)
        for (size_t j = 0; j < side; j++) {
            struct truce_lonlat points[4 * MOST_JAGS];
            size_t n = append(points, 0, b->east[i][j], jags, false);
            n = append(points, n, b->north[i][j + 1], jags, false);
            n = append(points, n, b->east[i + 1][j], jags, true);
            n = append(points, n, b->north[i][j], jags, true);
            ring(new_zone(w), points, n, false);
        }
    free(b);
}

static void neighbours(void **state)
{
    (void)state;
    for (uint64_t seed = 0; seed < 4; seed++) {
        struct world *w = world_new(seed);
        tiling(w, 3 + seed * 4, 20);
        points_random(w, 1500, 29.5, 44.5, 4 + 4 * (double)seed);
        points_at_edges(w, 60);
        check_world(w, seed < 2);
        assert_true(w->on_boundary > 100);
        assert_true(w->asked < w->n_points); /* boundaries only: there is no crowd here */
        world_free(w);
    }
}

/* edges that run along, or end at, what the index itself draws: a lattice of squares in powers of two */
static void squares(void **state)
{
    struct world *w = world_new(1);
    (void)state;
    for (int i = 0; i < 64; i++) {
        double x = i % 8, y = (i - i % 8) / 8.0;
        const struct truce_lonlat square[4] = {{x, y}, {x + 1, y}, {x + 1, y + 1}, {x, y + 1}};
        ring(new_zone(w), square, 4, false);
    }
    for (int i = 0; i <= 64; i++)
        for (int k = 0; k <= 64; k++)
            point(w, i / 8.0, k / 8.0);
    check_world(w, true);
    world_free(w);
}

/* edges along the borders of the index's own cells and within a rounding of them, vertices in corners of cells */
static void edges_on_cells(void **state)
{
    (void)state;
    for (uint64_t seed = 0; seed < 30; seed++) {
        struct world *w = world_new(seed);
        const struct truce_lonlat frame_box[4] = {{36.3, 47.1}, {38.9, 47.1}, {38.9, 49.7}, {36.3, 49.7}};
        ring(new_zone(w), frame_box, 4, false);
        struct truce_zone_index *index = open_index(w);
        struct truce_zone_frame f = index->frame;
        truce_zone_index_close(index);
        for (int z = 0; z < 14; z++) { /* so few that the frame stays as it is */
            double u = floor(4 + 20 * chance(w)), v = floor(4 + 20 * chance(w)), n = 1 + floor(4 * chance(w));
            double west = f.lon0 + u / f.per_lon, east = f.lon0 + (u + n) / f.per_lon,
                   south = f.lat0 + v / f.per_lat, north = f.lat0 + (v + n) / f.per_lat;
            if (chance(w) < 0.3)
                west = nextafter(west, 0);
            if (chance(w) < 0.3)
                north = nextafter(north, 99);
            const struct truce_lonlat box[4] = {{west, south}, {east, south}, {east, north}, {west, north}};
            ring(new_zone(w), box, z % 2 ? 4 : 3,
                 false); /* of three, one runs through the corners of cells */
            for (double k = 0; k <= n; k++)
                point_and_neighbours(w, f.lon0 + (u + k) / f.per_lon, f.lat0 + (v + k) / f.per_lat);
        }
        points_at_edges(w, 120);
        points_at_cells(w, &(struct truce_zone_index){.frame = f}, 300);
        check_world(w, false);
        world_free(w);
    }
}

/* many edges through one vertex, thin wedges, lines a unit apart: crowds */
static void crowds(void **state)
{
    struct world *w = world_new(3);
    size_t asked_inside = 0;
    (void)state;
    for (int z = 0; z < 300; z++) { /* wedges from one point */
        double a = TURN * z / 300, b = TURN * (z + 1) / 300;
        const struct truce_lonlat wedge[3] = {
            {37, 48}, {37 + cos(a), 48 + sin(a)}, {37 + cos(b), 48 + sin(b)}};
        ring(new_zone(w), wedge, 3, false);
    }
    for (int z = 0; z < 60; z++) { /* nearly the same rectangle */
        double e = z * 0x1p-44;
        const struct truce_lonlat box[4] = {
            {36.5 - e, 47.5 - e}, {37.5 + e, 47.5}, {37.5, 48.5 + e}, {36.5, 48.5}};
        ring(new_zone(w), box, 4, false);
    }
    points_random(w, 500, 36, 47, 2);
    points_random(w, 500, 37 - 1e-7, 48 - 1e-7, 2e-7);
    points_random(w, 300, 36.5 - 1e-12, 47.5 - 1e-12, 4e-12);
    points_at_edges(w, 80);
    check_world(w, false);
    asked_inside = w->asked;
    assert_true(asked_inside > 300);
    world_free(w);
}

/* a ring drawn twice, a spur: parity, and edges are boundary all the same */
static void doubled_edges(void **state)
{
    struct world *w = world_new(4);
    const struct truce_lonlat triangle[3] = {{1, 1}, {5, 1}, {1, 5}};
    const struct truce_lonlat spur[5] = {{1, 1}, {5, 1}, {5, 5}, {7, 7}, {5, 5}};
    struct truce_multipolygon *twice = new_zone(w);
    (void)state;
    ring(twice, triangle, 3, false);
    ring(twice, triangle, 3, false);
    ring(new_zone(w), spur, 5, false);
    points_random(w, 200, 0, 0, 8);
    points_at_edges(w, 40);
    check_world(w, false);
    world_free(w);
}

/* hundreds of maps of which each differs a little from the one before: segments are shared */
static void many_days(void **state)
{
    struct world *w = world_new(5);
    struct truce_lonlat points[80];
    (void)state;
    for (int i = 0; i < 80; i++)
        points[i] = (struct truce_lonlat){37 + cos(TURN * i / 80), 48 + sin(TURN * i / 80)};
    for (int day = 0; day < 200; day++) {
        double far = 1 + 0.2 * chance(w);
        int i = (int)(chance(w) * 80);
        points[i] = (struct truce_lonlat){37 + far * cos(TURN * i / 80), 48 + far * sin(TURN * i / 80)};
        ring(new_zone(w), points, 80, false);
        w->zones[day].from.us = day * 100;
        w->zones[day].until.us = day * 100 + 250;
    }
    points_random(w, 300, 35.5, 46.5, 3);
    points_at_edges(w, 20);
    check_world(w, false);

    struct truce_zone_index *index = open_index(w);
    struct truce_zone_hit hits[4];
    struct truce_instant at = {700};
    assert_true(index->n_segments < 700);
    assert_int_equal(truce_zone_index_at(index, (struct truce_lonlat){37, 48}, NULL, NULL, 0), 200);
    assert_int_equal(truce_zone_index_at(index, (struct truce_lonlat){37, 48}, &at, hits, 4), 3);
    for (uint32_t i = 0; i < 3; i++)
        assert_int_equal(hits[i].zone, 5 + i); /* from 500 until 750, from 600, from 700: half-open */
    at.us = 749;
    assert_int_equal(truce_zone_index_at(index, (struct truce_lonlat){37, 48}, &at, hits, 4), 3);
    at.us = 750;
    assert_int_equal(truce_zone_index_at(index, (struct truce_lonlat){37, 48}, &at, hits, 4), 2);
    assert_true(truce_zone_index_valid(index, 5, (struct truce_instant){500}));
    assert_false(truce_zone_index_valid(index, 5, (struct truce_instant){499}));

    struct truce_zone_list list;
    const struct truce_lonlat same[2] = {{37, 48}, {37, 48}};
    const struct truce_instant times[2] = {{-1}, {20050}};
    truce_zone_list_init(&list);
    assert_int_equal(truce_zone_index_list(index, same, times, 2, &list, NULL), TRUCE_OK);
    assert_int_equal(list.start[1], 0);
    assert_int_equal(list.start[2], 1);
    assert_int_equal(list.hits[0].zone, 199);
    truce_zone_list_fini(&list);
    truce_zone_index_close(index);
    world_free(w);
}

/* all coordinates of a zone lie within a few roundings of each other, beside a zone as large as the world; or alone */
static void tiny_and_huge(void **state)
{
    (void)state;
    for (uint64_t alone = 0; alone < 2; alone++) {
        struct world *w = world_new(6 + alone);
        double e = 0x1p-47; /* a rounding of 37 */
        const struct truce_lonlat tiny[4] = {
            {37, 48}, {37 + 3 * e, 48}, {37 + 3 * e, 48 + 5 * e}, {37, 48 + 4 * e}};
        const struct truce_lonlat world[4] = {{-180, -90}, {180, -90}, {180, 90}, {-180, 90}};
        ring(new_zone(w), tiny, 4, false);
        if (!alone)
            ring(new_zone(w), world, 4, false);
        for (int i = -3; i < 8; i++)
            for (int k = -3; k < 8; k++)
                point(w, 37 + i * e, 48 + k * e);
        points_random(w, 100, -200, -100, 400);
        points_at_edges(w, 10);
        check_world(w, true);
        world_free(w);
    }
}

static void nothing_to_find(void **state)
{
    struct truce_zone_index *index = NULL;
    struct truce_multipolygon empty;
    const struct truce_zone_shape zone = {&empty, {INT64_MIN}, {INT64_MAX}};
    const struct truce_lonlat points[5] = {{0, 0}, {NAN, 48}, {37, NAN}, {INFINITY, 0}, {1e300, -1e300}};
    uint32_t ids[5];
    (void)state;
    truce_multipolygon_init(&empty);
    for (size_t n = 0; n < 2; n++) {
        assert_int_equal(truce_zone_index_open(&zone, n, 0, &index, NULL), TRUCE_OK);
        truce_zone_index_sets(index, points, 5, ids);
        for (size_t i = 0; i < 5; i++) {
            assert_int_equal(ids[i], 0);
            assert_int_equal(truce_zone_index_at(index, points[i], NULL, NULL, 0), 0);
        }
        truce_zone_index_close(index);
    }
    const struct truce_lonlat box[4] = {{-1, -1}, {1, -1}, {1, 1}, {-1, 1}};
    ring(&empty, box, 4, false);
    assert_int_equal(truce_zone_index_open(&zone, 1, 0, &index, NULL), TRUCE_OK);
    assert_true(truce_zone_index_bytes(index) > 1000);
    truce_zone_index_sets(index, points, 5, ids);
    assert_int_equal(ids[0], 1);
    for (size_t i = 1; i < 5; i++)
        assert_int_equal(ids[i], 0);
    truce_zone_index_close(index);
    truce_multipolygon_fini(&empty);
}

static void refusals(void **state)
{
    struct truce_zone_index *index = NULL;
    struct truce_multipolygon shape;
    const struct truce_zone_shape zones[2] = {{&shape, {INT64_MIN}, {INT64_MAX}},
                                              {&shape, {INT64_MIN}, {INT64_MAX}}};
    struct truce_lonlat bad[3] = {{0, 0}, {1, 0}, {0, 1}};
    struct truce_err err;
    (void)state;
    truce_multipolygon_init(&shape);
    ring(&shape, bad, 3, false);
    assert_int_equal(truce_zone_index_open(zones, 2, 2000, &index, &err), TRUCE_ERR_LIMIT);
    shape.points[1].lon_deg = NAN;
    assert_int_equal(truce_zone_index_open(zones, 2, 0, &index, &err), TRUCE_ERR_RANGE);
    assert_int_equal(err.at, 0);
    shape.points[1].lon_deg = -1e101;
    assert_int_equal(truce_zone_index_open(zones, 2, 0, &index, &err), TRUCE_ERR_RANGE);
    assert_null(index);
    truce_multipolygon_fini(&shape);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(random_zones),   cmocka_unit_test(neighbours),    cmocka_unit_test(squares),
        cmocka_unit_test(edges_on_cells), cmocka_unit_test(crowds),        cmocka_unit_test(doubled_edges),
        cmocka_unit_test(many_days),      cmocka_unit_test(tiny_and_huge), cmocka_unit_test(nothing_to_find),
        cmocka_unit_test(refusals),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
