/*
 * Places: counts, first days, kinds, scope, those too close to call; and the named place.
 */
#include "verify/squares_test.h"

#define STRIP(to)                                                                                            \
    {                                                                                                        \
        {                                                                                                    \
            TRUCE_CONTROL_HELD,                                                                              \
            {                                                                                                \
                30, 46, (to), 48                                                                             \
            }                                                                                                \
        }                                                                                                    \
    }

/* the strip grows, shrinks and grows again */
static const struct squares_map MAPS[] = {
    {0, STRIP(31), {0}},   {2, STRIP(31.5), {0}}, {4, STRIP(31.2), {0}},
    {6, STRIP(31.6), {0}}, {8, STRIP(31.6), {0}}, {10, STRIP(32.5), {0}},
};

enum { N_MAPS = 6 };

/* names say where they lie: by the longitude beyond 30, in tenths */
static const struct squares_place TOWNS[] = {
    {.name = "at-05", .kind = "town", .at = {30.5, 47.2}},     /* held all along */
    {.name = "at-11", .kind = "village", .at = {31.1, 46.5}},  /* since day 2 */
    {.name = "at-14", .kind = "town", .at = {31.4, 47.5}},     /* day 2, lost on 4, again on 6 */
    {.name = "at-155", .kind = "hamlet", .at = {31.55, 46.5}}, /* day 6 */
    {.name = "at-21", .kind = "Village", .at = {32.1, 46.5}},  /* day 10, Bravo */
    {.name = "at-23", .kind = "village", .at = {32.3, 47.5}},  /* day 10, Charlie */
    {.name = "at-33", .kind = "town", .at = {33.3, 47.5}},     /* never */
};

enum { N_TOWNS = 7 };

static void assert_change(const struct truce_place_changes *list, size_t i, size_t place, int day)
{
    assert_true(i < list->n);
    assert_int_equal(list->items[i].place, place);
    assert_int_equal(list->items[i].first_day.n, day_of(day).n);
}

static void gained_lost_regained(void **state)
{
    struct squares_source source;
    struct truce_places places;
    struct truce_regions regions;
    struct truce_verify_answer answer;
    (void)state;
    squares_source_make(&source, "s", MAPS, N_MAPS);
    squares_places_make(&places, TOWNS, N_TOWNS);
    squares_country_make(&regions);
    struct truce_claim claim = squares_claim(TRUCE_QUANTITY_PLACES, TRUCE_SENSE_GAINED, "5", 1, 10);
    squares_verify(&claim, &source, &places, &regions, NULL, &answer);
    const struct truce_source_answer *s = &answer.claims[0].sources[0];
    ASSERT_NEAR(s->figure, 5, 0);
    assert_int_equal(s->gained.n, 5);
    assert_int_equal(s->lost.n, 0);
    assert_change(&s->gained, 0, 1, 2);
    assert_change(&s->gained, 1, 2, 6); /* since the second time */
    assert_change(&s->gained, 2, 3, 6);
    assert_change(&s->gained, 3, 4, 10);
    assert_change(&s->gained, 4, 5, 10);
    assert_int_equal(s->gained.items[0].region, 0);
    assert_int_equal(s->gained.items[3].region, 1);
    assert_int_equal(s->gained.items[4].region, 2);
    assert_int_equal(s->close.n, 0); /* no accuracy is known */
    assert_int_equal(s->judged.finding, TRUCE_FINDING_SUPPORTED);
    /* distances to the line at 32.5 E */
    double d = truce_geodesic_distance_m(TOWNS[5].at, (struct truce_lonlat){32.5, 47.5}, NULL);
    ASSERT_NEAR(s->gained.items[4].distance_m, d, 1e-3 * d);
    assert_true(isinf(s->gained.items[0].distance_m)); /* beyond the limit */
    /* the five changed hands for good by day 10, three of them by day 6 */
    assert_int_equal(s->judged.reached.n, day_of(10).n);
    truce_verify_answer_fini(&answer);

    /* of the period up to day 5 only at-11 is left, at-14 was lost again */
    claim = squares_claim(TRUCE_QUANTITY_PLACES, TRUCE_SENSE_GAINED, "1", 1, 4);
    squares_verify(&claim, &source, &places, &regions, NULL, &answer);
    assert_int_equal(answer.claims[0].sources[0].gained.n, 1);
    assert_change(&answer.claims[0].sources[0].gained, 0, 1, 2);
    truce_verify_answer_fini(&answer);

    /* from day 2 to day 4 at-14 was lost, on day 4 */
    claim = squares_claim(TRUCE_QUANTITY_PLACES, TRUCE_SENSE_LOST, "1", 3, 4);
    squares_verify(&claim, &source, &places, &regions, NULL, &answer);
    assert_int_equal(answer.claims[0].sources[0].gained.n, 0);
    assert_change(&answer.claims[0].sources[0].lost, 0, 2, 4);
    ASSERT_NEAR(answer.claims[0].sources[0].figure, 1, 0);
    assert_int_equal(answer.claims[0].sources[0].judged.reached.n, day_of(4).n);
    truce_verify_answer_fini(&answer);
    truce_regions_fini(&regions);
    truce_places_fini(&places);
}

