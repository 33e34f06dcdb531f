/*
 * What is peculiar to a mission file: what other programs see and do, files that are none, one writer across processes.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include <signal.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/file.h"
#include "store/layers.h"
#include "store/store.h"

static char path[1024];
static struct truce_err err;
static const struct truce_store_new options = {"example.org/mission", {1767225600123456}, "the test"};

static struct truce_lonlat points[] = {{20, 46}, {24, 46}, {20, 50}};
static struct truce_ring rings[] = {{0, 3, 0, false}};
static struct truce_multipolygon shape = {points, 3, 3, rings, 1, 1, 1};
static const struct truce_column columns[] = {
    {"name", TRUCE_COLUMN_TEXT, 0}, {"since", TRUCE_COLUMN_DATE, 0}, {"area_km2", TRUCE_COLUMN_REAL, 6}};
static const struct truce_value values[2][3] = {{{"Долина", 0, 0}, {"2031-12-29", 0, 0}, {NULL, 12.5, 0}},
                                                {{NULL, 0, 0}, {NULL, 0, 0}, {NULL, 1, 0}}};
static const struct truce_feature areas[] = {{{0, 0}, &shape, values[0]}};
static const struct truce_feature places[] = {{{20.5, 46.5}, NULL, values[0]}, {{21, 47}, NULL, values[1]}};
static const struct truce_layer layers[] = {
    {"incidents", "Incidents", TRUCE_LAYER_POINT, columns, 3, places, 2},
    {"zones", "Zones", TRUCE_LAYER_MULTIPOLYGON, columns, 3, areas, 1},
};

static void must(enum truce_status status)
{
    if (status != TRUCE_OK)
        fail_msg("%s", err.text);
}

static const char *path_with(const char *end)
{
    static char name[1100];

    snprintf(name, sizeof name, "%s%s", path, end);
    return name;
}

static void append(struct truce_store *store, uint64_t from, size_t n)
{
    char ids[300][32], bytes[300][64];
    struct truce_store_record records[300];

    for (size_t i = 0; i < n; i++) {
        unsigned long long number = from + i;
        records[i].id.at = ids[i];
        records[i].id.len = (size_t)snprintf(ids[i], 32, "id-%llu", number);
        records[i].bytes.at = bytes[i];
        records[i].bytes.len = (size_t)snprintf(bytes[i], 64, "{\"record\":%llu}", number);
    }
    must(truce_store_append(store, records, n, (struct truce_instant){1767225600123456 + (int64_t)from}, NULL,
                            &err));
}

/* 600 records and two layers. */
static struct truce_store *make(void)
{
    struct truce_store *store;

    unlink(path);
    must(truce_store_create(path, &options, &store, &err));
    append(store, 0, 300);
    append(store, 300, 300);
    must(truce_store_layers_replace(store, layers, 2, 600, &err));
    return store;
}

static void make_and_close(void)
{
    must(truce_store_close(make(), &err));
}

static void write_file(const char *name, const char *bytes, size_t n)
{
    unlink(name);
    must(truce_file_write(name, (struct truce_text){bytes, n}, &err));
}

/* Another program with plain SQLite. */
static int plain(const char *sql, bool triggers, char message[256])
{
    sqlite3 *db = NULL;
    int result = sqlite3_open_v2(path, &db, SQLITE_OPEN_READWRITE, NULL);

    sqlite3_db_config(db, SQLITE_DBCONFIG_ENABLE_TRIGGER, (int)triggers, NULL);
    if (result == SQLITE_OK)
        result = sqlite3_exec(db, sql, NULL, NULL, NULL);
    snprintf(message, 256, "%s", sqlite3_errmsg(db));
    sqlite3_close(db);
    return result;
}

/* One that means it. */
static void edit(const char *sql)
{
    char message[256];

    if (plain(sql, false, message) != SQLITE_OK)
        fail_msg("%s: %s", sql, message);
}

