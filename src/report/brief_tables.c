/*
 * The sections of a brief that list: dates, ledger, what is contested, points.
 */
#include "report/brief_content.h"

#include <string.h>

#include "report/plan_names.h"
#include "report/plan_words.h"

static struct truce_brief_block *table(struct truce_brief_content *content,
                                       struct truce_brief_section *section, const char *caption,
                                       size_t n_columns, size_t rows_max, unsigned right)
{
    struct truce_brief_block *block = truce_brief_block(content, section, TRUCE_BRIEF_TABLE);
    block->text = caption;
    block->n_columns = n_columns;
    block->right = right;
    block->cells = truce_brief_alloc(content, (rows_max + 1) * n_columns, sizeof *block->cells);
    return block;
}

/* row by row; n_rows counts the rows begun */
static void cell(struct truce_brief_content *content, struct truce_brief_block *block, size_t column,
                 const char *text)
{
    if (content->failed)
        return;
    block->n_rows += column == 0;
    block->cells[(block->n_rows - 1) * block->n_columns + column] = text;
}

static void heads(struct truce_brief_content *content, struct truce_brief_block *block,
                  const char *const *texts)
{
    for (size_t i = 0; i < block->n_columns; i++)
        cell(content, block, i, texts[i]);
}

static const char *day_text(struct truce_brief_content *content, int32_t day)
{
    truce_plan_words_day(day, &content->text);
    return truce_brief_take(content);
}

static const char *amount_text(struct truce_brief_content *content, double amount, bool at_least)
{
    truce_buf_puts(&content->text, at_least ? "\xE2\x89\xA5 " : "");
    truce_plan_words_amount(amount, &content->text);
    return truce_brief_take(content);
}

/* ---- dates ---- */

static void put_gate_row(struct truce_brief_content *content, struct truce_brief_block *block, size_t g)
{
    const struct truce_plan *plan = content->plan;
    const struct truce_gate_plan *gate = &plan->gates[g];
    const struct truce_gate_state *now = &plan->state->reading[TRUCE_STRICT].gates[g];

    int point = plan->agreement->gates[g].head.point;
    if (point != TRUCE_NONE)
        truce_buf_printf(&content->text, "%d", plan->agreement->points[point].n);
    cell(content, block, 0, truce_brief_take(content));
    truce_plan_names_id(plan->agreement->gates[g].head.id, &content->text);
    cell(content, block, 1, truce_brief_take(content));
    if (gate->open[TRUCE_STRICT]) {
        truce_buf_puts(&content->text, "open");
        if (now->since.us != TRUCE_NEVER) {
            truce_buf_puts(&content->text, " since ");
            truce_plan_words_day(truce_calendar_day(&plan->agreement->calendar, now->since).n,
                                 &content->text);
        }
        cell(content, block, 2, truce_brief_take(content));
        cell(content, block, 3, "");
        cell(content, block, 4, "");
        return;
    }
    for (size_t c = 0; c < TRUCE_CASES; c++)
        cell(content, block, 2 + c, day_text(content, gate->day[c]));
}

static void put_guarantee(struct truce_brief_content *content, struct truce_brief_section *section, size_t i)
{
    const struct truce_guarantee_plan *g = &content->plan->guarantees[i];
    const struct truce_agreement *agreement = content->plan->agreement;
    struct truce_brief_block *block = truce_brief_block(content, section, TRUCE_BRIEF_TEXT);
    struct truce_buf *text = &content->text;

    truce_buf_printf(text, "Guarantee %s", agreement->guarantees[i].head.id);
    if (g->starts.n == TRUCE_DAY_NONE) {
        truce_buf_puts(text, " does not start as things stand.");
    } else {
        truce_buf_puts(text, g->planned ? " would run (likely) from " : " runs from ");
        truce_plan_words_day(g->starts.n, text);
        truce_buf_puts(text, " until before ");
        truce_plan_words_day(g->ends.n, text);
        if (g->started)
            truce_buf_printf(text, ", %d days left", g->days_left);
        if (g->last_notice.n != TRUCE_DAY_NONE) {
            truce_buf_puts(text, "; last day of notice for an extension ");
            truce_plan_words_day(g->last_notice.n, text);
        }
        for (size_t k = 0; k < g->n_outliving; k++) {
            truce_buf_printf(text, "%s\"%s\"", k == 0 ? "; outlived by " : ", ",
                             agreement->norms[g->outliving[k]].head.id);
            if (agreement->norms[g->outliving[k]].head.point != TRUCE_NONE)
                truce_buf_printf(text, " (point %d)",
                                 agreement->points[agreement->norms[g->outliving[k]].head.point].n);
        }
        truce_buf_putc(text, '.');
    }
    block->text = truce_brief_take(content);
}

