/*
 * How two edges meet, by exact orientation; and the hash by which equal edges are found.
 */
#include <string.h>

#include "geo/pieces.h"

bool truce_lonlat_same(struct truce_lonlat p, struct truce_lonlat q)
{
    return p.lon_deg == q.lon_deg && p.lat_deg == q.lat_deg;
}

static uint64_t mix(uint64_t x)
{
    /* the finaliser of splitmix64 (S. Vigna), a bijection */
    x ^= x >> 30;
    x *= UINT64_C(0xBF58476D1CE4E5B9);
    x ^= x >> 27;
    x *= UINT64_C(0x94D049BB133111EB);
    return x ^ (x >> 31);
}

uint64_t truce_lonlat_hash(struct truce_lonlat p)
{
    double lon = p.lon_deg + 0.0, lat = p.lat_deg + 0.0; /* -0 becomes +0 */
    uint64_t x, y;
    memcpy(&x, &lon, sizeof x);
    memcpy(&y, &lat, sizeof y);
    return mix(mix(x) + y * UINT64_C(0x9E3779B97F4A7C15));
}

static bool boxes_meet(const struct truce_edge *p, const struct truce_edge *q)
{
#define LO(x, y) ((x) < (y) ? (x) : (y))
#define HI(x, y) ((x) > (y) ? (x) : (y))
    return LO(p->a.lon_deg, p->b.lon_deg) <= HI(q->a.lon_deg, q->b.lon_deg) &&
           LO(q->a.lon_deg, q->b.lon_deg) <= HI(p->a.lon_deg, p->b.lon_deg) &&
           LO(p->a.lat_deg, p->b.lat_deg) <= HI(q->a.lat_deg, q->b.lat_deg) &&
           LO(q->a.lat_deg, q->b.lat_deg) <= HI(p->a.lat_deg, p->b.lat_deg);
#undef LO
#undef HI
}

/* on one line: position of x along the edge, by its longer side */
static double along(const struct truce_edge *e, struct truce_lonlat x)
{
    double dx = e->b.lon_deg - e->a.lon_deg, dy = e->b.lat_deg - e->a.lat_deg;
    return (dx < 0 ? -dx : dx) > (dy < 0 ? -dy : dy) ? (dx < 0 ? -x.lon_deg : x.lon_deg)
                                                     : (dy < 0 ? -x.lat_deg : x.lat_deg);
}

static enum truce_meeting collinear(const struct truce_edge *p, const struct truce_edge *q)
{
    double p0 = along(p, p->a), p1 = along(p, p->b);
    double q0 = along(p, q->a), q1 = along(p, q->b);
    double lo = q0 < q1 ? q0 : q1, hi = q0 < q1 ? q1 : q0;
    return lo < p1 && p0 < hi ? TRUCE_MEET_OVERLAP : TRUCE_MEET_NOT;
}

/* two edges that leave one vertex meet again only when they run on one line, the same way */
static enum truce_meeting from_one_vertex(struct truce_lonlat v, struct truce_lonlat p, struct truce_lonlat q)
{
    if (truce_orientation(v, p, q) != 0)
        return TRUCE_MEET_NOT;
    const struct truce_edge a = {v, p}, b = {v, q};
    return collinear(&a, &b);
}

enum truce_meeting truce_edges_meet(const struct truce_edge *p, const struct truce_edge *q)
{
    if (!boxes_meet(p, q))
        return TRUCE_MEET_NOT;
    /* neighbours in a ring, which most pairs that come here are */
    if (truce_lonlat_same(p->b, q->a))
        return from_one_vertex(p->b, p->a, q->b);
    if (truce_lonlat_same(p->a, q->b))
        return from_one_vertex(p->a, p->b, q->a);
    if (truce_lonlat_same(p->a, q->a))
        return from_one_vertex(p->a, p->b, q->b);
    if (truce_lonlat_same(p->b, q->b))
        return from_one_vertex(p->b, p->a, q->a);
    int o1 = truce_orientation(p->a, p->b, q->a), o2 = truce_orientation(p->a, p->b, q->b);
    if (o1 == 0 && o2 == 0)
        return collinear(p, q);
    if (o1 * o2 > 0)
        return TRUCE_MEET_NOT;
    int o3 = truce_orientation(q->a, q->b, p->a), o4 = truce_orientation(q->a, q->b, p->b);
    if (o3 * o4 > 0)
        return TRUCE_MEET_NOT;
    if (o1 * o2 < 0 && o3 * o4 < 0)
        return TRUCE_MEET_CROSS;
    return TRUCE_MEET_TOUCH;
}

struct truce_lonlat truce_edges_crossing(const struct truce_edge *p, const struct truce_edge *q)
{
    double px = p->b.lon_deg - p->a.lon_deg, py = p->b.lat_deg - p->a.lat_deg;
    double qx = q->b.lon_deg - q->a.lon_deg, qy = q->b.lat_deg - q->a.lat_deg;
    double wx = q->a.lon_deg - p->a.lon_deg, wy = q->a.lat_deg - p->a.lat_deg;
    double t = (wx * qy - wy * qx) / (px * qy - py * qx);
    t = t < 0 ? 0 : t > 1 ? 1 : t; /* rounding must not leave the edge; a NaN cannot be: they cross */
    return (struct truce_lonlat){p->a.lon_deg + t * px, p->a.lat_deg + t * py};
}
