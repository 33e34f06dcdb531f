/*
 * Ten regions that tile the country exactly.
 *
 * One idea: the map of regions is a fixed graph (which borders meet where), and only its shape is random.
 * Every border is made once, as a run of rounded positions, and both regions beside it use those very
 * positions; so their areas add up to the country's and nothing overlaps or gapes.  A border strays from the
 * straight line between its ends by less than half its distance from the nearer end, so borders that meet at
 * a point do not cross there.
 *
 * Three regions lie along the state border, four in the middle, three along the far coast:
 *
 *      T36            T64          boundary nodes 0..7 counter-clockwise: T36 L67 L34 B36 B64 R34 R67 T64
 *   L67-m1-m2-m3-m4-m5-R67         inner nodes: n1..n5 are 8..12, m1..m5 are 13..17
 *   L34-n1-n2-n3-n4-n5-R34
 *      B36            B64
 */
#include "demo/internal.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define NODES      18
#define CHAINS     19
#define FACE_PARTS 5
#define STRAY      0.29 /* no farther than this share of its length does a border stray */
#define PI         3.14159265358979323846
#define JITTER     0.03

struct chain {
    struct truce_lonlat *points; /* both ends included */
    size_t n;
};

static const struct {
    double p, q; /* share of the country's length and width */
} NODE[NODES] = {
    {0.36, 1.0},  {0.0, 0.67},  {0.0, 0.34},  {0.36, 0.0},  {0.64, 0.0},  {1.0, 0.34},
    {1.0, 0.67},  {0.64, 1.0},  {0.19, 0.38}, {0.35, 0.30}, {0.5, 0.38},  {0.65, 0.30},
    {0.81, 0.38}, {0.19, 0.62}, {0.35, 0.71}, {0.5, 0.62},  {0.65, 0.71}, {0.81, 0.62},
};

static const struct {
    int from, to;
} CHAIN[CHAINS] = {
    {2, 8},   {8, 9},  {9, 10}, {10, 11}, {11, 12}, {12, 5},  {1, 13},  {13, 14}, {14, 15}, {15, 16},
    {16, 17}, {17, 6}, {3, 9},  {4, 11},  {8, 13},  {10, 15}, {12, 17}, {14, 0},  {16, 7},
};

/* Each face, counter-clockwise.  c >= 0: chain c; -1 - c: chain c walked back; ARC + i: the outline from
 * node i to the next. */
#define ARC     100
#define NONE    1000
#define BACK(c) (-1 - (c))
static const int FACE[TRUCE_DEMO_REGIONS][FACE_PARTS + 1] = {
    {ARC + 2, 12, BACK(1), BACK(0), NONE, NONE},
    {ARC + 3, 13, BACK(3), BACK(2), BACK(12), NONE},
    {ARC + 4, BACK(5), BACK(4), BACK(13), NONE, NONE},
    {ARC + 1, 0, 14, BACK(6), NONE, NONE},
    {1, 2, 15, BACK(8), BACK(7), BACK(14)},
    {3, 4, 16, BACK(10), BACK(9), BACK(15)},
    {5, ARC + 5, BACK(11), BACK(16), NONE, NONE},
    {ARC + 0, 6, 7, 17, NONE, NONE},
    {8, 9, 18, ARC + 7, BACK(17), NONE},
    {10, 11, ARC + 6, BACK(18), NONE, NONE},
};

size_t truce_demo_nearest(const struct truce_demo_su *line, size_t n, struct truce_demo_su at)
{
    size_t best = 0;
    double least = INFINITY;

    for (size_t i = 0; i < n; i++) {
        double d = hypot(line[i].s_km - at.s_km, line[i].u_km - at.u_km);
        if (d < least) {
            least = d;
            best = i;
        }
    }
    return best;
}

static struct truce_demo_su node_place(const struct truce_demo *demo, int node)
{
    double p = NODE[node].p, q = NODE[node].q;
    if (node >= TRUCE_DEMO_RIM) {
        p += truce_demo_between(demo, TRUCE_DEMO_STREAM_NODES, 2 * (uint64_t)node, -JITTER, JITTER);
        q += truce_demo_between(demo, TRUCE_DEMO_STREAM_NODES, 2 * (uint64_t)node + 1, -JITTER, JITTER);
    }
    return (struct truce_demo_su){p * TRUCE_DEMO_LENGTH_KM, (2.0 * q - 1.0) * TRUCE_DEMO_HALF_KM};
}

