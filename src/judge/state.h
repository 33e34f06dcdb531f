/*
 * What is the case: gates, clocks, positions, vetoes, contributions and guarantees, as of an instant, by the records of a log.
 *
 * Pure: a function of (agreement, records, instant, reading).  Gates are the least fixpoint: one is open only if its condition follows
 * from facts and gates already open.  Readings and clocks: docs/agreement.md.
 */
#ifndef TRUCE_JUDGE_STATE_H
#define TRUCE_JUDGE_STATE_H

#include "agreement/agreement.h"
#include "record/fact.h"

/* Strict: facts at the `established` standard only; and what is contested breaks clocks and closes gates.
 * Lenient: contested facts are accepted, and what is contested breaks and closes nothing. */
enum truce_reading_of_facts {
    TRUCE_STRICT,
    TRUCE_LENIENT,
    TRUCE_READINGS,
};

#define TRUCE_NEVER INT64_MAX

/* Half-open; until.us == TRUCE_NEVER: it lasts. */
struct truce_span {
    struct truce_instant from, until;
};

struct truce_spans {
    const struct truce_span *at; /* ascending, apart from each other */
    size_t n;
};

struct truce_condition_state {
    bool holds;
    struct truce_instant since; /* us == TRUCE_NEVER when it does not hold */
    bool waived;
    bool
        refused; /* a fact that was decided the other way: a vote lost, a ratification or signature refused */
    int record;  /* index of the record that made a fact hold (the last of several); TRUCE_NONE */
    struct truce_spans
        held; /* of conditions outside of gates (`unless`, `suspended_while`): all times at which it held */
};

struct truce_gate_state {
    bool open;
    struct truce_instant first;    /* first opening; TRUCE_NEVER */
    struct truce_instant since;    /* of the current opening; TRUCE_NEVER */
    struct truce_instant due;      /* the condition holds, and it opens then (effect_after); TRUCE_NEVER */
    bool ground_fell_away;         /* latched, and its condition no longer holds */
    struct truce_spans open_times; /* all of them, up to the instant asked for */
};

enum truce_day_outcome {
    TRUCE_DAY_NOT_RUNNING,
    TRUCE_DAY_QUIET,
    TRUCE_DAY_BROKEN,
    TRUCE_DAY_UNOBSERVED,
};

struct truce_clock_day {
    struct truce_day day; /* a reporting day */
    enum truce_day_outcome outcome;
    double weight;   /* of what counted that day */
    double observed; /* share, [0, 1] */
    int32_t reached; /* the clock after it, days */
    int record;      /* of the incident that broke it; TRUCE_NONE */
};

struct truce_clock_state {
    bool running;
    int32_t days; /* completed quiet days of the current run */
    bool reached;
    struct truce_day reached_on;     /* the reporting day at whose end the target was met; TRUCE_DAY_NONE */
    struct truce_clock_day *history; /* days since it first ran, up to the last whole one */
    size_t n_history;
};

struct truce_position_state {
    bool maintained;
    int record; /* that changed it last; TRUCE_NONE */
};

struct truce_veto_state {
    bool lifted;
    int record;
};

struct truce_contribution_now {
    enum truce_contribution_state state;
    double amount; /* 0 where nobody has named one */
    int record;
};

struct truce_need_state {
    bool met;
    struct truce_instant since; /* us == TRUCE_NEVER when it is not met */
    double deployed;            /* amounts that count: in place, not barred, their conditions met */
};

/* One reading. */
struct truce_reading_state {
    struct truce_condition_state *conditions; /* by truce_condition.index */
    struct truce_gate_state *gates;           /* one a gate of the agreement */
    struct truce_clock_state *clocks;
    struct truce_position_state *positions;
    struct truce_veto_state *vetoes;
    struct truce_contribution_now *contributions;
    struct truce_need_state *needs;
};

struct truce_state {
    const struct truce_agreement *agreement; /* borrowed */
    const struct truce_records *records;     /* borrowed; NULL: none */
    struct truce_instant as_of;
    struct truce_reading_state reading[TRUCE_READINGS];
    struct truce_diagnostics
        notes; /* records that mean nothing under this agreement, or by somebody who may not */
    struct truce_arena arena;
};

/*
 * records  may be NULL.  Those whose valid time begins after `as_of` have no part; nor have those logged after it.
 * out      caller releases with truce_state_fini.
 * Fails:   TRUCE_ERR_MEMORY; TRUCE_ERR_LIMIT more than 200 years between the first record and as_of.
 * Cost:    O(instants x (gates + conditions)), instants being those at which something changes.
 */
enum truce_status truce_state_at(const struct truce_agreement *agreement, const struct truce_records *records,
                                 struct truce_instant as_of, struct truce_state *out,
                                 struct truce_err *err) TRUCE_MUST_USE;
void truce_state_fini(struct truce_state *state);

#endif
