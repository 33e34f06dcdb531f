/*
 * Control maps: days from names, layers from features, and the real year of maps where it is there.
 */
#include "sources/reader_test.h"

#include <math.h>
#include <sys/stat.h>

#include "geo/area.h"
#include "sources/folder.h"
#include "sources/sources.h"

#define POLYGON(x) "{\"type\":\"Polygon\",\"coordinates\":[[[" x ",48],[39,48],[39,49],[" x ",48]]]}"
#define FEATURE(name, x)                                                                                     \
    "{\"type\":\"Feature\",\"properties\":{\"status\":\"" name "\"},\"geometry\":" POLYGON(x) "}"
#define COLLECTION(features) "{\"type\":\"FeatureCollection\",\"features\":[" features "]}"

struct fixture {
    char folder[512];
    struct truce_description description;
    struct truce_control_days days;
    struct truce_control_map map;
    struct truce_notes notes;
    struct truce_err err;
};

static struct fixture *begin(struct fixture *f, const char *name)
{
    memset(f, 0, sizeof *f);
    make_folder(f->folder, name);
    truce_description_init(&f->description);
    truce_control_map_init(&f->map);
    truce_notes_init(&f->notes);
    return f;
}

static void end(struct fixture *f)
{
    truce_control_close(&f->days);
    truce_control_map_fini(&f->map);
    truce_notes_fini(&f->notes);
    truce_description_fini(&f->description);
}

static enum truce_status open_folder(struct fixture *f)
{
    return truce_control_open(f->folder, &f->description, &f->days, &f->notes, &f->err);
}

static enum truce_status load(struct fixture *f, size_t i)
{
    return f->days.load(f->days.context, i, &f->map, &f->notes, &f->err);
}

static void assert_day(struct truce_day day, const char *expect)
{
    char text[TRUCE_DAY_TEXT];
    truce_day_format(day, text);
    assert_string_equal(text, expect);
}

static void finds_days_in_names(void **state)
{
    static const struct {
        const char *name;
        enum truce_name_day result;
        const char *day;
    } cases[] = {
        {"map_20250131.geojson", TRUCE_NAME_DAY_FOUND, "2025-01-31"},
        {"31012025.json", TRUCE_NAME_DAY_FOUND, "2025-01-31"},
        {"a-2025-01-31-b.json", TRUCE_NAME_DAY_FOUND, "2025-01-31"},
        {"2025_01_31.json", TRUCE_NAME_DAY_FOUND, "2025-01-31"},
        {"31.01.2025.json", TRUCE_NAME_DAY_FOUND, "2025-01-31"},
        {"2025-01-31T0300.json", TRUCE_NAME_DAY_FOUND, "2025-01-31"},
        {"20250131_2025-01-31.json", TRUCE_NAME_DAY_FOUND, "2025-01-31"},
        {"v2_20250131_1200.json", TRUCE_NAME_DAY_FOUND, "2025-01-31"},
        {"20240229.json", TRUCE_NAME_DAY_FOUND, "2024-02-29"},
        {"20250229.json", TRUCE_NAME_DAY_IMPOSSIBLE, ""},
        {"2202-02-02.json", TRUCE_NAME_DAY_IMPOSSIBLE, ""},
        {"2025-02-31.json", TRUCE_NAME_DAY_IMPOSSIBLE, ""},
        {"20250101_20250102.json", TRUCE_NAME_DAY_SEVERAL, ""},
        {"2025-01_31.json", TRUCE_NAME_DAY_NONE, ""},
        {"202501311.json", TRUCE_NAME_DAY_NONE, ""},
        {"map.json", TRUCE_NAME_DAY_NONE, ""},
        {"", TRUCE_NAME_DAY_NONE, ""},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct truce_day day = {TRUCE_DAY_NONE};
        if (truce_name_find_day(cases[i].name, &day) != cases[i].result)
            fail_msg("%s", cases[i].name);
        assert_day(day, cases[i].day);
    }
}

static void lists_days(void **state)
{
    struct fixture f;
    (void)state;
    begin(&f, "control-days");
    write_file(f.folder, "m_20250203.geojson", POLYGON("36"));
    write_file(f.folder, "m_20250201.geojson", POLYGON("37"));
    write_file(f.folder, "m_20250201_copy.geojson", POLYGON("37"));
    write_file(f.folder, "m_22020202.geojson", POLYGON("36"));
    write_file(f.folder, "m_20250231.geojson", POLYGON("36"));
    write_file(f.folder, "undated.geojson", POLYGON("36"));
    write_file(f.folder, "README.md", "not a map");
    write_file(f.folder, "list_20250201.csv", "not a map");
    f.description.source.shows_day_offset = -1;
    if (open_folder(&f) != TRUCE_OK)
        fail_msg("%s", f.err.text);
    assert_int_equal(f.days.n, 2);
    assert_day(f.days.days[0], "2025-01-31");
    assert_day(f.days.days[1], "2025-02-02");
    assert_non_null(strstr(f.days.names[0], "m_20250201.geojson"));
    assert_int_equal(f.notes.n, 4);
    assert_int_equal(noted(&f.notes, "m_22020202.geojson", "no day of the calendar"), 1);
    assert_int_equal(noted(&f.notes, "m_20250231.geojson", "no day of the calendar"), 1);
    assert_int_equal(noted(&f.notes, "undated.geojson", "no date in the file name"), 1);
    assert_int_equal(noted(&f.notes, "m_20250201_copy.geojson", "the same bytes"), 1);
    assert_int_equal(load(&f, 0), TRUCE_OK);
    assert_day(f.map.day, "2025-01-31");
    assert_int_equal(f.map.layer[TRUCE_CONTROL_HELD].n_points, 3);
    assert_true(f.map.layer[TRUCE_CONTROL_HELD].points[0].lon_deg == 37);
    assert_true(isnan(f.map.area_km2[TRUCE_CONTROL_HELD]));
    end(&f);
}

