/*
 * What all readers of places share: the names by which columns go, the list that grows, and the count of rows
 * left out.
 *
 * One idea: a file of places is a list of hand-made entries, of which a few are always wrong; up to one in a
 * hundred is left out with a note, more than that says that the file was not understood, and it is refused
 * with the first bad row.
 */
#include "sources/places_build.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"

#define BAD_SHARE_MAX 100 /* one row of so many may be bad */
#define OTHERS_MAX    256 /* names of one place; Jerusalem has about 200 in GeoNames */

const char *const truce_places_name_keys[] = {"name",    "name:en", "name_en", "place_name", "settlement",
                                              "toponym", "ADM4_EN", "place",   NULL};
const char *const truce_places_kind_keys[] = {"kind",  "place",        "type", "fclass",
                                              "class", "feature_code", NULL};
const char *const truce_places_region_keys[] = {"region",      "region:name", "region_name", "admin1",
                                                "admin1_name", "adm1_name",   "ADM1_EN",     "oblast",
                                                "province",    "state",       "addr:region", NULL};
const char *const truce_places_other_keys[] = {"name:en",    "name:uk",   "name:ru",        "name:fr",
                                               "name:de",    "name_en",   "name_uk",        "alt_name",
                                               "int_name",   "old_name",  "official_name",  "loc_name",
                                               "short_name", "asciiname", "alternatenames", NULL};

static bool begins(struct truce_text key, const char *head)
{
    size_t n = strlen(head);
    return key.len > n && truce_text_equal_nocase((struct truce_text){key.at, n}, truce_text_view(head));
}

bool truce_places_is_other_key(struct truce_text key)
{
    static const char *const exact[] = {
        "alt_name",          "alt_names",   "int_name",  "old_name",       "official_name",
        "loc_name",          "short_name",  "asciiname", "alternatenames", "alternate_names",
        "alternative_names", "other_names", "aliases"};

    for (size_t i = 0; i < sizeof exact / sizeof *exact; i++)
        if (truce_text_equal_nocase(key, truce_text_view(exact[i])))
            return true;
    return begins(key, "name:") || begins(key, "name_") || begins(key, "alt_name:");
}

void truce_places_build_init(struct truce_places_build *build)
{
    memset(build, 0, sizeof *build);
    truce_places_init(&build->places);
}

void truce_places_build_fini(struct truce_places_build *build)
{
    if (build->list != NULL) {
        build->places.items = build->list;
        truce_places_fini(&build->places);
        free(build->list);
        build->list = NULL;
    } else {
        truce_places_fini(&build->places);
    }
}

/* A text that many places have in common: kept once. */
static enum truce_status keep_word(struct truce_places_build *build, struct truce_text text, const char **out,
                                   struct truce_err *err)
{
    if (text.len == 0) {
        *out = "";
        return TRUCE_OK;
    }
    for (size_t i = 0; i < build->n_words; i++) {
        if (truce_text_equal(text, build->words[i])) {
            *out = build->words[i].at;
            return TRUCE_OK;
        }
    }
    enum truce_status status = truce_arena_copy(&build->places.arena, text, out, err);
    if (status == TRUCE_OK && build->n_words < TRUCE_PLACES_WORDS)
        build->words[build->n_words++] = (struct truce_text){*out, text.len};
    return status;
}

/* The next name of a list that is cut at any of the separators. */
static bool next_name(struct truce_text *rest, const char *separators, struct truce_text *name)
{
    while (rest->len > 0) {
        size_t n = 0;
        while (n < rest->len && strchr(separators, rest->at[n]) == NULL)
            n++;
        *name = truce_text_trim((struct truce_text){rest->at, n});
        size_t step = n < rest->len ? n + 1 : n;
        rest->at += step;
        rest->len -= step;
        if (name->len > 0)
            return true;
    }
    return false;
}

/* All different names of a draft, the first being that of the place. */
static size_t collect_names(const struct truce_place_draft *draft, struct truce_text names[OTHERS_MAX + 1])
{
    size_t n = 0;
    struct truce_text name;

    if (draft->name.len > 0)
        names[n++] = draft->name;
    for (size_t i = 0; i < draft->n_others; i++) {
        struct truce_text rest = draft->others[i];
        while (n <= OTHERS_MAX && next_name(&rest, draft->separators[i], &name)) {
            bool seen = false;
            for (size_t j = 0; j < n && !seen; j++)
                seen = truce_text_equal_nocase(name, names[j]);
            if (!seen)
                names[n++] = name;
        }
    }
    return n;
}

static enum truce_status keep_names(struct truce_places_build *build, const struct truce_text *names,
                                    size_t n, struct truce_place *place, struct truce_err *err)
{
    static const char *const none[] = {NULL};
    void *memory;

    place->others = none;
    enum truce_status status = truce_arena_copy(&build->places.arena, names[0], &place->name, err);
    if (status != TRUCE_OK || n == 1)
        return status;
    status = truce_arena_alloc(&build->places.arena, n * sizeof(char *), &memory, err);
    const char **others = memory;
    for (size_t i = 1; i < n && status == TRUCE_OK; i++)
        status = truce_arena_copy(&build->places.arena, names[i], &others[i - 1], err);
    if (status == TRUCE_OK)
        place->others = others;
    return status;
}

enum truce_status truce_places_build_add(struct truce_places_build *build,
                                         const struct truce_place_draft *draft, bool *named,
                                         struct truce_err *err)
{
    struct truce_place place = {.at = draft->at, .line = draft->line};
    struct truce_text names[OTHERS_MAX + 1];
    void *list = build->list;
    void *memory;

