/*
 * The gate graph as DOT, for those who have Graphviz: dot -Tsvg.
 *
 * Source: Graphviz, "The DOT Language".  Identifiers are card0, card1, ...; every text is quoted.
 */
#include "report/gate_graph.h"

#include <string.h>

#include "report/plain.h"

/* within quotes: safe, with " and \ escaped */
static void put_quoted(struct truce_buf *out, const char *text)
{
    struct truce_buf safe;
    truce_buf_init(&safe);
    truce_plain_puts(&safe, text);
    for (size_t i = 0; i < safe.len; i++) {
        if (safe.at[i] == '"' || safe.at[i] == '\\')
            truce_buf_putc(out, '\\');
        truce_buf_putc(out, safe.at[i]);
    }
    out->failed = out->failed || safe.failed;
    truce_buf_fini(&safe);
}

static void put_line(struct truce_buf *out, const char *text)
{
    if (text[0] == '\0')
        return;
    put_quoted(out, text);
    truce_buf_puts(out, "\\l");
}

static void put_numbers(struct truce_buf *out, uint64_t roots, const char *before)
{
    for (int i = 1; i < 64; i++)
        if ((roots >> i & 1) != 0) {
            truce_buf_printf(out, "%s%d", before, i);
            before = ", ";
        }
}

static void put_card(const struct truce_card *card, size_t i, struct truce_buf *out)
{
    static const char *const fills[] = {"#E8F7F2", "#FFFFFF", "#FFFFFF", "#FFF4ED", "#FFFFFF"};
    bool outside = card->kind == TRUCE_CARD_POSITION || card->kind == TRUCE_CARD_VETO;

    truce_buf_printf(out, "  card%zu [label=\"", i);
    put_line(out, card->title);
    put_line(out, card->place);
    put_line(out, card->says);
    put_line(out, card->more);
    put_line(out, card->inputs);
    for (size_t f = 0; f < card->n_facts; f++) {
        truce_buf_puts(out, "- ");
        put_quoted(out, card->facts[f].clause);
        truce_buf_puts(out, card->facts[f].clause[0] != '\0' ? ": " : "");
        put_quoted(out, card->facts[f].says);
        truce_buf_puts(out, card->facts[f].refused ? " (refused)\\l" : "\\l");
    }
    if (card->alone > 0)
        truce_buf_printf(out, "root cause %d\\l", card->alone);
    truce_buf_printf(out, "\", style=\"filled%s%s\", fillcolor=\"%s\", color=\"%s\", penwidth=%s%s];\n",
                     card->kind == TRUCE_CARD_NEED ? "" : ",rounded", outside ? ",dashed" : "",
                     fills[card->status], card->roots != 0 ? "#D55E00" : "#616669",
                     card->roots != 0 ? "2.2" : "1", card->is_target ? ", peripheries=2" : "");
}

static void put_link(const struct truce_link *link, struct truce_buf *out)
{
    truce_buf_printf(out, "  card%d -> card%d [label=\"", link->from, link->to);
    put_quoted(out, link->clause);
    if (link->roots != 0)
        put_numbers(out, link->roots, link->clause[0] != '\0' ? " #" : "#");
    truce_buf_printf(out, "\"%s%s%s];\n", link->outside ? ", style=dashed" : "",
                     link->roots != 0 ? ", color=\"#D55E00\", penwidth=3" : "",
                     link->open ? ", color=\"#A8ADB3\"" : "");
}

void truce_gate_graph_dot(const struct truce_gate_graph *graph, struct truce_buf *out)
{
    struct truce_buf caption;

    truce_buf_init(&caption);
    truce_gate_graph_caption(graph->plan, &caption);
    truce_buf_puts(out, "digraph gates {\n  label=\"");
    put_line(out, caption.at != NULL ? caption.at : "");
    for (size_t i = 0; i < graph->n_roots; i++) {
        truce_buf_printf(out, "Root cause %d: ", graph->roots[i].number);
        put_line(out, graph->roots[i].says);
    }
    put_line(out, graph->left_out);
    truce_buf_puts(out,
                   "An arrow leads from a gate to what it waits for.\\l\";\n  labelloc=b;\n  labeljust=l;\n"
                   "  fontname=\"DejaVu Sans\";\n  fontsize=10;\n"
                   "  node [shape=box, fontname=\"DejaVu Sans\", fontsize=10];\n"
                   "  edge [fontname=\"DejaVu Sans\", fontsize=9, color=\"#616669\"];\n");
    for (size_t c = 0; c < graph->n_cards; c++)
        put_card(&graph->cards[c], c, out);
    for (size_t k = 0; k < graph->n_links; k++)
        put_link(&graph->links[k], out);
    truce_buf_puts(out, "}\n");
    out->failed = out->failed || caption.failed;
    truce_buf_fini(&caption);
}
