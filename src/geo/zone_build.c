/*
 * Building the cells of an index of zones.
 *
 * Idea: a walk to and fro over all cells, from one reference position to the next, that begins outside of every zone.  Which set holds at a reference
 * follows from that at the one before and the segments crossed in between, which stand in the lists of the two cells.  All crossings are decided exactly, so
 * no error is carried on.  Within a cell that is divided the walk goes on among its children.
 *
 * Invariants: a cell's list has every segment with a point in the cell, its border included.  Lists are made in the frame's coordinates with a
 * margin, MARGIN of a top cell, ten thousand times what rounding can do there.  A reference lies in its cell and on no segment.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "geo/zone_cells.h"

static const double MARGIN = 0x1p-30;
static const double CLEAR =
    0.02; /* of a cell's side: how far a leaf's reference should be from its segments */
static const double ALLOWANCE = 64.0; /* entries in lists below a top cell, for each of its own */
static const double RIM = 1.25;       /* top cells that the frame is wider than all edges, on each side */
static const float CUT = 2.5f;        /* halves of a cell: reference and cell lie well within */

enum {
    SMALLEST_SIDE = 4,
    LEAST_SIDE = 32,
    LARGEST_SIDE = 512,
    CLEAR_TRIES = 16,
    REFERENCE_TRIES = 4096,
    CACHE_LINE = 64,
};

struct builder {
    struct truce_zone_index *index;
    uint32_t
        *stack; /* lists of segments: those of all top cells, then those of divided cells being worked on */
    size_t n_stack, size_stack;
    uint32_t *stamp; /* of each segment: the last step that met it */
    uint32_t step;
    size_t limit_bytes;
    struct truce_err *err;
};

struct cell {
    double u, v, size; /* lower left corner and side, in top cells */
    uint32_t depth;
    size_t list, n; /* in the stack */
    double allowance;
};

/* where the walk stands */
struct place {
    struct truce_lonlat at;
    uint32_t set;
    size_t list, n; /* of the cell, in the stack */
};

/* a square of n x n cells, and a segment in the same coordinates */
struct raster {
    double u, v, per;
    uint32_t n;
};
struct line {
    double ua, va, ub, vb;
};

static size_t bytes_held(const struct builder *b)
{
    const struct truce_zone_index *index = b->index;
    return b->size_stack * sizeof *b->stack + index->size_nodes * sizeof *index->nodes +
           index->size_leaves * sizeof *index->leaves + index->size_crowds * sizeof *index->crowds +
           index->size_items * sizeof *index->items + truce_zone_sets_bytes(&index->sets) +
           index->size_segments * (sizeof *index->segments + sizeof *b->stamp);
}

static enum truce_status room(const struct builder *b, void **at, size_t *size, size_t n, size_t item)
{
    if (n <= *size)
        return TRUCE_OK;
    if (bytes_held(b) + (n + n / 2) * item > b->limit_bytes)
        return truce_fail(b->err, TRUCE_ERR_LIMIT,
                          "the index of %zu zones with %zu edges needs more than %zu MiB", b->index->n_zones,
                          b->index->n_segments, b->limit_bytes >> 20);
    return truce_grow(at, size, n, item, b->err);
}

static struct line line_of(const struct truce_zone_frame *f, const struct truce_zone_segment *s)
{
    return (struct line){(s->a.lon_deg - f->lon0) * f->per_lon, (s->a.lat_deg - f->lat0) * f->per_lat,
                         (s->b.lon_deg - f->lon0) * f->per_lon, (s->b.lat_deg - f->lat0) * f->per_lat};
}

/* cells from lo to hi, in cells of a row or column of n; false: none */
static bool clamp_range(double lo, double hi, uint32_t n, uint32_t *first, uint32_t *last)
{
    if (hi < 0 || lo >= n)
        return false;
    *first = lo > 0 ? (uint32_t)lo : 0;
    *last = hi < n ? (uint32_t)hi : n - 1;
    return true;
}

static bool rows_of(const struct raster *r, const struct line *l, uint32_t *first, uint32_t *last)
{
    return clamp_range((fmin(l->va, l->vb) - MARGIN - r->v) * r->per,
                       (fmax(l->va, l->vb) + MARGIN - r->v) * r->per, r->n, first, last);
}

static double along(double v, double va, double vb)
{
    double t = (v - va) / (vb - va);
    return t > 0 ? (t < 1 ? t : 1) : 0;
}

