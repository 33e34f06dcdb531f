/*
 * The forms of uncertain places one by one.  Private to geo: geo/uncertain.c checks first.
 */
#ifndef TRUCE_GEO_UNCERTAIN_FORMS_H
#define TRUCE_GEO_UNCERTAIN_FORMS_H

#include "geo/uncertain.h"

double truce_uncertain_normal(struct truce_lonlat at, double major_m, double minor_m, double azimuth_deg,
                              const struct truce_multipolygon *zone);
double truce_uncertain_band(const struct truce_uncertain *place, const struct truce_multipolygon *zone);
enum truce_status truce_uncertain_line(const struct truce_uncertain *place,
                                       const struct truce_multipolygon *zone, double *out,
                                       struct truce_err *err) TRUCE_MUST_USE;

/* Is p in the zone or on its boundary?  Exact.  Cost: O(n). */
bool truce_uncertain_holds(const struct truce_multipolygon *zone, struct truce_lonlat p);

/* How far a normal distribution is followed, in standard deviations: beyond are 1e-18 of it. */
#define TRUCE_UNCERTAIN_SIGMAS 9.0

#endif
