/*
 * GeoPackage geometry blobs: a header with an envelope, then ISO WKB.
 * Layout: OGC 12-128r17 (GeoPackage 1.3.0), clause 2.1.3 and table 6.
 */
#ifndef TRUCE_STORE_GPKG_BLOB_H
#define TRUCE_STORE_GPKG_BLOB_H

#include <stdint.h>

#include "base/buf.h"
#include "geo/shape.h"

enum { TRUCE_GPKG_SRS = 4326 };

/* Appends the blob of a point (no envelope) or of a multipolygon (envelope x, y; flagged empty when it has no polygon). */
void truce_gpkg_blob_point(struct truce_buf *out, struct truce_lonlat p);
void truce_gpkg_blob_shape(struct truce_buf *out, const struct truce_multipolygon *shape);

/* The envelope of such a blob as the R-tree functions need it.  Any bytes may come in: false when they are not a blob that we write
 * (little-endian point or multipolygon with header) or when it is empty. */
bool truce_gpkg_blob_box(const void *blob, size_t n, struct truce_box *box);

/* Is it a geometry blob with the flag for "empty"?  Also true for a point whose coordinates are NaN. */
bool truce_gpkg_blob_is_empty(const void *blob, size_t n);

#endif
