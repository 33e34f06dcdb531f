/*
 * A sheet to draw on.
 *
 * One idea: everything is drawn into memory and written at once, so a file is there wholly or not at all, and what would make two
 * runs differ (dates, counters) is set or taken out in this one place.
 * Invariants: the fonts are asked for by a fixed list, hinting is off so that letters have the same widths in every kind of file; the
 * language is fixed, so the locale cannot choose other glyphs.
 */
#include "report/canvas.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include <cairo-pdf.h>
#include <cairo-svg.h>

#include "base/file.h"
#include "report/plain.h"

enum { SIDE_MAX = 32000 }; /* of cairo's images, 32767 */

#define FONTS "DejaVu Sans,Noto Sans,Liberation Sans,sans-serif"

static const double pt_per_px = 0.75; /* CSS: 96 px and 72 pt to the inch */

const struct truce_colour truce_ink = {0.10, 0.11, 0.13, 1.0};
const struct truce_colour truce_grey = {0.38, 0.40, 0.43, 1.0};
const struct truce_colour truce_pale = {0.955, 0.95, 0.935, 1.0};
const struct truce_colour truce_rule = {0.82, 0.83, 0.84, 1.0};
const struct truce_colour truce_white = {1.0, 1.0, 1.0, 1.0};
const struct truce_colour truce_vermillion = {213 / 255.0, 94 / 255.0, 0.0, 1.0};
const struct truce_colour truce_blue = {0.0, 114 / 255.0, 178 / 255.0, 1.0};
const struct truce_colour truce_sky = {86 / 255.0, 180 / 255.0, 233 / 255.0, 1.0};
const struct truce_colour truce_green = {0.0, 158 / 255.0, 115 / 255.0, 1.0};
const struct truce_colour truce_purple = {204 / 255.0, 121 / 255.0, 167 / 255.0, 1.0};
const struct truce_colour truce_orange = {230 / 255.0, 159 / 255.0, 0.0, 1.0};

struct truce_colour truce_colour_fade(struct truce_colour colour, double alpha)
{
    colour.alpha = alpha;
    return colour;
}

static cairo_status_t append(void *closure, const unsigned char *bytes, unsigned n)
{
    struct truce_buf *out = closure;

    truce_buf_add(out, (const char *)bytes, n);
    return out->failed ? CAIRO_STATUS_NO_MEMORY : CAIRO_STATUS_SUCCESS;
}

static bool ends_with(const char *path, const char *ending)
{
    size_t n = strlen(path), m = strlen(ending);
    struct truce_text tail = {path + (n > m ? n - m : 0), n > m ? m : 0};

    return truce_text_equal_nocase(tail, truce_text_view(ending));
}

static void make_surface(struct truce_canvas *canvas, struct truce_day date)
{
    double width = canvas->width_px * pt_per_px, height = canvas->height_px * pt_per_px;
    char day[TRUCE_DAY_TEXT], stamp[32];

    switch (canvas->kind) {
    case TRUCE_CANVAS_PNG:
        canvas->surface = cairo_image_surface_create(CAIRO_FORMAT_RGB24, canvas->width_px, canvas->height_px);
        break;
    case TRUCE_CANVAS_SVG:
        canvas->surface = cairo_svg_surface_create_for_stream(append, &canvas->bytes, width, height);
        break;
    case TRUCE_CANVAS_PDF:
        canvas->surface = cairo_pdf_surface_create_for_stream(append, &canvas->bytes, width, height);
        truce_day_format((struct truce_day){date.n == TRUCE_DAY_NONE ? 0 : date.n}, day);
        snprintf(stamp, sizeof stamp, "%sT00:00:00Z", day);
        cairo_pdf_surface_set_metadata(canvas->surface, CAIRO_PDF_METADATA_CREATE_DATE, stamp);
        break;
    }
}

static void make_fonts(struct truce_canvas *canvas)
{
    cairo_font_options_t *options = cairo_font_options_create();

    cairo_font_options_set_antialias(options, CAIRO_ANTIALIAS_GRAY);
    cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
    cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
    canvas->fonts = pango_cairo_font_map_new_for_font_type(CAIRO_FONT_TYPE_FT);
    canvas->context = pango_font_map_create_context(canvas->fonts);
    pango_cairo_context_set_resolution(canvas->context, 96.0);
    pango_cairo_context_set_font_options(canvas->context, options);
    pango_context_set_language(canvas->context, pango_language_from_string("en"));
    pango_context_set_base_dir(canvas->context, PANGO_DIRECTION_LTR);
    pango_context_set_round_glyph_positions(canvas->context, FALSE);
    cairo_font_options_destroy(options);
}

enum truce_status truce_canvas_open(const char *path, struct truce_day date, struct truce_canvas *out,
                                    struct truce_err *err)
{
    return truce_canvas_open_sized(path, TRUCE_CANVAS_WIDTH, TRUCE_CANVAS_HEIGHT, date, out, err);
}

enum truce_status truce_canvas_open_sized(const char *path, int width_px, int height_px,
                                          struct truce_day date, struct truce_canvas *out,
                                          struct truce_err *err)
{
    static const char *const endings[] = {".png", ".svg", ".pdf"};
    size_t kind = 0;

