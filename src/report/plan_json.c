/*
 * A plan as JSON: docs/formats/plan-answer.md.
 *
 * Invariants: keys stand in a fixed order; what is not known, and a day that never comes, is null and never left out.
 */
#include <string.h>

#include "base/json_writer.h"
#include "report/plan_text.h"
#include "report/plan_words.h"

struct writer {
    const struct truce_plan *plan;
    struct truce_json_writer json;
    struct truce_buf text; /* a name on its way */
};

static void put_text(struct writer *w, const char *key, const char *value)
{
    truce_json_key(&w->json, key);
    truce_json_string(&w->json, value);
}

static void put_given(struct writer *w, const char *key, const char *value)
{
    put_text(w, key, value != NULL && value[0] != '\0' ? value : NULL);
}

/* the text put together in w->text */
static void put_made(struct writer *w, const char *key)
{
    put_text(w, key, w->text.at != NULL ? w->text.at : "");
    truce_buf_clear(&w->text);
}

static void put_bool(struct writer *w, const char *key, bool value)
{
    truce_json_key(&w->json, key);
    truce_json_bool(&w->json, value);
}

static void put_integer(struct writer *w, const char *key, int64_t value)
{
    truce_json_key(&w->json, key);
    truce_json_integer(&w->json, value);
}

static void put_number(struct writer *w, const char *key, double value)
{
    truce_json_key(&w->json, key);
    truce_json_number(&w->json, value, 3);
}

static void put_day(struct writer *w, const char *key, int32_t day)
{
    char text[TRUCE_DAY_TEXT] = "";
    if (day != TRUCE_DAY_NEVER && day != TRUCE_DAY_NONE)
        truce_day_format((struct truce_day){day}, text);
    put_given(w, key, text);
}

static void put_days(struct writer *w, const char *key, const int32_t day[TRUCE_CASES])
{
    truce_json_key(&w->json, key);
    truce_json_inline(&w->json);
    truce_json_open_object(&w->json);
    put_day(w, "earliest", day[TRUCE_EARLIEST]);
    put_day(w, "likely", day[TRUCE_LIKELY]);
    put_day(w, "latest", day[TRUCE_LATEST]);
    truce_json_close_object(&w->json);
}

static void open_list(struct writer *w, const char *key)
{
    truce_json_key(&w->json, key);
    truce_json_open_array(&w->json);
}

static void put_gate_ids(struct writer *w, const char *key, const int *gates, size_t n)
{
    truce_json_key(&w->json, key);
    truce_json_inline(&w->json);
    truce_json_open_array(&w->json);
    for (size_t i = 0; i < n; i++)
        truce_json_string(&w->json, w->plan->agreement->gates[gates[i]].head.id);
    truce_json_close_array(&w->json);
}

/* {"kind": "gate", "id": "ceasefire"} */
static void put_node(struct writer *w, int node)
{
    static const char *const kinds[] = {"gate", "clock", "need", "clause", "contribution"};
    const struct truce_plan_node *what = &w->plan->graph[0].nodes[node];
    const struct truce_agreement *agreement = w->plan->agreement;
    char path[512] = "";

    truce_json_inline(&w->json);
    truce_json_open_object(&w->json);
    put_text(w, "kind", kinds[what->kind]);
    switch (what->kind) {
    case TRUCE_NODE_GATE:
        put_text(w, "id", agreement->gates[what->target].head.id);
        break;
    case TRUCE_NODE_CLOCK:
        put_text(w, "id", agreement->clocks[what->target].head.id);
        break;
    case TRUCE_NODE_NEED:
        put_text(w, "id", agreement->needs[what->target].head.id);
        break;
    case TRUCE_NODE_CONTRIBUTION:
        put_text(w, "id", agreement->contributions[what->target].head.id);
        break;
    case TRUCE_NODE_CONDITION:
        if (what->condition != NULL)
            truce_agreement_clause_path(agreement, what->condition, path, sizeof path);
        put_given(w, "id", path);
        break;
    }
    truce_json_close_object(&w->json);
}