static void follows_a_pattern(void **state)
{
    struct fixture f;
    (void)state;
    begin(&f, "control-pattern");
    write_file(f.folder, "map_20250201_saved_20250301.geojson", POLYGON("36"));
    write_file(f.folder, "map_20250202_saved_20250301.geojson", POLYGON("36"));
    write_file(f.folder, "other.geojson", POLYGON("36"));
    assert_int_equal(open_folder(&f), TRUCE_ERR_SYNTAX);
    assert_error(&f.err, TRUCE_ERR_SYNTAX, 0, 0, "two different dates");
    f.description.files = "map_{YYYYMMDD}_saved_20250301.geojson";
    if (open_folder(&f) != TRUCE_OK)
        fail_msg("%s", f.err.text);
    assert_int_equal(f.days.n, 2);
    assert_int_equal(noted(&f.notes, "other.geojson", "does not follow the pattern"), 1);
    end(&f);
}

static void refuses_two_maps_of_a_day(void **state)
{
    struct fixture f;
    (void)state;
    begin(&f, "control-twins");
    write_file(f.folder, "a_2025-02-01.geojson", POLYGON("36"));
    write_file(f.folder, "b_2025-02-01.geojson", POLYGON("37"));
    write_file(f.folder, "c_2025-02-02.geojson", POLYGON("37"));
    assert_int_equal(open_folder(&f), TRUCE_ERR_SYNTAX);
    assert_error(&f.err, TRUCE_ERR_SYNTAX, 0, 0, "a_2025-02-01.geojson");
    assert_non_null(strstr(f.err.file, "b_2025-02-01.geojson"));
    assert_null(f.days.context);
    end(&f);
}

static void refuses_nothing_to_read(void **state)
{
    struct fixture f;
    (void)state;
    begin(&f, "control-empty");
    assert_int_equal(open_folder(&f), TRUCE_ERR_MISSING);
    assert_error(&f.err, TRUCE_ERR_MISSING, 0, 0, "no control map");
    assert_int_equal(truce_control_open("/no/such/folder", &f.description, &f.days, &f.notes, &f.err),
                     TRUCE_ERR_MISSING);
    end(&f);
}

static void sorts_features_into_layers(void **state)
{
    static const struct truce_status_rule rules[] = {
        {"occupied", false, TRUCE_CONTROL_HELD},
        {"unknown", false, TRUCE_CONTROL_CONTESTED},
        {"dismissed", true, TRUCE_CONTROL_HELD},
        {"dismissed_at*", true, TRUCE_CONTROL_HELD},
    };
    struct fixture f;
    (void)state;
    begin(&f, "control-layers");
    write_file(
        f.folder, "2025-02-01.geojson",
        COLLECTION(FEATURE("O /// Occupied /// occupied", "36") "," FEATURE("unknown", "35") "," FEATURE(
            "x /// dismissed",
            "34") "," FEATURE("dismissed_at {3}",
                              "33") "," FEATURE("other", "32") ","
                                                               "{\"type\":\"Feature\",\"properties\":null,"
                                                               "\"geometry\":" POLYGON("30") "}"));
    f.description.property = "status";
    f.description.split = "///";
    f.description.take_last = true;
    f.description.rules = rules;
    f.description.n_rules = 4;
    assert_int_equal(open_folder(&f), TRUCE_OK);
    if (load(&f, 0) != TRUCE_OK)
        fail_msg("%s", f.err.text);
    assert_int_equal(f.map.layer[TRUCE_CONTROL_HELD].n_polygons, 1);
    assert_true(f.map.layer[TRUCE_CONTROL_HELD].points[0].lon_deg == 36);
    assert_int_equal(f.map.layer[TRUCE_CONTROL_CONTESTED].n_polygons, 1);
    assert_int_equal(f.map.layer[TRUCE_CONTROL_ADVANCE].n_polygons, 0);
    assert_int_equal(noted(&f.notes, "\"other\"", "no rule; left out"), 1);
    assert_int_equal(noted(&f.notes, "without the property", "left out"), 1);

    /* refused instead; the map that was there stays */
    f.description.refuse_unknown = true;
    f.description.file = "d.yaml";
    assert_int_equal(load(&f, 0), TRUCE_ERR_UNKNOWN);
    assert_error(&f.err, TRUCE_ERR_UNKNOWN, 1, f.err.column, "\"other\" of \"status\" has no rule in d.yaml");
    assert_int_equal(f.map.layer[TRUCE_CONTROL_HELD].n_polygons, 1);
    end(&f);
}

