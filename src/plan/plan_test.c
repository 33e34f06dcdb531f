/*
 * Planning on agreements as text: the example of twenty points, and small ones for each rule.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/file.h"
#include "plan/plan.h"

struct planned {
    struct truce_buf bytes;
    struct truce_agreement agreement;
    struct truce_state state;
    struct truce_plan plan;
};

static int32_t day_of(const char *text)
{
    struct truce_day day;
    assert_true(truce_day_parse(truce_text_view(text), &day));
    return day.n;
}

static void read_text(struct planned *out)
{
    struct truce_diagnostics found;
    struct truce_err err = {.text = ""};
    truce_diagnostics_init(&found, "plan.yaml");
    if (truce_agreement_read(truce_buf_view(&out->bytes), "plan.yaml", &out->agreement, &found, &err) !=
        TRUCE_OK)
        fail_msg("%u:%u: %s (%s)", found.n > 0 ? found.items[0].at.line : 0,
                 found.n > 0 ? found.items[0].at.column : 0, found.n > 0 ? found.items[0].text : "",
                 err.text);
    truce_diagnostics_fini(&found);
}

static void plan_it(struct planned *out, const struct truce_plan_options *options)
{
    struct truce_err err = {.text = ""};
    struct truce_instant at =
        truce_calendar_day_start(&out->agreement.calendar, out->agreement.estimates.as_of);
    if (truce_state_at(&out->agreement, NULL, at, &out->state, &err) != TRUCE_OK)
        fail_msg("state: %s", err.text);
    if (truce_plan_run(&out->agreement, &out->state, options, &out->plan, &err) != TRUCE_OK)
        fail_msg("plan: %s", err.text);
}

static void close_it(struct planned *out)
{
    truce_plan_fini(&out->plan);
    truce_state_fini(&out->state);
    truce_agreement_fini(&out->agreement);
    truce_buf_fini(&out->bytes);
}

static int gate(const struct planned *p, const char *id)
{
    int g = truce_agreement_gate(&p->agreement, truce_text_view(id));
    assert_true(g >= 0);
    return g;
}

/* the example, with one target and what-ifs */
static void open_example(struct planned *out, const char *target, const char *const *what_if, size_t n)
{
    struct truce_plan_options options;
    struct truce_err err = {.text = ""};
    int targets[1];
    memset(out, 0, sizeof *out);
    truce_buf_init(&out->bytes);
    if (truce_file_read(TRUCE_SOURCE_DIR "/examples/demo-20/plan.yaml", TRUCE_FILE_MAX, &out->bytes, &err) !=
        TRUCE_OK)
        fail_msg("%s", err.text);
    read_text(out);
    truce_plan_options_init(&options);
    if (target != NULL) {
        targets[0] = gate(out, target);
        options.targets = targets;
        options.n_targets = 1;
    }
    options.what_if = what_if;
    options.n_what_if = n;
    plan_it(out, &options);
}

/* a small agreement: a head of parties and classes, then points */
static void open_small(struct planned *out, const char *rest)
{
    static const char HEAD[] =
        "agreement: {id: t, title: T, version: \"1\", status: draft, calendar: {offset: \"+02:00\"}}\n"
        "parties:\n  A: {name: A, role: belligerent}\n  B: {name: B, role: belligerent}\n  K: {name: K, "
        "role: guarantor}\n"
        "classes:\n  act: {}\n  force: {kind: object}\n";
    struct truce_plan_options options;
    memset(out, 0, sizeof *out);
    truce_buf_init(&out->bytes);
    truce_buf_puts(&out->bytes, HEAD);
    truce_buf_puts(&out->bytes, rest);
    read_text(out);
    truce_plan_options_init(&options);
    plan_it(out, &options);
}

static size_t ways_of(const struct truce_target_plan *target, size_t size)
{
    size_t n = 0;
    for (size_t i = 0; i < target->n_ways; i++)
        n += target->ways[i].way.n == size;
    return n;
}

static void has_grants(const struct planned *p, const struct truce_way *way, const char *first,
                       const char *second)
{
    const char *names[2] = {first, second};
    assert_int_equal(way->way.n, second != NULL ? 2 : 1);
    for (size_t k = 0; k < way->way.n; k++) {
        bool found = false;
        for (size_t i = 0; i < way->way.n; i++)
            found = found || strcmp(p->plan.graph[0].grants[way->way.options[i]].name, names[k]) == 0;
        if (!found)
            fail_msg("no \"%s\" among the grants", names[k]);
    }
}

