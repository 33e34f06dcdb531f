/*
 * A small fictional answer for the tests of this folder: two states, three sources, three claims, known numbers.
 *
 * Everything lies in one arena, shapes too: fictional_close releases it all.  Only *_test.c include this.
 *
 * The country is a square in (u, v) that is bent a little on its way to lon/lat; the party holds what lies east of a line
 * u(v).  So what is gained, lost and inside follows from one comparison.
 */
#ifndef TRUCE_REPORT_FICTIONAL_TEST_H
#define TRUCE_REPORT_FICTIONAL_TEST_H

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/random.h"
#include "verify/verify.h"

enum {
    FICTIONAL_STEPS = 160, /* pieces of the line of contact */
    FICTIONAL_PLACES = 1600,
    FICTIONAL_DAYS = 366, /* 2030-12-31 .. 2031-12-31 */
    FICTIONAL_SOURCES = 3,
    FICTIONAL_CLAIMS = 3,
};

struct fictional {
    struct truce_verify_answer answer;
    struct truce_arena arena;
    struct truce_claims claims;
    struct truce_source sources[FICTIONAL_SOURCES];
    struct truce_control_days days[FICTIONAL_SOURCES];
    struct truce_places places;
    struct truce_regions regions;
    struct truce_series series[FICTIONAL_SOURCES];
    struct truce_multipolygon gained, lost, held;
    struct truce_day first_day;
};

static inline void *fictional_alloc(struct fictional *f, size_t n, size_t size)
{
    void *out = NULL;
    if (truce_arena_alloc(&f->arena, n * size, &out, NULL) != TRUCE_OK)
        abort();
    return out;
}

static inline const char *fictional_text(struct fictional *f, const char *text)
{
    const char *out = NULL;
    if (truce_arena_copy(&f->arena, truce_text_view(text), &out, NULL) != TRUCE_OK)
        abort();
    return out;
}

static inline struct truce_day fictional_day(struct fictional *f, int i)
{
    struct truce_day day = {f->first_day.n + i};
    return day;
}

/* --- ground --- */

static inline struct truce_lonlat fictional_at(double u, double v)
{
    struct truce_lonlat p;
    p.lon_deg = 20.0 + 3.2 * u + 0.05 * sin(9.0 * v + 4.0 * u) + 0.012 * sin(31.0 * v);
    p.lat_deg = 46.0 + 2.0 * v + 0.06 * sin(8.0 * u + 3.0 * v) + 0.02 * sin(25.0 * u);
    return p;
}

static inline double fictional_line_start(double v)
{
    return 0.60 + 0.056 * sin(6.0 * v + 0.4) + 0.022 * sin(17.0 * v) + 0.008 * sin(43.0 * v);
}

/* how far the line went west in the year, in u */
static inline double fictional_advance(double v)
{
    double a = (v - 0.35) / 0.09, b = (v - 0.70) / 0.05, c = (v - 0.90) / 0.03;
    return 0.0035 + 0.042 * exp(-a * a) + 0.024 * exp(-b * b) - 0.016 * exp(-c * c) + 0.0022 * sin(61.0 * v);
}

static inline void fictional_ring(struct fictional *f, struct truce_multipolygon *shape,
                                  const struct truce_lonlat *points, size_t n)
{
    struct truce_multipolygon old = *shape;
    shape->points = fictional_alloc(f, old.n_points + n, sizeof *points);
    shape->rings = fictional_alloc(f, old.n_rings + 1, sizeof *shape->rings);
    if (old.n_points > 0) {
        memcpy(shape->points, old.points, old.n_points * sizeof *points);
        memcpy(shape->rings, old.rings, old.n_rings * sizeof *old.rings);
    }
    memcpy(shape->points + old.n_points, points, n * sizeof *points);
    shape->rings[old.n_rings] = (struct truce_ring){old.n_points, n, (uint32_t)old.n_polygons, false};
    shape->n_points = shape->size_points = old.n_points + n;
    shape->n_rings = shape->size_rings = old.n_rings + 1;
    shape->n_polygons++;
}

