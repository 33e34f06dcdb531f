/*
 * Signed notes and the text of their keys.  One idea: what is signed is the text's exact bytes, so reading is strict and
 * nothing is ever normalised.
 *
 * Source: https://c2sp.org/signed-note; the signer's text as in Go's golang.org/x/mod/sumdb/note; the cosignature's message
 * from https://c2sp.org/tlog-cosignature.
 */
#include "log/note.h"

#include <string.h>

#include "base/base64.h"
#include "base/hash.h"
#include "log/lines.h"

#define DASH       "\xe2\x80\x94 " /* em dash, space */
#define TIME_BYTES 8
#define SECRET     "PRIVATE+KEY+"

/* The spaces of Unicode, by their bytes; those of ASCII are looked for apart. */
static const char *const unicode_spaces[] = {"\xc2\x85",     "\xc2\xa0",     "\xe1\x9a\x80", "\xe2\x80\x80",
                                             "\xe2\x80\x81", "\xe2\x80\x82", "\xe2\x80\x83", "\xe2\x80\x84",
                                             "\xe2\x80\x85", "\xe2\x80\x86", "\xe2\x80\x87", "\xe2\x80\x88",
                                             "\xe2\x80\x89", "\xe2\x80\x8a", "\xe2\x80\xa8", "\xe2\x80\xa9",
                                             "\xe2\x80\xaf", "\xe2\x81\x9f", "\xe3\x80\x80"};

static bool name_is_good(struct truce_text name)
{
    if (name.len == 0 || name.len > TRUCE_LOG_NAME_MAX || truce_text_valid_utf8(name) != name.len)
        return false;
    for (size_t i = 0; i < name.len; i++) {
        struct truce_text rest = {name.at + i, name.len - i};

        if ((unsigned char)name.at[i] <= ' ' || name.at[i] == '+' || name.at[i] == 0x7f)
            return false;
        for (size_t k = 0; k < sizeof unicode_spaces / sizeof *unicode_spaces; k++)
            if (truce_log_take_prefix(&rest, unicode_spaces[k]))
                return false;
    }
    return true;
}

static void set_id(struct truce_log_key *key)
{
    const char kind[] = {'\n', (char)key->kind};
    const struct truce_text parts[] = {truce_text_view(key->name),
                                       {kind, sizeof kind},
                                       {(const char *)key->public_key, sizeof key->public_key}};
    struct truce_hash hash = truce_hash_of_parts(parts, 3);

    memcpy(key->id, hash.byte, sizeof key->id);
}

static enum truce_status set_name(struct truce_log_key *key, struct truce_text name, struct truce_err *err)
{
    if (!name_is_good(name))
        return truce_fail(err, TRUCE_ERR_SYNTAX,
                          "'%.*s' is no name for a key: it has 1 to %d bytes, no spaces and no '+'",
                          TRUCE_TEXT(name), TRUCE_LOG_NAME_MAX);
    memcpy(key->name, name.at, name.len);
    key->name[name.len] = '\0';
    return TRUCE_OK;
}

enum truce_status truce_log_signer_make(struct truce_text name, enum truce_log_key_kind kind,
                                        const unsigned char seed[TRUCE_SIGNATURE_SEED_BYTES],
                                        struct truce_log_signer *signer, struct truce_err *err)
{
    struct truce_log_signer made = {.key.kind = kind};
    enum truce_status status = set_name(&made.key, name, err);

    if (status != TRUCE_OK)
        return status;
    memcpy(made.seed, seed, sizeof made.seed);
    truce_signature_public(seed, made.key.public_key);
    set_id(&made.key);
    *signer = made;
    return TRUCE_OK;
}

static void write_parts(const struct truce_log_key *key, const unsigned char secret_or_public[32],
                        struct truce_buf *out)
{
    unsigned char bytes[33];

    bytes[0] = (unsigned char)key->kind;
    memcpy(bytes + 1, secret_or_public, 32);
    truce_buf_printf(out, "%s+%02x%02x%02x%02x+", key->name, key->id[0], key->id[1], key->id[2], key->id[3]);
    truce_base64_write(out, bytes, sizeof bytes);
}

