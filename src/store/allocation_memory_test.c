/*
 * Every allocation of the store fails in turn, in both backends: it works or TRUCE_ERR_MEMORY comes back, the log is whole, nothing is left behind.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/failing_test.h"
#include "store/memory/memory.h"

static const struct truce_store_new options = {"example.org/memory", {1000}, NULL};
static const struct truce_column columns[] = {{"name", TRUCE_COLUMN_TEXT, 0}};
static const struct truce_value value = {"x", 0, 0};
static const struct truce_feature features[] = {{{20, 46}, NULL, &value}};
static const struct truce_layer layer = {
    "incidents", "Incidents", TRUCE_LAYER_POINT, columns, 1, features, 1};
static char path[1024];

static enum truce_status append(struct truce_store *store, uint64_t from, size_t n, struct truce_err *err)
{
    static char ids[300][32];
    static struct truce_store_record records[300];

    for (size_t i = 0; i < n; i++) {
        unsigned long long number = from + i;
        records[i].id.at = ids[i];
        records[i].id.len = (size_t)snprintf(ids[i], 32, "id-%llu", number);
        records[i].bytes = records[i].id;
    }
    return truce_store_append(store, records, n, (struct truce_instant){2000}, NULL, err);
}

static enum truce_status read_all(struct truce_store *store, struct truce_err *err)
{
    const struct truce_store_record *record = NULL;
    struct truce_store_cursor *cursor = NULL;
    struct truce_store_record one;
    uint64_t size, found, faults = 0;
    enum truce_status status = truce_store_size(store, &size, err);

    if (status == TRUCE_OK)
        status = truce_store_cursor_open(store, 0, size, &cursor, err);
    if (status == TRUCE_OK)
        status = truce_store_cursor_next(cursor, &record, err);
    truce_store_cursor_close(cursor);
    if (status == TRUCE_OK)
        status = truce_store_record(store, size - 1, &one, err);
    if (status == TRUCE_OK)
        status = truce_store_find(store, &one.id, 1, &found, err);
    if (status == TRUCE_OK)
        status = truce_store_verify(store, NULL, NULL, &faults, err);
    if (status == TRUCE_OK)
        assert_int_equal(faults, 0);
    return status;
}

static enum truce_status use(struct truce_store *store, struct truce_err *err)
{
    const struct truce_store_note note = {TRUCE_STORE_NOTE_CHECKPOINT, 1, {"note", 4}};
    struct truce_hash hash;
    struct truce_buf buf;
    enum truce_status status = append(store, 0, 1, err);

    truce_buf_init(&buf);
    if (status == TRUCE_OK)
        status = append(store, 1, 300, err);
    if (status == TRUCE_OK)
        status = read_all(store, err);
    if (status == TRUCE_OK)
        status = truce_store_attach(store, truce_text_view("bytes"), &hash, err);
    if (status == TRUCE_OK)
        status = truce_store_attachment(store, &hash, &buf, err);
    if (status == TRUCE_OK)
        status = truce_store_note_add(store, &note, err);
    if (status == TRUCE_OK)
        status = truce_store_meta_set(store, "a", truce_text_view("b"), err);
    if (status == TRUCE_OK)
        status = truce_store_meta_get(store, "a", &buf, err);
    if (status == TRUCE_OK)
        status = truce_store_layers_replace(store, &layer, 1, 301, err);
    if (status == TRUCE_OK)
        status = truce_store_layers_digest(store, &hash, err);
    truce_buf_fini(&buf);
    return status;
}

/* After a failure, with memory again: the log holds 0, 1 or 301 records and is right. */
static void check_whole(struct truce_store *store)
{
    uint64_t size = 99, faults = 99;

    fail_from(-1, false);
    assert_int_equal(truce_store_size(store, &size, NULL), TRUCE_OK);
    assert_true(size == 0 || size == 1 || size == 301);
    assert_int_equal(truce_store_verify(store, NULL, NULL, &faults, NULL), TRUCE_OK);
    assert_int_equal(faults, 0);
    assert_int_equal(append(store, 1000, 20, NULL), TRUCE_OK);
}

static long run(bool in_memory, long at, bool ever_after, enum truce_status *status)
{
    struct truce_store_memory *memory = NULL;
    struct truce_store *store = NULL;
    struct truce_err err = {.text = ""};
    long live_before = atomic_load(&live), n;

    unlink(path);
    fail_from(at, ever_after);
    if (in_memory) {
        *status = truce_store_memory_new(&options, &memory, &err);
        if (*status == TRUCE_OK)
            *status = truce_store_memory_open(memory, TRUCE_STORE_WRITE, NULL, &store, &err);
    } else {
        *status = truce_store_create(path, &options, &store, &err);
    }
    if (*status == TRUCE_OK)
        *status = use(store, &err);
    n = atomic_load(&asked);
    if (*status != TRUCE_OK && store != NULL)
        check_whole(store);
    fail_from(-1, false);
    assert_int_equal(truce_store_close(store, NULL), TRUCE_OK);
    truce_store_memory_free(memory);
    if (atomic_load(&live) != live_before)
        fail_msg("allocation %ld: %ld left behind", at, atomic_load(&live) - live_before);
    return n;
}

static void each_fails(bool in_memory)
{
    enum truce_status status;
    long n = run(in_memory, -1, false, &status);

    assert_int_equal(status, TRUCE_OK);
    assert_true(n > 20); /* else nothing is wrapped */
    for (int ever_after = 0; ever_after < 2; ever_after++)
        for (long at = 0; at < n; at++) {
            run(in_memory, at, ever_after == 1, &status);
            if (status != TRUCE_ERR_MEMORY && status != TRUCE_OK) /* syncing a folder may go without */
                fail_msg("allocation %ld: %s", at, truce_status_name(status));
        }
}

static void in_a_file(void **state)
{
    (void)state;
    each_fails(false);
}

static void in_memory(void **state)
{
    (void)state;
    each_fails(true);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(in_a_file), cmocka_unit_test(in_memory)};

    snprintf(path, sizeof path, "%s/store_allocation_test.gpkg", TRUCE_BUILD_DIR);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
