/*
 * Geometry from elsewhere.
 *
 * A front is the line of contact as a control map shows it: the edge of the held ground, less coast and state border where regions are given.
 */
#include "cli/zones.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "geo/front.h"
#include "sources/zone_file.h"
#include "verify/chain.h"

#define GAP_DAYS        3      /* a map may be so many days off, as for claims */
#define BORDER_MARGIN_M 1000.0 /* likewise */

/* ---- files ---- */

char *truce_path_beside(const char *path, const char *name)
{
    const char *slash = strrchr(path, '/');
    if (name[0] == '/' || slash == NULL)
        return strdup(name);
    size_t folder = (size_t)(slash - path) + 1, n = folder + strlen(name) + 1;
    char *out = malloc(n);
    if (out != NULL)
        snprintf(out, n, "%.*s%s", (int)folder, path, name);
    return out;
}

static enum truce_status set_lines(struct truce_agreement *agreement, int zone,
                                   const struct truce_geojson_lines *lines, struct truce_err *err)
{
    struct truce_path *paths = calloc(lines->n + 1, sizeof *paths);
    if (paths == NULL)
        return truce_fail(err, TRUCE_ERR_MEMORY, "no memory for %zu lines", lines->n);
    for (size_t i = 0, first = 0; i < lines->n; first = lines->ends[i++])
        paths[i] = (struct truce_path){TRUCE_NONE, lines->positions.at + first, lines->ends[i] - first,
                                       agreement->zones[zone].at};
    enum truce_status status = truce_zone_set_paths(agreement, zone, paths, lines->n, err);
    free(paths);
    return status;
}

enum truce_status truce_zones_set_file(struct truce_agreement *agreement, int zone,
                                       const struct truce_zone_file *read, struct truce_err *err)
{
    return read->area.n_rings > 0 ? truce_zone_set_area(agreement, zone, &read->area, err)
                                  : set_lines(agreement, zone, &read->lines, err);
}

static enum truce_status attach_file(struct truce_agreement *agreement, int zone,
                                     struct truce_diagnostics *found, struct truce_err *err)
{
    const struct truce_zone *z = &agreement->zones[zone];
    struct truce_zone_file read;
    char *path = truce_path_beside(agreement->file != NULL ? agreement->file : "", z->file), text[700];

    if (path == NULL)
        return truce_fail(err, TRUCE_ERR_MEMORY, "no memory for a path");
    truce_zone_file_init(&read);
    enum truce_status status = truce_zone_file_read(path, z->feature, &read, err);
    if (status == TRUCE_OK)
        status = truce_zones_set_file(agreement, zone, &read, err);
    truce_zone_file_fini(&read);
    free(path);
    if (status == TRUCE_OK || status == TRUCE_ERR_MEMORY || status == TRUCE_ERR_LIMIT)
        return status;
    /* the file is at fault: that is a finding, like any other of the agreement */
    truce_err_format(err, text, sizeof text);
    truce_diagnostics_add(found, "E06", z->at, "%s", text);
    return TRUCE_OK;
}

/* ---- fronts ---- */

/* pieces that join end to start become one path; heap arrays of the caller's */
static size_t join_pieces(const struct truce_front *front, struct truce_lonlat *points,
                          struct truce_path *paths, struct truce_spot at)
{
    size_t n = 0, used = 0;
    for (size_t i = 0; i < front->n; i++) {
        const struct truce_front_piece *piece = &front->pieces[i];
        const struct truce_lonlat *end = used > 0 ? &points[used - 1] : NULL;
        if (end == NULL || end->lon_deg != piece->a.lon_deg || end->lat_deg != piece->a.lat_deg) {
            paths[n++] = (struct truce_path){TRUCE_NONE, points + used, 1, at};
            points[used++] = piece->a;
        }
        points[used++] = piece->b;
        paths[n - 1].n++;
    }
    return n;
}

static enum truce_status set_front(struct truce_agreement *agreement, int zone,
                                   const struct truce_front *front, const struct truce_multipolygon *held,
                                   struct truce_err *err)
{
    struct truce_lonlat *points = calloc(2 * front->n + 1, sizeof *points);
    struct truce_path *paths = calloc(front->n + 1, sizeof *paths);
    enum truce_status status = TRUCE_OK;

    if (points == NULL || paths == NULL) {
        status = truce_fail(err, TRUCE_ERR_MEMORY, "no memory for a front of %zu pieces", front->n);
    } else {
        size_t n = join_pieces(front, points, paths, agreement->zones[zone].at);
        status = truce_zone_set_paths(agreement, zone, paths, n, err);
    }
    if (status == TRUCE_OK)
        status = truce_zone_set_area(agreement, zone, held, err);
    free(points);
    free(paths);
    return status;
}

