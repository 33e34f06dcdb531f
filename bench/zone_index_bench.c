/*
 * Positions in zones: truce_zone_index_sets against GEOS, prepared zones in an STRtree, one core.
 *
 * Zones are tiles whose jagged borders neighbours share, or two sides of a long front.  Positions are random and in random order, over all zones or near the
 * front.  Answers are compared position by position before times are printed.  Times are of the processor.
 * Usage: zone_index_bench [POSITIONS]
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#define GEOS_USE_ONLY_R_API
#include <geos_c.h>

#include "base/random.h"
#include "geo/zone_index.h"

enum { TIMES = 7, OCTAVES = 14 };
static const double TURN = 6.283185307179586;

struct world {
    const char *name;
    struct truce_multipolygon *shapes;
    struct truce_zone_shape *zones;
    size_t n, vertices;
    struct truce_lonlat *points;
    size_t n_points;
};

static double seconds(void)
{
    struct timespec now;

    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

static void *room(size_t n, size_t item)
{
    void *at = calloc(n + 1, item);
    if (at == NULL) {
        fprintf(stderr, "zone_index_bench: no memory\n");
        exit(70);
    }
    return at;
}

/* ------------------------------------------------------------------------------------------------ zones */

/* How far a border bends aside at t of its length, of the same length: octaves of waves, so steep everywhere, within a cone at its ends. */
static double bend(uint32_t border, double t)
{
    double sum = 0, size = 0.5;
    for (uint32_t octave = 0; octave < OCTAVES; octave++, size *= 0.55) {
        double phase = truce_random_uniform(11, border, octave);
        sum += size * sin(TURN * (t * (double)(1u << octave) + phase));
    }
    return 0.4 * fmin(t, 1 - t) * sum;
}

struct tiles {
    size_t columns, rows, edges; /* of each of a tile's four borders */
    double lon, lat, size_deg;
};

/* one vertex of the border that leaves corner (row, column) eastward or northward */
static struct truce_lonlat border_at(const struct tiles *t, size_t row, size_t column, bool north, size_t k)
{
    double along = (double)k / (double)t->edges;
    double aside = k == 0 || k == t->edges ? 0 : bend((uint32_t)((row * 1000 + column) * 2 + north), along);
    double x = (double)column + (north ? aside : along), y = (double)row + (north ? along : aside);
    return (struct truce_lonlat){t->lon + x * t->size_deg, t->lat + y * t->size_deg};
}

static void tile(struct world *w, const struct tiles *t, size_t row, size_t column, struct truce_lonlat *ring)
{
    size_t n = 0;
    for (size_t k = 0; k < t->edges; k++)
        ring[n++] = border_at(t, row, column, false, k);
    for (size_t k = 0; k < t->edges; k++)
        ring[n++] = border_at(t, row, column + 1, true, k);
    for (size_t k = t->edges; k > 0; k--)
        ring[n++] = border_at(t, row + 1, column, false, k);
    for (size_t k = t->edges; k > 0; k--)
        ring[n++] = border_at(t, row, column, true, k);
    struct truce_multipolygon *shape = &w->shapes[w->n];
    truce_multipolygon_init(shape);
    if (truce_multipolygon_add_ring(shape, ring, n, false, NULL) != TRUCE_OK)
        exit(70);
    w->zones[w->n++] = (struct truce_zone_shape){shape, {INT64_MIN}, {INT64_MAX}};
    w->vertices += shape->n_points;
}

static void make_tiles(struct world *w, const struct tiles *t, size_t n_points)
{
    struct truce_lonlat *ring = room(t->edges * 4, sizeof *ring);
    w->shapes = room(t->rows * t->columns, sizeof *w->shapes);
    w->zones = room(t->rows * t->columns, sizeof *w->zones);
    for (size_t row = 0; row < t->rows; row++)
        for (size_t column = 0; column < t->columns; column++)
            tile(w, t, row, column, ring);
    free(ring);
    w->points = room(n_points, sizeof *w->points);
    w->n_points = n_points;
    for (size_t i = 0; i < n_points; i++)
        w->points[i] = (struct truce_lonlat){
            t->lon + t->size_deg * ((double)t->columns + 0.2) * (truce_random_uniform(1, 1, i) - 0.01),
            t->lat + t->size_deg * ((double)t->rows + 0.2) * (truce_random_uniform(1, 2, i) - 0.01)};
}

