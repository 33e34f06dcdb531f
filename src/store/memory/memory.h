/*
 * A mission in memory, behind the same door: for tests, for what-if, and as proof that store.h does not lean on one kind of file.
 */
#ifndef TRUCE_STORE_MEMORY_MEMORY_H
#define TRUCE_STORE_MEMORY_MEMORY_H

#include "store/store.h"

struct truce_store_memory;

/* An empty mission.  Fails: TRUCE_ERR_USAGE an origin that is none; TRUCE_ERR_MEMORY. */
enum truce_status truce_store_memory_new(const struct truce_store_new *options,
                                         struct truce_store_memory **out,
                                         struct truce_err *err) TRUCE_MUST_USE;

/* As truce_store_open: one writer, many readers.  All in one thread.  Layers are kept as their digest only. */
enum truce_status truce_store_memory_open(struct truce_store_memory *memory, enum truce_store_mode mode,
                                          const char *who, struct truce_store **out,
                                          struct truce_err *err) TRUCE_MUST_USE;

/* When all stores over it are closed.  NULL is allowed. */
void truce_store_memory_free(struct truce_store_memory *memory);

#endif
