/*
 * Checkpoints and witnesses.  One idea: a witness remembers one size and one root, and signs only what provably continues
 * them, so that two histories of a log cannot both find a quorum that shares an honest witness.
 *
 * Source: https://c2sp.org/tlog-checkpoint, https://c2sp.org/tlog-cosignature.
 */
#include "log/checkpoint.h"

#include <string.h>

#include "base/base64.h"
#include "log/lines.h"

static bool lines_are_good(struct truce_text lines)
{
    struct truce_text line;

    while (lines.len > 0)
        if (!truce_log_take_line(&lines, &line) || line.len == 0)
            return false;
    return true;
}

enum truce_status truce_log_checkpoint_write(const struct truce_log_checkpoint *checkpoint,
                                             struct truce_buf *out, struct truce_err *err)
{
    if (checkpoint->origin.len == 0 || memchr(checkpoint->origin.at, '\n', checkpoint->origin.len) != NULL)
        return truce_fail(err, TRUCE_ERR_SYNTAX, "the name of a log is one line and not empty");
    if (!lines_are_good(checkpoint->extension))
        return truce_fail(err, TRUCE_ERR_SYNTAX,
                          "further lines of a checkpoint are not empty and end in a newline");
    truce_buf_add(out, checkpoint->origin.at, checkpoint->origin.len);
    truce_buf_printf(out, "\n%llu\n", (unsigned long long)checkpoint->size);
    truce_base64_write(out, checkpoint->root.byte, sizeof checkpoint->root.byte);
    truce_buf_putc(out, '\n');
    truce_buf_add(out, checkpoint->extension.at, checkpoint->extension.len);
    return truce_buf_check(out, err);
}

enum truce_status truce_log_checkpoint_read(struct truce_text text, struct truce_log_checkpoint *checkpoint,
                                            struct truce_err *err)
{
    struct truce_log_checkpoint read = {.extension = text};
    struct truce_text line;

    if (!truce_log_take_line(&read.extension, &read.origin) || read.origin.len == 0)
        return truce_fail(err, TRUCE_ERR_SYNTAX, "a checkpoint begins with the name of its log");
    if (!truce_log_take_line(&read.extension, &line) || !truce_log_read_number(line, &read.size))
        return truce_fail(err, TRUCE_ERR_SYNTAX,
                          "line 2 of a checkpoint is the number of records, without leading zeros");
    if (!truce_log_take_line(&read.extension, &line) || !truce_log_read_hash(line, &read.root))
        return truce_fail(err, TRUCE_ERR_SYNTAX,
                          "line 3 of a checkpoint is the base64 of a hash of 32 bytes");
    if (!lines_are_good(read.extension))
        return truce_fail(err, TRUCE_ERR_SYNTAX, "further lines of a checkpoint are not empty");
    *checkpoint = read;
    return TRUCE_OK;
}

enum truce_status truce_log_checkpoint_open(struct truce_text bytes, const struct truce_log_key *log,
                                            struct truce_log_note *note,
                                            struct truce_log_checkpoint *checkpoint, struct truce_err *err)
{
    struct truce_log_note opened;
    struct truce_log_checkpoint read;
    enum truce_status status = truce_log_note_read(bytes, &opened, err);

    if (status == TRUCE_OK)
        status = truce_log_checkpoint_read(opened.text, &read, err);
    if (status == TRUCE_OK && !truce_text_is(read.origin, log->name))
        status = truce_fail(err, TRUCE_ERR_UNKNOWN, "the checkpoint is of the log '%.*s', the key of '%s'",
                            TRUCE_TEXT(read.origin), log->name);
    if (status == TRUCE_OK)
        status = truce_log_note_verify(&opened, log, 1, err);
    if (status != TRUCE_OK)
        return status;
    *note = opened;
    *checkpoint = read;
    return TRUCE_OK;
}

