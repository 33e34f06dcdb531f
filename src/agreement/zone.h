/*
 * Zones and lines of an agreement: where.
 *
 * A zone is a line, a polygon, a buffer about a line, or a front: the line of contact as a control map shows it on a day, or on the day when a
 * gate opens.  A line may have one path for each party, and any zone may have versions in time.
 */
#ifndef TRUCE_AGREEMENT_ZONE_H
#define TRUCE_AGREEMENT_ZONE_H

#include "agreement/names.h"
#include "base/day.h"
#include "geo/shape.h"

struct truce_agreement;

enum truce_zone_kind {
    TRUCE_ZONE_LINE,
    TRUCE_ZONE_POLYGON,
    TRUCE_ZONE_BUFFER,
    TRUCE_ZONE_FRONT,
};

/* One path of a line: everybody's, or that of one party. */
struct truce_path {
    int party; /* TRUCE_NONE: everybody's */
    const struct truce_lonlat *at;
    size_t n; /* >= 2 */
    struct truce_spot spot;
};

/* How wide a buffer is; in the file exactly one of each_side, total_width (half of it a side) and sides. */
struct truce_buffer_width {
    double left_m, right_m; /* of the line it is made of, whose left is a front's inside; >= 0, not both 0 */
};

/* What a zone is in a span of time. */
struct truce_zone_version {
    struct truce_day from, until;   /* civil days, half-open; TRUCE_DAY_NONE: no limit */
    const struct truce_path *paths; /* LINE and FRONT */
    size_t n_paths;
    struct truce_multipolygon area;  /* POLYGON; of a FRONT the ground held by `inside`, where it was given */
    struct truce_buffer_width width; /* BUFFER */
    struct truce_spot at;
};

struct truce_zone {
    const char *id;
    struct truce_spot at;
    enum truce_zone_kind kind;
    const struct truce_zone_version *versions; /* by time, >= 1; do not overlap */
    size_t n_versions;
    int of;                     /* BUFFER: the line, an index into the zones */
    int left, right;            /* LINE: parties on either side in the direction of travel; TRUCE_NONE */
    int inside, outside;        /* FRONT: whose held ground the map shows, and the other party; TRUCE_NONE */
    int owner, administered_by; /* parties; TRUCE_NONE */
    const char *file,
        *feature;            /* geometry from a GeoJSON file (path as written), and the feature's name; "" */
    const char *source;      /* FRONT: id of a control-map source */
    struct truce_day on_day; /* FRONT: that day, or TRUCE_DAY_NONE */
    int on_gate;             /* FRONT: the day on which this gate opens; TRUCE_NONE */
    bool
        has_geometry; /* false: it comes from elsewhere and was not given yet; a buffer has that of its line */
};

/* "line", "polygon", "buffer", "front". */
const char *truce_zone_kind_name(enum truce_zone_kind kind);

/*
 * Gives a zone that comes from elsewhere (`file`, `source`) its geometry; copied into the agreement's arena.  All versions of the zone get it.
 * The area of a front is the ground that `inside` holds: it tells on which side of the line a position lies, and may be left out.
 * Areas are valid and oriented (truce_shape_repair).
 *
 * Fails: TRUCE_ERR_SHAPE a line with fewer than two points, or a zone of another kind; TRUCE_ERR_MEMORY.
 */
enum truce_status truce_zone_set_paths(struct truce_agreement *agreement, int zone,
                                       const struct truce_path *paths, size_t n,
                                       struct truce_err *err) TRUCE_MUST_USE;
enum truce_status truce_zone_set_area(struct truce_agreement *agreement, int zone,
                                      const struct truce_multipolygon *area,
                                      struct truce_err *err) TRUCE_MUST_USE;

/* The version that holds on a day, or NULL. */
const struct truce_zone_version *truce_zone_on(const struct truce_zone *zone, struct truce_day day);

/*
 * The ground of a zone on a day: of a polygon its area, of a buffer the strip about its line on the ellipsoid (by sides).  out is initialised;
 * its content is replaced.  A strip is all ground within its width of the line, round beyond the line's ends; widths are right to 0.2 %, or to
 * 0.5 % about a line that is 1,200 km long in both directions.
 * *known is false where the geometry was not given, or no version holds; out is then empty.
 * Cost: of a buffer some milliseconds, half a second about a line of 1,500 edges.  For many questions: agreement/where.h.
 * Fails: TRUCE_ERR_SHAPE a line, which has no ground; TRUCE_ERR_MEMORY.
 */
enum truce_status truce_zone_ground(const struct truce_agreement *agreement, int zone, struct truce_day day,
                                    struct truce_multipolygon *out, bool *known,
                                    struct truce_err *err) TRUCE_MUST_USE;

#endif
