/*
 * The picture of a series: ground held as lines, and below it what was gained and lost from one snapshot to the next.
 *
 * One idea: the level and the change share their days, so that a step in the line stands above the bar that made it.
 */
#include "report/picture.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "report/canvas.h"
#include "report/plot.h"
#include "report/words.h"

static const double margin = 56.0;
static const struct truce_area_px level_box = {124, 178, 1240, 336};
static const struct truce_area_px change_box = {124, 612, 1240, 160};

struct drawing {
    struct truce_canvas canvas;
    const struct truce_series *series;
    size_t n;
    int gap_days;
    struct truce_plot level, change;
    struct truce_plot_point *points; /* room for the longest series */
};

static void widen(double value, double *low, double *high)
{
    if (!isfinite(value))
        return;
    *low = isnan(*low) || value < *low ? value : *low;
    *high = isnan(*high) || value > *high ? value : *high;
}

/* The first series that tells what was gained and lost; NULL for none. */
static const struct truce_series *with_changes(const struct truce_series *series, size_t n)
{
    for (size_t s = 0; s < n; s++)
        for (size_t i = 0; i < series[s].n; i++)
            if (!isnan(series[s].rows[i].gained_km2))
                return &series[s];
    return NULL;
}

static void fit(struct drawing *d, const struct truce_series *changes)
{
    double low = NAN, high = NAN, most_lost = 0.0, most_gained = 0.0;

    d->level.first.n = INT32_MAX;
    d->level.last.n = INT32_MIN;
    for (size_t s = 0; s < d->n; s++)
        for (size_t i = 0; i < d->series[s].n; i++) {
            const struct truce_series_row *row = &d->series[s].rows[i];
            if (row->suspect)
                continue;
            widen(row->held_km2, &low, &high);
            if (row->day.n < d->level.first.n)
                d->level.first = row->day;
            if (row->day.n > d->level.last.n)
                d->level.last = row->day;
        }
    truce_plot_fit(&d->level, low, high, false);
    for (size_t i = 0; changes != NULL && i < changes->n; i++) {
        if (changes->rows[i].suspect || isnan(changes->rows[i].gained_km2))
            continue;
        most_gained = fmax(most_gained, changes->rows[i].gained_km2);
        most_lost = fmax(most_lost, changes->rows[i].lost_km2);
    }
    d->change.first = d->level.first;
    d->change.last = d->level.last;
    truce_plot_fit(&d->change, -most_lost, most_gained, true);
    d->change.step *= 2.0; /* a low plot needs fewer lines */
}

static double draw_name(struct drawing *d, size_t s, double above)
{
    const struct truce_series *series = &d->series[s];
    const struct truce_plot_style *style = truce_plot_style(s);
    struct truce_pen name = {
        .size_px = 16.0, .bold = true, .colour = style->colour, .width_px = 160.0, .lines = 1};
    struct truce_pen value = {.size_px = 14.0, .colour = truce_ink};
    double x = level_box.x + level_box.width + 14.0,
           y = truce_plot_y(&d->level, series->rows[series->n - 1].held_km2);
    char number[TRUCE_WORDS_NUMBER], text[TRUCE_WORDS_NUMBER + 8];

    y = fmax(y, above + 44.0);
    truce_canvas_text(&d->canvas, x, y, &name, series->source->id);
    truce_words_number(series->rows[series->n - 1].held_km2, 1, number, sizeof number);
    snprintf(text, sizeof text, "%s km2", number);
    truce_canvas_text(&d->canvas, x, y + 19.0, &value, text);
    return y;
}

/* Names from the highest line down, so that they can be pushed apart. */
static void draw_names(struct drawing *d)
{
    double above = -INFINITY, before = INFINITY;
    size_t last = d->n;

    for (size_t k = 0; k < d->n; k++) {
        size_t best = d->n;
        for (size_t s = 0; s < d->n; s++) {
            double value = d->series[s].n > 0 ? d->series[s].rows[d->series[s].n - 1].held_km2 : NAN;
            bool next = value < before || (value <= before && last < d->n && s > last);
            if (next && (best == d->n || value > d->series[best].rows[d->series[best].n - 1].held_km2))
                best = s;
        }
        if (best == d->n)
            return;
        above = draw_name(d, best, above);
        before = d->series[best].rows[d->series[best].n - 1].held_km2;
        last = best;
    }
}

static void draw_levels(struct drawing *d)
{
    truce_plot_values(&d->canvas, &d->level);
    truce_plot_days(&d->canvas, &d->level);
    for (size_t s = 0; s < d->n; s++) {
        const struct truce_series *series = &d->series[s];
        for (size_t i = 0; i < series->n; i++)
            d->points[i] = (struct truce_plot_point){
                series->rows[i].day, series->rows[i].suspect ? NAN : series->rows[i].held_km2};
        truce_plot_line(&d->canvas, &d->level, d->points, series->n, d->gap_days, truce_plot_style(s), 2.6);
    }
    draw_names(d);
}

static void draw_changes(struct drawing *d, const struct truce_series *series)
{
    double zero = truce_plot_y(&d->change, 0.0),
           day_px = change_box.width / fmax(d->change.last.n - d->change.first.n, 1);
    double width = fmax(fmin(day_px * 0.8, 14.0), 0.9);

    truce_plot_values(&d->canvas, &d->change);
    for (size_t i = 0; i < series->n; i++) {
        const struct truce_series_row *row = &series->rows[i];
        double x = truce_plot_x(&d->change, row->day) - width / 2.0, top, bottom;
        if (row->suspect || isnan(row->gained_km2))
            continue;
        top = truce_plot_y(&d->change, row->gained_km2);
        bottom = truce_plot_y(&d->change, -row->lost_km2);
        truce_canvas_box(&d->canvas, (struct truce_area_px){x, top, width, zero - top}, truce_vermillion);
        truce_canvas_box(&d->canvas, (struct truce_area_px){x, zero, width, bottom - zero}, truce_blue);
    }
}

