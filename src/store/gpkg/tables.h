/*
 * The tables of the GeoPackage format, and a layer as one of them.
 * Source: OGC 12-128r17 (GeoPackage 1.3.0), annexes C and F.3.
 */
#ifndef TRUCE_STORE_GPKG_TABLES_H
#define TRUCE_STORE_GPKG_TABLES_H

#include "record/layer.h"
#include "store/gpkg/sql.h"

enum {
    TRUCE_GPKG_APPLICATION = 1196444487, /* "GPKG" */
    TRUCE_GPKG_VERSION = 10300,          /* user_version of 1.3.0 */
    TRUCE_GPKG_TIME_TEXT = 40,           /* bytes of "2031-12-29T00:00:00.000Z" and its end, with room */
};

/* The functions that R-tree triggers call, ST_MinX and its kin. */
enum truce_status truce_gpkg_add_functions(const struct truce_gpkg *g, struct truce_err *err) TRUCE_MUST_USE;

/* The format's own tables, in an empty database and an open transaction; identifiers of the file. */
enum truce_status truce_gpkg_make_tables(const struct truce_gpkg *g, struct truce_err *err) TRUCE_MUST_USE;

/* A layer: table, features, index, triggers, its rows in the format's tables.  In an open transaction; names have been checked. */
enum truce_status truce_gpkg_write_layer(const struct truce_gpkg *g, const struct truce_layer *layer,
                                         const char *last_change, struct truce_err *err) TRUCE_MUST_USE;

/* Takes a layer away, also one that was only half there.  The name must be one that was checked. */
enum truce_status truce_gpkg_drop_layer(const struct truce_gpkg *g, const char *name,
                                        struct truce_err *err) TRUCE_MUST_USE;

#endif
