/*
 * The pull reader: grammar, places, limits, and numbers against strtod.
 */
#include "sources/reader_test.h"

#include <math.h>

#include "base/random.h"
#include "sources/json_reader.h"

static enum truce_status skip_all(const char *text, struct truce_err *err)
{
    struct truce_json_reader r;
    truce_json_reader_init(&r, truce_text_view(text), "f.json");
    enum truce_status status = truce_json_skip(&r, NULL, err);
    if (status == TRUCE_OK)
        status = truce_json_finish(&r, err);
    truce_json_reader_fini(&r);
    return status;
}

static void accepts_what_the_grammar_has(void **state)
{
    static const char *const good[] = {
        "0",
        "-0",
        "1e5",
        "1E+5",
        "-12.5e-3",
        "true",
        " false ",
        "null",
        "\"\"",
        "[]",
        "{}",
        "[ ]",
        "{ }",
        "[1,2,[3,{\"a\":[]}]]",
        "{\"a\":{\"b\":null},\"c\":[true,\"\\u00e4\\n\\/\"]}",
        "\"\xc3\xa4\"",
        "\xef\xbb\xbf[1]",
        "\"\\ud83d\\ude00\"",
        "\t\r\n[\n1 , 2\n]\n",
    };
    (void)state;
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        struct truce_err err;
        if (skip_all(good[i], &err) != TRUCE_OK)
            fail_msg("%s: %s", good[i], err.text);
    }
}

static void refuses_what_it_has_not(void **state)
{
    static const char *const bad[] = {
        "",
        " ",
        "[",
        "]",
        "{",
        "[1",
        "[1,",
        "[1,]",
        "[,1]",
        "[1 2]",
        "{\"a\"}",
        "{\"a\":}",
        "{\"a\":1,}",
        "{a:1}",
        "{1:2}",
        "01",
        "-",
        "+1",
        ".5",
        "1.",
        "1e",
        "1e+",
        "-a",
        "0x1",
        "NaN",
        "Infinity",
        "tru",
        "nul",
        "truex",
        "'a'",
        "\"",
        "\"a",
        "\"\\",
        "\"\\x\"",
        "\"\\u12\"",
        "\"\\u12g4\"",
        "\"\\ud800\"",
        "\"\\udc00\"",
        "\"\\ud800\\u0041\"",
        "\"a\nb\"",
        "\"\t\"",
        "\"\xff\"",
        "\"\xc3\"",
        "\"\xed\xa0\x80\"",
        "\"\xc0\x80\"",
        "1 2",
        "[1]]",
        "{}{}",
        "// c\n1",
        "[1}",
        "{\"a\":1]",
        "\xfe\xff",
        "<html>",
    };
    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct truce_err err;
        if (skip_all(bad[i], &err) != TRUCE_ERR_SYNTAX)
            fail_msg("accepted: %s", bad[i]);
        assert_true(err.line >= 1 && err.column >= 1);
        assert_string_equal(err.file, "f.json");
    }
}

static void tells_the_place(void **state)
{
    struct truce_err err;
    (void)state;
    assert_int_equal(skip_all("{\n \"a\": 1,\n \"b\" 2}", &err), TRUCE_ERR_SYNTAX);
    assert_error(&err, TRUCE_ERR_SYNTAX, 3, 6, "expected ':', found '2'");
    assert_int_equal(skip_all("[1,\n2", &err), TRUCE_ERR_SYNTAX);
    assert_error(&err, TRUCE_ERR_SYNTAX, 2, 2, "cut off");
    assert_int_equal(skip_all("\"abc\xff\"", &err), TRUCE_ERR_SYNTAX);
    assert_error(&err, TRUCE_ERR_SYNTAX, 1, 5, "0xFF");
}

static void has_a_depth_limit(void **state)
{
    char text[2 * (TRUCE_JSON_READ_DEPTH + 1) + 1];
    struct truce_err err;
    (void)state;
    for (int depth = TRUCE_JSON_READ_DEPTH; depth <= TRUCE_JSON_READ_DEPTH + 1; depth++) {
        memset(text, '[', (size_t)depth);
        memset(text + depth, ']', (size_t)depth);
        text[2 * depth] = '\0';
        assert_int_equal(skip_all(text, &err), depth > TRUCE_JSON_READ_DEPTH ? TRUCE_ERR_LIMIT : TRUCE_OK);
    }
    assert_error(&err, TRUCE_ERR_LIMIT, 1, TRUCE_JSON_READ_DEPTH + 1, "64 levels");
}