void truce_log_key_write(const struct truce_log_key *key, struct truce_buf *out)
{
    write_parts(key, key->public_key, out);
}

void truce_log_signer_write(const struct truce_log_signer *signer, struct truce_buf *out)
{
    truce_buf_puts(out, SECRET);
    write_parts(&signer->key, signer->seed, out);
}

/* "name+id+base64": the name, the kind and the 32 bytes; the id as it is written.  No text of a key appears in messages: it
 * may be a secret. */
static enum truce_status read_parts(struct truce_text text, struct truce_log_key *key, char id[8],
                                    unsigned char material[32], struct truce_err *err)
{
    const char *plus = text.len > 0 ? memchr(text.at, '+', text.len) : NULL;
    struct truce_text rest;
    unsigned char bytes[33];
    size_t n = 0;
    enum truce_status status;

    if (plus == NULL)
        return truce_fail(err, TRUCE_ERR_SYNTAX,
                          "a key is written name+id+base64; there is no '+' in this text");
    status = set_name(key, (struct truce_text){text.at, (size_t)(plus - text.at)}, err);
    if (status != TRUCE_OK)
        return status;
    rest = (struct truce_text){plus + 1, text.len - (size_t)(plus - text.at) - 1};
    if (rest.len < 9 || rest.at[8] != '+')
        return truce_fail(err, TRUCE_ERR_SYNTAX, "the key '%s' has no id of 8 hexadecimal digits", key->name);
    memcpy(id, rest.at, 8);
    rest = (struct truce_text){rest.at + 9, rest.len - 9};
    if (!truce_base64_read(rest, bytes, sizeof bytes, &n) || n != sizeof bytes)
        return truce_fail(err, TRUCE_ERR_SYNTAX, "the key '%s' does not end in the base64 of 33 bytes",
                          key->name);
    if (bytes[0] != TRUCE_LOG_ED25519 && bytes[0] != TRUCE_LOG_COSIGNATURE)
        return truce_fail(err, TRUCE_ERR_UNSUPPORTED,
                          "the key '%s' is of kind %u; only 1 and 4 are known here", key->name, bytes[0]);
    key->kind = bytes[0] == TRUCE_LOG_ED25519 ? TRUCE_LOG_ED25519 : TRUCE_LOG_COSIGNATURE;
    memcpy(material, bytes + 1, 32);
    return TRUCE_OK;
}

static enum truce_status check_id(struct truce_log_key *key, const char written[8], struct truce_err *err)
{
    static const char digits[] = "0123456789abcdef";

    set_id(key);
    for (size_t i = 0; i < 8; i++)
        if (written[i] != digits[key->id[i / 2] >> (i % 2 == 0 ? 4 : 0) & 15])
            return truce_fail(err, TRUCE_ERR_SYNTAX,
                              "the key '%s' has another id than its text says: a letter is wrong", key->name);
    return TRUCE_OK;
}

enum truce_status truce_log_key_read(struct truce_text text, struct truce_log_key *key, struct truce_err *err)
{
    struct truce_log_key read = {0};
    char id[8];
    enum truce_status status = read_parts(text, &read, id, read.public_key, err);

    if (status == TRUCE_OK)
        status = check_id(&read, id, err);
    if (status == TRUCE_OK)
        *key = read;
    return status;
}

enum truce_status truce_log_signer_read(struct truce_text text, struct truce_log_signer *signer,
                                        struct truce_err *err)
{
    struct truce_log_signer read = {0};
    char id[8];
    enum truce_status status;

    if (!truce_log_take_prefix(&text, SECRET))
        return truce_fail(err, TRUCE_ERR_SYNTAX, "a secret key begins with " SECRET);
    status = read_parts(text, &read.key, id, read.seed, err);
    if (status != TRUCE_OK)
        return status;
    truce_signature_public(read.seed, read.key.public_key);
    status = check_id(&read.key, id, err);
    if (status == TRUCE_OK)
        *signer = read;
    return status;
}

static enum truce_status check_characters(struct truce_text text, struct truce_err *err)
{
    size_t valid = truce_text_valid_utf8(text);

