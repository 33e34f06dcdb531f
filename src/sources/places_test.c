/*
 * Places: columns under several names, other names, rows that are left out and files that are refused; points
 *         and polygons.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "geo/overlay.h"
#include "sources/places_build.h"
#include "sources/sources.h"

struct got {
    struct truce_places places;
    struct truce_notes notes;
    struct truce_err err;
    enum truce_status status;
};

/* Through a file, as the program does. */
static void read_text(const char *name, struct truce_text bytes, struct got *got)
{
    char folder[] = TRUCE_BUILD_DIR "/places_test_XXXXXX";
    char path[sizeof folder + 64];

    assert_non_null(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/%s", folder, name);
    assert_int_equal(truce_file_write(path, bytes, NULL), TRUCE_OK);
    truce_places_init(&got->places);
    truce_notes_init(&got->notes);
    got->err = (struct truce_err){.status = TRUCE_OK};
    got->status = truce_places_read(path, &got->places, &got->notes, &got->err);
    assert_int_equal(unlink(path), 0);
    assert_int_equal(rmdir(folder), 0);
}

static void got_fini(struct got *got)
{
    truce_places_fini(&got->places);
    truce_notes_fini(&got->notes);
}

static void assert_others(const struct truce_place *place, const char *expected)
{
    char all[400] = "";
    for (size_t i = 0; place->others[i] != NULL; i++) {
        size_t used = strlen(all);
        snprintf(all + used, sizeof all - used, "%s%s", i > 0 ? "|" : "", place->others[i]);
    }
    assert_string_equal(all, expected);
}

static void reads_columns_in_any_order(void **state)
{
    (void)state;
    struct got got;
    static const char text[] =
        "osm_id;lng;place;region:name;name;latitude;name:uk;alt_name;alternatenames\n"
        "1;37.5;town;Donetsk Oblast;Siversk;48.8;\xD0\xA1;Yama;Sewersk,Siversk, Yama;X\n"
        "2;-180;;;\"A; b\";-90;;;\n";
    /* the first row has a field too many: its list is split by a semicolon that is no quote's */
    read_text("p.csv", truce_text_view(text), &got);
    assert_int_equal(got.status, TRUCE_ERR_SYNTAX);
    assert_int_equal(got.err.line, 2);
    got_fini(&got);

    static const char good[] =
        "osm_id;lng;place;region:name;name;latitude;name:uk;alt_name;alternatenames\n"
        "1;37.5;town;Donetsk Oblast;Siversk;48.8;\xD0\xA1;\"Yama; siversk\";Sewersk,Siversk, Yama\n"
        "2;-180;;;\"A; b\";-90;;;\n";
    read_text("p.csv", truce_text_view(good), &got);
    assert_int_equal(got.status, TRUCE_OK);
    assert_int_equal(got.places.n, 2);
    const struct truce_place *p = &got.places.items[0];
    assert_string_equal(p->name, "Siversk");
    assert_string_equal(p->kind, "town");
    assert_string_equal(p->region, "Donetsk Oblast");
    assert_true(p->at.lon_deg == 37.5 && p->at.lat_deg == 48.8);
    assert_others(p, "\xD0\xA1|Yama|Sewersk");
    assert_int_equal(p->line, 2);
    assert_null(p->outline);
    assert_string_equal(got.places.items[1].name, "A; b");
    assert_string_equal(got.places.items[1].kind, "");
    assert_others(&got.places.items[1], "");
    assert_int_equal(got.notes.n, 0);
    got_fini(&got);
}

static void other_column_names_will_do(void **state)
{
    (void)state;
    static const char *const headers[] = {
        "name,lat,lon,kind,region", "NAME,Y,X,type,admin1", "place,latitude,longitude,fclass,oblast",
        "settlement,lat,long,class,province", "name_en,lat,lng,place,state"};
    for (size_t i = 0; i < sizeof headers / sizeof *headers; i++) {
        struct got got;
        char text[200];
        snprintf(text, sizeof text, "%s\nA,1,2,village,R\n", headers[i]);
        read_text("p.csv", truce_text_view(text), &got);
        assert_int_equal(got.status, TRUCE_OK);
        assert_string_equal(got.places.items[0].name, "A");
        assert_string_equal(got.places.items[0].kind, "village");
        assert_string_equal(got.places.items[0].region, "R");
        assert_true(got.places.items[0].at.lat_deg == 1 && got.places.items[0].at.lon_deg == 2);
        got_fini(&got);
    }
}

static void refuses_with_the_place(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        uint32_t line, column;
        const char *says;
    } cases[] = {
        {"", 1, 1, "empty file"},
        {"name,lat,lon\n", 0, 0, "no places in it"},
        {"name,lat\nA,1\n", 1, 1,
         "no column for the longitude (lon, lng, long, longitude or x); there are: name, lat"},
        {"lat,lon\n1,2\n", 1, 1, "no column for the name"},
        {"name,lat,lon\nA,91,2\n", 2, 3, "lat 91 is outside of -90 to 90; 1 of 1 places"},
        {"name,lat,lon\nA,1,-181\n", 2, 5, "lon -181 is outside of -180 to 180"},
        {"name,lat,lon\nA,north,2\n", 2, 3, "lat \"north\" is not a number"},
        {"name,lat,lon\nA,,2\n", 2, 3, "lat \"\" is not a number"},
        {"name,lat,lon\nA,nan,2\n", 2, 3, "lat \"nan\" is not a number"},
        {"name;lat;lon\nA;1,5;2\n", 2, 3, "lat \"1,5\" is not a number"},
        {"name,lat,lon\n,1,2\n", 2, 1, "a place without a name"},
        {"name,lat,lon\nA,1,2\nB,1\n", 3, 1, "2 fields, but the header has 3"},
        {"{\"type\": \"FeatureCollection\", \"features\": []}", 0, 0, "no places in it"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct got got;
        read_text("p.csv", truce_text_view(cases[i].text), &got);
        if (got.status == TRUCE_OK || got.err.line != cases[i].line || got.err.column != cases[i].column ||
            strstr(got.err.text, cases[i].says) == NULL || strstr(got.err.file, "p.csv") == NULL)
            fail_msg("\"%s\": status %d at %u:%u, \"%s\"", cases[i].text, got.status, got.err.line,
                     got.err.column, got.err.text);
        assert_int_equal(got.places.n, 0);
        got_fini(&got);
    }
}

/* one bad row in a hundred is left out with a note; two are too many */
static void few_bad_rows_are_left_out(void **state)
{
    (void)state;
    for (int n_bad = 0; n_bad <= 2; n_bad++) {
        struct truce_buf text;
        struct got got;
        truce_buf_init(&text);
        truce_buf_puts(&text, "name,lat,lon\n");
        for (int i = 0; i < 100; i++)
            truce_buf_printf(&text, i >= 10 && i < 10 + n_bad ? "P%d,120,1\n" : "P%d,1,1\n", i);
        read_text("p.csv", truce_buf_view(&text), &got);
        assert_int_equal(got.status, n_bad <= 1 ? TRUCE_OK : TRUCE_ERR_RANGE);
        assert_int_equal(got.places.n, n_bad <= 1 ? (size_t)(100 - n_bad) : 0);
        assert_int_equal(got.notes.n, n_bad == 1);
        if (n_bad == 1)
            assert_non_null(
                strstr(got.notes.items[0].text, "p.csv:12:5: lat 120 is outside of -90 to 90; 1 of 100"));
        if (n_bad == 2)
            assert_non_null(
                strstr(got.err.text, "2 of 100 places cannot be used, and 1 in 100 is the limit"));
        got_fini(&got);
        truce_buf_fini(&text);
    }
}

static const char features[] =
    "{\"type\": \"FeatureCollection\", \"features\": [\n"
    "{\"type\": \"Feature\", \"properties\": {\"name\": \"A\", \"place\": \"town\", \"region\": \"R\", "
    "\"name:uk\": \"\\u0410\","
    " \"alt_name\": \"B;C\"}, \"geometry\": {\"type\": \"Point\", \"coordinates\": [37.5, 48.5]}},\n"
    "{\"type\": \"Feature\", \"properties\": {\"name\": \"U\"}, \"geometry\": {\"type\": \"Polygon\", "
    "\"coordinates\":\n"
    "[[[0, 0], [10, 0], [10, 10], [7, 10], [7, 2], [2, 2], [2, 10], [0, 10], [0, 0]]]}}\n"
    "]}\n";

static void reads_points_and_polygons(void **state)
{
    (void)state;
    struct got got;
    struct truce_clip *locator;

    read_text("p.geojson", truce_text_view(features), &got);
    if (got.status != TRUCE_OK)
        fail_msg("%u:%u %s", got.err.line, got.err.column, got.err.text);
    assert_int_equal(got.places.n, 2);
    const struct truce_place *a = &got.places.items[0], *u = &got.places.items[1];
    assert_string_equal(a->kind, "town");
    assert_string_equal(a->region, "R");
    assert_others(a, "\xD0\x90|B|C");
    assert_int_equal(a->line, 2);
    assert_true(a->at.lon_deg == 37.5 && a->at.lat_deg == 48.5);
    assert_int_equal(u->line, 3);
    assert_non_null(u->outline);
    assert_int_equal(u->outline->n_polygons, 1);
    assert_int_equal(truce_clip_open(u->outline, &locator, NULL), TRUCE_OK);
    assert_int_equal(truce_clip_side(locator, u->at),
                     TRUCE_SIDE_INSIDE); /* its centre is in the gap of the U */
    assert_true(u->at.lon_deg == 8.5 && u->at.lat_deg == 5.0);
    truce_clip_close(locator);
    got_fini(&got);
}

static void features_without_a_name_are_bad(void **state)
{
    (void)state;
    struct got got;
    static const char text[] = "{\"type\": \"FeatureCollection\", \"features\": [\n"
                               "{\"type\": \"Feature\", \"properties\": {\"nam\": \"A\"}, \"geometry\":"
                               " {\"type\": \"Point\", \"coordinates\": [37.5, 48.5]}}]}\n";
    read_text("p.geojson", truce_text_view(text), &got);
    assert_int_equal(got.status, TRUCE_ERR_SYNTAX);
    assert_int_equal(got.err.line, 2);
    assert_non_null(strstr(got.err.text, "feature 1: a place without a name"));
    got_fini(&got);
}

static void reads_the_real_places(void **state)
{
    (void)state;
    const char *path = TRUCE_SOURCE_DIR "/../shared/data/ukraine/places/ua_settlements_with_regions.csv";
    struct truce_places places;
    struct truce_notes notes;
    struct truce_err err;
    size_t without_region = 0, at[4];

    if (!truce_file_exists(path)) {
        print_message("skipped: %s is not there\n", path);
        skip();
    }
    truce_places_init(&places);
    truce_notes_init(&notes);
    assert_int_equal(truce_places_read(path, &places, &notes, &err), TRUCE_OK);
    assert_int_equal(places.n, 30667); /* of 30,669: two localities have no name in any column */
    assert_int_equal(notes.n, 1);
    assert_non_null(
        strstr(notes.items[0].text, ":30224:26: a place without a name; 2 of 30669 places left out"));
    for (size_t i = 0; i < places.n; i++)
        without_region += places.items[i].region[0] == '\0';
    assert_int_equal(without_region, 1038);
    assert_int_equal(truce_places_find(&places, "Siversk", at, 4), 1);
    assert_string_equal(places.items[at[0]].region, "Donetsk Oblast");
    assert_string_equal(places.items[at[0]].others[0],
                        "\xD0\xA1\xD1\x96\xD0\xB2\xD0\xB5\xD1\x80\xD1\x81\xD1\x8C\xD0\xBA");
    truce_places_fini(&places);
    truce_notes_fini(&notes);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_columns_in_any_order), cmocka_unit_test(other_column_names_will_do),
        cmocka_unit_test(refuses_with_the_place),     cmocka_unit_test(few_bad_rows_are_left_out),
        cmocka_unit_test(reads_points_and_polygons),  cmocka_unit_test(features_without_a_name_are_bad),
        cmocka_unit_test(reads_the_real_places),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
