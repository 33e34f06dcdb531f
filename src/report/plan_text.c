/*
 * A plan as text: answers, why, gates with dates, clocks, ledger, guarantees, assumptions.
 *
 * One idea: the answer first; then why it is so and the smallest things that would change it; then the tables on which that rests.
 */
#include "report/plan_text.h"

#include <stdio.h>
#include <string.h>

#include "report/plain.h"
#include "report/plan_words.h"

#define BOLD  "\x1b[1m"
#define PLAIN "\x1b[0m"

enum { WAYS_SHOWN = 12 };

struct page {
    const struct truce_plan *plan;
    const struct truce_report_plan_options *options;
    struct truce_buf *out;
    struct truce_buf line; /* a sentence on its way */
};

void truce_report_plan_options_init(struct truce_report_plan_options *options)
{
    *options = (struct truce_report_plan_options){.columns = 96, .ways_shown = WAYS_SHOWN};
}

static void head(struct page *page, const char *text)
{
    truce_buf_puts(page->out, page->options->colour ? "\n" BOLD : "\n");
    truce_plain_puts(page->out, text);
    truce_buf_puts(page->out, page->options->colour ? PLAIN "\n" : "\n");
}

/* the sentence in `line`, with `first` before it */
static void flush(struct page *page, const char *first)
{
    truce_plain_wrap(page->out, first, page->line.at != NULL ? page->line.at : "", page->options->columns);
    page->out->failed = page->out->failed || page->line.failed;
    truce_buf_clear(&page->line);
}

static void cell(struct page *page, struct truce_table *table)
{
    truce_table_cell(table, page->line.at != NULL ? page->line.at : "");
    truce_buf_clear(&page->line);
}

/* ---- why ---- */

static void put_loop(struct page *page, const struct truce_loop *loop)
{
    size_t start = truce_plan_words_loop_start(page->plan, loop);
    for (size_t k = 0; k < loop->n; k++) {
        size_t i = (start + k) % loop->n;
        truce_plan_words_step(page->plan, loop->nodes[i], loop->via[i], &page->line);
        truce_buf_puts(&page->line, ": ");
        truce_plan_words_ground(page->plan, loop->nodes[i], loop->via[i], &page->line);
        flush(page, "    ");
    }
}

static void put_root(struct page *page, const struct truce_root_cause *root, size_t number)
{
    if (root->loop.n == 0) {
        truce_buf_printf(&page->line, "Root cause %zu (%s): ", number,
                         page->plan->graph[0].nodes[root->set.nodes[0]].kind == TRUCE_NODE_NEED
                             ? "shortfall"
                             : "impossible");
        truce_plan_words_impossible(page->plan, root->set.nodes[0], &page->line);
        flush(page, "  ");
        return;
    }
    truce_buf_printf(&page->line, "Root cause %zu (loop of %zu, %d day%s round):", number, root->loop.n,
                     root->delay_days, root->delay_days == 1 ? "" : "s");
    flush(page, "  ");
    put_loop(page, &root->loop);
    if (root->delay_days == 0)
        truce_buf_puts(&page->line,
                       "No time passes round this loop: \"enter into force together\" would be a cure.");
    else
        truce_buf_puts(&page->line,
                       "Time passes round this loop, so that entering into force together is no cure.");
    flush(page, "    ");
    if (root->set.n > root->loop.n) {
        truce_buf_printf(&page->line, "It is part of a knot of %zu, all of which wait for each other.",
                         root->set.n);
        flush(page, "    ");
    }
}

static void put_way(struct page *page, const struct truce_way *way)
{
    truce_plan_words_way(page->plan, way, &page->line);
    truce_buf_puts(&page->line, ": not before ");
    truce_plan_words_day(way->day[TRUCE_EARLIEST], &page->line);
    if (way->day[TRUCE_LIKELY] != way->day[TRUCE_EARLIEST]) {
        truce_buf_puts(&page->line, ", likely ");
        truce_plan_words_day(way->day[TRUCE_LIKELY], &page->line);
    }
    if (way->n_in_text == 0)
        truce_buf_puts(&page->line, " (waives nothing in the text)");
    flush(page, "    ");
}

