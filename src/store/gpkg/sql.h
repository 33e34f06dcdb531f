/*
 * A database handle with its name, and the few ways in which SQLite is called.
 */
#ifndef TRUCE_STORE_GPKG_SQL_H
#define TRUCE_STORE_GPKG_SQL_H

#include <sqlite3.h>

#include "base/status.h"

struct truce_gpkg {
    sqlite3 *db;
    const char *path; /* for messages; borrowed */
};

/* The error of the last call on it, in words: no memory, disk full, damaged, busy, read-only. */
enum truce_status truce_gpkg_fail(const struct truce_gpkg *g, struct truce_err *err);

/* Runs statements put together as by sqlite3_mprintf: %Q for text, %w within "names". */
enum truce_status truce_gpkg_run(const struct truce_gpkg *g, struct truce_err *err, const char *format,
                                 ...) TRUCE_MUST_USE;

/* A statement that is kept.  *out is NULL on failure. */
enum truce_status truce_gpkg_prepare(const struct truce_gpkg *g, const char *sql, sqlite3_stmt **out,
                                     struct truce_err *err) TRUCE_MUST_USE;

/* Runs a bound statement that gives no row, and resets it. */
enum truce_status truce_gpkg_finish(const struct truce_gpkg *g, sqlite3_stmt *statement,
                                    struct truce_err *err) TRUCE_MUST_USE;

/* A transaction that has been begun ends: committed when status is TRUCE_OK, else rolled back.  Gives the status of it all. */
enum truce_status truce_gpkg_end(const struct truce_gpkg *g, enum truce_status status, struct truce_err *err);

#endif
