/*
 * What a value of a property, or the name of a layer, means by a source description.
 */
#ifndef TRUCE_SOURCES_RULES_H
#define TRUCE_SOURCES_RULES_H

#include "sources/description.h"

/* The rule for a value, or NULL.  A rule for exactly this value comes first; else the first one that ends in
 * `*` and whose text before the star begins the value. */
const struct truce_status_rule *truce_rules_find(const struct truce_description *description,
                                                 struct truce_text value);

#endif
