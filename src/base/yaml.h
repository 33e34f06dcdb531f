/*
 * YAML, read strictly: a tree of nodes, each with its place in the file.
 *
 * Every scalar is text (`NO`, `014` and `2025-12-28` stay what was written); the reader of a format decides
 * what it means. Refused, with the place: keys written twice, anchors, aliases, tags, merge keys, directives,
 * a second document, keys that are no scalars, bytes that are not UTF-8, control characters, U+0085 U+2028
 * U+2029 as line ends, tabs as indentation, more than the limits below.  A UTF-8 byte order mark at the start
 * is skipped.  Lines end in LF or CR LF.
 *
 * This is the only door to libyaml; why it stands in base: docs/decisions/0003-yaml-door-in-base.md.
 */
#ifndef TRUCE_BASE_YAML_H
#define TRUCE_BASE_YAML_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/diagnostics.h"
#include "base/status.h"
#include "base/text.h"

/* People write these files; the largest that we know has 400 lines. */
#define TRUCE_YAML_BYTES_MAX  ((size_t)8 << 20)
#define TRUCE_YAML_NODES_MAX  200000
#define TRUCE_YAML_DEPTH_MAX  64
#define TRUCE_YAML_SCALAR_MAX ((size_t)64 << 10) /* bytes */

enum truce_yaml_kind {
    TRUCE_YAML_SCALAR,
    TRUCE_YAML_SEQUENCE,
    TRUCE_YAML_MAPPING,
};

/* How a value is written, for what lays files out again. */
enum truce_yaml_style {
    TRUCE_YAML_PLAIN,
    TRUCE_YAML_QUOTED,
    TRUCE_YAML_LITERAL, /* | */
    TRUCE_YAML_FOLDED,  /* > */
    TRUCE_YAML_BLOCK,   /* a sequence or mapping by indentation */
    TRUCE_YAML_FLOW,    /* one in brackets */
};

struct truce_yaml_node {
    enum truce_yaml_kind kind;
    bool quoted; /* a scalar in quotes or a block: "" is then an empty text, not a missing value */
    bool
        refused; /* stands where something was refused, which is said already; only after truce_yaml_parse_all */
    uint32_t line, column;  /* column in bytes, from 1 */
    struct truce_text text; /* of a scalar: terminated, UTF-8, no control characters but LF and tab */
    const struct truce_yaml_node *key; /* of a value in a mapping; NULL for others */
    const struct truce_yaml_node
        *first; /* of a sequence or mapping: its first item or value; NULL when it is empty */
    const struct truce_yaml_node *next; /* the next one of the same sequence or mapping */
    size_t n;                           /* how many items or values it has */
    enum truce_yaml_style style;
    uint32_t begin,
        end; /* byte offsets, a byte order mark not counted; the end of BLOCK lies anywhere before what follows */
};

struct truce_yaml {
    const char *file; /* borrowed, for messages */
    const struct truce_yaml_node *root;
};

/*
 * Parses one document.
 *
 * file   for messages; borrowed, must outlive *out; may be NULL.
 * arena  owns the nodes and their text.
 * Fails: TRUCE_ERR_SYNTAX what is refused above and what is no YAML, an empty file among it; TRUCE_ERR_LIMIT;
 *        TRUCE_ERR_MEMORY.  All with file:line:column.
 * Cost:  O(n log n) in the bytes; thread-safe.
 */
enum truce_status truce_yaml_parse(struct truce_text bytes, const char *file, struct truce_arena *arena,
                                   struct truce_yaml *out, struct truce_err *err) TRUCE_MUST_USE;

/*
 * The same for readers that list all that is wrong: what is refused is added to `found`, and reading goes on where it can.
 *
 * A key written twice is E02, with both places, and its first value stays; all else is E00: an anchor or a tag is left out, an alias and a
 * text that is refused leave a `refused` scalar, a merge key or a key that is no text goes with its value.
 * Fails: where no tree can be made: TRUCE_ERR_SYNTAX or TRUCE_ERR_LIMIT, which are in `found` as E00, too; TRUCE_ERR_MEMORY.
 */
enum truce_status truce_yaml_parse_all(struct truce_text bytes, const char *file, struct truce_arena *arena,
                                       struct truce_yaml *out, struct truce_diagnostics *found,
                                       struct truce_err *err) TRUCE_MUST_USE;

/* Fills err with the place of a node (of its key when it has no text of its own) and returns `status`. */
enum truce_status truce_yaml_fail(const struct truce_yaml *doc, const struct truce_yaml_node *node,
                                  enum truce_status status, struct truce_err *err, const char *format, ...)
    TRUCE_PRINTF(5, 6);

/* The value of a key, or NULL when it is not there or `mapping` is none (or NULL). */
const struct truce_yaml_node *truce_yaml_get(const struct truce_yaml_node *mapping, const char *key);

/* A value is missing: nothing stands after the colon (an empty text in quotes is not missing). */
bool truce_yaml_is_blank(const struct truce_yaml_node *node);

/* "a text", "a list", "a mapping of keys". */
const char *truce_yaml_kind_words(enum truce_yaml_kind kind);

/* TRUCE_OK when `node` is of the kind; else TRUCE_ERR_SYNTAX, naming `what`.  A blank scalar is not
 * accepted. */
enum truce_status truce_yaml_check_kind(const struct truce_yaml *doc, const struct truce_yaml_node *node,
                                        enum truce_yaml_kind kind, const char *what,
                                        struct truce_err *err) TRUCE_MUST_USE;

/* TRUCE_OK when `node` is a mapping all of whose keys are among `known` (ends with NULL); else
 * TRUCE_ERR_SYNTAX, or TRUCE_ERR_UNKNOWN at the key, with the nearest known one.  what: "a claim". */
enum truce_status truce_yaml_check_keys(const struct truce_yaml *doc, const struct truce_yaml_node *node,
                                        const char *const *known, const char *what,
                                        struct truce_err *err) TRUCE_MUST_USE;

/* The index of a scalar's text among `words` (ends with NULL).  Fails: TRUCE_ERR_UNKNOWN, with the
 * nearest word. */
enum truce_status truce_yaml_choice(const struct truce_yaml *doc, const struct truce_yaml_node *node,
                                    const char *const *words, const char *what, size_t *out,
                                    struct truce_err *err) TRUCE_MUST_USE;

#endif
