/*
 * Verdicts worked by hand, norm kind by norm kind.
 */
#include "sources/sources.h"

#include <math.h>

#include "judge/verdicts_test.h"

#define HEAD                                                                                                 \
    "truce: \"1\"\n"                                                                                         \
    "agreement: {id: t, title: T, version: \"1\", status: in_force, finality: 14d, calendar: {offset: "      \
    "\"+00:00\"}, "                                                                                          \
    "proof: {established: \"0.9\", contested: \"0.5\"}}\n"                                                   \
    "parties:\n  A: {name: A, role: belligerent}\n  B: {name: B, role: belligerent}\n"                       \
    "  M: {name: M, role: monitor}\n  J: {name: J, role: adjudicator}\n"                                     \
    "groups: {sides: [A, B]}\n"                                                                              \
    "classes:\n  hostile: {}\n  shell: {is: hostile, severity: 3}\n  shot: {is: hostile, severity: 1}\n"     \
    "  order: {}\n  end: {}\n  report: {}\n  release: {}\n  exercise: {}\n  notice: {}\n"                    \
    "  weapon: {kind: object}\n  car: {is: weapon}\n  gun: {is: weapon, severity: 4}\n"                      \
    "zones:\n"                                                                                               \
    "  z: {kind: polygon, ring: [[0, 0], [1, 0], [1, 1], [0, 1], [0, 0]]}\n"                                 \
    "  y: {kind: polygon, ring: [[2, 0], [3, 0], [3, 1], [2, 1], [2, 0]]}\n"                                 \
    "points:\n  - n: 1\n    title: One\n    says: One.\n"                                                    \
    "    gates:\n"                                                                                           \
    "      fire: {opens: {all: {o: {event: {class: order, by_each: [A, B]}}}}, closes: {any: {e: {event: "   \
    "{class: "                                                                                               \
    "end, by_any: [A, B]}}}}}\n"

#define BAN                                                                                                  \
    HEAD "    obligations:\n"                                                                                \
         "      no_force: {who: {each: sides}, must_not: {do: hostile}, where: {in: [z]}, when: {from: "     \
         "{gate: "                                                                                           \
         "fire}, until: never}, on_violation: {duty: talks}}\n"                                              \
         "      talks: {who: J, must: {do: report}, when: {on: {violation_of: no_force}, within: 72h}}\n"

#define ORDER "{'id':'o','kind':'declaration','by':['A','B'],'valid':'2026-01-02T00:00Z','class':'order'}\n"
#define SHELL(id, day, more)                                                                                 \
    "{'id':'" id "','kind':'report','by':'M','valid':'2026-01-" day "T10:00Z','class':'shell'," more "}\n"
#define AT "'place':[0.5,0.5]"

static const struct truce_match *match_of(const struct tried *t, const char *name, const char *record)
{
    const struct truce_verdict *item = verdict_of(t, name);
    for (size_t i = 0; i < item->n_matches; i++) {
        const struct truce_match *m = &t->verdicts.matches[item->first_match + i];
        if (strcmp(t->judged.records.items[t->verdicts.incidents[m->incident].record].id, record) == 0)
            return m;
    }
    fail_msg("%s has no match of %s", name, record);
    return NULL;
}

static void a_prohibition_is_not_in_force_before_its_gate(void **state)
{
    (void)state;
    struct tried t;
    try_text(&t, BAN, SHELL("r", "05", AT ",'actors':{'A':1}"), "2026-01-10T00:00Z");
    assert_states(&t, "no_force[A]", "not_in_force", "not_in_force");
    assert_int_equal(verdict_of(&t, "no_force[A]")->life, TRUCE_LIFE_CREATED);
    assert_true(isnan(verdict_of(&t, "no_force[A]")->observed));
    assert_true(match_of(&t, "no_force[A]", "r")->time == 0);
    assert_states(&t, "talks", "not_in_force", "not_in_force");
    tried_fini(&t);
}

