/*
 * Who may state what; corrections and retractions; gates that opened on what is no longer believed.
 */
#include "sources/sources.h"

#include "judge/judged_test.h"

#define YAML                                                                                                 \
    "truce: \"1\"\n"                                                                                         \
    "agreement: {id: t, title: T, version: \"1\", status: draft, calendar: {offset: \"+00:00\"}, proof: "    \
    "{established: \"0.9\", contested: \"0.5\"}}\n"                                                          \
    "parties:\n"                                                                                             \
    "  A: {name: A, role: belligerent}\n  B: {name: B, role: belligerent}\n"                                 \
    "  K: {name: K, role: contributor}\n  M: {name: M, role: monitor}\n  N: {name: N, role: monitor}\n"      \
    "  J: {name: J, role: adjudicator}\n"                                                                    \
    "classes:\n  hostile: {}\n  shell: {is: hostile, severity: 3}\n  order: {}\n  force: {kind: object}\n"   \
    "zones: {z: {kind: polygon, ring: [[0, 0], [1, 0], [1, 1], [0, 0]], owner: A}}\n"                        \
    "points:\n  - n: 1\n    title: One\n    says: One.\n"                                                    \
    "    obligations: {o: {who: A, must: {do: order}}}\n"                                                    \
    "    guarantees: {gu: {by: K, to: A, starts: {gate: pact}, lasts: 15y, extension: {by_consent_of: [A], " \
    "add: 5y, times: \"1\", notice_before: 12mo, automatic: no}}}\n"                                         \
    "    needs: {n: {of: force, at_least: \"10\"}}\n"                                                        \
    "    contributions: {c: {by: K, of: force, amount: \"10\", state: offered}}\n"                           \
    "    vetoes: {v: {by: B, bars: {by: [K], of: force}, liftable_by: B}}\n"                                 \
    "    gates:\n"                                                                                           \
    "      pact: {opens: {all: {s: {signed: {by: [A, B], instrument: pact}}}}}\n"                            \
    "      law: {opens: {all: {r: {ratified: {by: A, instrument: pact}}, t: {agreed: {text: plan, by: "      \
    "A}}}}}\n"                                                                                               \
    "      vote: {opens: {all: {v: {vote: {in: A, kind: referendum}}}}}\n"                                   \
    "      go: {opens: {all: {o: {event: {class: order, by_each: [A, B]}}}}}\n"                              \
    "      quiet: {opens: {all: {q: {clock: c5}, v: {vote: {in: A, kind: referendum}}}}, latched: yes}\n"    \
    "      follows: {opens: {all: {q: {gate: quiet}}}}\n"                                                    \
    "    clocks:\n"                                                                                          \
    "      c5: {runs_while: {gate: go}, target: 5d, counts: {events: hostile, weight: one}, on_break: "      \
    "restart}\n"                                                                                             \
    "positions: {p: {by: B, says: No., adds: {to: pact, clause: {gate: law}}, withdrawable_by: B}}\n"

#define REC(id, kind, by, at, more)                                                                          \
    "{'id':'" id "','kind':'" kind "','by':" by ",'valid':'2026-01-" at "Z'," more "}\n"
#define D(id, by, at, more) REC(id, "declaration", by, at, more)

