/*
 * Simulated years of a clock, seconds of one core; what the exact computation takes beside it.  For bench/simulate.
 *
 *     simulate_bench MODEL YEARS      prints share, exact chance, seconds of the runs, days that they stand for
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "agreement/condition.h"
#include "plan/simulate.h"

static double now(void)
{
    struct timespec t;

    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static const struct {
    const char *name;
    struct truce_incident_model model;
    struct truce_quiet_rule rule;
} models[] = {
    {"poisson", {.kind = TRUCE_INCIDENTS_POISSON, .mean = 0.05}, {.target_days = 60, .observed = 1}},
    {"nb",
     {.kind = TRUCE_INCIDENTS_NB, .mean = 33, .size = 0.35},
     {.target_days = 60, .observed = 1, .per_day = 100}},
    {"chain",
     {.kind = TRUCE_INCIDENTS_CHAIN,
      .mean = 0.01,
      .size = INFINITY,
      .tense_mean = 5,
      .tense_size = 0.5,
      .calm_to_tense = 0.02,
      .tense_to_calm = 0.2},
     {.target_days = 60, .observed = 1}},
    {"window",
     {.kind = TRUCE_INCIDENTS_POISSON, .mean = 0.5},
     {.target_days = 60, .observed = 1, .per_day = 2, .window_days = 7, .window_at_most = 5}},
    /* no run ends before its year is nearly over, and none can leap */
    {"never",
     {.kind = TRUCE_INCIDENTS_POISSON, .mean = 1.0},
     {.target_days = 60, .observed = 1, .per_day = 1, .window_days = 3, .window_at_most = 2}},
    {"hawkes",
     {.kind = TRUCE_INCIDENTS_HAWKES, .mean = 0.5, .excitation = 0.5, .decay_days = 5},
     {.target_days = 60, .observed = 1}},
    {"hawkes30",
     {.kind = TRUCE_INCIDENTS_HAWKES, .mean = 30, .excitation = 0.5, .decay_days = 5},
     {.target_days = 60, .observed = 1, .per_day = 30}},
};

int main(int argc, char **argv)
{
    struct truce_simulate_options options;
    struct truce_simulation simulation;
    struct truce_err err;
    size_t m = 0;

    while (argc == 3 && m < sizeof models / sizeof models[0] && strcmp(models[m].name, argv[1]) != 0)
        m++;
    if (argc != 3 || m == sizeof models / sizeof models[0]) {
        fprintf(stderr, "usage: simulate_bench MODEL YEARS\n");
        return 64;
    }
    truce_simulate_options_init(&options);
    options.replications = (uint32_t)strtoul(argv[2], NULL, 10);
    double start = now();
    if (truce_simulate_clock(&models[m].model, &models[m].rule, &options, &simulation, &err) != TRUCE_OK) {
        fprintf(stderr, "%s\n", err.text);
        return 70;
    }
    double both = now() - start;
    printf("%.9f %.9f %.4f %.0f\n", simulation.reached.p, simulation.reached.exact, both,
           (double)options.replications * options.horizon_days);
    truce_simulation_fini(&simulation);
    return 0;
}
