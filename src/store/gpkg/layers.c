/*
 * Layers -> a GeoPackage 1.3 by plain SQLite.
 *
 * One idea: the file is made whole under a temporary name, in one transaction, without journal, then synced and renamed: there is
 * never half a GeoPackage, and the same layers give the same bytes.
 * Invariants: fid counts from 1 in the order of the features; gpkg_ogr_contents is right, or QGIS shows wrong counts; the R-tree is kept
 * right by triggers for whoever edits the file later, whose program brings its own ST_ functions.
 * Source: OGC 12-128r17 (GeoPackage 1.3.0), annexes C and F.3.
 */
#include "store/layers.h"

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <sqlite3.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "store/gpkg/blob.h"

enum { NAME_MAX_BYTES = 48 };

struct writer {
    sqlite3 *db;
    char *temporary;
    const char *path;
    struct truce_err *err;
};

/* --- checks --- */

static bool is_name(const char *name)
{
    size_t n = strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789_");

    return n > 0 && n <= NAME_MAX_BYTES && name[n] == '\0' && name[0] >= 'a' && name[0] <= 'z';
}

static enum truce_status check_layer(const struct truce_layer *layers, size_t l, struct truce_err *err)
{
    const struct truce_layer *layer = &layers[l];

    if (!is_name(layer->name))
        return truce_fail_index(err, TRUCE_ERR_USAGE, (int64_t)l,
                                "layer name '%.60s' is not snake_case ASCII", layer->name);
    for (size_t k = 0; k < l; k++)
        if (strcmp(layers[k].name, layer->name) == 0)
            return truce_fail_index(err, TRUCE_ERR_USAGE, (int64_t)l, "two layers are called '%s'",
                                    layer->name);
    for (size_t c = 0; c < layer->n_columns; c++) {
        const char *name = layer->columns[c].name;
        if (!is_name(name) || strcmp(name, "fid") == 0 || strcmp(name, "geom") == 0)
            return truce_fail_index(err, TRUCE_ERR_USAGE, (int64_t)c,
                                    "layer '%s' has a column called '%.60s', which cannot be", layer->name,
                                    name);
        for (size_t k = 0; k < c; k++)
            if (strcmp(layer->columns[k].name, name) == 0)
                return truce_fail_index(err, TRUCE_ERR_USAGE, (int64_t)c,
                                        "layer '%s' has two columns called '%s'", layer->name, name);
    }
    return TRUCE_OK;
}

/* --- SQL --- */

static enum truce_status db_fail(const struct writer *w)
{
    if (sqlite3_errcode(w->db) == SQLITE_NOMEM)
        return truce_fail(w->err, TRUCE_ERR_MEMORY, "no memory while writing a GeoPackage");
    return truce_fail_at(w->err, TRUCE_ERR_IO, w->path, 0, 0, "SQLite: %s", sqlite3_errmsg(w->db));
}

/* Runs statements put together as by sqlite3_mprintf: %Q for text, %w within "names". */
static enum truce_status run(const struct writer *w, const char *format, ...)
{
    enum truce_status status = TRUCE_OK;
    va_list list;
    char *sql;

    va_start(list, format);
    sql = sqlite3_vmprintf(format, list);
    va_end(list);
    if (sql == NULL)
        return truce_fail(w->err, TRUCE_ERR_MEMORY, "no memory while writing a GeoPackage");
    if (sqlite3_exec(w->db, sql, NULL, NULL, NULL) != SQLITE_OK)
        status = db_fail(w);
    sqlite3_free(sql);
    return status;
}

/* --- the functions that the R-tree triggers call --- */

enum side { MIN_X, MAX_X, MIN_Y, MAX_Y };

