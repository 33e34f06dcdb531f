/*
 * The door of the store: arguments, hashes and messages; a backend keeps the bytes.
 *
 * One idea: a writer holds the right edge of the tree in memory.  A batch is checked and hashed before the backend hears of it, and the edge moves on only
 * when the backend has it on the disk.
 * Invariant: of a writer, tree.size == state.size.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "log/merkle.h"
#include "store/backend.h"
#include "store/inside.h"
#include "store/layer_check.h"

enum {
    HASH_THREADS = 4,
    THREADS_FROM = 2048, /* records; below, starting threads costs more than they save */
    ORIGIN_MAX = 200,
    KEY_MAX = 48,
};

struct truce_store {
    const struct truce_store_backend *backend;
    void *self;
    enum truce_store_mode mode;
    char *path, *origin;
    struct truce_store_state state; /* of a writer */
    struct truce_store_tree *tree, *next; /* of a writer: the edge, and the one of the batch at work */
    struct truce_store_record record;     /* what truce_store_record lent out */
    struct truce_buf record_bytes;
};

/* --- opening and closing --- */

bool truce_store_origin_ok(const char *origin)
{
    size_t n = strlen(origin);

    if (n == 0 || n > ORIGIN_MAX || truce_text_valid_utf8(truce_text_view(origin)) != n)
        return false;
    for (size_t i = 0; i < n; i++)
        if ((unsigned char)origin[i] <= ' ' || origin[i] == 0x7f || origin[i] == '+')
            return false;
    return true;
}

static enum truce_status load_edge(struct truce_store *store, struct truce_err *err)
{
    store->tree->size = store->state.size;
    for (unsigned level = 0; level < TRUCE_STORE_TILE_LEVELS; level++) {
        uint64_t width = truce_store_level_width(store->state.size, level);
        struct truce_hash hashes[TRUCE_STORE_TILE];
        size_t found;
        enum truce_status status;

        if (width % TRUCE_STORE_TILE == 0)
            continue;
        status = store->backend->tile(store->self, level, width / TRUCE_STORE_TILE, hashes, &found, err);
        if (status != TRUCE_OK)
            return status;
        if (found != width % TRUCE_STORE_TILE)
            return truce_fail_at(err, TRUCE_ERR_SYNTAX, store->path, 0, 0,
                                 "the file is damaged: the tree over its log does not have the log's size; "
                                 "it can still be read");
        memcpy(store->tree->edge[level], hashes, found * sizeof *hashes);
    }
    return TRUCE_OK;
}

static enum truce_status make_writer(struct truce_store *store, struct truce_err *err)
{
    enum truce_status status;

    store->tree = calloc(1, sizeof *store->tree);
    store->next = calloc(1, sizeof *store->next);
    if (store->tree == NULL || store->next == NULL)
        return truce_fail(err, TRUCE_ERR_MEMORY, "no memory to open %s", store->path);
    status = store->backend->state(store->self, &store->state, err);
    return status == TRUCE_OK ? load_edge(store, err) : status;
}

static void release(struct truce_store *store)
{
    truce_buf_fini(&store->record_bytes);
    free(store->tree);
    free(store->next);
    free(store->path);
    free(store->origin);
    free(store);
}

enum truce_status truce_store_wrap(const struct truce_store_backend *backend, void *self,
                                   enum truce_store_mode mode, const char *path, const char *origin,
                                   struct truce_store **out, struct truce_err *err)
{
    struct truce_store *store = calloc(1, sizeof *store);
    enum truce_status status = TRUCE_OK;

    if (store != NULL) {
        *store = (struct truce_store){.backend = backend, .self = self, .mode = mode};
        truce_buf_init(&store->record_bytes);
        store->path = malloc(strlen(path) + 1);
        store->origin = malloc(strlen(origin) + 1);
    }
    if (store == NULL || store->path == NULL || store->origin == NULL) {
        status = truce_fail(err, TRUCE_ERR_MEMORY, "no memory to open %s", path);
    } else {
        memcpy(store->path, path, strlen(path) + 1);
        memcpy(store->origin, origin, strlen(origin) + 1);
        if (mode == TRUCE_STORE_WRITE)
            status = make_writer(store, err);
    }
    if (status == TRUCE_OK) {
        *out = store;
        return TRUCE_OK;
    }
    (void)backend->close(self, NULL);
    if (store != NULL)
        release(store);
    return status;
}

enum truce_status truce_store_close(struct truce_store *store, struct truce_err *err)
{
    enum truce_status status;

