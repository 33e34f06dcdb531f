/*
 * Zones from files of features: the right feature, whole, and nothing mended.
 */
#include "sources/reader_test.h"

#include "sources/zone_file.h"

#define LINE(name, xy)                                                                                       \
    "{\"type\":\"Feature\",\"properties\":{\"name\":\"" name                                                 \
    "\"},\"geometry\":{\"type\":\"LineString\",\"coordinates\":" xy "}}"
#define AREA(name, xy)                                                                                       \
    "{\"type\":\"Feature\",\"properties\":{\"id\":\"" name                                                   \
    "\"},\"geometry\":{\"type\":\"Polygon\",\"coordinates\":[" xy "]}}"
#define ALL(features) "{\"type\":\"FeatureCollection\",\"features\":[" features "]}"
#define SQUARE        "[[0,0],[1,0],[1,1],[0,1],[0,0]]"

static enum truce_status read_zone(const char *folder, const char *text, const char *feature,
                                   struct truce_zone_file *out, struct truce_err *err)
{
    char *path = truce_file_join(folder, "zones.geojson");
    write_file(folder, "zones.geojson", text);
    enum truce_status status = truce_zone_file_read(path, feature, out, err);
    free(path);
    return status;
}

static void reads_the_one_asked_for(void **state)
{
    char room[512];
    const char *folder = make_folder(room, "zone-file");
    struct truce_zone_file zone;
    struct truce_err err;
    (void)state;

    truce_zone_file_init(&zone);
    const char *two = ALL(LINE("a", "[[0,0],[0,1],[1,1]]") "," AREA("b", SQUARE));
    assert_int_equal(read_zone(folder, two, "a", &zone, &err), TRUCE_OK);
    assert_int_equal(zone.lines.n, 1);
    assert_int_equal(zone.lines.ends[0], 3);
    assert_true(zone.lines.positions.at[1].lat_deg == 1 && zone.area.n_rings == 0);
    assert_int_equal(read_zone(folder, two, "b", &zone, &err), TRUCE_OK);
    assert_int_equal(zone.area.n_polygons, 1);
    assert_int_equal(zone.lines.n, 0);
    /* alone, without a name; a bare geometry; several lines */
    assert_int_equal(read_zone(folder, ALL(AREA("b", SQUARE)), "", &zone, &err), TRUCE_OK);
    assert_int_equal(zone.area.n_points, 4);
    assert_int_equal(
        read_zone(folder,
                  "{\"type\":\"MultiLineString\",\"coordinates\":[[[0,0],[0,1]],[[2,2],[3,3],[4,4]]]}", "",
                  &zone, &err),
        TRUCE_OK);
    assert_int_equal(zone.lines.n, 2);
    assert_int_equal(zone.lines.ends[0], 2);
    assert_int_equal(zone.lines.ends[1], 5);
    truce_zone_file_fini(&zone);
}

static void says_what_is_wrong(void **state)
{
    static const struct {
        const char *text, *feature;
        enum truce_status status;
        const char *words;
    } bad[] = {
        {ALL(AREA("park", SQUARE) "," AREA("lake", SQUARE)), "prak", TRUCE_ERR_UNKNOWN,
         "did you mean \"park\"?"},
        {ALL(AREA("park", SQUARE) "," AREA("lake", SQUARE)), "", TRUCE_ERR_SHAPE,
         "holds 2 features; say which one"},
        {ALL(AREA("park", SQUARE) "," LINE("park", "[[0,0],[1,1]]")), "park", TRUCE_ERR_SHAPE,
         "a second feature called"},
        {ALL(""), "", TRUCE_ERR_SHAPE, "holds no line and no polygon"},
        {ALL(AREA("park", "[[0,0],[1,1],[1,0],[0,1],[0,0]]")), "park", TRUCE_ERR_SHAPE,
         "the area is not valid"},
        {ALL(AREA("park", "[[0,0],[1,0],[1,1],[0,1]]")), "park", TRUCE_ERR_SHAPE,
         "last position is not the first"},
        {ALL(LINE("l", "[[0,0]]")), "l", TRUCE_ERR_SHAPE, "a line of 1 position; two is the least"},
        {ALL(LINE("l", "[[179,0],[-179,0]]")), "l", TRUCE_ERR_SHAPE, "crosses the antimeridian"},
        {ALL(LINE("l", "[[0,95],[1,0]]")), "l", TRUCE_ERR_RANGE, ""},
        {"{\"type\":\"GeometryCollection\",\"geometries\":[{\"type\":\"Polygon\",\"coordinates\":[" SQUARE
         "]},{\"type\":\"LineString\",\"coordinates\":[[0,0],[1,1]]}]}",
         "", TRUCE_ERR_SHAPE, "lines and polygons"},
        {"{\"type\":\"Point\",\"coordinates\":[0,0]}", "", TRUCE_ERR_SHAPE, "no line and no polygon"},
        {"zones", "", TRUCE_ERR_SYNTAX, "not JSON"},
    };
    char room[512];
    const char *folder = make_folder(room, "zone-file-bad");
    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct truce_zone_file zone;
        struct truce_err err;
        truce_zone_file_init(&zone);
        enum truce_status status = read_zone(folder, bad[i].text, bad[i].feature, &zone, &err);
        if (status != bad[i].status || strstr(err.text, bad[i].words) == NULL)
            fail_msg("%zu: %s: %s", i, truce_status_name(status), err.text);
        assert_true(zone.area.n_rings == 0 && zone.lines.n == 0);
        truce_zone_file_fini(&zone);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_the_one_asked_for),
        cmocka_unit_test(says_what_is_wrong),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
