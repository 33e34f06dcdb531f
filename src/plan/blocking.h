/*
 * Inside of roots.c: closed nodes, and which of them block each other.
 *
 * The nodes that matter are numbered anew, 0 ... n - 1, in the order of the graph.  An edge goes from a closed node to a closed node that it
 * waits for.  At any time some nodes are *in* and all others count as open.  What is in is a blocking set after every call
 * here: taking a node out takes out, in turn, all that would open.
 */
#ifndef TRUCE_PLAN_BLOCKING_H
#define TRUCE_PLAN_BLOCKING_H

#include "plan/graph_work.h"

struct truce_blocking {
    int n;
    int *node;               /* number in the graph; ascending */
    int *first, *to, *owner; /* edges of p: first[p] ... first[p + 1] - 1; where one leads, whose it is */
    int64_t *weight;         /* of an edge */
    struct truce_input_lists users; /* of a node: the edges that lead to it */
    unsigned char *dayless;         /* of a node: its own day never comes */

    unsigned char *in;
    unsigned char *kept; /* nodes that must not be taken out */
    int64_t *missing;    /* of a node: its threshold less what is open; it is open when <= 0 */
    int *trail;          /* nodes taken out, in order; n */
    int n_trail, told;   /* of these, told to their users */
    int n_in;
    int64_t steps; /* edges looked at, ever */

    /* scratch */
    unsigned char *chosen;                  /* of an edge */
    int *list;                              /* n */
    int *component;                         /* of a node, from 0, each before those that wait for it; -1 */
    int *depth, *low, *stack, *path, *next; /* of truce_blocking_components */
};

/* The closed nodes that the targets wait for; nothing is in.  Owned by the arena. */
enum truce_status truce_blocking_make(struct truce_graph_work *work, const unsigned char *granted,
                                      const int *targets, size_t n_targets, struct truce_arena *arena,
                                      struct truce_blocking *out, struct truce_err *err) TRUCE_MUST_USE;

/* Is a node closed when all others are open?  Then it is a minimal blocking set, no other holds it, and it must not be entered.  Nothing may be in. */
bool truce_blocking_alone(const struct truce_blocking *b, int p);

/* Begins anew with the largest blocking set within some nodes.  Nothing may be in. */
void truce_blocking_enter(struct truce_blocking *b, const int *nodes, int n);
/* Takes all out for good. */
void truce_blocking_leave(struct truce_blocking *b, const int *nodes, int n);

/* Takes a node out that is in.  False: a node that is kept would have to go, too; then only truce_blocking_undo may follow. */
bool truce_blocking_remove(struct truce_blocking *b, int p);
/* The same for all that are in but for those marked in `stay`, nodes of a list. */
bool truce_blocking_retain(struct truce_blocking *b, const int *nodes, int n, const unsigned char *stay);
/* Back to n_trail == mark. */
void truce_blocking_undo(struct truce_blocking *b, int mark);

/* Strongly connected components of what is in among some nodes: their number; b->component is filled.  Only over chosen edges when `chosen`. */
int truce_blocking_components(struct truce_blocking *b, const int *nodes, int n, bool chosen);

/*
 * A minimal blocking set within what is in, which is among some nodes: all others are taken out.  The nodes in `must`, kept, stay in: with
 * some, the set is minimal among those that hold them.  nodes[] must not be b->list.
 */
void truce_blocking_minimise(struct truce_blocking *b, const int *nodes, int n, const int *must, int n_must);

#endif
