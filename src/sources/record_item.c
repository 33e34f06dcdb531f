/*
 * A record of a scenario: an item {at, <kind>: body}, whose `at` is both its valid time and the time at which it was logged.
 */
#include <stdio.h>

#include "base/text.h"
#include "sources/record_parts.h"
#include "sources/record_read.h"

/* The one key of the item beside `at`. */
static const struct truce_value *find_body(struct truce_record_decoder *d, const struct truce_value *item)
{
    const char *known[TRUCE_RECORD_KINDS + 2];
    const struct truce_value *body = NULL;

    for (int kind = 0; kind < TRUCE_RECORD_KINDS; kind++)
        known[kind] = truce_record_kind_name((enum truce_record_kind)kind);
    known[TRUCE_RECORD_KINDS] = "at";
    known[TRUCE_RECORD_KINDS + 1] = NULL;
    size_t errors = d->found->errors;
    truce_record_check_keys(d, item, known, "an item of the log");
    if (d->found->errors > errors)
        return NULL;
    for (const struct truce_value *value = item->first; value != NULL; value = value->next) {
        if (truce_text_is(value->key, "at"))
            continue;
        if (body != NULL) {
            truce_diagnostics_add(d->found, "E04", value->key_at, "an item of the log holds one record");
            return NULL;
        }
        body = value;
    }
    if (body == NULL)
        truce_diagnostics_add(d->found, "E04", item->at, "the item of the log holds no record");
    else if (body->type != TRUCE_VALUE_OBJECT) {
        truce_record_wrong(d, body, "a record", "a mapping");
        return NULL;
    }
    return body;
}

/* `from` and `to` of coverage. */
static bool read_item_span(struct truce_record_decoder *d, const struct truce_value *body,
                           struct truce_record *record)
{
    const struct truce_value *from = truce_value_get(body, "from"), *to = truce_value_get(body, "to");
    struct truce_instant a, b;

    if (record->kind != TRUCE_RECORD_COVERAGE || truce_value_get(body, "valid") != NULL)
        return true;
    if (from == NULL || to == NULL) {
        truce_diagnostics_add(d->found, "E04", body->at, "coverage needs \"from\" and \"to\"");
        return false;
    }
    bool good = truce_record_bound(d, from, "from", &a);
    good = truce_record_bound(d, to, "to", &b) && good;
    return good && truce_record_span(d, body, a, b, record);
}

bool truce_record_decode_item(struct truce_record_decoder *d, const struct truce_value *item,
                              struct truce_record *out)
{
    struct truce_record record = {.at = item->at};
    struct truce_instant at;
    char what[40];
    size_t kind = 0;

    if (item->type != TRUCE_VALUE_OBJECT) {
        truce_record_wrong(d, item, "an item of the log", "a mapping");
        return false;
    }
    const struct truce_value *body = find_body(d, item);
    if (body == NULL || truce_record_missing(d, item, "the item of the log", "at") ||
        !truce_record_instant(d, truce_value_get(item, "at"), "at", &at))
        return false;
    while (!truce_text_is(body->key, truce_record_kind_name((enum truce_record_kind)kind)))
        kind++;
    record.kind = (enum truce_record_kind)kind;
    truce_record_set_defaults(&record);
    record.from = record.until = record.logged = record.made = at;
    snprintf(what, sizeof what, "a %s", truce_record_kind_name(record.kind));
    bool good = truce_record_read_keys(d, body, 1U << kind, TRUCE_IN_ITEM, what, &record);
    good = read_item_span(d, body, &record) && good;
    good = !truce_record_missing(d, body, what, "by") && good;
    good = good && truce_record_check_kind(d, body, &record) && truce_record_check_coverage(d, body, &record);
    if (!good)
        return false;
    record.given = 0;
    *out = record;
    return true;
}
