/*
 * Places: darts thrown at the country, kept when they are not too near to an earlier one.
 *
 * Cities come first and keep the most distance, then towns, then villages, so that sizes spread as they do in
 * life.
 */
#include "demo/internal.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define TRIES_A_PLACE 400

struct kind {
    const char *name;
    double apart_km; /* from every earlier place */
    double share;    /* of all places */
};

/* share 1.0: all that are left */
static const struct kind KINDS[] = {{"city", 26.0, 0.006}, {"town", 6.5, 0.06}, {"village", 1.7, 1.0}};

static double apart_km(struct truce_lonlat a, struct truce_lonlat b)
{
    double lon_m, lat_m;
    truce_demo_metres_per_deg(0.5 * (a.lat_deg + b.lat_deg), &lon_m, &lat_m);
    return hypot((a.lon_deg - b.lon_deg) * lon_m, (a.lat_deg - b.lat_deg) * lat_m) / 1000.0;
}

/* the region a position lies in, or -1 */
static int region_at(const struct truce_demo *demo, struct truce_lonlat at)
{
    for (size_t i = 0; i < demo->regions.n; i++) {
        const struct truce_multipolygon *area = &demo->regions.items[i].area;
        if (truce_demo_inside(area->points, area->n_points, at))
            return (int)i;
    }
    return -1;
}

static bool has_room(const struct truce_places *places, struct truce_lonlat at, double distance_km)
{
    for (size_t i = 0; i < places->n; i++) {
        /* a degree of latitude is about 111 km: most pairs are far apart and need no more than this */
        if (fabs(places->items[i].at.lat_deg - at.lat_deg) * 110.0 < distance_km &&
            apart_km(places->items[i].at, at) < distance_km)
            return false;
    }
    return true;
}

static struct truce_lonlat dart(const struct truce_demo *demo, uint64_t item)
{
    struct truce_demo_su su = {
        truce_demo_between(demo, TRUCE_DEMO_STREAM_PLACES, 2 * item, -20.0, TRUCE_DEMO_LENGTH_KM + 20.0),
        truce_demo_between(demo, TRUCE_DEMO_STREAM_PLACES, 2 * item + 1, -TRUCE_DEMO_HALF_KM - 20.0,
                           TRUCE_DEMO_HALF_KM + 20.0)};
    struct truce_lonlat at = truce_demo_at(&demo->frame, su);
    /* six decimals in the file, a hand's breadth */
    at.lon_deg = nearbyint(at.lon_deg * 1e6) / 1e6;
    at.lat_deg = nearbyint(at.lat_deg * 1e6) / 1e6;
    return at;
}

static bool is_taken(const struct truce_demo *demo, const char *name, const char *other)
{
    for (size_t i = 0; i < demo->places.n; i++) {
        const struct truce_place *place = &demo->places.items[i];
        if (strcmp(place->name, name) == 0 || strcmp(place->others[0], other) == 0 ||
            strcmp(place->name, other) == 0 || strcmp(place->others[0], name) == 0)
            return true;
    }
    return false;
}

static enum truce_status name_place(struct truce_demo *demo, struct truce_place *place, struct truce_err *err)
{
    char name[TRUCE_DEMO_NAME_ROOM], other[TRUCE_DEMO_NAME_ROOM];
    struct truce_arena *arena = &demo->places.arena;
    void *at;

    uint32_t attempt = 0;
    do {
        truce_demo_name(demo->seed, TRUCE_DEMO_NAME_PLACE, (uint32_t)demo->places.n, attempt++, name);
        truce_demo_other_name(name, other);
    } while (is_taken(demo, name, other));
    enum truce_status status = truce_arena_copy(arena, truce_text_view(name), &place->name, err);
    if (status == TRUCE_OK)
        status = truce_arena_alloc(arena, 2 * sizeof(char *), &at, err);
    if (status != TRUCE_OK)
        return status;
    const char **others = at;
    place->others = others;
    return truce_arena_copy(arena, truce_text_view(other), &others[0], err);
}

enum truce_status truce_demo_make_places(struct truce_demo *demo, struct truce_err *err)
{
    void *items;
    uint64_t item = 0;
    enum truce_status status = truce_arena_alloc(
        &demo->places.arena, (demo->options.places + 1) * sizeof *demo->places.items, &items, err);

    if (status != TRUCE_OK)
        return status;
    demo->places.items = items;
    for (size_t k = 0; k < sizeof KINDS / sizeof KINDS[0]; k++) {
        size_t want = k == 2 ? demo->options.places
                             : demo->places.n + (size_t)ceil(KINDS[k].share * (double)demo->options.places);
        uint64_t last = item + TRIES_A_PLACE * demo->options.places;
        for (; demo->places.n < want && item < last; item++) {
            struct truce_lonlat at = dart(demo, item);
            int region = -1;
            if (has_room(&demo->places, at, KINDS[k].apart_km))
                region = region_at(demo, at);
            if (region < 0)
                continue;
            struct truce_place *place = &demo->places.items[demo->places.n];
            if ((status = name_place(demo, place, err)) != TRUCE_OK)
                return status;
            place->kind = KINDS[k].name;
            place->region = demo->regions.items[region].name;
            place->at = at;
            place->line =
                (uint32_t)demo->places.n + 2; /* of places.csv, whose first line names the columns */
            demo->places.n++;
        }
    }
    return TRUCE_OK;
}
