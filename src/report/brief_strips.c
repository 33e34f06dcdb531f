/*
 * Root causes as strips: the loop laid out as a ring of cards, a shortfall as the way from a target to it.
 *
 * One idea: of a graph that is too large for a page with much else on it, the loop is what people must see at a glance.  One row, and an arrow
 * back below it; of more cards than a row holds two rows, the second running back.
 */
#include "report/brief_content.h"

#include <math.h>
#include <string.h>

#include "report/gate_graph_picture.h"

enum { ROW_MAX = 6, CARDS_MAX = 2 * ROW_MAX, STRIP_LINES = 12 };

static const double text_px = 10.7;
static const double line_px = 13.2;
static const double arrow_px = 26.0; /* between two cards of a row */
static const double pad = 6.0;
static const double clause_px = 16.0;

struct strip {
    const struct truce_gate_graph *graph;
    struct truce_scene *scene;
    int number; /* of the root cause */
    int cards[CARDS_MAX];
    int links[CARDS_MAX]; /* that leads on from each; -1: none */
    size_t n;
    bool ring;
    bool cut;     /* the way from the target to its first card is not shown */
    double left;  /* of the first card */
    double width; /* of a card */
    double height;
    double y;
};

/* ---- which cards ---- */

static int link_on(const struct truce_gate_graph *graph, int card, uint64_t bit)
{
    for (size_t k = 0; k < graph->n_links; k++)
        if (graph->links[k].from == card && (graph->links[k].roots & bit) != 0)
            return (int)k;
    return -1;
}

/* follows the links of a loop from its first card; false: it is longer than two rows */
static bool find_ring(struct strip *s, int start)
{
    uint64_t bit = UINT64_C(1) << s->number;
    if (start < 0)
        return false;
    for (int card = start; s->n < CARDS_MAX;) {
        int link = link_on(s->graph, card, bit);
        if (link < 0)
            return false;
        s->cards[s->n] = card;
        s->links[s->n++] = link;
        card = s->graph->links[link].to;
        if (card == start) {
            s->ring = true;
            return true;
        }
    }
    return false;
}

/* the shortest way from a target to the card of an impossibility, and the first veto behind it */
static bool find_way(struct strip *s, int *came_by, int *queue)
{
    const struct truce_gate_graph *graph = s->graph;
    int end = -1, chain[CARDS_MAX];
    size_t n = 0, length = 0;

    for (size_t c = 0; c < graph->n_cards; c++) {
        came_by[c] = graph->cards[c].is_target ? -2 : -1;
        if (came_by[c] == -2)
            queue[n++] = (int)c;
        if (graph->cards[c].alone == s->number)
            end = (int)c;
    }
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < graph->n_links; k++)
            if (graph->links[k].from == queue[i] && came_by[graph->links[k].to] == -1) {
                came_by[graph->links[k].to] = (int)k;
                queue[n++] = graph->links[k].to;
            }
    if (end < 0 || came_by[end] == -1)
        return false;
    for (int card = end; came_by[card] >= 0 && length + 1 < ROW_MAX - 1;
         card = graph->links[came_by[card]].from)
        chain[length++] = came_by[card];
    s->cards[0] = length > 0 ? graph->links[chain[length - 1]].from : end;
    s->cut = !graph->cards[s->cards[0]].is_target;
    s->n = 1;
    for (; length > 0; length--) {
        s->links[s->n - 1] = chain[length - 1];
        s->cards[s->n++] = graph->links[chain[length - 1]].to;
    }
    s->links[s->n - 1] = -1;
    for (size_t k = 0; k < graph->n_links; k++)
        if (graph->links[k].from == end && graph->cards[graph->links[k].to].kind == TRUCE_CARD_VETO) {
            s->links[s->n - 1] = (int)k;
            s->cards[s->n] = graph->links[k].to;
            s->links[s->n++] = -1;
            break;
        }
    return true;
}

/* ---- drawing ---- */

struct putting {
    struct strip *s;
    const struct truce_pen *pen;
    double x, y;
    bool draw;
};

static void put_line(void *data, const char *text)
{
    struct putting *p = data;
    p->y += line_px;
    if (p->draw)
        truce_scene_text(p->s->scene, p->x, p->y - 3.0, p->pen, text);
}

static bool is_outside(const struct truce_card *card)
{
    return card->kind == TRUCE_CARD_POSITION || card->kind == TRUCE_CARD_VETO;
}

