/*
 * Comments of a YAML file.
 *
 * libyaml throws comments away, but tells where every text begins and ends.  Between two texts there can be nothing but blanks,
 * line ends, the marks of YAML's grammar ("- : ? , [ ] { }", "---", "...") and comments; so in such a gap each '#' begins a comment,
 * and no other '#' does.  The one exception is the first line of a block of text, "| # so": its mark belongs to the text.
 */
#include "agreement/canonical_comments.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"

struct finder {
    struct truce_text bytes;
    struct truce_comments *comments;
    uint32_t at;                         /* everything before it was looked at */
    uint32_t line, line_start;           /* of `at` */
    const struct truce_yaml_node *after; /* what ended last */
    bool same_line;                      /* and whether no line ended since */
    enum truce_status status;
    struct truce_err *err;
};

void truce_comments_fini(struct truce_comments *comments)
{
    free(comments->items);
    memset(comments, 0, sizeof *comments);
}

static void add(struct finder *f, uint32_t end)
{
    struct truce_comments *comments = f->comments;
    void *items = comments->items;

    if (f->status == TRUCE_OK)
        f->status = truce_grow(&items, &comments->size, comments->n + 1, sizeof *comments->items, f->err);
    if (f->status != TRUCE_OK)
        return;
    comments->items = items;
    comments->items[comments->n++] = (struct truce_comment){
        .text = truce_text_trim((struct truce_text){f->bytes.at + f->at, end - f->at}),
        .at = f->at,
        .line = f->line,
        .column = f->at - f->line_start + 1,
        .after = f->after,
        .trailing = f->same_line,
        .alone =
            truce_text_trim((struct truce_text){f->bytes.at + f->line_start, f->at - f->line_start}).len == 0,
    };
}

/* Moves on to `until`, taking the comments on the way when this is a gap. */
static void move(struct finder *f, uint32_t until, bool gap)
{
    while (f->at < until) {
        char c = f->bytes.at[f->at];
        if (c == '\n') {
            f->line++;
            f->line_start = f->at + 1;
            f->same_line = false;
        } else if (c == '#' && gap) {
            const char *end = memchr(f->bytes.at + f->at, '\n', f->bytes.len - f->at);
            uint32_t stop = end != NULL ? (uint32_t)(end - f->bytes.at) : (uint32_t)f->bytes.len;
            add(f, stop);
            f->at = stop;
            continue;
        }
        f->at++;
    }
}

static void pass(struct finder *f, const struct truce_yaml_node *scalar)
{
    bool block = scalar->style == TRUCE_YAML_LITERAL || scalar->style == TRUCE_YAML_FOLDED;

    move(f, scalar->begin, true);
    f->after = scalar;
    f->same_line = true;
    if (block) { /* its first line holds marks and perhaps a comment */
        const char *end = memchr(f->bytes.at + f->at, '\n', f->bytes.len - f->at);
        move(f, end != NULL ? (uint32_t)(end - f->bytes.at) : (uint32_t)f->bytes.len, true);
    }
    move(f, scalar->end, false);
    f->same_line = !block;
}

static void walk(struct finder *f, const struct truce_yaml_node *node)
{
    if (node->key != NULL)
        pass(f, node->key);
    if (node->kind == TRUCE_YAML_SCALAR) {
        pass(f, node);
        return;
    }
    for (const struct truce_yaml_node *child = node->first; child != NULL; child = child->next)
        walk(f, child);
    if (node->style == TRUCE_YAML_FLOW) {
        move(f, node->end, true);
        f->after = node;
        f->same_line = true;
    }
}

enum truce_status truce_comments_find(struct truce_text bytes, const struct truce_yaml_node *root,
                                      struct truce_comments *comments, struct truce_err *err)
{
    struct finder f = {.bytes = bytes, .comments = comments, .line = 1, .err = err};

    walk(&f, root);
    move(&f, (uint32_t)bytes.len, true);
    return f.status;
}

size_t truce_comments_from(const struct truce_comments *comments, uint32_t at)
{
    size_t low = 0, high = comments->n;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (comments->items[middle].at < at)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}
