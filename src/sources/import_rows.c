/*
 * Units out of a stream of bytes.
 *
 * One idea: a window that holds at least one whole unit.  A unit is looked for from its first byte; when the window ends first, what is done with leaves, more
 * comes in, and the search begins anew.  Windows are far larger than units, so little is looked at twice.  A unit that does not fit, or that is not right, is
 * passed over up to the next line: a quote that nobody closed costs its own row and no other.
 *
 * CSV is RFC 4180 with `,` `;` or tab; a quote inside an unquoted field is an ordinary character.  Doubled quotes are undone in place once the
 * row is known to be whole.
 */
#include "sources/import_rows.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define WINDOW (TRUCE_ROW_MAX + ((size_t)1 << 18))
#define HEAD   ((size_t)64 << 10)

static void start_message(struct truce_rows *rows, const char *reason, struct truce_text bad)
{
    snprintf(rows->reason, sizeof rows->reason, "%s", reason);
    rows->bad = bad;
}

enum truce_status truce_rows_init(struct truce_rows *rows, const struct truce_import_input *input,
                                  struct truce_err *err)
{
    memset(rows, 0, sizeof *rows);
    rows->input = input;
    rows->line = 1;
    rows->window = malloc(WINDOW);
    rows->fields = malloc(TRUCE_ROW_COLUMNS_MAX * sizeof *rows->fields);
    if (rows->window == NULL || rows->fields == NULL)
        return truce_fail(err, TRUCE_ERR_MEMORY, "no memory for %zu bytes", WINDOW);
    return TRUCE_OK;
}

void truce_rows_fini(struct truce_rows *rows)
{
    free(rows->window);
    free(rows->fields);
    free(rows->names);
    free(rows->names_memory);
    memset(rows, 0, sizeof *rows);
}

/* Fills the window; *grew is false when there was nothing more to come, or no room. */
static enum truce_status fill(struct truce_rows *rows, bool *grew, struct truce_err *err)
{
    size_t had = rows->end - rows->begin;

    if (rows->begin > 0) {
        memmove(rows->window, rows->window + rows->begin, had);
        rows->begin = 0;
        rows->end = had;
    }
    while (!rows->at_end && rows->end < WINDOW) {
        size_t got = 0;
        enum truce_status status =
            rows->input->read(rows->input->context, rows->window + rows->end, WINDOW - rows->end, &got, err);
        if (status != TRUCE_OK)
            return status;
        rows->at_end = got == 0;
        rows->end += got;
    }
    *grew = rows->end > had;
    return TRUCE_OK;
}

enum truce_status truce_rows_head(struct truce_rows *rows, struct truce_text *out, struct truce_err *err)
{
    bool grew;
    enum truce_status status = fill(rows, &grew, err);

    if (status != TRUCE_OK)
        return status;
    if (rows->line == 1 && rows->end - rows->begin >= 3 &&
        memcmp(rows->window + rows->begin, "\xEF\xBB\xBF", 3) == 0)
        rows->begin += 3;
    size_t n = rows->end - rows->begin;
    *out = (struct truce_text){rows->window + rows->begin, n < HEAD ? n : HEAD};
    return TRUCE_OK;
}

/* ---- rows of CSV ---- */

enum scan_end { SCAN_DONE, SCAN_MORE, SCAN_BAD };

struct scan {
    struct truce_rows *rows;
    const char *at, *end;
    uint32_t lines; /* line feeds passed */
    unsigned char seen;
    size_t n;
    bool quoted[TRUCE_ROW_COLUMNS_MAX]; /* has doubled quotes */
};

static bool is_stop(const struct scan *s, char c)
{
    return c == s->rows->delimiter || c == '\n';
}

