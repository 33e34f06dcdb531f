/*
 * Name patterns with a date field: what description.h does not show of them.
 */
#ifndef TRUCE_SOURCES_TEMPLATE_H
#define TRUCE_SOURCES_TEMPLATE_H

#include "sources/description.h"

/* All fields that there are, for messages. */
#define TRUCE_TEMPLATE_FIELDS "{YYYYMMDD}, {YYYY-MM-DD}, {YYYY_MM_DD} and {DDMMYYYY}"

/* How many date fields a template has.  *unknown: the first brace that belongs to none of them, or NULL. */
size_t truce_template_fields(const char *template_text, const char **unknown);

#endif
