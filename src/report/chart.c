/*
 * The chart of a picture.
 *
 * One idea: lines are named where they end, so that nobody has to look up a colour; the claimed figure is a line across all of it, and
 * where they meet, if they do, the day is written.
 * Invariant: suspect snapshots are marked and never part of a line.
 */
#include "report/chart.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "report/plot.h"
#include "report/words.h"

enum { LABELS_MAX = 8, LEFT = 58, RIGHT = 186, TOP = 12, BOTTOM = 106 };

static const double label_height = 42.0;

struct label {
    double y, wanted_y;
    const struct truce_source_answer *source; /* NULL: the claimed figure */
    size_t style;
};

struct chart {
    struct truce_canvas *canvas;
    const struct truce_claim_answer *claim;
    struct truce_plot plot;
    int gap_days;
    struct truce_plot_point *points; /* room for the longest track */
    struct label labels[LABELS_MAX];
    size_t n_labels;
    struct truce_area_px taken[2 * LABELS_MAX];
    size_t n_taken;
};

static bool is_used(const struct truce_track_row *row)
{
    return !row->suspect && !isnan(row->figure);
}

static bool counts_places(const struct truce_claim *claim)
{
    return claim->quantity == TRUCE_QUANTITY_PLACES;
}

/* Days of a line of places: every day between the two snapshots; 0 when there is none to draw. */
static size_t days_of_places(const struct truce_claim *claim, const struct truce_source_answer *source)
{
    if (source->judged.finding == TRUCE_FINDING_NO_EVIDENCE || claim->sense == TRUCE_SENSE_HELD ||
        source->start.shown.n == TRUCE_DAY_NONE || source->end.shown.n < source->start.shown.n)
        return 0;
    return (size_t)(source->end.shown.n - source->start.shown.n) + 1;
}

/* Points that the line of a source has at most. */
static size_t length_of(const struct truce_claim *claim, const struct truce_source_answer *source)
{
    return counts_places(claim) ? days_of_places(claim, source) : source->n_track;
}

/* Adds `sign` on every day from that on since which a place is inside or outside for good. */
static void count_from(const struct truce_place_changes *changes, struct truce_plot_point *points, size_t n,
                       double sign)
{
    for (size_t i = 0; i < changes->n; i++) {
        int64_t at = (int64_t)changes->items[i].first_day.n - points[0].day.n;
        size_t from = changes->items[i].first_day.n == TRUCE_DAY_NONE || at >= (int64_t)n ? n - 1
                      : at > 0                                                            ? (size_t)at
                                                                                          : 0;
        for (size_t k = from; k < n; k++)
            points[k].value += sign;
    }
}

/* The line of a source into `points`, of length_of() items: the track of an area, or the places gained (lost) and kept (not regained) up
 * to each day. */
static size_t fill_line(const struct truce_claim *claim, const struct truce_source_answer *source,
                        struct truce_plot_point *points)
{
    size_t n = length_of(claim, source);

    for (size_t i = 0; i < n; i++) {
        if (counts_places(claim))
            points[i] = (struct truce_plot_point){{source->start.shown.n + (int32_t)i}, 0.0};
        else
            points[i] = (struct truce_plot_point){source->track[i].day,
                                                  is_used(&source->track[i]) ? source->track[i].figure : NAN};
    }
    if (n == 0 || !counts_places(claim))
        return n;
    if (claim->sense != TRUCE_SENSE_LOST)
        count_from(&source->gained, points, n, 1.0);
    if (claim->sense != TRUCE_SENSE_GAINED)
        count_from(&source->lost, points, n, claim->sense == TRUCE_SENSE_NET ? -1.0 : 1.0);
    return n;
}

static bool has_line(const struct truce_claim *claim, const struct truce_source_answer *source)
{
    if (counts_places(claim))
        return days_of_places(claim, source) > 0;
    for (size_t i = 0; i < source->n_track; i++)
        if (is_used(&source->track[i]))
            return true;
    return false;
}

bool truce_chart_has_lines(const struct truce_claim_answer *claim)
{
    for (size_t s = 0; s < claim->n_sources; s++)
        if (has_line(claim->claim, &claim->sources[s]))
            return true;
    return false;
}