static enum scan_end scan_quoted(struct scan *s, struct truce_text *out, bool *doubled)
{
    const char *start = ++s->at;
    for (;;) {
        const char *quote = memchr(s->at, '"', (size_t)(s->end - s->at));
        const char *stop = quote != NULL ? quote : s->end;
        for (const char *p = s->at; p < stop; p++) {
            s->seen |= (unsigned char)*p;
            s->lines += *p == '\n';
        }
        s->at = stop;
        if (quote == NULL)
            return SCAN_MORE;
        if (quote + 1 >= s->end && !s->rows->at_end)
            return SCAN_MORE;
        if (quote + 1 >= s->end || quote[1] != '"')
            break;
        *doubled = true;
        s->at = quote + 2;
    }
    *out = (struct truce_text){start, (size_t)(s->at - start)};
    s->at++;
    while (s->at < s->end && (*s->at == ' ' || *s->at == '\r'))
        s->at++;
    if (s->at >= s->end)
        return s->rows->at_end ? SCAN_DONE : SCAN_MORE;
    return is_stop(s, *s->at) ? SCAN_DONE : SCAN_BAD;
}

#define ONES UINT64_C(0x0101010101010101)
#define HIGH UINT64_C(0x8080808080808080)

/* Not 0 when a byte of the word is 0: exact for that question. Source: S. E. Anderson, "Bit Twiddling Hacks", "determine if a word has a zero byte". */
static uint64_t zero_bytes(uint64_t word)
{
    return (word - ONES) & ~word & HIGH;
}

static enum scan_end scan_plain(struct scan *s, struct truce_text *out)
{
    const char *p = s->at, *end = s->end;
    const char delimiter = s->rows->delimiter;
    const uint64_t stops = ONES * (unsigned char)delimiter, feeds = ONES * '\n';
    unsigned char seen = s->seen;
    uint64_t word, all = 0;

    for (; end - p >= 8; p += 8) { /* eight bytes at once, as long as the field does not end in them */
        memcpy(&word, p, sizeof word);
        if ((zero_bytes(word ^ stops) | zero_bytes(word ^ feeds)) != 0)
            break;
        all |= word;
    }
    seen |= (all & HIGH) != 0 ? 0x80 : 0;
    for (; p < end && *p != delimiter && *p != '\n'; p++)
        seen |= (unsigned char)*p;
    *out = (struct truce_text){s->at, (size_t)(p - s->at)};
    s->at = p;
    s->seen = seen;
    return p < end || s->rows->at_end ? SCAN_DONE : SCAN_MORE;
}

/* The fields of the row at s->at; s->at then stands behind its line feed. */
static enum scan_end scan_row(struct scan *s)
{
    for (;;) {
        struct truce_text field;
        bool doubled = false;
        enum scan_end ended =
            s->at < s->end && *s->at == '"' ? scan_quoted(s, &field, &doubled) : scan_plain(s, &field);
        if (ended != SCAN_DONE)
            return ended;
        if (s->n < TRUCE_ROW_COLUMNS_MAX) {
            s->quoted[s->n] = doubled;
            s->rows->fields[s->n] = field;
        }
        s->n++;
        if (s->at >= s->end)
            return SCAN_DONE;
        if (*s->at++ == '\n') {
            s->lines++;
            return SCAN_DONE;
        }
    }
}

static void undouble(const struct truce_rows *rows, struct truce_text *field)
{
    char *to = rows->window + (field->at - rows->window);
    size_t n = 0;
    for (size_t i = 0; i < field->len; i++) {
        to[n++] = field->at[i];
        i += field->at[i] == '"';
    }
    field->len = n;
}

/* Past the next line feed: what is left of a unit that is given up.  False: the window has none. */
static bool skip_line(struct truce_rows *rows)
{
    const char *at = rows->window + rows->begin;
    const char *feed = memchr(at, '\n', rows->end - rows->begin);
    rows->begin = feed != NULL ? (size_t)(feed - rows->window) + 1 : rows->end;
    rows->line += feed != NULL;
    return feed != NULL;
}

/* Gives up what begins here, up to the end of its first line. */
static enum truce_status give_up(struct truce_rows *rows, const char *reason, struct truce_err *err)
{
    bool grew = true;
    size_t n = rows->end - rows->begin;

    const char *at = rows->window + rows->begin;
    const char *feed = n > 0 ? memchr(at, '\n', n) : NULL;
    start_message(rows, reason, (struct truce_text){at, feed != NULL ? (size_t)(feed - at) : n});
    while (!skip_line(rows) && grew) {
        enum truce_status status = fill(rows, &grew, err);
        if (status != TRUCE_OK)
            return status;
        rows->bad = (struct truce_text){"", 0}; /* its bytes have left the window */
    }
    return TRUCE_OK;
}

