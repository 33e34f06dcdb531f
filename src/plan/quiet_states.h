/*
 * The clock as a finite machine: every state that can come about, and where each kind of day leads; private to this folder.
 *
 * A state is the clock, what is left of a retaliation, and what the days of the window weighed, as far as it still matters: once the
 * newest of them exceed the window's tolerance together, older ones are forgotten, for they leave the window first.
 */
#ifndef TRUCE_PLAN_QUIET_STATES_H
#define TRUCE_PLAN_QUIET_STATES_H

#include "plan/quiet_rule.h"

#define TRUCE_STATE_REACHED (-1)

struct truce_quiet_states {
    int32_t n;
    int32_t n_moves;             /* a day's classes [0, beyond], then an unobserved day */
    const int32_t *next;         /* [state * n_moves + move]: a state, or TRUCE_STATE_REACHED */
    const unsigned char *raised; /* one a state: the next day's rate is raised */
};

/*
 * All states from the start on; state 0 is the start.  raised_days: 0 without retaliation.  The clock must not have reached its target already.
 *
 * max_moves  of all states together; more are too many: *fits is false, and out untouched.
 * out        owned by the arena.
 * Fails:     TRUCE_ERR_MEMORY, TRUCE_ERR_LIMIT of the arena.
 */
enum truce_status truce_quiet_states_make(const struct truce_quiet_steps *steps, int32_t raised_days,
                                          size_t max_moves, struct truce_arena *arena,
                                          struct truce_quiet_states *out, bool *fits,
                                          struct truce_err *err) TRUCE_MUST_USE;

#endif
