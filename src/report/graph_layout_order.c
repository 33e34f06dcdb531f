/*
 * Layered layout: the order within the layers.
 *
 * One idea: a vertex belongs near the middle of those that it is joined to in the layer beside; sweeps down and up put every layer into
 * the order of these middles, then neighbours are swapped where that saves crossings.  The best order seen is kept.
 */
#include <math.h>
#include <stdlib.h>

#include "report/graph_layout_work.h"

enum { SWEEPS = 24, SWAPS = 8 };

struct order {
    struct truce_layout_work *work;
    double *middle; /* one a vertex */
    int *best;      /* place of each vertex in the best order */
    int *pieces;    /* of one gap between layers, by upper end */
};

/* ---- the first order: as they are met from the first box on ---- */

static void meet(struct truce_layout_work *work, int start, char *seen, int *stack)
{
    size_t n = 0;
    stack[n++] = start;
    while (n > 0) {
        int at = stack[--n];
        if (seen[at])
            continue;
        seen[at] = 1;
        struct truce_layout_vertex *v = &work->vertices[at];
        v->place = work->n_in_layer[v->layer];
        work->layers[v->layer][work->n_in_layer[v->layer]++] = at;
        for (int k = v->n_down; k > 0; k--) {
            int lower = work->pieces[work->by_upper[v->first_down + k - 1]].lower;
            if (!seen[lower])
                stack[n++] = lower;
        }
    }
}

static enum truce_status first_order(struct truce_layout_work *work, struct truce_err *err)
{
    char *seen = NULL;
    int *stack = NULL;
    int *count = NULL;
    enum truce_status status = truce_layout_alloc(work, work->n_vertices, 1, &seen, err);
    if (status == TRUCE_OK)
        status = truce_layout_alloc(work, work->n_vertices + work->n_pieces, sizeof(int), &stack, err);
    if (status == TRUCE_OK)
        status = truce_layout_alloc(work, work->n_layers, sizeof(int), &count, err);
    if (status == TRUCE_OK)
        status = truce_layout_alloc(work, work->n_layers, sizeof(int), &work->n_in_layer, err);
    if (status == TRUCE_OK)
        status = truce_layout_alloc(work, work->n_layers, sizeof(int *), &work->layers, err);
    if (status != TRUCE_OK)
        return status;
    for (size_t v = 0; v < work->n_vertices; v++)
        count[work->vertices[v].layer]++;
    for (size_t l = 0; status == TRUCE_OK && l < work->n_layers; l++)
        status = truce_layout_alloc(work, (size_t)count[l], sizeof(int), &work->layers[l], err);
    for (size_t v = 0; status == TRUCE_OK && v < work->n_vertices; v++)
        if (work->vertices[v].n_up == 0)
            meet(work, (int)v, seen, stack);
    return status;
}

/* ---- crossings ---- */

static double end_at(const struct truce_layout_work *work, int vertex, double offset)
{
    /* a place and, within it, where along the box */
    return work->vertices[vertex].place + 0.999 * offset / (work->vertices[vertex].width + 1.0);
}

static bool cross(const struct truce_layout_work *work, const struct truce_layout_piece *a,
                  const struct truce_layout_piece *b)
{
    double upper = end_at(work, a->upper, a->from) - end_at(work, b->upper, b->from);
    int lower = work->vertices[a->lower].place - work->vertices[b->lower].place;
    return (upper < 0 && lower > 0) || (upper > 0 && lower < 0);
}

static size_t crossings_below(const struct order *o, size_t layer)
{
    const struct truce_layout_work *work = o->work;
    size_t n = 0, found = 0;
    for (int i = 0; i < work->n_in_layer[layer]; i++) {
        const struct truce_layout_vertex *v = &work->vertices[work->layers[layer][i]];
        for (int k = 0; k < v->n_down; k++)
            o->pieces[n++] = work->by_upper[v->first_down + k];
    }
    for (size_t i = 0; i < n; i++)
        for (size_t k = i + 1; k < n; k++)
            found += cross(work, &work->pieces[o->pieces[i]], &work->pieces[o->pieces[k]]);
    return found;
}

static size_t count_crossings(const struct order *o)
{
    size_t found = 0;
    for (size_t l = 0; l + 1 < o->work->n_layers; l++)
        found += crossings_below(o, l);
    return found;
}

/* boxes and lanes that upward arrows of a layer pass beside on the way to their boxes */
static int passed_beside(const struct truce_layout_work *work, size_t layer)
{
    int found = 0;
    for (int i = 0; i < work->n_in_layer[layer]; i++) {
        int box = work->vertices[work->layers[layer][i]].beside;
        if (box >= 0)
            found += abs(work->vertices[box].place - i) - 1;
    }
    return found;
}

static size_t cost_of(const struct order *o)
{
    size_t cost = count_crossings(o);
    for (size_t l = 0; l < o->work->n_layers; l++)
        cost += (size_t)passed_beside(o->work, l);
    return cost;
}

/* crossings of the pieces of two vertices, on one side */
static int crossings_of(const struct truce_layout_work *work, int a, int b, bool down)
{
    const struct truce_layout_vertex *va = &work->vertices[a], *vb = &work->vertices[b];
    const int *list = down ? work->by_upper : work->by_lower;
    int first_a = down ? va->first_down : va->first_up, first_b = down ? vb->first_down : vb->first_up;
    int n_a = down ? va->n_down : va->n_up, n_b = down ? vb->n_down : vb->n_up, found = 0;
    for (int i = 0; i < n_a; i++)
        for (int k = 0; k < n_b; k++)
            found += cross(work, &work->pieces[list[first_a + i]], &work->pieces[list[first_b + k]]);
    return found;
}

