/*
 * The state of a mission as text: what is open, where clocks stand, what became of every norm, what was violated, what is due.
 *
 * One idea: the two readings stand side by side wherever they differ, and the unit of count beside every number.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "report/mission_words.h"
#include "report/plain.h"

#define BOLD  "\x1b[1m"
#define PLAIN "\x1b[0m"

enum { SHOWN = 20 };

struct page {
    const struct truce_mission_answer *answer;
    const struct truce_verdicts *verdicts;
    const struct truce_agreement *agreement;
    const struct truce_report_mission_options *options;
    struct truce_buf *out;
    struct truce_buf line;
};

static void head(struct page *page, const char *text)
{
    truce_buf_printf(page->out, "\n%s%s%s\n", page->options->colour ? BOLD : "", text,
                     page->options->colour ? PLAIN : "");
}

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

static void put_head(struct page *page)
{
    char hash[TRUCE_HASH_TEXT];
    truce_buf_printf(&page->line, "%s, version %s. Judged at ", page->agreement->title,
                     page->agreement->version);
    truce_mission_words_instant(page->answer, page->verdicts->state->as_of, &page->line);
    if (page->answer->size == 1)
        truce_buf_printf(&page->line, " by the first record of the log %s", page->answer->origin);
    else
        truce_buf_printf(&page->line, " by the first %llu records of the log %s",
                         (unsigned long long)page->answer->size, page->answer->origin);
    truce_hash_format(&page->answer->root, hash);
    truce_buf_printf(&page->line, ", root %.16s.", hash);
    flush(page, "");
}

static void put_gates(struct page *page)
{
    const struct truce_state *state = page->verdicts->state;
    struct truce_table table;

    if (page->agreement->n_gates == 0)
        return;
    head(page, "Gates");
    truce_table_init(&table, 4, 0);
    static const char *const heads[] = {"gate", "strict", "lenient", "since, or opens at"};
    for (size_t i = 0; i < 4; i++)
        truce_table_cell(&table, heads[i]);
    for (size_t g = 0; g < page->agreement->n_gates; g++) {
        const struct truce_gate_state *strict = &state->reading[TRUCE_STRICT].gates[g],
                                      *lenient = &state->reading[TRUCE_LENIENT].gates[g];
        truce_table_cell(&table, page->agreement->gates[g].head.id);
        truce_table_cell(&table, !strict->open              ? "closed"
                                 : strict->ground_fell_away ? "open (ground gone)"
                                                            : "open");
        truce_table_cell(&table, !lenient->open              ? "closed"
                                 : lenient->ground_fell_away ? "open (ground gone)"
                                                             : "open");
        truce_mission_words_instant(page->answer, strict->open ? strict->since : strict->due, &page->line);
        cell(page, &table);
    }
    truce_table_print(&table, page->out);
    truce_table_fini(&table);
}

static void put_clocks(struct page *page)
{
    char day[TRUCE_DAY_TEXT];
    for (size_t i = 0; i < page->agreement->n_clocks; i++) {
        const struct truce_clock *clock = &page->agreement->clocks[i];
        const struct truce_clock_state *strict = &page->verdicts->state->reading[TRUCE_STRICT].clocks[i],
                                       *lenient = &page->verdicts->state->reading[TRUCE_LENIENT].clocks[i];
        if (i == 0)
            head(page, "Clocks");
        truce_buf_printf(&page->line, "%s: ", clock->head.id);
        if (strict->days == lenient->days)
            truce_buf_printf(&page->line, "%d of %d quiet days", strict->days, clock->target_days);
        else
            truce_buf_printf(&page->line,
                             "%d (strict) or %d (lenient) of %d quiet days, depending on what is contested",
                             strict->days, lenient->days, clock->target_days);
        truce_buf_printf(&page->line, "; counts %s by the rule \"%s\"",
                         page->agreement->classes[clock->class_].head.id,
                         truce_count_rule_name(clock->count.rule));
        if (!strict->running)
            truce_buf_puts(&page->line, "; it does not run");
        if (strict->reached) {
            truce_day_format(strict->reached_on, day);
            truce_buf_printf(&page->line, "; reached on %s", day);
        } else if (lenient->reached) {
            truce_day_format(lenient->reached_on, day);
            truce_buf_printf(&page->line, "; reached on %s in the lenient reading alone", day);
        }
        flush(page, "  ");
    }
}

/* ---- norms ---- */

