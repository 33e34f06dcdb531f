/*
 * The gate graph on a sheet of its own: title, answers, the graph, what its signs mean, root causes, what it rests on.
 */
#include "report/gate_graph_picture.h"

#include <math.h>
#include <string.h>

#include "base/file.h"
#include "report/plan_names.h"
#include "report/plan_words.h"

static const double margin = 44.0;
static const double least_width = 1000.0;
enum { ANSWERS_MAX = 4 };

struct page {
    const struct truce_gate_graph *graph;
    struct truce_texts what_if;
    struct truce_scene *scene;
    double width; /* of the text */
    double y;     /* the last baseline, or the lower edge of what stands above */
};

/* ---- paragraphs ---- */

struct paragraph {
    struct page *page;
    const struct truce_pen *pen;
    double x, leading;
};

static void put_line(void *data, const char *text)
{
    struct paragraph *p = data;
    p->page->y += p->leading;
    truce_scene_text(p->page->scene, p->x, p->page->y, p->pen, text);
}

static void put(struct page *page, const struct truce_pen *pen, double indent, const char *text, size_t lines)
{
    struct paragraph p = {page, pen, margin + indent, ceil(pen->size_px * 1.32)};
    truce_scene_wrap(page->scene, pen, text, page->width - indent, lines, put_line, &p);
}

static void put_readable(struct page *page, const struct truce_pen *pen, struct truce_buf *text, size_t lines)
{
    struct truce_buf readable;
    truce_buf_init(&readable);
    truce_plan_names_readable(text->at != NULL ? text->at : "", &readable);
    put(page, pen, 0, readable.at != NULL ? readable.at : "", lines);
    page->scene->failed = page->scene->failed || text->failed || readable.failed;
    truce_buf_fini(&readable);
    truce_buf_clear(text);
}

static void put_head(struct page *page)
{
    const struct truce_plan *plan = page->graph->plan;
    struct truce_pen kicker = {.size_px = 13.0, .colour = truce_grey},
                     answer = {.size_px = 15.0, .colour = truce_ink},
                     title = {.size_px = 26.0, .bold = true, .colour = truce_ink};
    struct truce_buf text;

    truce_buf_init(&text);
    page->y = margin - 8.0;
    put(page, &kicker, 0, "What waits for what: an arrow leads from a gate to what it waits for", 1);
    page->y += 6.0;
    const char *name = plan->agreement->title[0] != '\0' ? plan->agreement->title : plan->agreement->id;
    while (title.size_px > 20.0 && truce_scene_measure(page->scene, &title, name) > page->width)
        title.size_px -= 1.0;
    put(page, &title, 0, name, 2);
    page->y += 6.0;
    for (size_t i = 0; i < page->what_if.n; i++)
        truce_buf_printf(&text, "%s\"%s\"", i == 0 ? "What if: " : ", ", page->what_if.at[i]);
    if (page->what_if.n > 0) {
        truce_buf_puts(&text, "?  Then:");
        put(page, &answer, 0, text.at != NULL ? text.at : "", 3); /* as it is typed */
        page->scene->failed = page->scene->failed || text.failed;
        truce_buf_clear(&text);
    }
    for (size_t t = 0; t < plan->n_targets && t < ANSWERS_MAX; t++) {
        truce_plan_words_answer(plan, &plan->targets[t], &text);
        put_readable(page, &answer, &text, 3);
        page->y += 2.0;
    }
    if (plan->n_targets > ANSWERS_MAX) {
        truce_buf_printf(&text, "And %zu more targets.", plan->n_targets - ANSWERS_MAX);
        put_readable(page, &answer, &text, 1);
    }
    truce_buf_fini(&text);
}

/* ---- legend ---- */

enum legend_sign {
    SIGN_GATE,
    SIGN_TARGET,
    SIGN_CLOCK,
    SIGN_NEED,
    SIGN_OUTSIDE,
    SIGN_WAITS,
    SIGN_WAITS_OPEN,
    SIGN_LOOP,
    SIGN_OPEN,
    SIGN_CLOSED,
    SIGN_NEVER,
    SIGN_CONTESTED,
    SIGN_TO_DO,
    SIGN_BAR,
    SIGNS,
};

