/*
 * A drawing onto a sheet, and as SVG.
 */
#include "report/scene.h"

#include <math.h>

#include "report/markup.h"

static const double turn = 1.5707963267948966;

/* ---- onto a sheet ---- */

static void trace(cairo_t *cr, const struct truce_scene_item *item)
{
    const struct truce_area_px *b = &item->box;
    double r = fmin(item->radius, fmin(b->width, b->height) / 2.0);

    cairo_new_path(cr);
    if (item->kind == TRUCE_SCENE_PATH) {
        cairo_move_to(cr, item->path[0].x, item->path[0].y);
        for (size_t i = 1; i + 2 < item->n_path; i += 3)
            cairo_curve_to(cr, item->path[i].x, item->path[i].y, item->path[i + 1].x, item->path[i + 1].y,
                           item->path[i + 2].x, item->path[i + 2].y);
        if (item->closed)
            cairo_close_path(cr);
        return;
    }
    if (r <= 0.0) {
        cairo_rectangle(cr, b->x, b->y, b->width, b->height);
        return;
    }
    cairo_arc(cr, b->x + b->width - r, b->y + r, r, -turn, 0.0);
    cairo_arc(cr, b->x + b->width - r, b->y + b->height - r, r, 0.0, turn);
    cairo_arc(cr, b->x + r, b->y + b->height - r, r, turn, 2.0 * turn);
    cairo_arc(cr, b->x + r, b->y + r, r, 2.0 * turn, 3.0 * turn);
    cairo_close_path(cr);
}

static void draw_text(const struct truce_scene_item *item, struct truce_canvas *canvas)
{
    struct truce_pen pen = {.size_px = item->size_px,
                            .bold = item->bold,
                            .italic = item->italic,
                            .colour = item->fill,
                            .align = item->align};
    truce_canvas_text(canvas, item->box.x, item->box.y, &pen, item->text);
}

static void draw_shape(const struct truce_scene_item *item, struct truce_canvas *canvas)
{
    static const double dashes[][2] = {{0, 0}, {5, 3.5}, {1.5, 2.5}};
    cairo_t *cr = canvas->cr;

    trace(cr, item);
    if (item->fill.alpha > 0.0) {
        truce_canvas_colour(canvas, item->fill);
        cairo_fill_preserve(cr);
    }
    if (item->line.alpha > 0.0 && item->line_px > 0.0) {
        truce_canvas_colour(canvas, item->line);
        cairo_set_line_width(cr, item->line_px);
        cairo_set_dash(cr, dashes[item->dash], item->dash == TRUCE_DASH_NONE ? 0 : 2, 0.0);
        cairo_stroke(cr);
    }
    cairo_new_path(cr);
}

void truce_scene_draw(const struct truce_scene *scene, struct truce_canvas *canvas, double x, double y)
{
    cairo_save(canvas->cr);
    cairo_translate(canvas->cr, x, y);
    for (size_t i = 0; i < scene->n; i++) {
        if (scene->items[i].kind == TRUCE_SCENE_TEXT)
            draw_text(&scene->items[i], canvas);
        else
            draw_shape(&scene->items[i], canvas);
    }
    cairo_restore(canvas->cr);
}

/* ---- SVG ---- */

static void attribute(struct truce_buf *out, const char *name, double value)
{
    truce_buf_printf(out, " %s=\"", name);
    truce_markup_number(out, value, 1);
    truce_buf_putc(out, '"');
}

static void colour(struct truce_buf *out, const char *name, struct truce_colour c)
{
    if (c.alpha <= 0.0) {
        truce_buf_printf(out, " %s=\"none\"", name);
        return;
    }
    truce_buf_printf(out, " %s=\"#%02X%02X%02X\"", name, (unsigned)lround(c.red * 255),
                     (unsigned)lround(c.green * 255), (unsigned)lround(c.blue * 255));
    if (c.alpha < 1.0) {
        truce_buf_printf(out, " %s-opacity=\"", name);
        truce_markup_number(out, c.alpha, 2);
        truce_buf_putc(out, '"');
    }
}

