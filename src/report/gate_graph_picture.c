/*
 * Cards and links, drawn.
 *
 * One idea: every card says in words what its colours say, so that it reads in grey and aloud; clauses are cells along the lower edge of a card, and
 * the arrow of a clause leaves from its cell, so that no word ever stands on a line.
 *
 * Colours are those of the other pictures (Okabe and Ito).  Outside of the text: dashed.  Root causes: thick, with a number.
 */
#include "report/gate_graph_picture.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "report/graph_layout.h"

const struct truce_gate_look truce_gate_look_page = {11.0, 226.0, 22.0, 38.0, true};
const struct truce_gate_look truce_gate_look_brief = {10.7, 128.0, 12.0, 25.0, false};

enum line_role { TITLE, PLACE, STATUS, QUIET, FACT, BAR };

struct face_line {
    enum line_role role;
    bool first; /* of its paragraph: with its sign */
    bool strong;
    const char *text;
};

/* What of a card is drawn. */
struct face {
    const struct truce_card *card;
    struct face_line *lines;
    size_t n;
    size_t n_links;
    double cells; /* height of the row of clauses; 0: none */
    double width, height;
};

struct drawing {
    const struct truce_gate_graph *graph;
    const struct truce_gate_look *look;
    struct truce_scene *scene;
    struct truce_layout layout;
    struct face *faces;
    int *card_at;         /* box -> card */
    int *box_of;          /* card -> box; -1: no link, it stands below */
    int *arrow_of;        /* link -> arrow */
    double *cell, *width; /* one a link: left of its cell, and how wide it is */
    size_t *order;        /* links, by card and from the left */
    double top;           /* below the graph: where the cards without links begin */
};

static const double pad = 8.0;
static const double sign = 14.0; /* room for the sign before a line */
static const double cell_pad = 14.0;
static const double around = 9.0; /* frames and discs reach so far beyond the cards */

static void *take(struct drawing *d, size_t n, size_t item)
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
static int first_root(uint64_t roots)
{
    for (int i = 1; i < 64; i++)
        if ((roots >> i & 1) != 0)
            return i;
    return 0;
}

/* ---- what a card says ---- */

static struct truce_pen pen_of(const struct drawing *d, enum line_role role)
{
    struct truce_pen pen = {.size_px = d->look->text_px, .colour = truce_ink};
    if (role == TITLE) {
        pen.size_px += 2.0;
        pen.bold = true;
    }
    if (role == PLACE || role == QUIET)
        pen.colour = truce_grey;
    return pen;
}

static double line_height(const struct drawing *d, enum line_role role)
{
    return role == BAR ? 13.0 : floor(d->look->text_px * (role == TITLE ? 1.5 : 1.28) + 0.5);
}

struct putting {
    struct drawing *d;
    struct face *face;
    enum line_role role;
    bool first, strong;
};

enum { LINES_MAX = 64 };

static void put_line(void *data, const char *text)
{
    struct putting *p = data;
    const char *copy = "";
    if (p->face->n == LINES_MAX)
        return;
    if (truce_arena_copy(&p->d->scene->arena, truce_text_view(text), &copy, NULL) != TRUCE_OK)
        p->d->scene->failed = true;
    p->face->lines[p->face->n++] = (struct face_line){p->role, p->first, p->strong, copy};
    p->first = false;
}

static bool has_sign(enum line_role role)
{
    return role == STATUS || role == QUIET || role == FACT;
}

static void put(struct drawing *d, struct face *face, enum line_role role, bool strong, const char *text,
                size_t lines)
{
    struct putting p = {d, face, role, true, strong};
    struct truce_pen pen = pen_of(d, role);
    pen.bold = pen.bold || strong;
    if (text[0] != '\0')
        truce_scene_wrap(d->scene, &pen, text, d->look->card_px - (has_sign(role) ? sign : 0), lines,
                         put_line, &p);
}