static void the_factors_of_a_match_are_shown(void **state)
{
    (void)state;
    struct tried t;
    /* 12 of 24 hours lie in force; class 0.8 + 0.1; actor 0.7 */
    try_text(
        &t, BAN,
        ORDER
        "{'id':'r','kind':'report','by':'M','valid':{'from':'2026-01-01T12:00Z','until':'2026-01-02T12:00Z'}"
        ",'classes':{'shell':0.8,'shot':0.1,'release':0.1},'exists':0.5,'actors':{'A':0.7,'B':0.2}," AT "}\n",
        "2026-01-10T00:00Z");
    const struct truce_match *m = match_of(&t, "no_force[A]", "r");
    assert_true(m->exists == 0.5 && m->time == 0.5 && fabs(m->class_ - 0.9) < 1e-12 && m->actor == 0.7);
    assert_true(m->place == 1 && m->place_known);
    assert_true(fabs(m->chance - 0.5 * 0.5 * 0.9 * 0.7) < 1e-12);
    assert_states(&t, "no_force[A]", "clean", "clean");
    assert_true(fabs(verdict_of(&t, "no_force[A]")->chance - 0.1575) < 1e-12);
    assert_true(rests_on(&t, verdict_of(&t, "no_force[A]")->would_change, 0, "r") == false);
    tried_fini(&t);
}

static void contested_and_established_violations_part_the_readings(void **state)
{
    (void)state;
    struct tried t;
    try_text(&t, BAN,
             ORDER SHELL("a", "05", AT ",'actors':{'A':0.95}") SHELL("b", "06", AT ",'actors':{'B':0.6}")
                 SHELL("c", "07", "'place':[5,5],'actors':{'B':1}"),
             "2026-01-10T00:00Z");
    assert_states(&t, "no_force[A]", "violated", "violated");
    assert_states(&t, "no_force[B]", "suspected", "clean");
    const struct truce_verdict *a = verdict_of(&t, "no_force[A]"), *b = verdict_of(&t, "no_force[B]");
    assert_int_equal(a->life, TRUCE_LIFE_VIOLATED);
    assert_true(a->provisional && a->n_violations == 1 && a->violations[0].severity == 3);
    assert_true(a->n_grounds == 1 && rests_on(&t, a->grounds, a->n_grounds, "a"));
    assert_true(rests_on(&t, a->would_change, a->n_would_change, "a"));
    assert_true(b->total[TRUCE_STRICT] == 1 && b->total[TRUCE_LENIENT] == 0);
    assert_true(rests_on(&t, b->would_change, b->n_would_change, "b"));
    assert_true(match_of(&t, "no_force[B]", "c")->place == 0);
    /* the duty that follows: due, and in the lenient reading not triggered by what is contested */
    assert_states(&t, "talks#1", "missed", "missed");
    assert_states(&t, "talks#2", "missed", "not_in_force");
    try_again(&t, "2026-02-01T00:00Z");
    assert_false(verdict_of(&t, "no_force[A]")->provisional);
    tried_fini(&t);
}

static void many_contested_incidents_never_make_a_violation(void **state)
{
    (void)state;
    struct tried t;
    try_text(&t, BAN,
             ORDER SHELL("a", "05", AT ",'actors':{'A':0.8}") SHELL("b", "06", AT ",'actors':{'A':0.8}")
                 SHELL("c", "07", AT ",'actors':{'A':0.8}"),
             "2026-01-10T00:00Z");
    assert_states(&t, "no_force[A]", "suspected", "clean");
    assert_true(fabs(verdict_of(&t, "no_force[A]")->chance - (1 - 0.2 * 0.2 * 0.2)) < 1e-12);
    assert_int_equal(verdict_of(&t, "no_force[A]")->n_would_change, 3);
    tried_fini(&t);
}

static void a_violation_is_repaired_and_never_clean(void **state)
{
    (void)state;
    struct tried t;
    try_text(&t, BAN,
             ORDER SHELL("a", "05", AT ",'actors':{'A':1}") "{'id':'t','kind':'declaration','by':'J','valid':"
                                                            "'2026-01-08T09:00Z','class':'report'}\n",
             "2026-01-10T00:00Z");
    assert_states(&t, "talks#1", "done", "done");
    assert_states(&t, "no_force[A]", "repaired", "repaired");
    assert_states(&t, "no_force[B]", "clean", "clean");
    const struct truce_verdict *a = verdict_of(&t, "no_force[A]");
    assert_ptr_equal(&t.verdicts.items[a->violations[0].repaired_by], verdict_of(&t, "talks#1"));
    tried_fini(&t);
    /* one hour late: 72 hours count exactly */
    try_text(&t, BAN,
             ORDER SHELL("a", "05", AT ",'actors':{'A':1}") "{'id':'t','kind':'declaration','by':'J','valid':"
                                                            "'2026-01-08T10:00Z','class':'report'}\n",
             "2026-01-10T00:00Z");
    assert_states(&t, "talks#1", "missed", "missed");
    assert_states(&t, "no_force[A]", "violated", "violated");
    tried_fini(&t);
}