void truce_demo_find_rim(struct truce_demo *demo, const struct truce_demo_su *base)
{
    for (int i = 0; i < TRUCE_DEMO_RIM; i++)
        demo->rim[i] = truce_demo_nearest(base, demo->n_outline, node_place(demo, i));
}

/* draws a river between two nodes; it ends exactly there */
static void draw_chain(const struct truce_demo *demo, int c, const struct truce_demo_su *at, double stray,
                       struct chain *chain)
{
    struct truce_demo_su a = at[CHAIN[c].from], b = at[CHAIN[c].to];
    double ds = b.s_km - a.s_km, du = b.u_km - a.u_km, length = hypot(ds, du);
    struct truce_demo_noise noise = {demo->seed, TRUCE_DEMO_STREAM_CHAINS + (uint32_t)c, 24.0, 6, 0.55, 0};

    for (size_t i = 1; i + 1 < chain->n; i++) {
        double t = (double)i / (double)(chain->n - 1);
        double d = stray * sin(PI * t) * truce_demo_noise_at(&noise, t * length);
        chain->points[i] = truce_demo_at(
            &demo->frame, (struct truce_demo_su){a.s_km + t * ds - d * du, a.u_km + t * du + d * ds});
    }
}

/* Does a chain meet the outline anywhere but at its ends? */
static bool meets_outline(const struct truce_demo *demo, const struct chain *chain)
{
    for (size_t i = 0; i + 1 < chain->n; i++) {
        struct truce_box box = truce_box_empty();
        truce_box_extend(&box, chain->points[i]);
        truce_box_extend(&box, chain->points[i + 1]);
        for (size_t j = 0; j < demo->n_outline; j++) {
            struct truce_lonlat c = demo->outline[j], d = demo->outline[(j + 1) % demo->n_outline];
            if (fmax(c.lat_deg, d.lat_deg) < box.min.lat_deg || fmin(c.lat_deg, d.lat_deg) > box.max.lat_deg)
                continue;
            if (truce_demo_crossing(chain->points[i], chain->points[i + 1], c, d) > 0.0 &&
                truce_demo_crossing(c, d, chain->points[i], chain->points[i + 1]) > 0.0)
                return true;
        }
    }
    return false;
}

static enum truce_status make_chain(const struct truce_demo *demo, int c, const struct truce_demo_su *at,
                                    const struct truce_lonlat *ground, struct chain *out,
                                    struct truce_err *err)
{
    struct truce_demo_su a = at[CHAIN[c].from], b = at[CHAIN[c].to];
    double stray = STRAY;

    out->n = (size_t)(hypot(b.s_km - a.s_km, b.u_km - a.u_km) / (demo->options.knot_m / 2000.0)) + 2;
    out->points = calloc(out->n, sizeof *out->points);
    if (out->points == NULL)
        return truce_fail(err, TRUCE_ERR_MEMORY, "no memory for borders");
    out->points[0] = ground[CHAIN[c].from];
    out->points[out->n - 1] = ground[CHAIN[c].to];
    /* where a bay reaches in, a straighter river keeps clear of it */
    do {
        draw_chain(demo, c, at, stray, out);
        stray *= 0.5;
    } while (stray > 0.01 * STRAY && meets_outline(demo, out));
    return TRUCE_OK;
}

/* appends one part of a face without its last point, which the next part begins with */
static void add_part(const struct truce_demo *demo, int part, const struct chain *chains,
                     struct truce_lonlat *ring, size_t *n)
{
    if (part >= ARC) {
        size_t from = demo->rim[part - ARC], to = demo->rim[(part - ARC + 1) % TRUCE_DEMO_RIM];
        for (size_t i = from; i != to; i = (i + 1) % demo->n_outline)
            ring[(*n)++] = demo->outline[i];
    } else if (part >= 0) {
        for (size_t i = 0; i + 1 < chains[part].n; i++)
            ring[(*n)++] = chains[part].points[i];
    } else {
        const struct chain *chain = &chains[-1 - part];
        for (size_t i = chain->n - 1; i > 0; i--)
            ring[(*n)++] = chain->points[i];
    }
}

