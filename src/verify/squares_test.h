/*
 * A small world of squares for the tests of verify: maps, regions, places and claims made in memory, so that every area can be worked
 * out by hand.
 *
 * The country reaches from 30 to 34 E and from 46 to 48 N.  Corners lie on multiples of 0.05 degrees, and every edge has a vertex
 * there: neighbours then draw their common border with the same points, and edges along a parallel bulge alike.
 */
#ifndef TRUCE_VERIFY_SQUARES_TEST_H
#define TRUCE_VERIFY_SQUARES_TEST_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "geo/area.h"
#include "base/text.h"
#include "geo/overlay.h"
#include "verify/verify.h"

#define SQUARES_DAYS_MAX  70
#define SQUARES_PARTS_MAX 5
#define SQUARES_DAY_ZERO  20089 /* 2025-01-01 */

/* cmocka's assert_float_equal rounds to float, which has seven digits */
#define ASSERT_NEAR(value, expected, tolerance)                                                              \
    squares_assert_near((value), (expected), (tolerance), __FILE__, __LINE__)

static inline void squares_assert_near(double value, double expected, double tolerance, const char *file,
                                       int line)
{
    if (fabs(value - expected) <= tolerance)
        return;
    print_error("%.10g is not within %g of %.10g\n", value, tolerance, expected);
    _fail(file, line);
}

#define ASSERT_NAN(value) assert_true(isnan(value))

struct square {
    double x0, y0, x1, y1; /* degrees; x0 = x1: there is none */
};

static inline struct truce_day day_of(int n)
{
    return (struct truce_day){SQUARES_DAY_ZERO + n};
}

static inline void add_square(struct truce_multipolygon *shape, struct square s)
{
    const double step = 20; /* vertices a degree */
    struct truce_lonlat p[1000];
    size_t n = 0;
    long x0 = lround(s.x0 * step), x1 = lround(s.x1 * step), y0 = lround(s.y0 * step),
         y1 = lround(s.y1 * step);

    assert_true(2 * (x1 - x0 + y1 - y0) < 1000);
    for (long x = x0; x < x1; x++)
        p[n++] = (struct truce_lonlat){(double)x / step, (double)y0 / step};
    for (long y = y0; y < y1; y++)
        p[n++] = (struct truce_lonlat){(double)x1 / step, (double)y / step};
    for (long x = x1; x > x0; x--)
        p[n++] = (struct truce_lonlat){(double)x / step, (double)y1 / step};
    for (long y = y1; y > y0; y--)
        p[n++] = (struct truce_lonlat){(double)x0 / step, (double)y / step};
    assert_int_equal(truce_multipolygon_add_ring(shape, p, n, false, NULL), TRUCE_OK);
}

/* square kilometres of a square, from geo/area.h, which has tests of its own */
static inline double km2_of(double x0, double y0, double x1, double y1)
{
    struct truce_multipolygon shape;
    truce_multipolygon_init(&shape);
    add_square(&shape, (struct square){x0, y0, x1, y1});
    double km2 = truce_area_m2(&shape) / 1e6;
    truce_multipolygon_fini(&shape);
    return km2;
}

/* One day: squares with their status; an areas-only source has km2 instead. */
struct squares_map {
    int day;
    struct {
        enum truce_control_status status;
        struct square at;
    } parts[SQUARES_PARTS_MAX];
    double km2[TRUCE_CONTROL_STATUSES];
};

struct squares_source {
    struct truce_source source;
    struct squares_map maps[SQUARES_DAYS_MAX];
    size_t n;
    struct truce_day days[SQUARES_DAYS_MAX];
    char names[SQUARES_DAYS_MAX][24];
    const char *name_pointers[SQUARES_DAYS_MAX];
    int fail_at; /* this map cannot be loaded; -1: all can */
    struct truce_control_days cursor;
};