static void rulings_take_out_establish_and_attribute(void **state)
{
    (void)state;
    struct tried t;
    try_text(
        &t, BAN,
        ORDER SHELL("a", "05", AT ",'actors':{'A':1}") SHELL("b", "06", AT ",'exists':0.6,'actors':{'B':0.7}")
            SHELL("c", "07",
                  AT ",'actors':{'A':0.4,'B':0.4}") "{'id':'u','kind':'ruling','by':'J','valid':'2026-01-"
                                                    "08T00:00Z','about':'a','finding':'no_violation'}\n"
                                                    "{'id':'v','kind':'ruling','by':'J','valid':'2026-01-"
                                                    "08T00:00Z','about':'b','finding':'violation'}\n"
                                                    "{'id':'w','kind':'ruling','by':'J','valid':'2026-01-"
                                                    "09T00:00Z','about':'c','finding':'violation',"
                                                    "'actors':{'A':1}}\n",
        "2026-01-08T12:00Z");
    assert_states(&t, "no_force[A]", "clean", "clean");
    assert_int_equal(match_of(&t, "no_force[A]", "a")->outcome[TRUCE_STRICT], TRUCE_MATCH_RULED_OUT);
    const struct truce_verdict *a = verdict_of(&t, "no_force[A]"), *b = verdict_of(&t, "no_force[B]");
    assert_true(rests_on(&t, a->would_change, a->n_would_change, "a"));
    assert_true(rests_on(&t, a->would_change, a->n_would_change, "u"));
    assert_states(&t, "no_force[B]", "violated", "violated");
    assert_true(rests_on(&t, b->grounds, b->n_grounds, "v"));
    try_again(&t, "2026-01-10T00:00Z");
    assert_states(&t, "no_force[A]", "violated", "violated");
    tried_fini(&t);
}

static void an_assessment_stands_for_its_reports(void **state)
{
    (void)state;
    struct tried t;
    static const char log[] = ORDER SHELL("a", "05", AT ",'actors':{'A':1}")
        SHELL("b", "05", AT ",'actors':{'A':0.5}") "{'id':'s','kind':'assessment','by':'M','valid':'2026-01-"
                                                   "05T10:00Z','logged':'2026-01-07T00:00Z','about':['a',"
                                                   "'b'],'class':'shell','actors':{'A':0.7}," AT "}\n"
                                                   "{'id':'f','kind':'assessment','by':'A','valid':'2026-01-"
                                                   "05T10:00Z','logged':'2026-01-08T00:00Z','about':['a',"
                                                   "'b'],'class':'shell','actors':{'B':1}," AT "}\n";
    try_text(&t, BAN, log, "2026-01-06T00:00Z");
    assert_states(&t, "no_force[A]", "violated", "violated");
    try_again(&t, "2026-01-10T00:00Z");
    assert_states(&t, "no_force[A]", "suspected", "clean");
    assert_states(&t, "no_force[B]", "clean", "clean"); /* only a monitor assesses */
    const struct truce_verdict *a = verdict_of(&t, "no_force[A]");
    assert_int_equal(a->n_grounds, 3);
    assert_int_equal(a->n_matches, 1);
    assert_int_equal(t.verdicts.incidents[match_of(&t, "no_force[A]", "s")->incident].n_reports, 2);
    tried_fini(&t);
}