/* lost: first day outside and outside ever since */
static void lost_regained_lost(void **state)
{
    static const struct squares_map maps[] = {{0, STRIP(32), {0}},
                                              {1, STRIP(31), {0}},
                                              {2, STRIP(32), {0}},
                                              {3, STRIP(31.1), {0}},
                                              {4, STRIP(30.6), {0}}};
    struct squares_source source;
    struct truce_places places;
    struct truce_verify_answer answer;
    (void)state;
    squares_source_make(&source, "s", maps, 5);
    squares_places_make(&places, TOWNS, N_TOWNS);
    struct truce_claim claim = squares_claim(TRUCE_QUANTITY_PLACES, TRUCE_SENSE_NET, "3", 1, 4);
    squares_verify(&claim, &source, &places, NULL, NULL, &answer);
    const struct truce_source_answer *s = &answer.claims[0].sources[0];
    assert_int_equal(s->gained.n, 0);
    assert_int_equal(s->lost.n, 3);
    assert_change(&s->lost, 0, 2, 3);
    assert_change(&s->lost, 1, 3, 3);
    assert_change(&s->lost, 2, 1, 4); /* at 31.1, on the line of day 3: on the line counts as inside */
    ASSERT_NEAR(s->figure, -3, 0);
    assert_int_equal(s->gained.n + s->lost.n, 3);
    truce_verify_answer_fini(&answer);
    truce_places_fini(&places);
}

static double count(const struct truce_places *places, const struct truce_regions *regions,
                    struct truce_claim *claim)
{
    struct squares_source source;
    struct truce_verify_answer answer;
    squares_source_make(&source, "s", MAPS, N_MAPS);
    squares_verify(claim, &source, places, regions, NULL, &answer);
    double figure = answer.claims[0].sources[0].figure;
    truce_verify_answer_fini(&answer);
    return figure;
}

static void kinds_scopes_senses(void **state)
{
    static const char *const village[] = {"village", NULL}, *const two[] = {"HAMLET", "town", NULL},
                             *const odd[] = {"port", NULL};
    static const char *const bravo[] = {"Bravo", NULL}, *const alfa_charlie[] = {"Alfa", "Charlie", NULL};
    struct truce_places places;
    struct truce_regions regions;
    (void)state;
    squares_places_make(&places, TOWNS, N_TOWNS);
    squares_country_make(&regions);
    struct truce_claim claim = squares_claim(TRUCE_QUANTITY_PLACES, TRUCE_SENSE_GAINED, "5", 1, 10);
    ASSERT_NEAR(count(&places, NULL, &claim), 5, 0);
    claim.kinds = village;
    claim.n_kinds = 1;
    ASSERT_NEAR(count(&places, &regions, &claim), 3, 0); /* case does not matter */
    claim.kinds = two;
    claim.n_kinds = 2;
    ASSERT_NEAR(count(&places, &regions, &claim), 2, 0);
    claim.kinds = odd;
    claim.n_kinds = 1;
    ASSERT_NEAR(count(&places, &regions, &claim), 0, 0);
    claim.n_kinds = 0;
    claim.regions = bravo;
    claim.n_regions = 1;
    ASSERT_NEAR(count(&places, &regions, &claim), 1, 0);
    claim.regions = alfa_charlie;
    claim.n_regions = 2;
    ASSERT_NEAR(count(&places, &regions, &claim), 4, 0);
    claim.kinds = village;
    claim.n_kinds = 1;
    ASSERT_NEAR(count(&places, &regions, &claim), 2, 0);

    claim = squares_claim(TRUCE_QUANTITY_PLACES, TRUCE_SENSE_HELD, "6", 1, 10);
    ASSERT_NEAR(count(&places, &regions, &claim), 6, 0);
    claim.regions = bravo;
    claim.n_regions = 1;
    ASSERT_NEAR(count(&places, &regions, &claim), 1, 0);
    claim = squares_claim(TRUCE_QUANTITY_PLACES, TRUCE_SENSE_NET, "1", 3, 4);
    ASSERT_NEAR(count(&places, &regions, &claim), -1, 0);
    assert_true(isnan(count(NULL, &regions, &claim)));
    truce_regions_fini(&regions);
    truce_places_fini(&places);
}