static void widen(double value, double *low, double *high)
{
    if (!isfinite(value))
        return;
    *low = isnan(*low) || value < *low ? value : *low;
    *high = isnan(*high) || value > *high ? value : *high;
}

/* Days and values that must be seen. */
static void fit(struct chart *c)
{
    const struct truce_claim *claim = c->claim->claim;
    double low = NAN, high = NAN;

    c->plot.first.n = claim->from.n != TRUCE_DAY_NONE ? claim->from.n : INT32_MAX;
    c->plot.last = claim->to;
    for (size_t s = 0; s < c->claim->n_sources; s++) {
        const struct truce_source_answer *source = &c->claim->sources[s];
        size_t n = fill_line(claim, source, c->points);
        for (size_t i = 0; i < n; i++) {
            const struct truce_plot_point *point = &c->points[i];
            if (isnan(point->value))
                continue;
            if (point->day.n < c->plot.first.n)
                c->plot.first = point->day;
            if (point->day.n > c->plot.last.n)
                c->plot.last = point->day;
            widen(point->value, &low, &high);
            if (!counts_places(claim))
                widen(source->track[i].figure_high, &low, &high);
        }
        widen(source->figure_low, &low, &high);
        widen(source->figure_high, &low, &high);
    }
    widen(claim->value, &low, &high);
    for (size_t v = 0; v < claim->n_variants; v++)
        widen(claim->variants[v].value, &low, &high);
    truce_plot_fit(&c->plot, low, high, claim->sense != TRUCE_SENSE_HELD);
}

static bool is_taken(const struct chart *c, struct truce_area_px box)
{
    for (size_t i = 0; i < c->n_taken; i++)
        if (truce_area_px_meets(c->taken[i], box))
            return true;
    return false;
}

/* A name for a level, over its line or under it, where there is room: at the left, then at the right. */
static void name_level(struct chart *c, double value, const struct truce_pen *look, const char *text)
{
    const struct truce_area_px *box = &c->plot.box;
    double y = truce_plot_y(&c->plot, value);

    for (int attempt = 0; attempt < 4; attempt++) {
        struct truce_pen pen = *look;
        double x = attempt < 2 ? box->x + 8.0 : box->x + box->width - 8.0;
        double baseline = attempt % 2 == 0 ? y - 7.0 : y + look->size_px + 4.0;
        struct truce_area_px at;
        pen.align = attempt < 2 ? TRUCE_ALIGN_LEFT : TRUCE_ALIGN_RIGHT;
        at = truce_canvas_measure(c->canvas, x, baseline, &pen, text);
        if (is_taken(c, at) || at.y < box->y - 12.0 || c->n_taken == 2 * LABELS_MAX)
            continue;
        truce_canvas_text(c->canvas, x, baseline, &pen, text);
        c->taken[c->n_taken++] = at;
        return;
    }
}

static void draw_level(struct chart *c, double value, struct truce_colour colour, double width_px,
                       bool dashed)
{
    static const double dash[] = {6.0, 5.0};
    double y = truce_plot_y(&c->plot, value);

    cairo_save(c->canvas->cr);
    truce_canvas_colour(c->canvas, colour);
    cairo_set_line_width(c->canvas->cr, width_px);
    if (dashed)
        cairo_set_dash(c->canvas->cr, dash, 2, 0.0);
    truce_canvas_line(c->canvas, c->plot.box.x, y, c->plot.box.x + c->plot.box.width, y);
    cairo_restore(c->canvas->cr);
}

