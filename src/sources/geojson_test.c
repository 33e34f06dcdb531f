/*
 * The feature reader: every form, and every bad input that has a message of its own.
 */
#include "sources/reader_test.h"

#include "sources/geojson.h"

#define SQUARE "[[[36,48],[37,48],[37,49],[36,49],[36,48]]]"

struct seen {
    size_t n, points, polygons, rings, vertices;
    char names[512]; /* of the property `name`, a ';' behind each */
    struct truce_lonlat point;
};

static enum truce_status take(void *context, const struct truce_geojson_feature *feature,
                              struct truce_err *err)
{
    struct seen *seen = context;
    struct truce_buf scratch;
    struct truce_text text = {"-", 1};
    bool found;

    truce_buf_init(&scratch);
    enum truce_status status = truce_geojson_text(feature, "name", &scratch, &text, &found, err);
    seen->n++;
    if (seen->n < 40)
        snprintf(seen->names + strlen(seen->names), sizeof seen->names - strlen(seen->names), "%.*s;",
                 TRUCE_TEXT(text));
    if (feature->kind == TRUCE_GEOJSON_POINT) {
        seen->points++;
        seen->point = feature->point;
    } else {
        seen->polygons += feature->shape->n_polygons;
        seen->rings += feature->shape->n_rings;
        seen->vertices += feature->shape->n_points;
    }
    truce_buf_fini(&scratch);
    return status;
}

static enum truce_status read_text(const char *text, size_t n, bool points, struct seen *seen,
                                   struct truce_notes *notes, struct truce_err *err)
{
    struct truce_geojson g;
    struct truce_geojson_sink sink = {.feature = take, .context = seen, .points = points};
    memset(seen, 0, sizeof *seen);
    truce_geojson_init(&g);
    enum truce_status status =
        truce_geojson_read(&g, (struct truce_text){text, n}, "map.geojson", -1, &sink, notes, err);
    truce_geojson_fini(&g);
    return status;
}

