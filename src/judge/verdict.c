/*
 * Verdicts, put together: what is believed, incidents, windows, matches; then norm by norm, those first on whose violations others wait.
 *
 * Items are made in the order in which norms are judged and given in that of the agreement.  Nothing depends on the order of the records: beliefs are sorted by
 * time and id, and all else follows them.
 */
#include "judge/verdict.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "judge/norms.h"

#define CEILING ((size_t)4 << 30)

/* ---- what all items have in common ---- */

bool truce_is_provisional(const struct truce_norming *j, struct truce_instant at)
{
    struct truce_instant final;
    if (truce_instant_add(&j->agreement->calendar, at, j->agreement->finality, &final, NULL) != TRUCE_OK)
        return true;
    return j->state->as_of.us < final.us;
}

enum truce_norm_life truce_norm_life_now(const struct truce_norming *j, int norm, struct truce_spans in_force)
{
    const struct truce_bound *until = &j->agreement->norms[norm].when.until;
    if (in_force.n == 0)
        return TRUCE_LIFE_CREATED;
    if (j->agreement->status == TRUCE_AGREEMENT_TERMINATED)
        return TRUCE_LIFE_TERMINATED;
    if (j->agreement->status == TRUCE_AGREEMENT_SUSPENDED)
        return TRUCE_LIFE_SUSPENDED;
    if (truce_spans_hold(in_force, j->state->as_of))
        return TRUCE_LIFE_IN_EFFECT;
    bool ended = false;
    if (until->kind == TRUCE_BOUND_DATE)
        ended = truce_calendar_day_start(&j->agreement->calendar, until->day).us <= j->state->as_of.us;
    else if (until->kind == TRUCE_BOUND_GATE)
        ended = j->state->reading[TRUCE_STRICT].gates[until->gate].first.us <= j->state->as_of.us;
    return ended ? TRUCE_LIFE_DISCHARGED : TRUCE_LIFE_SUSPENDED;
}

enum truce_status truce_norming_item(struct truce_norming *j, const struct truce_slot *slot, int instance,
                                     struct truce_verdict **out)
{
    void *items = j->items;
    enum truce_status status = truce_grow(&items, &j->size_items, j->n_items + 1, sizeof *j->items, j->err);
    if (status != TRUCE_OK)
        return status;
    j->items = items;
    void *source = j->source;
    status = truce_grow(&source, &j->size_source, j->n_items + 1, sizeof *j->source, j->err);
    if (status != TRUCE_OK)
        return status;
    j->source = source;
    j->source[j->n_items] = NULL;
    *out = &j->items[j->n_items++];
    **out = (struct truce_verdict){.norm = slot->norm,
                                   .who = slot->party,
                                   .instance = instance,
                                   .period = {{TRUCE_NEVER}, {TRUCE_NEVER}},
                                   .state = {TRUCE_VERDICT_NOT_IN_FORCE, TRUCE_VERDICT_NOT_IN_FORCE},
                                   .life = TRUCE_LIFE_CREATED,
                                   .chance = NAN,
                                   .in_force = j->in_force[slot->norm],
                                   .deadline = {TRUCE_NEVER},
                                   .observed = truce_norm_observed(j, slot->norm, j->in_force[slot->norm]),
                                   .first_match = j->n_matches};
    return TRUCE_OK;
}

enum truce_status truce_norming_add(struct truce_norming *j, const struct truce_match *matches, size_t n)
{
    void *all = j->matches;
    if (n > 1 && matches >= j->raw && matches < j->raw + j->n_raw) {
        j->source[j->n_items - 1] = matches;
        j->items[j->n_items - 1].n_matches = n;
        return TRUCE_OK;
    }
    enum truce_status status =
        truce_grow(&all, &j->size_matches, j->n_matches + n, sizeof *j->matches, j->err);
    if (status != TRUCE_OK)
        return status;
    j->matches = all;
    if (n > 0)
        memcpy(j->matches + j->n_matches, matches, n * sizeof *matches);
    j->n_matches += n;
    j->items[j->n_items - 1].n_matches += n;
    return TRUCE_OK;
}

/* ---- norm by norm ---- */

