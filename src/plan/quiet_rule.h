/*
 * The clock's rule in whole numbers, and its recurrence; private to this folder.
 */
#ifndef TRUCE_PLAN_QUIET_RULE_H
#define TRUCE_PLAN_QUIET_RULE_H

#include "agreement/condition.h"
#include "judge/state.h"
#include "plan/simulate.h"

/*
 * A day is broken when its weight, or that of its window, is more than is tolerated; else unobserved, or quiet, as in judge.  On a day that is
 * not observed nothing is seen, so it weighs nothing; what days before it in its window weighed can break it all the same.  The window holds days of
 * the running alone.
 *
 * What a day may weigh is told in classes: with a window, 0, 1, 2, ... up to what the window allows, and one class for all that is
 * more; without, 0 for what the day allows and 1 for more.
 */
struct truce_quiet_steps {
    int32_t target, already;
    int64_t per_day;   /* counts up to this are allowed, by the window too */
    int32_t window;    /* days; 0: none */
    int32_t at_most;   /* of the classes of `window` days; without window 0, of the day alone */
    int32_t beyond;    /* the class of all that is more; classes are [0, beyond] */
    int32_t day_class; /* a day of a class above this is broken, whatever the window */
    enum truce_on_break on_break;
    int32_t deduct;
    enum truce_unobserved unobserved_day;
    double observed;
};

/* Fails: TRUCE_ERR_RANGE. */
enum truce_status truce_quiet_rule_prepare(const struct truce_quiet_rule *rule, struct truce_quiet_steps *out,
                                           struct truce_err *err) TRUCE_MUST_USE;

/* The class of a count. */
static inline int32_t truce_quiet_class(const struct truce_quiet_steps *steps, int64_t count)
{
    if (steps->window == 0)
        return count > steps->per_day;
    return count < steps->beyond ? (int32_t)count : steps->beyond;
}

/* The clock after a day: C(d) from C(d-1). */
static inline int32_t truce_quiet_step(const struct truce_quiet_steps *steps, int32_t clock,
                                       enum truce_day_outcome outcome)
{
    if (outcome == TRUCE_DAY_QUIET)
        return clock + 1;
    if (outcome == TRUCE_DAY_BROKEN) {
        if (steps->on_break == TRUCE_BREAK_RESTART)
            return 0;
        if (steps->on_break == TRUCE_BREAK_PAUSE)
            return clock;
        return clock > steps->deduct ? clock - steps->deduct : 0;
    }
    if (steps->unobserved_day == TRUCE_UNOBSERVED_HOLD)
        return clock;
    return steps->unobserved_day == TRUCE_UNOBSERVED_COUNT ? clock + 1 : 0;
}

#endif
