/*
 * A mission file: making, opening, closing.
 *
 * One idea: at rest the file is a plain GeoPackage that stands alone and that a read-only medium can hold; only while a writer is at work does it have a WAL, so that readers go on.
 * A file of a stranger is not trusted: its tables must be exactly ours, its triggers and views are not run, SQLite's own checks are on.
 * docs/formats/mission.md describes the tables.
 */
#include "store/gpkg/mission.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store/gpkg/tables.h"

enum {
    BUSY_MS = 2000,    /* how long SQLite itself waits for another's short lock */
    WAL_PAGES = 8000,  /* 32 MiB; then it is folded back */
    CACHE_KIB = 65536, /* of a writer */
    READ_CACHE_KIB = 16384,
    LENGTH_MAX = (int)TRUCE_STORE_ATTACHMENT_MAX + (1 << 20),
};

/* The statements that make our tables are kept by SQLite word by word, and so are how we know them again. */
static const struct {
    const char *name, *sql;
} tables[] = {
    {"truce_meta", "CREATE TABLE truce_meta (key TEXT NOT NULL PRIMARY KEY, value TEXT NOT NULL)"},
    {"truce_state", "CREATE TABLE truce_state (id INTEGER PRIMARY KEY CHECK (id = 1), size INTEGER NOT NULL, "
                    "logged INTEGER NOT NULL, layers INTEGER)"},
    {"truce_log", "CREATE TABLE truce_log (n INTEGER PRIMARY KEY NOT NULL, id TEXT NOT NULL, logged INTEGER "
                  "NOT NULL, record TEXT NOT NULL)"},
    {"truce_tiles", "CREATE TABLE truce_tiles (tile INTEGER PRIMARY KEY, hashes BLOB NOT NULL)"},
    {"truce_id_runs", "CREATE TABLE truce_id_runs (run INTEGER PRIMARY KEY, first INTEGER NOT NULL, leaves "
                      "INTEGER NOT NULL, bits INTEGER NOT NULL)"},
    {"truce_id_blocks", "CREATE TABLE truce_id_blocks (block INTEGER PRIMARY KEY, entries BLOB NOT NULL)"},
    {"truce_attachments",
     "CREATE TABLE truce_attachments (sha256 TEXT NOT NULL PRIMARY KEY, bytes BLOB NOT NULL)"},
    {"truce_notes", "CREATE TABLE truce_notes (seq INTEGER PRIMARY KEY, size INTEGER NOT NULL, kind TEXT NOT "
                    "NULL, note TEXT NOT NULL)"},
    {"truce_layers", "CREATE TABLE truce_layers (position INTEGER PRIMARY KEY, name TEXT NOT NULL)"},
};
enum { N_TABLES = sizeof tables / sizeof tables[0] };

static const char *const statements[TRUCE_GPKG_STATEMENTS] = {
    [TRUCE_GPKG_STATE] = "SELECT size, logged, layers FROM truce_state WHERE id = 1",
    [TRUCE_GPKG_SCAN] = "SELECT n, id, logged, record FROM truce_log WHERE n >= ? AND n < ? ORDER BY n",
    [TRUCE_GPKG_TILE] = "SELECT hashes FROM truce_tiles WHERE tile = ?",
    [TRUCE_GPKG_ID_OF] = "SELECT id FROM truce_log WHERE n = ?",
    [TRUCE_GPKG_BLOCK] = "SELECT entries FROM truce_id_blocks WHERE block = ?",
    [TRUCE_GPKG_PUT_RECORD] = "INSERT INTO truce_log VALUES (?, ?, ?, ?)",
    [TRUCE_GPKG_PUT_TILE] = "INSERT OR REPLACE INTO truce_tiles VALUES (?, ?)",
    [TRUCE_GPKG_PUT_BLOCK] = "INSERT INTO truce_id_blocks VALUES (?, ?)",
    [TRUCE_GPKG_PUT_STATE] = "UPDATE truce_state SET size = ?, logged = ?",
};

static const struct truce_store_backend backend;

