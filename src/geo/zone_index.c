/*
 * Questions to an index of zones.
 *
 * Idea: nearly all positions lie where no edge is near, and one load from a coarse table then gives the number of their set.  Where edges are near the
 * table leads on, eight times eight cells a level, until a cell has at most eight edges.  Such a leaf knows the set at a reference position within;
 * the edges between the reference and the position are found in single precision, all eight at once.  What that cannot decide for certain, and so
 * every position on a boundary, goes to exact arithmetic.
 *
 * Batches go level by level, so that the loads of many positions are under way at the same time.
 *
 * Error of the leaf's arithmetic: coordinates are relative to the reference, below 2.5 halves of a cell; the products' errors, with those of rounding
 * the coordinates to single precision, add up to 1.2e-5 at most.  EPSILON is over twice that.
 */
#include "geo/zone_index.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "geo/zone_cells.h"

#define EPSILON 0x1p-15f

enum {
    BLOCK = 512, /* positions of a batch in work at a time */
    CROWD_BITS =
        4096, /* segments of a crowd that are looked at once; more are looked at anew for each zone */
};

/* -------------------------------------------------------------------------------------------- opening */

enum truce_status truce_zone_index_open(const struct truce_zone_shape *zones, size_t n, size_t limit_bytes,
                                        struct truce_zone_index **out, struct truce_err *err)
{
    size_t limit = limit_bytes > 0 ? limit_bytes : TRUCE_ZONE_INDEX_BYTES;
    struct truce_box box;
    enum truce_status status;
    struct truce_zone_index *index;

    if (n > limit / sizeof *zones || n > UINT32_MAX / 4)
        return truce_fail(err, TRUCE_ERR_LIMIT, "%zu zones need more than %zu MiB", n, limit >> 20);
    index = calloc(1, sizeof *index);
    if (index == NULL)
        return truce_fail(err, TRUCE_ERR_MEMORY, "no memory for an index of zones");
    index->n_zones = n;
    index->from = malloc((n + 1) * sizeof *index->from);
    index->until = malloc((n + 1) * sizeof *index->until);
    status = index->from == NULL || index->until == NULL
                 ? truce_fail(err, TRUCE_ERR_MEMORY, "no memory for an index of zones")
                 : truce_zone_sets_init(&index->sets, n, limit / 2, err);
    for (size_t i = 0; i < n && status == TRUCE_OK; i++) {
        index->from[i] = zones[i].from;
        index->until[i] = zones[i].until;
    }
    if (status == TRUCE_OK)
        status = truce_zone_segments_fill(index, zones, n, limit, &box, err);
    if (status == TRUCE_OK)
        status = truce_zone_cells_build(index, box, limit, err);
    if (status != TRUCE_OK) {
        truce_zone_index_close(index);
        return status;
    }
    truce_zone_sets_seal(&index->sets);
    *out = index;
    return TRUCE_OK;
}

void truce_zone_index_close(struct truce_zone_index *index)
{
    if (index == NULL)
        return;
    truce_zone_sets_fini(&index->sets);
    free(index->top);
    free(index->nodes);
    free(index->leaves_memory);
    free(index->crowds);
    free(index->items);
    free(index->segments);
    free(index->from);
    free(index->until);
    free(index);
}

size_t truce_zone_index_bytes(const struct truce_zone_index *index)
{
    return sizeof *index + (size_t)index->frame.side * index->frame.side * sizeof *index->top +
           index->size_nodes * sizeof *index->nodes + index->size_leaves * sizeof *index->leaves +
           index->size_crowds * sizeof *index->crowds + index->size_items * sizeof *index->items +
           index->size_segments * sizeof *index->segments + truce_zone_sets_bytes(&index->sets) +
           index->n_zones * 2 * sizeof *index->from;
}

const uint32_t *truce_zone_index_set(const struct truce_zone_index *index, uint32_t id, size_t *n)
{
    return truce_zone_sets_members(&index->sets, id, n);
}

bool truce_zone_index_valid(const struct truce_zone_index *index, uint32_t zone, struct truce_instant at)
{
    return at.us >= index->from[zone].us &&
           (at.us < index->until[zone].us || index->until[zone].us == INT64_MAX);
}

