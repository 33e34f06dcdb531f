/*
 * Layered layout: circles are opened, boxes get layers, arrows get bends.
 *
 * One idea: a graph in which every arrow joins neighbouring layers is easy, so everything is made one.  Arrows that close a circle are
 * turned for that, those that yield first; an arrow that passes layers gets a bend in each, which holds its lane free.
 *
 * Invariants: order of boxes and arrows decides every tie; nothing depends on addresses.
 */
#include "report/graph_layout.h"

#include <string.h>

#include "report/graph_layout_work.h"

enum truce_status truce_layout_alloc(struct truce_layout_work *work, size_t n, size_t item, void *out,
                                     struct truce_err *err)
{
    void *room = NULL;
    enum truce_status status = truce_arena_alloc(work->arena, n * item + 1, &room, err);
    if (status == TRUCE_OK)
        memcpy(out, &room, sizeof room);
    return status;
}

/* ---- circles ---- */

/* The arrows of each box, in their order. */
struct arrows_of {
    int *first; /* n + 1 */
    int *arrows;
};

static enum truce_status list_arrows(struct truce_layout_work *work, struct arrows_of *out,
                                     struct truce_err *err)
{
    const struct truce_layout *layout = work->layout;
    enum truce_status status = truce_layout_alloc(work, layout->n_boxes + 2, sizeof(int), &out->first, err);
    if (status == TRUCE_OK)
        status = truce_layout_alloc(work, layout->n_arrows, sizeof(int), &out->arrows, err);
    if (status != TRUCE_OK)
        return status;
    for (size_t a = 0; a < layout->n_arrows; a++)
        out->first[layout->arrows[a].from + 2]++;
    for (size_t b = 0; b < layout->n_boxes; b++)
        out->first[b + 2] += out->first[b + 1];
    for (size_t a = 0; a < layout->n_arrows; a++)
        out->arrows[out->first[layout->arrows[a].from + 1]++] = (int)a;
    return TRUCE_OK;
}

struct walk {
    const struct arrows_of *of;
    struct truce_layout_arrow *arrows;
    char *state;     /* one a box: 0 not seen, 1 on the way, 2 done */
    int *stack, *at; /* the way, and the next arrow of each box on it */
};

/* depth first; an arrow back onto the way is turned */
static void walk_from(struct walk *w, int start)
{
    size_t n = 0;
    w->stack[n] = start;
    w->at[n++] = w->of->first[start];
    w->state[start] = 1;
    while (n > 0) {
        int box = w->stack[n - 1];
        if (w->at[n - 1] == w->of->first[box + 1]) {
            w->state[box] = 2;
            n--;
            continue;
        }
        struct truce_layout_arrow *arrow = &w->arrows[w->of->arrows[w->at[n - 1]++]];
        if (arrow->upward)
            continue;
        if (w->state[arrow->to] == 1)
            arrow->upward = true;
        else if (w->state[arrow->to] == 0) {
            w->stack[n] = arrow->to;
            w->at[n++] = w->of->first[arrow->to];
            w->state[arrow->to] = 1;
        }
    }
}

/* Is there a way down from one box to another along arrows that were not turned?  state is used and cleared. */
static bool leads_to(struct walk *w, size_t n_boxes, int from, int to)
{
    size_t n = 0;
    memset(w->state, 0, n_boxes);
    w->stack[n++] = from;
    w->state[from] = 1;
    while (n > 0) {
        int box = w->stack[--n];
        if (box == to)
            return true;
        for (int k = w->of->first[box]; k < w->of->first[box + 1]; k++) {
            const struct truce_layout_arrow *arrow = &w->arrows[w->of->arrows[k]];
            if (!arrow->upward && w->state[arrow->to] == 0) {
                w->state[arrow->to] = 1;
                w->stack[n++] = arrow->to;
            }
        }
    }
    return false;
}

static enum truce_status open_circles(struct truce_layout_work *work, const struct arrows_of *of,
                                      struct truce_err *err)
{
    struct truce_layout *layout = work->layout;
    struct walk w = {.of = of, .arrows = layout->arrows};
    enum truce_status status = truce_layout_alloc(work, layout->n_boxes, 1, &w.state, err);
    if (status == TRUCE_OK)
        status = truce_layout_alloc(work, layout->n_boxes, sizeof(int), &w.stack, err);
    if (status == TRUCE_OK)
        status = truce_layout_alloc(work, layout->n_boxes, sizeof(int), &w.at, err);
    if (status != TRUCE_OK)
        return status;
    for (size_t a = 0; a < layout->n_arrows; a++)
        layout->arrows[a].upward = layout->arrows[a].from == layout->arrows[a].to || layout->arrows[a].yields;
    for (size_t b = 0; b < layout->n_boxes; b++)
        if (w.state[b] == 0)
            walk_from(&w, (int)b);
    /* what yields goes down where that closes no circle */
    for (size_t a = 0; a < layout->n_arrows; a++) {
        struct truce_layout_arrow *arrow = &layout->arrows[a];
        if (arrow->yields && arrow->from != arrow->to)
            arrow->upward = leads_to(&w, layout->n_boxes, arrow->to, arrow->from);
    }
    return TRUCE_OK;
}

