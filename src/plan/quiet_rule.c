/*
 * The clock's rule: what is asked of it, in whole numbers.
 *
 * Counts are whole, so a tolerance of 2.5 is one of 2.  What a window of W days allows bounds what a day may weigh, too.
 */
#include "plan/quiet_rule.h"

#include <math.h>

#include "plan/count_law.h"

enum { DAYS_MAX = 3660 };

static enum truce_status check_days(const char *what, int32_t days, int32_t min, struct truce_err *err)
{
    if (days < min || days > DAYS_MAX)
        return truce_fail(err, TRUCE_ERR_RANGE, "%s of %d days; it must be from %d to %d", what, days, min,
                          DAYS_MAX);
    return TRUCE_OK;
}

static enum truce_status check_tolerance(const char *what, double value, struct truce_err *err)
{
    if (!(value >= 0.0 && value <= TRUCE_COUNT_MAX))
        return truce_fail(err, TRUCE_ERR_RANGE, "%s of %.10g; it must be from 0 to %d", what, value,
                          TRUCE_COUNT_MAX);
    return TRUCE_OK;
}

static enum truce_status check(const struct truce_quiet_rule *rule, struct truce_err *err)
{
    enum truce_status status = check_days("a target", rule->target_days, 1, err);

    if (status == TRUCE_OK)
        status = check_days("quiet days already run, a number", rule->already_days, 0, err);
    if (status == TRUCE_OK)
        status = check_tolerance("a tolerance a day", rule->per_day, err);
    if (status == TRUCE_OK)
        status = check_days("a window", rule->window_days, 0, err);
    if (status == TRUCE_OK && rule->window_days > 0)
        status = check_tolerance("a tolerance over a window", rule->window_at_most, err);
    if (status == TRUCE_OK && rule->on_break == TRUCE_BREAK_DEDUCT)
        status = check_days("a deduction for a broken day", rule->deduct_days, 0, err);
    if (status == TRUCE_OK && !(rule->observed >= 0.0 && rule->observed <= 1.0))
        return truce_fail(err, TRUCE_ERR_RANGE, "a share of observed days of %.10g; it must be from 0 to 1",
                          rule->observed);
    return status;
}

enum truce_status truce_quiet_rule_prepare(const struct truce_quiet_rule *rule, struct truce_quiet_steps *out,
                                           struct truce_err *err)
{
    enum truce_status status = check(rule, err);

    if (status != TRUCE_OK)
        return status;
    *out = (struct truce_quiet_steps){
        .target = rule->target_days,
        .already = rule->already_days,
        .per_day = (int64_t)floor(rule->per_day),
        .window = rule->window_days,
        .beyond = 1,
        .on_break = (enum truce_on_break)rule->on_break,
        .deduct = rule->deduct_days,
        .unobserved_day = (enum truce_unobserved)rule->unobserved_day,
        .observed = rule->observed,
    };
    if (rule->window_days > 0) {
        out->at_most = (int32_t)floor(rule->window_at_most);
        out->beyond = out->at_most + 1;
        if (out->per_day > out->at_most)
            out->per_day = out->at_most;
        out->day_class = (int32_t)out->per_day;
    }
    return TRUCE_OK;
}
