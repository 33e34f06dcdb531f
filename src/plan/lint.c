/*
 * Lint of gates and dates: the plan of an agreement to which nothing has happened yet, and what it shows.
 */
#include "plan/lint.h"

#include <stdio.h>
#include <string.h>

#include "plan/lint_work.h"

#define ARENA_MAX ((size_t)1 << 30)

enum truce_status truce_plan_lint_alloc(struct truce_plan_lint_work *lint, size_t n, size_t item, void **out,
                                        struct truce_err *err)
{
    return truce_arena_alloc(&lint->arena, n * item + 1, out, err);
}

/* ---- words ---- */

const char *truce_plan_lint_said(struct truce_plan_lint_work *lint, const struct truce_buf *text)
{
    lint->no_memory = lint->no_memory || text->failed;
    return text->at != NULL ? text->at : "";
}

void truce_plan_lint_name(const struct truce_agreement *agreement, const struct truce_named *named,
                          struct truce_buf *out)
{
    truce_buf_puts(out, named->id);
    if (named->point != TRUCE_NONE)
        truce_buf_printf(out, " (point %d)", agreement->points[named->point].n);
}

void truce_plan_lint_node(const struct truce_plan_lint_work *lint, int node, struct truce_buf *out)
{
    const struct truce_agreement *agreement = lint->agreement;
    const struct truce_plan_node *what = &lint->plan.graph[TRUCE_EARLIEST].nodes[node];
    char path[512];

    switch (what->kind) {
    case TRUCE_NODE_GATE:
        truce_plan_lint_name(agreement, &agreement->gates[what->target].head, out);
        return;
    case TRUCE_NODE_CLOCK:
        truce_buf_puts(out, "the clock ");
        truce_plan_lint_name(agreement, &agreement->clocks[what->target].head, out);
        truce_buf_printf(out, " of %d days", agreement->clocks[what->target].target_days);
        return;
    case TRUCE_NODE_NEED:
        truce_buf_puts(out, "the need ");
        truce_plan_lint_name(agreement, &agreement->needs[what->target].head, out);
        return;
    case TRUCE_NODE_CONTRIBUTION:
        truce_buf_puts(out, "the contribution ");
        truce_plan_lint_name(agreement, &agreement->contributions[what->target].head, out);
        return;
    default:
        break;
    }
    if (what->condition == NULL) {
        truce_buf_puts(out, "what has happened");
        return;
    }
    truce_agreement_clause_path(agreement, what->condition, path, sizeof path);
    truce_buf_printf(out, "%s %s",
                     what->condition->name[0] == '\0' ? "the condition of"
                     : what->condition->n > 0         ? "the clause"
                                                      : "the fact",
                     path);
}

void truce_plan_lint_parties(const struct truce_agreement *agreement, struct truce_indexes parties,
                             struct truce_buf *out)
{
    for (size_t i = 0; i < parties.n; i++)
        truce_buf_printf(out, "%s%s",
                         i == 0               ? ""
                         : i + 1 == parties.n ? " and "
                                              : ", ",
                         agreement->parties[parties.at[i]].head.id);
}

void truce_plan_lint_amount(double amount, struct truce_buf *out)
{
    char digits[48];
    int n = snprintf(digits, sizeof digits, "%.15g", amount);
    int whole = (int)strspn(digits, "0123456789");

    if (!(amount >= 0)) {
        truce_buf_puts(out, "an unknown number");
        return;
    }
    if (n < 0 || strchr(digits, 'e') != NULL || whole < 4) {
        truce_buf_puts(out, digits);
        return;
    }
    for (int i = 0; i < n; i++) {
        if (i > 0 && i < whole && (whole - i) % 3 == 0)
            truce_buf_putc(out, ',');
        truce_buf_putc(out, digits[i]);
    }
}

/* ---- the plan ---- */