static void skip_blank_lines(struct truce_rows *rows)
{
    while (rows->begin < rows->end) {
        char c = rows->window[rows->begin];
        bool pair = c == '\r' && rows->begin + 1 < rows->end && rows->window[rows->begin + 1] == '\n';
        if (c != '\n' && !pair)
            return;
        rows->begin += pair ? 2 : 1;
        rows->line++;
    }
}

/* Makes sure that something is in the window behind blank lines, if there is anything. */
static enum truce_status begin_unit(struct truce_rows *rows, bool *any, struct truce_err *err)
{
    bool grew = true;
    for (;;) {
        skip_blank_lines(rows);
        size_t n = rows->end - rows->begin;
        if (n > 1 || rows->at_end || !grew) {
            *any = n > 0;
            rows->row_line = rows->line;
            return TRUCE_OK;
        }
        enum truce_status status = fill(rows, &grew, err);
        if (status != TRUCE_OK)
            return status;
    }
}

static void finish_row(struct truce_rows *rows, const struct scan *s)
{
    size_t n = s->n < TRUCE_ROW_COLUMNS_MAX ? s->n : TRUCE_ROW_COLUMNS_MAX;
    for (size_t i = 0; i < n; i++) {
        if (s->quoted[i])
            undouble(rows, &rows->fields[i]);
        rows->fields[i] = truce_text_trim(rows->fields[i]);
    }
    rows->n_fields = n;
}

static enum truce_status scan_whole(struct truce_rows *rows, struct scan *s, enum scan_end *ended,
                                    struct truce_err *err)
{
    bool grew = true;
    do {
        s->rows = rows;
        s->at = rows->window + rows->begin;
        s->end = rows->window + rows->end;
        s->lines = 0;
        s->seen = 0;
        s->n = 0;
        *ended = scan_row(s);
        if (*ended != SCAN_MORE)
            return TRUCE_OK;
        enum truce_status status = fill(rows, &grew, err);
        if (status != TRUCE_OK)
            return status;
    } while (grew);
    return TRUCE_OK;
}

/* A row of tags: the first field that is not empty begins with '#', and so does any other. */
static bool is_hxl(const struct truce_rows *rows)
{
    bool any = false;
    for (size_t i = 0; i < rows->n_fields; i++) {
        if (rows->fields[i].len > 0 && rows->fields[i].at[0] != '#')
            return false;
        any |= rows->fields[i].len > 0;
    }
    return any;
}

static enum truce_status next_row(struct truce_rows *rows, enum truce_rows_step *step, struct truce_err *err)
{
    struct scan s;
    enum scan_end ended = SCAN_DONE;
    bool any = false;
    enum truce_status status = begin_unit(rows, &any, err);

    if (status != TRUCE_OK)
        return status;
    *step = TRUCE_ROWS_END;
    if (!any)
        return TRUCE_OK;
    status = scan_whole(rows, &s, &ended, err);
    if (status != TRUCE_OK)
        return status;
    size_t length = (size_t)(s.at - (rows->window + rows->begin));
    *step = TRUCE_ROWS_BAD;
    if (ended == SCAN_MORE || length > TRUCE_ROW_MAX)
        return give_up(rows,
                       length > TRUCE_ROW_MAX || !rows->at_end
                           ? "the row has more than 1 MiB; is a quote not closed?"
                           : "a quote is not closed before the file ends",
                       err);
    if (ended == SCAN_BAD)
        return give_up(rows,
                       "something follows a closing quote; a quote inside of a quoted field is written twice",
                       err);
    struct truce_text row = {rows->window + rows->begin, length};
    bool valid = s.seen < 0x80 || truce_text_valid_utf8(row) == row.len;
    if (valid)
        valid = memchr(row.at, '\0', row.len) == NULL;
    rows->begin += length;
    rows->line += s.lines;
    if (!valid) {
        start_message(rows, "the row is not UTF-8, or has a NUL byte; save the file as UTF-8", row);
        return TRUCE_OK;
    }
    if (rows->names != NULL && s.n != rows->n_columns) {
        start_message(rows, "", row);
        snprintf(rows->reason, sizeof rows->reason, "the row has %zu field%s, but the header %zu columns",
                 s.n, s.n == 1 ? "" : "s", rows->n_columns);
        return TRUCE_OK;
    }
    if (s.n > TRUCE_ROW_COLUMNS_MAX) {
        start_message(rows, "more columns than the limit of 512", row);
        return TRUCE_OK;
    }
    finish_row(rows, &s);
    *step = TRUCE_ROWS_ROW;
    return TRUCE_OK;
}

