/*
 * Cutting two sets of edges at each other.
 *
 * Idea: an area of b minus a is bounded by the pieces of b outside a and, backwards, the pieces of a inside b.  Edges that both
 * have, run alike or opposite and never need cutting, since neither shape crosses itself; for two days of one map they are nearly all.
 * The others are cut where they meet, pieces that fall together are matched, and of the rest the midpoint is located in the
 * other shape with exact arithmetic.
 * Invariant: pieces of an edge run from its start to its end, in order; none has length zero.
 */
#include "geo/pieces.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"

struct cut {
    uint32_t edge; /* of its set */
    double t;      /* along the edge, 0 at its start; not scaled */
    struct truce_lonlat at;
};

struct cuts {
    struct cut *items;
    size_t n, size;
};

void truce_pieces_fini(struct truce_pieces *pieces)
{
    free(pieces->items);
    memset(pieces, 0, sizeof *pieces);
}

static enum truce_status push(struct truce_pieces *pieces, struct truce_edge edge, enum truce_piece_class class,
                              struct truce_err *err)
{
    void *items = pieces->items;
    enum truce_status status = truce_grow(&items, &pieces->size, pieces->n + 1, sizeof *pieces->items, err);
    pieces->items = items;
    if (status == TRUCE_OK)
        pieces->items[pieces->n++] = (struct truce_piece){edge, class};
    return status;
}

enum truce_status truce_edge_table_open(size_t n, struct truce_edge_table *out, struct truce_err *err)
{
    size_t size = 16;
    while (size < n * 2)
        size *= 2;
    out->slots = calloc(size, sizeof *out->slots);
    out->mask = size - 1;
    return out->slots != NULL ? TRUCE_OK : truce_fail(err, TRUCE_ERR_MEMORY, "no memory to match %zu edges", n);
}

void truce_edge_table_close(struct truce_edge_table *table)
{
    free(table->slots);
    table->slots = NULL;
}

static uint64_t edge_hash(const struct truce_edge *e)
{
    return truce_lonlat_hash(e->a) + truce_lonlat_hash(e->b); /* the same both ways */
}

static bool runs_alike(const struct truce_edge *p, const struct truce_edge *q)
{
    return truce_lonlat_same(p->a, q->a) && truce_lonlat_same(p->b, q->b);
}

static bool runs_opposite(const struct truce_edge *p, const struct truce_edge *q)
{
    return truce_lonlat_same(p->a, q->b) && truce_lonlat_same(p->b, q->a);
}

/* finds pieces that both sets have, and tells them */
static enum truce_status match(struct truce_pieces *a, struct truce_pieces *b, struct truce_err *err)
{
    struct truce_edge_table table;
    enum truce_status status = truce_edge_table_open(a->n, &table, err);
    if (status != TRUCE_OK)
        return status;
    for (size_t i = 0; i < a->n; i++) {
        if (a->items[i].class != TRUCE_PIECE_OPEN)
            continue;
        size_t slot = edge_hash(&a->items[i].edge) & table.mask;
        while (table.slots[slot] != 0)
            slot = (slot + 1) & table.mask;
        table.slots[slot] = (uint32_t)(i + 1);
    }
    for (size_t j = 0; j < b->n; j++) {
        struct truce_piece *q = &b->items[j];
        if (q->class != TRUCE_PIECE_OPEN)
            continue;
        size_t slot = edge_hash(&q->edge) & table.mask;
        for (; table.slots[slot] != 0; slot = (slot + 1) & table.mask) {
            struct truce_piece *p = &a->items[table.slots[slot] - 1];
            if (p->class != TRUCE_PIECE_OPEN)
                continue;
            if (runs_alike(&p->edge, &q->edge))
                p->class = q->class = TRUCE_PIECE_SAME;
            else if (runs_opposite(&p->edge, &q->edge))
                p->class = q->class = TRUCE_PIECE_OPPOSITE;
            else
                continue;
            break;
        }
    }
    truce_edge_table_close(&table);
    return TRUCE_OK;
}

