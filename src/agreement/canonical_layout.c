/*
 * Layout: the tree of a file is written again, and its comments are put where they belong.
 *
 * One idea: an *entry* (a key with its value, or an item of a list) is what begins a line.  Before an entry stand, on lines of their own,
 * the comments that the file has before it, and those from inside of it that would lose their line; at the end of its line the one
 * that stood there.  Comments behind the last entry of a block belong to the deepest block that is not indented more than they are.
 * What an output line looks like depends on the tree, the comments and blank lines alone, which is why laying out twice gives the
 * same bytes.
 *
 * Positions of the input decide three things: where comments belong, where a blank line stood, and whether brackets were used.
 *
 * Invariants: lines only grow at the end; everything of the file before `seen_line` has been written; `next` is the first comment that
 * may be unwritten.  Recursion is bounded by TRUCE_YAML_DEPTH_MAX.
 */
#include "agreement/canonical_layout.h"

#include <stdlib.h>
#include <string.h>

#include "agreement/canonical.h"
#include "agreement/canonical_scalar.h"

#define INDENT       2
#define KEY_MAX      1000 /* bytes; libyaml takes a key of more than 1,024 characters only behind a '?' */
#define COLUMNS      TRUCE_CANONICAL_COLUMNS
#define COMMENT_AWAY 2 /* blanks before a comment at the end of a line */

struct line {
    size_t at; /* in the text; it ends where the next begins */
    struct truce_text comment;
};

struct layout {
    struct truce_text bytes;
    struct truce_comments *comments;
    size_t next;
    uint32_t *line_starts; /* of the input */
    uint32_t *blank_lines; /* how many of the lines before it are blank */
    size_t n_lines;

    struct truce_buf text; /* of all lines, one behind the other, without comments at their ends */
    struct line *lines;
    size_t n, size;
    struct truce_buf scratch;

    const struct truce_yaml_node *last; /* written last */
    uint32_t seen_line;                 /* of the input */
    bool fresh;                         /* a blank line would be the first of the file or of a block */
    bool open;                          /* the line of the next entry has been begun, by a dash */
    enum truce_status status;
    struct truce_err *err;
};

enum form {
    ON_ONE_LINE,   /* a text, or brackets with all that is in them */
    AS_BLOCK_TEXT, /* | and > */
    AS_BLOCK,      /* a sequence or mapping, an entry a line */
};

struct entry {
    const struct truce_yaml_node *key; /* NULL: an item, or the root */
    const struct truce_yaml_node *value;
    bool item;
    bool long_key; /* to be written "? key" */
    size_t indent;
    enum form form;
};

/* ---- the input ---- */

static bool is_blank_line(const struct layout *w, size_t line)
{
    size_t end = line + 1 < w->n_lines ? w->line_starts[line + 1] : w->bytes.len;
    struct truce_text text = {w->bytes.at + w->line_starts[line], end - w->line_starts[line]};
    return truce_text_trim(text).len == 0;
}

static enum truce_status find_lines(struct layout *w)
{
    size_t n = 1;

    for (size_t i = 0; i < w->bytes.len; i++)
        n += w->bytes.at[i] == '\n';
    w->line_starts = malloc(n * sizeof *w->line_starts);
    w->blank_lines = malloc((n + 1) * sizeof *w->blank_lines);
    if (w->line_starts == NULL || w->blank_lines == NULL)
        return truce_fail(w->err, TRUCE_ERR_MEMORY, "no memory for %zu lines", n);
    w->line_starts[0] = 0;
    w->n_lines = 1;
    for (size_t i = 0; i < w->bytes.len; i++)
        if (w->bytes.at[i] == '\n')
            w->line_starts[w->n_lines++] = (uint32_t)(i + 1);
    w->blank_lines[0] = 0;
    for (size_t i = 0; i < n; i++)
        w->blank_lines[i + 1] = w->blank_lines[i] + is_blank_line(w, i);
    return TRUCE_OK;
}

/* The line, from 1, in which an offset lies. */
static uint32_t line_of(const struct layout *w, uint32_t at)
{
    size_t low = 0, high = w->n_lines;
    while (high - low > 1) {
        size_t middle = low + (high - low) / 2;
        if (w->line_starts[middle] <= at)
            low = middle;
        else
            high = middle;
    }
    return (uint32_t)low + 1;
}

/* ---- lines of the output ---- */

static void see(struct layout *w, uint32_t line)
{
    if (line > w->seen_line)
        w->seen_line = line;
}

