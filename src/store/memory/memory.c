/*
 * The backend in memory.
 *
 * One idea: arrays that only grow, and a hash table from ids to leaves.  What must happen together happens only after all room for it is there, so that a batch is in or
 * not in.
 * Invariant: tiles[L] has the roots of all complete subtrees of 256^L leaves.
 */
#include "store/memory/memory.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "store/backend.h"
#include "store/layer_digest.h"

enum { WHO_MAX = 200 };

struct row {
    struct truce_instant logged;
    size_t id_len, len;
    char *bytes; /* the id, then the record */
};

struct level {
    struct truce_hash *hashes;
    size_t n, size;
};

struct attachment {
    struct truce_hash hash;
    struct truce_text bytes;
};

struct value {
    char *key;
    struct truce_text value;
};

struct truce_store_memory {
    char *origin;
    struct truce_instant created;
    bool has_writer;
    char writer[WHO_MAX];
    struct row *rows;
    size_t n, size;
    uint64_t *slots; /* leaf + 1 at the place of its id; 0 is free; at least twice as many as rows */
    size_t n_slots;  /* a power of two */
    struct level levels[TRUCE_STORE_TILE_LEVELS];
    uint64_t layers;
    struct truce_hash layers_digest;
    struct attachment *attachments;
    size_t n_attachments, attachments_size;
    struct truce_store_note *notes; /* by size, then as they came */
    size_t n_notes, notes_size;
    struct value *values;
    size_t n_values, values_size;
};

struct handle {
    struct truce_store_memory *memory;
    enum truce_store_mode mode;
};

static enum truce_status no_memory(struct truce_err *err)
{
    return truce_fail(err, TRUCE_ERR_MEMORY, "no memory for a mission in memory");
}

static bool copy_text(struct truce_text text, struct truce_text *out)
{
    char *at = malloc(text.len + 1);

    if (at == NULL)
        return false;
    if (text.len > 0)
        memcpy(at, text.at, text.len);
    at[text.len] = '\0';
    *out = (struct truce_text){at, text.len};
    return true;
}

/* --- ids --- */

static struct truce_text id_of(const struct row *row)
{
    return (struct truce_text){row->bytes, row->id_len};
}

/* The slot of an id, or the free one where it would stand. */
static size_t slot_of(const struct truce_store_memory *m, struct truce_text id)
{
    struct truce_hash hash = truce_hash_of(id);
    size_t at;

    memcpy(&at, hash.byte, sizeof at);
    for (at &= m->n_slots - 1; m->slots[at] != 0; at = (at + 1) & (m->n_slots - 1))
        if (truce_text_equal(id_of(&m->rows[m->slots[at] - 1]), id))
            break;
    return at;
}

static bool grow_slots(struct truce_store_memory *m, size_t rows)
{
    struct truce_store_memory next = *m;

    if (m->n_slots >= 2 * rows)
        return true;
    while (next.n_slots < 4 * rows)
        next.n_slots *= 2;
    next.slots = calloc(next.n_slots, sizeof *next.slots);
    if (next.slots == NULL)
        return false;
    for (size_t i = 0; i < m->n; i++)
        next.slots[slot_of(&next, id_of(&m->rows[i]))] = i + 1;
    free(m->slots);
    *m = next;
    return true;
}

static enum truce_status find(void *self, const struct truce_text *ids, size_t n, uint64_t *out,
                              struct truce_err *err)
{
    const struct truce_store_memory *m = ((struct handle *)self)->memory;

    (void)err;
    for (size_t i = 0; i < n; i++) {
        uint64_t row = m->slots[slot_of(m, ids[i])];
        out[i] = row == 0 ? TRUCE_STORE_NONE : row - 1;
    }
    return TRUCE_OK;
}

/* --- the log --- */

static enum truce_status state(void *self, struct truce_store_state *out, struct truce_err *err)
{
    const struct truce_store_memory *m = ((struct handle *)self)->memory;

    (void)err;
    *out = (struct truce_store_state){m->n, m->n > 0 ? m->rows[m->n - 1].logged : m->created, m->layers};
    return TRUCE_OK;
}

static enum truce_status make_room(struct truce_store_memory *m, const struct truce_store_batch *batch,
                                   struct truce_err *err)
{
    enum truce_status status =
        truce_grow((void **)&m->rows, &m->size, m->n + batch->n, sizeof *m->rows, err);