static void st_side(sqlite3_context *context, sqlite3_value *const *args, enum side side)
{
    struct truce_box box;
    const void *blob = sqlite3_value_blob(args[0]);

    if (!truce_gpkg_blob_box(blob, (size_t)sqlite3_value_bytes(args[0]), &box)) {
        sqlite3_result_null(context);
        return;
    }
    switch (side) {
    case MIN_X:
        sqlite3_result_double(context, box.min.lon_deg);
        break;
    case MAX_X:
        sqlite3_result_double(context, box.max.lon_deg);
        break;
    case MIN_Y:
        sqlite3_result_double(context, box.min.lat_deg);
        break;
    case MAX_Y:
        sqlite3_result_double(context, box.max.lat_deg);
        break;
    }
}

static void st_min_x(sqlite3_context *context, int n, sqlite3_value **args)
{
    (void)n;
    st_side(context, args, MIN_X);
}

static void st_max_x(sqlite3_context *context, int n, sqlite3_value **args)
{
    (void)n;
    st_side(context, args, MAX_X);
}

static void st_min_y(sqlite3_context *context, int n, sqlite3_value **args)
{
    (void)n;
    st_side(context, args, MIN_Y);
}

static void st_max_y(sqlite3_context *context, int n, sqlite3_value **args)
{
    (void)n;
    st_side(context, args, MAX_Y);
}

static void st_is_empty(sqlite3_context *context, int n, sqlite3_value **args)
{
    const void *blob = sqlite3_value_blob(args[0]);

    (void)n;
    if (blob == NULL)
        sqlite3_result_null(context);
    else
        sqlite3_result_int(context, truce_gpkg_blob_is_empty(blob, (size_t)sqlite3_value_bytes(args[0])));
}

static enum truce_status add_functions(const struct writer *w)
{
    static const struct {
        const char *name;
        void (*call)(sqlite3_context *, int, sqlite3_value **);
    } functions[] = {
        {"ST_MinX", st_min_x}, {"ST_MaxX", st_max_x},       {"ST_MinY", st_min_y},
        {"ST_MaxY", st_max_y}, {"ST_IsEmpty", st_is_empty},
    };

    for (size_t i = 0; i < sizeof functions / sizeof functions[0]; i++)
        if (sqlite3_create_function_v2(w->db, functions[i].name, 1, SQLITE_UTF8 | SQLITE_DETERMINISTIC, NULL,
                                       functions[i].call, NULL, NULL, NULL) != SQLITE_OK)
            return db_fail(w);
    return TRUCE_OK;
}

/* --- tables of the format --- */

#define WGS84_WKT                                                                                            \
    "GEOGCS[\"WGS 84\",DATUM[\"WGS_1984\",SPHEROID[\"WGS "                                                   \
    "84\",6378137,298.257223563,AUTHORITY[\"EPSG\",\"7030\"]],"                                              \
    "AUTHORITY[\"EPSG\",\"6326\"]],PRIMEM[\"Greenwich\",0,AUTHORITY[\"EPSG\",\"8901\"]],UNIT[\"degree\",0."  \
    "0174532925199433,"                                                                                      \
    "AUTHORITY[\"EPSG\",\"9122\"]],AXIS[\"Latitude\",NORTH],AXIS[\"Longitude\",EAST],AUTHORITY[\"EPSG\","    \
    "\"4326\"]]"