/* the rectangle [u0, u1] x [v0, v1], bent */
static inline void fictional_block(struct fictional *f, struct truce_multipolygon *shape, double u0,
                                   double v0, double u1, double v1)
{
    enum { SIDE = 24 };
    struct truce_lonlat points[4 * SIDE];
    for (int i = 0; i < SIDE; i++) {
        double t = (double)i / SIDE;
        points[i] = fictional_at(u0 + t * (u1 - u0), v0);
        points[SIDE + i] = fictional_at(u1, v0 + t * (v1 - v0));
        points[2 * SIDE + i] = fictional_at(u1 + t * (u0 - u1), v1);
        points[3 * SIDE + i] = fictional_at(u0, v1 + t * (v0 - v1));
    }
    fictional_ring(f, shape, points, sizeof points / sizeof points[0]);
}

/* What lies between the two lines, one polygon for each run in which the line went `sign` west (1) or east (-1). */
static inline void fictional_between(struct fictional *f, struct truce_multipolygon *shape, double sign)
{
    struct truce_lonlat points[2 * (FICTIONAL_STEPS + 1)];
    for (int i = 0; i <= FICTIONAL_STEPS;) {
        size_t n = 0;
        int j = i;
        while (j <= FICTIONAL_STEPS && sign * fictional_advance((double)j / FICTIONAL_STEPS) > 0.0)
            j++;
        if (j - i >= 3) {
            for (int k = i; k < j; k++) {
                double v = (double)k / FICTIONAL_STEPS;
                points[n++] =
                    fictional_at(fictional_line_start(v) - (sign < 0.0 ? fictional_advance(v) : 0.0), v);
            }
            for (int k = j - 1; k >= i; k--) {
                double v = (double)k / FICTIONAL_STEPS;
                points[n++] =
                    fictional_at(fictional_line_start(v) - (sign > 0.0 ? fictional_advance(v) : 0.0), v);
            }
            fictional_ring(f, shape, points, n);
        }
        i = j + 1;
    }
}

static inline void fictional_ground(struct fictional *f)
{
    static const char *const names[] = {"Aldermoor", "Brenn Heights", "Castrel", "Долина"};
    static const char *const none[] = {NULL};
    struct truce_lonlat held[FICTIONAL_STEPS + 1 + 3 * 24];
    double south = fictional_line_start(0.0) - fictional_advance(0.0);
    double north = fictional_line_start(1.0) - fictional_advance(1.0);
    size_t n = 0;

    f->regions.items = fictional_alloc(f, 4, sizeof *f->regions.items);
    f->regions.n = 4;
    for (int r = 0; r < 4; r++) {
        f->regions.items[r].name = names[r];
        f->regions.items[r].others = none;
        fictional_block(f, &f->regions.items[r].area, r % 2 == 0 ? 0.0 : 0.52, r < 2 ? 0.5 : 0.0,
                        r % 2 == 0 ? 0.52 : 1.0, r < 2 ? 1.0 : 0.5);
    }
    fictional_block(f, &f->regions.country, 0.0, 0.0, 1.0, 1.0);
    fictional_between(f, &f->gained, 1.0);
    fictional_between(f, &f->lost, -1.0);
    for (int i = 0; i < 24; i++) /* along the country's southern edge, its eastern one, its northern one */
        held[n++] = fictional_at(south + (1.0 - south) * i / 24.0, 0.0);
    for (int i = 0; i < 24; i++)
        held[n++] = fictional_at(1.0, i / 24.0);
    for (int i = 0; i < 24; i++)
        held[n++] = fictional_at(1.0 + (north - 1.0) * i / 24.0, 1.0);
    for (int i = FICTIONAL_STEPS; i >= 0; i--) {
        double v = (double)i / FICTIONAL_STEPS;
        held[n++] = fictional_at(fictional_line_start(v) - fictional_advance(v), v);
    }
    fictional_ring(f, &f->held, held, n);
}

