/*
 * Does a file that was fetched look like what its name says?  Private to fetch*.c.
 */
#ifndef TRUCE_SOURCES_FETCH_CHECK_H
#define TRUCE_SOURCES_FETCH_CHECK_H

#include "base/status.h"
#include "base/text.h"

enum truce_fetch_looks {
    TRUCE_FETCH_LOOKS_GOOD,
    TRUCE_FETCH_LOOKS_CUT, /* begins well and does not end well: worth another try */
    TRUCE_FETCH_LOOKS_BAD, /* something else altogether */
};

/*
 * Names in .geojson: a GeoJSON object that our own reader reads, with one feature or more; names in .json: one JSON value; all others:
 * anything but nothing and an HTML page (servers send those with status 200 where a file is missing).
 *
 * name   decides, and stands in messages.
 * Returns *looks; unless it is GOOD, err says why.
 * Fails: TRUCE_ERR_MEMORY.
 * Cost:  one pass.
 */
enum truce_status truce_fetch_check(const char *name, struct truce_text bytes, enum truce_fetch_looks *looks,
                                    struct truce_err *err) TRUCE_MUST_USE;

#endif