static void a_place_that_is_not_known_is_contested_at_most(void **state)
{
    (void)state;
    struct tried t;
    try_text(&t, BAN, ORDER SHELL("a", "05", "'actors':{'A':1}"), "2026-01-10T00:00Z");
    assert_states(&t, "no_force[A]", "suspected", "clean");
    assert_false(match_of(&t, "no_force[A]", "a")->place_known);
    assert_true(verdict_of(&t, "no_force[A]")->chance == 0);
    tried_fini(&t);
    /* one standard deviation from the edge in a wide zone: 0.8413 */
    try_text(&t, BAN,
             ORDER SHELL("a", "05", "'actors':{'A':1},'place':{'at':[0.00898315,0.5],'sigma_m':[1000,1000]}"),
             "2026-01-10T00:00Z");
    assert_true(fabs(match_of(&t, "no_force[A]", "a")->place - 0.8413) < 2e-3);
    assert_states(&t, "no_force[A]", "suspected", "clean");
    tried_fini(&t);
}

static void a_gate_that_closes_suspends(void **state)
{
    (void)state;
    struct tried t;
    try_text(&t, BAN,
             ORDER
             "{'id':'e','kind':'declaration','by':'A','valid':'2026-01-04T00:00Z','class':'end'}\n" SHELL(
                 "a", "05", AT ",'actors':{'A':1}"),
             "2026-01-10T00:00Z");
    const struct truce_verdict *a = verdict_of(&t, "no_force[A]");
    assert_states(&t, "no_force[A]", "clean", "clean");
    assert_int_equal(a->life, TRUCE_LIFE_SUSPENDED);
    assert_int_equal(a->in_force.n, 1);
    assert_true(a->in_force.at[0].until.us == instant("2026-01-04T00:00Z").us);
    tried_fini(&t);
}

static void a_quiet_norm_says_how_well_it_was_watched(void **state)
{
    (void)state;
    struct tried t;
    try_text(
        &t, BAN,
        ORDER
        "{'id':'c','kind':'coverage','by':'M','valid':{'from':'2026-01-02T00:00Z','until':'2026-01-06T00:00Z'"
        "},'zone':'z','share':0.5}\n",
        "2026-01-10T00:00Z");
    assert_states(&t, "no_force[A]", "clean", "clean");
    assert_true(fabs(verdict_of(&t, "no_force[A]")->observed - 0.25) < 1e-9);
    try_again(&t, "2026-01-04T12:00Z");
    assert_true(fabs(verdict_of(&t, "no_force[A]")->observed - 0.5) < 1e-9);
    tried_fini(&t);
}

/* ---- presences, limits, permits ---- */

#define SEEN(id, day, class_, more)                                                                          \
    "{'id':'" id "','kind':'report','by':'M','valid':'2026-01-" day "T10:00Z','class':'" class_ "'," more    \
    "}\n"
#define OF_A ",'actors':{'A':1}"

#define PLACE                                                                                                \
    HEAD "    obligations:\n"                                                                                \
         "      clear: {who: {each: sides}, must_not: {place: weapon}, where: {in: [z, y]}, when: {from: "   \
         "{gate: "                                                                                           \
         "fire}}}\n"                                                                                         \
         "    permits:\n"                                                                                    \
         "      police: {who: {each: sides}, may: {place: car}, where: {in: [z]}, overrides: [clear]}\n"     \
         "    limits:\n"                                                                                     \
         "      few: {who: {each: sides}, at_most: \"50\", of: car, where: {in: [z]}, when: {from: {gate: "  \
         "fire}}, "                                                                                          \
         "counted_by: larger}\n"

static void a_presence_lasts_until_it_is_looked_for_in_vain(void **state)
{
    (void)state;
    struct tried t;
    try_text(&t, PLACE,
             ORDER SEEN("a", "01", "gun", AT OF_A ",'count':2") SEEN("b", "04", "gun", AT OF_A ",'count':3")
                 SEEN("n", "05", "weapon", AT ",'count':0") SEEN("c", "06", "gun", AT OF_A)
                     SEEN("d", "07", "gun", "'place':[2.5,0.5]" OF_A),
             "2026-01-10T00:00Z");
    const struct truce_verdict *a = verdict_of(&t, "clear[A]");
    assert_states(&t, "clear[A]", "violated", "violated");
    assert_int_equal(a->n_violations, 3);
    assert_true(a->violations[0].when.from.us == instant("2026-01-02T00:00Z").us); /* the norm begins */
    assert_true(a->violations[0].when.until.us == instant("2026-01-04T10:00Z").us);
    assert_true(a->violations[0].count == 3 && a->violations[0].count_is_lower_bound);
    assert_true(a->violations[1].when.from.us == a->violations[1].when.until.us);
    assert_states(&t, "clear[B]", "clean", "clean");
    tried_fini(&t);
}

