/*
 * What the parts of the judge share: the names of an agreement, what of a log is believed, the facts that follow from it, and the tallies of
 * clocks.  state.c puts them together: names (names.c) -> beliefs (belief.c) -> facts (facts.c) and tallies (tally.c, coverage.c)
 * -> the course of gates and clocks (course.c).
 */
#ifndef TRUCE_JUDGE_ENGINE_H
#define TRUCE_JUDGE_ENGINE_H

#include "judge/network.h"
#include "judge/state.h"

/* Codes of the notes. */
#define TRUCE_NOTE_NAME      "N93" /* a record names what the agreement or the log does not have */
#define TRUCE_NOTE_AUTHORITY "N94" /* its author may not state this */
#define TRUCE_NOTE_NO_EFFECT "N95" /* it changes nothing, for another reason */

/* ---- names.c: what the agreement's facts are called ---- */

/* A fact of a condition: it holds when enough of its slots are marked, one a party as a rule. */
struct truce_fact {
    const struct truce_condition *condition;
    size_t first_slot, n_slots;
    bool any;          /* one slot is enough */
    int next_of_class; /* EVENT: the next fact of the same class; TRUCE_NONE */
};

struct truce_fact_name {
    enum truce_condition_kind kind;
    const char *name;
    int fact;
};

struct truce_lexicon {
    const struct truce_agreement *agreement;
    const struct truce_condition **conditions; /* by index */
    int *closes; /* by condition: the gate in whose `closes` it stands; TRUCE_NONE */
    int *group;  /* by gate: gates that open together */
    int n_groups;
    struct truce_fact *facts;
    size_t n_facts, n_slots;
    int *fact_of; /* by condition; TRUCE_NONE */
    struct truce_fact_name
        *by_name; /* all but events and dates, sorted by kind and name: an instrument, a party, a norm */
    size_t n_by_name;
    int *first_of_class;              /* by class: its first EVENT fact; TRUCE_NONE */
    struct truce_indexes signatories; /* who must agree to a waiver where the text names nobody */
};

enum truce_status truce_judge_names(const struct truce_agreement *agreement, struct truce_arena *arena,
                                    struct truce_lexicon *out, struct truce_err *err) TRUCE_MUST_USE;

/* The facts of a kind and name, NULL: of any name: [*first, *first + count) of by_name. */
size_t truce_judge_facts_named(const struct truce_lexicon *names, enum truce_condition_kind kind,
                               const char *name, size_t *first);

/* Who must agree to waive a clause. */
struct truce_indexes truce_judge_holders(const struct truce_lexicon *names,
                                         const struct truce_condition *clause);

/* ---- belief.c: what of the log is believed at an instant ---- */

struct truce_belief {
    struct truce_record record; /* as corrected */
    int index;                  /* of the record in the log */
    bool taken_out;             /* a ruling says that it does not count */
    bool established;           /* a ruling says that it does */
    bool not_attributable;      /* a ruling says that nobody can be named for it */
    int ruling;                 /* the one that decided; TRUCE_NONE */
    bool
        superseded; /* a report for which an assessment stands, or an assessment all of whose reports have a later one */
    const int *reports; /* of an assessment: indexes in the log of those for which it stands */
    size_t n_reports;
    int class_; /* of an incident: an event that its author may state, of several the likeliest; else TRUCE_NONE */
};

struct truce_beliefs {
    struct truce_belief *items; /* by valid time, then logged time, then id */
    size_t n;
};

/* The order of records: by valid time, logged time, id; never equal for two records of a log. */
int truce_judge_compare(const struct truce_record *a, const struct truce_record *b);

/*
 * records  may be NULL.
 * at       what was logged or valid later has no part.
 * hopeful  nothing is retracted, corrected or decided: every version of every record is there.  What follows from that
 *          bounds what was ever believed.
 * notes    NULL: none wanted.
 */
enum truce_status truce_judge_believe(const struct truce_agreement *agreement,
                                      const struct truce_records *records, struct truce_instant at,
                                      bool hopeful, struct truce_arena *arena,
                                      struct truce_diagnostics *notes, struct truce_beliefs *out,
                                      struct truce_err *err) TRUCE_MUST_USE;

/* Has one of the authors this role? */
bool truce_judge_by_role(const struct truce_agreement *agreement, const struct truce_record *record,
                         enum truce_role role);

