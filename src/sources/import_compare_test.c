/* A newer line of an id that is there: the same, a correction, or neither. */
#include "sources/import.h"

#include "sources/reader_test.h"
#include "sources/sources.h"

#define OLD                                                                                                  \
    "{\"id\":\"a:1\",\"kind\":\"report\",\"by\":\"M\",\"valid\":\"2026-01-01T00:00Z\",\"class\":\"x\","      \
    "\"killed\":2,\"injured\":1}"

static const struct truce_instant now = {1767225600000000}; /* 2026-01-01T00:00Z */

/* What a correction says must be what our own reader takes. */
static void assert_record(struct truce_text line)
{
    struct truce_arena arena;
    struct truce_record record;
    struct truce_diagnostics found;
    truce_arena_init(&arena, (size_t)1 << 20);
    truce_diagnostics_init(&found, "made");
    if (truce_record_parse_line(line, 1, "made", &arena, &record, &found, NULL) != TRUCE_OK)
        fail_msg("%s", found.n > 0 ? found.items[0].text : "not read");
    truce_diagnostics_fini(&found);
    truce_arena_fini(&arena);
}

static void expect(const char *const *earlier, size_t n, const char *later, enum truce_import_change wanted,
                   const char *record)
{
    struct truce_text texts[4];
    struct truce_buf out;
    enum truce_import_change change = TRUCE_IMPORT_CONFLICT;
    struct truce_err err;
    for (size_t i = 0; i < n; i++)
        texts[i] = truce_text_view(earlier[i]);
    truce_buf_init(&out);
    if (truce_import_compare(texts, n, truce_text_view(later), now, &change, &out, &err) != TRUCE_OK)
        fail_msg("%s", err.text);
    assert_int_equal(change, wanted);
    if (change == TRUCE_IMPORT_CHANGED) {
        const char *at = strstr(out.at, ",\"record\":");
        assert_non_null(at);
        assert_string_equal(at, record);
        assert_record(truce_buf_view(&out));
    } else {
        assert_int_equal(out.len, 0);
    }
    truce_buf_fini(&out);
}

#define REASON ",\"reason\":\"a newer version of the imported row"

static void the_same(void **state)
{
    const char *const old[] = {OLD};
    (void)state;
    expect(old, 1, OLD, TRUCE_IMPORT_SAME, "");
    expect(old, 1,
           "{ \"kind\":\"report\", \"id\":\"a:1\",\"by\":\"M\",\"valid\" : "
           "\"2026-01-01T00:00Z\",\"class\":\"x\",\"injured\":1,"
           "\"killed\":2,\"made\":\"2026-02-01T00:00Z\",\"source\":\"s\"}",
           TRUCE_IMPORT_SAME, "");
}

static void what_differs_is_corrected(void **state)
{
    const char *const old[] = {OLD};
    (void)state;
    expect(old, 1,
           "{\"id\":\"a:1\",\"kind\":\"report\",\"by\":\"M\",\"valid\":\"2026-01-01T00:00Z\",\"class\":\"y\","
           "\"killed\":2,\"injured\":1}",
           TRUCE_IMPORT_CHANGED, ",\"record\":{\"class\":\"y\"}" REASON "\"}");
    /* the toll is replaced as a whole, so all of it is said */
    expect(old, 1,
           "{\"id\":\"a:1\",\"kind\":\"report\",\"by\":\"M\",\"valid\":\"2026-01-01T00:00Z\",\"class\":\"x\","
           "\"killed\":3,\"injured\":1}",
           TRUCE_IMPORT_CHANGED, ",\"record\":{\"killed\":3,\"injured\":1}" REASON "\"}");
    expect(old, 1,
           "{\"id\":\"a:1\",\"kind\":\"report\",\"by\":\"M\",\"valid\":\"2026-01-01T00:00Z\",\"class\":\"x\","
           "\"killed\":2}",
           TRUCE_IMPORT_CHANGED, ",\"record\":{\"killed\":2}" REASON "\"}");
    expect(old, 1,
           "{\"id\":\"a:1\",\"kind\":\"report\",\"by\":\"M\",\"valid\":\"2026-01-01T00:00Z\",\"classes\":{"
           "\"x\":0.5},\"killed\":2,"
           "\"injured\":1,\"place\":[1, 2]}",
           TRUCE_IMPORT_CHANGED, ",\"record\":{\"classes\":{\"x\":0.5},\"place\":[1, 2]}" REASON "\"}");
}

