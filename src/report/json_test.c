/*
 * The answer as JSON.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "report/fictional_test.h"
#include "report/golden_test.h"
#include "report/json.h"

static void the_answer_is_as_it_was(void **state)
{
    struct fictional f;
    struct truce_buf out;

    (void)state;
    fictional_open(&f);
    for (size_t c = 0; c < f.answer.n; c++)
        for (size_t s = 0; s < f.answer.claims[c].n_sources; s++)
            if (f.answer.claims[c].sources[s].n_track > 3)
                f.answer.claims[c].sources[s].n_track = 3; /* to be read in a diff */
    truce_buf_init(&out);
    assert_int_equal(truce_report_json(&f.answer, &out, NULL), TRUCE_OK);
    assert_true(golden_is("verify.json", &out));
    truce_buf_fini(&out);
    fictional_close(&f);
}

/* Nesting outside of texts; -1 when something closes what is not open. */
static int depth_at_end(const struct truce_buf *text)
{
    int depth = 0;
    bool quoted = false;

    for (size_t i = 0; i < text->len && depth >= 0; i++) {
        char c = text->at[i];
        if (quoted && c == '\\')
            i++;
        else if (c == '"')
            quoted = !quoted;
        else if (!quoted && (c == '{' || c == '['))
            depth++;
        else if (!quoted && (c == '}' || c == ']'))
            depth--;
    }
    return quoted ? -1 : depth;
}

static void hostile_bytes_stay_in_their_quotes(void **state)
{
    struct fictional f;
    struct truce_buf out;

    (void)state;
    fictional_open(&f);
    f.claims.items[0].by = "\"}],\\ \x01\xFF\xC0 end";
    truce_buf_init(&out);
    assert_int_equal(truce_report_json(&f.answer, &out, NULL), TRUCE_OK);
    assert_int_equal(depth_at_end(&out), 0);
    assert_non_null(strstr(out.at, "\"by\": \"\\\"}],\\\\ \\u0001\xEF\xBF\xBD\xEF\xBF\xBD end\""));
    assert_int_equal(truce_text_valid_utf8(truce_buf_view(&out)), out.len);
    assert_null(strstr(out.at, ": nan"));
    assert_null(strstr(out.at, ": inf"));
    truce_buf_fini(&out);
    fictional_close(&f);
}

static void without_places_and_regions_it_is_still_whole(void **state)
{
    struct fictional f;
    struct truce_buf out;

    (void)state;
    fictional_open(&f);
    f.answer.input.regions = NULL;
    f.answer.input.places = NULL;
    for (size_t c = 0; c < f.answer.n; c++) {
        struct truce_source_answer *a = &f.answer.claims[c].sources[0];
        a->gained.n = a->lost.n = a->close.n = 0;
        a->place.n_matches = 0;
    }
    truce_buf_init(&out);
    assert_int_equal(truce_report_json(&f.answer, &out, NULL), TRUCE_OK);
    assert_int_equal(depth_at_end(&out), 0);
    assert_non_null(strstr(out.at, "\"has_regions\": false"));
    truce_buf_fini(&out);
    fictional_close(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_answer_is_as_it_was),
        cmocka_unit_test(hostile_bytes_stay_in_their_quotes),
        cmocka_unit_test(without_places_and_regions_it_is_still_whole),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
