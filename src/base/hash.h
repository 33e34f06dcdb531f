/*
 * SHA-256 of bytes.  The one door to libsodium.
 */
#ifndef TRUCE_BASE_HASH_H
#define TRUCE_BASE_HASH_H

#include <stdbool.h>

#include "base/text.h"

#define TRUCE_HASH_BYTES 32
#define TRUCE_HASH_TEXT  65 /* 64 hexadecimal digits and the end */

struct truce_hash {
    unsigned char byte[TRUCE_HASH_BYTES];
};

/* Source: FIPS 180-4.  Thread-safe. */
struct truce_hash truce_hash_of(struct truce_text bytes);
/* The hash of n texts put one after another. */
struct truce_hash truce_hash_of_parts(const struct truce_text *parts, size_t n);

bool truce_hash_equal(const struct truce_hash *a, const struct truce_hash *b);
/* 64 hexadecimal digits in lower case; false: they are not, and *out is untouched. */
bool truce_hash_parse(struct truce_text text, struct truce_hash *out);
void truce_hash_format(const struct truce_hash *hash, char out[TRUCE_HASH_TEXT]);

#endif
