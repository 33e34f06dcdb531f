/*
 * GEOS through its reentrant C API, one context a call: no state is kept, so every function is thread-safe.
 * Polygons cross over as closed coordinate sequences; what comes back is flattened, and points and lines are dropped.
 */
#include "geo/geos_door.h"

#define GEOS_USE_ONLY_R_API
#include <geos_c.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "geo/overlay.h"

#define QUADRANT_SEGMENTS                                                                                    \
    8 /* of a round corner; the polygon then lacks 0.6 % of the circle's area beyond the corner */

#define SEGMENT_QUADRANT_SEGMENTS 16 /* 0.12 % of the radius short at worst */

struct door {
    GEOSContextHandle_t handle;
    char message[256];
};

static void keep_message(const char *message, void *context)
{
    struct door *door = context;
    size_t n = strlen(message);
    if (n >= sizeof door->message)
        n = sizeof door->message - 1;
    memcpy(door->message, message, n);
    door->message[n] = '\0';
}

static enum truce_status door_open(struct door *door, struct truce_err *err)
{
    memset(door, 0, sizeof *door);
    door->handle = GEOS_init_r();
    if (door->handle == NULL)
        return truce_fail(err, TRUCE_ERR_MEMORY, "no memory for GEOS");
    GEOSContext_setErrorMessageHandler_r(door->handle, keep_message, door);
    return TRUCE_OK;
}

static enum truce_status failed(const struct door *door, const char *what, struct truce_err *err)
{
    if (door->message[0] == '\0') /* GEOS gives a reason for whatever it refuses: it was not asked */
        return truce_fail(err, TRUCE_ERR_MEMORY, "%s: no memory", what);
    return truce_fail(err, TRUCE_ERR_SHAPE, "%s failed: %s", what, door->message);
}

static GEOSGeometry *ring_in(const struct door *door, const struct truce_lonlat *points, size_t n)
{
    double *xy = malloc((n + 1) * 2 * sizeof *xy);
    if (xy == NULL)
        return NULL;
    memcpy(xy, points, n * sizeof *points); /* a position is two doubles */
    xy[2 * n] = points[0].lon_deg;
    xy[2 * n + 1] = points[0].lat_deg;
    GEOSCoordSequence *sequence = GEOSCoordSeq_copyFromBuffer_r(door->handle, xy, (unsigned)(n + 1), 0, 0);
    free(xy);
    return sequence != NULL ? GEOSGeom_createLinearRing_r(door->handle, sequence) : NULL;
}
_Static_assert(sizeof(struct truce_lonlat) == 2 * sizeof(double), "positions are pairs of doubles");

/* the polygon whose shell is ring `first`; its holes follow it */
static GEOSGeometry *polygon_in(const struct door *door, const struct truce_multipolygon *shape, size_t first,
                                size_t n_rings)
{
    GEOSGeometry **holes = calloc(n_rings, sizeof *holes);
    GEOSGeometry *shell = NULL, *polygon = NULL;
    size_t made = 0;

    if (holes == NULL)
        return NULL;
    shell = ring_in(door, shape->points + shape->rings[first].first, shape->rings[first].n);
    while (shell != NULL && made + 1 < n_rings) {
        const struct truce_ring *ring = &shape->rings[first + 1 + made];
        GEOSGeometry *hole = ring_in(door, shape->points + ring->first, ring->n);
        if (hole == NULL)
            break;
        holes[made++] = hole;
    }
    if (shell != NULL && made + 1 == n_rings) {
        polygon = GEOSGeom_createPolygon_r(door->handle, shell, holes, (unsigned)made);
    } else {
        for (size_t i = 0; i < made; i++)
            GEOSGeom_destroy_r(door->handle, holes[i]);
        if (shell != NULL)
            GEOSGeom_destroy_r(door->handle, shell);
    }
    free(holes);
    return polygon;
}

static GEOSGeometry *shape_in(const struct door *door, const struct truce_multipolygon *shape)
{
    GEOSGeometry **polygons = calloc(shape->n_polygons + 1, sizeof *polygons);
    GEOSGeometry *all = NULL;
    size_t made = 0;

    if (polygons == NULL)
        return NULL;
    for (size_t r = 0; r < shape->n_rings;) {
        size_t end = r + 1;
        while (end < shape->n_rings && shape->rings[end].hole)
            end++;
        polygons[made] = polygon_in(door, shape, r, end - r);
        if (polygons[made] == NULL)
            goto fail;
        made++;
        r = end;
    }
    all = GEOSGeom_createCollection_r(door->handle, GEOS_MULTIPOLYGON, polygons, (unsigned)made);
    if (all != NULL) {
        free(polygons);
        return all;
    }
fail:
    for (size_t i = 0; i < made; i++)
        GEOSGeom_destroy_r(door->handle, polygons[i]);
    free(polygons);
    return NULL;
}

