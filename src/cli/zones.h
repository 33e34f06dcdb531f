/*
 * Zones of an agreement whose geometry comes from elsewhere: files of features, and control maps.
 */
#ifndef TRUCE_CLI_ZONES_H
#define TRUCE_CLI_ZONES_H

#include "agreement/agreement.h"
#include "cli/inputs.h"

/*
 * Gives zones with `file` and `source` their geometry, as far as it can be had.
 *
 * agreement  its `file` tells from where relative paths count.
 * inputs     sources of control maps and regions that the command line named (cli/inputs.h); may hold none.
 * found      gets E06 for a file that cannot be used, N06 for what was assumed: a map of another day, coast and border that are not known.  A front whose
 *            source was not named is left alone.
 * Fails:     as the readers of maps; TRUCE_ERR_MEMORY, TRUCE_ERR_LIMIT.
 */
enum truce_status truce_zones_attach(struct truce_agreement *agreement, struct truce_inputs *inputs,
                                     struct truce_diagnostics *found, struct truce_err *err) TRUCE_MUST_USE;

/* Only those with `source`, the fronts. */
enum truce_status truce_zones_attach_fronts(struct truce_agreement *agreement, struct truce_inputs *inputs,
                                            struct truce_diagnostics *found,
                                            struct truce_err *err) TRUCE_MUST_USE;

/* Gives a zone with `file` the geometry that was read from it.  Fails: as truce_zone_set_area and _paths. */
struct truce_zone_file;
enum truce_status truce_zones_set_file(struct truce_agreement *agreement, int zone,
                                       const struct truce_zone_file *read,
                                       struct truce_err *err) TRUCE_MUST_USE;

/* `name` beside the file `path`, unless it begins with '/'; heap, NULL: no memory. */
char *truce_path_beside(const char *path, const char *name);

#endif
