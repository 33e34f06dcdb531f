/*
 * Norms: obligations, permits and limits.
 *
 * What each may name of the others (a duty must be a must, a permit overrides what forbids) is checked once all are read.
 */
#include "agreement/read.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define AMOUNT_MAX 1e12

/* ---- when ---- */

/* {gate: g} or {date: d}, without more: what a time limit counts from */
static void read_after(struct truce_reading *r, const struct truce_yaml_node *node, struct truce_when *out)
{
    const char *which;

    out->kind = TRUCE_WHEN_AFTER;
    if (!truce_read_keys(r, node, TRUCE_WORDS("gate", "date"), "after"))
        return;
    if (truce_read_which(node, TRUCE_WORDS("gate", "date"), &which) != 1) {
        truce_read_error(r, "E04", node->key, "after needs a gate or a date, and not both");
        return;
    }
    const struct truce_yaml_node *value = truce_yaml_get(node, which);
    if (strcmp(which, "date") == 0) {
        out->trigger = TRUCE_TRIGGER_DATE;
        (void)truce_read_day(r, value, which, &out->day);
    } else {
        out->trigger = TRUCE_TRIGGER_GATE;
        (void)truce_read_reference(r, value, TRUCE_NAME_GATE, which, &out->target);
    }
}

static void read_on(struct truce_reading *r, const struct truce_yaml_node *node, struct truce_when *out)
{
    const char *which;
    const char *const *forms = TRUCE_WORDS("event", "violation_of", "triggered");

    out->kind = TRUCE_WHEN_ON;
    if (!truce_read_keys(r, node, forms, "on"))
        return;
    if (truce_read_which(node, forms, &which) != 1) {
        truce_read_error(r, "E04", node->key, "on needs exactly one of event, violation_of and triggered");
        return;
    }
    const struct truce_yaml_node *value = truce_yaml_get(node, which);
    if (strcmp(which, "event") == 0) {
        out->trigger = TRUCE_TRIGGER_EVENT;
        (void)truce_read_class(r, value, which, false, &out->target);
    } else if (strcmp(which, "violation_of") == 0) {
        out->trigger = TRUCE_TRIGGER_VIOLATION_OF;
        (void)truce_read_reference(r, value, TRUCE_NAME_NORM, which, &out->target);
    } else {
        out->trigger = TRUCE_TRIGGER_GUARANTEE;
        (void)truce_read_reference(r, value, TRUCE_NAME_GUARANTEE, which, &out->target);
    }
}

static void read_before(struct truce_reading *r, const struct truce_yaml_node *node, struct truce_when *out)
{
    out->kind = TRUCE_WHEN_BEFORE;
    out->trigger = TRUCE_TRIGGER_EVENT;
    if (!truce_read_keys(r, node, TRUCE_WORDS("event"), "before"))
        return;
    const struct truce_yaml_node *value = truce_read_need(r, node, "event", "before");
    if (value != NULL)
        (void)truce_read_class(r, value, "event", false, &out->target);
}

/* The forms of `when`: the key that tells them apart, and what goes with it. */
struct form {
    const char *key;
    const char *const *keys;
    const char *span; /* the key of its span of time; it must be there */
};

static void read_span(struct truce_reading *r, const struct truce_yaml_node *node, const struct form *form,
                      struct truce_when *out)
{
    const struct truce_yaml_node *value = truce_read_need(r, node, form->span, "when");
    if (value == NULL || !truce_read_duration(r, value, form->span, &out->span))
        return;
    if (strcmp(form->key, "every") == 0 && truce_duration_is_zero(out->span))
        truce_read_error(r, "E04", value, "every \"%.40s\" would never end; write a span such as 1d",
                         value->text.at);
}

static void read_window(struct truce_reading *r, const struct truce_yaml_node *node, struct truce_when *out)
{
    (void)truce_read_bound(r, truce_yaml_get(node, "from"), false, "from", &out->from);
    (void)truce_read_bound(r, truce_yaml_get(node, "until"), true, "until", &out->until);
    if (out->from.kind == TRUCE_BOUND_DATE && out->until.kind == TRUCE_BOUND_DATE &&
        truce_duration_is_zero(out->from.plus) && truce_duration_is_zero(out->until.plus) &&
        out->until.day.n <= out->from.day.n)
        truce_read_error(r, "E04", truce_yaml_get(node, "until")->key, "the window ends before it begins");
}

