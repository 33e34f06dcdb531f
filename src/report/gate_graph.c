/*
 * The gates of a plan as cards and links.
 *
 * One idea: what people can argue about gets a card (gates, clocks, needs, positions, vetoes); what somebody only has to do is a line in the
 * card that waits for it, since nothing else hangs on it.
 *
 * Invariants: cards stand in the order targets, gates, clocks, needs, then as they are met; nothing depends on addresses.
 */
#include "report/gate_graph.h"

#include <stdio.h>
#include <string.h>

#include "report/gate_graph_make.h"
#include "report/plan_names.h"
#include "report/plan_words.h"

void *truce_maker_alloc(struct truce_graph_maker *m, size_t n, size_t item)
{
    void *out = NULL;
    if (!m->failed)
        m->failed = truce_arena_alloc(m->arena, n * item + 1, &out, &m->err) != TRUCE_OK;
    return out;
}

const char *truce_maker_text(struct truce_graph_maker *m)
{
    const char *out = "";
    if (!m->failed)
        m->failed = truce_buf_check(&m->text, &m->err) != TRUCE_OK ||
                    truce_arena_copy(m->arena, truce_buf_view(&m->text), &out, &m->err) != TRUCE_OK;
    truce_buf_clear(&m->text);
    return out;
}

/* ---- cards ---- */

static int add_card(struct truce_graph_maker *m, enum truce_card_kind kind, int node)
{
    struct truce_gate_graph *out = m->out;
    if (out->n_cards == m->cards_room) {
        m->failed = true;
        truce_fail(&m->err, TRUCE_ERR_INTERNAL, "more cards than were counted");
    }
    if (m->failed)
        return 0;
    out->cards[out->n_cards] = (struct truce_card){.kind = kind,
                                                   .status = TRUCE_CARD_NO_STATUS,
                                                   .node = node,
                                                   .title = "",
                                                   .place = "",
                                                   .says = "",
                                                   .more = "",
                                                   .inputs = ""};
    return (int)out->n_cards++;
}

static struct truce_link *add_link(struct truce_graph_maker *m, int from, int to, int node, int input)
{
    struct truce_gate_graph *out = m->out;
    if (out->n_links == m->links_room) {
        m->failed = true;
        truce_fail(&m->err, TRUCE_ERR_INTERNAL, "more links than were counted");
        return &out->links[0];
    }
    out->links[out->n_links] =
        (struct truce_link){.from = from, .to = to, .clause = "", .node = node, .input = input};
    return &out->links[out->n_links++];
}

/* ---- inputs ---- */

static void walk(struct truce_graph_maker *m, int card, int node);

static const char *label_of(struct truce_graph_maker *m, const struct truce_condition *clause)
{
    if (clause == NULL || clause->name == NULL)
        return "";
    truce_plan_names_id(clause->name, &m->text);
    return truce_maker_text(m);
}

static bool is_open(const struct truce_graph_maker *m, int card)
{
    return m->out->cards[card].status == TRUCE_CARD_OPEN;
}

static void add_fact(struct truce_graph_maker *m, int card, const struct truce_condition *clause,
                     const char *whose)
{
    const struct truce_condition_state *strict =
                                           &m->plan->state->reading[TRUCE_STRICT].conditions[clause->index],
                                       *lenient =
                                           &m->plan->state->reading[TRUCE_LENIENT].conditions[clause->index];
    struct truce_card *into = &m->out->cards[card];
    if (strict->holds || strict->waived)
        return;
    if (m->detail != TRUCE_DETAIL_ALL) {
        into->n_hidden++;
        return;
    }
    struct truce_card_fact *fact = &into->facts[into->n_facts++];
    truce_buf_puts(&m->text, whose);
    truce_plan_names_id(clause->name != NULL ? clause->name : "", &m->text);
    fact->clause = truce_maker_text(m);
    truce_plan_names_fact(m->plan->agreement, clause, &m->text);
    fact->says = truce_maker_text(m);
    fact->refused = strict->refused;
    fact->contested = lenient->holds;
}

