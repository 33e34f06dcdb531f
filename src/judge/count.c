/*
 * Counting by a rule.  Sorted by origin and time, what belongs together stands together.
 */
#include "judge/count.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "judge/engine.h"

/* a printed figure is a whole number; sums of whole doubles are exact */
#define SLACK 1e-9

struct truce_tallied truce_tallied_sum(const struct truce_tallied *items, size_t n)
{
    struct truce_tallied sum = {0, false};
    for (size_t i = 0; i < n; i++) {
        sum.n += items[i].n;
        sum.at_least = sum.at_least || items[i].at_least;
    }
    return sum;
}

bool truce_tallied_adds_up(const struct truce_tallied *items, size_t n, struct truce_tallied printed,
                           struct truce_tallied *sum)
{
    struct truce_tallied should = truce_tallied_sum(items, n);
    if (sum != NULL)
        *sum = should;
    return fabs(printed.n - should.n) <= SLACK && printed.at_least == should.at_least;
}

static int64_t end_of(const struct truce_record *record)
{
    return record->until.us > record->from.us ? record->until.us : record->from.us;
}

static int by_origin(const void *a, const void *b)
{
    const struct truce_record *x = *(const struct truce_record *const *)a,
                              *y = *(const struct truce_record *const *)b;
    int order = strcmp(x->direction, y->direction);
    if (order == 0)
        order = truce_judge_compare_places(x, y);
    return order != 0 ? order : truce_judge_compare(x, y);
}

static int by_place(const void *a, const void *b)
{
    const struct truce_record *x = *(const struct truce_record *const *)a,
                              *y = *(const struct truce_record *const *)b;
    int order = truce_judge_compare_places(x, y);
    return order != 0 ? order : truce_judge_compare(x, y);
}

static bool same_origin(const struct truce_record *a, const struct truce_record *b)
{
    return strcmp(a->direction, b->direction) == 0 && truce_judge_compare_places(a, b) == 0;
}

static bool within_gap(const struct truce_calendar *calendar, int64_t until, struct truce_duration gap,
                       const struct truce_record *next)
{
    const struct truce_instant from = {until};
    struct truce_instant end;
    if (truce_instant_add(calendar, from, gap, &end, NULL) != TRUCE_OK)
        return true; /* beyond the calendar: no pause is longer */
    return next->from.us <= end.us;
}

static double count_sorted(const struct truce_calendar *calendar, const struct truce_record *const *sorted,
                           size_t n, struct truce_count rule)
{
    double count = 0;
    int64_t until = INT64_MIN, last_day = INT64_MIN;

    for (size_t i = 0; i < n; i++) {
        const struct truce_record *record = sorted[i], *last = i > 0 ? sorted[i - 1] : NULL;
        if (rule.rule == TRUCE_COUNT_PLACE_DAY) {
            int64_t first = truce_calendar_reporting_day(calendar, record->from).n;
            bool same = last != NULL && truce_judge_compare_places(last, record) == 0;
            count += !same || first != last_day;
            last_day = first;
            continue;
        }
        bool joins = last != NULL && same_origin(last, record) &&
                     (rule.rule == TRUCE_COUNT_TRAJECTORY ? record->from.us == last->from.us
                                                          : within_gap(calendar, until, rule.gap, record));
        count += !joins;
        until = joins && until > end_of(record) ? until : end_of(record);
    }
    return count;
}

enum truce_status truce_count_incidents(const struct truce_calendar *calendar,
                                        const struct truce_record *const *incidents, size_t n,
                                        struct truce_count rule, struct truce_tallied *out,
                                        struct truce_err *err)
{
    struct truce_tallied sum = {0, false};
    for (size_t i = 0; i < n; i++) {
        sum.n += rule.rule == TRUCE_COUNT_EFFECT ? incidents[i]->count : 0;
        sum.at_least = sum.at_least || incidents[i]->count_is_lower_bound;
    }
    if (rule.rule == TRUCE_COUNT_EFFECT || n == 0) {
        *out = sum;
        return TRUCE_OK;
    }
    const struct truce_record **sorted = malloc(n * sizeof *sorted);
    if (sorted == NULL)
        return truce_fail(err, TRUCE_ERR_MEMORY, "no memory to count %zu incidents", n);
    memcpy(sorted, incidents, n * sizeof *sorted);
    qsort(sorted, n, sizeof *sorted, rule.rule == TRUCE_COUNT_PLACE_DAY ? by_place : by_origin);
    /* how many shots an episode had is no matter for how many episodes there were */
    *out = (struct truce_tallied){count_sorted(calendar, sorted, n, rule), false};
    free(sorted);
    return TRUCE_OK;
}
