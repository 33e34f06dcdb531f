/*
 * Borrowed text: numbers, UTF-8, and what is safe to print.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/random.h"
#include "base/text.h"

static struct truce_text view(const char *text)
{
    return truce_text_view(text);
}

static void comparing_and_trimming(void **unused)
{
    (void)unused;
    assert_true(truce_text_is(view("a"), "a"));
    assert_false(truce_text_is(view("a"), "ab"));
    assert_true(truce_text_equal((struct truce_text){NULL, 0}, view("")));
    assert_true(truce_text_equal_nocase(view("KyIV\xc3\xa4"), view("kYiv\xc3\xa4")));
    assert_false(truce_text_equal_nocase(view("\xc3\x84"), view("\xc3\xa4"))); /* ASCII only */
    assert_false(truce_text_equal_nocase(view("@"), view("`")));
    assert_true(truce_text_is(truce_text_trim(view(" \t\r\n a b \f\v")), "a b"));
    assert_int_equal(truce_text_trim(view(" \n ")).len, 0);
    assert_int_equal(truce_text_view(NULL).len, 0);
}

static void decimal_numbers(void **unused)
{
    (void)unused;
    static const char *const good[] = {"0",
                                       "-0",
                                       "1",
                                       "-1.5",
                                       "+2",
                                       ".5",
                                       "5.",
                                       "2e-3",
                                       "2E+3",
                                       "1e22",
                                       "1e23",
                                       "123456789012345678",
                                       "0.1",
                                       "37.617299999999999",
                                       "30.523400000000003",
                                       "9007199254740993",
                                       "4.9e-324",
                                       "1e-400",
                                       "1.7976931348623157e308",
                                       "0.000000000000001",
                                       "99999999999999.9"};
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
        double got = NAN, expected = strtod(good[i], NULL); /* the oracle: glibc rounds exactly */
        if (!truce_text_to_double(view(good[i]), &got) || got != expected ||
            signbit(got) != signbit(expected))
            fail_msg("%s was read as %.17g", good[i], got);
    }
}

static void what_is_no_number(void **unused)
{
    (void)unused;
    static const char *const bad[] = {"",         " ",     "-",     "+",    ".",     "e5",    "1e",
                                      "1e+",      "1 ",    " 1",    "0x10", "inf",   "nan",   "-inf",
                                      "1,5",      "1.2.3", "--1",   "1-",   "1e5.0", "1e400", "-1e400",
                                      "infinity", "1_000", "1'000", "1f"};
    double value = 7;
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        if (truce_text_to_double(view(bad[i]), &value))
            fail_msg("\"%s\" was read as %.17g", bad[i], value);
    assert_true(value == 7);
    assert_false(truce_text_to_double((struct truce_text){"1\0", 2}, &value));
    char digits[513];
    memset(digits, '1', sizeof digits);
    assert_false(truce_text_to_double((struct truce_text){digits, 513}, &value));
    memset(digits, '0', 512);
    assert_true(truce_text_to_double((struct truce_text){digits, 512}, &value));
    assert_true(value == 0);
    /* only the view counts, not what stands behind it */
    assert_true(truce_text_to_double((struct truce_text){"123", 2}, &value));
    assert_true(value == 12);
}

/* The short cut for few digits must round as strtod does. */
static void short_numbers_agree_with_strtod(void **unused)
{
    (void)unused;
    for (uint64_t i = 0; i < 200000; i++) {
        char text[40];
        double got = NAN;
        int places = (int)(truce_random_uniform(1, 1, i) * 17);
        snprintf(text, sizeof text, "%.*f", places, (truce_random_uniform(1, 2, i) - 0.5) * 360);
        double expected = strtod(text, NULL);
        if (!truce_text_to_double(view(text), &got) || got != expected)
            fail_msg("%s was read as %.17g", text, got);
    }
}

