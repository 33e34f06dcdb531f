/*
 * Records from JSON Lines: what a good file becomes, and for each bad line its place, the value and the limit.
 */
#include <fcntl.h>
#include <math.h>

#include "base/calendar.h"
#include "sources/reader_test.h"
#include "sources/sources.h"

static struct truce_records read_good(const char *text)
{
    struct truce_records records;
    struct truce_diagnostics found;
    struct truce_err err;

    truce_diagnostics_init(&found, "");
    if (truce_records_parse(truce_text_view(text), "log.jsonl", &records, &found, &err) != TRUCE_OK)
        fail_msg("line %u: %s", err.line, err.text);
    assert_int_equal(found.errors, 0);
    truce_diagnostics_fini(&found);
    return records;
}

/* The first error of a text; place: what stands there begins so; "*": anywhere. */
static void assert_refused(const char *text, const char *code, uint32_t line, const char *place,
                           const char *words)
{
    struct truce_records records;
    struct truce_diagnostics found;
    struct truce_err err;

    const char *start = text;
    for (uint32_t i = 1; i < line; i++)
        start = strchr(start, '\n') + 1;
    const char *stands = strstr(start, place);
    uint32_t column = stands != NULL ? (uint32_t)(stands - start) + 1 : 0;
    truce_diagnostics_init(&found, "");
    assert_int_equal(truce_records_parse(truce_text_view(text), "log.jsonl", &records, &found, &err),
                     TRUCE_ERR_SYNTAX);
    assert_string_equal(err.file, "log.jsonl");
    assert_true(found.n > 0);
    const struct truce_diagnostic *first = &found.items[0];
    if (strstr(first->text, words) == NULL || strcmp(first->code, code) != 0 || first->at.line != line ||
        (first->at.column != column && *place != '*'))
        fail_msg("for %s\nfound %s at %u:%u: %s\nnot %s at %u:%u: %s", text, first->code, first->at.line,
                 first->at.column, first->text, code, line, column, words);
    truce_diagnostics_fini(&found);
}

static int64_t us(const char *text)
{
    struct truce_instant at = {0};
    assert_true(truce_instant_parse(truce_text_view(text), &at));
    return at.us;
}

#define AT "\"valid\":\"2026-01-20T00:00+02:00\""

