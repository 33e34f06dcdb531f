/*
 * Probabilities of counts by saddle-point expansions, and Poisson draws.
 *
 * One idea: a probability is never the quotient of two huge numbers.  With delta(z) = ln Gamma(z+1) - (z+1/2) ln z + z - ln(2 pi)/2, the error of
 * Stirling's formula, and D(x, m) = x ln(x/m) + m - x, the deviance,
 *
 *     Poisson(x; m) = exp(-delta(x) - D(x, m)) / sqrt(2 pi x)
 *     NB(x; m, r)   = r/n C exp(delta(n) - delta(x) - delta(r) - D(x, n q) - D(r, n p)),  n = x + r, p = r/(r+m), q = 1 - p,
 *                     C = sqrt(n / (2 pi x r))
 *
 * Sums go from the largest term that counts downwards and upwards by the ratios of neighbours.
 *
 * Source: C. Loader, "Fast and accurate computation of binomial probabilities" (2000); delta below 16 by
 * delta(z) = delta(z+1) + (z+1/2) ln(1 + 1/z) - 1, above by its asymptotic series (DLMF 5.11.1).
 */
#include "plan/count_law.h"

#include <math.h>

#include "plan/portable_math.h"

static const double TWO_PI = 6.283185307179586476925286766559;
static const double HALF_LOG_TWO_PI = 0.91893853320467274178;

#define STREAM_POISSON    1
#define INVERSION_BELOW   10.0  /* PTRS needs at least this mean */
#define SUM_IS_COMPLETE   1e-20 /* terms smaller than this share of the sum change nothing */
#define STIRLING_SERIES_Z 16.0

static double stirling_error(double z)
{
    double below = 0.0;

    for (; z < STIRLING_SERIES_Z; z += 1.0)
        below += (z + 0.5) * truce_portable_log(1.0 + 1.0 / z) - 1.0;
    double y = 1.0 / (z * z);
    return below + (1.0 / 12 - y * (1.0 / 360 - y * (1.0 / 1260 - y * (1.0 / 1680 - y * (1.0 / 1188))))) / z;
}

/* x ln(x/m) + m - x without loss where x is near m; x > 0, m > 0 */
static double deviance(double x, double m)
{
    if (fabs(x - m) >= 0.1 * (x + m))
        return x * truce_portable_log(x / m) + m - x;
    double v = (x - m) / (x + m), sum = (x - m) * v, term = 2.0 * x * v;
    for (int j = 3; j < 21; j += 2) { /* v^2 <= 0.01 */
        term *= v * v;
        sum += term / j;
    }
    return sum;
}

static double poisson_chance(double mean, double x)
{
    if (x <= 0.0)
        return truce_portable_exp(-mean);
    return truce_portable_exp(-stirling_error(x) - deviance(x, mean)) / sqrt(TWO_PI * x);
}

double truce_count_chance(struct truce_count_law law, int64_t k)
{
    double x = (double)k, m = law.mean, r = law.size;

    if (m <= 0.0)
        return k == 0 ? 1.0 : 0.0;
    if (isinf(r))
        return poisson_chance(m, x);
    if (k == 0) /* (r / (r+m))^r, without loss for large r */
        return truce_portable_exp(m < r ? deviance(r, r + m) - m : -r * truce_portable_log((r + m) / r));
    double n = x + r, p = r / (r + m), q = m / (r + m);
    double exponent =
        stirling_error(n) - stirling_error(x) - stirling_error(r) - deviance(x, n * q) - deviance(r, n * p);
    return r / n * sqrt(n / (TWO_PI * x * r)) * truce_portable_exp(exponent);
}

/* chance of k over chance of k - 1 */
static double ratio(struct truce_count_law law, double k)
{
    if (isinf(law.size))
        return law.mean / k;
    return law.mean / (law.size + law.mean) * ((law.size + k - 1.0) / k);
}

