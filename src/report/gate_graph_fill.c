/*
 * What the cards of gates, clocks and needs say.
 */
#include "report/gate_graph_make.h"
#include "report/plan_names.h"
#include "report/plan_words.h"

static void put_likely(const int32_t day[TRUCE_CASES], struct truce_buf *out)
{
    if (day[TRUCE_LIKELY] == day[TRUCE_EARLIEST] && day[TRUCE_LATEST] == day[TRUCE_EARLIEST])
        return;
    truce_buf_puts(out, "likely ");
    truce_plan_words_day(day[TRUCE_LIKELY], out);
    truce_buf_puts(out, ", latest ");
    truce_plan_words_day(day[TRUCE_LATEST], out);
}

static void gate_status(struct truce_graph_maker *m, int gate, struct truce_card *card)
{
    const struct truce_plan *plan = m->plan;
    const struct truce_gate_plan *what = &plan->gates[gate];
    const struct truce_gate_state *now = &plan->state->reading[TRUCE_STRICT].gates[gate];

    if (what->open[TRUCE_STRICT]) {
        card->status = TRUCE_CARD_OPEN;
        truce_buf_puts(&m->text, "open");
        if (now->since.us != TRUCE_NEVER) {
            truce_buf_puts(&m->text, " since ");
            truce_plan_words_day(truce_calendar_day(&plan->agreement->calendar, now->since).n, &m->text);
        }
        card->says = truce_maker_text(m);
        card->more = now->ground_fell_away ? "latched: its ground has fallen away" : "";
        return;
    }
    bool never = what->day[TRUCE_EARLIEST] == TRUCE_DAY_NEVER;
    card->status = what->open[TRUCE_LENIENT] ? TRUCE_CARD_CONTESTED
                   : never                   ? TRUCE_CARD_NEVER
                                             : TRUCE_CARD_CLOSED;
    truce_buf_puts(&m->text, what->open[TRUCE_LENIENT] ? "contested" : "closed");
    if (never) {
        truce_buf_puts(&m->text, "; cannot open as things stand");
    } else {
        truce_buf_puts(&m->text, "; not before ");
        truce_plan_words_day(what->day[TRUCE_EARLIEST], &m->text);
    }
    card->says = truce_maker_text(m);
    if (!never)
        put_likely(what->day, &m->text);
    card->more = truce_maker_text(m);
}

void truce_maker_fill_gate(struct truce_graph_maker *m, int gate, struct truce_card *card)
{
    const struct truce_agreement *agreement = m->plan->agreement;
    const struct truce_condition *opens = agreement->gates[gate].opens;
    truce_plan_names_gate(agreement, gate, &m->text);
    card->title = truce_maker_text(m);
    truce_plan_names_point(agreement, agreement->gates[gate].head.point, &m->text);
    card->place = truce_maker_text(m);
    gate_status(m, gate, card);
    if (card->status != TRUCE_CARD_OPEN && opens->kind != TRUCE_IF_ALL &&
        agreement->gates[gate].together.n == 0) {
        if (opens->kind == TRUCE_IF_ANY)
            truce_buf_puts(&m->text, "opens by one of these:");
        else
            truce_buf_printf(&m->text, "opens by %zu of these %zu:", opens->k, opens->n);
        card->inputs = truce_maker_text(m);
    }
    for (size_t t = 0; t < m->plan->n_targets; t++)
        card->is_target = card->is_target || m->graph->gate_node[m->plan->targets[t].gate] == card->node;
}

void truce_maker_fill_clock(struct truce_graph_maker *m, int clock, struct truce_card *card)
{
    const struct truce_plan *plan = m->plan;
    const struct truce_clock *text = &plan->agreement->clocks[clock];
    const struct truce_clock_state *strict = &plan->state->reading[TRUCE_STRICT].clocks[clock],
                                   *lenient = &plan->state->reading[TRUCE_LENIENT].clocks[clock];
    const int32_t *day = plan->clock_day[clock];
    bool never = day[TRUCE_EARLIEST] == TRUCE_DAY_NEVER;

    truce_buf_printf(&m->text, "%d quiet day%s", text->target_days, text->target_days == 1 ? "" : "s");
    card->title = truce_maker_text(m);
    truce_plan_names_point(plan->agreement, text->head.point, &m->text);
    truce_buf_printf(&m->text, "%sclock ", m->text.len > 0 ? "; " : "");
    truce_plan_names_id(text->head.id, &m->text);
    card->place = truce_maker_text(m);
    if (strict->reached) {
        card->status = TRUCE_CARD_OPEN;
        card->says = "reached";
        return;
    }
    card->status = lenient->reached ? TRUCE_CARD_CONTESTED : never ? TRUCE_CARD_NEVER : TRUCE_CARD_CLOSED;
    truce_buf_printf(&m->text, "%d", strict->days);
    if (lenient->days != strict->days)
        truce_buf_printf(&m->text, " or %d", lenient->days);
    truce_buf_printf(&m->text, " of %d so far%s", text->target_days, strict->running ? "" : "; not running");
    card->says = truce_maker_text(m);
    truce_buf_puts(&m->text, never ? "cannot be reached as things stand" : "not before ");
    if (!never)
        truce_plan_words_day(day[TRUCE_EARLIEST], &m->text);
    card->more = truce_maker_text(m);
}

void truce_maker_fill_need(struct truce_graph_maker *m, int need, struct truce_card *card)
{
    const struct truce_plan *plan = m->plan;
    const struct truce_need *text = &plan->agreement->needs[need];
    const struct truce_need_plan *what = &plan->needs[need];
    int32_t day = m->day[card->node];

    truce_plan_words_amount(what->required, &m->text);
    truce_buf_putc(&m->text, ' ');
    truce_plan_names_id(plan->agreement->classes[text->class_].head.id, &m->text);
    card->title = truce_maker_text(m);
    truce_plan_names_point(plan->agreement, text->head.point, &m->text);
    truce_buf_printf(&m->text, "%sneed ", m->text.len > 0 ? "; " : "");
    truce_plan_names_id(text->head.id, &m->text);
    card->place = truce_maker_text(m);
    card->status = what->deployed >= what->required ? TRUCE_CARD_OPEN
                   : day == TRUCE_DAY_NEVER         ? TRUCE_CARD_NEVER
                                                    : TRUCE_CARD_CLOSED;
    truce_buf_puts(&m->text, what->offered_is_lower_bound ? "at least " : "");
    truce_plan_words_amount(what->offered, &m->text);
    truce_buf_puts(&m->text, " offered");
    if (what->barred > 0) {
        truce_buf_puts(&m->text, ", ");
        truce_plan_words_amount(what->barred, &m->text);
        truce_buf_puts(&m->text, " barred");
    }
    if (what->deployed > 0) {
        truce_buf_puts(&m->text, ", ");
        truce_plan_words_amount(what->deployed, &m->text);
        truce_buf_puts(&m->text, " deployed");
    }
    card->says = truce_maker_text(m);
    if (what->short_by > 0) {
        truce_buf_puts(&m->text, "short by ");
        truce_plan_words_amount(what->short_by, &m->text);
    } else if (card->status == TRUCE_CARD_CLOSED) {
        truce_buf_puts(&m->text, "not before ");
        truce_plan_words_day(day, &m->text);
    }
    card->more = truce_maker_text(m);
    card->required = what->required;
    card->available = what->available;
    card->barred = what->barred;
}
