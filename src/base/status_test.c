/*
 * Errors: what they hold, how they print, and that they may be made of one another.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "base/status.h"

static const char *format(const struct truce_err *err)
{
    static char line[1200]; /* one test at a time */
    truce_err_format(err, line, sizeof line);
    return line;
}

static void places_are_printed_as_far_as_known(void **unused)
{
    (void)unused;
    struct truce_err err;
    assert_int_equal(truce_fail(&err, TRUCE_ERR_RANGE, "%d is too %s", 7, "much"), TRUCE_ERR_RANGE);
    assert_int_equal(err.status, TRUCE_ERR_RANGE);
    assert_int_equal(err.at, -1);
    assert_string_equal(format(&err), "7 is too much");
    assert_int_equal(truce_fail_at(&err, TRUCE_ERR_SYNTAX, "a.json", 3, 14, "odd"), TRUCE_ERR_SYNTAX);
    assert_string_equal(format(&err), "a.json:3:14: odd");
    truce_fail_at(&err, TRUCE_ERR_SYNTAX, "a.json", 3, 0, "odd");
    assert_string_equal(format(&err), "a.json:3: odd");
    truce_fail_at(&err, TRUCE_ERR_SYNTAX, "a.json", 0, 0, "odd");
    assert_string_equal(format(&err), "a.json: odd");
    assert_int_equal(truce_fail_index(&err, TRUCE_ERR_SHAPE, 42, "odd"), TRUCE_ERR_SHAPE);
    assert_int_equal(err.at, 42);
    assert_string_equal(err.file, "");
}

static void no_error_is_wanted(void **unused)
{
    (void)unused;
    assert_int_equal(truce_fail(NULL, TRUCE_ERR_IO, "x"), TRUCE_ERR_IO);
    assert_int_equal(truce_fail_at(NULL, TRUCE_ERR_IO, "f", 1, 1, "x"), TRUCE_ERR_IO);
    assert_int_equal(truce_fail_index(NULL, TRUCE_ERR_IO, 1, "x"), TRUCE_ERR_IO);
    truce_err_set_file(NULL, "f");
}

static void a_file_is_added_once(void **unused)
{
    (void)unused;
    struct truce_err err;
    truce_fail(&err, TRUCE_ERR_IO, "x");
    truce_err_set_file(&err, NULL);
    truce_err_set_file(&err, "first");
    truce_err_set_file(&err, "second");
    assert_string_equal(format(&err), "first: x");
}

static void an_error_may_quote_itself(void **unused)
{
    (void)unused;
    struct truce_err err;
    truce_fail_at(&err, TRUCE_ERR_IO, "some/file", 1, 2, "inner");
    truce_fail_at(&err, TRUCE_ERR_SYNTAX, err.file, 9, 9, "outer (%s in %s)", err.text, err.file);
    assert_string_equal(format(&err), "some/file:9:9: outer (inner in some/file)");
}

static void long_and_hostile_text_stays_one_short_line(void **unused)
{
    (void)unused;
    struct truce_err err;
    char path[2000], small[8];
    memset(path, 'x', sizeof path - 1);
    path[sizeof path - 1] = '\0';
    memcpy(path + sizeof path - 5, "/end", 4);
    truce_fail_at(&err, TRUCE_ERR_IO, path, 1, 0, "a\nb\x1b[2J%s", path);
    assert_int_equal(strlen(err.file), sizeof err.file - 1);
    assert_string_equal(err.file + strlen(err.file) - 4, "/end");
    assert_int_equal(strlen(err.text), sizeof err.text - 1);
    assert_memory_equal(err.text, "a?b?[2J", 7);
    truce_fail(&err, TRUCE_ERR_IO, "abcdef\xc3\xa4");
    truce_err_format(&err, small, sizeof small); /* the last character does not fit and is not halved */
    assert_string_equal(small, "abcdef");
}

static void every_status_has_a_name_of_its_own(void **unused)
{
    (void)unused;
    for (int a = TRUCE_OK; a <= TRUCE_ERR_INTERNAL; a++)
        for (int b = a + 1; b <= TRUCE_ERR_INTERNAL; b++)
            assert_string_not_equal(truce_status_name((enum truce_status)a),
                                    truce_status_name((enum truce_status)b));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(places_are_printed_as_far_as_known),
        cmocka_unit_test(no_error_is_wanted),
        cmocka_unit_test(a_file_is_added_once),
        cmocka_unit_test(an_error_may_quote_itself),
        cmocka_unit_test(long_and_hostile_text_stays_one_short_line),
        cmocka_unit_test(every_status_has_a_name_of_its_own),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
