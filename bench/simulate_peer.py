"""The peer of `truce simulate`: the same clock by NumPy, the way it is usually written: all days of many years at once.

    /usr/bin/python3 bench/simulate_peer.py MODEL YEARS

Prints the share of YEARS simulated years of 365 days in which 60 quiet days in a row come, and the processor's seconds.  MODEL: poisson (0.05 a day, none tolerated), nb (mean 33, size 0.35, 100
a day tolerated), chain (as in bench/simulate), window (Poisson 0.5 a day, 2 a day and 5 in 7 days tolerated).
"""
import sys
import time

import numpy as np

DAYS, TARGET, BATCH = 365, 60, 5000


def chain(random, years):
    tense = np.zeros(years, dtype=bool)
    counts = np.empty((DAYS, years), dtype=np.int64)
    for day in range(DAYS):
        if day > 0:
            tense ^= random.random(years) < np.where(tense, 0.2, 0.02)
        gamma = random.gamma(0.5, 5 / 0.5, years)
        counts[day] = random.poisson(np.where(tense, gamma, 0.01))
    return counts == 0


def quiet_days(model, random, years):
    """A row a day, a column a year: is it quiet?"""
    if model == "poisson":
        return random.poisson(0.05, (DAYS, years)) == 0
    if model == "nb":
        return random.negative_binomial(0.35, 0.35 / (0.35 + 33), (DAYS, years)) <= 100
    if model == "chain":
        return chain(random, years)
    counts = random.poisson(0.5, (DAYS, years))
    sums = np.cumsum(counts, axis=0)
    sums[7:] -= sums[:-7].copy()
    return (counts <= 2) & (sums <= 5)


def reached(quiet):
    run = np.zeros(quiet.shape[1], dtype=np.int64)
    best = run.copy()
    for day in quiet:
        run = (run + 1) * day
        np.maximum(best, run, out=best)
    return int(np.count_nonzero(best >= TARGET))


def main():
    model, years = sys.argv[1], int(sys.argv[2])
    random = np.random.default_rng(1)
    found = done = 0
    while done < years:
        batch = min(BATCH, years - done)
        found += reached(quiet_days(model, random, batch))
        done += batch
    print(found / years, time.process_time())


main()
