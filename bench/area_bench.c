/*
 * Geodesic area of maps: truce_area_m2 against PROJ's geod_polygon (truce_area_exact_m2), nanoseconds a vertex.
 *
 * All maps are read first; then each way measures all of them, some times over, in turn.  Vertices stand in the
 * order of the files, along their rings.  Results are compared before times are printed: the largest relative
 * difference of a map.  Usage: area_bench MAP.geojson ...
 */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "geo/area.h"
#include "sources/geojson.h"

enum { TIMES = 9 };
static const double LARGEST_DIFFERENCE = 1e-9; /* what geo/area.h promises */

struct maps {
    struct truce_multipolygon *items;
    size_t n, vertices;
};

struct reading {
    struct truce_multipolygon *map;
};

static enum truce_status take_feature(void *context, const struct truce_geojson_feature *feature,
                                      struct truce_err *err)
{
    struct reading *reading = context;

    if (feature->kind != TRUCE_GEOJSON_POLYGONS)
        return TRUCE_OK;
    return truce_multipolygon_append(reading->map, feature->shape, err);
}

static enum truce_status read_maps(struct maps *maps, char **paths, struct truce_err *err)
{
    struct truce_geojson g;
    struct truce_notes notes;
    enum truce_status status = TRUCE_OK;

    truce_geojson_init(&g);
    truce_notes_init(&notes);
    for (size_t i = 0; i < maps->n && status == TRUCE_OK; i++) {
        struct reading reading = {&maps->items[i]};
        struct truce_geojson_sink sink = {take_feature, &reading, false};
        truce_multipolygon_init(&maps->items[i]);
        status = truce_features_read(&g, paths[i], &sink, &notes, err);
        if (status == TRUCE_OK) {
            truce_multipolygon_orient(&maps->items[i]);
            maps->vertices += maps->items[i].n_points;
        }
    }
    truce_notes_fini(&notes);
    truce_geojson_fini(&g);
    return status;
}

static double seconds(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

/* Nanoseconds a vertex; areas_m2 has one entry a map. */
static double measure(const struct maps *maps, double (*area_m2)(const struct truce_multipolygon *),
                      double *areas_m2)
{
    double start = seconds();

    for (size_t i = 0; i < maps->n; i++)
        areas_m2[i] = area_m2(&maps->items[i]);
    return (seconds() - start) * 1e9 / (double)maps->vertices;
}

static double largest_difference(const double *a, const double *b, size_t n)
{
    double largest = 0.0;

    for (size_t i = 0; i < n; i++) {
        double difference = fabs(a[i] - b[i]) / b[i];
        if (!(difference <= largest)) /* NaN counts */
            largest = difference;
    }
    return largest;
}

static int compare_doubles(const void *left, const void *right)
{
    const double a = *(const double *)left, b = *(const double *)right;

    return (a > b) - (a < b);
}

static int compare_ways(const struct maps *maps, double *fast_m2, double *exact_m2)
{
    double fast_ns[TIMES], exact_ns[TIMES];

    for (size_t i = 0; i < TIMES; i++) {
        fast_ns[i] = measure(maps, truce_area_m2, fast_m2);
        exact_ns[i] = measure(maps, truce_area_exact_m2, exact_m2);
    }
    double difference = largest_difference(fast_m2, exact_m2, maps->n);
    printf("equal: %zu maps, %zu vertices, largest relative difference %.2g (limit %.0e)\n", maps->n,
           maps->vertices, difference, LARGEST_DIFFERENCE);
    if (!(difference <= LARGEST_DIFFERENCE)) {
        printf("not equal, so not compared\n");
        return 1;
    }
    qsort(fast_ns, TIMES, sizeof *fast_ns, compare_doubles);
    qsort(exact_ns, TIMES, sizeof *exact_ns, compare_doubles);
    double fast = fast_ns[TIMES / 2], exact = exact_ns[TIMES / 2];
    printf("truce_area_m2         median %.1f ns a vertex of %d (%.1f to %.1f)\n", fast, TIMES, fast_ns[0],
           fast_ns[TIMES - 1]);
    printf("PROJ's geod_polygon   median %.1f ns a vertex of %d (%.1f to %.1f)\n", exact, TIMES, exact_ns[0],
           exact_ns[TIMES - 1]);
    printf("ratio: %.1f times faster\n", exact / fast);
    return 0;
}

int main(int argc, char **argv)
{
    struct truce_err err;
    struct maps maps = {.n = argc > 1 ? (size_t)argc - 1 : 0};
    double *areas_m2 = NULL;
    int result = 1;

    if (maps.n == 0) {
        fprintf(stderr, "area_bench: needs maps: area_bench MAP.geojson ...\n");
        return 64;
    }
    maps.items = calloc(maps.n, sizeof *maps.items);
    areas_m2 = calloc(maps.n * 2, sizeof *areas_m2);
    if (maps.items == NULL || areas_m2 == NULL) {
        fprintf(stderr, "area_bench: no memory\n");
        goto done;
    }
    if (read_maps(&maps, argv + 1, &err) != TRUCE_OK) {
        fprintf(stderr, "area_bench: %s\n", err.text);
        goto done;
    }
    if (maps.vertices == 0) {
        fprintf(stderr, "area_bench: no polygon in these files\n");
        goto done;
    }
    result = compare_ways(&maps, areas_m2, areas_m2 + maps.n);
done:
    for (size_t i = 0; maps.items != NULL && i < maps.n; i++)
        truce_multipolygon_fini(&maps.items[i]);
    free(maps.items);
    free(areas_m2);
    return result;
}
