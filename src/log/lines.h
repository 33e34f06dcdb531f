/*
 * Lines and decimals as the text formats of this module write them: every line ends in a newline, a number has one text.
 */
#ifndef TRUCE_LOG_LINES_H
#define TRUCE_LOG_LINES_H

#include <stdbool.h>
#include <stdint.h>

#include "base/hash.h"
#include "base/text.h"

/* Takes the first line of *rest, without its newline.  False, and nothing is taken, when no newline is left. */
bool truce_log_take_line(struct truce_text *rest, struct truce_text *line);

/* Takes what stands before the first space of *rest, and the space; all of it when there is no space. */
struct truce_text truce_log_take_word(struct truce_text *rest);

/* Takes `prefix` from the front of *rest; false when it begins otherwise. */
bool truce_log_take_prefix(struct truce_text *rest, const char *prefix);

/* A decimal number up to 2^63 - 1 without sign or leading zeros. */
bool truce_log_read_number(struct truce_text text, uint64_t *number);

/* A hash in base64. */
bool truce_log_read_hash(struct truce_text text, struct truce_hash *hash);

#endif
