/*
 * The claims of the demo: true ones and false ones, of every kind that a claim can be.
 *
 * Each is drafted from the truth: a true claim says the true figure as a spokesman would round it, a false
 * one the true figure times something.  Which is which stands in truth.json, with the reason, and not in
 * claims.yaml.
 */
#include "demo/internal.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CLAIMS_ROOM  16
#define DEFAULT_DAYS 400

/* days of the default world at which periods begin and end: 2031-01-01 to 12-29, 03-01 to 05-31, 09-01 to
 * 11-30 */
static const int PERIOD[] = {24, 386, 83, 174, 267, 357};

struct draft {
    const char *id;
    const char *by;
    enum truce_quantity quantity;
    enum truce_sense sense;
    enum truce_demo_period from, to;
    int region; /* -1: the whole country */
    const char *kinds[3];
    size_t place;  /* for a named place */
    double factor; /* 1: true */
    double more;   /* on top of that: a claim is false as well where the truth is nothing */
    double value;  /* when not NaN: said whatever the truth is */
    const char *why;
    double variant; /* another outlet's version: times this; 0: none */
};

int truce_demo_period(const struct truce_demo *demo, enum truce_demo_period which)
{
    int day = PERIOD[which] * demo->options.days / DEFAULT_DAYS;
    return day > 0 ? day : 1; /* a day before it must have truth */
}

static struct truce_day period_day(const struct truce_demo *demo, enum truce_demo_period which)
{
    return (struct truce_day){truce_demo_first_day(demo).n + truce_demo_period(demo, which)};
}

static enum truce_status copy(struct truce_demo *demo, const char **out, struct truce_err *err,
                              const char *format, ...) TRUCE_PRINTF(4, 5);

static enum truce_status copy(struct truce_demo *demo, const char **out, struct truce_err *err,
                              const char *format, ...)
{
    char text[256];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    return truce_arena_copy(&demo->claims.arena, truce_text_view(text), out, err);
}

static enum truce_status copy_list(struct truce_demo *demo, const char *const *words, size_t n,
                                   const char *const **out, struct truce_err *err)
{
    void *at;
    enum truce_status status = truce_arena_alloc(&demo->claims.arena, (n + 1) * sizeof *words, &at, err);
    if (status != TRUCE_OK)
        return status;
    if (n > 0)
        memcpy(at, words, n * sizeof *words);
    *out = at;
    return TRUCE_OK;
}

/* as a spokesman says it: three figures of areas, whole places */
static double rounded(enum truce_quantity quantity, double value)
{
    if (quantity != TRUCE_QUANTITY_AREA)
        return nearbyint(value);
    double unit = value >= 10000.0 ? 100.0 : value >= 1000.0 ? 10.0 : 1.0;
    return nearbyint(value / unit) * unit;
}

static enum truce_status add_variant(struct truce_demo *demo, struct truce_claim *claim, double factor,
                                     struct truce_err *err)
{
    void *at;
    enum truce_status status = truce_arena_alloc(&demo->claims.arena, sizeof *claim->variants, &at, err);
    if (status != TRUCE_OK)
        return status;
    struct truce_variant *variant = at;
    variant->value = rounded(claim->quantity, claim->value * factor);
    variant->reported_by = "Tidings Wire (fictional)";
    variant->url = "";
    claim->variants = variant;
    claim->n_variants = 1;
    return copy(demo, &variant->value_text, err, "%.0f", variant->value);
}

static enum truce_status name_scope(struct truce_demo *demo, const struct draft *draft,
                                    struct truce_claim *claim, struct truce_err *err)
{
    const char *region = draft->region >= 0 ? demo->regions.items[draft->region].name : "";
    enum truce_status status;

    while (claim->n_kinds < 3 && draft->kinds[claim->n_kinds] != NULL)
        claim->n_kinds++;
    claim->n_regions = draft->region >= 0 ? 1 : 0;
    if ((status = copy_list(demo, &region, claim->n_regions, &claim->regions, err)) != TRUCE_OK ||
        (status = copy_list(demo, draft->kinds, claim->n_kinds, &claim->kinds, err)) != TRUCE_OK)
        return status;
    if (draft->quantity == TRUCE_QUANTITY_PLACE) {
        claim->place = demo->places.items[draft->place].name;
        claim->place_region = demo->places.items[draft->place].region;
        claim->value = NAN;
        claim->value_text = claim->place;
    }
    return TRUCE_OK;
}

