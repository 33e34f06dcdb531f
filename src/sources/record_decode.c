/*
 * Records out of values: one table of keys, one function a type of value.
 *
 * One idea: a key is a row of a table that says with which kinds of record it goes and how its value is read.  Everything that is wrong with
 * a record is said, each with its place; a record with an error is not used.
 *
 * Source of the format: docs/formats/records.md.
 */
#include "sources/record_decode.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "sources/record_parts.h"
#include "sources/record_read.h"

typedef bool read_key(struct truce_record_decoder *d, const struct truce_value *value,
                      struct truce_record *record);

/* Where a key may stand: a bit a kind of record, and what stands around records. */
enum {
    IN_REPORT = 1U << TRUCE_RECORD_REPORT,
    IN_COVERAGE = 1U << TRUCE_RECORD_COVERAGE,
    IN_DECLARATION = 1U << TRUCE_RECORD_DECLARATION,
    IN_RULING = 1U << TRUCE_RECORD_RULING,
    IN_VOTE = 1U << TRUCE_RECORD_VOTE,
    IN_WAIVER = 1U << TRUCE_RECORD_WAIVER,
    IN_CORRECTION = 1U << TRUCE_RECORD_CORRECTION,
    IN_RETRACTION = 1U << TRUCE_RECORD_RETRACTION,
    IN_ASSESSMENT = 1U << TRUCE_RECORD_ASSESSMENT,
    IN_ADOPTION = 1U << TRUCE_RECORD_ADOPTION,
    IN_CONTROL = 1U << TRUCE_RECORD_CONTROL,
    IN_INCIDENT = IN_REPORT | IN_ASSESSMENT,
    IN_ALL = (1U << TRUCE_RECORD_KINDS) - 1,
};

struct key {
    const char *name;
    unsigned kinds, forms;
    unsigned field; /* enum truce_record_fields; 0: no correction may replace it */
    read_key *read;
};

/* ---- keys ---- */

static bool read_id(struct truce_record_decoder *d, const struct truce_value *value,
                    struct truce_record *record)
{
    if (value->type == TRUCE_VALUE_TEXT && memchr(value->text.at, ' ', value->text.len) != NULL) {
        truce_record_wrong(d, value, "id", "an id: it may have no blanks");
        return false;
    }
    return truce_record_line(d, value, "id", TRUCE_RECORD_ID_MAX, &record->id);
}

static bool read_by(struct truce_record_decoder *d, const struct truce_value *value,
                    struct truce_record *record)
{
    return truce_record_names(d, value, "by", &record->by);
}

static bool read_valid(struct truce_record_decoder *d, const struct truce_value *value,
                       struct truce_record *record)
{
    static const char *const known[] = {"from", "until", NULL};
    struct truce_instant from, until;

    if (value->type != TRUCE_VALUE_OBJECT) {
        if (!truce_record_instant(d, value, "valid", &from))
            return false;
        record->from = record->until = from;
        return true;
    }
    truce_record_check_keys(d, value, known, "valid");
    const struct truce_value *a = truce_value_get(value, "from"), *b = truce_value_get(value, "until");
    if (a == NULL || b == NULL) {
        truce_diagnostics_add(d->found, "E04", value->at, "valid: a span needs both \"from\" and \"until\"");
        return false;
    }
    bool good = truce_record_bound(d, a, "from", &from);
    good = truce_record_bound(d, b, "until", &until) && good;
    return good && truce_record_span(d, value, from, until, record);
}

static bool read_logged(struct truce_record_decoder *d, const struct truce_value *value,
                        struct truce_record *record)
{
    return truce_record_instant(d, value, "logged", &record->logged);
}

/* a whole number, or {"at_least": one} */
static bool read_number_or_least(struct truce_record_decoder *d, const struct truce_value *value,
                                 const char *what, double *out, bool *is_lower_bound)
{
    static const char *const known[] = {"at_least", NULL};
    if (value->type != TRUCE_VALUE_OBJECT)
        return truce_record_number(d, value, what, TRUCE_RECORD_COUNT_MAX, true, out);
    truce_record_check_keys(d, value, known, what);
    const struct truce_value *least = truce_value_get(value, "at_least");
    *is_lower_bound = true;
    if (least != NULL)
        return truce_record_number(d, least, "at_least", TRUCE_RECORD_COUNT_MAX, true, out);
    truce_diagnostics_add(d->found, "E04", value->at, "%s: \"at_least\" is missing", what);
    return false;
}