static void refused(enum truce_status status, const char *words)
{
    struct truce_store *store = NULL;

    for (int mode = TRUCE_STORE_READ; mode <= TRUCE_STORE_WRITE; mode++) {
        assert_int_equal(truce_store_open(path, (enum truce_store_mode)mode, NULL, &store, &err), status);
        assert_null(store);
        if (strstr(err.text, words) == NULL)
            fail_msg("'%s' does not say '%s'", err.text, words);
        assert_false(truce_file_exists(path_with("-writer")));
    }
}

/* --- files that are none --- */

static void what_is_no_mission_file(void **state)
{
    struct truce_buf bytes;
    struct truce_store *store;

    (void)state;
    truce_buf_init(&bytes);
    unlink(path);
    refused(TRUCE_ERR_MISSING, "No such file");
    write_file(path, "", 0);
    refused(TRUCE_ERR_SYNTAX, "not a GeoPackage");
    write_file(path, "id;name\n1;x\n", 12);
    refused(TRUCE_ERR_SYNTAX, "not a GeoPackage");
    unlink(path);
    must(truce_store_layers_write(path, layers, 2, NULL, &err));
    refused(TRUCE_ERR_SYNTAX, "no log of records");
    make_and_close();
    edit("UPDATE truce_meta SET value = '2' WHERE key = 'format'");
    refused(TRUCE_ERR_UNSUPPORTED, "newer version of truce (format 2; this version knows format 1)");
    edit("UPDATE truce_meta SET value = '1' WHERE key = 'format'; DROP TABLE truce_notes;"
         "CREATE VIEW truce_notes AS SELECT 1 AS seq, 1 AS size, 'x' AS kind, 'x' AS note");
    refused(TRUCE_ERR_SYNTAX, "truce_notes of this file is not that of a mission file");
    make_and_close();
    must(truce_file_read(path, TRUCE_FILE_MAX, &bytes, &err));
    write_file(path, bytes.at, bytes.len / 2); /* cut off */
    if (truce_store_open(path, TRUCE_STORE_READ, NULL, &store, &err) == TRUCE_OK) {
        uint64_t faults;
        assert_int_equal(truce_store_verify(store, NULL, NULL, &faults, &err), TRUCE_ERR_SYNTAX);
        assert_int_equal(truce_store_close(store, &err), TRUCE_OK);
    } else {
        assert_int_equal(err.status, TRUCE_ERR_SYNTAX);
    }
    truce_buf_fini(&bytes);
    unlink(path);
    assert_int_equal(truce_store_open(TRUCE_BUILD_DIR, TRUCE_STORE_READ, NULL, &store, &err),
                     TRUCE_ERR_SYNTAX);
}

static void making_leaves_what_is_there(void **state)
{
    struct truce_store_new bad = options;
    struct truce_store *store = NULL;
    struct truce_buf bytes;

    (void)state;
    truce_buf_init(&bytes);
    write_file(path, "precious", 8);
    assert_int_equal(truce_store_create(path, &options, &store, &err), TRUCE_ERR_USAGE);
    assert_non_null(strstr(err.text, "already there"));
    must(truce_file_read(path, 100, &bytes, &err));
    assert_string_equal(bytes.at, "precious");
    assert_false(truce_file_exists(path_with(".part")));
    assert_false(truce_file_exists(path_with("-writer")));
    unlink(path);
    assert_int_equal(truce_store_create("-", &options, &store, &err), TRUCE_ERR_USAGE);
    assert_int_equal(truce_store_create(TRUCE_BUILD_DIR "/no/such/folder.gpkg", &options, &store, &err),
                     TRUCE_ERR_IO);
    bad.origin = "two words";
    assert_int_equal(truce_store_create(path, &bad, &store, &err), TRUCE_ERR_USAGE);
    assert_false(truce_file_exists(path));
    assert_null(store);
    truce_buf_fini(&bytes);
}

/* --- what is on the disk --- */

static void a_closed_file_stands_alone(void **state)
{
    struct truce_buf bytes;

    (void)state;
    truce_buf_init(&bytes);
    make_and_close();
    assert_false(truce_file_exists(path_with("-wal")));
    assert_false(truce_file_exists(path_with("-shm")));
    assert_false(truce_file_exists(path_with("-writer")));
    must(truce_file_read(path, TRUCE_FILE_MAX, &bytes, &err));
    assert_int_equal(bytes.at[18], 1); /* no WAL: a read-only medium can hold it */
    assert_int_equal(bytes.at[19], 1);
    assert_memory_equal(bytes.at + 68, "GPKG", 4);
    truce_buf_fini(&bytes);
}

