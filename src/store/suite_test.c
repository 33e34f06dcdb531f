/*
 * What every backend must do, run over each: a mission file and a mission in memory.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "log/merkle.h"
#include "store/memory/memory.h"

/* --- a mission of either kind --- */

struct mission {
    bool in_memory;
    char path[1024];
    struct truce_store_memory *memory;
    struct truce_err err;
};

static const struct truce_store_new options = {"example.org/line-log", {1000}, "the suite"};

static void require(struct mission *m, enum truce_status status)
{
    if (status != TRUCE_OK)
        fail_msg("%s", m->err.text);
}

static struct truce_store *open_as(struct mission *m, enum truce_store_mode mode)
{
    struct truce_store *store = NULL;

    require(m, m->in_memory ? truce_store_memory_open(m->memory, mode, "the suite", &store, &m->err)
                            : truce_store_open(m->path, mode, "the suite", &store, &m->err));
    return store;
}

static struct truce_store *make(struct mission *m)
{
    struct truce_store *store = NULL;

    if (m->in_memory) {
        require(m, truce_store_memory_new(&options, &m->memory, &m->err));
        return open_as(m, TRUCE_STORE_WRITE);
    }
    snprintf(m->path, sizeof m->path, "%s/store_suite_test.gpkg", TRUCE_BUILD_DIR);
    unlink(m->path);
    require(m, truce_store_create(m->path, &options, &store, &m->err));
    return store;
}

static void done(struct mission *m, struct truce_store *store)
{
    require(m, truce_store_close(store, &m->err));
    truce_store_memory_free(m->memory);
    m->memory = NULL;
}

/* --- records made by rule --- */

enum { BATCH_MAX = 5000 };

struct batch {
    char ids[BATCH_MAX][32], bytes[BATCH_MAX][96];
    struct truce_store_record records[BATCH_MAX];
};

static struct truce_text id_of(uint64_t n, char out[32])
{
    return (struct truce_text){out, (size_t)snprintf(out, 32, "r%llu-%llu",
                                                     (unsigned long long)(n * 2654435761U % 4294967296U),
                                                     (unsigned long long)n)};
}

static struct truce_text bytes_of(uint64_t n, char out[96])
{
    return (struct truce_text){
        out, (size_t)snprintf(out, 96, "{\"n\":%llu,\"text\":\"%.*s\"}", (unsigned long long)n, (int)(n % 60),
                              "abcdefghijklmnopqrstuvwxyz abcdefghijklmnopqrstuvwxyz abcdefghi")};
}

static struct batch *make_batch(uint64_t from, size_t n)
{
    struct batch *b = calloc(1, sizeof *b);

    assert_non_null(b);
    assert_true(n <= BATCH_MAX);
    for (size_t i = 0; i < n; i++) {
        b->records[i].id = id_of(from + i, b->ids[i]);
        b->records[i].bytes = bytes_of(from + i, b->bytes[i]);
    }
    return b;
}

static void add(struct mission *m, struct truce_store *store, uint64_t from, size_t n, int64_t logged_us)
{
    struct batch *b = make_batch(from, n);
    uint64_t first = 99;

    require(m, truce_store_append(store, b->records, n, (struct truce_instant){logged_us}, &first, &m->err));
    assert_int_equal(first, from);
    free(b);
}

static uint64_t size_of(struct mission *m, struct truce_store *store)
{
    uint64_t size = 0;

    require(m, truce_store_size(store, &size, &m->err));
    return size;
}

/* The tree over the records made by rule, hash by hash. */
static struct truce_hash expected_root(uint64_t size)
{
    struct truce_log_tree tree = {0};
    char bytes[96];

    for (uint64_t n = 0; n < size; n++) {
        struct truce_hash leaf = truce_log_leaf_hash(bytes_of(n, bytes));
        assert_int_equal(truce_log_append(&tree, &leaf, NULL, NULL, NULL), TRUCE_OK);
    }
    return truce_log_root(&tree);
}

static void check_root(struct mission *m, struct truce_store *store, uint64_t size)
{
    struct truce_hash root, expected = expected_root(size);

    require(m, truce_store_root(store, size, &root, &m->err));
    assert_memory_equal(root.byte, expected.byte, TRUCE_HASH_BYTES);
}

