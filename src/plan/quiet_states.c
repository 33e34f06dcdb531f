/*
 * States of the clock, found by walking from the start.
 *
 * One idea: far fewer states can come about than there are combinations.  Where a broken day restarts the clock, a clock of 6 says that
 * the last 6 days were allowed.  So states are found, not counted out: breadth first, each kept once in a hash table.
 * Invariant: states stand in the order in which they were found, so the same rule gives the same table.
 */
#include "plan/quiet_states.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"

#define FIELDS_MAX ((size_t)8 << 20) /* of all states: 32 MiB */

enum { CLOCK, RAISED_LEFT, WEIGHTS }; /* fields of a state; the window's weights follow, newest first */

struct walk {
    const struct truce_quiet_steps *steps;
    int32_t raised_days;
    size_t width;  /* fields of a state */
    int32_t *keys; /* heap: n states */
    size_t keys_size;
    size_t n;
    int32_t *next; /* heap: n * n_moves */
    size_t next_size, n_moves;
    int32_t *slots; /* heap: hash table of state + 1, 0 for none */
    size_t n_slots; /* a power of two, more than twice n */
};

/* FNV-1a */
static size_t hash_of(const int32_t *key, size_t width)
{
    uint64_t hash = UINT64_C(14695981039346656037);

    for (size_t i = 0; i < width; i++)
        hash = (hash ^ (uint32_t)key[i]) * UINT64_C(1099511628211);
    return (size_t)(hash ^ hash >> 32);
}

/* The slot that holds the key, or the empty one where it belongs. */
static size_t slot_of(const struct walk *walk, const int32_t *key)
{
    size_t at = hash_of(key, walk->width) & (walk->n_slots - 1);

    while (walk->slots[at] != 0 && memcmp(walk->keys + (size_t)(walk->slots[at] - 1) * walk->width, key,
                                          walk->width * sizeof *key) != 0)
        at = (at + 1) & (walk->n_slots - 1);
    return at;
}

static enum truce_status widen_slots(struct walk *walk, struct truce_err *err)
{
    size_t n = walk->n_slots > 0 ? walk->n_slots * 2 : 1024;
    int32_t *slots = calloc(n, sizeof *slots);

    if (slots == NULL)
        return truce_fail(err, TRUCE_ERR_MEMORY, "no memory for %zu states of the clock", n);
    free(walk->slots);
    walk->slots = slots;
    walk->n_slots = n;
    for (size_t i = 0; i < walk->n; i++)
        slots[slot_of(walk, walk->keys + i * walk->width)] = (int32_t)i + 1;
    return TRUCE_OK;
}

/* The state of a key, added where it is new. */
static enum truce_status state_of(struct walk *walk, const int32_t *key, int32_t *out, struct truce_err *err)
{
    enum truce_status status = TRUCE_OK;

    if (2 * (walk->n + 1) > walk->n_slots)
        status = widen_slots(walk, err);
    if (status != TRUCE_OK)
        return status;
    size_t slot = slot_of(walk, key);
    if (walk->slots[slot] == 0) {
        void *keys = walk->keys, *next = walk->next;
        status = truce_grow(&keys, &walk->keys_size, (walk->n + 1) * walk->width, sizeof *walk->keys, err);
        walk->keys = keys;
        if (status == TRUCE_OK)
            status =
                truce_grow(&next, &walk->next_size, (walk->n + 1) * walk->n_moves, sizeof *walk->next, err);
        walk->next = next;
        if (status != TRUCE_OK)
            return status;
        memcpy(walk->keys + walk->n * walk->width, key, walk->width * sizeof *key);
        walk->slots[slot] = (int32_t)++walk->n;
    }
    *out = walk->slots[slot] - 1;
    return TRUCE_OK;
}

/* The window after a day of class `weight`, into `to`; its sum with the day's, over all days that the day shares a window with. */
static int64_t shift_window(const struct walk *walk, const int32_t *from, int32_t weight, int32_t *to)
{
    const size_t kept = walk->width - WEIGHTS;
    int64_t sum = weight, running = 0;

    for (size_t i = 0; i < kept; i++)
        sum += from[WEIGHTS + i];
    for (size_t i = 0; i < kept; i++) {
        int64_t one = i == 0 ? weight : from[WEIGHTS + i - 1];
        if (running + one > walk->steps->at_most)
            one = walk->steps->beyond - running; /* it alone decides now, and what is older does not matter */
        to[WEIGHTS + i] = (int32_t)(one > 0 ? one : 0);
        running += to[WEIGHTS + i];
    }
    return sum;
}