static void authority_is_a_table(void **state)
{
    (void)state;
    static const struct {
        const char *record, *code, *words;
    } cases[] = {
        {D("x", "'K'", "02T00:00", "'signs':'pact'"), "N94", "K may not sign \"pact\""},
        {D("x", "'B'", "02T00:00", "'ratifies':'pact'"), "N94", "B may not ratify \"pact\""},
        {D("x", "'B'", "02T00:00", "'agrees':'plan'"), "N94", "B may not agree to \"plan\""},
        {D("x", "'A'", "02T00:00", "'withdraws':'p'"), "N94", "A may not withdraw \"p\""},
        {D("x", "'A'", "02T00:00", "'withdraws':'c'"), "N94", "A may not withdraw \"c\""},
        {D("x", "'K'", "02T00:00", "'withdraws':'pact'"), "N94", "K may not withdraw \"pact\""},
        {D("x", "'A'", "02T00:00", "'maintains':'p'"), "N94", "A may not maintain \"p\""},
        {D("x", "'A'", "02T00:00", "'lifts':'v'"), "N94", "A may not lift \"v\""},
        {D("x", "'A'", "02T00:00", "'imposes':'v'"), "N94", "A may not impose \"v\""},
        {D("x", "'A'", "02T00:00", "'deploys':'c'"), "N94", "A may not speak for the contribution \"c\""},
        {D("x", "'K'", "02T00:00", "'consents':'gu'"), "N94", "K may not consent to the extension of \"gu\""},
        {REC("x", "vote", "'B'", "02T00:00", "'in':'A','result':'carried'"), "N94",
         "B may not report a vote in \"A\""},
        {REC("x", "report", "'B'", "02T00:00", "'class':'order'"), "N94",
         "B may not report: only a monitor does"},
        {REC("x", "ruling", "'M'", "02T00:00", "'fulfils':'o'"), "N94", "only an adjudicator rules"},
        {"{'id':'x','kind':'coverage','by':'A','valid':{'from':'2026-01-02T00:00Z','until':'2026-01-03T00:"
         "00Z'},"
         "'share':1}\n",
         "N94", "A may not state what was watched"},
        {REC("x", "waiver", "'K'", "02T00:00", "'clauses':'law.r'"), "N94", "K may not waive \"law.r\""},
        /* names */
        {D("x", "'Z'", "02T00:00", "'signs':'pact'"), "N93", "no party \"Z\""},
        {D("x", "'A'", "02T00:00", "'signs':'pakt'"), "N93", "no signature on \"pakt\""},
        {D("x", "'A'", "02T00:00", "'agrees':'pact'"), "N93", "no consent to the text \"pact\""},
        {D("x", "'A'", "02T00:00", "'ratifies':'plan'"), "N93", "no ratification of \"plan\""},
        {D("x", "'A'", "02T00:00", "'class':'ordre'"), "N93", "no class \"ordre\"; did you mean \"order\"?"},
        {D("x", "'B'", "02T00:00", "'lifts':'veto'"), "N93", "no veto \"veto\""},
        {D("x", "'B'", "02T00:00", "'maintains':'q'"), "N93", "no position \"q\""},
        {D("x", "'B'", "02T00:00", "'withdraws':'nothing'"), "N93",
         "no position, contribution, instrument or text"},
        {D("x", "'K'", "02T00:00", "'deploys':'d'"), "N93", "no contribution \"d\""},
        {D("x", "'A'", "02T00:00", "'consents':'core'"), "N93", "no guarantee \"core\""},
        {REC("x", "report", "'M'", "02T00:00", "'class':'shells'"), "N93",
         "no class \"shells\"; did you mean \"shell\"?"},
        {REC("x", "report", "'M'", "02T00:00", "'class':'shell','actors':{'AA':1}"), "N93",
         "no party \"AA\"; did you mean \"A\"?"},
        {REC("x", "ruling", "'J'", "02T00:00", "'fulfils':'oo'"), "N93",
         "no obligation \"oo\"; did you mean \"o\"?"},
        {REC("x", "ruling", "'J'", "02T00:00", "'about':'r9','counts':false"), "N93",
         "the log has no record \"r9\""},
        {REC("x", "vote", "'A'", "02T00:00", "'in':'Q','result':'carried'"), "N93", "no party \"Q\""},
        {REC("x", "waiver", "'A'", "02T00:00", "'clauses':'law.q'"), "N93", "no clause \"law.q\""},
        {REC("x", "waiver", "'A'", "02T00:00", "'clauses':'law'"), "N93", "no clause \"law\""},
        {REC("x", "retraction", "'A'", "02T00:00", "'about':'r9','reason':'x'"), "N93",
         "the log has no record \"r9\""},
        {"{'id':'x','kind':'coverage','by':'M','valid':{'from':'2026-01-02T00:00Z','until':'2026-01-03T00:"
         "00Z'},"
         "'share':1,'zone':'zz'}\n",
         "N93", "no zone \"zz\"; did you mean \"z\"?"},
        /* no effect */
        {REC("x", "vote", "'A'", "02T00:00", "'in':'A','vote_kind':'parliament','result':'carried'"), "N95",
         "waits for no such vote"},
        {D("y", "'A'", "01T00:00", "'signs':'pact'")
             REC("x", "ruling", "'J'", "02T00:00", "'about':'y','counts':false"),
         "N95", "about reports and events"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct judged j;
        judge_text(&j, YAML, cases[i].record, "2026-01-05T00:00Z");
        assert_noted(&j, cases[i].code, cases[i].words);
        assert_int_equal(j.state.notes.n, 1);
        for (size_t g = 0; g < j.agreement.n_gates; g++)
            assert_gate(&j, j.agreement.gates[g].head.id, false);
        assert_true(j.state.reading[TRUCE_LENIENT].positions[0].maintained);
        assert_false(j.state.reading[TRUCE_LENIENT].vetoes[0].lifted);
        assert_int_equal(j.state.reading[TRUCE_LENIENT].contributions[0].state, TRUCE_CONTRIBUTION_OFFERED);
        judged_fini(&j);
    }
}

/* Of several authors those count who may. */
static void joint_records_bind_each_author(void **state)
{
    (void)state;
    struct judged j;
    judge_text(&j, YAML,
               D("1", "['A','K','B']", "02T00:00", "'signs':'pact'")
                   D("2", "['K','B']", "02T00:00", "'withdraws':'p'"),
               "2026-01-02T00:00Z");
    assert_gate(&j, "pact", true);
    assert_noted(&j, "N94", "K may not sign");
    assert_noted(&j, "N94", "K may not withdraw");
    judged_fini(&j);
}

/* ---- corrections and retractions ---- */

static void a_retraction_takes_away_what_its_author_stated(void **state)
{
    (void)state;
    struct judged j;
    judge_text(
        &j, YAML,
        D("1", "['A','B']", "02T00:00", "'class':'order'") D("2", "['A','B']", "03T00:00", "'class':'order'")
            REC("3", "retraction", "['B','A']", "05T00:00", "'about':['1'],'reason':'a draft'")
                REC("4", "retraction", "'A'", "06T00:00", "'about':['2'],'reason':'alone'")
                    REC("5", "retraction", "['B','A']", "07T00:00", "'about':['3'],'reason':'after all'"),
        "2026-01-04T00:00Z");
    assert_true(gate_of(&j, TRUCE_STRICT, "go")->since.us == instant("2026-01-02T00:00Z").us);
    judge_again(&j, "2026-01-05T00:00Z");
    assert_true(gate_of(&j, TRUCE_STRICT, "go")->since.us == instant("2026-01-03T00:00Z").us);
    judge_again(&j, "2026-01-08T00:00Z");
    assert_true(gate_of(&j, TRUCE_STRICT, "go")->since.us == instant("2026-01-03T00:00Z").us);
    assert_noted(&j, "N94", "only its own authors may correct or retract the record \"2\"");
    assert_noted(&j, "N95", "a retraction stands");
    judged_fini(&j);
}

#define RUN                 D("o", "['A','B']", "02T00:00", "'class':'order'")
#define SHELL(id, at, more) REC(id, "report", "'M'", at, "'class':'shell'" more)

static void corrections_replace_and_may_be_retracted(void **state)
{
    (void)state;
    struct judged j;
    judge_text(
        &j, YAML,
        RUN SHELL("r", "04T10:00", "") REC("x", "correction", "'M'", "06T00:00",
                                           "'about':'r','record':{'exists':0.6}")
            REC("y", "correction", "'M'", "07T00:00", "'about':'r','record':{'valid':'2026-01-03T10:00Z'}")
                REC("w", "correction", "'N'", "07T00:00", "'about':'r','record':{'exists':0}")
                    REC("z", "retraction", "'M'", "08T00:00", "'about':'x','reason':'it was right'")
                        REC("v", "correction", "'M'", "09T00:00", "'about':'r','record':{'share':0.5}")
                            REC("u", "correction", "'M'", "09T00:00", "'about':'y','record':{'exists':0}"),
        "2026-01-05T00:00Z");
    assert_clock(&j, "c5", 0, 0); /* 2, 3 quiet, 4 broken */
    judge_again(&j, "2026-01-06T00:00Z");
    assert_clock(&j, "c5", 1, 4); /* contested now */
    judge_again(&j, "2026-01-07T00:00Z");
    assert_clock(&j, "c5", 3, 5); /* moved to the 3rd: 4, 5, 6 are quiet */
    judge_again(&j, "2026-01-08T00:00Z");
    assert_clock(&j, "c5", 4, 4); /* and established again */
    judge_again(&j, "2026-01-09T00:00Z");
    assert_clock(&j, "c5", 5, 5);
    assert_noted(&j, "N94", "only its own authors");
    assert_noted(&j, "N95", "fields that do not go with the record \"r\"");
    assert_noted(&j, "N95", "a correction is corrected by retracting it");
    judged_fini(&j);
}

static void the_id_decides_between_equal_times(void **state)
{
    (void)state;
    static const char *const logs[] = {
        RUN SHELL("r", "04T10:00", "") REC("a", "ruling", "'J'", "05T00:00", "'about':'r','counts':false")
            REC("b", "ruling", "'J'", "05T00:00", "'about':'r','counts':true"),
        RUN SHELL("r", "04T10:00", "") REC("b", "ruling", "'J'", "05T00:00", "'about':'r','counts':true")
            REC("a", "ruling", "'J'", "05T00:00", "'about':'r','counts':false"),
    };
    for (size_t i = 0; i < 2; i++) {
        struct judged j;
        judge_text(&j, YAML, logs[i], "2026-01-06T00:00Z");
        assert_clock(&j, "c5", 1, 1); /* b counts */
        judged_fini(&j);
    }
}

/* a declaration's deed and what it is about may be corrected; the author may not */
static void declarations_are_corrected(void **state)
{
    (void)state;
    struct judged j;
    judge_text(&j, YAML,
               D("1", "'A'", "02T00:00", "'signs':'pakt'") D("2", "'B'", "02T00:00", "'withdraws':'p'")
                   D("3", "'B'", "02T00:00", "'signs':'pact'") REC("x", "correction", "'A'", "04T00:00",
                                                                   "'about':'1','record':{'signs':'pact'}")
                       REC("y", "correction", "'A'", "05T00:00", "'about':'1','record':{'class':'order'}"),
               "2026-01-03T00:00Z");
    assert_gate(&j, "pact", false);
    judge_again(&j, "2026-01-05T00:00Z");
    assert_gate(&j, "pact", true);
    assert_true(gate_of(&j, TRUCE_STRICT, "pact")->since.us == instant("2026-01-02T00:00Z").us);
    assert_noted(&j, "N95", "do not go with the record \"1\"");
    judged_fini(&j);
}

/* ---- what was believed ---- */

#define VOTE(at) REC("v", "vote", "'A'", at, "'in':'A','vote_kind':'referendum','result':'carried'")
#define LATE(id, at, logged)                                                                                 \
    "{'id':'" id "','kind':'report','by':'M','valid':'2026-01-" at "Z','logged':'2026-01-" logged            \
    "Z','class':'shell'}\n"

static void a_latched_gate_stays_open_on_what_was_believed(void **state)
{
    (void)state;
    struct judged j;
    /* 2 to 6 January are five days; the vote comes on the 8th; on the 10th a shell of the 4th is reported */
    judge_text(&j, YAML, RUN VOTE("08T00:00") LATE("r", "04T10:00", "10T00:00"), "2026-01-09T00:00Z");
    assert_gate(&j, "quiet", true);
    judge_again(&j, "2026-01-10T00:00Z");
    assert_gate(&j, "quiet", true);
    assert_gate(&j, "follows", true);
    assert_true(gate_of(&j, TRUCE_STRICT, "quiet")->since.us == instant("2026-01-08T00:00Z").us);
    assert_clock(&j, "c5", 5, 5); /* 5 to 9 January: the target is reached at this instant */
    assert_false(gate_of(&j, TRUCE_STRICT, "quiet")->ground_fell_away);
    judged_fini(&j);

    judge_text(&j, YAML,
               RUN VOTE("08T00:00") LATE("r", "07T10:00", "09T00:00") LATE("s", "04T10:00", "09T12:00"),
               "2026-01-09T12:00Z");
    assert_gate(&j, "quiet", true);
    assert_true(gate_of(&j, TRUCE_STRICT, "quiet")->ground_fell_away);
    assert_clock(&j, "c5", 1, 1);
    judge_again(&j, "2026-01-20T00:00Z"); /* the ground is there again, the opening is that of the 8th */
    assert_false(gate_of(&j, TRUCE_STRICT, "quiet")->ground_fell_away);
    assert_true(gate_of(&j, TRUCE_STRICT, "quiet")->first.us == instant("2026-01-08T00:00Z").us);
    judged_fini(&j);
}

static void what_was_known_in_time_opens_nothing(void **state)
{
    (void)state;
    struct judged j;
    judge_text(&j, YAML, RUN VOTE("08T00:00") LATE("r", "04T10:00", "07T00:00"), "2026-01-09T00:00Z");
    assert_gate(&j, "quiet", false);
    judge_again(&j, "2026-01-10T00:00Z");
    assert_gate(&j, "quiet", true);
    assert_true(gate_of(&j, TRUCE_STRICT, "quiet")->since.us == instant("2026-01-10T00:00Z").us);
    judged_fini(&j);
}

static void corrected_and_retracted_grounds_leave_it_open(void **state)
{
    (void)state;
    struct judged j;
    /* the vote is retracted; the vote's date is moved; a ruling of the 9th makes the contested shell count */
    judge_text(&j, YAML,
               RUN VOTE("08T00:00")
                   REC("x", "retraction", "'A'", "09T00:00", "'about':'v','reason':'miscounted'"),
               "2026-01-09T00:00Z");
    assert_gate(&j, "quiet", true);
    assert_true(gate_of(&j, TRUCE_STRICT, "quiet")->ground_fell_away);
    assert_false(clause_of(&j, TRUCE_STRICT, "quiet.v")->holds);
    assert_gate(&j, "vote", false); /* not latched */
    judged_fini(&j);

    judge_text(&j, YAML,
               RUN VOTE("08T00:00")
                   REC("x", "correction", "'A'", "09T00:00", "'about':'v','record':{'result':'rejected'}"),
               "2026-01-09T00:00Z");
    assert_gate(&j, "quiet", true);
    assert_true(clause_of(&j, TRUCE_STRICT, "quiet.v")->refused);
    judged_fini(&j);

    judge_text(&j, YAML,
               RUN VOTE("08T00:00") SHELL("r", "04T10:00", ",'exists':0.6")
                   REC("x", "ruling", "'J'", "08T12:00", "'about':'r','counts':true"),
               "2026-01-08T12:00Z");
    assert_false(gate_of(&j, TRUCE_STRICT, "quiet")->open);
    assert_true(gate_of(&j, TRUCE_LENIENT, "quiet")->open);
    assert_true(gate_of(&j, TRUCE_LENIENT, "quiet")->ground_fell_away);
    judged_fini(&j);
}

static void a_correction_that_came_first_changes_the_opening(void **state)
{
    (void)state;
    struct judged j;
    judge_text(&j, YAML,
               RUN SHELL("r", "04T10:00", "") REC("x", "retraction", "'M'", "05T00:00",
                                                  "'about':'r','reason':'thunder'") VOTE("08T00:00"),
               "2026-01-08T00:00Z");
    assert_gate(&j, "quiet", true);
    assert_false(gate_of(&j, TRUCE_STRICT, "quiet")->ground_fell_away);
    judged_fini(&j);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(authority_is_a_table),
        cmocka_unit_test(joint_records_bind_each_author),
        cmocka_unit_test(a_retraction_takes_away_what_its_author_stated),
        cmocka_unit_test(corrections_replace_and_may_be_retracted),
        cmocka_unit_test(the_id_decides_between_equal_times),
        cmocka_unit_test(declarations_are_corrected),
        cmocka_unit_test(a_latched_gate_stays_open_on_what_was_believed),
        cmocka_unit_test(what_was_known_in_time_opens_nothing),
        cmocka_unit_test(corrected_and_retracted_grounds_leave_it_open),
        cmocka_unit_test(a_correction_that_came_first_changes_the_opening),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
