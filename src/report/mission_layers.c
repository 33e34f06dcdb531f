/*
 * A mission as layers.
 *
 * One idea: every feature names the record it rests on by its number in the log, so that a map leads back to the evidence.  Numbers are those of the
 * records; "at least" stays beside a count; what is not known is null.
 */
#include "report/mission_layers.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "agreement/where.h"

#define CONFIDENCE 0.95

static const struct truce_column incident_columns[] = {
    {"record", TRUCE_COLUMN_INTEGER, 0},
    {"id", TRUCE_COLUMN_TEXT, 0},
    {"class", TRUCE_COLUMN_TEXT, 0},
    {"starts", TRUCE_COLUMN_TEXT, 0},
    {"ends", TRUCE_COLUMN_TEXT, 0},
    {"day", TRUCE_COLUMN_DATE, 0},
    {"happened", TRUCE_COLUMN_REAL, 3},
    {"count", TRUCE_COLUMN_REAL, 0},
    {"count_at_least", TRUCE_COLUMN_INTEGER, 0},
    {"actors", TRUCE_COLUMN_TEXT, 0},
    {"killed", TRUCE_COLUMN_REAL, 0},
    {"injured", TRUCE_COLUMN_REAL, 0},
    {"ruled_out", TRUCE_COLUMN_INTEGER, 0},
    {"place_name", TRUCE_COLUMN_TEXT, 0},
    {"by", TRUCE_COLUMN_TEXT, 0},
};
static const struct truce_column region_columns[] = {
    {"record", TRUCE_COLUMN_INTEGER, 0},  {"id", TRUCE_COLUMN_TEXT, 0},
    {"class", TRUCE_COLUMN_TEXT, 0},      {"day", TRUCE_COLUMN_DATE, 0},
    {"confidence", TRUCE_COLUMN_REAL, 2},
};
static const struct truce_column zone_columns[] = {
    {"zone", TRUCE_COLUMN_TEXT, 0},
    {"owner", TRUCE_COLUMN_TEXT, 0},
    {"administered_by", TRUCE_COLUMN_TEXT, 0},
    {"valid_from", TRUCE_COLUMN_DATE, 0},
    {"valid_until", TRUCE_COLUMN_DATE, 0},
};
static const struct truce_column violation_columns[] = {
    {"norm", TRUCE_COLUMN_TEXT, 0},
    {"record", TRUCE_COLUMN_INTEGER, 0},
    {"starts", TRUCE_COLUMN_TEXT, 0},
    {"ends", TRUCE_COLUMN_TEXT, 0},
    {"day", TRUCE_COLUMN_DATE, 0},
    {"chance", TRUCE_COLUMN_REAL, 3},
    {"established", TRUCE_COLUMN_INTEGER, 0},
    {"provisional", TRUCE_COLUMN_INTEGER, 0},
    {"repaired", TRUCE_COLUMN_INTEGER, 0},
    {"severity", TRUCE_COLUMN_REAL, 1},
    {"count", TRUCE_COLUMN_REAL, 0},
    {"count_at_least", TRUCE_COLUMN_INTEGER, 0},
};

#define COUNT(columns) (sizeof(columns) / sizeof(columns)[0])

struct making {
    const struct truce_verdicts *verdicts;
    const struct truce_agreement *agreement;
    struct truce_mission_layers *out;
    struct truce_err *err;
    size_t size_shapes;
};

void truce_mission_layers_init(struct truce_mission_layers *layers)
{
    memset(layers, 0, sizeof *layers);
    truce_arena_init(&layers->arena, (size_t)4 << 30);
}

void truce_mission_layers_fini(struct truce_mission_layers *layers)
{
    for (size_t i = 0; i < layers->n_shapes; i++)
        truce_multipolygon_fini(&layers->shapes[i]);
    free(layers->shapes);
    truce_arena_fini(&layers->arena);
    layers->shapes = NULL;
    layers->n_shapes = 0;
}

/* ---- texts ---- */

