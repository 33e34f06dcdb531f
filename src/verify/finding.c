/*
 * Step 7: the finding, by one rule for every party; and its words.
 *
 * A figure in a speech is rounded: it is taken to stand for everything that rounds to it at its last digit that is not zero.  It is supported
 * when that span meets our interval.  Words, number and rule are printed together.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "verify/work.h"

const char *truce_finding_name(enum truce_finding finding)
{
    static const char *const names[] = {
        "supported",         "exceeds",   "falls short", "within reach if claimed areas are counted",
        "too close to call", "not shown", "no evidence"};
    return names[finding];
}

bool truce_claim_needs_start(const struct truce_claim *claim)
{
    return claim->sense != TRUCE_SENSE_HELD;
}

double truce_claim_figure(const struct truce_claim *claim, const struct truce_area_change *area)
{
    double net = area->held_end_km2 - area->held_start_km2;
    switch (claim->sense) {
    case TRUCE_SENSE_GAINED:
        return isnan(area->gained_km2) ? fmax(net, 0)
                                       : area->gained_km2; /* at least the net, never below nothing */
    case TRUCE_SENSE_LOST:
        return isnan(area->lost_km2) ? fmax(-net, 0) : area->lost_km2;
    case TRUCE_SENSE_NET:
        return net;
    case TRUCE_SENSE_HELD:
        break;
    }
    return area->held_end_km2;
}

double truce_rounding_of(const char *value_text)
{
    const char *point = strchr(value_text, '.');
    size_t n = strlen(value_text), whole = point != NULL ? (size_t)(point - value_text) : n;

    while (n > 0 && (value_text[n - 1] < '1' || value_text[n - 1] > '9'))
        n--;
    if (n == 0)
        return 0.5;
    double place = n <= whole ? (double)(whole - n) : -(double)(n - 1 - whole);
    return 0.5 * pow(10.0, place);
}

static double low_of(const struct truce_source_answer *source)
{
    return isnan(source->figure_low) ? source->figure : source->figure_low;
}

static double high_of(const struct truce_source_answer *source)
{
    return isnan(source->figure_high) ? source->figure : source->figure_high;
}

static enum truce_finding compare(const struct truce_source_answer *source, const struct truce_judged *judged)
{
    double rounding = truce_rounding_of(judged->value_text);
    double least = judged->value - rounding, most = judged->value + rounding;

    if (isnan(source->figure))
        return TRUCE_FINDING_NO_EVIDENCE;
    if (most < low_of(source))
        return TRUCE_FINDING_FALLS_SHORT;
    if (least <= high_of(source))
        return TRUCE_FINDING_SUPPORTED;
    if (!isnan(source->figure_with_claimed) && least <= source->figure_with_claimed)
        return TRUCE_FINDING_WITHIN_REACH;
    return TRUCE_FINDING_EXCEEDS;
}

static struct truce_day first_reached(const struct truce_source_answer *source, double value)
{
    struct truce_day never = {TRUCE_DAY_NONE};
    for (size_t i = 0; i < source->n_track; i++)
        if (source->track[i].figure >= value) /* NaN on suspect days */
            return source->track[i].day;
    return never;
}

/* Displacement at which the figure is `value`: regula falsi with the Illinois rule between brackets, to a metre. */
#define SHIFT_TOLERANCE_M 1.0
#define SHIFT_STEPS_MAX   24

struct bracket {
    double a_m, b_m; /* displacements */
    double a, b;     /* figure less value there: of opposite sign */
};

static enum truce_status narrow(struct truce_job *job, double value, struct bracket at, double *out_m,
                                struct truce_err *err)
{
    double slack =
        1e-3 * fmax(fabs(value),
                    1.0); /* a thousandth of the claim: a few metres of displacement, finer than any map */
    int side = 0;

    *out_m = at.b_m;
    for (int i = 0; i < SHIFT_STEPS_MAX && fabs(at.b_m - at.a_m) > SHIFT_TOLERANCE_M && at.a != at.b; i++) {
        double d = at.a_m + (at.b_m - at.a_m) * at.a / (at.a - at.b), figure = 0;
        enum truce_status status = truce_shift_area(job, d, &figure, err);
        if (status != TRUCE_OK)
            return status;
        *out_m = d;
        double f = figure - value;
        if (fabs(f) < slack)
            break;
        if ((f < 0) == (at.a < 0)) {
            at.a_m = d;
            at.a = f;
            at.b = side < 0 ? at.b / 2 : at.b;
            side = -1;
        } else {
            at.b_m = d;
            at.b = f;
            at.a = side > 0 ? at.a / 2 : at.a;
            side = 1;
        }
    }
    return TRUCE_OK;
}

