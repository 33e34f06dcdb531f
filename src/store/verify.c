/*
 * Does the file hold what was logged?
 *
 * One idea: each stored node is compared with what lies directly below it: a leaf's hash with the record's bytes, a tile's hash with the tile below.
 * So an edit is named where it was made, and one edit gives one fault.
 * Memory: a chunk of the cursor and two tiles.
 */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "log/merkle.h"
#include "store/inside.h"

enum { FAULTS_MAX = 10000 }; /* then it is no question of single faults, and a file of a stranger may claim any size */

struct verifier {
    struct truce_store *store;
    const struct truce_store_backend *backend;
    void *self;
    void (*report)(void *context, const struct truce_store_fault *fault);
    void *context;
    uint64_t size;
    uint64_t faults;
    uint64_t next; /* the leaf that is due */
    struct truce_instant logged;
    struct truce_hash tile[TRUCE_STORE_TILE]; /* of the leaves, as stored */
    uint64_t tile_index;
    size_t tile_width;
    enum truce_status status;
    struct truce_err *err;
};

static void fault(struct verifier *v, enum truce_store_fault_kind kind, unsigned level, uint64_t n,
                  const char *format, ...) TRUCE_PRINTF(5, 6);

static void fault(struct verifier *v, enum truce_store_fault_kind kind, unsigned level, uint64_t n,
                  const char *format, ...)
{
    struct truce_store_fault one = {.kind = kind, .level = level, .n = n};
    va_list list;

    v->faults++;
    if (v->report == NULL)
        return;
    va_start(list, format);
    vsnprintf(one.text, sizeof one.text, format, list);
    va_end(list);
    truce_text_mend(one.text, sizeof one.text);
    v->report(v->context, &one);
}

static unsigned long long llu(uint64_t n)
{
    return n;
}

/* --- records --- */

static void missing_until(struct verifier *v, uint64_t n)
{
    if (v->next < n)
        fault(v, TRUCE_STORE_FAULT_MISSING, 0, v->next, "record %llu is missing%s", llu(v->next),
              n - v->next > 1 ? ", and records after it" : "");
    v->next = n;
}

/* The stored hash of leaf n into v->tile.  The backend is not asked within a scan: a batch ends with its tile. */
static enum truce_status load_tile(struct verifier *v, uint64_t index)
{
    uint64_t have = v->size - index * TRUCE_STORE_TILE;
    size_t want = have < TRUCE_STORE_TILE ? (size_t)have : TRUCE_STORE_TILE, width;
    enum truce_status status = v->backend->tile(v->self, 0, index, v->tile, &width, v->err);

    if (status != TRUCE_OK)
        return status;
    if (width != want)
        fault(v, TRUCE_STORE_FAULT_NODE, 0, index * TRUCE_STORE_TILE,
              "the tree has the hashes of %zu records from record %llu on; it must have %zu", width,
              llu(index * TRUCE_STORE_TILE), want);
    v->tile_index = index;
    v->tile_width = width;
    return TRUCE_OK;
}

static bool check_record(void *context, const struct truce_store_record *record)
{
    struct verifier *v = context;
    size_t at = (size_t)(record->n % TRUCE_STORE_TILE);
    struct truce_hash hash;

    missing_until(v, record->n);
    v->next = record->n + 1;
    if (record->logged.us < v->logged.us)
        fault(v, TRUCE_STORE_FAULT_ORDER, 0, record->n,
              "record %llu was logged before the one ahead of it", llu(record->n));
    v->logged = record->logged;
    if (record->bytes.len > TRUCE_STORE_RECORD_MAX) {
        fault(v, TRUCE_STORE_FAULT_LEAF, 0, record->n, "record %llu is longer than a record can be",
              llu(record->n));
        return true;
    }
    hash = truce_log_leaf_hash(record->bytes);
    if (at < v->tile_width && !truce_hash_equal(&hash, &v->tile[at]))
        fault(v, TRUCE_STORE_FAULT_LEAF, 0, record->n,
              "the bytes of record %llu (id '%.*s') are not those that were logged", llu(record->n),
              record->id.len > 80 ? 80 : (int)record->id.len, record->id.at);
    return true;
}

struct ids {
    struct truce_text id[TRUCE_STORE_TILE];
    uint64_t n[TRUCE_STORE_TILE];
    size_t count;
    struct truce_buf bytes;
};

static bool keep_id(void *context, const struct truce_store_record *record)
{
    struct ids *ids = context;

    ids->n[ids->count] = record->n;
    ids->id[ids->count++].len = record->id.len;
    truce_buf_add(&ids->bytes, record->id.at, record->id.len);
    return true;
}

static enum truce_status check_ids(struct verifier *v, uint64_t from, uint64_t to)
{
    uint64_t found[TRUCE_STORE_TILE];
    struct ids ids;
    size_t at = 0;
    enum truce_status status;

