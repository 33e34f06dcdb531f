/*
 * Which snapshots stand for the ends of a period, and what claims and options are refused.
 */
#include "verify/squares_test.h"

/* one map a day named, the held strip a tenth of a degree wider each time */
static void source_of_days(struct squares_source *out, const int *days, size_t n)
{
    struct squares_map maps[SQUARES_DAYS_MAX];
    memset(maps, 0, sizeof maps);
    for (size_t i = 0; i < n; i++) {
        maps[i].day = days[i];
        maps[i].parts[0].status = TRUCE_CONTROL_HELD;
        maps[i].parts[0].at = (struct square){30, 46, 31 + 0.1 * (double)i, 48};
    }
    squares_source_make(out, "s", maps, n);
}

enum { NONE = 9999 };

struct ends {
    int start, end; /* days shown; NONE: none */
};

/* the days used for a claim about days from..to */
static void check_days(const int *days, size_t n, int from, int to, int gap_days, struct ends expected)
{
    struct squares_source source;
    struct truce_verify_options options;
    struct truce_verify_answer answer;
    struct truce_claim claim = squares_claim(TRUCE_QUANTITY_AREA, TRUCE_SENSE_GAINED, "100", from, to);

    source_of_days(&source, days, n);
    truce_verify_options_init(&options);
    options.gap_days = gap_days;
    squares_verify(&claim, &source, NULL, NULL, &options, &answer);
    const struct truce_source_answer *s = &answer.claims[0].sources[0];
    assert_int_equal(s->start.wanted.n, day_of(from - 1).n);
    assert_int_equal(s->end.wanted.n, day_of(to).n);
    if (expected.start != NONE) {
        assert_int_equal(s->start.shown.n, day_of(expected.start).n);
        assert_int_equal(s->start.gap_days, expected.start - (from - 1));
        assert_int_equal(source.days[s->start.index].n, s->start.shown.n);
        assert_string_equal(s->start.file, source.names[s->start.index]);
        assert_true(expected.start == from - 1 || squares_noted(&answer.notes, "no snapshot shows 20"));
    } else {
        assert_null(s->start.file);
    }
    if (expected.start != NONE && expected.end != NONE) {
        assert_int_equal(s->end.shown.n, day_of(expected.end).n);
        assert_int_equal(s->end.gap_days, expected.end - to);
        assert_string_equal(s->end.file, source.names[s->end.index]);
        assert_null(s->end.why_none);
        assert_int_equal(answer.claims[0].n_evidence, 1);
        assert_int_not_equal(s->judged.finding, TRUCE_FINDING_NO_EVIDENCE);
    } else {
        assert_non_null(s->end.why_none);
        assert_int_equal(answer.claims[0].n_evidence, 0);
        assert_int_equal(s->judged.finding, TRUCE_FINDING_NO_EVIDENCE);
        ASSERT_NAN(s->figure);
        ASSERT_NAN(answer.claims[0].figure_min);
        ASSERT_NAN(s->scoped.gained_km2);
        char words[300];
        truce_finding_words(&claim, s, &s->judged, words, sizeof words);
        assert_int_equal(strncmp(words, "no evidence: ", 13), 0);
    }
    truce_verify_answer_fini(&answer);
}

#define DAYS(...) (const int[]){__VA_ARGS__}, sizeof((const int[]){__VA_ARGS__}) / sizeof(int)

static void exact_and_nearest(void **state)
{
    (void)state;
    /* what was held before the first day is what the day before it shows at its end */
    check_days(DAYS(8, 9, 10, 20, 21), 10, 20, 3, (struct ends){9, 20});
    check_days(DAYS(8, 11, 19, 22), 10, 20, 3, (struct ends){8, 19});
    check_days(DAYS(7, 10, 18, 21), 10, 20, 3, (struct ends){10, 21});
    check_days(DAYS(6, 23), 10, 20, 3, (struct ends){6, 23});
    check_days(DAYS(12, 17), 10, 20, 3, (struct ends){12, 17});
}

/* a gap must not make a claim look worse: of two equal gaps the one that makes the period longer */
static void ties_go_to_the_wider_period(void **state)
{
    (void)state;
    check_days(DAYS(8, 10, 19, 21), 10, 20, 3, (struct ends){8, 21});
    check_days(DAYS(6, 12, 17, 23), 10, 20, 3, (struct ends){6, 23});
}

