/*
 * Where names go.
 *
 * One idea: first come, first served: what matters most asks first for the boxes around its point, and who finds none free goes
 * without a name.  A region's name goes to the spot of the region that is farthest from its edge and from what changed, found
 * on a coarse raster.
 */
#include "report/map_names.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
    RASTER = 8,        /* px of the sheet a raster cell */
    NAMES_GAINED = 12, /* names beside places gained */
    NAMES_AROUND = 10, /* names of cities for orientation */
};

void truce_taken_add(struct truce_taken *taken, struct truce_area_px box)
{
    if (taken->n < TRUCE_TAKEN_MAX)
        taken->boxes[taken->n++] = box;
}

static bool is_free(const struct truce_taken *taken, const struct truce_view *view, struct truce_area_px box)
{
    const struct truce_area_px *sheet = &view->box;

    if (box.x < sheet->x + 3.0 || box.y < sheet->y + 3.0 ||
        box.x + box.width > sheet->x + sheet->width - 3.0 ||
        box.y + box.height > sheet->y + sheet->height - 3.0)
        return false;
    for (size_t i = 0; i < taken->n; i++)
        if (truce_area_px_meets(taken->boxes[i], box))
            return false;
    return true;
}

/* --- regions --- */

/* A raster of the view: 255 inside the shape. */
static cairo_surface_t *raster_of(const struct truce_view *view, const struct truce_multipolygon *inside,
                                  const struct truce_multipolygon *without)
{
    int width = (int)(view->box.width / RASTER), height = (int)(view->box.height / RASTER);
    cairo_surface_t *surface = cairo_image_surface_create(CAIRO_FORMAT_A8, width, height);
    cairo_t *cr = cairo_create(surface);

    cairo_set_antialias(cr, CAIRO_ANTIALIAS_NONE);
    cairo_scale(cr, 1.0 / RASTER, 1.0 / RASTER);
    cairo_translate(cr, -view->box.x, -view->box.y);
    cairo_set_fill_rule(cr, CAIRO_FILL_RULE_EVEN_ODD);
    truce_view_path(view, cr, inside);
    cairo_fill(cr);
    cairo_set_operator(cr, CAIRO_OPERATOR_CLEAR);
    truce_view_path(view, cr, without);
    cairo_fill_preserve(cr);
    cairo_set_line_width(cr, 4.0 * RASTER);
    cairo_stroke(cr);
    cairo_destroy(cr);
    cairo_surface_flush(surface);
    return surface;
}

/* The cell farthest from everything that is not 255, by two passes of a chamfer distance; its distance in cells, 0 for none.  The row
 * above and below count three times: names are wide and low. */
static int farthest(cairo_surface_t *surface, int *column, int *row)
{
    int width = cairo_image_surface_get_width(surface), height = cairo_image_surface_get_height(surface);
    int stride = cairo_image_surface_get_stride(surface), best = 0;
    const unsigned char *cells = cairo_image_surface_get_data(surface);
    int *far = cells != NULL ? calloc((size_t)(width + 2) * (size_t)(height + 2), sizeof *far) : NULL;
    int line = width + 2;

    if (far == NULL)
        return 0;
    for (int y = 1; y <= height; y++)
        for (int x = 1; x <= width; x++) {
            int *at = &far[y * line + x];
            int up = at[-line] + 3, left = at[-1] + 1;
            *at = cells[(y - 1) * stride + x - 1] == 255 ? (up < left ? up : left) : 0;
        }
    for (int y = height; y >= 1; y--)
        for (int x = width; x >= 1; x--) {
            int *at = &far[y * line + x];
            int down = at[line] + 3, right = at[1] + 1, near = down < right ? down : right;
            if (near < *at)
                *at = near;
            if (*at > best) {
                best = *at;
                *column = x - 1;
                *row = y - 1;
            }
        }
    free(far);
    return best;
}

void truce_map_region_names(struct truce_canvas *canvas, const struct truce_view *view,
                            const struct truce_regions *regions, const struct truce_source_answer *source,
                            struct truce_taken *taken)
{
    struct truce_pen pen = {
        .size_px = 15.0, .italic = true, .colour = truce_grey, .align = TRUCE_ALIGN_CENTRE, .halo_px = 3.0};