static void check_sound(struct mission *m, struct truce_store *store)
{
    uint64_t faults = 99;

    require(m, truce_store_verify(store, NULL, NULL, &faults, &m->err));
    assert_int_equal(faults, 0);
}

static void check_record(const struct truce_store_record *record, uint64_t n)
{
    char id[32], bytes[96];
    struct truce_text id_expected = id_of(n, id), bytes_expected = bytes_of(n, bytes);

    assert_int_equal(record->n, n);
    assert_true(truce_text_equal(record->id, id_expected));
    assert_true(truce_text_equal(record->bytes, bytes_expected));
}

/* --- the log --- */

static void a_new_mission_is_empty(void **state)
{
    struct mission *m = *state;
    struct truce_store *store = make(m);
    struct truce_store_record record;
    struct truce_instant logged;
    struct truce_hash root;
    char text[TRUCE_HASH_TEXT];
    uint64_t n = 7;

    assert_int_equal(size_of(m, store), 0);
    assert_string_equal(truce_store_origin(store), "example.org/line-log");
    require(m, truce_store_last_logged(store, &logged, &m->err));
    assert_int_equal(logged.us, 1000);
    require(m, truce_store_root(store, 0, &root, &m->err));
    truce_hash_format(&root, text);
    assert_string_equal(text, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    assert_int_equal(truce_store_record(store, 0, &record, &m->err), TRUCE_ERR_UNKNOWN);
    assert_int_equal(truce_store_root(store, 1, &root, &m->err), TRUCE_ERR_RANGE);
    require(m, truce_store_layers_size(store, &n, &m->err));
    assert_true(n == TRUCE_STORE_NONE);
    require(m, truce_store_size_at(store, (struct truce_instant){INT64_MAX}, &n, &m->err));
    assert_int_equal(n, 0);
    require(m, truce_store_append(store, NULL, 0, (struct truce_instant){0}, &n,
                                  &m->err)); /* nothing is no fault */
    check_sound(m, store);
    done(m, store);
}

static void what_goes_in_comes_out(void **state)
{
    struct mission *m = *state;
    struct truce_store *store = make(m);
    static const size_t sizes[] = {1, 1, 254, 1, 1, 300, 5000, 7, 2500, 1};
    const struct truce_store_record *next;
    struct truce_store_cursor *cursor;
    struct truce_store_record record;
    uint64_t size = 0;

    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        add(m, store, size, sizes[i], 2000 + (int64_t)i);
        size += sizes[i];
        assert_int_equal(size_of(m, store), size);
    }
    for (int again = 0; again < 2; again++) {
        for (uint64_t n = 0; n < size; n += 97) {
            require(m, truce_store_record(store, n, &record, &m->err));
            check_record(&record, n);
        }
        require(m, truce_store_cursor_open(store, 3, size - 2, &cursor, &m->err));
        for (uint64_t n = 3; n < size - 2; n++) {
            require(m, truce_store_cursor_next(cursor, &next, &m->err));
            check_record(next, n);
        }
        require(m, truce_store_cursor_next(cursor, &next, &m->err));
        assert_null(next);
        truce_store_cursor_close(cursor);
        check_sound(m, store);
        check_root(m, store, size);
        require(m, truce_store_close(store, &m->err));
        store = open_as(m, again == 0 ? TRUCE_STORE_READ
                                      : TRUCE_STORE_WRITE); /* and the same after opening again */
    }
    add(m, store, size, 10, 3000); /* the edge of the tree was read back right */
    check_root(m, store, size + 10);
    check_sound(m, store);
    done(m, store);
}

static void any_bytes_are_kept_exactly(void **state)
{
    struct mission *m = *state;
    struct truce_store *store = make(m);
    static char longest[TRUCE_STORE_RECORD_MAX];
    struct truce_store_record records[4] = {{.id = {"nul", 3}, .bytes = {"a\0b", 3}},
                                            {.id = {"latin", 5}, .bytes = {"\xe4\xff\xfe", 3}},
                                            {.id = {"\xd0\x94\xd0\xbe", 4}, .bytes = {" {} \r", 5}},
                                            {.id = {"longest", 7}, .bytes = {longest, sizeof longest}}};
    struct truce_store_record record;

    memset(longest, 'x', sizeof longest);
    require(m, truce_store_append(store, records, 4, (struct truce_instant){2000}, NULL, &m->err));
    for (size_t i = 0; i < 4; i++) {
        require(m, truce_store_record(store, i, &record, &m->err));
        assert_true(truce_text_equal(record.bytes, records[i].bytes));
        assert_true(truce_text_equal(record.id, records[i].id));
        assert_int_equal(record.logged.us, 2000);
    }
    check_sound(m, store);
    done(m, store);
}

