/*
 * The peer of bench/screen: OGR reads the CSV, GEOS (prepared zones in an STRtree) says which zones hold each event.
 * Usage: screen_peer EVENTS.csv ZONES.geojson; prints "zone class count" of intersecting pairs.
 */
#include <geos_c.h>
#include <ogr_api.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ZONES = 1000, CLASSES = 3 };
static const char *const classes[CLASSES] = {"drone", "movement", "shelling"};

struct work {
    const GEOSPreparedGeometry *zones[ZONES];
    GEOSGeometry *point;
    long counts[ZONES][CLASSES];
    int class;
};

static void meet(void *item, void *data)
{
    struct work *work = data;
    size_t zone = (size_t)item - 1;
    work->counts[zone][work->class] += GEOSPreparedIntersects(work->zones[zone], work->point) == 1;
}

int main(int argc, char **argv)
{
    static struct work work;
    int n = 0;
    OGRFeatureH f;

    if (argc != 3)
        return 64;
    initGEOS(NULL, NULL);
    OGRRegisterAll();
    GEOSSTRtree *tree = GEOSSTRtree_create(10);
    OGRDataSourceH zones = OGROpen(argv[2], 0, NULL), events = OGROpen(argv[1], 0, NULL);
    if (zones == NULL || events == NULL)
        return 66;
    for (OGRLayerH layer = OGR_DS_GetLayer(zones, 0); n < ZONES && (f = OGR_L_GetNextFeature(layer)) != NULL;
         n++) {
        OGRGeometryH g = OGR_F_GetGeometryRef(f);
        size_t size = (size_t)OGR_G_WkbSize(g);
        unsigned char *wkb = malloc(size);
        OGR_G_ExportToWkb(g, wkbNDR, wkb);
        GEOSGeometry *shape = GEOSGeomFromWKB_buf(wkb, size);
        work.zones[n] = GEOSPrepare(shape);
        GEOSSTRtree_insert(tree, shape, (void *)((size_t)n + 1));
        free(wkb);
        OGR_F_Destroy(f);
    }
    OGRLayerH layer = OGR_DS_GetLayer(events, 0);
    OGRFeatureDefnH d = OGR_L_GetLayerDefn(layer);
    int lon = OGR_FD_GetFieldIndex(d, "lon"), lat = OGR_FD_GetFieldIndex(d, "lat"),
        kind = OGR_FD_GetFieldIndex(d, "class");
    while ((f = OGR_L_GetNextFeature(layer)) != NULL) {
        const char *name = OGR_F_GetFieldAsString(f, kind);
        for (work.class = 0; work.class < CLASSES - 1 && strcmp(classes[work.class], name) != 0;)
            work.class ++;
        work.point =
            GEOSGeom_createPointFromXY(OGR_F_GetFieldAsDouble(f, lon), OGR_F_GetFieldAsDouble(f, lat));
        GEOSSTRtree_query(tree, work.point, meet, &work);
        GEOSGeom_destroy(work.point);
        OGR_F_Destroy(f);
    }
    for (int i = 0; i < n; i++)
        for (int c = 0; c < CLASSES; c++)
            if (work.counts[i][c] > 0)
                printf("z%d %s %ld\n", i, classes[c], work.counts[i][c]);
    return 0;
}
