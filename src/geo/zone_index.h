/*
 * Many positions against many zones: in which of them does each lie?
 *
 * A zone is a multipolygon, with or without a time in which it is valid.  A position is inside a zone, outside of it, or exactly on its boundary;
 * that is decided without rounding (geo/orientation.h), with edges straight in longitude and latitude (geo/shape.h), as GEOS does.  Only differences of
 * coordinates below 1e-140 other than 0 are beyond that.
 *
 * Zones that hold a position are a set, and there are few different sets: the index numbers them, so that a batch of positions costs one number
 * each.  Time is no part of it: numbers say where a position lies; truce_zone_index_at and _list then leave out zones that are not valid.
 */
#ifndef TRUCE_GEO_ZONE_INDEX_H
#define TRUCE_GEO_ZONE_INDEX_H

#include "base/day.h"
#include "geo/orientation.h"

struct truce_zone_shape {
    const struct truce_multipolygon *shape; /* borrowed until the index is open; empty: holds nothing */
    struct truce_instant from, until;       /* valid in [from, until); INT64_MIN and INT64_MAX: always */
};

struct truce_zone_index;

/*
 * zones        n >= 0; numbers of zones are their places here.  Shapes should be valid (geo/overlay.h, truce_shape_check); of others, a position is
 *              inside where a ray from it crosses edges an odd number of times.  Coordinates may be of any plane, up to 1e100.
 * limit_bytes  ceiling of memory, that of building included, but for tables of 4 MiB; 0: TRUCE_ZONE_INDEX_BYTES.
 * out          Owns: caller closes.
 *
 * Fails:  TRUCE_ERR_RANGE a coordinate that is not finite or too large (err->at = the zone); TRUCE_ERR_LIMIT; TRUCE_ERR_MEMORY.
 * Cost:   near linear.  An index holds about 150 bytes a vertex and 1 MiB, building about as much again (docs/decisions/0018).
 */
#define TRUCE_ZONE_INDEX_BYTES ((size_t)1 << 30)
enum truce_status truce_zone_index_open(const struct truce_zone_shape *zones, size_t n, size_t limit_bytes,
                                        struct truce_zone_index **out, struct truce_err *err) TRUCE_MUST_USE;
void truce_zone_index_close(struct truce_zone_index *index); /* NULL is fine */

/* Bytes that an open index holds. */
size_t truce_zone_index_bytes(const struct truce_zone_index *index);

struct truce_zone_hit {
    uint32_t zone;
    enum truce_side side; /* inside or boundary */
};

/*
 * The zones in which p lies or on whose boundary it is, ascending.
 *
 * p     a position that is no number lies in no zone.
 * at    NULL: whenever they are valid; else only zones valid at that instant.
 * hits  room for `size` of them; as many as fit are written.
 * Returns how many there are.  Cost: 50 ns and up.  Thread-safe, as all questions to an open index are.
 */
size_t truce_zone_index_at(const struct truce_zone_index *index, struct truce_lonlat p,
                           const struct truce_instant *at, struct truce_zone_hit *hits, size_t size);

/* The same of many positions: those of position i are hits[start[i]] up to hits[start[i + 1]]. */
struct truce_zone_list {
    size_t *start; /* n + 1 */
    struct truce_zone_hit *hits;
    size_t n, size_start, size_hits;
};
void truce_zone_list_init(struct truce_zone_list *list);
void truce_zone_list_fini(struct truce_zone_list *list);

/* times  NULL, or an instant for each position.
 * out    initialised; its content is replaced.  Fails: TRUCE_ERR_MEMORY. */
enum truce_status truce_zone_index_list(const struct truce_zone_index *index,
                                        const struct truce_lonlat *points, const struct truce_instant *times,
                                        size_t n, struct truce_zone_list *out,
                                        struct truce_err *err) TRUCE_MUST_USE;

/*
 * The number of the set of zones in which each position lies.  0 is the empty set.  TRUCE_ZONE_SET_ASK: the position is on a boundary, or edges
 * crowd so much about it that no table was made: ask truce_zone_index_at.  Validity is not looked at.
 *
 * ids   room for n.  Cost: about 5 ns a position.  No allocation.
 */
#define TRUCE_ZONE_SET_ASK UINT32_MAX
void truce_zone_index_sets(const struct truce_zone_index *index, const struct truce_lonlat *points, size_t n,
                           uint32_t *ids);

/* The zones of a set, ascending; borrowed.  id is not TRUCE_ZONE_SET_ASK. */
const uint32_t *truce_zone_index_set(const struct truce_zone_index *index, uint32_t id, size_t *n);

/* Is zone number `zone` valid at that instant? */
bool truce_zone_index_valid(const struct truce_zone_index *index, uint32_t zone, struct truce_instant at);

#endif