    if (valid != text.len)
        return truce_fail(err, TRUCE_ERR_SYNTAX, "a note is UTF-8; byte %zu is not", valid + 1);
    for (size_t i = 0; i < text.len; i++)
        if ((unsigned char)text.at[i] < ' ' && text.at[i] != '\n')
            return truce_fail(err, TRUCE_ERR_SYNTAX, "a note has no control characters; byte %zu is %d",
                              i + 1, text.at[i]);
    return TRUCE_OK;
}

/* The bytes that a key of this kind signs. */
static void message_of(struct truce_text text, enum truce_log_key_kind kind, uint64_t time,
                       struct truce_buf *out)
{
    if (kind == TRUCE_LOG_COSIGNATURE)
        truce_buf_printf(out, "cosignature/v1\ntime %llu\n", (unsigned long long)time);
    truce_buf_add(out, text.at, text.len);
}

enum truce_status truce_log_note_sign_line(struct truce_text text, const struct truce_log_signer *signer,
                                           uint64_t time, struct truce_buf *out, struct truce_err *err)
{
    unsigned char bytes[TRUCE_LOG_KEY_ID_BYTES + TIME_BYTES + TRUCE_SIGNATURE_BYTES];
    struct truce_buf message;
    size_t n = TRUCE_LOG_KEY_ID_BYTES;
    enum truce_status status = check_characters(text, err);

    if (status != TRUCE_OK)
        return status;
    if (text.len == 0 || text.at[text.len - 1] != '\n')
        return truce_fail(err, TRUCE_ERR_SYNTAX, "the text of a note ends in a newline");
    if (signer->key.kind == TRUCE_LOG_COSIGNATURE && time > (uint64_t)INT64_MAX)
        return truce_fail(err, TRUCE_ERR_RANGE, "a cosignature's time is at most 2^63 - 1 seconds");
    truce_buf_init(&message);
    message_of(text, signer->key.kind, time, &message);
    status = truce_buf_check(&message, err);
    if (status == TRUCE_OK) {
        memcpy(bytes, signer->key.id, sizeof signer->key.id);
        for (int shift = 56; signer->key.kind == TRUCE_LOG_COSIGNATURE && shift >= 0; shift -= 8)
            bytes[n++] = (unsigned char)(time >> shift);
        truce_signature_sign(signer->seed, truce_buf_view(&message), bytes + n);
        truce_buf_printf(out, DASH "%s ", signer->key.name);
        truce_base64_write(out, bytes, n + TRUCE_SIGNATURE_BYTES);
        truce_buf_putc(out, '\n');
        status = truce_buf_check(out, err);
    }
    truce_buf_fini(&message);
    return status;
}

enum truce_status truce_log_note_sign(struct truce_text text, const struct truce_log_signer *signer,
                                      struct truce_buf *out, struct truce_err *err)
{
    struct truce_buf line;
    enum truce_status status;

    truce_buf_init(&line);
    status = truce_log_note_sign_line(text, signer, 0, &line, err);
    if (status == TRUCE_OK) {
        truce_buf_add(out, text.at, text.len);
        truce_buf_putc(out, '\n');
        truce_buf_add(out, line.at, line.len);
        status = truce_buf_check(out, err);
    }
    truce_buf_fini(&line);
    return status;
}

/* "— name base64(id | signature)" */
static bool read_signature(struct truce_text line, struct truce_log_signature *signature)
{
    unsigned char bytes[TRUCE_LOG_KEY_ID_BYTES + sizeof signature->byte];
    size_t n = 0;

    if (!truce_log_take_prefix(&line, DASH))
        return false;
    signature->name = truce_log_take_word(&line);
    if (!name_is_good(signature->name) || !truce_base64_is(line, &n) || n <= TRUCE_LOG_KEY_ID_BYTES)
        return false;
    signature->n = n - TRUCE_LOG_KEY_ID_BYTES;
    if (n > sizeof bytes) /* not ours; its id all the same */
        line.len = 8;
    if (!truce_base64_read(line, bytes, sizeof bytes, &n))
        return false;
    memcpy(signature->id, bytes, sizeof signature->id);
    if (signature->n <= sizeof signature->byte)
        memcpy(signature->byte, bytes + TRUCE_LOG_KEY_ID_BYTES, signature->n);
    return true;
}

