/*
 * The chance of a clock by day: a curve with its interval, and the days by which given shares of runs have reached the target.
 *
 * One idea: the condition under which the curve holds is part of the picture, so that it goes wherever the picture goes.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "report/canvas.h"
#include "report/plot.h"
#include "report/simulate_words.h"
#include "report/words.h"

static const double margin = 56.0;
static const struct truce_area_px box = {124, 196, 1300, 470};

enum { WORDS_BYTES = 1024 };

struct drawing {
    struct truce_canvas canvas;
    const struct truce_simulate_answer *answer;
    struct truce_plot plot;
    struct truce_plot_point *points; /* horizon + 1 */
};

static struct truce_day day_of(const struct drawing *d, int32_t i)
{
    return (struct truce_day){d->answer->start.n + i};
}

static double highest(const struct drawing *d)
{
    const struct truce_simulation *s = &d->answer->simulation;
    double low, high;

    truce_wilson_interval(s->reached.p, d->answer->options.replications, &low, &high);
    return 100.0 * (isnan(s->reached.exact) ? high : fmax(high, s->reached.exact));
}

static void fit(struct drawing *d)
{
    double most = fmax(highest(d), 1.0); /* what is less than a share of a hundred shall look like nothing */

    d->plot.box = box;
    d->plot.first = day_of(d, 0);
    d->plot.last = day_of(d, d->answer->options.horizon_days);
    truce_plot_fit(&d->plot, 0.0, most, true);
    if (most > 50.0) { /* the whole scale, so that what is missing to certainty is seen */
        d->plot.high = 104.0;
        d->plot.step = 20.0;
    }
}

static void draw_band(struct drawing *d)
{
    const struct truce_simulation *s = &d->answer->simulation;
    const int32_t horizon = d->answer->options.horizon_days;
    double low, high;

    for (int32_t i = 0; i <= horizon; i++) {
        truce_wilson_interval(s->by_day[i], d->answer->options.replications, &low, &high);
        cairo_line_to(d->canvas.cr, truce_plot_x(&d->plot, day_of(d, i)),
                      truce_plot_y(&d->plot, 100.0 * high));
    }
    for (int32_t i = horizon; i >= 0; i--) {
        truce_wilson_interval(s->by_day[i], d->answer->options.replications, &low, &high);
        cairo_line_to(d->canvas.cr, truce_plot_x(&d->plot, day_of(d, i)),
                      truce_plot_y(&d->plot, 100.0 * low));
    }
    cairo_close_path(d->canvas.cr);
    truce_canvas_colour(&d->canvas, truce_colour_fade(truce_blue, 0.25));
    cairo_fill(d->canvas.cr);
}

static void draw_curve(struct drawing *d, const double *by_day, const struct truce_plot_style *style,
                       double width)
{
    const int32_t horizon = d->answer->options.horizon_days;

    for (int32_t i = 0; i <= horizon; i++)
        d->points[i] = (struct truce_plot_point){day_of(d, i), 100.0 * by_day[i]};
    truce_plot_line(&d->canvas, &d->plot, d->points, (size_t)horizon + 1, 1, style, width);
}

/* Where the curve passes a level: a line down to the day, and its name on the side that the curve leaves free. */
static void draw_quantile(struct drawing *d, double level, int32_t i)
{
    struct truce_pen pen = {.size_px = 15.0, .colour = truce_ink, .align = TRUCE_ALIGN_RIGHT, .halo_px = 3.0};
    double x = truce_plot_x(&d->plot, day_of(d, i)), y = truce_plot_y(&d->plot, 100.0 * level);
    static const double dash[] = {4.0, 4.0};
    char day[TRUCE_DAY_TEXT], text[48];

    truce_canvas_colour(&d->canvas, truce_grey);
    cairo_save(d->canvas.cr);
    cairo_set_line_width(d->canvas.cr, 1.0);
    cairo_set_dash(d->canvas.cr, dash, 2, 0.0);
    truce_canvas_line(&d->canvas, x, y, x, truce_plot_y(&d->plot, 0.0));
    cairo_restore(d->canvas.cr);
    truce_canvas_colour(&d->canvas, truce_ink);
    cairo_arc(d->canvas.cr, x, y, 4.0, 0.0, 6.283185307179586);
    cairo_fill(d->canvas.cr);
    truce_day_format(day_of(d, i), day);
    snprintf(text, sizeof text, "%.0f %% by %s", 100.0 * level, day);
    if (x - 190.0 > box.x) {
        truce_canvas_text(&d->canvas, x - 10.0, y - 8.0, &pen, text);
    } else {
        pen.align = TRUCE_ALIGN_LEFT;
        truce_canvas_text(&d->canvas, x + 10.0, y + 20.0, &pen, text);
    }
}

