/*
 * Areas by hand: senses, scopes, regions, upper readings, tracks, twins, mirrored parties.
 */
#include "verify/squares_test.h"

static const double EXACT_KM2 = 1e-3;

/* Held: at the start 30 to 32.4 E south of 47 and to 32.2 north of it; at the end to 33 in the south and back to 32.1 in the north. */
static const struct squares_map MAPS[] = {
    {0, {{TRUCE_CONTROL_HELD, {30, 46, 32.4, 47}}, {TRUCE_CONTROL_HELD, {30, 47, 32.2, 48}}}, {0}},
    {5, {{TRUCE_CONTROL_HELD, {30, 46, 32.7, 47}}, {TRUCE_CONTROL_HELD, {30, 47, 32.2, 48}}}, {0}},
    {10, {{TRUCE_CONTROL_HELD, {30, 46, 33, 47}}, {TRUCE_CONTROL_HELD, {30, 47, 32.1, 48}}}, {0}},
};

struct by_hand {
    double start, end, gained, lost;
};

static struct by_hand whole(void)
{
    return (struct by_hand){km2_of(30, 46, 32.4, 47) + km2_of(30, 47, 32.2, 48),
                            km2_of(30, 46, 33, 47) + km2_of(30, 47, 32.1, 48), km2_of(32.4, 46, 33, 47),
                            km2_of(32.1, 47, 32.2, 48)};
}

static void assert_change(const struct truce_area_change *area, struct by_hand expected)
{
    ASSERT_NEAR(area->held_start_km2, expected.start, EXACT_KM2);
    ASSERT_NEAR(area->held_end_km2, expected.end, EXACT_KM2);
    ASSERT_NEAR(area->gained_km2, expected.gained, EXACT_KM2);
    ASSERT_NEAR(area->lost_km2, expected.lost, EXACT_KM2);
}

static double figure_of(enum truce_sense sense, struct by_hand area)
{
    return sense == TRUCE_SENSE_GAINED ? area.gained
           : sense == TRUCE_SENSE_LOST ? area.lost
           : sense == TRUCE_SENSE_NET  ? area.end - area.start
                                       : area.end;
}

static double shape_km2(const struct truce_multipolygon *shape)
{
    return truce_area_m2(shape) / 1e6;
}

/* with and without regions, with and without a country */
static void senses(void **state)
{
    struct squares_source source;
    struct truce_regions regions;
    (void)state;
    squares_source_make(&source, "s", MAPS, 3);
    squares_country_make(&regions);
    for (int sense = TRUCE_SENSE_GAINED; sense <= TRUCE_SENSE_HELD; sense++)
        for (int where = 0; where < 4; where++) {
            struct truce_verify_answer answer;
            struct truce_claim claim =
                squares_claim(TRUCE_QUANTITY_AREA, (enum truce_sense)sense, "100", 1, 10);
            claim.country = where & 1 ? "UA" : "";
            squares_verify(&claim, &source, NULL, where & 2 ? &regions : NULL, NULL, &answer);
            const struct truce_source_answer *s = &answer.claims[0].sources[0];
            struct by_hand expected = whole();
            ASSERT_NEAR(s->figure, figure_of(claim.sense, expected), EXACT_KM2);
            assert_false(s->figure_is_lower_bound);
            ASSERT_NAN(s->figure_low);
            ASSERT_NAN(s->figure_high);
            ASSERT_NAN(s->figure_with_claimed);
            ASSERT_NAN(s->high.held_end_km2);
            ASSERT_NAN(s->with_contested.held_end_km2);
            assert_int_equal(s->front_knows_borders, where >= 2);
            ASSERT_NEAR(shape_km2(&s->held_end_shape), expected.end, EXACT_KM2);
            if (sense == TRUCE_SENSE_HELD) {
                ASSERT_NAN(s->scoped.gained_km2);
                ASSERT_NAN(s->scoped.held_start_km2);
            } else {
                assert_change(&s->scoped, expected);
                assert_change(&s->drawn, expected);
                ASSERT_NEAR(shape_km2(&s->gained_shape), expected.gained, EXACT_KM2);
                ASSERT_NEAR(shape_km2(&s->lost_shape), expected.lost, EXACT_KM2);
            }
            ASSERT_NEAR(answer.claims[0].figure_min, s->figure, 0);
            ASSERT_NEAR(answer.claims[0].figure_max, s->figure, 0);
            truce_verify_answer_fini(&answer);
        }
    truce_regions_fini(&regions);
}

