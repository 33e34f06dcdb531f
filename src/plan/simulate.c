/*
 * The clock, run many times.
 *
 * One idea: a day's random numbers are a function of (seed, replication, day), so a day can be looked at alone and in any order.  Where days are
 * independent and a broken day restarts the clock, that saves most of the work: of a run that would end on day e, day e is looked at first, then the
 * days before it; the first broken one found, from the end, says where the next run can begin at the earliest, and the days before it need no
 * look at all.  (So do Boyer and Moore look for a word, doi:10.1145/359842.359859.)  The outcome is that of the plain walk, day by day.
 */
#include "plan/simulate.h"

#include <math.h>
#include <string.h>

#include "base/parallel.h"
#include "plan/day_draw.h"
#include "plan/quiet_exact.h"

#define BATCHES_MAX   64
#define BATCH_MIN     256 /* replications: fewer are not worth a thread's turn */
#define ARENA_MAX     ((size_t)512 << 20)
#define DISAGREEMENT  30.0 /* e^-30 is 1e-13 */
#define SIDE_COST_MAX 2e7

const double truce_quantile_levels[TRUCE_QUANTILES] = {0.05, 0.25, 0.5, 0.75, 0.95};

/* ---- one replication, day by day ---- */

struct clock {
    struct truce_day_draw draw;
    int32_t clock, horizon;
    int32_t raised_left; /* days for which the rate is raised */
    int32_t sum;         /* of the window */
    int32_t *window;     /* a ring */
};

static enum truce_day_outcome outcome_of(struct clock *c)
{
    const struct truce_incidents *in = c->draw.in;
    struct truce_philox block;
    int32_t which = truce_day_draw_next(&c->draw, c->raised_left > 0, &block);
    bool observed = truce_day_observed(in, &block);

    if (in->steps.window > 0) {
        int32_t *oldest = &c->window[(int32_t)c->draw.at.day % in->steps.window];
        int32_t weight = observed ? which : 0;
        c->sum += weight - *oldest;
        *oldest = weight;
    }
    if (c->sum > in->steps.at_most || (observed && which > in->steps.day_class))
        return TRUCE_DAY_BROKEN;
    return observed ? TRUCE_DAY_QUIET : TRUCE_DAY_UNOBSERVED;
}

/* The day at whose end the target is reached; 0: not within the horizon. */
static int32_t walk(struct clock *c, uint32_t replication)
{
    const struct truce_quiet_steps *steps = &c->draw.in->steps;

    truce_day_draw_begin(&c->draw, replication);
    c->clock = steps->already;
    c->raised_left = 0;
    c->sum = 0;
    if (steps->window > 0)
        memset(c->window, 0, (size_t)steps->window * sizeof *c->window);
    for (int32_t d = 1; d <= c->horizon; d++) {
        if (steps->target - c->clock > c->horizon - d + 1)
            return 0; /* a day adds one at most */
        enum truce_day_outcome outcome = outcome_of(c);
        c->clock = truce_quiet_step(steps, c->clock, outcome);
        if (c->clock >= steps->target)
            return d;
        if (outcome == TRUCE_DAY_BROKEN)
            c->raised_left = c->draw.in->raised_days;
        else if (c->raised_left > 0)
            c->raised_left--;
    }
    return 0;
}

/* ---- one replication, by leaps ---- */

/* Can a day be looked at alone, and is a run all that counts? */
static bool can_leap(const struct truce_incidents *in)
{
    const struct truce_quiet_steps *steps = &in->steps;

    return in->way == TRUCE_DAYS_BY_LAW && in->n_states == 1 && in->n_levels == 1 && steps->window == 0 &&
           steps->on_break == TRUCE_BREAK_RESTART &&
           (steps->observed >= 1.0 || steps->unobserved_day != TRUCE_UNOBSERVED_HOLD);
}

static bool is_good(const struct truce_incidents *in, struct truce_draw at, int32_t d)
{
    at.day = (uint32_t)d;
    struct truce_philox block = truce_day_block(&at);

    if (!truce_day_observed(in, &block))
        return in->steps.unobserved_day == TRUCE_UNOBSERVED_COUNT;
    return truce_day_bits(&block) < in->below[0];
}

