/*
 * The line of contact, and moving it.
 *
 * Distances between a position and a segment are taken in the segment's own plane: east and north metres by the ellipsoid's radii of
 * curvature at the position.  Within 25 km that is right to 1e-5 of the distance.  The buffer needs one plane for the whole front: a transverse
 * Mercator plane about its middle meridian, conformal, whose scale differs from 1 by x^2 / 2R^2 at x metres from that meridian.
 */
#include "geo/front.h"

#include <geodesic.h>
#include <math.h>
#include <proj.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "geo/area.h"
#include "geo/geos_door.h"
#include "geo/grid.h"
#include "geo/pieces.h"
#include "geo/plane.h"

#define WGS84_A 6378137.0
#define WGS84_F (1.0 / 298.257223563)

void truce_front_init(struct truce_front *front)
{
    memset(front, 0, sizeof *front);
}

void truce_front_fini(struct truce_front *front)
{
    free(front->pieces);
    truce_front_init(front);
}

double truce_geodesic_distance_m(struct truce_lonlat a, struct truce_lonlat b, double *azimuth_deg)
{
    struct geod_geodesic geoid;
    double s = 0, azimuth = 0;
    geod_init(&geoid, WGS84_A, WGS84_F);
    geod_inverse(&geoid, a.lat_deg, a.lon_deg, b.lat_deg, b.lon_deg, &s, &azimuth, NULL);
    if (azimuth_deg != NULL)
        *azimuth_deg = azimuth;
    return s;
}

/* the point of an edge nearest to p, as a share of its length, with metres a degree as given */
static double foot_on(struct truce_lonlat p, const struct truce_edge *e, struct truce_metre m)
{
    double ax = (e->a.lon_deg - p.lon_deg) * m.east, ay = (e->a.lat_deg - p.lat_deg) * m.north;
    double dx = (e->b.lon_deg - e->a.lon_deg) * m.east, dy = (e->b.lat_deg - e->a.lat_deg) * m.north;
    double length2 = dx * dx + dy * dy, t = -(ax * dx + ay * dy);
    return t <= 0 ? 0 : t >= length2 ? 1 : t / length2;
}

static double distance_to_edge(struct truce_lonlat p, const struct truce_edge *e, double *along)
{
    /* Metres half way between p and the foot are right to second order, but the foot is what is looked for: two rounds will do, since
     * near the nearest point the distance hardly depends on where the foot is. */
    double t = foot_on(p, e, truce_metre_at(p.lat_deg));
    for (int round = 0; round < 2; round++) {
        double foot_lat = e->a.lat_deg + t * (e->b.lat_deg - e->a.lat_deg);
        t = foot_on(p, e, truce_metre_at(0.5 * (p.lat_deg + foot_lat)));
    }
    double lon = e->a.lon_deg + t * (e->b.lon_deg - e->a.lon_deg),
           lat = e->a.lat_deg + t * (e->b.lat_deg - e->a.lat_deg);
    struct truce_metre m = truce_metre_at(0.5 * (p.lat_deg + lat));
    *along = t;
    return hypot((lon - p.lon_deg) * m.east, (lat - p.lat_deg) * m.north);
}

/* Edges in a grid: what lies near a position is found ring by ring of cells. */
struct truce_front_index {
    struct truce_edge *edges;
    size_t n;
    struct truce_grid grid;
};

/* edges are copied */
static enum truce_status index_edges(const struct truce_edge *edges, size_t n, struct truce_front_index **out,
                                     struct truce_err *err)
{
    struct truce_front_index *index = calloc(1, sizeof *index);

    if (index == NULL || (index->edges = malloc((n + 1) * sizeof *edges)) == NULL) {
        free(index);
        return truce_fail(err, TRUCE_ERR_MEMORY, "no memory to index %zu edges", n);
    }
    index->n = n;
    if (n > 0)
        memcpy(index->edges, edges, n * sizeof *edges);
    enum truce_status status = truce_grid_open(edges, n, &index->grid, err);
    if (status != TRUCE_OK)
        truce_front_index_close(index);
    else
        *out = index;
    return status;
}

