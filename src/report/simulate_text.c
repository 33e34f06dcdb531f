/*
 * The chance of a clock as text: the answer, what was assumed, when, what moves it, what would be needed.
 *
 * One idea: whoever reads one line reads a share with its condition; whoever reads on meets the assumptions before any further number.
 */
#include <math.h>
#include <stdio.h>

#include "report/plain.h"
#include "report/simulate_words.h"
#include "report/words.h"

#define BOLD  "\x1b[1m"
#define PLAIN "\x1b[0m"

enum { CHART_COLUMNS = 29, DATES = 6, LINE_MAX_BYTES = 1024 };

struct page {
    struct truce_buf *out;
    const struct truce_simulate_answer *answer;
    const struct truce_report_simulate_options *options;
};

void truce_report_simulate_options_init(struct truce_report_simulate_options *options)
{
    *options = (struct truce_report_simulate_options){.columns = 96};
}

static void head(const struct page *page, const char *text)
{
    truce_buf_puts(page->out, page->options->colour ? "\n" BOLD : "\n");
    truce_plain_puts(page->out, text);
    truce_buf_puts(page->out, page->options->colour ? PLAIN "\n" : "\n");
}

static void wrap(const struct page *page, const char *first, const char *text)
{
    truce_plain_wrap(page->out, first, text, page->options->columns);
}

static void field(const struct page *page, const char *name, const char *format, ...) TRUCE_PRINTF(3, 4);

static void field(const struct page *page, const char *name, const char *format, ...)
{
    char first[32], text[LINE_MAX_BYTES];
    va_list list;

    va_start(list, format);
    vsnprintf(text, sizeof text, format, list);
    va_end(list);
    truce_text_mend(text, sizeof text);
    snprintf(first, sizeof first, "  %-11s", name);
    wrap(page, first, text);
}

/* ---- parts ---- */

static void put_answer(const struct page *page)
{
    char sentence[LINE_MAX_BYTES];

    truce_words_simulate_answer(page->answer, sentence, sizeof sentence);
    if (page->options->colour)
        truce_buf_puts(page->out, BOLD);
    truce_plain_puts(page->out, sentence);
    truce_buf_puts(page->out, page->options->colour ? PLAIN "\n" : "\n");
    wrap(page, "", truce_simulate_condition);
}

static void put_observed(const struct page *page)
{
    const struct truce_quiet_rule *rule = &page->answer->rule;
    const double least = page->answer->clock->coverage_at_least;
    char share[40], words[96] = "every day";

    truce_words_chance(rule->observed, share, sizeof share);
    if (rule->observed < 1.0)
        snprintf(words, sizeof words, "%s of days, at random; on others nothing is seen", share);
    if (isnan(least))
        field(page, "Observed", "%s; the clock has no rule for days that are not", words);
    else
        field(page, "Observed", "%s; that is, watched to at least %.4g %%, as the clock asks", words,
              100.0 * least);
}

static void put_assumed(const struct page *page)
{
    const struct truce_simulate_answer *answer = page->answer;
    const struct truce_named *named = &answer->clock->head;
    char words[LINE_MAX_BYTES], first[TRUCE_DAY_TEXT], last[TRUCE_DAY_TEXT], runs[TRUCE_WORDS_NUMBER],
        point[48] = "";

    head(page, "What was assumed");
    if (named->point != TRUCE_NONE)
        snprintf(point, sizeof point, " (point %d)", answer->agreement->points[named->point].n);
    field(page, "Clock", "%.100s%s of %.300s, %.200s:%u", named->id, point, answer->agreement->title,
          answer->agreement->file, named->at.line);
    truce_words_simulate_rule(answer, words, sizeof words);
    field(page, "Rule", "%s", words);
    truce_words_simulate_model(answer, words, sizeof words);
    field(page, "Incidents", "%s", words);
    put_observed(page);
    truce_words_simulate_day(answer, 0, first);
    truce_words_simulate_day(answer, answer->options.horizon_days, last);
    field(page, "Days", "%d, from the beginning of %s to that of %s; %d quiet days already run",
          answer->options.horizon_days, first, last, answer->rule.already_days);
    truce_words_number(answer->options.replications, 0, runs, sizeof runs);
    field(page, "Runs", "%s, seed %llu", runs, (unsigned long long)answer->options.seed);
}

