/*
 * Writes a tree with its comments in canonical layout.  Of the canonical layout only.
 */
#ifndef TRUCE_AGREEMENT_CANONICAL_LAYOUT_H
#define TRUCE_AGREEMENT_CANONICAL_LAYOUT_H

#include "agreement/canonical_comments.h"
#include "base/buf.h"

/*
 * bytes     what `root` was parsed from, without a byte order mark.
 * comments  all of the file; marked as written.
 * out       gets the text.
 * Fails:    TRUCE_ERR_MEMORY.
 */
enum truce_status truce_layout_write(struct truce_text bytes, const struct truce_yaml_node *root,
                                     struct truce_comments *comments, struct truce_buf *out,
                                     struct truce_err *err) TRUCE_MUST_USE;

#endif
