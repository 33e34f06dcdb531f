/*
 * What commands read: sources of control maps with their descriptions, places and regions.
 */
#ifndef TRUCE_CLI_INPUTS_H
#define TRUCE_CLI_INPUTS_H

#include "cli/options.h"
#include "cli/out.h"
#include "record/place.h"
#include "sources/sources.h"

struct truce_inputs {
    struct truce_description *descriptions; /* one a source */
    struct truce_control_days *sources;
    size_t n_sources;
    bool has_places, has_regions;
    struct truce_places places;
    struct truce_regions regions;
    struct truce_notes notes; /* of the readers */
};

void truce_inputs_init(struct truce_inputs *inputs);
void truce_inputs_fini(struct truce_inputs *inputs);

/* Opens sources given as PATH or NAME=PATH; NAME is a source description (sources/description.h), looked up in `beside` (the folder `sources` beside
 * the claims; may be NULL) and in the program's data; without it the source is recognised by its files.
 * Fails: as the readers; TRUCE_ERR_USAGE two sources of one id. */
enum truce_status truce_inputs_sources(struct truce_inputs *inputs, const struct truce_out *out,
                                       const struct truce_option_texts *maps, const char *beside,
                                       struct truce_err *err) TRUCE_MUST_USE;

/* Reads places and regions; a NULL path is left out. */
enum truce_status truce_inputs_ground(struct truce_inputs *inputs, const char *places, const char *regions,
                                      struct truce_err *err) TRUCE_MUST_USE;

#endif
