/*
 * Checkpoints: a log's name, size and root as a signed note, and the cosignatures by which witnesses say that they saw it grow
 * without rewriting.  Formats: https://c2sp.org/tlog-checkpoint, https://c2sp.org/tlog-cosignature (cosignature/v1).
 */
#ifndef TRUCE_LOG_CHECKPOINT_H
#define TRUCE_LOG_CHECKPOINT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/hash.h"
#include "base/status.h"
#include "base/text.h"
#include "log/merkle.h"
#include "log/note.h"

struct truce_log_checkpoint {
    struct truce_text origin; /* the log's name; borrowed, as is `extension` */
    uint64_t size;
    struct truce_hash root;
    struct truce_text extension; /* whole lines with their newlines, or empty */
};

/* Who must have signed: the log, and `quorum` of the witnesses (cosignature keys). */
struct truce_log_policy {
    const struct truce_log_key *log;
    const struct truce_log_key *witnesses;
    size_t n;
    size_t quorum;
};

struct truce_log_standing {
    bool is_signed;
    uint64_t time; /* seconds since 1970, UTC, where signed */
};

/* The last checkpoint of one log that a witness saw; all zero before the first. */
struct truce_log_seen {
    uint64_t size;
    struct truce_hash root;
};

/* Appends the text that is signed.  Fails: TRUCE_ERR_SYNTAX an origin or extension that no checkpoint may have. */
enum truce_status truce_log_checkpoint_write(const struct truce_log_checkpoint *checkpoint,
                                             struct truce_buf *out, struct truce_err *err) TRUCE_MUST_USE;

/* Reads a note's text.  Fails: TRUCE_ERR_SYNTAX. */
enum truce_status truce_log_checkpoint_read(struct truce_text text, struct truce_log_checkpoint *checkpoint,
                                            struct truce_err *err) TRUCE_MUST_USE;

/* Reads a signed checkpoint and verifies that `log` signed it and is its origin.
 * Fails: TRUCE_ERR_SYNTAX; TRUCE_ERR_UNKNOWN another log, or not signed; TRUCE_ERR_RANGE the signature does not fit. */
enum truce_status truce_log_checkpoint_open(struct truce_text bytes, const struct truce_log_key *log,
                                            struct truce_log_note *note,
                                            struct truce_log_checkpoint *checkpoint,
                                            struct truce_err *err) TRUCE_MUST_USE;

/* Which witnesses signed and when, into standing[policy->n], and whether they are a quorum.
 * Fails: TRUCE_ERR_RANGE a witness's signature does not fit; TRUCE_ERR_USAGE a policy that names a key twice, a key that makes
 * no cosignatures, or a quorum larger than its list. */
enum truce_status truce_log_witnesses(const struct truce_log_note *note,
                                      const struct truce_log_policy *policy,
                                      struct truce_log_standing *standing, bool *quorum_is_met,
                                      struct truce_err *err) TRUCE_MUST_USE;

/* The witness's side: appends to `line` a cosignature of a signed checkpoint and moves `seen` to it, if it is signed by `log`
 * and the proof shows that it continues what was seen.  Before the first checkpoint, and for the same one again, the proof is
 * empty.  Fails: as opening; TRUCE_ERR_RANGE it is older, or history was rewritten; TRUCE_ERR_USAGE not a cosignature key. */
enum truce_status truce_log_cosign(struct truce_text bytes, const struct truce_log_key *log,
                                   const struct truce_log_path *proof, const struct truce_log_signer *witness,
                                   uint64_t time, struct truce_log_seen *seen, struct truce_buf *line,
                                   struct truce_err *err) TRUCE_MUST_USE;

#endif