static void utf8_by_rfc_3629(void **unused)
{
    (void)unused;
    static const char *const good[] = {"",
                                       "abc",
                                       "\xc2\x80",
                                       "\xdf\xbf",
                                       "\xe0\xa0\x80",
                                       "\xed\x9f\xbf",
                                       "\xee\x80\x80",
                                       "\xef\xbf\xbf",
                                       "\xf0\x90\x80\x80",
                                       "\xf4\x8f\xbf\xbf"};
    static const char *const bad[] = {"\x80",
                                      "\xbf",
                                      "\xc0\x80",
                                      "\xc1\xbf",
                                      "\xc2",
                                      "\xc2z",
                                      "\xe0\x9f\xbf",
                                      "\xed\xa0\x80",
                                      "\xe2\x82",
                                      "\xf0\x8f\xbf\xbf",
                                      "\xf4\x90\x80\x80",
                                      "\xf5\x80\x80\x80",
                                      "\xff",
                                      "\xf0\x90\x80"};
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++)
        assert_int_equal(truce_text_valid_utf8(view(good[i])), strlen(good[i]));
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        char text[16];
        snprintf(text, sizeof text, "ab%s", bad[i]);
        assert_int_equal(truce_text_valid_utf8(view(text)), 2);
    }
}

static void assert_mended(const char *text, const char *expected)
{
    char buffer[32];
    snprintf(buffer, sizeof buffer, "%s", text);
    truce_text_mend(buffer, sizeof buffer);
    assert_string_equal(buffer, expected);
}

static void texts_are_made_safe_to_print(void **unused)
{
    (void)unused;
    assert_mended("a\nb\tc\x1b[0m\x7f", "a?b?c?[0m?");
    assert_mended("\xd0\x9a\xd0\xb8", "\xd0\x9a\xd0\xb8");
    assert_mended("a\xffz", "a?z");
    assert_mended("a\xe2\x82", "a"); /* cut by the end: dropped */
    assert_mended("a\xf0\x90\x80", "a");
    assert_mended("a\xc2\x9b"
                  "2Jb",
                  "a??2Jb"); /* U+009B is CSI: some terminals obey it */
    assert_mended("\xc2\xa0", "\xc2\xa0");
}

/* A bad byte among the last three once took the good ones behind it along. */
static void a_bad_byte_near_the_end_takes_nothing_along(void **unused)
{
    (void)unused;
    assert_mended("a\xffzz", "a?zz");
    assert_mended("a\xc3(", "a?(");
    assert_mended("a\xe2(", "a?(");
    assert_mended("a\xf5", "a?");
    assert_mended("a\xc3\xa4\xff", "a\xc3\xa4?");
}

static void distances(void **unused)
{
    (void)unused;
    assert_int_equal(truce_text_distance(view(""), view("")), 0);
    assert_int_equal(truce_text_distance(view(""), view("abc")), 3);
    assert_int_equal(truce_text_distance(view("kitten"), view("sitting")), 3);
    assert_int_equal(truce_text_distance(view("VERIFY"), view("verify")), 0);
    assert_int_equal(truce_text_distance(view("vreify"), view("verify")), 1); /* two letters swapped */
    assert_int_equal(truce_text_distance(view("sitting"), view("kitten")), 3);
    char long_word[70];
    memset(long_word, 'a', sizeof long_word);
    assert_int_equal(truce_text_distance((struct truce_text){long_word, 70}, view("a")), 70);
    assert_int_equal(
        truce_text_distance((struct truce_text){long_word, 64}, (struct truce_text){long_word, 64}), 0);
}

static void the_nearest_name(void **unused)
{
    (void)unused;
    static const char *const names[] = {"verify", "series", "fetch", "demo"};
    assert_string_equal(truce_text_nearest(view("verfiy"), names, 4), "verify");
    assert_string_equal(truce_text_nearest(view("fetsh"), names, 4), "fetch");
    assert_null(truce_text_nearest(view("xxxxxxxx"), names, 4));
    assert_null(truce_text_nearest(view("a"), names, 0));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(comparing_and_trimming),
        cmocka_unit_test(decimal_numbers),
        cmocka_unit_test(what_is_no_number),
        cmocka_unit_test(short_numbers_agree_with_strtod),
        cmocka_unit_test(utf8_by_rfc_3629),
        cmocka_unit_test(texts_are_made_safe_to_print),
        cmocka_unit_test(a_bad_byte_near_the_end_takes_nothing_along),
        cmocka_unit_test(distances),
        cmocka_unit_test(the_nearest_name),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