    for (size_t i = 0; i < batch->n_tiles && status == TRUCE_OK; i++) {
        const struct truce_store_tile *tile = &batch->tiles[i];
        struct level *level = &m->levels[tile->level];
        status = truce_grow((void **)&level->hashes, &level->size,
                            (size_t)tile->index * TRUCE_STORE_TILE + tile->width, sizeof *level->hashes, err);
    }
    if (status == TRUCE_OK && !grow_slots(m, m->n + batch->n))
        status = no_memory(err);
    return status;
}

/* Takes the rows from `first` on away again. */
static void forget(struct truce_store_memory *m, size_t first)
{
    while (m->n > first) {
        m->n--;
        m->slots[slot_of(m, id_of(&m->rows[m->n]))] = 0; /* the newest ends its run of slots, so nothing behind it is lost */
        free(m->rows[m->n].bytes);
    }
}

static enum truce_status add_row(struct truce_store_memory *m, const struct truce_store_record *record,
                                 struct truce_instant logged, size_t i, size_t first, struct truce_err *err)
{
    struct row row = {logged, record->id.len, record->bytes.len, NULL};
    size_t slot = slot_of(m, record->id);

    if (m->slots[slot] > first)
        return truce_fail_index(err, TRUCE_ERR_RANGE, (int64_t)i,
                                "the id '%.*s' is twice in what is to be added", TRUCE_TEXT(record->id));
    if (m->slots[slot] != 0)
        return truce_fail_index(err, TRUCE_ERR_RANGE, (int64_t)i,
                                "the id '%.*s' is already in the log, as record %llu", TRUCE_TEXT(record->id),
                                (unsigned long long)m->slots[slot] - 1);
    row.bytes = malloc(row.id_len + row.len);
    if (row.bytes == NULL)
        return no_memory(err);
    memcpy(row.bytes, record->id.at, row.id_len);
    memcpy(row.bytes + row.id_len, record->bytes.at, row.len);
    m->rows[m->n++] = row;
    m->slots[slot] = m->n;
    return TRUCE_OK;
}

static enum truce_status append(void *self, const struct truce_store_batch *batch, struct truce_err *err)
{
    struct truce_store_memory *m = ((struct handle *)self)->memory;
    size_t first = m->n;
    enum truce_status status = make_room(m, batch, err);

    for (size_t i = 0; i < batch->n && status == TRUCE_OK; i++)
        status = add_row(m, &batch->records[i], batch->logged, i, first, err);
    if (status != TRUCE_OK) {
        forget(m, first);
        return status;
    }
    for (size_t i = 0; i < batch->n_tiles; i++) {
        const struct truce_store_tile *tile = &batch->tiles[i];
        struct level *level = &m->levels[tile->level];
        memcpy(level->hashes + tile->index * TRUCE_STORE_TILE, tile->hashes,
               tile->width * sizeof *tile->hashes);
        level->n = (size_t)tile->index * TRUCE_STORE_TILE + tile->width;
    }
    return TRUCE_OK;
}

static enum truce_status scan(void *self, uint64_t from, uint64_t to,
                              bool (*visit)(void *context, const struct truce_store_record *record),
                              void *context, struct truce_err *err)
{
    const struct truce_store_memory *m = ((struct handle *)self)->memory;

    (void)err;
    for (uint64_t n = from; n < to && n < m->n; n++) {
        const struct row *row = &m->rows[n];
        struct truce_store_record record = {n, id_of(row), {row->bytes + row->id_len, row->len}, row->logged};
        if (!visit(context, &record))
            break;
    }
    return TRUCE_OK;
}

static enum truce_status tile(void *self, unsigned level, uint64_t index, struct truce_hash *out,
                              size_t *width, struct truce_err *err)
{
    const struct level *l = &((struct handle *)self)->memory->levels[level];
    size_t first = (size_t)index * TRUCE_STORE_TILE;

    (void)err;
    *width = first >= l->n ? 0 : l->n - first < TRUCE_STORE_TILE ? l->n - first : TRUCE_STORE_TILE;
    if (*width > 0)
        memcpy(out, l->hashes + first, *width * sizeof *out);
    return TRUCE_OK;
}

static enum truce_status count(void *self, uint64_t *records, uint64_t *tiles, struct truce_err *err)
{
    const struct truce_store_memory *m = ((struct handle *)self)->memory;

