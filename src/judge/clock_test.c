/*
 * Clocks, day by day: outcomes written as a word a day, q(uiet) b(roken) u(nobserved) -(not running), and the clock after the last.
 */
#include "sources/sources.h"

#include "judge/judged_test.h"

#define HEAD(calendar)                                                                                       \
    "truce: \"1\"\n"                                                                                         \
    "agreement: {id: t, title: T, version: \"1\", status: draft, calendar: {" calendar                       \
    "}, proof: {established: \"0.9\", contested: \"0.5\"}}\n"                                                \
    "parties:\n"                                                                                             \
    "  A: {name: A, role: belligerent}\n  B: {name: B, role: belligerent}\n  C: {name: C, role: other}\n"    \
    "  M: {name: M, role: monitor}\n  N: {name: N, role: monitor}\n  J: {name: J, role: adjudicator}\n"      \
    "classes:\n"                                                                                             \
    "  hostile: {}\n  fire: {is: hostile, severity: 1}\n  shell: {is: fire, severity: 3}\n"                  \
    "  noise: {}\n  end: {}\n  go: {}\n"                                                                     \
    "zones:\n"                                                                                               \
    "  west: {kind: polygon, ring: [[0, 0], [1, 0], [1, 1], [0, 1], [0, 0]], owner: A}\n"                    \
    "  east: {kind: polygon, ring: [[1, 0], [4, 0], [4, 1], [1, 1], [1, 0]], owner: B}\n"                    \
    "  line: {kind: line, path: [[1, 0], [1, 1]], left: A, right: B}\n"                                      \
    "points:\n  - n: 1\n    title: One\n    says: One.\n"                                                    \
    "    gates:\n"                                                                                           \
    "      g: {opens: {all: {s: {event: {class: go, by_each: [C]}}}}, closes: {any: {e: {event: "            \
    "{class: end, by_any: [A]}}}}}\n"                                                                        \
    "      done: {opens: {all: {q: {clock: c}}}, latched: yes}\n"                                            \
    "    clocks:\n"                                                                                          \
    "      c:\n"                                                                                             \
    "        runs_while: {gate: g}\n"
#define UTC HEAD("offset: \"+00:00\"")

/* The gate opens at the beginning of 2 January. */
#define START "{'id':'start','kind':'declaration','by':'C','valid':'2026-01-02T00:00Z','class':'go'}\n"
#define SHOT(id, at, more)                                                                                   \
    "{'id':'" id "','kind':'report','by':'M','valid':'2026-01-" at "Z','class':'shell'" more "}\n"
#define COVERED(id, from, to, more)                                                                          \
    "{'id':'" id "','kind':'coverage','by':'M','valid':{'from':'2026-01-" from "Z','until':'2026-01-" to     \
    "Z'}," more "}\n"
#define PLAIN "        target: 5d\n        counts: {events: hostile, weight: one, by: [A, B]}\n"

static void assert_days(const struct judged *j, int reading, const char *days, int reached)
{
    static const char letters[] = "-qbu";
    const struct truce_clock_state *clock = clock_of(j, reading, "c");
    char found[512] = "";
    for (size_t i = 0; i < clock->n_history && i < sizeof found - 1; i++) {
        found[i] = letters[clock->history[i].outcome];
        found[i + 1] = '\0';
    }
    if (strcmp(found, days) != 0 || clock->days != reached)
        fail_msg("reading %d: days %s and %d, not %s and %d", reading, found, clock->days, days, reached);
}

/* One agreement and log: both readings. */
static void assert_run(const char *yaml, const char *log, const char *as_of, const char *strict,
                       int strict_days, const char *lenient, int lenient_days)
{
    struct judged j;
    judge_text(&j, yaml, log, as_of);
    assert_days(&j, TRUCE_STRICT, strict, strict_days);
    assert_days(&j, TRUCE_LENIENT, lenient, lenient_days);
    judged_fini(&j);
}

#define SAME(yaml, log, as_of, days, n) assert_run(yaml, log, as_of, days, n, days, n)

