/*
 * libyaml's events become a tree; what libyaml does with a smile is refused.
 *
 * One idea: look at the bytes before libyaml does.  It takes U+0085, U+2028, U+2029 and a lone carriage
 * return for line ends (so that lines differ from those of an editor), counts columns in characters, names no
 * line for bytes that are no characters, and needs quadratic time for many %TAG lines.  check_bytes() lets
 * none of these through; after it, lines are counted by LF alone and every event's mark can be turned into a
 * byte.
 *
 * The tree is built without recursion, on a stack of TRUCE_YAML_DEPTH_MAX open nodes.  What is refused goes through refuse(), which ends the
 * reading or, for truce_yaml_parse_all, notes it and lets the reading go on.
 *
 * Source: YAML 1.1 as libyaml 0.2.5 reads it, narrowed; dangers and rules in
 *         docs/decisions/0003-yaml-door-in-base.md.
 */
#include "base/yaml.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <yaml.h>

/* a sequence or mapping that is being filled */
struct open_node {
    struct truce_yaml_node *node;
    struct truce_yaml_node *last; /* newest child */
    struct truce_yaml_node *key;  /* of a mapping: waiting for its value */
};

struct reader {
    struct truce_text bytes;
    const char *file;
    struct truce_arena *arena;
    struct truce_diagnostics *found; /* NULL: the first thing that is refused ends the reading */
    uint32_t *line_starts;           /* byte offset of each line */
    size_t n_lines;
    size_t seen_line, seen_char, seen_byte; /* the mark turned into bytes last */
    struct open_node stack[TRUCE_YAML_DEPTH_MAX];
    size_t depth;
    struct truce_yaml_node *root;
    size_t n_nodes;
    size_t n_documents;
};

struct place {
    uint32_t line, column;
};

/* ---- before libyaml ---- */

/* A character that must not stand in the file as it is, and why; NULL when it may.  c is decoded UTF-8. */
static const char *refusal(uint32_t c)
{
    if (c == 0)
        return "a NUL byte; this is not a YAML text file";
    if (c < 0x20 || c == 0x7F || (c >= 0x80 && c <= 0x9F && c != 0x85))
        return "a control character";
    if (c == 0x85 || c == 0x2028 || c == 0x2029)
        return "a Unicode line separator (U+0085, U+2028 or U+2029); write a line feed";
    if (c == 0xFEFF)
        return "a byte order mark inside of the file";
    if (c == 0xFFFE || c == 0xFFFF)
        return "a character that is none (U+FFFE or U+FFFF)";
    return NULL;
}

/* decodes one valid sequence */
static uint32_t decode(const unsigned char *s, size_t *step)
{
    if (s[0] < 0x80) {
        *step = 1;
        return s[0];
    }
    if (s[0] < 0xE0) {
        *step = 2;
        return (uint32_t)(s[0] & 0x1F) << 6 | (s[1] & 0x3F);
    }
    if (s[0] < 0xF0) {
        *step = 3;
        return (uint32_t)(s[0] & 0x0F) << 12 | (uint32_t)(s[1] & 0x3F) << 6 | (s[2] & 0x3F);
    }
    *step = 4;
    return (uint32_t)(s[0] & 0x07) << 18 | (uint32_t)(s[1] & 0x3F) << 12 | (uint32_t)(s[2] & 0x3F) << 6 |
           (s[3] & 0x3F);
}

static enum truce_status check_bytes(const struct reader *r, struct truce_err *err)
{
    const unsigned char *s = (const unsigned char *)r->bytes.at;
    size_t len = r->bytes.len;
    size_t valid = truce_text_valid_utf8(r->bytes);
    uint32_t line = 1;
    size_t line_start = 0;
    const char *why = NULL;
    size_t i = 0;

    for (size_t step = 1; i < valid; i += step) {
        uint32_t c = decode(s + i, &step);
        if (c == '\n') {
            line++;
            line_start = i + 1;
        } else if (c == '\r') {
            why = i + 1 < len && s[i + 1] == '\n' ? NULL : "a carriage return without a line feed";
        } else if (c == '%' && i == line_start) {
            why = "a line that begins with %; directives are not read here";
        } else if (c != '\t') {
            why = refusal(c);
        }
        if (why != NULL)
            break;
    }
    uint32_t column = (uint32_t)(i - line_start + 1);
    if (why != NULL)
        return truce_fail_at(err, TRUCE_ERR_SYNTAX, r->file, line, column, "%s", why);
    if (valid < len)
        return truce_fail_at(err, TRUCE_ERR_SYNTAX, r->file, line, column,
                             "byte 0x%02X is not UTF-8; save the file as UTF-8", s[valid]);
    return TRUCE_OK;
}

