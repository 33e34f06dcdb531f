/*
 * When norms are in force, as far as the text alone says it: by gates, dates and spans, before anything has happened.
 *
 * Gates open when they open; what is known is their order.  A gate that waits for others (all of them, in its own condition) opens no earlier than they
 * do, plus its delay and the targets of clocks between.  Two windows can overlap when there is a course of events, in that order, in which they do.
 */
#ifndef TRUCE_AGREEMENT_WINDOW_H
#define TRUCE_AGREEMENT_WINDOW_H

#include "agreement/agreement.h"
#include "base/buf.h"

/* A moment of the text: a gate's opening, or a day, and a span later. */
enum truce_moment_kind {
    TRUCE_MOMENT_EVER, /* no limit on this side */
    TRUCE_MOMENT_GATE,
    TRUCE_MOMENT_DAY,
};

struct truce_moment {
    enum truce_moment_kind kind;
    int gate;
    double day;     /* DAY: days since 1970-01-01, the span included */
    int32_t months; /* GATE: the span */
    double days;
};

/* Half-open. */
struct truce_window {
    struct truce_moment from, until;
};

/* Borrows the agreement.  Not thread-safe: the order of gates is found as it is asked for.  Owns: caller closes. */
struct truce_windows;
enum truce_status truce_windows_open(const struct truce_agreement *agreement, struct truce_windows **out,
                                     struct truce_err *err) TRUCE_MUST_USE;
void truce_windows_close(struct truce_windows *windows); /* NULL is fine */

/* TRUCE_OK, or TRUCE_ERR_MEMORY where an answer was given without knowing the order of some gate. */
enum truce_status truce_windows_check(const struct truce_windows *windows,
                                      struct truce_err *err) TRUCE_MUST_USE;

/* The window of a norm: from .. until; of `after X within d` from X to its deadline; of what follows or precedes events: ever. */
struct truce_window truce_window_of(const struct truce_agreement *agreement, const struct truce_norm *norm);

/* Is there a course of events in which both are in force at one time? */
bool truce_windows_overlap(struct truce_windows *windows, const struct truce_window *a,
                           const struct truce_window *b);

/* Is `inner` in force only when `outer` is, whatever happens? */
bool truce_window_covers(struct truce_windows *windows, const struct truce_window *outer,
                         const struct truce_window *inner);

/* Can it never be in force, because it ends before it begins? */
bool truce_window_is_empty(struct truce_windows *windows, const struct truce_window *window);

/* The least number of days by which `gate` opens after `other`: both known to open; NaN where the text does not order them. */
double truce_windows_days_after(struct truce_windows *windows, int gate, int other);

/* The day before which the text lets no gate open, by `date` clauses; -INFINITY: none. */
double truce_windows_not_before(struct truce_windows *windows, int gate);

/* "30 days after ceasefire opens", "2026-05-01"; nothing for EVER. */
void truce_moment_write(const struct truce_agreement *agreement, const struct truce_moment *moment,
                        struct truce_buf *out);

/* The days that a span lasts at least and at most, over all days on which it can begin. */
void truce_span_days(struct truce_duration span, double *least, double *most);

/* A span in words: "30 days", "6 months", "1 day", "48 hours". */
void truce_span_write(struct truce_duration span, struct truce_buf *out);

#endif