static void seen_in_card(const struct truce_card *card, bool seen[SIGNS])
{
    seen[SIGN_GATE] = seen[SIGN_GATE] || card->kind == TRUCE_CARD_GATE;
    seen[SIGN_TARGET] = seen[SIGN_TARGET] || card->is_target;
    seen[SIGN_CLOCK] = seen[SIGN_CLOCK] || card->kind == TRUCE_CARD_CLOCK;
    seen[SIGN_NEED] = seen[SIGN_NEED] || card->kind == TRUCE_CARD_NEED;
    seen[SIGN_BAR] = seen[SIGN_BAR] || (card->kind == TRUCE_CARD_NEED && card->required > 0);
    seen[SIGN_OUTSIDE] =
        seen[SIGN_OUTSIDE] || card->kind == TRUCE_CARD_POSITION || card->kind == TRUCE_CARD_VETO;
    seen[SIGN_TO_DO] = seen[SIGN_TO_DO] || card->n_facts > 0;
    switch (card->status) {
    case TRUCE_CARD_OPEN:
        seen[SIGN_OPEN] = true;
        break;
    case TRUCE_CARD_CONTESTED:
        seen[SIGN_CONTESTED] = true;
        break;
    case TRUCE_CARD_CLOSED:
        seen[SIGN_CLOSED] = true;
        break;
    case TRUCE_CARD_NEVER:
        seen[SIGN_NEVER] = true;
        break;
    case TRUCE_CARD_NO_STATUS:
        break;
    }
}

static void find_seen(const struct truce_gate_graph *graph, bool seen[SIGNS])
{
    for (size_t c = 0; c < graph->n_cards; c++)
        seen_in_card(&graph->cards[c], seen);
    for (size_t k = 0; k < graph->n_links; k++) {
        const struct truce_link *link = &graph->links[k];
        seen[link->open ? SIGN_WAITS_OPEN : SIGN_WAITS] = true;
        seen[SIGN_LOOP] = seen[SIGN_LOOP] || link->roots != 0;
    }
}

static void draw_frame_sign(struct truce_scene *scene, double x, double y, enum legend_sign sign)
{
    struct truce_scene_item *item =
        truce_scene_box(scene, (struct truce_area_px){x, y - 10, 24, 13}, truce_white);
    item->line = truce_grey;
    item->line_px = 1.2;
    item->radius = sign == SIGN_CLOCK ? 6.5 : sign == SIGN_NEED ? 0.0 : 3.0;
    item->dash = sign == SIGN_OUTSIDE ? TRUCE_DASH_LONG : TRUCE_DASH_NONE;
    if (sign == SIGN_TARGET) {
        item = truce_scene_box(scene, (struct truce_area_px){x - 2.5, y - 12.5, 29, 18},
                               (struct truce_colour){0, 0, 0, 0});
        item->line = truce_ink;
        item->line_px = 1.0;
        item->radius = 4.5;
    }
}

static void draw_arrow_sign(struct truce_scene *scene, double x, double y, enum legend_sign sign)
{
    struct truce_colour colour = sign == SIGN_LOOP    ? truce_gate_root_colour(1)
                                 : sign == SIGN_WAITS ? truce_grey
                                                      : (struct truce_colour){0.66, 0.68, 0.70, 1.0};
    double px = sign == SIGN_LOOP ? 3.2 : sign == SIGN_WAITS ? 1.2 : 0.9, end = x + 24, mid = y - 4;
    struct truce_layout_point path[4] = {{x, mid}, {x + 6, mid}, {x + 12, mid}, {end - 6, mid}};

    truce_scene_path(scene, path, 4, colour, px);
    truce_scene_arrowhead(scene, end, mid, x, mid, sign == SIGN_LOOP ? 11 : 8, colour);
}

static void draw_bar_sign(struct truce_scene *scene, double x, double y)
{
    struct truce_scene_item *item;
    truce_scene_box(scene, (struct truce_area_px){x, y - 8, 10, 7}, truce_blue);
    item = truce_scene_box(scene, (struct truce_area_px){x + 10, y - 7.5, 14, 6}, truce_white);
    item->line = truce_vermillion;
    item->line_px = 1.0;
    item->dash = TRUCE_DASH_DOTS;
    truce_scene_box(scene, (struct truce_area_px){x + 18, y - 10.5, 2.5, 12}, truce_ink);
}

