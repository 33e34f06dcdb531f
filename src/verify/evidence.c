/*
 * A source read through, and its maps at the ends of periods.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/parallel.h"
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
        status = truce_series_from_chain(&evidence.assessed, ground->regions, ground->clips, &evidence.series, err);
    if (status == TRUCE_OK && truce_reading_adds(days->source, TRUCE_READ_CLAIMED)) {
        how.reading = TRUCE_READ_CLAIMED;
        evidence.has_claimed = true;
        status = truce_chain_run(days, &how, &evidence.claimed, NULL, err);
        if (status == TRUCE_OK)
            status = truce_series_from_chain(&evidence.claimed, ground->regions, ground->clips, &evidence.series_claimed,
                                             err);
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

/* one map with one of the table's distances; distance 0 stands for front and places */
struct preparing {
    struct truce_state *state;
    double d_m;
    struct truce_strip strip;
    double scale_error;
};

struct prepared {
    struct preparing *items;
    size_t n;
    const struct truce_ground *ground;
    const struct truce_places *places;
    double limit_m;
};

static enum truce_status prepare_front(void *context, size_t i, struct truce_err *err)
{
    struct prepared *all = context;
    struct truce_state *state = all->items[i].state;
    enum truce_status status = truce_state_front(state, all->ground, err);
    if (status == TRUCE_OK && all->places != NULL)
        status = truce_state_places(state, all->places, all->ground, all->limit_m, true, err);
    return status;
}

static enum truce_status prepare_strip(void *context, size_t i, struct truce_err *err)
{
    struct prepared *all = context;
    struct preparing *one = &all->items[i];
    return truce_state_strip(one->state, all->ground, one->d_m, &one->strip, &one->scale_error, err);
}

/* the maps at the ends of claims that will be moved, each once */
static enum truce_status list_states(struct truce_evidence *evidence, const struct truce_verify_input *input,
                                     const struct truce_verify_options *options, struct prepared *out,
                                     struct truce_err *err)
{
    for (size_t i = 0; i < input->claims->n; i++) {
        const struct truce_claim *claim = &input->claims->items[i];
        struct truce_end end =
            truce_evidence_end(evidence, claim->to, false, options->gap_days, options->use_suspect);
        struct truce_state *state = NULL;
        bool known = end.file == NULL || claim->quantity == TRUCE_QUANTITY_PLACE;
        if (known)
            continue;
        enum truce_status status = truce_evidence_state(evidence, TRUCE_READ_ASSESSED, end.index, &state, err);
        if (status != TRUCE_OK)
            return status;
        for (size_t k = 0; k < out->n; k++)
            known = known || out->items[k].state == state;
        if (!known)
            out->items[out->n++] = (struct preparing){.state = state};
    }
    return TRUCE_OK;
}

/* hands the strips over to their states */
static enum truce_status keep_strips(struct prepared *strips, struct truce_err *err)
{
    for (size_t i = 0; i < strips->n; i++) {
        struct preparing *one = &strips->items[i];
        struct truce_state *state = one->state;
        void *room = state->strips;
        enum truce_status status =
            truce_grow(&room, &state->size_strips, state->n_strips + 1, sizeof one->strip, err);
        state->strips = room;
        if (status != TRUCE_OK)
            return status;
        state->strips[state->n_strips++] = one->strip;
        state->scale_error = one->scale_error;
        memset(&one->strip, 0, sizeof one->strip);
    }
    return TRUCE_OK;
}

enum truce_status truce_evidence_prepare(struct truce_evidence *evidence, const struct truce_verify_input *input,
                                         const struct truce_verify_options *options, struct truce_err *err)
{
    struct prepared fronts = {NULL, 0, evidence->ground, input->places, options->shift_limit_m}, strips = fronts;
    enum truce_status status = TRUCE_OK;

    if (evidence->days->source->areas_only)
        return TRUCE_OK;
    fronts.items = calloc(input->claims->n + 1, sizeof *fronts.items);
    strips.items = calloc((input->claims->n + 1) * truce_shift_table_n, sizeof *strips.items);
    if (fronts.items == NULL || strips.items == NULL) {
        status = truce_fail(err, TRUCE_ERR_MEMORY, "no memory for %zu claims", input->claims->n);
        goto done;
    }
    status = list_states(evidence, input, options, &fronts, err);
    if (status == TRUCE_OK)
        status = truce_parallel(fronts.n, options->threads, prepare_front, &fronts, err);
    for (size_t i = 0; i < fronts.n; i++)
        for (size_t k = 0; k < truce_shift_table_n; k++)
            if (truce_shift_table_m[k] > 0) /* inwards the strip is the same */
                strips.items[strips.n++] =
                    (struct preparing){.state = fronts.items[i].state, .d_m = truce_shift_table_m[k]};
    if (status == TRUCE_OK)
        status = truce_parallel(strips.n, options->threads, prepare_strip, &strips, err);
    if (status == TRUCE_OK)
        status = keep_strips(&strips, err);
done:
    for (size_t i = 0; strips.items != NULL && i < strips.n; i++)
        truce_strip_close(&strips.items[i].strip);
    free(fronts.items);
    free(strips.items);
    return status;
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
