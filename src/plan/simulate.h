/*
 * How likely is a run of quiet days, and when: under rates that the user gives.
 *
 * Conditional on its assumptions and nothing else; it predicts nothing, and every output says so.  Counter-based random numbers: key = seed, counter =
 * (replication, day, stream), so the outcome does not depend on threads or on the order of the work.  Where it can be done the same is
 * computed exactly by dynamic programming, and the two must agree.  Formulae and sources: docs/simulation.md.
 *
 * Days are counted from 1, the first day on which the clock runs; day d ends d days after the start.
 */
#ifndef TRUCE_PLAN_SIMULATE_H
#define TRUCE_PLAN_SIMULATE_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/status.h"

/* Limits. */
#define TRUCE_SIMULATE_HORIZON_MAX      3660
#define TRUCE_SIMULATE_REPLICATIONS_MAX 10000000
#define TRUCE_SIMULATE_MEAN_MAX         1e6
#define TRUCE_SIMULATE_SERIES_MAX       100000

enum truce_incident_model_kind {
    TRUCE_INCIDENTS_POISSON, /* mean */
    TRUCE_INCIDENTS_NB,      /* negative binomial: mean, size (variance = mean + mean^2 / size) */
    TRUCE_INCIDENTS_CHAIN,   /* calm and tense days, a NB (or Poisson, size = INFINITY) in each */
    TRUCE_INCIDENTS_HAWKES, /* discrete time: rate(d) = mean x (1 - excitation) + excitation x decay-weighted past counts */
    TRUCE_INCIDENTS_BOOTSTRAP, /* days drawn, in blocks, from a given series */
    TRUCE_INCIDENTS_KINDS,
};

/* "poisson", "nb", "chain", "hawkes", "bootstrap". */
const char *truce_incident_model_name(enum truce_incident_model_kind kind);

struct truce_incident_model {
    enum truce_incident_model_kind kind;
    double mean; /* incidents that count, a day; of calm days in a CHAIN */
    double size; /* of the NB; INFINITY: Poisson */
    double tense_mean, tense_size;
    double calm_to_tense, tense_to_calm; /* chances a day, [0, 1] */
    bool starts_tense;
    double excitation; /* HAWKES: expected further incidents that one incident brings, [0, 1) */
    double
        decay_days; /* HAWKES: mean delay of those, days, >= 1; before the first day all were as the mean */
    const double *series; /* BOOTSTRAP: counts of consecutive days, whole numbers, borrowed */
    size_t n_series;
    size_t
        block_days; /* BOOTSTRAP: length of the blocks drawn, [1, n_series]; 1: independent days.  The series is a ring */
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
    double observed;    /* chance that a day is observed, [0, 1]; on others nothing is seen */
    int unobserved_day; /* enum truce_unobserved */
};

struct truce_simulate_options {
    int32_t horizon_days; /* days simulated; <= 3660 */
    uint64_t seed;
    uint32_t replications; /* <= 10^7 */
    unsigned threads;
    double
        retaliation; /* share by which a broken day raises the next days' rate; 0: none; not with BOOTSTRAP */
    double
        retaliation_days; /* how many days; whole; a further broken day begins them anew, nothing adds up */
};

/* 365 days, seed 1, 100,000 replications, one thread, no retaliation. */
void truce_simulate_options_init(struct truce_simulate_options *options);

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
    double p_quiet;                    /* chance that the first day is observed and quiet, exact */
    int32_t horizon_days;
    struct truce_arena arena;
};

/*
 * Runs the clock `replications` times, and exactly where that is possible: POISSON, NB, CHAIN and BOOTSTRAP, unless a tolerance over a
 * window makes the clock's state too large (docs/simulation.md has the limit).
 *
 * out    caller releases with truce_simulation_fini.
 * Fails: TRUCE_ERR_RANGE with the input, its value and its limits; TRUCE_ERR_MEMORY; TRUCE_ERR_INTERNAL when the share of replications lies where
 *        the exact chance puts it less than once in 10^12 runs: a fault of ours, not of the user.
 * Cost:  at most replications x horizon_days draws, about 20 ns each (HAWKES: 30 ns, 70 ns for means of 10 and more); less where runs end early
 *        or can be skipped.  On options->threads threads.
 * Source: docs/simulation.md.
 */
