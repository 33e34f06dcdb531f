/*
 * From ids to leaves.
 *
 * One idea: ids come in any order, and an ordinary index would rewrite a page for nearly every record.  So the index is made of sorted runs: a batch is one run, and runs are merged so
 * that each is longer than all newer ones together; every entry is rewritten O(log) times, in order.
 * A run is cut into 2^bits blocks by the first bits of the key, which is a hash and so fills them evenly: an entry is found by reading one row.
 * Invariants: runs follow each other without gap: run r holds exactly the leaves [first, first + leaves), and the next begins there; entries of a block ascend by (key, leaf).
 * An entry is 12 bytes: the first 8 of SHA-256(id), and the leaf less `first`, both with the highest byte first.  Keys may be equal for different ids, so the
 * log has the last word.
 */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/parallel.h"
#include "store/gpkg/mission.h"

enum {
    ENTRY = 12, /* bytes */
    BLOCK_MEAN =
        224, /* entries of a block at most, on average; with the spread of a hash such a block fits into a page of 4 KiB */
    RUNS_MAX = 256, /* there are fewer than 2 log2(leaves), as each is longer than all after it */
    CHUNK = 512,    /* ids hashed in one piece of work */
    THREADS = 4,
    THREADS_FROM = 4096,
};

struct run {
    uint64_t number, first, leaves;
    unsigned bits;
};

struct runs {
    struct run run[RUNS_MAX];
    size_t n;
};

struct entry {
    uint64_t key;
    uint32_t at; /* position in the batch, or leaf less the run's first */
};

static enum truce_status damaged(const struct truce_gpkg_mission *m, struct truce_err *err)
{
    return truce_fail_at(err, TRUCE_ERR_SYNTAX, m->path, 0, 0,
                         "the file is damaged: its index of ids is broken");
}

static uint64_t get_be(const unsigned char *at, int bytes)
{
    uint64_t value = 0;

    for (int i = 0; i < bytes; i++)
        value = value << 8 | at[i];
    return value;
}

static void put_be(unsigned char *at, uint64_t value, int bytes)
{
    for (int i = bytes - 1; i >= 0; i--, value >>= 8)
        at[i] = (unsigned char)value;
}

static uint64_t bucket_of(uint64_t key, unsigned bits)
{
    return bits == 0 ? 0 : key >> (64 - bits);
}

static sqlite3_int64 block_of(uint64_t run, uint64_t bucket)
{
    return (sqlite3_int64)(run << 32 | bucket);
}

static unsigned bits_for(uint64_t leaves)
{
    unsigned bits = 0;

    while (leaves >> bits > BLOCK_MEAN)
        bits++;
    return bits;
}

/* --- the ids of a batch, sorted by key --- */

struct texts { /* an array of texts, or of records with ids */
    const struct truce_text *ids;
    const struct truce_store_record *records;
};

static struct truce_text text_at(struct texts texts, size_t i)
{
    return texts.ids != NULL ? texts.ids[i] : texts.records[i].id;
}

struct hashing {
    struct texts texts;
    size_t n;
    struct entry *entries;
};

static enum truce_status hash_chunk(void *context, size_t chunk, struct truce_err *err)
{
    struct hashing *h = context;

    (void)err;
    for (size_t i = chunk * CHUNK; i < h->n && i < (chunk + 1) * CHUNK; i++) {
        struct truce_hash hash = truce_hash_of(text_at(h->texts, i));
        h->entries[i] = (struct entry){get_be(hash.byte, 8), (uint32_t)i};
    }
    return TRUCE_OK;
}

static int by_key(const void *a, const void *b)
{
    const struct entry *x = a, *y = b;

    if (x->key != y->key)
        return x->key < y->key ? -1 : 1;
    return x->at < y->at ? -1 : x->at > y->at;
}

/* Owned by the caller: free. */
static enum truce_status make_entries(struct texts texts, size_t n, struct entry **out, struct truce_err *err)
{
    struct hashing h = {texts, n, malloc((n + 1) * sizeof **out)};
    enum truce_status status;

