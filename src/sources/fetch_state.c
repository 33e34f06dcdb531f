/*
 * The state file: one line a file, tab-separated, appended to as things happen.
 *
 * One idea: appending is cheap and survives a crash; a later line of the same name replaces an earlier one, and a last line that was
 * cut is like any line that cannot be read: left out.  The file is its own lock, so it is never replaced by another
 * (a lock belongs to the file, not to its name); tidying writes it anew in place, which is safe since losing it costs
 * only a download.
 *
 * Layout: docs/formats/fetch.md.
 */
#include "sources/fetch_state.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define FIRST_LINE "truce-fetch 1\n"
#define FIELDS     6

void truce_fetch_state_init(struct truce_fetch_state *state)
{
    *state = (struct truce_fetch_state){.fd = -1};
}

static void release(struct truce_fetch_entry *entry)
{
    free(entry->name);
    free(entry->url);
}

void truce_fetch_state_fini(struct truce_fetch_state *state)
{
    for (size_t i = 0; i < state->n; i++)
        release(&state->entries[i]);
    free(state->entries);
    if (state->fd >= 0)
        close(state->fd);
    truce_fetch_state_init(state);
}

static bool printable(struct truce_text text)
{
    for (size_t i = 0; i < text.len; i++)
        if ((unsigned char)text.at[i] < 0x20 || text.at[i] == 0x7F)
            return false;
    return truce_text_valid_utf8(text) == text.len;
}

bool truce_fetch_name_ok(const char *name)
{
    struct truce_text text = truce_text_view(name);
    return text.len > 0 && text.len <= TRUCE_FETCH_NAME_MAX && name[0] != '.' && strchr(name, '/') == NULL &&
           printable(text);
}

static bool url_ok(struct truce_text url)
{
    return url.len > 0 && url.len <= TRUCE_FETCH_STATE_LINE_MAX / 2 && printable(url);
}