/* the rows of regions, which add up to the scope */
static void by_region(void **state)
{
    struct squares_source source;
    struct truce_regions regions;
    struct truce_verify_answer answer;
    (void)state;
    squares_source_make(&source, "s", MAPS, 3);
    squares_country_make(&regions);
    struct truce_claim claim = squares_claim(TRUCE_QUANTITY_AREA, TRUCE_SENSE_GAINED, "100", 1, 10);
    claim.country = "UA";
    squares_verify(&claim, &source, NULL, &regions, NULL, &answer);
    const struct truce_source_answer *s = &answer.claims[0].sources[0];
    double alfa = km2_of(30, 46, 32, 48);
    assert_int_equal(s->n_regions, 3);
    assert_int_equal(s->regions[0].region, 0);
    assert_change(&s->regions[0].area, (struct by_hand){alfa, alfa, 0, 0});
    assert_change(&s->regions[1].area, (struct by_hand){km2_of(32, 46, 32.4, 47), km2_of(32, 46, 33, 47),
                                                        km2_of(32.4, 46, 33, 47), 0});
    assert_change(&s->regions[2].area, (struct by_hand){km2_of(32, 47, 32.2, 48), km2_of(32, 47, 32.1, 48), 0,
                                                        km2_of(32.1, 47, 32.2, 48)});
    truce_verify_answer_fini(&answer);
    truce_regions_fini(&regions);
}

static void scope_by_region(void **state)
{
    static const char *const bravo[] = {"Bravo", NULL}, *const both[] = {"charlie oblast", "bravo oblast",
                                                                         NULL};
    struct squares_source source;
    struct truce_regions regions;
    struct truce_verify_answer answer;
    (void)state;
    squares_source_make(&source, "s", MAPS, 3);
    squares_country_make(&regions);
    struct truce_claim claim = squares_claim(TRUCE_QUANTITY_AREA, TRUCE_SENSE_NET, "100", 1, 10);
    claim.regions = bravo;
    claim.n_regions = 1;
    struct by_hand in_bravo = {km2_of(32, 46, 32.4, 47), km2_of(32, 46, 33, 47), km2_of(32.4, 46, 33, 47), 0};
    squares_verify(&claim, &source, NULL, &regions, NULL, &answer);
    assert_change(&answer.claims[0].sources[0].scoped, in_bravo);
    assert_change(&answer.claims[0].sources[0].drawn, whole());
    ASSERT_NEAR(answer.claims[0].sources[0].figure, in_bravo.gained, EXACT_KM2);
    ASSERT_NEAR(shape_km2(&answer.claims[0].sources[0].gained_shape), in_bravo.gained, EXACT_KM2);
    ASSERT_NEAR(shape_km2(&answer.claims[0].sources[0].lost_shape), 0, EXACT_KM2);
    truce_verify_answer_fini(&answer);

    claim.regions = both;
    claim.n_regions = 2;
    double charlie = km2_of(32.1, 47, 32.2, 48);
    squares_verify(&claim, &source, NULL, &regions, NULL, &answer);
    assert_change(&answer.claims[0].sources[0].scoped,
                  (struct by_hand){in_bravo.start + km2_of(32, 47, 32.2, 48),
                                   in_bravo.end + km2_of(32, 47, 32.1, 48), in_bravo.gained, charlie});
    ASSERT_NEAR(answer.claims[0].sources[0].figure, in_bravo.gained - charlie, EXACT_KM2);
    truce_verify_answer_fini(&answer);
    truce_regions_fini(&regions);
}

