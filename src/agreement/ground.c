/*
 * The ground of places, and what two of them share.
 *
 * Many norms speak of few places: each ground is made once, by a key that says what it is made of, and each pair is compared once.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "agreement/geography.h"
#include "base/buf.h"
#include "geo/area.h"
#include "geo/front.h"

#define HAIR_M      10.0  /* narrower common ground is none: positions in treaties are rounded to that */
#define HAIR_SHARE  0.1   /* or narrower than this share of the smaller ground's width */
#define COVER_SHARE 0.002 /* ground left over that is less than this share is due to the accuracy of strips */
#define ANYWHERE    (-1)

struct ground {
    char *key;
    struct truce_multipolygon shape;
    struct truce_box box;
    double area_m2, width_m; /* width: twice the area by the circumference */
    bool complete;           /* false: made of a zone whose geometry was not given, as well */
};

struct pair {
    int a, b; /* grounds, a <= b; a == ANYWHERE: a free place */
    struct truce_common_ground common;
};

struct truce_grounds {
    struct ground *items;
    size_t n, size;
    int *by_key; /* slots, a power of two: 1 + index, 0: free */
    size_t n_slots;
    struct pair *pairs;
    size_t n_pairs, size_pairs;
    int *by_pair;
    size_t n_pair_slots;
};

void truce_grounds_close(struct truce_grounds *grounds)
{
    if (grounds == NULL)
        return;
    for (size_t i = 0; i < grounds->n; i++) {
        free(grounds->items[i].key);
        truce_multipolygon_fini(&grounds->items[i].shape);
    }
    free(grounds->items);
    free(grounds->by_key);
    free(grounds->pairs);
    free(grounds->by_pair);
    free(grounds);
}

/* ---- hashing ---- */

static size_t mix(size_t hash, const void *bytes, size_t n)
{
    const unsigned char *at = bytes; /* FNV-1a */
    for (size_t i = 0; i < n; i++)
        hash = (hash ^ at[i]) * 1099511628211u;
    return hash;
}

static size_t hash_of_key(const char *key)
{
    return mix(14695981039346656037u, key, strlen(key));
}

static size_t hash_of_pair(int a, int b)
{
    return mix(mix(14695981039346656037u, &a, sizeof a), &b, sizeof b);
}

/* slots for more than twice `n` items; false: no memory */
static bool make_slots(int **slots, size_t *n_slots, size_t n)
{
    size_t size = 64;
    while (size < 4 * n)
        size *= 2;
    if (2 * n < *n_slots)
        return true;
    int *made = calloc(size, sizeof *made);
    if (made == NULL)
        return false;
    free(*slots);
    *slots = made;
    *n_slots = size;
    return true;
}

static void put(int *slots, size_t n_slots, size_t hash, size_t index)
{
    size_t i = hash & (n_slots - 1);
    while (slots[i] != 0)
        i = (i + 1) & (n_slots - 1);
    slots[i] = (int)index + 1;
}

static int find_key(const struct truce_grounds *grounds, const char *key)
{
    for (size_t i = hash_of_key(key) & (grounds->n_slots - 1);
         grounds->n_slots > 0 && grounds->by_key[i] != 0; i = (i + 1) & (grounds->n_slots - 1))
        if (strcmp(grounds->items[grounds->by_key[i] - 1].key, key) == 0)
            return grounds->by_key[i] - 1;
    return -1;
}

static const struct pair *find_pair(const struct truce_grounds *grounds, int a, int b)
{
    for (size_t i = hash_of_pair(a, b) & (grounds->n_pair_slots - 1);
         grounds->n_pair_slots > 0 && grounds->by_pair[i] != 0; i = (i + 1) & (grounds->n_pair_slots - 1)) {
        const struct pair *pair = &grounds->pairs[grounds->by_pair[i] - 1];
        if (pair->a == a && pair->b == b)
            return pair;
    }
    return NULL;
}