    while (kind < 3 && !ends_with(path, endings[kind]))
        kind++;
    if (kind == 3)
        return truce_fail(err, TRUCE_ERR_USAGE, "picture '%.200s': its name must end in .png, .svg or .pdf",
                          path);
    if (width_px < 1 || height_px < 1 || width_px > SIDE_MAX || height_px > SIDE_MAX)
        return truce_fail(err, TRUCE_ERR_LIMIT, "a picture of %d x %d px: a side has 1 to %d", width_px,
                          height_px, SIDE_MAX);
    memset(out, 0, sizeof *out);
    out->kind = (enum truce_canvas_kind)kind;
    out->width_px = width_px;
    out->height_px = height_px;
    truce_buf_init(&out->bytes);
    make_surface(out, date);
    out->cr = cairo_create(out->surface);
    if (cairo_status(out->cr) != CAIRO_STATUS_SUCCESS) {
        truce_canvas_close(out);
        return truce_fail(err, TRUCE_ERR_MEMORY, "no memory for a picture");
    }
    if (out->kind != TRUCE_CANVAS_PNG)
        cairo_scale(out->cr, pt_per_px, pt_per_px);
    make_fonts(out);
    truce_canvas_box(out, (struct truce_area_px){0, 0, width_px, height_px}, truce_white);
    return TRUCE_OK;
}

void truce_canvas_title(struct truce_canvas *canvas, const char *title)
{
    struct truce_buf safe;

    if (canvas->kind != TRUCE_CANVAS_PDF)
        return;
    truce_buf_init(&safe);
    truce_plain_puts(&safe, title);
    canvas->bytes.failed = canvas->bytes.failed || safe.failed;
    cairo_pdf_surface_set_metadata(canvas->surface, CAIRO_PDF_METADATA_TITLE, safe.at != NULL ? safe.at : "");
    truce_buf_fini(&safe);
}

/* cairo numbers surfaces over the life of the process and writes that number into an SVG as id="surface12".  Nothing refers to it,
 * so it goes: two pictures of one process must be as equal as those of two. */
static void drop_surface_id(struct truce_buf *bytes)
{
    static const char id[] = "id=\"surface";
    char *at = bytes->at != NULL ? strstr(bytes->at, id) : NULL;

    while (at != NULL) {
        char *digits = at + sizeof id - 1, *end = digits + strspn(digits, "0123456789");
        if (*end == '"') {
            memmove(digits, end, (size_t)(bytes->at + bytes->len - end) + 1);
            bytes->len -= (size_t)(end - digits);
        }
        at = strstr(digits, id);
    }
}

enum truce_status truce_canvas_write(struct truce_canvas *canvas, const char *path, struct truce_err *err)
{
    cairo_status_t state;

    if (canvas->kind == TRUCE_CANVAS_PNG) {
        cairo_surface_flush(canvas->surface);
        state = cairo_surface_write_to_png_stream(canvas->surface, append, &canvas->bytes);
    } else {
        cairo_show_page(canvas->cr);
        cairo_surface_finish(canvas->surface);
        state = cairo_surface_status(canvas->surface);
    }
    if (canvas->kind == TRUCE_CANVAS_SVG)
        drop_surface_id(&canvas->bytes);
    if (cairo_status(canvas->cr) != CAIRO_STATUS_SUCCESS)
        state = cairo_status(canvas->cr);
    if (state == CAIRO_STATUS_NO_MEMORY || canvas->bytes.failed)
        return truce_fail(err, TRUCE_ERR_MEMORY, "no memory for a picture");
    if (state != CAIRO_STATUS_SUCCESS)
        return truce_fail(err, TRUCE_ERR_INTERNAL, "cairo: %s", cairo_status_to_string(state));
    return truce_file_write(path, truce_buf_view(&canvas->bytes), err);
}

void truce_canvas_close(struct truce_canvas *canvas)
{
    if (canvas->context != NULL)
        g_object_unref(canvas->context);
    if (canvas->fonts != NULL)
        g_object_unref(canvas->fonts);
    cairo_destroy(canvas->cr);
    if (canvas->surface != NULL) {
        cairo_surface_finish(canvas->surface);
        cairo_surface_destroy(canvas->surface);
    }
    truce_buf_fini(&canvas->bytes);
    memset(canvas, 0, sizeof *canvas);
}

void truce_canvas_colour(struct truce_canvas *canvas, struct truce_colour colour)
{
    cairo_set_source_rgba(canvas->cr, colour.red, colour.green, colour.blue, colour.alpha);
}

void truce_canvas_line(struct truce_canvas *canvas, double x0, double y0, double x1, double y1)
{
    cairo_move_to(canvas->cr, x0, y0);
    cairo_line_to(canvas->cr, x1, y1);
    cairo_stroke(canvas->cr);
}

void truce_canvas_box(struct truce_canvas *canvas, struct truce_area_px box, struct truce_colour fill)
{
    truce_canvas_colour(canvas, fill);
    cairo_rectangle(canvas->cr, box.x, box.y, box.width, box.height);
    cairo_fill(canvas->cr);
}

