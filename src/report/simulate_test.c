/*
 * The chance of a clock in words, JSON and pictures: what is said, and that the condition is never left out.
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
#include <unistd.h> /* unlink */

#include "base/file.h"
#include "report/simulate_words.h"

/* An answer made by the engine, on a clock of no file. */
struct sample {
    struct truce_agreement agreement;
    struct truce_point point;
    struct truce_clock clock;
    struct truce_simulate_answer answer;
};

static void make(struct sample *sample, struct truce_incident_model model, struct truce_quiet_rule rule,
                 int32_t horizon, uint32_t replications)
{
    static const double levels[TRUCE_SIMULATE_NEEDED] = {0.5, 0.9};

    memset(sample, 0, sizeof *sample);
    sample->point.n = 19;
    sample->agreement = (struct truce_agreement){.file = "plan.yaml",
                                                 .id = "demo",
                                                 .title = "A <plan>",
                                                 .version = "1",
                                                 .points = &sample->point,
                                                 .n_points = 1};
    sample->clock = (struct truce_clock){.head = {"quiet60", {12, 3}, 0}, .coverage_at_least = 0.8};
    struct truce_simulate_answer *answer = &sample->answer;
    truce_notes_init(&answer->notes);
    truce_simulate_options_init(&answer->options);
    answer->options.horizon_days = horizon;
    answer->options.replications = replications;
    answer->agreement = &sample->agreement;
    answer->clock = &sample->clock;
    assert_true(truce_day_parse(truce_text_view("2025-12-28"), &answer->start));
    answer->model = model;
    answer->rule = rule;
    answer->moved_by = 0.2;
    assert_int_equal(truce_simulate_clock(&model, &rule, &answer->options, &answer->simulation, NULL),
                     TRUCE_OK);
    assert_int_equal(truce_simulate_tornado(&model, &rule, &answer->options, 0.2, &answer->simulation.arena,
                                            &answer->bars, &answer->n_bars, NULL),
                     TRUCE_OK);
    for (int i = 0; i < TRUCE_SIMULATE_NEEDED; i++)
        assert_int_equal(
            truce_simulate_needed(&model, &rule, &answer->options, levels[i], &answer->needed[i], NULL),
            TRUCE_OK);
    truce_quiet_rules_of_thumb(rule.target_days, answer->thumbs);
}

static void release(struct sample *sample)
{
    truce_simulation_fini(&sample->answer.simulation);
    truce_notes_fini(&sample->answer.notes);
}

static const struct truce_incident_model poisson = {
    .kind = TRUCE_INCIDENTS_POISSON, .mean = 0.05, .size = INFINITY};
static const struct truce_quiet_rule sixty = {.target_days = 60, .observed = 1.0};

static void assert_chance(double p, const char *words)
{
    char text[40];

    truce_words_chance(p, text, sizeof text);
    assert_string_equal(text, words);
}

/* What is neither never nor certain never looks like it. */
static void chances_are_not_rounded_away(void **unused)
{
    (void)unused;
    assert_chance(0.0, "0 %");
    assert_chance(1.0, "100 %");
    assert_chance(0.604, "60.4 %");
    assert_chance(0.5, "50.0 %");
    assert_chance(0.0005, "0.05 %");
    assert_chance(0.00006, "0.006 %");
    assert_chance(0.000001, "0.0001 %");
    assert_chance(7e-40, "7.0e-40");
    assert_chance(0.9997, "99.97 %");
    assert_chance(0.99996, "99.996 %");
    assert_chance(0.9999999, "more than 99.9999 %");
    assert_chance(NAN, "-");
    for (double p = 1e-9; p < 0.5; p *= 1.07) {
        char low[40], high[40];
        truce_words_chance(p, low, sizeof low);
        truce_words_chance(1.0 - p, high, sizeof high);
        assert_false(strtod(low, NULL) <= 0.0);
        assert_true(strcmp(high, "100 %") != 0 && strncmp(high, "100.", 4) != 0);
    }
}

static bool has(const struct truce_buf *text, const char *words)
{
    /* as if on one line: a paragraph is broken anywhere */
    static char flat[200000];
    size_t n = 0;
    bool blank = false;

    for (size_t i = 0; i < text->len && n + 2 < sizeof flat; i++) {
        bool space = text->at[i] == ' ' || text->at[i] == '\n';
        if (!space || !blank)
            flat[n++] = space ? ' ' : text->at[i];
        blank = space;
    }
    flat[n] = '\0';
    return strstr(flat, words) != NULL;
}

