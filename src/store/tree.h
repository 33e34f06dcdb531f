/*
 * The Merkle tree of RFC 6962 in tiles of 256 hashes, as the store keeps it.
 *
 * Tile (level L, index i) holds the roots of the complete subtrees of 256^L leaves number 256 i ... 256 i + 255, or as many of them as there are: level 0
 * has the hashes of the leaves.  These are the tiles of C2SP tlog-tiles.  Of the eight tree levels between two tile levels nothing is kept; at most 255 hashes give
 * any of their nodes.
 */
#ifndef TRUCE_STORE_TREE_H
#define TRUCE_STORE_TREE_H

#include "base/hash.h"
#include "base/status.h"

enum {
    TRUCE_STORE_TILE = 256,     /* hashes of a full tile */
    TRUCE_STORE_TILE_BITS = 8,  /* tree levels a tile level */
    TRUCE_STORE_TILE_LEVELS = 8 /* enough for 2^64 leaves */
};

struct truce_store_tile {
    unsigned level;
    uint64_t index;
    size_t width; /* hashes, 1 to TRUCE_STORE_TILE */
    const struct truce_hash *hashes;
};

/* The root over n hashes, n a power of two up to TRUCE_STORE_TILE. */
struct truce_hash truce_store_subtree(const struct truce_hash *hashes, size_t n);

/* Its right edge: of each level the hashes of the tile that is not full yet. */
struct truce_store_tree {
    uint64_t size;
    struct truce_hash edge[TRUCE_STORE_TILE_LEVELS][TRUCE_STORE_TILE];
};

/* How many hashes a level has, and so its last tile. */
uint64_t truce_store_level_width(uint64_t size, unsigned level);

/* What a batch adds: tiles that it fills and the ones that stay partial, from below. */
struct truce_store_growth {
    struct truce_hash *hashes;
    struct truce_store_tile *tiles;
    size_t n_tiles;
};

/*
 * Adds n leaves.  tree moves on; the caller keeps a copy for when the tiles cannot be written.
 *
 * bytes    of each leaf: item(context, i).
 * threads  to hash on.
 * growth   owned by the caller: truce_store_growth_fini.
 * Cost:    2 n hashes, 34 n bytes.
 */
enum truce_status truce_store_tree_grow(struct truce_store_tree *tree, size_t n,
                                        struct truce_text (*item)(const void *context, size_t i),
                                        const void *context, unsigned threads,
                                        struct truce_store_growth *growth,
                                        struct truce_err *err) TRUCE_MUST_USE;
void truce_store_growth_fini(struct truce_store_growth *growth);

#endif