void truce_gpkg_time(struct truce_instant at, char *out)
{
    enum { MS_DAY = 86400000 };
    int64_t ms = at.us / 1000 - (at.us % 1000 < 0), n = ms / MS_DAY - (ms % MS_DAY < 0);
    int of_day = (int)(ms - n * MS_DAY);
    char day[TRUCE_DAY_TEXT];

    if (n < -62000 || n > 84370) /* beyond the years of truce_day, which no log has */
        n = of_day = 0;
    truce_day_format((struct truce_day){(int32_t)n}, day);
    snprintf(out, TRUCE_GPKG_TIME_TEXT, "%sT%02d:%02d:%02d.%03dZ", day, of_day / 3600000, of_day / 60000 % 60,
             of_day / 1000 % 60, of_day % 1000);
}

/* --- closing --- */

static void finalize_all(struct truce_gpkg_mission *m)
{
    for (int i = 0; i < TRUCE_GPKG_STATEMENTS; i++) {
        sqlite3_finalize(m->statement[i]);
        m->statement[i] = NULL;
    }
}

static enum truce_status close_mission(void *self, struct truce_err *err)
{
    struct truce_gpkg_mission *m = self;
    enum truce_status status = TRUCE_OK;

    finalize_all(m);
    if (m->g.db != NULL && m->mode == TRUCE_STORE_WRITE && m->lock.fd >= 0) {
        status = truce_gpkg_run(&m->g, err, "PRAGMA wal_checkpoint(TRUNCATE)");
        /* refused while somebody reads; then the empty WAL stays until the last reader goes */
        sqlite3_busy_timeout(m->g.db, 0);
        sqlite3_exec(m->g.db, "PRAGMA journal_mode=DELETE", NULL, NULL, NULL);
    }
    sqlite3_close(m->g.db);
    truce_gpkg_lock_release(&m->lock);
    free(m->path);
    free(m);
    return status;
}

/* --- opening --- */

/* "file:..." with what a URI cannot hold in percent, for a file on a medium where SQLite can make no side files. */
static enum truce_status open_immutable(struct truce_gpkg_mission *m, struct truce_err *err)
{
    struct truce_buf uri;
    enum truce_status status;

    truce_buf_init(&uri);
    truce_buf_puts(&uri, "file:");
    for (const char *at = m->path; *at != '\0'; at++)
        if (strchr("%?#", *at) != NULL)
            truce_buf_printf(&uri, "%%%02X", (unsigned)(unsigned char)*at);
        else
            truce_buf_putc(&uri, *at);
    truce_buf_puts(&uri, "?immutable=1");
    status = truce_buf_check(&uri, err);
    sqlite3_close(m->g.db);
    m->g.db = NULL;
    if (status == TRUCE_OK &&
        sqlite3_open_v2(uri.at, &m->g.db, SQLITE_OPEN_READONLY | SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX,
                        NULL) != SQLITE_OK)
        status = truce_gpkg_fail(&m->g, err);
    truce_buf_fini(&uri);
    return status;
}

/* Settings against files that mean harm, before anything of the file is used. */
static enum truce_status make_wary(struct truce_gpkg_mission *m, struct truce_err *err)
{
    sqlite3 *db = m->g.db;
    bool good = sqlite3_db_config(db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL) == SQLITE_OK &&
                sqlite3_db_config(db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL) == SQLITE_OK &&
                sqlite3_db_config(db, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, NULL) == SQLITE_OK &&
                sqlite3_db_config(db, SQLITE_DBCONFIG_ENABLE_VIEW, 0, NULL) == SQLITE_OK &&
                sqlite3_db_config(db, SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0, NULL) == SQLITE_OK;

    if (!good)
        return truce_fail(err, TRUCE_ERR_INTERNAL, "SQLite refuses its defensive settings");
    sqlite3_limit(db, SQLITE_LIMIT_LENGTH, LENGTH_MAX);
    sqlite3_limit(db, SQLITE_LIMIT_ATTACHED, 0);
    sqlite3_busy_timeout(db, BUSY_MS);
    return truce_gpkg_run(&m->g, err, "PRAGMA cell_size_check=ON;PRAGMA mmap_size=0;");
}

static enum truce_status set_pragmas(struct truce_gpkg_mission *m, struct truce_err *err)
{
    bool writes = m->mode == TRUCE_STORE_WRITE;

