/*
 * Layered layout: coordinates.
 *
 * One idea: every vertex wants to stand where its arrows are straight; within a layer all come as near to that, in the sense of least squares, as
 * order and distances allow.  A few passes down and up, each layer solved exactly.  Arrows then run straight through the layers, in the room
 * that bends hold free, and bend in the gaps between layers, where no box is.
 */
#include <math.h>

#include "report/graph_layout_work.h"

enum { PASSES = 32 };

static const double edge_room = 24.0; /* arrows keep this far from the corners of a box */

/* ---- horizontally ---- */

void truce_layout_spread(const double *want, const double *weight, const double *apart, size_t n, double *x,
                         double *room)
{
    double *sum = room, *mass = room + n, *length = room + 2 * n, shift = 0;
    size_t blocks = 0;

    for (size_t i = 0; i < n; i++) {
        sum[blocks] = weight[i] * (want[i] - shift);
        mass[blocks] = weight[i];
        length[blocks++] = 1;
        while (blocks > 1 && sum[blocks - 2] / mass[blocks - 2] >= sum[blocks - 1] / mass[blocks - 1]) {
            sum[blocks - 2] += sum[blocks - 1];
            mass[blocks - 2] += mass[blocks - 1];
            length[blocks - 2] += length[blocks - 1];
            blocks--;
        }
        shift += i + 1 < n ? apart[i] : 0;
    }
    shift = 0;
    for (size_t b = 0, i = 0; b < blocks; b++)
        for (double k = 0; k < length[b]; k += 1, i++) {
            x[i] = sum[b] / mass[b] + shift;
            shift += i + 1 < n ? apart[i] : 0;
        }
}

struct placing {
    struct truce_layout_work *work;
    double *want, *weight, *apart, *x, *room;
};

static double apart_of(const struct truce_layout_work *work, int left, int right)
{
    const struct truce_layout_vertex *a = &work->vertices[left], *b = &work->vertices[right];
    int n_boxes = (int)work->layout->n_boxes;
    double gap = left < n_boxes && right < n_boxes   ? work->layout->gap_x
                 : left < n_boxes || right < n_boxes ? work->layout->lane / 2.0
                                                     : 0.0;
    return (a->width + b->width) / 2.0 + gap;
}

static void want_of(const struct truce_layout_work *work, int at, bool up, bool down, double *want,
                    double *weight)
{
    const struct truce_layout_vertex *v = &work->vertices[at];
    double sum = 0, mass = 0;
    for (int k = 0; up && k < v->n_up; k++) {
        const struct truce_layout_piece *p = &work->pieces[work->by_lower[v->first_up + k]];
        sum += p->weight * (work->vertices[p->upper].x + p->from - p->into);
        mass += p->weight;
    }
    for (int k = 0; down && k < v->n_down; k++) {
        const struct truce_layout_piece *p = &work->pieces[work->by_upper[v->first_down + k]];
        sum += p->weight * (work->vertices[p->lower].x + p->into - p->from);
        mass += p->weight;
    }
    *want = mass > 0 ? sum / mass : v->x;
    *weight = mass > 0 ? mass : 0.1;
}

static void place_layer(struct placing *p, size_t layer, bool up, bool down)
{
    struct truce_layout_work *work = p->work;
    const int *list = work->layers[layer];
    int n = work->n_in_layer[layer];
    for (int i = 0; i < n; i++) {
        want_of(work, list[i], up, down, &p->want[i], &p->weight[i]);
        if (i + 1 < n)
            p->apart[i] = apart_of(work, list[i], list[i + 1]);
    }
    truce_layout_spread(p->want, p->weight, p->apart, (size_t)n, p->x, p->room);
    for (int i = 0; i < n; i++)
        work->vertices[list[i]].x = p->x[i];
}

static void pack(struct truce_layout_work *work)
{
    for (size_t l = 0; l < work->n_layers; l++) {
        double x = 0;
        for (int i = 0; i < work->n_in_layer[l]; i++) {
            work->vertices[work->layers[l][i]].x = x;
            if (i + 1 < work->n_in_layer[l])
                x += apart_of(work, work->layers[l][i], work->layers[l][i + 1]);
        }
        for (int i = 0; i < work->n_in_layer[l]; i++)
            work->vertices[work->layers[l][i]].x -= x / 2.0;
    }
}

