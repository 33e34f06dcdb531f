/*
 * Records about an agreement: who stated what, when it was so in the world, and in which place of the log it stands.
 *
 * A record is what its author wrote: names are texts, nothing is looked up.  What they mean under an agreement is the business of
 * judge.  The one-line JSON form is docs/formats/records.md.
 */
#ifndef TRUCE_RECORD_FACT_H
#define TRUCE_RECORD_FACT_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/day.h"
#include "base/diagnostics.h"
#include "geo/uncertain.h"

enum truce_record_kind {
    TRUCE_RECORD_REPORT,      /* an observer states that something happened */
    TRUCE_RECORD_COVERAGE,    /* an observer watched an area for a time */
    TRUCE_RECORD_DECLARATION, /* a party declares */
    TRUCE_RECORD_RULING,      /* an adjudicator decides */
    TRUCE_RECORD_VOTE,        /* the result of a referendum or a parliament */
    TRUCE_RECORD_WAIVER,      /* a clause is waived */
    TRUCE_RECORD_CORRECTION,  /* replaces an earlier record of the same author */
    TRUCE_RECORD_RETRACTION,  /* withdraws one */
    TRUCE_RECORD_ASSESSMENT, /* an analyst: these reports are one incident, of this class, time, place and actor */
    TRUCE_RECORD_ADOPTION, /* a version of the agreement is in force from `from` on */
    TRUCE_RECORD_CONTROL,  /* a control map: who is said to hold what ground on a day */
    TRUCE_RECORD_KINDS,
};

/* What a declaration does.  `about` of the record names the things. */
enum truce_declares {
    TRUCE_DECLARES_SIGNS,     /* instruments: "core", "gate.clause" */
    TRUCE_DECLARES_AGREES,    /* texts */
    TRUCE_DECLARES_RATIFIES,  /* instruments */
    TRUCE_DECLARES_EVENT,     /* `class` names it: an order, a denunciation, a release */
    TRUCE_DECLARES_MAINTAINS, /* positions: takes them up again */
    TRUCE_DECLARES_WITHDRAWS, /* positions, contributions, signatures, ratifications */
    TRUCE_DECLARES_LIFTS,     /* vetoes */
    TRUCE_DECLARES_IMPOSES,   /* vetoes again */
    TRUCE_DECLARES_OFFERS,    /* contributions */
    TRUCE_DECLARES_APPROVES,
    TRUCE_DECLARES_DEPLOYS,
    TRUCE_DECLARES_CONSENTS, /* to the extension of guarantees */
    TRUCE_DECLARES_KINDS,
};

/* The key in a record's body: "signs", "agrees", ... */
const char *truce_declares_name(enum truce_declares what);
const char *truce_record_kind_name(enum truce_record_kind kind);

struct truce_names {
    const char *const *at;
    size_t n;
};

/* The share of belief in each of several names; the rest is unknown. */
struct truce_share {
    const char *name;
    double p; /* [0, 1] */
};

struct truce_record {
    const char *id;        /* unique among the records; never "" */
    struct truce_names by; /* authors: parties */
    enum truce_record_kind kind;
    struct truce_instant from, until; /* valid time, half-open; until.us == from.us: an instant */
    struct truce_instant logged;      /* when it came into the log; from `from` where the file does not say */
    bool logged_given;                /* the line itself says `logged` */
    struct truce_instant made;  /* the author's clock when it was written; `logged` where it does not say */
    struct truce_names sources; /* what it derives from: ids of records, or names of outside sources */
    const char *note;           /* free text of the author; "" */
    struct truce_spot at;       /* in its file */

    /* DECLARATION */
    enum truce_declares declares;
    struct truce_names
        about; /* what is signed, ratified, withdrawn...; CORRECTION, RETRACTION, RULING, ASSESSMENT: record ids */
    double amount; /* OFFERS, APPROVES, DEPLOYS: NaN where the agreement's amount stands */

    /* REPORT, ASSESSMENT, and DECLARATION of an event or an inventory */
    const char *class_;                /* "" where none, or where there are several */
    const struct truce_share *classes; /* chances of classes, together at most 1; empty: class_ is certain */
    size_t n_classes;
    double count; /* >= 0; 1 where not given */
    bool count_is_lower_bound;
    double exists; /* probability that it happened, [0, 1]; 1 where not given */
    const struct truce_share
        *actors; /* whose act; empty: the authors of a declaration, unknown for a report */
    size_t n_actors;
    bool has_place;
    struct truce_lonlat place;           /* the best single position */
    const struct truce_uncertain *where; /* NULL: exactly there */
    const char *place_name;              /* "" */
    const char *direction;               /* "" */
    const char *pass;       /* of objects: what was counted in one pass of one observer adds up; "" */
    const char *object;     /* the identity of one object, such as a plate; "" */
    double killed, injured; /* persons; NaN where not said */
    bool toll_is_lower_bound;
    bool toll_is_confirmed; /* corroborated; only then do they enter totals */

