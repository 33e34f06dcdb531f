/*
 * What `truce simulate` is asked.
 *
 * One idea: rates are never guessed.  What a model needs is given by the user, or comes from a series that the user names, and the answer
 * says which; what a model has no use for is refused, so that nobody believes it had a part.
 */
#include "cli/simulate_inputs.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/file.h"

#define EXAMPLE "for example: truce simulate %.200s --model poisson --mean 0.05"

/* ---- clock ---- */

static void name_clocks(const struct truce_agreement *agreement, char *out, size_t n)
{
    size_t used = 0;

    out[0] = '\0';
    for (size_t i = 0; i < agreement->n_clocks && used + 1 < n; i++)
        used += (size_t)snprintf(out + used, n - used, "%s%.60s", i > 0 ? ", " : "",
                                 agreement->clocks[i].head.id);
}

static enum truce_status find_clock(const struct truce_agreement *agreement, const char *name,
                                    const struct truce_clock **out, struct truce_err *err)
{
    char names[300];
    int found = 0;

    if (agreement->n_clocks == 0)
        return truce_fail(err, TRUCE_ERR_USAGE, "%.200s has no clock, so there is nothing to simulate",
                          agreement->file);
    name_clocks(agreement, names, sizeof names);
    if (name == NULL && agreement->n_clocks > 1)
        return truce_fail(err, TRUCE_ERR_USAGE, "%.200s has %zu clocks: say --clock NAME, one of %s",
                          agreement->file, agreement->n_clocks, names);
    if (name != NULL)
        found = truce_agreement_clock(agreement, truce_text_view(name));
    if (found == TRUCE_NONE)
        return truce_fail(err, TRUCE_ERR_USAGE, "--clock %.60s: there is no such clock; %.200s has %s", name,
                          agreement->file, names);
    *out = &agreement->clocks[found];
    return TRUCE_OK;
}

/* ---- days ---- */

static enum truce_status read_day(const char *option, const char *text, struct truce_day *out,
                                  struct truce_err *err)
{
    if (truce_day_parse(truce_text_view(text), out))
        return TRUCE_OK;
    return truce_fail(err, TRUCE_ERR_USAGE, "%s %.60s: no day of the calendar, written YYYY-MM-DD", option,
                      text);
}

static enum truce_status find_days(const struct truce_simulate_values *values,
                                   struct truce_simulate_answer *answer, struct truce_err *err)
{
    struct truce_day start = answer->agreement->estimates.as_of, by;
    char day[TRUCE_DAY_TEXT];
    enum truce_status status =
        values->start != NULL ? read_day("--start", values->start, &start, err) : TRUCE_OK;

    if (status != TRUCE_OK)
        return status;
    if (start.n == TRUCE_DAY_NONE)
        return truce_fail(
            err, TRUCE_ERR_USAGE,
            "from which day on does the clock run?  %.200s has no estimates.as_of; say --start DAY",
            answer->agreement->file);
    answer->start = start;
    answer->options.horizon_days = (int32_t)values->horizon;
    if (values->by == NULL)
        return TRUCE_OK;
    status = read_day("--by", values->by, &by, err);
    if (status != TRUCE_OK)
        return status;
    truce_day_format(start, day);
    if (by.n <= start.n || by.n - start.n > TRUCE_SIMULATE_HORIZON_MAX)
        return truce_fail(
            err, TRUCE_ERR_USAGE,
            "--by %s: it must lie from 1 to %d days after %s, the first day on which the clock runs",
            values->by, TRUCE_SIMULATE_HORIZON_MAX, day);
    answer->options.horizon_days = by.n - start.n;
    return TRUCE_OK;
}

/* ---- rule ---- */

static void make_rule(const struct truce_simulate_values *values, struct truce_simulate_answer *answer)
{
    const struct truce_clock *clock = answer->clock;

    answer->rule = (struct truce_quiet_rule){
        .target_days = clock->target_days,
        .already_days = (int32_t)values->already,
        .per_day = clock->per_day,
        .window_days = clock->window_days,
        .window_at_most = clock->window_at_most,
        .on_break = (int)clock->on_break,
        .deduct_days = clock->deduct_days,
        .observed = values->observed,
        .unobserved_day = (int)clock->unobserved_day,
    };
    if (isnan(clock->coverage_at_least)) {
        answer->rule.unobserved_day = TRUCE_UNOBSERVED_COUNT;
        if (values->observed < 1.0)
            truce_notes_add(&answer->notes, "The clock has no coverage_at_least: a day that nobody watched "
                                            "has no incident on record, and so is quiet.");
    }
    if (clock->weight != TRUCE_WEIGHT_ONE)
        truce_notes_add(&answer->notes,
                        "The clock weighs incidents by %s; here each weighs 1, so the rates are of weight a "
                        "day, and the tolerances "
                        "are compared with that.",
                        clock->weight == TRUCE_WEIGHT_SEVERITY ? "severity" : "count");
    if (clock->attribution_needed)
        truce_notes_add(&answer->notes,
                        "Only attributed incidents break this clock: the rates are of those.");
    if (clock->runs_while != NULL)
        truce_notes_add(&answer->notes,
                        "The clock is taken to run from the first day on without a pause; whether and when "
                        "it begins to run is for truce plan.");
}

