/*
 * A demo from its seed to its end: checks the options, has the parts made in order, gives access to them.
 */
#include "demo/internal.h"

#include <math.h>
#include <stdlib.h>

#define NAMES_CEILING ((size_t)64 << 20) /* of file names and claims: a few hundred KiB in truth */
#define SIGMA_MOST_M  2000.0
#define DAYS_IN_MOST  3650

void truce_demo_options_init(struct truce_demo_options *options)
{
    *options = (struct truce_demo_options){
        .days = 400,
        .places = 2000,
        .knot_m = 1000.0,
        .error_model = TRUCE_DEMO_ERROR_LOCAL,
        .correlation_km = 20.0,
        .redraw_days = 120,
        .blemishes = true,
        .sources = {{.sigma_m = 300.0, .every_days = 1, .shows_day_offset = -1, .stride = 1, .coded = false},
                    {.sigma_m = 900.0, .every_days = 3, .shows_day_offset = 0, .stride = 2, .coded = true}},
    };
}

static enum truce_status check_number(const char *what, double value, double low, double high,
                                      struct truce_err *err)
{
    if (value >= low && value <= high)
        return TRUCE_OK;
    return truce_fail(err, TRUCE_ERR_RANGE, "%s is %g; it may be %g to %g", what, value, low, high);
}

static enum truce_status check_options(const struct truce_demo_options *options, struct truce_err *err)
{
    enum truce_status status =
        check_number("days", options->days, TRUCE_DEMO_DAYS_MIN, TRUCE_DEMO_DAYS_MAX, err);

    if (status == TRUCE_OK)
        status = check_number("places", (double)options->places, 0, TRUCE_DEMO_PLACES_MAX, err);
    if (status == TRUCE_OK)
        status = check_number("knot_m", options->knot_m, 500, 5000, err);
    if (status == TRUCE_OK)
        status = check_number("correlation_km", options->correlation_km, 0.1, 500, err);
    if (status == TRUCE_OK)
        status = check_number("redraw_days", options->redraw_days, 1, DAYS_IN_MOST, err);
    for (int i = 0; i < TRUCE_DEMO_SOURCES && status == TRUCE_OK; i++) {
        const struct truce_demo_source_options *source = &options->sources[i];
        status = check_number("sigma_m", source->sigma_m, 0, SIGMA_MOST_M, err);
        if (status == TRUCE_OK)
            status = check_number("every_days", source->every_days, 1, DAYS_IN_MOST, err);
        if (status == TRUCE_OK)
            status = check_number("shows_day_offset", source->shows_day_offset, -1, 0, err);
        if (status == TRUCE_OK)
            status = check_number("stride", source->stride, 1, 5, err);
    }
    return status;
}

static enum truce_status name_states(struct truce_demo *demo, struct truce_err *err)
{
    char name[3][TRUCE_DEMO_NAME_ROOM];

    truce_demo_name(demo->seed, TRUCE_DEMO_NAME_STATE, 0, 0, name[0]);
    uint32_t attempt = 0;
    do {
        truce_demo_name(demo->seed, TRUCE_DEMO_NAME_STATE, 1, attempt++, name[1]);
    } while (name[1][0] == name[0][0]); /* two names that nobody mistakes for each other */
    enum truce_status status = truce_arena_copy(&demo->arena, truce_text_view(name[0]), &demo->party, err);
    if (status == TRUCE_OK)
        status = truce_arena_copy(&demo->arena, truce_text_view(name[1]), &demo->country, err);
    return status;
}

enum truce_status truce_demo_new(uint64_t seed, const struct truce_demo_options *options,
                                 struct truce_demo **out, struct truce_err *err)
{
    struct truce_demo_options fallback;
    enum truce_status status;

    if (options == NULL) {
        truce_demo_options_init(&fallback);
        options = &fallback;
    }
    if ((status = check_options(options, err)) != TRUCE_OK)
        return status;
    struct truce_demo *demo = calloc(1, sizeof *demo);
    if (demo == NULL)
        return truce_fail(err, TRUCE_ERR_MEMORY, "no memory for a demo");
    demo->seed = seed;
    demo->options = *options;
    truce_arena_init(&demo->arena, NAMES_CEILING);
    truce_regions_init(&demo->regions);
    truce_places_init(&demo->places);
    truce_claims_init(&demo->claims);
    if ((status = name_states(demo, err)) != TRUCE_OK ||
        (status = truce_demo_make_world(demo, err)) != TRUCE_OK ||
        (status = truce_demo_make_places(demo, err)) != TRUCE_OK ||
        (status = truce_demo_make_front(demo, err)) != TRUCE_OK ||
        (status = truce_demo_make_sources(demo, err)) != TRUCE_OK ||
        (status = truce_demo_make_claims(demo, err)) != TRUCE_OK) {
        truce_demo_free(demo);
        return status;
    }
    *out = demo;
    return TRUCE_OK;
}

void truce_demo_free(struct truce_demo *demo)
{
    if (demo == NULL)
        return;
    free(demo->outline);
    free(demo->neighbour);
    free(demo->s_km);
    free(demo->u_km);
    free(demo->moved);
    truce_claims_fini(&demo->claims);
    truce_places_fini(&demo->places);
    truce_regions_fini(&demo->regions);
    truce_arena_fini(&demo->arena);
    free(demo);
}

const struct truce_regions *truce_demo_regions(const struct truce_demo *demo)
{
    return &demo->regions;
}

const struct truce_places *truce_demo_places(const struct truce_demo *demo)
{
    return &demo->places;
}

const struct truce_claims *truce_demo_claims(const struct truce_demo *demo)
{
    return &demo->claims;
}

const char *truce_demo_party(const struct truce_demo *demo)
{
    return demo->party;
}

const char *truce_demo_country(const struct truce_demo *demo)
{
    return demo->country;
}

const struct truce_source *truce_demo_source(const struct truce_demo *demo, int source)
{
    return &demo->sources[source];
}

struct truce_day truce_demo_first_day(const struct truce_demo *demo)
{
    (void)demo;
    return (struct truce_day){22256}; /* 2030-12-08, so that a year of claims lies within 400 days */
}

int truce_demo_days(const struct truce_demo *demo)
{
    return demo->options.days;
}

bool truce_demo_claim_is_true(const struct truce_demo *demo, size_t i)
{
    return demo->claim_is_true[i];
}
