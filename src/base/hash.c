/*
 * SHA-256, by libsodium.
 */
#include "base/hash.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>

_Static_assert(TRUCE_HASH_BYTES == crypto_hash_sha256_BYTES, "SHA-256 has 32 bytes");

struct truce_hash truce_hash_of(struct truce_text bytes)
{
    struct truce_hash hash;
    static const unsigned char nothing[1] = {0};

    /* it cannot fail, and needs no sodium_init */
    crypto_hash_sha256(hash.byte, bytes.len > 0 ? (const unsigned char *)bytes.at : nothing, bytes.len);
    return hash;
}

struct truce_hash truce_hash_of_parts(const struct truce_text *parts, size_t n)
{
    struct truce_hash hash;
    crypto_hash_sha256_state state;

    crypto_hash_sha256_init(&state);
    for (size_t i = 0; i < n; i++)
        if (parts[i].len > 0)
            crypto_hash_sha256_update(&state, (const unsigned char *)parts[i].at, parts[i].len);
    crypto_hash_sha256_final(&state, hash.byte);
    return hash;
}

bool truce_hash_equal(const struct truce_hash *a, const struct truce_hash *b)
{
    return memcmp(a->byte, b->byte, sizeof a->byte) == 0;
}

bool truce_hash_parse(struct truce_text text, struct truce_hash *out)
{
    static const char digits[] = "0123456789abcdef";
    struct truce_hash hash;

    if (text.len != 2 * (size_t)TRUCE_HASH_BYTES)
        return false;
    memset(&hash, 0, sizeof hash);
    for (size_t i = 0; i < text.len; i++) {
        const char *at = memchr(digits, text.at[i], 16);
        if (at == NULL)
            return false;
        hash.byte[i / 2] = (unsigned char)((unsigned)hash.byte[i / 2] << 4 | (unsigned)(at - digits));
    }
    *out = hash;
    return true;
}

void truce_hash_format(const struct truce_hash *hash, char out[TRUCE_HASH_TEXT])
{
    for (size_t i = 0; i < TRUCE_HASH_BYTES; i++)
        snprintf(out + 2 * i, 3, "%02x", hash->byte[i]);
}
