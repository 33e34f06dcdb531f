/*
 * Inside of ways_out.c: what keeps one target closed, and which options bear on it.
 *
 * Only nodes are here that are closed when nothing is granted, open when everything allowed is, and that the target waits for; only
 * inputs that can be satisfied and are not yet; only options that bear on these.  All are numbered anew, in the order of the graph.
 * Options are granted one after the other and taken back in the reverse order.
 */
#ifndef TRUCE_PLAN_LOCK_H
#define TRUCE_PLAN_LOCK_H

#include "plan/graph_work.h"

/* Where an input's node is none of the lock's. */
#define TRUCE_LOCK_NEVER (-1) /* it stays closed, whatever is granted */
#define TRUCE_LOCK_OPEN  (-2) /* it is open from the start: the input waits for its requirements only */

struct truce_lock {
    int n, n_inputs, n_options, target;
    int *option;                     /* number in the graph; ascending */
    int *first, *from, *owner, *by;  /* inputs; by: their option, -1 */
    int64_t *weight;                 /* of an input */
    int *needs_first, *needs;        /* of an input: the options that it requires */
    struct truce_input_lists users;  /* of a node: the inputs that wait for it */
    struct truce_input_lists grants; /* of an option: the inputs that it satisfies */
    struct truce_input_lists
        required;     /* of an option: the inputs that require it, once for each time they do */
    int64_t *shut_at; /* of a node: closed while inputs of that weight together are not satisfied */

    unsigned char *open, *satisfied, *granted;
    int64_t *missing;             /* of a node; it is open when <= 0 */
    int *unmet;                   /* of an input: requirements that are not granted */
    int *opened, *met, *given;    /* trails: nodes, inputs, options */
    int n_opened, n_met, n_given; /* their lengths */
    int told;                     /* of opened */
    int64_t steps;                /* inputs looked at, ever */
};

struct truce_lock_mark {
    int n_opened, n_met, n_given;
};

/* allowed: one byte an option of the graph; NULL: all.  Owned by the arena.  n is 0 where no options open the target, or none need to. */
enum truce_status truce_lock_make(struct truce_graph_work *work, int target, const unsigned char *allowed,
                                  struct truce_arena *arena, struct truce_lock *out,
                                  struct truce_err *err) TRUCE_MUST_USE;

struct truce_lock_mark truce_lock_mark(const struct truce_lock *lock);
void truce_lock_undo(struct truce_lock *lock, struct truce_lock_mark mark);

/* Grants an option that is not granted; true when the target is open.  When it is, only truce_lock_undo may follow. */
bool truce_lock_grant(struct truce_lock *lock, int option);

#endif