static bool columns_of(const struct raster *r, const struct line *l, uint32_t row, uint32_t *first,
                       uint32_t *last)
{
    double u0 = l->ua, u1 = l->ub;
    if (l->va != l->vb) {
        double below = along(r->v + row / r->per - MARGIN, l->va, l->vb);
        double above = along(r->v + (row + 1) / r->per + MARGIN, l->va, l->vb);
        u0 = l->ua + below * (l->ub - l->ua);
        u1 = l->ua + above * (l->ub - l->ua);
    }
    return clamp_range((fmin(u0, u1) - MARGIN - r->u) * r->per, (fmax(u0, u1) + MARGIN - r->u) * r->per, r->n,
                       first, last);
}

/* counts (fill NULL) or writes the segment into each cell that it touches; at[] are counts, or where each cell's next entry goes */
static void spread(const struct raster *r, const struct line *l, uint32_t segment, size_t *at, uint32_t *fill)
{
    uint32_t row, last_row, column, last_column;
    if (!rows_of(r, l, &row, &last_row))
        return;
    for (; row <= last_row; row++) {
        if (!columns_of(r, l, row, &column, &last_column))
            continue;
        for (size_t cell = (size_t)row * r->n + column; column <= last_column; column++, cell++) {
            if (fill != NULL)
                fill[at[cell]] = segment;
            at[cell]++;
        }
    }
}

/* counts become places, one after the other from `from`; returns where the last ends */
static size_t places_of(size_t *at, size_t n, size_t from)
{
    for (size_t i = 0; i < n; i++) {
        size_t count = at[i];
        at[i] = from;
        from += count;
    }
    return from;
}

/* The set at `to`, which lies in a cell with the given list, next to the cell where the walk stands or the same. */
static enum truce_status step(struct builder *b, const struct place *from, struct truce_lonlat to,
                              size_t list, size_t n, uint32_t *set)
{
    const struct truce_zone_segment *segments = b->index->segments;
    *set = from->set;
    b->step++;
    for (size_t i = 0; i < from->n + n; i++) {
        uint32_t id = b->stack[i < from->n ? from->list + i : list + i - from->n];
        if (b->stamp[id] == b->step)
            continue;
        b->stamp[id] = b->step;
        if (!truce_segment_crossed(&segments[id], from->at, to))
            continue;
        enum truce_status status =
            truce_zone_sets_mix(&b->index->sets, *set, segments[id].toggles, false, set, b->err);
        if (status != TRUCE_OK)
            return status;
    }
    return TRUCE_OK;
}

/* square of the distance of u, v from a line */
static double distance2(const struct line *l, double u, double v)
{
    double du = l->ub - l->ua, dv = l->vb - l->va, length2 = du * du + dv * dv;
    double t = length2 > 0 ? ((u - l->ua) * du + (v - l->va) * dv) / length2 : 0;
    t = t > 0 ? (t < 1 ? t : 1) : 0;
    du = l->ua + t * du - u;
    dv = l->va + t * dv - v;
    return du * du + dv * dv;
}

static bool good_reference(const struct builder *b, const struct cell *c, struct truce_lonlat p,
                           unsigned attempt)
{
    const struct truce_zone_frame *f = &b->index->frame;
    double u = (p.lon_deg - f->lon0) * f->per_lon, v = (p.lat_deg - f->lat0) * f->per_lat;
    double clear = CLEAR * c->size;
    bool look = attempt < CLEAR_TRIES && c->n <= TRUCE_CELL_LEAF_SEGMENTS;
    if (u < c->u || u > c->u + c->size || v < c->v || v > c->v + c->size)
        return false;
    for (size_t i = 0; i < c->n; i++) {
        const struct truce_zone_segment *s = &b->index->segments[b->stack[c->list + i]];
        struct line l;
        if (truce_segment_holds(s, p))
            return false;
        if (!look)
            continue;
        l = line_of(f, s);
        if (distance2(&l, u, v) < clear * clear)
            return false;
    }
    return true;
}