/* --- places --- */

static inline void fictional_places(struct fictional *f)
{
    static const char *const heads[] = {"Os",  "Mar", "Vel", "Kor", "Тер", "Лип",
                                        "Bel", "Hol", "Ясн", "Dor", "Sel", "Кам"};
    static const char *const tails[] = {"lin", "ovka", "dale", "hurst", "ino", "wick", "mere", "ton"};
    static const char *const cyrillic[] = {"івка", "ове", "ине", "ополь", "янка", "ець", "ськ", "не"};
    static const char *const none[] = {NULL};

    f->places.items = fictional_alloc(f, FICTIONAL_PLACES, sizeof *f->places.items);
    f->places.n = FICTIONAL_PLACES;
    for (size_t i = 0; i < FICTIONAL_PLACES; i++) {
        struct truce_place *place = &f->places.items[i];
        double u = truce_random_uniform(7, 1, i), v = truce_random_uniform(7, 2, i);
        size_t head = (size_t)(truce_random_uniform(7, 3, i) * 12.0),
               tail = (size_t)(truce_random_uniform(7, 4, i) * 8.0);
        double size = truce_random_uniform(7, 5, i);
        char name[64];
        bool is_cyrillic = (unsigned char)heads[head][0] >= 0x80;
        snprintf(name, sizeof name, "%s%s", heads[head], is_cyrillic ? cyrillic[tail] : tails[tail]);
        place->name = fictional_text(f, name);
        place->others = none;
        place->kind = size < 0.008 ? "city" : size < 0.06 ? "town" : size < 0.8 ? "village" : "hamlet";
        place->region = "";
        place->at = fictional_at(u, v);
        place->line = (uint32_t)i + 2;
    }
}

static inline int fictional_region(double u, double v)
{
    return (v < 0.5 ? 2 : 0) + (u < 0.52 ? 0 : 1);
}

static inline int fictional_by_day(const void *a, const void *b)
{
    const struct truce_place_change *x = a, *y = b;
    if (x->first_day.n != y->first_day.n)
        return x->first_day.n < y->first_day.n ? -1 : 1;
    return x->place < y->place ? -1 : x->place > y->place;
}

static inline void fictional_changes(struct fictional *f, struct truce_source_answer *a)
{
    struct truce_place_changes *lists[] = {&a->gained, &a->lost, &a->close};

    for (int l = 0; l < 3; l++)
        lists[l]->items = fictional_alloc(f, FICTIONAL_PLACES, sizeof *lists[l]->items);
    for (size_t i = 0; i < FICTIONAL_PLACES; i++) {
        double u = truce_random_uniform(7, 1, i), v = truce_random_uniform(7, 2, i);
        double start = fictional_line_start(v), end = start - fictional_advance(v);
        double distance_m = fabs(u - end) * 3.2 * 76000.0;
        struct truce_place_change change = {i, fictional_region(u, v), {TRUCE_DAY_NONE}, distance_m};
        bool before = u > start, after = u > end;
        if (before != after)
            change.first_day = fictional_day(f, 5 + (int)((1.0 - fabs(u - end) / fabs(start - end)) * 355.0));
        if (after && !before)
            a->gained.items[a->gained.n++] = change;
        if (before && !after)
            a->lost.items[a->lost.n++] = change;
        if (distance_m < 300.0)
            a->close.items[a->close.n++] = change;
    }
    for (int l = 0; l < 3; l++)
        qsort(lists[l]->items, lists[l]->n, sizeof *lists[l]->items, fictional_by_day);
}

/* --- sources, claims --- */

static inline enum truce_status fictional_no_load(void *context, size_t i, struct truce_control_map *map,
                                                  struct truce_notes *notes, struct truce_err *err)
{
    (void)context, (void)i, (void)map, (void)notes;
    return truce_fail(err, TRUCE_ERR_INTERNAL, "the fictional answer has no maps to load");
}