/* ground drawn beyond the country is measured apart, and counts only where a claim asks for all that is drawn */
static void outside_of_the_country(void **state)
{
    static const struct squares_map maps[] = {{0, {{TRUCE_CONTROL_HELD, {29, 46, 31, 48}}}, {0}},
                                              {10, {{TRUCE_CONTROL_HELD, {28.5, 45.5, 31.5, 48}}}, {0}}};
    struct squares_source source;
    struct truce_regions regions;
    (void)state;
    squares_source_make(&source, "s", maps, 2);
    squares_country_make(&regions);
    struct by_hand drawn = {km2_of(29, 46, 31, 48), km2_of(28.5, 45.5, 31.5, 48), 0, 0};
    drawn.gained = drawn.end - drawn.start;
    struct by_hand inside = {km2_of(30, 46, 31, 48), km2_of(30, 46, 31.5, 48), km2_of(31, 46, 31.5, 48), 0};
    for (int country = 0; country < 2; country++) {
        struct truce_verify_answer answer;
        struct truce_claim claim = squares_claim(TRUCE_QUANTITY_AREA, TRUCE_SENSE_GAINED, "100", 1, 10);
        claim.country = country == 1 ? "UA" : "";
        squares_verify(&claim, &source, NULL, &regions, NULL, &answer);
        const struct truce_source_answer *s = &answer.claims[0].sources[0];
        assert_change(&s->drawn, drawn);
        assert_change(&s->scoped, country == 1 ? inside : drawn);
        ASSERT_NEAR(s->figure, country == 1 ? inside.gained : drawn.gained, EXACT_KM2);
        const struct truce_region_change *last = &s->regions[s->n_regions - 1];
        assert_int_equal(last->region, -1);
        ASSERT_NEAR(last->area.held_start_km2, drawn.start - inside.start, EXACT_KM2);
        ASSERT_NEAR(last->area.held_end_km2, drawn.end - inside.end, EXACT_KM2);
        ASSERT_NEAR(last->area.gained_km2, drawn.gained - inside.gained, EXACT_KM2);
        ASSERT_NEAR(last->area.lost_km2, 0, EXACT_KM2);
        truce_verify_answer_fini(&answer);
    }
    truce_regions_fini(&regions);
}

/* Claimed and contested ground beyond what is held; some of the claimed lies within held, some was claimed before. */
static void upper_readings(void **state)
{
    static const struct squares_map maps[] = {{0,
                                               {{TRUCE_CONTROL_HELD, {30, 46, 31, 48}},
                                                {TRUCE_CONTROL_CLAIMED, {30.9, 46, 31.1, 48}},
                                                {TRUCE_CONTROL_CONTESTED, {31, 46, 31.2, 48}}},
                                               {0}},
                                              {10,
                                               {{TRUCE_CONTROL_HELD, {30, 46, 31.5, 48}},
                                                {TRUCE_CONTROL_ADVANCE, {31.5, 46, 31.6, 48}},
                                                {TRUCE_CONTROL_CLAIMED, {31.4, 46, 31.9, 48}},
                                                {TRUCE_CONTROL_CONTESTED, {31.6, 46, 32.3, 48}}},
                                               {0}}};
    struct squares_source source;
    (void)state;
    squares_source_make(&source, "s", maps, 2);
    for (int part = 0; part < 2; part++)
        for (int sense = TRUCE_SENSE_GAINED; sense <= TRUCE_SENSE_HELD; sense++) {
            double to = part == 1 ? 31.6 : 31.5; /* advance counts where the source says so */
            struct by_hand own = {km2_of(30, 46, 31, 48), km2_of(30, 46, to, 48), km2_of(31, 46, to, 48), 0};
            struct by_hand high = {km2_of(30, 46, 31.1, 48), km2_of(30, 46, 31.9, 48),
                                   km2_of(31.1, 46, 31.9, 48), 0};
            struct by_hand most = {km2_of(30, 46, 31.2, 48), km2_of(30, 46, 32.3, 48),
                                   km2_of(31.2, 46, 32.3, 48), 0};
            struct truce_verify_answer answer;
            struct truce_claim claim =
                squares_claim(TRUCE_QUANTITY_AREA, (enum truce_sense)sense, "100", 1, 10);
            source.source.advance_is_held = part == 1;
            squares_verify(&claim, &source, NULL, NULL, NULL, &answer);
            const struct truce_source_answer *s = &answer.claims[0].sources[0];
            ASSERT_NEAR(s->figure, figure_of(claim.sense, own), EXACT_KM2);
            ASSERT_NEAR(s->figure_with_claimed, figure_of(claim.sense, high), EXACT_KM2);
            if (sense == TRUCE_SENSE_HELD) {
                ASSERT_NEAR(s->high.held_end_km2, high.end, EXACT_KM2);
                ASSERT_NEAR(s->with_contested.held_end_km2, most.end, EXACT_KM2);
                ASSERT_NAN(s->high.gained_km2);
            } else {
                assert_change(&s->scoped, own);
                assert_change(&s->high, high);
                assert_change(&s->with_contested, most);
            }
            ASSERT_NEAR(s->track[s->n_track - 1].figure, s->figure, EXACT_KM2);
            ASSERT_NEAR(s->track[s->n_track - 1].figure_high, s->figure_with_claimed, EXACT_KM2);
            truce_verify_answer_fini(&answer);
        }
}

