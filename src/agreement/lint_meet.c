/*
 * Do two norms speak of the same: actors, things, times and places?
 *
 * In the order of what it costs: classes and bits first, then windows, then boxes, and ground only where all else agrees.
 */
#include <math.h>
#include <string.h>

#include "agreement/lint_work.h"

/* ---- classes ---- */

static bool class_is(const struct truce_agreement *agreement, int a, int b)
{
    while (a != TRUCE_NONE && a != b)
        a = agreement->classes[a].is;
    return a != TRUCE_NONE;
}

int truce_lint_common_class(const struct truce_agreement *agreement, int a, int b)
{
    if (class_is(agreement, a, b))
        return a;
    return class_is(agreement, b, a) ? b : TRUCE_NONE;
}

/* ---- boxes ---- */

static void extend_by(struct truce_box *box, const struct truce_box *with, double margin_m)
{
    /* a degree is at least 110.5 km along a meridian; along the parallel nearest to a pole it is shortest */
    double lat_deg = margin_m / 110500.0;
    double far_deg = fmin(fmax(fabs(with->min.lat_deg), fabs(with->max.lat_deg)) + lat_deg, 89.9);
    double lon_deg = margin_m / (111000.0 * cos(far_deg * 3.14159265358979 / 180));

    if (truce_box_is_empty(*with))
        return;
    truce_box_extend(box, (struct truce_lonlat){with->min.lon_deg - lon_deg, with->min.lat_deg - lat_deg});
    truce_box_extend(box, (struct truce_lonlat){with->max.lon_deg + lon_deg, with->max.lat_deg + lat_deg});
}

/* all versions; false: not known */
static bool add_line(const struct truce_zone *line, double margin_m, struct truce_box *box)
{
    struct truce_box own = truce_box_empty();
    for (size_t v = 0; v < line->n_versions; v++)
        for (size_t p = 0; p < line->versions[v].n_paths; p++)
            for (size_t i = 0; i < line->versions[v].paths[p].n; i++)
                truce_box_extend(&own, line->versions[v].paths[p].at[i]);
    extend_by(box, &own, margin_m);
    return line->has_geometry;
}

bool truce_lint_zone_box(const struct truce_agreement *agreement, const struct truce_zone *zone,
                         struct truce_box *box)
{
    double widest_m = 0;
    if (zone->kind == TRUCE_ZONE_BUFFER) {
        for (size_t v = 0; v < zone->n_versions; v++)
            widest_m = fmax(widest_m, fmax(zone->versions[v].width.left_m, zone->versions[v].width.right_m));
        return add_line(&agreement->zones[zone->of], widest_m, box);
    }
    for (size_t v = 0; v < zone->n_versions; v++) {
        struct truce_box own = truce_multipolygon_box(&zone->versions[v].area);
        extend_by(box, &own, 0);
    }
    return zone->has_geometry;
}

/* where a norm may hold, at most; what is not known may be anywhere */
static void find_box(const struct truce_agreement *agreement, struct truce_lint_norm *out)
{
    const struct truce_where *where = &out->norm->where;
    double widest_m = isnan(where->distance_m) ? 0 : where->distance_m;
    bool known = true;

    out->box = truce_box_empty();
    out->anywhere = !where->given || where->kind == TRUCE_WHERE_ANYWHERE || where->everywhere;
    if (out->anywhere)
        return;
    for (size_t i = 0; i < where->n_by_class; i++)
        widest_m = fmax(widest_m, where->by_class[i].distance_m);
    if (where->kind == TRUCE_WHERE_NEARER_THAN)
        known = add_line(&agreement->zones[where->line], widest_m, &out->box);
    for (size_t i = 0; where->kind == TRUCE_WHERE_IN && i < where->zones.n; i++)
        known = truce_lint_zone_box(agreement, &agreement->zones[where->zones.at[i]], &out->box) && known;
    out->anywhere = !known;
}

static bool boxes_meet(const struct truce_lint_norm *a, const struct truce_lint_norm *b)
{
    return a->anywhere || b->anywhere || truce_box_meets(a->box, b->box);
}

