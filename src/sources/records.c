/*
 * Records about an agreement from JSON Lines; the format is docs/formats/records.md.
 *
 * One idea: the file is never held.  Bytes come in chunks of any size and leave as lines; a line is made into a small tree, the tree into a
 * record, and then the tree goes.  A line that is too long is passed over while it lasts, so neither a file nor a line of any size takes
 * more memory than the records that are kept.
 *
 * Every error is said with its place, up to the ceiling of the diagnostics; then reading ends.  Records stay in the order of the file.
 * Invariants of what is returned: ids are unique; every text is there, "" where not given; spans end after they begin.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "sources/record_decode.h"
#include "sources/sources.h"

#define LINE_MAX_BYTES                                                                                       \
    65535U /* a record must fit an entry of a transparency log, whose lengths have 16 bits */
#define RECORDS_MAX 1000000
#define TREE_CEILING                                                                                         \
    ((size_t)16 << 20) /* of one line; a value takes some 120 bytes, and two bytes make one */
#define CHUNK 65536

/* Which ids were used, and by which record: open addressing, at most half full. */
struct ids {
    uint32_t *slots; /* index + 1; 0 is free */
    size_t size;     /* a power of two */
};

struct reader {
    struct truce_records records; /* but for items */
    struct truce_record *items;
    size_t n, size;
    struct truce_diagnostics *found;
    struct truce_arena tree;
    struct truce_buf part; /* the beginning of a line whose end has not come yet */
    uint32_t line;         /* number of the line that is being read */
    bool too_long;         /* and it was said; the rest of the line is passed over */
    struct ids ids;
};

/* ---- ids ---- */

static size_t slot_of(const struct reader *r, const char *id)
{
    uint64_t hash = UINT64_C(14695981039346656037); /* FNV-1a, http://www.isthe.com/chongo/tech/comp/fnv/ */
    for (const char *p = id; *p != '\0'; p++)
        hash = (hash ^ (unsigned char)*p) * UINT64_C(1099511628211);
    size_t slot = (size_t)(hash ^ hash >> 32) & (r->ids.size - 1);
    while (r->ids.slots[slot] != 0 && strcmp(r->items[r->ids.slots[slot] - 1].id, id) != 0)
        slot = (slot + 1) & (r->ids.size - 1);
    return slot;
}

static enum truce_status grow_ids(struct reader *r, struct truce_err *err)
{
    if (r->ids.size >= 2 * (r->n + 1))
        return TRUCE_OK;
    size_t size = r->ids.size > 0 ? 2 * r->ids.size : 1024;
    uint32_t *slots = calloc(size, sizeof *slots);
    if (slots == NULL)
        return truce_fail(err, TRUCE_ERR_MEMORY, "no memory for the ids of %zu records", r->n);
    free(r->ids.slots);
    r->ids = (struct ids){slots, size};
    for (size_t i = 0; i < r->n; i++)
        slots[slot_of(r, r->items[i].id)] = (uint32_t)i + 1;
    return TRUCE_OK;
}

/* Adds a record unless its id is taken. */
static enum truce_status add(struct reader *r, const struct truce_record *record, struct truce_err *err)
{
    void *items = r->items;
    enum truce_status status = grow_ids(r, err);
    if (status != TRUCE_OK)
        return status;
    size_t slot = slot_of(r, record->id);
    if (r->ids.slots[slot] != 0) {
        truce_diagnostics_add(r->found, "E03", record->at, "the id \"%s\" is taken", record->id);
        truce_diagnostics_also_at(r->found, r->items[r->ids.slots[slot] - 1].at);
        return TRUCE_OK;
    }
    if (r->n >= RECORDS_MAX)
        return truce_fail_at(err, TRUCE_ERR_LIMIT, r->records.file, r->line, 0,
                             "more than %d records in one file", RECORDS_MAX);
    status = truce_grow(&items, &r->size, r->n + 1, sizeof *r->items, err);
    if (status != TRUCE_OK)
        return status;
    r->items = items;
    r->items[r->n] = *record;
    r->ids.slots[slot] = (uint32_t)++r->n;
    return TRUCE_OK;
}