static void reads_every_kind(void **state)
{
    (void)state;
    struct truce_records log = read_good(
        "{\"id\":\"d1\",\"kind\":\"declaration\",\"by\":[\"A\",\"B\"]," AT ",\"signs\":\"g.c\"}\n"
        "{\"id\":\"d2\",\"kind\":\"declaration\",\"by\":\"NO\"," AT ",\"logged\":\"2026-01-21T00:00Z\","
        "\"deploys\":[\"c_no\"],\"amount\":150.5}\n"
        "{\"id\":\"d3\",\"kind\":\"declaration\",\"by\":\"A\"," AT ",\"class\":\"order\",\"count\":2}\r\n"
        "\n"
        "{\"id\":\"r\",\"kind\":\"report\",\"by\":\"JMM\",\"valid\":{\"from\":\"2026-01-20T23:50Z\","
        "\"until\":\"2026-01-21T00:10Z\"},\"class\":\"fire\",\"count\":{\"at_least\":12},\"exists\":0.6,"
        "\"actors\":{\"A\":0.4,\"unknown\":0.1,\"B\":0.5},\"place\":[-1.5,2],\"place_name\":\"\\u00c9 1\","
        "\"direction\":\"NNE\"}\n"
        "{\"id\":\"c\",\"kind\":\"coverage\",\"by\":\"JMM\",\"valid\":{\"from\":\"2026-01-20T00:00Z\","
        "\"until\":\"2026-01-21T00:00Z\"},\"zone\":\"strip\",\"share\":0.8}\n"
        "{\"id\":\"u\",\"kind\":\"ruling\",\"by\":\"JC\"," AT
        ",\"about\":[\"r\"],\"finding\":\"accident\",\"counts\":false,\"fulfils\":\"o\"}\n"
        "{\"id\":\"v\",\"kind\":\"vote\",\"by\":\"A\"," AT
        ",\"in\":\"A\",\"vote_kind\":\"referendum\",\"result\":\"carried\"}\n"
        "{\"id\":\"w\",\"kind\":\"waiver\",\"by\":\"A\"," AT ",\"clauses\":[\"g.c\",\"g.d\"]}\n"
        "{\"id\":\"x\",\"kind\":\"correction\",\"by\":\"JMM\"," AT
        ",\"about\":\"r\",\"record\":{\"class\":\"noise\",\"count\":1},\"reason\":\"misheard\"}\n"
        "{\"id\":\"y\",\"kind\":\"retraction\",\"by\":\"JMM\"," AT
        ",\"about\":[\"r\"],\"reason\":\"twice\"}");
    const struct truce_record *r = log.items;

    assert_int_equal(log.n, 10);
    assert_string_equal(log.file, "log.jsonl");
    assert_int_equal(r[0].by.n, 2);
    assert_int_equal(r[0].declares, TRUCE_DECLARES_SIGNS);
    assert_string_equal(r[0].about.at[0], "g.c");
    assert_true(r[0].from.us == us("2026-01-20T00:00+02:00") && r[0].until.us == r[0].from.us);
    assert_true(r[0].logged.us == r[0].from.us);
    assert_true(isnan(r[0].amount) != 0);
    assert_true(r[1].logged.us == us("2026-01-21T00:00Z") && r[1].amount == 150.5);
    assert_int_equal(r[2].declares, TRUCE_DECLARES_EVENT);
    assert_string_equal(r[2].class_, "order");
    assert_true(r[2].count == 2 && r[2].exists == 1);
    assert_int_equal(r[3].kind, TRUCE_RECORD_REPORT);
    assert_int_equal(r[3].at.line, 5);
    assert_true(r[3].count_is_lower_bound && r[3].count == 12 && r[3].exists == 0.6);
    assert_int_equal(r[3].n_actors, 2);
    assert_string_equal(r[3].actors[1].name, "B");
    assert_true(r[3].has_place && r[3].place.lon_deg == -1.5 && r[3].place.lat_deg == 2);
    assert_string_equal(r[3].place_name, "\xC3\x89 1");
    assert_string_equal(r[3].direction, "NNE");
    assert_string_equal(r[4].zone, "strip");
    assert_true(r[4].share == 0.8);
    assert_true(r[5].counts == 0);
    assert_string_equal(r[5].fulfils, "o");
    assert_string_equal(r[6].result, "carried");
    assert_int_equal(r[7].about.n, 2);
    assert_true(r[8].replacement != NULL &&
                r[8].replacement->given == (TRUCE_FIELD_CLASS | TRUCE_FIELD_COUNT));
    assert_string_equal(r[8].reason, "misheard");
    assert_int_equal(r[9].kind, TRUCE_RECORD_RETRACTION);
    assert_int_equal(r[9].counts, -1);
    truce_records_fini(&log);
}

static void a_correction_replaces_what_it_names(void **state)
{
    (void)state;
    struct truce_records log =
        read_good("{\"id\":\"r\",\"kind\":\"report\",\"by\":\"JMM\"," AT
                  ",\"class\":\"fire\",\"count\":3,\"direction\":\"N\"}\n"
                  "{\"id\":\"x\",\"kind\":\"correction\",\"by\":\"JMM\"," AT
                  ",\"about\":\"r\",\"record\":{\"count\":{\"at_least\":1},\"exists\":0.25,"
                  "\"valid\":\"2026-02-01T00:00Z\"}}\n");
    struct truce_record now = truce_record_replaced(&log.items[0], log.items[1].replacement);

    assert_string_equal(now.class_, "fire");
    assert_string_equal(now.direction, "N");
    assert_true(now.count == 1 && now.count_is_lower_bound && now.exists == 0.25);
    assert_true(now.from.us == us("2026-02-01T00:00Z"));
    assert_int_equal(truce_record_misfits(TRUCE_RECORD_REPORT, log.items[1].replacement->given), 0);
    assert_int_equal(truce_record_misfits(TRUCE_RECORD_VOTE, log.items[1].replacement->given),
                     TRUCE_FIELD_COUNT | TRUCE_FIELD_EXISTS);
    assert_int_equal(truce_record_misfits(TRUCE_RECORD_RETRACTION, TRUCE_FIELD_VALID), TRUCE_FIELD_VALID);
    truce_records_fini(&log);
}

