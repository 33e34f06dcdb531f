/*
 * A proof to hand on: that a record stands in a log, in one text file that is checked without asking anybody.
 * Format: https://c2sp.org/tlog-proof, version 1.
 */
#ifndef TRUCE_LOG_PROOF_H
#define TRUCE_LOG_PROOF_H

#include "log/checkpoint.h"

struct truce_log_proof {
    struct truce_text extra; /* as written: base64, not covered by any signature; empty where there is none */
    uint64_t index;
    struct truce_log_path path;
    struct truce_text checkpoint; /* the signed checkpoint's exact bytes; borrowed */
};

/* Appends the file's text.  Fails: TRUCE_ERR_SYNTAX `extra` is not base64; TRUCE_ERR_MEMORY. */
enum truce_status truce_log_proof_write(const struct truce_log_proof *proof, struct truce_buf *out,
                                        struct truce_err *err) TRUCE_MUST_USE;

/* Reads; verifies nothing.  Fails: TRUCE_ERR_SYNTAX; TRUCE_ERR_LIMIT more hashes than any proof has. */
enum truce_status truce_log_proof_read(struct truce_text bytes, struct truce_log_proof *proof,
                                       struct truce_err *err) TRUCE_MUST_USE;

/* Verifies that `record`, its exact bytes, stands at proof->index: the log signed the checkpoint, the quorum did, and the hashes
 * lead to its root.  Fails: as truce_log_checkpoint_open and truce_log_witnesses; TRUCE_ERR_RANGE too few witnesses, or the
 * record is another. */
enum truce_status truce_log_proof_verify(const struct truce_log_proof *proof, struct truce_text record,
                                         const struct truce_log_policy *policy,
                                         struct truce_log_standing *standing,
                                         struct truce_log_checkpoint *checkpoint,
                                         struct truce_err *err) TRUCE_MUST_USE;

#endif
