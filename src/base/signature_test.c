/*
 * RFC 8032 section 7.1, tests 1 and 2: keys, signatures, and every changed bit refused.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/signature.h"

static void from_hex(const char *hex, unsigned char *out)
{
    static const char digits[] = "0123456789abcdef";
    for (size_t i = 0; hex[i] != '\0'; i++) {
        const char *at = strchr(digits, hex[i]);
        assert_non_null(at);
        out[i / 2] = (unsigned char)((i % 2 == 0 ? 0U : (unsigned)out[i / 2] << 4) | (unsigned)(at - digits));
    }
}

static void check(const char *seed_hex, const char *key_hex, struct truce_text message,
                  const char *signature_hex)
{
    unsigned char seed[32];
    unsigned char key[32];
    unsigned char made_key[32];
    unsigned char signature[64];
    unsigned char made[64];

    from_hex(seed_hex, seed);
    from_hex(key_hex, key);
    from_hex(signature_hex, signature);
    truce_signature_public(seed, made_key);
    assert_memory_equal(key, made_key, 32);
    truce_signature_sign(seed, message, made);
    assert_memory_equal(signature, made, 64);
    assert_true(truce_signature_verify(key, message, made));
    for (size_t bit = 0; bit < 512; bit++) {
        made[bit / 8] ^= (unsigned char)(1U << bit % 8);
        assert_false(truce_signature_verify(key, message, made));
        made[bit / 8] ^= (unsigned char)(1U << bit % 8);
    }
}

static void test_rfc_8032(void **state)
{
    (void)state;
    check("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
          "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", (struct truce_text){NULL, 0},
          "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46b"
          "d25bf5f0595bbe24655141438e7a100b");
    check("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
          "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", (struct truce_text){"\x72", 1},
          "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c"
          "387b2eaeb4302aeeb00d291612bb0c00");
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_rfc_8032)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
