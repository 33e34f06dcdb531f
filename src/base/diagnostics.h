/*
 * Diagnostics: what is wrong, or worth knowing, in a file that a person wrote: as many as there are, each with its code and place.
 *
 * Errors stop what would follow, warnings do not, notes inform.  Codes are stable: they are part of the interface.
 */
#ifndef TRUCE_BASE_DIAGNOSTICS_H
#define TRUCE_BASE_DIAGNOSTICS_H

#include <stdbool.h>

#include "base/status.h"

#define TRUCE_DIAGNOSTICS_MAX 1000 /* kept; later ones are only counted */

/* Where something stands in its file; line 0: nowhere in particular. */
struct truce_spot {
    uint32_t line, column; /* column in bytes, from 1 */
};

struct truce_diagnostic {
    char code[8]; /* "E02", "W10", "N80"; the letter is the severity */
    struct truce_spot at;
    struct truce_spot other; /* a second place that belongs to it, or line 0 */
    char *text;              /* one line, owned by the list */
    char *detail; /* more lines, "\n" between them, owned; NULL: none.  A counter-example, a root cause */
};

struct truce_diagnostics {
    const char *file; /* borrowed: the file that they are about */
    struct truce_diagnostic *items;
    size_t n, size;
    size_t errors, warnings, notes; /* of all, kept or not */
    size_t dropped;                 /* beyond TRUCE_DIAGNOSTICS_MAX, or for which there was no memory */
};

void truce_diagnostics_init(struct truce_diagnostics *diagnostics, const char *file);
void truce_diagnostics_fini(struct truce_diagnostics *diagnostics);

/* code: one of E W N and digits. */
void truce_diagnostics_add(struct truce_diagnostics *diagnostics, const char *code, struct truce_spot at,
                           const char *format, ...) TRUCE_PRINTF(4, 5);

/* Of the one added last. */
void truce_diagnostics_also_at(struct truce_diagnostics *diagnostics, struct truce_spot other);
void truce_diagnostics_detail(struct truce_diagnostics *diagnostics, const char *format, ...)
    TRUCE_PRINTF(2, 3);

/* By place, then by code; stable. */
void truce_diagnostics_sort(struct truce_diagnostics *diagnostics);

/* TRUCE_OK, or the first error as a truce_err (TRUCE_ERR_SYNTAX), for callers that want one line; "... and 3 more". */
enum truce_status truce_diagnostics_check(const struct truce_diagnostics *diagnostics,
                                          struct truce_err *err) TRUCE_MUST_USE;

#endif