static void put_root(struct writer *w, const struct truce_root_cause *root)
{
    truce_json_open_object(&w->json);
    put_text(w, "kind", root->loop.n > 0 ? "loop" : "impossible");
    open_list(w, "nodes");
    for (size_t i = 0; i < root->set.n; i++)
        put_node(w, root->set.nodes[i]);
    truce_json_close_array(&w->json);
    open_list(w, "steps");
    for (size_t i = 0; i < root->loop.n; i++) {
        truce_json_open_object(&w->json);
        truce_json_key(&w->json, "node");
        put_node(w, root->loop.nodes[i]);
        truce_json_key(&w->json, "waits_for");
        put_node(w, root->loop.nodes[(i + 1) % root->loop.n]);
        truce_plan_words_ground(w->plan, root->loop.nodes[i], root->loop.via[i], &w->text);
        put_made(w, "ground");
        truce_json_close_object(&w->json);
    }
    truce_json_close_array(&w->json);
    put_integer(w, "delay_days", root->delay_days);
    if (root->loop.n > 0)
        put_text(w, "says", NULL);
    else {
        truce_plan_words_impossible(w->plan, root->set.nodes[0], &w->text);
        put_made(w, "says");
    }
    truce_json_close_object(&w->json);
}

static void put_way(struct writer *w, const struct truce_way *way)
{
    truce_json_open_object(&w->json);
    open_list(w, "grants");
    for (size_t i = 0; i < way->way.n; i++) {
        truce_json_open_object(&w->json);
        put_text(w, "what_if", w->plan->graph[0].grants[way->way.options[i]].name);
        truce_plan_words_grant(w->plan, way->way.options[i], &w->text);
        put_made(w, "says");
        put_bool(w, "changes_text", w->plan->graph[0].grants[way->way.options[i]].in_text);
        truce_json_close_object(&w->json);
    }
    truce_json_close_array(&w->json);
    put_days(w, "day", way->day);
    truce_json_close_object(&w->json);
}

static void put_substitute(struct writer *w, const struct truce_substitute *s)
{
    char path[512];
    truce_agreement_clause_path(w->plan->agreement, s->clause, path, sizeof path);
    truce_json_open_object(&w->json);
    put_text(w, "clause", path);
    put_text(w, "in_place_of", w->plan->agreement->gates[s->clause->target].head.id);
    put_gate_ids(w, "gates", s->gates, s->n);
    put_gate_ids(w, "opens", s->opened, s->n_opened);
    put_days(w, "day", s->day);
    truce_json_close_object(&w->json);
}

static void put_target(struct writer *w, const struct truce_target_plan *target)
{
    truce_json_open_object(&w->json);
    put_text(w, "gate", w->plan->agreement->gates[target->gate].head.id);
    truce_plan_words_answer(w->plan, target, &w->text);
    put_made(w, "answer");
    put_bool(w, "open", target->open);
    put_bool(w, "too_late", target->too_late);
    put_days(w, "day", target->day);
    open_list(w, "critical_path");
    for (size_t i = target->n_critical[TRUCE_LIKELY]; i > 0; i--)
        put_node(w, target->critical[TRUCE_LIKELY][i - 1]);
    truce_json_close_array(&w->json);
    open_list(w, "root_causes");
    for (size_t i = 0; i < target->n_roots; i++)
        put_root(w, &target->roots[i]);
    truce_json_close_array(&w->json);
    put_bool(w, "root_causes_complete", target->roots_complete);
    open_list(w, "ways_out");
    for (size_t i = 0; i < target->n_ways; i++)
        put_way(w, &target->ways[i]);
    truce_json_close_array(&w->json);
    put_integer(w, "ways_out_max_size", (int64_t)target->ways_max_size);
    put_bool(w, "ways_out_complete", target->ways_complete);
    open_list(w, "substitutes");
    for (size_t i = 0; i < target->n_substitutes; i++)
        put_substitute(w, &target->substitutes[i]);
    truce_json_close_array(&w->json);
    truce_json_close_object(&w->json);
}

