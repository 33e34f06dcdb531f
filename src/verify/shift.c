/*
 * Steps 4 and 5: the line of contact moved.
 *
 * Moving the line at the end outwards by d adds the strip of that width as far as it lies in the scope and outside of what counts
 * already; moving it inwards takes the strip within what counts.  Coast and border stay where they are, since the strip is cut to the country and
 * only the line of contact has one.  For places the same follows from their distances.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "verify/work.h"

void truce_strip_close(struct truce_strip *strip)
{
    truce_boundary_fini(&strip->edges);
    truce_clip_close(strip->clip);
    strip->clip = NULL;
}

/* out: zeroed */
static enum truce_status strip_open(const struct truce_front *front, const struct truce_ground *ground,
                                    double d_m, struct truce_strip *out, double *scale_error,
                                    struct truce_err *err)
{
    struct truce_multipolygon shape;
    struct truce_boundary whole;

    truce_multipolygon_init(&shape);
    truce_boundary_init(&whole);
    out->d_m = d_m;
    enum truce_status status = truce_front_strip(front, d_m, &shape, scale_error, err);
    if (status == TRUCE_OK)
        status = truce_boundary_of(&shape, ground->border == NULL ? &out->edges : &whole, err);
    if (status == TRUCE_OK && ground->border != NULL)
        status = truce_clip_part(truce_border_clip(ground->border), &whole, &out->edges, err);
    if (status == TRUCE_OK)
        status = truce_clip_open_boundary(&out->edges, &out->clip, err);
    if (status != TRUCE_OK)
        truce_strip_close(out);
    truce_boundary_fini(&whole);
    truce_multipolygon_fini(&shape);
    return status;
}

enum truce_status truce_state_strip(const struct truce_state *state, const struct truce_ground *ground,
                                    double d_m, struct truce_strip *out, double *scale_error,
                                    struct truce_err *err)
{
    return strip_open(&state->front, ground, d_m, out, scale_error, err);
}

static const struct truce_strip *stored_strip(const struct truce_state *state, double d_m)
{
    for (size_t i = 0; i < state->n_strips; i++)
        if (state->strips[i].d_m == d_m)
            return &state->strips[i];
    return NULL;
}

/* km2 of what a strip and a map have in common within the scope; a NULL map: of the strip itself */
static enum truce_status strip_in_scope(const struct truce_job *job, const struct truce_strip *strip,
                                        const struct truce_state *map, double *out_km2, struct truce_err *err)
{
    struct truce_boundary common;
    const struct truce_boundary *part = &strip->edges;
    enum truce_status status = TRUCE_OK;

    truce_boundary_init(&common);
    if (map != NULL) {
        status = truce_clip_part(strip->clip, &map->edges, &common, err);
        part = &common;
    }
    if (status == TRUCE_OK && job->scope->n_regions > 0) /* the strip lies in the country already */
        status = truce_scope_area_km2(job->scope, part, out_km2, err);
    else
        *out_km2 = truce_boundary_area_m2(part) / TRUCE_M2_PER_KM2;
    truce_boundary_fini(&common);
    return status;
}

static enum truce_status strip_in(const struct truce_strip *strip, const struct truce_boundary *part,
                                  double *out_km2, struct truce_err *err)
{
    double m2 = 0;
    enum truce_status status = truce_clip_area(strip->clip, part, &m2, err);
    *out_km2 = m2 / TRUCE_M2_PER_KM2;
    return status;
}

/*
 * What moving one end's line by a strip makes of the claim's figure.
 *
 * The end outwards: of the strip outside of b a part was lost before, the rest is new.  The end inwards: of the strip inside b
 * a part was gained, the rest becomes lost.  The start the other way round: outwards, of the strip outside of a a part was gained and now was
 * held all along, the rest was held and is lost; inwards, of the strip inside a a part was lost and now never was held, the
 * rest becomes gained.
 */
static enum truce_status moved(const struct truce_job *job, const struct truce_strip *strip, bool end,
                               bool outwards, double *out_km2, struct truce_err *err)
{
    const struct truce_state *own = end ? job->b : job->a;
    const struct truce_boundary *seen = end == outwards ? &job->lost : &job->gained;
    struct truce_area_change area = job->out->scoped;
    double strip_km2 = 0, in_own = 0, in_seen = 0;
    enum truce_status status = TRUCE_OK;
    bool gained_only = job->claim->sense == TRUCE_SENSE_GAINED && end && !outwards;

    if (!gained_only && (status = strip_in_scope(job, strip, own, &in_own, err)) != TRUCE_OK)
        return status;
    if (outwards && (status = strip_in_scope(job, strip, NULL, &strip_km2, err)) != TRUCE_OK)
        return status;
    if (job->a != NULL && (status = strip_in(strip, seen, &in_seen, err)) != TRUCE_OK)
        return status;
    double touched = outwards ? strip_km2 - in_own : in_own, other = touched - in_seen;
    double *held = end ? &area.held_end_km2 : &area.held_start_km2;
    *held += outwards ? touched : -touched;
    if (end == outwards) {
        area.lost_km2 -= in_seen;
        area.gained_km2 += other;
    } else {
        area.gained_km2 -= in_seen;
        area.lost_km2 += other;
    }
    *out_km2 = truce_claim_figure(job->claim, &area);
    return TRUCE_OK;
}

