/*
 * The hash tree of RFC 6962 (and 9162) over records: one hash, the root, stands for all of them in their order; short
 * proofs show that a record is among them, and that a longer log only adds to a shorter one.
 *
 * A log that grows keeps no more than `struct truce_log_tree`.  To serve proofs a store saves the nodes that each append
 * completes, named by level (0: leaves) and index within the level, and answers for them through a callback.
 */
#ifndef TRUCE_LOG_MERKLE_H
#define TRUCE_LOG_MERKLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/hash.h"
#include "base/status.h"
#include "base/text.h"

#define TRUCE_LOG_SIZE_MAX ((uint64_t)INT64_MAX) /* leaves */
#define TRUCE_LOG_LEVELS   64
#define TRUCE_LOG_PATH_MAX 64 /* hashes of the longest proof */

/* The complete subtrees from which a tree of `size` leaves is made: peak[l] has 2^l leaves and holds where bit l of `size`
 * is set; other peaks say nothing.  All zero is the empty tree. */
struct truce_log_tree {
    uint64_t size;
    struct truce_hash peak[TRUCE_LOG_LEVELS];
};

/* A complete subtree: leaves index * 2^level up to (index + 1) * 2^level. */
struct truce_log_node {
    unsigned level;
    uint64_t index;
    struct truce_hash hash;
};

/* Hashes of a proof, in the order of RFC 6962 sections 2.1.1 and 2.1.2. */
struct truce_log_path {
    size_t n;
    struct truce_hash hash[TRUCE_LOG_PATH_MAX];
};

/* Answers with the hash of the complete node (level, index); it is asked for no other. */
typedef enum truce_status truce_log_node_fn(void *user, unsigned level, uint64_t index,
                                            struct truce_hash *hash, struct truce_err *err);

/* SHA-256(0x00 | bytes) and SHA-256(0x01 | left | right). */
struct truce_hash truce_log_leaf_hash(struct truce_text bytes);
struct truce_hash truce_log_node_hash(const struct truce_hash *left, const struct truce_hash *right);

/* Adds a leaf.  `done`, which may be NULL, has room for TRUCE_LOG_LEVELS nodes and receives the *n_done that are now
 * complete: the leaf first, then upwards.  Amortised two hashes a leaf.  Fails: TRUCE_ERR_LIMIT the tree is full. */
enum truce_status truce_log_append(struct truce_log_tree *tree, const struct truce_hash *leaf,
                                   struct truce_log_node *done, size_t *n_done,
                                   struct truce_err *err) TRUCE_MUST_USE;

/* The root; SHA-256 of nothing for the empty tree. */
struct truce_hash truce_log_root(const struct truce_log_tree *tree);

/* The tree as bytes: its size in 8 bytes, the most significant first, then its peaks, the largest first. */
void truce_log_tree_write(const struct truce_log_tree *tree, struct truce_buf *out);

/* Fails: TRUCE_ERR_SYNTAX the bytes are not those of one tree. */
enum truce_status truce_log_tree_read(struct truce_text bytes, struct truce_log_tree *tree,
                                      struct truce_err *err) TRUCE_MUST_USE;

/* The proof that leaf `index` is in the tree of the first `size` leaves.  O(log size) questions to `node`.
 * Fails: TRUCE_ERR_RANGE no such leaf; what `node` fails with. */
enum truce_status truce_log_prove_inclusion(uint64_t index, uint64_t size, truce_log_node_fn *node,
                                            void *user, struct truce_log_path *path,
                                            struct truce_err *err) TRUCE_MUST_USE;

/* The proof that the first `older` of `size` leaves are the tree of that size.
 * Fails: TRUCE_ERR_RANGE `older` is 0 or more than `size`; what `node` fails with. */
enum truce_status truce_log_prove_consistency(uint64_t older, uint64_t size, truce_log_node_fn *node,
                                              void *user, struct truce_log_path *path,
                                              struct truce_err *err) TRUCE_MUST_USE;

/* Whether `hash[0..n)` proves that `leaf` is at `index` of the tree with `size` leaves and `root`. */
bool truce_log_inclusion_holds(uint64_t index, uint64_t size, const struct truce_hash *leaf,
                               const struct truce_hash *hash, size_t n, const struct truce_hash *root);

/* Whether `hash[0..n)` proves that the tree (size, root) begins with the tree (older, older_root).  From size 0 nothing can
 * be proved: false, as in the official vectors. */
bool truce_log_consistency_holds(uint64_t older, const struct truce_hash *older_root, uint64_t size,
                                 const struct truce_hash *root, const struct truce_hash *hash, size_t n);

#endif
