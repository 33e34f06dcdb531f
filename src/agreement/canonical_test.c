/*
 * Canonical layout: pairs of what went in and what comes out; every YAML file of the repository; what is refused.
 *
 * The layout checks itself that the tree is the same and no comment is lost; here each case is also laid out twice.
 * fuzz/fmt_fuzz.c does both with whatever bytes.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "agreement/canonical.h"
#include "base/file.h"
#include "base/yaml.h"

/* Laid out once and twice; the first is returned and must be released. */
static struct truce_buf format(struct truce_text bytes, const char *what)
{
    struct truce_buf once, twice;
    struct truce_err err;

    truce_buf_init(&once);
    truce_buf_init(&twice);
    if (truce_canonical_format(bytes, what, &once, &err) != TRUCE_OK)
        fail_msg("%s: %u:%u: %s", what, err.line, err.column, err.text);
    assert_int_equal(truce_canonical_format(truce_buf_view(&once), what, &twice, &err), TRUCE_OK);
    assert_string_equal(once.at, twice.at);
    truce_buf_fini(&twice);
    return once;
}

static void assert_format(const char *from, const char *to)
{
    struct truce_buf out = format(truce_text_view(from), from);
    assert_string_equal(out.at, to);
    truce_buf_fini(&out);
}

static void assert_unchanged(const char *text)
{
    assert_format(text, text);
}

/* ---- blocks and brackets ---- */

static void indentation(void **unused)
{
    (void)unused;
    assert_format("a:\n    b:\n         c: 1\n    d:\n    - x\n    -   - y\n        - z\n",
                  "a:\n  b:\n    c: 1\n  d:\n    - x\n    - - y\n      - z\n");
    assert_format("- a: 1\n  b: 2\n-\n  c: 3\n-\n", "- a: 1\n  b: 2\n- c: 3\n-\n");
    assert_format("a   :   1\nb:\t2\n", "a: 1\nb: 2\n");
    assert_format("---\na: 1\n...\n", "a: 1\n");
    assert_format("a: 1", "a: 1\n");
    assert_format("\xEF\xBB\xBF"
                  "a: 1\r\nb: |\r\n  x\r\n  y\r\n",
                  "a: 1\nb: |\n  x\n  y\n");
    assert_format("just a text", "just a text\n");
    assert_format("- 1\n", "- 1\n");
    assert_format("a: 1   \n   \n\n\n\nb: 2\n\n\n", "a: 1\n\nb: 2\n");
    assert_format("a: 'x\n\n  y'\nb: [1,\n\n 2]\nc: 3\n", "a: \"x\\ny\"\nb: [1, 2]\nc: 3\n");
    assert_format("\n\n\na:\n\n  b: 1\n", "a:\n  b: 1\n"); /* none at the start, none below a key */
}

static void brackets_stay_when_they_fit(void **unused)
{
    (void)unused;
    assert_format("a: [ x,y ,  z ]\nb: {c: 1,   d:  [2]}\n", "a: [x, y, z]\nb: {c: 1, d: [2]}\n");
    assert_format("a: [\n  x,\n  y,\n]\n", "a: [x, y]\n");
    assert_format("{a: 1, b: {c: 2}}\n", "{a: 1, b: {c: 2}}\n");
    assert_format("a: {}\nb: [ ]\nc:\n  - {}\n", "a: {}\nb: []\nc:\n  - {}\n");
    assert_format("a: [b: 1, c]\n", "a: [{b: 1}, c]\n");
    assert_format("a: {b, c: , d: 1}\n", "a: {b: , c: , d: 1}\n");
}

/* Exactly 110 columns stay, 111 do not; letters are counted, not bytes. */
static void the_width(void **unused)
{
    (void)unused;
    static const char *const letters[] = {"x", "\xD0\x96"};
    for (size_t letter = 0; letter < 2; letter++)
        for (size_t n = 102; n <= 103; n++) { /* "k: [a, " and "]" have eight columns */
            char word[256] = "", from[300], block[300];
            for (size_t i = 0; i < n; i++)
                memcpy(word + strlen(word), letters[letter], strlen(letters[letter]) + 1);
            snprintf(from, sizeof from, "k: [a, %s]\n", word);
            snprintf(block, sizeof block, "k:\n  - a\n  - %s\n", word);
            assert_format(from, n == 102 ? from : block);
        }
}