static enum truce_status add_cut(struct cuts *cuts, size_t number, const struct truce_edge *e, struct truce_lonlat at,
                                 struct truce_err *err)
{
    if (truce_lonlat_same(at, e->a) || truce_lonlat_same(at, e->b))
        return TRUCE_OK;
    void *items = cuts->items;
    enum truce_status status = truce_grow(&items, &cuts->size, cuts->n + 1, sizeof *cuts->items, err);
    cuts->items = items;
    if (status != TRUCE_OK)
        return status;
    double t = (at.lon_deg - e->a.lon_deg) * (e->b.lon_deg - e->a.lon_deg) +
               (at.lat_deg - e->a.lat_deg) * (e->b.lat_deg - e->a.lat_deg);
    cuts->items[cuts->n++] = (struct cut){(uint32_t)number, t, at};
    return TRUCE_OK;
}

static bool boxes_near(const struct truce_edge *p, const struct truce_edge *q)
{
#define LO(x, y) ((x) < (y) ? (x) : (y))
#define HI(x, y) ((x) > (y) ? (x) : (y))
    return LO(p->a.lon_deg, p->b.lon_deg) <= HI(q->a.lon_deg, q->b.lon_deg) + TRUCE_SNAP_DEG &&
           LO(q->a.lon_deg, q->b.lon_deg) <= HI(p->a.lon_deg, p->b.lon_deg) + TRUCE_SNAP_DEG &&
           LO(p->a.lat_deg, p->b.lat_deg) <= HI(q->a.lat_deg, q->b.lat_deg) + TRUCE_SNAP_DEG &&
           LO(q->a.lat_deg, q->b.lat_deg) <= HI(p->a.lat_deg, p->b.lat_deg) + TRUCE_SNAP_DEG;
#undef LO
#undef HI
}

/* does v lie on e but for rounding, and not at its ends */
static bool lies_on(const struct truce_edge *e, struct truce_lonlat v)
{
    double dx = e->b.lon_deg - e->a.lon_deg, dy = e->b.lat_deg - e->a.lat_deg;
    double vx = v.lon_deg - e->a.lon_deg, vy = v.lat_deg - e->a.lat_deg;
    double length2 = dx * dx + dy * dy, along = vx * dx + vy * dy, across = vx * dy - vy * dx;
    if (across * across > TRUCE_SNAP_DEG * TRUCE_SNAP_DEG * length2)
        return false;
    /* TRUCE_SNAP_DEG or more from both ends */
    return along > 0 && along < length2 && vx * vx + vy * vy > TRUCE_SNAP_DEG * TRUCE_SNAP_DEG &&
           (dx - vx) * (dx - vx) + (dy - vy) * (dy - vy) > TRUCE_SNAP_DEG * TRUCE_SNAP_DEG;
}

/* ends of p that lie on q cut q; *any becomes true when one does */
static enum truce_status cut_at_ends(struct cuts *cuts, size_t number, const struct truce_edge *q,
                                     const struct truce_edge *p, bool *any, struct truce_err *err)
{
    enum truce_status status = TRUCE_OK;
    if (lies_on(q, p->a)) {
        *any = true;
        status = add_cut(cuts, number, q, p->a, err);
    }
    if (status == TRUCE_OK && lies_on(q, p->b)) {
        *any = true;
        status = add_cut(cuts, number, q, p->b, err);
    }
    return status;
}

/* A vertex on the other edge cuts it just there, so what runs together is cut alike; only edges that truly cross are cut at a new point. */
static enum truce_status cut_pair(const struct truce_edge *p, size_t i, struct cuts *cuts_a, const struct truce_edge *q,
                                  size_t j, struct cuts *cuts_b, struct truce_err *err)
{
    bool any = false;
    if (!boxes_near(p, q))
        return TRUCE_OK;
    enum truce_status status = cut_at_ends(cuts_a, i, p, q, &any, err);
    if (status == TRUCE_OK)
        status = cut_at_ends(cuts_b, j, q, p, &any, err);
    if (status != TRUCE_OK || any || truce_edges_meet(p, q) != TRUCE_MEET_CROSS)
        return status;
    struct truce_lonlat at = truce_edges_crossing(p, q);
    status = add_cut(cuts_a, i, p, at, err);
    return status == TRUCE_OK ? add_cut(cuts_b, j, q, at, err) : status;
}

static double low(const struct truce_edge *e)
{
    return e->a.lat_deg < e->b.lat_deg ? e->a.lat_deg : e->b.lat_deg;
}

static double high(const struct truce_edge *e)
{
    return e->a.lat_deg > e->b.lat_deg ? e->a.lat_deg : e->b.lat_deg;
}