static void the_referendum(void **state)
{
    struct planned p;
    (void)state;
    open_example(&p, "approved_by_referendum", NULL, 0);
    const struct truce_target_plan *target = &p.plan.targets[0];
    assert_int_equal(target->day[TRUCE_EARLIEST], TRUCE_DAY_NEVER);

    assert_int_equal(target->n_ways, 8);
    assert_int_equal(ways_of(target, 1), 2);
    assert_int_equal(ways_of(target, 2), 4);
    assert_int_equal(ways_of(target, 4), 2);
    has_grants(&p, &target->ways[0], "withdraw b_full_settlement_first", NULL);
    assert_int_equal(target->ways[0].day[TRUCE_EARLIEST], day_of("2026-04-28"));
    has_grants(&p, &target->ways[1], "waive approved_by_referendum.quiet", NULL);
    assert_int_equal(target->ways[1].day[TRUCE_EARLIEST], day_of("2026-02-03"));

    assert_int_equal(target->n_roots, 2); /* the loop, and the guard on which the settlement waits, too */
    const struct truce_root_cause *root = &target->roots[0];
    assert_int_equal(root->loop.n, 5);
    assert_int_equal(root->delay_days, 91);
    assert_int_equal(target->roots[1].set.n, 1);
    close_it(&p);
}

static void the_settlement(void **state)
{
    struct planned p;
    (void)state;
    open_example(&p, NULL, NULL, 0); /* what is wanted */
    assert_int_equal(p.plan.n_targets, 1);
    const struct truce_target_plan *target = &p.plan.targets[0];
    assert_int_equal(target->gate, gate(&p, "settlement"));
    assert_int_equal(target->n_roots, 2);
    assert_int_equal(target->n_ways, 12);
    assert_int_equal(ways_of(target, 2), 9);
    assert_int_equal(ways_of(target, 4), 3);
    has_grants(&p, &target->ways[0], "withdraw b_full_settlement_first", "lift b_no_coalition_troops");
    assert_int_equal(target->ways[0].n_in_text, 0);
    assert_int_equal(target->ways[0].day[TRUCE_EARLIEST], day_of("2026-04-28"));
    const struct truce_need_plan *guard =
        &p.plan.needs[truce_agreement_need(&p.agreement, truce_text_view("guard"))];
    assert_true(guard->offered == 12500 && guard->barred == 11000 && guard->available == 1500 &&
                guard->short_by == 8500);
    close_it(&p);
}

static void the_substitute(void **state)
{
    struct planned p;
    (void)state;
    open_example(&p, "approved_by_referendum", NULL, 0);
    const struct truce_target_plan *target = &p.plan.targets[0];
    assert_true(target->n_substitutes >= 1);
    const struct truce_substitute *s = &target->substitutes[0];
    assert_true(s->clause->position >= 0);
    assert_int_equal(s->n, 3);
    assert_int_equal(s->gates[0], gate(&p, "monitors_ready"));
    assert_int_equal(s->gates[1], gate(&p, "guarantees_ratified"));
    assert_int_equal(s->gates[2], gate(&p, "talks_concluded"));
    assert_int_equal(s->day[TRUCE_EARLIEST], day_of("2026-04-28"));
    close_it(&p);
}

/* granted, the same dates come out by which the ways were promised */
static void what_if_keeps_promises(void **state)
{
    static const char *const both[] = {"withdraw b_full_settlement_first", "lift b_no_coalition_troops"};
    static const char *const waive[] = {"waive approved_by_referendum.quiet"};
    static const char *const raise[] = {"withdraw b_full_settlement_first", "raise c_n2 10000"};
    struct planned p;
    (void)state;
    open_example(&p, "settlement", both, 2);
    assert_int_equal(p.plan.targets[0].day[TRUCE_EARLIEST], day_of("2026-04-28"));
    assert_int_equal(p.plan.targets[0].n_roots, 0);
    assert_true(p.plan.needs[1].barred == 0);
    assert_true(p.plan.targets[0].n_critical[TRUCE_LIKELY] > 2);
    assert_true(p.plan.gates[gate(&p, "ceasefire")].day[TRUCE_EARLIEST] == day_of("2026-01-28"));
    close_it(&p);
    open_example(&p, "approved_by_referendum", waive, 1);
    assert_int_equal(p.plan.targets[0].day[TRUCE_EARLIEST], day_of("2026-02-03"));
    close_it(&p);
    open_example(&p, "settlement", raise, 2);
    assert_int_equal(p.plan.targets[0].day[TRUCE_EARLIEST], day_of("2026-04-28"));
    close_it(&p);
}