/* ---- parties ---- */

static bool holds(const uint64_t *set, int party)
{
    return (set[party / 64] >> (party % 64) & 1) != 0;
}

static bool sets_share(const struct truce_lint *lint, const uint64_t *a, const uint64_t *b)
{
    for (size_t i = 0; i < lint->n_words; i++)
        if ((a[i] & b[i]) != 0)
            return true;
    return false;
}

static bool set_within(const struct truce_lint *lint, const uint64_t *inner, const uint64_t *outer)
{
    for (size_t i = 0; i < lint->n_words; i++)
        if ((inner[i] & ~outer[i]) != 0)
            return false;
    return true;
}

/*
 * `a` forbids, `b` demands or allows.  A duty of any of several is fulfilled by one who may: it meets a prohibition only where that binds all
 * of them.  A prohibition of any of several is broken only by all: it meets what lets all of them do it.
 */
static bool actors_meet(const struct truce_lint *lint, const struct truce_lint_norm *a,
                        const struct truce_lint_norm *b)
{
    if (!sets_share(lint, a->who, b->who))
        return false;
    if (b->norm->kind == TRUCE_NORM_MUST && b->norm->who.kind == TRUCE_WHO_ANY &&
        !set_within(lint, b->who, a->who))
        return false;
    return a->norm->who.kind != TRUCE_WHO_ANY || set_within(lint, a->who, b->who);
}

/* may the one spoken of (`against`, `to`) be the same, in acts of this actor?  Where it is not said it may be anybody. */
static bool others_meet(const struct truce_subject *a, const struct truce_subject *b, int actor)
{
    if (a->kind == TRUCE_WHO_NOBODY || b->kind == TRUCE_WHO_NOBODY)
        return true;
    for (size_t i = 0; i < a->parties.n; i++) {
        int party = a->parties.at[i];
        if ((a->kind == TRUCE_WHO_OTHER || b->kind == TRUCE_WHO_OTHER) && party == actor)
            continue;
        if (truce_indexes_hold(b->parties, party))
            return true;
    }
    return false;
}

static bool others_within(const struct truce_subject *inner, const struct truce_subject *outer, int actor)
{
    if (outer->kind == TRUCE_WHO_NOBODY)
        return true;
    if (inner->kind == TRUCE_WHO_NOBODY)
        return false;
    for (size_t i = 0; i < inner->parties.n; i++) {
        int party = inner->parties.at[i];
        if (inner->kind == TRUCE_WHO_OTHER && party == actor)
            continue;
        if (!truce_indexes_hold(outer->parties, party) || (outer->kind == TRUCE_WHO_OTHER && party == actor))
            return false;
    }
    return true;
}

/* ---- making ready ---- */

enum truce_status truce_lint_prepare(struct truce_lint *lint, struct truce_err *err)
{
    const struct truce_agreement *agreement = lint->agreement;
    void *norms = NULL, *sets = NULL;

    lint->n_words = agreement->n_parties / 64 + 1;
    enum truce_status status =
        truce_arena_alloc(&lint->arena, (agreement->n_norms + 1) * sizeof *lint->norms, &norms, err);
    if (status == TRUCE_OK)
        status = truce_arena_alloc(&lint->arena, (agreement->n_norms + 1) * lint->n_words * sizeof(uint64_t),
                                   &sets, err);
    if (status != TRUCE_OK)
        return status;
    lint->norms = norms;
    for (size_t i = 0; i < agreement->n_norms; i++) {
        struct truce_lint_norm *one = &lint->norms[i];
        uint64_t *who = (uint64_t *)sets + i * lint->n_words;
        one->norm = &agreement->norms[i];
        one->window = truce_window_of(agreement, one->norm);
        one->who = who;
        for (size_t k = 0; k < one->norm->who.parties.n; k++) {
            int party = one->norm->who.parties.at[k];
            who[party / 64] |= (uint64_t)1 << (party % 64);
        }
        find_box(agreement, one);
    }
    return TRUCE_OK;
}

/* ---- times ---- */

