/*
 * Values of a record, from JSON or from YAML: one tree for both, so that one decoder reads log files and scenarios.
 */
#ifndef TRUCE_SOURCES_RECORD_VALUE_H
#define TRUCE_SOURCES_RECORD_VALUE_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/diagnostics.h"
#include "base/yaml.h"

#define TRUCE_VALUE_KEYS_MAX 200 /* keys of one object */

enum truce_value_type {
    TRUCE_VALUE_OBJECT,
    TRUCE_VALUE_ARRAY,
    TRUCE_VALUE_TEXT,
    TRUCE_VALUE_NUMBER,
    TRUCE_VALUE_BOOL,
    TRUCE_VALUE_NULL,
};

struct truce_value {
    enum truce_value_type type;
    bool loose; /* from YAML, where every scalar is text: a TEXT may be read as a number or as yes and no */
    struct truce_spot at;
    struct truce_text key; /* of a value in an object; at NULL otherwise */
    struct truce_spot key_at;
    struct truce_text text; /* TEXT; of a loose one terminated */
    double number;
    bool yes;
    struct truce_value *first, *next; /* of an OBJECT or ARRAY: the values in order */
    size_t n;
};

/*
 * One line of a JSON Lines file.
 *
 * line    without its line feed; borrowed: texts without escapes point into it.
 * number  of the line in its file, from 1.
 * found   gets E00 where it is not JSON, E02 for a key written twice (and *out is then still made), E04 for too many keys.
 * *out    NULL where the line is not JSON; found says why.
 * Fails:  TRUCE_ERR_MEMORY, TRUCE_ERR_LIMIT of the arena.
 */
enum truce_status truce_value_from_json(struct truce_text line, uint32_t number, struct truce_arena *arena,
                                        struct truce_diagnostics *found, struct truce_value **out,
                                        struct truce_err *err) TRUCE_MUST_USE;

/* A YAML tree; texts are the tree's. */
enum truce_status truce_value_from_yaml(const struct truce_yaml_node *node, struct truce_arena *arena,
                                        struct truce_value **out, struct truce_err *err) TRUCE_MUST_USE;

/* The value of a key, or NULL; NULL, too, when `object` is none. */
struct truce_value *truce_value_get(const struct truce_value *object, const char *key);

/* "a text", "a number", "an object"... for messages. */
const char *truce_value_type_words(const struct truce_value *value);

#endif
