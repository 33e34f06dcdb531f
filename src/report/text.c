/*
 * The answer to claims as text: order, heads, who said what, findings, days, variants, published figures, notes.
 *
 * One idea: the answer first, in one sentence a claim, for somebody who reads nothing else; then everything that it rests on, in the
 * order in which a doubter asks: who said it, what does each source show, on which days, where, how wrong would the map have to be.
 * Invariant: a number stands beside the rule by which it was counted, and published figures never share a table with ours.
 */
#include "report/text.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "report/plain.h"
#include "report/text_parts.h"
#include "report/words.h"

#define BOLD  "\x1b[1m"
#define PLAIN "\x1b[0m"

void truce_report_text_options_init(struct truce_report_text_options *options)
{
    *options = (struct truce_report_text_options){.columns = 96};
}

void truce_page_head(const struct truce_page *page, const char *text)
{
    truce_buf_puts(page->out, page->options->colour ? "\n" BOLD : "\n");
    truce_plain_puts(page->out, text);
    truce_buf_puts(page->out, page->options->colour ? PLAIN "\n" : "\n");
}

void truce_page_wrap(const struct truce_page *page, const char *text)
{
    truce_plain_wrap(page->out, "  ", text, page->options->columns);
}

void truce_page_wrapf(const struct truce_page *page, const char *first, const char *format, ...)
{
    char room[1024], *line = room;
    va_list list;
    int n;

    va_start(list, format);
    n = vsnprintf(room, sizeof room, format, list);
    va_end(list);
    if (n >= (int)sizeof room) { /* a title or an address may be long, and is never cut */
        line = malloc((size_t)n + 1);
        va_start(list, format);
        if (line != NULL)
            vsnprintf(line, (size_t)n + 1, format, list);
        va_end(list);
    }
    if (line != NULL)
        truce_plain_wrap(page->out, first, line, page->options->columns);
    page->out->failed = page->out->failed || line == NULL;
    if (line != room)
        free(line);
}

void truce_page_field(const struct truce_page *page, const char *name, const char *text)
{
    char first[32];

    if (text == NULL || text[0] == '\0')
        return;
    snprintf(first, sizeof first, "  %-12s", name);
    truce_plain_wrap(page->out, first, text, page->options->columns);
}

void truce_page_source(const struct truce_claim_answer *claim, const struct truce_source_answer *source,
                       size_t indent, char *out, size_t n)
{
    size_t widest = 0, width;
    char id[64];

    for (size_t s = 0; s < claim->n_sources; s++) {
        snprintf(id, sizeof id, "%.40s", claim->sources[s].source->id);
        truce_text_mend(id, sizeof id);
        width = truce_plain_width(id);
        widest = width > widest ? width : widest;
    }
    snprintf(id, sizeof id, "%.40s", source->source->id);
    truce_text_mend(id, sizeof id);
    snprintf(out, n, "%*s%s%*s", (int)indent, "", id, (int)(widest - truce_plain_width(id)) + 2, "");
}

const char *truce_page_region(const struct truce_page *page, int region)
{
    const struct truce_regions *regions = page->answer->input.regions;

    if (region < 0 || regions == NULL || (size_t)region >= regions->n)
        return "outside of all regions";
    return regions->items[region].name;
}

static void put_answer(const struct truce_page *page, const struct truce_claim_answer *claim)
{
    char sentence[768];

    truce_words_answer(claim, sentence, sizeof sentence);
    if (page->options->colour)
        truce_buf_puts(page->out, BOLD);
    truce_plain_puts(page->out, sentence);
    truce_buf_puts(page->out, page->options->colour ? PLAIN "\n" : "\n");
}

static void put_where(const struct truce_page *page, const struct truce_claim *claim)
{
    struct truce_buf where;

    truce_buf_init(&where);
    for (size_t i = 0; i < claim->n_regions; i++)
        truce_buf_printf(&where, "%s%s", i == 0 ? "" : ", ", claim->regions[i]);
    if (claim->country[0] != '\0')
        truce_buf_printf(&where, "%s%s", claim->n_regions > 0 ? ", in " : "", claim->country);
    if (claim->n_kinds > 0)
        truce_buf_puts(&where, "; places of kind ");
    for (size_t i = 0; i < claim->n_kinds; i++)
        truce_buf_printf(&where, "%s%s", i == 0 ? "" : ", ", claim->kinds[i]);
    truce_page_field(page, "Where", where.at);
    page->out->failed = page->out->failed || where.failed;
    truce_buf_fini(&where);
}

