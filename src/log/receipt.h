/*
 * A receipt for verdicts: which agreement, which log at which size, at what time, by which program with which parameters, and
 * what it found on which records; a text that is signed as a note.  Whoever has the file, the log and the program gets the
 * same bytes.
 */
#ifndef TRUCE_LOG_RECEIPT_H
#define TRUCE_LOG_RECEIPT_H

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/hash.h"
#include "base/status.h"
#include "base/text.h"
#include "log/note.h"

/* Texts here are words: not empty, no spaces, no control characters. */
struct truce_log_verdict {
    struct truce_text norm;
    struct truce_text state;
    const uint64_t *grounds; /* indices of records in the log, rising */
    size_t n_grounds;
};

struct truce_log_receipt {
    struct truce_hash agreement; /* of the file's bytes */
    struct truce_text version;   /* of the agreement */
    struct truce_text origin;    /* the log's name */
    uint64_t size;               /* records that were believed */
    struct truce_hash root;
    struct truce_text at;      /* the instant judged, RFC 3339, as the caller writes it */
    struct truce_text engine;  /* the program's name */
    struct truce_text release; /* its version */
    struct truce_hash params;  /* of its parameters */
    const struct truce_log_verdict *verdicts;
    size_t n;
};

/* Appends the exact text that is signed.  Fails: TRUCE_ERR_SYNTAX a text that is no word, grounds that do not rise, no verdict. */
enum truce_status truce_log_receipt_write(const struct truce_log_receipt *receipt, struct truce_buf *out,
                                          struct truce_err *err) TRUCE_MUST_USE;

/* Reads a note's text; texts are borrowed, lists are the arena's.  Only the one text of a receipt is read.
 * Fails: TRUCE_ERR_SYNTAX; TRUCE_ERR_LIMIT. */
enum truce_status truce_log_receipt_read(struct truce_text text, struct truce_arena *arena,
                                         struct truce_log_receipt *receipt,
                                         struct truce_err *err) TRUCE_MUST_USE;

/* Reads a signed receipt and verifies that one of the keys signed it.  Fails: as reading it, and as truce_log_note_verify. */
enum truce_status truce_log_receipt_open(struct truce_text bytes, const struct truce_log_key *keys, size_t n,
                                         struct truce_arena *arena, struct truce_log_receipt *receipt,
                                         struct truce_err *err) TRUCE_MUST_USE;

#endif