static bool read_count(struct truce_record_decoder *d, const struct truce_value *value,
                       struct truce_record *record)
{
    return read_number_or_least(d, value, "count", &record->count, &record->count_is_lower_bound);
}

static bool read_class(struct truce_record_decoder *d, const struct truce_value *value,
                       struct truce_record *record)
{
    if (record->kind == TRUCE_RECORD_DECLARATION)
        record->declares = TRUCE_DECLARES_EVENT;
    return truce_record_line(d, value, "class", TRUCE_RECORD_NAME_MAX, &record->class_);
}

static bool read_exists(struct truce_record_decoder *d, const struct truce_value *value,
                        struct truce_record *record)
{
    return truce_record_number(d, value, "exists", 1, false, &record->exists);
}

static bool read_place_name(struct truce_record_decoder *d, const struct truce_value *value,
                            struct truce_record *record)
{
    return truce_record_line(d, value, "place_name", TRUCE_RECORD_NAME_MAX, &record->place_name);
}

static bool read_direction(struct truce_record_decoder *d, const struct truce_value *value,
                           struct truce_record *record)
{
    return truce_record_line(d, value, "direction", TRUCE_RECORD_NAME_MAX, &record->direction);
}

static bool read_zone(struct truce_record_decoder *d, const struct truce_value *value,
                      struct truce_record *record)
{
    return truce_record_line(d, value, "zone", TRUCE_RECORD_NAME_MAX, &record->zone);
}

static bool read_share(struct truce_record_decoder *d, const struct truce_value *value,
                       struct truce_record *record)
{
    return truce_record_number(d, value, "share", 1, false, &record->share);
}

static bool read_about(struct truce_record_decoder *d, const struct truce_value *value,
                       struct truce_record *record)
{
    return truce_record_names(d, value, "about", &record->about);
}

static bool read_clauses(struct truce_record_decoder *d, const struct truce_value *value,
                         struct truce_record *record)
{
    return truce_record_names(d, value, "clauses", &record->about);
}

static bool read_finding(struct truce_record_decoder *d, const struct truce_value *value,
                         struct truce_record *record)
{
    return truce_record_line(d, value, "finding", TRUCE_RECORD_TEXT_MAX, &record->finding);
}

static bool read_reason(struct truce_record_decoder *d, const struct truce_value *value,
                        struct truce_record *record)
{
    return truce_record_line(d, value, "reason", TRUCE_RECORD_TEXT_MAX, &record->reason);
}

static bool read_counts(struct truce_record_decoder *d, const struct truce_value *value,
                        struct truce_record *record)
{
    bool yes = false;
    if (!truce_record_bool(d, value, "counts", &yes))
        return false;
    record->counts = yes;
    return true;
}

static bool read_fulfils(struct truce_record_decoder *d, const struct truce_value *value,
                         struct truce_record *record)
{
    return truce_record_line(d, value, "fulfils", TRUCE_RECORD_NAME_MAX, &record->fulfils);
}

static bool read_in(struct truce_record_decoder *d, const struct truce_value *value,
                    struct truce_record *record)
{
    return truce_record_line(d, value, "in", TRUCE_RECORD_NAME_MAX, &record->in);
}

static bool read_vote_kind(struct truce_record_decoder *d, const struct truce_value *value,
                           struct truce_record *record)
{
    static const char *const words[] = {"referendum", "parliament"};
    size_t which = 0;
    bool good = truce_record_choice(d, value, "vote_kind", words, 2, &which);
    record->vote_kind = words[which];
    return good;
}

static bool read_result(struct truce_record_decoder *d, const struct truce_value *value,
                        struct truce_record *record)
{
    static const char *const words[] = {"carried", "rejected"};
    size_t which = 0;
    bool good = truce_record_choice(d, value, "result", words, 2, &which);
    record->result = words[which];
    return good;
}

static bool read_made(struct truce_record_decoder *d, const struct truce_value *value,
                      struct truce_record *record)
{
    return truce_record_instant(d, value, "made", &record->made);
}

