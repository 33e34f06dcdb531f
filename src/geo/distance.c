/*
 * Distances from a line by way of space.
 *
 * Idea: straight through the earth, distances are exact and cheap.  Edges are cut into pieces of a kilometre at most; a piece is then a segment in
 * space but for a bulge of a few centimetres, and a tree of boxes over pieces in the order of the line finds those few that may be nearest.  For
 * these, the foot on the true edge follows by one step of Newton's, and the chord to it becomes the arc of the normal section,
 *     s = 2 R asin(c / 2R),      1/R = cos^2 a / M + sin^2 a / N        (Euler),
 * at the mean latitude.  The nearest by chord is the nearest by arc to well within the error: R changes by 0.7 % over all azimuths, and s - c is a metre at
 * 100 km.
 */
#include "geo/distance.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "geo/grid.h"

#define WGS84_A 6378137.0
#define WGS84_F (1.0 / 298.257223563)

static const double RAD = 0.017453292519943295769;
static const double E2 = WGS84_F * (2.0 - WGS84_F);
static const double LONGEST_M = 1000.0;
static const double BEYOND =
    0.03; /* of a piece: farther than this beyond its end, the end is nearest on the true edge, too */

enum { FAN = 8, MOST_LEVELS = 12 };
#define MOST_PIECES ((size_t)1 << 28)

struct space {
    double x, y, z;
};

struct piece {
    struct truce_lonlat a, b;
    uint32_t run, edge;
};

/* eight pieces as segments in space; empty places are far away */
struct leaf {
    double ax[FAN], ay[FAN], az[FAN], dx[FAN], dy[FAN], dz[FAN], per[FAN]; /* per = 1 / length^2 */
};

/* boxes of eight children: of leaves on level 0, of nodes below on others */
struct node {
    float middle[3][FAN], half[3][FAN];
};

struct bounds {
    double low[3], high[3];
};

struct truce_distance_index {
    struct piece *pieces;
    size_t n, size;
    struct leaf *leaves;
    struct node *nodes[MOST_LEVELS];
    size_t n_nodes[MOST_LEVELS];
    uint32_t levels;
    double bulge_m; /* how far a piece leaves its segment, at most */
};

/* A position on the ellipsoid with what is needed about it. */
struct station {
    struct space at;
    double sin_lat, cos_lat, sin_lon, cos_lon;
};

static struct station station_of(struct truce_lonlat p)
{
    struct station s;
    s.sin_lat = sin(p.lat_deg * RAD);
    s.cos_lat = cos(p.lat_deg * RAD);
    s.sin_lon = sin(p.lon_deg * RAD);
    s.cos_lon = cos(p.lon_deg * RAD);
    double n = WGS84_A / sqrt(1 - E2 * s.sin_lat * s.sin_lat);
    s.at = (struct space){n * s.cos_lat * s.cos_lon, n * s.cos_lat * s.sin_lon, n * (1 - E2) * s.sin_lat};
    return s;
}

/* --------------------------------------------------------------------------------------------- opening */

static enum truce_status add_edge(struct truce_distance_index *index, struct truce_lonlat a,
                                  struct truce_lonlat b, size_t run, size_t edge, struct truce_err *err)
{
    struct truce_metre m = truce_metre_at(fmin(fabs(a.lat_deg), fabs(b.lat_deg)));
    double length_m = hypot((b.lon_deg - a.lon_deg) * m.east, (b.lat_deg - a.lat_deg) * m.north * 1.01);
    double n = fmax(ceil(length_m / LONGEST_M), 1), largest = length_m / n;
    double tan_lat = tan(fmin(fmax(fabs(a.lat_deg), fabs(b.lat_deg)), 89.9) * RAD);

    if (run > UINT32_MAX || edge > UINT32_MAX || (double)index->n + n > (double)MOST_PIECES)
        return truce_fail(err, TRUCE_ERR_LIMIT, "a line of more than %zu pieces of a kilometre", MOST_PIECES);
    enum truce_status status =
        truce_grow((void **)&index->pieces, &index->size, index->n + (size_t)n, sizeof *index->pieces, err);
    if (status != TRUCE_OK)
        return status;
    struct truce_lonlat from = a;
    for (double i = 1; i <= n; i++) {
        double t = i / n;
        struct truce_lonlat to = {a.lon_deg + t * (b.lon_deg - a.lon_deg),
                                  a.lat_deg + t * (b.lat_deg - a.lat_deg)};
        if (i == n)
            to = b;
        index->pieces[index->n++] = (struct piece){from, to, (uint32_t)run, (uint32_t)edge};
        from = to;
    }
    index->bulge_m = fmax(index->bulge_m, 1.1 * largest * largest / (8 * WGS84_A) * (1 + tan_lat) + 1e-6);
    return TRUCE_OK;
}

