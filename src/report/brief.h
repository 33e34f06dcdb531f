/*
 * The brief: one page on a plan for people at a table; PDF (A4) or HTML, which prints on one page too.
 *
 * Both are made of the same content.  What does not fit is left out by a fixed order of rules and named; letters are never smaller than 8 pt.
 * Same input, same bytes (a PDF with the same cairo, Pango and fonts).
 */
#ifndef TRUCE_REPORT_BRIEF_H
#define TRUCE_REPORT_BRIEF_H

#include <stdbool.h>

#include "base/hash.h"
#include "plan/plan.h"

/* Where the plan comes from. */
struct truce_brief_source {
    const char *file;              /* name of the agreement's file */
    const struct truce_hash *hash; /* of its bytes; NULL: not given */
    const char *records;           /* name of the record file; NULL: none */
    struct truce_texts what_if;    /* what the plan takes as granted, as it was given */
};

/*
 * path  ends in .pdf, .html or .htm.
 * Fails: TRUCE_ERR_USAGE another ending; TRUCE_ERR_IO; TRUCE_ERR_MEMORY.
 */
enum truce_status truce_report_brief(const char *path, const struct truce_plan *plan,
                                     const struct truce_brief_source *source,
                                     struct truce_err *err) TRUCE_MUST_USE;

/* Can a file of this name be written? */
bool truce_brief_can_write(const char *path);

#endif
