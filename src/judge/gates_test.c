/*
 * Gates: each kind of condition, what closes and latches, who may waive; and the least fixpoint.
 */
#include "sources/sources.h"

#include "judge/judged_test.h"

#define HEAD                                                                                                 \
    "truce: \"1\"\n"                                                                                         \
    "agreement: {id: t, title: T, version: \"1\", status: draft, calendar: {offset: \"+00:00\"}, proof: "    \
    "{established: \"0.9\", contested: \"0.5\"}}\n"                                                          \
    "parties:\n"                                                                                             \
    "  A: {name: A, role: belligerent}\n  B: {name: B, role: belligerent}\n"                                 \
    "  C: {name: C, role: other}\n  K: {name: K, role: contributor}\n  L: {name: L, role: contributor}\n"    \
    "  M: {name: M, role: monitor}\n  J: {name: J, role: adjudicator}\n"                                     \
    "classes:\n  act: {}\n  order: {is: act}\n  end: {}\n  release: {}\n  force: {kind: object}\n"           \
    "  guard: {is: force, kind: object}\n"
#define POINT "points:\n  - n: 1\n    title: One\n    says: One.\n"
#define D(id, by, day, what)                                                                                 \
    "{'id':'" id "','kind':'declaration','by':" by ",'valid':'2026-01-" day "T00:00Z'," what "}\n"
#define R(id, day, what)                                                                                     \
    "{'id':'" id "','kind':'report','by':'M','valid':'2026-01-" day "T00:00Z','class':'order'," what "}\n"

#define ON(day) "2026-01-" day "T00:00Z"

/* ---- facts ---- */

static void every_kind_of_fact_opens(void **state)
{
    (void)state;
    struct judged j;
    judge_text(&j,
               HEAD POINT "    gates:\n"
                          "      signed: {opens: {all: {s: {signed: {by: [A, B]}}}}}\n"
                          "      paper: {opens: {all: {s: {signed: {by: [A, B], instrument: paper}}}}}\n"
                          "      agreed: {opens: {all: {t: {agreed: {text: plan, by: [A, B]}}}}}\n"
                          "      ratified: {opens: {all: {r: {ratified: {by: K, instrument: pact}}}}}\n"
                          "      voted: {opens: {all: {v: {vote: {in: A, kind: referendum}}}}}\n"
                          "      each: {opens: {all: {e: {event: {class: act, by_each: [A, B]}}}}}\n"
                          "      one: {opens: {all: {e: {event: {class: order, by_any: [A, B]}}}}}\n"
                          "      dated: {opens: {all: {d: {date: \"2026-01-10\"}}}}\n"
                          "      free: {opens: {all: {}}}\n"
                          "      barred: {opens: {any: {}}}\n",
               D("1", "['A','B']", "02", "'signs':['signed.s','paper']")
                   D("2", "['A','B']", "03", "'agrees':'plan'")
                       D("3", "'K'", "04",
                         "'ratifies':'pact'") "{'id':'4','kind':'vote','by':'A','valid':'2026-01-05T00:00Z','"
                                              "in':'A','vote_kind':'referendum',"
                                              "'result':'carried'}\n" D("5", "'A'", "06", "'class':'order'")
                                                  D("6", "'B'", "07", "'class':'act'"),
               "2026-01-10T00:00Z");
    static const struct {
        const char *gate, *since;
    } expected[] = {{"signed", ON("02")}, {"paper", ON("02")}, {"agreed", ON("03")}, {"ratified", ON("04")},
                    {"voted", ON("05")},  {"each", ON("07")},  {"one", ON("06")},    {"dated", ON("10")}};
    assert_int_equal(j.state.notes.n, 0);
    for (size_t i = 0; i < sizeof expected / sizeof *expected; i++) {
        assert_gate(&j, expected[i].gate, true);
        for (int r = 0; r < TRUCE_READINGS; r++)
            assert_true(gate_of(&j, r, expected[i].gate)->since.us == instant(expected[i].since).us);
    }
    assert_gate(&j, "free", true);
    assert_gate(&j, "barred", false);
    assert_int_equal(clause_of(&j, TRUCE_STRICT, "each.e")->record, 5);
    judge_again(&j, "2026-01-09T23:59:59Z");
    assert_gate(&j, "dated", false);
    judge_again(&j, "2026-01-01T00:00Z"); /* before everything */
    for (size_t i = 0; i < sizeof expected / sizeof *expected; i++)
        assert_gate(&j, expected[i].gate, false);
    assert_gate(&j, "free", true);
    judged_fini(&j);
}