static void put_said(const struct truce_page *page, const struct truce_claim *claim)
{
    char day[TRUCE_DAY_TEXT], period[64];

    truce_day_format(claim->said, day);
    truce_words_period(claim, period, sizeof period);
    truce_page_field(page, "Said by", claim->by);
    truce_page_field(page, "Said on", day);
    truce_page_field(page, "Source", claim->source_title);
    truce_page_field(page, "", claim->source_url);
    truce_page_field(page, "Held by", claim->party);
    truce_page_field(page, claim->from.n == TRUCE_DAY_NONE ? "Day" : "Period", period);
    put_where(page, claim);
}

static bool has_no_evidence(const struct truce_source_answer *source)
{
    return source->judged.finding == TRUCE_FINDING_NO_EVIDENCE;
}

static void put_findings(const struct truce_page *page, const struct truce_claim_answer *claim)
{
    char words[512], first[128];

    truce_page_head(page, "What the sources show of it");
    for (size_t s = 0; s < claim->n_sources; s++) {
        const struct truce_source_answer *source = &claim->sources[s];
        truce_finding_words(claim->claim, source, &source->judged, words, sizeof words);
        truce_page_source(claim, source, 2, first, sizeof first);
        truce_plain_wrap(page->out, first, words, page->options->columns);
    }
}

static void interval_cell(const struct truce_source_answer *source, int decimals, struct truce_table *table)
{
    char low[TRUCE_WORDS_NUMBER], high[TRUCE_WORDS_NUMBER], both[2 * TRUCE_WORDS_NUMBER + 8];

    if (has_no_evidence(source) || isnan(source->figure_low)) {
        truce_table_cell(table, has_no_evidence(source) ? "-" : "no accuracy known");
        return;
    }
    truce_words_number(source->figure_low, decimals, low, sizeof low);
    truce_words_number(source->figure_high, decimals, high, sizeof high);
    snprintf(both, sizeof both, "%s to %s", low, high);
    truce_table_cell(table, both);
}

static void put_figures(const struct truce_page *page, const struct truce_claim_answer *claim)
{
    int decimals = claim->claim->quantity == TRUCE_QUANTITY_AREA ? 1 : 0;
    char head[64], figure[TRUCE_WORDS_NUMBER + 16], number[TRUCE_WORDS_NUMBER], day[TRUCE_DAY_TEXT];
    struct truce_table table;

    snprintf(head, sizeof head, "%s %s", truce_words_unit(claim->claim),
             truce_sense_name(claim->claim->sense));
    truce_table_init(&table, 5, 0x0E);
    truce_table_cell(&table, "source");
    truce_table_cell(&table, head);
    truce_table_cell(&table, "interval (95 %)");
    truce_table_cell(&table, "with claimed areas");
    truce_table_cell(&table, "stood at the claim first on");
    for (size_t s = 0; s < claim->n_sources; s++) {
        const struct truce_source_answer *source = &claim->sources[s];
        truce_words_number(source->figure, decimals, number, sizeof number);
        snprintf(figure, sizeof figure, "%s%s", source->figure_is_lower_bound ? "at least " : "", number);
        truce_table_cell(&table, source->source->id);
        truce_table_cell(&table, isnan(source->figure) ? "-" : figure);
        interval_cell(source, decimals, &table);
        truce_table_number(&table, source->figure_with_claimed, decimals);
        truce_day_format(source->judged.reached, day);
        truce_table_cell(&table, has_no_evidence(source) ? "-" : day[0] != '\0' ? day : "never");
    }
    truce_buf_putc(page->out, '\n');
    truce_table_print(&table, page->out);
    truce_table_fini(&table);
}

/* What is known of each source's accuracy, said plainly: an interval that is missing must not look like one of no width. */
static void put_accuracy(const struct truce_page *page, const struct truce_claim_answer *claim)
{
    truce_buf_putc(page->out, '\n');
    for (size_t s = 0; s < claim->n_sources; s++) {
        const struct truce_source_answer *source = &claim->sources[s];
        if (has_no_evidence(source))
            continue;
        if (isnan(source->sigma_m))
            truce_page_wrapf(page, "  ", "%s: no accuracy is known, so no interval can be given.",
                             source->source->id);
        else
            truce_page_wrapf(page, "  ", "%s: positional accuracy %.0f m (1 sigma)%s%s.", source->source->id,
                             source->sigma_m,
                             source->sigma_assumed                    ? ", assumed by the options of this run"
                             : source->source->sigma_basis[0] != '\0' ? ", "
                                                                      : "",
                             source->sigma_assumed ? "" : source->source->sigma_basis);
    }
}

