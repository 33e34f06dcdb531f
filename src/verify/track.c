/*
 * Step 6: the claim's figure day by day.
 *
 * With X and Y what a day gained and lost, and A the map at the start, what stands gained since A grows by X outside A and shrinks by Y
 * outside A; what stands lost grows by Y inside A and shrinks by X inside A.  All are small next to the maps.
 */
#include <math.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "verify/work.h"

struct standing {
    double gained_km2, lost_km2;
};

/* km2 of a day's change within the scope, as far as it lies inside the map at the start */
static enum truce_status within(const struct truce_job *job, const struct truce_state *a,
                                const struct truce_boundary *change, double *out_km2, struct truce_err *err)
{
    struct truce_boundary inside;
    truce_boundary_init(&inside);
    enum truce_status status = truce_clip_part(a->clip, change, &inside, err);
    if (status == TRUCE_OK)
        status = truce_scope_area_km2(job->scope, &inside, out_km2, err);
    truce_boundary_fini(&inside);
    return status;
}

static enum truce_status step(const struct truce_job *job, const struct truce_state *a,
                              const struct truce_link *link, const struct truce_series_row *row,
                              struct standing *at, struct truce_err *err)
{
    double x =
        truce_scope_sum(job->scope, row, row->gained_km2, offsetof(struct truce_series_region, gained_km2));
    double y =
        truce_scope_sum(job->scope, row, row->lost_km2, offsetof(struct truce_series_region, lost_km2));
    double x_in_a = 0, y_in_a = 0;
    enum truce_status status = within(job, a, &link->gained, &x_in_a, err);
    if (status == TRUCE_OK)
        status = within(job, a, &link->lost, &y_in_a, err);
    at->gained_km2 = fmax(at->gained_km2 + (x - x_in_a) - (y - y_in_a), 0);
    at->lost_km2 = fmax(at->lost_km2 + y_in_a - x_in_a, 0);
    return status;
}

static double held(const struct truce_job *job, const struct truce_series *series, size_t i)
{
    return truce_scope_sum(job->scope, &series->rows[i], series->rows[i].held_km2,
                           offsetof(struct truce_series_region, held_km2));
}

/* the figure of one reading for every day from the start's to the end's */
static enum truce_status follow(struct truce_job *job, enum truce_reading reading, double *figures,
                                struct truce_err *err)
{
    const struct truce_evidence *evidence = job->evidence;
    const struct truce_chain *chain =
        reading == TRUCE_READ_CLAIMED ? &evidence->claimed : &evidence->assessed;
    const struct truce_series *series =
        reading == TRUCE_READ_CLAIMED ? &evidence->series_claimed : &evidence->series;
    bool areas_only = evidence->days->source->areas_only;
    bool from_start = truce_claim_needs_start(job->claim);
    size_t start = from_start ? job->out->start.index : 0, end = job->out->end.index;
    bool by_change =
        (job->claim->sense == TRUCE_SENSE_GAINED || job->claim->sense == TRUCE_SENSE_LOST) && !areas_only;
    const struct truce_state *a = truce_evidence_find(evidence, reading, start);
    struct standing at = {0, 0};
    enum truce_status status = TRUCE_OK;

    for (size_t i = start; status == TRUCE_OK && i <= end; i++) {
        const struct truce_link *link = &chain->links[i];
        bool left_out = link->suspect && !job->options->use_suspect;
        struct truce_area_change area = {from_start ? held(job, series, start) : NAN, held(job, series, i),
                                         NAN, NAN};
        if (by_change && i != start && !left_out)
            status = step(job, a, link, &series->rows[i], &at, err);
        if (by_change) {
            area.gained_km2 = at.gained_km2;
            area.lost_km2 = at.lost_km2;
        }
        figures[i - start] = left_out ? NAN : truce_claim_figure(job->claim, &area);
    }
    return status;
}

enum truce_status truce_job_track(struct truce_job *job, struct truce_err *err)
{
    struct truce_source_answer *out = job->out;
    const struct truce_chain *chain = &job->evidence->assessed;
    size_t start = truce_claim_needs_start(job->claim) ? out->start.index : 0;
    size_t n = out->end.index - start + 1;
    double *figures = NULL, *high = NULL;
    enum truce_status status = TRUCE_OK;

    if (job->claim->quantity == TRUCE_QUANTITY_PLACE || out->end.index < start)
        return TRUCE_OK;
    figures = calloc(n, sizeof *figures);
    high = calloc(n, sizeof *high);
    out->track = calloc(n, sizeof *out->track);
    if (figures == NULL || high == NULL || out->track == NULL) {
        status = truce_fail(err, TRUCE_ERR_MEMORY, "no memory for %zu days", n);
        goto done;
    }
    if (job->twin != NULL && job->twin->n_track == n) {
        memcpy(out->track, job->twin->track, n * sizeof *out->track);
        out->n_track = n;
        goto done;
    }
    status = follow(job, TRUCE_READ_ASSESSED, figures, err);
    if (status == TRUCE_OK && job->evidence->has_claimed)
        status = follow(job, TRUCE_READ_CLAIMED, high, err);
    if (status != TRUCE_OK)
        goto done;
    for (size_t i = 0; i < n; i++)
        out->track[i] = (struct truce_track_row){
            chain->links[start + i].day, figures[i], job->evidence->has_claimed ? high[i] : NAN,
            chain->links[start + i].area_km2, chain->links[start + i].suspect};
    out->n_track = n;
done:
    free(figures);
    free(high);
    return status;
}
