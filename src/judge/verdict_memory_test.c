/*
 * Every allocation of verdicts fails in turn, once alone and once with all that follow: the answer is TRUCE_ERR_MEMORY or the same verdicts, and nothing is
 * left behind.
 */
#include "sources/sources.h"

#include "judge/verdicts_test.h"

#include "base/failing_test.h"

static const char yaml[] =
    "truce: \"1\"\n"
    "agreement: {id: t, title: T, version: \"1\", status: in_force, calendar: {offset: \"+00:00\"}}\n"
    "parties:\n  A: {name: A, role: belligerent}\n  B: {name: B, role: belligerent}\n"
    "  M: {name: M, role: monitor}\n  J: {name: J, role: adjudicator}\n"
    "classes:\n  hostile: {}\n  shell: {is: hostile, severity: 3}\n  order: {}\n  report: {}\n  exercise: "
    "{}\n"
    "  weapon: {kind: object}\n  car: {is: weapon}\n"
    "zones:\n  z: {kind: polygon, ring: [[0, 0], [1, 0], [1, 1], [0, 0]]}\n"
    "points:\n  - n: 1\n    title: One\n    says: One.\n"
    "    gates: {fire: {opens: {all: {o: {event: {class: order, by_each: [A, B]}}}}}}\n"
    "    obligations:\n"
    "      calm: {who: {each: [A, B]}, must_not: {do: hostile}, where: {in: [z]}, when: {from: {gate: "
    "fire}}, "
    "on_violation: {duty: talks}, count: {episode: 30min}}\n"
    "      quiet: {who: {any: [A, B]}, must_not: {do: shell}}\n"
    "      talks: {who: J, must: {do: report}, when: {on: {violation_of: calm}, within: 72h}}\n"
    "      weekly: {who: M, must: {do: report}, when: {every: 7d, from: {gate: fire}}}\n"
    "      ahead: {who: A, must: {do: report}, when: {before: {event: exercise}, lead: 1d}}\n"
    "      clear: {who: {each: [A, B]}, must_not: {place: weapon}, where: {in: [z]}}\n"
    "    permits: {police: {who: {each: [A, B]}, may: {place: car}, where: {in: [z]}, overrides: [clear]}}\n"
    "    limits: {few: {who: {each: [A, B]}, at_most: \"5\", of: car, where: {in: [z]}}}\n";

static const char records[] =
    "{'id':'o','kind':'declaration','by':['A','B'],'valid':'2026-01-02T00:00Z','class':'order'}\n"
    "{'id':'a','kind':'report','by':'M','valid':'2026-01-05T00:00Z','class':'shell','place':[0.9,0.5],'"
    "actors':{'A':1}}\n"
    "{'id':'b','kind':'report','by':'M','valid':'2026-01-05T01:00Z','classes':{'shell':0.8},'place':{'at':[0."
    "9,0.5],"
    "'sigma_m':[4000,2000]},'actors':{'B':0.7}}\n"
    "{'id':'s','kind':'assessment','by':'M','valid':'2026-01-05T01:00Z','about':['b'],'class':'shell','place'"
    ":[0.9,0.5],"
    "'actors':{'B':0.8}}\n"
    "{'id':'c','kind':'report','by':'M','valid':'2026-01-06T00:00Z','class':'car','count':9,'place':[0.9,0.5]"
    ",'actors':{"
    "'A':1},'pass':'p','object':'k'}\n"
    "{'id':'n','kind':'report','by':'M','valid':'2026-01-07T00:00Z','class':'car','count':0,'place':[0.9,0.5]"
    "}\n"
    "{'id':'i','kind':'declaration','by':'B','valid':{'from':'2026-01-03T00:00Z','until':'2026-01-09T00:00Z'}"
    ",'class':'car',"
    "'count':7}\n"
    "{'id':'x','kind':'correction','by':'B','valid':'2026-01-09T00:00Z','about':'i','record':{'count':2},'"
    "portion':{'from':"
    "'2026-01-05T00:00Z','until':'2026-01-06T00:00Z'}}\n"
    "{'id':'e','kind':'declaration','by':'A','valid':'2026-01-08T00:00Z','class':'exercise'}\n"
    "{'id':'t','kind':'declaration','by':'J','valid':'2026-01-06T00:00Z','class':'report'}\n"
    "{'id':'u','kind':'ruling','by':'J','valid':'2026-01-08T00:00Z','about':'a','finding':'violation'}\n"
    "{'id':'w','kind':'coverage','by':'M','valid':{'from':'2026-01-02T00:00Z','until':'2026-01-09T00:00Z'},'"
    "zone':'z',"
    "'share':0.5}\n";

static long run(const struct judged *j, long at, bool after, enum truce_status *status)
{
    struct truce_verdicts verdicts;
    struct truce_err err = {.text = ""};

    fail_from(at, after);
    *status = truce_verdicts_at(&j->agreement, &j->records, &j->state, &verdicts, &err);
    long n = atomic_load(&asked);
    fail_from(-1, false);
    if (*status == TRUCE_OK) {
        assert_int_equal(verdicts.items[0].state[TRUCE_STRICT], TRUCE_VERDICT_REPAIRED);
        assert_int_equal(verdicts.items[verdicts.n - 1].state[TRUCE_STRICT], TRUCE_VERDICT_ABOVE_CLAIMED);
        truce_verdicts_fini(&verdicts);
    } else {
        assert_int_equal(*status, TRUCE_ERR_MEMORY);
        assert_true(err.text[0] != '\0');
    }
    return n;
}

static void every_allocation_fails_in_turn(void **state)
{
    (void)state;
    struct judged j;
    enum truce_status status;
    size_t refused = 0;

    judge_text(&j, yaml, records, "2026-01-11T12:00Z");
    long n = run(&j, -1, false, &status);
    assert_int_equal(status, TRUCE_OK);
    assert_true(n > 20);
    for (long at = 0; at < n; at++)
        for (int after = 0; after < 2; after++) {
            run(&j, at, after == 1, &status);
            refused += status != TRUCE_OK;
        }
    assert_true(refused > (size_t)n / 2);
    run(&j, -1, false, &status);
    assert_int_equal(status, TRUCE_OK);
    judged_fini(&j);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(every_allocation_fails_in_turn)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
