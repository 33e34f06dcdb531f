/*
 * The hash tree over records.  Its one idea: a tree of any size is a row of complete subtrees, the binary digits of its size,
 * so that appending carries like a sum and everything a proof needs is a complete node or a fold over a few of them.
 *
 * Source: RFC 6962 section 2.1 (hashes, proofs), RFC 9162 sections 2.1.3.2 and 2.1.4.2 (verifying).
 */
#include "log/merkle.h"

struct truce_hash truce_log_leaf_hash(struct truce_text bytes)
{
    const struct truce_text parts[] = {{"\0", 1}, bytes};

    return truce_hash_of_parts(parts, 2);
}

struct truce_hash truce_log_node_hash(const struct truce_hash *left, const struct truce_hash *right)
{
    const struct truce_text parts[] = {{"\1", 1},
                                       {(const char *)left->byte, TRUCE_HASH_BYTES},
                                       {(const char *)right->byte, TRUCE_HASH_BYTES}};

    return truce_hash_of_parts(parts, 3);
}

enum truce_status truce_log_append(struct truce_log_tree *tree, const struct truce_hash *leaf,
                                   struct truce_log_node *done, size_t *n_done, struct truce_err *err)
{
    struct truce_hash hash = *leaf;
    uint64_t index = tree->size;
    unsigned level = 0;

    if (tree->size >= TRUCE_LOG_SIZE_MAX)
        return truce_fail(err, TRUCE_ERR_LIMIT, "the log holds %llu records and can take no more",
                          (unsigned long long)tree->size);
    for (;; level++, index >>= 1) {
        if (done != NULL)
            done[level] = (struct truce_log_node){.level = level, .index = index, .hash = hash};
        if ((index & 1) == 0)
            break;
        hash = truce_log_node_hash(&tree->peak[level], &hash);
    }
    tree->peak[level] = hash;
    tree->size++;
    if (n_done != NULL)
        *n_done = level + 1;
    return TRUCE_OK;
}

struct truce_hash truce_log_root(const struct truce_log_tree *tree)
{
    struct truce_hash root = truce_hash_of((struct truce_text){NULL, 0});
    bool any = false;

    for (unsigned level = 0; level < TRUCE_LOG_LEVELS; level++) {
        if ((tree->size >> level & 1) == 0)
            continue;
        root = any ? truce_log_node_hash(&tree->peak[level], &root) : tree->peak[level];
        any = true;
    }
    return root;
}

void truce_log_tree_write(const struct truce_log_tree *tree, struct truce_buf *out)
{
    for (int shift = 56; shift >= 0; shift -= 8)
        truce_buf_putc(out, (char)(tree->size >> shift & 0xff));
    for (unsigned level = TRUCE_LOG_LEVELS; level-- > 0;)
        if ((tree->size >> level & 1) != 0)
            truce_buf_add(out, (const char *)tree->peak[level].byte, TRUCE_HASH_BYTES);
}

enum truce_status truce_log_tree_read(struct truce_text bytes, struct truce_log_tree *tree,
                                      struct truce_err *err)
{
    struct truce_log_tree read = {0};
    size_t at = 8;

    if (bytes.len < 8)
        return truce_fail(err, TRUCE_ERR_SYNTAX, "a saved tree has at least 8 bytes, this one %zu",
                          bytes.len);
    for (size_t i = 0; i < 8; i++)
        read.size = read.size << 8 | (unsigned char)bytes.at[i];
    if (read.size > TRUCE_LOG_SIZE_MAX)
        return truce_fail(err, TRUCE_ERR_SYNTAX, "a saved tree claims more leaves than a log can hold");
    for (unsigned level = TRUCE_LOG_LEVELS; level-- > 0;) {
        if ((read.size >> level & 1) == 0)
            continue;
        if (bytes.len - at < TRUCE_HASH_BYTES)
            return truce_fail(err, TRUCE_ERR_SYNTAX, "a saved tree ends too early, after %zu bytes",
                              bytes.len);
        for (size_t i = 0; i < TRUCE_HASH_BYTES; i++)
            read.peak[level].byte[i] = (unsigned char)bytes.at[at + i];
        at += TRUCE_HASH_BYTES;
    }
    if (at != bytes.len)
        return truce_fail(err, TRUCE_ERR_SYNTAX, "a saved tree has %zu bytes too many", bytes.len - at);
    *tree = read;
    return TRUCE_OK;
}

/* Of two or more leaves, how many the left subtree has: the largest power of two below n. */
static uint64_t left_of(uint64_t n)
{
    uint64_t k = 1;

    while (k < n - k)
        k *= 2;
    return k;
}

/* The hash over n > 0 leaves from `from`, a multiple of the smallest power of two >= n: the peaks, from the right.  The peak
 * at bit l of n starts where the higher bits end. */
static enum truce_status range_hash(uint64_t from, uint64_t n, truce_log_node_fn *node, void *user,
                                    struct truce_hash *hash, struct truce_err *err)
{
    struct truce_hash folded = {{0}};
    uint64_t end = from + n;
    bool any = false;

    for (unsigned level = 0; n >> level != 0; level++) {
        struct truce_hash peak;
        enum truce_status status;

        if ((n >> level & 1) == 0)
            continue;
        end -= (uint64_t)1 << level;
        status = node(user, level, end >> level, &peak, err);
        if (status != TRUCE_OK)
            return status;
        folded = any ? truce_log_node_hash(&peak, &folded) : peak;
        any = true;
    }
    *hash = folded;
    return TRUCE_OK;
}