static void what_if_is_checked(void **state)
{
    static const char *const bad[] = {"withdraw b_full_setlement_first",
                                      "waive settlement",
                                      "raise nobody 5",
                                      "raise c_n2 many",
                                      "raise c_n2",
                                      ""};
    struct planned p;
    struct truce_plan_options options;
    struct truce_err err;
    (void)state;
    open_example(&p, NULL, NULL, 0);
    truce_plan_options_init(&options);
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        struct truce_plan plan;
        options.what_if = &bad[i];
        options.n_what_if = 1;
        assert_int_equal(truce_plan_run(&p.agreement, &p.state, &options, &plan, &err), TRUCE_ERR_USAGE);
        if (i == 0)
            assert_non_null(strstr(err.text, "did you mean \"withdraw b_full_settlement_first\"?"));
    }
    close_it(&p);
}

static void guarantees_run_by_the_calendar(void **state)
{
    struct planned p;
    (void)state;
    open_example(&p, NULL, NULL, 0);
    const struct truce_guarantee_plan *core = &p.plan.guarantees[0];
    assert_true(core->planned && !core->started);
    assert_int_equal(core->starts.n, day_of("2026-03-28")); /* US likely 90 days after 28 December */
    assert_int_equal(core->ends.n, day_of("2041-03-28"));
    assert_int_equal(core->last_notice.n, day_of("2040-03-28"));
    assert_int_equal(core->ends_if_extended.n, day_of("2056-03-28"));
    assert_int_equal(core->n_outliving, 1); /* no_force: until never */
    close_it(&p);
}

/* two gates that name each other and say that they open together */
static void together_is_one_node(void **state)
{
    static const char BODY[] =
        "points:\n  - n: 1\n    title: One\n    says: One.\n    gates:\n"
        "      g1:\n        opens: {all: {x: {gate: g2}, s: {signed: {by: [A, B]}}}}\n%s"
        "      g2:\n        opens: {all: {y: {gate: g1}}}\n        effect_after: 3d\n"
        "estimates: {as_of: \"2026-01-01\", atoms: {signed: 10d}}\nwant: [g1]\n";
    char text[1024];
    struct planned p;
    (void)state;
    snprintf(text, sizeof text, BODY, "");
    open_small(&p, text);
    assert_int_equal(p.plan.targets[0].day[TRUCE_EARLIEST], TRUCE_DAY_NEVER);
    assert_int_equal(p.plan.targets[0].roots[0].loop.n, 2);
    assert_int_equal(p.plan.targets[0].roots[0].delay_days, 3);
    close_it(&p);
    snprintf(text, sizeof text, BODY, "        together: [g2]\n");
    open_small(&p, text);
    assert_int_equal(p.plan.targets[0].day[TRUCE_EARLIEST], day_of("2026-01-14")); /* 10 days, then 3 */
    assert_int_equal(p.plan.gates[gate(&p, "g2")].day[TRUCE_EARLIEST], day_of("2026-01-14"));
    close_it(&p);
}

/* the most specific estimate counts; of several parties the latest; what is missing takes no time and is noted */
static void estimates_by_key(void **state)
{
    static const char BODY[] =
        "points:\n  - n: 1\n    title: One\n    says: One.\n    gates:\n"
        "      a: {opens: {all: {s: {signed: {by: [A, B]}}}}}\n"
        "      b: {opens: {all: {s: {signed: {by: [A, B]}}}}}\n"
        "      c: {opens: {all: {r: {ratified: {by: [A, K], instrument: pact}}}}}\n"
        "      d: {opens: {all: {r: {ratified: {by: A, instrument: other}}}}}\n"
        "      e: {opens: {all: {x: {event: {class: act, by_each: [A]}}}}}\n"
        "      f: {opens: {all: {d: {date: \"2026-05-01\"}}}}\n"
        "      g: {opens: {any: {d: {date: \"2026-05-01\"}, s: {signed: {by: A}}}}}\n"
        "estimates:\n  as_of: \"2026-01-01\"\n  atoms:\n    signed: 10d\n    b.s: {earliest: 1mo, likely: "
        "2mo, latest: 3mo}\n"
        "    ratified.A: 20d\n    ratified.K: 30d\n    ratified.A.other: 48h\n  leads: {g: 5d}\n";
    struct planned p;
    (void)state;
    open_small(&p, BODY);
    static const struct {
        const char *gate, *earliest, *latest;
    } expected[] = {{"a", "2026-01-11", "2026-01-11"}, {"b", "2026-02-01", "2026-04-01"},
                    {"c", "2026-01-31", "2026-01-31"}, {"d", "2026-01-03", "2026-01-03"},
                    {"e", "2026-01-01", "2026-01-01"}, {"f", "2026-05-01", "2026-05-01"},
                    {"g", "2026-01-16", "2026-01-16"}};
    for (size_t i = 0; i < sizeof expected / sizeof expected[0]; i++) {
        const int32_t *day = p.plan.gates[gate(&p, expected[i].gate)].day;
        if (day[TRUCE_EARLIEST] != day_of(expected[i].earliest) ||
            day[TRUCE_LATEST] != day_of(expected[i].latest))
            fail_msg("gate %s: days %d and %d, not %s and %s", expected[i].gate, day[TRUCE_EARLIEST],
                     day[TRUCE_LATEST], expected[i].earliest, expected[i].latest);
    }
    assert_int_equal(p.plan.notes.n, 1);   /* the act has no estimate */
    assert_int_equal(p.plan.n_targets, 7); /* nothing is wanted: all that nothing waits for */
    close_it(&p);
}