static void same_mission_same_bytes(void **state)
{
    struct truce_buf a, b;

    (void)state;
    truce_buf_init(&a);
    truce_buf_init(&b);
    make_and_close();
    must(truce_file_read(path, TRUCE_FILE_MAX, &a, &err));
    make_and_close();
    must(truce_file_read(path, TRUCE_FILE_MAX, &b, &err));
    assert_int_equal(a.len, b.len);
    assert_memory_equal(a.at, b.at, a.len);
    truce_buf_fini(&a);
    truce_buf_fini(&b);
}

/* The file without what earlier layers left free in it. */
static void compact(struct truce_buf *out)
{
    char sql[2300];

    unlink(path_with(".compact"));
    snprintf(sql, sizeof sql, "VACUUM INTO '%s'", path_with(".compact"));
    edit(sql);
    must(truce_file_read(path_with(".compact"), TRUCE_FILE_MAX, out, &err));
}

static void rebuilt_layers_are_the_same_bytes(void **state)
{
    struct truce_store *store;
    struct truce_buf a, b;
    struct truce_hash before, after;

    (void)state;
    truce_buf_init(&a);
    truce_buf_init(&b);
    make_and_close();
    compact(&a);
    must(truce_store_open(path, TRUCE_STORE_WRITE, NULL, &store, &err));
    must(truce_store_layers_digest(store, &before, &err));
    must(truce_store_layers_replace(store, layers + 1, 1, 20, &err));
    must(truce_store_layers_replace(store, layers, 2, 600, &err));
    must(truce_store_layers_digest(store, &after, &err));
    must(truce_store_close(store, &err));
    compact(&b);
    assert_memory_equal(before.byte, after.byte, TRUCE_HASH_BYTES);
    assert_int_equal(a.len, b.len);
    /* the file's change counter and schema cookie count the rebuilding, and so does nothing else */
    memset(a.at + 24, 0, 20);
    memset(b.at + 24, 0, 20);
    memset(a.at + 92, 0, 4);
    memset(b.at + 92, 0, 4);
    assert_memory_equal(a.at, b.at, a.len);
    unlink(path_with(".compact"));
    truce_buf_fini(&a);
    truce_buf_fini(&b);
}

/* --- other programs --- */

static void ogrinfo_has_nothing_to_say(void **state)
{
    static const char *const wanted[] = {"truce_log", "incidents", "zones"};
    char command[2200], line[512];
    size_t features = 0, seen = 0, tables = 0;
    FILE *pipe;

    (void)state;
    if (system("command -v ogrinfo >/dev/null 2>&1") != 0) {
        print_message("ogrinfo is not here: its opinion was not asked\n");
        skip();
    }
    make_and_close();
    snprintf(command, sizeof command, "ogrinfo -ro -al '%s' 2>&1", path);
    pipe = popen(command, "r");
    assert_non_null(pipe);
    while (fgets(line, sizeof line, pipe) != NULL) {
        if (strstr(line, "Warning") != NULL || strstr(line, "ERROR") != NULL)
            fail_msg("%s", line);
        features += strncmp(line, "OGRFeature(", 11) == 0;
        if (strncmp(line, "Layer name: ", 12) == 0) {
            tables++;
            for (size_t i = 0; i < 3; i++)
                seen += strncmp(line + 12, wanted[i], strlen(wanted[i])) == 0;
        }
    }
    assert_int_equal(pclose(pipe), 0);
    assert_int_equal(tables, 3); /* and none of the inner ones */
    assert_int_equal(seen, 3);
    assert_int_equal(features, 603);
}

static void others_cannot_rewrite_the_log_by_accident(void **state)
{
    char message[256];

    (void)state;
    make_and_close();
    assert_int_not_equal(plain("UPDATE truce_log SET record = 'x' WHERE n = 5", true, message), SQLITE_OK);
    assert_string_equal(message, "the log is never rewritten");
    assert_int_not_equal(plain("DELETE FROM truce_log", true, message), SQLITE_OK);
    assert_string_equal(message, "the log is never rewritten");
}

