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

/* A vertex of b that is one with a vertex of a but for rounding, and shall be it. */
struct alias {
    struct truce_lonlat from, to;
};

struct aliases {
    struct alias *items;
    size_t n, size;
};

/* what cutting finds out */
struct findings {
    struct cuts a, b;
    struct aliases aliases;
};

void truce_pieces_fini(struct truce_pieces *pieces)
{
    free(pieces->items);
    memset(pieces, 0, sizeof *pieces);
}

static enum truce_status push(struct truce_pieces *pieces, struct truce_piece piece, struct truce_err *err)
{
    void *items = pieces->items;
    enum truce_status status = truce_grow(&items, &pieces->size, pieces->n + 1, sizeof *pieces->items, err);
    pieces->items = items;
    if (status == TRUCE_OK)
        pieces->items[pieces->n++] = piece;
    return status;
}

enum truce_status truce_edge_table_open(size_t n, struct truce_edge_table *out, struct truce_err *err)
{
    size_t size = 16;
    while (size < n * 2)
        size *= 2;
    out->slots = calloc(size, sizeof *out->slots);
    out->mask = size - 1;
    return out->slots != NULL ? TRUCE_OK
                              : truce_fail(err, TRUCE_ERR_MEMORY, "no memory to match %zu edges", n);
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

/* finds pieces that both sets have, and tells them; `whole`: nothing was cut yet */
static enum truce_status match(struct truce_pieces *a, struct truce_pieces *b, bool whole,
                               struct truce_err *err)
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
            p->whole = q->whole = whole;
            break;
        }
    }
    truce_edge_table_close(&table);
    return TRUCE_OK;
}

static enum truce_status add_cut(struct cuts *cuts, size_t number, const struct truce_edge *e,
                                 struct truce_lonlat at, struct truce_err *err)
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

static enum truce_status add_alias(struct aliases *aliases, struct truce_lonlat from, struct truce_lonlat to,
                                   struct truce_err *err)
{
    double dx = from.lon_deg - to.lon_deg, dy = from.lat_deg - to.lat_deg;
    if (dx * dx + dy * dy > TRUCE_SNAP_DEG * TRUCE_SNAP_DEG || truce_lonlat_same(from, to))
        return TRUCE_OK;
    void *items = aliases->items;
    enum truce_status status =
        truce_grow(&items, &aliases->size, aliases->n + 1, sizeof *aliases->items, err);
    aliases->items = items;
    if (status == TRUCE_OK)
        aliases->items[aliases->n++] = (struct alias){from, to};
    return status;
}

static enum truce_status find_aliases(struct aliases *aliases, const struct truce_edge *p,
                                      const struct truce_edge *q, struct truce_err *err)
{
    enum truce_status status = add_alias(aliases, q->a, p->a, err);
    if (status == TRUCE_OK)
        status = add_alias(aliases, q->a, p->b, err);
    if (status == TRUCE_OK)
        status = add_alias(aliases, q->b, p->a, err);
    return status == TRUCE_OK ? add_alias(aliases, q->b, p->b, err) : status;
}