static enum truce_status add_claim(struct truce_demo *demo, const struct draft *draft, struct truce_err *err)
{
    struct truce_claim *claim = &demo->claims.items[demo->claims.n];
    double truth = NAN;
    enum truce_status status;

    *claim = (struct truce_claim){.id = draft->id,
                                  .by = draft->by,
                                  .source_title = "Daily statement (fictional)",
                                  .source_url = "",
                                  .party = demo->party,
                                  .country = demo->country,
                                  .quantity = draft->quantity,
                                  .sense = draft->sense,
                                  .place = "",
                                  .place_region = ""};
    claim->to = period_day(demo, draft->to);
    claim->from =
        draft->sense == TRUCE_SENSE_HELD ? (struct truce_day){TRUCE_DAY_NONE} : period_day(demo, draft->from);
    claim->said = claim->to;
    if ((status = name_scope(demo, draft, claim, err)) != TRUCE_OK)
        return status;
    if (draft->quantity != TRUCE_QUANTITY_PLACE) {
        status = truce_demo_truth_claim(demo, claim, &truth, NULL, NULL, err);
        if (status != TRUCE_OK)
            return status;
        claim->value = rounded(draft->quantity,
                               isnan(draft->value) ? truth * draft->factor + draft->more : draft->value);
        if ((status = copy(demo, &claim->value_text, err, "%.0f", claim->value)) != TRUCE_OK)
            return status;
    }
    if (draft->variant > 0.0 && (status = add_variant(demo, claim, draft->variant, err)) != TRUCE_OK)
        return status;
    demo->claim_is_true[demo->claims.n] = draft->factor == 1.0;
    demo->claim_why[demo->claims.n] = draft->why;
    demo->claims.n++;
    return TRUCE_OK;
}

/* the region that gained the most in the year, of those that are not nearly all held: to claim all of it
 * is then plainly false */
static enum truce_status busiest_region(const struct truce_demo *demo, int *out, struct truce_err *err)
{
    double most = -1.0;
    struct truce_day from = {period_day(demo, TRUCE_DEMO_YEAR_START).n - 1};

    for (int i = 0; i < (int)demo->regions.n; i++) {
        struct truce_demo_truth truth;
        enum truce_status status =
            truce_demo_truth_areas(demo, from, period_day(demo, TRUCE_DEMO_YEAR_END), i, &truth, err);
        if (status != TRUCE_OK)
            return status;
        const struct truce_multipolygon *area = &demo->regions.items[i].area;
        if (truth.held_end_km2 > 0.8e-6 * truce_demo_ring_m2(area->points, area->n_points))
            continue;
        if (truth.gained_km2 > most) {
            most = truth.gained_km2;
            *out = i;
        }
    }
    return TRUCE_OK;
}

static double distance2(struct truce_lonlat a, struct truce_lonlat b)
{
    double lon = (a.lon_deg - b.lon_deg) * 0.79,
           lat = a.lat_deg - b.lat_deg; /* cos 38 deg: only to compare */
    return lon * lon + lat * lat;
}

/* For claims of a named place: one that was taken early in the year, larger kinds first, and the nearest
 * to it that never was.  SIZE_MAX where there is none. */
static enum truce_status pick_places(const struct truce_demo *demo, size_t *taken, size_t *free_still,
                                     struct truce_err *err)
{
    const struct truce_day at[3] = {{period_day(demo, TRUCE_DEMO_YEAR_START).n - 1},
                                    period_day(demo, TRUCE_DEMO_LATE_START),
                                    {truce_demo_first_day(demo).n + demo->options.days - 1}};
    struct truce_multipolygon held[3];
    double least = INFINITY;
    enum truce_status status = TRUCE_OK;