/* in the country only where the claim says so */
static void places_abroad(void **state)
{
    static const struct squares_map maps[] = {{0, STRIP(31), {0}},
                                              {10, {{TRUCE_CONTROL_HELD, {29, 46, 32, 48}}}, {0}}};
    static const struct squares_place towns[] = {{.name = "abroad", .at = {29.5, 47}},
                                                 {.name = "home", .at = {31.5, 47}}};
    struct squares_source source;
    struct truce_places places;
    struct truce_regions regions;
    (void)state;
    squares_source_make(&source, "s", maps, 2);
    squares_places_make(&places, towns, 2);
    squares_country_make(&regions);
    for (int country = 0; country < 2; country++) {
        struct truce_verify_answer answer;
        struct truce_claim claim = squares_claim(TRUCE_QUANTITY_PLACES, TRUCE_SENSE_GAINED, "2", 1, 10);
        claim.country = country == 1 ? "UA" : "";
        squares_verify(&claim, &source, &places, &regions, NULL, &answer);
        const struct truce_source_answer *s = &answer.claims[0].sources[0];
        ASSERT_NEAR(s->figure, 2 - country, 0);
        assert_int_equal(s->gained.items[s->gained.n - 1].region, 0);
        if (country == 0)
            assert_int_equal(s->gained.items[0].region, -1);
        assert_false(squares_noted(&answer.notes, "swapped"));
        truce_verify_answer_fini(&answer);
    }
    truce_places_fini(&places);

    /* longitude and latitude exchanged: no place lies in any region, and the answer asks */
    static const struct squares_place swapped[] = {{.name = "x", .at = {47, 31}},
                                                   {.name = "y", .at = {46.5, 30.5}}};
    struct truce_verify_answer answer;
    struct truce_claim claim = squares_claim(TRUCE_QUANTITY_PLACES, TRUCE_SENSE_GAINED, "2", 1, 10);
    squares_places_make(&places, swapped, 2);
    squares_verify(&claim, &source, &places, &regions, NULL, &answer);
    assert_true(squares_noted(&answer.notes, "are lon and lat swapped?"));
    truce_verify_answer_fini(&answer);
    truce_places_fini(&places);
    truce_regions_fini(&regions);
}

