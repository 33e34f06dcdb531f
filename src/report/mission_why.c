/*
 * Why something in a mission is as it is: down to records and clauses, and what would change it.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "report/mission_words.h"
#include "report/plain.h"
#include "report/state_text.h"

enum { MATCHES_SHOWN = 30, NAMES_MAX = 4096 };

struct why {
    const struct truce_mission_answer *answer;
    const struct truce_verdicts *verdicts;
    const struct truce_agreement *agreement;
    const struct truce_report_mission_options *options;
    struct truce_buf *out;
    struct truce_buf line;
};

static void flush(struct why *w, const char *first)
{
    truce_plain_wrap(w->out, first, w->line.at != NULL ? w->line.at : "", w->options->columns);
    w->out->failed = w->out->failed || w->line.failed;
    truce_buf_clear(&w->line);
}

static void put_records(struct why *w, const char *before, const int *at, size_t n)
{
    if (n == 0)
        return;
    truce_buf_puts(&w->line, before);
    for (size_t i = 0; i < n && i < 20; i++) {
        truce_buf_puts(&w->line, i == 0 ? "" : ", ");
        truce_mission_words_record(w->answer, at[i], &w->line);
    }
    if (n > 20)
        truce_buf_printf(&w->line, " and %zu more", n - 20);
    flush(w, "  ");
}

/* ---- incidents ---- */

static const char *outcome_text(const struct why *w, const struct truce_match *match, int reading)
{
    const struct truce_proof *proof = &w->agreement->norms[w->verdicts->items[match->verdict].norm].proof;
    double established = isnan(proof->established) ? w->agreement->proof.established : proof->established,
           contested = isnan(proof->contested) ? w->agreement->proof.contested : proof->contested;
    switch (match->outcome[reading]) {
    case TRUCE_MATCH_RULED_OUT:
        return "ruled out";
    case TRUCE_MATCH_PERMITTED:
        return "permitted";
    case TRUCE_MATCH_EXCEPTED:
        return "excepted";
    default:
        return match->chance >= established ? "established"
               : match->chance >= contested ? "contested"
                                            : "below proof";
    }
}

static void put_number(struct truce_table *table, double value)
{
    char text[32];
    snprintf(text, sizeof text, "%.3f", value);
    truce_table_cell(table, isnan(value) ? "-" : text);
}

/* statement by statement, in both readings */
static void put_matches(struct why *w, const struct truce_incident *incident)
{
    static const char *const heads[] = {"norm",  "happened", "time",   "class",  "actor",
                                        "place", "chance",   "strict", "lenient"};
    struct truce_table table;
    char name[300];

    truce_table_init(&table, 9, 0x7E);
    for (size_t i = 0; i < 9; i++)
        truce_table_cell(&table, heads[i]);
    for (size_t i = 0; i < incident->n_matches; i++) {
        const struct truce_match *match =
            &w->verdicts->matches[w->verdicts->by_incident[incident->first_match + i]];
        truce_verdict_name(w->verdicts, (size_t)match->verdict, name, sizeof name);
        truce_table_cell(&table, name);
        put_number(&table, match->exists);
        put_number(&table, match->time);
        put_number(&table, match->class_);
        put_number(&table, match->actor);
        put_number(&table, match->place);
        put_number(&table, match->chance);
        truce_table_cell(&table, outcome_text(w, match, TRUCE_STRICT));
        truce_table_cell(&table, outcome_text(w, match, TRUCE_LENIENT));
    }
    if (incident->n_matches > 0)
        truce_table_print(&table, w->out);
    else
        truce_buf_puts(w->out, "  No norm speaks of it.\n");
    truce_table_fini(&table);
}