enum truce_status truce_rows_next(struct truce_rows *rows, enum truce_rows_step *step, struct truce_err *err)
{
    enum truce_status status = next_row(rows, step, err);

    if (status == TRUCE_OK && *step == TRUCE_ROWS_ROW && rows->expects_tags && is_hxl(rows))
        status = next_row(rows, step, err);
    rows->expects_tags = false;
    return status;
}

static enum truce_status keep_names(struct truce_rows *rows, struct truce_err *err)
{
    size_t bytes = 1;
    for (size_t i = 0; i < rows->n_fields; i++)
        bytes += rows->fields[i].len;
    rows->names_memory = malloc(bytes);
    rows->names = malloc((rows->n_fields + 1) * sizeof *rows->names);
    if (rows->names_memory == NULL || rows->names == NULL)
        return truce_fail(err, TRUCE_ERR_MEMORY, "no memory for %zu columns", rows->n_fields);
    char *at = rows->names_memory;
    for (size_t i = 0; i < rows->n_fields; i++) {
        struct truce_text field = rows->fields[i];
        if (field.len > 0)
            memcpy(at, field.at, field.len);
        rows->names[i] = (struct truce_text){at, field.len};
        at += field.len;
    }
    rows->n_columns = rows->n_fields;
    return TRUCE_OK;
}

static char find_delimiter(struct truce_text head)
{
    static const char candidates[] = {',', ';', '\t'};
    size_t count[sizeof candidates] = {0}, best = 0;
    bool quoted = false;

    for (size_t i = 0; i < head.len && (quoted || head.at[i] != '\n'); i++) {
        quoted ^= head.at[i] == '"';
        for (size_t c = 0; c < sizeof candidates && !quoted; c++)
            count[c] += head.at[i] == candidates[c];
    }
    for (size_t c = 1; c < sizeof candidates; c++)
        if (count[c] > count[best])
            best = c;
    return candidates[best];
}

enum truce_status truce_rows_header(struct truce_rows *rows, const char *file, struct truce_err *err)
{
    struct truce_text head = {NULL, 0};
    enum truce_rows_step step = TRUCE_ROWS_END;
    enum truce_status status = truce_rows_head(rows, &head, err);

    if (status == TRUCE_OK) {
        skip_blank_lines(rows);
        head = (struct truce_text){rows->window + rows->begin, rows->end - rows->begin};
        rows->delimiter = find_delimiter(head);
        status = next_row(rows, &step, err);
    }
    if (status != TRUCE_OK)
        return status;
    if (step != TRUCE_ROWS_ROW)
        return truce_fail_at(err, TRUCE_ERR_SYNTAX, file, rows->row_line, 1, "%s",
                             step == TRUCE_ROWS_END ? "the file is empty; a row of column names was expected"
                                                    : rows->reason);
    rows->expects_tags = true;
    return keep_names(rows, err);
}

int truce_rows_column(const struct truce_rows *rows, const char *name)
{
    for (size_t i = 0; i < rows->n_columns; i++)
        if (truce_text_equal_nocase(rows->names[i], truce_text_view(name)))
            return (int)i;
    return -1;
}

/* ---- lines ---- */

