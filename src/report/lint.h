/*
 * What lint found, as text and as JSON.
 */
#ifndef TRUCE_REPORT_LINT_H
#define TRUCE_REPORT_LINT_H

#include "base/buf.h"
#include "base/diagnostics.h"

struct truce_report_lint_options {
    bool colour;
};

/* "file:line:column: warning W10: text", detail indented by two, and how many there were.  All files one after the other.
 * Fails: TRUCE_ERR_MEMORY. */
enum truce_status truce_report_lint_text(const struct truce_diagnostics *files, size_t n,
                                         const struct truce_report_lint_options *options,
                                         struct truce_buf *out, struct truce_err *err) TRUCE_MUST_USE;

/* docs/formats/lint-answer.md.  Fails: TRUCE_ERR_MEMORY. */
enum truce_status truce_report_lint_json(const struct truce_diagnostics *files, size_t n,
                                         struct truce_buf *out, struct truce_err *err) TRUCE_MUST_USE;

#endif