/* two vetoes on one contribution must both be lifted; considered and unknown ones are not counted on */
static void contributions_count_or_not(void **state)
{
    static const char BODY[] = "points:\n  - n: 1\n    title: One\n    says: One.\n"
                               "    needs: {people: {of: force, at_least: \"100\"}}\n"
                               "    contributions:\n"
                               "      k1: {by: K, of: force, amount: \"100\", state: offered}\n"
                               "      k2: {by: K, of: force, amount: \"900\", state: considered}\n"
                               "      k3: {by: K, of: force, amount: unknown, state: offered}\n"
                               "    vetoes:\n"
                               "      va: {by: A, bars: {by: K, of: force}, liftable_by: A}\n"
                               "      vb: {by: B, bars: {by: K, of: force}, liftable_by: B}\n"
                               "    gates: {ready: {opens: {all: {n: {need: people}}}}}\n"
                               "estimates: {as_of: \"2026-01-01\", leads: {people: 30d}}\n";
    struct planned p;
    (void)state;
    open_small(&p, BODY);
    const struct truce_target_plan *target = &p.plan.targets[0];
    assert_int_equal(target->n_roots, 1);
    assert_int_equal(target->roots[0].loop.n, 0);
    assert_int_equal(target->n_ways, 2);
    has_grants(&p, &target->ways[0], "waive ready.n", NULL);
    has_grants(&p, &target->ways[1], "lift va", "lift vb");
    assert_int_equal(target->ways[1].day[TRUCE_EARLIEST], day_of("2026-01-31"));
    assert_true(p.plan.needs[0].offered == 100 && p.plan.needs[0].barred == 100 &&
                p.plan.needs[0].short_by == 100);
    close_it(&p);
}

/* a veto that ends by itself bars until then, one that has not begun bars nothing yet */
static void vetoes_have_their_time(void **state)
{
    static const char BODY[] =
        "points:\n  - n: 1\n    title: One\n    says: One.\n"
        "    needs: {people: {of: force, at_least: \"100\"}}\n"
        "    contributions: {k1: {by: K, of: force, amount: \"100\", state: offered}}\n"
        "    vetoes: {va: {by: A, bars: {by: K, of: force, %s}, liftable_by: A}}\n"
        "    gates: {ready: {opens: {all: {n: {need: people}}}}}\n"
        "estimates: {as_of: \"2026-01-01\", leads: {people: 30d}}\n";
    static const struct {
        const char *when, *day;
    } cases[] = {{"until: \"2026-02-01\"", "2026-03-03"},
                 {"from: \"2027-02-01\"", "2026-01-31"},
                 {"until: \"2025-12-01\"", "2026-01-31"}};
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct planned p;
        char text[1024];
        snprintf(text, sizeof text, BODY, cases[i].when);
        open_small(&p, text);
        assert_int_equal(p.plan.targets[0].day[TRUCE_EARLIEST], day_of(cases[i].day));
        close_it(&p);
    }
}