    return truce_gpkg_run(&m->g, err, "PRAGMA cache_size=-%d;%s", writes ? CACHE_KIB : READ_CACHE_KIB,
                          writes ? "" : "PRAGMA query_only=ON;");
}

/* The first column of the only row as text; "" for none.  *out is of n bytes. */
static enum truce_status ask(struct truce_gpkg_mission *m, const char *sql, const char *argument, char *out,
                             size_t n, struct truce_err *err)
{
    sqlite3_stmt *statement;
    int step;
    enum truce_status status = truce_gpkg_prepare(&m->g, sql, &statement, err);

    if (status != TRUCE_OK)
        return status;
    if (argument != NULL)
        sqlite3_bind_text(statement, 1, argument, -1, SQLITE_STATIC);
    step = sqlite3_step(statement);
    out[0] = '\0';
    if (step == SQLITE_ROW && sqlite3_column_text(statement, 0) != NULL)
        snprintf(out, n, "%s", (const char *)sqlite3_column_text(statement, 0));
    if (step != SQLITE_ROW && step != SQLITE_DONE)
        status = truce_gpkg_fail(&m->g, err);
    sqlite3_finalize(statement);
    return status;
}

static enum truce_status check_table(struct truce_gpkg_mission *m, size_t t, struct truce_err *err)
{
    char sql[1024];
    enum truce_status status = ask(m, "SELECT sql FROM sqlite_schema WHERE type = 'table' AND name = ?",
                                   tables[t].name, sql, sizeof sql, err);

    if (status == TRUCE_OK && strcmp(sql, tables[t].sql) != 0)
        return truce_fail_at(err, TRUCE_ERR_SYNTAX, m->path, 0, 0,
                             "the table %s of this file is not that of a mission file", tables[t].name);
    return status;
}

static enum truce_status check_identity(struct truce_gpkg_mission *m, char *origin, size_t n,
                                        struct truce_err *err)
{
    static const char meta[] = "SELECT value FROM truce_meta WHERE key = ?";
    char text[64];
    long format;
    enum truce_status status = ask(m, "PRAGMA application_id", NULL, text, sizeof text, err);

    if (status != TRUCE_OK)
        return status;
    if (strcmp(text, "1196444487") != 0)
        return truce_fail_at(err, TRUCE_ERR_SYNTAX, m->path, 0, 0, "this is not a GeoPackage");
    status = ask(m, "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name = ?", "truce_meta",
                 text, sizeof text, err);
    if (status != TRUCE_OK)
        return status;
    if (strcmp(text, "1") != 0)
        return truce_fail_at(err, TRUCE_ERR_SYNTAX, m->path, 0, 0,
                             "this is a GeoPackage, but not a mission file: it has no log of records");
    status = check_table(m, 0, err);
    if (status == TRUCE_OK)
        status = ask(m, meta, "format", text, sizeof text, err);
    if (status != TRUCE_OK)
        return status;
    format = strtol(text, NULL, 10);
    if (format > TRUCE_STORE_FORMAT)
        return truce_fail_at(
            err, TRUCE_ERR_UNSUPPORTED, m->path, 0, 0,
            "the file was written by a newer version of truce (format %ld; this version knows "
            "format %d): use that version",
            format, TRUCE_STORE_FORMAT);
    for (size_t t = 1; t < N_TABLES && status == TRUCE_OK; t++)
        status = check_table(m, t, err);
    if (status == TRUCE_OK)
        status = ask(m, meta, "origin", origin, n, err);
    if (status == TRUCE_OK && (format < 1 || !truce_store_origin_ok(origin)))
        status = truce_fail_at(err, TRUCE_ERR_SYNTAX, m->path, 0, 0,
                               "the file is damaged: it does not name its format and its log");
    return status;
}

static enum truce_status prepare_all(struct truce_gpkg_mission *m, struct truce_err *err)
{
    int n = m->mode == TRUCE_STORE_WRITE ? TRUCE_GPKG_STATEMENTS : TRUCE_GPKG_PUT_RECORD;
    enum truce_status status = TRUCE_OK;

    for (int i = 0; i < n && status == TRUCE_OK; i++)
        status = truce_gpkg_prepare(&m->g, statements[i], &m->statement[i], err);
    return status;
}