/* Two zones, west and east of a front of n edges that runs 5 degrees north; positions normally about it, by 0.1 degree. */
static void make_front(struct world *w, size_t n, size_t n_points)
{
    const struct tiles t = {1, 1, n, 37, 46, 5};
    const struct truce_lonlat corners[2][2] = {{{34, 51}, {34, 46}}, {{40, 46}, {40, 51}}};
    struct truce_lonlat *ring = room(n + 3, sizeof *ring);
    w->shapes = room(2, sizeof *w->shapes);
    w->zones = room(2, sizeof *w->zones);
    for (int side = 0; side < 2; side++) {
        struct truce_multipolygon *shape = &w->shapes[side];
        for (size_t k = 0; k <= n; k++)
            ring[k] = border_at(&t, 0, 0, true, side == 0 ? k : n - k);
        ring[n + 1] = corners[side][0];
        ring[n + 2] = corners[side][1];
        truce_multipolygon_init(shape);
        if (truce_multipolygon_add_ring(shape, ring, n + 3, false, NULL) != TRUCE_OK)
            exit(70);
        w->zones[side] = (struct truce_zone_shape){shape, {INT64_MIN}, {INT64_MAX}};
        w->vertices += shape->n_points;
    }
    w->n = 2;
    w->points = room(n_points, sizeof *w->points);
    w->n_points = n_points;
    for (size_t i = 0; i < n_points; i++) {
        struct truce_lonlat at = ring[(size_t)(truce_random_uniform(1, 3, i) * (double)n)];
        w->points[i] = (struct truce_lonlat){at.lon_deg + 0.1 * truce_random_normal(1, 4, i),
                                             at.lat_deg + 0.1 * truce_random_normal(1, 5, i)};
    }
    free(ring);
}

static void world_fini(struct world *w)
{
    for (size_t i = 0; i < w->n; i++)
        truce_multipolygon_fini(&w->shapes[i]);
    free(w->shapes);
    free(w->zones);
    free(w->points);
}

/* ------------------------------------------------------------------------------------------------ peers */

/* Answers are kept as sums of numbers that stand for zones, so that any set can be compared. */
static uint32_t mark(size_t zone)
{
    return ((uint32_t)zone + 1) * 2654435761u;
}

struct peer {
    GEOSContextHandle_t h;
    GEOSSTRtree *tree;
    GEOSGeometry **shapes;
    const GEOSPreparedGeometry **ready;
    size_t *numbers;
    GEOSGeometry *point;
    uint32_t answer;
};

static void peer_open(struct peer *peer, const struct world *w)
{
    GEOSContextHandle_t h = peer->h = GEOS_init_r();
    peer->tree = GEOSSTRtree_create_r(h, 10);
    peer->shapes = room(w->n, sizeof(GEOSGeometry *));
    peer->ready = room(w->n, sizeof(GEOSPreparedGeometry *));
    peer->numbers = room(w->n, sizeof *peer->numbers);
    for (size_t z = 0; z < w->n; z++) {
        const struct truce_multipolygon *shape = &w->shapes[z];
        GEOSCoordSequence *s = GEOSCoordSeq_create_r(h, (unsigned)shape->n_points + 1, 2);
        for (size_t i = 0; i <= shape->n_points; i++) {
            struct truce_lonlat p = shape->points[i % shape->n_points];
            GEOSCoordSeq_setXY_r(h, s, (unsigned)i, p.lon_deg, p.lat_deg);
        }
        peer->shapes[z] = GEOSGeom_createPolygon_r(h, GEOSGeom_createLinearRing_r(h, s), NULL, 0);
        peer->ready[z] = GEOSPrepare_r(h, peer->shapes[z]);
        peer->numbers[z] = z;
        GEOSSTRtree_insert_r(h, peer->tree, peer->shapes[z], &peer->numbers[z]);
    }
}

static void peer_close(struct peer *peer, size_t n)
{
    GEOSSTRtree_destroy_r(peer->h, peer->tree);
    for (size_t z = 0; z < n; z++) {
        GEOSPreparedGeom_destroy_r(peer->h, peer->ready[z]);
        GEOSGeom_destroy_r(peer->h, peer->shapes[z]);
    }
    GEOS_finish_r(peer->h);
    free(peer->shapes);
    free(peer->ready);
    free(peer->numbers);
}

static void peer_candidate(void *item, void *context)
{
    struct peer *peer = context;
    size_t zone = *(const size_t *)item;
    if (GEOSPreparedContains_r(peer->h, peer->ready[zone], peer->point) == 1)
        peer->answer += mark(zone);
}

static double peer_run(struct peer *peer, const struct world *w, size_t n, uint32_t *answers)
{
    double start = seconds();
    for (size_t i = 0; i < n; i++) {
        peer->point = GEOSGeom_createPointFromXY_r(peer->h, w->points[i].lon_deg, w->points[i].lat_deg);
        peer->answer = 0;
        GEOSSTRtree_query_r(peer->h, peer->tree, peer->point, peer_candidate, peer);
        answers[i] = peer->answer;
        GEOSGeom_destroy_r(peer->h, peer->point);
    }
    return seconds() - start;
}

