/*
 * Every allocation of a verification fails in turn: the answer is TRUCE_ERR_MEMORY or complete, nothing crashes, nothing is left behind.
 */
#include "verify/squares_test.h"

#include "base/failing_test.h"

enum { DAYS = 4 };

/* maps made before anything fails; loading copies them */
struct stock {
    struct squares_source source;
    struct truce_control_map maps[DAYS];
};

static enum truce_status load_copy(void *context, size_t i, struct truce_control_map *map,
                                   struct truce_notes *notes, struct truce_err *err)
{
    const struct stock *stock = context;
    enum truce_status status = TRUCE_OK;
    (void)notes;
    map->day = stock->maps[i].day;
    for (int s = 0; status == TRUCE_OK && s < TRUCE_CONTROL_STATUSES; s++) {
        status = truce_multipolygon_copy(&map->layer[s], &stock->maps[i].layer[s], err);
        map->area_km2[s] = NAN;
    }
    return status;
}

/* two jagged shapes a day, which meet the regions' borders and each other */
static const struct squares_map MAPS[DAYS] = {
    {0, {{TRUCE_CONTROL_HELD, {29.5, 46.2, 31, 47.8}}, {TRUCE_CONTROL_CLAIMED, {31, 46.2, 31.2, 47}}}, {0}},
    {2,
     {{TRUCE_CONTROL_HELD, {29.5, 46.2, 31.5, 47.8}}, {TRUCE_CONTROL_CONTESTED, {31.4, 46.2, 31.7, 47}}},
     {0}},
    {4,
     {{TRUCE_CONTROL_HELD, {29.5, 46.2, 31.4, 47.8}}, {TRUCE_CONTROL_HELD, {31.4, 46.5, 32.5, 47.2}}},
     {0}},
    {6,
     {{TRUCE_CONTROL_HELD, {29.5, 46.2, 31.4, 47.8}},
      {TRUCE_CONTROL_HELD, {31.4, 46.5, 32.6, 47.2}},
      {TRUCE_CONTROL_CLAIMED, {32.6, 46.5, 33, 47.2}}},
     {0}},
};

static void stock_make(struct stock *out)
{
    squares_source_make(&out->source, "s", MAPS, DAYS);
    out->source.source.sigma_m = 500;
    for (size_t i = 0; i < DAYS; i++) {
        truce_control_map_init(&out->maps[i]);
        assert_int_equal(out->source.cursor.load(&out->source, i, &out->maps[i], NULL, NULL), TRUCE_OK);
    }
    out->source.cursor.context = out;
    out->source.cursor.load = load_copy;
}

struct scenario {
    struct stock stock;
    struct truce_regions regions;
    struct truce_places places;
    struct truce_claim items[4];
    struct truce_claims claims;
    struct truce_verify_input input;
    struct truce_verify_options options;
};

static const struct squares_place TOWNS[] = {
    {.name = "A", .at = {31.2, 47}},
    {.name = "B", .at = {32.2, 46.9}},
    {.name = "C", .at = {32.61, 47}, .outline = {32.5, 46.9, 32.8, 47.1}},
    {.name = "D", .at = {30.5, 47}}};
static const struct truce_variant VARIANTS[] = {{1, "1", "", ""}, {9000, "9000", "", ""}};
static const char *const BRAVO[] = {"Bravo", NULL};

static void scenario_make(struct scenario *out, unsigned threads)
{
    stock_make(&out->stock);
    squares_country_make(&out->regions);
    squares_places_make(&out->places, TOWNS, 4);
    out->items[0] = squares_claim(TRUCE_QUANTITY_AREA, TRUCE_SENSE_GAINED, "12000", 1, 6);
    out->items[0].country = "UA";
    out->items[0].variants = VARIANTS;
    out->items[0].n_variants = 2;
    out->items[1] = squares_claim(TRUCE_QUANTITY_PLACES, TRUCE_SENSE_GAINED, "3", 1, 6);
    out->items[1].country = "UA";
    out->items[2] = squares_claim(TRUCE_QUANTITY_PLACE, TRUCE_SENSE_HELD, "C", 1, 6);
    out->items[3] = squares_claim(TRUCE_QUANTITY_AREA, TRUCE_SENSE_HELD, "700", 1, 4);
    out->items[3].regions = BRAVO;
    out->items[3].n_regions = 1;
    out->claims = squares_claims(out->items, 4);
    out->input =
        (struct truce_verify_input){&out->claims, &out->stock.source.cursor, 1, &out->places, &out->regions};
    truce_verify_options_init(&out->options);
    out->options.threads = threads;
}

static void scenario_fini(struct scenario *scenario)
{
    for (size_t i = 0; i < DAYS; i++)
        truce_control_map_fini(&scenario->stock.maps[i]);
    truce_regions_fini(&scenario->regions);
    truce_places_fini(&scenario->places);
}

