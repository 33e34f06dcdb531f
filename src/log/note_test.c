/*
 * Signed notes: known answers of Go's note package and of the C2SP text, openssl as a second opinion, every changed byte.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "log/note.h"

#define PETER       "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
#define PETER_SIGNS "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz"
#define PETER_TEXT                                                                                           \
    "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
#define PETER_LINE                                                                                           \
    "\n\xe2\x80\x94 PeterNeumann "                                                                           \
    "x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6Ry"                   \
    "yBwJnAM=\n"
#define FOO "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"
#define FOO_NOTE                                                                                             \
    "This is an example message.\n\n\xe2\x80\x94 example.com/foo "                                           \
    "Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Z"                                                   \
    "tg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n"

static enum truce_status verify(struct truce_text bytes, const char *key_text)
{
    struct truce_log_note note;
    struct truce_log_key key;
    enum truce_status status = truce_log_note_read(bytes, &note, NULL);

    assert_int_equal(truce_log_key_read(truce_text_view(key_text), &key, NULL), TRUCE_OK);
    return status != TRUCE_OK ? status : truce_log_note_verify(&note, &key, 1, NULL);
}

static void known_answers(void **state)
{
    struct truce_log_signer signer;
    struct truce_buf out;

    (void)state;
    assert_int_equal(verify(truce_text_view(PETER_TEXT PETER_LINE), PETER), TRUCE_OK);
    assert_int_equal(verify(truce_text_view(FOO_NOTE), FOO), TRUCE_OK);
    assert_int_equal(verify(truce_text_view(FOO_NOTE), PETER), TRUCE_ERR_UNKNOWN);
    assert_int_equal(truce_log_signer_read(truce_text_view(PETER_SIGNS), &signer, NULL), TRUCE_OK);
    truce_buf_init(&out);
    assert_int_equal(truce_log_note_sign(truce_text_view(PETER_TEXT), &signer, &out, NULL), TRUCE_OK);
    assert_string_equal(out.at, PETER_TEXT PETER_LINE);
    truce_buf_clear(&out);
    truce_log_key_write(&signer.key, &out);
    assert_string_equal(out.at, PETER);
    truce_buf_clear(&out);
    truce_log_signer_write(&signer, &out);
    assert_string_equal(out.at, PETER_SIGNS);
    truce_buf_fini(&out);
}

static void every_changed_bit(void **state)
{
    char bytes[] = PETER_TEXT PETER_LINE;

    (void)state;
    for (size_t bit = 0; bit < 8 * (sizeof bytes - 1); bit++) {
        bytes[bit / 8] ^= (char)(1U << bit % 8);
        if (verify((struct truce_text){bytes, sizeof bytes - 1}, PETER) == TRUCE_OK)
            fail_msg("bit %zu may change", bit);
        bytes[bit / 8] ^= (char)(1U << bit % 8);
    }
}

static void refused(void **state)
{
    static const char *const notes[] = {"",
                                        "\n",
                                        "\n\n",
                                        "text\n\n",
                                        "text" PETER_LINE,
                                        PETER_TEXT,
                                        "a\tb\n" PETER_LINE,
                                        "\xff\n" PETER_LINE,
                                        PETER_TEXT PETER_LINE "x",
                                        PETER_TEXT "\n-- PeterNeumann x08go/ZJ\n",
                                        PETER_TEXT "\n\xe2\x80\x94 a+b x08go/ZJ\n",
                                        PETER_TEXT "\n\xe2\x80\x94  x08go/ZJ\n",
                                        PETER_TEXT "\n\xe2\x80\x94 a x08go\n",
                                        PETER_TEXT "\n\xe2\x80\x94 a x08gow==\n",
                                        PETER_TEXT "\n\xe2\x80\x94 a\xc2\xa0"
                                                   "b x08go/ZJ\n"};
    static const char *const keys[] = {"",
                                       "a",
                                       "a+b",
                                       "PeterNeumann+c74f20a4+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
                                       "PeterNeumann+C74F20A3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
                                       (PETER "A"),
                                       "+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
                                       PETER_SIGNS};
    struct truce_log_key key;

    (void)state;
    for (size_t i = 0; i < sizeof notes / sizeof *notes; i++)
        if (verify(truce_text_view(notes[i]), PETER) != TRUCE_ERR_SYNTAX)
            fail_msg("note %zu is not refused", i);
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        if (truce_log_key_read(truce_text_view(keys[i]), &key, NULL) != TRUCE_ERR_SYNTAX)
            fail_msg("key %zu is not refused", i);
}

static void many_signatures(void **state)
{
    struct truce_log_note note;
    struct truce_buf bytes;

    (void)state;
    truce_buf_init(&bytes);
    truce_buf_puts(&bytes, PETER_TEXT PETER_LINE);
    for (int i = 1; i < TRUCE_LOG_SIGNATURES_MAX; i++)
        truce_buf_printf(&bytes, "\xe2\x80\x94 other%d x08go/ZJkuBS\n", i);
    assert_int_equal(verify(truce_buf_view(&bytes), PETER), TRUCE_OK);
    truce_buf_puts(&bytes, "\xe2\x80\x94 other x08go/ZJkuBS\n");
    assert_int_equal(truce_log_note_read(truce_buf_view(&bytes), &note, NULL), TRUCE_ERR_LIMIT);
    truce_buf_fini(&bytes);
}

static void put(const char *folder, const char *name, struct truce_text bytes)
{
    char *path = truce_file_join(folder, name);

    assert_int_equal(truce_file_write(path, bytes, NULL), TRUCE_OK);
    free(path);
}

/* Another implementation of Ed25519 verifies what we signed: the key as SubjectPublicKeyInfo (RFC 8410). */
static void openssl_agrees(void **state)
{
    static const char info[] = "\x30\x2a\x30\x05\x06\x03\x2b\x65\x70\x03\x21\x00";
    static const unsigned char seed[32] = "a seed that is no secret at all";
    char folder[] = "/tmp/truce-note-XXXXXX";
    char command[512];
    struct truce_log_signer signer;
    struct truce_log_note note;
    struct truce_buf bytes;
    struct truce_buf der;

    (void)state;
    if (system("openssl version >/dev/null 2>&1") != 0) {
        print_message("skipped: no openssl program\n");
        skip();
    }
    assert_non_null(mkdtemp(folder));
    truce_buf_init(&bytes);
    truce_buf_init(&der);
    assert_int_equal(truce_log_signer_make(truce_text_view("example.org/line-log"), TRUCE_LOG_ED25519, seed,
                                           &signer, NULL),
                     0);
    assert_int_equal(truce_log_note_sign(truce_text_view("one\n\nthree\n"), &signer, &bytes, NULL), TRUCE_OK);
    assert_int_equal(truce_log_note_read(truce_buf_view(&bytes), &note, NULL), TRUCE_OK);
    truce_buf_add(&der, info, sizeof info - 1);
    truce_buf_add(&der, (const char *)signer.key.public_key, 32);
    put(folder, "key", truce_buf_view(&der));
    put(folder, "text", note.text);
    put(folder, "signature", (struct truce_text){(const char *)note.signature[0].byte, 64});
    snprintf(command, sizeof command,
             "cd %s && openssl pkeyutl -verify -rawin -pubin -keyform DER -inkey key -in text -sigfile "
             "signature >/dev/null 2>&1",
             folder);
    assert_int_equal(system(command), 0);
    put(folder, "text", truce_text_view("one\n\nthree.\n"));
    assert_int_not_equal(system(command), 0);
    snprintf(command, sizeof command, "rm -r %s", folder);
    assert_int_equal(system(command), 0);
    truce_buf_fini(&bytes);
    truce_buf_fini(&der);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(known_answers),   cmocka_unit_test(every_changed_bit), cmocka_unit_test(refused),
        cmocka_unit_test(many_signatures), cmocka_unit_test(openssl_agrees),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