static enum truce_status check_start(struct truce_text *bytes, const char *file, struct truce_err *err)
{
    if (bytes->len > TRUCE_YAML_BYTES_MAX)
        return truce_fail_at(err, TRUCE_ERR_LIMIT, file, 0, 0, "%zu bytes; a YAML file may have %zu",
                             bytes->len, TRUCE_YAML_BYTES_MAX);
    if (bytes->len >= 2 && (memcmp(bytes->at, "\xFF\xFE", 2) == 0 || memcmp(bytes->at, "\xFE\xFF", 2) == 0))
        return truce_fail_at(err, TRUCE_ERR_SYNTAX, file, 1, 1, "this is UTF-16; save the file as UTF-8");
    if (bytes->len >= 3 && memcmp(bytes->at, "\xEF\xBB\xBF", 3) == 0) {
        bytes->at += 3;
        bytes->len -= 3;
    }
    return TRUCE_OK;
}

static enum truce_status find_lines(struct reader *r, struct truce_err *err)
{
    size_t n = 1;
    for (size_t i = 0; i < r->bytes.len; i++)
        n += r->bytes.at[i] == '\n';
    r->line_starts = malloc(n * sizeof *r->line_starts);
    if (r->line_starts == NULL)
        return truce_fail(err, TRUCE_ERR_MEMORY, "no memory for %zu lines", n);
    r->line_starts[0] = 0;
    r->n_lines = 1;
    for (size_t i = 0; i < r->bytes.len; i++)
        if (r->bytes.at[i] == '\n')
            r->line_starts[r->n_lines++] = (uint32_t)(i + 1);
    return TRUCE_OK;
}

/* ---- places ---- */

static bool continues(const struct reader *r, size_t i)
{
    return i < r->bytes.len && ((unsigned char)r->bytes.at[i] & 0xC0) == 0x80;
}

/* libyaml counts characters, we count bytes.  Marks come nearly in order, so walking on from the last one
 * keeps a file of one long line linear. */
static struct place place_of(struct reader *r, yaml_mark_t mark)
{
    size_t line = mark.line < r->n_lines ? mark.line : r->n_lines - 1;
    size_t wanted = mark.line < r->n_lines ? mark.column : 0;

    if (line != r->seen_line) {
        r->seen_line = line;
        r->seen_char = 0;
        r->seen_byte = r->line_starts[line];
    }
    while (r->seen_char < wanted && r->seen_byte < r->bytes.len) {
        r->seen_byte++;
        while (continues(r, r->seen_byte))
            r->seen_byte++;
        r->seen_char++;
    }
    while (r->seen_char > wanted && r->seen_byte > r->line_starts[line]) {
        r->seen_byte--;
        while (continues(r, r->seen_byte))
            r->seen_byte--;
        r->seen_char--;
    }
    return (struct place){(uint32_t)(line + 1), (uint32_t)(r->seen_byte - r->line_starts[line] + 1)};
}

static enum truce_status fail_mark(struct reader *r, yaml_mark_t mark, enum truce_status status,
                                   const char *what, struct truce_err *err)
{
    struct place at = place_of(r, mark);
    return truce_fail_at(err, status, r->file, at.line, at.column, "%s", what);
}

/* What is wrong but need not end the reading. */
static enum truce_status refuse(struct reader *r, struct place at, const char *code, const char *what,
                                struct truce_err *err)
{
    if (r->found == NULL)
        return truce_fail_at(err, TRUCE_ERR_SYNTAX, r->file, at.line, at.column, "%s", what);
    truce_diagnostics_add(r->found, code, (struct truce_spot){at.line, at.column}, "%s", what);
    return TRUCE_OK;
}