static enum truce_status keep_pair(struct truce_grounds *grounds, const struct pair *pair,
                                   struct truce_err *err)
{
    void *pairs = grounds->pairs;
    size_t old = grounds->n_pair_slots;
    enum truce_status status =
        truce_grow(&pairs, &grounds->size_pairs, grounds->n_pairs + 1, sizeof *grounds->pairs, err);
    grounds->pairs = pairs;
    if (status != TRUCE_OK)
        return status;
    if (!make_slots(&grounds->by_pair, &grounds->n_pair_slots, grounds->n_pairs + 1))
        return truce_fail(err, TRUCE_ERR_MEMORY, "no memory for %zu pairs of places", grounds->n_pairs + 1);
    grounds->pairs[grounds->n_pairs++] = *pair;
    for (size_t i = old == grounds->n_pair_slots ? grounds->n_pairs - 1 : 0; i < grounds->n_pairs; i++)
        put(grounds->by_pair, grounds->n_pair_slots, hash_of_pair(grounds->pairs[i].a, grounds->pairs[i].b),
            i);
    return TRUCE_OK;
}

/* ---- measures ---- */

static double circumference_m(const struct truce_multipolygon *shape)
{
    double sum = 0;
    for (size_t r = 0; r < shape->n_rings; r++) {
        const struct truce_lonlat *p = shape->points + shape->rings[r].first;
        size_t n = shape->rings[r].n;
        for (size_t i = 0; i < n; i++)
            sum += truce_geodesic_distance_m(p[i], p[(i + 1) % n], NULL);
    }
    return sum;
}

static void measure(const struct truce_multipolygon *shape, double *area_m2, double *width_m)
{
    double around = circumference_m(shape);
    *area_m2 = truce_area_m2(shape);
    *width_m = around > 0 ? 2 * *area_m2 / around : 0;
}

/* ---- grounds ---- */

/* moves `shape` into a new ground */
static enum truce_status keep_ground(struct truce_grounds *grounds, const char *key,
                                     struct truce_multipolygon *shape, bool complete, int *out,
                                     struct truce_err *err)
{
    void *items = grounds->items;
    size_t old = grounds->n_slots;
    enum truce_status status =
        truce_grow(&items, &grounds->size, grounds->n + 1, sizeof *grounds->items, err);
    grounds->items = items;
    if (status != TRUCE_OK)
        return status;
    struct ground *ground = &grounds->items[grounds->n];
    memset(ground, 0, sizeof *ground);
    size_t length = strlen(key) + 1;
    ground->key = malloc(length);
    if (ground->key != NULL)
        memcpy(ground->key, key, length);
    if (ground->key == NULL || !make_slots(&grounds->by_key, &grounds->n_slots, grounds->n + 1)) {
        free(ground->key);
        return truce_fail(err, TRUCE_ERR_MEMORY, "no memory for %zu places", grounds->n + 1);
    }
    truce_multipolygon_take(&ground->shape, shape);
    ground->box = truce_multipolygon_box(&ground->shape);
    ground->complete = complete;
    measure(&ground->shape, &ground->area_m2, &ground->width_m);
    *out = (int)grounds->n++;
    for (size_t i = old == grounds->n_slots ? grounds->n - 1 : 0; i < grounds->n; i++)
        put(grounds->by_key, grounds->n_slots, hash_of_key(grounds->items[i].key), i);
    return TRUCE_OK;
}

static long version_of(const struct truce_agreement *agreement, int zone, struct truce_day day)
{
    const struct truce_zone_version *version = truce_zone_on(&agreement->zones[zone], day);
    return version == NULL ? -1L : (long)(version - agreement->zones[zone].versions);
}

/* "z3.0", and of a buffer its line's version as well */
static void add_zone_key(const struct truce_agreement *agreement, int zone, struct truce_day day,
                         struct truce_buf *key)
{
    const struct truce_zone *z = &agreement->zones[zone];
    truce_buf_printf(key, "z%d.%ld", zone, version_of(agreement, zone, day));
    if (z->kind == TRUCE_ZONE_BUFFER)
        truce_buf_printf(key, ".%ld", version_of(agreement, z->of, day));
}

/* a zone whose version does not hold is no ground, and known to be none */
static enum truce_status zone_shape(const struct truce_agreement *agreement, int zone, struct truce_day day,
                                    struct truce_multipolygon *out, bool *complete, struct truce_err *err)
{
    const struct truce_zone *z = &agreement->zones[zone];
    bool known = true;

