/*
 * What `truce simulate` is asked, made of its options: the clock's rule, the incident model, the days.
 */
#ifndef TRUCE_CLI_SIMULATE_INPUTS_H
#define TRUCE_CLI_SIMULATE_INPUTS_H

#include "report/simulate.h"
#include "sources/day_counts.h"

/* The options; a REAL that was not given is NaN. */
struct truce_simulate_values {
    const char *agreement;
    const char *clock;
    int model; /* enum truce_incident_model_kind */
    double mean, size, tense_mean, tense_size, calm_to_tense, tense_to_calm, excitation, decay_days;
    bool starts_tense;
    const char *series;
    int64_t block_days;
    double retaliation;
    int64_t retaliation_days;
    double observed;
    int64_t already;
    const char *start, *by;
    int64_t horizon, seed, replications;
    double vary;
    int format;
    const char *picture;
};

/*
 * Fills clock, start, model, rule, options and notes of the answer, whose agreement is set.
 *
 * counts  gets the series, which the model then borrows; zeroed, released by the caller.
 * Fails:  TRUCE_ERR_USAGE what is missing or does not go together, with a command line that would do; and as the reader of the series.
 */
enum truce_status truce_simulate_inputs(const struct truce_simulate_values *values,
                                        struct truce_simulate_answer *answer, struct truce_day_counts *counts,
                                        struct truce_err *err) TRUCE_MUST_USE;

#endif