/* The offset of a tab that stands where indentation should on a line, or -1. */
static int64_t tab_in_indentation(const struct reader *r, size_t line)
{
    if (line >= r->n_lines)
        return -1;
    size_t i = r->line_starts[line];
    while (i < r->bytes.len && r->bytes.at[i] == ' ')
        i++;
    return i < r->bytes.len && r->bytes.at[i] == '\t' ? (int64_t)i : -1;
}

static enum truce_status fail_parser(struct reader *r, const yaml_parser_t *parser, struct truce_err *err)
{
    if (parser->error == YAML_MEMORY_ERROR)
        return truce_fail(err, TRUCE_ERR_MEMORY, "no memory to parse YAML");
    const char *problem = parser->problem != NULL ? parser->problem : "unknown error";
    int64_t tab = tab_in_indentation(r, parser->problem_mark.line);
    if (tab >= 0) {
        size_t line = parser->problem_mark.line;
        return truce_fail_at(err, TRUCE_ERR_SYNTAX, r->file, (uint32_t)line + 1,
                             (uint32_t)((size_t)tab - r->line_starts[line] + 1), "a tab; indent with blanks");
    }
    struct place at = place_of(r, parser->problem_mark);
    if (parser->context != NULL && parser->context_mark.line != parser->problem_mark.line)
        return truce_fail_at(err, TRUCE_ERR_SYNTAX, r->file, at.line, at.column,
                             "not valid YAML: %s, %s that begins on line %zu", problem, parser->context,
                             parser->context_mark.line + 1);
    return truce_fail_at(err, TRUCE_ERR_SYNTAX, r->file, at.line, at.column, "not valid YAML: %s%s%s",
                         problem, parser->context != NULL ? ", " : "",
                         parser->context != NULL ? parser->context : "");
}

/* ---- the tree ---- */

static enum truce_status new_node(struct reader *r, enum truce_yaml_kind kind, yaml_mark_t mark,
                                  struct truce_yaml_node **out, struct truce_err *err)
{
    void *memory;
    if (r->n_nodes >= TRUCE_YAML_NODES_MAX)
        return fail_mark(r, mark, TRUCE_ERR_LIMIT, "more than 200000 values and keys", err);
    enum truce_status status = truce_arena_alloc(r->arena, sizeof **out, &memory, err);
    if (status != TRUCE_OK)
        return status;
    struct place at = place_of(r, mark);
    *out = memory;
    (*out)->kind = kind;
    (*out)->line = at.line;
    (*out)->column = at.column;
    (*out)->begin = (*out)->end = (uint32_t)r->seen_byte;
    r->n_nodes++;
    return TRUCE_OK;
}

/* A key that is none: NULL when it may stand. */
static const char *key_refusal(const struct truce_yaml_node *node)
{
    if (node->kind != TRUCE_YAML_SCALAR)
        return node->kind == TRUCE_YAML_SEQUENCE ? "a list as a key; a key is a text"
                                                 : "a mapping of keys as a key; a key is a text";
    if (node->refused)
        return "";
    if (truce_text_is(node->text, "<<") && !node->quoted)
        return "a merge key (<<); merge keys are not read here, write the values out";
    if (truce_yaml_is_blank(node))
        return "a key without a name";
    return NULL;
}

static enum truce_status place_key(struct reader *r, struct open_node *top, struct truce_yaml_node *node,
                                   struct truce_err *err)
{
    const char *why = key_refusal(node);
    enum truce_status status = TRUCE_OK;
    if (why != NULL && why[0] != '\0')
        status = refuse(r, (struct place){node->line, node->column}, "E00", why, err);
    node->refused = why != NULL;
    top->key = node;
    return status;
}

/* Puts a finished or opened node where it belongs: the root, an item, a key or a value. */
static enum truce_status place_node(struct reader *r, struct truce_yaml_node *node, struct truce_err *err)
{
    if (r->depth == 0) {
        r->root = node;
        return TRUCE_OK;
    }
    struct open_node *top = &r->stack[r->depth - 1];
    if (top->node->kind == TRUCE_YAML_MAPPING && top->key == NULL)
        return place_key(r, top, node, err);
    node->key = top->key;
    top->key = NULL;
    if (node->key != NULL && node->key->refused)
        return TRUCE_OK; /* it goes with its key */
    if (top->last == NULL)
        top->node->first = node;
    else
        top->last->next = node;
    top->last = node;
    top->node->n++;
    return TRUCE_OK;
}

