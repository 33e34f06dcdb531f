/*
 * Compares text with a file of tests/golden.  Only *_test.c include this.
 *
 * To refresh the files after a change that was meant: run the tests with TRUCE_BLESS=1 in the environment, then read the diff.
 */
#ifndef TRUCE_REPORT_GOLDEN_TEST_H
#define TRUCE_REPORT_GOLDEN_TEST_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/file.h"

/* True when `text` is what the golden file holds; else says on stderr where they part. */
static inline bool golden_is(const char *name, const struct truce_buf *text)
{
    char path[1024];
    struct truce_buf expected;
    struct truce_err err;
    size_t i = 0, line = 1;

    snprintf(path, sizeof path, "%s/tests/golden/%s", TRUCE_SOURCE_DIR, name);
    if (getenv("TRUCE_BLESS") != NULL)
        return truce_file_write(path, truce_buf_view(text), &err) == TRUCE_OK;
    truce_buf_init(&expected);
    if (truce_file_read(path, TRUCE_FILE_MAX, &expected, &err) != TRUCE_OK) {
        fprintf(stderr, "%s: %s\n", path, err.text);
        truce_buf_fini(&expected);
        return false;
    }
    while (i < expected.len && i < text->len && expected.at[i] == text->at[i]) {
        line += text->at[i] == '\n';
        i++;
    }
    bool same = i == expected.len && i == text->len;
    if (!same)
        fprintf(stderr, "%s:%zu: differs (byte %zu); TRUCE_BLESS=1 refreshes it when the change was meant\n",
                path, line, i);
    truce_buf_fini(&expected);
    return same;
}

#endif
