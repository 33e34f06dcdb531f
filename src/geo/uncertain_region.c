/*
 * The region that holds an uncertain place with some chance, for maps.
 *
 * Corners are geodesic: so far from the estimate, or the observer, in their direction.
 */
#include <geodesic.h>
#include <math.h>

#include "geo/uncertain.h"

#define PI           3.14159265358979323846
#define SEMI_MAJOR_M 6378137.0 /* WGS 84 */
#define FLATTENING   (1 / 298.257223563)

enum { CORNERS = 72 }; /* of an ellipse: chords of 5 degrees */

static struct truce_lonlat corner(const struct geod_geodesic *earth, struct truce_lonlat from,
                                  double azimuth_deg, double distance_m)
{
    struct truce_lonlat to;
    double back;
    geod_direct(earth, from.lat_deg, from.lon_deg, azimuth_deg, distance_m, &to.lat_deg, &to.lon_deg, &back);
    return to;
}

static enum truce_status ellipse(const struct geod_geodesic *earth, struct truce_lonlat at, double major_m,
                                 double minor_m, double azimuth_deg, struct truce_multipolygon *out,
                                 struct truce_err *err)
{
    struct truce_lonlat ring[CORNERS];
    for (int i = 0; i < CORNERS; i++) {
        double angle = -2 * PI * i / CORNERS, along = major_m * cos(angle), across = minor_m * sin(angle);
        ring[i] = corner(earth, at, azimuth_deg + atan2(across, along) * 180 / PI, hypot(along, across));
    }
    return truce_multipolygon_add_ring(out, ring, CORNERS, false, err);
}

static enum truce_status band(const struct geod_geodesic *earth, const struct truce_uncertain *place,
                              double half_deg, struct truce_multipolygon *out, struct truce_err *err)
{
    struct truce_lonlat ring[2 * CORNERS];
    size_t n = 0;
    half_deg = fmin(half_deg, 179.5);
    for (int i = 0; i < CORNERS; i++)
        ring[n++] =
            corner(earth, place->at, place->band.bearing_deg - half_deg + 2 * half_deg * i / (CORNERS - 1),
                   place->band.max_m);
    for (int i = CORNERS - 1; i >= 0 && place->band.min_m > 0; i--)
        ring[n++] =
            corner(earth, place->at, place->band.bearing_deg - half_deg + 2 * half_deg * i / (CORNERS - 1),
                   place->band.min_m);
    if (!(place->band.min_m > 0))
        ring[n++] = place->at;
    return truce_multipolygon_add_ring(out, ring, n, false, err);
}

enum truce_status truce_uncertain_region(const struct truce_uncertain *place, double confidence,
                                         struct truce_multipolygon *out, struct truce_err *err)
{
    struct geod_geodesic earth;
    double factor = sqrt(-2 * log1p(-confidence)), sigma_m;
    enum truce_status status = TRUCE_OK;

    if (!(confidence > 0 && confidence < 1))
        return truce_fail(err, TRUCE_ERR_RANGE, "a confidence of %.17g is not between 0 and 1", confidence);
    geod_init(&earth, SEMI_MAJOR_M, FLATTENING);
    truce_multipolygon_clear(out);
    switch (place->form) {
    case TRUCE_UNCERTAIN_ELLIPSE:
        status = ellipse(&earth, place->at, factor * place->sigma.major_m, factor * place->sigma.minor_m,
                         place->sigma.azimuth_deg, out, err);
        break;
    case TRUCE_UNCERTAIN_CIRCLE:
        sigma_m = truce_uncertain_sigma_m(place->circle.radius_m, place->circle.confidence);
        status = ellipse(&earth, place->at, factor * sigma_m, factor * sigma_m, 0, out, err);
        break;
    case TRUCE_UNCERTAIN_BAND: /* two-sided normal quantile by that of the half-normal: erf(z / sqrt 2) = confidence */
    {
        double low = 0, high = 10;
        for (int i = 0; i < 60; i++)
            *(erf((low + high) / 2 / sqrt(2)) < confidence ? &low : &high) = (low + high) / 2;
        status = band(&earth, place, low * place->band.bearing_sd_deg, out, err);
        break;
    }
    case TRUCE_UNCERTAIN_AREA:
        status = truce_multipolygon_copy(out, place->area, err);
        break;
    case TRUCE_UNCERTAIN_POINT:
    case TRUCE_UNCERTAIN_LINE:
        break;
    }
    truce_multipolygon_orient(out);
    return status;
}