void truce_brief_dates(struct truce_brief_content *content)
{
    static const char *const names[] = {"", "gate", "earliest", "likely", "latest"};
    const struct truce_agreement *agreement = content->plan->agreement;
    size_t shown = agreement->n_gates < content->budget.dates ? agreement->n_gates : content->budget.dates;
    size_t guarantees = agreement->n_guarantees < 3 ? agreement->n_guarantees : 3;

    if (agreement->n_gates == 0)
        return;
    struct truce_brief_section *section = truce_brief_section(content, "Key dates");
    struct truce_brief_block *block =
        table(content, section, "Gates and the days on which they can open", 5, shown, 0x01);
    heads(content, block, names);
    /* targets first, then those of the file */
    size_t n = 0;
    for (int round = 0; round < 2; round++)
        for (size_t g = 0; g < agreement->n_gates && n < shown; g++) {
            bool target = false;
            for (size_t t = 0; t < content->plan->n_targets; t++)
                target = target || content->plan->targets[t].gate == (int)g;
            if (target != (round == 0))
                continue;
            put_gate_row(content, block, g);
            n++;
        }
    truce_brief_leave_out(content, agreement->n_gates - shown, "gate", "gates");
    for (size_t i = 0; i < guarantees; i++)
        put_guarantee(content, section, i);
    truce_brief_leave_out(content, agreement->n_guarantees - guarantees, "guarantee", "guarantees");
}

/* ---- ledger ---- */

static void put_single_points(struct truce_brief_content *content, struct truce_brief_section *section,
                              size_t k)
{
    const struct truce_need_plan *need = &content->plan->needs[k];
    const struct truce_agreement *agreement = content->plan->agreement;

    if (need->n_single_points == 0 || section->n_blocks >= 4)
        return;
    struct truce_brief_block *block = truce_brief_block(content, section, TRUCE_BRIEF_TEXT);
    truce_buf_printf(&content->text,
                     need->n_single_points == 1 ? "%s cannot be met without "
                                                : "%s cannot be met if any one is missing of ",
                     agreement->needs[k].head.id);
    for (size_t i = 0; i < need->n_single_points; i++)
        truce_buf_printf(&content->text, "%s%s",
                         i == 0                           ? ""
                         : i + 1 == need->n_single_points ? " and "
                                                          : ", ",
                         agreement->parties[need->single_points[i]].head.id);
    truce_buf_putc(&content->text, '.');
    block->text = truce_brief_take(content);
}

void truce_brief_ledger(struct truce_brief_content *content)
{
    static const char *const names[] = {"need", "required", "offered", "barred", "short by", "deployed"};
    const struct truce_agreement *agreement = content->plan->agreement;
    size_t shown = agreement->n_needs < content->budget.needs ? agreement->n_needs : content->budget.needs;
    bool deployed = false;

    if (agreement->n_needs == 0)
        return;
    for (size_t k = 0; k < shown; k++)
        deployed = deployed || content->plan->needs[k].deployed > 0;
    struct truce_brief_section *section = truce_brief_section(content, "What is offered");
    struct truce_brief_block *block =
        table(content, section, "What is required, offered, barred and short", deployed ? 6 : 5, shown, 0x3E);
    heads(content, block, names);
    for (size_t k = 0; k < shown; k++) {
        const struct truce_need_plan *need = &content->plan->needs[k];
        truce_buf_puts(&content->text, agreement->needs[k].head.id);
        cell(content, block, 0, truce_brief_take(content));
        cell(content, block, 1, amount_text(content, need->required, false));
        cell(content, block, 2, amount_text(content, need->offered, need->offered_is_lower_bound));
        cell(content, block, 3, amount_text(content, need->barred, false));
        cell(content, block, 4, amount_text(content, need->short_by, false));
        if (deployed)
            cell(content, block, 5, amount_text(content, need->deployed, false));
    }
    for (size_t k = 0; k < shown; k++)
        put_single_points(content, section, k);
    truce_brief_leave_out(content, agreement->n_needs - shown, "need", "needs");
}

