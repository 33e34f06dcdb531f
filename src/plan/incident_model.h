/*
 * An incident model made ready for a rule: the chances of a day's classes, and the class of a drawn day; private to this folder.
 */
#ifndef TRUCE_PLAN_INCIDENT_MODEL_H
#define TRUCE_PLAN_INCIDENT_MODEL_H

#include "plan/count_law.h"
#include "plan/quiet_rule.h"

enum { TRUCE_CALM, TRUCE_TENSE, TRUCE_DAY_STATES };

/* How days come about. */
enum truce_incidents_way {
    TRUCE_DAYS_BY_LAW,    /* each from the law of its state: POISSON, NB, CHAIN, BOOTSTRAP of single days */
    TRUCE_DAYS_BY_BLOCK,  /* taken from the series: BOOTSTRAP in blocks */
    TRUCE_DAYS_BY_HAWKES, /* Poisson with a rate that past days made */
};

struct truce_incidents {
    const struct truce_incident_model *model; /* borrowed */
    struct truce_quiet_steps steps;
    enum truce_incidents_way way;
    int n_states;  /* 2 for a CHAIN */
    int n_levels;  /* 2 with retaliation: as it is, and raised */
    double raised; /* 1 + retaliation */
    int32_t raised_days;
    const double *
        at_most; /* BY_LAW: chance of a class <= k at [(state * n_levels + level) * beyond + k], k < beyond */
    const uint64_t *below;   /* the same as thresholds: 53 random bits less than it give a class <= k */
    const int32_t *classes;  /* BY_BLOCK: of each day of the series */
    double keep;             /* BY_HAWKES: of the weighted past counts, from day to day */
    uint64_t observed_below; /* of 2^32 */
    double first_quiet;      /* chance that the first day's count is allowed */
};

/* Checks all inputs.  What is made is owned by the arena; model must outlive it.  Fails: TRUCE_ERR_RANGE, TRUCE_ERR_MEMORY, TRUCE_ERR_LIMIT. */
enum truce_status truce_incidents_prepare(const struct truce_incident_model *model,
                                          const struct truce_quiet_rule *rule,
                                          const struct truce_simulate_options *options,
                                          struct truce_arena *arena, struct truce_incidents *out,
                                          struct truce_err *err) TRUCE_MUST_USE;

/* The first class k with bits < below[k], else `beyond`. */
static inline int32_t truce_incidents_class(const struct truce_incidents *incidents, int state, int level,
                                            uint64_t bits)
{
    const int32_t n = incidents->steps.beyond;
    const uint64_t *below = incidents->below + (size_t)(state * incidents->n_levels + level) * (size_t)n;
    int32_t low = 0, high = n;

    if (bits < below[0])
        return 0;
    while (low + 1 < high) { /* bits >= below[low]; bits < below[high], or high == n */
        int32_t middle = low + (high - low) / 2;
        if (bits < below[middle])
            high = middle;
        else
            low = middle;
    }
    return high;
}

#endif