static void a_batch_is_taken_whole_or_not_at_all(void **state)
{
    struct mission *m = *state;
    struct truce_store *store = make(m);
    static char too_long[TRUCE_STORE_RECORD_MAX + 1];
    struct batch *b = make_batch(300, 300);
    struct truce_store_record good = b->records[200];

    memset(too_long, 'x', sizeof too_long);
    add(m, store, 0, 300, 2000);
    b->records[200].bytes = (struct truce_text){too_long, sizeof too_long};
    assert_int_equal(truce_store_append(store, b->records, 300, (struct truce_instant){2000}, NULL, &m->err),
                     TRUCE_ERR_LIMIT);
    assert_int_equal(m->err.at, 200);
    b->records[200] = good;
    b->records[200].id = b->records[100].id;
    assert_int_equal(truce_store_append(store, b->records, 300, (struct truce_instant){2000}, NULL, &m->err),
                     TRUCE_ERR_RANGE);
    assert_int_equal(m->err.at, 200);
    assert_non_null(strstr(m->err.text, "twice"));
    b->records[200] = good;
    b->records[250].id = id_of(17, b->ids[250]);
    assert_int_equal(truce_store_append(store, b->records, 300, (struct truce_instant){2000}, NULL, &m->err),
                     TRUCE_ERR_RANGE);
    assert_int_equal(m->err.at, 250);
    assert_non_null(strstr(m->err.text, "as record 17"));
    b->records[250].id = (struct truce_text){"", 0};
    assert_int_equal(truce_store_append(store, b->records, 300, (struct truce_instant){2000}, NULL, &m->err),
                     TRUCE_ERR_RANGE);
    b->records[250].id = (struct truce_text){"a\nb", 3};
    assert_int_equal(truce_store_append(store, b->records, 300, (struct truce_instant){2000}, NULL, &m->err),
                     TRUCE_ERR_RANGE);
    b->records[250].id = id_of(550, b->ids[250]);
    assert_int_equal(truce_store_append(store, b->records, 300, (struct truce_instant){1999}, NULL, &m->err),
                     TRUCE_ERR_RANGE); /* before the last */
    assert_int_equal(size_of(m, store), 300);
    check_root(m, store, 300);
    require(m, truce_store_append(store, b->records, 300, (struct truce_instant){2000}, NULL, &m->err));
    check_root(m, store, 600);
    check_sound(m, store);
    free(b);
    done(m, store);
}

static void ids_are_found(void **state)
{
    struct mission *m = *state;
    struct truce_store *store = make(m);
    enum { TOTAL = 12000, ASKED = 3000 };
    static char texts[ASKED][32];
    static struct truce_text ids[ASKED];
    static uint64_t found[ASKED];
    uint64_t size = 0;

    for (size_t step = 1; size < TOTAL;
         step = step * 3 % 4099) { /* batches of many sizes, so that runs are merged in many ways */
        size_t n = size + step > TOTAL ? (size_t)(TOTAL - size) : step;
        add(m, store, size, n, 2000);
        size += n;
    }
    for (size_t i = 0; i < ASKED; i++) /* every other one is not there */
        ids[i] = id_of(i % 2 == 0 ? i * 4 : TOTAL + i, texts[i]);
    require(m, truce_store_find(store, ids, ASKED, found, &m->err));
    for (size_t i = 0; i < ASKED; i++)
        assert_true(found[i] == (i % 2 == 0 ? i * 4 : TRUCE_STORE_NONE));
    require(m, truce_store_find(store, ids, 0, found, &m->err));
    check_sound(m, store);
    done(m, store);
}

