/*
 * Names and sentences of a plan.
 */
#include "report/plan_words.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "report/words.h"

static void put_point(const struct truce_agreement *agreement, int point, const char *before,
                      const char *after, struct truce_buf *out)
{
    if (point != TRUCE_NONE)
        truce_buf_printf(out, "%spoint %d%s", before, agreement->points[point].n, after);
}

void truce_plan_words_gate(const struct truce_plan *plan, int gate, struct truce_buf *out)
{
    const struct truce_named *head = &plan->agreement->gates[gate].head;
    truce_buf_puts(out, head->id);
    put_point(plan->agreement, head->point, " (", ")", out);
}

void truce_plan_words_amount(double value, struct truce_buf *out)
{
    char text[TRUCE_WORDS_NUMBER];
    int decimals = value == floor(value) ? 0 : value * 10 == floor(value * 10) ? 1 : 2;
    truce_words_number(value, decimals, text, sizeof text);
    truce_buf_puts(out, text);
}

void truce_plan_words_day(int32_t day, struct truce_buf *out)
{
    char text[TRUCE_DAY_TEXT];
    if (day == TRUCE_DAY_NEVER) {
        truce_buf_puts(out, "never");
        return;
    }
    truce_day_format((struct truce_day){day}, text);
    truce_buf_puts(out, text);
}

void truce_plan_words_parties(const struct truce_agreement *agreement, struct truce_indexes parties,
                              struct truce_buf *out)
{
    for (size_t i = 0; i < parties.n; i++) {
        const char *before = i == 0 ? "" : i + 1 == parties.n ? " and " : ", ";
        truce_buf_printf(out, "%s%s", before, agreement->parties[parties.at[i]].head.id);
    }
}

static void put_clock(const struct truce_plan *plan, int clock, struct truce_buf *out)
{
    const struct truce_clock *text = &plan->agreement->clocks[clock];
    truce_buf_printf(out, "%d quiet day%s (%s", text->target_days, text->target_days == 1 ? "" : "s",
                     text->head.id);
    put_point(plan->agreement, text->head.point, ", ", "", out);
    truce_buf_putc(out, ')');
}

static void put_need(const struct truce_plan *plan, int need, struct truce_buf *out)
{
    const struct truce_need *text = &plan->agreement->needs[need];
    truce_buf_printf(out, "%s (", text->head.id);
    truce_plan_words_amount(text->at_least, out);
    truce_buf_printf(out, " %s", plan->agreement->classes[text->class_].head.id);
    put_point(plan->agreement, text->head.point, ", ", "", out);
    truce_buf_putc(out, ')');
}

static void put_path(const struct truce_plan *plan, const struct truce_condition *condition,
                     struct truce_buf *out)
{
    char path[512];
    truce_agreement_clause_path(plan->agreement, condition, path, sizeof path);
    truce_buf_puts(out, path);
}

void truce_plan_words_node(const struct truce_plan *plan, int node, struct truce_buf *out)
{
    const struct truce_plan_node *what = &plan->graph[0].nodes[node];
    switch (what->kind) {
    case TRUCE_NODE_GATE:
        truce_plan_words_gate(plan, what->target, out);
        break;
    case TRUCE_NODE_CLOCK:
        put_clock(plan, what->target, out);
        break;
    case TRUCE_NODE_NEED:
        put_need(plan, what->target, out);
        break;
    case TRUCE_NODE_CONTRIBUTION:
        truce_buf_puts(out, plan->agreement->contributions[what->target].head.id);
        break;
    case TRUCE_NODE_CONDITION:
        if (what->condition == NULL)
            truce_buf_puts(out, "what is open already");
        else
            put_path(plan, what->condition, out);
        break;
    }
}

static const struct truce_plan_input *input_of(const struct truce_plan *plan, int node, int input)
{
    return &plan->graph[0].inputs[node][input];
}

void truce_plan_words_step(const struct truce_plan *plan, int node, int input, struct truce_buf *out)
{
    const struct truce_plan_node *what = &plan->graph[0].nodes[node];
    bool clock = what->kind == TRUCE_NODE_CLOCK;
    truce_plan_words_node(plan, node, out);
    truce_buf_puts(out, clock ? " run only during " : " waits for ");
    truce_plan_words_node(plan, plan->graph[0].graph.nodes[node].inputs[input].node, out);
}

