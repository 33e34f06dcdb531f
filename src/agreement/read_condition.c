/*
 * Conditions and gates.
 *
 * A condition is a mapping with exactly one key that says what it is, and perhaps `waivable_by`; those that hold others hold them by name.
 * Children stand in one array, so that a parent can be pointed at.  Recursion is as deep as the file, at most TRUCE_YAML_DEPTH_MAX.
 */
#include "agreement/read.h"

#include <string.h>

#define CLAUSES_MAX  1000 /* of one condition: they are compared with each other's names */
#define TOGETHER_MAX 1000

/* in the order of enum truce_condition_kind */
static const char *const forms[] = {"all",    "any",      "at_least",  "not",   "gate",
                                    "clock",  "need",     "status_of", "event", "signed",
                                    "agreed", "ratified", "vote",      "date",  NULL};

/* ---- leaves ---- */

static void read_status_of(struct truce_reading *r, const struct truce_yaml_node *node,
                           struct truce_condition *out)
{
    size_t choice;
    if (!truce_read_keys(r, node, TRUCE_WORDS("obligation", "is"), "status_of"))
        return;
    const struct truce_yaml_node *value = truce_read_need(r, node, "obligation", "status_of");
    if (value != NULL && truce_read_reference(r, value, TRUCE_NAME_NORM, "obligation", &out->target) &&
        strcmp(r->entries[TRUCE_NAME_NORM].items[out->target].section, "obligations") != 0)
        truce_read_error(r, "E04", value, "\"%.60s\" stands under %s; an obligation is needed",
                         value->text.at, r->entries[TRUCE_NAME_NORM].items[out->target].section);
    value = truce_yaml_get(node, "is");
    if (value != NULL)
        (void)truce_read_choice(r, value, TRUCE_WORDS("done"), "is", &choice);
}

static void read_event(struct truce_reading *r, const struct truce_yaml_node *node,
                       struct truce_condition *out)
{
    const char *by;

    if (!truce_read_keys(r, node, TRUCE_WORDS("class", "by_each", "by_any"), "event"))
        return;
    const struct truce_yaml_node *value = truce_read_need(r, node, "class", "event");
    if (value != NULL)
        (void)truce_read_class(r, value, "class", false, &out->class_);
    if (truce_read_which(node, TRUCE_WORDS("by_each", "by_any"), &by) != 1) {
        truce_read_error(r, "E04", node->key,
                         "event needs by_each (one of every party) or by_any (one of any of them)");
        return;
    }
    out->by = truce_read_party_list(r, truce_yaml_get(node, by), by);
    out->by_any = strcmp(by, "by_any") == 0;
}

static void read_by(struct truce_reading *r, const struct truce_yaml_node *node, const char *owner,
                    struct truce_condition *out)
{
    const struct truce_yaml_node *by = truce_read_need(r, node, "by", owner);
    if (by == NULL)
        return;
    if (by->kind == TRUCE_YAML_SEQUENCE && by->n == 0)
        truce_read_error(r, "E04", by, "`by` is an empty list; name parties");
    out->by = truce_read_party_list(r, by, "by");
}

/* The path of the clause itself is its instrument where the file names none. */
static void read_own_instrument(struct truce_reading *r, const struct truce_yaml_node *node,
                                struct truce_condition *out)
{
    char path[4096]; /* as deep as a file may be */
    const char *copy;

    if (out->gate == TRUCE_NONE) {
        truce_read_error(r, "E04", node->key,
                         "`instrument` is missing in signed; only a clause of a gate can be signed itself");
        return;
    }
    truce_agreement_clause_path(r->agreement, out, path, sizeof path);
    enum truce_status status = truce_arena_copy(&r->agreement->arena, truce_text_view(path), &copy, &r->err);
    if (status != TRUCE_OK)
        r->status = status;
    else
        out->instrument = copy;
}

static void read_signed(struct truce_reading *r, const struct truce_yaml_node *node,
                        struct truce_condition *out)
{
    if (!truce_read_keys(r, node, TRUCE_WORDS("by", "instrument"), "signed"))
        return;
    read_by(r, node, "signed", out);
    const struct truce_yaml_node *value = truce_yaml_get(node, "instrument");
    if (value != NULL)
        (void)truce_read_word(r, value, "instrument", &out->instrument);
    else if (r->status == TRUCE_OK)
        read_own_instrument(r, node, out);
}

static void read_instrument(struct truce_reading *r, const struct truce_yaml_node *node, const char *owner,
                            const char *key, struct truce_condition *out)
{
    if (!truce_read_keys(r, node, TRUCE_WORDS("by", key), owner))
        return;
    read_by(r, node, owner, out);
    const struct truce_yaml_node *value = truce_read_need(r, node, key, owner);
    if (value != NULL)
        (void)truce_read_word(r, value, key, &out->instrument);
}