static enum truce_status make_format_tables(const struct writer *w)
{
    enum truce_status status = run(
        w, "%s",
        "PRAGMA page_size=4096;PRAGMA journal_mode=OFF;PRAGMA synchronous=OFF;"
        "PRAGMA application_id=1196444487;PRAGMA user_version=10300;" /* 0x47504B47 "GPKG", 1.3.0 */
        "BEGIN;"
        "CREATE TABLE gpkg_spatial_ref_sys (srs_name TEXT NOT NULL, srs_id INTEGER NOT NULL PRIMARY KEY,"
        " organization TEXT NOT NULL, organization_coordsys_id INTEGER NOT NULL, definition TEXT NOT NULL, "
        "description TEXT);"
        "CREATE TABLE gpkg_contents (table_name TEXT NOT NULL PRIMARY KEY, data_type TEXT NOT NULL, "
        "identifier TEXT UNIQUE,"
        " description TEXT DEFAULT '', last_change DATETIME NOT NULL DEFAULT "
        "(strftime('%Y-%m-%dT%H:%M:%fZ','now')),"
        " min_x DOUBLE, min_y DOUBLE, max_x DOUBLE, max_y DOUBLE, srs_id INTEGER,"
        " CONSTRAINT fk_gc_r_srs_id FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys(srs_id));"
        "CREATE TABLE gpkg_geometry_columns (table_name TEXT NOT NULL, column_name TEXT NOT NULL,"
        " geometry_type_name TEXT NOT NULL, srs_id INTEGER NOT NULL, z TINYINT NOT NULL, m TINYINT NOT NULL,"
        " CONSTRAINT pk_geom_cols PRIMARY KEY (table_name, column_name), CONSTRAINT uk_gc_table_name UNIQUE "
        "(table_name),"
        " CONSTRAINT fk_gc_tn FOREIGN KEY (table_name) REFERENCES gpkg_contents(table_name),"
        " CONSTRAINT fk_gc_srs FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys (srs_id));"
        "CREATE TABLE gpkg_extensions (table_name TEXT, column_name TEXT, extension_name TEXT NOT NULL,"
        " definition TEXT NOT NULL, scope TEXT NOT NULL, CONSTRAINT ge_tce UNIQUE (table_name, column_name, "
        "extension_name));"
        "CREATE TABLE gpkg_ogr_contents (table_name TEXT NOT NULL PRIMARY KEY, feature_count INTEGER DEFAULT "
        "NULL);");

    if (status != TRUCE_OK)
        return status;
    return run(w,
               "INSERT INTO gpkg_spatial_ref_sys VALUES"
               " ('Undefined cartesian SRS', -1, 'NONE', -1, 'undefined', 'undefined cartesian coordinate "
               "reference system'),"
               " ('Undefined geographic SRS', 0, 'NONE', 0, 'undefined', 'undefined geographic coordinate "
               "reference system'),"
               " ('WGS 84 geodetic', 4326, 'EPSG', 4326, %Q, 'longitude/latitude coordinates in decimal "
               "degrees on the WGS 84"
               " spheroid');",
               WGS84_WKT);
}

static enum truce_status make_table(const struct writer *w, const struct truce_layer *layer)
{
    static const char *const types[] = {"TEXT", "REAL", "INTEGER", "DATE"};
    const char *geometry = layer->geometry == TRUCE_LAYER_POINT ? "POINT" : "MULTIPOLYGON";
    struct truce_buf columns;
    enum truce_status status;

    truce_buf_init(&columns);
    for (size_t c = 0; c < layer->n_columns; c++)
        truce_buf_printf(&columns, ", \"%s\" %s", layer->columns[c].name, types[layer->columns[c].type]);
    status = truce_buf_check(&columns, w->err);
    if (status == TRUCE_OK)
        status = run(w, "CREATE TABLE \"%w\" (fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, geom %s%s);",
                     layer->name, geometry, columns.at != NULL ? columns.at : "");
    truce_buf_fini(&columns);
    return status;
}

/* The triggers of annex F.3.  They come after the features and the index are in, so that writing stays fast. */
static enum truce_status make_triggers(const struct writer *w, const char *t)
{
    static const char insert_values[] =
        "(NEW.fid, ST_MinX(NEW.geom), ST_MaxX(NEW.geom), ST_MinY(NEW.geom), ST_MaxY(NEW.geom))";
    enum truce_status status;