/* how far a vertex can go to one side before it comes too near to its neighbour there */
static double room_beside(const struct truce_layout_work *work, int at, int step)
{
    const struct truce_layout_vertex *v = &work->vertices[at];
    int place = v->place + step;
    if (place < 0 || place >= work->n_in_layer[v->layer])
        return INFINITY;
    int other = work->layers[v->layer][place];
    double apart = step > 0 ? apart_of(work, at, other) : apart_of(work, other, at);
    return fmax(0, fabs(work->vertices[other].x - v->x) - apart);
}

/* The lane of an upward arrow is held by nothing: it is drawn as near to the boxes of its ends as its neighbours allow. */
static void draw_near(struct truce_layout_work *work, size_t a)
{
    const struct truce_layout_arrow *arrow = &work->layout->arrows[a];
    int bend = work->first_bend[a], n = work->n_bends[a];
    double want = 0, room = INFINITY;

    for (int i = 0; i < n; i++)
        want -= work->vertices[bend + i].x / n;
    want += (work->vertices[arrow->from].x + work->vertices[arrow->to].x) / 2.0;
    for (int i = 0; i < n; i++)
        room = fmin(room, room_beside(work, bend + i, want > 0 ? 1 : -1));
    double by = want > 0 ? fmin(want, room) : -fmin(-want, room);
    for (int i = 0; i < n; i++)
        work->vertices[bend + i].x += by;
}

enum truce_status truce_layout_place(struct truce_layout_work *work, struct truce_err *err)
{
    struct placing p = {.work = work};
    size_t n = work->n_vertices;
    double left = INFINITY, right = -INFINITY;
    enum truce_status status = truce_layout_alloc(work, n, sizeof(double), &p.want, err);
    if (status == TRUCE_OK)
        status = truce_layout_alloc(work, n, sizeof(double), &p.weight, err);
    if (status == TRUCE_OK)
        status = truce_layout_alloc(work, n, sizeof(double), &p.apart, err);
    if (status == TRUCE_OK)
        status = truce_layout_alloc(work, n, sizeof(double), &p.x, err);
    if (status == TRUCE_OK)
        status = truce_layout_alloc(work, 3 * n, sizeof(double), &p.room, err);
    if (status != TRUCE_OK)
        return status;
    pack(work);
    for (int pass = 0; pass < PASSES; pass++) {
        bool both = pass >= PASSES / 2;
        for (size_t i = 0; i < work->n_layers; i++)
            place_layer(&p, pass % 2 == 0 ? i : work->n_layers - 1 - i, both || pass % 2 == 0,
                        both || pass % 2 == 1);
    }
    for (int round = 0; round < 2; round++)
        for (size_t a = 0; a < work->layout->n_arrows; a++)
            if (work->layout->arrows[a].upward)
                draw_near(work, a);
    for (size_t v = 0; v < n; v++) {
        left = fmin(left, work->vertices[v].x - work->vertices[v].width / 2.0);
        right = fmax(right, work->vertices[v].x + work->vertices[v].width / 2.0);
    }
    for (size_t v = 0; v < n; v++)
        work->vertices[v].x -= left;
    work->layout->width = right - left;
    for (size_t b = 0; b < work->layout->n_boxes; b++)
        work->layout->boxes[b].x = work->vertices[b].x - work->vertices[b].width / 2.0;
    return TRUCE_OK;
}

/* ---- vertically, and the paths ---- */

struct paths {
    struct truce_layout_work *work;
    double *top, *bottom; /* one a layer */
    double *entry;        /* one an arrow: x at which it comes in */
};

/* The gap above a layer grows with how far arrows go sideways in it; gap 0 is above all, the last below all. */
static void widen(double *gap, const struct truce_layout_work *work, double sideways)
{
    *gap = fmax(*gap, work->layout->gap_y * (1.0 + fmin(1.2, fabs(sideways) / (12.0 * work->layout->gap_y))));
}

