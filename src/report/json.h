/*
 * The answer to claims as JSON: every number of it.  Format: docs/formats/verify-answer.md.
 */
#ifndef TRUCE_REPORT_JSON_H
#define TRUCE_REPORT_JSON_H

#include "base/buf.h"
#include "verify/verify.h"

/* Appends one JSON object and a line break.  Shapes are not in it: those are layers (report/layers.h).
 * Fails: TRUCE_ERR_MEMORY. */
enum truce_status truce_report_json(const struct truce_verify_answer *answer, struct truce_buf *out,
                                    struct truce_err *err) TRUCE_MUST_USE;

#endif