#define D "{\"id\":\"d\",\"kind\":\"declaration\",\"by\":\"A\"," AT ","
#define R "{\"id\":\"r\",\"kind\":\"report\",\"by\":\"A\"," AT ",\"class\":\"f\","

static void refuses_what_is_no_record(void **state)
{
    (void)state;
    assert_refused("{\"id\":1 \n", "E00", 1, "\n", "ends");
    assert_refused("\n\n[1]\n", "E04", 3, "", "a record: found a list");
    assert_refused("null\n", "E04", 1, "", "found nothing");
    assert_refused("\xFF\xFE\n", "E00", 1, "", "0xFF");
    assert_refused("{}\n\xEF\xBB\xBF{}\n", "E04", 1, "", "\"kind\" is missing");
    assert_refused("\n\xEF\xBB\xBF{}\n", "E00", 2, "", "byte order mark");
    assert_refused("{\"kind\":\"reprot\"}", "E04", 1, "\"reprot", "did you mean \"report\"?");
    assert_refused("{\"kind\":\"observation\"}", "E04", 1, "\"observ", "is none of report, coverage");
    assert_refused(D "\"signs\":\"x\"} {}", "E00", 1, "{}", "expected the end");
    assert_refused(
        "{\"kind\":\"vote\",\"a\":[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[1", "E00",
        1, "*", "nested deeper");
}

static void names_keys_that_are_unknown_or_written_twice(void **state)
{
    (void)state;
    assert_refused(R "\"cuont\":1}", "E01", 1, "\"cuont",
                   "unknown key \"cuont\" in a report; did you mean \"count\"?");
    assert_refused(R "\"signs\":\"x\"}", "E01", 1, "\"signs", "unknown key \"signs\" in a report");
    assert_refused(R "\"count\":1,\"c\\u006funt\":2}", "E02", 1, "\"c\\u", "\"count\" stands twice");
    assert_refused(D "\"signs\":\"x\",\"signs\":\"y\"}", "E02", 1, "\"signs\":\"y", "\"signs\" stands twice");
    assert_refused(R "\"count\":{\"at_lest\":1}}", "E01", 1, "\"at_lest",
                   "in count; did you mean \"at_least\"?");
    assert_refused("{\"id\":\"a\",\"kind\":\"waiver\",\"by\":\"A\"," AT ",\"clauses\":\"c\"}\n"
                   "{\"id\":\"a\",\"kind\":\"waiver\",\"by\":\"A\"," AT ",\"clauses\":\"c\"}\n",
                   "E03", 2, "", "the id \"a\" is taken");
}

