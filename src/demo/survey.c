/*
 * What the sources draw: the true line with errors, and the files they have.
 *
 * The error of a knot is a displacement e along the normal of the true line, normal with the source's sigma.
 * The knot is moved in the frame by e divided by the part of the normal that lies across the frame, so a
 * drawn line is again one u for every s and cannot cross itself.
 *
 * LOCAL: e is a random field over s and time.  Independent standard normals stand at nodes every
 *        correlation_km and every redraw_days; between nodes they are mixed with weights cos and sin, whose
 *        squares add up to one, so the variance is the same everywhere.  A knot takes the field at the day
 *        on which it last moved; a knot that does not move keeps its error.
 * WHOLE: e is one number for the whole line, drawn anew every redraw_days.
 */
#include "demo/internal.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/random.h"

#define PI            3.14159265358979323846
#define MISSING_DAYS  5
#define GREY_DAYS     14 /* ground that moved within these days is contested */
#define GREY_MOST_KM  2.0
#define CLAIM_DAYS    40 /* and ground ahead of what moved within these is claimed */
#define CLAIM_MOST_KM 3.0
#define LEAST_KM      0.1 /* no thinner band is drawn */

static double node(const struct truce_demo *demo, int source, uint64_t along, uint64_t epoch)
{
    return truce_random_normal(demo->seed, TRUCE_DEMO_STREAM_ERRORS + (uint32_t)source,
                               (along << 32) | epoch);
}

/* the error field in sigmas, standard normal at every point */
static double field(const struct truce_demo *demo, int source, double s_km, int day)
{
    double epoch = (double)day / demo->options.redraw_days;
    if (demo->options.error_model == TRUCE_DEMO_ERROR_WHOLE)
        return node(demo, source, 0, (uint64_t)floor(epoch));

    double along = (s_km - demo->s_km[0]) / demo->options.correlation_km;
    uint64_t i = (uint64_t)floor(along), j = (uint64_t)floor(epoch);
    double x = (along - floor(along)) * PI / 2, y = (epoch - floor(epoch)) * PI / 2;
    double now = cos(x) * node(demo, source, i, j) + sin(x) * node(demo, source, i + 1, j);
    double next = cos(x) * node(demo, source, i, j + 1) + sin(x) * node(demo, source, i + 1, j + 1);
    return cos(y) * now + sin(y) * next;
}

/* metres along the normal of the line that one kilometre across the frame makes, at knot k */
static double normal_m_per_km(const struct truce_demo *demo, const double *u_km, size_t k)
{
    size_t a = k > 0 ? k - 1 : k, b = k + 1 < demo->n_knots ? k + 1 : k;
    struct truce_lonlat from = truce_demo_at(&demo->frame, (struct truce_demo_su){demo->s_km[a], u_km[a]});
    struct truce_lonlat to = truce_demo_at(&demo->frame, (struct truce_demo_su){demo->s_km[b], u_km[b]});
    struct truce_lonlat low =
        truce_demo_at(&demo->frame, (struct truce_demo_su){demo->s_km[k], u_km[k] - 0.5});
    struct truce_lonlat high =
        truce_demo_at(&demo->frame, (struct truce_demo_su){demo->s_km[k], u_km[k] + 0.5});
    double lon_m, lat_m;

    truce_demo_metres_per_deg(low.lat_deg, &lon_m, &lat_m);
    double along_x = (to.lon_deg - from.lon_deg) * lon_m, along_y = (to.lat_deg - from.lat_deg) * lat_m;
    double across_x = (high.lon_deg - low.lon_deg) * lon_m, across_y = (high.lat_deg - low.lat_deg) * lat_m;
    return (along_x * across_y - along_y * across_x) / hypot(along_x, along_y);
}

static void survey(const struct truce_demo *demo, int source, size_t day, double *out_km)
{
    const double *u_km = demo->u_km + day * demo->n_knots;
    const int16_t *moved = demo->moved + day * demo->n_knots;
    double sigma_m = demo->options.sources[source].sigma_m;
    bool whole = demo->options.error_model == TRUCE_DEMO_ERROR_WHOLE;

    for (size_t k = 0; k < demo->n_knots; k++) {
        double e_m = sigma_m * field(demo, source, demo->s_km[k], whole ? (int)day : moved[k]);
        out_km[k] = u_km[k] + e_m / normal_m_per_km(demo, u_km, k);
    }
}

/* how far a knot moved forward within some days */
static double advance_km(const struct truce_demo *demo, size_t day, size_t knot, size_t days)
{
    size_t before = day > days ? day - days : 0;
    return demo->u_km[day * demo->n_knots + knot] - demo->u_km[before * demo->n_knots + knot];
}

