/*
 * A source read through, and its maps at the ends of periods.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "verify/work.h"

static void state_close(struct truce_state *state)
{
    truce_multipolygon_fini(&state->shape);
    truce_boundary_fini(&state->edges);
    truce_clip_close(state->clip);
    truce_front_fini(&state->front);
    truce_front_index_close(state->front_index);
    for (size_t i = 0; i < state->n_strips; i++)
        truce_strip_close(&state->strips[i]);
    free(state->strips);
    free(state->place_inside);
    free(state->place_distance_m);
    free(state);
}

static void states_close(struct truce_state *state)
{
    while (state != NULL) {
        struct truce_state *next = state->next;
        state_close(state);
        state = next;
    }
}

void truce_evidence_close(struct truce_evidence *evidence)
{
    truce_chain_fini(&evidence->assessed);
    truce_chain_fini(&evidence->claimed);
    truce_series_fini(&evidence->series);
    truce_series_fini(&evidence->series_claimed);
    states_close(evidence->states);
    states_close(evidence->states_claimed);
    evidence->states = evidence->states_claimed = NULL;
}

enum truce_status truce_evidence_open(const struct truce_control_days *days, const struct truce_ground *ground,
                                      const struct truce_verify_options *options, struct truce_evidence *out,
                                      struct truce_notes *notes, struct truce_err *err)
{
    struct truce_evidence evidence;
    struct truce_chain_options how = {TRUCE_READ_ASSESSED, options->use_suspect, options->progress,
                                      options->progress_context};

    memset(&evidence, 0, sizeof evidence);
    evidence.days = days;
    evidence.ground = ground;
    evidence.notes = notes;
    enum truce_status status = truce_chain_run(days, &how, &evidence.assessed, notes, err);
    if (status == TRUCE_OK)
        status = truce_series_from_chain(&evidence.assessed, ground->regions, &evidence.series, err);
    if (status == TRUCE_OK && truce_reading_adds(days->source, TRUCE_READ_CLAIMED)) {
        how.reading = TRUCE_READ_CLAIMED;
        evidence.has_claimed = true;
        status = truce_chain_run(days, &how, &evidence.claimed, NULL, err);
        if (status == TRUCE_OK)
            status = truce_series_from_chain(&evidence.claimed, ground->regions, &evidence.series_claimed, err);
    }
    if (status == TRUCE_OK)
        *out = evidence;
    else
        truce_evidence_close(&evidence);
    return status;
}

static enum truce_status state_open(const struct truce_evidence *evidence, enum truce_reading reading, size_t index,
                                    struct truce_state **out, struct truce_err *err)
{
    struct truce_control_map map;
    struct truce_state *state = calloc(1, sizeof *state);
    enum truce_status status;

    if (state == NULL)
        return truce_fail(err, TRUCE_ERR_MEMORY, "no memory for a map");
    state->index = index;
    truce_control_map_init(&map);
    if ((status = evidence->days->load(evidence->days->context, index, &map, NULL, err)) == TRUCE_OK &&
        (status = truce_reading_shape(evidence->days->source, reading, &map, &state->shape, err)) == TRUCE_OK &&
        (status = truce_boundary_of(&state->shape, &state->edges, err)) == TRUCE_OK)
        status = truce_clip_open(&state->shape, &state->clip, err);
    truce_control_map_fini(&map);
    if (status == TRUCE_OK)
        *out = state;
    else
        state_close(state);
    return status;
}

enum truce_status truce_evidence_state(struct truce_evidence *evidence, enum truce_reading reading, size_t index,
                                       struct truce_state **out, struct truce_err *err)
{
    struct truce_state **list = reading == TRUCE_READ_CLAIMED ? &evidence->states_claimed : &evidence->states;
    for (struct truce_state *state = *list; state != NULL; state = state->next)
        if (state->index == index) {
            *out = state;
            return TRUCE_OK;
        }
    struct truce_state *made = NULL;
    enum truce_status status = state_open(evidence, reading, index, &made, err);
    if (status != TRUCE_OK)
        return status;
    made->next = *list;
    *list = *out = made;
    return TRUCE_OK;
}

enum truce_status truce_state_front(struct truce_state *state, const struct truce_ground *ground, struct truce_err *err)
{
    if (state->has_front)
        return TRUCE_OK;
    enum truce_status status = truce_front_extract(&state->edges, ground->border, &state->front, err);
    if (status == TRUCE_OK)
        status = truce_front_index_open(&state->front, &state->front_index, err);
    state->has_front = status == TRUCE_OK;
    return status;
}

enum truce_status truce_state_places(struct truce_state *state, const struct truce_places *places,
                                     const struct truce_ground *ground, double limit_m, bool distances,
                                     struct truce_err *err)
{
    if (state->place_inside == NULL) {
        state->place_inside = calloc(places->n + 1, sizeof *state->place_inside);
        if (state->place_inside == NULL)
            return truce_fail(err, TRUCE_ERR_MEMORY, "no memory for %zu places", places->n);
        for (size_t i = 0; i < places->n; i++)
            state->place_inside[i] = truce_clip_side(state->clip, places->items[i].at) != TRUCE_SIDE_OUTSIDE;
    }
    if (!distances || state->place_distance_m != NULL)
        return TRUCE_OK;
    enum truce_status status = truce_state_front(state, ground, err);
    if (status != TRUCE_OK)
        return status;
    state->place_distance_m = calloc(places->n + 1, sizeof *state->place_distance_m);
    if (state->place_distance_m == NULL)
        return truce_fail(err, TRUCE_ERR_MEMORY, "no memory for %zu places", places->n);
    for (size_t i = 0; i < places->n; i++)
        state->place_distance_m[i] = truce_front_distance_m(state->front_index, places->items[i].at, limit_m);
    return TRUCE_OK;
}

struct truce_end truce_evidence_end(const struct truce_evidence *evidence, struct truce_day wanted, bool earlier,
                                    int gap_days, bool use_suspect)
{
    const struct truce_chain *chain = &evidence->assessed;
    struct truce_end end = {wanted, {TRUCE_DAY_NONE}, 0, 0, NULL, "no snapshot near enough"};
    int64_t best = INT64_MAX;

    for (size_t i = 0; i < chain->n; i++) {
        int64_t gap = (int64_t)chain->links[i].day.n - wanted.n, size = gap < 0 ? -gap : gap;
        if (size > gap_days || (chain->links[i].suspect && !use_suspect) || isnan(chain->links[i].area_km2))
            continue;
        /* days ascend: the first of two equal gaps is the earlier one */
        if (size < best || (size == best && !earlier)) {
            best = size;
            end = (struct truce_end){wanted, chain->links[i].day, (int)gap, i, chain->links[i].name, NULL};
        }
    }
    return end;
}
