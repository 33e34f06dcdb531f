/*
 * The state as of an instant: names, beliefs, facts and the course, put together; and gates that opened on what is no longer believed.
 *
 * A latched gate that opened on facts which were corrected later stays open.  So what was believed earlier matters: at every instant at which
 * belief about the past could change (a late record, a correction, a retraction, a ruling) the course until just before is looked at, and
 * latched gates that were open then are open from then on.  That is work for each such instant, so first a course is run in which nothing goes
 * against opening; only gates that open in it and not, or later, in the true one can have been open by mistake.
 */
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "judge/engine.h"

#define STATE_CEILING ((size_t)1 << 30)
#define WORK_CEILING  ((size_t)2 << 30)
#define SPAN_MAX_US   (INT64_C(200) * 366 * 86400 * 1000000)
/* records x instants looked at; beyond it, instants are taken once a day */
#define REVISING_MAX 20000000

/* A latched group that was open by what was believed then. */
struct latch {
    struct truce_instant first[TRUCE_READINGS]; /* TRUCE_NEVER */
};

struct judging {
    const struct truce_agreement *agreement;
    const struct truce_records *records;
    struct truce_lexicon names;
    struct truce_judge_ground ground;
    struct truce_arena *texts; /* of the names */
    struct latch *latches;     /* by group */
    bool any_latch;
};

static void begin_state(const struct judging *j, struct truce_instant at, struct truce_state *state)
{
    memset(state, 0, sizeof *state);
    state->agreement = j->agreement;
    state->records = j->records;
    state->as_of = at;
    truce_arena_init(&state->arena, STATE_CEILING);
    truce_diagnostics_init(&state->notes, j->records != NULL ? j->records->file : "");
}

/* The valid time of the first record that was known, whatever has become of it; else `at`. */
static struct truce_instant first_of_log(const struct judging *j, struct truce_instant at)
{
    struct truce_instant first = at;
    for (size_t i = 0; j->records != NULL && i < j->records->n; i++) {
        const struct truce_record *record = &j->records->items[i];
        if (record->logged.us <= at.us && record->from.us < first.us)
            first = record->from;
    }
    return first;
}

static enum truce_status check_span(const struct judging *j, const struct truce_beliefs *beliefs,
                                    struct truce_instant at, struct truce_err *err)
{
    if (beliefs->n == 0 || at.us - beliefs->items[0].record.from.us <= SPAN_MAX_US)
        return TRUCE_OK;
    const struct truce_record *record = &beliefs->items[0].record;
    return truce_fail_at(err, TRUCE_ERR_LIMIT, j->records->file, record->at.line, record->at.column,
                         "record %s lies more than 200 years before the day asked for", record->id);
}

/* The course by what is believed at an instant. */
static enum truce_status judge_at(struct judging *j, struct truce_instant at, bool hopeful, bool notes,
                                  struct truce_state *state, struct truce_err *err)
{
    struct truce_arena work;
    struct truce_beliefs beliefs;
    struct truce_changes changes;
    struct truce_diagnostics *found = notes ? &state->notes : NULL;

    truce_arena_init(&work, WORK_CEILING);
    truce_judge_changes_init(&changes);
    enum truce_status status =
        truce_judge_believe(j->agreement, j->records, at, hopeful, &work, found, &beliefs, err);
    if (status == TRUCE_OK)
        status = check_span(j, &beliefs, at, err);
    for (int k = 0; j->any_latch && k < j->names.n_groups; k++)
        for (int r = 0; r < TRUCE_READINGS; r++)
            if (j->latches[k].first[r].us <= at.us)
                truce_judge_change(&changes, (struct truce_change){.at = j->latches[k].first[r],
                                                                   .kind = TRUCE_CHANGE_LATCH,
                                                                   .target = k,
                                                                   .readings = 1U << r,
                                                                   .record = TRUCE_NONE});
    if (status == TRUCE_OK)
        status = truce_judge_facts(&j->names, &beliefs, hopeful, found, &changes, err);
    struct truce_instant first = first_of_log(j, at), beginning = first;
    if (changes.n > 0 && changes.items[0].at.us < first.us)
        beginning = changes.items[0].at;
    const struct truce_course_input input = {.names = &j->names,
                                             .first = first,
                                             .beginning = beginning,
                                             .beliefs = &beliefs,
                                             .changes = &changes,
                                             .ground = &j->ground,
                                             .until = at,
                                             .hopeful = hopeful,
                                             .work = &work};
    if (status == TRUCE_OK)
        status = truce_judge_course(&input, state, err);
    truce_judge_changes_fini(&changes);
    truce_arena_fini(&work);
    return status;
}

/* ---- gates that were open by what was believed earlier ---- */

static bool group_latches(const struct judging *j, int group)
{
    bool latches = true;
    for (size_t g = 0; g < j->agreement->n_gates; g++)
        latches = latches && (j->names.group[g] != group || j->agreement->gates[g].latched);
    return latches;
}

/* The times within which a latched gate may have been open by mistake; false: none can have been. */
static bool doubtful_times(const struct judging *j, const struct truce_state *hopeful,
                           const struct truce_state *state, int64_t *from, int64_t *until)
{
    *from = TRUCE_NEVER;
    *until = INT64_MIN;
    for (size_t g = 0; g < j->agreement->n_gates; g++)
        for (int r = 0; r < TRUCE_READINGS; r++) {
            const struct truce_gate_state *a = &hopeful->reading[r].gates[g],
                                          *b = &state->reading[r].gates[g];
            if (!j->agreement->gates[g].latched || !a->open || b->first.us <= a->first.us)
                continue;
            *from = a->first.us < *from ? a->first.us : *from;
            *until = b->first.us > *until ? b->first.us : *until;
        }
    return *from <= *until;
}

