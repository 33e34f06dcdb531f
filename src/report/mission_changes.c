/*
 * What differs between two answers of one mission.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "report/mission_words.h"

void truce_mission_changes_init(struct truce_mission_changes *changes)
{
    *changes = (struct truce_mission_changes){NULL, 0, 0};
}

void truce_mission_changes_fini(struct truce_mission_changes *changes)
{
    free(changes->items);
    truce_mission_changes_init(changes);
}

static enum truce_status add(struct truce_mission_changes *out, const char *name, const char *before,
                             const char *after, struct truce_err *err)
{
    void *items = out->items;
    if (strcmp(before, after) == 0)
        return TRUCE_OK;
    enum truce_status status = truce_grow(&items, &out->size, out->n + 1, sizeof *out->items, err);
    if (status != TRUCE_OK)
        return status;
    out->items = items;
    struct truce_mission_change *change = &out->items[out->n++];
    memset(change, 0, sizeof *change);
    snprintf(change->name, sizeof change->name, "%s", name);
    snprintf(change->before, sizeof change->before, "%s", before);
    snprintf(change->after, sizeof change->after, "%s", after);
    change->record = TRUCE_NONE;
    return TRUCE_OK;
}

/* "suspected / clean" where the readings part */
static void state_text(const struct truce_verdict *verdict, char *out, size_t n)
{
    const char *strict = truce_mission_words_state(verdict->state[TRUCE_STRICT]),
               *lenient = truce_mission_words_state(verdict->state[TRUCE_LENIENT]);
    snprintf(out, n, "%s%s%s%s", strict, strict != lenient ? " / " : "", strict != lenient ? lenient : "",
             verdict->provisional ? " *" : "");
}

static bool rests_on(const struct truce_verdict *verdict, int record)
{
    for (size_t i = 0; verdict != NULL && i < verdict->n_grounds; i++)
        if (verdict->grounds[i] == record)
            return true;
    return false;
}

/* The one record that the later verdict rests on and the earlier did not. */
static int new_ground(const struct truce_verdict *before, const struct truce_verdict *after)
{
    int found = TRUCE_NONE;
    size_t n = 0;
    for (size_t i = 0; after != NULL && i < after->n_grounds; i++)
        if (!rests_on(before, after->grounds[i])) {
            found = after->grounds[i];
            n++;
        }
    return n == 1 ? found : TRUCE_NONE;
}

/* The two lists run in one order; what one of them lacks is not in force there. */
static int compare_items(const struct truce_verdict *a, const struct truce_verdict *b)
{
    if (a->norm != b->norm)
        return a->norm < b->norm ? -1 : 1;
    if (a->who != b->who)
        return a->who < b->who ? -1 : 1;
    return (a->instance > b->instance) - (a->instance < b->instance);
}

static enum truce_status compare_verdicts(const struct truce_verdicts *before,
                                          const struct truce_verdicts *after,
                                          struct truce_mission_changes *out, struct truce_err *err)
{
    enum truce_status status = TRUCE_OK;
    size_t i = 0, k = 0;
    while (status == TRUCE_OK && (i < before->n || k < after->n)) {
        const struct truce_verdict *one = NULL, *other = NULL;
        char name[300], was[80] = "-", is[80] = "-";
        size_t n = out->n;
        int order = i == before->n  ? 1
                    : k == after->n ? -1
                                    : compare_items(&before->items[i], &after->items[k]);
        if (order >= 0)
            truce_verdict_name(after, k, name, sizeof name);
        else
            truce_verdict_name(before, i, name, sizeof name);
        if (order <= 0)
            state_text(one = &before->items[i++], was, sizeof was);
        if (order >= 0)
            state_text(other = &after->items[k++], is, sizeof is);
        status = add(out, name, was, is, err);
        if (out->n > n)
            out->items[n].record = new_ground(one, other);
    }
    return status;
}

static enum truce_status compare_state(const struct truce_state *before, const struct truce_state *after,
                                       struct truce_mission_changes *out, struct truce_err *err)
{
    const struct truce_agreement *a = after->agreement;
    enum truce_status status = TRUCE_OK;
    char name[300], was[80], is[80];

    for (size_t g = 0; status == TRUCE_OK && g < a->n_gates; g++) {
        const struct truce_state *states[] = {before, after};
        char *texts[] = {was, is};
        for (int i = 0; i < 2; i++) {
            bool strict = states[i]->reading[TRUCE_STRICT].gates[g].open,
                 lenient = states[i]->reading[TRUCE_LENIENT].gates[g].open;
            snprintf(texts[i], 80, "%s%s", strict ? "open" : "closed",
                     strict == lenient ? ""
                     : lenient         ? " / open"
                                       : " / closed");
        }
        snprintf(name, sizeof name, "gate %s", a->gates[g].head.id);
        status = add(out, name, was, is, err);
    }
    for (size_t c = 0; status == TRUCE_OK && c < a->n_clocks; c++) {
        snprintf(was, sizeof was, "%d / %d days", before->reading[TRUCE_STRICT].clocks[c].days,
                 before->reading[TRUCE_LENIENT].clocks[c].days);
        snprintf(is, sizeof is, "%d / %d days", after->reading[TRUCE_STRICT].clocks[c].days,
                 after->reading[TRUCE_LENIENT].clocks[c].days);
        snprintf(name, sizeof name, "clock %s", a->clocks[c].head.id);
        status = add(out, name, was, is, err);
    }
    return status;
}

enum truce_status truce_mission_compare(const struct truce_verdicts *before,
                                        const struct truce_verdicts *after, struct truce_mission_changes *out,
                                        struct truce_err *err)
{
    enum truce_status status = compare_state(before->state, after->state, out, err);
    return status == TRUCE_OK ? compare_verdicts(before, after, out, err) : status;
}
