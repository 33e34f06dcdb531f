/*
 * The canonical layout of a file that people write: the same text, laid out as `truce fmt` does.
 *
 * What it looks like: docs/formats/layout.md.  Meaning and comments are kept, the order of keys is the author's.
 */
#ifndef TRUCE_AGREEMENT_CANONICAL_H
#define TRUCE_AGREEMENT_CANONICAL_H

#include "base/buf.h"
#include "base/status.h"
#include "base/text.h"

/* Columns of a line, for what can be broken. */
#define TRUCE_CANONICAL_COLUMNS 110

/*
 * Lays out one YAML document, of what base/yaml.h accepts.
 *
 * bytes  the file.
 * file   for messages; may be NULL.
 * out    initialised and empty; gets the text.
 * Fails: as truce_yaml_parse; TRUCE_ERR_LIMIT when it would become larger than a file may be; TRUCE_ERR_INTERNAL when what comes
 *        out would not mean the same or lost a comment, which is a fault of ours and never happens silently.
 * Cost:  O(n log n); thread-safe.
 */
enum truce_status truce_canonical_format(struct truce_text bytes, const char *file, struct truce_buf *out,
                                         struct truce_err *err) TRUCE_MUST_USE;

#endif
