/*
 * One claim by one source, from the choice of days to the finding.  Jobs of a run share what was made ready before and write only their own
 * answer, so they may run side by side.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "verify/work.h"

static void note_end(const struct truce_job *job, const struct truce_end *end, const char *which,
                     struct truce_notes *notes)
{
    char wanted[TRUCE_DAY_TEXT], shown[TRUCE_DAY_TEXT];
    const char *id = job->evidence->days->source->id;
    truce_day_format(end->wanted, wanted);
    truce_day_format(end->shown, shown);
    if (end->file == NULL)
        truce_notes_add(notes, "%s: no usable snapshot within %d days of %s, the %s of claim %s", id,
                        job->options->gap_days, wanted, which, job->claim->id);
    else if (end->gap_days != 0)
        truce_notes_add(notes, "%s: no snapshot shows %s; %s is used, %d day%s %s", id, wanted, shown,
                        abs(end->gap_days), abs(end->gap_days) == 1 ? "" : "s",
                        end->gap_days < 0 ? "earlier" : "later");
}

/* Step 1: the day for each end. */
static bool choose_days(struct truce_job *job, struct truce_notes *notes)
{
    const struct truce_claim *claim = job->claim;
    struct truce_source_answer *out = job->out;
    const struct truce_end unused = {{TRUCE_DAY_NONE}, {TRUCE_DAY_NONE}, 0, 0, NULL, NULL};

    out->start = unused;
    out->end = truce_evidence_end(job->evidence, claim->to, false, job->options->gap_days,
                                  job->options->use_suspect);
    note_end(job, &out->end, "end", notes);
    if (!truce_claim_needs_start(claim))
        return out->end.file != NULL;
    /* the state before the first day is the state at the end of the day before */
    struct truce_day before = {claim->from.n - 1};
    out->start =
        truce_evidence_end(job->evidence, before, true, job->options->gap_days, job->options->use_suspect);
    note_end(job, &out->start, "start", notes);
    if (out->start.file == NULL) {
        out->end.why_none = "no snapshot near the start of the period";
        return false;
    }
    if (out->end.file != NULL && out->end.index <= out->start.index) {
        out->end.file = NULL;
        out->end.why_none = "one snapshot would stand for both ends";
    }
    return out->end.file != NULL;
}

void truce_job_begin(struct truce_job *job, struct truce_notes *notes)
{
    struct truce_source_answer *out = job->out;
    const struct truce_source *source = job->evidence->days->source;

    out->source = source;
    out->figure = out->figure_low = out->figure_high = out->figure_with_claimed = NAN;
    out->front_length_m = out->front_scale_error = NAN;
    out->front_knows_borders = job->ground->border != NULL;
    out->sigma_assumed = isnan(source->sigma_m) && !isnan(job->options->assumed_sigma_m);
    out->sigma_m = source->areas_only   ? NAN
                   : out->sigma_assumed ? job->options->assumed_sigma_m
                                        : source->sigma_m;
    job->decidable = choose_days(job, notes);
}

static void set_figure(struct truce_job *job)
{
    struct truce_source_answer *out = job->out;
    const struct truce_claim *claim = job->claim;

    if (claim->quantity == TRUCE_QUANTITY_AREA) {
        bool by_net = isnan(out->scoped.gained_km2) &&
                      (claim->sense == TRUCE_SENSE_GAINED || claim->sense == TRUCE_SENSE_LOST);
        out->figure = truce_claim_figure(claim, &out->scoped);
        out->figure_is_lower_bound = by_net;
        if (job->evidence->has_claimed)
            out->figure_with_claimed = truce_claim_figure(claim, &out->high);
    } else if (claim->quantity == TRUCE_QUANTITY_PLACES && job->b != NULL && job->input->places != NULL) {
        double gained = (double)out->gained.n, lost = (double)out->lost.n;
        out->figure = claim->sense == TRUCE_SENSE_LOST  ? lost
                      : claim->sense == TRUCE_SENSE_NET ? gained - lost
                                                        : gained;
    }
}

