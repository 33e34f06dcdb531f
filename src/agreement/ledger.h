/*
 * Guarantees, needs, contributions, vetoes and positions; and the planning assumptions.
 */
#ifndef TRUCE_AGREEMENT_LEDGER_H
#define TRUCE_AGREEMENT_LEDGER_H

#include "agreement/norm.h"

struct truce_violation_pattern {
    int norm; /* TRUCE_NONE: the whole pattern is not given */
    struct truce_indexes by;
    double severity_at_least; /* 0 where not given */
    struct truce_spot at;
};

struct truce_guarantee {
    struct truce_named head;
    struct truce_subject by;
    struct truce_subject to;
    struct truce_bound starts; /* GATE or DATE */
    struct truce_duration lasts;
    bool has_extension;
    struct truce_indexes consent_of;
    struct truce_duration add, notice_before;
    int32_t times;
    bool automatic;
    struct truce_violation_pattern trigger, void_if;
    struct truce_indexes duties; /* norms */
};

struct truce_need {
    struct truce_named head;
    int class_;
    double at_least;
};

enum truce_contribution_state {
    TRUCE_CONTRIBUTION_CONSIDERED,
    TRUCE_CONTRIBUTION_OFFERED,
    TRUCE_CONTRIBUTION_APPROVED,
    TRUCE_CONTRIBUTION_DEPLOYED,
    TRUCE_CONTRIBUTION_WITHDRAWN,
};

struct truce_contribution {
    struct truce_named head;
    int by;
    int class_;
    double amount;
    bool amount_is_lower_bound, amount_known; /* "at least 2000"; "unknown" */
    int zone;                                 /* TRUCE_NONE: not given */
    enum truce_contribution_state state;
    int only_after;              /* a gate; TRUCE_NONE */
    struct truce_condition *if_; /* what else it depends on, such as a parliament's vote; NULL: nothing */
    struct truce_spot only_after_at;
};

struct truce_veto {
    struct truce_named head;
    struct truce_indexes by;      /* parties that object */
    struct truce_indexes bars_by; /* contributors */
    int bars_class;
    struct truce_indexes bars_zones; /* empty: anywhere */
    struct truce_day from, until;    /* TRUCE_DAY_NONE: no limit; until is exclusive */
    struct truce_indexes liftable_by;
};

struct truce_position {
    struct truce_named head;
    struct truce_indexes by;
    const char *says;
    int gate;                       /* to whose conditions it adds */
    struct truce_condition *clause; /* clause->position is this one */
    struct truce_indexes withdrawable_by;
};

/* Planning assumptions: never part of a status. */

/* Three estimates, always in this order. */
enum truce_case {
    TRUCE_EARLIEST,
    TRUCE_LIKELY,
    TRUCE_LATEST,
    TRUCE_CASES,
};

struct truce_estimate {
    const char *
        key; /* atoms: "signed", "agreed.plan", "ratified.US", a class, "gate.clause"; leads: a gate or need */
    struct truce_duration after[TRUCE_CASES];
    struct truce_spot at;
};

struct truce_estimates {
    struct truce_day as_of; /* TRUCE_DAY_NONE: not given */
    const struct truce_estimate *atoms, *leads;
    size_t n_atoms, n_leads;
    struct truce_spot at;
};

#endif
