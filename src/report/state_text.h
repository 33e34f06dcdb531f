/*
 * Why something in a state is as it is, in a few lines: the clauses, the records, the days of a clock.
 *
 * Every function appends whole lines, each of which begins with `indent`.  Memory that runs out is remembered by the buffer.
 */
#ifndef TRUCE_REPORT_STATE_TEXT_H
#define TRUCE_REPORT_STATE_TEXT_H

#include "base/buf.h"
#include "judge/state.h"

/* "strict", "lenient". */
const char *truce_report_reading_name(int reading);

/* What it waits for, or since when it is open and by what. */
void truce_report_why_gate(const struct truce_state *state, int reading, int gate, const char *indent,
                           struct truce_buf *out);

/* Where it stands, and its last days that were not quiet. */
void truce_report_why_clock(const struct truce_state *state, int reading, int clock, const char *indent,
                            struct truce_buf *out);

void truce_report_why_position(const struct truce_state *state, int position, const char *indent,
                               struct truce_buf *out);
void truce_report_why_veto(const struct truce_state *state, int veto, const char *indent,
                           struct truce_buf *out);
void truce_report_why_contribution(const struct truce_state *state, int contribution, const char *indent,
                                   struct truce_buf *out);
void truce_report_why_need(const struct truce_state *state, int reading, int need, const char *indent,
                           struct truce_buf *out);

#endif