static void swap_places(struct truce_layout_work *work, size_t layer, int i)
{
    int *list = work->layers[layer], left = list[i];
    list[i] = list[i + 1];
    list[i + 1] = left;
    work->vertices[list[i]].place = i;
    work->vertices[left].place = i + 1;
}

static int cost_of_two(const struct truce_layout_work *work, size_t layer, int a, int b)
{
    return crossings_of(work, a, b, true) + crossings_of(work, a, b, false) + passed_beside(work, layer);
}

static bool swap_neighbours(struct truce_layout_work *work, size_t layer)
{
    bool any = false;
    for (int i = 0; i + 1 < work->n_in_layer[layer]; i++) {
        int a = work->layers[layer][i], b = work->layers[layer][i + 1];
        int before = cost_of_two(work, layer, a, b);
        if (before == 0)
            continue;
        swap_places(work, layer, i);
        int after = cost_of_two(work, layer, a, b);
        if (after < before)
            any = true;
        else
            swap_places(work, layer, i);
    }
    return any;
}

/* ---- middles ---- */

/* in shares of the neighbouring layer's length, so that layers of few and of many vertices compare */
static double share_of(const struct truce_layout_work *work, int vertex, double offset)
{
    const struct truce_layout_vertex *v = &work->vertices[vertex];
    return (end_at(work, vertex, offset) + 0.5) / work->n_in_layer[v->layer];
}

static double middle_of(const struct truce_layout_work *work, int vertex, bool down)
{
    const struct truce_layout_vertex *v = &work->vertices[vertex];
    int n = down ? v->n_up : v->n_down;
    double sum = 0;
    for (int k = 0; k < n; k++) {
        const struct truce_layout_piece *p =
            &work->pieces[down ? work->by_lower[v->first_up + k] : work->by_upper[v->first_down + k]];
        sum += down ? share_of(work, p->upper, p->from) : share_of(work, p->lower, 0) - 1e-6 * p->from;
    }
    return n > 0 ? sum / n : NAN;
}

static void find_middles(struct order *o, size_t layer, bool down)
{
    struct truce_layout_work *work = o->work;
    for (int i = 0; i < work->n_in_layer[layer]; i++) {
        int at = work->layers[layer][i];
        o->middle[at] = middle_of(work, at, down);
        if (isnan(o->middle[at])) /* not joined on that side: it stays where it is */
            o->middle[at] = share_of(work, at, 0);
    }
    for (int i = 0; i < work->n_in_layer[layer]; i++) {
        int at = work->layers[layer][i], box = work->vertices[at].beside;
        if (box >= 0) /* the end of an upward arrow stays near its box */
            o->middle[at] =
                (o->middle[at] + 3 * o->middle[box]) / 4 + 1e-3 * (o->middle[at] < o->middle[box] ? -1 : 1);
    }
}

/* by their middles; stable */
static void sort_layer(struct order *o, size_t layer)
{
    int *list = o->work->layers[layer];
    for (int i = 1; i < o->work->n_in_layer[layer]; i++) {
        int at = list[i], k = i;
        for (; k > 0 && o->middle[list[k - 1]] > o->middle[at]; k--)
            list[k] = list[k - 1];
        list[k] = at;
    }
    for (int i = 0; i < o->work->n_in_layer[layer]; i++)
        o->work->vertices[list[i]].place = i;
}

static void sweep(struct order *o, bool down)
{
    size_t n = o->work->n_layers;
    for (size_t i = 0; i < n; i++) {
        size_t layer = down ? i : n - 1 - i;
        find_middles(o, layer, down);
        sort_layer(o, layer);
    }
    for (int i = 0; i < SWAPS; i++) {
        bool any = false;
        for (size_t l = 0; l < n; l++)
            any = swap_neighbours(o->work, l) || any;
        if (!any)
            break;
    }
}

static void keep(struct order *o)
{
    for (size_t v = 0; v < o->work->n_vertices; v++)
        o->best[v] = o->work->vertices[v].place;
}

static void put_back(struct order *o)
{
    for (size_t v = 0; v < o->work->n_vertices; v++) {
        struct truce_layout_vertex *vertex = &o->work->vertices[v];
        vertex->place = o->best[v];
        o->work->layers[vertex->layer][vertex->place] = (int)v;
    }
}

enum truce_status truce_layout_order(struct truce_layout_work *work, struct truce_err *err)
{
    struct order o = {.work = work};
    enum truce_status status = first_order(work, err);
    if (status == TRUCE_OK)
        status = truce_layout_alloc(work, work->n_vertices, sizeof(double), &o.middle, err);
    if (status == TRUCE_OK)
        status = truce_layout_alloc(work, work->n_vertices, sizeof(int), &o.best, err);
    if (status == TRUCE_OK)
        status = truce_layout_alloc(work, work->n_pieces, sizeof(int), &o.pieces, err);
    if (status != TRUCE_OK)
        return status;
    size_t least = cost_of(&o);
    keep(&o);
    for (int i = 0; i < SWEEPS && least > 0; i++) {
        sweep(&o, i % 2 == 0);
        size_t cost = cost_of(&o);
        if (cost < least) {
            least = cost;
            keep(&o);
        }
    }
    put_back(&o);
    work->layout->n_crossings = count_crossings(&o);
    return TRUCE_OK;
}