static void gaps_have_a_limit(void **state)
{
    (void)state;
    check_days(DAYS(5, 20), 10, 20, 3, (struct ends){NONE, NONE});
    check_days(DAYS(9, 24), 10, 20, 3, (struct ends){9, NONE});
    check_days(DAYS(5, 24), 10, 20, 4, (struct ends){5, 24});
    check_days(DAYS(8, 20), 10, 20, 0, (struct ends){NONE, NONE});
    check_days(DAYS(9, 20), 10, 20, 0, (struct ends){9, 20});
    check_days(DAYS(100, 200), 10, 20, 3, (struct ends){NONE, NONE});
}

/* a snapshot cannot stand for both ends, nor the later one for the start */
static void one_snapshot_for_both_ends(void **state)
{
    struct squares_source source;
    struct truce_verify_answer answer;
    struct truce_claim claim = squares_claim(TRUCE_QUANTITY_AREA, TRUCE_SENSE_NET, "100", 10, 11);
    (void)state;
    check_days(DAYS(10), 10, 11, 3, (struct ends){10, NONE});
    source_of_days(&source, DAYS(10));
    squares_verify(&claim, &source, NULL, NULL, NULL, &answer);
    assert_string_equal(answer.claims[0].sources[0].end.why_none, "one snapshot would stand for both ends");
    truce_verify_answer_fini(&answer);
    /* a claim of a single day has two ends all the same */
    check_days(DAYS(9, 10), 10, 10, 3, (struct ends){9, 10});
}

/* held needs the end only */
static void held_needs_no_start(void **state)
{
    struct squares_source source;
    struct truce_verify_answer answer;
    struct truce_claim claim = squares_claim(TRUCE_QUANTITY_AREA, TRUCE_SENSE_HELD, "100", 0, 12);
    (void)state;
    source_of_days(&source, DAYS(10));
    squares_verify(&claim, &source, NULL, NULL, NULL, &answer);
    const struct truce_source_answer *s = &answer.claims[0].sources[0];
    assert_int_equal(s->start.wanted.n, TRUCE_DAY_NONE);
    assert_int_equal(s->start.shown.n, TRUCE_DAY_NONE);
    assert_null(s->start.file);
    assert_int_equal(s->end.shown.n, day_of(10).n);
    ASSERT_NEAR(s->figure, km2_of(30, 46, 31, 48), 1e-3);
    truce_verify_answer_fini(&answer);
}

/* suspects are passed over, unless told */
static void suspects_are_passed_over(void **state)
{
    struct squares_map maps[6];
    struct squares_source source;
    struct truce_verify_options options;
    struct truce_claim claim = squares_claim(TRUCE_QUANTITY_AREA, TRUCE_SENSE_GAINED, "100", 1, 4);
    (void)state;
    memset(maps, 0, sizeof maps);
    for (int i = 0; i < 6; i++) {
        maps[i].day = i;
        maps[i].parts[0].at = (struct square){30, 46, i == 4 ? 33 : 31, 48};
    }
    squares_source_make(&source, "s", maps, 6);
    source.source.suspect_ratio = 0.02;
    truce_verify_options_init(&options);
    for (int use = 0; use < 2; use++) {
        struct truce_verify_answer answer;
        options.use_suspect = use == 1;
        squares_verify(&claim, &source, NULL, NULL, &options, &answer);
        const struct truce_source_answer *s = &answer.claims[0].sources[0];
        /* passed over, 3 and 5 are equally near: the wider period */
        assert_int_equal(s->end.shown.n, day_of(use == 1 ? 4 : 5).n);
        ASSERT_NEAR(s->figure, use == 1 ? km2_of(31, 46, 33, 48) : 0, 1e-3);
        assert_true(answer.series[0].rows[4].suspect);
        assert_true(squares_noted(&answer.notes, "suspect"));
        if (use == 0) { /* its row stands in the track, without a figure */
            assert_int_equal(s->n_track, 6);
            assert_true(s->track[4].suspect);
            ASSERT_NAN(s->track[4].figure);
            ASSERT_NEAR(s->track[5].figure, 0, 1e-6);
        } else {
            ASSERT_NEAR(s->track[4].figure, s->figure, 1e-3);
        }
        truce_verify_answer_fini(&answer);
    }
}

