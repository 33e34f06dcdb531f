/*
 * Scenarios from YAML: what a good file becomes, and for each bad one its place and what would be right.
 */
#include "base/calendar.h"
#include "sources/reader_test.h"
#include "sources/sources.h"

static struct truce_calendar kyiv_winter(void)
{
    struct truce_calendar calendar;
    truce_calendar_init(&calendar);
    calendar.offset_s = 7200;
    calendar.reporting_day_ends_s = (19 * 60 + 30) * 60;
    return calendar;
}

static int64_t us(const char *text)
{
    struct truce_instant at = {0};
    assert_true(truce_instant_parse(truce_text_view(text), &at));
    return at.us;
}

#define EXPECT "expect: [{as_of: \"2026-01-20T00:00Z\", gate: g, is: open}]\n"

static void reads_log_and_expectations(void **state)
{
    (void)state;
    const struct truce_calendar calendar = kyiv_winter();
    struct truce_scenario s;
    struct truce_diagnostics found;
    struct truce_err err;
    const char *text =
        "truce: \"1\"\n"
        "scenario: everything that an item may be\n"
        "agreement: ../plan.yaml\n"
        "log:\n"
        "  - {at: \"2026-01-20T00:00+02:00\", declaration: {by: [A, \"NO\"], deploys: [c, d], amount: "
        "12.5}}\n"
        "  - {at: \"2026-01-21T00:00+02:00\", report: {id: r1, by: M, class: fire, count: {at_least: 3}, "
        "exists: 0.6,\n"
        "       actor: {A: 0.4, unknown: 0.6}, place: [-1.5, 2], valid: \"2026-01-20T10:00Z\"}}\n"
        "  - {at: \"2026-01-22T00:00Z\", coverage: {by: M, from: \"2026-01-20\", to: \"2026-01-21T12:00Z\", "
        "share: 1}}\n"
        "  - {at: \"2026-01-22T00:00Z\", ruling: {by: J, about: r1, finding: accident, counts: no}}\n"
        "  - {at: \"2026-01-22T00:00Z\", vote: {by: A, in: A, kind: parliament, result: rejected}}\n"
        "  - {at: \"2026-01-22T00:00Z\", waiver: {by: A, clauses: [g.c]}}\n"
        "  - {at: \"2026-01-22T00:00Z\", correction: {by: M, about: r1, record: {count: 2, counts: yes}, "
        "reason: x}}\n"
        "  - {at: \"2026-01-22T00:00Z\", retraction: {by: M, about: [r1], reason: y}}\n"
        "expect:\n"
        "  - {as_of: \"2026-01-20T00:00Z\", gate: g, is: {strict: closed, lenient: open}}\n"
        "  - {as_of: \"2026-01-20T00:00Z\", clock: k, strict: 41, reached: no}\n"
        "  - {as_of: \"2026-01-20T00:00Z\", contribution: c, is: withdrawn}\n"
        "  - {as_of: \"2026-01-20T00:00Z\", position: p, is: maintained}\n"
        "  - {as_of: \"2026-01-20T00:00Z\", veto: v, is: lifted}\n"
        "  - {as_of: \"2026-01-20T00:00Z\", need: n, is: unmet}\n";

    truce_diagnostics_init(&found, "");
    if (truce_scenario_parse(truce_text_view(text), "s.yaml", &calendar, &s, &found, &err) != TRUCE_OK)
        fail_msg("%u:%u: %s", err.line, err.column, err.text);
    assert_string_equal(s.title, "everything that an item may be");
    assert_string_equal(s.agreement, "../plan.yaml");
    assert_int_equal(s.log.n, 8);
    const struct truce_record *r = s.log.items;
    assert_string_equal(r[0].id, "item 1");
    assert_string_equal(r[0].by.at[1], "NO");
    assert_true(r[0].from.us == us("2026-01-20T00:00+02:00") && r[0].logged.us == r[0].from.us &&
                r[0].amount == 12.5);
    assert_string_equal(r[1].id, "r1");
    assert_true(r[1].from.us == us("2026-01-20T10:00Z") && r[1].logged.us == us("2026-01-21T00:00+02:00"));
    assert_true(r[1].count == 3 && r[1].count_is_lower_bound && r[1].n_actors == 1 &&
                r[1].place.lon_deg == -1.5);
    assert_true(r[2].from.us == us("2026-01-19T19:30+02:00") && r[2].until.us == us("2026-01-21T12:00Z"));
    assert_int_equal(r[3].counts, 0);
    assert_string_equal(r[4].vote_kind, "parliament");
    assert_true(r[6].replacement != NULL &&
                r[6].replacement->given == (TRUCE_FIELD_COUNT | TRUCE_FIELD_COUNTS));
    assert_int_equal(s.n, 6);
    assert_true(s.expect[0].is[0] == 0 && s.expect[0].is[1] == 1);
    assert_true(s.expect[1].days[0] == 41 && s.expect[1].days[1] == TRUCE_EXPECTS_NOTHING &&
                s.expect[1].is[1] == 0);
    assert_int_equal(s.expect[2].is[0], 4);
    assert_true(s.expect[3].is[0] == 1 && s.expect[4].is[1] == 1 && s.expect[5].is[0] == 0);
    assert_int_equal(s.expect[5].at.line, 20);
    truce_scenario_fini(&s);

    /* without a calendar only the head is read: that is how the agreement, which has it, is found */
    assert_int_equal(truce_scenario_parse(truce_text_view("scenario: s\nagreement: p.yaml\nlog: nonsense\n"),
                                          "s.yaml", NULL, &s, &found, &err),
                     TRUCE_OK);
    assert_string_equal(s.agreement, "p.yaml");
    assert_int_equal(s.log.n + s.n, 0);
    truce_scenario_fini(&s);
    truce_diagnostics_fini(&found);
}

