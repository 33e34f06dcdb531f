/*
 * The files of a folder, and the days in their names.
 */
#ifndef TRUCE_SOURCES_FOLDER_H
#define TRUCE_SOURCES_FOLDER_H

#include <stdbool.h>
#include <stddef.h>

#include "base/day.h"
#include "base/status.h"

struct truce_folder {
    char **names; /* ordered bytewise; hidden files and folders are not among them */
    size_t n, size;
};

void truce_folder_init(struct truce_folder *folder);
void truce_folder_fini(struct truce_folder *folder);

/* Fails: TRUCE_ERR_MISSING, TRUCE_ERR_IO, TRUCE_ERR_MEMORY. */
enum truce_status truce_folder_list(const char *path, struct truce_folder *out,
                                    struct truce_err *err) TRUCE_MUST_USE;

/* The part of a path behind its last slash; within `path`. */
const char *truce_file_name(const char *path);

/* A name ending in .geojson or .json (ASCII case ignored), or in an ending that the GDAL module reads. */
bool truce_file_is_map(const char *name);

enum truce_name_day {
    TRUCE_NAME_DAY_NONE, /* no date field in the name */
    TRUCE_NAME_DAY_FOUND,
    TRUCE_NAME_DAY_IMPOSSIBLE, /* a date field, but no such day, or a year outside of 1800 to 2199 */
    TRUCE_NAME_DAY_SEVERAL,    /* two different days */
};

/*
 * The day in a file name: eight digits that stand alone (YYYYMMDD or DDMMYYYY), or three numbers with the
 * same one of `-`, `_`, `.` between them (YYYY-MM-DD or DD-MM-YYYY).  The two orders never fit the same
 * digits, because years begin with 18 to 21. *out is set only for TRUCE_NAME_DAY_FOUND.
 */
enum truce_name_day truce_name_find_day(const char *name, struct truce_day *out);

#endif
