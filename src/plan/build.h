/*
 * From agreement and state to a graph.  Private to plan; the door is truce_plan_graph_build in plan.h.
 */
#ifndef TRUCE_PLAN_BUILD_H
#define TRUCE_PLAN_BUILD_H

#include "plan/plan.h"

#define TRUCE_NODE_OPEN 0 /* the node that is open from the start */

/* A graph being built; files build*.c. */
struct truce_builder {
    const struct truce_agreement *agreement;
    const struct truce_state *state;
    const struct truce_reading_state *now; /* the strict reading */
    enum truce_case which;
    struct truce_arena *arena;
    struct truce_plan_graph *out;
    struct truce_diagnostics *notes; /* may be NULL */
    struct truce_node *nodes;
    size_t n, size;
    size_t n_grants, size_grants;
    int *together;      /* one a gate: the first gate of its group */
    int *next_together; /* one a gate: the next of its group, or TRUCE_NONE */
    int contribution_base;
    int veto_option_base;
};

/* The inputs of a node on their way; room for `size` of them. */
struct truce_filling {
    int node;
    struct truce_input *inputs;
    struct truce_plan_input *what;
    size_t n, size;
};

enum truce_status truce_build_alloc(struct truce_builder *b, size_t n, size_t item, void **out,
                                    struct truce_err *err) TRUCE_MUST_USE;
/* An option called "verb what". */
enum truce_status truce_build_grant(struct truce_builder *b, struct truce_grant grant, const char *verb,
                                    const char *what, int *option, struct truce_err *err) TRUCE_MUST_USE;
/* A source on the first day, until it gets inputs. */
enum truce_status truce_build_node(struct truce_builder *b, struct truce_plan_node what, int *node,
                                   struct truce_err *err) TRUCE_MUST_USE;
enum truce_status truce_fill_begin(struct truce_builder *b, int node, size_t n, struct truce_filling *out,
                                   struct truce_err *err) TRUCE_MUST_USE;
void truce_fill_add(struct truce_filling *f, struct truce_input input, struct truce_plan_input what);
void truce_fill_end(struct truce_builder *b, const struct truce_filling *f, double threshold);

/* The day that an estimate gives, not before the first day. */
enum truce_status truce_build_estimated_day(const struct truce_builder *b, struct truce_duration after,
                                            int32_t *out, struct truce_err *err) TRUCE_MUST_USE;
void truce_build_delay(const struct truce_builder *b, int node, struct truce_duration delay);
struct truce_duration truce_build_lead(const struct truce_builder *b, const char *id);

/* build_limits.c: the last dates of a gate, into its node; the gate's options are there already. */
void truce_build_limits(struct truce_builder *b, int gate, int node);

/* One clause as an input, which may be waived where it has a name and is not waived yet. */
enum truce_status truce_build_clause(struct truce_builder *b, struct truce_filling *f,
                                     const struct truce_condition *clause,
                                     struct truce_err *err) TRUCE_MUST_USE;

/* The parts, in the order in which they are built. */
enum truce_status truce_build_groups(struct truce_builder *b, struct truce_err *err) TRUCE_MUST_USE;
enum truce_status truce_build_veto_options(struct truce_builder *b, struct truce_err *err) TRUCE_MUST_USE;
enum truce_status truce_build_gate(struct truce_builder *b, int gate, struct truce_err *err) TRUCE_MUST_USE;
enum truce_status truce_build_clock(struct truce_builder *b, int clock, struct truce_err *err) TRUCE_MUST_USE;
enum truce_status truce_build_contribution(struct truce_builder *b, int contribution,
                                           struct truce_err *err) TRUCE_MUST_USE;
enum truce_status truce_build_need(struct truce_builder *b, int need, struct truce_err *err) TRUCE_MUST_USE;

/* Options granted become part of the graph: their inputs are open, what they bar is free.  granted: one byte an option. */
enum truce_status truce_plan_graph_bake(struct truce_plan_graph *graph, const unsigned char *granted,
                                        struct truce_arena *arena, struct truce_err *err) TRUCE_MUST_USE;

/* The veto in force that bars a contribution, the first of the file from index `from` on; TRUCE_NONE. */
int truce_plan_veto_on(const struct truce_agreement *agreement, const struct truce_state *state,
                       int contribution, struct truce_day day, int from);

/* Is a contribution promised: offered, approved or deployed?  Considered ones are not. */
bool truce_plan_is_promised(const struct truce_contribution_now *now);

/* The estimate for a condition, by the most specific key that is there; NULL where there is none.  For several parties: the later ones count. */
bool truce_plan_estimate(const struct truce_agreement *agreement, const struct truce_condition *condition,
                         enum truce_case which, struct truce_duration *out);

#endif