static void thresholds_and_nesting(void **state)
{
    (void)state;
    struct judged j;
    judge_text(&j,
               HEAD POINT "    gates:\n"
                          "      two:\n"
                          "        opens:\n"
                          "          at_least:\n"
                          "            k: \"2\"\n"
                          "            of:\n"
                          "              a: {signed: {by: A, instrument: x}}\n"
                          "              b: {signed: {by: B, instrument: x}}\n"
                          "              c:\n"
                          "                all:\n"
                          "                  d: {signed: {by: C, instrument: x}}\n"
                          "                  e: {not: {signed: {by: K, instrument: y}}}\n",
               D("1", "'A'", "02", "'signs':'x'") D("2", "'C'", "03", "'signs':'x'")
                   D("3", "'K'", "04", "'signs':'y'") D("4", "'B'", "05", "'signs':'x'"),
               "2026-01-02T00:00Z");
    assert_gate(&j, "two", false);
    assert_true(clause_of(&j, TRUCE_STRICT, "two.c.e")->holds);
    judge_again(&j, ON("03"));
    assert_gate(&j, "two", true);
    judge_again(&j, ON("04")); /* not latched: the negation no longer holds */
    assert_gate(&j, "two", false);
    assert_false(clause_of(&j, TRUCE_STRICT, "two.c")->holds);
    judge_again(&j, ON("05"));
    assert_gate(&j, "two", true);
    assert_true(gate_of(&j, TRUCE_STRICT, "two")->since.us == instant(ON("05")).us);
    assert_true(gate_of(&j, TRUCE_STRICT, "two")->first.us == instant(ON("03")).us);
    judged_fini(&j);
}

static void the_future_has_no_part(void **state)
{
    (void)state;
    struct judged j;
    judge_text(&j, HEAD POINT "    gates: {g: {opens: {all: {s: {signed: {by: A}}}}}}\n",
               "{'id':'1','kind':'declaration','by':'A','valid':'2026-01-02T00:00Z',"
               "'logged':'2026-01-05T00:00Z','signs':'g.s'}\n",
               ON("04"));
    assert_gate(&j, "g", false); /* signed, but nobody knows */
    judge_again(&j, ON("05"));
    assert_gate(&j, "g", true);
    assert_true(gate_of(&j, TRUCE_STRICT, "g")->since.us == instant(ON("02")).us);
    judged_fini(&j);
}

/* ---- circles ---- */

static void nothing_opens_by_pulling_itself_up(void **state)
{
    (void)state;
    struct judged j;
    judge_text(&j,
               HEAD POINT
               "    gates:\n"
               "      one: {opens: {any: {other: {gate: two}, key: {signed: {by: A, instrument: x}}}}}\n"
               "      two: {opens: {all: {other: {gate: one}}}}\n"
               "      three: {opens: {all: {other: {gate: two}}}}\n",
               D("1", "'A'", "02", "'signs':'x'"), ON("01"));
    assert_gate(&j, "one", false);
    assert_gate(&j, "two", false);
    judge_again(&j, ON("02"));
    assert_gate(&j, "three", true);
    judged_fini(&j);

    /* a withdrawal would have to come before the gate opened; a need that fails does not: the circle must not hold itself up */
    judge_text(&j,
               HEAD POINT "    needs: {n: {of: force, at_least: \"10\"}}\n"
                          "    contributions: {c: {by: K, of: guard, amount: \"10\", state: offered}}\n"
                          "    gates:\n"
                          "      one: {opens: {any: {other: {gate: two}, key: {need: n}}}}\n"
                          "      two: {opens: {all: {other: {gate: one}}}}\n"
                          "      slow: {opens: {all: {other: {gate: two}}}, effect_after: 2d}\n",
               D("1", "'K'", "02", "'deploys':'c'") D("2", "'K'", "05", "'withdraws':'c'"), ON("03"));
    assert_gate(&j, "one", true);
    assert_gate(&j, "slow", false);
    judge_again(&j, ON("04"));
    assert_gate(&j, "slow", true);
    judge_again(&j, ON("05"));
    assert_gate(&j, "one", false);
    assert_gate(&j, "two", false);
    assert_gate(&j, "slow", false);
    judged_fini(&j);
}

