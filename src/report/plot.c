/*
 * Axes and lines of a chart over days.
 *
 * One idea: a chart must not say more than the numbers: lines break where there is no snapshot, and an axis that does not begin at
 * zero is chosen by the caller, never by the numbers.
 */
#include "report/plot.h"

#include <math.h>
#include <stdio.h>

#include "report/words.h"

const struct truce_plot_style *truce_plot_style(size_t i)
{
    static const struct truce_plot_style styles[TRUCE_PLOT_STYLES] = {
        {{0.0, 114 / 255.0, 178 / 255.0, 1.0}, {0, 0}},
        {{0.0, 158 / 255.0, 115 / 255.0, 1.0}, {9, 3}},
        {{204 / 255.0, 121 / 255.0, 167 / 255.0, 1.0}, {3, 3}},
        {{230 / 255.0, 159 / 255.0, 0.0, 1.0}, {14, 4}},
        {{86 / 255.0, 180 / 255.0, 233 / 255.0, 1.0}, {1.5, 3}},
    };
    return &styles[i % TRUCE_PLOT_STYLES];
}

/* The least of 1, 2, 2.5, 5 times a power of ten that is not less. */
static double nice(double value)
{
    static const double steps[] = {1.0, 2.0, 2.5, 5.0, 10.0};
    double ten = pow(10.0, floor(log10(value)));

    for (size_t i = 0; i < sizeof steps / sizeof steps[0]; i++)
        if (steps[i] * ten >= value * (1.0 - 1e-9))
            return steps[i] * ten;
    return 10.0 * ten;
}

void truce_plot_fit(struct truce_plot *plot, double lowest, double highest, bool from_zero)
{
    double span;

    if (!isfinite(lowest) || !isfinite(highest)) {
        lowest = 0.0;
        highest = 1.0;
    }
    if (from_zero) {
        lowest = fmin(lowest, 0.0);
        highest = fmax(highest, 0.0);
    }
    span = fmax(highest - lowest, fmax(fabs(highest), 1.0) * 1e-3);
    plot->step = nice(span / 5.0);
    plot->low = from_zero && lowest >= 0.0 ? 0.0 : lowest - 0.06 * span;
    plot->high = highest + 0.08 * span;
}

double truce_plot_x(const struct truce_plot *plot, struct truce_day day)
{
    int span = plot->last.n - plot->first.n;

    return plot->box.x + plot->box.width * (double)(day.n - plot->first.n) / (double)(span > 0 ? span : 1);
}

double truce_plot_y(const struct truce_plot *plot, double value)
{
    return plot->box.y + plot->box.height * (1.0 - (value - plot->low) / (plot->high - plot->low));
}

void truce_plot_values(struct truce_canvas *canvas, const struct truce_plot *plot)
{
    struct truce_pen pen = {.size_px = 14.0, .colour = truce_grey, .align = TRUCE_ALIGN_RIGHT};
    long from = (long)ceil(plot->low / plot->step - 1e-9), to = (long)floor(plot->high / plot->step + 1e-9);
    int decimals = plot->step >= 1.0 && plot->step != 2.5 ? 0 : plot->step >= 0.1 ? 1 : 3;
    double right = plot->box.x + plot->box.width;
    char number[TRUCE_WORDS_NUMBER];

    for (long i = from; i <= to; i++) {
        double value = (double)i * plot->step, y = truce_plot_y(plot, value);
        truce_canvas_colour(canvas, i == 0 ? truce_grey : truce_rule);
        cairo_set_line_width(canvas->cr, i == 0 ? 1.2 : 0.8);
        truce_canvas_line(canvas, plot->box.x, y, right, y);
        truce_words_number(value, decimals, number, sizeof number);
        truce_canvas_text(canvas, plot->box.x - 10.0, y + 5.0, &pen, number);
    }
}

/* Months between ticks so that names have 44 px each. */
static int months_apart(const struct truce_plot *plot)
{
    static const int choices[] = {1, 2, 3, 6, 12, 24, 60, 120, 600};
    double month_px = plot->box.width / fmax((plot->last.n - plot->first.n) / 30.44, 0.1);

    for (size_t i = 0; i < sizeof choices / sizeof choices[0]; i++)
        if (month_px * choices[i] >= 44.0)
            return choices[i];
    return 1200;
}

