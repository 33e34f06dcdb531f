/*
 * Ways out: all minimal sets of options that open a target.
 *
 * One idea: implicit hitting sets.  A *cut* is a set of options of which every way out has one at least (cut.c).  A way out meets every cut; a set
 * of options that meets every cut that is known is tried, and if the target stays closed, that gives a cut which it does not meet.
 *
 * The sets are built by branching on the options of a smallest cut that is not met yet: those with the first, those with the second but without
 * the first, and so on, so that no set is built twice.  A branch ends when so many cuts without a common option are left to be met
 * that the size does not suffice: they are taken from those known, and new ones are looked for when everything in these is granted and the
 * target is closed still.  Sizes are gone through from 1 upwards, so a set that opens the target is minimal unless it holds one that was found.
 *
 * Source: K. Chandrasekaran, R. Karp, E. Moreno-Centeno, S. Vempala, SODA 2011, doi:10.1137/1.9781611973082.48; the bound by disjoint cuts
 * is J. Davies and F. Bacchus', CP 2011, doi:10.1007/978-3-642-23786-7_19.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "plan/cut.h"

static const int64_t STEPS_MAX = INT64_C(300000000); /* some seconds */
static const int64_t STEPS_MORE =
    INT64_C(50000000);                  /* to see whether there are better ones than those that are kept */
static const double COST_MARGIN = 1e-9; /* relative: sums in different orders differ by less */

enum {
    CUTS_KEPT = 300, /* the first ones stay */
    CUTS_MAX =
        1000, /* the others are replaced in turn: looking for one must not take longer than finding it anew */
};

struct ints {
    int *at;
    size_t n, size;
};

struct cut {
    int *options; /* ascending; n */
    size_t n, size;
};

struct found {
    size_t n;
    double cost;
    size_t from;        /* options: pool[from] ..., ascending */
    const int *options; /* the same, while ways are sorted */
};

struct frame {
    struct truce_lock_mark mark; /* before the option that led here */
    size_t from, to, next;       /* options to branch on: branch[from] ... branch[to - 1] */
};

struct search {
    struct truce_lock lock;
    struct truce_cut_finder *finder;
    double *cost;      /* of an option */
    double least_cost; /* of any */
    struct cut cuts[CUTS_MAX];
    size_t n_cuts, next_cut; /* next_cut: to be replaced next */
    struct ints branch, pool;
    struct frame *frames;
    size_t n_frames, size_frames;
    struct found *ways; /* those of smaller sizes, in order; then those of this size */
    size_t n_ways, n_smaller, size_ways, max_ways;
    int size;                /* of the sets that are built now */
    unsigned char *excluded; /* of an option: not in what is built now */
    unsigned char *taken;    /* of an option: in one of the disjoint cuts */
    int *new_cut, *count, *way;
    int64_t steps_max;
    bool passed_by; /* larger ways there may be */
    bool full;      /* ways of this size were dropped */
    bool stopped;   /* by steps_max */
};

static enum truce_status room_for(struct ints *list, size_t n, struct truce_err *err)
{
    void *at = list->at;
    enum truce_status status = truce_grow(&at, &list->size, list->n + n, sizeof *list->at, err);
    list->at = at;
    return status;
}

/* ---- ways that were found ---- */

static int compare_found(const void *left, const void *right)
{
    const struct found *a = left, *b = right;

    if (a->cost < b->cost || a->cost > b->cost) /* of one size */
        return a->cost < b->cost ? -1 : 1;
    for (size_t i = 0; i < a->n; i++)
        if (a->options[i] != b->options[i])
            return a->options[i] < b->options[i] ? -1 : 1;
    return 0;
}

/* Sorts the ways of this size and drops those that are too many. */
static enum truce_status sort_ways(struct search *s, struct truce_err *err)
{
    size_t n = s->n_ways - s->n_smaller, most = s->max_ways - s->n_smaller, length = (size_t)s->size;