/* of a control map: the description of its source */
static bool read_source(struct truce_record_decoder *d, const struct truce_value *value,
                        struct truce_record *record)
{
    if (record->kind == TRUCE_RECORD_CONTROL)
        return truce_record_line(d, value, "source", TRUCE_RECORD_NAME_MAX, &record->control_source);
    return truce_record_names(d, value, "source", &record->sources);
}

static bool read_note(struct truce_record_decoder *d, const struct truce_value *value,
                      struct truce_record *record)
{
    return truce_record_line(d, value, "note", TRUCE_RECORD_TEXT_MAX, &record->note);
}

static bool read_pass(struct truce_record_decoder *d, const struct truce_value *value,
                      struct truce_record *record)
{
    return truce_record_line(d, value, "pass", TRUCE_RECORD_NAME_MAX, &record->pass);
}

static bool read_object(struct truce_record_decoder *d, const struct truce_value *value,
                        struct truce_record *record)
{
    return truce_record_line(d, value, "object", TRUCE_RECORD_NAME_MAX, &record->object);
}

static bool read_killed(struct truce_record_decoder *d, const struct truce_value *value,
                        struct truce_record *record)
{
    return read_number_or_least(d, value, "killed", &record->killed, &record->toll_is_lower_bound);
}

static bool read_injured(struct truce_record_decoder *d, const struct truce_value *value,
                         struct truce_record *record)
{
    return read_number_or_least(d, value, "injured", &record->injured, &record->toll_is_lower_bound);
}

static bool read_confirmed(struct truce_record_decoder *d, const struct truce_value *value,
                           struct truce_record *record)
{
    return truce_record_bool(d, value, "confirmed", &record->toll_is_confirmed);
}

static bool read_version(struct truce_record_decoder *d, const struct truce_value *value,
                         struct truce_record *record)
{
    return truce_record_line(d, value, "version", TRUCE_RECORD_NAME_MAX, &record->version);
}

static bool read_digest(struct truce_record_decoder *d, const struct truce_value *value,
                        struct truce_record *record)
{
    bool good = value->type == TRUCE_VALUE_TEXT && value->text.len == 64;
    for (size_t i = 0; good && i < 64; i++)
        good = memchr("0123456789abcdef", value->text.at[i], 16) != NULL;
    if (!good) {
        truce_record_wrong(d, value, "sha256", "64 hexadecimal digits in lower case");
        return false;
    }
    return truce_record_copy(d, value->text, &record->digest);
}

static bool read_portion(struct truce_record_decoder *d, const struct truce_value *value,
                         struct truce_record *record)
{
    struct truce_record span = {.at = record->at};
    if (value->type != TRUCE_VALUE_OBJECT) {
        truce_record_wrong(d, value, "portion", "an object with \"from\" and \"until\"");
        return false;
    }
    if (!read_valid(d, value, &span))
        return false;
    record->has_portion = true;
    record->portion_from = span.from;
    record->portion_until = span.until;
    return true;
}

static bool read_amount(struct truce_record_decoder *d, const struct truce_value *value,
                        struct truce_record *record)
{
    return truce_record_number(d, value, "amount", TRUCE_RECORD_COUNT_MAX, false, &record->amount);
}

/* what a declaration does: the key is the verb */
static bool read_verb(struct truce_record_decoder *d, const struct truce_value *value,
                      struct truce_record *record)
{
    for (int verb = 0; verb < TRUCE_DECLARES_KINDS; verb++)
        if (truce_text_is(value->key, truce_declares_name((enum truce_declares)verb)))
            record->declares = (enum truce_declares)verb;
    return truce_record_names(d, value, truce_declares_name(record->declares), &record->about);
}

static bool read_replaced(struct truce_record_decoder *d, const struct truce_value *value,
                          struct truce_record *record);

static bool read_kind(struct truce_record_decoder *d, const struct truce_value *value,
                      struct truce_record *record)
{
    const char *words[TRUCE_RECORD_KINDS];
    size_t which = 0;
    for (int kind = 0; kind < TRUCE_RECORD_KINDS; kind++)
        words[kind] = truce_record_kind_name((enum truce_record_kind)kind);
    bool good = truce_record_choice(d, value, "kind", words, TRUCE_RECORD_KINDS, &which);
    record->kind = (enum truce_record_kind)which;
    return good;
}

