/*
 * The state file: what is read, what is left out, what is written; and the small judgements about URLs and tags.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "sources/fetch_state.h"

#define HEAD "truce-fetch 1\n"

static struct truce_fetch_state parse(const char *text, size_t notes_wanted)
{
    struct truce_fetch_state state;
    struct truce_notes notes;

    truce_fetch_state_init(&state);
    truce_notes_init(&notes);
    assert_int_equal(truce_fetch_state_parse(&state, truce_text_view(text), "s", &notes, NULL), TRUCE_OK);
    if (notes.n != notes_wanted)
        fail_msg("%zu notes, the first: %s", notes.n, notes.n > 0 ? notes.items[0].text : "");
    truce_notes_fini(&notes);
    return state;
}

static void reads_entries_in_any_order(void **unused)
{
    (void)unused;
    struct truce_fetch_state s =
        parse(HEAD "done\tb\t12\t\"v1\"\tSat, 01 Mar 2025\thttp://h/b\n"
                   "part\ta\t0\tW/\"x y\"\t\thttp://h/a\n" /* a blank is not allowed in a tag */
                   "part\ta\t0\tW/\"xy\"\t\thttp://h/a\n"
                   "done\tab\t999999999999999\t\t\thttp://h/ab\n",
              1);
    assert_int_equal(s.n, 3);
    assert_int_equal(s.lines, 4);
    assert_string_equal(s.entries[0].name, "a");
    assert_string_equal(s.entries[1].name, "ab");
    const struct truce_fetch_entry *b = truce_fetch_state_get(&s, "b");
    assert_non_null(b);
    assert_int_equal(b->kind, TRUCE_FETCH_STATE_DONE);
    assert_int_equal(b->bytes, 12);
    assert_string_equal(b->etag, "\"v1\"");
    assert_string_equal(b->modified, "Sat, 01 Mar 2025");
    assert_string_equal(b->url, "http://h/b");
    assert_int_equal(truce_fetch_state_get(&s, "a")->kind, TRUCE_FETCH_STATE_PART);
    assert_null(truce_fetch_state_get(&s, "abc"));
    assert_null(truce_fetch_state_get(&s, ""));
    truce_fetch_state_fini(&s);
}

static void the_last_line_of_a_name_counts(void **unused)
{
    (void)unused;
    struct truce_fetch_state s =
        parse(HEAD "done\ta\t1\t\t\thttp://h/1\ndone\ta\t3\t\t\thttp://h/3\ndone\tb\t9\t\t\thttp://h/9\n"
                   "done\ta\t2\t\t\thttp://h/2\n",
              0);
    assert_int_equal(s.n, 2);
    assert_int_equal(truce_fetch_state_get(&s, "a")->bytes, 2);
    assert_string_equal(truce_fetch_state_get(&s, "a")->url, "http://h/2");
    truce_fetch_state_fini(&s);
}

static void leaves_out_what_cannot_be_read(void **unused)
{
    (void)unused;
    static const char *const lines[] = {
        "done\ta\t1\t\t\thttp://h/a", /* cut: no line feed */
        "\n",
        "gone\ta\t1\t\t\thttp://h/a\n",         /* kind */
        "done\t../a\t1\t\t\thttp://h/a\n",      /* folder */
        "done\t.a\t1\t\t\thttp://h/a\n",        /* hidden */
        "done\t\t1\t\t\thttp://h/a\n",          /* no name */
        "done\ta\t-1\t\t\thttp://h/a\n",        /* sign */
        "done\ta\t1234567890123456\t\t\tu\n",   /* too long a number */
        "done\ta\t\t\t\thttp://h/a\n",          /* no number */
        "done\ta\t1\tv1\t\thttp://h/a\n",       /* tag without quotes */
        "done\ta\t1\t\"a\r\nX: y\"\t\tu\n",     /* a header smuggled in: two lines, both bad */
        "done\ta\t1\t\t\xc3\xa4\thttp://h/a\n", /* a date beyond ASCII */
        "done\ta\t1\t\t\t\n",                   /* no URL */
        "done\ta\t1\t\t\thttp://h/a\tmore\n",   /* one field too many: a tab in the URL */
        "done\ta\xff\t1\t\t\thttp://h/a\n",     /* not UTF-8 */
    };
    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++) {
        char text[256];
        snprintf(text, sizeof text, HEAD "%s", lines[i]);
        struct truce_fetch_state s = parse(text, i == 10 ? 2 : 1);
        if (s.n != 0)
            fail_msg("line %zu was taken", i);
        truce_fetch_state_fini(&s);
    }
    struct truce_fetch_state s = parse("truce-fetch 2\ndone\ta\t1\t\t\thttp://h/a\n", 1);
    assert_int_equal(s.n, 0);
    truce_fetch_state_fini(&s);
    s = parse("", 0);
    assert_int_equal(s.n, 0);
    truce_fetch_state_fini(&s);
}

