/*
 * Base64 of RFC 4648 section 4, strictly: the one text of given bytes, so that two readers never disagree about what
 * a signed line says.
 */
#ifndef TRUCE_BASE_BASE64_H
#define TRUCE_BASE_BASE64_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/text.h"

/* Appends the base64 of n bytes, with padding.  Memory that runs out is remembered in `out`. */
void truce_base64_write(struct truce_buf *out, const void *bytes, size_t n);

/* The bytes of a base64 text into `out` of `size` bytes, *n of them.  False when the text is not canonical (a foreign
 * character, white space, a length that is no multiple of four, padding missing or with bits set) or when the bytes
 * do not fit; *n is untouched then. */
bool truce_base64_read(struct truce_text text, unsigned char *out, size_t size, size_t *n);

/* Whether a text is canonical base64, and of how many bytes. */
bool truce_base64_is(struct truce_text text, size_t *n);

#endif
