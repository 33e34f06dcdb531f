/*
 * The state of a mission as JSON: docs/formats/status-answer.md.
 */
#include <math.h>

#include "base/json_writer.h"
#include "report/mission_words.h"

struct writer {
    const struct truce_mission_answer *answer;
    const struct truce_verdicts *verdicts;
    const struct truce_agreement *agreement;
    struct truce_json_writer json;
    struct truce_buf text;
};

static void put_text(struct writer *w, const char *key, const char *value)
{
    truce_json_key(&w->json, key);
    truce_json_string(&w->json, value);
}

static void put_integer(struct writer *w, const char *key, int64_t value)
{
    truce_json_key(&w->json, key);
    truce_json_integer(&w->json, value);
}

static void put_number(struct writer *w, const char *key, double value, int decimals)
{
    truce_json_key(&w->json, key);
    truce_json_number(&w->json, value, decimals);
}

static void put_bool(struct writer *w, const char *key, bool value)
{
    truce_json_key(&w->json, key);
    truce_json_bool(&w->json, value);
}

static void put_instant(struct writer *w, const char *key, struct truce_instant at)
{
    char text[TRUCE_INSTANT_TEXT];
    truce_json_key(&w->json, key);
    if (at.us == TRUCE_NEVER || at.us == INT64_MIN) {
        truce_json_null(&w->json);
        return;
    }
    truce_instant_format(&w->agreement->calendar, at, text);
    truce_json_string(&w->json, text);
}

static void put_hash(struct writer *w, const char *key, const struct truce_hash *hash)
{
    char text[TRUCE_HASH_TEXT];
    truce_hash_format(hash, text);
    put_text(w, key, text);
}

static void put_indexes(struct writer *w, const char *key, const int *at, size_t n)
{
    truce_json_key(&w->json, key);
    truce_json_inline(&w->json);
    truce_json_open_array(&w->json);
    for (size_t i = 0; i < n; i++)
        truce_json_integer(&w->json, at[i]);
    truce_json_close_array(&w->json);
}

static void put_head(struct writer *w)
{
    put_text(w, "format", "truce-status/1");
    truce_json_key(&w->json, "log");
    truce_json_open_object(&w->json);
    put_text(w, "origin", w->answer->origin);
    put_integer(w, "size", (int64_t)w->answer->size);
    put_hash(w, "root", &w->answer->root);
    truce_json_close_object(&w->json);
    truce_json_key(&w->json, "agreement");
    truce_json_open_object(&w->json);
    put_text(w, "id", w->agreement->id);
    put_text(w, "title", w->agreement->title);
    put_text(w, "version", w->agreement->version);
    put_hash(w, "sha256", &w->answer->agreement);
    truce_json_close_object(&w->json);
    put_instant(w, "at", w->verdicts->state->as_of);
}

static void put_gate_reading(struct writer *w, int reading, size_t gate)
{
    const struct truce_gate_state *state = &w->verdicts->state->reading[reading].gates[gate];
    truce_json_key(&w->json, reading == TRUCE_STRICT ? "strict" : "lenient");
    truce_json_inline(&w->json);
    truce_json_open_object(&w->json);
    put_bool(w, "open", state->open);
    put_instant(w, "since", state->open ? state->since : (struct truce_instant){TRUCE_NEVER});
    put_instant(w, "opens_at", state->due);
    put_bool(w, "ground_fell_away", state->ground_fell_away);
    truce_json_close_object(&w->json);
}

static void put_gates(struct writer *w)
{
    truce_json_key(&w->json, "gates");
    truce_json_open_array(&w->json);
    for (size_t g = 0; g < w->agreement->n_gates; g++) {
        truce_json_open_object(&w->json);
        put_text(w, "id", w->agreement->gates[g].head.id);
        for (int r = 0; r < TRUCE_READINGS; r++)
            put_gate_reading(w, r, g);
        truce_json_close_object(&w->json);
    }
    truce_json_close_array(&w->json);
}

static void put_clock_reading(struct writer *w, int reading, size_t clock)
{
    const struct truce_clock_state *state = &w->verdicts->state->reading[reading].clocks[clock];
    char day[TRUCE_DAY_TEXT];
    truce_json_key(&w->json, reading == TRUCE_STRICT ? "strict" : "lenient");
    truce_json_inline(&w->json);
    truce_json_open_object(&w->json);
    put_bool(w, "running", state->running);
    put_integer(w, "days", state->days);
    truce_day_format(state->reached_on, day);
    put_text(w, "reached_on", state->reached ? day : NULL);
    truce_json_close_object(&w->json);
}

static void put_clocks(struct writer *w)
{
    truce_json_key(&w->json, "clocks");
    truce_json_open_array(&w->json);
    for (size_t c = 0; c < w->agreement->n_clocks; c++) {
        const struct truce_clock *clock = &w->agreement->clocks[c];
        truce_json_open_object(&w->json);
        put_text(w, "id", clock->head.id);
        put_integer(w, "target_days", clock->target_days);
        put_text(w, "counts", w->agreement->classes[clock->class_].head.id);
        put_text(w, "count_rule", truce_count_rule_name(clock->count.rule));
        for (int r = 0; r < TRUCE_READINGS; r++)
            put_clock_reading(w, r, c);
        truce_json_close_object(&w->json);
    }
    truce_json_close_array(&w->json);
}

