/*
 * Series of areas, from JSON and CSV.
 */
#include "sources/reader_test.h"

#include <math.h>

#include "sources/area_series.h"

static const struct truce_status_rule rules[] = {
    {"control", false, TRUCE_CONTROL_HELD},          {"advances", false, TRUCE_CONTROL_ADVANCE},
    {"more advances", false, TRUCE_CONTROL_ADVANCE}, {"claimed", false, TRUCE_CONTROL_CLAIMED},
    {"partisans", true, TRUCE_CONTROL_HELD},
};

struct fixture {
    struct truce_description description;
    struct truce_control_days days;
    struct truce_control_map map;
    struct truce_notes notes;
    struct truce_err err;
};

static void begin(struct fixture *f, enum truce_source_format format)
{
    memset(f, 0, sizeof *f);
    truce_description_init(&f->description);
    f->description.format = format;
    f->description.source.areas_only = true;
    f->description.layer_key = "layer";
    f->description.area_key = "km2";
    f->description.rules = rules;
    f->description.n_rules = sizeof rules / sizeof *rules;
    f->description.file = "d.yaml";
    truce_control_map_init(&f->map);
    truce_notes_init(&f->notes);
}

static void end(struct fixture *f)
{
    truce_control_close(&f->days);
    truce_control_map_fini(&f->map);
    truce_notes_fini(&f->notes);
    truce_description_fini(&f->description);
}

static enum truce_status parse(struct fixture *f, const char *text)
{
    truce_control_close(&f->days);
    return truce_area_series_parse(truce_text_view(text), "areas", &f->description, &f->days, &f->notes,
                                   &f->err);
}

/* Day i has this date and these areas; a negative one stands for none. */
static void assert_areas(struct fixture *f, size_t i, const char *date, double held, double advance,
                         double claimed)
{
    const double expect[3] = {held, advance, claimed};
    char text[TRUCE_DAY_TEXT];
    assert_true(i < f->days.n);
    assert_int_equal(f->days.load(f->days.context, i, &f->map, &f->notes, &f->err), TRUCE_OK);
    truce_day_format(f->map.day, text);
    assert_string_equal(text, date);
    for (int k = 0; k < 3; k++)
        if (expect[k] < 0)
            assert_true(isnan(f->map.area_km2[k]));
        else
            assert_true(f->map.area_km2[k] == expect[k]);
    assert_int_equal(f->map.layer[TRUCE_CONTROL_HELD].n_polygons, 0);
}

static void reads_json(void **state)
{
    struct fixture f;
    (void)state;
    begin(&f, TRUCE_FORMAT_AREAS_JSON);
    if (parse(&f, "[{\"date\":\"2025-02-02\",\"layer\":\"control\",\"km2\":101.5},\n"
                  "{\"km2\":7,\"layer\":\"more advances\",\"date\":\"2025-02-01\",\"note\":[1,{}]},\n"
                  "{\"date\":\"2025-02-01T03:00:00Z\",\"layer\":\"control\",\"km2\":100},\n"
                  "{\"date\":\"2025-02-01\",\"layer\":\"advances\",\"km2\":5},\n"
                  "{\"date\":\"2025-02-01\",\"layer\":\"advances\",\"km2\":5.0},\n"
                  "{\"date\":\"2025-02-03\",\"layer\":\"claimed\",\"km2\":5},\n"
                  "{\"date\":\"2025-02-01\",\"layer\":\"partisans\",\"km2\":3000},\n"
                  "{\"date\":\"2202-02-02\",\"layer\":\"control\",\"km2\":1},\n"
                  "{\"date\":\"2025-02-01\",\"layer\":\"other\",\"km2\":1},\n"
                  "{\"date\":\"2025-02-01\",\"layer\":\"claimed\",\"km2\":null}]") != TRUCE_OK)
        fail_msg("%s", f.err.text);
    assert_int_equal(f.days.n, 2);
    assert_areas(&f, 0, "2025-02-01", 100, 12, -1);
    assert_areas(&f, 1, "2025-02-02", 101.5, -1, -1);
    assert_int_equal(f.notes.n, 5);
    assert_int_equal(noted(&f.notes, "areas:5:1:", "once more"), 1);
    assert_int_equal(noted(&f.notes, "areas: 2025-02-03", "no area for held; day left out"), 1);
    assert_int_equal(noted(&f.notes, "areas:8:1:", "2202-02-02; left out"), 1);
    assert_int_equal(noted(&f.notes, "\"other\"", "no rule"), 1);
    assert_int_equal(noted(&f.notes, "areas:10:1:", "no area is given"), 1);
    end(&f);
}