enum truce_status truce_norming_judge(struct truce_norming *j, int norm)
{
    const struct truce_norm *text = &j->agreement->norms[norm];
    enum truce_status status = TRUCE_OK;
    if (j->judged[norm] != 0)
        return TRUCE_OK; /* norms that wait for each other in a circle: nothing triggers them */
    j->judged[norm] = 1;
    j->first_item[norm] = j->n_items;
    if (text->kind == TRUCE_NORM_MUST)
        status = truce_judge_duty(j, norm);
    else if (text->kind == TRUCE_NORM_LIMIT)
        status = truce_judge_limit(j, norm);
    else if (text->kind == TRUCE_NORM_MUST_NOT)
        status = text->place ? truce_judge_presence(j, norm) : truce_judge_ban(j, norm);
    j->n_items_of[norm] = j->n_items - j->first_item[norm];
    j->judged[norm] = 2;
    return status;
}

static enum truce_status judge_all(struct truce_norming *j)
{
    size_t n = j->agreement->n_norms;
    enum truce_status status = truce_norming_get(j->work, n, sizeof(size_t), &j->first_item, j->err);
    if (status == TRUCE_OK)
        status = truce_norming_get(j->work, n, sizeof(size_t), &j->n_items_of, j->err);
    if (status == TRUCE_OK)
        status = truce_norming_get(j->work, n, 1, &j->judged, j->err);
    for (size_t i = 0; status == TRUCE_OK && i < n; i++)
        status = truce_norming_judge(j, (int)i);
    return status;
}

/* ---- the answer ---- */

/* The new place of each item. */
static void place_items(const struct truce_norming *j, int *place)
{
    int next = 0;
    for (size_t i = 0; i < j->agreement->n_norms; i++)
        for (size_t k = 0; k < j->n_items_of[i]; k++)
            place[j->first_item[i] + k] = next++;
}

static void give_item(const struct truce_norming *j, size_t made, const int *place,
                      struct truce_verdicts *out)
{
    const struct truce_verdict *item = &j->items[made];
    int at = place[made];
    const struct truce_match *matches =
        j->source[made] != NULL || item->n_matches == 0 ? j->source[made] : j->matches + item->first_match;
    struct truce_verdict *to = &out->items[at];
    struct truce_violation *violations =
        (struct truce_violation *)(uintptr_t)item->violations; /* ours: the arena's */
    *to = *item;
    to->first_match = out->n_matches;
    for (size_t i = 0; i < item->n_violations; i++)
        if (violations[i].repaired_by != TRUCE_NONE)
            violations[i].repaired_by = place[violations[i].repaired_by];
    for (size_t i = 0; i < item->n_matches; i++) {
        out->matches[out->n_matches] = matches[i];
        out->matches[out->n_matches++].verdict = at;
    }
}

static enum truce_status index_by_incident(const struct truce_norming *j, struct truce_verdicts *out)
{
    size_t first = 0;
    enum truce_status status =
        truce_norming_get(j->out, out->n_matches, sizeof(int), &out->by_incident, j->err);
    if (status != TRUCE_OK)
        return status;
    for (size_t i = 0; i < out->n_matches; i++)
        out->incidents[out->matches[i].incident].n_matches++;
    for (size_t i = 0; i < out->n_incidents; i++) {
        out->incidents[i].first_match = first;
        first += out->incidents[i].n_matches;
        out->incidents[i].n_matches = 0;
    }
    for (size_t i = 0; i < out->n_matches; i++) {
        struct truce_incident *incident = &out->incidents[out->matches[i].incident];
        out->by_incident[incident->first_match + incident->n_matches++] = (int)i;
    }
    return TRUCE_OK;
}

static enum truce_status give(struct truce_norming *j, struct truce_verdicts *out)
{
    int *place = NULL;
    size_t n_matches = 0;
    for (size_t i = 0; i < j->n_items; i++)
        n_matches += j->items[i].n_matches;
    enum truce_status status = truce_norming_get(j->out, j->n_items, sizeof *out->items, &out->items, j->err);
    if (status == TRUCE_OK)
        status = truce_norming_get(j->out, n_matches, sizeof *out->matches, &out->matches, j->err);
    if (status == TRUCE_OK)
        status = truce_norming_get(j->work, j->n_items, sizeof *place, &place, j->err);
    if (status != TRUCE_OK)
        return status;
    place_items(j, place);
    for (size_t i = 0; i < j->agreement->n_norms; i++)
        for (size_t k = 0; k < j->n_items_of[i]; k++)
            give_item(j, j->first_item[i] + k, place, out);
    out->n = j->n_items;
    out->incidents = j->incidents;
    out->n_incidents = j->n_incidents;
    return index_by_incident(j, out);
}