static void read_vote(struct truce_reading *r, const struct truce_yaml_node *node,
                      struct truce_condition *out)
{
    static const char *const kinds[] = {"referendum", "parliament", NULL};
    size_t choice;

    if (!truce_read_keys(r, node, TRUCE_WORDS("in", "kind", "carried_by"), "vote"))
        return;
    const struct truce_yaml_node *value = truce_read_need(r, node, "in", "vote");
    int *party = truce_read_alloc(r, 1, sizeof *party);
    if (value != NULL && party != NULL && truce_read_reference(r, value, TRUCE_NAME_PARTY, "in", party))
        out->by = (struct truce_indexes){party, 1};
    value = truce_read_need(r, node, "kind", "vote");
    if (value != NULL && truce_read_choice(r, value, kinds, "kind of vote", &choice))
        out->vote_kind = kinds[choice];
    value = truce_yaml_get(node, "carried_by");
    if (value != NULL)
        (void)truce_read_word(r, value, "carried_by", &out->carried_by);
}

/* ---- conditions that hold others ---- */

/* recursion ends at TRUCE_YAML_DEPTH_MAX: NOLINTBEGIN(misc-no-recursion) */
static bool read_child(struct truce_reading *r, const struct truce_yaml_node *node,
                       struct truce_condition *parent, const char *name, struct truce_condition *out)
{
    struct truce_condition_place place = {parent->gate, parent->position, parent, name};
    return truce_read_condition(r, node, &place, out);
}

static void read_children(struct truce_reading *r, const struct truce_yaml_node *node,
                          struct truce_condition *out)
{
    if (!truce_read_kind(r, node, TRUCE_YAML_MAPPING, forms[out->kind]))
        return;
    if (node->n > CLAUSES_MAX) {
        truce_read_error(r, "E04", node, "%zu clauses in one condition; at most %d", node->n, CLAUSES_MAX);
        return;
    }
    out->children = truce_read_alloc(r, node->n, sizeof *out->children);
    if (out->children == NULL)
        return;
    out->n = node->n;
    size_t i = 0;
    for (const struct truce_yaml_node *value = node->first; value != NULL; value = value->next) {
        (void)truce_read_id(r, value->key, "a clause");
        (void)read_child(r, value, out, value->key->text.at, &out->children[i++]);
    }
}

static void read_at_least(struct truce_reading *r, const struct truce_yaml_node *node,
                          struct truce_condition *out)
{
    int32_t k = 0;

    if (!truce_read_keys(r, node, TRUCE_WORDS("k", "of"), "at_least"))
        return;
    const struct truce_yaml_node *of = truce_read_need(r, node, "of", "at_least");
    const struct truce_yaml_node *value = truce_read_need(r, node, "k", "at_least");
    if (of != NULL)
        read_children(r, of, out);
    if (value == NULL || !truce_read_whole(r, value, "k", 0, INT32_MAX, &k))
        return;
    out->k = (size_t)k;
    if (of != NULL && of->kind == TRUCE_YAML_MAPPING && (size_t)k > of->n)
        truce_read_error(r, "E08", value, "at least %d of %zu clause%s can never be met", k, of->n,
                         of->n == 1 ? "" : "s");
}

static void read_not(struct truce_reading *r, const struct truce_yaml_node *node, struct truce_condition *out)
{
    struct truce_condition *child = truce_read_alloc(r, 1, sizeof *child);
    if (child == NULL)
        return;
    out->children = child;
    out->n = 1;
    if (!read_child(r, node, out, "", child))
        return;
    if (child->kind != TRUCE_IF_GATE && child->kind < TRUCE_IF_EVENT)
        truce_read_error(r, "E04", node->key,
                         "`not` stands before a fact or a gate only, and not before `%s`",
                         forms[child->kind]);
}

/* ---- one condition ---- */