/* A position in the cell and on no segment: the centre, or else steps of an R2 sequence (M. Roberts, 2018), which no few lines can cover. */
static enum truce_status reference_of(const struct builder *b, const struct cell *c, struct truce_lonlat *out)
{
    const struct truce_zone_frame *f = &b->index->frame;
    for (unsigned i = 0; i < REFERENCE_TRIES; i++) {
        double x = fmod(0.5 + i * 0.7548776662466927, 1.0), y = fmod(0.5 + i * 0.5698402909980532, 1.0);
        struct truce_lonlat p = {f->lon0 + (c->u + (0.125 + 0.75 * x) * c->size) / f->per_lon,
                                 f->lat0 + (c->v + (0.125 + 0.75 * y) * c->size) / f->per_lat};
        if (good_reference(b, c, p, i)) {
            *out = p;
            return TRUCE_OK;
        }
    }
    return truce_fail(b->err, TRUCE_ERR_LIMIT, "edges of zones crowd too much near %.9g %.9g",
                      f->lon0 + c->u / f->per_lon, f->lat0 + c->v / f->per_lat);
}

/* Cuts a -> b to the square of CUT about the origin; false: nothing is left. */
static bool cut(double *ax, double *ay, double *bx, double *by)
{
    const double dx = *bx - *ax, dy = *by - *ay;
    const double p[4] = {-dx, dx, -dy, dy};
    const double q[4] = {*ax + (double)CUT, (double)CUT - *ax, *ay + (double)CUT, (double)CUT - *ay};
    double t0 = 0, t1 = 1;
    for (int i = 0; i < 4; i++) {
        if (p[i] == 0 && q[i] < 0)
            return false;
        if (p[i] < 0)
            t0 = fmax(t0, q[i] / p[i]);
        else if (p[i] > 0)
            t1 = fmin(t1, q[i] / p[i]);
    }
    if (t0 > t1)
        return false;
    if (t1 < 1) {
        *bx = *ax + t1 * dx;
        *by = *ay + t1 * dy;
    }
    *ax += t0 * dx;
    *ay += t0 * dy;
    return true;
}

static void place_segment(const struct truce_zone_frame *f, const struct truce_zone_segment *s, double scale,
                          struct truce_zone_leaf *leaf, size_t i)
{
    double ax = (s->a.lon_deg - leaf->ref.lon_deg) * (f->per_lon * scale),
           ay = (s->a.lat_deg - leaf->ref.lat_deg) * (f->per_lat * scale),
           bx = (s->b.lon_deg - leaf->ref.lon_deg) * (f->per_lon * scale),
           by = (s->b.lat_deg - leaf->ref.lat_deg) * (f->per_lat * scale);
    if (!cut(&ax, &ay, &bx, &by))
        return;
    leaf->ax[i] = (float)ax;
    leaf->ay[i] = (float)ay;
    leaf->bx[i] = (float)bx;
    leaf->by[i] = (float)by;
}

/*
 * Codes of a cell's segments, and the set of each code; *fits false: three bits do not suffice.  New toggles that are no mix of those already there
 * take the next bit.
 */
static enum truce_status code_leaf(struct builder *b, const struct cell *c, uint32_t set,
                                   struct truce_zone_leaf *leaf, bool *fits)
{
    uint32_t mixes[1 << TRUCE_CELL_LEAF_CODES] = {0}, rank = 0;
    enum truce_status status = TRUCE_OK;
    *fits = false;
    for (size_t i = 0; i < c->n; i++) {
        uint32_t toggles = b->index->segments[b->stack[c->list + i]].toggles, code = 0;
        while (code < 1u << rank && mixes[code] != toggles)
            code++;
        if (code == 1u << rank) {
            if (rank == TRUCE_CELL_LEAF_CODES)
                return TRUCE_OK;
            for (uint32_t x = 0; x < code && status == TRUCE_OK; x++)
                status =
                    truce_zone_sets_mix(&b->index->sets, mixes[x], toggles, false, &mixes[code + x], b->err);
            rank++;
        }
        for (unsigned bit = 0; bit < TRUCE_CELL_LEAF_CODES; bit++)
            if (code >> bit & 1)
                leaf->codes[bit] = (uint8_t)(leaf->codes[bit] | 1u << i);
    }
    for (uint32_t x = 0; x < 1u << rank && status == TRUCE_OK; x++)
        status = truce_zone_sets_mix(&b->index->sets, set, mixes[x], false, &leaf->set[x], b->err);
    *fits = status == TRUCE_OK;
    return status;
}