/* within two sigma of the line at the end, on either side; on the map's edge that is coast nothing is close */
static void too_close_to_call(void **state)
{
    static const struct squares_place towns[] = {
        {.name = "just in", .at = {32.49, 47}},  /* 760 m */
        {.name = "just out", .at = {32.51, 47}}, /* 760 m */
        {.name = "far in", .at = {32.4, 47}},    /* 7.6 km */
        {.name = "coast", .at = {30.001, 47}},
    };
    struct squares_source source;
    struct truce_places places;
    struct truce_regions regions;
    struct truce_verify_options options;
    (void)state;
    squares_source_make(&source, "s", MAPS, N_MAPS);
    squares_places_make(&places, towns, 4);
    squares_country_make(&regions);
    truce_verify_options_init(&options);
    static const struct {
        double sigma_m, assumed_m;
        size_t close;
    } cases[] = {{400, NAN, 2}, {300, NAN, 0}, {NAN, 400, 2}, {NAN, NAN, 0}, {4000, NAN, 3}, {300, 4000, 0}};
    for (size_t i = 0; i < 6; i++) {
        struct truce_verify_answer answer;
        struct truce_claim claim = squares_claim(TRUCE_QUANTITY_PLACES, TRUCE_SENSE_GAINED, "2", 1, 10);
        source.source.sigma_m = cases[i].sigma_m;
        options.assumed_sigma_m = cases[i].assumed_m;
        squares_verify(&claim, &source, &places, &regions, &options, &answer);
        const struct truce_source_answer *s = &answer.claims[0].sources[0];
        assert_int_equal(s->close.n, cases[i].close);
        assert_int_equal(s->sigma_assumed, isnan(cases[i].sigma_m) && !isnan(cases[i].assumed_m));
        assert_int_equal(s->gained.n, 2); /* they still stand among those gained */
        if (cases[i].close > 0) {
            assert_int_equal(s->close.items[0].place, 0);
            assert_int_equal(s->close.items[1].place, 1);
            double d = truce_geodesic_distance_m(towns[1].at, (struct truce_lonlat){32.5, 47}, NULL);
            ASSERT_NEAR(s->close.items[1].distance_m, d, 1e-3 * d);
            /* the near two may lie on either side, so 1 to 3 are possible; with 4 km the third, too */
            ASSERT_NEAR(s->figure_low, cases[i].close == 3 ? 0 : 1, 1e-9);
            ASSERT_NEAR(s->figure_high, 3, 1e-9);
        }
        truce_verify_answer_fini(&answer);
    }
    truce_regions_fini(&regions);
    truce_places_fini(&places);
}

static const struct truce_source_answer *ask(struct truce_claim *claim, const struct squares_source *source,
                                             const struct truce_places *places,
                                             const struct truce_regions *regions,
                                             struct truce_verify_answer *answer)
{
    squares_verify(claim, source, places, regions, NULL, answer);
    return &answer->claims[0].sources[0];
}

static void named_point(void **state)
{
    static const struct {
        const char *name;
        enum truce_sense sense;
        int to;
        enum truce_finding finding;
        int first, last; /* day inside; -1: never */
    } cases[] = {
        {"at-05", TRUCE_SENSE_HELD, 4, TRUCE_FINDING_SUPPORTED, 0, 10},
        {"at-14", TRUCE_SENSE_HELD, 2, TRUCE_FINDING_SUPPORTED, 2, 10},
        {"at-14", TRUCE_SENSE_HELD, 4, TRUCE_FINDING_NOT_SHOWN, 2, 10},
        {"at-14", TRUCE_SENSE_LOST, 4, TRUCE_FINDING_SUPPORTED, 2, 10},
        {"at-14", TRUCE_SENSE_GAINED, 10, TRUCE_FINDING_SUPPORTED, 2, 10},
        {"at-21", TRUCE_SENSE_GAINED, 8, TRUCE_FINDING_NOT_SHOWN, 10, 10},
        {"at-33", TRUCE_SENSE_HELD, 10, TRUCE_FINDING_NOT_SHOWN, -1, -1},
        {"at-33", TRUCE_SENSE_LOST, 10, TRUCE_FINDING_SUPPORTED, -1, -1},
    };
    struct squares_source source;
    struct truce_places places;
    (void)state;
    squares_source_make(&source, "s", MAPS, N_MAPS);
    squares_places_make(&places, TOWNS, N_TOWNS);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct truce_verify_answer answer;
        struct truce_claim claim =
            squares_claim(TRUCE_QUANTITY_PLACE, cases[i].sense, cases[i].name, 1, cases[i].to);
        const struct truce_source_answer *s = ask(&claim, &source, &places, NULL, &answer);
        bool shown = (cases[i].finding == TRUCE_FINDING_SUPPORTED) == (cases[i].sense != TRUCE_SENSE_LOST);
        assert_int_equal(s->judged.finding, cases[i].finding);
        assert_int_equal(s->place.n_matches, 1);
        assert_string_equal(TOWNS[s->place.place].name, cases[i].name);
        ASSERT_NEAR(s->place.share_held, shown, 0);
        ASSERT_NAN(s->place.share_claimed);
        assert_int_equal(s->place.first_inside.n,
                         cases[i].first < 0 ? TRUCE_DAY_NONE : day_of(cases[i].first).n);
        assert_int_equal(s->place.last_inside.n,
                         cases[i].last < 0 ? TRUCE_DAY_NONE : day_of(cases[i].last).n);
        assert_int_equal(answer.claims[0].n_supported, cases[i].finding == TRUCE_FINDING_SUPPORTED);
        truce_verify_answer_fini(&answer);
    }
    truce_places_fini(&places);
}

