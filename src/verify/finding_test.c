/*
 * The finding: the rounding of a number, the rule, its words, variants, published figures, several sources.
 */
#include "verify/squares_test.h"

#include "verify/work.h"

static void rounding(void **state)
{
    static const struct {
        const char *text;
        double half;
    } cases[] = {{"6460", 5},       {"334", 0.5}, {"5600", 50},   {"12.50", 0.05},   {"12.5", 0.05},
                 {"0.125", 0.0005}, {"1", 0.5},   {"10", 5},      {"700", 50},       {"1000000", 500000},
                 {"0", 0.5},        {"0.0", 0.5}, {"0.10", 0.05}, {"100.01", 0.005}, {"6400.0", 50}};
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        ASSERT_NEAR(truce_rounding_of(cases[i].text), cases[i].half, 1e-12);
}

static void assert_words(const struct truce_claim *claim, const struct truce_source_answer *s,
                         const struct truce_judged *judged, const char *expected)
{
    char words[300];
    truce_finding_words(claim, s, judged, words, sizeof words);
    assert_string_equal(words, expected);
    /* room for less is filled with less, never more */
    for (size_t n = 1; n < strlen(expected); n++) {
        char less[310];
        memset(less, '#', sizeof less);
        truce_finding_words(claim, s, judged, less, n);
        assert_int_equal(strlen(less), n - 1);
        assert_int_equal(strncmp(less, expected, n - 1), 0);
        assert_int_equal(less[n], '#');
    }
}

/* An areas-only source says what the figure is, so that the rule can be tried number by number. */
struct trial {
    const char *value;
    enum truce_finding finding;
    const char *words;
};

static void try_numbers(double net_km2, double claimed_km2, enum truce_sense sense,
                        const struct trial *trials, size_t n)
{
    struct squares_map maps[2];
    struct squares_source source;
    memset(maps, 0, sizeof maps);
    maps[0].km2[TRUCE_CONTROL_HELD] = 10000;
    maps[1] = maps[0];
    maps[1].day = 10;
    maps[1].km2[TRUCE_CONTROL_HELD] += net_km2;
    maps[1].km2[TRUCE_CONTROL_CLAIMED] = claimed_km2;
    squares_source_make(&source, "s", maps, 2);
    source.source.areas_only = true;
    source.source.has_status[TRUCE_CONTROL_CLAIMED] = claimed_km2 > 0;
    for (size_t i = 0; i < n; i++) {
        struct truce_verify_answer answer;
        struct truce_claim claim = squares_claim(TRUCE_QUANTITY_AREA, sense, trials[i].value, 1, 10);
        squares_verify(&claim, &source, NULL, NULL, NULL, &answer);
        const struct truce_source_answer *s = &answer.claims[0].sources[0];
        if (s->judged.finding != trials[i].finding)
            fail_msg("%s: \"%s\", expected \"%s\"", trials[i].value, truce_finding_name(s->judged.finding),
                     truce_finding_name(trials[i].finding));
        assert_words(&claim, s, &s->judged, trials[i].words);
        ASSERT_NEAR(s->judged.value, claim.value, 0);
        assert_string_equal(s->judged.value_text, trials[i].value);
        assert_string_equal(s->judged.reported_by, "");
        if (s->figure > 0)
            ASSERT_NEAR(s->judged.excess, claim.value / s->figure - 1, 1e-12);
        else
            ASSERT_NAN(s->judged.excess);
        assert_int_equal(answer.claims[0].n_evidence, 1);
        assert_int_equal(answer.claims[0].n_supported, trials[i].finding == TRUCE_FINDING_SUPPORTED);
        truce_verify_answer_fini(&answer);
    }
}