    for (size_t r = 0; r < regions->n; r++) {
        cairo_surface_t *raster = raster_of(view, &regions->items[r].area, &source->gained_shape);
        int column = 0, row = 0, best = farthest(raster, &column, &row);
        double x = view->box.x + (column + 0.5) * RASTER, y = view->box.y + (row + 0.5) * RASTER + 5.0;
        struct truce_area_px box;

        cairo_surface_destroy(raster);
        if (best < 4)
            continue;
        box = truce_canvas_measure(canvas, x, y, &pen, regions->items[r].name);
        if (box.width / 2.0 > best * RASTER * 1.1 || !is_free(taken, view, box))
            continue;
        truce_canvas_text(canvas, x, y, &pen, regions->items[r].name);
        truce_taken_add(taken, box);
    }
}

/* --- places --- */

struct spot {
    const struct truce_place *place;
    int rank;      /* 0 city, 1 town, 2 the rest */
    double far_px; /* of a city: to the nearest place gained */
    double x, y;
};

static int rank_of(const struct truce_place *place)
{
    struct truce_text kind = truce_text_view(place->kind);

    return truce_text_equal_nocase(kind, truce_text_view("city"))   ? 0
           : truce_text_equal_nocase(kind, truce_text_view("town")) ? 1
                                                                    : 2;
}

/* Large before small, then near before far, then by the order of the file. */
static int by_weight(const void *a, const void *b)
{
    const struct spot *p = a, *q = b;

    if (p->rank != q->rank)
        return p->rank - q->rank;
    if (p->far_px < q->far_px || p->far_px > q->far_px)
        return p->far_px < q->far_px ? -1 : 1;
    return p->place < q->place ? -1 : p->place > q->place;
}

static void dot(struct truce_canvas *canvas, double x, double y, double radius, struct truce_colour fill,
                struct truce_colour edge)
{
    cairo_new_sub_path(canvas->cr);
    cairo_arc(canvas->cr, x, y, radius, 0.0, 6.283185307179586);
    truce_canvas_colour(canvas, fill);
    cairo_fill_preserve(canvas->cr);
    truce_canvas_colour(canvas, edge);
    cairo_set_line_width(canvas->cr, 0.9);
    cairo_stroke(canvas->cr);
}

static bool name_spot(struct truce_canvas *canvas, const struct truce_view *view, const struct spot *spot,
                      const struct truce_pen *look, struct truce_taken *taken)
{
    static const struct {
        double dx, dy;
        enum truce_align align;
    } around[] = {{7, 5, TRUCE_ALIGN_LEFT},    {-7, 5, TRUCE_ALIGN_RIGHT}, {0, -8, TRUCE_ALIGN_CENTRE},
                  {0, 19, TRUCE_ALIGN_CENTRE}, {6, -5, TRUCE_ALIGN_LEFT},  {6, 15, TRUCE_ALIGN_LEFT},
                  {-6, -5, TRUCE_ALIGN_RIGHT}, {-6, 15, TRUCE_ALIGN_RIGHT}};

    if (!is_free(taken, view, (struct truce_area_px){spot->x - 3.0, spot->y - 3.0, 6.0, 6.0}))
        return false; /* its dot would stand in another's name */
    for (size_t i = 0; i < sizeof around / sizeof around[0]; i++) {
        struct truce_pen pen = *look;
        double x = spot->x + around[i].dx, y = spot->y + around[i].dy;
        struct truce_area_px box;
        pen.align = around[i].align;
        box = truce_canvas_measure(canvas, x, y, &pen, spot->place->name);
        if (!is_free(taken, view, box))
            continue;
        truce_canvas_text(canvas, x, y, &pen, spot->place->name);
        truce_taken_add(taken, box);
        truce_taken_add(taken, (struct truce_area_px){spot->x - 4.0, spot->y - 4.0, 8.0, 8.0});
        return true;
    }
    return false;
}

static struct spot spot_of(const struct truce_view *view, const struct truce_place *place)
{
    return (struct spot){place, rank_of(place), 0.0, truce_view_x(view, place->at.lon_deg),
                         truce_view_y(view, place->at.lat_deg)};
}

/* Many dots are small, or they would hide the ground that they stand on. */
static double radius_of(const struct spot *spot, size_t n)
{
    return spot->rank < 2 ? 3.4 : n > 60 ? 1.5 : 2.4;
}