static inline void fictional_sources(struct fictional *f)
{
    struct truce_source kite = {.id = "kite",
                                .title = "Kite Map",
                                .publisher = "Kite Mapping Group",
                                .url = "https://kite.example/",
                                .licence = "CC BY 4.0",
                                .party = "Eastmark",
                                .has_status = {true, false, false, false},
                                .shows_day_offset = -1,
                                .sigma_m = 150.0,
                                .sigma_basis = "stated by the publisher",
                                .suspect_ratio = 0.02};
    struct truce_source heron = {.id = "heron",
                                 .title = "Heron Daily",
                                 .publisher = "Heron Institute",
                                 .url = "https://heron.example/",
                                 .licence = "not stated",
                                 .party = "Eastmark",
                                 .areas_only = true,
                                 .advance_is_held = true,
                                 .has_status = {true, true, true, false},
                                 .sigma_m = NAN,
                                 .sigma_basis = "",
                                 .suspect_ratio = 0.02};
    struct truce_source stork = {.id = "stork",
                                 .title = "Stork Sketches",
                                 .publisher = "Stork",
                                 .url = "",
                                 .licence = "CC0",
                                 .party = "Eastmark",
                                 .has_status = {true, false, false, true},
                                 .sigma_m = NAN,
                                 .sigma_basis = "",
                                 .suspect_ratio = 0.02};
    f->sources[0] = kite;
    f->sources[1] = heron;
    f->sources[2] = stork;
    for (int s = 0; s < FICTIONAL_SOURCES; s++) {
        int n = s == 2 ? 150 : FICTIONAL_DAYS;
        struct truce_day *days = fictional_alloc(f, (size_t)n, sizeof *days);
        const char **names = fictional_alloc(f, (size_t)n, sizeof *names);
        for (int i = 0; i < n; i++) {
            char day[TRUCE_DAY_TEXT], name[64];
            days[i] = fictional_day(f, i);
            truce_day_format(days[i], day);
            snprintf(name, sizeof name, "%s_%s.%s", f->sources[s].id, day, s == 1 ? "csv" : "geojson");
            names[i] = fictional_text(f, name);
        }
        f->days[s] =
            (struct truce_control_days){&f->sources[s], days, names, (size_t)n, NULL, fictional_no_load};
    }
}

static inline struct truce_day fictional_date(const char *text)
{
    struct truce_day day = {TRUCE_DAY_NONE};
    if (!truce_day_parse(truce_text_view(text), &day))
        abort();
    return day;
}

