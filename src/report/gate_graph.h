/*
 * The gates of a plan as a graph of cards and links: what pictures of it show, in whatever kind of file.
 *
 * A card is a gate, a clock, a need, a condition that holds others, a position or a veto.  What somebody has yet to do (sign, ratify, vote,
 * give an order) stands in the card of what waits for it.  A link is a clause: its first card waits for its second.  Root causes keep the
 * numbers that the text gives them.
 */
#ifndef TRUCE_REPORT_GATE_GRAPH_H
#define TRUCE_REPORT_GATE_GRAPH_H

#include "base/arena.h"
#include "base/buf.h"
#include "plan/plan.h"

enum truce_card_kind {
    TRUCE_CARD_GATE,
    TRUCE_CARD_CLOCK,
    TRUCE_CARD_NEED,
    TRUCE_CARD_CLAUSES,  /* a condition within a condition that waits for gates */
    TRUCE_CARD_POSITION, /* outside the text */
    TRUCE_CARD_VETO,
};

enum truce_card_status {
    TRUCE_CARD_OPEN,
    TRUCE_CARD_CONTESTED, /* open only if contested facts are accepted */
    TRUCE_CARD_CLOSED,    /* and opens some day, if the estimates hold */
    TRUCE_CARD_NEVER,     /* as things stand */
    TRUCE_CARD_NO_STATUS, /* positions and vetoes */
};

struct truce_card_fact {
    const char *clause; /* "signed"; "" */
    const char *says;   /* "A, B and US sign" */
    bool refused;
    bool contested; /* it holds if contested facts are accepted */
};

struct truce_card {
    enum truce_card_kind kind;
    enum truce_card_status status;
    int node;           /* of the plan's graph; -1: none */
    const char *title;  /* "approved by referendum" */
    const char *place;  /* "point 19, Referendum"; "" */
    const char *says;   /* "closed, not before 2026-03-28" */
    const char *more;   /* "likely 2026-05-10"; "" */
    const char *inputs; /* "" where all are needed; "opens by 2 of these 3:" */
    struct truce_card_fact *facts;
    size_t n_facts;
    size_t n_hidden; /* clauses that are not shown */
    uint64_t roots;  /* bit k: part of root cause k */
    int alone;       /* the root cause that is this card and nothing else; 0: none */
    bool is_target;
    double required, available, barred; /* of a need */
};

struct truce_link {
    int from, to;       /* cards: from waits for to */
    const char *clause; /* "quiet"; "" */
    uint64_t roots;     /* bit k: part of the loop of root cause k */
    bool outside;       /* not in the text: a position, a veto */
    bool open;          /* what it waits for is open */
    int node, input;    /* of the plan's graph */
};

struct truce_gate_root {
    int number; /* from 1 */
    bool loop;
    int first;        /* card at which its words begin; -1: it is not shown */
    const char *says; /* "a loop of 5, 91 days round: ceasefire, settlement, ..." */
};

enum truce_gate_detail {
    TRUCE_DETAIL_ALL,    /* with what people have yet to do */
    TRUCE_DETAIL_GATES,  /* without that */
    TRUCE_DETAIL_CAUSES, /* only root causes, targets, and the ways from these to those */
};

struct truce_gate_graph {
    const struct truce_plan *plan;
    struct truce_card *cards;
    size_t n_cards;
    struct truce_link *links;
    size_t n_links;
    struct truce_gate_root *roots;
    size_t n_roots;
    const char *left_out; /* a sentence; "" where all is shown */
};

enum { TRUCE_CARDS_MAX = 150 };

/*
 * cards_max  of larger plans only what the targets wait for is taken, and of that the nearest.
 * Owns:      everything is the arena's; the plan must outlive it.
 * Fails:     TRUCE_ERR_MEMORY, TRUCE_ERR_LIMIT.
 */
enum truce_status truce_gate_graph_make(const struct truce_plan *plan, enum truce_gate_detail detail,
                                        size_t cards_max, struct truce_arena *arena,
                                        struct truce_gate_graph *out, struct truce_err *err) TRUCE_MUST_USE;

/*
 * Writes the picture; its name ends in .svg, .png, .pdf or .dot.
 *
 * Fails: TRUCE_ERR_USAGE another ending; TRUCE_ERR_IO; TRUCE_ERR_MEMORY; TRUCE_ERR_LIMIT more than a PNG can hold.
 */
enum truce_status truce_report_gate_graph(const char *path, const struct truce_plan *plan,
                                          struct truce_texts what_if, struct truce_err *err) TRUCE_MUST_USE;

/* Can a file of this name be written? */
bool truce_gate_graph_can_write(const char *path);

/* As DOT, for those who have Graphviz. */
void truce_gate_graph_dot(const struct truce_gate_graph *graph, struct truce_buf *out);

/* "as of 2025-12-28", the agreement's version and what dates rest on: under every picture. */
void truce_gate_graph_caption(const struct truce_plan *plan, struct truce_buf *out);

#endif
