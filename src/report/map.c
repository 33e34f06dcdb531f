/*
 * The map of a picture.
 *
 * One idea: what changed is strong, what was held before is faint, everything else is paper.  Gained and lost differ in
 * colour (for eyes that see red and green alike, too) and in hatching (for grey print).
 * Source: colours of M. Okabe and K. Ito, "Color universal design" (2008).
 */
#include "report/map.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "report/map_names.h"
#include "report/map_view.h"
#include "report/words.h"

const struct truce_colour truce_map_held = {0.945, 0.855, 0.775, 1.0};
const struct truce_colour truce_map_lost = {0.72, 0.87, 0.96, 1.0};
static const struct truce_colour beyond_country = {0.895, 0.915, 0.93, 1.0};

const struct truce_source_answer *truce_map_source(const struct truce_claim_answer *claim)
{
    for (size_t s = 0; s < claim->n_sources; s++) {
        const struct truce_source_answer *source = &claim->sources[s];
        if (source->held_end_shape.n_polygons > 0 || source->gained_shape.n_polygons > 0)
            return source;
    }
    return NULL;
}

static void extend(struct truce_box *box, const struct truce_multipolygon *shape)
{
    if (shape->n_polygons > 0) {
        struct truce_box one = truce_multipolygon_box(shape);
        truce_box_extend(box, one.min);
        truce_box_extend(box, one.max);
    }
}

/* A ring of what changed: its size and where it lies. */
struct patch {
    double km2; /* in the plane: good enough to weigh patches */
    struct truce_box box;
};

static size_t add_patches(const struct truce_multipolygon *shape, struct patch *out, size_t n)
{
    for (size_t r = 0; r < shape->n_rings; r++) {
        const struct truce_lonlat *points = shape->points + shape->rings[r].first;
        struct patch patch = {.box = truce_box_empty()};
        if (shape->rings[r].hole)
            continue;
        for (size_t i = 0; i < shape->rings[r].n; i++)
            truce_box_extend(&patch.box, points[i]);
        patch.km2 = fabs(truce_ring_signed_deg2(points, shape->rings[r].n)) / 2.0 * 111.2 * 111.2 *
                    cos(patch.box.min.lat_deg * 3.14159265358979323846 / 180.0);
        out[n++] = patch;
    }
    return n;
}

static int by_size(const void *a, const void *b)
{
    const struct patch *p = a, *q = b;

    if (p->km2 < q->km2 || p->km2 > q->km2)
        return p->km2 > q->km2 ? -1 : 1;
    return p->box.min.lon_deg < q->box.min.lon_deg ? -1 : p->box.min.lon_deg > q->box.min.lon_deg;
}

/* The ground of the largest patches that make up the share of all that changed: a sliver far away must not make the rest small. */
static struct truce_box ground_of(const struct patch *patches, size_t n, double share)
{
    struct truce_box box = truce_box_empty();
    double all = 0.0, some = 0.0;

    for (size_t i = 0; i < n; i++)
        all += patches[i].km2;
    for (size_t i = 0; i < n && some < share * all; i++) {
        truce_box_extend(&box, patches[i].box.min);
        truce_box_extend(&box, patches[i].box.max);
        some += patches[i].km2;
    }
    return box;
}

static const struct truce_place *named_place(const struct truce_verify_answer *answer,
                                             const struct truce_claim_answer *claim,
                                             const struct truce_source_answer *source)
{
    bool known = claim->claim->quantity == TRUCE_QUANTITY_PLACE && source->place.n_matches == 1 &&
                 answer->input.places != NULL;

    return known ? &answer->input.places->items[source->place.place] : NULL;
}

/* A place near the line is shown from near, so that one sees on which side it lies. */
static double around_place_km(const struct truce_source_answer *source)
{
    double km = 12.0 * source->place.distance_m / 1000.0;

    return km < 60.0 ? fmax(km, 15.0) : 60.0; /* 60 for what is not known, too */
}

static enum truce_status choose_view(struct truce_area_px box, const struct truce_place *place,
                                     const struct truce_source_answer *source, struct truce_view *out,
                                     struct truce_err *err)
{
    size_t most = source->gained_shape.n_rings + source->lost_shape.n_rings + 1, n;
    struct patch *patches = malloc(most * sizeof *patches);
    struct truce_box ground = truce_box_empty();

