/*
 * Growable bytes and arrays, and what happens when memory does not suffice.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"

static void text_is_always_terminated(void **unused)
{
    (void)unused;
    struct truce_buf buf;
    truce_buf_init(&buf);
    assert_null(buf.at);
    truce_buf_add(&buf, NULL, 0);
    assert_string_equal(buf.at, "");
    truce_buf_puts(&buf, "a");
    truce_buf_putc(&buf, 'b');
    truce_buf_printf(&buf, "%d-%s", 12, "c");
    assert_string_equal(buf.at, "ab12-c");
    assert_int_equal(buf.len, 6);
    truce_buf_add(&buf, "\0z", 2);
    assert_int_equal(truce_buf_view(&buf).len, 8);
    assert_memory_equal(buf.at, "ab12-c\0z", 9);
    truce_buf_clear(&buf);
    assert_string_equal(buf.at, "");
    assert_int_equal(truce_buf_check(&buf, NULL), TRUCE_OK);
    truce_buf_fini(&buf);
    assert_null(buf.at);
}

static void grows_byte_by_byte(void **unused)
{
    (void)unused;
    struct truce_buf buf;
    truce_buf_init(&buf);
    for (size_t i = 0; i < 100000; i++)
        truce_buf_putc(&buf, (char)('a' + i % 26));
    assert_int_equal(buf.len, 100000);
    assert_int_equal(strlen(buf.at), 100000);
    for (size_t i = 0; i < buf.len; i++)
        assert_int_equal(buf.at[i], 'a' + i % 26);
    truce_buf_fini(&buf);
}

static void a_failure_is_remembered(void **unused)
{
    (void)unused;
    struct truce_buf buf;
    struct truce_err err;
    truce_buf_init(&buf);
    truce_buf_puts(&buf, "kept");
    truce_buf_add(&buf, "", SIZE_MAX / 2); /* cannot be had; the bytes are not touched */
    truce_buf_puts(&buf, "dropped");
    assert_string_equal(buf.at, "kept");
    assert_int_equal(truce_buf_check(&buf, &err), TRUCE_ERR_MEMORY);
    truce_buf_clear(&buf);
    assert_int_equal(truce_buf_check(&buf, &err), TRUCE_OK);
    truce_buf_fini(&buf);
}

static void arrays_grow_by_half_and_refuse_nonsense(void **unused)
{
    (void)unused;
    void *at = NULL;
    size_t size = 0;
    assert_int_equal(truce_grow(&at, &size, 1, sizeof(double), NULL), TRUCE_OK);
    assert_int_equal(size, 16);
    ((double *)at)[15] = 1.5;
    assert_int_equal(truce_grow(&at, &size, 17, sizeof(double), NULL), TRUCE_OK);
    assert_int_equal(size, 24);
    assert_true(((double *)at)[15] == 1.5);
    void *before = at;
    assert_int_equal(truce_grow(&at, &size, SIZE_MAX / 4, sizeof(double), NULL), TRUCE_ERR_MEMORY);
    assert_ptr_equal(at, before);
    assert_int_equal(size, 24);
    free(at);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(text_is_always_terminated),
        cmocka_unit_test(grows_byte_by_byte),
        cmocka_unit_test(a_failure_is_remembered),
        cmocka_unit_test(arrays_grow_by_half_and_refuse_nonsense),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
