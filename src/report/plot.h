/*
 * Axes and lines of a chart over days; private to this folder.
 */
#ifndef TRUCE_REPORT_PLOT_H
#define TRUCE_REPORT_PLOT_H

#include "base/day.h"
#include "report/canvas.h"

struct truce_plot {
    struct truce_area_px box; /* of the lines; labels stand to the left of it and below */
    struct truce_day first, last;
    double low, high; /* values at the bottom and the top */
    double step;      /* between grid lines */
};

struct truce_plot_point {
    struct truce_day day;
    double value; /* NaN: none */
};

enum { TRUCE_PLOT_STYLES = 5 };

/* How a line is drawn: colours that differ for every eye, dashes that differ in grey. */
struct truce_plot_style {
    struct truce_colour colour;
    double dash[2]; /* px; {0, 0}: whole */
};

const struct truce_plot_style *truce_plot_style(size_t i); /* i of any size */

/* Chooses low, high and step so that lowest and highest are seen; from_zero: the axis begins at 0 (or ends there). */
void truce_plot_fit(struct truce_plot *plot, double lowest, double highest, bool from_zero);

double truce_plot_x(const struct truce_plot *plot, struct truce_day day);
double truce_plot_y(const struct truce_plot *plot, double value);

/* Grid lines with numbers. */
void truce_plot_values(struct truce_canvas *canvas, const struct truce_plot *plot);

/* Ticks for weeks, months, quarters or years, as many as have room, with their names below. */
void truce_plot_days(struct truce_canvas *canvas, const struct truce_plot *plot);

/* A line through the points that have a value.  It breaks where more than gap_days lie between two of them: nothing is interpolated. */
void truce_plot_line(struct truce_canvas *canvas, const struct truce_plot *plot,
                     const struct truce_plot_point *points, size_t n, int gap_days,
                     const struct truce_plot_style *style, double width_px);

#endif
