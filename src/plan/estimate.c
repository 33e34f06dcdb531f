/*
 * Which estimate belongs to a fact.
 *
 * The most specific key that the file has: the clause itself, then kind and instrument, then the kind alone.  Where several parties must
 * act, each has its own key, and the latest of theirs counts.
 */
#include <stdio.h>
#include <string.h>

#include "plan/build.h"

#define KEY_MAX 512

static const struct truce_estimate *find(const struct truce_estimates *estimates, const char *key)
{
    for (size_t i = 0; i < estimates->n_atoms; i++)
        if (strcmp(estimates->atoms[i].key, key) == 0)
            return &estimates->atoms[i];
    return NULL;
}

static const struct truce_estimate *find_key(const struct truce_estimates *estimates, const char *a,
                                             const char *b, const char *c)
{
    char key[KEY_MAX];
    int n =
        snprintf(key, sizeof key, "%s%s%s%s%s", a, b[0] != '\0' ? "." : "", b, c[0] != '\0' ? "." : "", c);
    return n > 0 && n < KEY_MAX ? find(estimates, key) : NULL;
}

/* "signed", "agreed", ... or the event's class */
static const char *kind_key(const struct truce_agreement *agreement, const struct truce_condition *condition)
{
    switch (condition->kind) {
    case TRUCE_IF_SIGNED:
        return "signed";
    case TRUCE_IF_AGREED:
        return "agreed";
    case TRUCE_IF_RATIFIED:
        return "ratified";
    case TRUCE_IF_VOTE:
        return "vote";
    case TRUCE_IF_EVENT:
        return agreement->classes[condition->class_].head.id;
    default:
        return "";
    }
}

/* roughly: only to find the later of two estimates of one file; months are 31 days */
static int64_t length_us(struct truce_duration duration)
{
    return ((int64_t)duration.months * 31 + duration.days) * INT64_C(86400000000) + duration.us;
}

static const struct truce_estimate *of_parties(const struct truce_agreement *agreement,
                                               const struct truce_condition *condition, enum truce_case which)
{
    const struct truce_estimate *latest = NULL;
    for (size_t i = 0; i < condition->by.n; i++) {
        const char *party = agreement->parties[condition->by.at[i]].head.id;
        const char *kind = kind_key(agreement, condition);
        const struct truce_estimate *one =
            find_key(&agreement->estimates, kind, party, condition->instrument);
        if (one == NULL)
            one = find_key(&agreement->estimates, kind, party, "");
        if (one != NULL && (latest == NULL || length_us(one->after[which]) > length_us(latest->after[which])))
            latest = one;
    }
    return latest;
}

bool truce_plan_estimate(const struct truce_agreement *agreement, const struct truce_condition *condition,
                         enum truce_case which, struct truce_duration *out)
{
    const struct truce_estimates *estimates = &agreement->estimates;
    const char *kind = kind_key(agreement, condition);
    const char *about = condition->kind == TRUCE_IF_VOTE ? condition->vote_kind : condition->instrument;
    char path[KEY_MAX];

    truce_agreement_clause_path(agreement, condition, path, sizeof path);
    const struct truce_estimate *found = find(estimates, path);
    if (found == NULL && kind[0] != '\0' && condition->kind != TRUCE_IF_EVENT && about[0] != '\0')
        found = find_key(estimates, kind, about, "");
    if (found == NULL && kind[0] != '\0')
        found = of_parties(agreement, condition, which);
    if (found == NULL && kind[0] != '\0')
        found = find(estimates, kind);
    if (found == NULL)
        return false;
    *out = found->after[which];
    return true;
}