static int32_t leap(const struct truce_incidents *in, struct truce_draw at, int32_t horizon)
{
    const int32_t target = in->steps.target;
    int32_t begin = 1 - in->steps.already; /* of the run; days before the first were good */
    int32_t known = 0;                     /* days up to here, from `begin` on, are good */

    for (;;) {
        int32_t end = begin + target - 1, d = end;
        if (end > horizon)
            return 0;
        while (d > known && is_good(in, at, d))
            d--;
        if (d <= known)
            return end;
        begin = d + 1;
        known = end; /* those after d were found good */
    }
}

/* ---- all replications ---- */

struct batches {
    const struct truce_incidents *in;
    const struct truce_simulate_options *options;
    size_t n;
    uint32_t *reached; /* n x (horizon + 1): replications by the day on which they reach the target */
    int32_t *windows;  /* n x window */
};

static enum truce_status run_batch(void *context, size_t i, struct truce_err *err)
{
    const struct batches *batches = context;
    const uint64_t all = batches->options->replications;
    const uint32_t first = (uint32_t)(all * i / batches->n), last = (uint32_t)(all * (i + 1) / batches->n);
    const int32_t horizon = batches->options->horizon_days;
    uint32_t *reached = batches->reached + i * ((size_t)horizon + 1);
    struct clock c = {.draw = {.in = batches->in, .at = {.seed = batches->options->seed}},
                      .horizon = horizon};
    const bool leaps = can_leap(batches->in);

    (void)err;
    c.window = batches->windows + i * (size_t)batches->in->steps.window;
    for (uint32_t r = first; r < last; r++) {
        struct truce_draw at = {.seed = batches->options->seed, .replication = r};
        int32_t d = leaps ? leap(batches->in, at, horizon) : walk(&c, r);
        if (d > 0)
            reached[d]++;
    }
    return TRUCE_OK;
}

/* Share of replications that reached the target by the end of each day. */
static enum truce_status replicate(const struct truce_incidents *in,
                                   const struct truce_simulate_options *options, double *by_day,
                                   struct truce_arena *arena, struct truce_err *err)
{
    struct batches batches = {.in = in, .options = options};
    const size_t days = (size_t)options->horizon_days + 1;
    void *room;
    uint64_t sum = 0;

    if (in->steps.already >= in->steps.target) {
        for (size_t d = 0; d < days; d++)
            by_day[d] = 1.0;
        return TRUCE_OK;
    }
    batches.n = options->replications / BATCH_MIN + 1;
    batches.n = batches.n < BATCHES_MAX ? batches.n : BATCHES_MAX;
    enum truce_status status = truce_arena_alloc(arena, batches.n * days * sizeof(uint32_t), &room, err);
    if (status != TRUCE_OK)
        return status;
    batches.reached = room;
    status =
        truce_arena_alloc(arena, (batches.n * (size_t)in->steps.window + 1) * sizeof(int32_t), &room, err);
    if (status != TRUCE_OK)
        return status;
    batches.windows = room;
    status = truce_parallel(batches.n, options->threads, run_batch, &batches, err);
    for (size_t d = 0; status == TRUCE_OK && d < days; d++) {
        for (size_t i = 0; i < batches.n; i++)
            sum += batches.reached[i * days + d];
        by_day[d] = (double)sum / options->replications;
    }
    return status;
}

/* ---- the answer ---- */

/* n times the Kullback-Leibler divergence of the share found from the exact chance: a share as far off comes with a chance of
 * e^-that at most (Chernoff's bound). */
static double surprise(double share, double exact, double n)
{
    double sum = 0.0;

    if (share > 0.0)
        sum += share * log(share / exact);
    if (share < 1.0)
        sum += (1.0 - share) * log((1.0 - share) / (1.0 - exact));
    return isnan(sum) ? 0.0 : n * sum;
}

