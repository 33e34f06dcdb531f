/*
 * From directed edges to rings and polygons.
 *
 * Edges that run opposite to another cancel.  What is left is walked: from an edge's end along the unused edge that turns most to the left;
 * a walk that comes back to a vertex is split there, so no ring touches itself.  A counter-clockwise ring is a shell, a clockwise one a hole of
 * the smallest shell around it.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "geo/pieces.h"

/* edges by their start, in chains */
struct starts {
    const struct truce_edge *edges;
    size_t n;
    uint32_t *head; /* hash slot -> edge + 1 */
    uint32_t *next; /* edge -> edge + 1 */
    bool *used;
    size_t mask;
};

static enum truce_status starts_open(const struct truce_edge *edges, size_t n, struct starts *out,
                                     struct truce_err *err)
{
    size_t size = 16;
    while (size < n)
        size *= 2;
    out->edges = edges;
    out->n = n;
    out->mask = size - 1;
    out->head = calloc(size, sizeof *out->head);
    out->next = calloc(n + 1, sizeof *out->next);
    out->used = calloc(n + 1, sizeof *out->used);
    if (out->head == NULL || out->next == NULL || out->used == NULL)
        return truce_fail(err, TRUCE_ERR_MEMORY, "no memory to sort %zu edges into rings", n);
    for (size_t i = n; i-- > 0;) {
        size_t slot = truce_lonlat_hash(edges[i].a) & out->mask;
        out->next[i] = out->head[slot];
        out->head[slot] = (uint32_t)(i + 1);
    }
    return TRUCE_OK;
}

static void starts_close(struct starts *s)
{
    free(s->head);
    free(s->next);
    free(s->used);
}

/* marks pairs of opposite edges as used */
static void cancel(struct starts *s)
{
    for (size_t i = 0; i < s->n; i++) {
        if (s->used[i])
            continue;
        const struct truce_edge *e = &s->edges[i];
        for (uint32_t k = s->head[truce_lonlat_hash(e->b) & s->mask]; k != 0; k = s->next[k - 1]) {
            const struct truce_edge *other = &s->edges[k - 1];
            if (!s->used[k - 1] && truce_lonlat_same(other->a, e->b) && truce_lonlat_same(other->b, e->a)) {
                s->used[i] = s->used[k - 1] = true;
                break;
            }
        }
    }
}

/* q turns more to the left than p when both leave the end of `in` */
static bool more_left(const struct truce_edge *in, const struct truce_edge *p, const struct truce_edge *q)
{
    int turn_p = truce_orientation(in->a, in->b, p->b), turn_q = truce_orientation(in->a, in->b, q->b);
    if (turn_p != turn_q && turn_p * turn_q <= 0)
        return turn_q > turn_p;
    return truce_orientation(in->b, p->b, q->b) > 0; /* on one side: the one farther round */
}

/* the edge to go on with; *branches tells whether the vertex has or had more than one way out */
static size_t follow(const struct starts *s, const struct truce_edge *in, bool *branches)
{
    size_t best = SIZE_MAX, n = 0;
    for (uint32_t k = s->head[truce_lonlat_hash(in->b) & s->mask]; k != 0; k = s->next[k - 1]) {
        const struct truce_edge *e = &s->edges[k - 1];
        if (!truce_lonlat_same(e->a, in->b))
            continue;
        n++;
        if (!s->used[k - 1] && (best == SIZE_MAX || more_left(in, &s->edges[best], e)))
            best = k - 1;
    }
    *branches = n > 1;
    return best;
}

/* A clockwise ring that nothing surrounds is what rounding left between two edges that run together: it may be dropped when it
 * is no wider than the gaps that closing.c closes. */
#define SLIVER_DEG 1e-6

struct loose_ring {
    size_t first, n; /* points */
    double deg2;     /* twice the area, signed */
    size_t shell;    /* of a hole: index of its shell */
    struct truce_box box;
};

struct loose_rings {
    struct truce_lonlat *points; /* of rings, one after the other; its end serves as the stack of the walk */
    size_t n_points;
    struct loose_ring *items;
    size_t n, size;
    size_t dropped; /* points of rings without an area */
};

