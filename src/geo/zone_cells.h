/*
 * How an index of zones lies in memory: segments, and cells within cells.  Private to geo; the idea is told in geo/zone_index.c.
 *
 * A cell is a word of 32 bits: two of tag, 30 that say which.
 */
#ifndef TRUCE_GEO_ZONE_CELLS_H
#define TRUCE_GEO_ZONE_CELLS_H

#include "geo/zone_index.h"
#include "geo/zone_sets.h"

enum {
    TRUCE_CELL_SET = 0,  /* no edge is near: the number of the set */
    TRUCE_CELL_NODE = 1, /* 8 x 8 cells of the level below */
    TRUCE_CELL_LEAF = 2,
    TRUCE_CELL_CROWD = 3,
};
#define TRUCE_CELL(tag, which)   (((uint32_t)(tag) << 30) | (uint32_t)(which))
#define TRUCE_CELL_TAG(cell)     ((cell) >> 30)
#define TRUCE_CELL_WHICH(cell)   ((cell)&0x3fffffffu)
#define TRUCE_CELL_SIDE          8 /* of a node */
#define TRUCE_CELL_NODE_SIZE     64
#define TRUCE_CELL_DEPTH         5 /* levels of nodes at most: 512 * 8^5 cells along a side */
#define TRUCE_CELL_LEAF_SEGMENTS 8
#define TRUCE_CELL_LEAF_CODES    3

/* An edge that one zone or several have in common; a before b, west to east. */
struct truce_zone_segment {
    struct truce_lonlat a, b;
    uint32_t zones;   /* number of the set of those that have it */
    uint32_t toggles; /* of those that have it an odd number of times: crossing it changes sides for them */
};

/*
 * A cell with few segments.  Coordinates are relative to a reference position of the cell, in halves of the cell's side; segments are cut to its
 * surroundings.  A segment's code says which zones crossing it adds or takes: bit c of codes[c] ... ; set[x] is the set where the codes of all segments
 * between here and the reference come to x by exclusive or.
 */
struct truce_zone_leaf {
    float ax[TRUCE_CELL_LEAF_SEGMENTS], ay[TRUCE_CELL_LEAF_SEGMENTS];
    float bx[TRUCE_CELL_LEAF_SEGMENTS], by[TRUCE_CELL_LEAF_SEGMENTS];
    uint32_t set[1 << TRUCE_CELL_LEAF_CODES];
    struct truce_lonlat ref;
    uint32_t first;                       /* of its segments in `items` */
    uint8_t codes[TRUCE_CELL_LEAF_CODES]; /* bit i of codes[c]: segment i has bit c */
    uint8_t n;
    uint8_t depth;
    uint8_t spare[7];
};
_Static_assert(sizeof(struct truce_zone_leaf) == 192, "three cache lines");

/* A cell with many. */
struct truce_zone_crowd {
    struct truce_lonlat ref;
    uint32_t set; /* at ref */
    uint32_t n;
    size_t first;
};

/* Position to top cell: u = (lon - lon0) * per_lon in [0, side), the same for v.  The first and last rows and columns are a rim without edges: all of the
 * world outside belongs to them. */
struct truce_zone_frame {
    double lon0, lat0, per_lon, per_lat;
    double last; /* side - 1 */
    uint32_t side;
    uint32_t depth; /* levels of nodes that make sense: cells stay wide against the rounding of coordinates */
};

struct truce_zone_index {
    struct truce_zone_frame frame;
    uint32_t *top; /* side * side cells, row by row */
    uint32_t *nodes;
    struct truce_zone_leaf *leaves; /* in leaves_memory, from a cache line on */
    void *leaves_memory;
    struct truce_zone_crowd *crowds;
    uint32_t *items; /* segment numbers of leaves and crowds */
    size_t n_nodes, size_nodes, n_leaves, size_leaves, n_crowds, size_crowds, n_items, size_items;
    struct truce_zone_segment *segments;
    size_t n_segments, size_segments;
    struct truce_zone_sets sets;
    struct truce_instant *from, *until; /* n_zones each */
    size_t n_zones;
};

/* The segments of zones, each once, and their box.  Fills segments and sets of an index.
 * Fails: TRUCE_ERR_RANGE, TRUCE_ERR_LIMIT, TRUCE_ERR_MEMORY. */
enum truce_status truce_zone_segments_fill(struct truce_zone_index *index,
                                           const struct truce_zone_shape *zones, size_t n, size_t limit_bytes,
                                           struct truce_box *box, struct truce_err *err) TRUCE_MUST_USE;

/* Frame, cells and leaves from the segments.  Fails: TRUCE_ERR_LIMIT, TRUCE_ERR_MEMORY. */
enum truce_status truce_zone_cells_build(struct truce_zone_index *index, struct truce_box box,
                                         size_t limit_bytes, struct truce_err *err) TRUCE_MUST_USE;

static inline bool truce_segment_holds(const struct truce_zone_segment *s, struct truce_lonlat p)
{
    if (p.lon_deg < s->a.lon_deg || p.lon_deg > s->b.lon_deg) /* a lies west of b */
        return false;
    if ((p.lat_deg < s->a.lat_deg && p.lat_deg < s->b.lat_deg) ||
        (p.lat_deg > s->a.lat_deg && p.lat_deg > s->b.lat_deg))
        return false;
    return truce_orientation(s->a, s->b, p) == 0;
}

/*
 * Does the way from c to p cross the segment?  Neither lies on it.  A way through an end counts as if it passed an infinitely small step to its left,
 * so that along closed rings the count of crossings has the right parity.
 */
static inline bool truce_segment_crossed(const struct truce_zone_segment *s, struct truce_lonlat c,
                                         struct truce_lonlat p)
{
    double lon_min = c.lon_deg < p.lon_deg ? c.lon_deg : p.lon_deg,
           lon_max = c.lon_deg < p.lon_deg ? p.lon_deg : c.lon_deg;
    double lat_min = c.lat_deg < p.lat_deg ? c.lat_deg : p.lat_deg,
           lat_max = c.lat_deg < p.lat_deg ? p.lat_deg : c.lat_deg;
    if (s->b.lon_deg < lon_min || s->a.lon_deg > lon_max ||
        (s->a.lat_deg < lat_min && s->b.lat_deg < lat_min) ||
        (s->a.lat_deg > lat_max && s->b.lat_deg > lat_max))
        return false;
    bool a_left = truce_orientation(c, p, s->a) > 0, b_left = truce_orientation(c, p, s->b) > 0;
    if (a_left == b_left)
        return false;
    return truce_orientation(s->a, s->b, c) != truce_orientation(s->a, s->b, p);
}

#endif
