/*
 * Root causes: all minimal blocking sets of the closed nodes that the targets wait for.
 *
 * One idea: split and go on.  A minimal blocking set is strongly connected (of its components one leads to no other, and that one blocks alone), so
 * every component is a question of its own.  Within a component: find a minimal set, take one of its nodes as *pivot*; list all
 * sets that hold the pivot; take the pivot out; what is left falls into components again.
 *
 * The sets that hold some nodes, *kept*: find a blocking set M that is minimal among those that hold the kept nodes.  If M is minimal at all, it
 * is one of the sets; if not, it holds a minimal set K.  Whatever else is looked for leaves out some node of M, or of K: for p1, p2, ...
 * of these that are not kept, look for sets without p1; for those with p1 but without p2; and so on.
 *
 * Either way a minimal set is found, and all that are known prune: no other holds all of their nodes, so when all but one are kept, that one is
 * out.  A branch ends, too, where the kept nodes cannot be in one component of what is left, or where they block by themselves.
 *
 * Minimal siphons of Petri nets are the same thing without thresholds, and are listed in this manner by R. Cordone, L. Ferrarini, L. Piroddi, IEEE Trans.
 * Systems, Man, and Cybernetics A 35 (2005), doi:10.1109/TSMCA.2005.853504.
 */
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "plan/blocking.h"

/* There may be very many sets, and branches without one: an end is put to the search. */
static const int64_t STEPS_MAX = INT64_C(150000000); /* about a second */
static const int64_t STEPS_MORE = INT64_C(10000000); /* to see whether there is more than was asked for */

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
    struct ints found;   /* sets, one after the other: size, then nodes, ascending */
    struct ints start;   /* of a set: its place in `found` */
    struct ints slots;   /* hash table of sets: their number + 1; a power of two, at most half full */
    struct ints pending; /* components to look at: nodes, then their number */
    struct ints branch;  /* nodes of all frames */
    struct ints component;
    struct frame *frames;
    size_t n_frames, size_frames;
    int *kept; /* list */
    size_t n_kept;
    unsigned char *stay; /* of a node */
    int *set;
    size_t max;
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

/* ---- sets that were found ---- */

static uint32_t hash_of(const int *nodes, int n)
{
    uint32_t hash = 2166136261U; /* Fowler, Noll and Vo's, over whole numbers */
    for (int i = 0; i < n; i++)
        hash = (hash ^ (uint32_t)nodes[i]) * 16777619U;
    return hash ^ hash >> 15;
}

/* The slot of a set: its own, or an empty one. */
static size_t slot_of(const struct search *s, const int *nodes, int n)
{
    size_t slot = hash_of(nodes, n) & (s->slots.n - 1);
    for (; s->slots.at[slot] != 0; slot = (slot + 1) & (s->slots.n - 1)) {
        const int *set = s->found.at + s->start.at[s->slots.at[slot] - 1];
        if (set[0] == n && memcmp(set + 1, nodes, (size_t)n * sizeof *nodes) == 0)
            break;
    }
    return slot;
}

static enum truce_status room_in_slots(struct search *s, struct truce_err *err)
{
    size_t n = s->slots.n > 0 ? s->slots.n * 2 : 64;
    void *at = s->slots.at;

    if (2 * (s->start.n + 1) <= s->slots.n)
        return TRUCE_OK;
    enum truce_status status = truce_grow(&at, &s->slots.size, n, sizeof(int), err);
    s->slots.at = at;
    if (status != TRUCE_OK)
        return status;
    s->slots.n = n;
    memset(s->slots.at, 0, n * sizeof(int));
    for (size_t i = 0; i < s->start.n; i++) {
        const int *set = s->found.at + s->start.at[i];
        s->slots.at[slot_of(s, set + 1, set[0])] = (int)i + 1;
    }
    return TRUCE_OK;
}

/* Takes a minimal blocking set down, unless it is known: set[0] ... set[n - 1] of s, ascending. */
static enum truce_status add_set(struct search *s, int n, struct truce_err *err)
{
    enum truce_status status = room_in_slots(s, err);
    if (status != TRUCE_OK)
        return status;
    size_t slot = slot_of(s, s->set, n);
    if (s->slots.at[slot] != 0)
        return TRUCE_OK;
    size_t start = s->found.n;
    status = add_int(&s->found, n, err);
    if (status == TRUCE_OK)
        status = add_ints(&s->found, s->set, (size_t)n, err);
    if (status == TRUCE_OK)
        status = add_int(&s->start, (int)start, err);
    if (status != TRUCE_OK)
        return status;
    s->slots.at[slot] = (int)s->start.n;
    if (s->start.n > s->max || (s->start.n == s->max && !s->wants_complete))
        s->stopped = true;
    else if (s->start.n == s->max && s->steps_max > s->b.steps + STEPS_MORE)
        s->steps_max = s->b.steps + STEPS_MORE;
    return TRUCE_OK;
}

/* What is in is a minimal blocking set. */
static enum truce_status report(struct search *s, struct truce_err *err)
{
    int n = 0;
    for (int i = 0; i < s->n_nodes; i++)
        if (s->b.in[s->nodes[i]])
            s->set[n++] = s->nodes[i];
    return add_set(s, n, err);
}