    if (h.entries == NULL)
        return truce_fail(err, TRUCE_ERR_MEMORY, "no memory to look for %zu ids", n);
    status = truce_parallel((n + CHUNK - 1) / CHUNK, n >= THREADS_FROM ? THREADS : 1, hash_chunk, &h, err);
    if (status != TRUCE_OK) {
        free(h.entries);
        return status;
    }
    qsort(h.entries, n, sizeof *h.entries, by_key);
    *out = h.entries;
    return TRUCE_OK;
}

/* --- looking up --- */

static enum truce_status read_runs(struct truce_gpkg_mission *m, struct runs *runs, struct truce_err *err)
{
    sqlite3_stmt *statement;
    uint64_t next = 0;
    int step;
    enum truce_status status = truce_gpkg_prepare(
        &m->g, "SELECT run, first, leaves, bits FROM truce_id_runs ORDER BY run", &statement, err);

    if (status != TRUCE_OK)
        return status;
    runs->n = 0;
    while ((step = sqlite3_step(statement)) == SQLITE_ROW) {
        struct run run = {(uint64_t)sqlite3_column_int64(statement, 0),
                          (uint64_t)sqlite3_column_int64(statement, 1),
                          (uint64_t)sqlite3_column_int64(statement, 2), 0};
        sqlite3_int64 bits = sqlite3_column_int64(statement, 3);
        if (runs->n == RUNS_MAX || run.number >= (uint64_t)1 << 31 || run.first != next || run.leaves == 0 ||
            run.leaves > UINT32_MAX || bits < 0 || bits > 32) {
            status = damaged(m, err);
            break;
        }
        run.bits = (unsigned)bits;
        next = run.first + run.leaves;
        runs->run[runs->n++] = run;
    }
    if (status == TRUCE_OK && step != SQLITE_DONE)
        status = truce_gpkg_fail(&m->g, err);
    sqlite3_finalize(statement);
    return status;
}

/* Is the id of that leaf this one? */
static enum truce_status same_id(struct truce_gpkg_mission *m, uint64_t leaf, struct truce_text id,
                                 bool *same, struct truce_err *err)
{
    sqlite3_stmt *statement = m->statement[TRUCE_GPKG_ID_OF];
    enum truce_status status = TRUCE_OK;
    int step;

    sqlite3_bind_int64(statement, 1, (sqlite3_int64)leaf);
    step = sqlite3_step(statement);
    *same = false;
    if (step == SQLITE_ROW) {
        struct truce_text there = {(const char *)sqlite3_column_blob(statement, 0),
                                   (size_t)sqlite3_column_bytes(statement, 0)};
        *same = truce_text_equal(there, id);
    } else if (step != SQLITE_DONE) {
        status = truce_gpkg_fail(&m->g, err);
    }
    sqlite3_reset(statement);
    return status;
}

