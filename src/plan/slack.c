/*
 * Slack: by how many days may one node be later, the others as they are, and the target still be in time?
 *
 * One idea: two bounds, and a look where they differ.  The *support* of the target is the nodes that set its day, down from input to
 * input.  Backwards over the support, each node gets
 *   at_least  the latest day that the support bears: up to it the target is in time for sure;
 *   at_most   the same over inputs that nothing can stand in for by then: beyond it the target is late for sure.
 * Where inputs have no substitute (all clauses of a gate) both are the same.  Where they differ, the days are computed again with the node a day
 * later than it surely may be: either the target is late, and the bound was sharp, or there is another support, with a bound of its own.
 * A node that is not of a support does not matter.
 *
 * Exact: each step rests on days computed in full.  Cost: linear where the bounds meet; else a run of truce_graph_earliest for every support.
 */
#include "plan/graph_work.h"

#include <string.h>

struct slack {
    struct truce_graph_work *work;
    const unsigned char *granted;
    int target;
    int32_t limit;
    const int32_t *base;         /* days when no node is late */
    int32_t *day;                /* of the latest run */
    int *by_rank;                /* nodes in the order of their opening */
    size_t n_ranked;             /* up to the target */
    int32_t *at_least, *at_most; /* TRUCE_DAY_NEVER: no bound */
};

static void sort_by_rank(struct slack *s)
{
    const struct truce_graph_work *work = s->work;
    s->n_ranked = (size_t)work->rank[s->target] + 1;
    for (size_t p = 0; p < work->n; p++)
        if (work->rank[p] >= 0 && work->rank[p] <= work->rank[s->target])
            s->by_rank[work->rank[p]] = (int)p;
}

/* The latest day on which the inputs of p may suffice, for it to open by `by`; it does open by then as things stand. */
static int32_t latest_inputs(const struct slack *s, int p, int32_t by)
{
    const struct truce_graph_work *work = s->work;
    int32_t low = work->day_first, high = by;

    while (low < high) { /* truce_graph_opening is monotone */
        int32_t middle = low + (high - low + 1) / 2, opens = truce_graph_opening(work, p, middle);
        if (opens != TRUCE_DAY_NEVER && opens <= by)
            low = middle;
        else
            high = middle - 1;
    }
    return low;
}

static void lower(int32_t *bound, int32_t day)
{
    if (day < *bound)
        *bound = day;
}

/* May p open by way of its inputs other than those from q, with all that is there by `at`? */
static bool has_substitute(const struct slack *s, int p, int q, int32_t at)
{
    const struct truce_graph_work *work = s->work;
    int64_t missing = work->threshold[p];

    for (int k = work->first[p]; k < work->first[p + 1]; k++) {
        bool there =
            work->state[k] == TRUCE_INPUT_GRANTED ||
            (work->state[k] == TRUCE_INPUT_WAITS && work->from[k] != q && s->day[work->from[k]] <= at);
        if (there)
            missing -= work->weight[k];
    }
    return missing <= 0;
}

/* From a node of the support to the inputs that it opened by: those that were there when its threshold was reached. */
static void hand_down(struct slack *s, int p)
{
    const struct truce_graph_work *work = s->work;

    lower(&s->at_least[p], truce_graph_last_day(work, p));
    if (work->completed_by[p] < 0)
        return; /* waits for nothing */
    int last = work->rank[work->from[work->completed_by[p]]];
    int32_t bears = latest_inputs(s, p, s->at_least[p]), ends = TRUCE_DAY_NEVER;
    if (s->at_most[p] != TRUCE_DAY_NEVER)
        ends = latest_inputs(s, p, s->at_most[p]);
    for (int k = work->first[p]; k < work->first[p + 1]; k++) {
        int q = work->from[k];
        if (work->state[k] != TRUCE_INPUT_WAITS || work->rank[q] < 0 || work->rank[q] > last)
            continue;
        lower(&s->at_least[q], bears);
        if (ends != TRUCE_DAY_NEVER && !has_substitute(s, p, q, ends))
            lower(&s->at_most[q], ends);
    }
}