static inline void fictional_claims(struct fictional *f)
{
    static const char *const none[] = {NULL};
    static const char *const kinds[] = {"village", "town", NULL};
    struct truce_variant *variants = fictional_alloc(f, 2, sizeof *variants);
    struct truce_claim claim = {.id = "em-2031-12-29",
                                .by = "Chief of Staff of Eastmark",
                                .source_title = "Speech to the council",
                                .source_url = "https://eastmark.example/speech",
                                .party = "Eastmark",
                                .country = "Westmark",
                                .regions = none,
                                .quantity = TRUCE_QUANTITY_AREA,
                                .sense = TRUCE_SENSE_GAINED,
                                .value = 900.0,
                                .value_text = "900",
                                .place = "",
                                .place_region = "",
                                .kinds = none,
                                .line = 2,
                                .column = 5};

    claim.said = fictional_date("2031-12-29");
    claim.from = fictional_date("2031-01-01");
    claim.to = fictional_date("2031-12-29");
    variants[0] = (struct truce_variant){1080.0, "1080", "Morning Wire", "https://wire.example/1"};
    variants[1] = (struct truce_variant){500.0, "500", "Tågblad", ""};
    f->claims.file = "claims.yaml";
    f->claims.items = fictional_alloc(f, FICTIONAL_CLAIMS, sizeof *f->claims.items);
    f->claims.n = FICTIONAL_CLAIMS;
    f->claims.items[0] = claim;
    f->claims.items[0].variants = variants;
    f->claims.items[0].n_variants = 2;
    f->claims.items[1] = claim;
    f->claims.items[1].id = "em-2031-12-29-places";
    f->claims.items[1].quantity = TRUCE_QUANTITY_PLACES;
    f->claims.items[1].value = 34.0;
    f->claims.items[1].value_text = "34";
    f->claims.items[1].kinds = kinds;
    f->claims.items[1].n_kinds = 2;
    f->claims.items[2] = claim;
    f->claims.items[2].id = "em-2031-12-11-place";
    f->claims.items[2].quantity = TRUCE_QUANTITY_PLACE;
    f->claims.items[2].sense = TRUCE_SENSE_HELD;
    f->claims.items[2].value = NAN;
    f->claims.items[2].value_text = "";
    f->claims.items[2].from.n = TRUCE_DAY_NONE;
    f->claims.items[2].to = fictional_date("2031-12-11");
    f->claims.items[2].said = f->claims.items[2].to;
    f->claims.published = fictional_alloc(f, 1, sizeof *f->claims.published);
    f->claims.published[0] = (struct truce_published){.by = "Kite Mapping Group",
                                                      .said = fictional_date("2032-01-02"),
                                                      .from = claim.from,
                                                      .to = fictional_date("2031-12-31"),
                                                      .area_km2 = 601.0,
                                                      .places = NAN,
                                                      .counts = "net change of the year",
                                                      .url = "https://kite.example/2031"};
    f->claims.n_published = 1;
}

/* --- answers --- */

static inline double fictional_km2(const struct truce_multipolygon *shape)
{
    double sum = 0.0;
    for (size_t r = 0; r < shape->n_rings; r++) {
        const struct truce_lonlat *p = shape->points + shape->rings[r].first;
        size_t n = shape->rings[r].n;
        for (size_t i = 0; i < n; i++) {
            struct truce_lonlat a = p[i], b = p[(i + 1) % n];
            sum += 0.5 * (a.lon_deg * b.lat_deg - b.lon_deg * a.lat_deg);
        }
    }
    return sum * 111.2 * 111.2 * 0.682;
}

static inline double fictional_progress(int day)
{
    double t = (double)day / (FICTIONAL_DAYS - 1);
    return t * t * (3.0 - 2.0 * t) * 0.6 + 0.4 * t + 0.012 * sin(day * 0.21);
}

static inline void fictional_track(struct fictional *f, struct truce_source_answer *a, int s,
                                   double held_start)
{
    a->n_track = f->days[s].n;
    a->track = fictional_alloc(f, a->n_track, sizeof *a->track);
    for (size_t i = 0; i < a->n_track; i++) {
        double now = fictional_progress((int)i) * a->figure;
        struct truce_track_row row = {f->days[s].days[i], i == 0 ? 0.0 : now, s == 1 ? now * 1.17 + 4.0 : NAN,
                                      held_start + now, s == 0 && i == 177};
        if (row.suspect)
            row.figure += 90.0;
        a->track[i] = row;
    }
}

static inline void fictional_ends(struct fictional *f, struct truce_source_answer *a,
                                  const struct truce_claim *claim, int s)
{
    bool needs_start = claim->from.n != TRUCE_DAY_NONE;
    a->start = (struct truce_end){.wanted = {needs_start ? claim->from.n - 1 : TRUCE_DAY_NONE},
                                  .shown = {TRUCE_DAY_NONE}};
    a->end = (struct truce_end){.wanted = claim->to, .shown = {TRUCE_DAY_NONE}};
    if (needs_start) {
        a->start.shown = f->days[s].days[0];
        a->start.file = f->days[s].names[0];
    }
    if (s == 2) {
        a->end.why_none = "no snapshot within 3 days";
        return;
    }
    a->end.index = (size_t)(claim->to.n - f->first_day.n - (s == 0 ? 1 : 0));
    a->end.shown = f->days[s].days[a->end.index];
    a->end.gap_days = s == 0 ? -1 : 0;
    a->end.file = f->days[s].names[a->end.index];
}