/* index of the entry of this name, or of the place where it belongs; *found tells which */
static size_t seek(const struct truce_fetch_state *state, struct truce_text name, bool *found)
{
    size_t low = 0, high = state->n;

    *found = false;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        const char *other = state->entries[middle].name;
        int order = strncmp(other, name.at, name.len);
        if (order == 0 && other[name.len] != '\0')
            order = 1;
        if (order == 0) {
            *found = true;
            return middle;
        }
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

const struct truce_fetch_entry *truce_fetch_state_get(const struct truce_fetch_state *state, const char *name)
{
    bool found;
    size_t i = seek(state, truce_text_view(name), &found);
    return found ? &state->entries[i] : NULL;
}

/* Puts an entry at place i.  Takes its strings, also on failure. */
static enum truce_status insert(struct truce_fetch_state *state, size_t i, struct truce_fetch_entry *entry,
                                struct truce_err *err)
{
    void *entries = state->entries;
    enum truce_status status = TRUCE_OK;

    if (entry->name == NULL || entry->url == NULL)
        status = truce_fail(err, TRUCE_ERR_MEMORY, "no memory for the state of a file");
    else
        status = truce_grow(&entries, &state->size, state->n + 1, sizeof *state->entries, err);
    if (status != TRUCE_OK) {
        release(entry);
        return status;
    }
    state->entries = entries;
    memmove(state->entries + i + 1, state->entries + i, (state->n - i) * sizeof *state->entries);
    state->entries[i] = *entry;
    state->n++;
    return TRUCE_OK;
}

static int by_name_and_order(const void *a, const void *b)
{
    const struct truce_fetch_entry *x = a, *y = b;
    int order = strcmp(x->name, y->name);
    return order != 0 ? order : (x->order > y->order) - (x->order < y->order);
}

/* Sorts what was read in the order of lines; of several lines of a name the last one stays. */
static void settle(struct truce_fetch_state *state)
{
    size_t kept = 0;

    if (state->n > 1)
        qsort(state->entries, state->n, sizeof *state->entries, by_name_and_order);
    for (size_t i = 0; i < state->n; i++) {
        if (i + 1 < state->n && strcmp(state->entries[i].name, state->entries[i + 1].name) == 0)
            release(&state->entries[i]);
        else
            state->entries[kept++] = state->entries[i];
    }
    state->n = kept;
}

/* The text up to the next `stop`, which is dropped; text moves past it.  False when there is no such end. */
static bool cut(struct truce_text *text, char stop, struct truce_text *out)
{
    const char *end = text->len > 0 ? memchr(text->at, stop, text->len) : NULL;
    if (end == NULL)
        return false;
    *out = (struct truce_text){text->at, (size_t)(end - text->at)};
    text->len -= out->len + 1;
    text->at = end + 1;
    return true;
}

static bool copy_text(struct truce_text from, char *to, size_t size)
{
    if (from.len >= size || memchr(from.at, '\0', from.len) != NULL)
        return false;
    memcpy(to, from.at, from.len);
    to[from.len] = '\0';
    return true;
}

static bool read_bytes(struct truce_text text, int64_t *out)
{
    int64_t value = 0;
    if (text.len == 0 || text.len > 15)
        return false;
    for (size_t i = 0; i < text.len; i++) {
        if (text.at[i] < '0' || text.at[i] > '9')
            return false;
        value = value * 10 + (text.at[i] - '0');
    }
    *out = value;
    return true;
}

/* Fields of a line without its end.  False: *out has no strings. */
static bool read_line(struct truce_text line, struct truce_fetch_entry *out)
{
    struct truce_text field[FIELDS];
    char name[TRUCE_FETCH_NAME_MAX + 1];

    for (int i = 0; i + 1 < FIELDS; i++)
        if (!cut(&line, '\t', &field[i]))
            return false;
    field[FIELDS - 1] = line;

    *out = (struct truce_fetch_entry){0};
    if (truce_text_is(field[0], "done"))
        out->kind = TRUCE_FETCH_STATE_DONE;
    else if (truce_text_is(field[0], "part"))
        out->kind = TRUCE_FETCH_STATE_PART;
    else
        return false;
    if (!copy_text(field[1], name, sizeof name) || !truce_fetch_name_ok(name) ||
        !read_bytes(field[2], &out->bytes) || !copy_text(field[3], out->etag, sizeof out->etag) ||
        !copy_text(field[4], out->modified, sizeof out->modified) || !url_ok(field[5]))
        return false;
    if ((out->etag[0] != '\0' && !truce_http_is_etag(out->etag)) ||
        (out->modified[0] != '\0' && !truce_http_is_date(out->modified)))
        return false;
    out->name = strdup(name);
    out->url = strndup(field[5].at, field[5].len);
    return true;
}

enum truce_status truce_fetch_state_parse(struct truce_fetch_state *state, struct truce_text bytes,
                                          const char *file, struct truce_notes *notes, struct truce_err *err)
{
    struct truce_text line;
    enum truce_status status = TRUCE_OK;
    uint32_t number = 1;

    assert(state->n == 0);
    state->lines = 0;
    if (bytes.len == 0)
        return TRUCE_OK;
    if (!cut(&bytes, '\n', &line) || line.len + 1 != strlen(FIRST_LINE) ||
        memcmp(line.at, FIRST_LINE, line.len) != 0) {
        truce_notes_add(notes, "%s:1: not a state file of this version; its content is dropped", file);
        state->lines = 1; /* so that tidying replaces it */
        return TRUCE_OK;
    }
    while (bytes.len > 0 && status == TRUCE_OK) {
        struct truce_fetch_entry entry;
        number += number < UINT32_MAX;
        state->lines++;
        if (!cut(&bytes, '\n', &line)) {
            truce_notes_add(notes, "%s:%u: a line that was cut; it is left out", file, number);
            break;
        }
        if (!read_line(line, &entry)) {
            truce_notes_add(notes, "%s:%u: not a line of a state file; it is left out", file, number);
            continue;
        }
        entry.order = state->lines;
        status = insert(state, state->n, &entry, err);
    }
    settle(state);
    return status;
}

static enum truce_status write_bytes(int fd, struct truce_text bytes, struct truce_err *err)
{
    while (bytes.len > 0) {
        ssize_t put = write(fd, bytes.at, bytes.len);
        if (put < 0 && errno == EINTR)
            continue;
        if (put < 0)
            return truce_fail(err, TRUCE_ERR_IO, "cannot write the state of the folder: %s", strerror(errno));
        bytes.at += put;
        bytes.len -= (size_t)put;
    }
    return TRUCE_OK;
}

static enum truce_status read_fd(int fd, struct truce_buf *out, struct truce_err *err)
{
    char block[16384];
    for (;;) {
        ssize_t got = read(fd, block, sizeof block);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return truce_fail(err, TRUCE_ERR_IO, "cannot read: %s", strerror(errno));
        if (got == 0)
            return truce_buf_check(out, err);
        truce_buf_add(out, block, (size_t)got);
        if (out->len > TRUCE_FETCH_STATE_BYTES_MAX)
            return truce_fail(err, TRUCE_ERR_LIMIT, "larger than the limit of %zu MiB; it may be deleted",
                              TRUCE_FETCH_STATE_BYTES_MAX >> 20);
    }
}

enum truce_status truce_fetch_state_open(struct truce_fetch_state *state, const char *path,
                                         struct truce_notes *notes, struct truce_err *err)
{
    struct flock lock = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
    struct truce_buf bytes;
    enum truce_status status;

    truce_buf_init(&bytes);
    int fd = open(path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0666);
    if (fd < 0) {
        status = truce_fail(err, TRUCE_ERR_IO, "cannot open: %s", strerror(errno));
        goto done;
    }
    if (fcntl(fd, F_SETLK, &lock) != 0) {
        bool taken = errno == EACCES || errno == EAGAIN;
        status = truce_fail(err, TRUCE_ERR_IO, "%s",
                            taken ? "another fetch is at work in this folder" : strerror(errno));
        goto done;
    }
    if ((status = read_fd(fd, &bytes, err)) != TRUCE_OK)
        goto done;
    if ((status = truce_fetch_state_parse(state, truce_buf_view(&bytes), path, notes, err)) != TRUCE_OK)
        goto done;
    state->fd = fd;
    fd = -1;
    if (bytes.len == 0)
        status = write_bytes(state->fd, truce_text_view(FIRST_LINE), err);
    else if (state->lines > state->n) /* also a cut line: the next one must not join it */
        status = truce_fetch_state_tidy(state, err);
done:
    if (fd >= 0)
        close(fd);
    truce_buf_fini(&bytes);
    truce_err_set_file(status != TRUCE_OK ? err : NULL, path);
    return status;
}

void truce_fetch_state_line(const struct truce_fetch_entry *entry, struct truce_buf *out)
{
    truce_buf_printf(out, "%s\t%s\t%lld\t%s\t%s\t%s\n",
                     entry->kind == TRUCE_FETCH_STATE_DONE ? "done" : "part", entry->name,
                     (long long)entry->bytes, entry->etag, entry->modified, entry->url);
}

enum truce_status truce_fetch_state_put(struct truce_fetch_state *state,
                                        const struct truce_fetch_entry *entry, struct truce_err *err)
{
    struct truce_buf line;
    struct truce_fetch_entry copy = *entry;
    enum truce_status status;

    if (!truce_fetch_name_ok(entry->name) || !url_ok(truce_text_view(entry->url)))
        return truce_fail(err, TRUCE_ERR_USAGE,
                          "a name or URL that is too long or not printable: \"%s\", \"%.200s\"", entry->name,
                          entry->url);
    truce_buf_init(&line);
    truce_fetch_state_line(entry, &line);
    if ((status = truce_buf_check(&line, err)) != TRUCE_OK)
        goto done;
    copy.name = strdup(entry->name);
    copy.url = strdup(entry->url);
    bool found;
    size_t i = seek(state, truce_text_view(entry->name), &found);
    if (found && copy.name != NULL && copy.url != NULL) {
        release(&state->entries[i]);
        state->entries[i] = copy;
    } else if ((status = insert(state, i, &copy, err)) != TRUCE_OK) {
        goto done;
    }
    if (state->fd >= 0)
        status = write_bytes(state->fd, truce_buf_view(&line), err);
    state->lines++;
done:
    truce_buf_fini(&line);
    return status;
}

enum truce_status truce_fetch_state_tidy(struct truce_fetch_state *state, struct truce_err *err)
{
    struct truce_buf all;
    enum truce_status status;

    if (state->fd < 0 || state->lines == state->n)
        return TRUCE_OK;
    truce_buf_init(&all);
    truce_buf_puts(&all, FIRST_LINE);
    for (size_t i = 0; i < state->n; i++)
        truce_fetch_state_line(&state->entries[i], &all);
    if ((status = truce_buf_check(&all, err)) != TRUCE_OK)
        goto done;
    if (ftruncate(state->fd, 0) != 0) { /* O_APPEND: what follows is written at the new end */
        status = truce_fail(err, TRUCE_ERR_IO, "cannot write the state of the folder: %s", strerror(errno));
        goto done;
    }
    if ((status = write_bytes(state->fd, truce_buf_view(&all), err)) == TRUCE_OK)
        state->lines = state->n;
done:
    truce_buf_fini(&all);
    return status;
}
