/*
 * CSV: what is read as what, and for each thing that is refused its place and a word of why.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "sources/csv.h"

#define BYTES(s) ((struct truce_text){(s), sizeof(s) - 1})

static void assert_field(const struct truce_csv *csv, const char *column, const char *expected)
{
    struct truce_text field = truce_csv_field(csv, truce_csv_column(csv, column));
    if (!truce_text_is(field, expected))
        fail_msg("column %s is \"%.*s\", not \"%s\"", column, TRUCE_TEXT(field), expected);
}

static void next_row(struct truce_csv *csv)
{
    struct truce_err err;
    bool more = false;
    assert_int_equal(truce_csv_next(csv, &more, &err), TRUCE_OK);
    assert_true(more);
}

static void assert_end(struct truce_csv *csv)
{
    struct truce_err err;
    bool more = true;
    assert_int_equal(truce_csv_next(csv, &more, &err), TRUCE_OK);
    assert_false(more);
}

static void reads_quotes_line_ends_and_blanks(void **state)
{
    (void)state;
    struct truce_csv csv;
    struct truce_err err;
    struct truce_text bytes = BYTES("\xEF\xBB\xBF"
                                    "Name, lat ,\"l\"\"on\"\r\n"
                                    "\"a, \"\"b\"\"\nc\",1, 2 \r\n"
                                    "\r\n"
                                    "O\"Brien,\"\",\"\"\"\"");
    assert_int_equal(truce_csv_open(&csv, bytes, "t.csv", &err), TRUCE_OK);
    assert_int_equal(csv.delimiter, ',');
    assert_int_equal(csv.n_columns, 3);
    assert_int_equal(truce_csv_column(&csv, "nope"), -1);
    next_row(&csv);
    assert_int_equal(csv.row_line, 2);
    assert_field(&csv, "name", "a, \"b\"\nc");
    assert_field(&csv, "LAT", "1");
    assert_field(&csv, "l\"on", "2");
    assert_int_equal(csv.cells[1].line, 3); /* behind the line end inside of quotes */
    assert_int_equal(csv.cells[1].column, 4);
    next_row(&csv);
    assert_int_equal(csv.row_line, 5);
    assert_field(&csv, "name", "O\"Brien");
    assert_field(&csv, "lat", "");
    assert_field(&csv, "l\"on", "\"");
    assert_end(&csv);
    assert_int_equal(truce_csv_field(&csv, -1).len, 0);
    truce_csv_close(&csv);
}

static void finds_the_delimiter(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        char delimiter;
        size_t n;
    } cases[] = {{"a,b;c,d\n", ',', 3}, {"a;b;c\n", ';', 3},       {"a\tb\tc\n", '\t', 3},
                 {"a\n", ',', 1},       {"\"a,b,c\";d\n", ';', 2}, {"\"x\ny,z\"\tb\n", '\t', 2}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct truce_csv csv;
        struct truce_err err;
        assert_int_equal(truce_csv_open(&csv, truce_text_view(cases[i].text), "t.csv", &err), TRUCE_OK);
        assert_int_equal(csv.delimiter, cases[i].delimiter);
        assert_int_equal(csv.n_columns, cases[i].n);
        assert_end(&csv);
        truce_csv_close(&csv);
    }
}

struct refusal {
    struct truce_text bytes;
    enum truce_status status;
    uint32_t line, column;
    const char *says;
};

#define REFUSAL(s, status, line, column, says)                                                               \
    {                                                                                                        \
        {(s), sizeof(s) - 1}, status, line, column, says                                                     \
    }

/* Opens and reads to the end or to the first fault. */
static enum truce_status read_all(struct truce_text bytes, struct truce_err *err)
{
    struct truce_csv csv;
    bool more = true;
    enum truce_status status = truce_csv_open(&csv, bytes, "t.csv", err);
    if (status != TRUCE_OK)
        return status;
    while (status == TRUCE_OK && more)
        status = truce_csv_next(&csv, &more, err);
    truce_csv_close(&csv);
    return status;
}