static inline struct truce_judged fictional_judged(const struct truce_source_answer *a, double value,
                                                   const char *text, const char *by, bool has_shift,
                                                   double km2_per_m)
{
    struct truce_judged j = {.value = value,
                             .value_text = text,
                             .reported_by = by,
                             .reached = {TRUCE_DAY_NONE},
                             .excess = (value - a->figure) / a->figure};
    double low = isnan(a->figure_low) ? a->figure : a->figure_low,
           high = isnan(a->figure_high) ? a->figure : a->figure_high;
    j.finding = value > high  ? TRUCE_FINDING_EXCEEDS
                : value < low ? TRUCE_FINDING_FALLS_SHORT
                              : TRUCE_FINDING_SUPPORTED;
    if (j.finding == TRUCE_FINDING_EXCEEDS && a->figure_with_claimed >= value)
        j.finding = TRUCE_FINDING_WITHIN_REACH;
    for (size_t i = 0; i < a->n_track && j.reached.n == TRUCE_DAY_NONE; i++)
        if (a->track[i].figure >= value && !a->track[i].suspect)
            j.reached = a->track[i].day;
    if (has_shift) {
        j.shift_m = (value - a->figure) / km2_per_m;
        j.shift_state = fabs(j.shift_m) <= 2000.0 ? TRUCE_SHIFT_FOUND : TRUCE_SHIFT_BEYOND;
    }
    return j;
}

static inline void fictional_nan(struct truce_area_change *area)
{
    area->held_start_km2 = area->held_end_km2 = area->gained_km2 = area->lost_km2 = NAN;
}

static inline void fictional_shapes(struct fictional *f, struct truce_source_answer *a)
{
    static const double moves_m[] = {-500.0, 0.0, 500.0, 1000.0, 3000.0};
    a->gained_shape = f->gained;
    a->lost_shape = f->lost;
    a->held_end_shape = f->held;
    a->front_length_m = 243000.0;
    a->front_scale_error = 0.0004;
    a->front_knows_borders = true;
    a->n_shifts = 5;
    a->shifts = fictional_alloc(f, 5, sizeof *a->shifts);
    for (int i = 0; i < 5; i++)
        a->shifts[i] = (struct truce_shift){moves_m[i], a->drawn.gained_km2 + 0.243 * moves_m[i],
                                            (double)a->gained.n + floor(moves_m[i] / 120.0)};
    a->n_regions = 5;
    a->regions = fictional_alloc(f, 5, sizeof *a->regions);
    for (int r = 0; r < 5; r++) {
        static const double share[] = {0.06, 0.28, 0.02, 0.62, 0.02};
        struct truce_region_change *region = &a->regions[r];
        region->region = r < 4 ? r : -1;
        region->area =
            (struct truce_area_change){a->drawn.held_start_km2 * share[r], a->drawn.held_end_km2 * share[r],
                                       a->drawn.gained_km2 * share[r], a->drawn.lost_km2 * share[r]};
        for (size_t i = 0; i < a->gained.n; i++)
            region->places_gained += a->gained.items[i].region == region->region;
        for (size_t i = 0; i < a->lost.n; i++)
            region->places_lost += a->lost.items[i].region == region->region;
    }
}

