/*
 * Windows that never come, and time limits that nobody can keep.
 *
 * Positions and vetoes are declared outside of the text, and W30 speaks of them; a window is called empty only where the text alone keeps it
 * from ever coming.
 */
#include <string.h>

#include "plan/lint_work.h"

/* ---- W14 ---- */

/* the gate on which a norm's window hangs; TRUCE_NONE */
static int from_gate(const struct truce_norm *norm)
{
    const struct truce_when *when = &norm->when;
    if (when->kind == TRUCE_WHEN_AFTER)
        return when->trigger == TRUCE_TRIGGER_GATE ? when->target : TRUCE_NONE;
    return (when->kind == TRUCE_WHEN_WINDOW || when->kind == TRUCE_WHEN_EVERY) &&
                   when->from.kind == TRUCE_BOUND_GATE
               ? when->from.gate
               : TRUCE_NONE;
}

static void add_empty(struct truce_plan_lint_work *lint, const struct truce_norm *norm, const char *why)
{
    struct truce_buf name;
    truce_buf_init(&name);
    truce_plan_lint_name(lint->agreement, &norm->head, &name);
    truce_diagnostics_add(lint->found, "W14", norm->when.at.line != 0 ? norm->when.at : norm->head.at,
                          "%s is never in force: %s", truce_plan_lint_said(lint, &name), why);
    truce_buf_fini(&name);
}

static void check_window(struct truce_plan_lint_work *lint, const struct truce_norm *norm)
{
    const struct truce_agreement *agreement = lint->agreement;
    const struct truce_window window = truce_window_of(agreement, norm);
    int gate = from_gate(norm);
    struct truce_buf why;

    truce_buf_init(&why);
    if (gate != TRUCE_NONE && !lint->by_text[lint->plan.graph[TRUCE_EARLIEST].gate_node[gate]]) {
        truce_buf_printf(
            &why,
            "%s, from which it would be, never opens, whatever positions are withdrawn and vetoes lifted",
            agreement->gates[gate].head.id);
        add_empty(lint, norm, truce_plan_lint_said(lint, &why));
    } else if (truce_window_is_empty(lint->windows, &window)) {
        truce_buf_puts(&why, "it ends (");
        truce_moment_write(agreement, &window.until, &why);
        truce_buf_puts(&why, ") no later than it begins (");
        truce_moment_write(agreement, &window.from, &why);
        truce_buf_puts(&why, ")");
        add_empty(lint, norm, truce_plan_lint_said(lint, &why));
    } else if (gate != TRUCE_NONE && window.until.kind == TRUCE_MOMENT_DAY &&
               agreement->estimates.as_of.n != TRUCE_DAY_NONE && norm->when.kind != TRUCE_WHEN_AFTER) {
        struct truce_day opens = {lint->day_by_text[lint->plan.graph[TRUCE_EARLIEST].gate_node[gate]]},
                         begins;
        char first[TRUCE_DAY_TEXT], last[TRUCE_DAY_TEXT];
        if (truce_day_add(&agreement->calendar, opens, norm->when.from.plus, &begins, NULL, NULL) ==
                TRUCE_OK &&
            begins.n >= window.until.day) {
            truce_day_format(begins, first);
            truce_day_format((struct truce_day){(int32_t)window.until.day}, last);
            truce_buf_printf(&why,
                             "it ends on %s and, by the estimates of the file, begins on %s at the earliest",
                             last, first);
            add_empty(lint, norm, truce_plan_lint_said(lint, &why));
        }
    }
    truce_buf_fini(&why);
}

void truce_plan_lint_windows(struct truce_plan_lint_work *lint)
{
    for (size_t i = 0; i < lint->agreement->n_norms; i++)
        check_window(lint, &lint->agreement->norms[i]);
}