/* `from` and `to` are read together, when the body has both */
static bool read_later(struct truce_record_decoder *d, const struct truce_value *value,
                       struct truce_record *record)
{
    (void)d;
    (void)value;
    (void)record;
    return true;
}

static const struct key keys[] = {
    {"id", IN_ALL, TRUCE_IN_FILE | TRUCE_IN_ITEM, 0, read_id},
    {"kind", IN_ALL, TRUCE_IN_FILE, 0, read_kind},
    {"by", IN_ALL, TRUCE_IN_FILE | TRUCE_IN_ITEM, 0, read_by},
    {"valid", IN_ALL, TRUCE_IN_ANY, TRUCE_FIELD_VALID, read_valid},
    {"logged", IN_ALL, TRUCE_IN_FILE, 0, read_logged},
    {"from", IN_COVERAGE, TRUCE_IN_ITEM, 0, read_later},
    {"to", IN_COVERAGE, TRUCE_IN_ITEM, 0, read_later},
    {"signs", IN_DECLARATION, TRUCE_IN_ANY, TRUCE_FIELD_DECLARES, read_verb},
    {"agrees", IN_DECLARATION, TRUCE_IN_ANY, TRUCE_FIELD_DECLARES, read_verb},
    {"ratifies", IN_DECLARATION, TRUCE_IN_ANY, TRUCE_FIELD_DECLARES, read_verb},
    {"maintains", IN_DECLARATION, TRUCE_IN_ANY, TRUCE_FIELD_DECLARES, read_verb},
    {"withdraws", IN_DECLARATION, TRUCE_IN_ANY, TRUCE_FIELD_DECLARES, read_verb},
    {"lifts", IN_DECLARATION, TRUCE_IN_ANY, TRUCE_FIELD_DECLARES, read_verb},
    {"imposes", IN_DECLARATION, TRUCE_IN_ANY, TRUCE_FIELD_DECLARES, read_verb},
    {"offers", IN_DECLARATION, TRUCE_IN_ANY, TRUCE_FIELD_DECLARES, read_verb},
    {"approves", IN_DECLARATION, TRUCE_IN_ANY, TRUCE_FIELD_DECLARES, read_verb},
    {"deploys", IN_DECLARATION, TRUCE_IN_ANY, TRUCE_FIELD_DECLARES, read_verb},
    {"consents", IN_DECLARATION, TRUCE_IN_ANY, TRUCE_FIELD_DECLARES, read_verb},
    {"amount", IN_DECLARATION, TRUCE_IN_ANY, TRUCE_FIELD_AMOUNT, read_amount},
    {"class", IN_INCIDENT | IN_DECLARATION, TRUCE_IN_ANY, TRUCE_FIELD_CLASS, read_class},
    {"count", IN_INCIDENT | IN_DECLARATION, TRUCE_IN_ANY, TRUCE_FIELD_COUNT, read_count},
    {"exists", IN_INCIDENT, TRUCE_IN_ANY, TRUCE_FIELD_EXISTS, read_exists},
    {"actors", IN_INCIDENT | IN_RULING, TRUCE_IN_ANY, TRUCE_FIELD_ACTORS, truce_record_read_actors},
    {"actor", IN_INCIDENT | IN_RULING, TRUCE_IN_ITEM, 0, truce_record_read_actors},
    {"place", IN_INCIDENT, TRUCE_IN_ANY, TRUCE_FIELD_PLACE, truce_record_read_place},
    {"place_name", IN_INCIDENT, TRUCE_IN_ANY, TRUCE_FIELD_PLACE_NAME, read_place_name},
    {"direction", IN_INCIDENT, TRUCE_IN_ANY, TRUCE_FIELD_DIRECTION, read_direction},
    {"zone", IN_COVERAGE, TRUCE_IN_ANY, TRUCE_FIELD_ZONE, read_zone},
    {"share", IN_COVERAGE, TRUCE_IN_ANY, TRUCE_FIELD_SHARE, read_share},
    {"about", IN_RULING | IN_CORRECTION | IN_RETRACTION | IN_ASSESSMENT, TRUCE_IN_FILE | TRUCE_IN_ITEM, 0,
     read_about},
    {"about", IN_RULING | IN_ASSESSMENT, TRUCE_IN_REPLACED, TRUCE_FIELD_ABOUT, read_about},
    {"finding", IN_RULING, TRUCE_IN_ANY, TRUCE_FIELD_FINDING, read_finding},
    {"counts", IN_RULING, TRUCE_IN_ANY, TRUCE_FIELD_COUNTS, read_counts},
    {"fulfils", IN_RULING, TRUCE_IN_ANY, TRUCE_FIELD_FULFILS, read_fulfils},
    {"in", IN_VOTE, TRUCE_IN_ANY, TRUCE_FIELD_IN, read_in},
    {"vote_kind", IN_VOTE, TRUCE_IN_ANY, TRUCE_FIELD_VOTE_KIND, read_vote_kind},
    {"kind", IN_VOTE, TRUCE_IN_ITEM, 0, read_vote_kind},
    {"result", IN_VOTE, TRUCE_IN_ANY, TRUCE_FIELD_RESULT, read_result},
    {"clauses", IN_WAIVER, TRUCE_IN_ANY, TRUCE_FIELD_ABOUT, read_clauses},
    {"record", IN_CORRECTION, TRUCE_IN_FILE | TRUCE_IN_ITEM, 0, read_replaced},
    {"reason", IN_CORRECTION | IN_RETRACTION, TRUCE_IN_FILE | TRUCE_IN_ITEM, 0, read_reason},
    {"portion", IN_CORRECTION | IN_RETRACTION, TRUCE_IN_FILE | TRUCE_IN_ITEM, 0, read_portion},
    {"made", IN_ALL, TRUCE_IN_FILE | TRUCE_IN_ITEM, 0, read_made},
    {"source", IN_ALL, TRUCE_IN_FILE | TRUCE_IN_ITEM, 0, read_source},
    {"note", IN_ALL, TRUCE_IN_ANY, TRUCE_FIELD_NOTE, read_note},
    {"classes", IN_INCIDENT, TRUCE_IN_ANY, TRUCE_FIELD_CLASS, truce_record_read_classes},
    {"pass", IN_REPORT, TRUCE_IN_ANY, TRUCE_FIELD_PASS, read_pass},
    {"object", IN_REPORT, TRUCE_IN_ANY, TRUCE_FIELD_PASS, read_object},
    {"killed", IN_INCIDENT, TRUCE_IN_ANY, TRUCE_FIELD_TOLL, read_killed},
    {"injured", IN_INCIDENT, TRUCE_IN_ANY, TRUCE_FIELD_TOLL, read_injured},
    {"confirmed", IN_INCIDENT, TRUCE_IN_ANY, TRUCE_FIELD_TOLL, read_confirmed},
    {"version", IN_ADOPTION, TRUCE_IN_ANY, TRUCE_FIELD_VERSION, read_version},
    {"sha256", IN_ADOPTION, TRUCE_IN_ANY, TRUCE_FIELD_VERSION, read_digest},
    {"sha256", IN_CONTROL, TRUCE_IN_FILE | TRUCE_IN_ITEM, 0, read_digest},
};
#define KEYS (sizeof keys / sizeof *keys)

