/*
 * truth.json: what is true of each claim and of each day.
 */
#include "demo/internal.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/json_writer.h"

static void put_date(struct truce_json_writer *w, const char *key, struct truce_day day)
{
    char text[TRUCE_DAY_TEXT];
    truce_day_format(day, text);
    truce_json_key(w, key);
    truce_json_string(w, day.n == TRUCE_DAY_NONE ? NULL : text);
}

static void put_model(const struct truce_demo *demo, struct truce_json_writer *w)
{
    bool whole = demo->options.error_model == TRUCE_DEMO_ERROR_WHOLE;

    truce_json_key(w, "error_model");
    truce_json_open_object(w);
    truce_json_key(w, "kind");
    truce_json_string(w, whole ? "whole" : "local");
    truce_json_key(w, "correlation_km");
    truce_json_number(w, whole ? NAN : demo->options.correlation_km, 1);
    truce_json_key(w, "redraw_days");
    truce_json_integer(w, demo->options.redraw_days);
    for (int i = 0; i < TRUCE_DEMO_SOURCES; i++) {
        truce_json_key(w, demo->sources[i].id);
        truce_json_inline(w);
        truce_json_open_object(w);
        truce_json_key(w, "sigma_m");
        truce_json_number(w, demo->options.sources[i].sigma_m, 0);
        truce_json_key(w, "half_empty_file");
        truce_json_string(w, demo->shown[i].half_empty == SIZE_MAX
                                 ? NULL
                                 : demo->shown[i].names[demo->shown[i].half_empty]);
        truce_json_close_object(w);
    }
    truce_json_close_object(w);
}

static void put_truth_areas(struct truce_json_writer *w, const struct truce_demo_truth *truth)
{
    truce_json_key(w, "held_start_km2");
    truce_json_number(w, truth->held_start_km2, 6);
    truce_json_key(w, "held_end_km2");
    truce_json_number(w, truth->held_end_km2, 6);
    truce_json_key(w, "gained_km2");
    truce_json_number(w, truth->gained_km2, 6);
    truce_json_key(w, "lost_km2");
    truce_json_number(w, truth->lost_km2, 6);
    truce_json_key(w, "net_km2");
    truce_json_number(w, truth->gained_km2 - truth->lost_km2, 6);
}

static void put_true_places(const struct truce_demo *demo, struct truce_json_writer *w, const size_t *places,
                            size_t n)
{
    truce_json_key(w, "places");
    truce_json_inline(w);
    truce_json_open_array(w);
    for (size_t i = 0; i < n; i++)
        truce_json_string(w, demo->places.items[places[i]].name);
    truce_json_close_array(w);
}

static enum truce_status put_claim_truth(const struct truce_demo *demo, size_t i, size_t *places,
                                         struct truce_json_writer *w, struct truce_err *err)
{
    const struct truce_claim *claim = &demo->claims.items[i];
    struct truce_day start = {claim->from.n == TRUCE_DAY_NONE ? claim->to.n : claim->from.n - 1};
    struct truce_demo_truth truth;
    double figure;
    size_t n = 0;
    enum truce_status status = truce_demo_truth_claim(demo, claim, &figure, places, &n, err);

    if (status == TRUCE_OK)
        status = truce_demo_truth_areas(
            demo, start, claim->to,
            claim->n_regions > 0 ? truce_regions_find(&demo->regions, claim->regions[0]) : -1, &truth, err);
    if (status != TRUCE_OK)
        return status;
    truce_json_open_object(w);
    truce_json_key(w, "id");
    truce_json_string(w, claim->id);
    truce_json_key(w, "is_true");
    truce_json_bool(w, demo->claim_is_true[i]);
    truce_json_key(w, "made_as");
    truce_json_string(w, demo->claim_why[i]);
    truce_json_key(w, "claimed");
    truce_json_number(w, claim->value, 0);
    truce_json_key(w, "truth");
    truce_json_number(w, figure, claim->quantity == TRUCE_QUANTITY_AREA ? 6 : 0);
    put_date(w, "start_day", claim->from.n == TRUCE_DAY_NONE ? claim->from : start);
    put_date(w, "end_day", claim->to);
    put_truth_areas(w, &truth);
    if (claim->quantity != TRUCE_QUANTITY_AREA)
        put_true_places(demo, w, places, n);
    truce_json_close_object(w);
    return TRUCE_OK;
}

static enum truce_status put_days(const struct truce_demo *demo, struct truce_json_writer *w,
                                  struct truce_err *err)
{
    struct truce_day first = truce_demo_first_day(demo);
    enum truce_status status = TRUCE_OK;

    truce_json_key(w, "days");
    truce_json_open_array(w);
    for (int i = 0; i < demo->options.days && status == TRUCE_OK; i++) {
        struct truce_demo_truth truth;
        struct truce_day day = {first.n + i}, before = {first.n + (i > 0 ? i - 1 : 0)};
        if ((status = truce_demo_truth_areas(demo, before, day, -1, &truth, err)) != TRUCE_OK)
            break;
        truce_json_inline(w);
        truce_json_open_object(w);
        put_date(w, "day", day);
        truce_json_key(w, "held_km2");
        truce_json_number(w, truth.held_end_km2, 6);
        truce_json_key(w, "gained_km2");
        truce_json_number(w, truth.gained_km2, 6);
        truce_json_key(w, "lost_km2");
        truce_json_number(w, truth.lost_km2, 6);
        truce_json_close_object(w);
    }
    truce_json_close_array(w);
    return status;
}

enum truce_status truce_demo_put_truth(const struct truce_demo *demo, struct truce_buf *out,
                                       struct truce_err *err)
{
    struct truce_json_writer writer, *w = &writer;
    size_t *places = calloc(demo->places.n + 1, sizeof *places);
    char seed[24];
    enum truce_status status = TRUCE_OK;

    if (places == NULL)
        return truce_fail(err, TRUCE_ERR_MEMORY, "no memory for places");
    truce_json_writer_init(w, out);
    truce_json_open_object(w);
    truce_json_key(w, "truce_demo");
    truce_json_string(w, "1");
    truce_json_key(w, "seed");
    snprintf(seed, sizeof seed, "%llu", (unsigned long long)demo->seed); /* text: JSON numbers end at 2^53 */
    truce_json_string(w, seed);
    truce_json_key(w, "party");
    truce_json_string(w, demo->party);
    truce_json_key(w, "country");
    truce_json_string(w, demo->country);
    put_model(demo, w);
    truce_json_key(w, "claims");
    truce_json_open_array(w);
    for (size_t i = 0; i < demo->claims.n && status == TRUCE_OK; i++)
        status = put_claim_truth(demo, i, places, w, err);
    truce_json_close_array(w);
    if (status == TRUCE_OK)
        status = put_days(demo, w, err);
    truce_json_close_object(w);
    truce_buf_putc(out, '\n');
    free(places);
    return status;
}