static inline enum truce_status squares_load(void *context, size_t i, struct truce_control_map *map,
                                             struct truce_notes *notes, struct truce_err *err)
{
    const struct squares_source *source = context;
    const struct squares_map *from = &source->maps[i];
    bool mended = false;
    (void)notes;
    if (source->fail_at == (int)i)
        return truce_fail_at(err, TRUCE_ERR_SYNTAX, source->names[i], 3, 4, "made to fail");
    map->day = source->days[i];
    for (int s = 0; s < TRUCE_CONTROL_STATUSES; s++) {
        truce_multipolygon_clear(&map->layer[s]);
        map->area_km2[s] = source->source.areas_only ? from->km2[s] : NAN;
    }
    for (size_t p = 0; p < SQUARES_PARTS_MAX; p++)
        if (from->parts[p].at.x1 > from->parts[p].at.x0)
            add_square(&map->layer[from->parts[p].status], from->parts[p].at);
    for (int s = 0; s < TRUCE_CONTROL_STATUSES; s++) {
        enum truce_status status = truce_overlay_dissolve(&map->layer[s], &mended, NULL, 0, err);
        if (status != TRUCE_OK)
            return status;
    }
    return TRUCE_OK;
}

/* Ready to be read; `out` must stay where it is.  Statuses that no map has are not declared. */
static inline void squares_source_make(struct squares_source *out, const char *id,
                                       const struct squares_map *maps, size_t n)
{
    memset(out, 0, sizeof *out);
    assert_true(n <= SQUARES_DAYS_MAX);
    out->source = (struct truce_source){.id = id,
                                        .title = id,
                                        .publisher = "",
                                        .url = "",
                                        .licence = "",
                                        .party = "RED",
                                        .sigma_m = NAN,
                                        .sigma_basis = "",
                                        .suspect_ratio = 0};
    out->source.has_status[TRUCE_CONTROL_HELD] = true;
    out->n = n;
    out->fail_at = -1;
    for (size_t i = 0; i < n; i++) {
        out->maps[i] = maps[i];
        out->days[i] = day_of(maps[i].day);
        snprintf(out->names[i], sizeof out->names[i], "%s-%d", id, maps[i].day);
        out->name_pointers[i] = out->names[i];
        for (size_t p = 0; p < SQUARES_PARTS_MAX; p++)
            if (maps[i].parts[p].at.x1 > maps[i].parts[p].at.x0)
                out->source.has_status[maps[i].parts[p].status] = true;
    }
    out->cursor =
        (struct truce_control_days){&out->source, out->days, out->name_pointers, n, out, squares_load};
}

static inline void *squares_alloc(struct truce_arena *arena, size_t n)
{
    void *p = NULL;
    assert_int_equal(truce_arena_alloc(arena, n, &p, NULL), TRUCE_OK);
    return p;
}

struct squares_region {
    const char *name;
    struct square at;
};

/* Regions in the order given, which must be that of their names; the country is all of them. */
static inline void squares_regions_make(struct truce_regions *out, const struct squares_region *regions,
                                        size_t n)
{
    static const char *const none[] = {NULL};
    bool mended = false;
    truce_regions_init(out);
    out->items = squares_alloc(&out->arena, n * sizeof *out->items);
    for (size_t r = 0; r < n; r++) {
        struct truce_region region = {.name = regions[r].name, .others = none};
        truce_multipolygon_init(&region.area);
        add_square(&region.area, regions[r].at);
        assert_int_equal(truce_multipolygon_append(&out->country, &region.area, NULL), TRUCE_OK);
        out->items[r] = region;
        out->n++;
    }
    assert_int_equal(truce_overlay_dissolve(&out->country, &mended, NULL, 0, NULL), TRUCE_OK);
}

/* Alfa is the west, Bravo the south-east, Charlie the north-east. */
static inline void squares_country_make(struct truce_regions *out)
{
    static const struct squares_region regions[] = {{"Alfa Oblast", {30, 46, 32, 48}},
                                                    {"Bravo Oblast", {32, 46, 34, 47}},
                                                    {"Charlie Oblast", {32, 47, 34, 48}}};
    squares_regions_make(out, regions, 3);
}

