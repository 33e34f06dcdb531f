/*
 * Strips about lines.
 *
 * A line may have a path for each party.  Then the left part of a strip is measured from the path of the party on the left, the right part from
 * that of the other, and what lies between the paths belongs to the strip as well: no one may say that it is not near the line.
 */
#include "agreement/buffer.h"

#include <math.h>
#include <stdlib.h>

#include "agreement/agreement.h"
#include "geo/overlay.h"

int truce_zone_left(const struct truce_zone *line)
{
    return line->kind == TRUCE_ZONE_FRONT ? line->inside : line->left;
}

int truce_zone_right(const struct truce_zone *line)
{
    return line->kind == TRUCE_ZONE_FRONT ? line->outside : line->right;
}

bool truce_zone_has_own_path(const struct truce_zone_version *line, int party)
{
    for (size_t i = 0; party != TRUCE_NONE && i < line->n_paths; i++)
        if (line->paths[i].party == party)
            return true;
    return false;
}

static bool has_common_path(const struct truce_zone_version *line)
{
    for (size_t i = 0; i < line->n_paths; i++)
        if (line->paths[i].party == TRUCE_NONE)
            return true;
    return false;
}

enum truce_status truce_zone_line_of(const struct truce_zone_version *line, int party,
                                     struct truce_line **out, struct truce_err *err)
{
    struct truce_run *runs = calloc(line->n_paths + 1, sizeof *runs);
    bool own = truce_zone_has_own_path(line, party), common = has_common_path(line);
    size_t n = 0;

    if (runs == NULL)
        return truce_fail(err, TRUCE_ERR_MEMORY, "no memory for a line of %zu paths", line->n_paths);
    for (size_t i = 0; i < line->n_paths; i++) {
        const struct truce_path *path = &line->paths[i];
        if (own ? path->party == party : !common || path->party == TRUCE_NONE)
            runs[n++] = (struct truce_run){path->at, path->n};
    }
    enum truce_status status = truce_line_open(runs, n, out, err);
    free(runs);
    return status;
}

bool truce_zone_is_double(const struct truce_zone *line, const struct truce_zone_version *version)
{
    return truce_zone_has_own_path(version, truce_zone_left(line)) &&
           truce_zone_has_own_path(version, truce_zone_right(line));
}

static const struct truce_path *path_of(const struct truce_zone_version *version, int party)
{
    for (size_t i = 0; i < version->n_paths; i++)
        if (version->paths[i].party == party)
            return &version->paths[i];
    return NULL;
}

enum truce_status truce_zone_between(const struct truce_zone *line, const struct truce_zone_version *version,
                                     struct truce_multipolygon *out, struct truce_err *err)
{
    struct truce_multipolygon ring;
    bool repaired = false;

    truce_multipolygon_clear(out);
    if (!truce_zone_is_double(line, version))
        return TRUCE_OK;
    const struct truce_path *left = path_of(version, truce_zone_left(line)),
                            *right = path_of(version, truce_zone_right(line));
    struct truce_lonlat *points = malloc((left->n + right->n) * sizeof *points);
    if (points == NULL)
        return truce_fail(err, TRUCE_ERR_MEMORY, "no memory for a ring of %zu points", left->n + right->n);
    for (size_t i = 0; i < left->n; i++)
        points[i] = left->at[i];
    for (size_t i = 0; i < right->n; i++)
        points[left->n + i] = right->at[right->n - 1 - i];
    truce_multipolygon_init(&ring);
    enum truce_status status = truce_multipolygon_add_ring(&ring, points, left->n + right->n, false, err);
    free(points);
    if (status == TRUCE_OK) {
        truce_multipolygon_orient(&ring);
        status = truce_shape_repair(&ring, &repaired, NULL, 0, err);
    }
    if (status == TRUCE_ERR_SHAPE) {
        truce_multipolygon_clear(&ring); /* the paths are the same: nothing between them */
        status = TRUCE_OK;
    }
    if (status == TRUCE_OK)
        truce_multipolygon_take(out, &ring);
    truce_multipolygon_fini(&ring);
    return status;
}

static enum truce_status strip_of(const struct truce_zone_version *version, int party, double left_m,
                                  double right_m, struct truce_multipolygon *out, struct truce_err *err)
{
    struct truce_line *line = NULL;
    enum truce_status status = truce_zone_line_of(version, party, &line, err);
    if (status == TRUCE_OK)
        status = truce_line_strip(line, left_m, right_m, out, NULL, err);
    truce_line_close(line);
    return status;
}

/* out is united with `part`, which is emptied */
static enum truce_status unite(struct truce_multipolygon *out, struct truce_multipolygon *part,
                               struct truce_err *err)
{
    enum truce_status status = TRUCE_OK;
    if (out->n_rings == 0)
        truce_multipolygon_take(out, part);
    else if (part->n_rings > 0)
        status = truce_overlay_union(out, part, out, err);
    truce_multipolygon_clear(part);
    return status;
}