/* The first entry of a block whose key is not below `key`. */
static size_t lower_bound(const unsigned char *block, size_t n, uint64_t key)
{
    size_t low = 0, high = n;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (get_be(block + middle * ENTRY, 8) < key)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

struct search {
    struct truce_gpkg_mission *m;
    struct texts texts;
    const struct entry *entries; /* sorted */
    size_t n;
    uint64_t *out; /* a leaf for each text, or TRUCE_STORE_NONE */
    struct truce_err *err;
};

static enum truce_status search_block(struct search *s, const struct run *run, size_t from, size_t to,
                                      const unsigned char *block, size_t n)
{
    for (size_t e = from; e < to; e++) {
        uint64_t key = s->entries[e].key;
        for (size_t i = lower_bound(block, n, key); i < n && get_be(block + i * ENTRY, 8) == key; i++) {
            uint64_t at = get_be(block + i * ENTRY + 8, 4);
            bool same;
            enum truce_status status =
                same_id(s->m, run->first + at, text_at(s->texts, s->entries[e].at), &same, s->err);
            if (status != TRUCE_OK)
                return status;
            if (same)
                s->out[s->entries[e].at] = run->first + at;
        }
    }
    return TRUCE_OK;
}

static enum truce_status search_run(struct search *s, const struct run *run)
{
    sqlite3_stmt *statement = s->m->statement[TRUCE_GPKG_BLOCK];
    enum truce_status status = TRUCE_OK;

    for (size_t e = 0, end; e < s->n && status == TRUCE_OK; e = end) {
        uint64_t bucket = bucket_of(s->entries[e].key, run->bits);
        int step;
        for (end = e + 1; end < s->n && bucket_of(s->entries[end].key, run->bits) == bucket;)
            end++;
        sqlite3_bind_int64(statement, 1, block_of(run->number, bucket));
        step = sqlite3_step(statement);
        if (step == SQLITE_ROW) {
            const unsigned char *block = sqlite3_column_blob(statement, 0);
            size_t bytes = (size_t)sqlite3_column_bytes(statement, 0);
            status = bytes % ENTRY != 0 ? damaged(s->m, s->err)
                                        : search_block(s, run, e, end, block, bytes / ENTRY);
        } else if (step != SQLITE_DONE) {
            status = truce_gpkg_fail(&s->m->g, s->err);
        }
        sqlite3_reset(statement);
    }
    return status;
}

static enum truce_status search(struct search *s, const struct runs *runs)
{
    enum truce_status status = TRUCE_OK;

    for (size_t i = 0; i < s->n; i++)
        s->out[i] = TRUCE_STORE_NONE;
    for (size_t r = 0; r < runs->n && status == TRUCE_OK; r++)
        status = search_run(s, &runs->run[r]);
    return status;
}

enum truce_status truce_gpkg_find(void *self, const struct truce_text *ids, size_t n, uint64_t *out,
                                  struct truce_err *err)
{
    struct truce_gpkg_mission *m = self;
    struct search s = {m, {ids, NULL}, NULL, n, malloc((n + 1) * sizeof *out), err};
    struct entry *entries = NULL;
    struct runs runs;
    enum truce_status status;

    if (s.out == NULL)
        return truce_fail(err, TRUCE_ERR_MEMORY, "no memory to look for %zu ids", n);
    status = make_entries(s.texts, n, &entries, err);
    if (status == TRUCE_OK) {
        s.entries = entries;
        status = truce_gpkg_run(&m->g, err, "BEGIN"); /* runs and blocks of one moment */
        if (status == TRUCE_OK) {
            status = read_runs(m, &runs, err);
            if (status == TRUCE_OK)
                status = search(&s, &runs);
            status = truce_gpkg_end(&m->g, status, err);
        }
    }
    if (status == TRUCE_OK)
        memcpy(out, s.out, n * sizeof *out);
    free(entries);
    free(s.out);
    return status;
}

/* --- merging runs --- */

/* Entries of a run in order: those of a run in the file, or of the batch. */
struct stream {
    sqlite3_stmt *statement; /* NULL: the batch */
    const struct entry *entries;
    size_t n, next;
    const unsigned char *block;
    uint64_t shift; /* what makes a leaf of the merged run of it */
    bool ended;
    uint64_t key, at; /* the entry that is due */
};

static enum truce_status advance(struct truce_gpkg_mission *m, struct stream *s, struct truce_err *err)
{
    uint64_t before = s->key;

    while (s->next == s->n) {
        int step = s->statement == NULL ? SQLITE_DONE : sqlite3_step(s->statement);
        if (step == SQLITE_DONE) {
            s->ended = true;
            return TRUCE_OK;
        }
        if (step != SQLITE_ROW)
            return truce_gpkg_fail(&m->g, err);
        s->block = sqlite3_column_blob(s->statement, 0);
        s->n = (size_t)sqlite3_column_bytes(s->statement, 0) / ENTRY;
        s->next = 0;
    }
    if (s->statement == NULL) {
        s->key = s->entries[s->next].key;
        s->at = s->entries[s->next].at;
    } else {
        s->key = get_be(s->block + s->next * ENTRY, 8);
        s->at = get_be(s->block + s->next * ENTRY + 8, 4);
    }
    s->at += s->shift;
    s->next++;
    return s->key < before || s->at > UINT32_MAX ? damaged(m, err) : TRUCE_OK;
}

struct merge {
    struct truce_gpkg_mission *m;
    struct stream streams[RUNS_MAX + 1];
    size_t n;
    struct run run; /* the result */
    unsigned char *block;
    size_t used, size; /* entries */
    uint64_t bucket;
    struct truce_err *err;
};

static enum truce_status put_block(struct merge *g)
{
    sqlite3_stmt *statement = g->m->statement[TRUCE_GPKG_PUT_BLOCK];

    if (g->used == 0)
        return TRUCE_OK;
    sqlite3_bind_int64(statement, 1, block_of(g->run.number, g->bucket));
    sqlite3_bind_blob64(statement, 2, g->block, g->used * ENTRY, SQLITE_STATIC);
    g->used = 0;
    return truce_gpkg_finish(&g->m->g, statement, g->err);
}

static enum truce_status put_entry(struct merge *g, uint64_t key, uint64_t at)
{
    uint64_t bucket = bucket_of(key, g->run.bits);
    enum truce_status status = TRUCE_OK;

    if (bucket != g->bucket)
        status = put_block(g);
    g->bucket = bucket;
    if (status == TRUCE_OK && g->used == g->size)
        status = truce_grow((void **)&g->block, &g->size, g->used + 1, ENTRY, g->err);
    if (status != TRUCE_OK)
        return status;
    put_be(g->block + g->used * ENTRY, key, 8);
    put_be(g->block + g->used * ENTRY + 8, at, 4);
    g->used++;
    return TRUCE_OK;
}

static enum truce_status merge_streams(struct merge *g)
{
    enum truce_status status = TRUCE_OK;
    uint64_t written = 0;

    for (size_t i = 0; i < g->n && status == TRUCE_OK; i++)
        status = advance(g->m, &g->streams[i], g->err);
    while (status == TRUCE_OK) {
        struct stream *least = NULL;
        for (size_t i = 0; i < g->n; i++) /* at equal keys the older run, whose leaves are lower */
            if (!g->streams[i].ended && (least == NULL || g->streams[i].key < least->key))
                least = &g->streams[i];
        if (least == NULL)
            break;
        written++;
        status = put_entry(g, least->key, least->at);
        if (status == TRUCE_OK)
            status = advance(g->m, least, g->err);
    }
    if (status == TRUCE_OK)
        status = put_block(g);
    return status == TRUCE_OK && written != g->run.leaves ? damaged(g->m, g->err) : status;
}

static enum truce_status open_stream(struct merge *g, const struct run *run)
{
    struct stream *s = &g->streams[g->n];
    enum truce_status status;

    *s = (struct stream){.shift = run->first - g->run.first};
    status = truce_gpkg_prepare(
        &g->m->g, "SELECT entries FROM truce_id_blocks WHERE block >= ? AND block < ? ORDER BY block",
        &s->statement, g->err);
    if (status != TRUCE_OK)
        return status;
    g->n++;
    sqlite3_bind_int64(s->statement, 1, block_of(run->number, 0));
    sqlite3_bind_int64(s->statement, 2, block_of(run->number + 1, 0));
    return TRUCE_OK;
}

/* The number of runs that stay as they are: those longer than all that comes after them. */
static size_t runs_that_stay(const struct runs *runs, uint64_t leaves)
{
    size_t stay = runs->n;

    while (stay > 0 && runs->run[stay - 1].leaves <= leaves &&
           runs->run[stay - 1].leaves + leaves <= UINT32_MAX)
        leaves += runs->run[--stay].leaves;
    return stay;
}

static enum truce_status replace_runs(struct merge *g, const struct runs *runs, size_t stay)
{
    enum truce_status status = TRUCE_OK;

    if (stay < runs->n)
        status = truce_gpkg_run(&g->m->g, g->err,
                                "DELETE FROM truce_id_blocks WHERE block >= %lld AND block < %lld;"
                                "DELETE FROM truce_id_runs WHERE run >= %lld",
                                (long long)block_of(runs->run[stay].number, 0),
                                (long long)block_of(g->run.number, 0), (long long)runs->run[stay].number);
    if (status == TRUCE_OK)
        status = truce_gpkg_run(&g->m->g, g->err, "INSERT INTO truce_id_runs VALUES (%lld, %lld, %lld, %u)",
                                (long long)g->run.number, (long long)g->run.first, (long long)g->run.leaves,
                                g->run.bits);
    return status;
}

static enum truce_status add_run(struct truce_gpkg_mission *m, const struct runs *runs,
                                 const struct entry *entries, uint64_t first, size_t n, struct truce_err *err)
{
    size_t stay = runs_that_stay(runs, n);
    struct merge *g = calloc(1, sizeof *g);
    enum truce_status status = TRUCE_OK;

    if (g == NULL)
        return truce_fail(err, TRUCE_ERR_MEMORY, "no memory for the index of ids");
    g->m = m;
    g->err = err;
    g->run.number = runs->n > 0 ? runs->run[runs->n - 1].number + 1 : 1;
    g->run.first = stay < runs->n ? runs->run[stay].first : first;
    g->run.leaves = first + n - g->run.first;
    g->run.bits = bits_for(g->run.leaves);
    for (size_t r = stay; r < runs->n && status == TRUCE_OK; r++)
        status = open_stream(g, &runs->run[r]);
    if (status == TRUCE_OK) {
        g->streams[g->n++] = (struct stream){.entries = entries, .n = n, .shift = first - g->run.first};
        status = merge_streams(g);
    }
    for (size_t i = 0; i < g->n; i++)
        sqlite3_finalize(g->streams[i].statement);
    if (status == TRUCE_OK)
        status = replace_runs(g, runs, stay);
    free(g->block);
    free(g);
    return status;
}

/* --- a batch --- */

/* The first record of the batch, in its order, whose id is taken: by a leaf, or earlier in the batch. */
static enum truce_status refuse_taken(const struct truce_store_batch *batch, const struct entry *entries,
                                      const uint64_t *leaves, struct truce_err *err)
{
    size_t worst = batch->n;
    struct truce_text id;

    for (size_t i = 0; i < batch->n && worst == batch->n; i++)
        if (leaves[i] != TRUCE_STORE_NONE)
            worst = i;
    for (size_t e = 1; e < batch->n; e++)
        for (size_t k = e; k-- > 0 && entries[k].key == entries[e].key;)
            if (entries[e].at < worst &&
                truce_text_equal(batch->records[entries[k].at].id, batch->records[entries[e].at].id))
                worst = entries[e].at;
    if (worst == batch->n)
        return TRUCE_OK;
    id = batch->records[worst].id;
    if (leaves[worst] == TRUCE_STORE_NONE)
        return truce_fail_index(err, TRUCE_ERR_RANGE, (int64_t)worst,
                                "the id '%.*s' is twice in what is to be added", TRUCE_TEXT(id));
    return truce_fail_index(err, TRUCE_ERR_RANGE, (int64_t)worst,
                            "the id '%.*s' is already in the log, as record %llu", TRUCE_TEXT(id),
                            (unsigned long long)leaves[worst]);
}

enum truce_status truce_gpkg_ids_add(struct truce_gpkg_mission *m, const struct truce_store_batch *batch,
                                     struct truce_err *err)
{
    struct texts texts = {NULL, batch->records};
    struct search s = {m, texts, NULL, batch->n, malloc(batch->n * sizeof *s.out), err};
    struct entry *entries = NULL;
    struct runs runs;
    enum truce_status status;

    assert(batch->n > 0);
    if (s.out == NULL)
        return truce_fail(err, TRUCE_ERR_MEMORY, "no memory for %zu ids", batch->n);
    status = make_entries(texts, batch->n, &entries, err);
    s.entries = entries;
    if (status == TRUCE_OK)
        status = read_runs(m, &runs, err);
    if (status == TRUCE_OK &&
        (runs.n > 0 ? runs.run[runs.n - 1].first + runs.run[runs.n - 1].leaves : 0) != batch->first)
        status = damaged(m, err);
    if (status == TRUCE_OK)
        status = search(&s, &runs);
    if (status == TRUCE_OK)
        status = refuse_taken(batch, entries, s.out, err);
    if (status == TRUCE_OK)
        status = add_run(m, &runs, entries, batch->first, batch->n, err);
    free(entries);
    free(s.out);
    return status;
}
