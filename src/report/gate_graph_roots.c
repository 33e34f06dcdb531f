/*
 * Root causes in a gate graph.
 *
 * Each root cause has one number, that which the text gives it under the first target that it holds closed.  Root causes of several targets
 * that are the same set of nodes are one.
 */
#include <string.h>

#include "report/gate_graph_make.h"
#include "report/plan_names.h"
#include "report/plan_words.h"

enum { ROOTS_MARKED = 63 }; /* bits of a mask */

struct found {
    const struct truce_root_cause *root;
    size_t target, place; /* first target, and its number there, from 1 */
};

static bool same(const struct truce_root_cause *a, const struct truce_root_cause *b)
{
    return a->set.n == b->set.n && memcmp(a->set.nodes, b->set.nodes, a->set.n * sizeof *a->set.nodes) == 0;
}

static size_t collect(struct truce_graph_maker *m, struct found *found)
{
    size_t n = 0;
    for (size_t t = 0; t < m->plan->n_targets; t++)
        for (size_t r = 0; r < m->plan->targets[t].n_roots && n < ROOTS_MARKED; r++) {
            const struct truce_root_cause *root = &m->plan->targets[t].roots[r];
            size_t k = 0;
            while (k < n && !same(found[k].root, root))
                k++;
            if (k == n)
                found[n++] = (struct found){root, t, r + 1};
        }
    return n;
}

/* the card in which a node of a loop stands; a contribution stands in that of the need before it */
static int card_in_loop(const struct truce_graph_maker *m, const struct truce_loop *loop, size_t i)
{
    if (m->graph->nodes[loop->nodes[i]].kind == TRUCE_NODE_CONTRIBUTION)
        i = (i + loop->n - 1) % loop->n;
    return m->card_of[loop->nodes[i]];
}

static void mark_step(struct truce_graph_maker *m, const struct truce_loop *loop, size_t i, uint64_t bit)
{
    bool contribution = m->graph->nodes[loop->nodes[i]].kind == TRUCE_NODE_CONTRIBUTION;
    int from = card_in_loop(m, loop, i), to = card_in_loop(m, loop, (i + 1) % loop->n);
    for (size_t k = 0; k < m->out->n_links; k++) {
        struct truce_link *link = &m->out->links[k];
        bool is_step = contribution ? link->from == from && link->to == to && !link->outside
                                    : link->node == loop->nodes[i] && link->input == loop->via[i];
        if (!is_step)
            continue;
        link->roots |= bit;
        m->out->cards[link->from].roots |= bit;
        m->out->cards[link->to].roots |= bit;
    }
}

static void mark(struct truce_graph_maker *m, const struct truce_root_cause *root, int number)
{
    uint64_t bit = UINT64_C(1) << number;
    for (size_t i = 0; i < root->set.n; i++) {
        int card = m->card_of[root->set.nodes[i]];
        if (card < 0)
            continue;
        m->out->cards[card].roots |= bit;
        if (root->loop.n == 0 && m->out->cards[card].alone == 0)
            m->out->cards[card].alone = number;
    }
    for (size_t i = 0; i < root->loop.n; i++)
        mark_step(m, &root->loop, i, bit);
}

static void put_loop(struct truce_graph_maker *m, const struct truce_root_cause *root)
{
    struct truce_buf *text = &m->text;
    truce_buf_printf(text, "a loop of %zu, %d day%s round: ", root->loop.n, root->delay_days,
                     root->delay_days == 1 ? "" : "s");
    for (size_t i = 0; i <= root->loop.n; i++) {
        int node = root->loop.nodes[i % root->loop.n];
        const struct truce_plan_node *what = &m->graph->nodes[node];
        truce_buf_puts(text, i == 0 ? "" : " waits for ");
        switch (what->kind) {
        case TRUCE_NODE_GATE:
            truce_plan_names_gate(m->plan->agreement, what->target, text);
            break;
        case TRUCE_NODE_CLOCK:
            truce_buf_printf(text, "%d quiet days", m->plan->agreement->clocks[what->target].target_days);
            break;
        default: {
            struct truce_buf words;
            truce_buf_init(&words);
            truce_plan_words_node(m->plan, node, &words);
            truce_plan_names_readable(words.at != NULL ? words.at : "", text);
            text->failed = text->failed || words.failed;
            truce_buf_fini(&words);
        }
        }
    }
    if (root->set.n > root->loop.n)
        truce_buf_printf(text, "; part of a knot of %zu that wait for each other", root->set.n);
}

static void put_impossible(struct truce_graph_maker *m, const struct truce_root_cause *root)
{
    struct truce_buf words;
    truce_buf_init(&words);
    truce_plan_words_impossible(m->plan, root->set.nodes[0], &words);
    if (m->graph->nodes[root->set.nodes[0]].kind == TRUCE_NODE_NEED)
        truce_buf_puts(&m->text, "a shortfall: ");
    truce_plan_names_readable(words.at != NULL ? words.at : "", &m->text);
    m->text.failed = m->text.failed || words.failed;
    truce_buf_fini(&words);
}

/* of several targets: which of them it holds closed, and by what number the text knows it there */
static void put_targets(struct truce_graph_maker *m, const struct truce_root_cause *root, int number)
{
    bool any = false;
    if (m->plan->n_targets < 2)
        return;
    for (size_t t = 0; t < m->plan->n_targets; t++)
        for (size_t r = 0; r < m->plan->targets[t].n_roots; r++) {
            if (!same(root, &m->plan->targets[t].roots[r]))
                continue;
            truce_buf_puts(&m->text, any ? ", " : "; holds ");
            any = true;
            truce_plan_names_gate(m->plan->agreement, m->plan->targets[t].gate, &m->text);
            if ((int)r + 1 != number)
                truce_buf_printf(&m->text, " (there number %zu)", r + 1);
        }
}

void truce_maker_roots(struct truce_graph_maker *m)
{
    struct found *found = truce_maker_alloc(m, ROOTS_MARKED, sizeof *found);
    m->out->roots = truce_maker_alloc(m, ROOTS_MARKED, sizeof *m->out->roots);
    if (m->failed)
        return;
    m->out->n_roots = collect(m, found);
    for (size_t i = 0; i < m->out->n_roots; i++) {
        struct truce_gate_root *root = &m->out->roots[i];
        root->number = (int)i + 1;
        root->loop = found[i].root->loop.n > 0;
        root->first =
            root->loop ? card_in_loop(m, &found[i].root->loop, 0) : m->card_of[found[i].root->set.nodes[0]];
        mark(m, found[i].root, root->number);
        if (root->loop)
            put_loop(m, found[i].root);
        else
            put_impossible(m, found[i].root);
        put_targets(m, found[i].root, root->number);
        root->says = truce_maker_text(m);
    }
}
