/*
 * What the tests of the judge share: an agreement from YAML text, records from JSON Lines written with single quotes, the state as of an
 * instant, and short questions about it.  Stands after "sources/sources.h", which a header of judge may not include.
 */
#ifndef TRUCE_JUDGE_JUDGED_TEST_H
#define TRUCE_JUDGE_JUDGED_TEST_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "judge/state.h"

struct judged {
    struct truce_agreement agreement;
    struct truce_records records;
    struct truce_state state;
    char *log;
};

static inline struct truce_instant instant(const char *text)
{
    struct truce_instant at = {0};
    if (!truce_instant_parse(truce_text_view(text), &at))
        fail_msg("%s is no instant", text);
    return at;
}

static inline void read_agreement(const char *yaml, struct truce_agreement *out)
{
    struct truce_diagnostics found;
    struct truce_err err;
    truce_diagnostics_init(&found, "plan.yaml");
    if (truce_agreement_read(truce_text_view(yaml), "plan.yaml", out, &found, &err) != TRUCE_OK)
        fail_msg("agreement: %u:%u: %s", err.line, err.column, err.text);
    truce_diagnostics_fini(&found);
}

static inline void read_log(const char *log, struct truce_records *out, char **text)
{
    struct truce_diagnostics found;
    struct truce_err err;
    *text = strdup(log);
    assert_non_null(*text);
    for (char *p = *text; *p != '\0'; p++)
        *p = *p == '\'' ? '"' : *p;
    truce_diagnostics_init(&found, "log.jsonl");
    if (truce_records_parse(truce_text_view(*text), "log.jsonl", out, &found, &err) != TRUCE_OK)
        fail_msg("log: %u:%u: %s", err.line, err.column, err.text);
    truce_diagnostics_fini(&found);
}

/* as_of NULL: no state yet */
static inline void judge_text(struct judged *j, const char *yaml, const char *log, const char *as_of)
{
    struct truce_err err;
    memset(j, 0, sizeof *j);
    read_agreement(yaml, &j->agreement);
    read_log(log, &j->records, &j->log);
    if (as_of != NULL &&
        truce_state_at(&j->agreement, &j->records, instant(as_of), &j->state, &err) != TRUCE_OK)
        fail_msg("state: %s", err.text);
}

static inline void judge_again(struct judged *j, const char *as_of)
{
    struct truce_err err;
    truce_state_fini(&j->state);
    if (truce_state_at(&j->agreement, &j->records, instant(as_of), &j->state, &err) != TRUCE_OK)
        fail_msg("state: %s", err.text);
}

static inline void judged_fini(struct judged *j)
{
    truce_state_fini(&j->state);
    truce_records_fini(&j->records);
    truce_agreement_fini(&j->agreement);
    free(j->log);
}

static inline const struct truce_gate_state *gate_of(const struct judged *j, int reading, const char *id)
{
    int gate = truce_agreement_gate(&j->agreement, truce_text_view(id));
    if (gate == TRUCE_NONE)
        fail_msg("no gate %s", id);
    return &j->state.reading[reading].gates[gate];
}

static inline const struct truce_clock_state *clock_of(const struct judged *j, int reading, const char *id)
{
    int clock = truce_agreement_clock(&j->agreement, truce_text_view(id));
    if (clock == TRUCE_NONE)
        fail_msg("no clock %s", id);
    return &j->state.reading[reading].clocks[clock];
}

static inline const struct truce_condition_state *clause_of(const struct judged *j, int reading,
                                                            const char *path)
{
    const struct truce_condition *clause = truce_agreement_clause(&j->agreement, truce_text_view(path));
    if (clause == NULL)
        fail_msg("no clause %s", path);
    return &j->state.reading[reading].conditions[clause->index];
}

/* In both readings. */
static inline void assert_gate(const struct judged *j, const char *id, bool open)
{
    for (int r = 0; r < TRUCE_READINGS; r++)
        if (gate_of(j, r, id)->open != open)
            fail_msg("gate %s is %s in reading %d", id, open ? "closed" : "open", r);
}

static inline void assert_clock(const struct judged *j, const char *id, int strict, int lenient)
{
    int a = clock_of(j, TRUCE_STRICT, id)->days, b = clock_of(j, TRUCE_LENIENT, id)->days;
    if (a != strict || b != lenient)
        fail_msg("clock %s stands at %d and %d, not at %d and %d", id, a, b, strict, lenient);
}

/* How many notes of a code have the words. */
static inline size_t noted_in(const struct truce_diagnostics *notes, const char *code, const char *words)
{
    size_t n = 0;
    for (size_t i = 0; i < notes->n; i++)
        n += strcmp(notes->items[i].code, code) == 0 && strstr(notes->items[i].text, words) != NULL;
    return n;
}

static inline void assert_noted(const struct judged *j, const char *code, const char *words)
{
    if (noted_in(&j->state.notes, code, words) == 1)
        return;
    for (size_t i = 0; i < j->state.notes.n; i++)
        print_message("%s %s\n", j->state.notes.items[i].code, j->state.notes.items[i].text);
    fail_msg("not noted once as %s: %s", code, words);
}

#endif