/* places held at the end: counted only when a claim asks */
static void count_held(struct truce_job *job)
{
    double n = 0;
    if (job->claim->quantity != TRUCE_QUANTITY_PLACES || job->claim->sense != TRUCE_SENSE_HELD ||
        job->b == NULL || job->input->places == NULL)
        return;
    for (size_t i = 0; i < job->input->places->n; i++) {
        const struct truce_place *place = &job->input->places->items[i];
        n += truce_clip_side(job->b->clip, place->at) != TRUCE_SIDE_OUTSIDE &&
             truce_claim_counts_kind(job->claim, place->kind) && truce_scope_contains(job->scope, place->at);
    }
    job->out->figure = n;
}

/* places within claimed areas: the upper reading of a count */
static void count_claimed(struct truce_job *job)
{
    double n = 0;
    bool start = truce_claim_needs_start(job->claim);

    if (job->claim->quantity != TRUCE_QUANTITY_PLACES || !job->evidence->has_claimed || job->b == NULL ||
        job->input->places == NULL)
        return;
    const struct truce_state *b = truce_evidence_find(job->evidence, TRUCE_READ_CLAIMED, job->out->end.index);
    const struct truce_state *a =
        start ? truce_evidence_find(job->evidence, TRUCE_READ_CLAIMED, job->out->start.index) : NULL;
    for (size_t i = 0; i < job->input->places->n; i++) {
        const struct truce_place *place = &job->input->places->items[i];
        bool in_a = start && truce_clip_side(a->clip, place->at) != TRUCE_SIDE_OUTSIDE;
        bool in_b = truce_clip_side(b->clip, place->at) != TRUCE_SIDE_OUTSIDE;
        struct truce_area_change one = {in_a, in_b, in_b && !in_a, in_a && !in_b};
        double counts = truce_claim_figure(job->claim, &one);
        if (counts != 0 && truce_claim_counts_kind(job->claim, place->kind) &&
            truce_scope_contains(job->scope, place->at))
            n += counts;
    }
    job->out->figure_with_claimed = n;
}

static bool same_names(const char *const *a, size_t n_a, const char *const *b, size_t n_b)
{
    for (size_t i = 0; n_a == n_b && i < n_a; i++)
        if (strcmp(a[i], b[i]) != 0)
            return false;
    return n_a == n_b;
}

bool truce_jobs_are_twins(const struct truce_job *job, const struct truce_job *other)
{
    const struct truce_claim *p = job->claim, *q = other->claim;
    return job->evidence == other->evidence && p->sense == q->sense && strcmp(p->country, q->country) == 0 &&
           same_names(p->regions, p->n_regions, q->regions, q->n_regions) && job->decidable &&
           other->decidable && truce_claim_needs_start(p) &&
           job->out->start.index == other->out->start.index && job->out->end.index == other->out->end.index;
}

enum truce_status truce_job_run(struct truce_job *job, struct truce_err *err)
{
    struct truce_source_answer *out = job->out;
    const struct truce_source *source = job->evidence->days->source;
    enum truce_status status = TRUCE_OK;

    if (!job->decidable) {
        out->drawn = out->scoped = out->high = out->with_contested =
            (struct truce_area_change){NAN, NAN, NAN, NAN};
        out->place.share_held = NAN;
        return truce_job_judge(job, err);
    }
    if (source->areas_only && (job->claim->n_regions > 0 || job->claim->quantity != TRUCE_QUANTITY_AREA))
        out->end.why_none = job->claim->n_regions > 0 ? "the source gives areas without saying where"
                                                      : "the source gives areas only";
    if ((status = truce_job_areas(job, err)) != TRUCE_OK || (status = truce_job_places(job, err)) != TRUCE_OK)
        return status;
    if (job->claim->quantity == TRUCE_QUANTITY_PLACE) {
        status = truce_job_named_place(job, err);
    } else if (out->end.why_none == NULL) {
        set_figure(job);
        count_held(job);
        count_claimed(job);
        if ((status = truce_job_track(job, err)) == TRUCE_OK)
            status = truce_job_accuracy(job, err);
    }
    if (job->input->places == NULL && job->claim->quantity != TRUCE_QUANTITY_AREA)
        out->end.why_none = "no places were given";
    return status == TRUCE_OK ? truce_job_judge(job, err) : status;
}