static enum truce_status shifted(const struct truce_job *job, double d_m, double *out_km2,
                                 struct truce_err *err)
{
    const struct truce_strip *stored = stored_strip(job->b, fabs(d_m));
    struct truce_strip own = {0, {NULL, 0, 0}, NULL};
    double scale_error = 0;
    enum truce_status status = TRUCE_OK;

    if (d_m == 0) {
        *out_km2 = truce_claim_figure(job->claim, &job->out->scoped);
        return TRUCE_OK;
    }
    if (stored == NULL)
        status = truce_state_strip(job->b, job->ground, fabs(d_m), &own, &scale_error, err);
    if (status == TRUCE_OK)
        status = moved(job, stored != NULL ? stored : &own, true, d_m > 0, out_km2, err);
    truce_strip_close(&own);
    return status;
}

enum truce_status truce_shift_area(struct truce_job *job, double d_m, double *out_km2, struct truce_err *err)
{
    enum truce_status status = shifted(job, d_m, out_km2, err);
    if (status == TRUCE_OK && job->n_measured < sizeof job->measured / sizeof job->measured[0])
        job->measured[job->n_measured++] = (struct truce_shift){d_m, *out_km2, NAN};
    return status;
}

static int compare_doubles(const void *x, const void *y)
{
    double a = *(const double *)x, b = *(const double *)y;
    return a < b ? -1 : a > b;
}

void truce_shift_places_close(struct truce_shift_places *places)
{
    free(places->outside_m);
    free(places->inside_m);
    memset(places, 0, sizeof *places);
}

/* does a place count in the claim's sense; and can moving the end's line make it count or stop to */
static bool counts_now(const struct truce_job *job, bool in_a, bool in_b, bool *movable)
{
    switch (job->claim->sense) {
    case TRUCE_SENSE_GAINED:
        *movable = !in_a;
        return in_b && !in_a;
    case TRUCE_SENSE_LOST:
        *movable = in_a;
        return in_a && !in_b;
    case TRUCE_SENSE_NET:
    case TRUCE_SENSE_HELD:
        break;
    }
    *movable = true;
    return in_b;
}

enum truce_status truce_shift_places_open(struct truce_job *job, struct truce_shift_places *out,
                                          struct truce_err *err)
{
    const struct truce_places *places = job->input->places;
    struct truce_shift_places found = {NULL, 0, NULL, 0, job->claim->sense == TRUCE_SENSE_LOST, 0};

    found.outside_m = malloc((places->n + 1) * sizeof *found.outside_m);
    found.inside_m = malloc((places->n + 1) * sizeof *found.inside_m);
    if (found.outside_m == NULL || found.inside_m == NULL) {
        truce_shift_places_close(&found);
        return truce_fail(err, TRUCE_ERR_MEMORY, "no memory for %zu places", places->n);
    }
    for (size_t i = 0; i < places->n; i++) {
        const struct truce_place *place = &places->items[i];
        bool movable, in_b = job->b->place_inside[i], in_a = job->a != NULL && job->a->place_inside[i];
        bool now = counts_now(job, in_a, in_b, &movable);
        if (!movable || !truce_claim_counts_kind(job->claim, place->kind))
            continue;
        double d = job->b->place_distance_m[i];
        if ((!now && !in_a && isinf(d)) || !truce_scope_contains(job->scope, place->at))
            continue;
        if (job->claim->sense == TRUCE_SENSE_NET && in_a)
            found.offset -= 1;
        if (now)
            found.inside_m[found.n_inside++] = d;
        else
            found.outside_m[found.n_outside++] = d;
    }
    qsort(found.outside_m, found.n_outside, sizeof *found.outside_m, compare_doubles);
    qsort(found.inside_m, found.n_inside, sizeof *found.inside_m, compare_doubles);
    *out = found;
    return TRUCE_OK;
}

