/*
 * Owen's T function, and the quadrature that it and others here use.  Private to geo.
 */
#ifndef TRUCE_GEO_OWEN_T_H
#define TRUCE_GEO_OWEN_T_H

/*
 * T(h, a) = 1/(2 pi) times the integral from 0 to a of exp(-h^2 (1 + x^2) / 2) / (1 + x^2) dx: the chance that a standard normal pair (X, Y) has X > h and
 * 0 < Y < a X.  Even in h, odd in a; both may be infinite.
 * Error: below 1e-15.  Cost: about 0.2 us.
 */
double truce_owen_t(double h, double a);

/* Chance that a standard normal is below x; of its upper tail the mirror image, without cancellation. */
double truce_normal_below(double x);

/* Nodes in (0, 1) and weights of Gauss and Legendre's rule of 20 points on [-1, 1]; each node stands for itself and its negative. */
enum { TRUCE_GAUSS_PAIRS = 10 };
struct truce_gauss_pair {
    double node, weight;
};
extern const struct truce_gauss_pair truce_gauss[TRUCE_GAUSS_PAIRS];

#endif
