/*
 * The series: first row, gaps, suspects, layers, regions.
 */
#include "verify/squares_test.h"

#define HELD(x1)                                                                                             \
    {                                                                                                        \
        TRUCE_CONTROL_HELD,                                                                                  \
        {                                                                                                    \
            30, 46, (x1), 48                                                                                 \
        }                                                                                                    \
    }

static const struct truce_series_options ONE_THREAD = {.threads = 1};

/* runs and checks what holds for every series */
static void run(const struct squares_source *source, const struct truce_regions *regions,
                struct truce_series *out, struct truce_notes *notes)
{
    struct truce_err err = {.text = ""};
    if (truce_series_run(&source->cursor, regions, &ONE_THREAD, out, notes, &err) != TRUCE_OK)
        fail_msg("%s", err.text);
    assert_int_equal(out->n, source->n);
    assert_ptr_equal(out->source, &source->source);
    for (size_t i = 0; i < out->n; i++) {
        assert_int_equal(out->rows[i].day.n, source->days[i].n);
        assert_string_equal(out->rows[i].name, source->names[i]);
    }
}

static void rows_and_gaps(void **state)
{
    static const struct squares_map maps[] = {
        {0, {HELD(31)}, {0}}, {1, {HELD(31.2)}, {0}}, {5, {HELD(31.1)}, {0}}, {6, {HELD(31.1)}, {0}}};
    struct squares_source source;
    struct truce_series series;
    (void)state;
    squares_source_make(&source, "s", maps, 4);
    run(&source, NULL, &series, NULL);
    ASSERT_NEAR(series.rows[0].held_km2, km2_of(30, 46, 31, 48), 1e-3);
    ASSERT_NAN(series.rows[0].gained_km2);
    ASSERT_NAN(series.rows[0].lost_km2);
    assert_int_equal(series.rows[0].days_since, 0);
    ASSERT_NEAR(series.rows[1].gained_km2, km2_of(31, 46, 31.2, 48), 1e-3);
    ASSERT_NEAR(series.rows[1].lost_km2, 0, 1e-6);
    assert_int_equal(series.rows[1].days_since, 1);
    ASSERT_NEAR(series.rows[2].gained_km2, 0, 1e-6);
    ASSERT_NEAR(series.rows[2].lost_km2, km2_of(31.1, 46, 31.2, 48), 1e-3);
    assert_int_equal(series.rows[2].days_since, 4);
    ASSERT_NEAR(series.rows[3].gained_km2 + series.rows[3].lost_km2, 0, 1e-9);
    for (size_t i = 0; i < 4; i++) {
        assert_false(series.rows[i].suspect);
        assert_null(series.rows[i].regions);
        ASSERT_NAN(series.rows[i].claimed_km2);
        ASSERT_NAN(series.rows[i].contested_km2);
    }
    truce_series_fini(&series);
    assert_int_equal(series.n, 0);
}

/* nothing held on a day, one day only, no day at all */
static void little_to_show(void **state)
{
    static const struct squares_map maps[] = {{0, {{0}}, {0}}, {1, {HELD(31)}, {0}}, {2, {{0}}, {0}}};
    struct squares_source source;
    struct truce_series series;
    (void)state;
    squares_source_make(&source, "s", maps, 3);
    run(&source, NULL, &series, NULL);
    ASSERT_NEAR(series.rows[0].held_km2, 0, 0);
    ASSERT_NEAR(series.rows[1].gained_km2, series.rows[1].held_km2, 1e-6);
    ASSERT_NEAR(series.rows[2].lost_km2, series.rows[1].held_km2, 1e-6);
    truce_series_fini(&series);
    squares_source_make(&source, "s", maps, 1);
    run(&source, NULL, &series, NULL);
    truce_series_fini(&series);
    squares_source_make(&source, "s", maps, 0);
    run(&source, NULL, &series, NULL);
    truce_series_fini(&series);
}