static void read_when(struct truce_reading *r, const struct truce_yaml_node *node, struct truce_when *out)
{
    const struct form forms[] = {
        {"after", TRUCE_WORDS("after", "within"), "within"},
        {"on", TRUCE_WORDS("on", "within"), "within"},
        {"every", TRUCE_WORDS("every", "from", "until"), "every"},
        {"before", TRUCE_WORDS("before", "lead"), "lead"},
    };
    const struct form *form = NULL;
    char what[40];

    *out = (struct truce_when){.kind = TRUCE_WHEN_WINDOW, .target = TRUCE_NONE, .day = {TRUCE_DAY_NONE}};
    (void)truce_read_bound(r, NULL, false, "from", &out->from);
    (void)truce_read_bound(r, NULL, false, "until", &out->until);
    if (node == NULL || !truce_read_kind(r, node, TRUCE_YAML_MAPPING, "when"))
        return;
    out->at = truce_read_spot(node);
    for (size_t i = 0; i < sizeof forms / sizeof forms[0] && form == NULL; i++)
        if (truce_yaml_get(node, forms[i].key) != NULL)
            form = &forms[i];
    if (form == NULL) {
        (void)truce_read_keys(
            r, node, TRUCE_WORDS("from", "until", "after", "within", "on", "every", "before", "lead"),
            "when");
        if (truce_yaml_get(node, "within") != NULL)
            truce_read_error(r, "E04", node->key, "`within` needs `after` or `on`: within so long of what?");
        if (truce_yaml_get(node, "lead") != NULL)
            truce_read_error(r, "E04", node->key, "`lead` needs `before`: so long ahead of what?");
        read_window(r, node, out);
        return;
    }
    snprintf(what, sizeof what, "when with %s", form->key);
    (void)truce_read_keys(r, node, form->keys, what);
    const struct truce_yaml_node *value = truce_yaml_get(node, form->key);
    if (form == &forms[0])
        read_after(r, value, out);
    else if (form == &forms[1])
        read_on(r, value, out);
    else if (form == &forms[3])
        read_before(r, value, out);
    else
        out->kind = TRUCE_WHEN_EVERY;
    read_span(r, node, form, out);
    read_window(r, node, out);
}

/* ---- what ---- */

static void read_act(struct truce_reading *r, const struct truce_yaml_node *node, const char *what,
                     struct truce_norm *out)
{
    const char *const *forms = TRUCE_WORDS("each", "any", "other");
    const char *which;

    out->what_at = truce_read_spot(node);
    if (!truce_read_keys(r, node, TRUCE_WORDS("do", "place", "against", "to"), what))
        return;
    if (truce_read_which(node, TRUCE_WORDS("do", "place"), &which) != 1) {
        truce_read_error(r, "E04", node->key,
                         "%s needs `do` (an act) or `place` (objects somewhere), and not both", what);
    } else {
        out->place = strcmp(which, "place") == 0;
        (void)truce_read_class(r, truce_yaml_get(node, which), which, out->place, &out->class_);
    }
    const struct truce_yaml_node *value = truce_yaml_get(node, "against");
    if (value != NULL)
        (void)truce_read_subject(r, value, "against", forms, &out->against);
    value = truce_yaml_get(node, "to");
    if (value != NULL)
        (void)truce_read_subject(r, value, "to", forms, &out->to);
}

static void read_obligation(struct truce_reading *r, const struct truce_yaml_node *node,
                            struct truce_norm *out)
{
    const char *which;

    if (!truce_read_keys(r, node,
                         TRUCE_WORDS("who", "must", "must_not", "where", "when", "proof", "count",
                                     "on_violation", "unless", "suspended_while", "tags"),
                         "an obligation"))
        return;
    if (truce_read_which(node, TRUCE_WORDS("must", "must_not"), &which) != 1) {
        truce_read_error(r, "E04", node->key, "the obligation needs `must` or `must_not`, and not both");
    } else {
        out->kind = strcmp(which, "must") == 0 ? TRUCE_NORM_MUST : TRUCE_NORM_MUST_NOT;
        read_act(r, truce_yaml_get(node, which), which, out);
    }
    truce_read_count(r, truce_yaml_get(node, "count"), &out->count);
}

static void read_permit(struct truce_reading *r, const struct truce_yaml_node *node, struct truce_norm *out)
{
    out->kind = TRUCE_NORM_MAY;
    if (!truce_read_keys(r, node,
                         TRUCE_WORDS("who", "may", "where", "when", "overrides", "proof", "unless",
                                     "suspended_while", "tags"),
                         "a permit"))
        return;
    const struct truce_yaml_node *value = truce_read_need(r, node, "may", "the permit");
    if (value != NULL)
        read_act(r, value, "may", out);
    value = truce_yaml_get(node, "overrides");
    if (value != NULL)
        out->overrides = truce_read_references(r, value, TRUCE_NAME_NORM, "overrides");
}