/* Why a text may not stand, or NULL. */
static const char *scalar_refusal(struct truce_text text)
{
    for (size_t i = 0, step; i < text.len; i += step) {
        uint32_t c = decode((const unsigned char *)text.at + i, &step);
        if (c != '\n' && c != '\t' && refusal(c) != NULL)
            return "an escape in this text stands for a control character or for no character";
    }
    return NULL;
}

static void end_node(struct reader *r, struct truce_yaml_node *node, yaml_mark_t mark)
{
    (void)place_of(r, mark);
    node->end = (uint32_t)r->seen_byte;
}

static enum truce_yaml_style scalar_style(const yaml_event_t *event)
{
    switch (event->data.scalar.style) {
    case YAML_LITERAL_SCALAR_STYLE:
        return TRUCE_YAML_LITERAL;
    case YAML_FOLDED_SCALAR_STYLE:
        return TRUCE_YAML_FOLDED;
    case YAML_PLAIN_SCALAR_STYLE:
        return TRUCE_YAML_PLAIN;
    default:
        return TRUCE_YAML_QUOTED;
    }
}

static enum truce_status take_scalar(struct reader *r, const yaml_event_t *event, struct truce_err *err)
{
    struct truce_yaml_node *node = NULL;
    struct truce_text text = {(const char *)event->data.scalar.value, event->data.scalar.length};
    enum truce_status status = TRUCE_OK;

    if (text.len > TRUCE_YAML_SCALAR_MAX)
        return fail_mark(r, event->start_mark, TRUCE_ERR_LIMIT, "a text of more than 64 KiB", err);
    const char *why = scalar_refusal(text);
    if (why != NULL) {
        status = refuse(r, place_of(r, event->start_mark), "E00", why, err);
        text.len = 0;
    }
    if (status == TRUCE_OK)
        status = new_node(r, TRUCE_YAML_SCALAR, event->start_mark, &node, err);
    if (status == TRUCE_OK)
        status = truce_arena_copy(r->arena, text, &node->text.at, err);
    if (status != TRUCE_OK)
        return status;
    node->text.len = text.len;
    node->style = scalar_style(event);
    node->quoted = node->style != TRUCE_YAML_PLAIN;
    node->refused = why != NULL;
    end_node(r, node, event->end_mark);
    return place_node(r, node, err);
}

static enum truce_status take_alias(struct reader *r, const yaml_event_t *event, struct truce_err *err)
{
    struct truce_yaml_node *node = NULL;
    enum truce_status status =
        refuse(r, place_of(r, event->start_mark), "E00",
               "an alias (*); anchors and aliases are not read here, write the value out or quote it", err);
    if (status == TRUCE_OK)
        status = new_node(r, TRUCE_YAML_SCALAR, event->start_mark, &node, err);
    if (status != TRUCE_OK)
        return status;
    node->text.at = "";
    node->refused = true;
    end_node(r, node, event->end_mark);
    return place_node(r, node, err);
}

static enum truce_status open_collection(struct reader *r, enum truce_yaml_kind kind, yaml_mark_t mark,
                                         bool flow, struct truce_err *err)
{
    struct truce_yaml_node *node = NULL;
    if (r->depth >= TRUCE_YAML_DEPTH_MAX)
        return fail_mark(r, mark, TRUCE_ERR_LIMIT, "nested deeper than 64", err);
    enum truce_status status = new_node(r, kind, mark, &node, err);
    if (status == TRUCE_OK) {
        node->style = flow ? TRUCE_YAML_FLOW : TRUCE_YAML_BLOCK;
        status = place_node(r, node, err);
    }
    if (status == TRUCE_OK)
        r->stack[r->depth++] = (struct open_node){node, NULL, NULL};
    return status;
}

static int by_text_then_place(const void *pa, const void *pb)
{
    const struct truce_yaml_node *a = *(const struct truce_yaml_node *const *)pa;
    const struct truce_yaml_node *b = *(const struct truce_yaml_node *const *)pb;
    size_t least = a->text.len < b->text.len ? a->text.len : b->text.len;
    int order = memcmp(a->text.at, b->text.at, least);
    if (order == 0)
        order = (a->text.len > b->text.len) - (a->text.len < b->text.len);
    if (order == 0)
        order = (a->line > b->line) - (a->line < b->line);
    return order != 0 ? order : (a->column > b->column) - (a->column < b->column);
}

