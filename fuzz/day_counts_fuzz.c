/*
 * Any bytes as counts by day: days ascend, counts are whole, and days with and without a row add up to the span.
 */
#include <math.h>
#include <stdint.h>
#include <stdlib.h>

#include "sources/day_counts.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct truce_day_counts counts;
    struct truce_err err;

    if (truce_day_counts_parse((struct truce_text){(const char *)data, size}, "fuzz.csv", &counts, &err) !=
        TRUCE_OK)
        return 0;
    for (size_t i = 0; i < counts.n; i++)
        if (!(counts.counts[i] >= 0.0) || counts.counts[i] > floor(counts.counts[i]) ||
            (i > 0 && counts.days[i].n <= counts.days[i - 1].n))
            abort();
    if (counts.n == 0 ||
        (size_t)(counts.days[counts.n - 1].n - counts.days[0].n) + 1 != counts.n + counts.missing ||
        (counts.missing > 0) != (counts.first_missing.n != TRUCE_DAY_NONE))
        abort();
    truce_day_counts_fini(&counts);
    return 0;
}