static void put_total(struct page *page, const struct truce_verdict *verdict)
{
    const struct truce_norm *norm = &page->agreement->norms[verdict->norm];
    if (norm->kind != TRUCE_NORM_MUST_NOT || norm->place)
        return;
    truce_mission_words_count(verdict->total[TRUCE_LENIENT], verdict->total_is_lower_bound, &page->line);
    if (verdict->total[TRUCE_STRICT] != verdict->total[TRUCE_LENIENT]) {
        truce_buf_puts(&page->line, " to ");
        truce_mission_words_count(verdict->total[TRUCE_STRICT], verdict->total_is_lower_bound, &page->line);
    }
    truce_buf_printf(&page->line, " %s", truce_count_rule_name(norm->count.rule));
}

static void put_norm(struct page *page, struct truce_table *table, size_t item)
{
    const struct truce_verdict *verdict = &page->verdicts->items[item];
    char name[300], number[32];

    truce_verdict_name(page->verdicts, item, name, sizeof name);
    truce_table_cell(table, name);
    truce_buf_printf(&page->line, "%s%s", truce_mission_words_state(verdict->state[TRUCE_STRICT]),
                     verdict->provisional ? " *" : "");
    cell(page, table);
    truce_table_cell(table, truce_mission_words_state(verdict->state[TRUCE_LENIENT]));
    snprintf(number, sizeof number, "%.2f", verdict->chance);
    truce_table_cell(table, isnan(verdict->chance) ? "-" : number);
    put_total(page, verdict);
    cell(page, table);
    snprintf(number, sizeof number, "%.0f %%", 100 * verdict->observed);
    truce_table_cell(table, isnan(verdict->observed) ? "-" : number);
}

/* one line for the instances of a norm: how many are in which state */
static size_t put_instances(struct page *page, size_t first)
{
    const struct truce_verdict *one = &page->verdicts->items[first];
    size_t n[TRUCE_READINGS][TRUCE_VERDICT_STATES] = {{0}}, end = first;
    bool listed = false;

    for (; end < page->verdicts->n && page->verdicts->items[end].norm == one->norm &&
           page->verdicts->items[end].who == one->who;
         end++)
        for (int r = 0; r < TRUCE_READINGS; r++)
            n[r][page->verdicts->items[end].state[r]]++;
    truce_plain_puts(&page->line, page->agreement->norms[one->norm].head.id);
    if (one->who != TRUCE_NONE)
        truce_buf_printf(&page->line, "[%s]", page->agreement->parties[one->who].head.id);
    truce_buf_puts(&page->line, ": ");
    for (int s = 0; s < TRUCE_VERDICT_STATES; s++) {
        if (n[TRUCE_STRICT][s] == 0 && n[TRUCE_LENIENT][s] == 0)
            continue;
        truce_buf_printf(&page->line, "%s%zu", listed ? ", " : "", n[TRUCE_STRICT][s]);
        if (n[TRUCE_STRICT][s] != n[TRUCE_LENIENT][s])
            truce_buf_printf(&page->line, " (lenient: %zu)", n[TRUCE_LENIENT][s]);
        truce_buf_printf(&page->line, " %s", truce_mission_words_state((enum truce_verdict_state)s));
        listed = true;
    }
    flush(page, "  ");
    return end;
}

static void put_norms(struct page *page)
{
    struct truce_table table;
    bool provisional = false;

    if (page->verdicts->n == 0)
        return;
    head(page, "Norms");
    truce_table_init(&table, 6, 0x28);
    static const char *const heads[] = {"norm", "strict", "lenient", "chance", "counted", "watched"};
    for (size_t i = 0; i < 6; i++)
        truce_table_cell(&table, heads[i]);
    for (size_t i = 0; i < page->verdicts->n; i++)
        if (page->verdicts->items[i].instance == TRUCE_NONE) {
            put_norm(page, &table, i);
            provisional = provisional || page->verdicts->items[i].provisional;
        }
    truce_table_print(&table, page->out);
    truce_table_fini(&table);
    for (size_t i = 0; i < page->verdicts->n;)
        i = page->verdicts->items[i].instance == TRUCE_NONE ? i + 1 : put_instances(page, i);
    truce_buf_puts(&page->line, "chance: of a prohibition that it was violated at least once, of a duty that "
                                "it was done; it decides nothing");
    flush(page, "  ");
    if (provisional)
        truce_buf_puts(page->out, "  (*) provisional: records may still come\n");
}

/* ---- violations ---- */

struct shown {
    int64_t from_us;
    size_t item, k;
};

