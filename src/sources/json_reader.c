/*
 * The pull reader: structure, strings and places.  Numbers are in json_number.c.
 *
 * One idea: the reader is a pointer into the bytes; the caller's own call structure is the stack, so nothing
 * is stored per value.  The only states between calls are the depth and whether an object or array was just
 * entered (no comma expected). Lines are counted only when a message needs one.  Source: RFC 8259; RFC 3629
 * for UTF-8.
 */
#include "sources/json_reader.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "sources/json_number.h"

void truce_json_reader_init(struct truce_json_reader *r, struct truce_text bytes, const char *file)
{
    static const char none[1] = "";
    memset(r, 0, sizeof *r);
    r->begin = bytes.len > 0 ? bytes.at : none;
    r->at = r->begin;
    r->end = r->begin + bytes.len;
    r->file = file;
    r->item = -1;
    truce_buf_init(&r->key);
    if (bytes.len >= 3 && memcmp(bytes.at, "\xEF\xBB\xBF", 3) == 0)
        r->at += 3;
}

void truce_json_reader_init_within(struct truce_json_reader *r, const struct truce_json_reader *parent,
                                   struct truce_text value)
{
    truce_json_reader_init(r, (struct truce_text){NULL, 0}, parent->file);
    r->begin = parent->begin;
    r->item = parent->item;
    r->at = value.at != NULL ? value.at : parent->begin;
    r->end = r->at + value.len;
}

void truce_json_reader_fini(struct truce_json_reader *r)
{
    truce_buf_fini(&r->key);
}

void truce_json_place(const struct truce_json_reader *r, const char *at, uint32_t *line, uint32_t *column)
{
    const char *line_start = r->begin;
    uint32_t n = 1;

    *line = *column = 0;
    if (r->item >= 0)
        return;
    for (const char *p = r->begin; (p = memchr(p, '\n', (size_t)(at - p))) != NULL; line_start = ++p)
        n++;
    size_t offset = (size_t)(at - line_start);
    *line = n;
    *column = offset < UINT32_MAX ? (uint32_t)offset + 1 : UINT32_MAX;
}

enum truce_status truce_json_fail(struct truce_err *err, enum truce_status status,
                                  const struct truce_json_reader *r, const char *at, const char *format, ...)
{
    char text[400];
    uint32_t line, column;
    va_list args;

    if (err == NULL)
        return status;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    truce_text_mend(text, sizeof text);
    truce_json_place(r, at, &line, &column);
    if (r->item >= 0) {
        truce_fail_at(err, status, r->file, 0, 0, "feature %lld: %s", (long long)r->item + 1, text);
        err->at = r->item;
        return status;
    }
    return truce_fail_at(err, status, r->file, line, column, "%s", text);
}

/* "expected X, found Y" at the reader's place */
static enum truce_status unexpected(struct truce_json_reader *r, const char *expected, struct truce_err *err)
{
    unsigned char c = r->at < r->end ? (unsigned char)*r->at : 0;
    if (r->at >= r->end)
        return truce_json_fail(err, TRUCE_ERR_SYNTAX, r, r->end,
                               "the text ends where %s was expected; is it cut off?", expected);
    if (c > 0x20 && c < 0x7F)
        return truce_json_fail(err, TRUCE_ERR_SYNTAX, r, r->at, "not JSON: expected %s, found '%c'", expected,
                               c);
    return truce_json_fail(err, TRUCE_ERR_SYNTAX, r, r->at, "not JSON: expected %s, found the byte 0x%02X",
                           expected, c);
}

static void skip_space(struct truce_json_reader *r)
{
    const char *p = r->at, *end = r->end;
    while (p < end && (*p == ' ' || *p == '\n' || *p == '\r' || *p == '\t'))
        p++;
    r->at = p;
}

