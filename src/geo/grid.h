/*
 * Edges in the cells of a grid: what lies near a position or an edge.  Private to geo.
 */
#ifndef TRUCE_GEO_GRID_H
#define TRUCE_GEO_GRID_H

#include "geo/overlay.h"

struct truce_grid {
    struct truce_box box; /* of all edges */
    size_t columns, rows;
    double cell_lon_deg, cell_lat_deg;
    double cell_m;   /* the smaller side of a cell, anywhere in the box */
    uint32_t *start; /* columns * rows + 1 offsets into items; row by row */
    uint32_t *items; /* edge numbers; an edge stands in every cell that its box touches */
};

struct truce_cells {
    size_t c0, c1, r0, r1; /* columns and rows, ends included */
};

/* n may be 0: the grid then has no cell.  The edges are not kept.  Fails: TRUCE_ERR_MEMORY.  Cost: O(n). */
enum truce_status truce_grid_open(const struct truce_edge *edges, size_t n, struct truce_grid *out,
                                  struct truce_err *err) TRUCE_MUST_USE;
void truce_grid_close(struct truce_grid *grid); /* safe on a zeroed struct */

/* The cells that an edge's box, grown by `margin_deg`, touches; clamped to the grid, which must have cells. */
struct truce_cells truce_grid_cells(const struct truce_grid *grid, const struct truce_edge *e,
                                    double margin_deg);
size_t truce_grid_column(const struct truce_grid *grid, double lon_deg);
size_t truce_grid_row(const struct truce_grid *grid, double lat_deg);

/* Metres a degree east and north at a latitude, by the ellipsoid's radii of curvature. */
struct truce_metre {
    double east, north;
};
struct truce_metre truce_metre_at(double lat_deg);

#endif
