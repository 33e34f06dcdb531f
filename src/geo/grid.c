/*
 * A uniform grid over edges, by counting sort: about one edge a cell, cells nearly square on the ground.
 */
#include "geo/grid.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define WGS84_A    6378137.0
#define WGS84_F    (1.0 / 298.257223563)
#define SIDE_CELLS 1024 /* along the longer side of the box, at most */

static const double RAD = 0.017453292519943295769;
static const double E2 = WGS84_F * (2.0 - WGS84_F);

struct truce_metre truce_metre_at(double lat_deg)
{
    double s = sin(lat_deg * RAD), w2 = 1.0 - E2 * s * s, w = sqrt(w2);
    return (struct truce_metre){WGS84_A / w * cos(lat_deg * RAD) * RAD,
                                WGS84_A * (1.0 - E2) / (w2 * w) * RAD};
}

static size_t clamp(double x, size_t n)
{
    if (!(x > 0))
        return 0;
    return x >= (double)n ? n - 1 : (size_t)x;
}

size_t truce_grid_column(const struct truce_grid *grid, double lon_deg)
{
    return clamp((lon_deg - grid->box.min.lon_deg) / grid->cell_lon_deg, grid->columns);
}

size_t truce_grid_row(const struct truce_grid *grid, double lat_deg)
{
    return clamp((lat_deg - grid->box.min.lat_deg) / grid->cell_lat_deg, grid->rows);
}

struct truce_cells truce_grid_cells(const struct truce_grid *grid, const struct truce_edge *e,
                                    double margin_deg)
{
    struct truce_box box = truce_box_empty();
    truce_box_extend(&box, e->a);
    truce_box_extend(&box, e->b);
    return (struct truce_cells){truce_grid_column(grid, box.min.lon_deg - margin_deg),
                                truce_grid_column(grid, box.max.lon_deg + margin_deg),
                                truce_grid_row(grid, box.min.lat_deg - margin_deg),
                                truce_grid_row(grid, box.max.lat_deg + margin_deg)};
}

static void lay(struct truce_grid *grid, size_t n)
{
    struct truce_box *box = &grid->box;
    double north = fmax(fabs(box->min.lat_deg), fabs(box->max.lat_deg));
    struct truce_metre m = truce_metre_at(fmin(north, 89.0));
    double width_m = fmax((box->max.lon_deg - box->min.lon_deg) * m.east, 1.0);
    double height_m = fmax((box->max.lat_deg - box->min.lat_deg) * m.north, 1.0);
    double side_m = fmax(sqrt(width_m * height_m / (double)n), fmax(width_m, height_m) / SIDE_CELLS);

    grid->columns = (size_t)(width_m / side_m) + 1;
    grid->rows = (size_t)(height_m / side_m) + 1;
    grid->cell_lon_deg = fmax((box->max.lon_deg - box->min.lon_deg) / (double)grid->columns, 1e-9);
    grid->cell_lat_deg = fmax((box->max.lat_deg - box->min.lat_deg) / (double)grid->rows, 1e-9);
    /* parallels are shortest at the highest latitude, degrees of latitude at the equator */
    grid->cell_m = fmin(grid->cell_lon_deg * m.east, grid->cell_lat_deg * truce_metre_at(0).north);
}

static enum truce_status fill(struct truce_grid *grid, const struct truce_edge *edges, size_t n,
                              struct truce_err *err)
{
    size_t n_cells = grid->columns * grid->rows, copies = 0;
    grid->start = calloc(n_cells + 2, sizeof *grid->start);
    if (grid->start == NULL)
        return truce_fail(err, TRUCE_ERR_MEMORY, "no memory for %zu cells", n_cells);
    for (size_t i = 0; i < n; i++) {
        struct truce_cells c = truce_grid_cells(grid, &edges[i], 0);
        for (size_t r = c.r0; r <= c.r1; r++)
            for (size_t k = c.c0; k <= c.c1; k++, copies++)
                grid->start[r * grid->columns + k + 2]++;
    }
    grid->items = malloc((copies + 1) * sizeof *grid->items);
    if (grid->items == NULL)
        return truce_fail(err, TRUCE_ERR_MEMORY, "no memory for %zu cell entries", copies);
    for (size_t k = 2; k < n_cells + 2; k++)
        grid->start[k] += grid->start[k - 1];
    /* start[k + 1] is now where cell k begins; filling moves it to where cell k + 1 begins */
    for (size_t i = 0; i < n; i++) {
        struct truce_cells c = truce_grid_cells(grid, &edges[i], 0);
        for (size_t r = c.r0; r <= c.r1; r++)
            for (size_t k = c.c0; k <= c.c1; k++)
                grid->items[grid->start[r * grid->columns + k + 1]++] = (uint32_t)i;
    }
    return TRUCE_OK;
}

enum truce_status truce_grid_open(const struct truce_edge *edges, size_t n, struct truce_grid *out,
                                  struct truce_err *err)
{
    struct truce_grid grid;
    memset(&grid, 0, sizeof grid);
    grid.box = truce_box_empty();
    for (size_t i = 0; i < n; i++) {
        truce_box_extend(&grid.box, edges[i].a);
        truce_box_extend(&grid.box, edges[i].b);
    }
    enum truce_status status = TRUCE_OK;
    if (n > 0) {
        lay(&grid, n);
        status = fill(&grid, edges, n, err);
    }
    if (status == TRUCE_OK)
        *out = grid;
    else
        truce_grid_close(&grid);
    return status;
}

void truce_grid_close(struct truce_grid *grid)
{
    free(grid->start);
    free(grid->items);
    memset(grid, 0, sizeof *grid);
}
