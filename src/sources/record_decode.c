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
    IN_ALL = (1U << TRUCE_RECORD_KINDS) - 1,
    IN_FILE = 1U << 16,     /* a record of a log file */
    IN_ITEM = 1U << 17,     /* the body of an item of a scenario */
    IN_REPLACED = 1U << 18, /* `record` of a correction */
    IN_ANY = IN_FILE | IN_ITEM | IN_REPLACED,
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

static bool read_count(struct truce_record_decoder *d, const struct truce_value *value,
                       struct truce_record *record)
{
    static const char *const known[] = {"at_least", NULL};
    if (value->type != TRUCE_VALUE_OBJECT)
        return truce_record_number(d, value, "count", TRUCE_RECORD_COUNT_MAX, true, &record->count);
    truce_record_check_keys(d, value, known, "count");
    const struct truce_value *least = truce_value_get(value, "at_least");
    record->count_is_lower_bound = true;
    if (least != NULL)
        return truce_record_number(d, least, "at_least", TRUCE_RECORD_COUNT_MAX, true, &record->count);
    truce_diagnostics_add(d->found, "E04", value->at, "count: \"at_least\" is missing");
    return false;
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

static bool read_actors(struct truce_record_decoder *d, const struct truce_value *value,
                        struct truce_record *record)
{
    double sum = 0;
    size_t n = 0;
    void *memory;
    bool good = true;