static void draw_end(struct drawing *d)
{
    const struct truce_chance *reached = &d->answer->simulation.reached;
    struct truce_pen bold = {.size_px = 18.0, .bold = true, .colour = truce_blue};
    struct truce_pen plain = {.size_px = 14.0, .colour = truce_grey};
    double x = box.x + box.width + 14.0, y = truce_plot_y(&d->plot, 100.0 * reached->p);
    char text[64], exact[40];

    truce_words_chance(reached->p, text, sizeof text);
    truce_canvas_text(&d->canvas, x, y + 2.0, &bold, text);
    if (isnan(reached->exact))
        return;
    truce_words_chance(reached->exact, exact, sizeof exact);
    snprintf(text, sizeof text, "exact: %s", exact);
    truce_canvas_text(&d->canvas, x, y + 22.0, &plain, text);
}

static void draw_heads(struct drawing *d)
{
    const struct truce_simulate_answer *answer = d->answer;
    struct truce_pen title = {
        .size_px = 34.0, .bold = true, .colour = truce_ink, .width_px = 1488.0, .lines = 1};
    struct truce_pen sub = {.size_px = 19.0, .colour = truce_ink, .width_px = 1488.0, .lines = 2};
    struct truce_pen above = {
        .size_px = 16.0, .bold = true, .colour = truce_ink, .width_px = 1400.0, .lines = 1};
    char text[WORDS_BYTES];

    snprintf(text, sizeof text, "%d quiet days, under assumed rates: the chance by day",
             answer->rule.target_days);
    truce_canvas_text(&d->canvas, margin, 66.0, &title, text);
    truce_words_simulate_answer(answer, text, sizeof text);
    truce_canvas_text(&d->canvas, margin, 102.0, &sub, text);
    truce_canvas_text(&d->canvas, margin, 174.0, &above,
                      answer->simulation.exact_by_day != NULL
                          ? "Share of runs that have reached it, %; band: 95 % interval; dashed: exact chance"
                          : "Share of runs that have reached it, %; band: 95 % interval");
}

static enum truce_status draw_caption(struct drawing *d, struct truce_err *err)
{
    struct truce_pen pen = {.size_px = 14.0, .colour = truce_grey, .width_px = 1488.0, .lines = 6};
    struct truce_pen bold = {
        .size_px = 16.0, .bold = true, .colour = truce_ink, .width_px = 1488.0, .lines = 1};
    char model[WORDS_BYTES], rule[WORDS_BYTES];
    char runs[TRUCE_WORDS_NUMBER];
    struct truce_buf text;

    truce_buf_init(&text);
    truce_words_number(d->answer->options.replications, 0, runs, sizeof runs);
    truce_words_simulate_model(d->answer, model, sizeof model);
    truce_words_simulate_rule(d->answer, rule, sizeof rule);
    truce_buf_printf(
        &text, "Incidents assumed: %s. Rule of the clock %s (%s): %s. %d quiet days already run. %s runs, ",
        model, d->answer->clock->head.id, d->answer->agreement->title, rule, d->answer->rule.already_days,
        runs);
    truce_buf_printf(&text, "seed %llu. Made with truce: same input, same bytes.",
                     (unsigned long long)d->answer->options.seed);
    enum truce_status status = truce_buf_check(&text, err);
    if (status == TRUCE_OK) {
        truce_canvas_colour(&d->canvas, truce_rule);
        cairo_set_line_width(d->canvas.cr, 1.0);
        truce_canvas_line(&d->canvas, margin, 736.0, TRUCE_CANVAS_WIDTH - margin, 736.0);
        truce_canvas_text(&d->canvas, margin, 764.0, &bold, truce_simulate_condition);
        truce_canvas_text(&d->canvas, margin, 790.0, &pen, text.at);
    }
    truce_buf_fini(&text);
    return status;
}

static enum truce_status draw(struct drawing *d, const char *path, struct truce_err *err)
{
    static const struct truce_plot_style exact = {{213 / 255.0, 94 / 255.0, 0.0, 1.0}, {6, 8}};
    const struct truce_simulation *s = &d->answer->simulation;

    fit(d);
    draw_heads(d);
    truce_plot_values(&d->canvas, &d->plot);
    truce_plot_days(&d->canvas, &d->plot);
    draw_band(d);
    draw_curve(d, s->by_day, truce_plot_style(0), 2.6);
    if (s->exact_by_day != NULL)
        draw_curve(d, s->exact_by_day, &exact, 2.0);
    for (int q = 0; q < TRUCE_QUANTILES; q++)
        if (s->quantile_day[q] >= 0)
            draw_quantile(d, truce_quantile_levels[q], s->quantile_day[q]);
    draw_end(d);
    enum truce_status status = draw_caption(d, err);
    return status == TRUCE_OK ? truce_canvas_write(&d->canvas, path, err) : status;
}

enum truce_status truce_report_simulate_picture(const char *path, const struct truce_simulate_answer *answer,
                                                struct truce_err *err)
{
    struct drawing d = {.answer = answer};
    const size_t days = (size_t)answer->options.horizon_days + 1;

    d.points = malloc(days * sizeof *d.points);
    if (d.points == NULL)
        return truce_fail(err, TRUCE_ERR_MEMORY, "no memory for a curve of %zu days", days);
    enum truce_status status = truce_canvas_open(path, answer->start, &d.canvas, err);
    if (status == TRUCE_OK) {
        status = draw(&d, path, err);
        truce_canvas_close(&d.canvas);
    }
    free(d.points);
    return status;
}