static void put_incident_head(struct why *w, const struct truce_incident *incident)
{
    const struct truce_record *what = &incident->what;
    truce_buf_puts(&w->line, "Incident ");
    truce_mission_words_record(w->answer, incident->record, &w->line);
    truce_buf_puts(&w->line, ": ");
    if (what->n_classes == 0)
        truce_plain_puts(&w->line, what->class_);
    for (size_t i = 0; i < what->n_classes; i++)
        truce_buf_printf(&w->line, "%s%s %.2f", i > 0 ? ", " : "", what->classes[i].name, what->classes[i].p);
    truce_buf_puts(&w->line, ", ");
    truce_mission_words_count(what->count, what->count_is_lower_bound, &w->line);
    truce_buf_puts(&w->line, " counted, at ");
    truce_mission_words_instant(w->answer, what->from, &w->line);
    if (what->until.us > what->from.us) {
        truce_buf_puts(&w->line, " to ");
        truce_mission_words_instant(w->answer, what->until, &w->line);
    }
    truce_buf_printf(&w->line, "; happened with chance %.2f", what->exists);
    for (size_t i = 0; i < what->n_actors; i++)
        truce_buf_printf(&w->line, "%s%s %.2f", i == 0 ? ", by " : ", ", what->actors[i].name,
                         what->actors[i].p);
    if (what->has_place)
        truce_buf_printf(&w->line, "; %s %.5f, %.5f", what->where != NULL ? "about" : "at",
                         what->place.lon_deg, what->place.lat_deg);
    if (incident->taken_out)
        truce_buf_puts(&w->line, "; a ruling says that it does not count");
    if (incident->established)
        truce_buf_puts(&w->line, "; a ruling established it");
    if (incident->not_attributable)
        truce_buf_puts(&w->line, "; a ruling says that nobody can be named for it");
    truce_buf_putc(&w->line, '.');
    flush(w, "");
    put_records(w, "Stands for the reports ", incident->reports, incident->n_reports);
}

/* Records that are about this one: corrections, retractions, rulings. */
static void put_about(struct why *w, const char *id)
{
    const struct truce_records *records = w->verdicts->state->records;
    for (size_t i = 0; records != NULL && i < records->n; i++) {
        const struct truce_record *record = &records->items[i];
        bool about = record->kind == TRUCE_RECORD_CORRECTION || record->kind == TRUCE_RECORD_RETRACTION ||
                     record->kind == TRUCE_RECORD_RULING || record->kind == TRUCE_RECORD_ASSESSMENT;
        for (size_t k = 0; about && k < record->about.n; k++) {
            if (strcmp(record->about.at[k], id) != 0)
                continue;
            truce_buf_printf(&w->line, "%s ", truce_record_kind_name(record->kind));
            truce_mission_words_record(w->answer, (int)i, &w->line);
            truce_buf_puts(&w->line, " of ");
            truce_mission_words_instant(w->answer, record->from, &w->line);
            if (record->reason[0] != '\0' || record->finding[0] != '\0') {
                truce_buf_puts(&w->line, ": ");
                truce_plain_puts(&w->line, record->reason[0] != '\0' ? record->reason : record->finding);
            }
            flush(w, "  ");
        }
    }
}

static void why_record(struct why *w, int record)
{
    const struct truce_record *of = &w->verdicts->state->records->items[record];
    for (size_t i = 0; i < w->verdicts->n_incidents; i++)
        if (w->verdicts->incidents[i].record == record) {
            put_incident_head(w, &w->verdicts->incidents[i]);
            put_matches(w, &w->verdicts->incidents[i]);
            put_about(w, of->id);
            return;
        }
    truce_buf_printf(&w->line, "Record ");
    truce_mission_words_record(w->answer, record, &w->line);
    truce_buf_printf(&w->line, " is a %s of ", truce_record_kind_name(of->kind));
    truce_mission_words_instant(w->answer, of->from, &w->line);
    truce_buf_puts(&w->line, of->kind == TRUCE_RECORD_REPORT
                                 ? "; it is no incident now: retracted, assessed with others, by somebody "
                                   "who may not report, or later than the "
                                   "instant asked for."
                                 : "; it is no incident.");
    flush(w, "");
    put_about(w, of->id);
    for (size_t i = 0; i < w->verdicts->state->notes.n; i++)
        if (w->verdicts->state->notes.items[i].at.line == of->at.line) {
            truce_plain_puts(&w->line, w->verdicts->state->notes.items[i].text);
            flush(w, "  note: ");
        }
}

/* ---- norms ---- */

static void put_in_force(struct why *w, const struct truce_verdict *verdict)
{
    if (verdict->in_force.n == 0) {
        truce_buf_puts(&w->line, "Not in force so far.");
    } else {
        truce_buf_puts(&w->line, "In force ");
        for (size_t i = 0; i < verdict->in_force.n && i < 6; i++) {
            truce_buf_puts(&w->line, i > 0 ? "; " : "");
            truce_mission_words_instant(w->answer, verdict->in_force.at[i].from, &w->line);
            truce_buf_puts(&w->line, " to ");
            truce_mission_words_instant(w->answer, verdict->in_force.at[i].until, &w->line);
        }
        truce_buf_puts(&w->line, ".");
        if (!isnan(verdict->observed))
            truce_buf_printf(&w->line, " Of that time and place %.0f %% was watched.",
                             100 * verdict->observed);
    }
    flush(w, "  ");
}