/* widths of the held strip a day in hundredths of a degree beyond 31 E, and which of these days are to be suspect */
static void check_suspects(const int *beyond, size_t n, const char *expected)
{
    struct squares_map maps[SQUARES_DAYS_MAX];
    struct squares_source source;
    struct truce_series series;
    struct truce_notes notes;
    size_t suspects = 0;

    memset(maps, 0, sizeof maps);
    for (size_t i = 0; i < n; i++) {
        maps[i].day = (int)i;
        maps[i].parts[0].status = TRUCE_CONTROL_HELD;
        maps[i].parts[0].at = (struct square){30, 46, 31 + beyond[i] / 100.0, 48};
    }
    squares_source_make(&source, "s", maps, n);
    source.source.suspect_ratio = 0.02;
    truce_notes_init(&notes);
    run(&source, NULL, &series, &notes);
    const struct truce_series_row *good = NULL;
    for (size_t i = 0; i < n; i++) {
        const struct truce_series_row *row = &series.rows[i];
        if (row->suspect != (expected[i] == 'S'))
            fail_msg("day %zu of \"%s\": suspect %d", i, expected, row->suspect);
        suspects += row->suspect;
        ASSERT_NEAR(row->held_km2, km2_of(30, 46, 31 + beyond[i] / 100.0, 48), 1e-3);
        if (row->suspect) {
            ASSERT_NAN(row->gained_km2);
            assert_true(squares_noted(&notes, source.names[i]));
            continue;
        }
        if (good != NULL) { /* suspects are stepped over */
            ASSERT_NEAR(row->gained_km2 - row->lost_km2, row->held_km2 - good->held_km2, 1e-3);
            assert_int_equal(row->days_since, row->day.n - good->day.n);
        }
        good = row;
    }
    assert_int_equal(notes.n, suspects);
    truce_notes_fini(&notes);
    truce_series_fini(&series);
}

static void suspects(void **state)
{
    (void)state;
    check_suspects((const int[]){0, 0, 50, 0, 5}, 5, "..S..");
    check_suspects((const int[]){0, 0, -50, 0, 0}, 5, "..S..");
    check_suspects((const int[]){50, 0, 0, 0}, 4, "S...");            /* first day */
    check_suspects((const int[]){0, 0, 0, -75}, 4, "...S");           /* last day, as half-empty files are */
    check_suspects((const int[]){0, 0, 50, 50, 50}, 5, ".....");      /* a lasting step */
    check_suspects((const int[]){0, 5, 10, 15, 20, 25}, 6, "......"); /* fast, but steady */
    check_suspects((const int[]){0, 0, 0, 5}, 4, "...."); /* an end may jump by five times the limit */
    check_suspects((const int[]){0, 0, 60, 0, 0, -60, 0}, 7, "..S..S.");
    check_suspects((const int[]){0, 50, 0, 0}, 4, ".S.."); /* a bad second day is no word against the first */
    check_suspects((const int[]){50, 0, 0}, 3, "S..");
    check_suspects((const int[]){0, 50}, 2, ".."); /* two days: nobody can say which is wrong */
    check_suspects((const int[]){0}, 1, ".");
}

/* 2 % is the limit: a bulge below passes */
static void limits_of_suspicion(void **state)
{
    static const struct squares_map maps[] = {{0, {{TRUCE_CONTROL_HELD, {30, 46, 33, 48}}}, {0}},
                                              {1, {{TRUCE_CONTROL_HELD, {30, 46, 33.05, 48}}}, {0}},
                                              {2, {{TRUCE_CONTROL_HELD, {30, 46, 33, 48}}}, {0}}};
    struct squares_source source;
    (void)state;
    static const double ratios[] = {0.02, 0.01, 0, NAN};
    for (size_t i = 0; i < 4; i++) {
        struct truce_series series;
        squares_source_make(&source, "s", maps, 3);
        source.source.suspect_ratio = ratios[i];
        run(&source, NULL, &series, NULL);
        assert_int_equal(series.rows[1].suspect, ratios[i] == 0.01); /* 0.05 of 3.05 degrees are 1.6 % */
        truce_series_fini(&series);
    }
}

