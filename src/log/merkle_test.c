/*
 * The hash tree: known roots, proofs of every leaf and every pair of sizes of small trees, and the vectors of
 * transparency-dev/merkle, where they are at hand: ../shared/data/vectors/merkle.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/base64.h"
#include "base/file.h"
#include "log/merkle.h"

#define VECTORS TRUCE_SOURCE_DIR "/../shared/data/vectors/merkle"
#define LEAVES  70

static struct truce_hash nodes[8][LEAVES + 1];
static bool have[8][LEAVES + 1];
static struct truce_hash roots[LEAVES + 1];
static struct truce_hash leaves[LEAVES];

static enum truce_status node_of(void *user, unsigned level, uint64_t index, struct truce_hash *hash,
                                 struct truce_err *err)
{
    (void)err;
    ++*(size_t *)user;
    assert_true(level < 8 && index <= LEAVES && have[level][index]);
    *hash = nodes[level][index];
    return TRUCE_OK;
}

static void grow(struct truce_log_tree *tree)
{
    roots[0] = truce_log_root(tree);
    for (unsigned i = 0; i < LEAVES; i++) {
        struct truce_log_node done[TRUCE_LOG_LEVELS];
        char bytes[2] = {(char)i, 'x'};
        size_t n_done = 0;

        leaves[i] = truce_log_leaf_hash((struct truce_text){bytes, sizeof bytes});
        assert_int_equal(truce_log_append(tree, &leaves[i], done, &n_done, NULL), TRUCE_OK);
        for (size_t k = 0; k < n_done; k++) {
            nodes[done[k].level][done[k].index] = done[k].hash;
            have[done[k].level][done[k].index] = true;
        }
        roots[i + 1] = truce_log_root(tree);
    }
}

static void known_roots(void **state)
{
    struct truce_log_tree tree = {0};
    char text[TRUCE_HASH_TEXT];
    struct truce_hash hash = truce_log_root(&tree);

    (void)state;
    truce_hash_format(&hash, text);
    assert_string_equal(text, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    hash = truce_log_leaf_hash((struct truce_text){NULL, 0});
    truce_hash_format(&hash, text);
    assert_string_equal(text, "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d");
    assert_int_equal(truce_log_append(&tree, &hash, NULL, NULL, NULL), TRUCE_OK);
    hash = truce_log_root(&tree);
    truce_hash_format(&hash, text);
    assert_string_equal(text, "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d");
}

static void every_inclusion(void **state)
{
    struct truce_log_tree tree = {0};
    struct truce_log_path path;

    (void)state;
    grow(&tree);
    for (uint64_t size = 1; size <= LEAVES; size++)
        for (uint64_t i = 0; i < size; i++) {
            size_t asked = 0;
            assert_int_equal(truce_log_prove_inclusion(i, size, node_of, &asked, &path, NULL), TRUCE_OK);
            assert_true(asked <= 14);
            assert_true(truce_log_inclusion_holds(i, size, &leaves[i], path.hash, path.n, &roots[size]));
            assert_false(truce_log_inclusion_holds(i, size, &leaves[(i + 1) % LEAVES], path.hash, path.n,
                                                   &roots[size]));
            if (size > 1)
                assert_false(truce_log_inclusion_holds((i + 1) % size, size, &leaves[i], path.hash, path.n,
                                                       &roots[size]));
            if (path.n > 0) {
                assert_false(
                    truce_log_inclusion_holds(i, size, &leaves[i], path.hash, path.n - 1, &roots[size]));
                path.hash[path.n / 2].byte[7] ^= 1;
                assert_false(truce_log_inclusion_holds(i, size, &leaves[i], path.hash, path.n, &roots[size]));
            }
        }
    assert_int_equal(truce_log_prove_inclusion(5, 5, node_of, NULL, &path, NULL), TRUCE_ERR_RANGE);
}

static void every_consistency(void **state)
{
    struct truce_log_tree tree = {0};
    struct truce_log_path path;

    (void)state;
    grow(&tree);
    for (uint64_t size = 1; size <= LEAVES; size++)
        for (uint64_t old = 1; old <= size; old++) {
            size_t asked = 0;
            assert_int_equal(truce_log_prove_consistency(old, size, node_of, &asked, &path, NULL), TRUCE_OK);
            assert_true(truce_log_consistency_holds(old, &roots[old], size, &roots[size], path.hash, path.n));
            assert_false(
                truce_log_consistency_holds(old, &roots[old - 1], size, &roots[size], path.hash, path.n));
            assert_false(
                truce_log_consistency_holds(old, &roots[old], size, &roots[size - 1], path.hash, path.n));
            if (path.n > 0) {
                path.hash[path.n - 1].byte[0] ^= 128;
                assert_false(
                    truce_log_consistency_holds(old, &roots[old], size, &roots[size], path.hash, path.n));
            }
        }
    assert_int_equal(truce_log_prove_consistency(0, 5, node_of, NULL, &path, NULL), TRUCE_ERR_RANGE);
    assert_int_equal(truce_log_prove_consistency(6, 5, node_of, NULL, &path, NULL), TRUCE_ERR_RANGE);
    assert_false(truce_log_consistency_holds(0, &roots[0], 0, &roots[0], NULL, 0));
    assert_false(truce_log_consistency_holds(0, &roots[0], 3, &roots[3], NULL, 0));
}

static void saved_tree(void **state)
{
    struct truce_log_tree tree = {0};
    struct truce_log_tree read = {0};
    struct truce_hash root;
    struct truce_buf bytes;

    (void)state;
    grow(&tree);
    truce_buf_init(&bytes);
    truce_log_tree_write(&tree, &bytes);
    assert_int_equal(bytes.len, 8 + 3 * 32); /* 70 = 64 + 4 + 2 */
    assert_int_equal(truce_log_tree_read(truce_buf_view(&bytes), &read, NULL), TRUCE_OK);
    root = truce_log_root(&read);
    assert_true(truce_hash_equal(&root, &roots[LEAVES]));
    for (size_t n = 0; n < bytes.len; n++)
        assert_int_equal(truce_log_tree_read((struct truce_text){bytes.at, n}, &read, NULL),
                         TRUCE_ERR_SYNTAX);
    truce_buf_putc(&bytes, 'x');
    assert_int_equal(truce_log_tree_read(truce_buf_view(&bytes), &read, NULL), TRUCE_ERR_SYNTAX);
    truce_buf_fini(&bytes);
}

