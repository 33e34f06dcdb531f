/*
 * The order of the work: regions made ready once, every source read once, days chosen, the maps at the ends of periods made ready, every claim
 * judged by every source.  Claims that ask for the same ground, days and sense as an earlier one come in a second wave and take its areas.
 */
#include "verify/verify.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/parallel.h"
#include "verify/work.h"

#define PERIOD_SLACK_DAYS                                                                                    \
    7 /* a published total belongs beside a claim when both ends of its period are as near as this */

void truce_verify_options_init(struct truce_verify_options *options)
{
    memset(options, 0, sizeof *options);
    options->gap_days = 3;
    options->assumed_sigma_m = NAN;
    options->shift_limit_m = 25000;
    options->border_margin_m = 1000;
    options->threads = 1;
}

static void source_answer_fini(struct truce_source_answer *answer)
{
    free(answer->regions);
    free(answer->gained.items);
    free(answer->lost.items);
    free(answer->close.items);
    free(answer->shifts);
    free(answer->variants);
    free(answer->track);
    truce_multipolygon_fini(&answer->gained_shape);
    truce_multipolygon_fini(&answer->lost_shape);
    truce_multipolygon_fini(&answer->held_end_shape);
}

void truce_verify_answer_fini(struct truce_verify_answer *answer)
{
    for (size_t i = 0; i < answer->n; i++) {
        for (size_t s = 0; s < answer->claims[i].n_sources; s++)
            source_answer_fini(&answer->claims[i].sources[s]);
        free(answer->claims[i].sources);
        free(answer->claims[i].published);
    }
    free(answer->claims);
    for (size_t s = 0; answer->series != NULL && s < answer->input.n_sources; s++)
        truce_series_fini(&answer->series[s]);
    free(answer->series);
    truce_notes_fini(&answer->notes);
    memset(answer, 0, sizeof *answer);
}

static enum truce_status check_options(const struct truce_verify_options *options, struct truce_err *err)
{
    if (options->gap_days < 0 || options->gap_days > 366)
        return truce_fail(err, TRUCE_ERR_RANGE, "gap of %d days; 0 to 366 are possible", options->gap_days);
    if (!isnan(options->assumed_sigma_m) &&
        !(options->assumed_sigma_m > 0 && options->assumed_sigma_m <= 25000))
        return truce_fail(err, TRUCE_ERR_RANGE, "sigma of %g m; more than 0 and at most 25000 are possible",
                          options->assumed_sigma_m);
    if (!(options->shift_limit_m > 0 && options->shift_limit_m <= 100000))
        return truce_fail(err, TRUCE_ERR_RANGE,
                          "displacement limit of %g m; more than 0 and at most 100000 are possible",
                          options->shift_limit_m);
    return TRUCE_OK;
}

static bool near_day(struct truce_day a, struct truce_day b)
{
    return a.n != TRUCE_DAY_NONE && b.n != TRUCE_DAY_NONE && abs(a.n - b.n) <= PERIOD_SLACK_DAYS;
}

static enum truce_status find_published(const struct truce_claims *claims, struct truce_claim_answer *out,
                                        struct truce_err *err)
{
    const struct truce_claim *claim = out->claim;
    out->published = calloc(claims->n_published + 1, sizeof *out->published);
    if (out->published == NULL)
        return truce_fail(err, TRUCE_ERR_MEMORY, "no memory for %zu published figures", claims->n_published);
    for (size_t i = 0; i < claims->n_published; i++) {
        const struct truce_published *p = &claims->published[i];
        double value = claim->quantity == TRUCE_QUANTITY_AREA     ? p->area_km2
                       : claim->quantity == TRUCE_QUANTITY_PLACES ? p->places
                                                                  : NAN;
        if (!isnan(value) && near_day(p->from, claim->from) && near_day(p->to, claim->to))
            out->published[out->n_published++] = i;
    }
    return TRUCE_OK;
}

static void sum_up(struct truce_claim_answer *answer)
{
    answer->figure_min = answer->figure_max = NAN;
    for (size_t s = 0; s < answer->n_sources; s++) {
        const struct truce_source_answer *source = &answer->sources[s];
        if (source->judged.finding == TRUCE_FINDING_NO_EVIDENCE)
            continue;
        answer->n_evidence++;
        answer->n_supported += source->judged.finding == TRUCE_FINDING_SUPPORTED;
        answer->figure_min = fmin(answer->figure_min, source->figure);
        answer->figure_max = fmax(answer->figure_max, source->figure);
    }
}

