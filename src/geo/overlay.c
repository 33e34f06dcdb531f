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

static enum truce_status change_by_geos(const struct truce_multipolygon *a,
                                        const struct truce_multipolygon *b, struct truce_boundary *gained,
                                        struct truce_boundary *lost, struct truce_err *err)
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
        (status = truce_pieces_cut(&(struct truce_operand){edges_a.edges, edges_a.n, NULL},
                                   &(struct truce_operand){edges_b.edges, edges_b.n, NULL}, &pieces_a,
                                   &pieces_b, err)) != TRUCE_OK ||
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

static enum truce_status add_number(struct numbers *numbers, uint32_t number, struct truce_err *err)
{
    void *items = numbers->items;
    enum truce_status status =
        truce_grow(&items, &numbers->size, numbers->n + 1, sizeof *numbers->items, err);
    numbers->items = items;
    if (status == TRUCE_OK)
        numbers->items[numbers->n++] = number;
    return status;
}

struct truce_clip {
    struct truce_bands bands; /* its edges in ring order, for sides */
    struct truce_grid grid;   /* the same edges, for what is near */
    struct numbers chains;    /* where runs of edges that join end: one past each */
};

enum truce_status truce_clip_open_boundary(const struct truce_boundary *boundary, struct truce_clip **out,
                                           struct truce_err *err)
{
    struct truce_clip *clip = calloc(1, sizeof *clip);
    if (clip == NULL)
        return truce_fail(err, TRUCE_ERR_MEMORY, "no memory to prepare a shape");
    enum truce_status status = truce_bands_open(boundary->edges, boundary->n, &clip->bands, err);
    if (status == TRUCE_OK)
        status = truce_grid_open(boundary->edges, boundary->n, &clip->grid, err);
    for (size_t i = 1; status == TRUCE_OK && i <= boundary->n; i++)
        if (i == boundary->n || !truce_lonlat_same(boundary->edges[i - 1].b, boundary->edges[i].a))
            status = add_number(&clip->chains, (uint32_t)i, err);
    if (status == TRUCE_OK)
        *out = clip;
    else
        truce_clip_close(clip);
    return status;
}

enum truce_status truce_clip_open(const struct truce_multipolygon *shape, struct truce_clip **out,
                                  struct truce_err *err)
{
    struct truce_boundary edges = {NULL, 0, 0};
    enum truce_status status = truce_boundary_of(shape, &edges, err);
    if (status == TRUCE_OK)
        status = truce_clip_open_boundary(&edges, out, err);
    truce_boundary_fini(&edges);
    return status;
}

void truce_clip_close(struct truce_clip *clip)
{
    if (clip == NULL)
        return;
    truce_bands_close(&clip->bands);
    truce_grid_close(&clip->grid);
    free(clip->chains.items);
    free(clip);
}

enum truce_side truce_clip_side(const struct truce_clip *clip, struct truce_lonlat p)
{
    return truce_box_contains(clip->grid.box, p) ? truce_bands_side(&clip->bands, p) : TRUCE_SIDE_OUTSIDE;
}

static struct truce_box edge_box(const struct truce_edge *e, double margin_deg)
{
    struct truce_box box = truce_box_empty();
    truce_box_extend(&box, e->a);
    truce_box_extend(&box, e->b);
    box.min.lon_deg -= margin_deg;
    box.min.lat_deg -= margin_deg;
    box.max.lon_deg += margin_deg;
    box.max.lat_deg += margin_deg;
    return box;
}

static struct truce_box boundary_box(const struct truce_boundary *boundary)
{
    struct truce_box box = truce_box_empty();
    for (size_t i = 0; i < boundary->n; i++)
        truce_box_extend(&box, boundary->edges[i].a); /* it closes: every end is a start */
    return box;
}

/* edges of the clip whose box meets that of an edge of the part; some more than once */
static enum truce_status touched_edges(const struct truce_clip *clip, const struct truce_boundary *part,
                                       struct numbers *out, struct truce_err *err)
{
    const struct truce_grid *grid = &clip->grid;
    enum truce_status status = TRUCE_OK;

    for (size_t i = 0; i < part->n; i++) {
        struct truce_box box = edge_box(&part->edges[i], TRUCE_SNAP_DEG);
        if (!truce_box_meets(box, grid->box))
            continue;
        struct truce_cells c = truce_grid_cells(grid, &part->edges[i], TRUCE_SNAP_DEG);
        for (size_t r = c.r0; r <= c.r1; r++)
            for (size_t k = c.c0; k <= c.c1; k++) {
                size_t cell = r * grid->columns + k;
                for (uint32_t s = grid->start[cell]; status == TRUCE_OK && s < grid->start[cell + 1]; s++)
                    if (truce_box_meets(edge_box(&clip->bands.edges[grid->items[s]], 0), box))
                        status = add_number(out, grid->items[s], err);
            }
        if (status != TRUCE_OK)
            break;
    }
    return status;
}

static int compare_numbers(const void *x, const void *y)
{
    uint32_t a = *(const uint32_t *)x, b = *(const uint32_t *)y;
    return a < b ? -1 : a > b;
}

static void sort_unique(struct numbers *numbers)
{
    size_t kept = 0;
    if (numbers->n > 0)
        qsort(numbers->items, numbers->n, sizeof *numbers->items, compare_numbers);
    for (size_t i = 0; i < numbers->n; i++)
        if (i == 0 || numbers->items[i] != numbers->items[i - 1])
            numbers->items[kept++] = numbers->items[i];
    numbers->n = kept;
}