    if (store == NULL)
        return TRUCE_OK;
    status = store->backend->close(store->self, err);
    release(store);
    return status;
}

const char *truce_store_origin(const struct truce_store *store)
{
    return store->origin;
}

const char *truce_store_path(const struct truce_store *store)
{
    return store->path;
}

static enum truce_status need_writer(const struct truce_store *store, struct truce_err *err)
{
    if (store->mode == TRUCE_STORE_WRITE)
        return TRUCE_OK;
    return truce_fail_at(err, TRUCE_ERR_USAGE, store->path, 0, 0, "the file is open for reading only");
}

const struct truce_store_backend *truce_store_backend_of(const struct truce_store *store, void **self)
{
    *self = store->self;
    return store->backend;
}

enum truce_status truce_store_scan(struct truce_store *store, uint64_t from, uint64_t to,
                                   bool (*visit)(void *context, const struct truce_store_record *record),
                                   void *context, struct truce_err *err)
{
    return store->backend->scan(store->self, from, to, visit, context, err);
}

/* --- the log --- */

static enum truce_status check_id(struct truce_text id, size_t i, struct truce_err *err)
{
    if (id.len == 0)
        return truce_fail_index(err, TRUCE_ERR_RANGE, (int64_t)i, "the record has an empty id");
    if (id.len > TRUCE_STORE_ID_MAX)
        return truce_fail_index(err, TRUCE_ERR_RANGE, (int64_t)i,
                                "the record's id has %zu bytes; at most %d are allowed", id.len,
                                TRUCE_STORE_ID_MAX);
    for (size_t k = 0; k < id.len; k++)
        if ((unsigned char)id.at[k] < ' ')
            return truce_fail_index(err, TRUCE_ERR_RANGE, (int64_t)i,
                                    "the record's id has a control character");
    if (truce_text_valid_utf8(id) != id.len)
        return truce_fail_index(err, TRUCE_ERR_RANGE, (int64_t)i, "the record's id is not UTF-8");
    return TRUCE_OK;
}

static enum truce_status check_records(const struct truce_store_record *records, size_t n,
                                       struct truce_err *err)
{
    for (size_t i = 0; i < n; i++) {
        enum truce_status status = check_id(records[i].id, i, err);
        if (status != TRUCE_OK)
            return status;
        if (records[i].bytes.len == 0)
            return truce_fail_index(err, TRUCE_ERR_RANGE, (int64_t)i, "record '%.*s' is empty",
                                    TRUCE_TEXT(records[i].id));
        if (records[i].bytes.len > TRUCE_STORE_RECORD_MAX)
            return truce_fail_index(err, TRUCE_ERR_LIMIT, (int64_t)i,
                                    "record '%.*s' has %zu bytes; at most %d are allowed: attach what is "
                                    "large and name its hash",
                                    TRUCE_TEXT(records[i].id), records[i].bytes.len, TRUCE_STORE_RECORD_MAX);
    }
    return TRUCE_OK;
}

static struct truce_text leaf_of(const void *context, size_t i)
{
    return ((const struct truce_store_record *)context)[i].bytes;
}

enum truce_status truce_store_append(struct truce_store *store, const struct truce_store_record *records,
                                     size_t n, struct truce_instant logged, uint64_t *first,
                                     struct truce_err *err)
{
    struct truce_store_growth growth;
    enum truce_status status = need_writer(store, err);
    uint64_t size = store->state.size;

    if (status == TRUCE_OK)
        status = check_records(records, n, err);
    if (status != TRUCE_OK)
        return status;
    if (n > 0 && logged.us < store->state.logged.us)
        return truce_fail_index(err, TRUCE_ERR_RANGE, 0,
                                "the records would be logged %.3f seconds before the last one in the log; is "
                                "this machine's clock right?",
                                (double)(store->state.logged.us - logged.us) / 1e6);
    if (n > 0) {
        struct truce_store_batch batch = {size, records, n, logged, NULL, 0};
        struct truce_store_tree *old = store->tree;
        *store->next = *store->tree;
        status = truce_store_tree_grow(store->next, n, leaf_of, records, n >= THREADS_FROM ? HASH_THREADS : 1,
                                       &growth, err);
        if (status != TRUCE_OK)
            return status;
        batch.tiles = growth.tiles;
        batch.n_tiles = growth.n_tiles;
        status = store->backend->append(store->self, &batch, err);
        truce_store_growth_fini(&growth);
        if (status != TRUCE_OK)
            return status;
        store->tree = store->next;
        store->next = old;
        store->state.size += n;
        store->state.logged = logged;
    }
    if (first != NULL)
        *first = size;
    return TRUCE_OK;
}