/* a position stands between the gate to which it adds and that for which it waits */
static int position_card(struct truce_graph_maker *m, int card, int node, int input, int position)
{
    const struct truce_agreement *agreement = m->plan->agreement;
    const struct truce_position *text = &agreement->positions[position];
    int own = add_card(m, TRUCE_CARD_POSITION, -1);
    struct truce_card *made = &m->out->cards[own];

    if (m->failed)
        return card;
    made->facts = truce_maker_alloc(m, 1, sizeof *made->facts);
    truce_buf_puts(&m->text, "position of ");
    truce_plan_words_parties(agreement, text->by, &m->text);
    made->title = truce_maker_text(m);
    made->place = "not in the text";
    if (text->says[0] != '\0')
        truce_buf_printf(&m->text, "\xE2\x80\x9C%s\xE2\x80\x9D", text->says);
    else
        truce_plan_names_id(text->head.id, &m->text);
    made->says = truce_maker_text(m);
    struct truce_link *link = add_link(m, card, own, node, input);
    link->outside = true;
    link->clause = "position";
    return own;
}

/* a condition within a condition: a line where it is a fact, the card itself where it only groups, else a card of its own */
static void walk_condition(struct truce_graph_maker *m, int card, int node, int input, int to)
{
    const struct truce_condition *clause = m->graph->inputs[node][input].clause;
    const struct truce_condition *condition = m->graph->nodes[to].condition;
    bool outside = clause != NULL && clause->position != TRUCE_NONE;

    if (condition == NULL)
        return; /* open from the start: waived, or granted by a what-if */
    if (truce_plan_names_is_fact(condition)) {
        m->card_of[to] = card;
        add_fact(m, outside ? position_card(m, card, node, input, clause->position) : card, condition, "");
        return;
    }
    if (!m->chosen[to]) {
        m->out->cards[card].n_hidden++;
        return;
    }
    if (condition->kind == TRUCE_IF_ALL && condition->name[0] == '\0' && m->out->cards[card].node == node) {
        m->card_of[to] = card;
        walk(m, card, to);
        return;
    }
    int from = outside ? position_card(m, card, node, input, clause->position) : card;
    int own = add_card(m, TRUCE_CARD_CLAUSES, to);
    if (m->failed)
        return;
    struct truce_card *made = &m->out->cards[own];
    m->card_of[to] = own;
    made->facts = truce_maker_alloc(m, m->graph->graph.nodes[to].n_inputs, sizeof *made->facts);
    made->status = m->day[to] == TRUCE_DAY_NEVER ? TRUCE_CARD_NEVER : TRUCE_CARD_CLOSED;
    if (condition->kind == TRUCE_IF_AT_LEAST)
        truce_buf_printf(&m->text, "%zu of %zu", condition->k, condition->n);
    else
        truce_buf_puts(&m->text, condition->kind == TRUCE_IF_ANY ? "one of" : "all of");
    made->title = truce_maker_text(m);
    struct truce_link *link = add_link(m, from, own, node, input);
    link->outside = outside;
    link->clause = outside ? "" : label_of(m, clause);
    walk(m, own, to);
}

static void walk_contribution(struct truce_graph_maker *m, int card, int contribution)
{
    const struct truce_contribution *text =
        &m->plan->agreement->contributions[m->graph->nodes[contribution].target];
    const struct truce_node *node = &m->graph->graph.nodes[contribution];
    char whose[96];

    for (size_t i = 0; i < node->n_inputs; i++) {
        int to = node->inputs[i].node;
        const struct truce_condition *clause = m->graph->inputs[contribution][i].clause;
        if (m->graph->nodes[to].condition != NULL && m->graph->nodes[to].kind == TRUCE_NODE_CONDITION &&
            truce_plan_names_is_fact(m->graph->nodes[to].condition)) {
            snprintf(whose, sizeof whose, "%.80s", m->plan->agreement->parties[text->by].head.id);
            add_fact(m, card, clause, whose);
            continue;
        }
        if (to == 0 || m->card_of[to] < 0)
            continue;
        size_t k = 0; /* contributions that wait for the same gate share a link */
        while (k < m->out->n_links &&
               !(m->out->links[k].from == card && m->out->links[k].to == m->card_of[to]))
            k++;
        if (k == m->out->n_links) {
            struct truce_link *link = add_link(m, card, m->card_of[to], contribution, (int)i);
            link->clause = clause == NULL ? "only after" : label_of(m, clause);
            link->open = is_open(m, m->card_of[to]);
        }
    }
}

