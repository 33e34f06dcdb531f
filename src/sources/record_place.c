/*
 * Places of a record: a position, or how uncertain it is.
 *
 * Five forms, told by their keys: `at` alone or a list of two numbers (exact), `at` with `sigma_m` (an ellipse), `at` with `radius_m` and
 * `confidence` (a circle), `polygon`, `observer` with bearing and range, `line`.
 *
 * Source of the format: docs/formats/records.md.
 */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "geo/overlay.h"
#include "sources/record_parts.h"
#include "sources/record_read.h"

#define SIGMA_MAX_M 2e5
#define POINTS_MAX  2000
#define METRES_MAX  1e6
#define BEARING_SD  90.0 /* degrees; beyond that nobody heard a direction */

/* a number of either sign */
static bool read_signed(struct truce_record_decoder *d, const struct truce_value *value, const char *what,
                        double *out)
{
    struct truce_text text = value->text;
    bool minus = value->loose && text.len > 0 && text.at[0] == '-';

    if (value->type == TRUCE_VALUE_NUMBER) {
        *out = value->number;
        return true;
    }
    if (value->loose && value->type == TRUCE_VALUE_TEXT) {
        text.at += minus;
        text.len -= minus;
        if (truce_record_loose_number(text, out)) {
            *out = minus ? -*out : *out;
            return true;
        }
    }
    truce_record_wrong(d, value, what, "a number");
    return false;
}

static bool read_position(struct truce_record_decoder *d, const struct truce_value *value, const char *what,
                          struct truce_lonlat *out)
{
    struct truce_lonlat place;
    if (value->type != TRUCE_VALUE_ARRAY || value->n != 2) {
        truce_record_wrong(d, value, what, "a list of two numbers, longitude and latitude");
        return false;
    }
    if (!read_signed(d, value->first, what, &place.lon_deg) ||
        !read_signed(d, value->first->next, what, &place.lat_deg))
        return false;
    if (!(fabs(place.lon_deg) <= 180 && fabs(place.lat_deg) <= 90)) {
        bool swapped = fabs(place.lat_deg) <= 180 && fabs(place.lon_deg) <= 90;
        truce_diagnostics_add(
            d->found, "E04", value->at,
            "%s: longitude %.8g is to lie within -180..180 and latitude %.8g within -90..90%s", what,
            place.lon_deg, place.lat_deg, swapped ? "; are the two swapped? longitude comes first" : "");
        return false;
    }
    *out = place;
    return true;
}

/* two numbers, low and high, from least up */
static bool read_pair(struct truce_record_decoder *d, const struct truce_value *value, const char *what,
                      double out[2])
{
    if (value->type != TRUCE_VALUE_ARRAY || value->n != 2) {
        truce_record_wrong(d, value, what, "a list of two numbers in metres");
        return false;
    }
    return truce_record_number(d, value->first, what, METRES_MAX, false, &out[0]) &&
           truce_record_number(d, value->first->next, what, METRES_MAX, false, &out[1]);
}

static bool wrong(struct truce_record_decoder *d, const struct truce_value *at, const char *text)
{
    truce_diagnostics_add(d->found, "E04", at->at, "place: %s", text);
    return false;
}

static bool read_ellipse(struct truce_record_decoder *d, const struct truce_value *value,
                         struct truce_uncertain *out)
{
    static const char *const known[] = {"at", "sigma_m", "azimuth_deg", NULL};
    const struct truce_value *azimuth = truce_value_get(value, "azimuth_deg");
    double sigma[2];

    truce_record_check_keys(d, value, known, "a place with sigma_m");
    if (!read_pair(d, truce_value_get(value, "sigma_m"), "sigma_m", sigma) ||
        (azimuth != NULL &&
         !truce_record_number(d, azimuth, "azimuth_deg", 360, false, &out->sigma.azimuth_deg)))
        return false;
    if (!(sigma[1] > 0 && sigma[0] >= sigma[1] && sigma[0] <= SIGMA_MAX_M))
        return wrong(d, value, "sigma_m has the major axis first, and both are above 0 and at most 200,000");
    out->form = TRUCE_UNCERTAIN_ELLIPSE;
    out->sigma.major_m = sigma[0];
    out->sigma.minor_m = sigma[1];
    return true;
}