static void names_values_of_the_wrong_type(void **state)
{
    (void)state;
    assert_refused(R "\"count\":\"3\"}", "E04", 1, "\"3", "count: \"3\" is not a whole number from 0");
    assert_refused(R "\"count\":1.5}", "E04", 1, "1.5}", "1.5 is not a whole number");
    assert_refused(R "\"count\":-1}", "E04", 1, "-1}", "-1 is not a whole number");
    assert_refused(R "\"count\":{}}", "E04", 1, "{}}", "\"at_least\" is missing");
    assert_refused(R "\"exists\":1.01}", "E04", 1, "1.01", "1.01 is not a number from 0 to 1");
    assert_refused(R "\"actors\":{}}", "E04", 1, "{}}", "a probability for each party");
    assert_refused(R "\"actors\":{\"A\":0.6,\"B\":0.5}}", "E04", 1, "{\"A\":0.6", "add up to 1.1");
    assert_refused(R "\"actors\":{\"A\":\"x\"}}", "E04", 1, "\"x\"}}", "actors: \"x\"");
    assert_refused(R "\"place\":[48.2,137.1]}", "E04", 1, "[48", "are the two swapped?");
    assert_refused(R "\"place\":[1,2,3]}", "E04", 1, "[1,", "longitude and latitude");
    assert_refused(R "\"direction\":\"a\\nb\"}", "E04", 1, "\"a\\nb", "control character");
    assert_refused(R "\"place_name\":\"\"}", "E04", 1, "\"\"}", "not empty");
    assert_refused(D "\"signs\":[]}", "E04", 1, "[]}", "it may have 1 to");
    assert_refused(D "\"signs\":[\"x\",\"x\"]}", "E04", 1, "[\"x", "\"x\" stands twice");
    assert_refused(D "\"signs\":null}", "E04", 1, "null", "found nothing");
    assert_refused("{\"id\":\"a b\",\"kind\":\"waiver\",\"by\":\"A\"," AT ",\"clauses\":\"c\"}", "E04", 1,
                   "\"a b", "no blanks");
    assert_refused(
        "{\"id\":\"a\",\"kind\":\"waiver\",\"by\":\"A\",\"valid\":\"2026-02-31T00:00Z\",\"clauses\":\"c\"}",
        "E04", 1, "\"2026", "\"2026-02-31T00:00Z\" is not a day, a time and an offset");
    assert_refused(
        "{\"id\":\"a\",\"kind\":\"waiver\",\"by\":\"A\",\"valid\":\"2026-02-21\",\"clauses\":\"c\"}", "E04",
        1, "\"2026", "an offset such as");
}

static void names_what_is_missing_or_too_much(void **state)
{
    (void)state;
    assert_refused("{\"id\":\"a\",\"kind\":\"report\"," AT ",\"class\":\"x\"}", "E04", 1, "",
                   "\"by\" is missing");
    assert_refused("{\"kind\":\"report\",\"by\":\"A\"," AT ",\"class\":\"x\"}", "E04", 1, "",
                   "\"id\" is missing");
    assert_refused("{\"id\":\"a\",\"kind\":\"report\",\"by\":\"A\"," AT "}", "E04", 1, "",
                   "\"class\" is missing");
    assert_refused(D "\"amount\":1}", "E04", 1, "", "the declaration says nothing");
    assert_refused(D "\"signs\":\"x\",\"lifts\":\"y\"}", "E04", 1, "\"lifts",
                   "\"signs\" and \"lifts\" need two records");
    assert_refused(D "\"signs\":\"x\",\"amount\":3}", "E04", 1, "\"amount", "goes with offers");
    assert_refused(D "\"signs\":\"x\",\"count\":3}", "E04", 1, "\"count", "goes with \"class\" only");
    assert_refused("{\"id\":\"a\",\"kind\":\"ruling\",\"by\":\"A\"," AT ",\"finding\":\"x\"}", "E04", 1, "",
                   "needs \"about\" or \"fulfils\"");
    assert_refused("{\"id\":\"a\",\"kind\":\"ruling\",\"by\":\"A\"," AT ",\"about\":\"x\"}", "E04", 1, "",
                   "\"finding\" or \"counts\"");
    assert_refused("{\"id\":\"a\",\"kind\":\"coverage\",\"by\":\"A\"," AT ",\"share\":1}", "E04", 1, "",
                   "from one instant until another");
    assert_refused(
        "{\"id\":\"a\",\"kind\":\"coverage\",\"by\":\"A\",\"valid\":{\"from\":\"2026-01-02T00:00Z\","
        "\"until\":\"2026-01-02T00:00Z\"},\"share\":1}",
        "E04", 1, "{\"from", "ends before or when it begins");
    assert_refused("{\"id\":\"a\",\"kind\":\"correction\",\"by\":\"A\"," AT ",\"about\":\"x\",\"record\":{}}",
                   "E04", 1, "{}}", "stated anew");
    assert_refused("{\"id\":\"a\",\"kind\":\"correction\",\"by\":\"A\"," AT
                   ",\"about\":\"x\",\"record\":{\"id\":\"b\"}}",
                   "E01", 1, "\"id\":\"b", "unknown key \"id\" in the record of a correction");
    assert_refused("{\"id\":\"a\",\"kind\":\"retraction\",\"by\":\"A\"," AT ",\"about\":\"x\"}", "E04", 1, "",
                   "\"reason\" is missing");
    assert_refused("{\"id\":\"a\",\"kind\":\"vote\",\"by\":\"A\"," AT ",\"in\":\"A\",\"result\":\"yes\"}",
                   "E04", 1, "\"yes\"", "is none of carried, rejected");
}

