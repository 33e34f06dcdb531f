/*
 * Putting places together, whatever the format they come in: see docs/formats/places.md.
 */
#ifndef TRUCE_SOURCES_PLACES_BUILD_H
#define TRUCE_SOURCES_PLACES_BUILD_H

#include "base/notes.h"
#include "record/place.h"

#define TRUCE_PLACES_MAX ((size_t)5000000)

/* Names by which a column or property is known, in order of preference; each list ends with NULL. */
extern const char *const truce_places_name_keys[];
extern const char *const truce_places_kind_keys[];
extern const char *const truce_places_region_keys[];

/* Is this the name of a column with other names of the place? */
bool truce_places_is_other_key(struct truce_text key);

/* Usual keys with other names, for formats whose keys cannot be listed; ends with NULL. */
extern const char *const truce_places_other_keys[];

#define TRUCE_PLACES_WORDS 64 /* kinds and regions kept once; of more, later ones are copied each time */

struct truce_places_build {
    struct truce_places places; /* what there is so far; n counts it */
    size_t size;                /* room of the heap list below */
    struct truce_place *list;   /* heap; becomes places.items at the end */
    struct truce_text words[TRUCE_PLACES_WORDS];
    size_t n_words;
    size_t n_rows; /* rows or features seen */
    size_t n_bad;  /* of them left out */
    struct truce_err first_bad;
};

/* One place, as texts that are borrowed for the length of the call. */
struct truce_place_draft {
    struct truce_text name, kind, region;
    const struct truce_text *others; /* each may hold several names */
    const char *const *separators;   /* of each: the characters between its names */
    size_t n_others;
    struct truce_lonlat at;
    struct truce_multipolygon *outline; /* NULL for a point; its content is taken */
    uint32_t line;
};

void truce_places_build_init(struct truce_places_build *build);
void truce_places_build_fini(struct truce_places_build *build); /* also after _finish */

/* Adds a place.  A name that is empty is taken from the others; *named is false, and nothing is
 * added, when there is none. */
enum truce_status truce_places_build_add(struct truce_places_build *build,
                                         const struct truce_place_draft *draft, bool *named,
                                         struct truce_err *err) TRUCE_MUST_USE;

/* Counts a row that cannot be used; `why` says where and what. */
void truce_places_build_refuse(struct truce_places_build *build, const struct truce_err *why);

/* Hands the places over.  Fails with TRUCE_ERR_RANGE or _SYNTAX when none is left, or more than 1 %
 * were refused; fewer are noted. */
enum truce_status truce_places_build_finish(struct truce_places_build *build, const char *file,
                                            struct truce_places *out, struct truce_notes *notes,
                                            struct truce_err *err) TRUCE_MUST_USE;

/* Places from features, GeoJSON in memory when bytes.at is not NULL, else through GDAL. */
enum truce_status truce_places_from_features(const char *path, struct truce_text bytes,
                                             struct truce_places *out, struct truce_notes *notes,
                                             struct truce_err *err) TRUCE_MUST_USE;

/* A point well inside of a shape that is not empty: on the middle latitude of its largest polygon, halfway
 * along the longest stretch inside.  Fails: TRUCE_ERR_MEMORY. */
enum truce_status truce_places_inner_point(const struct truce_multipolygon *shape, struct truce_lonlat *out,
                                           struct truce_err *err) TRUCE_MUST_USE;

#endif
