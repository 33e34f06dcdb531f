/*
 * The gates of an agreement as a graph: what waits for what, how long, and what could be granted.
 *
 * A node opens when the weights of those of its inputs that are satisfied reach its threshold; then its delay passes.  An
 * input is satisfied when its node is open, or when its option is granted: a clause waived, a position withdrawn, a veto lifted.  A node that
 * is no more than a fact is a source: it opens on its day, or never.  All weights are > 0, so everything is monotone: more granted
 * never closes anything.  Days are civil days; TRUCE_DAY_NEVER where a node never opens.
 *
 * Weights and thresholds are counted in whole millionths, so that sums are exact and do not depend on any order.  Days lie in the calendar's years: one before
 * TRUCE_YEAR_MIN counts as its first day, one that would come in TRUCE_YEAR_MAX or later as TRUCE_DAY_NEVER, for dates alone:
 * a node may be reachable and yet have no day.
 *
 * Options that are granted are handed over as `granted`: one byte an option, 0 or 1; NULL: none.
 *
 * The engines below know nothing of agreements; plan/build.h makes the graph of one.
 */
#ifndef TRUCE_PLAN_GRAPH_H
#define TRUCE_PLAN_GRAPH_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/calendar.h"

#define TRUCE_DAY_NEVER INT32_MAX
#define TRUCE_NO_OPTION (-1)

struct truce_input {
    int node;      /* what it waits for */
    double weight; /* 1 for a clause; the amount for a contribution */
    int option;    /* that satisfies it when granted; TRUCE_NO_OPTION */
    const int
        *requires; /* options without which it counts for nothing: a barred contribution, until the vetoes are lifted */
    size_t n_requires;
};

/* A last date: what has not come before it never comes.  For dates alone: reachable, loops and ways out know nothing of days. */
struct truce_day_limit {
    bool given;
    int32_t day; /* the first on which it is too late */
    int option;  /* that lifts the limit when granted; TRUCE_NO_OPTION */
};

struct truce_node {
    const struct truce_input
        *inputs; /* none, and threshold <= 0: a source; none and a threshold: it never opens */
    size_t n_inputs;
    double threshold;     /* sum of weights at which it opens; <= 0: as soon as its day has come */
    int32_t day;          /* a source opens on it, and no node opens before it; TRUCE_DAY_NEVER */
    int32_t delay_months; /* then, by the calendar */
    int32_t delay_days;   /* then */
    struct truce_day_limit met_before;  /* of the day on which its inputs suffice */
    struct truce_day_limit open_before; /* of the day on which it opens, its delay included */
};

struct truce_graph {
    const struct truce_node *nodes;
    size_t n;
    size_t n_options;
    enum truce_month_end
        month_end; /* ERROR counts as DOWN: the earlier of the two days that a text could mean */
};

/* ---- reachable, and when ---- */

/*
 * Which nodes open, ever.  open: graph->n bytes, filled.  work: from truce_graph_work_open, may be shared by calls of one thread;
 * the graph is borrowed and must stay as it is.
 *
 * Fails: TRUCE_ERR_RANGE, at the node: an input or option that is not there; a weight that is not above 0; a delay below 0; weights of a node
 *        that add up to more than 4e12; TRUCE_ERR_LIMIT; TRUCE_ERR_MEMORY.
 * Cost:  O(nodes + inputs).
 */
struct truce_graph_work;
enum truce_status truce_graph_work_open(const struct truce_graph *graph, struct truce_graph_work **out,
                                        struct truce_err *err) TRUCE_MUST_USE;
void truce_graph_work_close(struct truce_graph_work *work);
void truce_graph_reach(struct truce_graph_work *work, const unsigned char *granted, unsigned char *open);

/*
 * The earliest day of every node: Knuth's generalisation of Dijkstra's algorithm, exact with cycles since every delay is >= 0.
 *
 * day     graph->n values, filled; TRUCE_DAY_NEVER where a node never opens.
 * setter  graph->n values, filled, may be NULL: the index of the input that set the value, -1 for sources, for nodes without a day, and where a
 *         granted option or the node's own day did.  Followed from node to node it ends.
 * Cost:   O((nodes + inputs) log nodes).
 * Source: D. E. Knuth, Information Processing Letters 6 (1977), doi:10.1016/0020-0190(77)90002-3.
 */
