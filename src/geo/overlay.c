/*
 * Change and clipping by boundaries.
 *
 * Source of the idea: the boundary of b minus a consists of b's boundary outside a, a's boundary inside b run backwards, and
 * the edges that both have in opposite directions.  An area needs no more than that.
 * Invariant checked before a result is used: it closes (closing.c).  Where it does not, GEOS does the work.
 */
#include "geo/overlay.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "geo/area.h"
#include "geo/pieces.h"

void truce_boundary_init(struct truce_boundary *boundary)
{
    memset(boundary, 0, sizeof *boundary);
}

void truce_boundary_fini(struct truce_boundary *boundary)
{
    free(boundary->edges);
    truce_boundary_init(boundary);
}

static enum truce_status reserve(struct truce_boundary *boundary, size_t n, struct truce_err *err)
{
    void *edges = boundary->edges;
    enum truce_status status = truce_grow(&edges, &boundary->size, n, sizeof *boundary->edges, err);
    boundary->edges = edges;
    return status;
}

enum truce_status truce_boundary_of(const struct truce_multipolygon *shape, struct truce_boundary *out,
                                    struct truce_err *err)
{
    enum truce_status status = reserve(out, shape->n_points, err);
    if (status == TRUCE_OK)
        out->n = truce_shape_edges(shape, out->edges);
    return status;
}

enum truce_status truce_boundary_tidy(struct truce_boundary *boundary, struct truce_err *err)
{
    struct truce_multipolygon shape;
    truce_multipolygon_init(&shape);
    enum truce_status status = truce_boundary_shape(boundary, &shape, err);
    if (status == TRUCE_OK)
        status = truce_boundary_of(&shape, boundary, err);
    truce_multipolygon_fini(&shape);
    return status;
}

double truce_boundary_area_m2(const struct truce_boundary *boundary)
{
    double sum = 0;
    for (size_t i = 0; i < boundary->n; i++)
        sum += truce_area_edge_m2(boundary->edges[i].a, boundary->edges[i].b);
    return fabs(sum);
}

static struct truce_edge turned(struct truce_edge e)
{
    return (struct truce_edge){e.b, e.a};
}

/* pieces of `own` outside the other shape, of `other` inside this one, and those that run opposite */
static enum truce_status collect(const struct truce_pieces *own, const struct truce_pieces *other,
                                 struct truce_boundary *out, struct truce_err *err)
{
    out->n = 0;
    enum truce_status status = reserve(out, own->n + other->n, err);
    if (status != TRUCE_OK)
        return status;
    for (size_t i = 0; i < own->n; i++)
        if (own->items[i].class == TRUCE_PIECE_OUTSIDE || own->items[i].class == TRUCE_PIECE_OPPOSITE)
            out->edges[out->n++] = own->items[i].edge;
    for (size_t i = 0; i < other->n; i++)
        if (other->items[i].class == TRUCE_PIECE_INSIDE)
            out->edges[out->n++] = turned(other->items[i].edge);
    return TRUCE_OK;
}

static enum truce_status change_by_geos(const struct truce_multipolygon *a, const struct truce_multipolygon *b,
                                        struct truce_boundary *gained, struct truce_boundary *lost,
                                        struct truce_err *err)
{
    struct truce_multipolygon shape;
    truce_multipolygon_init(&shape);
    enum truce_status status = truce_overlay_difference(b, a, &shape, err);
    if (status == TRUCE_OK)
        status = truce_boundary_of(&shape, gained, err);
    if (status == TRUCE_OK)
        status = truce_overlay_difference(a, b, &shape, err);
    if (status == TRUCE_OK)
        status = truce_boundary_of(&shape, lost, err);
    truce_multipolygon_fini(&shape);
    return status;
}

enum truce_status truce_overlay_change(const struct truce_multipolygon *a, const struct truce_multipolygon *b,
                                       struct truce_boundary *gained, struct truce_boundary *lost,
                                       struct truce_err *err)
{
    struct truce_boundary edges_a = {NULL, 0, 0}, edges_b = {NULL, 0, 0};
    struct truce_pieces pieces_a = {NULL, 0, 0}, pieces_b = {NULL, 0, 0};
    enum truce_status status;
    bool closed = false, closed_lost = false;

    if ((status = truce_boundary_of(a, &edges_a, err)) != TRUCE_OK ||
        (status = truce_boundary_of(b, &edges_b, err)) != TRUCE_OK ||
        (status = truce_pieces_cut(edges_a.edges, edges_a.n, NULL, edges_b.edges, edges_b.n, NULL, &pieces_a, &pieces_b,
                                   err)) != TRUCE_OK ||
        (status = collect(&pieces_b, &pieces_a, gained, err)) != TRUCE_OK ||
        (status = collect(&pieces_a, &pieces_b, lost, err)) != TRUCE_OK ||
        (status = truce_boundary_close(gained, &pieces_a, &pieces_b, &closed, err)) != TRUCE_OK ||
        (status = truce_boundary_close(lost, &pieces_a, &pieces_b, &closed_lost, err)) != TRUCE_OK)
        goto done;
    if (!closed || !closed_lost)
        status = change_by_geos(a, b, gained, lost, err);
done:
    truce_boundary_fini(&edges_a);
    truce_boundary_fini(&edges_b);
    truce_pieces_fini(&pieces_a);
    truce_pieces_fini(&pieces_b);
    return status;
}