/* the texts of a card; returns how far down they reach */
static double put_texts(struct strip *s, const struct truce_card *card, double x, double y, bool draw)
{
    struct truce_pen bold = {.size_px = text_px, .bold = true, .colour = truce_ink},
                     plain = {.size_px = text_px, .italic = is_outside(card), .colour = truce_grey};
    struct putting p = {s, &bold, x + pad, y + 3.0, draw};
    const char *more = is_outside(card)                ? card->says
                       : card->kind == TRUCE_CARD_NEED ? card->more
                                                       : card->place;

    truce_scene_wrap(s->scene, &bold, card->title, s->width - 2 * pad, 3, put_line, &p);
    p.pen = &plain;
    truce_scene_wrap(s->scene, &plain, more, s->width - 2 * pad, 4, put_line, &p);
    return p.y - y;
}

static bool has_clauses(const struct strip *s, size_t from, size_t to)
{
    for (size_t i = from; i < to; i++)
        if (s->links[i] >= 0 && s->graph->links[s->links[i]].clause[0] != '\0')
            return true;
    return false;
}

static void measure(struct strip *s)
{
    double most = 0;
    for (size_t i = 0; i < s->n; i++)
        most = fmax(most, put_texts(s, &s->graph->cards[s->cards[i]], 0, 0, false));
    s->height = ceil(most + 5.0 + (has_clauses(s, 0, s->n) ? clause_px : 0));
}

static void put_clause(struct strip *s, size_t i, double x, double y)
{
    struct truce_pen pen = {
        .size_px = text_px, .bold = true, .colour = truce_ink, .align = TRUCE_ALIGN_CENTRE};
    struct putting p = {s, &pen, x + s->width / 2.0, y + s->height - clause_px + 1.5, true};

    if (s->links[i] < 0 || s->graph->links[s->links[i]].clause[0] == '\0')
        return;
    truce_scene_box(s->scene, (struct truce_area_px){x + 1, y + s->height - clause_px, s->width - 2, 1},
                    truce_rule);
    truce_scene_wrap(s->scene, &pen, s->graph->links[s->links[i]].clause, s->width - 4, 1, put_line, &p);
}

static void put_card(struct strip *s, size_t i, double x, double y)
{
    const struct truce_card *card = &s->graph->cards[s->cards[i]];
    struct truce_scene_item *box =
        truce_scene_box(s->scene, (struct truce_area_px){x, y, s->width, s->height},
                        is_outside(card) ? truce_white : (struct truce_colour){1.0, 0.955, 0.93, 1.0});
    bool part = (card->roots >> s->number & 1) != 0;

    box->radius = card->kind == TRUCE_CARD_CLOCK ? 13.0 : card->kind == TRUCE_CARD_NEED ? 0.0 : 4.0;
    box->line = part ? truce_gate_root_colour(s->number) : truce_grey;
    box->line_px = part ? 2.0 : 1.1;
    box->dash = is_outside(card) ? TRUCE_DASH_LONG : TRUCE_DASH_NONE;
    if (card->is_target) {
        box = truce_scene_box(s->scene, (struct truce_area_px){x - 3, y - 3, s->width + 6, s->height + 6},
                              (struct truce_colour){0, 0, 0, 0});
        box->radius = 6.0;
        box->line = truce_ink;
        box->line_px = 0.9;
    }
    put_texts(s, card, x, y, true);
    put_clause(s, i, x, y);
}

/* a straight or bent line from point to point, with a head at its end */
static void put_arrow(struct strip *s, const struct truce_layout_point *corner, size_t n, int link)
{
    bool strong = s->ring, dashed = link >= 0 && s->graph->links[link].outside;
    struct truce_colour colour = strong ? truce_gate_root_colour(s->number) : truce_grey;
    struct truce_layout_point path[16], end = corner[n - 1], before = corner[n - 2];
    double head = strong ? 10.0 : 8.0, far = hypot(end.x - before.x, end.y - before.y);
    size_t k = 1;

    path[0] = corner[0];
    for (size_t i = 1; i < n; i++) {
        struct truce_layout_point to = corner[i];
        if (i + 1 == n && far > 0) { /* the line ends within its head */
            to.x -= (end.x - before.x) / far * head * 0.7;
            to.y -= (end.y - before.y) / far * head * 0.7;
        }
        for (int t = 1; t <= 3; t++, k++)
            path[k] = (struct truce_layout_point){corner[i - 1].x + (to.x - corner[i - 1].x) * t / 3.0,
                                                  corner[i - 1].y + (to.y - corner[i - 1].y) * t / 3.0};
    }
    truce_scene_path(s->scene, path, k, colour, strong ? 2.8 : 1.2)->dash =
        dashed ? TRUCE_DASH_LONG : TRUCE_DASH_NONE;
    truce_scene_arrowhead(s->scene, end.x, end.y, before.x, before.y, head, colour);
}