static bool read_circle(struct truce_record_decoder *d, const struct truce_value *value,
                        struct truce_uncertain *out)
{
    static const char *const known[] = {"at", "radius_m", "confidence", NULL};
    const struct truce_value *confidence = truce_value_get(value, "confidence");
    double radius_m = 0, chance = 0;

    truce_record_check_keys(d, value, known, "a place with radius_m");
    if (confidence == NULL)
        return wrong(d, value, "a radius needs \"confidence\": the chance that it holds the place");
    if (!truce_record_number(d, truce_value_get(value, "radius_m"), "radius_m", METRES_MAX, false,
                             &radius_m) ||
        !truce_record_number(d, confidence, "confidence", 1, false, &chance))
        return false;
    if (!(radius_m > 0 && chance > 0 && chance < 1))
        return wrong(d, value, "radius_m is above 0, and confidence between 0 and 1, both left out");
    out->form = TRUCE_UNCERTAIN_CIRCLE;
    out->circle.radius_m = radius_m;
    out->circle.confidence = chance;
    return true;
}

static bool read_band(struct truce_record_decoder *d, const struct truce_value *value,
                      struct truce_uncertain *out)
{
    static const char *const known[] = {"observer", "bearing_deg", "bearing_sd_deg", "range_m", NULL};
    const struct truce_value *range = truce_value_get(value, "range_m"),
                             *bearing = truce_value_get(value, "bearing_deg"),
                             *spread = truce_value_get(value, "bearing_sd_deg");
    double metres[2];

    truce_record_check_keys(d, value, known, "a place seen by an observer");
    if (range == NULL || bearing == NULL || spread == NULL)
        return wrong(d, value, "an observer's place needs bearing_deg, bearing_sd_deg and range_m");
    if (!read_position(d, truce_value_get(value, "observer"), "observer", &out->at) ||
        !truce_record_number(d, bearing, "bearing_deg", 360, false, &out->band.bearing_deg) ||
        !truce_record_number(d, spread, "bearing_sd_deg", BEARING_SD, false, &out->band.bearing_sd_deg) ||
        !read_pair(d, range, "range_m", metres))
        return false;
    if (!(metres[0] < metres[1] && out->band.bearing_sd_deg > 0))
        return wrong(d, value, "range_m goes from the nearer to the farther, and bearing_sd_deg is above 0");
    out->form = TRUCE_UNCERTAIN_BAND;
    out->band.min_m = metres[0];
    out->band.max_m = metres[1];
    return true;
}

static bool read_points(struct truce_record_decoder *d, const struct truce_value *value, const char *what,
                        size_t least, const struct truce_lonlat **out, size_t *n_out)
{
    void *memory = NULL;
    size_t n = 0;

    if (value->type != TRUCE_VALUE_ARRAY || value->n < least || value->n > POINTS_MAX) {
        truce_diagnostics_add(d->found, "E04", value->at, "%s: it has %zu to %d positions", what, least,
                              POINTS_MAX);
        return false;
    }
    if (d->status == TRUCE_OK)
        d->status = truce_arena_alloc(d->arena, value->n * sizeof(struct truce_lonlat), &memory, d->err);
    if (d->status != TRUCE_OK)
        return false;
    struct truce_lonlat *points = memory;
    for (const struct truce_value *item = value->first; item != NULL; item = item->next)
        if (!read_position(d, item, what, &points[n++]))
            return false;
    *out = points;
    *n_out = n;
    return true;
}

static bool read_line(struct truce_record_decoder *d, const struct truce_value *value,
                      struct truce_uncertain *out)
{
    static const char *const known[] = {"line", NULL};
    truce_record_check_keys(d, value, known, "a place along a line");
    if (!read_points(d, truce_value_get(value, "line"), "line", 2, &out->line, &out->n_line))
        return false;
    out->form = TRUCE_UNCERTAIN_LINE;
    out->at = out->line[out->n_line / 2];
    for (size_t i = 1; i < out->n_line; i++)
        if (out->line[i].lon_deg != out->line[0].lon_deg || out->line[i].lat_deg != out->line[0].lat_deg)
            return true;
    return wrong(d, value, "the positions of the line are all the same");
}

