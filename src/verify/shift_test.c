/*
 * The line moved: against straight lines between two coasts, where the line moved by d adds its length times d; and the interval.
 */
#include "verify/squares_test.h"

/* The line at 31 E, then at 32.5 E, from coast to coast along a meridian: 222 km. */
static const struct squares_map MAPS[] = {{0, {{TRUCE_CONTROL_HELD, {30, 46, 31, 48}}}, {0}},
                                          {10, {{TRUCE_CONTROL_HELD, {30, 46, 32.5, 48}}}, {0}}};

/* kilometres of the meridian between the coasts */
static double line_km(void)
{
    return truce_geodesic_distance_m((struct truce_lonlat){32.5, 46}, (struct truce_lonlat){32.5, 48}, NULL) /
           1000;
}

static double gained_km2(void)
{
    return km2_of(31, 46, 32.5, 48);
}

static const struct truce_shift *row_at(const struct truce_source_answer *s, double d_m)
{
    for (size_t i = 0; i < s->n_shifts; i++)
        if (s->shifts[i].d_m == d_m)
            return &s->shifts[i];
    fail_msg("no row of %g m", d_m);
    return NULL;
}

/* what a figure of each sense becomes when the line at the end goes out by d */
static double sign_of(enum truce_sense sense)
{
    return sense == TRUCE_SENSE_LOST ? 0 : 1;
}

static void table_of_a_straight_line(void **state)
{
    static const double d_m[] = {-1000, -500, 0, 500, 1000, 3000};
    struct squares_source source;
    struct truce_regions regions;
    (void)state;
    squares_source_make(&source, "s", MAPS, 2);
    squares_country_make(&regions);
    for (int sense = TRUCE_SENSE_GAINED; sense <= TRUCE_SENSE_HELD; sense++)
        for (int country = 0; country < 2; country++) {
            struct truce_verify_answer answer;
            struct truce_claim claim =
                squares_claim(TRUCE_QUANTITY_AREA, (enum truce_sense)sense, "30000", 1, 10);
            claim.country = country == 1 ? "UA" : "";
            squares_verify(&claim, &source, NULL, &regions, NULL, &answer);
            const struct truce_source_answer *s = &answer.claims[0].sources[0];
            assert_int_equal(s->n_shifts, 6);
            ASSERT_NEAR(s->front_length_m / 1000, line_km() - 2,
                        1.01); /* the margin at each coast is left out, to a half */
            assert_true(s->front_scale_error >= 0 && s->front_scale_error < 1e-5);
            for (size_t i = 0; i < 6; i++) {
                double added = sign_of(claim.sense) * line_km() * d_m[i] / 1000;
                ASSERT_NEAR(s->shifts[i].d_m, d_m[i], 0);
                ASSERT_NEAR(s->shifts[i].area_km2, s->figure + added, 0.01 * fabs(added) + 1e-3);
                ASSERT_NAN(s->shifts[i].places);
            }
            truce_verify_answer_fini(&answer);
        }
    truce_regions_fini(&regions);
}

/* only the part of the line within the claim's regions moves the figure */
static void table_of_a_region(void **state)
{
    static const char *const bravo[] = {"Bravo", NULL}, *const alfa[] = {"Alfa", NULL};
    struct squares_source source;
    struct truce_regions regions;
    struct truce_verify_answer answer;
    (void)state;
    squares_source_make(&source, "s", MAPS, 2);
    squares_country_make(&regions);
    struct truce_claim claim = squares_claim(TRUCE_QUANTITY_AREA, TRUCE_SENSE_GAINED, "5000", 1, 10);
    claim.regions = bravo;
    claim.n_regions = 1;
    double km =
        truce_geodesic_distance_m((struct truce_lonlat){32.5, 46}, (struct truce_lonlat){32.5, 47}, NULL) /
        1000;
    squares_verify(&claim, &source, NULL, &regions, NULL, &answer);
    ASSERT_NEAR(answer.claims[0].sources[0].figure, km2_of(32, 46, 32.5, 47), 1e-3);
    for (size_t i = 0; i < 6; i++) {
        const struct truce_shift *row = &answer.claims[0].sources[0].shifts[i];
        double added = km * row->d_m / 1000;
        ASSERT_NEAR(row->area_km2, answer.claims[0].sources[0].figure + added, 0.01 * fabs(added) + 1e-3);
    }
    truce_verify_answer_fini(&answer);
    claim.regions = alfa; /* far from the line: nothing moves */
    squares_verify(&claim, &source, NULL, &regions, NULL, &answer);
    for (size_t i = 0; i < 6; i++)
        ASSERT_NEAR(answer.claims[0].sources[0].shifts[i].area_km2, km2_of(31, 46, 32, 48), 0.01);
    truce_verify_answer_fini(&answer);
    truce_regions_fini(&regions);
}

