/*
 * The chance of a clock as JSON: every number of the answer.
 *
 * Invariants: keys stand in a fixed order; what is not known is null and never left out; chances have 9 decimals, other numbers 6.
 */
#include <math.h>

#include "base/json_writer.h"
#include "report/simulate_words.h"

enum { CHANCE = 9, VALUE = 6, SENTENCE_BYTES = 1024 };

static void put_text(struct truce_json_writer *w, const char *key, const char *value)
{
    truce_json_key(w, key);
    truce_json_string(w, value);
}

static void put_number(struct truce_json_writer *w, const char *key, double value, int decimals)
{
    truce_json_key(w, key);
    truce_json_number(w, value, decimals);
}

static void put_integer(struct truce_json_writer *w, const char *key, int64_t value)
{
    truce_json_key(w, key);
    truce_json_integer(w, value);
}

static void put_bool(struct truce_json_writer *w, const char *key, bool value)
{
    truce_json_key(w, key);
    truce_json_bool(w, value);
}

static void put_day(struct truce_json_writer *w, const char *key, struct truce_day day)
{
    char text[TRUCE_DAY_TEXT];

    truce_day_format(day, text);
    put_text(w, key, text[0] != '\0' ? text : NULL);
}

static void put_agreement(struct truce_json_writer *w, const struct truce_simulate_answer *answer)
{
    truce_json_key(w, "agreement");
    truce_json_open_object(w);
    put_text(w, "file", answer->agreement->file);
    put_text(w, "id", answer->agreement->id);
    put_text(w, "title", answer->agreement->title);
    put_text(w, "version", answer->agreement->version);
    truce_json_close_object(w);
}

static void put_clock(struct truce_json_writer *w, const struct truce_simulate_answer *answer)
{
    static const char *const on_break[] = {"restart", "pause", "deduct"};
    static const char *const unobserved[] = {"hold", "count", "break"};
    const struct truce_quiet_rule *rule = &answer->rule;
    const struct truce_named *named = &answer->clock->head;
    bool window = rule->window_days > 0;

    truce_json_key(w, "clock");
    truce_json_open_object(w);
    put_text(w, "id", named->id);
    put_integer(w, "line", named->at.line);
    truce_json_key(w, "point");
    if (named->point == TRUCE_NONE)
        truce_json_null(w);
    else
        truce_json_integer(w, answer->agreement->points[named->point].n);
    put_integer(w, "target_days", rule->target_days);
    put_integer(w, "already_days", rule->already_days);
    put_number(w, "per_day", rule->per_day, VALUE);
    put_number(w, "window_days", window ? (double)rule->window_days : NAN, 0);
    put_number(w, "window_at_most", window ? rule->window_at_most : NAN, VALUE);
    put_text(w, "on_break", on_break[rule->on_break]);
    put_number(w, "deduct_days", rule->on_break == TRUCE_BREAK_DEDUCT ? (double)rule->deduct_days : NAN, 0);
    put_number(w, "coverage_at_least", answer->clock->coverage_at_least, VALUE);
    put_number(w, "observed", rule->observed, CHANCE);
    put_text(w, "unobserved_day", unobserved[rule->unobserved_day]);
    truce_json_close_object(w);
}