static void counts_whole_days_while_it_runs(void **state)
{
    (void)state;
    SAME(UTC PLAIN, START, "2026-01-01T00:00Z", "", 0);
    SAME(UTC PLAIN, START, "2026-01-02T23:59Z", "", 0);
    SAME(UTC PLAIN, START, "2026-01-03T00:00Z", "q", 1);
    /* begun at noon: that day does not count */
    SAME(UTC PLAIN, "{'id':'start','kind':'declaration','by':'C','valid':'2026-01-02T12:00Z','class':'go'}\n",
         "2026-01-05T00:00Z", "-qq", 2);
    SAME(UTC PLAIN, START SHOT("1", "04T10:00", ""), "2026-01-07T00:00Z", "qqbqq", 2);
}

static void a_clock_that_ceases_to_run_stands_at_nothing(void **state)
{
    (void)state;
    struct judged j;
    judge_text(&j, UTC PLAIN,
               START "{'id':'e','kind':'declaration','by':'A','valid':'2026-01-09T12:00Z','class':'end'}\n"
                     "{'id':'s','kind':'declaration','by':'C','valid':'2026-01-11T00:00Z','class':'go'}\n",
               "2026-01-09T11:00Z");
    assert_days(&j, TRUCE_STRICT, "qqqqqqq", 7);
    assert_true(clock_of(&j, TRUCE_STRICT, "c")->reached);
    judge_again(&j, "2026-01-10T00:00Z");
    assert_days(&j, TRUCE_STRICT, "qqqqqqq-", 0);
    assert_false(clock_of(&j, TRUCE_STRICT, "c")->reached || clock_of(&j, TRUCE_STRICT, "c")->running);
    assert_gate(&j, "done", true);
    assert_true(gate_of(&j, TRUCE_STRICT, "done")->ground_fell_away);
    judge_again(&j, "2026-01-13T00:00Z");
    assert_days(&j, TRUCE_STRICT, "qqqqqqq--qq", 2);
    judged_fini(&j);
}

static void the_target_stays_reached_through_later_breaks(void **state)
{
    (void)state;
    struct judged j;
    judge_text(&j, UTC PLAIN, START SHOT("1", "08T10:00", ""), "2026-01-10T00:00Z");
    assert_days(&j, TRUCE_STRICT, "qqqqqqbq", 1);
    const struct truce_clock_state *clock = clock_of(&j, TRUCE_STRICT, "c");
    char day[TRUCE_DAY_TEXT];
    truce_day_format(clock->reached_on, day);
    assert_true(clock->reached);
    assert_string_equal(day, "2026-01-06"); /* 2 to 6 January are five days */
    assert_true(gate_of(&j, TRUCE_STRICT, "done")->since.us == instant("2026-01-07T00:00Z").us);
    judge_again(&j, "2026-01-06T23:59Z");
    assert_gate(&j, "done", false);
    judged_fini(&j);
}

/* ---- what a break costs ---- */

static void breaks_restart_pause_or_deduct(void **state)
{
    (void)state;
    const char *log = START SHOT("1", "05T10:00", "") SHOT("2", "06T10:00", "");
    SAME(UTC PLAIN "        on_break: restart\n", log, "2026-01-08T00:00Z", "qqqbbq", 1);
    SAME(UTC PLAIN "        on_break: pause\n", log, "2026-01-08T00:00Z", "qqqbbq", 4);
    SAME(UTC PLAIN "        on_break: {deduct: 2d}\n", log, "2026-01-08T00:00Z", "qqqbbq", 1);
    SAME(UTC PLAIN "        on_break: {deduct: 1d}\n", log, "2026-01-08T00:00Z", "qqqbbq", 2);
}

