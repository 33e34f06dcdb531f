/*
 * Cards and links, drawn.
 *
 * One idea: the arrow of a clause leaves from the clause's cell, so that no word ever stands on a line; the order of the cells follows where their
 * arrows go.
 *
 * Colours are those of the other pictures (Okabe and Ito).  Outside of the text: dashed.  Root causes: thick, with a number.
 */
#include <math.h>
#include <string.h>

#include "report/gate_graph_draw.h"

const struct truce_gate_look truce_gate_look_page = {11.0, 226.0, 22.0, 38.0, true};
const struct truce_gate_look truce_gate_look_brief = {10.7, 128.0, 12.0, 25.0, false};

static const double around = 9.0; /* frames and discs reach so far beyond the cards */

void *truce_drawing_take(struct truce_gate_drawing *d, size_t n, size_t item)
{
    void *out = NULL;
    if (truce_arena_alloc(&d->scene->arena, n * item + 1, &out, NULL) != TRUCE_OK)
        d->scene->failed = true;
    return out;
}

struct truce_colour truce_gate_root_colour(int number)
{
    const struct truce_colour colours[] = {truce_vermillion, truce_blue, truce_purple, truce_green,
                                           truce_orange};
    return colours[(number - 1) % 5];
}

/* the lowest number of a mask; 0: none */
int truce_drawing_root(uint64_t roots)
{
    for (int i = 1; i < 64; i++)
        if ((roots >> i & 1) != 0)
            return i;
    return 0;
}

/* ---- cells ---- */

/* spreads the cells of each card over its width, in the order of d->order */
static void place_cells(struct truce_gate_drawing *d)
{
    for (size_t i = 0; i < d->graph->n_links;) {
        int card = d->graph->links[d->order[i]].from;
        const struct truce_face *face = &d->faces[card];
        double sum = 0, x = 0;
        size_t end = i;
        for (; end < d->graph->n_links && d->graph->links[d->order[end]].from == card; end++)
            sum += face->cells > 0 ? d->width[d->order[end]] : 22.0;
        double more = (face->width - sum) / (double)(end - i);
        for (; i < end; i++) {
            double width = (face->cells > 0 ? d->width[d->order[i]] : 22.0) + more;
            d->cell[d->order[i]] = x;
            d->layout.arrows[d->arrow_of[d->order[i]]].port = x + width / 2.0;
            x += width;
        }
    }
}

/* where a link goes first, seen from its card */
static double heads_for(const struct truce_gate_drawing *d, size_t link)
{
    const struct truce_layout_arrow *arrow = &d->layout.arrows[d->arrow_of[link]];
    for (size_t i = 3; i < arrow->n_path; i += 3) /* past the piece straight down */
        if (arrow->path[i].x != arrow->path[0].x)
            return arrow->path[i].x;
    return arrow->path[arrow->n_path - 1].x;
}

static bool comes_before(const struct truce_gate_drawing *d, size_t a, size_t b)
{
    if (d->graph->links[a].from != d->graph->links[b].from)
        return d->graph->links[a].from < d->graph->links[b].from;
    return d->layout.arrows[0].path != NULL && heads_for(d, a) < heads_for(d, b);
}

static void sort_cells(struct truce_gate_drawing *d)
{
    for (size_t i = 1; i < d->graph->n_links; i++) {
        size_t link = d->order[i], k = i;
        for (; k > 0 && comes_before(d, link, d->order[k - 1]); k--)
            d->order[k] = d->order[k - 1];
        d->order[k] = link;
    }
}

/* ---- layout ---- */

