/*
 * Layers into a file that a GIS opens.  The backend is a GeoPackage 1.3 (src/store/gpkg).
 */
#ifndef TRUCE_STORE_LAYERS_H
#define TRUCE_STORE_LAYERS_H

#include "base/day.h"
#include "record/layer.h"

struct truce_store_layers_options {
    /* What gpkg_contents.last_change says, at midnight UTC.  A clock would make two runs differ, so the caller names a day of the
     * data, such as the last day of the answer; TRUCE_DAY_NONE: 1970-01-01. */
    struct truce_day last_change;
};

/*
 * Writes n layers into a new GeoPackage at `path`, one table a layer, with a spatial index.
 *
 * path    a file, not "-"; an earlier file of that name is replaced only when everything was written.
 * layers  names are unique, snake_case ASCII ([a-z][a-z0-9_]*, at most 48 bytes), and so are columns, none of which is "fid" or "geom".
 * options NULL: the defaults.
 * Fails:  TRUCE_ERR_USAGE a name that is none, or "-"; TRUCE_ERR_IO; TRUCE_ERR_MEMORY.
 * Same input, same bytes (with the same SQLite).
 */
enum truce_status truce_store_layers_write(const char *path, const struct truce_layer *layers, size_t n,
                                           const struct truce_store_layers_options *options,
                                           struct truce_err *err) TRUCE_MUST_USE;

#endif
