/*
 * One writer a file: a lock that the system releases when its holder dies.
 */
#ifndef TRUCE_STORE_GPKG_LOCK_H
#define TRUCE_STORE_GPKG_LOCK_H

#include "base/status.h"

struct truce_gpkg_lock {
    int fd;     /* -1: not held */
    char *name; /* of the side file */
};

void truce_gpkg_lock_init(struct truce_gpkg_lock *lock);

/*
 * Takes the lock of the mission file `path`: the side file "<path>-writer", which holds `who` while it is held.
 * Fails: TRUCE_ERR_IO somebody else has it, and who, or the folder cannot be written to; TRUCE_ERR_MEMORY.
 */
enum truce_status truce_gpkg_lock_take(struct truce_gpkg_lock *lock, const char *path, const char *who,
                                       struct truce_err *err) TRUCE_MUST_USE;

/* Lets go and removes the side file.  Nothing happens when it is not held. */
void truce_gpkg_lock_release(struct truce_gpkg_lock *lock);

#endif
