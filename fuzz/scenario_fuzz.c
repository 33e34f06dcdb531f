/*
 * Any bytes as a scenario: what is accepted keeps the promises of sources/scenario.c, what is refused names a place.
 */
#include <stdint.h>
#include <stdlib.h>

#include "sources/sources.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(const struct truce_scenario *scenario)
{
    if (scenario->title == NULL || scenario->agreement == NULL || scenario->n == 0)
        abort();
    for (size_t i = 0; i < scenario->n; i++) {
        const struct truce_expectation *e = &scenario->expect[i];
        bool said = false;
        for (int r = 0; r < TRUCE_EXPECTS_READINGS; r++)
            said = said || e->is[r] != TRUCE_EXPECTS_NOTHING || e->days[r] != TRUCE_EXPECTS_NOTHING;
        if (e->name == NULL || e->at.line == 0 || (!said && e->kind == TRUCE_EXPECTS_NEED && e->is[0] > 1))
            abort();
    }
    for (size_t i = 0; i < scenario->log.n; i++)
        if (scenario->log.items[i].id[0] == '\0' || scenario->log.items[i].by.n == 0)
            abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const struct truce_text bytes = {(const char *)data, size};
    struct truce_calendar calendar;
    struct truce_scenario scenario;
    struct truce_diagnostics found;
    struct truce_err err;

    truce_calendar_init(&calendar);
    for (int pass = 0; pass < 2; pass++) {
        truce_diagnostics_init(&found, "");
        if (truce_scenario_parse(bytes, "fuzz.yaml", pass == 0 ? NULL : &calendar, &scenario, &found, &err) ==
            TRUCE_OK) {
            if (found.errors > 0)
                abort();
            if (pass == 1)
                check(&scenario);
            truce_scenario_fini(&scenario);
        } else if (err.text[0] == '\0' || (found.errors == 0 && err.status == TRUCE_ERR_SYNTAX)) {
            abort();
        }
        truce_diagnostics_fini(&found);
    }
    return 0;
}
