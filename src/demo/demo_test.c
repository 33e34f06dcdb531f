/*
 * The demo against itself and against the geometry of geo, which made neither its maps nor its truth.
 */
#include <dirent.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/file.h"
#include "demo/internal.h"
#include "geo/area.h"
#include "geo/overlay.h"

#define OK(call) check_ok(call, &err, __LINE__)

static void check_ok(enum truce_status status, const struct truce_err *err, int line)
{
    if (status != TRUCE_OK)
        fail_msg("line %d: %s", line, err->text);
}

static struct truce_demo *make(uint64_t seed, const struct truce_demo_options *options)
{
    struct truce_demo *demo = NULL;
    struct truce_err err;
    OK(truce_demo_new(seed, options, &demo, &err));
    return demo;
}

/* a smaller, coarser world: much faster to make */
static struct truce_demo_options small(void)
{
    struct truce_demo_options options;
    truce_demo_options_init(&options);
    options.days = 60;
    options.places = 200;
    options.knot_m = 2500.0;
    return options;
}

static struct truce_day day_of(const struct truce_demo *demo, int index)
{
    return (struct truce_day){truce_demo_first_day(demo).n + index};
}

/* everything but the maps' folder, and some maps, as bytes */
static void put_all(const struct truce_demo *demo, struct truce_buf *out)
{
    struct truce_control_map map;
    struct truce_err err;

    truce_control_map_init(&map);
    truce_demo_put_places(demo, out);
    truce_demo_put_regions(demo, out);
    truce_demo_put_land(demo, out);
    truce_demo_put_claims(demo, out);
    OK(truce_demo_put_truth(demo, out, &err));
    for (int source = 0; source < TRUCE_DEMO_SOURCES; source++)
        for (size_t i = 0; i < demo->shown[source].n; i += 7) {
            OK(truce_demo_map(demo, source, i, &map, &err));
            truce_demo_put_map(demo, source, &map, out);
        }
    truce_control_map_fini(&map);
    OK(truce_buf_check(out, &err));
}

static void test_a_seed_gives_the_same_bytes_and_another_seed_others(void **state)
{
    (void)state;
    struct truce_demo_options options = small();
    struct truce_buf bytes[3];
    const uint64_t seed[3] = {5, 5, 6};

    for (int i = 0; i < 3; i++) {
        struct truce_demo *demo = make(seed[i], &options);
        truce_buf_init(&bytes[i]);
        put_all(demo, &bytes[i]);
        truce_demo_free(demo);
    }
    assert_int_equal(bytes[0].len, bytes[1].len);
    assert_memory_equal(bytes[0].at, bytes[1].at, bytes[0].len);
    assert_true(bytes[0].len != bytes[2].len || memcmp(bytes[0].at, bytes[2].at, bytes[0].len) != 0);
    for (int i = 0; i < 3; i++)
        truce_buf_fini(&bytes[i]);
}

/* maps do not depend on which were asked for before */
static void test_a_map_does_not_depend_on_order(void **state)
{
    (void)state;
    struct truce_demo_options options = small();
    struct truce_demo *demo = make(8, &options);
    struct truce_control_map first, again;
    struct truce_err err;

    truce_control_map_init(&first);
    truce_control_map_init(&again);
    OK(truce_demo_map(demo, 0, 11, &first, &err));
    OK(truce_demo_map(demo, 0, 40, &again, &err));
    OK(truce_demo_map(demo, 0, 11, &again, &err));
    const struct truce_multipolygon *a = &first.layer[TRUCE_CONTROL_HELD],
                                    *b = &again.layer[TRUCE_CONTROL_HELD];
    assert_int_equal(a->n_points, b->n_points);
    assert_memory_equal(a->points, b->points, a->n_points * sizeof *a->points);
    truce_control_map_fini(&first);
    truce_control_map_fini(&again);
    truce_demo_free(demo);
}

struct edge {
    struct truce_lonlat a, b;
};

