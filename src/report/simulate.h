/*
 * The chance that a clock of quiet days runs out in time: as text, JSON and a picture.
 *
 * Every one of them says that it is conditional on the rates given and predicts nothing.
 */
#ifndef TRUCE_REPORT_SIMULATE_H
#define TRUCE_REPORT_SIMULATE_H

#include "agreement/agreement.h"
#include "base/buf.h"
#include "base/notes.h"
#include "plan/simulate.h"

/* Where numbers of the model come from, if not from the user. */
struct truce_simulate_series {
    const char *file; /* NULL: there is none */
    size_t days;
    struct truce_day first, last;
    size_t missing; /* days between these without a count */
    bool gives_mean, gives_size;
};

enum { TRUCE_SIMULATE_EVEN, TRUCE_SIMULATE_LIKELY, TRUCE_SIMULATE_NEEDED }; /* chances of 0.5 and 0.9 */

/* All that is ever printed. */
struct truce_simulate_answer {
    const struct truce_agreement *agreement; /* borrowed */
    const struct truce_clock *clock;         /* borrowed */
    struct truce_day start;                  /* the first day on which the clock runs */
    struct truce_incident_model model;
    struct truce_simulate_series series;
    struct truce_quiet_rule rule;
    struct truce_simulate_options options;
    struct truce_simulation simulation; /* owned */
    double moved_by;                    /* the tornado's share */
    struct truce_tornado_bar *bars;     /* owned by the simulation's arena */
    size_t n_bars;
    struct truce_needed needed[TRUCE_SIMULATE_NEEDED];
    struct truce_rule_of_thumb thumbs[TRUCE_RULES_OF_THUMB];
    struct truce_notes notes; /* owned */
};

struct truce_report_simulate_options {
    size_t columns; /* [60, 400], default 96 */
    bool colour;
};

void truce_report_simulate_options_init(struct truce_report_simulate_options *options);

/* Appends the report.  options NULL: the defaults.  Fails: TRUCE_ERR_RANGE columns; TRUCE_ERR_MEMORY. */
enum truce_status truce_report_simulate_text(const struct truce_simulate_answer *answer,
                                             const struct truce_report_simulate_options *options,
                                             struct truce_buf *out, struct truce_err *err) TRUCE_MUST_USE;

/* docs/formats/simulate-answer.md: one JSON object and a line break.  Fails: TRUCE_ERR_MEMORY. */
enum truce_status truce_report_simulate_json(const struct truce_simulate_answer *answer,
                                             struct truce_buf *out, struct truce_err *err) TRUCE_MUST_USE;

/* The chance by day as a curve, with its interval and the days of the quantiles; .png, .svg or .pdf as in report/picture.h.
 * Fails: TRUCE_ERR_USAGE another ending; TRUCE_ERR_IO; TRUCE_ERR_MEMORY. */
enum truce_status truce_report_simulate_picture(const char *path, const struct truce_simulate_answer *answer,
                                                struct truce_err *err) TRUCE_MUST_USE;

#endif