static enum truce_status get_state(struct truce_store *store, struct truce_store_state *state,
                                   struct truce_err *err)
{
    if (store->mode == TRUCE_STORE_READ)
        return store->backend->state(store->self, state, err);
    *state = store->state;
    return TRUCE_OK;
}

enum truce_status truce_store_size(struct truce_store *store, uint64_t *out, struct truce_err *err)
{
    struct truce_store_state state;
    enum truce_status status = get_state(store, &state, err);

    if (status == TRUCE_OK)
        *out = state.size;
    return status;
}

enum truce_status truce_store_last_logged(struct truce_store *store, struct truce_instant *out,
                                          struct truce_err *err)
{
    struct truce_store_state state;
    enum truce_status status = get_state(store, &state, err);

    if (status == TRUCE_OK)
        *out = state.logged;
    return status;
}

static enum truce_status check_size(struct truce_store *store, uint64_t size, struct truce_err *err)
{
    uint64_t have;
    enum truce_status status = truce_store_size(store, &have, err);

    if (status == TRUCE_OK && size > have)
        return truce_fail_at(err, TRUCE_ERR_RANGE, store->path, 0, 0,
                             "the log has %llu records; there is no size %llu", (unsigned long long)have,
                             (unsigned long long)size);
    return status;
}

struct wanted {
    struct truce_store *store;
    bool found;
};

static bool keep_record(void *context, const struct truce_store_record *record)
{
    struct wanted *wanted = context;
    struct truce_buf *bytes = &wanted->store->record_bytes;

    truce_buf_clear(bytes);
    truce_buf_add(bytes, record->id.at, record->id.len);
    truce_buf_add(bytes, record->bytes.at, record->bytes.len);
    wanted->store->record = *record;
    wanted->found = true;
    return false;
}

enum truce_status truce_store_record(struct truce_store *store, uint64_t n, struct truce_store_record *out,
                                     struct truce_err *err)
{
    struct wanted wanted = {store, false};
    struct truce_store_record *record = &store->record;
    uint64_t size;
    enum truce_status status = truce_store_size(store, &size, err);

    if (status != TRUCE_OK)
        return status;
    if (n >= size)
        return truce_fail_at(err, TRUCE_ERR_UNKNOWN, store->path, 0, 0,
                             "there is no record %llu; the log has %llu", (unsigned long long)n,
                             (unsigned long long)size);
    status = store->backend->scan(store->self, n, n + 1, keep_record, &wanted, err);
    if (status != TRUCE_OK)
        return status;
    if (!wanted.found)
        return truce_fail_at(err, TRUCE_ERR_SYNTAX, store->path, 0, 0,
                             "the file is damaged: record %llu is missing from its log",
                             (unsigned long long)n);
    status = truce_buf_check(&store->record_bytes, err);
    if (status != TRUCE_OK)
        return status;
    record->id.at = store->record_bytes.at;
    record->bytes.at = store->record_bytes.at + record->id.len;
    *out = *record;
    return TRUCE_OK;
}

enum truce_status truce_store_size_at(struct truce_store *store, struct truce_instant at, uint64_t *out,
                                      struct truce_err *err)
{
    struct truce_store_record record;
    uint64_t low = 0, high;
    enum truce_status status = truce_store_size(store, &high, err);

    while (status == TRUCE_OK && low < high) {
        uint64_t middle = low + (high - low) / 2;
        status = truce_store_record(store, middle, &record, err);
        if (status == TRUCE_OK && record.logged.us <= at.us)
            low = middle + 1;
        else
            high = middle;
    }
    if (status == TRUCE_OK)
        *out = low;
    return status;
}

enum truce_status truce_store_find(struct truce_store *store, const struct truce_text *ids, size_t n,
                                   uint64_t *out, struct truce_err *err)
{
    return store->backend->find(store->self, ids, n, out, err);
}

/* --- the tree --- */

enum truce_status truce_store_node(struct truce_store *store, unsigned level, uint64_t index,
                                   struct truce_hash *out, struct truce_err *err)
{
    struct truce_hash hashes[TRUCE_STORE_TILE];
    unsigned tile_level = level / TRUCE_STORE_TILE_BITS, within = level % TRUCE_STORE_TILE_BITS;
    uint64_t size, first;
    size_t width, at;
    enum truce_status status = truce_store_size(store, &size, err);