/* ---- layers ---- */

static int upper_of(const struct truce_layout_arrow *arrow)
{
    return arrow->upward ? arrow->to : arrow->from;
}

static int lower_of(const struct truce_layout_arrow *arrow)
{
    return arrow->upward ? arrow->from : arrow->to;
}

/* A box that has more arrows below than above is moved down as far as they let it: shorter arrows in all. */
static void shorten(struct truce_layout *layout, int *order)
{
    for (size_t i = layout->n_boxes; i > 0; i--) {
        int box = order[i - 1], below = 0, above = 0, lowest = INT32_MAX;
        for (size_t a = 0; a < layout->n_arrows; a++) {
            const struct truce_layout_arrow *arrow = &layout->arrows[a];
            if (arrow->from == arrow->to)
                continue;
            above += lower_of(arrow) == box;
            if (upper_of(arrow) != box)
                continue;
            below++;
            int layer = layout->boxes[lower_of(arrow)].layer - 1;
            lowest = layer < lowest ? layer : lowest;
        }
        if (below > above)
            layout->boxes[box].layer = lowest;
    }
}

/* below a box that has its layer: each box one lower; those for which nothing more is to come are next */
static void pass_below(struct truce_layout *layout, int box, int *waits, int *order, size_t *n)
{
    for (size_t a = 0; a < layout->n_arrows; a++) {
        const struct truce_layout_arrow *arrow = &layout->arrows[a];
        if (arrow->from == arrow->to || upper_of(arrow) != box)
            continue;
        int lower = lower_of(arrow), layer = layout->boxes[box].layer + 1;
        if (layer > layout->boxes[lower].layer)
            layout->boxes[lower].layer = layer;
        if (--waits[lower] == 0)
            order[(*n)++] = lower;
    }
}

static void begin_at_zero(struct truce_layout_work *work)
{
    struct truce_layout *layout = work->layout;
    int least = INT32_MAX, most = 0;
    for (size_t b = 0; b < layout->n_boxes; b++)
        least = layout->boxes[b].layer < least ? layout->boxes[b].layer : least;
    for (size_t b = 0; b < layout->n_boxes; b++) {
        layout->boxes[b].layer -= least;
        most = layout->boxes[b].layer > most ? layout->boxes[b].layer : most;
    }
    layout->n_layers = work->n_layers = (size_t)most + 1;
}

/* Longest path from the top, boxes taken when all above them are done. */
static enum truce_status find_layers(struct truce_layout_work *work, struct truce_err *err)
{
    struct truce_layout *layout = work->layout;
    int *waits = NULL, *order = NULL;
    size_t n = 0;
    enum truce_status status = truce_layout_alloc(work, layout->n_boxes, sizeof(int), &waits, err);
    if (status == TRUCE_OK)
        status = truce_layout_alloc(work, layout->n_boxes, sizeof(int), &order, err);
    if (status != TRUCE_OK)
        return status;
    for (size_t a = 0; a < layout->n_arrows; a++)
        if (layout->arrows[a].from != layout->arrows[a].to)
            waits[lower_of(&layout->arrows[a])]++;
    for (size_t b = 0; b < layout->n_boxes; b++) {
        layout->boxes[b].layer = 0;
        if (waits[b] == 0)
            order[n++] = (int)b;
    }
    for (size_t i = 0; i < n; i++)
        pass_below(layout, order[i], waits, order, &n);
    shorten(layout, order);
    begin_at_zero(work);
    return TRUCE_OK;
}

/* ---- bends and pieces ---- */

/* Layers in which an arrow bends: those between, and for one that goes up also those of its ends. */
static void bends_of(const struct truce_layout *layout, const struct truce_layout_arrow *arrow, int *from,
                     int *to)
{
    int inside = arrow->upward ? 0 : 1;
    *from = layout->boxes[upper_of(arrow)].layer + inside;
    *to = layout->boxes[lower_of(arrow)].layer + 1 - inside;
}

static enum truce_status make_vertices(struct truce_layout_work *work, struct truce_err *err)
{
    struct truce_layout *layout = work->layout;
    size_t n = layout->n_boxes;
    int from, to;

