/*
 * Positions and the places of norms.
 *
 * All versions of all zones are made ready at once: polygons as clips, lines with an index of their edges.  A buffer needs nothing of its
 * own: a position is in it when it is near enough to its line, on that side.
 */
#include "agreement/where.h"

#include <math.h>
#include <stdlib.h>

#include "agreement/geography.h"

enum truce_line_hand truce_hand_of_party(const struct truce_zone *line, int party)
{
    if (party != TRUCE_NONE && party == truce_zone_left(line))
        return TRUCE_LINE_LEFT;
    if (party != TRUCE_NONE && party == truce_zone_right(line))
        return TRUCE_LINE_RIGHT;
    return TRUCE_LINE_ON;
}

int truce_party_of_hand(const struct truce_zone *line, enum truce_line_hand side)
{
    return side == TRUCE_LINE_LEFT    ? truce_zone_left(line)
           : side == TRUCE_LINE_RIGHT ? truce_zone_right(line)
                                      : TRUCE_NONE;
}

/* ---- making ready ---- */

static void ready_fini(struct truce_ready_version *ready)
{
    for (size_t i = 0; i < ready->n_paths; i++)
        truce_line_close(ready->paths[i].line);
    free(ready->paths);
    truce_clip_close(ready->area);
    truce_clip_close(ready->between);
}

static bool has_path_for(const struct truce_ready_version *ready, int party)
{
    for (size_t i = 0; i < ready->n_paths; i++)
        if (ready->paths[i].party == party)
            return true;
    return false;
}

static enum truce_status make_paths(const struct truce_zone_version *version, struct truce_ready_version *out,
                                    struct truce_err *err)
{
    enum truce_status status = TRUCE_OK;

    out->paths = calloc(version->n_paths + 1, sizeof *out->paths);
    if (out->paths == NULL)
        return truce_fail(err, TRUCE_ERR_MEMORY, "no memory for a line of %zu paths", version->n_paths);
    for (size_t i = 0; status == TRUCE_OK && i < version->n_paths; i++) {
        int party = version->paths[i].party;
        if (has_path_for(out, party))
            continue;
        status = truce_zone_line_of(version, party, &out->paths[out->n_paths].line, err);
        out->paths[out->n_paths].party = party;
        out->n_paths += status == TRUCE_OK;
    }
    return status;
}

static enum truce_status make_version(const struct truce_zone *zone, const struct truce_zone_version *version,
                                      struct truce_ready_version *out, struct truce_err *err)
{
    struct truce_multipolygon between;
    enum truce_status status = TRUCE_OK;

    if (version->area.n_rings > 0)
        status = truce_clip_open(&version->area, &out->area, err);
    if (status != TRUCE_OK || (zone->kind != TRUCE_ZONE_LINE && zone->kind != TRUCE_ZONE_FRONT))
        return status;
    truce_multipolygon_init(&between);
    status = make_paths(version, out, err);
    if (status == TRUCE_OK)
        status = truce_zone_between(zone, version, &between, err);
    if (status == TRUCE_OK && between.n_rings > 0)
        status = truce_clip_open(&between, &out->between, err);
    truce_multipolygon_fini(&between);
    return status;
}

static int by_day(const void *a, const void *b)
{
    const struct truce_day *x = a, *y = b;
    return (x->n > y->n) - (x->n < y->n);
}

/* the days at which some version of some zone begins or ends */
static enum truce_status make_days(struct truce_geography *geography, struct truce_err *err)
{
    const struct truce_agreement *agreement = geography->agreement;
    size_t most = 0, n = 0;

    for (size_t z = 0; z < agreement->n_zones; z++)
        most += 2 * agreement->zones[z].n_versions;
    geography->bounds = calloc(most + 1, sizeof *geography->bounds);
    geography->days = calloc(most + 1, sizeof *geography->days);
    if (geography->bounds == NULL || geography->days == NULL)
        return truce_fail(err, TRUCE_ERR_MEMORY, "no memory for %zu versions of zones", most / 2);
    for (size_t z = 0; z < agreement->n_zones; z++)
        for (size_t v = 0; v < agreement->zones[z].n_versions; v++) {
            const struct truce_zone_version *version = &agreement->zones[z].versions[v];
            if (version->from.n != TRUCE_DAY_NONE)
                geography->bounds[n++] = version->from;
            if (version->until.n != TRUCE_DAY_NONE)
                geography->bounds[n++] = version->until;
        }
    qsort(geography->bounds, n, sizeof *geography->bounds, by_day);
    size_t kept = 0;
    for (size_t i = 0; i < n; i++)
        if (kept == 0 || geography->bounds[kept - 1].n != geography->bounds[i].n)
            geography->bounds[kept++] = geography->bounds[i];
    geography->days[0].n = kept > 0 ? geography->bounds[0].n - 1 : 0;
    for (size_t i = 0; i < kept; i++)
        geography->days[i + 1] = geography->bounds[i];
    geography->n_days = kept + 1;
    return TRUCE_OK;
}

