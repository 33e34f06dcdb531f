/*
 * The log in its tables.
 *
 * One idea: a batch is one transaction that begins with the question whether the log still has the size that the writer knows.
 */
#include <string.h>

#include "store/gpkg/mission.h"
#include "store/gpkg/tables.h"

/* tile number = level * 2^56 + index */
enum { TILE_LEVEL_SHIFT = 56 };

static enum truce_status damaged(const struct truce_gpkg_mission *m, const char *what, struct truce_err *err)
{
    return truce_fail_at(err, TRUCE_ERR_SYNTAX, m->path, 0, 0, "the file is damaged: %s", what);
}

static struct truce_text column_text(sqlite3_stmt *statement, int column)
{
    const char *at = sqlite3_column_blob(statement, column);

    return (struct truce_text){at, (size_t)sqlite3_column_bytes(statement, column)};
}

enum truce_status truce_gpkg_state(void *self, struct truce_store_state *out, struct truce_err *err)
{
    struct truce_gpkg_mission *m = self;
    sqlite3_stmt *statement = m->statement[TRUCE_GPKG_STATE];
    struct truce_store_state state = {0, {0}, TRUCE_STORE_NONE};
    enum truce_status status = TRUCE_OK;

    if (sqlite3_step(statement) != SQLITE_ROW) {
        status = sqlite3_errcode(m->g.db) == SQLITE_DONE
                     ? damaged(m, "it does not say how long its log is", err)
                     : truce_gpkg_fail(&m->g, err);
    } else {
        sqlite3_int64 size = sqlite3_column_int64(statement, 0);
        state.logged.us = sqlite3_column_int64(statement, 1);
        state.size = (uint64_t)size;
        if (sqlite3_column_type(statement, 2) != SQLITE_NULL)
            state.layers = (uint64_t)sqlite3_column_int64(statement, 2);
        if (size < 0 || (state.layers != TRUCE_STORE_NONE && state.layers > state.size))
            status = damaged(m, "it does not say how long its log is", err);
    }
    sqlite3_reset(statement);
    if (status == TRUCE_OK)
        *out = state;
    return status;
}

/* --- appending --- */

static enum truce_status put_records(struct truce_gpkg_mission *m, const struct truce_store_batch *batch,
                                     struct truce_err *err)
{
    sqlite3_stmt *statement = m->statement[TRUCE_GPKG_PUT_RECORD];
    enum truce_status status = TRUCE_OK;

    for (size_t i = 0; i < batch->n && status == TRUCE_OK; i++) {
        const struct truce_store_record *record = &batch->records[i];
        uint64_t n = batch->first + i;
        sqlite3_bind_int64(statement, 1, (sqlite3_int64)n);
        sqlite3_bind_text(statement, 2, record->id.at, (int)record->id.len, SQLITE_STATIC);
        sqlite3_bind_int64(statement, 3, batch->logged.us);
        sqlite3_bind_text(statement, 4, record->bytes.at, (int)record->bytes.len, SQLITE_STATIC);
        if (sqlite3_step(statement) != SQLITE_DONE)
            status = sqlite3_errcode(m->g.db) == SQLITE_CONSTRAINT
                         ? damaged(m, "another program put records into its log", err)
                         : truce_gpkg_fail(&m->g, err);
        sqlite3_reset(statement);
    }
    return status;
}

static enum truce_status put_tiles(struct truce_gpkg_mission *m, const struct truce_store_batch *batch,
                                   struct truce_err *err)
{
    sqlite3_stmt *statement = m->statement[TRUCE_GPKG_PUT_TILE];
    enum truce_status status = TRUCE_OK;

    for (size_t i = 0; i < batch->n_tiles && status == TRUCE_OK; i++) {
        const struct truce_store_tile *tile = &batch->tiles[i];
        sqlite3_bind_int64(statement, 1,
                           (sqlite3_int64)((uint64_t)tile->level << TILE_LEVEL_SHIFT | tile->index));
        sqlite3_bind_blob(statement, 2, tile->hashes, (int)(tile->width * sizeof *tile->hashes),
                          SQLITE_STATIC);
        status = truce_gpkg_finish(&m->g, statement, err);
    }
    return status;
}

static enum truce_status put_state(struct truce_gpkg_mission *m, const struct truce_store_batch *batch,
                                   struct truce_err *err)
{
    sqlite3_stmt *statement = m->statement[TRUCE_GPKG_PUT_STATE];
    char time[TRUCE_GPKG_TIME_TEXT];
    uint64_t size = batch->first + batch->n;
    enum truce_status status;

