/*
 * Names of an agreement as people read them in pictures and on paper: "approved by referendum", "A, B and US sign".
 *
 * Every function appends UTF-8 to `out`.  Identifiers keep their letters; only what holds their words together goes.
 */
#ifndef TRUCE_REPORT_PLAN_NAMES_H
#define TRUCE_REPORT_PLAN_NAMES_H

#include "base/buf.h"
#include "plan/plan.h"

/* An identifier with blanks for underscores. */
void truce_plan_names_id(const char *id, struct truce_buf *out);

/* The same for every identifier in a sentence, but for paths such as "settlement.in_force", which are typed as they stand. */
void truce_plan_names_readable(const char *sentence, struct truce_buf *out);

/* A gate, and those that open together with it: "ceasefire", "ceasefire + exchange". */
void truce_plan_names_gate(const struct truce_agreement *agreement, int gate, struct truce_buf *out);

/* "point 19, Referendum"; nothing for what stands outside of points. */
void truce_plan_names_point(const struct truce_agreement *agreement, int point, struct truce_buf *out);

/* Does a condition hold nothing but facts, to any depth? */
bool truce_plan_names_is_fact(const struct truce_condition *condition);

/* Who must do what: "A, B and US sign", "2 of K1, K2 and K3 ratify core", "ceasefire order by A and B". */
void truce_plan_names_fact(const struct truce_agreement *agreement, const struct truce_condition *condition,
                           struct truce_buf *out);

/* What is granted, for people: as truce_plan_words_grant, but vetoes and contributions by whom and what they are about. */
void truce_plan_names_grant(const struct truce_plan *plan, int option, struct truce_buf *out);

#endif
