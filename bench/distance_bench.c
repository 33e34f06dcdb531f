/*
 * Distances from a line of 50,000 edges: truce_distance_m against PROJ edge by edge, GEOS's prepared planar distance, and truce_line_distance_m.
 *
 * The line is jagged and runs 5 degrees north; positions are random, in random order, normally about it by a tenth of a degree, or up to a degree away.
 * Some are first compared with PROJ: geodesics to all vertices, and along those edges that may be nearer by golden section.  GEOS measures degrees in
 * the plane, so only its time is comparable.  Times are of the processor.  Usage: distance_bench [POSITIONS]
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#define GEOS_USE_ONLY_R_API
#include <geos_c.h>

#include "base/random.h"
#include "geo/distance.h"
#include "geo/front.h"

enum { EDGES = 50000, OCTAVES = 14, COMPARED = 40, TIMES = 5 };
static const double TURN = 6.283185307179586;
static const double LARGEST_DIFFERENCE_M = 1e-3; /* what geo/distance.h promises up to 100 km */

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
        fprintf(stderr, "distance_bench: no memory\n");
        exit(70);
    }
    return at;
}

static void make_line(struct truce_lonlat *at)
{
    for (size_t k = 0; k <= EDGES; k++) {
        double t = (double)k / EDGES, sum = 0, size = 0.5;
        for (uint32_t octave = 0; octave < OCTAVES; octave++, size *= 0.55)
            sum += size * sin(TURN * (t * (double)(1u << octave) + truce_random_uniform(11, 1, octave)));
        at[k] = (struct truce_lonlat){37 + 2 * fmin(t, 1 - t) * sum, 46 + 5 * t};
    }
}

static struct truce_lonlat between(struct truce_lonlat a, struct truce_lonlat b, double t)
{
    return (struct truce_lonlat){a.lon_deg + t * (b.lon_deg - a.lon_deg),
                                 a.lat_deg + t * (b.lat_deg - a.lat_deg)};
}

static double edge_by_proj(struct truce_lonlat a, struct truce_lonlat b, struct truce_lonlat p)
{
    const double golden = 0.6180339887498949;
    double low = 0, high = 1, best = INFINITY;
    for (int i = 0; i < 40; i++) {
        double x = high - golden * (high - low), y = low + golden * (high - low);
        double fx = truce_geodesic_distance_m(between(a, b, x), p, NULL),
               fy = truce_geodesic_distance_m(between(a, b, y), p, NULL);
        best = fmin(best, fmin(fx, fy));
        if (fx < fy)
            high = y;
        else
            low = x;
    }
    return best;
}

static double by_proj(const struct truce_lonlat *line, struct truce_lonlat p, double *to_vertex)
{
    double best = INFINITY;
    for (size_t i = 0; i <= EDGES; i++) {
        to_vertex[i] = truce_geodesic_distance_m(line[i], p, NULL);
        best = fmin(best, to_vertex[i]);
    }
    for (size_t i = 0; i < EDGES; i++)
        if (fmin(to_vertex[i], to_vertex[i + 1]) < best + 2000) /* no edge is longer */
            best = fmin(best, edge_by_proj(line[i], line[i + 1], p));
    return best;
}

/* false: they differ */
static int compare(const struct truce_distance_index *index, const struct truce_lonlat *line,
                   const struct truce_lonlat *points, double *ns)
{
    double *to_vertex = room(EDGES + 1, sizeof *to_vertex), largest = 0, start = seconds(), sum = 0;
    for (size_t i = 0; i < COMPARED; i++) {
        double expected = by_proj(line, points[i], to_vertex),
               d = truce_distance_m(index, points[i], 1e6, NULL);
        sum += expected;
        if (!(fabs(d - expected) <= largest))
            largest = fabs(d - expected);
    }
    *ns = (seconds() - start) * 1e9 / COMPARED;
    free(to_vertex);
    printf("  %s: %d positions, %.1f km away on average, largest difference from PROJ %.2g mm (limit %g)\n",
           largest <= LARGEST_DIFFERENCE_M ? "equal" : "NOT EQUAL", COMPARED, sum / COMPARED / 1000,
           largest * 1000, LARGEST_DIFFERENCE_M * 1000);
    return largest <= LARGEST_DIFFERENCE_M;
}

