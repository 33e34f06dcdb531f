/*
 * The program seen as a whole: its commands.
 */
#ifndef TRUCE_CLI_OVERVIEW_H
#define TRUCE_CLI_OVERVIEW_H

#include "base/buf.h"
#include "base/status.h"

/* What `truce --help` prints, lines of at most 80 columns. */
void truce_overview_write(struct truce_buf *out);

/* Always TRUCE_ERR_USAGE: `word` stands where a command should, with the nearest good one. */
enum truce_status truce_overview_refuse(const char *word, struct truce_err *err) TRUCE_MUST_USE;

#endif
