/*
 * Areas by a line integral.
 *
 * Idea: on an ellipsoid of revolution the area between the equator and latitude phi is A(phi) a radian of longitude,
 *     A(phi) = b^2/2 [ s / (1 - e^2 s^2) + artanh(e s) / e ],   s = sin phi,
 * so a region's area is the integral of A along its edge, against longitude.  Along the straight chord between two
 * positions the trapezium rule with its first Euler-Maclaurin term is exact to the fourth power of the edge.  The
 * geodesic bulges from the chord by phi'' (lambda - lambda_1)(lambda_2 - lambda) / 2 to leading order, where the geodesic
 * equation for the metric M^2 dphi^2 + r^2 dlambda^2 gives
 *     phi'' = -(r/M) sin phi - (2 M sin phi / r + M'/M) phi'^2,
 * which adds -A'(phi) phi'' (lambda_2 - lambda_1)^3 / 12.  Both remainders shrink with the square of the edge against the earth's
 * radius; edges over LONG_EDGE_RAD go to PROJ.
 *
 * Sources: authalic function: J. P. Snyder, USGS Professional Paper 1395 (1987), eq. 3-12; geodesic equation: any text on
 * surfaces of revolution, e.g. M. do Carmo, section 4-4; PROJ: C. F. F. Karney, doi:10.1007/s00190-012-0578-z.
 */
#include "geo/area.h"

#include <geodesic.h>
#include <math.h>

#define WGS84_A 6378137.0
#define WGS84_F (1.0 / 298.257223563)

static const double RAD = 0.017453292519943295769;
static const double E2 = WGS84_F * (2.0 - WGS84_F);
static const double B2 = WGS84_A * WGS84_A * (1.0 - WGS84_F) * (1.0 - WGS84_F);

/* about 10 km: the bulge formula is then right to 3e-6 of a bulge of 15,000 m2 */
#define LONG_EDGE_RAD 0.0015
#define POLE_LAT_DEG  85.0 /* nearer to a pole the curvature of parallels makes the series slow: PROJ */

/* A position and what the integral needs of it. */
struct station {
    double lon_rad, lat_rad;
    double sin_lat, cos_lat;
    double area;  /* A, square metres a radian */
    double slope; /* A' = M r */
    double pull;  /* (r/M) sin phi */
    double turn;  /* 2 M sin phi / r + M'/M */
};

static void complete(struct station *s)
{
    double x = E2 * s->sin_lat * s->sin_lat; /* <= 0.0067: eight terms of the series reach 1e-19 */
    double w2 = 1.0 - x;
    double inverse = 1.0 / (s->cos_lat * w2); /* the only division */
    double w = s->cos_lat * inverse;
    double artanh =
        1 +
        x * (1 / 3. + x * (1 / 5. + x * (1 / 7. + x * (1 / 9. + x * (1 / 11. + x * (1 / 13. + x / 15.))))));
    s->area = 0.5 * B2 * s->sin_lat * (w + artanh);
    s->slope = B2 * s->cos_lat * w * w;
    s->pull = s->cos_lat * w2 * s->sin_lat / (1.0 - E2);
    s->turn = s->sin_lat * (2.0 * (1.0 - E2) * inverse + 3.0 * E2 * s->cos_lat * w);
}

static struct station station_at(struct truce_lonlat p)
{
    struct station s;
    s.lon_rad = p.lon_deg * RAD;
    s.lat_rad = p.lat_deg * RAD;
    s.sin_lat = sin(s.lat_rad);
    s.cos_lat = cos(s.lat_rad);
    complete(&s);
    return s;
}

/* The next station, a short way on: its sine and cosine by addition theorems and series to 1e-20.  Rounding grows by a unit a step, so a walk
 * starts afresh every WALK_STEPS. */
#define WALK_STEPS 32