/* The instants at which what had been believed about an earlier time could change, ascending, each once: see state.c. */
enum truce_status truce_judge_revisions(const struct truce_records *records, struct truce_instant until,
                                        struct truce_arena *arena, struct truce_instant **out, size_t *n,
                                        struct truce_err *err) TRUCE_MUST_USE;

/* ---- facts.c: what happens to the facts of an agreement, and when ---- */

enum truce_change_kind {
    TRUCE_CHANGE_MARK,     /* target: fact, slot */
    TRUCE_CHANGE_UNMARK,   /* of a signature, ratification, consent or vote */
    TRUCE_CHANGE_STATE,    /* target: contribution; state, amount */
    TRUCE_CHANGE_POSITION, /* target: position; slot: of withdrawable_by; or -1: it is maintained again */
    TRUCE_CHANGE_VETO,     /* target: veto; slot: of liftable_by; or -1: it is imposed again */
    TRUCE_CHANGE_WAIVE,    /* target: waiver; slot */
    TRUCE_CHANGE_LATCH,    /* target: group; opened on what was believed then */
};

struct truce_change {
    struct truce_instant at;
    uint32_t order; /* among those of one instant */
    enum truce_change_kind kind;
    int target, slot;
    unsigned readings; /* bits */
    int record;        /* TRUCE_NONE */
    enum truce_contribution_state state;
    double amount; /* NaN: as it was */
};

/* What was waived by somebody. */
struct truce_waiver {
    const struct truce_condition *clause; /* or NULL: */
    int contribution;                     /* its only_after */
    struct truce_indexes holders;
    size_t first_slot; /* among the slots of waivers */
};

struct truce_changes {
    struct truce_change *items; /* by instant, then order */
    size_t n, size;
    struct truce_waiver *waivers;
    size_t n_waivers, size_waivers, n_waiver_slots;
    bool failed; /* memory ran out; heap arrays, released by truce_judge_changes_fini */
};

/* hopeful: whatever may have happened did. */
enum truce_status truce_judge_facts(const struct truce_lexicon *names, const struct truce_beliefs *beliefs,
                                    bool hopeful, struct truce_diagnostics *notes, struct truce_changes *out,
                                    struct truce_err *err) TRUCE_MUST_USE;
void truce_judge_changes_init(struct truce_changes *changes);
/* Fails quietly: truce_judge_facts asks at its end, others ask changes->failed. */
void truce_judge_change(struct truce_changes *changes, struct truce_change change);
void truce_judge_changes_fini(struct truce_changes *changes);
void truce_judge_changes_sort(struct truce_changes *changes);

/* ---- place.c: where ---- */

enum truce_within {
    TRUCE_WITHIN_NO,
    TRUCE_WITHIN_YES,
    TRUCE_WITHIN_UNKNOWN,
};

/* The zones, made ready when they are first asked for. */
struct truce_geography;
struct truce_judge_ground {
    const struct truce_agreement *agreement;
    struct truce_geography *geography; /* NULL: not yet */
};

void truce_judge_ground_init(struct truce_judge_ground *ground, const struct truce_agreement *agreement);
void truce_judge_ground_fini(struct truce_judge_ground *ground);

bool truce_judge_is_anywhere(const struct truce_where *where);

/* Is what a record tells of within the place?  actor: whose act it is; TRUCE_NONE: nobody knows. */
enum truce_status truce_judge_within(struct truce_judge_ground *ground, const struct truce_where *where,
                                     const struct truce_record *record, int of_class, int actor,
                                     enum truce_within *out, struct truce_err *err) TRUCE_MUST_USE;

/* The chance that it is within, by the place's uncertainty; where that is not known, *known is false and *out 1. */
enum truce_status truce_judge_chance_within(struct truce_judge_ground *ground,
                                            const struct truce_where *where,
                                            const struct truce_record *record, int of_class, int actor,
                                            double *out, bool *known, struct truce_err *err) TRUCE_MUST_USE;

/* The first of a place's zones in which it is; TRUCE_NONE where that is none, or not known. */
enum truce_status truce_judge_zone_of(struct truce_judge_ground *ground, const struct truce_where *where,
                                      const struct truce_record *record, int *zone,
                                      struct truce_err *err) TRUCE_MUST_USE;

/* The share of a zone that lies in another one on a day: 1 for itself; 0 where unknown. */
enum truce_status truce_judge_overlap(struct truce_judge_ground *ground, int zone, int within,
                                      struct truce_day day, double *share,
                                      struct truce_err *err) TRUCE_MUST_USE;