enum truce_status truce_json_peek(struct truce_json_reader *r, enum truce_json_type *type,
                                  struct truce_err *err)
{
    skip_space(r);
    switch (r->at < r->end ? *r->at : '\0') {
    case '{':
        *type = TRUCE_JSON_OBJECT;
        return TRUCE_OK;
    case '[':
        *type = TRUCE_JSON_ARRAY;
        return TRUCE_OK;
    case '"':
        *type = TRUCE_JSON_STRING;
        return TRUCE_OK;
    case 't':
        *type = TRUCE_JSON_TRUE;
        return TRUCE_OK;
    case 'f':
        *type = TRUCE_JSON_FALSE;
        return TRUCE_OK;
    case 'n':
        *type = TRUCE_JSON_NULL;
        return TRUCE_OK;
    default:
        if (r->at < r->end && (*r->at == '-' || (*r->at >= '0' && *r->at <= '9'))) {
            *type = TRUCE_JSON_NUMBER;
            return TRUCE_OK;
        }
        return unexpected(r, "a value", err);
    }
}

static enum truce_status enter(struct truce_json_reader *r, char open, const char *expected,
                               struct truce_err *err)
{
    skip_space(r);
    if (r->at >= r->end || *r->at != open)
        return unexpected(r, expected, err);
    if (r->depth >= TRUCE_JSON_READ_DEPTH)
        return truce_json_fail(err, TRUCE_ERR_LIMIT, r, r->at, "nested deeper than the limit of %d levels",
                               TRUCE_JSON_READ_DEPTH);
    r->at++;
    r->depth++;
    r->first = true;
    return TRUCE_OK;
}

enum truce_status truce_json_enter_object(struct truce_json_reader *r, struct truce_err *err)
{
    return enter(r, '{', "an object ('{')", err);
}

enum truce_status truce_json_enter_array(struct truce_json_reader *r, struct truce_err *err)
{
    return enter(r, '[', "an array ('[')", err);
}

/* Past the comma, or past the closing bracket: then *more is false. */
static enum truce_status next(struct truce_json_reader *r, char close, bool *more, struct truce_err *err)
{
    skip_space(r);
    bool first = r->first;
    r->first = false;
    if (r->at < r->end && *r->at == close) {
        r->at++;
        r->depth--;
        *more = false;
        return TRUCE_OK;
    }
    if (!first) {
        if (r->at >= r->end || *r->at != ',')
            return unexpected(r, close == '}' ? "',' or '}'" : "',' or ']'", err);
        r->at++;
        skip_space(r);
    }
    *more = true;
    return TRUCE_OK;
}

enum truce_status truce_json_next_item(struct truce_json_reader *r, bool *more, struct truce_err *err)
{
    return next(r, ']', more, err);
}

/* The bytes between the quotes of the string at r->at, checked; *escapes: they must be decoded. */
static enum truce_status scan_string(struct truce_json_reader *r, struct truce_text *body, bool *escapes,
                                     struct truce_err *err)
{
    const char *start = r->at + 1, *p = start, *end = r->end;
    unsigned char seen = 0;

    *escapes = false;
    for (; p < end && *p != '"'; p++) {
        unsigned char c = (unsigned char)*p;
        seen |= c;
        if (c == '\\') {
            *escapes = true;
            if (++p == end)
                break;
            seen |= (unsigned char)*p;
        }
        if ((unsigned char)*p < 0x20)
            return truce_json_fail(err, TRUCE_ERR_SYNTAX, r, p,
                                   "not JSON: the control character 0x%02X in a string",
                                   (unsigned)(unsigned char)*p);
    }
    if (p >= end)
        return truce_json_fail(err, TRUCE_ERR_SYNTAX, r, r->at,
                               "a string that does not end; is the file cut off?");
    *body = (struct truce_text){start, (size_t)(p - start)};
    size_t valid = seen >= 0x80 ? truce_text_valid_utf8(*body) : body->len;
    if (valid != body->len)
        return truce_json_fail(err, TRUCE_ERR_SYNTAX, r, start + valid,
                               "not UTF-8: the byte 0x%02X in a string",
                               (unsigned)(unsigned char)start[valid]);
    r->at = p + 1;
    return TRUCE_OK;
}

