/*
 * SHA-256: known answers.  tests/cli/hash.test compares with sha256sum.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "base/hash.h"

static void assert_hash(struct truce_text bytes, const char *expected)
{
    struct truce_hash hash = truce_hash_of(bytes);
    char text[TRUCE_HASH_TEXT];
    truce_hash_format(&hash, text);
    assert_string_equal(text, expected);
}

/* NIST, "Examples with Intermediate Values", SHA-256: one block, two blocks; the empty message from NIST CAVP, SHA256ShortMsg.rsp */
static void known_answers(void **unused)
{
    (void)unused;
    assert_hash(truce_text_view("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    assert_hash(truce_text_view("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"),
                "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
    assert_hash(truce_text_view(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    assert_hash((struct truce_text){NULL, 0},
                "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

static void text_and_back(void **unused)
{
    struct truce_hash hash = truce_hash_of(truce_text_view("abc")), back = {{0}};
    char text[TRUCE_HASH_TEXT];
    (void)unused;
    truce_hash_format(&hash, text);
    assert_true(truce_hash_parse(truce_text_view(text), &back) && truce_hash_equal(&hash, &back));
    text[10] = 'A';
    assert_false(truce_hash_parse(truce_text_view(text), &back));
    text[63] = '\0';
    assert_false(truce_hash_parse(truce_text_view(text), &back));
    assert_true(truce_hash_equal(&hash, &back)); /* untouched */
}

/* FIPS 180-2, appendix B.3 */
static void a_million_bytes(void **unused)
{
    (void)unused;
    char *bytes = malloc(1000000);
    assert_non_null(bytes);
    memset(bytes, 'a', 1000000);
    assert_hash((struct truce_text){bytes, 1000000},
                "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
    free(bytes);
}

/* Bytes are bytes: zeros, and those with the high bit. */
static void every_byte(void **unused)
{
    (void)unused;
    char bytes[256];
    for (int i = 0; i < 256; i++)
        bytes[i] = (char)i;
    /* python3 -c 'import hashlib; print(hashlib.sha256(bytes(range(256))).hexdigest())' */
    assert_hash((struct truce_text){bytes, sizeof bytes},
                "40aff2e9d2d8922e47afd4648e6967497158785fbd1da870e7110266bf944880");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(known_answers),
        cmocka_unit_test(text_and_back),
        cmocka_unit_test(a_million_bytes),
        cmocka_unit_test(every_byte),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
