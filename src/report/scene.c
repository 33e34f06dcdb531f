/*
 * A drawing as a list.
 *
 * One idea: what is where is decided once, in px with the fonts of the sheet; a file of whatever kind only repeats it.
 */
#include "report/scene.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "report/markup.h"
#include "report/plain.h"

#define ARENA_MAX ((size_t)256 << 20)

enum truce_status truce_scene_open(struct truce_scene *scene, struct truce_err *err)
{
    memset(scene, 0, sizeof *scene);
    truce_arena_init(&scene->arena, ARENA_MAX);
    return truce_canvas_open_sized("ruler.png", 1, 1, (struct truce_day){0}, &scene->ruler, err);
}

void truce_scene_close(struct truce_scene *scene)
{
    free(scene->items);
    truce_arena_fini(&scene->arena);
    truce_canvas_close(&scene->ruler);
    memset(scene, 0, sizeof *scene);
}

void truce_scene_clear(struct truce_scene *scene)
{
    scene->n = 0;
    scene->width = scene->height = 0;
}

enum truce_status truce_scene_check(const struct truce_scene *scene, struct truce_err *err)
{
    return scene->failed ? truce_fail(err, TRUCE_ERR_MEMORY, "no memory for a drawing") : TRUCE_OK;
}

/* ---- adding ---- */

static struct truce_scene_item *add(struct truce_scene *scene, struct truce_scene_item item)
{
    void *items = scene->items;
    struct truce_scene_item *at = &scene->spare;

    if (truce_grow(&items, &scene->size, scene->n + 1, sizeof item, NULL) == TRUCE_OK) {
        scene->items = items;
        at = &scene->items[scene->n++];
    } else {
        scene->failed = true;
    }
    *at = item;
    return at;
}

struct truce_scene_item *truce_scene_box(struct truce_scene *scene, struct truce_area_px box,
                                         struct truce_colour fill)
{
    return add(scene, (struct truce_scene_item){.kind = TRUCE_SCENE_BOX, .box = box, .fill = fill});
}

struct truce_scene_item *truce_scene_path(struct truce_scene *scene, const struct truce_layout_point *path,
                                          size_t n, struct truce_colour line, double line_px)
{
    void *copy = NULL;
    if (truce_arena_alloc(&scene->arena, n * sizeof *path + 1, &copy, NULL) != TRUCE_OK) {
        scene->failed = true;
        return &scene->spare;
    }
    memcpy(copy, path, n * sizeof *path);
    return add(scene,
               (struct truce_scene_item){
                   .kind = TRUCE_SCENE_PATH, .path = copy, .n_path = n, .line = line, .line_px = line_px});
}

struct truce_scene_item *truce_scene_text(struct truce_scene *scene, double x, double y,
                                          const struct truce_pen *pen, const char *text)
{
    struct truce_scene_item item = {.kind = TRUCE_SCENE_TEXT,
                                    .box = {x, y, 0, 0},
                                    .fill = pen->colour,
                                    .size_px = pen->size_px,
                                    .bold = pen->bold,
                                    .italic = pen->italic,
                                    .align = pen->align};
    if (truce_arena_copy(&scene->arena, truce_text_view(text), &item.text, NULL) != TRUCE_OK) {
        scene->failed = true;
        return &scene->spare;
    }
    return add(scene, item);
}

struct truce_scene_item *truce_scene_circle(struct truce_scene *scene, double x, double y, double radius,
                                            struct truce_colour fill)
{
    struct truce_scene_item *item =
        truce_scene_box(scene, (struct truce_area_px){x - radius, y - radius, 2 * radius, 2 * radius}, fill);
    item->radius = radius;
    return item;
}

/* a straight line as a Bezier segment */
static void side(struct truce_layout_point *out, struct truce_layout_point a, struct truce_layout_point b)
{
    out[0] = (struct truce_layout_point){a.x + (b.x - a.x) / 3, a.y + (b.y - a.y) / 3};
    out[1] = (struct truce_layout_point){a.x + (b.x - a.x) * 2 / 3, a.y + (b.y - a.y) * 2 / 3};
    out[2] = b;
}

