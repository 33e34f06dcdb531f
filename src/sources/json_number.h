/*
 * Numbers of JSON: the part of the reader that speed depends on.  Only for json_reader.c.
 */
#ifndef TRUCE_SOURCES_JSON_NUMBER_H
#define TRUCE_SOURCES_JSON_NUMBER_H

#include "sources/json_reader.h"

/* Passes over a number by the grammar of RFC 8259 section 6; *out becomes its bytes.  Fails:
 * TRUCE_ERR_SYNTAX. */
enum truce_status truce_json_scan_number(struct truce_json_reader *r, struct truce_text *out,
                                         struct truce_err *err) TRUCE_MUST_USE;

#endif