    if (patches == NULL)
        return truce_fail(err, TRUCE_ERR_MEMORY, "no memory for a map of %zu patches", most);
    n = add_patches(&source->gained_shape, patches, 0);
    n = add_patches(&source->lost_shape, patches, n);
    qsort(patches, n, sizeof *patches, by_size);
    if (place != NULL)
        truce_box_extend(&ground, place->at);
    else
        ground = ground_of(patches, n, 0.985);
    free(patches);
    if (truce_box_is_empty(ground))
        extend(&ground, &source->held_end_shape);
    *out = truce_view_of(box, ground, place != NULL ? around_place_km(source) : 10.0);
    return TRUCE_OK;
}

/* What the map leaves out is said on it. */
static enum truce_status tell_beyond(struct truce_canvas *canvas, const struct truce_view *view,
                                     const struct truce_source_answer *source, struct truce_taken *taken,
                                     struct truce_err *err)
{
    struct truce_pen pen = {
        .size_px = 13.0, .colour = truce_grey, .align = TRUCE_ALIGN_RIGHT, .halo_px = 3.0};
    double x = view->box.x + view->box.width - 12.0, y = view->box.y + view->box.height - 14.0;
    double gained[2], lost[2], beyond_km2;
    char number[TRUCE_WORDS_NUMBER], text[TRUCE_WORDS_NUMBER + 64];
    enum truce_status status = truce_view_areas(view, &source->gained_shape, &gained[0], &gained[1], err);

    if (status == TRUCE_OK)
        status = truce_view_areas(view, &source->lost_shape, &lost[0], &lost[1], err);
    if (status != TRUCE_OK)
        return status;
    beyond_km2 = gained[1] - gained[0] + lost[1] - lost[0];
    if (beyond_km2 < 0.05)
        return TRUCE_OK;
    truce_words_figure(beyond_km2, NAN, number, sizeof number);
    snprintf(text, sizeof text, "%s km2 of change lie beyond this map", number);
    truce_taken_add(taken, truce_canvas_text(canvas, x, y, &pen, text));
    return TRUCE_OK;
}

static void fill(struct truce_canvas *canvas, const struct truce_view *view,
                 const struct truce_multipolygon *shape, struct truce_colour colour)
{
    truce_view_path(view, canvas->cr, shape);
    truce_canvas_colour(canvas, colour);
    cairo_fill(canvas->cr);
}

static void outline(struct truce_canvas *canvas, const struct truce_view *view,
                    const struct truce_multipolygon *shape, struct truce_colour colour, double width_px)
{
    truce_view_path(view, canvas->cr, shape);
    truce_canvas_colour(canvas, colour);
    cairo_set_line_width(canvas->cr, width_px);
    cairo_stroke(canvas->cr);
}

void truce_map_hatch(struct truce_canvas *canvas, struct truce_area_px box)
{
    truce_canvas_colour(canvas, truce_blue);
    cairo_set_line_width(canvas->cr, 1.1);
    for (int i = 0; i * 4.5 < box.width + box.height; i++) {
        double x = box.x - box.height + i * 4.5;
        cairo_move_to(canvas->cr, x, box.y + box.height);
        cairo_line_to(canvas->cr, x + box.height, box.y);
    }
    cairo_stroke(canvas->cr);
}

static void draw_lost(struct truce_canvas *canvas, const struct truce_view *view,
                      const struct truce_multipolygon *lost)
{
    if (lost->n_polygons == 0)
        return;
    fill(canvas, view, lost, truce_map_lost);
    cairo_save(canvas->cr);
    truce_view_path(view, canvas->cr, lost);
    cairo_clip(canvas->cr);
    truce_map_hatch(canvas, view->box);
    cairo_restore(canvas->cr);
    outline(canvas, view, lost, truce_blue, 1.0);
}

