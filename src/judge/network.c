/*
 * The network: construction, strata, and settling after changes.
 *
 * One idea: counters.  A node knows how many of its inputs hold, so an input that changes costs a step an edge, and only what a change reaches
 * is looked at.  Gains are simple: what newly holds raises counters until nothing more follows (Dowling and Gallier, doi:10.1016/
 * 0743-1066(84)90014-1).  Losses are not, because a circle can seem to support itself: so all that a loss reaches is taken back
 * first, and then whatever still follows from the rest is derived again.
 *
 * Invariants between two settlings: `count` is exact for every node; `holds` is the least fixpoint of the stratum, lower strata being
 * given; no node is listed.
 */
#include "judge/network.h"

#include <assert.h>
#include <math.h>
#include <string.h>

/* Amounts are decimal fractions: ten times 0.1 reaches 1. */
#define SLACK 1e-6

static enum truce_status get(struct truce_arena *arena, size_t n, size_t size, void **out,
                             struct truce_err *err)
{
    return truce_arena_alloc(arena, (n + 1) * size, out, err);
}

enum truce_status truce_network_init(struct truce_network *net, size_t n, size_t max_edges,
                                     struct truce_arena *arena, struct truce_err *err)
{
    void *at[6] = {NULL};

    memset(net, 0, sizeof *net);
    enum truce_status status = get(arena, n, sizeof *net->nodes, &at[0], err);
    if (status == TRUCE_OK)
        status = get(arena, max_edges, sizeof *net->edges, &at[1], err);
    if (status == TRUCE_OK)
        status = get(arena, n, sizeof *net->amount, &at[2], err);
    if (status == TRUCE_OK)
        status = get(arena, TRUCE_READINGS * n, sizeof *net->values, &at[3], err);
    if (status == TRUCE_OK)
        status = get(arena, TRUCE_READINGS * (n + max_edges) + 1, sizeof *net->stack, &at[4], err);
    if (status == TRUCE_OK)
        status = get(arena, TRUCE_READINGS * n, sizeof *net->touched, &at[5], err);
    if (status != TRUCE_OK)
        return status;
    net->n = n;
    net->max_edges = max_edges;
    net->nodes = at[0];
    net->edges = at[1];
    net->amount = at[2];
    net->values = at[3];
    net->stack = at[4];
    net->room =
        TRUCE_READINGS * (n + max_edges) + 1; /* each node is taken back once, each edge crossed once */
    net->touched = at[5];
    for (size_t i = 0; i < n; i++) {
        net->nodes[i].threshold = 1;
        net->nodes[i].at_least = NAN;
    }
    return TRUCE_OK;
}

void truce_network_join(struct truce_network *net, int from, int to, bool negative)
{
    assert(net->n_edges < net->max_edges);
    net->edges[net->n_edges++] = (struct truce_net_edge){from, to, negative};
}

/* ---- strata ---- */

/* Tarjan's strongly connected components, without recursion; doi:10.1137/0201010. */
struct components {
    int *component; /* of a node; -1: not finished */
    int *index, *low, *next_out, *path, *open;
    int n_open, n_path, n_index, n_components;
};

static void visit(struct components *c, int v)
{
    c->index[v] = c->low[v] = ++c->n_index;
    c->open[c->n_open++] = v;
    c->path[c->n_path++] = v;
}

static void finish(struct components *c, int v)
{
    if (c->low[v] == c->index[v]) {
        int w;
        do {
            w = c->open[--c->n_open];
            c->component[w] = c->n_components;
        } while (w != v);
        c->n_components++;
    }
    c->n_path--;
    if (c->n_path > 0) {
        int parent = c->path[c->n_path - 1];
        c->low[parent] = c->low[v] < c->low[parent] ? c->low[v] : c->low[parent];
    }
}

static void walk(const struct truce_network *net, struct components *c, int root)
{
    visit(c, root);
    while (c->n_path > 0) {
        int v = c->path[c->n_path - 1];
        if ((size_t)c->next_out[v] == net->nodes[v].outs) {
            finish(c, v);
            continue;
        }
        int w = net->edges[net->nodes[v].first_out + (size_t)c->next_out[v]++].to;
        if (c->index[w] == 0)
            visit(c, w);
        else if (c->component[w] < 0 && c->index[w] < c->low[v])
            c->low[v] = c->index[w];
    }
}

/* What a node negates lies below it; what it waits for not above it. */
static void raise_targets(struct truce_network *net, const struct components *c, int from)
{
    const struct truce_net_node *node = &net->nodes[from];
    for (size_t e = node->first_out; e < node->first_out + node->outs; e++) {
        const struct truce_net_edge *edge = &net->edges[e];
        struct truce_net_node *to = &net->nodes[edge->to];
        int least = node->stratum + edge->negative;
        if (c->component[edge->to] == c->component[from])
            to->dead = to->dead || edge->negative; /* it would negate itself */
        else if (to->stratum < least)
            to->stratum = least;
    }
}

