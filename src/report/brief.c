/*
 * The brief: says as much as one page holds.
 *
 * One idea: from a generous budget down, step by step in a fixed order, until the page is long enough; PDF and HTML alike.
 */
#include "report/brief.h"

#include <math.h>
#include <string.h>

#include "base/file.h"
#include "report/brief_content.h"
#include "report/gate_graph_picture.h"

static const double column_width = 343.0, graph_height_max = 520.0, across_height_max = 400.0,
                    page_inner = 709.0;

#define MANY ((size_t)1000)

/* With what it begins, and what is said less, step by step, until the page is long enough: what argues (targets, root causes, ways out) stays
 * longest.  A step names the fields that it lowers; the others are 0. */
static const struct truce_brief_budget most = {6, 6, 12, 24, 4, MANY, MANY, MANY, 8, TRUCE_BRIEF_GRAPH_GATES,
                                               0};

static const struct truce_brief_budget steps[] = {
    {.ways = 16},
    {.ways = 12},
    {.graph = TRUCE_BRIEF_GRAPH_STRIPS},
    {.ways = 10, .dates = 24},
    {.substitutes = 2},
    {.ways = 8, .needs = 8},
    {.dates = 16, .points = 40},
    {.ways = 7},
    {.ways = 6, .points = 30},
    {.substitutes = 1, .dates = 12},
    {.ways = 5, .points = 24},
    {.contested = 5, .needs = 6},
    {.ways = 4, .dates = 10},
    {.points = 20},
    {.points = 17},
    {.points = 14, .dates = 8},
    {.roots = 4, .answers = 4, .steps = 8},
    {.points = 11, .ways = 3},
    {.graph = TRUCE_BRIEF_GRAPH_STRIP},
    {.contested = 3, .needs = 4},
    {.points = 8, .dates = 6},
    {.graph = TRUCE_BRIEF_GRAPH_NONE},
    {.letters = 400},
    {.roots = 3, .answers = 3, .steps = 6, .letters = 240},
    {.ways = 2, .dates = 5, .points = 6, .letters = 160},
    {.roots = 2, .answers = 2, .steps = 4, .needs = 2, .contested = 2, .letters = 120},
    {.points = 4, .dates = 3, .letters = 80},
};

enum { STEPS = sizeof steps / sizeof steps[0] };

static void lower(size_t *field, size_t to)
{
    if (to > 0)
        *field = to;
}

static void take_step(struct truce_brief_budget *budget, const struct truce_brief_budget *step)
{
    lower(&budget->answers, step->answers);
    lower(&budget->roots, step->roots);
    lower(&budget->steps, step->steps);
    lower(&budget->ways, step->ways);
    lower(&budget->substitutes, step->substitutes);
    lower(&budget->dates, step->dates);
    lower(&budget->points, step->points);
    lower(&budget->needs, step->needs);
    lower(&budget->contested, step->contested);
    lower(&budget->letters, step->letters);
    if (step->graph != TRUCE_BRIEF_GRAPH_GATES)
        budget->graph = step->graph;
}

struct graphs {
    struct truce_scene scene[TRUCE_BRIEF_GRAPH_NONE]; /* by enum truce_brief_graph */
    const char *says;
};

/* a graph has room where it fits into a column, or across the page without taking half of it */
static bool has_room(const struct truce_scene *scene)
{
    if (scene->n == 0)
        return false;
    return (scene->width <= column_width && scene->height <= graph_height_max) ||
           (scene->width <= page_inner && scene->height <= across_height_max);
}

static enum truce_status say_graph(struct graphs *g, const struct truce_gate_graph *graph,
                                   struct truce_err *err)
{
    struct truce_buf text;
    truce_buf_init(&text);
    truce_buf_printf(&text,
                     "A graph of %zu cards and %zu arrows, which lead from a gate to what it waits for.",
                     graph->n_cards, graph->n_links);
    for (size_t i = 0; i < graph->n_roots; i++)
        truce_buf_printf(&text, " Root cause %d: %s.", graph->roots[i].number, graph->roots[i].says);
    enum truce_status status = truce_buf_check(&text, err);
    if (status == TRUCE_OK)
        status = truce_arena_copy(&g->scene[0].arena, truce_buf_view(&text), &g->says, err);
    truce_buf_fini(&text);
    return status;
}

static enum truce_status draw_graphs(struct graphs *g, const struct truce_plan *plan, struct truce_err *err)
{
    struct truce_gate_graph graph;
    struct truce_scene *gates = &g->scene[TRUCE_BRIEF_GRAPH_GATES];
    enum truce_status status =
        truce_gate_graph_make(plan, TRUCE_DETAIL_GATES, 40, &gates->arena, &graph, err);

    if (status == TRUCE_OK)
        status = say_graph(g, &graph, err);
    if (status == TRUCE_OK && graph.n_links > 0)
        status = truce_gate_graph_scene(&graph, &truce_gate_look_brief, gates, err);
    if (status == TRUCE_OK)
        status = truce_brief_strips(&graph, 3, page_inner, &g->scene[TRUCE_BRIEF_GRAPH_STRIPS], err);
    if (status == TRUCE_OK)
        status = truce_brief_strips(&graph, 1, page_inner, &g->scene[TRUCE_BRIEF_GRAPH_STRIP], err);
    return status;
}