static void put_gate(struct writer *w, const struct truce_plan *before, size_t g)
{
    const struct truce_agreement *agreement = w->plan->agreement;
    const struct truce_gate_plan *gate = &w->plan->gates[g];
    int point = agreement->gates[g].head.point;

    truce_json_open_object(&w->json);
    put_text(w, "id", agreement->gates[g].head.id);
    truce_json_key(&w->json, "point");
    if (point != TRUCE_NONE)
        truce_json_integer(&w->json, agreement->points[point].n);
    else
        truce_json_null(&w->json);
    put_bool(w, "open_strict", gate->open[TRUCE_STRICT]);
    put_bool(w, "open_lenient", gate->open[TRUCE_LENIENT]);
    put_bool(w, "ground_fell_away", w->plan->state->reading[TRUCE_STRICT].gates[g].ground_fell_away);
    put_days(w, "day", gate->day);
    if (before != NULL)
        put_days(w, "day_before", before->gates[g].day);
    truce_json_key(&w->json, "slack_days");
    if (gate->slack_days != INT32_MAX)
        truce_json_integer(&w->json, gate->slack_days);
    else
        truce_json_null(&w->json);
    put_bool(w, "critical", gate->critical);
    const struct truce_condition *root = w->plan->agreement->gates[g].opens;
    size_t enough = root->kind == TRUCE_IF_ANY ? 1 : root->kind == TRUCE_IF_AT_LEAST ? root->k : root->n;
    put_integer(w, "clauses", (int64_t)root->n);
    put_integer(w, "clauses_needed", (int64_t)enough);
    open_list(w, "waits_for");
    for (size_t i = 0; i < gate->n_waits_for; i++) {
        truce_plan_words_clause(w->plan, gate->waits_for[i], &w->text);
        truce_json_string(&w->json, w->text.at);
        truce_buf_clear(&w->text);
    }
    truce_json_close_array(&w->json);
    truce_json_close_object(&w->json);
}

static void put_clock(struct writer *w, size_t c)
{
    const struct truce_clock *clock = &w->plan->agreement->clocks[c];
    const struct truce_clock_state *strict = &w->plan->state->reading[TRUCE_STRICT].clocks[c];

    truce_json_open_object(&w->json);
    put_text(w, "id", clock->head.id);
    put_text(w, "count_rule", truce_count_rule_name(clock->count.rule));
    put_integer(w, "target_days", clock->target_days);
    put_bool(w, "running", strict->running);
    put_bool(w, "reached", strict->reached);
    put_integer(w, "days_strict", strict->days);
    put_integer(w, "days_lenient", w->plan->state->reading[TRUCE_LENIENT].clocks[c].days);
    put_days(w, "day", w->plan->clock_day[c]);
    truce_json_close_object(&w->json);
}

static void put_need(struct writer *w, size_t k)
{
    const struct truce_agreement *agreement = w->plan->agreement;
    const struct truce_need_plan *need = &w->plan->needs[k];

    truce_json_open_object(&w->json);
    put_text(w, "id", agreement->needs[k].head.id);
    put_text(w, "of", agreement->classes[agreement->needs[k].class_].head.id);
    put_number(w, "required", need->required);
    put_number(w, "offered", need->offered);
    put_bool(w, "offered_is_lower_bound", need->offered_is_lower_bound);
    put_number(w, "barred", need->barred);
    put_number(w, "deployed", need->deployed);
    put_number(w, "short_by", need->short_by);
    open_list(w, "contributions");
    for (size_t i = 0; i < need->n_contributions; i++) {
        const struct truce_contribution *c = &agreement->contributions[need->contributions[i]];
        const struct truce_contribution_now *now =
            &w->plan->state->reading[TRUCE_STRICT].contributions[need->contributions[i]];
        truce_json_inline(&w->json);
        truce_json_open_object(&w->json);
        put_text(w, "id", c->head.id);
        put_text(w, "by", agreement->parties[c->by].head.id);
        put_number(w, "amount", need->amounts[i]);
        put_text(w, "state", truce_contribution_state_name(now->state));
        put_text(w, "barred_by", need->is_barred[i] ? agreement->vetoes[need->barred_by[i]].head.id : NULL);
        truce_json_close_object(&w->json);
    }
    truce_json_close_array(&w->json);
    open_list(w, "not_without");
    for (size_t i = 0; i < need->n_single_points; i++)
        truce_json_string(&w->json, agreement->parties[need->single_points[i]].head.id);
    truce_json_close_array(&w->json);
    truce_json_close_object(&w->json);
}

