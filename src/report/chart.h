/*
 * The chart of a picture: the figure of each source day by day, and the claimed one as a line; private to this folder.
 */
#ifndef TRUCE_REPORT_CHART_H
#define TRUCE_REPORT_CHART_H

#include "report/canvas.h"
#include "verify/verify.h"

/* Is there a series to draw? */
bool truce_chart_has_lines(const struct truce_claim_answer *claim);

/* Draws into `box`, axes, names and explanation included.  Fails: TRUCE_ERR_MEMORY. */
enum truce_status truce_chart_draw(struct truce_canvas *canvas, struct truce_area_px box,
                                   const struct truce_verify_answer *answer,
                                   const struct truce_claim_answer *claim,
                                   struct truce_err *err) TRUCE_MUST_USE;

#endif