bool truce_area_px_meets(struct truce_area_px a, struct truce_area_px b)
{
    return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}

/* --- text --- */

/* Safe bytes with "km2" set as km and a raised two.  Without memory the sheet fails: letters must not be missing. */
static void set_text(struct truce_canvas *canvas, PangoLayout *layout, const char *text)
{
    struct truce_buf safe, shown;

    truce_buf_init(&safe);
    truce_buf_init(&shown);
    truce_plain_puts(&safe, text);
    for (size_t i = 0; i < safe.len;) {
        if (safe.len - i >= 3 && memcmp(safe.at + i, "km2", 3) == 0) {
            truce_buf_puts(&shown, "km\xC2\xB2");
            i += 3;
        } else {
            truce_buf_putc(&shown, safe.at[i++]);
        }
    }
    canvas->bytes.failed = canvas->bytes.failed || safe.failed || shown.failed;
    pango_layout_set_text(layout, shown.at != NULL ? shown.at : "", -1);
    truce_buf_fini(&safe);
    truce_buf_fini(&shown);
}

static PangoLayout *lay_out(struct truce_canvas *canvas, const struct truce_pen *pen, const char *text)
{
    static const PangoAlignment aligns[] = {PANGO_ALIGN_LEFT, PANGO_ALIGN_CENTER, PANGO_ALIGN_RIGHT};
    PangoLayout *layout;
    PangoFontDescription *font = pango_font_description_from_string(FONTS);

    pango_cairo_update_context(canvas->cr, canvas->context);
    layout = pango_layout_new(canvas->context);
    pango_font_description_set_absolute_size(font, pen->size_px * PANGO_SCALE);
    pango_font_description_set_weight(font, pen->bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
    pango_font_description_set_style(font, pen->italic ? PANGO_STYLE_ITALIC : PANGO_STYLE_NORMAL);
    pango_layout_set_font_description(layout, font);
    pango_font_description_free(font);
    pango_layout_set_auto_dir(layout, FALSE);
    set_text(canvas, layout, text);
    if (pen->width_px > 0.0) {
        pango_layout_set_width(layout, (int)(pen->width_px * PANGO_SCALE));
        pango_layout_set_wrap(layout, PANGO_WRAP_WORD_CHAR);
        pango_layout_set_alignment(layout, aligns[pen->align]);
        if (pen->lines > 0) {
            pango_layout_set_height(layout, -pen->lines);
            pango_layout_set_ellipsize(layout, PANGO_ELLIPSIZE_END);
        }
    }
    return layout;
}

static struct truce_area_px box_of(PangoLayout *layout, double x, double y, const struct truce_pen *pen)
{
    static const double shares[] = {0.0, 0.5, 1.0};
    PangoRectangle logical;
    struct truce_area_px box;

    pango_layout_get_extents(layout, NULL, &logical);
    box.width = (double)logical.width / PANGO_SCALE;
    box.height = (double)logical.height / PANGO_SCALE;
    box.x = x - shares[pen->align] * (pen->width_px > 0.0 ? pen->width_px : box.width);
    if (pen->width_px > 0.0)
        box.x += (double)logical.x / PANGO_SCALE;
    box.y = y - (double)pango_layout_get_baseline(layout) / PANGO_SCALE;
    return box;
}

struct truce_area_px truce_canvas_measure(struct truce_canvas *canvas, double x, double y,
                                          const struct truce_pen *pen, const char *text)
{
    PangoLayout *layout = lay_out(canvas, pen, text);
    struct truce_area_px box = box_of(layout, x, y, pen);

    g_object_unref(layout);
    return box;
}

struct truce_area_px truce_canvas_text(struct truce_canvas *canvas, double x, double y,
                                       const struct truce_pen *pen, const char *text)
{
    PangoLayout *layout = lay_out(canvas, pen, text);
    struct truce_area_px box = box_of(layout, x, y, pen);
    double left = pen->width_px > 0.0 ? x - (pen->align == TRUCE_ALIGN_LEFT     ? 0.0
                                             : pen->align == TRUCE_ALIGN_CENTRE ? pen->width_px / 2.0
                                                                                : pen->width_px)
                                      : box.x;

    cairo_move_to(canvas->cr, left, box.y);
    if (pen->halo_px > 0.0) {
        cairo_save(canvas->cr);
        pango_cairo_layout_path(canvas->cr, layout);
        truce_canvas_colour(canvas, truce_colour_fade(truce_white, 0.85));
        cairo_set_line_join(canvas->cr, CAIRO_LINE_JOIN_ROUND);
        cairo_set_line_width(canvas->cr, pen->halo_px);
        cairo_stroke(canvas->cr);
        cairo_restore(canvas->cr);
        cairo_move_to(canvas->cr, left, box.y);
    }
    truce_canvas_colour(canvas, pen->colour);
    pango_cairo_show_layout(canvas->cr, layout);
    cairo_new_path(canvas->cr);
    g_object_unref(layout);
    return box;
}
