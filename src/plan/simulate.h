/*
 * How likely is a run of quiet days, and when: under rates that the user gives.
 *
 * Conditional on its assumptions and nothing else; it predicts nothing, and every output says so.  Counter-based random numbers: key = seed, counter =
 * (replication, day, stream), so the outcome does not depend on threads or on the order of the work.  For Poisson, negative binomial
 * and the calm/tense chain the same is computed exactly by dynamic programming, and the two must agree within the interval.
 */
#ifndef TRUCE_PLAN_SIMULATE_H
#define TRUCE_PLAN_SIMULATE_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/status.h"

enum truce_incident_model_kind {
    TRUCE_INCIDENTS_POISSON, /* mean */
    TRUCE_INCIDENTS_NB,      /* negative binomial: mean, size (variance = mean + mean^2 / size) */
    TRUCE_INCIDENTS_CHAIN,   /* calm and tense days, a NB (or Poisson, size = INFINITY) in each */
    TRUCE_INCIDENTS_HAWKES, /* discrete time: rate(d) = mean x (1 - excitation) + excitation x decay-weighted past counts */
    TRUCE_INCIDENTS_BOOTSTRAP, /* days drawn, in blocks, from a given series */
};

struct truce_incident_model {
    enum truce_incident_model_kind kind;
    double mean; /* incidents that count, a day; of calm days in a CHAIN */
    double size; /* of the NB; INFINITY: Poisson */
    double tense_mean, tense_size;
    double calm_to_tense, tense_to_calm; /* chances a day, [0, 1] */
    bool starts_tense;
    double excitation;    /* HAWKES: expected further incidents that one incident brings, [0, 1) */
    double decay_days;    /* HAWKES: mean delay of those, days, > 0 */
    const double *series; /* BOOTSTRAP: counts of consecutive days, borrowed */
    size_t n_series;
    size_t block_days; /* BOOTSTRAP: length of the blocks drawn; 1: independent days */
};

/* The clock's rule, as numbers. */
struct truce_quiet_rule {
    int32_t target_days;
    int32_t already_days; /* quiet days already run */
    double per_day;       /* tolerance */
    int32_t window_days;  /* 0: none */
    double window_at_most;
    int on_break; /* enum truce_on_break */
    int32_t deduct_days;
    double observed;    /* chance that a day is observed, [0, 1] */
    int unobserved_day; /* enum truce_unobserved */
};

struct truce_simulate_options {
    int32_t horizon_days; /* days simulated; <= 3660 */
    uint64_t seed;
    uint32_t replications; /* <= 10^7 */
    unsigned threads;
    double retaliation; /* share by which a broken day raises the next days' rate; 0: none */
    double retaliation_days;
};

struct truce_chance {
    double p;         /* share of replications */
    double low, high; /* Wilson interval, 95 % */
    double exact;     /* by dynamic programming; NaN where that is not possible */
};

#define TRUCE_QUANTILES 5
extern const double truce_quantile_levels[TRUCE_QUANTILES]; /* 0.05 0.25 0.5 0.75 0.95 */

struct truce_simulation {
    struct truce_chance reached; /* within the horizon */
    double *by_day;       /* horizon_days + 1: share reached by the end of day d (0-based: [0] = already) */
    double *exact_by_day; /* the same exactly; NULL where that is not possible */
    int32_t
        quantile_day[TRUCE_QUANTILES]; /* day on which that share has reached it; -1: beyond the horizon */
    double p_quiet;                    /* chance that one day is quiet (first day), exact where possible */
    int32_t horizon_days;
    struct truce_arena arena;
};

enum truce_status truce_simulate_clock(const struct truce_incident_model *model,
                                       const struct truce_quiet_rule *rule,
                                       const struct truce_simulate_options *options,
                                       struct truce_simulation *out, struct truce_err *err) TRUCE_MUST_USE;
void truce_simulation_fini(struct truce_simulation *simulation);

/* One input moved down and up: what it does to the chance. */
struct truce_tornado_bar {
    const char *input; /* "mean", "size", "target_days", "per_day", ...; static */
    double low_value, high_value;
    double p_low, p_high;
};
enum truce_status truce_simulate_tornado(const struct truce_incident_model *model,
                                         const struct truce_quiet_rule *rule,
                                         const struct truce_simulate_options *options, double share,
                                         struct truce_arena *arena, struct truce_tornado_bar **out, size_t *n,
                                         struct truce_err *err) TRUCE_MUST_USE;

/* The largest mean, and the smallest tolerance a day, at which the chance is at least p; by bisection.  NaN where there is none. */
struct truce_needed {
    double p;
    double mean;
    double per_day;
    double days_between_breaks; /* independent days: one day in so many may be broken */
};
enum truce_status truce_simulate_needed(const struct truce_incident_model *model,
                                        const struct truce_quiet_rule *rule,
                                        const struct truce_simulate_options *options, double p,
                                        struct truce_needed *out, struct truce_err *err) TRUCE_MUST_USE;

/*
 * Chance of a run of `target` successes within n independent days, each a success with chance p.  Exact recurrence.
 * Source: W. Feller, An Introduction to Probability Theory I, XIII.7; OEIS A050227 for p = 1/2.
 */
double truce_quiet_run_chance(int32_t n_days, int32_t target, double p_quiet);

#endif