static enum truce_status add_run(struct truce_distance_index *index, const struct truce_run *run,
                                 size_t number, struct truce_err *err)
{
    size_t before = index->n;
    enum truce_status status = TRUCE_OK;
    for (size_t i = 0; i < run->n && status == TRUCE_OK; i++) {
        struct truce_lonlat p = run->at[i];
        if (!(fabs(p.lon_deg) <= 180 && fabs(p.lat_deg) <= 90))
            return truce_fail_index(err, TRUCE_ERR_RANGE, (int64_t)number,
                                    "a line at longitude %g, latitude %g", p.lon_deg, p.lat_deg);
        if (i > 0 && (p.lon_deg != run->at[i - 1].lon_deg || p.lat_deg != run->at[i - 1].lat_deg))
            status = add_edge(index, run->at[i - 1], p, number, i - 1, err);
    }
    if (status == TRUCE_OK && index->n == before)
        return truce_fail_index(err, TRUCE_ERR_SHAPE, (int64_t)number,
                                "a line of fewer than two distinct positions; two is the least");
    return status;
}

static struct bounds no_bounds(void)
{
    return (struct bounds){{INFINITY, INFINITY, INFINITY}, {-INFINITY, -INFINITY, -INFINITY}};
}

static void widen(struct bounds *box, struct space p)
{
    const double at[3] = {p.x, p.y, p.z};
    for (int axis = 0; axis < 3; axis++) {
        box->low[axis] = fmin(box->low[axis], at[axis]);
        box->high[axis] = fmax(box->high[axis], at[axis]);
    }
}

/* in single precision, which is up to half a metre off in the middle */
static void set_box(struct node *node, size_t child, const struct bounds *box)
{
    for (int axis = 0; axis < 3; axis++) {
        bool none = box->low[axis] > box->high[axis];
        node->middle[axis][child] = none ? 1e9f : (float)(0.5 * (box->low[axis] + box->high[axis]));
        node->half[axis][child] = none ? 0 : (float)(0.5 * (box->high[axis] - box->low[axis]) * 1.000001 + 1);
    }
}

static void fill_leaf(struct truce_distance_index *index, size_t which)
{
    struct leaf *leaf = &index->leaves[which];
    struct bounds box = no_bounds();
    for (size_t i = 0; i < FAN; i++) {
        size_t piece = which * FAN + i;
        if (piece >= index->n) {
            leaf->ax[i] = leaf->ay[i] = leaf->az[i] = 1e9;
            leaf->dx[i] = leaf->dy[i] = leaf->dz[i] = leaf->per[i] = 0;
            continue;
        }
        struct space a = station_of(index->pieces[piece].a).at, b = station_of(index->pieces[piece].b).at;
        leaf->ax[i] = a.x;
        leaf->ay[i] = a.y;
        leaf->az[i] = a.z;
        leaf->dx[i] = b.x - a.x;
        leaf->dy[i] = b.y - a.y;
        leaf->dz[i] = b.z - a.z;
        double length2 = leaf->dx[i] * leaf->dx[i] + leaf->dy[i] * leaf->dy[i] + leaf->dz[i] * leaf->dz[i];
        leaf->per[i] = length2 > 0 ? 1 / length2 : 0;
        widen(&box, a);
        widen(&box, b);
    }
    set_box(&index->nodes[0][which / FAN], which % FAN, &box);
}