/* a day on which an areas-only source lacks the layer is no snapshot */
static void days_without_a_layer(void **state)
{
    static const struct squares_map maps[] = {
        {0, {{0}}, {100, 0, 0, 0}}, {9, {{0}}, {NAN, 0, 0, 0}}, {10, {{0}}, {150, 0, 0, 0}}};
    struct squares_source source;
    struct truce_verify_answer answer;
    struct truce_claim claim = squares_claim(TRUCE_QUANTITY_AREA, TRUCE_SENSE_NET, "50", 1, 9);
    (void)state;
    squares_source_make(&source, "s", maps, 3);
    source.source.areas_only = true;
    squares_verify(&claim, &source, NULL, NULL, NULL, &answer);
    assert_int_equal(answer.claims[0].sources[0].end.shown.n, day_of(10).n);
    ASSERT_NEAR(answer.claims[0].sources[0].figure, 50, 1e-9);
    assert_int_equal(answer.claims[0].sources[0].judged.finding, TRUCE_FINDING_SUPPORTED);
    truce_verify_answer_fini(&answer);
}

/* runs a claim that must be refused */
static void refused(struct truce_claim *claim, const struct truce_places *places,
                    const struct truce_regions *regions, const struct truce_verify_options *options,
                    enum truce_status status, const char *words)
{
    struct squares_source source;
    struct truce_claims claims = squares_claims(claim, 1);
    struct truce_verify_options defaults;
    struct truce_verify_answer answer, before;
    struct truce_err err;

    source_of_days(&source, DAYS(0, 10));
    memset(&answer, 0x5a, sizeof answer);
    before = answer;
    truce_verify_options_init(&defaults);
    const struct truce_verify_input input = {&claims, &source.cursor, 1, places, regions};
    assert_int_equal(truce_verify_run(&input, options != NULL ? options : &defaults, &answer, &err), status);
    assert_memory_equal(&answer, &before, sizeof answer); /* untouched */
    assert_int_equal(err.status, status);
    if (strstr(err.text, words) == NULL)
        fail_msg("\"%s\" does not say \"%s\"", err.text, words);
    if (status == TRUCE_ERR_UNKNOWN) {
        assert_string_equal(err.file, "claims.yaml");
        assert_int_equal(err.line, 7);
        assert_int_equal(err.column, 5);
    }
    assert_int_equal(truce_verify_run(&input, options != NULL ? options : &defaults, &answer, NULL), status);
}

static void names_that_are_not_there(void **state)
{
    static const char *const bravo[] = {"Bravo", NULL}, *const brvo[] = {"Brvo Oblast", NULL},
                             *const far[] = {"Bravo", "Xyzzy", NULL};
    static const struct squares_place one[] = {{.name = "Town", .at = {31, 47}}};
    struct truce_regions regions;
    struct truce_places places;
    struct truce_verify_answer answer;
    struct squares_source source;
    (void)state;

    squares_country_make(&regions);
    squares_places_make(&places, one, 1);
    struct truce_claim claim = squares_claim(TRUCE_QUANTITY_AREA, TRUCE_SENSE_GAINED, "100", 1, 10);
    claim.regions = brvo;
    claim.n_regions = 1;
    refused(&claim, NULL, &regions, NULL, TRUCE_ERR_UNKNOWN, "did you mean \"Bravo Oblast\"?");
    claim.regions = far;
    claim.n_regions = 2;
    refused(&claim, NULL, &regions, NULL, TRUCE_ERR_UNKNOWN, "\"Xyzzy\"");
    claim.regions = bravo;
    claim.n_regions = 1;
    refused(&claim, NULL, NULL, NULL, TRUCE_ERR_UNKNOWN, "no regions were given");
    source_of_days(&source, DAYS(0, 10));
    squares_verify(&claim, &source, NULL, &regions, NULL, &answer);
    truce_verify_answer_fini(&answer);

    claim = squares_claim(TRUCE_QUANTITY_PLACE, TRUCE_SENSE_HELD, "Twon", 1, 10);
    refused(&claim, &places, NULL, NULL, TRUCE_ERR_UNKNOWN, "\"Twon\"");
    claim.place = "tOWN"; /* case does not matter */
    squares_verify(&claim, &source, &places, NULL, NULL, &answer);
    truce_verify_answer_fini(&answer);
    truce_places_fini(&places);
    truce_regions_fini(&regions);
}