static void as_of_an_instant(void **state)
{
    struct mission *m = *state;
    struct truce_store *store = make(m);
    static const struct {
        int64_t at;
        uint64_t size;
    } asked[] = {{0, 0},     {1999, 0},  {2000, 10}, {2001, 10},
                 {2999, 10}, {3000, 30}, {5000, 31}, {INT64_MAX, 31}};

    add(m, store, 0, 10, 2000);
    add(m, store, 10, 15, 3000);
    add(m, store, 25, 5, 3000);
    add(m, store, 30, 1, 4000);
    for (size_t i = 0; i < sizeof asked / sizeof asked[0]; i++) {
        uint64_t size = 99;
        require(m, truce_store_size_at(store, (struct truce_instant){asked[i].at}, &size, &m->err));
        assert_int_equal(size, asked[i].size);
    }
    done(m, store);
}

static void a_cursor_stays_within_the_log(void **state)
{
    struct mission *m = *state;
    struct truce_store *store = make(m);
    struct truce_store_cursor *cursor;
    const struct truce_store_record *record;

    add(m, store, 0, 10, 2000);
    assert_int_equal(truce_store_cursor_open(store, 0, 11, &cursor, &m->err), TRUCE_ERR_RANGE);
    assert_int_equal(truce_store_cursor_open(store, 5, 4, &cursor, &m->err), TRUCE_ERR_RANGE);
    require(m, truce_store_cursor_open(store, 10, 10, &cursor, &m->err));
    require(m, truce_store_cursor_next(cursor, &record, &m->err));
    assert_null(record);
    truce_store_cursor_close(cursor);
    done(m, store);
}

/* --- the tree --- */

static void roots_and_proofs_of_every_size(void **state)
{
    struct mission *m = *state;
    struct truce_store *store = make(m);
    enum { TOTAL = 700 };
    struct truce_log_tree tree = {0};
    struct truce_hash roots[TOTAL + 1], leaves[TOTAL];
    char bytes[96];

    add(m, store, 0, 511, 2000);
    add(m, store, 511, TOTAL - 511, 2000);
    roots[0] = truce_log_root(&tree);
    for (size_t n = 0; n < TOTAL; n++) {
        struct truce_hash root;
        leaves[n] = truce_log_leaf_hash(bytes_of(n, bytes));
        assert_int_equal(truce_log_append(&tree, &leaves[n], NULL, NULL, NULL), TRUCE_OK);
        roots[n + 1] = truce_log_root(&tree);
        require(m, truce_store_root(store, n + 1, &root, &m->err));
        assert_memory_equal(root.byte, roots[n + 1].byte, TRUCE_HASH_BYTES);
    }
    for (uint64_t size = 1; size <= TOTAL; size += 37)
        for (uint64_t n = 0; n < size; n += 29) {
            struct truce_log_path path;
            require(m, truce_log_prove_inclusion(n, size, truce_store_log_node, store, &path, &m->err));
            assert_true(truce_log_inclusion_holds(n, size, &leaves[n], path.hash, path.n, &roots[size]));
            require(m, truce_log_prove_consistency(n + 1, size, truce_store_log_node, store, &path, &m->err));
            assert_true(
                truce_log_consistency_holds(n + 1, &roots[n + 1], size, &roots[size], path.hash, path.n));
        }
    done(m, store);
}

static void nodes_are_complete_subtrees(void **state)
{
    struct mission *m = *state;
    struct truce_store *store = make(m);
    struct truce_hash node, root;

    add(m, store, 0, 5000, 2000);
    for (uint64_t n = 5000; n < 66000; n += 5000)
        add(m, store, n, n + 5000 > 66000 ? (size_t)(66000 - n) : 5000, 2000);
    require(m, truce_store_node(store, 16, 0, &node, &m->err)); /* two tile levels up */
    require(m, truce_store_root(store, 65536, &root, &m->err));
    assert_memory_equal(node.byte, root.byte, TRUCE_HASH_BYTES);
    assert_int_equal(truce_store_node(store, 16, 1, &node, &m->err), TRUCE_ERR_RANGE);
    assert_int_equal(truce_store_node(store, 0, 66000, &node, &m->err), TRUCE_ERR_RANGE);
    assert_int_equal(truce_store_node(store, 64, 0, &node, &m->err), TRUCE_ERR_RANGE);
    assert_int_equal(truce_store_node(store, 1, UINT64_MAX, &node, &m->err), TRUCE_ERR_RANGE);
    check_root(m, store, 66000);
    check_sound(m, store);
    done(m, store);
}

