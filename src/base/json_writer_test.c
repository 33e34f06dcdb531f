/*
 * JSON text: commas, lines, escapes and numbers.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <locale.h>
#include <math.h>
#include <string.h>

#include "base/json_writer.h"

static void assert_number(double value, int decimals, const char *expected)
{
    struct truce_buf buf;
    struct truce_json_writer w;
    truce_buf_init(&buf);
    truce_json_writer_init(&w, &buf);
    truce_json_number(&w, value, decimals);
    assert_string_equal(buf.at, expected);
    truce_buf_fini(&buf);
}

static void structure(void **unused)
{
    (void)unused;
    struct truce_buf buf;
    struct truce_json_writer w;
    truce_buf_init(&buf);
    truce_json_writer_init(&w, &buf);
    truce_json_open_object(&w);
    truce_json_key(&w, "empty");
    truce_json_open_array(&w);
    truce_json_close_array(&w);
    truce_json_key(&w, "list");
    truce_json_open_array(&w);
    truce_json_integer(&w, INT64_MIN);
    truce_json_bool(&w, true);
    truce_json_null(&w);
    truce_json_string(&w, NULL);
    truce_json_close_array(&w);
    truce_json_key(&w, "line");
    truce_json_inline(&w);
    truce_json_open_array(&w);
    truce_json_open_object(&w);
    truce_json_key(&w, "a");
    truce_json_integer(&w, 1);
    truce_json_key(&w, "b");
    truce_json_integer(&w, 2);
    truce_json_close_object(&w);
    truce_json_integer(&w, 3);
    truce_json_close_array(&w);
    truce_json_key(&w, "after");
    truce_json_bool(&w, false);
    truce_json_close_object(&w);
    assert_string_equal(buf.at, "{\n"
                                "  \"empty\": [],\n"
                                "  \"list\": [\n"
                                "    -9223372036854775808,\n"
                                "    true,\n"
                                "    null,\n"
                                "    null\n"
                                "  ],\n"
                                "  \"line\": [{\"a\": 1, \"b\": 2}, 3],\n"
                                "  \"after\": false\n"
                                "}");
    truce_buf_fini(&buf);
}

static void texts_are_escaped(void **unused)
{
    (void)unused;
    struct truce_buf buf;
    struct truce_json_writer w;
    truce_buf_init(&buf);
    truce_json_writer_init(&w, &buf);
    truce_json_text(&w, (struct truce_text){"a\"\\\n\t\0\x1f\x7f\xc3\xa4\xff\xc3z", 13});
    assert_string_equal(buf.at, "\"a\\\"\\\\\\n\\t\\u0000\\u001f\\u007f\xc3\xa4\xef\xbf\xbd\xef\xbf\xbdz\"");
    truce_buf_fini(&buf);
}

static void numbers_have_the_named_decimals(void **unused)
{
    (void)unused;
    assert_number(1.25, 1, "1.2");
    assert_number(4302.06, 1, "4302.1");
    assert_number(-3.0, 2, "-3.00");
    assert_number(NAN, 2, "null");
    assert_number(-INFINITY, 2, "null");
}

/* -0.5 with no decimals is half a unit, and printf rounds it to "-0". */
static void zero_has_no_sign(void **unused)
{
    (void)unused;
    assert_number(-0.0, 3, "0.000");
    assert_number(-0.5, 0, "0");
    assert_number(-0.04, 1, "0.0");
    assert_number(-0.06, 1, "-0.1");
    assert_number(-10.0, 0, "-10");
}

static void the_locale_does_not_matter(void **unused)
{
    (void)unused;
    if (setlocale(LC_NUMERIC, "de_DE.UTF-8") == NULL) {
        print_message("de_DE.UTF-8 is not installed: nothing tested\n");
        skip();
    }
    assert_number(-0.25, 2, "-0.25");
    setlocale(LC_NUMERIC, "C");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(structure),
        cmocka_unit_test(texts_are_escaped),
        cmocka_unit_test(numbers_have_the_named_decimals),
        cmocka_unit_test(zero_has_no_sign),
        cmocka_unit_test(the_locale_does_not_matter),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