static enum truce_status double_strip(const struct truce_zone *line, const struct truce_zone_version *version,
                                      struct truce_buffer_width width, struct truce_multipolygon *out,
                                      struct truce_err *err)
{
    struct truce_multipolygon part;
    enum truce_status status = TRUCE_OK;

    truce_multipolygon_init(&part);
    if (width.left_m > 0)
        status = strip_of(version, truce_zone_left(line), width.left_m, 0, out, err);
    if (status == TRUCE_OK && width.right_m > 0)
        status = strip_of(version, truce_zone_right(line), 0, width.right_m, &part, err);
    if (status == TRUCE_OK)
        status = unite(out, &part, err);
    if (status == TRUCE_OK && width.left_m > 0 && width.right_m > 0)
        status = truce_zone_between(line, version, &part, err);
    if (status == TRUCE_OK)
        status = unite(out, &part, err);
    truce_multipolygon_fini(&part);
    return status;
}

/* the sides of a front are what is held and what is not */
static enum truce_status front_strip(const struct truce_zone_version *version,
                                     struct truce_buffer_width width, struct truce_multipolygon *out,
                                     struct truce_err *err)
{
    struct truce_multipolygon inner, outer;
    enum truce_status status = TRUCE_OK;

    truce_multipolygon_init(&inner);
    truce_multipolygon_init(&outer);
    if (width.left_m > 0)
        status = strip_of(version, TRUCE_NONE, width.left_m, width.left_m, &inner, err);
    if (status == TRUCE_OK && width.left_m > 0)
        status = truce_overlay_intersection(&inner, &version->area, &inner, err);
    if (status == TRUCE_OK && width.right_m > 0)
        status = strip_of(version, TRUCE_NONE, width.right_m, width.right_m, &outer, err);
    if (status == TRUCE_OK && width.right_m > 0)
        status = truce_overlay_difference(&outer, &version->area, &outer, err);
    if (status == TRUCE_OK)
        status = unite(&inner, &outer, err);
    if (status == TRUCE_OK)
        truce_multipolygon_take(out, &inner);
    truce_multipolygon_fini(&inner);
    truce_multipolygon_fini(&outer);
    return status;
}

enum truce_status truce_zone_strip(const struct truce_zone *line, const struct truce_zone_version *version,
                                   struct truce_buffer_width width, struct truce_multipolygon *out,
                                   struct truce_err *err)
{
    struct truce_multipolygon strip;
    enum truce_status status;

    truce_multipolygon_init(&strip);
    if (truce_zone_is_double(line, version))
        status = double_strip(line, version, width, &strip, err);
    else if (version->area.n_rings > 0 && width.left_m != width.right_m)
        status = front_strip(version, width, &strip, err);
    else
        status = strip_of(version, TRUCE_NONE, width.left_m, width.right_m, &strip, err);
    if (status == TRUCE_OK)
        truce_multipolygon_take(out, &strip);
    truce_multipolygon_fini(&strip);
    return status;
}

static enum truce_status buffer_ground(const struct truce_agreement *agreement,
                                       const struct truce_zone *buffer, struct truce_day day,
                                       struct truce_multipolygon *out, bool *known, struct truce_err *err)
{
    const struct truce_zone *line = &agreement->zones[buffer->of];
    const struct truce_zone_version *width = truce_zone_on(buffer, day), *path = truce_zone_on(line, day);

    if (width == NULL || path == NULL || !line->has_geometry) {
        *known = false;
        truce_multipolygon_clear(out);
        return TRUCE_OK;
    }
    enum truce_status status = truce_zone_strip(line, path, width->width, out, err);
    if (status == TRUCE_OK)
        *known = true;
    return status;
}

enum truce_status truce_zone_ground(const struct truce_agreement *agreement, int zone, struct truce_day day,
                                    struct truce_multipolygon *out, bool *known, struct truce_err *err)
{
    const struct truce_zone *z = &agreement->zones[zone];

    if (z->kind == TRUCE_ZONE_BUFFER)
        return buffer_ground(agreement, z, day, out, known, err);
    if (z->kind != TRUCE_ZONE_POLYGON)
        return truce_fail(err, TRUCE_ERR_SHAPE, "%s is a %s, which has no ground", z->id,
                          truce_zone_kind_name(z->kind));
    const struct truce_zone_version *version = truce_zone_on(z, day);
    if (version == NULL || !z->has_geometry) {
        *known = false;
        truce_multipolygon_clear(out);
        return TRUCE_OK;
    }
    enum truce_status status = truce_multipolygon_copy(out, &version->area, err);
    if (status == TRUCE_OK)
        *known = true;
    return status;
}
