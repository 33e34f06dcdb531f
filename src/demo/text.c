/*
 * The bytes of the files: GeoJSON, CSV, YAML.  Coordinates have seven decimals (about a centimetre), as in
 * memory.
 */
#include "demo/internal.h"

#include <math.h>

/* a fixed-point number with seven decimals; printf would be most of the time of a run */
static void put_degrees(struct truce_buf *out, double degrees)
{
    char digits[24];
    size_t n = sizeof digits;
    long long units = llround(degrees * 1e7);
    unsigned long long rest = units < 0 ? (unsigned long long)-units : (unsigned long long)units;

    for (int i = 0; i < 7 || rest > 0 || i == 7; i++) {
        if (i == 7)
            digits[--n] = '.';
        digits[--n] = (char)('0' + rest % 10);
        rest /= 10;
    }
    if (units < 0)
        digits[--n] = '-';
    truce_buf_add(out, digits + n, sizeof digits - n);
}

static void put_ring(struct truce_buf *out, const struct truce_lonlat *points, size_t n)
{
    truce_buf_putc(out, '[');
    for (size_t i = 0; i <= n; i++) {
        truce_buf_puts(out, i > 0 ? ",[" : "[");
        put_degrees(out, points[i % n].lon_deg);
        truce_buf_putc(out, ',');
        put_degrees(out, points[i % n].lat_deg);
        truce_buf_putc(out, ']');
    }
    truce_buf_putc(out, ']');
}

static void put_multipolygon(struct truce_buf *out, const struct truce_multipolygon *shape)
{
    truce_buf_puts(out, "{\"type\":\"MultiPolygon\",\"coordinates\":[");
    for (size_t i = 0; i < shape->n_rings; i++) {
        const struct truce_ring *ring = &shape->rings[i];
        if (i > 0)
            truce_buf_puts(out, ring->hole ? "," : "],");
        if (!ring->hole)
            truce_buf_putc(out, '[');
        put_ring(out, shape->points + ring->first, ring->n);
    }
    truce_buf_puts(out, shape->n_rings > 0 ? "]]}" : "]}");
}

void truce_demo_put_map(const struct truce_demo *demo, int source, const struct truce_control_map *map,
                        struct truce_buf *out)
{
    bool coded = demo->options.sources[source].coded, first = true;

    truce_buf_puts(out, "{\"type\":\"FeatureCollection\",\"features\":[");
    for (int s = 0; s < TRUCE_CONTROL_STATUSES; s++) {
        if (map->layer[s].n_rings == 0)
            continue;
        truce_buf_puts(out, first ? "\n{\"type\":\"Feature\",\"properties\":{"
                                  : ",\n{\"type\":\"Feature\",\"properties\":{");
        if (coded)
            truce_buf_printf(out, "\"status\":\"%s\"",
                             truce_control_status_name((enum truce_control_status)s));
        truce_buf_puts(out, "},\"geometry\":");
        put_multipolygon(out, &map->layer[s]);
        truce_buf_putc(out, '}');
        first = false;
    }
    truce_buf_puts(out, "\n]}\n");
}

void truce_demo_put_description(const struct truce_demo *demo, int source, struct truce_buf *out)
{
    const struct truce_source *about = &demo->sources[source];
    const struct truce_demo_source_options *options = &demo->options.sources[source];

    truce_buf_puts(
        out,
        "# Made by `truce demo`; nothing here is real.  Format: docs/formats/source.md.\ntruce: \"1\"\n");
    truce_buf_printf(out, "source: %s\ntitle: \"%s\"\npublisher: \"%s\"\nlicence: %s\nparty: %s\n", about->id,
                     about->title, about->publisher, about->licence, about->party);
    truce_buf_printf(out, "files: \"%s_%s.geojson\"\nformat: geojson\nshows: %s\n", about->id,
                     options->coded ? "{YYYY-MM-DD}" : "{YYYYMMDD}",
                     about->shows_day_offset == 0 ? "same day" : "day before");
    truce_buf_printf(out, "accuracy:\n  sigma_m: \"%.0f\"\n  basis: \"%s\"\n", about->sigma_m,
                     about->sigma_basis);
    if (options->coded)
        truce_buf_puts(out, "status:\n  property: status\n  values:\n    held: held\n    claimed: claimed\n"
                            "    contested: contested\n  otherwise: refuse\n");
}

void truce_demo_put_places(const struct truce_demo *demo, struct truce_buf *out)
{
    truce_buf_puts(out, "name,alternative_name,kind,region,lat,lon\n");
    for (size_t i = 0; i < demo->places.n; i++) {
        const struct truce_place *place = &demo->places.items[i];
        truce_buf_printf(out, "%s,%s,%s,%s,%.6f,%.6f\n", place->name, place->others[0], place->kind,
                         place->region, place->at.lat_deg, place->at.lon_deg);
    }
}

