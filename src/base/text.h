/*
 * Text that is borrowed: a pointer and a length, not terminated; and the small things done with it.
 * Bytes are UTF-8; nothing here depends on the locale.
 */
#ifndef TRUCE_BASE_TEXT_H
#define TRUCE_BASE_TEXT_H

#include <stdbool.h>
#include <stddef.h>

struct truce_text {
    const char *at; /* borrowed; may be NULL when len is 0 */
    size_t len;     /* bytes */
};

/* For printf: "%.*s", TRUCE_TEXT(t).  Cuts at INT_MAX. */
#define TRUCE_TEXT(t) ((t).len > 0x7fffffff ? 0x7fffffff : (int)(t).len), ((t).at != NULL ? (t).at : "")

struct truce_text truce_text_view(const char *terminated);
bool truce_text_is(struct truce_text a, const char *terminated);
bool truce_text_equal(struct truce_text a, struct truce_text b);

/* Equal when ASCII letters are compared without case; other bytes must be the same. */
bool truce_text_equal_nocase(struct truce_text a, struct truce_text b);

/* Without ASCII white space at both ends. */
struct truce_text truce_text_trim(struct truce_text a);

/* A finite decimal number and nothing else ("-1.5", "3", "2e-3"); a decimal point whatever the locale; the nearest
 * double, exactly rounded.  No hexadecimal, no "inf", no "nan", at most 512 bytes.  False: *out is untouched. */
bool truce_text_to_double(struct truce_text a, double *out);

/* Length in bytes of a valid UTF-8 prefix of a; equal to a.len when all of it is valid. */
size_t truce_text_valid_utf8(struct truce_text a);

/* Makes a terminated buffer of n bytes safe to print on one line: control characters become '?', and a UTF-8
 * sequence that was cut or is not valid becomes '?' or is dropped at the end. */
void truce_text_mend(char *buffer, size_t n);

/* Edit distance (Levenshtein, with transpositions) by bytes, ASCII case ignored, for "did you mean"; strings
 * longer than 64 bytes give their length. */
size_t truce_text_distance(struct truce_text a, struct truce_text b);

/* The nearest of n terminated names to `word`, or NULL when none is near (distance > 2 + len/4). */
const char *truce_text_nearest(struct truce_text word, const char *const *names, size_t n);

#endif
