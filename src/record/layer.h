/*
 * A layer: features of one kind with a geometry and typed columns, on the way to GeoJSON or a GeoPackage.
 */
#ifndef TRUCE_RECORD_LAYER_H
#define TRUCE_RECORD_LAYER_H

#include "base/arena.h"
#include "geo/shape.h"

enum truce_layer_geometry {
    TRUCE_LAYER_POINT,
    TRUCE_LAYER_MULTIPOLYGON,
};

enum truce_column_type {
    TRUCE_COLUMN_TEXT,
    TRUCE_COLUMN_REAL,
    TRUCE_COLUMN_INTEGER,
    TRUCE_COLUMN_DATE, /* text "YYYY-MM-DD" */
};

struct truce_column {
    const char *name; /* snake_case, units at its end */
    enum truce_column_type type;
    int decimals; /* of a real in text formats */
};

struct truce_value {
    const char *text; /* for TEXT and DATE; NULL is null */
    double real;      /* for REAL; NaN is null */
    int64_t integer;  /* for INTEGER */
};

struct truce_feature {
    struct truce_lonlat point;              /* for POINT */
    const struct truce_multipolygon *shape; /* for MULTIPOLYGON; borrowed */
    const struct truce_value *values;       /* one a column */
};

struct truce_layer {
    const char *name;  /* snake_case */
    const char *title; /* for people */
    enum truce_layer_geometry geometry;
    const struct truce_column *columns;
    size_t n_columns;
    const struct truce_feature *features;
    size_t n_features;
};

#endif
