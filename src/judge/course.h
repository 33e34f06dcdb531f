/*
 * The course of an agreement through time.  Private to judge: course_net.c lays the network, course_change.c applies what records say, course.c
 * goes from instant to instant, course_state.c gives the result.
 */
#ifndef TRUCE_JUDGE_COURSE_H
#define TRUCE_JUDGE_COURSE_H

#include "judge/engine.h"

/* Gates that open together, in one reading. */
struct truce_course_group {
    struct truce_instant held_since; /* the condition holds and nothing closes it; TRUCE_NEVER */
    struct truce_instant due;        /* of effect_after; TRUCE_NEVER */
    struct truce_instant first;      /* opening; TRUCE_NEVER */
    bool eligible;                   /* it has held long enough */
    bool latched;                    /* and open: nothing closes it any more */
    bool closed;                     /* by its `closes` */
    bool by_act;                     /* and by an act, so that an act must begin it again */
    bool listed;                     /* in to_time */
    struct truce_instant closed_at;  /* last */
};

/* The same for both readings. */
struct truce_course_group_text {
    int first_gate; /* of the file */
    bool latches, delays, has_closes, has_acts;
};

/* A node of which the history is wanted begins or ceases to hold. */
struct truce_course_turn {
    struct truce_instant at;
    int id; /* node number */
    bool holds;
};

/* Something that happens by itself. */
enum truce_course_event_kind {
    TRUCE_HAPPENS_DAY_END, /* target: clock */
    TRUCE_HAPPENS_DUE,     /* target: group */
    TRUCE_HAPPENS_BARS,    /* a veto begins or ends by its dates */
    TRUCE_HAPPENS_START,   /* target: a clock that always runs */
};

struct truce_course_event {
    struct truce_instant at;
    enum truce_course_event_kind kind;
    int reading, target;
};

/* What some must do together: withdraw a position, lift a veto, waive a clause. */
struct truce_course_joint {
    size_t first_slot, n_slots, n_marked;
    bool done;
    int record;
};

struct truce_course {
    const struct truce_course_input *input;
    const struct truce_agreement *agreement;
    const struct truce_lexicon *names;
    struct truce_network net;
    int gates, conds, opens, positions, needs, contributions, latches, clocks; /* first node of each */
    struct truce_instant now;
    struct truce_instant *since; /* by node number; TRUCE_NEVER while it does not hold */

    struct truce_course_group_text *group_text;
    int *next_in_group; /* by gate; TRUCE_NONE */
    int *closers;       /* groups that something closes */
    int n_closers;
    int *
        to_time; /* groups of both readings (reading x n_groups + group) whose condition, or closing, changed */
    int n_to_time;
    int n_groups;
    struct truce_course_group *groups[TRUCE_READINGS];

    bool *marked[TRUCE_READINGS], *refused[TRUCE_READINGS]; /* by slot of a fact */
    size_t *n_marked[TRUCE_READINGS];                       /* by fact */
    int *fact_record[TRUCE_READINGS];

    struct truce_course_joint *position, *veto, *waiver;
    bool *joint_marked;
    size_t n_joint_slots;
    struct truce_contribution_now *contribution;

    struct truce_clock_run *runs[TRUCE_READINGS];
    struct truce_tallies (*tallies)[TRUCE_READINGS];
    struct truce_watch *watches;

    struct truce_course_event *events; /* a heap of the heap */
    size_t n_events, size_events;
    struct truce_course_turn *turns; /* in the order of time: heap */
    size_t n_turns, size_turns;
};

static inline int truce_course_id(const struct truce_course *c, int reading, int node)
{
    return (int)((size_t)reading * c->net.n) + node;
}

/* An act: what somebody does, as against what is the case. */
static inline bool truce_course_is_act(const struct truce_condition *condition)
{
    return condition->kind >= TRUCE_IF_STATUS && condition->kind != TRUCE_IF_DATE;
}

/* course_net.c */
enum truce_status truce_course_lay(struct truce_course *c, struct truce_err *err) TRUCE_MUST_USE;

/* course_change.c */
void truce_course_apply(struct truce_course *c, const struct truce_change *change);
void truce_course_bar(struct truce_course *c); /* looks at all vetoes again */
void truce_course_spend(struct truce_course *c, int reading, int group);

/* course_state.c */
enum truce_status truce_course_give(struct truce_course *c, struct truce_state *state,
                                    struct truce_err *err) TRUCE_MUST_USE;

#endif