static void put_quiet(const struct page *page)
{
    double p = page->answer->simulation.p_quiet;
    char share[40], text[LINE_MAX_BYTES], once[TRUCE_WORDS_NUMBER];

    truce_words_chance(p, share, sizeof share);
    truce_words_value(1.0 / (1.0 - p), once, sizeof once);
    if (p >= 1.0)
        snprintf(text, sizeof text, "The first day is observed and quiet for certain.");
    else if (p > 0.5)
        snprintf(text, sizeof text,
                 "The first day is observed and quiet with a chance of %s: one such day in %s is not.", share,
                 once);
    else
        snprintf(text, sizeof text, "The first day is observed and quiet with a chance of %s.", share);
    truce_buf_putc(page->out, '\n');
    wrap(page, "  ", text);
}

static void put_date(const struct page *page, int32_t d, struct truce_table *table)
{
    const struct truce_simulation *s = &page->answer->simulation;
    char day[TRUCE_DAY_TEXT], text[40], from[40], to[40], both[96];
    double low, high;

    truce_words_simulate_day(page->answer, d, day);
    truce_table_cell(table, day);
    truce_words_chance(s->by_day[d], text, sizeof text);
    truce_table_cell(table, text);
    truce_wilson_interval(s->by_day[d], page->answer->options.replications, &low, &high);
    truce_words_chance(low, from, sizeof from);
    truce_words_chance(high, to, sizeof to);
    snprintf(both, sizeof both, "%s to %s", from, to);
    truce_table_cell(table, both);
    truce_words_chance(s->exact_by_day != NULL ? s->exact_by_day[d] : NAN, text, sizeof text);
    truce_table_cell(table, text);
}

static void put_dates(const struct page *page)
{
    const int32_t horizon = page->answer->options.horizon_days;
    int32_t first = page->answer->rule.target_days - page->answer->rule.already_days, before = -1;
    struct truce_table table;

    first = first < 1 ? 1 : first > horizon ? horizon : first;
    head(page, "Reached by");
    truce_table_init(&table, 4, 0x0A);
    truce_table_cell(&table, "day");
    truce_table_cell(&table, "share of runs");
    truce_table_cell(&table, "interval (95 %)");
    truce_table_cell(&table, "exact");
    for (int32_t i = 0; i < DATES; i++) {
        int32_t d = first + (horizon - first) * i / (DATES - 1);
        if (d != before)
            put_date(page, d, &table);
        before = d;
    }
    truce_table_print(&table, page->out);
    truce_table_fini(&table);
}

static void put_quantiles(const struct page *page)
{
    const struct truce_simulate_answer *answer = page->answer;
    const double missed = 1.0 - answer->simulation.reached.p;
    char text[LINE_MAX_BYTES], day[TRUCE_DAY_TEXT], share[40];
    size_t used = (size_t)snprintf(text, sizeof text, "Reached");

    for (int q = 0; q < TRUCE_QUANTILES && answer->simulation.quantile_day[q] >= 0; q++) {
        truce_words_simulate_day(answer, answer->simulation.quantile_day[q], day);
        used += (size_t)snprintf(text + used, sizeof text - used, "%s in %.0f %% of runs by %s",
                                 q > 0 ? "," : "", 100.0 * truce_quantile_levels[q], day);
    }
    truce_words_simulate_day(answer, answer->options.horizon_days, day);
    truce_words_chance(missed, share, sizeof share);
    if (answer->simulation.quantile_day[0] < 0)
        snprintf(text, sizeof text, "Not reached by %s in %s of runs.", day, share);
    else if (missed > 0.0)
        snprintf(text + used, sizeof text - used, "; not by %s in %s.", day, share);
    else
        snprintf(text + used, sizeof text - used, ".");
    wrap(page, "  ", text);
}

/* "....====|==...": from the lower chance to the higher, with the chance as it is */
static void chart(const struct truce_tornado_bar *bar, double base, char out[CHART_COLUMNS + 1])
{
    const double low = fmin(bar->p_low, bar->p_high), high = fmax(bar->p_low, bar->p_high);
    const int last = CHART_COLUMNS - 1, from = (int)(low * last + 0.5), to = (int)(high * last + 0.5);

    for (int i = 0; i < CHART_COLUMNS; i++)
        out[i] = i >= from && i <= to ? '=' : '.';
    out[(int)(base * last + 0.5)] = '|';
    out[CHART_COLUMNS] = '\0';
}