static void unobserved_days_hold_count_or_break(void **state)
{
    (void)state;
#define WATCHED UTC PLAIN "        coverage_at_least: \"0.80\"\n"
    const char *log = START COVERED("c1", "01T00:00", "05T00:00", "'share':0.8")
        COVERED("c2", "05T00:00", "07T00:00", "'share':0.79")
            COVERED("c3", "07T00:00", "08T00:00", "'share':1");
    SAME(WATCHED "        unobserved_day: hold\n", log, "2026-01-09T00:00Z", "qqquuqu", 4);
    SAME(WATCHED "        unobserved_day: count\n", log, "2026-01-09T00:00Z", "qqquuqu", 7);
    SAME(WATCHED "        unobserved_day: break\n", log, "2026-01-09T00:00Z", "qqquuqu", 0);
    /* what is seen breaks, however little is watched */
    SAME(WATCHED "        unobserved_day: hold\n", START SHOT("1", "04T10:00", ""), "2026-01-06T00:00Z",
         "uubu", 0);
}

static void observers_add_up_in_time_not_in_share(void **state)
{
    (void)state;
#define HALF WATCHED "        unobserved_day: hold\n"
    /* two who watch half of it at once are no whole; in turns they are */
    SAME(HALF,
         START COVERED("1", "02T00:00", "03T00:00", "'share':0.5")
             COVERED("2", "02T00:00", "03T00:00", "'share':0.5"),
         "2026-01-03T00:00Z", "u", 0);
    SAME(HALF,
         START COVERED("1", "02T00:00", "02T12:00", "'share':1")
             COVERED("2", "02T12:00", "03T00:00", "'share':0.7"),
         "2026-01-03T00:00Z", "q", 1);
    /* the better of two, for as long as he watches: (20 x 1 + 4 x 0) / 24 */
    SAME(HALF,
         START COVERED("1", "02T02:00", "02T22:00", "'share':1")
             COVERED("2", "02T05:00", "02T10:00", "'share':0.1"),
         "2026-01-03T00:00Z", "q", 1);
    SAME(HALF, START COVERED("1", "02T02:00", "02T21:00", "'share':1"), "2026-01-03T00:00Z", "u", 0);
    /* only a monitor says what was watched; a part of the ground says nothing of all of it */
    SAME(HALF,
         START
         "{'id':'1','kind':'coverage','by':'A','valid':{'from':'2026-01-02T00:00Z','until':"
         "'2026-01-03T00:00Z'},'share':1}\n" COVERED("2", "02T00:00", "03T00:00", "'share':1,'zone':'west'"),
         "2026-01-03T00:00Z", "u", 0);
}

static void zones_are_watched_by_area(void **state)
{
    (void)state;
    struct judged j;
    const char *yaml =
        HEAD("offset: \"+00:00\"") "        target: 5d\n"
                                   "        counts: {events: hostile, weight: one, where: {in: [west, "
                                   "east]}}\n";
    judge_text(&j, yaml,
               START COVERED("1", "02T00:00", "03T00:00", "'share':1,'zone':'west'")
                   COVERED("2", "03T00:00", "04T00:00", "'share':1,'zone':'east'")
                       COVERED("3", "04T00:00", "05T00:00", "'share':0.5"),
               "2026-01-05T00:00Z");
    const struct truce_clock_day *day = clock_of(&j, TRUCE_STRICT, "c")->history;
    assert_true(day[0].observed > 0.2499 && day[0].observed < 0.2501); /* a quarter of the ground */
    assert_true(day[1].observed > 0.7499 && day[1].observed < 0.7501);
    assert_true(day[2].observed > 0.4999 && day[2].observed < 0.5001);
    judged_fini(&j);
}

/* ---- tolerance ---- */