/* ---- lines ---- */

static bool is_blank(struct truce_text line)
{
    return truce_text_trim(line).len == 0;
}

/* One whole line, without its line feed. */
static enum truce_status take_line(struct reader *r, struct truce_text line, struct truce_err *err)
{
    struct truce_record_decoder d = {.arena = &r->records.arena, .found = r->found, .err = err};
    struct truce_value *value = NULL;
    struct truce_record record;

    bool marked = line.len >= 3 && memcmp(line.at, "\xEF\xBB\xBF", 3) == 0;
    if (is_blank(line) || (r->line == 1 && marked && line.len == 3))
        return TRUCE_OK;
    if (r->line > 1 && marked) {
        truce_diagnostics_add(r->found, "E00", (struct truce_spot){r->line, 1},
                              "a byte order mark within the file; were files joined?");
        return TRUCE_OK;
    }
    enum truce_status status = truce_value_from_json(line, r->line, &r->tree, r->found, &value, err);
    if (status == TRUCE_OK && value != NULL) {
        size_t errors = r->found->errors;
        if (truce_record_decode(&d, value, &record) && r->found->errors == errors)
            status = add(r, &record, err);
        if (status == TRUCE_OK)
            status = d.status;
    }
    truce_arena_fini(&r->tree);
    return status;
}

static void say_too_long(struct reader *r)
{
    if (!r->too_long)
        truce_diagnostics_add(r->found, "E04", (struct truce_spot){r->line, 1},
                              "the line is longer than the limit of %u bytes", LINE_MAX_BYTES);
    r->too_long = true;
    truce_buf_clear(&r->part);
}

/* The end of a line, or all of it: `rest` completes what came before. */
static enum truce_status end_line(struct reader *r, struct truce_text rest, struct truce_err *err)
{
    enum truce_status status = TRUCE_OK;

    if (r->part.len + rest.len > LINE_MAX_BYTES)
        say_too_long(r);
    if (!r->too_long && r->part.len > 0) {
        truce_buf_add(&r->part, rest.at, rest.len);
        status = truce_buf_check(&r->part, err);
        rest = truce_buf_view(&r->part);
    }
    if (!r->too_long && status == TRUCE_OK)
        status = take_line(r, rest, err);
    truce_buf_clear(&r->part);
    r->too_long = false;
    r->line++;
    return status;
}

static bool is_full(const struct reader *r)
{
    return r->found->errors >= TRUCE_DIAGNOSTICS_MAX || r->line == UINT32_MAX;
}

static enum truce_status take_chunk(struct reader *r, struct truce_text chunk, struct truce_err *err)
{
    enum truce_status status = TRUCE_OK;
    while (status == TRUCE_OK && chunk.len > 0 && !is_full(r)) {
        const char *end = memchr(chunk.at, '\n', chunk.len);
        size_t n = end != NULL ? (size_t)(end - chunk.at) : chunk.len;
        if (end != NULL) {
            status = end_line(r, (struct truce_text){chunk.at, n}, err);
            n++;
        } else if (r->part.len + n > LINE_MAX_BYTES) {
            say_too_long(r);
        } else if (!r->too_long) {
            truce_buf_add(&r->part, chunk.at, n);
            status = truce_buf_check(&r->part, err);
        }
        chunk.at += n;
        chunk.len -= n;
    }
    return status;
}

/* ---- the whole ---- */

static void open_reader(struct reader *r, const char *file, struct truce_diagnostics *found)
{
    memset(r, 0, sizeof *r);
    truce_records_init(&r->records);
    r->records.file = file;
    r->found = found;
    found->file = file;
    truce_arena_init(&r->tree, TREE_CEILING);
    truce_buf_init(&r->part);
    r->line = 1;
}