void truce_scene_arrowhead(struct truce_scene *scene, double x, double y, double from_x, double from_y,
                           double length, struct truce_colour fill)
{
    double far = hypot(x - from_x, y - from_y), ux = far > 0 ? (x - from_x) / far : 0,
           uy = far > 0 ? (y - from_y) / far : 1, half = 0.42 * length;
    struct truce_layout_point tip = {x, y}, left = {x - ux * length - uy * half, y - uy * length + ux * half},
                              right = {x - ux * length + uy * half, y - uy * length - ux * half}, path[10];

    path[0] = tip;
    side(path + 1, tip, left);
    side(path + 4, left, right);
    side(path + 7, right, tip);
    struct truce_scene_item *item = truce_scene_path(scene, path, 10, (struct truce_colour){0, 0, 0, 0}, 0);
    item->fill = fill;
    item->closed = true;
}

void truce_scene_move(struct truce_scene *scene, size_t from, size_t to, double x, double y)
{
    for (size_t i = from; i < to; i++) {
        struct truce_scene_item *item = &scene->items[i];
        struct truce_layout_point *moved = NULL;
        void *room = NULL;
        item->box.x += x;
        item->box.y += y;
        if (item->n_path == 0)
            continue;
        if (truce_arena_alloc(&scene->arena, item->n_path * sizeof *moved, &room, NULL) != TRUCE_OK) {
            scene->failed = true;
            continue;
        }
        moved = room;
        for (size_t k = 0; k < item->n_path; k++)
            moved[k] = (struct truce_layout_point){item->path[k].x + x, item->path[k].y + y};
        item->path = moved;
    }
}

void truce_scene_insert(struct truce_scene *scene, const struct truce_scene *other, double x, double y)
{
    size_t from = scene->n;
    for (size_t i = 0; i < other->n; i++) {
        struct truce_scene_item item = other->items[i];
        if (item.text != NULL &&
            truce_arena_copy(&scene->arena, truce_text_view(item.text), &item.text, NULL) != TRUCE_OK)
            scene->failed = true;
        add(scene, item);
    }
    truce_scene_move(scene, from, scene->n, x, y); /* which copies the paths */
}

/* ---- text ---- */

struct truce_scene_width {
    struct truce_scene_width *next;
    const char *text;
    double size_px, width;
    bool bold, italic;
};

static struct truce_scene_width **bucket_of(struct truce_scene *scene, const struct truce_pen *pen,
                                            const char *text)
{
    uint32_t hash =
        2166136261U + (uint32_t)(pen->size_px * 10.0) + (pen->bold ? 7U : 0U) + (pen->italic ? 13U : 0U);
    for (; *text != '\0'; text++)
        hash = (hash ^ (unsigned char)*text) * 16777619U;
    return &scene->widths[hash % TRUCE_SCENE_WIDTHS];
}

double truce_scene_measure(struct truce_scene *scene, const struct truce_pen *pen, const char *text)
{
    struct truce_scene_width **bucket = bucket_of(scene, pen, text), *known = *bucket;
    struct truce_pen plain = *pen;
    void *room = NULL;

    if (text[0] == '\0')
        return 0;
    for (; known != NULL; known = known->next)
        if (known->size_px == pen->size_px && known->bold == pen->bold && known->italic == pen->italic &&
            strcmp(known->text, text) == 0)
            return known->width;
    plain.width_px = 0;
    struct truce_scene_width found = {
        .next = *bucket, .size_px = pen->size_px, .bold = pen->bold, .italic = pen->italic};
    found.width = truce_canvas_measure(&scene->ruler, 0, 0, &plain, text).width;
    scene->failed = scene->failed || scene->ruler.bytes.failed;
    if (truce_arena_alloc(&scene->arena, sizeof found, &room, NULL) == TRUCE_OK &&
        truce_arena_copy(&scene->arena, truce_text_view(text), &found.text, NULL) == TRUCE_OK) {
        *bucket = room;
        **bucket = found;
    }
    return found.width;
}

struct wrapping {
    struct truce_scene *scene;
    const struct truce_pen *pen;
    double width;
    double filled; /* of the line so far */
    struct truce_buf line, trial;
};

