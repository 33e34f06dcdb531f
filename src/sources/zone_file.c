/*
 * One feature of a file as a zone.
 */
#include "sources/zone_file.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "geo/overlay.h"

#define NAMES_MAX 200 /* kept, to find the nearest */

struct reading {
    const char *wanted; /* "": the only one */
    size_t n_found, n_all;
    struct truce_zone_file found;
    struct truce_buf text;
    char *names[NAMES_MAX];
    size_t n_names;
};

void truce_zone_file_init(struct truce_zone_file *zone)
{
    memset(zone, 0, sizeof *zone);
    truce_multipolygon_init(&zone->area);
}

void truce_zone_file_fini(struct truce_zone_file *zone)
{
    truce_multipolygon_fini(&zone->area);
    free(zone->lines.positions.at);
    free(zone->lines.ends);
    truce_zone_file_init(zone);
}

static enum truce_status copy_lines(const struct truce_geojson_lines *from, struct truce_geojson_lines *to,
                                    struct truce_err *err)
{
    void *at = NULL, *ends = NULL;
    enum truce_status status =
        truce_grow(&at, &to->positions.size, from->positions.n, sizeof *to->positions.at, err);
    to->positions.at = at;
    if (status == TRUCE_OK)
        status = truce_grow(&ends, &to->size, from->n, sizeof *to->ends, err);
    to->ends = ends;
    if (status != TRUCE_OK)
        return status;
    memcpy(to->positions.at, from->positions.at, from->positions.n * sizeof *to->positions.at);
    memcpy(to->ends, from->ends, from->n * sizeof *to->ends);
    to->positions.n = from->positions.n;
    to->n = from->n;
    return TRUCE_OK;
}

/* the feature's name; "" */
static enum truce_status name_of(struct reading *r, const struct truce_geojson_feature *feature,
                                 struct truce_text *out, struct truce_err *err)
{
    static const char *const keys[] = {"name", "id"};
    bool found = false;

    *out = (struct truce_text){"", 0};
    for (size_t i = 0; i < 2 && !found; i++) {
        enum truce_status status = truce_geojson_text(feature, keys[i], &r->text, out, &found, err);
        if (status != TRUCE_OK)
            return status;
    }
    return TRUCE_OK;
}

static void keep_name(struct reading *r, struct truce_text name)
{
    if (name.len == 0 || r->n_names == NAMES_MAX)
        return;
    r->names[r->n_names] = strndup(name.at, name.len);
    r->n_names += r->names[r->n_names] != NULL;
}

static enum truce_status take_area(struct reading *r, const struct truce_geojson_feature *feature,
                                   struct truce_err *err)
{
    char why[200] = "";
    bool repaired = false;

    enum truce_status status = truce_multipolygon_copy(&r->found.area, feature->shape, err);
    if (status != TRUCE_OK)
        return status;
    truce_multipolygon_orient(&r->found.area);
    status = truce_shape_repair(&r->found.area, &repaired, why, sizeof why, err);
    if (status == TRUCE_OK && repaired)
        return truce_json_fail(err, TRUCE_ERR_SHAPE, feature->reader, feature->start,
                               "the area is not valid: %s", why);
    return status;
}

static enum truce_status take_feature(void *context, const struct truce_geojson_feature *feature,
                                      struct truce_err *err)
{
    struct reading *r = context;
    struct truce_text name;
    enum truce_status status = name_of(r, feature, &name, err);

    if (status != TRUCE_OK)
        return status;
    r->n_all++;
    keep_name(r, name);
    if (r->wanted[0] != '\0' && !truce_text_is(name, r->wanted))
        return TRUCE_OK;
    if (r->n_found++ > 0)
        return r->wanted[0] == '\0' ? TRUCE_OK
                                    : truce_json_fail(err, TRUCE_ERR_SHAPE, feature->reader, feature->start,
                                                      "a second feature called \"%.100s\"", r->wanted);
    if (feature->kind == TRUCE_GEOJSON_POLYGONS && feature->lines->n > 0)
        return truce_json_fail(err, TRUCE_ERR_SHAPE, feature->reader, feature->start,
                               "a feature of lines and polygons; a zone is one or the other");
    return feature->kind == TRUCE_GEOJSON_POLYGONS ? take_area(r, feature, err)
                                                   : copy_lines(feature->lines, &r->found.lines, err);
}

static enum truce_status check_found(const struct reading *r, const char *path, struct truce_err *err)
{
    if (r->wanted[0] == '\0' && r->n_found > 1)
        return truce_fail(err, TRUCE_ERR_SHAPE, "%s holds %zu features; say which one: feature: NAME", path,
                          r->n_all);
    if (r->n_found > 0)
        return TRUCE_OK;
    if (r->wanted[0] == '\0')
        return truce_fail(err, TRUCE_ERR_SHAPE, "%s holds no line and no polygon", path);
    const char *near =
        truce_text_nearest(truce_text_view(r->wanted), (const char *const *)r->names, r->n_names);
    return truce_fail(err, TRUCE_ERR_UNKNOWN, "%s holds no line or polygon called \"%.100s\"%s%.100s%s", path,
                      r->wanted, near != NULL ? "; did you mean \"" : "", near != NULL ? near : "",
                      near != NULL ? "\"?" : "");
}

/* bytes NULL: the file is read */
static enum truce_status read_zone(const struct truce_text *bytes, const char *path, const char *feature,
                                   struct truce_zone_file *out, struct truce_err *err)
{
    struct reading r = {.wanted = feature};
    const struct truce_geojson_sink sink = {.feature = take_feature, .context = &r, .lines = true};
    struct truce_geojson g;
    struct truce_notes notes;

    truce_geojson_init(&g);
    truce_notes_init(&notes);
    truce_zone_file_init(&r.found);
    truce_buf_init(&r.text);
    enum truce_status status = bytes != NULL ? truce_geojson_read(&g, *bytes, path, -1, &sink, &notes, err)
                                             : truce_features_read(&g, path, &sink, &notes, err);
    if (status == TRUCE_OK && notes.n > 0) /* what others would mend */
        status = truce_fail(err, TRUCE_ERR_SHAPE, "%s", notes.items[0].text);
    if (status == TRUCE_OK)
        status = check_found(&r, path, err);
    if (status == TRUCE_OK) {
        struct truce_zone_file old = *out;
        *out = r.found;
        r.found = old;
    }
    truce_zone_file_fini(&r.found);
    for (size_t i = 0; i < r.n_names; i++)
        free(r.names[i]);
    truce_buf_fini(&r.text);
    truce_notes_fini(&notes);
    truce_geojson_fini(&g);
    return status;
}

enum truce_status truce_zone_file_read(const char *path, const char *feature, struct truce_zone_file *out,
                                       struct truce_err *err)
{
    return read_zone(NULL, path, feature, out, err);
}

enum truce_status truce_zone_file_parse(struct truce_text bytes, const char *file, const char *feature,
                                        struct truce_zone_file *out, struct truce_err *err)
{
    return read_zone(&bytes, file, feature, out, err);
}