static bool comes_before(const struct truce_yaml_node *a, const struct truce_yaml_node *b)
{
    return a->line != b->line ? a->line < b->line : a->column < b->column;
}

static enum truce_status refuse_double(struct reader *r, const struct truce_yaml_node *first,
                                       const struct truce_yaml_node *second, struct truce_err *err)
{
    char text[sizeof err->text];
    snprintf(text, sizeof text, "key \"%.60s\" is written twice; the first is at %u:%u", second->text.at,
             first->line, first->column);
    enum truce_status status = refuse(r, (struct place){second->line, second->column}, "E02", text, err);
    if (r->found != NULL)
        truce_diagnostics_also_at(r->found, (struct truce_spot){first->line, first->column});
    return status;
}

/* Takes values of refused keys out of a mapping. */
static void unlink_refused(struct truce_yaml_node *mapping)
{
    const struct truce_yaml_node **link = &mapping->first;
    while (*link != NULL) {
        struct truce_yaml_node *value = (struct truce_yaml_node *)*link; /* ours until the parsing ends */
        if (value->key->refused) {
            *link = value->next;
            mapping->n--;
        } else {
            link = &value->next;
        }
    }
}

/* Sorting keeps a mapping of 100,000 keys, which only a hostile file has, from taking quadratic time. */
static enum truce_status check_duplicates(struct reader *r, struct truce_yaml_node *mapping,
                                          struct truce_err *err)
{
    const struct truce_yaml_node *first = NULL, *second = NULL;
    enum truce_status status = TRUCE_OK;
    size_t n = 0, doubles = 0;

    if (mapping->n < 2)
        return TRUCE_OK;
    const struct truce_yaml_node **keys = malloc(mapping->n * sizeof(struct truce_yaml_node *));
    if (keys == NULL)
        return truce_fail(err, TRUCE_ERR_MEMORY, "no memory for %zu keys", mapping->n);
    for (const struct truce_yaml_node *value = mapping->first; value != NULL; value = value->next)
        keys[n++] = value->key;
    qsort(keys, n, sizeof(struct truce_yaml_node *), by_text_then_place);
    for (size_t i = 1, of = 0; i < n; i++) {
        if (!truce_text_equal(keys[of]->text, keys[i]->text)) {
            of = i;
        } else if (r->found != NULL) {
            status = refuse_double(r, keys[of], keys[i], err);
            ((struct truce_yaml_node *)keys[i])->refused = true;
            doubles++;
        } else if (second == NULL || comes_before(keys[i], second)) {
            first = keys[of];
            second = keys[i];
        }
    }
    free(keys);
    if (doubles > 0)
        unlink_refused(mapping);
    return second != NULL ? refuse_double(r, first, second, err) : status;
}

static enum truce_status close_collection(struct reader *r, struct truce_err *err)
{
    struct truce_yaml_node *node = r->stack[--r->depth].node;
    return node->kind == TRUCE_YAML_MAPPING ? check_duplicates(r, node, err) : TRUCE_OK;
}

/* ---- events ---- */

static enum truce_status refuse_marks(struct reader *r, const yaml_event_t *event, const yaml_char_t *anchor,
                                      const yaml_char_t *tag, struct truce_err *err)
{
    enum truce_status status = TRUCE_OK;
    if (anchor != NULL)
        status = refuse(
            r, place_of(r, event->start_mark), "E00",
            "an anchor (&); anchors and aliases are not read here, write the value out or quote it", err);
    if (status == TRUCE_OK && tag != NULL)
        status = refuse(r, place_of(r, event->start_mark), "E00",
                        "a tag (!); tags are not read here, quote the value if it is a text", err);
    return status;
}

static enum truce_status take_event(struct reader *r, const yaml_event_t *event, struct truce_err *err)
{
    enum truce_status status;

