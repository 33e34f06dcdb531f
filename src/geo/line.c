/*
 * Lines with sides.
 *
 * Distances are those of geo/front.c, which also says on which edge the nearest point lies.  Where that point is a vertex, the position lies on the
 * outer side of the bend: the nearest point of the inner side is never the vertex.
 *
 * A strip is made in a conformal plane (geo/plane.h): each edge has its round buffer, and they are united.  A strip with different widths is cut
 * along the line, drawn on at its ends, and of the faces those are kept that lie on the side: each is asked by a point inside of it.
 */
#include "geo/line.h"

#include <math.h>
#include <stdlib.h>

#include "base/buf.h"
#include "geo/front.h"
#include "geo/geos_door.h"
#include "geo/orientation.h"
#include "geo/plane.h"

#define NO_PIECE   SIZE_MAX
#define BOW_M      0.5 /* between the straight edge in degrees and that in the plane, at most */
#define STEP_MAX_M 20000.0
#define REACH      1.5 /* an end is drawn on by so many widths, to beyond the strip */

struct truce_line {
    struct truce_front front; /* all edges, run by run */
    size_t *before, *after;   /* the neighbours of each in its run, or NO_PIECE */
    struct truce_front_index *index;
    struct truce_box box;
};

/* Of so long an edge the two are within BOW_M of each other: an edge of L metres along a parallel bows by L^2 tan(lat) / 8R. */
static double step_m(double lat_deg)
{
    const double earth_m = 6371008.8, rad = 0.017453292519943295769;
    double slope = fabs(tan(fmin(fabs(lat_deg), 89.9) * rad));
    return fmin(STEP_MAX_M, sqrt(8 * earth_m * BOW_M / fmax(slope, 1e-6)));
}

static bool same(struct truce_lonlat a, struct truce_lonlat b)
{
    return a.lon_deg == b.lon_deg && a.lat_deg == b.lat_deg;
}

static enum truce_status add_run(struct truce_line *line, struct truce_run run, struct truce_err *err)
{
    struct truce_front *front = &line->front;
    size_t first = front->n;

    for (size_t i = 0; i + 1 < run.n; i++) {
        void *pieces = front->pieces;
        if (same(run.at[i], run.at[i + 1]))
            continue;
        enum truce_status status =
            truce_grow(&pieces, &front->size, front->n + 1, sizeof *front->pieces, err);
        front->pieces = pieces;
        if (status != TRUCE_OK)
            return status;
        front->pieces[front->n++] = (struct truce_front_piece){run.at[i], run.at[i + 1]};
        truce_box_extend(&line->box, run.at[i]);
        truce_box_extend(&line->box, run.at[i + 1]);
    }
    if (front->n == first)
        return truce_fail(err, TRUCE_ERR_SHAPE,
                          "a line of fewer than two distinct positions; two is the least");
    return TRUCE_OK;
}

static void join(struct truce_line *line)
{
    const struct truce_front_piece *pieces = line->front.pieces;
    size_t n = line->front.n, first = 0;

    for (size_t i = 0; i < n; i++) {
        bool goes_on = i + 1 < n && same(pieces[i].b, pieces[i + 1].a);
        line->after[i] = goes_on ? i + 1 : NO_PIECE;
        line->before[i] = i > first ? i - 1 : NO_PIECE;
        if (goes_on)
            continue;
        if (i > first + 1 && same(pieces[i].b, pieces[first].a)) { /* it comes round */
            line->after[i] = first;
            line->before[first] = i;
        }
        first = i + 1;
    }
}

enum truce_status truce_line_open(const struct truce_run *runs, size_t n, struct truce_line **out,
                                  struct truce_err *err)
{
    struct truce_line *line = calloc(1, sizeof *line);
    enum truce_status status = TRUCE_OK;