static void a_permit_removes_and_its_limit_gives_back_the_excess(void **state)
{
    (void)state;
    struct tried t;
    try_text(&t, PLACE, ORDER SEEN("a", "03", "car", AT OF_A ",'count':40"), "2026-01-10T00:00Z");
    assert_states(&t, "clear[A]", "clean", "clean");
    assert_int_equal(match_of(&t, "clear[A]", "a")->outcome[TRUCE_STRICT], TRUCE_MATCH_PERMITTED);
    assert_states(&t, "few[A]", "below", "below");
    assert_states(&t, "few[B]", "unknown", "unknown");
    tried_fini(&t);
    /* in one pass 40 + 25 add up: 15 too many, the last to come; in two passes they may be the same */
    try_text(&t, PLACE,
             ORDER SEEN("a", "03", "car", AT OF_A ",'count':40,'pass':'p'")
                 SEEN("b", "04", "car", AT OF_A ",'count':25,'pass':'p'"),
             "2026-01-10T00:00Z");
    assert_states(&t, "few[A]", "above_seen", "above_seen");
    assert_true(verdict_of(&t, "few[A]")->violations[0].count == 65);
    assert_states(&t, "clear[A]", "violated", "violated");
    assert_int_equal(verdict_of(&t, "clear[A]")->n_violations, 1);
    assert_true(verdict_of(&t, "clear[A]")->violations[0].count == 15);
    tried_fini(&t);
    try_text(&t, PLACE,
             ORDER SEEN("a", "03", "car", AT OF_A ",'count':40,'pass':'p'")
                 SEEN("b", "04", "car", AT OF_A ",'count':25,'pass':'q'"),
             "2026-01-10T00:00Z");
    assert_states(&t, "few[A]", "below", "below");
    assert_states(&t, "clear[A]", "clean", "clean");
    tried_fini(&t);
    /* a car in the other zone is not permitted */
    try_text(&t, PLACE, ORDER SEEN("a", "03", "car", "'place':[2.5,0.5]" OF_A), "2026-01-10T00:00Z");
    assert_states(&t, "clear[A]", "violated", "violated");
    tried_fini(&t);
}

static void limits_by_declaration_and_for_a_portion_of_time(void **state)
{
    (void)state;
    struct tried t;
    static const char log[] = ORDER
        "{'id':'i','kind':'declaration','by':'A','valid':{'from':'2026-01-03T00:00Z','until':'2026-03-01T00:"
        "00Z'},"
        "'logged':'2026-01-03T00:00Z','class':'car','count':40}\n"
        "{'id':'x','kind':'correction','by':'A','valid':'2026-04-01T00:00Z','about':'i','record':{'count':60}"
        ","
        "'portion':{'from':'2026-01-10T00:00Z','until':'2026-01-20T00:00Z'}}\n"
        "{'id':'y','kind':'retraction','by':'A','valid':'2026-04-02T00:00Z','about':'i','reason':'gone',"
        "'portion':{'from':'2026-02-15T00:00Z','until':'2026-03-01T00:00Z'}}\n";
    try_text(&t, PLACE, log, "2026-03-31T00:00Z");
    assert_states(&t, "few[A]", "below", "below");
    assert_int_equal(verdict_of(&t, "few[A]")->n_matches, 1);
    try_again(&t, "2026-04-01T12:00Z"); /* 40, 60, 40 */
    assert_states(&t, "few[A]", "above_claimed", "above_claimed");
    const struct truce_verdict *a = verdict_of(&t, "few[A]");
    assert_int_equal(a->n_matches, 3);
    assert_true(a->violations[0].when.from.us == instant("2026-01-10T00:00Z").us &&
                a->violations[0].when.until.us == instant("2026-01-20T00:00Z").us &&
                a->violations[0].count == 60);
    assert_true(t.verdicts.incidents[t.verdicts.matches[a->first_match + 2].incident].what.until.us ==
                instant("2026-03-01T00:00Z").us);
    try_again(&t, "2026-04-02T12:00Z"); /* and the last cut */
    a = verdict_of(&t, "few[A]");
    assert_int_equal(a->n_matches, 3);
    assert_true(t.verdicts.incidents[t.verdicts.matches[a->first_match + 2].incident].what.until.us ==
                instant("2026-02-15T00:00Z").us);
    tried_fini(&t);
}

