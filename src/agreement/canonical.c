/*
 * Canonical layout: parse, find the comments, write, and read again what was written.
 *
 * One idea: a program that rewrites what two parties may have signed must not be trusted.  So what comes out is parsed, and its
 * tree of texts and its comments are compared with those of the input; if they differ, the fault is ours and nothing comes out.
 */
#include "agreement/canonical.h"

#include <string.h>

#include "agreement/canonical_comments.h"
#include "agreement/canonical_layout.h"
#include "base/yaml.h"

#define ARENA_MAX ((size_t)512 << 20) /* for the nodes of the largest file that may be read */

static bool same_scalar(const struct truce_yaml_node *a, const struct truce_yaml_node *b)
{
    return truce_text_equal(a->text, b->text) && truce_yaml_is_blank(a) == truce_yaml_is_blank(b);
}

static bool same_tree(const struct truce_yaml_node *a, const struct truce_yaml_node *b)
{
    if (a->kind != b->kind || a->n != b->n || (a->key != NULL) != (b->key != NULL) ||
        (a->key != NULL && !same_scalar(a->key, b->key)))
        return false;
    if (a->kind == TRUCE_YAML_SCALAR)
        return same_scalar(a, b);
    for (a = a->first, b = b->first; a != NULL; a = a->next, b = b->next)
        if (!same_tree(a, b))
            return false;
    return true;
}

static size_t bytes_of_comments(const struct truce_comments *comments)
{
    size_t sum = 0;
    for (size_t i = 0; i < comments->n; i++)
        sum += comments->items[i].text.len;
    return sum;
}

/* What comes out says what went in, or it does not come out. */
static enum truce_status check(const struct truce_yaml *before, const struct truce_comments *comments_before,
                               struct truce_text text, struct truce_err *err)
{
    struct truce_arena arena;
    struct truce_comments comments = {0};
    struct truce_yaml after;
    struct truce_err why;

    if (text.len > TRUCE_YAML_BYTES_MAX)
        return truce_fail_at(err, TRUCE_ERR_LIMIT, before->file, 0, 0,
                             "laid out, it would have %zu bytes; a YAML file may have %zu", text.len,
                             TRUCE_YAML_BYTES_MAX);
    truce_arena_init(&arena, ARENA_MAX);
    enum truce_status status = truce_yaml_parse(text, NULL, &arena, &after, &why);
    if (status == TRUCE_OK)
        status = truce_comments_find(text, after.root, &comments, &why);
    if (status == TRUCE_ERR_MEMORY)
        status = truce_fail(err, TRUCE_ERR_MEMORY, "no memory to check the layout");
    else if (status != TRUCE_OK)
        status = truce_fail_at(err, TRUCE_ERR_INTERNAL, before->file, 0, 0,
                               "the layout could not be read again, so nothing is written: %u:%u: %.200s",
                               why.line, why.column, why.text);
    else if (!same_tree(before->root, after.root))
        status = truce_fail_at(err, TRUCE_ERR_INTERNAL, before->file, 0, 0,
                               "the layout would change the meaning, so nothing is written");
    else if (comments.n != comments_before->n ||
             bytes_of_comments(&comments) != bytes_of_comments(comments_before))
        status = truce_fail_at(err, TRUCE_ERR_INTERNAL, before->file, 0, 0,
                               "the layout would lose a comment, so nothing is written");
    truce_comments_fini(&comments);
    truce_arena_fini(&arena);
    return status;
}

enum truce_status truce_canonical_format(struct truce_text bytes, const char *file, struct truce_buf *out,
                                         struct truce_err *err)
{
    struct truce_comments comments = {0};
    struct truce_arena arena;
    struct truce_yaml doc;

    truce_arena_init(&arena, ARENA_MAX);
    enum truce_status status = truce_yaml_parse(bytes, file, &arena, &doc, err);
    if (status == TRUCE_OK && bytes.len >= 3 && memcmp(bytes.at, "\xEF\xBB\xBF", 3) == 0)
        bytes = (struct truce_text){bytes.at + 3, bytes.len - 3};
    if (status == TRUCE_OK)
        status = truce_comments_find(bytes, doc.root, &comments, err);
    if (status == TRUCE_OK)
        status = truce_layout_write(bytes, doc.root, &comments, out, err);
    if (status == TRUCE_OK)
        status = check(&doc, &comments, truce_buf_view(out), err);
    if (status != TRUCE_OK)
        truce_buf_clear(out);
    truce_comments_fini(&comments);
    truce_arena_fini(&arena);
    return status;
}