enum truce_status truce_front_index_open(const struct truce_front *front, struct truce_front_index **out,
                                         struct truce_err *err)
{
    /* a front's piece is an edge by another name */
    _Static_assert(sizeof(struct truce_front_piece) == sizeof(struct truce_edge), "a piece is two positions");
    struct truce_edge *edges = malloc((front->n + 1) * sizeof *edges);
    if (edges == NULL)
        return truce_fail(err, TRUCE_ERR_MEMORY, "no memory to index %zu pieces", front->n);
    for (size_t i = 0; i < front->n; i++)
        edges[i] = (struct truce_edge){front->pieces[i].a, front->pieces[i].b};
    enum truce_status status = index_edges(edges, front->n, out, err);
    free(edges);
    return status;
}

void truce_front_index_close(struct truce_front_index *index)
{
    if (index == NULL)
        return;
    free(index->edges);
    truce_grid_close(&index->grid);
    free(index);
}

/* a query: the position, its metres a degree, and the nearest distance and foot so far */
struct looking {
    struct truce_lonlat p;
    struct truce_metre m;
    double best_m;
    struct truce_front_foot foot;
};

/* Metres at p itself are off by d tan(lat) / 2R at the distance d: 0.4 % at 25 km and 60 degrees.  What is farther than the best by more than this
 * need not be measured well. */
#define ROUGHLY 1.02

static double squared_roughly(const struct looking *look, const struct truce_edge *e)
{
    double ax = (e->a.lon_deg - look->p.lon_deg) * look->m.east,
           ay = (e->a.lat_deg - look->p.lat_deg) * look->m.north;
    double dx = (e->b.lon_deg - e->a.lon_deg) * look->m.east,
           dy = (e->b.lat_deg - e->a.lat_deg) * look->m.north;
    double length2 = dx * dx + dy * dy, t = -(ax * dx + ay * dy);
    t = t <= 0 ? 0 : t >= length2 ? 1 : t / length2;
    ax += t * dx;
    ay += t * dy;
    return ax * ax + ay * ay;
}

static void look_in_cell(const struct truce_front_index *index, struct looking *look, size_t row,
                         size_t column)
{
    const struct truce_grid *grid = &index->grid;
    size_t cell = row * grid->columns + column;
    for (uint32_t i = grid->start[cell]; i < grid->start[cell + 1]; i++) {
        const struct truce_edge *e = &index->edges[grid->items[i]];
        if (squared_roughly(look, e) > ROUGHLY * ROUGHLY * look->best_m * look->best_m)
            continue;
        double along = 0, d = distance_to_edge(look->p, e, &along);
        if (d < look->best_m) {
            look->best_m = d;
            look->foot = (struct truce_front_foot){grid->items[i], along};
        }
    }
}

/* cells whose greater distance in rows or columns from (row, column) is exactly `ring` */
static void look_in_ring(const struct truce_front_index *index, struct looking *look, long ring)
{
    const struct truce_grid *grid = &index->grid;
    long row = (long)truce_grid_row(grid, look->p.lat_deg),
         column = (long)truce_grid_column(grid, look->p.lon_deg);
    long rows = (long)grid->rows, columns = (long)grid->columns;

    for (long r = row - ring; r <= row + ring; r++) {
        if (r < 0 || r >= rows)
            continue;
        bool side = r == row - ring || r == row + ring;
        for (long c = column - ring; c <= column + ring; c += side || ring == 0 ? 1 : 2 * ring)
            if (c >= 0 && c < columns)
                look_in_cell(index, look, (size_t)r, (size_t)c);
    }
}

double truce_front_distance_m(const struct truce_front_index *index, struct truce_lonlat p, double limit_m)
{
    struct truce_front_foot foot;
    return truce_front_nearest_m(index, p, limit_m, &foot);
}