/* what is lost grows when the line is moved inwards */
static void losses(void **state)
{
    static const struct squares_map same[] = {{0, {{TRUCE_CONTROL_HELD, {30, 46, 32.5, 48}}}, {0}},
                                              {10, {{TRUCE_CONTROL_HELD, {30, 46, 32.5, 48}}}, {0}}};
    static const struct squares_map back[] = {{0, {{TRUCE_CONTROL_HELD, {30, 46, 32.5, 48}}}, {0}},
                                              {10, {{TRUCE_CONTROL_HELD, {30, 46, 32.45, 48}}}, {0}}};
    struct squares_source source;
    struct truce_regions regions;
    struct truce_verify_answer answer;
    (void)state;
    squares_country_make(&regions);
    squares_source_make(&source, "s", back, 2);
    /* 0.05 degrees, 3.8 km lost */
    double lost = km2_of(32.45, 46, 32.5, 48);
    struct truce_claim claim = squares_claim(TRUCE_QUANTITY_AREA, TRUCE_SENSE_LOST, "1000", 1, 10);
    squares_verify(&claim, &source, NULL, &regions, NULL, &answer);
    const struct truce_source_answer *s = &answer.claims[0].sources[0];
    for (size_t i = 0; i < 6; i++) {
        double added = -line_km() * s->shifts[i].d_m / 1000;
        ASSERT_NEAR(s->shifts[i].area_km2, lost + added, 0.01 * fabs(added) + 1e-3);
    }
    assert_int_equal(s->judged.shift_state, TRUCE_SHIFT_FOUND);
    ASSERT_NEAR(s->judged.shift_m, -(1000 - lost) / line_km() * 1000, 15);
    truce_verify_answer_fini(&answer);

    /* no change at all: every loss is the displacement's */
    squares_source_make(&source, "s", same, 2);
    claim = squares_claim(TRUCE_QUANTITY_AREA, TRUCE_SENSE_LOST, "444", 1, 10);
    squares_verify(&claim, &source, NULL, &regions, NULL, &answer);
    s = &answer.claims[0].sources[0];
    ASSERT_NEAR(s->figure, 0, 1e-9);
    for (size_t i = 0; i < 6; i++)
        ASSERT_NEAR(s->shifts[i].area_km2, fmax(-line_km() * s->shifts[i].d_m / 1000, 0), 3);
    assert_int_equal(s->judged.shift_state, TRUCE_SHIFT_FOUND);
    ASSERT_NEAR(s->judged.shift_m, -444 / line_km() * 1000, 15);
    truce_verify_answer_fini(&answer);
    truce_regions_fini(&regions);
}

/* the displacement for a number: by the length of the line, both ways, and none beyond the limit */
static void shift_for_an_area(void **state)
{
    static const double shifts_m[] = {-6000, -1500, -700, 0, 100, 640, 2000, 4000, 9000, 20000};
    struct squares_source source;
    struct truce_regions regions;
    struct truce_verify_options options;
    (void)state;
    squares_source_make(&source, "s", MAPS, 2);
    squares_country_make(&regions);
    truce_verify_options_init(&options);
    for (size_t i = 0; i < sizeof shifts_m / sizeof shifts_m[0]; i++) {
        char value[32];
        struct truce_verify_answer answer;
        snprintf(value, sizeof value, "%.3f", gained_km2() + line_km() * shifts_m[i] / 1000);
        struct truce_claim claim = squares_claim(TRUCE_QUANTITY_AREA, TRUCE_SENSE_GAINED, value, 1, 10);
        squares_verify(&claim, &source, NULL, &regions, NULL, &answer);
        const struct truce_judged *j = &answer.claims[0].sources[0].judged;
        assert_int_equal(j->shift_state, TRUCE_SHIFT_FOUND);
        /* a thousandth of the claim, and one in a hundred of the strip for its round ends */
        double slack_m = 1e-3 * claim.value / line_km() * 1000 + 0.012 * fabs(shifts_m[i]) + 1;
        ASSERT_NEAR(j->shift_m, shifts_m[i], slack_m);
        truce_verify_answer_fini(&answer);
    }
    /* the limit: 10 km do not suffice for what needs 20 */
    for (int limit_km = 10; limit_km <= 25; limit_km += 15) {
        char value[32];
        struct truce_verify_answer answer;
        snprintf(value, sizeof value, "%.1f", gained_km2() + line_km() * 20);
        struct truce_claim claim = squares_claim(TRUCE_QUANTITY_AREA, TRUCE_SENSE_GAINED, value, 1, 10);
        options.shift_limit_m = 1000.0 * limit_km;
        squares_verify(&claim, &source, NULL, &regions, &options, &answer);
        const struct truce_judged *j = &answer.claims[0].sources[0].judged;
        assert_int_equal(j->shift_state, limit_km == 10 ? TRUCE_SHIFT_BEYOND : TRUCE_SHIFT_FOUND);
        if (limit_km == 10)
            ASSERT_NAN(j->shift_m);
        truce_verify_answer_fini(&answer);
    }
    truce_regions_fini(&regions);
}

