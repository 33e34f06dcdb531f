/*
 * Strict YAML: what is read, and for each thing that is refused its place and a word of why.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/yaml_value.h"

#define BYTES(s) ((struct truce_text){(s), sizeof(s) - 1})

struct parsed {
    struct truce_arena arena;
    struct truce_yaml doc;
    struct truce_err err;
    enum truce_status status;
};

static struct parsed parse(struct truce_text bytes)
{
    struct parsed p = {.status = TRUCE_OK};
    truce_arena_init(&p.arena, (size_t)256 << 20);
    p.status = truce_yaml_parse(bytes, "t.yaml", &p.arena, &p.doc, &p.err);
    return p;
}

static void reads_a_tree_of_text(void **state)
{
    (void)state;
    struct parsed p =
        parse(BYTES("country: NO\nn: 014\nday: 2025-12-28\nlist: [a, 'b c', \"d\\u00e9\"]\nm:\n  k: v\n"));
    assert_int_equal(p.status, TRUCE_OK);
    const struct truce_yaml_node *root = p.doc.root;
    assert_int_equal(root->kind, TRUCE_YAML_MAPPING);
    assert_int_equal(root->n, 5);
    assert_string_equal(truce_yaml_get(root, "country")->text.at, "NO");
    assert_string_equal(truce_yaml_get(root, "n")->text.at, "014");
    assert_string_equal(truce_yaml_get(root, "day")->text.at, "2025-12-28");
    const struct truce_yaml_node *list = truce_yaml_get(root, "list");
    assert_int_equal(list->n, 3);
    assert_string_equal(list->first->next->text.at, "b c");
    assert_true(list->first->next->quoted);
    assert_string_equal(list->first->next->next->text.at, "d\xC3\xA9");
    assert_string_equal(truce_yaml_get(truce_yaml_get(root, "m"), "k")->text.at, "v");
    assert_null(truce_yaml_get(root, "absent"));
    truce_arena_fini(&p.arena);
}

static void columns_are_bytes(void **state)
{
    (void)state;
    /* two letters of two bytes each stand before the value, and a third key follows on the same line */
    struct parsed p = parse(BYTES("x: 1\n{\xD0\x96\xD0\x96: \xD1\x8F, b: 2}\n"));
    assert_int_equal(p.status, TRUCE_ERR_SYNTAX);
    truce_arena_fini(&p.arena);
    p = parse(BYTES("{\xD0\x96\xD0\x96: \xD1\x8F, b: 2}\n"));
    assert_int_equal(p.status, TRUCE_OK);
    const struct truce_yaml_node *b = truce_yaml_get(p.doc.root, "b");
    assert_int_equal(p.doc.root->first->column, 8);
    assert_int_equal(b->key->column, 12);
    assert_int_equal(b->column, 15);
    truce_arena_fini(&p.arena);
}

static void accepts_crlf_and_a_byte_order_mark(void **state)
{
    (void)state;
    struct parsed p = parse(BYTES("\xEF\xBB\xBF"
                                  "a: 1\r\nb: 2\r\n"));
    assert_int_equal(p.status, TRUCE_OK);
    const struct truce_yaml_node *b = truce_yaml_get(p.doc.root, "b");
    assert_string_equal(b->text.at, "2");
    assert_int_equal(b->line, 2);
    assert_int_equal(b->column, 4);
    truce_arena_fini(&p.arena);
}