/* one input of a node that has a card */
static void walk_input(struct truce_graph_maker *m, int card, int node, int input)
{
    int to = m->graph->graph.nodes[node].inputs[input].node;
    const struct truce_condition *clause = m->graph->inputs[node][input].clause;

    if (m->graph->nodes[to].kind == TRUCE_NODE_CONTRIBUTION) {
        m->card_of[to] = card;
        walk_contribution(m, card, to);
        return;
    }
    if (m->graph->nodes[to].kind == TRUCE_NODE_CONDITION) {
        walk_condition(m, card, node, input, to);
        return;
    }
    if (m->card_of[to] < 0) {
        m->out->cards[card].n_hidden++;
        return;
    }
    bool outside = clause != NULL && clause->position != TRUCE_NONE;
    int from = outside ? position_card(m, card, node, input, clause->position) : card;
    struct truce_link *link = add_link(m, from, m->card_of[to], node, input);
    link->outside = outside;
    link->open = is_open(m, m->card_of[to]);
    if (m->graph->nodes[node].kind == TRUCE_NODE_CLOCK)
        link->clause = "only during";
    else
        link->clause = outside ? "" : label_of(m, clause);
}

static void walk(struct truce_graph_maker *m, int card, int node)
{
    for (size_t i = 0; i < m->graph->graph.nodes[node].n_inputs && !m->failed; i++)
        walk_input(m, card, node, (int)i);
}

/* ---- vetoes ---- */

static double barred_by(const struct truce_graph_maker *m, int need_node, int option)
{
    const struct truce_node *node = &m->graph->graph.nodes[need_node];
    double sum = 0;
    for (size_t i = 0; i < node->n_inputs; i++)
        for (size_t k = 0; k < node->inputs[i].n_requires; k++)
            if (node->inputs[i].requires[k] == option)
                sum += node->inputs[i].weight;
    return sum;
}

static int veto_card(struct truce_graph_maker *m, int veto)
{
    const struct truce_agreement *agreement = m->plan->agreement;
    const struct truce_veto *text = &agreement->vetoes[veto];
    int own = add_card(m, TRUCE_CARD_VETO, -1);
    struct truce_card *made = &m->out->cards[own];

    if (m->failed)
        return own;
    truce_buf_puts(&m->text, "veto of ");
    truce_plan_words_parties(agreement, text->by, &m->text);
    made->title = truce_maker_text(m);
    truce_plan_names_point(agreement, text->head.point, &m->text);
    made->place = truce_maker_text(m);
    truce_buf_puts(&m->text, "bars ");
    if (text->bars_class != TRUCE_NONE) {
        truce_plan_names_id(agreement->classes[text->bars_class].head.id, &m->text);
        truce_buf_puts(&m->text, " of ");
    }
    truce_plan_words_parties(agreement, text->bars_by, &m->text);
    made->says = truce_maker_text(m);
    return own;
}

static void add_vetoes(struct truce_graph_maker *m)
{
    const struct truce_plan_graph *graph = m->graph;
    for (size_t o = 0; o < graph->graph.n_options && !m->failed; o++) {
        int own = -1;
        if (graph->grants[o].kind != TRUCE_GRANT_LIFT || (m->plan->granted != NULL && m->plan->granted[o]))
            continue;
        for (size_t k = 0; k < m->plan->agreement->n_needs && !m->failed; k++) {
            int node = graph->need_node[k], card = m->card_of[node];
            double sum = card >= 0 ? barred_by(m, node, (int)o) : 0;
            if (!(sum > 0))
                continue;
            if (own < 0)
                own = veto_card(m, graph->grants[o].target);
            if (m->failed)
                return;
            struct truce_link *link = add_link(m, card, own, node, -1);
            link->outside = true;
            truce_plan_words_amount(sum, &m->text);
            truce_buf_puts(&m->text, " barred");
            link->clause = truce_maker_text(m);
        }
    }
}

/* ---- all ---- */

static void card_of_node(struct truce_graph_maker *m, int node)
{
    const struct truce_plan_node *what = &m->graph->nodes[node];
    enum truce_card_kind kind = what->kind == TRUCE_NODE_GATE    ? TRUCE_CARD_GATE
                                : what->kind == TRUCE_NODE_CLOCK ? TRUCE_CARD_CLOCK
                                                                 : TRUCE_CARD_NEED;
    size_t facts = m->graph->graph.nodes[node].n_inputs;

    if (!m->chosen[node] || m->card_of[node] >= 0)
        return;
    int own = add_card(m, kind, node);
    if (m->failed)
        return;
    struct truce_card *card = &m->out->cards[own];
    m->card_of[node] = own;
    if (kind == TRUCE_CARD_GATE) /* conditions that only group stand in the card of their gate */
        for (size_t i = 0; i < m->graph->graph.nodes[node].n_inputs; i++)
            facts += m->graph->graph.nodes[m->graph->graph.nodes[node].inputs[i].node].n_inputs;
    card->facts = truce_maker_alloc(m, facts, sizeof *card->facts);
    if (kind == TRUCE_CARD_GATE)
        truce_maker_fill_gate(m, what->target, card);
    else if (kind == TRUCE_CARD_CLOCK)
        truce_maker_fill_clock(m, what->target, card);
    else
        truce_maker_fill_need(m, what->target, card);
}