static void tick(struct truce_canvas *canvas, const struct truce_plot *plot, struct truce_day day,
                 const char *name, const char *below)
{
    struct truce_pen pen = {.size_px = 14.0, .colour = truce_grey, .align = TRUCE_ALIGN_LEFT};
    double x = truce_plot_x(plot, day), bottom = plot->box.y + plot->box.height;

    truce_canvas_colour(canvas, truce_grey);
    cairo_set_line_width(canvas->cr, 1.0);
    truce_canvas_line(canvas, x, bottom, x, bottom + 6.0);
    truce_canvas_text(canvas, x + 3.0, bottom + 19.0, &pen, name);
    pen.bold = true;
    truce_canvas_text(canvas, x + 3.0, bottom + 37.0, &pen, below);
}

static void day_ticks(struct truce_canvas *canvas, const struct truce_plot *plot)
{
    int apart = (int)ceil((plot->last.n - plot->first.n) * 64.0 / plot->box.width);
    char name[TRUCE_DAY_TEXT], year[5];

    for (struct truce_day day = plot->first; day.n <= plot->last.n; day.n += apart > 0 ? apart : 1) {
        truce_day_format(day, name);
        snprintf(year, sizeof year, "%.4s", day.n == plot->first.n ? name : "");
        tick(canvas, plot, day, name + 5, year);
    }
}

void truce_plot_days(struct truce_canvas *canvas, const struct truce_plot *plot)
{
    static const char *const names[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                        "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    int year, month, of_month, apart = months_apart(plot), last_year = 0;
    double bottom = plot->box.y + plot->box.height;

    truce_canvas_colour(canvas, truce_grey);
    cairo_set_line_width(canvas->cr, 1.0);
    truce_canvas_line(canvas, plot->box.x, bottom, plot->box.x + plot->box.width, bottom);
    if (plot->last.n - plot->first.n < 60) {
        day_ticks(canvas, plot);
        return;
    }
    truce_day_to_civil(plot->first, &year, &month, &of_month);
    for (int i = year * 12 + month - 1 + (of_month > 1);; i++) {
        struct truce_day day;
        char below[16] = "";
        if (!truce_day_from_civil(i / 12, i % 12 + 1, 1, &day) || day.n > plot->last.n)
            break;
        if (i % apart != 0 || truce_plot_x(plot, day) > plot->box.x + plot->box.width - 20.0)
            continue;
        if (i / 12 != last_year)
            snprintf(below, sizeof below, "%d", i / 12);
        last_year = i / 12;
        tick(canvas, plot, day, names[i % 12], below);
    }
}

void truce_plot_line(struct truce_canvas *canvas, const struct truce_plot *plot,
                     const struct truce_plot_point *points, size_t n, int gap_days,
                     const struct truce_plot_style *style, double width_px)
{
    const struct truce_plot_point *before = NULL;

    for (size_t i = 0; i < n; i++) {
        double x = truce_plot_x(plot, points[i].day), y = truce_plot_y(plot, points[i].value);
        if (isnan(points[i].value))
            continue;
        if (before == NULL || points[i].day.n - before->day.n > gap_days)
            cairo_move_to(canvas->cr, x, y);
        cairo_line_to(canvas->cr, x, y); /* with round caps a point alone is a dot */
        before = &points[i];
    }
    cairo_save(canvas->cr);
    truce_canvas_colour(canvas, style->colour);
    cairo_set_line_width(canvas->cr, width_px);
    cairo_set_line_join(canvas->cr, CAIRO_LINE_JOIN_ROUND);
    cairo_set_line_cap(canvas->cr, style->dash[0] > 0.0 ? CAIRO_LINE_CAP_BUTT : CAIRO_LINE_CAP_ROUND);
    if (style->dash[0] > 0.0)
        cairo_set_dash(canvas->cr, style->dash, 2, 0.0);
    cairo_stroke(canvas->cr);
    cairo_restore(canvas->cr);
}
