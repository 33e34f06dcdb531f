/*
 * An uncertain place, and the chance that it lies in a zone.
 *
 * Terms follow RFC 7459.  Distances and directions from a place are geodesic: normal distributions and arc bands are defined in the azimuthal
 * equidistant plane about their estimate or observer.
 */
#ifndef TRUCE_GEO_UNCERTAIN_H
#define TRUCE_GEO_UNCERTAIN_H

#include "geo/line.h"
#include "geo/shape.h"

enum truce_uncertain_form {
    TRUCE_UNCERTAIN_POINT,   /* at, exactly */
    TRUCE_UNCERTAIN_ELLIPSE, /* normal about at */
    TRUCE_UNCERTAIN_CIRCLE, /* normal about at, the same in all directions; within radius_m with that confidence */
    TRUCE_UNCERTAIN_AREA, /* anywhere in a shape, alike for each square metre */
    TRUCE_UNCERTAIN_BAND, /* in a direction and at a distance from an observer: "4 to 6 km south-south-east" */
    TRUCE_UNCERTAIN_LINE, /* anywhere along a line, alike for each metre */
};

/* How distance is spread over a band's interval. */
enum truce_uncertain_range {
    TRUCE_RANGE_BY_DISTANCE, /* alike for each metre of distance: the distance was judged.  The default */
    TRUCE_RANGE_BY_AREA,     /* alike for each square metre of ground: denser in distance the farther out */
};

/* Fields of other forms than the one given are not looked at. */
struct truce_uncertain {
    enum truce_uncertain_form form;
    struct truce_lonlat at; /* estimate; observer of a band */
    struct {
        double major_m, minor_m; /* standard deviations; major >= minor > 0, major <= 200 km */
        double azimuth_deg;      /* of the major axis, clockwise from north */
    } sigma;
    struct {
        double radius_m, confidence; /* > 0; in (0, 1) */
    } circle;
    const struct truce_multipolygon *area; /* oriented, valid; borrowed */
    struct {
        double bearing_deg,
            bearing_sd_deg; /* clockwise from north; normal, cut off where it meets itself behind the observer; sd > 0 */
        double min_m, max_m; /* 0 <= min < max <= 2,000 km */
        enum truce_uncertain_range range;
    } band;
    const struct truce_lonlat *line; /* borrowed */
    size_t n_line;                   /* >= 2 positions, not all the same */
};

/*
 * The chance that the place lies in a zone; its boundary counts as in.
 *
 * zone   oriented, valid (truce_multipolygon_orient, truce_shape_repair).
 * *out   in [0, 1].  Untouched on failure.
 *
 * Error, absolute:
 *   POINT    none.
 *   ELLIPSE, CIRCLE  below 1e-5: the sum is exact (Owen's T, 1e-15 an edge); edges are followed to 1e-5 of the smaller standard deviation.
 *   AREA     as areas, about 1e-9 (geo/area.h).
 *   BAND     below 2e-5: each bearing's share of the interval is exact, bearings by Gauss and Legendre to 1e-8; edges are followed to 1e-5 of the smaller of
 *            the interval and the standard deviation across at its far end.
 *   LINE     below 1e-6 for edges up to 100 km.
 * Fails:  TRUCE_ERR_RANGE a field outside of its limits, or a distribution that reaches within a degree of a pole; TRUCE_ERR_SHAPE an area or a line without
 *         extent; TRUCE_ERR_MEMORY.
 * Cost:   O(edges of the zone), a few nanoseconds each; some microseconds for an edge within nine standard deviations.  Thread-safe.
 * Source: the sum over edges: A. R. DiDonato and R. K. Hageman, NSWC TR 80-166 (1980), DTIC ADA102466, there by other functions; derivation in
 *         geo/uncertain.c.
 */
enum truce_status truce_uncertain_in_zone(const struct truce_uncertain *place,
                                          const struct truce_multipolygon *zone, double *out,
                                          struct truce_err *err) TRUCE_MUST_USE;

/* The chance that it lies within left_m of a line on its left or within right_m on its right: in the line's strip.  For one side the other width
 * is 0.  Fails and errs as above and as truce_line_strip, whose round corners are up to 0.12 % of the width short. */
enum truce_status truce_uncertain_near_line(const struct truce_uncertain *place,
                                            const struct truce_line *line, double left_m, double right_m,
                                            double *out, struct truce_err *err) TRUCE_MUST_USE;

/* Standard deviation of a circular normal distribution that lies within radius_m with that confidence: radius / sqrt(-2 ln(1 - confidence)). */
double truce_uncertain_sigma_m(double radius_m, double confidence);

#endif