    /* COVERAGE */
    const char *zone; /* "": everywhere */
    double share;     /* of the area and of the time, [0, 1] */

    /* RULING */
    const char
        *finding; /* "violation", "no_violation", "accident", "not_attributable", ... as the author wrote */
    int counts;   /* 1 yes, 0 no, -1 not said */
    const char *fulfils; /* a norm that is declared fulfilled; "" */

    /* VOTE */
    const char *in;        /* a party */
    const char *vote_kind; /* "referendum", "parliament" */
    const char *result;    /* "carried", "rejected" */

    /* ADOPTION */
    const char *version; /* the agreement's */

    /* ADOPTION, CONTROL */
    const char *digest; /* SHA-256 of the file's bytes, 64 hexadecimal digits */

    /* CONTROL */
    const char *control_source; /* id of the source description */

    /* WAIVER: about names clauses "gate.clause" */

    /* CORRECTION and RETRACTION */
    const char *reason; /* "" */
    bool
        has_portion; /* only a part of the valid time of what it is about changes (SQL:2011 "for portion of"): */
    struct truce_instant portion_from, portion_until; /* half-open */
    const struct truce_record
        *replacement; /* CORRECTION: what is stated instead; only fields of its `given` mean anything */
    unsigned given;   /* of a replacement: which fields it replaces, enum truce_record_fields */
};

/* Fields that a correction may replace; each stands for all that one key of the file sets. */
enum truce_record_fields {
    TRUCE_FIELD_VALID = 1U << 0,      /* from, until */
    TRUCE_FIELD_DECLARES = 1U << 1,   /* declares, with about or class_ */
    TRUCE_FIELD_AMOUNT = 1U << 2,     /* amount */
    TRUCE_FIELD_CLASS = 1U << 3,      /* class_, classes */
    TRUCE_FIELD_COUNT = 1U << 4,      /* count, count_is_lower_bound */
    TRUCE_FIELD_EXISTS = 1U << 5,     /* exists */
    TRUCE_FIELD_ACTORS = 1U << 6,     /* actors */
    TRUCE_FIELD_PLACE = 1U << 7,      /* has_place, place, where */
    TRUCE_FIELD_PLACE_NAME = 1U << 8, /* place_name */
    TRUCE_FIELD_DIRECTION = 1U << 9,  /* direction */
    TRUCE_FIELD_ZONE = 1U << 10,      /* zone */
    TRUCE_FIELD_SHARE = 1U << 11,     /* share */
    TRUCE_FIELD_ABOUT = 1U << 12,     /* about, of a ruling or a waiver */
    TRUCE_FIELD_FINDING = 1U << 13,   /* finding */
    TRUCE_FIELD_COUNTS = 1U << 14,    /* counts */
    TRUCE_FIELD_FULFILS = 1U << 15,   /* fulfils */
    TRUCE_FIELD_IN = 1U << 16,        /* in */
    TRUCE_FIELD_VOTE_KIND = 1U << 17, /* vote_kind */
    TRUCE_FIELD_RESULT = 1U << 18,    /* result */
    TRUCE_FIELD_NOTE = 1U << 19,      /* note */
    TRUCE_FIELD_PASS = 1U << 20,      /* pass, object */
    TRUCE_FIELD_TOLL = 1U << 21,      /* killed, injured and what goes with them */
    TRUCE_FIELD_VERSION = 1U << 22,   /* version, digest */
};

/* Have both the same authors, in whatever order? */
bool truce_record_same_authors(const struct truce_record *a, const struct truce_record *b);

/* Fields of `given` that mean nothing in a record of this kind: 0 when a replacement fits. */
unsigned truce_record_misfits(enum truce_record_kind kind, unsigned given);

/* record with the fields of replacement->given taken from replacement. */
struct truce_record truce_record_replaced(const struct truce_record *record,
                                          const struct truce_record *replacement);

struct truce_records {
    struct truce_record *items; /* in the order of the log */
    size_t n;
    const char *file; /* borrowed, for messages */
    bool is_log; /* of a mission file: items[n] is record n, and is called so; else by the line of the file */
    struct truce_arena arena;
};

void truce_records_init(struct truce_records *records);
void truce_records_fini(struct truce_records *records);

#endif