/* a number stands for all that rounds to it */
static void the_rule_by_numbers(void **state)
{
    static const struct trial net[] = {
        {"4342.6", TRUCE_FINDING_SUPPORTED, "supported (4,342.6 km2)"},
        {"4340", TRUCE_FINDING_SUPPORTED, "supported (4,342.6 km2)"},
        {"4300", TRUCE_FINDING_SUPPORTED, "supported (4,342.6 km2)"},
        {"4400", TRUCE_FINDING_EXCEEDS, "exceeds the map by 1.3 % (4,342.6 km2)"},
        {"4392", TRUCE_FINDING_EXCEEDS, "exceeds the map by 1.1 % (4,342.6 km2)"},
        {"4343", TRUCE_FINDING_SUPPORTED, "supported (4,342.6 km2)"},
        {"4344", TRUCE_FINDING_EXCEEDS, "exceeds the map by 0.0 % (4,342.6 km2)"},
        {"4342", TRUCE_FINDING_FALLS_SHORT, "falls short of the map by 0.0 % (4,342.6 km2)"},
        {"4000", TRUCE_FINDING_SUPPORTED, "supported (4,342.6 km2)"},
        {"3000", TRUCE_FINDING_FALLS_SHORT, "falls short of the map by 30.9 % (4,342.6 km2)"},
        {"6460", TRUCE_FINDING_EXCEEDS, "exceeds the map by 48.8 % (4,342.6 km2)"},
        {"0", TRUCE_FINDING_FALLS_SHORT, "falls short of the map by 100.0 % (4,342.6 km2)"},
    };
    static const struct trial reach[] = {
        {"4700", TRUCE_FINDING_WITHIN_REACH,
         "within reach if claimed areas are counted (4,342.6 km2, with claimed areas 4,842.6)"},
        {"4800", TRUCE_FINDING_WITHIN_REACH,
         "within reach if claimed areas are counted (4,342.6 km2, with claimed areas 4,842.6)"},
        {"4842", TRUCE_FINDING_WITHIN_REACH,
         "within reach if claimed areas are counted (4,342.6 km2, with claimed areas 4,842.6)"},
        {"4900", TRUCE_FINDING_EXCEEDS, "exceeds the map by 12.8 % (4,342.6 km2)"},
        {"4342.6", TRUCE_FINDING_SUPPORTED, "supported (4,342.6 km2)"},
    };
    static const struct trial none[] = {
        {"100", TRUCE_FINDING_EXCEEDS, "exceeds the map (0.0 km2)"},
        {"0", TRUCE_FINDING_SUPPORTED, "supported (0.0 km2)"},
    };
    static const struct trial shrunk[] = {{"100", TRUCE_FINDING_EXCEEDS, "exceeds the map (-1,234.5 km2)"}};
    (void)state;
    try_numbers(4342.6, 0, TRUCE_SENSE_NET, net, sizeof net / sizeof net[0]);
    try_numbers(4342.6, 500, TRUCE_SENSE_NET, reach, sizeof reach / sizeof reach[0]);
    try_numbers(0, 0, TRUCE_SENSE_NET, none, 2);
    try_numbers(-1234.5, 0, TRUCE_SENSE_NET, shrunk, 1);
}

static void names(void **state)
{
    static const char *const expected[] = {
        "supported",         "exceeds",   "falls short", "within reach if claimed areas are counted",
        "too close to call", "not shown", "no evidence"};
    (void)state;
    for (int f = TRUCE_FINDING_SUPPORTED; f <= TRUCE_FINDING_NO_EVIDENCE; f++)
        assert_string_equal(truce_finding_name((enum truce_finding)f), expected[f]);
}

/* words of a named place, for each finding that it can have */
static void words_of_places(void **state)
{
    struct truce_claim claim = squares_claim(TRUCE_QUANTITY_PLACE, TRUCE_SENSE_HELD, "Town", 1, 10);
    struct truce_source_answer s;
    (void)state;
    memset(&s, 0, sizeof s);
    s.end.shown = day_of(9);
    s.end.file = "f";
    s.place.n_matches = 1;
    s.place.first_inside = day_of(3);
    s.place.distance_m = 1449;
    s.judged.finding = TRUCE_FINDING_SUPPORTED;
    assert_words(&claim, &s, &s.judged, "supported (inside the held area on 2025-01-10)");
    claim.sense = TRUCE_SENSE_LOST;
    assert_words(&claim, &s, &s.judged, "supported (outside of the held area on 2025-01-10)");
    s.judged.finding = TRUCE_FINDING_TOO_CLOSE;
    assert_words(&claim, &s, &s.judged,
                 "too close to call (1.4 km from the line on 2025-01-10, which is within two sigma)");
    s.judged.finding = TRUCE_FINDING_WITHIN_REACH;
    assert_words(&claim, &s, &s.judged, "within reach if claimed areas are counted (on 2025-01-10)");
    s.judged.finding = TRUCE_FINDING_NOT_SHOWN;
    assert_words(&claim, &s, &s.judged, "not shown (on 2025-01-10, 1.4 km from the line)");
    s.place.distance_m = INFINITY;
    assert_words(&claim, &s, &s.judged, "not shown (on 2025-01-10, and far from the line)");
    s.judged.finding = TRUCE_FINDING_NO_EVIDENCE;
    s.end.why_none = "no places were given";
    assert_words(&claim, &s, &s.judged, "no evidence: no places were given");
    s.end.why_none = NULL;
    s.place.n_matches = 2;
    assert_words(&claim, &s, &s.judged, "no evidence: 2 places of that name");
}

