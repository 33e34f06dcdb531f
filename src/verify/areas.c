/*
 * Step 2: areas at both ends, what was gained and lost, in total, in the claim's scope and by region.
 */
#include <math.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "verify/work.h"

static const struct truce_area_change NOTHING_KNOWN = {NAN, NAN, NAN, NAN};

static struct truce_area_change from_areas(const struct truce_chain *chain, const struct truce_job *job)
{
    struct truce_area_change area = NOTHING_KNOWN;
    area.held_end_km2 = chain->links[job->out->end.index].area_km2;
    if (truce_claim_needs_start(job->claim))
        area.held_start_km2 = chain->links[job->out->start.index].area_km2;
    return area;
}

static double held_in_scope(const struct truce_job *job, const struct truce_series *series, size_t index)
{
    const struct truce_series_row *row = &series->rows[index];
    return truce_scope_sum(job->scope, row, row->held_km2, offsetof(struct truce_series_region, held_km2));
}

/* change between two states; gained and lost are left clipped to the scope */
static enum truce_status change(const struct truce_job *job, const struct truce_state *a,
                                const struct truce_state *b, struct truce_boundary *gained,
                                struct truce_boundary *lost, struct truce_area_change *drawn,
                                struct truce_area_change *scoped, struct truce_err *err)
{
    struct truce_boundary whole_gained, whole_lost;
    truce_boundary_init(&whole_gained);
    truce_boundary_init(&whole_lost);
    enum truce_status status = truce_overlay_change(&a->shape, &b->shape, &whole_gained, &whole_lost, err);
    if (status != TRUCE_OK)
        goto done;
    drawn->gained_km2 = truce_boundary_area_m2(&whole_gained) / TRUCE_M2_PER_KM2;
    drawn->lost_km2 = truce_boundary_area_m2(&whole_lost) / TRUCE_M2_PER_KM2;
    if ((status = truce_scope_clip(job->scope, &whole_gained, gained, err)) != TRUCE_OK ||
        (status = truce_scope_clip(job->scope, &whole_lost, lost, err)) != TRUCE_OK)
        goto done;
    scoped->gained_km2 = truce_boundary_area_m2(gained) / TRUCE_M2_PER_KM2;
    scoped->lost_km2 = truce_boundary_area_m2(lost) / TRUCE_M2_PER_KM2;
done:
    truce_boundary_fini(&whole_gained);
    truce_boundary_fini(&whole_lost);
    return status;
}

/* the same with advance and claimed areas counted at both ends */
static enum truce_status high_bound(struct truce_job *job, struct truce_err *err)
{
    struct truce_source_answer *out = job->out;
    const struct truce_evidence *evidence = job->evidence;
    struct truce_boundary gained, lost;
    struct truce_area_change drawn = NOTHING_KNOWN;

    if (!evidence->has_claimed)
        return TRUCE_OK;
    if (evidence->days->source->areas_only) {
        out->high = from_areas(&evidence->claimed, job);
        return TRUCE_OK;
    }
    out->high.held_end_km2 = held_in_scope(job, &evidence->series_claimed, out->end.index);
    if (!truce_claim_needs_start(job->claim))
        return TRUCE_OK;
    out->high.held_start_km2 = held_in_scope(job, &evidence->series_claimed, out->start.index);
    truce_boundary_init(&gained);
    truce_boundary_init(&lost);
    enum truce_status status =
        change(job, truce_evidence_find(evidence, TRUCE_READ_CLAIMED, out->start.index),
               truce_evidence_find(evidence, TRUCE_READ_CLAIMED, out->end.index), &gained, &lost, &drawn,
               &out->high, err);
    truce_boundary_fini(&gained);
    truce_boundary_fini(&lost);
    return status;
}

static double region_held(const struct truce_job *job, size_t index, size_t r)
{
    const struct truce_series_row *row = &job->evidence->series.rows[index];
    return row->regions != NULL ? row->regions[r].held_km2 : NAN;
}

/* of a claim about some regions only those are listed: what lies elsewhere was not looked at */
static bool is_asked_for(const struct truce_scope *scope, int region)
{
    for (size_t i = 0; i < scope->n_regions; i++)
        if (scope->regions[i] == region)
            return true;
    return scope->n_regions == 0;
}

