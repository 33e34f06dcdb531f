/*
 * Inside of the graph engines: the graph as flat arrays, read once, and room for the work of one call.
 *
 * Inputs are numbered through: those of node p are first[p] ... first[p + 1] - 1, in their order.  Weights and thresholds are whole
 * millionths: their sums are exact, so that nothing depends on the order in which inputs are satisfied.
 */
#ifndef TRUCE_PLAN_GRAPH_WORK_H
#define TRUCE_PLAN_GRAPH_WORK_H

#include "plan/graph.h"

/* Lists of inputs: that of i is input[first[i]] ... input[first[i + 1] - 1], ascending. */
struct truce_input_lists {
    int *first;
    int *input;
};

/* What an input is under the options that are granted. */
enum truce_input_state {
    TRUCE_INPUT_WAITS,   /* satisfied when its node opens */
    TRUCE_INPUT_GRANTED, /* satisfied by its option */
    TRUCE_INPUT_BARRED,  /* counts for nothing: an option that it requires is not granted */
};

struct truce_graph_work {
    struct truce_arena arena; /* holds all that follows, and this struct */
    const struct truce_graph *graph;
    size_t n, n_inputs;
    int *first;                     /* n + 1: first input of a node */
    int *from, *owner;              /* of an input: the node it waits for, the node whose input it is */
    int64_t *weight;                /* of an input */
    int64_t *threshold;             /* of a node; <= 0: open from the start */
    struct truce_input_lists users; /* of a node: the inputs that wait for it */
    int32_t day_first, day_end;     /* days of the calendar: [day_first, day_end) */

    /* scratch of one call */
    const unsigned char *granted; /* of the latest truce_graph_start */
    unsigned char *state;         /* of an input, enum truce_input_state */
    int64_t *missing;             /* of a node: threshold less what is satisfied */
    int *queue;                   /* n nodes */
    uint64_t *heap;               /* n */
    int *rank;                    /* of a node: its place in the order of opening; -1 */
    int *completed_by;            /* of a node: the input that completed its threshold; -1: none had to */
};

/* Fills `state`, and `missing` by the inputs that are granted. */
void truce_graph_start(struct truce_graph_work *work, const unsigned char *granted);

/* What an input is when these options are granted (NULL: none). */
enum truce_input_state truce_graph_input_state(const struct truce_input *input, const unsigned char *granted);

/* A weight or threshold in whole millionths; what is above 0 stays so. */
int64_t truce_graph_millionths(double x);

/* The input with a number. */
static inline const struct truce_input *truce_graph_input(const struct truce_graph_work *work, int input)
{
    int owner = work->owner[input];
    return &work->graph->nodes[owner].inputs[input - work->first[owner]];
}

/* May it open at all: does its own day come? */
static inline bool truce_graph_day_comes(const struct truce_graph_work *work, int node)
{
    return work->graph->nodes[node].day != TRUCE_DAY_NEVER;
}

/* A fact: it waits for nothing but its day. */
static inline bool truce_graph_is_source(const struct truce_graph_work *work, int node)
{
    return work->graph->nodes[node].n_inputs == 0 && work->threshold[node] <= 0;
}

/* n zeroed items of an arena; at least one, so that they have an address. */
enum truce_status truce_graph_alloc(struct truce_arena *arena, size_t n, size_t item, void *out,
                                    struct truce_err *err) TRUCE_MUST_USE;

/* Turns counts into lists: of n keys, key[i] of item i (< 0: none); items ascending in each list. */
enum truce_status truce_graph_lists(struct truce_arena *arena, size_t n_keys, const int *key, size_t n_items,
                                    struct truce_input_lists *out, struct truce_err *err) TRUCE_MUST_USE;

/* Days beside what truce_graph_earliest takes. */
struct truce_earliest_options {
    const unsigned char *granted;
    int stop;          /* when it has opened no more is wanted: others may be left at NEVER; -1: all */
    int late;          /* a node that opens later than it could; -1 */
    int32_t late_days; /* by so many days */
};

/* rank and completed_by of the work are filled, too.  setter may be NULL. */
void truce_graph_earliest_run(struct truce_graph_work *work, const struct truce_earliest_options *options,
                              int32_t *day, int *setter);

/* The day on which a node opens whose inputs suffice from `at` on; INT32_MIN: from ever.  Monotone in `at`. */
int32_t truce_graph_opening(const struct truce_graph_work *work, int node, int32_t at);

/* The last day on which a node may open: that before its open_before, or the last of the calendar. */
int32_t truce_graph_last_day(const struct truce_graph_work *work, int node);

#endif