    status = run(w,
                 "CREATE TRIGGER \"rtree_%w_geom_insert\" AFTER INSERT ON \"%w\""
                 " WHEN (NEW.geom NOT NULL AND NOT ST_IsEmpty(NEW.geom))"
                 " BEGIN INSERT OR REPLACE INTO \"rtree_%w_geom\" VALUES %s; END;"
                 "CREATE TRIGGER \"rtree_%w_geom_update1\" AFTER UPDATE OF geom ON \"%w\""
                 " WHEN OLD.fid = NEW.fid AND (NEW.geom NOTNULL AND NOT ST_IsEmpty(NEW.geom))"
                 " BEGIN INSERT OR REPLACE INTO \"rtree_%w_geom\" VALUES %s; END;"
                 "CREATE TRIGGER \"rtree_%w_geom_update2\" AFTER UPDATE OF geom ON \"%w\""
                 " WHEN OLD.fid = NEW.fid AND (NEW.geom ISNULL OR ST_IsEmpty(NEW.geom))"
                 " BEGIN DELETE FROM \"rtree_%w_geom\" WHERE id = OLD.fid; END;",
                 t, t, t, insert_values, t, t, t, insert_values, t, t, t);
    if (status != TRUCE_OK)
        return status;
    status = run(w,
                 "CREATE TRIGGER \"rtree_%w_geom_update3\" AFTER UPDATE ON \"%w\""
                 " WHEN OLD.fid != NEW.fid AND (NEW.geom NOTNULL AND NOT ST_IsEmpty(NEW.geom))"
                 " BEGIN DELETE FROM \"rtree_%w_geom\" WHERE id = OLD.fid;"
                 " INSERT OR REPLACE INTO \"rtree_%w_geom\" VALUES %s; END;"
                 "CREATE TRIGGER \"rtree_%w_geom_update4\" AFTER UPDATE ON \"%w\""
                 " WHEN OLD.fid != NEW.fid AND (NEW.geom ISNULL OR ST_IsEmpty(NEW.geom))"
                 " BEGIN DELETE FROM \"rtree_%w_geom\" WHERE id IN (OLD.fid, NEW.fid); END;"
                 "CREATE TRIGGER \"rtree_%w_geom_delete\" AFTER DELETE ON \"%w\" WHEN OLD.geom NOT NULL"
                 " BEGIN DELETE FROM \"rtree_%w_geom\" WHERE id = OLD.fid; END;",
                 t, t, t, t, insert_values, t, t, t, t, t, t);
    if (status != TRUCE_OK)
        return status;
    return run(w,
               "CREATE TRIGGER \"trigger_insert_feature_count_%w\" AFTER INSERT ON \"%w\""
               " BEGIN UPDATE gpkg_ogr_contents SET feature_count = feature_count + 1 WHERE "
               "lower(table_name) = lower(%Q); END;"
               "CREATE TRIGGER \"trigger_delete_feature_count_%w\" AFTER DELETE ON \"%w\""
               " BEGIN UPDATE gpkg_ogr_contents SET feature_count = feature_count - 1 WHERE "
               "lower(table_name) = lower(%Q); END;",
               t, t, t, t, t, t);
}

/* --- features --- */

static int bind_value(sqlite3_stmt *statement, int at, enum truce_column_type type,
                      const struct truce_value *value)
{
    switch (type) {
    case TRUCE_COLUMN_TEXT:
    case TRUCE_COLUMN_DATE:
        return sqlite3_bind_text(statement, at, value->text, -1, SQLITE_STATIC); /* NULL is bound as null */
    case TRUCE_COLUMN_REAL:
        return isfinite(value->real) ? sqlite3_bind_double(statement, at, value->real)
                                     : sqlite3_bind_null(statement, at);
    case TRUCE_COLUMN_INTEGER:
        return sqlite3_bind_int64(statement, at, value->integer);
    }
    return SQLITE_MISUSE;
}

