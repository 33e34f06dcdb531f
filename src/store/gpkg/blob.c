/*
 * GeoPackage geometry blobs.
 *
 * One idea: always little-endian, so that the bytes do not depend on the machine.
 * Layout: "GP", version 0, flags (bit 0 little-endian, bits 1-3 kind of envelope, bit 4 empty), srs_id int32, envelope minx maxx
 * miny maxy, then WKB.  Source: OGC 12-128r17, clause 2.1.3.
 */
#include "store/gpkg/blob.h"

#include <math.h>
#include <string.h>

enum {
    HEADER = 8,
    ENVELOPE = 32,
    FLAG_LITTLE = 0x01,
    FLAG_ENVELOPE_XY = 0x02,
    FLAG_EMPTY = 0x10,
    WKB_POINT = 1,
    WKB_POLYGON = 3,
    WKB_MULTIPOLYGON = 6,
};

static void put_u32(struct truce_buf *out, uint32_t value)
{
    for (int i = 0; i < 4; i++)
        truce_buf_putc(out, (char)(unsigned char)(value >> (8 * i)));
}

static void put_double(struct truce_buf *out, double value)
{
    uint64_t bits;

    memcpy(&bits, &value, sizeof bits);
    for (int i = 0; i < 8; i++)
        truce_buf_putc(out, (char)(unsigned char)(bits >> (8 * i)));
}

static double get_double(const unsigned char *at)
{
    uint64_t bits = 0;
    double value;

    for (int i = 7; i >= 0; i--)
        bits = bits << 8 | at[i];
    memcpy(&value, &bits, sizeof value);
    return value;
}

static void put_header(struct truce_buf *out, int flags)
{
    truce_buf_puts(out, "GP");
    truce_buf_putc(out, '\0');
    truce_buf_putc(out, (char)(FLAG_LITTLE | flags));
    put_u32(out, TRUCE_GPKG_SRS);
}

static void put_wkb(struct truce_buf *out, uint32_t type)
{
    truce_buf_putc(out, 1);
    put_u32(out, type);
}

void truce_gpkg_blob_point(struct truce_buf *out, struct truce_lonlat p)
{
    put_header(out, 0);
    put_wkb(out, WKB_POINT);
    put_double(out, p.lon_deg);
    put_double(out, p.lat_deg);
}

static void put_ring(struct truce_buf *out, const struct truce_lonlat *points, size_t n)
{
    put_u32(out, (uint32_t)n + 1);
    for (size_t i = 0; i <= n; i++) {
        put_double(out, points[i % n].lon_deg);
        put_double(out, points[i % n].lat_deg);
    }
}

void truce_gpkg_blob_shape(struct truce_buf *out, const struct truce_multipolygon *shape)
{
    struct truce_box box = truce_multipolygon_box(shape);
    bool empty = shape->n_polygons == 0;

    put_header(out, empty ? FLAG_EMPTY : FLAG_ENVELOPE_XY);
    if (!empty) {
        put_double(out, box.min.lon_deg);
        put_double(out, box.max.lon_deg);
        put_double(out, box.min.lat_deg);
        put_double(out, box.max.lat_deg);
    }
    put_wkb(out, WKB_MULTIPOLYGON);
    put_u32(out, (uint32_t)shape->n_polygons);
    for (size_t r = 0; r < shape->n_rings; r++) {
        size_t end = r + 1;
        if (!shape->rings[r].hole) {
            while (end < shape->n_rings && shape->rings[end].hole)
                end++;
            put_wkb(out, WKB_POLYGON);
            put_u32(out, (uint32_t)(end - r));
        }
        put_ring(out, shape->points + shape->rings[r].first, shape->rings[r].n);
    }
}

static bool is_blob(const unsigned char *at, size_t n)
{
    return at != NULL && n >= HEADER && at[0] == 'G' && at[1] == 'P' && at[2] == 0 &&
           (at[3] & FLAG_LITTLE) != 0;
}

bool truce_gpkg_blob_box(const void *blob, size_t n, struct truce_box *box)
{
    const unsigned char *at = blob;

    if (!is_blob(at, n) || truce_gpkg_blob_is_empty(blob, n))
        return false;
    if ((at[3] & 0x0E) == FLAG_ENVELOPE_XY && n >= HEADER + ENVELOPE) {
        box->min.lon_deg = get_double(at + HEADER);
        box->max.lon_deg = get_double(at + HEADER + 8);
        box->min.lat_deg = get_double(at + HEADER + 16);
        box->max.lat_deg = get_double(at + HEADER + 24);
        return true;
    }
    if ((at[3] & 0x0E) != 0 || n < HEADER + 21 || at[HEADER] != 1 || at[HEADER + 1] != WKB_POINT)
        return false;
    box->min.lon_deg = box->max.lon_deg = get_double(at + HEADER + 5);
    box->min.lat_deg = box->max.lat_deg = get_double(at + HEADER + 13);
    return true;
}

bool truce_gpkg_blob_is_empty(const void *blob, size_t n)
{
    const unsigned char *at = blob;

    if (!is_blob(at, n))
        return false;
    if ((at[3] & FLAG_EMPTY) != 0)
        return true;
    return (at[3] & 0x0E) == 0 && n >= HEADER + 21 && at[HEADER + 1] == WKB_POINT &&
           isnan(get_double(at + HEADER + 5));
}
