/*
 * Series as table, CSV and JSON.
 *
 * One idea: one row a snapshot that exists; a day without a snapshot has no row, and the row after it says how many days it
 * stands for.
 * Invariant: CSV and JSON hold the same numbers with the same decimals (6 of a km2, which is one square metre).
 */
#include "report/series_text.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/json_writer.h"
#include "report/plain.h"
#include "report/words.h"

enum { TABLE_ENDS = 10, KM2_DECIMALS = 6 };

void truce_report_series_options_init(struct truce_report_series_options *options)
{
    *options = (struct truce_report_series_options){false, false};
}

static const char *region_name(const struct truce_series *series, size_t r)
{
    return series->regions != NULL && r < series->regions->n ? series->regions->items[r].name : "outside";
}

static size_t region_count(const struct truce_series *series, const struct truce_series_row *row)
{
    return series->regions != NULL && row->regions != NULL ? series->regions->n + 1 : 0;
}

/* --- table --- */

static void put_row(const struct truce_series_row *row, struct truce_table *table)
{
    char day[TRUCE_DAY_TEXT], gap[32] = "", note[96];

    truce_day_format(row->day, day);
    if (row->days_since > 1)
        snprintf(gap, sizeof gap, "%d days%s", row->days_since, row->suspect ? "; " : "");
    snprintf(note, sizeof note, "%s%s", gap, row->suspect ? "suspect: a jump; not used" : "");
    truce_table_cell(table, day);
    truce_table_number(table, row->held_km2, 1);
    truce_table_number(table, row->gained_km2, 1);
    truce_table_number(table, row->lost_km2, 1);
    truce_table_number(table, row->claimed_km2, 1);
    truce_table_number(table, row->contested_km2, 1);
    truce_table_cell(table, note);
}

static void put_table(const struct truce_series *series, bool all_days, struct truce_buf *out)
{
    static const char *const heads[] = {"day", "held km2", "gained", "lost", "claimed", "contested", ""};
    struct truce_table table;
    bool all = all_days || series->n <= 2 * TABLE_ENDS + 1;

    truce_table_init(&table, 7, 0x3E);
    for (size_t i = 0; i < 7; i++)
        truce_table_cell(&table, heads[i]);
    for (size_t i = 0; i < series->n; i++) {
        if (!all && i == TABLE_ENDS) {
            for (size_t k = 0; k < 7; k++)
                truce_table_cell(&table, k == 0 ? "..." : "");
            i = series->n - TABLE_ENDS;
        }
        put_row(&series->rows[i], &table);
    }
    truce_table_print(&table, out);
    truce_table_fini(&table);
}

static void put_region_table(const struct truce_series *series, struct truce_buf *out)
{
    const struct truce_series_row *first = truce_series_first(series), *last = truce_series_last(series);
    struct truce_table table;

    truce_buf_putc(out, '\n');
    truce_table_init(&table, 5, 0x1E);
    truce_table_cell(&table, "region");
    truce_table_cell(&table, "held first km2");
    truce_table_cell(&table, "held last km2");
    truce_table_cell(&table, "sum of gained");
    truce_table_cell(&table, "sum of lost");
    for (size_t r = 0; r < region_count(series, last); r++) {
        double gained = 0.0, lost = 0.0;
        for (size_t i = 0; i < series->n; i++) {
            const struct truce_series_region *region = &series->rows[i].regions[r];
            if (isnan(region->gained_km2) || series->rows[i].suspect)
                continue;
            gained += region->gained_km2;
            lost += region->lost_km2;
        }
        truce_table_cell(&table, region_name(series, r));
        truce_table_number(&table, first->regions[r].held_km2, 1);
        truce_table_number(&table, last->regions[r].held_km2, 1);
        truce_table_number(&table, gained, 1);
        truce_table_number(&table, lost, 1);
    }
    truce_table_print(&table, out);
    truce_table_fini(&table);
}

