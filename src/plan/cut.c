/*
 * Cuts: small proofs that what is granted does not open the target.
 *
 * One idea: a proof that a node is closed names inputs of it that stay unsatisfied, enough of them, and for each of these a proof in turn: an
 * option that is not granted and a node that is closed.  The options named are a cut.  To name few, nodes are proven closed in the order of
 * how many options it takes, as Knuth's generalisation of Dijkstra's algorithm does with days (earliest.c).
 *
 * Nodes of a loop have no such proof to begin with: each rests on the next.  There the proof may come back to a node that it has met.  One node
 * after the other is *assumed* to be closed, beginning with the target, until the nodes that the proof meets are proven or, when
 * assumed, proven from those assumed.  What it met is then a set of nodes that blocks itself.
 *
 * Last, options that the cut can do without are taken out of it, one by one.
 */
#include "plan/cut.h"

#include <string.h>

enum {
    COST_MAX = 255,  /* proofs that take more options are alike */
    ROUNDS_MAX = 12, /* then all nodes without a proof are assumed */
    NONE = -1,
};

struct truce_cut_finder {
    struct truce_lock *lock;
    const unsigned char *cheap;

    /* proofs: of a node how many options it takes (NONE: not known), what is shut of its inputs, whether that is enough; of an input the same */
    int *node_cost, *sum;
    int64_t *shut;
    unsigned char *proven, *assumed;
    int *input_cost;
    unsigned char *named; /* input that the proof of its node names */
    int *assumptions, n_assumptions;

    /* what is to be done at each cost: inputs (by way of a requirement), inputs (by way of their node), nodes */
    int bucket[COST_MAX + 1];
    int *next;

    int *met; /* nodes of the proof */
    unsigned char *is_met;
    unsigned char *in_cut; /* of an option */
};

enum truce_status truce_cut_finder_make(struct truce_lock *lock, struct truce_arena *arena,
                                        struct truce_cut_finder **out, struct truce_err *err)
{
    size_t n = (size_t)lock->n, m = (size_t)lock->n_inputs, o = (size_t)lock->n_options;
    struct truce_cut_finder *f = NULL;
    enum truce_status status = truce_graph_alloc(arena, 1, sizeof *f, &f, err);
    if (status != TRUCE_OK)
        return status;
    const struct {
        void *out; /* the address of a pointer */
        size_t n, item;
    } wanted[] = {
        {&f->node_cost, n, sizeof *f->node_cost},
        {&f->sum, n, sizeof *f->sum},
        {&f->shut, n, sizeof *f->shut},
        {&f->proven, n, 1},
        {&f->assumed, n, 1},
        {&f->input_cost, m, sizeof *f->input_cost},
        {&f->named, m, 1},
        {&f->assumptions, n, sizeof *f->assumptions},
        {&f->next, 2 * m + n, sizeof *f->next},
        {&f->met, n, sizeof *f->met},
        {&f->is_met, n, 1},
        {&f->in_cut, o, 1},
    };
    for (size_t i = 0; status == TRUCE_OK && i < sizeof wanted / sizeof *wanted; i++)
        status = truce_graph_alloc(arena, wanted[i].n, wanted[i].item, wanted[i].out, err);
    if (status != TRUCE_OK)
        return status;
    f->lock = lock;
    *out = f;
    return TRUCE_OK;
}

/* ---- proofs in the order of their cost ---- */

static void put(struct truce_cut_finder *f, int cost, int item)
{
    if (cost > COST_MAX)
        cost = COST_MAX;
    f->next[item] = f->bucket[cost];
    f->bucket[cost] = item;
}

static int price(const struct truce_cut_finder *f, int option)
{
    return f->cheap[option] ? 0 : 1;
}

/* The requirement by which an input is kept unsatisfied, of those that are not granted the cheapest; NONE. */
static int unmet_requirement(const struct truce_cut_finder *f, int k)
{
    const struct truce_lock *l = f->lock;
    int best = NONE;

    if (l->unmet[k] == 0)
        return NONE;
    for (int r = l->needs_first[k]; r < l->needs_first[k + 1]; r++) {
        int option = l->needs[r];
        if (!l->granted[option] && (best == NONE || price(f, option) < price(f, best)))
            best = option;
    }
    return best;
}

/* What its own option adds to the proof that an input is kept unsatisfied by its node. */
static int own_price(const struct truce_cut_finder *f, int k)
{
    int option = f->lock->by[k];
    return option == NONE ? 0 : price(f, option);
}

static bool is_granted(const struct truce_lock *l, int k)
{
    return l->by[k] != NONE && l->granted[l->by[k]];
}

static void begin(struct truce_cut_finder *f)
{
    const struct truce_lock *l = f->lock;

    for (int c = 0; c <= COST_MAX; c++)
        f->bucket[c] = NONE;
    for (int p = 0; p < l->n; p++) {
        f->node_cost[p] = NONE;
        f->sum[p] = 0;
        f->shut[p] = 0;
        f->proven[p] = 0;
    }
    for (int k = 0; k < l->n_inputs; k++) {
        f->input_cost[k] = NONE;
        f->named[k] = 0;
        if (l->satisfied[k] || l->open[l->owner[k]])
            continue;
        int requirement = unmet_requirement(f, k);
        if (requirement != NONE)
            put(f, price(f, requirement), k);
        if (l->from[k] == TRUCE_LOCK_NEVER && !is_granted(l, k))
            put(f, own_price(f, k), l->n_inputs + k);
    }
    for (int i = 0; i < f->n_assumptions; i++)
        put(f, 0, 2 * l->n_inputs + f->assumptions[i]);
}

