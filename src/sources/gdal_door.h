/*
 * The door to formats that GDAL reads: GeoPackage, Shapefile, KML, FlatGeobuf.
 *
 * GDAL is large, so it lives in a module of its own (truce_gdal.so, module_gdal.c) that is loaded when a file
 * needs it.  The module hands over each feature as the text of a GeoJSON Feature in OGC:CRS84, which our own
 * reader then checks like any other.
 */
#ifndef TRUCE_SOURCES_GDAL_DOOR_H
#define TRUCE_SOURCES_GDAL_DOOR_H

#include <stdint.h>

#include "sources/geojson.h"

#define TRUCE_GDAL_ABI    1 /* raised whenever the struct below changes */
#define TRUCE_GDAL_SYMBOL "truce_gdal_module"

/* What the module gives: a symbol TRUCE_GDAL_SYMBOL of type `const struct truce_gdal_module`. */
struct truce_gdal_module {
    uint32_t abi; /* TRUCE_GDAL_ABI */

    /* "3.6.2"; static storage. */
    const char *(*version)(void);

    /*
     * Every feature of every layer of the file, in order: `emit` gets the bytes of one GeoJSON Feature; not 0
     * from it ends the reading. Returns 0 when all was read or emit ended it; else 1 and one line in message.
     */
    int (*read)(const char *path, int (*emit)(void *context, const char *bytes, size_t n), void *context,
                char *message, size_t message_size);
};

/* Is this a file that only the module can read?  By the end of its name: gpkg, shp, kml, fgb. */
bool truce_gdal_is_for(const char *path);

/*
 * Reads all features; as truce_geojson_read, messages naming the feature's number instead of a line.
 * Fails: TRUCE_ERR_UNSUPPORTED the module is not there or does not fit; TRUCE_ERR_MISSING; TRUCE_ERR_SYNTAX
 *        GDAL cannot read the file; others as truce_geojson_read.
 */
enum truce_status truce_gdal_read(struct truce_geojson *g, const char *path,
                                  const struct truce_geojson_sink *sink, struct truce_notes *notes,
                                  struct truce_err *err) TRUCE_MUST_USE;

/* The GDAL release of the module for --version; false when there is no module. */
bool truce_gdal_version(char *out, size_t size);

#endif
