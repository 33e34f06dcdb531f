/*
 * Counts by day: rows become days in their order, and what is missing between them is told, never filled in.
 *
 * Invariant: a day without a row is not a day without incidents.
 */
#include "sources/day_counts.h"

#include <math.h>
#include <stdlib.h>

#include "base/buf.h"
#include "sources/csv.h"

#define COUNT_MAX 1e9

struct row {
    struct truce_day day;
    double count;
    uint32_t line;
};

struct rows {
    struct row *items; /* heap */
    size_t n, size;
    int day, count; /* columns */
};

static int shown(struct truce_text text)
{
    return text.len < 60 ? (int)text.len : 60;
}

static enum truce_status find_column(const struct truce_csv *csv, const char *name, int *out,
                                     struct truce_err *err)
{
    *out = truce_csv_column(csv, name);
    if (*out >= 0)
        return TRUCE_OK;
    return truce_fail_at(err, TRUCE_ERR_SYNTAX, csv->file, 1, 1,
                         "no column \"%s\" in the header; a series has the columns day and count", name);
}

static enum truce_status add_row(struct rows *rows, const struct truce_csv *csv, struct truce_err *err)
{
    struct truce_text day = truce_csv_field(csv, rows->day), count = truce_csv_field(csv, rows->count);
    struct row row = {.line = csv->row_line};
    void *items = rows->items;

    if (!truce_day_parse(day, &row.day))
        return truce_csv_fail(csv, rows->day, TRUCE_ERR_SYNTAX, err,
                              "\"%.*s\" is no day of the calendar, written YYYY-MM-DD", shown(day), day.at);
    if (!truce_text_to_double(count, &row.count) || !(row.count >= 0.0 && row.count <= COUNT_MAX) ||
        row.count > floor(row.count))
        return truce_csv_fail(csv, rows->count, TRUCE_ERR_SYNTAX, err,
                              "\"%.*s\" is no count: a whole number from 0 to 1,000,000,000", shown(count),
                              count.len > 0 ? count.at : "");
    if (rows->n >= TRUCE_DAY_COUNTS_MAX)
        return truce_csv_fail(csv, -1, TRUCE_ERR_LIMIT, err, "more than %d days", TRUCE_DAY_COUNTS_MAX);
    enum truce_status status = truce_grow(&items, &rows->size, rows->n + 1, sizeof *rows->items, err);
    rows->items = items;
    if (status == TRUCE_OK)
        rows->items[rows->n++] = row;
    return status;
}

static int by_day(const void *a, const void *b)
{
    const struct row *x = a, *y = b;

    if (x->day.n != y->day.n)
        return x->day.n < y->day.n ? -1 : 1;
    return x->line < y->line ? -1 : x->line > y->line;
}

/* Sorted rows become days. */
static enum truce_status give(const struct rows *rows, const char *file, struct truce_day_counts *out,
                              struct truce_err *err)
{
    struct truce_day_counts counts = {.n = rows->n, .first_missing = {TRUCE_DAY_NONE}};
    char day[TRUCE_DAY_TEXT];

    for (size_t i = 1; i < rows->n; i++) {
        const struct row *before = &rows->items[i - 1], *row = &rows->items[i];
        if (row->day.n == before->day.n) {
            truce_day_format(row->day, day);
            return truce_fail_at(err, TRUCE_ERR_SYNTAX, file, row->line, 1,
                                 "%s again; line %u has it already", day, before->line);
        }
        if (row->day.n > before->day.n + 1 && counts.missing == 0)
            counts.first_missing.n = before->day.n + 1;
        counts.missing += (size_t)(row->day.n - before->day.n - 1);
    }
    counts.days = malloc(rows->n * sizeof *counts.days);
    counts.counts = malloc(rows->n * sizeof *counts.counts);
    if (counts.days == NULL || counts.counts == NULL) {
        truce_day_counts_fini(&counts);
        return truce_fail(err, TRUCE_ERR_MEMORY, "no memory for %zu days", rows->n);
    }
    for (size_t i = 0; i < rows->n; i++) {
        counts.days[i] = rows->items[i].day;
        counts.counts[i] = rows->items[i].count;
    }
    *out = counts;
    return TRUCE_OK;
}

enum truce_status truce_day_counts_parse(struct truce_text bytes, const char *file,
                                         struct truce_day_counts *out, struct truce_err *err)
{
    struct rows rows = {.n = 0};
    struct truce_csv csv;
    bool more;
    enum truce_status status = truce_csv_open(&csv, bytes, file, err);

    if (status != TRUCE_OK)
        return status;
    status = find_column(&csv, "day", &rows.day, err);
    if (status == TRUCE_OK)
        status = find_column(&csv, "count", &rows.count, err);
    while (status == TRUCE_OK && (status = truce_csv_next(&csv, &more, err)) == TRUCE_OK && more)
        status = add_row(&rows, &csv, err);
    if (status == TRUCE_OK && rows.n == 0)
        status = truce_fail_at(err, TRUCE_ERR_SYNTAX, file, 1, 1, "a header and no day");
    if (status == TRUCE_OK) {
        qsort(rows.items, rows.n, sizeof *rows.items, by_day);
        status = give(&rows, file, out, err);
    }
    free(rows.items);
    truce_csv_close(&csv);
    return status;
}

void truce_day_counts_fini(struct truce_day_counts *counts)
{
    free(counts->days);
    free(counts->counts);
    *counts = (struct truce_day_counts){0};
}