static void put_verdict_matches(struct why *w, const struct truce_verdict *verdict)
{
    size_t shown = 0, counted = 0;
    for (size_t i = 0; i < verdict->n_matches; i++) {
        const struct truce_match *match = &w->verdicts->matches[verdict->first_match + i];
        if (!(match->chance > 0) && match->outcome[TRUCE_STRICT] == TRUCE_MATCH_COUNTS)
            continue;
        counted++;
        if (shown >= MATCHES_SHOWN && !w->options->all)
            continue;
        shown++;
        truce_mission_words_instant(w->answer, w->verdicts->incidents[match->incident].what.from, &w->line);
        truce_buf_puts(&w->line, "  ");
        truce_mission_words_record(w->answer, w->verdicts->incidents[match->incident].record, &w->line);
        truce_buf_printf(&w->line, ": %.3f, %s", match->chance, outcome_text(w, match, TRUCE_STRICT));
        if (match->permit != TRUCE_NONE)
            truce_buf_printf(&w->line, " by %s", w->agreement->norms[match->permit].head.id);
        if (!match->place_known)
            truce_buf_puts(&w->line, "; where is not known");
        flush(w, "    ");
    }
    if (counted > shown)
        truce_buf_printf(w->out, "    ... and %zu more (--all shows them)\n", counted - shown);
}

static const char *life_text(enum truce_norm_life life)
{
    switch (life) {
    case TRUCE_LIFE_CREATED:
        return "its time has not come";
    case TRUCE_LIFE_IN_EFFECT:
        return "in effect";
    case TRUCE_LIFE_SUSPENDED:
        return "suspended";
    case TRUCE_LIFE_DISCHARGED:
        return "its time is over";
    case TRUCE_LIFE_TERMINATED:
        return "ended with the agreement";
    default:
        return "settled"; /* fulfilled or violated: the state says it */
    }
}

static void why_verdict(struct why *w, size_t item)
{
    const struct truce_verdict *verdict = &w->verdicts->items[item];
    char name[300];

    truce_verdict_name(w->verdicts, item, name, sizeof name);
    truce_buf_printf(&w->line, "%s: %s", name, truce_mission_words_state(verdict->state[TRUCE_STRICT]));
    if (verdict->state[TRUCE_LENIENT] != verdict->state[TRUCE_STRICT])
        truce_buf_printf(&w->line, " (strict), %s (lenient)",
                         truce_mission_words_state(verdict->state[TRUCE_LENIENT]));
    truce_buf_printf(&w->line, "; %s%s", life_text(verdict->life),
                     verdict->provisional ? ", provisional" : "");
    if (!isnan(verdict->chance))
        truce_buf_printf(&w->line, "; chance %.3f", verdict->chance);
    if (verdict->deadline.us != TRUCE_NEVER) {
        truce_buf_puts(&w->line, "; deadline ");
        truce_mission_words_instant(w->answer, verdict->deadline, &w->line);
    }
    truce_buf_printf(&w->line, ". Line %u of the agreement.",
                     w->agreement->norms[verdict->norm].head.at.line);
    flush(w, "");
    put_in_force(w, verdict);
    put_records(w, "Rests on ", verdict->grounds, verdict->n_grounds);
    put_records(w, "Would change if decided otherwise: ", verdict->would_change, verdict->n_would_change);
    put_verdict_matches(w, verdict);
}

/* "no_force", "no_force[B]", "daily_report#3"; true when something was said */
static bool why_norms(struct why *w, const char *subject)
{
    bool any = false;
    size_t instances = 0;
    char name[300];

    for (size_t i = 0; i < w->verdicts->n; i++) {
        const struct truce_verdict *verdict = &w->verdicts->items[i];
        const char *norm = w->agreement->norms[verdict->norm].head.id;
        truce_verdict_name(w->verdicts, i, name, sizeof name);
        bool exact = strcmp(name, subject) == 0, whole = strcmp(norm, subject) == 0;
        if (whole && verdict->instance != TRUCE_NONE &&
            verdict->state[TRUCE_STRICT] != TRUCE_VERDICT_MISSED &&
            verdict->state[TRUCE_STRICT] != TRUCE_VERDICT_DUE && ++instances > 3 && !w->options->all) {
            any = true;
            continue; /* what was done is not asked about */
        }
        if (!exact && !whole)
            continue;
        if (any)
            truce_buf_putc(w->out, '\n');
        why_verdict(w, i);
        any = true;
    }
    if (instances > 3 && !w->options->all)
        truce_buf_printf(w->out, "\n... and %zu more that were done (--all shows them)\n", instances - 3);
    return any;
}