/* The nearest displacements already measured on either side of the value, for this claim's table and versions of the number. */
static bool known_bracket(const struct truce_job *job, double value, struct bracket *out)
{
    bool above = false, below = false;
    for (size_t i = 0; i < job->n_measured; i++) {
        double d = job->measured[i].d_m, f = job->measured[i].area_km2 - value;
        if (f < 0 && (!below || f > out->a)) {
            out->a_m = d;
            out->a = f;
            below = true;
        } else if (f >= 0 && (!above || f < out->b)) {
            out->b_m = d;
            out->b = f;
            above = true;
        }
    }
    return above && below;
}

/* brackets from what is known, else by doubling up to the limit */
static enum truce_status shift_for_area(struct truce_job *job, struct truce_judged *judged,
                                        struct truce_err *err)
{
    double limit = job->options->shift_limit_m, value = judged->value, figure = job->out->figure;
    bool up = job->claim->sense != TRUCE_SENSE_LOST; /* what is lost shrinks when the line moves outwards */
    double sign = (value > figure) == up ? 1.0 : -1.0, d = 1000;
    struct bracket bracket = {0, 0, 0, 0};
    enum truce_status status = TRUCE_OK;

    judged->shift_state = TRUCE_SHIFT_FOUND;
    judged->shift_m = 0;
    if (value == figure)
        return TRUCE_OK;
    while (status == TRUCE_OK && !known_bracket(job, value, &bracket) && d < limit) {
        d = fmin(d == 1000 && sign > 0 ? 6000 : 2 * d, limit);
        status = truce_shift_area(job, sign * d, &figure, err);
    }
    if (status != TRUCE_OK)
        return status;
    if (!known_bracket(job, value, &bracket)) {
        judged->shift_state = TRUCE_SHIFT_BEYOND;
        judged->shift_m = NAN;
        return TRUCE_OK;
    }
    return narrow(job, value, bracket, &judged->shift_m, err);
}

static void shift_for_places(const struct truce_job *job, const struct truce_shift_places *places,
                             struct truce_judged *judged)
{
    double value = judged->value, now = truce_shift_places_at(places, 0);
    bool outwards = (value > now) != places->reversed;
    const double *distances = value > now ? places->outside_m : places->inside_m;
    size_t n = value > now ? places->n_outside : places->n_inside;
    double needed = fabs(value - now);
    size_t k = (size_t)ceil(needed);

    judged->shift_state = TRUCE_SHIFT_FOUND;
    judged->shift_m = 0;
    if (k == 0)
        return;
    if (k > n || !(distances[k - 1] <= job->options->shift_limit_m)) {
        judged->shift_state = TRUCE_SHIFT_BEYOND;
        judged->shift_m = NAN;
        return;
    }
    judged->shift_m = outwards ? distances[k - 1] : -distances[k - 1];
}

static int compare_days(const void *x, const void *y)
{
    const struct truce_day *p = x, *q = y;
    return p->n < q->n ? -1 : p->n > q->n;
}

/* The day on which as many places as claimed had changed hands for good: that of the k-th of them. */
static enum truce_status places_reached(const struct truce_job *job, struct truce_judged *judged,
                                        struct truce_err *err)
{
    const struct truce_place_changes *list =
        job->claim->sense == TRUCE_SENSE_LOST ? &job->out->lost : &job->out->gained;
    double needed = ceil(judged->value);
    if (job->claim->sense == TRUCE_SENSE_NET || job->claim->sense == TRUCE_SENSE_HELD || !(needed >= 1) ||
        needed > (double)list->n)
        return TRUCE_OK;
    struct truce_day *days = calloc(list->n, sizeof *days);
    if (days == NULL)
        return truce_fail(err, TRUCE_ERR_MEMORY, "no memory for %zu places", list->n);
    for (size_t i = 0; i < list->n; i++)
        days[i] = list->items[i].first_day;
    qsort(days, list->n, sizeof *days, compare_days);
    judged->reached = days[(size_t)needed - 1];
    free(days);
    return TRUCE_OK;
}

static enum truce_status judge_one(struct truce_job *job, const struct truce_shift_places *places,
                                   struct truce_judged *judged, struct truce_err *err)
{
    const struct truce_source_answer *out = job->out;

    judged->finding = compare(out, judged);
    judged->excess = out->figure > 0 ? (judged->value - out->figure) / out->figure : NAN;
    judged->reached.n = TRUCE_DAY_NONE;
    judged->shift_state = TRUCE_SHIFT_NOT_ASKED;
    judged->shift_m = NAN;
    if (judged->finding == TRUCE_FINDING_NO_EVIDENCE)
        return TRUCE_OK;
    if (job->claim->quantity == TRUCE_QUANTITY_AREA)
        judged->reached = first_reached(out, judged->value);
    if (places != NULL) {
        shift_for_places(job, places, judged);
        return places_reached(job, judged, err);
    }
    if (job->b != NULL && job->claim->quantity == TRUCE_QUANTITY_AREA)
        return shift_for_area(job, judged, err);
    return TRUCE_OK;
}

