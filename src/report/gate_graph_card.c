/*
 * A card of a gate graph: what it says, how large it is, how it is drawn.
 *
 * One idea: every card says in words what its colours say, so that it reads in grey and aloud; clauses are cells along its lower edge.
 */
#include <math.h>
#include <stdio.h>

#include "report/gate_graph_draw.h"

enum line_role { TITLE, PLACE, STATUS, QUIET, FACT, BAR };

struct truce_face_line {
    enum line_role role;
    bool first; /* of its paragraph: with its sign */
    bool strong;
    const char *text;
};

static const double pad = 8.0;
static const double sign = 14.0; /* room for the sign before a line */
static const double cell_pad = 14.0;

/* ---- what a card says ---- */

static struct truce_pen pen_of(const struct truce_gate_drawing *d, enum line_role role)
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

static double line_height(const struct truce_gate_drawing *d, enum line_role role)
{
    return role == BAR ? 13.0 : floor(d->look->text_px * (role == TITLE ? 1.5 : 1.28) + 0.5);
}

struct putting {
    struct truce_gate_drawing *d;
    struct truce_face *face;
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
    p->face->lines[p->face->n++] = (struct truce_face_line){p->role, p->first, p->strong, copy};
    p->first = false;
}

static bool has_sign(enum line_role role)
{
    return role == STATUS || role == QUIET || role == FACT;
}

static void put(struct truce_gate_drawing *d, struct truce_face *face, enum line_role role, bool strong,
                const char *text, size_t lines)
{
    struct putting p = {d, face, role, true, strong};
    struct truce_pen pen = pen_of(d, role);
    pen.bold = pen.bold || strong;
    if (text[0] != '\0')
        truce_scene_wrap(d->scene, &pen, text, d->look->card_px - (has_sign(role) ? sign : 0), lines,
                         put_line, &p);
}

static void put_facts(struct truce_gate_drawing *d, struct truce_face *face)
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
        d->scene->failed = d->scene->failed || text.failed;
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

static void compose(struct truce_gate_drawing *d, struct truce_face *face)
{
    const struct truce_card *card = face->card;
    bool need = card->kind == TRUCE_CARD_NEED;
    bool outside = card->kind == TRUCE_CARD_POSITION || card->kind == TRUCE_CARD_VETO;

    face->lines = truce_drawing_take(d, LINES_MAX, sizeof *face->lines);
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

static double line_width(struct truce_gate_drawing *d, const struct truce_face_line *line)
{
    struct truce_pen pen = pen_of(d, line->role);
    pen.bold = pen.bold || line->strong;
    return truce_scene_measure(d->scene, &pen, line->text) + (has_sign(line->role) ? sign : 0);
}

/* ---- cells: one a link, along the lower edge ---- */

static double cells_of(struct truce_gate_drawing *d, struct truce_face *face, int card)
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

void truce_card_measure(struct truce_gate_drawing *d, int card)
{
    struct truce_face *face = &d->faces[card];
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
static void draw_bar(struct truce_gate_drawing *d, const struct truce_card *card, double x, double y,
                     double width)
{
    double most = fmax(card->required, card->available + card->barred);
    double scale = most > 0 ? width / most : 0, at = x + card->required * scale;
    struct truce_area_px all = {x, y, width, 7.0};
    struct truce_scene_item *item;

    truce_scene_box(d->scene, all, truce_pale);
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

static void draw_line(struct truce_gate_drawing *d, const struct truce_face *face,
                      const struct truce_face_line *line, double x, double y)
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

static void draw_cells(struct truce_gate_drawing *d, int card, double x, double y)
{
    const struct truce_face *face = &d->faces[card];
    struct truce_pen pen = {.size_px = d->look->text_px, .align = TRUCE_ALIGN_CENTRE};
    double top = y + face->height - face->cells;

    if (face->cells <= 0)
        return;
    truce_scene_box(d->scene, (struct truce_area_px){x + 0.6, top, face->width - 1.2, 1.0}, truce_rule);
    for (size_t k = 0; k < d->graph->n_links; k++) {
        const struct truce_link *link = &d->graph->links[k];
        if (link->from != card)
            continue;
        int root = truce_drawing_root(link->roots);
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

static void draw_frame(struct truce_gate_drawing *d, const struct truce_card *card, struct truce_area_px box)
{
    bool outside = card->kind == TRUCE_CARD_POSITION || card->kind == TRUCE_CARD_VETO;
    struct truce_scene_item *item = truce_scene_box(d->scene, box, fill_of(card));
    int root = truce_drawing_root(card->roots);

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

void truce_card_draw(struct truce_gate_drawing *d, int card, double x, double y)
{
    const struct truce_face *face = &d->faces[card];
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
