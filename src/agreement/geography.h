/*
 * The zones of an agreement made ready.  Private to agreement.
 */
#ifndef TRUCE_AGREEMENT_GEOGRAPHY_H
#define TRUCE_AGREEMENT_GEOGRAPHY_H

#include "agreement/buffer.h"
#include "agreement/where.h"
#include "geo/overlay.h"

struct truce_ready_path {
    int party; /* TRUCE_NONE: everybody's */
    struct truce_line *line;
};

struct truce_ready_version {
    struct truce_ready_path *paths; /* LINE, FRONT: one a party that has a path of its own, and everybody's */
    size_t n_paths;
    struct truce_clip *area;    /* POLYGON; FRONT: the held ground, or NULL */
    struct truce_clip *between; /* of a double line; NULL: nothing */
};

struct truce_grounds; /* ground.c */

struct truce_geography {
    const struct truce_agreement *agreement;
    struct truce_ready_version **zones; /* one a zone: one a version; NULL without geometry */
    struct truce_day *days;             /* one in each span */
    struct truce_day *bounds;           /* n_days - 1: between the spans */
    size_t n_days;
    struct truce_grounds *grounds;
};

/* The side of a line on which a party stands; ON: on neither. */
enum truce_line_hand truce_hand_of_party(const struct truce_zone *line, int party);
int truce_party_of_hand(const struct truce_zone *line, enum truce_line_hand side);

void truce_grounds_close(struct truce_grounds *grounds); /* NULL is fine */

#endif