    if (status != TRUCE_OK)
        return status;
    if (level >= 64 || index >= size >> level)
        return truce_fail_at(err, TRUCE_ERR_RANGE, store->path, 0, 0,
                             "the tree over %llu records has no complete subtree %llu at level %u",
                             (unsigned long long)size, (unsigned long long)index, level);
    first = index << within;
    at = (size_t)(first % TRUCE_STORE_TILE);
    status =
        store->backend->tile(store->self, tile_level, first / TRUCE_STORE_TILE, hashes, &width, err);
    if (status != TRUCE_OK)
        return status;
    if (at + ((size_t)1 << within) > width)
        return truce_fail_at(err, TRUCE_ERR_SYNTAX, store->path, 0, 0,
                             "the file is damaged: a part of the tree over its log is missing (tile %u/%llu)",
                             tile_level, (unsigned long long)(first / TRUCE_STORE_TILE));
    *out = truce_store_subtree(hashes + at, (size_t)1 << within);
    return TRUCE_OK;
}

enum truce_status truce_store_log_node(void *store, unsigned level, uint64_t index, struct truce_hash *out,
                                       struct truce_err *err)
{
    return truce_store_node(store, level, index, out, err);
}

enum truce_status truce_store_root(struct truce_store *store, uint64_t size, struct truce_hash *out,
                                   struct truce_err *err)
{
    struct truce_hash root = truce_hash_of((struct truce_text){NULL, 0}), node;
    bool any = false;
    enum truce_status status = check_size(store, size, err);

    /* the complete subtrees that `size` is made of, from the right, the smallest first */
    for (unsigned level = 0; level < 64 && status == TRUCE_OK; level++) {
        if ((size >> level & 1) == 0)
            continue;
        status = truce_store_node(store, level, (size >> level) - 1, &node, err);
        if (status == TRUCE_OK)
            root = any ? truce_log_node_hash(&node, &root) : node;
        any = true;
    }
    if (status == TRUCE_OK)
        *out = root;
    return status;
}

/* --- beside the log --- */

enum truce_status truce_store_attach(struct truce_store *store, struct truce_text bytes,
                                     struct truce_hash *out, struct truce_err *err)
{
    struct truce_hash hash;
    enum truce_status status = need_writer(store, err);

    if (status != TRUCE_OK)
        return status;
    if (bytes.len > TRUCE_STORE_ATTACHMENT_MAX)
        return truce_fail(err, TRUCE_ERR_LIMIT, "an attachment of %zu bytes; at most %zu are allowed",
                          bytes.len, TRUCE_STORE_ATTACHMENT_MAX);
    hash = truce_hash_of(bytes);
    status = store->backend->attach(store->self, &hash, bytes, err);
    if (status == TRUCE_OK)
        *out = hash;
    return status;
}

enum truce_status truce_store_attachment(struct truce_store *store, const struct truce_hash *hash,
                                         struct truce_buf *out, struct truce_err *err)
{
    struct truce_buf bytes;
    struct truce_hash actual;
    char text[TRUCE_HASH_TEXT];
    bool found = false;
    enum truce_status status;

    truce_hash_format(hash, text);
    truce_buf_init(&bytes);
    status = store->backend->attachment(store->self, hash, &bytes, &found, err);
    if (status == TRUCE_OK && !found)
        status = truce_fail_at(err, TRUCE_ERR_UNKNOWN, store->path, 0, 0, "nothing is attached under %s",
                               text);
    if (status == TRUCE_OK)
        status = truce_buf_check(&bytes, err);
    if (status == TRUCE_OK) {
        actual = truce_hash_of(truce_buf_view(&bytes));
        if (!truce_hash_equal(&actual, hash))
            status = truce_fail_at(err, TRUCE_ERR_SYNTAX, store->path, 0, 0,
                                   "the bytes attached under %s were changed", text);
    }
    if (status == TRUCE_OK) {
        truce_buf_fini(out);
        *out = bytes;
    } else {
        truce_buf_fini(&bytes);
    }
    return status;
}

enum truce_status truce_store_has_attachment(struct truce_store *store, const struct truce_hash *hash,
                                             bool *out, struct truce_err *err)
{
    return store->backend->attachment(store->self, hash, NULL, out, err);
}

enum truce_status truce_store_note_add(struct truce_store *store, const struct truce_store_note *note,
                                       struct truce_err *err)
{
    enum truce_status status = need_writer(store, err);

