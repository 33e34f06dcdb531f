/*
 * Every allocation of lint fails in turn: what is found is found or TRUCE_ERR_MEMORY comes back, nothing crashes, nothing is left behind.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "agreement/lint.h"
#include "base/failing_test.h"
#include "base/file.h"
#include "plan/lint.h"

static void open_file(const char *name, struct truce_agreement *out)
{
    char path[1024];
    struct truce_buf bytes;
    struct truce_diagnostics found;
    snprintf(path, sizeof path, "%s/%s", TRUCE_SOURCE_DIR, name);
    truce_buf_init(&bytes);
    truce_diagnostics_init(&found, name);
    assert_int_equal(truce_file_read(path, TRUCE_FILE_MAX, &bytes, NULL), TRUCE_OK);
    assert_int_equal(truce_agreement_read(truce_buf_view(&bytes), name, out, &found, NULL), TRUCE_OK);
    truce_diagnostics_fini(&found);
    truce_buf_fini(&bytes);
}

/* One lint with failures; the allocations that it asked for. */
static long run(const struct truce_agreement *agreement, long at, bool ever_after, enum truce_status *status,
                size_t *findings)
{
    struct truce_diagnostics found;
    struct truce_err err = {.text = ""};

    long at_start = atomic_load(&live);
    fail_from(at, ever_after);
    truce_diagnostics_init(&found, agreement->file);
    *status = truce_agreement_lint(agreement, &found, &err);
    if (*status == TRUCE_OK)
        *status = truce_plan_lint(agreement, &found, &err);
    long n = atomic_load(&asked);
    fail_from(-1, false);
    *findings = found.warnings + found.notes;
    assert_true(*status == TRUCE_OK || err.text[0] != '\0');
    truce_diagnostics_fini(&found);
    if (atomic_load(&live) != at_start)
        fail_msg("allocation %ld: %ld left behind", at, atomic_load(&live) - at_start);
    return n;
}

static void every_allocation(void **state)
{
    static const char *const files[] = {
        "examples/demo-20/plan.yaml",          "tests/lint/W10-fires-sides.yaml",
        "tests/lint/W13-fires-forbidden.yaml", "tests/lint/W20-fires-overlap.yaml",
        "tests/lint/W30-fires.yaml",
    };
    (void)state;
    for (size_t f = 0; f < sizeof files / sizeof *files; f++) {
        struct truce_agreement agreement;
        enum truce_status status;
        size_t all = 0, findings = 0;
        open_file(files[f], &agreement);
        long n = run(&agreement, -1, false, &status, &all);
        assert_int_equal(status, TRUCE_OK);
        assert_true(n > 50 && all > 0);
        for (int ever_after = 0; ever_after < 2; ever_after++)
            for (long at = 0; at < n; at += 1 + at / 400) { /* the later ones by samples */
                run(&agreement, at, ever_after == 1, &status, &findings);
                if (status != TRUCE_ERR_MEMORY && (status != TRUCE_OK || findings != all))
                    fail_msg("%s, allocation %ld: %s, %zu findings of %zu", files[f], at,
                             truce_status_name(status), findings, all);
            }
        truce_agreement_fini(&agreement);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_allocation),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
