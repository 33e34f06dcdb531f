/*
 * Where norms apply: is a position within a `where`, and do two of them have ground in common?
 *
 * A `where` may depend on whose thing it is (nearer_than with a side, or a line with a path for each party) and on what it is (by_class: the distance
 * of the deepest class listed that is the thing's class or above it; a class without entry is not bound).
 *
 * `side: own` is the ground on the side of the line where the actor stands (`left`, `right`; `inside`, `outside` of a front), within the distance
 * of the actor's own path; `other` that on the other side, within the distance of the other party's path; `both` that within the distance of any
 * path.  An actor that stands on no side has no own and no other side.
 */
#ifndef TRUCE_AGREEMENT_WHERE_H
#define TRUCE_AGREEMENT_WHERE_H

#include "agreement/agreement.h"

enum truce_belongs {
    TRUCE_BELONGS_NO,
    TRUCE_BELONGS_YES,
    TRUCE_BELONGS_UNKNOWN, /* a zone comes from elsewhere and its geometry was not given */
};

/* The zones of an agreement made ready, all versions of them.  Borrows the agreement.  Asking about positions is thread-safe, asking for common
 * ground is not: what is made for an answer is kept for the next.
 * Owns: caller closes.  Fails: TRUCE_ERR_MEMORY; TRUCE_ERR_SHAPE a line with fewer than two distinct points.  Cost: O(points). */
struct truce_geography;
enum truce_status truce_geography_open(const struct truce_agreement *agreement, struct truce_geography **out,
                                       struct truce_err *err) TRUCE_MUST_USE;
void truce_geography_close(struct truce_geography *geography); /* NULL is fine */

/*
 * Is a position in a zone (a polygon, a buffer) on a day?  The edge belongs to it.  No for a line, and where no version holds.
 */
enum truce_belongs truce_zone_holds(const struct truce_geography *geography, int zone, struct truce_lonlat p,
                                    struct truce_day day);

/*
 * Is a position within a `where`, for something of a class that is an actor's?
 * actor   a party; TRUCE_NONE: nobody knows whose: then `own` and `other` are unknown where one of them holds.
 * of_class  TRUCE_NONE: no class; by_class then binds nothing.
 */
enum truce_belongs truce_where_holds(const struct truce_geography *geography, const struct truce_where *where,
                                     int actor, int of_class, struct truce_lonlat p, struct truce_day day);

/* Metres from a position to a line or front as it counts for a party (TRUCE_NONE: to the nearest of its paths), on a day; INFINITY beyond limit_m;
 * NaN where its geometry is not known or no version holds. */
double truce_zone_distance_m(const struct truce_geography *geography, int line, int party,
                             struct truce_lonlat p, struct truce_day day, double limit_m);

/* The distance that a nearer_than sets for a class; NaN where it sets none.  The entry (may be NULL) is where it stands. */
double truce_where_distance_m(const struct truce_agreement *agreement, const struct truce_where *where,
                              int of_class);

/* Days, ascending, between which the zones' versions do not change: one in each such span; at least one. */
const struct truce_day *truce_geography_days(const struct truce_geography *geography, size_t *n);

/* The same span's end (exclusive) and begin; TRUCE_DAY_NONE: no limit. */
void truce_geography_span(const struct truce_geography *geography, size_t i, struct truce_day *from,
                          struct truce_day *until);

/* A `where` for somebody's thing of a class. */
struct truce_place_of {
    const struct truce_where *where;
    int actor, class_;
};

struct truce_common_ground {
    enum truce_belongs meets;    /* UNKNOWN: no known ground is in common, but not all is known */
    bool a_covers_b, b_covers_a; /* all of the other's ground is within it; only where all is known */
    bool bounded;                /* false: both are anywhere */
    double area_m2;              /* of the ground in common, where bounded and met */
    struct truce_lonlat
        example; /* a position inside of it, where bounded and met; as printed with 5 decimals */
};

/*
 * The ground that two places have in common on a day.  Grounds that only touch, or share less than a hair (a strip narrower than 10 m, or than
 * a tenth of the smaller ground's width), do not meet.
 * Fails: TRUCE_ERR_SHAPE, TRUCE_ERR_MEMORY.  Cost: the first time that of an overlay, then O(1).
 */
enum truce_status truce_where_meet(struct truce_geography *geography, const struct truce_place_of *a,
                                   const struct truce_place_of *b, struct truce_day day,
                                   struct truce_common_ground *out, struct truce_err *err) TRUCE_MUST_USE;

/*
 * The ground of a place on a day; borrowed until the geography is asked again.  *out is NULL for what has no bound.
 * *known is false where geometry was not given: the ground is then only a part.  As _meet otherwise.
 */
enum truce_status truce_where_ground(struct truce_geography *geography, const struct truce_place_of *place,
                                     struct truce_day day, const struct truce_multipolygon **out, bool *known,
                                     struct truce_err *err) TRUCE_MUST_USE;

/* The same for two zones as such. */
enum truce_status truce_zones_meet(struct truce_geography *geography, int a, int b, struct truce_day day,
                                   struct truce_common_ground *out, struct truce_err *err) TRUCE_MUST_USE;

#endif