/* plane = true: coordinates are no longitudes, ranges are not checked */
static enum truce_status ring_out(const struct door *door, const GEOSGeometry *ring, bool hole, bool plane,
                                  struct truce_multipolygon *out, struct truce_err *err)
{
    const GEOSCoordSequence *sequence = GEOSGeom_getCoordSeq_r(door->handle, ring);
    unsigned n = 0;
    enum truce_status status;

    if (sequence == NULL || !GEOSCoordSeq_getSize_r(door->handle, sequence, &n))
        return failed(door, "reading a ring", err);
    struct truce_lonlat *points = malloc(((size_t)n + 1) * sizeof *points);
    if (points == NULL)
        return truce_fail(err, TRUCE_ERR_MEMORY, "no memory for %u points", n);
    if (!GEOSCoordSeq_copyToBuffer_r(door->handle, sequence, (double *)points, 0, 0)) {
        status = failed(door, "reading a ring", err);
        goto done;
    }
    if (plane)
        status = truce_multipolygon_add_plane_ring(out, points, n, hole, err);
    else
        status = truce_multipolygon_add_ring(out, points, n, hole, err);
    if (status == TRUCE_ERR_SHAPE && !hole)
        status = TRUCE_OK; /* a sliver that rounding left with fewer than three points */
done:
    free(points);
    return status;
}

static enum truce_status polygon_out(const struct door *door, const GEOSGeometry *polygon, bool plane,
                                     struct truce_multipolygon *out, struct truce_err *err)
{
    if (GEOSisEmpty_r(door->handle, polygon) != 0)
        return TRUCE_OK;
    size_t before = out->n_polygons;
    enum truce_status status =
        ring_out(door, GEOSGetExteriorRing_r(door->handle, polygon), false, plane, out, err);
    if (status != TRUCE_OK || out->n_polygons == before)
        return status;
    int holes = GEOSGetNumInteriorRings_r(door->handle, polygon);
    for (int i = 0; i < holes; i++) {
        status = ring_out(door, GEOSGetInteriorRingN_r(door->handle, polygon, i), true, plane, out, err);
        if (status != TRUCE_OK && status != TRUCE_ERR_SHAPE)
            return status;
    }
    return TRUCE_OK;
}

static enum truce_status geometry_out(const struct door *door, const GEOSGeometry *geometry, bool plane,
                                      struct truce_multipolygon *out, struct truce_err *err)
{
    int type = GEOSGeomTypeId_r(door->handle, geometry);
    if (type == GEOS_POLYGON)
        return polygon_out(door, geometry, plane, out, err);
    if (type != GEOS_MULTIPOLYGON && type != GEOS_GEOMETRYCOLLECTION)
        return TRUCE_OK;
    int n = GEOSGetNumGeometries_r(door->handle, geometry);
    for (int i = 0; i < n; i++) {
        /* collections from GEOS are flat or one level deep: polygons, or multipolygons of them */
        const GEOSGeometry *part = GEOSGetGeometryN_r(door->handle, geometry, i);
        int parts = GEOSGetNumGeometries_r(door->handle, part);
        for (int k = 0; k < parts; k++) {
            const GEOSGeometry *polygon = GEOSGetGeometryN_r(door->handle, part, k);
            if (GEOSGeomTypeId_r(door->handle, polygon) != GEOS_POLYGON)
                continue;
            enum truce_status status = polygon_out(door, polygon, plane, out, err);
            if (status != TRUCE_OK)
                return status;
        }
    }
    return TRUCE_OK;
}

/* takes `result` and the context; moves the shape to out */
static enum truce_status finish(struct door *door, GEOSGeometry *result, const char *what, bool plane,
                                struct truce_multipolygon *out, struct truce_err *err)
{
    struct truce_multipolygon shape;
    enum truce_status status;

    truce_multipolygon_init(&shape);
    if (result == NULL) {
        status = failed(door, what, err);
    } else {
        status = geometry_out(door, result, plane, &shape, err);
        GEOSGeom_destroy_r(door->handle, result);
    }
    if (status == TRUCE_OK) {
        truce_multipolygon_orient(&shape);
        truce_multipolygon_take(out, &shape);
    }
    truce_multipolygon_fini(&shape);
    GEOS_finish_r(door->handle);
    return status;
}

