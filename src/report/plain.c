/*
 * Plain text for a terminal.
 *
 * One idea: everything that came from outside goes through truce_plain_puts, so no file can send a command to the terminal
 * that shows its report.
 */
#include "report/plain.h"

#include <assert.h>
#include <math.h>
#include <stdbool.h>
#include <string.h>

#include "base/text.h"
#include "report/words.h"

enum { CELL_MAX = 40 };

/* C0, DEL, C1 (as UTF-8: C2 80..9F), line and paragraph separators, and the marks that turn the direction of writing. */
static bool is_control(const char *at, size_t left)
{
    const unsigned char *c = (const unsigned char *)at;

    if (c[0] < 0x20 || c[0] == 0x7F)
        return true;
    if (c[0] == 0xC2)
        return left > 1 && c[1] >= 0x80 && c[1] < 0xA0;
    if (c[0] != 0xE2 || left < 3)
        return false;
    return (c[1] == 0x80 && c[2] >= 0xA8 && c[2] <= 0xAE) || (c[1] == 0x81 && c[2] >= 0xA6 && c[2] <= 0xA9);
}

static size_t sequence(unsigned char lead)
{
    return lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
}

void truce_plain_puts(struct truce_buf *out, const char *text)
{
    struct truce_text rest = truce_text_view(text);

    while (rest.len > 0) {
        size_t valid = truce_text_valid_utf8(rest);
        for (size_t i = 0; i < valid;) {
            size_t n = sequence((unsigned char)rest.at[i]);
            if (is_control(rest.at + i, valid - i))
                truce_buf_putc(out, '?');
            else
                truce_buf_add(out, rest.at + i, n);
            i += n;
        }
        rest.at += valid;
        rest.len -= valid;
        if (rest.len > 0) {
            truce_buf_puts(out, "\xEF\xBF\xBD");
            rest.at++;
            rest.len--;
        }
    }
}

static size_t width_of(const char *text, size_t n)
{
    size_t width = 0;

    for (size_t i = 0; i < n; i++)
        width += ((unsigned char)text[i] & 0xC0) != 0x80;
    return width;
}

size_t truce_plain_width(const char *text)
{
    return width_of(text, strlen(text));
}

static void blanks(struct truce_buf *out, size_t n)
{
    for (size_t i = 0; i < n; i++)
        truce_buf_putc(out, ' ');
}

void truce_plain_wrap(struct truce_buf *out, const char *first, const char *text, size_t columns)
{
    struct truce_buf safe;
    size_t indent = truce_plain_width(first), used = indent;
    bool line_is_empty = true;

    truce_buf_init(&safe);
    truce_plain_puts(&safe, text);
    truce_plain_puts(out, first);
    for (const char *word = safe.at != NULL ? safe.at : ""; *word != '\0';) {
        size_t n = strcspn(word, " "), width = width_of(word, n);
        if (!line_is_empty && used + 1 + width > columns) {
            truce_buf_putc(out, '\n');
            blanks(out, indent);
            used = indent;
            line_is_empty = true;
        }
        if (n > 0 && !line_is_empty) {
            truce_buf_putc(out, ' ');
            used++;
        }
        truce_buf_add(out, word, n);
        used += width;
        line_is_empty = line_is_empty && n == 0;
        word += n + strspn(word + n, " ");
    }
    truce_buf_putc(out, '\n');
    out->failed = out->failed || safe.failed;
    truce_buf_fini(&safe);
}

void truce_table_init(struct truce_table *table, size_t n_columns, unsigned right)
{
    assert(n_columns > 0 && n_columns <= TRUCE_TABLE_COLUMNS);
    table->n_columns = n_columns;
    table->right = right;
    table->n_cells = 0;
    truce_buf_init(&table->cells);
}

void truce_table_fini(struct truce_table *table)
{
    truce_buf_fini(&table->cells);
}

void truce_table_cell(struct truce_table *table, const char *text)
{
    struct truce_buf safe;
    size_t cut = 0, width = 0;

    truce_buf_init(&safe);
    truce_plain_puts(&safe, text);
    while (cut < safe.len && width < CELL_MAX) {
        cut += sequence((unsigned char)safe.at[cut]);
        width++;
    }
    truce_buf_add(&table->cells, safe.at, cut);
    if (cut < safe.len)
        truce_buf_puts(&table->cells, "\xE2\x80\xA6");
    truce_buf_putc(&table->cells, '\0');
    table->cells.failed = table->cells.failed || safe.failed;
    table->n_cells++;
    truce_buf_fini(&safe);
}

void truce_table_number(struct truce_table *table, double value, int decimals)
{
    char text[TRUCE_WORDS_NUMBER];

    truce_words_number(value, decimals, text, sizeof text);
    truce_table_cell(table, isnan(value) ? "-" : text);
}

void truce_table_count(struct truce_table *table, size_t n)
{
    truce_table_number(table, (double)n, 0);
}

static void put_cell(const struct truce_table *table, size_t column, const char *cell, size_t width,
                     struct truce_buf *out)
{
    size_t pad = width - truce_plain_width(cell);

    blanks(out, 2);
    if (table->right & (1u << column)) {
        blanks(out, pad);
        truce_buf_puts(out, cell);
    } else {
        truce_buf_puts(out, cell);
        if (column + 1 < table->n_columns)
            blanks(out, pad);
    }
}

void truce_table_print(const struct truce_table *table, struct truce_buf *out)
{
    size_t width[TRUCE_TABLE_COLUMNS] = {0};
    const char *cell = table->cells.at;

    assert(table->n_cells % table->n_columns == 0);
    if (table->cells.failed || cell == NULL) {
        out->failed = out->failed || table->cells.failed;
        return;
    }
    for (size_t i = 0; i < table->n_cells; i++, cell += strlen(cell) + 1) {
        size_t w = truce_plain_width(cell);
        if (w > width[i % table->n_columns])
            width[i % table->n_columns] = w;
    }
    cell = table->cells.at;
    for (size_t i = 0; i < table->n_cells; i++, cell += strlen(cell) + 1) {
        size_t column = i % table->n_columns;
        put_cell(table, column, cell, width[column], out);
        if (column + 1 == table->n_columns) {
            while (out->len > 0 && out->at[out->len - 1] == ' ')
                out->at[--out->len] = '\0';
            truce_buf_putc(out, '\n');
        }
    }
}
