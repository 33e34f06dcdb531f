/*
 * The chance of the clock exactly, by dynamic programming over its states; private to this folder.
 */
#ifndef TRUCE_PLAN_QUIET_EXACT_H
#define TRUCE_PLAN_QUIET_EXACT_H

#include "plan/incident_model.h"

#define TRUCE_EXACT_MOVES_MAX ((size_t)8 << 20) /* of all states together; 4 bytes each */
#define TRUCE_EXACT_COST_MAX  2e8               /* moves x days x states of the model: about half a second */

/*
 * by_day     horizon_days + 1 values, filled: chance that the target was reached by the end of each day.
 * cost_max   moves of the machine times days; more are not done.
 * *possible  false: not done, by_day untouched: a HAWKES model, or more than cost_max or TRUCE_EXACT_MOVES_MAX.
 * Fails:     TRUCE_ERR_MEMORY.
 */
enum truce_status truce_quiet_exact(const struct truce_incidents *incidents, int32_t horizon_days,
                                    double cost_max, double *by_day, bool *possible,
                                    struct truce_err *err) TRUCE_MUST_USE;

#endif
