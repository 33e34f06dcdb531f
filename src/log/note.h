/*
 * Signed notes: a text and, below an empty line, the signatures of those who stand by it.  Anyone can read one without a
 * program; the format is that of C2SP (https://c2sp.org/signed-note), with Ed25519.
 *
 * A key has a name and an id; a signature by a key that the reader does not hold is ignored, one that names a key the reader
 * holds and does not fit breaks the whole note.
 */
#ifndef TRUCE_LOG_NOTE_H
#define TRUCE_LOG_NOTE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/signature.h"
#include "base/status.h"
#include "base/text.h"

#define TRUCE_LOG_NAME_MAX       255 /* bytes of a key's name */
#define TRUCE_LOG_SIGNATURES_MAX 100
#define TRUCE_LOG_KEY_ID_BYTES   4

/* The byte that says what a key's signatures are. */
enum truce_log_key_kind {
    TRUCE_LOG_ED25519 = 0x01,     /* of the note's text */
    TRUCE_LOG_COSIGNATURE = 0x04, /* of a checkpoint at a time: cosignature/v1 */
};

struct truce_log_key {
    char name[TRUCE_LOG_NAME_MAX + 1];
    enum truce_log_key_kind kind;
    unsigned char id[TRUCE_LOG_KEY_ID_BYTES];
    unsigned char public_key[TRUCE_SIGNATURE_PUBLIC_BYTES];
};

/* A key that can sign; `seed` is secret. */
struct truce_log_signer {
    struct truce_log_key key;
    unsigned char seed[TRUCE_SIGNATURE_SEED_BYTES];
};

struct truce_log_signature {
    struct truce_text name;
    unsigned char id[TRUCE_LOG_KEY_ID_BYTES];
    size_t
        n; /* bytes after the id; more than `byte` holds for kinds that are not ours, whose bytes are not kept */
    unsigned char byte[8 + TRUCE_SIGNATURE_BYTES];
};

/* A note that was read: its text (with its last newline) and signatures, borrowed from the bytes. */
struct truce_log_note {
    struct truce_text text;
    size_t n;
    struct truce_log_signature signature[TRUCE_LOG_SIGNATURES_MAX];
};

enum truce_log_mark {
    TRUCE_LOG_ABSENT, /* the key did not sign */
    TRUCE_LOG_HOLDS,  /* it did */
    TRUCE_LOG_BROKEN, /* a signature names the key and is not the key's */
};

/* The signer of a name (not empty, no spaces, no "+") and a secret seed.  Fails: TRUCE_ERR_SYNTAX the name. */
enum truce_status truce_log_signer_make(struct truce_text name, enum truce_log_key_kind kind,
                                        const unsigned char seed[TRUCE_SIGNATURE_SEED_BYTES],
                                        struct truce_log_signer *signer,
                                        struct truce_err *err) TRUCE_MUST_USE;

/* "name+id+base64(kind | public key)", on one line without a newline. */
void truce_log_key_write(const struct truce_log_key *key, struct truce_buf *out);
/* Fails: TRUCE_ERR_SYNTAX; TRUCE_ERR_UNSUPPORTED a kind of key that we do not know. */
enum truce_status truce_log_key_read(struct truce_text text, struct truce_log_key *key,
                                     struct truce_err *err) TRUCE_MUST_USE;

/* "PRIVATE+KEY+name+id+base64(kind | seed)": a secret. */
void truce_log_signer_write(const struct truce_log_signer *signer, struct truce_buf *out);
/* Fails as truce_log_key_read. */
enum truce_status truce_log_signer_read(struct truce_text text, struct truce_log_signer *signer,
                                        struct truce_err *err) TRUCE_MUST_USE;

/* Appends to `out` the line by which `signer` signs `text`.  `time` (seconds since 1970, UTC) goes into cosignatures only.
 * Fails: TRUCE_ERR_SYNTAX a text that no note may have; TRUCE_ERR_RANGE a time of a cosignature above 2^63 - 1. */
enum truce_status truce_log_note_sign_line(struct truce_text text, const struct truce_log_signer *signer,
                                           uint64_t time, struct truce_buf *out,
                                           struct truce_err *err) TRUCE_MUST_USE;

/* Appends the whole note: text, empty line, one signature. */
enum truce_status truce_log_note_sign(struct truce_text text, const struct truce_log_signer *signer,
                                      struct truce_buf *out, struct truce_err *err) TRUCE_MUST_USE;

/* Reads a note; verifies nothing.  Fails: TRUCE_ERR_SYNTAX; TRUCE_ERR_LIMIT more than 100 signatures. */
enum truce_status truce_log_note_read(struct truce_text bytes, struct truce_log_note *note,
                                      struct truce_err *err) TRUCE_MUST_USE;

/* What the note says of one key; *time, which may be NULL, is the latest time of its cosignatures. */
enum truce_log_mark truce_log_note_mark(const struct truce_log_note *note, const struct truce_log_key *key,
                                        uint64_t *time);

/* Succeeds when one of the keys signed and no signature of theirs is broken.
 * Fails: TRUCE_ERR_UNKNOWN none of them signed; TRUCE_ERR_RANGE a signature does not fit: forged, or the text was changed. */
enum truce_status truce_log_note_verify(const struct truce_log_note *note, const struct truce_log_key *keys,
                                        size_t n, struct truce_err *err) TRUCE_MUST_USE;

#endif