/* The day on which the planning assumptions stand; without any, some day: what takes how long does not depend on it. */
static struct truce_instant first_instant(const struct truce_agreement *agreement)
{
    struct truce_day day = agreement->estimates.as_of;
    if (day.n == TRUCE_DAY_NONE)
        (void)!truce_day_from_civil(2000, 1, 1, &day);
    return truce_calendar_day_start(&agreement->calendar, day);
}

/* what of the text alone never opens: positions and vetoes are declared outside of it, or may be given up */
static enum truce_status reach(struct truce_plan_lint_work *lint, struct truce_err *err)
{
    const struct truce_plan_graph *graph = &lint->plan.graph[TRUCE_EARLIEST];
    void *open = NULL, *by_text = NULL, *days = NULL, *granted = NULL;
    enum truce_status status = truce_plan_lint_alloc(lint, graph->graph.n, 1, &open, err);

    if (status == TRUCE_OK)
        status = truce_plan_lint_alloc(lint, graph->graph.n, 1, &by_text, err);
    if (status == TRUCE_OK)
        status = truce_plan_lint_alloc(lint, graph->graph.n, sizeof(int32_t), &days, err);
    if (status == TRUCE_OK)
        status = truce_plan_lint_alloc(lint, graph->graph.n_options, 1, &granted, err);
    if (status == TRUCE_OK)
        status = truce_graph_work_open(&graph->graph, &lint->work, err);
    if (status != TRUCE_OK)
        return status;
    lint->open = open;
    lint->by_text = by_text;
    lint->day_by_text = days;
    unsigned char *bytes = granted;
    for (size_t i = 0; i < graph->graph.n_options; i++)
        bytes[i] = graph->grants[i].kind == TRUCE_GRANT_WITHDRAW || graph->grants[i].kind == TRUCE_GRANT_LIFT;
    truce_graph_reach(lint->work, NULL, lint->open);
    truce_graph_reach(lint->work, bytes, lint->by_text);
    truce_graph_earliest(lint->work, bytes, lint->day_by_text, NULL);
    return TRUCE_OK;
}

static enum truce_status check(struct truce_plan_lint_work *lint, struct truce_err *err)
{
    enum truce_status status = reach(lint, err);

    if (status == TRUCE_OK)
        status = truce_windows_open(lint->agreement, &lint->windows, err);
    if (status == TRUCE_OK)
        status = truce_plan_lint_gates(lint, err);
    if (status == TRUCE_OK)
        status = truce_plan_lint_limits(lint, err);
    if (status == TRUCE_OK) {
        truce_plan_lint_windows(lint);
        truce_plan_lint_guarantees(lint);
        truce_plan_lint_ledger(lint);
        status = truce_windows_check(lint->windows, err);
    }
    if (status == TRUCE_OK && lint->no_memory)
        status = truce_fail(err, TRUCE_ERR_MEMORY, "no memory for what was found");
    truce_windows_close(lint->windows);
    truce_graph_work_close(lint->work);
    return status;
}

enum truce_status truce_plan_lint(const struct truce_agreement *agreement, struct truce_diagnostics *found,
                                  struct truce_err *err)
{
    struct truce_plan_lint_work lint;
    struct truce_plan_options how;
    struct truce_state state;

    memset(&lint, 0, sizeof lint);
    lint.agreement = agreement;
    lint.found = found;
    lint.state = &state;
    truce_arena_init(&lint.arena, ARENA_MAX);
    enum truce_status status = truce_state_at(agreement, NULL, first_instant(agreement), &state, err);
    if (status != TRUCE_OK)
        goto done;
    truce_plan_options_init(&how);
    how.dates_only = true;
    status = truce_plan_run(agreement, &state, &how, &lint.plan, err);
    if (status == TRUCE_OK) {
        status = check(&lint, err);
        truce_plan_fini(&lint.plan);
    }
    truce_state_fini(&state);
done:
    truce_arena_fini(&lint.arena);
    return status;
}
