/*
 * The first pass: the names of everything; and what refers to them.
 *
 * A construct is collected even when its name is wrong or was given before, so that the rest of it is looked at.  Names are sorted once a
 * kind; of two equal ones the first in the file is meant.
 */
#include "agreement/read.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define NAMES_FEW 8 /* so many are listed */

/* How a kind is called; its keys at the top of the file and under a point. */
struct kind_words {
    const char *one, *another; /* "a gate", "gate" */
    const char *top;           /* NULL: it stands under points */
    const char *under[4];
    size_t max;
};

/* The ceilings keep what grows by one kind times another in bounds; a treaty has tens. */
static const struct kind_words kinds[TRUCE_NAME_KINDS] = {
    [TRUCE_NAME_PARTY] = {"a party", "party", "parties", {NULL}, 1000},
    [TRUCE_NAME_GROUP] = {"a group", "group", "groups", {NULL}, 1000},
    [TRUCE_NAME_CLASS] = {"a class", "class", "classes", {NULL}, 10000},
    [TRUCE_NAME_ZONE] = {"a zone", "zone", "zones", {NULL}, 10000},
    [TRUCE_NAME_NORM] = {"a norm", "norm", NULL, {"obligations", "permits", "limits", NULL}, 20000},
    [TRUCE_NAME_CLOCK] = {"a clock", "clock", NULL, {"clocks", NULL}, 20000},
    [TRUCE_NAME_GATE] = {"a gate", "gate", NULL, {"gates", NULL}, 20000},
    [TRUCE_NAME_GUARANTEE] = {"a guarantee", "guarantee", NULL, {"guarantees", NULL}, 20000},
    [TRUCE_NAME_NEED] = {"a need", "need", NULL, {"needs", NULL}, 20000},
    [TRUCE_NAME_CONTRIBUTION] = {"a contribution", "contribution", NULL, {"contributions", NULL}, 20000},
    [TRUCE_NAME_VETO] = {"a veto", "veto", NULL, {"vetoes", NULL}, 20000},
    [TRUCE_NAME_POSITION] = {"a position", "position", "positions", {NULL}, 20000},
};

/* ---- names ---- */

bool truce_read_id(struct truce_reading *r, const struct truce_yaml_node *key, const char *what)
{
    static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-";

    if (!truce_read_kind(r, key, TRUCE_YAML_SCALAR, what))
        return false;
    size_t good = strspn(key->text.at, letters);
    if (key->text.len == 0) {
        truce_read_error(r, "E04", key, "the name of %s is empty", what);
    } else if (good < key->text.len) {
        truce_read_error(
            r, "E04", key,
            "\"%.60s\" as the name of %s; a name has letters A-Z a-z, digits, _ and - (a `name` or "
            "`title` may say more)",
            key->text.at, what);
    } else if (key->text.len > TRUCE_READ_ID_MAX) {
        truce_read_error(r, "E04", key, "the name of %s has %zu letters; at most %d", what, key->text.len,
                         TRUCE_READ_ID_MAX);
    } else {
        return true;
    }
    return false;
}

/* Counts, with items == NULL, or takes what stands under a key. */
static void collect(struct truce_reading *r, enum truce_name_kind kind, const struct truce_yaml_node *mapping,
                    int point, bool fill)
{
    struct truce_entries *entries = &r->entries[kind];

    if (mapping == NULL || mapping->kind != TRUCE_YAML_MAPPING)
        return;
    if (!fill) {
        entries->n += mapping->n;
        return;
    }
    for (const struct truce_yaml_node *value = mapping->first; value != NULL; value = value->next) {
        struct truce_entry *entry = &entries->items[entries->n++];
        *entry = (struct truce_entry){{value->key->text.at, {value->key->line, value->key->column}, point},
                                      value,
                                      mapping->key->text.at};
        (void)truce_read_id(r, value->key, kinds[kind].one);
    }
}

static void collect_kind(struct truce_reading *r, enum truce_name_kind kind, bool fill)
{
    const struct truce_yaml_node *root = r->doc.root;
    int n = 0;

    r->entries[kind].n = 0;
    if (kinds[kind].top != NULL) {
        collect(r, kind, truce_yaml_get(root, kinds[kind].top), TRUCE_NONE, fill);
        return;
    }
    const struct truce_yaml_node *points = truce_yaml_get(root, "points");
    if (points == NULL || points->kind != TRUCE_YAML_SEQUENCE)
        return;
    for (const struct truce_yaml_node *point = points->first; point != NULL; point = point->next, n++)
        for (size_t i = 0; kinds[kind].under[i] != NULL; i++)
            collect(r, kind, truce_yaml_get(point, kinds[kind].under[i]), n, fill);
}

static int by_name(const void *pa, const void *pb)
{
    const struct truce_name *a = pa, *b = pb;
    int order = strcmp(a->id, b->id);
    return order != 0 ? order : (a->index > b->index) - (a->index < b->index);
}