static void make_boxes(struct truce_gate_drawing *d)
{
    const struct truce_gate_graph *graph = d->graph;
    for (size_t c = 0; c < graph->n_cards; c++)
        d->box_of[c] = -1;
    for (size_t k = 0; k < graph->n_links; k++)
        d->box_of[graph->links[k].from] = d->box_of[graph->links[k].to] = 0;
    for (size_t c = 0; c < graph->n_cards; c++) {
        truce_card_measure(d, (int)c);
        if (d->box_of[c] < 0)
            continue;
        d->box_of[c] = (int)d->layout.n_boxes;
        d->card_at[d->layout.n_boxes] = (int)c;
        d->layout.boxes[d->layout.n_boxes++] =
            (struct truce_layout_box){.width = d->faces[c].width, .height = d->faces[c].height};
    }
    for (size_t k = 0; k < graph->n_links; k++) {
        d->order[k] = k;
        d->arrow_of[k] = (int)k;
        d->layout.arrows[k] = (struct truce_layout_arrow){.from = d->box_of[graph->links[k].from],
                                                          .to = d->box_of[graph->links[k].to],
                                                          .yields = graph->cards[graph->links[k].from].kind ==
                                                                    TRUCE_CARD_POSITION};
    }
    d->layout.n_arrows = graph->n_links;
}

static enum truce_status lay_out(struct truce_gate_drawing *d, struct truce_err *err)
{
    enum truce_status status = TRUCE_OK;
    d->layout.gap_x = d->look->gap_x;
    d->layout.gap_y = d->look->gap_y;
    d->layout.lane = 15.0;
    make_boxes(d);
    /* the order of the cells follows where arrows go, which follows from that order: twice is enough */
    for (int i = 0; i < 3 && status == TRUCE_OK && d->graph->n_links > 0; i++) {
        sort_cells(d);
        place_cells(d);
        status = truce_layout_run(&d->layout, &d->scene->arena, err);
    }
    return status;
}

/* ---- drawing ---- */

static void draw_link(struct truce_gate_drawing *d, size_t k)
{
    const struct truce_link *link = &d->graph->links[k];
    const struct truce_layout_arrow *arrow = &d->layout.arrows[d->arrow_of[k]];
    int root = truce_drawing_root(link->roots);
    struct truce_colour colour = root > 0     ? truce_gate_root_colour(root)
                                 : link->open ? (struct truce_colour){0.66, 0.68, 0.70, 1.0}
                                              : truce_grey;
    double head = root > 0 ? 11.0 : 8.0, width = root > 0 ? 3.2 : link->open ? 0.9 : 1.2;
    struct truce_layout_point end = arrow->path[arrow->n_path - 1];
    struct truce_layout_point *path = truce_drawing_take(d, arrow->n_path, sizeof *path);

    if (d->scene->failed)
        return;
    memcpy(path, arrow->path, arrow->n_path * sizeof *path);
    path[arrow->n_path - 1].y -= head * 0.7; /* the line ends within its head */
    path[arrow->n_path - 2].y -= head * 0.7;
    truce_scene_path(d->scene, path, arrow->n_path, colour, width)->dash =
        link->outside ? TRUCE_DASH_LONG : TRUCE_DASH_NONE;
    truce_scene_arrowhead(d->scene, end.x, end.y - 0.5, end.x, end.y - 20.0, head, colour);
}

static struct truce_layout_point on_curve(const struct truce_layout_point *p, double t)
{
    double a = (1 - t) * (1 - t) * (1 - t), b = 3 * t * (1 - t) * (1 - t), c = 3 * t * t * (1 - t),
           e = t * t * t;
    return (struct truce_layout_point){a * p[0].x + b * p[1].x + c * p[2].x + e * p[3].x,
                                       a * p[0].y + b * p[1].y + c * p[2].y + e * p[3].y};
}

