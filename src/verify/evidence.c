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
    evidence->states = NULL;
}

enum truce_status truce_evidence_open(const struct truce_control_days *days,
                                      const struct truce_ground *ground,
                                      const struct truce_verify_options *options, struct truce_evidence *out,
                                      struct truce_notes *notes, struct truce_err *err)
{
    struct truce_evidence evidence;
    struct truce_chain_options how = {.reading = TRUCE_READ_ASSESSED,
                                      .use_suspect = options->use_suspect,
                                      .progress = options->progress,
                                      .progress_context = options->progress_context,
                                      .threads = options->threads};

    memset(&evidence, 0, sizeof evidence);
    evidence.days = days;
    evidence.ground = ground;
    enum truce_status status = truce_chain_run(days, &how, &evidence.assessed, notes, err);
    if (status == TRUCE_OK)
        status = truce_series_from_chain(&evidence.assessed, ground->regions, ground->clips, &evidence.series,
                                         err);
    if (status == TRUCE_OK && truce_reading_adds(days->source, TRUCE_READ_CLAIMED)) {
        how.reading = TRUCE_READ_CLAIMED;
        evidence.has_claimed = true;
        status = truce_chain_run(days, &how, &evidence.claimed, NULL, err);
        if (status == TRUCE_OK)
            status = truce_series_from_chain(&evidence.claimed, ground->regions, ground->clips,
                                             &evidence.series_claimed, err);
    }
    if (status == TRUCE_OK)
        *out = evidence;
    else
        truce_evidence_close(&evidence);
    return status;
}

static enum truce_status state_open(const struct truce_evidence *evidence, enum truce_reading reading,
                                    size_t index, struct truce_state **out, struct truce_err *err)
{
    struct truce_control_map map;
    struct truce_state *state = calloc(1, sizeof *state);
    enum truce_status status;

    if (state == NULL)
        return truce_fail(err, TRUCE_ERR_MEMORY, "no memory for a map");
    state->reading = reading;
    state->index = index;
    truce_control_map_init(&map);
    if ((status = evidence->days->load(evidence->days->context, index, &map, NULL, err)) == TRUCE_OK &&
        (status = truce_reading_shape(evidence->days->source, reading, &map, &state->shape, err)) ==
            TRUCE_OK &&
        (status = truce_boundary_of(&state->shape, &state->edges, err)) == TRUCE_OK)
        status = truce_clip_open(&state->shape, &state->clip, err);
    truce_control_map_fini(&map);
    if (status == TRUCE_OK)
        *out = state;
    else
        state_close(state);
    return status;
}

struct truce_state *truce_evidence_find(const struct truce_evidence *evidence, enum truce_reading reading,
                                        size_t index)
{
    struct truce_state *state = evidence->states;
    while (state != NULL && (state->reading != reading || state->index != index))
        state = state->next;
    return state;
}

/* the same, loaded when it is not there yet */
static enum truce_status find_or_load(struct truce_evidence *evidence, enum truce_reading reading,
                                      size_t index, struct truce_state **out, struct truce_err *err)
{
    *out = truce_evidence_find(evidence, reading, index);
    if (*out != NULL)
        return TRUCE_OK;
    struct truce_state *made = NULL;
    enum truce_status status = state_open(evidence, reading, index, &made, err);
    if (status != TRUCE_OK)
        return status;
    made->next = evidence->states;
    evidence->states = *out = made;
    return TRUCE_OK;
}

enum truce_status truce_state_front(struct truce_state *state, const struct truce_ground *ground,
                                    struct truce_err *err)
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

/* one map, and one of the table's distances where strips are made */
struct preparing {
    struct truce_state *state;
    bool ends; /* at the end of a period, not only at the start of one */
    double d_m;
    struct truce_strip strip;
    double scale_error;
};

struct prepared {
    struct preparing *items;
    size_t n;
    const struct truce_ground *ground;
    const struct truce_verify_input *input;
    const struct truce_verify_options *options;
};

/* front and places of a map */
static enum truce_status prepare_map(void *context, size_t i, struct truce_err *err)
{
    struct prepared *all = context;
    struct preparing *one = &all->items[i];
    enum truce_status status = one->ends ? truce_state_front(one->state, all->ground, err) : TRUCE_OK;
    if (status == TRUCE_OK && all->input->places != NULL)
        status = truce_state_places(one->state, all->input->places, all->ground, all->options->shift_limit_m,
                                    one->ends, err);
    return status;
}

static enum truce_status prepare_strip(void *context, size_t i, struct truce_err *err)
{
    struct prepared *all = context;
    struct preparing *one = &all->items[i];
    return truce_state_strip(one->state, all->ground, one->d_m, &one->strip, &one->scale_error, err);
}