static enum truce_status write_feature(const struct writer *w, sqlite3_stmt *statement,
                                       const struct truce_layer *layer, size_t i, struct truce_buf *blob)
{
    const struct truce_feature *feature = &layer->features[i];
    bool good;
    enum truce_status status;

    truce_buf_clear(blob);
    if (layer->geometry == TRUCE_LAYER_POINT)
        truce_gpkg_blob_point(blob, feature->point);
    else
        truce_gpkg_blob_shape(blob, feature->shape);
    status = truce_buf_check(blob, w->err);
    if (status != TRUCE_OK)
        return status;
    good = sqlite3_bind_int64(statement, 1, (sqlite3_int64)i + 1) == SQLITE_OK &&
           sqlite3_bind_blob64(statement, 2, blob->at, blob->len, SQLITE_STATIC) == SQLITE_OK;
    for (size_t c = 0; c < layer->n_columns && good; c++)
        good = bind_value(statement, (int)c + 3, layer->columns[c].type, &feature->values[c]) == SQLITE_OK;
    good = good && sqlite3_step(statement) == SQLITE_DONE;
    if (!good)
        status = db_fail(w);
    sqlite3_reset(statement);
    return status;
}

static enum truce_status write_features(const struct writer *w, const struct truce_layer *layer)
{
    sqlite3_stmt *statement = NULL;
    struct truce_buf sql, blob;
    enum truce_status status;

    truce_buf_init(&sql);
    truce_buf_init(&blob);
    truce_buf_printf(&sql, "INSERT INTO \"%s\" VALUES (?, ?", layer->name);
    for (size_t c = 0; c < layer->n_columns; c++)
        truce_buf_puts(&sql, ", ?");
    truce_buf_putc(&sql, ')');
    status = truce_buf_check(&sql, w->err);
    if (status == TRUCE_OK && sqlite3_prepare_v2(w->db, sql.at, (int)sql.len, &statement, NULL) != SQLITE_OK)
        status = db_fail(w);
    for (size_t i = 0; i < layer->n_features && status == TRUCE_OK; i++)
        status = write_feature(w, statement, layer, i, &blob);
    sqlite3_finalize(statement);
    truce_buf_fini(&sql);
    truce_buf_fini(&blob);
    return status;
}

static struct truce_box layer_box(const struct truce_layer *layer)
{
    struct truce_box box = truce_box_empty();

    for (size_t i = 0; i < layer->n_features; i++) {
        if (layer->geometry == TRUCE_LAYER_POINT) {
            truce_box_extend(&box, layer->features[i].point);
        } else if (layer->features[i].shape->n_polygons > 0) {
            struct truce_box one = truce_multipolygon_box(layer->features[i].shape);
            truce_box_extend(&box, one.min);
            truce_box_extend(&box, one.max);
        }
    }
    return box;
}

/* A number with every digit that a double has, or NULL. */
static void sql_number(double value, bool is_null, char out[40])
{
    if (is_null)
        snprintf(out, 40, "NULL");
    else
        snprintf(out, 40, "%.17g", value);
}

static enum truce_status register_layer(const struct writer *w, const struct truce_layer *layer,
                                        const char *last_change)
{
    struct truce_box box = layer_box(layer);
    bool empty = truce_box_is_empty(box);
    char x0[40], y0[40], x1[40], y1[40];

    sql_number(box.min.lon_deg, empty, x0);
    sql_number(box.min.lat_deg, empty, y0);
    sql_number(box.max.lon_deg, empty, x1);
    sql_number(box.max.lat_deg, empty, y1);
    return run(w,
               "INSERT INTO gpkg_contents VALUES (%Q, 'features', %Q, %Q, %Q, %s, %s, %s, %s, 4326);"
               "INSERT INTO gpkg_geometry_columns VALUES (%Q, 'geom', %Q, 4326, 0, 0);"
               "INSERT INTO gpkg_extensions VALUES (%Q, 'geom', 'gpkg_rtree_index',"
               " 'http://www.geopackage.org/spec120/#extension_rtree', 'write-only');"
               "INSERT INTO gpkg_ogr_contents VALUES (%Q, %lld);",
               layer->name, layer->name, layer->title != NULL ? layer->title : "", last_change, x0, y0, x1,
               y1, layer->name, layer->geometry == TRUCE_LAYER_POINT ? "POINT" : "MULTIPOLYGON", layer->name,
               layer->name, (long long)layer->n_features);
}