static void known_objects_add_up_across_passes(void **state)
{
    (void)state;
    static const char plan[] = HEAD "    limits:\n      two: {who: A, at_most: \"2\", of: gun, when: {from: "
                                    "{gate: fire}}, counted_by: observation}\n";
    struct tried t;
    try_text(&t, plan,
             ORDER SEEN("a", "03", "gun", "'object':'g1'" OF_A) SEEN("b", "04", "gun", "'object':'g2'" OF_A)
                 SEEN("c", "05", "gun", "'object':'g3'" OF_A) SEEN("d", "06", "gun", "'object':'g1'" OF_A)
                     SEEN("e", "07", "gun", "'object':'g2'" OF_A),
             "2026-01-10T00:00Z");
    const struct truce_verdict *a = verdict_of(&t, "two"); /* on 5 January g1, g2 and g3 are there */
    assert_states(&t, "two", "above_seen", "above_seen");
    assert_true(a->n_violations == 1 && a->violations[0].count == 3);
    assert_true(a->violations[0].when.from.us == instant("2026-01-05T10:00Z").us);
    tried_fini(&t);
}

/* ---- duties ---- */

#define DUTY                                                                                                 \
    HEAD "    obligations:\n"                                                                                \
         "      free: {who: {each: sides}, must: {do: release}, when: {after: {gate: fire}, within: 30d}}\n" \
         "      daily: {who: M, must: {do: report}, when: {from: {gate: fire}, every: 1d}}\n"                \
         "      fund: {who: {any: sides}, must: {do: notice}, when: {after: {gate: fire}, within: 10d}}\n"   \
         "      ahead: {who: {each: sides}, must: {do: notice}, when: {before: {event: exercise}, lead: "    \
         "48h}}\n"

#define DECLARES(id, by, at, class_)                                                                         \
    "{'id':'" id "','kind':'declaration','by':'" by "','valid':'2026-" at "Z','class':'" class_ "'}\n"

static void duties_after_a_gate(void **state)
{
    (void)state;
    struct tried t;
    try_text(&t, DUTY,
             ORDER DECLARES("b", "B", "02-01T23:59", "release") DECLARES("a", "A", "02-02T00:00", "release")
                 SHELL("x", "05", "'actors':{'A':1}"),
             "2026-01-10T00:00Z");
    assert_states(&t, "free[A]", "due", "due");
    assert_true(verdict_of(&t, "free[A]")->deadline.us == instant("2026-02-02T00:00Z").us);
    assert_states(&t, "fund", "due", "due");
    try_again(&t, "2026-02-03T00:00Z");
    assert_states(&t, "free[B]", "done", "done");
    assert_int_equal(verdict_of(&t, "free[B]")->life, TRUCE_LIFE_FULFILLED);
    assert_states(&t, "free[A]", "missed", "missed"); /* the deadline is the first instant that is too late */
    assert_true(verdict_of(&t, "free[A]")->provisional);
    assert_states(&t, "fund", "missed", "missed");
    tried_fini(&t);
    try_text(&t, DUTY, DECLARES("b", "B", "02-01T23:59", "release"), "2026-02-10T00:00Z");
    assert_states(&t, "free[B]", "not_in_force", "not_in_force");
    tried_fini(&t);
}

static void a_contested_act_fulfils_in_the_lenient_reading(void **state)
{
    (void)state;
    struct tried t;
    try_text(
        &t, DUTY,
        ORDER
        "{'id':'r','kind':'report','by':'M','valid':'2026-01-05T00:00Z','class':'release','exists':0.6,"
        "'actors':{'A':1}}\n"
        "{'id':'n','kind':'report','by':'M','valid':'2026-01-05T00:00Z','class':'notice','actors':{'A':0.5,"
        "'B':0.5}}\n",
        "2026-02-10T00:00Z");
    assert_states(&t, "free[A]", "missed", "done_contested");
    assert_true(fabs(verdict_of(&t, "free[A]")->chance - 0.6) < 1e-12);
    assert_states(&t, "fund", "done", "done"); /* whoever of them it was */
    tried_fini(&t);
}

