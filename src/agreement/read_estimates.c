/*
 * Planning assumptions, and what the planning engines are asked about.
 *
 * An atom's key says what it is about, most specific first: a clause "gate.clause", an instrument or a text "signed.core", "agreed.plan",
 * "ratified.US.core", a party "ratified.US", a kind of vote "vote.referendum", or all of a kind "signed"; else it is a class of events.
 */
#include "agreement/read.h"

#include <string.h>

static struct truce_text before(struct truce_text text, const char *at)
{
    return (struct truce_text){text.at, (size_t)(at - text.at)};
}

static struct truce_text behind(struct truce_text text, const char *at)
{
    return (struct truce_text){at + 1, text.len - (size_t)(at - text.at) - 1};
}

static void check_fact_key(struct truce_reading *r, const struct truce_yaml_node *key, struct truce_text fact,
                           struct truce_text rest)
{
    if (truce_text_is(fact, "vote")) {
        if (!truce_text_is(rest, "referendum") && !truce_text_is(rest, "parliament"))
            truce_read_error(r, "E03", key,
                             "unknown kind of vote in \"%.100s\"; known are vote.referendum, vote.parliament",
                             key->text.at);
        return;
    }
    if (!truce_text_is(fact, "ratified"))
        return;
    const char *point = memchr(rest.at, '.', rest.len);
    struct truce_text party = point != NULL ? before(rest, point) : rest;
    if (truce_name_find(r->names, TRUCE_NAME_PARTY, party) == TRUCE_NONE)
        truce_read_error(
            r, "E03", key,
            "unknown party \"%.*s\" in \"%.100s\"; write ratified.PARTY or ratified.PARTY.instrument",
            TRUCE_TEXT(party), key->text.at);
}

static void check_atom_key(struct truce_reading *r, const struct truce_yaml_node *key)
{
    static const char *const facts[] = {"signed", "agreed", "ratified", "vote"};
    struct truce_text text = key->text;
    const char *point = memchr(text.at, '.', text.len);
    struct truce_text first = point != NULL ? before(text, point) : text;

    for (size_t i = 0; i < sizeof facts / sizeof facts[0]; i++) {
        if (!truce_text_is(first, facts[i]))
            continue;
        if (point != NULL)
            check_fact_key(r, key, first, behind(text, point));
        return;
    }
    int target;
    if (point == NULL) {
        (void)truce_read_class(r, key, "an estimate", false, &target);
    } else if (truce_agreement_clause(r->agreement, text) == NULL) {
        if (truce_name_find(r->names, TRUCE_NAME_GATE, first) == TRUCE_NONE)
            truce_read_error(r, "E03", key, "unknown gate in \"%.100s\"; a clause is named gate.clause",
                             text.at);
        else
            truce_read_error(r, "E03", key, "unknown clause \"%.100s\": gate \"%.*s\" has none of this name",
                             text.at, TRUCE_TEXT(first));
    }
}

static void check_lead_key(struct truce_reading *r, const struct truce_yaml_node *key)
{
    int target;
    if (truce_name_find(r->names, TRUCE_NAME_NEED, key->text) == TRUCE_NONE)
        (void)truce_read_reference(r, key, TRUCE_NAME_GATE, "leads", &target);
}

/* The fewest and the most days that a span may have. */
static double least_days(struct truce_duration span)
{
    return span.months * 28.0 + span.days + (double)span.us / 86400e6;
}

static double most_days(struct truce_duration span)
{
    return span.months * 31.0 + span.days + (double)span.us / 86400e6;
}

static void read_estimate(struct truce_reading *r, const struct truce_yaml_node *node,
                          struct truce_estimate *out)
{
    const char *const keys[] = {"earliest", "likely", "latest", NULL};
    bool whole = true;

    *out = (struct truce_estimate){.key = node->key->text.at, .at = {node->key->line, node->key->column}};
    if (node->kind == TRUCE_YAML_SCALAR) {
        struct truce_duration span;
        if (truce_read_duration(r, node, "the estimate", &span))
            out->after[TRUCE_EARLIEST] = out->after[TRUCE_LIKELY] = out->after[TRUCE_LATEST] = span;
        return;
    }
    if (!truce_read_keys(r, node, keys, "an estimate"))
        return;
    for (size_t i = 0; i < TRUCE_CASES; i++) {
        const struct truce_yaml_node *value = truce_read_need(r, node, keys[i], "the estimate");
        whole = value != NULL && truce_read_duration(r, value, keys[i], &out->after[i]) && whole;
    }
    for (size_t i = 1; i < TRUCE_CASES && whole; i++)
        if (least_days(out->after[i - 1]) > most_days(out->after[i]))
            truce_read_error(r, "E04", truce_yaml_get(node, keys[i]),
                             "%s \"%.40s\" comes before %s \"%.40s\"", keys[i],
                             truce_yaml_get(node, keys[i])->text.at, keys[i - 1],
                             truce_yaml_get(node, keys[i - 1])->text.at);
}

static void read_list(struct truce_reading *r, const struct truce_yaml_node *node, const char *what,
                      void (*check_key)(struct truce_reading *, const struct truce_yaml_node *),
                      const struct truce_estimate **out, size_t *n)
{
    if (node == NULL || !truce_read_kind(r, node, TRUCE_YAML_MAPPING, what))
        return;
    struct truce_estimate *list = truce_read_alloc(r, node->n, sizeof *list);
    if (list == NULL)
        return;
    size_t i = 0;
    for (const struct truce_yaml_node *value = node->first; value != NULL; value = value->next) {
        check_key(r, value->key);
        read_estimate(r, value, &list[i++]);
    }
    *out = list;
    *n = i;
}

void truce_read_estimates(struct truce_reading *r)
{
    struct truce_agreement *a = r->agreement;
    const struct truce_yaml_node *node = truce_yaml_get(r->doc.root, "estimates");

    a->estimates.as_of.n = TRUCE_DAY_NONE;
    if (node != NULL && truce_read_keys(r, node, TRUCE_WORDS("as_of", "atoms", "leads"), "`estimates`")) {
        a->estimates.at = truce_read_spot(node->key);
        truce_read_day_of(r, node, "as_of", &a->estimates.as_of);
        read_list(r, truce_yaml_get(node, "atoms"), "atoms", check_atom_key, &a->estimates.atoms,
                  &a->estimates.n_atoms);
        read_list(r, truce_yaml_get(node, "leads"), "leads", check_lead_key, &a->estimates.leads,
                  &a->estimates.n_leads);
    }
    node = truce_yaml_get(r->doc.root, "want");
    if (node != NULL)
        a->want = truce_read_references(r, node, TRUCE_NAME_GATE, "want");
}
