/*
 * Guarantees, needs, contributions, vetoes and positions.
 */
#include "agreement/read.h"

#include <math.h>
#include <string.h>

#define AMOUNT_MAX   1e12
#define SEVERITY_MAX 1e6
#define TIMES_MAX    100

static const struct truce_yaml_range amount_range = {0.0, AMOUNT_MAX, false, ""};

/* ---- guarantees ---- */

static void read_pattern(struct truce_reading *r, const struct truce_yaml_node *node, const char *what,
                         struct truce_violation_pattern *out)
{
    static const struct truce_yaml_range range = {0.0, SEVERITY_MAX, false, ""};

    *out = (struct truce_violation_pattern){.norm = TRUCE_NONE};
    if (node == NULL ||
        !truce_read_keys(r, node, TRUCE_WORDS("violation_of", "by", "severity_at_least"), what))
        return;
    out->at = truce_read_spot(node);
    const struct truce_yaml_node *value = truce_read_need(r, node, "violation_of", what);
    if (value != NULL)
        (void)truce_read_reference(r, value, TRUCE_NAME_NORM, "violation_of", &out->norm);
    value = truce_yaml_get(node, "by");
    if (value != NULL)
        out->by = truce_read_party_list(r, value, "by");
    value = truce_yaml_get(node, "severity_at_least");
    if (value != NULL)
        (void)truce_read_number(r, value, "severity_at_least", &range, &out->severity_at_least);
}

static void read_extension(struct truce_reading *r, const struct truce_yaml_node *node,
                           struct truce_guarantee *out)
{
    if (node == NULL ||
        !truce_read_keys(r, node, TRUCE_WORDS("by_consent_of", "add", "times", "notice_before", "automatic"),
                         "the extension"))
        return;
    out->has_extension = true;
    out->times = 1;
    const struct truce_yaml_node *value = truce_yaml_get(node, "by_consent_of");
    if (value != NULL)
        out->consent_of = truce_read_party_list(r, value, "by_consent_of");
    value = truce_read_need(r, node, "add", "the extension");
    if (value != NULL && truce_read_duration(r, value, "add", &out->add) && truce_duration_is_zero(out->add))
        truce_read_error(r, "E04", value, "the extension adds nothing (\"%.40s\")", value->text.at);
    value = truce_yaml_get(node, "times");
    if (value != NULL)
        (void)truce_read_whole(r, value, "times", 1, TIMES_MAX, &out->times);
    truce_read_duration_of(r, node, "notice_before", &out->notice_before);
    truce_read_bool_of(r, node, "automatic", &out->automatic);
}

static void read_duties(struct truce_reading *r, const struct truce_yaml_node *list,
                        struct truce_guarantee *out)
{
    const struct truce_norm *norms = r->agreement->norms;

    out->duties = truce_read_references(r, list, TRUCE_NAME_NORM, "duties");
    for (const struct truce_yaml_node *item = truce_read_first(list); item != NULL && norms != NULL;
         item = truce_read_next(list, item)) {
        int index = item->kind == TRUCE_YAML_SCALAR ? truce_name_find(r->names, TRUCE_NAME_NORM, item->text)
                                                    : TRUCE_NONE;
        if (index != TRUCE_NONE && norms[index].kind != TRUCE_NORM_MUST)
            truce_read_error(r, "E04", item, "\"%.60s\" is no duty: it does not say `must`", item->text.at);
    }
}

static void read_guarantee(struct truce_reading *r, const struct truce_entry *entry,
                           struct truce_guarantee *out)
{
    const struct truce_subject nobody = {.kind = TRUCE_WHO_NOBODY, .group = TRUCE_NONE};
    const char *const *forms = TRUCE_WORDS("each", "any");
    const struct truce_yaml_node *node = entry->node;