static size_t up_to(const double *sorted, size_t n, double limit)
{
    size_t low = 0, high = n;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (sorted[middle] <= limit)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

double truce_shift_places_at(const struct truce_shift_places *places, double d_m)
{
    double counted = places->offset + (double)places->n_inside;
    bool adds = (d_m > 0) != places->reversed;
    if (d_m == 0)
        return counted;
    if (adds)
        return counted + (double)up_to(places->outside_m, places->n_outside, fabs(d_m));
    return counted - (double)up_to(places->inside_m, places->n_inside, fabs(d_m));
}

/* squares of the two ends' shares of the interval, on one side */
struct spread {
    double below2, above2;
};

static void widen(struct spread *spread, double figure, double moved)
{
    double d = moved - figure;
    if (d > 0)
        spread->above2 += d * d;
    else
        spread->below2 += d * d;
}

/* The line that is in doubt at one end: where the other end draws the same points it is one drawing with one error, which cancels. */
static enum truce_status doubtful_front(const struct truce_job *job, const struct truce_state *own,
                                        const struct truce_state *other, struct truce_front *out,
                                        struct truce_err *err)
{
    struct truce_boundary edges;
    truce_boundary_init(&edges);
    enum truce_status status = other == NULL
                                   ? truce_boundary_of(&own->shape, &edges, err)
                                   : truce_boundary_changed(&other->edges, &own->edges, &edges, err);
    if (status == TRUCE_OK)
        status = truce_front_extract(&edges, job->ground->border, out, err);
    truce_boundary_fini(&edges);
    return status;
}

static enum truce_status area_spread(const struct truce_job *job, const struct truce_front *front, bool end,
                                     struct spread *spread, struct truce_err *err)
{
    struct truce_strip strip = {0, {NULL, 0, 0}, NULL};
    double out_km2 = 0, in_km2 = 0, error = 0;

    if (front->n == 0)
        return TRUCE_OK;
    enum truce_status status =
        strip_open(front, job->ground, TRUCE_INTERVAL_Z * job->out->sigma_m, &strip, &error, err);
    if (status == TRUCE_OK)
        status = moved(job, &strip, end, true, &out_km2, err);
    if (status == TRUCE_OK)
        status = moved(job, &strip, end, false, &in_km2, err);
    if (status == TRUCE_OK) {
        widen(spread, job->out->figure, out_km2);
        widen(spread, job->out->figure, in_km2);
    }
    truce_strip_close(&strip);
    return status;
}

/* places near the doubtful line of one end that would change their mind */
static enum truce_status places_spread(const struct truce_job *job, const struct truce_front *front, bool end,
                                       struct spread *spread, struct truce_err *err)
{
    struct truce_front_index *index = NULL;
    double limit_m = TRUCE_INTERVAL_Z * job->out->sigma_m;
    double out = job->out->figure, in = job->out->figure;

    enum truce_status status = truce_front_index_open(front, &index, err);
    if (status != TRUCE_OK)
        return status;
    for (size_t i = 0; i < job->input->places->n; i++) {
        const struct truce_place *place = &job->input->places->items[i];
        if (!truce_claim_counts_kind(job->claim, place->kind) ||
            isinf(truce_front_distance_m(index, place->at, limit_m)) ||
            !truce_scope_contains(job->scope, place->at))
            continue;
        bool in_b = job->b->place_inside[i], in_a = job->a != NULL && job->a->place_inside[i];
        /* one end's side turns: outwards turns outside to inside, inwards the reverse */
        struct truce_area_change before = {in_a, in_b, in_b && !in_a, in_a && !in_b}, after;
        bool now_a = end ? in_a : !in_a, now_b = end ? !in_b : in_b;
        after = (struct truce_area_change){now_a, now_b, now_b && !now_a, now_a && !now_b};
        double change = truce_claim_figure(job->claim, &after) - truce_claim_figure(job->claim, &before);
        if (end ? now_b : now_a)
            out += change;
        else
            in += change;
    }
    widen(spread, job->out->figure, out);
    widen(spread, job->out->figure, in);
    truce_front_index_close(index);
    return TRUCE_OK;
}

enum truce_status truce_job_accuracy(struct truce_job *job, struct truce_err *err)
{
    struct truce_source_answer *out = job->out;
    struct spread spread = {0, 0};
    enum truce_status status = TRUCE_OK;
    bool places = job->claim->quantity == TRUCE_QUANTITY_PLACES;

    if (isnan(out->sigma_m) || job->b == NULL || isnan(out->figure))
        return TRUCE_OK;
    for (int end = job->a != NULL ? 0 : 1; status == TRUCE_OK && end < 2; end++) {
        struct truce_front front;
        truce_front_init(&front);
        status = doubtful_front(job, end ? job->b : job->a, end ? job->a : job->b, &front, err);
        if (status == TRUCE_OK)
            status = places ? places_spread(job, &front, end != 0, &spread, err)
                            : area_spread(job, &front, end != 0, &spread, err);
        truce_front_fini(&front);
    }
    if (status == TRUCE_OK) {
        out->figure_low = out->figure - sqrt(spread.below2);
        out->figure_high = out->figure + sqrt(spread.above2);
        if (job->claim->sense != TRUCE_SENSE_NET)
            out->figure_low = fmax(out->figure_low, 0);
    }
    return status;
}
