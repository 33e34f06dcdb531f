/*
 * Uncertain places: where something was, as observers say it, and the chance that it lies in a zone.
 *
 * Source of the terms: RFC 7459 (uncertainty and confidence of locations).
 */
#ifndef TRUCE_GEO_UNCERTAIN_H
#define TRUCE_GEO_UNCERTAIN_H

#include "geo/shape.h"

enum truce_place_form {
    TRUCE_PLACE_POINT,    /* exact */
    TRUCE_PLACE_ELLIPSE,  /* normal about `at`; a circle where both sigmas are equal */
    TRUCE_PLACE_AREA,     /* uniform by square metre in `area`, such as a district */
    TRUCE_PLACE_ARC_BAND, /* heard or seen from `at`: a bearing and a range */
    TRUCE_PLACE_LINE,     /* uniform by metre along a line, such as a section of a road */
};

struct truce_uncertain_place {
    enum truce_place_form form;
    struct truce_lonlat
        at; /* POINT, ELLIPSE: the estimate; ARC_BAND: the observer; AREA, LINE: a position in it, for maps */

    /* ELLIPSE: one standard deviation along each axis, metres, major >= minor > 0; of the major axis, degrees from north */
    double sigma_major_m, sigma_minor_m, azimuth_deg;

    /* ARC_BAND: normal about the bearing, cut at 180 degrees; uniform in the range [min, max], metres, 0 <= min < max */
    double bearing_deg, bearing_sd_deg, range_min_m, range_max_m;

    const struct truce_multipolygon *area; /* AREA; borrowed */
    const struct truce_lonlat *path;       /* LINE; borrowed */
    size_t n_path;                         /* >= 2 */
};

/* The standard deviation of a circular normal that lies within radius_m with this chance: radius / sqrt(-2 ln(1 - confidence)).
 * confidence in (0, 1). */
double truce_uncertain_sigma_m(double radius_m, double confidence);

/*
 * The chance that the place lies in the zone, [0, 1].  A POINT on the edge belongs to the zone.
 *
 * zone   valid and oriented; may be empty: 0.
 * Fails: TRUCE_ERR_RANGE a field out of the ranges above; TRUCE_ERR_MEMORY.
 */
enum truce_status truce_uncertain_within(const struct truce_uncertain_place *place,
                                         const struct truce_multipolygon *zone, double *chance,
                                         struct truce_err *err) TRUCE_MUST_USE;

#endif