enum truce_status truce_rows_next_line(struct truce_rows *rows, struct truce_text *out,
                                       enum truce_rows_step *step, struct truce_err *err)
{
    for (;;) {
        bool any = false, grew = true;
        enum truce_status status = begin_unit(rows, &any, err);
        const char *feed = NULL;
        *step = TRUCE_ROWS_END;
        while (status == TRUCE_OK && any) {
            feed = memchr(rows->window + rows->begin, '\n', rows->end - rows->begin);
            if (feed != NULL || !grew)
                break;
            status = fill(rows, &grew, err);
        }
        if (status != TRUCE_OK || !any)
            return status;
        if (feed == NULL && !rows->at_end) {
            *step = TRUCE_ROWS_BAD;
            return give_up(rows, "the line has more than 65,535 bytes", err);
        }
        const char *at = rows->window + rows->begin;
        size_t n = feed != NULL ? (size_t)(feed - at) : rows->end - rows->begin;
        rows->begin += n + (feed != NULL);
        rows->line += feed != NULL;
        n -= n > 0 && at[n - 1] == '\r';
        *out = (struct truce_text){at, n};
        if (truce_text_trim(*out).len > 0) {
            *step = TRUCE_ROWS_ROW;
            return TRUCE_OK;
        }
    }
}

/* ---- objects of an array ---- */

static enum truce_status skip_space(struct truce_rows *rows, bool *any, struct truce_err *err)
{
    bool grew = true;
    for (;;) {
        while (rows->begin < rows->end && strchr(" \t\r\n", rows->window[rows->begin]) != NULL &&
               rows->window[rows->begin] != '\0')
            rows->line += rows->window[rows->begin++] == '\n';
        *any = rows->begin < rows->end;
        if (*any || !grew)
            return TRUCE_OK;
        enum truce_status status = fill(rows, &grew, err);
        if (status != TRUCE_OK)
            return status;
    }
}

/* The length of the object that begins the window, or 0: it does not end there. */
static size_t object_length(const struct truce_rows *rows, uint32_t *lines)
{
    size_t depth = 0;
    bool in_text = false;

    *lines = 0;
    for (size_t i = rows->begin; i < rows->end; i++) {
        char c = rows->window[i];
        *lines += c == '\n';
        if (in_text) {
            if (c == '\\')
                i++;
            in_text = c != '"';
        } else if (c == '"') {
            in_text = true;
        } else if (c == '{' || c == '[') {
            depth++;
        } else if ((c == '}' || c == ']') && --depth == 0) {
            return i + 1 - rows->begin;
        }
    }
    return 0;
}

static enum truce_status fail_array(const struct truce_rows *rows, const char *file, const char *what,
                                    struct truce_err *err)
{
    return truce_fail_at(err, TRUCE_ERR_SYNTAX, file, rows->line, 0, "%s", what);
}

enum truce_status truce_rows_next_object(struct truce_rows *rows, const char *file, struct truce_text *out,
                                         enum truce_rows_step *step, struct truce_err *err)
{
    bool any = false, grew = true, first = rows->n_fields == 0;
    enum truce_status status = skip_space(rows, &any, err);

    if (status != TRUCE_OK)
        return status;
    if (!any)
        return fail_array(rows, file, "the array does not end; is the file cut off?", err);
    char mark = rows->window[rows->begin++];
    rows->n_fields = 1;
    if (mark == ']' && !first) {
        *step = TRUCE_ROWS_END;
        return TRUCE_OK;
    }
    if (mark != (first ? '[' : ','))
        return fail_array(rows, file, first ? "an array of objects was expected, '['" : "expected ',' or ']'",
                          err);
    status = skip_space(rows, &any, err);
    if (status != TRUCE_OK)
        return status;
    if (first && any && rows->window[rows->begin] == ']') {
        *step = TRUCE_ROWS_END;
        return TRUCE_OK;
    }
    if (!any || rows->window[rows->begin] != '{')
        return fail_array(rows, file, "an object was expected, '{'", err);
    rows->row_line = rows->line;
    uint32_t lines = 0;
    size_t length;
    while ((length = object_length(rows, &lines)) == 0 && grew) {
        status = fill(rows, &grew, err);
        if (status != TRUCE_OK)
            return status;
    }
    if (length == 0)
        return fail_array(rows, file,
                          rows->at_end ? "the array does not end; is the file cut off?"
                                       : "an object has more than 1 MiB",
                          err);
    *out = (struct truce_text){rows->window + rows->begin, length};
    rows->begin += length;
    rows->line += lines;
    *step = TRUCE_ROWS_ROW;
    return TRUCE_OK;
}