static void refuses_with_the_place(void **state)
{
    (void)state;
    static const struct refusal refusals[] = {
        REFUSAL("", TRUCE_ERR_SYNTAX, 1, 1, "empty"),
        REFUSAL("\n\r\n", TRUCE_ERR_SYNTAX, 1, 1, "empty"),
        REFUSAL(",,\n", TRUCE_ERR_SYNTAX, 1, 1, "no column names"),
        REFUSAL("a,b\n1,2\n1\n", TRUCE_ERR_SYNTAX, 3, 1, "1 field, but the header has 2 columns"),
        REFUSAL("a,b\n1,2,3\n", TRUCE_ERR_SYNTAX, 2, 5, "more fields than the 2 columns"),
        REFUSAL("lat,Lat\n", TRUCE_ERR_SYNTAX, 1, 5, "named twice; the first is column 1"),
        REFUSAL("a,b\n1,\"2\n3,4\n", TRUCE_ERR_SYNTAX, 2, 3, "not closed"),
        REFUSAL("a,b\n\"1\"x,2\n", TRUCE_ERR_SYNTAX, 2, 4, "follows the closing quote"),
        REFUSAL("a,b\n1,2\rx,4\n", TRUCE_ERR_SYNTAX, 2, 4, "carriage return"),
        REFUSAL("a,b\n1,\0\n", TRUCE_ERR_SYNTAX, 2, 3, "NUL"),
        REFUSAL("a,b\n1,\"\0\"\n", TRUCE_ERR_SYNTAX, 2, 4, "NUL"),
        REFUSAL("a,b\n\"x\ny\xFF\",2\n", TRUCE_ERR_SYNTAX, 3, 2, "0xFF is not UTF-8"),
        REFUSAL("a\xE2\x82,b\n", TRUCE_ERR_SYNTAX, 1, 2, "not UTF-8"),
        REFUSAL("\xFF\xFE"
                "a\0",
                TRUCE_ERR_SYNTAX, 1, 1, "UTF-16"),
    };
    for (size_t i = 0; i < sizeof refusals / sizeof *refusals; i++) {
        struct truce_err err = {.status = TRUCE_OK};
        enum truce_status status = read_all(refusals[i].bytes, &err);
        if (status != refusals[i].status || err.line != refusals[i].line ||
            err.column != refusals[i].column || strstr(err.text, refusals[i].says) == NULL)
            fail_msg("input %zu: status %d at %u:%u, \"%s\"", i, status, err.line, err.column, err.text);
        assert_string_equal(err.file, "t.csv");
    }
}

/* rows of 1 MiB and more, quoted and not, one quote left open in a large file */
static void rows_are_limited(void **state)
{
    (void)state;
    size_t size = 3 * TRUCE_CSV_ROW_MAX;
    char *bytes = malloc(size);
    struct truce_err err;

    assert_non_null(bytes);
    memset(bytes, 'x', size);
    memcpy(bytes, "a,b\n1,", 6);
    assert_int_equal(read_all((struct truce_text){bytes, size}, &err), TRUCE_ERR_LIMIT);
    assert_int_equal(err.line, 2);
    bytes[6] = '"';
    assert_int_equal(read_all((struct truce_text){bytes, size}, &err), TRUCE_ERR_LIMIT);
    assert_int_equal(err.line, 2);
    assert_int_equal(err.column, 3);
    assert_non_null(strstr(err.text, "is this quote not closed?"));
    assert_int_equal(read_all((struct truce_text){bytes + 6, size - 6}, &err), TRUCE_ERR_LIMIT);
    /* the largest row that may be: all of it in doubled quotes */
    size_t row = TRUCE_CSV_ROW_MAX;
    memcpy(bytes, "a\n", 2);
    memset(bytes + 2, '"', row);
    assert_int_equal(read_all((struct truce_text){bytes, 2 + row}, &err), TRUCE_OK);
    memset(bytes, ',', size);
    bytes[0] = 'a';
    assert_int_equal(read_all((struct truce_text){bytes, size}, &err), TRUCE_ERR_LIMIT);
    assert_non_null(strstr(err.text, "columns"));
    free(bytes);
}

static void reads_the_real_places(void **state)
{
    (void)state;
    const char *path = TRUCE_SOURCE_DIR "/../shared/data/ukraine/places/ua_settlements_with_regions.csv";
    struct truce_buf bytes;
    struct truce_csv csv;
    struct truce_err err;
    bool more = true;
    size_t n = 0;

    if (!truce_file_exists(path)) {
        print_message("skipped: %s is not there\n", path);
        skip();
    }
    truce_buf_init(&bytes);
    assert_int_equal(truce_file_read(path, TRUCE_FILE_MAX, &bytes, &err), TRUCE_OK);
    assert_int_equal(truce_csv_open(&csv, truce_buf_view(&bytes), path, &err), TRUCE_OK);
    assert_int_equal(csv.n_columns, 10);
    assert_int_equal(truce_csv_column(&csv, "region:name"), 8);
    while (truce_csv_next(&csv, &more, &err) == TRUCE_OK && more)
        n++;
    assert_int_equal(n, 30669);
    assert_false(more);
    truce_csv_close(&csv);
    truce_buf_fini(&bytes);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_quotes_line_ends_and_blanks),
        cmocka_unit_test(finds_the_delimiter),
        cmocka_unit_test(refuses_with_the_place),
        cmocka_unit_test(rows_are_limited),
        cmocka_unit_test(reads_the_real_places),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
