/*
 * Norms: what must, must not and may be done or be somewhere, by whom, where and when.
 */
#ifndef TRUCE_AGREEMENT_NORM_H
#define TRUCE_AGREEMENT_NORM_H

#include "agreement/condition.h"

enum truce_norm_kind {
    TRUCE_NORM_MUST,
    TRUCE_NORM_MUST_NOT,
    TRUCE_NORM_MAY,
    TRUCE_NORM_LIMIT,
};

enum truce_bound_kind {
    TRUCE_BOUND_NONE, /* not given */
    TRUCE_BOUND_GATE, /* target: gates */
    TRUCE_BOUND_DATE,
    TRUCE_BOUND_NEVER, /* until only: explicit */
};

struct truce_bound {
    enum truce_bound_kind kind;
    int gate;
    struct truce_day day;
    struct truce_duration plus;
    struct truce_spot at;
};

enum truce_trigger_kind {
    TRUCE_TRIGGER_NONE,
    TRUCE_TRIGGER_GATE,         /* after: a gate's first opening */
    TRUCE_TRIGGER_DATE,         /* after: a civil day */
    TRUCE_TRIGGER_EVENT,        /* on, before: each event of a class */
    TRUCE_TRIGGER_VIOLATION_OF, /* on: each violation of a norm */
    TRUCE_TRIGGER_GUARANTEE,    /* on: a guarantee is triggered */
};

enum truce_when_kind {
    TRUCE_WHEN_WINDOW, /* from .. until; both may be missing: as long as the agreement is in force */
    TRUCE_WHEN_AFTER,  /* within `span` after the trigger */
    TRUCE_WHEN_ON,     /* one instance a trigger, within `span` */
    TRUCE_WHEN_EVERY,  /* one instance every `span`, from .. until */
    TRUCE_WHEN_BEFORE, /* at least `span` before each event of a class */
};

struct truce_when {
    enum truce_when_kind kind;
    struct truce_bound from, until;
    enum truce_trigger_kind trigger;
    int target; /* gate, class, norm or guarantee of the trigger */
    struct truce_day day;
    struct truce_duration span;
    struct truce_spot at; /* {0, 0}: `when` is not given */
};

enum truce_counted_by {
    TRUCE_COUNTED_BY_DECLARATION,
    TRUCE_COUNTED_BY_OBSERVATION,
    TRUCE_COUNTED_BY_LARGER,
};

struct truce_proof {
    double established, contested; /* (0, 1]; NaN: the agreement's */
};

/* Obligations, permits and limits. */
struct truce_norm {
    struct truce_named head;
    enum truce_norm_kind kind;
    struct truce_subject who;
    bool place; /* a state of objects (`place:`, and every limit); else an act (`do:`) */
    int class_;
    struct truce_subject against, to; /* NOBODY where not given */
    struct truce_where where;
    struct truce_when when;
    struct truce_proof proof;
    struct truce_count count;
    int on_violation;                        /* a norm, the duty; TRUCE_NONE */
    struct truce_condition *unless;          /* NULL: none */
    struct truce_condition *suspended_while; /* NULL: none */
    struct truce_indexes overrides;          /* MAY: norms */
    double at_most;                          /* LIMIT */
    enum truce_counted_by counted_by;
    struct truce_texts tags;
    struct truce_spot who_at, what_at;
};

#endif