static int by_bytes(const void *a, const void *b)
{
    return memcmp(a, b, sizeof(struct edge));
}

static size_t add_edges(const struct truce_multipolygon *shape, struct edge *out)
{
    size_t n = 0;
    for (size_t r = 0; r < shape->n_rings; r++) {
        const struct truce_lonlat *points = shape->points + shape->rings[r].first;
        for (size_t i = 0; i < shape->rings[r].n; i++)
            out[n++] = (struct edge){points[i], points[(i + 1) % shape->rings[r].n]};
    }
    return n;
}

/* every edge of a region is the reverse of another region's or an edge of the country, and no edge is used
 * twice */
static void test_regions_tile_the_country_edge_by_edge(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 12; seed++) {
        struct truce_demo_options options = small();
        struct truce_demo *demo = make(seed, &options);
        const struct truce_regions *regions = truce_demo_regions(demo);
        size_t n = 0, room = regions->country.n_points;
        double sum_m2 = 0.0;

        for (size_t i = 0; i < regions->n; i++)
            room += regions->items[i].area.n_points;
        struct edge *edges = calloc(room, sizeof *edges);
        struct edge *outer = calloc(regions->country.n_points, sizeof *outer);
        assert_non_null(edges);
        assert_non_null(outer);
        for (size_t i = 0; i < regions->n; i++) {
            n += add_edges(&regions->items[i].area, edges + n);
            sum_m2 += truce_area_exact_m2(&regions->items[i].area);
        }
        size_t n_outer = add_edges(&regions->country, outer), inner = 0, rim = 0;
        qsort(edges, n, sizeof *edges, by_bytes);
        qsort(outer, n_outer, sizeof *outer, by_bytes);
        for (size_t i = 0; i < n; i++) {
            struct edge back = {edges[i].b, edges[i].a};
            if (i > 0)
                assert_true(by_bytes(&edges[i], &edges[i - 1]) != 0);
            if (bsearch(&back, edges, n, sizeof *edges, by_bytes) != NULL)
                inner++;
            else if (bsearch(&edges[i], outer, n_outer, sizeof *outer, by_bytes) != NULL)
                rim++;
            else
                fail_msg("seed %d: an edge belongs to nothing", (int)seed);
        }
        assert_int_equal(rim, n_outer);
        assert_true(inner > 100);
        assert_true(fabs(sum_m2 - truce_area_exact_m2(&regions->country)) < 10.0);
        free(edges);
        free(outer);
        truce_demo_free(demo);
    }
}

static void check_valid(const struct truce_multipolygon *shape, uint64_t seed, const char *what)
{
    struct truce_multipolygon copy;
    struct truce_err err;
    bool repaired = false;
    char why[200] = "";

    if (shape->n_rings == 0)
        return;
    truce_multipolygon_init(&copy);
    OK(truce_multipolygon_copy(&copy, shape, &err));
    OK(truce_shape_repair(&copy, &repaired, why, sizeof why, &err));
    if (repaired)
        fail_msg("seed %d, %s: %s", (int)seed, what, why);
    truce_multipolygon_fini(&copy);
}

static void test_every_shape_is_valid(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 16; seed++) {
        struct truce_demo_options options = small();
        options.days = 400;
        options.knot_m = seed % 4 == 1 ? 1000.0 : 2500.0;
        struct truce_demo *demo = make(seed, &options);
        struct truce_control_map map;
        struct truce_err err;

        truce_control_map_init(&map);
        for (size_t i = 0; i < demo->regions.n; i++)
            check_valid(&demo->regions.items[i].area, seed, "region");
        check_valid(&demo->regions.country, seed, "country");
        for (int source = 0; source < TRUCE_DEMO_SOURCES; source++) {
            const struct truce_demo_shown *shown = &demo->shown[source];
            for (size_t i = 0; i < shown->n; i += 29) {
                OK(truce_demo_map(demo, source, i, &map, &err));
                for (int s = 0; s < TRUCE_CONTROL_STATUSES; s++)
                    check_valid(&map.layer[s], seed, shown->names[i]);
            }
            if (shown->half_empty != SIZE_MAX) {
                OK(truce_demo_map(demo, source, shown->half_empty, &map, &err));
                check_valid(&map.layer[TRUCE_CONTROL_HELD], seed, "half-empty map");
            }
        }
        truce_control_map_fini(&map);
        truce_demo_free(demo);
    }
}