/* the ground lies in a lower stratum than the circle: what it loses must be looked for behind it */
static void a_circle_above_a_negation_falls_too(void **state)
{
    (void)state;
    struct judged j;
    judge_text(&j,
               HEAD POINT "    needs: {n: {of: force, at_least: \"10\"}}\n"
                          "    contributions: {c: {by: K, of: guard, amount: \"10\", state: offered}}\n"
                          "    gates:\n"
                          "      never: {opens: {all: {s: {signed: {by: C, instrument: z}}}}}\n"
                          "      low: {opens: {all: {n: {need: n}}}}\n"
                          "      one: {opens: {any: {other: {gate: two}, key: {gate: low}}}}\n"
                          "      two: {opens: {all: {other: {gate: one}, not: {not: {gate: never}}}}}\n",
               D("1", "'K'", "02", "'deploys':'c'") D("2", "'K'", "05", "'withdraws':'c'"), ON("03"));
    assert_gate(&j, "one", true);
    assert_gate(&j, "two", true);
    judge_again(&j, ON("05"));
    assert_gate(&j, "low", false);
    assert_gate(&j, "one", false);
    assert_gate(&j, "two", false);
    judged_fini(&j);
}

static void together_is_one(void **state)
{
    (void)state;
    struct judged j;
    judge_text(
        &j,
        HEAD POINT
        "    gates:\n"
        "      a: {opens: {all: {b: {gate: b}, s: {signed: {by: A, instrument: x}}}}, together: [b]}\n"
        "      b: {opens: {all: {a: {gate: a}, s: {signed: {by: B, instrument: x}}}}, effect_after: 3d}\n"
        "      out: {opens: {all: {a: {gate: a}}}}\n",
        D("1", "'A'", "02", "'signs':'x'") D("2", "'B'", "04", "'signs':'x'"), ON("03"));
    assert_gate(&j, "a", false);
    judge_again(&j, ON("06"));
    assert_gate(&j, "a", false); /* the longer delay of the two */
    assert_true(gate_of(&j, TRUCE_STRICT, "a")->due.us == instant(ON("07")).us);
    assert_false(clause_of(&j, TRUCE_STRICT, "a.b")->holds);
    judge_again(&j, ON("07"));
    assert_gate(&j, "a", true);
    assert_gate(&j, "b", true);
    assert_gate(&j, "out", true);
    assert_true(clause_of(&j, TRUCE_STRICT, "a.b")->holds);
    judged_fini(&j);
}

/* ---- effect, latch, closing ---- */

static void an_effect_waits_and_begins_again(void **state)
{
    (void)state;
    struct judged j;
    judge_text(&j,
               HEAD POINT
               "    gates:\n"
               "      open: {opens: {all: {s: {signed: {by: A, instrument: x}}}}, effect_after: 5d}\n"
               "      kept: {opens: {all: {s: {signed: {by: A, instrument: x}}}}, effect_after: 5d, "
               "latched: yes}\n",
               D("1", "'A'", "02", "'signs':'x'") D("2", "'A'", "04", "'withdraws':'x'")
                   D("3", "'A'", "10", "'signs':'x'"),
               ON("03"));
    assert_true(gate_of(&j, TRUCE_STRICT, "open")->due.us == instant(ON("07")).us);
    judge_again(&j, ON("06"));
    assert_true(gate_of(&j, TRUCE_STRICT, "open")->due.us == TRUCE_NEVER);
    assert_true(clause_of(&j, TRUCE_STRICT, "open.s")->refused);
    judge_again(&j, ON("07")); /* latched: that the condition held once is enough */
    assert_gate(&j, "open", false);
    assert_gate(&j, "kept", true);
    assert_true(gate_of(&j, TRUCE_STRICT, "kept")->ground_fell_away);
    judge_again(&j, ON("15"));
    assert_gate(&j, "open", true);
    assert_false(gate_of(&j, TRUCE_STRICT, "kept")->ground_fell_away);
    judged_fini(&j);
}

/* a condition that holds from the beginning has its effect no sooner (found by property_test) */
static void an_effect_waits_from_the_beginning(void **state)
{
    (void)state;
    struct judged j;
    judge_text(&j,
               HEAD POINT
               "    gates:\n"
               "      g: {opens: {all: {n: {not: {event: {class: end, by_any: [A]}}}}}, effect_after: 3d}\n",
               D("1", "'A'", "02", "'class':'order'"), ON("04"));
    assert_gate(&j, "g", false);
    assert_true(gate_of(&j, TRUCE_STRICT, "g")->due.us == instant(ON("05")).us);
    judge_again(&j, ON("05"));
    assert_gate(&j, "g", true);
    judged_fini(&j);
}

static void what_is_signed_binds_once_the_gate_is_open(void **state)
{
    (void)state;
    struct judged j;
    judge_text(&j, HEAD POINT "    gates: {g: {opens: {all: {s: {signed: {by: [A, B], instrument: x}}}}}}\n",
               D("1", "['A','B']", "02", "'signs':'x'") D("2", "'A'", "04", "'withdraws':'x'"), ON("05"));
    assert_gate(&j, "g", true);
    judged_fini(&j);
}