static void a_table_of_another_program_is_left_alone(void **state)
{
    struct truce_store *store;
    struct truce_layer other = layers[0];

    (void)state;
    make_and_close();
    edit("CREATE TABLE notes_of_ours (a); INSERT INTO notes_of_ours VALUES (1)");
    must(truce_store_open(path, TRUCE_STORE_WRITE, NULL, &store, &err));
    other.name = "notes_of_ours";
    assert_int_equal(truce_store_layers_replace(store, &other, 1, 600, &err), TRUCE_ERR_USAGE);
    assert_non_null(strstr(err.text, "notes_of_ours"));
    must(truce_store_layers_replace(store, layers, 2, 600, &err));
    must(truce_store_close(store, &err));
    edit("INSERT INTO notes_of_ours VALUES (2)");
}

static void an_edited_layer_has_another_digest(void **state)
{
    static const char *const edits[] = {
        "UPDATE incidents SET name = 'x' WHERE fid = 2",
        "UPDATE incidents SET area_km2 = 12.25 WHERE fid = 1",
        "UPDATE gpkg_contents SET description = 'x' WHERE table_name = 'zones'",
        "ALTER TABLE zones ADD COLUMN extra TEXT"};
    struct truce_hash before, after;

    (void)state;
    for (size_t i = 0; i < sizeof edits / sizeof edits[0]; i++) {
        struct truce_store *store = make();
        must(truce_store_layers_digest(store, &before, &err));
        must(truce_store_close(store, &err));
        edit(edits[i]);
        must(truce_store_open(path, TRUCE_STORE_READ, NULL, &store, &err));
        must(truce_store_layers_digest(store, &after, &err));
        must(truce_store_close(store, &err));
        assert_memory_not_equal(before.byte, after.byte, TRUCE_HASH_BYTES);
    }
}

/* --- edits that must come out --- */

static void write_fault(void *context, const struct truce_store_fault *fault)
{
    truce_buf_printf(context, "%d %u %llu;", (int)fault->kind, fault->level, (unsigned long long)fault->n);
}

