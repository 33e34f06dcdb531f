/*
 * Every allocation of reading an agreement fails in turn: the agreement is whole or TRUCE_ERR_MEMORY comes back, nothing crashes, nothing is
 * left behind.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "agreement/agreement.h"
#include "base/failing_test.h"
#include "base/file.h"

static void open_file(const char *name, struct truce_buf *out)
{
    char path[1024];
    snprintf(path, sizeof path, "%s/%s", TRUCE_SOURCE_DIR, name);
    truce_buf_init(out);
    assert_int_equal(truce_file_read(path, TRUCE_FILE_MAX, out, NULL), TRUCE_OK);
}

/* One reading with failures; the allocations that it asked for. */
static long run(const struct truce_buf *bytes, long at, bool ever_after, enum truce_status *status,
                size_t *errors)
{
    struct truce_agreement agreement, before;
    struct truce_diagnostics found;
    struct truce_err err = {.text = ""};

    memset(&agreement, 0x5a, sizeof agreement);
    before = agreement;
    long at_start = atomic_load(&live);
    fail_from(at, ever_after);
    truce_diagnostics_init(&found, NULL);
    *status = truce_agreement_read(truce_buf_view(bytes), "t.yaml", &agreement, &found, &err);
    long n = atomic_load(&asked);
    fail_from(-1, false);
    *errors = found.errors;
    if (*status == TRUCE_OK) {
        truce_agreement_fini(&agreement);
    } else {
        assert_true(err.text[0] != '\0');
        assert_memory_equal(&agreement, &before, sizeof agreement); /* untouched */
    }
    truce_diagnostics_fini(&found);
    if (atomic_load(&live) != at_start)
        fail_msg("allocation %ld: %ld left behind", at, atomic_load(&live) - at_start);
    return n;
}

static void good_files(void **state)
{
    static const char *const files[] = {"examples/demo-20/plan.yaml",
                                        "tests/agreement/good/every_construct.yaml"};
    (void)state;
    for (size_t f = 0; f < sizeof files / sizeof *files; f++) {
        struct truce_buf bytes;
        enum truce_status status;
        size_t errors;
        open_file(files[f], &bytes);
        long n = run(&bytes, -1, false, &status, &errors);
        assert_int_equal(status, TRUCE_OK);
        assert_true(n > 10); /* else nothing is wrapped, and the test tests nothing */
        for (int ever_after = 0; ever_after < 2; ever_after++)
            for (long at = 0; at < n; at++) {
                run(&bytes, at, ever_after == 1, &status, &errors);
                if (status != TRUCE_ERR_MEMORY || errors != 0)
                    fail_msg("%s, allocation %ld: %s, %zu errors", files[f], at, truce_status_name(status),
                             errors);
            }
        truce_buf_fini(&bytes);
    }
}

/* With errors to be noted: a note for which there is no memory is counted all the same. */
static void bad_files(void **state)
{
    static const char *const files[] = {"tests/agreement/bad/geometry.yaml", "tests/agreement/bad/twice.yaml",
                                        "tests/agreement/bad/cycles.yaml",
                                        "tests/agreement/bad/unknown_names.yaml"};
    (void)state;
    for (size_t f = 0; f < sizeof files / sizeof *files; f++) {
        struct truce_buf bytes;
        enum truce_status status;
        size_t all, errors;
        open_file(files[f], &bytes);
        long n = run(&bytes, -1, false, &status, &all);
        assert_int_equal(status, TRUCE_ERR_SYNTAX);
        for (int ever_after = 0; ever_after < 2; ever_after++)
            for (long at = 0; at < n; at++) {
                run(&bytes, at, ever_after == 1, &status, &errors);
                if (status != TRUCE_ERR_MEMORY && (status != TRUCE_ERR_SYNTAX || errors != all))
                    fail_msg("%s, allocation %ld: %s, %zu errors", files[f], at, truce_status_name(status),
                             errors);
            }
        truce_buf_fini(&bytes);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(good_files),
        cmocka_unit_test(bad_files),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