static void draw_sign(struct truce_scene *scene, double x, double y, enum legend_sign sign)
{
    struct truce_scene_item *item;

    switch (sign) {
    case SIGN_WAITS:
    case SIGN_WAITS_OPEN:
    case SIGN_LOOP:
        draw_arrow_sign(scene, x, y, sign);
        break;
    case SIGN_OPEN:
        truce_gate_status_sign(scene, x + 12, y - 4, TRUCE_CARD_OPEN);
        break;
    case SIGN_CLOSED:
        truce_gate_status_sign(scene, x + 12, y - 4, TRUCE_CARD_CLOSED);
        break;
    case SIGN_NEVER:
        truce_gate_status_sign(scene, x + 12, y - 4, TRUCE_CARD_NEVER);
        break;
    case SIGN_CONTESTED:
        truce_gate_status_sign(scene, x + 12, y - 4, TRUCE_CARD_CONTESTED);
        break;
    case SIGN_TO_DO:
        item = truce_scene_box(scene, (struct truce_area_px){x + 8.5, y - 7.5, 7, 7}, truce_white);
        item->line = truce_ink;
        item->line_px = 1.1;
        break;
    case SIGN_BAR:
        draw_bar_sign(scene, x, y);
        break;
    default:
        draw_frame_sign(scene, x, y, sign);
        break;
    }
}

static void put_legend(struct page *page)
{
    static const char *const words[SIGNS] = {
        "gate",
        "target: the gate that was asked about",
        "clock",
        "need",
        "a party's position or veto: no clause",
        "waits for",
        "waits for what is open",
        "round a root cause, with its number",
        "open",
        "closed; opens if the estimates hold",
        "cannot open as things stand",
        "contested: open only if contested facts are accepted",
        "somebody has yet to do this",
        "available, barred; the tick: required",
    };
    struct truce_pen pen = {.size_px = 12.0, .colour = truce_ink};
    bool seen[SIGNS] = {false};
    double x = margin;

    find_seen(page->graph, seen);
    page->y += 22.0;
    for (int i = 0; i < SIGNS; i++) {
        if (!seen[i])
            continue;
        double width = 32.0 + truce_scene_measure(page->scene, &pen, words[i]);
        if (x > margin && x + width > margin + page->width) {
            x = margin;
            page->y += 23.0;
        }
        draw_sign(page->scene, x, page->y, (enum legend_sign)i);
        truce_scene_text(page->scene, x + 32.0, page->y, &pen, words[i]);
        x += width + 22.0;
    }
}

static void put_rule(struct page *page)
{
    page->y += 14.0;
    truce_scene_box(page->scene, (struct truce_area_px){margin, page->y, page->width, 1.0}, truce_rule);
}

static void put_roots(struct page *page)
{
    struct truce_pen pen = {.size_px = 13.0, .colour = truce_ink},
                     bold = {.size_px = 13.0, .bold = true, .colour = truce_ink};
    if (page->graph->n_roots == 0)
        return;
    put_rule(page);
    page->y += 4.0;
    put(page, &bold, 0, page->graph->n_roots == 1 ? "Root cause" : "Root causes", 1);
    for (size_t i = 0; i < page->graph->n_roots; i++) {
        const struct truce_gate_root *root = &page->graph->roots[i];
        page->y += 5.0;
        truce_gate_root_disc(page->scene, margin + 9.0, page->y + 13.5, root->number);
        put(page, &pen, 26.0, root->says, 4);
    }
}

static void put_caption(struct page *page)
{
    struct truce_pen pen = {.size_px = 12.0, .colour = truce_grey};
    struct truce_buf text;

    truce_buf_init(&text);
    truce_gate_graph_caption(page->graph->plan, &text);
    put_rule(page);
    page->y += 4.0;
    put(page, &pen, 0, text.at != NULL ? text.at : "", 3);
    if (page->graph->left_out[0] != '\0')
        put(page, &pen, 0, page->graph->left_out, 2);
    put(page, &pen, 0, "Made with truce: same input, same bytes.", 1);
    page->scene->failed = page->scene->failed || text.failed;
    truce_buf_fini(&text);
}

