/*
 * Incident models: what they may hold, and the laws of their days.
 *
 * One idea: of a count no more is needed than its class under the rule (plan/quiet_rule.h), so the law of a day is a short table, from which a
 * day is drawn by inversion with one uniform of 53 bits: exact in distribution to 2^-53, whatever the model.
 */
#include "plan/incident_model.h"

#include <math.h>
#include <string.h>

static const double TWO_53 = 9007199254740992.0;
static const double TWO_32 = 4294967296.0;

const char *truce_incident_model_name(enum truce_incident_model_kind kind)
{
    static const char *const names[TRUCE_INCIDENTS_KINDS] = {"poisson", "nb", "chain", "hawkes", "bootstrap"};

    return names[kind];
}

void truce_simulate_options_init(struct truce_simulate_options *options)
{
    *options = (struct truce_simulate_options){
        .horizon_days = 365,
        .seed = 1,
        .replications = 100000,
        .threads = 1,
        .retaliation_days = 1.0,
    };
}

/* ---- checks ---- */

static enum truce_status check_mean(const char *what, double mean, struct truce_err *err)
{
    if (!(mean >= 0.0 && mean <= TRUCE_COUNT_MEAN_MAX))
        return truce_fail(err, TRUCE_ERR_RANGE, "%s of %.10g incidents a day; it must be from 0 to %.0f",
                          what, mean, TRUCE_COUNT_MEAN_MAX);
    return TRUCE_OK;
}

static enum truce_status check_size(const char *what, double size, struct truce_err *err)
{
    if (!(size >= 0.001))
        return truce_fail(err, TRUCE_ERR_RANGE, "%s of %.10g; it must be at least 0.001", what, size);
    return TRUCE_OK;
}

static enum truce_status check_share(const char *what, double value, struct truce_err *err)
{
    if (!(value >= 0.0 && value <= 1.0))
        return truce_fail(err, TRUCE_ERR_RANGE, "%s of %.10g; it must be from 0 to 1", what, value);
    return TRUCE_OK;
}

static enum truce_status check_chain(const struct truce_incident_model *model, struct truce_err *err)
{
    enum truce_status status = check_mean("a mean of tense days", model->tense_mean, err);

    if (status == TRUCE_OK)
        status = check_size("a size of tense days", model->tense_size, err);
    if (status == TRUCE_OK)
        status = check_share("a chance of calm to tense", model->calm_to_tense, err);
    return status == TRUCE_OK ? check_share("a chance of tense to calm", model->tense_to_calm, err) : status;
}

static enum truce_status check_hawkes(const struct truce_incident_model *model, struct truce_err *err)
{
    if (!(model->excitation >= 0.0 && model->excitation < 1.0))
        return truce_fail(err, TRUCE_ERR_RANGE,
                          "an excitation of %.10g; it must be at least 0 and below 1, where incidents would "
                          "multiply for ever",
                          model->excitation);
    if (!(model->decay_days >= 1.0 && model->decay_days <= TRUCE_SIMULATE_HORIZON_MAX))
        return truce_fail(err, TRUCE_ERR_RANGE, "a mean delay of %.10g days; it must be from 1 to %d",
                          model->decay_days, TRUCE_SIMULATE_HORIZON_MAX);
    return TRUCE_OK;
}

static enum truce_status check_series(const struct truce_incident_model *model, struct truce_err *err)
{
    if (model->n_series < 1 || model->n_series > TRUCE_SIMULATE_SERIES_MAX)
        return truce_fail(err, TRUCE_ERR_RANGE, "a series of %zu days; it must have from 1 to %d",
                          model->n_series, TRUCE_SIMULATE_SERIES_MAX);
    for (size_t i = 0; i < model->n_series; i++) {
        double value = model->series[i];
        if (!(value >= 0.0 && value <= 1e9 && value <= floor(value)))
            return truce_fail_index(err, TRUCE_ERR_RANGE, (int64_t)i,
                                    "a count of %.10g; it must be a whole number from 0 to 1,000,000,000",
                                    value);
    }
    if (model->block_days < 1 || model->block_days > model->n_series)
        return truce_fail(err, TRUCE_ERR_RANGE,
                          "blocks of %zu days; they must have from 1 day to the %zu of the series",
                          model->block_days, model->n_series);
    return TRUCE_OK;
}

static enum truce_status check_model(const struct truce_incident_model *model, struct truce_err *err)
{
    enum truce_status status;