    for (size_t a = 0; a < layout->n_arrows; a++) {
        bends_of(layout, &layout->arrows[a], &from, &to);
        n += to > from ? (size_t)(to - from) : 0;
    }
    enum truce_status status = truce_layout_alloc(work, n, sizeof *work->vertices, &work->vertices, err);
    if (status == TRUCE_OK)
        status = truce_layout_alloc(work, layout->n_arrows, sizeof(int), &work->first_bend, err);
    if (status == TRUCE_OK)
        status = truce_layout_alloc(work, layout->n_arrows, sizeof(int), &work->n_bends, err);
    if (status != TRUCE_OK)
        return status;
    for (size_t b = 0; b < layout->n_boxes; b++)
        work->vertices[b] = (struct truce_layout_vertex){
            .layer = layout->boxes[b].layer, .width = layout->boxes[b].width, .beside = -1};
    work->n_vertices = layout->n_boxes;
    for (size_t a = 0; a < layout->n_arrows; a++) {
        const struct truce_layout_arrow *arrow = &layout->arrows[a];
        bends_of(layout, arrow, &from, &to);
        work->first_bend[a] = to > from ? (int)work->n_vertices : -1;
        work->n_bends[a] = to > from ? to - from : 0;
        for (int layer = from; layer < to; layer++) {
            struct truce_layout_vertex *bend = &work->vertices[work->n_vertices++];
            *bend = (struct truce_layout_vertex){.layer = layer, .width = layout->lane, .beside = -1};
            if (arrow->upward && layer == from)
                bend->beside = arrow->to;
            else if (arrow->upward && layer == to - 1)
                bend->beside = arrow->from;
        }
    }
    return TRUCE_OK;
}

static void add_piece(struct truce_layout_work *work, int upper, int lower, double from)
{
    int bends = (upper >= (int)work->layout->n_boxes) + (lower >= (int)work->layout->n_boxes);
    double weight = bends == 2 ? 8 : bends == 1 ? 2 : 1;
    work->pieces[work->n_pieces++] = (struct truce_layout_piece){upper, lower, from, 0, weight};
}

static void sort_pieces(struct truce_layout_work *work)
{
    struct truce_layout_vertex *v = work->vertices;
    int up = 0, down = 0;

    for (size_t p = 0; p < work->n_pieces; p++) {
        v[work->pieces[p].upper].n_down++;
        v[work->pieces[p].lower].n_up++;
    }
    for (size_t i = 0; i < work->n_vertices; i++) {
        v[i].first_up = up;
        v[i].first_down = down;
        up += v[i].n_up;
        down += v[i].n_down;
        v[i].n_up = v[i].n_down = 0;
    }
    for (size_t p = 0; p < work->n_pieces; p++) {
        struct truce_layout_vertex *upper = &v[work->pieces[p].upper], *lower = &v[work->pieces[p].lower];
        work->by_upper[upper->first_down + upper->n_down++] = (int)p;
        work->by_lower[lower->first_up + lower->n_up++] = (int)p;
    }
}

static enum truce_status make_pieces(struct truce_layout_work *work, struct truce_err *err)
{
    const struct truce_layout *layout = work->layout;
    size_t most = work->n_vertices + layout->n_arrows;
    enum truce_status status = truce_layout_alloc(work, most, sizeof *work->pieces, &work->pieces, err);
    if (status == TRUCE_OK)
        status = truce_layout_alloc(work, most, sizeof(int), &work->by_upper, err);
    if (status == TRUCE_OK)
        status = truce_layout_alloc(work, most, sizeof(int), &work->by_lower, err);
    if (status != TRUCE_OK)
        return status;
    for (size_t a = 0; a < layout->n_arrows; a++) {
        const struct truce_layout_arrow *arrow = &layout->arrows[a];
        int bend = work->first_bend[a], n = work->n_bends[a];
        double port = arrow->port - layout->boxes[arrow->from].width / 2.0;
        if (!arrow->upward && n == 0)
            add_piece(work, arrow->from, arrow->to, port);
        if (!arrow->upward && n > 0)
            add_piece(work, arrow->from, bend, port);
        for (int i = 0; i + 1 < n; i++)
            add_piece(work, bend + i, bend + i + 1, 0);
        if (!arrow->upward && n > 0)
            add_piece(work, bend + n - 1, arrow->to, 0);
    }
    sort_pieces(work);
    return TRUCE_OK;
}

enum truce_status truce_layout_run(struct truce_layout *layout, struct truce_arena *arena,
                                   struct truce_err *err)
{
    struct truce_layout_work work = {.layout = layout, .arena = arena};
    struct arrows_of of = {NULL, NULL};

    layout->width = layout->height = 0;
    layout->n_layers = layout->n_crossings = 0;
    if (layout->n_boxes == 0)
        return TRUCE_OK;
    enum truce_status status = list_arrows(&work, &of, err);
    if (status == TRUCE_OK)
        status = open_circles(&work, &of, err);
    if (status == TRUCE_OK)
        status = find_layers(&work, err);
    if (status == TRUCE_OK)
        status = make_vertices(&work, err);
    if (status == TRUCE_OK)
        status = make_pieces(&work, err);
    if (status == TRUCE_OK)
        status = truce_layout_order(&work, err);
    if (status == TRUCE_OK)
        status = truce_layout_place(&work, err);
    return status == TRUCE_OK ? truce_layout_paths(&work, err) : status;
}