    ids.count = 0;
    truce_buf_init(&ids.bytes);
    status = v->backend->scan(v->self, from, to, keep_id, &ids, v->err);
    if (status == TRUCE_OK)
        status = truce_buf_check(&ids.bytes, v->err);
    for (size_t i = 0; i < ids.count && status == TRUCE_OK; i++) {
        ids.id[i].at = ids.bytes.at + at;
        at += ids.id[i].len;
    }
    if (status == TRUCE_OK && ids.count > 0)
        status = v->backend->find(v->self, ids.id, ids.count, found, v->err);
    for (size_t i = 0; i < ids.count && status == TRUCE_OK; i++)
        if (found[i] != ids.n[i])
            fault(v, TRUCE_STORE_FAULT_ID, 0, ids.n[i], "record %llu is not found by its id '%.*s'",
                  llu(ids.n[i]), ids.id[i].len > 80 ? 80 : (int)ids.id[i].len, ids.id[i].at);
    truce_buf_fini(&ids.bytes);
    return status;
}

static enum truce_status check_records(struct verifier *v)
{
    enum truce_status status = TRUCE_OK;

    for (uint64_t from = 0; from < v->size && status == TRUCE_OK && v->faults < FAULTS_MAX; from += TRUCE_STORE_TILE) {
        uint64_t to = v->size - from < TRUCE_STORE_TILE ? v->size : from + TRUCE_STORE_TILE;
        status = load_tile(v, from / TRUCE_STORE_TILE);
        if (status == TRUCE_OK)
            status = v->backend->scan(v->self, from, to, check_record, v, v->err);
        if (status == TRUCE_OK)
            missing_until(v, to);
        if (status == TRUCE_OK)
            status = check_ids(v, from, to);
    }
    return status;
}

/* --- the tree above the leaves --- */

static enum truce_status check_node(struct verifier *v, unsigned level, uint64_t index,
                                    const struct truce_hash *stored)
{
    struct truce_hash below[TRUCE_STORE_TILE], hash;
    size_t width;
    enum truce_status status = v->backend->tile(v->self, level - 1, index, below, &width, v->err);

    if (status != TRUCE_OK || width != TRUCE_STORE_TILE) /* named when that level was checked */
        return status;
    hash = truce_store_subtree(below, TRUCE_STORE_TILE);
    if (!truce_hash_equal(&hash, stored))
        fault(v, TRUCE_STORE_FAULT_NODE, level * TRUCE_STORE_TILE_BITS, index,
              "the tree's node %llu at level %u is not what lies below it", llu(index),
              level * TRUCE_STORE_TILE_BITS);
    return TRUCE_OK;
}

static enum truce_status check_level(struct verifier *v, unsigned level)
{
    uint64_t width = truce_store_level_width(v->size, level);
    struct truce_hash stored[TRUCE_STORE_TILE];
    enum truce_status status = TRUCE_OK;

    for (uint64_t from = 0; from < width && status == TRUCE_OK && v->faults < FAULTS_MAX; from += TRUCE_STORE_TILE) {
        size_t found, want = width - from < TRUCE_STORE_TILE ? (size_t)(width - from) : TRUCE_STORE_TILE;
        status = v->backend->tile(v->self, level, from / TRUCE_STORE_TILE, stored, &found, v->err);
        if (status == TRUCE_OK && found != want)
            fault(v, TRUCE_STORE_FAULT_NODE, level * TRUCE_STORE_TILE_BITS, from,
                  "the tree has %zu nodes from node %llu on at level %u; it must have %zu", found, llu(from),
                  level * TRUCE_STORE_TILE_BITS, want);
        for (size_t i = 0; i < found && i < want && status == TRUCE_OK; i++)
            status = check_node(v, level, from + i, &stored[i]);
    }
    return status;
}

static enum truce_status check_counts(struct verifier *v)
{
    uint64_t records = 0, tiles = 0, expected = 0, size;
    enum truce_status status = v->backend->count(v->self, &records, &tiles, v->err);

    if (status == TRUCE_OK)
        status = truce_store_size(v->store, &size, v->err); /* after them: a writer may be at work */
    if (status != TRUCE_OK)
        return status;
    for (unsigned level = 0; level < TRUCE_STORE_TILE_LEVELS; level++)
        expected += (truce_store_level_width(size, level) + TRUCE_STORE_TILE - 1) / TRUCE_STORE_TILE;
    if (records > size)
        fault(v, TRUCE_STORE_FAULT_EXTRA, 0, size,
              "the log has %llu records, and the file %llu: some were put in from outside", llu(size),
              llu(records));
    if (tiles > expected)
        fault(v, TRUCE_STORE_FAULT_EXTRA, 0, size, "the tree has %llu tiles; it must have %llu",
              llu(tiles), llu(expected));
    return TRUCE_OK;
}

enum truce_status truce_store_verify(struct truce_store *store,
                                     void (*report)(void *context, const struct truce_store_fault *fault),
                                     void *context, uint64_t *faults, struct truce_err *err)
{
    struct verifier v = {.store = store,
                         .report = report,
                         .context = context,
                         .logged = {INT64_MIN},
                         .err = err};
    enum truce_status status = truce_store_size(store, &v.size, err);

    v.backend = truce_store_backend_of(store, &v.self);
    if (status == TRUCE_OK)
        status = check_records(&v);
    for (unsigned level = 1; level < TRUCE_STORE_TILE_LEVELS && status == TRUCE_OK; level++)
        status = check_level(&v, level);
    if (status == TRUCE_OK)
        status = check_counts(&v);
    if (status == TRUCE_OK)
        *faults = v.faults;
    return status;
}