static enum truce_status check_policy(const struct truce_log_policy *policy, struct truce_err *err)
{
    if (policy->quorum > policy->n)
        return truce_fail(err, TRUCE_ERR_USAGE, "%zu witnesses must sign, but only %zu are named",
                          policy->quorum, policy->n);
    for (size_t i = 0; i < policy->n; i++) {
        if (policy->witnesses[i].kind != TRUCE_LOG_COSIGNATURE)
            return truce_fail_index(err, TRUCE_ERR_USAGE, (int64_t)i,
                                    "the key of '%s' is not that of a witness", policy->witnesses[i].name);
        for (size_t k = 0; k < i; k++)
            if (memcmp(policy->witnesses[i].public_key, policy->witnesses[k].public_key,
                       TRUCE_SIGNATURE_PUBLIC_BYTES) == 0)
                return truce_fail_index(err, TRUCE_ERR_USAGE, (int64_t)i,
                                        "'%s' and '%s' have the same key: one witness cannot count twice",
                                        policy->witnesses[k].name, policy->witnesses[i].name);
    }
    return TRUCE_OK;
}

enum truce_status truce_log_witnesses(const struct truce_log_note *note,
                                      const struct truce_log_policy *policy,
                                      struct truce_log_standing *standing, bool *quorum_is_met,
                                      struct truce_err *err)
{
    size_t n_signed = 0;
    enum truce_status status = check_policy(policy, err);

    if (status != TRUCE_OK)
        return status;
    for (size_t i = 0; i < policy->n; i++)
        if (truce_log_note_mark(note, &policy->witnesses[i], NULL) == TRUCE_LOG_BROKEN)
            return truce_fail_index(err, TRUCE_ERR_RANGE, (int64_t)i, "the cosignature of '%s' does not fit",
                                    policy->witnesses[i].name);
    for (size_t i = 0; i < policy->n; i++) {
        standing[i] = (struct truce_log_standing){0};
        standing[i].is_signed =
            truce_log_note_mark(note, &policy->witnesses[i], &standing[i].time) == TRUCE_LOG_HOLDS;
        n_signed += standing[i].is_signed;
    }
    *quorum_is_met = n_signed >= policy->quorum;
    return TRUCE_OK;
}

static enum truce_status check_continues(const struct truce_log_checkpoint *checkpoint,
                                         const struct truce_log_path *proof,
                                         const struct truce_log_seen *seen, struct truce_err *err)
{
    if (checkpoint->size < seen->size)
        return truce_fail(err, TRUCE_ERR_RANGE,
                          "the checkpoint has %llu records, fewer than the %llu seen before",
                          (unsigned long long)checkpoint->size, (unsigned long long)seen->size);
    if (seen->size == 0) {
        struct truce_hash nothing = truce_hash_of((struct truce_text){NULL, 0});

        if (checkpoint->size == 0 && !truce_hash_equal(&checkpoint->root, &nothing))
            return truce_fail(err, TRUCE_ERR_RANGE,
                              "the checkpoint of an empty log has another root than an empty log");
        return proof->n == 0 ? TRUCE_OK
                             : truce_fail(err, TRUCE_ERR_RANGE,
                                          "before the first checkpoint there is nothing to prove");
    }
    if (!truce_log_consistency_holds(seen->size, &seen->root, checkpoint->size, &checkpoint->root,
                                     proof->hash, proof->n))
        return truce_fail(
            err, TRUCE_ERR_RANGE,
            "the proof does not show that the log of %llu records continues the %llu seen before; it may "
            "have been rewritten",
            (unsigned long long)checkpoint->size, (unsigned long long)seen->size);
    return TRUCE_OK;
}

enum truce_status truce_log_cosign(struct truce_text bytes, const struct truce_log_key *log,
                                   const struct truce_log_path *proof, const struct truce_log_signer *witness,
                                   uint64_t time, struct truce_log_seen *seen, struct truce_buf *line,
                                   struct truce_err *err)
{
    struct truce_log_note note;
    struct truce_log_checkpoint checkpoint;
    enum truce_status status;

    if (witness->key.kind != TRUCE_LOG_COSIGNATURE)
        return truce_fail(err, TRUCE_ERR_USAGE, "the key of '%s' is not that of a witness",
                          witness->key.name);
    status = truce_log_checkpoint_open(bytes, log, &note, &checkpoint, err);
    if (status == TRUCE_OK)
        status = check_continues(&checkpoint, proof, seen, err);
    if (status == TRUCE_OK)
        status = truce_log_note_sign_line(note.text, witness, time, line, err);
    if (status == TRUCE_OK)
        *seen = (struct truce_log_seen){checkpoint.size, checkpoint.root};
    return status;
}