/* --------------------------------------------------------------------------------------- cells, leaves */

/* The top cell of a position.  Those outside, and what is no number, come to cells at the rim, where nothing is.  So written that compilers take
 * several positions at a time. */
static inline uint32_t top_of(const struct truce_zone_frame *f, struct truce_lonlat p)
{
    double u = (p.lon_deg - f->lon0) * f->per_lon, v = (p.lat_deg - f->lat0) * f->per_lat;
    double last = f->last;
    u = u > 0 ? u : 0;
    v = v > 0 ? v : 0;
    u = u < last ? u : last;
    v = v < last ? v : last;
    return (uint32_t)((int32_t)v * (int32_t)f->side + (int32_t)u);
}

/* its cell in a node of level depth, 1 and up; the position lies in the frame */
static inline uint32_t child_of(const struct truce_zone_frame *f, struct truce_lonlat p, uint32_t depth)
{
    double per = (double)(1u << (3 * depth));
    uint32_t column = (uint32_t)(int32_t)((p.lon_deg - f->lon0) * f->per_lon * per) & (TRUCE_CELL_SIDE - 1);
    uint32_t row = (uint32_t)(int32_t)((p.lat_deg - f->lat0) * f->per_lat * per) & (TRUCE_CELL_SIDE - 1);
    return row * TRUCE_CELL_SIDE + column;
}

static uint32_t parity(uint32_t bits)
{
    return (uint32_t)__builtin_parity(bits);
}

static uint32_t code_of(const struct truce_zone_leaf *leaf, uint32_t crossed)
{
    return parity(crossed & leaf->codes[0]) | parity(crossed & leaf->codes[1]) << 1 |
           parity(crossed & leaf->codes[2]) << 2;
}

static uint32_t leaf_exactly(const struct truce_zone_index *index, const struct truce_zone_leaf *leaf,
                             struct truce_lonlat p)
{
    uint32_t crossed = 0;
    for (uint32_t i = 0; i < leaf->n; i++) {
        const struct truce_zone_segment *s = &index->segments[index->items[leaf->first + i]];
        if (truce_segment_holds(s, p))
            return TRUCE_ZONE_SET_ASK;
        if (truce_segment_crossed(s, leaf->ref, p))
            crossed |= 1u << i;
    }
    return leaf->set[code_of(leaf, crossed)];
}

/*
 * An edge lies between reference (the origin) and position when its ends are on different sides of the way between the two, and those on different sides
 * of it.  The four turns are d1, d2, e1, e2; e2 = e1 + d1 - d2.
 */
static inline uint32_t leaf_set(const struct truce_zone_index *index, const struct truce_zone_leaf *leaf,
                                struct truce_lonlat p)
{
    static const uint32_t BIT[TRUCE_CELL_LEAF_SEGMENTS] = {1, 2, 4, 8, 16, 32, 64, 128};
    const struct truce_zone_frame *f = &index->frame;
    double scale = (double)(2u << (3 * leaf->depth));
    const float x = (float)((p.lon_deg - leaf->ref.lon_deg) * (f->per_lon * scale)),
                y = (float)((p.lat_deg - leaf->ref.lat_deg) * (f->per_lat * scale));
    uint32_t crossed = 0, possible = 0;

    for (int i = 0; i < TRUCE_CELL_LEAF_SEGMENTS; i++) {
        float d1 = x * leaf->ay[i] - y * leaf->ax[i], d2 = x * leaf->by[i] - y * leaf->bx[i];
        float e1 = leaf->ax[i] * leaf->by[i] - leaf->ay[i] * leaf->bx[i], e2 = e1 + d1 - d2;
        float d_low = d1 < d2 ? d1 : d2, d_high = d1 < d2 ? d2 : d1;
        float e_low = e1 < e2 ? e1 : e2, e_high = e1 < e2 ? e2 : e1;
        float low = d_low > e_low ? d_low : e_low, high = d_high < e_high ? d_high : e_high;
        crossed |= ((low < -EPSILON) & (high > EPSILON)) ? BIT[i] : 0;
        possible |= ((low < EPSILON) & (high > -EPSILON)) ? BIT[i] : 0;
    }
    if (crossed != possible)
        return leaf_exactly(index, leaf, p);
    return leaf->set[code_of(leaf, crossed)];
}