void truce_record_set_defaults(struct truce_record *record)
{
    const struct truce_spot at = record->at;
    enum truce_record_kind kind = record->kind;

    memset(record, 0, sizeof *record);
    record->at = at;
    record->kind = kind;
    record->id = record->class_ = record->place_name = record->direction = record->zone = record->finding =
        record->fulfils = record->in = record->vote_kind = record->result = record->reason = record->note =
            record->pass = record->object = record->version = record->digest = record->control_source = "";
    record->killed = record->injured = NAN;
    record->amount = NAN;
    record->count = record->exists = 1;
    record->counts = -1;
    record->declares = TRUCE_DECLARES_EVENT;
}

/* Reads every key of an object that goes with `kinds` in `form`; the others are E01. */
bool truce_record_read_keys(struct truce_record_decoder *d, const struct truce_value *object, unsigned kinds,
                            unsigned form, const char *what, struct truce_record *record)
{
    const char *known[KEYS + 1];
    const struct key *row[KEYS];
    size_t n = 0, errors = d->found->errors;
    bool good = true;

    for (size_t i = 0; i < KEYS; i++)
        if ((keys[i].kinds & kinds) != 0 && (keys[i].forms & form) != 0) {
            row[n] = &keys[i];
            known[n++] = keys[i].name;
        }
    known[n] = NULL;
    truce_record_check_keys(d, object, known, what);
    for (const struct truce_value *value = object->first; value != NULL; value = value->next)
        for (size_t i = 0; i < n && d->status == TRUCE_OK; i++)
            if (truce_text_is(value->key, known[i])) {
                good = row[i]->read(d, value, record) && good;
                record->given |= row[i]->field;
                break;
            }
    return good && d->found->errors == errors && d->status == TRUCE_OK;
}

