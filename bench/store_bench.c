/*
 * Durable appends a second, beside plain INSERTs of the same rows into a table with a unique id: store_bench FOLDER RECORDS BATCH
 *
 * Ids are random, as those of other systems are; records have about 300 bytes.  One JSON object with seconds to stdout.
 */
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "store/store.h"

enum { ID_ROOM = 32, RECORD_ROOM = 400 };

struct rows {
    size_t n, batch;
    char *ids, *bytes; /* ID_ROOM and RECORD_ROOM each */
    struct truce_store_record *records;
};

static void die(const char *what)
{
    fprintf(stderr, "store_bench: %s\n", what);
    exit(1);
}

static double now_s(clockid_t clock)
{
    struct timespec t;

    clock_gettime(clock, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static void make_rows(struct rows *rows)
{
    uint64_t x = 88172645463325252U;

    rows->ids = malloc(rows->n * ID_ROOM);
    rows->bytes = malloc(rows->n * RECORD_ROOM);
    rows->records = calloc(rows->n, sizeof *rows->records);
    if (rows->ids == NULL || rows->bytes == NULL || rows->records == NULL)
        die("no memory");
    for (size_t i = 0; i < rows->n; i++) {
        char *id = rows->ids + i * ID_ROOM, *bytes = rows->bytes + i * RECORD_ROOM;
        x ^= x << 13;
        x ^= x >> 7;
        x ^= x << 17;
        rows->records[i].id.at = id;
        rows->records[i].id.len = (size_t)snprintf(id, ID_ROOM, "r-%016llx", (unsigned long long)x);
        rows->records[i].bytes.at = bytes;
        rows->records[i].bytes.len = (size_t)snprintf(
            bytes, RECORD_ROOM,
            "{\"id\":\"%s\",\"by\":\"JMM\",\"kind\":\"report\",\"from\":\"2026-02-%02dT%02d:%02d+02:00\","
            "\"class\":\"fire\","
            "\"count\":%d,\"place\":[%.5f,%.5f],\"sigma_m\":%d,\"source\":[\"patrol-%d\"],\"note\":\"%.*s\"}",
            id, (int)(x % 28) + 1, (int)(x >> 8) & 15, (int)(x >> 16) & 31, (int)(x >> 24) & 15,
            30 + (double)(x >> 32 & 0xffff) / 8192, 46 + (double)(x >> 40 & 0xffff) / 16384,
            (int)(x >> 20) & 1023, (int)(x >> 50) & 255, 100 + (int)(x & 31),
            "heard from the position near the bridge, several explosions to the south-south-east, "
            "undetermined, "
            "no impact seen; the camera was down");
    }
}

struct times {
    double wall_s, cpu_s;
};

static struct times since(struct times start)
{
    return (struct times){now_s(CLOCK_MONOTONIC) - start.wall_s,
                          now_s(CLOCK_PROCESS_CPUTIME_ID) - start.cpu_s};
}

static struct times append_all(struct rows *rows, const char *path, char root_text[TRUCE_HASH_TEXT])
{
    static const struct truce_store_new options = {"example.org/bench", {0}, NULL};
    struct truce_store *store;
    struct truce_err err;
    struct truce_hash root;
    struct times start, spent;

    unlink(path);
    start = since((struct times){0, 0});
    if (truce_store_create(path, &options, &store, &err) != TRUCE_OK)
        die(err.text);
    for (size_t i = 0; i < rows->n; i += rows->batch) {
        size_t n = rows->n - i < rows->batch ? rows->n - i : rows->batch;
        if (truce_store_append(store, rows->records + i, n, (struct truce_instant){(int64_t)i}, NULL, &err) !=
            TRUCE_OK)
            die(err.text);
    }
    spent = since(start);
    if (truce_store_root(store, rows->n, &root, &err) != TRUCE_OK ||
        truce_store_close(store, &err) != TRUCE_OK)
        die(err.text);
    truce_hash_format(&root, root_text);
    return spent;
}

static void run(sqlite3 *db, const char *sql)
{
    if (sqlite3_exec(db, sql, NULL, NULL, NULL) != SQLITE_OK)
        die(sqlite3_errmsg(db));
}

/* As durable as ours, with as much cache, and no tree. */
static struct times insert_all(struct rows *rows, const char *path)
{
    struct times start, spent;
    sqlite3_stmt *statement;
    sqlite3 *db;

    unlink(path);
    start = since((struct times){0, 0});
    if (sqlite3_open(path, &db) != SQLITE_OK)
        die("cannot open");
    run(db, "PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;PRAGMA cache_size=-65536;PRAGMA "
            "wal_autocheckpoint=8000;"
            "CREATE TABLE log (n INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, logged INTEGER NOT NULL, "
            "record TEXT NOT NULL)");
    if (sqlite3_prepare_v2(db, "INSERT INTO log VALUES (?, ?, ?, ?)", -1, &statement, NULL) != SQLITE_OK)
        die(sqlite3_errmsg(db));
    for (size_t i = 0; i < rows->n; i += rows->batch) {
        run(db, "BEGIN IMMEDIATE");
        for (size_t k = i; k < rows->n && k < i + rows->batch; k++) {
            const struct truce_store_record *record = &rows->records[k];
            sqlite3_bind_int64(statement, 1, (sqlite3_int64)k);
            sqlite3_bind_text(statement, 2, record->id.at, (int)record->id.len, SQLITE_STATIC);
            sqlite3_bind_int64(statement, 3, (sqlite3_int64)i);
            sqlite3_bind_text(statement, 4, record->bytes.at, (int)record->bytes.len, SQLITE_STATIC);
            if (sqlite3_step(statement) != SQLITE_DONE)
                die(sqlite3_errmsg(db));
            sqlite3_reset(statement);
        }
        run(db, "COMMIT");
    }
    spent = since(start);
    sqlite3_finalize(statement);
    sqlite3_close(db);
    return spent;
}

/* What the cursor gives, hashed again. */
static struct times verify_all(const char *path, size_t expected)
{
    struct times start = since((struct times){0, 0});
    struct truce_store *store;
    struct truce_err err;
    uint64_t faults, size;

    if (truce_store_open(path, TRUCE_STORE_READ, NULL, &store, &err) != TRUCE_OK ||
        truce_store_size(store, &size, &err) != TRUCE_OK ||
        truce_store_verify(store, NULL, NULL, &faults, &err) != TRUCE_OK ||
        truce_store_close(store, &err) != TRUCE_OK)
        die(err.text);
    if (faults != 0 || size != expected)
        die("the file does not hold what was appended");
    return since(start);
}

int main(int argc, char **argv)
{
    struct rows rows = {0, 0, NULL, NULL, NULL};
    char ours[1024], peer[1024], root[TRUCE_HASH_TEXT];
    struct times append, insert, verify;
    size_t bytes = 0;

    if (argc != 4)
        die("usage: store_bench FOLDER RECORDS BATCH");
    rows.n = strtoul(argv[2], NULL, 10);
    rows.batch = strtoul(argv[3], NULL, 10);
    if (rows.n == 0 || rows.batch == 0)
        die("no records, or no batch");
    snprintf(ours, sizeof ours, "%s/store_bench.gpkg", argv[1]);
    snprintf(peer, sizeof peer, "%s/store_bench.db", argv[1]);
    make_rows(&rows);
    for (size_t i = 0; i < rows.n; i++)
        bytes += rows.records[i].bytes.len;
    append = append_all(&rows, ours, root);
    insert = insert_all(&rows, peer);
    verify = verify_all(ours, rows.n);
    printf("{\"records\": %zu, \"bytes\": %zu, \"root\": \"%s\", \"append_s\": %.4f, \"append_cpu_s\": %.4f, "
           "\"insert_s\": %.4f, "
           "\"insert_cpu_s\": %.4f, \"verify_s\": %.4f}\n",
           rows.n, bytes, root, append.wall_s, append.cpu_s, insert.wall_s, insert.cpu_s, verify.wall_s);
    free(rows.ids);
    free(rows.bytes);
    free(rows.records);
    return 0;
}