/* A vertex on the other edge cuts it just there, so what runs together is cut alike; only edges that truly cross are cut at a new point. */
static enum truce_status cut_pair(const struct truce_edge *p, size_t i, const struct truce_edge *q, size_t j,
                                  struct findings *found, struct truce_err *err)
{
    bool any = false;
    if (!boxes_near(p, q))
        return TRUCE_OK;
    enum truce_status status = find_aliases(&found->aliases, p, q, err);
    if (status == TRUCE_OK)
        status = cut_at_ends(&found->a, i, p, q, &any, err);
    if (status == TRUCE_OK)
        status = cut_at_ends(&found->b, j, q, p, &any, err);
    if (status != TRUCE_OK || any || truce_edges_meet(p, q) != TRUCE_MEET_CROSS)
        return status;
    struct truce_lonlat at = truce_edges_crossing(p, q);
    status = add_cut(&found->a, i, p, at, err);
    return status == TRUCE_OK ? add_cut(&found->b, j, q, at, err) : status;
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
static enum truce_status find_cuts(const struct truce_pieces *a, const struct truce_pieces *b,
                                   struct findings *found, struct truce_err *err)
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
        size_t first = truce_bands_of(&bands, low(p) - TRUCE_SNAP_DEG),
               last = truce_bands_of(&bands, high(p) + TRUCE_SNAP_DEG);
        for (size_t k = first; status == TRUCE_OK && k <= last; k++)
            for (uint32_t s = bands.start[k]; status == TRUCE_OK && s < bands.start[k + 1]; s++) {
                const struct truce_edge *q = &bands.edges[bands.items[s]];
                if (k != first && truce_bands_of(&bands, low(q)) != k)
                    continue;
                status = cut_pair(p, i, q, number[bands.items[s]], found, err);
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

static int compare_aliases(const void *x, const void *y)
{
    const struct alias *p = x, *q = y;
    if (p->from.lon_deg != q->from.lon_deg)
        return p->from.lon_deg < q->from.lon_deg ? -1 : 1;
    return p->from.lat_deg < q->from.lat_deg ? -1 : p->from.lat_deg > q->from.lat_deg;
}

static struct truce_lonlat alias_of(const struct aliases *aliases, struct truce_lonlat v)
{
    const struct alias key = {v, v};
    const struct alias *found =
        bsearch(&key, aliases->items, aliases->n, sizeof *aliases->items, compare_aliases);
    return found != NULL ? found->to : v;
}

/* vertices of b that are vertices of a but for rounding become them; an edge that shrinks to nothing goes */
static void apply_aliases(struct truce_pieces *b, struct aliases *aliases)
{
    size_t kept = 0;
    if (aliases->n == 0)
        return;
    qsort(aliases->items, aliases->n, sizeof *aliases->items, compare_aliases);
    for (size_t i = 0; i < b->n; i++) {
        struct truce_piece piece = b->items[i];
        if (!piece.whole)
            piece.edge =
                (struct truce_edge){alias_of(aliases, piece.edge.a), alias_of(aliases, piece.edge.b)};
        if (!truce_lonlat_same(piece.edge.a, piece.edge.b))
            b->items[kept++] = piece;
    }
    b->n = kept;
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
            status = push(&out, (struct truce_piece){{from, at}, piece.class, piece.whole}, err);
            from = at;
        }
        if (status == TRUCE_OK && !truce_lonlat_same(from, piece.edge.b))
            status = push(&out, (struct truce_piece){{from, piece.edge.b}, piece.class, piece.whole}, err);
    }
    if (status != TRUCE_OK) {
        truce_pieces_fini(&out);
        return status;
    }
    truce_pieces_fini(pieces);
    *pieces = out;
    return TRUCE_OK;
}

/* Pieces that follow each other without a vertex of the other shape between them lie on one side of it: such a run is told by the midpoint
 * of its first piece.  Vertices of edges that both shapes have do not end a run, since a shape does not cross itself.  A midpoint on the other's edge that was not matched is rounding, and either side will do. */
struct vertices {
    struct truce_lonlat *slots;
    bool *used;
    size_t mask;
};

static enum truce_status vertices_open(const struct truce_pieces *pieces, struct vertices *out,
                                       struct truce_err *err)
{
    size_t n = 0, size = 16;
    for (size_t i = 0; i < pieces->n; i++)
        n += !pieces->items[i].whole;
    while (size < n * 4)
        size *= 2;
    out->mask = size - 1;
    out->slots = malloc(size * sizeof *out->slots);
    out->used = calloc(size, sizeof *out->used);
    if (out->slots == NULL || out->used == NULL)
        return truce_fail(err, TRUCE_ERR_MEMORY, "no memory for %zu vertices", n);
    for (size_t i = 0; i < 2 * pieces->n; i++) {
        const struct truce_piece *piece = &pieces->items[i / 2];
        struct truce_lonlat v = i % 2 == 0 ? piece->edge.a : piece->edge.b;
        if (piece->whole)
            continue;
        size_t slot = truce_lonlat_hash(v) & out->mask;
        while (out->used[slot] && !truce_lonlat_same(out->slots[slot], v))
            slot = (slot + 1) & out->mask;
        out->slots[slot] = v;
        out->used[slot] = true;
    }
    return TRUCE_OK;
}