static void periods_are_judged_when_they_are_whole(void **state)
{
    (void)state;
    struct tried t;
    try_text(&t, DUTY,
             ORDER DECLARES("d1", "M", "01-02T18:00", "report") DECLARES("d3", "M", "01-04T18:00", "report")
                 DECLARES("e", "A", "01-05T12:00", "end"),
             "2026-01-05T06:00Z");
    assert_states(&t, "daily#1", "done", "done");
    assert_states(&t, "daily#2", "missed", "missed");
    assert_states(&t, "daily#3", "done", "done");
    assert_states(&t, "daily#4", "due", "due");
    try_again(&t, "2026-01-10T00:00Z"); /* the fourth does not lie wholly inside the window */
    for (size_t i = 0; i < t.verdicts.n; i++)
        assert_true(t.verdicts.items[i].instance < 3);
    tried_fini(&t);
}

static void a_notice_ahead_serves_one_event(void **state)
{
    (void)state;
    struct tried t;
    try_text(&t, DUTY,
             ORDER DECLARES("n1", "A", "01-03T00:00", "notice") DECLARES("x1", "A", "01-05T00:00", "exercise")
                 DECLARES("x2", "A", "01-06T00:00", "exercise") DECLARES("n2", "A", "01-07T01:00", "notice")
                     DECLARES("x3", "A", "01-09T00:00", "exercise"),
             "2026-01-10T00:00Z");
    assert_states(&t, "ahead[A]#1", "done", "done");
    assert_states(&t, "ahead[A]#2", "missed", "missed"); /* its only notice is used */
    assert_states(&t, "ahead[A]#3", "missed", "missed"); /* 47 hours */
    assert_states(&t, "ahead[B]", "not_in_force", "not_in_force");
    tried_fini(&t);
}

static void counts_by_the_norms_unit(void **state)
{
    (void)state;
    static const char plan[] =
        HEAD "    obligations:\n"
             "      effects: {who: A, must_not: {do: hostile}}\n"
             "      episodes: {who: A, must_not: {do: hostile}, count: {episode: 30min}}\n";
    struct tried t;
    try_text(&t, plan,
             "{'id':'a','kind':'report','by':'M','valid':'2026-01-05T10:00Z','class':'shell','count':400" OF_A
             "}\n"
             "{'id':'b','kind':'report','by':'M','valid':'2026-01-05T10:20Z','class':'shot','count':{'at_"
             "least':94}" OF_A "}\n"
             "{'id':'c','kind':'report','by':'M','valid':'2026-01-05T12:00Z','class':'shell','count':6" OF_A
             "}\n",
             "2026-01-10T00:00Z");
    assert_true(verdict_of(&t, "effects")->total[TRUCE_STRICT] == 500);
    assert_true(verdict_of(&t, "effects")->total_is_lower_bound);
    assert_true(verdict_of(&t, "episodes")->total[TRUCE_LENIENT] == 2);
    assert_false(verdict_of(&t, "episodes")->total_is_lower_bound);
    tried_fini(&t);
}

static void each_version_judges_its_own_time(void **state)
{
    (void)state;
    struct tried t;
    struct truce_verdicts early, late;
    try_text(&t, BAN, ORDER SHELL("a", "05", AT ",'actors':{'A':1}") SHELL("b", "07", AT ",'actors':{'B':1}"),
             "2026-01-10T00:00Z");
    struct truce_span span = {{INT64_MIN}, instant("2026-01-06T00:00Z")};
    assert_int_equal(
        truce_verdicts_within(&t.judged.agreement, &t.judged.records, &t.judged.state, span, &early, NULL),
        TRUCE_OK);
    span = (struct truce_span){span.until, {TRUCE_NEVER}};
    assert_int_equal(
        truce_verdicts_within(&t.judged.agreement, &t.judged.records, &t.judged.state, span, &late, NULL),
        TRUCE_OK);
    assert_int_equal(early.items[0].state[TRUCE_STRICT], TRUCE_VERDICT_VIOLATED);
    assert_int_equal(early.items[1].state[TRUCE_STRICT], TRUCE_VERDICT_CLEAN);
    assert_int_equal(late.items[0].state[TRUCE_STRICT], TRUCE_VERDICT_CLEAN);
    assert_int_equal(late.items[1].state[TRUCE_STRICT], TRUCE_VERDICT_VIOLATED);
    assert_true(early.items[0].in_force.at[0].until.us == late.items[0].in_force.at[0].from.us);
    truce_verdicts_fini(&early);
    truce_verdicts_fini(&late);
    tried_fini(&t);
}