    if (n == 0)
        return TRUCE_OK;
    struct found *ways = s->ways + s->n_smaller;
    size_t base = s->pool.n - n * length; /* this size's are the last in the pool */
    for (size_t i = 0; i < n; i++)
        ways[i].options = s->pool.at + ways[i].from;
    qsort(ways, n, sizeof *ways, compare_found);
    if (n > most) {
        n = most;
        if (!s->full && s->steps_max > s->lock.steps + STEPS_MORE)
            s->steps_max = s->lock.steps + STEPS_MORE;
        s->full = true;
    }
    enum truce_status status = room_for(&s->pool, n * length, err);
    if (status != TRUCE_OK)
        return status;
    for (size_t i = 0; i < n; i++)
        memcpy(s->pool.at + s->pool.n + i * length, s->pool.at + ways[i].from, length * sizeof(int));
    memmove(s->pool.at + base, s->pool.at + s->pool.n, n * length * sizeof(int));
    for (size_t i = 0; i < n; i++)
        ways[i].from = base + i * length;
    s->pool.n = base + n * length;
    s->n_ways = s->n_smaller + n;
    return TRUCE_OK;
}

static int compare_ints(const void *left, const void *right)
{
    const int a = *(const int *)left, b = *(const int *)right;
    return (a > b) - (a < b);
}

/* What is granted opens the target; is it so without any smaller way in it? */
static bool holds_smaller_way(const struct search *s)
{
    for (size_t i = 0; i < s->n_smaller; i++) {
        size_t n = 0;
        while (n < s->ways[i].n && s->lock.granted[s->pool.at[s->ways[i].from + n]])
            n++;
        if (n == s->ways[i].n)
            return true;
    }
    return false;
}

static enum truce_status take_way(struct search *s, struct truce_err *err)
{
    size_t n = (size_t)s->size, most = s->max_ways - s->n_smaller;
    struct found way = {n, 0, s->pool.n, s->way};

    if (holds_smaller_way(s))
        return TRUCE_OK;
    memcpy(s->way, s->lock.given, n * sizeof *s->way);
    qsort(s->way, n, sizeof *s->way, compare_ints);
    for (size_t i = 0; i < n; i++)
        way.cost += s->cost[s->way[i]];
    if (s->full || most == 0) { /* sorted already: the last is the one to be better than */
        s->full = true;
        if (most == 0)
            return TRUCE_OK;
        struct found last = s->ways[s->n_smaller + most - 1];
        last.options = s->pool.at + last.from;
        if (compare_found(&way, &last) > 0)
            return TRUCE_OK;
    }
    void *ways = s->ways;
    enum truce_status status = truce_grow(&ways, &s->size_ways, s->n_ways + 1, sizeof way, err);
    s->ways = ways;
    if (status == TRUCE_OK)
        status = room_for(&s->pool, n, err);
    if (status != TRUCE_OK)
        return status;
    memcpy(s->pool.at + s->pool.n, s->way, n * sizeof *s->way);
    s->pool.n += n;
    s->ways[s->n_ways++] = way;
    return s->n_ways - s->n_smaller >= 2 * most + 64 ? sort_ways(s, err) : TRUCE_OK;
}

/* ---- cuts that are known ---- */

static enum truce_status keep_cut(struct search *s, const int *options, size_t n, struct truce_err *err)
{
    size_t place = s->n_cuts;
    if (s->n_cuts == CUTS_MAX) {
        place = s->next_cut;
        s->next_cut = s->next_cut + 1 < CUTS_MAX ? s->next_cut + 1 : CUTS_KEPT;
    }
    struct cut *cut = &s->cuts[place];
    void *at = cut->options;
    enum truce_status status = truce_grow(&at, &cut->size, n, sizeof *options, err);
    cut->options = at;
    if (status != TRUCE_OK)
        return status;
    if (n > 0)
        memcpy(cut->options, options, n * sizeof *options);
    cut->n = n;
    if (place == s->n_cuts)
        s->n_cuts++;
    return TRUCE_OK;
}

/* How many options could meet a cut; -1 where it is met already, or shares an option with those taken. */
static int open_options(const struct search *s, const struct cut *cut)
{
    int n = 0;
    for (size_t i = 0; i < cut->n; i++) {
        int o = cut->options[i];
        if (s->lock.granted[o] || s->taken[o])
            return -1;
        n += !s->excluded[o];
    }
    return n;
}

/* The cut that the fewest options could meet; NULL when all are met. */
static const struct cut *narrowest(struct search *s, int *n)
{
    const struct cut *best = NULL;
    for (size_t i = 0; i < s->n_cuts; i++) {
        int open = open_options(s, &s->cuts[i]);
        if (open >= 0 && (best == NULL || open < *n)) {
            best = &s->cuts[i];
            *n = open;
        }
    }
    s->lock.steps += (int64_t)s->n_cuts * 4;
    return best;
}

