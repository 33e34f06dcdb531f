/*
 * Windows: overlap, cover and emptiness against every course of events of a small world; words.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "agreement/window.h"
#include "base/random.h"

static void read_text(const char *text, struct truce_agreement *out)
{
    struct truce_diagnostics found;
    struct truce_err err = {.text = ""};
    truce_diagnostics_init(&found, "t.yaml");
    if (truce_agreement_read(truce_text_view(text), "t.yaml", out, &found, &err) != TRUCE_OK)
        fail_msg("%u:%u: %s", err.line, err.column, err.text);
    truce_diagnostics_fini(&found);
}

/* ---- against every course of events ---- */

enum {
    GATES = 3,
    MOST = 30
}; /* days by which a gate may be later than it must: more than all spans together */

struct world {
    int delay[GATES];      /* effect_after */
    int waits[GATES];      /* a bit a gate that it needs, all lower */
    int not_before[GATES]; /* a day, or -1 */
    struct truce_window a, b;
};

static uint32_t draw(uint64_t seed, uint32_t stream, uint64_t *i, uint32_t n)
{
    return (uint32_t)(truce_random_uniform(seed, stream, (*i)++) * n);
}

static struct truce_moment draw_moment(uint64_t seed, uint64_t *i)
{
    struct truce_moment moment = {TRUCE_MOMENT_EVER, TRUCE_NONE, 0, 0, 0};
    uint32_t kind = draw(seed, 1, i, 8);
    if (kind == 0)
        return moment;
    if (kind == 1) {
        moment.kind = TRUCE_MOMENT_DAY;
        moment.day = 20000 + draw(seed, 1, i, 6);
        return moment;
    }
    moment.kind = TRUCE_MOMENT_GATE;
    moment.gate = (int)draw(seed, 1, i, GATES);
    moment.days = draw(seed, 1, i, 4);
    return moment;
}

static void draw_world(uint64_t seed, struct world *w)
{
    uint64_t i = 0;
    for (int g = 0; g < GATES; g++) {
        w->delay[g] = (int)draw(seed, 1, &i, 3);
        w->waits[g] = (int)draw(seed, 1, &i, 1U << g);
        w->not_before[g] = draw(seed, 1, &i, 4) == 0 ? (int)draw(seed, 1, &i, 5) : -1;
    }
    w->a = (struct truce_window){draw_moment(seed, &i), draw_moment(seed, &i)};
    w->b = (struct truce_window){draw_moment(seed, &i), draw_moment(seed, &i)};
}

static void write_world(const struct world *w, struct truce_buf *out)
{
    truce_buf_puts(
        out, "truce: \"1\"\nagreement: {id: t, title: t, version: \"1\", status: draft, "
             "calendar: {offset: \"+00:00\", month_end: down}}\n"
             "parties: {A: {name: A, role: belligerent}}\npoints:\n  - n: 1\n    title: t\n    says: t\n"
             "    gates:\n");
    for (int g = 0; g < GATES; g++) {
        truce_buf_printf(
            out,
            "      g%d:\n        latched: yes\n        effect_after: %dd\n        opens:\n          all:\n"
            "            s: {signed: {by: A, instrument: t}}\n",
            g, w->delay[g]);
        for (int k = 0; k < g; k++)
            if ((w->waits[g] >> k & 1) != 0)
                truce_buf_printf(out, "            w%d: {gate: g%d}\n", k, k);
        if (w->not_before[g] >= 0) /* 2024-10-04 is day 20000 */
            truce_buf_printf(out, "            d: {date: \"2024-10-%02d\"}\n", 4 + w->not_before[g]);
    }
}

static double time_of(const struct truce_moment *moment, const double *open, double ever)
{
    return moment->kind == TRUCE_MOMENT_EVER  ? ever
           : moment->kind == TRUCE_MOMENT_DAY ? moment->day
                                              : open[moment->gate] + moment->days;
}

struct truth {
    bool overlap, empty, covers; /* a and b; a; a covers b */
};

static void see(const struct world *w, const double *open, struct truth *out)
{
    double a1 = time_of(&w->a.from, open, -INFINITY), a2 = time_of(&w->a.until, open, INFINITY),
           b1 = time_of(&w->b.from, open, -INFINITY), b2 = time_of(&w->b.until, open, INFINITY);
    if (fmax(a1, b1) < fmin(a2, b2))
        out->overlap = true;
    if (a1 < a2)
        out->empty = false;
    if (b1 < b2 && (a1 > b1 || a2 < b2))
        out->covers = false;
}

