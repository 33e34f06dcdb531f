/*
 * Any bytes as a file to import; the first byte says as what format, or that it is to be told, and in pieces of what size it comes.
 *
 * What is handed over is a record that our own reader takes, with the id that is said; the account adds up; pieces make no difference; a line compared with itself
 * is the same, and a correction that a comparison makes is a record and, laid over, leaves nothing to correct.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "sources/import.h"
#include "sources/sources.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Some of each kind of entry, so that all of them are met. */
static const char yaml[] =
    "classes: {none: hot, \"1\": fire, a: x, t_artillery: shelling, t_uav: drone, explosion: fire}\n"
    "words: {shell: shelling}\n"
    "actors: {A: A, B: B, a_rus_init: A, a_ukr_init: B}\n"
    "place_precision: {none: {radius_m: 100, confidence: 0.5}, \"1\": exact, \"2\": {radius_m: 200000, "
    "confidence: 0.999}}\n"
    "time_precision: {\"1\": day, \"2\": {days_before: 3, days_after: 4}, \"3\": month, \"4\": year}\n"
    "exists: {l: 0.25, n: 1}\n";

struct pieces {
    struct truce_text rest;
    size_t at_once;
};

static enum truce_status read_piece(void *context, char *into, size_t n, size_t *got, struct truce_err *err)
{
    struct pieces *pieces = context;
    (void)err;
    *got = n < pieces->at_once ? n : pieces->at_once;
    *got = *got < pieces->rest.len ? *got : pieces->rest.len;
    if (*got > 0)
        memcpy(into, pieces->rest.at, *got);
    pieces->rest.at += *got;
    pieces->rest.len -= *got;
    return TRUCE_OK;
}

struct seen {
    struct truce_buf earlier;
    uint64_t sum, refused;
};

static void check_record(struct truce_text line, struct truce_text id)
{
    struct truce_arena arena;
    struct truce_record record;
    struct truce_diagnostics found;

    truce_arena_init(&arena, (size_t)64 << 20);
    truce_diagnostics_init(&found, "fuzz");
    if (truce_record_parse_line(line, 1, "fuzz", &arena, &record, &found, NULL) != TRUCE_OK)
        abort();
    if (id.len > 0 && !truce_text_is(id, record.id))
        abort();
    truce_diagnostics_fini(&found);
    truce_arena_fini(&arena);
}

static void check_change(struct truce_text earlier, struct truce_text later)
{
    struct truce_text lines[2] = {earlier, {NULL, 0}};
    struct truce_buf out, none;
    enum truce_import_change change = TRUCE_IMPORT_CONFLICT;
    static const struct truce_instant now = {1700000000000000};

    truce_buf_init(&out);
    truce_buf_init(&none);
    if (truce_import_compare(lines, 1, later, now, &change, &out, NULL) == TRUCE_OK &&
        change == TRUCE_IMPORT_CHANGED) {
        lines[1] = truce_buf_view(&out);
        if (out.len <= 65535 &&
            truce_import_compare(lines, 2, later, now, &change, &none, NULL) == TRUCE_OK &&
            change != TRUCE_IMPORT_SAME)
            abort();
    }
    truce_buf_fini(&out);
    truce_buf_fini(&none);
}

static enum truce_status take(void *context, const struct truce_import_line *line,
                              enum truce_import_outcome *outcome, struct truce_err *err)
{
    struct seen *seen = context;
    enum truce_import_change change;
    struct truce_buf out;

    (void)outcome;
    (void)err;
    check_record(line->text, line->id);
    truce_buf_init(&out);
    if (truce_import_compare(&line->text, 1, line->text, (struct truce_instant){0}, &change, &out, NULL) !=
            TRUCE_OK ||
        change != TRUCE_IMPORT_SAME)
        abort();
    truce_buf_fini(&out);
    if (seen->earlier.len > 0)
        check_change(truce_buf_view(&seen->earlier), line->text);
    truce_buf_clear(&seen->earlier);
    truce_buf_add(&seen->earlier, line->text.at, line->text.len);
    struct truce_hash hash = truce_hash_of(line->text);
    for (size_t i = 0; i < 8; i++)
        seen->sum = seen->sum * 257 + hash.byte[i];
    seen->sum += line->number;
    return TRUCE_OK;
}

static void refuse(void *context, const struct truce_import_refusal *refusal)
{
    struct seen *seen = context;
    if (truce_text_valid_utf8(refusal->value) != refusal->value.len || refusal->value.len > 100 ||
        refusal->reason[0] == '\0' || refusal->number == 0)
        abort();
    seen->refused++;
}

static uint64_t run(struct truce_text bytes, size_t at_once, const struct truce_import_options *options)
{
    struct pieces pieces = {bytes, at_once};
    struct truce_import_input input = {read_piece, &pieces};
    struct seen seen = {.sum = 0};
    struct truce_import_sink sink = {&seen, take, refuse};
    struct truce_import_account account;
    struct truce_err err;

    truce_buf_init(&seen.earlier);
    enum truce_status status = truce_import_run(options, &input, &sink, &account, NULL, &err);
    if (account.read != account.taken + account.refused || account.refused != seen.refused)
        abort();
    truce_buf_fini(&seen.earlier);
    return seen.sum * 31 + account.read * 7 + (uint64_t)status;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct truce_import_table table;
    struct truce_err err;

    if (size < 1)
        return 0;
    struct truce_text bytes = {(const char *)data + 1, size - 1};
    struct truce_import_options options = {
        .format = (enum truce_import_format)(data[0] % TRUCE_IMPORT_FORMATS), .table = &table};
    truce_import_table_init(&table);
    if (truce_import_table_parse(truce_text_view(yaml), "fuzz.yaml", &table, &err) != TRUCE_OK)
        abort();
    uint64_t whole = run(bytes, SIZE_MAX, &options);
    if (run(bytes, 1 + data[0] / TRUCE_IMPORT_FORMATS, &options) != whole)
        abort();
    (void)truce_import_detect(bytes);
    truce_import_table_fini(&table);
    return 0;
}
