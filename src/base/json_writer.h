/*
 * JSON text, written as it comes: commas and escapes are ours to keep right, indentation two blanks.
 *
 * Numbers are written with the decimals the caller names, so the same input gives the same bytes; a number that is
 * not finite becomes null.  Nesting is at most TRUCE_JSON_DEPTH; more is a bug (asserted).
 */
#ifndef TRUCE_BASE_JSON_WRITER_H
#define TRUCE_BASE_JSON_WRITER_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/text.h"

#define TRUCE_JSON_DEPTH 32

struct truce_json_writer {
    struct truce_buf *out; /* borrowed */
    unsigned depth;
    bool inline_now;       /* the value being written stays on one line */
    unsigned inline_depth; /* depth at which that began */
    bool has_item[TRUCE_JSON_DEPTH + 1];
    bool after_key;
};

void truce_json_writer_init(struct truce_json_writer *w, struct truce_buf *out);
void truce_json_open_object(struct truce_json_writer *w);
void truce_json_close_object(struct truce_json_writer *w);
void truce_json_open_array(struct truce_json_writer *w);
void truce_json_close_array(struct truce_json_writer *w);

/* The next object or array, with all in it, stays on one line. */
void truce_json_inline(struct truce_json_writer *w);

void truce_json_key(struct truce_json_writer *w, const char *key);
void truce_json_text(struct truce_json_writer *w,
                     struct truce_text value); /* bytes that are not UTF-8 become U+FFFD */
void truce_json_string(struct truce_json_writer *w, const char *value); /* NULL is written as null */
void truce_json_number(struct truce_json_writer *w, double value, int decimals);
void truce_json_integer(struct truce_json_writer *w, int64_t value);
void truce_json_bool(struct truce_json_writer *w, bool value);
void truce_json_null(struct truce_json_writer *w);

#endif