static enum truce_status unknown_place(const struct truce_verify_input *input,
                                       const struct truce_claim *claim, struct truce_err *err)
{
    const char **names = calloc(input->places->n + 1, sizeof *names);
    for (size_t i = 0; names != NULL && i < input->places->n; i++)
        names[i] = input->places->items[i].name;
    const char *near =
        names == NULL ? NULL : truce_text_nearest(truce_text_view(claim->place), names, input->places->n);
    truce_fail_at(err, TRUCE_ERR_UNKNOWN, input->claims->file, claim->line, claim->column,
                  "claim %s: no place is called \"%s\"%s%s%s", claim->id, claim->place,
                  near != NULL ? "; did you mean \"" : "", near != NULL ? near : "",
                  near != NULL ? "\"?" : "");
    free(names);
    return TRUCE_ERR_UNKNOWN;
}

/* a claim about a place that no file knows is a mistake of the claim, whatever the sources say */
static enum truce_status check_places(const struct truce_verify_input *input, struct truce_err *err)
{
    for (size_t i = 0; i < input->claims->n && input->places != NULL; i++) {
        const struct truce_claim *claim = &input->claims->items[i];
        size_t found;
        if (claim->quantity == TRUCE_QUANTITY_PLACE &&
            truce_places_find(input->places, claim->place, &found, 1) == 0)
            return unknown_place(input, claim, err);
    }
    return TRUCE_OK;
}

/* all places outside of all regions: most likely longitude and latitude were exchanged in one of the files */
static void note_swapped(const struct truce_verify_input *input, const struct truce_ground *ground,
                         struct truce_notes *notes)
{
    if (input->places == NULL || input->regions == NULL || input->places->n == 0)
        return;
    for (size_t i = 0; i < input->places->n; i++)
        if (truce_clip_side(truce_border_clip(ground->border), input->places->items[i].at) !=
            TRUCE_SIDE_OUTSIDE)
            return;
    truce_notes_add(notes, "all points lie outside every region; are lon and lat swapped?");
}

/* everything that a run opens, and closes at its end */
struct work {
    const struct truce_verify_input *input;
    const struct truce_verify_options *options;
    struct truce_ground ground;
    struct truce_evidence *evidence; /* one a source */
    struct truce_scope *scopes;      /* one a claim */
    struct truce_job *jobs;          /* claims x sources, claim by claim */
    size_t n_jobs;
    bool twins; /* the wave that is run: jobs without or with a twin */
};

static void work_close(struct work *work)
{
    for (size_t k = 0; work->jobs != NULL && k < work->n_jobs; k++) {
        truce_boundary_fini(&work->jobs[k].gained);
        truce_boundary_fini(&work->jobs[k].lost);
    }
    for (size_t i = 0; work->scopes != NULL && i < work->input->claims->n; i++)
        truce_scope_close(&work->scopes[i]);
    for (size_t s = 0; work->evidence != NULL && s < work->input->n_sources; s++)
        truce_evidence_close(&work->evidence[s]);
    free(work->jobs);
    free(work->scopes);
    free(work->evidence);
    truce_ground_close(&work->ground);
}

/* a job for every claim and source: its days are chosen, its twin is known */
static enum truce_status plan(struct work *work, struct truce_verify_answer *answer, struct truce_err *err)
{
    const struct truce_claims *claims = work->input->claims;
    size_t n_sources = work->input->n_sources;
    enum truce_status status = TRUCE_OK;

    for (size_t i = 0; i < claims->n; i++) {
        struct truce_claim_answer *own = &answer->claims[i];
        own->claim = &claims->items[i];
        answer->n = i + 1;
        status = truce_scope_open(&work->ground, claims, own->claim, &work->scopes[i], err);
        if (status != TRUCE_OK)
            return status;
        own->sources = calloc(n_sources + 1, sizeof *own->sources);
        if (own->sources == NULL)
            return truce_fail(err, TRUCE_ERR_MEMORY, "no memory for %zu sources", n_sources);
        own->n_sources = n_sources;
        for (size_t s = 0; s < n_sources; s++) {
            struct truce_job *job = &work->jobs[work->n_jobs++];
            *job = (struct truce_job){.input = work->input,
                                      .options = work->options,
                                      .claim = own->claim,
                                      .scope = &work->scopes[i],
                                      .ground = &work->ground,
                                      .evidence = &work->evidence[s],
                                      .out = &own->sources[s]};
            truce_job_begin(job, &answer->notes);
            for (struct truce_job *other = work->jobs; other < job && job->twin == NULL; other++)
                if (other->twin == NULL && truce_jobs_are_twins(job, other))
                    job->twin = other->out;
        }
    }
    return TRUCE_OK;
}

