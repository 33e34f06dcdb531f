/*
 * What the facts of an agreement are called, so that a record finds the conditions that it touches without looking at each.
 *
 * Facts are the leaves of conditions that records or the calendar decide: events, signatures, consents, ratifications, votes, statuses and
 * dates.  Each has a slot for every party that it waits for.
 */
#include <stdlib.h>
#include <string.h>

#include "judge/engine.h"

static enum truce_status get(struct truce_arena *arena, size_t n, size_t size, void *out,
                             struct truce_err *err)
{
    void *memory = NULL;
    enum truce_status status = truce_arena_alloc(arena, (n + 1) * size, &memory, err);
    if (status == TRUCE_OK)
        memcpy(out, &memory, sizeof memory);
    return status;
}

/* ---- all conditions ---- */

/* As deep as an agreement is: the reader has a limit. */
static void note_condition(struct truce_lexicon *names, const struct truce_condition *condition, int closes)
{
    if (condition == NULL || condition->index >= names->agreement->n_conditions ||
        names->conditions[condition->index] != NULL)
        return;
    names->conditions[condition->index] = condition;
    names->closes[condition->index] = closes;
    for (size_t i = 0; i < condition->n; i++)
        note_condition(names, &condition->children[i], closes);
}

static void note_conditions(struct truce_lexicon *names)
{
    const struct truce_agreement *a = names->agreement;
    for (size_t i = 0; i < a->n_gates; i++) {
        note_condition(names, a->gates[i].opens, TRUCE_NONE);
        note_condition(names, a->gates[i].closes, (int)i);
    }
    for (size_t i = 0; i < a->n_positions; i++)
        note_condition(names, a->positions[i].clause, TRUCE_NONE);
    for (size_t i = 0; i < a->n_clocks; i++)
        note_condition(names, a->clocks[i].runs_while, TRUCE_NONE);
    for (size_t i = 0; i < a->n_contributions; i++)
        note_condition(names, a->contributions[i].if_, TRUCE_NONE);
    for (size_t i = 0; i < a->n_norms; i++) {
        note_condition(names, a->norms[i].unless, TRUCE_NONE);
        note_condition(names, a->norms[i].suspended_while, TRUCE_NONE);
    }
}

/* ---- facts ---- */

static bool is_fact(const struct truce_condition *condition)
{
    return condition->kind >= TRUCE_IF_STATUS; /* the kinds from there on are facts */
}

static void shape_fact(struct truce_lexicon *names, const struct truce_condition *condition,
                       struct truce_fact *fact)
{
    fact->condition = condition;
    fact->first_slot = names->n_slots;
    fact->n_slots = 1;
    fact->next_of_class = TRUCE_NONE;
    switch (condition->kind) {
    case TRUCE_IF_EVENT:
        fact->any = condition->by_any;
        fact->n_slots = condition->by.n > 0 ? condition->by.n : 1; /* nobody named: anybody's */
        break;
    case TRUCE_IF_SIGNED:
    case TRUCE_IF_AGREED:
    case TRUCE_IF_RATIFIED:
        fact->n_slots = condition->by.n;
        break;
    case TRUCE_IF_STATUS: {
        const struct truce_subject *who = &names->agreement->norms[condition->target].who;
        fact->any = who->kind == TRUCE_WHO_ANY;
        fact->n_slots = who->parties.n > 0 ? who->parties.n : 1;
        break;
    }
    default:
        break;
    }
    names->n_slots += fact->n_slots;
}

static int compare_names(const void *a, const void *b)
{
    const struct truce_fact_name *x = a, *y = b;
    if (x->kind != y->kind)
        return x->kind < y->kind ? -1 : 1;
    int order = strcmp(x->name, y->name);
    return order != 0 ? order : (x->fact > y->fact) - (x->fact < y->fact);
}

/* the name by which records speak of it */
static const char *called(const struct truce_agreement *agreement, const struct truce_condition *condition)
{
    if (condition->kind == TRUCE_IF_STATUS)
        return agreement->norms[condition->target].head.id;
    if (condition->kind == TRUCE_IF_VOTE)
        return condition->by.n > 0 ? agreement->parties[condition->by.at[0]].head.id : "";
    return condition->instrument;
}

static void index_fact(struct truce_lexicon *names, int at)
{
    struct truce_fact *fact = &names->facts[at];
    const struct truce_condition *condition = fact->condition;
    switch (condition->kind) {
    case TRUCE_IF_EVENT:
        if (condition->class_ == TRUCE_NONE)
            break;
        fact->next_of_class = names->first_of_class[condition->class_];
        names->first_of_class[condition->class_] = at;
        break;
    case TRUCE_IF_DATE:
        break;
    default:
        names->by_name[names->n_by_name++] =
            (struct truce_fact_name){condition->kind, called(names->agreement, condition), at};
    }
}

static enum truce_status note_facts(struct truce_lexicon *names, struct truce_arena *arena,
                                    struct truce_err *err)
{
    const struct truce_agreement *a = names->agreement;
    size_t n = 0;