static void begin_line(struct layout *w, size_t indent)
{
    void *lines = w->lines;

    if (w->status == TRUCE_OK)
        w->status = truce_grow(&lines, &w->size, w->n + 1, sizeof *w->lines, w->err);
    if (w->status != TRUCE_OK)
        return;
    w->lines = lines;
    w->lines[w->n++] = (struct line){w->text.len, {NULL, 0}};
    for (size_t i = 0; i < indent; i++)
        truce_buf_putc(&w->text, ' ');
    w->fresh = false;
}

/* A blank line, if there is one or more in the input between what was written last and `line`. */
static void keep_blank(struct layout *w, uint32_t line)
{
    if (!w->fresh && line > w->seen_line + 1 && w->blank_lines[line - 1] > w->blank_lines[w->seen_line])
        begin_line(w, 0);
    see(w, line);
}

/* Columns, not bytes. */
static size_t width_of(struct truce_text text)
{
    size_t n = 0;
    for (size_t i = 0; i < text.len; i++)
        n += ((unsigned char)text.at[i] & 0xC0) != 0x80;
    return n;
}

static struct truce_text line_text(const struct layout *w, size_t i)
{
    size_t end = i + 1 < w->n ? w->lines[i + 1].at : w->text.len;
    return (struct truce_text){w->text.at != NULL ? w->text.at + w->lines[i].at : "", end - w->lines[i].at};
}

/* ---- comments ---- */

static struct truce_comment *next_comment(struct layout *w)
{
    while (w->next < w->comments->n && w->comments->items[w->next].written)
        w->next++;
    return w->next < w->comments->n ? &w->comments->items[w->next] : NULL;
}

static void put_comment(struct layout *w, struct truce_comment *comment, size_t indent)
{
    begin_line(w, indent);
    truce_buf_add(&w->text, comment->text.at, comment->text.len);
    comment->written = true;
    see(w, comment->line);
}

static void put_comments_before(struct layout *w, uint32_t at, size_t indent, bool with_blanks)
{
    struct truce_comment *comment;
    while ((comment = next_comment(w)) != NULL && comment->at < at) {
        if (with_blanks)
            keep_blank(w, comment->line);
        put_comment(w, comment, indent);
    }
}

/* The comment at the end of the line on which `node` ends. */
static struct truce_comment *trailing_comment(struct layout *w, const struct truce_yaml_node *node,
                                              uint32_t from)
{
    size_t i = truce_comments_from(w->comments, from);
    struct truce_comment *comment = i < w->comments->n ? &w->comments->items[i] : NULL;
    return comment != NULL && comment->trailing && comment->after == node && !comment->written ? comment
                                                                                               : NULL;
}

static void put_trailing(struct layout *w, const struct truce_yaml_node *node, uint32_t from)
{
    struct truce_comment *comment = trailing_comment(w, node, from);
    if (comment == NULL || w->n == 0)
        return;
    w->lines[w->n - 1].comment = comment->text;
    comment->written = true;
}

/* ---- what form a value takes ---- */

static bool add_flow(struct layout *w, const struct truce_yaml_node *node, size_t room);

static bool add_flow_entry(struct layout *w, const struct truce_yaml_node *value, size_t room)
{
    if (value->key != NULL) {
        truce_scalar_write(value->key, true, &w->scratch);
        truce_buf_puts(&w->scratch, ": ");
    } else if (truce_yaml_is_blank(value)) {
        return false; /* cannot be written in brackets */
    }
    if (value->text.len / 4 > room) /* a character has at most four bytes */
        return false;
    if (value->kind != TRUCE_YAML_SCALAR)
        return add_flow(w, value, room);
    truce_scalar_write(value, true, &w->scratch);
    return true;
}

/* Appends a sequence or mapping in brackets to the scratch text; false when that becomes wider than `room`, or cannot be done. */
static bool add_flow(struct layout *w, const struct truce_yaml_node *node, size_t room)
{
    bool list = node->kind == TRUCE_YAML_SEQUENCE;

    truce_buf_putc(&w->scratch, list ? '[' : '{');
    for (const struct truce_yaml_node *child = node->first; child != NULL; child = child->next) {
        if (child != node->first)
            truce_buf_puts(&w->scratch, ", ");
        /* bytes are at least as many as columns, and at most four times as many: no need to measure each time */
        if (!add_flow_entry(w, child, room) ||
            (w->scratch.len > room && width_of(truce_buf_view(&w->scratch)) > room))
            return false;
    }
    truce_buf_putc(&w->scratch, list ? ']' : '}');
    return width_of(truce_buf_view(&w->scratch)) <= room;
}