typedef GEOSGeometry *geos_binary(GEOSContextHandle_t, const GEOSGeometry *, const GEOSGeometry *);

static enum truce_status binary(const char *what, geos_binary *operation, const struct truce_multipolygon *a,
                                const struct truce_multipolygon *b, struct truce_multipolygon *out,
                                struct truce_err *err)
{
    struct door door;
    enum truce_status status = door_open(&door, err);
    if (status != TRUCE_OK)
        return status;
    GEOSGeometry *p = shape_in(&door, a), *q = p != NULL ? shape_in(&door, b) : NULL, *result = NULL;
    if (q != NULL)
        result = operation(door.handle, p, q);
    if (p != NULL)
        GEOSGeom_destroy_r(door.handle, p);
    if (q != NULL)
        GEOSGeom_destroy_r(door.handle, q);
    return finish(&door, result, what, false, out, err);
}

enum truce_status truce_overlay_difference(const struct truce_multipolygon *a,
                                           const struct truce_multipolygon *b, struct truce_multipolygon *out,
                                           struct truce_err *err)
{
    return binary("difference", GEOSDifference_r, a, b, out, err);
}

enum truce_status truce_overlay_intersection(const struct truce_multipolygon *a,
                                             const struct truce_multipolygon *b,
                                             struct truce_multipolygon *out, struct truce_err *err)
{
    return binary("intersection", GEOSIntersection_r, a, b, out, err);
}

enum truce_status truce_overlay_union(const struct truce_multipolygon *a, const struct truce_multipolygon *b,
                                      struct truce_multipolygon *out, struct truce_err *err)
{
    return binary("union", GEOSUnion_r, a, b, out, err);
}

typedef GEOSGeometry *geos_unary(GEOSContextHandle_t, const GEOSGeometry *);

static enum truce_status unary(const char *what, geos_unary *operation,
                               const struct truce_multipolygon *shape, bool plane,
                               struct truce_multipolygon *out, struct truce_err *err)
{
    struct door door;
    enum truce_status status = door_open(&door, err);
    if (status != TRUCE_OK)
        return status;
    GEOSGeometry *p = shape_in(&door, shape), *result = NULL;
    if (p != NULL) {
        result = operation(door.handle, p);
        GEOSGeom_destroy_r(door.handle, p);
    }
    return finish(&door, result, what, plane, out, err);
}

static GEOSGeometry *make_valid(GEOSContextHandle_t handle, const GEOSGeometry *geometry)
{
    GEOSMakeValidParams *params = GEOSMakeValidParams_create_r(handle);
    GEOSGeometry *result = NULL;
    if (params == NULL)
        return NULL;
    if (GEOSMakeValidParams_setMethod_r(handle, params, GEOS_MAKE_VALID_STRUCTURE) &&
        GEOSMakeValidParams_setKeepCollapsed_r(handle, params, 0))
        result = GEOSMakeValidWithParams_r(handle, geometry, params);
    GEOSMakeValidParams_destroy_r(handle, params);
    return result;
}

enum truce_status truce_geos_make_valid(const struct truce_multipolygon *shape,
                                        struct truce_multipolygon *out, struct truce_err *err)
{
    return unary("repair", make_valid, shape, false, out, err);
}

enum truce_status truce_geos_unary_union(const struct truce_multipolygon *shape,
                                         struct truce_multipolygon *out, struct truce_err *err)
{
    return unary("union", GEOSUnaryUnion_r, shape, false, out, err);
}

enum truce_status truce_geos_plane_union(const struct truce_multipolygon *shape,
                                         struct truce_multipolygon *out, struct truce_err *err)
{
    return unary("union", GEOSUnaryUnion_r, shape, true, out, err);
}

/* is the end of segment i where the run that began with segment `first` began */
static bool comes_round(const double *xy, size_t first, size_t i)
{
    return xy[4 * i + 2] == xy[4 * first] && xy[4 * i + 3] == xy[4 * first + 1];
}

/* One line a run of segments that join.  A run that comes round is cut before its last segment: GEOS buffers a closed line as a
 * ring, and leaves a hole in the middle of wide buffers that should have filled it. */
