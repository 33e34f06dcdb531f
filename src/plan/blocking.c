/*
 * Closed nodes, and which of them block each other.
 *
 * One idea: the largest blocking set within a set of nodes is what is left when, in turn, every node is taken out that would open if all
 * outside were open: a greatest fixpoint, found by counting down as in graph.c, and taken back by counting up along the trail.
 *
 * A minimal blocking set is found in two steps.  Every node needs only some of its inputs closed; a choice of such inputs for each node
 * makes a graph, of which a component that leads to no other blocks by itself.  It is small, mostly a single loop.  Then its nodes are
 * taken out one by one; one whose removal opens all of the rest is put back, and is then known to belong to the answer.
 *
 * Invariant: missing[p] is right for every node, in or out, when told == n_trail; a node that is in has missing > 0.
 * Source: components by R. Tarjan, SIAM J. Computing 1 (1972), doi:10.1137/0201010.
 */
#include "plan/blocking.h"

/* ---- the nodes that matter ---- */

/* Numbers the closed nodes that the targets wait for (in `number`; -1 elsewhere); how many they are. */
static int mark_closed(const struct truce_graph_work *work, const unsigned char *open, const int *targets,
                       size_t n_targets, int *number)
{
    int n = 0, *queue = work->queue;

    for (size_t p = 0; p < work->n; p++)
        number[p] = -1;
    for (size_t t = 0; t < n_targets; t++) {
        int p = targets[t];
        if (open[p] || number[p] == 0 || truce_graph_is_source(work, p))
            continue;
        number[p] = 0;
        queue[n++] = p;
    }
    for (int head = 0; head < n; head++)
        for (int k = work->first[queue[head]]; k < work->first[queue[head] + 1]; k++) {
            int q = work->from[k];
            if (work->state[k] != TRUCE_INPUT_WAITS || open[q] || number[q] == 0 ||
                truce_graph_is_source(work, q))
                continue;
            number[q] = 0;
            queue[n++] = q;
        }
    int next = 0;
    for (size_t p = 0; p < work->n; p++)
        if (number[p] == 0)
            number[p] = next++;
    return n;
}

static bool is_edge(const struct truce_graph_work *work, const int *number, int k)
{
    return work->state[k] == TRUCE_INPUT_WAITS && number[work->from[k]] >= 0;
}

static int count_edges(const struct truce_graph_work *work, const int *number)
{
    int n = 0;
    for (int k = 0; k < (int)work->n_inputs; k++)
        n += number[work->owner[k]] >= 0 && is_edge(work, number, k);
    return n;
}

static enum truce_status make_room(struct truce_blocking *b, size_t n, size_t m, struct truce_arena *arena,
                                   struct truce_err *err)
{
    const struct {
        void *out; /* the address of a pointer */
        size_t n, item;
    } wanted[] = {
        {&b->node, n, sizeof *b->node},
        {&b->first, n + 1, sizeof *b->first},
        {&b->to, m, sizeof *b->to},
        {&b->owner, m, sizeof *b->owner},
        {&b->weight, m, sizeof *b->weight},
        {&b->dayless, n, sizeof *b->dayless},
        {&b->in, n, sizeof *b->in},
        {&b->kept, n, sizeof *b->kept},
        {&b->missing, n, sizeof *b->missing},
        {&b->trail, n, sizeof *b->trail},
        {&b->chosen, m, sizeof *b->chosen},
        {&b->list, n, sizeof *b->list},
        {&b->component, n, sizeof *b->component},
        {&b->depth, n, sizeof *b->depth},
        {&b->low, n, sizeof *b->low},
        {&b->stack, n, sizeof *b->stack},
        {&b->path, n, sizeof *b->path},
        {&b->next, n, sizeof *b->next},
    };
    enum truce_status status = TRUCE_OK;
    for (size_t i = 0; status == TRUCE_OK && i < sizeof wanted / sizeof *wanted; i++)
        status = truce_graph_alloc(arena, wanted[i].n, wanted[i].item, wanted[i].out, err);
    return status;
}

static void fill(struct truce_blocking *b, const struct truce_graph_work *work, const unsigned char *open,
                 const int *number)
{
    int e = 0;
    for (size_t g = 0; g < work->n; g++) {
        int p = number[g];
        if (p < 0)
            continue;
        b->node[p] = (int)g;
        b->first[p] = e;
        b->dayless[p] = !truce_graph_day_comes(work, (int)g);
        b->missing[p] = work->threshold[g];
        for (int k = work->first[g]; k < work->first[g + 1]; k++) {
            bool edge = is_edge(work, number, k);
            if (edge || work->state[k] == TRUCE_INPUT_GRANTED ||
                (work->state[k] == TRUCE_INPUT_WAITS && open[work->from[k]]))
                b->missing[p] -= work->weight[k]; /* nothing is in yet: all that can be open counts as open */
            if (!edge)
                continue;
            b->to[e] = number[work->from[k]];
            b->owner[e] = p;
            b->weight[e++] = work->weight[k];
        }
    }
    b->first[b->n] = e;
}

