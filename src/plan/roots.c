/*
 * Root causes: all minimal blocking sets of the closed nodes that the targets wait for.
 *
 * One idea: split and go on.  A minimal blocking set is strongly connected (of its components one leads to no other, and that one blocks alone), so
 * every component is a question of its own.  Within a component: find a minimal set, take one of its nodes as *pivot*; list all
 * sets that hold the pivot; take the pivot out; what is left falls into components again.
 *
 * The sets that hold some nodes, *kept*, by partition: find a blocking set M that is minimal among those that hold the kept nodes.  If M is
 * minimal at all it is one of the sets.  Any other leaves out some node of M: for p1, p2, ... of M that are not kept, look for those without
 * p1; those with p1 but without p2; and so on.  No set is met twice.  A branch is given up where the kept nodes cannot be in one component of
 * what is left, or where they hold a blocking set that is not all of them.
 *
 * Minimal siphons of Petri nets are the same thing without thresholds, and are listed in this manner by R. Cordone, L. Ferrarini, L. Piroddi, IEEE Trans.
 * Systems, Man, and Cybernetics A 35 (2005), doi:10.1109/TSMCA.2005.853504.
 */
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "plan/blocking.h"

/* Branches that hold no set cannot always be told from others, and there may be very many: an end is put to the search. */
static const int64_t STEPS_MAX = INT64_C(300000000); /* about a second */
static const int64_t STEPS_MORE = INT64_C(20000000); /* to see whether there is more than was asked for */

struct ints {
    int *at;
    size_t n, size;
};

/* A branching: what was so when it began, and the nodes to branch on. */
struct frame {
    int mark;      /* of the trail */
    size_t n_kept; /* of the list of kept nodes */
    size_t from;   /* its nodes: branch[from] ... branch[to - 1] */
    size_t to, next;
};

struct search {
    struct truce_blocking b;
    const int *nodes; /* of the component that is looked at */
    int n_nodes;
    struct ints found;   /* sets, one after the other: size, then nodes */
    struct ints pending; /* components to look at: nodes, then their number */
    struct ints branch;  /* nodes of all frames */
    struct ints component;
    struct frame *frames;
    size_t n_frames, size_frames;
    int *kept; /* list */
    size_t n_kept;
    unsigned char *stay; /* of a node */
    int *set;
    size_t n_found, max;
    int64_t steps_max;
    bool wants_complete, stopped;
};

static enum truce_status add_int(struct ints *list, int value, struct truce_err *err)
{
    void *at = list->at;
    enum truce_status status = truce_grow(&at, &list->size, list->n + 1, sizeof *list->at, err);
    list->at = at;
    if (status == TRUCE_OK)
        list->at[list->n++] = value;
    return status;
}

static enum truce_status add_ints(struct ints *list, const int *values, size_t n, struct truce_err *err)
{
    enum truce_status status = TRUCE_OK;
    for (size_t i = 0; status == TRUCE_OK && i < n; i++)
        status = add_int(list, values[i], err);
    return status;
}

/* Has the search to end here?  More is asked than was found when it has. */
static bool ends(struct search *s)
{
    if (s->b.steps > s->steps_max)
        s->stopped = true;
    return s->stopped;
}

/* What is in is a minimal blocking set. */
static enum truce_status report(struct search *s, struct truce_err *err)
{
    int n = 0;

    if (s->n_found >= s->max) { /* one more than was asked for */
        s->stopped = true;
        return TRUCE_OK;
    }
    for (int i = 0; i < s->n_nodes; i++)
        if (s->b.in[s->nodes[i]])
            s->set[n++] = s->b.node[s->nodes[i]];
    enum truce_status status = add_int(&s->found, n, err);
    if (status == TRUCE_OK)
        status = add_ints(&s->found, s->set, (size_t)n, err);
    s->n_found++;
    if (s->n_found >= s->max) {
        s->stopped = !s->wants_complete;
        if (s->steps_max > s->b.steps + STEPS_MORE)
            s->steps_max = s->b.steps + STEPS_MORE;
    }
    return status;
}

/* Is what is in, minimal among the sets with the kept nodes, minimal at all?  Then it is empty without any of these. */
static bool is_minimal(struct search *s)
{
    struct truce_blocking *b = &s->b;

    for (size_t i = 0; i < s->n_kept; i++)
        b->kept[s->kept[i]] = 0;
    bool minimal = true;
    for (size_t i = 0; minimal && i < s->n_kept; i++) {
        int mark = b->n_trail;
        truce_blocking_remove(b, s->kept[i]);
        minimal = b->n_in == 0;
        truce_blocking_undo(b, mark);
    }
    for (size_t i = 0; i < s->n_kept; i++)
        b->kept[s->kept[i]] = 1;
    return minimal;
}