/* ---- model ---- */

#define BIT(kind) (1U << (kind))

struct need {
    const char *option;
    double value;
    unsigned used_by, needed_by; /* bits by enum truce_incident_model_kind */
};

static enum truce_status refuse_missing(const struct truce_simulate_values *values, const char *option,
                                        struct truce_err *err)
{
    if (strcmp(option, "--mean") == 0)
        return truce_fail(err, TRUCE_ERR_USAGE,
                          "how many incidents that count do you assume a day?  Rates are yours to give, none "
                          "are built in; " EXAMPLE " (or --series FILE)",
                          values->agreement);
    return truce_fail(err, TRUCE_ERR_USAGE, "--model %s needs %s, which is yours to assume: none is built in",
                      truce_incident_model_name((enum truce_incident_model_kind)values->model), option);
}

/* Is what was given what the model takes?  mean and size may come from a series. */
static enum truce_status check_needs(const struct truce_simulate_values *values,
                                     const struct truce_incident_model *model, struct truce_err *err)
{
    const unsigned poisson = BIT(TRUCE_INCIDENTS_POISSON), nb = BIT(TRUCE_INCIDENTS_NB),
                   chain = BIT(TRUCE_INCIDENTS_CHAIN), hawkes = BIT(TRUCE_INCIDENTS_HAWKES);
    const struct need needs[] = {
        {"--mean", model->mean, poisson | nb | chain | hawkes, poisson | nb | chain | hawkes},
        {"--size", model->size, nb | chain, nb},
        {"--tense-mean", values->tense_mean, chain, chain},
        {"--tense-size", values->tense_size, chain, 0},
        {"--calm-to-tense", values->calm_to_tense, chain, chain},
        {"--tense-to-calm", values->tense_to_calm, chain, chain},
        {"--excitation", values->excitation, hawkes, hawkes},
        {"--decay-days", values->decay_days, hawkes, hawkes},
    };
    const char *kind = truce_incident_model_name(model->kind);

    for (size_t i = 0; i < sizeof needs / sizeof needs[0]; i++) {
        bool given = !isnan(needs[i].value);
        if (given && !(needs[i].used_by & BIT(model->kind)))
            return truce_fail(err, TRUCE_ERR_USAGE, "%s has no part in --model %s", needs[i].option, kind);
        if (!given && (needs[i].needed_by & BIT(model->kind)))
            return refuse_missing(values, needs[i].option, err);
    }
    if (values->starts_tense && model->kind != TRUCE_INCIDENTS_CHAIN)
        return truce_fail(err, TRUCE_ERR_USAGE, "--starts-tense has no part in --model %s", kind);
    if (model->kind == TRUCE_INCIDENTS_BOOTSTRAP && values->series == NULL)
        return truce_fail(err, TRUCE_ERR_USAGE,
                          "--model bootstrap draws its days from a series: say --series FILE");
    return TRUCE_OK;
}

static enum truce_status read_series(const struct truce_simulate_values *values,
                                     struct truce_simulate_answer *answer, struct truce_day_counts *counts,
                                     struct truce_err *err)
{
    struct truce_buf bytes;

    truce_buf_init(&bytes);
    enum truce_status status = truce_file_read(values->series, TRUCE_FILE_MAX, &bytes, err);
    if (status == TRUCE_OK)
        status = truce_day_counts_parse(truce_buf_view(&bytes), values->series, counts, err);
    truce_buf_fini(&bytes);
    if (status != TRUCE_OK)
        return status;
    answer->series = (struct truce_simulate_series){.file = values->series,
                                                    .days = counts->n,
                                                    .first = counts->days[0],
                                                    .last = counts->days[counts->n - 1],
                                                    .missing = counts->missing};
    if (counts->missing > 0)
        truce_notes_add(&answer->notes,
                        "The series has no count for %zu of the days between its first and its last; they "
                        "are left out, not taken "
                        "for quiet.",
                        counts->missing);
    return TRUCE_OK;
}