static void areas_only(void **state)
{
    static const struct squares_map maps[] = {
        {0, {{0}}, {1000, 50, 20, 7}}, {1, {{0}}, {1100, 60, NAN, 8}}, {2, {{0}}, {NAN, 60, 20, 9}}};
    struct squares_source source;
    struct truce_series series;
    (void)state;
    squares_source_make(&source, "s", maps, 3);
    source.source.areas_only = true;
    for (int s = 0; s < TRUCE_CONTROL_STATUSES; s++)
        source.source.has_status[s] = true;
    for (int with = 0; with < 2; with++) {
        struct truce_regions regions;
        squares_country_make(&regions);
        source.source.advance_is_held = with == 1;
        run(&source, with == 1 ? &regions : NULL, &series, NULL);
        ASSERT_NEAR(series.rows[0].held_km2, 1000 + 50 * with, 0);
        ASSERT_NEAR(series.rows[1].held_km2, 1100 + 60 * with, 0);
        ASSERT_NAN(series.rows[2].held_km2);
        ASSERT_NEAR(series.rows[0].claimed_km2, 20, 0);
        ASSERT_NAN(series.rows[1].claimed_km2);
        ASSERT_NEAR(series.rows[2].contested_km2, 9, 0);
        for (size_t i = 0; i < 3; i++) {
            ASSERT_NAN(series.rows[i].gained_km2);
            ASSERT_NAN(series.rows[i].lost_km2);
            assert_null(series.rows[i].regions); /* it does not say where */
        }
        truce_series_fini(&series);
        truce_regions_fini(&regions);
    }
}

/* layers overlap the held area: only what lies beyond it counts */
static void layers(void **state)
{
    static const struct squares_map maps[] = {{0,
                                               {HELD(31),
                                                {TRUCE_CONTROL_ADVANCE, {30.9, 46, 31.2, 47}},
                                                {TRUCE_CONTROL_CLAIMED, {30.8, 46, 31.4, 47}},
                                                {TRUCE_CONTROL_CONTESTED, {30.5, 47, 31.1, 48}}},
                                               {0}}};
    struct squares_source source;
    struct truce_series series;
    (void)state;
    squares_source_make(&source, "s", maps, 1);
    run(&source, NULL, &series, NULL);
    ASSERT_NEAR(series.rows[0].held_km2, km2_of(30, 46, 31, 48), 1e-3);
    ASSERT_NEAR(series.rows[0].claimed_km2, km2_of(31, 46, 31.4, 47), 1e-3);
    ASSERT_NEAR(series.rows[0].contested_km2, km2_of(31, 47, 31.1, 48), 1e-3);
    truce_series_fini(&series);
    source.source.advance_is_held = true;
    run(&source, NULL, &series, NULL);
    ASSERT_NEAR(series.rows[0].held_km2, km2_of(30, 46, 31, 48) + km2_of(31, 46, 31.2, 47), 1e-3);
    ASSERT_NEAR(series.rows[0].claimed_km2, km2_of(31.2, 46, 31.4, 47), 1e-3);
    truce_series_fini(&series);
}

/* the regions tile the country, so with what lies outside they add up to the whole, every day */
static void regions_add_up(void **state)
{
    static const struct squares_map maps[] = {{0, {{TRUCE_CONTROL_HELD, {29.5, 46, 32.5, 47.5}}}, {0}},
                                              {1, {{TRUCE_CONTROL_HELD, {29.5, 45.8, 33, 47.2}}}, {0}},
                                              {2, {{TRUCE_CONTROL_HELD, {30, 46, 34, 48}}}, {0}},
                                              {3, {{TRUCE_CONTROL_HELD, {29, 45.5, 34.5, 48.5}}}, {0}}};
    struct squares_source source;
    struct truce_regions regions;
    struct truce_series series;
    (void)state;
    squares_source_make(&source, "s", maps, 4);
    squares_country_make(&regions);
    run(&source, &regions, &series, NULL);
    assert_ptr_equal(series.regions, &regions);
    for (size_t i = 0; i < 4; i++) {
        const struct truce_series_row *row = &series.rows[i];
        double held = 0, gained = 0, lost = 0;
        assert_non_null(row->regions);
        for (size_t r = 0; r < 4; r++) {
            held += row->regions[r].held_km2;
            gained += row->regions[r].gained_km2;
            lost += row->regions[r].lost_km2;
        }
        ASSERT_NEAR(held, row->held_km2, 1e-3);
        if (i == 0) {
            ASSERT_NAN(gained);
            continue;
        }
        ASSERT_NEAR(gained, row->gained_km2, 1e-3);
        ASSERT_NEAR(lost, row->lost_km2, 1e-3);
    }
    ASSERT_NEAR(series.rows[0].regions[0].held_km2, km2_of(30, 46, 32, 47.5), 1e-3);
    ASSERT_NEAR(series.rows[0].regions[1].held_km2, km2_of(32, 46, 32.5, 47), 1e-3);
    ASSERT_NEAR(series.rows[0].regions[2].held_km2, km2_of(32, 47, 32.5, 47.5), 1e-3);
    ASSERT_NEAR(series.rows[0].regions[3].held_km2, km2_of(29.5, 46, 30, 47.5), 1e-3);
    ASSERT_NEAR(series.rows[1].regions[0].lost_km2, km2_of(30, 47.2, 32, 47.5), 1e-3);
    ASSERT_NEAR(series.rows[1].regions[3].gained_km2, km2_of(29.5, 45.8, 33, 46), 1e-3);
    ASSERT_NEAR(series.rows[3].regions[3].held_km2, km2_of(29, 45.5, 34.5, 48.5) - km2_of(30, 46, 34, 48),
                1e-3);
    truce_series_fini(&series);
    truce_regions_fini(&regions);
}