void truce_count_at_most(struct truce_count_law law, double *at_most, size_t n)
{
    const double last = (double)(n - 1);
    /* the largest term up to n - 1 stands at the mode, or at n - 1 where that lies below it */
    double mode = isinf(law.size) ? floor(law.mean) : floor(law.mean * fmax(law.size - 1.0, 0.0) / law.size);
    size_t start = (size_t)fmin(mode, last);

    for (size_t k = 0; k < n; k++)
        at_most[k] = 0.0;
    double most = truce_count_chance(law, (int64_t)start), term = most;
    for (size_t k = start;; k--) {
        at_most[k] = term;
        if (k == 0 || term < most * SUM_IS_COMPLETE)
            break;
        term /= ratio(law, (double)k);
    }
    term = most;
    for (size_t k = start + 1; k < n && term >= most * SUM_IS_COMPLETE; k++)
        at_most[k] = term *= law.mean > 0.0 ? ratio(law, (double)k) : 0.0;
    for (size_t k = 1; k < n; k++)
        at_most[k] = fmin(at_most[k - 1] + at_most[k], 1.0);
}

double truce_count_up_to(struct truce_count_law law, int64_t k)
{
    double mode = isinf(law.size) ? floor(law.mean) : floor(law.mean * fmax(law.size - 1.0, 0.0) / law.size);
    double start = fmin(mode, (double)k), most = truce_count_chance(law, (int64_t)start), sum = most,
           term = most;

    if (law.mean <= 0.0)
        return 1.0;
    for (double i = start; i >= 1.0 && term >= most * SUM_IS_COMPLETE; i -= 1.0)
        sum += term /= ratio(law, i);
    term = most;
    for (double i = start + 1.0; i <= (double)k && term >= most * SUM_IS_COMPLETE; i += 1.0)
        sum += term *= ratio(law, i);
    return fmin(sum, 1.0);
}

/* ---- draws ---- */

static int64_t invert(double mean, double u)
{
    double term = truce_portable_exp(-mean), sum = term;
    int64_t k = 0;

    while (u >= sum && term > 1e-30) { /* beyond that the sum is 1 but for rounding */
        k++;
        term *= mean / (double)k;
        sum += term;
    }
    return k;
}

static double log_factorial(double k)
{
    if (k < 2.0)
        return 0.0;
    return stirling_error(k) + (k + 0.5) * truce_portable_log(k) - k + HALF_LOG_TWO_PI;
}

/* Names of constants and variables as in the paper.  The first try is with the given numbers, which is enough for four draws in five. */
static int64_t transformed_rejection(double mean, const struct truce_philox *first,
                                     const struct truce_draw *at)
{
    const uint32_t key[2] = {(uint32_t)at->seed, (uint32_t)(at->seed >> 32)};
    struct truce_philox block = *first;
    double b = 0.931 + 2.53 * sqrt(mean), a = -0.059 + 0.02483 * b;
    double v_r = 0.9277 - 3.6224 / (b - 2.0), inverse_alpha = NAN, log_mean = NAN;

    for (uint32_t again = 0;; again++) {
        if (again > 0) {
            const uint32_t counter[4] = {at->replication, at->day, STREAM_POISSON, again};
            block = truce_philox4x32_10(counter, key);
        }
        double u = truce_draw_unit(block.word[0], block.word[1]) - 0.5;
        double v = (block.word[3] + 0.5) * 0x1p-32, us = 0.5 - fabs(u);
        double x = (2.0 * a / us + b) * u + mean + 0.43; /* us = 0: -infinity */
        if (x < 0.0 || x > 1e18 || (us < 0.013 && v > us))
            continue;
        int64_t k = (int64_t)x;
        if (us >= 0.07 && v <= v_r)
            return k;
        if (isnan(log_mean)) { /* most draws do without */
            log_mean = truce_portable_log(mean);
            inverse_alpha = 1.1239 + 1.1328 / (b - 3.4);
        }
        double left = truce_portable_log(v * inverse_alpha / (a / (us * us) + b));
        if (left <= (double)k * log_mean - mean - log_factorial((double)k))
            return k;
    }
}

int64_t truce_count_draw_poisson(double mean, const struct truce_philox *block, const struct truce_draw *at)
{
    if (mean <= 0.0)
        return 0;
    if (mean >= INVERSION_BELOW)
        return transformed_rejection(mean, block, at);
    return invert(mean, truce_draw_unit(block->word[0], block->word[1]));
}
