/*
 * GeoPackages: read back by SQLite, by ogrinfo where it is there, and byte by byte.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include <math.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "store/gpkg/blob.h"
#include "store/layers.h"

static struct truce_lonlat points[] = {{20, 46}, {24, 46}, {20, 50}, {21, 47}, {21, 48},
                                       {22, 47}, {30, 46}, {31, 46}, {30, 47}};
static struct truce_ring rings[] = {{0, 3, 0, false}, {3, 3, 0, true}, {6, 3, 1, false}};
static struct truce_multipolygon shape = {points, 9, 9, rings, 3, 3, 2}, nothing;

static const struct truce_column columns[] = {{"name", TRUCE_COLUMN_TEXT, 0},
                                              {"since", TRUCE_COLUMN_DATE, 0},
                                              {"area_km2", TRUCE_COLUMN_REAL, 6},
                                              {"n", TRUCE_COLUMN_INTEGER, 0}};
static const struct truce_value values[3][4] = {
    {{"Долина's \"east\"", 0, 0}, {"2031-12-29", 0, 0}, {NULL, 12.5, 0}, {NULL, 0, 7}},
    {{NULL, 0, 0}, {NULL, 0, 0}, {NULL, NAN, 0}, {NULL, 0, -1}},
    {{"c", 0, 0}, {NULL, 0, 0}, {NULL, 1.0, 0}, {NULL, 0, 0}}};
static const struct truce_feature areas[] = {{{0, 0}, &shape, values[0]}, {{0, 0}, &nothing, values[1]}};
static const struct truce_feature places[] = {
    {{20.5, 46.5}, NULL, values[0]}, {{-179.5, -89}, NULL, values[1]}, {{179.5, 89}, NULL, values[2]}};
static const struct truce_layer layers[] = {
    {"gained_areas", "Areas gained", TRUCE_LAYER_MULTIPOLYGON, columns, 4, areas, 2},
    {"places_gained", "Places gained", TRUCE_LAYER_POINT, columns, 4, places, 3},
    {"places_lost", "Places lost", TRUCE_LAYER_POINT, columns, 4, NULL, 0},
};
enum { N_LAYERS = 3 };

static char path_text[1024];

static const char *path_of(const char *name)
{
    snprintf(path_text, sizeof path_text, "%s/gpkg_layers_test_%s", TRUCE_BUILD_DIR, name);
    return path_text;
}

static void write_to(const char *path)
{
    struct truce_store_layers_options options = {{22642}}; /* 2031-12-29 */
    struct truce_err err = {0};

    if (truce_store_layers_write(path, layers, N_LAYERS, &options, &err) != TRUCE_OK)
        fail_msg("%s", err.text);
}

/* The first column of the first row as text; "" for none. */
static const char *ask(sqlite3 *db, const char *sql)
{
    static char out[512];
    sqlite3_stmt *statement = NULL;

    out[0] = '\0';
    if (sqlite3_prepare_v2(db, sql, -1, &statement, NULL) != SQLITE_OK)
        fail_msg("%s: %s", sql, sqlite3_errmsg(db));
    if (sqlite3_step(statement) == SQLITE_ROW && sqlite3_column_text(statement, 0) != NULL)
        snprintf(out, sizeof out, "%s", (const char *)sqlite3_column_text(statement, 0));
    sqlite3_finalize(statement);
    return out;
}

static void sqlite_reads_it_back(void **state)
{
    const char *path = path_of("back.gpkg");
    sqlite3 *db = NULL;

    (void)state;
    write_to(path);
    assert_int_equal(sqlite3_open_v2(path, &db, SQLITE_OPEN_READONLY, NULL), SQLITE_OK);
    assert_string_equal(ask(db, "PRAGMA application_id"), "1196444487");
    assert_string_equal(ask(db, "PRAGMA user_version"), "10300");
    assert_string_equal(ask(db, "PRAGMA integrity_check"), "ok");
    assert_string_equal(ask(db, "PRAGMA foreign_key_check"), "");
    assert_string_equal(
        ask(db, "SELECT group_concat(srs_id) FROM (SELECT srs_id FROM gpkg_spatial_ref_sys ORDER BY srs_id)"),
        "-1,0,4326");
    assert_string_equal(
        ask(db, "SELECT group_concat(table_name || ' ' || feature_count) FROM gpkg_ogr_contents"),
        "gained_areas 2,places_gained 3,places_lost 0");
    assert_string_equal(ask(db, "SELECT last_change FROM gpkg_contents"), "2031-12-29T00:00:00.000Z");
    assert_string_equal(ask(db, "SELECT min_x||' '||min_y||' '||max_x||' '||max_y FROM gpkg_contents"),
                        "20.0 46.0 31.0 50.0");
    assert_string_equal(
        ask(db, "SELECT count(*) FROM gpkg_contents WHERE table_name='places_lost' AND min_x IS NULL"), "1");
    assert_string_equal(ask(db, "SELECT name FROM gained_areas WHERE fid=1"), "Долина's \"east\"");
    assert_string_equal(
        ask(db, "SELECT count(*) FROM gained_areas WHERE area_km2 IS NULL AND name IS NULL AND n=-1"), "1");
    assert_string_equal(
        ask(db, "SELECT count(*) FROM gpkg_extensions WHERE extension_name='gpkg_rtree_index'"), "3");
    sqlite3_close(db);
}