/* Is one of them off, by its own words, whenever the other begins: `suspended_while` or `unless` the gate from which the other runs? */
static bool gives_way(const struct truce_norm *norm, const struct truce_window *other)
{
    const struct truce_condition *conditions[] = {norm->suspended_while, norm->unless};
    for (size_t i = 0; i < 2; i++)
        if (conditions[i] != NULL && conditions[i]->kind == TRUCE_IF_GATE &&
            other->from.kind == TRUCE_MOMENT_GATE && other->from.gate == conditions[i]->target)
            return true;
    return false;
}

static bool times_meet(struct truce_lint *lint, const struct truce_lint_norm *a,
                       const struct truce_lint_norm *b)
{
    return !gives_way(a->norm, &b->window) && !gives_way(b->norm, &a->window) &&
           truce_windows_overlap(lint->windows, &a->window, &b->window);
}

/* ---- places ---- */

/* one actor and class, in every span of the zones' versions in which both may hold */
static enum truce_status meet_with(struct truce_lint *lint, const struct truce_lint_norm *a,
                                   const struct truce_lint_norm *b, struct truce_lint_meeting *out,
                                   struct truce_err *err)
{
    const struct truce_place_of p = {&a->norm->where, out->actor, out->class_},
                                q = {&b->norm->where, out->actor, out->class_};
    size_t n = 0;
    const struct truce_day *days = truce_geography_days(lint->geography, &n);

    for (size_t i = 0; i < n; i++) {
        struct truce_window span = {{.kind = TRUCE_MOMENT_EVER}, {.kind = TRUCE_MOMENT_EVER}};
        struct truce_common_ground ground;
        truce_geography_span(lint->geography, i, &out->from, &out->until);
        if (out->from.n != TRUCE_DAY_NONE)
            span.from = (struct truce_moment){.kind = TRUCE_MOMENT_DAY, .day = out->from.n};
        if (out->until.n != TRUCE_DAY_NONE)
            span.until = (struct truce_moment){.kind = TRUCE_MOMENT_DAY, .day = out->until.n};
        if (n > 1 && !(truce_windows_overlap(lint->windows, &a->window, &span) &&
                       truce_windows_overlap(lint->windows, &b->window, &span)))
            continue;
        enum truce_status status = truce_where_meet(lint->geography, &p, &q, days[i], &ground, err);
        if (status != TRUCE_OK)
            return status;
        if (ground.meets == TRUCE_BELONGS_NO)
            continue;
        out->meets = ground.meets;
        out->ground = ground;
        if (ground.meets == TRUCE_BELONGS_YES)
            return TRUCE_OK;
    }
    return TRUCE_OK;
}

/* the class itself, and those below it that are bound by a distance of their own */
static enum truce_status meet_by_class(struct truce_lint *lint, const struct truce_lint_norm *a,
                                       const struct truce_lint_norm *b, int of_class,
                                       struct truce_lint_meeting *out, struct truce_err *err)
{
    const struct truce_where *wheres[] = {&a->norm->where, &b->norm->where};

    out->class_ = of_class;
    enum truce_status status = meet_with(lint, a, b, out, err);
    for (size_t w = 0; w < 2; w++)
        for (size_t i = 0; i < wheres[w]->n_by_class; i++) {
            int below = wheres[w]->by_class[i].class_;
            if (status != TRUCE_OK || out->meets == TRUCE_BELONGS_YES)
                return status;
            if (below == of_class || !class_is(lint->agreement, below, of_class))
                continue;
            out->class_ = below;
            status = meet_with(lint, a, b, out, err);
        }
    return status;
}

static enum truce_status places_meet(struct truce_lint *lint, const struct truce_lint_norm *a,
                                     const struct truce_lint_norm *b, int of_class,
                                     struct truce_lint_meeting *out, struct truce_err *err)
{
    const struct truce_indexes actors = b->norm->who.parties;
    enum truce_status status = TRUCE_OK;