/* the boxes of a node below, in one */
static void fill_node(struct truce_distance_index *index, uint32_t level, size_t which)
{
    const struct node *below = &index->nodes[level - 1][which];
    struct bounds box = no_bounds();
    for (int i = 0; i < FAN; i++) {
        if (below->half[0][i] == 0)
            continue; /* no box */
        struct space m = {(double)below->middle[0][i], (double)below->middle[1][i],
                          (double)below->middle[2][i]};
        struct space h = {(double)below->half[0][i], (double)below->half[1][i], (double)below->half[2][i]};
        widen(&box, (struct space){m.x - h.x, m.y - h.y, m.z - h.z});
        widen(&box, (struct space){m.x + h.x, m.y + h.y, m.z + h.z});
    }
    set_box(&index->nodes[level][which / FAN], which % FAN, &box);
}

static enum truce_status build(struct truce_distance_index *index, struct truce_err *err)
{
    size_t n_leaves = (index->n + FAN - 1) / FAN, below = n_leaves;
    index->leaves = calloc(n_leaves + 1, sizeof *index->leaves);
    const struct bounds none = no_bounds();
    bool have = index->leaves != NULL;
    while (have && (index->levels == 0 || below > 1)) {
        size_t n = (below + FAN - 1) / FAN;
        index->nodes[index->levels] = malloc((n + 1) * sizeof(struct node));
        index->n_nodes[index->levels] = n;
        have = index->nodes[index->levels] != NULL;
        for (size_t i = 0; have && i < n * FAN; i++)
            set_box(&index->nodes[index->levels][i / FAN], i % FAN, &none);
        index->levels++;
        below = n;
    }
    if (!have)
        return truce_fail(err, TRUCE_ERR_MEMORY, "no memory for distances from %zu edges", index->n);
    for (size_t i = 0; i < n_leaves; i++)
        fill_leaf(index, i);
    for (uint32_t level = 1; level < index->levels; level++)
        for (size_t i = 0; i < index->n_nodes[level - 1]; i++)
            fill_node(index, level, i);
    return TRUCE_OK;
}

enum truce_status truce_distance_open(const struct truce_run *runs, size_t n,
                                      struct truce_distance_index **out, struct truce_err *err)
{
    struct truce_distance_index *index = calloc(1, sizeof *index);
    enum truce_status status = TRUCE_OK;

    if (index == NULL)
        return truce_fail(err, TRUCE_ERR_MEMORY, "no memory for distances from a line");
    if (n == 0)
        status = truce_fail(err, TRUCE_ERR_SHAPE, "a line without positions");
    for (size_t i = 0; i < n && status == TRUCE_OK; i++)
        status = add_run(index, &runs[i], i, err);
    if (status == TRUCE_OK)
        status = build(index, err);
    if (status == TRUCE_OK)
        *out = index;
    else
        truce_distance_close(index);
    return status;
}

void truce_distance_close(struct truce_distance_index *index)
{
    if (index == NULL)
        return;
    free(index->pieces);
    free(index->leaves);
    for (uint32_t i = 0; i < MOST_LEVELS; i++)
        free(index->nodes[i]);
    free(index);
}

/* --------------------------------------------------------------------------------------------- looking */

struct looking {
    const struct truce_distance_index *index;
    struct truce_lonlat p;
    struct station from;
    double best_m;  /* chord */
    double within2; /* square of what a piece's segment must be nearer than */
    float box2;     /* the same, doubled, for boxes, whose single precision is a metre off at worst */
    size_t piece;
    struct truce_lonlat foot;
};

static struct space minus(struct space a, struct space b)
{
    return (struct space){a.x - b.x, a.y - b.y, a.z - b.z};
}

static double dot(struct space a, struct space b)
{
    return a.x * b.x + a.y * b.y + a.z * b.z;
}

/* east and north parts of a vector at a station */
static double east_of(const struct station *s, struct space v)
{
    return v.y * s->cos_lon - v.x * s->sin_lon;
}

static double north_of(const struct station *s, struct space v)
{
    return v.z * s->cos_lat - (v.x * s->cos_lon + v.y * s->sin_lon) * s->sin_lat;
}

static void narrow(struct looking *look, double chord_m)
{
    double within = chord_m + look->index->bulge_m, box = 2 * (within * 1.00001 + 1);
    look->best_m = chord_m;
    look->within2 = within * within;
    look->box2 = (float)(box * box);
}

static void take(struct looking *look, double chord_m, size_t piece, struct truce_lonlat foot)
{
    if (!(chord_m < look->best_m))
        return;
    narrow(look, chord_m);
    look->piece = piece;
    look->foot = foot;
}

