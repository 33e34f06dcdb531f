/*
 * Regions: names, uniting, and the real oblasts where they are there.
 */
#include "sources/reader_test.h"

#include <math.h>

#include "geo/area.h"
#include "sources/sources.h"

#define BOX(x0, x1)                                                                                          \
    "{\"type\":\"Polygon\",\"coordinates\":[[[" x0 ",48],[" x1 ",48],[" x1 ",49],[" x0 ",49],[" x0 ",48]]]}"
#define FEATURE(properties, geometry)                                                                        \
    "{\"type\":\"Feature\",\"properties\":{" properties "},\"geometry\":" geometry "}"
#define COLLECTION(features) "{\"type\":\"FeatureCollection\",\"features\":[" features "]}"
#define PARENT(level, name)                                                                                  \
    "{\"role\":\"subarea\",\"rel\":1,\"reltags\":{\"admin_level\":\"" level "\",\"name:en\":\"" name         \
    "\",\"name\":\"" name " (local)\",\"ISO3166-2\":\"XX-01\"}}"

struct fixture {
    char folder[512];
    struct truce_regions regions;
    struct truce_notes notes;
    struct truce_err err;
};

static void begin(struct fixture *f, const char *name)
{
    memset(f, 0, sizeof *f);
    make_folder(f->folder, name);
    truce_regions_init(&f->regions);
    truce_notes_init(&f->notes);
}

static void end(struct fixture *f)
{
    truce_regions_fini(&f->regions);
    truce_notes_fini(&f->notes);
}

static enum truce_status read_named(struct fixture *f, const char *name)
{
    char *path = name != NULL ? truce_file_join(f->folder, name) : strdup(f->folder);
    truce_regions_fini(&f->regions);
    enum truce_status status = truce_regions_read(path, &f->regions, &f->notes, &f->err);
    free(path);
    return status;
}

static void groups_the_features_of_a_file(void **state)
{
    struct fixture f;
    (void)state;
    begin(&f, "regions-file");
    write_file(
        f.folder, "all.geojson",
        COLLECTION(FEATURE("\"region\":\"West\",\"name\":\"first raion\"", BOX("1", "2")) "," FEATURE(
            "\"NAME_1\":\"East\",\"name\":\"Ost\",\"ISO3166-2\":\"XX-02\"",
            BOX("3", "4")) "," FEATURE("\"region\":\"West\",\"name\":\"second raion\"", BOX("2", "3"))));
    if (read_named(&f, "all.geojson") != TRUCE_OK)
        fail_msg("%s", f.err.text);
    assert_int_equal(f.regions.n, 2);
    assert_string_equal(f.regions.items[0].name, "East");
    assert_string_equal(f.regions.items[0].others[0], "Ost");
    assert_string_equal(f.regions.items[0].others[1], "XX-02");
    assert_null(f.regions.items[0].others[2]);
    assert_string_equal(f.regions.items[1].name, "West");
    assert_null(f.regions.items[1].others[0]); /* the name of one raion is not that of the region */
    assert_int_equal(f.regions.items[1].area.n_polygons, 1);
    assert_int_equal(f.regions.country.n_polygons, 1);
    double sum = truce_area_m2(&f.regions.items[0].area) + truce_area_m2(&f.regions.items[1].area);
    assert_true(fabs(truce_area_m2(&f.regions.country) / sum - 1) < 1e-9);
    end(&f);
}

static void names_a_file_by_its_parent(void **state)
{
    struct fixture f;
    (void)state;
    begin(&f, "regions-folder");
    write_file(f.folder, "north_oblast.geojson",
               COLLECTION(FEATURE("\"name\":\"a\",\"@relations\":[" PARENT("2", "Country") "," PARENT(
                                      "4", "North Oblast") "]",
                                  BOX("1", "2")) "," FEATURE("\"name\":\"b\"", BOX("2", "3"))));
    write_file(
        f.folder, "far_south.geojson",
        COLLECTION(FEATURE("\"name\":\"c\"", BOX("3", "4")) "," FEATURE("\"name\":\"d\"", BOX("4", "5"))));
    write_file(f.folder, "one.geojson", FEATURE("\"name\":\"Lonely\"", BOX("7", "8")));
    write_file(f.folder, "nothing.geojson", FEATURE("", "null"));
    write_file(f.folder, "notes.txt", "not a region");
    if (read_named(&f, NULL) != TRUCE_OK)
        fail_msg("%s", f.err.text);
    assert_int_equal(f.regions.n, 3);
    assert_string_equal(f.regions.items[0].name, "Lonely");
    assert_string_equal(f.regions.items[0].others[0], "one");
    assert_string_equal(f.regions.items[1].name, "North Oblast");
    assert_string_equal(f.regions.items[1].others[0], "North Oblast (local)");
    assert_string_equal(f.regions.items[1].others[1], "XX-01");
    assert_string_equal(f.regions.items[1].others[2], "north oblast");
    assert_string_equal(f.regions.items[2].name, "far south");
    assert_int_equal(truce_regions_find(&f.regions, "North"), 1);
    assert_int_equal(truce_regions_find(&f.regions, "Lone"), 0);
    assert_int_equal(truce_regions_find(&f.regions, "Lon"), -1);
    assert_int_equal(truce_regions_find(&f.regions, "on"), -1);
    assert_int_equal(f.regions.items[1].area.n_polygons, 1);
    assert_int_equal(f.regions.country.n_polygons, 2);
    assert_int_equal(noted(&f.notes, "nothing.geojson", "no area in this file"), 1);
    end(&f);
}