/* ---- contested ---- */

struct listing {
    struct truce_brief_content *content;
    struct truce_brief_block *block;
    size_t left;
};

static void list(struct listing *l)
{
    const char *text = truce_brief_take(l->content);
    if (l->block->n_items == l->content->budget.contested)
        l->left++;
    else if (!l->content->failed)
        l->block->items[l->block->n_items++] = (struct truce_brief_item){0, 0, text};
}

static void list_condition(struct listing *l, const struct truce_condition *condition)
{
    const struct truce_plan *plan = l->content->plan;
    char path[512];

    for (size_t i = 0; i < condition->n; i++)
        list_condition(l, &condition->children[i]);
    if (condition->n > 0 || !truce_plan_names_is_fact(condition) ||
        plan->state->reading[TRUCE_STRICT].conditions[condition->index].holds ==
            plan->state->reading[TRUCE_LENIENT].conditions[condition->index].holds)
        return;
    truce_agreement_clause_path(plan->agreement, condition, path, sizeof path);
    truce_buf_printf(&l->content->text, "%s: whether ", path);
    truce_plan_names_fact(plan->agreement, condition, &l->content->text);
    truce_buf_puts(&l->content->text, " is contested.");
    list(l);
}

void truce_brief_contested(struct truce_brief_content *content)
{
    const struct truce_plan *plan = content->plan;
    const struct truce_agreement *agreement = plan->agreement;
    struct truce_brief_section *section = truce_brief_section(content, "What is contested");
    struct listing l = {.content = content, .block = truce_brief_block(content, section, TRUCE_BRIEF_ITEMS)};

    l.block->items = truce_brief_alloc(content, content->budget.contested, sizeof *l.block->items);
    for (size_t g = 0; g < agreement->n_gates; g++) {
        if (plan->gates[g].open[TRUCE_STRICT] != plan->gates[g].open[TRUCE_LENIENT]) {
            truce_plan_words_gate(plan, (int)g, &content->text);
            truce_buf_puts(&content->text, " is open only if contested facts are accepted.");
            list(&l);
        }
        list_condition(&l, agreement->gates[g].opens);
    }
    for (size_t c = 0; c < agreement->n_clocks; c++) {
        const struct truce_clock_state *strict = &plan->state->reading[TRUCE_STRICT].clocks[c],
                                       *lenient = &plan->state->reading[TRUCE_LENIENT].clocks[c];
        if (strict->days == lenient->days && strict->reached == lenient->reached)
            continue;
        truce_buf_printf(
            &content->text, "%s stands at %d or at %d of %d days, as contested incidents count or not.",
            agreement->clocks[c].head.id, strict->days, lenient->days, agreement->clocks[c].target_days);
        list(&l);
    }
    truce_brief_leave_out(content, l.left, "contested thing", "contested things");
    if (l.block->n_items == 0) {
        l.block->kind = TRUCE_BRIEF_TEXT;
        l.block->text = l.left > 0 ? "" : "Nothing on which the answer rests is contested in the records.";
    }
}

/* ---- points ---- */

struct holdings {
    size_t norms, gates, open, other;
    int waits; /* a closed gate for which every norm waits; TRUCE_NONE */
    bool all_wait;
    const char *what; /* a word for the other things */
};

static int gate_before(const struct truce_norm *norm)
{
    if (norm->when.from.kind == TRUCE_BOUND_GATE)
        return norm->when.from.gate;
    if (norm->when.trigger == TRUCE_TRIGGER_GATE)
        return norm->when.target;
    return TRUCE_NONE;
}

static void count_norms(const struct truce_plan *plan, int point, struct holdings *h)
{
    const struct truce_agreement *agreement = plan->agreement;
    h->all_wait = true;
    for (size_t i = 0; i < agreement->n_norms; i++) {
        const struct truce_norm *norm = &agreement->norms[i];
        if (norm->head.point != point)
            continue;
        h->norms++;
        int gate = gate_before(norm);
        if (gate == TRUCE_NONE || plan->gates[gate].open[TRUCE_STRICT])
            h->all_wait = h->all_wait && norm->when.trigger == TRUCE_TRIGGER_VIOLATION_OF;
        else if (h->waits == TRUCE_NONE)
            h->waits = gate;
    }
}

