/*
 * SQLite's results in our words.
 */
#include "store/gpkg/sql.h"

#include <stdarg.h>

enum truce_status truce_gpkg_fail(const struct truce_gpkg *g, struct truce_err *err)
{
    switch (sqlite3_errcode(g->db)) {
    case SQLITE_NOMEM:
        return truce_fail(err, TRUCE_ERR_MEMORY, "no memory while working on a GeoPackage");
    case SQLITE_FULL:
        return truce_fail_at(err, TRUCE_ERR_IO, g->path, 0, 0, "there is no room left on the disk");
    case SQLITE_NOTADB:
        return truce_fail_at(err, TRUCE_ERR_SYNTAX, g->path, 0, 0, "this is not a GeoPackage");
    case SQLITE_CORRUPT:
        return truce_fail_at(err, TRUCE_ERR_SYNTAX, g->path, 0, 0, "the file is damaged: %s",
                             sqlite3_errmsg(g->db));
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return truce_fail_at(err, TRUCE_ERR_IO, g->path, 0, 0,
                             "another program, such as QGIS, is writing to the file; let it save and close "
                             "first");
    case SQLITE_READONLY:
        return truce_fail_at(err, TRUCE_ERR_IO, g->path, 0, 0, "the file is read-only");
    default:
        return truce_fail_at(err, TRUCE_ERR_IO, g->path, 0, 0, "SQLite: %s", sqlite3_errmsg(g->db));
    }
}

enum truce_status truce_gpkg_run(const struct truce_gpkg *g, struct truce_err *err, const char *format, ...)
{
    enum truce_status status = TRUCE_OK;
    va_list list;
    char *sql;

    va_start(list, format);
    sql = sqlite3_vmprintf(format, list);
    va_end(list);
    if (sql == NULL)
        return truce_fail(err, TRUCE_ERR_MEMORY, "no memory while working on a GeoPackage");
    if (sqlite3_exec(g->db, sql, NULL, NULL, NULL) != SQLITE_OK)
        status = truce_gpkg_fail(g, err);
    sqlite3_free(sql);
    return status;
}

enum truce_status truce_gpkg_prepare(const struct truce_gpkg *g, const char *sql, sqlite3_stmt **out,
                                     struct truce_err *err)
{
    *out = NULL;
    if (sqlite3_prepare_v3(g->db, sql, -1, SQLITE_PREPARE_PERSISTENT, out, NULL) != SQLITE_OK)
        return truce_gpkg_fail(g, err);
    return TRUCE_OK;
}

enum truce_status truce_gpkg_finish(const struct truce_gpkg *g, sqlite3_stmt *statement,
                                    struct truce_err *err)
{
    enum truce_status status = TRUCE_OK;

    if (sqlite3_step(statement) != SQLITE_DONE)
        status = truce_gpkg_fail(g, err);
    sqlite3_reset(statement);
    return status;
}

enum truce_status truce_gpkg_end(const struct truce_gpkg *g, enum truce_status status, struct truce_err *err)
{
    if (status == TRUCE_OK)
        status = truce_gpkg_run(g, err, "COMMIT");
    if (status != TRUCE_OK && sqlite3_get_autocommit(g->db) == 0)
        sqlite3_exec(g->db, "ROLLBACK", NULL, NULL, NULL); /* what went wrong first is what is said */
    return status;
}
