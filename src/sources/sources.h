/*
 * Readers: bytes from outside become records.  One function a thing to read; formats are told by content and description.
 *
 * Common to all: on failure outputs are untouched, and the error says file:line:column where that is known.
 * Fails: TRUCE_ERR_MISSING, TRUCE_ERR_IO, TRUCE_ERR_SYNTAX, TRUCE_ERR_RANGE, TRUCE_ERR_SHAPE, TRUCE_ERR_LIMIT, TRUCE_ERR_MEMORY;
 *        TRUCE_ERR_UNSUPPORTED when the GDAL module would be needed and is not there.
 */
#ifndef TRUCE_SOURCES_SOURCES_H
#define TRUCE_SOURCES_SOURCES_H

#include "record/claim.h"
#include "base/calendar.h"
#include "base/diagnostics.h"
#include "record/control.h"
#include "record/fact.h"
#include "record/place.h"
#include "record/scenario.h"
#include "sources/description.h"

/*
 * Control maps: a file, or a folder whose file names carry dates.
 *
 * Days are listed at once, maps are read when asked for.  A date that no calendar has (2202-02-02 is one, being out of
 * range) and a second file for one day are noted and left out; two files of one day with different bytes are an error that names both.
 * description  borrowed; must outlive the cursor.
 * Owns: caller closes.
 */
enum truce_status truce_control_open(const char *path, const struct truce_description *description,
                                     struct truce_control_days *out, struct truce_notes *notes,
                                     struct truce_err *err) TRUCE_MUST_USE;
void truce_control_close(struct truce_control_days *days);

/* Places from CSV by column names, or from GeoJSON points and polygons, or through GDAL. */
enum truce_status truce_places_read(const char *path, struct truce_places *out, struct truce_notes *notes,
                                    struct truce_err *err) TRUCE_MUST_USE;

/* Regions: a GeoJSON file (features of one name are united) or a folder of them (a file is a region), or through GDAL. */
enum truce_status truce_regions_read(const char *path, struct truce_regions *out, struct truce_notes *notes,
                                     struct truce_err *err) TRUCE_MUST_USE;

/* Claims from YAML: docs/formats/claims.md. */
enum truce_status truce_claims_read(const char *path, struct truce_claims *out,
                                    struct truce_err *err) TRUCE_MUST_USE;
enum truce_status truce_claims_parse(struct truce_text bytes, const char *file, struct truce_claims *out,
                                     struct truce_err *err) TRUCE_MUST_USE;

/*
 * Records about an agreement from JSON Lines: docs/formats/records.md.  Lines are streamed: a file or a line of any size takes no more memory
 * than the records that are kept.
 *
 * path, file  borrowed by *out and *found, for messages; "-" is standard input.
 * found       gets every error, E00..E04, up to its ceiling, at which reading ends; its `file` is set.
 * out         filled only when there is no error; caller releases with truce_records_fini.
 * Fails:      also TRUCE_ERR_LIMIT more than 1,000,000 records, or 512 MiB of them.
 * Cost:       O(bytes).
 */
enum truce_status truce_records_read(const char *path, struct truce_records *out,
                                     struct truce_diagnostics *found, struct truce_err *err) TRUCE_MUST_USE;
enum truce_status truce_records_parse(struct truce_text bytes, const char *file, struct truce_records *out,
                                      struct truce_diagnostics *found, struct truce_err *err) TRUCE_MUST_USE;

/*
 * One line of such a file, as a log keeps it: without its line feed.  Ids are not compared with those of other lines.
 *
 * number, file  where it stands, for messages.
 * arena         owns what *out points to; what the work needs beside that is given back.
 * found         gets every error of the line.
 * Fails:        TRUCE_ERR_SYNTAX when `found` has errors; TRUCE_ERR_LIMIT; TRUCE_ERR_MEMORY.
 */
enum truce_status truce_record_parse_line(struct truce_text line, uint32_t number, const char *file,
                                          struct truce_arena *arena, struct truce_record *out,
                                          struct truce_diagnostics *found,
                                          struct truce_err *err) TRUCE_MUST_USE;

/*
 * A scenario test from YAML: docs/formats/scenario.md.
 *
 * calendar  of its agreement, by which days become instants; NULL: only the title and the agreement's path are read, to find that.
 * found     gets every error, E00..E04; its `file` is set.
 * out       filled only when there is no error; caller releases with truce_scenario_fini.
 */
enum truce_status truce_scenario_read(const char *path, const struct truce_calendar *calendar,
                                      struct truce_scenario *out, struct truce_diagnostics *found,
                                      struct truce_err *err) TRUCE_MUST_USE;
enum truce_status truce_scenario_parse(struct truce_text bytes, const char *file,
                                       const struct truce_calendar *calendar, struct truce_scenario *out,
                                       struct truce_diagnostics *found, struct truce_err *err) TRUCE_MUST_USE;

#endif