static void says_all_errors_in_one_run(void **state)
{
    (void)state;
    struct truce_records records;
    struct truce_diagnostics found;
    struct truce_err err;
    const char *text = R "\"cuont\":1,\"exists\":2}\nnonsense\n" D "\"amount\":1}\n";

    truce_diagnostics_init(&found, "");
    assert_int_equal(truce_records_parse(truce_text_view(text), "f", &records, &found, &err),
                     TRUCE_ERR_SYNTAX);
    assert_int_equal(found.errors, 4);
    assert_string_equal(found.items[0].code, "E01");
    assert_string_equal(found.items[1].code, "E04");
    assert_int_equal(found.items[2].at.line, 2);
    assert_int_equal(found.items[3].at.line, 3);
    assert_non_null(strstr(err.text, "and 3 more errors"));
    truce_diagnostics_fini(&found);
}

static void empty_files_have_no_records(void **state)
{
    (void)state;
    struct truce_records log = read_good("");
    assert_int_equal(log.n, 0);
    truce_records_fini(&log);
    log = read_good("\xEF\xBB\xBF\n \r\n\t\n");
    assert_int_equal(log.n, 0);
    truce_records_fini(&log);
}

/* ---- large ---- */

static void lines_that_are_too_long_are_passed_over(void **state)
{
    (void)state;
    const size_t limit = 65535;
    const char *head = "{\"id\":\"w\",\"kind\":\"waiver\",\"by\":\"A\"," AT ",\"clauses\":\"c\"}";
    char *text = malloc(4 * limit);
    struct truce_records records;
    struct truce_diagnostics found;
    struct truce_err err;
    size_t n = strlen(head);

    assert_non_null(text);
    memcpy(text, head, n);
    memset(text + n, ' ', limit - n); /* exactly the limit */
    text[limit] = '\n';
    truce_diagnostics_init(&found, "");
    assert_int_equal(truce_records_parse((struct truce_text){text, limit + 1}, "f", &records, &found, &err),
                     TRUCE_OK);
    assert_int_equal(records.n, 1);
    truce_records_fini(&records);

    text[limit] = ' '; /* one more */
    text[limit + 1] = '\n';
    text[limit + 2] = 'x';
    assert_int_equal(truce_records_parse((struct truce_text){text, limit + 3}, "f", &records, &found, &err),
                     TRUCE_ERR_SYNTAX);
    assert_int_equal(found.errors, 2);
    assert_non_null(strstr(found.items[0].text, "longer than the limit of 65535 bytes"));
    assert_int_equal(found.items[1].at.line, 2);
    truce_diagnostics_fini(&found);
    free(text);
}

/* A line of 1 GiB that a file system holds as a hole: it is passed over, not held. */
static void a_huge_line_takes_no_memory(void **state)
{
    (void)state;
    char folder[512];
    struct truce_records records;
    struct truce_diagnostics found;
    struct truce_err err;

    make_folder(folder, "records");
    write_file(folder, "huge.jsonl", "{}");
    char *path = truce_file_join(folder, "huge.jsonl");
    assert_non_null(path);
    assert_int_equal(truncate(path, (off_t)1 << 30), 0);
    truce_diagnostics_init(&found, "");
    assert_int_equal(truce_records_read(path, &records, &found, &err), TRUCE_ERR_SYNTAX);
    assert_int_equal(found.errors, 1);
    assert_non_null(strstr(err.text, "longer than"));
    truce_diagnostics_fini(&found);
    unlink(path);
    free(path);
}