static enum truce_status find_tops(struct paths *p, struct truce_err *err)
{
    struct truce_layout_work *work = p->work;
    struct truce_layout *layout = work->layout;
    double *gap = NULL, *height = NULL, y = 0;
    enum truce_status status = truce_layout_alloc(work, work->n_layers + 1, sizeof(double), &gap, err);
    if (status == TRUCE_OK)
        status = truce_layout_alloc(work, work->n_layers, sizeof(double), &height, err);
    if (status != TRUCE_OK)
        return status;
    for (size_t b = 0; b < layout->n_boxes; b++)
        height[layout->boxes[b].layer] = fmax(height[layout->boxes[b].layer], layout->boxes[b].height);
    for (size_t l = 1; l < work->n_layers; l++)
        gap[l] = layout->gap_y;
    for (size_t i = 0; i < work->n_pieces; i++) {
        const struct truce_layout_piece *piece = &work->pieces[i];
        widen(&gap[work->vertices[piece->lower].layer], work,
              work->vertices[piece->upper].x + piece->from - work->vertices[piece->lower].x);
    }
    for (size_t a = 0; a < layout->n_arrows; a++)
        if (layout->arrows[a].upward) {
            widen(&gap[layout->boxes[layout->arrows[a].to].layer], work, 0);
            widen(&gap[layout->boxes[layout->arrows[a].from].layer + 1], work, 0);
        }
    for (size_t l = 0; l < work->n_layers; l++) {
        y += gap[l];
        p->top[l] = y;
        y += height[l];
        p->bottom[l] = y;
    }
    layout->height = y + gap[work->n_layers];
    for (size_t b = 0; b < layout->n_boxes; b++)
        layout->boxes[b].y = p->top[layout->boxes[b].layer];
    return TRUCE_OK;
}

/* where the last piece of an arrow comes from */
static double comes_from(const struct truce_layout_work *work, size_t a)
{
    const struct truce_layout_arrow *arrow = &work->layout->arrows[a];
    int n = work->n_bends[a];
    if (n == 0)
        return work->layout->boxes[arrow->from].x + arrow->port;
    return work->vertices[work->first_bend[a] + (arrow->upward ? 0 : n - 1)].x;
}

struct arrivals {
    size_t *arrows;
    double *want, *weight, *apart, *x, *room;
};

/* The arrows that come into one box, side by side along its upper edge in the order in which they come. */
static void find_entries(struct paths *p, struct arrivals *in, int box)
{
    const struct truce_layout *layout = p->work->layout;
    const struct truce_layout_box *b = &layout->boxes[box];
    double room = fmin(edge_room, b->width / 4.0), left = b->x + room, right = b->x + b->width - room;
    size_t n = 0;

    for (size_t a = 0; a < layout->n_arrows; a++) {
        if (layout->arrows[a].to != box)
            continue;
        double x = comes_from(p->work, a);
        size_t k = n++;
        for (; k > 0 && comes_from(p->work, in->arrows[k - 1]) > x; k--)
            in->arrows[k] = in->arrows[k - 1];
        in->arrows[k] = a;
    }
    double apart = n > 1 ? fmin(layout->lane, (right - left) / (double)(n - 1)) : 0;
    for (size_t i = 0; i < n; i++) {
        in->want[i] = fmin(fmax(comes_from(p->work, in->arrows[i]), left + apart * (double)i),
                           right - apart * (double)(n - 1 - i));
        in->weight[i] = 1;
        in->apart[i] = apart;
    }
    truce_layout_spread(in->want, in->weight, in->apart, n, in->x, in->room);
    for (size_t i = 0; i < n; i++)
        p->entry[in->arrows[i]] = in->x[i];
}

struct pen {
    struct truce_layout_point *at;
    size_t n;
};

static void segment(struct pen *pen, double x1, double y1, double x2, double y2, double x3, double y3)
{
    pen->at[pen->n++] = (struct truce_layout_point){x1, y1};
    pen->at[pen->n++] = (struct truce_layout_point){x2, y2};
    pen->at[pen->n++] = (struct truce_layout_point){x3, y3};
}

static struct truce_layout_point last(const struct pen *pen)
{
    return pen->at[pen->n - 1];
}

static void straight(struct pen *pen, double y)
{
    struct truce_layout_point from = last(pen);
    if (from.y != y)
        segment(pen, from.x, from.y + (y - from.y) / 3.0, from.x, from.y + (y - from.y) * 2.0 / 3.0, from.x,
                y);
}

