/*
 * Conditions, the gates that they open, and what is counted where: the parts of an agreement on which its course depends.
 */
#ifndef TRUCE_AGREEMENT_CONDITION_H
#define TRUCE_AGREEMENT_CONDITION_H

#include "agreement/names.h"
#include "base/calendar.h"

enum truce_condition_kind {
    TRUCE_IF_ALL,
    TRUCE_IF_ANY,
    TRUCE_IF_AT_LEAST, /* k of the children */
    TRUCE_IF_NOT,      /* of its one child */
    TRUCE_IF_GATE,     /* target: gates */
    TRUCE_IF_CLOCK,    /* target: clocks; reached */
    TRUCE_IF_NEED,     /* target: needs; met */
    TRUCE_IF_STATUS,   /* target: norms; fulfilled ("done") */
    TRUCE_IF_EVENT,    /* declared or recorded event of a class, by each or by any of `by` */
    TRUCE_IF_SIGNED,   /* instrument, by all of `by` */
    TRUCE_IF_AGREED,   /* a text, by all of `by` */
    TRUCE_IF_RATIFIED, /* instrument, by all of `by` */
    TRUCE_IF_VOTE,     /* in by[0], carried */
    TRUCE_IF_DATE,     /* from that civil day on */
};

struct truce_condition {
    enum truce_condition_kind kind;
    const char *name; /* of the clause: "quiet"; "" for a gate's root and for what stands unnamed */
    size_t index;     /* of all conditions of the agreement, each once: [0, n_conditions) */
    int gate;         /* to whose `opens` or `closes` it belongs; TRUCE_NONE within norms and clocks */
    const struct truce_condition *parent; /* whose child it is; NULL for a root */
    struct truce_spot at;
    struct truce_condition *children; /* of ALL, ANY, AT_LEAST, NOT */
    size_t n;
    size_t k;                         /* AT_LEAST */
    int target;                       /* GATE, CLOCK, NEED, STATUS */
    const char *instrument;           /* SIGNED, RATIFIED, AGREED; where the file names none: "gate.clause" */
    int class_;                       /* EVENT */
    struct truce_indexes by;          /* parties */
    bool by_any;                      /* EVENT: one of `by` is enough */
    const char *vote_kind;            /* VOTE: "referendum", "parliament"; EVENT..: "" */
    const char *carried_by;           /* VOTE: "simple_majority" */
    struct truce_day day;             /* DATE */
    struct truce_indexes waivable_by; /* who must agree to waive it; empty: all signatories */
    int position;                     /* the position that added it; TRUCE_NONE: it is in the text */
};

struct truce_gate {
    struct truce_named head;
    struct truce_condition *opens;  /* never NULL; its kind is ALL, ANY or AT_LEAST */
    struct truce_condition *closes; /* NULL: nothing closes it but its ground falling away (not latched) */
    struct truce_duration effect_after;
    bool latched;
    struct truce_indexes together; /* gates that open in the same moment as this one, itself left out */
};

enum truce_weight {
    TRUCE_WEIGHT_ONE,
    TRUCE_WEIGHT_COUNT,
    TRUCE_WEIGHT_SEVERITY,
};

/* In what unit violations are counted; always printed beside a number. */
enum truce_count_rule {
    TRUCE_COUNT_EFFECT,     /* each explosion, projectile, muzzle flash, flare, burst, shot */
    TRUCE_COUNT_EPISODE,    /* one continuous exchange in one direction; a pause longer than `gap` ends it */
    TRUCE_COUNT_TRAJECTORY, /* one a trajectory */
    TRUCE_COUNT_PLACE_DAY,  /* one a place and day */
};

struct truce_count {
    enum truce_count_rule rule;
    struct truce_duration gap; /* EPISODE */
};

enum truce_on_break {
    TRUCE_BREAK_RESTART,
    TRUCE_BREAK_PAUSE,
    TRUCE_BREAK_DEDUCT,
};

enum truce_unobserved {
    TRUCE_UNOBSERVED_HOLD,
    TRUCE_UNOBSERVED_COUNT,
    TRUCE_UNOBSERVED_BREAK,
};

enum truce_where_kind {
    TRUCE_WHERE_ANYWHERE,
    TRUCE_WHERE_IN,
    TRUCE_WHERE_NEARER_THAN,
};

enum truce_line_side {
    TRUCE_SIDE_OF_OWN,
    TRUCE_SIDE_OF_OTHER,
    TRUCE_SIDE_OF_BOTH,
};

struct truce_class_distance {
    int class_;
    double distance_m;
    struct truce_spot at;
};

struct truce_where {
    enum truce_where_kind kind;
    bool given;
    bool everywhere;            /* IN: the list holds the word `everywhere` */
    struct truce_indexes zones; /* IN */
    int line;                   /* NEARER_THAN: a zone of kind line or front */
    enum truce_line_side side;
    double distance_m; /* NaN where by_class */
    const struct truce_class_distance *by_class;
    size_t n_by_class;
    struct truce_spot at;
};

struct truce_clock {
    struct truce_named head;
    struct truce_condition *runs_while; /* NULL: always */
    int32_t target_days;
    int class_; /* events that count */
    enum truce_weight weight;
    struct truce_count count;
    struct truce_indexes by; /* whose acts; empty: anybody's */
    struct truce_where where;
    double per_day;      /* tolerance; 0 where not given */
    int32_t window_days; /* 0: no window */
    double window_at_most;
    bool attribution_given, attribution_needed;
    double attribution_standard; /* NaN: the agreement's `established` */
    enum truce_on_break on_break;
    int32_t deduct_days;
    double coverage_at_least; /* [0, 1]; NaN: no rule */
    enum truce_unobserved unobserved_day;
    struct truce_spot tolerance_at, counts_at;
};

#endif