static void put_ways(struct page *page, const struct truce_target_plan *target)
{
    size_t shown = page->options->ways_shown == 0 ? target->n_ways : page->options->ways_shown, size = 0;
    for (size_t i = 0; i < target->n_ways; i++) {
        const struct truce_way *way = &target->ways[i];
        if (way->way.n != size) {
            size_t n = 0;
            size = way->way.n;
            while (i + n < target->n_ways && target->ways[i + n].way.n == size)
                n++;
            truce_buf_printf(
                &page->line,
                size == 1 ? "%zu way%s out by a single condition:" : "%zu way%s out by %zu conditions:", n,
                n == 1 ? "" : "s", size);
            flush(page, "  ");
        }
        if (i < shown)
            put_way(page, way);
        else if (i == shown || target->ways[i - 1].way.n != size)
            truce_buf_puts(page->out, "    ... (--all-ways shows them)\n");
    }
    if (target->n_ways == 0) {
        truce_buf_printf(&page->line, "No way out of up to %zu conditions.", target->ways_max_size);
        flush(page, "  ");
    }
    if (!target->ways_complete) {
        truce_buf_puts(&page->line, "There are more ways than were looked for.");
        flush(page, "  ");
    }
}

static void put_substitute(struct page *page, const struct truce_substitute *s, int target)
{
    char path[512];
    truce_agreement_clause_path(page->plan->agreement, s->clause, path, sizeof path);
    truce_buf_printf(&page->line, "If %s asked for ", path);
    for (size_t i = 0; i < s->n; i++) {
        truce_buf_puts(&page->line, i == 0 ? "" : i + 1 == s->n ? " and " : ", ");
        truce_plan_words_gate(page->plan, s->gates[i], &page->line);
    }
    truce_buf_puts(&page->line, " in place of ");
    truce_plan_words_gate(page->plan, s->clause->target, &page->line);
    if (s->day[TRUCE_EARLIEST] != TRUCE_DAY_NEVER) {
        truce_buf_puts(&page->line, ": ");
        truce_plan_words_gate(page->plan, target, &page->line);
        truce_buf_puts(&page->line, " not before ");
        truce_plan_words_day(s->day[TRUCE_EARLIEST], &page->line);
    } else {
        truce_buf_puts(&page->line, ": that alone would open ");
        for (size_t i = 0; i < s->n_opened; i++) {
            truce_buf_puts(&page->line, i == 0 ? "" : i + 1 == s->n_opened ? " and " : ", ");
            truce_plan_words_gate(page->plan, s->opened[i], &page->line);
        }
    }
    truce_buf_putc(&page->line, '.');
    flush(page, "    ");
}

static void put_path(struct page *page, const struct truce_target_plan *target)
{
    const struct truce_plan_graph *graph = &page->plan->graph[TRUCE_LIKELY];
    if (target->n_critical[TRUCE_LIKELY] < 2)
        return;
    truce_buf_puts(&page->line, "Critical path (likely): ");
    for (size_t i = target->n_critical[TRUCE_LIKELY]; i > 0; i--) {
        int node = target->critical[TRUCE_LIKELY][i - 1];
        if (i < target->n_critical[TRUCE_LIKELY])
            truce_buf_puts(&page->line, " -> ");
        truce_plan_words_node(page->plan, node, &page->line);
        truce_plan_words_delay(&graph->graph.nodes[node], &page->line);
    }
    flush(page, "  ");
}

static void put_target(struct page *page, const struct truce_target_plan *target)
{
    struct truce_buf title;
    truce_buf_init(&title);
    truce_buf_puts(&title, "Target ");
    truce_plan_words_gate(page->plan, target->gate, &title);
    head(page, title.at != NULL ? title.at : "Target");
    truce_buf_fini(&title);
    if (target->n_roots == 0 && target->n_critical[TRUCE_LIKELY] < 2) {
        truce_plan_words_answer(page->plan, target, &page->line);
        flush(page, "  ");
    }
    put_path(page, target);
    for (size_t i = 0; i < target->n_roots; i++)
        put_root(page, &target->roots[i], i + 1);
    if (target->n_roots > 0)
        put_ways(page, target);
    if (target->n_substitutes > 0)
        truce_buf_puts(page->out, "  Weaker substitutes:\n");
    for (size_t i = 0; i < target->n_substitutes; i++)
        put_substitute(page, &target->substitutes[i], target->gate);
}

/* ---- tables ---- */