    sqlite3_bind_int64(statement, 1, (sqlite3_int64)size);
    sqlite3_bind_int64(statement, 2, batch->logged.us);
    status = truce_gpkg_finish(&m->g, statement, err);
    if (status != TRUCE_OK)
        return status;
    truce_gpkg_time(batch->logged, time);
    return truce_gpkg_run(&m->g, err,
                          "UPDATE gpkg_contents SET last_change = %Q WHERE table_name = 'truce_log';"
                          "UPDATE gpkg_ogr_contents SET feature_count = %lld WHERE table_name = 'truce_log'",
                          time, (long long)size);
}

enum truce_status truce_gpkg_append(void *self, const struct truce_store_batch *batch, struct truce_err *err)
{
    struct truce_gpkg_mission *m = self;
    struct truce_store_state state;
    enum truce_status status = truce_gpkg_run(&m->g, err, "BEGIN IMMEDIATE");

    if (status != TRUCE_OK)
        return status;
    status = truce_gpkg_state(m, &state, err);
    if (status == TRUCE_OK && state.size != batch->first)
        status = truce_fail_at(err, TRUCE_ERR_IO, m->path, 0, 0,
                               "another process has written to the log meanwhile; open the file again");
    if (status == TRUCE_OK)
        status = truce_gpkg_ids_add(m, batch, err);
    if (status == TRUCE_OK)
        status = put_records(m, batch, err);
    if (status == TRUCE_OK)
        status = put_tiles(m, batch, err);
    if (status == TRUCE_OK)
        status = put_state(m, batch, err);
    return truce_gpkg_end(&m->g, status, err);
}

/* --- reading --- */

enum truce_status truce_gpkg_scan(void *self, uint64_t from, uint64_t to,
                                  bool (*visit)(void *context, const struct truce_store_record *record),
                                  void *context, struct truce_err *err)
{
    struct truce_gpkg_mission *m = self;
    sqlite3_stmt *statement = m->statement[TRUCE_GPKG_SCAN];
    enum truce_status status = TRUCE_OK;
    int step;

    if (from > INT64_MAX)
        return TRUCE_OK;
    sqlite3_bind_int64(statement, 1, (sqlite3_int64)from);
    sqlite3_bind_int64(statement, 2, to > INT64_MAX ? INT64_MAX : (sqlite3_int64)to);
    while ((step = sqlite3_step(statement)) == SQLITE_ROW) {
        struct truce_store_record record = {(uint64_t)sqlite3_column_int64(statement, 0),
                                            column_text(statement, 1),
                                            column_text(statement, 3),
                                            {sqlite3_column_int64(statement, 2)}};
        if (!visit(context, &record)) {
            step = SQLITE_DONE;
            break;
        }
    }
    if (status == TRUCE_OK && step != SQLITE_DONE)
        status = truce_gpkg_fail(&m->g, err);
    sqlite3_reset(statement);
    return status;
}

enum truce_status truce_gpkg_tile(void *self, unsigned level, uint64_t index, struct truce_hash *out,
                                  size_t *width, struct truce_err *err)
{
    struct truce_gpkg_mission *m = self;
    sqlite3_stmt *statement = m->statement[TRUCE_GPKG_TILE];
    enum truce_status status = TRUCE_OK;
    int step;

    sqlite3_bind_int64(statement, 1, (sqlite3_int64)((uint64_t)level << TILE_LEVEL_SHIFT | index));
    step = sqlite3_step(statement);
    if (step == SQLITE_DONE) {
        *width = 0;
    } else if (step != SQLITE_ROW) {
        status = truce_gpkg_fail(&m->g, err);
    } else {
        struct truce_text hashes = column_text(statement, 0);
        if (hashes.len > TRUCE_STORE_TILE * sizeof *out || hashes.len % sizeof *out != 0) {
            status = damaged(m, "a part of the tree over its log is no list of hashes", err);
        } else {
            if (hashes.len > 0)
                memcpy(out, hashes.at, hashes.len);
            *width = hashes.len / sizeof *out;
        }
    }
    sqlite3_reset(statement);
    return status;
}

static enum truce_status count_rows(struct truce_gpkg_mission *m, const char *sql, uint64_t *out,
                                    struct truce_err *err)
{
    sqlite3_stmt *statement;
    enum truce_status status = truce_gpkg_prepare(&m->g, sql, &statement, err);

    if (status != TRUCE_OK)
        return status;
    if (sqlite3_step(statement) == SQLITE_ROW)
        *out = (uint64_t)sqlite3_column_int64(statement, 0);
    else
        status = truce_gpkg_fail(&m->g, err);
    sqlite3_finalize(statement);
    return status;
}

enum truce_status truce_gpkg_count(void *self, uint64_t *records, uint64_t *tiles, struct truce_err *err)
{
    enum truce_status status = count_rows(self, "SELECT count(*) FROM truce_log", records, err);

    return status == TRUCE_OK ? count_rows(self, "SELECT count(*) FROM truce_tiles", tiles, err) : status;
}