static void put_holders(const struct truce_plan *plan, const struct truce_condition *clause,
                        struct truce_buf *out)
{
    if (clause->waivable_by.n == 0) {
        truce_buf_puts(out, "held by all signatories");
        return;
    }
    truce_buf_puts(out, "held by ");
    truce_plan_words_parties(plan->agreement, clause->waivable_by, out);
}

void truce_plan_words_ground(const struct truce_plan *plan, int node, int input, struct truce_buf *out)
{
    const struct truce_plan_input *what = input_of(plan, node, input);
    if (what->clause == NULL) {
        truce_buf_printf(out, "only_after of contribution %s",
                         plan->agreement->contributions[what->contribution].head.id);
        return;
    }
    if (what->clause->position != TRUCE_NONE) {
        truce_plan_words_parties(plan->agreement, plan->agreement->positions[what->clause->position].by, out);
        truce_buf_puts(out, "'s declared position, not in the text");
        return;
    }
    if (plan->graph[0].nodes[node].kind == TRUCE_NODE_CLOCK) {
        truce_buf_puts(out, "the clock runs only while it lasts");
        return;
    }
    truce_buf_puts(out, "clause ");
    put_path(plan, what->clause, out);
    truce_buf_puts(out, ", ");
    put_holders(plan, what->clause, out);
}

void truce_plan_words_grant(const struct truce_plan *plan, int option, struct truce_buf *out)
{
    const struct truce_agreement *agreement = plan->agreement;
    const struct truce_grant *grant = &plan->graph[0].grants[option];
    switch (grant->kind) {
    case TRUCE_GRANT_WAIVE:
        truce_buf_puts(out, "clause ");
        put_path(plan, grant->clause, out);
        truce_buf_puts(out, " is waived");
        break;
    case TRUCE_GRANT_WITHDRAW:
        truce_plan_words_parties(agreement, agreement->positions[grant->target].by, out);
        truce_buf_printf(out, " withdraws \"%s\"",
                         agreement->positions[grant->target].says[0] != '\0'
                             ? agreement->positions[grant->target].says
                             : agreement->positions[grant->target].head.id);
        break;
    case TRUCE_GRANT_LIFT:
        truce_plan_words_parties(agreement, agreement->vetoes[grant->target].by, out);
        truce_buf_printf(out, " lifts the veto %s", agreement->vetoes[grant->target].head.id);
        break;
    case TRUCE_GRANT_ONLY_AFTER:
        truce_buf_printf(out, "%s need not wait for %s", agreement->contributions[grant->target].head.id,
                         agreement->gates[agreement->contributions[grant->target].only_after].head.id);
        break;
    }
}

void truce_plan_words_way(const struct truce_plan *plan, const struct truce_way *way, struct truce_buf *out)
{
    static const enum truce_grant_kind order[] = {TRUCE_GRANT_WITHDRAW, TRUCE_GRANT_LIFT, TRUCE_GRANT_WAIVE,
                                                  TRUCE_GRANT_ONLY_AFTER};
    size_t written = 0;
    for (size_t k = 0; k < sizeof order / sizeof order[0]; k++)
        for (size_t i = 0; i < way->way.n; i++)
            if (plan->graph[0].grants[way->way.options[i]].kind == order[k]) {
                truce_buf_puts(out, written++ > 0 ? " + " : "");
                truce_plan_words_grant(plan, way->way.options[i], out);
            }
}

size_t truce_plan_words_loop_start(const struct truce_plan *plan, const struct truce_loop *loop)
{
    for (size_t i = 0; i < loop->n; i++) {
        const struct truce_condition *clause = input_of(plan, loop->nodes[i], loop->via[i])->clause;
        if (clause != NULL && clause->position != TRUCE_NONE)
            return i;
    }
    return 0;
}

