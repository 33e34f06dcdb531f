/*
 * Sets of zones by hash consing: sorted members behind each other, an open-addressed table from content to number.
 *
 * Building an index mixes the same pairs of sets over and over (crossing a border adds one zone and takes another), so the last answers are kept by
 * pair; nearly all questions end there.
 */
#include "geo/zone_sets.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"

#define N_MEMO     ((size_t)1 << 14)
#define SETS_LIMIT ((size_t)1 << 29) /* numbers leave two bits for the tags of cells (geo/zone_cells.h) */

struct truce_zone_sets_memo {
    uint32_t a, b, out;
    bool common, used;
};

static uint64_t hash_of(const uint32_t *members, size_t n)
{
    uint64_t h = 0x9e3779b97f4a7c15u + n;
    for (size_t i = 0; i < n; i++) {
        h = (h ^ members[i]) * 0xff51afd7ed558ccdu;
        h ^= h >> 32;
    }
    return h;
}

/* the slot of a set, or the free one where it belongs */
static size_t slot_of(const struct truce_zone_sets *sets, const uint32_t *members, size_t n)
{
    size_t at = (size_t)hash_of(members, n) & (sets->n_slots - 1);
    for (; sets->slots[at] != 0; at = (at + 1) & (sets->n_slots - 1)) {
        size_t have;
        const uint32_t *other = truce_zone_sets_members(sets, sets->slots[at] - 1, &have);
        if (have == n && (n == 0 || memcmp(other, members, n * sizeof *members) == 0))
            break;
    }
    return at;
}

static enum truce_status widen(struct truce_zone_sets *sets, struct truce_err *err)
{
    size_t n_slots = sets->n_slots * 2;
    uint32_t *slots = calloc(n_slots, sizeof *slots);
    if (slots == NULL)
        return truce_fail(err, TRUCE_ERR_MEMORY, "no memory for sets of zones");
    free(sets->slots);
    sets->slots = slots;
    sets->n_slots = n_slots;
    for (size_t i = 0; i < sets->n; i++) {
        size_t n;
        const uint32_t *members = truce_zone_sets_members(sets, (uint32_t)i, &n);
        slots[slot_of(sets, members, n)] = (uint32_t)i + 1;
    }
    return TRUCE_OK;
}

/* members do not lie in the sets' own array */
static enum truce_status intern(struct truce_zone_sets *sets, const uint32_t *members, size_t n,
                                uint32_t *out, struct truce_err *err)
{
    size_t slot = slot_of(sets, members, n), used = sets->start[sets->n];
    if (sets->slots[slot] != 0) {
        *out = sets->slots[slot] - 1;
        return TRUCE_OK;
    }
    if ((used + n) * sizeof *members > sets->limit_bytes || sets->n >= SETS_LIMIT)
        return truce_fail(
            err, TRUCE_ERR_LIMIT,
            "zones overlap in too many ways: over %zu different sets of them need more than %zu MiB", sets->n,
            sets->limit_bytes >> 20);
    enum truce_status status =
        truce_grow((void **)&sets->members, &sets->size_members, used + n, sizeof *members, err);
    if (status == TRUCE_OK)
        status = truce_grow((void **)&sets->start, &sets->size_start, sets->n + 2, sizeof *sets->start, err);
    if (status != TRUCE_OK)
        return status;
    if (n > 0)
        memcpy(sets->members + used, members, n * sizeof *members);
    *out = (uint32_t)sets->n;
    sets->n++;
    sets->slots[slot] = (uint32_t)sets->n;
    sets->start[sets->n] = used + n;
    return sets->n * 2 > sets->n_slots ? widen(sets, err) : TRUCE_OK;
}

enum truce_status truce_zone_sets_init(struct truce_zone_sets *sets, size_t n_zones, size_t limit_bytes,
                                       struct truce_err *err)
{
    uint32_t id;
    enum truce_status status = TRUCE_OK;

    memset(sets, 0, sizeof *sets);
    sets->limit_bytes = limit_bytes;
    sets->n_slots = 64;
    sets->slots = calloc(sets->n_slots, sizeof *sets->slots);
    sets->memo = calloc(N_MEMO, sizeof *sets->memo);
    if (sets->slots == NULL || sets->memo == NULL)
        status = truce_fail(err, TRUCE_ERR_MEMORY, "no memory for sets of zones");
    if (status == TRUCE_OK)
        status = truce_grow((void **)&sets->start, &sets->size_start, n_zones + 2, sizeof *sets->start, err);
    if (status == TRUCE_OK)
        status =
            truce_grow((void **)&sets->members, &sets->size_members, n_zones + 1, sizeof *sets->members, err);
    if (status == TRUCE_OK) {
        sets->start[0] = 0;
        status = intern(sets, NULL, 0, &id, err);
    }
    for (size_t z = 0; z < n_zones && status == TRUCE_OK; z++)
        status = intern(sets, &(uint32_t){(uint32_t)z}, 1, &id, err);
    if (status != TRUCE_OK)
        truce_zone_sets_fini(sets);
    return status;
}

void truce_zone_sets_seal(struct truce_zone_sets *sets)
{
    free(sets->slots);
    free(sets->memo);
    free(sets->scratch);
    sets->slots = NULL;
    sets->memo = NULL;
    sets->scratch = NULL;
    sets->n_slots = sets->size_scratch = 0;
}

void truce_zone_sets_fini(struct truce_zone_sets *sets)
{
    truce_zone_sets_seal(sets);
    free(sets->start);
    free(sets->members);
    memset(sets, 0, sizeof *sets);
}

size_t truce_zone_sets_bytes(const struct truce_zone_sets *sets)
{
    return sets->size_start * sizeof *sets->start + sets->size_members * sizeof *sets->members +
           sets->n_slots * sizeof *sets->slots;
}

static size_t merge(const uint32_t *a, size_t na, const uint32_t *b, size_t nb, bool common, uint32_t *out)
{
    size_t i = 0, j = 0, n = 0;
    while (i < na || j < nb) {
        if (j == nb || (i < na && a[i] < b[j])) {
            out[n++] = a[i++];
        } else if (i == na || b[j] < a[i]) {
            out[n++] = b[j++];
        } else {
            if (common)
                out[n++] = a[i];
            i++;
            j++;
        }
    }
    return n;
}

enum truce_status truce_zone_sets_mix(struct truce_zone_sets *sets, uint32_t a, uint32_t b, bool common,
                                      uint32_t *out, struct truce_err *err)
{
    size_t key = ((a * 0x9e3779b1u) ^ (b * 0x85ebca77u) ^ (common ? 0x5bd1u : 0)) & (N_MEMO - 1);
    struct truce_zone_sets_memo *memo = &sets->memo[key];
    if (memo->used && memo->a == a && memo->b == b && memo->common == common) {
        *out = memo->out;
        return TRUCE_OK;
    }
    size_t na, nb;
    const uint32_t *of_a = truce_zone_sets_members(sets, a, &na),
                   *of_b = truce_zone_sets_members(sets, b, &nb);
    enum truce_status status =
        truce_grow((void **)&sets->scratch, &sets->size_scratch, na + nb + 1, sizeof *sets->scratch, err);
    if (status != TRUCE_OK)
        return status;
    size_t n = merge(of_a, na, of_b, nb, common, sets->scratch);
    status = intern(sets, sets->scratch, n, out, err);
    if (status == TRUCE_OK)
        *memo = (struct truce_zone_sets_memo){a, b, *out, common, true};
    return status;
}
