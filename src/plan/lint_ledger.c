/*
 * Guarantees that end too early, contributions that are barred.
 */
#include <string.h>

#include "plan/build.h"
#include "plan/lint_work.h"

/* ---- W50 ---- */

/* the moment at which a guarantee ends unless it is extended; its span in months and days */
static struct truce_moment end_of(const struct truce_agreement *agreement,
                                  const struct truce_guarantee *guarantee)
{
    struct truce_norm norm = {.when = {.kind = TRUCE_WHEN_WINDOW}};
    norm.when.from = guarantee->starts;
    norm.when.until = guarantee->starts;
    norm.when.until.plus.months += guarantee->lasts.months;
    norm.when.until.plus.days += guarantee->lasts.days;
    norm.when.until.plus.us += guarantee->lasts.us;
    return truce_window_of(agreement, &norm).until;
}

static bool same_end(const struct truce_moment *a, const struct truce_moment *b)
{
    return a->kind == b->kind && a->gate == b->gate && a->day == b->day && a->months == b->months &&
           a->days == b->days;
}

/* does the norm go on when the guarantee has ended, whatever happens?  A norm that says nothing of its end is as long as the agreement is. */
static bool outlives(struct truce_plan_lint_work *lint, const struct truce_norm *norm,
                     const struct truce_guarantee *guarantee)
{
    const struct truce_moment until = truce_window_of(lint->agreement, norm).until,
                              end = end_of(lint->agreement, guarantee);
    const struct truce_window early = {until, end};

    if (norm->when.until.kind == TRUCE_BOUND_NEVER)
        return true;
    return norm->when.until.kind != TRUCE_BOUND_NONE && !same_end(&until, &end) &&
           truce_window_is_empty(lint->windows, &early);
}

static void add_outliving(struct truce_plan_lint_work *lint, const struct truce_guarantee *guarantee,
                          const struct truce_norm *norm)
{
    struct truce_buf name, other, lasts;

    truce_buf_init(&name);
    truce_buf_init(&other);
    truce_buf_init(&lasts);
    truce_plan_lint_name(lint->agreement, &guarantee->head, &name);
    truce_plan_lint_name(lint->agreement, &norm->head, &other);
    truce_span_write(guarantee->lasts, &lasts);
    truce_diagnostics_add(lint->found, "W50", guarantee->head.at,
                          "the guarantee %s ends after %s, and %s, which it secures, goes on%s",
                          truce_plan_lint_said(lint, &name), truce_plan_lint_said(lint, &lasts),
                          truce_plan_lint_said(lint, &other),
                          norm->when.until.kind == TRUCE_BOUND_NEVER ? " for ever" : "");
    truce_diagnostics_also_at(lint->found, norm->head.at);
    truce_buf_fini(&name);
    truce_buf_fini(&other);
    truce_buf_fini(&lasts);
}

/* the last day of notice before the guarantee begins, or past on the day of the estimates */
static void check_notice(struct truce_plan_lint_work *lint, const struct truce_guarantee *guarantee,
                         const struct truce_guarantee_plan *planned)
{
    const struct truce_agreement *agreement = lint->agreement;
    double lasts_least = 0, lasts_most = 0, notice_least = 0, notice_most = 0;
    char day[TRUCE_DAY_TEXT], today[TRUCE_DAY_TEXT];
    struct truce_buf name, lasts, notice;

    if (!guarantee->has_extension || truce_duration_is_zero(guarantee->notice_before))
        return;
    truce_span_days(guarantee->lasts, &lasts_least, &lasts_most);
    truce_span_days(guarantee->notice_before, &notice_least, &notice_most);
    truce_buf_init(&name);
    truce_buf_init(&lasts);
    truce_buf_init(&notice);
    truce_plan_lint_name(agreement, &guarantee->head, &name);
    truce_span_write(guarantee->lasts, &lasts);
    truce_span_write(guarantee->notice_before, &notice);
    bool too_long = guarantee->lasts.months != 0 && guarantee->notice_before.months != 0
                        ? guarantee->notice_before.months >= guarantee->lasts.months
                        : notice_least >= lasts_most;
    if (too_long) {
        truce_diagnostics_add(
            lint->found, "W50", guarantee->head.at,
            "the guarantee %s lasts %s, and notice of its extension is due %s before its end: before it is "
            "in force",
            truce_plan_lint_said(lint, &name), truce_plan_lint_said(lint, &lasts),
            truce_plan_lint_said(lint, &notice));
    } else if (guarantee->starts.kind == TRUCE_BOUND_DATE && planned->last_notice.n != TRUCE_DAY_NONE &&
               agreement->estimates.as_of.n != TRUCE_DAY_NONE &&
               planned->last_notice.n < agreement->estimates.as_of.n) {
        truce_day_format(planned->last_notice, day);
        truce_day_format(agreement->estimates.as_of, today);
        truce_diagnostics_add(
            lint->found, "W50", guarantee->head.at,
            "the last day of notice for an extension of the guarantee %s is %s, before the day of the "
            "estimates, %s",
            truce_plan_lint_said(lint, &name), day, today);
    }
    truce_buf_fini(&name);
    truce_buf_fini(&lasts);
    truce_buf_fini(&notice);
}

void truce_plan_lint_guarantees(struct truce_plan_lint_work *lint)
{
    const struct truce_agreement *agreement = lint->agreement;

    for (size_t i = 0; i < agreement->n_guarantees; i++) {
        const struct truce_guarantee *guarantee = &agreement->guarantees[i];
        int trigger = guarantee->trigger.norm;
        if (trigger != TRUCE_NONE && outlives(lint, &agreement->norms[trigger], guarantee))
            add_outliving(lint, guarantee, &agreement->norms[trigger]);
        for (size_t k = 0; k < guarantee->duties.n; k++)
            if (guarantee->duties.at[k] != trigger &&
                outlives(lint, &agreement->norms[guarantee->duties.at[k]], guarantee))
                add_outliving(lint, guarantee, &agreement->norms[guarantee->duties.at[k]]);
        check_notice(lint, guarantee, &lint->plan.guarantees[i]);
    }
}