static void add_map(struct prepared *maps, struct truce_state *state, bool ends)
{
    for (size_t k = 0; k < maps->n; k++)
        if (maps->items[k].state == state) {
            maps->items[k].ends = maps->items[k].ends || ends;
            return;
        }
    maps->items[maps->n++] = (struct preparing){.state = state, .ends = ends};
}

/* one end of a job in every reading that it asks for */
static enum truce_status load_end(struct truce_evidence *evidence, size_t index, struct prepared *maps,
                                  bool ends, struct truce_err *err)
{
    struct truce_state *state = NULL, *other = NULL;
    enum truce_status status = find_or_load(evidence, TRUCE_READ_ASSESSED, index, &state, err);
    if (status == TRUCE_OK)
        add_map(maps, state, ends);
    if (status == TRUCE_OK && evidence->has_claimed)
        status = find_or_load(evidence, TRUCE_READ_CLAIMED, index, &other, err);
    if (status == TRUCE_OK && evidence->days->source->has_status[TRUCE_CONTROL_CONTESTED])
        status = find_or_load(evidence, TRUCE_READ_CONTESTED, index, &other, err);
    return status;
}

static enum truce_status load_maps(struct truce_evidence *evidence, const struct truce_job *jobs,
                                   size_t n_jobs, struct prepared *maps, struct truce_err *err)
{
    enum truce_status status = TRUCE_OK;
    for (size_t k = 0; status == TRUCE_OK && k < n_jobs; k++) {
        const struct truce_job *job = &jobs[k];
        struct truce_state *first = NULL;
        if (job->evidence != evidence || !job->decidable)
            continue;
        status = load_end(evidence, job->out->end.index, maps, true, err);
        if (status == TRUCE_OK && truce_claim_needs_start(job->claim))
            status = load_end(evidence, job->out->start.index, maps, false, err);
        if (status == TRUCE_OK && job->claim->quantity == TRUCE_QUANTITY_PLACE)
            status = find_or_load(evidence, TRUCE_READ_ASSESSED,
                                  truce_chain_first_good(&evidence->assessed, job->options->use_suspect),
                                  &first, err);
    }
    return status;
}

/* the maps whose line will be moved: those at the end of a claim about an area or a number of places */
static bool is_moved(const struct truce_evidence *evidence, const struct truce_state *state,
                     const struct truce_job *jobs, size_t n_jobs)
{
    for (size_t k = 0; k < n_jobs; k++)
        if (jobs[k].evidence == evidence && jobs[k].decidable &&
            jobs[k].claim->quantity != TRUCE_QUANTITY_PLACE && jobs[k].out->end.index == state->index)
            return true;
    return false;
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

enum truce_status truce_evidence_prepare(struct truce_evidence *evidence, const struct truce_job *jobs,
                                         size_t n_jobs, struct truce_err *err)
{
    struct prepared maps = {NULL, 0, evidence->ground, NULL, NULL}, strips;
    enum truce_status status = TRUCE_OK;

    if (evidence->days->source->areas_only || n_jobs == 0)
        return TRUCE_OK;
    maps.input = jobs[0].input;
    maps.options = jobs[0].options;
    strips = maps;
    maps.items = calloc(2 * n_jobs, sizeof *maps.items);
    strips.items = calloc(2 * n_jobs * truce_shift_table_n, sizeof *strips.items);
    if (maps.items == NULL || strips.items == NULL) {
        status = truce_fail(err, TRUCE_ERR_MEMORY, "no memory for %zu claims", n_jobs);
        goto done;
    }
    status = load_maps(evidence, jobs, n_jobs, &maps, err);
    if (status == TRUCE_OK)
        status = truce_parallel(maps.n, maps.options->threads, prepare_map, &maps, err);
    for (size_t i = 0; i < maps.n; i++)
        for (size_t k = 0; k < truce_shift_table_n && is_moved(evidence, maps.items[i].state, jobs, n_jobs);
             k++)
            if (truce_shift_table_m[k] > 0) /* inwards the strip is the same */
                strips.items[strips.n++] =
                    (struct preparing){.state = maps.items[i].state, .d_m = truce_shift_table_m[k]};
    if (status == TRUCE_OK)
        status = truce_parallel(strips.n, maps.options->threads, prepare_strip, &strips, err);
    if (status == TRUCE_OK)
        status = keep_strips(&strips, err);
done:
    for (size_t i = 0; strips.items != NULL && i < strips.n; i++)
        truce_strip_close(&strips.items[i].strip);
    free(maps.items);
    free(strips.items);
    return status;
}

struct truce_end truce_evidence_end(const struct truce_evidence *evidence, struct truce_day wanted,
                                    bool earlier, int gap_days, bool use_suspect)
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
