/*
 * What a simulation is told in words.
 *
 * One idea: the assumptions stand in the same sentence as the number wherever that is short enough, and beside it everywhere else.
 * Invariant: a chance that is neither 0 nor 1 never looks like 0 or 1 because it was rounded.
 */
#include "report/simulate_words.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "report/words.h"

const char *const truce_simulate_condition =
    "Conditional on the rates given and on the model chosen, which are the user's; it predicts nothing.";

#define SMALLEST_SHARE 1e-6 /* below, a share of a hundred says nothing any more */

void truce_words_chance(double p, char *out, size_t n)
{
    int decimals = 1;

    if (isnan(p)) {
        snprintf(out, n, "-");
    } else if (p <= 0.0 || p >= 1.0) {
        snprintf(out, n, p >= 1.0 ? "100 %%" : "0 %%");
    } else if (p < SMALLEST_SHARE) {
        snprintf(out, n, "%.1e", p);
    } else if (p > 1.0 - SMALLEST_SHARE) {
        snprintf(out, n, "more than 99.9999 %%");
    } else {
        double least = p < 0.5 ? p : 1.0 - p; /* how near it is to 0 or 1 */
        for (double unit = 1e-3; decimals < 4 && least < unit; unit /= 10.0)
            decimals++;
        snprintf(out, n, "%.*f %%", decimals, 100.0 * p);
    }
}

void truce_words_value(double value, char *out, size_t n)
{
    if (isnan(value))
        snprintf(out, n, "none");
    else if (fabs(value) >= 1000.0)
        truce_words_number(value, 0, out, n);
    else
        snprintf(out, n, "%.4g", value);
}

void truce_words_simulate_day(const struct truce_simulate_answer *answer, int32_t d, char out[TRUCE_DAY_TEXT])
{
    truce_day_format((struct truce_day){d < 0 ? TRUCE_DAY_NONE : answer->start.n + d}, out);
}

/* A sentence that is put together piece by piece. */
struct sentence {
    char *at;
    size_t n, used;
};

static void add(struct sentence *s, const char *format, ...) TRUCE_PRINTF(2, 3);

static void add(struct sentence *s, const char *format, ...)
{
    va_list list;

    va_start(list, format);
    int more = vsnprintf(s->at + s->used, s->n - s->used, format, list);
    va_end(list);
    if (more > 0)
        s->used = s->used + (size_t)more < s->n ? s->used + (size_t)more : s->n - 1;
}

static const char *plural(double n)
{
    return n == 1.0 ? "" : "s";
}

void truce_words_simulate_answer(const struct truce_simulate_answer *answer, char *out, size_t n)
{
    const struct truce_chance *reached = &answer->simulation.reached;
    char day[TRUCE_DAY_TEXT], share[40], runs[TRUCE_WORDS_NUMBER], exact[64] = "no exact value here";

    truce_words_simulate_day(answer, answer->options.horizon_days, day);
    truce_words_number(answer->options.replications, 0, runs, sizeof runs);
    truce_words_chance(reached->p, share, sizeof share);
    if (reached->p <= 0.0)
        snprintf(share, sizeof share, "none");
    else if (reached->p >= 1.0)
        snprintf(share, sizeof share, "all");
    if (!isnan(reached->exact)) {
        memcpy(exact, "exact: ", 8);
        truce_words_chance(reached->exact, exact + 7, sizeof exact - 7);
    }
    snprintf(out, n,
             "%d quiet day%s reached by %s in %s of %s runs (%s), if clock-breaking days come as assumed.",
             answer->rule.target_days, plural(answer->rule.target_days), day, share, runs, exact);
}

/* ---- model ---- */

static void add_law(struct sentence *s, double mean, double size)
{
    char a_day[TRUCE_WORDS_NUMBER], shape[TRUCE_WORDS_NUMBER];

    truce_words_value(mean, a_day, sizeof a_day);
    truce_words_value(size, shape, sizeof shape);
    add(s, "%s a day on average ", a_day);
    if (isinf(size))
        add(s, "(Poisson)");
    else
        add(s, "(negative binomial, size %s)", shape);
}

