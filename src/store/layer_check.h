/*
 * Names of layers and columns, for all backends.
 */
#ifndef TRUCE_STORE_LAYER_CHECK_H
#define TRUCE_STORE_LAYER_CHECK_H

#include "record/layer.h"

/* May layers[l] stand after layers[0 .. l-1]?  in_mission: beside the tables of a mission file, which keep some names for themselves. */
enum truce_status truce_store_layer_check(const struct truce_layer *layers, size_t l, bool in_mission,
                                          struct truce_err *err) TRUCE_MUST_USE;

#endif
