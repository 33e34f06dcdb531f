/*
 * Counter-based random numbers: Philox4x32-10.
 *
 * No state: a key (the seed) and a counter give the same numbers whatever the order or the thread that asks.
 * Source: J. Salmon, M. Moraes, R. Dror, D. Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC11,
 *         doi:10.1145/2063384.2063405; known answers from its distribution (kat_vectors).
 */
#ifndef TRUCE_BASE_RANDOM_H
#define TRUCE_BASE_RANDOM_H

#include <stdint.h>

struct truce_philox {
    uint32_t word[4];
};

/* The block for a 128-bit counter under a 64-bit key (words little end first, as in the paper). */
struct truce_philox truce_philox4x32_10(const uint32_t counter[4], const uint32_t key[2]);

/* Uniform in [0, 1), 32 bits of it, for stream and item under a seed.  Thread-safe. */
double truce_random_uniform(uint64_t seed, uint32_t stream, uint64_t item);

/* Standard normal by Box and Muller, for the same arguments.  Thread-safe. */
double truce_random_normal(uint64_t seed, uint32_t stream, uint64_t item);

#endif