enum truce_status truce_blocking_make(struct truce_graph_work *work, const unsigned char *granted,
                                      const int *targets, size_t n_targets, struct truce_arena *arena,
                                      struct truce_blocking *out, struct truce_err *err)
{
    struct truce_blocking b = {0};
    unsigned char *open = NULL;
    int *number = NULL;

    enum truce_status status = truce_graph_alloc(arena, work->n, 1, &open, err);
    if (status == TRUCE_OK)
        status = truce_graph_alloc(arena, work->n, sizeof *number, &number, err);
    if (status != TRUCE_OK)
        return status;
    truce_graph_reach(work, granted, open);
    b.n = mark_closed(work, open, targets, n_targets, number);
    int m = count_edges(work, number);
    status = make_room(&b, (size_t)b.n, (size_t)m, arena, err);
    if (status != TRUCE_OK)
        return status;
    fill(&b, work, open, number);
    status = truce_graph_lists(arena, (size_t)b.n, b.to, (size_t)m, &b.users, err);
    if (status == TRUCE_OK)
        *out = b;
    return status;
}

bool truce_blocking_alone(const struct truce_blocking *b, int p)
{
    int64_t missing = b->missing[p];
    for (int e = b->first[p]; e < b->first[p + 1]; e++)
        if (b->to[e] == p)
            missing += b->weight[e];
    return missing > 0 || b->dayless[p];
}

/* ---- in and out ---- */

static void take_out(struct truce_blocking *b, int p)
{
    b->in[p] = 0;
    b->n_in--;
    b->trail[b->n_trail++] = p;
}

/* All that is out tells its users, who may have to go. */
static bool tell(struct truce_blocking *b)
{
    while (b->told < b->n_trail) {
        int p = b->trail[b->told++];
        b->steps += b->users.first[p + 1] - b->users.first[p] + 1;
        bool good = true;
        for (int u = b->users.first[p]; u < b->users.first[p + 1]; u++) {
            int e = b->users.input[u], q = b->owner[e];
            bool was_closed = b->missing[q] > 0;
            b->missing[q] -= b->weight[e];
            if (was_closed && b->missing[q] <= 0 && b->in[q]) {
                good = good && !b->kept[q];
                take_out(b, q);
            }
        }
        if (!good)
            return false;
    }
    return true;
}

void truce_blocking_undo(struct truce_blocking *b, int mark)
{
    while (b->n_trail > mark) {
        int p = b->trail[--b->n_trail];
        b->in[p] = 1;
        b->n_in++;
        if (b->told <= b->n_trail)
            continue;
        b->told = b->n_trail;
        b->steps += b->users.first[p + 1] - b->users.first[p] + 1;
        for (int u = b->users.first[p]; u < b->users.first[p + 1]; u++)
            b->missing[b->owner[b->users.input[u]]] += b->weight[b->users.input[u]];
    }
}

bool truce_blocking_remove(struct truce_blocking *b, int p)
{
    take_out(b, p);
    return tell(b);
}

bool truce_blocking_retain(struct truce_blocking *b, const int *nodes, int n, const unsigned char *stay)
{
    for (int i = 0; i < n; i++)
        if (b->in[nodes[i]] && !stay[nodes[i]])
            take_out(b, nodes[i]);
    return tell(b);
}

void truce_blocking_enter(struct truce_blocking *b, const int *nodes, int n)
{
    for (int i = 0; i < n; i++) { /* as if taken out just now, and this taken back */
        b->trail[i] = nodes[i];
        b->in[nodes[i]] = 0;
    }
    b->n_trail = b->told = n;
    truce_blocking_undo(b, 0);
    for (int i = 0; i < n; i++)
        if (b->missing[nodes[i]] <= 0)
            take_out(b, nodes[i]);
    tell(b);
    b->n_trail = b->told = 0;
}

void truce_blocking_leave(struct truce_blocking *b, const int *nodes, int n)
{
    truce_blocking_undo(b, 0);
    for (int i = 0; i < n; i++) {
        b->kept[nodes[i]] = 0;
        if (b->in[nodes[i]])
            take_out(b, nodes[i]);
    }
    tell(b);
    b->n_trail = b->told = 0;
}

/* ---- components ---- */

struct visit {
    struct truce_blocking *b;
    bool chosen;
    int depth, n_stack, n_path, n_components;
};

