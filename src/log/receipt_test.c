/*
 * The whole way: records, a log, a checkpoint with witnesses, a proof, a verdict receipt; and all of it checked again by
 * tests/log/verify-receipt, which shares no code with us.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "log/proof.h"
#include "log/receipt.h"

#define N 11

static struct truce_hash nodes[5][N];

static enum truce_status node_of(void *user, unsigned level, uint64_t index, struct truce_hash *hash,
                                 struct truce_err *err)
{
    (void)user;
    (void)err;
    *hash = nodes[level][index];
    return TRUCE_OK;
}

static struct truce_log_signer signer_of(const char *name, enum truce_log_key_kind kind)
{
    unsigned char seed[32] = {(unsigned char)strlen(name), (unsigned char)name[0], 7};
    struct truce_log_signer signer;

    assert_int_equal(truce_log_signer_make(truce_text_view(name), kind, seed, &signer, NULL), TRUCE_OK);
    return signer;
}

static struct truce_text record_of(unsigned i, char out[32])
{
    snprintf(out, 32, "{\"id\":\"r%u\"}", i);
    return truce_text_view(out);
}

static void grow(struct truce_log_tree *tree, unsigned to)
{
    while (tree->size < to) {
        char text[32];
        struct truce_hash leaf = truce_log_leaf_hash(record_of((unsigned)tree->size, text));
        struct truce_log_node done[TRUCE_LOG_LEVELS];
        size_t n = 0;

        assert_int_equal(truce_log_append(tree, &leaf, done, &n, NULL), TRUCE_OK);
        for (size_t i = 0; i < n; i++)
            nodes[done[i].level][done[i].index] = done[i].hash;
    }
}

static void sign_checkpoint(const struct truce_log_tree *tree, const struct truce_log_signer *log,
                            struct truce_buf *out)
{
    struct truce_log_checkpoint checkpoint = {
        truce_text_view(log->key.name), tree->size, truce_log_root(tree), {NULL, 0}};
    struct truce_buf text;

    truce_buf_init(&text);
    assert_int_equal(truce_log_checkpoint_write(&checkpoint, &text, NULL), TRUCE_OK);
    truce_buf_clear(out);
    assert_int_equal(truce_log_note_sign(truce_buf_view(&text), log, out, NULL), TRUCE_OK);
    truce_buf_fini(&text);
}

static void put(const char *folder, const char *name, struct truce_text bytes)
{
    char *path = truce_file_join(folder, name);

    assert_int_equal(truce_file_write(path, bytes, NULL), TRUCE_OK);
    free(path);
}

static int run(const char *folder, const char *arguments)
{
    char command[1024];

    snprintf(command, sizeof command,
             "cd %s && " TRUCE_SOURCE_DIR "/tests/log/verify-receipt %s >/dev/null 2>&1", folder, arguments);
    return system(command);
}

static void check_elsewhere(struct truce_text proof, struct truce_text receipt,
                            const struct truce_log_key *key)
{
    char folder[] = "/tmp/truce-log-XXXXXX";
    char record[32];
    char command[64];
    struct truce_buf text;

    if (system("openssl version >/dev/null 2>&1 && test -x /usr/bin/python3") != 0) {
        print_message("skipped: the check by another program needs openssl and /usr/bin/python3\n");
        return;
    }
    assert_non_null(mkdtemp(folder));
    truce_buf_init(&text);
    truce_log_key_write(key, &text);
    put(folder, "key", truce_buf_view(&text));
    put(folder, "proof", proof);
    put(folder, "receipt", receipt);
    put(folder, "record", record_of(6, record));
    put(folder, "other", record_of(7, record));
    assert_int_equal(run(folder, "proof proof record key"), 0);
    assert_int_not_equal(run(folder, "proof proof other key"), 0);
    assert_int_equal(run(folder, "receipt receipt key"), 0);
    truce_buf_clear(&text);
    truce_buf_add(&text, receipt.at, receipt.len);
    *strstr(text.at, "57") = '4';
    put(folder, "receipt", truce_buf_view(&text));
    assert_int_not_equal(run(folder, "receipt receipt key"), 0);
    snprintf(command, sizeof command, "rm -r %s", folder);
    assert_int_equal(system(command), 0);
    truce_buf_fini(&text);
}

static void make_receipt(const struct truce_log_signer *log, struct truce_buf *out)
{
    static const uint64_t grounds[] = {41, 57, 60};
    const struct truce_log_verdict verdicts[] = {
        {truce_text_view("no_force"), truce_text_view("violated_provisional"), grounds, 3},
        {truce_text_view("withdraw"), truce_text_view("due"), NULL, 0}};
    struct truce_log_receipt receipt = {.agreement = truce_hash_of(truce_text_view("a")),
                                        .version = truce_text_view("2025-12-28.d3"),
                                        .origin = truce_text_view("example.org/line-log"),
                                        .size = 61,
                                        .root = truce_hash_of(truce_text_view("b")),
                                        .at = truce_text_view("2026-03-29T00:00:00+02:00"),
                                        .engine = truce_text_view("truce"),
                                        .release = truce_text_view("0.1"),
                                        .params = truce_hash_of(truce_text_view("c")),
                                        .verdicts = verdicts,
                                        .n = 2};
    struct truce_buf text;

    truce_buf_init(&text);
    assert_int_equal(truce_log_receipt_write(&receipt, &text, NULL), TRUCE_OK);
    assert_non_null(strstr(
        text.at, "\nnorm no_force violated_provisional grounds 41,57,60\nnorm withdraw due grounds -\n"));
    assert_int_equal(truce_log_note_sign(truce_buf_view(&text), log, out, NULL), TRUCE_OK);
    truce_buf_fini(&text);
}

struct way {
    struct truce_log_signer log, witness[2];
    struct truce_log_key keys[2];
    struct truce_log_policy policy;
    struct truce_buf checkpoint; /* signed, and cosigned by the first witness */
};

