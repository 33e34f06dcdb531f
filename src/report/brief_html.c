/*
 * A brief as a page for browsers: one file, no script, nothing from elsewhere; it is XML as well as HTML.
 *
 * One idea: the sheet of styles sets it as the PDF is set when it is printed, and lets it flow on a screen: one column where there is no room for
 * two, letters as large as the reader wants.
 */
#include "report/brief_content.h"

#include <math.h>
#include <string.h>

#include "report/gate_graph_picture.h"
#include "report/markup.h"

static const char style[] =
    "html { font-size: 100%; }\n"
    "body { margin: 0 auto; padding: 1.2rem; max-width: 68rem; background: #fff; color: #1a1c21;\n"
    "  font-family: 'Liberation Sans', Arial, Helvetica, 'DejaVu Sans', sans-serif; line-height: 1.4; }\n"
    "h1 { font-size: 1.7rem; line-height: 1.2; margin: 0 0 .2rem; }\n"
    "h2 { font-size: 1.15rem; margin: 1rem 0 .3rem; padding-top: .2rem; border-top: 2px solid #1a1c21; }\n"
    "p, ul, table { margin: .25rem 0 .4rem; }\n"
    ".quiet { color: #55595e; }\n"
    ".answer { font-size: 1.1rem; font-weight: bold; margin: .2rem 0; }\n"
    ".lead { font-weight: bold; margin-bottom: 0; }\n"
    "ul { padding-left: 1.1rem; }\n"
    "ul.causes { list-style: none; padding-left: 0; }\n"
    "ul.causes > li { position: relative; padding-left: 1.9em; }\n"
    "ul.causes ul { font-weight: normal; }\n"
    ".disc { position: absolute; left: 0; top: 0; display: inline-block; width: 1.4em; height: 1.4em;\n"
    "  line-height: 1.4em; border-radius: 50%; color: #fff; font-weight: bold; text-align: center; }\n"
    ".columns { display: grid; grid-template-columns: 1fr 1fr; column-gap: 2rem; align-items: start; }\n"
    ".columns > div { min-width: 0; }\n"
    "figure { margin: .6rem 0; }\n"
    "svg { display: block; max-width: 100%; height: auto; margin: 0 auto; }\n"
    "table { border-collapse: collapse; width: 100%; }\n"
    "caption { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }\n"
    "th { text-align: left; font-weight: normal; color: #55595e; border-bottom: 1px solid #9a9ea3; }\n"
    "th, td { padding: .1rem .6rem .1rem 0; vertical-align: top; }\n"
    "th:last-child, td:last-child { padding-right: 0; }\n"
    ".right { text-align: right; }\n"
    ".day { white-space: nowrap; }\n"
    "footer { margin-top: .8rem; border-top: 1px solid #9a9ea3; color: #55595e; overflow-wrap: anywhere; }\n"
    "footer p { margin: .1rem 0; }\n"
    "@media screen { figure { overflow-x: auto; } svg { width: 100%; max-width: none; min-width: 38rem; } }\n"
    "@media screen and (max-width: 48rem) { .columns { display: block; } }\n"
    "@page { size: A4; margin: 10mm; }\n"
    "@media print {\n"
    "  html { font-size: 8pt; }\n"
    "  body { padding: 0; max-width: none; line-height: 1.22; }\n"
    "  h1 { font-size: 15pt; } h2 { font-size: 9.5pt; margin-top: 5pt; margin-bottom: 1pt; padding-top: 1pt; "
    "}\n"
    "  .answer { font-size: 9.5pt; margin: 0; } p, ul, table { margin: 1pt 0 2pt; }\n"
    "  figure { margin: 2pt 0; } footer { margin-top: 4pt; } footer p { margin: 0; }\n"
    "  .columns { column-gap: 18pt; } th, td { padding-top: 0; padding-bottom: 0; }\n"
    "}\n";

static bool is_day(const char *at)
{
    for (int i = 0; i < 10; i++)
        if (i == 4 || i == 7 ? at[i] != '-' : at[i] < '0' || at[i] > '9')
            return false;
    return true;
}

/* text whose days are not broken at their hyphens */
static void put_words(struct truce_buf *out, const char *text)
{
    struct truce_buf part;

    truce_buf_init(&part);
    while (*text != '\0') {
        size_t n = 0;
        while (text[n] != '\0' && !is_day(text + n))
            n++;
        truce_buf_clear(&part);
        truce_buf_add(&part, text, n);
        truce_markup_puts(out, part.at != NULL ? part.at : "");
        out->failed = out->failed || part.failed;
        text += n;
        if (*text != '\0') {
            truce_buf_printf(out, "<span class=\"day\">%.10s</span>", text);
            text += 10;
        }
    }
    truce_buf_fini(&part);
}

static void element(struct truce_buf *out, const char *name, const char *attributes, const char *text)
{
    if (text[0] == '\0')
        return;
    truce_buf_printf(out, "<%s%s>", name, attributes);
    put_words(out, text);
    truce_buf_printf(out, "</%s>\n", name);
}

/* ---- lists ---- */

static void open_item(struct truce_buf *out, const struct truce_brief_item *item)
{
    truce_buf_puts(out, "<li>");
    if (item->number > 0) {
        struct truce_colour c = truce_gate_root_colour(item->number);
        truce_buf_printf(out, "<span class=\"disc\" style=\"background: #%02X%02X%02X\">%d</span><strong>",
                         (unsigned)lround(c.red * 255), (unsigned)lround(c.green * 255),
                         (unsigned)lround(c.blue * 255), item->number);
    }
    put_words(out, item->text);
    if (item->number > 0)
        truce_buf_puts(out, "</strong>");
}

