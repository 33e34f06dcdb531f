/*
 * A mission file when things break: at every single write of an import the process is killed, the power goes, the disk is full or fails once.
 * Always: what was acknowledged is there, whole batches only, the tree is right, and work goes on.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include <sys/wait.h>

#include "log/merkle.h"
#include "store/gpkg/faulty_vfs_test.h"
#include "store/store.h"

enum { BATCHES = 7, LIMIT = 100000 };

/* Sizes that begin and end tiles and merge runs of ids. */
static const size_t batch_sizes[BATCHES] = {1, 40, 250, 1, 3, 220, 30};

static char path[1024];
static struct truce_err err;

static const struct truce_column columns[] = {{"n", TRUCE_COLUMN_INTEGER, 0}};
static const struct truce_value value = {NULL, 0, 1};
static const struct truce_feature features[] = {{{20, 46}, NULL, &value}, {{21, 47}, NULL, &value}};
static const struct truce_layer layer = {
    "incidents", "Incidents", TRUCE_LAYER_POINT, columns, 1, features, 2};

static void must(enum truce_status status)
{
    if (status != TRUCE_OK)
        fail_msg("%s", err.text);
}

static struct truce_text bytes_of(uint64_t n, char out[64])
{
    return (struct truce_text){out, (size_t)snprintf(out, 64, "{\"record\":%llu}", (unsigned long long)n)};
}

static enum truce_status append(struct truce_store *store, uint64_t from, size_t n)
{
    static char ids[512][32], bytes[512][64];
    static struct truce_store_record records[512];

    for (size_t i = 0; i < n; i++) {
        unsigned long long number = from + i;
        records[i].id.at = ids[i];
        records[i].id.len = (size_t)snprintf(ids[i], 32, "id-%llu", number);
        records[i].bytes = bytes_of(from + i, bytes[i]);
    }
    return truce_store_append(store, records, n, (struct truce_instant){5000}, NULL, &err);
}

static void remove_all(void)
{
    static const char *const ends[] = {"", "-wal", "-shm", "-journal", "-writer"};
    char name[1100];

    for (size_t i = 0; i < 5; i++) {
        snprintf(name, sizeof name, "%s%s", path, ends[i]);
        unlink(name);
    }
}

static void make_empty(void)
{
    static const struct truce_store_new options = {"example.org/crash", {1000}, NULL};
    struct truce_store *store;

    faulty_set(FAULTY_NOT, 0);
    remove_all();
    must(truce_store_create(path, &options, &store, &err));
    must(truce_store_close(store, &err));
    faulty_forget();
}

/* The whole import; says through acknowledged how far it came.  Stops at the first failure, like a program. */
static void import(uint64_t *acknowledged, int pipe_to)
{
    struct truce_store *store = NULL;
    uint64_t size = 0;

    if (truce_store_open(path, TRUCE_STORE_WRITE, NULL, &store, &err) != TRUCE_OK)
        return;
    for (size_t b = 0; b < BATCHES; b++) {
        if (append(store, size, batch_sizes[b]) != TRUCE_OK)
            break;
        size += batch_sizes[b];
        *acknowledged = size;
        if (pipe_to >= 0 && write(pipe_to, &size, sizeof size) != sizeof size)
            abort();
        if (b == 3 && truce_store_layers_replace(store, &layer, 1, size, &err) != TRUCE_OK)
            break;
    }
    (void)truce_store_close(store, NULL);
}

static bool is_whole(uint64_t size)
{
    uint64_t sum = 0;

    for (size_t b = 0; b < BATCHES && sum < size; b++)
        sum += batch_sizes[b];
    return sum == size;
}

static void check_log(struct truce_store *store, uint64_t size)
{
    struct truce_log_tree tree = {0};
    struct truce_hash root, expected;
    struct truce_store_record record;
    uint64_t faults;
    char bytes[64];

    for (uint64_t n = 0; n < size; n++) {
        struct truce_hash leaf = truce_log_leaf_hash(bytes_of(n, bytes));
        must(truce_log_append(&tree, &leaf, NULL, NULL, &err));
        must(truce_store_record(store, n, &record, &err));
        assert_true(truce_text_equal(record.bytes, bytes_of(n, bytes)));
    }
    expected = truce_log_root(&tree);
    must(truce_store_root(store, size, &root, &err));
    assert_memory_equal(root.byte, expected.byte, TRUCE_HASH_BYTES);
    must(truce_store_verify(store, NULL, NULL, &faults, &err));
    assert_int_equal(faults, 0);
}