static void areas_only_sources(void **state)
{
    static const struct squares_map maps[] = {
        {0, {{0}}, {1000, 100, 50, 10}}, {4, {{0}}, {1200, 100, 60, 10}}, {10, {{0}}, {1100, 150, 80, 10}}};
    static const double figures[] = {150, 0, 150, 1250}, with_claimed[] = {180, 0, 180, 1330};
    struct squares_source source;
    (void)state;
    squares_source_make(&source, "s", maps, 3);
    source.source.areas_only = source.source.advance_is_held = true;
    source.source.sigma_m = 500; /* says nothing where no line is drawn */
    for (int s = 0; s < TRUCE_CONTROL_STATUSES; s++)
        source.source.has_status[s] = true;
    for (int sense = TRUCE_SENSE_GAINED; sense <= TRUCE_SENSE_HELD; sense++) {
        struct truce_verify_answer answer;
        struct truce_claim claim = squares_claim(TRUCE_QUANTITY_AREA, (enum truce_sense)sense, "100", 1, 10);
        claim.country = "UA";
        squares_verify(&claim, &source, NULL, NULL, NULL, &answer);
        const struct truce_source_answer *s = &answer.claims[0].sources[0];
        ASSERT_NEAR(s->figure, figures[sense], 1e-9);
        ASSERT_NEAR(s->figure_with_claimed, with_claimed[sense], 1e-9);
        assert_int_equal(s->figure_is_lower_bound, sense == TRUCE_SENSE_GAINED || sense == TRUCE_SENSE_LOST);
        ASSERT_NAN(s->scoped.gained_km2);
        ASSERT_NAN(s->figure_high);
        ASSERT_NAN(s->sigma_m);
        assert_int_equal(s->judged.shift_state, TRUCE_SHIFT_NOT_ASKED);
        assert_int_equal(s->n_shifts, 0);
        assert_int_equal(s->gained_shape.n_rings + s->held_end_shape.n_rings, 0);
        ASSERT_NEAR(s->track[s->n_track - 1].figure, s->figure, 1e-9);
        if (sense == TRUCE_SENSE_GAINED) {
            ASSERT_NEAR(s->track[1].figure, 200, 1e-9);
            assert_int_equal(s->judged.reached.n, day_of(4).n);
        }
        truce_verify_answer_fini(&answer);
    }
    /* it does not say where */
    static const char *const bravo[] = {"Bravo", NULL};
    struct truce_regions regions;
    struct truce_verify_answer answer;
    struct truce_claim claim = squares_claim(TRUCE_QUANTITY_AREA, TRUCE_SENSE_GAINED, "100", 1, 10);
    claim.regions = bravo;
    claim.n_regions = 1;
    squares_country_make(&regions);
    squares_verify(&claim, &source, NULL, &regions, NULL, &answer);
    assert_int_equal(answer.claims[0].sources[0].judged.finding, TRUCE_FINDING_NO_EVIDENCE);
    assert_string_equal(answer.claims[0].sources[0].end.why_none,
                        "the source gives areas without saying where");
    truce_verify_answer_fini(&answer);
    truce_regions_fini(&regions);
}

