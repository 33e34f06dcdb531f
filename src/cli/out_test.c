/*
 * Exit codes: one for each status, and none that reads as a verdict.
 */
#include "cli/out.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(faults_never_read_as_verdicts),
        cmocka_unit_test(maps_statuses),
        cmocka_unit_test(reads_the_environment),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
