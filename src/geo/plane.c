/*
 * Conformal planes on WGS 84.
 *
 * A transverse Mercator plane has scale 1 along its meridian and 1 + x^2 / 2R^2 at x metres from it; a conic or Mercator plane has scale 1 along its
 * parallel, and 1 + y^2 / 2R^2 (for Mercator y tan(lat) / R more) at y metres from it.  A line that runs north is best drawn in the first, one
 * that runs east in the second.
 *
 * Not by PROJ: making its first projection costs 8 ms, opening a data base of which nothing is needed.  The tests compare with it.
 *
 * Source: transverse Mercator: C. F. F. Karney, J. Geodesy 85 (2011), doi:10.1007/s00190-011-0445-3, equations 7 to 36, series to the
 * fourth order, right to 1e-6 m.  The others: J. P. Snyder, Map Projections - A Working Manual (1987), 44 and 107, with Karney's conformal latitude.
 */
#include "geo/plane.h"

#include <math.h>
#include <stdlib.h>

#include "geo/grid.h"

#define WGS84_A 6378137.0
#define WGS84_F (1.0 / 298.257223563)
#define ORDER   4
#define CONIC_MIN_DEG                                                                                        \
    1.0 /* nearer to the equator a cone is nearly a cylinder, with its apex so far away that digits are lost */

static const double RAD = 0.017453292519943295769;
static const double E2 = WGS84_F * (2.0 - WGS84_F);

enum shape {
    TRANSVERSE,
    CONIC,
    MERCATOR,
};

struct truce_plane {
    enum shape shape;
    struct truce_lonlat middle;
    double alpha[ORDER + 1], beta[ORDER + 1]; /* TRANSVERSE; [0] is not used */
    double radius_m;     /* TRANSVERSE: of the rectifying sphere; MERCATOR: of the parallel */
    double xi0;          /* TRANSVERSE: of the middle */
    double psi0;         /* CONIC, MERCATOR: isometric latitude of the parallel */
    double cone, rho0_m; /* CONIC: its constant, and the parallel's distance from the apex */
    double slope;        /* MERCATOR: of the scale with y at the parallel */
};

static double scale_error(double d_m, double slope)
{
    double share = d_m / WGS84_A;
    return 0.5 * share * share + fabs(share) * slope;
}

/* tan of the conformal latitude by that of the latitude */
static double conformal(double tau)
{
    double e = sqrt(E2), secant = hypot(1, tau), sigma = sinh(e * atanh(e * tau / secant));
    return tau * hypot(1, sigma) - sigma * secant;
}

/* and back: Newton, Karney's equations 19 to 21 */
static double from_conformal(double tau_c)
{
    double tau = tau_c / (1 - E2);
    for (int i = 0; i < 5; i++) {
        double now = conformal(tau);
        double step = (tau_c - now) / hypot(1, now) * (1 + (1 - E2) * tau * tau) / ((1 - E2) * hypot(1, tau));
        tau += step;
        if (fabs(step) <= 1e-15 * fmax(1, fabs(tau)))
            break;
    }
    return tau;
}

static double isometric(double lat_deg)
{
    return asinh(conformal(tan(lat_deg * RAD)));
}

static double lat_of_isometric(double psi)
{
    return atan(from_conformal(sinh(psi))) / RAD;
}

/* (xi, eta) + sign x sum of c_j (sin 2j xi cosh 2j eta, cos 2j xi sinh 2j eta) */
static void series(const double *c, double sign, double *xi, double *eta)
{
    double x = *xi, y = *eta;
    for (int j = 1; j <= ORDER; j++) {
        *xi += sign * c[j] * sin(2 * j * x) * cosh(2 * j * y);
        *eta += sign * c[j] * cos(2 * j * x) * sinh(2 * j * y);
    }
}

static struct truce_lonlat transverse_to(const struct truce_plane *plane, double lon_rad, double lat_deg)
{
    double tau = conformal(tan(lat_deg * RAD));
    double xi = atan2(tau, cos(lon_rad)), eta = asinh(sin(lon_rad) / hypot(tau, cos(lon_rad)));
    series(plane->alpha, 1, &xi, &eta);
    return (struct truce_lonlat){plane->radius_m * eta, plane->radius_m * (xi - plane->xi0)};
}

static struct truce_lonlat transverse_from(const struct truce_plane *plane, struct truce_lonlat xy)
{
    double xi = xy.lat_deg / plane->radius_m + plane->xi0, eta = xy.lon_deg / plane->radius_m;
    series(plane->beta, -1, &xi, &eta);
    double tau = from_conformal(sin(xi) / hypot(sinh(eta), cos(xi)));
    return (struct truce_lonlat){plane->middle.lon_deg + atan2(sinh(eta), cos(xi)) / RAD, atan(tau) / RAD};
}