/* what the truth module says of areas is what PROJ and the overlay say */
static void test_truth_agrees_with_geo(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 6; seed++) {
        struct truce_demo *demo = make(seed, NULL);
        struct truce_multipolygon a, b, gained, lost;
        struct truce_demo_truth truth;
        struct truce_err err;

        truce_multipolygon_init(&a);
        truce_multipolygon_init(&b);
        truce_multipolygon_init(&gained);
        truce_multipolygon_init(&lost);
        OK(truce_demo_truth_map(demo, day_of(demo, 20), &a, &err));
        OK(truce_demo_truth_map(demo, day_of(demo, 390), &b, &err));
        OK(truce_demo_truth_areas(demo, day_of(demo, 20), day_of(demo, 390), -1, &truth, &err));
        OK(truce_overlay_difference(&b, &a, &gained, &err));
        OK(truce_overlay_difference(&a, &b, &lost, &err));
        /* an edge is straight here and a geodesic there: 15 m2 for 1 km; all edges of a side together
         * below 0.01 km2 */
        assert_true(fabs(truth.held_start_km2 - truce_area_exact_m2(&a) / 1e6) < 0.01);
        assert_true(fabs(truth.held_end_km2 - truce_area_exact_m2(&b) / 1e6) < 0.01);
        assert_true(fabs(truth.gained_km2 - truce_area_exact_m2(&gained) / 1e6) < 0.01);
        assert_true(fabs(truth.lost_km2 - truce_area_exact_m2(&lost) / 1e6) < 0.01);
        assert_true(truth.gained_km2 > 300.0);
        truce_multipolygon_fini(&a);
        truce_multipolygon_fini(&b);
        truce_multipolygon_fini(&gained);
        truce_multipolygon_fini(&lost);
        truce_demo_free(demo);
    }
}

static void test_truth_adds_up(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 5; seed++) {
        struct truce_demo_options options = small();
        options.days = 300;
        struct truce_demo *demo = make(seed, &options);
        struct truce_demo_truth all, part, sum = {0, 0, 0, 0};
        struct truce_err err;

        OK(truce_demo_truth_areas(demo, day_of(demo, 3), day_of(demo, 290), -1, &all, &err));
        for (int region = 0; region < (int)demo->regions.n; region++) {
            OK(truce_demo_truth_areas(demo, day_of(demo, 3), day_of(demo, 290), region, &part, &err));
            sum.held_start_km2 += part.held_start_km2;
            sum.held_end_km2 += part.held_end_km2;
            sum.gained_km2 += part.gained_km2;
            sum.lost_km2 += part.lost_km2;
            assert_true(fabs(part.gained_km2 - part.lost_km2 - (part.held_end_km2 - part.held_start_km2)) <
                        1e-3);
        }
        assert_true(fabs(all.gained_km2 - all.lost_km2 - (all.held_end_km2 - all.held_start_km2)) < 1e-3);
        assert_true(fabs(sum.held_start_km2 - all.held_start_km2) < 1e-3);
        assert_true(fabs(sum.held_end_km2 - all.held_end_km2) < 1e-3);
        assert_true(fabs(sum.gained_km2 - all.gained_km2) < 1e-3);
        assert_true(fabs(sum.lost_km2 - all.lost_km2) < 1e-3);
        assert_true(all.gained_km2 > 100.0);
        truce_demo_free(demo);
    }
}

