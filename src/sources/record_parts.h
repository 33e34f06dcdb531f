/*
 * The parts of reading a record: what its forms share, chances by name, and places.  Private to the readers of records.
 *
 * False: the value is not what is wanted, and E04 says so with its place; or the decoder's status says why the work had to stop.
 */
#ifndef TRUCE_SOURCES_RECORD_PARTS_H
#define TRUCE_SOURCES_RECORD_PARTS_H

#include "sources/record_decode.h"

/* Where a key may stand. */
enum {
    TRUCE_IN_FILE = 1U << 16,     /* a record of a log file */
    TRUCE_IN_ITEM = 1U << 17,     /* the body of an item of a scenario */
    TRUCE_IN_REPLACED = 1U << 18, /* `record` of a correction */
    TRUCE_IN_ANY = TRUCE_IN_FILE | TRUCE_IN_ITEM | TRUCE_IN_REPLACED,
};

/* What a record holds when nothing is said; keeps its kind and its place. */
void truce_record_set_defaults(struct truce_record *record);

/* Reads every key of an object that goes with `kinds` (a bit each) in `form`; the others are E01. */
bool truce_record_read_keys(struct truce_record_decoder *d, const struct truce_value *object, unsigned kinds,
                            unsigned form, const char *what, struct truce_record *record);

/* What a record of its kind must have beyond its author and time. */
bool truce_record_check_kind(struct truce_record_decoder *d, const struct truce_value *object,
                             const struct truce_record *record);

/* Coverage lasts. */
bool truce_record_check_coverage(struct truce_record_decoder *d, const struct truce_value *object,
                                 const struct truce_record *record);

/* True, and said, when the object has no such key. */
bool truce_record_missing(struct truce_record_decoder *d, const struct truce_value *object, const char *what,
                          const char *key);

/* An object of chances by party; `unknown` may stand for the rest. */
bool truce_record_read_actors(struct truce_record_decoder *d, const struct truce_value *value,
                              struct truce_record *record);

/* An object of chances by class; class_ becomes "". */
bool truce_record_read_classes(struct truce_record_decoder *d, const struct truce_value *value,
                               struct truce_record *record);

/* A position, or an object that says how uncertain it is (record_place.c). */
bool truce_record_read_place(struct truce_record_decoder *d, const struct truce_value *value,
                             struct truce_record *record);

#endif
