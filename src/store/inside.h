/*
 * What other files of the store ask of store.c and not of the door.
 */
#ifndef TRUCE_STORE_INSIDE_H
#define TRUCE_STORE_INSIDE_H

#include "store/backend.h"

/* The backend's scan. */
enum truce_status truce_store_scan(struct truce_store *store, uint64_t from, uint64_t to,
                                   bool (*visit)(void *context, const struct truce_store_record *record),
                                   void *context, struct truce_err *err) TRUCE_MUST_USE;

/* The backend, for verify. */
const struct truce_store_backend *truce_store_backend_of(const struct truce_store *store, void **self);

#endif
