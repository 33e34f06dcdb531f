/*
 * Sightings and absences of things, and the violations that follow from intervals.  Private to judge: presence.c has them, limit.c counts with them.
 */
#ifndef TRUCE_JUDGE_SIGHT_H
#define TRUCE_JUDGE_SIGHT_H

#include "base/buf.h"
#include "judge/norms.h"

struct truce_sighting {
    const struct truce_match *match;
    size_t raw;          /* its index */
    int64_t from, until; /* microseconds */
    int class_, zone;    /* TRUCE_NONE: no zone of its own */
    const char *object;  /* its identity; "" */
    double chance;       /* without that of the time */
    bool established;    /* else contested */
};

struct truce_absence {
    int64_t from;
    int class_, zone;
    const char *object; /* of this one alone; "" */
};

/* At least contested; by incident. */
enum truce_status truce_sightings_of(struct truce_norming *j, const struct truce_slot *slot,
                                     struct truce_sighting **out, size_t *n) TRUCE_MUST_USE;
/* By time. */
enum truce_status truce_absences_of(struct truce_norming *j, const struct truce_slot *slot,
                                    struct truce_absence **out, size_t *n) TRUCE_MUST_USE;
/* Was what was seen looked for and not found, after one time and before the other? */
bool truce_absent_between(const struct truce_norming *j, const struct truce_absence *absences, size_t n,
                          int64_t after, int64_t before, const struct truce_sighting *what);

struct truce_violations {
    struct truce_violation *items; /* heap */
    size_t n, size;
};

enum truce_status truce_violation_add(struct truce_norming *j, struct truce_violations *to,
                                      const struct truce_violation *one) TRUCE_MUST_USE;
/* One for each time in force that the interval [from, until] meets. */
enum truce_status truce_violation_cut(struct truce_norming *j, struct truce_spans in_force, int64_t from,
                                      int64_t until, const struct truce_violation *one,
                                      struct truce_violations *to) TRUCE_MUST_USE;
/* Sorted, into an item. */
enum truce_status truce_violations_keep(struct truce_norming *j, struct truce_violations *from,
                                        struct truce_verdict *item) TRUCE_MUST_USE;

/* ban.c: states, life and whether it is provisional, from the violations */
void truce_ban_decide(struct truce_norming *j, struct truce_verdict *item, bool violated, bool suspected);

#endif