    if (line == NULL)
        return truce_fail(err, TRUCE_ERR_MEMORY, "no memory for a line");
    truce_front_init(&line->front);
    line->box = truce_box_empty();
    for (size_t i = 0; status == TRUCE_OK && i < n; i++) {
        status = add_run(line, runs[i], err);
        if (status == TRUCE_ERR_SHAPE && err != NULL)
            err->at = (int64_t)i;
    }
    if (status == TRUCE_OK && n == 0)
        status = truce_fail(err, TRUCE_ERR_SHAPE, "a line without positions");
    if (status == TRUCE_OK) {
        line->before = malloc(line->front.n * sizeof *line->before);
        line->after = malloc(line->front.n * sizeof *line->after);
        if (line->before == NULL || line->after == NULL)
            status = truce_fail(err, TRUCE_ERR_MEMORY, "no memory for a line of %zu edges", line->front.n);
    }
    if (status == TRUCE_OK) {
        join(line);
        status = truce_front_index_open(&line->front, &line->index, err);
    }
    if (status == TRUCE_OK)
        *out = line;
    else
        truce_line_close(line);
    return status;
}

void truce_line_close(struct truce_line *line)
{
    if (line == NULL)
        return;
    truce_front_fini(&line->front);
    truce_front_index_close(line->index);
    free(line->before);
    free(line->after);
    free(line);
}

struct truce_box truce_line_box(const struct truce_line *line)
{
    return line->box;
}

static enum truce_line_hand side_of_turn(int turn)
{
    return turn > 0 ? TRUCE_LINE_LEFT : turn < 0 ? TRUCE_LINE_RIGHT : TRUCE_LINE_ON;
}

static enum truce_line_hand side_at(const struct truce_line *line, struct truce_lonlat p,
                                    struct truce_front_foot foot)
{
    const struct truce_front_piece *piece = &line->front.pieces[foot.piece];
    size_t other = foot.along <= 0   ? line->before[foot.piece]
                   : foot.along >= 1 ? line->after[foot.piece]
                                     : NO_PIECE;
    if (other != NO_PIECE) {
        const struct truce_front_piece *neighbour = &line->front.pieces[other];
        int turn = foot.along <= 0 ? truce_orientation(neighbour->a, piece->a, piece->b)
                                   : truce_orientation(piece->a, piece->b, neighbour->b);
        if (turn != 0)
            return side_of_turn(-turn);
    }
    return side_of_turn(truce_orientation(piece->a, piece->b, p));
}

double truce_line_distance_m(const struct truce_line *line, struct truce_lonlat p, double limit_m,
                             enum truce_line_hand *side)
{
    struct truce_front_foot foot = {0, 0};
    double d = truce_front_nearest_m(line->index, p, limit_m, &foot);
    if (side != NULL && d < INFINITY)
        *side = d > 0 ? side_at(line, p, foot) : TRUCE_LINE_ON;
    return d;
}

/* the line in a plane: segments short enough to be straight, and the ends drawn on */
struct drawn {
    const struct truce_line *line;
    struct truce_plane *plane;
    double *xy; /* n segments */
    size_t n, size;
    size_t *start; /* the first segment of each edge, and their number */
    enum truce_line_hand wanted;
    double scale_error;
};

static enum truce_status draw(struct drawn *drawn, struct truce_lonlat a, struct truce_lonlat b,
                              struct truce_err *err)
{
    void *xy = drawn->xy;
    enum truce_status status = truce_grow(&xy, &drawn->size, drawn->n + 1, 4 * sizeof *drawn->xy, err);
    drawn->xy = xy;
    if (status != TRUCE_OK)
        return status;
    double *segment = drawn->xy + 4 * drawn->n++;
    segment[0] = a.lon_deg;
    segment[1] = a.lat_deg;
    segment[2] = b.lon_deg;
    segment[3] = b.lat_deg;
    drawn->scale_error = fmax(drawn->scale_error, fmax(truce_plane_scale_error(drawn->plane, a),
                                                       truce_plane_scale_error(drawn->plane, b)));
    return TRUCE_OK;
}

static enum truce_status draw_edge(struct drawn *drawn, const struct truce_front_piece *piece,
                                   struct truce_err *err)
{
    struct truce_lonlat from = truce_plane_to(drawn->plane, piece->a);
    struct truce_lonlat end = truce_plane_to(drawn->plane, piece->b);
    double length_m = hypot(end.lon_deg - from.lon_deg, end.lat_deg - from.lat_deg);
    size_t steps = (size_t)(length_m / step_m(fmax(fabs(piece->a.lat_deg), fabs(piece->b.lat_deg)))) + 1;
    enum truce_status status = TRUCE_OK;