/* gained by areas alone is at least the net: the words say so */
static void lower_bounds_are_said(void **state)
{
    static const struct squares_map maps[] = {{0, {{0}}, {1000, 0, 0, 0}}, {10, {{0}}, {1100, 0, 0, 0}}};
    struct squares_source source;
    struct truce_verify_answer answer;
    (void)state;
    squares_source_make(&source, "s", maps, 2);
    source.source.areas_only = true;
    struct truce_claim claim = squares_claim(TRUCE_QUANTITY_AREA, TRUCE_SENSE_GAINED, "150", 1, 10);
    squares_verify(&claim, &source, NULL, NULL, NULL, &answer);
    const struct truce_source_answer *s = &answer.claims[0].sources[0];
    assert_true(s->figure_is_lower_bound);
    assert_int_equal(s->judged.finding, TRUCE_FINDING_EXCEEDS);
    assert_words(&claim, s, &s->judged, "exceeds the net change, a lower bound, by 50.0 % (100.0 km2)");
    truce_verify_answer_fini(&answer);
    /* below it is below for certain */
    claim = squares_claim(TRUCE_QUANTITY_AREA, TRUCE_SENSE_GAINED, "61", 1, 10);
    squares_verify(&claim, &source, NULL, NULL, NULL, &answer);
    assert_int_equal(answer.claims[0].sources[0].judged.finding, TRUCE_FINDING_FALLS_SHORT);
    truce_verify_answer_fini(&answer);
}

/* each variant is judged by itself, in order; they change nothing of the claim's own finding */
static void variants(void **state)
{
    static const struct truce_variant others[] = {{100, "100", "one outlet", ""},
                                                  {190, "190", "another", ""},
                                                  {70, "70", "", ""},
                                                  {50, "50", "a third", ""}};
    static const enum truce_finding expected[] = {TRUCE_FINDING_SUPPORTED, TRUCE_FINDING_EXCEEDS,
                                                  TRUCE_FINDING_FALLS_SHORT, TRUCE_FINDING_FALLS_SHORT};
    static const struct squares_map maps[] = {
        {0, {{0}}, {1000, 0, 0, 0}}, {4, {{0}}, {1080, 0, 0, 0}}, {10, {{0}}, {1100, 0, 0, 0}}};
    struct squares_source source;
    struct truce_verify_answer answer;
    (void)state;
    squares_source_make(&source, "s", maps, 3);
    source.source.areas_only = true;
    struct truce_claim claim = squares_claim(TRUCE_QUANTITY_AREA, TRUCE_SENSE_NET, "150", 1, 10);
    claim.variants = others;
    claim.n_variants = 4;
    squares_verify(&claim, &source, NULL, NULL, NULL, &answer);
    const struct truce_source_answer *s = &answer.claims[0].sources[0];
    assert_int_equal(s->judged.finding, TRUCE_FINDING_EXCEEDS);
    assert_int_equal(s->judged.reached.n, TRUCE_DAY_NONE);
    for (size_t i = 0; i < 4; i++) {
        assert_int_equal(s->variants[i].finding, expected[i]);
        ASSERT_NEAR(s->variants[i].value, others[i].value, 0);
        assert_string_equal(s->variants[i].value_text, others[i].value_text);
        assert_string_equal(s->variants[i].reported_by, others[i].reported_by);
        ASSERT_NEAR(s->variants[i].excess, others[i].value / 100 - 1, 1e-9);
    }
    assert_int_equal(s->variants[0].reached.n, day_of(10).n);
    assert_int_equal(s->variants[1].reached.n, TRUCE_DAY_NONE);
    assert_int_equal(s->variants[2].reached.n, day_of(4).n);
    truce_verify_answer_fini(&answer);
}