/* as in real maps, most of a map is the same on the next day, to the last bit */
static void test_most_edges_stay_as_they_are(void **state)
{
    (void)state;
    struct truce_demo *demo = make(TRUCE_DEMO_SEED, NULL);
    struct truce_control_map map;
    struct truce_err err;
    struct edge *before = calloc(8000, sizeof *before), *now = calloc(8000, sizeof *now);
    size_t n_before = 0, same = 0, all = 0, changed_days = 0;

    assert_non_null(before);
    assert_non_null(now);
    truce_control_map_init(&map);
    for (size_t i = 0; i < 60; i++) {
        OK(truce_demo_map(demo, 0, i, &map, &err));
        assert_true(map.layer[TRUCE_CONTROL_HELD].n_points < 8000);
        size_t n = add_edges(&map.layer[TRUCE_CONTROL_HELD], now), same_today = 0;
        qsort(now, n, sizeof *now, by_bytes);
        for (size_t j = 0; j < n && i > 0; j++)
            same_today += bsearch(&now[j], before, n_before, sizeof *before, by_bytes) != NULL;
        if (i > 0) {
            same += same_today;
            all += n;
            changed_days += same_today < n;
        }
        struct edge *swap = before;
        before = now;
        now = swap;
        n_before = n;
    }
    assert_true((double)same > 0.85 * (double)all);
    assert_true(changed_days > 20);
    truce_control_map_fini(&map);
    free(before);
    free(now);
    truce_demo_free(demo);
}

static void test_places_lie_in_their_regions_and_have_names_of_their_own(void **state)
{
    (void)state;
    struct truce_demo *demo = make(3, NULL);
    const struct truce_places *places = truce_demo_places(demo);
    size_t found[2];

    assert_int_equal(places->n, 2000);
    for (size_t i = 0; i < places->n; i++) {
        const struct truce_place *place = &places->items[i];
        int region = truce_regions_find(truce_demo_regions(demo), place->region);
        assert_true(region >= 0);
        const struct truce_multipolygon *area = &truce_demo_regions(demo)->items[region].area;
        assert_true(truce_demo_inside(area->points, area->n_points, place->at));
        assert_int_equal(truce_places_find(places, place->name, found, 2), 1);
        assert_int_equal(truce_places_find(places, place->others[0], found, 2), 1);
    }
    truce_demo_free(demo);
}

/* length of the true line between its ends, metres: edges of the held area that are not the country's */
static double line_length_m(const struct truce_demo *demo, const struct truce_multipolygon *held)
{
    double sum_m = 0.0, lon_m, lat_m;
    struct edge *edges = calloc(held->n_points + demo->n_outline, sizeof *edges);
    assert_non_null(edges);
    struct edge *outer = edges + held->n_points;
    size_t n = add_edges(held, edges), n_outer = add_edges(&demo->regions.country, outer);
    qsort(outer, n_outer, sizeof *outer, by_bytes);
    for (size_t i = 0; i < n; i++) {
        if (bsearch(&edges[i], outer, n_outer, sizeof *outer, by_bytes) != NULL)
            continue;
        truce_demo_metres_per_deg(edges[i].a.lat_deg, &lon_m, &lat_m);
        sum_m += hypot((edges[i].b.lon_deg - edges[i].a.lon_deg) * lon_m,
                       (edges[i].b.lat_deg - edges[i].a.lat_deg) * lat_m);
    }
    free(edges);
    return sum_m;
}

/*
 * A whole line off by e adds length times e to the area; so the spread of the areas tells sigma.  For n = 300
 * independent normals the standard deviation is within 12 % of sigma, and the mean within 0.17 sigma, but for
 * a false alarm in 300 (each).
 */