static enum truce_status add_ring(struct loose_rings *rings, const struct truce_lonlat *points, size_t n,
                                  struct truce_err *err)
{
    double deg2 = n < 3 ? 0 : truce_ring_signed_deg2(points, n);
    if (deg2 == 0) { /* there and back again, or crossing itself so that its parts even out */
        rings->dropped += n;
        return TRUCE_OK;
    }
    void *items = rings->items;
    enum truce_status status = truce_grow(&items, &rings->size, rings->n + 1, sizeof *rings->items, err);
    rings->items = items;
    if (status != TRUCE_OK)
        return status;
    struct loose_ring ring = {rings->n_points, n, deg2, SIZE_MAX, truce_box_empty()};
    memcpy(rings->points + rings->n_points, points, n * sizeof *points);
    for (size_t i = 0; i < n; i++)
        truce_box_extend(&ring.box, points[i]);
    rings->n_points += n;
    rings->items[rings->n++] = ring;
    return TRUCE_OK;
}

/* The walk keeps its way on a stack; where it comes to a vertex that branches and is on the stack already, what lies between
 * is a ring of its own.  Branching vertices are few, so looking back along them is cheap. */
struct way {
    struct truce_lonlat *points;
    size_t n;
    size_t *branches; /* positions on the stack that branch */
    size_t n_branches, size_branches;
};

static enum truce_status split_off(struct way *way, struct truce_lonlat at, struct loose_rings *out,
                                   struct truce_err *err)
{
    for (size_t k = way->n_branches; k-- > 0;) {
        size_t from = way->branches[k];
        if (!truce_lonlat_same(way->points[from], at))
            continue;
        enum truce_status status = add_ring(out, way->points + from, way->n - from, err);
        way->n = from;
        way->n_branches = k;
        return status;
    }
    return TRUCE_OK;
}

static enum truce_status mark_branch(struct way *way, struct truce_err *err)
{
    void *branches = way->branches;
    enum truce_status status =
        truce_grow(&branches, &way->size_branches, way->n_branches + 1, sizeof *way->branches, err);
    way->branches = branches;
    if (status == TRUCE_OK)
        way->branches[way->n_branches++] = way->n;
    return status;
}

/* one closed walk from edge i */
static enum truce_status walk_one(struct starts *s, size_t i, struct way *way, struct loose_rings *out,
                                  struct truce_err *err)
{
    struct truce_lonlat start = s->edges[i].a;
    size_t at = i;
    bool branches = false;

    way->n = way->n_branches = 0;
    for (;;) {
        const struct truce_edge *e = &s->edges[at];
        enum truce_status status = TRUCE_OK;
        if (branches && (status = split_off(way, e->a, out, err)) == TRUCE_OK)
            status = mark_branch(way, err);
        if (status != TRUCE_OK)
            return status;
        s->used[at] = true;
        way->points[way->n++] = e->a;
        if (truce_lonlat_same(e->b, start))
            return add_ring(out, way->points, way->n, err);
        at = follow(s, e, &branches);
        if (at == SIZE_MAX)
            return truce_fail(err, TRUCE_ERR_SHAPE, "edges do not close near %.7f, %.7f", e->b.lon_deg,
                              e->b.lat_deg);
    }
}

static enum truce_status walk(struct starts *s, struct loose_rings *out, struct truce_err *err)
{
    struct way way = {malloc((s->n + 1) * sizeof *way.points), 0, NULL, 0, 0};
    enum truce_status status = TRUCE_OK;
    if (way.points == NULL)
        return truce_fail(err, TRUCE_ERR_MEMORY, "no memory for %zu points", s->n);
    for (size_t i = 0; status == TRUCE_OK && i < s->n; i++)
        if (!s->used[i])
            status = walk_one(s, i, &way, out, err);
    free(way.points);
    free(way.branches);
    return status;
}

/* is p inside the ring, by parity; p on the edge counts as TRUCE_SIDE_BOUNDARY */
static enum truce_side ring_side(const struct truce_lonlat *points, size_t n, struct truce_lonlat p)
{
    bool inside = false;
    for (size_t i = 0, j = n - 1; i < n; j = i++) {
        struct truce_lonlat a = points[j], b = points[i];
        if (truce_lonlat_same(p, b))
            return TRUCE_SIDE_BOUNDARY;
        if ((a.lat_deg > p.lat_deg) == (b.lat_deg > p.lat_deg))
            continue;
        int turn = a.lat_deg > b.lat_deg ? truce_orientation(b, a, p) : truce_orientation(a, b, p);
        if (turn == 0)
            return TRUCE_SIDE_BOUNDARY;
        inside ^= turn > 0;
    }
    return inside ? TRUCE_SIDE_INSIDE : TRUCE_SIDE_OUTSIDE;
}