static void brackets_that_do_not_fit(void **unused)
{
    (void)unused;
    assert_format(
        "path: [[0.10, 0.20], [0.30, 0.40], [0.50, 0.60], [0.70, 0.80], [0.90, 1.00], [1.10, 1.20], "
        "[1.30, 1.40], [1.50, 1.60]]\n",
        "path:\n  - [0.10, 0.20]\n  - [0.30, 0.40]\n  - [0.50, 0.60]\n  - [0.70, 0.80]\n  - [0.90, 1.00]\n  "
        "- "
        "[1.10, 1.20]\n  - [1.30, 1.40]\n  - [1.50, 1.60]\n");
}

/* ---- texts ---- */

static void quotes(void **unused)
{
    (void)unused;
    assert_format("a: 'x'\nb: \"it's\"\nc: 'say \"so\"'\nd: 'it''s'\n",
                  "a: x\nb: it's\nc: say \"so\"\nd: it's\n");
    /* needed by the grammar */
    assert_format("- 'a: b'\n- 'a #b'\n- '# a'\n- 'a:'\n- '- a'\n- ''\n- ' a'\n- 'a '\n- '[a'\n- '%a'\n- "
                  "'@a'\n- '---'\n- '&a'\n- '? a'\n",
                  "- \"a: b\"\n- \"a #b\"\n- \"# a\"\n- \"a:\"\n- \"- a\"\n- \"\"\n- \" a\"\n- \"a \"\n- "
                  "\"[a\"\n- \"%a\"\n- \"@a\"\n- "
                  "\"---\"\n- \"&a\"\n- \"? a\"\n");
    assert_format("- 'a:b'\n- 'a#b'\n- 'a, b'\n- '-5x'\n- 'a [b]'\n- 'x?'\n",
                  "- a:b\n- a#b\n- a, b\n- -5x\n- a [b]\n- x?\n");
    assert_format("a: ['x, y', 'z', 'a]', 'b{']\n", "a: [\"x, y\", z, \"a]\", \"b{\"]\n");
    assert_format("'<<': '<<'\n", "\"<<\": \"<<\"\n");
    assert_format("'a: b': 1\n\"c\": 2\n", "\"a: b\": 1\nc: 2\n");
    assert_format("a: \"\\t\\\\ \\u00e9\\n\"\n", "a: \"\\t\\\\ \xC3\xA9\\n\"\n");
}

/* Another reader of YAML would take these for numbers, days, yes and no: quotes that are there stay, none are added. */
static void quotes_that_others_need(void **unused)
{
    (void)unused;
    static const char *const typed[] = {
        "1",    "0.90", "-1.5e3",   "+2",    "1_000",      "0x1F",
        "0o17", ".5",   "12:30:45", "19:30", "2025-12-28", "2026-01-20T00:00Z",
        "NO",   "yes",  "On",       "y",     "null",       "~",
        ".inf", "True", "+02:00",   "6,460", "="};
    static const char *const texts[] = {"60d",   "10km",  "A1", "nobody", "x1", "2025-12-28.d3x",
                                        "12 km", "north", "e",  "v1.2",   ".x"};
    char from[80], to[80];
    for (size_t i = 0; i < sizeof typed / sizeof typed[0]; i++) {
        snprintf(from, sizeof from, "a: '%s'\n", typed[i]);
        snprintf(to, sizeof to, "a: \"%s\"\n", typed[i]);
        assert_format(from, to);
        snprintf(from, sizeof from, "a: %s\n", typed[i]);
        assert_unchanged(from);
    }
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        bool day = strncmp(texts[i], "2025", 4) == 0; /* begins like one */
        snprintf(from, sizeof from, "a: '%s'\n", texts[i]);
        snprintf(to, sizeof to, day ? "a: \"%s\"\n" : "a: %s\n", texts[i]);
        assert_format(from, to);
    }
}

