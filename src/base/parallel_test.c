/*
 * Every piece of work is done once, on one thread or several; the lowest failure is the one that is told.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "base/parallel.h"

struct counts {
    int done[100];
    size_t fails_from;
};

static enum truce_status count(void *context, size_t i, struct truce_err *err)
{
    struct counts *counts = context;
    counts->done[i]++;
    return i >= counts->fails_from ? truce_fail(err, TRUCE_ERR_RANGE, "piece %zu", i) : TRUCE_OK;
}

static void every_piece_once(void **state)
{
    (void)state;
    for (unsigned threads = 0; threads <= 4; threads++) {
        struct counts counts = {{0}, 100};
        assert_int_equal(truce_parallel(100, threads, count, &counts, NULL), TRUCE_OK);
        for (size_t i = 0; i < 100; i++)
            assert_int_equal(counts.done[i], 1);
    }
    assert_int_equal(truce_parallel(0, 2, count, NULL, NULL), TRUCE_OK);
}

static void lowest_failure(void **state)
{
    (void)state;
    for (unsigned threads = 1; threads <= 4; threads++) {
        struct counts counts = {{0}, 37};
        struct truce_err err;
        assert_int_equal(truce_parallel(100, threads, count, &counts, &err), TRUCE_ERR_RANGE);
        assert_string_equal(err.text, "piece 37");
        assert_int_equal(counts.done[99], 1);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(every_piece_once), cmocka_unit_test(lowest_failure)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