static void the_spatial_index_finds(void **state)
{
    const char *path = path_of("index.gpkg");
    sqlite3 *db = NULL;

    (void)state;
    write_to(path);
    assert_int_equal(sqlite3_open_v2(path, &db, SQLITE_OPEN_READONLY, NULL), SQLITE_OK);
    assert_string_equal(ask(db, "SELECT rtreecheck('rtree_places_gained_geom')"), "ok");
    assert_string_equal(ask(db, "SELECT count(*) FROM rtree_places_gained_geom"), "3");
    assert_string_equal(ask(db, "SELECT group_concat(id) FROM rtree_places_gained_geom WHERE maxx>=20 AND "
                                "minx<=21 AND maxy>=46 AND miny<=47"),
                        "1");
    assert_string_equal(ask(db, "SELECT group_concat(id) FROM rtree_gained_areas_geom"),
                        "1"); /* the empty one is not in it */
    assert_string_equal(ask(db, "SELECT count(*) FROM rtree_gained_areas_geom WHERE minx<=20 AND maxx>=31 "
                                "AND miny<=46 AND maxy>=50"),
                        "1");
    sqlite3_close(db);
}

static bool file_is(const char *path, struct truce_buf *bytes)
{
    return truce_file_read(path, TRUCE_FILE_MAX, bytes, NULL) == TRUCE_OK;
}

static void same_layers_same_bytes(void **state)
{
    struct truce_buf a, b;

    (void)state;
    truce_buf_init(&a);
    truce_buf_init(&b);
    write_to(path_of("a.gpkg"));
    assert_true(file_is(path_of("a.gpkg"), &a));
    write_to(path_of("b.gpkg"));
    assert_true(file_is(path_of("b.gpkg"), &b));
    assert_int_equal(a.len, b.len);
    assert_memory_equal(a.at, b.at, a.len);
    write_to(path_of("b.gpkg")); /* over an earlier file */
    assert_true(file_is(path_of("b.gpkg"), &b));
    assert_int_equal(a.len, b.len);
    assert_memory_equal(a.at, b.at, a.len);
    truce_buf_fini(&a);
    truce_buf_fini(&b);
}

static void failure_leaves_the_earlier_file(void **state)
{
    struct truce_layer bad = layers[0];
    struct truce_err err;
    struct truce_buf before, after;

    (void)state;
    truce_buf_init(&before);
    truce_buf_init(&after);
    write_to(path_of("kept.gpkg"));
    assert_true(file_is(path_of("kept.gpkg"), &before));
    bad.name = "x\"; DROP TABLE gpkg_contents; --";
    assert_int_equal(truce_store_layers_write(path_of("kept.gpkg"), &bad, 1, NULL, &err), TRUCE_ERR_USAGE);
    assert_true(file_is(path_of("kept.gpkg"), &after));
    assert_int_equal(before.len, after.len);
    assert_memory_equal(before.at, after.at, before.len);
    assert_false(truce_file_exists(path_of("kept.gpkg.part")));
    bad.name = "sqlite_master"; /* SQLite itself refuses: the half-made file goes away */
    assert_int_equal(truce_store_layers_write(path_of("kept.gpkg"), &bad, 1, NULL, &err), TRUCE_ERR_IO);
    assert_false(truce_file_exists(path_of("kept.gpkg.part")));
    assert_int_equal(truce_store_layers_write("-", layers, 1, NULL, &err), TRUCE_ERR_USAGE);
    assert_int_equal(truce_store_layers_write(path_of("no/such/folder.gpkg"), layers, 1, NULL, &err),
                     TRUCE_ERR_IO);
    truce_buf_fini(&before);
    truce_buf_fini(&after);
}

static void blobs_of_strangers_do_no_harm(void **state)
{
    static const char *const bytes[] = {"", "GP", "GP\0\1xxxx", "GP\0\3xxxxshort",
                                        "XX\0\3xxxx0123456789012345678901234567890123456789"};
    static const size_t sizes[] = {0, 2, 8, 13, 48};
    struct truce_box box;

    (void)state;
    for (size_t i = 0; i < 5; i++) {
        char *copy = malloc(sizes[i] + 1);
        assert_non_null(copy);
        memcpy(copy, bytes[i], sizes[i]);
        assert_false(truce_gpkg_blob_box(copy, sizes[i], &box));
        assert_false(truce_gpkg_blob_is_empty(copy, sizes[i]));
        free(copy);
    }
    assert_false(truce_gpkg_blob_box(NULL, 0, &box));
}

static void ogrinfo_has_nothing_to_say(void **state)
{
    const char *path = path_of("ogr.gpkg");
    char command[2200], line[512];
    size_t features = 0;
    FILE *pipe;

    (void)state;
    if (system("command -v ogrinfo >/dev/null 2>&1") != 0) {
        print_message("ogrinfo is not here: its opinion was not asked\n");
        skip();
    }
    write_to(path);
    snprintf(command, sizeof command, "ogrinfo -ro -al '%s' 2>&1", path);
    pipe = popen(command, "r");
    assert_non_null(pipe);
    while (fgets(line, sizeof line, pipe) != NULL) {
        if (strstr(line, "Warning") != NULL || strstr(line, "ERROR") != NULL)
            fail_msg("%s", line);
        features += strncmp(line, "OGRFeature(", 11) == 0;
    }
    assert_int_equal(pclose(pipe), 0);
    assert_int_equal(features, 5);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sqlite_reads_it_back),          cmocka_unit_test(the_spatial_index_finds),
        cmocka_unit_test(same_layers_same_bytes),        cmocka_unit_test(failure_leaves_the_earlier_file),
        cmocka_unit_test(blobs_of_strangers_do_no_harm), cmocka_unit_test(ogrinfo_has_nothing_to_say),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
