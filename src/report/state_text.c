/*
 * Why something in a state is as it is.
 */
#include "report/state_text.h"

#include <stdio.h>

#include "report/plan_names.h"

#define DAYS_SHOWN 8 /* of a clock, that were not quiet */

const char *truce_report_reading_name(int reading)
{
    return reading == TRUCE_STRICT ? "strict" : "lenient";
}

static const char *instant_text(const struct truce_state *state, struct truce_instant at,
                                char out[TRUCE_INSTANT_TEXT])
{
    truce_instant_format(&state->agreement->calendar, at, out);
    return out;
}

/* ", by record r1 (line 5)"; nothing where there is none */
static void put_record(const struct truce_state *state, int record, const char *before, struct truce_buf *out)
{
    if (record == TRUCE_NONE || state->records == NULL)
        return;
    const struct truce_record *of = &state->records->items[record];
    if (state->records->is_log)
        truce_buf_printf(out, "%s%s (record %d)", before, of->id, record);
    else
        truce_buf_printf(out, "%srecord %s (line %u)", before, of->id, of->at.line);
}

/* ---- gates ---- */

static void put_target(const struct truce_state *state, int reading, const struct truce_condition *clause,
                       struct truce_buf *out)
{
    const struct truce_agreement *a = state->agreement;
    const struct truce_reading_state *now = &state->reading[reading];
    char at[TRUCE_INSTANT_TEXT];

    switch (clause->kind) {
    case TRUCE_IF_GATE: {
        const struct truce_gate_state *gate = &now->gates[clause->target];
        truce_buf_printf(out, "gate %s is %s", a->gates[clause->target].head.id,
                         gate->open ? "open" : "closed");
        if (!gate->open && gate->due.us != TRUCE_NEVER)
            truce_buf_printf(out, " until %s", instant_text(state, gate->due, at));
        break;
    }
    case TRUCE_IF_CLOCK: {
        const struct truce_clock *clock = &a->clocks[clause->target];
        truce_buf_printf(out, "clock %s stands at %d of %d days", clock->head.id,
                         now->clocks[clause->target].days, clock->target_days);
        break;
    }
    case TRUCE_IF_NEED: {
        const struct truce_need *need = &a->needs[clause->target];
        truce_buf_printf(out, "need %s: %.15g of %.15g in place", need->head.id,
                         now->needs[clause->target].deployed, need->at_least);
        break;
    }
    default:
        truce_plan_names_fact(a, clause, out);
    }
}

static void put_clause(const struct truce_state *state, int reading, const struct truce_condition *clause,
                       const char *indent, struct truce_buf *out)
{
    const struct truce_condition_state *now = &state->reading[reading].conditions[clause->index];
    char at[TRUCE_INSTANT_TEXT];

    if (clause->position != TRUCE_NONE)
        truce_buf_printf(out, "%sposition %s: ", indent,
                         state->agreement->positions[clause->position].head.id);
    else
        truce_buf_printf(out, "%s%s: ", indent, clause->name[0] != '\0' ? clause->name : "condition");
    put_target(state, reading, clause, out);
    if (now->waived)
        truce_buf_puts(out, "; waived");
    if (now->holds && now->since.us != TRUCE_NEVER)
        truce_buf_printf(out, "; holds since %s", instant_text(state, now->since, at));
    else if (!now->holds)
        truce_buf_puts(out, now->refused ? "; refused" : "; not yet");
    put_record(state, now->record, ", by ", out);
    truce_buf_putc(out, '\n');
}

void truce_report_why_gate(const struct truce_state *state, int reading, int gate, const char *indent,
                           struct truce_buf *out)
{
    const struct truce_agreement *a = state->agreement;
    const struct truce_gate *text = &a->gates[gate];
    const struct truce_gate_state *now = &state->reading[reading].gates[gate];
    char at[TRUCE_INSTANT_TEXT];