static bool fits(struct layout *w, const struct truce_yaml_node *node, size_t column)
{
    size_t inside = truce_comments_from(w->comments, node->begin);

    if (node->style != TRUCE_YAML_FLOW || column >= COLUMNS ||
        (inside < w->comments->n && w->comments->items[inside].at < node->end))
        return false;
    truce_buf_clear(&w->scratch);
    return add_flow(w, node, COLUMNS - column);
}

static bool has_words(struct truce_text text)
{
    for (size_t i = 0; i < text.len; i++)
        if (text.at[i] != ' ' && text.at[i] != '\n' && text.at[i] != '\t')
            return true;
    return false;
}

static enum form form_of(struct layout *w, const struct truce_yaml_node *value, size_t column)
{
    if (value->kind != TRUCE_YAML_SCALAR)
        return value->n == 0 || fits(w, value, column) ? ON_ONE_LINE : AS_BLOCK;
    bool block = value->style == TRUCE_YAML_LITERAL || value->style == TRUCE_YAML_FOLDED;
    return block && has_words(value->text) ? AS_BLOCK_TEXT : ON_ONE_LINE;
}

static struct entry entry_of(struct layout *w, const struct truce_yaml_node *value, size_t indent, bool item)
{
    struct entry e = {.key = value->key, .value = value, .item = item, .indent = indent};
    size_t column = indent + (item ? INDENT : 0);

    if (e.key != NULL) {
        truce_buf_clear(&w->scratch);
        truce_scalar_write(e.key, false, &w->scratch);
        e.long_key = w->scratch.len > KEY_MAX;
        column += e.long_key ? INDENT : width_of(truce_buf_view(&w->scratch)) + 2;
    }
    e.form = form_of(w, value, column);
    return e;
}

static struct entry first_entry(struct layout *w, const struct entry *e)
{
    return entry_of(w, e->value->first, e->indent + INDENT, e->value->kind == TRUCE_YAML_SEQUENCE);
}

/* Where the value ends; one that is missing has no place of its own. */
static uint32_t end_of(const struct entry *e)
{
    return e->key != NULL && truce_yaml_is_blank(e->value) ? e->key->end : e->value->end;
}

/* ---- entries ---- */

/* Comments of an entry that have no line there: above it.  What shares its line, as "- - x" does, is looked through. */
static void hoist(struct layout *w, const struct entry *entry)
{
    struct entry e = *entry;

    while (e.form == AS_BLOCK && e.key == NULL)
        e = first_entry(w, &e);
    uint32_t limit = e.form == ON_ONE_LINE     ? end_of(&e)
                     : e.form == AS_BLOCK_TEXT ? e.value->begin
                                               : e.key->begin;
    put_comments_before(w, limit, entry->indent, false);
    for (e = *entry; e.form == AS_BLOCK; e = first_entry(w, &e)) {
        struct truce_comment *comment =
            e.value->style == TRUCE_YAML_FLOW ? trailing_comment(w, e.value, e.value->end) : NULL;
        if (comment != NULL) {
            uint32_t seen = w->seen_line; /* the comment stands behind what is yet to be written */
            put_comment(w, comment, entry->indent);
            w->seen_line = seen;
        }
        if (e.key != NULL)
            break;
    }
}

static void begin_entry(struct layout *w, const struct entry *e)
{
    const struct truce_yaml_node *first = e->key != NULL ? e->key : e->value;

    if (w->open) {
        w->open = false;
        see(w, first->line);
        return;
    }
    put_comments_before(w, first->begin, e->indent, true);
    keep_blank(w, first->line);
    hoist(w, e);
    begin_line(w, e->indent);
}

/* A single blank between words; not one beside a quotation mark that opens or closes. */
static bool may_break(struct truce_text text, size_t i)
{
    size_t quote = text.at[0] == '"';
    return text.at[i] == ' ' && i > quote && i + 1 + quote < text.len && text.at[i - 1] != ' ' &&
           text.at[i + 1] != ' ';
}

/* Appends what is in the scratch text, broken at single blanks where it becomes too wide.  This gives the same text again, whether
 * bare or in quotes. */
static void put_folded(struct layout *w, size_t indent)
{
    struct truce_text all = truce_buf_view(&w->scratch);
    size_t column = width_of(line_text(w, w->n - 1)), from = 0;
    bool first = true;

    while (from < all.len) {
        size_t end = from + 1;
        while (end < all.len && !may_break(all, end))
            end++;
        struct truce_text word = {all.at + from, end - from};
        size_t width = width_of(word);
        if (!first && column + 1 + width > COLUMNS) {
            begin_line(w, indent);
            column = indent;
        } else if (!first) {
            truce_buf_putc(&w->text, ' ');
            column++;
        }
        truce_buf_add(&w->text, word.at, word.len);
        column += width;
        first = false;
        from = end + 1;
    }
}