/* Edges [from, to) of the clip, none of which is touched: each chain of them is on one side of the part as a whole. */
static void add_untouched(const struct truce_clip *clip, const struct truce_bands *part, size_t from,
                          size_t to, size_t *chain, struct truce_boundary *out)
{
    const struct truce_edge *edges = clip->bands.edges;
    while (from < to) {
        while (clip->chains.items[*chain] <= from)
            (*chain)++;
        const struct truce_edge *e = &edges[from];
        const struct truce_lonlat middle = {e->a.lon_deg + 0.5 * (e->b.lon_deg - e->a.lon_deg),
                                            e->a.lat_deg + 0.5 * (e->b.lat_deg - e->a.lat_deg)};
        size_t end = clip->chains.items[*chain] < to ? clip->chains.items[*chain] : to;
        if (truce_bands_side(part, middle) == TRUCE_SIDE_INSIDE) {
            memcpy(out->edges + out->n, edges + from, (end - from) * sizeof *out->edges);
            out->n += end - from;
        }
        from = end;
    }
}

/* The edges of the clip that matter to the part: those touched, and chains between them that lie inside. */
static enum truce_status edges_near(const struct truce_clip *clip, const struct truce_boundary *part,
                                    const struct truce_bands *part_bands, struct truce_boundary *out,
                                    struct truce_err *err)
{
    struct numbers touched = {NULL, 0, 0};
    size_t next = 0, chain = 0;

    enum truce_status status = touched_edges(clip, part, &touched, err);
    if (status == TRUCE_OK)
        status = reserve(out, clip->bands.n_edges, err);
    if (status == TRUCE_OK) {
        sort_unique(&touched);
        out->n = 0;
        for (size_t t = 0; t < touched.n; t++) {
            add_untouched(clip, part_bands, next, touched.items[t], &chain, out);
            out->edges[out->n++] = clip->bands.edges[touched.items[t]];
            next = (size_t)touched.items[t] + 1;
        }
        add_untouched(clip, part_bands, next, clip->bands.n_edges, &chain, out);
    }
    free(touched.items);
    return status;
}

static enum truce_status clip_by_geos(const struct truce_clip *clip, const struct truce_boundary *part,
                                      struct truce_boundary *out, struct truce_err *err)
{
    const struct truce_boundary edges = {clip->bands.edges, clip->bands.n_edges, clip->bands.n_edges};
    struct truce_multipolygon shape, own, common;
    truce_multipolygon_init(&shape);
    truce_multipolygon_init(&own);
    truce_multipolygon_init(&common);
    enum truce_status status = truce_boundary_shape(part, &shape, err);
    if (status == TRUCE_OK)
        status = truce_boundary_shape(&edges, &own, err);
    if (status == TRUCE_OK)
        status = truce_overlay_intersection(&shape, &own, &common, err);
    if (status == TRUCE_OK)
        status = truce_boundary_of(&common, out, err);
    truce_multipolygon_fini(&shape);
    truce_multipolygon_fini(&own);
    truce_multipolygon_fini(&common);
    return status;
}

enum truce_status truce_clip_part(const struct truce_clip *clip, const struct truce_boundary *part,
                                  struct truce_boundary *out, struct truce_err *err)
{
    struct truce_boundary near = {NULL, 0, 0}, kept = {NULL, 0, 0};
    struct truce_pieces pieces_part = {NULL, 0, 0}, pieces_clip = {NULL, 0, 0};
    struct truce_bands part_bands;
    enum truce_status status;
    bool closed = false;

    if (part->n == 0 || clip->bands.n_edges == 0 || !truce_box_meets(boundary_box(part), clip->grid.box)) {
        out->n = 0;
        return TRUCE_OK;
    }
    memset(&part_bands, 0, sizeof part_bands);
    if ((status = truce_bands_open(part->edges, part->n, &part_bands, err)) != TRUCE_OK ||
        (status = edges_near(clip, part, &part_bands, &near, err)) != TRUCE_OK ||
        (status = truce_pieces_cut(&(struct truce_operand){part->edges, part->n, &part_bands},
                                   &(struct truce_operand){near.edges, near.n, &clip->bands}, &pieces_part,
                                   &pieces_clip, err)) != TRUCE_OK ||
        (status = reserve(&kept, pieces_part.n + pieces_clip.n, err)) != TRUCE_OK)
        goto done;
    for (size_t i = 0; i < pieces_part.n; i++)
        if (pieces_part.items[i].class == TRUCE_PIECE_INSIDE ||
            pieces_part.items[i].class == TRUCE_PIECE_SAME)
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
    truce_bands_close(&part_bands);
    truce_boundary_fini(&near);
    truce_boundary_fini(&kept);
    truce_pieces_fini(&pieces_part);
    truce_pieces_fini(&pieces_clip);
    return status;
}

enum truce_status truce_clip_area(const struct truce_clip *clip, const struct truce_boundary *part,
                                  double *out_m2, struct truce_err *err)
{
    struct truce_boundary common = {NULL, 0, 0};
    enum truce_status status = truce_clip_part(clip, part, &common, err);
    if (status == TRUCE_OK)
        *out_m2 = truce_boundary_area_m2(&common);
    truce_boundary_fini(&common);
    return status;
}