    *taken = *free_still = SIZE_MAX;
    for (int i = 0; i < 3; i++)
        truce_multipolygon_init(&held[i]);
    for (int i = 0; i < 3; i++)
        if ((status = truce_demo_truth_map(demo, at[i], &held[i], err)) != TRUCE_OK)
            goto done;
    for (size_t i = 0; i < demo->places.n && *taken == SIZE_MAX; i++) {
        struct truce_lonlat p = demo->places.items[i].at;
        if (!truce_demo_inside(held[0].points, held[0].n_points, p) &&
            truce_demo_inside(held[1].points, held[1].n_points, p) &&
            truce_demo_inside(held[2].points, held[2].n_points, p))
            *taken = i;
    }
    for (size_t i = 0; i < demo->places.n && *taken != SIZE_MAX; i++) {
        struct truce_lonlat p = demo->places.items[i].at;
        double d2 = distance2(p, demo->places.items[*taken].at);
        bool small = strcmp(demo->places.items[i].kind, "village") == 0;
        if (!small && d2 < least && !truce_demo_inside(held[2].points, held[2].n_points, p)) {
            least = d2;
            *free_still = i;
        }
    }
done:
    for (int i = 0; i < 3; i++)
        truce_multipolygon_fini(&held[i]);
    return status;
}

/* totals that others published, near the truth but not equal to it, as they count in their own ways */
static enum truce_status add_published(struct truce_demo *demo, struct truce_err *err)
{
    struct truce_demo_truth truth;
    struct truce_day from = period_day(demo, TRUCE_DEMO_YEAR_START),
                     to = period_day(demo, TRUCE_DEMO_YEAR_END);
    void *at;
    enum truce_status status =
        truce_demo_truth_areas(demo, (struct truce_day){from.n - 1}, to, -1, &truth, err);

    if (status == TRUCE_OK)
        status = truce_arena_alloc(&demo->claims.arena, 2 * sizeof *demo->claims.published, &at, err);
    if (status != TRUCE_OK)
        return status;
    demo->claims.published = at;
    demo->claims.published[0] =
        (struct truce_published){"Atlas of Lines (fictional)",
                                 to,
                                 from,
                                 to,
                                 rounded(TRUCE_QUANTITY_AREA, 1.02 * (truth.gained_km2 - truth.lost_km2)),
                                 NAN,
                                 "net change of the held area",
                                 ""};
    demo->claims.published[1] =
        (struct truce_published){"Tidings Wire (fictional)",
                                 to,
                                 from,
                                 to,
                                 rounded(TRUCE_QUANTITY_AREA, 1.13 * truth.gained_km2),
                                 NAN,
                                 "gained, with ground that was only claimed",
                                 ""};
    demo->claims.n_published = 2;
    return TRUCE_OK;
}

/* whom and what the drafts name */
struct cast {
    const char *staff, *ministry, *observers;
    int busy;                 /* the region that gained the most */
    double busy_km2;          /* all of its area */
    size_t taken, free_still; /* places */
};

static enum truce_status find_cast(struct truce_demo *demo, struct cast *cast, struct truce_err *err)
{
    enum truce_status status;

    cast->observers = "Lines Observer Group (fictional)";
    if ((status = copy(demo, &cast->staff, err, "General Staff of %s", demo->party)) != TRUCE_OK ||
        (status = copy(demo, &cast->ministry, err, "Ministry of Defence of %s", demo->country)) != TRUCE_OK ||
        (status = busiest_region(demo, &cast->busy, err)) != TRUCE_OK ||
        (status = pick_places(demo, &cast->taken, &cast->free_still, err)) != TRUCE_OK)
        return status;
    const struct truce_multipolygon *area = &demo->regions.items[cast->busy].area;
    cast->busy_km2 = truce_demo_ring_m2(area->points, area->n_points) / 1e6;
    return TRUCE_OK;
}

#define AREA   TRUCE_QUANTITY_AREA
#define PLACES TRUCE_QUANTITY_PLACES
#define PLACE  TRUCE_QUANTITY_PLACE
#define GAINED TRUCE_SENSE_GAINED
#define LOST   TRUCE_SENSE_LOST
#define NET    TRUCE_SENSE_NET
#define HELD   TRUCE_SENSE_HELD
#define YEAR   TRUCE_DEMO_YEAR_START, TRUCE_DEMO_YEAR_END
#define EARLY  TRUCE_DEMO_EARLY_START, TRUCE_DEMO_EARLY_END
#define LATE   TRUCE_DEMO_LATE_START, TRUCE_DEMO_LATE_END