/* across a gap, leaving and coming in upright */
static void across(struct pen *pen, double x, double y)
{
    struct truce_layout_point from = last(pen);
    double bow = (y - from.y) * 0.5;
    segment(pen, from.x, from.y + bow, x, y - bow, x, y);
}

/* round a corner and back: into the gap by `reach` (negative: above), and out of it again at x */
static void turn(struct pen *pen, double x, double reach)
{
    struct truce_layout_point from = last(pen);
    segment(pen, from.x, from.y + reach, x, from.y + reach, x, from.y);
}

static void draw(struct paths *p, size_t a, struct pen *pen)
{
    const struct truce_layout_work *work = p->work;
    const struct truce_layout_arrow *arrow = &work->layout->arrows[a];
    const struct truce_layout_box *from = &work->layout->boxes[arrow->from],
                                  *to = &work->layout->boxes[arrow->to];
    int bend = work->first_bend[a], n = work->n_bends[a];
    double reach = work->layout->gap_y * 0.9;

    pen->at[pen->n++] = (struct truce_layout_point){from->x + arrow->port, from->y + from->height};
    straight(pen, p->bottom[from->layer]);
    if (!arrow->upward) {
        for (int i = 0; i < n; i++) {
            across(pen, work->vertices[bend + i].x, p->top[from->layer + 1 + i]);
            straight(pen, p->bottom[from->layer + 1 + i]);
        }
        across(pen, p->entry[a], to->y);
        return;
    }
    turn(pen, work->vertices[bend + n - 1].x, reach);
    for (int i = n - 1; i >= 0; i--) {
        straight(pen, p->top[to->layer + i]);
        if (i > 0)
            across(pen, work->vertices[bend + i - 1].x, p->bottom[to->layer + i - 1]);
    }
    turn(pen, p->entry[a], -reach);
}

static enum truce_status draw_all(struct paths *p, struct truce_err *err)
{
    struct truce_layout *layout = p->work->layout;
    enum truce_status status = TRUCE_OK;
    for (size_t a = 0; status == TRUCE_OK && a < layout->n_arrows; a++) {
        struct pen pen = {NULL, 0};
        size_t most = 1 + 3 * (2 * (size_t)p->work->n_bends[a] + 4);
        status = truce_layout_alloc(p->work, most, sizeof *pen.at, &pen.at, err);
        if (status != TRUCE_OK)
            break;
        draw(p, a, &pen);
        layout->arrows[a].path = pen.at;
        layout->arrows[a].n_path = pen.n;
    }
    return status;
}

enum truce_status truce_layout_paths(struct truce_layout_work *work, struct truce_err *err)
{
    struct paths p = {.work = work};
    struct arrivals in;
    size_t n = work->layout->n_arrows;
    enum truce_status status = truce_layout_alloc(work, work->n_layers, sizeof(double), &p.top, err);
    if (status == TRUCE_OK)
        status = truce_layout_alloc(work, work->n_layers, sizeof(double), &p.bottom, err);
    if (status == TRUCE_OK)
        status = truce_layout_alloc(work, n, sizeof(double), &p.entry, err);
    if (status == TRUCE_OK)
        status = truce_layout_alloc(work, n, sizeof(size_t), &in.arrows, err);
    if (status == TRUCE_OK)
        status = truce_layout_alloc(work, n, sizeof(double), &in.want, err);
    if (status == TRUCE_OK)
        status = truce_layout_alloc(work, n, sizeof(double), &in.weight, err);
    if (status == TRUCE_OK)
        status = truce_layout_alloc(work, n, sizeof(double), &in.apart, err);
    if (status == TRUCE_OK)
        status = truce_layout_alloc(work, n, sizeof(double), &in.x, err);
    if (status == TRUCE_OK)
        status = truce_layout_alloc(work, 3 * n, sizeof(double), &in.room, err);
    if (status == TRUCE_OK)
        status = find_tops(&p, err);
    if (status != TRUCE_OK)
        return status;
    for (size_t b = 0; b < work->layout->n_boxes; b++)
        find_entries(&p, &in, (int)b);
    return draw_all(&p, err);
}