/* the graph that is wanted, or the next smaller one that has room */
static const struct truce_scene *graph_for(const struct graphs *g, enum truce_brief_graph wanted)
{
    for (size_t i = (size_t)wanted; i < TRUCE_BRIEF_GRAPH_NONE; i++)
        if (has_room(&g->scene[i]))
            return &g->scene[i];
    return NULL;
}

/* ---- files ---- */

static bool ends_with(const char *path, const char *ending)
{
    size_t n = strlen(path), m = strlen(ending);
    return n > m && truce_text_equal_nocase((struct truce_text){path + n - m, m}, truce_text_view(ending));
}

bool truce_brief_can_write(const char *path)
{
    return ends_with(path, ".pdf") || ends_with(path, ".html") || ends_with(path, ".htm");
}

static enum truce_status write_pdf(const char *path, const struct truce_brief_content *content,
                                   const struct truce_scene *page, struct truce_err *err)
{
    struct truce_canvas canvas;
    const struct truce_plan *plan = content->plan;
    enum truce_status status = truce_canvas_open_sized(
        path, (int)lround(page->width), (int)lround(page->height),
        truce_calendar_day(&plan->agreement->calendar, plan->state->as_of), &canvas, err);
    if (status != TRUCE_OK)
        return status;
    truce_canvas_title(&canvas, content->title);
    truce_scene_draw(page, &canvas, 0, 0);
    status = truce_canvas_write(&canvas, path, err);
    truce_canvas_close(&canvas);
    return status;
}

static enum truce_status write_html(const char *path, const struct truce_brief_content *content,
                                    const struct truce_scene *graph, struct truce_err *err)
{
    struct truce_buf out;
    truce_buf_init(&out);
    truce_brief_html(content, graph, &out);
    enum truce_status status = truce_buf_check(&out, err);
    if (status == TRUCE_OK)
        status = truce_file_write(path, truce_buf_view(&out), err);
    truce_buf_fini(&out);
    return status;
}

/* ---- as much as the page holds ---- */

struct fitting {
    const struct truce_plan *plan;
    const struct truce_brief_source *source;
    struct graphs graphs;
    struct truce_scene page;
    struct truce_brief_content content;
    const struct truce_scene *graph;
};

/* sets the page by a budget; *fits: it is long enough */
static enum truce_status set_page(struct fitting *f, const struct truce_brief_budget *budget, bool *fits,
                                  struct truce_err *err)
{
    double height = 0;
    truce_scene_clear(&f->page);
    f->graph = graph_for(&f->graphs, budget->graph);
    enum truce_status status = truce_brief_fill(f->plan, f->source, budget, &f->page.arena, &f->content, err);
    if (status == TRUCE_OK) {
        f->content.graph_says = f->graphs.says;
        status = truce_brief_set(&f->content, f->graph, &f->page, &height, err);
    }
    *fits = height <= truce_brief_page_height;
    return status;
}

/* One field of a budget raised again, little by little, as far as the page allows. */
static enum truce_status raise_again(struct fitting *f, struct truce_brief_budget *budget, size_t *field,
                                     size_t by, size_t most_of_it, struct truce_err *err)
{
    bool fits = true;
    while (fits && *field < most_of_it) {
        size_t before = *field;
        *field = before + by;
        enum truce_status status = set_page(f, budget, &fits, err);
        if (status != TRUCE_OK)
            return status;
        if (!fits)
            *field = before;
    }
    return TRUCE_OK;
}

static enum truce_status fit(struct fitting *f, struct truce_err *err)
{
    struct truce_brief_budget budget = most;
    bool fits = false;
    size_t step = 0;
    enum truce_status status = set_page(f, &budget, &fits, err);

    for (; status == TRUCE_OK && !fits && step < STEPS; step++) {
        take_step(&budget, &steps[step]);
        status = set_page(f, &budget, &fits, err);
    }
    if (status != TRUCE_OK || step == 0 || !fits)
        return status;
    status = raise_again(f, &budget, &budget.points, 2, f->plan->agreement->n_points, err);
    if (status == TRUCE_OK)
        status = raise_again(f, &budget, &budget.dates, 2, f->plan->agreement->n_gates, err);
    if (status == TRUCE_OK)
        status = raise_again(f, &budget, &budget.ways, 1, most.ways, err);
    return status == TRUCE_OK ? set_page(f, &budget, &fits, err) : status;
}

enum truce_status truce_report_brief(const char *path, const struct truce_plan *plan,
                                     const struct truce_brief_source *source, struct truce_err *err)
{
    struct fitting f = {.plan = plan, .source = source, .graphs = {.says = ""}};
    enum truce_status status;
    int opened = 0;

    if (!truce_brief_can_write(path))
        return truce_fail(err, TRUCE_ERR_USAGE, "brief '%.200s': its name must end in .pdf or .html", path);
    if ((status = truce_scene_open(&f.page, err)) != TRUCE_OK)
        return status;
    for (; opened < TRUCE_BRIEF_GRAPH_NONE && status == TRUCE_OK; opened++)
        status = truce_scene_open(&f.graphs.scene[opened], err);
    if (status == TRUCE_OK)
        status = draw_graphs(&f.graphs, plan, err);
    if (status == TRUCE_OK)
        status = fit(&f, err);
    if (status == TRUCE_OK)
        status = ends_with(path, ".pdf") ? write_pdf(path, &f.content, &f.page, err)
                                         : write_html(path, &f.content, f.graph, err);
    while (opened > 0)
        truce_scene_close(&f.graphs.scene[--opened]);
    truce_scene_close(&f.page);
    return status;
}