/* Nodes by component, those from which edges lead first: components are numbered from the last to the first. */
static void sort_nodes(const struct truce_network *net, const struct components *c, int *order)
{
    int *start = c->path, at = 0; /* no longer used for walking */
    memset(start, 0, ((size_t)c->n_components + 1) * sizeof *start);
    for (size_t v = 0; v < net->n; v++)
        start[c->component[v]]++;
    for (int i = c->n_components - 1; i >= 0; i--) {
        int n = start[i];
        start[i] = at;
        at += n;
    }
    for (size_t v = 0; v < net->n; v++)
        order[start[c->component[v]]++] = (int)v;
}

/* The nodes of a component share a stratum: the highest that reaches any of them. */
static void number_strata(struct truce_network *net, const struct components *c, int *order)
{
    sort_nodes(net, c, order);
    for (size_t first = 0, end; first < net->n; first = end) {
        int stratum = 0;
        for (end = first; end < net->n && c->component[order[end]] == c->component[order[first]]; end++)
            if (net->nodes[order[end]].stratum > stratum)
                stratum = net->nodes[order[end]].stratum;
        for (size_t i = first; i < end; i++)
            net->nodes[order[i]].stratum = stratum;
        for (size_t i = first; i < end; i++)
            raise_targets(net, c, order[i]);
        if (stratum + 1 > net->n_strata)
            net->n_strata = stratum + 1;
    }
}

static enum truce_status find_strata(struct truce_network *net, struct truce_arena *arena,
                                     struct truce_err *err)
{
    struct components c = {NULL, NULL, NULL, NULL, NULL, NULL, 0, 0, 0, 0};
    int **arrays[] = {&c.component, &c.index, &c.low, &c.next_out, &c.path, &c.open};
    void *memory = NULL;
    bool negates = false;

    net->n_strata = 1;
    for (size_t e = 0; e < net->n_edges; e++)
        negates = negates || net->edges[e].negative;
    if (!negates)
        return TRUCE_OK;
    for (size_t i = 0; i < sizeof arrays / sizeof *arrays; i++) {
        enum truce_status status = get(arena, net->n + 1, sizeof(int), &memory, err);
        if (status != TRUCE_OK)
            return status;
        *arrays[i] = memory;
    }
    for (size_t v = 0; v < net->n; v++)
        c.component[v] = -1;
    for (size_t v = 0; v < net->n; v++)
        if (c.index[v] == 0)
            walk(net, &c, (int)v);
    number_strata(net, &c, c.open);
    return TRUCE_OK;
}

/* ---- sealing ---- */

static enum truce_status sort_edges(struct truce_network *net, struct truce_arena *arena,
                                    struct truce_err *err)
{
    void *memory = NULL, *sums = NULL;
    size_t at = 0, in = 0;
    enum truce_status status = get(arena, net->n_edges, sizeof *net->edges, &memory, err);
    if (status == TRUCE_OK)
        status = get(arena, net->n_edges, sizeof *net->sums, &sums, err);
    if (status != TRUCE_OK)
        return status;
    struct truce_net_edge *sorted = memory;
    net->sums = sums;
    for (size_t e = 0; e < net->n_edges; e++) {
        net->nodes[net->edges[e].from].outs++;
        net->nodes[net->edges[e].to].ins++;
    }
    for (size_t v = 0; v < net->n; v++) {
        struct truce_net_node *node = &net->nodes[v];
        node->first_out = at;
        at += node->outs;
        node->outs = 0;
        node->first_in = in;
        in += node->ins;
        node->ins = 0;
    }
    for (size_t e = 0; e < net->n_edges; e++) { /* stable: sums add up in the order of the file */
        struct truce_net_node *from = &net->nodes[net->edges[e].from], *to = &net->nodes[net->edges[e].to];
        sorted[from->first_out + from->outs++] = net->edges[e];
        net->sums[to->first_in + to->ins++] = net->edges[e].from;
    }
    net->edges = sorted;
    return TRUCE_OK;
}

static void list(struct truce_network *net, int id)
{
    struct truce_net_value *value = &net->values[id];
    int stratum = net->nodes[(size_t)id % net->n].stratum;
    if (value->listed)
        return;
    value->listed = true;
    value->next = net->first_listed[stratum];
    net->first_listed[stratum] = id;
}

enum truce_status truce_network_seal(struct truce_network *net, struct truce_arena *arena,
                                     struct truce_err *err)
{
    void *memory = NULL;
    enum truce_status status = sort_edges(net, arena, err);
    if (status == TRUCE_OK)
        status = find_strata(net, arena, err);
    if (status == TRUCE_OK)
        status = get(arena, (size_t)net->n_strata, sizeof(int), &memory, err);
    if (status != TRUCE_OK)
        return status;
    net->first_listed = memory;
    for (int s = 0; s < net->n_strata; s++)
        net->first_listed[s] = -1;
    for (size_t e = 0; e < net->n_edges; e++)
        for (size_t r = 0; net->edges[e].negative && r < TRUCE_READINGS; r++)
            net->values[r * net->n + (size_t)net->edges[e].to].count = 1;
    for (size_t id = 0; id < TRUCE_READINGS * net->n; id++)
        list(net, (int)id);
    truce_network_settle(net);
    return TRUCE_OK;
}