/* ---- W70 ---- */

static void write_need(const struct truce_plan_lint_work *lint, int need, struct truce_buf *out)
{
    truce_buf_puts(out, "the need ");
    truce_plan_lint_name(lint->agreement, &lint->agreement->needs[need].head, out);
}

static void check_barred(struct truce_plan_lint_work *lint, int need)
{
    const struct truce_agreement *agreement = lint->agreement;
    const struct truce_need_plan *plan = &lint->plan.needs[need];
    struct truce_buf text;

    if (!(plan->barred > 0))
        return;
    truce_buf_init(&text);
    const char *least = plan->offered_is_lower_bound ? "at least " : "";
    truce_buf_puts(&text, least);
    truce_plan_lint_amount(plan->barred, &text);
    truce_buf_printf(&text, " of the %s", least);
    truce_plan_lint_amount(plan->offered, &text);
    truce_buf_puts(&text, " offered for ");
    write_need(lint, need, &text);
    truce_buf_puts(&text, " are barred by vetoes; ");
    truce_plan_lint_amount(plan->available, &text);
    truce_buf_puts(&text, " are left of ");
    truce_plan_lint_amount(plan->required, &text);
    truce_buf_puts(&text, " needed");
    if (plan->short_by > 0 && plan->offered >= plan->required)
        truce_buf_puts(&text, ", so that it can be met only with barred ones");
    truce_diagnostics_add(lint->found, "W70", agreement->needs[need].head.at, "%s",
                          truce_plan_lint_said(lint, &text));
    for (size_t i = 0; i < plan->n_contributions; i++) {
        const struct truce_contribution *c = &agreement->contributions[plan->contributions[i]];
        if (!plan->is_barred[i])
            continue;
        const struct truce_veto *veto = &agreement->vetoes[plan->barred_by[i]];
        truce_buf_clear(&text);
        const struct truce_contribution_now *now =
            &lint->state->reading[TRUCE_STRICT].contributions[plan->contributions[i]];
        truce_buf_printf(&text, "%s of %s, ", c->head.id, agreement->parties[c->by].head.id);
        truce_buf_puts(&text, c->amount_is_lower_bound ? "at least " : "");
        if (now->amount > 0)
            truce_plan_lint_amount(now->amount, &text);
        else
            truce_buf_puts(&text, "an amount that is not known");
        if (now->state == TRUCE_CONTRIBUTION_CONSIDERED)
            truce_buf_puts(&text, ", only considered");
        truce_buf_printf(&text, ": barred by %s, which ", veto->head.id);
        truce_plan_lint_parties(agreement, veto->liftable_by, &text);
        truce_buf_puts(&text, " can lift");
        truce_diagnostics_detail(lint->found, "%s", truce_plan_lint_said(lint, &text));
    }
    truce_buf_fini(&text);
}

/* one contributor alone meets it, and without that one nobody does */
static void check_single(struct truce_plan_lint_work *lint, int need)
{
    const struct truce_agreement *agreement = lint->agreement;
    const struct truce_need_plan *plan = &lint->plan.needs[need];
    double alone = 0;
    struct truce_buf text;

    if (plan->n_single_points != 1 || !(plan->required > 0))
        return;
    for (size_t i = 0; i < plan->n_contributions; i++) {
        const struct truce_contribution_now *now =
            &lint->state->reading[TRUCE_STRICT].contributions[plan->contributions[i]];
        bool promised = now->state == TRUCE_CONTRIBUTION_OFFERED ||
                        now->state == TRUCE_CONTRIBUTION_APPROVED ||
                        now->state == TRUCE_CONTRIBUTION_DEPLOYED;
        if (promised && !plan->is_barred[i] &&
            agreement->contributions[plan->contributions[i]].by == plan->single_points[0])
            alone += now->amount;
    }
    if (alone < plan->required)
        return;
    truce_buf_init(&text);
    write_need(lint, need, &text);
    truce_diagnostics_add(lint->found, "W70", agreement->needs[need].head.at,
                          "%s is met by %s alone; without it nobody else makes it up",
                          truce_plan_lint_said(lint, &text),
                          agreement->parties[plan->single_points[0]].head.id);
    truce_buf_fini(&text);
}

/* barred, and no need counts it */
static bool serves_a_need(const struct truce_agreement *agreement,
                          const struct truce_contribution *contribution)
{
    for (size_t i = 0; i < agreement->n_needs; i++)
        if (truce_class_is(agreement, contribution->class_, agreement->needs[i].class_))
            return true;
    return false;
}

void truce_plan_lint_ledger(struct truce_plan_lint_work *lint)
{
    const struct truce_agreement *agreement = lint->agreement;

    for (size_t i = 0; i < agreement->n_needs; i++) {
        check_barred(lint, (int)i);
        check_single(lint, (int)i);
    }
    for (size_t i = 0; i < agreement->n_contributions; i++) {
        const struct truce_contribution *c = &agreement->contributions[i];
        int veto =
            truce_plan_veto_on(agreement, lint->state, (int)i, lint->plan.graph[TRUCE_EARLIEST].start, 0);
        if (veto != TRUCE_NONE && !serves_a_need(agreement, c))
            truce_diagnostics_add(lint->found, "W70", c->head.at, "the contribution %s of %s is barred by %s",
                                  c->head.id, agreement->parties[c->by].head.id,
                                  agreement->vetoes[veto].head.id);
    }
}