static void draw_levels(struct chart *c)
{
    const struct truce_claim *claim = c->claim->claim;
    struct truce_pen weak = {.size_px = 13.0, .colour = truce_grey, .halo_px = 3.0};
    char number[TRUCE_WORDS_NUMBER], text[256];

    for (size_t v = 0; v < claim->n_variants; v++)
        draw_level(c, claim->variants[v].value, truce_grey, 1.0, true);
    draw_level(c, claim->value, truce_ink, 2.4, false);
    c->taken[c->n_taken++] = (struct truce_area_px){c->plot.box.x, truce_plot_y(&c->plot, claim->value) - 2.0,
                                                    c->plot.box.width, 4.0};
    c->labels[c->n_labels++] = (struct label){0.0, truce_plot_y(&c->plot, claim->value), NULL, 0};
    for (size_t v = 0; v < claim->n_variants; v++) {
        const struct truce_variant *variant = &claim->variants[v];
        truce_words_as_written(variant->value_text, number, sizeof number);
        snprintf(text, sizeof text, "%s as reported%s%.80s", number,
                 variant->reported_by[0] != '\0' ? " by " : " elsewhere", variant->reported_by);
        truce_text_mend(text, sizeof text);
        name_level(c, variant->value, &weak, text);
    }
}

/* With claimed areas counted: a faint band above the line. */
static void draw_band(struct chart *c, const struct truce_source_answer *source,
                      const struct truce_plot_style *style)
{
    size_t i = 0;

    while (i < source->n_track) {
        size_t from = i, to;
        while (i < source->n_track && is_used(&source->track[i]) && !isnan(source->track[i].figure_high) &&
               (i == from || source->track[i].day.n - source->track[i - 1].day.n <= c->gap_days))
            i++;
        to = i;
        cairo_new_sub_path(c->canvas->cr); /* closing the one before left a point behind */
        for (size_t k = from; k < to; k++)
            cairo_line_to(c->canvas->cr, truce_plot_x(&c->plot, source->track[k].day),
                          truce_plot_y(&c->plot, source->track[k].figure_high));
        for (size_t k = to; k > from; k--)
            cairo_line_to(c->canvas->cr, truce_plot_x(&c->plot, source->track[k - 1].day),
                          truce_plot_y(&c->plot, source->track[k - 1].figure));
        cairo_close_path(c->canvas->cr);
        i += to == from;
    }
    truce_canvas_colour(c->canvas, truce_colour_fade(style->colour, 0.16));
    cairo_fill(c->canvas->cr);
}

static void draw_line(struct chart *c, const struct truce_source_answer *source,
                      const struct truce_plot_style *style)
{
    size_t n = fill_line(c->claim->claim, source, c->points);

    truce_plot_line(c->canvas, &c->plot, c->points, n, c->gap_days, style, 2.6);
}

static void draw_suspects(struct chart *c, const struct truce_source_answer *source,
                          const struct truce_plot_style *style)
{
    truce_canvas_colour(c->canvas, style->colour);
    cairo_set_line_width(c->canvas->cr, 1.4);
    for (size_t i = 0; i < source->n_track; i++) {
        const struct truce_track_row *row = &source->track[i];
        double x = truce_plot_x(&c->plot, row->day), y;
        if (!row->suspect || isnan(row->figure))
            continue;
        y = truce_plot_y(&c->plot, fmin(fmax(row->figure, c->plot.low), c->plot.high));
        truce_canvas_line(c->canvas, x - 4.0, y - 4.0, x + 4.0, y + 4.0);
        truce_canvas_line(c->canvas, x - 4.0, y + 4.0, x + 4.0, y - 4.0);
    }
}

/* The interval at the end as an upright bar beside the plot. */
static void draw_interval(struct chart *c, const struct truce_source_answer *source,
                          const struct truce_plot_style *style, double x)
{
    double top, bottom;

    if (isnan(source->figure_low) || isnan(source->figure_high))
        return;
    top = truce_plot_y(&c->plot, source->figure_high);
    bottom = truce_plot_y(&c->plot, source->figure_low);
    truce_canvas_box(c->canvas, (struct truce_area_px){x - 4.0, top, 8.0, fmax(bottom - top, 1.0)},
                     truce_colour_fade(style->colour, 0.35));
    truce_canvas_colour(c->canvas, style->colour);
    cairo_set_line_width(c->canvas->cr, 1.6);
    truce_canvas_line(c->canvas, x - 5.0, top, x + 5.0, top);
    truce_canvas_line(c->canvas, x - 5.0, bottom, x + 5.0, bottom);
}

