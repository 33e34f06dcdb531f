/*
 * One hash over derived layers, the same for every backend: the root of an RFC 6962 tree whose leaves are the layers' heads and features.
 * The bytes of the leaves: docs/formats/mission.md.
 */
#ifndef TRUCE_STORE_LAYER_DIGEST_H
#define TRUCE_STORE_LAYER_DIGEST_H

#include "log/merkle.h"
#include "record/layer.h"

struct truce_layer_digest {
    struct truce_log_tree tree;
    struct truce_buf leaf; /* the one that is being put together */
};

void truce_layer_digest_init(struct truce_layer_digest *digest);
void truce_layer_digest_fini(struct truce_layer_digest *digest);

/* A leaf is begun, its parts are added, and it is ended. */
void truce_layer_digest_text(struct truce_layer_digest *digest, struct truce_text text);
void truce_layer_digest_blob(struct truce_layer_digest *digest, struct truce_text bytes);
void truce_layer_digest_real(struct truce_layer_digest *digest, double value);
void truce_layer_digest_integer(struct truce_layer_digest *digest, int64_t value);
void truce_layer_digest_null(struct truce_layer_digest *digest);
enum truce_status truce_layer_digest_end_leaf(struct truce_layer_digest *digest,
                                              struct truce_err *err) TRUCE_MUST_USE;

/* Of n layers as they are handed to the store. */
enum truce_status truce_layer_digest_of(const struct truce_layer *layers, size_t n, struct truce_hash *out,
                                        struct truce_err *err) TRUCE_MUST_USE;

/* "TEXT", "POINT": as SQL and GeoPackage call them. */
const char *truce_layer_type_name(enum truce_column_type type);
const char *truce_layer_geometry_name(enum truce_layer_geometry geometry);

#endif