    *out = (struct truce_guarantee){.head = entry->head, .by = nobody, .to = nobody};
    if (!truce_read_keys(
            r, node, TRUCE_WORDS("by", "to", "starts", "lasts", "extension", "trigger", "void_if", "duties"),
            "a guarantee"))
        return;
    const struct truce_yaml_node *value = truce_read_need(r, node, "by", "the guarantee");
    if (value != NULL)
        (void)truce_read_subject(r, value, "by", forms, &out->by);
    value = truce_yaml_get(node, "to");
    if (value != NULL)
        (void)truce_read_subject(r, value, "to", forms, &out->to);
    value = truce_read_need(r, node, "starts", "the guarantee");
    (void)truce_read_bound(r, value, false, "starts", &out->starts);
    value = truce_read_need(r, node, "lasts", "the guarantee");
    if (value != NULL && truce_read_duration(r, value, "lasts", &out->lasts) &&
        truce_duration_is_zero(out->lasts))
        truce_read_error(r, "E04", value, "the guarantee lasts no time at all (\"%.40s\")", value->text.at);
    read_extension(r, truce_yaml_get(node, "extension"), out);
    read_pattern(r, truce_yaml_get(node, "trigger"), "the trigger", &out->trigger);
    read_pattern(r, truce_yaml_get(node, "void_if"), "void_if", &out->void_if);
    value = truce_yaml_get(node, "duties");
    if (value != NULL)
        read_duties(r, value, out);
}

/* ---- needs and contributions ---- */

static void read_need(struct truce_reading *r, const struct truce_entry *entry, struct truce_need *out)
{
    *out = (struct truce_need){.head = entry->head, .class_ = TRUCE_NONE};
    if (!truce_read_keys(r, entry->node, TRUCE_WORDS("of", "at_least"), "a need"))
        return;
    const struct truce_yaml_node *value = truce_read_need(r, entry->node, "of", "the need");
    if (value != NULL)
        (void)truce_read_class(r, value, "of", true, &out->class_);
    value = truce_read_need(r, entry->node, "at_least", "the need");
    if (value != NULL)
        (void)truce_read_number(r, value, "at_least", &amount_range, &out->at_least);
}

/* "6000", {at_least: "2000"} or unknown */
static void read_amount(struct truce_reading *r, const struct truce_yaml_node *node,
                        struct truce_contribution *out)
{
    if (node->kind == TRUCE_YAML_SCALAR && truce_text_is(node->text, "unknown"))
        return;
    if (node->kind == TRUCE_YAML_MAPPING) {
        if (!truce_read_keys(r, node, TRUCE_WORDS("at_least"), "amount"))
            return;
        out->amount_is_lower_bound = true;
        node = truce_read_need(r, node, "at_least", "amount");
        if (node == NULL)
            return;
    }
    out->amount_known = truce_read_number(r, node, "amount", &amount_range, &out->amount);
}

static void read_contribution(struct truce_reading *r, const struct truce_entry *entry,
                              struct truce_contribution *out)
{
    const struct truce_yaml_node *node = entry->node;
    size_t choice;

    *out = (struct truce_contribution){.head = entry->head,
                                       .by = TRUCE_NONE,
                                       .class_ = TRUCE_NONE,
                                       .zone = TRUCE_NONE,
                                       .state = TRUCE_CONTRIBUTION_CONSIDERED,
                                       .only_after = TRUCE_NONE};
    if (!truce_read_keys(r, node, TRUCE_WORDS("by", "of", "amount", "where", "state", "only_after", "if"),
                         "a contribution"))
        return;
    const struct truce_yaml_node *value = truce_read_need(r, node, "by", "the contribution");
    if (value != NULL)
        (void)truce_read_reference(r, value, TRUCE_NAME_PARTY, "by", &out->by);
    value = truce_read_need(r, node, "of", "the contribution");
    if (value != NULL)
        (void)truce_read_class(r, value, "of", true, &out->class_);
    value = truce_read_need(r, node, "amount", "the contribution");
    if (value != NULL && !value->refused)
        read_amount(r, value, out);
    truce_read_reference_of(r, node, "where", TRUCE_NAME_ZONE, &out->zone);
    value = truce_yaml_get(node, "state");
    if (value != NULL &&
        truce_read_choice(r, value, TRUCE_WORDS("considered", "offered", "approved", "deployed", "withdrawn"),
                          "state of a contribution", &choice))
        out->state = (enum truce_contribution_state)choice;
    truce_read_gate_of(r, node, "only_after", &out->only_after, &out->only_after_at);
    out->if_ = truce_read_condition_of(r, node, "if");
}