/* Where the last empty line begins; false when there is none. */
static bool find_split(struct truce_text bytes, size_t *split)
{
    for (size_t i = bytes.len; i >= 2; i--)
        if (bytes.at[i - 1] == '\n' && bytes.at[i - 2] == '\n') {
            *split = i - 1;
            return true;
        }
    return false;
}

enum truce_status truce_log_note_read(struct truce_text bytes, struct truce_log_note *note,
                                      struct truce_err *err)
{
    struct truce_log_note read = {0};
    struct truce_text rest;
    struct truce_text line;
    size_t split = 0;
    enum truce_status status = check_characters(bytes, err);

    if (status != TRUCE_OK)
        return status;
    if (!find_split(bytes, &split) || split + 1 == bytes.len)
        return truce_fail(err, TRUCE_ERR_SYNTAX,
                          "a signed note has an empty line and signatures below it; this has none");
    read.text = (struct truce_text){bytes.at, split};
    rest = (struct truce_text){bytes.at + split + 1, bytes.len - split - 1};
    while (rest.len > 0) {
        if (read.n == TRUCE_LOG_SIGNATURES_MAX)
            return truce_fail(err, TRUCE_ERR_LIMIT, "a note has at most %d signatures",
                              TRUCE_LOG_SIGNATURES_MAX);
        if (!truce_log_take_line(&rest, &line) || !read_signature(line, &read.signature[read.n]))
            return truce_fail_index(err, TRUCE_ERR_SYNTAX, (int64_t)read.n,
                                    "signature %zu of the note is not written '\xe2\x80\x94 name base64'",
                                    read.n + 1);
        read.n++;
    }
    *note = read;
    return TRUCE_OK;
}

static bool fits(struct truce_text text, const struct truce_log_signature *signature,
                 const struct truce_log_key *key, uint64_t *time)
{
    size_t skip = key->kind == TRUCE_LOG_COSIGNATURE ? TIME_BYTES : 0;
    struct truce_buf message;
    bool good;

    if (signature->n != skip + TRUCE_SIGNATURE_BYTES)
        return false;
    *time = 0;
    for (size_t i = 0; i < skip; i++)
        *time = *time << 8 | signature->byte[i];
    if (*time > (uint64_t)INT64_MAX)
        return false;
    truce_buf_init(&message);
    message_of(text, key->kind, *time, &message);
    good = !message.failed &&
           truce_signature_verify(key->public_key, truce_buf_view(&message), signature->byte + skip);
    truce_buf_fini(&message);
    return good;
}

enum truce_log_mark truce_log_note_mark(const struct truce_log_note *note, const struct truce_log_key *key,
                                        uint64_t *time)
{
    enum truce_log_mark mark = TRUCE_LOG_ABSENT;
    uint64_t latest = 0;

    for (size_t i = 0; i < note->n; i++) {
        const struct truce_log_signature *signature = &note->signature[i];
        uint64_t signed_at = 0;

        if (!truce_text_is(signature->name, key->name) || memcmp(signature->id, key->id, sizeof key->id) != 0)
            continue;
        if (!fits(note->text, signature, key, &signed_at))
            return TRUCE_LOG_BROKEN;
        latest = signed_at > latest ? signed_at : latest;
        mark = TRUCE_LOG_HOLDS;
    }
    if (mark == TRUCE_LOG_HOLDS && time != NULL)
        *time = latest;
    return mark;
}

enum truce_status truce_log_note_verify(const struct truce_log_note *note, const struct truce_log_key *keys,
                                        size_t n, struct truce_err *err)
{
    bool any = false;

    for (size_t i = 0; i < n; i++) {
        enum truce_log_mark mark = truce_log_note_mark(note, &keys[i], NULL);

        if (mark == TRUCE_LOG_BROKEN)
            return truce_fail_index(
                err, TRUCE_ERR_RANGE, (int64_t)i,
                "the signature of '%s' does not fit: it is forged, or the text was changed", keys[i].name);
        any |= mark == TRUCE_LOG_HOLDS;
    }
    return any ? TRUCE_OK
               : truce_fail(err, TRUCE_ERR_UNKNOWN, "none of the %zu keys at hand has signed this note", n);
}