void truce_maker_cards(struct truce_graph_maker *m)
{
    const struct truce_plan_graph *graph = m->graph;

    for (size_t t = 0; t < m->plan->n_targets && !m->failed; t++)
        card_of_node(m, graph->gate_node[m->plan->targets[t].gate]);
    for (size_t n = 0; n < graph->graph.n && !m->failed; n++)
        if (graph->nodes[n].kind == TRUCE_NODE_GATE || graph->nodes[n].kind == TRUCE_NODE_CLOCK ||
            graph->nodes[n].kind == TRUCE_NODE_NEED)
            card_of_node(m, (int)n);
    size_t n = m->out->n_cards;
    for (size_t i = 0; i < n && !m->failed; i++)
        walk(m, (int)i, m->out->cards[i].node);
    add_vetoes(m);
}

static void find_days(struct truce_graph_maker *m)
{
    struct truce_graph_work *work = NULL;
    m->day = truce_maker_alloc(m, m->graph->graph.n, sizeof *m->day);
    if (!m->failed)
        m->failed = truce_graph_work_open(&m->graph->graph, &work, &m->err) != TRUCE_OK;
    if (!m->failed)
        truce_graph_earliest(work, NULL, m->day, NULL);
    truce_graph_work_close(work);
}

static void make_room(struct truce_graph_maker *m)
{
    const struct truce_plan_graph *graph = m->graph;
    size_t inputs = 0, n = graph->graph.n;
    for (size_t i = 0; i < n; i++)
        inputs += graph->graph.nodes[i].n_inputs;
    m->cards_room = n + m->plan->agreement->n_positions + m->plan->agreement->n_vetoes;
    m->links_room = 2 * inputs + m->plan->agreement->n_vetoes * m->plan->agreement->n_needs + 1;
    m->out->cards = truce_maker_alloc(m, m->cards_room, sizeof *m->out->cards);
    m->out->links = truce_maker_alloc(m, m->links_room, sizeof *m->out->links);
    m->card_of = truce_maker_alloc(m, n, sizeof(int));
    for (size_t i = 0; i < n && !m->failed; i++)
        m->card_of[i] = -1;
}

enum truce_status truce_gate_graph_make(const struct truce_plan *plan, enum truce_gate_detail detail,
                                        size_t cards_max, struct truce_arena *arena,
                                        struct truce_gate_graph *out, struct truce_err *err)
{
    struct truce_gate_graph made = {.plan = plan, .left_out = ""};
    struct truce_graph_maker m = {
        .plan = plan, .graph = &plan->graph[TRUCE_EARLIEST], .arena = arena, .detail = detail, .out = &made};

    truce_buf_init(&m.text);
    make_room(&m);
    find_days(&m);
    if (!m.failed)
        truce_maker_choose(&m, cards_max);
    if (!m.failed)
        truce_maker_cards(&m);
    if (!m.failed)
        truce_maker_roots(&m);
    truce_buf_fini(&m.text);
    if (m.failed) {
        if (err != NULL)
            *err = m.err;
        return m.err.status;
    }
    *out = made;
    return TRUCE_OK;
}

void truce_gate_graph_caption(const struct truce_plan *plan, struct truce_buf *out)
{
    const struct truce_agreement *agreement = plan->agreement;
    char day[TRUCE_DAY_TEXT];

    truce_day_format(truce_calendar_day(&agreement->calendar, plan->state->as_of), day);
    truce_buf_printf(out, "%s (%s), version %s, as of %s, %zu records. ", agreement->title, agreement->id,
                     agreement->version, day,
                     plan->state->records != NULL ? plan->state->records->n : (size_t)0);
    truce_plan_words_basis(plan, out);
    truce_buf_puts(out, "; nothing is forecast.");
}