static enum truce_status keep_items(struct builder *b, const struct cell *c)
{
    struct truce_zone_index *index = b->index;
    enum truce_status status =
        room(b, (void **)&index->items, &index->size_items, index->n_items + c->n, sizeof *index->items);
    if (status != TRUCE_OK)
        return status;
    if (index->n_items + c->n > UINT32_MAX)
        return truce_fail(b->err, TRUCE_ERR_LIMIT, "zones with too many edges for an index");
    memcpy(index->items + index->n_items, b->stack + c->list, c->n * sizeof *index->items);
    index->n_items += c->n;
    return TRUCE_OK;
}

static enum truce_status make_leaf(struct builder *b, const struct cell *c, const struct place *here,
                                   uint32_t *out, bool *made)
{
    struct truce_zone_index *index = b->index;
    struct truce_zone_leaf leaf = {
        .ref = here->at, .first = (uint32_t)index->n_items, .n = (uint8_t)c->n, .depth = (uint8_t)c->depth};
    enum truce_status status;

    *made = false;
    if (c->n > TRUCE_CELL_LEAF_SEGMENTS)
        return TRUCE_OK;
    status = code_leaf(b, c, here->set, &leaf, made);
    if (status != TRUCE_OK || !*made)
        return status;
    for (size_t i = 0; i < TRUCE_CELL_LEAF_SEGMENTS; i++) { /* far away, where nothing is crossed */
        leaf.ax[i] = leaf.bx[i] = 100;
        leaf.ay[i] = -1;
        leaf.by[i] = 1;
    }
    for (size_t i = 0; i < c->n; i++)
        place_segment(&index->frame, &index->segments[b->stack[c->list + i]], 2 / c->size, &leaf, i);
    status = room(b, &index->leaves_memory, &index->size_leaves, index->n_leaves + 1, sizeof *index->leaves);
    index->leaves = index->leaves_memory;
    if (status == TRUCE_OK)
        status = keep_items(b, c);
    if (status != TRUCE_OK)
        return status;
    *out = TRUCE_CELL(TRUCE_CELL_LEAF, index->n_leaves);
    index->leaves[index->n_leaves++] = leaf;
    return TRUCE_OK;
}

static enum truce_status make_crowd(struct builder *b, const struct cell *c, const struct place *here,
                                    uint32_t *out)
{
    struct truce_zone_index *index = b->index;
    enum truce_status status =
        room(b, (void **)&index->crowds, &index->size_crowds, index->n_crowds + 1, sizeof *index->crowds);
    if (status == TRUCE_OK)
        status = keep_items(b, c);
    if (status != TRUCE_OK)
        return status;
    *out = TRUCE_CELL(TRUCE_CELL_CROWD, index->n_crowds);
    index->crowds[index->n_crowds++] =
        (struct truce_zone_crowd){here->at, here->set, (uint32_t)c->n, index->n_items - c->n};
    return TRUCE_OK;
}

/* The lists of the 64 children onto the stack; ends[i] is where the list of child i ends.  *pays false: nothing was done, they would be too long. */
static enum truce_status divide(struct builder *b, const struct cell *c, size_t ends[TRUCE_CELL_NODE_SIZE],
                                bool *pays)
{
    const struct raster r = {c->u, c->v, TRUCE_CELL_SIDE / c->size, TRUCE_CELL_SIDE};
    size_t from = b->n_stack;
    memset(ends, 0, TRUCE_CELL_NODE_SIZE * sizeof *ends);
    for (size_t i = 0; i < c->n; i++) {
        uint32_t id = b->stack[c->list + i];
        struct line l = line_of(&b->index->frame, &b->index->segments[id]);
        spread(&r, &l, id, ends, NULL);
    }
    size_t end = places_of(ends, TRUCE_CELL_NODE_SIZE, from);
    *pays = (double)(end - from) <= c->allowance;
    if (!*pays)
        return TRUCE_OK;
    enum truce_status status = room(b, (void **)&b->stack, &b->size_stack, end, sizeof *b->stack);
    if (status != TRUCE_OK)
        return status;
    for (size_t i = 0; i < c->n; i++) {
        uint32_t id = b->stack[c->list + i];
        struct line l = line_of(&b->index->frame, &b->index->segments[id]);
        spread(&r, &l, id, ends, b->stack);
    }
    b->n_stack = end;
    return TRUCE_OK;
}

static enum truce_status make_cell(struct builder *b, const struct cell *c, struct place *here,
                                   uint32_t *out);