    if (status == TRUCE_OK && note->bytes.len > TRUCE_STORE_RECORD_MAX)
        status = truce_fail(err, TRUCE_ERR_LIMIT, "a note of %zu bytes; at most %d are allowed",
                            note->bytes.len, TRUCE_STORE_RECORD_MAX);
    if (status == TRUCE_OK)
        status = check_size(store, note->size, err);
    return status == TRUCE_OK ? store->backend->note_add(store->self, note, err) : status;
}

enum truce_status
truce_store_notes(struct truce_store *store,
                  enum truce_status (*visit)(void *context, const struct truce_store_note *note),
                  void *context, struct truce_err *err)
{
    return store->backend->notes(store->self, visit, context, err);
}

static enum truce_status check_key(const char *key, struct truce_err *err)
{
    size_t n = strspn(key, "abcdefghijklmnopqrstuvwxyz0123456789_.");

    if (n == 0 || n > KEY_MAX || key[n] != '\0' || key[0] < 'a')
        return truce_fail(err, TRUCE_ERR_USAGE, "'%.60s' cannot be a key", key);
    return TRUCE_OK;
}

enum truce_status truce_store_meta_set(struct truce_store *store, const char *key, struct truce_text value,
                                       struct truce_err *err)
{
    enum truce_status status = need_writer(store, err);

    if (status == TRUCE_OK)
        status = check_key(key, err);
    if (status != TRUCE_OK)
        return status;
    if (strcmp(key, "format") == 0 || strcmp(key, "origin") == 0 || strcmp(key, "created") == 0)
        return truce_fail(err, TRUCE_ERR_USAGE, "the key '%s' is the store's own", key);
    if (value.len > TRUCE_STORE_RECORD_MAX)
        return truce_fail(err, TRUCE_ERR_LIMIT, "a value of %zu bytes for '%s'; at most %d are allowed",
                          value.len, key, TRUCE_STORE_RECORD_MAX);
    return store->backend->meta_set(store->self, key, value, err);
}

enum truce_status truce_store_meta_get(struct truce_store *store, const char *key, struct truce_buf *out,
                                       struct truce_err *err)
{
    struct truce_buf value;
    bool found = false;
    enum truce_status status = check_key(key, err);

    if (status != TRUCE_OK)
        return status;
    truce_buf_init(&value);
    status = store->backend->meta_get(store->self, key, &value, &found, err);
    if (status == TRUCE_OK && !found)
        status = truce_fail_at(err, TRUCE_ERR_UNKNOWN, store->path, 0, 0, "'%s' is not set", key);
    if (status == TRUCE_OK)
        status = truce_buf_check(&value, err);
    if (status == TRUCE_OK) {
        truce_buf_fini(out);
        *out = value;
    } else {
        truce_buf_fini(&value);
    }
    return status;
}

/* --- layers --- */

/* What the layers are of: the instant of the last record that they know. */
static enum truce_status instant_of(struct truce_store *store, uint64_t log_size, struct truce_instant *out,
                                    struct truce_err *err)
{
    struct truce_store_record record;
    enum truce_status status;

    if (log_size == 0) {
        out->us = 0;
        return TRUCE_OK;
    }
    status = truce_store_record(store, log_size - 1, &record, err);
    if (status == TRUCE_OK)
        *out = record.logged;
    return status;
}

enum truce_status truce_store_layers_replace(struct truce_store *store, const struct truce_layer *layers,
                                             size_t n, uint64_t log_size, struct truce_err *err)
{
    struct truce_instant last_change;
    enum truce_status status = need_writer(store, err);

    if (status == TRUCE_OK)
        status = check_size(store, log_size, err);
    for (size_t l = 0; l < n && status == TRUCE_OK; l++)
        status = truce_store_layer_check(layers, l, true, err);
    if (status == TRUCE_OK)
        status = instant_of(store, log_size, &last_change, err);
    if (status == TRUCE_OK)
        status = store->backend->layers_replace(store->self, layers, n, log_size, last_change, err);
    if (status == TRUCE_OK)
        store->state.layers = log_size;
    return status;
}

enum truce_status truce_store_layers_size(struct truce_store *store, uint64_t *out, struct truce_err *err)
{
    struct truce_store_state state;
    enum truce_status status = get_state(store, &state, err);

    if (status == TRUCE_OK)
        *out = state.layers;
    return status;
}

enum truce_status truce_store_layers_digest(struct truce_store *store, struct truce_hash *out,
                                            struct truce_err *err)
{
    return store->backend->layers_digest(store->self, out, err);
}