    if (model->kind == TRUCE_INCIDENTS_BOOTSTRAP)
        return check_series(model, err);
    status = check_mean("a mean", model->mean, err);
    if (status == TRUCE_OK && (model->kind == TRUCE_INCIDENTS_NB || model->kind == TRUCE_INCIDENTS_CHAIN))
        status = check_size("a size", model->size, err);
    if (status == TRUCE_OK && model->kind == TRUCE_INCIDENTS_CHAIN)
        status = check_chain(model, err);
    if (status == TRUCE_OK && model->kind == TRUCE_INCIDENTS_HAWKES)
        status = check_hawkes(model, err);
    return status;
}

static enum truce_status check_options(const struct truce_incident_model *model,
                                       const struct truce_simulate_options *options, struct truce_err *err)
{
    if (options->horizon_days < 1 || options->horizon_days > TRUCE_SIMULATE_HORIZON_MAX)
        return truce_fail(err, TRUCE_ERR_RANGE, "a horizon of %d days; it must be from 1 to %d",
                          options->horizon_days, TRUCE_SIMULATE_HORIZON_MAX);
    if (options->replications < 1 || options->replications > TRUCE_SIMULATE_REPLICATIONS_MAX)
        return truce_fail(err, TRUCE_ERR_RANGE, "%u replications; there must be from 1 to %d",
                          options->replications, TRUCE_SIMULATE_REPLICATIONS_MAX);
    if (!(options->retaliation >= 0.0 && options->retaliation <= 1000.0))
        return truce_fail(err, TRUCE_ERR_RANGE, "a retaliation of %.10g; it must be from 0 to 1000",
                          options->retaliation);
    if (options->retaliation <= 0.0)
        return TRUCE_OK;
    if (model->kind == TRUCE_INCIDENTS_BOOTSTRAP)
        return truce_fail(err, TRUCE_ERR_RANGE,
                          "a retaliation of %.10g with a bootstrap: days of a series have no rate to raise",
                          options->retaliation);
    double days = options->retaliation_days;
    if (!(days >= 1.0 && days <= TRUCE_SIMULATE_HORIZON_MAX && days <= floor(days)))
        return truce_fail(err, TRUCE_ERR_RANGE,
                          "a retaliation of %.10g days; it must be a whole number from 1 to %d", days,
                          TRUCE_SIMULATE_HORIZON_MAX);
    return TRUCE_OK;
}

/* ---- laws ---- */

/* The chances of the classes below `beyond` under a law. */
static void fill_law(const struct truce_quiet_steps *steps, struct truce_count_law law, double *at_most)
{
    if (steps->window == 0)
        at_most[0] = truce_count_up_to(law, steps->per_day);
    else
        truce_count_at_most(law, at_most, (size_t)steps->beyond);
}

/* The same for days of a series, each as likely as any other. */
static void fill_empirical(const struct truce_quiet_steps *steps, const struct truce_incident_model *model,
                           double *at_most)
{
    size_t n = (size_t)steps->beyond;

    for (size_t k = 0; k < n; k++)
        at_most[k] = 0.0;
    for (size_t i = 0; i < model->n_series; i++) {
        int32_t k = truce_quiet_class(steps, (int64_t)model->series[i]);
        if (k < steps->beyond)
            at_most[k] += 1.0;
    }
    for (size_t k = 1; k < n; k++)
        at_most[k] += at_most[k - 1];
    for (size_t k = 0; k < n; k++)
        at_most[k] /= (double)model->n_series;
}

static enum truce_status make_laws(struct truce_incidents *in, struct truce_arena *arena,
                                   struct truce_err *err)
{
    const struct truce_incident_model *model = in->model;
    size_t one = (size_t)in->steps.beyond, n = one * (size_t)(in->n_states * in->n_levels);
    void *chances, *thresholds;
    enum truce_status status = truce_arena_alloc(arena, n * sizeof(double), &chances, err);

    if (status == TRUCE_OK)
        status = truce_arena_alloc(arena, n * sizeof(uint64_t), &thresholds, err);
    if (status != TRUCE_OK)
        return status;
    double *at_most = chances;
    uint64_t *below = thresholds;
    for (int state = 0; state < in->n_states; state++)
        for (int level = 0; level < in->n_levels; level++) {
            double factor = level > 0 ? in->raised : 1.0;
            struct truce_count_law law = {factor * (state == TRUCE_TENSE ? model->tense_mean : model->mean),
                                          state == TRUCE_TENSE ? model->tense_size : model->size};
            double *into = at_most + (size_t)(state * in->n_levels + level) * one;
            if (model->kind == TRUCE_INCIDENTS_POISSON)
                law.size = INFINITY;
            if (model->kind == TRUCE_INCIDENTS_BOOTSTRAP)
                fill_empirical(&in->steps, model, into);
            else
                fill_law(&in->steps, law, into);
        }
    for (size_t i = 0; i < n; i++)
        below[i] = (uint64_t)ceil(at_most[i] * TWO_53);
    in->at_most = at_most;
    in->below = below;
    return TRUCE_OK;
}