double truce_front_nearest_m(const struct truce_front_index *index, struct truce_lonlat p, double limit_m,
                             struct truce_front_foot *foot)
{
    const struct truce_grid *grid = &index->grid;
    struct looking look = {p, truce_metre_at(p.lat_deg), INFINITY, {0, 0}};
    if (index->n == 0)
        return INFINITY;
    /* a position outside of the box starts from the nearest cell; nothing in the box is nearer to it than to its foot on the box */
    struct truce_lonlat corner = {fmin(fmax(p.lon_deg, grid->box.min.lon_deg), grid->box.max.lon_deg),
                                  fmin(fmax(p.lat_deg, grid->box.min.lat_deg), grid->box.max.lat_deg)};
    struct truce_metre m = truce_metre_at(0.5 * (p.lat_deg + corner.lat_deg));
    double away = hypot((p.lon_deg - corner.lon_deg) * m.east, (p.lat_deg - corner.lat_deg) * m.north);
    if (away > limit_m * 1.001)
        return INFINITY;
    /* nothing beyond the limit matters; what lies just on it does */
    look.best_m = nextafter(limit_m, INFINITY);
    long most = (long)(grid->rows > grid->columns ? grid->rows : grid->columns);
    for (long ring = 0; ring <= most; ring++) {
        double least = (double)(ring - 1) * grid->cell_m;
        if (ring > 0 && least > look.best_m)
            break;
        look_in_ring(index, &look, ring);
    }
    if (!(look.best_m <= limit_m))
        return INFINITY;
    *foot = look.foot;
    return look.best_m;
}

static struct truce_lonlat between(const struct truce_edge *e, double t)
{
    return (struct truce_lonlat){e->a.lon_deg + t * (e->b.lon_deg - e->a.lon_deg),
                                 e->a.lat_deg + t * (e->b.lat_deg - e->a.lat_deg)};
}

static enum truce_status add_piece(struct truce_front *front, struct truce_lonlat a, struct truce_lonlat b,
                                   struct truce_err *err)
{
    void *pieces = front->pieces;
    enum truce_status status = truce_grow(&pieces, &front->size, front->n + 1, sizeof *front->pieces, err);
    front->pieces = pieces;
    if (status == TRUCE_OK)
        front->pieces[front->n++] = (struct truce_front_piece){a, b};
    return status;
}

struct truce_border {
    struct truce_front_index *edge;
    struct truce_clip *area;
    double margin_m;
};

void truce_border_close(struct truce_border *border)
{
    if (border == NULL)
        return;
    truce_front_index_close(border->edge);
    truce_clip_close(border->area);
    free(border);
}

enum truce_status truce_border_open(const struct truce_multipolygon *country, double margin_m,
                                    struct truce_border **out, struct truce_err *err)
{
    struct truce_boundary edges = {NULL, 0, 0};
    if (!(margin_m > 0))
        return truce_fail(err, TRUCE_ERR_RANGE, "border margin %g m; it must be above 0", margin_m);
    struct truce_border *border = calloc(1, sizeof *border);
    if (border == NULL)
        return truce_fail(err, TRUCE_ERR_MEMORY, "no memory for a border");
    border->margin_m = margin_m;
    enum truce_status status = truce_boundary_of(country, &edges, err);
    if (status == TRUCE_OK)
        status = index_edges(edges.edges, edges.n, &border->edge, err);
    if (status == TRUCE_OK)
        status = truce_clip_open(country, &border->area, err);
    truce_boundary_fini(&edges);
    if (status == TRUCE_OK)
        *out = border;
    else
        truce_border_close(border);
    return status;
}

const struct truce_clip *truce_border_clip(const struct truce_border *border)
{
    return border->area;
}

static bool is_contact(const struct truce_border *border, struct truce_lonlat p)
{
    return truce_clip_side(border->area, p) == TRUCE_SIDE_INSIDE &&
           isinf(truce_front_distance_m(border->edge, p, border->margin_m));
}

