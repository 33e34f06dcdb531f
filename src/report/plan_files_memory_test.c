/*
 * Allocations of graph and brief fail in turn: the answer is TRUCE_ERR_MEMORY or the whole file, nothing crashes, nothing is left behind.
 *
 * Only our own allocations fail: cairo and Pango end the program when theirs do.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "base/failing_test.h"
#include "report/brief.h"
#include "report/gate_graph.h"
#include "report/made_plans_test.h"
#include "report/plan_made_test.h"

static char path_text[1024];

static const char *path_of(const char *ending)
{
    snprintf(path_text, sizeof path_text, "%s/report_plan_files_memory_test%s", TRUCE_BUILD_DIR, ending);
    return path_text;
}

static enum truce_status write_file(const struct made_plan *m, const char *ending, struct truce_err *err)
{
    struct truce_brief_source source = {.file = "made.yaml"};
    if (strcmp(ending, ".html") == 0)
        return truce_report_brief(path_of(ending), &m->plan, &source, err);
    return truce_report_gate_graph(path_of(ending), &m->plan, (struct truce_texts){NULL, 0}, err);
}

/* one run with failures; the allocations that it asked for.  A file that is written is the whole file. */
static long run(const struct made_plan *m, const char *ending, long at, bool ever_after,
                struct truce_buf *whole, enum truce_status *status)
{
    struct truce_err err = {.text = ""};
    long at_start = atomic_load(&live);

    remove(path_of(ending));
    fail_from(at, ever_after);
    *status = write_file(m, ending, &err);
    long n = atomic_load(&asked);
    fail_from(-1, false);
    assert_int_equal(atomic_load(&live), at_start);
    assert_int_equal(truce_file_exists(path_of(ending)), *status == TRUCE_OK);
    if (*status == TRUCE_OK) {
        struct truce_buf bytes;
        truce_buf_init(&bytes);
        assert_int_equal(truce_file_read(path_of(ending), TRUCE_FILE_MAX, &bytes, NULL), TRUCE_OK);
        if (whole->len == 0)
            truce_buf_add(whole, bytes.at, bytes.len);
        if (bytes.len != whole->len || memcmp(bytes.at, whole->at, bytes.len) != 0)
            fail_msg("allocation %ld (%p) failed, and the file is another one", at,
                     at >= 0 && at < SITES_MAX ? sites[at] : NULL);
        truce_buf_fini(&bytes);
    }
    if (*status != TRUCE_OK) {
        assert_int_equal(*status, TRUCE_ERR_MEMORY);
        assert_int_equal(err.status, *status);
        assert_true(err.text[0] != '\0');
    }
    return n;
}

static void check_all(const char *ending)
{
    struct made_plan m;
    struct truce_buf whole;
    enum truce_status status;
    size_t failed = 0;

    truce_buf_init(&whole);
    made_read(&m, made_small);
    made_run(&m, NULL, NULL);
    long n = run(&m, ending, -1, false, &whole, &status),
         step = n / 60 + 1; /* there are thousands: a part of them, spread over all */
    assert_int_equal(status, TRUCE_OK);
    assert_true(n > 100);
    for (long at = 0; at < n; at += step)
        for (int ever_after = 0; ever_after < 2; ever_after++) {
            run(&m, ending, at, ever_after == 1, &whole, &status);
            failed += status != TRUCE_OK;
        }
    assert_true(failed > 40);
    made_close(&m);
    truce_buf_fini(&whole);
}

static void graph_as_dot(void **state)
{
    (void)state;
    check_all(".dot");
}

static void graph_as_svg(void **state)
{
    (void)state;
    check_all(".svg");
}

static void brief_as_html(void **state)
{
    (void)state;
    check_all(".html");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(graph_as_dot),
        cmocka_unit_test(graph_as_svg),
        cmocka_unit_test(brief_as_html),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