static void a_written_line_reads_back(void **unused)
{
    (void)unused;
    struct truce_fetch_entry entry = {.kind = TRUCE_FETCH_STATE_PART,
                                      .name = (char *)"m\xc3\xa4p",
                                      .url = (char *)"https://h/?a=b",
                                      .bytes = 0,
                                      .etag = "\"\x80z\"",
                                      .modified = "Mon"};
    struct truce_buf text;
    truce_buf_init(&text);
    truce_buf_puts(&text, HEAD);
    truce_fetch_state_line(&entry, &text);
    struct truce_fetch_state s = parse(text.at, 0);
    assert_int_equal(s.n, 1);
    assert_int_equal(s.entries[0].kind, entry.kind);
    assert_string_equal(s.entries[0].name, entry.name);
    assert_string_equal(s.entries[0].url, entry.url);
    assert_string_equal(s.entries[0].etag, entry.etag);
    assert_string_equal(s.entries[0].modified, entry.modified);
    truce_fetch_state_fini(&s);
    truce_buf_fini(&text);
}

static void put(struct truce_fetch_state *state, const char *name, int64_t bytes)
{
    struct truce_fetch_entry entry = {
        .name = (char *)(uintptr_t)name, .url = (char *)"http://h/", .bytes = bytes};
    assert_int_equal(truce_fetch_state_put(state, &entry, NULL), TRUCE_OK);
}

static void the_file_grows_and_is_tidied(void **unused)
{
    (void)unused;
    char path[] = TRUCE_BUILD_DIR "/fetch_state_test_XXXXXX";
    struct truce_fetch_state s;
    struct truce_buf bytes;
    int fd = mkstemp(path);
    assert_true(fd >= 0);
    close(fd);
    truce_buf_init(&bytes);

    truce_fetch_state_init(&s);
    assert_int_equal(truce_fetch_state_open(&s, path, NULL, NULL), TRUCE_OK);
    put(&s, "b", 1);
    put(&s, "a", 2);
    put(&s, "b", 3);
    truce_fetch_state_fini(&s); /* as if the program had been killed: nothing is tidied */
    assert_int_equal(truce_file_read(path, 1 << 20, &bytes, NULL), TRUCE_OK);
    assert_string_equal(bytes.at, HEAD
                        "done\tb\t1\t\t\thttp://h/\ndone\ta\t2\t\t\thttp://h/\ndone\tb\t3\t\t\thttp://h/\n");

    assert_int_equal(truce_fetch_state_open(&s, path, NULL, NULL), TRUCE_OK);
    assert_int_equal(truce_fetch_state_get(&s, "b")->bytes, 3);
    assert_int_equal(truce_fetch_state_tidy(&s, NULL), TRUCE_OK);
    put(&s, "c", 4);
    truce_fetch_state_fini(&s);
    assert_int_equal(truce_file_read(path, 1 << 20, &bytes, NULL), TRUCE_OK);
    assert_string_equal(bytes.at, HEAD
                        "done\ta\t2\t\t\thttp://h/\ndone\tb\t3\t\t\thttp://h/\ndone\tc\t4\t\t\thttp://h/\n");

    /* a line that was cut must not swallow the next one */
    assert_int_equal(truce_file_write(path, truce_text_view(HEAD "done\ta\t2\t\t\thttp://h/\ndone\tb"), NULL),
                     TRUCE_OK);
    assert_int_equal(truce_fetch_state_open(&s, path, NULL, NULL), TRUCE_OK);
    put(&s, "d", 5);
    truce_fetch_state_fini(&s);
    assert_int_equal(truce_file_read(path, 1 << 20, &bytes, NULL), TRUCE_OK);
    assert_string_equal(bytes.at, HEAD "done\ta\t2\t\t\thttp://h/\ndone\td\t5\t\t\thttp://h/\n");

    truce_buf_fini(&bytes);
    unlink(path);
}

