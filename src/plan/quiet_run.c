/*
 * Runs of successes among independent days, and the rule of thumb that follows.
 *
 * With k the length of the run, q = 1 - p, and P(n) the chance of a run of k or more within n days:
 *
 *     P(n) = 0 for n < k,   P(k) = p^k,   P(n) = P(n-1) + (1 - P(n-k-1)) q p^k
 *
 * for the first run ends on day n exactly when day n-k was a failure, the k days after it successes, and no run came before.  All terms are >= 0, so
 * nothing cancels.  Source: W. Feller, An Introduction to Probability Theory and Its Applications I, 3rd ed. (1968), XIII.7.
 */
#include "plan/simulate.h"

#include <math.h>
#include <stdlib.h>

#include "plan/portable_math.h"

/* Days kept: all of them, or on the stack for the usual year. */
#define ROOM 4096

static double recur(int32_t n, int32_t k, double p, double *reached)
{
    double run = 1.0;

    for (int32_t i = 0; i < k; i++)
        run *= p;
    for (int32_t d = 0; d < k; d++)
        reached[d] = 0.0;
    reached[k] = run;
    for (int32_t d = k + 1; d <= n; d++)
        reached[d] = reached[d - 1] + (1.0 - reached[d - k - 1]) * (1.0 - p) * run;
    return reached[n] < 1.0 ? reached[n] : 1.0;
}

double truce_quiet_run_chance(int32_t n_days, int32_t target, double p_quiet)
{
    double room[ROOM], *reached = room, chance;

    if (target <= 0)
        return 1.0;
    if (n_days < target || !(p_quiet > 0.0))
        return 0.0;
    if (p_quiet >= 1.0)
        return 1.0;
    if (n_days >= ROOM)
        reached = malloc(((size_t)n_days + 1) * sizeof *reached);
    if (reached == NULL)
        return NAN;
    chance = recur(n_days, target, p_quiet, reached);
    if (reached != room)
        free(reached);
    return chance;
}

double truce_quiet_break_interval(int32_t n_days, int32_t target, double p)
{
    double low = 0.0, high = 1.0; /* chance that a day is broken: low is good enough, high is not */

    if (target > n_days)
        return INFINITY;
    for (int i = 0; i < 60; i++) {
        double middle = low + (high - low) / 2.0;
        if (truce_quiet_run_chance(n_days, target, 1.0 - middle) >= p)
            low = middle;
        else
            high = middle;
    }
    return 1.0 / low;
}

void truce_quiet_rules_of_thumb(int32_t target, struct truce_rule_of_thumb out[TRUCE_RULES_OF_THUMB])
{
    const int32_t last = 3 * target < 365 ? 365 : 6 * target;
    const struct truce_rule_of_thumb rules[TRUCE_RULES_OF_THUMB] = {{target, 0.5, NAN},
                                                                    {target + (target + 1) / 2, 0.5, NAN},
                                                                    {3 * target, 0.5, NAN},
                                                                    {last, 0.5, NAN},
                                                                    {last, 0.9, NAN}};

    for (int i = 0; i < TRUCE_RULES_OF_THUMB; i++) {
        out[i] = rules[i];
        out[i].once_in_days = truce_quiet_break_interval(out[i].days, target, out[i].p);
    }
}

double truce_quiet_survival(int32_t days, double mean_days)
{
    return truce_portable_exp(-days / mean_days);
}

void truce_wilson_interval(double share, uint32_t n, double *low, double *high)
{
    static const double z = 1.959963984540054; /* normal quantile of 0.975 */
    double trials = n, z2 = z * z / trials;
    double middle = (share + z2 / 2.0) / (1.0 + z2);
    double half = z / (1.0 + z2) * sqrt(share * (1.0 - share) / trials + z2 / (4.0 * trials));

    *low = share > 0.0 ? fmax(middle - half, 0.0) : 0.0;
    *high = share < 1.0 ? fmin(middle + half, 1.0) : 1.0;
}