    for (size_t i = 0; i < a->n_conditions; i++)
        n += names->conditions[i] != NULL && is_fact(names->conditions[i]);
    enum truce_status status = get(arena, n, sizeof *names->facts, &names->facts, err);
    if (status == TRUCE_OK)
        status = get(arena, n, sizeof *names->by_name, &names->by_name, err);
    if (status == TRUCE_OK)
        status = get(arena, a->n_classes, sizeof(int), &names->first_of_class, err);
    if (status != TRUCE_OK)
        return status;
    for (size_t i = 0; i < a->n_classes; i++)
        names->first_of_class[i] = TRUCE_NONE;
    for (size_t i = 0; i < a->n_conditions; i++) {
        names->fact_of[i] = TRUCE_NONE;
        if (names->conditions[i] == NULL || !is_fact(names->conditions[i]))
            continue;
        names->fact_of[i] = (int)names->n_facts;
        shape_fact(names, names->conditions[i], &names->facts[names->n_facts]);
        index_fact(names, (int)names->n_facts++);
    }
    qsort(names->by_name, names->n_by_name, sizeof *names->by_name, compare_names);
    return TRUCE_OK;
}

size_t truce_judge_facts_named(const struct truce_lexicon *names, enum truce_condition_kind kind,
                               const char *name, size_t *first)
{
    const struct truce_fact_name wanted = {kind, name != NULL ? name : "", -1};
    size_t low = 0, high = names->n_by_name, n = 0;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (compare_names(&names->by_name[middle], &wanted) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    *first = low;
    while (low + n < names->n_by_name && names->by_name[low + n].kind == kind &&
           (name == NULL || strcmp(names->by_name[low + n].name, name) == 0))
        n++;
    return n;
}

/* ---- groups of gates, and who may waive ---- */

static int root_of(int *group, int gate)
{
    while (group[gate] != gate)
        gate = group[gate] = group[group[gate]];
    return gate;
}

static void number_groups(struct truce_lexicon *names)
{
    const struct truce_agreement *a = names->agreement;
    int *group = names->group;

    for (size_t i = 0; i < a->n_gates; i++)
        group[i] = (int)i;
    for (size_t i = 0; i < a->n_gates; i++)
        for (size_t k = 0; k < a->gates[i].together.n; k++) {
            int x = root_of(group, (int)i), y = root_of(group, a->gates[i].together.at[k]);
            group[x > y ? x : y] = x > y ? y : x; /* the first gate of the file stands for all */
        }
    for (size_t i = 0; i < a->n_gates; i++)
        group[i] = root_of(group, (int)i);
    for (size_t i = 0; i < a->n_gates;
         i++) /* a root comes before its members, so it has its number already */
        group[i] = group[i] == (int)i ? names->n_groups++ : group[group[i]];
}

static enum truce_status note_signatories(struct truce_lexicon *names, struct truce_arena *arena,
                                          struct truce_err *err)
{
    const struct truce_agreement *a = names->agreement;
    bool any = false;
    bool *signs = NULL;
    int *list = NULL;
    size_t n = 0;

    enum truce_status status = get(arena, a->n_parties, sizeof *signs, &signs, err);
    if (status == TRUCE_OK)
        status = get(arena, a->n_parties, sizeof *list, &list, err);
    if (status != TRUCE_OK)
        return status;
    for (size_t i = 0; i < names->n_facts; i++) {
        const struct truce_condition *condition = names->facts[i].condition;
        for (size_t k = 0; condition->kind == TRUCE_IF_SIGNED && k < condition->by.n; k++)
            signs[condition->by.at[k]] = any = true;
    }
    for (size_t i = 0; i < a->n_parties; i++)
        if (any ? signs[i] : a->parties[i].role == TRUCE_ROLE_BELLIGERENT)
            list[n++] = (int)i;
    names->signatories = (struct truce_indexes){list, n};
    return TRUCE_OK;
}

struct truce_indexes truce_judge_holders(const struct truce_lexicon *names,
                                         const struct truce_condition *clause)
{
    return clause != NULL && clause->waivable_by.n > 0 ? clause->waivable_by : names->signatories;
}

enum truce_status truce_judge_names(const struct truce_agreement *agreement, struct truce_arena *arena,
                                    struct truce_lexicon *out, struct truce_err *err)
{
    struct truce_lexicon names = {.agreement = agreement};
    size_t n = agreement->n_conditions;

    enum truce_status status = get(arena, n, sizeof *names.conditions, &names.conditions, err);
    if (status == TRUCE_OK)
        status = get(arena, n, sizeof(int), &names.closes, err);
    if (status == TRUCE_OK)
        status = get(arena, n, sizeof(int), &names.fact_of, err);
    if (status == TRUCE_OK)
        status = get(arena, agreement->n_gates, sizeof(int), &names.group, err);
    if (status != TRUCE_OK)
        return status;
    note_conditions(&names);
    status = note_facts(&names, arena, err);
    if (status == TRUCE_OK)
        status = note_signatories(&names, arena, err);
    if (status != TRUCE_OK)
        return status;
    number_groups(&names);
    *out = names;
    return TRUCE_OK;
}