static void put_violation(struct page *page, const struct shown *s)
{
    const struct truce_verdict *verdict = &page->verdicts->items[s->item];
    const struct truce_violation *violation = &verdict->violations[s->k];
    char name[300];

    truce_mission_words_instant(page->answer, violation->when.from, &page->line);
    if (violation->when.until.us == TRUCE_NEVER) {
        truce_buf_puts(&page->line, " until now");
    } else if (violation->when.until.us > violation->when.from.us) {
        truce_buf_puts(&page->line, " until ");
        truce_mission_words_instant(page->answer, violation->when.until, &page->line);
    }
    truce_verdict_name(page->verdicts, s->item, name, sizeof name);
    truce_buf_printf(&page->line, "  %s: %s", name, violation->established ? "established" : "contested");
    if (!isnan(violation->chance))
        truce_buf_printf(&page->line, " (%.2f)", violation->chance);
    if (violation->provisional)
        truce_buf_puts(&page->line, ", provisional");
    if (violation->repaired_by != TRUCE_NONE)
        truce_buf_puts(&page->line, ", repaired");
    for (size_t i = 0; i < violation->n_records && i < 4; i++) {
        truce_buf_puts(&page->line, i == 0 ? "; by " : ", ");
        truce_mission_words_record(page->answer, violation->records[i], &page->line);
    }
    if (violation->n_records > 4)
        truce_buf_printf(&page->line, " and %zu more", violation->n_records - 4);
    flush(page, "  ");
}

static size_t count_violations(const struct truce_verdicts *verdicts)
{
    size_t n = 0;
    for (size_t i = 0; i < verdicts->n; i++)
        n += verdicts->items[i].n_violations;
    return n;
}

static int latest_first(const void *a, const void *b)
{
    const struct shown *x = a, *y = b;
    if (x->from_us != y->from_us)
        return x->from_us > y->from_us ? -1 : 1;
    if (x->item != y->item)
        return x->item < y->item ? -1 : 1;
    return x->k < y->k ? -1 : 1;
}

static void put_violations(struct page *page)
{
    size_t n = count_violations(page->verdicts), found = 0, most = page->options->all ? n : SHOWN;
    struct shown *all = calloc(n + 1, sizeof *all);

    if (all == NULL) {
        page->out->failed = true;
        return;
    }
    for (size_t i = 0; i < page->verdicts->n; i++)
        for (size_t k = 0; k < page->verdicts->items[i].n_violations; k++)
            all[found++] = (struct shown){page->verdicts->items[i].violations[k].when.from.us, i, k};
    if (n > 0) {
        head(page, "Violations, the latest first");
        qsort(all, n, sizeof *all, latest_first);
    }
    for (size_t i = 0; i < n && i < most; i++)
        put_violation(page, &all[i]);
    if (n > most)
        truce_buf_printf(page->out, "  ... and %zu earlier ones (--all shows them)\n", n - most);
    free(all);
}

static void put_due(struct page *page)
{
    bool any = false;
    char name[300];
    for (size_t i = 0; i < page->verdicts->n; i++) {
        const struct truce_verdict *verdict = &page->verdicts->items[i];
        if (verdict->state[TRUCE_STRICT] != TRUCE_VERDICT_DUE || verdict->deadline.us == TRUCE_NEVER)
            continue;
        if (!any)
            head(page, "Due");
        any = true;
        truce_verdict_name(page->verdicts, i, name, sizeof name);
        truce_mission_words_instant(page->answer, verdict->deadline, &page->line);
        truce_buf_printf(&page->line, "  %s", name);
        flush(page, "  ");
    }
}

static void put_notes(struct page *page)
{
    const struct truce_diagnostics *notes = &page->verdicts->state->notes;
    if (notes->n == 0)
        return;
    head(page, "Records without effect");
    for (size_t i = 0; i < notes->n && i < 10; i++) {
        truce_buf_printf(&page->line, "record %u: %s",
                         notes->items[i].at.line > 0 ? notes->items[i].at.line - 1 : 0, notes->items[i].text);
        flush(page, "  ");
    }
    if (notes->n > 10)
        truce_buf_printf(page->out, "  ... and %zu more\n", notes->n - 10 + notes->dropped);
}

enum truce_status truce_report_mission_text(const struct truce_mission_answer *answer,
                                            const struct truce_report_mission_options *options,
                                            struct truce_buf *out, struct truce_err *err)
{
    struct page page = {.answer = answer,
                        .verdicts = answer->verdicts,
                        .agreement = answer->verdicts->agreement,
                        .options = options,
                        .out = out};
    truce_buf_init(&page.line);
    put_head(&page);
    put_clocks(&page);
    put_gates(&page);
    put_norms(&page);
    put_due(&page);
    put_violations(&page);
    put_notes(&page);
    truce_buf_fini(&page.line);
    return truce_buf_check(out, err);
}