static void put_guarantee(struct writer *w, size_t i)
{
    const struct truce_agreement *agreement = w->plan->agreement;
    const struct truce_guarantee_plan *g = &w->plan->guarantees[i];

    truce_json_open_object(&w->json);
    put_text(w, "id", agreement->guarantees[i].head.id);
    put_bool(w, "started", g->started);
    put_bool(w, "planned", g->planned);
    put_day(w, "starts", g->starts.n);
    put_day(w, "ends", g->ends.n);
    truce_json_key(&w->json, "days_left");
    if (g->started)
        truce_json_integer(&w->json, g->days_left);
    else
        truce_json_null(&w->json);
    put_day(w, "last_notice", g->last_notice.n);
    put_day(w, "ends_if_extended", g->ends_if_extended.n);
    open_list(w, "outlived_by");
    for (size_t k = 0; k < g->n_outliving; k++)
        truce_json_string(&w->json, agreement->norms[g->outliving[k]].head.id);
    truce_json_close_array(&w->json);
    truce_json_close_object(&w->json);
}

static void put_notes(struct writer *w)
{
    const struct truce_diagnostics *lists[] = {&w->plan->state->notes, &w->plan->notes};
    open_list(w, "notes");
    for (size_t l = 0; l < 2; l++)
        for (size_t i = 0; i < lists[l]->n; i++)
            truce_json_string(&w->json, lists[l]->items[i].text);
    truce_json_close_array(&w->json);
}

static void put_ledger(struct writer *w)
{
    const struct truce_agreement *agreement = w->plan->agreement;
    open_list(w, "needs");
    for (size_t i = 0; i < agreement->n_needs; i++)
        put_need(w, i);
    truce_json_close_array(&w->json);
    open_list(w, "guarantees");
    for (size_t i = 0; i < agreement->n_guarantees; i++)
        put_guarantee(w, i);
    truce_json_close_array(&w->json);
}

enum truce_status truce_report_plan_json(const struct truce_plan *plan, const struct truce_plan *before,
                                         struct truce_buf *out, struct truce_err *err)
{
    const struct truce_agreement *agreement = plan->agreement;
    struct writer w = {.plan = plan};

    truce_json_writer_init(&w.json, out);
    truce_buf_init(&w.text);
    truce_json_open_object(&w.json);
    put_text(&w, "format", "truce-plan/1");
    put_text(&w, "agreement", agreement->id);
    put_text(&w, "version", agreement->version);
    put_day(&w, "as_of", truce_calendar_day(&agreement->calendar, plan->state->as_of).n);
    put_day(&w, "estimates_as_of", agreement->estimates.as_of.n);
    put_integer(&w, "records", plan->state->records != NULL ? (int64_t)plan->state->records->n : 0);
    open_list(&w, "targets");
    for (size_t i = 0; i < plan->n_targets; i++)
        put_target(&w, &plan->targets[i]);
    truce_json_close_array(&w.json);
    open_list(&w, "gates");
    for (size_t g = 0; g < agreement->n_gates; g++)
        put_gate(&w, before, g);
    truce_json_close_array(&w.json);
    open_list(&w, "clocks");
    for (size_t c = 0; c < agreement->n_clocks; c++)
        put_clock(&w, c);
    truce_json_close_array(&w.json);
    put_ledger(&w);
    put_notes(&w);
    put_text(&w, "conditional",
             "Dates rest on the estimates of the file, which are assumptions. Nothing here is a forecast.");
    truce_json_close_object(&w.json);
    truce_buf_putc(out, '\n');
    truce_buf_fini(&w.text);
    return truce_buf_check(out, err);
}