/* Inputs that the model does not have are null. */
static void put_model(struct truce_json_writer *w, const struct truce_simulate_answer *answer)
{
    const struct truce_incident_model *model = &answer->model;
    const bool series = model->kind == TRUCE_INCIDENTS_BOOTSTRAP,
               chain = model->kind == TRUCE_INCIDENTS_CHAIN, hawkes = model->kind == TRUCE_INCIDENTS_HAWKES,
               retaliates = answer->options.retaliation > 0.0;
    char words[SENTENCE_BYTES];

    truce_words_simulate_model(answer, words, sizeof words);
    truce_json_key(w, "model");
    truce_json_open_object(w);
    put_text(w, "kind", truce_incident_model_name(model->kind));
    put_text(w, "words", words);
    put_number(w, "mean", series ? NAN : model->mean, VALUE);
    put_number(w, "size", model->kind == TRUCE_INCIDENTS_NB || chain ? model->size : NAN, VALUE);
    put_number(w, "tense_mean", chain ? model->tense_mean : NAN, VALUE);
    put_number(w, "tense_size", chain ? model->tense_size : NAN, VALUE);
    put_number(w, "calm_to_tense", chain ? model->calm_to_tense : NAN, CHANCE);
    put_number(w, "tense_to_calm", chain ? model->tense_to_calm : NAN, CHANCE);
    truce_json_key(w, "starts_tense");
    if (chain)
        truce_json_bool(w, model->starts_tense);
    else
        truce_json_null(w);
    put_number(w, "excitation", hawkes ? model->excitation : NAN, VALUE);
    put_number(w, "decay_days", hawkes ? model->decay_days : NAN, VALUE);
    put_number(w, "block_days", series ? (double)model->block_days : NAN, 0);
    put_number(w, "retaliation", retaliates ? answer->options.retaliation : NAN, VALUE);
    put_number(w, "retaliation_days", retaliates ? answer->options.retaliation_days : NAN, 0);
    truce_json_close_object(w);
}

static void put_series(struct truce_json_writer *w, const struct truce_simulate_series *series)
{
    truce_json_key(w, "series");
    if (series->file == NULL) {
        truce_json_null(w);
        return;
    }
    truce_json_open_object(w);
    put_text(w, "file", series->file);
    put_integer(w, "days", (int64_t)series->days);
    put_day(w, "first", series->first);
    put_day(w, "last", series->last);
    put_integer(w, "missing", (int64_t)series->missing);
    put_bool(w, "gives_mean", series->gives_mean);
    put_bool(w, "gives_size", series->gives_size);
    truce_json_close_object(w);
}

static void put_reached(struct truce_json_writer *w, const struct truce_simulation *s)
{
    truce_json_key(w, "reached");
    truce_json_open_object(w);
    put_number(w, "share", s->reached.p, CHANCE);
    put_number(w, "low", s->reached.low, CHANCE);
    put_number(w, "high", s->reached.high, CHANCE);
    put_number(w, "exact", s->reached.exact, CHANCE);
    put_number(w, "exact_log10", s->reached.exact > 0.0 ? log10(s->reached.exact) : NAN, 3);
    truce_json_close_object(w);
    put_number(w, "first_day_quiet", s->p_quiet, CHANCE);
}

static void put_quantiles(struct truce_json_writer *w, const struct truce_simulate_answer *answer)
{
    truce_json_key(w, "quantiles");
    truce_json_open_array(w);
    for (int q = 0; q < TRUCE_QUANTILES; q++) {
        int32_t d = answer->simulation.quantile_day[q];
        truce_json_inline(w);
        truce_json_open_object(w);
        put_number(w, "level", truce_quantile_levels[q], 2);
        put_day(w, "by", (struct truce_day){d < 0 ? TRUCE_DAY_NONE : answer->start.n + d});
        put_number(w, "after_days", d < 0 ? NAN : (double)d, 0);
        truce_json_close_object(w);
    }
    truce_json_close_array(w);
}

static void put_days(struct truce_json_writer *w, const char *key, const double *by_day, int32_t horizon)
{
    truce_json_key(w, key);
    if (by_day == NULL) {
        truce_json_null(w);
        return;
    }
    truce_json_inline(w);
    truce_json_open_array(w);
    for (int32_t d = 0; d <= horizon; d++)
        truce_json_number(w, by_day[d], CHANCE);
    truce_json_close_array(w);
}