/* gained and lost of what the source draws and the country does not hold */
static enum truce_status outside_country(const struct truce_job *job, struct truce_area_change *area,
                                         struct truce_err *err)
{
    const struct truce_area_change *drawn = &job->out->drawn;
    double gained_km2 = job->out->scoped.gained_km2, lost_km2 = job->out->scoped.lost_km2;
    enum truce_status status = TRUCE_OK;

    if (!job->scope->country) { /* then what was scoped is not what the country holds */
        const struct truce_clip *country = truce_border_clip(job->ground->border);
        double gained_m2 = 0, lost_m2 = 0;
        status = truce_clip_area(country, &job->gained, &gained_m2, err);
        if (status == TRUCE_OK)
            status = truce_clip_area(country, &job->lost, &lost_m2, err);
        gained_km2 = gained_m2 / TRUCE_M2_PER_KM2;
        lost_km2 = lost_m2 / TRUCE_M2_PER_KM2;
    }
    area->gained_km2 = fmax(drawn->gained_km2 - gained_km2, 0);
    area->lost_km2 = fmax(drawn->lost_km2 - lost_km2, 0);
    return status;
}

/* gained and lost by region, and at the end outside of all */
static enum truce_status by_region(struct truce_job *job, struct truce_err *err)
{
    const struct truce_ground *ground = job->ground;
    struct truce_source_answer *out = job->out;
    enum truce_status status = TRUCE_OK;
    bool change_known = truce_claim_needs_start(job->claim);

    if (ground->regions == NULL)
        return TRUCE_OK;
    size_t n = ground->regions->n;
    out->regions = calloc(n + 1, sizeof *out->regions);
    if (out->regions == NULL)
        return truce_fail(err, TRUCE_ERR_MEMORY, "no memory for %zu regions", n);
    for (size_t r = 0; status == TRUCE_OK && r <= n; r++) {
        struct truce_region_change row = {r < n ? (int)r : -1, {0, 0, 0, 0}, 0, 0};
        row.area.held_end_km2 = region_held(job, out->end.index, r);
        row.area.held_start_km2 = change_known ? region_held(job, out->start.index, r) : NAN;
        row.area.gained_km2 = row.area.lost_km2 = NAN;
        if (change_known && r < n) {
            double gained = 0, lost = 0;
            if ((status = truce_clip_area(ground->clips[r], &job->gained, &gained, err)) == TRUCE_OK)
                status = truce_clip_area(ground->clips[r], &job->lost, &lost, err);
            row.area.gained_km2 = gained / TRUCE_M2_PER_KM2;
            row.area.lost_km2 = lost / TRUCE_M2_PER_KM2;
        } else if (change_known) {
            status = outside_country(job, &row.area, err);
        }
        bool empty = !(row.area.held_end_km2 > 0) && !(row.area.held_start_km2 > 0) &&
                     !(row.area.gained_km2 > 0) && !(row.area.lost_km2 > 0);
        if (status == TRUCE_OK && !empty && is_asked_for(job->scope, row.region))
            out->regions[out->n_regions++] = row;
    }
    return status;
}

/* the contested layer counted as well; the ends only, of sources that say where */
static enum truce_status contested_bound(struct truce_job *job, struct truce_err *err)
{
    struct truce_source_answer *out = job->out;
    const struct truce_evidence *evidence = job->evidence;
    struct truce_area_change drawn = NOTHING_KNOWN;
    struct truce_boundary gained, lost;

    if (!evidence->days->source->has_status[TRUCE_CONTROL_CONTESTED] || evidence->days->source->areas_only)
        return TRUCE_OK;
    const struct truce_state *b = truce_evidence_find(evidence, TRUCE_READ_CONTESTED, out->end.index);
    enum truce_status status =
        truce_scope_area_km2(job->scope, &b->edges, &out->with_contested.held_end_km2, err);
    if (status != TRUCE_OK || !truce_claim_needs_start(job->claim))
        return status;
    const struct truce_state *a = truce_evidence_find(evidence, TRUCE_READ_CONTESTED, out->start.index);
    truce_boundary_init(&gained);
    truce_boundary_init(&lost);
    status = truce_scope_area_km2(job->scope, &a->edges, &out->with_contested.held_start_km2, err);
    if (status == TRUCE_OK)
        status = change(job, a, b, &gained, &lost, &drawn, &out->with_contested, err);
    truce_boundary_fini(&gained);
    truce_boundary_fini(&lost);
    return status;
}