    truce_buf_printf(out, "%sgate %s, %s: ", indent, text->head.id, truce_report_reading_name(reading));
    if (now->open)
        truce_buf_printf(out, "open since %s%s\n", instant_text(state, now->since, at),
                         now->ground_fell_away ? "; its ground has fallen away, and it stays open" : "");
    else if (now->due.us != TRUCE_NEVER)
        truce_buf_printf(out, "its condition holds; it opens at %s\n", instant_text(state, now->due, at));
    else if (now->first.us != TRUCE_NEVER)
        truce_buf_printf(out, "closed; it had opened at %s\n", instant_text(state, now->first, at));
    else
        truce_buf_puts(out, "closed\n");
    for (size_t i = 0; i < text->opens->n; i++)
        put_clause(state, reading, &text->opens->children[i], indent, out);
    for (size_t p = 0; p < a->n_positions; p++)
        if (a->positions[p].gate == gate && state->reading[reading].positions[p].maintained)
            put_clause(state, reading, a->positions[p].clause, indent, out);
    for (size_t i = 0; text->closes != NULL && i < text->closes->n; i++)
        if (state->reading[reading].conditions[text->closes->children[i].index].holds) {
            truce_buf_printf(out, "%scloses it: ", indent);
            put_clause(state, reading, &text->closes->children[i], "", out);
        }
}

/* ---- clocks ---- */

static const char *outcome_word(enum truce_day_outcome outcome)
{
    static const char *const words[] = {"did not run", "quiet", "broken", "unobserved"};
    return words[outcome];
}

/* Broken by what the last days hold together, not by what the day itself holds? */
static bool is_of_window(const struct truce_clock *text, const struct truce_clock_day *day)
{
    return day->outcome == TRUCE_DAY_BROKEN && day->weight <= text->per_day;
}

/* Days that follow each other are one line where one thing can be said of all of them: those that are broken by themselves have one each. */
static size_t span_from(const struct truce_clock *text, const struct truce_clock_state *now, size_t last)
{
    const struct truce_clock_day *end = &now->history[last];
    size_t first = last;
    if (end->outcome == TRUCE_DAY_BROKEN && !is_of_window(text, end))
        return last;
    while (first > 0 && now->history[first - 1].outcome == end->outcome &&
           is_of_window(text, &now->history[first - 1]) == is_of_window(text, end))
        first--;
    return first;
}

static void put_days(const struct truce_state *state, const struct truce_clock *text,
                     const struct truce_clock_state *now, size_t first, size_t last, const char *indent,
                     struct truce_buf *out)
{
    const struct truce_clock_day *day = &now->history[last];
    char from[TRUCE_DAY_TEXT], to[TRUCE_DAY_TEXT], at[TRUCE_INSTANT_TEXT];

    truce_day_format(now->history[first].day, from);
    truce_day_format(day->day, to);
    truce_buf_printf(out, "%s%s%s%s: %s", indent, from, first < last ? " to " : "", first < last ? to : "",
                     outcome_word(day->outcome));
    if (day->outcome == TRUCE_DAY_UNOBSERVED)
        truce_buf_printf(out, ", watched %.0f %%", 100 * day->observed);
    if (is_of_window(text, day)) {
        truce_buf_printf(out, ": more than %.15g in %d days; the clock stands at %d\n", text->window_at_most,
                         text->window_days, day->reached);
        return;
    }
    if (day->outcome == TRUCE_DAY_BROKEN)
        truce_buf_printf(out, ", weight %.15g", day->weight);
    if (day->record != TRUCE_NONE && state->records != NULL) {
        const struct truce_record *record = &state->records->items[day->record];
        put_record(state, day->record, " by ", out);
        truce_buf_printf(out, ", %s at %s", record->class_, instant_text(state, record->from, at));
    }
    truce_buf_printf(out, "; the clock stands at %d\n", day->reached);
}

void truce_report_why_clock(const struct truce_state *state, int reading, int clock, const char *indent,
                            struct truce_buf *out)
{
    const struct truce_clock *text = &state->agreement->clocks[clock];
    const struct truce_clock_state *now = &state->reading[reading].clocks[clock];
    size_t counts[4] = {0}, shown = 0;
    char day[TRUCE_DAY_TEXT];