static void put_bar(const struct truce_tornado_bar *bar, double base, struct truce_table *table)
{
    char text[TRUCE_WORDS_NUMBER], drawn[CHART_COLUMNS + 1];

    truce_table_cell(table, truce_words_simulate_input(bar->input));
    truce_words_value(bar->low_value, text, sizeof text);
    truce_table_cell(table, text);
    truce_words_chance(bar->p_low, text, sizeof text);
    truce_table_cell(table, text);
    truce_words_value(bar->high_value, text, sizeof text);
    truce_table_cell(table, text);
    truce_words_chance(bar->p_high, text, sizeof text);
    truce_table_cell(table, text);
    chart(bar, base, drawn);
    truce_table_cell(table, drawn);
}

static void put_tornado(const struct page *page)
{
    const struct truce_simulate_answer *answer = page->answer;
    const struct truce_chance *reached = &answer->simulation.reached;
    double base = isnan(reached->exact) ? reached->p : reached->exact;
    char text[LINE_MAX_BYTES], runs[TRUCE_WORDS_NUMBER];
    bool exact = true;
    struct truce_table table;

    snprintf(text, sizeof text, "What moves the chance: each input by itself, %.0f %% down and up",
             100.0 * answer->moved_by);
    head(page, text);
    truce_table_init(&table, 6, 0x1E);
    truce_table_cell(&table, "input");
    truce_table_cell(&table, "at");
    truce_table_cell(&table, "chance");
    truce_table_cell(&table, "at");
    truce_table_cell(&table, "chance");
    truce_table_cell(&table, "0 %                     100 %");
    for (size_t i = 0; i < answer->n_bars; i++) {
        put_bar(&answer->bars[i], base, &table);
        exact = exact && answer->bars[i].exact;
    }
    truce_table_print(&table, page->out);
    truce_table_fini(&table);
    for (int i = 0; i < TRUCE_SIMULATE_NEEDED; i++)
        exact = exact && answer->needed[i].exact;
    truce_words_number(TRUCE_SIDE_REPLICATIONS, 0, runs, sizeof runs);
    if (!exact) {
        snprintf(text, sizeof text,
                 "Some of these, and of what follows, come from %s runs each, not from an exact computation.",
                 runs);
        wrap(page, "  ", text);
    }
}

static void put_needed(const struct page *page)
{
    char text[LINE_MAX_BYTES];

    head(page, "What would be needed");
    for (int i = 0; i < TRUCE_SIMULATE_NEEDED; i++) {
        truce_words_simulate_needed(page->answer, &page->answer->needed[i], text, sizeof text);
        wrap(page, "  - ", text);
    }
}

static void put_thumbs(const struct page *page)
{
    char text[LINE_MAX_BYTES], share[40];

    head(page, "Rule of thumb, for independent days");
    truce_words_simulate_thumbs(page->answer, text, sizeof text);
    wrap(page, "  - ", text);
    truce_words_chance(truce_quiet_survival(page->answer->rule.target_days, 14.0), share, sizeof share);
    snprintf(
        text, sizeof text,
        "A truce of two weeks on average, with the same hazard every day, lasts %d days with a chance of %s.",
        page->answer->rule.target_days, share);
    wrap(page, "  - ", text);
}

static void put_notes(const struct page *page)
{
    const struct truce_notes *notes = &page->answer->notes;

    if (notes->n > 0)
        head(page, "Notes");
    for (size_t i = 0; i < notes->n; i++)
        wrap(page, "  - ", notes->items[i].text);
}

enum truce_status truce_report_simulate_text(const struct truce_simulate_answer *answer,
                                             const struct truce_report_simulate_options *options,
                                             struct truce_buf *out, struct truce_err *err)
{
    struct truce_report_simulate_options defaults;
    struct page page = {out, answer, options};

    truce_report_simulate_options_init(&defaults);
    if (options == NULL)
        page.options = &defaults;
    if (page.options->columns < 60 || page.options->columns > 400)
        return truce_fail(err, TRUCE_ERR_RANGE, "columns %zu is outside of 60 to 400", page.options->columns);
    put_answer(&page);
    put_assumed(&page);
    put_dates(&page);
    put_quiet(&page);
    put_quantiles(&page);
    put_tornado(&page);
    put_needed(&page);
    put_thumbs(&page);
    put_notes(&page);
    return truce_buf_check(out, err);
}