/* regions that overlap count twice each for itself, and what lies outside is still right */
static void regions_may_overlap(void **state)
{
    static const struct squares_region overlapping[] = {{"A", {30, 46, 32, 48}}, {"B", {31, 46, 34, 48}}};
    static const struct squares_map maps[] = {{0, {{TRUCE_CONTROL_HELD, {29.5, 46, 31.5, 48}}}, {0}},
                                              {1, {{TRUCE_CONTROL_HELD, {29.5, 46, 31.8, 48}}}, {0}}};
    struct squares_source source;
    struct truce_regions regions;
    struct truce_series series;
    (void)state;
    squares_source_make(&source, "s", maps, 2);
    squares_regions_make(&regions, overlapping, 2);
    run(&source, &regions, &series, NULL);
    ASSERT_NEAR(series.rows[0].regions[0].held_km2, km2_of(30, 46, 31.5, 48), 1e-3);
    ASSERT_NEAR(series.rows[0].regions[1].held_km2, km2_of(31, 46, 31.5, 48), 1e-3);
    ASSERT_NEAR(series.rows[0].regions[2].held_km2, km2_of(29.5, 46, 30, 48), 1e-3);
    for (size_t r = 0; r < 2; r++)
        ASSERT_NEAR(series.rows[1].regions[r].gained_km2, km2_of(31.5, 46, 31.8, 48), 1e-3);
    ASSERT_NEAR(series.rows[1].regions[2].gained_km2, 0, 1e-6);
    truce_series_fini(&series);
    truce_regions_fini(&regions);
}

/* a suspect day's regions are measured by themselves, and the next day does not start from them */
static void suspects_by_region(void **state)
{
    static const struct squares_map maps[] = {{0, {HELD(32)}, {0}},
                                              {1, {HELD(32)}, {0}},
                                              {2, {HELD(33)}, {0}},
                                              {3, {HELD(32.05)}, {0}},
                                              {4, {HELD(32.1)}, {0}}};
    struct squares_source source;
    struct truce_regions regions;
    struct truce_series series;
    (void)state;
    squares_source_make(&source, "s", maps, 5);
    source.source.suspect_ratio = 0.05;
    squares_country_make(&regions);
    run(&source, &regions, &series, NULL);
    assert_true(series.rows[2].suspect);
    ASSERT_NEAR(series.rows[2].regions[1].held_km2, km2_of(32, 46, 33, 47), 1e-3);
    ASSERT_NAN(series.rows[2].regions[1].gained_km2);
    ASSERT_NEAR(series.rows[3].regions[1].held_km2, km2_of(32, 46, 32.05, 47), 1e-3);
    ASSERT_NEAR(series.rows[3].regions[1].gained_km2, km2_of(32, 46, 32.05, 47), 1e-3);
    ASSERT_NEAR(series.rows[4].regions[2].held_km2, km2_of(32, 47, 32.1, 48), 1e-3);
    truce_series_fini(&series);
    truce_regions_fini(&regions);
}

/* a map that cannot be read ends the series with its error, whichever it is */
static void a_map_that_cannot_be_read(void **state)
{
    static const struct squares_map maps[] = {
        {0, {HELD(31)}, {0}}, {1, {HELD(31.2)}, {0}}, {2, {HELD(31.1)}, {0}}};
    struct squares_source source;
    (void)state;
    squares_source_make(&source, "s", maps, 3);
    for (int at = 0; at < 3; at++) {
        struct truce_series series = {0};
        struct truce_err err;
        source.fail_at = at;
        assert_int_equal(truce_series_run(&source.cursor, NULL, &ONE_THREAD, &series, NULL, &err),
                         TRUCE_ERR_SYNTAX);
        assert_string_equal(err.file, source.names[at]);
        assert_null(series.rows); /* untouched */
    }
}

