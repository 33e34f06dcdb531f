/*
 * The module truce_gdal.so: what GDAL reads, as the text of GeoJSON features.
 *
 * One idea: text is the narrowest door.  Between the module and the program there is one struct of two
 * functions and no type of either side, and the features pass the same checks as those of a GeoJSON file.
 * Coordinates are written so that they read back as the same doubles.
 *
 * Stands alone: it is linked with GDAL only, and not with libtruce.  Source: gdal.org, OGR C API (ogr_api.h).
 */
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cpl_conv.h>
#include <cpl_error.h>
#include <cpl_string.h>
#include <gdal.h>
#include <ogr_api.h>
#include <ogr_srs_api.h>

#include "sources/gdal_door.h"

extern const struct truce_gdal_module truce_gdal_module;

struct text {
    char *at;
    size_t len, size;
    bool failed;
};

static void add(struct text *t, const char *bytes, size_t n)
{
    if (!t->failed && t->len + n > t->size) {
        size_t size = t->size + t->size / 2 + n;
        char *grown = realloc(t->at, size);
        t->failed = grown == NULL;
        t->at = grown != NULL ? grown : t->at;
        t->size = grown != NULL ? size : t->size;
    }
    if (t->failed)
        return;
    memcpy(t->at + t->len, bytes, n);
    t->len += n;
}

static void put(struct text *t, const char *s)
{
    add(t, s, strlen(s));
}

/* The fewest of 15 or 17 digits that give the same double again; CPLsnprintf does not look at the locale. */
static void put_number(struct text *t, double value)
{
    char digits[40];

    if (!isfinite(value)) {
        put(t, "null");
        return;
    }
    CPLsnprintf(digits, sizeof digits, "%.15g", value);
    if (CPLAtof(digits) != value)
        CPLsnprintf(digits, sizeof digits, "%.17g", value);
    put(t, digits);
}

static void put_string(struct text *t, const char *s)
{
    char *ascii = CPLIsUTF8(s, -1) ? NULL : CPLForceToASCII(s, -1, '?');
    char escaped[8];

    add(t, "\"", 1);
    for (const char *p = ascii != NULL ? ascii : s; *p != '\0'; p++) {
        if (*p == '"' || *p == '\\')
            add(t, "\\", 1);
        if ((unsigned char)*p >= 0x20) {
            add(t, p, 1);
            continue;
        }
        snprintf(escaped, sizeof escaped, "\\u%04x", (unsigned)(unsigned char)*p);
        put(t, escaped);
    }
    add(t, "\"", 1);
    CPLFree(ascii);
}

static void put_position(struct text *t, OGRGeometryH g, int i)
{
    put(t, "[");
    put_number(t, OGR_G_GetX(g, i));
    put(t, ",");
    put_number(t, OGR_G_GetY(g, i));
    put(t, "]");
}

static void put_ring(struct text *t, OGRGeometryH ring)
{
    int n = OGR_G_GetPointCount(ring);
    put(t, "[");
    for (int i = 0; i < n; i++) {
        put(t, i > 0 ? "," : "");
        put_position(t, ring, i);
    }
    put(t, "]");
}

static void put_polygon(struct text *t, OGRGeometryH polygon)
{
    int n = OGR_G_GetGeometryCount(polygon);
    put(t, "[");
    for (int i = 0; i < n; i++) {
        put(t, i > 0 ? "," : "");
        put_ring(t, OGR_G_GetGeometryRef(polygon, i));
    }
    put(t, "]");
}

/* A geometry without curves.  Of lines only the type is given: nothing reads them. */
static void put_geometry(struct text *t, OGRGeometryH g, int depth)
{
    OGRwkbGeometryType type = wkbFlatten(OGR_G_GetGeometryType(g));
    int n = OGR_G_GetGeometryCount(g);
    bool polygons = type == wkbMultiPolygon || type == wkbPolyhedralSurface || type == wkbTIN;

    if (type == wkbPoint) {
        put(t, "{\"type\":\"Point\",\"coordinates\":");
        if (OGR_G_IsEmpty(g))
            put(t, "[]");
        else
            put_position(t, g, 0);
    } else if (type == wkbPolygon || type == wkbTriangle) {
        put(t, "{\"type\":\"Polygon\",\"coordinates\":");
        put_polygon(t, g);
    } else if (polygons || (type == wkbGeometryCollection && depth < 16)) {
        put(t, polygons ? "{\"type\":\"MultiPolygon\",\"coordinates\":["
                        : "{\"type\":\"GeometryCollection\",\"geometries\":[");
        for (int i = 0; i < n; i++) {
            put(t, i > 0 ? "," : "");
            if (polygons)
                put_polygon(t, OGR_G_GetGeometryRef(g, i));
            else
                put_geometry(t, OGR_G_GetGeometryRef(g, i), depth + 1);
        }
        put(t, "]");
    } else {
        put(t, type == wkbMultiPoint ? "{\"type\":\"MultiPoint\",\"coordinates\":[]"
                                     : "{\"type\":\"LineString\",\"coordinates\":[]");
    }
    put(t, "}");
}

