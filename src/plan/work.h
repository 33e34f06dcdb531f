/*
 * A plan on its way.  Private to plan.
 */
#ifndef TRUCE_PLAN_WORK_H
#define TRUCE_PLAN_WORK_H

#include "plan/build.h"

struct truce_planning {
    const struct truce_agreement *agreement;
    const struct truce_state *state; /* with what-if amounts */
    const struct truce_plan_options *options;
    struct truce_plan *plan;
    struct truce_graph_work *work[TRUCE_CASES];
    int32_t *day[TRUCE_CASES]; /* one a node */
    int *setter[TRUCE_CASES];  /* one a node */
    unsigned char *open;       /* one a node: it opens some day */
    unsigned char *scratch;    /* one an option, zeroed between uses */
    int32_t *scratch_day;      /* one a node */
};

enum truce_status truce_plan_alloc(struct truce_planning *p, size_t n, size_t item, void **out,
                                   struct truce_err *err) TRUCE_MUST_USE;

/* What-if texts: granted options into p->plan->granted, amounts into `amounts` (one a contribution). */
enum truce_status truce_plan_what_if_options(struct truce_planning *p, struct truce_err *err) TRUCE_MUST_USE;
enum truce_status truce_plan_what_if_amounts(const struct truce_agreement *agreement,
                                             const struct truce_plan_options *options, double *amounts,
                                             struct truce_err *err) TRUCE_MUST_USE;

/* One target: days, path, roots, ways out, substitutes. */
enum truce_status truce_plan_target(struct truce_planning *p, int gate, struct truce_target_plan *out,
                                    struct truce_err *err) TRUCE_MUST_USE;
enum truce_status truce_plan_substitutes(struct truce_planning *p, struct truce_target_plan *target,
                                         struct truce_err *err) TRUCE_MUST_USE;

enum truce_status truce_plan_needs(struct truce_planning *p, struct truce_err *err) TRUCE_MUST_USE;
enum truce_status truce_plan_guarantees(struct truce_planning *p, struct truce_err *err) TRUCE_MUST_USE;

#endif
