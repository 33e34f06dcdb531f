/*
 * Values of a record.  Private to the readers of records and scenarios.
 *
 * All of them: false when the value is not what is wanted; E04 then says so with its place, or the decoder's status why the work had to stop.  what:
 * the key, for messages.  Texts are copied into the decoder's arena.
 */
#ifndef TRUCE_SOURCES_RECORD_READ_H
#define TRUCE_SOURCES_RECORD_READ_H

#include "sources/record_decode.h"

/* "what: "value" is not wanted". */
void truce_record_wrong(struct truce_record_decoder *d, const struct truce_value *value, const char *what,
                        const char *wanted);

bool truce_record_copy(struct truce_record_decoder *d, struct truce_text text, const char **out);

/* One line of text, not empty, at most max bytes; terminated. */
bool truce_record_line(struct truce_record_decoder *d, const struct truce_value *value, const char *what,
                       size_t max, const char **out);

/* A name or a list of names, each once. */
bool truce_record_names(struct truce_record_decoder *d, const struct truce_value *value, const char *what,
                        struct truce_names *out);

/* From 0 to max. */
bool truce_record_number(struct truce_record_decoder *d, const struct truce_value *value, const char *what,
                         double max, bool whole, double *out);

/* Digits and a decimal point, of a text from YAML. */
bool truce_record_loose_number(struct truce_text text, double *out);

bool truce_record_bool(struct truce_record_decoder *d, const struct truce_value *value, const char *what,
                       bool *out);

/* One of n words. */
bool truce_record_choice(struct truce_record_decoder *d, const struct truce_value *value, const char *what,
                         const char *const *words, size_t n, size_t *out);

/* An instant, or in a scenario a reporting day: its first instant. */
bool truce_record_bound(struct truce_record_decoder *d, const struct truce_value *value, const char *what,
                        struct truce_instant *out);

/* A half-open span into the record's valid time; at: where it stands. */
bool truce_record_span(struct truce_record_decoder *d, const struct truce_value *at,
                       struct truce_instant from, struct truce_instant until, struct truce_record *record);

#endif
