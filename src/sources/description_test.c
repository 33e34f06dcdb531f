/*
 * Source descriptions: name patterns, what a description becomes, what is refused where, and which one goes
 * with what.
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
#include "sources/description.h"
#include "sources/rules.h"

#define SHIPPED TRUCE_SOURCE_DIR "/share/sources"

/* ---- name patterns ---- */

static void patterns_fill_and_match(void **state)
{
    (void)state;
    static const char *const patterns[][2] = {
        {"deepstatemap_data_{YYYYMMDD}.geojson", "deepstatemap_data_20241231.geojson"},
        {"{YYYY-MM-DD}", "2024-12-31"},
        {"a_{YYYY_MM_DD}_b", "a_2024_12_31_b"},
        {"{DDMMYYYY}.json", "31122024.json"},
        {"https://x.org/{YYYY-MM-DD}/m_{YYYYMMDD}.geojson", "https://x.org/2024-12-31/m_20241231.geojson"},
    };
    struct truce_day day = {0};
    assert_true(truce_day_from_civil(2024, 12, 31, &day));
    for (size_t i = 0; i < sizeof patterns / sizeof *patterns; i++) {
        struct truce_day found = {0};
        bool bad = true;
        char *name = truce_template_fill(patterns[i][0], day);
        assert_string_equal(name, patterns[i][1]);
        assert_true(truce_template_match(patterns[i][0], name, &found, &bad));
        assert_int_equal(found.n, day.n);
        assert_false(bad);
        assert_true(truce_template_match(patterns[i][0], name, &found, NULL));
        free(name);
    }
}

static void patterns_refuse_other_names_and_bad_dates(void **state)
{
    (void)state;
    static const struct {
        const char *pattern, *name;
        bool bad;
    } cases[] = {
        {"m_{YYYYMMDD}.geojson", "m_20241231.geojso", false},
        {"m_{YYYYMMDD}.geojson", "m_20241231.geojson.gz", false},
        {"m_{YYYYMMDD}.geojson", "m_2024123x.geojson", false},
        {"m_{YYYYMMDD}.geojson", "m_2024", false},
        {"m_{YYYYMMDD}.geojson", "", false},
        {"m_{YYYYMMDD}.geojson", "m_22020202.geojson", true},
        {"m_{YYYYMMDD}.geojson", "m_20250230.geojson", true},
        {"m_{YYYYMMDD}.geojson", "m_20251301.geojson", true},
        {"{YYYY-MM-DD}_{YYYYMMDD}", "2025-01-01_20250102", true},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct truce_day day = {7};
        bool bad = !cases[i].bad;
        assert_false(truce_template_match(cases[i].pattern, cases[i].name, &day, &bad));
        assert_int_equal(bad, cases[i].bad);
        assert_int_equal(day.n, 7);
    }
}

/* ---- parsing ---- */

static enum truce_status parse(const char *text, struct truce_description *out, struct truce_err *err)
{
    truce_description_init(out);
    return truce_description_parse(truce_text_view(text), "s.yaml", out, err);
}

static void the_least_description_is_plain_maps(void **state)
{
    (void)state;
    struct truce_description d;
    struct truce_err err;
    assert_int_equal(parse("source: x\n", &d, &err), TRUCE_OK);
    assert_string_equal(d.source.id, "x");
    assert_string_equal(d.file, "s.yaml");
    assert_int_equal(d.format, TRUCE_FORMAT_GEOJSON);
    assert_true(d.source.has_status[TRUCE_CONTROL_HELD]);
    assert_false(d.source.has_status[TRUCE_CONTROL_ADVANCE]);
    assert_true(isnan(d.source.sigma_m));
    assert_true(d.source.suspect_ratio == 0.02);
    assert_int_equal(d.source.shows_day_offset, 0);
    assert_int_equal(d.fetch_first.n, TRUCE_DAY_NONE);
    assert_false(d.source.areas_only);
    truce_description_fini(&d);
}

