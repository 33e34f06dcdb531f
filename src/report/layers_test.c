/*
 * Answer -> layers -> GeoJSON.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "report/fictional_test.h"
#include "report/geojson.h"
#include "report/layers.h"

static size_t count_of(const char *text, const char *what)
{
    size_t n = 0;
    for (const char *at = strstr(text, what); at != NULL; at = strstr(at + 1, what))
        n++;
    return n;
}

static void every_change_becomes_a_feature(void **state)
{
    struct fictional f;
    struct truce_report_layers layers;
    const struct truce_source_answer *a, *b;

    (void)state;
    fictional_open(&f);
    a = &f.answer.claims[0].sources[0];
    b = &f.answer.claims[1].sources[0];
    assert_int_equal(truce_report_layers(&f.answer, &layers, NULL), TRUCE_OK);
    assert_string_equal(layers.items[0].name, "gained_areas");
    assert_string_equal(layers.items[4].name, "places_close");
    assert_int_equal(layers.items[0].n_features, 2); /* two claims by the one source with geometry */
    assert_int_equal(layers.items[1].n_features, 2);
    assert_true(a->gained.n > 5);
    assert_int_equal(layers.items[2].n_features, a->gained.n + b->gained.n);
    assert_int_equal(layers.items[3].n_features, a->lost.n + b->lost.n);
    assert_int_equal(layers.items[4].n_features, a->close.n + b->close.n);
    assert_ptr_equal(layers.items[0].features[0].shape, &a->gained_shape);
    assert_string_equal(layers.items[0].features[1].values[0].text, "em-2031-12-29-places");
    assert_string_equal(layers.items[0].features[0].values[4].text, "2030-12-31");
    assert_true(layers.items[0].features[0].values[6].real == a->scoped.gained_km2);
    truce_report_layers_fini(&layers);
    fictional_close(&f);
}

static void geojson_has_a_feature_a_line(void **state)
{
    struct fictional f;
    struct truce_report_layers layers;
    struct truce_buf out;
    size_t n = 0;

    (void)state;
    fictional_open(&f);
    truce_buf_init(&out);
    assert_int_equal(truce_report_layers(&f.answer, &layers, NULL), TRUCE_OK);
    assert_int_equal(truce_report_geojson(layers.items, TRUCE_REPORT_LAYERS, &out, NULL), TRUCE_OK);
    for (size_t l = 0; l < TRUCE_REPORT_LAYERS; l++)
        n += layers.items[l].n_features;
    assert_int_equal(count_of(out.at, "\n"), n + 2);
    assert_int_equal(count_of(out.at, "{\"type\":\"Feature\","), n);
    assert_int_equal(count_of(out.at, "\"layer\": \"places_close\""), layers.items[4].n_features);
    truce_buf_fini(&out);
    truce_report_layers_fini(&layers);
    fictional_close(&f);
}

static void geojson_closes_rings_and_keeps_holes(void **state)
{
    static struct truce_lonlat points[] = {{0, 0}, {4, 0},           {0, 4},  {1, 1},           {1, 2},
                                           {2, 1}, {-0.00000001, 9}, {10, 9}, {9.123456789, 10}};
    static struct truce_ring rings[] = {{0, 3, 0, false}, {3, 3, 0, true}, {6, 3, 1, false}};
    struct truce_multipolygon shape = {points, 9, 9, rings, 3, 3, 2};
    struct truce_column column = {"n", TRUCE_COLUMN_INTEGER, 0};
    struct truce_value value = {NULL, 0.0, 7};
    struct truce_feature feature = {{0, 0}, &shape, &value};
    struct truce_layer layer = {"shapes", "", TRUCE_LAYER_MULTIPOLYGON, &column, 1, &feature, 1};
    struct truce_buf out;

    (void)state;
    truce_buf_init(&out);
    assert_int_equal(truce_report_geojson(&layer, 1, &out, NULL), TRUCE_OK);
    assert_string_equal(out.at, "{\"type\":\"FeatureCollection\",\"features\":[\n"
                                "{\"type\":\"Feature\",\"properties\":{\"layer\": \"shapes\", \"n\": 7},"
                                "\"geometry\":{\"type\":\"MultiPolygon\",\"coordinates\":"
                                "[[[[0,0],[4,0],[0,4],[0,0]],[[1,1],[1,2],[2,1],[1,1]]],"
                                "[[[0,9],[10,9],[9.1234568,10],[0,9]]]]}}\n]}\n");
    truce_buf_clear(&out);
    assert_int_equal(truce_report_geojson(&layer, 0, &out, NULL), TRUCE_OK);
    assert_string_equal(out.at, "{\"type\":\"FeatureCollection\",\"features\":[\n]}\n");
    truce_buf_fini(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_change_becomes_a_feature),
        cmocka_unit_test(geojson_has_a_feature_a_line),
        cmocka_unit_test(geojson_closes_rings_and_keeps_holes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
