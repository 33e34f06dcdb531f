/*
 * One target: when it opens, by which path; and if never, why, and what would free it.
 */
#include <string.h>

#include "plan/work.h"

/* from the target back along what set each value */
static enum truce_status critical_path(struct truce_planning *p, int node, int which,
                                       struct truce_target_plan *out, struct truce_err *err)
{
    const struct truce_graph *graph = &p->plan->graph[which].graph;
    void *room = NULL;
    size_t n = 0;

    for (int k = node;; k = graph->nodes[k].inputs[p->setter[which][k]].node) {
        n++;
        if (p->setter[which][k] < 0)
            break;
    }
    enum truce_status status = truce_plan_alloc(p, n, sizeof(int), &room, err);
    if (status != TRUCE_OK)
        return status;
    out->critical[which] = room;
    for (int k = node;; k = graph->nodes[k].inputs[p->setter[which][k]].node) {
        out->critical[which][out->n_critical[which]++] = k;
        if (p->setter[which][k] < 0)
            return TRUCE_OK;
    }
}

/* days once round a loop, counted from the first day */
static enum truce_status delay_round(struct truce_planning *p, const struct truce_loop *loop, int32_t *out,
                                     struct truce_err *err)
{
    const struct truce_plan_graph *graph = &p->plan->graph[TRUCE_EARLIEST];
    struct truce_day day = graph->start;
    for (size_t i = 0; i < loop->n; i++) {
        const struct truce_node *node = &graph->graph.nodes[loop->nodes[i]];
        struct truce_duration delay = {node->delay_months, node->delay_days, 0};
        enum truce_status status = truce_day_add(&p->agreement->calendar, day, delay, &day, NULL, err);
        if (status == TRUCE_ERR_RANGE) /* round it longer than the calendar reaches */
            break;
        if (status != TRUCE_OK)
            return status;
    }
    *out = day.n - graph->start.n;
    return TRUCE_OK;
}

static enum truce_status find_roots(struct truce_planning *p, int node, struct truce_target_plan *out,
                                    struct truce_err *err)
{
    const struct truce_graph *graph = &p->plan->graph[TRUCE_EARLIEST].graph;
    struct truce_node_set *sets = NULL;
    size_t n = 0;
    void *room = NULL;

    enum truce_status status =
        truce_graph_roots(p->work[TRUCE_EARLIEST], NULL, &node, 1, p->options->roots_max, &p->plan->arena,
                          &sets, &n, &out->roots_complete, err);
    if (status == TRUCE_OK)
        status = truce_plan_alloc(p, n, sizeof *out->roots, &room, err);
    if (status != TRUCE_OK)
        return status;
    out->roots = room;
    /* loops first: they are what can be argued about */
    for (int loops = 1; loops >= 0; loops--)
        for (size_t i = 0; i < n; i++) {
            struct truce_root_cause root = {.set = sets[i]};
            status = truce_graph_loop(graph, NULL, sets[i], &p->plan->arena, &root.loop, err);
            if (status == TRUCE_OK)
                status = delay_round(p, &root.loop, &root.delay_days, err);
            if (status != TRUCE_OK)
                return status;
            if ((root.loop.n > 0) == (loops == 1))
                out->roots[out->n_roots++] = root;
        }
    return TRUCE_OK;
}

static void days_of_way(struct truce_planning *p, struct truce_way *way, int gate)
{
    for (size_t i = 0; i < way->way.n; i++)
        p->scratch[way->way.options[i]] = 1;
    for (int c = 0; c < TRUCE_CASES; c++) {
        truce_graph_earliest(p->work[c], p->scratch, p->scratch_day, NULL);
        way->day[c] = p->scratch_day[p->plan->graph[c].gate_node[gate]];
    }
    for (size_t i = 0; i < way->way.n; i++)
        p->scratch[way->way.options[i]] = 0;
}

static enum truce_status find_ways(struct truce_planning *p, int gate, struct truce_target_plan *out,
                                   struct truce_err *err)
{
    const struct truce_plan_graph *graph = &p->plan->graph[TRUCE_EARLIEST];
    struct truce_ways_options how = {.max_size = p->options->ways_max_size, .max_ways = p->options->ways_max};
    struct truce_way_out *ways = NULL;
    size_t n = 0;
    void *room = NULL, *costs = NULL;

    enum truce_status status = truce_plan_alloc(p, graph->graph.n_options, sizeof(double), &costs, err);
    if (status != TRUCE_OK)
        return status;
    double *cost = costs;
    for (size_t i = 0; i < graph->graph.n_options; i++)
        cost[i] = graph->grants[i].in_text
                      ? 2
                      : 1; /* of two ways of one size, first the one that leaves the text alone */
    how.cost = cost;
    status = truce_graph_ways_out(p->work[TRUCE_EARLIEST], graph->gate_node[gate], &how, &p->plan->arena,
                                  &ways, &n, &out->ways_complete, err);
    if (status == TRUCE_OK)
        status = truce_plan_alloc(p, n, sizeof *out->ways, &room, err);
    if (status != TRUCE_OK)
        return status;
    out->ways = room;
    out->ways_max_size = how.max_size;
    for (size_t i = 0; i < n; i++) {
        struct truce_way *way = &out->ways[out->n_ways++];
        way->way = ways[i];
        for (size_t k = 0; k < ways[i].n; k++)
            way->n_in_text += graph->grants[ways[i].options[k]].in_text;
        days_of_way(p, way, gate);
    }
    return TRUCE_OK;
}

enum truce_status truce_plan_target(struct truce_planning *p, int gate, struct truce_target_plan *out,
                                    struct truce_err *err)
{
    enum truce_status status = TRUCE_OK;

    memset(out, 0, sizeof *out);
    out->gate = gate;
    out->open = p->plan->gates[gate].open[TRUCE_STRICT];
    out->roots_complete = out->ways_complete = true;
    for (int c = 0; c < TRUCE_CASES; c++)
        out->day[c] = p->plan->gates[gate].day[c];
    if (out->open)
        return TRUCE_OK;
    for (int c = 0; status == TRUCE_OK && c < TRUCE_CASES; c++)
        if (out->day[c] != TRUCE_DAY_NEVER)
            status = critical_path(p, p->plan->graph[c].gate_node[gate], c, out, err);
    out->too_late = out->day[TRUCE_EARLIEST] == TRUCE_DAY_NEVER &&
                    p->open[p->plan->graph[TRUCE_EARLIEST].gate_node[gate]] != 0;
    if (status != TRUCE_OK || p->options->dates_only || out->too_late ||
        out->day[TRUCE_EARLIEST] != TRUCE_DAY_NEVER)
        return status;
    if ((status = find_roots(p, p->plan->graph[TRUCE_EARLIEST].gate_node[gate], out, err)) == TRUCE_OK)
        status = find_ways(p, gate, out, err);
    return status == TRUCE_OK ? truce_plan_substitutes(p, out, err) : status;
}