enum truce_status truce_geography_open(const struct truce_agreement *agreement, struct truce_geography **out,
                                       struct truce_err *err)
{
    struct truce_geography *geography = calloc(1, sizeof *geography);
    enum truce_status status = TRUCE_OK;

    if (geography == NULL || (geography->zones = calloc(agreement->n_zones + 1, sizeof(void *))) == NULL) {
        free(geography);
        return truce_fail(err, TRUCE_ERR_MEMORY, "no memory for %zu zones", agreement->n_zones);
    }
    geography->agreement = agreement;
    status = make_days(geography, err);
    for (size_t z = 0; status == TRUCE_OK && z < agreement->n_zones; z++) {
        const struct truce_zone *zone = &agreement->zones[z];
        if (!zone->has_geometry || zone->kind == TRUCE_ZONE_BUFFER)
            continue;
        geography->zones[z] = calloc(zone->n_versions + 1, sizeof *geography->zones[z]);
        if (geography->zones[z] == NULL)
            status = truce_fail(err, TRUCE_ERR_MEMORY, "no memory for %zu versions", zone->n_versions);
        for (size_t v = 0; status == TRUCE_OK && v < zone->n_versions; v++)
            status = make_version(zone, &zone->versions[v], &geography->zones[z][v], err);
    }
    if (status == TRUCE_OK)
        *out = geography;
    else
        truce_geography_close(geography);
    return status;
}

void truce_geography_close(struct truce_geography *geography)
{
    if (geography == NULL)
        return;
    for (size_t z = 0; z < geography->agreement->n_zones; z++) {
        for (size_t v = 0; geography->zones[z] != NULL && v < geography->agreement->zones[z].n_versions; v++)
            ready_fini(&geography->zones[z][v]);
        free(geography->zones[z]);
    }
    truce_grounds_close(geography->grounds);
    free(geography->zones);
    free(geography->days);
    free(geography->bounds);
    free(geography);
}

const struct truce_day *truce_geography_days(const struct truce_geography *geography, size_t *n)
{
    *n = geography->n_days;
    return geography->days;
}

void truce_geography_span(const struct truce_geography *geography, size_t i, struct truce_day *from,
                          struct truce_day *until)
{
    *from = i > 0 ? geography->bounds[i - 1] : (struct truce_day){TRUCE_DAY_NONE};
    *until = i + 1 < geography->n_days ? geography->bounds[i] : (struct truce_day){TRUCE_DAY_NONE};
}

/* ---- positions ---- */

/* the version that holds, made ready; NULL when there is none */
static const struct truce_ready_version *ready_on(const struct truce_geography *geography, int zone,
                                                  struct truce_day day)
{
    const struct truce_zone *z = &geography->agreement->zones[zone];
    const struct truce_zone_version *version = truce_zone_on(z, day);
    return version != NULL && geography->zones[zone] != NULL ? &geography->zones[zone][version - z->versions]
                                                             : NULL;
}

static const struct truce_ready_path *path_for(const struct truce_ready_version *ready, int party)
{
    const struct truce_ready_path *common = NULL;
    for (size_t i = 0; i < ready->n_paths; i++) {
        if (ready->paths[i].party == party)
            return &ready->paths[i];
        if (ready->paths[i].party == TRUCE_NONE)
            common = &ready->paths[i];
    }
    return common;
}

/* party's path, or all where it has none */
static double distance(const struct truce_ready_version *ready, int party, struct truce_lonlat p,
                       double limit_m, enum truce_line_hand *side)
{
    const struct truce_ready_path *path = party != TRUCE_NONE ? path_for(ready, party) : NULL;
    double best = INFINITY;

    if (path != NULL)
        return truce_line_distance_m(path->line, p, limit_m, side);
    for (size_t i = 0; i < ready->n_paths; i++) {
        enum truce_line_hand now = TRUCE_LINE_ON;
        double d = truce_line_distance_m(ready->paths[i].line, p, fmin(limit_m, best), &now);
        if (d < best) {
            best = d;
            *side = now;
        }
    }
    return best;
}

/* within d of the line, on one side of it */
static bool in_half(const struct truce_zone *line, const struct truce_ready_version *ready,
                    enum truce_line_hand half, double d_m, struct truce_lonlat p)
{
    enum truce_line_hand side = TRUCE_LINE_ON;

    if (!(distance(ready, truce_party_of_hand(line, half), p, d_m, &side) <= d_m))
        return false;
    if (line->kind == TRUCE_ZONE_FRONT && ready->area != NULL) {
        enum truce_side held = truce_clip_side(ready->area, p);
        side = held == TRUCE_SIDE_INSIDE    ? TRUCE_LINE_LEFT
               : held == TRUCE_SIDE_OUTSIDE ? TRUCE_LINE_RIGHT
                                            : TRUCE_LINE_ON;
    }
    return side == half || side == TRUCE_LINE_ON;
}

static enum truce_belongs buffer_holds(const struct truce_geography *geography,
                                       const struct truce_zone *buffer, struct truce_lonlat p,
                                       struct truce_day day)
{
    const struct truce_zone *line = &geography->agreement->zones[buffer->of];
    const struct truce_zone_version *version = truce_zone_on(buffer, day);
    const struct truce_ready_version *ready = ready_on(geography, buffer->of, day);