    switch (event->type) {
    case YAML_DOCUMENT_START_EVENT:
        if (r->n_documents++ > 0)
            return fail_mark(r, event->start_mark, TRUCE_ERR_SYNTAX, "a second document; one file holds one",
                             err);
        return TRUCE_OK;
    case YAML_ALIAS_EVENT:
        return take_alias(r, event, err);
    case YAML_SCALAR_EVENT:
        status = refuse_marks(r, event, event->data.scalar.anchor, event->data.scalar.tag, err);
        return status == TRUCE_OK ? take_scalar(r, event, err) : status;
    case YAML_SEQUENCE_START_EVENT:
        status =
            refuse_marks(r, event, event->data.sequence_start.anchor, event->data.sequence_start.tag, err);
        return status == TRUCE_OK
                   ? open_collection(r, TRUCE_YAML_SEQUENCE, event->start_mark,
                                     event->data.sequence_start.style == YAML_FLOW_SEQUENCE_STYLE, err)
                   : status;
    case YAML_MAPPING_START_EVENT:
        status = refuse_marks(r, event, event->data.mapping_start.anchor, event->data.mapping_start.tag, err);
        return status == TRUCE_OK
                   ? open_collection(r, TRUCE_YAML_MAPPING, event->start_mark,
                                     event->data.mapping_start.style == YAML_FLOW_MAPPING_STYLE, err)
                   : status;
    case YAML_SEQUENCE_END_EVENT:
    case YAML_MAPPING_END_EVENT:
        end_node(r, r->stack[r->depth - 1].node, event->end_mark);
        return close_collection(r, err);
    default: /* stream start and end, document end */
        return TRUCE_OK;
    }
}

static enum truce_status run_parser(struct reader *r, struct truce_err *err)
{
    yaml_parser_t parser;
    enum truce_status status = TRUCE_OK;
    bool more = true;

    if (!yaml_parser_initialize(&parser))
        return truce_fail(err, TRUCE_ERR_MEMORY, "no memory for a YAML parser");
    yaml_parser_set_encoding(&parser, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(&parser, (const unsigned char *)r->bytes.at, r->bytes.len);
    while (status == TRUCE_OK && more) {
        yaml_event_t event;
        if (!yaml_parser_parse(&parser, &event)) {
            status = fail_parser(r, &parser, err);
            break;
        }
        more = event.type != YAML_STREAM_END_EVENT;
        status = take_event(r, &event, err);
        yaml_event_delete(&event);
    }
    yaml_parser_delete(&parser);
    return status;
}

static enum truce_status parse(struct reader *r, struct truce_yaml *out, struct truce_err *err)
{
    enum truce_status status = check_start(&r->bytes, r->file, err);

    if (status != TRUCE_OK)
        return status;
    if (r->bytes.len == 0)
        r->bytes = (struct truce_text){"", 0};
    status = check_bytes(r, err);
    if (status == TRUCE_OK)
        status = find_lines(r, err);
    if (status == TRUCE_OK)
        status = run_parser(r, err);
    free(r->line_starts);
    if (status != TRUCE_OK)
        return status;
    if (r->root == NULL || (truce_yaml_is_blank(r->root) && !r->root->refused))
        return truce_fail_at(err, TRUCE_ERR_SYNTAX, r->file, 1, 1, "empty file");
    *out = (struct truce_yaml){r->file, r->root};
    return TRUCE_OK;
}

enum truce_status truce_yaml_parse(struct truce_text bytes, const char *file, struct truce_arena *arena,
                                   struct truce_yaml *out, struct truce_err *err)
{
    struct reader r = {.bytes = bytes, .file = file, .arena = arena};
    return parse(&r, out, err);
}

enum truce_status truce_yaml_parse_all(struct truce_text bytes, const char *file, struct truce_arena *arena,
                                       struct truce_yaml *out, struct truce_diagnostics *found,
                                       struct truce_err *err)
{
    struct reader r = {.bytes = bytes, .file = file, .arena = arena, .found = found};
    struct truce_err own;
    enum truce_status status = parse(&r, out, &own);