enum truce_status truce_verdicts_within(const struct truce_agreement *agreement,
                                        const struct truce_records *records, const struct truce_state *state,
                                        struct truce_span version, struct truce_verdicts *out,
                                        struct truce_err *err)
{
    struct truce_verdicts made = {.agreement = agreement, .state = state};
    struct truce_judge_ground ground;
    struct truce_arena work;
    struct truce_norming j = {.agreement = agreement,
                              .records = records,
                              .state = state,
                              .version = version,
                              .ground = &ground,
                              .work = &work,
                              .out = &made.arena,
                              .err = err};

    truce_arena_init(&work, CEILING);
    truce_arena_init(&made.arena, CEILING);
    truce_judge_ground_init(&ground, agreement);
    enum truce_status status =
        truce_judge_believe(agreement, records, state->as_of, false, &work, NULL, &j.beliefs, err);
    if (status == TRUCE_OK)
        status = truce_norming_incidents(&j);
    if (status == TRUCE_OK)
        status = truce_norming_force(&j);
    if (status == TRUCE_OK)
        status = truce_norming_match(&j);
    if (status == TRUCE_OK)
        status = judge_all(&j);
    if (status == TRUCE_OK)
        status = give(&j, &made);
    free(j.items);
    free(j.source);
    free(j.matches);
    truce_judge_ground_fini(&ground);
    truce_arena_fini(&work);
    if (status == TRUCE_OK)
        *out = made;
    else
        truce_arena_fini(&made.arena);
    return status;
}

enum truce_status truce_verdicts_at(const struct truce_agreement *agreement,
                                    const struct truce_records *records, const struct truce_state *state,
                                    struct truce_verdicts *out, struct truce_err *err)
{
    const struct truce_span always = {{INT64_MIN}, {TRUCE_NEVER}};
    return truce_verdicts_within(agreement, records, state, always, out, err);
}

struct truce_records truce_records_first(const struct truce_records *records, size_t n)
{
    struct truce_records first = *records;
    first.n = n < records->n ? n : records->n;
    return first;
}

void truce_verdicts_fini(struct truce_verdicts *verdicts)
{
    truce_arena_fini(&verdicts->arena);
    verdicts->n = verdicts->n_incidents = verdicts->n_matches = 0;
}

/* ---- names ---- */

void truce_verdict_name(const struct truce_verdicts *verdicts, size_t item, char *out, size_t n)
{
    const struct truce_verdict *verdict = &verdicts->items[item];
    const struct truce_norm *norm = &verdicts->agreement->norms[verdict->norm];
    bool each = norm->who.kind == TRUCE_WHO_EACH && verdict->who != TRUCE_NONE;
    char number[16] = "";

    if (verdict->instance != TRUCE_NONE)
        snprintf(number, sizeof number, "#%d", verdict->instance + 1);
    snprintf(out, n, "%s%s%s%s%s", norm->head.id, each ? "[" : "",
             each ? verdicts->agreement->parties[verdict->who].head.id : "", each ? "]" : "", number);
}

const char *truce_verdict_state_name(enum truce_verdict_state state)
{
    static const char *const names[TRUCE_VERDICT_STATES] = {
        "not_in_force",   "clean",  "suspected", "violated",      "repaired",   "due",    "done",
        "done_contested", "missed", "below",     "above_claimed", "above_seen", "unknown"};
    return state < TRUCE_VERDICT_STATES ? names[state] : "";
}

const char *truce_norm_life_name(enum truce_norm_life life)
{
    static const char *const names[TRUCE_LIVES] = {"created",
                                                   "in_effect",
                                                   "suspended",
                                                   "fulfilled",
                                                   "violated",
                                                   "discharged",
                                                   "unsuccessful_termination"};
    return life < TRUCE_LIVES ? names[life] : "";
}