/* Where a move leads: into `to`; false: the target is reached. */
static bool move(const struct walk *walk, const int32_t *from, int32_t which, int32_t *to)
{
    const struct truce_quiet_steps *steps = walk->steps;
    bool observed = which <= steps->beyond;
    int32_t weight = observed ? which : 0;
    int64_t sum = shift_window(walk, from, steps->window > 0 ? weight : 0, to);
    bool broken = sum > steps->at_most || weight > steps->day_class;
    enum truce_day_outcome outcome = broken     ? TRUCE_DAY_BROKEN
                                     : observed ? TRUCE_DAY_QUIET
                                                : TRUCE_DAY_UNOBSERVED;

    to[CLOCK] = truce_quiet_step(steps, from[CLOCK], outcome);
    to[RAISED_LEFT] = outcome == TRUCE_DAY_BROKEN ? walk->raised_days
                      : from[RAISED_LEFT] > 0     ? from[RAISED_LEFT] - 1
                                                  : 0;
    return to[CLOCK] < steps->target;
}

/* Breadth first; false in *fits when there are too many. */
static enum truce_status explore(struct walk *walk, size_t max_moves, bool *fits, struct truce_err *err)
{
    int32_t *to = calloc(2 * walk->width, sizeof *to), unused;

    if (to == NULL)
        return truce_fail(err, TRUCE_ERR_MEMORY, "no memory for a state of the clock");
    int32_t *from = to + walk->width;
    to[CLOCK] = walk->steps->already;
    enum truce_status status = state_of(walk, to, &unused, err);
    for (size_t i = 0; status == TRUCE_OK && *fits && i < walk->n; i++) {
        memcpy(from, walk->keys + i * walk->width, walk->width * sizeof *from);
        for (size_t m = 0; status == TRUCE_OK && m < walk->n_moves; m++) {
            int32_t state = TRUCE_STATE_REACHED;
            if (move(walk, from, (int32_t)m, to))
                status = state_of(walk, to, &state, err);
            if (status == TRUCE_OK)
                walk->next[i * walk->n_moves + m] = state;
        }
        *fits = walk->n * walk->n_moves <= max_moves && walk->n * walk->width <= FIELDS_MAX;
    }
    free(to);
    return status;
}

static enum truce_status give(const struct walk *walk, struct truce_arena *arena,
                              struct truce_quiet_states *out, struct truce_err *err)
{
    void *next, *raised;
    enum truce_status status =
        truce_arena_alloc(arena, walk->n * walk->n_moves * sizeof(int32_t), &next, err);

    if (status == TRUCE_OK)
        status = truce_arena_alloc(arena, walk->n, &raised, err);
    if (status != TRUCE_OK)
        return status;
    memcpy(next, walk->next, walk->n * walk->n_moves * sizeof(int32_t));
    for (size_t i = 0; i < walk->n; i++)
        ((unsigned char *)raised)[i] = walk->keys[i * walk->width + RAISED_LEFT] > 0;
    *out = (struct truce_quiet_states){(int32_t)walk->n, (int32_t)walk->n_moves, next, raised};
    return TRUCE_OK;
}

enum truce_status truce_quiet_states_make(const struct truce_quiet_steps *steps, int32_t raised_days,
                                          size_t max_moves, struct truce_arena *arena,
                                          struct truce_quiet_states *out, bool *fits, struct truce_err *err)
{
    struct walk walk = {.steps = steps, .raised_days = raised_days, .n_moves = (size_t)steps->beyond + 2};
    bool few = true;

    walk.width = WEIGHTS + (steps->window > 1 ? (size_t)steps->window - 1 : 0);
    if (walk.n_moves > max_moves) {
        *fits = false;
        return TRUCE_OK;
    }
    enum truce_status status = explore(&walk, max_moves, &few, err);
    if (status == TRUCE_OK && few)
        status = give(&walk, arena, out, err);
    if (status == TRUCE_OK)
        *fits = few;
    free(walk.keys);
    free(walk.next);
    free(walk.slots);
    return status;
}
