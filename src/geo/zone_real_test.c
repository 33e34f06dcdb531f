/*
 * A year of control maps as zones, each valid for its day: every fourth map, against truce_clip_side of each.  Skipped where there are no real data.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <glob.h>
#include <stdlib.h>

#include "base/random.h"
#include "geo/overlay.h"
#include "geo/zone_index.h"
#include "sources/geojson.h"

enum { MOST_MAPS = 100, POINTS = 3000 };
static const int64_t DAY_US = 86400000000;
static const char MAPS[] = TRUCE_SOURCE_DIR "/../shared/data/ukraine/control/deepstate/*.geojson";

struct year {
    struct truce_multipolygon maps[MOST_MAPS];
    struct truce_zone_shape zones[MOST_MAPS];
    struct truce_clip *clips[MOST_MAPS];
    size_t n;
    struct truce_lonlat points[POINTS];
};

static enum truce_status take_feature(void *context, const struct truce_geojson_feature *feature,
                                      struct truce_err *err)
{
    return feature->kind == TRUCE_GEOJSON_POLYGONS ? truce_multipolygon_append(context, feature->shape, err)
                                                   : TRUCE_OK;
}

static void read_map(struct truce_geojson *g, const char *path, struct truce_multipolygon *map)
{
    struct truce_notes notes;
    struct truce_geojson_sink sink = {take_feature, map, false, false};
    bool repaired;
    truce_multipolygon_init(map);
    truce_notes_init(&notes);
    assert_int_equal(truce_features_read(g, path, &sink, &notes, NULL), TRUCE_OK);
    truce_notes_fini(&notes);
    truce_multipolygon_orient(map);
    assert_int_equal(truce_shape_repair(map, &repaired, NULL, 0, NULL), TRUCE_OK);
}

static struct year *read_year(void)
{
    glob_t found;
    struct truce_geojson g;
    struct year *year = calloc(1, sizeof *year);
    assert_non_null(year);
    if (glob(MAPS, 0, NULL, &found) != 0)
        return year;
    truce_geojson_init(&g);
    for (size_t i = 0; i < found.gl_pathc && year->n < MOST_MAPS; i += 4) {
        size_t k = year->n++;
        read_map(&g, found.gl_pathv[i], &year->maps[k]);
        assert_int_equal(truce_clip_open(&year->maps[k], &year->clips[k], NULL), TRUCE_OK);
        year->zones[k] =
            (struct truce_zone_shape){&year->maps[k], {(int64_t)k * DAY_US}, {(int64_t)(k + 1) * DAY_US}};
    }
    truce_geojson_fini(&g);
    globfree(&found);
    return year;
}

/* vertices of all maps, and positions about them by a hundredth of a degree, or by a degree */
static void choose_points(struct year *year)
{
    for (uint64_t i = 0; i < POINTS; i++) {
        const struct truce_multipolygon *map =
            &year->maps[(size_t)(truce_random_uniform(1, 1, i) * (double)year->n)];
        double away = i % 3 == 0 ? 0 : i % 3 == 1 ? 0.01 : 1;
        year->points[i] = map->points[(size_t)(truce_random_uniform(1, 2, i) * (double)map->n_points)];
        year->points[i].lon_deg += away * truce_random_normal(1, 3, i);
        year->points[i].lat_deg += away * truce_random_normal(1, 4, i);
    }
}

static size_t check_point(const struct year *year, const struct truce_zone_index *index,
                          struct truce_lonlat p)
{
    struct truce_zone_hit hits[MOST_MAPS], of_day;
    size_t n = truce_zone_index_at(index, p, NULL, hits, MOST_MAPS), at = 0, on_boundary = 0;
    for (size_t k = 0; k < year->n; k++) {
        const struct truce_instant noon = {(int64_t)k * DAY_US + DAY_US / 2};
        enum truce_side side = TRUCE_SIDE_OUTSIDE, expected = truce_clip_side(year->clips[k], p);
        if (at < n && hits[at].zone == k)
            side = hits[at++].side;
        assert_int_equal(side, expected);
        assert_int_equal(truce_zone_index_at(index, p, &noon, &of_day, 1), expected != TRUCE_SIDE_OUTSIDE);
        on_boundary += side == TRUCE_SIDE_BOUNDARY;
    }
    assert_int_equal(at, n);
    return on_boundary;
}

static void maps_of_a_year(void **state)
{
    struct year *year = read_year();
    struct truce_zone_index *index = NULL;
    size_t on_boundary = 0;
    (void)state;
    if (year->n == 0) {
        free(year);
        print_message("skipped: %s is not there\n", MAPS);
        skip();
    }
    choose_points(year);
    assert_int_equal(truce_zone_index_open(year->zones, year->n, 0, &index, NULL), TRUCE_OK);
    for (size_t i = 0; i < POINTS; i++)
        on_boundary += check_point(year, index, year->points[i]);
    assert_true(on_boundary > POINTS / 3);
    truce_zone_index_close(index);
    for (size_t k = 0; k < year->n; k++) {
        truce_clip_close(year->clips[k]);
        truce_multipolygon_fini(&year->maps[k]);
    }
    free(year);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(maps_of_a_year),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