static enum truce_status write_layer(const struct writer *w, const struct truce_layer *layer,
                                     const char *last_change)
{
    enum truce_status status = make_table(w, layer);

    if (status == TRUCE_OK)
        status = register_layer(w, layer, last_change);
    if (status == TRUCE_OK)
        status = write_features(w, layer);
    if (status == TRUCE_OK)
        status = run(w,
                     "CREATE VIRTUAL TABLE \"rtree_%w_geom\" USING rtree(id, minx, maxx, miny, maxy);"
                     "INSERT INTO \"rtree_%w_geom\" SELECT fid, ST_MinX(geom), ST_MaxX(geom), ST_MinY(geom), "
                     "ST_MaxY(geom)"
                     " FROM \"%w\" WHERE geom NOT NULL AND NOT ST_IsEmpty(geom) ORDER BY fid;",
                     layer->name, layer->name, layer->name);
    if (status == TRUCE_OK)
        status = make_triggers(w, layer->name);
    return status;
}

/* --- the file --- */

static enum truce_status open_temporary(struct writer *w)
{
    size_t n = strlen(w->path) + sizeof ".part";
    int fd;

    w->temporary = malloc(n);
    if (w->temporary == NULL)
        return truce_fail(w->err, TRUCE_ERR_MEMORY, "no memory for a file name");
    snprintf(w->temporary, n, "%s.part", w->path);
    fd = open(w->temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    if (fd < 0) {
        enum truce_status status =
            truce_fail_at(w->err, TRUCE_ERR_IO, w->path, 0, 0, "cannot create: %s", strerror(errno));
        free(w->temporary);
        w->temporary = NULL;
        return status;
    }
    close(fd);
    if (sqlite3_open_v2(w->temporary, &w->db, SQLITE_OPEN_READWRITE, NULL) != SQLITE_OK)
        return db_fail(w);
    return add_functions(w);
}

static enum truce_status sync_and_rename(const struct writer *w)
{
    int fd = open(w->temporary, O_RDWR);
    bool good = fd >= 0 && fsync(fd) == 0;

    if (fd >= 0 && close(fd) != 0)
        good = false;
    if (!good || rename(w->temporary, w->path) != 0)
        return truce_fail_at(w->err, TRUCE_ERR_IO, w->path, 0, 0, "cannot write: %s", strerror(errno));
    return TRUCE_OK;
}

enum truce_status truce_store_layers_write(const char *path, const struct truce_layer *layers, size_t n,
                                           const struct truce_store_layers_options *options,
                                           struct truce_err *err)
{
    struct writer w = {NULL, NULL, path, err};
    struct truce_day day = {
        options != NULL && options->last_change.n != TRUCE_DAY_NONE ? options->last_change.n : 0};
    char text[TRUCE_DAY_TEXT], last_change[32];
    enum truce_status status = TRUCE_OK;

    if (strcmp(path, "-") == 0)
        return truce_fail(err, TRUCE_ERR_USAGE,
                          "a GeoPackage cannot be written to standard output; name a file");
    for (size_t l = 0; l < n && status == TRUCE_OK; l++)
        status = check_layer(layers, l, err);
    if (status != TRUCE_OK)
        return status;
    truce_day_format(day, text);
    snprintf(last_change, sizeof last_change, "%sT00:00:00.000Z", text);
    status = open_temporary(&w);
    if (status == TRUCE_OK)
        status = make_format_tables(&w);
    for (size_t l = 0; l < n && status == TRUCE_OK; l++)
        status = write_layer(&w, &layers[l], last_change);
    if (status == TRUCE_OK)
        status = run(&w, "COMMIT;");
    sqlite3_close(w.db);
    if (status == TRUCE_OK)
        status = sync_and_rename(&w);
    if (status != TRUCE_OK && w.temporary != NULL)
        unlink(w.temporary);
    free(w.temporary);
    return status;
}
