/*
 * Life and words of scenarios.
 */
#include "record/scenario.h"

#include <string.h>

#define SCENARIO_CEILING ((size_t)64 << 20)

void truce_scenario_init(struct truce_scenario *scenario)
{
    memset(scenario, 0, sizeof *scenario);
    scenario->file = scenario->title = scenario->agreement = "";
    truce_records_init(&scenario->log);
    truce_arena_init(&scenario->arena, SCENARIO_CEILING);
}

void truce_scenario_fini(struct truce_scenario *scenario)
{
    truce_records_fini(&scenario->log);
    truce_arena_fini(&scenario->arena);
    scenario->expect = NULL;
    scenario->n = 0;
}

const char *truce_expects_name(enum truce_expects kind)
{
    static const char *const names[] = {"gate", "clock", "position", "veto", "contribution", "need", "norm"};
    return names[kind];
}

const char *const *truce_expects_words(enum truce_expects kind)
{
    static const char *const gate[] = {"closed", "open", NULL};
    static const char *const clock[] = {"no", "yes", NULL};
    static const char *const position[] = {"withdrawn", "maintained", NULL};
    static const char *const veto[] = {"standing", "lifted", NULL};
    static const char *const contribution[] = {"considered", "offered",   "approved",
                                               "deployed",   "withdrawn", NULL};
    static const char *const need[] = {"unmet", "met", NULL};
    static const char *const norm[] = {
        "not_in_force",   "clean",  "suspected", "violated",      "repaired",   "due",     "done",
        "done_contested", "missed", "below",     "above_claimed", "above_seen", "unknown", NULL};
    static const char *const *const words[] = {gate, clock, position, veto, contribution, need, norm};
    return words[kind];
}
