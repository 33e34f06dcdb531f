/*
 * Values of a record: what types they have, how they are said to be wrong.
 *
 * JSON has types and YAML has none, so a text from YAML (a loose one) is read as what is wanted; a text from JSON is a text.
 */
#include "sources/record_read.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"

#define NAMES_MAX 1000 /* in one list */

void truce_record_wrong(struct truce_record_decoder *d, const struct truce_value *value, const char *what,
                        const char *wanted)
{
    if (value->type == TRUCE_VALUE_TEXT)
        truce_diagnostics_add(d->found, "E04", value->at, "%s: \"%.*s%s\" is not %s", what,
                              (int)(value->text.len < 60 ? value->text.len : 60), value->text.at,
                              value->text.len < 60 ? "" : "...", wanted);
    else if (value->type == TRUCE_VALUE_NUMBER)
        truce_diagnostics_add(d->found, "E04", value->at, "%s: %.15g is not %s", what, value->number, wanted);
    else
        truce_diagnostics_add(d->found, "E04", value->at, "%s: found %s; it must be %s", what,
                              truce_value_type_words(value), wanted);
}

bool truce_record_copy(struct truce_record_decoder *d, struct truce_text text, const char **out)
{
    if (d->status == TRUCE_OK)
        d->status = truce_arena_copy(d->arena, text, out, d->err);
    return d->status == TRUCE_OK;
}

/* One line of text, not empty, at most max bytes; terminated. */
bool truce_record_line(struct truce_record_decoder *d, const struct truce_value *value, const char *what,
                       size_t max, const char **out)
{
    if (value->type != TRUCE_VALUE_TEXT || value->text.len == 0) {
        truce_record_wrong(d, value, what, "a text that is not empty");
        return false;
    }
    if (value->text.len > max) {
        truce_diagnostics_add(d->found, "E04", value->at, "%s: %zu bytes are more than the limit of %zu",
                              what, value->text.len, max);
        return false;
    }
    for (size_t i = 0; i < value->text.len; i++)
        if ((unsigned char)value->text.at[i] < 0x20 || value->text.at[i] == 0x7F) {
            truce_diagnostics_add(d->found, "E04", value->at, "%s: a control character in the text", what);
            return false;
        }
    return truce_record_copy(d, value->text, out);
}

/* A name or a list of names, each once. */
bool truce_record_names(struct truce_record_decoder *d, const struct truce_value *value, const char *what,
                        struct truce_names *out)
{
    bool is_list = value->type == TRUCE_VALUE_ARRAY;
    const struct truce_value *first = is_list ? value->first : value;
    size_t max = is_list ? value->n : 1, n = 0;
    void *memory;
    bool good = true;

    if (is_list && (max == 0 || max > NAMES_MAX)) {
        truce_diagnostics_add(d->found, "E04", value->at, "%s: the list has %zu names; it may have 1 to %d",
                              what, max, NAMES_MAX);
        return false;
    }
    if (d->status == TRUCE_OK)
        d->status = truce_arena_alloc(d->arena, max * sizeof(const char *), &memory, d->err);
    if (d->status != TRUCE_OK)
        return false;
    const char **names = memory;
    for (const struct truce_value *item = first; n < max; item = item->next) {
        good = truce_record_line(d, item, what, TRUCE_RECORD_NAME_MAX, &names[n]) && good;
        if (d->status != TRUCE_OK)
            return false;
        n++;
    }
    for (size_t i = 1; good && i < n; i++)
        for (size_t k = 0; good && k < i; k++)
            if (strcmp(names[i], names[k]) == 0) {
                truce_diagnostics_add(d->found, "E04", value->at, "%s: \"%s\" stands twice in the list", what,
                                      names[i]);
                good = false;
            }
    if (good)
        *out = (struct truce_names){names, n};
    return good;
}

/* digits and a decimal point, where the text comes from YAML */
bool truce_record_loose_number(struct truce_text text, double *out)
{
    static const char allowed[] = "0123456789.";
    for (size_t i = 0; i < text.len; i++)
        if (memchr(allowed, text.at[i], sizeof allowed - 1) == NULL)
            return false;
    return truce_text_to_double(text, out);
}