static void find_quantiles(struct truce_simulation *s)
{
    for (int i = 0; i < TRUCE_QUANTILES; i++) {
        s->quantile_day[i] = -1;
        for (int32_t d = s->horizon_days; d >= 0 && s->by_day[d] >= truce_quantile_levels[i]; d--)
            s->quantile_day[i] = d;
    }
}

static enum truce_status fill(const struct truce_incidents *in, const struct truce_simulate_options *options,
                              struct truce_simulation *s, struct truce_err *err)
{
    const size_t days = (size_t)options->horizon_days + 1;
    void *by_day, *exact;
    bool possible = false;
    enum truce_status status = truce_arena_alloc(&s->arena, days * sizeof(double), &by_day, err);

    if (status == TRUCE_OK)
        status = truce_arena_alloc(&s->arena, days * sizeof(double), &exact, err);
    if (status == TRUCE_OK)
        status = truce_quiet_exact(in, options->horizon_days, TRUCE_EXACT_COST_MAX, exact, &possible, err);
    if (status == TRUCE_OK)
        status = replicate(in, options, by_day, &s->arena, err);
    if (status != TRUCE_OK)
        return status;
    s->by_day = by_day;
    s->exact_by_day = possible ? exact : NULL;
    s->horizon_days = options->horizon_days;
    s->p_quiet = in->steps.observed * in->first_quiet;
    s->reached.p = s->by_day[options->horizon_days];
    s->reached.exact = possible ? s->exact_by_day[options->horizon_days] : NAN;
    truce_wilson_interval(s->reached.p, options->replications, &s->reached.low, &s->reached.high);
    find_quantiles(s);
    if (possible && surprise(s->reached.p, s->reached.exact, options->replications) > DISAGREEMENT)
        return truce_fail(
            err, TRUCE_ERR_INTERNAL,
            "the simulation found a chance of %.6f and the exact computation %.6f: one of them is "
            "wrong, and so is this program",
            s->reached.p, s->reached.exact);
    return TRUCE_OK;
}

enum truce_status truce_simulate_clock(const struct truce_incident_model *model,
                                       const struct truce_quiet_rule *rule,
                                       const struct truce_simulate_options *options,
                                       struct truce_simulation *out, struct truce_err *err)
{
    struct truce_simulation s = {.reached = {.exact = NAN}};
    struct truce_incidents in;

    truce_arena_init(&s.arena, ARENA_MAX);
    enum truce_status status = truce_incidents_prepare(model, rule, options, &s.arena, &in, err);
    if (status == TRUCE_OK)
        status = fill(&in, options, &s, err);
    if (status == TRUCE_OK)
        *out = s;
    else
        truce_arena_fini(&s.arena);
    return status;
}

void truce_simulation_fini(struct truce_simulation *simulation)
{
    truce_arena_fini(&simulation->arena);
    *simulation = (struct truce_simulation){0};
}

enum truce_status truce_simulate_chance(const struct truce_incident_model *model,
                                        const struct truce_quiet_rule *rule,
                                        const struct truce_simulate_options *options, double *p, bool *exact,
                                        struct truce_err *err)
{
    struct truce_simulate_options few = *options;
    struct truce_incidents in;
    struct truce_arena arena;
    void *by_day = NULL;
    bool possible = false;

    truce_arena_init(&arena, ARENA_MAX);
    enum truce_status status = truce_incidents_prepare(model, rule, options, &arena, &in, err);
    if (status == TRUCE_OK)
        status =
            truce_arena_alloc(&arena, ((size_t)options->horizon_days + 1) * sizeof(double), &by_day, err);
    if (status == TRUCE_OK)
        status = truce_quiet_exact(&in, options->horizon_days, SIDE_COST_MAX, by_day, &possible, err);
    if (status == TRUCE_OK && !possible) {
        if (few.replications > TRUCE_SIDE_REPLICATIONS)
            few.replications = TRUCE_SIDE_REPLICATIONS;
        status = replicate(&in, &few, by_day, &arena, err);
    }
    if (status == TRUCE_OK) {
        *p = ((const double *)by_day)[options->horizon_days];
        if (exact != NULL)
            *exact = possible;
    }
    truce_arena_fini(&arena);
    return status;
}