static void open_transverse(struct truce_plane *plane)
{
    const double n = WGS84_F / (2 - WGS84_F), n2 = n * n, n3 = n2 * n, n4 = n2 * n2;

    plane->radius_m = WGS84_A / (1 + n) * (1 + n2 / 4 + n4 / 64);
    plane->alpha[1] = n / 2 - n2 * 2 / 3 + n3 * 5 / 16 + n4 * 41 / 180;
    plane->alpha[2] = n2 * 13 / 48 - n3 * 3 / 5 + n4 * 557 / 1440;
    plane->alpha[3] = n3 * 61 / 240 - n4 * 103 / 140;
    plane->alpha[4] = n4 * 49561 / 161280;
    plane->beta[1] = n / 2 - n2 * 2 / 3 + n3 * 37 / 96 - n4 / 360;
    plane->beta[2] = n2 / 48 + n3 / 15 - n4 * 437 / 1440;
    plane->beta[3] = n3 * 17 / 480 - n4 * 37 / 840;
    plane->beta[4] = n4 * 4397 / 161280;
    plane->xi0 = 0;
    plane->xi0 = transverse_to(plane, 0, plane->middle.lat_deg).lat_deg / plane->radius_m;
}

static void open_parallel(struct truce_plane *plane)
{
    double lat = plane->middle.lat_deg * RAD, s = sin(lat);
    double normal_m = WGS84_A / sqrt(1 - E2 * s * s);

    plane->psi0 = isometric(plane->middle.lat_deg);
    if (fabs(plane->middle.lat_deg) >= CONIC_MIN_DEG) {
        plane->shape = CONIC;
        plane->cone = s;
        plane->rho0_m = normal_m / tan(lat);
    } else {
        plane->shape = MERCATOR;
        plane->radius_m = normal_m * cos(lat);
        plane->slope = fabs(tan(lat));
    }
}

enum truce_status truce_plane_open(struct truce_box box, enum truce_plane_kind kind, struct truce_plane **out,
                                   struct truce_err *err)
{
    struct truce_plane *plane = calloc(1, sizeof *plane);

    if (plane == NULL)
        return truce_fail(err, TRUCE_ERR_MEMORY, "no memory for a plane");
    plane->middle = (struct truce_lonlat){0.5 * (box.min.lon_deg + box.max.lon_deg),
                                          0.5 * (box.min.lat_deg + box.max.lat_deg)};
    struct truce_metre m = truce_metre_at(plane->middle.lat_deg);
    double half_x = 0.5 * (box.max.lon_deg - box.min.lon_deg) * m.east,
           half_y = 0.5 * (box.max.lat_deg - box.min.lat_deg) * m.north;
    open_parallel(plane);
    if (kind == TRUCE_PLANE_MERIDIAN || scale_error(half_x, 0) <= scale_error(half_y, plane->slope)) {
        plane->shape = TRANSVERSE;
        open_transverse(plane);
    }
    *out = plane;
    return TRUCE_OK;
}

void truce_plane_close(struct truce_plane *plane)
{
    free(plane);
}

struct truce_lonlat truce_plane_to(const struct truce_plane *plane, struct truce_lonlat p)
{
    double lon = (p.lon_deg - plane->middle.lon_deg) * RAD;

    if (plane->shape == TRANSVERSE)
        return transverse_to(plane, lon, p.lat_deg);
    double up = isometric(p.lat_deg) - plane->psi0;
    if (plane->shape == MERCATOR)
        return (struct truce_lonlat){plane->radius_m * lon, plane->radius_m * up};
    /* rho0 - rho cos(angle), without loss of digits where the cone is flat */
    double angle = plane->cone * lon, shorter = -plane->rho0_m * expm1(-plane->cone * up);
    double rho = plane->rho0_m - shorter, half_sine = sin(0.5 * angle);
    return (struct truce_lonlat){rho * sin(angle), shorter + 2 * rho * half_sine * half_sine};
}

struct truce_lonlat truce_plane_from(const struct truce_plane *plane, struct truce_lonlat xy)
{
    if (plane->shape == TRANSVERSE)
        return transverse_from(plane, xy);
    double lon, up;
    if (plane->shape == MERCATOR) {
        lon = xy.lon_deg / plane->radius_m;
        up = xy.lat_deg / plane->radius_m;
    } else { /* the apex may lie in the north or in the south: signs of cone and rho0 agree */
        double sign = plane->cone > 0 ? 1 : -1, down = plane->rho0_m - xy.lat_deg;
        double rho = sign * hypot(xy.lon_deg, down);
        lon = atan2(sign * xy.lon_deg, sign * down) / plane->cone;
        up = -log(rho / plane->rho0_m) / plane->cone;
    }
    return (struct truce_lonlat){plane->middle.lon_deg + lon / RAD, lat_of_isometric(plane->psi0 + up)};
}

double truce_plane_scale_error(const struct truce_plane *plane, struct truce_lonlat xy)
{
    if (plane->shape == TRANSVERSE)
        return scale_error(xy.lon_deg, 0);
    if (plane->shape == MERCATOR)
        return scale_error(xy.lat_deg, plane->slope);
    /* parallels are circles about the apex */
    return scale_error(hypot(xy.lon_deg, plane->rho0_m - xy.lat_deg) - fabs(plane->rho0_m), 0);
}
