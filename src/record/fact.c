/*
 * Names and life of records about an agreement, and what a correction makes of one.  Nothing here judges.
 */
#include "record/fact.h"

#include <string.h>

/* memory that one log may take: a record needs about 500 bytes, a log of a large mission has 300,000 a year */
#define RECORDS_CEILING ((size_t)512 << 20)

const char *truce_declares_name(enum truce_declares what)
{
    static const char *const names[] = {"signs", "agrees",  "ratifies", "class",    "maintains", "withdraws",
                                        "lifts", "imposes", "offers",   "approves", "deploys",   "consents"};
    return names[what];
}

const char *truce_record_kind_name(enum truce_record_kind kind)
{
    static const char *const names[] = {"report",     "coverage", "declaration", "ruling",
                                        "vote",       "waiver",   "correction",  "retraction",
                                        "assessment", "adoption", "control"};
    return names[kind];
}

void truce_records_init(struct truce_records *records)
{
    memset(records, 0, sizeof *records);
    records->file = "";
    truce_arena_init(&records->arena, RECORDS_CEILING);
}

void truce_records_fini(struct truce_records *records)
{
    truce_arena_fini(&records->arena);
    records->items = NULL;
    records->n = 0;
}

unsigned truce_record_misfits(enum truce_record_kind kind, unsigned given)
{
    static const unsigned fits[] = {
        [TRUCE_RECORD_REPORT] = TRUCE_FIELD_CLASS | TRUCE_FIELD_COUNT | TRUCE_FIELD_EXISTS |
                                TRUCE_FIELD_ACTORS | TRUCE_FIELD_PLACE | TRUCE_FIELD_PLACE_NAME |
                                TRUCE_FIELD_DIRECTION | TRUCE_FIELD_PASS | TRUCE_FIELD_TOLL,
        [TRUCE_RECORD_COVERAGE] = TRUCE_FIELD_ZONE | TRUCE_FIELD_SHARE,
        [TRUCE_RECORD_DECLARATION] =
            TRUCE_FIELD_DECLARES | TRUCE_FIELD_AMOUNT | TRUCE_FIELD_CLASS | TRUCE_FIELD_COUNT,
        [TRUCE_RECORD_RULING] = TRUCE_FIELD_ABOUT | TRUCE_FIELD_FINDING | TRUCE_FIELD_COUNTS |
                                TRUCE_FIELD_FULFILS | TRUCE_FIELD_ACTORS,
        [TRUCE_RECORD_VOTE] = TRUCE_FIELD_IN | TRUCE_FIELD_VOTE_KIND | TRUCE_FIELD_RESULT,
        [TRUCE_RECORD_WAIVER] = TRUCE_FIELD_ABOUT,
        [TRUCE_RECORD_CORRECTION] = 0,
        [TRUCE_RECORD_RETRACTION] = 0,
        [TRUCE_RECORD_ASSESSMENT] = TRUCE_FIELD_ABOUT | TRUCE_FIELD_CLASS | TRUCE_FIELD_COUNT |
                                    TRUCE_FIELD_EXISTS | TRUCE_FIELD_ACTORS | TRUCE_FIELD_PLACE |
                                    TRUCE_FIELD_PLACE_NAME | TRUCE_FIELD_DIRECTION | TRUCE_FIELD_TOLL,
        [TRUCE_RECORD_ADOPTION] = TRUCE_FIELD_VERSION,
        [TRUCE_RECORD_CONTROL] = 0,
    };
    bool correctable = kind != TRUCE_RECORD_CORRECTION && kind != TRUCE_RECORD_RETRACTION;
    return given & ~(fits[kind] | (correctable ? TRUCE_FIELD_VALID | TRUCE_FIELD_NOTE : 0U));
}

/* the parts of a report */
static void replace_event(struct truce_record *to, const struct truce_record *by, unsigned given)
{
    if (given & TRUCE_FIELD_CLASS) {
        to->class_ = by->class_;
        to->classes = by->classes;
        to->n_classes = by->n_classes;
    }
    if (given & TRUCE_FIELD_COUNT) {
        to->count = by->count;
        to->count_is_lower_bound = by->count_is_lower_bound;
    }
    if (given & TRUCE_FIELD_EXISTS)
        to->exists = by->exists;
    if (given & TRUCE_FIELD_ACTORS) {
        to->actors = by->actors;
        to->n_actors = by->n_actors;
    }
    if (given & TRUCE_FIELD_PLACE) {
        to->has_place = by->has_place;
        to->place = by->place;
        to->where = by->where;
    }
    if (given & TRUCE_FIELD_PASS) {
        to->pass = by->pass;
        to->object = by->object;
    }
    if (given & TRUCE_FIELD_TOLL) {
        to->killed = by->killed;
        to->injured = by->injured;
        to->toll_is_lower_bound = by->toll_is_lower_bound;
        to->toll_is_confirmed = by->toll_is_confirmed;
    }
    if (given & TRUCE_FIELD_PLACE_NAME)
        to->place_name = by->place_name;
    if (given & TRUCE_FIELD_DIRECTION)
        to->direction = by->direction;
}

static void replace_decision(struct truce_record *to, const struct truce_record *by, unsigned given)
{
    if (given & TRUCE_FIELD_FINDING)
        to->finding = by->finding;
    if (given & TRUCE_FIELD_COUNTS)
        to->counts = by->counts;
    if (given & TRUCE_FIELD_FULFILS)
        to->fulfils = by->fulfils;
    if (given & TRUCE_FIELD_IN)
        to->in = by->in;
    if (given & TRUCE_FIELD_VOTE_KIND)
        to->vote_kind = by->vote_kind;
    if (given & TRUCE_FIELD_RESULT)
        to->result = by->result;
}

struct truce_record truce_record_replaced(const struct truce_record *record,
                                          const struct truce_record *replacement)
{
    struct truce_record to = *record;
    unsigned given = replacement->given;

    if (given & TRUCE_FIELD_VALID) {
        to.from = replacement->from;
        to.until = replacement->until;
    }
    if (given & TRUCE_FIELD_DECLARES) {
        to.declares = replacement->declares;
        to.about = replacement->about;
        to.class_ = replacement->class_;
    }
    if (given & TRUCE_FIELD_ABOUT)
        to.about = replacement->about;
    if (given & TRUCE_FIELD_AMOUNT)
        to.amount = replacement->amount;
    if (given & TRUCE_FIELD_ZONE)
        to.zone = replacement->zone;
    if (given & TRUCE_FIELD_SHARE)
        to.share = replacement->share;
    replace_event(&to, replacement, given);
    replace_decision(&to, replacement, given);
    return to;
}

static bool has_author(const struct truce_record *record, const char *name)
{
    for (size_t i = 0; i < record->by.n; i++)
        if (strcmp(record->by.at[i], name) == 0)
            return true;
    return false;
}

bool truce_record_same_authors(const struct truce_record *a, const struct truce_record *b)
{
    bool same = a->by.n == b->by.n;
    for (size_t i = 0; same && i < a->by.n; i++)
        same = has_author(b, a->by.at[i]);
    return same;
}