static const char *status_word(const struct truce_plan *plan, size_t g)
{
    const struct truce_gate_plan *gate = &plan->gates[g];
    if (gate->open[TRUCE_STRICT])
        return plan->state->reading[TRUCE_STRICT].gates[g].ground_fell_away ? "open (*)" : "open";
    return gate->open[TRUCE_LENIENT] ? "contested" : "closed";
}

static void put_gates(struct page *page)
{
    const struct truce_plan *plan = page->plan;
    struct truce_table table;
    bool fell = false;

    head(page, "Gates");
    truce_table_init(&table, 7, 0x5C);
    static const char *const heads[] = {"gate", "status", "earliest", "likely", "latest", "", "slack, days"};
    for (size_t i = 0; i < 7; i++)
        truce_table_cell(&table, heads[i]);
    for (size_t g = 0; g < plan->agreement->n_gates; g++) {
        const struct truce_gate_plan *gate = &plan->gates[g];
        char slack[16] = "";
        truce_plan_words_gate(plan, (int)g, &page->line);
        cell(page, &table);
        truce_table_cell(&table, status_word(plan, g));
        for (int c = 0; c < TRUCE_CASES; c++) {
            truce_plan_words_day(gate->day[c], &page->line);
            cell(page, &table);
        }
        truce_table_cell(&table, gate->critical ? "critical" : "");
        if (gate->slack_days != INT32_MAX)
            snprintf(slack, sizeof slack, "%d", gate->slack_days);
        truce_table_cell(&table, slack);
        fell = fell || plan->state->reading[TRUCE_STRICT].gates[g].ground_fell_away;
    }
    truce_table_print(&table, page->out);
    truce_table_fini(&table);
    if (fell)
        truce_buf_puts(page->out, "  (*) latched: it stays open although its ground has fallen away\n");
}

/* the gate, how many of its clauses are needed, and with which others it opens */
static void put_waiting_head(struct page *page, int g)
{
    const struct truce_gate *gate = &page->plan->agreement->gates[g];
    char rule[TRUCE_PLAN_RULE_TEXT];

    truce_plan_words_gate(page->plan, g, &page->line);
    for (size_t i = 0; i < gate->together.n; i++) {
        truce_buf_puts(&page->line, i == 0 ? ", together with " : ", ");
        truce_plan_words_gate(page->plan, gate->together.at[i], &page->line);
    }
    if (truce_plan_words_rule(gate->opens, rule)[0] != '\0')
        truce_buf_printf(&page->line, "; %s", rule);
    flush(page, "  ");
}

static void put_waiting(struct page *page)
{
    const struct truce_plan *plan = page->plan;
    head(page, "What each closed gate waits for");
    for (size_t g = 0; g < plan->agreement->n_gates; g++) {
        const struct truce_gate_plan *gate = &plan->gates[g];
        if (gate->open[TRUCE_STRICT])
            continue;
        put_waiting_head(page, (int)g);
        for (size_t i = 0; i < gate->n_waits_for; i++) {
            truce_plan_words_clause(plan, gate->waits_for[i], &page->line);
            flush(page, "    - ");
        }
        if (gate->n_waits_for == 0)
            truce_buf_puts(page->out, "    - only for its time to take effect\n");
    }
}

static void put_clocks(struct page *page)
{
    const struct truce_plan *plan = page->plan;
    if (plan->agreement->n_clocks > 0)
        head(page, "Clocks");
    for (size_t i = 0; i < plan->agreement->n_clocks; i++) {
        const struct truce_clock *clock = &plan->agreement->clocks[i];
        const struct truce_clock_state *strict = &plan->state->reading[TRUCE_STRICT].clocks[i],
                                       *lenient = &plan->state->reading[TRUCE_LENIENT].clocks[i];
        truce_buf_printf(&page->line, "%s: ", clock->head.id);
        if (strict->reached)
            truce_buf_printf(&page->line, "reached");
        else if (strict->days == lenient->days)
            truce_buf_printf(&page->line, "%d of %d days", strict->days, clock->target_days);
        else
            truce_buf_printf(&page->line, "%d or %d of %d days, depending on contested incidents",
                             strict->days, lenient->days, clock->target_days);
        truce_buf_printf(&page->line, "%s; counts %s by the rule \"%s\"%s",
                         strict->running ? "" : ", not running",
                         plan->agreement->classes[clock->class_].head.id,
                         truce_count_rule_name(clock->count.rule), strict->reached ? "" : "; ");
        if (!strict->reached && plan->clock_day[i][TRUCE_EARLIEST] == TRUCE_DAY_NEVER) {
            truce_buf_puts(&page->line, "cannot be reached as things stand");
        } else if (!strict->reached) {
            truce_buf_puts(&page->line, "can be reached on ");
            truce_plan_words_day(plan->clock_day[i][TRUCE_EARLIEST], &page->line);
            truce_buf_puts(&page->line, " at the earliest");
        }
        flush(page, "  ");
    }
}

