/*
 * What would be needed: the largest rate, and the smallest tolerance a day, at which the chance is as wanted.
 *
 * One idea: the chance falls as the rate rises and rises with the tolerance, so both are found by halving.  Where the chance is simulated, every
 * question is put to the same random numbers, so it hardly wavers; the answer is then one of the runs, too.
 */
#include <math.h>

#include "agreement/condition.h"
#include "plan/count_law.h"
#include "plan/portable_math.h"
#include "plan/simulate.h"

#define PRECISION           1.0001 /* of a rate */
#define PRECISION_SIMULATED 1.01

struct question {
    const struct truce_incident_model *model;
    const struct truce_quiet_rule *rule;
    const struct truce_simulate_options *options;
    double p;
    bool exact;
};

/* Is the chance at least p, with these means and this tolerance? */
static enum truce_status enough(struct question *q, double factor, double per_day, bool *out,
                                struct truce_err *err)
{
    struct truce_incident_model model = *q->model;
    struct truce_quiet_rule rule = *q->rule;
    double p = 0.0;
    bool exact = true;

    model.mean = fmin(model.mean * factor, TRUCE_SIMULATE_MEAN_MAX);
    model.tense_mean = fmin(model.tense_mean * factor, TRUCE_SIMULATE_MEAN_MAX);
    rule.per_day = per_day;
    enum truce_status status = truce_simulate_chance(&model, &rule, q->options, &p, &exact, err);
    if (status != TRUCE_OK)
        return status;
    q->exact = q->exact && exact;
    *out = p >= q->p;
    return TRUCE_OK;
}

/* The largest factor for all means; NaN where even 0 is not small enough, or the largest mean that we take is not too large. */
static enum truce_status largest_factor(struct question *q, double *out, struct truce_err *err)
{
    const double most =
        TRUCE_SIMULATE_MEAN_MAX /
        fmax(q->model->mean, q->model->kind == TRUCE_INCIDENTS_CHAIN ? q->model->tense_mean : 0.0);
    double low = 1.0, high = 1.0;
    bool yes = false;
    enum truce_status status = enough(q, 0.0, q->rule->per_day, &yes, err);

    *out = NAN;
    if (status != TRUCE_OK || !yes || !(most > 0.0) || isinf(most))
        return status;
    status = enough(q, 1.0, q->rule->per_day, &yes, err);
    while (status == TRUCE_OK && yes && high < most) { /* up, until it is too much */
        low = high;
        high = fmin(high * 4.0, most);
        status = enough(q, high, q->rule->per_day, &yes, err);
    }
    if (status != TRUCE_OK || yes)
        return status;
    if (high <= 1.0) /* down, until it is not */
        for (low = 0.25; status == TRUCE_OK && low > 1e-12; low /= 4.0) {
            status = enough(q, low, q->rule->per_day, &yes, err);
            if (yes)
                break;
            high = low;
        }
    while (status == TRUCE_OK && high > low * (q->exact ? PRECISION : PRECISION_SIMULATED)) {
        double middle = sqrt(low * high);
        status = enough(q, middle, q->rule->per_day, &yes, err);
        if (yes)
            low = middle;
        else
            high = middle;
    }
    *out = low;
    return status;
}

/* Beyond it no tolerance a day changes anything. */
static double largest_tolerance(const struct truce_incident_model *model, const struct truce_quiet_rule *rule)
{
    double most = TRUCE_COUNT_MAX;

    if (rule->window_days > 0)
        most = fmin(most, floor(rule->window_at_most));
    if (model->kind == TRUCE_INCIDENTS_BOOTSTRAP) {
        double largest = 0.0;
        for (size_t i = 0; i < model->n_series; i++)
            largest = fmax(largest, model->series[i]);
        most = fmin(most, largest);
    }
    return most;
}

static enum truce_status smallest_tolerance(struct question *q, double *out, struct truce_err *err)
{
    const double most = largest_tolerance(q->model, q->rule);
    double low = -1.0, high = 0.0; /* low is not enough */
    bool yes = false;
    enum truce_status status = enough(q, 1.0, high, &yes, err);

    *out = NAN;
    while (status == TRUCE_OK && !yes && high < most) {
        low = high;
        high = fmin(2.0 * high + 1.0, most);
        status = enough(q, 1.0, high, &yes, err);
    }
    if (status != TRUCE_OK || !yes)
        return status;
    while (status == TRUCE_OK && high - low > 1.5) {
        double middle = floor((low + high) / 2.0);
        status = enough(q, 1.0, middle, &yes, err);
        if (yes)
            high = middle;
        else
            low = middle;
    }
    *out = high;
    return status;
}

/* Independent days of which one in so many breaks the clock: a Poisson model of which nothing is tolerated. */
static enum truce_status break_interval(const struct question *q, double *out, struct truce_err *err)
{
    const struct truce_incident_model model = {
        .kind = TRUCE_INCIDENTS_POISSON, .mean = 0.05, .size = INFINITY};
    struct truce_quiet_rule rule = *q->rule;
    struct truce_simulate_options options = *q->options;
    struct question plain = {&model, &rule, &options, q->p, true};
    double factor = NAN;

    rule.per_day = 0.0;
    rule.window_days = 0;
    options.retaliation = 0.0;
    enum truce_status status = largest_factor(&plain, &factor, err);
    *out = 1.0 / (1.0 - truce_portable_exp(-factor * model.mean));
    return status;
}

enum truce_status truce_simulate_needed(const struct truce_incident_model *model,
                                        const struct truce_quiet_rule *rule,
                                        const struct truce_simulate_options *options, double p,
                                        struct truce_needed *out, struct truce_err *err)
{
    struct question q = {model, rule, options, p, true};
    struct truce_needed found = {
        .p = p, .mean = NAN, .factor = NAN, .per_day = NAN, .days_between_breaks = NAN};
    struct truce_incident_model unit;
    enum truce_status status = TRUCE_OK;

    if (!(p > 0.0 && p < 1.0))
        return truce_fail(err, TRUCE_ERR_RANGE, "a chance of %.10g; it must be between 0 and 1", p);
    if (model->kind != TRUCE_INCIDENTS_BOOTSTRAP && model->kind != TRUCE_INCIDENTS_CHAIN &&
        model->mean <= 0.0) {
        unit = *model; /* from nothing no factor leads anywhere */
        unit.mean = 1.0;
        q.model = &unit;
        status = largest_factor(&q, &found.mean, err);
        q.model = model;
    } else if (model->kind != TRUCE_INCIDENTS_BOOTSTRAP) {
        status = largest_factor(&q, &found.factor, err);
        found.mean = found.factor * model->mean;
    }
    if (status == TRUCE_OK)
        status = smallest_tolerance(&q, &found.per_day, err);
    if (status == TRUCE_OK)
        status = break_interval(&q, &found.days_between_breaks, err);
    if (status != TRUCE_OK)
        return status;
    found.exact = q.exact;
    *out = found;
    return TRUCE_OK;
}