/* The last part of a path: folders are the same for all days of a source. */
static const char *file_name(const char *path)
{
    const char *slash = path != NULL ? strrchr(path, '/') : NULL;

    return path == NULL ? "" : slash != NULL ? slash + 1 : path;
}

static void put_end(const struct truce_source_answer *source, const char *which, const struct truce_end *end,
                    struct truce_table *table)
{
    char wanted[TRUCE_DAY_TEXT], shown[TRUCE_DAY_TEXT], gap[64] = "";

    if (end->wanted.n == TRUCE_DAY_NONE)
        return;
    truce_day_format(end->wanted, wanted);
    truce_day_format(end->shown, shown);
    if (end->shown.n != TRUCE_DAY_NONE && end->gap_days != 0)
        snprintf(gap, sizeof gap, "%d day%s %s", abs(end->gap_days), abs(end->gap_days) == 1 ? "" : "s",
                 end->gap_days < 0 ? "earlier" : "later");
    truce_table_cell(table, source->source->id);
    truce_table_cell(table, which);
    truce_table_cell(table, wanted);
    truce_table_cell(table, shown[0] != '\0' ? shown : "none");
    truce_table_cell(table, end->shown.n == TRUCE_DAY_NONE && end->why_none != NULL ? end->why_none : gap);
    truce_table_cell(table, file_name(end->file));
}

static void put_days(const struct truce_page *page, const struct truce_claim_answer *claim)
{
    static const char *const heads[] = {"source", "end", "wanted", "used", "gap", "file"};
    struct truce_table table;

    truce_page_head(page, "Days used");
    truce_table_init(&table, 6, 0);
    for (size_t i = 0; i < 6; i++)
        truce_table_cell(&table, heads[i]);
    for (size_t s = 0; s < claim->n_sources; s++) {
        put_end(&claim->sources[s], "first", &claim->sources[s].start, &table);
        put_end(&claim->sources[s], "last", &claim->sources[s].end, &table);
    }
    truce_table_print(&table, page->out);
    truce_table_fini(&table);
}

static void put_variant(const struct truce_page *page, const struct truce_claim_answer *claim, size_t v)
{
    const struct truce_variant *variant = &claim->claim->variants[v];
    char words[512], value[TRUCE_WORDS_NUMBER], first[128], shift[256], day[TRUCE_DAY_TEXT];

    truce_words_as_written(variant->value_text, value, sizeof value);
    truce_page_wrapf(page, "  ", "%s %s as reported by %s %s", value, truce_words_unit(claim->claim),
                     variant->reported_by[0] != '\0' ? variant->reported_by : "an outlet not named",
                     variant->url);
    for (size_t s = 0; s < claim->n_sources; s++) {
        const struct truce_source_answer *source = &claim->sources[s];
        const struct truce_judged *judged = &source->variants[v];
        truce_finding_words(claim->claim, source, judged, words, sizeof words);
        truce_words_shift(claim->claim, source, judged, page->answer->options.shift_limit_m, shift,
                          sizeof shift);
        truce_day_format(judged->reached, day);
        truce_page_source(claim, source, 4, first, sizeof first);
        truce_page_wrapf(page, first, "%s%s%s%s%s", words, day[0] != '\0' ? "; reached on " : "", day,
                         shift[0] != '\0' ? ". " : "", shift);
    }
}

static void put_variants(const struct truce_page *page, const struct truce_claim_answer *claim)
{
    if (claim->claim->n_variants == 0)
        return;
    truce_page_head(page, "The same number as others report it");
    truce_page_wrap(page, "Reports of this number differ; each is judged by itself.");
    for (size_t v = 0; v < claim->claim->n_variants; v++)
        put_variant(page, claim, v);
}

