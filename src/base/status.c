/*
 * Filling and printing errors.  One idea: the caller owns the storage, so nothing here allocates or keeps state.
 */
#include "base/status.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"

static void set_file(struct truce_err *err, const char *file)
{
    size_t length = strlen(file);
    size_t room = sizeof err->file - 1;

    /* of a long path the end says more than the beginning */
    if (length > room) {
        file += length - room;
        length = room;
    }
    memmove(err->file, file, length + 1);
}

__attribute__((format(printf, 3, 0))) static void fill(struct truce_err *err, enum truce_status status,
                                                       const char *format, va_list args)
{
    char text[sizeof err->text]; /* the old text may be among the arguments */

    assert(status != TRUCE_OK);
    vsnprintf(text, sizeof text, format, args);
    truce_text_mend(text, sizeof text);
    memcpy(err->text, text, strlen(text) + 1);
    err->status = status;
    err->file[0] = '\0';
    err->line = 0;
    err->column = 0;
    err->at = -1;
}

enum truce_status truce_fail(struct truce_err *err, enum truce_status status, const char *format, ...)
{
    if (err != NULL) {
        va_list args;
        va_start(args, format);
        fill(err, status, format, args);
        va_end(args);
    }
    return status;
}

enum truce_status truce_fail_at(struct truce_err *err, enum truce_status status, const char *file,
                                uint32_t line, uint32_t column, const char *format, ...)
{
    if (err != NULL) {
        va_list args;
        char kept[sizeof err->file] = ""; /* fill clears err->file, which `file` may be */
        if (file == err->file)
            memcpy(kept, err->file, sizeof kept);
        va_start(args, format);
        fill(err, status, format, args);
        va_end(args);
        if (file != NULL)
            set_file(err, file == err->file ? kept : file);
        err->line = line;
        err->column = column;
    }
    return status;
}

enum truce_status truce_fail_index(struct truce_err *err, enum truce_status status, int64_t at,
                                   const char *format, ...)
{
    if (err != NULL) {
        va_list args;
        va_start(args, format);
        fill(err, status, format, args);
        va_end(args);
        err->at = at;
    }
    return status;
}

void truce_err_set_file(struct truce_err *err, const char *file)
{
    if (err != NULL && err->file[0] == '\0' && file != NULL)
        set_file(err, file);
}

void truce_err_format(const struct truce_err *err, char *out, size_t n)
{
    if (err->file[0] == '\0')
        snprintf(out, n, "%s", err->text);
    else if (err->line == 0)
        snprintf(out, n, "%s: %s", err->file, err->text);
    else if (err->column == 0)
        snprintf(out, n, "%s:%u: %s", err->file, err->line, err->text);
    else
        snprintf(out, n, "%s:%u:%u: %s", err->file, err->line, err->column, err->text);
    truce_text_mend(out, n);
}

const char *truce_status_name(enum truce_status status)
{
    switch (status) {
    case TRUCE_OK:
        return "ok";
    case TRUCE_ERR_USAGE:
        return "usage";
    case TRUCE_ERR_SYNTAX:
        return "syntax";
    case TRUCE_ERR_RANGE:
        return "range";
    case TRUCE_ERR_SHAPE:
        return "shape";
    case TRUCE_ERR_UNKNOWN:
        return "unknown name";
    case TRUCE_ERR_LIMIT:
        return "limit";
    case TRUCE_ERR_MISSING:
        return "missing";
    case TRUCE_ERR_MEMORY:
        return "memory";
    case TRUCE_ERR_IO:
        return "input/output";
    case TRUCE_ERR_NETWORK:
        return "network";
    case TRUCE_ERR_UNSUPPORTED:
        return "unsupported";
    case TRUCE_ERR_INTERNAL:
        return "internal";
    }
    return "internal";
}
