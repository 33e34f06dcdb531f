/*
 * The order of the work: regions made ready once, every source read once, every claim judged by every source.
 */
#include "verify/verify.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "verify/work.h"

#define PERIOD_SLACK_DAYS 7 /* a published total belongs beside a claim when both ends of its period are as near as this */

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
    if (!isnan(options->assumed_sigma_m) && !(options->assumed_sigma_m > 0 && options->assumed_sigma_m <= 25000))
        return truce_fail(err, TRUCE_ERR_RANGE, "sigma of %g m; more than 0 and at most 25000 are possible",
                          options->assumed_sigma_m);
    if (!(options->shift_limit_m > 0 && options->shift_limit_m <= 100000))
        return truce_fail(err, TRUCE_ERR_RANGE, "displacement limit of %g m; more than 0 and at most 100000 are possible",
                          options->shift_limit_m);
    return TRUCE_OK;
}

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
                        abs(end->gap_days), abs(end->gap_days) == 1 ? "" : "s", end->gap_days < 0 ? "earlier" : "later");
}

/* step 1 */
static bool choose_days(struct truce_job *job, struct truce_notes *notes)
{
    const struct truce_claim *claim = job->claim;
    struct truce_source_answer *out = job->out;
    const struct truce_end unused = {{TRUCE_DAY_NONE}, {TRUCE_DAY_NONE}, 0, 0, NULL, NULL};
    bool found = true;

    out->start = unused;
    out->end = truce_evidence_end(job->evidence, claim->to, false, job->options->gap_days, job->options->use_suspect);
    note_end(job, &out->end, "end", notes);
    if (truce_claim_needs_start(claim)) {
        /* the state before the first day is the state at the end of the day before */
        struct truce_day before = {claim->from.n - 1};
        out->start =
            truce_evidence_end(job->evidence, before, true, job->options->gap_days, job->options->use_suspect);
        note_end(job, &out->start, "start", notes);
        found = out->start.file != NULL;
        if (found && out->end.file != NULL && out->end.index <= out->start.index) {
            out->end.file = NULL;
            out->end.why_none = "one snapshot would stand for both ends";
        }
        if (!found)
            out->end.why_none = "no snapshot near the start of the period";
    }
    return found && out->end.file != NULL;
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
    if (job->claim->quantity != TRUCE_QUANTITY_PLACES || job->claim->sense != TRUCE_SENSE_HELD || job->b == NULL ||
        job->input->places == NULL)
        return;
    for (size_t i = 0; i < job->input->places->n; i++) {
        const struct truce_place *place = &job->input->places->items[i];
        n += truce_clip_side(job->b->clip, place->at) != TRUCE_SIDE_OUTSIDE &&
             truce_claim_counts_kind(job->claim, place->kind) && truce_scope_contains(job->scope, place->at);
    }
    job->out->figure = n;
}

/* places within claimed areas: the upper reading of a count */
static enum truce_status count_claimed(struct truce_job *job, struct truce_err *err)
{
    struct truce_state *a = NULL, *b = NULL;
    double n = 0;
    bool start = truce_claim_needs_start(job->claim);

