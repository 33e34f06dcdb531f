/*
 * What of a log is believed at an instant: what was logged by then, less what was retracted, with what was corrected, and with what an
 * adjudicator decided about it.
 *
 * One idea: the result depends on the set of records, not on their order.  Retractions come first, then corrections, then rulings, so that none of
 * them can be about one of its own kind; among several about one record the later logged one counts, the id deciding between equal times.
 */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "judge/engine.h"

struct believing {
    const struct truce_agreement *agreement;
    const struct truce_records *records;
    struct truce_instant at;
    struct truce_diagnostics *notes;
    const struct truce_record **by_id;     /* sorted */
    const struct truce_record **by_logged; /* all of them in the order in which they take effect */
    struct truce_belief *beliefs;          /* one a record, in the order of the log */
    bool *known, *retracted;
    struct truce_belief *versions; /* hopeful: what corrections made, each */
    size_t n_versions;
};

static int64_t compare_instants(struct truce_instant a, struct truce_instant b)
{
    return (a.us > b.us) - (a.us < b.us);
}

int truce_judge_compare(const struct truce_record *a, const struct truce_record *b)
{
    int64_t order = compare_instants(a->from, b->from);
    if (order == 0)
        order = compare_instants(a->logged, b->logged);
    return order != 0 ? (int)order : strcmp(a->id, b->id);
}

static int compare_beliefs(const void *a, const void *b)
{
    return truce_judge_compare(&((const struct truce_belief *)a)->record,
                               &((const struct truce_belief *)b)->record);
}

static int compare_ids(const void *a, const void *b)
{
    const struct truce_record *const *x = a, *const *y = b;
    return strcmp((*x)->id, (*y)->id);
}

static int compare_logged(const void *a, const void *b)
{
    const struct truce_record *const *x = a, *const *y = b;
    int64_t order = compare_instants((*x)->logged, (*y)->logged);
    if (order == 0)
        order = compare_instants((*x)->from, (*y)->from);
    return order != 0 ? (int)order : strcmp((*x)->id, (*y)->id);
}

static void note(const struct believing *b, const char *code, const struct truce_record *record,
                 const char *text, const char *name)
{
    if (b->notes != NULL)
        truce_diagnostics_add(b->notes, code, record->at, "record %s: %s \"%s\"", record->id, text, name);
}

