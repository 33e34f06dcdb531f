/*
 * Blocks of 64 KiB, or of the asked size when that is larger, in a list.  What is handed out is zeroed then: an arena that lives for a line of text
 * needs a small part of its block.
 */
#include "base/arena.h"

#include <stdalign.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define BLOCK_BYTES ((size_t)64 * 1024)

struct truce_arena_block {
    struct truce_arena_block *next;
    size_t used, size;
    max_align_t bytes[];
};

void truce_arena_init(struct truce_arena *arena, size_t ceiling)
{
    *arena = (struct truce_arena){NULL, 0, ceiling};
}

void truce_arena_fini(struct truce_arena *arena)
{
    struct truce_arena_block *block = arena->blocks;
    while (block != NULL) {
        struct truce_arena_block *next = block->next;
        free(block);
        block = next;
    }
    arena->blocks = NULL;
    arena->used = 0;
}

enum truce_status truce_arena_alloc(struct truce_arena *arena, size_t n, void **out, struct truce_err *err)
{
    size_t align = alignof(max_align_t);

    if (n > SIZE_MAX / 2 || n > arena->ceiling || arena->ceiling - n < arena->used)
        return truce_fail(err, TRUCE_ERR_LIMIT, "memory ceiling of %zu MiB reached", arena->ceiling >> 20);
    size_t rounded = (n + align - 1) / align * align;

    struct truce_arena_block *block = arena->blocks;
    if (block == NULL || block->size - block->used < rounded) {
        size_t size = rounded > BLOCK_BYTES ? rounded : BLOCK_BYTES;
        block = malloc(sizeof *block + size);
        if (block == NULL)
            return truce_fail(err, TRUCE_ERR_MEMORY, "no memory for %zu bytes", size);
        block->used = 0;
        block->size = size;
        block->next = arena->blocks;
        arena->blocks = block;
    }
    *out = memset((char *)block->bytes + block->used, 0, rounded);
    block->used += rounded;
    arena->used += rounded;
    return TRUCE_OK;
}

enum truce_status truce_arena_copy(struct truce_arena *arena, struct truce_text text, const char **out,
                                   struct truce_err *err)
{
    void *copy;
    enum truce_status status = truce_arena_alloc(arena, text.len + 1, &copy, err);
    if (status != TRUCE_OK)
        return status;
    if (text.len > 0)
        memcpy(copy, text.at, text.len);
    *out = copy;
    return TRUCE_OK;
}
