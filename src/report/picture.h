/*
 * Pictures for print: one claim (a map of what changed beside the series), or a series.
 *
 * The file's ending says what it is: .png (1600 x 900 px), .svg or .pdf (1200 x 675 pt).  It is written wholly or not at all.  Same
 * input, same bytes, with the same cairo, Pango and fonts (DejaVu Sans is asked for first).
 */
#ifndef TRUCE_REPORT_PICTURE_H
#define TRUCE_REPORT_PICTURE_H

#include "verify/verify.h"

/*
 * The picture of claim number `claim` (from 0) of the answer.
 *
 * Fails:  TRUCE_ERR_USAGE another ending; TRUCE_ERR_RANGE no such claim; TRUCE_ERR_IO; TRUCE_ERR_MEMORY.
 */
enum truce_status truce_report_picture(const char *path, const struct truce_verify_answer *answer,
                                       size_t claim, struct truce_err *err) TRUCE_MUST_USE;

/*
 * Held area day by day of n sources, and gained and lost a day for the first source that tells.
 *
 * gap_days  a line breaks where more days than this lie between two snapshots; 3 is usual.
 * Fails:    as above; TRUCE_ERR_RANGE when no source has a snapshot.
 */
enum truce_status truce_report_series_picture(const char *path, const struct truce_series *series, size_t n,
                                              int gap_days, struct truce_err *err) TRUCE_MUST_USE;

#endif
