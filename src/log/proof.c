/*
 * Proofs as text files: index, hashes, and the checkpoint they lead to.  Source: https://c2sp.org/tlog-proof.
 */
#include "log/proof.h"

#include "base/base64.h"
#include "log/lines.h"

#define HEAD "c2sp.org/tlog-proof@v1"

enum truce_status truce_log_proof_write(const struct truce_log_proof *proof, struct truce_buf *out,
                                        struct truce_err *err)
{
    size_t n = 0;

    if (!truce_base64_is(proof->extra, &n))
        return truce_fail(err, TRUCE_ERR_SYNTAX, "what a proof carries besides is written in base64");
    truce_buf_puts(out, HEAD "\n");
    if (proof->extra.len > 0)
        truce_buf_printf(out, "extra %.*s\n", TRUCE_TEXT(proof->extra));
    truce_buf_printf(out, "index %llu\n", (unsigned long long)proof->index);
    for (size_t i = 0; i < proof->path.n; i++) {
        truce_base64_write(out, proof->path.hash[i].byte, TRUCE_HASH_BYTES);
        truce_buf_putc(out, '\n');
    }
    truce_buf_putc(out, '\n');
    truce_buf_add(out, proof->checkpoint.at, proof->checkpoint.len);
    return truce_buf_check(out, err);
}

enum truce_status truce_log_proof_read(struct truce_text bytes, struct truce_log_proof *proof,
                                       struct truce_err *err)
{
    struct truce_log_proof read = {0};
    struct truce_text line;
    size_t n = 0;

    if (!truce_log_take_line(&bytes, &line) || !truce_text_is(line, HEAD))
        return truce_fail(err, TRUCE_ERR_SYNTAX, "a proof begins with the line " HEAD);
    if (!truce_log_take_line(&bytes, &line))
        return truce_fail(err, TRUCE_ERR_SYNTAX, "the proof ends after its first line");
    if (truce_log_take_prefix(&line, "extra ")) {
        read.extra = line;
        if (line.len == 0 || !truce_base64_is(line, &n) || !truce_log_take_line(&bytes, &line))
            return truce_fail(err, TRUCE_ERR_SYNTAX,
                              "the line 'extra' of the proof is not in base64, or is the last");
    }
    if (!truce_log_take_prefix(&line, "index ") || !truce_log_read_number(line, &read.index))
        return truce_fail(err, TRUCE_ERR_SYNTAX, "the proof has no line 'index' with a number");
    for (;;) {
        if (!truce_log_take_line(&bytes, &line))
            return truce_fail(err, TRUCE_ERR_SYNTAX, "the proof has no checkpoint after an empty line");
        if (line.len == 0)
            break;
        if (read.path.n == TRUCE_LOG_PATH_MAX)
            return truce_fail(err, TRUCE_ERR_LIMIT, "a proof has at most %d hashes", TRUCE_LOG_PATH_MAX);
        if (!truce_log_read_hash(line, &read.path.hash[read.path.n]))
            return truce_fail_index(err, TRUCE_ERR_SYNTAX, (int64_t)read.path.n,
                                    "hash %zu of the proof is not the base64 of 32 bytes", read.path.n + 1);
        read.path.n++;
    }
    read.checkpoint = bytes;
    *proof = read;
    return TRUCE_OK;
}

enum truce_status truce_log_proof_verify(const struct truce_log_proof *proof, struct truce_text record,
                                         const struct truce_log_policy *policy,
                                         struct truce_log_standing *standing,
                                         struct truce_log_checkpoint *checkpoint, struct truce_err *err)
{
    struct truce_log_note note;
    struct truce_log_checkpoint opened;
    struct truce_hash leaf = truce_log_leaf_hash(record);
    bool quorum = false;
    enum truce_status status = truce_log_checkpoint_open(proof->checkpoint, policy->log, &note, &opened, err);

    if (status == TRUCE_OK)
        status = truce_log_witnesses(&note, policy, standing, &quorum, err);
    if (status != TRUCE_OK)
        return status;
    if (!quorum)
        return truce_fail(err, TRUCE_ERR_RANGE, "fewer than %zu of the %zu witnesses signed the checkpoint",
                          policy->quorum, policy->n);
    if (!truce_log_inclusion_holds(proof->index, opened.size, &leaf, proof->path.hash, proof->path.n,
                                   &opened.root))
        return truce_fail(
            err, TRUCE_ERR_RANGE,
            "the record is not number %llu of the log, or was changed: its hash does not lead to the "
            "checkpoint's root",
            (unsigned long long)proof->index);
    *checkpoint = opened;
    return TRUCE_OK;
}