/* The first error; `place` begins what stands there. */
static void assert_refused(const char *text, const char *code, const char *place, const char *words)
{
    const struct truce_calendar calendar = kyiv_winter();
    struct truce_scenario s;
    struct truce_diagnostics found;
    struct truce_err err;
    uint32_t line = 1, column = 1;

    for (const char *p = text, *stands = strstr(text, place); p < stands; p++) {
        line += *p == '\n';
        column = *p == '\n' ? 1 : column + 1;
    }
    truce_diagnostics_init(&found, "");
    assert_int_equal(truce_scenario_parse(truce_text_view(text), "s.yaml", &calendar, &s, &found, &err),
                     TRUCE_ERR_SYNTAX);
    assert_true(found.n > 0);
    const struct truce_diagnostic *first = &found.items[0];
    if (strstr(first->text, words) == NULL || strcmp(first->code, code) != 0 || first->at.line != line ||
        first->at.column != column)
        fail_msg("for\n%sfound %s at %u:%u: %s\nnot %s at %u:%u: %s", text, first->code, first->at.line,
                 first->at.column, first->text, code, line, column, words);
    truce_diagnostics_fini(&found);
}

#define HEAD     "scenario: s\nagreement: p\n"
#define LOG(x)   HEAD "log:\n  - {at: \"2026-01-20T00:00Z\", " x "}\n" EXPECT
#define WANTS(x) HEAD "expect:\n  - {as_of: \"2026-01-20T00:00Z\", " x "}\n"

static void names_what_is_wrong(void **state)
{
    (void)state;
    assert_refused("- a\n", "E04", "-", "a scenario is a mapping");
    assert_refused("scenario: s\n" EXPECT, "E04", "scenario",
                   "a key is missing in the scenario: \"agreement\"");
    assert_refused("agreement: s\n" EXPECT, "E04", "agreement", "\"scenario\"");
    assert_refused(HEAD "lgo: []\n" EXPECT, "E01", "lgo", "did you mean \"log\"?");
    assert_refused(HEAD "agreement: q\n" EXPECT, "E02", "agreement: q", "written twice");
    assert_refused("truce: 2\n" HEAD EXPECT, "E04", "2", "only version \"1\"");
    assert_refused(HEAD, "E04", "scenario", "\"expect\"");
    assert_refused(HEAD "expect: []\n", "E04", "[]", "a list of 1 to");
    assert_refused(HEAD "log: &a []\n" EXPECT, "E00", "&a", "anchor");

    assert_refused(LOG("declaration: A"), "E04", "A}", "is not a mapping");
    assert_refused(HEAD "log: [{declaration: {by: A, signs: x}}]\n" EXPECT, "E04", "{declaration",
                   "\"at\" is missing");
    assert_refused(HEAD "log: [{at: \"2026-01-20T00:00Z\"}]\n" EXPECT, "E04", "{at", "holds no record");
    assert_refused(LOG("declaration: {signs: x}"), "E04", "{signs", "\"by\" is missing in a declaration");
    assert_refused(LOG("declaration: {by: A, logged: x, signs: x}"), "E01", "logged",
                   "unknown key \"logged\"");
    assert_refused(LOG("report: {by: A, class: x, count: 1e3}"), "E04", "1e3", "a whole number");
    assert_refused(LOG("report: {by: A, class: x, actor: {A: 1}, actors: {A: 1}}"), "E04", "actors",
                   "one key");
    assert_refused(LOG("ruling: {by: A, about: x, counts: maybe}"), "E04", "maybe", "yes or no");
    assert_refused(LOG("coverage: {by: A, share: 1, from: \"2026-01-20\"}"), "E04", "{by",
                   "\"from\" and \"to\"");
    assert_refused(LOG("coverage: {by: A, share: 1, from: \"2026-01-20\", to: \"2026-01-20\"}"), "E04", "{by",
                   "ends before or when it begins");
    assert_refused(LOG("coverage: {by: A, share: 1, from: \"2026-02-30\", to: \"2026-03-20\"}"), "E04",
                   "\"2026-02-30", "not a day");
    assert_refused(HEAD "log:\n  - {at: \"2026-01-20T00:00Z\", waiver: {id: a, by: A, clauses: x}}\n"
                        "  - {at: \"2026-01-20T00:00Z\", waiver: {id: a, by: B, clauses: x}}\n" EXPECT,
                   "E03", "{at: \"2026-01-20T00:00Z\", waiver: {id: a, by: B", "the id \"a\" is taken");

    assert_refused(WANTS("gate: g, is: opne"), "E04", "opne", "did you mean \"open\"?");
    assert_refused(WANTS("gate: g"), "E04", "{as_of", "\"is\" is missing");
    assert_refused(WANTS("gate: g, is: {stric: open}"), "E01", "stric", "did you mean \"strict\"?");
    assert_refused(WANTS("gate: g, clock: c, is: open"), "E04", "clock", "about one thing");
    assert_refused(WANTS("clock: c, strict: -1"), "E04", "-1}", "a whole number of days");
    assert_refused(WANTS("clock: c, strict: 1.5"), "E04", "1.5", "a whole number of days");
    assert_refused(WANTS("clock: c, is: open"), "E01", "is: open", "unknown key \"is\"");
    assert_refused(HEAD "expect: [{as_of: \"2026-01-20\", gate: g, is: open}]\n", "E04", "\"2026-01-20\"",
                   "an offset");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_log_and_expectations),
        cmocka_unit_test(names_what_is_wrong),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
