/*
 * Sets of zones, each kept once and known by a number.  Private to geo.
 */
#ifndef TRUCE_GEO_ZONE_SETS_H
#define TRUCE_GEO_ZONE_SETS_H

#include <stdbool.h>

#include "base/status.h"

struct truce_zone_sets_memo;

struct truce_zone_sets {
    size_t *start; /* of set i in members; n + 1 */
    uint32_t *members;
    size_t n, size_start, size_members;
    uint32_t *slots; /* open addressing; number + 1; NULL once sealed */
    size_t n_slots;
    uint32_t *scratch;
    size_t size_scratch;
    struct truce_zone_sets_memo *memo; /* answers of truce_zone_sets_mix */
    size_t limit_bytes;                /* of members */
};

/* Number 0 is the empty set, number z + 1 that of zone z alone.  Fails: TRUCE_ERR_MEMORY. */
enum truce_status truce_zone_sets_init(struct truce_zone_sets *sets, size_t n_zones, size_t limit_bytes,
                                       struct truce_err *err) TRUCE_MUST_USE;
void truce_zone_sets_fini(struct truce_zone_sets *sets); /* safe on a zeroed struct */
void truce_zone_sets_seal(struct truce_zone_sets *sets); /* frees what only mixing needs */
size_t truce_zone_sets_bytes(const struct truce_zone_sets *sets);

/* What is in one of two sets: in either (common false: in exactly one).  Fails: TRUCE_ERR_LIMIT, TRUCE_ERR_MEMORY. */
enum truce_status truce_zone_sets_mix(struct truce_zone_sets *sets, uint32_t a, uint32_t b, bool common,
                                      uint32_t *out, struct truce_err *err) TRUCE_MUST_USE;

static inline const uint32_t *truce_zone_sets_members(const struct truce_zone_sets *sets, uint32_t id,
                                                      size_t *n)
{
    *n = sets->start[id + 1] - sets->start[id];
    return sets->members + sets->start[id];
}

#endif