/* band between low[i] and low[i] + width[i] over the drawn knots a..b, which have a width; the knots
 * beside them close it */
static enum truce_status add_band(const struct truce_demo *demo, int stride, const double *low,
                                  const double *width, size_t a, size_t b, struct truce_multipolygon *out,
                                  struct truce_err *err)
{
    size_t m = 0, step = (size_t)stride;
    struct truce_lonlat *ring = calloc(2 * (b - a) + 6, sizeof *ring);
    if (ring == NULL)
        return truce_fail(err, TRUCE_ERR_MEMORY, "no memory for a band");
    for (size_t i = a - 1; i <= b + 1; i++)
        ring[m++] = truce_demo_at(&demo->frame, (struct truce_demo_su){demo->s_km[i * step], low[i * step]});
    for (size_t i = b + 1; i-- > a;)
        ring[m++] = truce_demo_at(
            &demo->frame, (struct truce_demo_su){demo->s_km[i * step], low[i * step] + width[i * step]});
    enum truce_status status = truce_multipolygon_add_ring(out, ring, m, false, err);
    free(ring);
    return status;
}

static enum truce_status add_bands(const struct truce_demo *demo, int stride, const double *low,
                                   const double *width, struct truce_multipolygon *out, struct truce_err *err)
{
    size_t step = (size_t)stride, n = (demo->n_knots - 1) / step + 1;
    enum truce_status status = TRUCE_OK;

    for (size_t a = 1; a + 1 < n && status == TRUCE_OK; a++) {
        size_t b = a;
        if (width[a * step] <= 0.0)
            continue;
        while (b + 2 < n && width[(b + 1) * step] > 0.0)
            b++;
        status = add_band(demo, stride, low, width, a, b, out, err);
        a = b + 1;
    }
    return status;
}

static enum truce_status coded_layers(const struct truce_demo *demo, int source, size_t day, double *line_km,
                                      double *width_km, struct truce_control_map *map, struct truce_err *err)
{
    int stride = demo->options.sources[source].stride;

    for (size_t k = 0; k < demo->n_knots; k++) {
        double moved = fabs(advance_km(demo, day, k, GREY_DAYS));
        width_km[k] = moved < LEAST_KM ? 0.0 : fmin(0.8 * moved, GREY_MOST_KM);
    }
    enum truce_status status =
        add_bands(demo, stride, line_km, width_km, &map->layer[TRUCE_CONTROL_CONTESTED], err);
    for (size_t k = 0; k < demo->n_knots; k++) {
        double moved = advance_km(demo, day, k, CLAIM_DAYS);
        line_km[k] += width_km[k];
        width_km[k] = moved < 2 * LEAST_KM ? 0.0 : fmin(0.3 + 0.6 * moved, CLAIM_MOST_KM);
    }
    if (status == TRUCE_OK)
        status = add_bands(demo, stride, line_km, width_km, &map->layer[TRUCE_CONTROL_CLAIMED], err);
    return status;
}

enum truce_status truce_demo_map(const struct truce_demo *demo, int source, size_t i,
                                 struct truce_control_map *map, struct truce_err *err)
{
    const struct truce_demo_shown *shown = &demo->shown[source];
    size_t day = (size_t)(shown->days[i].n - truce_demo_first_day(demo).n);
    struct truce_control_map made;
    enum truce_status status = TRUCE_OK;
    double *line_km = calloc(demo->n_knots, sizeof *line_km),
           *width_km = calloc(demo->n_knots, sizeof *width_km);

    truce_control_map_init(&made);
    made.day = shown->days[i];
    if (line_km == NULL || width_km == NULL) {
        status = truce_fail(err, TRUCE_ERR_MEMORY, "no memory for a map");
        goto done;
    }
    survey(demo, source, day, line_km);
    struct truce_demo_line line = {line_km, demo->options.sources[source].stride, i == shown->half_empty};
    status = truce_demo_close_line(demo, &line, &made.layer[TRUCE_CONTROL_HELD], err);
    if (status == TRUCE_OK && demo->options.sources[source].coded && !line.half)
        status = coded_layers(demo, source, day, line_km, width_km, &made, err);
    if (status != TRUCE_OK)
        goto done;
    for (int s = 0; s < TRUCE_CONTROL_STATUSES; s++)
        truce_multipolygon_orient(&made.layer[s]);
    truce_control_map_fini(map);
    *map = made;
    truce_control_map_init(&made);
done:
    truce_control_map_fini(&made);
    free(line_km);
    free(width_km);
    return status;
}

static enum truce_status load(void *context, size_t i, struct truce_control_map *map,
                              struct truce_notes *notes, struct truce_err *err)
{
    const struct truce_demo_shown *shown = context;
    (void)notes;
    return truce_demo_map(shown->demo, shown->source, i, map, err);
}