static void put_items(struct truce_buf *out, const struct truce_brief_block *block)
{
    bool causes = block->n_items > 0 && block->items[0].number > 0, nested = false;

    element(out, "p", " class=\"lead\"", block->text);
    if (block->n_items == 0)
        return;
    truce_buf_puts(out, causes ? "<ul class=\"causes\">\n" : "<ul>\n");
    for (size_t i = 0; i < block->n_items; i++) {
        bool next_is_below = i + 1 < block->n_items && block->items[i + 1].depth > 0;
        open_item(out, &block->items[i]);
        if (block->items[i].depth == 0 && next_is_below) {
            truce_buf_puts(out, "\n<ul>\n");
            nested = true;
            continue;
        }
        truce_buf_puts(out, "</li>\n");
        if (nested && !next_is_below) {
            truce_buf_puts(out, "</ul></li>\n");
            nested = false;
        }
    }
    truce_buf_puts(out, "</ul>\n");
}

/* ---- tables ---- */

static void put_row(struct truce_buf *out, const struct truce_brief_block *block, size_t row)
{
    truce_buf_puts(out, "<tr>");
    for (size_t c = 0; c < block->n_columns; c++) {
        const char *text = block->cells[row * block->n_columns + c];
        const char *name = row == 0 ? "th" : "td";
        truce_buf_printf(out, "<%s%s%s>", name, row == 0 ? " scope=\"col\"" : "",
                         (block->right >> c & 1) != 0 ? " class=\"right\"" : "");
        /* a head that needs no word on paper needs one for those who listen */
        put_words(out, text == NULL ? "" : row == 0 && text[0] == '\0' ? "n" : text);
        truce_buf_printf(out, "</%s>", name);
    }
    truce_buf_puts(out, "</tr>\n");
}

static void put_table(struct truce_buf *out, const struct truce_brief_block *block)
{
    truce_buf_puts(out, "<table>\n");
    element(out, "caption", "", block->text);
    truce_buf_puts(out, "<thead>\n");
    put_row(out, block, 0);
    truce_buf_puts(out, "</thead>\n<tbody>\n");
    for (size_t r = 1; r < block->n_rows; r++)
        put_row(out, block, r);
    truce_buf_puts(out, "</tbody>\n</table>\n");
}

static void put_section(struct truce_buf *out, const struct truce_brief_section *section)
{
    truce_buf_puts(out, "<section>\n");
    element(out, "h2", "", section->head);
    for (size_t b = 0; b < section->n_blocks; b++) {
        const struct truce_brief_block *block = &section->blocks[b];
        switch (block->kind) {
        case TRUCE_BRIEF_TEXT:
            element(out, "p", block->quiet ? " class=\"quiet\"" : "", block->text);
            break;
        case TRUCE_BRIEF_ITEMS:
            put_items(out, block);
            break;
        case TRUCE_BRIEF_TABLE:
            put_table(out, block);
            break;
        }
    }
    truce_buf_puts(out, "</section>\n");
}

static void put_graph(const struct truce_brief_content *content, const struct truce_scene *graph,
                      struct truce_buf *out)
{
    truce_buf_puts(out, "<figure>\n");
    truce_scene_svg(graph, "gates", "What waits for what", content->graph_says, false, out);
    truce_buf_puts(out, "</figure>\n");
}

void truce_brief_html(const struct truce_brief_content *content, const struct truce_scene *graph,
                      struct truce_buf *out)
{
    truce_buf_puts(out, "<!DOCTYPE html>\n<html lang=\"en\" xmlns=\"http://www.w3.org/1999/xhtml\">\n<head>\n"
                        "<meta charset=\"utf-8\"/>\n"
                        "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n");
    truce_buf_puts(out, "<title>");
    truce_markup_puts(out, content->title);
    truce_buf_puts(out, "</title>\n");
    truce_buf_puts(out, "<style>\n");
    truce_buf_puts(out, style);
    truce_buf_puts(out, "</style>\n</head>\n<body>\n<header>\n");
    element(out, "p", " class=\"quiet\"", content->kicker);
    element(out, "h1", "", content->title);
    element(out, "p", " class=\"quiet\"", content->about);
    for (size_t i = 0; i < content->n_answers; i++)
        element(out, "p", " class=\"answer\"", content->answers[i]);
    truce_buf_puts(out, "</header>\n<main>\n");
    if (graph != NULL && !content->graph_in_column)
        put_graph(content, graph, out);
    truce_buf_puts(out, "<div class=\"columns\">\n<div>\n");
    if (graph != NULL && content->graph_in_column)
        put_graph(content, graph, out);
    for (int right = 0; right < 2; right++) {
        if (right == 1)
            truce_buf_puts(out, "</div>\n<div>\n");
        for (size_t i = 0; i < content->n_sections; i++)
            if (content->on_right[i] == (right == 1))
                put_section(out, &content->sections[i]);
    }
    truce_buf_puts(out, "</div>\n</div>\n</main>\n<footer>\n");
    for (size_t i = 0; i < content->n_basis; i++)
        element(out, "p", "", content->basis[i]);
    truce_buf_puts(out, "</footer>\n</body>\n</html>\n");
}