static GEOSGeometry *lines_in(const struct door *door, const double *xy, size_t n)
{
    GEOSGeometry **lines = calloc(n + 1, sizeof *lines);
    double *run = malloc((n + 1) * 2 * sizeof *run);
    GEOSGeometry *all = NULL;
    size_t made = 0;
    bool ok = lines != NULL && run != NULL;

    for (size_t i = 0; ok && i < n;) {
        unsigned points = 1;
        size_t first = i;
        memcpy(run, xy + 4 * i, 2 * sizeof *run);
        do {
            memcpy(run + (size_t)2 * points, xy + 4 * i + 2, 2 * sizeof *run);
            points++;
            i++;
        } while (i < n && xy[4 * i] == xy[4 * i - 2] && xy[4 * i + 1] == xy[4 * i - 1] &&
                 !comes_round(xy, first, i));
        GEOSCoordSequence *sequence = GEOSCoordSeq_copyFromBuffer_r(door->handle, run, points, 0, 0);
        lines[made] = sequence != NULL ? GEOSGeom_createLineString_r(door->handle, sequence) : NULL;
        ok = lines[made] != NULL;
        made += ok;
    }
    if (ok)
        all = GEOSGeom_createCollection_r(door->handle, GEOS_MULTILINESTRING, lines, (unsigned)made);
    for (size_t i = 0; all == NULL && i < made; i++)
        GEOSGeom_destroy_r(door->handle, lines[i]);
    free(lines);
    free(run);
    return all;
}

enum truce_status truce_geos_buffer_lines(const double *xy, size_t n_segments, double d,
                                          struct truce_multipolygon *out, struct truce_err *err)
{
    struct door door;
    enum truce_status status = door_open(&door, err);
    if (status != TRUCE_OK)
        return status;
    GEOSGeometry *lines = lines_in(&door, xy, n_segments), *result = NULL;
    if (lines != NULL) {
        result = GEOSBuffer_r(door.handle, lines, d, QUADRANT_SEGMENTS);
        GEOSGeom_destroy_r(door.handle, lines);
    }
    return finish(&door, result, "buffering the line of contact", true, out, err);
}

/* a geometry that takes all of `parts`, or NULL and they are released */
static GEOSGeometry *collect(const struct door *door, GEOSGeometry **parts, size_t n)
{
    GEOSGeometry *all =
        GEOSGeom_createCollection_r(door->handle, GEOS_GEOMETRYCOLLECTION, parts, (unsigned)n);
    for (size_t i = 0; all == NULL && i < n; i++)
        GEOSGeom_destroy_r(door->handle, parts[i]);
    return all;
}

static GEOSGeometry *segment_in(const struct door *door, const double *xy)
{
    GEOSCoordSequence *sequence = GEOSCoordSeq_copyFromBuffer_r(door->handle, xy, 2, 0, 0);
    return sequence != NULL ? GEOSGeom_createLineString_r(door->handle, sequence) : NULL;
}

/* takes `geometry`, which may be NULL */
static GEOSGeometry *united(const struct door *door, GEOSGeometry *geometry)
{
    GEOSGeometry *result = geometry != NULL ? GEOSUnaryUnion_r(door->handle, geometry) : NULL;
    if (geometry != NULL)
        GEOSGeom_destroy_r(door->handle, geometry);
    return result;
}

enum truce_status truce_geos_buffer_segments(const double *xy, size_t n_segments, double d,
                                             struct truce_multipolygon *out, struct truce_err *err)
{
    struct door door;
    GEOSGeometry **parts = calloc(n_segments + 1, sizeof *parts), *result = NULL;
    size_t made = 0;

    if (parts == NULL)
        return truce_fail(err, TRUCE_ERR_MEMORY, "no memory for a strip of %zu segments", n_segments);
    enum truce_status status = door_open(&door, err);
    if (status != TRUCE_OK) {
        free(parts);
        return status;
    }
    while (made < n_segments) {
        GEOSGeometry *segment = segment_in(&door, xy + 4 * made);
        parts[made] =
            segment != NULL ? GEOSBuffer_r(door.handle, segment, d, SEGMENT_QUADRANT_SEGMENTS) : NULL;
        if (segment != NULL)
            GEOSGeom_destroy_r(door.handle, segment);
        if (parts[made] == NULL)
            break;
        made++;
    }
    if (made == n_segments)
        result = united(&door, collect(&door, parts, made));
    for (size_t i = 0; made < n_segments && i < made; i++)
        GEOSGeom_destroy_r(door.handle, parts[i]);
    free(parts);
    return finish(&door, result, "a strip about a line", true, out, err);
}