/* totals of others stand beside when both ends of their period are within a week, and have the claim's unit */
static void published_figures(void **state)
{
    static const struct squares_map maps[] = {{0, {{0}}, {1000, 0, 0, 0}}, {100, {{0}}, {1100, 0, 0, 0}}};
    struct truce_published published[] = {
        {"exact", {TRUCE_DAY_NONE}, day_of(1), day_of(100), 95, NAN, "", ""},
        {"a week off", {TRUCE_DAY_NONE}, day_of(8), day_of(93), 95, NAN, "", ""},
        {"eight days off", {TRUCE_DAY_NONE}, day_of(1), day_of(108), 95, NAN, "", ""},
        {"another start", {TRUCE_DAY_NONE}, day_of(9), day_of(100), 95, NAN, "", ""},
        {"places only", {TRUCE_DAY_NONE}, day_of(1), day_of(100), NAN, 12, "", ""},
        {"both", {TRUCE_DAY_NONE}, day_of(1), day_of(100), 95, 12, "", ""},
        {"no period", {TRUCE_DAY_NONE}, {TRUCE_DAY_NONE}, {TRUCE_DAY_NONE}, 95, 12, "", ""},
    };
    struct squares_source source;
    struct truce_verify_options options;
    struct truce_verify_answer answer;
    (void)state;
    squares_source_make(&source, "s", maps, 2);
    source.source.areas_only = true;
    truce_verify_options_init(&options);
    struct truce_claim claims[2];
    claims[0] = squares_claim(TRUCE_QUANTITY_AREA, TRUCE_SENSE_NET, "100", 1, 100);
    claims[1] = squares_claim(TRUCE_QUANTITY_PLACES, TRUCE_SENSE_NET, "12", 1, 100);
    struct truce_claims list = squares_claims(claims, 2);
    list.published = published;
    list.n_published = sizeof published / sizeof published[0];
    const struct truce_verify_input input = {&list, &source.cursor, 1, NULL, NULL};
    assert_int_equal(truce_verify_run(&input, &options, &answer, NULL), TRUCE_OK);
    assert_int_equal(answer.claims[0].n_published, 3);
    assert_string_equal(published[answer.claims[0].published[0]].by, "exact");
    assert_string_equal(published[answer.claims[0].published[1]].by, "a week off");
    assert_string_equal(published[answer.claims[0].published[2]].by, "both");
    assert_int_equal(answer.claims[1].n_published, 2);
    assert_string_equal(published[answer.claims[1].published[0]].by, "places only");
    ASSERT_NEAR(answer.claims[0].figure_max, 100, 1e-9); /* and enter nothing */
    truce_verify_answer_fini(&answer);
}

/* the range over sources that could tell, and how many support */
static void several_sources(void **state)
{
    static const double nets_km2[] = {100, 130, 70};
    static const char *const ids[] = {"a", "b", "c", "d"};
    struct squares_source sources[4];
    struct truce_control_days cursors[4];
    struct truce_verify_options options;
    (void)state;
    for (size_t i = 0; i < 4; i++) {
        struct squares_map maps[2];
        memset(maps, 0, sizeof maps);
        maps[0].day = i == 3 ? 50 : 0; /* the fourth has no snapshot near */
        maps[1].day = i == 3 ? 60 : 10;
        maps[0].km2[0] = 1000;
        maps[1].km2[0] = 1000 + (i < 3 ? nets_km2[i] : 0);
        squares_source_make(&sources[i], ids[i], maps, 2);
        sources[i].source.areas_only = true;
        cursors[i] = sources[i].cursor;
    }
    struct truce_claim claim = squares_claim(TRUCE_QUANTITY_AREA, TRUCE_SENSE_NET, "102", 1, 10);
    struct truce_claims list = squares_claims(&claim, 1);
    const struct truce_verify_input input = {&list, cursors, 4, NULL, NULL};
    truce_verify_options_init(&options);
    for (unsigned threads = 1; threads <= 4; threads++) {
        static const char *const values[] = {"100", "1000", "71"};
        static const size_t supported[] = {3, 0, 0};
        for (size_t v = 0; v < 3; v++) {
            struct truce_verify_answer answer;
            claim.value_text = values[v];
            assert_true(truce_text_to_double(truce_text_view(values[v]), &claim.value));
            options.threads = threads;
            assert_int_equal(truce_verify_run(&input, &options, &answer, NULL), TRUCE_OK);
            const struct truce_claim_answer *c = &answer.claims[0];
            assert_int_equal(c->n_sources, 4);
            assert_int_equal(c->n_evidence, 3);
            assert_int_equal(c->n_supported, supported[v]); /* 100 stands for 50 to 150 */
            ASSERT_NEAR(c->figure_min, 70, 1e-9);
            ASSERT_NEAR(c->figure_max, 130, 1e-9);
            for (size_t i = 0; i < 4; i++)
                assert_ptr_equal(c->sources[i].source, &sources[i].source);
            assert_int_equal(c->sources[3].judged.finding, TRUCE_FINDING_NO_EVIDENCE);
            truce_verify_answer_fini(&answer);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rounding),
        cmocka_unit_test(the_rule_by_numbers),
        cmocka_unit_test(names),
        cmocka_unit_test(words_of_places),
        cmocka_unit_test(lower_bounds_are_said),
        cmocka_unit_test(variants),
        cmocka_unit_test(published_figures),
        cmocka_unit_test(several_sources),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