static inline void fictional_mapped(struct fictional *f, struct truce_source_answer *a,
                                    const struct truce_claim *claim)
{
    bool is_area = claim->quantity == TRUCE_QUANTITY_AREA;
    double held = fictional_km2(&f->held), gained = fictional_km2(&f->gained), lost = fictional_km2(&f->lost);

    a->drawn = (struct truce_area_change){held - gained + lost, held, gained, lost};
    fictional_changes(f, a);
    fictional_shapes(f, a);
    a->scoped =
        (struct truce_area_change){a->drawn.held_start_km2 * 0.98, held * 0.98, gained * 0.98, lost * 0.98};
    a->sigma_m = 150.0;
    a->figure = is_area ? a->scoped.gained_km2 : (double)a->gained.n;
    a->figure_low = is_area ? a->figure - 48.25 : a->figure - 3.0;
    a->figure_high = is_area ? a->figure + 51.5 : a->figure + 4.0;
    fictional_track(f, a, 0, a->scoped.held_start_km2);
    a->judged = fictional_judged(a, claim->value, claim->value_text, "", true, is_area ? 0.243 : 0.008);
}

static inline void fictional_place_state(struct fictional *f, struct truce_source_answer *a,
                                         struct truce_claim *claim)
{
    struct truce_source_answer all = {0};
    fictional_changes(f, &all);
    claim->place = f->places.items[all.gained.items[0].place].name;
    a->held_end_shape = f->held;
    a->place = (struct truce_place_state){all.gained.items[0].place,
                                          1,
                                          1.0,
                                          NAN,
                                          all.gained.items[0].distance_m,
                                          all.gained.items[0].first_day,
                                          fictional_day(f, FICTIONAL_DAYS - 1)};
    a->judged = (struct truce_judged){.value = NAN,
                                      .value_text = "",
                                      .reported_by = "",
                                      .excess = NAN,
                                      .finding = TRUCE_FINDING_SUPPORTED,
                                      .reached = a->place.first_inside,
                                      .shift_m = NAN};
}

static inline void fictional_source(struct fictional *f, struct truce_claim *claim, int s,
                                    struct truce_source_answer *a)
{
    a->source = &f->sources[s];
    fictional_nan(&a->drawn);
    fictional_nan(&a->scoped);
    fictional_nan(&a->high);
    fictional_nan(&a->with_contested);
    a->figure = a->figure_low = a->figure_high = a->figure_with_claimed = a->sigma_m = NAN;
    a->place.share_held = a->place.share_claimed = NAN;
    a->place.first_inside.n = a->place.last_inside.n = TRUCE_DAY_NONE;
    a->judged = (struct truce_judged){.value = claim->value,
                                      .value_text = claim->value_text,
                                      .reported_by = "",
                                      .excess = NAN,
                                      .finding = TRUCE_FINDING_NO_EVIDENCE,
                                      .reached = {TRUCE_DAY_NONE},
                                      .shift_m = NAN};
    fictional_ends(f, a, claim, s);
    if (s == 0 && claim->quantity != TRUCE_QUANTITY_PLACE)
        fictional_mapped(f, a, claim);
    else if (s == 0)
        fictional_place_state(f, a, claim);
    if (s == 1 && claim->quantity == TRUCE_QUANTITY_AREA) {
        a->drawn = a->scoped = (struct truce_area_change){12010.5, 12750.75, NAN, NAN};
        a->high = (struct truce_area_change){12014.5, 12921.25, NAN, NAN};
        a->figure = 740.25;
        a->figure_is_lower_bound = true;
        a->figure_with_claimed = 906.75;
        fictional_track(f, a, 1, 12010.5);
        a->judged = fictional_judged(a, claim->value, claim->value_text, "", false, 1.0);
    }
    a->variants = fictional_alloc(f, claim->n_variants + 1, sizeof *a->variants);
    for (size_t i = 0; i < claim->n_variants; i++) {
        const struct truce_variant *v = &claim->variants[i];
        a->variants[i] =
            s == 2 ? a->judged : fictional_judged(a, v->value, v->value_text, v->reported_by, s == 0, 0.243);
        a->variants[i].value = v->value;
        a->variants[i].value_text = v->value_text;
        a->variants[i].reported_by = v->reported_by;
    }
}