    size_t n = collect_names(draft, names);
    *named = n > 0;
    if (n == 0)
        return TRUCE_OK;
    if (build->places.n >= TRUCE_PLACES_MAX)
        return truce_fail(err, TRUCE_ERR_LIMIT, "more than %zu places", TRUCE_PLACES_MAX);
    enum truce_status status = keep_names(build, names, n, &place, err);
    if (status == TRUCE_OK)
        status = keep_word(build, draft->kind, &place.kind, err);
    if (status == TRUCE_OK)
        status = keep_word(build, draft->region, &place.region, err);
    if (status == TRUCE_OK)
        status = truce_grow(&list, &build->size, build->places.n + 1, sizeof place, err);
    if (status != TRUCE_OK)
        return status;
    build->list = list;
    if (draft->outline != NULL) {
        status = truce_arena_alloc(&build->places.arena, sizeof(struct truce_multipolygon), &memory, err);
        if (status != TRUCE_OK)
            return status;
        truce_multipolygon_init(memory);
        truce_multipolygon_take(memory, draft->outline);
        place.outline = memory;
    }
    build->list[build->places.n++] = place;
    return TRUCE_OK;
}

void truce_places_build_refuse(struct truce_places_build *build, const struct truce_err *why)
{
    if (build->n_bad++ == 0)
        build->first_bad = *why;
}

enum truce_status truce_places_build_finish(struct truce_places_build *build, const char *file,
                                            struct truce_places *out, struct truce_notes *notes,
                                            struct truce_err *err)
{
    const struct truce_err *bad = &build->first_bad;
    char where[600];
    void *memory;

    if (build->n_rows == 0)
        return truce_fail_at(err, TRUCE_ERR_SYNTAX, file, 0, 0, "no places in it");
    if (build->n_bad > 0 && (build->places.n == 0 || build->n_bad > build->n_rows / BAD_SHARE_MAX))
        return truce_fail_at(err, bad->status, file, bad->line, bad->column,
                             "%.300s; %zu of %zu places cannot be used, and 1 in %d is the limit", bad->text,
                             build->n_bad, build->n_rows, BAD_SHARE_MAX);
    if (build->n_bad > 0) {
        truce_err_format(bad, where, sizeof where);
        truce_notes_add(notes, "%s; %zu of %zu places left out for such reasons", where, build->n_bad,
                        build->n_rows);
    }
    enum truce_status status =
        truce_arena_alloc(&build->places.arena, build->places.n * sizeof *build->list, &memory, err);
    if (status != TRUCE_OK)
        return status;
    memcpy(memory, build->list, build->places.n * sizeof *build->list);
    build->places.items = memory;
    *out = build->places;
    free(build->list);
    build->list = NULL;
    truce_places_init(&build->places);
    return TRUCE_OK;
}

/* ---- a point inside ---- */

/* The largest shell, by area in degrees. */
static size_t largest_shell(const struct truce_multipolygon *shape)
{
    size_t best = 0;
    double best_area = -1.0;

    for (size_t i = 0; i < shape->n_rings; i++) {
        const struct truce_ring *ring = &shape->rings[i];
        double area = truce_ring_signed_deg2(shape->points + ring->first, ring->n);
        area = area < 0 ? -area : area;
        if (!ring->hole && area > best_area) {
            best = i;
            best_area = area;
        }
    }
    return best;
}

static double middle_latitude(const struct truce_multipolygon *shape, const struct truce_ring *ring)
{
    struct truce_box box = truce_box_empty();
    for (size_t i = 0; i < ring->n; i++)
        truce_box_extend(&box, shape->points[ring->first + i]);
    return (box.min.lat_deg + box.max.lat_deg) / 2;
}

static int by_value(const void *pa, const void *pb)
{
    double a = *(const double *)pa, b = *(const double *)pb;
    return (a > b) - (a < b);
}

/* Longitudes at which the rings of one polygon cross a latitude. */
static size_t crossings(const struct truce_multipolygon *shape, uint32_t polygon, double lat_deg, double *out)
{
    size_t n = 0;
    for (size_t r = 0; r < shape->n_rings; r++) {
        const struct truce_ring *ring = &shape->rings[r];
        for (size_t i = 0; ring->polygon == polygon && i < ring->n; i++) {
            struct truce_lonlat a = shape->points[ring->first + i];
            struct truce_lonlat b = shape->points[ring->first + (i + 1) % ring->n];
            if ((a.lat_deg > lat_deg) == (b.lat_deg > lat_deg))
                continue;
            double t = (lat_deg - a.lat_deg) / (b.lat_deg - a.lat_deg);
            out[n++] = a.lon_deg + t * (b.lon_deg - a.lon_deg);
        }
    }
    return n;
}

enum truce_status truce_places_inner_point(const struct truce_multipolygon *shape, struct truce_lonlat *out,
                                           struct truce_err *err)
{
    const struct truce_ring *shell = &shape->rings[largest_shell(shape)];
    struct truce_lonlat best = {shape->points[shell->first].lon_deg, middle_latitude(shape, shell)};
    double best_width = -1.0;

    double *at = malloc(shape->n_points * sizeof *at);
    if (at == NULL)
        return truce_fail(err, TRUCE_ERR_MEMORY, "no memory for %zu points", shape->n_points);
    size_t n = crossings(shape, shell->polygon, best.lat_deg, at);
    if (n > 1)
        qsort(at, n, sizeof *at, by_value);
    for (size_t i = 0; i + 1 < n; i += 2) {
        if (at[i + 1] - at[i] <= best_width)
            continue;
        best_width = at[i + 1] - at[i];
        best.lon_deg = at[i] + best_width / 2;
    }
    free(at);
    *out = best;
    return TRUCE_OK;
}
