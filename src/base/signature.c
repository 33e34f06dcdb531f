/*
 * Ed25519, by libsodium: deterministic, needs no random numbers and so no sodium_init.  Secrets on the stack are wiped.
 */
#include "base/signature.h"

#include <sodium.h>

_Static_assert(TRUCE_SIGNATURE_SEED_BYTES == crypto_sign_SEEDBYTES, "an Ed25519 seed has 32 bytes");
_Static_assert(TRUCE_SIGNATURE_PUBLIC_BYTES == crypto_sign_PUBLICKEYBYTES, "an Ed25519 key has 32 bytes");
_Static_assert(TRUCE_SIGNATURE_BYTES == crypto_sign_BYTES, "an Ed25519 signature has 64 bytes");

static const unsigned char *bytes_of(struct truce_text text)
{
    static const unsigned char nothing[1] = {0};

    return text.len > 0 ? (const unsigned char *)text.at : nothing;
}

void truce_signature_public(const unsigned char seed[TRUCE_SIGNATURE_SEED_BYTES],
                            unsigned char public_key[TRUCE_SIGNATURE_PUBLIC_BYTES])
{
    unsigned char secret[crypto_sign_SECRETKEYBYTES];

    crypto_sign_seed_keypair(public_key, secret, seed);
    sodium_memzero(secret, sizeof secret);
}

void truce_signature_sign(const unsigned char seed[TRUCE_SIGNATURE_SEED_BYTES], struct truce_text message,
                          unsigned char signature[TRUCE_SIGNATURE_BYTES])
{
    unsigned char secret[crypto_sign_SECRETKEYBYTES];
    unsigned char public_key[TRUCE_SIGNATURE_PUBLIC_BYTES];

    crypto_sign_seed_keypair(public_key, secret, seed);
    crypto_sign_detached(signature, NULL, bytes_of(message), message.len, secret);
    sodium_memzero(secret, sizeof secret);
}

bool truce_signature_verify(const unsigned char public_key[TRUCE_SIGNATURE_PUBLIC_BYTES],
                            struct truce_text message, const unsigned char signature[TRUCE_SIGNATURE_BYTES])
{
    return crypto_sign_verify_detached(signature, bytes_of(message), message.len, public_key) == 0;
}
