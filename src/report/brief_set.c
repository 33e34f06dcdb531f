/*
 * A brief set on a page of A4.
 *
 * One idea: everything goes into a drawing from the top down, in two columns below what goes across; the sections are divided so that the longer
 * column is as short as it can be.  Letters keep their size: who finds the page too short says less.
 */
#include "report/brief_content.h"

#include <math.h>
#include <string.h>

#include "report/gate_graph_picture.h"

const double truce_brief_page_width = 793.7; /* 210 mm and 297 mm at 96 px to the inch */
const double truce_brief_page_height = 1122.5;

static const double margin = 42.0;
static const double gutter = 24.0;
static const double body_px = 10.7; /* 8 pt are 10.67 px */
static const double leading = 13.6;

struct setter {
    struct truce_scene *scene;
    double x, width; /* of the column */
    double y;        /* lower edge of what was set */
};

/* ---- paragraphs ---- */

struct paragraph {
    struct setter *s;
    const struct truce_pen *pen;
    double x, leading;
};

static void put_line(void *data, const char *text)
{
    struct paragraph *p = data;
    p->s->y += p->leading;
    truce_scene_text(p->s->scene, p->x, p->s->y - 0.25 * p->leading, p->pen, text);
}

static void put(struct setter *s, const struct truce_pen *pen, double indent, const char *text)
{
    struct paragraph p = {s, pen, s->x + indent,
                          pen->size_px <= body_px ? leading : ceil(pen->size_px * 1.3)};
    truce_scene_wrap(s->scene, pen, text, s->width - indent, 0, put_line, &p);
}

static void put_items(struct setter *s, const struct truce_brief_block *block)
{
    struct truce_pen pen = {.size_px = body_px, .colour = truce_ink},
                     bold = {.size_px = body_px, .bold = true};
    bold.colour = truce_ink;
    if (block->text[0] != '\0')
        put(s, &bold, 0, block->text);
    for (size_t i = 0; i < block->n_items; i++) {
        const struct truce_brief_item *item = &block->items[i];
        double indent = item->number > 0 ? 21.0 : item->depth > 0 ? 32.0 : 11.0;
        if (item->number > 0) {
            s->y += 3.0;
            truce_gate_root_disc(s->scene, s->x + 8.5, s->y + leading * 0.5 + 0.5, item->number);
        } else {
            truce_scene_text(s->scene, s->x + indent - 11.0, s->y + 0.75 * leading, &pen, "\xE2\x80\x93");
        }
        put(s, item->number > 0 ? &bold : &pen, indent, item->text);
    }
    s->y += 3.0;
}

/* ---- tables ---- */

static const double cell_gap = 8.0;

static const char *cell_of(const struct truce_brief_block *block, size_t row, size_t column)
{
    const char *text = block->cells[row * block->n_columns + column];
    return text != NULL ? text : "";
}

/* each column as wide as it needs; where that is too much those of words give way, the widest first */
static void find_widths(struct setter *s, const struct truce_brief_block *block,
                        double width[TRUCE_BRIEF_COLUMNS])
{
    struct truce_pen pen = {.size_px = body_px, .colour = truce_ink};
    double room = s->width - cell_gap * (double)(block->n_columns - 1), level = 0, fixed = 0;
    size_t names = 0; /* the first column of words: it takes what room is over */

    for (size_t c = 0; c < block->n_columns; c++) {
        width[c] = 0;
        for (size_t r = 0; r < block->n_rows; r++)
            width[c] = fmax(width[c], ceil(truce_scene_measure(s->scene, &pen, cell_of(block, r, c))));
        fixed += (block->right >> c & 1) != 0 ? width[c] : 0;
        level = fmax(level, width[c]);
        names = (block->right >> names & 1) != 0 ? c : names;
    }
    for (;; level -= 1.0) {
        double sum = fixed;
        for (size_t c = 0; c < block->n_columns; c++)
            sum += (block->right >> c & 1) != 0 ? 0 : fmin(width[c], level);
        if (sum <= room || level <= 40.0)
            break;
    }
    for (size_t c = 0; c < block->n_columns; c++) {
        if ((block->right >> c & 1) == 0)
            width[c] = fmin(width[c], level);
        room -= width[c];
    }
    if (room > 0)
        width[names] += room;
}

static void put_row(struct setter *s, const struct truce_brief_block *block, size_t row, const double *width)
{
    double x = s->x, top = s->y, low = s->y;
    for (size_t c = 0; c < block->n_columns; c++) {
        bool right = (block->right >> c & 1) != 0;
        struct truce_pen pen = {.size_px = body_px,
                                .colour = row == 0 ? truce_grey : truce_ink,
                                .align = right ? TRUCE_ALIGN_RIGHT : TRUCE_ALIGN_LEFT};
        struct setter cell = {s->scene, x, width[c] + 0.5, top};
        struct paragraph p = {&cell, &pen, right ? x + width[c] : x, leading};
        truce_scene_wrap(s->scene, &pen, cell_of(block, row, c), cell.width, 0, put_line, &p);
        low = fmax(low, cell.y);
        x += width[c] + cell_gap;
    }
    s->y = fmax(low, top + leading);
}