enum truce_status truce_simulate_clock(const struct truce_incident_model *model,
                                       const struct truce_quiet_rule *rule,
                                       const struct truce_simulate_options *options,
                                       struct truce_simulation *out, struct truce_err *err) TRUCE_MUST_USE;
void truce_simulation_fini(struct truce_simulation *simulation);

/*
 * The chance alone: exactly where that is quickly done, else by at most TRUCE_SIDE_REPLICATIONS replications; *exact (may be NULL) tells.
 * The three below ask it again and again.
 */
#define TRUCE_SIDE_REPLICATIONS 10000
enum truce_status truce_simulate_chance(const struct truce_incident_model *model,
                                        const struct truce_quiet_rule *rule,
                                        const struct truce_simulate_options *options, double *p, bool *exact,
                                        struct truce_err *err) TRUCE_MUST_USE;

/* One input moved down and up: what it does to the chance. */
struct truce_tornado_bar {
    const char *input; /* "mean", "size", "target_days", "per_day", ...; static */
    double low_value, high_value;
    double p_low, p_high; /* at low_value, at high_value */
    bool exact;           /* both */
};

/*
 * Every input of the model and the rule by itself moved down and up by `share` of it, (0, 1): whole numbers by 1 at least, chances no
 * further than 0 and 1.  Widest first; inputs that can move nowhere are left out.  *out is owned by the arena.
 */
enum truce_status truce_simulate_tornado(const struct truce_incident_model *model,
                                         const struct truce_quiet_rule *rule,
                                         const struct truce_simulate_options *options, double share,
                                         struct truce_arena *arena, struct truce_tornado_bar **out, size_t *n,
                                         struct truce_err *err) TRUCE_MUST_USE;

/* The largest mean, and the smallest tolerance a day, at which the chance is at least p; by bisection.  NaN where there is none. */
struct truce_needed {
    double p;
    double
        mean; /* to 1 in 10,000 (simulated: 100); of calm days in a CHAIN, whose two means are moved together; NaN for BOOTSTRAP, too */
    double factor;              /* mean / the model's mean; NaN where that is 0 */
    double per_day;             /* the window's tolerance stays as it is */
    double days_between_breaks; /* independent days: one day in so many may be broken */
    bool exact;                 /* all of them */
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

/* The rule of thumb: once in how many days a broken day may come, on average, for that chance to be at least p in (0, 1).  INFINITY for
 * target > n_days. */
double truce_quiet_break_interval(int32_t n_days, int32_t target, double p);

/* The same for a few spans: even odds within the target, half as long again, three times as long, and a year (where that is longer; else six
 * times as long); and 90 % within the last of these. */
#define TRUCE_RULES_OF_THUMB 5
struct truce_rule_of_thumb {
    int32_t days;
    double p;
    double once_in_days; /* a broken day may come on average */
};
void truce_quiet_rules_of_thumb(int32_t target, struct truce_rule_of_thumb out[TRUCE_RULES_OF_THUMB]);

/* Chance that a truce which lasts mean_days (> 0) on average, with a constant hazard, lasts `days`: e^(-days / mean_days). */
double truce_quiet_survival(int32_t days, double mean_days);

/* Wilson's interval of 95 % for a share found in n trials.  Source: E. B. Wilson, JASA 22 (1927), doi:10.1080/01621459.1927.10502953. */
void truce_wilson_interval(double share, uint32_t n, double *low, double *high);

/* Mean, and size by moments (mean^2 / (variance - mean), n - 1 in the variance; INFINITY where the variance is no larger than the mean).
 * Fails: TRUCE_ERR_RANGE fewer than 2 days. */
enum truce_status truce_incident_model_fit(const double *series, size_t n, double *mean, double *size,
                                           struct truce_err *err) TRUCE_MUST_USE;

#endif
