/*
 * Exact chances: the distribution over the clock's states, day after day.
 *
 * One idea: the clock with its window and its retaliation is a finite machine (plan/quiet_states.h); a day moves the mass of each state by the
 * chances of the day's classes.  Only sums of products of numbers >= 0 occur, so nothing cancels: 7e-40 has as many right digits as 0.6.
 *
 *   independent days   one distribution, one law
 *   chain              a distribution for calm and one for tense days, mixed between days
 *   bootstrap, blocks  at the beginning of a block the distribution is carried through the block from every start of the series, and
 *                      the outcomes are averaged
 */
#include "plan/quiet_exact.h"

#include <stdlib.h>
#include <string.h>

#include "plan/quiet_states.h"

#define ARENA_MAX ((size_t)64 << 20)

struct exact {
    const struct truce_incidents *in;
    struct truce_quiet_states states;
    double *mass; /* heap: n_states x n, then as many for the day after, then as many for sums */
    size_t n;
    double *by_day; /* first what is reached on each day */
    int32_t horizon;
};

/* Moves the mass of `from` by chances of the classes [0, beyond] into `to`; gives what reaches the target.  chances[level]: of the law as
 * it is, and raised. */
static double day(const struct exact *x, const double *from, const double *const chances[2], double *to)
{
    const size_t moves = (size_t)x->states.n_moves, unobserved = moves - 1;
    const double seen = x->in->steps.observed;
    double reached = 0.0;

    for (size_t s = 0; s < x->n; s++) {
        if (from[s] <= 0.0)
            continue;
        const int32_t *next = x->states.next + s * moves;
        const double *chance = chances[x->states.raised[s]];
        for (size_t m = 0; m < moves; m++) {
            double moved = from[s] * (m == unobserved ? 1.0 - seen : seen * chance[m]);
            if (next[m] == TRUCE_STATE_REACHED)
                reached += moved;
            else
                to[next[m]] += moved;
        }
    }
    return reached;
}

/* Chances of single classes, from those of "at most", of all laws; owned by the caller. */
static double *single_chances(const struct truce_incidents *in)
{
    size_t laws = (size_t)in->n_states * (size_t)in->n_levels, beyond = (size_t)in->steps.beyond;
    double *chances = malloc(laws * (beyond + 1) * sizeof *chances);

    for (size_t law = 0; chances != NULL && law < laws; law++) {
        const double *at_most = in->at_most + law * beyond;
        double *into = chances + law * (beyond + 1);
        into[0] = at_most[0];
        for (size_t k = 1; k < beyond; k++)
            into[k] = at_most[k] - at_most[k - 1];
        into[beyond] = 1.0 - at_most[beyond - 1];
    }
    return chances;
}

static void clear(double *mass, size_t n)
{
    for (size_t i = 0; i < n; i++)
        mass[i] = 0.0;
}

/* Independent days, and the chain. */
static enum truce_status by_law(struct exact *x, struct truce_err *err)
{
    const struct truce_incidents *in = x->in;
    const size_t classes = (size_t)in->steps.beyond + 1, levels = (size_t)in->n_levels, n = x->n;
    double *chances = single_chances(in), *now = x->mass, *then = now + n * (size_t)in->n_states;

    if (chances == NULL)
        return truce_fail(err, TRUCE_ERR_MEMORY, "no memory for the laws of a day");
    now[in->n_states > 1 && in->model->starts_tense ? n : 0] = 1.0;
    for (int32_t d = 1; d <= x->horizon; d++) {
        clear(then, n * (size_t)in->n_states);
        for (size_t e = 0; e < (size_t)in->n_states; e++) {
            const double *law = chances + e * levels * classes;
            const double *const of_level[2] = {law, law + (levels - 1) * classes};
            x->by_day[d] += day(x, now + e * n, of_level, then + e * n);
        }
        if (in->n_states > 1) {
            const double up = in->model->calm_to_tense, down = in->model->tense_to_calm;
            for (size_t s = 0; s < n; s++) {
                double calm = then[s], tense = then[n + s];
                then[s] = calm * (1.0 - up) + tense * down;
                then[n + s] = calm * up + tense * (1.0 - down);
            }
        }
        double *other = now;
        now = then;
        then = other;
    }
    free(chances);
    return TRUCE_OK;
}

