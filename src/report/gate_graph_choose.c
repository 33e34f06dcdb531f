/*
 * Which nodes of a plan a picture shows.
 *
 * One idea: everything, where that can be read; else what the targets wait for; of that, first the root causes and the ways to them,
 * then the nearest.
 */
#include <string.h>

#include "report/gate_graph_make.h"

struct search {
    struct truce_graph_maker *m;
    int *queue, *reached_from; /* one a node; reached_from: -1 not reached, -2 a start */
    size_t n;
};

static bool has_card(const struct truce_graph_maker *m, int node)
{
    enum truce_plan_node_kind kind = m->graph->nodes[node].kind;
    return kind == TRUCE_NODE_GATE || kind == TRUCE_NODE_CLOCK || kind == TRUCE_NODE_NEED;
}

static void begin(struct search *s, struct truce_graph_maker *m)
{
    size_t n = m->graph->graph.n;
    s->m = m;
    s->n = 0;
    s->queue = truce_maker_alloc(m, n, sizeof(int));
    s->reached_from = truce_maker_alloc(m, n, sizeof(int));
    for (size_t i = 0; i < n && !m->failed; i++)
        s->reached_from[i] = -1;
}

static void reach(struct search *s, int node, int from)
{
    if (s->reached_from[node] != -1)
        return;
    s->reached_from[node] = from;
    s->queue[s->n++] = node;
}

/* breadth first from the starts, which are reached already */
static void spread(struct search *s)
{
    for (size_t i = 0; i < s->n; i++) {
        const struct truce_node *node = &s->m->graph->graph.nodes[s->queue[i]];
        for (size_t k = 0; k < node->n_inputs; k++)
            reach(s, node->inputs[k].node, s->queue[i]);
    }
}

static void start_from_targets(struct search *s)
{
    const struct truce_plan *plan = s->m->plan;
    for (size_t t = 0; t < plan->n_targets; t++)
        reach(s, s->m->graph->gate_node[plan->targets[t].gate], -2);
}

static size_t cards_reached(const struct search *s)
{
    size_t n = 0;
    for (size_t i = 0; i < s->n; i++)
        n += has_card(s->m, s->queue[i]);
    return n;
}

/* The members of root causes, and for each the way from a target to it. */
static void choose_causes(const struct search *cone, unsigned char *chosen)
{
    const struct truce_plan *plan = cone->m->plan;
    for (size_t t = 0; t < plan->n_targets; t++) {
        const struct truce_target_plan *target = &plan->targets[t];
        chosen[cone->m->graph->gate_node[target->gate]] = 1;
        for (size_t r = 0; r < target->n_roots; r++)
            for (size_t i = 0; i < target->roots[r].set.n; i++)
                for (int node = target->roots[r].set.nodes[i]; node >= 0 && !chosen[node];
                     node = cone->reached_from[node])
                    chosen[node] = 1;
    }
}

static size_t count_gates(const struct truce_graph_maker *m, const unsigned char *chosen)
{
    size_t n = 0;
    for (size_t g = 0; g < m->plan->agreement->n_gates; g++)
        n += chosen[m->graph->gate_node[g]] != 0;
    return n;
}

static void say_left_out(struct truce_graph_maker *m)
{
    size_t all = m->plan->agreement->n_gates, shown = count_gates(m, m->chosen);
    m->out->left_out = "";
    if (m->detail == TRUCE_DETAIL_CAUSES) {
        if (shown < all)
            truce_buf_printf(&m->text,
                             "Shown are root causes, targets and the ways between: %zu of %zu gates.", shown,
                             all);
    } else if (shown < all) {
        truce_buf_printf(&m->text,
                         "%zu of %zu gates are left out: the nearest that the targets wait for are shown.",
                         all - shown, all);
    }
    if (m->text.len > 0)
        m->out->left_out = truce_maker_text(m);
}

/* root causes first, then the nearest, as many as there may be */
static void choose_nearest(const struct search *cone, size_t cards_max)
{
    struct truce_graph_maker *m = cone->m;
    size_t cards = 0;
    choose_causes(cone, m->chosen);
    for (size_t i = 0; i < m->graph->graph.n; i++)
        cards += m->chosen[i] && has_card(m, (int)i);
    for (size_t i = 0; i < cone->n; i++) {
        int node = cone->queue[i];
        if (m->chosen[node])
            continue;
        if (has_card(m, node) && cards >= cards_max)
            continue;
        m->chosen[node] = 1;
        cards += has_card(m, node);
    }
}

void truce_maker_choose(struct truce_graph_maker *m, size_t cards_max)
{
    struct search all, cone;

    m->chosen = truce_maker_alloc(m, m->graph->graph.n, 1);
    begin(&cone, m);
    begin(&all, m);
    if (m->failed)
        return;
    start_from_targets(&cone);
    spread(&cone);
    start_from_targets(&all);
    for (size_t g = 0; g < m->plan->agreement->n_gates; g++)
        reach(&all, m->graph->gate_node[g], -2);
    spread(&all);
    const struct search *taken = cards_reached(&all) <= cards_max ? &all : &cone;
    if (m->detail == TRUCE_DETAIL_CAUSES)
        choose_causes(&cone, m->chosen);
    else if (cards_reached(taken) <= cards_max)
        for (size_t i = 0; i < taken->n; i++)
            m->chosen[taken->queue[i]] = 1;
    else
        choose_nearest(&cone, cards_max);
    say_left_out(m);
}