/* the share of the outline decides, whatever the point says */
static void named_outline(void **state)
{
    static const struct squares_place towns[] = {
        {.name = "mostly", .at = {32.6, 47}, .outline = {32.1, 46.9, 32.7, 47.1}}, /* two thirds */
        {.name = "hardly", .at = {32.4, 47}, .outline = {32.4, 46.9, 32.9, 47.1}}, /* one fifth */
        {.name = "all", .at = {32.2, 47}, .outline = {32.1, 46.9, 32.3, 47.1}},
    };
    static const double shares[] = {2.0 / 3, 0.2, 1};
    struct squares_source source;
    struct truce_places places;
    (void)state;
    squares_source_make(&source, "s", MAPS, N_MAPS);
    squares_places_make(&places, towns, 3);
    for (size_t i = 0; i < 3; i++) {
        struct truce_verify_answer answer;
        struct truce_claim claim =
            squares_claim(TRUCE_QUANTITY_PLACE, TRUCE_SENSE_HELD, towns[i].name, 1, 10);
        const struct truce_source_answer *s = ask(&claim, &source, &places, NULL, &answer);
        ASSERT_NEAR(s->place.share_held, shares[i], 1e-3);
        assert_int_equal(s->judged.finding,
                         shares[i] >= 0.5 ? TRUCE_FINDING_SUPPORTED : TRUCE_FINDING_NOT_SHOWN);
        truce_verify_answer_fini(&answer);
    }
    truce_places_fini(&places);
}

/* claimed ground makes it "within reach", nearness to the line "too close", in that order of weight */
static void named_within_reach_and_too_close(void **state)
{
    static const struct squares_map maps[] = {
        {10, {{TRUCE_CONTROL_HELD, {30, 46, 31, 48}}, {TRUCE_CONTROL_CLAIMED, {31, 46, 31.5, 48}}}, {0}}};
    static const struct squares_place towns[] = {{.name = "claimed", .at = {31.3, 47}},
                                                 {.name = "near", .at = {31.01, 47}},
                                                 {.name = "far", .at = {31.8, 47}}};
    static const enum truce_finding findings[] = {TRUCE_FINDING_WITHIN_REACH, TRUCE_FINDING_TOO_CLOSE,
                                                  TRUCE_FINDING_NOT_SHOWN};
    struct squares_source source;
    struct truce_places places;
    (void)state;
    squares_source_make(&source, "s", maps, 1);
    source.source.sigma_m = 500;
    squares_places_make(&places, towns, 3);
    for (size_t i = 0; i < 3; i++) {
        struct truce_verify_answer answer;
        struct truce_claim claim =
            squares_claim(TRUCE_QUANTITY_PLACE, TRUCE_SENSE_HELD, towns[i].name, 1, 10);
        const struct truce_source_answer *s = ask(&claim, &source, &places, NULL, &answer);
        assert_int_equal(s->judged.finding, findings[i]);
        ASSERT_NEAR(s->place.share_held, 0, 0);
        ASSERT_NEAR(s->place.share_claimed, i < 2, 0);
        if (i == 0) { /* 22.8 km to the line: so far out it would have to lie */
            double d = truce_geodesic_distance_m(towns[i].at, (struct truce_lonlat){31, 47}, NULL);
            ASSERT_NEAR(s->place.distance_m, d, 1e-3 * d);
            assert_int_equal(s->judged.shift_state, TRUCE_SHIFT_FOUND);
            ASSERT_NEAR(s->judged.shift_m, d, 1e-3 * d);
        } else if (i == 2) {
            assert_true(isinf(s->place.distance_m));
            assert_int_equal(s->judged.shift_state, TRUCE_SHIFT_BEYOND);
        }
        truce_verify_answer_fini(&answer);
    }
    truce_places_fini(&places);
}