static bool read_form(struct truce_reading *r, const struct truce_yaml_node *node,
                      struct truce_condition *out)
{
    switch (out->kind) {
    case TRUCE_IF_ALL:
    case TRUCE_IF_ANY:
        read_children(r, node, out);
        break;
    case TRUCE_IF_AT_LEAST:
        read_at_least(r, node, out);
        break;
    case TRUCE_IF_NOT:
        read_not(r, node, out);
        break;
    case TRUCE_IF_GATE:
        return truce_read_reference(r, node, TRUCE_NAME_GATE, "gate", &out->target);
    case TRUCE_IF_CLOCK:
        return truce_read_reference(r, node, TRUCE_NAME_CLOCK, "clock", &out->target);
    case TRUCE_IF_NEED:
        return truce_read_reference(r, node, TRUCE_NAME_NEED, "need", &out->target);
    case TRUCE_IF_STATUS:
        read_status_of(r, node, out);
        break;
    case TRUCE_IF_EVENT:
        read_event(r, node, out);
        break;
    case TRUCE_IF_SIGNED:
        read_signed(r, node, out);
        break;
    case TRUCE_IF_AGREED:
        read_instrument(r, node, "agreed", "text", out);
        break;
    case TRUCE_IF_RATIFIED:
        read_instrument(r, node, "ratified", "instrument", out);
        break;
    case TRUCE_IF_VOTE:
        read_vote(r, node, out);
        break;
    case TRUCE_IF_DATE:
        return truce_read_day(r, node, "date", &out->day);
    }
    return true;
}

bool truce_read_condition(struct truce_reading *r, const struct truce_yaml_node *node,
                          const struct truce_condition_place *place, struct truce_condition *out)
{
    const char *form;
    size_t kind = 0;

    *out = (struct truce_condition){.name = place->name,
                                    .index = r->agreement->n_conditions++,
                                    .gate = place->gate,
                                    .position = place->position,
                                    .parent = place->parent,
                                    .at = truce_read_spot(node->key != NULL ? node->key : node),
                                    .target = TRUCE_NONE,
                                    .class_ = TRUCE_NONE,
                                    .instrument = "",
                                    .vote_kind = "",
                                    .carried_by = "",
                                    .day = {TRUCE_DAY_NONE}};
    const char *known[sizeof forms / sizeof forms[0] + 1];
    memcpy(known, forms, sizeof forms);
    /* a root cannot be waived as a whole: its clauses can */
    if (place->name[0] != '\0') {
        known[sizeof forms / sizeof forms[0] - 1] = "waivable_by";
        known[sizeof forms / sizeof forms[0]] = NULL;
    }
    if (!truce_read_keys(r, node, known, place->name[0] != '\0' ? "a clause" : "a condition"))
        return false;
    const struct truce_yaml_node *holders = truce_yaml_get(node, "waivable_by");
    if (holders != NULL && place->name[0] != '\0')
        out->waivable_by = truce_read_party_list(r, holders, "waivable_by");
    if (truce_read_which(node, forms, &form) != 1) {
        truce_read_error(
            r, "E04", node->key != NULL ? node->key : node,
            "%s needs exactly one of all, any, at_least, not, gate, clock, need, status_of, date, event, "
            "signed, agreed, ratified, vote",
            place->name[0] != '\0' ? "a clause" : "a condition");
        return false;
    }
    while (strcmp(forms[kind], form) != 0)
        kind++;
    out->kind = (enum truce_condition_kind)kind;
    return read_form(r, truce_yaml_get(node, form), out);
}
/* NOLINTEND(misc-no-recursion) */

struct truce_condition *truce_read_condition_of(struct truce_reading *r,
                                                const struct truce_yaml_node *mapping, const char *key)
{
    static const struct truce_condition_place nowhere = {TRUCE_NONE, TRUCE_NONE, NULL, ""};
    const struct truce_yaml_node *node = truce_yaml_get(mapping, key);
    if (node == NULL)
        return NULL;
    struct truce_condition *out = truce_read_alloc(r, 1, sizeof *out);
    if (out != NULL)
        (void)truce_read_condition(r, node, &nowhere, out);
    return out;
}

/* ---- gates ---- */

/* The root of `opens` or `closes`: its clauses have names, so that they can be explained and waived. */
static struct truce_condition *read_root(struct truce_reading *r, const struct truce_yaml_node *node,
                                         int gate)
{
    const struct truce_condition_place place = {gate, TRUCE_NONE, NULL, ""};
    struct truce_condition *root = truce_read_alloc(r, 1, sizeof *root);

    if (root == NULL || !truce_read_condition(r, node, &place, root))
        return root;
    if (root->kind > TRUCE_IF_AT_LEAST)
        truce_read_error(r, "E04", node->key, "`%s` has clauses with names: write all: {a_name: {%s: ...}}",
                         node->key->text.at, forms[root->kind]);
    return root;
}

/* No clause of `closes` may have the name of one of `opens`: "gate.clause" is one clause. */
static void check_clause_names(struct truce_reading *r, const struct truce_gate *gate)
{
    if (gate->closes == NULL || gate->opens == NULL)
        return;
    for (size_t i = 0; i < gate->closes->n; i++) {
        const struct truce_condition *clause = &gate->closes->children[i];
        for (size_t k = 0; k < gate->opens->n; k++) {
            const struct truce_condition *other = &gate->opens->children[k];
            if (strcmp(clause->name, other->name) != 0)
                continue;
            truce_diagnostics_add(r->found, "E03", clause->at,
                                  "clause \"%.60s\" has the name of one of `opens`, at %u:%u", clause->name,
                                  other->at.line, other->at.column);
            truce_diagnostics_also_at(r->found, other->at);
        }
    }
}