/* Keeps of the instants those within the doubtful times; the last of each day where they are too many. */
static size_t thin(const struct judging *j, struct truce_instant *at, size_t n, int64_t from, int64_t until)
{
    size_t kept = 0, records = j->records->n;
    for (size_t i = 0; i < n; i++)
        if (at[i].us > from && (at[i].us <= until || kept == 0 || at[kept - 1].us <= until))
            at[kept++] = at[i];
    if (kept * records <= REVISING_MAX)
        return kept;
    n = kept;
    kept = 0;
    for (size_t i = 0; i < n; i++) {
        struct truce_day day = truce_calendar_day(&j->agreement->calendar, at[i]);
        if (kept > 0 && truce_calendar_day(&j->agreement->calendar, at[kept - 1]).n == day.n)
            kept--;
        at[kept++] = at[i];
    }
    return kept;
}

/* Latched gates that are open in a state, from the first time on. */
static bool remember(struct judging *j, const struct truce_state *state)
{
    bool news = false;
    for (size_t g = 0; g < j->agreement->n_gates; g++)
        for (int r = 0; r < TRUCE_READINGS; r++) {
            int k = j->names.group[g];
            int64_t first = state->reading[r].gates[g].first.us;
            if (!state->reading[r].gates[g].open || first >= j->latches[k].first[r].us ||
                !group_latches(j, k))
                continue;
            j->latches[k].first[r].us = first;
            j->any_latch = news = true;
        }
    return news;
}

static enum truce_status revise(struct judging *j, struct truce_instant at, struct truce_state *state,
                                bool *news, struct truce_err *err)
{
    struct truce_instant *instants = NULL;
    struct truce_state then;
    int64_t from = 0, until = 0;
    size_t n = 0;

    enum truce_status status = truce_judge_revisions(j->records, at, j->texts, &instants, &n, err);
    if (status != TRUCE_OK || n == 0)
        return status;
    begin_state(j, at, &then);
    status = judge_at(j, at, true, false, &then, err);
    if (status == TRUCE_OK && doubtful_times(j, &then, state, &from, &until))
        n = thin(j, instants, n, from, until);
    else
        n = 0;
    truce_state_fini(&then);
    for (size_t i = 0; status == TRUCE_OK && i < n; i++) {
        const struct truce_instant before = {instants[i].us - 1};
        begin_state(j, before, &then);
        status = judge_at(j, before, false, false, &then, err);
        if (status == TRUCE_OK)
            *news = remember(j, &then) || *news;
        truce_state_fini(&then);
    }
    return status;
}

static bool has_latched_gate(const struct truce_agreement *agreement)
{
    bool latched = false;
    for (size_t g = 0; g < agreement->n_gates; g++)
        latched = latched || agreement->gates[g].latched;
    return latched;
}

static enum truce_status begin_latches(struct judging *j, struct truce_err *err)
{
    void *memory = NULL;
    size_t n = (size_t)j->names.n_groups;
    enum truce_status status = truce_arena_alloc(j->texts, (n + 1) * sizeof *j->latches, &memory, err);
    j->latches = memory;
    for (size_t k = 0; status == TRUCE_OK && k < n; k++)
        j->latches[k] = (struct latch){{{TRUCE_NEVER}, {TRUCE_NEVER}}};
    return status;
}

static enum truce_status judge(struct judging *j, struct truce_instant at, struct truce_state *out,
                               struct truce_err *err)
{
    struct truce_state state;
    bool news = false;

    begin_state(j, at, &state);
    enum truce_status status = judge_at(j, at, false, true, &state, err);
    if (status == TRUCE_OK && has_latched_gate(j->agreement))
        status = revise(j, at, &state, &news, err);
    if (status == TRUCE_OK && news) { /* once more, with what stayed open */
        truce_arena_fini(&state.arena);
        truce_arena_init(&state.arena, STATE_CEILING);
        status = judge_at(j, at, false, false, &state, err);
    }
    if (status != TRUCE_OK) {
        truce_state_fini(&state);
        return status;
    }
    truce_diagnostics_sort(&state.notes);
    *out = state;
    return TRUCE_OK;
}

enum truce_status truce_state_at(const struct truce_agreement *agreement, const struct truce_records *records,
                                 struct truce_instant as_of, struct truce_state *out, struct truce_err *err)
{
    struct truce_arena texts;
    struct judging j = {.agreement = agreement, .records = records, .texts = &texts};

    truce_arena_init(&texts, WORK_CEILING);
    truce_judge_ground_init(&j.ground, agreement);
    enum truce_status status = truce_judge_names(agreement, &texts, &j.names, err);
    if (status == TRUCE_OK)
        status = begin_latches(&j, err);
    if (status == TRUCE_OK)
        status = judge(&j, as_of, out, err);
    truce_judge_ground_fini(&j.ground);
    truce_arena_fini(&texts);
    return status;
}

void truce_state_fini(struct truce_state *state)
{
    truce_diagnostics_fini(&state->notes);
    truce_arena_fini(&state->arena);
    memset(state->reading, 0, sizeof state->reading);
}