struct seen {
    size_t calls, last, total;
};

static void watch(void *context, const char *what, size_t done, size_t total)
{
    struct seen *seen = context;
    assert_string_equal(what, "s");
    assert_true(done <= total);
    seen->calls++;
    seen->last = done;
    seen->total = total;
}

/* more days than are read at once, suspects among them and at the edges of blocks: threads change nothing */
static void threads_change_nothing(void **state)
{
    static struct squares_map maps[SQUARES_DAYS_MAX];
    static struct squares_source source;
    struct truce_regions regions;
    (void)state;
    for (int i = 0; i < SQUARES_DAYS_MAX; i++) {
        double beyond = 0.01 * i + (i == 31 || i == 32 || i == 33 || i == 63 ? 0 : 0.1 * (i % 3));
        if (i == 31 || i == 50)
            beyond -= 0.8;
        maps[i] = (struct squares_map){i, {{TRUCE_CONTROL_HELD, {30, 46, 31.5 + beyond, 48}}}, {0}};
    }
    squares_source_make(&source, "s", maps, SQUARES_DAYS_MAX);
    source.source.suspect_ratio = 0.1;
    squares_country_make(&regions);
    struct truce_series one = {0}, three = {0};
    struct truce_notes notes_one, notes_three;
    truce_notes_init(&notes_one);
    truce_notes_init(&notes_three);
    run(&source, &regions, &one, &notes_one);
    assert_int_equal(truce_series_run(&source.cursor, &regions, &(struct truce_series_options){.threads = 3},
                                      &three, &notes_three, NULL),
                     TRUCE_OK);
    for (size_t i = 0; i < one.n; i++) {
        assert_int_equal(one.rows[i].suspect, i == 31 || i == 50);
        assert_int_equal(one.rows[i].suspect, three.rows[i].suspect);
        assert_int_equal(one.rows[i].days_since, three.rows[i].days_since);
        assert_memory_equal(&one.rows[i].held_km2, &three.rows[i].held_km2, sizeof(double));
        if (i == 0 || one.rows[i].suspect)
            continue;
        assert_int_equal(one.rows[i].days_since, i == 32 || i == 51 ? 2 : 1);
        assert_memory_equal(&one.rows[i].gained_km2, &three.rows[i].gained_km2, sizeof(double));
        assert_memory_equal(&one.rows[i].lost_km2, &three.rows[i].lost_km2, sizeof(double));
        ASSERT_NEAR(one.rows[i].held_km2, km2_of(30, 46, maps[i].parts[0].at.x1, 48), 0.01);
    }
    assert_int_equal(notes_one.n, 2);
    assert_int_equal(notes_three.n, 2);
    for (size_t i = 0; i < 2; i++)
        assert_string_equal(notes_one.items[i].text, notes_three.items[i].text);
    truce_notes_fini(&notes_one);
    truce_notes_fini(&notes_three);
    truce_series_fini(&one);
    truce_series_fini(&three);
    truce_regions_fini(&regions);
}

static void progress_is_told(void **state)
{
    static const struct squares_map maps[] = {
        {0, {HELD(31)}, {0}}, {1, {HELD(31.2)}, {0}}, {2, {HELD(31.1)}, {0}}};
    struct squares_source source;
    struct truce_series series;
    struct seen seen = {0, 0, 0};
    (void)state;
    squares_source_make(&source, "s", maps, 3);
    const struct truce_series_options options = {1, watch, &seen};
    assert_int_equal(truce_series_run(&source.cursor, NULL, &options, &series, NULL, NULL), TRUCE_OK);
    assert_true(seen.calls >= 3 && seen.total == 3);
    truce_series_fini(&series);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_and_gaps),
        cmocka_unit_test(little_to_show),
        cmocka_unit_test(threads_change_nothing),
        cmocka_unit_test(suspects),
        cmocka_unit_test(limits_of_suspicion),
        cmocka_unit_test(areas_only),
        cmocka_unit_test(layers),
        cmocka_unit_test(regions_add_up),
        cmocka_unit_test(regions_may_overlap),
        cmocka_unit_test(suspects_by_region),
        cmocka_unit_test(a_map_that_cannot_be_read),
        cmocka_unit_test(progress_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