enum truce_side truce_boundary_side(const struct truce_boundary *boundary, struct truce_lonlat p)
{
    unsigned inside = 0;
    for (size_t i = 0; i < boundary->n; i++) {
        int ray = truce_edge_ray(&boundary->edges[i], p);
        if (ray < 0)
            return TRUCE_SIDE_BOUNDARY;
        inside ^= (unsigned)ray;
    }
    return inside ? TRUCE_SIDE_INSIDE : TRUCE_SIDE_OUTSIDE;
}

enum truce_status truce_boundary_changed(const struct truce_boundary *a, const struct truce_boundary *b,
                                         struct truce_boundary *out, struct truce_err *err)
{
    struct truce_pieces pieces = {NULL, 0, 0};
    enum truce_status status = truce_pieces_match(a->edges, a->n, b->edges, b->n, &pieces, err);
    if (status == TRUCE_OK)
        status = reserve(out, pieces.n, err);
    if (status == TRUCE_OK) {
        out->n = 0;
        for (size_t i = 0; i < pieces.n; i++)
            if (pieces.items[i].class == TRUCE_PIECE_OPEN)
                out->edges[out->n++] = pieces.items[i].edge;
    }
    truce_pieces_fini(&pieces);
    return status;
}

struct numbers {
    uint32_t *items;
    size_t n, size;
};

struct truce_clip {
    struct truce_bands bands;
    struct truce_box box;
    struct truce_multipolygon shape; /* for GEOS, should it be needed */
};

enum truce_status truce_clip_open(const struct truce_multipolygon *shape, struct truce_clip **out,
                                  struct truce_err *err)
{
    struct truce_boundary edges = {NULL, 0, 0};
    struct truce_clip *clip = calloc(1, sizeof *clip);
    enum truce_status status = TRUCE_OK;

    if (clip == NULL)
        return truce_fail(err, TRUCE_ERR_MEMORY, "no memory to prepare a shape");
    if ((status = truce_boundary_of(shape, &edges, err)) != TRUCE_OK ||
        (status = truce_bands_open(edges.edges, edges.n, &clip->bands, err)) != TRUCE_OK ||
        (status = truce_multipolygon_copy(&clip->shape, shape, err)) != TRUCE_OK) {
        truce_clip_close(clip);
        goto done;
    }
    clip->box = truce_multipolygon_box(shape);
    *out = clip;
done:
    truce_boundary_fini(&edges);
    return status;
}

void truce_clip_close(struct truce_clip *clip)
{
    if (clip == NULL)
        return;
    truce_bands_close(&clip->bands);
    truce_multipolygon_fini(&clip->shape);
    free(clip);
}

enum truce_side truce_clip_side(const struct truce_clip *clip, struct truce_lonlat p)
{
    return truce_box_contains(clip->box, p) ? truce_bands_side(&clip->bands, p) : TRUCE_SIDE_OUTSIDE;
}

/* edges of the prepared shape whose own box meets `box` */
static enum truce_status edges_near_box(const struct truce_bands *bands, struct truce_box box, struct numbers *out,
                                        struct truce_err *err)
{
    if (box.max.lat_deg < bands->lat_min_deg || box.min.lat_deg > bands->lat_max_deg)
        return TRUCE_OK;
    size_t first = truce_bands_of(bands, box.min.lat_deg), last = truce_bands_of(bands, box.max.lat_deg);
    for (size_t k = first; k <= last; k++)
        for (uint32_t i = bands->start[k]; i < bands->start[k + 1]; i++) {
            const struct truce_edge *e = &bands->edges[bands->items[i]];
            struct truce_box own = truce_box_empty();
            truce_box_extend(&own, e->a);
            truce_box_extend(&own, e->b);
            if (!truce_box_meets(own, box))
                continue;
            void *items = out->items;
            enum truce_status status = truce_grow(&items, &out->size, out->n + 1, sizeof *out->items, err);
            out->items = items;
            if (status != TRUCE_OK)
                return status;
            out->items[out->n++] = bands->items[i];
        }
    return TRUCE_OK;
}

static int compare_numbers(const void *x, const void *y)
{
    uint32_t a = *(const uint32_t *)x, b = *(const uint32_t *)y;
    return a < b ? -1 : a > b;
}

/* The boxes of a boundary's loops.  In a tidy boundary every loop closes in itself.  Of others the chains that do not close share one box, within
 * which the inside of all their loops lies. */