/* The distribution at the beginning of a block, through the block from every start, averaged. */
static enum truce_status by_block(struct exact *x, struct truce_err *err)
{
    const struct truce_incident_model *model = x->in->model;
    const size_t n = x->n, classes = (size_t)x->in->steps.beyond + 1;
    const double each = 1.0 / (double)model->n_series;
    double *begin = x->mass, *now = begin + n, *then = now + n, *sum = then + n;
    double *chances = calloc(classes, sizeof *chances);

    if (chances == NULL)
        return truce_fail(err, TRUCE_ERR_MEMORY, "no memory for the law of a day");
    const double *const of_level[2] = {chances, chances};
    begin[0] = 1.0;
    for (int32_t first = 1; first <= x->horizon; first += (int32_t)model->block_days) {
        clear(sum, n);
        for (size_t start = 0; start < model->n_series; start++) {
            memcpy(now, begin, n * sizeof *now);
            for (size_t i = 0; i < model->block_days && first + (int32_t)i <= x->horizon; i++) {
                int32_t which = x->in->classes[(start + i) % model->n_series];
                clear(then, n);
                chances[which] = 1.0;
                x->by_day[first + (int32_t)i] += each * day(x, now, of_level, then);
                chances[which] = 0.0;
                double *other = now;
                now = then;
                then = other;
            }
            for (size_t s = 0; s < n; s++)
                sum[s] += each * now[s];
        }
        memcpy(begin, sum, n * sizeof *begin);
    }
    free(chances);
    return TRUCE_OK;
}

static enum truce_status run(struct exact *x, struct truce_err *err)
{
    enum truce_status status;

    x->n = (size_t)x->states.n;
    x->mass = calloc(4 * x->n, sizeof *x->mass);
    if (x->mass == NULL)
        return truce_fail(err, TRUCE_ERR_MEMORY, "no memory for %zu states of the clock", x->n);
    for (int32_t d = 0; d <= x->horizon; d++)
        x->by_day[d] = 0.0;
    status = x->in->way == TRUCE_DAYS_BY_BLOCK ? by_block(x, err) : by_law(x, err);
    for (int32_t d = 1; d <= x->horizon; d++) {
        x->by_day[d] += x->by_day[d - 1];
        x->by_day[d] = x->by_day[d] < 1.0 ? x->by_day[d] : 1.0;
    }
    free(x->mass);
    return status;
}

/* How many times the machine is gone through on a day. */
static double passes(const struct truce_incidents *in)
{
    return in->way == TRUCE_DAYS_BY_BLOCK ? (double)in->model->n_series : in->n_states;
}

enum truce_status truce_quiet_exact(const struct truce_incidents *incidents, int32_t horizon_days,
                                    double cost_max, double *by_day, bool *possible, struct truce_err *err)
{
    struct exact x = {.in = incidents, .by_day = by_day, .horizon = horizon_days};
    struct truce_arena arena;
    double moves_max = cost_max / (passes(incidents) * horizon_days);
    bool fits = false;
    enum truce_status status = TRUCE_OK;

    if (incidents->steps.already >= incidents->steps.target) {
        for (int32_t d = 0; d <= horizon_days; d++)
            by_day[d] = 1.0;
        *possible = true;
        return TRUCE_OK;
    }
    if (moves_max > (double)TRUCE_EXACT_MOVES_MAX)
        moves_max = (double)TRUCE_EXACT_MOVES_MAX;
    truce_arena_init(&arena, ARENA_MAX);
    if (incidents->way != TRUCE_DAYS_BY_HAWKES)
        status = truce_quiet_states_make(&incidents->steps, incidents->raised_days, (size_t)moves_max, &arena,
                                         &x.states, &fits, err);
    if (status == TRUCE_OK && fits)
        status = run(&x, err);
    if (status == TRUCE_OK)
        *possible = fits;
    truce_arena_fini(&arena);
    return status;
}