static bool around(const struct loose_rings *rings, const struct loose_ring *shell,
                   const struct loose_ring *hole)
{
    if (hole->box.min.lon_deg < shell->box.min.lon_deg || hole->box.max.lon_deg > shell->box.max.lon_deg ||
        hole->box.min.lat_deg < shell->box.min.lat_deg || hole->box.max.lat_deg > shell->box.max.lat_deg)
        return false;
    for (size_t i = 0; i < hole->n; i++) {
        enum truce_side side =
            ring_side(rings->points + shell->first, shell->n, rings->points[hole->first + i]);
        if (side != TRUCE_SIDE_BOUNDARY)
            return side == TRUCE_SIDE_INSIDE;
    }
    return true; /* it touches with every point: it fills the shell */
}

static bool is_sliver(const struct loose_rings *rings, const struct loose_ring *ring)
{
    double around_deg = 0;
    for (size_t i = 0; i < ring->n; i++) {
        struct truce_lonlat p = rings->points[ring->first + i],
                            q = rings->points[ring->first + (i + 1) % ring->n];
        around_deg += hypot(q.lon_deg - p.lon_deg, q.lat_deg - p.lat_deg);
    }
    return fabs(ring->deg2) < SLIVER_DEG * around_deg;
}

static enum truce_status find_shells(struct loose_rings *rings, struct truce_err *err)
{
    for (size_t h = 0; h < rings->n; h++) {
        struct loose_ring *hole = &rings->items[h];
        if (hole->deg2 > 0)
            continue;
        for (size_t k = 0; k < rings->n; k++) {
            const struct loose_ring *shell = &rings->items[k];
            if (shell->deg2 <= 0 ||
                (hole->shell != SIZE_MAX && shell->deg2 >= rings->items[hole->shell].deg2))
                continue;
            if (around(rings, shell, hole))
                hole->shell = k;
        }
        if (hole->shell == SIZE_MAX && !is_sliver(rings, hole))
            return truce_fail(err, TRUCE_ERR_SHAPE, "a hole without a ring around it near %.7f, %.7f",
                              rings->points[hole->first].lon_deg, rings->points[hole->first].lat_deg);
    }
    return TRUCE_OK;
}

static enum truce_status assemble(const struct loose_rings *rings, struct truce_multipolygon *out,
                                  struct truce_err *err)
{
    for (size_t k = 0; k < rings->n; k++) {
        const struct loose_ring *shell = &rings->items[k];
        if (shell->deg2 <= 0)
            continue;
        enum truce_status status =
            truce_multipolygon_add_ring(out, rings->points + shell->first, shell->n, false, err);
        for (size_t h = 0; status == TRUCE_OK && h < rings->n; h++)
            if (rings->items[h].deg2 < 0 && rings->items[h].shell == k)
                status = truce_multipolygon_add_ring(out, rings->points + rings->items[h].first,
                                                     rings->items[h].n, true, err);
        if (status != TRUCE_OK)
            return status;
    }
    return TRUCE_OK;
}

enum truce_status truce_boundary_rings(const struct truce_boundary *boundary, struct truce_multipolygon *out,
                                       size_t *dropped, struct truce_err *err)
{
    struct starts starts = {0};
    struct loose_rings rings = {0};
    struct truce_multipolygon shape;

    truce_multipolygon_init(&shape);
    enum truce_status status = starts_open(boundary->edges, boundary->n, &starts, err);
    if (status != TRUCE_OK)
        goto done;
    rings.points = malloc((boundary->n + 1) * sizeof *rings.points);
    if (rings.points == NULL) {
        status = truce_fail(err, TRUCE_ERR_MEMORY, "no memory for %zu points", boundary->n);
        goto done;
    }
    cancel(&starts);
    if ((status = walk(&starts, &rings, err)) == TRUCE_OK &&
        (status = find_shells(&rings, err)) == TRUCE_OK &&
        (status = assemble(&rings, &shape, err)) == TRUCE_OK) {
        truce_multipolygon_take(out, &shape);
        *dropped = rings.dropped;
    }
done:
    truce_multipolygon_fini(&shape);
    starts_close(&starts);
    free(rings.points);
    free(rings.items);
    return status;
}

enum truce_status truce_boundary_shape(const struct truce_boundary *boundary, struct truce_multipolygon *out,
                                       struct truce_err *err)
{
    size_t dropped;
    return truce_boundary_rings(boundary, out, &dropped, err);
}