/* two places of one name: told apart by region, else no evidence */
static void ambiguous_names(void **state)
{
    static const struct squares_place towns[] = {{.name = "Twin", .region = "Alfa", .at = {30.5, 47}},
                                                 {.name = "Twin", .at = {32.2, 46.5}},
                                                 {.name = "Twin", .region = "elsewhere", .at = {33.5, 47.5}}};
    static const char *const charlie[] = {"Charlie", NULL};
    struct squares_source source;
    struct truce_places places;
    struct truce_regions regions;
    struct truce_verify_answer answer;
    char words[300];
    (void)state;
    squares_source_make(&source, "s", MAPS, N_MAPS);
    squares_places_make(&places, towns, 3);
    squares_country_make(&regions);
    struct truce_claim claim = squares_claim(TRUCE_QUANTITY_PLACE, TRUCE_SENSE_HELD, "Twin", 1, 10);
    const struct truce_source_answer *s = ask(&claim, &source, &places, &regions, &answer);
    assert_int_equal(s->place.n_matches, 3);
    assert_int_equal(s->judged.finding, TRUCE_FINDING_NO_EVIDENCE);
    assert_int_equal(answer.claims[0].n_evidence, 0);
    truce_finding_words(&claim, s, &s->judged, words, sizeof words);
    assert_string_equal(words, "no evidence: 3 places of that name");
    truce_verify_answer_fini(&answer);

    static const struct {
        const char *region;
        size_t place;
    } cases[] = {{"Alfa", 0}, {"ALFA oblast", 0}, {"Bravo", 1}, {"Elsewhere", 2}, {"Charlie Oblast", 2}};
    for (size_t i = 0; i < 5; i++) {
        claim.place_region = cases[i].region;
        s = ask(&claim, &source, &places, &regions, &answer);
        assert_int_equal(s->place.n_matches, 1);
        assert_int_equal(s->place.place, cases[i].place);
        truce_verify_answer_fini(&answer);
    }
    claim.place_region = "";
    claim.regions = charlie; /* the claim's own scope tells them apart as well */
    claim.n_regions = 1;
    s = ask(&claim, &source, &places, &regions, &answer);
    assert_int_equal(s->place.place, 2);
    assert_int_equal(s->judged.finding, TRUCE_FINDING_NOT_SHOWN);
    truce_verify_answer_fini(&answer);
    truce_regions_fini(&regions);
    truce_places_fini(&places);
}

/* without places, or by a source that draws nothing, nothing is said of places */
static void no_evidence_of_places(void **state)
{
    static const struct squares_map areas[] = {{0, {{0}}, {100, 0, 0, 0}}, {10, {{0}}, {150, 0, 0, 0}}};
    static const enum truce_quantity quantities[] = {TRUCE_QUANTITY_PLACES, TRUCE_QUANTITY_PLACE};
    struct truce_places places;
    (void)state;
    squares_places_make(&places, TOWNS, N_TOWNS);
    for (size_t q = 0; q < 2; q++)
        for (int only = 0; only < 2; only++) {
            struct squares_source source;
            struct truce_verify_answer answer;
            struct truce_claim claim =
                squares_claim(quantities[q], TRUCE_SENSE_GAINED, q == 0 ? "5" : "at-11", 1, 10);
            squares_source_make(&source, "s", only == 1 ? areas : MAPS, only == 1 ? 2 : N_MAPS);
            source.source.areas_only = only == 1;
            const struct truce_source_answer *s =
                ask(&claim, &source, only == 1 ? &places : NULL, NULL, &answer);
            assert_int_equal(s->judged.finding, TRUCE_FINDING_NO_EVIDENCE);
            ASSERT_NAN(s->figure);
            assert_string_equal(s->end.why_none,
                                only == 1 ? "the source gives areas only" : "no places were given");
            assert_int_equal(answer.claims[0].n_evidence, 0);
            truce_verify_answer_fini(&answer);
        }
    truce_places_fini(&places);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(gained_lost_regained), cmocka_unit_test(lost_regained_lost),
        cmocka_unit_test(kinds_scopes_senses),  cmocka_unit_test(places_abroad),
        cmocka_unit_test(too_close_to_call),    cmocka_unit_test(named_point),
        cmocka_unit_test(named_outline),        cmocka_unit_test(named_within_reach_and_too_close),
        cmocka_unit_test(ambiguous_names),      cmocka_unit_test(no_evidence_of_places),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
