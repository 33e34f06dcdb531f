/*
 * The geometry of a zone from a file of features: docs/formats/agreement.md, `file` and `feature`.
 */
#ifndef TRUCE_SOURCES_ZONE_FILE_H
#define TRUCE_SOURCES_ZONE_FILE_H

#include "sources/geojson.h"

struct truce_zone_file {
    struct truce_multipolygon area;   /* valid and oriented; empty where the feature is lines */
    struct truce_geojson_lines lines; /* empty where it is polygons */
};

void truce_zone_file_init(struct truce_zone_file *zone);
void truce_zone_file_fini(struct truce_zone_file *zone);

/*
 * Reads one feature of a file: that whose property `name` (or else `id`) is `feature`; with "" the only one.  Strict: what other readers mend (rings
 * not closed, crossing themselves, too short) is refused here, since a treaty means what it says.
 *
 * out    initialised; its content is replaced.
 * Fails: TRUCE_ERR_UNKNOWN no feature of that name, with the nearest; TRUCE_ERR_SHAPE a geometry that is no zone's, features that are many where one
 *        must be; others as truce_features_read.
 */
enum truce_status truce_zone_file_read(const char *path, const char *feature, struct truce_zone_file *out,
                                       struct truce_err *err) TRUCE_MUST_USE;

/* The same of GeoJSON bytes; file: for messages. */
enum truce_status truce_zone_file_parse(struct truce_text bytes, const char *file, const char *feature,
                                        struct truce_zone_file *out, struct truce_err *err) TRUCE_MUST_USE;

#endif