/* four hexadecimal digits, or -1 */
static int hex4(const char *p, const char *end)
{
    int value = 0;
    if (end - p < 4)
        return -1;
    for (int i = 0; i < 4; i++) {
        char c = p[i];
        int digit = c >= '0' && c <= '9'   ? c - '0'
                    : c >= 'a' && c <= 'f' ? c - 'a' + 10
                    : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                           : -1;
        if (digit < 0)
            return -1;
        value = value * 16 + digit;
    }
    return value;
}

static void add_utf8(struct truce_buf *out, unsigned code)
{
    char bytes[4];
    size_t n;
    if (code < 0x80) {
        bytes[0] = (char)code;
        n = 1;
    } else if (code < 0x800) {
        bytes[0] = (char)(0xC0 | code >> 6);
        bytes[1] = (char)(0x80 | (code & 0x3F));
        n = 2;
    } else if (code < 0x10000) {
        bytes[0] = (char)(0xE0 | code >> 12);
        bytes[1] = (char)(0x80 | (code >> 6 & 0x3F));
        bytes[2] = (char)(0x80 | (code & 0x3F));
        n = 3;
    } else {
        bytes[0] = (char)(0xF0 | code >> 18);
        bytes[1] = (char)(0x80 | (code >> 12 & 0x3F));
        bytes[2] = (char)(0x80 | (code >> 6 & 0x3F));
        bytes[3] = (char)(0x80 | (code & 0x3F));
        n = 4;
    }
    truce_buf_add(out, bytes, n);
}

/* The code point of a \u escape whose digits begin at *p; a surrogate must come with its other half.  *p
 * moves past it. */
static bool unicode_escape(const char **p, const char *end, unsigned *code)
{
    int high = hex4(*p, end);
    if (high < 0)
        return false;
    *p += 4;
    if (high < 0xD800 || high > 0xDFFF) {
        *code = (unsigned)high;
        return true;
    }
    if (high > 0xDBFF || end - *p < 6 || (*p)[0] != '\\' || (*p)[1] != 'u')
        return false;
    int low = hex4(*p + 2, end);
    if (low < 0xDC00 || low > 0xDFFF)
        return false;
    *p += 6;
    *code = 0x10000U + (((unsigned)high - 0xD800U) << 10) + ((unsigned)low - 0xDC00U);
    return true;
}

/* Decodes the escapes of a scanned string into out; out NULL only checks them. */
static enum truce_status decode(struct truce_json_reader *r, struct truce_text body, struct truce_buf *out,
                                struct truce_err *err)
{
    static const char letters[] = "\"\\/bfnrt", meant[] = "\"\\/\b\f\n\r\t";
    const char *p = body.at, *end = body.at + body.len;

    if (out != NULL)
        truce_buf_clear(out);
    while (p < end) {
        const char *slash = memchr(p, '\\', (size_t)(end - p));
        const char *stop = slash != NULL ? slash : end;
        if (out != NULL)
            truce_buf_add(out, p, (size_t)(stop - p));
        if (slash == NULL)
            break;
        unsigned code;
        const char *letter = memchr(letters, slash[1], sizeof letters - 1);
        p = slash + 2;
        if (letter != NULL)
            code = (unsigned char)meant[letter - letters];
        else if (slash[1] != 'u' || !unicode_escape(&p, end, &code))
            return truce_json_fail(err, TRUCE_ERR_SYNTAX, r, slash,
                                   slash[1] == 'u' ? "not JSON: a \\u escape that is no character"
                                                   : "not JSON: an unknown escape in a string");
        if (out != NULL)
            add_utf8(out, code);
    }
    return out != NULL ? truce_buf_check(out, err) : TRUCE_OK;
}

