/*
 * Paths and rings as a file writes them: lists of [lon, lat].
 *
 * An edge is the straight line between two positions in the lon/lat plane, as everywhere (geo/shape.h).  Whether a ring crosses itself is decided
 * exactly, by geo.  A path is short, so that its edges are compared two by two, after a look at their boxes.
 */
#include "agreement/read.h"

#include <math.h>
#include <string.h>

#include "geo/overlay.h"

#define POINTS_MAX 5000 /* of one path or ring; larger ones come from files */

static const struct truce_yaml_range any_degree = {-1e6, 1e6, false, "degrees"};

/* ---- positions ---- */

static bool read_degrees(struct truce_reading *r, const struct truce_yaml_node *node, const char *what,
                         double limit, double *out)
{
    if (!truce_read_number(r, node, what, &any_degree, out))
        return false;
    if (fabs(*out) <= limit)
        return true;
    truce_read_error(r, "E06", node, "%s %.15g is out of range; it lies within -%g and %g", what, *out, limit,
                     limit);
    return false;
}

static bool read_position(struct truce_reading *r, const struct truce_yaml_node *node,
                          struct truce_lonlat *out)
{
    if (!truce_read_kind(r, node, TRUCE_YAML_SEQUENCE, "a position"))
        return false;
    if (node->n != 2) {
        truce_read_error(r, "E04", node, "a position of %zu number%s; write [longitude, latitude]", node->n,
                         node->n == 1 ? "" : "s");
        return false;
    }
    bool good = read_degrees(r, node->first, "longitude", 180, &out->lon_deg);
    return read_degrees(r, node->first->next, "latitude", 90, &out->lat_deg) && good;
}

/* All positions of a list; NULL when one of them is none. */
static struct truce_lonlat *read_positions(struct truce_reading *r, const struct truce_yaml_node *node,
                                           const char *what)
{
    size_t i = 0;
    bool good = true;

    if (!truce_read_kind(r, node, TRUCE_YAML_SEQUENCE, what))
        return NULL;
    if (node->n > POINTS_MAX) {
        truce_read_error(r, "E06", node, "%zu positions; at most %d here, larger ones come from a `file`",
                         node->n, POINTS_MAX);
        return NULL;
    }
    struct truce_lonlat *at = truce_read_alloc(r, node->n + 1, sizeof *at);
    for (const struct truce_yaml_node *item = node->first; item != NULL && at != NULL; item = item->next) {
        good = read_position(r, item, &at[i]) && good;
        if (good && i > 0 && fabs(at[i].lon_deg - at[i - 1].lon_deg) > 180) {
            truce_read_error(r, "E06", item,
                             "more than 180 degrees of longitude from the position before; a zone cannot "
                             "run across the 180th meridian");
            good = false;
        }
        i++;
    }
    return good ? at : NULL;
}

static bool same(struct truce_lonlat p, struct truce_lonlat q)
{
    return p.lon_deg == q.lon_deg && p.lat_deg == q.lat_deg;
}

/* ---- paths ---- */

/* Do a-b and c-d have a point in common, when their boxes do?  Exact. */
static bool segments_meet(struct truce_lonlat a, struct truce_lonlat b, struct truce_lonlat c,
                          struct truce_lonlat d)
{
    return truce_orientation(a, b, c) * truce_orientation(a, b, d) <= 0 &&
           truce_orientation(c, d, a) * truce_orientation(c, d, b) <= 0;
}

/* Does b-c run back over a-b? */
static bool turns_back(struct truce_lonlat a, struct truce_lonlat b, struct truce_lonlat c)
{
    double dot =
        (b.lon_deg - a.lon_deg) * (c.lon_deg - b.lon_deg) + (b.lat_deg - a.lat_deg) * (c.lat_deg - b.lat_deg);
    return truce_orientation(a, b, c) == 0 && dot < 0;
}

/* A line that meets itself has no left and right.  A closed one may end where it begins. */
static bool meets_itself(const struct truce_path *path, const struct truce_box *boxes,
                         struct truce_lonlat *where)
{
    const struct truce_lonlat *p = path->at;
    size_t n = path->n - 1; /* edges */
    bool closed = same(p[0], p[n]);