static enum truce_status make_faces(struct truce_demo *demo, const struct chain *chains,
                                    struct truce_err *err)
{
    size_t room = demo->n_outline;
    for (int c = 0; c < CHAINS; c++)
        room += chains[c].n;
    struct truce_lonlat *ring = calloc(room, sizeof *ring);
    enum truce_status status = TRUCE_OK;

    if (ring == NULL)
        return truce_fail(err, TRUCE_ERR_MEMORY, "no memory for regions");
    for (size_t f = 0; f < TRUCE_DEMO_REGIONS && status == TRUCE_OK; f++) {
        size_t n = 0;
        for (int part = 0; part <= FACE_PARTS && FACE[f][part] != NONE; part++)
            add_part(demo, FACE[f][part], chains, ring, &n);
        status = truce_multipolygon_add_ring(&demo->regions.items[f].area, ring, n, false, err);
    }
    free(ring);
    return status;
}

static int by_name(const void *a, const void *b)
{
    const struct truce_region *left = a, *right = b;
    return strcmp(left->name, right->name);
}

static enum truce_status name_regions(struct truce_demo *demo, struct truce_err *err)
{
    char name[TRUCE_DEMO_NAME_ROOM], other[TRUCE_DEMO_NAME_ROOM];

    for (uint32_t i = 0; i < TRUCE_DEMO_REGIONS; i++) {
        struct truce_region *region = &demo->regions.items[i];
        void *at;
        bool taken = true;
        for (uint32_t attempt = 0; taken; attempt++) {
            truce_demo_name(demo->seed, TRUCE_DEMO_NAME_REGION, i, attempt, name);
            taken = false;
            for (uint32_t j = 0; j < i; j++)
                taken = taken || strcmp(demo->regions.items[j].name, name) == 0;
        }
        truce_demo_other_name(name, other);
        enum truce_status status =
            truce_arena_copy(&demo->regions.arena, truce_text_view(name), &region->name, err);
        if (status == TRUCE_OK)
            status = truce_arena_alloc(&demo->regions.arena, 2 * sizeof(char *), &at, err);
        if (status != TRUCE_OK)
            return status;
        const char **others = at;
        region->others = others;
        if ((status = truce_arena_copy(&demo->regions.arena, truce_text_view(other), &others[0], err)) !=
            TRUCE_OK)
            return status;
    }
    return TRUCE_OK;
}

enum truce_status truce_demo_make_regions(struct truce_demo *demo, const struct truce_demo_su *outline,
                                          struct truce_err *err)
{
    struct truce_demo_su at[NODES];
    struct truce_lonlat ground[NODES];
    struct chain chains[CHAINS] = {{NULL, 0}};
    void *items;
    enum truce_status status;

    for (int i = 0; i < NODES; i++) {
        at[i] = node_place(demo, i);
        ground[i] = truce_demo_at(&demo->frame, at[i]);
        if (i < TRUCE_DEMO_RIM) {
            at[i] = outline[demo->rim[i]];
            ground[i] = demo->outline[demo->rim[i]];
        }
    }
    status = truce_arena_alloc(&demo->regions.arena, TRUCE_DEMO_REGIONS * sizeof *demo->regions.items, &items,
                               err);
    if (status != TRUCE_OK)
        goto done;
    demo->regions.items = items;
    demo->regions.n = TRUCE_DEMO_REGIONS;
    for (int c = 0; c < CHAINS && status == TRUCE_OK; c++)
        status = make_chain(demo, c, at, ground, &chains[c], err);
    if (status == TRUCE_OK)
        status = make_faces(demo, chains, err);
    if (status == TRUCE_OK)
        status = name_regions(demo, err);
    if (status == TRUCE_OK)
        status =
            truce_multipolygon_add_ring(&demo->regions.country, demo->outline, demo->n_outline, false, err);
    if (status == TRUCE_OK)
        qsort(demo->regions.items, demo->regions.n, sizeof *demo->regions.items, by_name);
done:
    for (int c = 0; c < CHAINS; c++)
        free(chains[c].points);
    return status;
}