static void put_ledger(struct page *page)
{
    const struct truce_plan *plan = page->plan;
    struct truce_table table;

    if (plan->agreement->n_needs == 0)
        return;
    head(page, "Ledger");
    truce_table_init(&table, 6, 0x3E);
    static const char *const heads[] = {"need", "required", "offered", "barred", "deployed", "short by"};
    for (size_t i = 0; i < 6; i++)
        truce_table_cell(&table, heads[i]);
    for (size_t k = 0; k < plan->agreement->n_needs; k++) {
        const struct truce_need_plan *need = &plan->needs[k];
        truce_table_cell(&table, plan->agreement->needs[k].head.id);
        truce_plan_words_amount(need->required, &page->line);
        cell(page, &table);
        if (need->offered_is_lower_bound)
            truce_buf_puts(&page->line, "at least ");
        truce_plan_words_amount(need->offered, &page->line);
        cell(page, &table);
        truce_plan_words_amount(need->barred, &page->line);
        cell(page, &table);
        truce_plan_words_amount(need->deployed, &page->line);
        cell(page, &table);
        if (need->offered_is_lower_bound && need->short_by > 0)
            truce_buf_puts(&page->line, "at most ");
        truce_plan_words_amount(need->short_by, &page->line);
        cell(page, &table);
    }
    truce_table_print(&table, page->out);
    truce_table_fini(&table);
    for (size_t k = 0; k < plan->agreement->n_needs; k++) {
        const struct truce_need_plan *need = &plan->needs[k];
        if (need->n_single_points == 0)
            continue;
        truce_buf_printf(&page->line, "%s: what is promised reaches the need, but would not without ",
                         plan->agreement->needs[k].head.id);
        if (need->n_single_points > 1)
            truce_buf_puts(&page->line, "any one of ");
        truce_plan_words_parties(
            plan->agreement, (struct truce_indexes){need->single_points, need->n_single_points}, &page->line);
        truce_buf_putc(&page->line, '.');
        flush(page, "  ");
    }
}

static void put_guarantees(struct page *page)
{
    const struct truce_plan *plan = page->plan;
    if (plan->agreement->n_guarantees > 0)
        head(page, "Guarantees");
    for (size_t i = 0; i < plan->agreement->n_guarantees; i++) {
        const struct truce_guarantee_plan *g = &plan->guarantees[i];
        truce_buf_printf(&page->line, "%s: ", plan->agreement->guarantees[i].head.id);
        if (g->starts.n == TRUCE_DAY_NONE) {
            truce_buf_puts(&page->line, "does not start as things stand");
            flush(page, "  ");
            continue;
        }
        truce_buf_puts(&page->line, g->planned ? "would run from " : "runs from ");
        truce_plan_words_day(g->starts.n, &page->line);
        truce_buf_puts(&page->line, " until before ");
        truce_plan_words_day(g->ends.n, &page->line);
        if (g->started)
            truce_buf_printf(&page->line, ", %d days left", g->days_left);
        if (g->last_notice.n != TRUCE_DAY_NONE) {
            truce_buf_puts(&page->line, "; last day of notice for an extension ");
            truce_plan_words_day(g->last_notice.n, &page->line);
            truce_buf_puts(&page->line, ", which would end before ");
            truce_plan_words_day(g->ends_if_extended.n, &page->line);
        }
        for (size_t k = 0; k < g->n_outliving; k++)
            truce_buf_printf(&page->line, "%s%s", k == 0 ? "; outlived by " : ", ",
                             plan->agreement->norms[g->outliving[k]].head.id);
        flush(page, "  ");
    }
}

