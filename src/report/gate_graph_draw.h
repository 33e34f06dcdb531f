/*
 * A gate graph being drawn.  Private to gate_graph_picture.c and gate_graph_card.c.
 */
#ifndef TRUCE_REPORT_GATE_GRAPH_DRAW_H
#define TRUCE_REPORT_GATE_GRAPH_DRAW_H

#include "report/gate_graph_picture.h"
#include "report/graph_layout.h"

struct truce_face_line; /* of a card, gate_graph_card.c */

/* What of a card is drawn. */
struct truce_face {
    const struct truce_card *card;
    struct truce_face_line *lines;
    size_t n;
    size_t n_links;
    double cells; /* height of the row of clauses; 0: none */
    double width, height;
};

struct truce_gate_drawing {
    const struct truce_gate_graph *graph;
    const struct truce_gate_look *look;
    struct truce_scene *scene;
    struct truce_layout layout;
    struct truce_face *faces;
    int *card_at;         /* box -> card */
    int *box_of;          /* card -> box; -1: no link, it stands below */
    int *arrow_of;        /* link -> arrow */
    double *cell, *width; /* one a link: left of its cell, and how wide it is */
    size_t *order;        /* links, by card and from the left */
    double top;           /* below the graph: where the cards without links begin */
};

/* Memory of the scene's arena, zeroed; NULL, and the scene fails, without. */
void *truce_drawing_take(struct truce_gate_drawing *d, size_t n, size_t item);

/* The lowest number of a mask of root causes; 0: none. */
int truce_drawing_root(uint64_t roots);

/* What a card says and how large it is; fills d->faces[card] and d->width of its links. */
void truce_card_measure(struct truce_gate_drawing *d, int card);

/* With its left upper corner at (x, y); the cells of its links stand as d->cell and the arrows' ports say. */
void truce_card_draw(struct truce_gate_drawing *d, int card, double x, double y);

#endif
