/*
 * Any bytes as a record file: what is accepted keeps the promises of sources/records.c, what is refused names a place; and whatever was
 * recorded, a state comes out of it, the same for the records in another order.
 */
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "judge/state.h"
#include "sources/sources.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Every construct that a record can touch. */
static const char yaml[] =
    "truce: \"1\"\n"
    "agreement: {id: t, title: T, version: \"1\", status: draft, calendar: {zone: Europe/Kyiv, "
    "reporting_day_ends: "
    "\"19:30\"}}\n"
    "parties:\n  A: {name: A, role: belligerent}\n  B: {name: B, role: belligerent}\n  K: {name: K, role: "
    "contributor}\n"
    "  JMM: {name: M, role: monitor}\n  JC: {name: J, role: adjudicator}\n"
    "classes:\n  hostile: {}\n  fire: {is: hostile, severity: 3}\n  order: {}\n  end: {}\n  force: {kind: "
    "object}\n"
    "zones:\n  z: {kind: polygon, ring: [[0, 0], [1, 0], [1, 1], [0, 0]], owner: A}\n"
    "  l: {kind: line, path: [[0, 0], [0, 1]], left: A, right: B}\n"
    "points:\n  - n: 1\n    title: One\n    says: One.\n"
    "    obligations: {o: {who: {each: [A, B]}, must: {do: order}}}\n"
    "    needs: {n: {of: force, at_least: \"10\"}}\n"
    "    contributions: {c: {by: K, of: force, amount: \"10\", state: offered, only_after: {gate: go}}}\n"
    "    vetoes: {v: {by: B, bars: {by: [K], of: force}, liftable_by: B}}\n"
    "    gates:\n"
    "      go: {opens: {all: {o: {event: {class: order, by_each: [A, B]}}, n: {not: {event: {class: fire, "
    "by_any: [K]}}}}}, "
    "closes: {any: {e: {event: {class: end, by_any: [A]}}}}, effect_after: 1d}\n"
    "      s: {opens: {at_least: {k: \"2\", of: {a: {signed: {by: [A, B], instrument: i}}, b: {ratified: "
    "{by: A, instrument: "
    "i}}, c: {agreed: {by: B, text: t}}}}}, latched: yes}\n"
    "      quiet: {opens: {all: {q: {clock: c1}, v: {vote: {in: A, kind: referendum}}}}, latched: yes}\n"
    "      done: {opens: {all: {n: {need: n}, d: {date: \"2026-02-01\"}, s: {status_of: {obligation: o, is: "
    "done}}}}}\n"
    "    clocks:\n"
    "      c1: {runs_while: {gate: go}, target: 3d, counts: {events: hostile, weight: severity, where: {in: "
    "[z]}, count: "
    "{episode: 30min}}, tolerance: {per_day: \"0\", per_window: {days: \"3\", at_most: \"3\"}}, "
    "coverage_at_least: \"0.5\", "
    "unobserved_day: hold}\n"
    "      c2: {target: 3d, counts: {events: hostile, weight: count, count: place_day, where: {nearer_than: "
    "{line: l, "
    "distance: 20km, side: own}}}, attribution: {needed: yes}, on_break: {deduct: 2d}}\n"
    "positions: {p: {by: B, says: No., adds: {to: go, clause: {gate: s}}, withdrawable_by: B}}\n";

static void check_names(struct truce_names names)
{
    for (size_t i = 0; i < names.n; i++)
        if (names.at[i] == NULL || names.at[i][0] == '\0')
            abort();
}

static void check_record(const struct truce_record *record)
{
    if (record->id[0] == '\0' || record->by.n == 0 || record->at.line == 0 ||
        record->until.us < record->from.us)
        abort();
    if (!(record->count >= 0) || !(record->exists >= 0 && record->exists <= 1) ||
        !(record->share >= 0 && record->share <= 1))
        abort();
    if (record->has_place && !(fabs(record->place.lon_deg) <= 180 && fabs(record->place.lat_deg) <= 90))
        abort();
    if ((record->kind == TRUCE_RECORD_CORRECTION) != (record->replacement != NULL))
        abort();
    if (record->kind == TRUCE_RECORD_COVERAGE && record->until.us == record->from.us)
        abort();
    check_names(record->by);
    check_names(record->about);
}

static void reverse(struct truce_records *records)
{
    for (size_t i = 0; i < records->n / 2; i++) {
        struct truce_record swapped = records->items[i];
        records->items[i] = records->items[records->n - 1 - i];
        records->items[records->n - 1 - i] = swapped;
    }
}

static void judge(const struct truce_agreement *agreement, struct truce_records *records)
{
    struct truce_instant at = {0};
    struct truce_state a, b;

    for (size_t i = 0; i < records->n; i++) /* in the middle of what happened */
        at.us += records->items[i].from.us / (int64_t)records->n;
    if (truce_state_at(agreement, records, at, &a, NULL) != TRUCE_OK)
        return;
    reverse(records);
    if (truce_state_at(agreement, records, at, &b, NULL) != TRUCE_OK)
        abort();
    for (int r = 0; r < TRUCE_READINGS; r++) {
        for (size_t i = 0; i < agreement->n_gates; i++)
            if (a.reading[r].gates[i].open != b.reading[r].gates[i].open ||
                a.reading[r].gates[i].since.us != b.reading[r].gates[i].since.us)
                abort();
        for (size_t i = 0; i < agreement->n_clocks; i++)
            if (a.reading[r].clocks[i].days != b.reading[r].clocks[i].days)
                abort();
    }
    truce_state_fini(&a);
    truce_state_fini(&b);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct truce_agreement agreement;
    struct truce_records records;
    struct truce_diagnostics found;
    struct truce_err err;

    truce_diagnostics_init(&found, "");
    if (agreement.n_gates == 0 &&
        truce_agreement_read(truce_text_view(yaml), "plan.yaml", &agreement, &found, &err) != TRUCE_OK)
        abort();
    if (truce_records_parse((struct truce_text){(const char *)data, size}, "fuzz.jsonl", &records, &found,
                            &err) != TRUCE_OK) {
        if (err.text[0] == '\0' || (found.errors == 0 && err.status != TRUCE_ERR_LIMIT))
            abort();
        for (size_t i = 0; i < found.n; i++)
            if (found.items[i].at.line == 0 || found.items[i].text[0] == '\0')
                abort();
        truce_diagnostics_fini(&found);
        return 0;
    }
    if (found.errors > 0)
        abort();
    for (size_t i = 0; i < records.n; i++)
        check_record(&records.items[i]);
    judge(&agreement, &records);
    truce_records_fini(&records);
    truce_diagnostics_fini(&found);
    return 0;
}