static void decodes_keys_and_strings(void **state)
{
    struct truce_json_reader r;
    struct truce_text text;
    struct truce_buf scratch;
    bool more;
    (void)state;
    truce_buf_init(&scratch);
    truce_json_reader_init(
        &r, truce_text_view("{\"\\u0061b\":\"x\\\"\\ud83d\\ude00\\u00e4\\t\",\"c\":\"plain\"}"), NULL);
    assert_int_equal(truce_json_enter_object(&r, NULL), TRUCE_OK);
    assert_int_equal(truce_json_next_key(&r, &text, &more, NULL), TRUCE_OK);
    assert_true(more && truce_text_is(text, "ab"));
    assert_int_equal(truce_json_read_text(&r, &scratch, &text, NULL), TRUCE_OK);
    assert_true(truce_text_is(text, "x\"\xf0\x9f\x98\x80\xc3\xa4\t"));
    assert_int_equal(truce_json_next_key(&r, &text, &more, NULL), TRUCE_OK);
    assert_true(more && truce_text_is(text, "c"));
    assert_int_equal(truce_json_read_text(&r, &scratch, &text, NULL), TRUCE_OK);
    assert_true(truce_text_is(text, "plain"));
    assert_int_equal(truce_json_next_key(&r, &text, &more, NULL), TRUCE_OK);
    assert_false(more);
    assert_int_equal(truce_json_finish(&r, NULL), TRUCE_OK);
    truce_json_reader_fini(&r);
    truce_buf_fini(&scratch);
}

static enum truce_status read_positions(const char *text, struct truce_positions *out, struct truce_err *err)
{
    struct truce_json_reader r;
    truce_json_reader_init(&r, truce_text_view(text), "f.json");
    enum truce_status status = truce_json_read_positions(&r, out, err);
    if (status == TRUCE_OK)
        status = truce_json_finish(&r, err);
    truce_json_reader_fini(&r);
    return status;
}

/* A number of up to 21 digits, as text.  The digits are drawn one by one: a printed double would never lie near the
 * middle between two doubles, where rounding goes wrong first. */
static void random_number(uint64_t item, double limit, char out[64])
{
    int places = (int)(20 * truce_random_uniform(7, 1, item));
    int n = snprintf(out, 64, "%s%d%s", truce_random_uniform(7, 2, item) < 0.5 ? "-" : "",
                     (int)(limit * truce_random_uniform(7, 3, item)), places > 0 ? "." : "");
    for (int i = 0; i < places; i++)
        out[n++] = (char)('0' + (int)(10 * truce_random_uniform(7, 4 + (uint32_t)i, item)));
    out[n] = '\0';
}

/* Every form of a number must be the double that the C library reads, in the fast path and in the slow one. */
static void numbers_are_exactly_rounded(void **state)
{
    static const char *const gaps[][3] = {{"", "", ""}, {" ", " ", " "}, {"\n  ", " ", "\t"}, {"", " ", ""}};
    struct truce_positions out = {NULL, 0, 0};
    struct truce_buf text;
    static double expect[2000];
    (void)state;
    truce_buf_init(&text);
    for (uint64_t round = 0; round < 40; round++) {
        const char *const *gap = gaps[round % 4];
        truce_buf_clear(&text);
        truce_buf_puts(&text, "[");
        for (size_t i = 0; i < 2000; i += 2) {
            char lon[64], lat[64];
            random_number(round * 2000 + i, 180, lon);
            random_number(round * 2000 + i + 1, 90, lat);
            expect[i] = strtod(lon, NULL);
            expect[i + 1] = strtod(lat, NULL);
            truce_buf_printf(&text, "%s[%s%s,%s%s%s]", i > 0 ? "," : "", gap[0], lon, gap[1], lat, gap[2]);
        }
        truce_buf_puts(&text, "]");
        struct truce_err err;
        if (read_positions(text.at, &out, &err) != TRUCE_OK)
            fail_msg("%s", err.text);
        assert_int_equal(out.n, 1000);
        for (size_t i = 0; i < out.n; i++)
            if (out.at[i].lon_deg != expect[2 * i] || out.at[i].lat_deg != expect[2 * i + 1])
                fail_msg("position %zu of round %d is %.17g %.17g", i, (int)round, out.at[i].lon_deg,
                         out.at[i].lat_deg);
    }
    truce_buf_fini(&text);
    free(out.at);
}