static void judge_place(struct truce_job *job)
{
    struct truce_source_answer *out = job->out;
    const struct truce_place_state *place = &out->place;
    struct truce_judged *judged = &out->judged;
    bool wanted = job->claim->sense != TRUCE_SENSE_LOST;

    judged->excess = judged->shift_m = NAN;
    judged->reached = place->first_inside;
    judged->shift_state = TRUCE_SHIFT_NOT_ASKED;
    judged->finding = TRUCE_FINDING_NO_EVIDENCE;
    if (isnan(place->share_held) || place->n_matches != 1)
        return;
    bool shown = (place->share_held >= 0.5) == wanted;
    judged->finding = shown ? TRUCE_FINDING_SUPPORTED : TRUCE_FINDING_NOT_SHOWN;
    judged->shift_state = TRUCE_SHIFT_FOUND;
    judged->shift_m = shown ? 0 : wanted ? place->distance_m : -place->distance_m;
    if (!shown && isinf(place->distance_m)) {
        judged->shift_state = TRUCE_SHIFT_BEYOND;
        judged->shift_m = NAN;
    }
    if (!isnan(out->sigma_m) && place->distance_m <= TRUCE_CLOSE_SIGMA * out->sigma_m)
        judged->finding = TRUCE_FINDING_TOO_CLOSE;
    else if (!shown && wanted && place->share_claimed >= 0.5)
        judged->finding = TRUCE_FINDING_WITHIN_REACH;
}

const double truce_shift_table_m[] = {-1000, -500, 0, 500, 1000, 3000};
const size_t truce_shift_table_n = sizeof truce_shift_table_m / sizeof truce_shift_table_m[0];

static enum truce_status fill_table(struct truce_job *job, const struct truce_shift_places *places,
                                    struct truce_err *err)
{
    size_t n = truce_shift_table_n;
    enum truce_status status = TRUCE_OK;

    job->out->shifts = calloc(n, sizeof *job->out->shifts);
    if (job->out->shifts == NULL)
        return truce_fail(err, TRUCE_ERR_MEMORY, "no memory for %zu displacements", n);
    for (size_t i = 0; status == TRUCE_OK && i < n; i++) {
        struct truce_shift row = {truce_shift_table_m[i], NAN, NAN};
        if (places != NULL)
            row.places = truce_shift_places_at(places, row.d_m);
        if (job->twin != NULL && job->twin->n_shifts == n)
            row.area_km2 = job->twin->shifts[i].area_km2;
        else
            status = truce_shift_area(job, row.d_m, &row.area_km2, err);
        job->out->shifts[job->out->n_shifts++] = row;
    }
    return status;
}

enum truce_status truce_job_judge(struct truce_job *job, struct truce_err *err)
{
    struct truce_source_answer *out = job->out;
    const struct truce_claim *claim = job->claim;
    struct truce_shift_places places = {NULL, 0, NULL, 0, false, 0};
    bool has_places = job->input->places != NULL && job->b != NULL;
    enum truce_status status = TRUCE_OK;

    out->judged =
        (struct truce_judged){.value = claim->value, .value_text = claim->value_text, .reported_by = ""};
    if (claim->quantity == TRUCE_QUANTITY_PLACE) {
        judge_place(job);
        return TRUCE_OK;
    }
    out->variants = calloc(claim->n_variants + 1, sizeof *out->variants);
    if (out->variants == NULL)
        return truce_fail(err, TRUCE_ERR_MEMORY, "no memory for %zu variants", claim->n_variants);
    if (job->b != NULL) {
        if ((has_places && (status = truce_shift_places_open(job, &places, err)) != TRUCE_OK) ||
            (status = fill_table(job, has_places ? &places : NULL, err)) != TRUCE_OK)
            goto done;
        out->front_length_m = job->b->front.length_m;
        out->front_scale_error = job->b->scale_error;
    }
    const struct truce_shift_places *by_places =
        claim->quantity == TRUCE_QUANTITY_PLACES && has_places ? &places : NULL;
    status = judge_one(job, by_places, &out->judged, err);
    for (size_t i = 0; status == TRUCE_OK && i < claim->n_variants; i++) {
        const struct truce_variant *variant = &claim->variants[i];
        out->variants[i] = (struct truce_judged){
            .value = variant->value, .value_text = variant->value_text, .reported_by = variant->reported_by};
        status = judge_one(job, by_places, &out->variants[i], err);
    }
done:
    truce_shift_places_close(&places);
    return status;
}