static enum truce_status become_writer(struct truce_gpkg_mission *m, const char *who, struct truce_err *err)
{
    enum truce_status status = TRUCE_OK;
    char mode[16];

    if (sqlite3_db_readonly(m->g.db, "main") == 1)
        return truce_fail_at(err, TRUCE_ERR_IO, m->path, 0, 0,
                             "the file is read-only; copy it, or ask its owner for the right to write");
    if (m->lock.fd < 0)
        status = truce_gpkg_lock_take(&m->lock, sqlite3_db_filename(m->g.db, "main"), who, err);
    if (status == TRUCE_OK)
        status = ask(m, "PRAGMA journal_mode=WAL", NULL, mode, sizeof mode, err);
    if (status == TRUCE_OK && strcmp(mode, "wal") != 0)
        status =
            truce_fail_at(err, TRUCE_ERR_IO, m->path, 0, 0,
                          "the file cannot be written here: SQLite's journal stays '%s'; is it on a network "
                          "drive?",
                          mode);
    if (status == TRUCE_OK)
        status = truce_gpkg_run(&m->g, err,
                                "PRAGMA synchronous=FULL;PRAGMA wal_autocheckpoint=%d;"
                                "PRAGMA journal_size_limit=0;PRAGMA foreign_keys=OFF;",
                                WAL_PAGES);
    return status == TRUCE_OK ? truce_gpkg_add_functions(&m->g, err) : status;
}

/* Records in a WAL that cannot be folded back here must not be passed over. */
static enum truce_status check_no_wal(const struct truce_gpkg_mission *m, struct truce_err *err)
{
    struct stat info;
    struct truce_buf name;
    enum truce_status status;

    truce_buf_init(&name);
    truce_buf_printf(&name, "%s-wal", m->path);
    status = truce_buf_check(&name, err);
    if (status == TRUCE_OK && stat(name.at, &info) == 0 && info.st_size > 0)
        status = truce_fail_at(err, TRUCE_ERR_IO, m->path, 0, 0,
                               "the last writer did not finish, and nothing can be written here to finish "
                               "for it: open the file once "
                               "where it can be written");
    truce_buf_fini(&name);
    return status;
}

static enum truce_status open_database(struct truce_gpkg_mission *m, struct truce_err *err)
{
    struct stat info;
    char ignored[16];
    enum truce_status status;

    if (stat(m->path, &info) != 0)
        return truce_fail_at(err, errno == ENOENT || errno == ENOTDIR ? TRUCE_ERR_MISSING : TRUCE_ERR_IO,
                             m->path, 0, 0, "cannot open: %s", strerror(errno));
    if (!S_ISREG(info.st_mode))
        return truce_fail_at(err, TRUCE_ERR_SYNTAX, m->path, 0, 0, "this is not a file");
    /* a reader, too, may have to finish what a writer that died began; SQLite falls back to read-only by itself */
    if (sqlite3_open_v2(m->path, &m->g.db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL) != SQLITE_OK)
        return m->g.db != NULL ? truce_gpkg_fail(&m->g, err)
                               : truce_fail(err, TRUCE_ERR_MEMORY, "no memory to open %s", m->path);
    status = make_wary(m, err);
    if (status != TRUCE_OK || m->mode == TRUCE_STORE_WRITE)
        return status;
    if (ask(m, "SELECT count(*) FROM sqlite_schema", NULL, ignored, sizeof ignored, NULL) == TRUCE_OK ||
        (sqlite3_errcode(m->g.db) != SQLITE_CANTOPEN && sqlite3_errcode(m->g.db) != SQLITE_READONLY))
        return TRUCE_OK; /* what else is wrong shows when the file is looked at */
    status = check_no_wal(m, err);
    if (status == TRUCE_OK)
        status = open_immutable(m, err);
    return status == TRUCE_OK ? make_wary(m, err) : status;
}

/* lock: one that is held already, or NULL. */
static enum truce_status open_mission(const char *path, enum truce_store_mode mode, const char *who,
                                      struct truce_gpkg_lock *lock, struct truce_store **out,
                                      struct truce_err *err)
{
    enum { ORIGIN_ROOM = 256 };
    struct truce_gpkg_mission *m = calloc(1, sizeof *m);
    char origin[ORIGIN_ROOM];
    enum truce_status status;

