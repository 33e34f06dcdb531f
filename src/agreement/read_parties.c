/*
 * Parties, groups and classes; and the subjects of norms.
 *
 * Groups may hold groups: each is expanded once, those within it first, down to GROUPS_DEEP.  Classes form trees by `is`; a tree is checked
 * by following parents, which every class has one of at most.
 */
#include "agreement/read.h"

#include <stdio.h>
#include <string.h>

#include "base/buf.h"

#define GROUPS_DEEP  16
#define CLASSES_DEEP 64
#define SEVERITY_MAX 1e6

/* ---- parties ---- */

static void read_party(struct truce_reading *r, const struct truce_entry *entry, struct truce_party *out)
{
    size_t role;

    out->head = entry->head;
    out->name = entry->head.id;
    out->role = TRUCE_ROLE_OTHER;
    if (!truce_read_keys(r, entry->node, TRUCE_WORDS("name", "role"), "a party"))
        return;
    truce_read_text_of(r, entry->node, "name", &out->name);
    const struct truce_yaml_node *node = truce_yaml_get(entry->node, "role");
    if (node != NULL && truce_read_choice(r, node,
                                          TRUCE_WORDS("belligerent", "guarantor", "contributor", "monitor",
                                                      "adjudicator", "mediator", "other"),
                                          "role", &role))
        out->role = (enum truce_role)role;
}

/* ---- groups ---- */

enum state {
    NEW,
    OPEN,
    DONE,
};

struct groups {
    struct truce_group *items;
    unsigned char *state;
};

/* recursion ends at GROUPS_DEEP: NOLINTBEGIN(misc-no-recursion) */
static void read_group(struct truce_reading *r, struct groups *groups, int g, int depth)
{
    const struct truce_entry *entry = &r->entries[TRUCE_NAME_GROUP].items[g];
    const struct truce_yaml_node *list = entry->node;

    groups->state[g] = OPEN;
    groups->items[g].head = entry->head;
    for (const struct truce_yaml_node *item = truce_read_first(list); item != NULL;
         item = truce_read_next(list, item)) {
        int other = item->kind == TRUCE_YAML_SCALAR && item->text.len > 0
                        ? truce_name_find(r->names, TRUCE_NAME_GROUP, item->text)
                        : TRUCE_NONE;
        if (other == TRUCE_NONE || groups->state[other] == DONE)
            continue;
        if (groups->state[other] == OPEN)
            truce_read_error(r, "E05", item, "group \"%.60s\" is a part of itself, by way of \"%.60s\"",
                             item->text.at, entry->head.id);
        else if (depth == GROUPS_DEEP)
            truce_read_error(r, "E04", item, "groups within groups, more than %d deep", GROUPS_DEEP);
        else
            read_group(r, groups, other, depth + 1);
    }
    groups->items[g].members = truce_read_party_list(r, list, "a member of the group");
    groups->state[g] = DONE;
}
/* NOLINTEND(misc-no-recursion) */

void truce_read_parties(struct truce_reading *r)
{
    const struct truce_entries *entries = &r->entries[TRUCE_NAME_PARTY];
    struct truce_party *parties = truce_read_alloc(r, entries->n, sizeof *parties);

    for (size_t i = 0; i < entries->n && parties != NULL; i++)
        read_party(r, &entries->items[i], &parties[i]);
    r->agreement->parties = parties;
    r->agreement->n_parties = parties != NULL ? entries->n : 0;

    entries = &r->entries[TRUCE_NAME_GROUP];
    struct groups groups = {truce_read_alloc(r, entries->n, sizeof *groups.items),
                            truce_read_alloc(r, entries->n, 1)};
    if (groups.items == NULL || groups.state == NULL)
        return;
    r->agreement->groups = groups.items;
    r->agreement->n_groups = entries->n;
    for (size_t i = 0; i < entries->n; i++)
        if (groups.state[i] == NEW)
            read_group(r, &groups, (int)i, 1);
}

/* ---- classes ---- */

struct classes {
    struct truce_class *items;
    unsigned char *state; /* of the walk upwards */
    signed char *kind;    /* 1 object, 0 event, -1 not said */
    int *depth;           /* of those that are DONE */
};

