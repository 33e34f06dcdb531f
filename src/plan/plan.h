/*
 * Planning: what is closed, what each gate waits for, when it can open, what blocks it and the smallest ways out.
 *
 * Pure: a function of (agreement, state, question).  The status of gates comes from judge; dates rest on `estimates`, which never
 * enter a status.  Nothing here forecasts: a date says "not before, if the assumptions hold".
 */
#ifndef TRUCE_PLAN_PLAN_H
#define TRUCE_PLAN_PLAN_H

#include "agreement/agreement.h"
#include "judge/state.h"
#include "plan/graph.h"

/* What may be granted. */
enum truce_grant_kind {
    TRUCE_GRANT_WAIVE,      /* a clause of a gate */
    TRUCE_GRANT_WITHDRAW,   /* a position */
    TRUCE_GRANT_LIFT,       /* a veto */
    TRUCE_GRANT_ONLY_AFTER, /* the `only_after` of a contribution is waived */
};

struct truce_grant {
    enum truce_grant_kind kind;
    const struct truce_condition *clause; /* WAIVE, WITHDRAW */
    int target;                           /* WITHDRAW: position; LIFT: veto; ONLY_AFTER: contribution */
    bool in_text;                         /* granting it changes what the text says (WAIVE and ONLY_AFTER) */
    const char *name;                     /* "waive approved_by_referendum.quiet", as --what-if takes it */
};

/* What a node of the graph stands for. */
enum truce_plan_node_kind {
    TRUCE_NODE_GATE,         /* target: gate */
    TRUCE_NODE_CLOCK,        /* target: clock */
    TRUCE_NODE_NEED,         /* target: need */
    TRUCE_NODE_CONDITION,    /* a condition that holds others, or a fact */
    TRUCE_NODE_CONTRIBUTION, /* what a contribution waits for; target: contribution */
};

struct truce_plan_node {
    enum truce_plan_node_kind kind;
    int target;
    const struct truce_condition *condition; /* CONDITION; of a gate its root; else NULL */
};

/* What an input of a node stands for: the clause that joins a node to the next. */
struct truce_plan_input {
    const struct truce_condition *clause; /* NULL for contributions */
    int contribution;                     /* of a need; TRUCE_NONE */
};

/* The graph of an agreement in a state, for one of the three estimates. */
struct truce_plan_graph {
    struct truce_graph graph;
    struct truce_plan_node *nodes;           /* one a node */
    struct truce_plan_input **inputs;        /* one a node: one an input */
    struct truce_grant *grants;              /* one an option */
    int *gate_node, *clock_node, *need_node; /* by index of the agreement */
    struct truce_day
        start; /* nothing opens before it: the day of the state, or estimates.as_of where later */
};

/* ---- the answer ---- */

struct truce_gate_plan {
    bool open[TRUCE_READINGS];
    int32_t day[TRUCE_CASES]; /* day number; TRUCE_DAY_NEVER: never, as things stand */
    int32_t slack_days;       /* against the first target, likely case; INT32_MAX: it does not matter */
    const struct truce_condition **waits_for; /* clauses of its condition that do not hold, strict reading */
    size_t n_waits_for;
    bool critical; /* on the critical path of the first target, likely case */
};

struct truce_root_cause {
    struct truce_node_set set;
    struct truce_loop loop; /* n == 0: an impossibility of set.nodes[0] */
    int32_t delay_days;     /* once round the loop, earliest case */
};

struct truce_way {
    struct truce_way_out way; /* options index plan->graph[].grants */
    int32_t day[TRUCE_CASES]; /* of the target */
    size_t n_in_text;         /* how many of them change the text */
};

/* "all of these gates instead of that clause". */
struct truce_substitute {
    const struct truce_condition *clause; /* a clause "gate X" of the loop */
    const int *gates; /* the smallest set that X depends on and that opens without the loop */
    size_t n;
    int32_t day[TRUCE_CASES]; /* of the target; TRUCE_DAY_NEVER where another root cause still holds it */
    const int *opened;        /* gates that open by it and did not before */
    size_t n_opened;
};

