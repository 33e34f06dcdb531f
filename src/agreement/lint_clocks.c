/*
 * Clocks that will never be reached or that anybody can break; periods whose end the calendar leaves open.
 *
 * The figures are those of the OSCE mission's daily reports in Ukraine, 2019 to 2020, and chances computed from them: docs/lint.md, W40.
 */
#include <math.h>

#include "agreement/lint_work.h"

static void add_figures(struct truce_lint *lint)
{
    static const char *const lines[] = {
        "after the ceasefire of 27 July 2020 the OSCE mission in Ukraine recorded 33 violations a day on "
        "average; in 33 "
        "daily totals that are known 0 to 157, median 5, none on 15 % of the days",
        "in a model of that level and burstiness, 60 days in a row with none have a chance of 7e-40 within a "
        "year; with up to "
        "100 a day tolerated 0.08, with up to 200 0.97",
        "for an even chance of 60 quiet days within 60, 90, 180 or 365 days, a day that breaks the run may "
        "come once in "
        "87, 53, 26 or 18 days",
    };
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
        truce_diagnostics_detail(lint->found, "%s", lines[i]);
}

static void check_clock(struct truce_lint *lint, const struct truce_clock *clock)
{
    const struct truce_agreement *agreement = lint->agreement;
    struct truce_lint_text text;
    const char *name = truce_lint_name(agreement, &clock->head, &text);
    struct truce_spot tolerance = clock->tolerance_at.line != 0 ? clock->tolerance_at : clock->head.at,
                      counts = clock->counts_at.line != 0 ? clock->counts_at : clock->head.at;

    if (clock->per_day <= 0 && !clock->attribution_given) {
        truce_diagnostics_add(
            lint->found, "W40", tolerance,
            "one incident by anybody breaks %s: it tolerates none a day and does not say whether it must be "
            "known whose it was; write tolerance, or attribution: {needed: yes} or {needed: no}",
            name);
        add_figures(lint);
    }
    if (isnan(clock->coverage_at_least)) {
        truce_diagnostics_add(
            lint->found, "W40", clock->head.at,
            "%s has no rule of coverage: a day that nobody watched counts as quiet; write coverage_at_least "
            "and unobserved_day",
            name);
    }
    if (clock->weight == TRUCE_WEIGHT_COUNT && clock->count.rule == TRUCE_COUNT_EFFECT) {
        truce_diagnostics_add(lint->found, "W40", counts,
                              "%s counts shots, not incidents: one exchange of fire may be hundreds; write "
                              "weight: one or severity, or "
                              "count: {episode: 30min}",
                              name);
        truce_diagnostics_detail(lint->found,
                                 "on 26 March 2021 the same fire was 494 by effects and 4 by episodes");
    }
    if (clock->by.n == 0)
        truce_diagnostics_add(lint->found, "W41", counts,
                              "%s also counts acts by persons who are no party, so that anybody can break "
                              "it; write by in counts",
                              name);
}

void truce_lint_clocks(struct truce_lint *lint)
{
    for (size_t i = 0; i < lint->agreement->n_clocks; i++)
        check_clock(lint, &lint->agreement->clocks[i]);
}

/* ---- W51 ---- */

/* The periods in months and years of the agreement that may begin on a 29th, 30th or 31st: one finding, at the first of them. */
struct periods {
    struct truce_lint *lint;
    size_t n;
};

#define PERIODS_SHOWN 12

static void add_period(struct periods *periods, struct truce_duration span, const struct truce_named *head,
                       struct truce_spot at, const char *what)
{
    struct truce_lint *lint = periods->lint;
    struct truce_lint_text name;
    struct truce_buf words;

    if (span.months == 0)
        return;
    truce_buf_init(&words);
    truce_span_write(span, &words);
    truce_lint_name(lint->agreement, head, &name);
    if (periods->n == 0)
        truce_diagnostics_add(lint->found, "W51", at,
                              "when do the %s of %s end, if they begin on a %s?  Write "
                              "month_end: down, up or error in the "
                              "calendar",
                              truce_lint_said(lint, &words), name.at,
                              span.months % 12 == 0 ? "29 February" : "29th, 30th or 31st");
    else if (periods->n <= PERIODS_SHOWN)
        truce_diagnostics_detail(lint->found, "so do those of %s: %s, %s (line %u)", name.at, what,
                                 truce_lint_said(lint, &words), at.line);
    periods->n++;
    truce_buf_fini(&words);
}

/* from a date whose day every month has, nothing is open */
static bool is_plain(struct truce_day day)
{
    int year = 0, month = 0, day_of_month = 0;
    truce_day_to_civil(day, &year, &month, &day_of_month);
    return day_of_month <= 28;
}

static void add_bound(struct periods *periods, const struct truce_bound *bound,
                      const struct truce_named *head, const char *what)
{
    if (bound->kind != TRUCE_BOUND_DATE || !is_plain(bound->day))
        add_period(periods, bound->plus, head, bound->at.line != 0 ? bound->at : head->at, what);
}

static void add_norm(struct periods *periods, const struct truce_norm *norm)
{
    const struct truce_when *when = &norm->when;
    bool plain = when->trigger == TRUCE_TRIGGER_DATE && is_plain(when->day);

    add_bound(periods, &when->from, &norm->head, "from");
    add_bound(periods, &when->until, &norm->head, "until");
    if (!plain)
        add_period(periods, when->span, &norm->head, when->at, "its time limit");
}

void truce_lint_periods(struct truce_lint *lint)
{
    const struct truce_agreement *agreement = lint->agreement;
    struct periods periods = {lint, 0};

    if (agreement->month_end_given)
        return;
    for (size_t i = 0; i < agreement->n_norms; i++)
        add_norm(&periods, &agreement->norms[i]);
    for (size_t i = 0; i < agreement->n_gates; i++)
        add_period(&periods, agreement->gates[i].effect_after, &agreement->gates[i].head,
                   agreement->gates[i].head.at, "effect_after");
    for (size_t i = 0; i < agreement->n_guarantees; i++) {
        const struct truce_guarantee *g = &agreement->guarantees[i];
        if (g->starts.kind == TRUCE_BOUND_DATE && is_plain(g->starts.day))
            continue;
        add_period(&periods, g->lasts, &g->head, g->head.at, "lasts");
        add_period(&periods, g->add, &g->head, g->head.at, "its extension");
        add_period(&periods, g->notice_before, &g->head, g->head.at, "notice of its extension");
    }
}
