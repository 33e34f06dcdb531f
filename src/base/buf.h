/*
 * A growable run of bytes, always terminated, for text that is being put together.
 * An allocation that fails is remembered: callers append freely and ask once, at the end.
 */
#ifndef TRUCE_BASE_BUF_H
#define TRUCE_BASE_BUF_H

#include <stdbool.h>
#include <stddef.h>

#include "base/status.h"
#include "base/text.h"

struct truce_buf {
    char *at; /* NULL or `len` bytes and a terminator */
    size_t len;
    size_t size;
    bool failed; /* memory ran out; what follows was dropped */
};

void truce_buf_init(struct truce_buf *buf);
void truce_buf_fini(struct truce_buf *buf);
void truce_buf_clear(struct truce_buf *buf); /* keeps the memory */
void truce_buf_add(struct truce_buf *buf, const char *bytes, size_t n);
void truce_buf_puts(struct truce_buf *buf, const char *terminated);
void truce_buf_putc(struct truce_buf *buf, char c);
void truce_buf_printf(struct truce_buf *buf, const char *format, ...) TRUCE_PRINTF(2, 3);
struct truce_text truce_buf_view(const struct truce_buf *buf);

/* TRUCE_OK, or TRUCE_ERR_MEMORY when anything was dropped. */
enum truce_status truce_buf_check(const struct truce_buf *buf, struct truce_err *err) TRUCE_MUST_USE;

/* Makes room for n items of `item` bytes in a heap array: *at is NULL or from malloc, *size its room in items.
 * Growth is by half, so that appending is O(1) amortised. */
enum truce_status truce_grow(void **at, size_t *size, size_t n, size_t item,
                             struct truce_err *err) TRUCE_MUST_USE;

#endif