/* The children of a cell whose lists are made, to and fro; `here` is at the cell's own reference. */
static enum truce_status make_children(struct builder *b, const struct cell *c, struct place here,
                                       size_t from, const size_t ends[TRUCE_CELL_NODE_SIZE], uint32_t *out)
{
    struct truce_zone_index *index = b->index;
    uint32_t cells[TRUCE_CELL_NODE_SIZE];
    double total = (double)(ends[TRUCE_CELL_NODE_SIZE - 1] - from);
    enum truce_status status = TRUCE_OK;

    for (uint32_t i = 0; i < TRUCE_CELL_NODE_SIZE && status == TRUCE_OK; i++) {
        uint32_t row = i / TRUCE_CELL_SIDE, column = i % TRUCE_CELL_SIDE;
        if (row & 1)
            column = TRUCE_CELL_SIDE - 1 - column;
        uint32_t which = row * TRUCE_CELL_SIDE + column;
        double size = c->size / TRUCE_CELL_SIDE;
        size_t list = which > 0 ? ends[which - 1] : from;
        struct cell child = {
            c->u + column * size, c->v + row * size, size, c->depth + 1, list, ends[which] - list, 0};
        child.allowance = (c->allowance - total) * (double)child.n / fmax(total, 1);
        status = make_cell(b, &child, &here, &cells[which]);
    }
    if (status != TRUCE_OK)
        return status;
    status = room(b, (void **)&index->nodes, &index->size_nodes, index->n_nodes + TRUCE_CELL_NODE_SIZE,
                  sizeof *index->nodes);
    if (status != TRUCE_OK)
        return status;
    memcpy(index->nodes + index->n_nodes, cells, sizeof cells);
    *out = TRUCE_CELL(TRUCE_CELL_NODE, index->n_nodes / TRUCE_CELL_NODE_SIZE);
    index->n_nodes += TRUCE_CELL_NODE_SIZE;
    return TRUCE_OK;
}

/* Walks from `here` into the cell, which becomes `here`. */
static enum truce_status make_cell(struct builder *b, const struct cell *c, struct place *here, uint32_t *out)
{
    struct place next = {.list = c->list, .n = c->n};
    size_t ends[TRUCE_CELL_NODE_SIZE], from = b->n_stack;
    bool done = false;
    enum truce_status status = reference_of(b, c, &next.at);

    if (status == TRUCE_OK)
        status = step(b, here, next.at, c->list, c->n, &next.set);
    if (status != TRUCE_OK)
        return status;
    *here = next;
    if (c->n == 0) {
        *out = TRUCE_CELL(TRUCE_CELL_SET, next.set);
        return TRUCE_OK;
    }
    status = make_leaf(b, c, here, out, &done);
    if (status != TRUCE_OK || done)
        return status;
    if (c->depth < b->index->frame.depth) {
        status = divide(b, c, ends, &done);
        if (status == TRUCE_OK && done)
            status = make_children(b, c, *here, from, ends, out);
        b->n_stack = from;
    }
    return status != TRUCE_OK || done ? status : make_crowd(b, c, here, out);
}

/* The box with its rim, in side cells each way. */
static void scale_frame(struct truce_zone_frame *f, struct truce_box box, uint32_t side)
{
    double lon = fmax(fabs(box.min.lon_deg), fabs(box.max.lon_deg)),
           lat = fmax(fabs(box.min.lat_deg), fabs(box.max.lat_deg));
    double width = fmax(box.max.lon_deg - box.min.lon_deg, fmax(lon * 0x1p-30, 1e-100)),
           height = fmax(box.max.lat_deg - box.min.lat_deg, fmax(lat * 0x1p-30, 1e-100));
    double finest =
        fmax(lon / width, lat / height) * 0x1p-42; /* of the box: a thousand roundings of a coordinate */

    f->side = side;
    f->last = side - 1;
    f->per_lon = (side - 2 * RIM) / width;
    f->per_lat = (side - 2 * RIM) / height;
    f->lon0 = box.min.lon_deg - RIM / f->per_lon;
    f->lat0 = box.min.lat_deg - RIM / f->per_lat;
    f->depth = 0;
    for (double cell = 1.0 / side / 8; f->depth < TRUCE_CELL_DEPTH && cell > finest; cell /= 8)
        f->depth++;
}

/* Lists of the top cells onto the stack; fewer and larger cells where long edges would fill too many. */
static enum truce_status list_top(struct builder *b, struct truce_box box, size_t **ends)
{
    struct truce_zone_index *index = b->index;
    struct truce_zone_frame *f = &index->frame;
    uint32_t side = LEAST_SIDE;
    size_t n_cells, end, *at;