/* ---- settling ---- */

static bool sum_is_reached(const struct truce_network *net, const struct truce_net_node *node, size_t first)
{
    double sum = 0;
    for (size_t i = 0; i < node->ins; i++) {
        int from = net->sums[node->first_in + i];
        if (net->values[first + (size_t)from].holds)
            sum += net->amount[from];
    }
    return sum >= node->at_least - SLACK;
}

static bool should_hold(const struct truce_network *net, int id)
{
    const struct truce_net_value *value = &net->values[id];
    size_t at = (size_t)id % net->n;
    const struct truce_net_node *node = &net->nodes[at];
    if (value->forced || value->disabled || node->dead)
        return value->forced;
    return isnan(node->at_least) ? value->count >= node->threshold
                                 : sum_is_reached(net, node, (size_t)id - at);
}

static void touch(struct truce_network *net, int id)
{
    struct truce_net_value *value = &net->values[id];
    if (value->touched)
        return;
    value->touched = true;
    value->before = value->holds;
    net->touched[net->n_touched++] = id;
}

/* Sets one node and tells those that wait for it; those of its own stratum that must be looked at go onto the stack. */
static size_t set(struct truce_network *net, int id, bool holds, size_t top)
{
    size_t at = (size_t)id % net->n, first = (size_t)id - at, other = first == 0 ? net->n : 0;
    const struct truce_net_node *node = &net->nodes[at];

    touch(net, id);
    net->values[id].holds = holds;
    for (size_t e = node->first_out; e < node->first_out + node->outs; e++) {
        const struct truce_net_edge *edge = &net->edges[e];
        int to = (int)((edge->negative ? other : first) + (size_t)edge->to);
        struct truce_net_value *value = &net->values[to];
        bool gain = holds != edge->negative;
        value->count += gain ? 1 : -1;
        value->lost = value->lost || !gain;
        if (net->nodes[edge->to].stratum != node->stratum)
            list(net, to);
        else if (value->holds != holds && !edge->negative)
            net->stack[top++] = to;
    }
    return top;
}

/* The two stacks share one room: those taken back grow from its end. */
static void settle_stratum(struct truce_network *net, int stratum)
{
    size_t back = net->room;
    int first = net->first_listed[stratum];

    net->first_listed[stratum] = -1;
    for (int id = first; id >= 0; id = net->values[id].next) {
        size_t top = 0;
        bool lost = net->values[id].lost;
        net->values[id].listed = net->values[id].lost = false;
        if (lost && net->values[id].holds && !net->values[id].forced)
            net->stack[top++] = id;
        while (top > 0) {
            int v = net->stack[--top];
            net->values[v].lost = false;
            if (!net->values[v].holds || net->values[v].forced)
                continue;
            net->stack[--back] = v;
            top = set(net, v, false, top);
        }
    }
    for (int id = first; id >= 0 || back < net->room;) {
        size_t top = 0;
        int v = id >= 0 ? id : net->stack[back++];
        if (id >= 0)
            id = net->values[id].next;
        net->stack[top++] = v;
        while (top > 0) {
            v = net->stack[--top];
            net->values[v].lost = false;
            if (!net->values[v].holds && should_hold(net, v))
                top = set(net, v, true, top);
        }
    }
}

void truce_network_settle(struct truce_network *net)
{
    for (int s = 0; s < net->n_strata; s++)
        settle_stratum(net, s);
}

/* ---- changes ---- */

void truce_network_set_atom(struct truce_network *net, int id, bool holds)
{
    struct truce_net_value *value = &net->values[id];
    if ((value->count > 0) == holds)
        return;
    value->count = holds;
    value->lost = value->lost || !holds;
    list(net, id);
}

void truce_network_force(struct truce_network *net, int id, bool forced)
{
    struct truce_net_value *value = &net->values[id];
    if (value->forced == forced)
        return;
    value->forced = forced;
    value->lost = value->lost || !forced;
    list(net, id);
}

void truce_network_disable(struct truce_network *net, int id, bool disabled)
{
    struct truce_net_value *value = &net->values[id];
    if (value->disabled == disabled)
        return;
    value->disabled = disabled;
    value->lost = value->lost || disabled;
    list(net, id);
}

void truce_network_set_amount(struct truce_network *net, int node, double amount)
{
    const struct truce_net_node *from = &net->nodes[node];
    net->amount[node] = amount;
    for (size_t e = from->first_out; e < from->first_out + from->outs; e++)
        for (size_t r = 0; r < TRUCE_READINGS; r++) {
            int to = (int)(r * net->n) + net->edges[e].to;
            net->values[to].lost = true;
            list(net, to);
        }
}

void truce_network_forget_touched(struct truce_network *net)
{
    for (size_t i = 0; i < net->n_touched; i++)
        net->values[net->touched[i]].touched = false;
    net->n_touched = 0;
}