    out->apart = "things"; /* of nobody is the one spoken of the same */
    for (size_t i = 0; status == TRUCE_OK && i < actors.n && out->meets != TRUCE_BELONGS_YES; i++) {
        int actor = actors.at[i];
        if (!holds(a->who, actor) || !others_meet(&a->norm->against, &b->norm->against, actor) ||
            !others_meet(&a->norm->to, &b->norm->to, actor))
            continue;
        out->apart = "places";
        out->actor = actor;
        status = meet_by_class(lint, a, b, of_class, out, err);
    }
    return status;
}

enum truce_status truce_lint_meet(struct truce_lint *lint, const struct truce_norm *a,
                                  const struct truce_norm *b, struct truce_lint_meeting *out,
                                  struct truce_err *err)
{
    const struct truce_lint_norm *p = &lint->norms[a - lint->agreement->norms],
                                 *q = &lint->norms[b - lint->agreement->norms];
    int of_class =
        a->place == b->place ? truce_lint_common_class(lint->agreement, a->class_, b->class_) : TRUCE_NONE;

    *out = (struct truce_lint_meeting){TRUCE_BELONGS_NO, TRUCE_NONE,       TRUCE_NONE, {0},
                                       {TRUCE_DAY_NONE}, {TRUCE_DAY_NONE}, "things"};
    if (of_class == TRUCE_NONE)
        return TRUCE_OK;
    out->apart = "actors";
    if (!actors_meet(lint, p, q))
        return TRUCE_OK;
    out->apart = "places";
    if (!boxes_meet(p, q))
        return TRUCE_OK;
    out->apart = "times";
    if (!times_meet(lint, p, q))
        return TRUCE_OK;
    return places_meet(lint, p, q, of_class, out, err);
}

/* ---- cover ---- */

/* a distance of its own for something below the class may be shorter than that of the class */
static bool is_finer_below(const struct truce_agreement *agreement, const struct truce_where *where,
                           int of_class)
{
    for (size_t i = 0; i < where->n_by_class; i++)
        if (where->by_class[i].class_ != of_class && class_is(agreement, where->by_class[i].class_, of_class))
            return true;
    return false;
}

static bool may_cover(struct truce_lint *lint, const struct truce_lint_norm *outer,
                      const struct truce_lint_norm *inner)
{
    const struct truce_norm *o = outer->norm, *i = inner->norm;
    return o->place == i->place && class_is(lint->agreement, i->class_, o->class_) &&
           set_within(lint, inner->who, outer->who) &&
           (o->who.kind == TRUCE_WHO_ANY) ==
               (i->who.kind == TRUCE_WHO_ANY &&
                i->kind != TRUCE_NORM_MUST) && /* a duty of any falls with all */
           o->unless == NULL &&
           o->suspended_while == NULL && !is_finer_below(lint->agreement, &o->where, i->class_) &&
           boxes_meet(outer, inner) && truce_window_covers(lint->windows, &outer->window, &inner->window);
}

enum truce_status truce_lint_covers(struct truce_lint *lint, const struct truce_norm *outer,
                                    const struct truce_norm *inner, bool *covers, struct truce_err *err)
{
    const struct truce_lint_norm *p = &lint->norms[outer - lint->agreement->norms],
                                 *q = &lint->norms[inner - lint->agreement->norms];
    size_t n = 0;
    const struct truce_day *days = truce_geography_days(lint->geography, &n);

    *covers = false;
    if (!may_cover(lint, p, q))
        return TRUCE_OK;
    for (size_t i = 0; i < inner->who.parties.n; i++) {
        int actor = inner->who.parties.at[i];
        const struct truce_place_of a = {&outer->where, actor, inner->class_},
                                    b = {&inner->where, actor, inner->class_};
        if (!others_within(&inner->against, &outer->against, actor) ||
            !others_within(&inner->to, &outer->to, actor))
            return TRUCE_OK;
        for (size_t d = 0; d < n; d++) {
            struct truce_common_ground ground;
            enum truce_status status = truce_where_meet(lint->geography, &a, &b, days[d], &ground, err);
            if (status != TRUCE_OK)
                return status;
            if (ground.meets != TRUCE_BELONGS_YES || !ground.a_covers_b)
                return TRUCE_OK;
        }
    }
    *covers = true;
    return TRUCE_OK;
}