static void put_facts(struct drawing *d, struct face *face)
{
    const struct truce_card *card = face->card;
    struct truce_buf text;

    truce_buf_init(&text);
    for (size_t i = 0; i < card->n_facts; i++) {
        const struct truce_card_fact *fact = &card->facts[i];
        truce_buf_clear(&text);
        truce_buf_printf(&text, "%s%s%s%s", fact->clause, fact->clause[0] != '\0' ? ": " : "", fact->says,
                         fact->refused     ? " (refused)"
                         : fact->contested ? " (contested)"
                                           : "");
        put(d, face, FACT, fact->refused, text.at != NULL ? text.at : "", 4);
    }
    if (card->n_hidden > 0 && d->look->dates) {
        truce_buf_clear(&text);
        truce_buf_printf(&text, "and %zu clause%s not shown", card->n_hidden, card->n_hidden == 1 ? "" : "s");
        put(d, face, PLACE, false, text.at != NULL ? text.at : "", 2);
    }
    d->scene->failed = d->scene->failed || text.failed;
    truce_buf_fini(&text);
}

static void compose(struct drawing *d, struct face *face)
{
    const struct truce_card *card = face->card;
    bool need = card->kind == TRUCE_CARD_NEED;
    bool outside = card->kind == TRUCE_CARD_POSITION || card->kind == TRUCE_CARD_VETO;

    face->lines = take(d, LINES_MAX, sizeof *face->lines);
    if (d->scene->failed)
        return;
    put(d, face, TITLE, false, card->title, 3);
    put(d, face, PLACE, false, card->place, 2);
    put(d, face, outside ? PLACE : STATUS, false, card->says, 4);
    if (need && card->required > 0) {
        struct putting bar = {d, face, BAR, true, false};
        put_line(&bar, "");
    }
    if (d->look->dates || need || card->kind == TRUCE_CARD_CLOCK)
        put(d, face, QUIET, need && card->status == TRUCE_CARD_NEVER, card->more, 3);
    put(d, face, PLACE, false, card->inputs, 2);
    put_facts(d, face);
}

static double line_width(struct drawing *d, const struct face_line *line)
{
    struct truce_pen pen = pen_of(d, line->role);
    pen.bold = pen.bold || line->strong;
    return truce_scene_measure(d->scene, &pen, line->text) + (has_sign(line->role) ? sign : 0);
}

/* ---- cells: one a link, along the lower edge ---- */

static double cells_of(struct drawing *d, struct face *face, int card)
{
    struct truce_pen pen = {.size_px = d->look->text_px, .bold = true, .colour = truce_ink};
    bool any = false;
    double sum = 0;
    for (size_t k = 0; k < d->graph->n_links; k++) {
        const struct truce_link *link = &d->graph->links[k];
        if (link->from != card)
            continue;
        any = any || link->clause[0] != '\0';
        d->width[k] = fmax(22.0, truce_scene_measure(d->scene, &pen, link->clause) + cell_pad);
        sum += d->width[k];
        face->n_links++;
    }
    face->cells = any ? floor(d->look->text_px * 1.6) : 0;
    return any ? sum : 22.0 * (double)face->n_links;
}

static void measure(struct drawing *d, int card)
{
    struct face *face = &d->faces[card];
    face->card = &d->graph->cards[card];
    compose(d, face);
    double inner = face->card->kind == TRUCE_CARD_CLAUSES ? 24.0 : 92.0, y = pad;
    for (size_t i = 0; i < face->n && !d->scene->failed; i++) {
        inner = fmax(inner, line_width(d, &face->lines[i]));
        y += line_height(d, face->lines[i].role);
    }
    double cells = cells_of(d, face, card);
    face->width = ceil(fmax(inner + 2 * pad, cells));
    face->height = y + pad - 2.0 + face->cells;
}