/* Square metres of a zone on a day; NaN where unknown, or where it has no ground. */
enum truce_status truce_judge_area(struct truce_judge_ground *ground, int zone, struct truce_day day,
                                   double *area_m2, struct truce_err *err) TRUCE_MUST_USE;

/* ---- tally.c: what counts for a clock; coverage.c: how well it was watched ---- */

/* What breaks quiet: a weight on each of some reporting days. */
struct truce_tally {
    struct truce_day first, last; /* both included */
    double weight;
    int record;
    uint32_t order; /* of the record among the beliefs */
};

struct truce_tallies {
    struct truce_tally *items; /* by first day, then order */
    size_t n;
};

enum truce_status truce_judge_tally(const struct truce_agreement *agreement, int clock,
                                    const struct truce_beliefs *beliefs, struct truce_judge_ground *ground,
                                    struct truce_arena *arena, struct truce_tallies out[TRUCE_READINGS],
                                    struct truce_err *err) TRUCE_MUST_USE;

/* Shares watched, day by day from `first`; 0 outside. */
struct truce_watch {
    struct truce_day first;
    double *share;
    size_t n;
};

enum truce_status truce_judge_watch(const struct truce_agreement *agreement, const struct truce_where *where,
                                    const struct truce_beliefs *beliefs, struct truce_judge_ground *ground,
                                    struct truce_day last, struct truce_arena *arena, struct truce_watch *out,
                                    struct truce_err *err) TRUCE_MUST_USE;

/* The order of places of incidents: by name, else by position; 0: the same place. */
int truce_judge_compare_places(const struct truce_record *a, const struct truce_record *b);

/* Do two places mean the same? */
bool truce_judge_same_where(const struct truce_where *a, const struct truce_where *b);

/* ---- clock.c: one clock in one reading, day by day ---- */

struct truce_clock_run {
    /* set by the owner */
    const struct truce_calendar *calendar;
    const struct truce_clock *clock;
    const struct truce_tallies *tallies;
    const struct truce_watch *watch;
    bool hopeful; /* every day is quiet */
    /* its own */
    bool running;
    struct truce_day next; /* the first whole day of this running that is not judged yet */
    int32_t days;
    bool reached;
    struct truce_day reached_on;
    struct truce_day first;          /* of the history */
    struct truce_clock_day *history; /* heap */
    size_t n, size;
    int *active; /* tallies of the day at hand: heap */
    size_t n_active, size_active, next_tally;
    struct truce_clock_day *window; /* the last days of this running, a ring: heap */
    size_t n_window, at_window;
    double window_sum;
};

void truce_run_fini(struct truce_clock_run *run);

/* The clock begins to run, or ends: then it stands at 0 again. */
enum truce_status truce_run_start(struct truce_clock_run *run, struct truce_instant at,
                                  struct truce_err *err) TRUCE_MUST_USE;
void truce_run_stop(struct truce_clock_run *run);

/* The instant at which its next whole day ends; TRUCE_NEVER while it does not run. */
struct truce_instant truce_run_next_end(const struct truce_clock_run *run);

/* That day has passed while it ran.  *newly: the target was reached at its end. */
enum truce_status truce_run_end_day(struct truce_clock_run *run, bool *newly,
                                    struct truce_err *err) TRUCE_MUST_USE;

/* Days on which it did not run, up to those that ended by `until`, are added to its history. */
enum truce_status truce_run_fill(struct truce_clock_run *run, struct truce_instant until,
                                 struct truce_err *err) TRUCE_MUST_USE;

/* ---- course.c: everything in the order of time ---- */

struct truce_course_input {
    const struct truce_lexicon *names;
    const struct truce_beliefs *beliefs;
    const struct truce_changes *changes;
    struct truce_judge_ground *ground;
    struct truce_instant first; /* of the log: from then on clocks without a condition run */
    struct truce_instant
        beginning; /* the same, or the first day that the text names: from then on holds what needs nothing */
    struct truce_instant until;
    bool hopeful;                    /* days are quiet, nothing is closed, withdrawn or negated */
    struct truce_arena *work;        /* what need not outlive the call */
    struct truce_diagnostics *notes; /* NULL: none wanted */
};

/* Fills reading[] of the state, from its arena. */
enum truce_status truce_judge_course(const struct truce_course_input *input, struct truce_state *state,
                                     struct truce_err *err) TRUCE_MUST_USE;

#endif