static void cosign(struct way *w, const struct truce_log_path *path, uint64_t time,
                   struct truce_log_seen *seen, struct truce_buf *line, enum truce_status expected)
{
    assert_int_equal(truce_log_cosign(truce_buf_view(&w->checkpoint), &w->log.key, path, &w->witness[0], time,
                                      seen, line, NULL),
                     expected);
}

/* A log grows from 4 to N records under the eyes of a witness. */
static void open_way(struct way *w)
{
    struct truce_log_tree tree = {0};
    struct truce_log_seen seen = {0};
    struct truce_log_path path = {0};
    struct truce_buf line;

    w->log = signer_of("example.org/line-log", TRUCE_LOG_ED25519);
    w->witness[0] = signer_of("north", TRUCE_LOG_COSIGNATURE);
    w->witness[1] = signer_of("southern", TRUCE_LOG_COSIGNATURE);
    w->keys[0] = w->witness[0].key;
    w->keys[1] = w->witness[1].key;
    w->policy = (struct truce_log_policy){&w->log.key, w->keys, 2, 1};
    truce_buf_init(&w->checkpoint);
    truce_buf_init(&line);
    grow(&tree, 4);
    sign_checkpoint(&tree, &w->log, &w->checkpoint);
    cosign(w, &path, 1700000000, &seen, &line, TRUCE_OK);
    assert_int_equal(seen.size, 4);
    grow(&tree, N);
    sign_checkpoint(&tree, &w->log, &w->checkpoint);
    /* without a proof, and from another history, the witness refuses */
    cosign(w, &path, 1700000060, &seen, &line, TRUCE_ERR_RANGE);
    assert_int_equal(truce_log_prove_consistency(4, N, node_of, NULL, &path, NULL), TRUCE_OK);
    seen.root.byte[3] ^= 1;
    cosign(w, &path, 1700000060, &seen, &line, TRUCE_ERR_RANGE);
    seen.root.byte[3] ^= 1;
    assert_int_equal(seen.size, 4);
    truce_buf_clear(&line);
    cosign(w, &path, 1700000060, &seen, &line, TRUCE_OK);
    assert_int_equal(seen.size, N);
    truce_buf_add(&w->checkpoint, line.at, line.len);
    truce_buf_fini(&line);
}

