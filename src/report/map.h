/*
 * The map of a picture: what one source shows to have changed.
 */
#ifndef TRUCE_REPORT_MAP_H
#define TRUCE_REPORT_MAP_H

#include "report/canvas.h"
#include "verify/verify.h"

extern const struct truce_colour truce_map_held, truce_map_lost; /* gained is truce_vermillion */

/* The source whose shapes a map of this claim shows: the first that has any; NULL for none. */
const struct truce_source_answer *truce_map_source(const struct truce_claim_answer *claim);

/* Draws into `box`: regions, area held at the end, gained, lost, places, names, a scale bar.  North is up.
 * Fails: TRUCE_ERR_MEMORY. */
enum truce_status truce_map_draw(struct truce_canvas *canvas, struct truce_area_px box,
                                 const struct truce_verify_answer *answer,
                                 const struct truce_claim_answer *claim,
                                 const struct truce_source_answer *source,
                                 struct truce_err *err) TRUCE_MUST_USE;

/* The hatch of lost areas, so that they are told from gained ones in grey print: over the current clip. */
void truce_map_hatch(struct truce_canvas *canvas, struct truce_area_px box);

#endif