/* coasts and borders stay: with the whole country held there is no line, and no displacement helps */
static void nothing_to_move(void **state)
{
    static const struct squares_map maps[] = {{0, {{TRUCE_CONTROL_HELD, {30, 46, 33, 48}}}, {0}},
                                              {10, {{TRUCE_CONTROL_HELD, {30, 46, 34, 48}}}, {0}},
                                              {20, {{0}}, {0}}};
    struct squares_source source;
    struct truce_regions regions;
    (void)state;
    squares_source_make(&source, "s", maps, 3);
    squares_country_make(&regions);
    for (int to = 10; to <= 20; to += 10) {
        struct truce_verify_answer answer;
        struct truce_claim claim = squares_claim(TRUCE_QUANTITY_AREA, TRUCE_SENSE_HELD, "90000", 1, to);
        squares_verify(&claim, &source, NULL, &regions, NULL, &answer);
        const struct truce_source_answer *s = &answer.claims[0].sources[0];
        ASSERT_NEAR(s->front_length_m, 0, 0);
        assert_int_equal(s->judged.shift_state, TRUCE_SHIFT_BEYOND);
        for (size_t i = 0; i < s->n_shifts; i++)
            ASSERT_NEAR(s->shifts[i].area_km2, s->figure, 1e-6);
        truce_verify_answer_fini(&answer);
    }
    truce_regions_fini(&regions);
}

/* places at known distances from the line at 32.5 E: 1, 2, 4, 8 and 30 km out, 0.5, 3 and 6 km in */
static void shift_for_places(void **state)
{
    static const double km[] = {1, 2, 4, 8, 30, -0.5, -3, -6};
    static const struct {
        const char *value;
        double shift_m;
    } cases[] = {{"3", 0},    {"4", 1000},  {"5", 2000},  {"6", 4000}, {"7", 8000},
                 {"2", -500}, {"1", -3000}, {"0", -6000}, {"8", NAN}};
    struct squares_place towns[8];
    struct squares_source source;
    struct truce_places places;
    struct truce_regions regions;
    double km_a_degree =
        truce_geodesic_distance_m((struct truce_lonlat){32.5, 47}, (struct truce_lonlat){32.6, 47}, NULL) /
        100;
    (void)state;
    memset(towns, 0, sizeof towns);
    for (size_t i = 0; i < 8; i++) {
        towns[i].name = "town";
        towns[i].at = (struct truce_lonlat){32.5 + km[i] / km_a_degree, 47.01};
    }
    squares_source_make(&source, "s", MAPS, 2);
    squares_places_make(&places, towns, 8);
    squares_country_make(&regions);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct truce_verify_answer answer;
        struct truce_claim claim =
            squares_claim(TRUCE_QUANTITY_PLACES, TRUCE_SENSE_GAINED, cases[i].value, 1, 10);
        squares_verify(&claim, &source, &places, &regions, NULL, &answer);
        const struct truce_source_answer *s = &answer.claims[0].sources[0];
        ASSERT_NEAR(s->figure, 3, 0);
        assert_int_equal(s->judged.shift_state,
                         isnan(cases[i].shift_m) ? TRUCE_SHIFT_BEYOND : TRUCE_SHIFT_FOUND);
        if (!isnan(cases[i].shift_m))
            ASSERT_NEAR(s->judged.shift_m, cases[i].shift_m, 1e-3 * fabs(cases[i].shift_m));
        ASSERT_NEAR(row_at(s, -1000)->places, 2, 0);
        ASSERT_NEAR(row_at(s, 0)->places, 3, 0);
        ASSERT_NEAR(row_at(s, 500)->places, 3, 0);
        ASSERT_NEAR(row_at(s, 3000)->places, 5, 0);
        truce_verify_answer_fini(&answer);
    }
    /* the same for those held, net and lost */
    struct truce_verify_answer answer;
    struct truce_claim claim = squares_claim(TRUCE_QUANTITY_PLACES, TRUCE_SENSE_HELD, "5", 1, 10);
    squares_verify(&claim, &source, &places, &regions, NULL, &answer);
    ASSERT_NEAR(answer.claims[0].sources[0].judged.shift_m, 2000, 3);
    truce_verify_answer_fini(&answer);
    claim = squares_claim(TRUCE_QUANTITY_PLACES, TRUCE_SENSE_NET, "2", 1, 10);
    squares_verify(&claim, &source, &places, &regions, NULL, &answer);
    ASSERT_NEAR(answer.claims[0].sources[0].judged.shift_m, -500, 1);
    truce_verify_answer_fini(&answer);
    claim = squares_claim(TRUCE_QUANTITY_PLACES, TRUCE_SENSE_LOST, "2", 1, 10);
    squares_verify(&claim, &source, &places, &regions, NULL, &answer);
    ASSERT_NEAR(answer.claims[0].sources[0].figure, 0,
                0); /* what was not held at the start cannot be lost, however the line lies */
    assert_int_equal(answer.claims[0].sources[0].judged.shift_state, TRUCE_SHIFT_BEYOND);
    truce_verify_answer_fini(&answer);
    truce_regions_fini(&regions);
    truce_places_fini(&places);
}