/* --- readers and writers --- */

static void one_writer_many_readers(void **state)
{
    struct mission *m = *state;
    struct truce_store *store = make(m), *reader, *other = NULL;
    struct batch *b = make_batch(0, 1);
    struct truce_hash hash;

    reader = open_as(m, TRUCE_STORE_READ);
    add(m, store, 0, 300, 2000);
    assert_int_equal(size_of(m, reader), 300); /* at once */
    check_root(m, reader, 300);
    assert_int_equal(m->in_memory
                         ? truce_store_memory_open(m->memory, TRUCE_STORE_WRITE, NULL, &other, &m->err)
                         : truce_store_open(m->path, TRUCE_STORE_WRITE, NULL, &other, &m->err),
                     TRUCE_ERR_IO);
    assert_non_null(strstr(m->err.text, "is being written by the suite"));
    assert_null(other);
    assert_int_equal(truce_store_append(reader, b->records, 1, (struct truce_instant){3000}, NULL, &m->err),
                     TRUCE_ERR_USAGE);
    assert_int_equal(truce_store_attach(reader, (struct truce_text){"a", 1}, &hash, &m->err),
                     TRUCE_ERR_USAGE);
    assert_int_equal(truce_store_meta_set(reader, "a", (struct truce_text){"a", 1}, &m->err),
                     TRUCE_ERR_USAGE);
    assert_int_equal(truce_store_layers_replace(reader, NULL, 0, 0, &m->err), TRUCE_ERR_USAGE);
    require(m, truce_store_close(store, &m->err));
    store =
        open_as(m, TRUCE_STORE_WRITE); /* the writer is gone: the next may come, while a reader is there */
    add(m, store, 300, 5, 2000);
    assert_int_equal(size_of(m, reader), 305);
    require(m, truce_store_close(reader, &m->err));
    free(b);
    done(m, store);
}

/* --- beside the log --- */

static void attachments_by_their_hash(void **state)
{
    struct mission *m = *state;
    struct truce_store *store = make(m);
    static char large[300000];
    struct truce_text texts[] = {{"", 0}, {"agreement\n", 10}, {large, sizeof large}};
    struct truce_hash hash[3], none = {{1}};
    struct truce_buf out;
    bool has = true;

    truce_buf_init(&out);
    memset(large, 7, sizeof large);
    for (int again = 0; again < 2; again++)
        for (size_t i = 0; i < 3; i++)
            require(m, truce_store_attach(store, texts[i], &hash[i], &m->err));
    for (size_t i = 0; i < 3; i++) {
        require(m, truce_store_attachment(store, &hash[i], &out, &m->err));
        assert_true(truce_text_equal(truce_buf_view(&out), texts[i]));
        require(m, truce_store_has_attachment(store, &hash[i], &has, &m->err));
        assert_true(has);
    }
    require(m, truce_store_has_attachment(store, &none, &has, &m->err));
    assert_false(has);
    assert_int_equal(truce_store_attachment(store, &none, &out, &m->err), TRUCE_ERR_UNKNOWN);
    assert_int_equal(out.len, sizeof large); /* untouched */
    truce_buf_fini(&out);
    done(m, store);
}

static enum truce_status write_note(void *context, const struct truce_store_note *note)
{
    truce_buf_printf(context, "%d %llu %.*s;", (int)note->kind, (unsigned long long)note->size,
                     TRUCE_TEXT(note->bytes));
    return note->size == 99 ? TRUCE_ERR_RANGE : TRUCE_OK;
}

static void notes_by_size(void **state)
{
    struct mission *m = *state;
    struct truce_store *store = make(m);
    static const struct truce_store_note notes[] = {{TRUCE_STORE_NOTE_CHECKPOINT, 5, {"five", 4}},
                                                    {TRUCE_STORE_NOTE_COSIGNED, 5, {"five", 4}},
                                                    {TRUCE_STORE_NOTE_CHECKPOINT, 2, {"two", 3}},
                                                    {TRUCE_STORE_NOTE_CHECKPOINT, 5, {"five", 4}},
                                                    {TRUCE_STORE_NOTE_CHECKPOINT, 11, {"eleven", 6}}};
    struct truce_buf out;

    truce_buf_init(&out);
    add(m, store, 0, 10, 2000);
    for (size_t i = 0; i < 4; i++)
        require(m, truce_store_note_add(store, &notes[i], &m->err));
    assert_int_equal(truce_store_note_add(store, &notes[4], &m->err), TRUCE_ERR_RANGE);
    require(m, truce_store_notes(store, write_note, &out, &m->err));
    assert_string_equal(out.at, "0 2 two;0 5 five;1 5 five;");
    truce_buf_fini(&out);
    done(m, store);
}

