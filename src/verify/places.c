/*
 * Step 3: places gained and lost, with the first day; and the named place.
 *
 * A place counts by its point; on the line counts as inside.  The day on which it changed is found from the chain: only a day whose
 * own change covers the point can have changed it.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "geo/area.h"
#include "verify/work.h"

bool truce_claim_counts_kind(const struct truce_claim *claim, const char *kind)
{
    for (size_t i = 0; i < claim->n_kinds; i++)
        if (truce_text_equal_nocase(truce_text_view(claim->kinds[i]), truce_text_view(kind)))
            return true;
    return claim->n_kinds == 0;
}

static bool inside(const struct truce_clip *clip, struct truce_lonlat p)
{
    return truce_clip_side(clip, p) != TRUCE_SIDE_OUTSIDE;
}

static struct truce_box boundary_box(const struct truce_boundary *boundary)
{
    struct truce_box box = truce_box_empty();
    for (size_t i = 0; i < boundary->n; i++)
        truce_box_extend(&box, boundary->edges[i].a);
    return box;
}

/* the last change that covers p between two links, not including `from`; the day of `to` when rounding hid it */
static struct truce_day last_change(const struct truce_chain *chain, size_t from, size_t to, bool gained,
                                    const struct truce_box *boxes, struct truce_lonlat p)
{
    for (size_t i = to; i != from && i != SIZE_MAX; i = chain->links[i].before) {
        const struct truce_boundary *part = gained ? &chain->links[i].gained : &chain->links[i].lost;
        if (truce_box_contains(boxes[i], p) && truce_boundary_side(part, p) != TRUCE_SIDE_OUTSIDE)
            return chain->links[i].day;
    }
    return chain->links[to].day;
}

static enum truce_status add_change(struct truce_place_changes *list, size_t *size,
                                    struct truce_place_change change, struct truce_err *err)
{
    void *items = list->items;
    enum truce_status status = truce_grow(&items, size, list->n + 1, sizeof *list->items, err);
    list->items = items;
    if (status == TRUCE_OK)
        list->items[list->n++] = change;
    return status;
}

/* boxes of the daily changes between the ends, for one direction; indexed like the chain */
static struct truce_box *change_boxes(const struct truce_job *job, bool gained)
{
    const struct truce_chain *chain = &job->evidence->assessed;
    struct truce_box *boxes = calloc(chain->n + 1, sizeof *boxes);
    size_t from = job->out->start.index;
    for (size_t i = job->out->end.index; boxes != NULL && i != from && i != SIZE_MAX;
         i = chain->links[i].before)
        boxes[i] = boundary_box(gained ? &chain->links[i].gained : &chain->links[i].lost);
    return boxes;
}

struct sides {
    bool start, end;
};

static enum truce_status place_changes(struct truce_job *job, struct truce_err *err)
{
    const struct truce_places *places = job->input->places;
    const struct truce_chain *chain = &job->evidence->assessed;
    struct truce_source_answer *out = job->out;
    struct truce_box *boxes_gained = change_boxes(job, true), *boxes_lost = change_boxes(job, false);
    size_t size_gained = 0, size_lost = 0;
    enum truce_status status = TRUCE_OK;

    if (boxes_gained == NULL || boxes_lost == NULL)
        status = truce_fail(err, TRUCE_ERR_MEMORY, "no memory for %zu days", chain->n);
    for (size_t i = 0; status == TRUCE_OK && i < places->n; i++) {
        const struct truce_place *place = &places->items[i];
        struct sides at = {job->a->place_inside[i], job->b->place_inside[i]};
        if (at.start == at.end || !truce_claim_counts_kind(job->claim, place->kind) ||
            !truce_scope_contains(job->scope, place->at))
            continue;
        struct truce_place_change change = {
            i, truce_ground_region(job->ground, place->at), {TRUCE_DAY_NONE}, INFINITY};
        change.first_day = last_change(chain, out->start.index, out->end.index, at.end,
                                       at.end ? boxes_gained : boxes_lost, place->at);
        change.distance_m = job->b->place_distance_m[i];
        status = at.end ? add_change(&out->gained, &size_gained, change, err)
                        : add_change(&out->lost, &size_lost, change, err);
    }
    free(boxes_gained);
    free(boxes_lost);
    return status;
}

static void count_by_region(struct truce_source_answer *out)
{
    for (size_t r = 0; r < out->n_regions; r++) {
        for (size_t i = 0; i < out->gained.n; i++)
            out->regions[r].places_gained += out->gained.items[i].region == out->regions[r].region;
        for (size_t i = 0; i < out->lost.n; i++)
            out->regions[r].places_lost += out->lost.items[i].region == out->regions[r].region;
    }
}

/* Places within two sigma of the line at the end, which could as well lie on its other side. */
static enum truce_status too_close(struct truce_job *job, struct truce_err *err)
{
    const struct truce_places *places = job->input->places;
    double limit_m = TRUCE_CLOSE_SIGMA * job->out->sigma_m;
    size_t size = 0;
    enum truce_status status = TRUCE_OK;

    if (isnan(limit_m))
        return TRUCE_OK;
    for (size_t i = 0; status == TRUCE_OK && i < places->n; i++) {
        const struct truce_place *place = &places->items[i];
        double d = job->b->place_distance_m[i];
        if (!(d <= limit_m) || !truce_claim_counts_kind(job->claim, place->kind) ||
            !truce_scope_contains(job->scope, place->at))
            continue;
        struct truce_place_change change = {
            i, truce_ground_region(job->ground, place->at), {TRUCE_DAY_NONE}, d};
        status = add_change(&job->out->close, &size, change, err);
    }
    return status;
}