/* one ring as a shape whose memory is the arena's */
static bool read_polygon(struct truce_record_decoder *d, const struct truce_value *value,
                         struct truce_uncertain *out)
{
    static const char *const known[] = {"polygon", "at", NULL};
    const struct truce_value *ring = truce_value_get(value, "polygon");
    const struct truce_lonlat *read = NULL;
    void *memory = NULL;
    size_t n = 0;

    truce_record_check_keys(d, value, known, "a place within a polygon");
    if (!read_points(d, ring, "polygon", 4, &read, &n))
        return false;
    if (read[0].lon_deg != read[n - 1].lon_deg || read[0].lat_deg != read[n - 1].lat_deg)
        return wrong(d, ring, "the polygon is not closed: its last position is to be its first");
    double twice_deg2 = truce_ring_signed_deg2(read, n - 1);
    if (!(fabs(twice_deg2) > 0))
        return wrong(d, ring, "the polygon has no area");
    d->status = truce_arena_alloc(d->arena, sizeof(struct truce_multipolygon) + sizeof(struct truce_ring),
                                  &memory, d->err);
    if (d->status != TRUCE_OK)
        return false;
    struct truce_multipolygon *shape = memory;
    struct truce_ring *only = (struct truce_ring *)(shape + 1);
    struct truce_lonlat *points = (struct truce_lonlat *)(uintptr_t)read; /* our own, of read_points */
    for (size_t i = 0; twice_deg2 < 0 && i < (n - 1) / 2; i++) {          /* shells run counter-clockwise */
        struct truce_lonlat other = points[i];
        points[i] = points[n - 2 - i];
        points[n - 2 - i] = other;
    }
    *only = (struct truce_ring){.first = 0, .n = n - 1};
    *shape = (struct truce_multipolygon){.points = points,
                                         .n_points = n - 1,
                                         .size_points = n,
                                         .rings = only,
                                         .n_rings = 1,
                                         .size_rings = 1,
                                         .n_polygons = 1};
    bool valid = true;
    char why[160] = "", text[200];
    d->status = truce_shape_check(shape, &valid, why, sizeof why, d->err);
    if (d->status != TRUCE_OK)
        return false;
    if (!valid) {
        snprintf(text, sizeof text, "the polygon is not valid: %s", why);
        return wrong(d, ring, text);
    }
    out->form = TRUCE_UNCERTAIN_AREA;
    out->area = shape;
    for (size_t i = 0; i < n - 1; i++) {
        out->at.lon_deg += points[i].lon_deg / (double)(n - 1);
        out->at.lat_deg += points[i].lat_deg / (double)(n - 1);
    }
    return true;
}

static bool read_form(struct truce_record_decoder *d, const struct truce_value *value,
                      struct truce_uncertain *out)
{
    const struct truce_value *at = truce_value_get(value, "at");

    if (truce_value_get(value, "polygon") != NULL)
        return read_polygon(d, value, out);
    if (truce_value_get(value, "line") != NULL)
        return read_line(d, value, out);
    if (truce_value_get(value, "observer") != NULL)
        return read_band(d, value, out);
    if (at == NULL)
        return wrong(d, value, "it has none of \"at\", \"polygon\", \"observer\", \"line\"");
    if (!read_position(d, at, "at", &out->at))
        return false;
    if (truce_value_get(value, "sigma_m") != NULL)
        return read_ellipse(d, value, out);
    if (truce_value_get(value, "radius_m") != NULL)
        return read_circle(d, value, out);
    return wrong(d, value,
                 "an \"at\" alone is written [longitude, latitude]; else it has sigma_m or radius_m");
}

bool truce_record_read_place(struct truce_record_decoder *d, const struct truce_value *value,
                             struct truce_record *record)
{
    struct truce_uncertain place;
    void *memory = NULL;

    if (value->type != TRUCE_VALUE_OBJECT) {
        record->has_place = read_position(d, value, "place", &record->place);
        return record->has_place;
    }
    memset(&place, 0, sizeof place);
    if (!read_form(d, value, &place))
        return false;
    if (d->status == TRUCE_OK)
        d->status = truce_arena_alloc(d->arena, sizeof place, &memory, d->err);
    if (d->status != TRUCE_OK)
        return false;
    memcpy(memory, &place, sizeof place);
    record->where = memory;
    record->place = place.at;
    record->has_place = true;
    return true;
}