static void repairs_and_orients(void **state)
{
    struct fixture f;
    (void)state;
    begin(&f, "control-repair");
    /* a bow tie; then a square drawn clockwise */
    write_file(f.folder, "2025-02-01.geojson",
               "{\"type\":\"Polygon\",\"coordinates\":[[[36,48],[37,49],[37,48],[36,49],[36,48]]]}");
    write_file(f.folder, "2025-02-02.geojson",
               "{\"type\":\"Polygon\",\"coordinates\":[[[36,48],[36,49],[37,49],[37,48],[36,48]]]}");
    assert_int_equal(open_folder(&f), TRUCE_OK);
    if (load(&f, 0) != TRUCE_OK)
        fail_msg("%s", f.err.text);
    assert_int_equal(noted(&f.notes, "2025-02-01.geojson: held: ", "; repaired"), 1);
    assert_int_equal(f.map.layer[TRUCE_CONTROL_HELD].n_polygons, 2);
    truce_notes_fini(&f.notes);
    assert_int_equal(load(&f, 1), TRUCE_OK);
    assert_int_equal(f.notes.n, 0);
    const struct truce_multipolygon *held = &f.map.layer[TRUCE_CONTROL_HELD];
    assert_int_equal(held->n_points, 4);
    assert_true(truce_ring_signed_deg2(held->points, held->n_points) > 0);
    end(&f);
}

static void a_bad_map_names_its_file_and_place(void **state)
{
    struct fixture f;
    char path[600];
    (void)state;
    begin(&f, "control-bad");
    write_file(f.folder, "2025-02-01.geojson", "{\"type\":\"Polygon\",\n\"coordinates\":[[[36,48],[37,");
    write_file(f.folder, "2025-02-02.geojson", "{\"type\":\"Feature\",\"properties\":{},\"geometry\":null}");
    write_file(f.folder, "2025-02-03.geojson", "");
    snprintf(path, sizeof path, "%s/2025-02-03.geojson", f.folder);
    assert_int_equal(truncate(path, (off_t)2 << 30), 0); /* 2 GiB, of which the disk holds nothing */
    assert_int_equal(open_folder(&f), TRUCE_OK);
    assert_int_equal(load(&f, 0), TRUCE_ERR_SYNTAX);
    assert_error(&f.err, TRUCE_ERR_SYNTAX, 2, 29, "cut off");
    assert_non_null(strstr(f.err.file, "2025-02-01.geojson"));
    assert_int_equal(load(&f, 1), TRUCE_OK);
    assert_int_equal(noted(&f.notes, "2025-02-02.geojson", "without a geometry"), 1);
    assert_int_equal(noted(&f.notes, "2025-02-02.geojson", "no area in this map"), 1);
    assert_int_equal(load(&f, 2), TRUCE_ERR_LIMIT);
    assert_non_null(strstr(f.err.file, "2025-02-03.geojson"));
    assert_int_equal(unlink(path), 0);
    end(&f);
}

static void reads_the_real_maps(void **state)
{
    struct fixture f;
    (void)state;
    if (real_data_missing(REAL_DATA "/control/deepstate"))
        return;
    begin(&f, "control-real");
    f.description.source.shows_day_offset = -1;
    assert_int_equal(
        truce_control_open(REAL_DATA "/control/deepstate", &f.description, &f.days, &f.notes, &f.err),
        TRUCE_OK);
    assert_int_equal(f.days.n, 364);
    assert_day(f.days.days[0], "2024-12-30");
    assert_day(f.days.days[363], "2026-01-01");
    /* areas: Shapely 2.0 and pyproj 3.4, WGS 84 */
    assert_int_equal(load(&f, 0), TRUCE_OK);
    assert_true(fabs(truce_area_m2(&f.map.layer[TRUCE_CONTROL_HELD]) / 1e6 - 111872.1) < 0.1);
    assert_int_equal(load(&f, 363), TRUCE_OK);
    assert_true(fabs(truce_area_m2(&f.map.layer[TRUCE_CONTROL_HELD]) / 1e6 - 116218.6) < 0.1);
    end(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(finds_days_in_names),     cmocka_unit_test(lists_days),
        cmocka_unit_test(follows_a_pattern),       cmocka_unit_test(refuses_two_maps_of_a_day),
        cmocka_unit_test(refuses_nothing_to_read), cmocka_unit_test(sorts_features_into_layers),
        cmocka_unit_test(repairs_and_orients),     cmocka_unit_test(a_bad_map_names_its_file_and_place),
        cmocka_unit_test(reads_the_real_maps),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