static void check_file(const char *sql, const char *expected)
{
    sqlite3 *db = NULL;
    sqlite3_stmt *statement = NULL;

    assert_int_equal(sqlite3_open_v2(path, &db, SQLITE_OPEN_READWRITE, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_prepare_v2(db, sql, -1, &statement, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_step(statement), SQLITE_ROW);
    assert_string_equal((const char *)sqlite3_column_text(statement, 0), expected);
    sqlite3_finalize(statement);
    sqlite3_close(db);
}

/* After the crash: a reader first, then a writer that goes on. */
static void check_after(uint64_t acknowledged, long at)
{
    struct truce_store *store;
    uint64_t size, now;

    faulty_set(FAULTY_NOT, 0);
    if (truce_store_open(path, TRUCE_STORE_READ, NULL, &store, &err) != TRUCE_OK)
        fail_msg("after a crash at operation %ld the file does not open: %s", at, err.text);
    must(truce_store_size(store, &size, &err));
    if (size < acknowledged || !is_whole(size))
        fail_msg("after a crash at operation %ld: %llu records, %llu acknowledged", at,
                 (unsigned long long)size, (unsigned long long)acknowledged);
    check_log(store, size);
    must(truce_store_close(store, &err));
    must(truce_store_open(path, TRUCE_STORE_WRITE, NULL, &store, &err));
    must(append(store, size, 5));
    must(truce_store_size(store, &now, &err));
    assert_int_equal(now, size + 5);
    must(truce_store_layers_replace(store, &layer, 1, now, &err));
    check_log(store, now);
    must(truce_store_close(store, &err));
    check_file("PRAGMA integrity_check", "ok");
}

static void the_power_goes(void **state)
{
    long at = 1, crashes = 0;

    (void)state;
    for (; at < LIMIT; at++) {
        uint64_t acknowledged = 0;
        make_empty();
        faulty_set(FAULTY_POWER, at);
        import(&acknowledged, -1);
        if (!faulty.broken)
            break;
        crashes++;
        faulty_power_cut((uint64_t)at * 0x9E3779B97F4A7C15U | 1);
        {
            char shm[1100]; /* memory, which does not survive */
            snprintf(shm, sizeof shm, "%s-shm", path);
            unlink(shm);
        }
        check_after(acknowledged, at);
        faulty_forget();
    }
    assert_true(crashes > 50);
    print_message("%ld power cuts\n", crashes);
}

static void the_process_is_killed(void **state)
{
    long at = 1, kills = 0;
    bool killed = true;

    (void)state;
    for (; at < LIMIT && killed; at += 2) {
        uint64_t acknowledged = 0, one;
        int ends[2], status;
        pid_t child;
        make_empty();
        assert_int_equal(pipe(ends), 0);
        child = fork();
        assert_true(child >= 0);
        if (child == 0) {
            close(ends[0]);
            faulty_set(FAULTY_KILL, at);
            import(&one, ends[1]);
            _exit(0);
        }
        close(ends[1]);
        while (read(ends[0], &one, sizeof one) == sizeof one)
            acknowledged = one;
        close(ends[0]);
        assert_int_equal(waitpid(child, &status, 0), child);
        killed = WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL;
        kills += killed;
        check_after(acknowledged, at);
        faulty_forget();
    }
    assert_true(kills > 25);
    print_message("%ld processes killed\n", kills);
}

/* One append meets the fault; the same store goes on when it is over. */
static void fail_and_go_on(enum faulty_mode mode)
{
    long failures = 0;

    for (long at = 1; at < LIMIT; at++) {
        struct truce_store *store;
        enum truce_status status;
        uint64_t size;
        long met;
        make_empty();
        must(truce_store_open(path, TRUCE_STORE_WRITE, NULL, &store, &err));
        must(append(store, 0, 291));
        faulty_set(mode, at);
        status = append(store, 291, 200);
        met = faulty.count;
        faulty_set(FAULTY_NOT, 0);
        if (status != TRUCE_OK) {
            failures++;
            assert_int_equal(status, TRUCE_ERR_IO);
            if (mode == FAULTY_FULL)
                assert_non_null(strstr(err.text, "no room left"));
            must(truce_store_size(store, &size, &err));
            assert_int_equal(size, 291);
            check_log(store, 291);
            must(append(store, 291, 200));
        }
        check_log(store, 491);
        must(truce_store_close(store, &err));
        check_file("PRAGMA integrity_check", "ok");
        check_file("SELECT count(*) FROM truce_log", "491");
        faulty_forget();
        if (status == TRUCE_OK && met < at)
            break;
    }
    assert_true(failures > 5);
    print_message("%ld failures\n", failures);
}

static void the_disk_is_full(void **state)
{
    (void)state;
    fail_and_go_on(FAULTY_FULL);
}

static void the_disk_fails_once(void **state)
{
    (void)state;
    fail_and_go_on(FAULTY_ONCE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_power_goes),
        cmocka_unit_test(the_process_is_killed),
        cmocka_unit_test(the_disk_is_full),
        cmocka_unit_test(the_disk_fails_once),
    };

    snprintf(path, sizeof path, "%s/store_crash_test.gpkg", TRUCE_BUILD_DIR);
    faulty_install();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