static void prove(const struct way *w, struct truce_buf *file)
{
    struct truce_log_proof proof = {.index = 6, .checkpoint = truce_buf_view(&w->checkpoint)};
    assert_int_equal(truce_log_prove_inclusion(6, N, node_of, NULL, &proof.path, NULL), TRUCE_OK);
    proof.extra = truce_text_view("Zm9v");
    assert_int_equal(truce_log_proof_write(&proof, file, NULL), TRUCE_OK);
}

static void a_proof_holds_for_its_record_alone(void **state)
{
    struct truce_log_standing standing[2];
    struct truce_log_checkpoint checkpoint;
    struct truce_log_proof read;
    struct truce_buf file;
    struct way w;
    char record[32];

    (void)state;
    open_way(&w);
    truce_buf_init(&file);
    prove(&w, &file);
    assert_int_equal(truce_log_proof_read(truce_buf_view(&file), &read, NULL), TRUCE_OK);
    assert_true(truce_text_is(read.extra, "Zm9v"));
    assert_int_equal(
        truce_log_proof_verify(&read, record_of(6, record), &w.policy, standing, &checkpoint, NULL),
        TRUCE_OK);
    assert_true(standing[0].is_signed && !standing[1].is_signed && standing[0].time == 1700000060);
    assert_int_equal(checkpoint.size, N);
    assert_int_equal(
        truce_log_proof_verify(&read, record_of(5, record), &w.policy, standing, &checkpoint, NULL),
        TRUCE_ERR_RANGE);
    w.policy.quorum = 2;
    assert_int_equal(
        truce_log_proof_verify(&read, record_of(6, record), &w.policy, standing, &checkpoint, NULL),
        TRUCE_ERR_RANGE);
    w.keys[1] = w.keys[0];
    assert_int_equal(
        truce_log_proof_verify(&read, record_of(6, record), &w.policy, standing, &checkpoint, NULL),
        TRUCE_ERR_USAGE);
    truce_buf_fini(&file);
    truce_buf_fini(&w.checkpoint);
}

static void a_receipt_is_signed(void **state)
{
    struct truce_log_receipt receipt;
    struct truce_buf file, verdict;
    struct truce_arena arena;
    struct way w;

    (void)state;
    open_way(&w);
    truce_arena_init(&arena, 1 << 16);
    truce_buf_init(&file);
    truce_buf_init(&verdict);
    prove(&w, &file);
    make_receipt(&w.log, &verdict);
    assert_int_equal(truce_log_receipt_open(truce_buf_view(&verdict), &w.log.key, 1, &arena, &receipt, NULL),
                     TRUCE_OK);
    assert_int_equal(receipt.n, 2);
    assert_int_equal(receipt.verdicts[0].grounds[1], 57);
    assert_int_equal(receipt.verdicts[1].n_grounds, 0);
    check_elsewhere(truce_buf_view(&file), truce_buf_view(&verdict), &w.log.key);
    *strstr(verdict.at, "57") = '4';
    assert_int_equal(truce_log_receipt_open(truce_buf_view(&verdict), &w.log.key, 1, &arena, &receipt, NULL),
                     TRUCE_ERR_RANGE);
    truce_arena_fini(&arena);
    truce_buf_fini(&verdict);
    truce_buf_fini(&file);
    truce_buf_fini(&w.checkpoint);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_proof_holds_for_its_record_alone),
        cmocka_unit_test(a_receipt_is_signed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
