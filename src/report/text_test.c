/*
 * Text: numbers and sentences, the whole report of the fictional answer, bytes from outside.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "report/fictional_test.h"
#include "report/golden_test.h"
#include "report/plain.h"
#include "report/text.h"
#include "report/words.h"

static const char *number(double value, int decimals)
{
    static _Thread_local char out[TRUCE_WORDS_NUMBER];
    truce_words_number(value, decimals, out, sizeof out);
    return out;
}

static const char *figure(double value, double against)
{
    static _Thread_local char out[TRUCE_WORDS_NUMBER];
    truce_words_figure(value, against, out, sizeof out);
    return out;
}

static const char *distance(double metres)
{
    static _Thread_local char out[TRUCE_WORDS_NUMBER];
    truce_words_distance(metres, out, sizeof out);
    return out;
}

static void numbers_have_thousands_apart(void **state)
{
    (void)state;
    assert_string_equal(number(0.0, 1), "0.0");
    assert_string_equal(number(-0.04, 1), "0.0");
    assert_string_equal(number(999.94, 1), "999.9");
    assert_string_equal(number(999.96, 1), "1,000.0");
    assert_string_equal(number(-1234567.5, 1), "-1,234,567.5");
    assert_string_equal(number(123456.0, 0), "123,456");
    assert_string_equal(number(NAN, 1), "not known");
    assert_string_equal(number(1e15, 0), "1,000,000,000,000,000");
}

static void a_figure_never_looks_equal_to_what_it_is_not(void **state)
{
    (void)state;
    assert_string_equal(figure(4342.6, 6460.0), "4,343");
    assert_string_equal(figure(6459.7, 6460.0), "6,459.7");
    assert_string_equal(figure(6459.99, 6460.0), "6,459.99");
    assert_string_equal(figure(6460.0, 6460.0), "6,460");
    assert_string_equal(figure(12.34, NAN), "12.3");
    assert_string_equal(figure(12.0, NAN), "12");
    assert_string_equal(figure(99.97, NAN), "100");
}

static void distances_choose_their_unit(void **state)
{
    (void)state;
    assert_string_equal(distance(150.0), "150 m");
    assert_string_equal(distance(-999.2), "999 m");
    assert_string_equal(distance(999.6), "1.0 km");
    assert_string_equal(distance(1400.0), "1.4 km");
    assert_string_equal(distance(1680000.0), "1,680 km");
}

static void numbers_as_written_keep_their_digits(void **state)
{
    char out[TRUCE_WORDS_NUMBER];
    (void)state;
    truce_words_as_written("6460", out, sizeof out);
    assert_string_equal(out, "6,460");
    truce_words_as_written("6460.50", out, sizeof out);
    assert_string_equal(out, "6,460.50");
    truce_words_as_written("about 6460", out, sizeof out);
    assert_string_equal(out, "about 6460");
}

/* A claim of 6,460 by sources with these figures; supported as told. */
static const char *answer_of(const double *figures, const enum truce_finding *findings, size_t n)
{
    static _Thread_local char out[768];
    struct truce_claim claim = {
        .quantity = TRUCE_QUANTITY_AREA, .sense = TRUCE_SENSE_GAINED, .value = 6460.0, .value_text = "6460"};
    struct truce_source_answer sources[4] = {0};
    struct truce_claim_answer answer = {
        .claim = &claim, .sources = sources, .n_sources = n, .figure_min = NAN, .figure_max = NAN};

    for (size_t i = 0; i < n; i++) {
        sources[i].judged.finding = findings[i];
        answer.n_evidence += findings[i] != TRUCE_FINDING_NO_EVIDENCE;
        answer.n_supported += findings[i] == TRUCE_FINDING_SUPPORTED;
        answer.figure_min = fmin(answer.figure_min, figures[i]);
        answer.figure_max = fmax(answer.figure_max, figures[i]);
    }
    truce_words_answer(&answer, out, sizeof out);
    return out;
}

