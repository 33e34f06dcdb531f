/*
 * The arena: alignment, zeroes, and the ceiling.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdalign.h>
#include <string.h>

#include "base/arena.h"

static void memory_is_aligned_zeroed_and_apart(void **unused)
{
    (void)unused;
    struct truce_arena arena;
    unsigned char *last = NULL;
    truce_arena_init(&arena, 64 << 20);
    for (size_t n = 1; n < 3000; n += 7) {
        void *at;
        assert_int_equal(truce_arena_alloc(&arena, n, &at, NULL), TRUCE_OK);
        assert_int_equal((uintptr_t)at % alignof(max_align_t), 0);
        unsigned char *bytes = at;
        for (size_t i = 0; i < n; i++)
            assert_int_equal(bytes[i], 0);
        memset(bytes, 0xEE, n);
        assert_true(last == NULL || *last == 0xEE);
        last = bytes + n - 1;
    }
    truce_arena_fini(&arena);
    assert_int_equal(arena.used, 0);
}

static void large_pieces_get_a_block_of_their_own(void **unused)
{
    (void)unused;
    struct truce_arena arena;
    void *small, *large;
    truce_arena_init(&arena, 64 << 20);
    assert_int_equal(truce_arena_alloc(&arena, 10, &small, NULL), TRUCE_OK);
    assert_int_equal(truce_arena_alloc(&arena, 1 << 20, &large, NULL), TRUCE_OK);
    memset(small, 1, 10);
    memset(large, 2, 1 << 20);
    assert_int_equal(((unsigned char *)small)[9], 1);
    truce_arena_fini(&arena);
    truce_arena_fini(&arena); /* twice is fine */
}

static void the_ceiling_holds(void **unused)
{
    (void)unused;
    struct truce_arena arena;
    struct truce_err err;
    void *at = &arena;
    truce_arena_init(&arena, 1000);
    assert_int_equal(truce_arena_alloc(&arena, 1001, &at, &err), TRUCE_ERR_LIMIT);
    assert_ptr_equal(at, &arena);
    assert_int_equal(truce_arena_alloc(&arena, 960, &at, NULL), TRUCE_OK);
    assert_int_equal(truce_arena_alloc(&arena, 41, &at, NULL), TRUCE_ERR_LIMIT);
    assert_int_equal(truce_arena_alloc(&arena, 40, &at, NULL), TRUCE_OK);
    assert_int_equal(truce_arena_alloc(&arena, 1, &at, NULL), TRUCE_ERR_LIMIT);
    truce_arena_fini(&arena);
}

/* Rounding up to the alignment once wrapped around to nothing when there was no ceiling. */
static void sizes_near_the_end_of_the_address_space_are_refused(void **unused)
{
    (void)unused;
    struct truce_arena arena;
    void *at = NULL;
    truce_arena_init(&arena, SIZE_MAX);
    for (size_t less = 0; less < 100; less++)
        assert_int_not_equal(truce_arena_alloc(&arena, SIZE_MAX - less, &at, NULL), TRUCE_OK);
    assert_null(at);
    truce_arena_fini(&arena);
}

static void copies_are_terminated(void **unused)
{
    (void)unused;
    struct truce_arena arena;
    const char *copy;
    truce_arena_init(&arena, 1000);
    assert_int_equal(truce_arena_copy(&arena, (struct truce_text){"abcdef", 3}, &copy, NULL), TRUCE_OK);
    assert_string_equal(copy, "abc");
    assert_int_equal(truce_arena_copy(&arena, (struct truce_text){NULL, 0}, &copy, NULL), TRUCE_OK);
    assert_string_equal(copy, "");
    truce_arena_fini(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(memory_is_aligned_zeroed_and_apart),
        cmocka_unit_test(large_pieces_get_a_block_of_their_own),
        cmocka_unit_test(the_ceiling_holds),
        cmocka_unit_test(sizes_near_the_end_of_the_address_space_are_refused),
        cmocka_unit_test(copies_are_terminated),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