static void small_values(void **state)
{
    struct mission *m = *state;
    struct truce_store *store = make(m);
    struct truce_buf out;

    truce_buf_init(&out);
    assert_int_equal(truce_store_meta_get(store, "import.firms", &out, &m->err), TRUCE_ERR_UNKNOWN);
    require(m, truce_store_meta_set(store, "import.firms", truce_text_view("one"), &m->err));
    require(m, truce_store_meta_set(store, "import.firms", truce_text_view("two"), &m->err));
    require(m, truce_store_meta_set(store, "empty", truce_text_view(""), &m->err));
    require(m, truce_store_meta_get(store, "import.firms", &out, &m->err));
    assert_string_equal(out.at, "two");
    require(m, truce_store_meta_get(store, "origin", &out, &m->err));
    assert_string_equal(out.at, "example.org/line-log");
    require(m, truce_store_meta_get(store, "format", &out, &m->err));
    assert_string_equal(out.at, "1");
    require(m, truce_store_meta_get(store, "created", &out, &m->err));
    assert_string_equal(out.at, "1000");
    require(m, truce_store_meta_get(store, "empty", &out, &m->err));
    assert_int_equal(out.len, 0);
    assert_int_equal(truce_store_meta_set(store, "origin", truce_text_view("x"), &m->err), TRUCE_ERR_USAGE);
    assert_int_equal(truce_store_meta_set(store, "Not a key", truce_text_view("x"), &m->err),
                     TRUCE_ERR_USAGE);
    truce_buf_fini(&out);
    done(m, store);
}

/* --- layers --- */

static struct truce_lonlat points[] = {{20, 46}, {24, 46}, {20, 50}, {21, 47}, {21, 48}, {22, 47}};
static struct truce_ring rings[] = {{0, 3, 0, false}, {3, 3, 0, true}};
static struct truce_multipolygon shape = {points, 6, 6, rings, 2, 2, 1}, nothing;
static const struct truce_column columns[] = {{"name", TRUCE_COLUMN_TEXT, 0},
                                              {"since", TRUCE_COLUMN_DATE, 0},
                                              {"area_km2", TRUCE_COLUMN_REAL, 6},
                                              {"n", TRUCE_COLUMN_INTEGER, 0}};
static const struct truce_value values[3][4] = {
    {{"Долина's \"east\"", 0, 0}, {"2031-12-29", 0, 0}, {NULL, 12.5, 0}, {NULL, 0, 7}},
    {{NULL, 0, 0}, {NULL, 0, 0}, {NULL, NAN, 0}, {NULL, 0, -1}},
    {{"c", 0, 0}, {NULL, 0, 0}, {NULL, -0.0, 0}, {NULL, 0, 0}}};
static const struct truce_feature areas[] = {{{0, 0}, &shape, values[0]}, {{0, 0}, &nothing, values[1]}};
static const struct truce_feature places[] = {
    {{20.5, 46.5}, NULL, values[0]}, {{-179.5, -89}, NULL, values[1]}, {{179.5, 89}, NULL, values[2]}};
static const struct truce_layer layers[] = {
    {"incidents", "Incidents", TRUCE_LAYER_POINT, columns, 4, places, 3},
    {"zones", "Zones", TRUCE_LAYER_MULTIPOLYGON, columns, 4, areas, 2},
    {"violations", NULL, TRUCE_LAYER_POINT, columns, 2, NULL, 0},
};