/* an incident has a class, or several with their chances */
static bool check_class(struct truce_record_decoder *d, const struct truce_value *object, bool needed)
{
    const struct truce_value *one = truce_value_get(object, "class"),
                             *several = truce_value_get(object, "classes");
    if (one != NULL && several != NULL) {
        truce_diagnostics_add(d->found, "E04", several->key_at,
                              "\"class\" and \"classes\" exclude each other");
        return false;
    }
    if (one != NULL || several != NULL || !needed)
        return true;
    truce_diagnostics_add(d->found, "E04", object->at,
                          "\"class\" is missing in the record (or \"classes\", with a chance for each)");
    return false;
}

/* The fields that a correction states anew: at least one, of no kind in particular. */
static bool read_replaced(struct truce_record_decoder *d, const struct truce_value *value,
                          struct truce_record *record)
{
    void *memory;
    if (value->type != TRUCE_VALUE_OBJECT || value->first == NULL) {
        truce_record_wrong(d, value, "record", "an object with the fields that are stated anew");
        return false;
    }
    if (d->status == TRUCE_OK)
        d->status = truce_arena_alloc(d->arena, sizeof(struct truce_record), &memory, d->err);
    if (d->status != TRUCE_OK)
        return false;
    struct truce_record *to = memory;
    to->at = value->at;
    to->kind = TRUCE_RECORD_CORRECTION;
    truce_record_set_defaults(to);
    if (!truce_record_read_keys(d, value, IN_ALL, TRUCE_IN_REPLACED, "the record of a correction", to) ||
        !check_class(d, value, false))
        return false;
    record->replacement = to;
    return true;
}

bool truce_record_missing(struct truce_record_decoder *d, const struct truce_value *object, const char *what,
                          const char *key)
{
    if (truce_value_get(object, key) != NULL)
        return false;
    truce_diagnostics_add(d->found, "E04", object->at, "\"%s\" is missing in %s", key, what);
    return true;
}

/* A declaration does exactly one thing. */
static bool check_declaration(struct truce_record_decoder *d, const struct truce_value *object,
                              const struct truce_record *record)
{
    const struct truce_value *first = NULL;
    for (const struct truce_value *value = object->first; value != NULL; value = value->next)
        for (int verb = 0; verb < TRUCE_DECLARES_KINDS; verb++) {
            if (!truce_text_is(value->key, truce_declares_name((enum truce_declares)verb)))
                continue;
            if (first != NULL) {
                truce_diagnostics_add(d->found, "E04", value->key_at,
                                      "a declaration does one thing: \"%.*s\" and \"%.*s\" need two records",
                                      TRUCE_TEXT(first->key), TRUCE_TEXT(value->key));
                return false;
            }
            first = value;
        }
    if (first == NULL) {
        truce_diagnostics_add(d->found, "E04", object->at,
                              "the declaration says nothing: give it one of signs, agrees, ratifies, class, "
                              "maintains, withdraws, lifts, imposes, offers, approves, deploys, consents");
        return false;
    }
    bool gives = record->declares == TRUCE_DECLARES_OFFERS || record->declares == TRUCE_DECLARES_APPROVES ||
                 record->declares == TRUCE_DECLARES_DEPLOYS;
    const struct truce_value *amount = truce_value_get(object, "amount");
    const struct truce_value *count = truce_value_get(object, "count");
    if (amount != NULL && !gives)
        truce_diagnostics_add(d->found, "E04", amount->key_at,
                              "\"amount\" goes with offers, approves and deploys only");
    if (count != NULL && record->declares != TRUCE_DECLARES_EVENT)
        truce_diagnostics_add(d->found, "E04", count->key_at, "\"count\" goes with \"class\" only");
    return (amount == NULL || gives) && (count == NULL || record->declares == TRUCE_DECLARES_EVENT);
}