    if (status == TRUCE_OK)
        return status;
    if (status == TRUCE_ERR_SYNTAX || status == TRUCE_ERR_LIMIT)
        truce_diagnostics_add(found, "E00", (struct truce_spot){own.line, own.column}, "%s", own.text);
    if (err != NULL)
        *err = own;
    return status;
}

/* ---- for readers of a format ---- */

enum truce_status truce_yaml_fail(const struct truce_yaml *doc, const struct truce_yaml_node *node,
                                  enum truce_status status, struct truce_err *err, const char *format, ...)
{
    char text[sizeof err->text];
    va_list args;

    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    if (node->key != NULL && truce_yaml_is_blank(node))
        node = node->key;
    return truce_fail_at(err, status, doc->file, node->line, node->column, "%s", text);
}

const struct truce_yaml_node *truce_yaml_get(const struct truce_yaml_node *mapping, const char *key)
{
    if (mapping == NULL || mapping->kind != TRUCE_YAML_MAPPING)
        return NULL;
    for (const struct truce_yaml_node *value = mapping->first; value != NULL; value = value->next)
        if (truce_text_is(value->key->text, key))
            return value;
    return NULL;
}

bool truce_yaml_is_blank(const struct truce_yaml_node *node)
{
    return node->kind == TRUCE_YAML_SCALAR && node->text.len == 0 && !node->quoted;
}

const char *truce_yaml_kind_words(enum truce_yaml_kind kind)
{
    static const char *const words[] = {"a text", "a list", "a mapping of keys"};
    return words[kind];
}

enum truce_status truce_yaml_check_kind(const struct truce_yaml *doc, const struct truce_yaml_node *node,
                                        enum truce_yaml_kind kind, const char *what, struct truce_err *err)
{
    if (truce_yaml_is_blank(node))
        return truce_yaml_fail(doc, node, TRUCE_ERR_SYNTAX, err, "%s has no value; it must be %s", what,
                               truce_yaml_kind_words(kind));
    if (node->kind != kind)
        return truce_yaml_fail(doc, node, TRUCE_ERR_SYNTAX, err, "%s is %s; it must be %s", what,
                               truce_yaml_kind_words(node->kind), truce_yaml_kind_words(kind));
    return TRUCE_OK;
}

/* "; did you mean "x"?" or "; known are a, b, c" into out */
static void suggest(struct truce_text word, const char *const *words, char *out, size_t n)
{
    size_t count = 0, used = 0;

    while (words[count] != NULL)
        count++;
    const char *nearest = truce_text_nearest(word, words, count);
    if (nearest != NULL) {
        snprintf(out, n, "; did you mean \"%s\"?", nearest);
        return;
    }
    for (size_t i = 0; i < count && used < n; i++)
        used += (size_t)snprintf(out + used, n - used, "%s%s", i == 0 ? "; known are " : ", ", words[i]);
}

enum truce_status truce_yaml_check_keys(const struct truce_yaml *doc, const struct truce_yaml_node *node,
                                        const char *const *known, const char *what, struct truce_err *err)
{
    enum truce_status status = truce_yaml_check_kind(doc, node, TRUCE_YAML_MAPPING, what, err);
    char hint[320] = "";

    if (status != TRUCE_OK)
        return status;
    for (const struct truce_yaml_node *value = node->first; value != NULL; value = value->next) {
        bool found = false;
        for (size_t i = 0; known[i] != NULL && !found; i++)
            found = truce_text_is(value->key->text, known[i]);
        if (found)
            continue;
        suggest(value->key->text, known, hint, sizeof hint);
        return truce_yaml_fail(doc, value->key, TRUCE_ERR_UNKNOWN, err, "unknown key \"%.60s\" in %s%s",
                               value->key->text.at, what, hint);
    }
    return TRUCE_OK;
}

enum truce_status truce_yaml_choice(const struct truce_yaml *doc, const struct truce_yaml_node *node,
                                    const char *const *words, const char *what, size_t *out,
                                    struct truce_err *err)
{
    enum truce_status status = truce_yaml_check_kind(doc, node, TRUCE_YAML_SCALAR, what, err);
    char hint[320] = "";

    if (status != TRUCE_OK)
        return status;
    for (size_t i = 0; words[i] != NULL; i++) {
        if (truce_text_is(node->text, words[i])) {
            *out = i;
            return TRUCE_OK;
        }
    }
    suggest(node->text, words, hint, sizeof hint);
    return truce_yaml_fail(doc, node, TRUCE_ERR_UNKNOWN, err, "unknown %s \"%.60s\"%s", what, node->text.at,
                           hint);
}
