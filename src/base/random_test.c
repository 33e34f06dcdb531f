/*
 * Philox4x32-10 against the known answers of its authors, and what is made of it.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>

#include "base/random.h"

/* Random123, tests/kat_vectors, lines "philox4x32 10". */
static void known_answers(void **unused)
{
    (void)unused;
    static const struct {
        uint32_t counter[4], key[2], answer[4];
    } known[] = {
        {{0, 0, 0, 0}, {0, 0}, {0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}},
        {{0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff},
         {0xffffffff, 0xffffffff},
         {0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}},
        {{0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344},
         {0xa4093822, 0x299f31d0},
         {0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1}},
    };
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        struct truce_philox got = truce_philox4x32_10(known[i].counter, known[i].key);
        assert_memory_equal(got.word, known[i].answer, sizeof got.word);
    }
}

static void a_uniform_is_the_first_word_of_its_block(void **unused)
{
    (void)unused;
    /* the first known answer: 0x6627e8d5 / 2^32 */
    assert_true(truce_random_uniform(0, 0, 0) == 0x6627e8d5 * 0x1p-32);
    /* the words of seed, stream and item stand where random.h says */
    const uint32_t counter[4] = {0x55667788, 0x11223344, 7, 0}, key[2] = {0xddeeff00, 0x99aabbcc};
    double expected = truce_philox4x32_10(counter, key).word[0] * 0x1p-32;
    assert_true(truce_random_uniform(0x99aabbccddeeff00, 7, 0x1122334455667788) == expected);
}

static void moments_are_right(void **unused)
{
    (void)unused;
    enum { N = 200000 };
    double sum = 0, square = 0, normal = 0, normal_square = 0;
    for (uint64_t i = 0; i < N; i++) {
        double u = truce_random_uniform(20251229, 3, i), z = truce_random_normal(20251229, 3, i);
        assert_true(u >= 0.0 && u < 1.0 && isfinite(z));
        sum += u;
        square += u * u;
        normal += z;
        normal_square += z * z;
    }
    /* five standard errors of each mean; the seed is fixed, so this never flickers */
    assert_true(fabs(sum / N - 0.5) < 5 * sqrt(1.0 / 12 / N));
    assert_true(fabs(square / N - 1.0 / 3) < 5 * sqrt(4.0 / 45 / N));
    assert_true(fabs(normal / N) < 5 * sqrt(1.0 / N));
    assert_true(fabs(normal_square / N - 1) < 5 * sqrt(2.0 / N));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(known_answers),
        cmocka_unit_test(a_uniform_is_the_first_word_of_its_block),
        cmocka_unit_test(moments_are_right),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