static struct holdings holdings_of(const struct truce_plan *plan, int point)
{
    const struct truce_agreement *agreement = plan->agreement;
    struct holdings h = {.waits = TRUCE_NONE, .what = ""};

    count_norms(plan, point, &h);
    for (size_t i = 0; i < agreement->n_gates; i++)
        if (agreement->gates[i].head.point == point) {
            h.gates++;
            h.open += plan->gates[i].open[TRUCE_STRICT];
        }
    for (size_t i = 0; i < agreement->n_vetoes; i++)
        if (agreement->vetoes[i].head.point == point && ++h.other)
            h.what = "vetoes";
    for (size_t i = 0; i < agreement->n_clocks; i++)
        if (agreement->clocks[i].head.point == point && ++h.other)
            h.what = "a clock";
    for (size_t i = 0; i < agreement->n_needs; i++)
        if (agreement->needs[i].head.point == point && ++h.other)
            h.what = "needs";
    for (size_t i = 0; i < agreement->n_guarantees; i++)
        if (agreement->guarantees[i].head.point == point && ++h.other)
            h.what = "a guarantee";
    return h;
}

static void put_status(struct truce_brief_content *content, const struct holdings *h)
{
    if (h->gates > 0 && h->open == h->gates)
        truce_buf_puts(&content->text, "open");
    else if (h->gates > 0 && h->open == 0)
        truce_buf_puts(&content->text, "closed");
    else if (h->gates > 0)
        truce_buf_printf(&content->text, "%zu of %zu open", h->open, h->gates);
    else if (h->norms > 0 && h->all_wait && h->waits != TRUCE_NONE) {
        truce_buf_puts(&content->text, "waits: ");
        truce_plan_names_id(content->plan->agreement->gates[h->waits].head.id, &content->text);
    } else if (h->norms > 0)
        truce_buf_puts(&content->text, "norms, no gate");
    else
        truce_buf_puts(&content->text, h->other > 0 ? h->what : "declaratory");
}

static int rank_of(const struct holdings *h)
{
    return h->gates > 0 ? 2 : h->norms > 0 ? 1 : 0;
}

/* Where there is no room for all points, those with gates come first, then those with norms; of equal ones the first. */
static void choose_points(const struct holdings *h, size_t n, size_t room, bool *kept)
{
    for (int rank = 2; rank >= 0; rank--)
        for (size_t p = 0; p < n && room > 0; p++)
            if (rank_of(&h[p]) == rank) {
                kept[p] = true;
                room--;
            }
}

void truce_brief_points(struct truce_brief_content *content)
{
    static const char *const names[] = {"", "point", "norms", "gates", "status"};
    const struct truce_plan *plan = content->plan;
    const struct truce_agreement *agreement = plan->agreement;
    size_t shown = 0,
           room = content->budget.points < agreement->n_points ? content->budget.points : agreement->n_points;

    if (agreement->n_points == 0 || room == 0) {
        truce_brief_leave_out(content, agreement->n_points, "point", "points");
        return;
    }
    struct truce_brief_section *section = truce_brief_section(content, "Points of the text");
    struct truce_brief_block *block =
        table(content, section, "Points with their norms, gates and status", 5, room, 0x0D);
    struct holdings *held = truce_brief_alloc(content, agreement->n_points, sizeof *held);
    bool *kept = truce_brief_alloc(content, agreement->n_points, sizeof *kept);
    heads(content, block, names);
    for (size_t p = 0; p < agreement->n_points && !content->failed; p++)
        held[p] = holdings_of(plan, (int)p);
    if (!content->failed)
        choose_points(held, agreement->n_points, room, kept);
    for (size_t p = 0; p < agreement->n_points && !content->failed; p++) {
        if (!kept[p])
            continue;
        truce_buf_printf(&content->text, "%d", agreement->points[p].n);
        cell(content, block, 0, truce_brief_take(content));
        truce_buf_puts(&content->text, agreement->points[p].title);
        cell(content, block, 1, truce_brief_take(content));
        truce_buf_printf(&content->text, "%zu", held[p].norms);
        cell(content, block, 2, truce_brief_take(content));
        truce_buf_printf(&content->text, "%zu", held[p].gates);
        cell(content, block, 3, truce_brief_take(content));
        put_status(content, &held[p]);
        cell(content, block, 4, truce_brief_take(content));
        shown++;
    }
    truce_brief_leave_out(content, agreement->n_points - shown, "point", "points");
}