static void add_chain(struct sentence *s, const struct truce_incident_model *model)
{
    char up[40], down[40];

    truce_words_chance(model->calm_to_tense, up, sizeof up);
    truce_words_chance(model->tense_to_calm, down, sizeof down);
    add(s, "calm days with ");
    add_law(s, model->mean, model->size);
    add(s, " and tense ones with ");
    add_law(s, model->tense_mean, model->tense_size);
    add(s,
        "; a calm day is followed by a tense one with a chance of %s, a tense one by a calm one with %s; the "
        "first day is %s",
        up, down, model->starts_tense ? "tense" : "calm");
}

static void add_hawkes(struct sentence *s, const struct truce_incident_model *model)
{
    char mean[TRUCE_WORDS_NUMBER], more[TRUCE_WORDS_NUMBER], delay[TRUCE_WORDS_NUMBER];

    truce_words_value(model->mean, mean, sizeof mean);
    truce_words_value(model->excitation, more, sizeof more);
    truce_words_value(model->decay_days, delay, sizeof delay);
    add(s,
        "%s a day on average (Hawkes, in discrete time); an incident brings %s further ones, after %s day%s "
        "on average",
        mean, more, delay, plural(model->decay_days));
}

static void add_series(struct sentence *s, const struct truce_simulate_answer *answer)
{
    const struct truce_simulate_series *series = &answer->series;
    char first[TRUCE_DAY_TEXT], last[TRUCE_DAY_TEXT];

    truce_day_format(series->first, first);
    truce_day_format(series->last, last);
    if (answer->model.kind == TRUCE_INCIDENTS_BOOTSTRAP && answer->model.block_days > 1)
        add(s, "in blocks of %zu days, each ", answer->model.block_days);
    if (answer->model.kind == TRUCE_INCIDENTS_BOOTSTRAP)
        add(s, "drawn at random from the ");
    else
        add(s, "; %s by moments from the ",
            series->gives_mean && series->gives_size ? "mean and size"
            : series->gives_mean                     ? "the mean"
                                                     : "the size");
    add(s, "%zu day%s of %.100s, %s to %s", series->days, plural((double)series->days), series->file, first,
        last);
}

void truce_words_simulate_model(const struct truce_simulate_answer *answer, char *out, size_t n)
{
    const struct truce_incident_model *model = &answer->model;
    struct sentence s = {out, n, 0};
    char share[40];

    out[0] = '\0';
    switch (model->kind) {
    case TRUCE_INCIDENTS_CHAIN:
        add_chain(&s, model);
        break;
    case TRUCE_INCIDENTS_HAWKES:
        add_hawkes(&s, model);
        break;
    case TRUCE_INCIDENTS_BOOTSTRAP:
        break;
    default:
        add_law(&s, model->mean, model->kind == TRUCE_INCIDENTS_POISSON ? INFINITY : model->size);
        add(&s, ", days independent of each other");
    }
    if (answer->series.file != NULL)
        add_series(&s, answer);
    if (answer->options.retaliation > 0.0) {
        truce_words_value(100.0 * answer->options.retaliation, share, sizeof share);
        add(&s, "; for %.0f day%s after a broken day the rate is %s %% higher",
            answer->options.retaliation_days, plural(answer->options.retaliation_days), share);
    }
    truce_text_mend(out, n);
}

/* ---- rule ---- */

void truce_words_simulate_rule(const struct truce_simulate_answer *answer, char *out, size_t n)
{
    static const char *const unobserved[] = {"leaves the count as it is", "counts as quiet",
                                             "sets the count to 0"};
    const struct truce_quiet_rule *rule = &answer->rule;
    struct sentence s = {out, n, 0};
    char number[TRUCE_WORDS_NUMBER];

    out[0] = '\0';
    truce_words_value(rule->per_day, number, sizeof number);
    add(&s, "a day is quiet when its incidents weigh at most %s", number);
    if (rule->window_days > 0) {
        truce_words_value(rule->window_at_most, number, sizeof number);
        add(&s, ", and those of the last %d day%s together at most %s", rule->window_days,
            plural(rule->window_days), number);
    }
    if (rule->on_break == TRUCE_BREAK_RESTART)
        add(&s, "; a broken day starts the count again");
    else if (rule->on_break == TRUCE_BREAK_PAUSE)
        add(&s, "; a broken day does not count");
    else
        add(&s, "; a broken day takes %d day%s off the count", rule->deduct_days, plural(rule->deduct_days));
    if (rule->observed < 1.0 || !isnan(answer->clock->coverage_at_least))
        add(&s, "; one that is not observed %s", unobserved[rule->unobserved_day]);
}

