/*
 * One clock in one reading, day by day.
 *
 * A clock counts reporting days during the whole of which it ran.  Such a day is broken when what counts that day, or within the window that ends
 * with it, is more than is tolerated; else unobserved when too little was watched; else quiet.  With C the days counted:
 *
 *     quiet        C + 1
 *     broken       0 (restart), C (pause), max(0, C - N) (deduct N)
 *     unobserved   C (hold), C + 1 (count), 0 (break)
 *
 * The target is reached on the first day with C >= target, and stays so through later breaks; when the clock ceases to run, C is 0 and
 * nothing is reached.  The window holds days of the running alone: what happened before a ceasefire breaks none of its days.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "judge/engine.h"

/* Shares and weights are sums of decimal fractions: three times 0.1 is no more than 0.3, and a share stated as 0.8 reaches 0.8. */
#define SLACK 1e-9

void truce_run_fini(struct truce_clock_run *run)
{
    free(run->history);
    free(run->active);
    free(run->window);
    run->history = run->window = NULL;
    run->active = NULL;
}

static enum truce_status append(struct truce_clock_run *run, const struct truce_clock_day *day,
                                struct truce_err *err)
{
    void *history = run->history;
    enum truce_status status = truce_grow(&history, &run->size, run->n + 1, sizeof *run->history, err);
    if (status != TRUCE_OK)
        return status;
    run->history = history;
    run->history[run->n++] = *day;
    return TRUCE_OK;
}

/* Days without running, up to but not including `end`. */
static enum truce_status fill(struct truce_clock_run *run, struct truce_day end, struct truce_err *err)
{
    enum truce_status status = TRUCE_OK;
    while (status == TRUCE_OK && run->first.n + (int64_t)run->n < end.n) {
        const struct truce_clock_day day = {
            .day = {run->first.n + (int32_t)run->n}, .outcome = TRUCE_DAY_NOT_RUNNING, .record = TRUCE_NONE};
        status = append(run, &day, err);
    }
    return status;
}

enum truce_status truce_run_start(struct truce_clock_run *run, struct truce_instant at, struct truce_err *err)
{
    size_t n = (size_t)(run->clock->window_days > 0 ? run->clock->window_days : 0);
    struct truce_day day = truce_calendar_reporting_day(run->calendar, at);

    if (run->window == NULL && n > 0) {
        run->window = calloc(n, sizeof *run->window);
        if (run->window == NULL)
            return truce_fail(err, TRUCE_ERR_MEMORY, "no memory for a window of %zu days", n);
    }
    run->n_window = n;
    run->window_sum = 0;
    if (n > 0)
        memset(run->window, 0, n * sizeof *run->window);
    if (run->first.n == TRUCE_DAY_NONE)
        run->first = day;
    run->running = true;
    run->next = day;
    if (truce_calendar_reporting_start(run->calendar, day).us < at.us)
        run->next.n++;
    return TRUCE_OK;
}

void truce_run_stop(struct truce_clock_run *run)
{
    run->running = false;
    run->days = 0;
    run->reached = false;
    run->reached_on.n = TRUCE_DAY_NONE;
}

struct truce_instant truce_run_next_end(const struct truce_clock_run *run)
{
    if (!run->running)
        return (struct truce_instant){TRUCE_NEVER};
    return truce_calendar_reporting_start(run->calendar, (struct truce_day){run->next.n + 1});
}

/* ---- a day ---- */

/* The tallies that reach into the day. */
static enum truce_status gather(struct truce_clock_run *run, struct truce_day day, struct truce_err *err)
{
    const struct truce_tallies *all = run->tallies;
    size_t kept = 0;

    for (size_t i = 0; i < run->n_active; i++)
        if (all->items[run->active[i]].last.n >= day.n)
            run->active[kept++] = run->active[i];
    run->n_active = kept;
    for (; run->next_tally < all->n && all->items[run->next_tally].first.n <= day.n; run->next_tally++) {
        void *active = run->active;
        if (all->items[run->next_tally].last.n < day.n)
            continue;
        enum truce_status status =
            truce_grow(&active, &run->size_active, run->n_active + 1, sizeof *run->active, err);
        if (status != TRUCE_OK)
            return status;
        run->active = active;
        run->active[run->n_active++] = (int)run->next_tally;
    }
    return TRUCE_OK;
}