static void read_class_keys(struct truce_reading *r, const struct truce_entry *entry, struct truce_class *out,
                            signed char *kind)
{
    static const struct truce_yaml_range range = {0.0, SEVERITY_MAX, false, ""};
    size_t choice;

    *out = (struct truce_class){.head = entry->head, .is = TRUCE_NONE, .severity = 1.0};
    *kind = -1;
    if (!truce_read_keys(r, entry->node, TRUCE_WORDS("is", "kind", "severity"), "a class"))
        return;
    truce_read_reference_of(r, entry->node, "is", TRUCE_NAME_CLASS, &out->is);
    const struct truce_yaml_node *node = truce_yaml_get(entry->node, "kind");
    if (node != NULL && truce_read_choice(r, node, TRUCE_WORDS("event", "object"), "kind", &choice))
        *kind = (signed char)choice;
    node = truce_yaml_get(entry->node, "severity");
    if (node != NULL)
        (void)truce_read_number(r, node, "severity", &range, &out->severity);
}

/* Says the cycle in which class c stands, and cuts it there. */
static void refuse_cycle(struct truce_reading *r, struct classes *classes, int c)
{
    const struct truce_entry *entry = &r->entries[TRUCE_NAME_CLASS].items[c];
    struct truce_buf path;

    truce_buf_init(&path);
    truce_buf_puts(&path, entry->head.id);
    int k = classes->items[c].is;
    for (int steps = 0; steps < 10 && k != c; steps++, k = classes->items[k].is)
        truce_buf_printf(&path, " is %.60s", classes->items[k].head.id);
    truce_buf_printf(&path, k == c ? " is %.60s" : " ... is %.60s", entry->head.id);
    if (path.failed)
        r->status = truce_buf_check(&path, &r->err);
    else
        truce_read_error(r, "E05", truce_yaml_get(entry->node, "is"),
                         "class \"%.60s\" is above itself: %.800s", entry->head.id, path.at);
    truce_buf_fini(&path);
    classes->items[c].is = TRUCE_NONE;
}

/* Whether it is of events or objects, as its parent is unless it says so itself. */
static void settle_kind(struct truce_reading *r, struct classes *classes, int c)
{
    static const char *const words[] = {"events", "objects"};
    struct truce_class *out = &classes->items[c];
    signed char kind = classes->kind[c];

    out->object = kind == 1;
    if (out->is == TRUCE_NONE)
        return;
    const struct truce_class *parent = &classes->items[out->is];
    if (kind >= 0 && (kind == 1) != parent->object)
        truce_read_error(r, "E04", truce_yaml_get(r->entries[TRUCE_NAME_CLASS].items[c].node, "kind"),
                         "class \"%.60s\" is of %s, and \"%.60s\", which it is part of, of %s", out->head.id,
                         words[kind], parent->head.id, words[parent->object]);
    out->object = parent->object;
    classes->depth[c] = classes->depth[out->is] + 1;
    if (classes->depth[c] == CLASSES_DEEP)
        truce_read_error(r, "E04", r->entries[TRUCE_NAME_CLASS].items[c].node->key,
                         "class \"%.60s\" has more than %d classes above it", out->head.id, CLASSES_DEEP - 1);
}

/* Up to a class that is done, then down again; every class is walked once. */
static void settle(struct truce_reading *r, struct classes *classes, int start, int *path)
{
    size_t n = 0;
    int c = start;

    for (; c != TRUCE_NONE && classes->state[c] == NEW; c = classes->items[c].is) {
        classes->state[c] = OPEN;
        path[n++] = c;
    }
    if (c != TRUCE_NONE && classes->state[c] == OPEN)
        refuse_cycle(r, classes, path[n - 1]); /* which is then the top of all that was walked */
    while (n > 0) {
        settle_kind(r, classes, path[--n]);
        classes->state[path[n]] = DONE;
    }
}

