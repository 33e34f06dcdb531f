/*
 * Where boxes and arrows of a directed graph stand on a sheet: a layered layout.
 *
 * Arrows go down, from the lower edge of a box to the upper edge of another.  Where arrows go round in a circle some of them must go up:
 * they leave their box below all the same, turn, pass the layers between and come in from above.  No box meets another, and no arrow
 * crosses a box.  Pure: numbers in, numbers out; same input, same output.  Lengths are in whatever unit the boxes are.
 *
 * Source: K. Sugiyama, S. Tagawa, M. Toda, IEEE Trans. SMC 11 (1981), doi:10.1109/TSMC.1981.4308636, in the order given there; the horizontal
 * places are those of least squares under separation (pool adjacent violators; R. Barlow and H. Brunk, JASA 67 (1972),
 * doi:10.1080/01621459.1972.10481216).
 */
#ifndef TRUCE_REPORT_GRAPH_LAYOUT_H
#define TRUCE_REPORT_GRAPH_LAYOUT_H

#include <stdbool.h>

#include "base/arena.h"

struct truce_layout_point {
    double x, y;
};

struct truce_layout_box {
    double width, height; /* given, > 0 */
    double x, y;          /* found: left and top */
    int layer;            /* found: 0 is the top */
};

struct truce_layout_arrow {
    int from, to; /* given: boxes; may be the same */
    double port;  /* given: where it leaves the lower edge of `from`, from its left; [0, width] */
    bool yields;  /* given: of the arrows of a circle, the ones that yield are turned first */
    bool upward;  /* found */
    const struct truce_layout_point *path; /* found: a start, then Bezier segments of three points each */
    size_t n_path;                         /* 1 + 3 k */
};

struct truce_layout {
    struct truce_layout_box *boxes;
    size_t n_boxes;
    struct truce_layout_arrow *arrows;
    size_t n_arrows;
    double gap_x;         /* given: least distance of two boxes beside each other */
    double gap_y;         /* given: least distance of two layers */
    double lane;          /* given: least distance of two arrows that pass a layer */
    double width, height; /* found: everything lies within [0, width] x [0, height] */
    size_t n_layers;      /* found */
    size_t n_crossings;   /* found: of arrows, between layers */
};

/*
 * Fills what is to be found; paths are owned by the arena.
 *
 * Fails: TRUCE_ERR_MEMORY, TRUCE_ERR_LIMIT (the arena's ceiling).
 * Cost:  about O(arrows^2) a pair of layers and sweep; milliseconds for 150 boxes.
 */
enum truce_status truce_layout_run(struct truce_layout *layout, struct truce_arena *arena,
                                   struct truce_err *err) TRUCE_MUST_USE;

#endif