    for (size_t k = 1; status == TRUCE_OK && k <= steps; k++) {
        double t = (double)k / (double)steps;
        const struct truce_lonlat p = {piece->a.lon_deg + t * (piece->b.lon_deg - piece->a.lon_deg),
                                       piece->a.lat_deg + t * (piece->b.lat_deg - piece->a.lat_deg)};
        struct truce_lonlat to = k == steps ? end : truce_plane_to(drawn->plane, p);
        status = draw(drawn, from, to, err);
        from = to;
    }
    return status;
}

/* An edge drawn on by `length` beyond b; straight in degrees, as the edge is. */
static enum truce_status draw_on(struct drawn *drawn, struct truce_lonlat a, struct truce_lonlat b,
                                 double length_m, struct truce_err *err)
{
    double share = length_m / truce_geodesic_distance_m(a, b, NULL);
    struct truce_front_piece ray = {
        b, {b.lon_deg + share * (b.lon_deg - a.lon_deg), b.lat_deg + share * (b.lat_deg - a.lat_deg)}};
    ray.b.lat_deg = fmin(fmax(ray.b.lat_deg, -89.9), 89.9);
    return draw_edge(drawn, &ray, err);
}

/* all edges, and where the segments of each begin */
static enum truce_status draw_line(struct drawn *drawn, struct truce_err *err)
{
    const struct truce_front *front = &drawn->line->front;
    enum truce_status status = TRUCE_OK;

    drawn->start = malloc((front->n + 1) * sizeof *drawn->start);
    if (drawn->start == NULL)
        return truce_fail(err, TRUCE_ERR_MEMORY, "no memory for a strip about %zu edges", front->n);
    for (size_t i = 0; status == TRUCE_OK && i < front->n; i++) {
        drawn->start[i] = drawn->n;
        status = draw_edge(drawn, &front->pieces[i], err);
    }
    drawn->start[front->n] = drawn->n;
    return status;
}

/* rays after the line, one at each end that no other edge joins */
static enum truce_status draw_ends(struct drawn *drawn, double length_m, struct truce_err *err)
{
    const struct truce_line *line = drawn->line;
    enum truce_status status = TRUCE_OK;

    drawn->n = drawn->start[line->front.n];
    for (size_t i = 0; status == TRUCE_OK && i < line->front.n; i++) {
        const struct truce_front_piece *piece = &line->front.pieces[i];
        if (line->before[i] == NO_PIECE)
            status = draw_on(drawn, piece->b, piece->a, length_m, err);
        if (status == TRUCE_OK && line->after[i] == NO_PIECE)
            status = draw_on(drawn, piece->a, piece->b, length_m, err);
    }
    return status;
}

static bool is_on_side(void *context, struct truce_lonlat xy)
{
    const struct drawn *drawn = context;
    enum truce_line_hand side = TRUCE_LINE_ON;
    truce_line_distance_m(drawn->line, truce_plane_from(drawn->plane, xy), INFINITY, &side);
    return side == drawn->wanted;
}

/* one side of the strip, in the plane */
static enum truce_status half(struct drawn *drawn, double width_m, enum truce_line_hand wanted,
                              struct truce_multipolygon *out, struct truce_err *err)
{
    size_t n_line = drawn->start[drawn->line->front.n];
    struct truce_multipolygon whole;

    if (!(width_m > 0))
        return TRUCE_OK;
    truce_multipolygon_init(&whole);
    drawn->wanted = wanted;
    enum truce_status status = draw_ends(drawn, REACH * width_m, err);
    if (status == TRUCE_OK)
        status = truce_geos_buffer_segments(drawn->xy, n_line, width_m, &whole, err);
    if (status == TRUCE_OK)
        status = truce_geos_cut(&whole, drawn->xy, drawn->n, is_on_side, drawn, out, err);
    truce_multipolygon_fini(&whole);
    return status;
}

static enum truce_status both_halves(struct drawn *drawn, double left_m, double right_m,
                                     struct truce_multipolygon *out, struct truce_err *err)
{
    struct truce_multipolygon left, right;