/* the runs of an edge that are line of contact, looked at every half margin */
static enum truce_status add_contact(struct truce_front *front, const struct truce_edge *e,
                                     const struct truce_border *border, struct truce_err *err)
{
    double length = truce_geodesic_distance_m(e->a, e->b, NULL);
    size_t steps = (size_t)(length / (0.5 * border->margin_m)) + 1;
    enum truce_status status = TRUCE_OK;
    size_t from = 0;
    bool open = false;

    for (size_t i = 0; status == TRUCE_OK && i <= steps; i++) {
        bool contact = i < steps && is_contact(border, between(e, ((double)i + 0.5) / (double)steps));
        if (contact && !open) {
            from = i;
            open = true;
        } else if (!contact && open) {
            struct truce_lonlat a = from == 0 ? e->a : between(e, (double)from / (double)steps);
            struct truce_lonlat b = i == steps ? e->b : between(e, (double)i / (double)steps);
            status = add_piece(front, a, b, err);
            open = false;
        }
    }
    return status;
}

enum truce_status truce_front_extract(const struct truce_boundary *edges, const struct truce_border *border,
                                      struct truce_front *out, struct truce_err *err)
{
    struct truce_front front;
    enum truce_status status = TRUCE_OK;

    truce_front_init(&front);
    for (size_t i = 0; status == TRUCE_OK && i < edges->n; i++)
        status = border == NULL ? add_piece(&front, edges->edges[i].a, edges->edges[i].b, err)
                                : add_contact(&front, &edges->edges[i], border, err);
    for (size_t i = 0; status == TRUCE_OK && i < front.n; i++)
        front.length_m += truce_geodesic_distance_m(front.pieces[i].a, front.pieces[i].b, NULL);
    if (status == TRUCE_OK) {
        truce_front_fini(out);
        *out = front;
        truce_front_init(&front);
    }
    truce_front_fini(&front);
    return status;
}

enum truce_status truce_front_strip(const struct truce_front *front, double d_m,
                                    struct truce_multipolygon *out, double *scale_error,
                                    struct truce_err *err)
{
    struct truce_plane *plane = NULL;
    struct truce_multipolygon strip;
    struct truce_box box = truce_box_empty();
    double *xy = NULL, worst = 0;

    if (front->n == 0 || !(d_m > 0)) {
        truce_multipolygon_clear(out);
        if (scale_error != NULL)
            *scale_error = 0;
        return TRUCE_OK;
    }
    truce_multipolygon_init(&strip);
    for (size_t i = 0; i < front->n; i++) {
        truce_box_extend(&box, front->pieces[i].a);
        truce_box_extend(&box, front->pieces[i].b);
    }
    enum truce_status status = truce_plane_open(box, TRUCE_PLANE_MERIDIAN, &plane, err);
    if (status != TRUCE_OK)
        return status;
    xy = malloc(front->n * 4 * sizeof *xy);
    if (xy == NULL) {
        status = truce_fail(err, TRUCE_ERR_MEMORY, "no memory for a front of %zu pieces", front->n);
        goto done;
    }
    for (size_t i = 0; i < front->n; i++) {
        struct truce_lonlat a = truce_plane_to(plane, front->pieces[i].a),
                            b = truce_plane_to(plane, front->pieces[i].b);
        memcpy(xy + 4 * i, &a, sizeof a);
        memcpy(xy + 4 * i + 2, &b, sizeof b);
        worst = fmax(worst, fmax(truce_plane_scale_error(plane, a), truce_plane_scale_error(plane, b)));
    }
    status = truce_geos_buffer_lines(xy, front->n, d_m, &strip, err);
    if (status != TRUCE_OK)
        goto done;
    for (size_t i = 0; i < strip.n_points; i++)
        strip.points[i] = truce_plane_from(plane, strip.points[i]);
    truce_multipolygon_take(out, &strip);
    if (scale_error != NULL)
        *scale_error = worst;
done:
    free(xy);
    truce_multipolygon_fini(&strip);
    truce_plane_close(plane);
    return status;
}

const char *truce_proj_version(void)
{
    return proj_info().version;
}
