/*
 * Layers -> GeoJSON.
 *
 * One idea: one feature a line, so that files can be compared and cut with the tools for lines.
 * Invariants: longitude first; rings closed, shells counter-clockwise (RFC 7946 section 3.1.6), which oriented shapes already are.
 */
#include "report/geojson.h"

#include <stdio.h>

#include "base/json_writer.h"

enum { DECIMALS = 7 };

/* A coordinate without zeros at its end. */
static void put_degrees(struct truce_buf *out, double degrees)
{
    char text[400];
    int n = snprintf(text, sizeof text, "%.*f", DECIMALS, degrees);

    while (n > 0 && text[n - 1] == '0')
        n--;
    if (n > 0 && text[n - 1] == '.')
        n--;
    if (n == 2 && text[0] == '-' && text[1] == '0')
        truce_buf_putc(out, '0'); /* never "-0" */
    else
        truce_buf_add(out, text, (size_t)n);
}

static void put_position(struct truce_buf *out, struct truce_lonlat p)
{
    truce_buf_putc(out, '[');
    put_degrees(out, p.lon_deg);
    truce_buf_putc(out, ',');
    put_degrees(out, p.lat_deg);
    truce_buf_putc(out, ']');
}

static void put_ring(struct truce_buf *out, const struct truce_lonlat *points, size_t n)
{
    truce_buf_putc(out, '[');
    for (size_t i = 0; i < n; i++) {
        put_position(out, points[i]);
        truce_buf_putc(out, ',');
    }
    put_position(out, points[0]);
    truce_buf_putc(out, ']');
}

static void put_shape(struct truce_buf *out, const struct truce_multipolygon *shape)
{
    truce_buf_putc(out, '[');
    for (size_t r = 0; r < shape->n_rings; r++) {
        const struct truce_ring *ring = &shape->rings[r];
        bool last = r + 1 == shape->n_rings || !shape->rings[r + 1].hole;
        if (!ring->hole)
            truce_buf_puts(out, r == 0 ? "[" : ",[");
        else
            truce_buf_putc(out, ',');
        put_ring(out, shape->points + ring->first, ring->n);
        if (last)
            truce_buf_putc(out, ']');
    }
    truce_buf_putc(out, ']');
}

static void put_value(struct truce_json_writer *w, const struct truce_column *column,
                      const struct truce_value *value)
{
    truce_json_key(w, column->name);
    switch (column->type) {
    case TRUCE_COLUMN_TEXT:
    case TRUCE_COLUMN_DATE:
        truce_json_string(w, value->text);
        break;
    case TRUCE_COLUMN_REAL:
        truce_json_number(w, value->real, column->decimals);
        break;
    case TRUCE_COLUMN_INTEGER:
        truce_json_integer(w, value->integer);
        break;
    }
}

static void put_feature(struct truce_buf *out, const struct truce_layer *layer,
                        const struct truce_feature *feature)
{
    bool is_point = layer->geometry == TRUCE_LAYER_POINT;
    struct truce_json_writer w;

    truce_buf_puts(out, "{\"type\":\"Feature\",\"properties\":");
    truce_json_writer_init(&w, out);
    truce_json_inline(&w);
    truce_json_open_object(&w);
    truce_json_key(&w, "layer");
    truce_json_string(&w, layer->name);
    for (size_t i = 0; i < layer->n_columns; i++)
        put_value(&w, &layer->columns[i], &feature->values[i]);
    truce_json_close_object(&w);
    truce_buf_printf(out,
                     ",\"geometry\":{\"type\":\"%s\",\"coordinates\":", is_point ? "Point" : "MultiPolygon");
    if (is_point)
        put_position(out, feature->point);
    else
        put_shape(out, feature->shape);
    truce_buf_puts(out, "}}");
}

enum truce_status truce_report_geojson(const struct truce_layer *layers, size_t n, struct truce_buf *out,
                                       struct truce_err *err)
{
    bool first = true;

    truce_buf_puts(out, "{\"type\":\"FeatureCollection\",\"features\":[\n");
    for (size_t l = 0; l < n; l++)
        for (size_t i = 0; i < layers[l].n_features; i++) {
            truce_buf_puts(out, first ? "" : ",\n");
            put_feature(out, &layers[l], &layers[l].features[i]);
            first = false;
        }
    truce_buf_puts(out, first ? "]}\n" : "\n]}\n");
    return truce_buf_check(out, err);
}