/* The foot on the true edge, near t of the piece: one step of Newton's for the square of the chord, whose second derivative is twice the square of
 * the edge's speed to a few per cent, and the chord by the same parabola. */
static void look_closely(struct looking *look, size_t which, double t)
{
    const struct piece *piece = &look->index->pieces[which];
    double dlon = piece->b.lon_deg - piece->a.lon_deg, dlat = piece->b.lat_deg - piece->a.lat_deg;
    t = t > 0 ? (t < 1 ? t : 1) : 0;
    struct truce_lonlat at = {piece->a.lon_deg + t * dlon, piece->a.lat_deg + t * dlat};
    struct station s = station_of(at);
    struct space v = minus(s.at, look->from.at);
    double w2 = 1 - E2 * s.sin_lat * s.sin_lat, w = sqrt(w2);
    double east = WGS84_A / w * s.cos_lat * dlon * RAD, north = WGS84_A * (1 - E2) / (w2 * w) * dlat * RAD;
    double slope = east * east_of(&s, v) + north * north_of(&s, v), speed2 = east * east + north * north;
    double step = -slope / speed2;
    step = step < -t ? -t : step > 1 - t ? 1 - t : step;
    double chord2 = dot(v, v) + step * (2 * slope + step * speed2);
    at.lon_deg += step * dlon;
    at.lat_deg += step * dlat;
    take(look, sqrt(chord2 > 0 ? chord2 : 0), which, at);
}

static void look_in_leaf(struct looking *look, size_t which)
{
    const struct leaf *leaf = &look->index->leaves[which];
    const struct space p = look->from.at;
    double t[FAN], d2[FAN];
    for (int i = 0; i < FAN; i++) {
        double vx = p.x - leaf->ax[i], vy = p.y - leaf->ay[i], vz = p.z - leaf->az[i];
        double s = (vx * leaf->dx[i] + vy * leaf->dy[i] + vz * leaf->dz[i]) * leaf->per[i];
        double c = 0.5 * (fabs(s) - fabs(s - 1) + 1); /* s, but from 0 to 1 */
        vx -= c * leaf->dx[i];
        vy -= c * leaf->dy[i];
        vz -= c * leaf->dz[i];
        t[i] = s;
        d2[i] = vx * vx + vy * vy + vz * vz;
    }
    for (size_t i = 0; i < FAN; i++) {
        size_t piece = which * FAN + i;
        if (d2[i] > look->within2 || piece >= look->index->n)
            continue;
        if (t[i] < -BEYOND)
            take(look, sqrt(d2[i]), piece, look->index->pieces[piece].a);
        else if (t[i] > 1 + BEYOND)
            take(look, sqrt(d2[i]), piece, look->index->pieces[piece].b);
        else
            look_closely(look, piece, t[i]);
    }
}

/* Twice the distances from p to the node's boxes, squared.  x + |x| is twice x where x is positive, else 0: compilers take several boxes at a time,
 * which they would not with a comparison. */
static void boxes_of(const struct looking *look, const struct node *node, float d2[FAN])
{
    const float px = (float)look->from.at.x, py = (float)look->from.at.y, pz = (float)look->from.at.z;
    for (int i = 0; i < FAN; i++) {
        float x = fabsf(px - node->middle[0][i]) - node->half[0][i];
        float y = fabsf(py - node->middle[1][i]) - node->half[1][i];
        float z = fabsf(pz - node->middle[2][i]) - node->half[2][i];
        x += fabsf(x);
        y += fabsf(y);
        z += fabsf(z);
        d2[i] = x * x + y * y + z * z;
    }
}

/* The nearest of eight, without branches: floats that are not negative compare as their bits do, the last three of which give way to the place. */
static size_t nearest_of(const float d2[FAN])
{
    uint32_t best = UINT32_MAX;
    for (uint32_t i = 0; i < FAN; i++) {
        uint32_t bits;
        memcpy(&bits, &d2[i], sizeof bits);
        bits = (bits & ~(uint32_t)(FAN - 1)) | i;
        best = bits < best ? bits : best;
    }
    return best & (FAN - 1);
}

static uint32_t near_enough(const struct looking *look, const float d2[FAN])
{
    uint32_t mask = 0;
    for (uint32_t i = 0; i < FAN; i++)
        mask |= (uint32_t)(d2[i] <= look->box2) << i;
    return mask;
}