static void edits_are_named(void **state)
{
    static const struct {
        const char *edit, *faults; /* kind, level, leaf */
    } cases[] = {
        {"UPDATE truce_log SET record = replace(record, '77', '78') WHERE n = 77", "0 0 77;"},
        {"UPDATE truce_log SET record = record || ' ' WHERE n IN (0, 599)", "0 0 0;0 0 599;"},
        {"UPDATE truce_log SET record = '' WHERE n = 3", "0 0 3;"},
        {"UPDATE truce_log SET record = hex(zeroblob(40000)) WHERE n = 300", "0 0 300;"},
        {"DELETE FROM truce_log WHERE n = 256", "1 0 256;"},
        {"DELETE FROM truce_log WHERE n > 590", "1 0 591;"},
        {"UPDATE truce_log SET id = 'other' WHERE n = 9", "4 0 9;"},
        {"UPDATE truce_log SET logged = 0 WHERE n = 400", "3 0 400;"},
        {"INSERT INTO truce_log VALUES (600, 'extra', 0, '{}')", "5 0 600;"},
        {"DELETE FROM truce_tiles WHERE tile = 1", "2 0 256;"},
        {"DELETE FROM truce_tiles WHERE tile >> 56 = 1", "2 8 0;"},
        {"UPDATE truce_tiles SET hashes = zeroblob(64) WHERE tile >> 56 = 1", "2 8 0;2 8 1;"},
        {"INSERT INTO truce_tiles VALUES (9, zeroblob(32))", "5 0 600;"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct truce_store *store;
        struct truce_buf out;
        uint64_t faults = 0;
        truce_buf_init(&out);
        make_and_close();
        edit(cases[i].edit);
        must(truce_store_open(path, TRUCE_STORE_READ, NULL, &store, &err));
        must(truce_store_verify(store, write_fault, &out, &faults, &err));
        must(truce_store_close(store, &err));
        assert_true(faults > 0);
        if (strcmp(out.at, cases[i].faults) != 0)
            fail_msg("%s: %s instead of %s", cases[i].edit, out.at, cases[i].faults);
        truce_buf_fini(&out);
    }
}

static void records_put_in_by_others_stop_the_writer(void **state)
{
    struct truce_store *store;
    struct truce_store_record record = {.id = {"new", 3}, .bytes = {"{}", 2}};
    uint64_t size;

    (void)state;
    make_and_close();
    edit("INSERT INTO truce_log VALUES (600, 'extra', 0, '{}')");
    must(truce_store_open(path, TRUCE_STORE_WRITE, NULL, &store, &err));
    assert_int_equal(truce_store_append(store, &record, 1, (struct truce_instant){INT64_MAX}, NULL, &err),
                     TRUCE_ERR_SYNTAX);
    assert_non_null(strstr(err.text, "another program put records into its log"));
    must(truce_store_size(store, &size, &err));
    assert_int_equal(size, 600);
    must(truce_store_close(store, &err));
    edit("DELETE FROM truce_tiles");
    assert_int_equal(truce_store_open(path, TRUCE_STORE_WRITE, NULL, &store, &err), TRUCE_ERR_SYNTAX);
}

/* --- writers in other processes --- */

/* A process that writes until it is told to end, or is killed.  Returns when it has the file. */
static pid_t start_writer(int *end)
{
    int ready[2], stop[2];
    char byte;
    pid_t child;

    assert_int_equal(pipe(ready), 0);
    assert_int_equal(pipe(stop), 0);
    child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        struct truce_store *store;
        close(stop[1]);
        if (truce_store_open(path, TRUCE_STORE_WRITE, NULL, &store, NULL) != TRUCE_OK)
            _exit(1);
        if (write(ready[1], "r", 1) != 1 || read(stop[0], &byte, 1) < 0)
            _exit(2);
        _exit(truce_store_close(store, NULL) == TRUCE_OK ? 0 : 3);
    }
    close(ready[1]);
    close(stop[0]);
    assert_int_equal(read(ready[0], &byte, 1), 1);
    close(ready[0]);
    *end = stop[1];
    return child;
}

static void two_writers_get_a_clear_message(void **state)
{
    struct truce_store *store = NULL;
    char expected[64];
    int end, status;
    pid_t child;

    (void)state;
    make_and_close();
    child = start_writer(&end);
    assert_int_equal(truce_store_open(path, TRUCE_STORE_WRITE, NULL, &store, &err), TRUCE_ERR_IO);
    snprintf(expected, sizeof expected, "being written by process %ld on ", (long)child);
    assert_non_null(strstr(err.text, expected));
    must(truce_store_open(path, TRUCE_STORE_READ, NULL, &store, &err)); /* reading is possible */
    must(truce_store_close(store, &err));
    close(end);
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
    must(truce_store_open(path, TRUCE_STORE_WRITE, NULL, &store, &err));
    must(truce_store_close(store, &err));
}

static void a_dead_writer_does_not_block(void **state)
{
    struct truce_store *store = NULL;
    int end, status;
    pid_t child;

    (void)state;
    make_and_close();
    child = start_writer(&end);
    kill(child, SIGKILL);
    assert_int_equal(waitpid(child, &status, 0), child);
    close(end);
    assert_true(truce_file_exists(path_with("-writer")));
    must(truce_store_open(path, TRUCE_STORE_WRITE, NULL, &store, &err));
    append(store, 600, 1);
    must(truce_store_close(store, &err));
    assert_false(truce_file_exists(path_with("-writer")));
}

static void another_program_that_writes_is_named(void **state)
{
    struct truce_store *store;
    struct truce_store_record record = {.id = {"new", 3}, .bytes = {"{}", 2}};
    sqlite3 *db = NULL;

    (void)state;
    store = make();
    assert_int_equal(sqlite3_open_v2(path, &db, SQLITE_OPEN_READWRITE, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, "BEGIN IMMEDIATE", NULL, NULL, NULL), SQLITE_OK);
    assert_int_equal(truce_store_append(store, &record, 1, (struct truce_instant){INT64_MAX}, NULL, &err),
                     TRUCE_ERR_IO);
    assert_non_null(strstr(err.text, "another program"));
    sqlite3_close(db);
    must(truce_store_append(store, &record, 1, (struct truce_instant){INT64_MAX}, NULL, &err));
    must(truce_store_close(store, &err));
}