/* ---- vetoes ---- */

static void read_bars(struct truce_reading *r, const struct truce_yaml_node *node, struct truce_veto *out)
{
    if (!truce_read_keys(r, node, TRUCE_WORDS("by", "of", "where", "from", "until"), "bars"))
        return;
    const struct truce_yaml_node *value = truce_read_need(r, node, "by", "bars");
    if (value != NULL)
        out->bars_by = truce_read_party_list(r, value, "by");
    value = truce_read_need(r, node, "of", "bars");
    if (value != NULL)
        (void)truce_read_class(r, value, "of", true, &out->bars_class);
    value = truce_yaml_get(node, "where");
    if (value != NULL)
        out->bars_zones = truce_read_references(r, value, TRUCE_NAME_ZONE, "where");
    truce_read_day_of(r, node, "from", &out->from);
    truce_read_day_of(r, node, "until", &out->until);
    if (out->from.n != TRUCE_DAY_NONE && out->until.n != TRUCE_DAY_NONE && out->until.n <= out->from.n)
        truce_read_error(r, "E04", truce_yaml_get(node, "until"), "the veto ends before it begins");
}

/* `by`, and the list that is the same unless it is given. */
static void read_holders(struct truce_reading *r, const struct truce_yaml_node *node, const char *owner,
                         const char *key, struct truce_indexes *by, struct truce_indexes *holders)
{
    const struct truce_yaml_node *value = truce_read_need(r, node, "by", owner);
    if (value != NULL)
        *by = truce_read_party_list(r, value, "by");
    *holders = *by;
    value = truce_yaml_get(node, key);
    if (value != NULL)
        *holders = truce_read_party_list(r, value, key);
}

static void read_veto(struct truce_reading *r, const struct truce_entry *entry, struct truce_veto *out)
{
    *out = (struct truce_veto){
        .head = entry->head, .bars_class = TRUCE_NONE, .from = {TRUCE_DAY_NONE}, .until = {TRUCE_DAY_NONE}};
    if (!truce_read_keys(r, entry->node, TRUCE_WORDS("by", "bars", "liftable_by"), "a veto"))
        return;
    read_holders(r, entry->node, "the veto", "liftable_by", &out->by, &out->liftable_by);
    const struct truce_yaml_node *bars = truce_read_need(r, entry->node, "bars", "the veto");
    if (bars != NULL)
        read_bars(r, bars, out);
}

/* ---- positions ---- */

static void check_position_name(struct truce_reading *r, const struct truce_entry *entry,
                                const struct truce_gate *gate)
{
    const struct truce_condition *roots[] = {gate->opens, gate->closes};
    for (size_t k = 0; k < 2; k++)
        for (size_t i = 0; roots[k] != NULL && i < roots[k]->n; i++) {
            const struct truce_condition *clause = &roots[k]->children[i];
            if (strcmp(clause->name, entry->head.id) != 0)
                continue;
            truce_read_error(r, "E03", entry->node->key,
                             "position \"%.60s\" has the name of a clause of its gate, at %u:%u",
                             entry->head.id, clause->at.line, clause->at.column);
            truce_diagnostics_also_at(r->found, clause->at);
        }
}

static void read_adds(struct truce_reading *r, const struct truce_yaml_node *node,
                      const struct truce_entry *entry, int position, struct truce_position *out)
{
    if (!truce_read_keys(r, node, TRUCE_WORDS("to", "clause"), "adds"))
        return;
    const struct truce_yaml_node *to = truce_read_need(r, node, "to", "adds");
    if (to != NULL && truce_read_reference(r, to, TRUCE_NAME_GATE, "to", &out->gate) &&
        r->agreement->gates != NULL)
        check_position_name(r, entry, &r->agreement->gates[out->gate]);
    const struct truce_yaml_node *clause = truce_read_need(r, node, "clause", "adds");
    if (clause == NULL)
        return;
    const struct truce_condition_place place = {out->gate, position, NULL, entry->head.id};
    out->clause = truce_read_alloc(r, 1, sizeof *out->clause);
    if (out->clause != NULL)
        (void)truce_read_condition(r, clause, &place, out->clause);
}