static void read_gate(struct truce_reading *r, int g, struct truce_gate *out)
{
    const struct truce_entry *entry = &r->entries[TRUCE_NAME_GATE].items[g];
    const struct truce_yaml_node *node = entry->node;

    if (!truce_read_keys(r, node, TRUCE_WORDS("opens", "closes", "effect_after", "latched", "together"),
                         "a gate"))
        return;
    const struct truce_yaml_node *value = truce_read_need(r, node, "opens", "the gate");
    if (value != NULL)
        out->opens = read_root(r, value, g);
    value = truce_yaml_get(node, "closes");
    if (value != NULL)
        out->closes = read_root(r, value, g);
    check_clause_names(r, out);
    truce_read_duration_of(r, node, "effect_after", &out->effect_after);
    truce_read_bool_of(r, node, "latched", &out->latched);
    value = truce_yaml_get(node, "together");
    if (value != NULL)
        out->together = truce_read_references(r, value, TRUCE_NAME_GATE, "together");
}

/* ---- gates that open together ---- */

static int head_of(int *head, int g)
{
    while (head[g] != g) {
        head[g] = head[head[g]];
        g = head[g];
    }
    return g;
}

/* Sets of gates that open together. */
struct sets {
    int *head;  /* one a gate: towards the lowest of its set */
    int *count; /* of the lowest: how many the set has */
    int *next;  /* the next higher of the set; TRUCE_NONE */
    int *last;  /* of the lowest: the highest so far */
};

/* All others of the set of gate g. */
static struct truce_indexes others_of(struct truce_reading *r, const struct sets *sets, int g)
{
    int h = head_of(sets->head, g);
    if (sets->count[h] > TOGETHER_MAX) {
        if (h == g)
            truce_read_error(r, "E04", r->entries[TRUCE_NAME_GATE].items[g].node->key,
                             "%d gates open together; at most %d", sets->count[h], TOGETHER_MAX);
        return (struct truce_indexes){NULL, 0};
    }
    int *at = truce_read_alloc(r, (size_t)sets->count[h] - 1, sizeof *at);
    size_t n = 0;
    for (int k = h; at != NULL && k != TRUCE_NONE; k = sets->next[k])
        if (k != g)
            at[n++] = k;
    return (struct truce_indexes){at, n};
}

/* `together` as the file has it may be said at one gate only and in a chain; in the agreement each names all others of its set. */
static void close_together(struct truce_reading *r, struct truce_gate *gates, size_t n)
{
    struct sets sets = {
        .head = truce_read_alloc(r, n, sizeof(int)),
        .count = truce_read_alloc(r, n, sizeof(int)),
        .next = truce_read_alloc(r, n, sizeof(int)),
        .last = truce_read_alloc(r, n, sizeof(int)),
    };
    if (r->status != TRUCE_OK)
        return;
    for (size_t g = 0; g < n; g++)
        sets.head[g] = (int)g;
    for (size_t g = 0; g < n; g++)
        for (size_t i = 0; i < gates[g].together.n; i++) {
            int a = head_of(sets.head, (int)g), b = head_of(sets.head, gates[g].together.at[i]);
            sets.head[a > b ? a : b] = a > b ? b : a;
        }
    for (size_t g = 0; g < n; g++) { /* ascending, so that the lowest of a set comes first */
        int h = head_of(sets.head, (int)g);
        sets.next[g] = TRUCE_NONE;
        if (sets.count[h]++ > 0)
            sets.next[sets.last[h]] = (int)g;
        sets.last[h] = (int)g;
    }
    for (size_t g = 0; g < n; g++)
        gates[g].together = others_of(r, &sets, (int)g);
}

void truce_read_gates(struct truce_reading *r)
{
    size_t n = r->entries[TRUCE_NAME_GATE].n;
    struct truce_gate *gates = truce_read_alloc(r, n, sizeof *gates);

    if (gates == NULL)
        return;
    for (size_t g = 0; g < n; g++)
        gates[g].head = r->entries[TRUCE_NAME_GATE].items[g].head;
    r->agreement->gates = gates; /* heads are known from here on, for the paths of clauses */
    r->agreement->n_gates = n;
    for (size_t g = 0; g < n; g++)
        read_gate(r, (int)g, &gates[g]);
    close_together(r, gates, n);
}
