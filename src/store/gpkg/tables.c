/*
 * Layers as tables of a GeoPackage.
 *
 * One idea: everything about a layer is written in one order from the layer alone, so that the same layers give the same bytes, in a file of their own as in a mission file.
 * Invariants: fid counts from 1 in the order of the features; gpkg_ogr_contents is right, or QGIS shows wrong counts; the R-tree is kept
 * right by triggers for whoever edits the file later, whose program brings its own ST_ functions.
 * Source: OGC 12-128r17 (GeoPackage 1.3.0), annexes C and F.3.
 */
#include "store/gpkg/tables.h"

#include <math.h>
#include <stdio.h>

#include "store/gpkg/blob.h"
#include "store/layer_digest.h"

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

enum truce_status truce_gpkg_add_functions(const struct truce_gpkg *g, struct truce_err *err)
{
    static const struct {
        const char *name;
        void (*call)(sqlite3_context *, int, sqlite3_value **);
    } functions[] = {
        {"ST_MinX", st_min_x}, {"ST_MaxX", st_max_x},       {"ST_MinY", st_min_y},
        {"ST_MaxY", st_max_y}, {"ST_IsEmpty", st_is_empty},
    };

    for (size_t i = 0; i < sizeof functions / sizeof functions[0]; i++)
        if (sqlite3_create_function_v2(g->db, functions[i].name, 1,
                                       SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_INNOCUOUS, NULL,
                                       functions[i].call, NULL, NULL, NULL) != SQLITE_OK)
            return truce_gpkg_fail(g, err);
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

enum truce_status truce_gpkg_make_tables(const struct truce_gpkg *g, struct truce_err *err)
{
    enum truce_status status = truce_gpkg_run(
        g, err, "%s",
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
    return truce_gpkg_run(
        g, err,
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

static enum truce_status make_table(const struct truce_gpkg *g, const struct truce_layer *layer,
                                    struct truce_err *err)
{
    struct truce_buf columns;
    enum truce_status status;

    truce_buf_init(&columns);
    for (size_t c = 0; c < layer->n_columns; c++)
        truce_buf_printf(&columns, ", \"%s\" %s", layer->columns[c].name,
                         truce_layer_type_name(layer->columns[c].type));
    status = truce_buf_check(&columns, err);
    if (status == TRUCE_OK)
        status = truce_gpkg_run(
            g, err, "CREATE TABLE \"%w\" (fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, geom %s%s);",
            layer->name, truce_layer_geometry_name(layer->geometry), columns.at != NULL ? columns.at : "");
    truce_buf_fini(&columns);
    return status;
}

/* The triggers of annex F.3.  They come after the features and the index are in, so that writing stays fast. */
static enum truce_status make_triggers(const struct truce_gpkg *g, const char *t, struct truce_err *err)
{
    static const char insert_values[] =
        "(NEW.fid, ST_MinX(NEW.geom), ST_MaxX(NEW.geom), ST_MinY(NEW.geom), ST_MaxY(NEW.geom))";
    enum truce_status status;

    status = truce_gpkg_run(g, err,
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
    status =
        truce_gpkg_run(g, err,
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
    return truce_gpkg_run(g, err,
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

static enum truce_status write_feature(const struct truce_gpkg *g, sqlite3_stmt *statement,
                                       const struct truce_layer *layer, size_t i, struct truce_buf *blob,
                                       struct truce_err *err)
{
    const struct truce_feature *feature = &layer->features[i];
    bool good;
    enum truce_status status;

    truce_buf_clear(blob);
    if (layer->geometry == TRUCE_LAYER_POINT)
        truce_gpkg_blob_point(blob, feature->point);
    else
        truce_gpkg_blob_shape(blob, feature->shape);
    status = truce_buf_check(blob, err);
    if (status != TRUCE_OK)
        return status;
    good = sqlite3_bind_int64(statement, 1, (sqlite3_int64)i + 1) == SQLITE_OK &&
           sqlite3_bind_blob64(statement, 2, blob->at, blob->len, SQLITE_STATIC) == SQLITE_OK;
    for (size_t c = 0; c < layer->n_columns && good; c++)
        good = bind_value(statement, (int)c + 3, layer->columns[c].type, &feature->values[c]) == SQLITE_OK;
    good = good && sqlite3_step(statement) == SQLITE_DONE;
    if (!good)
        status = truce_gpkg_fail(g, err);
    sqlite3_reset(statement);
    return status;
}

static enum truce_status write_features(const struct truce_gpkg *g, const struct truce_layer *layer,
                                        struct truce_err *err)
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
    status = truce_buf_check(&sql, err);
    if (status == TRUCE_OK && sqlite3_prepare_v2(g->db, sql.at, (int)sql.len, &statement, NULL) != SQLITE_OK)
        status = truce_gpkg_fail(g, err);
    for (size_t i = 0; i < layer->n_features && status == TRUCE_OK; i++)
        status = write_feature(g, statement, layer, i, &blob, err);
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

static enum truce_status register_layer(const struct truce_gpkg *g, const struct truce_layer *layer,
                                        const char *last_change, struct truce_err *err)
{
    struct truce_box box = layer_box(layer);
    bool empty = truce_box_is_empty(box);
    char x0[40], y0[40], x1[40], y1[40];

    sql_number(box.min.lon_deg, empty, x0);
    sql_number(box.min.lat_deg, empty, y0);
    sql_number(box.max.lon_deg, empty, x1);
    sql_number(box.max.lat_deg, empty, y1);
    return truce_gpkg_run(
        g, err,
        "INSERT INTO gpkg_contents VALUES (%Q, 'features', %Q, %Q, %Q, %s, %s, %s, %s, 4326);"
        "INSERT INTO gpkg_geometry_columns VALUES (%Q, 'geom', %Q, 4326, 0, 0);"
        "INSERT INTO gpkg_extensions VALUES (%Q, 'geom', 'gpkg_rtree_index',"
        " 'http://www.geopackage.org/spec120/#extension_rtree', 'write-only');"
        "INSERT INTO gpkg_ogr_contents VALUES (%Q, %lld);",
        layer->name, layer->name, layer->title != NULL ? layer->title : "", last_change, x0, y0, x1, y1,
        layer->name, truce_layer_geometry_name(layer->geometry), layer->name, layer->name,
        (long long)layer->n_features);
}

enum truce_status truce_gpkg_write_layer(const struct truce_gpkg *g, const struct truce_layer *layer,
                                         const char *last_change, struct truce_err *err)
{
    enum truce_status status = make_table(g, layer, err);

    if (status == TRUCE_OK)
        status = register_layer(g, layer, last_change, err);
    if (status == TRUCE_OK)
        status = write_features(g, layer, err);
    if (status == TRUCE_OK)
        status = truce_gpkg_run(
            g, err,
            "CREATE VIRTUAL TABLE \"rtree_%w_geom\" USING rtree(id, minx, maxx, miny, maxy);"
            "INSERT INTO \"rtree_%w_geom\" SELECT fid, ST_MinX(geom), ST_MaxX(geom), ST_MinY(geom), "
            "ST_MaxY(geom)"
            " FROM \"%w\" WHERE geom NOT NULL AND NOT ST_IsEmpty(geom) ORDER BY fid;",
            layer->name, layer->name, layer->name);
    if (status == TRUCE_OK)
        status = make_triggers(g, layer->name, err);
    return status;
}

/* The rows of the format's tables that name a layer. */
static enum truce_status forget_layer(const struct truce_gpkg *g, const char *name, struct truce_err *err)
{
    return truce_gpkg_run(g, err,
                          "DELETE FROM gpkg_extensions WHERE table_name = %Q;"
                          "DELETE FROM gpkg_geometry_columns WHERE table_name = %Q;"
                          "DELETE FROM gpkg_contents WHERE table_name = %Q;"
                          "DELETE FROM gpkg_ogr_contents WHERE table_name = %Q;",
                          name, name, name, name);
}

enum truce_status truce_gpkg_drop_layer(const struct truce_gpkg *g, const char *name, struct truce_err *err)
{
    enum truce_status status = forget_layer(g, name, err);

    if (status == TRUCE_OK)
        status = truce_gpkg_run(g, err,
                                "DROP TABLE IF EXISTS \"rtree_%w_geom\";"
                                "DROP TABLE IF EXISTS \"%w\";",
                                name, name);
    return status;
}