static void the_first_line_is_the_answer(void **unused)
{
    (void)unused;
    struct sample sample;
    struct truce_buf text;
    make(&sample, poisson, sixty, 365, 20000);
    truce_buf_init(&text);
    assert_int_equal(truce_report_simulate_text(&sample.answer, NULL, &text, NULL), TRUCE_OK);
    assert_non_null(strstr(text.at, "60 quiet days reached by 2026-12-28 in "));
    assert_true(strncmp(text.at, "60 quiet days", 13) == 0);
    assert_true(has(
        &text,
        "of 20,000 runs (exact: 60.4 %), if clock-breaking days come as assumed. Conditional on the rates"));
    assert_true(has(&text, truce_simulate_condition));
    assert_true(has(&text, "quiet60 (point 19) of A <plan>, plan.yaml:12"));
    assert_true(has(&text, "0.05 a day on average (Poisson), days independent of each other"));
    assert_true(has(&text, "every day; that is, watched to at least 80 %, as the clock asks"));
    assert_true(has(&text, "within 60 / 90 / 180 / 365 days, a clock-breaking day may come on average only "
                           "once in 87 / 53 / 26 / 18 days; "
                           "for a chance of 90 % within 365 days, once in 32."));
    assert_true(
        has(&text,
            "two weeks on average, with the same hazard every day, lasts 60 days with a chance of 1.4 %."));
    assert_true(has(&text, "For a chance of 50 %: at most 0.05586 incidents a day"));
    truce_buf_fini(&text);
    release(&sample);
}

static void no_line_is_wider_than_asked(void **unused)
{
    (void)unused;
    struct truce_report_simulate_options options = {.columns = 60};
    struct sample sample;
    struct truce_buf text;
    make(&sample, poisson, sixty, 365, 500);
    truce_buf_init(&text);
    options.columns = 96;
    assert_int_equal(truce_report_simulate_text(&sample.answer, &options, &text, NULL), TRUCE_OK);
    const char *line = strchr(text.at, '\n') + 1; /* the first is the answer, on one line */
    for (; *line != '\0'; line += strcspn(line, "\n") + 1)
        assert_true(strcspn(line, "\n") <= 96);
    options.columns = 20;
    assert_int_equal(truce_report_simulate_text(&sample.answer, &options, &text, NULL), TRUCE_ERR_RANGE);
    truce_buf_fini(&text);
    release(&sample);
}

static void every_model_and_rule_has_words(void **unused)
{
    (void)unused;
    static const double series[] = {0, 0, 3, 0, 0, 0, 1, 0};
    char words[1024];
    struct sample sample;
    struct truce_quiet_rule rule = {
        .target_days = 10, .observed = 0.9, .on_break = TRUCE_BREAK_DEDUCT, .deduct_days = 1};
    struct truce_incident_model model = {.kind = TRUCE_INCIDENTS_CHAIN,
                                         .mean = 0.01,
                                         .size = INFINITY,
                                         .tense_mean = 5,
                                         .tense_size = 0.5,
                                         .calm_to_tense = 0.02,
                                         .tense_to_calm = 0.2,
                                         .starts_tense = true};
    make(&sample, model, rule, 60, 300);
    sample.answer.options.retaliation = 0.5;
    sample.answer.options.retaliation_days = 1;
    truce_words_simulate_model(&sample.answer, words, sizeof words);
    assert_string_equal(
        words,
        "calm days with 0.01 a day on average (Poisson) and tense ones with 5 a day on average (negative "
        "binomial, size 0.5); a calm day is followed by a tense one with a chance of 2.0 %, a tense one by a "
        "calm one with 20.0 %; the first day is tense; for 1 day after a broken day the rate is 50 % higher");
    truce_words_simulate_rule(&sample.answer, words, sizeof words);
    assert_string_equal(words, "a day is quiet when its incidents weigh at most 0; a broken day takes 1 day "
                               "off the count; one that is "
                               "not observed leaves the count as it is");
    truce_words_simulate_needed(&sample.answer, &sample.answer.needed[0], words, sizeof words);
    assert_non_null(strstr(words, "rates on calm and on tense days at most "));
    release(&sample);

    model = (struct truce_incident_model){
        .kind = TRUCE_INCIDENTS_BOOTSTRAP, .series = series, .n_series = 8, .block_days = 2};
    rule = (struct truce_quiet_rule){.target_days = 1,
                                     .observed = 1,
                                     .window_days = 1,
                                     .window_at_most = 0,
                                     .on_break = TRUCE_BREAK_PAUSE};
    make(&sample, model, rule, 3, 300);
    sample.answer.series =
        (struct truce_simulate_series){.file = "s.csv", .days = 8, .first = {18000}, .last = {18007}};
    truce_words_simulate_model(&sample.answer, words, sizeof words);
    assert_string_equal(
        words,
        "in blocks of 2 days, each drawn at random from the 8 days of s.csv, 2019-04-14 to 2019-04-21");
    sample.clock.coverage_at_least = NAN;
    truce_words_simulate_rule(&sample.answer, words, sizeof words);
    assert_string_equal(words, "a day is quiet when its incidents weigh at most 0, and those of the last 1 "
                               "day together at most 0; a "
                               "broken day does not count");
    truce_words_simulate_needed(&sample.answer, &sample.answer.needed[1], words, sizeof words);
    assert_string_equal(
        words,
        "For a chance of 90 %: a tolerance of 0 a day; were days independent, one broken day in 2.155.");
    truce_words_simulate_answer(&sample.answer, words, sizeof words);
    assert_true(strncmp(words, "1 quiet day reached by 2025-12-31 in ", 37) == 0);
    release(&sample);

    model = (struct truce_incident_model){
        .kind = TRUCE_INCIDENTS_HAWKES, .mean = 0.2, .excitation = 0.5, .decay_days = 1};
    make(&sample, model, sixty, 59, 300);
    truce_words_simulate_answer(&sample.answer, words, sizeof words);
    assert_non_null(
        strstr(words, "in none of 300 runs (no exact value here), if clock-breaking days come as assumed."));
    truce_words_simulate_model(&sample.answer, words, sizeof words);
    assert_string_equal(words, "0.2 a day on average (Hawkes, in discrete time); an incident brings 0.5 "
                               "further ones, after 1 day on average");
    release(&sample);
}