static void tolerances_a_day_and_a_window(void **state)
{
    (void)state;
#define WEIGHT(weight, tolerance)                                                                            \
    UTC "        target: 5d\n        counts: {events: hostile, weight: " weight                              \
        ", by: [A, B]}\n        tolerance: {" tolerance "}\n"
    const char *log = START SHOT("1", "03T10:00", ",'count':2")
        SHOT("2", "03T11:00",
             "") "{'id':'3','kind':'report','by':'M','valid':'2026-01-05T10:00Z','class':'fire'}\n";
    SAME(WEIGHT("one", "per_day: \"1\""), log, "2026-01-07T00:00Z", "qbqqq", 3);
    SAME(WEIGHT("one", "per_day: \"2\""), log, "2026-01-07T00:00Z", "qqqqq", 5);
    SAME(WEIGHT("count", "per_day: \"2\""), log, "2026-01-07T00:00Z", "qbqqq", 3);
    SAME(WEIGHT("severity", "per_day: \"5\""), log, "2026-01-07T00:00Z", "qbqqq", 3);
    SAME(WEIGHT("severity", "per_day: \"6\""), log, "2026-01-07T00:00Z", "qqqqq", 5);
    /* six on the 3rd and one on the 5th: seven in the three days that end on the 5th */
    SAME(WEIGHT("severity", "per_day: \"6\", per_window: {days: \"3\", at_most: \"6\"}"), log,
         "2026-01-08T00:00Z", "qqqbqq", 2);
    SAME(WEIGHT("severity", "per_day: \"6\", per_window: {days: \"3\", at_most: \"5\"}"), log,
         "2026-01-08T00:00Z", "qbbbqq", 2);
    struct judged j;
    judge_text(&j, WEIGHT("severity", "per_day: \"6\", per_window: {days: \"3\", at_most: \"5\"}"), log,
               "2026-01-05T00:00Z");
    const struct truce_clock_day *day = clock_of(&j, TRUCE_STRICT, "c")->history;
    assert_string_equal(j.records.items[day[1].record].id, "2"); /* by which it was too much */
    assert_string_equal(j.records.items[day[2].record].id, "2"); /* the last in the window */
    assert_true(day[1].weight == 6 && day[2].weight == 0);
    judged_fini(&j);
}

static void the_window_begins_with_the_run(void **state)
{
    (void)state;
    SAME(WEIGHT("one", "per_day: \"0\", per_window: {days: \"7\", at_most: \"0\"}"),
         SHOT("1", "01T10:00", "") START, "2026-01-04T00:00Z", "qq", 2);
}

/* ---- readings ---- */

static void contested_incidents_make_the_gap(void **state)
{
    (void)state;
    const char *yaml = UTC PLAIN;
    assert_run(yaml, START SHOT("1", "04T10:00", ",'exists':0.5"), "2026-01-06T00:00Z", "qqbq", 1, "qqqq", 4);
    assert_run(yaml, START SHOT("1", "04T10:00", ",'exists':0.49"), "2026-01-06T00:00Z", "qqqq", 4, "qqqq",
               4);
    assert_run(yaml, START SHOT("1", "04T10:00", ",'exists':0.9"), "2026-01-06T00:00Z", "qqbq", 1, "qqbq", 1);
    SAME(yaml, START SHOT("1", "04T10:00", ",'count':0"), "2026-01-06T00:00Z", "qqqq", 4);
    SAME(yaml, START SHOT("1", "04T10:00", ",'count':{'at_least':0}"), "2026-01-06T00:00Z", "qqbq", 1);
}

static void times_across_midnight(void **state)
{
    (void)state;
#define SPAN(from, until)                                                                                    \
    START "{'id':'1','kind':'report','by':'M','valid':{'from':'2026-01-" from "Z','until':'2026-01-" until   \
          "Z'},'class':'shell'}\n"
    assert_run(UTC PLAIN, SPAN("03T23:50", "04T00:20"), "2026-01-06T00:00Z", "qbbq", 1, "qqbq", 1);
    assert_run(UTC PLAIN, SPAN("03T23:30", "04T00:30"), "2026-01-06T00:00Z", "qbbq", 1, "qbqq", 2);
    SAME(UTC PLAIN, SPAN("03T23:30", "04T00:00"), "2026-01-06T00:00Z", "qbqq", 2);
    assert_run(UTC PLAIN, SPAN("03T12:00", "05T06:00"), "2026-01-07T00:00Z", "qbbbq", 1, "qqbqq", 2);
}