#define TRUCE_OF                                                                                             \
    "    gates:\n"                                                                                           \
    "      truce:\n"                                                                                         \
    "        opens: {all: {order: {event: {class: order, by_each: [A, B]}}, text: {signed: {by: A}}}}\n"     \
    "        closes: {any: {end: {event: {class: end, by_any: [A, B]}}}}\n"                                  \
    "        effect_after: 1d\n"                                                                             \
    "      kept: {opens: {all: {t: {gate: truce}}}, latched: yes}\n"                                         \
    "      after: {opens: {all: {t: {gate: truce}}}}\n"

static void what_an_act_ended_an_act_must_begin_again(void **state)
{
    (void)state;
    struct judged j;
    judge_text(&j, HEAD POINT TRUCE_OF,
               D("1", "['A','B']", "02", "'class':'order'") D("2", "'A'", "02", "'signs':'truce.text'")
                   D("3", "'B'", "10", "'class':'end'") D("4", "'A'", "12", "'class':'order'")
                       D("5", "'B'", "13", "'class':'order'") D("6", "'A'", "14", "'signs':'truce.text'"),
               ON("09"));
    assert_gate(&j, "truce", true);
    judge_again(&j, ON("10"));
    assert_gate(&j, "truce", false);
    assert_gate(&j, "after", false);
    assert_gate(&j, "kept", true);
    assert_true(gate_of(&j, TRUCE_STRICT, "kept")->ground_fell_away);
    assert_false(clause_of(&j, TRUCE_STRICT, "truce.order")->holds);
    assert_false(clause_of(&j, TRUCE_STRICT, "truce.text")->holds);
    judge_again(&j, ON("13"));
    assert_true(clause_of(&j, TRUCE_STRICT, "truce.order")->holds);
    assert_gate(&j, "truce", false);
    judge_again(&j, ON("15"));
    assert_gate(&j, "truce", true);
    assert_true(gate_of(&j, TRUCE_STRICT, "truce")->since.us == instant(ON("15")).us);
    assert_true(gate_of(&j, TRUCE_STRICT, "truce")->first.us == instant(ON("03")).us);
    judged_fini(&j);
}

static void without_an_act_of_its_own_it_stays_closed(void **state)
{
    (void)state;
    struct judged j;
    judge_text(&j,
               HEAD POINT "    gates:\n"
                          "      g:\n"
                          "        opens: {all: {d: {date: \"2026-01-02\"}}}\n"
                          "        closes: {any: {end: {event: {class: end, by_any: [A, B]}}}}\n"
                          "      while:\n"
                          "        opens: {all: {d: {date: \"2026-01-02\"}}}\n"
                          "        closes: {any: {s: {gate: shut}}}\n"
                          "      shut: {opens: {all: {n: {need: n}}}}\n"
                          "    needs: {n: {of: force, at_least: \"1\"}}\n"
                          "    contributions: {c: {by: K, of: force, amount: \"1\", state: offered}}\n",
               D("1", "'A'", "05", "'class':'end'") D("2", "'K'", "06", "'deploys':'c'")
                   D("3", "'K'", "08", "'withdraws':'c'"),
               ON("04"));
    assert_gate(&j, "g", true);
    assert_gate(&j, "while", true);
    judge_again(&j, ON("07"));
    assert_gate(&j, "g", false);
    assert_gate(&j, "while", false);
    judge_again(&j, ON("20"));
    assert_gate(&j, "g", false);
    assert_gate(&j, "while", true); /* what a state closed is closed while that lasts */
    assert_true(gate_of(&j, TRUCE_STRICT, "while")->since.us == instant(ON("08")).us);
    judged_fini(&j);
}

static void gates_that_close_each_other_come_to_rest(void **state)
{
    (void)state;
    struct judged j;
    judge_text(&j,
               HEAD POINT
               "    gates:\n"
               "      a: {opens: {all: {d: {date: \"2026-01-02\"}}}, closes: {any: {b: {gate: b}}}}\n"
               "      b: {opens: {all: {d: {date: \"2026-01-02\"}}}, closes: {any: {a: {gate: a}}}}\n",
               D("1", "'A'", "03", "'class':'order'") D("2", "'A'", "04", "'class':'order'"), ON("05"));
    assert_gate(&j, "a", false);
    assert_gate(&j, "b", false);
    judged_fini(&j);
}

/* ---- votes ---- */