/* Takes out what is in another component than the kept nodes.  False: these cannot be together. */
static bool keep_together(struct search *s)
{
    struct truce_blocking *b = &s->b;

    for (;;) {
        int n_before = b->n_in;
        truce_blocking_components(b, s->nodes, s->n_nodes, false);
        int wanted = b->component[s->kept[0]];
        for (size_t i = 1; i < s->n_kept; i++)
            if (b->component[s->kept[i]] != wanted)
                return false;
        for (int i = 0; i < s->n_nodes; i++)
            s->stay[s->nodes[i]] = b->in[s->nodes[i]] && b->component[s->nodes[i]] == wanted;
        if (!truce_blocking_retain(b, s->nodes, s->n_nodes, s->stay))
            return false;
        if (b->n_in == n_before)
            return true;
    }
}

/* How many of the kept nodes block without the others' help? */
static int blocking_among_kept(struct search *s)
{
    struct truce_blocking *b = &s->b;
    int mark = b->n_trail;

    for (int i = 0; i < s->n_nodes; i++)
        s->stay[s->nodes[i]] = b->kept[s->nodes[i]];
    for (size_t i = 0; i < s->n_kept; i++)
        b->kept[s->kept[i]] = 0;
    truce_blocking_retain(b, s->nodes, s->n_nodes, s->stay);
    int n = b->n_in;
    truce_blocking_undo(b, mark);
    for (size_t i = 0; i < s->n_kept; i++)
        b->kept[s->kept[i]] = 1;
    return n;
}

/* Looks into what is in: reports a set when there is one, and opens a frame to look for others. */
static enum truce_status open_frame(struct search *s, int mark, struct truce_err *err)
{
    struct truce_blocking *b = &s->b;
    struct frame frame = {mark, s->n_kept, s->branch.n, 0, s->branch.n};
    int inside = b->n_trail;
    enum truce_status status = TRUCE_OK;

    truce_blocking_minimise(b, s->nodes, s->n_nodes, s->kept, (int)s->n_kept);
    for (int i = 0; status == TRUCE_OK && i < s->n_nodes; i++)
        if (b->in[s->nodes[i]] && !b->kept[s->nodes[i]])
            status = add_int(&s->branch, s->nodes[i], err);
    if (status == TRUCE_OK && is_minimal(s))
        status = report(s, err);
    truce_blocking_undo(b, inside);
    frame.to = s->branch.n;

    void *frames = s->frames;
    if (status == TRUCE_OK)
        status = truce_grow(&frames, &s->size_frames, s->n_frames + 1, sizeof frame, err);
    s->frames = frames;
    if (status == TRUCE_OK)
        s->frames[s->n_frames++] = frame;
    return status;
}

/* The next branch of the last frame; without one the frame is closed. */
static enum truce_status next_branch(struct search *s, struct truce_err *err)
{
    struct truce_blocking *b = &s->b;
    struct frame *frame = &s->frames[s->n_frames - 1];

    if (frame->next == frame->to) {
        while (s->n_kept > frame->n_kept)
            b->kept[s->kept[--s->n_kept]] = 0;
        truce_blocking_undo(b, frame->mark);
        s->branch.n = frame->from;
        s->n_frames--;
        if (s->n_frames > 0) { /* the branch is done: from now on its node is kept */
            frame = &s->frames[s->n_frames - 1];
            int done = s->branch.at[frame->next - 1];
            b->kept[done] = 1;
            s->kept[s->n_kept++] = done;
        }
        return TRUCE_OK;
    }
    int p = s->branch.at[frame->next++], mark = b->n_trail;
    if (truce_blocking_remove(b, p) && keep_together(s)) {
        int n = blocking_among_kept(s);
        if (n == 0 || n == (int)s->n_kept)
            return open_frame(s, mark, err);
    }
    truce_blocking_undo(b, mark);
    b->kept[p] = 1;
    s->kept[s->n_kept++] = p;
    return TRUCE_OK;
}

/* All sets of the component that hold the pivot. */
static enum truce_status sets_with(struct search *s, int pivot, struct truce_err *err)
{
    s->kept[0] = pivot;
    s->n_kept = 1;
    s->b.kept[pivot] = 1;
    enum truce_status status = open_frame(s, s->b.n_trail, err);
    while (status == TRUCE_OK && s->n_frames > 0 && !ends(s))
        status = next_branch(s, err);
    s->n_frames = 0;
    s->branch.n = 0;
    while (s->n_kept > 0)
        s->b.kept[s->kept[--s->n_kept]] = 0;
    return status;
}

/* What is in, by components, is to be looked at. */
static enum truce_status put_off(struct search *s, int n_components, struct truce_err *err)
{
    const struct truce_blocking *b = &s->b;
    enum truce_status status = TRUCE_OK;

    /* nodes by component: counted, then placed */
    int *end = s->set;
    for (int c = 0; c < n_components; c++)
        end[c] = 0;
    for (int i = 0; i < s->n_nodes; i++)
        if (b->in[s->nodes[i]])
            end[b->component[s->nodes[i]]]++;
    for (int c = 1; c < n_components; c++)
        end[c] += end[c - 1];
    int n = n_components > 0 ? end[n_components - 1] : 0, *sorted = b->list;
    for (int i = s->n_nodes; i-- > 0;)
        if (b->in[s->nodes[i]])
            sorted[--end[b->component[s->nodes[i]]]] = s->nodes[i];
    for (int c = n_components; status == TRUCE_OK && c-- > 0;) { /* the first is looked at first */
        int first = end[c], last = c + 1 < n_components ? end[c + 1] : n;
        status = add_ints(&s->pending, sorted + first, (size_t)(last - first), err);
        if (status == TRUCE_OK)
            status = add_int(&s->pending, last - first, err);
    }
    return status;
}