static void put_key(struct layout *w, const struct entry *e)
{
    if (e->long_key)
        truce_buf_puts(&w->text, "? ");
    truce_scalar_write(e->key, false, &w->text);
    if (!e->long_key) {
        truce_buf_putc(&w->text, ':');
        return;
    }
    if (e->form == AS_BLOCK)
        put_trailing(w, e->key, e->key->end);
    begin_line(w, e->indent);
    truce_buf_putc(&w->text, ':');
}

static void put_one_line(struct layout *w, const struct entry *e)
{
    bool missing = truce_yaml_is_blank(e->value);

    if (!missing && (e->key != NULL || e->item))
        truce_buf_putc(&w->text, ' ');
    truce_buf_clear(&w->scratch);
    if (e->value->kind == TRUCE_YAML_SCALAR) {
        truce_scalar_write(e->value, false, &w->scratch);
        put_folded(w, e->indent + INDENT);
    } else {
        (void)add_flow(w, e->value, SIZE_MAX); /* it was measured before */
        truce_buf_add(&w->text, w->scratch.at, w->scratch.len);
    }
    see(w, line_of(w, end_of(e)));
    if (missing && e->key != NULL)
        put_trailing(w, e->key, e->key->end);
    put_trailing(w, e->value, end_of(e));
}

/* ---- blocks of text ---- */

struct block_text {
    size_t first, end; /* lines of the input: its first, and the one after its last with something in it */
    size_t indent;     /* of the input */
    size_t ends;       /* line ends at the end of the text */
    bool marked;       /* the first line begins with a blank, so the indentation must be told */
};

static size_t blanks_at_start(struct truce_text text)
{
    size_t n = 0;
    while (n < text.len && text.at[n] == ' ')
        n++;
    return n;
}

/* A line of the input without its end. */
static struct truce_text input_line(const struct layout *w, size_t line)
{
    size_t from = w->line_starts[line];
    size_t end = line + 1 < w->n_lines ? w->line_starts[line + 1] - 1 : w->bytes.len;
    if (end > from && w->bytes.at[end - 1] == '\r')
        end--;
    return (struct truce_text){w->bytes.at + from, end - from};
}

/* The first line of a text in which there is a word. */
static struct truce_text line_with_words(struct truce_text text)
{
    for (;;) {
        const char *end = memchr(text.at, '\n', text.len);
        struct truce_text line = {text.at, end != NULL ? (size_t)(end - text.at) : text.len};
        if (end == NULL || has_words(line))
            return line;
        text.len -= line.len + 1;
        text.at += line.len + 1;
    }
}

static struct block_text block_text_of(const struct layout *w, const struct truce_yaml_node *node)
{
    struct truce_text text = node->text;
    struct block_text b = {.first = node->line};
    size_t start = 0;

    while (!has_words(input_line(w, b.first + start)))
        start++;
    b.indent = blanks_at_start(input_line(w, b.first + start)) - blanks_at_start(line_with_words(text));
    while (b.ends < text.len && text.at[text.len - 1 - b.ends] == '\n')
        b.ends++;
    start = 0;
    while (text.at[start] == '\n')
        start++;
    b.marked = text.at[start] == ' ' || text.at[start] == '\t';
    b.end = line_of(w, node->end > 0 ? node->end - 1 : 0);
    while (b.end > b.first && input_line(w, b.end - 1).len <= b.indent)
        b.end--;
    return b;
}

static void put_block_text(struct layout *w, const struct entry *e)
{
    const struct truce_yaml_node *node = e->value;
    struct block_text b = block_text_of(w, node);

    truce_buf_puts(&w->text, e->key != NULL || e->item ? " " : "");
    truce_buf_putc(&w->text, node->style == TRUCE_YAML_LITERAL ? '|' : '>');
    truce_buf_puts(&w->text, b.marked ? "2" : "");
    truce_buf_puts(&w->text, b.ends == 0 ? "-" : b.ends > 1 ? "+" : "");
    put_trailing(w, node, node->begin);
    for (size_t i = b.first; i < b.end; i++) {
        struct truce_text line = input_line(w, i);
        bool empty = line.len <= b.indent;
        begin_line(w, empty ? 0 : e->indent + INDENT);
        if (!empty)
            truce_buf_add(&w->text, line.at + b.indent, line.len - b.indent);
    }
    see(w, (uint32_t)b.end);
    if (b.ends <= 1)
        return;
    /* blank lines at its end are part of the text, and one more would be one more */
    for (size_t i = 1; i < b.ends; i++)
        begin_line(w, 0);
    w->fresh = true;
}