void truce_demo_put_regions(const struct truce_demo *demo, struct truce_buf *out)
{
    truce_buf_puts(out, "{\"type\":\"FeatureCollection\",\"features\":[");
    for (size_t i = 0; i < demo->regions.n; i++) {
        const struct truce_region *region = &demo->regions.items[i];
        truce_buf_printf(out,
                         "%s\n{\"type\":\"Feature\",\"properties\":{\"name\":\"%s\",\"alternative_name\":\"%"
                         "s\",\"country\":\"%s\"},"
                         "\"geometry\":",
                         i > 0 ? "," : "", region->name, region->others[0], demo->country);
        put_multipolygon(out, &region->area);
        truce_buf_putc(out, '}');
    }
    truce_buf_puts(out, "\n]}\n");
}

void truce_demo_put_land(const struct truce_demo *demo, struct truce_buf *out)
{
    truce_buf_printf(out,
                     "{\"type\":\"FeatureCollection\",\"features\":[\n{\"type\":\"Feature\",\"properties\":{"
                     "\"name\":\"%s\"},"
                     "\"geometry\":{\"type\":\"Polygon\",\"coordinates\":[",
                     demo->country);
    put_ring(out, demo->outline, demo->n_outline);
    truce_buf_printf(
        out,
        "]}},\n{\"type\":\"Feature\",\"properties\":{\"name\":\"%s\"},\"geometry\":{\"type\":\"Polygon\","
        "\"coordinates\":[",
        demo->party);
    put_ring(out, demo->neighbour, demo->n_neighbour);
    truce_buf_puts(out, "]}}\n]}\n");
}

/* ---- claims.yaml ---- */

static void put_day(struct truce_buf *out, const char *before, struct truce_day day)
{
    char text[TRUCE_DAY_TEXT];
    truce_day_format(day, text);
    truce_buf_printf(out, "%s\"%s\"", before, text);
}

static void put_list(struct truce_buf *out, const char *before, const char *const *words, size_t n)
{
    truce_buf_puts(out, before);
    for (size_t i = 0; i < n; i++)
        truce_buf_printf(out, "%s%s", i > 0 ? ", " : "[", words[i]);
    truce_buf_putc(out, ']');
}

static void put_quantity(struct truce_buf *out, const struct truce_claim *claim)
{
    const char *key = claim->quantity == TRUCE_QUANTITY_AREA     ? "area_km2"
                      : claim->quantity == TRUCE_QUANTITY_PLACES ? "places"
                                                                 : "place";

    truce_buf_printf(out, "    quantity: {%s: \"%s\", sense: %s", key, claim->value_text,
                     truce_sense_name(claim->sense));
    if (claim->sense == TRUCE_SENSE_HELD)
        put_day(out, ", on: ", claim->to);
    if (claim->n_kinds > 0)
        put_list(out, ", kinds: ", claim->kinds, claim->n_kinds);
    truce_buf_puts(out, "}\n");
}

static void put_claim(struct truce_buf *out, const struct truce_claim *claim)
{
    truce_buf_printf(out, "  - id: %s\n    by: \"%s\"\n", claim->id, claim->by);
    put_day(out, "    said: ", claim->said);
    truce_buf_printf(out, "\n    source: {title: \"%s\"}\n    party: %s\n", claim->source_title,
                     claim->party);
    if (claim->sense != TRUCE_SENSE_HELD) {
        put_day(out, "    period: {from: ", claim->from);
        put_day(out, ", to: ", claim->to);
        truce_buf_puts(out, "}\n");
    }
    if (claim->n_regions > 0) {
        put_list(out, "    where: {regions: ", claim->regions, claim->n_regions);
        truce_buf_puts(out, "}\n");
    } else if (claim->quantity != TRUCE_QUANTITY_PLACE) {
        truce_buf_printf(out, "    where: {country: %s}\n", claim->country);
    }
    put_quantity(out, claim);
    for (size_t i = 0; i < claim->n_variants; i++)
        truce_buf_printf(out, "%s      - {%s: \"%s\", as_reported_by: \"%s\"}\n",
                         i == 0 ? "    variants:\n" : "",
                         claim->quantity == TRUCE_QUANTITY_AREA ? "area_km2" : "places",
                         claim->variants[i].value_text, claim->variants[i].reported_by);
}

void truce_demo_put_claims(const struct truce_demo *demo, struct truce_buf *out)
{
    truce_buf_printf(
        out,
        "# Claims about a conflict that does not exist, between %s and %s.\n"
        "# Some are true and some are not; truth.json says which.  Format: docs/formats/claims.md.\n"
        "truce: \"1\"\nclaims:\n",
        demo->party, demo->country);
    for (size_t i = 0; i < demo->claims.n; i++)
        put_claim(out, &demo->claims.items[i]);
    truce_buf_puts(out, "published:\n");
    for (size_t i = 0; i < demo->claims.n_published; i++) {
        const struct truce_published *published = &demo->claims.published[i];
        truce_buf_printf(out, "  - by: \"%s\"\n", published->by);
        put_day(out, "    said: ", published->said);
        put_day(out, "\n    period: {from: ", published->from);
        put_day(out, ", to: ", published->to);
        truce_buf_printf(out, "}\n    area_km2: \"%.0f\"\n    counts: \"%s\"\n", published->area_km2,
                         published->counts);
    }
}
