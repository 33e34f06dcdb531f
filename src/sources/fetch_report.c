/*
 * Defaults of fetching, and the account of what came: what needs no connection.
 */
#include <stdlib.h>

#include "sources/fetch.h"

void truce_fetch_options_init(struct truce_fetch_options *options)
{
    *options = (struct truce_fetch_options){
        .from = {TRUCE_DAY_NONE},
        .to = {TRUCE_DAY_NONE},
        .bytes_max = TRUCE_FETCH_BYTES_MAX,
        .tries = 4,
        .backoff_ms = 1000,
        .backoff_max_ms = 60000,
        .retry_after_max_ms = 120000,
        .gave_up_after = 5,
        .connect_timeout_ms = 20000,
        .total_timeout_ms = 600000,
        .slow_bytes_s = 100,
        .slow_s = 30,
    };
}

void truce_fetch_report_init(struct truce_fetch_report *report)
{
    *report = (struct truce_fetch_report){0};
}

void truce_fetch_report_fini(struct truce_fetch_report *report)
{
    for (size_t i = 0; i < report->n; i++)
        free(report->days[i].why);
    free(report->days);
    truce_fetch_report_init(report);
}

const char *truce_fetch_outcome_name(enum truce_fetch_outcome outcome)
{
    static const char *const names[TRUCE_FETCH_OUTCOMES] = {"fetched", "already there", "not modified",
                                                            "absent upstream", "failed"};
    return outcome < TRUCE_FETCH_OUTCOMES ? names[outcome] : "";
}
