/*
 * A JSON writer in the form of RFC 8259.
 */
#include "base/json_writer.h"

#include <assert.h>
#include <locale.h>
#include <math.h>
#include <string.h>

void truce_json_writer_init(struct truce_json_writer *w, struct truce_buf *out)
{
    memset(w, 0, sizeof *w);
    w->out = out;
}

static void new_line(struct truce_json_writer *w)
{
    if (w->inline_now && w->depth > w->inline_depth)
        return;
    truce_buf_putc(w->out, '\n');
    for (unsigned i = 0; i < w->depth; i++)
        truce_buf_puts(w->out, "  ");
}

/* comma and line break before a value or a key */
static void separate(struct truce_json_writer *w)
{
    if (w->after_key) {
        w->after_key = false;
        return;
    }
    if (w->has_item[w->depth])
        truce_buf_puts(w->out, w->inline_now && w->depth > w->inline_depth ? ", " : ",");
    if (w->depth > 0)
        new_line(w);
    w->has_item[w->depth] = true;
}

static void open(struct truce_json_writer *w, char c)
{
    assert(w->depth < TRUCE_JSON_DEPTH);
    separate(w);
    truce_buf_putc(w->out, c);
    w->depth++;
    w->has_item[w->depth] = false;
}

static void close(struct truce_json_writer *w, char c)
{
    assert(w->depth > 0);
    bool empty = !w->has_item[w->depth];
    bool in_line = w->inline_now && w->depth > w->inline_depth;
    w->depth--;
    if (!empty && !in_line)
        new_line(w);
    truce_buf_putc(w->out, c);
    if (w->inline_now && w->depth == w->inline_depth)
        w->inline_now = false;
}

void truce_json_open_object(struct truce_json_writer *w)
{
    open(w, '{');
}

void truce_json_close_object(struct truce_json_writer *w)
{
    close(w, '}');
}

void truce_json_open_array(struct truce_json_writer *w)
{
    open(w, '[');
}

void truce_json_close_array(struct truce_json_writer *w)
{
    close(w, ']');
}

void truce_json_inline(struct truce_json_writer *w)
{
    if (w->inline_now)
        return;
    w->inline_now = true;
    w->inline_depth = w->depth;
}

static void quote(struct truce_json_writer *w, struct truce_text t)
{
    truce_buf_putc(w->out, '"');
    while (t.len > 0) {
        size_t valid = truce_text_valid_utf8(t);
        for (size_t i = 0; i < valid; i++) {
            unsigned char c = (unsigned char)t.at[i];
            if (c == '"' || c == '\\')
                truce_buf_printf(w->out, "\\%c", c);
            else if (c == '\n')
                truce_buf_puts(w->out, "\\n");
            else if (c == '\t')
                truce_buf_puts(w->out, "\\t");
            else if (c < 0x20 || c == 0x7F)
                truce_buf_printf(w->out, "\\u%04x", c);
            else
                truce_buf_putc(w->out, (char)c);
        }
        t.at += valid;
        t.len -= valid;
        if (t.len > 0) {
            truce_buf_puts(w->out, "\xEF\xBF\xBD");
            t.at++;
            t.len--;
        }
    }
    truce_buf_putc(w->out, '"');
}

void truce_json_key(struct truce_json_writer *w, const char *key)
{
    separate(w);
    quote(w, truce_text_view(key));
    truce_buf_puts(w->out, ": ");
    w->after_key = true;
}

void truce_json_text(struct truce_json_writer *w, struct truce_text value)
{
    separate(w);
    quote(w, value);
}

void truce_json_string(struct truce_json_writer *w, const char *value)
{
    if (value == NULL)
        truce_json_null(w);
    else
        truce_json_text(w, truce_text_view(value));
}

/* What printf wrote from `start` on: no "-0.0", and a decimal point whatever the locale. */
static void settle_number(struct truce_buf *out, size_t start)
{
    char *at = out->at + start;
    const char *point = localeconv()->decimal_point;
    char *found = strcmp(point, ".") != 0 ? strstr(at, point) : NULL;

    if (found != NULL) {
        *found = '.';
        memmove(found + 1, found + strlen(point), strlen(found + strlen(point)) + 1);
    }
    if (at[0] == '-' && strspn(at + 1, "0.") == strlen(at + 1))
        memmove(at, at + 1, strlen(at));
    out->len = start + strlen(at);
}

void truce_json_number(struct truce_json_writer *w, double value, int decimals)
{
    if (!isfinite(value)) {
        truce_json_null(w);
        return;
    }
    separate(w);
    size_t start = w->out->len;
    truce_buf_printf(w->out, "%.*f", decimals, value);
    if (!w->out->failed)
        settle_number(w->out, start);
}

void truce_json_integer(struct truce_json_writer *w, int64_t value)
{
    separate(w);
    truce_buf_printf(w->out, "%lld", (long long)value);
}

void truce_json_bool(struct truce_json_writer *w, bool value)
{
    separate(w);
    truce_buf_puts(w->out, value ? "true" : "false");
}

void truce_json_null(struct truce_json_writer *w)
{
    separate(w);
    truce_buf_puts(w->out, "null");
}
