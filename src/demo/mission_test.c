/*
 * The demo's ceasefire: its files are good, its clock is what the judge finds on every day, its reports are calibrated.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <cmocka.h>

#include <math.h>

#include "demo/mission.h"
#include "judge/state.h"
#include "sources/sources.h"

struct fixture {
    struct truce_demo *demo;
    struct truce_buf text, log;
    struct truce_agreement agreement;
    struct truce_records records;
};

static void open_seed(struct fixture *f, uint64_t seed)
{
    struct truce_diagnostics found;
    struct truce_err err = {.text = ""};
    assert_int_equal(truce_demo_new(seed, NULL, &f->demo, NULL), TRUCE_OK);
    truce_buf_init(&f->text);
    truce_buf_init(&f->log);
    truce_demo_put_agreement(f->demo, &f->text);
    truce_demo_put_records(f->demo, &f->log);
    truce_diagnostics_init(&found, "agreement.yaml");
    if (truce_agreement_read(truce_buf_view(&f->text), "agreement.yaml", &f->agreement, &found, &err) !=
        TRUCE_OK)
        fail_msg("%s", found.n > 0 ? found.items[0].text : err.text);
    if (truce_records_parse(truce_buf_view(&f->log), "records.jsonl", &f->records, &found, &err) != TRUCE_OK)
        fail_msg("%s", found.n > 0 ? found.items[0].text : err.text);
    truce_diagnostics_fini(&found);
}

static void close_it(struct fixture *f)
{
    truce_records_fini(&f->records);
    truce_agreement_fini(&f->agreement);
    truce_buf_fini(&f->log);
    truce_buf_fini(&f->text);
    truce_demo_free(f->demo);
}

static struct truce_instant noon(const struct fixture *f, int day)
{
    struct truce_instant at = {0};
    char text[32];
    truce_demo_instant(f->demo, day, 720, text);
    assert_true(truce_instant_parse(truce_text_view(text), &at));
    return at;
}

static void the_clock_is_that_of_a_hand_count(void **state)
{
    struct fixture f;
    (void)state;
    open_seed(&f, 1);
    for (int day = TRUCE_DEMO_CEASEFIRE; day < TRUCE_DEMO_MISSION_DAYS; day++) {
        struct truce_state now;
        struct truce_err err = {.text = ""};
        if (truce_state_at(&f.agreement, &f.records, noon(&f, day), &now, &err) != TRUCE_OK)
            fail_msg("day %d: %s", day, err.text);
        for (int r = 0; r < TRUCE_READINGS; r++) {
            int days = now.reading[r].clocks[0].days,
                expected = truce_demo_quiet_days(day, r == TRUCE_STRICT);
            if (days != expected)
                fail_msg("day %d, reading %d: %d quiet days, not %d", day, r, days, expected);
            assert_true(now.reading[r].gates[0].open);
        }
        assert_int_equal(now.notes.n, 0);
        truce_state_fini(&now);
    }
    close_it(&f);
}

/* a break, its ruling, the contested shot: the story that docs/demo.md tells */
static void the_story_holds(void **state)
{
    (void)state;
    assert_int_equal(truce_demo_quiet_days(20, true), 16);
    assert_int_equal(truce_demo_quiet_days(21, true), 0);
    assert_int_equal(truce_demo_quiet_days(29, true), 23); /* whole again, two days were not watched */
    assert_int_equal(truce_demo_quiet_days(32, true), 0);
    assert_int_equal(truce_demo_quiet_days(32, false), 26);
    assert_int_equal(truce_demo_quiet_days(46, false), 0);
    assert_true(truce_demo_quiet_days(TRUCE_DEMO_MISSION_DAYS - 1, true) >= 30);
}

/* of the reports with some chance that share happened; true places scatter as the ellipses say */
static void reports_are_calibrated(void **state)
{
    enum { SEEDS = 40 };
    static struct truce_demo_mission m;
    double expected = 0, happened = 0, variance = 0, by_a = 0, is_a = 0, by_a_variance = 0, squares = 0;
    (void)state;
    for (uint64_t seed = 1; seed <= SEEDS; seed++) {
        struct truce_demo *demo;
        assert_int_equal(truce_demo_new(seed, NULL, &demo, NULL), TRUCE_OK);
        truce_demo_mission_make(demo, &m);
        assert_true(m.n_line > 30 && m.n_line < TRUCE_DEMO_LINE_MAX);
        for (size_t i = 0; i < TRUCE_DEMO_STRIKES; i++) {
            const struct truce_demo_strike *s = &m.strikes[i];
            double east_m, north_m;
            expected += s->exists;
            happened += s->happened;
            variance += s->exists * (1 - s->exists);
            by_a += s->by_a;
            is_a += s->by == 'A';
            by_a_variance += s->by_a * (1 - s->by_a);
            truce_demo_metres_per_deg(s->at.lat_deg, &east_m, &north_m);
            double x = (s->truly_at.lon_deg - s->at.lon_deg) * east_m,
                   y = (s->truly_at.lat_deg - s->at.lat_deg) * north_m,
                   a = s->azimuth_deg * 3.14159265358979323846 / 180;
            double along = (x * sin(a) + y * cos(a)) / s->sigma_major_m,
                   across = (x * cos(a) - y * sin(a)) / s->sigma_minor_m;
            squares += along * along + across * across;
            assert_true(s->day < 0 && s->day >= -TRUCE_DEMO_STRIKE_DAYS);
        }
        truce_demo_free(demo);
    }
    double n = (double)SEEDS * TRUCE_DEMO_STRIKES;
    assert_true(fabs(happened - expected) < 4 * sqrt(variance));
    assert_true(fabs(is_a - by_a) < 4 * sqrt(by_a_variance));
    assert_true(fabs(squares / n - 2) <
                4 * 2 / sqrt(n)); /* chi-squared with two degrees of freedom: mean 2, variance 4 */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_clock_is_that_of_a_hand_count),
        cmocka_unit_test(the_story_holds),
        cmocka_unit_test(reports_are_calibrated),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