static void reads_every_form(void **state)
{
    static const struct {
        const char *text;
        size_t n, polygons, rings, points;
        const char *names;
    } good[] = {
        {"{\"type\":\"Polygon\",\"coordinates\":" SQUARE "}", 1, 1, 1, 0, "-;"},
        {"{\"coordinates\":[" SQUARE "," SQUARE "],\"type\":\"MultiPolygon\"}", 1, 2, 2, 0, "-;"},
        {"{\"type\":\"Feature\",\"geometry\":{\"type\":\"Polygon\",\"coordinates\":" SQUARE
         "},\"properties\":{\"name\":\"a\"}}",
         1, 1, 1, 0, "a;"},
        {"{\"properties\":{\"name\":1.50},\"geometry\":{\"coordinates\":[36.5,48.5,9],\"type\":\"Point\"},"
         "\"type\":"
         "\"Feature\"}",
         1, 0, 0, 1, "1.50;"},
        {"{\"features\":[{\"type\":\"Feature\",\"properties\":null,\"geometry\":{\"type\":\"Polygon\","
         "\"coordinates\":" SQUARE "}}],\"type\":\"FeatureCollection\"}",
         1, 1, 1, 0, "-;"},
        {"{\"type\":\"GeometryCollection\",\"geometries\":[{\"type\":\"Polygon\",\"coordinates\":" SQUARE
         "},{\"type\":\"MultiPolygon\",\"coordinates\":[" SQUARE "]}]}",
         1, 2, 2, 0, "-;"},
        {"{\"type\":\"Polygon\",\"coordinates\":[[[36,48],[37,48],[37,49],[36,48]],[[36.5,48.2],[36.6,48.2],["
         "36.6,48.3],"
         "[36.5,48.2]]]}",
         1, 1, 2, 0, "-;"},
        {"{\"type\":\"FeatureCollection\",\"features\":[]}", 0, 0, 0, 0, ""},
        {"{\"type\":\"Feature\",\"properties\":{\"name\":{\"a\":1}},\"geometry\":{\"type\":\"Polygon\","
         "\"coordinates\":" SQUARE "}}",
         1, 1, 1, 0, "-;"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        struct truce_err err;
        struct truce_notes notes;
        struct seen seen;
        truce_notes_init(&notes);
        if (read_text(good[i].text, strlen(good[i].text), true, &seen, &notes, &err) != TRUCE_OK)
            fail_msg("%zu: %s", i, err.text);
        assert_int_equal(seen.n, good[i].n);
        assert_int_equal(seen.polygons, good[i].polygons);
        assert_int_equal(seen.rings, good[i].rings);
        assert_int_equal(seen.points, good[i].points);
        assert_string_equal(seen.names, good[i].names);
        assert_int_equal(notes.n, 0);
        truce_notes_fini(&notes);
    }
}

static void says_what_is_wrong(void **state)
{
    static const struct {
        const char *text;
        enum truce_status status;
        uint32_t line, column;
        const char *words;
    } bad[] = {
        {"<html>", TRUCE_ERR_SYNTAX, 1, 1, "not JSON"},
        {"", TRUCE_ERR_SYNTAX, 1, 1, "cut off"},
        {"[1,2]", TRUCE_ERR_SYNTAX, 1, 1, "expected an object"},
        {"{}", TRUCE_ERR_SYNTAX, 1, 1, "without \"type\""},
        {"{\"type\":\"Topology\"}", TRUCE_ERR_SYNTAX, 1, 9, "unknown type \"Topology\""},
        {"{\"type\":\"FeatureCollection\"}", TRUCE_ERR_SYNTAX, 1, 1, "without \"features\""},
        {"{\"type\":\"Polygon\"}", TRUCE_ERR_SYNTAX, 1, 1, "without \"coordinates\""},
        {"{\"type\":\"FeatureCollection\",\"features\":[{\"type\":\"Polygon\"}]}", TRUCE_ERR_SYNTAX, 1, 41,
         "should be a Feature is Polygon"},
        {"{\"type\":\"Feature\",\"geometry\":{\"type\":\"Feature\"}}", TRUCE_ERR_SYNTAX, 1, 30,
         "where a geometry must"},
        {"{\"type\":\"Feature\",\"properties\":7,\"geometry\":null}", TRUCE_ERR_SYNTAX, 1, 32,
         "\"properties\" must be"},
        {"{\"type\":\"Feature\",\"geometry\":null,\"geometry\":null}", TRUCE_ERR_SYNTAX, 1, 46,
         "given twice"},
        {"{\"type\":\"Feature\",\"properties\":{\"name\":1,\"name\":2},\n\"geometry\":{\"type\":\"Polygon\","
         "\"coordinates\":" SQUARE "}}",
         TRUCE_ERR_SYNTAX, 1, 49, "\"name\" is given twice"},
        {"{\"type\":\"Polygon\",\"coordinates\":[\n[[36,48],[37,48],\n[37,949],[36,48]]]}", TRUCE_ERR_RANGE,
         3, 1, "37, 949 is outside"},
        {"{\"type\":\"Polygon\",\"coordinates\":[[[48,136],[48,137],[49,137],[48,136]]]}", TRUCE_ERR_RANGE, 1,
         35, "are lon and lat swapped?"},
        {"{\"type\":\"Polygon\",\"coordinates\":\n[[[179,1],[-179,1],[-179,2],[179,1]]]}", TRUCE_ERR_SHAPE, 2,
         2, "crosses the antimeridian between 179, 1 and -179, 1; cut it there"},
        {"{\"type\":\"FeatureCollection\",\"crs\":{\"type\":\"name\",\"properties\":{\"name\":"
         "\"urn:ogc:def:crs:EPSG::3857\"}},\"features\":[]}",
         TRUCE_ERR_UNSUPPORTED, 1, 35, "\"urn:ogc:def:crs:EPSG::3857\""},
        {"{\"type\":\"FeatureCollection\",\"features\":[],\"crs\":{\"type\":\"link\"}}",
         TRUCE_ERR_UNSUPPORTED, 1, 49, "coordinate reference system \"\""},
        {"{\"type\":\"FeatureCollection\",\"features\":[]} x", TRUCE_ERR_SYNTAX, 1, 44, "end of the text"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct truce_err err;
        struct seen seen;
        enum truce_status status = read_text(bad[i].text, strlen(bad[i].text), true, &seen, NULL, &err);
        if (status != bad[i].status)
            fail_msg("%s: status %d, %s", bad[i].text, status, status != TRUCE_OK ? err.text : "");
        assert_error(&err, bad[i].status, bad[i].line, bad[i].column, bad[i].words);
        assert_string_equal(err.file, "map.geojson");
    }
}

static void accepts_the_usual_crs(void **state)
{
    static const char *const names[] = {"urn:ogc:def:crs:OGC:1.3:CRS84", "urn:ogc:def:crs:EPSG::4326",
                                        "EPSG:4326"};
    char text[300];
    struct seen seen;
    (void)state;
    for (size_t i = 0; i < 3; i++) {
        snprintf(text, sizeof text,
                 "{\"type\":\"FeatureCollection\",\"features\":[],\"crs\":{\"type\":\"name\",\"properties\":{"
                 "\"name\":"
                 "\"%s\"}}}",
                 names[i]);
        assert_int_equal(read_text(text, strlen(text), false, &seen, NULL, NULL), TRUCE_OK);
    }
}

static void notes_what_it_mends_or_passes_over(void **state)
{
    static const char text[] =
        "{\"type\":\"FeatureCollection\",\"features\":[\n"
        "{\"type\":\"Feature\",\"properties\":{},\"geometry\":null},\n"
        "{\"type\":\"Feature\",\"properties\":{}},\n"
        "{\"type\":\"Feature\",\"geometry\":{\"type\":\"MultiPolygon\",\"coordinates\":[]}},\n"
        "{\"type\":\"Feature\",\"geometry\":{\"type\":\"Polygon\",\"coordinates\":[[[1,2],[3,4],[1,2]],"
        "[[1,1],[2,1],[2,2],[1,1]]]}},\n"
        "{\"type\":\"Feature\",\"geometry\":{\"type\":\"LineString\",\"coordinates\":[[1,2],[3,4]]}},\n"
        "{\"type\":\"Feature\",\"geometry\":{\"type\":\"Point\",\"coordinates\":[1,2]}},\n"
        "{\"type\":\"Feature\",\"geometry\":{\"type\":\"Polygon\",\"coordinates\":[[[1,2],[3,2],[3,4]]]}}\n]"
        "}";
    struct truce_notes notes;
    struct truce_err err;
    struct seen seen;
    (void)state;
    truce_notes_init(&notes);
    if (read_text(text, strlen(text), false, &seen, &notes, &err) != TRUCE_OK)
        fail_msg("%s", err.text);
    assert_int_equal(seen.n, 1);
    assert_int_equal(seen.vertices, 3);
    assert_int_equal(notes.n, 5);
    assert_int_equal(noted(&notes, "map.geojson:2:46: 2 features", "without a geometry; left out"), 1);
    assert_int_equal(noted(&notes, "map.geojson:4:1:", "an empty geometry; left out"), 1);
    assert_int_equal(noted(&notes, "map.geojson:5:", "fewer than three distinct positions; left out"), 1);
    assert_int_equal(noted(&notes, "map.geojson:6:", "neither polygon nor point; left out"), 1);
    assert_int_equal(noted(&notes, "map.geojson:8:", "closed"), 1);
    truce_notes_fini(&notes);
}

/* Whatever the length at which a file was cut, it is an error, and none that reads beyond its end. */
static void a_cut_file_is_an_error(void **state)
{
    static const char text[] =
        "{\"type\":\"FeatureCollection\",\"features\":[{\"type\":\"Feature\",\"properties\":{\"name\":"
        "\"\\u00e4\"},"
        "\"geometry\":{\"type\":\"MultiPolygon\",\"coordinates\":[[[[36.1234567,48.5],[37.25,48.5],[37.25,-"
        "9e0],[36."
        "1234567,48.5]]]]}},{\"type\":\"Feature\",\"properties\":null,\"geometry\":null}]}";
    struct seen seen;
    (void)state;
    assert_int_equal(read_text(text, strlen(text), true, &seen, NULL, NULL), TRUCE_OK);
    for (size_t n = 0; n < strlen(text); n++) {
        char *copy = malloc(n > 0 ? n : 1);
        assert_non_null(copy);
        memcpy(copy, text, n);
        struct truce_err err;
        assert_int_equal(read_text(copy, n, true, &seen, NULL, &err), TRUCE_ERR_SYNTAX);
        assert_true(err.line == 1 && err.column <= n + 1);
        free(copy);
    }
}

static void many_features(void **state)
{
    struct truce_buf text;
    struct truce_notes notes;
    struct truce_err err;
    struct seen seen;
    (void)state;
    truce_buf_init(&text);
    truce_notes_init(&notes);
    truce_buf_puts(&text, "{\"type\":\"FeatureCollection\",\"features\":[");
    for (int i = 0; i < 100000; i++)
        truce_buf_printf(&text, "%s\n{\"type\":\"Feature\",\"properties\":{\"name\":\"%d\"},\"geometry\":%s}",
                         i > 0 ? "," : "", i,
                         i % 2 ? "null" : "{\"type\":\"Polygon\",\"coordinates\":" SQUARE "}");
    truce_buf_puts(&text, "]}");
    if (read_text(text.at, text.len, false, &seen, &notes, &err) != TRUCE_OK)
        fail_msg("%s", err.text);
    assert_int_equal(seen.n, 50000);
    assert_int_equal(notes.n, 1);
    assert_int_equal(noted(&notes, ":3:", "50000 features without a geometry"), 1);
    truce_notes_fini(&notes);
    truce_buf_fini(&text);
}

/* Bytes that another format was turned into: a message names the feature, not a line that nobody has. */
static void names_the_feature_of_another_format(void **state)
{
    static const char text[] =
        "{\"type\":\"Feature\",\"properties\":{},\"geometry\":{\"type\":\"Polygon\",\"coordinates\":"
        "[[[1,2],[3,2],[3,999],[1,2]]]}}";
    struct truce_geojson g;
    struct seen seen;
    struct truce_geojson_sink sink = {.feature = take, .context = &seen};
    struct truce_err err;
    (void)state;
    memset(&seen, 0, sizeof seen);
    truce_geojson_init(&g);
    assert_int_equal(truce_geojson_read(&g, truce_text_view(text), "a.gpkg", 41, &sink, NULL, &err),
                     TRUCE_ERR_RANGE);
    assert_error(&err, TRUCE_ERR_RANGE, 0, 0, "feature 42: position 3, 999");
    assert_int_equal(err.at, 41);
    truce_geojson_fini(&g);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_every_form),
        cmocka_unit_test(says_what_is_wrong),
        cmocka_unit_test(accepts_the_usual_crs),
        cmocka_unit_test(notes_what_it_mends_or_passes_over),
        cmocka_unit_test(a_cut_file_is_an_error),
        cmocka_unit_test(many_features),
        cmocka_unit_test(names_the_feature_of_another_format),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