static enum truce_status make_classes(struct truce_incidents *in, struct truce_arena *arena,
                                      struct truce_err *err)
{
    void *room;
    enum truce_status status = truce_arena_alloc(arena, in->model->n_series * sizeof(int32_t), &room, err);

    if (status != TRUCE_OK)
        return status;
    int32_t *classes = room;
    for (size_t i = 0; i < in->model->n_series; i++)
        classes[i] = truce_quiet_class(&in->steps, (int64_t)in->model->series[i]);
    in->classes = classes;
    return TRUCE_OK;
}

static double first_quiet(const struct truce_incidents *in)
{
    const struct truce_incident_model *model = in->model;
    size_t quiet = 0;

    if (model->kind == TRUCE_INCIDENTS_HAWKES)
        return truce_count_up_to((struct truce_count_law){model->mean, INFINITY}, in->steps.per_day);
    if (model->kind != TRUCE_INCIDENTS_BOOTSTRAP) {
        size_t state = model->kind == TRUCE_INCIDENTS_CHAIN && model->starts_tense ? TRUCE_TENSE : TRUCE_CALM;
        return in->at_most[state * (size_t)(in->n_levels * in->steps.beyond) + (size_t)in->steps.day_class];
    }
    for (size_t i = 0; i < model->n_series; i++)
        quiet += model->series[i] <= (double)in->steps.per_day;
    return (double)quiet / (double)model->n_series;
}

enum truce_status truce_incidents_prepare(const struct truce_incident_model *model,
                                          const struct truce_quiet_rule *rule,
                                          const struct truce_simulate_options *options,
                                          struct truce_arena *arena, struct truce_incidents *out,
                                          struct truce_err *err)
{
    struct truce_incidents in = {.model = model, .n_states = 1, .n_levels = 1, .raised = 1.0};
    enum truce_status status = truce_quiet_rule_prepare(rule, &in.steps, err);

    if (status == TRUCE_OK)
        status = check_model(model, err);
    if (status == TRUCE_OK)
        status = check_options(model, options, err);
    if (status != TRUCE_OK)
        return status;
    in.observed_below = (uint64_t)ceil(in.steps.observed * TWO_32);
    if (options->retaliation > 0.0) {
        in.n_levels = 2;
        in.raised = 1.0 + options->retaliation;
        in.raised_days = (int32_t)options->retaliation_days;
    }
    if (model->kind == TRUCE_INCIDENTS_HAWKES)
        in.keep = 1.0 - 1.0 / model->decay_days;
    if (model->kind == TRUCE_INCIDENTS_CHAIN)
        in.n_states = TRUCE_DAY_STATES;
    in.way = model->kind == TRUCE_INCIDENTS_HAWKES                               ? TRUCE_DAYS_BY_HAWKES
             : model->kind == TRUCE_INCIDENTS_BOOTSTRAP && model->block_days > 1 ? TRUCE_DAYS_BY_BLOCK
                                                                                 : TRUCE_DAYS_BY_LAW;
    if (in.way == TRUCE_DAYS_BY_LAW)
        status = make_laws(&in, arena, err);
    else if (in.way == TRUCE_DAYS_BY_BLOCK)
        status = make_classes(&in, arena, err);
    if (status != TRUCE_OK)
        return status;
    in.first_quiet = first_quiet(&in);
    *out = in;
    return TRUCE_OK;
}

enum truce_status truce_incident_model_fit(const double *series, size_t n, double *mean, double *size,
                                           struct truce_err *err)
{
    double sum = 0.0, squares = 0.0;

    if (n < 2)
        return truce_fail(err, TRUCE_ERR_RANGE, "a series of %zu days; moments need 2 at least", n);
    for (size_t i = 0; i < n; i++)
        sum += series[i];
    double m = sum / (double)n;
    for (size_t i = 0; i < n; i++)
        squares += (series[i] - m) * (series[i] - m);
    double variance = squares / (double)(n - 1);
    *mean = m;
    *size = variance > m ? m * m / (variance - m) : INFINITY;
    return TRUCE_OK;
}