static void put_sums(const struct truce_series *series, struct truce_buf *out)
{
    const struct truce_series_row *first = truce_series_first(series), *last = truce_series_last(series);
    char from[TRUCE_DAY_TEXT], to[TRUCE_DAY_TEXT], held[2][TRUCE_WORDS_NUMBER], net[TRUCE_WORDS_NUMBER];
    double change = last->held_km2 - first->held_km2;

    truce_day_format(first->day, from);
    truce_day_format(last->day, to);
    truce_words_number(first->held_km2, 1, held[0], sizeof held[0]);
    truce_words_number(last->held_km2, 1, held[1], sizeof held[1]);
    truce_words_number(change, 1, net, sizeof net);
    truce_plain_puts(out, series->source->id);
    truce_buf_printf(out, ": %s km2 held on %s, %s km2 on %s: %s%s km2 in %d day%s, %zu snapshot%s.\n",
                     held[0], from, held[1], to, change >= 0.0 ? "+" : "", net, last->day.n - first->day.n,
                     last->day.n - first->day.n == 1 ? "" : "s", series->n, series->n == 1 ? "" : "s");
}

enum truce_status truce_report_series_text(const struct truce_series *series, size_t n,
                                           const struct truce_report_series_options *options,
                                           struct truce_buf *out, struct truce_err *err)
{
    for (size_t s = 0; s < n; s++) {
        if (s > 0)
            truce_buf_putc(out, '\n');
        if (series[s].n == 0) {
            truce_plain_puts(out, series[s].source->id);
            truce_buf_puts(out, ": no snapshots.\n");
            continue;
        }
        put_sums(&series[s], out);
        put_table(&series[s], options != NULL && options->all_days, out);
        if (options != NULL && options->by_region && series[s].rows[0].regions != NULL)
            put_region_table(&series[s], out);
    }
    return truce_buf_check(out, err);
}

/* --- CSV --- */

/* A field of RFC 4180; a leading '=', '+', '-' or '@' would be a formula to a spreadsheet, so such text is quoted with a blank first. */
static void csv_text(struct truce_buf *out, const char *text)
{
    bool formula = text[0] != '\0' && strchr("=+-@\t", text[0]) != NULL;

    if (!formula && strpbrk(text, ",\"\r\n") == NULL) {
        truce_plain_puts(out, text);
        return;
    }
    truce_buf_puts(out, formula ? "\" " : "\"");
    for (; *text != '\0'; text++) {
        if (*text == '"')
            truce_buf_putc(out, '"');
        truce_buf_putc(out, (unsigned char)*text < 0x20 ? '?' : *text);
    }
    truce_buf_putc(out, '"');
}

static void csv_km2(struct truce_buf *out, double km2)
{
    truce_buf_putc(out, ',');
    if (isfinite(km2))
        truce_buf_printf(out, "%.*f", KM2_DECIMALS, fabs(km2) < 0.5e-6 ? 0.0 : km2);
}

static void csv_row(const struct truce_series *series, const struct truce_series_row *row, const char *region,
                    size_t r, struct truce_buf *out)
{
    bool total = region == NULL || region[0] == '\0';
    char day[TRUCE_DAY_TEXT];

    truce_day_format(row->day, day);
    truce_buf_printf(out, "%s,", day);
    csv_text(out, series->source->id);
    if (region != NULL) {
        truce_buf_putc(out, ',');
        csv_text(out, region);
    }
    truce_buf_printf(out, ",%d", row->days_since);
    csv_km2(out, total ? row->held_km2 : row->regions[r].held_km2);
    csv_km2(out, total ? row->gained_km2 : row->regions[r].gained_km2);
    csv_km2(out, total ? row->lost_km2 : row->regions[r].lost_km2);
    csv_km2(out, total ? row->claimed_km2 : NAN);
    csv_km2(out, total ? row->contested_km2 : NAN);
    truce_buf_printf(out, ",%d,", row->suspect ? 1 : 0);
    csv_text(out, row->name != NULL ? row->name : "");
    truce_buf_putc(out, '\n');
}

