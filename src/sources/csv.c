/*
 * The pull reader behind csv.h.
 *
 * One idea: a row is scanned once, each byte classed by a table of 256 entries made when the delimiter is
 * known; what is ordinary costs one load and one test.  The bytes of a field are or-ed together on the way,
 * so that only fields with a byte above 0x7F are checked for UTF-8.
 *
 * Invariants: bytes[at] is the first byte not read yet and begins a line; line counts the LFs before it;
 * cells hold exactly n_columns fields after a successful truce_csv_next.
 *
 * Source: RFC 4180; departures are named in csv.h.
 */
#include "sources/csv.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* a row being taken apart */
struct scan {
    struct truce_csv *csv;
    size_t at;         /* next byte */
    size_t end;        /* the row may not go beyond this: end of file or the limit */
    size_t line_start; /* offset of the current line */
    uint32_t line;
    struct truce_csv_cell *cells;
    size_t n, size; /* fields found; room for them */
};

static enum truce_status fail_here(const struct scan *s, size_t offset, enum truce_status status,
                                   const char *what, struct truce_err *err)
{
    return truce_fail_at(err, status, s->csv->file, s->line, (uint32_t)(offset - s->line_start + 1), "%s",
                         what);
}

static enum truce_status fail_long(const struct scan *s, struct truce_err *err)
{
    return fail_here(s, s->line_start, TRUCE_ERR_LIMIT, "row of more than 1 MiB", err);
}

static bool ends_field(const struct scan *s, size_t at)
{
    char c = s->csv->bytes.at[at];
    return c == s->csv->delimiter || c == '\n' || c == '\r';
}

/* Bytes above 0x7F are UTF-8, or the place of the first that is not. */
static enum truce_status check_utf8(const struct truce_csv *csv, struct truce_text text, uint32_t line,
                                    uint32_t column, struct truce_err *err)
{
    size_t good = truce_text_valid_utf8(text);

    if (good == text.len)
        return TRUCE_OK;
    for (size_t i = 0; i < good; i++) {
        column++;
        if (text.at[i] == '\n') {
            line++;
            column = 1;
        }
    }
    return truce_fail_at(err, TRUCE_ERR_SYNTAX, csv->file, line, column,
                         "byte 0x%02X is not UTF-8; save the file as UTF-8", (unsigned char)text.at[good]);
}

/* the field that begins at s->at without a quote */
static enum truce_status read_plain(struct scan *s, struct truce_text *out, struct truce_err *err)
{
    const unsigned char *bytes = (const unsigned char *)s->csv->bytes.at;
    const bool *stops = s->csv->stops;
    const size_t start = s->at, end = s->end;
    size_t i = start;
    unsigned char seen = 0;

    for (; i < end && !stops[bytes[i]]; i++)
        seen |= bytes[i];
    s->at = i;
    *out = (struct truce_text){(const char *)bytes + start, i - start};
    if (i == end && end < s->csv->bytes.len)
        return fail_long(s, err);
    if (i < end && bytes[i] == '\0')
        return fail_here(s, i, TRUCE_ERR_SYNTAX, "a NUL byte; this is not a CSV text file", err);
    if (seen < 0x80)
        return TRUCE_OK;
    return check_utf8(s->csv, *out, s->line, (uint32_t)(start - s->line_start + 1), err);
}

/* raw text between quotes, with `doubled` quotes in it, to the scratch row */
static enum truce_status undouble(struct truce_csv *csv, struct truce_text raw, struct truce_text *out,
                                  struct truce_err *err)
{
    /* one row's fields together are never longer than the row, so this never has to grow and views
     * stay good */
    if (csv->scratch == NULL) {
        csv->scratch = malloc(TRUCE_CSV_ROW_MAX);
        if (csv->scratch == NULL)
            return truce_fail(err, TRUCE_ERR_MEMORY, "no memory for %zu bytes", TRUCE_CSV_ROW_MAX);
    }
    char *to = csv->scratch + csv->scratch_used;
    size_t n = 0;
    for (size_t i = 0; i < raw.len; i++) {
        to[n++] = raw.at[i];
        if (raw.at[i] == '"')
            i++; /* the second of a pair */
    }
    csv->scratch_used += n;
    *out = (struct truce_text){to, n};
    return TRUCE_OK;
}