static bool vertices_have(const struct vertices *set, struct truce_lonlat v)
{
    size_t slot = truce_lonlat_hash(v) & set->mask;
    for (; set->used[slot]; slot = (slot + 1) & set->mask)
        if (truce_lonlat_same(set->slots[slot], v))
            return true;
    return false;
}

static void vertices_close(struct vertices *set)
{
    free(set->slots);
    free(set->used);
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
        pieces->items[i] = (struct truce_piece){edges[i], TRUCE_PIECE_OPEN, false};
    pieces->n = n;
    return TRUCE_OK;
}

/* cuts what was found, and matches again */
static enum truce_status apply(struct findings *found, struct truce_pieces *a, struct truce_pieces *b,
                               struct truce_err *err)
{
    if (found->a.n + found->b.n + found->aliases.n == 0)
        return TRUCE_OK;
    enum truce_status status = apply_cuts(a, &found->a, err);
    if (status == TRUCE_OK)
        status = apply_cuts(b, &found->b, err);
    if (status != TRUCE_OK)
        return status;
    apply_aliases(b, &found->aliases);
    return match(a, b, false, err);
}

enum truce_status truce_pieces_match(const struct truce_edge *a, size_t n_a, const struct truce_edge *b,
                                     size_t n_b, struct truce_pieces *pieces_b, struct truce_err *err)
{
    struct truce_pieces pieces_a = {NULL, 0, 0};
    enum truce_status status = take_edges(&pieces_a, a, n_a, err);
    if (status == TRUCE_OK)
        status = take_edges(pieces_b, b, n_b, err);
    if (status == TRUCE_OK)
        status = match(&pieces_a, pieces_b, true, err);
    truce_pieces_fini(&pieces_a);
    return status;
}

/* does piece i go on where piece i - 1 ended, both open, with nothing of the other shape between */
static bool goes_on(const struct truce_pieces *pieces, size_t i, const struct vertices *others)
{
    return i > 0 && pieces->items[i - 1].class == TRUCE_PIECE_OPEN &&
           truce_lonlat_same(pieces->items[i - 1].edge.b, pieces->items[i].edge.a) &&
           !vertices_have(others, pieces->items[i].edge.a);
}

#define RUNS_BY_HAND                                                                                         \
    24 /* for fewer runs than this, looking at every edge is cheaper than sorting them into bands */

static enum truce_piece_class side_of(const struct truce_edge *e, const struct truce_operand *other)
{
    struct truce_lonlat middle = {e->a.lon_deg + 0.5 * (e->b.lon_deg - e->a.lon_deg),
                                  e->a.lat_deg + 0.5 * (e->b.lat_deg - e->a.lat_deg)};
    if (other->whole != NULL)
        return truce_bands_side(other->whole, middle) == TRUCE_SIDE_INSIDE ? TRUCE_PIECE_INSIDE
                                                                           : TRUCE_PIECE_OUTSIDE;
    unsigned inside = 0;
    for (size_t i = 0; i < other->n; i++) {
        const struct truce_edge *o = &other->edges[i];
        if ((o->a.lat_deg > middle.lat_deg) != (o->b.lat_deg > middle.lat_deg))
            inside ^= truce_edge_ray(o, middle) > 0;
    }
    return inside ? TRUCE_PIECE_INSIDE : TRUCE_PIECE_OUTSIDE;
}