/* A proof that is gathered from the root down and wanted from the leaf up. */
static void reverse(struct truce_log_path *path)
{
    for (size_t i = 0; i < path->n / 2; i++) {
        struct truce_hash kept = path->hash[i];
        path->hash[i] = path->hash[path->n - 1 - i];
        path->hash[path->n - 1 - i] = kept;
    }
}

enum truce_status truce_log_prove_inclusion(uint64_t index, uint64_t size, truce_log_node_fn *node,
                                            void *user, struct truce_log_path *path, struct truce_err *err)
{
    struct truce_log_path made = {0};
    uint64_t from = 0;

    if (index >= size || size > TRUCE_LOG_SIZE_MAX)
        return truce_fail(err, TRUCE_ERR_RANGE, "record %llu is not among the first %llu of the log",
                          (unsigned long long)index, (unsigned long long)size);
    for (uint64_t n = size; n > 1;) {
        uint64_t k = left_of(n);
        bool left = index - from < k;
        enum truce_status status = left ? range_hash(from + k, n - k, node, user, &made.hash[made.n], err)
                                        : range_hash(from, k, node, user, &made.hash[made.n], err);

        if (status != TRUCE_OK)
            return status;
        made.n++;
        from += left ? 0 : k;
        n = left ? k : n - k;
    }
    reverse(&made);
    *path = made;
    return TRUCE_OK;
}

enum truce_status truce_log_prove_consistency(uint64_t older, uint64_t size, truce_log_node_fn *node,
                                              void *user, struct truce_log_path *path, struct truce_err *err)
{
    struct truce_log_path made = {0};
    uint64_t from = 0;
    uint64_t m = older;
    uint64_t n = size;
    enum truce_status status = TRUCE_OK;

    if (older == 0 || older > size || size > TRUCE_LOG_SIZE_MAX)
        return truce_fail(
            err, TRUCE_ERR_RANGE,
            "there is no proof from %llu records to %llu: the first number is at least 1 and not the larger",
            (unsigned long long)older, (unsigned long long)size);
    while (m != n) {
        uint64_t k = left_of(n);
        bool left = m <= k;

        status = left ? range_hash(from + k, n - k, node, user, &made.hash[made.n], err)
                      : range_hash(from, k, node, user, &made.hash[made.n], err);
        if (status != TRUCE_OK)
            return status;
        made.n++;
        from += left ? 0 : k;
        m -= left ? 0 : k;
        n = left ? k : n - k;
    }
    if (from > 0) { /* otherwise the rest is the older tree, whose root the reader has */
        status = range_hash(from, m, node, user, &made.hash[made.n], err);
        if (status != TRUCE_OK)
            return status;
        made.n++;
    }
    reverse(&made);
    *path = made;
    return TRUCE_OK;
}

/* Where a proof stands: the node's index in its level, and the last index of that level. */
struct climb {
    uint64_t at;
    uint64_t last;
};

/* Whether the next hash of the proof is to the left.  Moves up to the node it makes. */
static bool climb_left(struct climb *climb)
{
    bool left = (climb->at & 1) != 0 || climb->at == climb->last;

    /* at the right edge a node without a partner is its own parent */
    while (left && (climb->at & 1) == 0 && climb->at != 0) {
        climb->at >>= 1;
        climb->last >>= 1;
    }
    climb->at >>= 1;
    climb->last >>= 1;
    return left;
}

bool truce_log_inclusion_holds(uint64_t index, uint64_t size, const struct truce_hash *leaf,
                               const struct truce_hash *hash, size_t n, const struct truce_hash *root)
{
    struct climb climb = {index, size - 1};
    struct truce_hash made = *leaf;

    if (index >= size)
        return false;
    for (size_t i = 0; i < n; i++) {
        if (climb.last == 0)
            return false;
        made =
            climb_left(&climb) ? truce_log_node_hash(&hash[i], &made) : truce_log_node_hash(&made, &hash[i]);
    }
    return climb.last == 0 && truce_hash_equal(&made, root);
}

bool truce_log_consistency_holds(uint64_t older, const struct truce_hash *older_root, uint64_t size,
                                 const struct truce_hash *root, const struct truce_hash *hash, size_t n)
{
    struct climb climb = {older - 1, size - 1};
    struct truce_hash old_made;
    struct truce_hash made;
    bool whole = (older & (older - 1)) == 0; /* a complete tree is the first node itself */

    if (older == 0 || older > size)
        return false;
    if (older == size)
        return n == 0 && truce_hash_equal(older_root, root);
    if (n == 0)
        return false;
    for (; (climb.at & 1) != 0; climb.at >>= 1)
        climb.last >>= 1;
    made = old_made = whole ? *older_root : hash[0];
    for (size_t i = whole ? 0 : 1; i < n; i++) {
        if (climb.last == 0)
            return false;
        if (climb_left(&climb)) {
            old_made = truce_log_node_hash(&hash[i], &old_made);
            made = truce_log_node_hash(&hash[i], &made);
        } else {
            made = truce_log_node_hash(&made, &hash[i]);
        }
    }
    return climb.last == 0 && truce_hash_equal(&old_made, older_root) && truce_hash_equal(&made, root);
}
