/*
 * Where the time of planning goes, in one process: reading, state, dates, root cause and ways out.  bench/agreement runs it.
 *
 *     agreement_bench PLAN.yaml TIMES
 */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "base/file.h"
#include "plan/plan.h"

enum { READ, STATE, DATES, ROOT, WAYS, STEPS };
static const char *const names[STEPS] = {"reading", "status", "dates, three estimates",
                                         "and the first root cause", "and ways out of up to 3"};

static double now_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static int compare(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static void plan(const struct truce_agreement *agreement, const struct truce_state *state, int step,
                 double *ms)
{
    struct truce_plan_options options;
    struct truce_plan out;
    struct truce_err err;
    truce_plan_options_init(&options);
    options.dates_only = step == DATES;
    options.roots_max = 1;
    options.ways_max_size = step == WAYS ? 3 : 0;
    double start = now_ms();
    if (truce_plan_run(agreement, state, &options, &out, &err) != TRUCE_OK) {
        fprintf(stderr, "%s\n", err.text);
        exit(1);
    }
    *ms = now_ms() - start;
    truce_plan_fini(&out);
}

static void once(const struct truce_buf *bytes, const char *file, double ms[STEPS])
{
    struct truce_agreement agreement;
    struct truce_state state;
    struct truce_diagnostics found;
    struct truce_err err;
    double start = now_ms();

    truce_diagnostics_init(&found, file);
    if (truce_agreement_read(truce_buf_view(bytes), file, &agreement, &found, &err) != TRUCE_OK)
        exit(1);
    ms[READ] = now_ms() - start;
    start = now_ms();
    struct truce_instant at = truce_calendar_day_start(&agreement.calendar, agreement.estimates.as_of);
    if (truce_state_at(&agreement, NULL, at, &state, &err) != TRUCE_OK)
        exit(1);
    ms[STATE] = now_ms() - start;
    for (int step = DATES; step <= WAYS; step++)
        plan(&agreement, &state, step, &ms[step]);
    truce_state_fini(&state);
    truce_agreement_fini(&agreement);
    truce_diagnostics_fini(&found);
}

int main(int argc, char **argv)
{
    enum { TIMES_MAX = 99 };
    static double all[STEPS][TIMES_MAX];
    struct truce_buf bytes;
    struct truce_err err;
    long times = argc == 3 ? strtol(argv[2], NULL, 10) : 0;

    truce_buf_init(&bytes);
    if (times < 1 || times > TIMES_MAX ||
        truce_file_read(argv[1], TRUCE_FILE_MAX, &bytes, &err) != TRUCE_OK) {
        fprintf(stderr, "agreement_bench PLAN.yaml TIMES\n");
        return 64;
    }
    for (long i = 0; i < times; i++) {
        double ms[STEPS];
        once(&bytes, argv[1], ms);
        for (int s = 0; s < STEPS; s++)
            all[s][i] = ms[s];
    }
    for (int s = 0; s < STEPS; s++) {
        qsort(all[s], (size_t)times, sizeof all[s][0], compare);
        printf("%-28s median %7.2f ms of %ld (%.2f to %.2f)\n", names[s], all[s][times / 2], times, all[s][0],
               all[s][times - 1]);
    }
    truce_buf_fini(&bytes);
    return 0;
}