static void long_texts_are_broken(void **unused)
{
    (void)unused;
    assert_format("says: The parties confirm that the framework binds them once it has entered into force, "
                  "and that none\n"
                  "   of them may be heard to say that it did not know of this.\n",
                  "says: The parties confirm that the framework binds them once it has entered into force, "
                  "and that none of them\n"
                  "  may be heard to say that it did not know of this.\n");
    assert_format("- says: 'Word: The parties confirm that the framework binds them once it has entered into "
                  "force, and that none of them may.'\n",
                  "- says: \"Word: The parties confirm that the framework binds them once it has entered "
                  "into force, and that none\n"
                  "    of them may.\"\n");
    assert_format("a: one two\n  three\n\n  four\n", "a: \"one two three\\nfour\"\n");
    /* exactly 110 columns, and one more */
    char line[128], from[160], to[160];
    for (size_t n = 105; n <= 106; n++) {
        memset(line, 'x', n);
        line[n] = '\0';
        snprintf(from, sizeof from, "a: %s y\n", line);
        snprintf(to, sizeof to, "a: %s\n  y\n", line);
        assert_format(from, n + 5 <= 110 ? from : to);
    }
    /* what cannot be broken is not */
    assert_unchanged("a: "
                     "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
                     "xxxxxxxxxxxxxxxxxxxxxxxx"
                     "\n");
}

static void blocks_of_text(void **unused)
{
    (void)unused;
    assert_format(
        "a: |\n     x\n       y # no comment\n\n     z\n\n\n\nb: >-\n   folded\n    more\n   text\n",
        "a: |\n  x\n    y # no comment\n\n  z\n\nb: >-\n  folded\n   more\n  text\n");
    assert_format("a: |+\n  x\n\n\nb: 1\n", "a: |+\n  x\n\n\nb: 1\n"); /* the blank lines are in the text */
    assert_format("a: |+\n  x\nb: 1\n", "a: |\n  x\nb: 1\n");
    assert_format("a: |4\n      x\n    y\n", "a: |2\n    x\n  y\n");
    assert_format("a: |", "a: \"\"\n");
    assert_format("a: |\n  no line end", "a: |-\n  no line end\n");
    assert_format("- |\n x\n-\n  >\n   y\n", "- |\n  x\n- >\n  y\n");
    assert_format("a: | # of a\n  x  \n  y\n",
                  "a: |  # of a\n  x  \n  y\n"); /* blanks at line ends are in the text */
    assert_unchanged("a: |2\n  \tx\n");
    assert_format("|\n  x\n", "|\n  x\n");
    assert_format("? |\n  key\n: v\n", "\"key\\n\": v\n");
}

static void long_keys(void **unused)
{
    (void)unused;
    char from[3000], key[1101];
    memset(key, 'k', sizeof key - 1);
    key[1100] = '\0';
    snprintf(from, sizeof from, "? %s  # of the key\n:\n   - 1\nb: 1\n", key);
    struct truce_buf out = format(truce_text_view(from), "long key");
    assert_non_null(strstr(out.at, "  # of the key\n:\n  - 1\nb: 1\n"));
    assert_true(strncmp(out.at, "? kkk", 5) == 0);
    truce_buf_fini(&out);
    snprintf(from, sizeof from, "a:\n- ? %s\n  : v # of the value\n", key);
    out = format(truce_text_view(from), "long key");
    assert_non_null(strstr(out.at, "kk\n    : v  # of the value\n"));
    truce_buf_fini(&out);
    assert_format("? a\n: 1\n? b\n", "a: 1\nb:\n");
}

/* ---- comments ---- */