/* Ends the work of which `status` came: gives the records, or releases all. */
static enum truce_status close_reader(struct reader *r, enum truce_status status, struct truce_records *out,
                                      struct truce_err *err)
{
    void *memory = NULL;

    if (status == TRUCE_OK && !is_full(r) && (r->part.len > 0 || r->too_long))
        status = end_line(r, (struct truce_text){NULL, 0}, err);
    if (status == TRUCE_OK)
        status = truce_diagnostics_check(r->found, err);
    if (status == TRUCE_OK)
        status = truce_arena_alloc(&r->records.arena, (r->n + 1) * sizeof *r->items, &memory, err);
    if (status == TRUCE_OK) {
        if (r->n > 0)
            memcpy(memory, r->items, r->n * sizeof *r->items);
        r->records.items = memory;
        r->records.n = r->n;
        *out = r->records;
    } else {
        truce_err_set_file(err, r->records.file);
        truce_records_fini(&r->records);
    }
    truce_buf_fini(&r->part);
    truce_arena_fini(&r->tree);
    free(r->ids.slots);
    free(r->items);
    return status;
}

enum truce_status truce_records_parse(struct truce_text bytes, const char *file, struct truce_records *out,
                                      struct truce_diagnostics *found, struct truce_err *err)
{
    struct reader r;
    open_reader(&r, file, found);
    return close_reader(&r, take_chunk(&r, bytes, err), out, err);
}

enum truce_status truce_record_parse_line(struct truce_text line, uint32_t number, const char *file,
                                          struct truce_arena *arena, struct truce_record *out,
                                          struct truce_diagnostics *found, struct truce_err *err)
{
    struct truce_record_decoder d = {.arena = arena, .found = found, .err = err};
    struct truce_value *value = NULL;
    struct truce_record record;
    struct truce_arena tree;
    size_t errors = found->errors;

    found->file = file;
    if (line.len > LINE_MAX_BYTES) {
        truce_diagnostics_add(found, "E04", (struct truce_spot){number, 1},
                              "the line is longer than the limit of %u bytes", LINE_MAX_BYTES);
        return truce_diagnostics_check(found, err);
    }
    truce_arena_init(&tree, TREE_CEILING);
    enum truce_status status = truce_value_from_json(line, number, &tree, found, &value, err);
    bool good = status == TRUCE_OK && value != NULL && truce_record_decode(&d, value, &record);
    truce_arena_fini(&tree);
    if (status == TRUCE_OK)
        status = d.status;
    if (status == TRUCE_OK && found->errors > errors)
        status = truce_diagnostics_check(found, err);
    if (status == TRUCE_OK && good)
        *out = record;
    return status;
}

static enum truce_status take_file(struct reader *r, int fd, struct truce_err *err)
{
    char chunk[CHUNK];
    enum truce_status status = TRUCE_OK;

    while (status == TRUCE_OK && !is_full(r)) {
        ssize_t n = read(fd, chunk, sizeof chunk);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return truce_fail(err, TRUCE_ERR_IO, "cannot read: %s", strerror(errno));
        if (n == 0)
            break;
        status = take_chunk(r, (struct truce_text){chunk, (size_t)n}, err);
    }
    return status;
}

enum truce_status truce_records_read(const char *path, struct truce_records *out,
                                     struct truce_diagnostics *found, struct truce_err *err)
{
    struct reader r;
    bool standard = strcmp(path, "-") == 0;
    const char *name = standard ? "standard input" : path;

    int fd = standard ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) {
        enum truce_status why = errno == ENOENT || errno == ENOTDIR ? TRUCE_ERR_MISSING : TRUCE_ERR_IO;
        return truce_fail_at(err, why, name, 0, 0, "cannot open: %s", strerror(errno));
    }
    open_reader(&r, name, found);
    enum truce_status status = close_reader(&r, take_file(&r, fd, err), out, err);
    if (!standard)
        close(fd);
    return status;
}
