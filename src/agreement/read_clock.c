/*
 * Clocks: what is counted, what a day may bear, what breaks the run.
 */
#include "agreement/read.h"

#include <math.h>

#define AMOUNT_MAX 1e9
#define WINDOW_MAX 3660 /* days, ten years */

static const struct truce_yaml_range amount_range = {0.0, AMOUNT_MAX, false, ""};
static const struct truce_yaml_range share_range = {0.0, 1.0, false, ""};

static void read_counts(struct truce_reading *r, const struct truce_yaml_node *node, struct truce_clock *out)
{
    size_t choice;

    out->counts_at = truce_read_spot(node);
    if (!truce_read_keys(r, node, TRUCE_WORDS("events", "weight", "by", "where", "count"), "counts"))
        return;
    const struct truce_yaml_node *value = truce_read_need(r, node, "events", "counts");
    if (value != NULL)
        (void)truce_read_class(r, value, "events", false, &out->class_);
    value = truce_yaml_get(node, "weight");
    if (value != NULL &&
        truce_read_choice(r, value, TRUCE_WORDS("one", "count", "severity"), "weight", &choice))
        out->weight = (enum truce_weight)choice;
    value = truce_yaml_get(node, "by");
    if (value != NULL)
        out->by = truce_read_party_list(r, value, "by");
    truce_read_where(r, truce_yaml_get(node, "where"), &out->where);
    truce_read_count(r, truce_yaml_get(node, "count"), &out->count);
}

static void read_window(struct truce_reading *r, const struct truce_yaml_node *node, struct truce_clock *out)
{
    if (!truce_read_keys(r, node, TRUCE_WORDS("days", "at_most"), "per_window"))
        return;
    const struct truce_yaml_node *value = truce_read_need(r, node, "days", "per_window");
    if (value != NULL)
        (void)truce_read_whole(r, value, "days", 1, WINDOW_MAX, &out->window_days);
    value = truce_read_need(r, node, "at_most", "per_window");
    if (value != NULL)
        (void)truce_read_number(r, value, "at_most", &amount_range, &out->window_at_most);
}

static void read_tolerance(struct truce_reading *r, const struct truce_yaml_node *node,
                           struct truce_clock *out)
{
    if (node == NULL || !truce_read_keys(r, node, TRUCE_WORDS("per_day", "per_window"), "tolerance"))
        return;
    out->tolerance_at = truce_read_spot(node);
    const struct truce_yaml_node *value = truce_yaml_get(node, "per_day");
    if (value != NULL)
        (void)truce_read_number(r, value, "per_day", &amount_range, &out->per_day);
    value = truce_yaml_get(node, "per_window");
    if (value != NULL)
        read_window(r, value, out);
}

static void read_attribution(struct truce_reading *r, const struct truce_yaml_node *node,
                             struct truce_clock *out)
{
    if (node == NULL || !truce_read_keys(r, node, TRUCE_WORDS("needed", "standard"), "attribution"))
        return;
    out->attribution_given = true;
    const struct truce_yaml_node *value = truce_read_need(r, node, "needed", "attribution");
    if (value != NULL)
        (void)truce_read_bool(r, value, "needed", &out->attribution_needed);
    value = truce_yaml_get(node, "standard");
    if (value != NULL && truce_read_number(r, value, "standard", &share_range, &out->attribution_standard) &&
        out->attribution_standard == 0)
        truce_read_error(r, "E04", value, "standard is 0; a standard of proof is more than 0 and at most 1");
}

static void read_on_break(struct truce_reading *r, const struct truce_yaml_node *node,
                          struct truce_clock *out)
{
    size_t choice;

    if (node->kind != TRUCE_YAML_MAPPING) {
        if (truce_read_choice(r, node, TRUCE_WORDS("restart", "pause"), "on_break", &choice))
            out->on_break = choice == 0 ? TRUCE_BREAK_RESTART : TRUCE_BREAK_PAUSE;
        return;
    }
    if (!truce_read_keys(r, node, TRUCE_WORDS("deduct"), "on_break"))
        return;
    const struct truce_yaml_node *deduct = truce_read_need(r, node, "deduct", "on_break");
    if (deduct != NULL && truce_read_days(r, deduct, "deduct", &out->deduct_days))
        out->on_break = TRUCE_BREAK_DEDUCT;
}

/* A clock counts reporting days; a file in which those are not civil days says so. */
static void read_unit(struct truce_reading *r, const struct truce_yaml_node *node)
{
    size_t choice;
    if (node == NULL ||
        !truce_read_choice(r, node, TRUCE_WORDS("civil_day", "reporting_day"), "unit", &choice))
        return;
    if (choice == 0 && r->agreement->calendar.reporting_day_ends_s != 86400)
        truce_read_error(
            r, "E04", node,
            "a clock counts reporting days, which here end within a civil day; write unit: reporting_day");
}

static void read_clock(struct truce_reading *r, const struct truce_entry *entry, struct truce_clock *out)
{
    const struct truce_yaml_node *node = entry->node;
    size_t choice;

    *out = (struct truce_clock){
        .head = entry->head, .class_ = TRUCE_NONE, .attribution_standard = NAN, .coverage_at_least = NAN};
    truce_read_where(r, NULL, &out->where);
    if (!truce_read_keys(r, node,
                         TRUCE_WORDS("runs_while", "target", "unit", "counts", "tolerance", "attribution",
                                     "on_break", "coverage_at_least", "unobserved_day"),
                         "a clock"))
        return;
    out->runs_while = truce_read_condition_of(r, node, "runs_while");
    const struct truce_yaml_node *value = truce_read_need(r, node, "target", "the clock");
    if (value != NULL)
        (void)truce_read_days(r, value, "target", &out->target_days);
    read_unit(r, truce_yaml_get(node, "unit"));
    value = truce_read_need(r, node, "counts", "the clock");
    if (value != NULL)
        read_counts(r, value, out);
    read_tolerance(r, truce_yaml_get(node, "tolerance"), out);
    read_attribution(r, truce_yaml_get(node, "attribution"), out);
    value = truce_yaml_get(node, "on_break");
    if (value != NULL)
        read_on_break(r, value, out);
    value = truce_yaml_get(node, "coverage_at_least");
    if (value != NULL)
        (void)truce_read_number(r, value, "coverage_at_least", &share_range, &out->coverage_at_least);
    value = truce_yaml_get(node, "unobserved_day");
    if (value != NULL &&
        truce_read_choice(r, value, TRUCE_WORDS("hold", "count", "break"), "unobserved_day", &choice))
        out->unobserved_day = (enum truce_unobserved)choice;
}

void truce_read_clocks(struct truce_reading *r)
{
    const struct truce_entries *entries = &r->entries[TRUCE_NAME_CLOCK];
    struct truce_clock *clocks = truce_read_alloc(r, entries->n, sizeof *clocks);

    for (size_t i = 0; i < entries->n && clocks != NULL; i++)
        read_clock(r, &entries->items[i], &clocks[i]);
    r->agreement->clocks = clocks;
    r->agreement->n_clocks = clocks != NULL ? entries->n : 0;
}
