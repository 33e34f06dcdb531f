/*
 * Looking things up in an agreement, and its words.
 *
 * Names are found in the index that reading made; an agreement that was put together otherwise has none and is searched.
 */
#include <stdio.h>
#include <string.h>

#include "agreement/read.h"

/* Every list has items that begin with their id. */
static int find(const struct truce_agreement *agreement, enum truce_name_kind kind, const void *items,
                size_t n, size_t size, struct truce_text id)
{
    if (agreement->names != NULL)
        return truce_name_find(agreement->names, kind, id);
    for (size_t i = 0; i < n; i++) {
        const char *name;
        memcpy(&name, (const char *)items + i * size, sizeof name);
        if (truce_text_is(id, name))
            return (int)i;
    }
    return TRUCE_NONE;
}

#define FIND(kind, list)                                                                                     \
    find(agreement, (kind), agreement->list, agreement->n_##list, sizeof *agreement->list, id)

int truce_agreement_party(const struct truce_agreement *agreement, struct truce_text id)
{
    return FIND(TRUCE_NAME_PARTY, parties);
}

int truce_agreement_class(const struct truce_agreement *agreement, struct truce_text id)
{
    return FIND(TRUCE_NAME_CLASS, classes);
}

int truce_agreement_zone(const struct truce_agreement *agreement, struct truce_text id)
{
    return FIND(TRUCE_NAME_ZONE, zones);
}

int truce_agreement_gate(const struct truce_agreement *agreement, struct truce_text id)
{
    return FIND(TRUCE_NAME_GATE, gates);
}

int truce_agreement_clock(const struct truce_agreement *agreement, struct truce_text id)
{
    return FIND(TRUCE_NAME_CLOCK, clocks);
}

int truce_agreement_norm(const struct truce_agreement *agreement, struct truce_text id)
{
    return FIND(TRUCE_NAME_NORM, norms);
}

int truce_agreement_guarantee(const struct truce_agreement *agreement, struct truce_text id)
{
    return FIND(TRUCE_NAME_GUARANTEE, guarantees);
}

int truce_agreement_need(const struct truce_agreement *agreement, struct truce_text id)
{
    return FIND(TRUCE_NAME_NEED, needs);
}

int truce_agreement_contribution(const struct truce_agreement *agreement, struct truce_text id)
{
    return FIND(TRUCE_NAME_CONTRIBUTION, contributions);
}

int truce_agreement_veto(const struct truce_agreement *agreement, struct truce_text id)
{
    return FIND(TRUCE_NAME_VETO, vetoes);
}

int truce_agreement_position(const struct truce_agreement *agreement, struct truce_text id)
{
    return FIND(TRUCE_NAME_POSITION, positions);
}

/* ---- clauses ---- */

/* The first part of a path, which is taken off it. */
static struct truce_text take_part(struct truce_text *path)
{
    const char *point = path->len > 0 ? memchr(path->at, '.', path->len) : NULL;
    struct truce_text part = {path->at, point != NULL ? (size_t)(point - path->at) : path->len};
    size_t taken = point != NULL ? part.len + 1 : part.len;
    *path = (struct truce_text){taken > 0 ? path->at + taken : path->at, path->len - taken};
    return part;
}

static const struct truce_condition *child_of(const struct truce_condition *condition, struct truce_text name)
{
    for (size_t i = 0; condition != NULL && i < condition->n; i++)
        if (condition->children[i].name[0] != '\0' && truce_text_is(name, condition->children[i].name))
            return &condition->children[i];
    return NULL;
}

static const struct truce_condition *added_to(const struct truce_agreement *agreement, int gate,
                                              struct truce_text name)
{
    int position = truce_agreement_position(agreement, name);
    if (position == TRUCE_NONE || agreement->positions[position].gate != gate)
        return NULL;
    return agreement->positions[position].clause;
}

const struct truce_condition *truce_agreement_clause(const struct truce_agreement *agreement,
                                                     struct truce_text path)
{
    int gate = truce_agreement_gate(agreement, take_part(&path));
    if (gate == TRUCE_NONE || path.len == 0)
        return NULL;
    struct truce_text name = take_part(&path);
    const struct truce_condition *clause = child_of(agreement->gates[gate].opens, name);
    if (clause == NULL)
        clause = child_of(agreement->gates[gate].closes, name);
    if (clause == NULL)
        clause = added_to(agreement, gate, name);
    while (clause != NULL && path.len > 0)
        clause = child_of(clause, take_part(&path));
    return clause;
}

void truce_agreement_clause_path(const struct truce_agreement *agreement,
                                 const struct truce_condition *condition, char *out, size_t n)
{
    const struct truce_condition *chain[64]; /* as deep as a file may be */
    size_t depth = 0, used = 0;

    for (const struct truce_condition *c = condition; c != NULL && depth < sizeof chain / sizeof chain[0];
         c = c->parent)
        if (c->name[0] != '\0')
            chain[depth++] = c;
    if (condition->gate != TRUCE_NONE)
        used = (size_t)snprintf(out, n, "%s", agreement->gates[condition->gate].head.id);
    else if (n > 0)
        out[0] = '\0';
    while (depth-- > 0 && used < n)
        used += (size_t)snprintf(out + used, n - used, "%s%s", used > 0 ? "." : "", chain[depth]->name);
}

/* ---- classes and lists ---- */

bool truce_class_is(const struct truce_agreement *agreement, int a, int b)
{
    while (a != TRUCE_NONE && a != b)
        a = agreement->classes[a].is;
    return a != TRUCE_NONE;
}

bool truce_indexes_hold(struct truce_indexes list, int index)
{
    for (size_t i = 0; i < list.n; i++)
        if (list.at[i] == index)
            return true;
    return false;
}

/* ---- words ---- */

const char *truce_role_name(enum truce_role role)
{
    static const char *const words[] = {"belligerent", "guarantor", "contributor", "monitor",
                                        "adjudicator", "mediator",  "other"};
    return words[role];
}

const char *truce_contribution_state_name(enum truce_contribution_state state)
{
    static const char *const words[] = {"considered", "offered", "approved", "deployed", "withdrawn"};
    return words[state];
}

const char *truce_count_rule_name(enum truce_count_rule rule)
{
    static const char *const words[] = {"effect", "episode", "trajectory", "place_day"};
    return words[rule];
}

const char *truce_condition_kind_name(enum truce_condition_kind kind)
{
    static const char *const words[] = {"all",    "any",      "at_least",  "not",   "gate",
                                        "clock",  "need",     "status_of", "event", "signed",
                                        "agreed", "ratified", "vote",      "date"};
    return words[kind];
}

const char *truce_zone_kind_name(enum truce_zone_kind kind)
{
    static const char *const words[] = {"line", "polygon", "buffer", "front"};
    return words[kind];
}