    if (z->kind == TRUCE_ZONE_LINE || z->kind == TRUCE_ZONE_FRONT)
        return TRUCE_OK;
    if (truce_zone_on(z, day) == NULL ||
        (z->kind == TRUCE_ZONE_BUFFER && truce_zone_on(&agreement->zones[z->of], day) == NULL))
        return TRUCE_OK;
    enum truce_status status = truce_zone_ground(agreement, zone, day, out, &known, err);
    if (status == TRUCE_OK && !known)
        *complete = false;
    return status;
}

static enum truce_status ground_of_zones(struct truce_geography *geography, struct truce_indexes zones,
                                         struct truce_day day, int *out, struct truce_err *err)
{
    const struct truce_agreement *agreement = geography->agreement;
    struct truce_multipolygon all, one;
    struct truce_buf key;
    bool complete = true;

    truce_buf_init(&key);
    truce_multipolygon_init(&all);
    truce_multipolygon_init(&one);
    for (size_t i = 0; i < zones.n; i++)
        add_zone_key(agreement, zones.at[i], day, &key);
    truce_buf_puts(&key, "");
    enum truce_status status = truce_buf_check(&key, err);
    int found = status == TRUCE_OK ? find_key(geography->grounds, key.at != NULL ? key.at : "") : -1;
    if (found >= 0) {
        *out = found;
        goto done;
    }
    for (size_t i = 0; status == TRUCE_OK && i < zones.n; i++) {
        truce_multipolygon_clear(&one);
        status = zone_shape(agreement, zones.at[i], day, &one, &complete, err);
        if (status == TRUCE_OK && all.n_rings > 0 && one.n_rings > 0)
            status = truce_overlay_union(&all, &one, &all, err);
        else if (status == TRUCE_OK && one.n_rings > 0)
            truce_multipolygon_take(&all, &one);
    }
    if (status == TRUCE_OK)
        status = keep_ground(geography->grounds, key.at != NULL ? key.at : "", &all, complete, out, err);
done:
    truce_buf_fini(&key);
    truce_multipolygon_fini(&all);
    truce_multipolygon_fini(&one);
    return status;
}

/* the strips of a nearer_than; side ON: both */
static enum truce_status near_shape(const struct truce_zone *line, const struct truce_zone_version *version,
                                    enum truce_line_hand side, double d_m, struct truce_multipolygon *out,
                                    struct truce_err *err)
{
    struct truce_line *all = NULL;
    if (side != TRUCE_LINE_ON)
        return truce_zone_strip(line, version,
                                side == TRUCE_LINE_LEFT ? (struct truce_buffer_width){d_m, 0}
                                                        : (struct truce_buffer_width){0, d_m},
                                out, err);
    /* within d of any path: all paths as one line */
    struct truce_run *runs = calloc(version->n_paths + 1, sizeof *runs);
    if (runs == NULL)
        return truce_fail(err, TRUCE_ERR_MEMORY, "no memory for a line of %zu paths", version->n_paths);
    for (size_t i = 0; i < version->n_paths; i++)
        runs[i] = (struct truce_run){version->paths[i].at, version->paths[i].n};
    enum truce_status status = truce_line_open(runs, version->n_paths, &all, err);
    if (status == TRUCE_OK)
        status = truce_line_strip(all, d_m, d_m, out, NULL, err);
    truce_line_close(all);
    free(runs);
    return status;
}

static enum truce_status ground_near(struct truce_geography *geography, const struct truce_place_of *place,
                                     struct truce_day day, int *out, struct truce_err *err)
{
    const struct truce_agreement *agreement = geography->agreement;
    const struct truce_where *where = place->where;
    const struct truce_zone *line = &agreement->zones[where->line];
    const struct truce_zone_version *version = truce_zone_on(line, day);
    double d_m = truce_where_distance_m(agreement, where, place->class_);
    enum truce_line_hand side = truce_hand_of_party(line, place->actor);
    bool none = isnan(d_m) || version == NULL || (where->side != TRUCE_SIDE_OF_BOTH && side == TRUCE_LINE_ON);
    struct truce_multipolygon shape;
    char key[80] = "nothing";
    enum truce_status status = TRUCE_OK;