static void comments_on_their_own_lines(void **unused)
{
    (void)unused;
    assert_format("# head\n\n# of a\na: 1\n   # of b\nb:\n# of c\n      # too\n    c: 2\n    # behind c\n  # "
                  "and deeper than b\n# end\n",
                  "# head\n\n# of a\na: 1\n# of b\nb:\n  # of c\n  # too\n  c: 2\n  # behind c\n# and deeper "
                  "than b\n# end\n");
    assert_format("a:\n- x\n# of b\nb: 1\n", "a:\n  - x\n# of b\nb: 1\n"); /* dashes below their key */
    assert_format("a:\n- x\n # of a\nb: 1\n", "a:\n  - x\n  # of a\nb: 1\n");
    assert_format("a: 1\n\n\n# c\n\n\n# d\nb: 2\n\n# e\n", "a: 1\n\n# c\n\n# d\nb: 2\n\n# e\n");
    assert_format("a: 1\n#no blank after it  \t\n#\n", "a: 1\n#no blank after it\n#\n");
    assert_format("a: |\n  x\n# of b\nb: 1\n", "a: |\n  x\n# of b\nb: 1\n");
    assert_format("--- # of the document\na: 1\n... # end\n", "# of the document\na: 1\n# end\n");
}

static void comments_at_line_ends(void **unused)
{
    (void)unused;
    assert_format("a: 1 # one\nbcd: 2      # two\ne: 3\nf:   # four\n  g: 5 # five\n",
                  "a: 1    # one\nbcd: 2  # two\ne: 3\nf:      # four\n  g: 5  # five\n");
    assert_format("- x # 1\n- # of nothing\n- [a, b] # 3\n",
                  "- x       # 1\n-         # of nothing\n- [a, b]  # 3\n");
    assert_format("a: # nothing\nb: 'x' # y\n", "a:    # nothing\nb: x  # y\n");
    assert_format("a: 'x # y' # z\nb: x#y # z\n", "a: \"x # y\"  # z\nb: x#y      # z\n");
    assert_format("\xD0\x96: 1 # a\nzz: 1 # b\n", "\xD0\x96: 1   # a\nzz: 1  # b\n");
}

/* Comments that would lose their line go above the entry; brackets with comments inside become a block. */
static void comments_inside(void **unused)
{
    (void)unused;
    assert_format("a: # of a\n  1 # of one\n", "# of a\na: 1  # of one\n");
    assert_format("a:\n  # of the value\n  x\n", "# of the value\na: x\n");
    assert_format("a: [x, # of x\n    y # of y\n    # last\n   ] # of a\nb: 1\n",
                  "# of a\na:\n  - x  # of x\n  - y  # of y\n  # last\nb: 1\n");
    assert_format("z: 0\na:\n\n  # of one\n\n  1\nb: 2\n", "z: 0\n# of one\na: 1\nb: 2\n");
    assert_format("a: [x, # of x\n\n  y] # of a\n", "# of a\na:\n  - x  # of x\n\n  - y\n");
    assert_format("a: { # none\n  }\n", "# none\na: {}\n");
    assert_format("- # of the mapping\n  a: 1\n- # of the list\n  - x\n",
                  "# of the mapping\n- a: 1\n# of the list\n- - x\n");
    assert_format("- - x\n  - y\n-   # of k\n  k: v\n", "- - x\n  - y\n# of k\n- k: v\n");
    assert_format("? a # of a\n# between\n: 1\n", "# of a\n# between\na: 1\n");
    assert_format("a:\n  - - # deep\n      - x\n", "a:\n  # deep\n  - - - x\n");
    assert_format("a: [ # first\n  {b: 1, # of b\n   c: 2}]\n",
                  "a:        # first\n  - b: 1  # of b\n    c: 2\n");
}

/* ---- files ---- */

static size_t files_seen;

static int format_one(const char *path, const struct stat *about, int kind, struct FTW *where)
{
    (void)about;
    (void)where;
    size_t n = strlen(path);
    struct truce_buf bytes, out;
    struct truce_err err;

    if (kind != FTW_F || n < 5 || strcmp(path + n - 5, ".yaml") != 0)
        return 0;
    truce_buf_init(&bytes);
    truce_buf_init(&out);
    assert_int_equal(truce_file_read(path, TRUCE_YAML_BYTES_MAX, &bytes, &err), TRUCE_OK);
    enum truce_status status = truce_canonical_format(truce_buf_view(&bytes), path, &out, &err);
    truce_buf_fini(&out);
    assert_int_not_equal(status, TRUCE_ERR_INTERNAL);
    if (status == TRUCE_OK) {
        out = format(truce_buf_view(&bytes), path);
        truce_buf_fini(&out);
        files_seen++;
    } else if (strstr(path, "/examples/") != NULL ||
               strstr(path, "/share/") != NULL) { /* others may be bad on purpose */
        fail_msg("%s:%u:%u: %s", path, err.line, err.column, err.text);
    }
    truce_buf_fini(&bytes);
    return 0;
}

