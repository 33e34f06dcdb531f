/*
 * Is every `not` one that can be told from below?  (E07)
 *
 * "Gate g opens if h is not open" has a clear meaning only if h does not in turn wait for g.  What waits for what is a graph over gates,
 * clocks, needs, norms, contributions and classes (by which contributions serve needs); `not` may not stand on an edge within a strongly
 * connected part of it.
 *
 * Source: R. Tarjan, SIAM J. Comput. 1 (1972), doi:10.1137/0201010, without recursion; stratified negation: K. Apt, H. Blair,
 * A. Walker, "Towards a theory of declarative knowledge" (1988).
 */
#include "agreement/read.h"

#include <string.h>

struct edge {
    int to;
    int next; /* the next edge of the same node; TRUCE_NONE */
};

struct strata {
    struct truce_reading *r;
    int gates, clocks, needs, norms, classes, contributions; /* number of the first node of each */
    int n;
    int *first; /* edge of each node */
    struct edge *edges;
    size_t n_edges, size_edges;
    int *part; /* number of the strongly connected part of each node */
};

/* ---- edges ---- */

static void add_edge(struct strata *s, int from, int to)
{
    if (s->n_edges == s->size_edges) {
        size_t size = s->size_edges * 2 + 64;
        struct edge *edges = truce_read_alloc(s->r, size, sizeof *edges);
        if (edges == NULL)
            return;
        if (s->n_edges > 0)
            memcpy(edges, s->edges, s->n_edges * sizeof *edges);
        s->edges = edges;
        s->size_edges = size;
    }
    s->edges[s->n_edges] = (struct edge){to, s->first[from]};
    s->first[from] = (int)s->n_edges++;
}

/* The node that a leaf waits for, or TRUCE_NONE for a fact. */
static int node_of(const struct strata *s, const struct truce_condition *leaf)
{
    switch (leaf->kind) {
    case TRUCE_IF_GATE:
        return s->gates + leaf->target;
    case TRUCE_IF_CLOCK:
        return s->clocks + leaf->target;
    case TRUCE_IF_NEED:
        return s->needs + leaf->target;
    case TRUCE_IF_STATUS:
        return s->norms + leaf->target;
    default:
        return TRUCE_NONE;
    }
}

/* recursion as deep as the file: NOLINTBEGIN(misc-no-recursion) */
static void add_condition(struct strata *s, int from, const struct truce_condition *condition)
{
    if (condition == NULL)
        return;
    int to = node_of(s, condition);
    if (to != TRUCE_NONE)
        add_edge(s, from, to);
    for (size_t i = 0; i < condition->n; i++)
        add_condition(s, from, &condition->children[i]);
}

static void check_condition(struct strata *s, int from, const struct truce_condition *condition,
                            const char *owner)
{
    if (condition == NULL)
        return;
    if (condition->kind == TRUCE_IF_NOT && condition->n == 1) {
        const struct truce_condition *leaf = &condition->children[0];
        int to = node_of(s, leaf);
        if (to != TRUCE_NONE && s->part[to] == s->part[from])
            truce_diagnostics_add(s->r->found, "E07", leaf->at,
                                  "`not` before gate \"%.60s\", which itself waits for \"%.60s\": neither "
                                  "can be told before the "
                                  "other",
                                  s->r->agreement->gates[leaf->target].head.id, owner);
    }
    for (size_t i = 0; i < condition->n; i++)
        check_condition(s, from, &condition->children[i], owner);
}
/* NOLINTEND(misc-no-recursion) */

static void add_bound(struct strata *s, int from, const struct truce_bound *bound)
{
    if (bound->kind == TRUCE_BOUND_GATE)
        add_edge(s, from, s->gates + bound->gate);
}

static void add_norm(struct strata *s, int from, const struct truce_norm *norm)
{
    add_bound(s, from, &norm->when.from);
    add_bound(s, from, &norm->when.until);
    if (norm->when.trigger == TRUCE_TRIGGER_GATE)
        add_edge(s, from, s->gates + norm->when.target);
    if (norm->when.trigger == TRUCE_TRIGGER_VIOLATION_OF)
        add_edge(s, from, s->norms + norm->when.target);
    if (norm->when.trigger == TRUCE_TRIGGER_GUARANTEE) {
        const struct truce_guarantee *guarantee = &s->r->agreement->guarantees[norm->when.target];
        add_bound(s, from, &guarantee->starts);
        if (guarantee->trigger.norm != TRUCE_NONE)
            add_edge(s, from, s->norms + guarantee->trigger.norm);
    }
    add_condition(s, from, norm->unless);
    add_condition(s, from, norm->suspended_while);
}