static enum truce_status run_job(void *context, size_t k, struct truce_err *err)
{
    struct work *work = context;
    struct truce_job *job = &work->jobs[k];
    return (job->twin != NULL) == work->twins ? truce_job_run(job, err) : TRUCE_OK;
}

static enum truce_status open_all(struct work *work, struct truce_verify_answer *answer,
                                  struct truce_err *err)
{
    const struct truce_verify_input *input = work->input;
    work->evidence = calloc(input->n_sources + 1, sizeof *work->evidence);
    work->scopes = calloc(input->claims->n + 1, sizeof *work->scopes);
    work->jobs = calloc(input->claims->n * input->n_sources + 1, sizeof *work->jobs);
    if (work->evidence == NULL || work->scopes == NULL || work->jobs == NULL)
        return truce_fail(err, TRUCE_ERR_MEMORY, "no memory for %zu claims", input->claims->n);
    enum truce_status status =
        truce_ground_open(input->regions, work->options->border_margin_m, &work->ground, err);
    for (size_t s = 0; status == TRUCE_OK && s < input->n_sources; s++)
        status = truce_evidence_open(&input->sources[s], &work->ground, work->options, &work->evidence[s],
                                     &answer->notes, err);
    return status;
}

static enum truce_status run(struct work *work, struct truce_verify_answer *answer, struct truce_err *err)
{
    const struct truce_verify_input *input = work->input;
    enum truce_status status = open_all(work, answer, err);

    if (status != TRUCE_OK)
        return status;
    note_swapped(input, &work->ground, &answer->notes);
    if (input->regions == NULL)
        truce_notes_add(
            &answer->notes,
            "no regions were given: coast and state border cannot be told from the line of contact, "
            "and what lies outside the country is counted");
    if ((status = plan(work, answer, err)) != TRUCE_OK)
        return status;
    if (work->options->progress != NULL)
        work->options->progress(work->options->progress_context, "claims", 0, input->claims->n);
    for (size_t s = 0; s < input->n_sources; s++)
        if ((status = truce_evidence_prepare(&work->evidence[s], work->jobs, work->n_jobs, err)) != TRUCE_OK)
            return status;
    if ((status = truce_parallel(work->n_jobs, work->options->threads, run_job, work, err)) != TRUCE_OK)
        return status;
    work->twins = true;
    if ((status = truce_parallel(work->n_jobs, work->options->threads, run_job, work, err)) != TRUCE_OK)
        return status;
    for (size_t i = 0; i < answer->n; i++) {
        if ((status = find_published(input->claims, &answer->claims[i], err)) != TRUCE_OK)
            return status;
        sum_up(&answer->claims[i]);
    }
    for (size_t s = 0; s < input->n_sources; s++) {
        answer->series[s] = work->evidence[s].series;
        memset(&work->evidence[s].series, 0, sizeof work->evidence[s].series);
    }
    return TRUCE_OK;
}

enum truce_status truce_verify_run(const struct truce_verify_input *input,
                                   const struct truce_verify_options *options,
                                   struct truce_verify_answer *out, struct truce_err *err)
{
    struct truce_verify_answer answer;
    struct work work = {.input = input, .options = options};

    enum truce_status status = check_options(options, err);
    if (status != TRUCE_OK || (status = check_places(input, err)) != TRUCE_OK)
        return status;
    memset(&answer, 0, sizeof answer);
    answer.input = *input;
    answer.options = *options;
    truce_notes_init(&answer.notes);
    answer.claims = calloc(input->claims->n + 1, sizeof *answer.claims);
    answer.series = calloc(input->n_sources + 1, sizeof *answer.series);
    if (answer.claims == NULL || answer.series == NULL)
        status = truce_fail(err, TRUCE_ERR_MEMORY, "no memory for %zu claims", input->claims->n);
    else
        status = run(&work, &answer, err);
    work_close(&work);
    if (status == TRUCE_OK)
        *out = answer;
    else
        truce_verify_answer_fini(&answer);
    return status;
}