static void reads_all_keys(void **state)
{
    (void)state;
    struct truce_description d;
    struct truce_err err;
    static const char text[] =
        "truce: \"1\"\nsource: coded\ntitle: T\npublisher: P\nurl: U\nlicence: L\nparty: RU\n"
        "files: m_{YYYYMMDD}.geojson\nformat: geojson\nshows: day before\n"
        "accuracy: {sigma_m: \"300\", basis: B}\nsuspect_ratio: 0.1\nadvance: part of held\n"
        "status:\n  property: name\n  split: \"///\"\n  take: last\n  otherwise: refuse\n"
        "  values: {k.occupied: held, k.adv: advance, \"k.gone*\": ignore}\n"
        "fetch: {url: \"https://e.org/{YYYYMMDD}\", name: \"n_{YYYYMMDD}\", first: 2024-07-08}\n";
    if (parse(text, &d, &err) != TRUCE_OK)
        fail_msg("%u:%u %s", err.line, err.column, err.text);
    assert_string_equal(d.source.party, "RU");
    assert_int_equal(d.source.shows_day_offset, -1);
    assert_true(d.source.sigma_m == 300.0);
    assert_string_equal(d.source.sigma_basis, "B");
    assert_true(d.source.suspect_ratio == 0.1);
    assert_true(d.source.advance_is_held);
    assert_true(d.take_last);
    assert_true(d.refuse_unknown);
    assert_int_equal(d.n_rules, 3);
    assert_true(d.source.has_status[TRUCE_CONTROL_ADVANCE]);
    assert_string_equal(d.fetch_name, "n_{YYYYMMDD}");
    assert_int_not_equal(d.fetch_first.n, TRUCE_DAY_NONE);
    truce_description_fini(&d);
}

static void the_coded_keys_mean_what_they_should(void **state)
{
    (void)state;
    struct truce_description d;
    struct truce_err err;

    assert_int_equal(truce_description_read(SHIPPED "/deepstate-coded.yaml", &d, &err), TRUCE_OK);
    assert_string_equal(d.split, "///");
    assert_true(d.take_last);
    assert_false(d.refuse_unknown);
    static const struct {
        const char *value;
        int status; /* -1: ignored; -2: no rule */
    } cases[] = {
        {"geoJSON.status.occupied", TRUCE_CONTROL_HELD},
        {"geoJSON.territories.crimea", TRUCE_CONTROL_HELD},
        {"geoJSON.status.unknown", TRUCE_CONTROL_CONTESTED},
        {"geoJSON.status.dismissed", -1},
        {"geoJSON.status.dismissed_at {{at:27.03 - 31.03}}", -1},
        {"geoJSON.territories.karelia", -1},
        {"geoJSON.status.occupied_soon", -2},
        {"", -2},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const struct truce_status_rule *rule = truce_rules_find(&d, truce_text_view(cases[i].value));
        int got = rule == NULL ? -2 : rule->ignore ? -1 : (int)rule->status;
        if (got != cases[i].status)
            fail_msg("\"%s\": %d", cases[i].value, got);
    }
    truce_description_fini(&d);
}

