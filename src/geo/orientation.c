/*
 * The sign of a turn, exactly.
 *
 * A floating-point determinant with Shewchuk's error bound decides nearly always; where it cannot, the six products of
 * the determinant are summed without error as an expansion of doubles.
 * Source: J. R. Shewchuk, Discrete Comput. Geom. 18:305-363 (1997), doi:10.1007/PL00009321; the bound is his "A" stage.
 */
#include <math.h>

#include "geo/orientation.h"

/* (3 + 16 u) u with u = 2^-53 */
static const double BOUND = (3.0 + 16.0 * 0x1p-53) * 0x1p-53;

/* adds x to the expansion e of n parts (increasing magnitude, non-overlapping), exactly; returns the new n */
static int grow(double *e, int n, double x)
{
    double q = x;
    int kept = 0;
    for (int i = 0; i < n; i++) {
        double sum = q + e[i];
        double virtual_part = sum - q;
        double tail = (q - (sum - virtual_part)) + (e[i] - virtual_part);
        q = sum;
        if (tail != 0.0)
            e[kept++] = tail;
    }
    if (q != 0.0)
        e[kept++] = q;
    return kept;
}

static int add_product(double *e, int n, double a, double b)
{
    double high = a * b;
    double low = fma(a, b, -high);
    n = grow(e, n, low);
    return grow(e, n, high);
}

static int exact_sign(struct truce_lonlat a, struct truce_lonlat b, struct truce_lonlat c)
{
    double e[12];
    int n = 0;
    n = add_product(e, n, a.lon_deg, b.lat_deg);
    n = add_product(e, n, -a.lon_deg, c.lat_deg);
    n = add_product(e, n, -c.lon_deg, b.lat_deg);
    n = add_product(e, n, -a.lat_deg, b.lon_deg);
    n = add_product(e, n, a.lat_deg, c.lon_deg);
    n = add_product(e, n, c.lat_deg, b.lon_deg);
    if (n == 0)
        return 0;
    return e[n - 1] > 0 ? 1 : -1; /* the largest part carries the sign */
}

int truce_orientation(struct truce_lonlat a, struct truce_lonlat b, struct truce_lonlat c)
{
    double left = (a.lon_deg - c.lon_deg) * (b.lat_deg - c.lat_deg);
    double right = (a.lat_deg - c.lat_deg) * (b.lon_deg - c.lon_deg);
    double det = left - right;

    /* a product that is zero or of the other sign cannot spoil the difference */
    if ((left > 0 && right <= 0) || (left < 0 && right >= 0))
        return left > 0 ? 1 : -1;
    if (a.lon_deg == c.lon_deg && a.lat_deg == c.lat_deg)
        return 0;
    if (b.lon_deg == c.lon_deg && b.lat_deg == c.lat_deg)
        return 0;
    double bound = BOUND * (fabs(left) + fabs(right));
    if (det > bound)
        return 1;
    if (det < -bound)
        return -1;
    return exact_sign(a, b, c);
}
