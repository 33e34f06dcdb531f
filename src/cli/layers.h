/*
 * The layers of a mission file, made again from its log.
 */
#ifndef TRUCE_CLI_LAYERS_H
#define TRUCE_CLI_LAYERS_H

#include "cli/out.h"
#include "store/store.h"

/* Replaces the layers of a store that is open for writing by those of its log as it is.  Fails: as truce_mission_load. */
enum truce_status truce_layers_refresh(struct truce_store *store, struct truce_out *out,
                                       struct truce_err *err) TRUCE_MUST_USE;

#endif