    if (m != NULL)
        m->path = malloc(strlen(path) + 1);
    if (m == NULL || m->path == NULL) {
        free(m);
        return truce_fail(err, TRUCE_ERR_MEMORY, "no memory to open %s", path);
    }
    memcpy(m->path, path, strlen(path) + 1);
    m->g.path = m->path;
    m->mode = mode;
    truce_gpkg_lock_init(&m->lock);
    if (lock != NULL) {
        m->lock = *lock;
        truce_gpkg_lock_init(lock);
    }
    status = open_database(m, err);
    if (status == TRUCE_OK)
        status = set_pragmas(m, err);
    if (status == TRUCE_OK)
        status = check_identity(m, origin, sizeof origin, err);
    if (status == TRUCE_OK && mode == TRUCE_STORE_WRITE)
        status = become_writer(m, who, err);
    if (status == TRUCE_OK)
        status = prepare_all(m, err);
    if (status != TRUCE_OK) {
        (void)close_mission(m, NULL);
        return status;
    }
    return truce_store_wrap(&backend, m, mode, path, origin, out, err);
}

enum truce_status truce_store_open(const char *path, enum truce_store_mode mode, const char *who,
                                   struct truce_store **out, struct truce_err *err)
{
    return open_mission(path, mode, who, NULL, out, err);
}

static const struct truce_store_backend backend = {
    .close = close_mission,
    .state = truce_gpkg_state,
    .append = truce_gpkg_append,
    .scan = truce_gpkg_scan,
    .find = truce_gpkg_find,
    .tile = truce_gpkg_tile,
    .count = truce_gpkg_count,
    .attach = truce_gpkg_attach,
    .attachment = truce_gpkg_attachment,
    .note_add = truce_gpkg_note_add,
    .notes = truce_gpkg_notes,
    .meta_set = truce_gpkg_meta_set,
    .meta_get = truce_gpkg_meta_get,
    .layers_replace = truce_gpkg_layers_replace,
    .layers_digest = truce_gpkg_layers_digest,
};

/* --- making --- */

static enum truce_status fill(const struct truce_gpkg *g, const struct truce_store_new *options,
                              struct truce_err *err)
{
    char time[TRUCE_GPKG_TIME_TEXT];
    enum truce_status status =
        truce_gpkg_run(g, err,
                       "PRAGMA page_size=4096;PRAGMA journal_mode=OFF;PRAGMA synchronous=OFF;"
                       "PRAGMA application_id=%d;PRAGMA user_version=%d;BEGIN",
                       TRUCE_GPKG_APPLICATION, TRUCE_GPKG_VERSION);

    if (status == TRUCE_OK)
        status = truce_gpkg_make_tables(g, err);
    for (size_t t = 0; t < N_TABLES && status == TRUCE_OK; t++)
        status = truce_gpkg_run(g, err, "%s", tables[t].sql);
    if (status != TRUCE_OK)
        return status;
    truce_gpkg_time(options->created, time);
    return truce_gpkg_run(
        g, err,
        "INSERT INTO truce_meta VALUES ('format', '%d'), ('origin', %Q), ('created', '%lld');"
        "INSERT INTO truce_state VALUES (1, 0, %lld, NULL);"
        "INSERT INTO gpkg_contents (table_name, data_type, identifier, description, last_change) "
        "VALUES ('truce_log', 'attributes', 'truce_log', 'Append-only log of records', %Q);"
        "INSERT INTO gpkg_ogr_contents VALUES ('truce_log', 0);"
        "CREATE TRIGGER truce_log_no_update BEFORE UPDATE ON truce_log BEGIN "
        "SELECT RAISE(ABORT, 'the log is never rewritten'); END;"
        "CREATE TRIGGER truce_log_no_delete BEFORE DELETE ON truce_log BEGIN "
        "SELECT RAISE(ABORT, 'the log is never rewritten'); END;"
        "COMMIT",
        TRUCE_STORE_FORMAT, options->origin, (long long)options->created.us, (long long)options->created.us,
        time);
}

