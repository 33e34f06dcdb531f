/*
 * Layers as one GeoJSON FeatureCollection (RFC 7946).
 */
#ifndef TRUCE_REPORT_GEOJSON_H
#define TRUCE_REPORT_GEOJSON_H

#include "base/buf.h"
#include "record/layer.h"

/*
 * Appends the collection: one feature a line, in the order of the layers; each feature has the property `layer`, then its
 * columns.  Coordinates have at most 7 decimals (1 cm).
 *
 * Fails:  TRUCE_ERR_MEMORY.
 */
enum truce_status truce_report_geojson(const struct truce_layer *layers, size_t n, struct truce_buf *out,
                                       struct truce_err *err) TRUCE_MUST_USE;

#endif