static enum truce_status copy(struct making *m, const char *text, const char **out)
{
    *out = NULL;
    return text[0] == '\0' ? TRUCE_OK : truce_arena_copy(&m->out->arena, truce_text_view(text), out, m->err);
}

static enum truce_status instant(struct making *m, struct truce_instant at, const char **out)
{
    char text[TRUCE_INSTANT_TEXT];
    *out = NULL;
    if (at.us == TRUCE_NEVER || at.us == INT64_MIN)
        return TRUCE_OK;
    truce_instant_format(&m->agreement->calendar, at, text);
    return copy(m, text, out);
}

static enum truce_status day(struct making *m, struct truce_day at, const char **out)
{
    char text[TRUCE_DAY_TEXT];
    truce_day_format(at, text);
    return copy(m, text, out);
}

static enum truce_status day_of(struct making *m, struct truce_instant at, const char **out)
{
    return day(m, truce_calendar_day(&m->agreement->calendar, at), out);
}

/* "A 0.40, B 0.50" */
static enum truce_status actors(struct making *m, const struct truce_record *record, const char **out)
{
    char text[200] = "";
    for (size_t i = 0; i < record->n_actors && strlen(text) < 150; i++)
        snprintf(text + strlen(text), sizeof text - strlen(text), "%s%.40s %.2f", i > 0 ? ", " : "",
                 record->actors[i].name, record->actors[i].p);
    return copy(m, text, out);
}

static const char *class_of(const struct truce_record *record)
{
    const char *best = record->class_;
    double most = 0;
    for (size_t i = 0; i < record->n_classes; i++)
        if (record->classes[i].p > most) {
            most = record->classes[i].p;
            best = record->classes[i].name;
        }
    return best;
}

/* ---- features ---- */

static enum truce_status begin(struct making *m, int which, const char *name, const char *title,
                               enum truce_layer_geometry geometry, const struct truce_column *columns,
                               size_t n_columns, size_t most)
{
    void *features = NULL;
    enum truce_status status =
        truce_arena_alloc(&m->out->arena, (most + 1) * sizeof(struct truce_feature), &features, m->err);
    if (status == TRUCE_OK)
        m->out->layers[which] = (struct truce_layer){name, title, geometry, columns, n_columns, features, 0};
    return status;
}

/* the next feature of a layer, its values zeroed */
static enum truce_status next(struct making *m, int which, struct truce_feature **feature,
                              struct truce_value **values)
{
    struct truce_layer *layer = &m->out->layers[which];
    void *memory = NULL;
    enum truce_status status =
        truce_arena_alloc(&m->out->arena, layer->n_columns * sizeof(struct truce_value), &memory, m->err);
    if (status != TRUCE_OK)
        return status;
    memset(memory, 0, layer->n_columns * sizeof(struct truce_value));
    *feature = (struct truce_feature *)(uintptr_t)&layer->features[layer->n_features++]; /* our own */
    **feature = (struct truce_feature){.values = memory};
    *values = memory;
    return TRUCE_OK;
}

static enum truce_status new_shape(struct making *m, struct truce_multipolygon **out)
{
    if (m->out->n_shapes == m->size_shapes)
        return truce_fail(m->err, TRUCE_ERR_INTERNAL, "more shapes than were counted");
    *out = &m->out->shapes[m->out->n_shapes++];
    truce_multipolygon_init(*out);
    return TRUCE_OK;
}