void truce_read_classes(struct truce_reading *r)
{
    const struct truce_entries *entries = &r->entries[TRUCE_NAME_CLASS];
    size_t n = entries->n;
    struct classes classes = {truce_read_alloc(r, n, sizeof *classes.items), truce_read_alloc(r, n, 1),
                              truce_read_alloc(r, n, 1), truce_read_alloc(r, n, sizeof *classes.depth)};
    int *path = truce_read_alloc(r, n, sizeof *path);

    if (path == NULL || classes.items == NULL || classes.state == NULL || classes.kind == NULL ||
        classes.depth == NULL)
        return;
    for (size_t i = 0; i < n; i++)
        read_class_keys(r, &entries->items[i], &classes.items[i], &classes.kind[i]);
    for (size_t i = 0; i < n; i++)
        settle(r, &classes, (int)i, path);
    r->agreement->classes = classes.items;
    r->agreement->n_classes = n;
}

bool truce_read_class(struct truce_reading *r, const struct truce_yaml_node *node, const char *what,
                      bool object, int *out)
{
    int index;
    if (!truce_read_reference(r, node, TRUCE_NAME_CLASS, what, &index))
        return false;
    if (r->agreement->classes != NULL && r->agreement->classes[index].object != object) {
        truce_read_error(r, "E04", node,
                         object
                             ? "\"%.60s\" is a class of events; a class of objects is needed (kind: object)"
                             : "\"%.60s\" is a class of objects; a class of events is needed",
                         node->text.at);
        return false;
    }
    *out = index;
    return true;
}

/* ---- subjects ---- */

/* The words that may stand here, for messages: "A", "{each: group}". */
static void refuse_group(struct truce_reading *r, const struct truce_yaml_node *node, const char *what,
                         const char *const *forms)
{
    char list[120] = "";
    size_t used = 0;
    for (size_t i = 0; forms[i] != NULL && used < sizeof list; i++)
        used += (size_t)snprintf(list + used, sizeof list - used, "%s{%s: %.20s}", i == 0 ? "" : " or ",
                                 forms[i], node->kind == TRUCE_YAML_SCALAR ? node->text.at : "...");
    if (node->kind == TRUCE_YAML_SCALAR)
        truce_read_error(r, "E04", node, "%s \"%.60s\" is a group; write %s", what, node->text.at, list);
    else
        truce_read_error(r, "E04", node, "%s is %s; write one party, or %s", what,
                         truce_yaml_kind_words(node->kind), list);
}

bool truce_read_subject(struct truce_reading *r, const struct truce_yaml_node *node, const char *what,
                        const char *const *forms, struct truce_subject *out)
{
    const char *form = NULL;

    if (node->refused)
        return false;
    out->at = truce_read_spot(node);
    if (node->kind == TRUCE_YAML_SEQUENCE ||
        (node->kind == TRUCE_YAML_SCALAR && node->text.len > 0 &&
         truce_name_find(r->names, TRUCE_NAME_GROUP, node->text) != TRUCE_NONE)) {
        refuse_group(r, node, what, forms);
        return false;
    }
    if (node->kind == TRUCE_YAML_SCALAR) {
        int *party = truce_read_alloc(r, 1, sizeof *party);
        if (party == NULL || !truce_read_reference(r, node, TRUCE_NAME_PARTY, what, party))
            return false;
        out->kind = TRUCE_WHO_ONE;
        out->parties = (struct truce_indexes){party, 1};
        return true;
    }
    if (!truce_read_keys(r, node, forms, what))
        return false;
    if (truce_read_which(node, forms, &form) != 1) {
        refuse_group(r, node, what, forms);
        return false;
    }
    const struct truce_yaml_node *list = truce_yaml_get(node, form);
    out->kind = strcmp(form, "each") == 0  ? TRUCE_WHO_EACH
                : strcmp(form, "any") == 0 ? TRUCE_WHO_ANY
                                           : TRUCE_WHO_OTHER;
    out->parties = truce_read_party_list(r, list, form);
    if (list->kind == TRUCE_YAML_SCALAR)
        out->group = truce_name_find(r->names, TRUCE_NAME_GROUP, list->text);
    return out->parties.n > 0;
}