static void put_field(struct text *t, OGRFeatureH feature, int i)
{
    OGRFieldDefnH field = OGR_F_GetFieldDefnRef(feature, i);

    put_string(t, OGR_Fld_GetNameRef(field));
    put(t, ":");
    if (!OGR_F_IsFieldSetAndNotNull(feature, i))
        put(t, "null");
    else if (OGR_Fld_GetType(field) == OFTReal)
        put_number(t, OGR_F_GetFieldAsDouble(feature, i));
    else if (OGR_Fld_GetType(field) == OFTInteger || OGR_Fld_GetType(field) == OFTInteger64)
        put(t, OGR_F_GetFieldAsString(feature, i));
    else
        put_string(t, OGR_F_GetFieldAsString(feature, i));
}

/* False when the geometry cannot be brought to longitude and latitude. */
static bool put_feature(struct text *t, OGRFeatureH feature, OGRCoordinateTransformationH to_lonlat)
{
    OGRGeometryH drawn = OGR_F_GetGeometryRef(feature), g = NULL;
    int n = OGR_F_GetFieldCount(feature);

    t->len = 0;
    put(t, "{\"type\":\"Feature\",\"properties\":{");
    for (int i = 0; i < n; i++) {
        put(t, i > 0 ? "," : "");
        put_field(t, feature, i);
    }
    put(t, "},\"geometry\":");
    if (drawn == NULL) {
        put(t, "null}");
        return true;
    }
    g = OGR_G_GetLinearGeometry(drawn, 0, NULL);
    bool ok = g != NULL && (to_lonlat == NULL || OGR_G_Transform(g, to_lonlat) == OGRERR_NONE);
    if (ok)
        put_geometry(t, g, 0);
    put(t, "}");
    OGR_G_DestroyGeometry(g);
    return ok;
}

/* NULL and *failed false when the layer is in longitude and latitude already, or says nothing. */
static OGRCoordinateTransformationH transformation(OGRLayerH layer, bool *failed)
{
    OGRSpatialReferenceH from = OGR_L_GetSpatialRef(layer);
    OGRCoordinateTransformationH found = NULL;

    *failed = false;
    if (from == NULL)
        return NULL;
    OGRSpatialReferenceH to = OSRNewSpatialReference(NULL);
    OSRSetWellKnownGeogCS(to, "WGS84");
    OSRSetAxisMappingStrategy(to, OAMS_TRADITIONAL_GIS_ORDER);
    if (!OSRIsSame(from, to)) {
        found = OCTNewCoordinateTransformation(from, to);
        *failed = found == NULL;
    }
    OSRDestroySpatialReference(to);
    return found;
}

static void say(char *message, size_t size, const char *what)
{
    const char *why = CPLGetLastErrorMsg();
    snprintf(message, size, "%s%s%s", what, why[0] != '\0' ? ": " : "", why);
}

enum outcome {
    ALL_READ,
    ENDED, /* emit wants no more */
    FAILED,
};

static enum outcome read_layer(OGRLayerH layer, int (*emit)(void *context, const char *bytes, size_t n),
                               void *context, char *message, size_t message_size)
{
    struct text text = {NULL, 0, 0, false};
    enum outcome outcome = ALL_READ;
    bool failed;
    OGRFeatureH feature;

    CPLErrorReset();
    OGRCoordinateTransformationH to_lonlat = transformation(layer, &failed);
    if (failed) {
        say(message, message_size, "its coordinate system cannot be brought to longitude and latitude");
        return FAILED;
    }
    OGR_L_ResetReading(layer);
    while (outcome == ALL_READ && (feature = OGR_L_GetNextFeature(layer)) != NULL) {
        bool ok = put_feature(&text, feature, to_lonlat);
        OGR_F_Destroy(feature);
        if (!ok || text.failed) {
            say(message, message_size,
                ok ? "no memory" : "a geometry cannot be brought to longitude and latitude");
            outcome = FAILED;
        } else if (emit(context, text.at, text.len) != 0) {
            outcome = ENDED;
        }
    }
    if (outcome == ALL_READ && CPLGetLastErrorType() >= CE_Failure) {
        say(message, message_size, "reading stopped");
        outcome = FAILED;
    }
    free(text.at);
    OCTDestroyCoordinateTransformation(to_lonlat);
    return outcome;
}

static int read_file(const char *path, int (*emit)(void *context, const char *bytes, size_t n), void *context,
                     char *message, size_t message_size)
{
    static const char *const drivers[] = {"GPKG", "ESRI Shapefile", "LIBKML", "KML", "FlatGeobuf", NULL};
    enum outcome outcome = ALL_READ;

    CPLPushErrorHandler(CPLQuietErrorHandler);
    if (GDALGetDriverCount() == 0)
        GDALAllRegister();
    CPLErrorReset();
    GDALDatasetH file =
        GDALOpenEx(path, GDAL_OF_VECTOR | GDAL_OF_READONLY | GDAL_OF_VERBOSE_ERROR, drivers, NULL, NULL);
    if (file == NULL) {
        say(message, message_size, "cannot open");
        outcome = FAILED;
    }
    int n = file != NULL ? GDALDatasetGetLayerCount(file) : 0;
    for (int i = 0; i < n && outcome == ALL_READ; i++) {
        OGRLayerH layer = GDALDatasetGetLayer(file, i);
        if (layer != NULL && OGR_L_GetGeomType(layer) != wkbNone)
            outcome = read_layer(layer, emit, context, message, message_size);
    }
    if (file != NULL)
        GDALClose(file);
    CPLPopErrorHandler();
    return outcome == FAILED;
}

static const char *version(void)
{
    return GDALVersionInfo("RELEASE_NAME");
}

const struct truce_gdal_module truce_gdal_module = {TRUCE_GDAL_ABI, version, read_file};
