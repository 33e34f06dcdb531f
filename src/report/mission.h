/*
 * The state of a mission as text and JSON; why something is as it is; what changed between two sizes of its log.
 *
 * One struct holds all that is ever printed; records are named by their number in the log and their id.
 */
#ifndef TRUCE_REPORT_MISSION_H
#define TRUCE_REPORT_MISSION_H

#include "base/buf.h"
#include "base/hash.h"
#include "judge/verdict.h"

struct truce_mission_answer {
    const struct truce_verdicts *verdicts;
    const char *origin; /* of the log */
    uint64_t size;      /* records looked at */
    struct truce_hash root;
    struct truce_hash agreement; /* of its bytes */
};

struct truce_report_mission_options {
    bool colour;
    size_t columns; /* of the terminal */
    bool all;       /* every violation, not only the last ones */
};

/* Ends with a line break.  Fails: TRUCE_ERR_MEMORY. */
enum truce_status truce_report_mission_text(const struct truce_mission_answer *answer,
                                            const struct truce_report_mission_options *options,
                                            struct truce_buf *out, struct truce_err *err) TRUCE_MUST_USE;

/* docs/formats/status-answer.md */
enum truce_status truce_report_mission_json(const struct truce_mission_answer *answer, struct truce_buf *out,
                                            struct truce_err *err) TRUCE_MUST_USE;

/*
 * Why.  subject: a norm ("no_force", "no_force[B]", "daily_report#3"), a gate, clock, need, position, veto or contribution, "incident ID", a record's
 * id or its number.
 * Fails: TRUCE_ERR_UNKNOWN no such thing, with the nearest; TRUCE_ERR_MEMORY.
 */
enum truce_status truce_report_mission_why(const struct truce_mission_answer *answer, const char *subject,
                                           const struct truce_report_mission_options *options,
                                           struct truce_buf *out, struct truce_err *err) TRUCE_MUST_USE;

/* What differs between two answers of one mission, judged at one instant. */
struct truce_mission_change {
    char name[300]; /* "no_force[A]", "gate ceasefire", "clock quiet60" */
    char before[80], after[80];
    int record; /* by which it came to be so: the only one that its state rests on now and did not before; TRUCE_NONE: not found out */
};

struct truce_mission_changes {
    struct truce_mission_change *items; /* heap */
    size_t n, size;
};

void truce_mission_changes_init(struct truce_mission_changes *changes);
void truce_mission_changes_fini(struct truce_mission_changes *changes);

/* Adds every difference, in the order of the agreement: gates, clocks, verdicts.  Fails: TRUCE_ERR_MEMORY. */
enum truce_status truce_mission_compare(const struct truce_verdicts *before,
                                        const struct truce_verdicts *after, struct truce_mission_changes *out,
                                        struct truce_err *err) TRUCE_MUST_USE;

#endif