static void put_notes(struct page *page)
{
    const struct truce_diagnostics *lists[] = {&page->plan->state->notes, &page->plan->notes};
    if (lists[0]->n + lists[1]->n > 0)
        head(page, "Notes");
    for (size_t l = 0; l < 2; l++)
        for (size_t i = 0; i < lists[l]->n; i++) {
            const struct truce_diagnostic *note = &lists[l]->items[i];
            if (note->at.line > 0)
                truce_buf_printf(&page->line, "%s:%u:%u: ", lists[l]->file != NULL ? lists[l]->file : "",
                                 note->at.line, note->at.column);
            truce_buf_puts(&page->line, note->text);
            flush(page, "  - ");
        }
}

static void put_basis(struct page *page)
{
    const struct truce_plan *plan = page->plan;
    char day[TRUCE_DAY_TEXT];
    struct truce_day as_of = truce_calendar_day(&plan->agreement->calendar, plan->state->as_of);

    truce_day_format(as_of, day);
    truce_buf_printf(&page->line, "%s, version %s, as of %s, %zu records.", plan->agreement->title,
                     plan->agreement->version, day,
                     plan->state->records != NULL ? plan->state->records->n : (size_t)0);
    truce_buf_putc(&page->line, ' ');
    truce_plan_words_basis(plan, &page->line);
    truce_buf_puts(&page->line, "; they are assumptions, not forecasts.");
    truce_buf_putc(page->out, '\n');
    flush(page, "");
}

static void put_answers(struct page *page)
{
    for (size_t i = 0; i < page->plan->n_targets; i++) {
        truce_plan_words_answer(page->plan, &page->plan->targets[i], &page->line);
        flush(page, "");
    }
    if (page->plan->n_targets == 0)
        truce_buf_puts(page->out, "The agreement has no gates: there is nothing to plan.\n");
}

enum truce_status truce_report_plan_text(const struct truce_plan *plan,
                                         const struct truce_report_plan_options *options,
                                         struct truce_buf *out, struct truce_err *err)
{
    struct truce_report_plan_options defaults;
    struct page page = {.plan = plan, .options = options, .out = out};

    truce_report_plan_options_init(&defaults);
    if (options == NULL)
        page.options = &defaults;
    truce_buf_init(&page.line);
    put_answers(&page);
    put_basis(&page);
    for (size_t i = 0; i < plan->n_targets; i++)
        put_target(&page, &plan->targets[i]);
    if (!page.options->why) {
        put_gates(&page);
        put_waiting(&page);
        put_clocks(&page);
        put_ledger(&page);
        put_guarantees(&page);
        put_notes(&page);
    }
    truce_buf_fini(&page.line);
    return truce_buf_check(out, err);
}

/* ---- what if ---- */

static void put_change(struct page *page, const int32_t *before, const int32_t *after)
{
    truce_buf_puts(&page->line, ": ");
    truce_plan_words_day(before[TRUCE_EARLIEST], &page->line);
    truce_buf_puts(&page->line, " -> ");
    truce_plan_words_day(after[TRUCE_EARLIEST], &page->line);
    if (after[TRUCE_LIKELY] != after[TRUCE_EARLIEST]) {
        truce_buf_puts(&page->line, " (likely ");
        truce_plan_words_day(after[TRUCE_LIKELY], &page->line);
        truce_buf_putc(&page->line, ')');
    }
    flush(page, "  ");
}

static bool same_days(const int32_t *a, const int32_t *b)
{
    return memcmp(a, b, TRUCE_CASES * sizeof *a) == 0;
}

enum truce_status truce_report_plan_changes(const struct truce_plan *before, const struct truce_plan *after,
                                            const struct truce_report_plan_options *options,
                                            struct truce_buf *out, struct truce_err *err)
{
    struct page page = {.plan = after, .options = options, .out = out};
    size_t changed = 0;

    truce_buf_init(&page.line);
    head(&page, "What changes");
    for (size_t g = 0; g < after->agreement->n_gates; g++)
        if (!same_days(before->gates[g].day, after->gates[g].day)) {
            truce_plan_words_gate(after, (int)g, &page.line);
            put_change(&page, before->gates[g].day, after->gates[g].day);
            changed++;
        }
    for (size_t c = 0; c < after->agreement->n_clocks; c++)
        if (!same_days(before->clock_day[c], after->clock_day[c])) {
            truce_buf_puts(&page.line, after->agreement->clocks[c].head.id);
            put_change(&page, before->clock_day[c], after->clock_day[c]);
            changed++;
        }
    if (changed == 0)
        truce_buf_puts(out, "  Nothing: no date moves by it.\n");
    truce_buf_fini(&page.line);
    return truce_buf_check(out, err);
}