static bool check_ruling(struct truce_record_decoder *d, const struct truce_value *object,
                         const struct truce_record *record)
{
    if (record->about.n == 0 && record->fulfils[0] == '\0') {
        truce_diagnostics_add(d->found, "E04", object->at,
                              "the ruling decides nothing: it needs \"about\" or \"fulfils\"");
        return false;
    }
    if (record->about.n > 0 && record->finding[0] == '\0' && record->counts < 0) {
        truce_diagnostics_add(d->found, "E04", object->at,
                              "a ruling about records needs \"finding\" or \"counts\"");
        return false;
    }
    return true;
}

/* What a record of its kind must have beyond its author and time. */
bool truce_record_check_kind(struct truce_record_decoder *d, const struct truce_value *object,
                             const struct truce_record *record)
{
    switch (record->kind) {
    case TRUCE_RECORD_REPORT:
        return check_class(d, object, true);
    case TRUCE_RECORD_COVERAGE:
        return !truce_record_missing(d, object, "the coverage", "share");
    case TRUCE_RECORD_DECLARATION:
        return check_declaration(d, object, record);
    case TRUCE_RECORD_ASSESSMENT:
        return !truce_record_missing(d, object, "the assessment", "about") && check_class(d, object, true);
    case TRUCE_RECORD_ADOPTION:
        return !truce_record_missing(d, object, "the adoption", "version") &&
               !truce_record_missing(d, object, "the adoption", "sha256");
    case TRUCE_RECORD_CONTROL:
        return !truce_record_missing(d, object, "the control map", "source") &&
               !truce_record_missing(d, object, "the control map", "sha256");
    case TRUCE_RECORD_RULING:
        return check_ruling(d, object, record);
    case TRUCE_RECORD_VOTE:
        return !truce_record_missing(d, object, "the vote", "in") &&
               !truce_record_missing(d, object, "the vote", "result");
    case TRUCE_RECORD_WAIVER:
        return !truce_record_missing(d, object, "the waiver", "clauses");
    case TRUCE_RECORD_CORRECTION:
        if (record->about.n > 1) {
            truce_diagnostics_add(d->found, "E04", truce_value_get(object, "about")->at,
                                  "a correction is about one record");
            return false;
        }
        return !truce_record_missing(d, object, "the correction", "about") &&
               !truce_record_missing(d, object, "the correction", "record");
    default:
        return !truce_record_missing(d, object, "the retraction", "about") &&
               !truce_record_missing(d, object, "the retraction", "reason");
    }
}

bool truce_record_check_coverage(struct truce_record_decoder *d, const struct truce_value *object,
                                 const struct truce_record *record)
{
    if (record->kind != TRUCE_RECORD_COVERAGE || record->until.us > record->from.us)
        return true;
    truce_diagnostics_add(d->found, "E04", object->at, "coverage lasts from one instant until another");
    return false;
}

bool truce_record_decode(struct truce_record_decoder *d, const struct truce_value *object,
                         struct truce_record *out)
{
    struct truce_record record = {.at = object->at};
    const struct truce_value *kind = truce_value_get(object, "kind");
    char what[40];

    if (object->type != TRUCE_VALUE_OBJECT) {
        truce_record_wrong(d, object, "a record", "an object");
        return false;
    }
    if (truce_record_missing(d, object, "the record", "kind") || !read_kind(d, kind, &record))
        return false;
    truce_record_set_defaults(&record);
    snprintf(what, sizeof what, "a %s", truce_record_kind_name(record.kind));
    bool good = truce_record_read_keys(d, object, 1U << record.kind, TRUCE_IN_FILE, what, &record);
    good = !truce_record_missing(d, object, "the record", "id") && good;
    good = !truce_record_missing(d, object, "the record", "by") && good;
    good = !truce_record_missing(d, object, "the record", "valid") && good;
    good = good && truce_record_check_kind(d, object, &record) &&
           truce_record_check_coverage(d, object, &record);
    if (!good)
        return false;
    if (truce_value_get(object, "logged") == NULL)
        record.logged = record.from;
    if (truce_value_get(object, "made") == NULL)
        record.made = record.logged;
    record.given = 0;
    *out = record;
    return true;
}
