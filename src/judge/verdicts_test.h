/*
 * What the tests of verdicts share: an agreement and a log judged as of an instant, short questions, and a dump of everything that does not depend on the
 * order of the log.  Stands after "sources/sources.h".
 */
#ifndef TRUCE_JUDGE_VERDICTS_TEST_H
#define TRUCE_JUDGE_VERDICTS_TEST_H

#include "base/buf.h"
#include "judge/judged_test.h"
#include "judge/verdict.h"

struct tried {
    struct judged judged;
    struct truce_verdicts verdicts;
};

static inline void try_text(struct tried *t, const char *yaml, const char *log, const char *as_of)
{
    struct truce_err err = {.text = ""};
    judge_text(&t->judged, yaml, log, as_of);
    if (truce_verdicts_at(&t->judged.agreement, &t->judged.records, &t->judged.state, &t->verdicts, &err) !=
        TRUCE_OK)
        fail_msg("verdicts: %s", err.text);
}

static inline void tried_fini(struct tried *t)
{
    truce_verdicts_fini(&t->verdicts);
    judged_fini(&t->judged);
}

static inline void try_again(struct tried *t, const char *as_of)
{
    struct truce_err err = {.text = ""};
    truce_verdicts_fini(&t->verdicts);
    judge_again(&t->judged, as_of);
    if (truce_verdicts_at(&t->judged.agreement, &t->judged.records, &t->judged.state, &t->verdicts, &err) !=
        TRUCE_OK)
        fail_msg("verdicts: %s", err.text);
}

static inline const struct truce_verdict *verdict_of(const struct tried *t, const char *name)
{
    char text[256];
    for (size_t i = 0; i < t->verdicts.n; i++) {
        truce_verdict_name(&t->verdicts, i, text, sizeof text);
        if (strcmp(text, name) == 0)
            return &t->verdicts.items[i];
    }
    fail_msg("no verdict %s", name);
    return NULL;
}

static inline void assert_states(const struct tried *t, const char *name, const char *strict,
                                 const char *lenient)
{
    const struct truce_verdict *item = verdict_of(t, name);
    const char *a = truce_verdict_state_name(item->state[TRUCE_STRICT]),
               *b = truce_verdict_state_name(item->state[TRUCE_LENIENT]);
    if (strcmp(a, strict) != 0 || strcmp(b, lenient) != 0)
        fail_msg("%s is %s and %s, not %s and %s", name, a, b, strict, lenient);
}

static inline bool rests_on(const struct tried *t, const int *list, size_t n, const char *id)
{
    for (size_t i = 0; i < n; i++)
        if (strcmp(t->judged.records.items[list[i]].id, id) == 0)
            return true;
    return false;
}

static inline void put_ids(const struct truce_records *records, const char *what, const int *list, size_t n,
                           struct truce_buf *out)
{
    const char *ids[256];
    size_t kept = 0;
    for (size_t i = 0; i < n && kept < 256; i++)
        ids[kept++] = records->items[list[i]].id;
    for (size_t i = 1; i < kept; i++) /* by id: indexes follow the order of the log */
        for (size_t k = i; k > 0 && strcmp(ids[k - 1], ids[k]) > 0; k--) {
            const char *swap = ids[k];
            ids[k] = ids[k - 1];
            ids[k - 1] = swap;
        }
    truce_buf_printf(out, " %s", what);
    for (size_t i = 0; i < kept; i++)
        truce_buf_printf(out, " %s", ids[i]);
}

static inline void put_verdict(const struct truce_verdicts *verdicts, const struct truce_records *records,
                               size_t i, struct truce_buf *out)
{
    const struct truce_verdict *item = &verdicts->items[i];
    char name[256];
    truce_verdict_name(verdicts, i, name, sizeof name);
    truce_buf_printf(out, "%s %s/%s %s %d p %.9g seen %.9g total %.9g %.9g %d due %lld", name,
                     truce_verdict_state_name(item->state[0]), truce_verdict_state_name(item->state[1]),
                     truce_norm_life_name(item->life), item->provisional, item->chance, item->observed,
                     item->total[0], item->total[1], item->total_is_lower_bound,
                     (long long)item->deadline.us);
    for (size_t k = 0; k < item->in_force.n; k++)
        truce_buf_printf(out, " [%lld %lld)", (long long)item->in_force.at[k].from.us,
                         (long long)item->in_force.at[k].until.us);
    for (size_t k = 0; k < item->n_violations; k++) {
        const struct truce_violation *v = &item->violations[k];
        truce_buf_printf(out, " <%lld %lld %.9g %.9g %d %d %d %d %.9g", (long long)v->when.from.us,
                         (long long)v->when.until.us, v->chance, v->count, v->count_is_lower_bound,
                         v->established, v->provisional, v->repaired_by != TRUCE_NONE, v->severity);
        put_ids(records, "of", v->records, v->n_records, out);
        truce_buf_puts(out, ">");
    }
    put_ids(records, "grounds", item->grounds, item->n_grounds, out);
    put_ids(records, "change", item->would_change, item->n_would_change, out);
    truce_buf_putc(out, '\n');
    for (size_t k = 0; k < item->n_matches; k++) {
        const struct truce_match *m = &verdicts->matches[item->first_match + k];
        truce_buf_printf(out, "  %s %.9g*%.9g*%.9g*%.9g*%.9g=%.9g %d/%d %d\n",
                         records->items[verdicts->incidents[m->incident].record].id, m->exists, m->time,
                         m->class_, m->actor, m->place, m->chance, m->outcome[0], m->outcome[1],
                         m->place_known);
    }
}

static inline void put_verdicts(const struct truce_verdicts *verdicts, const struct truce_records *records,
                                struct truce_buf *out)
{
    truce_buf_clear(out);
    for (size_t i = 0; i < verdicts->n; i++)
        put_verdict(verdicts, records, i, out);
}

#endif