static void held_needs_its_advances(void **state)
{
    struct fixture f;
    (void)state;
    begin(&f, TRUCE_FORMAT_AREAS_JSON);
    f.description.source.advance_is_held = true;
    f.description.source.shows_day_offset = -1;
    assert_int_equal(parse(&f, "[{\"date\":\"2025-02-02\",\"layer\":\"control\",\"km2\":1},"
                               "{\"date\":\"2025-03-01\",\"layer\":\"control\",\"km2\":2},"
                               "{\"date\":\"2025-03-01\",\"layer\":\"advances\",\"km2\":0}]"),
                     TRUCE_OK);
    assert_int_equal(f.days.n, 1);
    assert_areas(&f, 0, "2025-02-28", 2, 0, -1);
    assert_int_equal(noted(&f.notes, "2025-02-01", "no area for advance"), 1);
    end(&f);
}

static void says_what_is_wrong(void **state)
{
    static const struct {
        const char *text;
        enum truce_status status;
        uint32_t line, column;
        const char *words;
    } bad[] = {
        {"{}", TRUCE_ERR_SYNTAX, 1, 1, "expected an array"},
        {"[]", TRUCE_ERR_MISSING, 0, 0, "no day with an area"},
        {"[\n7]", TRUCE_ERR_SYNTAX, 2, 1, "expected an object"},
        {"[{\"date\":\"2025-02-01\",\"layer\":\"control\"}]", TRUCE_ERR_SYNTAX, 1, 2, "without \"km2\""},
        {"[{\"date\":\"2025-02-01\",\"layer\":\"control\",\"km2\":\"5\"}]", TRUCE_ERR_SYNTAX, 1, 47,
         "expected a number"},
        {"[{\"date\":20250201,\"layer\":\"control\",\"km2\":5}]", TRUCE_ERR_SYNTAX, 1, 10,
         "expected a string"},
        {"[{\"date\":\"2025-02-01\",\"date\":\"2025-02-01\",\"layer\":\"control\",\"km2\":5}]",
         TRUCE_ERR_SYNTAX, 1, 30, "given twice"},
        {"[{\"date\":\"2025-02-01\",\"layer\":\"control\",\"km2\":-5}]", TRUCE_ERR_RANGE, 1, 2, "-5 km2"},
        {"[{\"date\":\"2025-02-01\",\"layer\":\"control\",\"km2\":6e8}]", TRUCE_ERR_RANGE, 1, 2,
         "from 0 to 510065622"},
        {"[{\"date\":\"2025-02-01\",\"layer\":\"control\",\"km2\":5},\n "
         "{\"date\":\"2025-02-01\",\"layer\":\"control\","
         "\"km2\":6}]",
         TRUCE_ERR_SYNTAX, 2, 2,
         "2025-02-01 and layer \"control\" again, with 6 km2; line 1 column 2 has 5 km2"},
        {"[{\"date\":\"2025-02-01\",\"layer\":\"control\",\"km2\":5},", TRUCE_ERR_SYNTAX, 1, 50, "cut off"},
    };
    struct fixture f;
    (void)state;
    begin(&f, TRUCE_FORMAT_AREAS_JSON);
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        assert_int_equal(parse(&f, bad[i].text), bad[i].status);
        assert_error(&f.err, bad[i].status, bad[i].line, bad[i].column, bad[i].words);
        assert_string_equal(f.err.file, "areas");
    }
    f.description.refuse_unknown = true;
    assert_int_equal(parse(&f, "[{\"date\":\"2025-02-01\",\"layer\":\"other\",\"km2\":5}]"),
                     TRUCE_ERR_UNKNOWN);
    assert_error(&f.err, TRUCE_ERR_UNKNOWN, 1, 2, "\"other\" has no rule in d.yaml");
    end(&f);
}

static void reads_csv_of_rows(void **state)
{
    struct fixture f;
    (void)state;
    begin(&f, TRUCE_FORMAT_AREAS_CSV);
    if (parse(&f, "km2;Date;layer\n100.5;2025-02-01;control\n7;2025-02-01;advances\n;2025-02-02;control\n") !=
        TRUCE_OK)
        fail_msg("%s", f.err.text);
    assert_int_equal(f.days.n, 1);
    assert_areas(&f, 0, "2025-02-01", 100.5, 7, -1);
    assert_int_equal(noted(&f.notes, "areas:4:1:", "no area is given"), 1);
    assert_int_equal(parse(&f, "km2,date,layer\n1,2025-02-01,control\n2,2025-02-01,control\n"),
                     TRUCE_ERR_SYNTAX);
    assert_error(&f.err, TRUCE_ERR_SYNTAX, 3, 1, "line 2 column 1 has 1 km2");
    assert_int_equal(parse(&f, "km2,date,layer\nmany,2025-02-01,control\n"), TRUCE_ERR_SYNTAX);
    assert_error(&f.err, TRUCE_ERR_SYNTAX, 2, 1, "\"many\" is not an area");
    assert_int_equal(parse(&f, "date,layer\n2025-02-01,control\n"), TRUCE_ERR_SYNTAX);
    assert_error(&f.err, TRUCE_ERR_SYNTAX, 1, 1, "no column \"km2\"");
    end(&f);
}

