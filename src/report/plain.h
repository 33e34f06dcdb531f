/*
 * Plain text for a terminal: safe bytes, paragraphs of a given width, tables.
 *
 * Text that came from files is never trusted: control characters (an escape sequence would command the terminal) become '?', bytes
 * that are not UTF-8 become U+FFFD.  Width is counted in code points.
 */
#ifndef TRUCE_REPORT_PLAIN_H
#define TRUCE_REPORT_PLAIN_H

#include "base/buf.h"

/* Appends text made safe. */
void truce_plain_puts(struct truce_buf *out, const char *text);

/* Code points in text. */
size_t truce_plain_width(const char *text);

/* Appends a paragraph made safe: broken at blanks so that no line is wider than `columns`, except for a word that is wider by itself;
 * the first line begins with `first`, the others with as many blanks; ends with a line break. */
void truce_plain_wrap(struct truce_buf *out, const char *first, const char *text, size_t columns);

#define TRUCE_TABLE_COLUMNS 10

/* A table: cells are added row by row, the first row being the heads; columns become as wide as they need. */
struct truce_table {
    size_t n_columns;
    unsigned right;         /* bit i: column i stands to the right */
    struct truce_buf cells; /* one after the other, each terminated */
    size_t n_cells;
};

/* n_columns <= TRUCE_TABLE_COLUMNS */
void truce_table_init(struct truce_table *table, size_t n_columns, unsigned right);
void truce_table_fini(struct truce_table *table);
void truce_table_cell(struct truce_table *table, const char *text); /* made safe; cut at 40 code points */
void truce_table_number(struct truce_table *table, double value, int decimals); /* "-" for NaN */
void truce_table_count(struct truce_table *table, size_t n);

/* Appends the rows, each with two blanks before it, blanks at line ends dropped. */
void truce_table_print(const struct truce_table *table, struct truce_buf *out);

#endif