/* Down from the top to a cell that is no node. */
static uint32_t cell_of(const struct truce_zone_index *index, struct truce_lonlat p)
{
    uint32_t cell = index->top[top_of(&index->frame, p)];
    for (uint32_t depth = 1; TRUCE_CELL_TAG(cell) == TRUCE_CELL_NODE; depth++)
        cell = index->nodes[(size_t)TRUCE_CELL_WHICH(cell) * TRUCE_CELL_NODE_SIZE +
                            child_of(&index->frame, p, depth)];
    return cell;
}

/* ------------------------------------------------------------------------------------ numbers of sets */

struct block {
    const struct truce_lonlat *points;
    uint32_t *cells;
    uint32_t todo[BLOCK];
    size_t n;
};

/* All that stand at a node go down one level; those that then stand at another, or at a leaf, stay in todo.  Loads are asked for first. */
static void descend(const struct truce_zone_index *index, struct block *b, uint32_t depth)
{
    const uint32_t *next[BLOCK];
    size_t kept = 0;
    for (size_t i = 0; i < b->n; i++) {
        uint32_t at = b->todo[i], cell = b->cells[at];
        size_t child = (size_t)TRUCE_CELL_WHICH(cell) * TRUCE_CELL_NODE_SIZE +
                       child_of(&index->frame, b->points[at], depth);
        next[i] = TRUCE_CELL_TAG(cell) == TRUCE_CELL_NODE ? &index->nodes[child] : &b->cells[at];
        __builtin_prefetch(next[i]);
    }
    for (size_t i = 0; i < b->n; i++) {
        uint32_t at = b->todo[i], cell = *next[i];
        b->cells[at] = cell;
        b->todo[kept] = at;
        kept += TRUCE_CELL_TAG(cell) != TRUCE_CELL_SET;
    }
    b->n = kept;
}

static bool any_node(const struct block *b)
{
    uint32_t any = 0;
    for (size_t i = 0; i < b->n; i++)
        any |= TRUCE_CELL_TAG(b->cells[b->todo[i]]) == TRUCE_CELL_NODE;
    return any != 0;
}

static void solve_block(const struct truce_zone_index *index, struct block *b, size_t n)
{
    const struct truce_zone_frame f = index->frame; /* a copy, which stores to cells cannot change */
    uint32_t top[BLOCK];
    b->n = 0;
    for (size_t i = 0; i < n; i++)
        top[i] = top_of(&f, b->points[i]);
    for (size_t i = 0; i < n; i++) {
        uint32_t cell = index->top[top[i]];
        b->cells[i] = cell;
        b->todo[b->n] = (uint32_t)i;
        b->n += TRUCE_CELL_TAG(cell) != TRUCE_CELL_SET;
    }
    for (uint32_t depth = 1; depth <= TRUCE_CELL_DEPTH && any_node(b); depth++)
        descend(index, b, depth);
    for (size_t i = 0; i < b->n; i++) {
        uint32_t cell = b->cells[b->todo[i]];
        if (TRUCE_CELL_TAG(cell) == TRUCE_CELL_LEAF) {
            const char *leaf = (const char *)&index->leaves[TRUCE_CELL_WHICH(cell)];
            __builtin_prefetch(leaf);
            __builtin_prefetch(leaf + 64);
            __builtin_prefetch(leaf + 128);
        }
    }
    for (size_t i = 0; i < b->n; i++) {
        uint32_t at = b->todo[i], cell = b->cells[at];
        b->cells[at] = TRUCE_CELL_TAG(cell) == TRUCE_CELL_LEAF
                           ? leaf_set(index, &index->leaves[TRUCE_CELL_WHICH(cell)], b->points[at])
                           : TRUCE_ZONE_SET_ASK;
    }
}