/* what a field in quotes turned out to hold */
struct quoted {
    bool doubled;       /* quotes written twice */
    unsigned char seen; /* all bytes or-ed */
};

/* Moves s->at from the first byte inside of quotes to the quote that closes; false when there is
 * none, or a NUL before it. */
static bool find_close(struct scan *s, struct quoted *q)
{
    const char *bytes = s->csv->bytes.at;

    for (; s->at < s->end && bytes[s->at] != '\0'; s->at++) {
        char c = bytes[s->at];
        q->seen |= (unsigned char)c;
        if (c == '\n') {
            s->line++;
            s->line_start = s->at + 1;
        }
        if (c != '"')
            continue;
        if (s->at + 1 >= s->end || bytes[s->at + 1] != '"')
            return true;
        q->doubled = true;
        s->at++;
    }
    return false;
}

static enum truce_status fail_open(const struct scan *s, uint32_t line, uint32_t column,
                                   struct truce_err *err)
{
    if (s->at < s->end)
        return fail_here(s, s->at, TRUCE_ERR_SYNTAX, "a NUL byte; this is not a CSV text file", err);
    if (s->end < s->csv->bytes.len)
        return truce_fail_at(err, TRUCE_ERR_LIMIT, s->csv->file, line, column,
                             "row of more than 1 MiB; is this quote not closed?");
    return truce_fail_at(err, TRUCE_ERR_SYNTAX, s->csv->file, line, column,
                         "this quote is not closed before the file ends");
}

/* the field whose opening quote is at s->at */
static enum truce_status read_quoted(struct scan *s, struct truce_text *out, struct truce_err *err)
{
    const uint32_t line = s->line;
    const uint32_t column = (uint32_t)(s->at - s->line_start + 1);
    struct quoted q = {false, 0};
    enum truce_status status = TRUCE_OK;
    size_t start = ++s->at;

    if (!find_close(s, &q))
        return fail_open(s, line, column, err);
    struct truce_text raw = {s->csv->bytes.at + start, s->at - start};
    s->at++;
    if (s->at < s->end && !ends_field(s, s->at))
        return fail_here(
            s, s->at, TRUCE_ERR_SYNTAX,
            "something follows the closing quote; a quote inside of a quoted field is written twice", err);
    if (s->at >= s->end && s->end < s->csv->bytes.len)
        return fail_long(s, err);
    if (q.seen >= 0x80)
        status = check_utf8(s->csv, raw, line, column + 1, err);
    if (status != TRUCE_OK)
        return status;
    *out = raw;
    return q.doubled ? undouble(s->csv, raw, out, err) : TRUCE_OK;
}

static enum truce_status add_cell(struct scan *s, struct truce_csv_cell cell, struct truce_err *err)
{
    if (s->n < s->size) {
        s->cells[s->n++] = cell;
        return TRUCE_OK;
    }
    if (s->csv->n_columns > 0)
        return truce_fail_at(err, TRUCE_ERR_SYNTAX, s->csv->file, cell.line, cell.column,
                             "more fields than the %zu columns of the header", s->csv->n_columns);
    return truce_fail_at(err, TRUCE_ERR_LIMIT, s->csv->file, cell.line, cell.column,
                         "more than %d columns in the header", TRUCE_CSV_COLUMNS_MAX);
}

/* what ends the row at s->at: LF, CR LF or the end of the file */
static enum truce_status end_row(struct scan *s, struct truce_err *err)
{
    const char *bytes = s->csv->bytes.at;
    size_t len = s->csv->bytes.len;

    if (s->at == len)
        return TRUCE_OK;
    if (bytes[s->at] == '\r') {
        if (s->at + 1 < len && bytes[s->at + 1] != '\n')
            return fail_here(s, s->at, TRUCE_ERR_SYNTAX,
                             "a carriage return without a line feed; lines end in LF or CR LF", err);
        s->at++;
    }
    if (s->at < len) {
        s->at++;
        s->line++;
        s->line_start = s->at;
    }
    return TRUCE_OK;
}

/* The row at csv->at into s->cells.  csv moves on only when all is well. */
static enum truce_status read_row(struct scan *s, struct truce_err *err)
{
    struct truce_csv *csv = s->csv;
    enum truce_status status;
    bool again;