/* spreads the cells of each card over its width, in the order of d->order */
static void place_cells(struct drawing *d)
{
    for (size_t i = 0; i < d->graph->n_links;) {
        int card = d->graph->links[d->order[i]].from;
        const struct face *face = &d->faces[card];
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
static double heads_for(const struct drawing *d, size_t link)
{
    const struct truce_layout_arrow *arrow = &d->layout.arrows[d->arrow_of[link]];
    for (size_t i = 3; i < arrow->n_path; i += 3) /* past the piece straight down */
        if (arrow->path[i].x != arrow->path[0].x)
            return arrow->path[i].x;
    return arrow->path[arrow->n_path - 1].x;
}

static bool comes_before(const struct drawing *d, size_t a, size_t b)
{
    if (d->graph->links[a].from != d->graph->links[b].from)
        return d->graph->links[a].from < d->graph->links[b].from;
    return d->layout.arrows[0].path != NULL && heads_for(d, a) < heads_for(d, b);
}

static void sort_cells(struct drawing *d)
{
    for (size_t i = 1; i < d->graph->n_links; i++) {
        size_t link = d->order[i], k = i;
        for (; k > 0 && comes_before(d, link, d->order[k - 1]); k--)
            d->order[k] = d->order[k - 1];
        d->order[k] = link;
    }
}

/* ---- layout ---- */

static void make_boxes(struct drawing *d)
{
    const struct truce_gate_graph *graph = d->graph;
    for (size_t c = 0; c < graph->n_cards; c++)
        d->box_of[c] = -1;
    for (size_t k = 0; k < graph->n_links; k++)
        d->box_of[graph->links[k].from] = d->box_of[graph->links[k].to] = 0;
    for (size_t c = 0; c < graph->n_cards; c++) {
        measure(d, (int)c);
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

static enum truce_status lay_out(struct drawing *d, struct truce_err *err)
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

void truce_gate_status_sign(struct truce_scene *scene, double x, double y, enum truce_card_status status)
{
    struct truce_scene_item *item;
    static const double r = 4.2;

    if (status == TRUCE_CARD_NO_STATUS)
        return;
    if (status == TRUCE_CARD_NEVER) { /* a bar across a disc: no way through */
        truce_scene_circle(scene, x, y, r, truce_vermillion);
        truce_scene_box(scene, (struct truce_area_px){x - 2.8, y - 1.0, 5.6, 2.0}, truce_white);
        return;
    }
    item = truce_scene_circle(scene, x, y, r, status == TRUCE_CARD_OPEN ? truce_green : truce_white);
    item->line = status == TRUCE_CARD_OPEN ? truce_green : truce_ink;
    item->line_px = 1.3;
    if (status == TRUCE_CARD_CONTESTED) {
        static const double k = 0.5523 * 4.2;
        struct truce_layout_point half[] = {{x, y - r},     {x - k, y - r}, {x - r, y - k}, {x - r, y},
                                            {x - r, y + k}, {x - k, y + r}, {x, y + r}};
        item = truce_scene_path(scene, half, 7, truce_ink, 0);
        item->line.alpha = 0;
        item->fill = truce_ink;
        item->closed = true;
    }
    if (status == TRUCE_CARD_OPEN) {
        struct truce_layout_point tick[] = {{x - 2.1, y + 0.1}, {x - 1.6, y + 0.6}, {x - 1.1, y + 1.1},
                                            {x - 0.6, y + 1.6}, {x + 0.3, y + 0.5}, {x + 1.2, y - 0.6},
                                            {x + 2.2, y - 1.7}};
        truce_scene_path(scene, tick, 7, truce_white, 1.3);
    }
}

/* what is available and what is barred of what is required: the tick is the requirement */
static void draw_bar(struct drawing *d, const struct truce_card *card, double x, double y, double width)
{
    double most = fmax(card->required, card->available + card->barred);
    double scale = most > 0 ? width / most : 0, at = x + card->required * scale;
    struct truce_area_px all = {x, y, width, 7.0};
    struct truce_scene_item *item = truce_scene_box(d->scene, all, truce_pale);

    truce_scene_box(d->scene, (struct truce_area_px){x, y, card->available * scale, 7.0}, truce_blue);
    if (card->barred > 0) {
        item = truce_scene_box(
            d->scene, (struct truce_area_px){x + card->available * scale, y + 0.5, card->barred * scale, 6.0},
            truce_white);
        item->line = truce_vermillion;
        item->line_px = 1.0;
        item->dash = TRUCE_DASH_DOTS;
    }
    truce_scene_box(d->scene, (struct truce_area_px){fmin(at, x + width) - 1.5, y - 2.5, 2.5, 12.0},
                    truce_ink);
}

static void draw_line(struct drawing *d, const struct face *face, const struct face_line *line, double x,
                      double y)
{
    struct truce_pen pen = pen_of(d, line->role);
    double indent = has_sign(line->role) ? sign : 0, mid = y - d->look->text_px * 0.36;

    pen.bold = pen.bold || line->strong;
    if (line->strong)
        pen.colour = truce_vermillion;
    if (line->role == STATUS && line->first)
        truce_gate_status_sign(d->scene, x + 4.2, mid, face->card->status);
    if (line->role == FACT && line->first) {
        struct truce_scene_item *box =
            truce_scene_box(d->scene, (struct truce_area_px){x + 0.7, mid - 3.5, 7.0, 7.0}, truce_white);
        box->line = line->strong ? truce_vermillion : truce_ink;
        box->line_px = 1.1;
    }
    if (line->role == BAR) {
        draw_bar(d, face->card, x, y - 8.0, face->width - 2 * pad);
        return;
    }
    if (face->card->kind == TRUCE_CARD_POSITION && line->role == PLACE)
        pen.italic = true;
    truce_scene_text(d->scene, x + indent, y, &pen, line->text);
}

static void draw_cells(struct drawing *d, int card, double x, double y)
{
    const struct face *face = &d->faces[card];
    struct truce_pen pen = {.size_px = d->look->text_px, .align = TRUCE_ALIGN_CENTRE};
    double top = y + face->height - face->cells;

    if (face->cells <= 0)
        return;
    truce_scene_box(d->scene, (struct truce_area_px){x + 0.6, top, face->width - 1.2, 1.0}, truce_rule);
    for (size_t k = 0; k < d->graph->n_links; k++) {
        const struct truce_link *link = &d->graph->links[k];
        if (link->from != card)
            continue;
        int root = first_root(link->roots);
        pen.colour = root > 0 ? truce_ink : truce_grey;
        pen.bold = root > 0;
        if (d->cell[k] > 0)
            truce_scene_box(d->scene, (struct truce_area_px){x + d->cell[k], top, 1.0, face->cells - 1.0},
                            truce_rule);
        truce_scene_text(d->scene, x + d->layout.arrows[d->arrow_of[k]].port, top + face->cells * 0.68, &pen,
                         link->clause);
    }
}

static struct truce_colour fill_of(const struct truce_card *card)
{
    switch (card->status) {
    case TRUCE_CARD_OPEN:
        return (struct truce_colour){0.91, 0.97, 0.95, 1.0};
    case TRUCE_CARD_NEVER:
        return (struct truce_colour){1.0, 0.955, 0.93, 1.0};
    default:
        return truce_white;
    }
}

static void draw_frame(struct drawing *d, const struct truce_card *card, struct truce_area_px box)
{
    bool outside = card->kind == TRUCE_CARD_POSITION || card->kind == TRUCE_CARD_VETO;
    struct truce_scene_item *item = truce_scene_box(d->scene, box, fill_of(card));
    int root = first_root(card->roots);

    item->radius = card->kind == TRUCE_CARD_CLOCK ? 15.0 : card->kind == TRUCE_CARD_NEED ? 0.0 : 4.0;
    item->line = root > 0                          ? truce_gate_root_colour(root)
                 : card->status == TRUCE_CARD_OPEN ? truce_green
                                                   : truce_grey;
    item->line_px = root > 0 ? 2.2 : 1.2;
    item->dash = outside ? TRUCE_DASH_LONG : TRUCE_DASH_NONE;
    if (card->status == TRUCE_CARD_CONTESTED)
        item->dash = TRUCE_DASH_DOTS;
    if (card->is_target) { /* a second frame */
        item = truce_scene_box(d->scene,
                               (struct truce_area_px){box.x - 4, box.y - 4, box.width + 8, box.height + 8},
                               (struct truce_colour){0, 0, 0, 0});
        item->radius = 7.0;
        item->line = truce_ink;
        item->line_px = 1.0;
    }
}

void truce_gate_root_disc(struct truce_scene *scene, double x, double y, int number)
{
    struct truce_pen pen = {
        .size_px = 11.0, .bold = true, .colour = truce_white, .align = TRUCE_ALIGN_CENTRE};
    struct truce_scene_item *disc = truce_scene_circle(scene, x, y, 8.5, truce_gate_root_colour(number));
    char text[16];

    disc->line = truce_white;
    disc->line_px = 1.5;
    snprintf(text, sizeof text, "%d", number);
    truce_scene_text(scene, x, y + 4.0, &pen, text);
}

static void draw_card(struct drawing *d, int card, double x, double y)
{
    const struct face *face = &d->faces[card];
    double at = y + pad - 3.0;

    draw_frame(d, face->card, (struct truce_area_px){x, y, face->width, face->height});
    for (size_t i = 0; i < face->n; i++) {
        at += line_height(d, face->lines[i].role);
        draw_line(d, face, &face->lines[i], x + pad, at);
    }
    draw_cells(d, card, x, y);
    if (face->card->alone > 0)
        truce_gate_root_disc(d->scene, x, y, face->card->alone);
}

static void draw_link(struct drawing *d, size_t k)
{
    const struct truce_link *link = &d->graph->links[k];
    const struct truce_layout_arrow *arrow = &d->layout.arrows[d->arrow_of[k]];
    int root = first_root(link->roots);
    struct truce_colour colour = root > 0     ? truce_gate_root_colour(root)
                                 : link->open ? (struct truce_colour){0.66, 0.68, 0.70, 1.0}
                                              : truce_grey;
    double head = root > 0 ? 11.0 : 8.0, width = root > 0 ? 3.2 : link->open ? 0.9 : 1.2;
    struct truce_layout_point end = arrow->path[arrow->n_path - 1];
    struct truce_layout_point *path = take(d, arrow->n_path, sizeof *path);

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
static void draw_numbers(struct drawing *d, size_t k)
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
static void draw_loose(struct drawing *d)
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
        const struct face *face = &d->faces[c];
        if (d->box_of[c] >= 0)
            continue;
        if (x > 0 && x + face->width > width) {
            x = 0;
            y = low + 16.0;
        }
        draw_card(d, (int)c, x, y);
        x += face->width + d->look->gap_x;
        low = fmax(low, y + face->height);
        d->scene->width = fmax(d->scene->width, x - d->look->gap_x);
    }
    d->scene->height = fmax(d->scene->height, low);
}

static void draw_all(struct drawing *d)
{
    const struct truce_gate_graph *graph = d->graph;
    for (int strong = 0; strong < 2; strong++)
        for (size_t k = 0; k < graph->n_links; k++)
            if ((graph->links[k].roots != 0) == (strong == 1))
                draw_link(d, k);
    for (size_t b = 0; b < d->layout.n_boxes; b++)
        draw_card(d, d->card_at[b], d->layout.boxes[b].x, d->layout.boxes[b].y);
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
    struct drawing d = {.graph = graph, .look = look, .scene = scene};

    d.faces = take(&d, graph->n_cards, sizeof *d.faces);
    d.layout.boxes = take(&d, graph->n_cards, sizeof *d.layout.boxes);
    d.layout.arrows = take(&d, graph->n_links, sizeof *d.layout.arrows);
    d.card_at = take(&d, graph->n_cards, sizeof(int));
    d.box_of = take(&d, graph->n_cards, sizeof(int));
    d.arrow_of = take(&d, graph->n_links, sizeof(int));
    d.cell = take(&d, graph->n_links, sizeof(double));
    d.width = take(&d, graph->n_links, sizeof(double));
    d.order = take(&d, graph->n_links, sizeof(size_t));
    if (scene->failed)
        return truce_scene_check(scene, err);
    enum truce_status status = lay_out(&d, err);
    if (status != TRUCE_OK)
        return status;
    if (!scene->failed)
        draw_all(&d);
    return truce_scene_check(scene, err);
}