static void attribution_when_the_text_needs_it(void **state)
{
    (void)state;
#define NEEDED UTC PLAIN "        attribution: {needed: yes, standard: \"0.8\"}\n"
    assert_run(NEEDED, START SHOT("1", "04T10:00", ",'actors':{'A':0.8}"), "2026-01-06T00:00Z", "qqbq", 1,
               "qqbq", 1);
    assert_run(NEEDED, START SHOT("1", "04T10:00", ",'actors':{'A':0.5,'B':0.5}"), "2026-01-06T00:00Z",
               "qqbq", 1, "qqqq", 4);
    SAME(NEEDED, START SHOT("1", "04T10:00", ",'actors':{'A':0.4,'B':0.4}"), "2026-01-06T00:00Z", "qqqq", 4);
    SAME(NEEDED, START SHOT("1", "04T10:00", ",'actors':{'C':1}"), "2026-01-06T00:00Z", "qqqq", 4);
    /* not needed: whoever it was, unless it was somebody else */
    SAME(UTC PLAIN, START SHOT("1", "04T10:00", ",'actors':{'C':0.4}"), "2026-01-06T00:00Z", "qqbq", 1);
    assert_run(UTC PLAIN, START SHOT("1", "04T10:00", ",'actors':{'C':0.5}"), "2026-01-06T00:00Z", "qqbq", 1,
               "qqqq", 4);
    SAME(UTC PLAIN, START SHOT("1", "04T10:00", ",'actors':{'C':0.9}"), "2026-01-06T00:00Z", "qqqq", 4);
    SAME(UTC PLAIN, START SHOT("1", "04T10:00", ",'actors':{'bandits':0.9}"), "2026-01-06T00:00Z", "qqqq", 4);
}

static void rulings_and_admissions(void **state)
{
    (void)state;
#define RULING(id, day, what)                                                                                \
    "{'id':'" id "','kind':'ruling','by':'J','valid':'2026-01-" day "T00:00Z','about':'1'," what "}\n"
    const char *contested = START SHOT("1", "04T10:00", ",'exists':0.6,'actors':{'A':0.9}");
    char log[2048];
    struct {
        const char *ruling, *strict, *lenient;
    } cases[] = {
        {"", "qqbq", "qqqq"},
        {RULING("x", "05", "'finding':'violation'"), "qqbq", "qqbq"},
        {RULING("x", "05", "'finding':'accident','counts':true"), "qqbq", "qqbq"},
        {RULING("x", "05", "'finding':'no_violation'"), "qqqq", "qqqq"},
        {RULING("x", "05", "'finding':'violation','counts':false"), "qqqq", "qqqq"},
        {RULING("x", "05", "'finding':'accident'"), "qqqq", "qqqq"}, /* decides nothing: see below */
        {RULING("x", "05", "'counts':true") RULING("y", "06", "'counts':false"), "qqqq", "qqqq"},
        {RULING("y", "06", "'counts':false") RULING("x", "05", "'counts':true"), "qqqq", "qqqq"},
        {RULING("x", "07", "'counts':false"), "qqbq", "qqqq"}, /* not yet */
    };
    cases[5].strict = "qqbq";
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        snprintf(log, sizeof log, "%s%s", contested, cases[i].ruling);
        struct judged j;
        judge_text(&j, UTC PLAIN, log, "2026-01-06T00:00Z");
        assert_days(&j, TRUCE_STRICT, cases[i].strict, strchr(cases[i].strict, 'b') != NULL ? 1 : 4);
        assert_days(&j, TRUCE_LENIENT, cases[i].lenient, strchr(cases[i].lenient, 'b') != NULL ? 1 : 4);
        judged_fini(&j);
    }
    assert_run(NEEDED,
               START SHOT("1", "04T10:00", ",'actors':{'A':1}")
                   RULING("x", "05", "'finding':'not_attributable'"),
               "2026-01-06T00:00Z", "qqqq", 4, "qqqq", 4);
    SAME(NEEDED,
         START "{'id':'1','kind':'declaration','by':'A','valid':'2026-01-04T10:00Z','class':'shell'}\n",
         "2026-01-06T00:00Z", "qqbq", 1); /* what A says it did, it did */
    SAME(NEEDED,
         START
         "{'id':'1','kind':'report','by':'A','valid':'2026-01-04T10:00Z','class':'shell','actors':{'B':1}}\n",
         "2026-01-06T00:00Z", "qqqq", 4); /* what A says of B is no report */
    SAME(UTC PLAIN, START "{'id':'1','kind':'report','by':'M','valid':'2026-01-04T10:00Z','class':'noise'}\n",
         "2026-01-06T00:00Z", "qqqq", 4);
}

