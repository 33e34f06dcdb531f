/*
 * Whole files in, whole files out.  A file is either written completely or not at all.
 */
#ifndef TRUCE_BASE_FILE_H
#define TRUCE_BASE_FILE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/status.h"

#define TRUCE_FILE_MAX ((size_t)512 << 20) /* bytes of one input file that we are ready to hold */

/* All bytes of a file, "-" being standard input.  out is initialised and empty; its content is replaced.
 * Fails: TRUCE_ERR_MISSING no such file; TRUCE_ERR_LIMIT more than `max` bytes; TRUCE_ERR_IO; TRUCE_ERR_MEMORY. */
enum truce_status truce_file_read(const char *path, size_t max, struct truce_buf *out,
                                  struct truce_err *err) TRUCE_MUST_USE;

/* Writes to a temporary name beside `path`, syncs, renames; "-" is standard output.  An earlier file of that name stays as it
 * was when this fails, and its permissions stay in any case.  Fails: TRUCE_ERR_IO. */
enum truce_status truce_file_write(const char *path, struct truce_text bytes,
                                   struct truce_err *err) TRUCE_MUST_USE;

/* The same without waiting for the disk, for many files that can be made again: after a power cut one may be empty. */
enum truce_status truce_file_write_unsynced(const char *path, struct truce_text bytes,
                                            struct truce_err *err) TRUCE_MUST_USE;

/* Makes a folder and its parents.  Fails: TRUCE_ERR_IO. */
enum truce_status truce_file_make_folder(const char *path, struct truce_err *err) TRUCE_MUST_USE;

bool truce_file_is_folder(const char *path);
bool truce_file_exists(const char *path);

/* "folder/name" on the heap, owned by the caller; NULL without memory. */
char *truce_file_join(const char *folder, const char *name);

#endif
