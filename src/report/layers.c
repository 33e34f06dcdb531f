/*
 * Answer -> layers.
 *
 * One idea: each feature says by itself which claim it belongs to, which source drew it and between which days, so that a layer
 * may be cut up and merged and still be true.
 */
#include "report/layers.h"

#include <math.h>
#include <string.h>

static const struct truce_column area_columns[] = {
    {"claim", TRUCE_COLUMN_TEXT, 0},     {"source", TRUCE_COLUMN_TEXT, 0},
    {"party", TRUCE_COLUMN_TEXT, 0},     {"licence", TRUCE_COLUMN_TEXT, 0},
    {"first_day", TRUCE_COLUMN_DATE, 0}, {"last_day", TRUCE_COLUMN_DATE, 0},
    {"area_km2", TRUCE_COLUMN_REAL, 6},
};

static const struct truce_column place_columns[] = {
    {"claim", TRUCE_COLUMN_TEXT, 0}, {"source", TRUCE_COLUMN_TEXT, 0},     {"party", TRUCE_COLUMN_TEXT, 0},
    {"name", TRUCE_COLUMN_TEXT, 0},  {"kind", TRUCE_COLUMN_TEXT, 0},       {"region", TRUCE_COLUMN_TEXT, 0},
    {"since", TRUCE_COLUMN_DATE, 0}, {"distance_m", TRUCE_COLUMN_REAL, 1},
};

enum { N_AREA_COLUMNS = sizeof area_columns / sizeof area_columns[0] };
enum { N_PLACE_COLUMNS = sizeof place_columns / sizeof place_columns[0] };

/* in the order of the layers */
enum { GAINED_AREAS, LOST_AREAS, PLACES_GAINED, PLACES_LOST, PLACES_CLOSE };

static const struct {
    const char *name, *title;
} layer_names[TRUCE_REPORT_LAYERS] = {
    {"gained_areas", "Areas gained between the two days"},
    {"lost_areas", "Areas lost between the two days"},
    {"places_gained", "Places gained between the two days"},
    {"places_lost", "Places lost between the two days"},
    {"places_close", "Places too close to the line of contact to call"},
};

static const struct truce_multipolygon *shape_of(const struct truce_source_answer *source, size_t layer)
{
    return layer == GAINED_AREAS ? &source->gained_shape : &source->lost_shape;
}

static const struct truce_place_changes *changes_of(const struct truce_source_answer *source, size_t layer)
{
    return layer == PLACES_GAINED ? &source->gained : layer == PLACES_LOST ? &source->lost : &source->close;
}

static size_t count(const struct truce_verify_answer *answer, size_t layer)
{
    size_t n = 0;

    for (size_t c = 0; c < answer->n; c++)
        for (size_t s = 0; s < answer->claims[c].n_sources; s++) {
            const struct truce_source_answer *source = &answer->claims[c].sources[s];
            n += layer <= LOST_AREAS ? shape_of(source, layer)->n_polygons > 0 : changes_of(source, layer)->n;
        }
    return n;
}

static const char *given(const char *text)
{
    return text != NULL && text[0] != '\0' ? text : NULL;
}

static enum truce_status day_text(struct truce_arena *arena, struct truce_day day, const char **out,
                                  struct truce_err *err)
{
    char text[TRUCE_DAY_TEXT];

    *out = NULL;
    if (day.n == TRUCE_DAY_NONE)
        return TRUCE_OK;
    truce_day_format(day, text);
    return truce_arena_copy(arena, truce_text_view(text), out, err);
}

static const char *party_of(const struct truce_claim *claim, const struct truce_source *source)
{
    return given(claim->party) != NULL ? claim->party : given(source->party);
}

static enum truce_status area_feature(struct truce_arena *arena, const struct truce_claim_answer *claim,
                                      const struct truce_source_answer *source, size_t layer,
                                      struct truce_feature *feature, struct truce_err *err)
{
    struct truce_value *values = NULL;
    void *room = NULL;
    enum truce_status status = truce_arena_alloc(arena, N_AREA_COLUMNS * sizeof *values, &room, err);