static void places_known_and_unknown(void **state)
{
    (void)state;
#define WEST                                                                                                 \
    UTC "        target: 5d\n        counts: {events: hostile, weight: one, where: {in: [west]}, by: [A, "   \
        "B]}\n"
#define NEAR(side)                                                                                           \
    UTC "        target: 5d\n        counts: {events: hostile, weight: one, where: {nearer_than: {line: "    \
        "line, distance: 20km, side: " side "}}}\n"
    SAME(WEST, START SHOT("1", "04T10:00", ",'place':[0.5,0.5]"), "2026-01-06T00:00Z", "qqbq", 1);
    SAME(WEST, START SHOT("1", "04T10:00", ",'place':[1.5,0.5]"), "2026-01-06T00:00Z", "qqqq", 4);
    assert_run(WEST, START SHOT("1", "04T10:00", ",'place_name':'somewhere'"), "2026-01-06T00:00Z", "qqbq", 1,
               "qqqq", 4);
    /* 0.1 degrees are 11 km; A stands on the left, in the west */
    const char *near = ",'place':[0.9,0.5],'actors':{'A':0.9}",
               *far = ",'place':[0.7,0.5],'actors':{'A':0.9}";
    char log[1024];
    snprintf(log, sizeof log,
             START "{'id':'1','kind':'report','by':'M','valid':'2026-01-04T10:00Z','class':'shell'%s}\n",
             near);
    SAME(NEAR("both"), log, "2026-01-06T00:00Z", "qqbq", 1);
    SAME(NEAR("own"), log, "2026-01-06T00:00Z", "qqbq", 1);
    SAME(NEAR("other"), log, "2026-01-06T00:00Z", "qqqq", 4);
    snprintf(log, sizeof log,
             START "{'id':'1','kind':'report','by':'M','valid':'2026-01-04T10:00Z','class':'shell'%s}\n",
             far);
    SAME(NEAR("both"), log, "2026-01-06T00:00Z", "qqqq", 4);
    assert_run(NEAR("own"), START SHOT("1", "04T10:00", ",'place':[0.9,0.5]"), "2026-01-06T00:00Z", "qqbq", 1,
               "qqqq", 4);
}

/* ---- units of count ---- */

static void units_of_count(void **state)
{
    (void)state;
#define UNIT(weight, unit, per_day)                                                                          \
    UTC "        target: 5d\n        counts: {events: hostile, weight: " weight ", count: " unit             \
        "}\n        tolerance: {per_day: \"" per_day "\"}\n"
#define BURST(id, at, dir, name, n)                                                                          \
    "{'id':'" id "','kind':'report','by':'M','valid':'2026-01-03T" at "Z','class':'shell','direction':'" dir \
    "','place_name':'" name "','count':" n "}\n"
    /* three bursts north within 20 minutes of each other, one an hour later, one west at the same time */
    const char *log = START BURST("1", "10:00", "N", "x", "100") BURST("2", "10:20", "N", "x", "50")
        BURST("3", "10:40", "N", "x", "300") BURST("4", "11:40", "N", "x", "40")
            BURST("5", "10:20", "W", "y", "4");
    static const struct {
        const char *unit, *weight;
        double weighs;
    } cases[] = {
        {"effect", "count", 494},   {"effect", "one", 5},    {"effect", "severity", 15},
        {"episode", "count", 3},    {"episode", "one", 3},   {"episode", "severity", 9},
        {"trajectory", "count", 5}, {"place_day", "one", 2}, {"place_day", "severity", 6},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char yaml[4096];
        struct judged j;
        snprintf(yaml, sizeof yaml,
                 "%s        target: 5d\n        counts: {events: hostile, weight: %s, count: %s}\n", UTC,
                 cases[i].weight, strcmp(cases[i].unit, "episode") == 0 ? "{episode: 30min}" : cases[i].unit);
        judge_text(&j, yaml, log, "2026-01-04T00:00Z");
        double weighs = clock_of(&j, TRUCE_STRICT, "c")->history[1].weight;
        if (weighs != cases[i].weighs)
            fail_msg("%s by %s: %g, not %g", cases[i].weight, cases[i].unit, weighs, cases[i].weighs);
        judged_fini(&j);
    }
    /* one trajectory seen by two at the same instant */
    SAME(UNIT("one", "trajectory", "1"),
         START BURST("1", "10:00", "N", "x", "1") BURST("2", "10:00", "N", "x", "1"), "2026-01-04T00:00Z",
         "qq", 2);
    SAME(UNIT("one", "effect", "1"),
         START BURST("1", "10:00", "N", "x", "1") BURST("2", "10:00", "N", "x", "1"), "2026-01-04T00:00Z",
         "qb", 0);
}