enum truce_status truce_json_read_text(struct truce_json_reader *r, struct truce_buf *scratch,
                                       struct truce_text *out, struct truce_err *err)
{
    struct truce_text body;
    bool escapes;

    skip_space(r);
    if (r->at >= r->end || *r->at != '"')
        return unexpected(r, "a string", err);
    enum truce_status status = scan_string(r, &body, &escapes, err);
    if (status == TRUCE_OK && escapes) {
        status = decode(r, body, scratch, err);
        body = truce_buf_view(scratch);
    }
    if (status == TRUCE_OK)
        *out = body;
    return status;
}

enum truce_status truce_json_next_key(struct truce_json_reader *r, struct truce_text *key, bool *more,
                                      struct truce_err *err)
{
    enum truce_status status = next(r, '}', more, err);
    if (status != TRUCE_OK || !*more)
        return status;
    status = truce_json_read_text(r, &r->key, key, err);
    if (status != TRUCE_OK)
        return status;
    skip_space(r);
    if (r->at >= r->end || *r->at != ':')
        return unexpected(r, "':'", err);
    r->at++;
    return TRUCE_OK;
}

static enum truce_status skip_word(struct truce_json_reader *r, const char *word, struct truce_err *err)
{
    size_t n = strlen(word);
    if ((size_t)(r->end - r->at) < n || memcmp(r->at, word, n) != 0)
        return unexpected(r, "a value", err);
    r->at += n;
    return TRUCE_OK;
}

/* one string, number or word */
static enum truce_status skip_scalar(struct truce_json_reader *r, enum truce_json_type type,
                                     struct truce_err *err)
{
    struct truce_text body;
    bool escapes;
    enum truce_status status;

    switch (type) {
    case TRUCE_JSON_STRING:
        status = scan_string(r, &body, &escapes, err);
        return status == TRUCE_OK && escapes ? decode(r, body, NULL, err) : status;
    case TRUCE_JSON_NUMBER:
        return truce_json_scan_number(r, &body, err);
    case TRUCE_JSON_TRUE:
        return skip_word(r, "true", err);
    case TRUCE_JSON_FALSE:
        return skip_word(r, "false", err);
    default:
        return skip_word(r, "null", err);
    }
}

enum truce_status truce_json_skip(struct truce_json_reader *r, struct truce_text *value,
                                  struct truce_err *err)
{
    uint64_t objects = 0; /* a bit a level entered here, the lowest being the innermost: is it an object? */
    unsigned level = 0;
    enum truce_json_type type;
    enum truce_status status;
    const char *start;

    skip_space(r);
    start = r->at;
    for (;;) {
        if ((status = truce_json_peek(r, &type, err)) != TRUCE_OK)
            return status;
        if (type == TRUCE_JSON_OBJECT || type == TRUCE_JSON_ARRAY) {
            status =
                type == TRUCE_JSON_OBJECT ? truce_json_enter_object(r, err) : truce_json_enter_array(r, err);
            objects = objects << 1 | (type == TRUCE_JSON_OBJECT);
            level++;
        } else {
            status = skip_scalar(r, type, err);
        }
        for (bool more = false; status == TRUCE_OK && level > 0 && !more;) {
            struct truce_text key;
            status = (objects & 1) ? truce_json_next_key(r, &key, &more, err)
                                   : truce_json_next_item(r, &more, err);
            if (!more) {
                objects >>= 1;
                level--;
            }
        }
        if (status != TRUCE_OK)
            return status;
        if (level == 0)
            break;
    }
    if (value != NULL)
        *value = (struct truce_text){start, (size_t)(r->at - start)};
    return TRUCE_OK;
}

enum truce_status truce_json_finish(struct truce_json_reader *r, struct truce_err *err)
{
    skip_space(r);
    return r->at < r->end ? unexpected(r, "the end of the text", err) : TRUCE_OK;
}