    for (size_t i = 0; i < now->n_history; i++)
        counts[now->history[i].outcome]++;
    truce_buf_printf(out, "%sclock %s, %s: %d of %d days, %s, counted by %s", indent, text->head.id,
                     truce_report_reading_name(reading), now->days, text->target_days,
                     now->running ? "running" : "not running", truce_count_rule_name(text->count.rule));
    if (now->reached) {
        truce_day_format(now->reached_on, day);
        truce_buf_printf(out, "; reached on %s", day);
    }
    truce_buf_putc(out, '\n');
    if (now->n_history == 0)
        return;
    truce_day_format(now->history[0].day, day);
    truce_buf_printf(out, "%sdays since %s: %zu quiet, %zu broken, %zu unobserved, %zu not running\n", indent,
                     day, counts[TRUCE_DAY_QUIET], counts[TRUCE_DAY_BROKEN], counts[TRUCE_DAY_UNOBSERVED],
                     counts[TRUCE_DAY_NOT_RUNNING]);
    for (size_t end = now->n_history; end > 0 && shown < DAYS_SHOWN;) {
        size_t first = span_from(text, now, end - 1);
        if (now->history[end - 1].outcome != TRUCE_DAY_QUIET) {
            put_days(state, text, now, first, end - 1, indent, out);
            shown++;
        }
        end = first;
    }
}

/* ---- the ledger ---- */

static void put_plain(const struct truce_state *state, const char *indent, const char *what, const char *id,
                      const char *how, int record, struct truce_buf *out)
{
    truce_buf_printf(out, "%s%s %s is %s", indent, what, id, how);
    if (record == TRUCE_NONE)
        truce_buf_puts(out, ", as in the text");
    put_record(state, record, " by ", out);
    truce_buf_putc(out, '\n');
}

void truce_report_why_position(const struct truce_state *state, int position, const char *indent,
                               struct truce_buf *out)
{
    const struct truce_position_state *now = &state->reading[TRUCE_STRICT].positions[position];
    put_plain(state, indent, "position", state->agreement->positions[position].head.id,
              now->maintained ? "maintained" : "withdrawn", now->record, out);
}

void truce_report_why_veto(const struct truce_state *state, int veto, const char *indent,
                           struct truce_buf *out)
{
    const struct truce_veto_state *now = &state->reading[TRUCE_STRICT].vetoes[veto];
    put_plain(state, indent, "veto", state->agreement->vetoes[veto].head.id,
              now->lifted ? "lifted" : "standing", now->record, out);
}

void truce_report_why_contribution(const struct truce_state *state, int contribution, const char *indent,
                                   struct truce_buf *out)
{
    const struct truce_contribution_now *now = &state->reading[TRUCE_STRICT].contributions[contribution];
    put_plain(state, indent, "contribution", state->agreement->contributions[contribution].head.id,
              truce_contribution_state_name(now->state), now->record, out);
}

void truce_report_why_need(const struct truce_state *state, int reading, int need, const char *indent,
                           struct truce_buf *out)
{
    const struct truce_agreement *a = state->agreement;
    const struct truce_need *text = &a->needs[need];
    const struct truce_need_state *now = &state->reading[reading].needs[need];

    truce_buf_printf(out, "%sneed %s, %s: %.15g of %.15g in place\n", indent, text->head.id,
                     truce_report_reading_name(reading), now->deployed, text->at_least);
    for (size_t i = 0; i < a->n_contributions; i++) {
        const struct truce_contribution *contribution = &a->contributions[i];
        const struct truce_contribution_now *state_now = &state->reading[reading].contributions[i];
        if (contribution->class_ == TRUCE_NONE || text->class_ == TRUCE_NONE ||
            !truce_class_is(a, contribution->class_, text->class_))
            continue;
        truce_buf_printf(out, "%s%s by %s: %.15g, %s", indent, contribution->head.id,
                         a->parties[contribution->by].head.id, state_now->amount,
                         truce_contribution_state_name(state_now->state));
        put_record(state, state_now->record, " by ", out);
        truce_buf_putc(out, '\n');
    }
}