static const char *unit_of(const struct truce_claim *claim)
{
    return claim->quantity == TRUCE_QUANTITY_AREA ? "km2" : "places";
}

/* "4,342.6" for areas, "220" for counts; commas between thousands */
static void number(const struct truce_claim *claim, double value, char *out, size_t n)
{
    char plain[64];
    int decimals = claim->quantity == TRUCE_QUANTITY_AREA ? 1 : 0;
    snprintf(plain, sizeof plain, "%.*f", decimals, value);
    size_t length = strlen(plain), whole = strcspn(plain, "."), used = 0;
    size_t first = plain[0] == '-' ? 1 : 0;
    for (size_t i = 0; i < length && used + 2 < n; i++) {
        if (i > first && i < whole && (whole - i) % 3 == 0)
            out[used++] = ',';
        out[used++] = plain[i];
    }
    out[used] = '\0';
}

static void words_of_place(const struct truce_claim *claim, const struct truce_source_answer *source,
                           char *out, size_t n)
{
    char day[TRUCE_DAY_TEXT], since[TRUCE_DAY_TEXT];
    const struct truce_place_state *place = &source->place;
    truce_day_format(source->end.shown, day);
    truce_day_format(place->first_inside, since);
    switch (source->judged.finding) {
    case TRUCE_FINDING_SUPPORTED:
        snprintf(out, n, "supported (%s on %s)",
                 claim->sense == TRUCE_SENSE_LOST ? "outside of the held area" : "inside the held area", day);
        break;
    case TRUCE_FINDING_TOO_CLOSE:
        snprintf(out, n, "too close to call (%.1f km from the line on %s, which is within two sigma)",
                 place->distance_m / 1000, day);
        break;
    case TRUCE_FINDING_WITHIN_REACH:
        snprintf(out, n, "within reach if claimed areas are counted (on %s)", day);
        break;
    case TRUCE_FINDING_NOT_SHOWN:
        if (isinf(place->distance_m))
            snprintf(out, n, "not shown (on %s, and far from the line)", day);
        else
            snprintf(out, n, "not shown (on %s, %.1f km from the line)", day, place->distance_m / 1000);
        break;
    case TRUCE_FINDING_EXCEEDS:
    case TRUCE_FINDING_FALLS_SHORT:
    case TRUCE_FINDING_NO_EVIDENCE:
        if (place->n_matches == 1 || source->end.why_none != NULL)
            snprintf(out, n, "no evidence%s%s", source->end.why_none != NULL ? ": " : "",
                     source->end.why_none != NULL ? source->end.why_none : "");
        else
            snprintf(out, n, "no evidence: %zu places of that name", place->n_matches);
        break;
    }
}

void truce_finding_words(const struct truce_claim *claim, const struct truce_source_answer *source,
                         const struct truce_judged *judged, char *out, size_t n)
{
    char figure[64], with_claimed[64] = "";
    const char *map = source->figure_is_lower_bound ? "the net change, a lower bound," : "the map";

    if (claim->quantity == TRUCE_QUANTITY_PLACE) {
        words_of_place(claim, source, out, n);
        return;
    }
    number(claim, source->figure, figure, sizeof figure);
    if (!isnan(source->figure_with_claimed))
        number(claim, source->figure_with_claimed, with_claimed, sizeof with_claimed);
    switch (judged->finding) {
    case TRUCE_FINDING_SUPPORTED:
        snprintf(out, n, "supported (%s %s)", figure, unit_of(claim));
        break;
    case TRUCE_FINDING_EXCEEDS:
        if (isnan(judged->excess))
            snprintf(out, n, "exceeds %s (%s %s)", map, figure, unit_of(claim));
        else
            snprintf(out, n, "exceeds %s by %.1f %% (%s %s)", map, 100 * judged->excess, figure,
                     unit_of(claim));
        break;
    case TRUCE_FINDING_FALLS_SHORT:
        snprintf(out, n, "falls short of %s by %.1f %% (%s %s)", map, -100 * judged->excess, figure,
                 unit_of(claim));
        break;
    case TRUCE_FINDING_WITHIN_REACH:
        snprintf(out, n, "within reach if claimed areas are counted (%s %s, with claimed areas %s)", figure,
                 unit_of(claim), with_claimed);
        break;
    case TRUCE_FINDING_TOO_CLOSE:
    case TRUCE_FINDING_NOT_SHOWN:
    case TRUCE_FINDING_NO_EVIDENCE:
        snprintf(out, n, "no evidence%s%s", source->end.why_none != NULL ? ": " : "",
                 source->end.why_none != NULL ? source->end.why_none : "");
        break;
    }
}