static void says_what_it_made_of_a_file(void **state)
{
    struct fixture f;
    (void)state;
    begin(&f, "regions-odd");
    write_file(f.folder, "odd_names.geojson", COLLECTION(FEATURE("\"x\":1", BOX("1", "2"))));
    assert_int_equal(read_named(&f, "odd_names.geojson"), TRUCE_OK);
    assert_string_equal(f.regions.items[0].name, "odd names");
    assert_int_equal(noted(&f.notes, "odd_names.geojson", "without a name"), 1);
    write_file(f.folder, "tie.geojson",
               FEATURE("\"name\":\"Tie\"",
                       "{\"type\":\"Polygon\",\"coordinates\":[[[1,1],[2,2],[2,1],[1,2],[1,1]]]}"));
    assert_int_equal(read_named(&f, "tie.geojson"), TRUCE_OK);
    assert_int_equal(noted(&f.notes, "tie.geojson: region \"Tie\": ", "; repaired"), 1);
    assert_int_equal(f.regions.items[0].area.n_polygons, 2);
    write_file(
        f.folder, "overlap.geojson",
        COLLECTION(FEATURE("\"name\":\"A\"", BOX("1", "3")) "," FEATURE("\"name\":\"B\"", BOX("2", "4"))));
    assert_int_equal(read_named(&f, "overlap.geojson"), TRUCE_OK);
    assert_int_equal(noted(&f.notes, "overlap.geojson", "regions overlap"), 1);
    end(&f);
}

static void fails_with_the_file(void **state)
{
    struct fixture f;
    (void)state;
    begin(&f, "regions-bad");
    assert_int_equal(read_named(&f, NULL), TRUCE_ERR_MISSING);
    assert_error(&f.err, TRUCE_ERR_MISSING, 0, 0, "no region");
    assert_int_equal(read_named(&f, "none.geojson"), TRUCE_ERR_MISSING);
    write_file(f.folder, "a.geojson", FEATURE("\"name\":\"A\"", BOX("1", "3")));
    write_file(f.folder, "b.geojson", "{\"type\":\"Feature\",\n\"geometry\":[]}");
    assert_int_equal(read_named(&f, NULL), TRUCE_ERR_SYNTAX);
    assert_error(&f.err, TRUCE_ERR_SYNTAX, 2, 12, "expected an object");
    assert_non_null(strstr(f.err.file, "b.geojson"));
    assert_int_equal(f.regions.n, 0);
    end(&f);
}

static void reads_the_real_oblasts(void **state)
{
    struct fixture f;
    (void)state;
    if (real_data_missing(REAL_DATA "/regions"))
        return;
    begin(&f, "regions-real");
    if (truce_regions_read(REAL_DATA "/regions", &f.regions, &f.notes, &f.err) != TRUCE_OK)
        fail_msg("%s", f.err.text);
    assert_int_equal(f.regions.n, 26);
    for (size_t i = 1; i < f.regions.n; i++)
        assert_true(strcmp(f.regions.items[i - 1].name, f.regions.items[i].name) < 0);
    int sumy = truce_regions_find(&f.regions, "Sumy");
    assert_true(sumy >= 0);
    assert_string_equal(f.regions.items[sumy].name, "Sumy Oblast");
    assert_int_equal(truce_regions_find(&f.regions, "UA-59"), sumy);
    assert_true(truce_regions_find(&f.regions, "Donetsk") >=
                0); /* its file names no parent: "donetska oblast" */
    assert_int_equal(truce_regions_find(&f.regions, "sumska oblast"), sumy);
    /* 602,517 km2: Shapely 2.0 and pyproj 3.4, WGS 84 */
    assert_true(fabs(truce_area_m2(&f.regions.country) / 1e6 - 602517) < 1);
    end(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(groups_the_features_of_a_file), cmocka_unit_test(names_a_file_by_its_parent),
        cmocka_unit_test(says_what_it_made_of_a_file),   cmocka_unit_test(fails_with_the_file),
        cmocka_unit_test(reads_the_real_oblasts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
