/*
 * Verdicts: what became of every norm of an agreement as of an instant, by the records of a log.
 *
 * Pure: a function of (agreement, records as a set, state).  What the words mean, formula by formula: docs/agreement.md, "Norms".
 *
 * An *incident* is something that somebody who may says happened: a report of a monitor, an assessment (which stands in the place of the reports that it is about),
 * an event that a party declares of itself.  A *match* is an incident and a norm that it may concern, with the chances of which its chance is
 * the product.  A *verdict* is a norm for one of those bound, or one instance of it (a trigger, a period).
 *
 * Two readings, as for gates: strict takes what is contested against the one bound, lenient takes it for it.  Beside them stands a chance, which decides nothing.
 */
#ifndef TRUCE_JUDGE_VERDICT_H
#define TRUCE_JUDGE_VERDICT_H

#include "judge/state.h"

struct truce_incident {
    int record;               /* index into the records */
    struct truce_record what; /* as corrected; a whole copy */
    int class_;               /* TRUCE_NONE where it has several: what.classes */
    bool established;         /* a ruling says so */
    bool not_attributable;    /* a ruling says that nobody can be named for it */
    bool taken_out;           /* a ruling says that it does not count */
    const int *reports;       /* of an assessment: indexes of the reports that it stands for */
    size_t n_reports;
    size_t first_match, n_matches; /* in truce_verdicts.by_incident */
};

/* Why a match does not count. */
enum truce_match_outcome {
    TRUCE_MATCH_COUNTS,
    TRUCE_MATCH_RULED_OUT, /* a ruling took the incident out */
    TRUCE_MATCH_PERMITTED, /* by a permit that overrides the norm */
    TRUCE_MATCH_EXCEPTED,  /* `unless` held then */
};

struct truce_match {
    int incident;                              /* index into incidents */
    int verdict;                               /* index into items */
    double exists, time, class_, actor, place; /* [0, 1] each; time: in force, by reading `strict` */
    double chance; /* their product; 1 where a ruling established it, and the place and time hold */
    enum truce_match_outcome outcome[TRUCE_READINGS];
    int permit; /* the norm that permits it; TRUCE_NONE */
    bool place_known;
};

enum truce_verdict_state {
    TRUCE_VERDICT_NOT_IN_FORCE, /* its time has not come, or nothing triggered it yet */
    /* must_not */
    TRUCE_VERDICT_CLEAN,
    TRUCE_VERDICT_SUSPECTED, /* an incident is contested, none established */
    TRUCE_VERDICT_VIOLATED,
    TRUCE_VERDICT_REPAIRED, /* violated, and the duty that follows was done in time, each time */
    /* must */
    TRUCE_VERDICT_DUE, /* not done yet, and there is time */
    TRUCE_VERDICT_DONE,
    TRUCE_VERDICT_DONE_CONTESTED,
    TRUCE_VERDICT_MISSED,
    /* limits */
    TRUCE_VERDICT_BELOW,
    TRUCE_VERDICT_ABOVE_CLAIMED, /* by the party's own declaration */
    TRUCE_VERDICT_ABOVE_SEEN,
    TRUCE_VERDICT_UNKNOWN, /* nobody counted */
    TRUCE_VERDICT_STATES,
};

/* Life of an obligation, in Symboleo's words (S. Sharifi et al., RE 2020, doi:10.1109/RE48521.2020.00043). */
enum truce_norm_life {
    TRUCE_LIFE_CREATED,
    TRUCE_LIFE_IN_EFFECT,
    TRUCE_LIFE_SUSPENDED,
    TRUCE_LIFE_FULFILLED,
    TRUCE_LIFE_VIOLATED,
    TRUCE_LIFE_DISCHARGED, /* its time is over */
    TRUCE_LIFE_TERMINATED, /* the agreement was terminated while it was in effect */
    TRUCE_LIVES,
};

/* One violation: an incident, an interval in which something was where it must not be, or above a limit. */
struct truce_violation {
    struct truce_span when; /* until == from: an instant */
    const int *records;     /* indexes: what it rests on */
    size_t n_records;
    double chance; /* the greatest of its matches */
    double count;  /* of a limit: what was counted; else of the incident, in its unit */
    bool count_is_lower_bound;
    bool established; /* else contested */
    bool provisional; /* younger than the agreement's finality */
    int repaired_by;  /* index into items of the duty that was done; TRUCE_NONE */
    double severity;  /* of its class */
};