    truce_multipolygon_init(&left);
    truce_multipolygon_init(&right);
    enum truce_status status = half(drawn, left_m, TRUCE_LINE_LEFT, &left, err);
    if (status == TRUCE_OK)
        status = half(drawn, right_m, TRUCE_LINE_RIGHT, &right, err);
    if (status == TRUCE_OK)
        status = truce_multipolygon_append(&left, &right, err);
    if (status == TRUCE_OK)
        status = truce_geos_plane_union(&left, out, err);
    truce_multipolygon_fini(&left);
    truce_multipolygon_fini(&right);
    return status;
}

/* Back on the ground, with points along edges that are long: straight in the plane is not straight in degrees. */
static enum truce_status to_ground(const struct truce_plane *plane, const struct truce_multipolygon *xy,
                                   double most_m, struct truce_multipolygon *out, struct truce_err *err)
{
    enum truce_status status = TRUCE_OK;
    struct truce_lonlat *points = NULL;
    size_t size = 0;

    for (size_t r = 0; status == TRUCE_OK && r < xy->n_rings; r++) {
        const struct truce_lonlat *at = xy->points + xy->rings[r].first;
        size_t n = xy->rings[r].n, made = 0;
        for (size_t i = 0; status == TRUCE_OK && i < n; i++) {
            struct truce_lonlat a = at[i], b = at[(i + 1) % n];
            size_t steps = (size_t)(hypot(b.lon_deg - a.lon_deg, b.lat_deg - a.lat_deg) / most_m) + 1;
            void *grown = points;
            status = truce_grow(&grown, &size, made + steps, sizeof *points, err);
            points = grown;
            for (size_t k = 0; status == TRUCE_OK && k < steps; k++) {
                double t = (double)k / (double)steps;
                points[made++] =
                    truce_plane_from(plane, (struct truce_lonlat){a.lon_deg + t * (b.lon_deg - a.lon_deg),
                                                                  a.lat_deg + t * (b.lat_deg - a.lat_deg)});
            }
        }
        if (status == TRUCE_OK)
            status = truce_multipolygon_add_ring(out, points, made, xy->rings[r].hole, err);
    }
    free(points);
    return status;
}

static enum truce_status strip(const struct truce_line *line, double left_m, double right_m,
                               struct truce_multipolygon *out, double *scale_error, struct truce_err *err)
{
    struct drawn drawn = {.line = line};
    struct truce_multipolygon xy, ground;

    truce_multipolygon_init(&xy);
    truce_multipolygon_init(&ground);
    enum truce_status status = truce_plane_open(line->box, TRUCE_PLANE_NEAREST, &drawn.plane, err);
    if (status == TRUCE_OK)
        status = draw_line(&drawn, err);
    double worst = drawn.scale_error; /* of the line, without rays */
    if (status == TRUCE_OK && left_m == right_m)
        status = truce_geos_buffer_segments(drawn.xy, drawn.n, left_m, &xy, err);
    else if (status == TRUCE_OK)
        status = both_halves(&drawn, left_m, right_m, &xy, err);
    if (status == TRUCE_OK)
        status =
            to_ground(drawn.plane, &xy,
                      step_m(fmax(fabs(line->box.min.lat_deg), fabs(line->box.max.lat_deg))), &ground, err);
    if (status == TRUCE_OK) {
        truce_multipolygon_orient(&ground);
        truce_multipolygon_take(out, &ground);
        if (scale_error != NULL)
            *scale_error = worst;
    }
    truce_multipolygon_fini(&ground);
    truce_multipolygon_fini(&xy);
    truce_plane_close(drawn.plane);
    free(drawn.start);
    free(drawn.xy);
    return status;
}

enum truce_status truce_line_strip(const struct truce_line *line, double left_m, double right_m,
                                   struct truce_multipolygon *out, double *scale_error, struct truce_err *err)
{
    if (!(left_m >= 0) || !(right_m >= 0) || isinf(left_m) || isinf(right_m))
        return truce_fail(err, TRUCE_ERR_RANGE, "a strip of %g m on the left and %g m on the right of a line",
                          left_m, right_m);
    if (left_m == 0 && right_m == 0) {
        truce_multipolygon_clear(out);
        if (scale_error != NULL)
            *scale_error = 0;
        return TRUCE_OK;
    }
    return strip(line, left_m, right_m, out, scale_error, err);
}