static double width_of(struct wrapping *w, const char *at, size_t n)
{
    truce_buf_clear(&w->trial);
    truce_buf_add(&w->trial, at, n);
    w->scene->failed = w->scene->failed || w->trial.failed || w->line.failed;
    return w->trial.at != NULL ? truce_scene_measure(w->scene, w->pen, w->trial.at) : 0;
}

static void take(struct wrapping *w, const char *at, size_t n)
{
    w->filled += width_of(w, at, n);
    truce_buf_add(&w->line, at, n);
}

static size_t letter(const char *at, size_t n)
{
    size_t k = 1;
    while (k < n && ((unsigned char)at[k] & 0xC0) == 0x80)
        k++;
    return k;
}

/* as much of a text as fits into the line before `after`; at least one letter of it where the line is empty */
static size_t part_that_fits(struct wrapping *w, const char *at, size_t n, const char *after)
{
    double room = w->width - w->filled - width_of(w, after, strlen(after));
    size_t taken = 0;
    while (taken < n) {
        size_t k = taken + letter(at + taken, n - taken);
        if (width_of(w, at, k) > room && (taken > 0 || w->line.len > 0))
            break;
        taken = k;
    }
    return taken;
}

/* the next word for the line; *at moves on; false when the line is full */
static bool fill_line(struct wrapping *w, const char **at)
{
    *at += strspn(*at, " ");
    size_t n = strcspn(*at, " ");
    if (n == 0)
        return false;
    double space = w->line.len > 0 ? width_of(w, " ", 1) : 0, word = width_of(w, *at, n);
    bool fits = w->filled + space + word <= w->width;
    if (!fits && w->line.len > 0)
        return false;
    if (w->line.len > 0)
        take(w, " ", 1);
    if (!fits)
        n = part_that_fits(w, *at, n, "");
    take(w, *at, n);
    *at += n;
    return fits;
}

/* the last line that is allowed, with more text to come: as much of that as there is room for, and an ellipsis */
static void cut_line(struct wrapping *w, const char *at)
{
    static const char ellipsis[] = "\xE2\x80\xA6";
    double room = w->width - width_of(w, ellipsis, sizeof ellipsis - 1);

    at += strspn(at, " ");
    if (w->line.len > 0 && w->filled + width_of(w, " ", 1) < room) {
        take(w, " ", 1);
        size_t n = part_that_fits(w, at, strcspn(at, " "), ellipsis);
        truce_buf_add(&w->line, at, n);
    }
    while (w->line.len > 0 &&
           (width_of(w, w->line.at, w->line.len) > room || w->line.at[w->line.len - 1] == ' ')) {
        do
            w->line.len--;
        while (w->line.len > 0 && ((unsigned char)w->line.at[w->line.len] & 0xC0) == 0x80);
        w->line.at[w->line.len] = '\0';
    }
    truce_buf_puts(&w->line, ellipsis);
}

size_t truce_scene_wrap(struct truce_scene *scene, const struct truce_pen *pen, const char *text,
                        double width, size_t max_lines, void (*line)(void *data, const char *text),
                        void *data)
{
    struct wrapping w = {.scene = scene, .pen = pen, .width = width};
    struct truce_buf safe;
    size_t n = 0;

    truce_buf_init(&safe);
    truce_buf_init(&w.line);
    truce_buf_init(&w.trial);
    truce_plain_puts(&safe, text);
    for (const char *at = safe.at != NULL ? safe.at : ""; *at != '\0' && !scene->failed;) {
        truce_buf_clear(&w.line);
        w.filled = 0;
        while (fill_line(&w, &at))
            ;
        if (++n == max_lines && at[strspn(at, " ")] != '\0') {
            cut_line(&w, at);
            at = "";
        }
        scene->failed = scene->failed || w.line.failed;
        if (w.line.len > 0)
            line(data, w.line.at);
    }
    scene->failed = scene->failed || safe.failed;
    truce_buf_fini(&safe);
    truce_buf_fini(&w.line);
    truce_buf_fini(&w.trial);
    return n;
}