static enum truce_status put_incident(struct making *m, const struct truce_incident *incident)
{
    const struct truce_record *what = &incident->what;
    struct truce_feature *feature = NULL;
    struct truce_value *v = NULL;
    enum truce_status status = next(m, TRUCE_MISSION_INCIDENTS, &feature, &v);
    if (status != TRUCE_OK)
        return status;
    feature->point = what->place;
    v[0].integer = incident->record;
    v[6].real = what->exists;
    v[7].real = what->count;
    v[8].integer = what->count_is_lower_bound;
    v[10].real = what->killed;
    v[11].real = what->injured;
    v[12].integer = incident->taken_out;
    if ((status = copy(m, what->id, &v[1].text)) != TRUCE_OK ||
        (status = copy(m, class_of(what), &v[2].text)) != TRUCE_OK ||
        (status = instant(m, what->from, &v[3].text)) != TRUCE_OK ||
        (status = instant(m, what->until, &v[4].text)) != TRUCE_OK ||
        (status = day_of(m, what->from, &v[5].text)) != TRUCE_OK ||
        (status = actors(m, what, &v[9].text)) != TRUCE_OK ||
        (status = copy(m, what->place_name, &v[13].text)) != TRUCE_OK)
        return status;
    return copy(m, what->by.n > 0 ? what->by.at[0] : "", &v[14].text);
}

static enum truce_status put_region(struct making *m, const struct truce_incident *incident)
{
    const struct truce_record *what = &incident->what;
    struct truce_multipolygon *shape = NULL;
    struct truce_feature *feature = NULL;
    struct truce_value *v = NULL;
    enum truce_status status = new_shape(m, &shape);
    if (status == TRUCE_OK)
        status = truce_uncertain_region(what->where, CONFIDENCE, shape, m->err);
    if (status != TRUCE_OK || shape->n_rings == 0 ||
        (status = next(m, TRUCE_MISSION_REGIONS, &feature, &v)) != TRUCE_OK)
        return status;
    feature->shape = shape;
    v[0].integer = incident->record;
    v[4].real = CONFIDENCE;
    if ((status = copy(m, what->id, &v[1].text)) != TRUCE_OK ||
        (status = copy(m, class_of(what), &v[2].text)) != TRUCE_OK)
        return status;
    return day_of(m, what->from, &v[3].text);
}

static const char *party(const struct making *m, int index)
{
    return index != TRUCE_NONE ? m->agreement->parties[index].head.id : "";
}

static enum truce_status put_zone(struct making *m, int zone, const struct truce_zone_version *version)
{
    const struct truce_zone *z = &m->agreement->zones[zone];
    struct truce_day on = version->from.n != TRUCE_DAY_NONE
                              ? version->from
                              : truce_calendar_day(&m->agreement->calendar, m->verdicts->state->as_of);
    struct truce_multipolygon *shape = NULL;
    struct truce_feature *feature = NULL;
    struct truce_value *v = NULL;
    bool known = true;

    if (version->from.n == TRUCE_DAY_NONE && version->until.n != TRUCE_DAY_NONE && on.n >= version->until.n)
        on.n = version->until.n - 1;
    if (z->kind == TRUCE_ZONE_LINE || z->kind == TRUCE_ZONE_FRONT)
        return TRUCE_OK; /* no ground */
    enum truce_status status = new_shape(m, &shape);
    if (status == TRUCE_OK)
        status = truce_zone_ground(m->agreement, zone, on, shape, &known, m->err);
    if (status != TRUCE_OK || !known || shape->n_rings == 0 ||
        (status = next(m, TRUCE_MISSION_ZONES, &feature, &v)) != TRUCE_OK)
        return status;
    feature->shape = shape;
    if ((status = copy(m, z->id, &v[0].text)) != TRUCE_OK ||
        (status = copy(m, party(m, z->owner), &v[1].text)) != TRUCE_OK ||
        (status = copy(m, party(m, z->administered_by), &v[2].text)) != TRUCE_OK ||
        (status = day(m, version->from, &v[3].text)) != TRUCE_OK)
        return status;
    return day(m, version->until, &v[4].text);
}

static enum truce_status put_violation(struct making *m, size_t item, const struct truce_violation *violation)
{
    const struct truce_records *records = m->verdicts->state->records;
    const struct truce_record *at = NULL;
    struct truce_feature *feature = NULL;
    struct truce_value *v = NULL;
    char name[300];