static void come_to(struct visit *v, int p)
{
    struct truce_blocking *b = v->b;
    b->depth[p] = b->low[p] = v->depth++;
    b->next[p] = b->first[p];
    b->stack[v->n_stack++] = p;
    b->path[v->n_path++] = p;
}

/* From the last node of the path: on to one that is new, or back. */
static void step(struct visit *v)
{
    struct truce_blocking *b = v->b;
    int p = b->path[v->n_path - 1];

    while (b->next[p] < b->first[p + 1]) {
        int e = b->next[p]++, q = b->to[e];
        if (!b->in[q] || (v->chosen && !b->chosen[e]))
            continue;
        if (b->depth[q] < 0) {
            come_to(v, q);
            return;
        }
        if (b->component[q] < 0 && b->depth[q] < b->low[p])
            b->low[p] = b->depth[q];
    }
    b->steps += b->first[p + 1] - b->first[p] + 1;
    v->n_path--;
    if (v->n_path > 0 && b->low[p] < b->low[b->path[v->n_path - 1]])
        b->low[b->path[v->n_path - 1]] = b->low[p];
    if (b->low[p] < b->depth[p])
        return;
    int q;
    do {
        q = b->stack[--v->n_stack];
        b->component[q] = v->n_components;
    } while (q != p);
    v->n_components++;
}

int truce_blocking_components(struct truce_blocking *b, const int *nodes, int n, bool chosen)
{
    struct visit v = {b, chosen, 0, 0, 0, 0};

    for (int i = 0; i < n; i++)
        b->depth[nodes[i]] = b->component[nodes[i]] = -1;
    for (int i = 0; i < n; i++) {
        if (!b->in[nodes[i]] || b->depth[nodes[i]] >= 0)
            continue;
        come_to(&v, nodes[i]);
        while (v.n_path > 0)
            step(&v);
    }
    return v.n_components;
}

/* ---- a minimal blocking set ---- */

/* Chooses inputs of p that suffice to keep it closed when all other inputs are satisfied; first those that need not be are let go. */
static void choose(struct truce_blocking *b, int p)
{
    int64_t spare = b->missing[p];

    b->steps += b->first[p + 1] - b->first[p] + 1;
    for (int e = b->first[p]; e < b->first[p + 1]; e++) {
        b->chosen[e] = b->in[b->to[e]] && b->weight[e] >= spare;
        if (b->in[b->to[e]] && !b->chosen[e])
            spare -= b->weight[e];
    }
}

/* Fills b->list with the nodes to stay in: `must` and what they rest on; their number. */
static int rest_on(struct truce_blocking *b, const int *must, int n_must)
{
    int n = 0;
    for (int i = 0; i < n_must; i++) {
        b->component[must[i]] = 0;
        b->list[n++] = must[i];
    }
    for (int head = 0; head < n; head++) {
        int p = b->list[head];
        choose(b, p);
        for (int e = b->first[p]; e < b->first[p + 1]; e++)
            if (b->chosen[e] && b->component[b->to[e]] != 0) {
                b->component[b->to[e]] = 0;
                b->list[n++] = b->to[e];
            }
    }
    return n;
}

/* Leaves in a set that is small but may not be minimal. */
static void narrow(struct truce_blocking *b, const int *nodes, int n, const int *must, int n_must)
{
    if (n_must > 0) {
        for (int i = 0; i < n; i++)
            b->component[nodes[i]] = -1;
        rest_on(b, must, n_must);
    } else {
        for (int i = 0; i < n; i++)
            if (b->in[nodes[i]])
                choose(b, nodes[i]);
        truce_blocking_components(b, nodes, n, true); /* component 0 leads to no other */
    }
    for (int i = 0; i < n; i++)
        if (b->in[nodes[i]] && b->component[nodes[i]] != 0)
            take_out(b, nodes[i]);
    tell(b); /* none of the others goes, since these block */
}

void truce_blocking_minimise(struct truce_blocking *b, const int *nodes, int n, const int *must, int n_must)
{
    int n_left = 0;

    narrow(b, nodes, n, must, n_must);
    for (int i = 0; i < n; i++)
        if (b->in[nodes[i]])
            b->list[n_left++] = nodes[i];
    int n_kept = 0; /* those found to belong to the answer, at the front of the list */
    for (int i = 0; i < n_left; i++) {
        int p = b->list[i], mark = b->n_trail;
        if (!b->in[p] || b->kept[p])
            continue;
        if (truce_blocking_remove(b, p) && b->n_in > 0)
            continue;
        truce_blocking_undo(b, mark);
        b->kept[p] = 1;
        b->list[n_kept++] = p; /* n_kept <= i */
    }
    for (int i = 0; i < n_kept; i++)
        b->kept[b->list[i]] = 0;
}