/* what a complete answer must say, failures or not */
static void check_answer(const struct truce_verify_answer *answer)
{
    double gained = km2_of(31, 46.2, 31.4, 47.8) + km2_of(31.4, 46.5, 32.6, 47.2);
    assert_int_equal(answer->n, 4);
    ASSERT_NEAR(answer->claims[0].sources[0].figure, gained, 0.01);
    ASSERT_NEAR(answer->claims[1].sources[0].figure, 2, 0);
    assert_int_equal(answer->claims[2].sources[0].judged.finding, TRUCE_FINDING_TOO_CLOSE);
    ASSERT_NEAR(answer->claims[3].sources[0].figure, km2_of(32, 46.5, 32.5, 47), 0.01);
    for (size_t i = 0; i < 4; i++)
        assert_int_equal(answer->claims[i].n_evidence, 1);
}

/* one run with failures; the allocations that it asked for */
static long run(const struct scenario *scenario, long at, bool ever_after, enum truce_status *status)
{
    struct truce_verify_answer answer, before;
    struct truce_err err = {.text = ""};
    memset(&answer, 0x5a, sizeof answer);
    before = answer;
    long at_start = atomic_load(&live);
    fail_from(at, ever_after);
    *status = truce_verify_run(&scenario->input, &scenario->options, &answer, &err);
    long n = atomic_load(&asked);
    fail_from(-1, false);
    if (*status == TRUCE_OK) {
        check_answer(&answer);
        truce_verify_answer_fini(&answer);
    } else {
        if (*status != TRUCE_ERR_MEMORY)
            fail_msg("allocation %ld: %s: %s", at, truce_status_name(*status), err.text);
        assert_int_equal(err.status, *status);
        assert_true(err.text[0] != '\0');
        assert_memory_equal(&answer, &before, sizeof answer); /* untouched */
    }
    if (atomic_load(&live) != at_start)
        fail_msg("allocation %ld: %ld left behind", at, atomic_load(&live) - at_start);
    return n;
}

/* Is allocation i among the first three of its place in the code?  Later ones come by the thousand, and only some are tried. */
static bool is_early(const void *const *from, long i)
{
    int before = 0;
    for (long k = 0; k < i && before < 3; k++)
        before += from[k] == from[i];
    return before < 3;
}

/* each one alone, then some and all after them */
static void each_allocation_fails(void **state)
{
    static struct scenario scenario;
    static const void *from[SITES_MAX];
    enum truce_status status;
    long failed = 0, tried = 0;
    (void)state;
    scenario_make(&scenario, 1);
    long n = run(&scenario, -1, false, &status);
    assert_int_equal(status, TRUCE_OK);
    assert_true(n > 500 && n < SITES_MAX); /* else nothing is wrapped, and the test tests nothing */
    memcpy(from, sites, sizeof from);
    for (int ever_after = 0; ever_after < 2; ever_after++)
        for (long at = 0; at < n; at++) {
            if (at % (ever_after == 1 ? 61 : 17) != 0 && (ever_after == 1 || !is_early(from, at)))
                continue;
            run(&scenario, at, ever_after == 1, &status);
            tried++;
            failed += status != TRUCE_OK;
        }
    print_message("%ld allocations, %ld failures tried, %ld ended the run\n", n, tried, failed);
    assert_true(failed > tried / 2);
    run(&scenario, -1, false, &status); /* and nothing stays broken */
    assert_int_equal(status, TRUCE_OK);
    scenario_fini(&scenario);
}

static void several_threads(void **state)
{
    static struct scenario scenario;
    enum truce_status status;
    (void)state;
    scenario_make(&scenario, 3);
    long n = run(&scenario, -1, false, &status);
    assert_int_equal(status, TRUCE_OK);
    for (long at = 0; at < n; at += 1 + n / 60)
        run(&scenario, at, at % 2 == 1, &status);
    scenario_fini(&scenario);
}

static void the_series_fails(void **state)
{
    static struct scenario scenario;
    (void)state;
    scenario_make(&scenario, 1);
    long n = 1;
    for (long at = -1; at < n; at++) {
        struct truce_series series = {0};
        struct truce_err err = {.text = ""};
        long at_start = atomic_load(&live);
        fail_from(at, false);
        const struct truce_series_options options = {.threads = 1};
        enum truce_status status =
            truce_series_run(&scenario.stock.source.cursor, &scenario.regions, &options, &series, NULL, &err);
        if (at == -1)
            n = atomic_load(&asked);
        fail_from(-1, false);
        assert_true(status == TRUCE_OK ? series.n == DAYS : status == TRUCE_ERR_MEMORY);
        truce_series_fini(&series);
        assert_int_equal(atomic_load(&live), at_start);
    }
    scenario_fini(&scenario);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_allocation_fails),
        cmocka_unit_test(the_series_fails),
        cmocka_unit_test(several_threads),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
