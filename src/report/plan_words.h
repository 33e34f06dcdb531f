/*
 * Names and sentences of a plan, which text, graph and brief share.
 *
 * Every function appends UTF-8 to `out` and depends on no locale.  Texts from the file come as they are; who prints them makes them safe.
 */
#ifndef TRUCE_REPORT_PLAN_WORDS_H
#define TRUCE_REPORT_PLAN_WORDS_H

#include "base/buf.h"
#include "plan/plan.h"

/* "ceasefire (point 18)"; without its point for gates that stand outside of points. */
void truce_plan_words_gate(const struct truce_plan *plan, int gate, struct truce_buf *out);

/* A node: a gate as above, "60 quiet days (quiet60, point 19)", "guard: 10,000 guard_force (point 14)", a clause's path. */
void truce_plan_words_node(const struct truce_plan *plan, int node, struct truce_buf *out);

/* Parties by their ids: "A, B and US". */
void truce_plan_words_parties(const struct truce_agreement *agreement, struct truce_indexes parties,
                              struct truce_buf *out);

/* One step of a loop: "ceasefire (point 18) waits for settlement (point 20)", "60 quiet days (quiet60) run only during ceasefire (point 18)". */
void truce_plan_words_step(const struct truce_plan *plan, int node, int input, struct truce_buf *out);

/* By what it waits, and who holds that: "clause settlement.in_force", "B's declared position, not in the text". */
void truce_plan_words_ground(const struct truce_plan *plan, int node, int input, struct truce_buf *out);

/* What would be granted: "B withdraws \"No truce without a full settlement.\"", "approved_by_referendum.quiet is waived", "B lifts b_no_coalition_troops". */
void truce_plan_words_grant(const struct truce_plan *plan, int option, struct truce_buf *out);

/* All of a way out, joined by "+": what leaves the text alone first. */
void truce_plan_words_way(const struct truce_plan *plan, const struct truce_way *way, struct truce_buf *out);

/* With which step a loop is told: with a position, which stands outside of the text, if there is one in it. */
size_t truce_plan_words_loop_start(const struct truce_plan *plan, const struct truce_loop *loop);

/* An impossibility: "guard: 10,000 guard_force needed; 12,500 offered, 11,000 of it barred by vetoes". */
void truce_plan_words_impossible(const struct truce_plan *plan, int node, struct truce_buf *out);

/* What holds of a clause, for lists of what a gate waits for: "quiet: 60 quiet days (quiet60), 12 of them run". */
void truce_plan_words_clause(const struct truce_plan *plan, const struct truce_condition *clause,
                             struct truce_buf *out);

/* "2026-04-28", "never"; days of a gate that is open are days of the past. */
void truce_plan_words_day(int32_t day, struct truce_buf *out);

/* The answer to one target in a sentence. */
void truce_plan_words_answer(const struct truce_plan *plan, const struct truce_target_plan *target,
                             struct truce_buf *out);

/* A number with thousands set apart, no more decimals than it has (at most 2). */
void truce_plan_words_amount(double value, struct truce_buf *out);

/* What passes at a node, " [2 months, 30 days]"; nothing where nothing does. */
void truce_plan_words_delay(const struct truce_node *node, struct truce_buf *out);

/* On what dates rest, a sentence without its end. */
void truce_plan_words_basis(const struct truce_plan *plan, struct truce_buf *out);

#define TRUCE_PLAN_RULE_TEXT 64
/* How many of a gate's clauses are needed: "one of these is enough"; "" for all of them. */
const char *truce_plan_words_rule(const struct truce_condition *root, char out[TRUCE_PLAN_RULE_TEXT]);

#endif
