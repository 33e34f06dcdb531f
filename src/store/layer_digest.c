/*
 * The digest of layers.
 *
 * One idea: a part says its type and its length before its bytes, so that no two different layers give the same leaf; the leaves go into the same tree as records do,
 * which needs no more memory for a million features than for one.
 */
#include "store/layer_digest.h"

#include <math.h>
#include <string.h>

#include "store/gpkg/blob.h"

void truce_layer_digest_init(struct truce_layer_digest *digest)
{
    memset(&digest->tree, 0, sizeof digest->tree);
    truce_buf_init(&digest->leaf);
}

void truce_layer_digest_fini(struct truce_layer_digest *digest)
{
    truce_buf_fini(&digest->leaf);
}

static void put_u64(struct truce_buf *out, uint64_t value)
{
    for (int shift = 56; shift >= 0; shift -= 8)
        truce_buf_putc(out, (char)(unsigned char)(value >> shift));
}

static void put_bytes(struct truce_buf *out, char type, struct truce_text bytes)
{
    truce_buf_putc(out, type);
    put_u64(out, bytes.len);
    truce_buf_add(out, bytes.at, bytes.len);
}

void truce_layer_digest_text(struct truce_layer_digest *digest, struct truce_text text)
{
    put_bytes(&digest->leaf, 't', text);
}

void truce_layer_digest_blob(struct truce_layer_digest *digest, struct truce_text bytes)
{
    put_bytes(&digest->leaf, 'b', bytes);
}

void truce_layer_digest_real(struct truce_layer_digest *digest, double value)
{
    uint64_t bits;

    value = value == 0 ? 0.0 : value; /* SQLite keeps no -0.0 */
    memcpy(&bits, &value, sizeof bits);
    truce_buf_putc(&digest->leaf, 'r');
    put_u64(&digest->leaf, bits);
}

void truce_layer_digest_integer(struct truce_layer_digest *digest, int64_t value)
{
    truce_buf_putc(&digest->leaf, 'i');
    put_u64(&digest->leaf, (uint64_t)value);
}

void truce_layer_digest_null(struct truce_layer_digest *digest)
{
    truce_buf_putc(&digest->leaf, 'n');
}

enum truce_status truce_layer_digest_end_leaf(struct truce_layer_digest *digest, struct truce_err *err)
{
    struct truce_hash leaf;
    enum truce_status status = truce_buf_check(&digest->leaf, err);

    if (status != TRUCE_OK)
        return status;
    leaf = truce_log_leaf_hash(truce_buf_view(&digest->leaf));
    truce_buf_clear(&digest->leaf);
    return truce_log_append(&digest->tree, &leaf, NULL, NULL, err);
}

const char *truce_layer_type_name(enum truce_column_type type)
{
    static const char *const types[] = {"TEXT", "REAL", "INTEGER", "DATE"};

    return types[type];
}

const char *truce_layer_geometry_name(enum truce_layer_geometry geometry)
{
    return geometry == TRUCE_LAYER_POINT ? "POINT" : "MULTIPOLYGON";
}

/* --- layers as they are handed over --- */

static void add_text(struct truce_layer_digest *digest, const char *text)
{
    if (text == NULL)
        truce_layer_digest_null(digest);
    else
        truce_layer_digest_text(digest, truce_text_view(text));
}

static enum truce_status add_head(struct truce_layer_digest *digest, const struct truce_layer *layer,
                                  struct truce_err *err)
{
    add_text(digest, layer->name);
    add_text(digest, layer->title != NULL ? layer->title : "");
    add_text(digest, truce_layer_geometry_name(layer->geometry));
    for (size_t c = 0; c < layer->n_columns; c++) {
        add_text(digest, layer->columns[c].name);
        add_text(digest, truce_layer_type_name(layer->columns[c].type));
    }
    return truce_layer_digest_end_leaf(digest, err);
}

static void add_value(struct truce_layer_digest *digest, enum truce_column_type type,
                      const struct truce_value *value)
{
    switch (type) {
    case TRUCE_COLUMN_TEXT:
    case TRUCE_COLUMN_DATE:
        add_text(digest, value->text);
        break;
    case TRUCE_COLUMN_REAL:
        if (isfinite(value->real))
            truce_layer_digest_real(digest, value->real);
        else
            truce_layer_digest_null(digest);
        break;
    case TRUCE_COLUMN_INTEGER:
        truce_layer_digest_integer(digest, value->integer);
        break;
    }
}

static enum truce_status add_feature(struct truce_layer_digest *digest, const struct truce_layer *layer,
                                     size_t i, struct truce_buf *blob, struct truce_err *err)
{
    const struct truce_feature *feature = &layer->features[i];
    enum truce_status status;

    truce_buf_clear(blob);
    if (layer->geometry == TRUCE_LAYER_POINT)
        truce_gpkg_blob_point(blob, feature->point);
    else
        truce_gpkg_blob_shape(blob, feature->shape);
    status = truce_buf_check(blob, err);
    if (status != TRUCE_OK)
        return status;
    truce_layer_digest_integer(digest, (int64_t)i + 1);
    truce_layer_digest_blob(digest, truce_buf_view(blob));
    for (size_t c = 0; c < layer->n_columns; c++)
        add_value(digest, layer->columns[c].type, &feature->values[c]);
    return truce_layer_digest_end_leaf(digest, err);
}

enum truce_status truce_layer_digest_of(const struct truce_layer *layers, size_t n, struct truce_hash *out,
                                        struct truce_err *err)
{
    struct truce_layer_digest digest;
    struct truce_buf blob;
    enum truce_status status = TRUCE_OK;

    truce_layer_digest_init(&digest);
    truce_buf_init(&blob);
    for (size_t l = 0; l < n && status == TRUCE_OK; l++) {
        status = add_head(&digest, &layers[l], err);
        for (size_t i = 0; i < layers[l].n_features && status == TRUCE_OK; i++)
            status = add_feature(&digest, &layers[l], i, &blob, err);
    }
    if (status == TRUCE_OK)
        *out = truce_log_root(&digest.tree);
    truce_buf_fini(&blob);
    truce_layer_digest_fini(&digest);
    return status;
}