static double geos_ns(const struct truce_lonlat *line, const struct truce_lonlat *points, size_t n)
{
    GEOSContextHandle_t h = GEOS_init_r();
    GEOSCoordSequence *s = GEOSCoordSeq_create_r(h, EDGES + 1, 2);
    double start = 0, sum = 0, d = 0;
    for (unsigned i = 0; i <= EDGES; i++)
        GEOSCoordSeq_setXY_r(h, s, i, line[i].lon_deg, line[i].lat_deg);
    GEOSGeometry *shape = GEOSGeom_createLineString_r(h, s);
    const GEOSPreparedGeometry *ready = GEOSPrepare_r(h, shape);
    for (size_t i = 0; i < n; i++) {
        if (i == 1) /* the first makes its tree */
            start = seconds();
        GEOSGeometry *p = GEOSGeom_createPointFromXY_r(h, points[i].lon_deg, points[i].lat_deg);
        GEOSPreparedDistance_r(h, ready, p, &d);
        GEOSGeom_destroy_r(h, p);
        sum += d;
    }
    double ns = (seconds() - start) * 1e9 / (double)(n - 1);
    GEOSPreparedGeom_destroy_r(h, ready);
    GEOSGeom_destroy_r(h, shape);
    GEOS_finish_r(h);
    return sum >= 0 ? ns : 0;
}

static int compare_doubles(const void *left, const void *right)
{
    const double a = *(const double *)left, b = *(const double *)right;

    return (a > b) - (a < b);
}

static int run(const char *name, const struct truce_lonlat *line, double spread_deg, size_t n)
{
    const struct truce_run whole = {line, EDGES + 1};
    struct truce_distance_index *index = NULL;
    struct truce_line *peer = NULL;
    struct truce_lonlat *points = room(n, sizeof *points);
    double times[TIMES], sum = 0, proj = 0, start, built;
    size_t rough = n / 20 + 1;

    for (size_t i = 0; i < n; i++) {
        struct truce_lonlat at = line[(size_t)(truce_random_uniform(1, 3, i) * EDGES)];
        points[i] = (struct truce_lonlat){at.lon_deg + spread_deg * truce_random_normal(1, 4, i),
                                          at.lat_deg + spread_deg * truce_random_normal(1, 5, i)};
    }
    start = seconds();
    if (truce_distance_open(&whole, 1, &index, NULL) != TRUCE_OK ||
        truce_line_open(&whole, 1, &peer, NULL) != TRUCE_OK)
        exit(70);
    built = seconds() - start;
    printf("%s; both of ours made ready in %.0f ms\n", name, built * 1000);
    int same = compare(index, line, points, &proj);
    for (size_t k = 0; k < TIMES; k++) {
        start = seconds();
        for (size_t i = 0; i < n; i++)
            sum += truce_distance_m(index, points[i], 1e6, NULL);
        times[k] = (seconds() - start) * 1e9 / (double)n;
    }
    qsort(times, TIMES, sizeof *times, compare_doubles);
    double ns = times[TIMES / 2], geos = geos_ns(line, points, rough);
    start = seconds();
    for (size_t i = 0; i < rough; i++)
        sum += truce_line_distance_m(peer, points[i], 1e6, NULL);
    double line_ns = (seconds() - start) * 1e9 / (double)rough;
    printf("  truce %.2f M/s (%.0f ns, %.0f to %.0f); PROJ edge by edge %.1f ms: %.0f times; GEOS %s in the "
           "plane %.2f M/s: %.1f "
           "times; truce_line_distance_m %.2f M/s: %.1f times%s\n",
           1e3 / ns, ns, times[0], times[TIMES - 1], proj / 1e6, proj / ns, GEOSversion(), 1e3 / geos,
           geos / ns, 1e3 / line_ns, line_ns / ns, sum > 0 ? "" : "!");
    fflush(stdout);
    truce_distance_close(index);
    truce_line_close(peer);
    free(points);
    return same ? 0 : 1;
}

int main(int argc, char **argv)
{
    size_t n = argc > 1 ? strtoul(argv[1], NULL, 10) : 400000;
    struct truce_lonlat *line;
    int result;

    if (n < COMPARED) {
        fprintf(stderr, "distance_bench: how many positions?  At least %d\n", COMPARED);
        return 64;
    }
    line = room(EDGES + 1, sizeof *line);
    make_line(line);
    result = run("0.1 degrees about a line of 50,000 edges", line, 0.1, n);
    result |= run("0.5 degrees about it", line, 0.5, n);
    free(line);
    return result;
}