/* Appends the options of a cut that are not excluded to the branch list. */
static enum truce_status branch_on(struct search *s, const int *options, size_t n, struct truce_err *err)
{
    enum truce_status status = room_for(&s->branch, n, err);
    for (size_t i = 0; status == TRUCE_OK && i < n; i++)
        if (!s->excluded[options[i]])
            s->branch.at[s->branch.n++] = options[i];
    return status;
}

/* ---- one step of the search ---- */

/* Disjoint cuts that what is granted does not meet. */
struct disjoint {
    int n;       /* of them */
    size_t from; /* the narrowest: branch[from] ... to - 1 */
    size_t to;
    bool hopeless; /* one cannot be met, or they are too many for the size */
};

static enum truce_status take_cut(struct search *s, struct disjoint *d, const int *options, size_t n,
                                  struct truce_err *err)
{
    size_t from = s->branch.n;
    enum truce_status status = branch_on(s, options, n, err);
    if (status != TRUCE_OK)
        return status;
    for (size_t i = from; i < s->branch.n; i++)
        s->taken[s->branch.at[i]] = 1;
    d->n++;
    if (s->branch.n == from) {
        d->hopeless = true;
    } else if (d->n == 1 || s->branch.n - from < d->to - d->from) {
        d->from = from;
        d->to = s->branch.n;
    }
    return TRUCE_OK;
}

/* Grants all that was taken last; is the target still closed? */
static bool still_closed(struct search *s, size_t from)
{
    for (size_t i = from; i < s->branch.n; i++)
        if (truce_lock_grant(&s->lock, s->branch.at[i]))
            return false;
    return true;
}

/* At most `rest` more options may be granted. */
static enum truce_status find_disjoint(struct search *s, int rest, struct disjoint *d, struct truce_err *err)
{
    size_t begin = s->branch.n;
    struct truce_lock_mark mark = truce_lock_mark(&s->lock);
    const struct cut *cut;
    int n = 0;
    enum truce_status status = TRUCE_OK;

    while (status == TRUCE_OK && !d->hopeless && d->n <= rest && (cut = narrowest(s, &n)) != NULL)
        status = take_cut(s, d, cut->options, cut->n, err);
    if (status == TRUCE_OK && !d->hopeless && d->n <= rest) {
        bool closed = still_closed(s, begin);
        while (status == TRUCE_OK && closed && !d->hopeless && d->n <= rest) {
            size_t from = s->branch.n;
            n = truce_cut_find(s->finder, s->excluded, s->new_cut);
            status = keep_cut(s, s->new_cut, (size_t)n, err);
            if (status == TRUCE_OK)
                status = take_cut(s, d, s->new_cut, (size_t)n, err);
            if (status == TRUCE_OK)
                closed = still_closed(s, from);
        }
        truce_lock_undo(&s->lock, mark);
    }
    for (size_t i = begin; i < s->branch.n; i++)
        s->taken[s->branch.at[i]] = 0;
    if (d->n > rest) {
        s->passed_by = s->passed_by || !d->hopeless;
        d->hopeless = true;
    }
    return status;
}

/* Of options of which one must do: only those that meet every cut. */
static size_t those_that_do(struct search *s, size_t from, size_t to)
{
    int n_cuts = 0;

    for (size_t i = from; i < to; i++)
        s->count[s->branch.at[i]] = 0;
    for (size_t c = 0; c < s->n_cuts; c++) {
        if (open_options(s, &s->cuts[c]) < 0)
            continue;
        n_cuts++;
        for (size_t i = 0; i < s->cuts[c].n; i++)
            s->count[s->cuts[c].options[i]]++; /* counts of others are never read */
    }
    s->lock.steps += (int64_t)s->n_cuts * 4;
    size_t n = from;
    for (size_t i = from; i < to; i++) {
        if (s->count[s->branch.at[i]] == n_cuts)
            s->branch.at[n++] = s->branch.at[i];
        else
            s->passed_by = true;
    }
    return n;
}

/* Are ways with what is granted and `option` dearer than all that are kept? */
static bool too_dear(const struct search *s, int option)
{
    size_t most = s->max_ways - s->n_smaller;

    if (!s->full || most == 0)
        return false;
    double cost = s->cost[option] + s->least_cost * (s->size - s->lock.n_given - 1);
    for (int i = 0; i < s->lock.n_given; i++)
        cost += s->cost[s->lock.given[i]];
    return cost > s->ways[s->n_smaller + most - 1].cost * (1 + COST_MARGIN);
}

