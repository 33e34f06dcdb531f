/*
 * Life and look-up of records: nothing here reads or judges anything.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "record/claim.h"
#include "record/control.h"
#include "record/place.h"

/* memory that one set of names, places or claims may take; the real 30,669 places need 8 MiB */
#define NAMES_CEILING ((size_t)512 << 20)

const char *truce_control_status_name(enum truce_control_status status)
{
    static const char *const names[] = {"held", "advance", "claimed", "contested"};
    return names[status];
}

void truce_control_map_init(struct truce_control_map *map)
{
    map->day.n = TRUCE_DAY_NONE;
    for (int s = 0; s < TRUCE_CONTROL_STATUSES; s++) {
        truce_multipolygon_init(&map->layer[s]);
        map->area_km2[s] = NAN;
    }
}

void truce_control_map_fini(struct truce_control_map *map)
{
    for (int s = 0; s < TRUCE_CONTROL_STATUSES; s++)
        truce_multipolygon_fini(&map->layer[s]);
}

void truce_places_init(struct truce_places *places)
{
    places->items = NULL;
    places->n = 0;
    truce_arena_init(&places->arena, NAMES_CEILING);
}

void truce_places_fini(struct truce_places *places)
{
    for (size_t i = 0; i < places->n; i++) {
        /* the outline struct lies in the arena, its points do not */
        struct truce_multipolygon *outline = (struct truce_multipolygon *)(uintptr_t)places->items[i].outline;
        if (outline != NULL)
            truce_multipolygon_fini(outline);
    }
    truce_arena_fini(&places->arena);
    places->items = NULL;
    places->n = 0;
}

void truce_regions_init(struct truce_regions *regions)
{
    regions->items = NULL;
    regions->n = 0;
    truce_multipolygon_init(&regions->country);
    truce_arena_init(&regions->arena, NAMES_CEILING);
}

void truce_regions_fini(struct truce_regions *regions)
{
    for (size_t i = 0; i < regions->n; i++)
        truce_multipolygon_fini(&regions->items[i].area);
    truce_multipolygon_fini(&regions->country);
    truce_arena_fini(&regions->arena);
    regions->items = NULL;
    regions->n = 0;
}

void truce_claims_init(struct truce_claims *claims)
{
    memset(claims, 0, sizeof *claims);
    claims->file = "";
    truce_arena_init(&claims->arena, NAMES_CEILING);
}

void truce_claims_fini(struct truce_claims *claims)
{
    truce_arena_fini(&claims->arena);
    claims->items = NULL;
    claims->published = NULL;
    claims->n = claims->n_published = 0;
}

const char *truce_quantity_name(enum truce_quantity quantity)
{
    static const char *const names[] = {"area", "places", "place"};
    return names[quantity];
}

const char *truce_sense_name(enum truce_sense sense)
{
    static const char *const names[] = {"gained", "lost", "net", "held"};
    return names[sense];
}

static bool is_named(const char *first, const char *const *others, struct truce_text name)
{
    if (truce_text_equal_nocase(truce_text_view(first), name))
        return true;
    for (size_t i = 0; others != NULL && others[i] != NULL; i++)
        if (truce_text_equal_nocase(truce_text_view(others[i]), name))
            return true;
    return false;
}

#define STEM_MIN 4 /* letters by which a region may be called when its name goes on within the word */

/* whole_word: a blank must follow ("Donetsk" for "Donetsk Oblast"); else the word may go on ("Donetsk" for "donetska oblast") */
static bool begins(const char *full, struct truce_text name, bool whole_word)
{
    struct truce_text head = truce_text_view(full);
    if (head.len <= name.len || (whole_word && head.at[name.len] != ' ' && head.at[name.len] != '_'))
        return false;
    if (!whole_word && name.len < STEM_MIN)
        return false;
    head.len = name.len;
    return truce_text_equal_nocase(head, name);
}

static bool begins_any(const struct truce_region *region, struct truce_text name, bool whole_word)
{
    if (begins(region->name, name, whole_word))
        return true;
    for (size_t i = 0; region->others != NULL && region->others[i] != NULL; i++)
        if (begins(region->others[i], name, whole_word))
            return true;
    return false;
}

/* The only region whose name begins so; -1 for none, -2 for several. */
static int find_beginning(const struct truce_regions *regions, struct truce_text wanted, bool whole_word)
{
    int found = -1;

    for (size_t i = 0; wanted.len > 0 && i < regions->n; i++) {
        if (!begins_any(&regions->items[i], wanted, whole_word))
            continue;
        if (found >= 0)
            return -2;
        found = (int)i;
    }
    return found;
}

int truce_regions_find(const struct truce_regions *regions, const char *name)
{
    struct truce_text wanted = truce_text_view(name);

    for (size_t i = 0; i < regions->n; i++)
        if (is_named(regions->items[i].name, regions->items[i].others, wanted))
            return (int)i;
    int found = find_beginning(regions, wanted, true);
    if (found == -1)
        found = find_beginning(regions, wanted, false);
    return found >= 0 ? found : -1;
}

size_t truce_places_find(const struct truce_places *places, const char *name, size_t *out, size_t max)
{
    struct truce_text wanted = truce_text_view(name);
    size_t n = 0;

    for (size_t i = 0; i < places->n; i++) {
        if (!is_named(places->items[i].name, places->items[i].others, wanted))
            continue;
        if (n < max)
            out[n] = i;
        n++;
    }
    return n;
}