static void put_published(const struct truce_page *page, const struct truce_claim_answer *claim)
{
    char from[TRUCE_DAY_TEXT], to[TRUCE_DAY_TEXT], area[TRUCE_WORDS_NUMBER], places[TRUCE_WORDS_NUMBER];

    if (claim->n_published == 0)
        return;
    truce_page_head(page, "Figures that others published");
    truce_page_wrap(page, "Not measured here and in none of the numbers above; what they count may differ.");
    for (size_t i = 0; i < claim->n_published; i++) {
        const struct truce_published *p = &page->answer->input.claims->published[claim->published[i]];
        truce_day_format(p->from, from);
        truce_day_format(p->to, to);
        truce_words_figure(p->area_km2, NAN, area, sizeof area);
        truce_words_figure(p->places, NAN, places, sizeof places);
        truce_page_wrapf(
            page, "  - ", "%s%s%s%s%s, %s to %s, by %s%s%s%s%s", isnan(p->area_km2) ? "" : area,
            isnan(p->area_km2) ? "" : " km2", isnan(p->area_km2) || isnan(p->places) ? "" : " and ",
            isnan(p->places) ? "" : places, isnan(p->places) ? "" : " places",
            from[0] != '\0' ? from : "(start not given)", to[0] != '\0' ? to : "(end not given)", p->by,
            p->counts[0] != '\0' ? "; counts " : "", p->counts, p->url[0] != '\0' ? "; " : "", p->url);
    }
}

static void put_claim(const struct truce_page *page, const struct truce_claim_answer *claim, size_t c)
{
    char words[320], head[512];

    truce_words_claim(claim->claim, words, sizeof words);
    snprintf(head, sizeof head, "--- Claim %zu of %zu: %s (%s)", c + 1, page->answer->n, words,
             claim->claim->id);
    truce_text_mend(head, sizeof head);
    truce_page_head(page, head);
    put_said(page, claim->claim);
    put_findings(page, claim);
    if (claim->claim->quantity == TRUCE_QUANTITY_PLACE) {
        truce_page_named_place(page, claim);
    } else {
        put_figures(page, claim);
        put_accuracy(page, claim);
    }
    put_days(page, claim);
    if (claim->claim->quantity != TRUCE_QUANTITY_PLACE) {
        truce_page_areas(page, claim);
        truce_page_shifts(page, claim);
        truce_page_places(page, claim);
    }
    put_variants(page, claim);
    put_published(page, claim);
}

static void put_sources(const struct truce_page *page)
{
    truce_page_head(page, "Sources");
    for (size_t s = 0; s < page->answer->input.n_sources; s++) {
        const struct truce_source *source = page->answer->input.sources[s].source;
        truce_page_wrapf(page, "  - ", "%s: %s%s%s; licence: %s%s%s", source->id, source->title,
                         source->publisher[0] != '\0' ? ", " : "", source->publisher,
                         source->licence[0] != '\0' ? source->licence : "not given",
                         source->url[0] != '\0' ? "; " : "", source->url);
    }
}

static void put_notes(const struct truce_page *page)
{
    const struct truce_notes *notes = &page->answer->notes;

    if (notes->n > 0 || notes->dropped > 0)
        truce_page_head(page, "Notes");
    for (size_t i = 0; i < notes->n; i++)
        truce_plain_wrap(page->out, "  - ", notes->items[i].text, page->options->columns);
    if (notes->dropped > 0)
        truce_buf_printf(page->out, "  - %zu more notes are not kept\n", notes->dropped);
    truce_buf_putc(page->out, '\n');
    truce_plain_wrap(
        page->out, "",
        "A finding is about what the sources show. It says nothing of what anybody knew or meant.",
        page->options->columns);
}

enum truce_status truce_report_text(const struct truce_verify_answer *answer,
                                    const struct truce_report_text_options *options, struct truce_buf *out,
                                    struct truce_err *err)
{
    struct truce_report_text_options defaults;
    struct truce_page page = {out, answer, options};

    truce_report_text_options_init(&defaults);
    if (options == NULL)
        page.options = &defaults;
    if (page.options->columns < 60 || page.options->columns > 400)
        return truce_fail(err, TRUCE_ERR_RANGE, "columns %zu is outside of 60 to 400", page.options->columns);
    for (size_t c = 0; c < answer->n; c++)
        put_answer(&page, &answer->claims[c]);
    if (answer->n == 0)
        truce_buf_puts(out, "No claims were given.\n");
    for (size_t c = 0; c < answer->n; c++)
        put_claim(&page, &answer->claims[c], c);
    put_sources(&page);
    put_notes(&page);
    return truce_buf_check(out, err);
}