static void single_numbers(void **state)
{
    static const char *const texts[] = {
        "0.1",
        "-0",
        "123456789012345678",
        "9007199254740993",
        "9007199254740992.5",
        "0.3000000000000000166",
        "1234567890123456789",
        "12345678901234567890",
        "0.00000000000000000000000123",
        "1e22",
        "1e23",
        "4.9e-324",
        "1.7976931348623157e308",
        "179.99999999999999999",
        "0.000000000000000000012345678901234567",
        "5e-1",
        "9007199254740993.0",
        "0.1000000000000000055",
    };
    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        struct truce_json_reader r;
        double value = NAN;
        truce_json_reader_init(&r, truce_text_view(texts[i]), NULL);
        assert_int_equal(truce_json_read_number(&r, &value, NULL), TRUCE_OK);
        if (value != strtod(texts[i], NULL))
            fail_msg("%s is read as %.17g", texts[i], value);
        truce_json_reader_fini(&r);
    }
}

static void refuses_numbers_too_large(void **state)
{
    struct truce_json_reader r;
    struct truce_err err;
    char digits[600];
    double value = 7;
    (void)state;
    truce_json_reader_init(&r, truce_text_view(" 1e999"), NULL);
    assert_int_equal(truce_json_read_number(&r, &value, &err), TRUCE_ERR_RANGE);
    assert_error(&err, TRUCE_ERR_RANGE, 1, 2, "1e999");
    memset(digits, '1', sizeof digits - 1);
    digits[sizeof digits - 1] = '\0';
    truce_json_reader_init(&r, truce_text_view(digits), NULL);
    assert_int_equal(truce_json_read_number(&r, &value, &err), TRUCE_ERR_LIMIT);
    assert_true(value == 7);
}

static void checks_positions(void **state)
{
    static const struct {
        const char *text;
        enum truce_status status;
        uint32_t column;
        const char *words;
    } bad[] = {
        {"[[37.1,48.2],[48.2,137.1]]", TRUCE_ERR_RANGE, 14,
         "48.2, 137.1 is outside of longitude -180..180, latitude "
         "-90..90; are lon and lat swapped?"},
        {"[[4187000.5,6120000.5]]", TRUCE_ERR_RANGE, 2, "metres of a projection?"},
        {"[[-180.5,10.5]]", TRUCE_ERR_RANGE, 2, "-180.5, 10.5 is outside"},
        {"[[37.1]]", TRUCE_ERR_SYNTAX, 2, "1 numbers; two are the least"},
        {"[[37.1,\"48\"]]", TRUCE_ERR_SYNTAX, 8, "expected a number"},
        {"[[37.1,null]]", TRUCE_ERR_SYNTAX, 8, "expected a number"},
        {"[37.1,48.2]", TRUCE_ERR_SYNTAX, 2, "expected an array"},
        {"[[037.1,48.2]]", TRUCE_ERR_SYNTAX, 4, "leading zero"},
        {"[[37.1,48.2]", TRUCE_ERR_SYNTAX, 13, "cut off"},
    };
    struct truce_positions out = {NULL, 0, 0};
    char padded[256];
    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        for (int pad = 0; pad < 2; pad++) { /* with bytes behind it the fast path is taken */
            struct truce_err err;
            snprintf(padded, sizeof padded, "%s%*s", bad[i].text, pad * 100, "");
            assert_int_equal(read_positions(padded, &out, &err), bad[i].status);
            if (strstr(bad[i].words, "cut") == NULL || pad == 0)
                assert_error(&err, bad[i].status, 1, bad[i].column, bad[i].words);
        }
    free(out.at);
}

static void drops_heights(void **state)
{
    struct truce_positions out = {NULL, 0, 0};
    (void)state;
    assert_int_equal(read_positions("[[37.25,48.5,112.5],[37.5,48.5,1,2,3],[1,2]]", &out, NULL), TRUCE_OK);
    assert_int_equal(out.n, 3);
    assert_true(out.at[0].lon_deg == 37.25 && out.at[1].lat_deg == 48.5 && out.at[2].lon_deg == 1);
    assert_int_equal(read_positions("[]", &out, NULL), TRUCE_OK);
    assert_int_equal(out.n, 0);
    free(out.at);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(accepts_what_the_grammar_has),
        cmocka_unit_test(refuses_what_it_has_not),
        cmocka_unit_test(tells_the_place),
        cmocka_unit_test(has_a_depth_limit),
        cmocka_unit_test(decodes_keys_and_strings),
        cmocka_unit_test(numbers_are_exactly_rounded),
        cmocka_unit_test(single_numbers),
        cmocka_unit_test(refuses_numbers_too_large),
        cmocka_unit_test(checks_positions),
        cmocka_unit_test(drops_heights),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