static enum truce_status add_all(struct truce_demo *demo, const struct cast *c, struct truce_err *err)
{
    const char *exact = "the true figure, as it is rounded";
    /* clang-format off */
    const struct draft drafts[] = {
        {"staff-year-area", c->staff, AREA, GAINED, YEAR, -1, {NULL}, 0, 1.48, 0, NAN,
         "the true figure times 1.48", 1.03},
        {"staff-year-places", c->staff, PLACES, GAINED, YEAR, -1, {NULL}, 0, 1.55, 3, NAN,
         "the true count times 1.55, and 3", 0},
        {"staff-late-area", c->staff, AREA, GAINED, LATE, -1, {NULL}, 0, 1, 0, NAN, exact, 0},
        {"staff-region-area", c->staff, AREA, GAINED, YEAR, c->busy, {NULL}, 0, 1, 0, NAN, exact, 0},
        {"staff-region-whole", c->staff, AREA, HELD, YEAR, c->busy, {NULL}, 0, 2, 0, c->busy_km2,
         "all of the region", 0},
        {"staff-towns", c->staff, PLACES, GAINED, YEAR, -1, {"city", "town"}, 0, 1, 0, NAN, exact, 0},
        {"ministry-year-net", c->ministry, AREA, NET, YEAR, -1, {NULL}, 0, 0.55, 0, NAN,
         "the true figure times 0.55", 0},
        {"ministry-year-lost", c->ministry, AREA, LOST, YEAR, -1, {NULL}, 0, 2.2, 60, NAN,
         "the true figure times 2.2, and 60", 0},
        {"observers-early-net", c->observers, AREA, NET, EARLY, -1, {NULL}, 0, 1, 0, NAN, exact, 0},
        {"observers-held", c->observers, AREA, HELD, YEAR, -1, {NULL}, 0, 1, 0, NAN, exact, 0},
        {"observers-year-places", c->observers, PLACES, GAINED, YEAR, -1, {NULL}, 0, 1, 0, NAN, exact, 0},
        {"staff-place-taken", c->staff, PLACE, HELD, YEAR, -1, {NULL}, c->taken, 1, 0, NAN,
         "was taken and stayed so", 0},
        {"staff-place-free", c->staff, PLACE, HELD, YEAR, -1, {NULL}, c->free_still, 2, 0, NAN,
         "was never held", 0},
    };
    /* clang-format on */
    enum truce_status status = TRUCE_OK;

    for (size_t i = 0; i < sizeof drafts / sizeof drafts[0] && status == TRUCE_OK; i++)
        if (drafts[i].quantity != TRUCE_QUANTITY_PLACE || drafts[i].place != SIZE_MAX)
            status = add_claim(demo, &drafts[i], err);
    return status;
}

enum truce_status truce_demo_make_claims(struct truce_demo *demo, struct truce_err *err)
{
    void *items, *is_true, *why;
    struct cast cast;
    struct truce_arena *arena = &demo->claims.arena;
    enum truce_status status;

    if ((status = truce_arena_alloc(arena, CLAIMS_ROOM * sizeof *demo->claims.items, &items, err)) !=
            TRUCE_OK ||
        (status = truce_arena_alloc(arena, CLAIMS_ROOM * sizeof *demo->claim_is_true, &is_true, err)) !=
            TRUCE_OK ||
        (status = truce_arena_alloc(arena, CLAIMS_ROOM * sizeof *demo->claim_why, &why, err)) != TRUCE_OK)
        return status;
    demo->claims.file = "claims.yaml";
    demo->claims.items = items;
    demo->claim_is_true = is_true;
    demo->claim_why = why;
    if ((status = find_cast(demo, &cast, err)) != TRUCE_OK ||
        (status = add_all(demo, &cast, err)) != TRUCE_OK)
        return status;
    return add_published(demo, err);
}
