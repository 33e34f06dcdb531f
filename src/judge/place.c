/*
 * Where: records against the places of an agreement.
 *
 * The ground is made ready when it is first asked for: most agreements count anywhere.  A place that is not known, or ground that was not given, is
 * unknown: the strict reading takes it as within, the lenient one does not (tally.c).
 */
#include <math.h>

#include "agreement/where.h"
#include "judge/engine.h"

void truce_judge_ground_init(struct truce_judge_ground *ground, const struct truce_agreement *agreement)
{
    *ground = (struct truce_judge_ground){agreement, NULL};
}

void truce_judge_ground_fini(struct truce_judge_ground *ground)
{
    truce_geography_close(ground->geography);
    ground->geography = NULL;
}

static enum truce_status ready(struct truce_judge_ground *ground, struct truce_err *err)
{
    return ground->geography != NULL ? TRUCE_OK
                                     : truce_geography_open(ground->agreement, &ground->geography, err);
}

bool truce_judge_is_anywhere(const struct truce_where *where)
{
    return !where->given || where->kind == TRUCE_WHERE_ANYWHERE ||
           (where->kind == TRUCE_WHERE_IN && where->everywhere);
}

enum truce_status truce_judge_within(struct truce_judge_ground *ground, const struct truce_where *where,
                                     const struct truce_record *record, int of_class, int actor,
                                     enum truce_within *out, struct truce_err *err)
{
    if (truce_judge_is_anywhere(where)) {
        *out = TRUCE_WITHIN_YES;
        return TRUCE_OK;
    }
    *out = TRUCE_WITHIN_UNKNOWN;
    if (!record->has_place)
        return TRUCE_OK;
    enum truce_status status = ready(ground, err);
    if (status != TRUCE_OK)
        return status;
    struct truce_day day = truce_calendar_day(&ground->agreement->calendar, record->from);
    switch (truce_where_holds(ground->geography, where, actor, of_class, record->place, day)) {
    case TRUCE_BELONGS_NO:
        *out = TRUCE_WITHIN_NO;
        break;
    case TRUCE_BELONGS_YES:
        *out = TRUCE_WITHIN_YES;
        break;
    default:
        break;
    }
    return TRUCE_OK;
}

static enum truce_status chance_in_ground(struct truce_judge_ground *ground,
                                          const struct truce_place_of *place,
                                          const struct truce_record *record, double *out, bool *known,
                                          struct truce_err *err)
{
    const struct truce_multipolygon *shape = NULL;
    struct truce_day day = truce_calendar_day(&ground->agreement->calendar, record->from);
    double p = 1;

    enum truce_status status = truce_where_ground(ground->geography, place, day, &shape, known, err);
    if (status == TRUCE_OK && shape != NULL && shape->n_rings == 0)
        p = 0;
    else if (status == TRUCE_OK && shape != NULL)
        status = truce_uncertain_in_zone(record->where, shape, &p, err);
    if (status == TRUCE_OK)
        *out = *known ? p : 1;
    return status;
}

enum truce_status truce_judge_chance_within(struct truce_judge_ground *ground,
                                            const struct truce_where *where,
                                            const struct truce_record *record, int of_class, int actor,
                                            double *out, bool *known, struct truce_err *err)
{
    enum truce_within within = TRUCE_WITHIN_YES;
    const struct truce_place_of place = {where, actor, of_class};

    if (record->where != NULL && record->where->form != TRUCE_UNCERTAIN_POINT &&
        !truce_judge_is_anywhere(where)) {
        enum truce_status made = ready(ground, err);
        return made == TRUCE_OK ? chance_in_ground(ground, &place, record, out, known, err) : made;
    }
    enum truce_status status = truce_judge_within(ground, where, record, of_class, actor, &within, err);
    if (status != TRUCE_OK)
        return status;
    *out = within == TRUCE_WITHIN_NO ? 0 : 1;
    *known = within != TRUCE_WITHIN_UNKNOWN;
    return TRUCE_OK;
}

enum truce_status truce_judge_zone_of(struct truce_judge_ground *ground, const struct truce_where *where,
                                      const struct truce_record *record, int *zone, struct truce_err *err)
{
    *zone = TRUCE_NONE;
    if (truce_judge_is_anywhere(where) || where->kind != TRUCE_WHERE_IN || !record->has_place)
        return TRUCE_OK;
    enum truce_status status = ready(ground, err);
    if (status != TRUCE_OK)
        return status;
    struct truce_day day = truce_calendar_day(&ground->agreement->calendar, record->from);
    for (size_t i = 0; i < where->zones.n && *zone == TRUCE_NONE; i++)
        if (truce_zone_holds(ground->geography, where->zones.at[i], record->place, day) == TRUCE_BELONGS_YES)
            *zone = where->zones.at[i];
    return TRUCE_OK;
}

static bool has_ground(const struct truce_agreement *agreement, int zone)
{
    enum truce_zone_kind kind = agreement->zones[zone].kind;
    return kind == TRUCE_ZONE_POLYGON || kind == TRUCE_ZONE_BUFFER;
}

enum truce_status truce_judge_area(struct truce_judge_ground *ground, int zone, struct truce_day day,
                                   double *area_m2, struct truce_err *err)
{
    struct truce_common_ground all;

    *area_m2 = NAN;
    if (!has_ground(ground->agreement, zone))
        return TRUCE_OK;
    enum truce_status status = ready(ground, err);
    if (status == TRUCE_OK)
        status = truce_zones_meet(ground->geography, zone, zone, day, &all, err);
    if (status == TRUCE_OK && all.meets == TRUCE_BELONGS_YES)
        *area_m2 = all.area_m2;
    return status;
}

enum truce_status truce_judge_overlap(struct truce_judge_ground *ground, int zone, int within,
                                      struct truce_day day, double *share, struct truce_err *err)
{
    struct truce_common_ground common;
    double area_m2 = NAN;

    *share = 0;
    if (!has_ground(ground->agreement, within))
        return TRUCE_OK;
    enum truce_status status = truce_judge_area(ground, zone, day, &area_m2, err);
    if (status != TRUCE_OK || isnan(area_m2))
        return status;
    status = truce_zones_meet(ground->geography, zone, within, day, &common, err);
    if (status == TRUCE_OK && common.meets == TRUCE_BELONGS_YES)
        *share = common.b_covers_a ? 1 : fmin(1, common.area_m2 / area_m2);
    return status;
}