struct truce_verdict {
    int norm;
    int who;                  /* the party bound; TRUCE_NONE: all of the subject together (`any`) */
    int instance;             /* 0, 1, ... of those with triggers or periods; TRUCE_NONE: the norm as such */
    struct truce_span period; /* of an instance: from its trigger to its deadline; of a period itself */
    enum truce_verdict_state state[TRUCE_READINGS];
    enum truce_norm_life life; /* strict reading */
    bool provisional;          /* a later record may still change it: see finality */
    double chance; /* must_not: that it was violated at least once; must: that it was done; else NaN */
    struct truce_spans in_force; /* strict reading, what suspends it taken out, up to the instant asked for */
    struct truce_instant deadline; /* of must; TRUCE_NEVER */
    double observed; /* share of its time in force that its place was watched, [0, 1]; NaN: never in force */
    double total
        [TRUCE_READINGS]; /* must_not: violations in the norm's unit of count, at least contested (strict), established (lenient) */
    bool total_is_lower_bound;
    const struct truce_violation *violations; /* by time */
    size_t n_violations;
    size_t first_match, n_matches; /* in truce_verdicts.matches; those of an instance are its trigger's own */
    const int *grounds;            /* indexes of records on which the state rests, ascending */
    size_t n_grounds;
    const int *
        would_change; /* records that, retracted or decided the other way, would change the strict state by themselves; ascending */
    size_t n_would_change;
};

struct truce_verdicts {
    const struct truce_agreement *agreement; /* borrowed, as the state is */
    const struct truce_state *state;
    struct truce_incident *incidents; /* by valid time, then logged time, then id */
    size_t n_incidents;
    struct truce_verdict *items; /* by norm, then party, then instance */
    size_t n;
    struct truce_match *matches; /* by verdict, then incident */
    size_t n_matches;
    int *by_incident; /* indexes into matches, by incident */
    struct truce_arena arena;
};

/*
 * state   of the same agreement and records, as of the same instant.
 * out     caller releases with truce_verdicts_fini; agreement, records and state must outlive it.
 * Fails:  TRUCE_ERR_MEMORY; TRUCE_ERR_LIMIT more than 1,000,000 instances of one norm, or 4 GiB; TRUCE_ERR_SHAPE, TRUCE_ERR_RANGE a place or zone
 *         that cannot be measured.
 * Cost:   O(records log records + incidents x norms that their class concerns), and for an uncertain place the chance that it lies in a zone.
 */
enum truce_status truce_verdicts_at(const struct truce_agreement *agreement,
                                    const struct truce_records *records, const struct truce_state *state,
                                    struct truce_verdicts *out, struct truce_err *err) TRUCE_MUST_USE;
void truce_verdicts_fini(struct truce_verdicts *verdicts);

/*
 * The same for a version of the agreement that was in force for a time: nothing that it says binds before or after.  Of several versions (adoption records)
 * each judges the events of its own time; `after` a gate or date it binds by the version in force at that moment, however late the deadline is.
 * version  half-open; from.us INT64_MIN, until.us TRUCE_NEVER: no limit.
 */
enum truce_status truce_verdicts_within(const struct truce_agreement *agreement,
                                        const struct truce_records *records, const struct truce_state *state,
                                        struct truce_span version, struct truce_verdicts *out,
                                        struct truce_err *err) TRUCE_MUST_USE;

/* The first n records of a log, as if no other had come: what was believed at that size of the log.  A view: it borrows all of them, and is not released. */
struct truce_records truce_records_first(const struct truce_records *records, size_t n);

/* "no_force[A]", "daily_report#3"; into out, of n bytes. */
void truce_verdict_name(const struct truce_verdicts *verdicts, size_t item, char *out, size_t n);

/* Static words: "clean", "not_in_force", "in_effect". */
const char *truce_verdict_state_name(enum truce_verdict_state state);
const char *truce_norm_life_name(enum truce_norm_life life);

#endif