/* A component: its sets with a pivot; the rest of it is put off. */
static enum truce_status look_at(struct search *s, struct truce_err *err)
{
    struct truce_blocking *b = &s->b;
    enum truce_status status = TRUCE_OK;

    s->nodes = s->component.at;
    s->n_nodes = (int)s->component.n;
    truce_blocking_enter(b, s->nodes, s->n_nodes);
    int n_components = truce_blocking_components(b, s->nodes, s->n_nodes, false);
    if (b->n_in > 0 && n_components == 1) {
        truce_blocking_minimise(b, s->nodes, s->n_nodes, NULL, 0);
        int pivot = -1;
        for (int i = 0; pivot < 0; i++)
            if (b->in[s->nodes[i]])
                pivot = s->nodes[i];
        truce_blocking_undo(b, 0);
        status = sets_with(s, pivot, err);
        truce_blocking_undo(b, 0);
        truce_blocking_remove(b, pivot);
        n_components = truce_blocking_components(b, s->nodes, s->n_nodes, false);
    }
    if (status == TRUCE_OK && b->n_in > 0)
        status = put_off(s, n_components, err);
    truce_blocking_leave(b, s->nodes, s->n_nodes);
    return status;
}

static enum truce_status search(struct search *s, struct truce_err *err)
{
    enum truce_status status = TRUCE_OK;

    for (int p = 0; p < s->b.n && status == TRUCE_OK; p++)
        status = add_int(&s->pending, p, err);
    if (status == TRUCE_OK && s->b.n > 0)
        status = add_int(&s->pending, s->b.n, err);
    while (status == TRUCE_OK && s->pending.n > 0 && !ends(s)) {
        size_t n = (size_t)s->pending.at[--s->pending.n];
        s->pending.n -= n;
        s->component.n = 0;
        status = add_ints(&s->component, s->pending.at + s->pending.n, n, err);
        if (status == TRUCE_OK)
            status = look_at(s, err);
    }
    return status;
}

/* ---- the answer ---- */

static int compare_sets(const void *left, const void *right)
{
    const struct truce_node_set *a = left, *b = right;

    if (a->n != b->n)
        return a->n < b->n ? -1 : 1;
    for (size_t i = 0; i < a->n; i++)
        if (a->nodes[i] != b->nodes[i])
            return a->nodes[i] < b->nodes[i] ? -1 : 1;
    return 0;
}

static enum truce_status hand_over(const struct search *s, struct truce_arena *arena,
                                   struct truce_node_set **out, struct truce_err *err)
{
    struct truce_node_set *sets;
    int *nodes;
    enum truce_status status = truce_graph_alloc(arena, s->n_found, sizeof *sets, &sets, err);
    if (status == TRUCE_OK)
        status = truce_graph_alloc(arena, s->found.n, sizeof *nodes, &nodes, err);
    if (status != TRUCE_OK)
        return status;
    if (s->found.n > 0)
        memcpy(nodes, s->found.at, s->found.n * sizeof *nodes);
    for (size_t i = 0; i < s->n_found; i++) {
        sets[i] = (struct truce_node_set){nodes + 1, (size_t)nodes[0]};
        nodes += 1 + nodes[0];
    }
    if (s->n_found > 0)
        qsort(sets, s->n_found, sizeof *sets, compare_sets);
    *out = sets;
    return TRUCE_OK;
}

enum truce_status truce_graph_roots(struct truce_graph_work *work, const unsigned char *granted,
                                    const int *targets, size_t n_targets, size_t max,
                                    struct truce_arena *arena, struct truce_node_set **out, size_t *n,
                                    bool *complete, struct truce_err *err)
{
    struct truce_arena own;
    struct search s = {.max = max, .wants_complete = complete != NULL, .steps_max = STEPS_MAX};

    truce_arena_init(&own, SIZE_MAX);
    enum truce_status status = truce_blocking_make(work, granted, targets, n_targets, &own, &s.b, err);
    if (status == TRUCE_OK)
        status = truce_graph_alloc(&own, (size_t)s.b.n, sizeof *s.kept, &s.kept, err);
    if (status == TRUCE_OK)
        status = truce_graph_alloc(&own, (size_t)s.b.n, 1, &s.stay, err);
    if (status == TRUCE_OK)
        status = truce_graph_alloc(&own, (size_t)s.b.n, sizeof *s.set, &s.set, err);
    if (status == TRUCE_OK)
        status = search(&s, err);
    if (status == TRUCE_OK)
        status = hand_over(&s, arena, out, err);
    if (status == TRUCE_OK) {
        *n = s.n_found;
        if (complete != NULL)
            *complete = !s.stopped;
    }
    free(s.found.at);
    free(s.pending.at);
    free(s.branch.at);
    free(s.component.at);
    free(s.frames);
    truce_arena_fini(&own);
    return status;
}