static void draw_reached(struct chart *c, const struct truce_source_answer *source,
                         const struct truce_plot_style *style)
{
    struct truce_pen pen = {.size_px = 13.0, .colour = truce_ink, .align = TRUCE_ALIGN_RIGHT, .halo_px = 3.5};
    double x, y;
    char day[TRUCE_DAY_TEXT], text[64];
    struct truce_area_px at;

    if (source->judged.reached.n < c->plot.first.n || source->judged.reached.n > c->plot.last.n)
        return;
    x = truce_plot_x(&c->plot, source->judged.reached);
    y = truce_plot_y(&c->plot, c->claim->claim->value);
    cairo_new_sub_path(c->canvas->cr);
    cairo_arc(c->canvas->cr, x, y, 5.0, 0.0, 6.283185307179586);
    truce_canvas_colour(c->canvas, truce_white);
    cairo_fill_preserve(c->canvas->cr);
    truce_canvas_colour(c->canvas, style->colour);
    cairo_set_line_width(c->canvas->cr, 2.2);
    cairo_stroke(c->canvas->cr);
    truce_day_format(source->judged.reached, day);
    snprintf(text, sizeof text, "reached %s", day);
    at = truce_canvas_measure(c->canvas, x - 9.0, y + 18.0, &pen, text);
    if (is_taken(c, at) || c->n_taken == 2 * LABELS_MAX)
        return;
    truce_canvas_text(c->canvas, x - 9.0, y + 18.0, &pen, text);
    c->taken[c->n_taken++] = at;
}

static int by_height(const void *a, const void *b)
{
    const struct label *p = a, *q = b;

    if (p->wanted_y < q->wanted_y || p->wanted_y > q->wanted_y)
        return p->wanted_y < q->wanted_y ? -1 : 1;
    return p->style < q->style ? -1 : p->style > q->style;
}

/* Pushes names apart, downwards first, then all back up when they ran out of the sheet. */
static void spread(struct chart *c)
{
    double lowest = c->plot.box.y + c->plot.box.height - label_height + 16.0;

    qsort(c->labels, c->n_labels, sizeof c->labels[0], by_height);
    for (size_t i = 0; i < c->n_labels; i++) {
        struct label *label = &c->labels[i];
        label->y = label->wanted_y;
        if (i > 0 && label->y < c->labels[i - 1].y + label_height)
            label->y = c->labels[i - 1].y + label_height;
    }
    for (size_t i = c->n_labels; i > 0; i--) {
        struct label *label = &c->labels[i - 1];
        double most = i == c->n_labels ? lowest : c->labels[i].y - label_height;
        if (label->y > most)
            label->y = most;
    }
}

static void label_words(const struct chart *c, const struct label *label, char *out, size_t n)
{
    const struct truce_claim *claim = c->claim->claim;
    char number[TRUCE_WORDS_NUMBER];

    if (label->source == NULL) {
        truce_words_as_written(claim->value_text, number, sizeof number);
        snprintf(out, n, "%s %s", number, truce_words_unit(claim));
        return;
    }
    truce_words_figure(label->source->figure, claim->value, number, sizeof number);
    snprintf(out, n, "%s%s %s", label->source->figure_is_lower_bound ? "\xE2\x89\xA5 " : "", number,
             truce_words_unit(claim));
}

static void draw_label(struct chart *c, const struct label *label)
{
    struct truce_colour colour = label->source == NULL ? truce_ink : truce_plot_style(label->style)->colour;
    double right = c->plot.box.x + c->plot.box.width, x = right + 44.0;
    struct truce_pen name = {
        .size_px = 15.0, .bold = true, .colour = colour, .width_px = RIGHT - 44.0, .lines = 1};
    struct truce_pen value = {.size_px = 14.0, .bold = label->source == NULL, .colour = truce_ink};
    char text[TRUCE_WORDS_NUMBER + 32];

    truce_canvas_colour(c->canvas, colour);
    cairo_set_line_width(c->canvas->cr, 1.0);
    truce_canvas_line(c->canvas, right + (label->source == NULL ? 4.0 : 20.0), label->wanted_y, right + 39.0,
                      label->y - 1.0);
    truce_canvas_text(c->canvas, x, label->y + 4.0, &name,
                      label->source == NULL ? "claimed" : label->source->source->id);
    label_words(c, label, text, sizeof text);
    truce_canvas_text(c->canvas, x, label->y + 22.0, &value, text);
}

