/*
 * Exit codes: one for each status, and none that reads as a verdict.
 */
#include "cli/out.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

static void faults_never_read_as_verdicts(void **state)
{
    (void)state;
    for (int status = TRUCE_ERR_USAGE; status <= TRUCE_ERR_INTERNAL; status++) {
        const int code = truce_exit_code((enum truce_status)status);
        assert_true(code >= 64 && code <= 78);
    }
    assert_int_equal(truce_exit_code(TRUCE_OK), 0);
}

static void maps_statuses(void **state)
{
    (void)state;
    assert_int_equal(truce_exit_code(TRUCE_ERR_USAGE), 64);
    assert_int_equal(truce_exit_code(TRUCE_ERR_SYNTAX), 65);
    assert_int_equal(truce_exit_code(TRUCE_ERR_UNKNOWN), 65);
    assert_int_equal(truce_exit_code(TRUCE_ERR_LIMIT), 65);
    assert_int_equal(truce_exit_code(TRUCE_ERR_MISSING), 66);
    assert_int_equal(truce_exit_code(TRUCE_ERR_NETWORK), 69);
    assert_int_equal(truce_exit_code(TRUCE_ERR_UNSUPPORTED), 69);
    assert_int_equal(truce_exit_code(TRUCE_ERR_MEMORY), 70);
    assert_int_equal(truce_exit_code(TRUCE_ERR_IO), 74);
}

static void reads_the_environment(void **state)
{
    struct truce_out out;

    (void)state;
    setenv("TRUCE_DATA", "/somewhere", 1);
    setenv("COLUMNS", "132", 1);
    setenv("TERM", "dumb", 1);
    truce_out_init(&out);
    assert_string_equal(out.data_folder, "/somewhere");
    assert_int_equal(out.columns, 132);
    assert_false(out.progress);
    assert_false(out.colour);
    setenv("TRUCE_DATA", "", 1);
    truce_out_init(&out);
    assert_string_not_equal(out.data_folder, "");
}

/* What `talk` writes to standard error, terminated. */
static void capture(void (*talk)(struct truce_out *out), struct truce_out *out, char *text, size_t size)
{
    FILE *file = tmpfile();
    const int kept = dup(STDERR_FILENO);

    assert_non_null(file);
    fflush(stderr);
    dup2(fileno(file), STDERR_FILENO);
    talk(out);
    fflush(stderr);
    dup2(kept, STDERR_FILENO);
    close(kept);
    rewind(file);
    text[fread(text, 1, size - 1, file)] = '\0';
    fclose(file);
}

static void draw(struct truce_out *out)
{
    truce_out_progress(out, "reading maps", 0, 1000);
    truce_out_progress(out, "reading maps", 1, 1000); /* still 0 % */
    truce_out_progress(out, "reading maps", 500, 1000);
    truce_out_progress(out, "reading maps", 1000, 1000);
}

static void draws_a_bar_and_clears_it(void **state)
{
    struct truce_out out = {.progress = true, .columns = 80};
    char text[512];

    (void)state;
    capture(draw, &out, text, sizeof text);
    assert_string_equal(text, "\r[........................]   0 % reading maps\033[K"
                              "\r[############............]  50 % reading maps\033[K"
                              "\r\033[K");
    assert_false(out.bar_drawn);
}

static void fail_midway(struct truce_out *out)
{
    struct truce_err err;

    truce_out_progress(out, "x", 1, 2);
    assert_int_equal(truce_fail_at(&err, TRUCE_ERR_SYNTAX, "a.yaml", 3, 7, "no day"), TRUCE_ERR_SYNTAX);
    assert_int_equal(truce_out_error(out, &err), TRUCE_EXIT_DATA);
}

static void clears_the_bar_before_an_error(void **state)
{
    struct truce_out out = {.progress = true, .columns = 80};
    char text[512];

    (void)state;
    capture(fail_midway, &out, text, sizeof text);
    assert_string_equal(text,
                        "\r[############............]  50 % x\033[K\r\033[Ktruce: a.yaml:3:7: no day\n");
}

static void draws_nothing_in_a_pipe(void **state)
{
    struct truce_out out = {.progress = false, .columns = 80};
    char text[512];

    (void)state;
    capture(draw, &out, text, sizeof text);
    assert_string_equal(text, "");
}

static void list_notes(struct truce_out *out)
{
    struct truce_notes notes;

    truce_notes_init(&notes);
    truce_notes_add(&notes, "one");
    truce_notes_add(&notes, "two");
    truce_notes_add(&notes, "three");
    truce_out_notes(out, &notes, 2);
    truce_out_notes(out, &notes, 0);
    truce_notes_fini(&notes);
}

static void counts_the_notes_it_leaves_out(void **state)
{
    struct truce_out out = {.progress = false};
    char text[512];

    (void)state;
    capture(list_notes, &out, text, sizeof text);
    assert_string_equal(text, "truce: note: one\ntruce: note: two\ntruce: note: 1 more note is not shown\n"
                              "truce: note: one\ntruce: note: two\ntruce: note: three\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(faults_never_read_as_verdicts),  cmocka_unit_test(maps_statuses),
        cmocka_unit_test(reads_the_environment),          cmocka_unit_test(draws_a_bar_and_clears_it),
        cmocka_unit_test(clears_the_bar_before_an_error), cmocka_unit_test(draws_nothing_in_a_pipe),
        cmocka_unit_test(counts_the_notes_it_leaves_out),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