/* Both bounds of every node, by the days of the latest run. */
static void bound(struct slack *s)
{
    for (size_t p = 0; p < s->work->n; p++)
        s->at_least[p] = s->at_most[p] = TRUCE_DAY_NEVER;
    sort_by_rank(s);
    s->at_least[s->target] = s->at_most[s->target] = s->limit;
    for (size_t r = s->n_ranked; r-- > 0;) {
        int p = s->by_rank[r];
        if (s->at_least[p] != TRUCE_DAY_NEVER)
            hand_down(s, p);
    }
}

/* Slack of a node whose bounds differ. */
static int32_t look(struct slack *s, int node, int32_t slack)
{
    struct truce_earliest_options options = {s->granted, s->target, node, 0};

    for (;;) {
        options.late_days = slack + 1;
        truce_graph_earliest_run(s->work, &options, s->day, NULL);
        if (s->day[s->target] > s->limit)
            return slack;
        bound(s); /* what it says of nodes before the late one is not used */
        if (s->at_least[node] == TRUCE_DAY_NEVER)
            return INT32_MAX;
        int32_t next = s->at_least[node] - s->base[node];
        slack = next > slack ? next : slack + 1;
    }
}

static void find_slack(struct slack *s, int32_t *first_bound, int32_t *slack)
{
    const struct truce_earliest_options options = {s->granted, -1, -1, 0};
    size_t n = s->work->n;

    truce_graph_earliest_run(s->work, &options, s->day, NULL);
    bound(s);
    memcpy(first_bound, s->at_least, n * sizeof *first_bound);
    for (size_t p = 0; p < n; p++) {
        slack[p] = INT32_MAX;
        if (first_bound[p] != TRUCE_DAY_NEVER)
            slack[p] = first_bound[p] == s->at_most[p] ? first_bound[p] - s->base[p] : -1;
    }
    for (size_t p = 0; p < n; p++)
        if (slack[p] == -1)
            slack[p] = look(s, (int)p, first_bound[p] - s->base[p]);
}

enum truce_status truce_graph_slack(struct truce_graph_work *work, const unsigned char *granted, int target,
                                    int32_t limit, int32_t *slack, struct truce_err *err)
{
    struct truce_arena arena;
    struct slack s = {.work = work, .granted = granted, .target = target, .limit = limit};
    int32_t *base = NULL, *first_bound = NULL;

    truce_arena_init(&arena, SIZE_MAX);
    enum truce_status status = truce_graph_alloc(&arena, work->n, sizeof *base, &base, err);
    if (status == TRUCE_OK)
        status = truce_graph_alloc(&arena, work->n, sizeof *first_bound, &first_bound, err);
    if (status == TRUCE_OK)
        status = truce_graph_alloc(&arena, work->n, sizeof *s.day, &s.day, err);
    if (status == TRUCE_OK)
        status = truce_graph_alloc(&arena, work->n, sizeof *s.by_rank, &s.by_rank, err);
    if (status == TRUCE_OK)
        status = truce_graph_alloc(&arena, work->n, sizeof *s.at_least, &s.at_least, err);
    if (status == TRUCE_OK)
        status = truce_graph_alloc(&arena, work->n, sizeof *s.at_most, &s.at_most, err);
    if (status != TRUCE_OK)
        goto done;
    truce_graph_earliest(work, granted, base, NULL);
    s.base = base;
    if (base[target] == TRUCE_DAY_NEVER) {
        for (size_t p = 0; p < work->n; p++)
            slack[p] = INT32_MAX;
        goto done;
    }
    /* days end with the calendar; a target that is late already counts as being in time */
    if (s.limit >= work->day_end)
        s.limit = work->day_end - 1;
    if (s.limit < base[target])
        s.limit = base[target];
    find_slack(&s, first_bound, slack);
done:
    truce_arena_fini(&arena);
    return status;
}
