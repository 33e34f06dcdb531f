/*
 * What a backend of the store does.  store.c stands before it: it checks arguments, hashes, cuts the tree into tiles and gives messages;
 * a backend keeps and finds.
 *
 * One idea: everything that must become durable together comes in one call, `append` or `layers_replace`, which is one transaction.
 */
#ifndef TRUCE_STORE_BACKEND_H
#define TRUCE_STORE_BACKEND_H

#include "store/store.h"
#include "store/tree.h"

struct truce_store_state {
    uint64_t size;               /* records in the log */
    struct truce_instant logged; /* of the last one, or of the making */
    uint64_t layers;             /* log size that the layers were derived from, or TRUCE_STORE_NONE */
};

struct truce_store_batch {
    uint64_t first; /* the size that the log has now; a backend refuses another one */
    const struct truce_store_record *records;
    size_t n;
    struct truce_instant logged;
    const struct truce_store_tile *tiles; /* new ones, and partial ones in their place */
    size_t n_tiles;
};

/* Every function: outputs are untouched on failure; the file stays as it was. */
struct truce_store_backend {
    /* Frees `self`, also when it fails. */
    enum truce_status (*close)(void *self, struct truce_err *err);

    enum truce_status (*state)(void *self, struct truce_store_state *out, struct truce_err *err);

    /* Fails with TRUCE_ERR_RANGE and err->at where an id is there already or twice in the batch. */
    enum truce_status (*append)(void *self, const struct truce_store_batch *batch, struct truce_err *err);

    /* Records of [from, to) that are there, in order, until visit says false.  visit must not use the backend. */
    enum truce_status (*scan)(void *self, uint64_t from, uint64_t to,
                              bool (*visit)(void *context, const struct truce_store_record *record),
                              void *context, struct truce_err *err);

    enum truce_status (*find)(void *self, const struct truce_text *ids, size_t n, uint64_t *out,
                              struct truce_err *err);

    /* The hashes of a tile, TRUCE_STORE_TILE at most; *width of them, 0 when it is not there. */
    enum truce_status (*tile)(void *self, unsigned level, uint64_t index, struct truce_hash *out,
                              size_t *width, struct truce_err *err);

    /* How many records and how many tiles it keeps, whatever the state says. */
    enum truce_status (*count)(void *self, uint64_t *records, uint64_t *tiles, struct truce_err *err);

    enum truce_status (*attach)(void *self, const struct truce_hash *hash, struct truce_text bytes,
                                struct truce_err *err);
    /* out may be NULL; it is initialised and empty. */
    enum truce_status (*attachment)(void *self, const struct truce_hash *hash, struct truce_buf *out,
                                    bool *found, struct truce_err *err);
    enum truce_status (*note_add)(void *self, const struct truce_store_note *note, struct truce_err *err);
    enum truce_status (*notes)(void *self,
                               enum truce_status (*visit)(void *context, const struct truce_store_note *note),
                               void *context, struct truce_err *err);
    enum truce_status (*meta_set)(void *self, const char *key, struct truce_text value,
                                  struct truce_err *err);
    enum truce_status (*meta_get)(void *self, const char *key, struct truce_buf *out, bool *found,
                                  struct truce_err *err);

    /* last_change: of the data, for formats that name one. */
    enum truce_status (*layers_replace)(void *self, const struct truce_layer *layers, size_t n,
                                        uint64_t log_size, struct truce_instant last_change,
                                        struct truce_err *err);
    enum truce_status (*layers_digest)(void *self, struct truce_hash *out, struct truce_err *err);
};

/*
 * A store over a backend, which it owns from now on, also when this fails.
 *
 * path    for messages; copied.  origin: copied.
 */
enum truce_status truce_store_wrap(const struct truce_store_backend *backend, void *self,
                                   enum truce_store_mode mode, const char *path, const char *origin,
                                   struct truce_store **out, struct truce_err *err) TRUCE_MUST_USE;

/* Is it an origin?  1 to 200 bytes of UTF-8 without white space, control characters and '+'. */
bool truce_store_origin_ok(const char *origin);

#endif
