/*
 * A layout on its way.  Private to graph_layout*.c.
 *
 * Vertices are the boxes, then one bend for every layer that an arrow passes.  Pieces join vertices of neighbouring layers.
 */
#ifndef TRUCE_REPORT_GRAPH_LAYOUT_WORK_H
#define TRUCE_REPORT_GRAPH_LAYOUT_WORK_H

#include "report/graph_layout.h"

struct truce_layout_vertex {
    int layer;
    int place;    /* within its layer, from the left */
    double width; /* the room it takes; of a bend the lane */
    double x;     /* centre */
    int beside;   /* of the last bend of an upward arrow: the box of its layer at which it ends; else -1 */
    int first_up, n_up;     /* pieces that end here, in by_lower */
    int first_down, n_down; /* pieces that begin here, in by_upper */
};

struct truce_layout_piece {
    int upper, lower;  /* vertices */
    double from, into; /* where it leaves and ends, from the centres of the vertices */
    double weight;     /* how much it wants to be straight */
};

struct truce_layout_work {
    struct truce_layout *layout;
    struct truce_arena *arena;
    struct truce_layout_vertex *vertices;
    size_t n_vertices;
    int *first_bend; /* one an arrow: its bends are consecutive vertices, from the top down; -1: none */
    int *n_bends;
    struct truce_layout_piece *pieces;
    size_t n_pieces;
    int *by_upper, *by_lower; /* pieces, by their vertex */
    int **layers;             /* one a layer: its vertices from left to right */
    int *n_in_layer;
    size_t n_layers;
};

enum truce_status truce_layout_alloc(struct truce_layout_work *work, size_t n, size_t item, void *out,
                                     struct truce_err *err) TRUCE_MUST_USE;

/* The order within the layers; leaves it in layers and place. */
enum truce_status truce_layout_order(struct truce_layout_work *work, struct truce_err *err) TRUCE_MUST_USE;

/* x of every vertex, from 0. */
enum truce_status truce_layout_place(struct truce_layout_work *work, struct truce_err *err) TRUCE_MUST_USE;

/* y of every box, and the arrows' paths. */
enum truce_status truce_layout_paths(struct truce_layout_work *work, struct truce_err *err) TRUCE_MUST_USE;

/*
 * Places x[0..n) near `want` in the sense of least squares, weights > 0, such that x[i + 1] - x[i] >= apart[i].
 * room: 3 n doubles.
 */
void truce_layout_spread(const double *want, const double *weight, const double *apart, size_t n, double *x,
                         double *room);

#endif
