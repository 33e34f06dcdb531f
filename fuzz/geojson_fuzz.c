/*
 * Any bytes as GeoJSON and as a JSON series of areas: no crash, no hang, no unbounded memory; outputs only on success.
 */
#include <stdint.h>
#include <stdlib.h>

#include "sources/area_series.h"
#include "sources/geojson.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct seen {
    struct truce_buf text;
    size_t features;
};

static enum truce_status take_feature(void *context, const struct truce_geojson_feature *feature,
                                      struct truce_err *err)
{
    struct seen *seen = context;
    struct truce_text text = {NULL, 0};
    bool found = false;
    uint32_t line, column;

    truce_json_place(feature->reader, feature->start, &line, &column);
    if (line == 0 || column == 0)
        abort();
    seen->features++;
    if (feature->kind == TRUCE_GEOJSON_POLYGONS) {
        if (feature->shape->n_polygons == 0 || feature->shape->n_rings == 0)
            abort();
        truce_multipolygon_orient(feature->shape);
    }
    enum truce_status status = truce_geojson_text(feature, "name", &seen->text, &text, &found, err);
    if (status == TRUCE_OK && found && truce_text_valid_utf8(text) != text.len)
        abort();
    if (status == TRUCE_OK)
        status = truce_geojson_raw(feature, "@relations", &text, &found, err);
    return status;
}

static void read_features(struct truce_text bytes, bool points)
{
    struct truce_geojson g;
    struct truce_notes notes;
    struct truce_err err;
    struct seen seen = {.features = 0};
    struct truce_geojson_sink sink = {
        .feature = take_feature, .context = &seen, .points = points, .lines = points};

    truce_geojson_init(&g);
    truce_notes_init(&notes);
    truce_buf_init(&seen.text);
    enum truce_status status = truce_geojson_read(&g, bytes, "input", -1, &sink, &notes, &err);
    if (status != TRUCE_OK && (err.status != status || err.text[0] == '\0'))
        abort();
    truce_buf_fini(&seen.text);
    truce_notes_fini(&notes);
    truce_geojson_fini(&g);
}

static void read_areas(struct truce_text bytes)
{
    static const struct truce_status_rule rules[] = {
        {"ukraine_control_map", false, TRUCE_CONTROL_HELD},
        {"russian_advances", false, TRUCE_CONTROL_ADVANCE},
        {"kursk*", true, TRUCE_CONTROL_HELD},
    };
    struct truce_description description;
    struct truce_control_days days;
    struct truce_control_map map;
    struct truce_notes notes;
    struct truce_err err;

    truce_description_init(&description);
    description.format = TRUCE_FORMAT_AREAS_JSON;
    description.layer_key = "layerType";
    description.area_key = "areaKm2";
    description.rules = rules;
    description.n_rules = sizeof rules / sizeof *rules;
    truce_notes_init(&notes);
    truce_control_map_init(&map);
    if (truce_area_series_parse(bytes, "input", &description, &days, &notes, &err) == TRUCE_OK) {
        for (size_t i = 0; i < days.n; i++)
            if (days.load(days.context, i, &map, &notes, &err) != TRUCE_OK || map.day.n != days.days[i].n ||
                (i > 0 && days.days[i].n <= days.days[i - 1].n))
                abort();
        truce_control_close(&days);
    }
    truce_control_map_fini(&map);
    truce_notes_fini(&notes);
    truce_description_fini(&description);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    /* a copy of exactly this size, so that one byte too far is seen */
    char *copy = malloc(size > 0 ? size : 1);
    if (copy == NULL)
        return 0;
    for (size_t i = 0; i < size; i++)
        copy[i] = (char)data[i];
    struct truce_text bytes = {copy, size};
    read_features(bytes, false);
    read_features(bytes, true);
    read_areas(bytes);
    free(copy);
    return 0;
}