/* the numbers of root causes, where a link has left its card */
static void draw_numbers(struct truce_gate_drawing *d, size_t k)
{
    const struct truce_layout_arrow *arrow = &d->layout.arrows[d->arrow_of[k]];
    const struct truce_layout_box *from = &d->layout.boxes[arrow->from];
    uint64_t roots = d->graph->links[k].roots;
    size_t s = 0;
    double shift = 0;

    if (arrow->n_path > 4 && arrow->path[3].x == arrow->path[0].x &&
        arrow->path[0].y == from->y + from->height)
        s = 3; /* past the piece straight down */
    struct truce_layout_point at = on_curve(arrow->path + s, 0.45);
    for (int i = 1; i < 64; i++)
        if ((roots >> i & 1) != 0) {
            truce_gate_root_disc(d->scene, at.x + shift, at.y, i);
            shift += 15.0;
        }
}

/* cards to which and from which nothing leads, in rows below the others */
static void draw_loose(struct truce_gate_drawing *d)
{
    struct truce_pen pen = {.size_px = d->look->text_px, .colour = truce_grey};
    double width = fmax(d->layout.width, 900.0), x = 0, y = 0, low = 0;
    bool any = false;

    for (size_t c = 0; c < d->graph->n_cards; c++)
        any = any || d->box_of[c] < 0;
    if (any && d->layout.height > 0) {
        y = d->layout.height + 44.0;
        truce_scene_text(d->scene, 0, y - 10.0, &pen, "Not joined to the others:");
    }
    for (size_t c = 0; c < d->graph->n_cards; c++) {
        const struct truce_face *face = &d->faces[c];
        if (d->box_of[c] >= 0)
            continue;
        if (x > 0 && x + face->width > width) {
            x = 0;
            y = low + 16.0;
        }
        truce_card_draw(d, (int)c, x, y);
        x += face->width + d->look->gap_x;
        low = fmax(low, y + face->height);
        d->scene->width = fmax(d->scene->width, x - d->look->gap_x);
    }
    d->scene->height = fmax(d->scene->height, low);
}

static void draw_all(struct truce_gate_drawing *d)
{
    const struct truce_gate_graph *graph = d->graph;
    for (int strong = 0; strong < 2; strong++)
        for (size_t k = 0; k < graph->n_links; k++)
            if ((graph->links[k].roots != 0) == (strong == 1))
                draw_link(d, k);
    for (size_t b = 0; b < d->layout.n_boxes; b++)
        truce_card_draw(d, d->card_at[b], d->layout.boxes[b].x, d->layout.boxes[b].y);
    for (size_t k = 0; k < graph->n_links; k++)
        draw_numbers(d, k);
    d->scene->width = d->layout.width;
    d->scene->height = d->layout.height;
    draw_loose(d);
    truce_scene_move(d->scene, 0, d->scene->n, around, around);
    d->scene->width += 2 * around;
    d->scene->height += 2 * around;
}

enum truce_status truce_gate_graph_scene(const struct truce_gate_graph *graph,
                                         const struct truce_gate_look *look, struct truce_scene *scene,
                                         struct truce_err *err)
{
    struct truce_gate_drawing d = {.graph = graph, .look = look, .scene = scene};

    d.faces = truce_drawing_take(&d, graph->n_cards, sizeof *d.faces);
    d.layout.boxes = truce_drawing_take(&d, graph->n_cards, sizeof *d.layout.boxes);
    d.layout.arrows = truce_drawing_take(&d, graph->n_links, sizeof *d.layout.arrows);
    d.card_at = truce_drawing_take(&d, graph->n_cards, sizeof(int));
    d.box_of = truce_drawing_take(&d, graph->n_cards, sizeof(int));
    d.arrow_of = truce_drawing_take(&d, graph->n_links, sizeof(int));
    d.cell = truce_drawing_take(&d, graph->n_links, sizeof(double));
    d.width = truce_drawing_take(&d, graph->n_links, sizeof(double));
    d.order = truce_drawing_take(&d, graph->n_links, sizeof(size_t));
    if (scene->failed)
        return truce_scene_check(scene, err);
    enum truce_status status = lay_out(&d, err);
    if (status != TRUCE_OK)
        return status;
    if (!scene->failed)
        draw_all(&d);
    return truce_scene_check(scene, err);
}