static void the_answer_is_one_sentence(void **state)
{
    enum truce_finding over[] = {TRUCE_FINDING_EXCEEDS, TRUCE_FINDING_EXCEEDS};
    enum truce_finding reach[] = {TRUCE_FINDING_EXCEEDS, TRUCE_FINDING_WITHIN_REACH,
                                  TRUCE_FINDING_NO_EVIDENCE};
    enum truce_finding under[] = {TRUCE_FINDING_FALLS_SHORT};
    enum truce_finding both[] = {TRUCE_FINDING_SUPPORTED, TRUCE_FINDING_SUPPORTED, TRUCE_FINDING_SUPPORTED};
    enum truce_finding some[] = {TRUCE_FINDING_SUPPORTED, TRUCE_FINDING_EXCEEDS, TRUCE_FINDING_EXCEEDS};
    enum truce_finding none[] = {TRUCE_FINDING_NO_EVIDENCE};
    double figures[] = {4334.2, 4830.52, NAN}, much[] = {7000.0}, equal[] = {6460.0, 6460.0, 6460.0},
           nan[] = {NAN};

    (void)state;
    assert_string_equal(answer_of(figures, over, 2),
                        "6,460 km2 gained: supported by none of 2 sources; they show 4,334 to 4,831 km2.");
    assert_string_equal(
        answer_of(figures, reach, 3),
        "6,460 km2 gained: supported by none of 2 sources that could tell; they show 4,334 to 4,831 km2; "
        "within reach of 1 if claimed areas are counted.");
    assert_string_equal(
        answer_of(much, under, 1),
        "6,460 km2 gained: not supported by the one source; it shows 7,000 km2, more than claimed.");
    assert_string_equal(answer_of(equal, both, 3),
                        "6,460 km2 gained: supported by all 3 sources; they show 6,460 km2.");
    assert_string_equal(answer_of(equal, both, 2),
                        "6,460 km2 gained: supported by both sources; they show 6,460 km2.");
    assert_string_equal(answer_of(figures, some, 3),
                        "6,460 km2 gained: supported by 1 of 3 sources; they show 4,334 to 4,831 km2.");
    assert_string_equal(answer_of(nan, none, 1), "6,460 km2 gained: none of 1 source could tell.");
}

static void shifts_are_told_in_words(void **state)
{
    struct truce_claim claim = {.quantity = TRUCE_QUANTITY_AREA, .value_text = "6460"};
    struct truce_source_answer source = {.front_length_m = 1680000.0};
    struct truce_judged judged = {.value_text = "6460", .shift_state = TRUCE_SHIFT_FOUND, .shift_m = 1400.0};
    char out[256];

    (void)state;
    truce_words_shift(&claim, &source, &judged, 25000.0, out, sizeof out);
    assert_string_equal(out, "For 6,460 km2 the line of contact would have to lie 1.4 km farther out "
                             "everywhere along its 1,680 km.");
    judged.shift_m = -80.0;
    truce_words_shift(&claim, &source, &judged, 25000.0, out, sizeof out);
    assert_string_equal(out, "For 6,460 km2 the line of contact would have to lie 80 m farther back "
                             "everywhere along its 1,680 km.");
    judged.shift_state = TRUCE_SHIFT_BEYOND;
    truce_words_shift(&claim, &source, &judged, 25000.0, out, sizeof out);
    assert_string_equal(out, "For 6,460 km2 no displacement of the line of contact up to 25.0 km is enough.");
    judged.shift_state = TRUCE_SHIFT_NOT_ASKED;
    truce_words_shift(&claim, &source, &judged, 25000.0, out, sizeof out);
    assert_string_equal(out, "");
}

static void the_report_is_as_it_was(void **state)
{
    struct fictional f;
    struct truce_buf out;

    (void)state;
    fictional_open(&f);
    truce_buf_init(&out);
    assert_int_equal(truce_report_text(&f.answer, NULL, &out, NULL), TRUCE_OK);
    assert_true(golden_is("verify.txt", &out));
    truce_buf_fini(&out);
    fictional_close(&f);
}

static size_t count_of(const char *text, const char *what)
{
    size_t n = 0;
    for (const char *at = strstr(text, what); at != NULL; at = strstr(at + 1, what))
        n++;
    return n;
}

static void a_flag_lists_every_place(void **state)
{
    struct fictional f;
    struct truce_buf brief, full;
    struct truce_report_text_options options;

    (void)state;
    fictional_open(&f);
    truce_buf_init(&brief);
    truce_buf_init(&full);
    truce_report_text_options_init(&options);
    assert_int_equal(truce_report_text(&f.answer, &options, &brief, NULL), TRUCE_OK);
    options.list_places = true;
    assert_int_equal(truce_report_text(&f.answer, &options, &full, NULL), TRUCE_OK);
    assert_non_null(strstr(brief.at, "more)"));
    assert_null(strstr(full.at, "more)"));
    assert_true(count_of(full.at, "\n") >
                count_of(brief.at, "\n") + f.answer.claims[0].sources[0].gained.n - 12);
    truce_buf_fini(&brief);
    truce_buf_fini(&full);
    fictional_close(&f);
}