static double last_value(struct chart *c, const struct truce_source_answer *source)
{
    for (size_t i = fill_line(c->claim->claim, source, c->points); i > 0; i--)
        if (!isnan(c->points[i - 1].value))
            return c->points[i - 1].value;
    return NAN;
}

static void draw_sources(struct chart *c)
{
    size_t style = 0;

    for (size_t s = 0; s < c->claim->n_sources; s++)
        if (has_line(c->claim->claim, &c->claim->sources[s]) && !counts_places(c->claim->claim))
            draw_band(c, &c->claim->sources[s], truce_plot_style(style++));
    draw_levels(c);
    style = 0;
    for (size_t s = 0; s < c->claim->n_sources; s++) {
        const struct truce_source_answer *source = &c->claim->sources[s];
        const struct truce_plot_style *look = truce_plot_style(style);
        double right = c->plot.box.x + c->plot.box.width;
        if (!has_line(c->claim->claim, source))
            continue;
        draw_line(c, source, look);
        if (!counts_places(c->claim->claim))
            draw_suspects(c, source, look);
        draw_interval(c, source, look, right + 11.0);
        draw_reached(c, source, look);
        if (c->n_labels < LABELS_MAX)
            c->labels[c->n_labels++] =
                (struct label){0.0, truce_plot_y(&c->plot, last_value(c, source)), source, style};
        style++;
    }
    spread(c);
    for (size_t i = 0; i < c->n_labels; i++)
        draw_label(c, &c->labels[i]);
}

/* What the marks mean, only those that are there. */
static void explain(struct chart *c, struct truce_area_px box)
{
    struct truce_pen pen = {.size_px = 13.0, .colour = truce_grey, .width_px = box.width};
    bool band = false, bar = false, suspect = false, bound = false;
    char text[512];

    for (size_t s = 0; s < c->claim->n_sources; s++) {
        const struct truce_source_answer *source = &c->claim->sources[s];
        bound = bound || source->figure_is_lower_bound;
        bar = bar || !isnan(source->figure_low);
        for (size_t i = 0; i < source->n_track && !counts_places(c->claim->claim); i++) {
            band = band || !isnan(source->track[i].figure_high);
            suspect = suspect || source->track[i].suspect;
        }
    }
    snprintf(text, sizeof text, "%s%s%s%s%s",
             bar ? "Bar at the end: 95 % interval from the accuracy of the map. " : "",
             band ? "Pale band: areas that are only claimed, counted as well. " : "",
             bound ? "\xE2\x89\xA5: gives areas only, so this is gained less lost. " : "",
             suspect ? "\xC3\x97: suspect day, not used. " : "",
             counts_places(c->claim->claim)
                 ? "A place counts from the day since which the source shows it so without a break."
                 : "Lines break where a source has no map.");
    truce_canvas_text(c->canvas, box.x, box.y + box.height - 46.0, &pen, text);
}

enum truce_status truce_chart_draw(struct truce_canvas *canvas, struct truce_area_px box,
                                   const struct truce_verify_answer *answer,
                                   const struct truce_claim_answer *claim, struct truce_err *err)
{
    struct chart c = {.canvas = canvas, .claim = claim};
    size_t longest = 1;

    for (size_t s = 0; s < claim->n_sources; s++)
        if (length_of(claim->claim, &claim->sources[s]) > longest)
            longest = length_of(claim->claim, &claim->sources[s]);
    c.points = malloc(longest * sizeof *c.points);
    if (c.points == NULL)
        return truce_fail(err, TRUCE_ERR_MEMORY, "no memory for a chart of %zu days", longest);
    c.gap_days = answer->options.gap_days > 1 ? answer->options.gap_days : 1;
    c.plot.box = (struct truce_area_px){box.x + LEFT, box.y + TOP, box.width - LEFT - RIGHT,
                                        box.height - TOP - BOTTOM};
    fit(&c);
    truce_plot_values(canvas, &c.plot);
    truce_plot_days(canvas, &c.plot);
    draw_sources(&c);
    explain(&c, box);
    free(c.points);
    return TRUCE_OK;
}
