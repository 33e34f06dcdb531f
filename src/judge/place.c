/*
 * Where: records against the places of an agreement.
 *
 * The ground of a zone is made once a version and kept.  A place that is not known, or ground that was not given, is unknown: the
 * strict reading takes it as within, the lenient one does not (tally.c).
 */
#include <math.h>
#include <stdlib.h>

#include "base/buf.h"
#include "geo/area.h"
#include "geo/overlay.h"
#include "judge/engine.h"

struct truce_ground_of {
    int zone;
    const struct truce_zone_version *version; /* NULL: none held that day */
    bool known;
    struct truce_multipolygon area;
    struct truce_clip *clip; /* NULL where unknown */
    double area_m2;
};

void truce_judge_grounds_init(struct truce_grounds *grounds, const struct truce_agreement *agreement)
{
    *grounds = (struct truce_grounds){agreement, NULL, 0, 0};
}

void truce_judge_grounds_fini(struct truce_grounds *grounds)
{
    for (size_t i = 0; i < grounds->n; i++) {
        truce_clip_close(grounds->items[i].clip);
        truce_multipolygon_fini(&grounds->items[i].area);
    }
    free(grounds->items);
    truce_judge_grounds_init(grounds, grounds->agreement);
}

/* The ground of a zone on a day; *out stays good until the next call. */
static enum truce_status ground_of(struct truce_grounds *grounds, int zone, struct truce_day day,
                                   const struct truce_ground_of **out, struct truce_err *err)
{
    const struct truce_zone *of = &grounds->agreement->zones[zone];
    const struct truce_zone_version *version = truce_zone_on(of, day);
    void *items = grounds->items;

    for (size_t i = 0; i < grounds->n; i++)
        if (grounds->items[i].zone == zone && grounds->items[i].version == version) {
            *out = &grounds->items[i];
            return TRUCE_OK;
        }
    enum truce_status status =
        truce_grow(&items, &grounds->size, grounds->n + 1, sizeof *grounds->items, err);
    if (status != TRUCE_OK)
        return status;
    grounds->items = items;
    struct truce_ground_of *made = &grounds->items[grounds->n];
    *made = (struct truce_ground_of){.zone = zone, .version = version, .area_m2 = NAN};
    truce_multipolygon_init(&made->area);
    bool has_ground = of->kind == TRUCE_ZONE_POLYGON || of->kind == TRUCE_ZONE_BUFFER;
    if (has_ground && version != NULL)
        status = truce_zone_ground(grounds->agreement, zone, day, &made->area, &made->known, err);
    if (status == TRUCE_OK && made->known) {
        status = truce_clip_open(&made->area, &made->clip, err);
        made->area_m2 = truce_multipolygon_area_m2(&made->area);
    }
    if (status != TRUCE_OK) {
        truce_clip_close(made->clip);
        truce_multipolygon_fini(&made->area);
        return status;
    }
    grounds->n++;
    *out = made;
    return TRUCE_OK;
}

static enum truce_status within_zones(struct truce_grounds *grounds, const struct truce_where *where,
                                      const struct truce_record *record, enum truce_within *out,
                                      struct truce_err *err)
{
    struct truce_day day = truce_calendar_day(&grounds->agreement->calendar, record->from);
    enum truce_within within = TRUCE_WITHIN_NO;

    for (size_t i = 0; within != TRUCE_WITHIN_YES && i < where->zones.n; i++) {
        const struct truce_ground_of *ground = NULL;
        enum truce_status status = ground_of(grounds, where->zones.at[i], day, &ground, err);
        if (status != TRUCE_OK)
            return status;
        if (!ground->known)
            within = TRUCE_WITHIN_UNKNOWN;
        else if (truce_clip_side(ground->clip, record->place) != TRUCE_SIDE_OUT)
            within = TRUCE_WITHIN_YES;
    }
    *out = within;
    return TRUCE_OK;
}

enum truce_status truce_judge_within(struct truce_grounds *grounds, const struct truce_where *where,
                                     const struct truce_record *record, int class_, int side_of,
                                     enum truce_within *out, struct truce_err *err)
{
    (void)class_;
    (void)side_of;
    bool anywhere = !where->given || where->kind == TRUCE_WHERE_ANYWHERE ||
                    (where->kind == TRUCE_WHERE_IN && where->everywhere);
    *out = TRUCE_WITHIN_YES;
    if (anywhere)
        return TRUCE_OK;
    *out = TRUCE_WITHIN_UNKNOWN;
    if (!record->has_place || where->kind != TRUCE_WHERE_IN)
        return TRUCE_OK;
    return within_zones(grounds, where, record, out, err);
}

enum truce_status truce_judge_overlap(struct truce_grounds *grounds, int zone, int within,
                                      struct truce_day day, double *share, struct truce_err *err)
{
    const struct truce_ground_of *ground = NULL;
    struct truce_boundary part;
    double common_m2 = 0;

    *share = 0;
    enum truce_status status = ground_of(grounds, zone, day, &ground, err);
    if (status != TRUCE_OK || !ground->known || !(ground->area_m2 > 0))
        return status;
    double all_m2 = ground->area_m2;
    truce_boundary_init(&part);
    status = truce_boundary_of(&ground->area, &part, err); /* before the next ground moves this one */
    if (status == TRUCE_OK)
        status = ground_of(grounds, within, day, &ground, err);
    if (status == TRUCE_OK && ground->known) {
        status = truce_clip_area(ground->clip, &part, &common_m2, err);
        *share = fmin(1, fmax(0, common_m2 / all_m2));
    }
    truce_boundary_fini(&part);
    return status;
}

enum truce_status truce_judge_area(struct truce_grounds *grounds, int zone, struct truce_day day,
                                   double *area_m2, struct truce_err *err)
{
    const struct truce_ground_of *ground = NULL;
    enum truce_status status = ground_of(grounds, zone, day, &ground, err);
    if (status == TRUCE_OK)
        *area_m2 = ground->known ? ground->area_m2 : NAN;
    return status;
}
