/*
 * A drawing as a list of boxes, paths and lines of text, which goes onto a sheet (report/canvas.h) or becomes an SVG with real text.
 *
 * Lengths are px, y grows downwards.  An SVG of this kind can stand within a page: its text can be read aloud, searched and enlarged.
 */
#ifndef TRUCE_REPORT_SCENE_H
#define TRUCE_REPORT_SCENE_H

#include "base/arena.h"
#include "report/canvas.h"
#include "report/graph_layout.h"

enum truce_scene_kind {
    TRUCE_SCENE_BOX,
    TRUCE_SCENE_PATH,
    TRUCE_SCENE_TEXT,
};

enum truce_dash {
    TRUCE_DASH_NONE,
    TRUCE_DASH_LONG,
    TRUCE_DASH_DOTS,
};

struct truce_scene_item {
    enum truce_scene_kind kind;
    struct truce_area_px box; /* BOX; TEXT: x and y of its baseline */
    double radius;            /* BOX: of its corners */
    struct truce_colour fill; /* alpha 0: none; of TEXT its colour */
    struct truce_colour line; /* alpha 0: none */
    double line_px;
    enum truce_dash dash;
    const struct truce_layout_point
        *path; /* PATH: a start, then Bezier segments of three points each; owned by the scene */
    size_t n_path;
    bool closed;      /* PATH: its end is joined to its start */
    const char *text; /* TEXT, owned by the scene */
    double size_px;
    bool bold, italic;
    enum truce_align align;
};

struct truce_scene_width; /* a text that was measured */

enum { TRUCE_SCENE_WIDTHS = 1024 };

struct truce_scene {
    double width, height;
    struct truce_scene_item *items; /* heap */
    size_t n, size;
    struct truce_scene_item spare; /* what is returned when there is no memory */
    struct truce_arena arena;
    struct truce_canvas ruler;                            /* measures text */
    struct truce_scene_width *widths[TRUCE_SCENE_WIDTHS]; /* by hash: the same words come again and again */
    bool failed;                                          /* no memory: what followed was dropped */
};

/* Fails: TRUCE_ERR_MEMORY. */
enum truce_status truce_scene_open(struct truce_scene *scene, struct truce_err *err) TRUCE_MUST_USE;
void truce_scene_close(struct truce_scene *scene);

/* Takes away what was drawn; texts that were measured stay known. */
void truce_scene_clear(struct truce_scene *scene);

/* Callers append freely and ask once, at the end.  Returned items may be changed until the next call. */
struct truce_scene_item *truce_scene_box(struct truce_scene *scene, struct truce_area_px box,
                                         struct truce_colour fill);
struct truce_scene_item *truce_scene_path(struct truce_scene *scene, const struct truce_layout_point *path,
                                          size_t n, struct truce_colour line, double line_px);
struct truce_scene_item *truce_scene_text(struct truce_scene *scene, double x, double y,
                                          const struct truce_pen *pen, const char *text);
struct truce_scene_item *truce_scene_circle(struct truce_scene *scene, double x, double y, double radius,
                                            struct truce_colour fill);
/* The head of an arrow whose point is at (x, y) and which flies from (from_x, from_y). */
void truce_scene_arrowhead(struct truce_scene *scene, double x, double y, double from_x, double from_y,
                           double length, struct truce_colour fill);
enum truce_status truce_scene_check(const struct truce_scene *scene, struct truce_err *err) TRUCE_MUST_USE;

/* Width of a line of text. */
double truce_scene_measure(struct truce_scene *scene, const struct truce_pen *pen, const char *text);

/* Text broken at blanks into lines of at most `width`, one call of `line` each; a word that is wider is broken at a letter.
 * At most max_lines, the last of which then ends with an ellipsis; 0: no limit.  Returns the number of lines. */
size_t truce_scene_wrap(struct truce_scene *scene, const struct truce_pen *pen, const char *text,
                        double width, size_t max_lines, void (*line)(void *data, const char *text),
                        void *data);

/* Moves items [from, to) by (x, y). */
void truce_scene_move(struct truce_scene *scene, size_t from, size_t to, double x, double y);

/* Another drawing within this one, its left upper corner at (x, y). */
void truce_scene_insert(struct truce_scene *scene, const struct truce_scene *other, double x, double y);

/* Onto a sheet, its left upper corner at (x, y). */
void truce_scene_draw(const struct truce_scene *scene, struct truce_canvas *canvas, double x, double y);

/* As an <svg> element with <title> and <desc>; id: of these, unique within the page.  alone: a file of its own, with the XML line. */
void truce_scene_svg(const struct truce_scene *scene, const char *id, const char *title, const char *says,
                     bool alone, struct truce_buf *out);

#endif
