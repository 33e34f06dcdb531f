/* Forms of dates, times, numbers, distances and directions. */
#include "sources/import_event.h"

#include "sources/reader_test.h"

static void days(void **state)
{
    static const char *const good[][2] = {
        {"2023-01-31", "2023-01-31"},       {"2022-02-24 00:00:00.000", "2022-02-24"},
        {"2022-02-24T10:00", "2022-02-24"}, {"31-01-2023", "2023-01-31"},
        {"1/2/2023", "2023-02-01"},         {"01.02.2023", "2023-02-01"},
        {"20230131", "2023-01-31"},         {"16 May 2025", "2025-05-16"},
        {"1 september 2025", "2025-09-01"}, {"16-May-2025", "2025-05-16"},
        {"29 Feb 2024", "2024-02-29"},
    };
    static const char *const bad[] = {
        "",           "2023-02-30",  "2023-1-31",    "13/13/2023", "31-01-23",  "16 Mai 2025",
        "20231301",   "2023-01-31x", "16 May 2025 ", "1234567",    "123456789", "2023/01/31",
        "0000-01-01", "99999999"};
    (void)state;
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        struct truce_day day = {TRUCE_DAY_NONE};
        char text[TRUCE_DAY_TEXT];
        assert_true(truce_form_day(truce_text_view(good[i][0]), &day));
        truce_day_format(day, text);
        assert_string_equal(text, good[i][1]);
    }
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct truce_day day = {7};
        if (truce_form_day(truce_text_view(bad[i]), &day))
            fail_msg("\"%s\" is taken for a day", bad[i]);
        assert_int_equal(day.n, 7);
    }
}

static void times(void **state)
{
    static const struct {
        const char *text;
        int32_t seconds; /* -1: none */
    } cases[] = {{"09:05", 32700},
                 {"9:05", 32700},
                 {"09:05:30", 32730},
                 {"0905", 32700},
                 {"905", 32700},
                 {"5", 300},
                 {"0", 0},
                 {"23:59:59.999", 86399},
                 {"2400", -1},
                 {"24:00", -1},
                 {"9:5", -1},
                 {"0960", -1},
                 {"", -1},
                 {"09:05h", -1},
                 {"90500", -1},
                 {"a", -1}};
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        int32_t seconds = -1;
        assert_int_equal(truce_form_time(truce_text_view(cases[i].text), &seconds), cases[i].seconds >= 0);
        assert_int_equal(seconds, cases[i].seconds);
    }
}

static void counts(void **state)
{
    static const struct {
        const char *text;
        int value; /* -1: none */
        bool at_least;
    } cases[] = {{"5", 5, false},
                 {"at least 5", 5, true},
                 {"At least 5", 5, true},
                 {">= 5", 5, true},
                 {"\xE2\x89\xA5"
                  "5",
                  5, true},
                 {"5+", 5, true},
                 {"0", 0, false},
                 {"3.0", 3, false},
                 {"3.5", -1, false},
                 {"", -1, false},
                 {"-1", -1, false},
                 {"few", -1, false},
                 {"1234567890", -1, false},
                 {"+", -1, false}};
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        double value = -1;
        bool at_least = false;
        assert_int_equal(truce_form_count(truce_text_view(cases[i].text), &value, &at_least),
                         cases[i].value >= 0);
        assert_int_equal((int)value, cases[i].value);
        assert_int_equal(at_least, cases[i].at_least);
    }
}

static void distances(void **state)
{
    static const struct {
        const char *text;
        int min_m, max_m; /* -1: none */
    } cases[] = {{"4-6 km", 4000, 6000}, {"4 to 6 km", 4000, 6000}, {"4 \xE2\x80\x93 6km", 4000, 6000},
                 {"500 m", 500, 500},    {"3km", 3000, 3000},       {"0.5-1.5 km", 500, 1500},
                 {"6-4 km", -1, -1},     {"4-6", -1, -1},           {"km", -1, -1},
                 {"far", -1, -1},        {"4-6 miles", -1, -1},     {"2000 km", -1, -1},
                 {"-3 km", -1, -1}};
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        double min_m = -1, max_m = -1;
        assert_int_equal(truce_form_distance(truce_text_view(cases[i].text), &min_m, &max_m),
                         cases[i].min_m >= 0);
        assert_int_equal((int)min_m, cases[i].min_m);
        assert_int_equal((int)max_m, cases[i].max_m);
    }
}

