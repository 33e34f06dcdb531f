/*
 * What the tests of readers share: small files in a folder of their own, and a look through notes.
 */
#ifndef TRUCE_SOURCES_READER_TEST_H
#define TRUCE_SOURCES_READER_TEST_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/notes.h"

#define REAL_DATA TRUCE_SOURCE_DIR "/../shared/data/ukraine"

static inline void empty_folder(const char *path)
{
    DIR *dir = opendir(path);
    const struct dirent *entry;
    char full[1024];
    while (dir != NULL && (entry = readdir(dir)) != NULL) {
        snprintf(full, sizeof full, "%s/%s", path, entry->d_name);
        if (entry->d_name[0] != '.')
            unlink(full);
    }
    if (dir != NULL)
        closedir(dir);
}

/* An empty folder under the build folder; the name is static to each call's buffer. */
static inline const char *make_folder(char out[512], const char *name)
{
    snprintf(out, 512, "%s/test-%s", TRUCE_BUILD_DIR, name);
    empty_folder(out);
    assert_int_equal(truce_file_make_folder(out, NULL), TRUCE_OK);
    return out;
}

static inline void write_file(const char *folder, const char *name, const char *text)
{
    char *path = truce_file_join(folder, name);
    assert_non_null(path);
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(text, 1, strlen(text), file), strlen(text));
    assert_int_equal(fclose(file), 0);
    free(path);
}

/* How many notes have both pieces of text. */
static inline size_t noted(const struct truce_notes *notes, const char *a, const char *b)
{
    size_t n = 0;
    for (size_t i = 0; i < notes->n; i++)
        n += strstr(notes->items[i].text, a) != NULL && strstr(notes->items[i].text, b) != NULL;
    return n;
}

/* The error has this status and place, and its text holds `words`. */
static inline void assert_error(const struct truce_err *err, enum truce_status status, uint32_t line,
                                uint32_t column, const char *words)
{
    if (strstr(err->text, words) == NULL)
        fail_msg("the error \"%s\" does not say \"%s\"", err->text, words);
    assert_int_equal(err->status, status);
    assert_int_equal(err->line, line);
    assert_int_equal(err->column, column);
}

/* True, with a line that says so, when the real data is not there. */
static inline int real_data_missing(const char *path)
{
    if (truce_file_exists(path))
        return 0;
    print_message("skipped: no real data at %s\n", path);
    return 1;
}

#endif
