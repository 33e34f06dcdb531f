/*
 * What is wrong in an agreement that needs its graph of gates and its dates: gates that never open, windows that are empty, time limits nobody can
 * keep, guarantees that end too early, contributions that are barred.  Every code, its rule and its cure: docs/lint.md.
 */
#ifndef TRUCE_PLAN_LINT_H
#define TRUCE_PLAN_LINT_H

#include "agreement/agreement.h"

/*
 * The agreement is taken as it stands, with no records: nothing has happened yet.
 *
 * found  initialised; gets warnings and notes, in the order of the checks.
 * Fails: TRUCE_ERR_MEMORY, TRUCE_ERR_LIMIT.
 * Cost:  that of planning all wanted gates, and O(norms x graph) at worst for time limits.
 */
enum truce_status truce_plan_lint(const struct truce_agreement *agreement, struct truce_diagnostics *found,
                                  struct truce_err *err) TRUCE_MUST_USE;

#endif
