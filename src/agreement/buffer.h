/*
 * Lines of an agreement as lines on the ground, and the strips about them.  Private to agreement.
 */
#ifndef TRUCE_AGREEMENT_BUFFER_H
#define TRUCE_AGREEMENT_BUFFER_H

#include "agreement/zone.h"
#include "geo/line.h"

/* The party from whose side of a line or front its left is seen, and that of its right; TRUCE_NONE.  A front's inside is on its left. */
int truce_zone_left(const struct truce_zone *line);
int truce_zone_right(const struct truce_zone *line);

/* Does a version of a line have a path for this party alone? */
bool truce_zone_has_own_path(const struct truce_zone_version *line, int party);

/* The line as it counts for a party (TRUCE_NONE: anybody): its own paths, else those of everybody, else all.
 * Owns: caller closes.  Fails: TRUCE_ERR_SHAPE, TRUCE_ERR_MEMORY. */
enum truce_status truce_zone_line_of(const struct truce_zone_version *line, int party,
                                     struct truce_line **out, struct truce_err *err) TRUCE_MUST_USE;

/* Do the parties on the left and on the right have paths of their own?  Then there may be ground between the paths. */
bool truce_zone_is_double(const struct truce_zone *line, const struct truce_zone_version *version);

/* The ground between the paths of a line that is double; empty for others.  out is initialised. */
enum truce_status truce_zone_between(const struct truce_zone *line, const struct truce_zone_version *version,
                                     struct truce_multipolygon *out, struct truce_err *err) TRUCE_MUST_USE;

/*
 * The strip about a line: left_m on its left and right_m on its right, each measured from the path of the party there; the ground between
 * two paths is part of it when both widths are > 0.  The sides of a front are its held ground and the rest, where that is given.
 * out is initialised; its content is replaced.
 */
enum truce_status truce_zone_strip(const struct truce_zone *line, const struct truce_zone_version *version,
                                   struct truce_buffer_width width, struct truce_multipolygon *out,
                                   struct truce_err *err) TRUCE_MUST_USE;

#endif