/* ground taken, lost and taken again; the track ends at the figure, and never counts twice */
static void tracks(void **state)
{
    static const double to_deg[] = {31, 31.5, 30.5, 31.2, 32};
    static const double gained_deg[] = {0, 0.5, 0, 0.2, 1}, lost_deg[] = {0, 0, 0.5, 0, 0};
    struct squares_map maps[6];
    struct squares_source source;
    (void)state;
    memset(maps, 0, sizeof maps);
    maps[0].day = -3; /* before the period */
    maps[0].parts[0].at = (struct square){30, 46, 33, 48};
    for (int i = 0; i < 5; i++) {
        maps[i + 1].day = 2 * i;
        maps[i + 1].parts[0].at = (struct square){30, 46, to_deg[i], 48};
    }
    squares_source_make(&source, "s", maps, 6);
    for (int sense = TRUCE_SENSE_GAINED; sense <= TRUCE_SENSE_HELD; sense++) {
        struct truce_verify_answer answer;
        struct truce_claim claim = squares_claim(TRUCE_QUANTITY_AREA, (enum truce_sense)sense, "7000", 1, 8);
        squares_verify(&claim, &source, NULL, NULL, NULL, &answer);
        const struct truce_source_answer *s = &answer.claims[0].sources[0];
        const struct truce_track_row *rows = s->track + (sense == TRUCE_SENSE_HELD ? 1 : 0);
        assert_int_equal(s->n_track, sense == TRUCE_SENSE_HELD ? 6 : 5);
        for (size_t i = 0; i < 5; i++) {
            double held = km2_of(30, 46, to_deg[i], 48), start = km2_of(30, 46, 31, 48), column = start;
            struct by_hand area = {start, held, gained_deg[i] * column, lost_deg[i] * column};
            assert_int_equal(rows[i].day.n, day_of(2 * (int)i).n);
            ASSERT_NEAR(rows[i].held_km2, held, EXACT_KM2);
            ASSERT_NEAR(rows[i].figure, figure_of(claim.sense, area), EXACT_KM2);
            ASSERT_NAN(rows[i].figure_high);
            assert_false(rows[i].suspect);
        }
        ASSERT_NEAR(s->track[s->n_track - 1].figure, s->figure, EXACT_KM2);
        /* one degree is 17,000 km2 here: 7,000 gained are reached on day 2, although they were lost again; 7,000 lost on day 4 */
        assert_int_equal(s->judged.reached.n, sense == TRUCE_SENSE_HELD   ? day_of(-3).n
                                              : sense == TRUCE_SENSE_LOST ? day_of(4).n
                                                                          : day_of(2).n);
        truce_verify_answer_fini(&answer);
    }
}

static void assert_same_area(const struct truce_area_change *a, const struct truce_area_change *b)
{
    assert_memory_equal(a, b, sizeof *a);
}

static void assert_same_shape(const struct truce_multipolygon *a, const struct truce_multipolygon *b)
{
    assert_int_equal(a->n_points, b->n_points);
    assert_int_equal(a->n_rings, b->n_rings);
    if (a->n_points > 0)
        assert_memory_equal(a->points, b->points, a->n_points * sizeof *a->points);
}

static void assert_same_answer(const struct truce_source_answer *a, const struct truce_source_answer *b)
{
    assert_same_area(&a->drawn, &b->drawn);
    assert_same_area(&a->scoped, &b->scoped);
    assert_same_area(&a->high, &b->high);
    assert_same_area(&a->with_contested, &b->with_contested);
    assert_int_equal(a->n_regions, b->n_regions);
    for (size_t r = 0; r < a->n_regions; r++)
        assert_same_area(&a->regions[r].area, &b->regions[r].area);
    assert_int_equal(a->n_track, b->n_track);
    for (size_t i = 0; i < a->n_track; i++) {
        assert_memory_equal(&a->track[i].figure, &b->track[i].figure, sizeof(double));
        assert_memory_equal(&a->track[i].figure_high, &b->track[i].figure_high, sizeof(double));
    }
    assert_int_equal(a->n_shifts, b->n_shifts);
    for (size_t i = 0; i < a->n_shifts; i++)
        ASSERT_NEAR(a->shifts[i].area_km2, b->shifts[i].area_km2, 0);
    assert_same_shape(&a->gained_shape, &b->gained_shape);
    assert_same_shape(&a->lost_shape, &b->lost_shape);
    assert_same_shape(&a->held_end_shape, &b->held_end_shape);
    ASSERT_NEAR(a->front_length_m, b->front_length_m, 0);
}