static inline void fictional_series(struct fictional *f, int s)
{
    struct truce_series *series = &f->series[s];
    series->source = &f->sources[s];
    series->regions = &f->regions;
    series->n = f->days[s].n;
    series->rows = fictional_alloc(f, series->n, sizeof *series->rows);
    for (size_t i = 0; i < series->n; i++) {
        struct truce_series_row *row = &series->rows[i];
        double step = i == 0 ? 0.0 : (fictional_progress((int)i) - fictional_progress((int)i - 1)) * 640.0;
        row->day = f->days[s].days[i];
        row->name = f->days[s].names[i];
        row->days_since = i == 0 ? 0 : 1;
        row->held_km2 = (s == 1 ? 12131.25 : 12010.5) + fictional_progress((int)i) * (s == 1 ? 702.5 : 640.0);
        row->gained_km2 = i == 0 || s == 1 ? NAN : fmax(step, 0.0) + 0.125;
        row->lost_km2 = i == 0 || s == 1 ? NAN : fmax(-step, 0.0) + 0.125;
        row->claimed_km2 = s == 1 ? 12020.0 : NAN;
        row->contested_km2 = NAN;
        row->suspect = s == 0 && i == 177;
        if (s == 1)
            continue;
        row->regions = fictional_alloc(f, 5, sizeof *row->regions);
        for (int r = 0; r < 5; r++)
            row->regions[r] =
                (struct truce_series_region){row->held_km2 / 5.0, row->gained_km2 / 5.0, row->lost_km2 / 5.0};
    }
}

/* Fills `f`; release with fictional_close. */
static inline void fictional_open(struct fictional *f)
{
    struct truce_verify_answer *answer = &f->answer;

    memset(f, 0, sizeof *f);
    truce_arena_init(&f->arena, (size_t)64 << 20);
    f->first_day = fictional_date("2030-12-31");
    fictional_ground(f);
    fictional_places(f);
    fictional_sources(f);
    fictional_claims(f);
    answer->input =
        (struct truce_verify_input){&f->claims, f->days, FICTIONAL_SOURCES, &f->places, &f->regions};
    answer->options = (struct truce_verify_options){
        .gap_days = 3, .assumed_sigma_m = NAN, .shift_limit_m = 25000.0, .border_margin_m = 2000.0};
    answer->n = FICTIONAL_CLAIMS;
    answer->claims = fictional_alloc(f, FICTIONAL_CLAIMS, sizeof *answer->claims);
    for (size_t c = 0; c < answer->n; c++) {
        struct truce_claim_answer *a = &answer->claims[c];
        a->claim = &f->claims.items[c];
        a->n_sources = FICTIONAL_SOURCES;
        a->sources = fictional_alloc(f, FICTIONAL_SOURCES, sizeof *a->sources);
        a->figure_min = a->figure_max = NAN;
        for (int s = 0; s < FICTIONAL_SOURCES; s++) {
            fictional_source(f, &f->claims.items[c], s, &a->sources[s]);
            if (a->sources[s].judged.finding == TRUCE_FINDING_NO_EVIDENCE)
                continue;
            a->n_evidence++;
            a->n_supported += a->sources[s].judged.finding == TRUCE_FINDING_SUPPORTED;
            a->figure_min = fmin(a->figure_min, a->sources[s].figure);
            a->figure_max = fmax(a->figure_max, a->sources[s].figure);
        }
        if (c == 0) {
            a->published = fictional_alloc(f, 1, sizeof *a->published);
            a->n_published = 1;
        }
    }
    for (int s = 0; s < FICTIONAL_SOURCES; s++)
        fictional_series(f, s);
    answer->series = f->series;
    truce_notes_init(&answer->notes);
    truce_notes_add(&answer->notes,
                    "kite_2031-06-26.geojson: the area jumps by 2.4 %% against both neighbours; not used");
    truce_notes_add(&answer->notes, "stork: no snapshot within 3 days of 2031-12-29");
}

static inline void fictional_close(struct fictional *f)
{
    truce_notes_fini(&f->answer.notes);
    truce_arena_fini(&f->arena);
}

#endif
