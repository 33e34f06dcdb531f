/*
 * How a text is written in canonical layout: bare, or in double quotes.  Of the canonical layout only.
 */
#ifndef TRUCE_AGREEMENT_CANONICAL_SCALAR_H
#define TRUCE_AGREEMENT_CANONICAL_SCALAR_H

#include "base/buf.h"
#include "base/yaml.h"

/*
 * Appends a text on one line.
 *
 * Without quotes where YAML can do without; but where they stood and another reader of YAML would take the bare word for a number, a day, yes,
 * no or nothing, they stay.  A missing value is written as nothing.
 *
 * flow  within brackets, where more characters have a meaning.
 */
void truce_scalar_write(const struct truce_yaml_node *scalar, bool flow, struct truce_buf *out);

#endif
