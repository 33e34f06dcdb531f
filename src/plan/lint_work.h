/*
 * A lint of gates and dates on its way.  Private to plan; files lint*.c.
 */
#ifndef TRUCE_PLAN_LINT_WORK_H
#define TRUCE_PLAN_LINT_WORK_H

#include "agreement/window.h"
#include "plan/lint.h"
#include "plan/plan.h"

struct truce_plan_lint_work {
    const struct truce_agreement *agreement;
    struct truce_diagnostics *found;
    const struct truce_state *state;
    struct truce_plan plan;        /* days and ledger; no targets */
    struct truce_graph_work *work; /* on the graph of the earliest case */
    unsigned char *open;           /* one a node: it opens some day, as things stand */
    unsigned char *by_text;        /* the same, if every position were withdrawn and every veto lifted */
    int32_t *day_by_text;          /* and on which day at the earliest */
    struct truce_windows *windows;
    struct truce_arena arena;
    bool no_memory; /* for a text of some finding */
};

enum truce_status truce_plan_lint_alloc(struct truce_plan_lint_work *lint, size_t n, size_t item, void **out,
                                        struct truce_err *err) TRUCE_MUST_USE;

enum truce_status truce_plan_lint_gates(struct truce_plan_lint_work *lint,
                                        struct truce_err *err) TRUCE_MUST_USE; /* W30, W33 */
void truce_plan_lint_windows(struct truce_plan_lint_work *lint);               /* W14 */
enum truce_status truce_plan_lint_limits(struct truce_plan_lint_work *lint,
                                         struct truce_err *err) TRUCE_MUST_USE; /* W13 */
void truce_plan_lint_guarantees(struct truce_plan_lint_work *lint);             /* W50 */
void truce_plan_lint_ledger(struct truce_plan_lint_work *lint);                 /* W70 */

/* ---- words ---- */

/* The text that was put together; "" without memory, which is remembered. */
const char *truce_plan_lint_said(struct truce_plan_lint_work *lint, const struct truce_buf *text);

/* "ceasefire (point 18)" */
void truce_plan_lint_name(const struct truce_agreement *agreement, const struct truce_named *named,
                          struct truce_buf *out);
/* What a node stands for: "ceasefire (point 18)", "the clock quiet60 (point 19) of 60 days", "guard (point 14)", "clause g.c". */
void truce_plan_lint_node(const struct truce_plan_lint_work *lint, int node, struct truce_buf *out);
/* "A, B and C" */
void truce_plan_lint_parties(const struct truce_agreement *agreement, struct truce_indexes parties,
                             struct truce_buf *out);
/* "10,000" */
void truce_plan_lint_amount(double amount, struct truce_buf *out);

#endif