static void without_regions_it_says_so(void **state)
{
    struct fictional f;
    struct truce_buf out;

    (void)state;
    fictional_open(&f);
    truce_buf_init(&out);
    f.answer.input.regions = NULL;
    for (size_t c = 0; c < 2; c++) {
        f.answer.claims[c].sources[0].front_knows_borders = false;
        f.answer.claims[c].sources[0].n_regions = 0;
    }
    assert_int_equal(truce_report_text(&f.answer, NULL, &out, NULL), TRUCE_OK);
    assert_non_null(strstr(out.at, "coast and state border cannot be told from the line of contact"));
    assert_non_null(strstr(out.at, "No regions were given"));
    assert_non_null(strstr(out.at, "no accuracy is known"));
    truce_buf_fini(&out);
    fictional_close(&f);
}

static void no_file_commands_the_terminal(void **state)
{
    struct fictional f;
    struct truce_buf out;

    (void)state;
    fictional_open(&f);
    truce_buf_init(&out);
    f.claims.items[0].by = "a\x1b[2Jb\nc\xC2\x9B"
                           "31m \xE2\x80\xAE"
                           "d\xFF";
    f.places.items[f.answer.claims[0].sources[0].gained.items[0].place].name = "\x1b]0;x\x07";
    f.sources[0].id = "ki\x1bte";
    assert_int_equal(truce_report_text(&f.answer, NULL, &out, NULL), TRUCE_OK);
    assert_null(strchr(out.at, '\x1b'));
    assert_null(strchr(out.at, '\x07'));
    assert_null(strstr(out.at, "\xC2\x9B"));
    assert_null(strstr(out.at, "\xE2\x80\xAE"));
    assert_int_equal(truce_text_valid_utf8(truce_buf_view(&out)), out.len);
    assert_non_null(strstr(out.at, "a?[2Jb?c?31m ?d\xEF\xBF\xBD"));
    truce_buf_fini(&out);
    fictional_close(&f);
}

static void colour_is_asked_for(void **state)
{
    struct fictional f;
    struct truce_buf out;
    struct truce_report_text_options options;

    (void)state;
    fictional_open(&f);
    truce_buf_init(&out);
    truce_report_text_options_init(&options);
    options.colour = true;
    assert_int_equal(truce_report_text(&f.answer, &options, &out, NULL), TRUCE_OK);
    assert_int_equal(strncmp(out.at, "\x1b[1m900 km2 gained", 18), 0);
    assert_int_equal(count_of(out.at, "\x1b[1m"), count_of(out.at, "\x1b[0m"));
    options.columns = 20;
    assert_int_equal(truce_report_text(&f.answer, &options, &out, NULL), TRUCE_ERR_RANGE);
    truce_buf_fini(&out);
    fictional_close(&f);
}

static void long_texts_are_not_cut(void **state)
{
    struct fictional f;
    struct truce_buf out;
    char url[3000];

    (void)state;
    fictional_open(&f);
    truce_buf_init(&out);
    memset(url, 'u', sizeof url);
    memcpy(url + sizeof url - 5, "END.", 5);
    f.sources[1].url = url;
    assert_int_equal(truce_report_text(&f.answer, NULL, &out, NULL), TRUCE_OK);
    assert_non_null(strstr(out.at, "uuuEND."));
    truce_buf_fini(&out);
    fictional_close(&f);
}

static void paragraphs_break_at_blanks(void **state)
{
    struct truce_buf out;

    (void)state;
    truce_buf_init(&out);
    truce_plain_wrap(&out, "- ", "один два  three verylongword x", 10);
    assert_string_equal(out.at, "- один два\n  three\n  verylongword\n  x\n");
    truce_buf_fini(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_have_thousands_apart),
        cmocka_unit_test(a_figure_never_looks_equal_to_what_it_is_not),
        cmocka_unit_test(distances_choose_their_unit),
        cmocka_unit_test(numbers_as_written_keep_their_digits),
        cmocka_unit_test(the_answer_is_one_sentence),
        cmocka_unit_test(shifts_are_told_in_words),
        cmocka_unit_test(the_report_is_as_it_was),
        cmocka_unit_test(a_flag_lists_every_place),
        cmocka_unit_test(without_regions_it_says_so),
        cmocka_unit_test(no_file_commands_the_terminal),
        cmocka_unit_test(colour_is_asked_for),
        cmocka_unit_test(long_texts_are_not_cut),
        cmocka_unit_test(paragraphs_break_at_blanks),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
