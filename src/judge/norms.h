/*
 * What the parts of verdicts share.  Private to judge: verdict.c puts them together: incidents (incident.c) -> when norms are in force (force.c)
 * -> matches of incidents and norms (match.c) -> items: prohibitions of acts (ban.c), presences (presence.c), limits (limit.c), duties (duty.c)
 * -> what they rest on (ground.c).
 */
#ifndef TRUCE_JUDGE_NORMS_H
#define TRUCE_JUDGE_NORMS_H

#include "judge/engine.h"
#include "judge/verdict.h"

/* Chances are products of decimal fractions: 0.9 times 1 reaches 0.9. */
#define TRUCE_CHANCE_SLACK 1e-9

struct truce_actor {
    int party;
    double p;
};

/* A norm for one of those bound; of a `must` for any of a group, for all of them together. */
struct truce_slot {
    int norm, party; /* TRUCE_NONE: together */
    size_t first, n; /* of raw */
};

struct truce_norming {
    const struct truce_agreement *agreement;
    const struct truce_records *records;
    const struct truce_state *state;
    struct truce_judge_ground *ground;
    struct truce_arena *work, *out; /* out: of the verdicts */
    struct truce_err *err;
    struct truce_beliefs beliefs;

    struct truce_incident *incidents;
    size_t n_incidents;
    int *ruling;                /* by incident: that decided it; TRUCE_NONE */
    struct truce_actor *actors; /* of incident i: [first_actor[i], first_actor[i + 1]) */
    size_t *first_actor;
    int *absences; /* incidents of objects that were looked for and not found */
    size_t n_absences;

    struct truce_spans *in_force; /* by norm */
    struct truce_instant first;   /* of the log */
    struct truce_span version;    /* when this version of the agreement holds */

    struct truce_slot *slots;    /* by norm, then in the order of the subject */
    size_t n_slots, *first_slot; /* by norm, n_norms + 1 */
    struct truce_match *raw;     /* by slot, then incident; `verdict` is the slot */
    size_t n_raw;
    double *
        over; /* by raw match: of what a permit would take out, how many are above the limit that goes with it; else -1 */

    struct truce_verdict *items; /* heap; by norm in the order in which norms are judged */
    size_t n_items, size_items;
    const struct truce_match *
        *source; /* heap; of each item its matches, where they are raw ones; else NULL */
    size_t size_source;
    struct truce_match *matches; /* heap; of the items that have others */
    size_t n_matches, size_matches;
    size_t *first_item, *n_items_of; /* by norm */
    unsigned char *judged;           /* by norm: 0 not yet, 1 being judged, 2 done */
    struct truce_watch *watch;       /* by norm */
    double **watched; /* by norm: hours watched until the begin of each day, n + 1; NULL: nobody watched */
};

/* What is allotted in an arena, with one to spare. */
static inline enum truce_status truce_norming_get(struct truce_arena *arena, size_t n, size_t size, void *out,
                                                  struct truce_err *err)
{
    void *memory = NULL;
    enum truce_status status = truce_arena_alloc(arena, (n + 1) * size, &memory, err);
    if (status == TRUCE_OK)
        *(void **)out = memory;
    return status;
}

static inline double truce_norm_established(const struct truce_norming *j, const struct truce_norm *norm)
{
    double p = norm->proof.established;
    return (p > 0 ? p : j->agreement->proof.established) - TRUCE_CHANCE_SLACK; /* NaN: the agreement's */
}

static inline double truce_norm_contested(const struct truce_norming *j, const struct truce_norm *norm)
{
    double p = norm->proof.contested;
    return (p > 0 ? p : j->agreement->proof.contested) - TRUCE_CHANCE_SLACK;
}

/* What a chance amounts to where a norm asks for it. */
enum truce_weighs {
    TRUCE_WEIGHS_NOTHING,
    TRUCE_WEIGHS_CONTESTED,
    TRUCE_WEIGHS_ESTABLISHED,
};

/* Of a match: whether it counts in the readings, and its chance.  A place that is not known leaves it contested. */
enum truce_weighs truce_match_weighs(const struct truce_norming *j, const struct truce_norm *norm,
                                     const struct truce_match *match, double chance);

/* The id of the first record of a violation, ""; what does not depend on the order of the log. */
static inline const char *truce_norming_id(const struct truce_norming *j,
                                           const struct truce_violation *violation)
{
    return violation->n_records > 0 ? j->records->items[violation->records[0]].id : "";
}

/* incident.c */
enum truce_status truce_norming_incidents(struct truce_norming *j) TRUCE_MUST_USE;
/* The chance that an incident is of a class or below. */
double truce_incident_class(const struct truce_norming *j, size_t incident, int of_class);
double truce_incident_share(const struct truce_norming *j, size_t incident, int party);
bool truce_incident_is_absence(const struct truce_incident *incident);

/* force.c */
enum truce_status truce_norming_force(struct truce_norming *j) TRUCE_MUST_USE;
/* The chance that a time, alike at each moment, lies in spans. */
double truce_spans_share(struct truce_spans spans, struct truce_instant from, struct truce_instant until);
bool truce_spans_hold(struct truce_spans spans, struct truce_instant at);
double truce_spans_common_share(struct truce_spans a, struct truce_spans b, struct truce_instant from,
                                struct truce_instant until);
/* The share of a time that the place of a norm was watched. */
double truce_norm_observed(const struct truce_norming *j, int norm, struct truce_spans spans);

/* match.c */
enum truce_status truce_norming_match(struct truce_norming *j) TRUCE_MUST_USE;

/* ban.c, presence.c, limit.c, duty.c: append items of one norm */
enum truce_status truce_judge_ban(struct truce_norming *j, int norm) TRUCE_MUST_USE;
enum truce_status truce_judge_presence(struct truce_norming *j, int norm) TRUCE_MUST_USE;
enum truce_status truce_judge_limit(struct truce_norming *j, int norm) TRUCE_MUST_USE;
enum truce_status truce_judge_duty(struct truce_norming *j, int norm) TRUCE_MUST_USE;
/* Of the sightings of a slot of a limit, by raw match from its first: how many of each are above it, the last arrivals by time. */
enum truce_status truce_limit_excess(struct truce_norming *j, const struct truce_slot *slot,
                                     double *excess) TRUCE_MUST_USE;

/* verdict.c: judges a norm that is not judged yet, with those on which it waits */
enum truce_status truce_norming_judge(struct truce_norming *j, int norm) TRUCE_MUST_USE;
/* A new item of a slot, filled with what all have in common. */
enum truce_status truce_norming_item(struct truce_norming *j, const struct truce_slot *slot, int instance,
                                     struct truce_verdict **out) TRUCE_MUST_USE;
/* Appends matches to the item added last; raw ones once and alone. */
enum truce_status truce_norming_add(struct truce_norming *j, const struct truce_match *matches,
                                    size_t n) TRUCE_MUST_USE;
bool truce_is_provisional(const struct truce_norming *j, struct truce_instant at);
/* Its life while nothing has fulfilled or violated it. */
enum truce_norm_life truce_norm_life_now(const struct truce_norming *j, int norm,
                                         struct truce_spans in_force);

/* ground.c: sorted, each once, into the arena of the verdicts */
enum truce_status truce_norming_indexes(struct truce_norming *j, int *from, size_t n, const int **out,
                                        size_t *n_out) TRUCE_MUST_USE;
/* Of a prohibition or a limit, from its violations and matches. */
enum truce_status truce_norming_ground(struct truce_norming *j, struct truce_verdict *item,
                                       const struct truce_match *matches, size_t n) TRUCE_MUST_USE;

#endif