/* --- where nothing can be written --- */

enum { NOBODY = 65534 };

/* In a process that may not write to `folder`: 0, or the number of the expectation that did not hold. */
static int look_without_rights(const char *file)
{
    struct truce_store *store = NULL;
    uint64_t size = 0, faults = 1;

    if (geteuid() == 0 && seteuid(NOBODY) != 0)
        return 77;
    if (access(TRUCE_BUILD_DIR, X_OK) != 0 || access(file, R_OK) != 0)
        return 77;
    if (truce_store_open(file, TRUCE_STORE_WRITE, NULL, &store, &err) != TRUCE_ERR_IO ||
        (strstr(err.text, "read-only") == NULL && strstr(err.text, "cannot be made") == NULL))
        return 1;
    if (truce_store_open(file, TRUCE_STORE_READ, NULL, &store, &err) != TRUCE_OK)
        return 2;
    if (truce_store_size(store, &size, &err) != TRUCE_OK || size != 600)
        return 3;
    if (truce_store_verify(store, NULL, NULL, &faults, &err) != TRUCE_OK || faults != 0)
        return 4;
    return truce_store_close(store, &err) == TRUCE_OK ? 0 : 5;
}

/* At rest, and as a writer leaves it that a reader hindered: the header says WAL, and no WAL can be made here. */
static void a_read_only_folder_can_be_read(void **state)
{
    static const char *const pragmas[] = {"PRAGMA journal_mode=DELETE", "PRAGMA journal_mode=WAL"};
    static const char folder[] = TRUCE_BUILD_DIR "/store_mission_test_100%?",
                      file[] = TRUCE_BUILD_DIR "/store_mission_test_100%?/a#b.gpkg";

    (void)state;
    for (size_t i = 0; i < 2; i++) {
        int status;
        pid_t child;
        make_and_close();
        edit(pragmas[i]);
        assert_true(mkdir(folder, 0755) == 0 || truce_file_is_folder(folder));
        assert_int_equal(rename(path, file), 0);
        assert_int_equal(chmod(file, 0444), 0);
        assert_int_equal(chmod(folder, 0555), 0);
        child = fork();
        assert_true(child >= 0);
        if (child == 0)
            _exit(look_without_rights(file));
        assert_int_equal(waitpid(child, &status, 0), child);
        assert_int_equal(chmod(folder, 0755), 0);
        unlink(file);
        rmdir(folder);
        assert_true(WIFEXITED(status));
        if (WEXITSTATUS(status) == 77) {
            print_message("skipped: nobody without rights can look into the build folder\n");
            skip();
        }
        if (WEXITSTATUS(status) != 0)
            fail_msg("%s: expectation %d", pragmas[i], WEXITSTATUS(status));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_no_mission_file),
        cmocka_unit_test(making_leaves_what_is_there),
        cmocka_unit_test(a_closed_file_stands_alone),
        cmocka_unit_test(same_mission_same_bytes),
        cmocka_unit_test(rebuilt_layers_are_the_same_bytes),
        cmocka_unit_test(ogrinfo_has_nothing_to_say),
        cmocka_unit_test(others_cannot_rewrite_the_log_by_accident),
        cmocka_unit_test(a_table_of_another_program_is_left_alone),
        cmocka_unit_test(an_edited_layer_has_another_digest),
        cmocka_unit_test(edits_are_named),
        cmocka_unit_test(records_put_in_by_others_stop_the_writer),
        cmocka_unit_test(two_writers_get_a_clear_message),
        cmocka_unit_test(a_dead_writer_does_not_block),
        cmocka_unit_test(another_program_that_writes_is_named),
        cmocka_unit_test(a_read_only_folder_can_be_read),
    };

    snprintf(path, sizeof path, "%s/store_mission_test.gpkg", TRUCE_BUILD_DIR);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
