/*
 * Parsing by table: what may be written, what is refused and in which words; and that every command's table is sound.
 */
#include "cli/options.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "cli/commands.h"

struct values {
    struct truce_option_texts maps;
    const char *picture;
    int64_t gap;
    double sigma;
    int format;
    bool quiet, all;
    const char *first;
    struct truce_option_texts rest;
    const char *last;
};

static const char *const formats[] = {"text", "json", "csv", NULL};

static const struct truce_option options[] = {
    {.name = "maps",
     .letter = 'm',
     .kind = TRUCE_OPTION_TEXTS,
     .argument = "PATH",
     .help = "maps",
     .offset = offsetof(struct values, maps)},
    {.name = "picture",
     .letter = 'o',
     .kind = TRUCE_OPTION_TEXT,
     .argument = "FILE",
     .help = "a picture",
     .offset = offsetof(struct values, picture)},
    {.name = "gap",
     .kind = TRUCE_OPTION_INTEGER,
     .argument = "DAYS",
     .min = -5,
     .max = 30,
     .fallback = "3",
     .help = "gap",
     .offset = offsetof(struct values, gap)},
    {.name = "sigma",
     .kind = TRUCE_OPTION_REAL,
     .argument = "METRES",
     .min = 0,
     .max = INFINITY,
     .help = "sigma",
     .offset = offsetof(struct values, sigma)},
    {.name = "format",
     .letter = 'f',
     .kind = TRUCE_OPTION_CHOICE,
     .choices = formats,
     .fallback = "json",
     .help = "format",
     .offset = offsetof(struct values, format)},
    {.name = "quiet",
     .letter = 'q',
     .kind = TRUCE_OPTION_FLAG,
     .help = "quiet",
     .offset = offsetof(struct values, quiet)},
    {.name = "all",
     .letter = 'a',
     .kind = TRUCE_OPTION_FLAG,
     .help = "all",
     .offset = offsetof(struct values, all)},
};

static const struct truce_positional positionals[] = {
    {.name = "FIRST", .min = 1, .max = 1, .help = "first", .offset = offsetof(struct values, first)},
    {.name = "REST", .min = 0, .max = SIZE_MAX, .help = "rest", .offset = offsetof(struct values, rest)},
    {.name = "LAST", .min = 1, .max = 1, .help = "last", .offset = offsetof(struct values, last)},
};

static const struct truce_command command = {
    .name = "try",
    .summary = "try options",
    .options = options,
    .n_options = sizeof options / sizeof *options,
    .positionals = positionals,
    .n_positionals = sizeof positionals / sizeof *positionals,
    .values_size = sizeof(struct values),
};

/* Reads a command line written as one text, words apart by one blank. */
static enum truce_status parse(const char *line, struct values *values, enum truce_option_outcome *outcome,
                               struct truce_err *err)
{
    static char copy[256]; /* values borrow from it */
    char *argv[32];
    int argc = 0;

    strncpy(copy, line, sizeof copy - 1);
    for (char *word = strtok(copy, " "); word != NULL; word = strtok(NULL, " "))
        argv[argc++] = word;
    return truce_options_parse(&command, argc, argv, values, outcome, err);
}

static void reads_every_kind(void **state)
{
    struct values v;
    struct truce_err err;
    enum truce_option_outcome outcome;

    (void)state;
    assert_int_equal(
        parse("a --maps x -m y -mz --gap -4 --sigma=1.5e2 -qa --format csv -o - b", &v, &outcome, &err),
        TRUCE_OK);
    assert_int_equal(outcome, TRUCE_OPTIONS_READY);
    assert_int_equal(v.maps.n, 3);
    assert_string_equal(v.maps.items[0], "x");
    assert_string_equal(v.maps.items[1], "y");
    assert_string_equal(v.maps.items[2], "z");
    assert_int_equal(v.gap, -4);
    assert_true(v.sigma == 150.0);
    assert_int_equal(v.format, 2);
    assert_true(v.quiet && v.all);
    assert_string_equal(v.picture, "-");
    assert_string_equal(v.first, "a");
    assert_string_equal(v.last, "b");
    truce_options_release(&command, &v);
    assert_null(v.maps.items);
}

static void fills_in_fallbacks(void **state)
{
    struct values v;
    struct truce_err err;
    enum truce_option_outcome outcome;

    (void)state;
    assert_int_equal(parse("a b", &v, &outcome, &err), TRUCE_OK);
    assert_int_equal(v.gap, 3);
    assert_true(isnan(v.sigma));
    assert_int_equal(v.format, 1);
    assert_false(v.quiet);
    assert_null(v.picture);
    assert_int_equal(v.maps.n, 0);
}

static void deals_positionals(void **state)
{
    struct values v;
    struct truce_err err;
    enum truce_option_outcome outcome;

    (void)state;
    assert_int_equal(parse("a - -- --gap c", &v, &outcome, &err), TRUCE_OK);
    assert_string_equal(v.first, "a");
    assert_int_equal(v.rest.n, 2);
    assert_string_equal(v.rest.items[0], "-");
    assert_string_equal(v.rest.items[1], "--gap");
    assert_string_equal(v.last, "c");
    truce_options_release(&command, &v);
}

static void asks_for_help(void **state)
{
    static const char *const lines[] = {"--help", "-h", "a --maps x -qh", "--gap 3 --help --nonsense"};
    struct values v;
    struct truce_err err;
    enum truce_option_outcome outcome;

    (void)state;
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        assert_int_equal(parse(lines[i], &v, &outcome, &err), TRUCE_OK);
        assert_int_equal(outcome, TRUCE_OPTIONS_HELP);
        assert_null(v.maps.items);
    }
}