static void test_whole_errors_have_the_stated_sigma(void **state)
{
    (void)state;
    struct truce_demo_options options = small();
    options.days = 300;
    options.error_model = TRUCE_DEMO_ERROR_WHOLE;
    options.redraw_days = 1;
    options.blemishes = false;
    options.sources[1].every_days = 1;
    options.sources[1].stride = 1;
    struct truce_demo *demo = make(4, &options);

    for (int source = 0; source < TRUCE_DEMO_SOURCES; source++) {
        double sum = 0.0, squares = 0.0, n = 0.0;
        for (size_t i = 0; i < demo->shown[source].n; i++) {
            struct truce_control_map map;
            struct truce_multipolygon held;
            struct truce_err err;
            truce_control_map_init(&map);
            truce_multipolygon_init(&held);
            OK(truce_demo_map(demo, source, i, &map, &err));
            OK(truce_demo_truth_map(demo, map.day, &held, &err));
            const struct truce_multipolygon *drawn = &map.layer[TRUCE_CONTROL_HELD];
            double e_m = (truce_demo_ring_m2(drawn->points, drawn->n_points) -
                          truce_demo_ring_m2(held.points, held.n_points)) /
                         line_length_m(demo, &held);
            sum += e_m;
            squares += e_m * e_m;
            n += 1.0;
            truce_control_map_fini(&map);
            truce_multipolygon_fini(&held);
        }
        double sigma_m = options.sources[source].sigma_m, spread_m = sqrt(squares / n - sum * sum / (n * n));
        assert_true(n == 300.0);
        assert_true(fabs(sum / n) < 0.17 * sigma_m);
        assert_true(fabs(spread_m - sigma_m) < 0.12 * sigma_m);
    }
    truce_demo_free(demo);
}

static void test_true_claims_are_true_and_false_ones_are_not(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 4; seed++) {
        struct truce_demo *demo = make(seed, NULL);
        const struct truce_claims *claims = truce_demo_claims(demo);
        struct truce_err err;
        size_t n_true = 0;

        assert_int_equal(claims->n, 13);
        for (size_t i = 0; i < claims->n; i++) {
            double truth;
            OK(truce_demo_truth_claim(demo, &claims->items[i], &truth, NULL, NULL, &err));
            bool is_true = truce_demo_claim_is_true(demo, i);
            n_true += is_true;
            if (claims->items[i].quantity == TRUCE_QUANTITY_PLACE)
                assert_true(truth == (is_true ? 1.0 : 0.0));
            else if (is_true)
                assert_true(fabs(claims->items[i].value - truth) <= fmax(0.5, truth * 0.0051));
            else
                assert_true(fabs(claims->items[i].value - truth) > 0.1 * truth);
        }
        assert_true(n_true >= 6 && n_true <= 10);
        truce_demo_free(demo);
    }
}

static void test_options_out_of_range_are_refused(void **state)
{
    (void)state;
    struct truce_demo *demo = NULL;
    struct truce_err err;
    struct truce_demo_options options = small();

    options.days = TRUCE_DEMO_DAYS_MIN - 1;
    assert_int_equal(truce_demo_new(1, &options, &demo, &err), TRUCE_ERR_RANGE);
    assert_non_null(strstr(err.text, "days is 9"));
    options = small();
    options.sources[1].sigma_m = NAN;
    assert_int_equal(truce_demo_new(1, &options, &demo, &err), TRUCE_ERR_RANGE);
    assert_null(demo);

    options = small();
    demo = make(1, &options);
    struct truce_demo_truth truth;
    assert_int_equal(truce_demo_truth_areas(demo, day_of(demo, -1), day_of(demo, 5), -1, &truth, &err),
                     TRUCE_ERR_RANGE);
    assert_int_equal(truce_demo_truth_areas(demo, day_of(demo, 1), day_of(demo, 60), -1, &truth, &err),
                     TRUCE_ERR_RANGE);
    assert_int_equal(truce_demo_truth_areas(demo, day_of(demo, 1), day_of(demo, 5), 10, &truth, &err),
                     TRUCE_ERR_RANGE);
    truce_demo_free(demo);
}

/* ---- files ---- */

static void put(const char *folder, const char *name, const char *text)
{
    struct truce_err err;
    char *path = truce_file_join(folder, name);
    OK(truce_file_write(path, truce_text_view(text), &err));
    free(path);
}

static bool is_there(const char *folder, const char *name)
{
    char *path = truce_file_join(folder, name);
    bool there = truce_file_exists(path);
    free(path);
    return there;
}

