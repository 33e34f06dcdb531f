/*
 * Every allocation of a simulation fails in turn: the answer is TRUCE_ERR_MEMORY or complete, and nothing is left behind.
 *
 * The linker sends the library's malloc, calloc, realloc and free here (see CMakeLists.txt).
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <stdlib.h>

#include "agreement/condition.h"
#include "plan/simulate.h"

/* names given by the linker: NOLINTBEGIN(bugprone-reserved-identifier,cert-dcl37-c,readability-identifier-naming) */
void *__real_malloc(size_t n);
void *__real_calloc(size_t n, size_t size);
void *__real_realloc(void *p, size_t n);
void __real_free(void *p);
void *__wrap_malloc(size_t n);
void *__wrap_calloc(size_t n, size_t size);
void *__wrap_realloc(void *p, size_t n);
void __wrap_free(void *p);

/* State of its own: allocation functions have no argument for it.  One thread. */
static long asked, live, fail_at = -1;

static bool fails(void)
{
    return asked++ == fail_at;
}

static void *counted(void *p)
{
    live += p != NULL;
    return p;
}

void *__wrap_malloc(size_t n)
{
    return fails() ? NULL : counted(__real_malloc(n));
}

void *__wrap_calloc(size_t n, size_t size)
{
    return fails() ? NULL : counted(__real_calloc(n, size));
}

void *__wrap_realloc(void *p, size_t n)
{
    if (fails())
        return NULL;
    return p == NULL ? counted(__real_realloc(p, n)) : __real_realloc(p, n);
}

void __wrap_free(void *p)
{
    live -= p != NULL;
    __real_free(p);
}

/* NOLINTEND(bugprone-reserved-identifier,cert-dcl37-c,readability-identifier-naming) */

static const double series[] = {0, 3, 0, 1, 0, 0, 2};

static const struct truce_incident_model models[] = {
    {.kind = TRUCE_INCIDENTS_NB, .mean = 0.2, .size = 0.5},
    {.kind = TRUCE_INCIDENTS_CHAIN,
     .mean = 0.1,
     .size = INFINITY,
     .tense_mean = 1,
     .tense_size = 1,
     .calm_to_tense = 0.1,
     .tense_to_calm = 0.5},
    {.kind = TRUCE_INCIDENTS_HAWKES, .mean = 0.2, .excitation = 0.3, .decay_days = 2},
    {.kind = TRUCE_INCIDENTS_BOOTSTRAP, .series = series, .n_series = 7, .block_days = 3},
};

static const struct truce_quiet_rule rule = {
    .target_days = 12, .observed = 0.9, .per_day = 1, .window_days = 9, .window_at_most = 3};

/* All that the module does with one model; the first status that is not OK. */
static enum truce_status all_of_it(const struct truce_incident_model *model)
{
    struct truce_simulate_options options;
    struct truce_simulation simulation;
    struct truce_tornado_bar *bars;
    struct truce_needed needed;
    struct truce_arena arena;
    size_t n;

    truce_simulate_options_init(&options);
    options.horizon_days = 20;
    options.replications = 50;
    enum truce_status status = truce_simulate_clock(model, &rule, &options, &simulation, NULL);
    if (status != TRUCE_OK)
        return status;
    truce_simulation_fini(&simulation);
    truce_arena_init(&arena, 1 << 16);
    status = truce_simulate_tornado(model, &rule, &options, 0.2, &arena, &bars, &n, NULL);
    if (status == TRUCE_OK)
        status = truce_simulate_needed(model, &rule, &options, 0.5, &needed, NULL);
    truce_arena_fini(&arena);
    return status;
}

static void each_fails_in_turn(void **unused)
{
    (void)unused;
    for (size_t m = 0; m < sizeof models / sizeof models[0]; m++) {
        fail_at = -1;
        asked = 0;
        long before = live;
        assert_int_equal(all_of_it(&models[m]), TRUCE_OK);
        assert_int_equal(live, before);
        long all = asked;
        assert_true(all > 20);
        /* every one of the first 80, then one in 43 */
        for (long at = 0; at < all; at += at < 80 ? 1 : 43) {
            fail_at = at;
            asked = 0;
            assert_int_equal(all_of_it(&models[m]), TRUCE_ERR_MEMORY);
            assert_int_equal(live, before);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_fails_in_turn),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