    if (job->claim->quantity != TRUCE_QUANTITY_PLACES || !job->evidence->has_claimed || job->b == NULL ||
        job->input->places == NULL)
        return TRUCE_OK;
    enum truce_status status =
        truce_evidence_state(job->evidence, TRUCE_READ_CLAIMED, job->out->end.index, &b, err);
    if (status == TRUCE_OK && start)
        status = truce_evidence_state(job->evidence, TRUCE_READ_CLAIMED, job->out->start.index, &a, err);
    for (size_t i = 0; status == TRUCE_OK && i < job->input->places->n; i++) {
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
    return status;
}

static bool same_names(const char *const *a, size_t n_a, const char *const *b, size_t n_b)
{
    for (size_t i = 0; n_a == n_b && i < n_a; i++)
        if (strcmp(a[i], b[i]) != 0)
            return false;
    return n_a == n_b;
}

/* the earlier answer by the same source that has the same ends, ground and sense, or NULL */
static const struct truce_source_answer *find_twin(const struct truce_job *job, const struct truce_claim_answer *earlier,
                                                   size_t n, size_t source)
{
    const struct truce_claim *claim = job->claim;
    for (size_t i = 0; i < n; i++) {
        const struct truce_claim *other = earlier[i].claim;
        const struct truce_source_answer *answer = &earlier[i].sources[source];
        if (other->sense == claim->sense && strcmp(other->country, claim->country) == 0 &&
            same_names(other->regions, other->n_regions, claim->regions, claim->n_regions) &&
            answer->start.file != NULL && answer->end.file != NULL && answer->start.index == job->out->start.index &&
            answer->end.index == job->out->end.index)
            return answer;
    }
    return NULL;
}

static enum truce_status run_job(struct truce_job *job, const struct truce_claim_answer *earlier, size_t n_earlier,
                                 size_t source_number, struct truce_notes *notes, struct truce_err *err)
{
    struct truce_source_answer *out = job->out;
    const struct truce_source *source = job->evidence->days->source;
    enum truce_status status = TRUCE_OK;

    out->source = source;
    out->figure = out->figure_low = out->figure_high = out->figure_with_claimed = NAN;
    out->front_length_m = out->front_scale_error = NAN;
    out->front_knows_borders = job->ground->border != NULL;
    out->sigma_assumed = isnan(source->sigma_m) && !isnan(job->options->assumed_sigma_m);
    out->sigma_m = source->areas_only ? NAN : out->sigma_assumed ? job->options->assumed_sigma_m : source->sigma_m;
    if (!choose_days(job, notes)) {
        out->drawn = out->scoped = out->high = out->with_contested = (struct truce_area_change){NAN, NAN, NAN, NAN};
        out->place.share_held = NAN;
        return truce_job_judge(job, err);
    }
    job->twin = find_twin(job, earlier, n_earlier, source_number);
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
        if ((status = count_claimed(job, err)) == TRUCE_OK && (status = truce_job_track(job, err)) == TRUCE_OK)
            status = truce_job_accuracy(job, err);
    }
    if (job->input->places == NULL && job->claim->quantity != TRUCE_QUANTITY_AREA)
        out->end.why_none = "no places were given";
    return status == TRUCE_OK ? truce_job_judge(job, err) : status;
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

static enum truce_status judge_claim(const struct truce_verify_input *input, const struct truce_verify_options *options,
                                     const struct truce_ground *ground, struct truce_evidence *evidence,
                                     struct truce_claim_answer *earlier, struct truce_claim_answer *answer,
                                     struct truce_notes *notes, struct truce_err *err)
{
    struct truce_scope scope;
    enum truce_status status = truce_scope_open(ground, input->claims, answer->claim, &scope, err);
    if (status != TRUCE_OK)
        return status;
    answer->sources = calloc(input->n_sources + 1, sizeof *answer->sources);
    if (answer->sources == NULL)
        status = truce_fail(err, TRUCE_ERR_MEMORY, "no memory for %zu sources", input->n_sources);
    for (size_t s = 0; status == TRUCE_OK && s < input->n_sources; s++) {
        struct truce_job job = {.input = input,
                                .options = options,
                                .claim = answer->claim,
                                .scope = &scope,
                                .ground = ground,
                                .evidence = &evidence[s],
                                .out = &answer->sources[s]};
        answer->n_sources++;
        status = run_job(&job, earlier, (size_t)(answer - earlier), s, notes, err);
        truce_boundary_fini(&job.gained);
        truce_boundary_fini(&job.lost);
    }
    truce_scope_close(&scope);
    if (status == TRUCE_OK)
        status = find_published(input->claims, answer, err);
    sum_up(answer);
    return status;
}

/* a claim about a place that no file knows is a mistake of the claim, whatever the sources say */
static enum truce_status check_places(const struct truce_verify_input *input, struct truce_err *err)
{
    for (size_t i = 0; i < input->claims->n && input->places != NULL; i++) {
        const struct truce_claim *claim = &input->claims->items[i];
        size_t found;
        if (claim->quantity == TRUCE_QUANTITY_PLACE && truce_places_find(input->places, claim->place, &found, 1) == 0)
            return truce_fail_at(err, TRUCE_ERR_UNKNOWN, input->claims->file, claim->line, claim->column,
                                 "claim %s: no place is called \"%s\"", claim->id, claim->place);
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
        if (truce_clip_side(truce_border_clip(ground->border), input->places->items[i].at) != TRUCE_SIDE_OUTSIDE)
            return;
    truce_notes_add(notes, "all points lie outside every region; are lon and lat swapped?");
}

static enum truce_status run(const struct truce_verify_input *input, const struct truce_verify_options *options,
                             struct truce_verify_answer *answer, struct truce_evidence *evidence,
                             struct truce_ground *ground, struct truce_err *err)
{
    enum truce_status status = truce_ground_open(input->regions, options->border_margin_m, ground, err);
    if (status != TRUCE_OK)
        return status;
    note_swapped(input, ground, &answer->notes);
    if (input->regions == NULL)
        truce_notes_add(&answer->notes, "no regions were given: coast and state border cannot be told from the line of contact, "
                                        "and what lies outside the country is counted");
    for (size_t s = 0; s < input->n_sources; s++)
        if ((status = truce_evidence_open(&input->sources[s], ground, options, &evidence[s], &answer->notes, err)) !=
            TRUCE_OK)
            return status;
    for (size_t s = 0; s < input->n_sources; s++)
        if ((status = truce_evidence_prepare(&evidence[s], input, options, err)) != TRUCE_OK)
            return status;
    for (size_t i = 0; i < input->claims->n; i++) {
        if (options->progress != NULL)
            options->progress(options->progress_context, "claims", i, input->claims->n);
        answer->claims[i].claim = &input->claims->items[i];
        answer->n = i + 1;
        status = judge_claim(input, options, ground, evidence, answer->claims, &answer->claims[i], &answer->notes,
                             err);
        if (status != TRUCE_OK)
            return status;
    }
    for (size_t s = 0; s < input->n_sources; s++) {
        answer->series[s] = evidence[s].series;
        memset(&evidence[s].series, 0, sizeof evidence[s].series);
    }
    return TRUCE_OK;
}

enum truce_status truce_verify_run(const struct truce_verify_input *input, const struct truce_verify_options *options,
                                   struct truce_verify_answer *out, struct truce_err *err)
{
    struct truce_verify_answer answer;
    struct truce_ground ground = {NULL, NULL, NULL, NULL};
    struct truce_evidence *evidence = NULL;

    enum truce_status status = check_options(options, err);
    if (status != TRUCE_OK || (status = check_places(input, err)) != TRUCE_OK)
        return status;
    memset(&answer, 0, sizeof answer);
    answer.input = *input;
    answer.options = *options;
    truce_notes_init(&answer.notes);
    answer.claims = calloc(input->claims->n + 1, sizeof *answer.claims);
    answer.series = calloc(input->n_sources + 1, sizeof *answer.series);
    evidence = calloc(input->n_sources + 1, sizeof *evidence);
    if (answer.claims == NULL || answer.series == NULL || evidence == NULL)
        status = truce_fail(err, TRUCE_ERR_MEMORY, "no memory for %zu claims", input->claims->n);
    else
        status = run(input, options, &answer, evidence, &ground, err);
    for (size_t s = 0; evidence != NULL && s < input->n_sources; s++)
        truce_evidence_close(&evidence[s]);
    free(evidence);
    truce_ground_close(&ground);
    if (status == TRUCE_OK)
        *out = answer;
    else
        truce_verify_answer_fini(&answer);
    return status;
}