static void refuses_with_the_place(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        enum truce_status status;
        uint32_t line, column;
        const char *says;
    } cases[] = {
        {"title: x\n", TRUCE_ERR_SYNTAX, 1, 1, "`source` is missing"},
        {"source: A b\n", TRUCE_ERR_SYNTAX, 1, 9, "small letters"},
        {"source: x\nlicense: y\n", TRUCE_ERR_UNKNOWN, 2, 1, "did you mean \"licence\"?"},
        {"source: x\nformat: geojsn\n", TRUCE_ERR_UNKNOWN, 2, 9, "did you mean \"geojson\"?"},
        {"source: x\nfiles: m.geojson\n", TRUCE_ERR_SYNTAX, 2, 8, "no date field"},
        {"source: x\nfiles: m_{YYYYMD}\n", TRUCE_ERR_UNKNOWN, 2, 8, "\"{YYYYMD}\" is no date field"},
        {"source: x\nfiles: a/m_{YYYYMMDD}\n", TRUCE_ERR_SYNTAX, 2, 8, "has a folder in it"},
        {"source: x\nshows: yesterday\n", TRUCE_ERR_UNKNOWN, 2, 8, "known are same day, day before"},
        {"source: x\naccuracy: 300\n", TRUCE_ERR_SYNTAX, 2, 11, "write `none given`"},
        {"source: x\naccuracy: {sigma_m: 300}\n", TRUCE_ERR_SYNTAX, 2, 11, "`basis` is missing"},
        {"source: x\naccuracy: {sigma_m: 0, basis: b}\n", TRUCE_ERR_RANGE, 2, 21,
         "outside of 0.001 to 100000 m"},
        {"source: x\nsuspect_ratio: 2%\n", TRUCE_ERR_SYNTAX, 2, 16, "not a decimal number"},
        {"source: x\nstatus: {property: p}\n", TRUCE_ERR_SYNTAX, 2, 9, "`values` is missing"},
        {"source: x\nstatus: {values: {a: held}}\n", TRUCE_ERR_SYNTAX, 2, 9, "`property` is missing"},
        {"source: x\nstatus: {property: p, values: {a: hold}}\n", TRUCE_ERR_UNKNOWN, 2, 35,
         "did you mean \"held\"?"},
        {"source: x\nstatus: {property: p, values: {a: ignore}}\n", TRUCE_ERR_SYNTAX, 2, 31,
         "everything is ignored"},
        {"source: x\nstatus: {property: p, take: last, values: {a: held}}\n", TRUCE_ERR_SYNTAX, 2, 23,
         "`split` only"},
        {"source: x\nseries: {layers: {a: held}}\n", TRUCE_ERR_SYNTAX, 2, 1, "areas-json and areas-csv"},
        {"source: x\nformat: areas-csv\n", TRUCE_ERR_SYNTAX, 1, 1, "`series` is missing"},
        {"source: x\nformat: areas-json\nseries: {layers: {a: held}}\n", TRUCE_ERR_SYNTAX, 3, 9,
         "areas-json needs them"},
        {"source: x\nformat: areas-csv\nseries: {layer: l, layers: {a: held}}\n", TRUCE_ERR_SYNTAX, 3, 9,
         "come together"},
        {"source: x\nadvance: part of held\n", TRUCE_ERR_SYNTAX, 2, 10, "no value means advance"},
        {"source: x\nfetch: {name: \"n_{YYYYMMDD}\"}\n", TRUCE_ERR_SYNTAX, 2, 8, "`url` is missing"},
        {"source: x\nfetch: {url: \"ftp://e.org/{YYYYMMDD}\", name: \"{YYYYMMDD}\"}\n", TRUCE_ERR_SYNTAX, 2,
         14, "neither https"},
        {"source: x\nfetch: {url: \"https://e.org/{YYYYMMDD}\"}\n", TRUCE_ERR_SYNTAX, 2, 8, "needs a name"},
        {"source: x\nfetch: {url: \"https://e.org/{YYYYMMDD}\", name: \"{YYYYMMDD}\", first: soon}\n",
         TRUCE_ERR_SYNTAX, 2, 69, "write YYYY-MM-DD"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct truce_description d;
        struct truce_err err = {.status = TRUCE_OK};
        enum truce_status status = parse(cases[i].text, &d, &err);
        if (status != cases[i].status || err.line != cases[i].line || err.column != cases[i].column ||
            strstr(err.text, cases[i].says) == NULL)
            fail_msg("\"%s\": status %d at %u:%u, \"%s\"", cases[i].text, status, err.line, err.column,
                     err.text);
    }
}

/* ---- finding ---- */

static const char *const shipped[] = {SHIPPED};

static void finds_by_name(void **state)
{
    (void)state;
    static const char *const names[] = {"deepstate-days", "deepstate-coded", "isw-areas", "url-template"};
    struct truce_description d;
    struct truce_err err;

    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        assert_int_equal(truce_description_find(names[i], shipped, 1, &d, &err), TRUCE_OK);
        assert_string_equal(d.source.id, names[i]);
        truce_description_fini(&d);
    }
    assert_int_equal(truce_description_find(SHIPPED "/isw-areas.yaml", NULL, 0, &d, &err), TRUCE_OK);
    assert_true(d.source.advance_is_held);
    assert_true(d.source.areas_only);
    truce_description_fini(&d);
    assert_int_equal(truce_description_find("isw", shipped, 1, &d, &err), TRUCE_ERR_MISSING);
    assert_non_null(strstr(err.text, "there are: deepstate-coded, deepstate-days, isw-areas, url-template"));
}

/* A folder of the test's own, removed by its fini. */
struct folder {
    char path[200];
    char *names[8]; /* paths of its files */
    size_t n;
};

static void folder_init(struct folder *folder)
{
    snprintf(folder->path, sizeof folder->path, "%s/description_test_XXXXXX", TRUCE_BUILD_DIR);
    assert_non_null(mkdtemp(folder->path));
    folder->n = 0;
}

static void folder_add(struct folder *folder, const char *name, const char *bytes)
{
    struct truce_err err;
    char *path = truce_file_join(folder->path, name);
    assert_non_null(path);
    folder->names[folder->n++] = path;
    assert_int_equal(truce_file_write(path, truce_text_view(bytes), &err), TRUCE_OK);
}

static void folder_fini(struct folder *folder)
{
    for (size_t i = 0; i < folder->n; i++) {
        assert_int_equal(unlink(folder->names[i]), 0);
        free(folder->names[i]);
    }
    assert_int_equal(rmdir(folder->path), 0);
}