static void an_episode_may_last_past_midnight(void **state)
{
    (void)state;
    assert_run(
        UNIT("one", "{episode: 30min}", "0"),
        START
        "{'id':'1','kind':'report','by':'M','valid':'2026-01-03T23:50Z','class':'shell'}\n"
        "{'id':'2','kind':'report','by':'M','valid':{'from':'2026-01-04T00:10Z','until':'2026-01-04T00:30Z'},"
        "'class':'shell'}\n",
        "2026-01-06T00:00Z", "qbbq", 1, "qqbq", 1);
}

/* ---- calendars ---- */

static void days_of_23_and_25_hours(void **state)
{
    (void)state;
    /* Kyiv: clocks go forward on 29 March 2026 at 03:00 and back on 25 October 2026 at 04:00 */
    struct judged j;
    const char *yaml = HEAD("zone: Europe/Kyiv") PLAIN "        coverage_at_least: \"1.0\"\n";
    judge_text(&j, yaml,
               "{'id':'s','kind':'declaration','by':'C','valid':'2026-03-28T00:00+02:00','class':'go'}\n"
               "{'id':'c','kind':'coverage','by':'M','valid':{'from':'2026-03-28T00:00+02:00','until':"
               "'2026-03-31T00:00+03:00'},'share':1}\n",
               "2026-03-30T00:00+03:00");
    assert_days(&j, TRUCE_STRICT, "qq", 2);
    judge_again(&j, "2026-03-29T23:59+03:00");
    assert_days(&j, TRUCE_STRICT, "q", 1);
    judged_fini(&j);
    judge_text(&j, yaml,
               "{'id':'s','kind':'declaration','by':'C','valid':'2026-10-25T00:00+03:00','class':'go'}\n"
               "{'id':'c','kind':'coverage','by':'M','valid':{'from':'2026-10-25T00:00+03:00','until':"
               "'2026-10-25T23:00+02:00'},'share':1}\n",
               "2026-10-26T00:00+02:00");
    const struct truce_clock_day *day = clock_of(&j, TRUCE_STRICT, "c")->history;
    assert_true(day[0].observed > 0.9599 && day[0].observed < 0.9601); /* 24 of 25 hours */
    judged_fini(&j);
}

static void reporting_days_end_when_the_text_says(void **state)
{
    (void)state;
    const char *yaml = HEAD("offset: \"+02:00\", reporting_day_ends: \"19:30\"") PLAIN;
    /* begun on 2 January 19:30: the reporting day of the 3rd is the first */
    const char *log =
        "{'id':'s','kind':'declaration','by':'C','valid':'2026-01-02T19:30+02:00','class':'go'}\n"
        "{'id':'1','kind':'report','by':'M','valid':'2026-01-04T20:00+02:00','class':'shell'}\n";
    SAME(yaml, log, "2026-01-03T19:29+02:00", "", 0);
    SAME(yaml, log, "2026-01-06T19:30+02:00", "qqbq",
         1); /* 20:00 on the 4th is of the reporting day of the 5th */
    struct judged j;
    char day[TRUCE_DAY_TEXT];
    judge_text(&j, yaml, log, "2026-01-06T19:30+02:00");
    truce_day_format(clock_of(&j, TRUCE_STRICT, "c")->history[0].day, day);
    assert_string_equal(day, "2026-01-03");
    judged_fini(&j);
}

