/*
 * Tiles of the Merkle tree.
 *
 * One idea: a batch is laid behind the hashes of the last tile, so that all tiles that it touches stand in one array; each full one gives a hash to the level above, which
 * is a batch of its own.  Full tiles are independent pieces of work.
 * Source: RFC 6962, section 2.1; the cut into tiles: C2SP tlog-tiles.
 */
#include "store/tree.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/parallel.h"
#include "log/merkle.h"

struct truce_hash truce_store_subtree(const struct truce_hash *hashes, size_t n)
{
    struct truce_hash row[TRUCE_STORE_TILE / 2];

    assert(n >= 1 && n <= TRUCE_STORE_TILE && (n & (n - 1)) == 0);
    if (n == 1)
        return hashes[0];
    for (size_t i = 0; i < n / 2; i++)
        row[i] = truce_log_node_hash(&hashes[2 * i], &hashes[2 * i + 1]);
    for (n /= 2; n > 1; n /= 2)
        for (size_t i = 0; i < n / 2; i++)
            row[i] = truce_log_node_hash(&row[2 * i], &row[2 * i + 1]);
    return row[0];
}

uint64_t truce_store_level_width(uint64_t size, unsigned level)
{
    return level < TRUCE_STORE_TILE_LEVELS ? size >> (TRUCE_STORE_TILE_BITS * level) : 0;
}

/* --- one level of a batch --- */

struct level_work {
    struct truce_hash *hashes; /* the edge's, then the new ones */
    size_t old, n;             /* how many of each */
    struct truce_hash *above;  /* one for each full tile */
    struct truce_text (*item)(const void *context, size_t i); /* level 0: the leaves; else NULL */
    const void *context;
};

static enum truce_status hash_tile(void *context, size_t t, struct truce_err *err)
{
    struct level_work *w = context;
    size_t from = t * TRUCE_STORE_TILE, to = from + TRUCE_STORE_TILE, end = w->old + w->n;

    (void)err;
    for (size_t i = from > w->old ? from : w->old; w->item != NULL && i < to && i < end; i++)
        w->hashes[i] = truce_log_leaf_hash(w->item(w->context, i - w->old));
    if (to <= end)
        w->above[t] = truce_store_subtree(w->hashes + from, TRUCE_STORE_TILE);
    return TRUCE_OK;
}

static void list_tiles(struct truce_store_growth *growth, unsigned level, uint64_t first,
                       const struct truce_hash *hashes, size_t n)
{
    for (size_t i = 0; i < n; i += TRUCE_STORE_TILE)
        growth->tiles[growth->n_tiles++] = (struct truce_store_tile){
            level, first + i / TRUCE_STORE_TILE, n - i < TRUCE_STORE_TILE ? n - i : TRUCE_STORE_TILE,
            hashes + i};
}

/* Room for the hashes and tiles of all levels that n leaves touch. */
static void measure(uint64_t size, size_t n, size_t *hashes, size_t *tiles)
{
    *hashes = *tiles = 0;
    for (unsigned level = 0; level < TRUCE_STORE_TILE_LEVELS && n > 0; level++) {
        size_t old = truce_store_level_width(size, level) % TRUCE_STORE_TILE;
        *hashes += old + n;
        *tiles += (old + n + TRUCE_STORE_TILE - 1) / TRUCE_STORE_TILE;
        n = (old + n) / TRUCE_STORE_TILE;
    }
}

enum truce_status truce_store_tree_grow(struct truce_store_tree *tree, size_t n,
                                        struct truce_text (*item)(const void *context, size_t i),
                                        const void *context, unsigned threads,
                                        struct truce_store_growth *growth, struct truce_err *err)
{
    struct level_work w = {NULL, 0, n, NULL, item, context};
    size_t n_hashes, n_tiles;
    uint64_t size = tree->size;
    enum truce_status status = TRUCE_OK;

    memset(growth, 0, sizeof *growth);
    measure(size, n, &n_hashes, &n_tiles);
    growth->hashes = malloc((n_hashes + 1) * sizeof *growth->hashes);
    growth->tiles = malloc((n_tiles + 1) * sizeof *growth->tiles);
    if (growth->hashes == NULL || growth->tiles == NULL) {
        truce_store_growth_fini(growth);
        return truce_fail(err, TRUCE_ERR_MEMORY, "no memory to hash %zu records", n);
    }
    w.hashes = growth->hashes;
    for (unsigned level = 0; level < TRUCE_STORE_TILE_LEVELS && w.n > 0; level++) {
        uint64_t width = truce_store_level_width(size, level);
        size_t full, next_old = truce_store_level_width(size, level + 1) % TRUCE_STORE_TILE;
        w.old = (size_t)(width % TRUCE_STORE_TILE);
        full = (w.old + w.n) / TRUCE_STORE_TILE;
        memcpy(w.hashes, tree->edge[level], w.old * sizeof *w.hashes);
        w.above = w.hashes + w.old + w.n + next_old; /* where the next level's new ones stand */
        status = truce_parallel((w.old + w.n + TRUCE_STORE_TILE - 1) / TRUCE_STORE_TILE,
                                level == 0 ? threads : 1, hash_tile, &w, err);
        if (status != TRUCE_OK)
            break;
        list_tiles(growth, level, width / TRUCE_STORE_TILE, w.hashes, w.old + w.n);
        memcpy(tree->edge[level], w.hashes + full * TRUCE_STORE_TILE,
               ((w.old + w.n) % TRUCE_STORE_TILE) * sizeof *w.hashes);
        w.hashes += w.old + w.n;
        w.n = full;
        w.item = NULL;
    }
    tree->size += n;
    if (status != TRUCE_OK)
        truce_store_growth_fini(growth);
    return status;
}

void truce_store_growth_fini(struct truce_store_growth *growth)
{
    free(growth->hashes);
    free(growth->tiles);
    memset(growth, 0, sizeof *growth);
}
