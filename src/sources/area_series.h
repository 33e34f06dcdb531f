/*
 * Sources that give square kilometres only: a day, a layer, an area a row, from JSON or CSV.  For control.c.
 */
#ifndef TRUCE_SOURCES_AREA_SERIES_H
#define TRUCE_SOURCES_AREA_SERIES_H

#include "sources/sources.h"

/* What the context of every cursor begins with, so that one function can close each of them. */
struct truce_control_context {
    void (*close)(void *context);
};

/* As truce_control_open, for descriptions whose format is TRUCE_FORMAT_AREAS_JSON or _CSV;
 * docs/formats/control-maps.md. */
enum truce_status truce_area_series_open(const char *path, const struct truce_description *description,
                                         struct truce_control_days *out, struct truce_notes *notes,
                                         struct truce_err *err) TRUCE_MUST_USE;

/* The same from bytes; `file` is for messages and is copied. */
enum truce_status truce_area_series_parse(struct truce_text bytes, const char *file,
                                          const struct truce_description *description,
                                          struct truce_control_days *out, struct truce_notes *notes,
                                          struct truce_err *err) TRUCE_MUST_USE;

#endif
