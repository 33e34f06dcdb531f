/*
 * The kernel of the overlay: two sets of directed edges, cut where they meet, each piece told apart.  Private to geo.
 */
#ifndef TRUCE_GEO_PIECES_H
#define TRUCE_GEO_PIECES_H

#include "geo/bands.h"
#include "geo/grid.h"

enum truce_piece_class {
    TRUCE_PIECE_OPEN,     /* not yet told */
    TRUCE_PIECE_OUTSIDE,  /* outside of the other shape */
    TRUCE_PIECE_INSIDE,   /* inside of the other shape */
    TRUCE_PIECE_SAME,     /* an edge of both, both insides on one side */
    TRUCE_PIECE_OPPOSITE, /* an edge of both, the insides on either side */
};

struct truce_piece {
    struct truce_edge edge;
    enum truce_piece_class class;
    bool whole; /* an edge that both shapes have: it was told before anything was cut */
};

struct truce_pieces {
    struct truce_piece *items;
    size_t n, size;
};

void truce_pieces_fini(struct truce_pieces *pieces); /* safe on a zeroed struct */

/* One of the two shapes. */
struct truce_operand {
    const struct truce_edge *edges; /* those that matter: all of the shape, or those near the other one */
    size_t n;
    const struct truce_bands
        *whole; /* all edges of the shape, to tell pieces of the other; NULL: `edges` are all */
};

/*
 * Cuts the edges of two shapes at each other and tells every piece.
 *
 * On return pieces_a and pieces_b hold every piece, none OPEN; those told as SAME or OPPOSITE stand in both.  Where edges run
 * together but for rounding, pieces may be told wrongly: what is made of them must be checked to close (truce_boundary_close).
 *
 * Cost: O(n) expected for matching, O(n + crossings) for cutting edges that are short against the shape.
 */
enum truce_status truce_pieces_cut(const struct truce_operand *a, const struct truce_operand *b,
                                   struct truce_pieces *pieces_a, struct truce_pieces *pieces_b,
                                   struct truce_err *err) TRUCE_MUST_USE;

/* Is every vertex left as often as it is entered? */
bool truce_boundary_closes(const struct truce_boundary *boundary);

/* truce_boundary_shape, and how many points it left out in rings without an area (rings.c). */
enum truce_status truce_boundary_rings(const struct truce_boundary *boundary, struct truce_multipolygon *out,
                                       size_t *dropped, struct truce_err *err) TRUCE_MUST_USE;

/* Adds edges where rounding left gaps between pieces that run together (closing.c); *closed tells whether that was enough, and
 * that the area is not negative.
 * Fails: TRUCE_ERR_MEMORY. */
enum truce_status truce_boundary_close(struct truce_boundary *boundary, const struct truce_pieces *a,
                                       const struct truce_pieces *b, bool *closed,
                                       struct truce_err *err) TRUCE_MUST_USE;

/* The edges of b, those that a has as well told as SAME or OPPOSITE, the others OPEN. */
enum truce_status truce_pieces_match(const struct truce_edge *a, size_t n_a, const struct truce_edge *b,
                                     size_t n_b, struct truce_pieces *pieces_b,
                                     struct truce_err *err) TRUCE_MUST_USE;

/* A vertex this near to an edge lies on it: a tenth of a millimetre, far below any map and far above rounding. */
#define TRUCE_SNAP_DEG 1e-9

/* How two edges meet.  Exact. */
enum truce_meeting {
    TRUCE_MEET_NOT,     /* no common point, or only a common end */
    TRUCE_MEET_CROSS,   /* inner point against inner point */
    TRUCE_MEET_TOUCH,   /* the end of one lies inside the other */
    TRUCE_MEET_OVERLAP, /* along a common line, for some length */
};
enum truce_meeting truce_edges_meet(const struct truce_edge *p, const struct truce_edge *q);

/* The crossing of two edges that cross, rounded to doubles. */
struct truce_lonlat truce_edges_crossing(const struct truce_edge *p, const struct truce_edge *q);

/* A table of edges by their ends, whichever way they run. */
struct truce_edge_table {
    uint32_t *slots; /* edge number + 1; 0 is empty */
    size_t mask;
};
enum truce_status truce_edge_table_open(size_t n, struct truce_edge_table *out,
                                        struct truce_err *err) TRUCE_MUST_USE;
void truce_edge_table_close(struct truce_edge_table *table);

/* A hash of a position; +0 and -0 are one. */
uint64_t truce_lonlat_hash(struct truce_lonlat p);
bool truce_lonlat_same(struct truce_lonlat p, struct truce_lonlat q);

#endif