    if (where->side == TRUCE_SIDE_OF_BOTH)
        side = TRUCE_LINE_ON;
    else if (where->side == TRUCE_SIDE_OF_OTHER)
        side = side == TRUCE_LINE_LEFT ? TRUCE_LINE_RIGHT : TRUCE_LINE_LEFT;
    if (!none)
        snprintf(key, sizeof key, "n%d.%ld.%d.%.17g", where->line, version_of(agreement, where->line, day),
                 (int)side, d_m);
    int found = find_key(geography->grounds, key);
    if (found >= 0) {
        *out = found;
        return TRUCE_OK;
    }
    truce_multipolygon_init(&shape);
    if (!none && line->has_geometry)
        status = near_shape(line, version, side, d_m, &shape, err);
    if (status == TRUCE_OK)
        status = keep_ground(geography->grounds, key, &shape, none || line->has_geometry, out, err);
    truce_multipolygon_fini(&shape);
    return status;
}

static enum truce_status ready(struct truce_geography *geography, struct truce_err *err)
{
    if (geography->grounds == NULL && (geography->grounds = calloc(1, sizeof *geography->grounds)) == NULL)
        return truce_fail(err, TRUCE_ERR_MEMORY, "no memory for the places of an agreement");
    return TRUCE_OK;
}

static enum truce_status ground_of(struct truce_geography *geography, const struct truce_place_of *place,
                                   struct truce_day day, int *out, struct truce_err *err)
{
    const struct truce_where *where = place->where;

    if (where->given && where->kind == TRUCE_WHERE_NEARER_THAN)
        return ground_near(geography, place, day, out, err);
    if (where->given && where->kind == TRUCE_WHERE_IN && !where->everywhere)
        return ground_of_zones(geography, where->zones, day, out, err);
    *out = ANYWHERE;
    return TRUCE_OK;
}

enum truce_status truce_where_ground(struct truce_geography *geography, const struct truce_place_of *place,
                                     struct truce_day day, const struct truce_multipolygon **out, bool *known,
                                     struct truce_err *err)
{
    int at = ANYWHERE;
    enum truce_status status = ready(geography, err);
    if (status == TRUCE_OK)
        status = ground_of(geography, place, day, &at, err);
    if (status != TRUCE_OK)
        return status;
    *out = at == ANYWHERE ? NULL : &geography->grounds->items[at].shape;
    *known = at == ANYWHERE || geography->grounds->items[at].complete;
    return TRUCE_OK;
}

/* ---- what two grounds share ---- */

/* polygon by polygon: those that are more than a hair; the example is in the largest */
static enum truce_status add_parts(const struct truce_multipolygon *shared, double hair_m,
                                   struct truce_common_ground *out, struct truce_err *err)
{
    struct truce_multipolygon part;
    enum truce_status status = TRUCE_OK;
    double largest = 0;

    truce_multipolygon_init(&part);
    for (size_t r = 0; status == TRUCE_OK && r < shared->n_rings;) {
        double area_m2 = 0, width_m = 0;
        truce_multipolygon_clear(&part);
        do {
            const struct truce_ring *ring = &shared->rings[r];
            status =
                truce_multipolygon_add_ring(&part, shared->points + ring->first, ring->n, ring->hole, err);
            r++;
        } while (status == TRUCE_OK && r < shared->n_rings && shared->rings[r].hole);
        if (status != TRUCE_OK)
            break;
        measure(&part, &area_m2, &width_m);
        if (width_m < hair_m)
            continue;
        out->meets = TRUCE_BELONGS_YES;
        out->area_m2 += area_m2;
        if (area_m2 > largest) {
            largest = area_m2;
            status = truce_shape_inner_point(&part, &out->example, err);
        }
    }
    truce_multipolygon_fini(&part);
    return status;
}

/* An example is printed with five decimals, about a metre: it must lie inside as printed. */
static enum truce_status round_example(const struct truce_multipolygon *shared, struct truce_lonlat *example,
                                       struct truce_err *err)
{
    struct truce_boundary edges = {NULL, 0, 0};
    struct truce_lonlat rounded = {round(example->lon_deg * 1e5) / 1e5, round(example->lat_deg * 1e5) / 1e5};
    enum truce_status status = truce_boundary_of(shared, &edges, err);
    if (status == TRUCE_OK && truce_boundary_side(&edges, rounded) == TRUCE_SIDE_INSIDE)
        *example = rounded;
    truce_boundary_fini(&edges);
    return status;
}

static enum truce_status share(const struct ground *a, const struct ground *b,
                               struct truce_common_ground *out, struct truce_err *err)
{
    struct truce_multipolygon shared;
    enum truce_status status = TRUCE_OK;

