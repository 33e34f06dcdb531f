/*
 * Ed25519 signatures (RFC 8032), by libsodium.  Keys are seeds of 32 bytes; what a signature means is for the caller.
 */
#ifndef TRUCE_BASE_SIGNATURE_H
#define TRUCE_BASE_SIGNATURE_H

#include <stdbool.h>

#include "base/text.h"

#define TRUCE_SIGNATURE_SEED_BYTES   32
#define TRUCE_SIGNATURE_PUBLIC_BYTES 32
#define TRUCE_SIGNATURE_BYTES        64

/* The public key of a secret seed.  Thread-safe. */
void truce_signature_public(const unsigned char seed[TRUCE_SIGNATURE_SEED_BYTES],
                            unsigned char public_key[TRUCE_SIGNATURE_PUBLIC_BYTES]);

/* Signs; the same seed and message always give the same signature. */
void truce_signature_sign(const unsigned char seed[TRUCE_SIGNATURE_SEED_BYTES], struct truce_text message,
                          unsigned char signature[TRUCE_SIGNATURE_BYTES]);

/* True when the signature of `message` was made with the secret half of `public_key`. */
bool truce_signature_verify(const unsigned char public_key[TRUCE_SIGNATURE_PUBLIC_BYTES],
                            struct truce_text message, const unsigned char signature[TRUCE_SIGNATURE_BYTES]);

#endif
