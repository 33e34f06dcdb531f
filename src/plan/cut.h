/*
 * Inside of ways_out.c: cuts.  A cut is a set of options of which one at least is in every way out.
 */
#ifndef TRUCE_PLAN_CUT_H
#define TRUCE_PLAN_CUT_H

#include "plan/lock.h"

struct truce_cut_finder;

/* Borrows the lock; owned by the arena. */
enum truce_status truce_cut_finder_make(struct truce_lock *lock, struct truce_arena *arena,
                                        struct truce_cut_finder **out, struct truce_err *err) TRUCE_MUST_USE;

/*
 * A cut that has none of the options granted now, while the target is closed: a proof that they do not do.  No option of it can be left
 * out; it is small, but not always the smallest that there is.
 *
 * cheap  one byte an option: it may be in the cut as if it were not counted (it is not to be granted anyway).
 * out    lock->n_options at most, filled, ascending; their number is returned.
 */
int truce_cut_find(struct truce_cut_finder *finder, const unsigned char *cheap, int *out);

#endif
