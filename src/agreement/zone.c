/*
 * Zones: their versions, and geometry that comes from elsewhere.
 *
 * What is given later lies in the agreement's arena, as all else of it: shapes there are never released one by one.
 */
#include "agreement/zone.h"

#include <string.h>

#include "agreement/agreement.h"

const struct truce_zone_version *truce_zone_on(const struct truce_zone *zone, struct truce_day day)
{
    for (size_t i = 0; i < zone->n_versions; i++) {
        const struct truce_zone_version *version = &zone->versions[i];
        if ((version->from.n == TRUCE_DAY_NONE || version->from.n <= day.n) &&
            (version->until.n == TRUCE_DAY_NONE || day.n < version->until.n))
            return version;
    }
    return NULL;
}

/* n x size bytes of the arena, copied from `from`, which may be empty */
static enum truce_status copy_in(struct truce_agreement *agreement, const void *from, size_t n, size_t size,
                                 void **out, struct truce_err *err)
{
    enum truce_status status = truce_arena_alloc(&agreement->arena, n * size, out, err);
    if (status == TRUCE_OK && n > 0)
        memcpy(*out, from, n * size);
    return status;
}

/* the versions again, to be changed */
static enum truce_status copy_versions(struct truce_agreement *agreement, const struct truce_zone *zone,
                                       struct truce_zone_version **out, struct truce_err *err)
{
    void *versions = NULL;
    enum truce_status status =
        copy_in(agreement, zone->versions, zone->n_versions, sizeof *zone->versions, &versions, err);
    if (status == TRUCE_OK)
        *out = versions;
    return status;
}

enum truce_status truce_zone_set_paths(struct truce_agreement *agreement, int zone,
                                       const struct truce_path *paths, size_t n, struct truce_err *err)
{
    struct truce_zone *z = &agreement->zones[zone];
    struct truce_zone_version *versions = NULL;
    void *own = NULL;

    if (z->kind != TRUCE_ZONE_LINE && z->kind != TRUCE_ZONE_FRONT)
        return truce_fail(err, TRUCE_ERR_SHAPE, "%s is a %s; a line was found for it", z->id,
                          truce_zone_kind_name(z->kind));
    if (n == 0)
        return truce_fail(err, TRUCE_ERR_SHAPE, "%s: no line was found for it", z->id);
    enum truce_status status = copy_in(agreement, paths, n, sizeof *paths, &own, err);
    for (size_t i = 0; status == TRUCE_OK && i < n; i++) {
        struct truce_path *path = (struct truce_path *)own + i;
        void *at = NULL;
        if (path->n < 2)
            return truce_fail_index(err, TRUCE_ERR_SHAPE, (int64_t)i,
                                    "%s: a line of %zu point%s; two is the least", z->id, path->n,
                                    path->n == 1 ? "" : "s");
        status = copy_in(agreement, path->at, path->n, sizeof *path->at, &at, err);
        path->at = at;
    }
    if (status == TRUCE_OK)
        status = copy_versions(agreement, z, &versions, err);
    if (status != TRUCE_OK)
        return status;
    for (size_t i = 0; i < z->n_versions; i++) {
        versions[i].paths = own;
        versions[i].n_paths = n;
    }
    z->versions = versions;
    z->has_geometry = true;
    return TRUCE_OK;
}

enum truce_status truce_zone_set_area(struct truce_agreement *agreement, int zone,
                                      const struct truce_multipolygon *area, struct truce_err *err)
{
    struct truce_zone *z = &agreement->zones[zone];
    struct truce_zone_version *versions = NULL;
    void *points = NULL, *rings = NULL;

    if (z->kind != TRUCE_ZONE_POLYGON && z->kind != TRUCE_ZONE_FRONT)
        return truce_fail(err, TRUCE_ERR_SHAPE, "%s is a %s; an area was found for it", z->id,
                          truce_zone_kind_name(z->kind));
    if (area->n_rings == 0)
        return truce_fail(err, TRUCE_ERR_SHAPE, "%s: an empty area was found for it", z->id);
    enum truce_status status =
        copy_in(agreement, area->points, area->n_points, sizeof *area->points, &points, err);
    if (status == TRUCE_OK)
        status = copy_in(agreement, area->rings, area->n_rings, sizeof *area->rings, &rings, err);
    if (status == TRUCE_OK)
        status = copy_versions(agreement, z, &versions, err);
    if (status != TRUCE_OK)
        return status;
    for (size_t i = 0; i < z->n_versions; i++)
        versions[i].area = (struct truce_multipolygon){
            .points = points,
            .n_points = area->n_points,
            .size_points = area->n_points,
            .rings = rings,
            .n_rings = area->n_rings,
            .size_rings = area->n_rings,
            .n_polygons = area->n_polygons,
        };
    z->versions = versions;
    if (z->kind == TRUCE_ZONE_POLYGON)
        z->has_geometry = true;
    return TRUCE_OK;
}