static double extent(const struct truce_edge *e)
{
    double dx = e->b.lon_deg - e->a.lon_deg, dy = e->b.lat_deg - e->a.lat_deg;
    return (dx < 0 ? -dx : dx) + (dy < 0 ? -dy : dy);
}

/* Which pieces begin a run; the number of runs. */
static size_t mark_runs(const struct truce_pieces *pieces, const struct vertices *others, bool *begins)
{
    size_t runs = 0;
    for (size_t i = 0; i < pieces->n; i++) {
        begins[i] = pieces->items[i].class == TRUCE_PIECE_OPEN && !goes_on(pieces, i, others);
        runs += begins[i];
    }
    return runs;
}

/* tells what is open in `pieces` against the other shape, of which `others` are the pieces */
static enum truce_status tell_in(struct truce_pieces *pieces, const struct truce_pieces *others,
                                 const struct truce_operand *shape, struct truce_err *err)
{
    struct vertices vertices = {NULL, NULL, 0};
    struct truce_operand other = *shape;
    struct truce_bands own;

    if (other.whole != NULL) { /* asking for every piece is cheaper than finding runs */
        for (size_t i = 0; i < pieces->n; i++)
            if (pieces->items[i].class == TRUCE_PIECE_OPEN)
                pieces->items[i].class = side_of(&pieces->items[i].edge, &other);
        return TRUCE_OK;
    }
    bool *begins = malloc(pieces->n + 1);
    memset(&own, 0, sizeof own);
    enum truce_status status = begins != NULL
                                   ? vertices_open(others, &vertices, err)
                                   : truce_fail(err, TRUCE_ERR_MEMORY, "no memory for %zu pieces", pieces->n);
    if (status != TRUCE_OK)
        goto done;
    size_t runs = mark_runs(pieces, &vertices, begins);
    if (runs > RUNS_BY_HAND) {
        status = truce_bands_open(other.edges, other.n, &own, err);
        other.whole = &own;
    }
    for (size_t i = 0; status == TRUCE_OK && i < pieces->n; i++) {
        struct truce_piece *p = &pieces->items[i];
        if (p->class != TRUCE_PIECE_OPEN)
            continue;
        size_t end = i + 1, best = i;
        while (end < pieces->n && pieces->items[end].class == TRUCE_PIECE_OPEN && !begins[end]) {
            if (extent(&pieces->items[end].edge) > extent(&pieces->items[best].edge))
                best = end;
            end++;
        }
        enum truce_piece_class class = side_of(&pieces->items[best].edge, &other);
        for (; i < end; i++)
            pieces->items[i].class = class;
        i--;
    }
done:
    truce_bands_close(&own);
    vertices_close(&vertices);
    free(begins);
    return status;
}

enum truce_status truce_pieces_cut(const struct truce_operand *a, const struct truce_operand *b,
                                   struct truce_pieces *pieces_a, struct truce_pieces *pieces_b,
                                   struct truce_err *err)
{
    struct findings found;
    enum truce_status status;

    memset(&found, 0, sizeof found);
    memset(pieces_a, 0, sizeof *pieces_a);
    memset(pieces_b, 0, sizeof *pieces_b);
    if ((status = take_edges(pieces_a, a->edges, a->n, err)) != TRUCE_OK ||
        (status = take_edges(pieces_b, b->edges, b->n, err)) != TRUCE_OK ||
        (status = match(pieces_a, pieces_b, true, err)) != TRUCE_OK ||
        (status = find_cuts(pieces_a, pieces_b, &found, err)) != TRUCE_OK ||
        (status = apply(&found, pieces_a, pieces_b, err)) != TRUCE_OK)
        goto done;
    status = tell_in(pieces_a, pieces_b, b, err);
    if (status == TRUCE_OK)
        status = tell_in(pieces_b, pieces_a, a, err);
done:
    free(found.a.items);
    free(found.b.items);
    free(found.aliases.items);
    if (status != TRUCE_OK) {
        truce_pieces_fini(pieces_a);
        truce_pieces_fini(pieces_b);
    }
    return status;
}