static enum truce_status make_temporary(const char *temporary, const char *path,
                                        const struct truce_store_new *options, struct truce_err *err)
{
    struct truce_gpkg g = {NULL, path};
    int fd = open(temporary, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    enum truce_status status;

    if (fd < 0)
        return truce_fail_at(err, TRUCE_ERR_IO, path, 0, 0, "cannot create: %s", strerror(errno));
    if (sqlite3_open_v2(temporary, &g.db, SQLITE_OPEN_READWRITE, NULL) != SQLITE_OK)
        status = truce_gpkg_fail(&g, err);
    else
        status = fill(&g, options, err);
    sqlite3_close(g.db);
    if (status == TRUCE_OK && fsync(fd) != 0)
        status = truce_fail_at(err, TRUCE_ERR_IO, path, 0, 0, "cannot write: %s", strerror(errno));
    close(fd);
    return status;
}

/* Gives the file its name, unless something has it already, also where a file system knows no second names. */
static enum truce_status give_name(const char *temporary, const char *path, struct truce_err *err)
{
    struct stat info;

    if (link(temporary, path) == 0)
        return TRUCE_OK;
    if (errno != EEXIST && lstat(path, &info) != 0 && errno == ENOENT && rename(temporary, path) == 0)
        return TRUCE_OK;
    if (lstat(path, &info) == 0)
        return truce_fail_at(err, TRUCE_ERR_USAGE, path, 0, 0,
                             "something of this name is already there; it was left alone");
    return truce_fail_at(err, TRUCE_ERR_IO, path, 0, 0, "cannot create: %s", strerror(errno));
}

/* The new name survives a power cut only when the folder is on the disk, too. */
static void sync_folder(const char *path)
{
    const char *slash = strrchr(path, '/');
    size_t n = slash != NULL ? (size_t)(slash - path) + 1 : 0;
    char *folder = malloc(n + 2);
    int fd;

    if (folder == NULL)
        return;
    memcpy(folder, n > 0 ? path : ".", n > 0 ? n : 1);
    folder[n > 0 ? n : 1] = '\0';
    fd = open(folder, O_RDONLY | O_CLOEXEC);
    if (fd >= 0) {
        (void)fsync(fd);
        close(fd);
    }
    free(folder);
}

static enum truce_status create_locked(const char *path, char *temporary,
                                       const struct truce_store_new *options, struct truce_err *err)
{
    struct stat info;
    enum truce_status status;

    if (lstat(path, &info) == 0)
        return truce_fail_at(err, TRUCE_ERR_USAGE, path, 0, 0,
                             "something of this name is already there; it was left alone");
    status = make_temporary(temporary, path, options, err);
    if (status == TRUCE_OK)
        status = give_name(temporary, path, err);
    unlink(temporary);
    if (status == TRUCE_OK)
        sync_folder(path);
    return status;
}

enum truce_status truce_store_create(const char *path, const struct truce_store_new *options,
                                     struct truce_store **out, struct truce_err *err)
{
    struct truce_gpkg_lock lock;
    size_t n = strlen(path) + sizeof ".part";
    char *temporary;
    enum truce_status status;

    if (strcmp(path, "-") == 0 || path[0] == '\0')
        return truce_fail(err, TRUCE_ERR_USAGE,
                          "a mission file cannot be written to standard output; name a file");
    if (!truce_store_origin_ok(options->origin))
        return truce_fail(err, TRUCE_ERR_USAGE,
                          "'%.60s' cannot name a log: 1 to 200 bytes without blanks and '+'",
                          options->origin);
    temporary = malloc(n);
    if (temporary == NULL)
        return truce_fail(err, TRUCE_ERR_MEMORY, "no memory for a file name");
    snprintf(temporary, n, "%s.part", path);
    truce_gpkg_lock_init(&lock);
    status = truce_gpkg_lock_take(&lock, path, options->who, err);
    if (status == TRUCE_OK)
        status = create_locked(path, temporary, options, err);
    if (status == TRUCE_OK)
        status = open_mission(path, TRUCE_STORE_WRITE, options->who, &lock, out, err);
    truce_gpkg_lock_release(&lock);
    free(temporary);
    return status;
}