/* The record of an id, or NULL. */
static const struct truce_record *find(const struct believing *b, const char *id)
{
    size_t low = 0, high = b->records->n;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = strcmp(b->by_id[middle]->id, id);
        if (order == 0)
            return b->by_id[middle];
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

static bool has_author(const struct truce_record *record, const char *name)
{
    for (size_t i = 0; i < record->by.n; i++)
        if (strcmp(record->by.at[i], name) == 0)
            return true;
    return false;
}

static bool same_authors(const struct truce_record *a, const struct truce_record *b)
{
    bool same = a->by.n == b->by.n;
    for (size_t i = 0; same && i < a->by.n; i++)
        same = has_author(b, a->by.at[i]);
    return same;
}

bool truce_judge_by_role(const struct truce_agreement *agreement, const struct truce_record *record,
                         enum truce_role role)
{
    for (size_t i = 0; i < record->by.n; i++) {
        int party = truce_agreement_party(agreement, truce_text_view(record->by.at[i]));
        if (party != TRUCE_NONE && agreement->parties[party].role == role)
            return true;
    }
    return false;
}

static size_t index_of(const struct believing *b, const struct truce_record *record)
{
    return (size_t)(record - b->records->items);
}

static bool is_about(enum truce_record_kind kind)
{
    return kind == TRUCE_RECORD_CORRECTION || kind == TRUCE_RECORD_RETRACTION;
}

/* What a correction or retraction names, where it may: else NULL, and a note. */
static const struct truce_record *own_target(const struct believing *b, const struct truce_record *record,
                                             const char *id)
{
    const struct truce_record *target = find(b, id);
    if (target == NULL) {
        note(b, TRUCE_NOTE_NAME, record, "the log has no record", id);
        return NULL;
    }
    if (!same_authors(record, target)) {
        note(b, TRUCE_NOTE_AUTHORITY, record, "only its own authors may correct or retract the record", id);
        return NULL;
    }
    return b->known[index_of(b, target)] ? target : NULL;
}

static void retract(struct believing *b, const struct truce_record *record)
{
    for (size_t i = 0; i < record->about.n; i++) {
        const struct truce_record *target = own_target(b, record, record->about.at[i]);
        if (target == NULL)
            continue;
        if (target->kind == TRUCE_RECORD_RETRACTION)
            note(b, TRUCE_NOTE_NO_EFFECT, record,
                 "a retraction stands; what it withdrew must be stated anew. It is about", target->id);
        else
            b->retracted[index_of(b, target)] = true;
    }
}

static void correct(struct believing *b, const struct truce_record *record)
{
    const struct truce_record *target =
        record->about.n > 0 ? own_target(b, record, record->about.at[0]) : NULL;
    if (target == NULL || record->replacement == NULL)
        return;
    struct truce_belief *belief = &b->beliefs[index_of(b, target)];
    unsigned given = record->replacement->given;
    bool class_of_no_event = belief->record.kind == TRUCE_RECORD_DECLARATION &&
                             (given & TRUCE_FIELD_CLASS) != 0 &&
                             belief->record.declares != TRUCE_DECLARES_EVENT;
    if (is_about(target->kind))
        note(b, TRUCE_NOTE_NO_EFFECT, record, "a correction is corrected by retracting it. It is about",
             target->id);
    else if (truce_record_misfits(target->kind, given) != 0 || class_of_no_event)
        note(b, TRUCE_NOTE_NO_EFFECT, record, "it replaces fields that do not go with the record",
             target->id);
    else {
        belief->record = truce_record_replaced(&belief->record, record->replacement);
        if (b->versions != NULL)
            b->versions[b->n_versions++] = *belief;
    }
}

static void rule(struct believing *b, const struct truce_record *record)
{
    for (size_t i = 0; i < record->about.n; i++) {
        const struct truce_record *target = find(b, record->about.at[i]);
        if (target == NULL) {
            note(b, TRUCE_NOTE_NAME, record, "the log has no record", record->about.at[i]);
            continue;
        }
        bool event = target->kind == TRUCE_RECORD_REPORT ||
                     (target->kind == TRUCE_RECORD_DECLARATION && target->declares == TRUCE_DECLARES_EVENT);
        if (!event) {
            note(b, TRUCE_NOTE_NO_EFFECT, record, "a ruling is about reports and events; it names",
                 target->id);
            continue;
        }
        struct truce_belief *belief = &b->beliefs[index_of(b, target)];
        belief->taken_out =
            record->counts == 0 || (record->counts < 0 && strcmp(record->finding, "no_violation") == 0);
        belief->established =
            record->counts > 0 || (record->counts < 0 && strcmp(record->finding, "violation") == 0);
        belief->not_attributable = strcmp(record->finding, "not_attributable") == 0;
    }
}

static bool in_effect(const struct believing *b, const struct truce_record *record)
{
    size_t i = index_of(b, record);
    return b->known[i] && !b->retracted[i] && b->beliefs[i].record.from.us <= b->at.us;
}

/* One kind after the other, each in the order in which they were logged. */
static void decide(struct believing *b)
{
    size_t n = b->records->n;
    for (size_t i = 0; i < n; i++)
        if (b->by_logged[i]->kind == TRUCE_RECORD_RETRACTION && in_effect(b, b->by_logged[i]))
            retract(b, b->by_logged[i]);
    for (size_t i = 0; i < n; i++)
        if (b->by_logged[i]->kind == TRUCE_RECORD_CORRECTION && in_effect(b, b->by_logged[i]))
            correct(b, b->by_logged[i]);
    for (size_t i = 0; i < n; i++) {
        if (b->by_logged[i]->kind != TRUCE_RECORD_RULING || !in_effect(b, b->by_logged[i]))
            continue;
        /* as corrected */
        struct truce_record ruling = b->beliefs[index_of(b, b->by_logged[i])].record;
        if (truce_judge_by_role(b->agreement, &ruling, TRUCE_ROLE_ADJUDICATOR))
            rule(b, &ruling);
        else
            note(b, TRUCE_NOTE_AUTHORITY, b->by_logged[i], "only an adjudicator rules; its author is",
                 ruling.by.n > 0 ? ruling.by.at[0] : "");
    }
}

/* The class of an event that its author may state: a monitor reports, a party declares what it did itself. */
static int incident_class(const struct truce_agreement *agreement, const struct truce_record *record)
{
    bool may = false;
    if (record->kind == TRUCE_RECORD_REPORT)
        may = truce_judge_by_role(agreement, record, TRUCE_ROLE_MONITOR);
    else if (record->kind == TRUCE_RECORD_DECLARATION && record->declares == TRUCE_DECLARES_EVENT)
        for (size_t i = 0; i < record->by.n; i++)
            may = may || truce_agreement_party(agreement, truce_text_view(record->by.at[i])) != TRUCE_NONE;
    return may ? truce_agreement_class(agreement, truce_text_view(record->class_)) : TRUCE_NONE;
}

/* Every record as it first stood, and as each correction left it. */
static void collect_versions(struct believing *b)
{
    for (size_t i = 0; i < b->records->n; i++)
        b->versions[b->n_versions++] = b->beliefs[i];
    for (size_t i = 0; i < b->records->n; i++)
        if (b->by_logged[i]->kind == TRUCE_RECORD_CORRECTION && b->known[index_of(b, b->by_logged[i])])
            correct(b, b->by_logged[i]);
}

static enum truce_status get(struct truce_arena *arena, size_t n, size_t size, void *out,
                             struct truce_err *err)
{
    void *memory = NULL;
    enum truce_status status = truce_arena_alloc(arena, (n + 1) * size, &memory, err);
    if (status == TRUCE_OK)
        memcpy(out, &memory, sizeof memory);
    return status;
}

static enum truce_status prepare(struct believing *b, struct truce_arena *arena, struct truce_err *err)
{
    size_t n = b->records->n;
    enum truce_status status = get(arena, n, sizeof *b->by_id, &b->by_id, err);
    if (status == TRUCE_OK)
        status = get(arena, n, sizeof *b->by_logged, &b->by_logged, err);
    if (status == TRUCE_OK)
        status = get(arena, n, sizeof *b->beliefs, &b->beliefs, err);
    if (status == TRUCE_OK)
        status = get(arena, n, sizeof(bool), &b->known, err);
    if (status == TRUCE_OK)
        status = get(arena, n, sizeof(bool), &b->retracted, err);
    if (status != TRUCE_OK)
        return status;
    for (size_t i = 0; i < n; i++) {
        const struct truce_record *record = &b->records->items[i];
        b->by_id[i] = b->by_logged[i] = record;
        b->beliefs[i].record = *record;
        b->beliefs[i].index = (int)i;
        b->known[i] = record->logged.us <= b->at.us;
    }
    qsort(b->by_id, n, sizeof *b->by_id, compare_ids);
    qsort(b->by_logged, n, sizeof *b->by_logged, compare_logged);
    return TRUCE_OK;
}

enum truce_status truce_judge_believe(const struct truce_agreement *agreement,
                                      const struct truce_records *records, struct truce_instant at,
                                      bool hopeful, struct truce_arena *arena,
                                      struct truce_diagnostics *notes, struct truce_beliefs *out,
                                      struct truce_err *err)
{
    struct believing b = {.agreement = agreement, .records = records, .at = at, .notes = notes};
    size_t n = 0;

    *out = (struct truce_beliefs){NULL, 0};
    if (records == NULL || records->n == 0)
        return TRUCE_OK;
    enum truce_status status = prepare(&b, arena, err);
    if (status == TRUCE_OK && hopeful)
        status = get(arena, 2 * records->n, sizeof *b.versions, &b.versions, err);
    if (status != TRUCE_OK)
        return status;
    if (hopeful)
        collect_versions(&b);
    else
        decide(&b);
    struct truce_belief *kept = hopeful ? b.versions : b.beliefs;
    size_t all = hopeful ? b.n_versions : records->n;
    for (size_t i = 0; i < all; i++)
        if (kept[i].record.from.us <= at.us && b.known[kept[i].index] && !b.retracted[kept[i].index] &&
            !is_about(kept[i].record.kind))
            kept[n++] = kept[i];
    qsort(kept, n, sizeof *kept, compare_beliefs);
    for (size_t i = 0; i < n; i++)
        kept[i].class_ = incident_class(agreement, &kept[i].record);
    *out = (struct truce_beliefs){kept, n};
    return TRUCE_OK;
}

/* ---- revisions ---- */

static int compare_revisions(const void *a, const void *b)
{
    return (int)compare_instants(*(const struct truce_instant *)a, *(const struct truce_instant *)b);
}

enum truce_status truce_judge_revisions(const struct truce_records *records, struct truce_instant until,
                                        struct truce_arena *arena, struct truce_instant **out, size_t *n,
                                        struct truce_err *err)
{
    struct truce_instant *at = NULL;
    size_t found = 0, kept = 0, all = records != NULL ? records->n : 0;
    enum truce_status status = get(arena, all, sizeof *at, &at, err);
    if (status != TRUCE_OK)
        return status;
    for (size_t i = 0; i < all; i++) {
        const struct truce_record *record = &records->items[i];
        /* coverage that comes late only adds; what comes with its own time changes nothing earlier */
        bool late = record->logged.us > record->from.us && record->kind != TRUCE_RECORD_COVERAGE;
        bool revises = late || record->kind == TRUCE_RECORD_CORRECTION ||
                       record->kind == TRUCE_RECORD_RETRACTION || record->kind == TRUCE_RECORD_RULING;
        if (revises && record->logged.us <= until.us)
            at[found++] = record->logged;
    }
    qsort(at, found, sizeof *at, compare_revisions);
    for (size_t i = 0; i < found; i++)
        if (kept == 0 || at[kept - 1].us != at[i].us)
            at[kept++] = at[i];
    *out = at;
    *n = kept;
    return TRUCE_OK;
}
