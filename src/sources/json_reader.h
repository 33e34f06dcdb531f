/*
 * JSON from bytes in memory, pulled value by value (RFC 8259, strict).
 *
 * Nothing is built: the caller asks for what it expects and skips the rest, so a file costs one pass and no
 * memory. Strict means: one value, valid UTF-8, no comments, no trailing comma, numbers as the grammar has
 * them, at most TRUCE_JSON_READ_DEPTH levels.  A byte order mark before the value is passed over.  What is
 * skipped is checked as well.
 *
 * A reader that has failed must not be asked again.
 */
#ifndef TRUCE_SOURCES_JSON_READER_H
#define TRUCE_SOURCES_JSON_READER_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/status.h"
#include "base/text.h"
#include "geo/shape.h"

#define TRUCE_JSON_READ_DEPTH 64 /* levels of arrays and objects; the deepest GeoJSON has 10 */

enum truce_json_type {
    TRUCE_JSON_OBJECT,
    TRUCE_JSON_ARRAY,
    TRUCE_JSON_STRING,
    TRUCE_JSON_NUMBER,
    TRUCE_JSON_TRUE,
    TRUCE_JSON_FALSE,
    TRUCE_JSON_NULL,
};

struct truce_json_reader {
    const char *begin; /* first byte of the file: lines are counted from here */
    const char *at;    /* the next byte to read */
    const char *end;
    const char *file; /* borrowed, for messages; may be NULL */
    int64_t item; /* -1; else the bytes were made from this item of another format, and messages name it */
    unsigned depth;
    bool first;           /* an object or array was just entered */
    struct truce_buf key; /* a key that had escapes */
};

/* bytes and file are borrowed and must outlive the reader.  Owns: caller calls _fini. */
void truce_json_reader_init(struct truce_json_reader *r, struct truce_text bytes, const char *file);

/* A second reader over `value`, which is one value within the bytes of `parent`; messages give places in the
 * parent's file. */
void truce_json_reader_init_within(struct truce_json_reader *r, const struct truce_json_reader *parent,
                                   struct truce_text value);
void truce_json_reader_fini(struct truce_json_reader *r);

/* What comes next; nothing is consumed but white space.  Fails: TRUCE_ERR_SYNTAX. */
enum truce_status truce_json_peek(struct truce_json_reader *r, enum truce_json_type *type,
                                  struct truce_err *err) TRUCE_MUST_USE;

/*
 * An object: enter, then ask for keys until *more is false (the closing brace is then behind); each key's
 * value must be read or skipped before the next is asked for.  *key is decoded, and borrowed until the next
 * key is asked for.
 * Fails: TRUCE_ERR_SYNTAX; TRUCE_ERR_LIMIT too deep; TRUCE_ERR_MEMORY.
 */
enum truce_status truce_json_enter_object(struct truce_json_reader *r, struct truce_err *err) TRUCE_MUST_USE;
enum truce_status truce_json_next_key(struct truce_json_reader *r, struct truce_text *key, bool *more,
                                      struct truce_err *err) TRUCE_MUST_USE;

/* An array: enter, then ask before each item until *more is false. */
enum truce_status truce_json_enter_array(struct truce_json_reader *r, struct truce_err *err) TRUCE_MUST_USE;
enum truce_status truce_json_next_item(struct truce_json_reader *r, bool *more,
                                       struct truce_err *err) TRUCE_MUST_USE;

/* A string, decoded.  *out is borrowed: from the input when it has no escapes, else from `scratch`, until
 * that is used again. */
enum truce_status truce_json_read_text(struct truce_json_reader *r, struct truce_buf *scratch,
                                       struct truce_text *out, struct truce_err *err) TRUCE_MUST_USE;

/* A number as the nearest double, exactly rounded.  Fails: TRUCE_ERR_SYNTAX no number; TRUCE_ERR_RANGE beyond
 * a double; TRUCE_ERR_LIMIT more than 512 characters. */
enum truce_status truce_json_read_number(struct truce_json_reader *r, double *out,
                                         struct truce_err *err) TRUCE_MUST_USE;

/* Passes over one value of any type, checking it; *value (may be NULL) becomes its bytes. */
enum truce_status truce_json_skip(struct truce_json_reader *r, struct truce_text *value,
                                  struct truce_err *err) TRUCE_MUST_USE;

/* Nothing but white space may follow. */
enum truce_status truce_json_finish(struct truce_json_reader *r, struct truce_err *err) TRUCE_MUST_USE;

/* Positions that are used again from ring to ring. */
struct truce_positions {
    struct truce_lonlat *at;
    size_t n, size;
};

/*
 * An array of positions, [[lon, lat], [lon, lat, height], ...]; what follows the second number is checked and
 * ignored.
 *
 * out    its content is replaced; memory from malloc, released by the caller.
 * Fails: TRUCE_ERR_RANGE longitude outside of -180..180 or latitude outside of -90..90, with the place, the
 *        values and, where it would help, the question whether the two are swapped; others as above.
 * Cost:  about 1 ns a byte; no allocation once `out` has grown.
 */
enum truce_status truce_json_read_positions(struct truce_json_reader *r, struct truce_positions *out,
                                            struct truce_err *err) TRUCE_MUST_USE;

/* One position, with the same checks. */
enum truce_status truce_json_read_position(struct truce_json_reader *r, struct truce_lonlat *out,
                                           struct truce_err *err) TRUCE_MUST_USE;

/* Line and column (in bytes), both from 1, of a byte of the input; both 0 where the bytes were made from
 * another format.
 * Cost: O(bytes before it). */
void truce_json_place(const struct truce_json_reader *r, const char *at, uint32_t *line, uint32_t *column);

/* Fills err with the place of `at` and returns status. */
enum truce_status truce_json_fail(struct truce_err *err, enum truce_status status,
                                  const struct truce_json_reader *r, const char *at, const char *format, ...)
    TRUCE_PRINTF(5, 6);

#endif