/* What no other set may hold, once the kept nodes are in it, is taken out.  False: the kept nodes hold all of a set. */
static bool prune(struct search *s)
{
    struct truce_blocking *b = &s->b;

    for (bool more = true; more;) {
        more = false;
        for (size_t i = 0; i < s->start.n; i++) {
            const int *set = s->found.at + s->start.at[i];
            int n_free = 0, free_node = -1, k = 1;
            for (; k <= set[0] && n_free < 2 && b->in[set[k]]; k++)
                if (!b->kept[set[k]]) {
                    n_free++;
                    free_node = set[k];
                }
            b->steps += k;
            if (k <= set[0] || n_free > 1)
                continue;
            if (n_free == 0 || !truce_blocking_remove(b, free_node))
                return false;
            more = true;
        }
    }
    return true;
}

/* ---- sets with some nodes ---- */

/* Has the search to end here? */
static bool ends(struct search *s)
{
    if (s->b.steps > s->steps_max)
        s->stopped = true;
    return s->stopped;
}

/*
 * What is in is minimal among the sets with the kept nodes.  Is it minimal at all?  Then it is empty without any of these.  If not, a minimal
 * set of what is left is put in its place.
 */
static void minimise_more(struct search *s)
{
    struct truce_blocking *b = &s->b;

    for (size_t i = 0; i < s->n_kept; i++)
        b->kept[s->kept[i]] = 0;
    for (size_t i = 0; i < s->n_kept; i++) {
        int mark = b->n_trail;
        truce_blocking_remove(b, s->kept[i]);
        if (b->n_in > 0) {
            truce_blocking_minimise(b, s->nodes, s->n_nodes, NULL, 0);
            break;
        }
        truce_blocking_undo(b, mark);
    }
    for (size_t i = 0; i < s->n_kept; i++)
        b->kept[s->kept[i]] = 1;
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

/* Do some of the kept nodes block without the others' help? */
static bool kept_block(struct search *s)
{
    struct truce_blocking *b = &s->b;
    int mark = b->n_trail;

    for (int i = 0; i < s->n_nodes; i++)
        s->stay[s->nodes[i]] = b->kept[s->nodes[i]];
    for (size_t i = 0; i < s->n_kept; i++)
        b->kept[s->kept[i]] = 0;
    truce_blocking_retain(b, s->nodes, s->n_nodes, s->stay);
    bool block = b->n_in > 0;
    truce_blocking_undo(b, mark);
    for (size_t i = 0; i < s->n_kept; i++)
        b->kept[s->kept[i]] = 1;
    return block;
}

/* Finds a set in what is in, and opens a frame to look for others. */
static enum truce_status open_frame(struct search *s, int mark, struct truce_err *err)
{
    struct truce_blocking *b = &s->b;
    struct frame frame = {mark, s->n_kept, s->branch.n, 0, s->branch.n};
    int inside = b->n_trail;

    truce_blocking_minimise(b, s->nodes, s->n_nodes, s->kept, (int)s->n_kept);
    minimise_more(s);
    enum truce_status status = report(s, err);
    for (int i = 0; status == TRUCE_OK && i < s->n_nodes; i++)
        if (b->in[s->nodes[i]] && !b->kept[s->nodes[i]])
            status = add_int(&s->branch, s->nodes[i], err);
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
    if (truce_blocking_remove(b, p) && prune(s) && keep_together(s) && !kept_block(s))
        return open_frame(s, mark, err);
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
        status = report(s, err);
        truce_blocking_undo(b, 0);
        if (status == TRUCE_OK && !ends(s))
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

    /* sets of one node first */
    for (int p = 0; p < s->b.n && status == TRUCE_OK && !s->stopped; p++) {
        s->set[0] = p;
        status = truce_blocking_alone(&s->b, p) ? add_set(s, 1, err) : add_int(&s->pending, p, err);
    }
    if (status == TRUCE_OK && s->pending.n > 0)
        status = add_int(&s->pending, (int)s->pending.n, err);
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
    size_t n = s->start.n;
    int *nodes;
    enum truce_status status = truce_graph_alloc(arena, n, sizeof *sets, &sets, err);
    if (status == TRUCE_OK)
        status = truce_graph_alloc(arena, s->found.n, sizeof *nodes, &nodes, err);
    if (status != TRUCE_OK)
        return status;
    for (size_t i = 0; i < n; i++) {
        const int *set = s->found.at + s->start.at[i];
        for (int k = 0; k < set[0]; k++)
            nodes[k] = s->b.node[set[1 + k]];
        sets[i] = (struct truce_node_set){nodes, (size_t)set[0]};
        nodes += set[0];
    }
    if (n > 0)
        qsort(sets, n, sizeof *sets, compare_sets);
    *out = sets;
    return TRUCE_OK;
}

static enum truce_status make_room(struct search *s, struct truce_arena *arena, struct truce_err *err)
{
    size_t n = (size_t)s->b.n;
    enum truce_status status = truce_graph_alloc(arena, n, sizeof *s->kept, &s->kept, err);
    if (status == TRUCE_OK)
        status = truce_graph_alloc(arena, n, 1, &s->stay, err);
    if (status == TRUCE_OK)
        status = truce_graph_alloc(arena, n, sizeof *s->set, &s->set, err);
    return status;
}

/* ten parameters, by the contract: NOLINTNEXTLINE(readability-function-size) */
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
        status = make_room(&s, &own, err);
    if (status == TRUCE_OK)
        status = search(&s, err);
    if (status == TRUCE_OK)
        status = hand_over(&s, arena, out, err);
    if (status == TRUCE_OK) {
        *n = s.start.n < max ? s.start.n : max;
        if (complete != NULL)
            *complete = !s.stopped;
    }
    free(s.found.at);
    free(s.start.at);
    free(s.slots.at);
    free(s.pending.at);
    free(s.branch.at);
    free(s.component.at);
    free(s.frames);
    truce_arena_fini(&own);
    return status;
}
