/*
 * The answer to claims as text for a terminal.
 *
 * The first lines are the answers, one sentence a claim; what they rest on follows, claim by claim; notes come last.
 */
#ifndef TRUCE_REPORT_TEXT_H
#define TRUCE_REPORT_TEXT_H

#include "base/buf.h"
#include "verify/verify.h"

struct truce_report_text_options {
    size_t columns;   /* lines are broken here where they can be; [60, 400], default 96 */
    bool list_places; /* every place, not only the first and last few */
    bool colour;      /* escape sequences for bold heads and findings; default no */
};

void truce_report_text_options_init(struct truce_report_text_options *options);

/*
 * Appends the report to `out`.
 *
 * options NULL: the defaults.
 * Fails:  TRUCE_ERR_RANGE columns; TRUCE_ERR_MEMORY.
 */
enum truce_status truce_report_text(const struct truce_verify_answer *answer,
                                    const struct truce_report_text_options *options, struct truce_buf *out,
                                    struct truce_err *err) TRUCE_MUST_USE;

#endif
