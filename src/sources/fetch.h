/*
 * Fetching a source that publishes one file a day, into a local folder.
 *
 * A run asks for each day of a span, one after the other, and never puts a bad file in the place of a good one: bytes go to
 * "<name>.part", are checked, synced, and only then renamed.  What a server said of a file (its ETag and the like) is kept in
 * <folder>/.truce-fetch: docs/formats/fetch.md.
 */
#ifndef TRUCE_SOURCES_FETCH_H
#define TRUCE_SOURCES_FETCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/day.h"
#include "base/notes.h"
#include "base/status.h"

#define TRUCE_FETCH_DAYS_MAX   20000              /* days of one run: 54 years */
#define TRUCE_FETCH_BYTES_MAX  ((size_t)64 << 20) /* default limit of one file */
#define TRUCE_FETCH_STATE_NAME ".truce-fetch"     /* the state file, in the folder of the maps */

enum truce_fetch_outcome {
    TRUCE_FETCH_FETCHED,
    TRUCE_FETCH_THERE,        /* a file of that name was there and was not asked for again */
    TRUCE_FETCH_NOT_MODIFIED, /* it was asked for again, and the server says that it is the same */
    TRUCE_FETCH_ABSENT,       /* the server has no such file (404, 410): a gap of the source, not a failure */
    TRUCE_FETCH_FAILED,
    TRUCE_FETCH_OUTCOMES, /* how many there are */
};

struct truce_fetch_day {
    struct truce_day day;
    enum truce_fetch_outcome outcome;
    char *why; /* for a failure one line of text, owned by the report; else NULL */
};

struct truce_fetch_report {
    struct truce_fetch_day *days; /* ascending */
    size_t n, size;
    size_t count[TRUCE_FETCH_OUTCOMES];
    uint64_t bytes; /* written into files that were fetched */
};

struct truce_fetch_progress {
    struct truce_day day;
    size_t done, total; /* days */
    uint64_t bytes;     /* so far, of all files */
};

struct truce_fetch_options {
    const char *url;    /* template with a date field (truce_template_fill); http or https */
    const char *name;   /* template of the local file's name: a plain name with a date field, no folder */
    const char *folder; /* is made when it is not there */
    struct truce_day from, to; /* first and last day, both included */
    bool refresh;              /* ask again for files that are there, on the condition that they changed */

    size_t bytes_max;    /* of one file */
    unsigned tries;      /* of one day, >= 1 */
    uint64_t backoff_ms; /* pause before the second try; doubles for each further one */
    uint64_t backoff_max_ms;
    uint64_t retry_after_max_ms; /* a server that asks for a longer pause is left alone: the day fails */
    unsigned gave_up_after;      /* so many days in a row without any answer: the rest is not tried */
    long connect_timeout_ms, total_timeout_ms;
    long slow_bytes_s, slow_s; /* slower than this for so many seconds is a stalled transfer */

    void (*sleep)(void *context, uint64_t ms);                                    /* NULL: no pause at all */
    void (*progress)(void *context, const struct truce_fetch_progress *progress); /* NULL: none */
    void *context;
};

/* The defaults: 64 MiB, 4 tries, pauses of 1, 2 and 4 s, 120 s at most when a server asks for it, 20 s to connect, 10 minutes a
 * file, stalled below 100 bytes/s for 30 s, gives up after 5 days without an answer; url, name, folder and days are to be set. */
void truce_fetch_options_init(struct truce_fetch_options *options);

void truce_fetch_report_init(struct truce_fetch_report *report);
void truce_fetch_report_fini(struct truce_fetch_report *report);

/* "fetched", "already there", "not modified", "absent upstream", "failed"; static storage. */
const char *truce_fetch_outcome_name(enum truce_fetch_outcome outcome);

/*
 * Fetches every day of the span.
 *
 * report  initialised and empty.  Days that failed are in it, with the reason; they do not make the call fail.
 * notes   may be NULL; says what was odd although the run went on, such as a state file that could not be read.
 * Fails:  TRUCE_ERR_USAGE   options that make no sense: a URL that is not http or https or carries a password, a template
 *                           without a date field, a name with a folder in it, days the wrong way round or more than
 *                           TRUCE_FETCH_DAYS_MAX of them;
 *         TRUCE_ERR_IO      the folder cannot be written, or another run is at work in it; TRUCE_ERR_MEMORY.
 *         What was fetched until then is in the folder and in the report.
 * Cost:   one connection at a time; memory for one file.  Not thread-safe for one folder; two processes are kept apart by a lock.
 * Source: RFC 9110 (HTTP semantics), sections 13 (conditions), 14 (ranges), 15 (status codes).
 */
enum truce_status truce_fetch_run(const struct truce_fetch_options *options,
                                  struct truce_fetch_report *report, struct truce_notes *notes,
                                  struct truce_err *err) TRUCE_MUST_USE;

#endif
