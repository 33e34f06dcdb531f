/*
 * How well a place was watched, day by day.
 *
 * One idea: at every moment the best observer counts, and a day's share is the mean over its time.  So two observers who watch half of the area each
 * at the same time make one half, not the whole: they may have looked at the same half; two who watch all of it in turns make the sum of
 * their times.  Of several zones each has the weight of its area.
 *
 * A record of coverage is of a zone or of everything.  It covers another zone by the share of that one's area which lies in it.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "judge/engine.h"

struct watched {
    struct truce_instant from, until;
    double level; /* share of the place that was watched */
};

struct watching {
    const struct truce_agreement *agreement;
    const struct truce_beliefs *beliefs;
    struct truce_judge_ground *ground;
    struct truce_arena *arena;
    struct watched *items;
    size_t n;
    int64_t *bounds; /* ascending, each once */
    size_t n_bounds;
    int *next; /* of a span between two bounds: itself while nobody watched it, or a later one */
    struct truce_watch *out;
};

static enum truce_status get(struct truce_arena *arena, size_t n, size_t size, void *out,
                             struct truce_err *err)
{
    void *memory = NULL;
    enum truce_status status = truce_arena_alloc(arena, (n + 1) * size, &memory, err);
    if (status == TRUCE_OK)
        memcpy(out, &memory, sizeof memory);
    return status;
}

static bool same_list(struct truce_indexes a, struct truce_indexes b)
{
    return a.n == b.n && (a.n == 0 || memcmp(a.at, b.at, a.n * sizeof *a.at) == 0);
}

bool truce_judge_same_where(const struct truce_where *a, const struct truce_where *b)
{
    if (truce_judge_is_anywhere(a) || truce_judge_is_anywhere(b))
        return truce_judge_is_anywhere(a) && truce_judge_is_anywhere(b);
    /* what was watched near a line does not depend on the distance */
    return a->kind == b->kind &&
           (a->kind == TRUCE_WHERE_IN ? same_list(a->zones, b->zones) : a->line == b->line);
}

/* The share of a zone (TRUCE_NONE: of everything) that a record says was watched. */
static enum truce_status level_of(const struct watching *w, const struct truce_record *record, int zone,
                                  double *level, struct truce_err *err)
{
    *level = record->share;
    if (record->zone[0] == '\0' || strcmp(record->zone, "everywhere") == 0)
        return TRUCE_OK;
    int within = truce_agreement_zone(w->agreement, truce_text_view(record->zone));
    if (within == zone && zone != TRUCE_NONE)
        return TRUCE_OK;
    *level = 0;
    if (within == TRUCE_NONE || zone == TRUCE_NONE)
        return TRUCE_OK;
    double share = 0;
    struct truce_day day = truce_calendar_day(&w->agreement->calendar, record->from);
    enum truce_status status = truce_judge_overlap(w->ground, zone, within, day, &share, err);
    *level = record->share * share;
    return status;
}

static int by_level(const void *a, const void *b)
{
    const struct watched *x = a, *y = b;
    if (x->level != y->level)
        return x->level > y->level ? -1 : 1;
    if (x->from.us != y->from.us)
        return x->from.us < y->from.us ? -1 : 1;
    return (x->until.us > y->until.us) - (x->until.us < y->until.us);
}

static int by_time(const void *a, const void *b)
{
    const int64_t *x = a, *y = b;
    return (*x > *y) - (*x < *y);
}

static enum truce_status collect(struct watching *w, int zone, struct truce_err *err)
{
    enum truce_status status = TRUCE_OK;
    w->n = w->n_bounds = 0;
    for (size_t i = 0; status == TRUCE_OK && i < w->beliefs->n; i++) {
        const struct truce_record *record = &w->beliefs->items[i].record;
        double level = 0;
        if (record->kind != TRUCE_RECORD_COVERAGE ||
            !truce_judge_by_role(w->agreement, record, TRUCE_ROLE_MONITOR))
            continue;
        status = level_of(w, record, zone, &level, err);
        if (level > 0)
            w->items[w->n++] = (struct watched){record->from, record->until, level};
    }
    if (w->n == 0)
        return status;
    qsort(w->items, w->n, sizeof *w->items, by_level);
    for (size_t i = 0; i < w->n; i++) {
        w->bounds[2 * i] = w->items[i].from.us;
        w->bounds[2 * i + 1] = w->items[i].until.us;
    }
    qsort(w->bounds, 2 * w->n, sizeof *w->bounds, by_time);
    for (size_t i = 0; i < 2 * w->n; i++)
        if (w->n_bounds == 0 || w->bounds[w->n_bounds - 1] != w->bounds[i])
            w->bounds[w->n_bounds++] = w->bounds[i];
    for (size_t i = 0; i <= w->n_bounds; i++)
        w->next[i] = (int)i;
    return status;
}

static int64_t start_of(const struct watching *w, int64_t day)
{
    const struct truce_day at = {(int32_t)day};
    return truce_calendar_reporting_start(&w->agreement->calendar, at).us;
}

