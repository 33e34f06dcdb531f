/*
 * The shapes and places of an answer as layers, on the way to GeoJSON (report/geojson.h) or a GeoPackage (store/layers.h).
 *
 * Layers, in this order, always all of them: gained_areas, lost_areas (multipolygons, one feature a claim and source),
 * places_gained, places_lost, places_close (points, one feature a place, claim and source).
 */
#ifndef TRUCE_REPORT_LAYERS_H
#define TRUCE_REPORT_LAYERS_H

#include "record/layer.h"
#include "verify/verify.h"

enum { TRUCE_REPORT_LAYERS = 5 };

struct truce_report_layers {
    struct truce_layer items[TRUCE_REPORT_LAYERS];
    struct truce_arena arena; /* owns features and values; shapes and texts are borrowed from the answer */
};

/* out: filled, released by the caller with truce_report_layers_fini; the answer must outlive it.
 * Fails: TRUCE_ERR_MEMORY, TRUCE_ERR_LIMIT (more than 512 MiB of features). */
enum truce_status truce_report_layers(const struct truce_verify_answer *answer,
                                      struct truce_report_layers *out, struct truce_err *err) TRUCE_MUST_USE;
void truce_report_layers_fini(struct truce_report_layers *layers);

#endif