static void put_tornado(struct truce_json_writer *w, const struct truce_simulate_answer *answer)
{
    truce_json_key(w, "tornado");
    truce_json_open_object(w);
    put_number(w, "moved_by", answer->moved_by, VALUE);
    truce_json_key(w, "bars");
    truce_json_open_array(w);
    for (size_t i = 0; i < answer->n_bars; i++) {
        const struct truce_tornado_bar *bar = &answer->bars[i];
        truce_json_inline(w);
        truce_json_open_object(w);
        put_text(w, "input", bar->input);
        put_number(w, "low_value", bar->low_value, VALUE);
        put_number(w, "high_value", bar->high_value, VALUE);
        put_number(w, "at_low", bar->p_low, CHANCE);
        put_number(w, "at_high", bar->p_high, CHANCE);
        put_bool(w, "by_exact", bar->exact);
        truce_json_close_object(w);
    }
    truce_json_close_array(w);
    truce_json_close_object(w);
}

static void put_needed(struct truce_json_writer *w, const struct truce_simulate_answer *answer)
{
    char words[SENTENCE_BYTES];

    truce_json_key(w, "needed");
    truce_json_open_array(w);
    for (int i = 0; i < TRUCE_SIMULATE_NEEDED; i++) {
        const struct truce_needed *needed = &answer->needed[i];
        truce_words_simulate_needed(answer, needed, words, sizeof words);
        truce_json_open_object(w);
        put_number(w, "chance", needed->p, VALUE);
        put_number(w, "mean", needed->mean, VALUE);
        put_number(w, "factor", needed->factor, VALUE);
        put_number(w, "per_day", needed->per_day, 0);
        put_number(w, "days_between_breaks", needed->days_between_breaks, VALUE);
        put_bool(w, "by_exact", needed->exact);
        put_text(w, "words", words);
        truce_json_close_object(w);
    }
    truce_json_close_array(w);
}

static void put_thumbs(struct truce_json_writer *w, const struct truce_simulate_answer *answer)
{
    truce_json_key(w, "rules_of_thumb");
    truce_json_open_array(w);
    for (int i = 0; i < TRUCE_RULES_OF_THUMB; i++) {
        truce_json_inline(w);
        truce_json_open_object(w);
        put_integer(w, "within_days", answer->thumbs[i].days);
        put_number(w, "chance", answer->thumbs[i].p, VALUE);
        put_number(w, "once_in_days", answer->thumbs[i].once_in_days, VALUE);
        truce_json_close_object(w);
    }
    truce_json_close_array(w);
    put_number(w, "two_week_truce_lasts", truce_quiet_survival(answer->rule.target_days, 14.0), CHANCE);
}

enum truce_status truce_report_simulate_json(const struct truce_simulate_answer *answer,
                                             struct truce_buf *out, struct truce_err *err)
{
    struct truce_json_writer writer, *w = &writer;
    char words[SENTENCE_BYTES];

    truce_json_writer_init(w, out);
    truce_json_open_object(w);
    put_text(w, "format", "truce-simulate/1");
    truce_words_simulate_answer(answer, words, sizeof words);
    put_text(w, "answer", words);
    put_text(w, "condition", truce_simulate_condition);
    put_agreement(w, answer);
    put_clock(w, answer);
    put_model(w, answer);
    put_series(w, &answer->series);
    put_day(w, "start", answer->start);
    put_day(w, "by", (struct truce_day){answer->start.n + answer->options.horizon_days});
    put_integer(w, "horizon_days", answer->options.horizon_days);
    put_integer(w, "seed", (int64_t)answer->options.seed);
    put_integer(w, "replications", answer->options.replications);
    put_reached(w, &answer->simulation);
    put_quantiles(w, answer);
    put_days(w, "by_day", answer->simulation.by_day, answer->options.horizon_days);
    put_days(w, "exact_by_day", answer->simulation.exact_by_day, answer->options.horizon_days);
    put_tornado(w, answer);
    put_needed(w, answer);
    put_thumbs(w, answer);
    truce_json_key(w, "notes");
    truce_json_open_array(w);
    for (size_t i = 0; i < answer->notes.n; i++)
        truce_json_string(w, answer->notes.items[i].text);
    truce_json_close_array(w);
    truce_json_close_object(w);
    truce_buf_putc(out, '\n');
    return truce_buf_check(out, err);
}