static void directions(void **state)
{
    static const struct {
        const char *text;
        double degrees; /* -1: none */
        int points;
    } cases[] = {{"N", 0, 4},
                 {"sse", 157.5, 16},
                 {"south-south-east", 157.5, 16},
                 {"south-east", 135, 8},
                 {"southeast", 135, 8},
                 {"West", 270, 4},
                 {"NNW", 337.5, 16},
                 {"157.5", 157.5, 0},
                 {"360", 360, 0},
                 {"361", -1, 0},
                 {"-1", -1, 0},
                 {"SN", -1, 0},
                 {"", -1, 0},
                 {"south-south-south", -1, 0},
                 {"southern", -1, 0},
                 {"x", -1, 0}};
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        double degrees = -1;
        int points = 0;
        assert_int_equal(truce_form_direction(truce_text_view(cases[i].text), &degrees, &points),
                         cases[i].degrees >= 0);
        assert_float_equal(degrees, cases[i].degrees, 1e-9);
        assert_int_equal(points, cases[i].points);
    }
}

/* What is too long for a record is cut on a character; long sources stay different; the same source stands once. */
static void texts_are_made_to_fit(void **state)
{
    struct truce_event event;
    struct truce_buf line;
    struct truce_text id;
    const char *column = "", *reason = "";
    char name[302], a[302], b[302];
    (void)state;
    truce_event_init(&event);
    truce_buf_init(&line);
    memset(a, 'a', sizeof a);
    memset(b, 'a', sizeof b);
    b[300] = 'b';
    name[0] = 'x';
    for (size_t i = 1; i < 301; i += 2)
        memcpy(name + i, "\xC3\xA9", 2);
    event.prefix = "t";
    event.class_ = truce_text_view("c");
    event.id = truce_text_view("has a blank");
    event.place_name = (struct truce_text){name, 301};
    event.sources[event.n_sources++] = (struct truce_text){a, 301};
    event.sources[event.n_sources++] = (struct truce_text){b, 301};
    event.sources[event.n_sources++] = truce_text_view("s\tt");
    event.sources[event.n_sources++] = truce_text_view("s t");
    truce_event_add_note(&event, NULL, truce_text_view("tab\there \"quoted\" \\"));
    assert_true(truce_event_write(&event, truce_text_view("M"), &line, &id, &column, &reason));
    assert_int_equal(id.len, 2 + 16);
    const char *place = strstr(line.at, "\"place_name\":\"");
    assert_non_null(place);
    assert_int_equal(strcspn(place + 14, "\""), 199); /* not 200: that would be half a character */
    assert_null(strstr(line.at, "\"s t\",\"s t\""));
    assert_non_null(strstr(line.at, "\"s t\"],\"note\":\"tab here \\\"quoted\\\" \\\\\"}"));
    const char *first = strstr(line.at, "aaa#"), *second = first != NULL ? strstr(first + 1, "aaa#") : NULL;
    assert_non_null(second);
    assert_memory_not_equal(first, second, 20);
    event.count = 2e9;
    assert_false(truce_event_write(&event, truce_text_view("M"), &line, &id, &column, &reason));
    assert_string_equal(reason, "more than 1,000,000,000");
    truce_event_fini(&event);
    truce_buf_fini(&line);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(days),      cmocka_unit_test(times),      cmocka_unit_test(counts),
        cmocka_unit_test(distances), cmocka_unit_test(directions), cmocka_unit_test(texts_are_made_to_fit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