    (void)err;
    *records = m->n;
    *tiles = 0;
    for (unsigned level = 0; level < TRUCE_STORE_TILE_LEVELS; level++)
        *tiles += (m->levels[level].n + TRUCE_STORE_TILE - 1) / TRUCE_STORE_TILE;
    return TRUCE_OK;
}

/* --- beside the log --- */

static enum truce_status attachment(void *self, const struct truce_hash *hash, struct truce_buf *out,
                                    bool *found, struct truce_err *err)
{
    const struct truce_store_memory *m = ((struct handle *)self)->memory;

    (void)err;
    *found = false;
    for (size_t i = 0; i < m->n_attachments && !*found; i++)
        if (truce_hash_equal(&m->attachments[i].hash, hash)) {
            *found = true;
            if (out != NULL)
                truce_buf_add(out, m->attachments[i].bytes.at, m->attachments[i].bytes.len);
        }
    return TRUCE_OK;
}

static enum truce_status attach(void *self, const struct truce_hash *hash, struct truce_text bytes,
                                struct truce_err *err)
{
    struct truce_store_memory *m = ((struct handle *)self)->memory;
    struct attachment one = {*hash, {NULL, 0}};
    bool found;
    enum truce_status status = attachment(self, hash, NULL, &found, err);

    if (status != TRUCE_OK || found)
        return status;
    status = truce_grow((void **)&m->attachments, &m->attachments_size, m->n_attachments + 1,
                        sizeof *m->attachments, err);
    if (status != TRUCE_OK)
        return status;
    if (!copy_text(bytes, &one.bytes))
        return no_memory(err);
    m->attachments[m->n_attachments++] = one;
    return TRUCE_OK;
}

static enum truce_status note_add(void *self, const struct truce_store_note *note, struct truce_err *err)
{
    struct truce_store_memory *m = ((struct handle *)self)->memory;
    struct truce_store_note copy = *note;
    size_t at = m->n_notes;
    enum truce_status status;

    for (size_t i = 0; i < m->n_notes; i++)
        if (m->notes[i].kind == note->kind && truce_text_equal(m->notes[i].bytes, note->bytes))
            return TRUCE_OK;
    status = truce_grow((void **)&m->notes, &m->notes_size, m->n_notes + 1, sizeof *m->notes, err);
    if (status != TRUCE_OK)
        return status;
    if (!copy_text(note->bytes, &copy.bytes))
        return no_memory(err);
    for (; at > 0 && m->notes[at - 1].size > note->size; at--)
        m->notes[at] = m->notes[at - 1];
    m->notes[at] = copy;
    m->n_notes++;
    return TRUCE_OK;
}

static enum truce_status notes(void *self,
                               enum truce_status (*visit)(void *context, const struct truce_store_note *note),
                               void *context, struct truce_err *err)
{
    const struct truce_store_memory *m = ((struct handle *)self)->memory;
    enum truce_status status = TRUCE_OK;

    (void)err;
    for (size_t i = 0; i < m->n_notes && status == TRUCE_OK; i++)
        status = visit(context, &m->notes[i]);
    return status;
}

static enum truce_status meta_set(void *self, const char *key, struct truce_text value, struct truce_err *err)
{
    struct truce_store_memory *m = ((struct handle *)self)->memory;
    struct truce_text name, copy;
    size_t i = 0;
    enum truce_status status =
        truce_grow((void **)&m->values, &m->values_size, m->n_values + 1, sizeof *m->values, err);

    if (status != TRUCE_OK)
        return status;
    if (!copy_text(value, &copy))
        return no_memory(err);
    while (i < m->n_values && strcmp(m->values[i].key, key) != 0)
        i++;
    if (i == m->n_values) {
        if (!copy_text(truce_text_view(key), &name)) {
            free((char *)copy.at);
            return no_memory(err);
        }
        m->values[m->n_values++] = (struct value){(char *)name.at, {NULL, 0}};
    }
    free((char *)m->values[i].value.at);
    m->values[i].value = copy;
    return TRUCE_OK;
}

static enum truce_status meta_get(void *self, const char *key, struct truce_buf *out, bool *found,
                                  struct truce_err *err)
{
    const struct truce_store_memory *m = ((struct handle *)self)->memory;