/* ---- what else ---- */

static bool why_state(struct why *w, const char *subject)
{
    const struct truce_agreement *a = w->agreement;
    const struct truce_state *state = w->verdicts->state;
    struct truce_text id = truce_text_view(subject);
    int found;

    if ((found = truce_agreement_gate(a, id)) != TRUCE_NONE) {
        for (int r = 0; r < TRUCE_READINGS; r++)
            truce_report_why_gate(state, r, found, "", w->out);
        return true;
    }
    if ((found = truce_agreement_clock(a, id)) != TRUCE_NONE) {
        for (int r = 0; r < TRUCE_READINGS; r++)
            truce_report_why_clock(state, r, found, "", w->out);
        return true;
    }
    if ((found = truce_agreement_need(a, id)) != TRUCE_NONE)
        for (int r = 0; r < TRUCE_READINGS; r++)
            truce_report_why_need(state, r, found, "", w->out);
    else if ((found = truce_agreement_position(a, id)) != TRUCE_NONE)
        truce_report_why_position(state, found, "", w->out);
    else if ((found = truce_agreement_veto(a, id)) != TRUCE_NONE)
        truce_report_why_veto(state, found, "", w->out);
    else if ((found = truce_agreement_contribution(a, id)) != TRUCE_NONE)
        truce_report_why_contribution(state, found, "", w->out);
    return found != TRUCE_NONE;
}

static int find_record(const struct why *w, const char *subject)
{
    const struct truce_records *records = w->verdicts->state->records;
    char *end = NULL;
    for (size_t i = 0; records != NULL && i < records->n; i++)
        if (strcmp(records->items[i].id, subject) == 0)
            return (int)i;
    if (records == NULL || subject[0] == '\0' || strspn(subject, "0123456789") != strlen(subject))
        return TRUCE_NONE;
    unsigned long long n = strtoull(subject, &end, 10);
    return n < records->n ? (int)n : TRUCE_NONE;
}

static enum truce_status unknown(struct why *w, const char *subject, struct truce_err *err)
{
    const struct truce_agreement *a = w->agreement;
    const char *names[NAMES_MAX];
    size_t n = 0;
    for (size_t i = 0; i < a->n_norms && n < NAMES_MAX; i++)
        names[n++] = a->norms[i].head.id;
    for (size_t i = 0; i < a->n_gates && n < NAMES_MAX; i++)
        names[n++] = a->gates[i].head.id;
    for (size_t i = 0; i < a->n_clocks && n < NAMES_MAX; i++)
        names[n++] = a->clocks[i].head.id;
    const char *near = truce_text_nearest(truce_text_view(subject), names, n);
    return truce_fail(err, TRUCE_ERR_UNKNOWN, "neither the agreement nor the log has \"%.100s\"%s%s%s",
                      subject, near != NULL ? "; did you mean " : "", near != NULL ? near : "",
                      near != NULL ? "?" : "");
}

enum truce_status truce_report_mission_why(const struct truce_mission_answer *answer, const char *subject,
                                           const struct truce_report_mission_options *options,
                                           struct truce_buf *out, struct truce_err *err)
{
    struct why w = {.answer = answer,
                    .verdicts = answer->verdicts,
                    .agreement = answer->verdicts->agreement,
                    .options = options,
                    .out = out};
    enum truce_status status = TRUCE_OK;
    int record;

    truce_buf_init(&w.line);
    if (strncmp(subject, "incident ", 9) == 0)
        subject += 9;
    else if (why_norms(&w, subject) || why_state(&w, subject))
        subject = NULL;
    if (subject != NULL && (record = find_record(&w, subject)) != TRUCE_NONE)
        why_record(&w, record);
    else if (subject != NULL)
        status = unknown(&w, subject, err);
    truce_buf_fini(&w.line);
    return status == TRUCE_OK ? truce_buf_check(out, err) : status;
}