static uint32_t answer_of(const struct truce_zone_index *index, struct truce_lonlat p, uint32_t id,
                          size_t *asked)
{
    uint32_t answer = 0;
    struct truce_zone_hit hits[64];
    size_t n;
    if (id == TRUCE_ZONE_SET_ASK) {
        ++*asked;
        n = truce_zone_index_at(index, p, NULL, hits, 64);
        for (size_t i = 0; i < n && i < 64; i++)
            answer += hits[i].side == TRUCE_SIDE_INSIDE ? mark(hits[i].zone) : 0;
        return answer;
    }
    const uint32_t *set = truce_zone_index_set(index, id, &n);
    for (size_t i = 0; i < n; i++)
        answer += mark(set[i]);
    return answer;
}

static int compare_doubles(const void *left, const void *right)
{
    const double a = *(const double *)left, b = *(const double *)right;

    return (a > b) - (a < b);
}

/* 0 when all answers are the same; *ns and *peer_ns a position */
static int compare(const struct world *w, double *ns, double *peer_ns)
{
    struct truce_zone_index *index = NULL;
    struct truce_err err;
    struct peer peer;
    uint32_t *ids = room(w->n_points, sizeof *ids), *answers = room(w->n_points, sizeof *answers);
    size_t differ = 0, asked = 0;
    double times[TIMES], start = seconds(), built;

    if (truce_zone_index_open(w->zones, w->n, 0, &index, &err) != TRUCE_OK) {
        fprintf(stderr, "zone_index_bench: %s\n", err.text);
        exit(70);
    }
    built = seconds() - start;
    printf("%s: %zu zones, %zu vertices\n", w->name, w->n, w->vertices);
    printf("  building %.3f s (%.2f s a million vertices), %.1f MiB (%.0f bytes a vertex)\n", built,
           built * 1e6 / (double)w->vertices, (double)truce_zone_index_bytes(index) / 1048576,
           (double)truce_zone_index_bytes(index) / (double)w->vertices);
    peer_open(&peer, w);
    peer_run(&peer, w, w->n_points < 10000 ? w->n_points : 10000, answers); /* it prepares at first use */
    *peer_ns = peer_run(&peer, w, w->n_points, answers) * 1e9 / (double)w->n_points;
    for (size_t i = 0; i < TIMES; i++) {
        start = seconds();
        truce_zone_index_sets(index, w->points, w->n_points, ids);
        times[i] = (seconds() - start) * 1e9 / (double)w->n_points;
    }
    for (size_t i = 0; i < w->n_points; i++)
        differ += answer_of(index, w->points[i], ids[i], &asked) != answers[i];
    qsort(times, TIMES, sizeof *times, compare_doubles);
    *ns = times[TIMES / 2];
    printf("  %s: %zu positions, %zu differ, %zu on a boundary\n", differ == 0 ? "equal" : "NOT EQUAL",
           w->n_points, differ, asked);
    printf("  truce %.1f M/s (%.2f ns, %.2f to %.2f), GEOS %s %.2f M/s: %.0f times\n", 1e3 / *ns, *ns,
           times[0], times[TIMES - 1], GEOSversion(), 1e3 / *peer_ns, *peer_ns / *ns);
    fflush(stdout);
    peer_close(&peer, w->n);
    truce_zone_index_close(index);
    free(ids);
    free(answers);
    return differ != 0;
}

struct row {
    const char *name;
    struct tiles tiles;
};

static int run_tiles(const struct row *row, size_t n_points, double *ns, double *peer_ns)
{
    struct world w = {.name = row->name};
    make_tiles(&w, &row->tiles, n_points);
    int result = compare(&w, ns, peer_ns);
    world_fini(&w);
    return result;
}

int main(int argc, char **argv)
{
    static const struct row rows[] = {
        {"100 zones x 5,000 vertices", {10, 10, 1250, 24, 44, 1}},
        {"10 zones x 500 vertices", {5, 2, 125, 24, 44, 1}},
        {"2,000 zones x 500 vertices", {50, 40, 125, 24, 44, 0.2}},
        {"20 zones x 50 vertices", {5, 4, 13, 24, 44, 1}},
        {"20 zones x 50,000 vertices", {5, 4, 12500, 24, 44, 1}},
    };
    size_t n_points = argc > 1 ? strtoul(argv[1], NULL, 10) : 2000000, n = sizeof rows / sizeof *rows;
    double ns[8], peer_ns[8];
    struct world front = {.name = "near a front of 50,000 vertices"};
    int result = 0;

    if (n_points == 0) {
        fprintf(stderr, "zone_index_bench: how many positions?\n");
        return 64;
    }
    for (size_t i = 0; i < n; i++)
        result |= run_tiles(&rows[i], n_points, &ns[i], &peer_ns[i]);
    make_front(&front, 50000, n_points);
    result |= compare(&front, &ns[n], &peer_ns[n]);
    world_fini(&front);
    printf("from 10 to 2,000 zones: truce %.1f, GEOS %.1f times slower\n", ns[2] / ns[1],
           peer_ns[2] / peer_ns[1]);
    printf("from 50 to 50,000 vertices: truce %.1f, GEOS %.1f times slower\n", ns[4] / ns[3],
           peer_ns[4] / peer_ns[3]);
    return result;
}
