/*
 * Exponential and logarithm against the C library's, and to the bit.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>

#include "base/random.h"
#include "plan/portable_math.h"

/* distance in units of the last place of b */
static double ulps(double a, double b)
{
    return fabs(a - b) / (nextafter(fabs(b), INFINITY) - fabs(b));
}

static void near_the_c_library(void **unused)
{
    (void)unused;
    for (uint64_t i = 0; i < 300000; i++) {
        double u = truce_random_uniform(7, 1, i), x = -700.0 + 1400.0 * u;
        assert_true(ulps(truce_portable_exp(x), exp(x)) <= 2.0);
        x = exp(-600.0 + 1200.0 * u);
        assert_true(ulps(truce_portable_log(x), log(x)) <= 2.0);
        x = 0.5 + u; /* where a logarithm is near 0 */
        assert_true(ulps(truce_portable_log(x), log(x)) <= 3.0);
    }
}

/* These bits hold on any machine; a compiler that fuses multiplications and additions breaks them. */
static void to_the_bit(void **unused)
{
    (void)unused;
    assert_true(truce_portable_exp(0.0) == 1.0);
    assert_true(truce_portable_exp(1.0) == 0x1.5bf0a8b14576ap+1);
    assert_true(truce_portable_exp(-33.25) == 0x1.057322ef4a1c2p-48);
    assert_true(truce_portable_log(1.0) == 0.0);
    assert_true(truce_portable_log(2.0) == 0x1.62e42fefa39efp-1);
    assert_true(truce_portable_log(10.0) == 0x1.26bb1bbb55516p+1);
}

static void at_the_edges(void **unused)
{
    (void)unused;
    assert_true(isinf(truce_portable_exp(1000.0)));
    assert_true(truce_portable_exp(-1000.0) == 0.0);
    assert_true(truce_portable_exp(-745.0) > 0.0); /* the smallest number there is */
    assert_true(isnan(truce_portable_exp(NAN)));
    assert_true(isinf(truce_portable_log(0.0)) && truce_portable_log(0.0) < 0.0);
    assert_true(isnan(truce_portable_log(-1.0)) && isnan(truce_portable_log(NAN)));
    assert_true(isinf(truce_portable_log(INFINITY)));
    assert_true(ulps(truce_portable_log(0x1p-1074), log(0x1p-1074)) <= 1.0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(near_the_c_library),
        cmocka_unit_test(to_the_bit),
        cmocka_unit_test(at_the_edges),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
