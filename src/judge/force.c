/*
 * When norms are in force: by dates, by the times at which gates were open, less what suspends them; and how well their place was watched then.
 *
 * Gates are those of the strict reading: a norm binds while its gate is open beyond doubt.  All times end at the instant asked for.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "judge/norms.h"

#define HOUR_US 3600e6

/* ---- spans ---- */

static int64_t larger(int64_t a, int64_t b)
{
    return a > b ? a : b;
}

static int64_t smaller(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

bool truce_spans_hold(struct truce_spans spans, struct truce_instant at)
{
    for (size_t i = 0; i < spans.n; i++)
        if (spans.at[i].from.us <= at.us && at.us < spans.at[i].until.us)
            return true;
    return false;
}

double truce_spans_share(struct truce_spans spans, struct truce_instant from, struct truce_instant until)
{
    double part = 0;
    if (until.us <= from.us)
        return truce_spans_hold(spans, from) ? 1 : 0;
    for (size_t i = 0; i < spans.n; i++) {
        int64_t low = larger(from.us, spans.at[i].from.us), high = smaller(until.us, spans.at[i].until.us);
        if (high > low)
            part += (double)(high - low);
    }
    return part / (double)(until.us - from.us);
}

double truce_spans_common_share(struct truce_spans a, struct truce_spans b, struct truce_instant from,
                                struct truce_instant until)
{
    double part = 0;
    if (until.us <= from.us)
        return truce_spans_hold(a, from) && truce_spans_hold(b, from) ? 1 : 0;
    for (size_t i = 0; i < a.n; i++) {
        int64_t low = larger(from.us, a.at[i].from.us), high = smaller(until.us, a.at[i].until.us);
        if (high > low)
            part += truce_spans_share(b, (struct truce_instant){low}, (struct truce_instant){high}) *
                    (double)(high - low);
    }
    return part / (double)(until.us - from.us);
}

/* ---- windows ---- */

static int64_t plus(const struct truce_norming *j, int64_t at, struct truce_duration span)
{
    const struct truce_instant from = {at};
    struct truce_instant end;
    if (truce_duration_is_zero(span))
        return at;
    return truce_instant_add(&j->agreement->calendar, from, span, &end, NULL) == TRUCE_OK ? end.us
                                                                                          : TRUCE_NEVER;
}

static int64_t start_of_day(const struct truce_norming *j, struct truce_day day)
{
    return truce_calendar_day_start(&j->agreement->calendar, day).us;
}

/* The end of a window; TRUCE_NEVER. */
static int64_t end_of(const struct truce_norming *j, const struct truce_bound *until)
{
    if (until->kind == TRUCE_BOUND_DATE)
        return plus(j, start_of_day(j, until->day), until->plus);
    if (until->kind != TRUCE_BOUND_GATE)
        return TRUCE_NEVER;
    struct truce_spans open = j->state->reading[TRUCE_STRICT].gates[until->gate].open_times;
    return open.n > 0 ? plus(j, open.at[0].from.us, until->plus) : TRUCE_NEVER;
}

static struct truce_spans opens(const struct truce_norming *j, const struct truce_bound *from)
{
    return from->kind == TRUCE_BOUND_GATE ? j->state->reading[TRUCE_STRICT].gates[from->gate].open_times
                                          : (struct truce_spans){NULL, 0};
}

/* Spans without those of `off`; room for their sum and one. */
static size_t without(const struct truce_span *spans, size_t n, struct truce_spans off,
                      struct truce_span *out)
{
    size_t kept = 0;
    for (size_t i = 0; i < n; i++) {
        int64_t from = spans[i].from.us;
        for (size_t k = 0; k < off.n && from < spans[i].until.us; k++) {
            if (off.at[k].until.us <= from || off.at[k].from.us >= spans[i].until.us)
                continue;
            if (off.at[k].from.us > from)
                out[kept++] = (struct truce_span){{from}, off.at[k].from};
            from = off.at[k].until.us;
        }
        if (from < spans[i].until.us)
            out[kept++] = (struct truce_span){{from}, spans[i].until};
    }
    return kept;
}

/* What lies before `end` and has begun by the instant asked for. */
static size_t cut(const struct truce_norming *j, struct truce_span *spans, size_t n, int64_t end)
{
    size_t kept = 0;
    for (size_t i = 0; i < n; i++) {
        int64_t from = larger(spans[i].from.us, j->version.from.us);
        int64_t until = smaller(smaller(spans[i].until.us, end), j->version.until.us);
        if (from > j->state->as_of.us || until <= from)
            continue;
        spans[kept++] = (struct truce_span){{from}, {until > j->state->as_of.us ? TRUCE_NEVER : until}};
    }
    return kept;
}

static enum truce_status window_of(struct truce_norming *j, size_t norm)
{
    const struct truce_norm *text = &j->agreement->norms[norm];
    const struct truce_bound *from = &text->when.from;
    struct truce_spans open = opens(j, from), off = {NULL, 0};
    struct truce_span *spans = NULL, *kept = NULL;
    size_t n = 0;

    if (text->suspended_while != NULL)
        off = j->state->reading[TRUCE_STRICT].conditions[text->suspended_while->index].held;
    enum truce_status status = truce_norming_get(j->work, open.n, sizeof *spans, &spans, j->err);
    if (status == TRUCE_OK)
        status = truce_norming_get(j->out, open.n + off.n + 1, sizeof *kept, &kept, j->err);
    if (status != TRUCE_OK)
        return status;
    for (size_t i = 0; i < open.n; i++) {
        int64_t begin = plus(j, open.at[i].from.us, from->plus);
        if (begin < open.at[i].until.us)
            spans[n++] = (struct truce_span){{begin}, open.at[i].until};
    }
    if (from->kind == TRUCE_BOUND_DATE)
        spans[n++] = (struct truce_span){{plus(j, start_of_day(j, from->day), from->plus)}, {TRUCE_NEVER}};
    else if (from->kind != TRUCE_BOUND_GATE)
        spans[n++] = (struct truce_span){j->first, {TRUCE_NEVER}};
    n = without(spans, n, off, kept);
    n = cut(j, kept, n, end_of(j, &text->when.until));
    j->in_force[norm] = (struct truce_spans){kept, n};
    return TRUCE_OK;
}

/* ---- watched ---- */

/* hours[i]: watched, each hour by its share, from the first day until the begin of day i */
static enum truce_status sum_watch(struct truce_norming *j, size_t norm)
{
    const struct truce_watch *watch = &j->watch[norm];
    const struct truce_calendar *calendar = &j->agreement->calendar;
    double *hours = NULL;

    if (watch->n == 0)
        return TRUCE_OK;
    enum truce_status status = truce_norming_get(j->work, watch->n, sizeof *hours, &hours, j->err);
    if (status != TRUCE_OK)
        return status;
    struct truce_day day = watch->first;
    int64_t start = truce_calendar_reporting_start(calendar, day).us;
    for (size_t i = 0; i < watch->n; i++) {
        day.n++;
        int64_t end = truce_calendar_reporting_start(calendar, day).us;
        hours[i + 1] = hours[i] + watch->share[i] * (double)(end - start) / HOUR_US;
        start = end;
    }
    j->watched[norm] = hours;
    return TRUCE_OK;
}

static enum truce_status watch_all(struct truce_norming *j)
{
    const struct truce_agreement *a = j->agreement;
    struct truce_day last = truce_calendar_reporting_day(&a->calendar, j->state->as_of);
    enum truce_status status = TRUCE_OK;

    for (size_t i = 0; status == TRUCE_OK && i < a->n_norms; i++) {
        size_t same = 0;
        while (!truce_judge_same_where(&a->norms[same].where, &a->norms[i].where))
            same++;
        if (same < i) {
            j->watch[i] = j->watch[same];
            j->watched[i] = j->watched[same];
            continue;
        }
        status = truce_judge_watch(a, &a->norms[i].where, &j->beliefs, j->ground, last, j->work, &j->watch[i],
                                   j->err);
        if (status == TRUCE_OK)
            status = sum_watch(j, i);
    }
    return status;
}

/* Hours watched before an instant: within a day, alike at each moment. */
static double hours_until(const struct truce_norming *j, int norm, int64_t at)
{
    const struct truce_watch *watch = &j->watch[norm];
    const struct truce_calendar *calendar = &j->agreement->calendar;
    struct truce_day day = truce_calendar_reporting_day(calendar, (struct truce_instant){at});
    int64_t i = (int64_t)day.n - watch->first.n;

    if (i < 0)
        return 0;
    if (i >= (int64_t)watch->n)
        return j->watched[norm][watch->n];
    int64_t start = truce_calendar_reporting_start(calendar, day).us;
    return j->watched[norm][i] + watch->share[i] * (double)(at - start) / HOUR_US;
}

double truce_norm_observed(const struct truce_norming *j, int norm, struct truce_spans spans)
{
    double all = 0, watched = 0;
    for (size_t i = 0; i < spans.n; i++) {
        int64_t from = spans.at[i].from.us, until = smaller(spans.at[i].until.us, j->state->as_of.us);
        if (until <= from)
            continue;
        all += (double)(until - from) / HOUR_US;
        if (j->watched[norm] != NULL)
            watched += hours_until(j, norm, until) - hours_until(j, norm, from);
    }
    return all > 0 ? fmin(1, fmax(0, watched / all)) : NAN;
}

enum truce_status truce_norming_force(struct truce_norming *j)
{
    size_t n = j->agreement->n_norms;
    enum truce_status status = truce_norming_get(j->work, n, sizeof *j->in_force, &j->in_force, j->err);
    if (status == TRUCE_OK)
        status = truce_norming_get(j->work, n, sizeof *j->watch, &j->watch, j->err);
    if (status == TRUCE_OK)
        status = truce_norming_get(j->work, n, sizeof *j->watched, &j->watched, j->err);
    for (size_t i = 0; status == TRUCE_OK && i < n; i++)
        status = window_of(j, i);
    return status == TRUCE_OK ? watch_all(j) : status;
}
