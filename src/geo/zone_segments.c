/*
 * From zones to segments: edges of all rings, each pair of ends once.
 *
 * Neighbours draw their common border twice, and the maps of many days draw nearly all of it many times; as segments with sets of zones they cost
 * once.  An open-addressed table finds the segment of an edge by its ends, the western one first.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "geo/zone_cells.h"

static const double LARGEST = 1e100; /* squares and products stay finite */

struct filling {
    struct truce_zone_index *index;
    uint32_t *slots; /* number + 1 */
    size_t n_slots;
    struct truce_box *box;
};

static uint64_t bits_of(double x)
{
    uint64_t bits;
    memcpy(&bits, &x, sizeof bits);
    return bits;
}

static size_t hash_of(struct truce_lonlat a, struct truce_lonlat b)
{
    uint64_t h = bits_of(a.lon_deg) * 0x9e3779b97f4a7c15u;
    h = ((h ^ (h >> 29)) + bits_of(a.lat_deg)) * 0xbf58476d1ce4e5b9u;
    h = ((h ^ (h >> 32)) + bits_of(b.lon_deg)) * 0x94d049bb133111ebu;
    h = ((h ^ (h >> 29)) + bits_of(b.lat_deg)) * 0xff51afd7ed558ccdu;
    return (size_t)(h ^ (h >> 32));
}

static bool same(struct truce_lonlat a, struct truce_lonlat b)
{
    return a.lon_deg == b.lon_deg && a.lat_deg == b.lat_deg;
}

static bool before(struct truce_lonlat a, struct truce_lonlat b)
{
    return a.lon_deg < b.lon_deg || (a.lon_deg == b.lon_deg && a.lat_deg < b.lat_deg);
}

static enum truce_status add_edge(struct filling *f, struct truce_lonlat a, struct truce_lonlat b,
                                  size_t zone, struct truce_err *err)
{
    struct truce_zone_index *index = f->index;
    uint32_t alone = (uint32_t)zone + 1;
    if (same(a, b))
        return TRUCE_OK;
    if (before(b, a)) {
        struct truce_lonlat swap = a;
        a = b;
        b = swap;
    }
    size_t at = hash_of(a, b) & (f->n_slots - 1);
    for (; f->slots[at] != 0; at = (at + 1) & (f->n_slots - 1)) {
        struct truce_zone_segment *s = &index->segments[f->slots[at] - 1];
        if (!same(s->a, a) || !same(s->b, b))
            continue;
        enum truce_status status = truce_zone_sets_mix(&index->sets, s->zones, alone, true, &s->zones, err);
        if (status == TRUCE_OK)
            status = truce_zone_sets_mix(&index->sets, s->toggles, alone, false, &s->toggles, err);
        return status;
    }
    index->segments[index->n_segments++] = (struct truce_zone_segment){a, b, alone, alone};
    f->slots[at] = (uint32_t)index->n_segments;
    return TRUCE_OK;
}

/* -0 becomes 0, so that ends can be compared as bits */
static struct truce_lonlat tidy(struct truce_lonlat p)
{
    return (struct truce_lonlat){p.lon_deg + 0.0, p.lat_deg + 0.0};
}

static enum truce_status add_zone(struct filling *f, const struct truce_multipolygon *shape, size_t zone,
                                  struct truce_err *err)
{
    for (size_t i = 0; i < shape->n_points; i++) {
        struct truce_lonlat p = shape->points[i];
        if (!(fabs(p.lon_deg) <= LARGEST && fabs(p.lat_deg) <= LARGEST))
            return truce_fail_index(err, TRUCE_ERR_RANGE, (int64_t)zone,
                                    "zone %zu: position %zu is %g %g; coordinates must be numbers up to %g",
                                    zone, i, p.lon_deg, p.lat_deg, LARGEST);
        truce_box_extend(f->box, p);
    }
    for (size_t r = 0; r < shape->n_rings; r++) {
        const struct truce_lonlat *points = shape->points + shape->rings[r].first;
        size_t n = shape->rings[r].n;
        for (size_t i = 0; i < n; i++) {
            enum truce_status status =
                add_edge(f, tidy(points[i]), tidy(points[i + 1 < n ? i + 1 : 0]), zone, err);
            if (status != TRUCE_OK)
                return status;
        }
    }
    return TRUCE_OK;
}

enum truce_status truce_zone_segments_fill(struct truce_zone_index *index,
                                           const struct truce_zone_shape *zones, size_t n, size_t limit_bytes,
                                           struct truce_box *box, struct truce_err *err)
{
    struct filling f = {index, NULL, 64, box};
    size_t edges = 0;
    enum truce_status status;

    for (size_t z = 0; z < n; z++)
        edges += zones[z].shape->n_points;
    while (f.n_slots < edges * 2)
        f.n_slots *= 2;
    if (f.n_slots > UINT32_MAX / 4 ||
        f.n_slots * sizeof *f.slots + edges * sizeof *index->segments > limit_bytes)
        return truce_fail(err, TRUCE_ERR_LIMIT, "zones with %zu positions in all need more than %zu MiB",
                          edges, limit_bytes >> 20);
    *box = truce_box_empty();
    status =
        truce_grow((void **)&index->segments, &index->size_segments, edges + 1, sizeof *index->segments, err);
    if (status != TRUCE_OK)
        return status;
    f.slots = calloc(f.n_slots, sizeof *f.slots);
    if (f.slots == NULL)
        return truce_fail(err, TRUCE_ERR_MEMORY, "no memory for the edges of zones");
    for (size_t z = 0; z < n && status == TRUCE_OK; z++)
        status = add_zone(&f, zones[z].shape, z, err);
    free(f.slots);
    return status;
}