    if (version == NULL || truce_zone_on(line, day) == NULL)
        return TRUCE_BELONGS_NO;
    if (ready == NULL)
        return TRUCE_BELONGS_UNKNOWN;
    double left_m = version->width.left_m, right_m = version->width.right_m;
    bool holds = (left_m > 0 && in_half(line, ready, TRUCE_LINE_LEFT, left_m, p)) ||
                 (right_m > 0 && in_half(line, ready, TRUCE_LINE_RIGHT, right_m, p)) ||
                 (left_m > 0 && right_m > 0 && ready->between != NULL &&
                  truce_clip_side(ready->between, p) != TRUCE_SIDE_OUTSIDE);
    return holds ? TRUCE_BELONGS_YES : TRUCE_BELONGS_NO;
}

enum truce_belongs truce_zone_holds(const struct truce_geography *geography, int zone, struct truce_lonlat p,
                                    struct truce_day day)
{
    const struct truce_zone *z = &geography->agreement->zones[zone];

    if (z->kind == TRUCE_ZONE_BUFFER)
        return buffer_holds(geography, z, p, day);
    if (z->kind != TRUCE_ZONE_POLYGON || truce_zone_on(z, day) == NULL)
        return TRUCE_BELONGS_NO;
    const struct truce_ready_version *ready = ready_on(geography, zone, day);
    if (ready == NULL)
        return TRUCE_BELONGS_UNKNOWN;
    return ready->area != NULL && truce_clip_side(ready->area, p) != TRUCE_SIDE_OUTSIDE ? TRUCE_BELONGS_YES
                                                                                        : TRUCE_BELONGS_NO;
}

double truce_where_distance_m(const struct truce_agreement *agreement, const struct truce_where *where,
                              int of_class)
{
    if (where->n_by_class == 0)
        return where->distance_m;
    for (int c = of_class; c != TRUCE_NONE; c = agreement->classes[c].is)
        for (size_t i = 0; i < where->n_by_class; i++)
            if (where->by_class[i].class_ == c)
                return where->by_class[i].distance_m;
    return NAN;
}

static enum truce_belongs nearer_holds(const struct truce_geography *geography,
                                       const struct truce_where *where, int actor, int of_class,
                                       struct truce_lonlat p, struct truce_day day)
{
    const struct truce_zone *line = &geography->agreement->zones[where->line];
    const struct truce_ready_version *ready = ready_on(geography, where->line, day);
    double d_m = truce_where_distance_m(geography->agreement, where, of_class);
    enum truce_line_hand side = TRUCE_LINE_ON;

    if (isnan(d_m) || truce_zone_on(line, day) == NULL)
        return TRUCE_BELONGS_NO;
    if (ready == NULL)
        return TRUCE_BELONGS_UNKNOWN;
    if (where->side == TRUCE_SIDE_OF_BOTH)
        return distance(ready, TRUCE_NONE, p, d_m, &side) <= d_m ? TRUCE_BELONGS_YES : TRUCE_BELONGS_NO;
    bool left = in_half(line, ready, TRUCE_LINE_LEFT, d_m, p),
         right = in_half(line, ready, TRUCE_LINE_RIGHT, d_m, p);
    if (actor == TRUCE_NONE)
        return left || right ? TRUCE_BELONGS_UNKNOWN : TRUCE_BELONGS_NO;
    side = truce_hand_of_party(line, actor);
    if (side == TRUCE_LINE_ON)
        return TRUCE_BELONGS_NO;
    bool wants_left = (side == TRUCE_LINE_LEFT) == (where->side == TRUCE_SIDE_OF_OWN);
    return (wants_left ? left : right) ? TRUCE_BELONGS_YES : TRUCE_BELONGS_NO;
}

enum truce_belongs truce_where_holds(const struct truce_geography *geography, const struct truce_where *where,
                                     int actor, int of_class, struct truce_lonlat p, struct truce_day day)
{
    enum truce_belongs answer = TRUCE_BELONGS_NO;

    if (!where->given || where->kind == TRUCE_WHERE_ANYWHERE)
        return TRUCE_BELONGS_YES;
    if (where->kind == TRUCE_WHERE_NEARER_THAN)
        return nearer_holds(geography, where, actor, of_class, p, day);
    if (where->everywhere)
        return TRUCE_BELONGS_YES;
    for (size_t i = 0; i < where->zones.n && answer != TRUCE_BELONGS_YES; i++) {
        enum truce_belongs one = truce_zone_holds(geography, where->zones.at[i], p, day);
        answer = one == TRUCE_BELONGS_NO ? answer : one;
    }
    return answer;
}

double truce_zone_distance_m(const struct truce_geography *geography, int line, int party,
                             struct truce_lonlat p, struct truce_day day, double limit_m)
{
    const struct truce_ready_version *ready = ready_on(geography, line, day);
    enum truce_line_hand side = TRUCE_LINE_ON;
    return ready != NULL && ready->n_paths > 0 ? distance(ready, party, p, limit_m, &side) : NAN;
}