static void every_file_of_the_repository(void **unused)
{
    (void)unused;
    static const char *const folders[] = {"examples", "share", "tests", "fuzz", "docs"};
    for (size_t i = 0; i < sizeof folders / sizeof folders[0]; i++) {
        char path[512];
        snprintf(path, sizeof path, "%s/%s", TRUCE_SOURCE_DIR, folders[i]);
        assert_int_equal(nftw(path, format_one, 16, FTW_PHYS), 0);
    }
    assert_true(files_seen > 50);
}

/* The complete example of the format. */
static void the_twenty_points(void **unused)
{
    (void)unused;
    const char *path = TRUCE_SOURCE_DIR "/../shared/design/demo-20.yaml";
    if (!truce_file_exists(path)) {
        print_message("skipped: %s is not there\n", path);
        return;
    }
    files_seen = 0;
    assert_int_equal(nftw(path, format_one, 1, FTW_PHYS), 0);
    assert_int_equal(files_seen, 1);
}

/* ---- what is refused ---- */

static void bad_files_have_a_place(void **unused)
{
    (void)unused;
    static const struct {
        const char *text;
        uint32_t line, column;
    } bad[] = {
        {"", 1, 1},
        {"# only a comment\n", 1, 1},
        {"a: 1\na: 2\n", 2, 1},
        {"a: [1\nb: 2\n", 2, 2},
        {"a: &x 1\n", 1, 4},
        {"a:\n\tb: 1\n", 2, 1},
        {"a: 1\n---\nb: 2\n", 2, 1},
        {"a: \"\\u0001\"\n", 1, 4},
    };
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        struct truce_buf out;
        struct truce_err err;
        truce_buf_init(&out);
        assert_int_equal(truce_canonical_format(truce_text_view(bad[i].text), "bad.yaml", &out, &err),
                         TRUCE_ERR_SYNTAX);
        assert_string_equal(err.file, "bad.yaml");
        assert_int_equal(err.line, bad[i].line);
        assert_int_equal(err.column, bad[i].column);
        assert_int_equal(out.len, 0);
        truce_buf_fini(&out);
    }
}

/* 64 levels are read; indentation alone then makes a file that is larger than may be read again. */
static void what_would_become_too_large(void **unused)
{
    (void)unused;
    struct truce_buf text, out;
    struct truce_err err;
    truce_buf_init(&text);
    truce_buf_init(&out);
    for (int i = 0; i < 62; i++)
        truce_buf_puts(&text, "[");
    for (int i = 0; i < 70000; i++)
        truce_buf_puts(&text, "0,");
    for (int i = 0; i < 62; i++)
        truce_buf_puts(&text, "]");
    assert_int_equal(truce_canonical_format(truce_buf_view(&text), "big.yaml", &out, &err), TRUCE_ERR_LIMIT);
    assert_string_equal(err.file, "big.yaml");
    assert_int_equal(out.len, 0);
    truce_buf_fini(&out);
    truce_buf_fini(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(indentation),
        cmocka_unit_test(brackets_stay_when_they_fit),
        cmocka_unit_test(the_width),
        cmocka_unit_test(brackets_that_do_not_fit),
        cmocka_unit_test(quotes),
        cmocka_unit_test(quotes_that_others_need),
        cmocka_unit_test(long_texts_are_broken),
        cmocka_unit_test(blocks_of_text),
        cmocka_unit_test(long_keys),
        cmocka_unit_test(comments_on_their_own_lines),
        cmocka_unit_test(comments_at_line_ends),
        cmocka_unit_test(comments_inside),
        cmocka_unit_test(every_file_of_the_repository),
        cmocka_unit_test(the_twenty_points),
        cmocka_unit_test(bad_files_have_a_place),
        cmocka_unit_test(what_would_become_too_large),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