/* shapes for layers and pictures */
static enum truce_status keep_shapes(struct truce_job *job, struct truce_err *err)
{
    struct truce_source_answer *out = job->out;
    enum truce_status status = truce_boundary_shape(&job->gained, &out->gained_shape, err);
    if (status == TRUCE_OK)
        status = truce_boundary_shape(&job->lost, &out->lost_shape, err);
    return status == TRUCE_OK ? truce_multipolygon_copy(&out->held_end_shape, &job->b->shape, err) : status;
}

static void take_states(struct truce_job *job)
{
    job->b = truce_evidence_find(job->evidence, TRUCE_READ_ASSESSED, job->out->end.index);
    if (truce_claim_needs_start(job->claim))
        job->a = truce_evidence_find(job->evidence, TRUCE_READ_ASSESSED, job->out->start.index);
}

/* Two claims of one statement, an area and a count of places, ask for the same areas. */
static enum truce_status take_from_twin(struct truce_job *job, struct truce_err *err)
{
    struct truce_source_answer *out = job->out;
    const struct truce_source_answer *twin = job->twin;
    enum truce_status status = TRUCE_OK;

    out->drawn = twin->drawn;
    out->scoped = twin->scoped;
    out->high = twin->high;
    out->with_contested = twin->with_contested;
    if (job->evidence->days->source->areas_only)
        return TRUCE_OK;
    out->regions = calloc(twin->n_regions + 1, sizeof *out->regions);
    if (out->regions == NULL)
        return truce_fail(err, TRUCE_ERR_MEMORY, "no memory for %zu regions", twin->n_regions);
    for (size_t r = 0; r < twin->n_regions; r++) {
        out->regions[r] = twin->regions[r];
        out->regions[r].places_gained = out->regions[r].places_lost = 0;
    }
    out->n_regions = twin->n_regions;
    take_states(job);
    status = truce_multipolygon_copy(&out->gained_shape, &twin->gained_shape, err);
    if (status == TRUCE_OK)
        status = truce_multipolygon_copy(&out->lost_shape, &twin->lost_shape, err);
    if (status == TRUCE_OK)
        status = truce_multipolygon_copy(&out->held_end_shape, &twin->held_end_shape, err);
    if (status == TRUCE_OK)
        status = truce_boundary_of(&out->gained_shape, &job->gained, err);
    return status == TRUCE_OK ? truce_boundary_of(&out->lost_shape, &job->lost, err) : status;
}

enum truce_status truce_job_areas(struct truce_job *job, struct truce_err *err)
{
    struct truce_source_answer *out = job->out;
    const struct truce_evidence *evidence = job->evidence;
    enum truce_status status = TRUCE_OK;

    out->drawn = out->scoped = out->high = out->with_contested = NOTHING_KNOWN;
    if (job->twin != NULL)
        return take_from_twin(job, err);
    if (evidence->days->source->areas_only) {
        out->drawn = out->scoped = from_areas(&evidence->assessed, job);
        return high_bound(job, err);
    }
    out->drawn.held_end_km2 = evidence->series.rows[out->end.index].held_km2;
    out->scoped.held_end_km2 = held_in_scope(job, &evidence->series, out->end.index);
    take_states(job);
    if (truce_claim_needs_start(job->claim)) {
        out->drawn.held_start_km2 = evidence->series.rows[out->start.index].held_km2;
        out->scoped.held_start_km2 = held_in_scope(job, &evidence->series, out->start.index);
        status = change(job, job->a, job->b, &job->gained, &job->lost, &out->drawn, &out->scoped, err);
    }
    if (status == TRUCE_OK)
        status = high_bound(job, err);
    if (status == TRUCE_OK)
        status = contested_bound(job, err);
    if (status == TRUCE_OK)
        status = by_region(job, err);
    return status == TRUCE_OK ? keep_shapes(job, err) : status;
}