static void reading_ends_when_errors_are_too_many(void **state)
{
    (void)state;
    size_t n = 5000;
    char *text = malloc(2 * n);
    struct truce_records records;
    struct truce_diagnostics found;

    assert_non_null(text);
    for (size_t i = 0; i < n; i++)
        memcpy(text + 2 * i, "x\n", 2);
    truce_diagnostics_init(&found, "");
    assert_int_equal(truce_records_parse((struct truce_text){text, 2 * n}, "f", &records, &found, NULL),
                     TRUCE_ERR_SYNTAX);
    assert_int_equal(found.errors, TRUCE_DIAGNOSTICS_MAX);
    truce_diagnostics_fini(&found);
    free(text);
}

static void many_records_have_ids_of_their_own(void **state)
{
    (void)state;
    struct truce_buf text;
    struct truce_records log;

    truce_buf_init(&text);
    for (int i = 0; i < 20000; i++)
        truce_buf_printf(&text, "{\"id\":\"r%d\",\"kind\":\"report\",\"by\":\"M\"," AT ",\"class\":\"f\"}\n",
                         i);
    log = read_good(text.at);
    assert_int_equal(log.n, 20000);
    assert_string_equal(log.items[19999].id, "r19999");
    truce_records_fini(&log);
    truce_buf_fini(&text);
}

static void chunks_of_a_file_are_joined(void **state)
{
    (void)state;
    char folder[512];
    struct truce_buf text;
    struct truce_records records;
    struct truce_diagnostics found;
    struct truce_err err;

    truce_buf_init(&text);
    for (int i = 0; i < 3000; i++) /* 300 kB: some lines lie across the edge of a chunk */
        truce_buf_printf(&text, "{\"id\":\"r%d\",\"kind\":\"report\",\"by\":\"M\"," AT ",\"class\":\"f\"}\n",
                         i);
    make_folder(folder, "records");
    write_file(folder, "log.jsonl", text.at);
    char *path = truce_file_join(folder, "log.jsonl");
    assert_non_null(path);
    truce_diagnostics_init(&found, "");
    assert_int_equal(truce_records_read(path, &records, &found, &err), TRUCE_OK);
    assert_int_equal(records.n, 3000);
    for (size_t i = 0; i < records.n; i++)
        assert_int_equal(records.items[i].at.line, i + 1);
    truce_records_fini(&records);
    assert_int_equal(truce_records_read("/nowhere/at.all", &records, &found, &err), TRUCE_ERR_MISSING);
    assert_int_equal(truce_records_read(folder, &records, &found, &err), TRUCE_ERR_IO);
    assert_string_equal(err.file, folder);
    truce_diagnostics_fini(&found);
    truce_buf_fini(&text);
    free(path);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_every_kind),
        cmocka_unit_test(a_correction_replaces_what_it_names),
        cmocka_unit_test(refuses_what_is_no_record),
        cmocka_unit_test(names_keys_that_are_unknown_or_written_twice),
        cmocka_unit_test(names_values_of_the_wrong_type),
        cmocka_unit_test(names_what_is_missing_or_too_much),
        cmocka_unit_test(says_all_errors_in_one_run),
        cmocka_unit_test(empty_files_have_no_records),
        cmocka_unit_test(lines_that_are_too_long_are_passed_over),
        cmocka_unit_test(a_huge_line_takes_no_memory),
        cmocka_unit_test(reading_ends_when_errors_are_too_many),
        cmocka_unit_test(many_records_have_ids_of_their_own),
        cmocka_unit_test(chunks_of_a_file_are_joined),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