bool truce_record_number(struct truce_record_decoder *d, const struct truce_value *value, const char *what,
                         double max, bool whole, double *out)
{
    double number = value->number;
    char wanted[80];

    bool is_one = value->type == TRUCE_VALUE_NUMBER || (value->loose && value->type == TRUCE_VALUE_TEXT &&
                                                        truce_record_loose_number(value->text, &number));
    if (is_one && number >= 0 && number <= max && (!whole || floor(number) == number)) {
        *out = number;
        return true;
    }
    snprintf(wanted, sizeof wanted, "a %snumber from 0 to %.15g", whole ? "whole " : "", max);
    truce_record_wrong(d, value, what, wanted);
    return false;
}

bool truce_record_bool(struct truce_record_decoder *d, const struct truce_value *value, const char *what,
                       bool *out)
{
    if (value->loose && value->type == TRUCE_VALUE_TEXT) {
        bool yes = truce_text_is(value->text, "yes") || truce_text_is(value->text, "true");
        if (yes || truce_text_is(value->text, "no") || truce_text_is(value->text, "false")) {
            *out = yes;
            return true;
        }
    } else if (value->type == TRUCE_VALUE_BOOL) {
        *out = value->yes;
        return true;
    }
    truce_record_wrong(d, value, what, value->loose ? "yes or no" : "true or false");
    return false;
}

/* One of a few words. */
bool truce_record_choice(struct truce_record_decoder *d, const struct truce_value *value, const char *what,
                         const char *const *words, size_t n, size_t *out)
{
    char list[200] = "";
    const char *line;

    if (!truce_record_line(d, value, what, TRUCE_RECORD_NAME_MAX, &line))
        return false;
    for (size_t i = 0; i < n; i++) {
        if (strcmp(line, words[i]) == 0) {
            *out = i;
            return true;
        }
        snprintf(list + strlen(list), sizeof list - strlen(list), "%s%s", i > 0 ? ", " : "", words[i]);
    }
    const char *near = truce_record_nearest(value->text, words, n);
    truce_diagnostics_add(d->found, "E04", value->at, "%s: \"%s\" is none of %s%s%s%s", what, line, list,
                          near != NULL ? "; did you mean \"" : "", near != NULL ? near : "",
                          near != NULL ? "\"?" : "");
    return false;
}

bool truce_record_instant(struct truce_record_decoder *d, const struct truce_value *value, const char *what,
                          struct truce_instant *out)
{
    if (value->type == TRUCE_VALUE_TEXT && truce_instant_parse(value->text, out))
        return true;
    truce_record_wrong(d, value, what, "a day, a time and an offset such as \"2026-01-20T00:00+02:00\"");
    return false;
}

/* An instant, or in a scenario a reporting day: its first instant. */
bool truce_record_bound(struct truce_record_decoder *d, const struct truce_value *value, const char *what,
                        struct truce_instant *out)
{
    struct truce_day day;
    if (d->calendar != NULL && value->type == TRUCE_VALUE_TEXT && truce_day_parse(value->text, &day)) {
        *out = truce_calendar_reporting_start(d->calendar, day);
        return true;
    }
    return truce_record_instant(d, value, what, out);
}

bool truce_record_span(struct truce_record_decoder *d, const struct truce_value *at,
                       struct truce_instant from, struct truce_instant until, struct truce_record *record)
{
    if (until.us <= from.us) {
        truce_diagnostics_add(d->found, "E04", at->at, "the time ends before or when it begins");
        return false;
    }
    record->from = from;
    record->until = until;
    return true;
}

/* Near is what a quarter of the letters and one more make of it. */
const char *truce_record_nearest(struct truce_text word, const char *const *names, size_t n)
{
    const char *near = truce_text_nearest(word, names, n);
    size_t distance = near != NULL ? truce_text_distance(word, truce_text_view(near)) : 0;
    return near != NULL && distance < word.len && distance <= 1 + word.len / 4 ? near : NULL;
}

void truce_record_check_keys(struct truce_record_decoder *d, const struct truce_value *object,
                             const char *const *known, const char *what)
{
    size_t n = 0;
    while (known[n] != NULL)
        n++;
    for (const struct truce_value *value = object->first; value != NULL; value = value->next) {
        size_t i = 0;
        while (i < n && !truce_text_is(value->key, known[i]))
            i++;
        if (i < n)
            continue;
        const char *near = truce_record_nearest(value->key, known, n);
        truce_diagnostics_add(d->found, "E01", value->key_at, "unknown key \"%.*s\" in %s%s%s%s",
                              (int)(value->key.len < 60 ? value->key.len : 60), value->key.at, what,
                              near != NULL ? "; did you mean \"" : "", near != NULL ? near : "",
                              near != NULL ? "\"?" : "");
    }
}