enum truce_status truce_report_series_csv(const struct truce_series *series, size_t n,
                                          const struct truce_report_series_options *options,
                                          struct truce_buf *out, struct truce_err *err)
{
    bool by_region = options != NULL && options->by_region;

    truce_buf_printf(
        out, "day,source,%sdays_since,held_km2,gained_km2,lost_km2,claimed_km2,contested_km2,suspect,file\n",
        by_region ? "region," : "");
    for (size_t s = 0; s < n; s++)
        for (size_t i = 0; i < series[s].n; i++) {
            const struct truce_series_row *row = &series[s].rows[i];
            csv_row(&series[s], row, by_region ? "" : NULL, 0, out);
            for (size_t r = 0; by_region && r < region_count(&series[s], row); r++)
                csv_row(&series[s], row, region_name(&series[s], r), r, out);
        }
    return truce_buf_check(out, err);
}

/* --- JSON --- */

static void json_km2(struct truce_json_writer *w, const char *key, double km2)
{
    truce_json_key(w, key);
    truce_json_number(w, km2, KM2_DECIMALS);
}

static void json_regions(struct truce_json_writer *w, const struct truce_series *series,
                         const struct truce_series_row *row)
{
    truce_json_key(w, "regions");
    truce_json_open_array(w);
    for (size_t r = 0; r < region_count(series, row); r++) {
        truce_json_inline(w);
        truce_json_open_object(w);
        truce_json_key(w, "region");
        if (r < series->regions->n)
            truce_json_string(w, region_name(series, r));
        else
            truce_json_null(w);
        json_km2(w, "held_km2", row->regions[r].held_km2);
        json_km2(w, "gained_km2", row->regions[r].gained_km2);
        json_km2(w, "lost_km2", row->regions[r].lost_km2);
        truce_json_close_object(w);
    }
    truce_json_close_array(w);
}

static void json_row(struct truce_json_writer *w, const struct truce_series *series,
                     const struct truce_series_row *row, bool by_region)
{
    char day[TRUCE_DAY_TEXT];

    truce_day_format(row->day, day);
    truce_json_inline(w);
    truce_json_open_object(w);
    truce_json_key(w, "day");
    truce_json_string(w, day);
    truce_json_key(w, "days_since");
    truce_json_integer(w, row->days_since);
    json_km2(w, "held_km2", row->held_km2);
    json_km2(w, "gained_km2", row->gained_km2);
    json_km2(w, "lost_km2", row->lost_km2);
    json_km2(w, "claimed_km2", row->claimed_km2);
    json_km2(w, "contested_km2", row->contested_km2);
    truce_json_key(w, "suspect");
    truce_json_bool(w, row->suspect);
    truce_json_key(w, "file");
    truce_json_string(w, row->name);
    if (by_region && region_count(series, row) > 0)
        json_regions(w, series, row);
    truce_json_close_object(w);
}

enum truce_status truce_report_series_json(const struct truce_series *series, size_t n,
                                           const struct truce_report_series_options *options,
                                           struct truce_buf *out, struct truce_err *err)
{
    struct truce_json_writer w;

    truce_json_writer_init(&w, out);
    truce_json_open_object(&w);
    truce_json_key(&w, "format");
    truce_json_string(&w, "truce-series/1");
    truce_json_key(&w, "series");
    truce_json_open_array(&w);
    for (size_t s = 0; s < n; s++) {
        truce_json_open_object(&w);
        truce_json_key(&w, "source");
        truce_json_string(&w, series[s].source->id);
        truce_json_key(&w, "rows");
        truce_json_open_array(&w);
        for (size_t i = 0; i < series[s].n; i++)
            json_row(&w, &series[s], &series[s].rows[i], options != NULL && options->by_region);
        truce_json_close_array(&w);
        truce_json_close_object(&w);
    }
    truce_json_close_array(&w);
    truce_json_close_object(&w);
    truce_buf_putc(out, '\n');
    return truce_buf_check(out, err);
}