static void the_last_vote_counts(void **state)
{
    (void)state;
    struct judged j;
    judge_text(
        &j,
        HEAD POINT "    gates: {g: {opens: {all: {v: {vote: {in: A, kind: parliament}}, d: {date: "
                   "\"2026-01-20\"}}}}}\n",
        "{'id':'1','kind':'vote','by':'M','valid':'2026-01-02T00:00Z','in':'A','vote_kind':'parliament',"
        "'result':'rejected'}\n"
        "{'id':'2','kind':'vote','by':'J','valid':'2026-01-03T00:00Z','in':'A','vote_kind':'parliament',"
        "'result':'carried'}\n"
        "{'id':'3','kind':'vote','by':'A','valid':'2026-01-04T00:00Z','in':'A','vote_kind':'referendum',"
        "'result':'rejected'}\n"
        "{'id':'4','kind':'vote','by':'A','valid':'2026-01-05T00:00Z','in':'A','result':'rejected'}\n",
        ON("02"));
    assert_true(clause_of(&j, TRUCE_STRICT, "g.v")->refused);
    judge_again(&j, ON("04"));
    assert_true(clause_of(&j, TRUCE_STRICT, "g.v")->holds);
    assert_noted(&j, "N95", "waits for no such vote in \"A\"");
    judge_again(&j, ON("05"));
    assert_false(clause_of(&j, TRUCE_STRICT, "g.v")->holds);
    judged_fini(&j);
}

/* ---- waivers ---- */

static void a_waiver_needs_all_in_whose_favour_it_is(void **state)
{
    (void)state;
    struct judged j;
    const char *yaml =
        HEAD POINT "    gates:\n"
                   "      g: {opens: {all: {s: {signed: {by: [A, C], instrument: x}}, k: {ratified: {by: K, "
                   "instrument: p}}}}}\n"
                   "      h: {opens: {all: {k: {ratified: {by: L, instrument: p}, waivable_by: [J]}}}}\n"
                   "      c:\n"
                   "        opens: {all: {d: {date: \"2026-01-01\"}}}\n"
                   "        closes: {any: {end: {event: {class: end, by_any: [A]}}}}\n";
    judge_text(
        &j, yaml,
        D("1", "['A','C']", "02",
          "'signs':'x'") "{'id':'2','kind':'waiver','by':'A','valid':'2026-01-03T00:00Z','clauses':['g.k','h."
                         "k','c.end']}\n"
                         "{'id':'3','kind':'waiver','by':'C','valid':'2026-01-04T00:00Z','clauses':['g.k','c."
                         "end']}\n"
                         "{'id':'4','kind':'waiver','by':'B','valid':'2026-01-04T00:00Z','clauses':['g.k']}\n"
                         "{'id':'5','kind':'waiver','by':'J','valid':'2026-01-05T00:00Z','clauses':['h.k']}"
                         "\n" D("6", "'A'", "08", "'class':'end'"),
        ON("03"));
    assert_gate(&j, "g", false);
    assert_noted(&j, "N94", "A may not waive \"h.k\"");
    judge_again(&j, ON("04"));
    assert_gate(&j, "g", true);
    assert_true(clause_of(&j, TRUCE_STRICT, "g.k")->waived && clause_of(&j, TRUCE_STRICT, "g.k")->holds);
    assert_int_equal(clause_of(&j, TRUCE_STRICT, "g.k")->record, 2);
    assert_noted(&j, "N94", "B may not waive \"g.k\"");
    assert_gate(&j, "h", false);
    judge_again(&j, ON("09"));
    assert_gate(&j, "h", true);
    assert_gate(&j, "c", true); /* its ground for closing was waived */
    judged_fini(&j);
}

static void without_signatures_the_belligerents_waive(void **state)
{
    (void)state;
    struct judged j;
    judge_text(&j,
               HEAD POINT
               "    gates: {g: {opens: {all: {k: {ratified: {by: K, instrument: p}}}}}}\n"
               "    needs: {n: {of: force, at_least: \"1\"}}\n"
               "    contributions: {c: {by: K, of: force, amount: \"1\", state: deployed, only_after: "
               "{gate: g}}}\n"
               "positions: {p: {by: A, says: No., adds: {to: g, clause: {date: \"2030-01-01\"}}, "
               "withdrawable_by: A}}\n",
               "{'id':'1','kind':'waiver','by':['A','B'],'valid':'2026-01-03T00:00Z','clauses':['c.only_"
               "after','g.p',"
               "'g.nothing']}\n"
               "{'id':'2','kind':'waiver','by':['A','B'],'valid':'2026-01-04T00:00Z','clauses':['g.k']}\n",
               ON("02"));
    assert_false(j.state.reading[TRUCE_STRICT].needs[0].met);
    judge_again(&j, ON("05"));
    assert_true(j.state.reading[TRUCE_STRICT].needs[0].met);
    assert_true(clause_of(&j, TRUCE_STRICT, "g.k")->waived);
    assert_gate(&j, "g", false); /* A maintains its position */
    assert_noted(&j, "N95", "a position is withdrawn, not waived: \"g.p\"");
    assert_noted(&j, "N93", "no clause \"g.nothing\"");
    judged_fini(&j);
}