static void sort_names(struct truce_reading *r, enum truce_name_kind kind)
{
    const struct truce_entries *entries = &r->entries[kind];
    struct truce_name_list *list = &r->names->of[kind];

    list->at = truce_read_alloc(r, entries->n, sizeof *list->at);
    if (list->at == NULL)
        return;
    for (size_t i = 0; i < entries->n; i++)
        list->at[i] = (struct truce_name){entries->items[i].head.id, (int)i};
    list->n = entries->n;
    qsort(list->at, list->n, sizeof *list->at, by_name);
    for (size_t i = 1, of = 0; i < list->n; i++) {
        const struct truce_entry *first = &entries->items[list->at[of].index];
        const struct truce_entry *second = &entries->items[list->at[i].index];
        if (strcmp(first->head.id, second->head.id) != 0) {
            of = i;
            continue;
        }
        truce_read_error(r, "E03", second->node->key, "\"%.60s\" is the name of %s already, at %u:%u",
                         second->head.id, kinds[kind].one, first->head.at.line, first->head.at.column);
        truce_diagnostics_also_at(r->found, first->head.at);
    }
}

/* A name of the one kind that is also one of the other. */
static void check_apart(struct truce_reading *r, enum truce_name_kind kind, enum truce_name_kind other)
{
    for (size_t i = 0; i < r->entries[kind].n; i++) {
        const struct truce_entry *entry = &r->entries[kind].items[i];
        int k = truce_name_find(r->names, other, truce_text_view(entry->head.id));
        if (k == TRUCE_NONE)
            continue;
        struct truce_spot at = r->entries[other].items[k].head.at;
        truce_read_error(r, "E03", entry->node->key, "\"%.60s\" is the name of %s already, at %u:%u",
                         entry->head.id, kinds[other].one, at.line, at.column);
        truce_diagnostics_also_at(r->found, at);
    }
}

void truce_read_names(struct truce_reading *r)
{
    r->names = truce_read_alloc(r, 1, sizeof *r->names);
    for (enum truce_name_kind kind = 0; kind < TRUCE_NAME_KINDS && r->names != NULL; kind++) {
        struct truce_entries *entries = &r->entries[kind];
        collect_kind(r, kind, false);
        if (entries->n > kinds[kind].max) {
            const char *key = kinds[kind].top != NULL ? kinds[kind].top : "points";
            truce_read_error(r, "E04", truce_yaml_get(r->doc.root, key)->key,
                             "%zu constructs of the kind \"%s\"; at most %zu", entries->n,
                             kinds[kind].another, kinds[kind].max);
            entries->n = 0;
            continue;
        }
        entries->items = truce_read_alloc(r, entries->n, sizeof *entries->items);
        if (entries->items == NULL)
            entries->n = 0;
        else
            collect_kind(r, kind, true);
        sort_names(r, kind);
    }
    if (r->names == NULL)
        return;
    check_apart(r, TRUCE_NAME_GROUP, TRUCE_NAME_PARTY);
    r->seen = truce_read_alloc(r, r->entries[TRUCE_NAME_PARTY].n, sizeof *r->seen);
}

/* ---- references ---- */

int truce_name_find(const struct truce_name_index *names, enum truce_name_kind kind, struct truce_text id)
{
    const struct truce_name_list *list = &names->of[kind];
    size_t low = 0, high = list->n;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        const char *name = list->at[middle].id;
        size_t length = strlen(name), least = length < id.len ? length : id.len;
        int order = least > 0 ? memcmp(name, id.at, least) : 0;
        if (order < 0 || (order == 0 && length < id.len))
            low = middle + 1;
        else
            high = middle;
    }
    if (low < list->n && truce_text_is(id, list->at[low].id))
        return list->at[low].index;
    return TRUCE_NONE;
}

/* What to say of an unknown name: the nearest one of the kind (and of `other`, TRUCE_NAME_KINDS for none), or all where they are few. */
static void suggest(struct truce_reading *r, struct truce_text word, enum truce_name_kind kind,
                    enum truce_name_kind other, char *out, size_t n)
{
    const enum truce_name_kind both[] = {kind, other};
    const char *nearest = NULL, *few[NAMES_FEW + 1] = {NULL};
    size_t distance = TRUCE_READ_FAR, count = 0, n_few = 0;
    char list[300];

    for (size_t k = 0; k < 2 && both[k] != TRUCE_NAME_KINDS; k++) {
        const struct truce_name_list *names = &r->names->of[both[k]];
        count += names->n;
        for (size_t i = 0; i < names->n && truce_read_may_suggest(r); i++) {
            if (few[NAMES_FEW - 1] == NULL)
                few[n_few++] = names->at[i].id;
            if (truce_read_is_near(r, word, names->at[i].id, &distance))
                nearest = names->at[i].id;
        }
    }
    out[0] = '\0';
    if (nearest != NULL) {
        snprintf(out, n, "; did you mean \"%s\"?", nearest);
    } else if (count == 0) {
        snprintf(out, n, "; there is none");
    } else if (count <= NAMES_FEW && n_few == count) {
        truce_read_join(few, list, sizeof list);
        snprintf(out, n, "; there %s %s", count == 1 ? "is only" : "are", list);
    }
}