/* by first day, then in the order of the places file, which is total */
static int compare_changes(const void *x, const void *y)
{
    const struct truce_place_change *p = x, *q = y;
    if (p->first_day.n != q->first_day.n)
        return p->first_day.n < q->first_day.n ? -1 : 1;
    return p->place < q->place ? -1 : p->place > q->place;
}

enum truce_status truce_job_places(struct truce_job *job, struct truce_err *err)
{
    struct truce_source_answer *out = job->out;
    enum truce_status status = TRUCE_OK;

    if (job->input->places == NULL || job->b == NULL)
        return TRUCE_OK;
    if (job->a != NULL)
        status = place_changes(job, err);
    if (status == TRUCE_OK)
        status = too_close(job, err);
    if (out->gained.n > 0)
        qsort(out->gained.items, out->gained.n, sizeof *out->gained.items, compare_changes);
    if (out->lost.n > 0)
        qsort(out->lost.items, out->lost.n, sizeof *out->lost.items, compare_changes);
    count_by_region(out);
    return status;
}

/* first and last day inside over all good days of the source */
static void days_inside(const struct truce_job *job, bool inside_at_first, struct truce_lonlat p,
                        struct truce_place_state *out)
{
    const struct truce_chain *chain = &job->evidence->assessed;
    bool now = inside_at_first;

    out->first_inside.n = out->last_inside.n = TRUCE_DAY_NONE;
    for (size_t i = 0; i < chain->n; i++) {
        const struct truce_link *link = &chain->links[i];
        if (link->before != SIZE_MAX) {
            if (!now && truce_boundary_side(&link->gained, p) != TRUCE_SIDE_OUTSIDE)
                now = true;
            else if (now && truce_boundary_side(&link->lost, p) != TRUCE_SIDE_OUTSIDE)
                now = false;
        } else if (link->suspect && !job->options->use_suspect) {
            continue;
        }
        if (now && out->first_inside.n == TRUCE_DAY_NONE)
            out->first_inside = link->day;
        if (now)
            out->last_inside = link->day;
    }
}

size_t truce_chain_first_good(const struct truce_chain *chain, bool use_suspect)
{
    for (size_t i = 0; i < chain->n; i++)
        if (!chain->links[i].suspect || use_suspect)
            return i;
    return 0;
}

/* of a polygon its share in a shape; of a point 0 or 1 */
static enum truce_status share_inside(const struct truce_place *place, const struct truce_clip *clip,
                                      double *out, struct truce_err *err)
{
    struct truce_boundary edges;
    double common_m2 = 0;

    if (place->outline == NULL) {
        *out = inside(clip, place->at);
        return TRUCE_OK;
    }
    truce_boundary_init(&edges);
    enum truce_status status = truce_boundary_of(place->outline, &edges, err);
    if (status == TRUCE_OK)
        status = truce_clip_area(clip, &edges, &common_m2, err);
    if (status == TRUCE_OK)
        *out = common_m2 / truce_area_m2(place->outline);
    truce_boundary_fini(&edges);
    return status;
}

static bool in_named_region(const struct truce_job *job, const struct truce_place *place)
{
    const char *wanted = job->claim->place_region;
    if (wanted[0] == '\0')
        return true;
    if (truce_text_equal_nocase(truce_text_view(place->region), truce_text_view(wanted)))
        return true;
    int r = job->ground->regions != NULL ? truce_regions_find(job->ground->regions, wanted) : -1;
    return r >= 0 && r == truce_ground_region(job->ground, place->at);
}

/* narrows places of one name by region and scope; the count of those left */
static size_t find_place(const struct truce_job *job, size_t *out)
{
    const struct truce_places *places = job->input->places;
    size_t found[64], n = truce_places_find(places, job->claim->place, found, 64), left = 0;
    for (size_t i = 0; i < n && i < 64; i++) {
        const struct truce_place *place = &places->items[found[i]];
        if (!in_named_region(job, place) ||
            !(job->scope->everywhere || truce_scope_contains(job->scope, place->at)))
            continue;
        if (left++ == 0)
            *out = found[i];
    }
    return left;
}

enum truce_status truce_job_named_place(struct truce_job *job, struct truce_err *err)
{
    struct truce_place_state *out = &job->out->place;
    const struct truce_chain *chain = &job->evidence->assessed;
    enum truce_status status;

    out->share_held = out->share_claimed = NAN;
    out->distance_m = INFINITY;
    out->first_inside.n = out->last_inside.n = TRUCE_DAY_NONE;
    if (job->input->places == NULL || job->b == NULL)
        return TRUCE_OK;
    out->n_matches = find_place(job, &out->place);
    if (out->n_matches != 1)
        return TRUCE_OK;
    const struct truce_place *place = &job->input->places->items[out->place];
    if ((status = share_inside(place, job->b->clip, &out->share_held, err)) != TRUCE_OK)
        return status;
    if (job->evidence->has_claimed) {
        const struct truce_state *claimed =
            truce_evidence_find(job->evidence, TRUCE_READ_CLAIMED, job->out->end.index);
        if ((status = share_inside(place, claimed->clip, &out->share_claimed, err)) != TRUCE_OK)
            return status;
    }
    const struct truce_state *first = truce_evidence_find(
        job->evidence, TRUCE_READ_ASSESSED, truce_chain_first_good(chain, job->options->use_suspect));
    out->distance_m = truce_front_distance_m(job->b->front_index, place->at, job->options->shift_limit_m);
    days_inside(job, inside(first->clip, place->at), place->at, out);
    return TRUCE_OK;
}