struct truce_target_plan {
    int gate;
    bool open;
    bool
        too_late; /* it could open, but for last dates of the text or the end of the calendar: no day, and no roots */
    int32_t day[TRUCE_CASES];
    int *critical[TRUCE_CASES]; /* nodes, from the target back to a source */
    size_t n_critical[TRUCE_CASES];
    struct truce_root_cause *roots;
    size_t n_roots;
    bool roots_complete;
    struct truce_way *ways;
    size_t n_ways;
    bool ways_complete;
    size_t ways_max_size;
    struct truce_substitute *substitutes;
    size_t n_substitutes;
};

/* A need: what is offered, barred, short. */
struct truce_need_plan {
    double required;
    double offered, barred, available; /* sums of amounts not withdrawn; available = offered - barred */
    bool offered_is_lower_bound;
    double deployed;
    double short_by;    /* max(required - available, 0) */
    int *contributions; /* all of its class */
    double *amounts;    /* one each, those of a what-if among them; NaN: not known */
    bool *is_barred;    /* one each */
    int *barred_by;     /* one each: the first veto that bars it; TRUCE_NONE */
    size_t n_contributions;
    int *single_points; /* contributors without whom it cannot be met although it can be now */
    size_t n_single_points;
};

struct truce_guarantee_plan {
    bool started;
    struct truce_day starts, ends; /* known, or planned (likely case); TRUCE_DAY_NONE; ends is exclusive */
    bool planned;                  /* starts is a planned day */
    int32_t days_left;             /* as of the state, when it has started */
    struct truce_day last_notice;  /* last day on which notice of extension is in time; TRUCE_DAY_NONE */
    struct truce_day ends_if_extended; /* all extensions used; TRUCE_DAY_NONE without extension */
    int *outliving;                    /* norms that outlive it and rely on it: of the points tied to it */
    size_t n_outliving;
};

struct truce_plan_options {
    const int *
        targets; /* gates; NULL: the agreement's `want`, and where that is empty every gate on which no other waits */
    size_t n_targets;
    size_t ways_max_size; /* default 4 */
    size_t ways_max;      /* default 200 a target */
    size_t roots_max;     /* default 20 a target */
    bool dates_only;      /* no roots, ways and substitutes */
    const char *const
        *what_if; /* "waive G.C", "withdraw P", "lift V", "waive C.only_after", "raise C AMOUNT" */
    size_t n_what_if;
};

struct truce_plan {
    const struct truce_agreement *agreement; /* borrowed, and so is the state */
    const struct truce_state *state;
    struct truce_plan_graph graph[TRUCE_CASES]; /* equal but for days and delays */
    unsigned char *granted;                     /* one an option: by what-if */
    struct truce_gate_plan *gates;              /* one a gate */
    int32_t (*clock_day)[TRUCE_CASES];          /* one a clock */
    struct truce_target_plan *targets;
    size_t n_targets;
    struct truce_need_plan *needs; /* one a need */
    struct truce_guarantee_plan *guarantees;
    struct truce_diagnostics notes; /* estimates that are missing, durations rounded up */
    struct truce_arena arena;
};

void truce_plan_options_init(struct truce_plan_options *options);

/*
 * Fails: TRUCE_ERR_USAGE a what-if that names nothing; TRUCE_ERR_MEMORY; TRUCE_ERR_LIMIT.
 * Owns:  caller releases with truce_plan_fini; agreement and state must outlive it.
 */
enum truce_status truce_plan_run(const struct truce_agreement *agreement, const struct truce_state *state,
                                 const struct truce_plan_options *options, struct truce_plan *out,
                                 struct truce_err *err) TRUCE_MUST_USE;
void truce_plan_fini(struct truce_plan *plan);

/* The graph of one case alone, for lint and benchmarks; owned by the arena. */
enum truce_status truce_plan_graph_build(const struct truce_agreement *agreement,
                                         const struct truce_state *state, enum truce_case which,
                                         struct truce_arena *arena, struct truce_plan_graph *out,
                                         struct truce_diagnostics *notes,
                                         struct truce_err *err) TRUCE_MUST_USE;

#endif