static void add_all(struct strata *s, const struct truce_agreement *a)
{
    for (size_t i = 0; i < a->n_gates; i++) {
        add_condition(s, s->gates + (int)i, a->gates[i].opens);
        add_condition(s, s->gates + (int)i, a->gates[i].closes);
        for (size_t k = 0; k < a->gates[i].together.n && k < 1;
             k++) { /* one is enough: they all name each other */
            add_edge(s, s->gates + (int)i, s->gates + a->gates[i].together.at[k]);
            add_edge(s, s->gates + a->gates[i].together.at[k], s->gates + (int)i);
        }
    }
    for (size_t i = 0; i < a->n_positions; i++)
        add_condition(s, s->gates + a->positions[i].gate, a->positions[i].clause);
    for (size_t i = 0; i < a->n_clocks; i++)
        add_condition(s, s->clocks + (int)i, a->clocks[i].runs_while);
    for (size_t i = 0; i < a->n_needs; i++)
        add_edge(s, s->needs + (int)i, s->classes + a->needs[i].class_);
    for (size_t i = 0; i < a->n_classes; i++)
        if (a->classes[i].is != TRUCE_NONE)
            add_edge(s, s->classes + a->classes[i].is, s->classes + (int)i);
    for (size_t i = 0; i < a->n_contributions; i++) {
        const struct truce_contribution *c = &a->contributions[i];
        add_edge(s, s->classes + c->class_, s->contributions + (int)i);
        if (c->only_after != TRUCE_NONE)
            add_edge(s, s->contributions + (int)i, s->gates + c->only_after);
        add_condition(s, s->contributions + (int)i, c->if_);
    }
    for (size_t i = 0; i < a->n_norms; i++)
        add_norm(s, s->norms + (int)i, &a->norms[i]);
}

/* ---- strongly connected parts ---- */

struct walk {
    int *number, *low, *at; /* at: the edge to be taken next */
    int *stack, *path;      /* nodes without a part yet; nodes being walked */
    unsigned char *on_stack;
    int n_numbers, n_stack, n_parts;
};

static void enter(const struct strata *s, struct walk *w, int node)
{
    w->number[node] = w->low[node] = ++w->n_numbers;
    w->at[node] = s->first[node];
    w->stack[w->n_stack++] = node;
    w->on_stack[node] = 1;
}

static void walk_from(const struct strata *s, struct walk *w, int start)
{
    int depth = 0;

    enter(s, w, start);
    w->path[depth++] = start;
    while (depth > 0) {
        int node = w->path[depth - 1], e = w->at[node];
        if (e != TRUCE_NONE) {
            int to = s->edges[e].to;
            w->at[node] = s->edges[e].next;
            if (w->number[to] == 0) {
                enter(s, w, to);
                w->path[depth++] = to;
            } else if (w->on_stack[to] && w->number[to] < w->low[node]) {
                w->low[node] = w->number[to];
            }
            continue;
        }
        depth--;
        if (depth > 0 && w->low[node] < w->low[w->path[depth - 1]])
            w->low[w->path[depth - 1]] = w->low[node];
        if (w->low[node] != w->number[node])
            continue;
        int member;
        do {
            member = w->stack[--w->n_stack];
            w->on_stack[member] = 0;
            s->part[member] = w->n_parts;
        } while (member != node);
        w->n_parts++;
    }
}

static bool find_parts(struct strata *s)
{
    size_t n = (size_t)s->n;
    struct walk w = {.number = truce_read_alloc(s->r, n, sizeof(int)),
                     .low = truce_read_alloc(s->r, n, sizeof(int)),
                     .at = truce_read_alloc(s->r, n, sizeof(int)),
                     .stack = truce_read_alloc(s->r, n, sizeof(int)),
                     .path = truce_read_alloc(s->r, n, sizeof(int)),
                     .on_stack = truce_read_alloc(s->r, n, 1)};
    s->part = truce_read_alloc(s->r, n, sizeof(int));
    if (s->r->status != TRUCE_OK)
        return false;
    for (int i = 0; i < s->n; i++)
        if (w.number[i] == 0)
            walk_from(s, &w, i);
    return true;
}

/* ---- all of it ---- */

static void check_all(struct strata *s, const struct truce_agreement *a)
{
    for (size_t i = 0; i < a->n_gates; i++) {
        check_condition(s, s->gates + (int)i, a->gates[i].opens, a->gates[i].head.id);
        check_condition(s, s->gates + (int)i, a->gates[i].closes, a->gates[i].head.id);
    }
    for (size_t i = 0; i < a->n_positions; i++)
        check_condition(s, s->gates + a->positions[i].gate, a->positions[i].clause,
                        a->gates[a->positions[i].gate].head.id);
    for (size_t i = 0; i < a->n_clocks; i++)
        check_condition(s, s->clocks + (int)i, a->clocks[i].runs_while, a->clocks[i].head.id);
    for (size_t i = 0; i < a->n_contributions; i++)
        check_condition(s, s->contributions + (int)i, a->contributions[i].if_, a->contributions[i].head.id);
    for (size_t i = 0; i < a->n_norms; i++) {
        check_condition(s, s->norms + (int)i, a->norms[i].unless, a->norms[i].head.id);
        check_condition(s, s->norms + (int)i, a->norms[i].suspended_while, a->norms[i].head.id);
    }
}

void truce_read_strata(struct truce_reading *r)
{
    const struct truce_agreement *a = r->agreement;
    struct strata s = {.r = r};

    s.clocks = (int)a->n_gates;
    s.needs = s.clocks + (int)a->n_clocks;
    s.norms = s.needs + (int)a->n_needs;
    s.classes = s.norms + (int)a->n_norms;
    s.contributions = s.classes + (int)a->n_classes;
    s.n = s.contributions + (int)a->n_contributions;
    s.first = truce_read_alloc(r, (size_t)s.n, sizeof *s.first);
    if (s.first == NULL)
        return;
    for (int i = 0; i < s.n; i++)
        s.first[i] = TRUCE_NONE;
    add_all(&s, a);
    if (r->status == TRUCE_OK && find_parts(&s))
        check_all(&s, a);
}