/* the map nearest to a day; of the last day where the day is not known yet */
static size_t find_map(const struct truce_control_days *source, struct truce_day day)
{
    size_t best = source->n - 1;
    for (size_t i = 0; day.n != TRUCE_DAY_NONE && i < source->n; i++)
        if (abs(source->days[i].n - day.n) < abs(source->days[best].n - day.n))
            best = i;
    return best;
}

/* false: no map that will do; it is said */
static bool choose_map(const struct truce_agreement *agreement, const struct truce_zone *zone,
                       const struct truce_control_days *source, struct truce_diagnostics *found, size_t *out)
{
    char wanted[TRUCE_DAY_TEXT], had[TRUCE_DAY_TEXT];

    if (source->n == 0 || source->source->areas_only) {
        truce_diagnostics_add(found, "N06", zone->at, "%s shows no line: %s", zone->source,
                              source->n == 0 ? "it has no map" : "it gives areas only");
        return false;
    }
    *out = find_map(source, zone->on_day);
    truce_day_format(source->days[*out], had);
    if (zone->on_day.n == TRUCE_DAY_NONE) {
        truce_diagnostics_add(
            found, "N06", zone->at,
            "where %s will run is settled when %s opens; the line of %s, %s, is used until then", zone->id,
            agreement->gates[zone->on_gate].head.id, zone->source, had);
        return true;
    }
    truce_day_format(zone->on_day, wanted);
    int off = abs(source->days[*out].n - zone->on_day.n);
    if (off > GAP_DAYS)
        truce_diagnostics_add(found, "N06", zone->at,
                              "%s has no map within %d days of %s; its nearest is of %s", zone->source,
                              GAP_DAYS, wanted, had);
    else if (off > 0)
        truce_diagnostics_add(found, "N06", zone->at, "%s has no map of %s; the line of %s is used",
                              zone->source, wanted, had);
    return off <= GAP_DAYS;
}

static enum truce_status attach_front(struct truce_agreement *agreement, int zone,
                                      const struct truce_control_days *source, struct truce_inputs *inputs,
                                      struct truce_diagnostics *found, struct truce_err *err)
{
    const struct truce_zone *z = &agreement->zones[zone];
    struct truce_control_map map;
    struct truce_multipolygon held;
    struct truce_boundary edges;
    struct truce_border *border = NULL;
    struct truce_front front;
    size_t index = 0;

    if (!choose_map(agreement, z, source, found, &index))
        return TRUCE_OK;
    if (!inputs->has_regions)
        truce_diagnostics_add(found, "N06", z->at,
                              "no regions were given: coast and state border count as part of %s", z->id);
    truce_control_map_init(&map);
    truce_multipolygon_init(&held);
    truce_boundary_init(&edges);
    truce_front_init(&front);
    enum truce_status status = source->load(source->context, index, &map, &inputs->notes, err);
    if (status == TRUCE_OK)
        status = truce_reading_shape(source->source, TRUCE_READ_ASSESSED, &map, &held, err);
    if (status == TRUCE_OK)
        status = truce_boundary_of(&held, &edges, err);
    if (status == TRUCE_OK && inputs->has_regions)
        status = truce_border_open(&inputs->regions.country, BORDER_MARGIN_M, &border, err);
    if (status == TRUCE_OK)
        status = truce_front_extract(&edges, border, &front, err);
    if (status == TRUCE_OK && front.n == 0)
        truce_diagnostics_add(found, "N06", z->at, "the map of %s shows no line of contact for %s", z->source,
                              z->id);
    else if (status == TRUCE_OK)
        status = set_front(agreement, zone, &front, &held, err);
    truce_front_fini(&front);
    truce_border_close(border);
    truce_boundary_fini(&edges);
    truce_multipolygon_fini(&held);
    truce_control_map_fini(&map);
    return status;
}

enum truce_status truce_zones_attach_fronts(struct truce_agreement *agreement, struct truce_inputs *inputs,
                                            struct truce_diagnostics *found, struct truce_err *err)
{
    enum truce_status status = TRUCE_OK;

    for (size_t z = 0; status == TRUCE_OK && z < agreement->n_zones; z++)
        for (size_t s = 0;
             status == TRUCE_OK && agreement->zones[z].kind == TRUCE_ZONE_FRONT && s < inputs->n_sources; s++)
            if (strcmp(inputs->sources[s].source->id, agreement->zones[z].source) == 0)
                status = attach_front(agreement, (int)z, &inputs->sources[s], inputs, found, err);
    return status;
}

enum truce_status truce_zones_attach(struct truce_agreement *agreement, struct truce_inputs *inputs,
                                     struct truce_diagnostics *found, struct truce_err *err)
{
    enum truce_status status = TRUCE_OK;

    for (size_t z = 0; status == TRUCE_OK && z < agreement->n_zones; z++)
        if (agreement->zones[z].file[0] != '\0' && !agreement->zones[z].has_geometry)
            status = attach_file(agreement, (int)z, found, err);
    return status == TRUCE_OK ? truce_zones_attach_fronts(agreement, inputs, found, err) : status;
}