static const struct squares_map LAYERED[] = {
    {0, {{TRUCE_CONTROL_HELD, {30, 46, 31, 48}}, {TRUCE_CONTROL_CLAIMED, {31, 46, 31.1, 48}}}, {0}},
    {4, {{TRUCE_CONTROL_HELD, {30, 46, 31.4, 48}}, {TRUCE_CONTROL_CONTESTED, {31.4, 46, 31.5, 47}}}, {0}},
    {10, {{TRUCE_CONTROL_HELD, {30, 46, 32.3, 47}}, {TRUCE_CONTROL_CLAIMED, {32, 46, 32.5, 47}}}, {0}},
};

/* An area and counts of places of one statement: the areas are the same to the last bit, counts are each claim's own. */
static void twin_claims(void **state)
{
    static const struct squares_place towns[] = {{.name = "A", .kind = "town", .at = {31.2, 46.5}},
                                                 {.name = "B", .kind = "village", .at = {31.3, 46.5}},
                                                 {.name = "C", .kind = "village", .at = {32.2, 46.6}},
                                                 {.name = "D", .kind = "town", .at = {30.5, 47.5}}};
    static const char *const villages[] = {"village", NULL};
    struct squares_source source;
    struct truce_regions regions;
    struct truce_places places;
    struct truce_verify_options options;
    (void)state;
    squares_source_make(&source, "s", LAYERED, 3);
    source.source.sigma_m = 300;
    squares_country_make(&regions);
    squares_places_make(&places, towns, 4);
    truce_verify_options_init(&options);
    for (unsigned threads = 1; threads <= 3; threads++) {
        struct truce_verify_answer answer, alone;
        struct truce_claim claims[4];
        claims[0] = squares_claim(TRUCE_QUANTITY_AREA, TRUCE_SENSE_GAINED, "9000", 1, 10);
        claims[1] = squares_claim(TRUCE_QUANTITY_PLACES, TRUCE_SENSE_GAINED, "2", 1, 10);
        claims[1].kinds = villages;
        claims[1].n_kinds = 1;
        claims[2] = squares_claim(TRUCE_QUANTITY_AREA, TRUCE_SENSE_GAINED, "12", 1, 10);
        claims[3] = squares_claim(TRUCE_QUANTITY_PLACES, TRUCE_SENSE_GAINED, "3", 1, 10);
        for (size_t i = 0; i < 4; i++)
            claims[i].country = "UA";
        struct truce_claims list = squares_claims(claims, 4);
        const struct truce_verify_input input = {&list, &source.cursor, 1, &places, &regions};
        options.threads = threads;
        assert_int_equal(truce_verify_run(&input, &options, &answer, NULL), TRUCE_OK);
        for (size_t i = 0; i < 4; i++) {
            const struct truce_source_answer *s = &answer.claims[i].sources[0];
            size_t n = i == 1 ? 2 : 3, in_regions = 0;
            assert_same_answer(s, &answer.claims[0].sources[0]);
            assert_int_equal(s->gained.n, n);
            for (size_t r = 0; r < s->n_regions; r++)
                in_regions += s->regions[r].places_gained;
            assert_int_equal(in_regions, n);
            if (i % 2 == 1)
                ASSERT_NEAR(s->figure, (double)n, 0);
            /* and what the claim would get if it stood alone */
            squares_verify(&claims[i], &source, &places, &regions, NULL, &alone);
            const struct truce_source_answer *own = &alone.claims[0].sources[0];
            assert_same_answer(s, own);
            ASSERT_NEAR(s->figure, own->figure, 0);
            ASSERT_NEAR(s->figure_low, own->figure_low, 1e-9);
            ASSERT_NEAR(s->figure_high, own->figure_high, 1e-9);
            assert_int_equal(s->judged.finding, own->judged.finding);
            assert_int_equal(s->judged.shift_state, own->judged.shift_state);
            assert_int_equal(s->judged.reached.n, own->judged.reached.n);
            truce_verify_answer_fini(&alone);
        }
        truce_verify_answer_fini(&answer);
    }
    truce_places_fini(&places);
    truce_regions_fini(&regions);
}