static void draw_heads(struct drawing *d, const struct truce_series *changes)
{
    struct truce_pen title = {
        .size_px = 34.0, .bold = true, .colour = truce_ink, .width_px = 1488.0, .lines = 1};
    struct truce_pen sub = {.size_px = 19.0, .colour = truce_ink, .width_px = 1488.0, .lines = 1};
    struct truce_pen head = {
        .size_px = 16.0, .bold = true, .colour = truce_ink, .width_px = 1400.0, .lines = 1};
    const struct truce_series *first = &d->series[0];
    char text[400], from[TRUCE_DAY_TEXT], to[TRUCE_DAY_TEXT], start[TRUCE_WORDS_NUMBER],
        end[TRUCE_WORDS_NUMBER];

    while (first->n == 0)
        first++;
    snprintf(text, sizeof text, "Ground held%s%.120s, day by day",
             first->source->party[0] != '\0' ? " by " : "", first->source->party);
    truce_text_mend(text, sizeof text);
    truce_canvas_text(&d->canvas, margin, 66.0, &title, text);
    truce_day_format(truce_series_first(first)->day, from);
    truce_day_format(truce_series_last(first)->day, to);
    truce_words_number(truce_series_first(first)->held_km2, 1, start, sizeof start);
    truce_words_number(truce_series_last(first)->held_km2, 1, end, sizeof end);
    snprintf(text, sizeof text, "%.60s shows %s km2 on %s and %s km2 on %s.", first->source->id, start, from,
             end, to);
    truce_text_mend(text, sizeof text);
    truce_canvas_text(&d->canvas, margin, 102.0, &sub, text);
    truce_canvas_text(&d->canvas, margin, 154.0, &head,
                      "Held, square kilometres; the axis does not begin at zero");
    if (changes == NULL)
        return;
    snprintf(text, sizeof text, "Gained (up) and lost (down) against the snapshot before, km2, by %.60s",
             changes->source->id);
    truce_text_mend(text, sizeof text);
    truce_canvas_text(&d->canvas, margin, 596.0, &head, text);
}

static enum truce_status draw_caption(struct drawing *d, struct truce_err *err)
{
    struct truce_pen pen = {.size_px = 13.0, .colour = truce_grey, .width_px = 1488.0, .lines = 3};
    struct truce_buf text;
    enum truce_status status;

    truce_buf_init(&text);
    truce_buf_puts(&text, "Sources.");
    for (size_t s = 0; s < d->n; s++) {
        const struct truce_source *source = d->series[s].source;
        truce_buf_printf(&text, " %s: %s%s%s, licence %s, %zu snapshots.", source->id, source->title,
                         source->publisher[0] != '\0' ? ", " : "", source->publisher,
                         source->licence[0] != '\0' ? source->licence : "not given", d->series[s].n);
    }
    truce_buf_puts(&text, " Lines break where a source has no map; a bar after a gap stands for all days "
                          "since; suspect days are left "
                          "out. Made with truce: same input, same bytes.");
    status = truce_buf_check(&text, err);
    if (status == TRUCE_OK) {
        truce_canvas_colour(&d->canvas, truce_rule);
        cairo_set_line_width(d->canvas.cr, 1.0);
        truce_canvas_line(&d->canvas, margin, 806.0, TRUCE_CANVAS_WIDTH - margin, 806.0);
        truce_canvas_text(&d->canvas, margin, 828.0, &pen, text.at);
    }
    truce_buf_fini(&text);
    return status;
}

static enum truce_status draw(struct drawing *d, const char *path, struct truce_err *err)
{
    const struct truce_series *changes = with_changes(d->series, d->n);
    enum truce_status status;

    d->level.box = level_box;
    d->change.box = change_box;
    if (changes == NULL)
        d->level.box.height = change_box.y + change_box.height - level_box.y - 40.0;
    fit(d, changes);
    draw_heads(d, changes);
    draw_levels(d);
    if (changes != NULL)
        draw_changes(d, changes);
    status = draw_caption(d, err);
    return status == TRUCE_OK ? truce_canvas_write(&d->canvas, path, err) : status;
}

enum truce_status truce_report_series_picture(const char *path, const struct truce_series *series, size_t n,
                                              int gap_days, struct truce_err *err)
{
    struct drawing d = {.series = series, .n = n, .gap_days = gap_days > 1 ? gap_days : 1};
    struct truce_day last = {TRUCE_DAY_NONE};
    size_t longest = 0;
    enum truce_status status;

    for (size_t s = 0; s < n; s++) {
        if (series[s].n > longest)
            longest = series[s].n;
        if (series[s].n > 0 && series[s].rows[series[s].n - 1].day.n > last.n)
            last = series[s].rows[series[s].n - 1].day;
    }
    if (longest == 0)
        return truce_fail(err, TRUCE_ERR_RANGE, "no source has a snapshot: there is nothing to draw");
    d.points = malloc(longest * sizeof *d.points);
    if (d.points == NULL)
        return truce_fail(err, TRUCE_ERR_MEMORY, "no memory for a chart of %zu days", longest);
    status = truce_canvas_open(path, last, &d.canvas, err);
    if (status == TRUCE_OK) {
        status = draw(&d, path, err);
        truce_canvas_close(&d.canvas);
    }
    free(d.points);
    return status;
}