static void read_position(struct truce_reading *r, int index, struct truce_position *out)
{
    const struct truce_entry *entry = &r->entries[TRUCE_NAME_POSITION].items[index];

    *out = (struct truce_position){.head = entry->head, .says = "", .gate = TRUCE_NONE};
    if (!truce_read_keys(r, entry->node, TRUCE_WORDS("by", "says", "adds", "withdrawable_by"), "a position"))
        return;
    read_holders(r, entry->node, "the position", "withdrawable_by", &out->by, &out->withdrawable_by);
    truce_read_text_of(r, entry->node, "says", &out->says);
    const struct truce_yaml_node *adds = truce_read_need(r, entry->node, "adds", "the position");
    if (adds != NULL)
        read_adds(r, adds, entry, index, out);
}

/* ---- all of them ---- */

void truce_read_ledger(struct truce_reading *r)
{
    struct truce_agreement *a = r->agreement;
    const struct truce_entries *e = r->entries;
    size_t n = e[TRUCE_NAME_GUARANTEE].n;
    struct truce_guarantee *guarantees = truce_read_alloc(r, n, sizeof *guarantees);
    for (size_t i = 0; i < n && guarantees != NULL; i++)
        read_guarantee(r, &e[TRUCE_NAME_GUARANTEE].items[i], &guarantees[i]);
    a->guarantees = guarantees;
    a->n_guarantees = guarantees != NULL ? n : 0;

    n = e[TRUCE_NAME_NEED].n;
    struct truce_need *needs = truce_read_alloc(r, n, sizeof *needs);
    for (size_t i = 0; i < n && needs != NULL; i++)
        read_need(r, &e[TRUCE_NAME_NEED].items[i], &needs[i]);
    a->needs = needs;
    a->n_needs = needs != NULL ? n : 0;

    n = e[TRUCE_NAME_CONTRIBUTION].n;
    struct truce_contribution *contributions = truce_read_alloc(r, n, sizeof *contributions);
    for (size_t i = 0; i < n && contributions != NULL; i++)
        read_contribution(r, &e[TRUCE_NAME_CONTRIBUTION].items[i], &contributions[i]);
    a->contributions = contributions;
    a->n_contributions = contributions != NULL ? n : 0;

    n = e[TRUCE_NAME_VETO].n;
    struct truce_veto *vetoes = truce_read_alloc(r, n, sizeof *vetoes);
    for (size_t i = 0; i < n && vetoes != NULL; i++)
        read_veto(r, &e[TRUCE_NAME_VETO].items[i], &vetoes[i]);
    a->vetoes = vetoes;
    a->n_vetoes = vetoes != NULL ? n : 0;

    n = e[TRUCE_NAME_POSITION].n;
    struct truce_position *positions = truce_read_alloc(r, n, sizeof *positions);
    for (size_t i = 0; i < n && positions != NULL; i++)
        read_position(r, (int)i, &positions[i]);
    a->positions = positions;
    a->n_positions = positions != NULL ? n : 0;
}

/* ---- thresholds that no list can reach ---- */

void truce_read_needs_sums(struct truce_reading *r)
{
    const struct truce_agreement *a = r->agreement;
    double *sum = truce_read_alloc(r, a->n_classes, sizeof *sum);

    if (sum == NULL)
        return;
    /* what serves a class serves those above it; how much may still come is not known where one amount is not */
    for (size_t i = 0; i < a->n_contributions; i++) {
        const struct truce_contribution *c = &a->contributions[i];
        bool open = !c->amount_known || c->amount_is_lower_bound;
        for (int k = c->class_; k != TRUCE_NONE; k = a->classes[k].is)
            sum[k] += open ? INFINITY : c->amount;
    }
    for (size_t i = 0; i < a->n_needs; i++) {
        const struct truce_need *need = &a->needs[i];
        if (need->at_least <= sum[need->class_])
            continue;
        truce_read_error(r, "E08", truce_yaml_get(r->entries[TRUCE_NAME_NEED].items[i].node, "at_least"),
                         "%.15g of \"%.60s\" are needed, and all contributions that are listed come to %.15g",
                         need->at_least, a->classes[need->class_].head.id, sum[need->class_]);
    }
}