/* names are names: under any of them the numbers are the same */
static void parties_are_only_names(void **state)
{
    static const char *const names[] = {"RED", "BLUE", "", "UA", "RU", "\xd0\xaf"};
    struct squares_source source;
    struct truce_verify_answer first;
    (void)state;
    squares_source_make(&source, "s", LAYERED, 3);
    struct truce_claim claim = squares_claim(TRUCE_QUANTITY_AREA, TRUCE_SENSE_GAINED, "9000", 1, 10);
    squares_verify(&claim, &source, NULL, NULL, NULL, &first);
    for (size_t i = 0; i < 6; i++) {
        struct truce_verify_answer answer;
        struct truce_claim other = claim;
        other.party = names[i];
        other.by = names[5 - i];
        source.source.party = names[i];
        squares_verify(&other, &source, NULL, NULL, NULL, &answer);
        assert_same_answer(&answer.claims[0].sources[0], &first.claims[0].sources[0]);
        assert_int_equal(answer.claims[0].sources[0].judged.finding,
                         first.claims[0].sources[0].judged.finding);
        truce_verify_answer_fini(&answer);
    }
    truce_verify_answer_fini(&first);
}

/* What one side gains the other loses: the map of the one and what it leaves of the country give the same numbers, turned round. */
static void mirrored_parties(void **state)
{
    static const struct squares_map rest[] = {
        {0, {{TRUCE_CONTROL_HELD, {32.4, 46, 34, 47}}, {TRUCE_CONTROL_HELD, {32.2, 47, 34, 48}}}, {0}},
        {5, {{TRUCE_CONTROL_HELD, {32.7, 46, 34, 47}}, {TRUCE_CONTROL_HELD, {32.2, 47, 34, 48}}}, {0}},
        {10, {{TRUCE_CONTROL_HELD, {33, 46, 34, 47}}, {TRUCE_CONTROL_HELD, {32.1, 47, 34, 48}}}, {0}},
    };
    struct squares_source one, other;
    struct truce_regions regions;
    struct truce_verify_answer a, b;
    (void)state;
    squares_source_make(&one, "one", MAPS, 3);
    squares_source_make(&other, "other", rest, 3);
    one.source.sigma_m = other.source.sigma_m = 400;
    squares_country_make(&regions);
    struct truce_claim gains = squares_claim(TRUCE_QUANTITY_AREA, TRUCE_SENSE_GAINED, "5500", 1, 10);
    struct truce_claim losses = squares_claim(TRUCE_QUANTITY_AREA, TRUCE_SENSE_LOST, "5500", 1, 10);
    squares_verify(&gains, &one, NULL, &regions, NULL, &a);
    squares_verify(&losses, &other, NULL, &regions, NULL, &b);
    const struct truce_source_answer *p = &a.claims[0].sources[0], *q = &b.claims[0].sources[0];
    ASSERT_NEAR(p->figure, q->figure, EXACT_KM2);
    ASSERT_NEAR(p->scoped.lost_km2, q->scoped.gained_km2, EXACT_KM2);
    assert_int_equal(p->judged.finding, q->judged.finding);
    ASSERT_NEAR(p->judged.excess, q->judged.excess, 1e-6);
    ASSERT_NEAR(p->front_length_m, q->front_length_m, 1);
    ASSERT_NEAR(p->figure_low, q->figure_low, 0.01);
    ASSERT_NEAR(p->figure_high, q->figure_high, 0.01);
    ASSERT_NEAR(p->judged.shift_m, -q->judged.shift_m, 10); /* outwards of the one is inwards of the other */
    for (size_t i = 0; i < 5; i++) { /* the table's displacements from -1,000 to 1,000 are symmetrical */
        ASSERT_NEAR(p->shifts[i].d_m, -q->shifts[4 - i].d_m, 0);
        ASSERT_NEAR(p->shifts[i].area_km2, q->shifts[4 - i].area_km2, 0.01);
    }
    truce_verify_answer_fini(&a);
    truce_verify_answer_fini(&b);
    truce_regions_fini(&regions);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(senses),
        cmocka_unit_test(by_region),
        cmocka_unit_test(scope_by_region),
        cmocka_unit_test(outside_of_the_country),
        cmocka_unit_test(upper_readings),
        cmocka_unit_test(areas_only_sources),
        cmocka_unit_test(tracks),
        cmocka_unit_test(twin_claims),
        cmocka_unit_test(parties_are_only_names),
        cmocka_unit_test(mirrored_parties),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