/* Days in blocks must follow each other. */
static enum truce_status check_blocks(const struct truce_simulate_values *values,
                                      const struct truce_day_counts *counts, struct truce_err *err)
{
    char day[TRUCE_DAY_TEXT];

    if (counts->missing == 0 || values->block_days == 1)
        return TRUCE_OK;
    truce_day_format(counts->first_missing, day);
    return truce_fail(err, TRUCE_ERR_USAGE,
                      "%.200s has no count for %s: blocks of %d days need days that follow each other; "
                      "--block-days 1 draws single "
                      "days",
                      values->series, day, (int)values->block_days);
}

/* Mean and size that were not given, from the series. */
static enum truce_status fit(struct truce_simulate_answer *answer, const struct truce_day_counts *counts,
                             struct truce_err *err)
{
    struct truce_incident_model *model = &answer->model;
    const bool size_too = model->kind == TRUCE_INCIDENTS_NB && isnan(model->size);
    double mean, size;

    if (model->kind != TRUCE_INCIDENTS_POISSON && model->kind != TRUCE_INCIDENTS_NB)
        return truce_fail(err, TRUCE_ERR_USAGE,
                          "--series has no part in --model %s: only poisson, nb and bootstrap take one",
                          truce_incident_model_name(model->kind));
    if (!isnan(model->mean) && !size_too)
        return truce_fail(err, TRUCE_ERR_USAGE,
                          "--series beside --mean has no part in --model %s: leave one of them out",
                          truce_incident_model_name(model->kind));
    enum truce_status status = truce_incident_model_fit(counts->counts, counts->n, &mean, &size, err);
    if (status != TRUCE_OK)
        return status;
    answer->series.gives_mean = isnan(model->mean);
    answer->series.gives_size = size_too;
    if (isnan(model->mean))
        model->mean = mean;
    if (size_too)
        model->size = size;
    if (size_too && isinf(size))
        truce_notes_add(&answer->notes,
                        "The series varies no more than a Poisson model does, so that is what was taken.");
    truce_notes_add(&answer->notes, "What a series was like says nothing of what days to come will be like.");
    return TRUCE_OK;
}

static enum truce_status make_model(const struct truce_simulate_values *values,
                                    struct truce_simulate_answer *answer, struct truce_day_counts *counts,
                                    struct truce_err *err)
{
    struct truce_incident_model *model = &answer->model;
    enum truce_status status = TRUCE_OK;

    *model = (struct truce_incident_model){
        .kind = (enum truce_incident_model_kind)values->model,
        .mean = values->mean,
        .size = values->size,
        .tense_mean = values->tense_mean,
        .tense_size = isnan(values->tense_size) ? INFINITY : values->tense_size,
        .calm_to_tense = values->calm_to_tense,
        .tense_to_calm = values->tense_to_calm,
        .starts_tense = values->starts_tense,
        .excitation = values->excitation,
        .decay_days = values->decay_days,
        .block_days = (size_t)values->block_days,
    };
    if (values->series != NULL)
        status = read_series(values, answer, counts, err);
    if (status == TRUCE_OK && values->series != NULL && model->kind == TRUCE_INCIDENTS_BOOTSTRAP) {
        model->series = counts->counts;
        model->n_series = counts->n;
        status = check_blocks(values, counts, err);
    } else if (status == TRUCE_OK && values->series != NULL) {
        status = fit(answer, counts, err);
    }
    if (status == TRUCE_OK)
        status = check_needs(values, model, err);
    if (isnan(model->size)) /* calm days of a chain, by default Poisson */
        model->size = INFINITY;
    return status;
}

enum truce_status truce_simulate_inputs(const struct truce_simulate_values *values,
                                        struct truce_simulate_answer *answer, struct truce_day_counts *counts,
                                        struct truce_err *err)
{
    enum truce_status status = find_clock(answer->agreement, values->clock, &answer->clock, err);

    truce_simulate_options_init(&answer->options);
    answer->options.seed = (uint64_t)values->seed;
    answer->options.replications = (uint32_t)values->replications;
    answer->options.retaliation = values->retaliation;
    answer->options.retaliation_days = (double)values->retaliation_days;
    answer->moved_by = values->vary;
    if (status == TRUCE_OK)
        status = make_model(values, answer, counts, err);
    if (status == TRUCE_OK)
        status = find_days(values, answer, err);
    if (status == TRUCE_OK)
        make_rule(values, answer);
    return status;
}
