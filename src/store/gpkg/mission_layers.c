/*
 * Derived layers in a mission file.
 *
 * One idea: they are dropped and written anew in one transaction; a reader sees the old ones or the new ones.  truce_layers has their names in order, so that what another
 * program added beside them stays untouched.
 */
#include <stdio.h>
#include <stdlib.h>

#include "store/gpkg/mission.h"
#include "store/gpkg/tables.h"
#include "store/layer_check.h"
#include "store/layer_digest.h"

enum { NAME_ROOM = 64, LAYERS_MAX = 1000 };

struct names {
    char name[LAYERS_MAX][NAME_ROOM];
    size_t n;
};

/* Names of the layers that are there; one that could not have been written is damage, for it goes into statements. */
static enum truce_status read_names(struct truce_gpkg_mission *m, struct names *names, struct truce_err *err)
{
    sqlite3_stmt *statement;
    int step = SQLITE_DONE;
    enum truce_status status =
        truce_gpkg_prepare(&m->g, "SELECT name FROM truce_layers ORDER BY position", &statement, err);

    names->n = 0;
    while (status == TRUCE_OK && (step = sqlite3_step(statement)) == SQLITE_ROW) {
        const char *name = (const char *)sqlite3_column_text(statement, 0);
        const struct truce_layer layer = {.name = name != NULL ? name : ""};
        if (names->n == LAYERS_MAX || truce_store_layer_check(&layer, 0, true, NULL) != TRUCE_OK)
            status = truce_fail_at(err, TRUCE_ERR_SYNTAX, m->path, 0, 0,
                                   "the file is damaged: its list of layers was changed");
        else
            snprintf(names->name[names->n++], NAME_ROOM, "%s", name);
    }
    if (status == TRUCE_OK && step != SQLITE_DONE)
        status = truce_gpkg_fail(&m->g, err);
    sqlite3_finalize(statement);
    return status;
}

static enum truce_status check_free(struct truce_gpkg_mission *m, const char *name, struct truce_err *err)
{
    sqlite3_stmt *statement;
    enum truce_status status = truce_gpkg_prepare(
        &m->g, "SELECT 1 FROM sqlite_schema WHERE lower(name) IN (?1, 'rtree_' || ?1 || '_geom')", &statement,
        err);

    if (status != TRUCE_OK)
        return status;
    sqlite3_bind_text(statement, 1, name, -1, SQLITE_STATIC);
    if (sqlite3_step(statement) == SQLITE_ROW)
        status = truce_fail_at(
            err, TRUCE_ERR_USAGE, m->path, 0, 0,
            "another program made a table '%s' in the file, where a layer is to go; rename it", name);
    sqlite3_finalize(statement);
    return status;
}

static enum truce_status write_all(struct truce_gpkg_mission *m, const struct truce_layer *layers, size_t n,
                                   uint64_t log_size, const char *time, struct truce_err *err)
{
    enum truce_status status = truce_gpkg_run(&m->g, err, "DELETE FROM truce_layers");

    for (size_t l = 0; l < n && status == TRUCE_OK; l++) {
        status = check_free(m, layers[l].name, err);
        if (status == TRUCE_OK)
            status = truce_gpkg_write_layer(&m->g, &layers[l], time, err);
        if (status == TRUCE_OK)
            status = truce_gpkg_run(&m->g, err, "INSERT INTO truce_layers VALUES (%d, %Q)", (int)l + 1,
                                    layers[l].name);
    }
    if (status == TRUCE_OK)
        status = truce_gpkg_run(&m->g, err, "UPDATE truce_state SET layers = %lld", (long long)log_size);
    return status;
}

enum truce_status truce_gpkg_layers_replace(void *self, const struct truce_layer *layers, size_t n,
                                            uint64_t log_size, struct truce_instant last_change,
                                            struct truce_err *err)
{
    struct truce_gpkg_mission *m = self;
    struct names *names;
    char time[TRUCE_GPKG_TIME_TEXT];
    enum truce_status status;

    if (n > LAYERS_MAX)
        return truce_fail(err, TRUCE_ERR_LIMIT, "%zu layers; at most %d are allowed", n, LAYERS_MAX);
    names = malloc(sizeof *names);
    if (names == NULL)
        return truce_fail(err, TRUCE_ERR_MEMORY, "no memory to write layers");
    truce_gpkg_time(last_change, time);
    status = truce_gpkg_run(&m->g, err, "BEGIN IMMEDIATE");
    if (status == TRUCE_OK) {
        status = read_names(m, names, err);
        for (size_t i = 0; i < names->n && status == TRUCE_OK; i++)
            status = truce_gpkg_drop_layer(&m->g, names->name[i], err);
        if (status == TRUCE_OK)
            status = write_all(m, layers, n, log_size, time, err);
        status = truce_gpkg_end(&m->g, status, err);
    }
    free(names);
    return status;
}