    s->at = csv->at;
    s->line = csv->line;
    s->line_start = csv->line_start;
    s->end = csv->bytes.len - csv->at > TRUCE_CSV_ROW_MAX ? csv->at + TRUCE_CSV_ROW_MAX : csv->bytes.len;
    s->n = 0;
    csv->scratch_used = 0;
    do {
        struct truce_csv_cell cell = {{NULL, 0}, s->line, (uint32_t)(s->at - s->line_start + 1)};
        if (s->at < s->end && csv->bytes.at[s->at] == '"')
            status = read_quoted(s, &cell.text, err);
        else
            status = read_plain(s, &cell.text, err);
        if (status == TRUCE_OK)
            status = add_cell(s, cell, err);
        if (status != TRUCE_OK)
            return status;
        again = s->at < s->end && csv->bytes.at[s->at] == csv->delimiter;
        s->at += again;
    } while (again);
    status = end_row(s, err);
    if (status != TRUCE_OK)
        return status;
    csv->row_line = csv->line;
    csv->at = s->at;
    csv->line = s->line;
    csv->line_start = s->line_start;
    return TRUCE_OK;
}

/* Empty lines are no rows: files often end with some. */
static void skip_empty_lines(struct truce_csv *csv)
{
    const char *bytes = csv->bytes.at;
    for (;;) {
        size_t i = csv->at;
        if (i + 1 < csv->bytes.len && bytes[i] == '\r' && bytes[i + 1] == '\n')
            i++;
        if (i >= csv->bytes.len || bytes[i] != '\n')
            return;
        csv->at = csv->line_start = i + 1;
        csv->line++;
    }
}

static char find_delimiter(struct truce_text bytes)
{
    static const char candidates[] = {',', ';', '\t'};
    size_t count[sizeof candidates] = {0};
    bool quoted = false;
    size_t best = 0;

    for (size_t i = 0; i < bytes.len && i < TRUCE_CSV_ROW_MAX && (quoted || bytes.at[i] != '\n'); i++) {
        quoted ^= bytes.at[i] == '"';
        for (size_t c = 0; c < sizeof candidates && !quoted; c++)
            count[c] += bytes.at[i] == candidates[c];
    }
    for (size_t c = 1; c < sizeof candidates; c++)
        if (count[c] > count[best])
            best = c;
    return candidates[best];
}

static enum truce_status check_names(struct truce_csv *csv, struct truce_err *err)
{
    bool any = false;
    for (size_t i = 0; i < csv->n_columns; i++) {
        struct truce_csv_cell *name = &csv->names[i];
        any |= name->text.len > 0;
        for (size_t j = 0; j < i && name->text.len > 0; j++)
            if (truce_text_equal_nocase(name->text, csv->names[j].text))
                return truce_fail_at(err, TRUCE_ERR_SYNTAX, csv->file, name->line, name->column,
                                     "column \"%.*s\" is named twice; the first is column %zu",
                                     TRUCE_TEXT(name->text), j + 1);
    }
    if (!any)
        return truce_fail_at(err, TRUCE_ERR_SYNTAX, csv->file, csv->row_line, 1,
                             "no column names in the first row");
    return TRUCE_OK;
}

/* The header's names must outlive the scratch row, so they are copied behind their cells when any was
 * undoubled. */
static enum truce_status keep_names(struct truce_csv *csv, const struct scan *s, struct truce_err *err)
{
    size_t copied = csv->scratch_used;
    csv->names = malloc(s->n * sizeof *csv->names + copied);
    csv->cells = calloc(s->n, sizeof *csv->cells);
    if (csv->names == NULL || csv->cells == NULL)
        return truce_fail(err, TRUCE_ERR_MEMORY, "no memory for %zu columns", s->n);
    char *copy = (char *)(csv->names + s->n);
    if (copied > 0)
        memcpy(copy, csv->scratch, copied);
    csv->n_columns = s->n;
    for (size_t i = 0; i < s->n; i++) {
        csv->names[i] = s->cells[i];
        struct truce_text *text = &csv->names[i].text;
        if (copied > 0 && text->at >= csv->scratch && text->at < csv->scratch + copied)
            text->at = copy + (text->at - csv->scratch);
        *text = truce_text_trim(*text);
    }
    return TRUCE_OK;
}