/* ---- positions, vetoes, contributions ---- */

static void positions_add_a_clause_while_maintained(void **state)
{
    (void)state;
    struct judged j;
    judge_text(&j,
               HEAD POINT
               "    gates: {g: {opens: {any: {d: {date: \"2026-01-01\"}}}}}\n"
               "positions:\n"
               "  p: {by: [A, B], says: No., adds: {to: g, clause: {signed: {by: C, instrument: z}}}, "
               "withdrawable_by: [A, B]}\n",
               D("1", "'A'", "03", "'withdraws':'p'") D("2", "'B'", "04", "'withdraws':'p'")
                   D("3", "'A'", "06", "'maintains':'p'") D("4", "'C'", "08", "'signs':'z'")
                       D("5", "'C'", "09", "'withdraws':'p'"),
               ON("03"));
    assert_gate(&j, "g", false);
    assert_true(j.state.reading[TRUCE_STRICT].positions[0].maintained);
    judge_again(&j, ON("04"));
    assert_gate(&j, "g", true);
    assert_int_equal(j.state.reading[TRUCE_STRICT].positions[0].record, 1);
    judge_again(&j, ON("06"));
    assert_gate(&j, "g", false);
    judge_again(&j, ON("08"));
    assert_gate(&j, "g", true);
    judge_again(&j, ON("09"));
    assert_noted(&j, "N94", "C may not withdraw \"p\"");
    judged_fini(&j);
}

#define FORCES                                                                                               \
    "zones:\n"                                                                                               \
    "  z: {kind: polygon, ring: [[0, 0], [1, 0], [1, 1], [0, 0]], owner: A}\n"                               \
    "  y: {kind: polygon, ring: [[2, 0], [3, 0], [3, 1], [2, 0]], owner: A}\n" POINT                         \
    "    needs: {n: {of: force, at_least: \"100\"}}\n"                                                       \
    "    contributions:\n"                                                                                   \
    "      k: {by: K, of: guard, amount: \"60\", where: z, state: offered}\n"                                \
    "      l: {by: L, of: force, amount: unknown, where: y, state: approved, only_after: {gate: g}}\n"       \
    "      u: {by: L, of: force, amount: \"5\", state: deployed, if: {signed: {by: L, instrument: i}}}\n"    \
    "    vetoes: {v: {by: [A, B], bars: {by: [K], of: force, where: [z], from: \"2026-01-03\", until: "      \
    "\"2026-01-20\"}, liftable_by: [A, B]}}\n"                                                               \
    "    gates:\n"                                                                                           \
    "      g: {opens: {all: {s: {signed: {by: C, instrument: c}}}}}\n"                                       \
    "      met: {opens: {all: {n: {need: n}}}}\n"

static double deployed(const struct judged *j, int reading)
{
    return j->state.reading[reading].needs[0].deployed;
}

static void needs_count_what_is_in_place(void **state)
{
    (void)state;
    struct judged j;
    judge_text(&j, HEAD FORCES,
               D("1", "'K'", "02", "'deploys':'k','amount':95.5")
                   D("2", "'L'", "04", "'deploys':'l','amount':10") D("3", "'C'", "06", "'signs':'c'")
                       D("4", "'A'", "08", "'lifts':'v'") D("5", "'B'", "09", "'lifts':'v'")
                           D("6", "'A'", "10", "'imposes':'v'") D("7", "'L'", "11", "'signs':'i'")
                               D("8", "'K'", "12", "'approves':'k','amount':1"),
               ON("02"));
    assert_true(deployed(&j, TRUCE_STRICT) == 95.5);
    judge_again(&j, ON("03")); /* the veto begins */
    assert_true(deployed(&j, TRUCE_STRICT) == 0);
    judge_again(&j, ON("05")); /* l waits for g */
    assert_true(deployed(&j, TRUCE_STRICT) == 0);
    judge_again(&j, ON("06"));
    assert_true(deployed(&j, TRUCE_STRICT) == 10);
    judge_again(&j, ON("08"));
    assert_true(deployed(&j, TRUCE_STRICT) == 10); /* both must lift it */
    judge_again(&j, ON("09"));
    assert_true(deployed(&j, TRUCE_STRICT) == 105.5);
    assert_gate(&j, "met", true);
    assert_true(j.state.reading[TRUCE_STRICT].vetoes[0].lifted);
    judge_again(&j, ON("10"));
    assert_gate(&j, "met", false);
    judge_again(&j, ON("12")); /* an approval takes nothing away that is in place */
    assert_true(deployed(&j, TRUCE_STRICT) == 15);
    assert_int_equal(j.state.reading[TRUCE_STRICT].contributions[0].state, TRUCE_CONTRIBUTION_DEPLOYED);
    judge_again(&j, ON("20")); /* the veto ends */
    assert_true(deployed(&j, TRUCE_STRICT) == 110.5);
    judged_fini(&j);
}