/* every pair of open edges that may meet, once: in the first band that both touch */
static enum truce_status find_cuts(const struct truce_pieces *a, const struct truce_pieces *b, struct cuts *cuts_a,
                                   struct cuts *cuts_b, struct truce_err *err)
{
    struct truce_bands bands;
    enum truce_status status = TRUCE_OK;
    size_t n = 0;
    struct truce_edge *open = malloc((b->n + 1) * sizeof *open);
    uint32_t *number = malloc((b->n + 1) * sizeof *number);

    memset(&bands, 0, sizeof bands);
    if (open == NULL || number == NULL) {
        status = truce_fail(err, TRUCE_ERR_MEMORY, "no memory to cut %zu edges", b->n);
        goto done;
    }
    for (size_t j = 0; j < b->n; j++)
        if (b->items[j].class == TRUCE_PIECE_OPEN) {
            number[n] = (uint32_t)j;
            open[n++] = b->items[j].edge;
        }
    status = truce_bands_open(open, n, &bands, err);
    for (size_t i = 0; status == TRUCE_OK && i < a->n && n > 0; i++) {
        const struct truce_edge *p = &a->items[i].edge;
        if (a->items[i].class != TRUCE_PIECE_OPEN || high(p) + TRUCE_SNAP_DEG < bands.lat_min_deg ||
            low(p) - TRUCE_SNAP_DEG > bands.lat_max_deg)
            continue;
        size_t first = truce_bands_of(&bands, low(p) - TRUCE_SNAP_DEG), last = truce_bands_of(&bands, high(p) + TRUCE_SNAP_DEG);
        for (size_t k = first; status == TRUCE_OK && k <= last; k++)
            for (uint32_t s = bands.start[k]; status == TRUCE_OK && s < bands.start[k + 1]; s++) {
                const struct truce_edge *q = &bands.edges[bands.items[s]];
                if (k != first && truce_bands_of(&bands, low(q)) != k)
                    continue;
                status = cut_pair(p, i, cuts_a, q, number[bands.items[s]], cuts_b, err);
            }
    }
done:
    truce_bands_close(&bands);
    free(open);
    free(number);
    return status;
}

static int compare_cuts(const void *x, const void *y)
{
    const struct cut *p = x, *q = y;
    if (p->edge != q->edge)
        return p->edge < q->edge ? -1 : 1;
    if (p->t != q->t)
        return p->t < q->t ? -1 : 1;
    if (p->at.lon_deg != q->at.lon_deg)
        return p->at.lon_deg < q->at.lon_deg ? -1 : 1;
    return p->at.lat_deg < q->at.lat_deg ? -1 : p->at.lat_deg > q->at.lat_deg;
}

/* replaces edges by their pieces */
static enum truce_status apply_cuts(struct truce_pieces *pieces, struct cuts *cuts, struct truce_err *err)
{
    struct truce_pieces out = {NULL, 0, 0};
    enum truce_status status = TRUCE_OK;
    size_t c = 0;

    if (cuts->n == 0)
        return TRUCE_OK;
    qsort(cuts->items, cuts->n, sizeof *cuts->items, compare_cuts);
    for (size_t i = 0; status == TRUCE_OK && i < pieces->n; i++) {
        struct truce_piece piece = pieces->items[i];
        struct truce_lonlat from = piece.edge.a;
        for (; status == TRUCE_OK && c < cuts->n && cuts->items[c].edge == i; c++) {
            struct truce_lonlat at = cuts->items[c].at;
            if (truce_lonlat_same(from, at))
                continue;
            status = push(&out, (struct truce_edge){from, at}, piece.class, err);
            from = at;
        }
        if (status == TRUCE_OK && !truce_lonlat_same(from, piece.edge.b))
            status = push(&out, (struct truce_edge){from, piece.edge.b}, piece.class, err);
    }
    if (status != TRUCE_OK) {
        truce_pieces_fini(&out);
        return status;
    }
    truce_pieces_fini(pieces);
    *pieces = out;
    return TRUCE_OK;
}

