/*
 * A mission file opened for a command: its log as of some size, the agreement in force, the records believed, the state and the verdicts.
 */
#ifndef TRUCE_CLI_MISSION_H
#define TRUCE_CLI_MISSION_H

#include "agreement/agreement.h"
#include "base/buf.h"
#include "base/hash.h"
#include "cli/out.h"
#include "judge/state.h"
#include "judge/verdict.h"
#include "record/fact.h"
#include "report/mission.h"
#include "store/store.h"

struct truce_mission {
    struct truce_store *store;
    uint64_t size;           /* of the log that is looked at: records 0 .. size-1 */
    struct truce_hash root;  /* over them */
    struct truce_instant at; /* the instant judged */
    struct truce_hash
        agreement_hash; /* of the version that is in force at that instant; verdicts are on what happened while it was */
    struct truce_agreement agreement;
    struct truce_records records; /* items[n] is leaf n */
    struct truce_state state;
    struct truce_verdicts verdicts;
    bool has_agreement, has_records, has_state, has_verdicts;
};

/* What of the log, and when.  Texts as the user wrote them; NULL: all of it, and the time at which its last record was known. */
struct truce_mission_when {
    const char *as_of; /* a size of the log, or an instant or day: what was logged by then */
    const char *at;    /* an instant or day, judged by those records */
};

void truce_mission_init(struct truce_mission *mission);
void truce_mission_fini(struct truce_mission *mission);

/* Opens the file and loads what `when` asks for, verdicts among it.
 * Fails: as truce_store_open, truce_agreement_read, truce_verdicts_at; TRUCE_ERR_USAGE as_of or at that are none; err->text is "" where all was
 *        said already. */
enum truce_status truce_mission_open(struct truce_mission *mission, struct truce_out *out, const char *path,
                                     const struct truce_mission_when *when,
                                     struct truce_err *err) TRUCE_MUST_USE;

/* The same of a store that is open, which the mission then owns. */
enum truce_status truce_mission_load(struct truce_mission *mission, struct truce_out *out,
                                     struct truce_store *store, const struct truce_mission_when *when,
                                     struct truce_err *err) TRUCE_MUST_USE;

/* Keeps an agreement and the files of its zones in a store, and appends the record that adopts it.
 * by  parties as JSON: "\"A\"" or a list.  Fails: as the readers; TRUCE_ERR_UNSUPPORTED a zone file that is not GeoJSON. */
struct truce_adopting {
    const char *path;            /* of the agreement */
    const char *by;              /* who states it: a name; "" : the parties' first belligerents */
    struct truce_instant from;   /* in force from; the clock's unless given */
    struct truce_instant logged; /* the clock */
};
enum truce_status truce_mission_adopt(struct truce_store *store, struct truce_out *out,
                                      const struct truce_adopting *how, uint64_t *leaf,
                                      struct truce_err *err) TRUCE_MUST_USE;

/* What reports print of it; borrows the mission. */
struct truce_mission_answer truce_mission_answer(const struct truce_mission *mission);

/* Opens a mission, lets `report` write its answer and prints it.  Returns the exit code; failures are said. */
typedef enum truce_status truce_mission_report(const void *values, const struct truce_mission_answer *answer,
                                               const struct truce_report_mission_options *options,
                                               struct truce_buf *text, struct truce_err *err);
int truce_mission_print(struct truce_out *out, const char *path, const struct truce_mission_when *when,
                        bool all, truce_mission_report *report, const void *values);

/* An instant, or a day of a calendar: its first instant.  False: it is neither. */
bool truce_mission_instant(const struct truce_calendar *calendar, const char *text,
                           struct truce_instant *out);

/* The clock: `text` where given (--clock), else the machine's.  Fails: TRUCE_ERR_USAGE. */
enum truce_status truce_mission_clock(const char *text, struct truce_instant *out,
                                      struct truce_err *err) TRUCE_MUST_USE;

#endif