static enum truce_status check_start(struct truce_csv *csv, struct truce_err *err)
{
    struct truce_text bytes = csv->bytes;

    if (bytes.len >= 2 && (memcmp(bytes.at, "\xFF\xFE", 2) == 0 || memcmp(bytes.at, "\xFE\xFF", 2) == 0))
        return truce_fail_at(err, TRUCE_ERR_SYNTAX, csv->file, 1, 1,
                             "this is UTF-16; save the file as UTF-8");
    if (bytes.len >= 3 && memcmp(bytes.at, "\xEF\xBB\xBF", 3) == 0)
        csv->at = csv->line_start = 3;
    skip_empty_lines(csv);
    if (csv->at == bytes.len)
        return truce_fail_at(err, TRUCE_ERR_SYNTAX, csv->file, 1, 1,
                             "empty file; a row of column names was expected");
    return TRUCE_OK;
}

enum truce_status truce_csv_open(struct truce_csv *csv, struct truce_text bytes, const char *file,
                                 struct truce_err *err)
{
    struct truce_csv new = {.file = file, .bytes = bytes, .line = 1};
    struct scan s = {.csv = &new, .size = TRUCE_CSV_COLUMNS_MAX};
    enum truce_status status = check_start(&new, err);

    if (status != TRUCE_OK)
        return status;
    new.delimiter = find_delimiter((struct truce_text){bytes.at + new.at, bytes.len - new.at});
    new.stops['\0'] = new.stops['\n'] = new.stops['\r'] = new.stops[(unsigned char)new.delimiter] = true;
    s.cells = malloc(s.size * sizeof *s.cells);
    if (s.cells == NULL)
        return truce_fail(err, TRUCE_ERR_MEMORY, "no memory for %d columns", TRUCE_CSV_COLUMNS_MAX);
    status = read_row(&s, err);
    if (status == TRUCE_OK)
        status = keep_names(&new, &s, err);
    if (status == TRUCE_OK)
        status = check_names(&new, err);
    free(s.cells);
    if (status == TRUCE_OK)
        *csv = new;
    else
        truce_csv_close(&new);
    return status;
}

void truce_csv_close(struct truce_csv *csv)
{
    free(csv->names);
    free(csv->cells);
    free(csv->scratch);
    memset(csv, 0, sizeof *csv);
}

int truce_csv_column(const struct truce_csv *csv, const char *name)
{
    for (size_t i = 0; i < csv->n_columns; i++)
        if (truce_text_equal_nocase(csv->names[i].text, truce_text_view(name)))
            return (int)i;
    return -1;
}

enum truce_status truce_csv_next(struct truce_csv *csv, bool *more, struct truce_err *err)
{
    skip_empty_lines(csv);
    if (csv->at == csv->bytes.len) {
        *more = false;
        return TRUCE_OK;
    }
    struct scan s = {.csv = csv, .cells = csv->cells, .size = csv->n_columns};
    uint32_t first_line = csv->line;
    enum truce_status status = read_row(&s, err);
    if (status != TRUCE_OK)
        return status;
    if (s.n < csv->n_columns)
        return truce_fail_at(err, TRUCE_ERR_SYNTAX, csv->file, first_line, 1,
                             "%zu field%s, but the header has %zu columns", s.n, s.n == 1 ? "" : "s",
                             csv->n_columns);
    *more = true;
    return TRUCE_OK;
}

struct truce_text truce_csv_field(const struct truce_csv *csv, int column)
{
    if (column < 0 || (size_t)column >= csv->n_columns)
        return (struct truce_text){"", 0};
    return truce_text_trim(csv->cells[column].text);
}

enum truce_status truce_csv_fail(const struct truce_csv *csv, int column, enum truce_status status,
                                 struct truce_err *err, const char *format, ...)
{
    struct truce_err local;
    uint32_t line = csv->row_line;
    uint32_t at = 1;
    va_list args;

    if (column >= 0 && (size_t)column < csv->n_columns) {
        line = csv->cells[column].line;
        at = csv->cells[column].column;
    }
    va_start(args, format);
    vsnprintf(local.text, sizeof local.text, format, args);
    va_end(args);
    return truce_fail_at(err, status, csv->file, line, at, "%s", local.text);
}
