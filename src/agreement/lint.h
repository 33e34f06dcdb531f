/*
 * What is wrong in an agreement that can be read: contradictions, rules without effect, places nobody owns, clocks that cannot be kept,
 * duties without means.  Every code, its rule and its cure: docs/lint.md.
 *
 * This part needs the text alone.  What needs the graph of gates and dates is plan/lint.h.
 */
#ifndef TRUCE_AGREEMENT_LINT_H
#define TRUCE_AGREEMENT_LINT_H

#include "agreement/agreement.h"

/*
 * agreement  zones from elsewhere should have got their geometry (agreement/zone.h); what needs one that is missing is left out, with a note.
 * found      initialised; gets warnings and notes, in the order of the checks (truce_diagnostics_sort puts them in that of the file).
 * Fails:     TRUCE_ERR_MEMORY; TRUCE_ERR_SHAPE a geometry that GEOS cannot handle.
 * Cost:      O(norms + pairs of a prohibition and a duty or permit that share a class and an actor), and an overlay for every pair of places.
 */
enum truce_status truce_agreement_lint(const struct truce_agreement *agreement,
                                       struct truce_diagnostics *found, struct truce_err *err) TRUCE_MUST_USE;

#endif