static void remove_all(const char *folder)
{
    DIR *dir = opendir(folder);
    for (struct dirent *entry = dir != NULL ? readdir(dir) : NULL; entry != NULL; entry = readdir(dir)) {
        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
            continue;
        char *path = truce_file_join(folder, entry->d_name);
        if (truce_file_is_folder(path))
            remove_all(path);
        else
            unlink(path);
        free(path);
    }
    if (dir != NULL)
        closedir(dir);
    rmdir(folder);
}

static void test_a_folder_of_others_is_left_alone(void **state)
{
    (void)state;
    char folder[] = "/tmp/truce_demo_XXXXXX";
    struct truce_demo_options options = small();
    struct truce_demo *demo = make(1, &options);
    struct truce_err err;

    assert_non_null(mkdtemp(folder));
    put(folder, "letters.txt", "mine");
    assert_int_equal(truce_demo_write(demo, folder, NULL, NULL, NULL, &err), TRUCE_ERR_USAGE);
    assert_false(is_there(folder, "places.csv"));
    assert_true(is_there(folder, "letters.txt"));
    put(folder, TRUCE_DEMO_MARKER, "something else\nletters.txt\n");
    assert_int_equal(truce_demo_write(demo, folder, NULL, NULL, NULL, &err), TRUCE_ERR_USAGE);
    assert_true(is_there(folder, "letters.txt"));
    remove_all(folder);
    truce_demo_free(demo);
}

static void test_an_earlier_demo_is_replaced_and_nothing_else(void **state)
{
    (void)state;
    char folder[] = "/tmp/truce_demo_XXXXXX";
    struct truce_demo_options options = small();
    struct truce_demo *demo = make(1, &options);
    struct truce_demo_written made;
    struct truce_err err;

    assert_non_null(mkdtemp(folder));
    char *inner = truce_file_join(folder, "demo");
    put(folder, "outside.txt", "mine");
    OK(truce_demo_write(demo, inner, NULL, NULL, &made, &err));
    assert_false(made.replaced);
    assert_true(is_there(inner, "maps/north-desk/source.yaml"));
    assert_true(is_there(inner, "maps/atlas/atlas_2202-02-02.geojson"));
    /* a marker that somebody made longer must not reach out of the folder */
    put(inner, "stale.txt", "old");
    put(inner, "notes.md", "mine");
    put(inner, TRUCE_DEMO_MARKER,
        "truce demo 1 seed 1\nstale.txt\n../outside.txt\n./notes.md\nmaps/../notes.md\n");
    OK(truce_demo_write(demo, inner, NULL, NULL, &made, &err));
    assert_true(made.replaced);
    assert_false(is_there(inner, "stale.txt"));
    assert_true(is_there(inner, "notes.md"));
    assert_true(is_there(folder, "outside.txt"));
    assert_true(is_there(inner, "truth.json"));
    free(inner);
    remove_all(folder);
    truce_demo_free(demo);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_seed_gives_the_same_bytes_and_another_seed_others),
        cmocka_unit_test(test_a_map_does_not_depend_on_order),
        cmocka_unit_test(test_regions_tile_the_country_edge_by_edge),
        cmocka_unit_test(test_every_shape_is_valid),
        cmocka_unit_test(test_truth_agrees_with_geo),
        cmocka_unit_test(test_truth_adds_up),
        cmocka_unit_test(test_most_edges_stay_as_they_are),
        cmocka_unit_test(test_places_lie_in_their_regions_and_have_names_of_their_own),
        cmocka_unit_test(test_whole_errors_have_the_stated_sigma),
        cmocka_unit_test(test_true_claims_are_true_and_false_ones_are_not),
        cmocka_unit_test(test_options_out_of_range_are_refused),
        cmocka_unit_test(test_a_folder_of_others_is_left_alone),
        cmocka_unit_test(test_an_earlier_demo_is_replaced_and_nothing_else),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