    (void)err;
    *found = true;
    if (strcmp(key, "format") == 0)
        truce_buf_printf(out, "%d", TRUCE_STORE_FORMAT);
    else if (strcmp(key, "origin") == 0)
        truce_buf_puts(out, m->origin);
    else if (strcmp(key, "created") == 0)
        truce_buf_printf(out, "%lld", (long long)m->created.us);
    else
        *found = false;
    for (size_t i = 0; i < m->n_values && !*found; i++)
        if (strcmp(m->values[i].key, key) == 0) {
            *found = true;
            truce_buf_add(out, m->values[i].value.at, m->values[i].value.len);
        }
    return TRUCE_OK;
}

/* --- layers --- */

static enum truce_status layers_replace(void *self, const struct truce_layer *layers, size_t n,
                                        uint64_t log_size, struct truce_instant last_change,
                                        struct truce_err *err)
{
    struct truce_store_memory *m = ((struct handle *)self)->memory;
    enum truce_status status = truce_layer_digest_of(layers, n, &m->layers_digest, err);

    (void)last_change;
    if (status == TRUCE_OK)
        m->layers = log_size;
    return status;
}

static enum truce_status layers_digest(void *self, struct truce_hash *out, struct truce_err *err)
{
    (void)err;
    *out = ((struct handle *)self)->memory->layers_digest;
    return TRUCE_OK;
}

/* --- opening and closing --- */

static enum truce_status close_handle(void *self, struct truce_err *err)
{
    struct handle *handle = self;

    (void)err;
    if (handle->mode == TRUCE_STORE_WRITE)
        handle->memory->has_writer = false;
    free(handle);
    return TRUCE_OK;
}

static const struct truce_store_backend backend = {
    close_handle, state,    append,   scan,     find,           tile,         count, attach,
    attachment,   note_add, notes,    meta_set, meta_get,       layers_replace, layers_digest,
};

enum truce_status truce_store_memory_new(const struct truce_store_new *options,
                                         struct truce_store_memory **out, struct truce_err *err)
{
    enum { SLOTS = 64 };
    struct truce_store_memory *m;
    struct truce_text origin;

    if (!truce_store_origin_ok(options->origin))
        return truce_fail(err, TRUCE_ERR_USAGE,
                          "'%.60s' cannot name a log: 1 to 200 bytes without blanks and '+'",
                          options->origin);
    m = calloc(1, sizeof *m);
    if (m == NULL)
        return no_memory(err);
    m->slots = calloc(SLOTS, sizeof *m->slots);
    m->n_slots = SLOTS;
    if (m->slots == NULL || !copy_text(truce_text_view(options->origin), &origin)) {
        free(m->slots);
        free(m);
        return no_memory(err);
    }
    m->origin = (char *)origin.at;
    m->created = options->created;
    m->layers = TRUCE_STORE_NONE;
    m->layers_digest = truce_hash_of((struct truce_text){NULL, 0});
    *out = m;
    return TRUCE_OK;
}

enum truce_status truce_store_memory_open(struct truce_store_memory *memory, enum truce_store_mode mode,
                                          const char *who, struct truce_store **out, struct truce_err *err)
{
    struct handle *handle;
    enum truce_status status;

    if (mode == TRUCE_STORE_WRITE && memory->has_writer)
        return truce_fail(err, TRUCE_ERR_IO,
                          "the mission is being written by %s; only one can write at a time",
                          memory->writer);
    handle = malloc(sizeof *handle);
    if (handle == NULL)
        return no_memory(err);
    *handle = (struct handle){memory, mode};
    if (mode == TRUCE_STORE_WRITE) {
        memory->has_writer = true;
        snprintf(memory->writer, sizeof memory->writer, "%s", who != NULL ? who : "this process");
    }
    status = truce_store_wrap(&backend, handle, mode, "memory", memory->origin, out, err);
    return status;
}

void truce_store_memory_free(struct truce_store_memory *m)
{
    if (m == NULL)
        return;
    for (size_t i = 0; i < m->n; i++)
        free(m->rows[i].bytes);
    for (size_t i = 0; i < m->n_attachments; i++)
        free((char *)m->attachments[i].bytes.at);
    for (size_t i = 0; i < m->n_notes; i++)
        free((char *)m->notes[i].bytes.at);
    for (size_t i = 0; i < m->n_values; i++) {
        free(m->values[i].key);
        free((char *)m->values[i].value.at);
    }
    for (unsigned level = 0; level < TRUCE_STORE_TILE_LEVELS; level++)
        free(m->levels[level].hashes);
    free(m->attachments);
    free(m->notes);
    free(m->values);
    free(m->rows);
    free(m->slots);
    free(m->origin);
    free(m);
}