    if (value->type != TRUCE_VALUE_OBJECT || value->first == NULL) {
        truce_record_wrong(d, value, "actors", "an object with a probability for each party");
        return false;
    }
    if (record->actors != NULL) {
        truce_diagnostics_add(d->found, "E04", value->key_at, "\"actor\" and \"actors\" are one key");
        return false;
    }
    if (d->status == TRUCE_OK)
        d->status = truce_arena_alloc(d->arena, value->n * sizeof(struct truce_share), &memory, d->err);
    if (d->status != TRUCE_OK)
        return false;
    struct truce_share *shares = memory;
    for (const struct truce_value *item = value->first; item != NULL; item = item->next) {
        struct truce_share share = {"", 0};
        if (item->key.len == 0 || item->key.len > TRUCE_RECORD_NAME_MAX) {
            truce_diagnostics_add(d->found, "E04", item->key_at, "actors: a name has 1 to %d bytes",
                                  TRUCE_RECORD_NAME_MAX);
            good = false;
            continue;
        }
        good = truce_record_number(d, item, "actors", 1, false, &share.p) && good;
        sum += share.p;
        if (truce_text_is(item->key, "unknown")) /* the rest is unknown anyhow */
            continue;
        if (!truce_record_copy(d, item->key, &share.name))
            return false;
        shares[n++] = share;
    }
    if (good && sum > 1 + 1e-9) {
        truce_diagnostics_add(d->found, "E04", value->at,
                              "actors: the probabilities add up to %.6g, more than 1", sum);
        good = false;
    }
    record->actors = shares;
    record->n_actors = n;
    return good;
}

static bool read_degrees(struct truce_record_decoder *d, const struct truce_value *value, double *out)
{
    double number = value->number;
    struct truce_text text = value->text;
    bool minus = value->loose && text.len > 0 && text.at[0] == '-';

    if (value->loose && value->type == TRUCE_VALUE_TEXT) {
        text.at += minus;
        text.len -= minus;
        if (truce_record_loose_number(text, &number)) {
            *out = minus ? -number : number;
            return true;
        }
    } else if (value->type == TRUCE_VALUE_NUMBER) {
        *out = number;
        return true;
    }
    truce_record_wrong(d, value, "place", "a number of degrees");
    return false;
}

static bool read_place(struct truce_record_decoder *d, const struct truce_value *value,
                       struct truce_record *record)
{
    struct truce_lonlat place;
    if (value->type != TRUCE_VALUE_ARRAY || value->n != 2) {
        truce_record_wrong(d, value, "place", "a list of two numbers, longitude and latitude");
        return false;
    }
    bool good = read_degrees(d, value->first, &place.lon_deg);
    good = read_degrees(d, value->first->next, &place.lat_deg) && good;
    if (!good)
        return false;
    if (!(fabs(place.lon_deg) <= 180 && fabs(place.lat_deg) <= 90)) {
        bool swapped = fabs(place.lat_deg) <= 180 && fabs(place.lon_deg) <= 90;
        truce_diagnostics_add(d->found, "E04", value->at,
                              "place: longitude %.8g is to lie within -180..180 and latitude %.8g within "
                              "-90..90%s",
                              place.lon_deg, place.lat_deg,
                              swapped ? "; are the two swapped? longitude comes first" : "");
        return false;
    }
    record->place = place;
    record->has_place = true;
    return true;
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
    {"id", IN_ALL, IN_FILE | IN_ITEM, 0, read_id},
    {"kind", IN_ALL, IN_FILE, 0, read_kind},
    {"by", IN_ALL, IN_FILE | IN_ITEM, 0, read_by},
    {"valid", IN_ALL, IN_ANY, TRUCE_FIELD_VALID, read_valid},
    {"logged", IN_ALL, IN_FILE, 0, read_logged},
    {"from", IN_COVERAGE, IN_ITEM, 0, read_later},
    {"to", IN_COVERAGE, IN_ITEM, 0, read_later},
    {"signs", IN_DECLARATION, IN_ANY, TRUCE_FIELD_DECLARES, read_verb},
    {"agrees", IN_DECLARATION, IN_ANY, TRUCE_FIELD_DECLARES, read_verb},
    {"ratifies", IN_DECLARATION, IN_ANY, TRUCE_FIELD_DECLARES, read_verb},
    {"maintains", IN_DECLARATION, IN_ANY, TRUCE_FIELD_DECLARES, read_verb},
    {"withdraws", IN_DECLARATION, IN_ANY, TRUCE_FIELD_DECLARES, read_verb},
    {"lifts", IN_DECLARATION, IN_ANY, TRUCE_FIELD_DECLARES, read_verb},
    {"imposes", IN_DECLARATION, IN_ANY, TRUCE_FIELD_DECLARES, read_verb},
    {"offers", IN_DECLARATION, IN_ANY, TRUCE_FIELD_DECLARES, read_verb},
    {"approves", IN_DECLARATION, IN_ANY, TRUCE_FIELD_DECLARES, read_verb},
    {"deploys", IN_DECLARATION, IN_ANY, TRUCE_FIELD_DECLARES, read_verb},
    {"consents", IN_DECLARATION, IN_ANY, TRUCE_FIELD_DECLARES, read_verb},
    {"amount", IN_DECLARATION, IN_ANY, TRUCE_FIELD_AMOUNT, read_amount},
    {"class", IN_REPORT | IN_DECLARATION, IN_ANY, TRUCE_FIELD_CLASS, read_class},
    {"count", IN_REPORT | IN_DECLARATION, IN_ANY, TRUCE_FIELD_COUNT, read_count},
    {"exists", IN_REPORT, IN_ANY, TRUCE_FIELD_EXISTS, read_exists},
    {"actors", IN_REPORT, IN_ANY, TRUCE_FIELD_ACTORS, read_actors},
    {"actor", IN_REPORT, IN_ITEM, 0, read_actors},
    {"place", IN_REPORT, IN_ANY, TRUCE_FIELD_PLACE, read_place},
    {"place_name", IN_REPORT, IN_ANY, TRUCE_FIELD_PLACE_NAME, read_place_name},
    {"direction", IN_REPORT, IN_ANY, TRUCE_FIELD_DIRECTION, read_direction},
    {"zone", IN_COVERAGE, IN_ANY, TRUCE_FIELD_ZONE, read_zone},
    {"share", IN_COVERAGE, IN_ANY, TRUCE_FIELD_SHARE, read_share},
    {"about", IN_RULING | IN_CORRECTION | IN_RETRACTION, IN_FILE | IN_ITEM, 0, read_about},
    {"about", IN_RULING, IN_REPLACED, TRUCE_FIELD_ABOUT, read_about},
    {"finding", IN_RULING, IN_ANY, TRUCE_FIELD_FINDING, read_finding},
    {"counts", IN_RULING, IN_ANY, TRUCE_FIELD_COUNTS, read_counts},
    {"fulfils", IN_RULING, IN_ANY, TRUCE_FIELD_FULFILS, read_fulfils},
    {"in", IN_VOTE, IN_ANY, TRUCE_FIELD_IN, read_in},
    {"vote_kind", IN_VOTE, IN_ANY, TRUCE_FIELD_VOTE_KIND, read_vote_kind},
    {"kind", IN_VOTE, IN_ITEM, 0, read_vote_kind},
    {"result", IN_VOTE, IN_ANY, TRUCE_FIELD_RESULT, read_result},
    {"clauses", IN_WAIVER, IN_ANY, TRUCE_FIELD_ABOUT, read_clauses},
    {"record", IN_CORRECTION, IN_FILE | IN_ITEM, 0, read_replaced},
    {"reason", IN_CORRECTION | IN_RETRACTION, IN_FILE | IN_ITEM, 0, read_reason},
};
#define KEYS (sizeof keys / sizeof *keys)

static void set_defaults(struct truce_record *record)
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
static bool read_keys(struct truce_record_decoder *d, const struct truce_value *object, unsigned kinds,
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
    set_defaults(to);
    if (!read_keys(d, value, IN_ALL, IN_REPLACED, "the record of a correction", to))
        return false;
    record->replacement = to;
    return true;
}

static bool missing(struct truce_record_decoder *d, const struct truce_value *object, const char *what,
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
static bool check_kind(struct truce_record_decoder *d, const struct truce_value *object,
                       const struct truce_record *record)
{
    switch (record->kind) {
    case TRUCE_RECORD_REPORT:
        return !missing(d, object, "the report", "class");
    case TRUCE_RECORD_COVERAGE:
        return !missing(d, object, "the coverage", "share");
    case TRUCE_RECORD_DECLARATION:
        return check_declaration(d, object, record);
    case TRUCE_RECORD_ASSESSMENT:
        return !missing(d, object, "the assessment", "about");
    case TRUCE_RECORD_ADOPTION:
        return !missing(d, object, "the adoption", "version");
    case TRUCE_RECORD_CONTROL:
        return !missing(d, object, "the control map", "sha256");
    case TRUCE_RECORD_RULING:
        return check_ruling(d, object, record);
    case TRUCE_RECORD_VOTE:
        return !missing(d, object, "the vote", "in") && !missing(d, object, "the vote", "result");
    case TRUCE_RECORD_WAIVER:
        return !missing(d, object, "the waiver", "clauses");
    case TRUCE_RECORD_CORRECTION:
        if (record->about.n > 1) {
            truce_diagnostics_add(d->found, "E04", truce_value_get(object, "about")->at,
                                  "a correction is about one record");
            return false;
        }
        return !missing(d, object, "the correction", "about") &&
               !missing(d, object, "the correction", "record");
    default:
        return !missing(d, object, "the retraction", "about") &&
               !missing(d, object, "the retraction", "reason");
    }
}

static bool check_coverage_span(struct truce_record_decoder *d, const struct truce_value *object,
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
    if (missing(d, object, "the record", "kind") || !read_kind(d, kind, &record))
        return false;
    set_defaults(&record);
    snprintf(what, sizeof what, "a %s", truce_record_kind_name(record.kind));
    bool good = read_keys(d, object, 1U << record.kind, IN_FILE, what, &record);
    good = !missing(d, object, "the record", "id") && good;
    good = !missing(d, object, "the record", "by") && good;
    good = !missing(d, object, "the record", "valid") && good;
    good = good && check_kind(d, object, &record) && check_coverage_span(d, object, &record);
    if (!good)
        return false;
    if (truce_value_get(object, "logged") == NULL)
        record.logged = record.from;
    record.given = 0;
    *out = record;
    return true;
}

/* ---- items of a scenario ---- */

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
    if (body == NULL || missing(d, item, "the item of the log", "at") ||
        !truce_record_instant(d, truce_value_get(item, "at"), "at", &at))
        return false;
    while (!truce_text_is(body->key, truce_record_kind_name((enum truce_record_kind)kind)))
        kind++;
    record.kind = (enum truce_record_kind)kind;
    set_defaults(&record);
    record.from = record.until = record.logged = at;
    snprintf(what, sizeof what, "a %s", truce_record_kind_name(record.kind));
    bool good = read_keys(d, body, 1U << kind, IN_ITEM, what, &record);
    good = read_item_span(d, body, &record) && good;
    good = !missing(d, body, what, "by") && good;
    good = good && check_kind(d, body, &record) && check_coverage_span(d, body, &record);
    if (!good)
        return false;
    record.given = 0;
    *out = record;
    return true;
}