    if (status != TRUCE_OK)
        return status;
    values = room;
    values[0].text = claim->claim->id;
    values[1].text = source->source->id;
    values[2].text = party_of(claim->claim, source->source);
    values[3].text = given(source->source->licence);
    status = day_text(arena, source->start.shown, &values[4].text, err);
    if (status == TRUCE_OK)
        status = day_text(arena, source->end.shown, &values[5].text, err);
    values[6].real = layer == GAINED_AREAS ? source->scoped.gained_km2 : source->scoped.lost_km2;
    feature->shape = shape_of(source, layer);
    feature->values = values;
    return status;
}

static enum truce_status place_feature(struct truce_arena *arena, const struct truce_verify_answer *answer,
                                       const struct truce_claim_answer *claim,
                                       const struct truce_source_answer *source,
                                       const struct truce_place_change *change, struct truce_feature *feature,
                                       struct truce_err *err)
{
    const struct truce_place *place = &answer->input.places->items[change->place];
    const struct truce_regions *regions = answer->input.regions;
    struct truce_value *values = NULL;
    void *room = NULL;
    enum truce_status status = truce_arena_alloc(arena, N_PLACE_COLUMNS * sizeof *values, &room, err);

    if (status != TRUCE_OK)
        return status;
    values = room;
    values[0].text = claim->claim->id;
    values[1].text = source->source->id;
    values[2].text = party_of(claim->claim, source->source);
    values[3].text = place->name;
    values[4].text = given(place->kind);
    values[5].text =
        regions != NULL && change->region >= 0 ? regions->items[change->region].name : given(place->region);
    status = day_text(arena, change->first_day, &values[6].text, err);
    values[7].real = change->distance_m;
    feature->point = place->at;
    feature->values = values;
    return status;
}

static enum truce_status source_features(struct truce_arena *arena, const struct truce_verify_answer *answer,
                                         const struct truce_claim_answer *claim, size_t s, size_t layer,
                                         struct truce_feature **at, struct truce_err *err)
{
    const struct truce_source_answer *source = &claim->sources[s];
    enum truce_status status = TRUCE_OK;

    if (layer <= LOST_AREAS) {
        if (shape_of(source, layer)->n_polygons > 0)
            status = area_feature(arena, claim, source, layer, (*at)++, err);
        return status;
    }
    for (size_t i = 0; i < changes_of(source, layer)->n && status == TRUCE_OK; i++) {
        const struct truce_place_change *change = &changes_of(source, layer)->items[i];
        status = place_feature(arena, answer, claim, source, change, (*at)++, err);
    }
    return status;
}

static enum truce_status fill(const struct truce_verify_answer *answer, size_t layer,
                              struct truce_report_layers *out, struct truce_err *err)
{
    struct truce_layer *to = &out->items[layer];
    struct truce_feature *at = NULL;
    void *room = NULL;
    size_t n = count(answer, layer);
    enum truce_status status = truce_arena_alloc(&out->arena, n * sizeof *at + 1, &room, err);

    if (status != TRUCE_OK)
        return status;
    at = room;
    to->name = layer_names[layer].name;
    to->title = layer_names[layer].title;
    to->geometry = layer <= LOST_AREAS ? TRUCE_LAYER_MULTIPOLYGON : TRUCE_LAYER_POINT;
    to->columns = layer <= LOST_AREAS ? area_columns : place_columns;
    to->n_columns = layer <= LOST_AREAS ? N_AREA_COLUMNS : N_PLACE_COLUMNS;
    to->features = at;
    to->n_features = n;
    for (size_t c = 0; c < answer->n && status == TRUCE_OK; c++)
        for (size_t s = 0; s < answer->claims[c].n_sources && status == TRUCE_OK; s++)
            status = source_features(&out->arena, answer, &answer->claims[c], s, layer, &at, err);
    return status;
}

enum truce_status truce_report_layers(const struct truce_verify_answer *answer,
                                      struct truce_report_layers *out, struct truce_err *err)
{
    struct truce_report_layers made;
    enum truce_status status = TRUCE_OK;

    memset(&made, 0, sizeof made);
    truce_arena_init(&made.arena, (size_t)512 << 20);
    for (size_t layer = 0; layer < TRUCE_REPORT_LAYERS && status == TRUCE_OK; layer++)
        status = fill(answer, layer, &made, err);
    if (status != TRUCE_OK)
        truce_arena_fini(&made.arena);
    else
        *out = made;
    return status;
}

void truce_report_layers_fini(struct truce_report_layers *layers)
{
    truce_arena_fini(&layers->arena);
    memset(layers, 0, sizeof *layers);
}