static void a_clock_without_condition_runs_from_the_first_record(void **state)
{
    (void)state;
    struct judged j;
    const char *yaml =
        HEAD("offset: \"+00:00\"") PLAIN "      free:\n"
                                         "        target: 3d\n"
                                         "        counts: {events: hostile, weight: one, by: [A]}\n"
                                         "      anyone:\n"
                                         "        target: 3d\n"
                                         "        counts: {events: hostile, weight: one}\n";
    judge_text(&j, yaml,
               "{'id':'1','kind':'declaration','by':'C','valid':'2026-01-02T12:00Z','class':'noise'}\n",
               "2026-01-06T00:00Z");
    assert_int_equal(clock_of(&j, TRUCE_STRICT, "free")->days, 3);
    assert_true(clock_of(&j, TRUCE_STRICT, "free")->reached);
    assert_int_equal(clock_of(&j, TRUCE_STRICT, "c")->n_history, 0);
    judged_fini(&j);
    judge_text(&j, yaml, "", "2026-01-06T00:00Z");
    assert_int_equal(clock_of(&j, TRUCE_STRICT, "free")->days, 0);
    assert_true(clock_of(&j, TRUCE_STRICT, "free")->running);
    judged_fini(&j);
}

static void fifteen_years_of_days(void **state)
{
    (void)state;
    struct judged j;
    judge_text(&j, UTC PLAIN, START, "2041-01-02T00:00Z");
    assert_int_equal(clock_of(&j, TRUCE_STRICT, "c")->days, 5479); /* 15 x 365 and four leap days */
    judged_fini(&j);
    struct truce_err err;
    read_agreement(UTC PLAIN, &j.agreement);
    read_log("{'id':'1','kind':'declaration','by':'C','valid':'1850-01-02T12:00Z','class':'noise'}\n",
             &j.records, &j.log);
    assert_int_equal(truce_state_at(&j.agreement, &j.records, instant("2099-01-01T00:00Z"), &j.state, &err),
                     TRUCE_ERR_LIMIT);
    assert_non_null(strstr(err.text, "more than 200 years"));
    truce_records_fini(&j.records);
    truce_agreement_fini(&j.agreement);
    free(j.log);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(counts_whole_days_while_it_runs),
        cmocka_unit_test(a_clock_that_ceases_to_run_stands_at_nothing),
        cmocka_unit_test(the_target_stays_reached_through_later_breaks),
        cmocka_unit_test(breaks_restart_pause_or_deduct),
        cmocka_unit_test(unobserved_days_hold_count_or_break),
        cmocka_unit_test(observers_add_up_in_time_not_in_share),
        cmocka_unit_test(zones_are_watched_by_area),
        cmocka_unit_test(tolerances_a_day_and_a_window),
        cmocka_unit_test(the_window_begins_with_the_run),
        cmocka_unit_test(contested_incidents_make_the_gap),
        cmocka_unit_test(times_across_midnight),
        cmocka_unit_test(attribution_when_the_text_needs_it),
        cmocka_unit_test(rulings_and_admissions),
        cmocka_unit_test(places_known_and_unknown),
        cmocka_unit_test(units_of_count),
        cmocka_unit_test(an_episode_may_last_past_midnight),
        cmocka_unit_test(days_of_23_and_25_hours),
        cmocka_unit_test(reporting_days_end_when_the_text_says),
        cmocka_unit_test(a_clock_without_condition_runs_from_the_first_record),
        cmocka_unit_test(fifteen_years_of_days),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