/* Tells open pieces by where their midpoint lies in the other shape; on its edge but not matched is rounding, and either will do. */
static void tell(struct truce_pieces *pieces, const struct truce_bands *other)
{
    for (size_t i = 0; i < pieces->n; i++) {
        struct truce_piece *p = &pieces->items[i];
        if (p->class != TRUCE_PIECE_OPEN)
            continue;
        struct truce_lonlat middle = {p->edge.a.lon_deg + 0.5 * (p->edge.b.lon_deg - p->edge.a.lon_deg),
                                      p->edge.a.lat_deg + 0.5 * (p->edge.b.lat_deg - p->edge.a.lat_deg)};
        enum truce_side side = truce_bands_side(other, middle);
        p->class = side == TRUCE_SIDE_INSIDE ? TRUCE_PIECE_INSIDE : TRUCE_PIECE_OUTSIDE;
    }
}

static enum truce_status take_edges(struct truce_pieces *pieces, const struct truce_edge *edges, size_t n,
                                    struct truce_err *err)
{
    void *items = NULL;
    pieces->n = pieces->size = 0;
    pieces->items = NULL;
    enum truce_status status = truce_grow(&items, &pieces->size, n, sizeof *pieces->items, err);
    pieces->items = items;
    if (status != TRUCE_OK)
        return status;
    for (size_t i = 0; i < n; i++)
        pieces->items[i] = (struct truce_piece){edges[i], TRUCE_PIECE_OPEN};
    pieces->n = n;
    return TRUCE_OK;
}

enum truce_status truce_pieces_match(const struct truce_edge *a, size_t n_a, const struct truce_edge *b, size_t n_b,
                                     struct truce_pieces *pieces_b, struct truce_err *err)
{
    struct truce_pieces pieces_a = {NULL, 0, 0};
    enum truce_status status = take_edges(&pieces_a, a, n_a, err);
    if (status == TRUCE_OK)
        status = take_edges(pieces_b, b, n_b, err);
    if (status == TRUCE_OK)
        status = match(&pieces_a, pieces_b, err);
    truce_pieces_fini(&pieces_a);
    return status;
}

static bool any_open(const struct truce_pieces *pieces)
{
    for (size_t i = 0; i < pieces->n; i++)
        if (pieces->items[i].class == TRUCE_PIECE_OPEN)
            return true;
    return false;
}

/* tells what is open in `pieces`; the other shape's bands are built when the caller has none */
static enum truce_status tell_in(struct truce_pieces *pieces, const struct truce_edge *other, size_t n_other,
                                 const struct truce_bands *whole_other, struct truce_err *err)
{
    struct truce_bands own;
    enum truce_status status = TRUCE_OK;

    if (!any_open(pieces))
        return TRUCE_OK;
    memset(&own, 0, sizeof own);
    if (whole_other == NULL)
        status = truce_bands_open(other, n_other, &own, err);
    if (status == TRUCE_OK)
        tell(pieces, whole_other != NULL ? whole_other : &own);
    truce_bands_close(&own);
    return status;
}

enum truce_status truce_pieces_cut(const struct truce_edge *a, size_t n_a, const struct truce_bands *whole_a,
                                   const struct truce_edge *b, size_t n_b, const struct truce_bands *whole_b,
                                   struct truce_pieces *pieces_a, struct truce_pieces *pieces_b, struct truce_err *err)
{
    struct cuts cuts_a = {NULL, 0, 0}, cuts_b = {NULL, 0, 0};
    enum truce_status status;

    memset(pieces_a, 0, sizeof *pieces_a);
    memset(pieces_b, 0, sizeof *pieces_b);
    if ((status = take_edges(pieces_a, a, n_a, err)) != TRUCE_OK ||
        (status = take_edges(pieces_b, b, n_b, err)) != TRUCE_OK ||
        (status = match(pieces_a, pieces_b, err)) != TRUCE_OK ||
        (status = find_cuts(pieces_a, pieces_b, &cuts_a, &cuts_b, err)) != TRUCE_OK)
        goto done;
    if (cuts_a.n + cuts_b.n > 0) {
        if ((status = apply_cuts(pieces_a, &cuts_a, err)) != TRUCE_OK ||
            (status = apply_cuts(pieces_b, &cuts_b, err)) != TRUCE_OK ||
            (status = match(pieces_a, pieces_b, err)) != TRUCE_OK)
            goto done;
    }
    if ((status = tell_in(pieces_a, b, n_b, whole_b, err)) != TRUCE_OK)
        goto done;
    status = tell_in(pieces_b, a, n_a, whole_a, err);
done:
    free(cuts_a.items);
    free(cuts_b.items);
    if (status != TRUCE_OK) {
        truce_pieces_fini(pieces_a);
        truce_pieces_fini(pieces_b);
    }
    return status;
}
