/*
 * Counts of a day: Poisson and negative binomial, their probabilities and Poisson draws; private to this folder.
 *
 * Everything here gives the same bits on every machine (portable_math.h).
 */
#ifndef TRUCE_PLAN_COUNT_LAW_H
#define TRUCE_PLAN_COUNT_LAW_H

#include <stddef.h>
#include <stdint.h>

#include "base/random.h"

#define TRUCE_COUNT_MEAN_MAX 1e6
#define TRUCE_COUNT_MAX      1000000 /* largest count of which a probability is asked */

/* Negative binomial with variance mean + mean^2 / size; size INFINITY: Poisson. */
struct truce_count_law {
    double mean; /* [0, 1e9] */
    double size; /* > 0 */
};

/* Chance of exactly k, k >= 0.  Relative error below 1e-12. */
double truce_count_chance(struct truce_count_law law, int64_t k);

/* at_most[k] = chance of k or fewer, k in [0, n), n >= 1.  Not decreasing, at most 1. */
void truce_count_at_most(struct truce_count_law law, double *at_most, size_t n);

/* Chance of k or fewer. */
double truce_count_up_to(struct truce_count_law law, int64_t k);

/* Where the random numbers of one draw come from: counter = (replication, day, stream, try). */
struct truce_draw {
    uint64_t seed;
    uint32_t replication, day;
};

/* 53 random bits as a number in [0, 1) */
static inline double truce_draw_unit(uint32_t high, uint32_t low)
{
    return (double)(int64_t)(((uint64_t)high << 32 | low) >> 11) * 0x1p-53;
}

/*
 * A Poisson count.  block: random numbers of its own, of which word 2 is not used; means from 10 on may draw more from `at`.
 * Exact in distribution, but for the rounding of doubles and of uniforms (53 bits; 32 for what is refused).  Limits: mean in [0, 1e9].
 * Source: W. Hormann, "The transformed rejection method for generating Poisson random variables", Insurance: Mathematics and Economics
 *         12 (1993), doi:10.1016/0167-6687(93)90997-4 (algorithm PTRS).
 */
int64_t truce_count_draw_poisson(double mean, const struct truce_philox *block, const struct truce_draw *at);

#endif
