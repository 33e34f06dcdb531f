/*
 * What each input does to the chance: every one by itself moved down and up.
 *
 * One idea: the inputs are a list of places in a copy of model, rule and options; moving one is writing to its place and asking again.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "agreement/condition.h"
#include "plan/simulate.h"

#define INPUTS_MAX 20

struct inputs {
    struct truce_incident_model model;
    struct truce_quiet_rule rule;
    struct truce_simulate_options options;
};

/* One of real, whole and length is set. */
struct input {
    const char *name;
    double *real;
    int32_t *whole;
    size_t *length;
    bool is_count; /* a real that holds a whole number */
    double min, max;
};

struct list {
    struct input items[INPUTS_MAX];
    size_t n;
};

static void add_real(struct list *list, const char *name, double *at, double max)
{
    if (isfinite(*at) && *at > 0.0)
        list->items[list->n++] = (struct input){.name = name, .real = at, .max = max};
}

static void add_count(struct list *list, const char *name, double *at)
{
    list->items[list->n++] = (struct input){.name = name, .real = at, .is_count = true, .max = 1e6};
}

static void add_days(struct list *list, const char *name, int32_t *at, double min)
{
    list->items[list->n++] =
        (struct input){.name = name, .whole = at, .min = min, .max = TRUCE_SIMULATE_HORIZON_MAX};
}

static void list_model(struct truce_incident_model *model, struct list *list)
{
    const double most = TRUCE_SIMULATE_MEAN_MAX;

    if (model->kind == TRUCE_INCIDENTS_BOOTSTRAP) {
        list->items[list->n++] = (struct input){
            .name = "block_days", .length = &model->block_days, .min = 1.0, .max = (double)model->n_series};
        return;
    }
    add_real(list, "mean", &model->mean, most);
    if (model->kind == TRUCE_INCIDENTS_NB || model->kind == TRUCE_INCIDENTS_CHAIN)
        add_real(list, "size", &model->size, INFINITY);
    if (model->kind == TRUCE_INCIDENTS_CHAIN) {
        add_real(list, "tense_mean", &model->tense_mean, most);
        add_real(list, "tense_size", &model->tense_size, INFINITY);
        add_real(list, "calm_to_tense", &model->calm_to_tense, 1.0);
        add_real(list, "tense_to_calm", &model->tense_to_calm, 1.0);
    }
    if (model->kind == TRUCE_INCIDENTS_HAWKES) {
        add_real(list, "excitation", &model->excitation, 0.99);
        add_real(list, "decay_days", &model->decay_days, TRUCE_SIMULATE_HORIZON_MAX);
        list->items[list->n - 1].min = 1.0;
    }
}

static void list_rule(struct truce_quiet_rule *rule, struct list *list)
{
    add_days(list, "target_days", &rule->target_days, 1.0);
    if (rule->already_days > 0)
        add_days(list, "already_days", &rule->already_days, 0.0);
    add_count(list, "per_day", &rule->per_day);
    if (rule->window_days > 0) {
        add_days(list, "window_days", &rule->window_days, 1.0);
        add_count(list, "window_at_most", &rule->window_at_most);
    }
    if (rule->on_break == TRUCE_BREAK_DEDUCT)
        add_days(list, "deduct_days", &rule->deduct_days, 0.0);
    if (rule->observed < 1.0 || rule->unobserved_day != TRUCE_UNOBSERVED_COUNT)
        add_real(list, "observed", &rule->observed, 1.0);
}

static double value_of(const struct input *input)
{
    return input->real != NULL ? *input->real : input->whole != NULL ? *input->whole : (double)*input->length;
}

static void set_value(const struct input *input, double value)
{
    if (input->real != NULL)
        *input->real = value;
    else if (input->whole != NULL)
        *input->whole = (int32_t)value;
    else
        *input->length = (size_t)value;
}

/* The value moved by `share` of it, up or down. */
static double moved(const struct input *input, double share, int sign)
{
    double value = value_of(input), by = value * share;

    if (input->is_count || input->real == NULL)
        by = fmax(floor(by + 0.5), 1.0);
    return fmin(fmax(value + sign * by, input->min), input->max);
}

static enum truce_status measure(const struct inputs *inputs, const struct input *input, double value,
                                 double *p, bool *exact, struct truce_err *err)
{
    const double before = value_of(input);
    bool is_exact = true;

    set_value(input, value);
    enum truce_status status =
        truce_simulate_chance(&inputs->model, &inputs->rule, &inputs->options, p, &is_exact, err);
    set_value(input, before);
    *exact = *exact && is_exact;
    return status;
}

static double width(const struct truce_tornado_bar *bar)
{
    return fabs(bar->p_high - bar->p_low);
}

/* Widest first; those of one width in their order. */
static void sort_bars(struct truce_tornado_bar *bars, size_t n)
{
    for (size_t i = 1; i < n; i++) {
        struct truce_tornado_bar bar = bars[i];
        size_t at = i;
        for (; at > 0 && width(&bars[at - 1]) < width(&bar); at--)
            bars[at] = bars[at - 1];
        bars[at] = bar;
    }
}

enum truce_status truce_simulate_tornado(const struct truce_incident_model *model,
                                         const struct truce_quiet_rule *rule,
                                         const struct truce_simulate_options *options, double share,
                                         struct truce_arena *arena, struct truce_tornado_bar **out, size_t *n,
                                         struct truce_err *err)
{
    struct inputs inputs = {*model, *rule, *options};
    struct list list = {.n = 0};
    void *room;
    size_t kept = 0;

    if (!(share > 0.0 && share < 1.0))
        return truce_fail(err, TRUCE_ERR_RANGE,
                          "inputs moved by a share of %.10g; it must be between 0 and 1", share);
    list_model(&inputs.model, &list);
    list_rule(&inputs.rule, &list);
    add_real(&list, "retaliation", &inputs.options.retaliation, 1000.0);
    if (inputs.options.retaliation > 0.0) {
        add_real(&list, "retaliation_days", &inputs.options.retaliation_days, TRUCE_SIMULATE_HORIZON_MAX);
        list.items[list.n - 1].is_count = true;
        list.items[list.n - 1].min = 1.0;
    }
    enum truce_status status =
        truce_arena_alloc(arena, list.n * sizeof(struct truce_tornado_bar), &room, err);
    if (status != TRUCE_OK)
        return status;
    struct truce_tornado_bar *bars = room;
    for (size_t i = 0; status == TRUCE_OK && i < list.n; i++) {
        struct truce_tornado_bar bar = {list.items[i].name,
                                        moved(&list.items[i], share, -1),
                                        moved(&list.items[i], share, 1),
                                        NAN,
                                        NAN,
                                        true};
        if (!(bar.low_value < bar.high_value))
            continue;
        status = measure(&inputs, &list.items[i], bar.low_value, &bar.p_low, &bar.exact, err);
        if (status == TRUCE_OK)
            status = measure(&inputs, &list.items[i], bar.high_value, &bar.p_high, &bar.exact, err);
        if (status == TRUCE_OK)
            bars[kept++] = bar;
    }
    if (status != TRUCE_OK)
        return status;
    sort_bars(bars, kept);
    *out = bars;
    *n = kept;
    return TRUCE_OK;
}
