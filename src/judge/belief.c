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

/* A part of a record's valid time, where a correction or retraction of a portion has split it. */
struct piece {
    struct truce_record record;
    struct piece *next;
};

struct believing {
    const struct truce_agreement *agreement;
    const struct truce_records *records;
    struct truce_instant at;
    struct truce_diagnostics *notes;
    const struct truce_record **by_id;     /* sorted */
    const struct truce_record **by_logged; /* all of them in the order in which they take effect */
    struct truce_belief *beliefs;          /* one a record, in the order of the log */
    bool *known, *retracted;
    struct piece **pieces; /* one list a record that is split; by time */
    bool *split;
    int *assessed_by;              /* of a report: the assessment that stands for it; TRUCE_NONE */
    struct truce_belief *versions; /* hopeful: what corrections made, each */
    size_t n_versions;
    struct truce_arena *arena;
    enum truce_status status; /* the first that failed */
    struct truce_err *err;
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
    if (!truce_record_same_authors(record, target)) {
        note(b, TRUCE_NOTE_AUTHORITY, record, "only its own authors may correct or retract the record", id);
        return NULL;
    }
    return b->known[index_of(b, target)] ? target : NULL;
}

/* ---- portions of valid time ---- */

static struct piece *new_piece(struct believing *b, const struct truce_record *record)
{
    void *memory = NULL;
    enum truce_status status = truce_arena_alloc(b->arena, sizeof(struct piece), &memory, b->err);
    if (status != TRUCE_OK) {
        b->status = status;
        return NULL;
    }
    struct piece *piece = memory;
    piece->record = *record;
    return piece;
}

/* Appends what of the record lies in [from, until). */
static struct piece **add_part(struct believing *b, struct piece **end, const struct truce_record *record,
                               int64_t from, int64_t until)
{
    struct piece *piece = new_piece(b, record);
    if (piece == NULL)
        return end;
    piece->record.from.us = from;
    piece->record.until.us = until;
    *end = piece;
    return &piece->next;
}