static void put_violation(struct writer *w, const struct truce_violation *violation)
{
    char name[300];
    truce_json_open_object(&w->json);
    put_instant(w, "from", violation->when.from);
    put_instant(w, "until", violation->when.until);
    put_bool(w, "established", violation->established);
    put_bool(w, "provisional", violation->provisional);
    put_number(w, "chance", violation->chance, 6);
    put_number(w, "count", violation->count, 0);
    put_bool(w, "count_is_lower_bound", violation->count_is_lower_bound);
    put_number(w, "severity", violation->severity, 3);
    if (violation->repaired_by != TRUCE_NONE)
        truce_verdict_name(w->verdicts, (size_t)violation->repaired_by, name, sizeof name);
    put_text(w, "repaired_by", violation->repaired_by != TRUCE_NONE ? name : NULL);
    put_indexes(w, "records", violation->records, violation->n_records);
    truce_json_close_object(&w->json);
}

static void put_spans(struct writer *w, const char *key, struct truce_spans spans)
{
    truce_json_key(&w->json, key);
    truce_json_open_array(&w->json);
    for (size_t i = 0; i < spans.n; i++) {
        truce_json_inline(&w->json);
        truce_json_open_object(&w->json);
        put_instant(w, "from", spans.at[i].from);
        put_instant(w, "until", spans.at[i].until);
        truce_json_close_object(&w->json);
    }
    truce_json_close_array(&w->json);
}

static void put_verdict(struct writer *w, size_t item)
{
    const struct truce_verdict *verdict = &w->verdicts->items[item];
    const struct truce_norm *norm = &w->agreement->norms[verdict->norm];
    char name[300];

    truce_verdict_name(w->verdicts, item, name, sizeof name);
    truce_json_open_object(&w->json);
    put_text(w, "name", name);
    put_text(w, "norm", norm->head.id);
    put_text(w, "who", verdict->who != TRUCE_NONE ? w->agreement->parties[verdict->who].head.id : NULL);
    truce_json_key(&w->json, "instance");
    if (verdict->instance == TRUCE_NONE)
        truce_json_null(&w->json);
    else
        truce_json_integer(&w->json, verdict->instance + 1); /* as in the name */
    put_text(w, "strict", truce_verdict_state_name(verdict->state[TRUCE_STRICT]));
    put_text(w, "lenient", truce_verdict_state_name(verdict->state[TRUCE_LENIENT]));
    put_text(w, "life", truce_norm_life_name(verdict->life));
    put_bool(w, "provisional", verdict->provisional);
    put_number(w, "chance", verdict->chance, 6);
    put_instant(w, "deadline", verdict->deadline);
    put_number(w, "watched", verdict->observed, 6);
    put_text(w, "count_rule", truce_count_rule_name(norm->count.rule));
    put_number(w, "total_strict", verdict->total[TRUCE_STRICT], 0);
    put_number(w, "total_lenient", verdict->total[TRUCE_LENIENT], 0);
    put_bool(w, "total_is_lower_bound", verdict->total_is_lower_bound);
    put_spans(w, "in_force", verdict->in_force);
    truce_json_key(&w->json, "violations");
    truce_json_open_array(&w->json);
    for (size_t k = 0; k < verdict->n_violations; k++)
        put_violation(w, &verdict->violations[k]);
    truce_json_close_array(&w->json);
    put_indexes(w, "grounds", verdict->grounds, verdict->n_grounds);
    put_indexes(w, "would_change", verdict->would_change, verdict->n_would_change);
    truce_json_close_object(&w->json);
}

static void put_notes(struct writer *w)
{
    const struct truce_diagnostics *notes = &w->verdicts->state->notes;
    truce_json_key(&w->json, "notes");
    truce_json_open_array(&w->json);
    for (size_t i = 0; i < notes->n; i++) {
        truce_json_inline(&w->json);
        truce_json_open_object(&w->json);
        put_text(w, "code", notes->items[i].code);
        put_integer(w, "record", notes->items[i].at.line > 0 ? (int64_t)notes->items[i].at.line - 1 : 0);
        put_text(w, "text", notes->items[i].text);
        truce_json_close_object(&w->json);
    }
    truce_json_close_array(&w->json);
}

enum truce_status truce_report_mission_json(const struct truce_mission_answer *answer, struct truce_buf *out,
                                            struct truce_err *err)
{
    struct writer w = {
        .answer = answer, .verdicts = answer->verdicts, .agreement = answer->verdicts->agreement};

    truce_json_writer_init(&w.json, out);
    truce_json_open_object(&w.json);
    put_head(&w);
    put_clocks(&w);
    put_gates(&w);
    truce_json_key(&w.json, "verdicts");
    truce_json_open_array(&w.json);
    for (size_t i = 0; i < w.verdicts->n; i++)
        put_verdict(&w, i);
    truce_json_close_array(&w.json);
    put_notes(&w);
    truce_json_close_object(&w.json);
    truce_buf_putc(out, '\n');
    return truce_buf_check(out, err);
}
