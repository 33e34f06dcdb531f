/*
 * A claim: what somebody said about ground, as data.
 */
#ifndef TRUCE_RECORD_CLAIM_H
#define TRUCE_RECORD_CLAIM_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/day.h"

enum truce_quantity {
    TRUCE_QUANTITY_AREA,   /* so many square kilometres */
    TRUCE_QUANTITY_PLACES, /* so many places */
    TRUCE_QUANTITY_PLACE,  /* one named place */
};

enum truce_sense {
    TRUCE_SENSE_GAINED, /* at the end and not at the beginning */
    TRUCE_SENSE_LOST,   /* at the beginning and not at the end */
    TRUCE_SENSE_NET,    /* gained less lost */
    TRUCE_SENSE_HELD,   /* at the end */
};

const char *truce_quantity_name(enum truce_quantity quantity); /* "area", "places", "place" */
const char *truce_sense_name(enum truce_sense sense);          /* "gained", "lost", "net", "held" */

/* Another outlet's version of the same number. */
struct truce_variant {
    double value;            /* km2 or places */
    const char *value_text;  /* as written: "6640" */
    const char *reported_by; /* "" when not given */
    const char *url;         /* "" when not given */
};

struct truce_claim {
    const char *id;
    const char *by;
    struct truce_day said;                 /* TRUCE_DAY_NONE when not given */
    const char *source_title, *source_url; /* "" when not given */
    const char *party;                     /* who is said to hold the ground */
    struct truce_day from,
        to; /* first and last day of the speech, both included; from is TRUCE_DAY_NONE for `held` */
    const char *country;        /* "" when not given */
    const char *const *regions; /* names, NULL-terminated; empty: no region named */
    size_t n_regions;
    enum truce_quantity quantity;
    enum truce_sense sense;
    double value;             /* km2 or places; NaN for a named place */
    const char *value_text;   /* as written */
    const char *place;        /* for TRUCE_QUANTITY_PLACE */
    const char *place_region; /* tells places of one name apart; "" when not given */
    const char *const *kinds; /* places of these kinds only, NULL-terminated; empty: every kind */
    size_t n_kinds;
    const struct truce_variant *variants;
    size_t n_variants;
    uint32_t line, column; /* where it stands in its file */
};

/* A total that somebody published, shown beside ours and never mixed in. */
struct truce_published {
    const char *by;
    struct truce_day said, from, to; /* TRUCE_DAY_NONE when not given */
    double area_km2;                 /* NaN when not given */
    double places;                   /* NaN when not given */
    const char *counts;              /* what the figure counts, in words; "" when not given */
    const char *url;
};

struct truce_claims {
    const char *file; /* as named by the caller, for messages */
    struct truce_claim *items;
    size_t n;
    struct truce_published *published;
    size_t n_published;
    struct truce_arena arena; /* owns all of it */
};

void truce_claims_init(struct truce_claims *claims);
void truce_claims_fini(struct truce_claims *claims);

#endif