static void options_out_of_range(void **state)
{
    struct truce_claim claim = squares_claim(TRUCE_QUANTITY_AREA, TRUCE_SENSE_GAINED, "100", 1, 10);
    struct truce_regions regions;
    static const double sigmas_m[] = {0, -1, 25001, INFINITY}, limits_m[] = {0, -5, 100001, NAN},
                        margins_m[] = {0, -1, NAN};
    struct truce_verify_options options;
    (void)state;
    squares_country_make(&regions);
    for (size_t i = 0; i < 4; i++) {
        truce_verify_options_init(&options);
        options.assumed_sigma_m = sigmas_m[i];
        refused(&claim, NULL, NULL, &options, TRUCE_ERR_RANGE, "sigma");
        truce_verify_options_init(&options);
        options.shift_limit_m = limits_m[i];
        refused(&claim, NULL, NULL, &options, TRUCE_ERR_RANGE, "limit");
        truce_verify_options_init(&options);
        options.gap_days = i % 2 == 0 ? -1 : 367;
        refused(&claim, NULL, NULL, &options, TRUCE_ERR_RANGE, "gap");
        truce_verify_options_init(&options);
        options.border_margin_m = margins_m[i % 3];
        refused(&claim, NULL, &regions, &options, TRUCE_ERR_RANGE, "margin");
    }
    truce_regions_fini(&regions);
}

/* what a cursor says of a map that it cannot load is what the caller hears */
static void a_map_that_cannot_be_read(void **state)
{
    struct truce_claim claim = squares_claim(TRUCE_QUANTITY_AREA, TRUCE_SENSE_GAINED, "100", 1, 10);
    struct truce_claims claims = squares_claims(&claim, 1);
    struct truce_verify_options options;
    struct squares_source source;
    (void)state;
    source_of_days(&source, DAYS(0, 5, 10));
    truce_verify_options_init(&options);
    for (int at = 0; at < 3; at++) {
        struct truce_verify_input input = {&claims, &source.cursor, 1, NULL, NULL};
        struct truce_verify_answer answer;
        struct truce_err err;
        source.fail_at = at;
        assert_int_equal(truce_verify_run(&input, &options, &answer, &err), TRUCE_ERR_SYNTAX);
        assert_string_equal(err.text, "made to fail");
        assert_int_equal(err.line, 3);
    }
}

/* nothing to judge, nobody to judge by */
static void nothing_to_do(void **state)
{
    struct truce_claim claim = squares_claim(TRUCE_QUANTITY_AREA, TRUCE_SENSE_GAINED, "100", 1, 10);
    struct truce_claims none = squares_claims(NULL, 0), one = squares_claims(&claim, 1);
    struct truce_verify_options options;
    struct truce_verify_answer answer;
    struct squares_source source;
    (void)state;
    source_of_days(&source, DAYS(0, 10));
    truce_verify_options_init(&options);
    const struct truce_verify_input no_claims = {&none, &source.cursor, 1, NULL, NULL},
                                    no_sources = {&one, NULL, 0, NULL, NULL};
    assert_int_equal(truce_verify_run(&no_claims, &options, &answer, NULL), TRUCE_OK);
    assert_int_equal(answer.n, 0);
    assert_int_equal(answer.series[0].n, 2);
    truce_verify_answer_fini(&answer);
    assert_int_equal(truce_verify_run(&no_sources, &options, &answer, NULL), TRUCE_OK);
    assert_int_equal(answer.claims[0].n_sources, 0);
    assert_int_equal(answer.claims[0].n_evidence, 0);
    ASSERT_NAN(answer.claims[0].figure_max);
    truce_verify_answer_fini(&answer);
    /* a source without a single map */
    source_of_days(&source, NULL, 0);
    squares_verify(&claim, &source, NULL, NULL, NULL, &answer);
    assert_int_equal(answer.claims[0].sources[0].judged.finding, TRUCE_FINDING_NO_EVIDENCE);
    truce_verify_answer_fini(&answer);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(exact_and_nearest),    cmocka_unit_test(ties_go_to_the_wider_period),
        cmocka_unit_test(gaps_have_a_limit),    cmocka_unit_test(one_snapshot_for_both_ends),
        cmocka_unit_test(held_needs_no_start),  cmocka_unit_test(suspects_are_passed_over),
        cmocka_unit_test(days_without_a_layer), cmocka_unit_test(names_that_are_not_there),
        cmocka_unit_test(options_out_of_range), cmocka_unit_test(a_map_that_cannot_be_read),
        cmocka_unit_test(nothing_to_do),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
