/*
 * A sheet to draw on: cairo and Pango behind a few calls; PNG, SVG or PDF by the name of the file.
 *
 * Lengths are px, 96 to the inch, of a sheet of TRUCE_CANVAS_WIDTH by TRUCE_CANVAS_HEIGHT unless another size is asked for; SVG and PDF are as
 * large in points (1200 x 675 pt).
 * Same drawing, same bytes (with the same cairo, Pango and fonts): no date, no counter of the process gets in.
 */
#ifndef TRUCE_REPORT_CANVAS_H
#define TRUCE_REPORT_CANVAS_H

#include <stdbool.h>
#include <cairo.h>
#include <pango/pangocairo.h>

#include "base/buf.h"
#include "base/day.h"

enum { TRUCE_CANVAS_WIDTH = 1600, TRUCE_CANVAS_HEIGHT = 900 };

enum truce_canvas_kind {
    TRUCE_CANVAS_PNG,
    TRUCE_CANVAS_SVG,
    TRUCE_CANVAS_PDF,
};

struct truce_colour {
    double red, green, blue, alpha; /* [0, 1] */
};

/* Colours of M. Okabe and K. Ito, "Color universal design" (2008), and a few greys. */
extern const struct truce_colour truce_ink, truce_grey, truce_pale, truce_rule, truce_white;
extern const struct truce_colour truce_vermillion, truce_blue, truce_sky, truce_green, truce_purple,
    truce_orange;

struct truce_colour truce_colour_fade(struct truce_colour colour, double alpha);

struct truce_canvas {
    enum truce_canvas_kind kind;
    int width_px, height_px;
    struct truce_buf bytes; /* of the finished file */
    cairo_surface_t *surface;
    cairo_t *cr;
    PangoFontMap *fonts;
    PangoContext *context;
};

enum truce_align {
    TRUCE_ALIGN_LEFT,
    TRUCE_ALIGN_CENTRE,
    TRUCE_ALIGN_RIGHT,
};

struct truce_pen {
    double size_px;
    bool bold, italic;
    struct truce_colour colour;
    enum truce_align align;
    double width_px; /* > 0: broken into lines of this width */
    int lines;       /* with width_px: at most so many, then an ellipsis; 0: no limit */
    double halo_px;  /* > 0: a white edge around the letters, for text upon a map */
};

/* A box of the sheet. */
struct truce_area_px {
    double x, y, width, height;
};

/* path: its ending says the kind.  date: goes into a PDF as its creation date; TRUCE_DAY_NONE: 1970-01-01.
 * Fails: TRUCE_ERR_USAGE another ending; TRUCE_ERR_MEMORY. */
enum truce_status truce_canvas_open(const char *path, struct truce_day date, struct truce_canvas *out,
                                    struct truce_err *err) TRUCE_MUST_USE;

/* The same with a sheet of another size, [1, 32000] px a side.  Fails: also TRUCE_ERR_LIMIT. */
enum truce_status truce_canvas_open_sized(const char *path, int width_px, int height_px,
                                          struct truce_day date, struct truce_canvas *out,
                                          struct truce_err *err) TRUCE_MUST_USE;

/* What a PDF says that it is called; other files have no place for it. */
void truce_canvas_title(struct truce_canvas *canvas, const char *title);

/* Finishes the drawing and writes the file, wholly or not at all.  Fails: TRUCE_ERR_IO, TRUCE_ERR_MEMORY. */
enum truce_status truce_canvas_write(struct truce_canvas *canvas, const char *path,
                                     struct truce_err *err) TRUCE_MUST_USE;
void truce_canvas_close(struct truce_canvas *canvas);

void truce_canvas_colour(struct truce_canvas *canvas, struct truce_colour colour);
void truce_canvas_line(struct truce_canvas *canvas, double x0, double y0, double x1,
                       double y1); /* strokes it */
void truce_canvas_box(struct truce_canvas *canvas, struct truce_area_px box, struct truce_colour fill);

/* Text of any bytes (made safe as in report/plain.h) at x by pen->align; y is the baseline of its first line.  "km2" is shown as
 * km with a raised two.  Returns the box it takes. */
struct truce_area_px truce_canvas_text(struct truce_canvas *canvas, double x, double y,
                                       const struct truce_pen *pen, const char *text);

/* The box it would take. */
struct truce_area_px truce_canvas_measure(struct truce_canvas *canvas, double x, double y,
                                          const struct truce_pen *pen, const char *text);

bool truce_area_px_meets(struct truce_area_px a, struct truce_area_px b);

#endif