    for (size_t i = 0; i < n; i++) {
        *where = p[i + 1];
        if (i + 1 < n && turns_back(p[i], p[i + 1], p[i + 2]))
            return true;
        for (size_t k = i + 2; k < n; k++) {
            if (!truce_box_meets(boxes[i], boxes[k]) || (closed && i == 0 && k + 1 == n))
                continue;
            *where = p[k];
            if (segments_meet(p[i], p[i + 1], p[k], p[k + 1]))
                return true;
        }
    }
    return false;
}

static bool check_path(struct truce_reading *r, const struct truce_yaml_node *node,
                       const struct truce_path *path)
{
    struct truce_box *boxes = truce_read_alloc(r, path->n, sizeof *boxes);
    struct truce_lonlat where;

    if (boxes == NULL)
        return false;
    for (size_t i = 0; i + 1 < path->n; i++) {
        boxes[i] = truce_box_empty();
        truce_box_extend(&boxes[i], path->at[i]);
        truce_box_extend(&boxes[i], path->at[i + 1]);
    }
    if (!meets_itself(path, boxes, &where))
        return true;
    truce_read_error(r, "E06", node,
                     "the path meets itself near [%.15g, %.15g]; left and right of it are not clear",
                     where.lon_deg, where.lat_deg);
    return false;
}

bool truce_read_path(struct truce_reading *r, const struct truce_yaml_node *node, struct truce_path *out)
{
    struct truce_lonlat *at = read_positions(r, node, "a path");
    size_t n = 0;

    if (at == NULL)
        return false;
    for (size_t i = 0; i < node->n; i++) /* a position written twice makes no edge */
        if (n == 0 || !same(at[n - 1], at[i]))
            at[n++] = at[i];
    if (n < 2) {
        truce_read_error(r, "E06", node, "a path of %zu position%s; at least 2, not all the same", node->n,
                         node->n == 1 ? "" : "s");
        return false;
    }
    out->at = at;
    out->n = n;
    out->spot = truce_read_spot(node);
    return check_path(r, node, out);
}

/* ---- rings ---- */

/* A copy that the arena owns. */
static bool keep_shape(struct truce_reading *r, const struct truce_multipolygon *shape,
                       struct truce_multipolygon *out)
{
    struct truce_lonlat *points = truce_read_alloc(r, shape->n_points, sizeof *points);
    struct truce_ring *rings = truce_read_alloc(r, shape->n_rings, sizeof *rings);

    if (points == NULL || rings == NULL)
        return false;
    memcpy(points, shape->points, shape->n_points * sizeof *points);
    memcpy(rings, shape->rings, shape->n_rings * sizeof *rings);
    *out = (struct truce_multipolygon){points,         shape->n_points, shape->n_points,  rings,
                                       shape->n_rings, shape->n_rings,  shape->n_polygons};
    return true;
}

static bool read_shape(struct truce_reading *r, const struct truce_yaml_node *node,
                       const struct truce_lonlat *at, struct truce_multipolygon *shape)
{
    char why[200] = "";
    bool valid = false;
    struct truce_err err;

    enum truce_status status = truce_multipolygon_add_ring(shape, at, node->n, false, &err);
    if (status == TRUCE_OK) {
        truce_multipolygon_orient(shape);
        status = truce_shape_check(shape, &valid, why, sizeof why, &err);
    }
    if (status == TRUCE_ERR_MEMORY) {
        r->status = status;
        r->err = err;
        return false;
    }
    if (!valid)
        truce_read_error(r, "E06", node, "%s", status != TRUCE_OK ? err.text : why);
    return valid;
}

bool truce_read_ring(struct truce_reading *r, const struct truce_yaml_node *node,
                     struct truce_multipolygon *out)
{
    struct truce_lonlat *at = read_positions(r, node, "a ring");
    struct truce_multipolygon shape;

    if (at == NULL)
        return false;
    if (node->n < 4) {
        truce_read_error(r, "E06", node,
                         "a ring of %zu position%s; at least 4, the last of which is the first", node->n,
                         node->n == 1 ? "" : "s");
        return false;
    }
    if (!same(at[0], at[node->n - 1])) {
        truce_read_error(r, "E06", node,
                         "the ring is not closed: it begins at [%.15g, %.15g] and ends at [%.15g, %.15g]",
                         at[0].lon_deg, at[0].lat_deg, at[node->n - 1].lon_deg, at[node->n - 1].lat_deg);
        return false;
    }
    truce_multipolygon_init(&shape);
    bool good = read_shape(r, node, at, &shape) && keep_shape(r, &shape, out);
    truce_multipolygon_fini(&shape);
    return good;
}
