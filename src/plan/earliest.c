/*
 * Earliest days: Knuth's generalisation of Dijkstra's algorithm.
 *
 * One idea: nodes open in the order of their days.  No delay is below 0, so a node opens no earlier than the inputs that it needs, and the
 * input that completes its threshold, met in that order, is the one that sets its day.  Every node enters the heap once, with its
 * final day; cycles need no care.
 *
 * Invariant: every day is within the calendar's years or TRUCE_DAY_NEVER.
 * Source: D. E. Knuth, Information Processing Letters 6 (1977), doi:10.1016/0020-0190(77)90002-3.
 */
#include "plan/graph_work.h"

#include <string.h>

enum { MONTHS_MAX = (TRUCE_YEAR_MAX - TRUCE_YEAR_MIN) * 12 };

static bool too_late(const struct truce_graph_work *work, const struct truce_day_limit *limit, int32_t day)
{
    bool lifted =
        limit->option != TRUCE_NO_OPTION && work->granted != NULL && work->granted[limit->option] != 0;
    return limit->given && !lifted && day >= limit->day;
}

int32_t truce_graph_opening(const struct truce_graph_work *work, int node, int32_t at)
{
    const struct truce_node *what = &work->graph->nodes[node];
    struct truce_day day = {at > what->day ? at : what->day};

    if (day.n < work->day_first)
        day.n = work->day_first;
    if (day.n >= work->day_end || what->delay_months > MONTHS_MAX || too_late(work, &what->met_before, day.n))
        return TRUCE_DAY_NEVER;
    if (what->delay_months > 0) {
        enum truce_month_end month_end =
            work->graph->month_end == TRUCE_MONTH_END_UP ? TRUCE_MONTH_END_UP : TRUCE_MONTH_END_DOWN;
        if (truce_day_add_months(day, what->delay_months, month_end, &day, NULL) != TRUCE_OK)
            return TRUCE_DAY_NEVER;
    }
    if (what->delay_days >= work->day_end - day.n ||
        too_late(work, &what->open_before, day.n + what->delay_days))
        return TRUCE_DAY_NEVER;
    return day.n + what->delay_days;
}

int32_t truce_graph_last_day(const struct truce_graph_work *work, int node)
{
    const struct truce_day_limit *limit = &work->graph->nodes[node].open_before;
    bool bound = limit->given && limit->day < work->day_end && too_late(work, limit, limit->day);
    return (bound ? limit->day : work->day_end) - 1;
}

/* ---- a heap of (day, node), the smallest first; days as unsigned, so that a key is one number ---- */

static uint64_t key_of(int32_t day, int node)
{
    return (uint64_t)((uint32_t)day ^ UINT32_C(0x80000000)) << 32 | (uint32_t)node;
}

static void heap_push(uint64_t *heap, size_t *n, uint64_t key)
{
    size_t i = (*n)++;
    while (i > 0 && heap[(i - 1) / 2] > key) {
        heap[i] = heap[(i - 1) / 2];
        i = (i - 1) / 2;
    }
    heap[i] = key;
}

static int heap_pop(uint64_t *heap, size_t *n)
{
    int node = (int)(heap[0] & UINT32_MAX);
    uint64_t last = heap[--*n];
    size_t i = 0;

    for (size_t child = 1; child < *n; child = 2 * i + 1) {
        if (child + 1 < *n && heap[child + 1] < heap[child])
            child++;
        if (heap[child] >= last)
            break;
        heap[i] = heap[child];
        i = child;
    }
    heap[i] = last;
    return node;
}

/* ---- the run ---- */

struct run {
    struct truce_graph_work *work;
    const struct truce_earliest_options *options;
    int32_t *day;
    int *setter;
    size_t n_heap;
};

/* The inputs of p suffice from `at` on; by its input k (-1: none had to be waited for). */
static void open_node(struct run *run, int p, int32_t at, int k)
{
    struct truce_graph_work *work = run->work;
    int32_t day = truce_graph_opening(work, p, at);

    if (day != TRUCE_DAY_NEVER && p == run->options->late) {
        int32_t room = truce_graph_last_day(work, p) - day;
        day = run->options->late_days > room ? TRUCE_DAY_NEVER : day + run->options->late_days;
    }
    if (day == TRUCE_DAY_NEVER)
        return;
    run->day[p] = day;
    work->completed_by[p] = k;
    if (run->setter != NULL && k >= 0 && at >= work->graph->nodes[p].day)
        run->setter[p] = k - work->first[p];
    heap_push(work->heap, &run->n_heap, key_of(day, p));
}

static void tell_users(struct run *run, int q)
{
    struct truce_graph_work *work = run->work;
    for (int u = work->users.first[q]; u < work->users.first[q + 1]; u++) {
        int k = work->users.input[u], p = work->owner[k];
        if (work->state[k] != TRUCE_INPUT_WAITS || work->missing[p] <= 0)
            continue;
        work->missing[p] -= work->weight[k];
        if (work->missing[p] <= 0)
            open_node(run, p, run->day[q], k);
    }
}

void truce_graph_earliest_run(struct truce_graph_work *work, const struct truce_earliest_options *options,
                              int32_t *day, int *setter)
{
    struct run run = {work, options, day, setter, 0};
    int rank = 0;

    truce_graph_start(work, options->granted);
    for (size_t p = 0; p < work->n; p++) {
        day[p] = TRUCE_DAY_NEVER;
        work->rank[p] = work->completed_by[p] = -1;
        if (setter != NULL)
            setter[p] = -1;
    }
    for (size_t p = 0; p < work->n; p++)
        if (work->missing[p] <= 0)
            open_node(&run, (int)p, INT32_MIN, -1);
    while (run.n_heap > 0) {
        int q = heap_pop(work->heap, &run.n_heap);
        work->rank[q] = rank++;
        if (q == options->stop)
            return;
        tell_users(&run, q);
    }
}

void truce_graph_earliest(struct truce_graph_work *work, const unsigned char *granted, int32_t *day,
                          int *setter)
{
    const struct truce_earliest_options options = {granted, -1, -1, 0};
    truce_graph_earliest_run(work, &options, day, setter);
}