static void draw_dots(struct truce_canvas *canvas, const struct truce_view *view,
                      const struct truce_places *places, const struct truce_source_answer *source)
{
    size_t n = source->gained.n;

    for (size_t i = 0; i < n; i++) {
        struct spot spot = spot_of(view, &places->items[source->gained.items[i].place]);
        dot(canvas, spot.x, spot.y, radius_of(&spot, n), truce_ink,
            truce_colour_fade(truce_white, n > 60 && spot.rank == 2 ? 0.0 : 1.0));
    }
    for (size_t i = 0; i < source->lost.n; i++) {
        struct spot spot = spot_of(view, &places->items[source->lost.items[i].place]);
        dot(canvas, spot.x, spot.y, 2.6, truce_white, truce_ink);
    }
}

enum truce_status truce_map_places(struct truce_canvas *canvas, const struct truce_view *view,
                                   const struct truce_places *places,
                                   const struct truce_source_answer *source, struct truce_taken *taken,
                                   struct truce_err *err)
{
    struct truce_pen pen = {.colour = truce_ink, .halo_px = 3.5};
    size_t n = source->gained.n, named = 0;
    struct spot *spots = malloc((n + 1) * sizeof *spots);

    if (spots == NULL)
        return truce_fail(err, TRUCE_ERR_MEMORY, "no memory for %zu places of a map", n);
    for (size_t i = 0; i < n; i++)
        spots[i] = spot_of(view, &places->items[source->gained.items[i].place]);
    qsort(spots, n, sizeof *spots, by_weight);
    draw_dots(canvas, view, places, source);
    for (size_t i = 0; i < n && named < NAMES_GAINED; i++) {
        bool large = spots[i].rank < 2;
        if (!large && named >= NAMES_GAINED / 2)
            break; /* villages only where there are few towns */
        pen.bold = large;
        pen.size_px = large ? 14.0 : 12.0;
        named += name_spot(canvas, view, &spots[i], &pen, taken);
    }
    free(spots);
    return TRUCE_OK;
}

static double far_from_gained(const struct truce_view *view, const struct truce_places *places,
                              const struct truce_source_answer *source, const struct spot *spot)
{
    double least = INFINITY;

    for (size_t i = 0; i < source->gained.n; i++) {
        struct spot other = spot_of(view, &places->items[source->gained.items[i].place]);
        least = fmin(least, hypot(other.x - spot->x, other.y - spot->y));
    }
    return least;
}

enum truce_status truce_map_cities(struct truce_canvas *canvas, const struct truce_view *view,
                                   const struct truce_places *places,
                                   const struct truce_source_answer *source, struct truce_taken *taken,
                                   struct truce_err *err)
{
    struct truce_pen pen = {.size_px = 13.0, .colour = truce_grey, .halo_px = 3.0};
    struct spot *spots = malloc((places->n + 1) * sizeof *spots);
    size_t n = 0, named = 0;

    if (spots == NULL)
        return truce_fail(err, TRUCE_ERR_MEMORY, "no memory for %zu places of a map", places->n);
    for (size_t i = 0; i < places->n; i++) {
        if (rank_of(&places->items[i]) != 0 || !truce_view_shows(view, places->items[i].at))
            continue;
        spots[n] = spot_of(view, &places->items[i]);
        spots[n].far_px = far_from_gained(view, places, source, &spots[n]);
        n += spots[n].far_px > 0.0; /* 0: it was gained itself and has its name */
    }
    qsort(spots, n, sizeof *spots, by_weight);
    for (size_t i = 0; i < n && named < NAMES_AROUND; i++) {
        if (!name_spot(canvas, view, &spots[i], &pen, taken))
            continue;
        truce_canvas_box(canvas, (struct truce_area_px){spots[i].x - 2.5, spots[i].y - 2.5, 5.0, 5.0},
                         truce_grey);
        named++;
    }
    free(spots);
    return TRUCE_OK;
}

void truce_map_named_place(struct truce_canvas *canvas, const struct truce_view *view,
                           const struct truce_place *place, struct truce_taken *taken)
{
    struct truce_pen pen = {.size_px = 18.0, .bold = true, .colour = truce_ink, .halo_px = 4.0};
    struct spot spot = spot_of(view, place);

    dot(canvas, spot.x, spot.y, 6.0, truce_ink, truce_white);
    name_spot(canvas, view, &spot, &pen, taken);
}