struct squares_place {
    const char *name, *kind, *region;
    struct truce_lonlat at;
    struct square outline;
};

static inline void squares_places_make(struct truce_places *out, const struct squares_place *places, size_t n)
{
    static const char *const none[] = {NULL};
    truce_places_init(out);
    out->items = squares_alloc(&out->arena, n * sizeof *out->items + 1);
    for (size_t i = 0; i < n; i++) {
        struct truce_multipolygon *outline = NULL;
        if (places[i].outline.x1 > places[i].outline.x0) {
            outline = squares_alloc(&out->arena, sizeof *outline);
            truce_multipolygon_init(outline);
            add_square(outline, places[i].outline);
        }
        out->items[i] = (struct truce_place){.name = places[i].name,
                                             .others = none,
                                             .kind = places[i].kind != NULL ? places[i].kind : "",
                                             .region = places[i].region != NULL ? places[i].region : "",
                                             .at = places[i].at,
                                             .outline = outline,
                                             .line = (uint32_t)i + 2};
        out->n++;
    }
}

static const char *const SQUARES_NO_NAMES[] = {NULL};

/* A claim of days from..to of 2025 (0 is the first of January), both included; `value` as written. */
static inline struct truce_claim squares_claim(enum truce_quantity quantity, enum truce_sense sense,
                                               const char *value, int from, int to)
{
    struct truce_claim claim = {.id = "c1",
                                .by = "a speaker",
                                .said = {TRUCE_DAY_NONE},
                                .source_title = "",
                                .source_url = "",
                                .party = "RED",
                                .from = day_of(from),
                                .to = day_of(to),
                                .country = "",
                                .regions = SQUARES_NO_NAMES,
                                .quantity = quantity,
                                .sense = sense,
                                .value = NAN,
                                .value_text = "",
                                .place = "",
                                .place_region = "",
                                .kinds = SQUARES_NO_NAMES,
                                .line = 7,
                                .column = 5};
    if (sense == TRUCE_SENSE_HELD)
        claim.from.n = TRUCE_DAY_NONE;
    if (quantity == TRUCE_QUANTITY_PLACE) {
        claim.place = value;
        return claim;
    }
    claim.value_text = value;
    assert_true(truce_text_to_double(truce_text_view(value), &claim.value));
    return claim;
}

static inline struct truce_claims squares_claims(struct truce_claim *items, size_t n)
{
    struct truce_claims claims;
    truce_claims_init(&claims);
    claims.file = "claims.yaml";
    claims.items = items;
    claims.n = n;
    return claims;
}

/* One claim by one source; the options may be NULL. */
static inline void squares_verify(struct truce_claim *claim, const struct squares_source *source,
                                  const struct truce_places *places, const struct truce_regions *regions,
                                  const struct truce_verify_options *options, struct truce_verify_answer *out)
{
    struct truce_verify_options defaults;
    struct truce_err err = {.text = ""};
    /* the answer borrows the claim, and of the list only what stands in `input` */
    struct truce_claims claims = squares_claims(claim, 1);
    struct truce_verify_input input = {&claims, &source->cursor, 1, places, regions};
    truce_verify_options_init(&defaults);
    if (truce_verify_run(&input, options != NULL ? options : &defaults, out, &err) != TRUCE_OK)
        fail_msg("%s", err.text);
    assert_int_equal(out->n, 1);
    assert_int_equal(out->claims[0].n_sources, 1);
    out->input.claims = NULL;
}

static inline bool squares_noted(const struct truce_notes *notes, const char *part)
{
    for (size_t i = 0; i < notes->n; i++)
        if (strstr(notes->items[i].text, part) != NULL)
            return true;
    return false;
}

#endif