/* Gates open on whole days, each by 0 to MOST days later than it must, from a day before all dates of the world on. */
static struct truth all_courses(const struct world *w)
{
    struct truth truth = {false, true, true};
    int late[GATES] = {0};
    for (;;) {
        double open[GATES];
        for (int g = 0; g < GATES; g++) {
            double least = 19988;
            if (w->not_before[g] >= 0)
                least = fmax(least, 20000 + w->not_before[g] + w->delay[g]);
            for (int k = 0; k < g; k++)
                if ((w->waits[g] >> k & 1) != 0)
                    least = fmax(least, open[k] + w->delay[g]);
            open[g] = least + late[g];
        }
        see(w, open, &truth);
        int g = 0;
        while (g < GATES && ++late[g] > MOST)
            late[g++] = 0;
        if (g == GATES)
            return truth;
    }
}

static void tell(uint64_t seed, const struct world *w, const char *text, struct truth found,
                 struct truth truth)
{
    const struct truce_moment *m[] = {&w->a.from, &w->a.until, &w->b.from, &w->b.until};
    print_message("%s", text);
    for (int k = 0; k < 4; k++)
        print_message("moment %d: kind %d, gate %d, day %g, days %g\n", k, (int)m[k]->kind, m[k]->gate,
                      m[k]->day, m[k]->days);
    fail_msg("seed %d: overlap %d, empty %d, covers %d; by courses %d %d %d", (int)seed, found.overlap,
             found.empty, found.covers, truth.overlap, truth.empty, truth.covers);
}

static void small_worlds(void **state)
{
    size_t overlaps = 0, apart = 0, empty = 0, covers = 0;
    (void)state;
    for (uint64_t seed = 1; seed <= 1500; seed++) {
        struct world w;
        struct truce_agreement agreement;
        struct truce_windows *windows = NULL;
        struct truce_buf text;
        draw_world(seed, &w);
        truce_buf_init(&text);
        write_world(&w, &text);
        read_text(text.at, &agreement);
        struct truth truth = all_courses(&w);
        assert_int_equal(truce_windows_open(&agreement, &windows, NULL), TRUCE_OK);
        bool overlap = truce_windows_overlap(windows, &w.a, &w.b),
             none = truce_window_is_empty(windows, &w.a), cover = truce_window_covers(windows, &w.a, &w.b);
        assert_true(truce_windows_overlap(windows, &w.b, &w.a) == overlap);
        assert_int_equal(truce_windows_check(windows, NULL), TRUCE_OK);
        if (overlap != truth.overlap || none != truth.empty ||
            (cover != truth.covers && !truce_window_is_empty(windows, &w.b)))
            tell(seed, &w, text.at, (struct truth){overlap, none, cover}, truth);

        overlaps += overlap;
        apart += !overlap;
        empty += none;
        covers += cover;
        truce_windows_close(windows);
        truce_agreement_fini(&agreement);
        truce_buf_fini(&text);
    }
    truce_windows_close(NULL);
    print_message("overlap %zu, apart %zu, empty %zu, covered %zu\n", overlaps, apart, empty, covers);
    assert_true(overlaps > 200 && apart > 200 && empty > 50 && covers > 50);
}

/* ---- months, conditions, words ---- */

static const char rules[] =
    "truce: \"1\"\n"
    "agreement: {id: t, title: t, version: \"1\", status: draft, calendar: {offset: \"+00:00\", month_end: "
    "down}}\n"
    "parties: {A: {name: A, role: belligerent}}\n"
    "classes: {act: {}}\n"
    "points:\n"
    "  - n: 1\n    title: t\n    says: t\n"
    "    clocks:\n"
    "      c: {runs_while: {gate: g}, target: 60d, counts: {events: act}}\n"
    "    gates:\n"
    "      g: {opens: {all: {s: {signed: {by: A, instrument: t}}}}}\n"
    "      after_clock: {opens: {all: {q: {clock: c}}}, effect_after: 2w}\n"
    "      any_way: {opens: {any: {q: {clock: c}, s: {signed: {by: A, instrument: u}}}}}\n"
    "      one_way: {opens: {any: {q: {gate: after_clock}}}}\n"
    "      both: {opens: {at_least: {k: 2, of: {x: {gate: g}, y: {gate: one_way}}}}, effect_after: 1mo}\n"
    "      dated: {opens: {all: {d: {date: \"2026-03-01\"}, g: {gate: g}}}, effect_after: 3d}\n"
    "      ring_a: {opens: {all: {b: {gate: ring_b}}}, effect_after: 1d}\n"
    "      ring_b: {opens: {all: {a: {gate: ring_a}}}}\n"
    "    obligations:\n"
    "      from_month: {who: A, must_not: {do: act}, when: {from: {gate: g, plus: 1mo}}}\n"
    "      to_month: {who: A, must_not: {do: act}, when: {until: {gate: g, plus: 1mo}}}\n"
    "      to_30: {who: A, must_not: {do: act}, when: {until: {gate: g, plus: 30d}}}\n"
    "      to_27: {who: A, must_not: {do: act}, when: {until: {gate: g, plus: 27d}}}\n"
    "      year: {who: A, must_not: {do: act}, when: {from: {gate: g, plus: 12mo}, until: {gate: g, plus: "
    "2y}}}\n"
    "      within: {who: A, must: {do: act}, when: {after: {gate: g}, within: 30d}}\n"
    "      hours: {who: A, must: {do: act}, when: {after: {gate: g}, within: 36h}}\n"
    "      dates: {who: A, must_not: {do: act}, when: {from: {date: \"2026-01-31\", plus: 1mo}, until: "
    "{date: \"2026-05-01\"}}}\n"
    "      response: {who: A, must: {do: act}, when: {on: {event: act}, within: 3d}}\n";