/* Notes that a name is not of the kind, nor of `other`.  what: "party", "party or group". */
static void refuse_reference(struct truce_reading *r, const struct truce_yaml_node *node, const char *what,
                             enum truce_name_kind kind, enum truce_name_kind other)
{
    char hint[420];

    for (enum truce_name_kind k = 0; k < TRUCE_NAME_KINDS; k++) {
        if (k == kind || k == other || truce_name_find(r->names, k, node->text) == TRUCE_NONE)
            continue;
        truce_read_error(r, "E03", node, "\"%.60s\" is %s; a %s is needed here", node->text.at, kinds[k].one,
                         what);
        return;
    }
    suggest(r, node->text, kind, other, hint, sizeof hint);
    truce_read_error(r, "E03", node, "unknown %s \"%.60s\"%s", what, node->text.at, hint);
}

bool truce_read_reference(struct truce_reading *r, const struct truce_yaml_node *node,
                          enum truce_name_kind kind, const char *what, int *out)
{
    if (!truce_read_kind(r, node, TRUCE_YAML_SCALAR, what))
        return false;
    int index = truce_name_find(r->names, kind, node->text);
    if (index == TRUCE_NONE) {
        refuse_reference(r, node, kinds[kind].another, kind, TRUCE_NAME_KINDS);
        return false;
    }
    *out = index;
    return true;
}

void truce_read_reference_of(struct truce_reading *r, const struct truce_yaml_node *mapping, const char *key,
                             enum truce_name_kind kind, int *out)
{
    const struct truce_yaml_node *node = truce_yaml_get(mapping, key);
    if (node != NULL)
        (void)truce_read_reference(r, node, kind, key, out);
}

static bool list_holds(const int *at, size_t n, int index)
{
    return truce_indexes_hold((struct truce_indexes){at, n}, index);
}

struct truce_indexes truce_read_references(struct truce_reading *r, const struct truce_yaml_node *node,
                                           enum truce_name_kind kind, const char *what)
{
    int *at = truce_read_alloc(r, truce_read_items(node), sizeof *at);
    size_t n = 0;

    if (at == NULL)
        return (struct truce_indexes){NULL, 0};
    for (const struct truce_yaml_node *item = truce_read_first(node); item != NULL;
         item = truce_read_next(node, item)) {
        int index;
        if (truce_read_reference(r, item, kind, what, &index) && !list_holds(at, n, index))
            at[n++] = index;
    }
    return (struct truce_indexes){at, n};
}

/* ---- parties ---- */

/* The party or group of a name: *party or *group is set, the other TRUCE_NONE. */
static bool find_member(struct truce_reading *r, const struct truce_yaml_node *node, const char *what,
                        int *party, int *group)
{
    *party = *group = TRUCE_NONE;
    if (!truce_read_kind(r, node, TRUCE_YAML_SCALAR, what))
        return false;
    *party = truce_name_find(r->names, TRUCE_NAME_PARTY, node->text);
    if (*party == TRUCE_NONE)
        *group = truce_name_find(r->names, TRUCE_NAME_GROUP, node->text);
    if (*party != TRUCE_NONE || *group != TRUCE_NONE)
        return true;
    refuse_reference(r, node, "party or group", TRUCE_NAME_PARTY, TRUCE_NAME_GROUP);
    return false;
}

/* The parties of an item that find_member knows. */
static struct truce_indexes members_of(const struct truce_reading *r, const struct truce_yaml_node *item,
                                       int *party)
{
    if (item->kind != TRUCE_YAML_SCALAR)
        return (struct truce_indexes){NULL, 0};
    *party = truce_name_find(r->names, TRUCE_NAME_PARTY, item->text);
    if (*party != TRUCE_NONE)
        return (struct truce_indexes){party, 1};
    int group = truce_name_find(r->names, TRUCE_NAME_GROUP, item->text);
    if (group == TRUCE_NONE || r->agreement->groups == NULL)
        return (struct truce_indexes){NULL, 0};
    return r->agreement->groups[group].members;
}

struct truce_indexes truce_read_party_list(struct truce_reading *r, const struct truce_yaml_node *node,
                                           const char *what)
{
    size_t most = 0, n = 0;
    int party, group;

    for (const struct truce_yaml_node *item = truce_read_first(node); item != NULL;
         item = truce_read_next(node, item)) {
        if (!find_member(r, item, what, &party, &group))
            continue;
        struct truce_indexes members = members_of(r, item, &party);
        if (group != TRUCE_NONE && truce_read_items(node) == 1)
            return members; /* a lone group: its own list will do */
        most += members.n;
    }
    int *at = truce_read_alloc(r, most, sizeof *at);
    if (at == NULL || r->seen == NULL)
        return (struct truce_indexes){NULL, 0};
    r->list++;
    for (const struct truce_yaml_node *item = truce_read_first(node); item != NULL;
         item = truce_read_next(node, item)) {
        struct truce_indexes members = members_of(r, item, &party);
        for (size_t i = 0; i < members.n; i++) {
            if (r->seen[members.at[i]] != r->list)
                at[n++] = members.at[i];
            r->seen[members.at[i]] = r->list;
        }
    }
    return (struct truce_indexes){at, n};
}
