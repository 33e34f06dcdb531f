/*
 * Status codes and the caller-owned error.
 *
 * Every function that can fail returns `enum truce_status` and takes, last, a `struct truce_err *` that may be
 * NULL.  On failure outputs are untouched, and the error says where (file:line:column or an index), what was
 * wrong, the value and the limit, in one line of text.
 */
#ifndef TRUCE_BASE_STATUS_H
#define TRUCE_BASE_STATUS_H

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#define TRUCE_MUST_USE     __attribute__((warn_unused_result))
#define TRUCE_PRINTF(f, a) __attribute__((format(printf, f, a)))

enum truce_status {
    TRUCE_OK = 0,
    TRUCE_ERR_USAGE,       /* the command line, or an argument of a call, makes no sense */
    TRUCE_ERR_SYNTAX,      /* bytes from outside that do not follow their format */
    TRUCE_ERR_RANGE,       /* a value outside of its limits */
    TRUCE_ERR_SHAPE,       /* a geometry that is none: too few points, not closed, crossing itself */
    TRUCE_ERR_UNKNOWN,     /* a name that refers to nothing we have */
    TRUCE_ERR_LIMIT,       /* too large, too deep, too many: a stated ceiling was met */
    TRUCE_ERR_MISSING,     /* a file or folder that is not there */
    TRUCE_ERR_MEMORY,      /* the system gave no memory */
    TRUCE_ERR_IO,          /* reading or writing failed */
    TRUCE_ERR_NETWORK,     /* a server could not be reached or answered badly */
    TRUCE_ERR_UNSUPPORTED, /* this build cannot do it */
    TRUCE_ERR_INTERNAL,    /* a fault of ours */
};

struct truce_err {
    enum truce_status status;
    char file[512];  /* "" where there is none; the end of a longer path */
    uint32_t line;   /* from 1; 0 where there is none */
    uint32_t column; /* in bytes, from 1; 0 where there is none */
    int64_t at;      /* index of the offending item; -1 where there is none */
    char text[512];  /* one line, UTF-8, no final full stop */
};

/* Fills `err` (may be NULL) without a position and returns `status`, so that a caller can write
 * `return truce_fail(err, TRUCE_ERR_RANGE, "...")`.  `status` must not be TRUCE_OK. */
enum truce_status truce_fail(struct truce_err *err, enum truce_status status, const char *format, ...)
    TRUCE_PRINTF(3, 4);

/* The same with file:line:column.  `file` may be NULL; line and column may be 0. */
enum truce_status truce_fail_at(struct truce_err *err, enum truce_status status, const char *file,
                                uint32_t line, uint32_t column, const char *format, ...) TRUCE_PRINTF(6, 7);

/* The same with the index of the offending item. */
enum truce_status truce_fail_index(struct truce_err *err, enum truce_status status, int64_t at,
                                   const char *format, ...) TRUCE_PRINTF(4, 5);

/* Adds a file name to an error that has none yet; leaves others alone.  err may be NULL. */
void truce_err_set_file(struct truce_err *err, const char *file);

/* "file:line:column: text" into `out` (always terminated, cut at n bytes on a character's edge). */
void truce_err_format(const struct truce_err *err, char *out, size_t n);

/* A short English word for a status ("syntax", "range", ...); static storage. */
const char *truce_status_name(enum truce_status status);

#endif