static void json_has_it_all(void **unused)
{
    (void)unused;
    struct sample sample;
    struct truce_buf text;
    make(&sample, poisson, sixty, 61, 200);
    truce_notes_add(&sample.answer.notes, "a \"note\"");
    truce_buf_init(&text);
    assert_int_equal(truce_report_simulate_json(&sample.answer, &text, NULL), TRUCE_OK);
    assert_true(has(&text, "\"format\": \"truce-simulate/1\""));
    assert_true(has(&text, truce_simulate_condition));
    assert_true(has(&text, "\"kind\": \"poisson\""));
    assert_true(has(&text, "\"size\": null"));
    assert_true(has(&text, "\"series\": null"));
    assert_true(has(&text, "\"by\": \"2026-02-27\", \"horizon_days\": 61"));
    assert_true(has(&text, "\"exact_log10\": -1.282"));
    assert_true(has(&text, "{\"within_days\": 60, \"chance\": 0.500000, \"once_in_days\": 87.06"));
    assert_true(has(&text, "a \\\"note\\\""));
    truce_buf_fini(&text);
    release(&sample);
}

static void read_picture(const struct sample *sample, const char *path, struct truce_buf *bytes)
{
    assert_int_equal(truce_report_simulate_picture(path, &sample->answer, NULL), TRUCE_OK);
    truce_buf_init(bytes);
    assert_int_equal(truce_file_read(path, TRUCE_FILE_MAX, bytes, NULL), TRUCE_OK);
    assert_int_equal(unlink(path), 0);
}

static void pictures_are_the_same_bytes(void **unused)
{
    (void)unused;
    static const char *const endings[] = {"png", "svg", "pdf"};
    struct sample sample;
    struct truce_buf one, two;
    struct truce_err err;
    char path[512];
    make(&sample, poisson, sixty, 365, 2000);
    for (size_t i = 0; i < 3; i++) {
        snprintf(path, sizeof path, "%s/report_simulate_test.%s", TRUCE_BUILD_DIR, endings[i]);
        read_picture(&sample, path, &one);
        read_picture(&sample, path, &two);
        assert_true(one.len > 5000 && truce_text_equal(truce_buf_view(&one), truce_buf_view(&two)));
        truce_buf_fini(&one);
        truce_buf_fini(&two);
    }
    assert_int_equal(truce_report_simulate_picture("x.gif", &sample.answer, &err), TRUCE_ERR_USAGE);
    release(&sample);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(chances_are_not_rounded_away),
        cmocka_unit_test(the_first_line_is_the_answer),
        cmocka_unit_test(no_line_is_wider_than_asked),
        cmocka_unit_test(every_model_and_rule_has_words),
        cmocka_unit_test(json_has_it_all),
        cmocka_unit_test(pictures_are_the_same_bytes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
