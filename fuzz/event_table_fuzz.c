/*
 * Any bytes as events, whole: every row is taken, refused or empty; lines ascend; what is taken lies on the globe.
 */
#include <stdint.h>
#include <stdlib.h>

#include "sources/event_table.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct truce_event_table table;
    struct truce_calendar calendar;
    struct truce_err err;
    size_t at = 0, used = 0;
    uint64_t refused = 0;

    truce_calendar_init(&calendar);
    if (truce_event_table_open(&table, &calendar, &err) != TRUCE_OK)
        return 0;
    do {
        const struct truce_text rest = {(const char *)data + at, size - at};
        if (truce_event_table_read(&table, rest, true, &used, &err) != TRUCE_OK)
            break;
        at += used;
        refused += table.n_refused;
        for (size_t i = 0; i < table.n; i++)
            if (!(table.points[i].lon_deg >= -180 && table.points[i].lon_deg <= 180 &&
                  table.points[i].lat_deg >= -90 && table.points[i].lat_deg <= 90) ||
                table.classes[i] >= table.n_classes || (i > 0 && table.lines[i] < table.lines[i - 1]))
                abort();
        if (table.rows != table.taken + refused || (used == 0 && at != size))
            abort();
    } while (used > 0);
    truce_event_table_close(&table);
    return 0;
}
