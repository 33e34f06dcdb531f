/*
 * Places and regions.
 */
#ifndef TRUCE_RECORD_PLACE_H
#define TRUCE_RECORD_PLACE_H

#include "base/arena.h"
#include "geo/shape.h"

struct truce_place {
    const char *name;          /* UTF-8; never "" */
    const char *const *others; /* other names, NULL-terminated */
    const char *kind;          /* city, town, village ... as the file has it; "" when not given */
    const char *region;        /* as the file has it; "" when not given */
    struct truce_lonlat at;
    const struct truce_multipolygon *outline; /* NULL for a point */
    uint32_t line;                            /* of its file */
};

struct truce_places {
    struct truce_place *items; /* in the order of the file */
    size_t n;
    struct truce_arena arena; /* owns all of it but the outlines' own memory */
};

void truce_places_init(struct truce_places *places);
void truce_places_fini(struct truce_places *places);

struct truce_region {
    const char *name;               /* for people; never "" */
    const char *const *others;      /* other names and codes by which a claim may call it, NULL-terminated */
    struct truce_multipolygon area; /* one valid, oriented shape */
};

struct truce_regions {
    struct truce_region *items; /* ordered by name, bytewise */
    size_t n;
    struct truce_multipolygon country; /* all of them united: its edge is coast and state border */
    struct truce_arena arena;          /* owns names and items */
};

void truce_regions_init(struct truce_regions *regions);
void truce_regions_fini(struct truce_regions *regions);

/* The index of the region called `name`, or -1.  Compared without ASCII case against all names; failing that, a name that begins with
 * `name` and goes on with a blank ("Donetsk" for "Donetsk Oblast"), when only one region's does; failing that, one that begins with `name` and
 * goes on within the word ("Donetsk" for "donetska oblast"), when only one region's does and `name` has four bytes or more. */
int truce_regions_find(const struct truce_regions *regions, const char *name);

/* Places called `name` (any of their names, ASCII case ignored), at most `max` indexes into `out`; returns how many there are. */
size_t truce_places_find(const struct truce_places *places, const char *name, size_t *out, size_t max);

#endif