enum truce_status truce_gate_graph_page(const struct truce_gate_graph *graph, struct truce_texts what_if,
                                        struct truce_scene *scene, struct truce_err *err)
{
    struct page page = {.graph = graph, .what_if = what_if, .scene = scene};
    enum truce_status status = truce_gate_graph_scene(graph, &truce_gate_look_page, scene, err);
    if (status != TRUCE_OK)
        return status;
    double width = scene->width, height = scene->height;
    size_t n = scene->n;
    page.width = fmax(width, least_width);
    put_head(&page);
    truce_scene_move(scene, 0, n, margin + (page.width - width) / 2.0, page.y + 22.0);
    page.y += 22.0 + height;
    put_legend(&page);
    put_roots(&page);
    put_caption(&page);
    scene->width = ceil(page.width + 2.0 * margin);
    scene->height = ceil(page.y + margin * 0.6);
    return truce_scene_check(scene, err);
}

/* ---- files ---- */

static bool ends_with(const char *path, const char *ending)
{
    size_t n = strlen(path), m = strlen(ending);
    return n > m && truce_text_equal_nocase((struct truce_text){path + n - m, m}, truce_text_view(ending));
}

bool truce_gate_graph_can_write(const char *path)
{
    return ends_with(path, ".svg") || ends_with(path, ".png") || ends_with(path, ".pdf") ||
           ends_with(path, ".dot");
}

static enum truce_status write_sheet(const char *path, const struct truce_plan *plan,
                                     const struct truce_scene *scene, struct truce_err *err)
{
    struct truce_canvas canvas;
    /* a PNG is drawn twice as large, so that it can be shown on a wall, unless it is large as it is */
    double scale = ends_with(path, ".png") && fmax(scene->width, scene->height) <= 4000.0 ? 2.0 : 1.0;
    enum truce_status status = truce_canvas_open_sized(
        path, (int)(scene->width * scale), (int)(scene->height * scale),
        truce_calendar_day(&plan->agreement->calendar, plan->state->as_of), &canvas, err);
    if (status != TRUCE_OK)
        return status;
    truce_canvas_title(&canvas, plan->agreement->title);
    cairo_scale(canvas.cr, scale, scale);
    truce_scene_draw(scene, &canvas, 0, 0);
    status = truce_canvas_write(&canvas, path, err);
    truce_canvas_close(&canvas);
    return status;
}

static void put_description(const struct truce_gate_graph *graph, struct truce_buf *out)
{
    for (size_t t = 0; t < graph->plan->n_targets; t++) {
        truce_plan_words_answer(graph->plan, &graph->plan->targets[t], out);
        truce_buf_putc(out, ' ');
    }
    for (size_t i = 0; i < graph->n_roots; i++)
        truce_buf_printf(out, "Root cause %d: %s. ", graph->roots[i].number, graph->roots[i].says);
}

static enum truce_status write_text(const char *path, const struct truce_gate_graph *graph,
                                    const struct truce_scene *scene, struct truce_err *err)
{
    struct truce_buf out, says;
    truce_buf_init(&out);
    truce_buf_init(&says);
    put_description(graph, &says);
    if (scene == NULL)
        truce_gate_graph_dot(graph, &out);
    else
        truce_scene_svg(scene, "gates", graph->plan->agreement->title, says.at != NULL ? says.at : "", true,
                        &out);
    enum truce_status status = truce_buf_check(&says, err);
    if (status == TRUCE_OK)
        status = truce_buf_check(&out, err);
    if (status == TRUCE_OK)
        status = truce_file_write(path, truce_buf_view(&out), err);
    truce_buf_fini(&out);
    truce_buf_fini(&says);
    return status;
}

enum truce_status truce_report_gate_graph(const char *path, const struct truce_plan *plan,
                                          struct truce_texts what_if, struct truce_err *err)
{
    struct truce_gate_graph graph;
    struct truce_scene scene;

    if (!truce_gate_graph_can_write(path))
        return truce_fail(err, TRUCE_ERR_USAGE,
                          "graph '%.200s': its name must end in .svg, .png, .pdf or .dot", path);
    enum truce_status status = truce_scene_open(&scene, err);
    if (status != TRUCE_OK)
        return status;
    status = truce_gate_graph_make(plan, TRUCE_DETAIL_ALL, TRUCE_CARDS_MAX, &scene.arena, &graph, err);
    if (status == TRUCE_OK && ends_with(path, ".dot")) {
        status = write_text(path, &graph, NULL, err);
    } else if (status == TRUCE_OK) {
        status = truce_gate_graph_page(&graph, what_if, &scene, err);
        if (status == TRUCE_OK)
            status = ends_with(path, ".svg") ? write_text(path, &graph, &scene, err)
                                             : write_sheet(path, plan, &scene, err);
    }
    truce_scene_close(&scene);
    return status;
}
