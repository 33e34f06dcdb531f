/*
 * Exponential and logarithm by reduction and a series long enough.
 *
 * exp: x = k ln 2 + r with |r| <= ln 2 / 2; Taylor's series of e^r to r^13 (the rest is below 5e-18).
 * log: x = 2^k m with m in [sqrt 1/2, sqrt 2); ln m = 2 artanh f with f = (m - 1) / (m + 1), |f| <= 0.1716: odd powers to f^21.
 * ln 2 is split so that k times its first part is exact.
 */
#include "plan/portable_math.h"

#include <math.h>

static const double LN2_HIGH = 0x1.62e42feep-1;      /* ln 2, its first 32 bits */
static const double LN2_LOW = 0x1.a39ef35793c76p-33; /* the rest */
static const double LOG2_E = 0x1.71547652b82fep+0;
static const double SQRT_HALF = 0x1.6a09e667f3bcdp-1;

double truce_portable_exp(double x)
{
    if (isnan(x))
        return x;
    if (x > 709.78)
        return INFINITY;
    if (x < -745.2)
        return 0.0;
    double k = floor(x * LOG2_E + 0.5);
    double r = (x - k * LN2_HIGH) - k * LN2_LOW;
    /* pairs first, so that a processor can work on several at once */
    double r2 = r * r, r4 = r2 * r2, r8 = r4 * r4;
    double low = (1.0 / 2 + r * (1.0 / 6)) + r2 * (1.0 / 24 + r * (1.0 / 120));
    double high = (1.0 / 720 + r * (1.0 / 5040)) + r2 * (1.0 / 40320 + r * (1.0 / 362880));
    double top = (1.0 / 3628800 + r * (1.0 / 39916800)) + r2 * (1.0 / 479001600 + r * (1.0 / 6227020800));
    return ldexp(1.0 + (r + r2 * (low + r4 * high + r8 * top)), (int)k);
}

double truce_portable_log(double x)
{
    int k;

    if (isnan(x) || x < 0.0)
        return NAN;
    if (x <= 0.0)
        return -INFINITY;
    if (isinf(x))
        return x;
    double m = frexp(x, &k); /* in [1/2, 1) */
    if (m < SQRT_HALF) {
        m *= 2.0;
        k--;
    }
    double f = (m - 1.0) / (m + 1.0), f2 = f * f, sum = 0.0;
    for (int i = 21; i >= 3; i -= 2)
        sum = (sum + 1.0 / i) * f2;
    return k * LN2_HIGH + (2.0 * f + (2.0 * f * sum + k * LN2_LOW));
}
