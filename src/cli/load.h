/*
 * The module that does the commands' work, loaded on demand.
 */
#ifndef TRUCE_CLI_LOAD_H
#define TRUCE_CLI_LOAD_H

#include "base/buf.h"
#include "cli/out.h"

/* What the module exports, by these names and types. */
#define TRUCE_COMMANDS_VERSION   "truce_commands_version"
#define TRUCE_COMMANDS_RUN       "truce_commands_run"
#define TRUCE_COMMANDS_LIBRARIES "truce_commands_libraries"

const char *truce_commands_version(void); /* must be the program's own */
int truce_commands_run(struct truce_out *out, const char *name, const void *values);
void truce_commands_libraries(struct truce_buf *out); /* a line a library: "  GEOS       3.11.1" */

/* Runs the command called `name` of the module.  Returns its exit code; TRUCE_EXIT_INTERNAL, said, when the module cannot be
 * loaded. */
int truce_load_and_run(struct truce_out *out, const char *name, const void *values);

/* Appends the list of libraries.  Fails: TRUCE_ERR_INTERNAL when the module cannot be loaded. */
enum truce_status truce_load_libraries(struct truce_buf *text, struct truce_err *err) TRUCE_MUST_USE;

#endif