/* What stands after "name": in a flat JSON object, enough for these files. */
static const char *field(const char *json, const char *name)
{
    char quoted[32];
    const char *at;

    snprintf(quoted, sizeof quoted, "\"%s\":", name);
    at = strstr(json, quoted);
    assert_non_null(at);
    at += strlen(quoted);
    return at + strspn(at, " \n");
}

static bool hash_at(const char *at, struct truce_hash *hash)
{
    size_t n = 0;

    if (*at != '"')
        return false;
    return truce_base64_read((struct truce_text){at + 1, strcspn(at + 1, "\"")}, hash->byte,
                             sizeof hash->byte, &n) &&
           n == TRUCE_HASH_BYTES;
}

/* Some vectors have short texts for roots that only have to be equal: the rest of the hash is zero then. */
static bool root_at(const char *at, struct truce_hash *hash)
{
    size_t n = 0;

    memset(hash, 0, sizeof *hash);
    return *at == '"' && truce_base64_read((struct truce_text){at + 1, strcspn(at + 1, "\"")}, hash->byte,
                                           sizeof hash->byte, &n);
}

/* False where an item is no hash, which a reader of proofs refuses. */
static bool proof_at(const char *at, struct truce_log_path *path)
{
    const char *end = *at == '[' ? strchr(at, ']') : at;

    path->n = 0;
    while ((at = strchr(at, '"')) != NULL && at < end) {
        if (path->n == TRUCE_LOG_PATH_MAX || !hash_at(at, &path->hash[path->n++]))
            return false;
        at = strchr(at + 1, '"') + 1;
    }
    return true;
}

static uint64_t number_at(const char *at)
{
    return strtoull(at, NULL, 10);
}

static size_t n_inclusion;
static size_t n_consistency;

static int check_file(const char *path, const struct stat *info, int kind, struct FTW *walk)
{
    struct truce_log_path proof;
    struct truce_hash a;
    struct truce_hash b;
    struct truce_buf json;
    bool inclusion = strstr(path, "/inclusion/") != NULL;
    bool holds;
    bool wanted;

    (void)info;
    (void)walk;
    if (kind != FTW_F || strstr(path, ".json") == NULL)
        return 0;
    truce_buf_init(&json);
    assert_int_equal(truce_file_read(path, 1 << 20, &json, NULL), TRUCE_OK);
    wanted = strncmp(field(json.at, "wantErr"), "false", 5) == 0;
    holds =
        proof_at(field(json.at, "proof"), &proof) &&
        (inclusion ? hash_at(field(json.at, "root"), &a) : root_at(field(json.at, "root1"), &a)) &&
        (inclusion ? hash_at(field(json.at, "leafHash"), &b) : root_at(field(json.at, "root2"), &b)) &&
        (inclusion
             ? truce_log_inclusion_holds(number_at(field(json.at, "leafIdx")),
                                         number_at(field(json.at, "treeSize")), &b, proof.hash, proof.n, &a)
             : truce_log_consistency_holds(number_at(field(json.at, "size1")), &a,
                                           number_at(field(json.at, "size2")), &b, proof.hash, proof.n));
    if (holds != wanted)
        fail_msg("%s: %s", path, holds ? "accepted" : "refused");
    *(inclusion ? &n_inclusion : &n_consistency) += 1;
    truce_buf_fini(&json);
    return 0;
}

static void official_vectors(void **state)
{
    (void)state;
    if (!truce_file_is_folder(VECTORS)) {
        print_message("skipped: no vectors at %s\n", VECTORS);
        skip();
    }
    assert_int_equal(nftw(VECTORS, check_file, 8, FTW_PHYS), 0);
    print_message("%zu inclusion and %zu consistency vectors\n", n_inclusion, n_consistency);
    assert_int_equal(n_inclusion, 98);
    assert_int_equal(n_consistency, 98);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(known_roots),       cmocka_unit_test(every_inclusion),
        cmocka_unit_test(every_consistency), cmocka_unit_test(saved_tree),
        cmocka_unit_test(official_vectors),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