static struct truce_window window(const struct truce_agreement *agreement, const char *norm)
{
    return truce_window_of(agreement,
                           &agreement->norms[truce_agreement_norm(agreement, truce_text_view(norm))]);
}

static int gate(const struct truce_agreement *agreement, const char *id)
{
    return truce_agreement_gate(agreement, truce_text_view(id));
}

static void months_and_orders(void **state)
{
    struct truce_agreement agreement;
    struct truce_windows *windows = NULL;
    (void)state;
    read_text(rules, &agreement);
    assert_int_equal(truce_windows_open(&agreement, &windows, NULL), TRUCE_OK);
    struct truce_window from = window(&agreement, "from_month"), to = window(&agreement, "to_month"),
                        to_30 = window(&agreement, "to_30"), to_27 = window(&agreement, "to_27"),
                        year = window(&agreement, "year");
    assert_false(truce_windows_overlap(windows, &from, &to));   /* the same month, whatever its length */
    assert_true(truce_windows_overlap(windows, &from, &to_30)); /* February */
    assert_false(truce_windows_overlap(windows, &from, &to_27));
    assert_false(truce_window_is_empty(windows, &year));
    assert_true(truce_window_covers(windows, &from, &year));
    assert_false(truce_window_covers(windows, &year, &from));

    int g = gate(&agreement, "g");
    assert_true(truce_windows_days_after(windows, gate(&agreement, "after_clock"), g) == 74);
    assert_true(isnan(truce_windows_days_after(windows, gate(&agreement, "any_way"), g)));
    assert_true(truce_windows_days_after(windows, gate(&agreement, "one_way"), g) == 74);
    assert_true(truce_windows_days_after(windows, gate(&agreement, "both"), g) == 74 + 28);
    assert_true(isnan(truce_windows_days_after(windows, g, gate(&agreement, "both"))));
    assert_true(truce_windows_not_before(windows, gate(&agreement, "dated")) == 20513 + 3); /* 2026-03-01 */
    assert_true(isinf(truce_windows_not_before(windows, g)));
    assert_true(truce_windows_days_after(windows, gate(&agreement, "ring_a"), gate(&agreement, "ring_b")) >=
                1);
    truce_windows_close(windows);
    truce_agreement_fini(&agreement);
}

static void words_of(const struct truce_agreement *agreement, const char *norm, const char *from,
                     const char *until)
{
    struct truce_window w = window(agreement, norm);
    struct truce_buf text;
    truce_buf_init(&text);
    truce_moment_write(agreement, &w.from, &text);
    assert_string_equal(text.at != NULL ? text.at : "", from);
    truce_buf_clear(&text);
    truce_moment_write(agreement, &w.until, &text);
    assert_string_equal(text.len > 0 ? text.at : "", until);
    truce_buf_fini(&text);
}

static void words(void **state)
{
    struct truce_agreement agreement;
    (void)state;
    read_text(rules, &agreement);
    words_of(&agreement, "from_month", "1 month after g opens", "");
    words_of(&agreement, "year", "1 year after g opens", "2 years after g opens");
    words_of(&agreement, "within", "g opens", "31 days after g opens");
    words_of(&agreement, "hours", "g opens", "36 hours after g opens");
    words_of(&agreement, "dates", "2026-02-28", "2026-05-01");
    words_of(&agreement, "response", "", "");
    truce_agreement_fini(&agreement);

    double least = 0, most = 0;
    truce_span_days((struct truce_duration){.months = 1}, &least, &most);
    assert_true(least == 28 && most == 31);
    truce_span_days((struct truce_duration){.months = 2}, &least, &most);
    assert_true(least == 59 && most == 62);
    truce_span_days((struct truce_duration){.months = 12}, &least, &most);
    assert_true(least == 365 && most == 366);
    truce_span_days((struct truce_duration){.months = 180}, &least, &most);
    assert_true(least == 5478 && most == 5479);
    truce_span_days((struct truce_duration){.us = INT64_C(129600000000)}, &least, &most);
    assert_true(least == 1.5 && most == 1.5);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(small_worlds),
        cmocka_unit_test(months_and_orders),
        cmocka_unit_test(words),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
