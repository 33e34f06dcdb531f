/*
 * Smooth random functions: value noise in octaves.
 *
 * Each octave has random values at whole cells and goes smoothly between them; the next octave has half the
 * cell.  The sum is divided by the sum of the amplitudes, so it stays within [-1, 1].
 * Source: the interpolant 6x^5 - 15x^4 + 10x^3 is that of K. Perlin, "Improving noise", SIGGRAPH 2002,
 *         doi:10.1145/566654.566636.
 */
#include "demo/internal.h"

#include <math.h>

#include "base/random.h"

/* the value at a whole cell of an octave; cells may be negative */
static double cell_value(const struct truce_demo_noise *noise, int octave, int64_t cell)
{
    if (noise->period > 0) {
        int64_t period = (int64_t)noise->period << octave;
        cell = ((cell % period) + period) % period;
    }
    uint64_t item = ((uint64_t)octave << 40) | (uint64_t)(cell + (INT64_C(1) << 32));
    return 2.0 * truce_random_uniform(noise->seed, noise->stream, item) - 1.0;
}

double truce_demo_noise_at(const struct truce_demo_noise *noise, double x)
{
    double sum = 0.0, amplitude = 1.0, total = 0.0, cell = noise->cell;

    for (int octave = 0; octave < noise->octaves; octave++) {
        double at = floor(x / cell);
        double t = x / cell - at;
        double a = cell_value(noise, octave, (int64_t)at), b = cell_value(noise, octave, (int64_t)at + 1);
        sum += amplitude * (a + (b - a) * t * t * t * (t * (6.0 * t - 15.0) + 10.0));
        total += amplitude;
        amplitude *= noise->gain;
        cell *= 0.5;
    }
    return sum / total;
}

double truce_demo_between(const struct truce_demo *demo, uint32_t stream, uint64_t item, double low,
                          double high)
{
    return low + (high - low) * truce_random_uniform(demo->seed, stream, item);
}
