/*
 * Closing what rounding left open.
 *
 * Where two edges run so close that rounding decides on which side of each other they lie, a piece may be kept twice or not at all, and the
 * boundary then lacks an edge between two vertices.  The two candidates for that edge enclose no area worth the name, so either will do: the gap is closed
 * by a straight edge, provided that its ends are one point but for rounding, or that a piece runs from one to the other.
 * Invariants checked: every vertex is left as often as it is entered, and the area is not negative.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "geo/pieces.h"

#define NEAR_DEG 1e-6 /* about ten centimetres: along a piece of 1 km that is 100 square metres at most */
#define GAPS_MAX 256  /* more than this is no rounding */

bool truce_boundary_closes(const struct truce_boundary *boundary)
{
    /* Starts less ends, by hash: a set of edges that does not close passes with probability 2^-64. */
    uint64_t balance = 0;
    for (size_t i = 0; i < boundary->n; i++)
        balance += truce_lonlat_hash(boundary->edges[i].a) - truce_lonlat_hash(boundary->edges[i].b);
    return balance == 0;
}

#define INSIDE_OUT_DEG2 1e-9 /* about ten square metres: rounding may leave so much the wrong way round */

/* A boundary has its inside on the left, so its area is positive; one that is not was told wrongly, however well it closes. */
static bool is_inside_out(const struct truce_boundary *boundary)
{
    double sum = 0;
    for (size_t i = 0; i < boundary->n; i++) {
        struct truce_lonlat o = boundary->edges[0].a, p = boundary->edges[i].a, q = boundary->edges[i].b;
        sum += (p.lon_deg - o.lon_deg) * (q.lat_deg - o.lat_deg) -
               (q.lon_deg - o.lon_deg) * (p.lat_deg - o.lat_deg);
    }
    return sum < -2 * INSIDE_OUT_DEG2;
}

struct vertex {
    struct truce_lonlat at;
    int balance; /* edges that start here less those that end here */
};

static int compare_vertices(const void *x, const void *y)
{
    const struct vertex *p = x, *q = y;
    if (p->at.lon_deg != q->at.lon_deg)
        return p->at.lon_deg < q->at.lon_deg ? -1 : 1;
    return p->at.lat_deg < q->at.lat_deg ? -1 : p->at.lat_deg > q->at.lat_deg;
}

/* vertices out of balance; *n of them, in an array on the heap, or NULL without memory */
static struct vertex *find_open(const struct truce_boundary *boundary, size_t *n)
{
    struct vertex *all = malloc((2 * boundary->n + 1) * sizeof *all);
    size_t kept = 0;

    *n = 0;
    if (all == NULL)
        return NULL;
    for (size_t i = 0; i < boundary->n; i++) {
        all[2 * i] = (struct vertex){boundary->edges[i].a, 1};
        all[2 * i + 1] = (struct vertex){boundary->edges[i].b, -1};
    }
    qsort(all, 2 * boundary->n, sizeof *all, compare_vertices);
    for (size_t i = 0; i < 2 * boundary->n;) {
        struct vertex v = all[i];
        for (i++; i < 2 * boundary->n && truce_lonlat_same(all[i].at, v.at); i++)
            v.balance += all[i].balance;
        if (v.balance != 0)
            all[kept++] = v;
    }
    *n = kept;
    return all;
}

static bool near(struct truce_lonlat p, struct truce_lonlat q)
{
    return fabs(p.lon_deg - q.lon_deg) < NEAR_DEG && fabs(p.lat_deg - q.lat_deg) < NEAR_DEG;
}

static bool joined(const struct truce_pieces *pieces, struct truce_lonlat p, struct truce_lonlat q)
{
    for (size_t i = 0; i < pieces->n; i++) {
        const struct truce_edge *e = &pieces->items[i].edge;
        if ((near(e->a, p) && near(e->b, q)) || (near(e->a, q) && near(e->b, p)))
            return true;
    }
    return false;
}

static bool may_join(const struct truce_pieces *a, const struct truce_pieces *b, struct truce_lonlat p,
                     struct truce_lonlat q)
{
    return near(p, q) || joined(a, p, q) || joined(b, p, q);
}

enum truce_status truce_boundary_close(struct truce_boundary *boundary, const struct truce_pieces *a,
                                       const struct truce_pieces *b, bool *closed, struct truce_err *err)
{
    size_t n = 0;
    *closed = truce_boundary_closes(boundary);
    if (*closed) {
        *closed = !is_inside_out(boundary);
        return TRUCE_OK;
    }
    struct vertex *open = find_open(boundary, &n);
    if (open == NULL)
        return truce_fail(err, TRUCE_ERR_MEMORY, "no memory to close %zu edges", boundary->n);
    for (size_t i = 0; n <= GAPS_MAX && i < n; i++)
        for (size_t k = 0; k < n && open[i].balance < 0; k++) {
            if (open[k].balance <= 0 || !may_join(a, b, open[i].at, open[k].at))
                continue;
            void *edges = boundary->edges;
            enum truce_status status =
                truce_grow(&edges, &boundary->size, boundary->n + 1, sizeof *boundary->edges, err);
            boundary->edges = edges;
            if (status != TRUCE_OK) {
                free(open);
                return status;
            }
            boundary->edges[boundary->n++] = (struct truce_edge){open[i].at, open[k].at};
            open[i].balance++;
            open[k].balance--;
            k--; /* it may need another */
        }
    free(open);
    *closed = truce_boundary_closes(boundary) && !is_inside_out(boundary);
    return TRUCE_OK;
}
