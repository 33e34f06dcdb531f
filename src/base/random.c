/*
 * Philox4x32-10: ten rounds of two 32 x 32 -> 64 multiplications, with Weyl increments of the key.
 */
#include "base/random.h"

#include <math.h>

#define MULTIPLIER_0 UINT32_C(0xD2511F53)
#define MULTIPLIER_1 UINT32_C(0xCD9E8D57)
#define WEYL_0       UINT32_C(0x9E3779B9) /* golden ratio */
#define WEYL_1       UINT32_C(0xBB67AE85) /* sqrt(3) - 1 */
#define ROUNDS       10

static const double TWO_PI = 6.283185307179586476925286766559;

struct truce_philox truce_philox4x32_10(const uint32_t counter[4], const uint32_t key[2])
{
    uint32_t c0 = counter[0], c1 = counter[1], c2 = counter[2], c3 = counter[3];
    uint32_t k0 = key[0], k1 = key[1];

    for (int round = 0; round < ROUNDS; round++) {
        uint64_t p0 = (uint64_t)MULTIPLIER_0 * c0;
        uint64_t p1 = (uint64_t)MULTIPLIER_1 * c2;
        c0 = (uint32_t)(p1 >> 32) ^ c1 ^ k0;
        c1 = (uint32_t)p1;
        c2 = (uint32_t)(p0 >> 32) ^ c3 ^ k1;
        c3 = (uint32_t)p0;
        k0 += WEYL_0;
        k1 += WEYL_1;
    }
    return (struct truce_philox){{c0, c1, c2, c3}};
}

static struct truce_philox block(uint64_t seed, uint32_t stream, uint64_t item)
{
    const uint32_t key[2] = {(uint32_t)seed, (uint32_t)(seed >> 32)};
    const uint32_t counter[4] = {(uint32_t)item, (uint32_t)(item >> 32), stream, 0};
    return truce_philox4x32_10(counter, key);
}

double truce_random_uniform(uint64_t seed, uint32_t stream, uint64_t item)
{
    return block(seed, stream, item).word[0] * 0x1p-32;
}

double truce_random_normal(uint64_t seed, uint32_t stream, uint64_t item)
{
    struct truce_philox b = block(seed, stream, item);
    double u = (b.word[2] + 1.0) * 0x1p-32; /* in (0, 1]: its logarithm is finite */
    double v = b.word[3] * 0x1p-32;
    return sqrt(-2.0 * log(u)) * cos(TWO_PI * v);
}
