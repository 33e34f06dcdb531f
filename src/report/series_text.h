/*
 * Held area day by day as a table for a terminal, as CSV and as JSON.  Formats: docs/formats/series.md.
 */
#ifndef TRUCE_REPORT_SERIES_TEXT_H
#define TRUCE_REPORT_SERIES_TEXT_H

#include "base/buf.h"
#include "verify/series.h"

struct truce_report_series_options {
    bool by_region; /* rows by region as well; sources without regions have only their totals */
    bool all_days;  /* text: every day, not the first and last ones of a long series */
};

void truce_report_series_options_init(struct truce_report_series_options *options);

/*
 * Appends n series, one a source, to `out`.
 *
 * options NULL: the defaults.
 * Fails:  TRUCE_ERR_MEMORY.
 */
enum truce_status truce_report_series_text(const struct truce_series *series, size_t n,
                                           const struct truce_report_series_options *options,
                                           struct truce_buf *out, struct truce_err *err) TRUCE_MUST_USE;
enum truce_status truce_report_series_csv(const struct truce_series *series, size_t n,
                                          const struct truce_report_series_options *options,
                                          struct truce_buf *out, struct truce_err *err) TRUCE_MUST_USE;
enum truce_status truce_report_series_json(const struct truce_series *series, size_t n,
                                           const struct truce_report_series_options *options,
                                           struct truce_buf *out, struct truce_err *err) TRUCE_MUST_USE;

#endif