void truce_plan_words_impossible(const struct truce_plan *plan, int node, struct truce_buf *out)
{
    const struct truce_plan_node *what = &plan->graph[0].nodes[node];
    if (what->kind != TRUCE_NODE_NEED) {
        truce_plan_words_node(plan, node, out);
        truce_buf_puts(out, " cannot open: what it needs has been refused or lies beyond every date");
        return;
    }
    const struct truce_need_plan *need = &plan->needs[what->target];
    const struct truce_agreement *agreement = plan->agreement;
    truce_buf_printf(out, "%s: ", agreement->needs[what->target].head.id);
    truce_plan_words_amount(need->required, out);
    truce_buf_printf(out, " %s needed; %s", agreement->classes[agreement->needs[what->target].class_].head.id,
                     need->offered_is_lower_bound ? "at least " : "");
    truce_plan_words_amount(need->offered, out);
    truce_buf_puts(out, " offered");
    for (size_t v = 0; v < agreement->n_vetoes && need->barred > 0; v++) {
        double sum = 0;
        for (size_t i = 0; i < need->n_contributions; i++) {
            const struct truce_contribution_now *now =
                &plan->state->reading[TRUCE_STRICT].contributions[need->contributions[i]];
            if (need->barred_by[i] == (int)v && now->state != TRUCE_CONTRIBUTION_CONSIDERED &&
                now->state != TRUCE_CONTRIBUTION_WITHDRAWN && need->amounts[i] > 0)
                sum += need->amounts[i];
        }
        if (!(sum > 0))
            continue;
        truce_buf_puts(out, ", ");
        truce_plan_words_amount(sum, out);
        truce_buf_puts(out, " of it barred by ");
        truce_plan_words_parties(agreement, agreement->vetoes[v].by, out);
        truce_buf_puts(out, "'s veto on ");
        truce_plan_words_parties(agreement, agreement->vetoes[v].bars_by, out);
    }
    if (need->offered_is_lower_bound)
        truce_buf_puts(out, "; amounts given as \"at least\" count with that, unknown ones with nothing");
}

void truce_plan_words_clause(const struct truce_plan *plan, const struct truce_condition *clause,
                             struct truce_buf *out)
{
    const struct truce_reading_state *now = &plan->state->reading[TRUCE_STRICT];
    if (clause->name[0] != '\0')
        truce_buf_printf(out, "%s: ", clause->name);
    switch (clause->kind) {
    case TRUCE_IF_GATE:
        truce_plan_words_gate(plan, clause->target, out);
        break;
    case TRUCE_IF_CLOCK:
        put_clock(plan, clause->target, out);
        truce_buf_printf(out, ", %d of them so far", now->clocks[clause->target].days);
        break;
    case TRUCE_IF_NEED:
        put_need(plan, clause->target, out);
        break;
    case TRUCE_IF_EVENT:
        truce_buf_printf(out, "%s by %s", plan->agreement->classes[clause->class_].head.id,
                         clause->by_any ? "one of " : "");
        truce_plan_words_parties(plan->agreement, clause->by, out);
        break;
    case TRUCE_IF_SIGNED:
    case TRUCE_IF_AGREED:
    case TRUCE_IF_RATIFIED:
    case TRUCE_IF_VOTE:
        truce_buf_printf(out, "%s %s ",
                         clause->kind == TRUCE_IF_VOTE ? clause->vote_kind
                                                       : truce_condition_kind_name(clause->kind),
                         clause->kind == TRUCE_IF_VOTE ? "in" : "by");
        truce_plan_words_parties(plan->agreement, clause->by, out);
        break;
    case TRUCE_IF_DATE:
        truce_buf_puts(out, "from ");
        truce_plan_words_day(clause->day.n, out);
        break;
    case TRUCE_IF_AT_LEAST:
        truce_buf_printf(out, "%zu of %zu clauses", clause->k, clause->n);
        break;
    case TRUCE_IF_ALL:
    case TRUCE_IF_ANY:
        truce_buf_printf(out, "%s of %zu clauses", clause->kind == TRUCE_IF_ALL ? "all" : "one", clause->n);
        break;
    case TRUCE_IF_NOT:
    case TRUCE_IF_STATUS:
        truce_buf_puts(out, truce_condition_kind_name(clause->kind));
        break;
    }
    if (clause->position != TRUCE_NONE) {
        truce_buf_puts(out, " (");
        truce_plan_words_parties(plan->agreement, plan->agreement->positions[clause->position].by, out);
        truce_buf_puts(out, "'s position)");
    }
}

static void put_dates(const int32_t day[TRUCE_CASES], struct truce_buf *out)
{
    if (day[TRUCE_EARLIEST] == day[TRUCE_LATEST]) {
        truce_plan_words_day(day[TRUCE_EARLIEST], out);
        return;
    }
    truce_plan_words_day(day[TRUCE_EARLIEST], out);
    truce_buf_puts(out, " at the earliest (likely ");
    truce_plan_words_day(day[TRUCE_LIKELY], out);
    truce_buf_puts(out, ", latest ");
    truce_plan_words_day(day[TRUCE_LATEST], out);
    truce_buf_putc(out, ')');
}