/* The cheapest first, of equal ones the first. */
static void sort_branch(const struct search *s, size_t from, size_t to)
{
    for (size_t i = from + 1; i < to; i++) {
        int option = s->branch.at[i];
        size_t k = i;
        for (; k > from && s->cost[s->branch.at[k - 1]] > s->cost[option]; k--)
            s->branch.at[k] = s->branch.at[k - 1];
        s->branch.at[k] = option;
    }
}

/* Opens a frame on what is granted, which does not open the target; none where it is hopeless. */
static enum truce_status open_frame(struct search *s, struct truce_lock_mark mark, struct truce_err *err)
{
    struct disjoint d = {0, 0, 0, false};
    size_t begin = s->branch.n;
    int rest = s->size - s->lock.n_given;

    enum truce_status status = find_disjoint(s, rest, &d, err);
    if (status != TRUCE_OK)
        return status;
    if (!d.hopeless) {
        memmove(s->branch.at + begin, s->branch.at + d.from, (d.to - d.from) * sizeof(int));
        d.to = begin + (d.to - d.from);
        s->branch.n = rest == 1 ? those_that_do(s, begin, d.to) : d.to;
        sort_branch(s, begin, s->branch.n);
    }
    if (d.hopeless || s->branch.n == begin) {
        s->branch.n = begin;
        truce_lock_undo(&s->lock, mark);
        return TRUCE_OK;
    }
    void *frames = s->frames;
    status = truce_grow(&frames, &s->size_frames, s->n_frames + 1, sizeof *s->frames, err);
    s->frames = frames;
    if (status == TRUCE_OK)
        s->frames[s->n_frames++] = (struct frame){mark, begin, s->branch.n, begin};
    return status;
}

static void close_frame(struct search *s)
{
    const struct frame *frame = &s->frames[--s->n_frames];

    for (size_t i = frame->from; i < frame->to; i++)
        s->excluded[s->branch.at[i]] = 0;
    s->branch.n = frame->from;
    truce_lock_undo(&s->lock, frame->mark);
}

/* The next branch of the last frame. */
static enum truce_status next_branch(struct search *s, struct truce_err *err)
{
    struct frame *frame = &s->frames[s->n_frames - 1];

    if (frame->next > frame->from)
        s->excluded[s->branch.at[frame->next - 1]] = 1;
    if (frame->next == frame->to) {
        close_frame(s);
        return TRUCE_OK;
    }
    int option = s->branch.at[frame->next++];
    if (too_dear(s, option))
        return TRUCE_OK;
    struct truce_lock_mark mark = truce_lock_mark(&s->lock);
    bool opened = truce_lock_grant(&s->lock, option);
    if (!opened && s->lock.n_given < s->size)
        return open_frame(s, mark, err);
    enum truce_status status = TRUCE_OK;
    if (opened && s->lock.n_given == s->size)
        status = take_way(s, err);
    s->passed_by = s->passed_by || !opened;
    truce_lock_undo(&s->lock, mark);
    return status;
}

/* All minimal ways of s->size. */
static enum truce_status search_size(struct search *s, struct truce_err *err)
{
    struct truce_lock_mark mark = truce_lock_mark(&s->lock);

    s->n_smaller = s->n_ways;
    s->passed_by = s->full = false;
    enum truce_status status = open_frame(s, mark, err);
    while (status == TRUCE_OK && s->n_frames > 0) {
        status = next_branch(s, err);
        if (s->lock.steps > s->steps_max) {
            s->stopped = true;
            while (s->n_frames > 0)
                close_frame(s);
        }
    }
    return status == TRUCE_OK ? sort_ways(s, err) : status;
}

static enum truce_status search(struct search *s, size_t max_size, struct truce_err *err)
{
    enum truce_status status = TRUCE_OK;
    int largest = max_size < (size_t)s->lock.n_options ? (int)max_size : s->lock.n_options;

    s->passed_by = true;
    for (s->size = 1; status == TRUCE_OK && s->size <= largest && s->passed_by; s->size++) {
        status = search_size(s, err);
        if (s->stopped || s->full)
            break;
        if (s->n_ways == s->max_ways && s->passed_by && s->size < largest) {
            s->full = true; /* larger ones are not looked for */
            break;
        }
    }
    return status;
}

/* ---- the answer ---- */

