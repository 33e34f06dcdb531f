/*
 * Growable bytes and growable arrays, both by half more at a time.
 */
#include "base/buf.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum truce_status truce_grow(void **at, size_t *size, size_t n, size_t item, struct truce_err *err)
{
    if (n <= *size)
        return TRUCE_OK;
    size_t room = *size + *size / 2;
    if (room < n)
        room = n < 16 ? 16 : n;
    if (room > SIZE_MAX / 2 / item)
        return truce_fail(err, TRUCE_ERR_MEMORY, "no memory for %zu items of %zu bytes", n, item);
    void *grown = realloc(*at, room * item);
    if (grown == NULL)
        return truce_fail(err, TRUCE_ERR_MEMORY, "no memory for %zu items of %zu bytes", n, item);
    *at = grown;
    *size = room;
    return TRUCE_OK;
}

void truce_buf_init(struct truce_buf *buf)
{
    *buf = (struct truce_buf){NULL, 0, 0, false};
}

void truce_buf_fini(struct truce_buf *buf)
{
    free(buf->at);
    truce_buf_init(buf);
}

void truce_buf_clear(struct truce_buf *buf)
{
    buf->len = 0;
    buf->failed = false;
    if (buf->at != NULL)
        buf->at[0] = '\0';
}

/* room for n more bytes and the terminator */
static bool reserve(struct truce_buf *buf, size_t n)
{
    if (buf->failed)
        return false;
    void *at = buf->at;
    if (n > SIZE_MAX / 4 || truce_grow(&at, &buf->size, buf->len + n + 1, 1, NULL) != TRUCE_OK) {
        buf->failed = true;
        return false;
    }
    buf->at = at;
    return true;
}

void truce_buf_add(struct truce_buf *buf, const char *bytes, size_t n)
{
    if (!reserve(buf, n))
        return;
    if (n > 0)
        memcpy(buf->at + buf->len, bytes, n);
    buf->len += n;
    buf->at[buf->len] = '\0';
}

void truce_buf_puts(struct truce_buf *buf, const char *terminated)
{
    truce_buf_add(buf, terminated, strlen(terminated));
}

void truce_buf_putc(struct truce_buf *buf, char c)
{
    truce_buf_add(buf, &c, 1);
}

void truce_buf_printf(struct truce_buf *buf, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    int n = vsnprintf(NULL, 0, format, args);
    va_end(args);
    if (n < 0 || !reserve(buf, (size_t)n)) {
        buf->failed = true;
        return;
    }
    va_start(args, format);
    vsnprintf(buf->at + buf->len, (size_t)n + 1, format, args);
    va_end(args);
    buf->len += (size_t)n;
}

struct truce_text truce_buf_view(const struct truce_buf *buf)
{
    return (struct truce_text){buf->at, buf->len};
}

enum truce_status truce_buf_check(const struct truce_buf *buf, struct truce_err *err)
{
    return buf->failed ? truce_fail(err, TRUCE_ERR_MEMORY, "no memory for the output") : TRUCE_OK;
}