/* the faces between the edges of a shape and cutting lines, as a collection */
static GEOSGeometry *faces_of(const struct door *door, const GEOSGeometry *shape, const double *xy,
                              size_t n_segments)
{
    GEOSGeometry *edges = GEOSBoundary_r(door->handle, shape), *lines = lines_in(door, xy, n_segments);
    GEOSGeometry *noded = NULL, *faces = NULL;

    if (edges != NULL && lines != NULL)
        noded = GEOSUnion_r(door->handle, edges, lines);
    if (noded != NULL)
        faces = GEOSPolygonize_r(door->handle, (const GEOSGeometry *const *)&noded, 1);
    if (edges != NULL)
        GEOSGeom_destroy_r(door->handle, edges);
    if (lines != NULL)
        GEOSGeom_destroy_r(door->handle, lines);
    if (noded != NULL)
        GEOSGeom_destroy_r(door->handle, noded);
    return faces;
}

/* is a face part of the shape, and wanted?  -1: GEOS failed */
static int is_kept(const struct door *door, const GEOSGeometry *shape, const GEOSGeometry *face,
                   truce_geos_keep *keep, void *context)
{
    struct truce_lonlat p;
    GEOSGeometry *point = GEOSPointOnSurface_r(door->handle, face);
    int kept = -1;

    if (point == NULL)
        return -1;
    if (GEOSGeomGetX_r(door->handle, point, &p.lon_deg) == 1 &&
        GEOSGeomGetY_r(door->handle, point, &p.lat_deg) == 1) {
        char inside = GEOSIntersects_r(door->handle, shape, point);
        kept = inside == 2 ? -1 : inside == 1 && keep(context, p);
    }
    GEOSGeom_destroy_r(door->handle, point);
    return kept;
}

static GEOSGeometry *cut(const struct door *door, const GEOSGeometry *shape, const double *xy,
                         size_t n_segments, truce_geos_keep *keep, void *context)
{
    GEOSGeometry *faces = faces_of(door, shape, xy, n_segments), *result = NULL;
    int n = faces != NULL ? GEOSGetNumGeometries_r(door->handle, faces) : -1, kept = 0;
    GEOSGeometry **parts = n >= 0 ? calloc((size_t)n + 1, sizeof(GEOSGeometry *)) : NULL;
    size_t made = 0;

    for (int i = 0; parts != NULL && i < n && kept >= 0; i++) {
        const GEOSGeometry *face = GEOSGetGeometryN_r(door->handle, faces, i);
        kept = is_kept(door, shape, face, keep, context);
        if (kept == 1 && (parts[made] = GEOSGeom_clone_r(door->handle, face)) == NULL)
            kept = -1;
        made += kept == 1;
    }
    if (parts != NULL && kept >= 0)
        result = united(door, collect(door, parts, made));
    for (size_t i = 0; kept < 0 && i < made; i++)
        GEOSGeom_destroy_r(door->handle, parts[i]);
    free(parts);
    if (faces != NULL)
        GEOSGeom_destroy_r(door->handle, faces);
    return result;
}

enum truce_status truce_geos_cut(const struct truce_multipolygon *shape, const double *xy, size_t n_segments,
                                 truce_geos_keep *keep, void *context, struct truce_multipolygon *out,
                                 struct truce_err *err)
{
    struct door door;
    enum truce_status status = door_open(&door, err);
    if (status != TRUCE_OK)
        return status;
    GEOSGeometry *whole = shape_in(&door, shape), *result = NULL;
    if (whole != NULL) {
        result = cut(&door, whole, xy, n_segments, keep, context);
        GEOSGeom_destroy_r(door.handle, whole);
    }
    return finish(&door, result, "cutting a strip along its line", true, out, err);
}

enum truce_status truce_shape_inner_point(const struct truce_multipolygon *shape, struct truce_lonlat *out,
                                          struct truce_err *err)
{
    struct door door;
    struct truce_lonlat p = {NAN, NAN};

    if (shape->n_rings == 0)
        return truce_fail(err, TRUCE_ERR_SHAPE, "an empty shape has no point inside");
    enum truce_status status = door_open(&door, err);
    if (status != TRUCE_OK)
        return status;
    GEOSGeometry *whole = shape_in(&door, shape),
                 *point = whole != NULL ? GEOSPointOnSurface_r(door.handle, whole) : NULL;
    if (point == NULL || GEOSGeomGetX_r(door.handle, point, &p.lon_deg) != 1 ||
        GEOSGeomGetY_r(door.handle, point, &p.lat_deg) != 1)
        status = failed(&door, "a point inside of a shape", err);
    if (point != NULL)
        GEOSGeom_destroy_r(door.handle, point);
    if (whole != NULL)
        GEOSGeom_destroy_r(door.handle, whole);
    GEOS_finish_r(door.handle);
    if (status == TRUCE_OK)
        *out = p;
    return status;
}

const char *truce_geos_version(void)
{
    return GEOSversion();
}