void truce_zone_index_sets(const struct truce_zone_index *index, const struct truce_lonlat *points, size_t n,
                           uint32_t *ids)
{
    struct block b;
    for (size_t from = 0; from < n; from += BLOCK) {
        b.points = points + from;
        b.cells = ids + from;
        solve_block(index, &b, n - from < BLOCK ? n - from : BLOCK);
    }
}

/* -------------------------------------------------------------------------------------- zones by name */

/* Segments of a leaf or crowd with the set at its reference: what is known about where p lies. */
struct surroundings {
    const struct truce_zone_index *index;
    struct truce_lonlat ref, p;
    uint32_t set;
    const uint32_t *items;
    size_t n;
    uint32_t on[CROWD_BITS / 32], crossed[CROWD_BITS / 32]; /* of the first CROWD_BITS segments */
};

static void look(const struct surroundings *s, size_t i, bool *on, bool *crossed)
{
    const struct truce_zone_segment *segment = &s->index->segments[s->items[i]];
    *on = truce_segment_holds(segment, s->p);
    *crossed = !*on && truce_segment_crossed(segment, s->ref, s->p);
}

static void look_all(struct surroundings *s)
{
    size_t n = s->n < CROWD_BITS ? s->n : CROWD_BITS;
    memset(s->on, 0, (n + 31) / 32 * sizeof *s->on);
    memset(s->crossed, 0, (n + 31) / 32 * sizeof *s->crossed);
    for (size_t i = 0; i < n; i++) {
        bool on, crossed;
        look(s, i, &on, &crossed);
        s->on[i / 32] |= (uint32_t)on << i % 32;
        s->crossed[i / 32] |= (uint32_t)crossed << i % 32;
    }
}

static void looked(const struct surroundings *s, size_t i, bool *on, bool *crossed)
{
    if (i >= CROWD_BITS) {
        look(s, i, on, crossed);
        return;
    }
    *on = s->on[i / 32] >> i % 32 & 1;
    *crossed = s->crossed[i / 32] >> i % 32 & 1;
}

/* Place of the first member >= zone; n where there is none. */
static size_t lower_bound(const uint32_t *members, size_t n, uint64_t zone)
{
    size_t low = 0;
    while (n > 0) {
        size_t half = n / 2;
        if (members[low + half] < zone) {
            low += half + 1;
            n -= half + 1;
        } else {
            n = half;
        }
    }
    return low;
}

/* Is zone a member?  *next becomes the smallest larger member where that is smaller than *next. */
static bool has(const struct truce_zone_index *index, uint32_t set, uint64_t zone, uint64_t *next)
{
    size_t n;
    const uint32_t *members = truce_zone_sets_members(&index->sets, set, &n);
    size_t i = lower_bound(members, n, zone);
    bool is = i < n && members[i] == zone;
    i += is;
    if (i < n && members[i] < *next)
        *next = members[i];
    return is;
}

/* The side of one zone; *next becomes the next zone that occurs at all. */
static enum truce_side side_of(const struct surroundings *s, uint64_t zone, uint64_t *next)
{
    bool in, on_it = false;
    *next = UINT64_MAX;
    in = has(s->index, s->set, zone, next);
    for (size_t i = 0; i < s->n; i++) {
        const struct truce_zone_segment *segment = &s->index->segments[s->items[i]];
        bool on, crossed;
        looked(s, i, &on, &crossed);
        if (on && has(s->index, segment->zones, zone, next))
            on_it = true;
        if (crossed && has(s->index, segment->toggles, zone, next))
            in = !in;
    }
    if (on_it)
        return TRUCE_SIDE_BOUNDARY;
    return in ? TRUCE_SIDE_INSIDE : TRUCE_SIDE_OUTSIDE;
}

struct hits {
    const struct truce_zone_index *index;
    const struct truce_instant *at;
    struct truce_zone_hit *out;
    size_t size, n;
};

static void hit(struct hits *hits, uint32_t zone, enum truce_side side)
{
    if (hits->at != NULL && !truce_zone_index_valid(hits->index, zone, *hits->at))
        return;
    if (hits->n < hits->size)
        hits->out[hits->n] = (struct truce_zone_hit){zone, side};
    hits->n++;
}