void truce_demo_cursor(const struct truce_demo *demo, int source, struct truce_control_days *out)
{
    const struct truce_demo_shown *shown = &demo->shown[source];
    /* load gives the context back as const; the interface has no const there */
    *out = (struct truce_control_days){&demo->sources[source],   shown->days, shown->names, shown->n,
                                       (void *)(uintptr_t)shown, load};
}

/* Is a day missing from a source?  The last day of a claim and four others. */
static bool is_missing(const struct truce_demo *demo, int source, int day)
{
    if (!demo->options.blemishes || demo->options.sources[source].every_days != 1)
        return false;
    if (day == truce_demo_period(demo, TRUCE_DEMO_LATE_END))
        return true;
    for (uint64_t i = 1; i < MISSING_DAYS; i++) {
        double share =
            truce_demo_between(demo, TRUCE_DEMO_STREAM_BLEMISHES, i, 0.2 * (double)i, 0.2 * (double)i + 0.15);
        if (day == (int)(share * demo->options.days))
            return true;
    }
    return false;
}

static enum truce_status file_name(struct truce_demo *demo, int source, struct truce_day shown,
                                   const char **out, struct truce_err *err)
{
    char text[64], iso[TRUCE_DAY_TEXT];
    struct truce_day file = {shown.n - demo->options.sources[source].shows_day_offset};
    int year, month, day;

    truce_day_format(file, iso);
    truce_day_to_civil(file, &year, &month, &day);
    if (demo->options.sources[source].coded)
        snprintf(text, sizeof text, "%s_%s.geojson", demo->sources[source].id, iso);
    else
        snprintf(text, sizeof text, "%s_%04d%02d%02d.geojson", demo->sources[source].id, year, month, day);
    return truce_arena_copy(&demo->arena, truce_text_view(text), out, err);
}

static enum truce_status list_days(struct truce_demo *demo, int source, struct truce_err *err)
{
    struct truce_demo_shown *shown = &demo->shown[source];
    int every = demo->options.sources[source].every_days;
    size_t room = (size_t)demo->options.days / (size_t)every + 1;
    void *days, *names;
    enum truce_status status = truce_arena_alloc(&demo->arena, room * sizeof *shown->days, &days, err);

    if (status == TRUCE_OK)
        status = truce_arena_alloc(&demo->arena, room * sizeof *shown->names, &names, err);
    if (status != TRUCE_OK)
        return status;
    *shown = (struct truce_demo_shown){
        .days = days, .names = names, .half_empty = SIZE_MAX, .demo = demo, .source = source};
    for (int day = 0; day < demo->options.days; day += every) {
        if (is_missing(demo, source, day))
            continue;
        shown->days[shown->n].n = truce_demo_first_day(demo).n + day;
        if ((status = file_name(demo, source, shown->days[shown->n], &shown->names[shown->n], err)) !=
            TRUCE_OK)
            return status;
        shown->n++;
    }
    if (demo->options.blemishes && demo->options.sources[source].coded && shown->n > 8) {
        /* away from the ends, so that it has neighbours on both sides */
        double share = truce_demo_between(demo, TRUCE_DEMO_STREAM_BLEMISHES, 100, 0.3, 0.7);
        shown->half_empty = (size_t)(share * (double)shown->n);
        shown->impossible = "2202-02-02";
    }
    return TRUCE_OK;
}

enum truce_status truce_demo_make_sources(struct truce_demo *demo, struct truce_err *err)
{
    static const struct truce_source about[TRUCE_DEMO_SOURCES] = {
        {.id = "north-desk",
         .title = "North Desk, daily map (fictional)",
         .publisher = "North Desk (fictional)"},
        {.id = "atlas", .title = "Atlas of Lines (fictional)", .publisher = "Atlas of Lines (fictional)"},
    };
    enum truce_status status = TRUCE_OK;

    for (int i = 0; i < TRUCE_DEMO_SOURCES && status == TRUCE_OK; i++) {
        const struct truce_demo_source_options *options = &demo->options.sources[i];
        struct truce_source *source = &demo->sources[i];
        *source = about[i];
        source->url = "";
        source->licence = "CC0-1.0";
        source->party = demo->party;
        source->has_status[TRUCE_CONTROL_HELD] = true;
        source->has_status[TRUCE_CONTROL_CLAIMED] = options->coded;
        source->has_status[TRUCE_CONTROL_CONTESTED] = options->coded;
        source->shows_day_offset = options->shows_day_offset;
        source->sigma_m = options->sigma_m;
        source->sigma_basis = "known: the generator draws its errors with this sigma";
        source->suspect_ratio = 0.02;
        status = list_days(demo, i, err);
    }
    return status;
}