/* ---- blocks ---- */

static void put_block(struct layout *w, const struct truce_yaml_node *node, size_t indent);

static void put_entry(struct layout *w, const struct truce_yaml_node *value, size_t indent, bool item)
{
    struct entry e = entry_of(w, value, indent, item);

    begin_entry(w, &e);
    if (w->status != TRUCE_OK)
        return;
    if (item)
        truce_buf_putc(&w->text, '-');
    if (e.key != NULL)
        put_key(w, &e);
    if (e.form == AS_BLOCK) {
        if (e.key != NULL) {
            put_trailing(w, e.key, e.key->end);
            w->last = e.key;
            w->fresh = true;
        } else {
            truce_buf_putc(&w->text, ' ');
            w->open = true;
        }
        put_block(w, value, indent + INDENT);
        return;
    }
    if (e.form == AS_BLOCK_TEXT)
        put_block_text(w, &e);
    else
        put_one_line(w, &e);
    w->last = value;
}

/* Comments behind the last entry that are as far to the right as the block. */
static void put_tail(struct layout *w, const struct truce_yaml_node *node, size_t indent)
{
    bool flow = node->style == TRUCE_YAML_FLOW;
    /* a list whose dashes stand below their key leaves to the mapping what stands in the same column */
    bool shares = !flow && node->key != NULL && node->key->column == node->column;
    struct truce_comment *comment;

    while ((comment = next_comment(w)) != NULL) {
        bool ours =
            flow ? comment->at < node->end
                 : comment->alone && comment->after == w->last && comment->column >= node->column + shares;
        if (!ours)
            return;
        keep_blank(w, comment->line);
        put_comment(w, comment, indent);
    }
}

static void put_block(struct layout *w, const struct truce_yaml_node *node, size_t indent)
{
    for (const struct truce_yaml_node *child = node->first; child != NULL; child = child->next)
        put_entry(w, child, indent, node->kind == TRUCE_YAML_SEQUENCE);
    put_tail(w, node, indent);
    if (node->style == TRUCE_YAML_FLOW) {
        w->last = node;
        see(w, line_of(w, node->end));
    }
}

static void put_document(struct layout *w, const struct truce_yaml_node *root)
{
    w->fresh = true;
    if (form_of(w, root, 0) == AS_BLOCK)
        put_block(w, root, 0);
    else
        put_entry(w, root, 0, false);
    put_comments_before(w, UINT32_MAX, 0, true);
}

/* ---- putting it together ---- */

/* Comments at the ends of lines that follow each other begin in the same column. */
static void join(struct layout *w, struct truce_buf *out)
{
    for (size_t i = 0, end; i < w->n; i = end) {
        size_t widest = width_of(line_text(w, i));
        for (end = i + 1; end < w->n && w->lines[i].comment.len > 0 && w->lines[end].comment.len > 0; end++) {
            size_t width = width_of(line_text(w, end));
            widest = width > widest ? width : widest;
        }
        for (size_t k = i; k < end; k++) {
            struct truce_text text = line_text(w, k), comment = w->lines[k].comment;
            truce_buf_add(out, text.at, text.len);
            for (size_t n = width_of(text); comment.len > 0 && n < widest + COMMENT_AWAY; n++)
                truce_buf_putc(out, ' ');
            truce_buf_add(out, comment.at, comment.len);
            truce_buf_putc(out, '\n');
        }
    }
}

enum truce_status truce_layout_write(struct truce_text bytes, const struct truce_yaml_node *root,
                                     struct truce_comments *comments, struct truce_buf *out,
                                     struct truce_err *err)
{
    struct layout w = {.bytes = bytes, .comments = comments, .err = err};

    truce_buf_init(&w.text);
    truce_buf_init(&w.scratch);
    w.status = find_lines(&w);
    if (w.status == TRUCE_OK)
        put_document(&w, root);
    if (w.status == TRUCE_OK && (w.text.failed || w.scratch.failed))
        w.status = truce_fail(err, TRUCE_ERR_MEMORY, "no memory for the layout");
    if (w.status == TRUCE_OK) {
        join(&w, out);
        w.status = truce_buf_check(out, err);
    }
    truce_buf_fini(&w.scratch);
    truce_buf_fini(&w.text);
    free(w.lines);
    free(w.blank_lines);
    free(w.line_starts);
    return w.status;
}