static void assert_recognised(const char *path, const char *id, size_t n_notes)
{
    struct truce_description d;
    struct truce_notes notes;
    struct truce_err err;

    truce_notes_init(&notes);
    if (truce_description_recognise(path, shipped, 1, &d, &notes, &err) != TRUCE_OK)
        fail_msg("%s: %s", path, err.text);
    assert_string_equal(d.source.id, id);
    assert_int_equal(notes.n, n_notes);
    truce_description_fini(&d);
    truce_notes_fini(&notes);
}

static void recognises_by_names_and_by_content(void **state)
{
    (void)state;
    struct folder folder;
    char plain[300];

    folder_init(&folder);
    snprintf(plain, sizeof plain, "%s", strrchr(folder.path, '/') + 1);
    folder_add(&folder, "map_20250101.geojson", "{\"type\": \"FeatureCollection\", \"features\": []}");
    assert_recognised(folder.path, plain, 1);
    assert_recognised(folder.names[0], "map_20250101", 1);
    folder_add(&folder, "a.geojson",
               "{\"properties\": {\"name\": \"x /// y /// geoJSON.status.occupied\"}, \"geometry\": null}");
    assert_recognised(folder.names[1], "deepstate-coded", 0);
    folder_add(&folder, "deepstatemap_data_20241231.geojson", "{}");
    assert_recognised(folder.names[2], "deepstate-days", 0);
    assert_recognised(folder.path, "deepstate-days", 0);
    folder_add(&folder, "isw.json",
               "[{\"date\": \"2025-01-01\", \"layerType\": \"russian_advances\", \"areaKm2\": 1}]");
    assert_recognised(folder.names[3], "isw-areas", 0);
    folder_add(&folder, "source.yaml", "source: own\nfiles: \"map_{YYYYMMDD}.geojson\"\n");
    assert_recognised(folder.path, "own", 0);
    assert_recognised(folder.names[0], "own", 0);
    assert_recognised(folder.names[2], "deepstate-days",
                      0); /* the description beside it is about other files */
    folder_fini(&folder);
}

static void a_bad_description_of_a_user_is_noted(void **state)
{
    (void)state;
    struct folder folder;
    struct truce_description d;
    struct truce_notes notes;
    struct truce_err err;

    folder_init(&folder);
    folder_add(&folder, "bad.yaml", "source: bad\nfomat: x\n");
    const char *const folders[] = {folder.path, "/nowhere", SHIPPED};
    folder_add(&folder, "deepstatemap_data_20241231.geojson", "{}");
    truce_notes_init(&notes);
    assert_int_equal(truce_description_recognise(folder.names[1], folders, 3, &d, &notes, &err), TRUCE_OK);
    assert_string_equal(d.source.id, "deepstate-days");
    assert_int_equal(notes.n, 1);
    assert_non_null(strstr(notes.items[0].text, "bad.yaml:2:1: unknown key \"fomat\""));
    truce_description_fini(&d);
    assert_int_equal(truce_description_recognise("/nowhere", folders, 3, &d, &notes, &err),
                     TRUCE_ERR_MISSING);
    truce_notes_fini(&notes);
    folder_fini(&folder);
}

static void recognises_the_real_data(void **state)
{
    (void)state;
    const char *control = TRUCE_SOURCE_DIR "/../shared/data/ukraine/control";
    if (!truce_file_is_folder(control)) {
        print_message("skipped: %s is not there\n", control);
        skip();
    }
    assert_recognised(TRUCE_SOURCE_DIR "/../shared/data/ukraine/control/deepstate", "deepstate-days", 0);
    assert_recognised(TRUCE_SOURCE_DIR "/../shared/data/ukraine/control/deepstate/", "deepstate-days", 0);
    assert_recognised(TRUCE_SOURCE_DIR "/../shared/data/ukraine/control/isw", "isw-areas", 0);
    assert_recognised(TRUCE_SOURCE_DIR "/../shared/data/ukraine/control/isw/daily_areas.json", "isw-areas",
                      0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(patterns_fill_and_match),
        cmocka_unit_test(patterns_refuse_other_names_and_bad_dates),
        cmocka_unit_test(the_least_description_is_plain_maps),
        cmocka_unit_test(reads_all_keys),
        cmocka_unit_test(the_coded_keys_mean_what_they_should),
        cmocka_unit_test(refuses_with_the_place),
        cmocka_unit_test(finds_by_name),
        cmocka_unit_test(recognises_by_names_and_by_content),
        cmocka_unit_test(a_bad_description_of_a_user_is_noted),
        cmocka_unit_test(recognises_the_real_data),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