static void refuses_in_plain_words(void **state)
{
    static const struct {
        const char *line, *text;
    } cases[] = {
        {"a", "LAST is missing"},
        {"", "FIRST is missing"},
        {"a b --mapps x", "unknown option '--mapps'; did you mean '--maps'?"},
        {"a b --hepl", "unknown option '--hepl'; did you mean '--help'?"},
        {"a b --completely-other", "unknown option '--completely-other'"},
        {"a b -x", "unknown option '-x' in '-x'"},
        {"a b -qx", "unknown option '-x' in '-qx'"},
        {"a b --maps", "--maps needs a PATH"},
        {"a b --maps --gap 3", "--maps needs a PATH, found '--gap'"},
        {"a b --maps=", "--maps needs a PATH, found nothing"},
        {"a b -m", "--maps needs a PATH"},
        {"a b --quiet=yes", "--quiet takes no value, found 'yes'"},
        {"a b --gap 31", "--gap: 31 is more than the greatest value, 30"},
        {"a b --gap -6", "--gap: -6 is less than the least value, -5"},
        {"a b --gap 2.5", "--gap: '2.5' is not a whole number"},
        {"a b --gap 3d", "--gap: '3d' is not a whole number"},
        {"a b --sigma far", "--sigma: 'far' is not a number"},
        {"a b --sigma nan", "--sigma: 'nan' is not a number"},
        {"a b --sigma -1", "--sigma: -1 is less than the least value, 0"},
        {"a b --format jsn", "--format: 'jsn' is none of text, json, csv; did you mean 'json'?"},
    };
    struct truce_err err;
    enum truce_option_outcome outcome;

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct values v;
        assert_int_equal(parse(cases[i].line, &v, &outcome, &err), TRUCE_ERR_USAGE);
        assert_string_equal(err.text, cases[i].text);
        assert_null(v.maps.items);
        assert_null(v.rest.items);
    }
}

static void every_table_is_sound(void **state)
{
    size_t n = 0;
    const struct truce_command *const *commands = truce_commands(&n);
    char why[256] = "";

    (void)state;
    assert_true(n >= 5);
    assert_true(truce_options_table_is_sound(&command, why, sizeof why));
    for (size_t i = 0; i < n; i++) {
        if (!truce_options_table_is_sound(commands[i], why, sizeof why))
            fail_msg("%s", why);
        assert_ptr_equal(truce_command_find(commands[i]->name), commands[i]);
    }
}

static void finds_faulty_tables(void **state)
{
    static const struct truce_option faulty[] = {
        {.name = "Maps", .kind = TRUCE_OPTION_FLAG, .help = "x"},
        {.name = "help", .kind = TRUCE_OPTION_FLAG, .help = "x"},
        {.name = "maps", .kind = TRUCE_OPTION_FLAG, .help = "ends in a full stop."},
        {.name = "maps", .kind = TRUCE_OPTION_TEXT, .help = "no name for its argument"},
        {.name = "gap", .kind = TRUCE_OPTION_INTEGER, .argument = "N", .fallback = "1", .help = "no limits"},
        {.name = "gap", .kind = TRUCE_OPTION_INTEGER, .argument = "N", .max = 5, .help = "no fallback"},
        {.name = "gap",
         .kind = TRUCE_OPTION_INTEGER,
         .argument = "N",
         .max = 5,
         .fallback = "6",
         .help = "beyond limits"},
        {.name = "gap",
         .kind = TRUCE_OPTION_INTEGER,
         .argument = "N",
         .max = 1e17,
         .fallback = "6",
         .help = "too far"},
        {.name = "format", .kind = TRUCE_OPTION_CHOICE, .help = "no choices"},
        {.name = "format",
         .kind = TRUCE_OPTION_CHOICE,
         .choices = formats,
         .fallback = "xml",
         .help = "not one of them"},
    };
    char why[256];

    (void)state;
    for (size_t i = 0; i < sizeof faulty / sizeof *faulty; i++) {
        const struct truce_command bad = {
            .name = "bad", .options = &faulty[i], .n_options = 1, .values_size = 8};
        assert_false(truce_options_table_is_sound(&bad, why, sizeof why));
    }
}

static void writes_help_from_the_table(void **state)
{
    struct truce_buf help;

    (void)state;
    truce_buf_init(&help);
    truce_options_write_help(&command, &help);
    assert_int_equal(help.failed, false);
    assert_non_null(strstr(help.at, "Usage: truce try FIRST [REST...] LAST [options]\n"));
    assert_non_null(strstr(help.at, "  -m, --maps PATH         maps (may be repeated)\n"));
    assert_non_null(strstr(help.at, "      --gap DAYS          gap (-5 to 30; default 3)\n"));
    assert_non_null(strstr(help.at, "      --sigma METRES      sigma (0 or more)\n"));
    assert_non_null(strstr(help.at, "  -f, --format WORD       format (text, json, csv; default json)\n"));
    assert_non_null(strstr(help.at, "  -q, --quiet             quiet\n"));
    truce_buf_fini(&help);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_every_kind),       cmocka_unit_test(fills_in_fallbacks),
        cmocka_unit_test(deals_positionals),      cmocka_unit_test(asks_for_help),
        cmocka_unit_test(refuses_in_plain_words), cmocka_unit_test(every_table_is_sound),
        cmocka_unit_test(finds_faulty_tables),    cmocka_unit_test(writes_help_from_the_table),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