static void point(struct truce_buf *out, char before, struct truce_layout_point p)
{
    truce_buf_putc(out, before);
    truce_markup_number(out, p.x, 1);
    truce_buf_putc(out, ' ');
    truce_markup_number(out, p.y, 1);
}

static void put_shape(const struct truce_scene_item *item, struct truce_buf *out)
{
    static const char *const dashes[] = {"", " stroke-dasharray=\"5 3.5\"", " stroke-dasharray=\"1.5 2.5\""};

    if (item->kind == TRUCE_SCENE_BOX) {
        truce_buf_puts(out, "<rect");
        attribute(out, "x", item->box.x);
        attribute(out, "y", item->box.y);
        attribute(out, "width", item->box.width);
        attribute(out, "height", item->box.height);
        if (item->radius > 0.0)
            attribute(out, "rx", item->radius);
    } else {
        truce_buf_puts(out, "<path d=\"");
        point(out, 'M', item->path[0]);
        for (size_t i = 1; i < item->n_path; i++)
            point(out, i % 3 == 1 ? 'C' : ' ', item->path[i]);
        truce_buf_puts(out, item->closed ? "Z\"" : "\"");
    }
    colour(out, "fill", item->fill);
    if (item->line.alpha > 0.0 && item->line_px > 0.0) {
        colour(out, "stroke", item->line);
        attribute(out, "stroke-width", item->line_px);
        truce_buf_puts(out, dashes[item->dash]);
    }
    truce_buf_puts(out, "/>\n");
}

static void put_text(const struct truce_scene_item *item, struct truce_buf *out)
{
    static const char *const anchors[] = {"", " text-anchor=\"middle\"", " text-anchor=\"end\""};

    truce_buf_puts(out, "<text");
    attribute(out, "x", item->box.x);
    attribute(out, "y", item->box.y);
    attribute(out, "font-size", item->size_px);
    if (item->bold)
        truce_buf_puts(out, " font-weight=\"bold\"");
    if (item->italic)
        truce_buf_puts(out, " font-style=\"italic\"");
    truce_buf_puts(out, anchors[item->align]);
    colour(out, "fill", item->fill);
    truce_buf_putc(out, '>');
    truce_markup_puts(out, item->text);
    truce_buf_puts(out, "</text>\n");
}

void truce_scene_svg(const struct truce_scene *scene, const char *id, const char *title, const char *says,
                     bool alone, struct truce_buf *out)
{
    if (alone)
        truce_buf_puts(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    truce_buf_puts(out, "<svg xmlns=\"http://www.w3.org/2000/svg\"");
    attribute(out, "width", scene->width);
    attribute(out, "height", scene->height);
    truce_buf_puts(out, " viewBox=\"0 0 ");
    truce_markup_number(out, scene->width, 1);
    truce_buf_putc(out, ' ');
    truce_markup_number(out, scene->height, 1);
    truce_buf_printf(
        out,
        "\" role=\"img\" aria-labelledby=\"%s-title %s-says\" lang=\"en\"\n"
        " font-family=\"'DejaVu Sans', Verdana, 'Noto Sans', sans-serif\">\n<title id=\"%s-title\">",
        id, id, id);
    truce_markup_puts(out, title);
    truce_buf_printf(out, "</title>\n<desc id=\"%s-says\">", id);
    truce_markup_puts(out, says);
    truce_buf_puts(out, "</desc>\n");
    if (alone) /* a page shows through nothing */
        truce_buf_puts(out, "<rect width=\"100%\" height=\"100%\" fill=\"#FFFFFF\"/>\n");
    for (size_t i = 0; i < scene->n; i++) {
        if (scene->items[i].kind == TRUCE_SCENE_TEXT)
            put_text(&scene->items[i], out);
        else
            put_shape(&scene->items[i], out);
    }
    truce_buf_puts(out, "</svg>\n");
}
