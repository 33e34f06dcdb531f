/*
 * The state file of a folder: what servers said of the files in it.  docs/formats/fetch.md.
 *
 * It is a memory aid: when it is lost, files are fetched in full again, and nothing else happens.  Private to fetch*.c.
 */
#ifndef TRUCE_SOURCES_FETCH_STATE_H
#define TRUCE_SOURCES_FETCH_STATE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/notes.h"
#include "base/status.h"
#include "base/text.h"
#include "sources/fetch_http.h"

#define TRUCE_FETCH_STATE_BYTES_MAX ((size_t)16 << 20) /* twice what TRUCE_FETCH_DAYS_MAX files need */
#define TRUCE_FETCH_STATE_LINE_MAX  4096               /* bytes of one line with its end */
#define TRUCE_FETCH_NAME_MAX        250                /* bytes of a file name; ".part" must fit behind it */

enum truce_fetch_state_kind {
    TRUCE_FETCH_STATE_DONE, /* the file is complete */
    TRUCE_FETCH_STATE_PART, /* "<name>.part" was begun */
};

struct truce_fetch_entry {
    enum truce_fetch_state_kind kind;
    char *name;    /* of the complete file */
    char *url;     /* as asked for, before redirects */
    int64_t bytes; /* DONE: length of the file; PART: 0 */
    size_t order;  /* number of its line; only while a file is read */
    char etag[TRUCE_HTTP_TAG_BYTES];
    char modified[TRUCE_HTTP_DATE_BYTES];
};

/* Entries in the order of their names, each name once. */
struct truce_fetch_state {
    struct truce_fetch_entry *entries;
    size_t n, size;
    size_t lines; /* of the file on disk; more than n when entries were replaced */
    int fd;       /* the open and locked file; -1 = none */
};

void truce_fetch_state_init(struct truce_fetch_state *state);

/* Releases the memory and closes the file, which ends the lock. */
void truce_fetch_state_fini(struct truce_fetch_state *state);

/* Reads entries from bytes; later lines win.  Lines that cannot be read are left out and noted with file:line.
 * Fails: TRUCE_ERR_MEMORY. */
enum truce_status truce_fetch_state_parse(struct truce_fetch_state *state, struct truce_text bytes,
                                          const char *file, struct truce_notes *notes,
                                          struct truce_err *err) TRUCE_MUST_USE;

/* Opens or makes the state file, locks it and reads it.
 * Fails: TRUCE_ERR_IO, also when another process holds the lock; TRUCE_ERR_MEMORY. */
enum truce_status truce_fetch_state_open(struct truce_fetch_state *state, const char *path,
                                         struct truce_notes *notes, struct truce_err *err) TRUCE_MUST_USE;

/* The entry of a name; NULL when there is none.  Borrowed until the next put. */
const struct truce_fetch_entry *truce_fetch_state_get(const struct truce_fetch_state *state,
                                                      const char *name);

/* Keeps a copy of an entry, and appends it to the file when one is open.
 * Fails: TRUCE_ERR_USAGE an entry that cannot be written as a line (name, URL); TRUCE_ERR_IO; TRUCE_ERR_MEMORY. */
enum truce_status truce_fetch_state_put(struct truce_fetch_state *state,
                                        const struct truce_fetch_entry *entry,
                                        struct truce_err *err) TRUCE_MUST_USE;

/* Writes the file anew without lines that were replaced, when there are any. */
enum truce_status truce_fetch_state_tidy(struct truce_fetch_state *state,
                                         struct truce_err *err) TRUCE_MUST_USE;

/* The line of an entry, with its end, appended to out. */
void truce_fetch_state_line(const struct truce_fetch_entry *entry, struct truce_buf *out);

/* Whether a name can be one of a local file: 1 to TRUCE_FETCH_NAME_MAX bytes of UTF-8, no folder, no control character, not
 * beginning with a dot. */
bool truce_fetch_name_ok(const char *name);

#endif