static struct station station_after(const struct station *from, struct truce_lonlat p)
{
    struct station s;
    s.lon_rad = p.lon_deg * RAD;
    s.lat_rad = p.lat_deg * RAD;
    double d = s.lat_rad - from->lat_rad, d2 = d * d;
    double sin_d = d * (1.0 - d2 * (1 / 6. - d2 / 120.)), versine = d2 * (0.5 - d2 * (1 / 24. - d2 / 720.));
    s.sin_lat = from->sin_lat + (from->cos_lat * sin_d - from->sin_lat * versine);
    s.cos_lat = from->cos_lat - (from->sin_lat * sin_d + from->cos_lat * versine);
    complete(&s);
    return s;
}

/* integral of A along the geodesic from p to q, eastward positive */
static double short_edge(const struct station *p, const struct station *q)
{
    double dlon = q->lon_rad - p->lon_rad;
    double dlat = q->lat_rad - p->lat_rad;
    double chord = 0.5 * (p->area + q->area) - dlat * (1 / 12.) * (q->slope - p->slope);
    /* the bend at the middle as the mean of both ends: right to the square of the edge */
    double bend = (p->pull + q->pull) * dlon * dlon + (p->turn + q->turn) * dlat * dlat;
    return dlon * (chord + (p->slope + q->slope) * bend * (1 / 48.));
}

static double long_edge(struct truce_lonlat a, struct truce_lonlat b)
{
    struct geod_geodesic geoid;
    double area_under = 0;
    geod_init(&geoid, WGS84_A, WGS84_F);
    geod_geninverse(&geoid, a.lat_deg, a.lon_deg, b.lat_deg, b.lon_deg, NULL, NULL, NULL, NULL, NULL, NULL,
                    &area_under);
    return area_under;
}

static double edge(struct truce_lonlat a, struct truce_lonlat b, const struct station *p,
                   const struct station *q)
{
    if (fabs(q->lon_rad - p->lon_rad) > LONG_EDGE_RAD || fabs(q->lat_rad - p->lat_rad) > LONG_EDGE_RAD ||
        fabs(a.lat_deg) > POLE_LAT_DEG)
        return long_edge(a, b);
    return short_edge(p, q);
}

double truce_area_edge_m2(struct truce_lonlat a, struct truce_lonlat b)
{
    struct station p = station_at(a), q = station_at(b);
    return -edge(a, b, &p, &q);
}

static double ring_area(const struct truce_lonlat *points, size_t n)
{
    struct station first = station_at(points[0]), p = first;
    double sum = 0;

    for (size_t i = 1; i < n; i++) {
        bool near =
            i % WALK_STEPS != 0 && fabs(points[i].lat_deg - points[i - 1].lat_deg) * RAD < LONG_EDGE_RAD;
        struct station q = near ? station_after(&p, points[i]) : station_at(points[i]);
        sum -= edge(points[i - 1], points[i], &p, &q);
        p = q;
    }
    return sum - edge(points[n - 1], points[0], &p, &first);
}

double truce_area_m2(const struct truce_multipolygon *shape)
{
    double sum = 0;
    for (size_t r = 0; r < shape->n_rings; r++)
        sum += ring_area(shape->points + shape->rings[r].first, shape->rings[r].n);
    return fabs(sum);
}

double truce_area_exact_m2(const struct truce_multipolygon *shape)
{
    struct geod_geodesic geoid;
    double sum = 0;

    geod_init(&geoid, WGS84_A, WGS84_F);
    for (size_t r = 0; r < shape->n_rings; r++) {
        struct geod_polygon polygon;
        double area = 0;
        geod_polygon_init(&polygon, 0);
        for (size_t i = 0; i < shape->rings[r].n; i++) {
            struct truce_lonlat p = shape->points[shape->rings[r].first + i];
            geod_polygon_addpoint(&geoid, &polygon, p.lat_deg, p.lon_deg);
        }
        geod_polygon_compute(&geoid, &polygon, 0, 1, &area, NULL);
        sum += area;
    }
    return fabs(sum);
}