/* --- the digest --- */

static void add_column(struct truce_layer_digest *digest, sqlite3_stmt *statement, int column)
{
    const char *bytes;

    switch (sqlite3_column_type(statement, column)) {
    case SQLITE_INTEGER:
        truce_layer_digest_integer(digest, sqlite3_column_int64(statement, column));
        break;
    case SQLITE_FLOAT:
        truce_layer_digest_real(digest, sqlite3_column_double(statement, column));
        break;
    case SQLITE_TEXT:
        bytes = sqlite3_column_blob(statement, column);
        truce_layer_digest_text(digest,
                                (struct truce_text){bytes, (size_t)sqlite3_column_bytes(statement, column)});
        break;
    case SQLITE_BLOB:
        bytes = sqlite3_column_blob(statement, column);
        truce_layer_digest_blob(digest,
                                (struct truce_text){bytes, (size_t)sqlite3_column_bytes(statement, column)});
        break;
    default:
        truce_layer_digest_null(digest);
    }
}

static void add_text(struct truce_layer_digest *digest, const char *text)
{
    if (text == NULL)
        truce_layer_digest_null(digest);
    else
        truce_layer_digest_text(digest, truce_text_view(text));
}

/* The layer's head: its name, title and geometry as the format's tables say, its columns as the table has them. */
static enum truce_status add_head(struct truce_gpkg_mission *m, struct truce_layer_digest *digest,
                                  const char *name, sqlite3_stmt *features, struct truce_err *err)
{
    sqlite3_stmt *statement;
    int step;
    enum truce_status status = truce_gpkg_prepare(&m->g,
                                                  "SELECT description, geometry_type_name FROM gpkg_contents "
                                                  "JOIN gpkg_geometry_columns USING (table_name)"
                                                  " WHERE table_name = ?",
                                                  &statement, err);

    if (status != TRUCE_OK)
        return status;
    sqlite3_bind_text(statement, 1, name, -1, SQLITE_STATIC);
    step = sqlite3_step(statement);
    if (step != SQLITE_ROW && step != SQLITE_DONE) {
        status = truce_gpkg_fail(&m->g, err);
    } else {
        add_text(digest, name);
        add_text(digest, step == SQLITE_ROW ? (const char *)sqlite3_column_text(statement, 0) : NULL);
        add_text(digest, step == SQLITE_ROW ? (const char *)sqlite3_column_text(statement, 1) : NULL);
        for (int c = 2; c < sqlite3_column_count(features); c++) {
            add_text(digest, sqlite3_column_name(features, c));
            add_text(digest, sqlite3_column_decltype(features, c));
        }
        status = truce_layer_digest_end_leaf(digest, err);
    }
    sqlite3_finalize(statement);
    return status;
}

static enum truce_status add_layer(struct truce_gpkg_mission *m, struct truce_layer_digest *digest,
                                   const char *name, struct truce_err *err)
{
    char sql[NAME_ROOM + 64];
    sqlite3_stmt *statement;
    int step = SQLITE_DONE;
    enum truce_status status;

    snprintf(sql, sizeof sql, "SELECT * FROM \"%s\" ORDER BY fid", name);
    status = truce_gpkg_prepare(&m->g, sql, &statement, err);
    if (status == TRUCE_OK)
        status = add_head(m, digest, name, statement, err);
    while (status == TRUCE_OK && (step = sqlite3_step(statement)) == SQLITE_ROW) {
        for (int c = 0; c < sqlite3_column_count(statement); c++)
            add_column(digest, statement, c);
        status = truce_layer_digest_end_leaf(digest, err);
    }
    if (status == TRUCE_OK && step != SQLITE_DONE)
        status = truce_gpkg_fail(&m->g, err);
    sqlite3_finalize(statement);
    return status;
}

enum truce_status truce_gpkg_layers_digest(void *self, struct truce_hash *out, struct truce_err *err)
{
    struct truce_gpkg_mission *m = self;
    struct truce_layer_digest digest;
    struct names *names = malloc(sizeof *names);
    enum truce_status status;

    if (names == NULL)
        return truce_fail(err, TRUCE_ERR_MEMORY, "no memory to read layers");
    truce_layer_digest_init(&digest);
    status = truce_gpkg_run(&m->g, err, "BEGIN"); /* all layers of one moment */
    if (status == TRUCE_OK) {
        status = read_names(m, names, err);
        for (size_t i = 0; i < names->n && status == TRUCE_OK; i++)
            status = add_layer(m, &digest, names->name[i], err);
        status = truce_gpkg_end(&m->g, status, err);
    }
    if (status == TRUCE_OK)
        *out = truce_log_root(&digest.tree);
    truce_layer_digest_fini(&digest);
    free(names);
    return status;
}