static void next_box(const struct truce_boundary *part, size_t *at, struct truce_box *box, bool *closed)
{
    size_t i = *at;
    struct truce_lonlat start = part->edges[i].a;
    *box = truce_box_empty();
    do {
        truce_box_extend(box, part->edges[i].a);
        truce_box_extend(box, part->edges[i].b);
        i++;
    } while (i < part->n && truce_lonlat_same(part->edges[i - 1].b, part->edges[i].a) &&
             !truce_lonlat_same(part->edges[i - 1].b, start));
    *closed = truce_lonlat_same(part->edges[i - 1].b, start);
    *at = i;
}

static void unite(struct truce_box *box, struct truce_box other)
{
    if (truce_box_is_empty(other))
        return;
    truce_box_extend(box, other.min);
    truce_box_extend(box, other.max);
}

static enum truce_status edges_near(const struct truce_bands *bands, const struct truce_boundary *part,
                                    struct truce_boundary *out, struct truce_err *err)
{
    struct numbers numbers = {NULL, 0, 0};
    struct truce_box open = truce_box_empty();
    enum truce_status status = TRUCE_OK;

    for (size_t i = 0; status == TRUCE_OK && i < part->n;) {
        struct truce_box box;
        bool closed;
        next_box(part, &i, &box, &closed);
        if (closed)
            status = edges_near_box(bands, box, &numbers, err);
        else
            unite(&open, box);
    }
    if (status == TRUCE_OK && !truce_box_is_empty(open))
        status = edges_near_box(bands, open, &numbers, err);
    if (status == TRUCE_OK)
        status = reserve(out, numbers.n, err);
    if (status == TRUCE_OK) {
        if (numbers.n > 0)
            qsort(numbers.items, numbers.n, sizeof *numbers.items, compare_numbers);
        out->n = 0;
        for (size_t i = 0; i < numbers.n; i++)
            if (i == 0 || numbers.items[i] != numbers.items[i - 1])
                out->edges[out->n++] = bands->edges[numbers.items[i]];
    }
    free(numbers.items);
    return status;
}

static enum truce_status clip_by_geos(const struct truce_clip *clip, const struct truce_boundary *part,
                                      struct truce_boundary *out, struct truce_err *err)
{
    struct truce_multipolygon shape, common;
    truce_multipolygon_init(&shape);
    truce_multipolygon_init(&common);
    enum truce_status status = truce_boundary_shape(part, &shape, err);
    if (status == TRUCE_OK)
        status = truce_overlay_intersection(&shape, &clip->shape, &common, err);
    if (status == TRUCE_OK)
        status = truce_boundary_of(&common, out, err);
    truce_multipolygon_fini(&shape);
    truce_multipolygon_fini(&common);
    return status;
}

enum truce_status truce_clip_part(const struct truce_clip *clip, const struct truce_boundary *part,
                                  const struct truce_boundary *near, struct truce_boundary *out, struct truce_err *err)
{
    struct truce_boundary found = {NULL, 0, 0}, kept = {NULL, 0, 0};
    struct truce_pieces pieces_part = {NULL, 0, 0}, pieces_clip = {NULL, 0, 0};
    enum truce_status status = TRUCE_OK;
    bool closed = false;

    if (part->n == 0 || clip->bands.n_edges == 0) {
        out->n = 0;
        return TRUCE_OK;
    }
    if (near == NULL) {
        status = edges_near(&clip->bands, part, &found, err);
        near = &found;
    }
    if (status != TRUCE_OK ||
        (status = truce_pieces_cut(part->edges, part->n, NULL, near->edges, near->n, &clip->bands, &pieces_part,
                                   &pieces_clip, err)) != TRUCE_OK ||
        (status = reserve(&kept, pieces_part.n + pieces_clip.n, err)) != TRUCE_OK)
        goto done;
    for (size_t i = 0; i < pieces_part.n; i++)
        if (pieces_part.items[i].class == TRUCE_PIECE_INSIDE || pieces_part.items[i].class == TRUCE_PIECE_SAME)
            kept.edges[kept.n++] = pieces_part.items[i].edge;
    for (size_t i = 0; i < pieces_clip.n; i++)
        if (pieces_clip.items[i].class == TRUCE_PIECE_INSIDE)
            kept.edges[kept.n++] = pieces_clip.items[i].edge;
    status = truce_boundary_close(&kept, &pieces_part, &pieces_clip, &closed, err);
    if (status == TRUCE_OK && !closed)
        status = clip_by_geos(clip, part, &kept, err);
    if (status == TRUCE_OK) {
        struct truce_boundary old = *out;
        *out = kept;
        kept = old;
    }
done:
    truce_boundary_fini(&found);
    truce_boundary_fini(&kept);
    truce_pieces_fini(&pieces_part);
    truce_pieces_fini(&pieces_clip);
    return status;
}

enum truce_status truce_clip_area(const struct truce_clip *clip, const struct truce_boundary *part, double *out_m2,
                                  struct truce_err *err)
{
    struct truce_boundary common = {NULL, 0, 0};
    enum truce_status status = truce_clip_part(clip, part, NULL, &common, err);
    if (status == TRUCE_OK)
        *out_m2 = truce_boundary_area_m2(&common);
    truce_boundary_fini(&common);
    return status;
}
