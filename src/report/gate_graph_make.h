/*
 * A gate graph on its way.  Private to gate_graph*.c.
 */
#ifndef TRUCE_REPORT_GATE_GRAPH_MAKE_H
#define TRUCE_REPORT_GATE_GRAPH_MAKE_H

#include "report/gate_graph.h"

struct truce_graph_maker {
    const struct truce_plan *plan;
    const struct truce_plan_graph *graph; /* of the earliest case */
    struct truce_arena *arena;
    enum truce_gate_detail detail;
    struct truce_gate_graph *out;
    int32_t *day;          /* one a node of the plan's graph: the earliest */
    unsigned char *chosen; /* one a node */
    int *card_of;          /* one a node: its card, or that in which it stands; -1 */
    size_t cards_room, links_room;
    struct truce_buf text; /* on its way into the arena */
    bool failed;
    struct truce_err err; /* why */
};

/* Zeroed; NULL and m->failed without memory. */
void *truce_maker_alloc(struct truce_graph_maker *m, size_t n, size_t item);

/* The text put together in m->text, which is then empty. */
const char *truce_maker_text(struct truce_graph_maker *m);

/* Which nodes are shown; fills m->chosen, and out->left_out. */
void truce_maker_choose(struct truce_graph_maker *m, size_t cards_max);

/* Cards and links of what was chosen. */
void truce_maker_cards(struct truce_graph_maker *m);

/* Words and status of a card. */
void truce_maker_fill_gate(struct truce_graph_maker *m, int gate, struct truce_card *card);
void truce_maker_fill_clock(struct truce_graph_maker *m, int clock, struct truce_card *card);
void truce_maker_fill_need(struct truce_graph_maker *m, int need, struct truce_card *card);

/* Numbers root causes and marks what is part of them. */
void truce_maker_roots(struct truce_graph_maker *m);

#endif