static void puts_nothing_that_cannot_be_read_back(void **unused)
{
    (void)unused;
    static const char *const names[] = {"a\tb", "a\nb", "", ".a", "a/b"};
    struct truce_fetch_state s;
    truce_fetch_state_init(&s);
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        struct truce_fetch_entry entry = {.name = (char *)(uintptr_t)names[i], .url = (char *)"http://h/"};
        assert_int_equal(truce_fetch_state_put(&s, &entry, NULL), TRUCE_ERR_USAGE);
    }
    struct truce_fetch_entry entry = {.name = (char *)"a", .url = (char *)"http://h/\t"};
    assert_int_equal(truce_fetch_state_put(&s, &entry, NULL), TRUCE_ERR_USAGE);
    assert_int_equal(s.n, 0);
    truce_fetch_state_fini(&s);
}

static void urls_that_are_fetched(void **unused)
{
    (void)unused;
    assert_int_equal(truce_http_check_url("http://host/a", NULL), TRUCE_OK);
    assert_int_equal(truce_http_check_url("HTTPS://host:8443/a?b#c", NULL), TRUCE_OK);
    static const char *const bad[] = {
        "file:///etc/passwd", "ftp://h/a", "//h/a",          "h", "", "http://", "http://u@h/",
        "https://u:p@h/",     "data:,x",   "http://h:99999/"};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        if (truce_http_check_url(bad[i], NULL) != TRUCE_ERR_USAGE)
            fail_msg("%s was not refused", bad[i]);
}

static void redirects_that_are_followed(void **unused)
{
    (void)unused;
    assert_int_equal(truce_http_check_redirect("http://a/", "http://b/", NULL), TRUCE_OK);
    assert_int_equal(truce_http_check_redirect("http://a/", "https://b/", NULL), TRUCE_OK);
    assert_int_equal(truce_http_check_redirect("https://a/", "https://b/", NULL), TRUCE_OK);
    assert_int_equal(truce_http_check_redirect("https://a/", "http://b/", NULL), TRUCE_ERR_USAGE);
    assert_int_equal(truce_http_check_redirect("HTTPS://a/", "http://b/", NULL), TRUCE_ERR_USAGE);
    assert_int_equal(truce_http_check_redirect("http://a/", "file:///b", NULL), TRUCE_ERR_USAGE);
}

static void tags_weak_strong_and_none(void **unused)
{
    (void)unused;
    char longest[TRUCE_HTTP_TAG_BYTES + 1];
    memset(longest, 'x', sizeof longest);
    longest[0] = longest[TRUCE_HTTP_TAG_BYTES - 1] = '"';
    longest[TRUCE_HTTP_TAG_BYTES] = '\0';
    assert_false(truce_http_is_etag(longest)); /* one byte more than we keep */
    longest[TRUCE_HTTP_TAG_BYTES - 2] = '"';
    longest[TRUCE_HTTP_TAG_BYTES - 1] = '\0';
    assert_true(truce_http_is_etag(longest));
    assert_true(truce_http_is_strong_etag("\"\""));
    assert_true(truce_http_is_etag("W/\"a\""));
    assert_false(truce_http_is_strong_etag("W/\"a\""));
    assert_false(truce_http_is_etag("w/\"a\"")); /* RFC 9110 8.8.3: case-sensitive */
    assert_false(truce_http_is_etag("\""));
    assert_false(truce_http_is_etag("W/"));
    assert_false(truce_http_is_etag("\"a\"b\""));
    assert_false(truce_http_is_etag(""));
    assert_false(truce_http_is_date(""));
    assert_false(truce_http_is_date("a\nb"));
    assert_true(truce_http_is_date("Sat, 01 Mar 2025 03:00:00 GMT"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_entries_in_any_order),
        cmocka_unit_test(the_last_line_of_a_name_counts),
        cmocka_unit_test(leaves_out_what_cannot_be_read),
        cmocka_unit_test(a_written_line_reads_back),
        cmocka_unit_test(the_file_grows_and_is_tidied),
        cmocka_unit_test(puts_nothing_that_cannot_be_read_back),
        cmocka_unit_test(urls_that_are_fetched),
        cmocka_unit_test(redirects_that_are_followed),
        cmocka_unit_test(tags_weak_strong_and_none),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
