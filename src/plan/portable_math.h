/*
 * Exponential and logarithm with the same bits on every machine; private to this folder.
 *
 * The C library's may differ in the last bit from one release or processor to the next, and one bit can turn a drawn count into
 * its neighbour.  These use only the four operations, which IEEE 754 defines to the bit (the build forbids contraction).  Error: below 2
 * units in the last place.  Thread-safe.
 */
#ifndef TRUCE_PLAN_PORTABLE_MATH_H
#define TRUCE_PLAN_PORTABLE_MATH_H

/* e^x; 0 below -745, INFINITY above 709.78. */
double truce_portable_exp(double x);

/* ln x for x > 0; -INFINITY for 0. */
double truce_portable_log(double x);

#endif
