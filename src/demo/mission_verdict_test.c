/*
 * The demo's ceasefire against its truth: the norms of the story come out as it tells, and chances before it are right as often as they say.
 */
#include "sources/sources.h"

#include <math.h>

#include "demo/mission.h"
#include "judge/verdicts_test.h"

struct world {
    struct truce_demo *demo;
    struct truce_buf text, log;
    struct tried t;
};

static void open_world(struct world *w, uint64_t seed, int day)
{
    char as_of[32];
    memset(w, 0, sizeof *w);
    assert_int_equal(truce_demo_new(seed, NULL, &w->demo, NULL), TRUCE_OK);
    truce_buf_init(&w->text);
    truce_buf_init(&w->log);
    truce_demo_put_agreement(w->demo, &w->text);
    truce_demo_put_records(w->demo, &w->log);
    truce_demo_instant(w->demo, day, 720, as_of);
    try_text(&w->t, w->text.at, w->log.at, as_of);
}

static void close_world(struct world *w)
{
    tried_fini(&w->t);
    truce_buf_fini(&w->log);
    truce_buf_fini(&w->text);
    truce_demo_free(w->demo);
}

static void the_story_comes_out(void **state)
{
    (void)state;
    struct world w;
    char name[32];
    size_t missed = 0;
    open_world(&w, 1, TRUCE_DEMO_MISSION_DAYS - 1);
    assert_states(&w.t, "release[B]", "done", "done");
    assert_states(&w.t, "release[A]", "missed", "missed"); /* eleven days late */
    assert_states(&w.t, "guns_out[A]", "violated", "violated");
    assert_states(&w.t, "guns_out[B]", "clean", "clean");
    const struct truce_verdict *guns = verdict_of(&w.t, "guns_out[A]");
    assert_int_equal(guns->n_violations, 1);
    assert_true(guns->violations[0].count == 2);
    char at[32];
    truce_demo_instant(w.demo, 16, 615, at);
    assert_true(guns->violations[0].when.from.us == instant(at).us);
    truce_demo_instant(w.demo, 19, 700, at);
    assert_true(guns->violations[0].when.until.us == instant(at).us);
    for (int day = TRUCE_DEMO_CEASEFIRE; day < TRUCE_DEMO_MISSION_DAYS - 1; day++) {
        snprintf(name, sizeof name, "daily_report#%d", day - TRUCE_DEMO_CEASEFIRE + 1);
        bool done = verdict_of(&w.t, name)->state[TRUCE_STRICT] == TRUCE_VERDICT_DONE;
        assert_true(done == (day != 25)); /* nobody could write that day */
        missed += !done;
    }
    assert_int_equal(missed, 1);
    close_world(&w);
}

struct sums {
    double expected, variance, happened;
    size_t n;
};

/* The strike whose estimate a record has; NULL. */
static const struct truce_demo_strike *strike_of(const struct truce_demo_mission *m,
                                                 const struct truce_record *what)
{
    for (int i = 0; what->has_place && i < TRUCE_DEMO_STRIKES; i++)
        if (fabs(what->place.lon_deg - m->strikes[i].at.lon_deg) < 1e-5 &&
            fabs(what->place.lat_deg - m->strikes[i].at.lat_deg) < 1e-5)
            return &m->strikes[i];
    return NULL;
}

static void add_matches(const struct world *w, const struct truce_demo_mission *m, char side,
                        struct sums *sums)
{
    const struct truce_verdict *item = verdict_of(&w->t, side == 'A' ? "restraint[A]" : "restraint[B]");
    for (size_t k = 0; k < item->n_matches; k++) {
        const struct truce_match *match = &w->t.verdicts.matches[item->first_match + k];
        const struct truce_demo_strike *s = strike_of(m, &w->t.verdicts.incidents[match->incident].what);
        if (s == NULL || match->time < 1)
            continue;
        sums->happened += s->happened && s->by == side && truce_demo_to_line_km(m, s->truly_at) <= 10;
        sums->expected += match->chance;
        sums->variance += match->chance * (1 - match->chance);
        sums->n++;
    }
}

static void chances_before_the_ceasefire_hold_the_truth(void **state)
{
    (void)state;
    struct sums sums = {0, 0, 0, 0};
    for (uint64_t seed = 1; seed <= 4; seed++) {
        struct world w;
        struct truce_demo_mission m;
        open_world(&w, seed, 1);
        truce_demo_mission_make(w.demo, &m);
        add_matches(&w, &m, 'A', &sums);
        add_matches(&w, &m, 'B', &sums);
        close_world(&w);
    }
    print_message("%zu matches: %.0f true, %.1f expected\n", sums.n, sums.happened, sums.expected);
    assert_true(sums.n > 4 * TRUCE_DEMO_STRIKES);
    assert_true(fabs(sums.happened - sums.expected) < 3.5 * sqrt(sums.variance));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_story_comes_out),
        cmocka_unit_test(chances_before_the_ceasefire_hold_the_truth),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