static void amounts_add_up_as_decimals(void **state)
{
    (void)state;
    struct judged j;
    char yaml[4096];
    size_t n =
        (size_t)snprintf(yaml, sizeof yaml,
                         "%s    needs: {n: {of: force, at_least: \"1\"}}\n    contributions:\n", HEAD POINT);
    n += (size_t)snprintf(yaml + n, sizeof yaml - n,
                          "      big: {by: L, of: force, amount: \"9\", state: offered}\n");
    for (int i = 0; i < 10; i++)
        n += (size_t)snprintf(yaml + n, sizeof yaml - n,
                              "      c%d: {by: K, of: force, amount: \"0.1\", state: deployed}\n", i);
    judge_text(&j, yaml, "", ON("02"));
    assert_true(j.state.reading[TRUCE_STRICT].needs[0].met);
    judged_fini(&j);
}

static void what_stands_nowhere_is_barred_in_strict(void **state)
{
    (void)state;
    struct judged j;
    judge_text(&j,
               HEAD "zones: {z: {kind: polygon, ring: [[0, 0], [1, 0], [1, 1], [0, 0]], owner: A}}\n" POINT
                    "    needs: {n: {of: force, at_least: \"1\"}}\n"
                    "    contributions: {k: {by: K, of: force, amount: \"60\", state: deployed}}\n"
                    "    vetoes: {v: {by: A, bars: {by: [K], of: force, where: [z]}, liftable_by: A}}\n",
               "", ON("02"));
    assert_false(j.state.reading[TRUCE_STRICT].needs[0].met);
    assert_true(j.state.reading[TRUCE_LENIENT].needs[0].met);
    judged_fini(&j);
}

/* ---- readings ---- */

static void contested_facts_open_in_lenient_and_close_in_strict(void **state)
{
    (void)state;
    struct judged j;
    judge_text(&j,
               HEAD POINT "    gates:\n"
                          "      g: {opens: {all: {o: {event: {class: order, by_each: [A]}}}}}\n"
                          "      c:\n"
                          "        opens: {all: {d: {date: \"2026-01-01\"}}}\n"
                          "        closes: {any: {o: {event: {class: order, by_any: [A]}}}}\n"
                          "      not: {opens: {all: {o: {not: {event: {class: order, by_any: [A]}}}}}}\n"
                          "      notg: {opens: {all: {g: {not: {gate: g}}}}}\n",
               R("1", "02", "'exists':0.8,'actors':{'A':0.8}")
                   R("2", "04", "'exists':0.95,'actors':{'A':0.95}") R("3", "06", "'actors':{'A':0.95}"),
               ON("03"));
    /* 0.64: contested */
    assert_false(gate_of(&j, TRUCE_STRICT, "g")->open);
    assert_true(gate_of(&j, TRUCE_LENIENT, "g")->open);
    assert_false(gate_of(&j, TRUCE_STRICT, "c")->open);
    assert_true(gate_of(&j, TRUCE_LENIENT, "c")->open);
    assert_false(gate_of(&j, TRUCE_STRICT, "not")->open);
    assert_true(gate_of(&j, TRUCE_LENIENT, "not")->open);
    assert_false(gate_of(&j, TRUCE_STRICT, "notg")->open);
    assert_true(gate_of(&j, TRUCE_LENIENT, "notg")->open);
    judge_again(&j, ON("05")); /* 0.9025: established */
    assert_gate(&j, "g", true);
    assert_gate(&j, "c", false);
    assert_gate(&j, "not", false);
    assert_gate(&j, "notg", false);
    judged_fini(&j);
    static const struct {
        const char *exists;
        bool strict, lenient;
    } limits[] = {{"0.49", false, false}, {"0.5", false, true}, {"0.89", false, true}, {"0.9", true, true}};
    for (size_t i = 0; i < sizeof limits / sizeof *limits; i++) {
        char log[256];
        snprintf(log, sizeof log,
                 "{'id':'1','kind':'report','by':'M','valid':'2026-01-02T00:00Z','class':'order','exists':%s,"
                 "'actors':{'A':1}}\n",
                 limits[i].exists);
        judge_text(&j,
                   HEAD POINT "    gates: {g: {opens: {all: {o: {event: {class: order, by_each: [A]}}}}}}\n",
                   log, ON("03"));
        assert_int_equal(gate_of(&j, TRUCE_STRICT, "g")->open, limits[i].strict);
        assert_int_equal(gate_of(&j, TRUCE_LENIENT, "g")->open, limits[i].lenient);
        judged_fini(&j);
    }
}

