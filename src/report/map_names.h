/*
 * Where names go on a map without running into each other; private to this folder.
 */
#ifndef TRUCE_REPORT_MAP_NAMES_H
#define TRUCE_REPORT_MAP_NAMES_H

#include "report/map_view.h"
#include "verify/verify.h"

enum { TRUCE_TAKEN_MAX = 96 };

/* Boxes that are taken by names, scale bar and the like. */
struct truce_taken {
    struct truce_area_px boxes[TRUCE_TAKEN_MAX];
    size_t n;
};

void truce_taken_add(struct truce_taken *taken, struct truce_area_px box); /* dropped when full */

/* Names of the regions, each where it has most room; none where there is no room. */
void truce_map_region_names(struct truce_canvas *canvas, const struct truce_view *view,
                            const struct truce_regions *regions, const struct truce_source_answer *source,
                            struct truce_taken *taken);

/* Dots for places gained and lost, and names for the largest of those gained.  Fails: TRUCE_ERR_MEMORY. */
enum truce_status truce_map_places(struct truce_canvas *canvas, const struct truce_view *view,
                                   const struct truce_places *places,
                                   const struct truce_source_answer *source, struct truce_taken *taken,
                                   struct truce_err *err) TRUCE_MUST_USE;

/* Names of cities that did not change, for orientation, those nearest to what changed first.  Fails: TRUCE_ERR_MEMORY. */
enum truce_status truce_map_cities(struct truce_canvas *canvas, const struct truce_view *view,
                                   const struct truce_places *places,
                                   const struct truce_source_answer *source, struct truce_taken *taken,
                                   struct truce_err *err) TRUCE_MUST_USE;

/* The one place of a claim that names one. */
void truce_map_named_place(struct truce_canvas *canvas, const struct truce_view *view,
                           const struct truce_place *place, struct truce_taken *taken);

#endif