static void a_log_of_fewer_records(void **state)
{
    (void)state;
    struct tried t;
    struct truce_state before;
    struct truce_verdicts verdicts;
    try_text(
        &t, BAN,
        ORDER SHELL("a", "05", AT ",'actors':{'A':1}") "{'id':'x','kind':'retraction','by':'M','valid':'2026-"
                                                       "01-06T00:00Z','about':'a','reason':'echo'}\n",
        "2026-01-10T00:00Z");
    assert_states(&t, "no_force[A]", "clean", "clean");
    struct truce_records first = truce_records_first(&t.judged.records, 2);
    assert_int_equal(truce_state_at(&t.judged.agreement, &first, instant("2026-01-10T00:00Z"), &before, NULL),
                     TRUCE_OK);
    assert_int_equal(truce_verdicts_at(&t.judged.agreement, &first, &before, &verdicts, NULL), TRUCE_OK);
    assert_int_equal(verdicts.items[0].state[TRUCE_STRICT], TRUCE_VERDICT_VIOLATED);
    assert_int_equal(truce_records_first(&t.judged.records, 9).n, 3);
    truce_verdicts_fini(&verdicts);
    truce_state_fini(&before);
    tried_fini(&t);
}

static void scenarios_have_the_same_words(void **state)
{
    (void)state;
    const char *const *words = truce_expects_words(TRUCE_EXPECTS_NORM);
    for (int i = 0; i < TRUCE_VERDICT_STATES; i++)
        assert_string_equal(words[i], truce_verdict_state_name((enum truce_verdict_state)i));
    assert_null(words[TRUCE_VERDICT_STATES]);
}

static void no_records_and_no_norms(void **state)
{
    (void)state;
    struct tried t;
    try_text(&t, HEAD, "", "2026-01-10T00:00Z");
    assert_int_equal(t.verdicts.n, 0);
    tried_fini(&t);
    try_text(&t, BAN, "", "2026-01-10T00:00Z");
    assert_int_equal(t.verdicts.n, 3);
    truce_verdicts_fini(&t.verdicts);
    assert_int_equal(truce_verdicts_at(&t.judged.agreement, NULL, &t.judged.state, &t.verdicts, NULL),
                     TRUCE_OK);
    tried_fini(&t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_prohibition_is_not_in_force_before_its_gate),
        cmocka_unit_test(the_factors_of_a_match_are_shown),
        cmocka_unit_test(contested_and_established_violations_part_the_readings),
        cmocka_unit_test(many_contested_incidents_never_make_a_violation),
        cmocka_unit_test(a_violation_is_repaired_and_never_clean),
        cmocka_unit_test(rulings_take_out_establish_and_attribute),
        cmocka_unit_test(an_assessment_stands_for_its_reports),
        cmocka_unit_test(a_place_that_is_not_known_is_contested_at_most),
        cmocka_unit_test(a_gate_that_closes_suspends),
        cmocka_unit_test(a_quiet_norm_says_how_well_it_was_watched),
        cmocka_unit_test(a_presence_lasts_until_it_is_looked_for_in_vain),
        cmocka_unit_test(a_permit_removes_and_its_limit_gives_back_the_excess),
        cmocka_unit_test(limits_by_declaration_and_for_a_portion_of_time),
        cmocka_unit_test(known_objects_add_up_across_passes),
        cmocka_unit_test(duties_after_a_gate),
        cmocka_unit_test(a_contested_act_fulfils_in_the_lenient_reading),
        cmocka_unit_test(periods_are_judged_when_they_are_whole),
        cmocka_unit_test(a_notice_ahead_serves_one_event),
        cmocka_unit_test(counts_by_the_norms_unit),
        cmocka_unit_test(each_version_judges_its_own_time),
        cmocka_unit_test(a_log_of_fewer_records),
        cmocka_unit_test(scenarios_have_the_same_words),
        cmocka_unit_test(no_records_and_no_norms),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
