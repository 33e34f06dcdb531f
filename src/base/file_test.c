/*
 * Whole files in and out.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"

static char folder[256]; /* of the running test */

static int remove_one(const char *path, const struct stat *about, int kind, struct FTW *where)
{
    (void)about;
    (void)kind;
    (void)where;
    return remove(path);
}

static const char *in(const char *name)
{
    static char paths[4][512];
    static unsigned next;
    char *path = paths[next++ % 4];
    snprintf(path, 512, "%s/%s", folder, name);
    return path;
}

static int begin(void **state)
{
    (void)state;
    snprintf(folder, sizeof folder, "%s/file_test_XXXXXX", TRUCE_BUILD_DIR);
    return mkdtemp(folder) == NULL;
}

static int end(void **state)
{
    (void)state;
    return nftw(folder, remove_one, 8, FTW_DEPTH | FTW_PHYS);
}

static void what_is_written_is_read(void **unused)
{
    (void)unused;
    struct truce_buf out;
    char *bytes = malloc(300000);
    assert_non_null(bytes);
    for (size_t i = 0; i < 300000; i++)
        bytes[i] = (char)(i * 7 % 256);
    truce_buf_init(&out);
    static const size_t sizes[] = {0, 1, 65535, 65536, 65537, 300000};
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        struct truce_text text = {bytes, sizes[i]};
        assert_int_equal(truce_file_write(in("f"), text, NULL), TRUCE_OK);
        assert_int_equal(truce_file_read(in("f"), sizes[i], &out, NULL), TRUCE_OK);
        assert_int_equal(out.len, sizes[i]);
        assert_memory_equal(out.at, bytes, sizes[i]);
        assert_int_equal(out.at[out.len], '\0');
        assert_false(truce_file_exists(in("f.part")));
    }
    truce_buf_fini(&out);
    free(bytes);
}

static void the_limit_holds_for_files_and_streams(void **unused)
{
    (void)unused;
    struct truce_buf out;
    struct truce_err err;
    int ends[2];
    truce_buf_init(&out);
    assert_int_equal(truce_file_write(in("f"), truce_text_view("12345"), NULL), TRUCE_OK);
    assert_int_equal(truce_file_read(in("f"), 4, &out, &err), TRUCE_ERR_LIMIT);
    assert_string_equal(err.file, in("f"));
    assert_int_equal(out.len, 0);
    /* a pipe has no length to look at beforehand */
    assert_int_equal(pipe(ends), 0);
    assert_int_equal(write(ends[1], "12345", 5), 5);
    close(ends[1]);
    char path[64];
    snprintf(path, sizeof path, "/proc/self/fd/%d", ends[0]);
    assert_int_equal(truce_file_read(path, 4, &out, &err), TRUCE_ERR_LIMIT);
    close(ends[0]);
    truce_buf_fini(&out);
}

static void what_cannot_be_read_is_said(void **unused)
{
    (void)unused;
    struct truce_buf out;
    struct truce_err err;
    truce_buf_init(&out);
    truce_buf_puts(&out, "old");
    assert_int_equal(truce_file_read(in("none"), 10, &out, &err), TRUCE_ERR_MISSING);
    assert_int_equal(truce_file_read(folder, 10, &out, &err), TRUCE_ERR_IO);
    assert_non_null(strstr(err.text, "folder"));
    assert_int_equal(truce_file_write(in("f"), truce_text_view("x"), NULL), TRUCE_OK);
    assert_int_equal(truce_file_read(in("f/g"), 10, &out, &err), TRUCE_ERR_MISSING);
    truce_buf_fini(&out);
}

static void a_failed_write_leaves_the_old_file(void **unused)
{
    (void)unused;
    struct truce_err err;
    struct truce_buf out;
    truce_buf_init(&out);
    assert_int_equal(truce_file_write(in("f"), truce_text_view("old"), NULL), TRUCE_OK);
    assert_int_equal(mkdir(in("f.part"), 0777), 0);
    assert_int_equal(truce_file_write(in("f"), truce_text_view("new"), &err), TRUCE_ERR_IO);
    assert_string_equal(err.file, in("f"));
    assert_int_equal(truce_file_read(in("f"), 10, &out, NULL), TRUCE_OK);
    assert_string_equal(out.at, "old");
    assert_int_equal(truce_file_write(in("none/f"), truce_text_view("new"), &err), TRUCE_ERR_IO);
    /* a folder in its place cannot be replaced; nothing half-written stays */
    assert_int_equal(mkdir(in("d"), 0777), 0);
    assert_int_equal(truce_file_write(in("d"), truce_text_view("new"), &err), TRUCE_ERR_IO);
    assert_false(truce_file_exists(in("d.part")));
    truce_buf_fini(&out);
}

static void permissions_stay(void **unused)
{
    (void)unused;
    struct stat about;
    assert_int_equal(truce_file_write(in("private"), truce_text_view("a"), NULL), TRUCE_OK);
    assert_int_equal(chmod(in("private"), 0640), 0);
    assert_int_equal(truce_file_write(in("private"), truce_text_view("b"), NULL), TRUCE_OK);
    assert_int_equal(stat(in("private"), &about), 0);
    assert_int_equal(about.st_mode & 0777, 0640);
}

static void folders_are_made_with_their_parents(void **unused)
{
    (void)unused;
    struct truce_err err;
    assert_int_equal(truce_file_make_folder(in("a/b//c/"), NULL), TRUCE_OK);
    assert_true(truce_file_is_folder(in("a/b/c")));
    assert_int_equal(truce_file_make_folder(in("a/b/c"), NULL), TRUCE_OK);
    assert_int_equal(truce_file_make_folder("/", NULL), TRUCE_OK);
    assert_int_equal(truce_file_make_folder(".", NULL), TRUCE_OK);
    assert_int_equal(truce_file_make_folder("", &err), TRUCE_ERR_IO);
    assert_int_equal(truce_file_write(in("f"), truce_text_view("x"), NULL), TRUCE_OK);
    assert_int_equal(truce_file_make_folder(in("f"), &err), TRUCE_ERR_IO);
    assert_int_equal(truce_file_make_folder(in("f/g"), &err), TRUCE_ERR_IO);
    assert_false(truce_file_is_folder(in("f")));
}

static void paths_are_joined_by_one_stroke(void **unused)
{
    (void)unused;
    char *path = truce_file_join("a", "b");
    assert_string_equal(path, "a/b");
    free(path);
    path = truce_file_join("a/", "b");
    assert_string_equal(path, "a/b");
    free(path);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(what_is_written_is_read, begin, end),
        cmocka_unit_test_setup_teardown(the_limit_holds_for_files_and_streams, begin, end),
        cmocka_unit_test_setup_teardown(what_cannot_be_read_is_said, begin, end),
        cmocka_unit_test_setup_teardown(a_failed_write_leaves_the_old_file, begin, end),
        cmocka_unit_test_setup_teardown(permissions_stay, begin, end),
        cmocka_unit_test_setup_teardown(folders_are_made_with_their_parents, begin, end),
        cmocka_unit_test_setup_teardown(paths_are_joined_by_one_stroke, begin, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
