/*
 * One arena with a ceiling per unit of work: many small allocations, one release.
 */
#ifndef TRUCE_BASE_ARENA_H
#define TRUCE_BASE_ARENA_H

#include <stddef.h>

#include "base/status.h"
#include "base/text.h"

struct truce_arena_block;

struct truce_arena {
    struct truce_arena_block *blocks; /* newest first */
    size_t used;                      /* bytes handed out, with padding */
    size_t ceiling;                   /* bytes that may be handed out */
};

/* ceiling: bytes; allocations beyond it fail with TRUCE_ERR_LIMIT. */
void truce_arena_init(struct truce_arena *arena, size_t ceiling);

/* Releases everything.  The arena may be used again.  Safe on a zeroed struct. */
void truce_arena_fini(struct truce_arena *arena);

/* n zeroed bytes aligned for any type, owned by the arena.  Not thread-safe.
 * Fails: TRUCE_ERR_LIMIT at the ceiling, TRUCE_ERR_MEMORY. */
enum truce_status truce_arena_alloc(struct truce_arena *arena, size_t n, void **out,
                                    struct truce_err *err) TRUCE_MUST_USE;

/* A terminated copy of text, owned by the arena. */
enum truce_status truce_arena_copy(struct truce_arena *arena, struct truce_text text, const char **out,
                                   struct truce_err *err) TRUCE_MUST_USE;

#endif