    truce_multipolygon_init(&shared);
    if (a == b)
        status = truce_multipolygon_copy(&shared, &a->shape, err);
    else if (truce_box_meets(a->box, b->box))
        status = truce_overlay_intersection(&a->shape, &b->shape, &shared, err);
    if (status == TRUCE_OK)
        status = add_parts(&shared, fmin(HAIR_M, HAIR_SHARE * fmin(a->width_m, b->width_m)), out, err);
    if (status == TRUCE_OK && out->meets == TRUCE_BELONGS_YES)
        status = round_example(&shared, &out->example, err);
    truce_multipolygon_fini(&shared);
    if (status != TRUCE_OK)
        return status;
    if (a->complete && b->complete && out->meets == TRUCE_BELONGS_YES) {
        out->a_covers_b = out->area_m2 >= (1 - COVER_SHARE) * b->area_m2;
        out->b_covers_a = out->area_m2 >= (1 - COVER_SHARE) * a->area_m2;
    }
    if (out->meets == TRUCE_BELONGS_NO && !(a->complete && b->complete))
        out->meets = TRUCE_BELONGS_UNKNOWN;
    return TRUCE_OK;
}

/* b within anywhere */
static enum truce_status share_anywhere(const struct ground *b, struct truce_common_ground *out,
                                        struct truce_err *err)
{
    out->a_covers_b = true;
    if (b->shape.n_rings == 0) {
        out->meets = b->complete ? TRUCE_BELONGS_NO : TRUCE_BELONGS_UNKNOWN;
        return TRUCE_OK;
    }
    enum truce_status status = add_parts(&b->shape, 0, out, err);
    return status == TRUCE_OK ? round_example(&b->shape, &out->example, err) : status;
}

static void turn(struct truce_common_ground *common)
{
    bool swap = common->a_covers_b;
    common->a_covers_b = common->b_covers_a;
    common->b_covers_a = swap;
}

static enum truce_status meet(struct truce_grounds *grounds, int a, int b, struct truce_common_ground *out,
                              struct truce_err *err)
{
    struct pair pair = {a < b ? a : b, a < b ? b : a, {.bounded = b != ANYWHERE || a != ANYWHERE}};
    enum truce_status status = TRUCE_OK;

    if (!pair.common.bounded) {
        *out = (struct truce_common_ground){TRUCE_BELONGS_YES, true, true, false, 0, {0, 0}};
        return TRUCE_OK;
    }
    const struct pair *known = find_pair(grounds, pair.a, pair.b);
    if (known != NULL) {
        pair = *known;
    } else {
        status = pair.a == ANYWHERE
                     ? share_anywhere(&grounds->items[pair.b], &pair.common, err)
                     : share(&grounds->items[pair.a], &grounds->items[pair.b], &pair.common, err);
        if (status == TRUCE_OK)
            status = keep_pair(grounds, &pair, err);
    }
    if (status != TRUCE_OK)
        return status;
    if (a > b)
        turn(&pair.common);
    *out = pair.common;
    return TRUCE_OK;
}

enum truce_status truce_where_meet(struct truce_geography *geography, const struct truce_place_of *a,
                                   const struct truce_place_of *b, struct truce_day day,
                                   struct truce_common_ground *out, struct truce_err *err)
{
    int p = ANYWHERE, q = ANYWHERE;
    enum truce_status status = ready(geography, err);
    if (status == TRUCE_OK)
        status = ground_of(geography, a, day, &p, err);
    if (status == TRUCE_OK)
        status = ground_of(geography, b, day, &q, err);
    return status == TRUCE_OK ? meet(geography->grounds, p, q, out, err) : status;
}

enum truce_status truce_zones_meet(struct truce_geography *geography, int a, int b, struct truce_day day,
                                   struct truce_common_ground *out, struct truce_err *err)
{
    int p = ANYWHERE, q = ANYWHERE;
    enum truce_status status = ready(geography, err);
    if (status == TRUCE_OK)
        status = ground_of_zones(geography, (struct truce_indexes){&a, 1}, day, &p, err);
    if (status == TRUCE_OK)
        status = ground_of_zones(geography, (struct truce_indexes){&b, 1}, day, &q, err);
    return status == TRUCE_OK ? meet(geography->grounds, p, q, out, err) : status;
}
