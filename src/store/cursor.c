/*
 * Records in the order of the log, a chunk at a time.
 *
 * One idea: a chunk is copied out and the backend is let go, so that a slow reader holds nothing open: no snapshot, no lock, and no WAL that
 * cannot be folded back.
 */
#include <stdlib.h>
#include <string.h>

#include "store/store.h"
#include "store/inside.h"

enum { CHUNK_RECORDS = 4096, CHUNK_BYTES = 1 << 20 };

struct truce_store_cursor {
    struct truce_store *store;
    uint64_t at, to; /* what comes next from the store, and the end */
    size_t n, next;  /* records in the chunk; the one to be lent out next */
    struct truce_store_record records[CHUNK_RECORDS];
    size_t used;
    char bytes[CHUNK_BYTES];
};

enum truce_status truce_store_cursor_open(struct truce_store *store, uint64_t from, uint64_t to,
                                          struct truce_store_cursor **out, struct truce_err *err)
{
    struct truce_store_cursor *cursor;
    uint64_t size;
    enum truce_status status = truce_store_size(store, &size, err);

    if (status != TRUCE_OK)
        return status;
    if (from > to || to > size)
        return truce_fail_at(err, TRUCE_ERR_RANGE, truce_store_path(store), 0, 0,
                             "the log has %llu records; it has no records %llu to %llu",
                             (unsigned long long)size, (unsigned long long)from, (unsigned long long)to);
    cursor = malloc(sizeof *cursor);
    if (cursor == NULL)
        return truce_fail(err, TRUCE_ERR_MEMORY, "no memory to read the log");
    cursor->store = store;
    cursor->at = from;
    cursor->to = to;
    cursor->n = cursor->next = cursor->used = 0;
    *out = cursor;
    return TRUCE_OK;
}

static char *keep(struct truce_store_cursor *cursor, struct truce_text text)
{
    char *at = cursor->bytes + cursor->used;

    memcpy(at, text.at, text.len);
    cursor->used += text.len;
    return at;
}

static bool take(void *context, const struct truce_store_record *record)
{
    struct truce_store_cursor *cursor = context;
    struct truce_store_record *copy = &cursor->records[cursor->n];

    if (cursor->n == CHUNK_RECORDS || cursor->used + record->id.len + record->bytes.len > CHUNK_BYTES)
        return false;
    *copy = *record;
    copy->id.at = keep(cursor, record->id);
    copy->bytes.at = keep(cursor, record->bytes);
    cursor->n++;
    return true;
}

enum truce_status truce_store_cursor_next(struct truce_store_cursor *cursor,
                                          const struct truce_store_record **out, struct truce_err *err)
{
    const struct truce_store_record *record;

    if (cursor->at == cursor->to) {
        *out = NULL;
        return TRUCE_OK;
    }
    if (cursor->next == cursor->n) {
        enum truce_status status;
        cursor->n = cursor->next = cursor->used = 0;
        status = truce_store_scan(cursor->store, cursor->at, cursor->to, take, cursor, err);
        if (status != TRUCE_OK)
            return status;
    }
    record = &cursor->records[cursor->next];
    if (cursor->next == cursor->n || record->n != cursor->at)
        return truce_fail_at(err, TRUCE_ERR_SYNTAX, truce_store_path(cursor->store), 0, 0,
                             "the file is damaged: record %llu is missing from its log",
                             (unsigned long long)cursor->at);
    cursor->next++;
    cursor->at++;
    *out = record;
    return TRUCE_OK;
}

void truce_store_cursor_close(struct truce_store_cursor *cursor)
{
    free(cursor);
}