static void what_is_gone_is_named(void **state)
{
    const char *const old[] = {OLD};
    (void)state;
    expect(
        old, 1,
        "{\"id\":\"a:1\",\"kind\":\"report\",\"by\":\"M\",\"valid\":\"2026-01-02T00:00Z\",\"class\":\"x\"}",
        TRUCE_IMPORT_CHANGED,
        ",\"record\":{\"valid\":\"2026-01-02T00:00Z\"}" REASON "; it no longer says killed, injured\"}");
    expect(
        old, 1,
        "{\"id\":\"a:1\",\"kind\":\"report\",\"by\":\"M\",\"valid\":\"2026-01-01T00:00Z\",\"class\":\"x\"}",
        TRUCE_IMPORT_SAME, "");
}

/* A value that goes and comes back is a correction each time, with an id of its own. */
static void corrections_are_laid_over(void **state)
{
    const char *const later = "{\"id\":\"a:1\",\"kind\":\"report\",\"by\":\"M\",\"valid\":\"2026-01-01T00:"
                              "00Z\",\"class\":\"y\",\"killed\":2,\"injured\":1}";
    struct truce_text lines[4] = {truce_text_view(OLD)};
    struct truce_buf out[3];
    enum truce_import_change change;
    (void)state;
    for (size_t i = 0; i < 3; i++) {
        truce_buf_init(&out[i]);
        struct truce_text next = truce_text_view(i == 1 ? OLD : later);
        assert_int_equal(truce_import_compare(lines, i + 1, next, now, &change, &out[i], NULL), TRUCE_OK);
        assert_int_equal(change, TRUCE_IMPORT_CHANGED);
        lines[i + 1] = truce_buf_view(&out[i]);
        struct truce_buf again;
        truce_buf_init(&again);
        assert_int_equal(truce_import_compare(lines, i + 2, next, now, &change, &again, NULL), TRUCE_OK);
        assert_int_equal(change, TRUCE_IMPORT_SAME);
        truce_buf_fini(&again);
    }
    /* python3 -c "import hashlib; print(hashlib.sha256(later).hexdigest()[:8])" */
    assert_memory_equal(out[0].at, "{\"id\":\"a:1/v", 11);
    assert_memory_not_equal(out[0].at, out[2].at, 20);
    for (size_t i = 0; i < 3; i++)
        truce_buf_fini(&out[i]);
}

static void others_are_in_conflict(void **state)
{
    const char *const old[] = {OLD};
    const char *const correction[] = {"{\"id\":\"c\",\"kind\":\"correction\",\"by\":\"M\",\"valid\":\"2026-"
                                      "01-01T00:00Z\",\"about\":\"a\",\"record\":{\"count\":1}}"};
    struct truce_text text = truce_text_view("{");
    struct truce_buf out;
    enum truce_import_change change;
    (void)state;
    expect(
        old, 1,
        "{\"id\":\"a:1\",\"kind\":\"report\",\"by\":\"N\",\"valid\":\"2026-01-01T00:00Z\",\"class\":\"x\"}",
        TRUCE_IMPORT_CONFLICT, "");
    expect(correction, 1,
           "{\"id\":\"c\",\"kind\":\"correction\",\"by\":\"M\",\"valid\":\"2026-01-01T00:00Z\",\"about\":"
           "\"a\",\"record\":{\"count\":2}}",
           TRUCE_IMPORT_CONFLICT, "");
    truce_buf_init(&out);
    assert_int_equal(truce_import_compare(&text, 1, truce_text_view(OLD), now, &change, &out, NULL),
                     TRUCE_ERR_SYNTAX);
    truce_buf_fini(&out);
}

/* A correction by somebody else has no effect, so the source's own one is made all the same. */
static void a_strangers_correction_is_none(void **state)
{
    const char *const said[] = {OLD, "{\"id\":\"a:1/vX\",\"kind\":\"correction\",\"by\":\"N\",\"valid\":"
                                     "\"2026-01-01T00:00Z\",\"about\":\"a:1\",\"record\":{\"class\":\"y\"}}"};
    (void)state;
    expect(said, 2, OLD, TRUCE_IMPORT_SAME, "");
    expect(said, 2,
           "{\"id\":\"a:1\",\"kind\":\"report\",\"by\":\"M\",\"valid\":\"2026-01-01T00:00Z\",\"class\":\"y\","
           "\"killed\":2,\"injured\":1}",
           TRUCE_IMPORT_CHANGED, ",\"record\":{\"class\":\"y\"}" REASON "\"}");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_same),
        cmocka_unit_test(what_differs_is_corrected),
        cmocka_unit_test(what_is_gone_is_named),
        cmocka_unit_test(corrections_are_laid_over),
        cmocka_unit_test(others_are_in_conflict),
        cmocka_unit_test(a_strangers_correction_is_none),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