static void reads_csv_of_columns(void **state)
{
    struct fixture f;
    (void)state;
    begin(&f, TRUCE_FORMAT_AREAS_CSV);
    f.description.layer_key = f.description.area_key = "";
    if (parse(&f,
              "date,control,advances,claimed,more advances\n2025-02-02,101,6,,1\n2025-02-01,100,5,9,2\n") !=
        TRUCE_OK)
        fail_msg("%s", f.err.text);
    assert_int_equal(f.days.n, 2);
    assert_areas(&f, 0, "2025-02-01", 100, 7, 9);
    assert_areas(&f, 1, "2025-02-02", 101, 7, -1);
    assert_int_equal(parse(&f, "date,control,advances,claimed\n2025-02-02,101,6,1\n"), TRUCE_ERR_SYNTAX);
    assert_error(&f.err, TRUCE_ERR_SYNTAX, 1, 1, "no column \"more advances\"");
    end(&f);
}

static void finds_the_file_of_a_folder(void **state)
{
    struct fixture f;
    char folder[512];
    (void)state;
    begin(&f, TRUCE_FORMAT_AREAS_JSON);
    make_folder(folder, "areas");
    assert_int_equal(truce_control_open(folder, &f.description, &f.days, &f.notes, &f.err),
                     TRUCE_ERR_MISSING);
    write_file(folder, "a.json", "[{\"date\":\"2025-02-01\",\"layer\":\"control\",\"km2\":5}]");
    write_file(folder, "a.csv", "x");
    assert_int_equal(truce_control_open(folder, &f.description, &f.days, &f.notes, &f.err), TRUCE_OK);
    assert_areas(&f, 0, "2025-02-01", 5, -1, -1);
    truce_control_close(&f.days);
    write_file(folder, "b.json", "[{\"date\":\"2025-02-01\",\"layer\":\"control\",\"km2\":6}]");
    assert_int_equal(truce_control_open(folder, &f.description, &f.days, &f.notes, &f.err), TRUCE_ERR_SYNTAX);
    assert_error(&f.err, TRUCE_ERR_SYNTAX, 0, 0, "both a.json and b.json");
    f.description.files = "b.json";
    assert_int_equal(truce_control_open(folder, &f.description, &f.days, &f.notes, &f.err), TRUCE_OK);
    assert_areas(&f, 0, "2025-02-01", 6, -1, -1);
    end(&f);
}

static void reads_the_real_series(void **state)
{
    static const struct truce_status_rule isw[] = {
        {"ukraine_control_map", false, TRUCE_CONTROL_HELD},
        {"russian_advances", false, TRUCE_CONTROL_ADVANCE},
        {"russian_claimed", false, TRUCE_CONTROL_CLAIMED},
    };
    struct fixture f;
    double sum[2] = {0, 0};
    (void)state;
    if (real_data_missing(REAL_DATA "/control/isw/daily_areas.json"))
        return;
    begin(&f, TRUCE_FORMAT_AREAS_JSON);
    f.description.rules = isw;
    f.description.n_rules = 3;
    f.description.layer_key = "layerType";
    f.description.area_key = "areaKm2";
    f.description.source.advance_is_held = true;
    assert_int_equal(truce_control_open(REAL_DATA "/control/isw", &f.description, &f.days, &f.notes, &f.err),
                     TRUCE_OK);
    for (size_t i = 0; i < f.days.n; i++) {
        char day[TRUCE_DAY_TEXT];
        truce_day_format(f.days.days[i], day);
        int which = strcmp(day, "2024-12-31") == 0 ? 0 : strcmp(day, "2025-12-31") == 0 ? 1 : -1;
        assert_int_equal(f.days.load(f.days.context, i, &f.map, &f.notes, &f.err), TRUCE_OK);
        if (which >= 0)
            sum[which] = f.map.area_km2[TRUCE_CONTROL_HELD] + f.map.area_km2[TRUCE_CONTROL_ADVANCE];
    }
    assert_true(fabs(sum[1] - sum[0] - 4830.5) < 0.1);
    end(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_json),
        cmocka_unit_test(held_needs_its_advances),
        cmocka_unit_test(says_what_is_wrong),
        cmocka_unit_test(reads_csv_of_rows),
        cmocka_unit_test(reads_csv_of_columns),
        cmocka_unit_test(finds_the_file_of_a_folder),
        cmocka_unit_test(reads_the_real_series),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