static void hit_set(struct hits *hits, uint32_t set)
{
    size_t n;
    const uint32_t *members = truce_zone_sets_members(&hits->index->sets, set, &n);
    for (size_t i = 0; i < n; i++)
        hit(hits, members[i], TRUCE_SIDE_INSIDE);
}

/* on a boundary, or in a crowd */
static void hit_one_by_one(struct hits *hits, struct truce_lonlat p)
{
    const struct truce_zone_index *index = hits->index;
    uint32_t cell = cell_of(index, p), which = TRUCE_CELL_WHICH(cell);
    struct surroundings s;

    s.index = index;
    s.p = p;
    if (TRUCE_CELL_TAG(cell) == TRUCE_CELL_LEAF) {
        const struct truce_zone_leaf *leaf = &index->leaves[which];
        s.ref = leaf->ref;
        s.set = leaf->set[0];
        s.items = index->items + leaf->first;
        s.n = leaf->n;
    } else {
        const struct truce_zone_crowd *crowd = &index->crowds[which];
        s.ref = crowd->ref;
        s.set = crowd->set;
        s.items = index->items + crowd->first;
        s.n = crowd->n;
    }
    look_all(&s);
    for (uint64_t zone = 0, next; zone != UINT64_MAX; zone = next) {
        enum truce_side side = side_of(&s, zone, &next);
        if (side != TRUCE_SIDE_OUTSIDE)
            hit(hits, (uint32_t)zone, side);
    }
}

static void hit_answer(struct hits *hits, struct truce_lonlat p, uint32_t set)
{
    if (set == TRUCE_ZONE_SET_ASK)
        hit_one_by_one(hits, p);
    else
        hit_set(hits, set);
}

size_t truce_zone_index_at(const struct truce_zone_index *index, struct truce_lonlat p,
                           const struct truce_instant *at, struct truce_zone_hit *hits, size_t size)
{
    struct hits found = {index, at, hits, size, 0};
    uint32_t cell = cell_of(index, p), set = TRUCE_ZONE_SET_ASK;
    if (TRUCE_CELL_TAG(cell) == TRUCE_CELL_SET)
        set = TRUCE_CELL_WHICH(cell);
    else if (TRUCE_CELL_TAG(cell) == TRUCE_CELL_LEAF)
        set = leaf_set(index, &index->leaves[TRUCE_CELL_WHICH(cell)], p);
    hit_answer(&found, p, set);
    return found.n;
}

void truce_zone_list_init(struct truce_zone_list *list)
{
    memset(list, 0, sizeof *list);
}

void truce_zone_list_fini(struct truce_zone_list *list)
{
    free(list->start);
    free(list->hits);
    memset(list, 0, sizeof *list);
}

enum truce_status truce_zone_index_list(const struct truce_zone_index *index,
                                        const struct truce_lonlat *points, const struct truce_instant *times,
                                        size_t n, struct truce_zone_list *out, struct truce_err *err)
{
    struct truce_zone_list list = *out; /* memory of an earlier answer is used again */
    uint32_t ids[BLOCK];
    enum truce_status status =
        truce_grow((void **)&list.start, &list.size_start, n + 1, sizeof *list.start, err);
    size_t used = 0;

    for (size_t i = 0; i < n && status == TRUCE_OK; i++) {
        if (i % BLOCK == 0)
            truce_zone_index_sets(index, points + i, n - i < BLOCK ? n - i : BLOCK, ids);
        struct hits hits = {.index = index, .at = times != NULL ? &times[i] : NULL};
        list.start[i] = used;
        for (;;) {
            hits.out = list.hits != NULL ? list.hits + used : NULL;
            hits.size = list.size_hits - used;
            hits.n = 0;
            hit_answer(&hits, points[i], ids[i % BLOCK]);
            if (hits.n <= hits.size)
                break;
            status = truce_grow((void **)&list.hits, &list.size_hits, used + hits.n, sizeof *list.hits, err);
            if (status != TRUCE_OK)
                break;
        }
        used += hits.n;
    }
    if (status == TRUCE_OK) {
        list.start[n] = used;
        list.n = n;
    } else {
        list.n = 0;
    }
    *out = list;
    return status;
}