    while (side < LARGEST_SIDE && (double)side < 4 * sqrt((double)index->n_segments))
        side *= 2;
    *ends = at = calloc((size_t)side * side, sizeof *at);
    if (at == NULL)
        return truce_fail(b->err, TRUCE_ERR_MEMORY, "no memory for an index of zones");
    for (;; side /= 2) {
        const struct raster r = {0, 0, 1, side};
        scale_frame(f, box, side);
        n_cells = (size_t)side * side;
        memset(at, 0, n_cells * sizeof *at);
        for (size_t i = 0; i < index->n_segments; i++) {
            struct line l = line_of(f, &index->segments[i]);
            spread(&r, &l, 0, at, NULL);
        }
        end = places_of(at, n_cells, 0);
        if (end <= 32 * index->n_segments + ((size_t)1 << 20) || side == SMALLEST_SIDE)
            break;
    }
    enum truce_status status = room(b, (void **)&b->stack, &b->size_stack, end + 1, sizeof *b->stack);
    if (status != TRUCE_OK)
        return status;
    for (size_t i = 0; i < index->n_segments; i++) {
        const struct raster r = {0, 0, 1, side};
        struct line l = line_of(f, &index->segments[i]);
        spread(&r, &l, (uint32_t)i, at, b->stack);
    }
    b->n_stack = end;
    return TRUCE_OK;
}

static enum truce_status make_top(struct builder *b, const size_t *ends)
{
    struct truce_zone_index *index = b->index;
    const struct truce_zone_frame *f = &index->frame;
    struct place here = {.at = {f->lon0 + 0.5 / f->per_lon, f->lat0 + 0.5 / f->per_lat}}; /* in the rim */
    enum truce_status status = TRUCE_OK;

    for (size_t i = 0; i < (size_t)f->side * f->side && status == TRUCE_OK; i++) {
        size_t row = i / f->side, column = i % f->side;
        if (row & 1)
            column = f->side - 1 - column;
        size_t which = row * f->side + column, list = which > 0 ? ends[which - 1] : 0;
        struct cell c = {(double)column, (double)row, 1, 0, list, ends[which] - list, 0};
        c.allowance = ALLOWANCE * (double)c.n;
        status = make_cell(b, &c, &here, &index->top[which]);
    }
    return status;
}

/* leaves begin at cache lines, and no room is left over */
static enum truce_status settle(struct truce_zone_index *index, struct truce_err *err)
{
    size_t bytes = index->n_leaves * sizeof *index->leaves;
    if (bytes == 0)
        return TRUCE_OK;
    char *settled = malloc(bytes + CACHE_LINE);
    if (settled == NULL)
        return truce_fail(err, TRUCE_ERR_MEMORY, "no memory for an index of zones");
    size_t past = (uintptr_t)settled % CACHE_LINE;
    void *leaves = settled + (past > 0 ? CACHE_LINE - past : 0);
    memcpy(leaves, index->leaves, bytes);
    free(index->leaves_memory);
    index->leaves_memory = settled;
    index->leaves = leaves;
    index->size_leaves = index->n_leaves;
    return TRUCE_OK;
}

enum truce_status truce_zone_cells_build(struct truce_zone_index *index, struct truce_box box,
                                         size_t limit_bytes, struct truce_err *err)
{
    struct builder b = {.index = index, .limit_bytes = limit_bytes, .err = err};
    size_t *ends = NULL;
    enum truce_status status;

    if (truce_box_is_empty(box))
        box = (struct truce_box){{0, 0}, {1, 1}};
    b.stamp = calloc(index->n_segments + 1, sizeof *b.stamp);
    status =
        b.stamp == NULL ? truce_fail(err, TRUCE_ERR_MEMORY, "no memory for an index of zones") : TRUCE_OK;
    if (status == TRUCE_OK)
        status = list_top(&b, box, &ends);
    if (status == TRUCE_OK) {
        index->top = malloc((size_t)index->frame.side * index->frame.side * sizeof *index->top);
        status = index->top == NULL ? truce_fail(err, TRUCE_ERR_MEMORY, "no memory for an index of zones")
                                    : make_top(&b, ends);
    }
    if (status == TRUCE_OK)
        status = settle(index, err);
    free(b.stamp);
    free(b.stack);
    free(ends);
    return status;
}