static void read_limit(struct truce_reading *r, const struct truce_yaml_node *node, struct truce_norm *out)
{
    static const struct truce_yaml_range range = {0.0, AMOUNT_MAX, false, ""};
    size_t choice;

    out->kind = TRUCE_NORM_LIMIT;
    out->place = true;
    out->counted_by = TRUCE_COUNTED_BY_LARGER;
    if (!truce_read_keys(r, node,
                         TRUCE_WORDS("who", "at_most", "of", "where", "when", "counted_by", "proof",
                                     "on_violation", "unless", "suspended_while", "tags"),
                         "a limit"))
        return;
    const struct truce_yaml_node *value = truce_read_need(r, node, "at_most", "the limit");
    if (value != NULL) {
        out->what_at = truce_read_spot(value);
        (void)truce_read_number(r, value, "at_most", &range, &out->at_most);
    }
    value = truce_read_need(r, node, "of", "the limit");
    if (value != NULL)
        (void)truce_read_class(r, value, "of", true, &out->class_);
    value = truce_yaml_get(node, "counted_by");
    if (value != NULL && truce_read_choice(r, value, TRUCE_WORDS("declaration", "observation", "larger"),
                                           "counted_by", &choice))
        out->counted_by = (enum truce_counted_by)choice;
}

static void read_duty(struct truce_reading *r, const struct truce_yaml_node *node, struct truce_norm *out)
{
    if (node == NULL || !truce_read_keys(r, node, TRUCE_WORDS("duty"), "on_violation"))
        return;
    const struct truce_yaml_node *duty = truce_read_need(r, node, "duty", "on_violation");
    if (duty != NULL)
        (void)truce_read_reference(r, duty, TRUCE_NAME_NORM, "duty", &out->on_violation);
}

static void read_norm(struct truce_reading *r, const struct truce_entry *entry, struct truce_norm *out)
{
    const struct truce_yaml_node *node = entry->node;
    const struct truce_subject nobody = {.kind = TRUCE_WHO_NOBODY, .group = TRUCE_NONE};

    *out = (struct truce_norm){.head = entry->head,
                               .who = nobody,
                               .class_ = TRUCE_NONE,
                               .against = nobody,
                               .to = nobody,
                               .proof = {NAN, NAN},
                               .on_violation = TRUCE_NONE};
    const char *owner = "the limit";
    if (strcmp(entry->section, "obligations") == 0) {
        owner = "the obligation";
        read_obligation(r, node, out);
    } else if (strcmp(entry->section, "permits") == 0) {
        owner = "the permit";
        read_permit(r, node, out);
    } else {
        read_limit(r, node, out);
    }
    truce_read_where(r, truce_yaml_get(node, "where"), &out->where);
    read_when(r, truce_yaml_get(node, "when"), &out->when);
    if (node->kind != TRUCE_YAML_MAPPING)
        return;
    const struct truce_yaml_node *value = truce_read_need(r, node, "who", owner);
    if (value != NULL) {
        out->who_at = truce_read_spot(value);
        (void)truce_read_subject(r, value, "who", TRUCE_WORDS("each", "any"), &out->who);
    }
    truce_read_proof(r, truce_yaml_get(node, "proof"), &out->proof);
    read_duty(r, truce_yaml_get(node, "on_violation"), out);
    out->unless = truce_read_condition_of(r, node, "unless");
    out->suspended_while = truce_read_condition_of(r, node, "suspended_while");
    value = truce_yaml_get(node, "tags");
    if (value != NULL)
        out->tags = truce_read_texts(r, value, "tags");
}

/* ---- what norms name of each other ---- */

static void check_overrides(struct truce_reading *r, const struct truce_norm *norms,
                            const struct truce_yaml_node *list)
{
    for (const struct truce_yaml_node *item = truce_read_first(list); item != NULL;
         item = truce_read_next(list, item)) {
        int index = item->kind == TRUCE_YAML_SCALAR ? truce_name_find(r->names, TRUCE_NAME_NORM, item->text)
                                                    : TRUCE_NONE;
        if (index != TRUCE_NONE &&
            (norms[index].kind == TRUCE_NORM_MUST || norms[index].kind == TRUCE_NORM_MAY))
            truce_read_error(r, "E04", item, "a permit overrides what forbids, and \"%.60s\" does not",
                             norms[index].head.id);
    }
}

void truce_read_norms(struct truce_reading *r)
{
    const struct truce_entries *entries = &r->entries[TRUCE_NAME_NORM];
    struct truce_norm *norms = truce_read_alloc(r, entries->n, sizeof *norms);

    for (size_t i = 0; i < entries->n && norms != NULL; i++)
        read_norm(r, &entries->items[i], &norms[i]);
    for (size_t i = 0; i < entries->n && norms != NULL; i++) {
        const struct truce_yaml_node *node = entries->items[i].node;
        int duty = norms[i].on_violation;
        if (duty != TRUCE_NONE && norms[duty].kind != TRUCE_NORM_MUST)
            truce_read_error(r, "E04", truce_yaml_get(truce_yaml_get(node, "on_violation"), "duty"),
                             "\"%.60s\" is no duty: it does not say `must`", norms[duty].head.id);
        if (norms[i].kind == TRUCE_NORM_MAY && truce_yaml_get(node, "overrides") != NULL)
            check_overrides(r, norms, truce_yaml_get(node, "overrides"));
    }
    r->agreement->norms = norms;
    r->agreement->n_norms = norms != NULL ? entries->n : 0;
}