/* What counts that day, and the record by which it was too much, or else the last one. */
static void weigh(const struct truce_clock_run *run, struct truce_clock_day *day, bool *too_much)
{
    *too_much = false;
    for (size_t i = 0; i < run->n_active; i++) {
        const struct truce_tally *tally = &run->tallies->items[run->active[i]];
        day->weight += tally->weight;
        if (tally->weight > 0 && !*too_much)
            day->record = tally->record;
        *too_much = *too_much || day->weight > run->clock->per_day + SLACK;
    }
}

/* The same for the window that ends with the day. */
static void weigh_window(struct truce_clock_run *run, struct truce_clock_day *day, bool *too_much)
{
    if (run->n_window == 0)
        return;
    bool changes = day->weight != 0 || run->window[run->at_window].weight != 0;
    run->window[run->at_window] = *day;
    if (changes) /* added up anew: what is added and taken away again would leave rounding behind */
        run->window_sum = 0;
    for (size_t i = 0; changes && i < run->n_window; i++) /* from the oldest day to this one */
        run->window_sum += run->window[(run->at_window + 1 + i) % run->n_window].weight;
    if (run->window_sum > run->clock->window_at_most + SLACK) {
        *too_much = true;
        for (size_t i = 0; i < run->n_window && day->record == TRUCE_NONE; i++) {
            const struct truce_clock_day *past =
                &run->window[(run->at_window + run->n_window - i) % run->n_window];
            if (past->weight > 0)
                day->record = past->record;
        }
    }
    run->at_window = (run->at_window + 1) % run->n_window;
}

static double observed(const struct truce_clock_run *run, struct truce_day day)
{
    const struct truce_watch *watch = run->watch;
    int64_t at = (int64_t)day.n - watch->first.n;
    return at >= 0 && at < (int64_t)watch->n ? watch->share[at] : 0;
}

static int32_t after_break(const struct truce_clock_run *run)
{
    const struct truce_clock *clock = run->clock;
    switch (clock->on_break) {
    case TRUCE_BREAK_PAUSE:
        return run->days;
    case TRUCE_BREAK_DEDUCT:
        return run->days > clock->deduct_days ? run->days - clock->deduct_days : 0;
    default:
        return 0;
    }
}

static void count(struct truce_clock_run *run, struct truce_clock_day *day)
{
    switch (day->outcome) {
    case TRUCE_DAY_BROKEN:
        run->days = after_break(run);
        break;
    case TRUCE_DAY_UNOBSERVED:
        if (run->clock->unobserved_day == TRUCE_UNOBSERVED_COUNT)
            run->days++;
        else if (run->clock->unobserved_day == TRUCE_UNOBSERVED_BREAK)
            run->days = 0;
        break;
    default:
        run->days++;
    }
    day->reached = run->days;
}

enum truce_status truce_run_end_day(struct truce_clock_run *run, bool *newly, struct truce_err *err)
{
    struct truce_clock_day day = {.day = run->next, .record = TRUCE_NONE};
    bool too_much = false;

    enum truce_status status = fill(run, day.day, err);
    if (status == TRUCE_OK)
        status = gather(run, day.day, err);
    if (status != TRUCE_OK)
        return status;
    weigh(run, &day, &too_much);
    weigh_window(run, &day, &too_much);
    day.observed = observed(run, day.day);
    if (too_much && !run->hopeful)
        day.outcome = TRUCE_DAY_BROKEN;
    else if (!isnan(run->clock->coverage_at_least) && !run->hopeful &&
             day.observed < run->clock->coverage_at_least - SLACK)
        day.outcome = TRUCE_DAY_UNOBSERVED;
    else
        day.outcome = TRUCE_DAY_QUIET;
    if (day.outcome != TRUCE_DAY_BROKEN)
        day.record = TRUCE_NONE;
    count(run, &day);
    *newly = !run->reached && run->days >= run->clock->target_days;
    if (*newly) {
        run->reached = true;
        run->reached_on = day.day;
    }
    run->next.n++;
    return append(run, &day, err);
}

enum truce_status truce_run_fill(struct truce_clock_run *run, struct truce_instant until,
                                 struct truce_err *err)
{
    if (run->first.n == TRUCE_DAY_NONE)
        return TRUCE_OK; /* it never ran */
    return fill(run, truce_calendar_reporting_day(run->calendar, until), err);
}