/* the order of needs does not matter, offers of any size do not either, and a guarantee may outrun the calendar */
static void odd_but_valid(void **state)
{
    static const char BODY[] =
        "points:\n  - n: 1\n    title: One\n    says: One.\n"
        "    needs: {first: {of: force, at_least: \"1\"}, second: {of: force, at_least: \"1\"}}\n"
        "    contributions:\n"
        "      k1: {by: K, of: force, amount: \"1000000000000\", state: offered}\n"
        "      k2: {by: A, of: force, amount: \"1000000000000\", state: offered}\n"
        "      k3: {by: B, of: force, amount: \"1000000000000\", state: offered}\n"
        "      k4: {by: B, of: force, amount: \"1000000000000\", state: offered}\n"
        "      k5: {by: B, of: force, amount: \"1000000000000\", state: offered}\n"
        "    gates: {ready: {opens: {all: {n: {need: first}}}}, too: {opens: {all: {n: {need: second}}}}}\n"
        "    guarantees: {g: {by: K, to: A, starts: {date: \"2026-01-01\"}, lasts: 400y}}\n"
        "estimates: {as_of: \"2026-01-01\", leads: {first: 60d}}\n";
    struct planned p;
    (void)state;
    open_small(&p, BODY);
    assert_int_equal(p.plan.gates[gate(&p, "ready")].day[TRUCE_EARLIEST], day_of("2026-03-02"));
    assert_int_equal(p.plan.gates[gate(&p, "too")].day[TRUCE_EARLIEST], day_of("2026-03-02"));
    assert_int_equal(p.plan.guarantees[0].ends.n, TRUCE_DAY_NONE);
    assert_string_equal(p.plan.notes.items[p.plan.notes.n - 1].code, "N92");
    close_it(&p);
}

/* a last date of the text is a last date of the plan: what would come later never comes, and a waiver lifts it where one can */
static void last_dates(void **state)
{
    static const char BODY[] =
        "points:\n  - n: 1\n    title: One\n    says: One.\n    gates:\n"
        "      first: {opens: {all: {s: {signed: {by: [A, B], instrument: core}}%s}}, effect_after: 10d%s}\n"
        "      then: {opens: {all: {f: {gate: first}}}}\n"
        "estimates: {as_of: \"2026-01-01\", atoms: {signed: 30d}}\n";
    static const struct {
        const char *clause, *rest, *day;
        const char *what_if;
    } cases[] = {
        {"", ", closes: {any: {d: {date: \"2026-02-10\"}}}", NULL, NULL},
        {"", ", closes: {any: {d: {date: \"2026-02-11\"}}}", "2026-02-10", NULL},
        {"", ", closes: {any: {d: {date: \"2026-02-10\"}}}, latched: yes", NULL, NULL},
        {", n: {not: {date: \"2026-02-10\"}}", "", NULL, NULL},
        {", n: {not: {date: \"2026-02-10\"}}", "", "2026-02-10", "waive first.n"},
        {", n: {not: {date: \"2026-02-01\"}}", ", latched: yes", "2026-02-10", NULL}, /* met once is enough */
        {", n: {not: {date: \"2026-01-31\"}}", ", latched: yes", NULL, NULL},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct planned p;
        struct truce_plan_options options;
        char text[1024];
        snprintf(text, sizeof text, BODY, cases[i].clause, cases[i].rest);
        open_small(&p, text);
        truce_plan_options_init(&options);
        options.what_if = &cases[i].what_if;
        options.n_what_if = cases[i].what_if != NULL;
        truce_plan_fini(&p.plan);
        assert_int_equal(truce_plan_run(&p.agreement, &p.state, &options, &p.plan, NULL), TRUCE_OK);
        assert_int_equal(p.plan.targets[0].gate, gate(&p, "then"));
        if (p.plan.targets[0].day[TRUCE_EARLIEST] !=
            (cases[i].day != NULL ? day_of(cases[i].day) : TRUCE_DAY_NEVER))
            fail_msg("case %zu: %d", i, p.plan.targets[0].day[TRUCE_EARLIEST]);
        close_it(&p);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_referendum),
        cmocka_unit_test(the_settlement),
        cmocka_unit_test(the_substitute),
        cmocka_unit_test(what_if_keeps_promises),
        cmocka_unit_test(what_if_is_checked),
        cmocka_unit_test(guarantees_run_by_the_calendar),
        cmocka_unit_test(together_is_one_node),
        cmocka_unit_test(estimates_by_key),
        cmocka_unit_test(contributions_count_or_not),
        cmocka_unit_test(vetoes_have_their_time),
        cmocka_unit_test(odd_but_valid),
        cmocka_unit_test(last_dates),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
