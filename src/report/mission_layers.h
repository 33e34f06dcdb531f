/*
 * A mission as layers for a map: incidents, where they may have been, zones, violations.
 */
#ifndef TRUCE_REPORT_MISSION_LAYERS_H
#define TRUCE_REPORT_MISSION_LAYERS_H

#include "judge/verdict.h"
#include "record/layer.h"

enum {
    TRUCE_MISSION_INCIDENTS,  /* a position each */
    TRUCE_MISSION_REGIONS,    /* those of uncertain place: the region that holds it with 95 % */
    TRUCE_MISSION_ZONES,      /* each version of a zone that has ground */
    TRUCE_MISSION_VIOLATIONS, /* at the position of the record it rests on first */
    TRUCE_MISSION_LAYERS,
};

struct truce_mission_layers {
    struct truce_layer layers[TRUCE_MISSION_LAYERS];
    struct truce_multipolygon *shapes; /* of regions and zones; heap */
    size_t n_shapes;
    struct truce_arena arena;
};

void truce_mission_layers_init(struct truce_mission_layers *layers);
void truce_mission_layers_fini(struct truce_mission_layers *layers);

/* Borrows the verdicts and what they rest on.  Fails: TRUCE_ERR_MEMORY, TRUCE_ERR_SHAPE. */
enum truce_status truce_report_mission_layers(const struct truce_verdicts *verdicts,
                                              struct truce_mission_layers *out,
                                              struct truce_err *err) TRUCE_MUST_USE;

#endif