void truce_graph_earliest(struct truce_graph_work *work, const unsigned char *granted, int32_t *day,
                          int *setter);

/*
 * Days by which each node may be later, the others as they are, without `target` being later than `limit`; INT32_MAX where it does not
 * matter, and everywhere when the target has no day.  A limit before the target's day counts as that day: the slack is then that of the
 * target as it stands, 0 on its critical path.
 * Exact.  Cost: a run of truce_graph_earliest, and one for each node that others could stand in for.
 */
enum truce_status truce_graph_slack(struct truce_graph_work *work, const unsigned char *granted, int target,
                                    int32_t limit, int32_t *slack, struct truce_err *err) TRUCE_MUST_USE;

/* ---- deadlock ---- */

/* A set of nodes, ascending; owned by an arena. */
struct truce_node_set {
    const int *nodes;
    size_t n;
};

/*
 * Root causes of closed targets: minimal blocking sets.  A set of closed nodes blocks when each of its members stays closed even if everything
 * outside of the set is open; sources that never open are facts, never taken as open, and no members.  One node alone is
 * an impossibility; more are a loop.
 *
 * Gives all minimal ones among the closed nodes that `targets` wait for (through inputs that are neither granted nor barred), by size, then by
 * their nodes; at most `max`.  *complete (may be NULL) is false when there are more, or may be: an end is put to a search of
 * more than some hundred million steps, so that an answer comes in seconds.
 *
 * There may be very many: max == 1 gives one, by deletion, in O(nodes x (nodes + inputs)) at worst and near linear time where
 * loops are short.
 */
enum truce_status truce_graph_roots(struct truce_graph_work *work, const unsigned char *granted,
                                    const int *targets, size_t n_targets, size_t max,
                                    struct truce_arena *arena, struct truce_node_set **out, size_t *n,
                                    bool *complete, struct truce_err *err) TRUCE_MUST_USE;

/* The members of a blocking set as a loop: each waits for the next, the last for the first, so short as it can be.  A set that is no one
 * loop gives the shortest that it holds.  loop: the nodes; via: input of loop[i] that leads to loop[i + 1]. */
struct truce_loop {
    const int *nodes;
    const int *via;
    size_t n; /* 0: no loop (one impossible node) */
};
enum truce_status truce_graph_loop(const struct truce_graph *graph, const unsigned char *granted,
                                   struct truce_node_set set, struct truce_arena *arena,
                                   struct truce_loop *out, struct truce_err *err) TRUCE_MUST_USE;

/* ---- ways out ---- */

/* A minimal set of options that opens the target: without any one of them it stays closed. */
struct truce_way_out {
    const int *options; /* ascending */
    size_t n;
    double cost;
    int32_t day; /* earliest day of the target when they are granted */
};

struct truce_ways_options {
    size_t max_size;              /* of a way; ways of more options are not looked for */
    size_t max_ways;              /* then *complete is false */
    const double *cost;           /* one an option, > 0, for the order among ways of one size; NULL: 1 each */
    const unsigned char *allowed; /* one byte an option; NULL: all are */
    int64_t max_steps;            /* inputs to look at before the search ends; 0: some seconds' worth */
};

/*
 * All minimal ways out up to a size, in order of size, then cost, then of their options.
 *
 * Implicit hitting sets: a list of blocking cuts is kept; a smallest set of options that meets each of them is tried; if the target stays closed a
 * new cut is learnt.
 * Nothing else is granted.  A target that is open already has no ways out, and one that no options open has none either.
 * complete  may be NULL: false when max_ways was reached before all of max_size were found, or the search was cut short: by max_steps, or
 *           because it went on too long when max_ways were found.  If it was not cut short, those given are the first in the order above.
 */
enum truce_status truce_graph_ways_out(struct truce_graph_work *work, int target,
                                       const struct truce_ways_options *options, struct truce_arena *arena,
                                       struct truce_way_out **out, size_t *n, bool *complete,
                                       struct truce_err *err) TRUCE_MUST_USE;

#endif