    for (size_t i = 0; at == NULL && i < violation->n_records; i++)
        if (records->items[violation->records[i]].has_place)
            at = &records->items[violation->records[i]];
    if (at == NULL)
        return TRUCE_OK; /* nowhere on a map */
    enum truce_status status = next(m, TRUCE_MISSION_VIOLATIONS, &feature, &v);
    if (status != TRUCE_OK)
        return status;
    feature->point = at->place;
    truce_verdict_name(m->verdicts, item, name, sizeof name);
    v[1].integer = at - records->items;
    v[5].real = violation->chance;
    v[6].integer = violation->established;
    v[7].integer = violation->provisional;
    v[8].integer = violation->repaired_by != TRUCE_NONE;
    v[9].real = violation->severity;
    v[10].real = violation->count;
    v[11].integer = violation->count_is_lower_bound;
    if ((status = copy(m, name, &v[0].text)) != TRUCE_OK ||
        (status = instant(m, violation->when.from, &v[2].text)) != TRUCE_OK ||
        (status = instant(m, violation->when.until, &v[3].text)) != TRUCE_OK)
        return status;
    return day_of(m, violation->when.from, &v[4].text);
}

/* ---- the whole ---- */

static enum truce_status open_layers(struct making *m)
{
    const struct truce_verdicts *verdicts = m->verdicts;
    size_t versions = 0, violations = 0;

    for (size_t z = 0; z < m->agreement->n_zones; z++)
        versions += m->agreement->zones[z].n_versions;
    for (size_t i = 0; i < verdicts->n; i++)
        violations += verdicts->items[i].n_violations;
    m->size_shapes = versions + verdicts->n_incidents;
    m->out->shapes = calloc(m->size_shapes + 1, sizeof *m->out->shapes);
    if (m->out->shapes == NULL)
        return truce_fail(m->err, TRUCE_ERR_MEMORY, "no memory for %zu shapes", m->size_shapes);
    enum truce_status status =
        begin(m, TRUCE_MISSION_INCIDENTS, "incidents", "Incidents as they are believed", TRUCE_LAYER_POINT,
              incident_columns, COUNT(incident_columns), verdicts->n_incidents);
    if (status == TRUCE_OK)
        status = begin(m, TRUCE_MISSION_REGIONS, "incident_regions",
                       "Where incidents of uncertain place lie with 95 %", TRUCE_LAYER_MULTIPOLYGON,
                       region_columns, COUNT(region_columns), verdicts->n_incidents);
    if (status == TRUCE_OK)
        status = begin(m, TRUCE_MISSION_ZONES, "zones", "Zones of the agreement", TRUCE_LAYER_MULTIPOLYGON,
                       zone_columns, COUNT(zone_columns), versions);
    return status != TRUCE_OK
               ? status
               : begin(m, TRUCE_MISSION_VIOLATIONS, "violations", "Violations, established and contested",
                       TRUCE_LAYER_POINT, violation_columns, COUNT(violation_columns), violations);
}

enum truce_status truce_report_mission_layers(const struct truce_verdicts *verdicts,
                                              struct truce_mission_layers *out, struct truce_err *err)
{
    struct making m = {.verdicts = verdicts, .agreement = verdicts->agreement, .out = out, .err = err};
    enum truce_status status = open_layers(&m);

    for (size_t i = 0; status == TRUCE_OK && i < verdicts->n_incidents; i++) {
        const struct truce_incident *incident = &verdicts->incidents[i];
        if (incident->what.has_place)
            status = put_incident(&m, incident);
        if (status == TRUCE_OK && incident->what.where != NULL)
            status = put_region(&m, incident);
    }
    for (size_t z = 0; status == TRUCE_OK && z < m.agreement->n_zones; z++)
        for (size_t k = 0; status == TRUCE_OK && k < m.agreement->zones[z].n_versions; k++)
            status = put_zone(&m, (int)z, &m.agreement->zones[z].versions[k]);
    for (size_t i = 0; status == TRUCE_OK && i < verdicts->n; i++)
        for (size_t k = 0; status == TRUCE_OK && k < verdicts->items[i].n_violations; k++)
            status = put_violation(&m, i, &verdicts->items[i].violations[k]);
    return status;
}