static void put_table(struct setter *s, const struct truce_brief_block *block)
{
    double width[TRUCE_BRIEF_COLUMNS];
    find_widths(s, block, width);
    for (size_t r = 0; r < block->n_rows; r++) {
        put_row(s, block, r, width);
        if (r == 0) {
            s->y += 1.5;
            truce_scene_box(s->scene, (struct truce_area_px){s->x, s->y, s->width, 0.8}, truce_rule);
            s->y += 0.5;
        }
    }
    s->y += 3.0;
}

/* ---- sections ---- */

static void put_section(struct setter *s, const struct truce_brief_section *section)
{
    struct truce_pen head = {.size_px = 12.6, .bold = true, .colour = truce_ink},
                     text = {.size_px = body_px, .colour = truce_ink},
                     quiet = {.size_px = body_px, .colour = truce_grey};
    s->y += 9.0;
    truce_scene_box(s->scene, (struct truce_area_px){s->x, s->y, s->width, 1.2}, truce_ink);
    s->y += 2.0;
    put(s, &head, 0, section->head);
    s->y += 1.0;
    for (size_t b = 0; b < section->n_blocks; b++) {
        const struct truce_brief_block *block = &section->blocks[b];
        switch (block->kind) {
        case TRUCE_BRIEF_TEXT:
            put(s, block->quiet ? &quiet : &text, 0, block->text);
            break;
        case TRUCE_BRIEF_ITEMS:
            put_items(s, block);
            break;
        case TRUCE_BRIEF_TABLE:
            put_table(s, block);
            break;
        }
    }
}

static double height_of(struct setter *s, const struct truce_brief_section *section)
{
    size_t n = s->scene->n;
    double y = s->y;
    put_section(s, section);
    double height = s->y - y;
    s->scene->n = n;
    s->y = y;
    return height;
}

/* The first section stands on the left; of all ways to divide the others the one whose longer column is shortest, of equal ones
 * the one that moves the later sections to the right. */
static void divide(struct setter *s, struct truce_brief_content *content, double left)
{
    double height[TRUCE_BRIEF_SECTIONS], best = INFINITY;
    unsigned chosen = 0, n = (unsigned)content->n_sections;

    for (unsigned i = 0; i < n; i++)
        height[i] = height_of(s, &content->sections[i]);
    for (unsigned set = (1U << n) - 1; n > 0; set--) { /* bit i: section i is on the right */
        double sides[2] = {left, 0};
        for (unsigned i = 0; i < n; i++)
            sides[set >> i & 1] += height[i];
        if ((set & 1) == 0 && fmax(sides[0], sides[1]) < best - 0.5) {
            best = fmax(sides[0], sides[1]);
            chosen = set;
        }
        if (set == 0)
            break;
    }
    for (unsigned i = 0; i < n; i++)
        content->on_right[i] = (chosen >> i & 1) != 0;
}

static void put_graph(struct setter *s, const struct truce_scene *graph)
{
    s->y += 4.0;
    truce_scene_insert(s->scene, graph, s->x + (s->width - graph->width) / 2.0, s->y);
    s->y += graph->height;
}

static void put_head(struct setter *s, const struct truce_brief_content *content)
{
    struct truce_pen quiet = {.size_px = body_px, .colour = truce_grey},
                     title = {.size_px = 21.0, .bold = true}, answer = {.size_px = 12.2, .bold = true};
    title.colour = answer.colour = truce_ink;
    put(s, &quiet, 0, content->kicker);
    while (title.size_px > 16.0 && truce_scene_measure(s->scene, &title, content->title) > s->width)
        title.size_px -= 0.5;
    put(s, &title, 0, content->title);
    s->y += 1.0;
    put(s, &quiet, 0, content->about);
    s->y += 5.0;
    for (size_t i = 0; i < content->n_answers; i++)
        put(s, &answer, 0, content->answers[i]);
}

static void put_basis(struct setter *s, const struct truce_brief_content *content)
{
    struct truce_pen pen = {.size_px = body_px, .colour = truce_grey};
    s->y += 8.0;
    truce_scene_box(s->scene, (struct truce_area_px){s->x, s->y, s->width, 0.8}, truce_rule);
    s->y += 3.0;
    for (size_t i = 0; i < content->n_basis; i++)
        put(s, &pen, 0, content->basis[i]);
}

enum truce_status truce_brief_set(struct truce_brief_content *content, const struct truce_scene *graph,
                                  struct truce_scene *out, double *height, struct truce_err *err)
{
    double whole = truce_brief_page_width - 2 * margin, column = (whole - gutter) / 2.0;
    struct setter page = {out, margin, whole, margin - 8.0};

    out->width = truce_brief_page_width;
    out->height = truce_brief_page_height;
    put_head(&page, content);
    content->graph_in_column = graph != NULL && graph->width <= column;
    if (graph != NULL && !content->graph_in_column)
        put_graph(&page, graph);
    struct setter left = {out, margin, column, page.y},
                  right = {out, margin + column + gutter, column, page.y};
    if (content->graph_in_column)
        put_graph(&left, graph);
    divide(&left, content, left.y - page.y);
    for (size_t i = 0; i < content->n_sections; i++)
        put_section(content->on_right[i] ? &right : &left, &content->sections[i]);
    page.y = fmax(left.y, right.y);
    put_basis(&page, content);
    *height = page.y + margin - 8.0;
    return truce_scene_check(out, err);
}