static int64_t smaller(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

static int64_t larger(int64_t a, int64_t b)
{
    return a > b ? a : b;
}

/* What lies within the portion is replaced, or (replacement NULL) taken away; what lies outside of it stays. */
static void cut(struct believing *b, size_t index, const struct truce_record *by,
                const struct truce_record *replacement)
{
    int64_t from = by->portion_from.us, until = by->portion_until.us;
    struct piece *old = b->split[index] ? b->pieces[index] : new_piece(b, &b->beliefs[index].record);
    struct piece *first = NULL, **end = &first;

    for (; old != NULL && b->status == TRUCE_OK; old = old->next) {
        struct truce_record *record = &old->record;
        bool instant = record->from.us == record->until.us;
        int64_t low = larger(record->from.us, from), high = smaller(record->until.us, until);
        if (instant ? record->from.us < from || record->from.us >= until : low >= high) {
            end = add_part(b, end, record, record->from.us, record->until.us);
            continue;
        }
        if (record->from.us < low)
            end = add_part(b, end, record, record->from.us, low);
        if (replacement != NULL) {
            struct truce_record stated = *replacement;
            stated.given &= ~(unsigned)TRUCE_FIELD_VALID; /* the portion says when */
            struct truce_record part = truce_record_replaced(record, &stated);
            end = add_part(b, end, &part, low, instant ? low : high);
        }
        if (!instant && high < record->until.us)
            end = add_part(b, end, record, high, record->until.us);
    }
    b->pieces[index] = first;
    b->split[index] = true;
}

static void replace_pieces(struct believing *b, size_t index, const struct truce_record *replacement)
{
    if ((replacement->given & TRUCE_FIELD_VALID) != 0)
        b->split[index] = false; /* its whole time is stated anew */
    for (struct piece *p = b->split[index] ? b->pieces[index] : NULL; p != NULL; p = p->next)
        p->record = truce_record_replaced(&p->record, replacement);
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
        else if (record->has_portion)
            cut(b, index_of(b, target), record, NULL);
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
    else if (record->has_portion && b->versions == NULL)
        cut(b, index_of(b, target), record, record->replacement);
    else {
        belief->record = truce_record_replaced(&belief->record, record->replacement);
        replace_pieces(b, index_of(b, target), record->replacement);
        if (b->versions != NULL)
            b->versions[b->n_versions++] = *belief;
    }
}

static void decide_on(struct truce_belief *belief, const struct truce_record *ruling, int index)
{
    belief->taken_out =
        ruling->counts == 0 || (ruling->counts < 0 && strcmp(ruling->finding, "no_violation") == 0);
    belief->established =
        ruling->counts > 0 || (ruling->counts < 0 && strcmp(ruling->finding, "violation") == 0);
    belief->not_attributable = strcmp(ruling->finding, "not_attributable") == 0;
    belief->ruling = index;
    if (ruling->n_actors > 0) {
        belief->record.actors = ruling->actors;
        belief->record.n_actors = ruling->n_actors;
    }
}

static void rule(struct believing *b, const struct truce_record *record, int index)
{
    for (size_t i = 0; i < record->about.n; i++) {
        const struct truce_record *target = find(b, record->about.at[i]);
        if (target == NULL) {
            note(b, TRUCE_NOTE_NAME, record, "the log has no record", record->about.at[i]);
            continue;
        }
        bool event = target->kind == TRUCE_RECORD_REPORT || target->kind == TRUCE_RECORD_ASSESSMENT ||
                     (target->kind == TRUCE_RECORD_DECLARATION && target->declares == TRUCE_DECLARES_EVENT);
        if (!event) {
            note(b, TRUCE_NOTE_NO_EFFECT, record, "a ruling is about reports and events; it names",
                 target->id);
            continue;
        }
        size_t at = index_of(b, target);
        decide_on(&b->beliefs[at], record, index);
        for (struct piece *p = b->split[at] && record->n_actors > 0 ? b->pieces[at] : NULL; p != NULL;
             p = p->next) {
            p->record.actors = record->actors;
            p->record.n_actors = record->n_actors;
        }
        if (b->assessed_by[at] != TRUCE_NONE) /* the assessment stands in its place */
            decide_on(&b->beliefs[b->assessed_by[at]], record, index);
    }
}

static bool in_effect(const struct believing *b, const struct truce_record *record)
{
    size_t i = index_of(b, record);
    return b->known[i] && !b->retracted[i] && b->beliefs[i].record.from.us <= b->at.us;
}

/* The last logged of several assessments stands for a report. */
static void assess(struct believing *b)
{
    for (size_t i = 0; i < b->records->n; i++) {
        const struct truce_record *record = b->by_logged[i];
        if (record->kind != TRUCE_RECORD_ASSESSMENT || !in_effect(b, record))
            continue;
        int index = (int)index_of(b, record);
        const struct truce_record *now = &b->beliefs[index].record;
        if (!truce_judge_by_role(b->agreement, now, TRUCE_ROLE_MONITOR)) {
            note(b, TRUCE_NOTE_AUTHORITY, record, "only a monitor assesses; its author is", now->by.at[0]);
            continue;
        }
        for (size_t k = 0; k < now->about.n; k++) {
            const struct truce_record *report = find(b, now->about.at[k]);
            if (report == NULL)
                note(b, TRUCE_NOTE_NAME, record, "the log has no record", now->about.at[k]);
            else if (report->kind != TRUCE_RECORD_REPORT)
                note(b, TRUCE_NOTE_NO_EFFECT, record, "an assessment is about reports; it names", report->id);
            else if (b->known[index_of(b, report)])
                b->assessed_by[index_of(b, report)] = index;
        }
    }
}

/* Which reports have an assessment in their place, and which assessments still have reports. */
static void stand_in(struct believing *b)
{
    for (size_t i = 0; i < b->records->n; i++)
        b->beliefs[i].superseded = b->assessed_by[i] != TRUCE_NONE;
    for (size_t i = 0; b->status == TRUCE_OK && i < b->records->n; i++) {
        struct truce_belief *belief = &b->beliefs[i];
        void *memory = NULL;
        if (b->records->items[i].kind != TRUCE_RECORD_ASSESSMENT || belief->record.about.n == 0)
            continue;
        b->status = truce_arena_alloc(b->arena, belief->record.about.n * sizeof(int), &memory, b->err);
        int *reports = memory;
        bool later = false;
        for (size_t k = 0; b->status == TRUCE_OK && k < belief->record.about.n; k++) {
            const struct truce_record *report = find(b, belief->record.about.at[k]);
            size_t at = report != NULL ? index_of(b, report) : 0;
            if (report != NULL && b->assessed_by[at] == (int)i)
                reports[belief->n_reports++] = (int)at;
            else
                later = later || (report != NULL && b->assessed_by[at] != TRUCE_NONE);
        }
        belief->reports = reports;
        belief->superseded = belief->n_reports == 0 && later;
    }
}

/* One kind after the other, each in the order in which they were logged. */
static void decide(struct believing *b)
{
    size_t n = b->records->n;
    for (size_t i = 0; i < n; i++)
        if (b->by_logged[i]->kind == TRUCE_RECORD_RETRACTION && !b->by_logged[i]->has_portion &&
            in_effect(b, b->by_logged[i]))
            retract(b, b->by_logged[i]);
    for (size_t i = 0; i < n; i++) {
        const struct truce_record *record = b->by_logged[i];
        if (record->kind == TRUCE_RECORD_CORRECTION && in_effect(b, record))
            correct(b, record);
        else if (record->kind == TRUCE_RECORD_RETRACTION && record->has_portion && in_effect(b, record))
            retract(b, record);
    }
    assess(b);
    stand_in(b);
    for (size_t i = 0; i < n; i++) {
        if (b->by_logged[i]->kind != TRUCE_RECORD_RULING || !in_effect(b, b->by_logged[i]))
            continue;
        /* as corrected */
        struct truce_record ruling = b->beliefs[index_of(b, b->by_logged[i])].record;
        if (truce_judge_by_role(b->agreement, &ruling, TRUCE_ROLE_ADJUDICATOR))
            rule(b, &ruling, (int)index_of(b, b->by_logged[i]));
        else
            note(b, TRUCE_NOTE_AUTHORITY, b->by_logged[i], "only an adjudicator rules; its author is",
                 ruling.by.n > 0 ? ruling.by.at[0] : "");
    }
}

/* The class of an event that its author may state: a monitor reports, a party declares what it did itself. */
static int incident_class(const struct truce_agreement *agreement, const struct truce_record *record)
{
    bool may = false;
    if (record->kind == TRUCE_RECORD_REPORT || record->kind == TRUCE_RECORD_ASSESSMENT)
        may = truce_judge_by_role(agreement, record, TRUCE_ROLE_MONITOR);
    else if (record->kind == TRUCE_RECORD_DECLARATION && record->declares == TRUCE_DECLARES_EVENT)
        for (size_t i = 0; i < record->by.n; i++)
            may = may || truce_agreement_party(agreement, truce_text_view(record->by.at[i])) != TRUCE_NONE;
    if (!may || record->n_classes == 0)
        return may ? truce_agreement_class(agreement, truce_text_view(record->class_)) : TRUCE_NONE;
    int likeliest = TRUCE_NONE;
    double most = 0;
    for (size_t i = 0; i < record->n_classes; i++) {
        int of_class = truce_agreement_class(agreement, truce_text_view(record->classes[i].name));
        double p = record->classes[i].p;
        if (of_class != TRUCE_NONE && (p > most || (p == most && p > 0 && of_class < likeliest))) {
            most = p;
            likeliest = of_class;
        }
    }
    return likeliest;
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

/* Logs come in the order of time, as a rule: looking costs less than sorting. */
static void sort_unless_sorted(void *items, size_t n, size_t size, int (*compare)(const void *, const void *))
{
    const char *at = items;
    for (size_t i = 1; i < n; i++)
        if (compare(at + (i - 1) * size, at + i * size) > 0) {
            qsort(items, n, size, compare);
            return;
        }
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
    if (status == TRUCE_OK)
        status = get(arena, n, sizeof(bool), &b->split, err);
    if (status == TRUCE_OK)
        status = get(arena, n, sizeof *b->pieces, &b->pieces, err);
    if (status == TRUCE_OK)
        status = get(arena, n, sizeof(int), &b->assessed_by, err);
    if (status != TRUCE_OK)
        return status;
    for (size_t i = 0; i < n; i++) {
        const struct truce_record *record = &b->records->items[i];
        b->by_id[i] = b->by_logged[i] = record;
        b->beliefs[i].record = *record;
        b->beliefs[i].index = (int)i;
        b->beliefs[i].ruling = b->assessed_by[i] = TRUCE_NONE;
        b->known[i] = record->logged.us <= b->at.us;
    }
    sort_unless_sorted(b->by_id, n, sizeof *b->by_id, compare_ids);
    sort_unless_sorted(b->by_logged, n, sizeof *b->by_logged, compare_logged);
    return TRUCE_OK;
}

/* Every piece of a split record as a belief of its own. */
static enum truce_status gather_pieces(const struct believing *b, struct truce_belief **kept, size_t *all,
                                       struct truce_err *err)
{
    struct truce_belief *items = NULL;
    size_t n = 0;
    bool any = false;
    for (size_t i = 0; i < *all; i++) {
        any = any || b->split[i];
        n += !b->split[i];
        for (const struct piece *p = b->split[i] ? b->pieces[i] : NULL; p != NULL; p = p->next)
            n++;
    }
    if (!any)
        return TRUCE_OK;
    enum truce_status status = get(b->arena, n, sizeof *items, &items, err);
    if (status != TRUCE_OK)
        return status;
    n = 0;
    for (size_t i = 0; i < *all; i++) {
        if (!b->split[i])
            items[n++] = b->beliefs[i];
        for (const struct piece *p = b->split[i] ? b->pieces[i] : NULL; p != NULL; p = p->next) {
            items[n] = b->beliefs[i];
            items[n++].record = p->record;
        }
    }
    *kept = items;
    *all = n;
    return TRUCE_OK;
}

enum truce_status truce_judge_believe(const struct truce_agreement *agreement,
                                      const struct truce_records *records, struct truce_instant at,
                                      bool hopeful, struct truce_arena *arena,
                                      struct truce_diagnostics *notes, struct truce_beliefs *out,
                                      struct truce_err *err)
{
    struct believing b = {
        .agreement = agreement, .records = records, .at = at, .notes = notes, .arena = arena, .err = err};
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
    status = b.status;
    if (status == TRUCE_OK && !hopeful)
        status = gather_pieces(&b, &kept, &all, err);
    if (status != TRUCE_OK)
        return status;
    for (size_t i = 0; i < all; i++)
        if (kept[i].record.from.us <= at.us && b.known[kept[i].index] && !b.retracted[kept[i].index] &&
            !is_about(kept[i].record.kind))
            kept[n++] = kept[i];
    sort_unless_sorted(kept, n, sizeof *kept, compare_beliefs);
    for (size_t i = 0; i < n; i++)
        kept[i].class_ = kept[i].superseded ? TRUCE_NONE : incident_class(agreement, &kept[i].record);
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