/* Both ends have straight lines of one length apart from each other: the interval is symmetrical, z sigma L sqrt(2) each way. */
static void interval_of_two_straight_lines(void **state)
{
    static const double sigmas_m[] = {100, 300, 1000};
    struct squares_source source;
    struct truce_regions regions;
    (void)state;
    squares_source_make(&source, "s", MAPS, 2);
    squares_country_make(&regions);
    for (size_t i = 0; i < 3; i++)
        for (int sense = TRUCE_SENSE_GAINED; sense <= TRUCE_SENSE_HELD; sense++) {
            struct truce_verify_answer answer;
            struct truce_claim claim =
                squares_claim(TRUCE_QUANTITY_AREA, (enum truce_sense)sense, "25000", 1, 10);
            source.source.sigma_m = sigmas_m[i];
            squares_verify(&claim, &source, NULL, &regions, NULL, &answer);
            const struct truce_source_answer *s = &answer.claims[0].sources[0];
            double one = 1.959964 * sigmas_m[i] / 1000 * line_km();
            double expected = sense == TRUCE_SENSE_HELD ? one : sense == TRUCE_SENSE_LOST ? 0 : one * sqrt(2);
            ASSERT_NEAR(s->sigma_m, sigmas_m[i], 0);
            assert_false(s->sigma_assumed);
            ASSERT_NEAR(s->figure_high - s->figure, expected, 0.01 * expected + 1e-3);
            ASSERT_NEAR(s->figure - s->figure_low, expected, 0.01 * expected + 1e-3);
            if (sense == TRUCE_SENSE_LOST)
                ASSERT_NEAR(s->figure, 0, 1e-6);
            truce_verify_answer_fini(&answer);
        }
    truce_regions_fini(&regions);
}