static void tells_missing_from_empty(void **state)
{
    (void)state;
    struct parsed p = parse(BYTES("a:\nb: ''\n"));
    assert_int_equal(p.status, TRUCE_OK);
    assert_true(truce_yaml_is_blank(truce_yaml_get(p.doc.root, "a")));
    assert_false(truce_yaml_is_blank(truce_yaml_get(p.doc.root, "b")));
    truce_arena_fini(&p.arena);
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

static void refuses_with_the_place(void **state)
{
    (void)state;
    static const struct refusal refusals[] = {
        REFUSAL("", TRUCE_ERR_SYNTAX, 1, 1, "empty"),
        REFUSAL("# only a remark\n", TRUCE_ERR_SYNTAX, 1, 1, "empty"),
        REFUSAL("a: 1\nb: 2\na: 3\n", TRUCE_ERR_SYNTAX, 3, 1, "\"a\" is written twice; the first is at 1:1"),
        REFUSAL("x:\n  k: 1\n  'k': 2\n", TRUCE_ERR_SYNTAX, 3, 3, "the first is at 2:3"),
        REFUSAL("a: &here 1\n", TRUCE_ERR_SYNTAX, 1, 4, "anchor"),
        REFUSAL("a: *here\n", TRUCE_ERR_SYNTAX, 1, 4, "alias"),
        REFUSAL("a: !!str 1\n", TRUCE_ERR_SYNTAX, 1, 4, "tag"),
        REFUSAL("a: ! 1\n", TRUCE_ERR_SYNTAX, 1, 4, "tag"),
        REFUSAL("a:\n  <<: {b: 1}\n", TRUCE_ERR_SYNTAX, 2, 3, "merge key"),
        REFUSAL("a: 1\n---\nb: 2\n", TRUCE_ERR_SYNTAX, 2, 1, "second document"),
        REFUSAL("%YAML 1.1\n---\na: 1\n", TRUCE_ERR_SYNTAX, 1, 1, "directives"),
        REFUSAL("[a, b]: 1\n", TRUCE_ERR_SYNTAX, 1, 1, "a list as a key"),
        REFUSAL("?\n: 1\n", TRUCE_ERR_SYNTAX, 1, 2, "without a name"),
        REFUSAL("a:\n\tb: 1\n", TRUCE_ERR_SYNTAX, 2, 1, "a tab; indent with blanks"),
        REFUSAL("a: [1, 2\nb: 3\n", TRUCE_ERR_SYNTAX, 2, 2, "not valid YAML"),
        REFUSAL("a: 'open\n", TRUCE_ERR_SYNTAX, 2, 1, "not valid YAML"),
        REFUSAL("a: 1\nb: \0\n", TRUCE_ERR_SYNTAX, 2, 4, "NUL"),
        REFUSAL("a: \"x\\0y\"\n", TRUCE_ERR_SYNTAX, 1, 4, "escape"),
        REFUSAL("a: \"\\uFFFE\"\n", TRUCE_ERR_SYNTAX, 1, 4, "escape"),
        REFUSAL("a: \x1B[1m\n", TRUCE_ERR_SYNTAX, 1, 4, "control"),
        REFUSAL("a: \xFF\n", TRUCE_ERR_SYNTAX, 1, 4, "0xFF is not UTF-8"),
        REFUSAL("a: \xC0\xAF\n", TRUCE_ERR_SYNTAX, 1, 4, "not UTF-8"),
        REFUSAL("\xFF\xFE"
                "a\0",
                TRUCE_ERR_SYNTAX, 1, 1, "UTF-16"),
        REFUSAL("a: \xEF\xBB\xBF"
                "1\n",
                TRUCE_ERR_SYNTAX, 1, 4, "byte order mark"),
        REFUSAL("a: 1\xE2\x80\xA8"
                "b: 2\n",
                TRUCE_ERR_SYNTAX, 1, 5, "line separator"),
        REFUSAL("a: 1\rb: 2\n", TRUCE_ERR_SYNTAX, 1, 5, "carriage return"),
    };

    for (size_t i = 0; i < sizeof refusals / sizeof *refusals; i++) {
        struct parsed p = parse(refusals[i].bytes);
        if (p.status != refusals[i].status || p.err.line != refusals[i].line ||
            p.err.column != refusals[i].column || strstr(p.err.text, refusals[i].says) == NULL)
            fail_msg("input %zu: got status %d at %u:%u, \"%s\"; wanted %d at %u:%u with \"%s\"", i, p.status,
                     p.err.line, p.err.column, p.err.text, refusals[i].status, refusals[i].line,
                     refusals[i].column, refusals[i].says);
        assert_string_equal(p.err.file, "t.yaml");
        truce_arena_fini(&p.arena);
    }
}

/* `n` times a piece of text between a head and a tail */
static struct parsed parse_many(const char *head, const char *piece, size_t n, const char *tail)
{
    struct truce_buf buf;
    truce_buf_init(&buf);
    truce_buf_puts(&buf, head);
    for (size_t i = 0; i < n; i++)
        truce_buf_puts(&buf, piece);
    truce_buf_puts(&buf, tail);
    struct parsed p = parse(truce_buf_view(&buf));
    truce_buf_fini(&buf);
    return p;
}

static void depth_is_limited(void **state)
{
    (void)state;
    struct parsed p = parse_many("", "[", 64, "x");
    assert_int_equal(p.status, TRUCE_ERR_SYNTAX); /* deep enough, but not closed */
    truce_arena_fini(&p.arena);
    p = parse_many("", "[", 65, "x");
    assert_int_equal(p.status, TRUCE_ERR_LIMIT);
    truce_arena_fini(&p.arena);
    p = parse_many("", "- ", 5000, "x\n");
    assert_int_equal(p.status, TRUCE_ERR_LIMIT);
    truce_arena_fini(&p.arena);
}

static void sizes_are_limited(void **state)
{
    (void)state;
    struct parsed p = parse_many("a: ", "0123456789abcdef", 4096, "\n");
    assert_int_equal(p.status, TRUCE_OK);
    truce_arena_fini(&p.arena);
    p = parse_many("a: ", "0123456789abcdef", 4096, "x\n");
    assert_int_equal(p.status, TRUCE_ERR_LIMIT);
    truce_arena_fini(&p.arena);
    p = parse_many("a: ", "0123456789abcdef", TRUCE_YAML_BYTES_MAX / 16, "\n");
    assert_int_equal(p.status, TRUCE_ERR_LIMIT);
    truce_arena_fini(&p.arena);
    p = parse_many("", "- x\n", 250000, "");
    assert_int_equal(p.status, TRUCE_ERR_LIMIT);
    truce_arena_fini(&p.arena);
}

/* one line of 100,000 items: turning marks into bytes must not start again at each of them */
static void a_long_line_stays_linear(void **state)
{
    (void)state;
    struct parsed p = parse_many("[", "\xD0\x96\xD0\x96, ", 100000, "x]\n");
    assert_int_equal(p.status, TRUCE_OK);
    assert_int_equal(p.doc.root->n, 100001);
    const struct truce_yaml_node *last = p.doc.root->first;
    while (last->next != NULL)
        last = last->next;
    assert_int_equal(last->column, 2 + 100000 * 6);
    truce_arena_fini(&p.arena);
}

static void names_the_nearest_key_and_word(void **state)
{
    (void)state;
    static const char *const known[] = {"period", "where", NULL};
    struct parsed p = parse(BYTES("where: x\nperiode: y\n"));
    assert_int_equal(truce_yaml_check_keys(&p.doc, p.doc.root, known, "a claim", &p.err), TRUCE_ERR_UNKNOWN);
    assert_int_equal(p.err.line, 2);
    assert_string_equal(p.err.text, "unknown key \"periode\" in a claim; did you mean \"period\"?");
    size_t at = 9;
    const struct truce_yaml_node *where = truce_yaml_get(p.doc.root, "where");
    assert_int_equal(truce_yaml_choice(&p.doc, where, known, "word", &at, &p.err), TRUCE_ERR_UNKNOWN);
    assert_non_null(strstr(p.err.text, "known are period, where"));
    assert_int_equal(at, 9);
    truce_arena_fini(&p.arena);
}

static void numbers_have_one_reading(void **state)
{
    (void)state;
    static const struct truce_yaml_range range = {0, 1000000, false, "km2"};
    static const struct {
        const char *text;
        enum truce_status status;
        double value;
        const char *says;
    } cases[] = {
        {"a: 6460", TRUCE_OK, 6460, ""},
        {"a: '12.5'", TRUCE_OK, 12.5, ""},
        {"a: 0", TRUCE_OK, 0, ""},
        {"a: '6,460'", TRUCE_ERR_SYNTAX, 0, "separator"},
        {"a: 6 460", TRUCE_ERR_SYNTAX, 0, "separator"},
        {"a: 6_460", TRUCE_ERR_SYNTAX, 0, "separator"},
        {"a: -5", TRUCE_ERR_RANGE, 0, "negative"},
        {"a: 1e3", TRUCE_ERR_SYNTAX, 0, "decimal"},
        {"a: nan", TRUCE_ERR_SYNTAX, 0, "decimal"},
        {"a: 0x10", TRUCE_ERR_SYNTAX, 0, "decimal"},
        {"a: 1.2.3", TRUCE_ERR_SYNTAX, 0, "decimal"},
        {"a: .", TRUCE_ERR_SYNTAX, 0, "decimal"},
        {"a:", TRUCE_ERR_SYNTAX, 0, "no value"},
        {"a: 2000000", TRUCE_ERR_RANGE, 0, "outside of 0 to 1000000 km2"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct parsed p = parse(truce_text_view(cases[i].text));
        double value = -1;
        assert_int_equal(p.status, TRUCE_OK);
        enum truce_status got = truce_yaml_decimal(&p.doc, p.doc.root->first, "a", &range, &value, &p.err);
        if (got != cases[i].status)
            fail_msg("%s: %d", cases[i].text, got);
        if (got == TRUCE_OK)
            assert_true(value == cases[i].value);
        else if (strstr(p.err.text, cases[i].says) == NULL || p.err.line != 1)
            fail_msg("%s: \"%s\"", cases[i].text, p.err.text);
        truce_arena_fini(&p.arena);
    }
}

/* All that is refused, in one run, and the tree that is left. */
static void lists_all_that_is_refused(void **state)
{
    static const struct {
        const char *code;
        unsigned line, column, other_line, other_column;
    } expected[] = {
        {"E00", 1, 4, 0, 0},    {"E00", 2, 4, 0, 0},    {"E00", 3, 4, 0, 0}, {"E02", 4, 1, 1, 1},
        {"E00", 5, 1, 0, 0},    {"E00", 6, 3, 0, 0},    {"E00", 8, 2, 0, 0}, {"E00", 10, 4, 0, 0},
        {"E02", 11, 11, 11, 5}, {"E02", 11, 17, 11, 5},
    };
    struct truce_arena arena;
    struct truce_yaml doc;
    struct truce_diagnostics found;
    struct truce_err err;
    (void)state;
    truce_arena_init(&arena, (size_t)1 << 20);
    truce_diagnostics_init(&found, "t.yaml");
    assert_int_equal(
        truce_yaml_parse_all(BYTES("a: &x 1\nb: !!str two\nc: *x\na: 3\n<<: {d: 4}\n? {e: 5}\n: 6\n?\n: 7\n"
                                   "f: \"\\0\"\ng: {h: 8, h: 9, h: 10, i: 11}\n"),
                             "t.yaml", &arena, &doc, &found, &err),
        TRUCE_OK);
    truce_diagnostics_sort(&found);
    assert_int_equal(found.n, sizeof expected / sizeof *expected);
    for (size_t i = 0; i < found.n; i++) {
        const struct truce_diagnostic *d = &found.items[i];
        assert_string_equal(d->code, expected[i].code);
        assert_int_equal(d->at.line, expected[i].line);
        assert_int_equal(d->at.column, expected[i].column);
        assert_int_equal(d->other.line, expected[i].other_line);
        assert_int_equal(d->other.column, expected[i].other_column);
    }
    assert_int_equal(doc.root->n, 5); /* a b c f g */
    assert_string_equal(truce_yaml_get(doc.root, "a")->text.at, "1");
    assert_string_equal(truce_yaml_get(doc.root, "b")->text.at, "two");
    assert_true(truce_yaml_get(doc.root, "c")->refused && truce_yaml_get(doc.root, "f")->refused);
    assert_false(truce_yaml_get(doc.root, "a")->refused);
    const struct truce_yaml_node *g = truce_yaml_get(doc.root, "g");
    assert_int_equal(g->n, 2);
    assert_string_equal(g->first->text.at, "8");
    assert_string_equal(g->first->next->text.at, "11");
    assert_null(g->first->next->next);
    truce_diagnostics_fini(&found);
    truce_arena_fini(&arena);
}

/* What leaves no tree is in the list, too. */
static void lists_what_ends_the_reading(void **state)
{
    struct truce_arena arena;
    struct truce_yaml doc;
    struct truce_diagnostics found;
    struct truce_err err;
    (void)state;
    truce_arena_init(&arena, (size_t)1 << 20);
    truce_diagnostics_init(&found, "t.yaml");
    assert_int_equal(truce_yaml_parse_all(BYTES("a: &x 1\nb: {c\n"), "t.yaml", &arena, &doc, &found, &err),
                     TRUCE_ERR_SYNTAX);
    assert_int_equal(found.n, 2);
    assert_string_equal(found.items[1].code, "E00");
    assert_string_equal(found.items[1].text, err.text);
    assert_int_equal(found.items[1].at.line, err.line);
    assert_int_equal(truce_yaml_parse_all(BYTES("*x"), "t.yaml", &arena, &doc, &found, &err), TRUCE_OK);
    assert_int_equal(found.n, 3);
    assert_true(doc.root->refused);
    truce_diagnostics_fini(&found);
    truce_arena_fini(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_a_tree_of_text),
        cmocka_unit_test(columns_are_bytes),
        cmocka_unit_test(accepts_crlf_and_a_byte_order_mark),
        cmocka_unit_test(tells_missing_from_empty),
        cmocka_unit_test(refuses_with_the_place),
        cmocka_unit_test(lists_all_that_is_refused),
        cmocka_unit_test(lists_what_ends_the_reading),
        cmocka_unit_test(depth_is_limited),
        cmocka_unit_test(sizes_are_limited),
        cmocka_unit_test(a_long_line_stays_linear),
        cmocka_unit_test(names_the_nearest_key_and_word),
        cmocka_unit_test(numbers_have_one_reading),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