static void shut_input(struct truce_cut_finder *f, int k, int cost)
{
    const struct truce_lock *l = f->lock;
    int p = l->owner[k];

    if (f->input_cost[k] != NONE)
        return;
    f->input_cost[k] = cost;
    if (f->proven[p])
        return;
    f->named[k] = 1;
    f->shut[p] += l->weight[k];
    f->sum[p] = f->sum[p] + cost > COST_MAX ? COST_MAX : f->sum[p] + cost;
    if (f->shut[p] < l->shut_at[p])
        return;
    f->proven[p] = 1;
    if (!f->assumed[p])
        put(f, f->sum[p], 2 * l->n_inputs + p);
}

static void shut_node(struct truce_cut_finder *f, int q, int cost)
{
    struct truce_lock *l = f->lock;

    f->node_cost[q] = cost;
    l->steps += l->users.first[q + 1] - l->users.first[q] + 1;
    for (int u = l->users.first[q]; u < l->users.first[q + 1]; u++) {
        int k = l->users.input[u];
        if (!l->satisfied[k] && !l->open[l->owner[k]] && f->input_cost[k] == NONE && !is_granted(l, k))
            put(f, cost + own_price(f, k), l->n_inputs + k);
    }
}

static void prove(struct truce_cut_finder *f)
{
    struct truce_lock *l = f->lock;

    begin(f);
    l->steps += l->n_inputs;
    for (int cost = 0; cost <= COST_MAX; cost++)
        while (f->bucket[cost] != NONE) {
            int item = f->bucket[cost];
            f->bucket[cost] = f->next[item];
            if (item >= 2 * l->n_inputs)
                shut_node(f, item - 2 * l->n_inputs, cost);
            else
                shut_input(f, item % l->n_inputs, cost);
        }
}

/* ---- the proof of the target ---- */

/* Follows the proof from the target; a node without one, or NONE.  Options are noted in in_cut. */
static int follow(struct truce_cut_finder *f)
{
    const struct truce_lock *l = f->lock;
    int n = 0, unproven = NONE;

    memset(f->is_met, 0, (size_t)l->n);
    memset(f->in_cut, 0, (size_t)l->n_options);
    f->met[n++] = l->target;
    f->is_met[l->target] = 1;
    for (int head = 0; head < n && unproven == NONE; head++) {
        int p = f->met[head];
        if (!f->proven[p])
            unproven = p;
        for (int k = l->first[p]; k < l->first[p + 1]; k++) {
            if (!f->named[k])
                continue;
            int requirement = unmet_requirement(f, k), q = l->from[k];
            if (requirement != NONE && price(f, requirement) <= f->input_cost[k]) {
                f->in_cut[requirement] = 1;
                continue;
            }
            if (l->by[k] != NONE)
                f->in_cut[l->by[k]] = 1;
            if (q >= 0 && !f->is_met[q]) {
                f->is_met[q] = 1;
                f->met[n++] = q;
            }
        }
    }
    return unproven;
}

static void assume(struct truce_cut_finder *f, int p)
{
    f->assumed[p] = 1;
    f->assumptions[f->n_assumptions++] = p;
}

/* One node more is assumed to be closed, so that `unproven` comes nearer to a proof. */
static void assume_more(struct truce_cut_finder *f, int unproven)
{
    const struct truce_lock *l = f->lock;
    int best = NONE;

    if (!f->assumed[unproven]) {
        assume(f, unproven);
        return;
    }
    for (int k = l->first[unproven]; k < l->first[unproven + 1]; k++) {
        int q = l->from[k];
        if (q >= 0 && !l->satisfied[k] && f->input_cost[k] == NONE && !is_granted(l, k) && !f->assumed[q] &&
            !l->open[q] && (best == NONE || own_price(f, k) < own_price(f, best)))
            best = k;
    }
    if (best != NONE)
        assume(f, l->from[best]);
}

static void assume_all(struct truce_cut_finder *f)
{
    const struct truce_lock *l = f->lock;
    for (int p = 0; p < l->n; p++)
        if (!l->open[p] && !f->assumed[p] && f->node_cost[p] == NONE)
            assume(f, p);
}

/* Takes out of the cut what it can do without; with all but the cut granted the target stays closed. */
static int thin(struct truce_cut_finder *f, int *out)
{
    struct truce_lock *l = f->lock;
    struct truce_lock_mark before = truce_lock_mark(l);
    int n = 0;

    for (int o = 0; o < l->n_options; o++)
        if (!f->in_cut[o] && !l->granted[o])
            truce_lock_grant(l, o);
    for (int cheap = 0; cheap < 2; cheap++)
        for (int o = 0; o < l->n_options; o++) {
            if (!f->in_cut[o] || f->cheap[o] != cheap)
                continue;
            struct truce_lock_mark mark = truce_lock_mark(l);
            if (truce_lock_grant(l, o))
                truce_lock_undo(l, mark);
            else
                f->in_cut[o] = 0;
        }
    truce_lock_undo(l, before);
    l->steps += l->n_options;
    for (int o = 0; o < l->n_options; o++)
        if (f->in_cut[o])
            out[n++] = o;
    return n;
}

int truce_cut_find(struct truce_cut_finder *f, const unsigned char *cheap, int *out)
{
    f->cheap = cheap;
    f->n_assumptions = 0;
    memset(f->assumed, 0, (size_t)f->lock->n);
    for (int round = 0;; round++) {
        prove(f);
        int unproven = follow(f);
        if (unproven == NONE)
            break;
        if (round < ROUNDS_MAX)
            assume_more(f, unproven);
        else
            assume_all(f);
    }
    return thin(f, out);
}