/* half of the line is drawn with the same points on both days: its error cancels */
static void interval_where_the_line_stayed(void **state)
{
    static const struct squares_map maps[] = {
        {0, {{TRUCE_CONTROL_HELD, {30, 46, 31, 48}}}, {0}},
        {10, {{TRUCE_CONTROL_HELD, {30, 47, 31, 48}}, {TRUCE_CONTROL_HELD, {30, 46, 32.5, 47}}}, {0}},
    };
    struct squares_source source;
    struct truce_regions regions;
    struct truce_verify_answer answer;
    (void)state;
    squares_source_make(&source, "s", maps, 2);
    source.source.sigma_m = 300;
    squares_country_make(&regions);
    struct truce_claim claim = squares_claim(TRUCE_QUANTITY_AREA, TRUCE_SENSE_NET, "12000", 1, 10);
    squares_verify(&claim, &source, NULL, &regions, NULL, &answer);
    const struct truce_source_answer *s = &answer.claims[0].sources[0];
    double z_km = 1.959964 * 0.3, half = line_km() / 2;
    double east =
        truce_geodesic_distance_m((struct truce_lonlat){31, 47}, (struct truce_lonlat){32.5, 47}, NULL) /
        1000;
    double expected =
        z_km *
        sqrt(half * half +
             (half + east) * (half + east)); /* the start's half; the end's half and the new north side */
    ASSERT_NEAR(s->figure_high - s->figure, expected, 0.02 * expected);
    ASSERT_NEAR(s->figure - s->figure_low, expected, 0.02 * expected);
    truce_verify_answer_fini(&answer);

    /* nothing moved at all: no doubt about the change, but about what is held */
    claim = squares_claim(TRUCE_QUANTITY_AREA, TRUCE_SENSE_NET, "5", 1, 10);
    source.maps[1] = source.maps[0];
    source.maps[1].day = 10;
    squares_verify(&claim, &source, NULL, &regions, NULL, &answer);
    ASSERT_NEAR(answer.claims[0].sources[0].figure_high - answer.claims[0].sources[0].figure_low, 0, 1e-9);
    truce_verify_answer_fini(&answer);
    truce_regions_fini(&regions);
}

/* the interval decides: inside it a claim is supported, beyond it exceeds or falls short */
static void findings_by_interval(void **state)
{
    struct squares_source source;
    struct truce_regions regions;
    (void)state;
    squares_source_make(&source, "s", MAPS, 2);
    source.source.sigma_m = 300;
    squares_country_make(&regions);
    double half = 1.959964 * 0.3 * line_km() * sqrt(2);
    static const double shares[] = {-1.1, -0.9, 0, 0.9, 1.1};
    static const enum truce_finding findings[] = {TRUCE_FINDING_FALLS_SHORT, TRUCE_FINDING_SUPPORTED,
                                                  TRUCE_FINDING_SUPPORTED, TRUCE_FINDING_SUPPORTED,
                                                  TRUCE_FINDING_EXCEEDS};
    for (size_t i = 0; i < 5; i++) {
        char value[32];
        struct truce_verify_answer answer;
        snprintf(value, sizeof value, "%.3f", gained_km2() + shares[i] * half);
        struct truce_claim claim = squares_claim(TRUCE_QUANTITY_AREA, TRUCE_SENSE_GAINED, value, 1, 10);
        squares_verify(&claim, &source, NULL, &regions, NULL, &answer);
        assert_int_equal(answer.claims[0].sources[0].judged.finding, findings[i]);
        truce_verify_answer_fini(&answer);
    }
    truce_regions_fini(&regions);
}

/* without regions coast and border count as line of contact, and the answer says so */
static void without_regions(void **state)
{
    struct squares_source source;
    struct truce_verify_answer answer;
    (void)state;
    squares_source_make(&source, "s", MAPS, 2);
    struct truce_claim claim = squares_claim(TRUCE_QUANTITY_AREA, TRUCE_SENSE_HELD, "30000", 1, 10);
    squares_verify(&claim, &source, NULL, NULL, NULL, &answer);
    const struct truce_source_answer *s = &answer.claims[0].sources[0];
    double around_km =
        2 * line_km() + 2.5 / 0.05 *
                            (truce_geodesic_distance_m((struct truce_lonlat){30, 46},
                                                       (struct truce_lonlat){30.05, 46}, NULL) +
                             truce_geodesic_distance_m((struct truce_lonlat){30, 48},
                                                       (struct truce_lonlat){30.05, 48}, NULL)) /
                            1000;
    assert_false(s->front_knows_borders);
    ASSERT_NEAR(s->front_length_m / 1000, around_km, 0.01);
    assert_true(squares_noted(&answer.notes, "no regions were given"));
    for (size_t i = 0; i < 6; i++) {
        double added = around_km * s->shifts[i].d_m / 1000;
        ASSERT_NEAR(s->shifts[i].area_km2, s->figure + added, 0.03 * fabs(added) + 1e-3);
    }
    truce_verify_answer_fini(&answer);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(table_of_a_straight_line),
        cmocka_unit_test(table_of_a_region),
        cmocka_unit_test(losses),
        cmocka_unit_test(shift_for_an_area),
        cmocka_unit_test(nothing_to_move),
        cmocka_unit_test(shift_for_places),
        cmocka_unit_test(interval_of_two_straight_lines),
        cmocka_unit_test(interval_where_the_line_stayed),
        cmocka_unit_test(findings_by_interval),
        cmocka_unit_test(without_regions),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
