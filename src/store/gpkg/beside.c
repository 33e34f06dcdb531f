/*
 * What is kept beside the log: attachments under their hash, signed notes, small values.
 *
 * One idea: each is one statement, and so one transaction, durable when it returns.
 */
#include <string.h>

#include "store/gpkg/mission.h"

static const char *const kinds[TRUCE_STORE_NOTE_KINDS] = {"checkpoint", "cosigned"};

/* Runs a statement with up to three parameters that gives no row. */
static enum truce_status finish(struct truce_gpkg_mission *m, sqlite3_stmt *statement, bool bound,
                                struct truce_err *err)
{
    enum truce_status status;

    if (!bound) {
        status = truce_gpkg_fail(&m->g, err);
        sqlite3_reset(statement);
    } else {
        status = truce_gpkg_finish(&m->g, statement, err);
    }
    sqlite3_finalize(statement);
    return status;
}

static bool bind_text(sqlite3_stmt *statement, int at, struct truce_text text)
{
    return sqlite3_bind_text64(statement, at, text.at != NULL ? text.at : "", text.len, SQLITE_STATIC,
                               SQLITE_UTF8) == SQLITE_OK;
}

static bool bind_blob(sqlite3_stmt *statement, int at, struct truce_text bytes)
{
    return sqlite3_bind_blob64(statement, at, bytes.at != NULL ? bytes.at : "", bytes.len, SQLITE_STATIC) ==
           SQLITE_OK;
}

enum truce_status truce_gpkg_attach(void *self, const struct truce_hash *hash, struct truce_text bytes,
                                    struct truce_err *err)
{
    struct truce_gpkg_mission *m = self;
    char text[TRUCE_HASH_TEXT];
    sqlite3_stmt *statement;
    bool bound;
    enum truce_status status =
        truce_gpkg_prepare(&m->g, "INSERT OR IGNORE INTO truce_attachments VALUES (?, ?)", &statement, err);

    if (status != TRUCE_OK)
        return status;
    truce_hash_format(hash, text);
    bound = bind_text(statement, 1, truce_text_view(text)) && bind_blob(statement, 2, bytes);
    return finish(m, statement, bound, err);
}

/* The first column of the only row that has `key`. */
static enum truce_status get(struct truce_gpkg_mission *m, const char *sql, const char *key,
                             struct truce_buf *out, bool *found, struct truce_err *err)
{
    sqlite3_stmt *statement;
    int step;
    enum truce_status status = truce_gpkg_prepare(&m->g, sql, &statement, err);

    if (status != TRUCE_OK)
        return status;
    bind_text(statement, 1, truce_text_view(key));
    step = sqlite3_step(statement);
    if (step == SQLITE_ROW && out != NULL) {
        const char *at = sqlite3_column_blob(statement, 0);
        truce_buf_add(out, at, (size_t)sqlite3_column_bytes(statement, 0));
    }
    if (step != SQLITE_ROW && step != SQLITE_DONE)
        status = truce_gpkg_fail(&m->g, err);
    else
        *found = step == SQLITE_ROW;
    sqlite3_finalize(statement);
    return status;
}

enum truce_status truce_gpkg_attachment(void *self, const struct truce_hash *hash, struct truce_buf *out,
                                        bool *found, struct truce_err *err)
{
    char text[TRUCE_HASH_TEXT];

    truce_hash_format(hash, text);
    return get(self,
               out != NULL ? "SELECT bytes FROM truce_attachments WHERE sha256 = ?"
                           : "SELECT 1 FROM truce_attachments WHERE sha256 = ?",
               text, out, found, err);
}

enum truce_status truce_gpkg_note_add(void *self, const struct truce_store_note *note, struct truce_err *err)
{
    struct truce_gpkg_mission *m = self;
    sqlite3_stmt *statement;
    bool bound;
    enum truce_status status =
        truce_gpkg_prepare(&m->g,
                           "INSERT INTO truce_notes (size, kind, note) SELECT ?1, ?2, ?3"
                           " WHERE NOT EXISTS (SELECT 1 FROM truce_notes WHERE kind = ?2 AND note = ?3)",
                           &statement, err);

    if (status != TRUCE_OK)
        return status;
    sqlite3_bind_int64(statement, 1, (sqlite3_int64)note->size);
    bound =
        bind_text(statement, 2, truce_text_view(kinds[note->kind])) && bind_text(statement, 3, note->bytes);
    return finish(m, statement, bound, err);
}

enum truce_status
truce_gpkg_notes(void *self, enum truce_status (*visit)(void *context, const struct truce_store_note *note),
                 void *context, struct truce_err *err)
{
    struct truce_gpkg_mission *m = self;
    sqlite3_stmt *statement;
    int step = SQLITE_DONE;
    enum truce_status status = truce_gpkg_prepare(
        &m->g, "SELECT size, kind, note FROM truce_notes ORDER BY size, seq", &statement, err);

    while (status == TRUCE_OK && (step = sqlite3_step(statement)) == SQLITE_ROW) {
        struct truce_store_note note = {.size = (uint64_t)sqlite3_column_int64(statement, 0)};
        const char *kind = (const char *)sqlite3_column_text(statement, 1);
        note.bytes.at = sqlite3_column_blob(statement, 2);
        note.bytes.len = (size_t)sqlite3_column_bytes(statement, 2);
        note.kind = kind != NULL && strcmp(kind, kinds[TRUCE_STORE_NOTE_COSIGNED]) == 0
                        ? TRUCE_STORE_NOTE_COSIGNED
                        : TRUCE_STORE_NOTE_CHECKPOINT;
        status = visit(context, &note);
    }
    if (status == TRUCE_OK && step != SQLITE_DONE)
        status = truce_gpkg_fail(&m->g, err);
    sqlite3_finalize(statement);
    return status;
}

enum truce_status truce_gpkg_meta_set(void *self, const char *key, struct truce_text value,
                                      struct truce_err *err)
{
    struct truce_gpkg_mission *m = self;
    sqlite3_stmt *statement;
    bool bound;
    enum truce_status status =
        truce_gpkg_prepare(&m->g, "INSERT OR REPLACE INTO truce_meta VALUES (?, ?)", &statement, err);

    if (status != TRUCE_OK)
        return status;
    bound = bind_text(statement, 1, truce_text_view(key)) && bind_text(statement, 2, value);
    return finish(m, statement, bound, err);
}

enum truce_status truce_gpkg_meta_get(void *self, const char *key, struct truce_buf *out, bool *found,
                                      struct truce_err *err)
{
    return get(self, "SELECT value FROM truce_meta WHERE key = ?", key, out, found, err);
}