/* Adds a span to the days on which it lies. */
static void add_span(const struct watching *w, int64_t from, int64_t until, double level)
{
    const struct truce_instant at = {from};
    int64_t day = truce_calendar_reporting_day(&w->agreement->calendar, at).n;
    int64_t last = w->out->first.n + (int64_t)w->out->n;
    if (day < w->out->first.n)
        day = w->out->first.n;
    for (; day < last; day++) {
        int64_t start = start_of(w, day), end = start_of(w, day + 1);
        if (start >= until)
            break;
        int64_t part = (until < end ? until : end) - (from > start ? from : start);
        if (part > 0 && end > start)
            w->out->share[day - w->out->first.n] += level * (double)part / (double)(end - start);
    }
}

static int unwatched(int *next, int at)
{
    while (next[at] != at)
        at = next[at] = next[next[at]];
    return at;
}

/* The best observer first: what he watched, nobody after him adds to. */
static void add_zone(const struct watching *w, double weight)
{
    for (size_t i = 0; i < w->n; i++) {
        const struct watched *item = &w->items[i];
        const int64_t *from = bsearch(&item->from.us, w->bounds, w->n_bounds, sizeof *w->bounds, by_time);
        int at = from != NULL ? unwatched(w->next, (int)(from - w->bounds)) : (int)w->n_bounds;
        while ((size_t)at + 1 < w->n_bounds && w->bounds[at] < item->until.us) {
            add_span(w, w->bounds[at], w->bounds[at + 1], weight * item->level);
            w->next[at] = at + 1;
            at = unwatched(w->next, at);
        }
    }
}

/* The days from the first that anybody watched until the last. */
static enum truce_status make_days(struct watching *w, struct truce_day last, struct truce_err *err)
{
    const struct truce_calendar *calendar = &w->agreement->calendar;
    int64_t from = TRUCE_NEVER, until = INT64_MIN;

    for (size_t i = 0; i < w->beliefs->n; i++) {
        const struct truce_record *record = &w->beliefs->items[i].record;
        if (record->kind != TRUCE_RECORD_COVERAGE)
            continue;
        from = record->from.us < from ? record->from.us : from;
        until = record->until.us > until ? record->until.us : until;
    }
    *w->out = (struct truce_watch){{0}, NULL, 0};
    if (from >= until)
        return TRUCE_OK;
    struct truce_day first = truce_calendar_reporting_day(calendar, (struct truce_instant){from});
    struct truce_day end = truce_calendar_reporting_day(calendar, (struct truce_instant){until - 1});
    if (end.n > last.n)
        end = last;
    if (end.n < first.n)
        return TRUCE_OK;
    w->out->first = first;
    w->out->n = (size_t)(end.n - first.n) + 1;
    return get(w->arena, w->out->n, sizeof *w->out->share, &w->out->share, err);
}

/* The weights of several zones: by area where all are known, else alike. */
static enum truce_status weigh_zones(const struct watching *w, struct truce_indexes zones,
                                     struct truce_day day, double *weights, struct truce_err *err)
{
    double sum = 0;
    enum truce_status status = TRUCE_OK;

    for (size_t i = 0; status == TRUCE_OK && i < zones.n; i++) {
        status = truce_judge_area(w->ground, zones.at[i], day, &weights[i], err);
        sum += weights[i];
    }
    for (size_t i = 0; i < zones.n; i++)
        weights[i] = sum > 0 ? weights[i] / sum : 1 / (double)zones.n;
    return status;
}

enum truce_status truce_judge_watch(const struct truce_agreement *agreement, const struct truce_where *where,
                                    const struct truce_beliefs *beliefs, struct truce_judge_ground *ground,
                                    struct truce_day last, struct truce_arena *arena, struct truce_watch *out,
                                    struct truce_err *err)
{
    struct watching w = {
        .agreement = agreement, .beliefs = beliefs, .ground = ground, .arena = arena, .out = out};
    struct truce_indexes zones = {NULL, 0};
    double *weights = NULL;

    enum truce_status status = make_days(&w, last, err);
    if (status != TRUCE_OK || out->n == 0)
        return status;
    if (!truce_judge_is_anywhere(where))
        zones = where->kind == TRUCE_WHERE_IN ? where->zones : (struct truce_indexes){&where->line, 1};
    status = get(arena, beliefs->n, sizeof *w.items, &w.items, err);
    if (status == TRUCE_OK)
        status = get(arena, 2 * beliefs->n, sizeof *w.bounds, &w.bounds, err);
    if (status == TRUCE_OK)
        status = get(arena, 2 * beliefs->n + 1, sizeof *w.next, &w.next, err);
    if (status == TRUCE_OK)
        status = get(arena, zones.n, sizeof *weights, &weights, err);
    if (status == TRUCE_OK && zones.n > 1)
        status = weigh_zones(&w, zones, last, weights, err);
    else if (status == TRUCE_OK)
        weights[0] = 1;
    for (size_t i = 0; status == TRUCE_OK && i < (zones.n > 0 ? zones.n : 1); i++) {
        status = collect(&w, zones.n > 0 ? zones.at[i] : TRUCE_NONE, err);
        if (status == TRUCE_OK)
            add_zone(&w, weights[i]);
    }
    return status;
}