static void layers_are_replaced_as_a_whole(void **state)
{
    struct mission *m = *state;
    struct truce_store *store = make(m);
    struct truce_layer bad = layers[0];
    struct truce_hash empty, full, two, again;
    uint64_t size;

    add(m, store, 0, 10, 2000);
    require(m, truce_store_layers_digest(store, &empty, &m->err));
    require(m, truce_store_layers_replace(store, layers, 3, 10, &m->err));
    require(m, truce_store_layers_size(store, &size, &m->err));
    assert_int_equal(size, 10);
    require(m, truce_store_layers_digest(store, &full, &m->err));
    require(m, truce_store_layers_replace(store, layers + 1, 2, 4, &m->err));
    require(m, truce_store_layers_size(store, &size, &m->err));
    assert_int_equal(size, 4);
    require(m, truce_store_layers_digest(store, &two, &m->err));
    assert_memory_not_equal(full.byte, two.byte, TRUCE_HASH_BYTES);
    assert_int_equal(truce_store_layers_replace(store, layers, 3, 11, &m->err), TRUCE_ERR_RANGE);
    bad.name = "truce_log";
    assert_int_equal(truce_store_layers_replace(store, &bad, 1, 10, &m->err), TRUCE_ERR_USAGE);
    require(m, truce_store_layers_digest(store, &again, &m->err)); /* failures changed nothing */
    assert_memory_equal(two.byte, again.byte, TRUCE_HASH_BYTES);
    require(m, truce_store_layers_replace(store, layers, 3, 10, &m->err));
    require(m, truce_store_layers_digest(store, &again, &m->err));
    assert_memory_equal(full.byte, again.byte, TRUCE_HASH_BYTES);
    require(m, truce_store_layers_replace(store, NULL, 0, 10, &m->err));
    require(m, truce_store_layers_digest(store, &again, &m->err));
    assert_memory_equal(empty.byte, again.byte, TRUCE_HASH_BYTES);
    check_sound(m, store);
    done(m, store);
}

/* Both backends in one test: what they say about the same must be the same. */
static void backends_agree(void **state)
{
    struct mission file = {.in_memory = false}, memory = {.in_memory = true};
    struct truce_store *a = make(&file), *b = make(&memory);
    struct truce_hash x, y;

    (void)state;
    add(&file, a, 0, 1000, 2000);
    add(&memory, b, 0, 1000, 2000);
    require(&file, truce_store_root(a, 1000, &x, &file.err));
    require(&memory, truce_store_root(b, 1000, &y, &memory.err));
    assert_memory_equal(x.byte, y.byte, TRUCE_HASH_BYTES);
    require(&file, truce_store_layers_replace(a, layers, 3, 1000, &file.err));
    require(&memory, truce_store_layers_replace(b, layers, 3, 1000, &memory.err));
    require(&file, truce_store_layers_digest(a, &x, &file.err));
    require(&memory, truce_store_layers_digest(b, &y, &memory.err));
    assert_memory_equal(x.byte, y.byte, TRUCE_HASH_BYTES);
    done(&file, a);
    done(&memory, b);
}

#define SUITE(kind)                                                                                          \
    cmocka_unit_test_prestate(a_new_mission_is_empty, kind),                                                 \
        cmocka_unit_test_prestate(what_goes_in_comes_out, kind),                                             \
        cmocka_unit_test_prestate(any_bytes_are_kept_exactly, kind),                                         \
        cmocka_unit_test_prestate(a_batch_is_taken_whole_or_not_at_all, kind),                               \
        cmocka_unit_test_prestate(ids_are_found, kind), cmocka_unit_test_prestate(as_of_an_instant, kind),   \
        cmocka_unit_test_prestate(a_cursor_stays_within_the_log, kind),                                      \
        cmocka_unit_test_prestate(roots_and_proofs_of_every_size, kind),                                     \
        cmocka_unit_test_prestate(nodes_are_complete_subtrees, kind),                                        \
        cmocka_unit_test_prestate(one_writer_many_readers, kind),                                            \
        cmocka_unit_test_prestate(attachments_by_their_hash, kind),                                          \
        cmocka_unit_test_prestate(notes_by_size, kind), cmocka_unit_test_prestate(small_values, kind),       \
        cmocka_unit_test_prestate(layers_are_replaced_as_a_whole, kind)

int main(void)
{
    struct mission file = {.in_memory = false}, memory = {.in_memory = true};
    const struct CMUnitTest tests[] = {SUITE(&file), SUITE(&memory), cmocka_unit_test(backends_agree)};

    return cmocka_run_group_tests_name("mission file, then mission in memory", tests, NULL, NULL);
}