const char *truce_words_simulate_input(const char *input)
{
    static const struct {
        const char *input, *words;
    } known[] = {
        {"mean", "mean a day"},
        {"tense_mean", "mean of tense days"},
        {"tense_size", "size of tense days"},
        {"calm_to_tense", "calm to tense"},
        {"tense_to_calm", "tense to calm"},
        {"decay_days", "mean delay, days"},
        {"block_days", "block, days"},
        {"target_days", "target, days"},
        {"already_days", "already run, days"},
        {"per_day", "tolerance a day"},
        {"window_days", "window, days"},
        {"window_at_most", "tolerance of window"},
        {"deduct_days", "deduction, days"},
        {"observed", "days observed"},
        {"retaliation_days", "retaliation, days"},
    };
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
        if (strcmp(known[i].input, input) == 0)
            return known[i].words;
    return input;
}

/* ---- what would be needed ---- */

void truce_words_simulate_needed(const struct truce_simulate_answer *answer,
                                 const struct truce_needed *needed, char *out, size_t n)
{
    struct sentence s = {out, n, 0};
    char value[TRUCE_WORDS_NUMBER], factor[TRUCE_WORDS_NUMBER];
    const struct truce_quiet_rule *rule = &answer->rule;

    out[0] = '\0';
    add(&s, "For a chance of %.0f %%: ", 100.0 * needed->p);
    truce_words_value(needed->mean, value, sizeof value);
    truce_words_value(needed->factor, factor, sizeof factor);
    if (answer->model.kind == TRUCE_INCIDENTS_CHAIN && !isnan(needed->factor))
        add(&s, "rates on calm and on tense days at most %s times those assumed; ", factor);
    else if (!isnan(needed->mean) && !isnan(needed->factor))
        add(&s, "at most %s incidents a day (%s times as assumed); ", value, factor);
    else if (!isnan(needed->mean))
        add(&s, "at most %s incidents a day; ", value);
    else if (answer->model.kind != TRUCE_INCIDENTS_BOOTSTRAP)
        add(&s, "no rate is low enough; ");
    truce_words_value(needed->per_day, value, sizeof value);
    if (!isnan(needed->per_day) && answer->model.kind != TRUCE_INCIDENTS_BOOTSTRAP)
        add(&s, "or, at the rate assumed, a tolerance of %s a day; ", value);
    else if (!isnan(needed->per_day))
        add(&s, "a tolerance of %s a day; ", value);
    else if (rule->window_days > 0)
        add(&s, "no tolerance a day is enough while %d days together may weigh so little; ",
            rule->window_days);
    else
        add(&s, "no tolerance a day is enough; ");
    truce_words_value(needed->days_between_breaks, value, sizeof value);
    if (isnan(needed->days_between_breaks))
        add(&s, "even without broken days it is not to be had.");
    else
        add(&s, "were days independent, one broken day in %s.", value);
}

void truce_words_simulate_thumbs(const struct truce_simulate_answer *answer, char *out, size_t n)
{
    const struct truce_rule_of_thumb *thumbs = answer->thumbs;
    struct sentence s = {out, n, 0};

    out[0] = '\0';
    add(&s, "For an even chance of %d quiet days in a row within ", answer->rule.target_days);
    for (int i = 0; i < TRUCE_RULES_OF_THUMB - 1; i++)
        add(&s, "%s%d", i > 0 ? " / " : "", thumbs[i].days);
    add(&s, " days, a clock-breaking day may come on average only once in ");
    for (int i = 0; i < TRUCE_RULES_OF_THUMB - 1; i++)
        add(&s, "%s%.0f", i > 0 ? " / " : "", thumbs[i].once_in_days);
    add(&s, " days; for a chance of %.0f %% within %d days, once in %.0f.",
        100.0 * thumbs[TRUCE_RULES_OF_THUMB - 1].p, thumbs[TRUCE_RULES_OF_THUMB - 1].days,
        thumbs[TRUCE_RULES_OF_THUMB - 1].once_in_days);
}