static void a_status_is_done_by_report_or_ruling(void **state)
{
    (void)state;
    struct judged j;
    judge_text(
        &j,
        HEAD POINT "    obligations:\n"
                   "      all: {who: {each: [A, B]}, must: {do: release}}\n"
                   "      any: {who: {any: [A, B]}, must: {do: release}}\n"
                   "    gates:\n"
                   "      g: {opens: {all: {s: {status_of: {obligation: all, is: done}}}}}\n"
                   "      h: {opens: {all: {s: {status_of: {obligation: any, is: done}}}}}\n",
        D("1", "['A','B']", "02", "'class':'release'") "{'id':'2','kind':'report','by':'M','valid':'2026-01-"
                                                       "03T00:00Z','class':'release','actors':{'A':1}}\n"
                                                       "{'id':'3','kind':'ruling','by':'J','valid':'2026-01-"
                                                       "05T00:00Z','fulfils':'all'}\n",
        ON("02"));
    assert_gate(&j, "h", false); /* that somebody says it of himself proves nothing */
    judge_again(&j, ON("03"));
    assert_gate(&j, "h", true);
    assert_gate(&j, "g", false);
    judge_again(&j, ON("05"));
    assert_gate(&j, "g", true);
    judged_fini(&j);
}

static void negations_of_gates_follow_their_strata(void **state)
{
    (void)state;
    struct judged j;
    judge_text(&j,
               HEAD POINT "    gates:\n"
                          "      a: {opens: {all: {x: {signed: {by: A, instrument: a}}}}}\n"
                          "      b: {opens: {all: {x: {not: {gate: a}}}}}\n"
                          "      c: {opens: {all: {x: {not: {gate: b}}}}}\n"
                          "      d: {opens: {all: {x: {not: {gate: c}}, y: {gate: b}}}}\n",
               D("1", "'A'", "03", "'signs':'a'"), ON("02"));
    assert_gate(&j, "a", false);
    assert_gate(&j, "b", true);
    assert_gate(&j, "c", false);
    assert_gate(&j, "d", true);
    judge_again(&j, ON("03"));
    assert_gate(&j, "a", true);
    assert_gate(&j, "b", false);
    assert_gate(&j, "c", true);
    assert_gate(&j, "d", false);
    judged_fini(&j);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_kind_of_fact_opens),
        cmocka_unit_test(thresholds_and_nesting),
        cmocka_unit_test(the_future_has_no_part),
        cmocka_unit_test(nothing_opens_by_pulling_itself_up),
        cmocka_unit_test(a_circle_above_a_negation_falls_too),
        cmocka_unit_test(together_is_one),
        cmocka_unit_test(an_effect_waits_and_begins_again),
        cmocka_unit_test(an_effect_waits_from_the_beginning),
        cmocka_unit_test(what_is_signed_binds_once_the_gate_is_open),
        cmocka_unit_test(what_an_act_ended_an_act_must_begin_again),
        cmocka_unit_test(without_an_act_of_its_own_it_stays_closed),
        cmocka_unit_test(gates_that_close_each_other_come_to_rest),
        cmocka_unit_test(the_last_vote_counts),
        cmocka_unit_test(a_waiver_needs_all_in_whose_favour_it_is),
        cmocka_unit_test(without_signatures_the_belligerents_waive),
        cmocka_unit_test(positions_add_a_clause_while_maintained),
        cmocka_unit_test(needs_count_what_is_in_place),
        cmocka_unit_test(amounts_add_up_as_decimals),
        cmocka_unit_test(what_stands_nowhere_is_barred_in_strict),
        cmocka_unit_test(contested_facts_open_in_lenient_and_close_in_strict),
        cmocka_unit_test(a_status_is_done_by_report_or_ruling),
        cmocka_unit_test(negations_of_gates_follow_their_strata),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
