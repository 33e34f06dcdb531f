/*
 * A plan as text for a terminal, and as JSON.  The first lines are the answers, one sentence a target.
 */
#ifndef TRUCE_REPORT_PLAN_TEXT_H
#define TRUCE_REPORT_PLAN_TEXT_H

#include "base/buf.h"
#include "plan/plan.h"

struct truce_report_plan_options {
    size_t columns; /* [60, 400], default 96 */
    bool colour;
    bool why;          /* only the targets: root causes, ways out, substitutes */
    size_t ways_shown; /* a target; 0: all */
};

void truce_report_plan_options_init(struct truce_report_plan_options *options);

/* Appends the report.  Fails: TRUCE_ERR_MEMORY. */
enum truce_status truce_report_plan_text(const struct truce_plan *plan,
                                         const struct truce_report_plan_options *options,
                                         struct truce_buf *out, struct truce_err *err) TRUCE_MUST_USE;

/* What a what-if changes: gates and clocks whose days differ, targets.  Both plans are of the same agreement and state. */
enum truce_status truce_report_plan_changes(const struct truce_plan *before, const struct truce_plan *after,
                                            const struct truce_report_plan_options *options,
                                            struct truce_buf *out, struct truce_err *err) TRUCE_MUST_USE;

/* docs/formats/plan-answer.md.  before: NULL, or the plan without what-if, whose days are then given beside. */
enum truce_status truce_report_plan_json(const struct truce_plan *plan, const struct truce_plan *before,
                                         struct truce_buf *out, struct truce_err *err) TRUCE_MUST_USE;

#endif
