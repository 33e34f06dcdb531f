/*
 * What a brief says, before it is set.  Private to brief*.c.
 *
 * All texts are owned by the content's arena and "" where there is nothing to say.
 */
#ifndef TRUCE_REPORT_BRIEF_CONTENT_H
#define TRUCE_REPORT_BRIEF_CONTENT_H

#include "report/brief.h"
#include "report/gate_graph.h"
#include "report/scene.h"

enum { TRUCE_BRIEF_COLUMNS = 6 };

struct truce_brief_item {
    int number; /* of a root cause, shown as a disc; 0: none */
    int depth;  /* 0, or 1 for what belongs to the item before */
    const char *text;
};

enum truce_brief_kind {
    TRUCE_BRIEF_TEXT,  /* a paragraph */
    TRUCE_BRIEF_ITEMS, /* a list */
    TRUCE_BRIEF_TABLE,
};

struct truce_brief_block {
    enum truce_brief_kind kind;
    const char *text; /* TEXT; ITEMS: a line above; TABLE: its caption for those who cannot see it */
    bool quiet;       /* TEXT: grey */
    struct truce_brief_item *items;
    size_t n_items;
    size_t n_columns, n_rows; /* TABLE: the first row has the heads */
    unsigned right;           /* bit i: column i stands to the right */
    const char **cells;
};

enum { TRUCE_BRIEF_BLOCKS = 10 };

struct truce_brief_section {
    const char *head;
    struct truce_brief_block blocks[TRUCE_BRIEF_BLOCKS];
    size_t n_blocks;
};

enum { TRUCE_BRIEF_SECTIONS = 8, TRUCE_BRIEF_BASIS = 8, TRUCE_BRIEF_ANSWERS = 8 };

enum truce_brief_graph {
    TRUCE_BRIEF_GRAPH_GATES,  /* all gates */
    TRUCE_BRIEF_GRAPH_STRIPS, /* root causes alone, as strips */
    TRUCE_BRIEF_GRAPH_STRIP,  /* one of them */
    TRUCE_BRIEF_GRAPH_NONE,
};

/* How much may be said. */
struct truce_brief_budget {
    size_t answers;
    size_t roots, steps; /* root causes; steps of the loop of one */
    size_t ways;         /* a target */
    size_t substitutes;  /* a target */
    size_t dates, points, needs, contested;
    enum truce_brief_graph graph;
    size_t letters; /* of one text; 0: no limit */
};

/* Things that were left out: "7 ways out". */
struct truce_brief_omission {
    const char *one, *many; /* static */
    size_t n;
};

enum { TRUCE_BRIEF_OMISSIONS = 12 };

struct truce_brief_content {
    const struct truce_plan *plan;
    const struct truce_brief_source *source;
    struct truce_brief_budget budget;
    const char *title, *kicker, *about;
    const char *answers[TRUCE_BRIEF_ANSWERS];
    size_t n_answers;
    struct truce_brief_section sections[TRUCE_BRIEF_SECTIONS];
    size_t n_sections;
    const char *basis[TRUCE_BRIEF_BASIS];
    size_t n_basis;
    const char *graph_says;              /* the graph in words */
    bool on_right[TRUCE_BRIEF_SECTIONS]; /* the column of each section */
    bool graph_in_column;                /* not across the page */
    struct truce_arena *arena;
    struct truce_buf text; /* on its way into the arena */
    struct truce_brief_omission left_out[TRUCE_BRIEF_OMISSIONS];
    size_t n_left_out;
    bool failed;
    struct truce_err err;
};

/* Fills the content within a budget.  arena outlives it.  Fails: TRUCE_ERR_MEMORY, TRUCE_ERR_LIMIT. */
enum truce_status truce_brief_fill(const struct truce_plan *plan, const struct truce_brief_source *source,
                                   const struct truce_brief_budget *budget, struct truce_arena *arena,
                                   struct truce_brief_content *out, struct truce_err *err) TRUCE_MUST_USE;

/* ---- for the files that fill it ---- */

/* The text put together in content->text, made readable (names without underscores) and not longer than allowed; that is then empty. */
const char *truce_brief_take(struct truce_brief_content *content);
void *truce_brief_alloc(struct truce_brief_content *content, size_t n, size_t item);
/* A block of a section; its texts are "". */
struct truce_brief_block *truce_brief_block(struct truce_brief_content *content,
                                            struct truce_brief_section *section, enum truce_brief_kind kind);
struct truce_brief_section *truce_brief_section(struct truce_brief_content *content, const char *head);
/* Says that n things were left out: "7 ways out". */
void truce_brief_leave_out(struct truce_brief_content *content, size_t n, const char *one, const char *many);

void truce_brief_why(struct truce_brief_content *content);
void truce_brief_ways(struct truce_brief_content *content);
void truce_brief_dates(struct truce_brief_content *content);
void truce_brief_ledger(struct truce_brief_content *content);
void truce_brief_contested(struct truce_brief_content *content);
void truce_brief_points(struct truce_brief_content *content);

/* ---- its pictures ---- */

/* The first root causes of a graph as strips of that width; nothing is drawn of those that are too long. */
enum truce_status truce_brief_strips(const struct truce_gate_graph *graph, size_t most, double width,
                                     struct truce_scene *scene, struct truce_err *err) TRUCE_MUST_USE;

/* ---- setting it ---- */

extern const double truce_brief_page_width, truce_brief_page_height; /* A4 in px */

/*
 * On one page of A4 as a drawing, with the graph (NULL: none) among the text.  *height: what it takes, which may be more than the page.
 * Sets content->on_right and content->graph_in_column.
 */
enum truce_status truce_brief_set(struct truce_brief_content *content, const struct truce_scene *graph,
                                  struct truce_scene *out, double *height,
                                  struct truce_err *err) TRUCE_MUST_USE;

/* The same content, set before, as a page for browsers. */
void truce_brief_html(const struct truce_brief_content *content, const struct truce_scene *graph,
                      struct truce_buf *out);

#endif
