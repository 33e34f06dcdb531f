/*
 * Places from features: GeoJSON points and polygons, and whatever GDAL turns into them.
 *
 * One idea: a feature's properties are asked for the same names as the columns of a CSV file.  A polygon
 * becomes the place's outline, repaired and oriented, and the place lies at a point inside of it.
 */
#include <string.h>

#include "geo/overlay.h"
#include "sources/gdal_door.h"
#include "sources/places_build.h"

#define OTHER_KEYS_MAX 32

struct reader {
    struct truce_places_build build;
    struct truce_notes *notes;
    const char *path;
    struct truce_buf texts[3 + OTHER_KEYS_MAX]; /* decoded properties of one feature */
    const char *seen;                           /* where the place of the feature before was counted from */
    uint32_t line;
    size_t n_repaired;
};

/* Lines are counted on from the feature before: asking for each from the start of the file would take
 * quadratic time. */
static uint32_t line_of(struct reader *r, const struct truce_geojson_feature *feature)
{
    uint32_t column;
    if (r->seen == NULL || feature->start < r->seen || truce_gdal_is_for(r->path)) {
        truce_json_place(feature->reader, feature->start, &r->line, &column);
    } else {
        for (const char *at = r->seen; at < feature->start; at++)
            r->line += *at == '\n';
    }
    r->seen = truce_gdal_is_for(r->path) ? NULL : feature->start;
    return r->line;
}

/* The first of the keys that is there, and not empty. */
static enum truce_status find_text(const struct truce_geojson_feature *feature, const char *const *keys,
                                   const char *taken, struct truce_buf *scratch, struct truce_text *out,
                                   const char **key, struct truce_err *err)
{
    for (; *keys != NULL; keys++) {
        struct truce_text text;
        bool found;
        if (taken != NULL && strcmp(*keys, taken) == 0)
            continue;
        enum truce_status status = truce_geojson_text(feature, *keys, scratch, &text, &found, err);
        if (status != TRUCE_OK)
            return status;
        text = found ? truce_text_trim(text) : (struct truce_text){NULL, 0};
        if (text.len > 0) {
            *out = text;
            *key = *keys;
            return TRUCE_OK;
        }
    }
    return TRUCE_OK;
}

static enum truce_status take_outline(struct reader *r, const struct truce_geojson_feature *feature,
                                      struct truce_place_draft *draft, struct truce_err *err)
{
    bool repaired = false;

    if (feature->kind == TRUCE_GEOJSON_POINT) {
        draft->at = feature->point;
        return TRUCE_OK;
    }
    enum truce_status status = truce_shape_repair(feature->shape, &repaired, NULL, 0, err);
    if (status != TRUCE_OK)
        return status;
    truce_multipolygon_orient(feature->shape);
    r->n_repaired += repaired;
    draft->outline = feature->shape;
    return truce_places_inner_point(feature->shape, &draft->at, err);
}

static void refuse(struct reader *r, const struct truce_geojson_feature *feature, const char *what)
{
    struct truce_err why;
    uint32_t line, column;

    truce_json_place(feature->reader, feature->start, &line, &column);
    (void)truce_fail_at(&why, TRUCE_ERR_SYNTAX, r->path, line, column, "feature %zu: %s", feature->index + 1,
                        what);
    truce_places_build_refuse(&r->build, &why);
}

static enum truce_status take_feature(void *context, const struct truce_geojson_feature *feature,
                                      struct truce_err *err)
{
    struct reader *r = context;
    struct truce_text others[OTHER_KEYS_MAX];
    const char *separators[OTHER_KEYS_MAX];
    struct truce_place_draft draft = {
        .others = others, .separators = separators, .line = line_of(r, feature)};
    const char *name_key = NULL, *key = NULL;
    bool named = true, found;

    r->build.n_rows++;
    enum truce_status status = take_outline(r, feature, &draft, err);
    if (status == TRUCE_ERR_SHAPE) {
        refuse(r, feature, "its polygon has no area");
        return TRUCE_OK;
    }
    if (status == TRUCE_OK)
        status = find_text(feature, truce_places_name_keys, NULL, &r->texts[0], &draft.name, &name_key, err);
    if (status == TRUCE_OK)
        status = find_text(feature, truce_places_kind_keys, name_key, &r->texts[1], &draft.kind, &key, err);
    if (status == TRUCE_OK)
        status = find_text(feature, truce_places_region_keys, NULL, &r->texts[2], &draft.region, &key, err);
    for (size_t i = 0; status == TRUCE_OK && truce_places_other_keys[i] != NULL && i < OTHER_KEYS_MAX; i++) {
        key = truce_places_other_keys[i];
        status = truce_geojson_text(feature, key, &r->texts[3 + i], &others[draft.n_others], &found, err);
        separators[draft.n_others] = strncmp(key, "altern", 6) == 0 ? ",;" : ";";
        draft.n_others += status == TRUCE_OK && found;
    }
    if (status == TRUCE_OK)
        status = truce_places_build_add(&r->build, &draft, &named, err);
    if (status == TRUCE_OK && !named)
        refuse(r, feature, "a place without a name");
    return status;
}

enum truce_status truce_places_from_features(const char *path, struct truce_text bytes,
                                             struct truce_places *out, struct truce_notes *notes,
                                             struct truce_err *err)
{
    struct reader r = {.notes = notes, .path = path};
    struct truce_geojson_sink sink = {.feature = take_feature, .context = &r, .points = true};
    struct truce_geojson g;
    enum truce_status status;

    truce_geojson_init(&g);
    truce_places_build_init(&r.build);
    for (size_t i = 0; i < sizeof r.texts / sizeof *r.texts; i++)
        truce_buf_init(&r.texts[i]);
    if (bytes.at != NULL)
        status = truce_geojson_read(&g, bytes, path, -1, &sink, notes, err);
    else
        status = truce_gdal_read(&g, path, &sink, notes, err);
    if (status == TRUCE_OK)
        status = truce_places_build_finish(&r.build, path, out, notes, err);
    if (status == TRUCE_OK && r.n_repaired > 0)
        truce_notes_add(notes, "%s: the outlines of %zu places crossed themselves and were repaired", path,
                        r.n_repaired);
    for (size_t i = 0; i < sizeof r.texts / sizeof *r.texts; i++)
        truce_buf_fini(&r.texts[i]);
    truce_places_build_fini(&r.build);
    truce_geojson_fini(&g);
    return status;
}
