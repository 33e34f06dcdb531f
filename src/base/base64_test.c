/*
 * The vectors of RFC 4648 section 10, and texts that are almost base64.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/base64.h"

static void test_vectors(void **state)
{
    static const char *const pairs[][2] = {{"", ""},
                                           {"f", "Zg=="},
                                           {"fo", "Zm8="},
                                           {"foo", "Zm9v"},
                                           {"foob", "Zm9vYg=="},
                                           {"fooba", "Zm9vYmE="},
                                           {"foobar", "Zm9vYmFy"},
                                           {"\xfb\xff\xfe", "+//+"}};

    (void)state;
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        struct truce_buf out;
        unsigned char bytes[16];
        size_t n = 99;

        truce_buf_init(&out);
        truce_base64_write(&out, pairs[i][0], strlen(pairs[i][0]));
        assert_true(truce_text_is(truce_buf_view(&out), pairs[i][1]));
        truce_buf_fini(&out);
        assert_true(truce_base64_read(truce_text_view(pairs[i][1]), bytes, sizeof bytes, &n));
        assert_int_equal(n, strlen(pairs[i][0]));
        assert_memory_equal(bytes, pairs[i][0], n);
    }
}

static void test_refused(void **state)
{
    static const char *const bad[] = {"Zg",   "Zg=",    "Zh==",  "Zm9=",      "Zg==Zg==", "=",    "====",
                                      "Z===", "Zm9v\n", " Zg==", "Zm9v Zm9v", "Zm-_",     "Zm9vY"};
    unsigned char bytes[16];
    size_t n = 99;

    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        if (truce_base64_read(truce_text_view(bad[i]), bytes, sizeof bytes, &n))
            fail_msg("'%s' was read", bad[i]);
    assert_false(truce_base64_read(truce_text_view("Zm9v"), bytes, 2, &n)); /* does not fit */
    assert_int_equal(n, 99);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_vectors),
        cmocka_unit_test(test_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