/* A length of 1, 2 or 5 times a power of ten that takes at most a quarter of the width. */
static void draw_scale(struct truce_canvas *canvas, const struct truce_view *view, struct truce_taken *taken)
{
    double per_km = truce_view_px_per_km(view), most = view->box.width / 4.0 / per_km;
    double km = pow(10.0, floor(log10(most)));
    double x = view->box.x + 16.0, y = view->box.y + view->box.height - 18.0, length;
    struct truce_pen pen = {
        .size_px = 13.0, .colour = truce_ink, .align = TRUCE_ALIGN_CENTRE, .halo_px = 3.0};
    char text[64], number[TRUCE_WORDS_NUMBER];

    km *= most / km >= 5.0 ? 5.0 : most / km >= 2.0 ? 2.0 : 1.0;
    length = km * per_km;
    truce_words_number(km, km < 1.0 ? 1 : 0, number, sizeof number);
    snprintf(text, sizeof text, "%s km", number);
    truce_canvas_colour(canvas, truce_colour_fade(truce_white, 0.8));
    cairo_set_line_width(canvas->cr, 5.0);
    truce_canvas_line(canvas, x - 1.5, y, x + length + 1.5, y);
    truce_canvas_colour(canvas, truce_ink);
    cairo_set_line_width(canvas->cr, 2.0);
    truce_canvas_line(canvas, x, y, x + length, y);
    truce_canvas_line(canvas, x, y - 5.0, x, y + 5.0);
    truce_canvas_line(canvas, x + length, y - 5.0, x + length, y + 5.0);
    truce_canvas_text(canvas, x + length / 2.0, y - 8.0, &pen, text);
    truce_taken_add(taken, (struct truce_area_px){x - 8.0, y - 28.0, length + 16.0, 40.0});
}

static void draw_ground(struct truce_canvas *canvas, const struct truce_view *view,
                        const struct truce_regions *regions, const struct truce_source_answer *source)
{
    truce_canvas_box(canvas, view->box, regions != NULL ? beyond_country : truce_pale);
    if (regions != NULL)
        fill(canvas, view, &regions->country, truce_pale);
    fill(canvas, view, &source->held_end_shape, truce_map_held);
    fill(canvas, view, &source->gained_shape, truce_vermillion);
    outline(canvas, view, &source->gained_shape, truce_vermillion, 0.8); /* thin slivers must be seen */
    draw_lost(canvas, view, &source->lost_shape);
    cairo_set_line_join(canvas->cr, CAIRO_LINE_JOIN_ROUND);
    for (size_t r = 0; regions != NULL && r < regions->n; r++)
        outline(canvas, view, &regions->items[r].area, truce_colour_fade(truce_grey, 0.55), 0.9);
    if (regions != NULL)
        outline(canvas, view, &regions->country, truce_colour_fade(truce_ink, 0.7), 1.4);
}

enum truce_status truce_map_draw(struct truce_canvas *canvas, struct truce_area_px box,
                                 const struct truce_verify_answer *answer,
                                 const struct truce_claim_answer *claim,
                                 const struct truce_source_answer *source, struct truce_err *err)
{
    const struct truce_place *place = named_place(answer, claim, source);
    const struct truce_places *places = answer->input.places;
    struct truce_view view;
    struct truce_taken taken = {.n = 0};
    enum truce_status status = choose_view(box, place, source, &view, err);

    if (status != TRUCE_OK)
        return status;
    cairo_save(canvas->cr);
    cairo_rectangle(canvas->cr, box.x, box.y, box.width, box.height);
    cairo_clip(canvas->cr);
    cairo_set_fill_rule(canvas->cr, CAIRO_FILL_RULE_EVEN_ODD);
    draw_ground(canvas, &view, answer->input.regions, source);
    draw_scale(canvas, &view, &taken);
    if (place != NULL)
        outline(canvas, &view, &source->held_end_shape, truce_ink, 1.4);
    if (place == NULL)
        status = tell_beyond(canvas, &view, source, &taken, err);
    else
        truce_map_named_place(canvas, &view, place, &taken);
    if (places != NULL && status == TRUCE_OK)
        status = truce_map_places(canvas, &view, places, source, &taken, err);
    if (answer->input.regions != NULL)
        truce_map_region_names(canvas, &view, answer->input.regions, source, &taken);
    if (places != NULL && status == TRUCE_OK)
        status = truce_map_cities(canvas, &view, places, source, &taken, err);
    cairo_restore(canvas->cr);
    return status;
}
