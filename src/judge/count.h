/*
 * Counting: numbers of which some are lower bounds, and incidents in the unit of a rule.
 *
 * "At least" is contagious: a sum with one lower bound is a lower bound.  The unit is a parameter, and belongs beside every number.
 */
#ifndef TRUCE_JUDGE_COUNT_H
#define TRUCE_JUDGE_COUNT_H

#include "agreement/condition.h"
#include "record/fact.h"

struct truce_tallied {
    double n;
    bool at_least;
};

struct truce_tallied truce_tallied_sum(const struct truce_tallied *items, size_t n);

/* Does a printed total add up: is it the sum, and does it say "at least" exactly when an item does?  *sum (may be NULL): what it should say. */
bool truce_tallied_adds_up(const struct truce_tallied *items, size_t n, struct truce_tallied printed,
                           struct truce_tallied *sum);

/*
 * Incidents by a rule: `effect` adds up their counts; `episode` joins those of one direction and place whose pauses are no longer than the gap;
 * `trajectory` those of one direction, place and instant; `place_day` is one a place and reporting day.  Their order does not matter.
 * Fails: TRUCE_ERR_MEMORY.  Cost: O(n log n).
 */
enum truce_status truce_count_incidents(const struct truce_calendar *calendar,
                                        const struct truce_record *const *incidents, size_t n,
                                        struct truce_count rule, struct truce_tallied *out,
                                        struct truce_err *err) TRUCE_MUST_USE;

#endif