static enum truce_status hand_over(const struct search *s, struct truce_graph_work *work, int target,
                                   struct truce_arena *own, struct truce_arena *arena,
                                   struct truce_way_out **out, struct truce_err *err)
{
    struct truce_way_out *ways = NULL;
    struct truce_earliest_options options = {NULL, target, -1, 0};
    unsigned char *granted = NULL;
    int32_t *day = NULL;
    int *at = NULL;

    enum truce_status status = truce_graph_alloc(arena, s->n_ways, sizeof *ways, &ways, err);
    if (status == TRUCE_OK)
        status = truce_graph_alloc(arena, s->pool.n, sizeof *at, &at, err);
    if (status == TRUCE_OK)
        status = truce_graph_alloc(own, work->graph->n_options, 1, &granted, err);
    if (status == TRUCE_OK)
        status = truce_graph_alloc(own, work->n, sizeof *day, &day, err);
    if (status != TRUCE_OK)
        return status;
    options.granted = granted;
    for (size_t i = 0; i < s->n_ways; i++) {
        const struct found *found = &s->ways[i];
        ways[i] = (struct truce_way_out){at, found->n, found->cost, TRUCE_DAY_NEVER};
        for (size_t k = 0; k < found->n; k++) {
            at[k] = s->lock.option[s->pool.at[found->from + k]];
            granted[at[k]] = 1;
        }
        truce_graph_earliest_run(work, &options, day, NULL);
        ways[i].day = day[target];
        for (size_t k = 0; k < found->n; k++)
            granted[at[k]] = 0;
        at += found->n;
    }
    *out = ways;
    return TRUCE_OK;
}

/* cost: of an option of the graph; NULL: 1 each. */
static void set_costs(struct search *s, const double *cost)
{
    s->least_cost = HUGE_VAL;
    for (int o = 0; o < s->lock.n_options; o++) {
        s->cost[o] = cost != NULL ? cost[s->lock.option[o]] : 1;
        s->least_cost = s->cost[o] < s->least_cost ? s->cost[o] : s->least_cost;
    }
}

static enum truce_status make_room(struct search *s, struct truce_arena *arena, struct truce_err *err)
{
    size_t n = (size_t)s->lock.n_options;
    enum truce_status status = truce_graph_alloc(arena, n, sizeof *s->cost, &s->cost, err);
    if (status == TRUCE_OK)
        status = truce_graph_alloc(arena, n, 1, &s->excluded, err);
    if (status == TRUCE_OK)
        status = truce_graph_alloc(arena, n, 1, &s->taken, err);
    if (status == TRUCE_OK)
        status = truce_graph_alloc(arena, n, sizeof *s->new_cut, &s->new_cut, err);
    if (status == TRUCE_OK)
        status = truce_graph_alloc(arena, n, sizeof *s->count, &s->count, err);
    if (status == TRUCE_OK)
        status = truce_graph_alloc(arena, n, sizeof *s->way, &s->way, err);
    return status;
}

enum truce_status truce_graph_ways_out(struct truce_graph_work *work, int target,
                                       const struct truce_ways_options *options, struct truce_arena *arena,
                                       struct truce_way_out **out, size_t *n, bool *complete,
                                       struct truce_err *err)
{
    struct truce_arena own;
    struct search *s = NULL;

    truce_arena_init(&own, SIZE_MAX);
    enum truce_status status = truce_graph_alloc(&own, 1, sizeof *s, &s, err);
    if (status != TRUCE_OK)
        goto done;
    s->max_ways = options->max_ways;
    s->steps_max = options->max_steps > 0 ? options->max_steps : STEPS_MAX;
    status = truce_lock_make(work, target, options->allowed, &own, &s->lock, err);
    if (status == TRUCE_OK)
        status = truce_cut_finder_make(&s->lock, &own, &s->finder, err);
    if (status == TRUCE_OK)
        status = make_room(s, &own, err);
    if (status == TRUCE_OK) {
        set_costs(s, options->cost);
        status = search(s, options->max_size, err);
    }
    if (status == TRUCE_OK)
        status = hand_over(s, work, target, &own, arena, out, err);
    if (status == TRUCE_OK) {
        *n = s->n_ways;
        if (complete != NULL)
            *complete = !s->full && !s->stopped;
    }
    for (size_t i = 0; i < s->n_cuts; i++)
        free(s->cuts[i].options);
    free(s->branch.at);
    free(s->pool.at);
    free(s->frames);
    free(s->ways);
done:
    truce_arena_fini(&own);
    return status;
}
