/*
 * GeoJSON (RFC 7946): features one at a time, to a callback.
 *
 * Read: FeatureCollection, Feature, a bare geometry; Polygon, MultiPolygon, Point, LineString and MultiLineString where
 * they are wanted, MultiPoint (passed over), GeometryCollection (its polygons together).  Members may come in any order.  Every reader of
 * features uses this form; what the GDAL module opens arrives in it as well (gdal_door.h).
 */
#ifndef TRUCE_SOURCES_GEOJSON_H
#define TRUCE_SOURCES_GEOJSON_H

#include "base/notes.h"
#include "geo/shape.h"
#include "sources/json_reader.h"

enum truce_geojson_kind {
    TRUCE_GEOJSON_POINT,
    TRUCE_GEOJSON_POLYGONS,
    TRUCE_GEOJSON_LINES,
};

/* Lines, one after the other in flat storage: line i is [ends[i - 1], ends[i]) of the positions, two or more. */
struct truce_geojson_lines {
    struct truce_positions positions;
    size_t *ends;
    size_t n, size;
};

/* One feature, on loan to the callback for the length of the call. */
struct truce_geojson_feature {
    enum truce_geojson_kind kind;
    struct truce_lonlat point;        /* for a point */
    struct truce_multipolygon *shape; /* for polygons, as drawn: not oriented or repaired; may be swapped */
    const struct truce_geojson_lines
        *lines;                   /* for lines; where there are polygons as well, the kind is theirs */
    struct truce_text properties; /* the bytes of the object; empty when null or missing */
    const struct truce_json_reader *reader; /* for messages, and for reading within properties */
    const char *start;                      /* first byte of the feature, for truce_json_place */
    size_t index;                           /* of the feature in its file, from 0 */
};

/* Not OK ends the reading and becomes its result; err is then filled by the callback. */
struct truce_geojson_sink {
    enum truce_status (*feature)(void *context, const struct truce_geojson_feature *feature,
                                 struct truce_err *err);
    void *context;
    bool points; /* points are wanted; else they are passed over without a note */
    bool lines;  /* lines are wanted; else they are passed over with a note */
};

/* Memory kept from file to file, so that a year of maps does not allocate a year of rings. */
struct truce_geojson {
    struct truce_positions ring;
    struct truce_multipolygon shape;
    struct truce_geojson_lines lines;
};

void truce_geojson_init(struct truce_geojson *g);
void truce_geojson_fini(struct truce_geojson *g);

/*
 * Reads all features of a file's bytes.
 *
 * file   for messages.
 * item   -1; else the bytes are one feature made from this item of another format (see truce_json_reader).
 * notes  what was passed over or mended, one line a kind with how often and where first: features without a
 *        geometry or with an empty one, rings that were not closed (closed), rings of fewer than three
 *        distinct points (left out), other geometry types.
 *
 * Fails:  TRUCE_ERR_SYNTAX not JSON or not GeoJSON; TRUCE_ERR_RANGE a coordinate out of range;
 *         TRUCE_ERR_SHAPE a ring over the antimeridian; TRUCE_ERR_UNSUPPORTED a `crs` that is not longitude
 *         and latitude on WGS 84; TRUCE_ERR_LIMIT; TRUCE_ERR_MEMORY; the callback's.
 * Cost:   about 1 ns a byte.
 */
enum truce_status truce_geojson_read(struct truce_geojson *g, struct truce_text bytes, const char *file,
                                     int64_t item, const struct truce_geojson_sink *sink,
                                     struct truce_notes *notes, struct truce_err *err) TRUCE_MUST_USE;

/* Any file with features: GeoJSON by our own reader (names ending in .json or .geojson, and "-"), other
 * formats through GDAL. */
enum truce_status truce_features_read(struct truce_geojson *g, const char *path,
                                      const struct truce_geojson_sink *sink, struct truce_notes *notes,
                                      struct truce_err *err) TRUCE_MUST_USE;

/*
 * The text of a property: a string decoded, a number or true or false as written.
 *
 * scratch  for strings with escapes; *out is borrowed from it or from the input.
 * *found   false when there is no such property or it is null, an object or an array; *out is then untouched.
 * Fails:   TRUCE_ERR_SYNTAX the property is there twice; TRUCE_ERR_MEMORY.
 * Cost:    O(bytes of the properties).
 */
enum truce_status truce_geojson_text(const struct truce_geojson_feature *feature, const char *key,
                                     struct truce_buf *scratch, struct truce_text *out, bool *found,
                                     struct truce_err *err) TRUCE_MUST_USE;

/* The bytes of a property's value, of any type ("@relations": read on with truce_json_reader_init_within). */
enum truce_status truce_geojson_raw(const struct truce_geojson_feature *feature, const char *key,
                                    struct truce_text *out, bool *found,
                                    struct truce_err *err) TRUCE_MUST_USE;

#endif