static double left_of(const struct strip *s, size_t i, size_t row)
{
    size_t column = i < row ? i : 2 * row - 1 - i;
    return s->left + (double)column * (s->width + arrow_px);
}

static void put_steps(struct strip *s, size_t row, double second)
{
    for (size_t i = 0; i < s->n; i++) {
        double x = left_of(s, i, row), y = i < row ? s->y : second, mid = y + s->height / 2.0;
        if (s->links[i] < 0 || (i + 1 == s->n && !s->ring))
            continue;
        if (i + 1 < row && i + 1 < s->n) {
            struct truce_layout_point line[] = {{x + s->width, mid}, {x + s->width + arrow_px, mid}};
            put_arrow(s, line, 2, s->links[i]);
        } else if (i + 1 < s->n && i < row) { /* down to the second row */
            struct truce_layout_point line[] = {{x + s->width / 2, y + s->height},
                                                {x + s->width / 2, second}};
            put_arrow(s, line, 2, s->links[i]);
        } else if (i + 1 < s->n) { /* and back along it */
            struct truce_layout_point line[] = {{x, mid}, {x - arrow_px, mid}};
            put_arrow(s, line, 2, s->links[i]);
        } else if (i >= row) { /* up to the first card */
            double first = s->left + s->width / 2;
            struct truce_layout_point up[] = {{first, second}, {first, s->y + s->height}};
            struct truce_layout_point round[] = {{x, mid}, {first, mid}, {first, s->y + s->height}};
            if (x > s->left + 1)
                put_arrow(s, round, 3, s->links[i]);
            else
                put_arrow(s, up, 2, s->links[i]);
        } else { /* below the row and up to the first card */
            double low = s->y + s->height + 13.0, from = x + s->width * (s->n == 1 ? 0.75 : 0.5),
                   to = s->left + s->width * (s->n == 1 ? 0.25 : 0.5);
            struct truce_layout_point back[] = {
                {from, s->y + s->height}, {from, low}, {to, low}, {to, s->y + s->height}};
            put_arrow(s, back, 4, s->links[i]);
        }
    }
}

static void put_strip(struct strip *s, double width)
{
    size_t row = s->n <= ROW_MAX ? s->n : (s->n + 1) / 2;
    bool two = s->n > row;
    struct truce_pen dots = {.size_px = 14.0, .bold = true, .colour = truce_ink, .align = TRUCE_ALIGN_RIGHT};

    s->left = 24.0;
    s->width = fmin(118.0, floor((width - s->left - 4.0 - (double)(row - 1) * arrow_px) / (double)row));
    measure(s);
    double second = s->y + s->height + 24.0;
    put_steps(s, row, second);
    for (size_t i = 0; i < s->n; i++)
        put_card(s, i, left_of(s, i, row), i < row ? s->y : second);
    truce_gate_root_disc(s->scene, 9.0, s->y + 10.0, s->number);
    if (s->cut)
        truce_scene_text(s->scene, s->left - 4.0, s->y + s->height / 2.0, &dots, "\xE2\x80\xA6");
    s->y = two ? second + s->height + 6.0 : s->y + s->height + (s->ring ? 20.0 : 6.0);
}

/* At most `most` root causes; those that are too long for it are left to words. */
enum truce_status truce_brief_strips(const struct truce_gate_graph *graph, size_t most, double width,
                                     struct truce_scene *scene, struct truce_err *err)
{
    double y = 4.0;
    void *came = NULL, *queue = NULL;
    enum truce_status status = truce_arena_alloc(&scene->arena, graph->n_cards * sizeof(int) + 1, &came, err);
    if (status == TRUCE_OK)
        status = truce_arena_alloc(&scene->arena, graph->n_cards * sizeof(int) + 1, &queue, err);
    if (status != TRUCE_OK)
        return status;
    for (size_t i = 0, shown = 0; i < graph->n_roots && shown < most; i++) {
        struct strip s = {.graph = graph, .scene = scene, .number = graph->roots[i].number, .y = y};
        if (!(graph->roots[i].loop ? find_ring(&s, graph->roots[i].first) : find_way(&s, came, queue)))
            continue;
        put_strip(&s, width);
        y = s.y + 4.0;
        shown++;
    }
    scene->width = width;
    scene->height = y;
    return truce_scene_check(scene, err);
}
