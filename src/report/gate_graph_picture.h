/*
 * The gate graph as a drawing.
 */
#ifndef TRUCE_REPORT_GATE_GRAPH_PICTURE_H
#define TRUCE_REPORT_GATE_GRAPH_PICTURE_H

#include "report/gate_graph.h"
#include "report/scene.h"

struct truce_gate_look {
    double text_px;      /* small text; titles are larger by 2 */
    double card_px;      /* a card's text is broken at this width */
    double gap_x, gap_y; /* between cards */
    bool dates;          /* with likely and latest days */
};

/* For a page of its own, and for a column of the brief: no text of it is below 8 pt (10.67 px). */
extern const struct truce_gate_look truce_gate_look_page, truce_gate_look_brief;

/* Cards and links alone, from (0, 0); scene->width and ->height are theirs.  Fails: TRUCE_ERR_MEMORY, TRUCE_ERR_LIMIT. */
enum truce_status truce_gate_graph_scene(const struct truce_gate_graph *graph,
                                         const struct truce_gate_look *look, struct truce_scene *scene,
                                         struct truce_err *err) TRUCE_MUST_USE;

/* With title, answers, legend, root causes and caption.  what_if: what the plan takes as granted, in the words in which it was given. */
enum truce_status truce_gate_graph_page(const struct truce_gate_graph *graph, struct truce_texts what_if,
                                        struct truce_scene *scene, struct truce_err *err) TRUCE_MUST_USE;

/* The colour of a root cause; they come again after a few, which is why numbers stand beside. */
struct truce_colour truce_gate_root_colour(int number);

/* The sign of a status, 9 px wide, its middle at (x, y). */
void truce_gate_status_sign(struct truce_scene *scene, double x, double y, enum truce_card_status status);

/* The disc with the number of a root cause. */
void truce_gate_root_disc(struct truce_scene *scene, double x, double y, int number);

#endif