/* gates with a last date that they miss by the earliest estimates */
static void put_last_dates(const struct truce_plan *plan, struct truce_buf *out)
{
    const struct truce_plan_graph *graph = &plan->graph[TRUCE_EARLIEST];
    size_t n = 0;

    for (size_t g = 0; g < plan->agreement->n_gates; g++) {
        const struct truce_node *node = &graph->graph.nodes[graph->gate_node[g]];
        const struct truce_day_limit *limit =
            node->open_before.given ? &node->open_before : &node->met_before;
        if (!limit->given || plan->gates[g].day[TRUCE_EARLIEST] != TRUCE_DAY_NEVER)
            continue;
        truce_buf_puts(out, n++ == 0 ? ": what it waits for comes too late; " : ", ");
        truce_plan_words_gate(plan, (int)g, out);
        truce_buf_puts(out, limit == &node->open_before ? " would have to open before "
                                                        : " would have to be met before ");
        truce_plan_words_day(limit->day, out);
    }
    if (n == 0)
        truce_buf_puts(out, ": what it waits for comes after every date of the calendar");
}

static void put_ways_out(const struct truce_target_plan *target, struct truce_buf *out)
{
    if (target->n_roots == 0) /* they were not looked for */
        return;
    truce_buf_printf(out, ": %s%zu root cause%s", target->roots_complete ? "" : "at least ", target->n_roots,
                     target->n_roots == 1 ? "" : "s");
    if (target->n_ways == 0) {
        truce_buf_printf(out, "; no way out of up to %zu conditions%s", target->ways_max_size,
                         target->ways_complete ? "" : " was found before the search ended");
        return;
    }
    const char *least = target->ways_complete ? "" : "at least ";
    size_t size = target->ways[0].way.n, n = 0;
    while (n < target->n_ways && target->ways[n].way.n == size)
        n++;
    if (size == 1)
        truce_buf_printf(out, "; %s%zu single condition%s would free it", least, n,
                         n == 1 ? "" : "s, each by itself,");
    else
        truce_buf_printf(out, "; the smallest way out takes %zu conditions (%s%zu such)", size, least, n);
}

void truce_plan_words_delay(const struct truce_node *node, struct truce_buf *out)
{
    if (node->delay_months > 0)
        truce_buf_printf(out, " [%d month%s%s", node->delay_months, node->delay_months == 1 ? "" : "s",
                         node->delay_days > 0 ? ", " : "]");
    if (node->delay_days > 0)
        truce_buf_printf(out, "%s%d day%s]", node->delay_months > 0 ? "" : " [", node->delay_days,
                         node->delay_days == 1 ? "" : "s");
}

void truce_plan_words_basis(const struct truce_plan *plan, struct truce_buf *out)
{
    const struct truce_estimates *estimates = &plan->agreement->estimates;
    if (estimates->as_of.n != TRUCE_DAY_NONE) {
        truce_buf_puts(out, "Dates rest on the file's estimates of ");
        truce_plan_words_day(estimates->as_of.n, out);
    } else if (estimates->n_atoms > 0 || estimates->n_leads > 0) {
        truce_buf_puts(out, "Dates rest on the file's estimates, counted from that day for want of an as_of");
    } else {
        truce_buf_puts(out, "The file has no estimates: dates count only what the text itself asks for");
    }
}

const char *truce_plan_words_rule(const struct truce_condition *root, char out[TRUCE_PLAN_RULE_TEXT])
{
    if (root->kind == TRUCE_IF_ANY)
        snprintf(out, TRUCE_PLAN_RULE_TEXT, "one of these is enough");
    else if (root->kind == TRUCE_IF_AT_LEAST)
        snprintf(out, TRUCE_PLAN_RULE_TEXT, "%zu of %zu clauses are enough", root->k, root->n);
    else
        out[0] = '\0';
    return out;
}

void truce_plan_words_answer(const struct truce_plan *plan, const struct truce_target_plan *target,
                             struct truce_buf *out)
{
    truce_plan_words_gate(plan, target->gate, out);
    if (target->open) {
        truce_buf_puts(out, " is open since ");
        truce_plan_words_day(target->day[TRUCE_EARLIEST], out);
    } else if (target->day[TRUCE_EARLIEST] != TRUCE_DAY_NEVER) {
        truce_buf_puts(out, " can open on ");
        put_dates(target->day, out);
        truce_buf_puts(out, ", if the estimates hold");
    } else {
        truce_buf_puts(out, " cannot open as things stand");
        if (target->too_late)
            put_last_dates(plan, out);
        else
            put_ways_out(target, out);
    }
    truce_buf_putc(out, '.');
}