/* what is still to be looked into on a level: children of a node */
struct open_node {
    size_t which;
    uint32_t mask;
};

static struct open_node open_node(const struct looking *look, uint32_t level, size_t which)
{
    float d2[FAN];
    boxes_of(look, &look->index->nodes[level][which], d2);
    return (struct open_node){which, near_enough(look, d2)};
}

/* Straight down by the nearest box each time: the leaf there nearly always bounds the distance well.  Then path has, of all nodes on the way, what else is
 * near enough. */
static void guess(struct looking *look, struct open_node path[MOST_LEVELS])
{
    float d2[MOST_LEVELS][FAN];
    size_t which = 0;
    for (uint32_t level = look->index->levels; level-- > 0;) {
        boxes_of(look, &look->index->nodes[level][which], d2[level]);
        path[level].which = which;
        which = which * FAN + nearest_of(d2[level]);
    }
    look_in_leaf(look, which);
    for (uint32_t level = 0; level < look->index->levels; level++, which /= FAN)
        path[level].mask = near_enough(look, d2[level]) & ~(1u << which % FAN);
}

static void search(struct looking *look)
{
    struct open_node path[MOST_LEVELS];
    uint32_t level = 0;

    guess(look, path);
    while (level < look->index->levels) {
        if (path[level].mask == 0) {
            level++;
            continue;
        }
        size_t which = path[level].which * FAN + (size_t)__builtin_ctz(path[level].mask);
        path[level].mask &= path[level].mask - 1;
        if (level == 0) {
            look_in_leaf(look, which);
        } else {
            level--;
            path[level] = open_node(look, level, which);
        }
    }
}

/* asin(x) / x; the series leaves 3e-14 at a tenth, which is a chord of 1,300 km */
static double arc_share(double x)
{
    double q = x * x;
    if (q < 0.01)
        return 1 +
               q * (1 / 6.0 + q * (3 / 40.0 + q * (15 / 336.0 + q * (105 / 3456.0 + q * (945 / 42240.0)))));
    return x < 1 ? asin(x) / x : asin(1);
}

/* Arc of the normal section between p and its foot.  Its azimuth half way follows from the differences of longitude and latitude (Gauss's mean
 * latitude), whose sine and cosine are those of p's, moved a little. */
static double arc_m(const struct looking *look)
{
    double half_lat = 0.5 * (look->foot.lat_deg - look->p.lat_deg) * RAD,
           lon = look->foot.lon_deg - look->p.lon_deg;
    double q = half_lat * half_lat, c = 1 - q * (0.5 - q / 24), s = half_lat * (1 - q * (1 / 6.0 - q / 120));
    double sin_lat = look->from.sin_lat * c + look->from.cos_lat * s,
           cos_lat = look->from.cos_lat * c - look->from.sin_lat * s;
    double w2 = 1 - E2 * sin_lat * sin_lat, n = WGS84_A / sqrt(w2), m = n * (1 - E2) / w2;
    lon = lon > 180 ? lon - 360 : lon < -180 ? lon + 360 : lon;
    double east = n * cos_lat * lon * RAD, north = 2 * m * half_lat, level2 = east * east + north * north;
    if (!(level2 > 0))
        return look->best_m;
    double r = level2 / (north * north / m + east * east / n);
    return look->best_m * arc_share(look->best_m / (2 * r));
}

double truce_distance_m(const struct truce_distance_index *index, struct truce_lonlat p, double limit_m,
                        struct truce_distance_foot *foot)
{
    struct looking look = {.index = index, .p = p};
    if (!(fabs(p.lat_deg) <= 90 && fabs(p.lon_deg) <= 360 && limit_m >= 0))
        return INFINITY;
    look.from = station_of(p);
    narrow(&look, fmin(nextafter(limit_m, INFINITY) + 1e-6, 1e8));
    look.piece = index->n;
    search(&look);
    if (look.piece == index->n)
        return INFINITY;
    double arc = arc_m(&look);
    if (arc > limit_m)
        return INFINITY;
    if (foot != NULL)
        *foot = (struct truce_distance_foot){index->pieces[look.piece].run, index->pieces[look.piece].edge,
                                             look.foot};
    return arc;
}
