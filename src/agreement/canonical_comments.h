/*
 * The comments of a YAML file, and what each stands behind.  Of the canonical layout only.
 */
#ifndef TRUCE_AGREEMENT_CANONICAL_COMMENTS_H
#define TRUCE_AGREEMENT_CANONICAL_COMMENTS_H

#include "base/yaml.h"

struct truce_comment {
    struct truce_text text; /* from '#' on, without blanks at its end; borrowed */
    uint32_t at;            /* byte offset, as in struct truce_yaml_node */
    uint32_t line, column;  /* from 1, in bytes */
    const struct truce_yaml_node
        *after;    /* the key, text or closed bracket before it; NULL before the first */
    bool trailing; /* stands on the line on which `after` ends */
    bool alone;    /* nothing but blanks before it on its line: no dash, no bracket */
    bool written;  /* for the layout */
};

struct truce_comments {
    struct truce_comment *items; /* in the order of the file */
    size_t n, size;
};

void truce_comments_fini(struct truce_comments *comments);

/* All comments of a document that was parsed from `bytes`.  comments: zeroed; released by _fini, also after a failure.
 * Fails: TRUCE_ERR_MEMORY. */
enum truce_status truce_comments_find(struct truce_text bytes, const struct truce_yaml_node *root,
                                      struct truce_comments *comments, struct truce_err *err) TRUCE_MUST_USE;

/* The index of the first one at or behind an offset; comments->n when there is none. */
size_t truce_comments_from(const struct truce_comments *comments, uint32_t at);

#endif
