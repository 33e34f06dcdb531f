/*
 * Conditions as a network of nodes, and its least fixpoint, kept up to date while things change.
 *
 * A node holds when enough of its inputs hold; a node without inputs is an atom that its owner sets.  Every node exists twice, once
 * for each reading, and the negation of a node asks the other reading: what counts against opening is taken in its worst case by the strict
 * reading and in its best by the lenient one.  So strict never holds more than lenient.
 *
 * A node may hold only because of others that hold without it: what supports itself in a circle does not hold.
 */
#ifndef TRUCE_JUDGE_NETWORK_H
#define TRUCE_JUDGE_NETWORK_H

#include <stdbool.h>

#include "base/arena.h"
#include "judge/state.h"

struct truce_net_node {
    int threshold;          /* inputs that must hold; of an atom 1, its count being set by hand */
    double at_least;        /* of a sum: the amount that the inputs which hold must reach; NaN: not a sum */
    size_t first_out, outs; /* edges that leave it */
    size_t first_in, ins;   /* of a sum: its inputs */
    int stratum;            /* nothing that a node negates is of its stratum or above */
    bool dead;              /* a negation of itself, through others: never holds */
};

struct truce_net_edge {
    int from, to;
    bool negative;
};

/* What a node is at a moment; those of the lenient reading follow those of the strict one. */
struct truce_net_value {
    int count; /* inputs that hold; of a negation 1 while what it negates does not hold */
    int next;  /* in the list of its stratum, of nodes to look at */
    bool holds;
    bool forced;   /* holds whatever its inputs do: waived, latched */
    bool disabled; /* does not hold whatever its inputs do; `forced` is stronger */
    bool listed;
    bool lost;    /* an input was lost since it was last looked at */
    bool touched; /* in the list of those that may have changed */
    bool before;  /* what `holds` was when it was touched */
};

struct truce_network {
    size_t n; /* nodes of a reading */
    struct truce_net_node *nodes;
    struct truce_net_edge *edges; /* sorted by `from` once sealed */
    size_t n_edges, max_edges;
    int *sums;      /* inputs of sums, in the order of their adding */
    double *amount; /* of a node, as input of sums */
    struct truce_net_value *values;
    int n_strata;
    int *first_listed; /* by stratum; -1 */
    int *stack;
    size_t room; /* of the stack */
    int *touched;
    size_t n_touched;
};

/* Room for n nodes of a reading and some edges, in an arena. */
enum truce_status truce_network_init(struct truce_network *net, size_t n, size_t max_edges,
                                     struct truce_arena *arena, struct truce_err *err) TRUCE_MUST_USE;

/* `to` waits for `from`, or for its not holding. */
void truce_network_join(struct truce_network *net, int from, int to, bool negative);

/* No more edges: strata are found, and the network settles as it stands. */
enum truce_status truce_network_seal(struct truce_network *net, struct truce_arena *arena,
                                     struct truce_err *err) TRUCE_MUST_USE;

/* Changes of one node, by its number (reading x n + node).  They take effect when the network settles. */
void truce_network_set_atom(struct truce_network *net, int id, bool holds);
void truce_network_force(struct truce_network *net, int id, bool forced);
void truce_network_disable(struct truce_network *net, int id, bool disabled);

/* The amount of an input of sums, in both readings. */
void truce_network_set_amount(struct truce_network *net, int node, double amount);

/*
 * Brings every node up to date.  What lost support is taken back with all that may rest on it, and what still follows comes in again
 * ("delete and rederive": A. Gupta, I. Mumick, V. Subrahmanian, SIGMOD 1993, doi:10.1145/170035.170066), stratum by stratum.
 * Cost: O(nodes and edges that are reached by the change).
 */
void truce_network_settle(struct truce_network *net);

/* Those touched since the last call, each once, with what they were before: forgets them.  Between: net->touched, net->n_touched. */
void truce_network_forget_touched(struct truce_network *net);

static inline bool truce_network_holds(const struct truce_network *net, int reading, int node)
{
    return net->values[(size_t)reading * net->n + (size_t)node].holds;
}

#endif
