/*
 * Lint of the text: the order of the checks.
 */
#include "agreement/lint.h"

#include <string.h>

#include "agreement/lint_work.h"

#define LINT_BYTES_MAX ((size_t)256 << 20)

/* why its geometry could not be had */
static bool is_told(const struct truce_lint *lint, struct truce_spot at)
{
    for (size_t i = 0; i < lint->found->n; i++)
        if (strcmp(lint->found->items[i].code, "E06") == 0 && lint->found->items[i].at.line == at.line &&
            lint->found->items[i].at.column == at.column)
            return true;
    return false;
}

/* a zone that comes from elsewhere and was not given: what needs it is left out */
static void note_unknown_zones(struct truce_lint *lint)
{
    const struct truce_agreement *agreement = lint->agreement;
    for (size_t z = 0; z < agreement->n_zones; z++) {
        const struct truce_zone *zone = &agreement->zones[z];
        if (zone->has_geometry || zone->kind == TRUCE_ZONE_BUFFER || is_told(lint, zone->at))
            continue;
        if (zone->kind == TRUCE_ZONE_FRONT)
            truce_diagnostics_add(
                lint->found, "N06", zone->at,
                "where %s runs is not known here: its line comes from maps of %s; checks of places "
                "that need it are left out",
                zone->id, zone->source);
        else
            truce_diagnostics_add(lint->found, "N06", zone->at,
                                  "where %s lies is not known here: it comes from %s; checks of places that "
                                  "need it are left out",
                                  zone->id, zone->file);
    }
}

typedef enum truce_status check(struct truce_lint *lint, struct truce_err *err);

enum truce_status truce_agreement_lint(const struct truce_agreement *agreement,
                                       struct truce_diagnostics *found, struct truce_err *err)
{
    static check *const checks[] = {
        truce_lint_prepare, truce_lint_contradictions, truce_lint_pointless, truce_lint_zones,
        truce_lint_gates,   truce_lint_roles,          truce_lint_points,
    };
    struct truce_lint lint;

    memset(&lint, 0, sizeof lint);
    lint.agreement = agreement;
    lint.found = found;
    truce_arena_init(&lint.arena, LINT_BYTES_MAX);
    enum truce_status status = truce_geography_open(agreement, &lint.geography, err);
    if (status == TRUCE_OK)
        status = truce_windows_open(agreement, &lint.windows, err);
    for (size_t i = 0; status == TRUCE_OK && i < sizeof checks / sizeof *checks; i++)
        status = checks[i](&lint, err);
    if (status == TRUCE_OK) {
        truce_lint_clocks(&lint);
        truce_lint_periods(&lint);
        note_unknown_zones(&lint);
        status = truce_windows_check(lint.windows, err);
    }
    if (status == TRUCE_OK && lint.no_memory)
        status = truce_fail(err, TRUCE_ERR_MEMORY, "no memory for what was found");
    truce_windows_close(lint.windows);
    truce_geography_close(lint.geography);
    truce_arena_fini(&lint.arena);
    return status;
}
