/*
 * The GDAL module: KML in, the same checks as GeoJSON; and what is said when it is not there.
 */
#include "sources/reader_test.h"

#include "sources/gdal_door.h"
#include "sources/sources.h"

#define KML(placemarks)                                                                                      \
    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<kml "                                                      \
    "xmlns=\"http://www.opengis.net/kml/2.2\"><Document>" placemarks "</Document></kml>\n"
#define PLACEMARK(name, inside) "<Placemark><name>" name "</name>" inside "</Placemark>"
#define POLYGON(x0, x1)                                                                                      \
    "<Polygon><outerBoundaryIs><LinearRing><coordinates>" x0 ",48 " x1 ",48 " x1 ",49.1234567 " x0           \
    ",48</coordinates></LinearRing></outerBoundaryIs></Polygon>"

static int module_missing(void)
{
    char version[64];
    if (truce_gdal_version(version, sizeof version))
        return 0;
    print_message("skipped: this build has no GDAL module\n");
    return 1;
}

static void knows_its_files(void **state)
{
    (void)state;
    assert_true(truce_gdal_is_for("a/b.gpkg"));
    assert_true(truce_gdal_is_for("B.SHP"));
    assert_true(truce_gdal_is_for("x.kml"));
    assert_true(truce_gdal_is_for("x.fgb"));
    assert_false(truce_gdal_is_for(".shp"));
    assert_false(truce_gdal_is_for("x.geojson"));
    assert_false(truce_gdal_is_for("gpkg"));
}

static void reads_regions_from_kml(void **state)
{
    char folder[512], path[600];
    struct truce_regions regions;
    struct truce_notes notes;
    struct truce_err err;
    (void)state;
    if (module_missing())
        return;
    make_folder(folder, "gdal");
    write_file(folder, "r.kml",
               KML(PLACEMARK("B\xc3\xa4 &amp; \"C\"", POLYGON("36", "37")) PLACEMARK("A", POLYGON("38", "39"))
                       PLACEMARK("line", "<LineString><coordinates>1,1 2,2</coordinates></LineString>")));
    snprintf(path, sizeof path, "%s/r.kml", folder);
    truce_regions_init(&regions);
    truce_notes_init(&notes);
    if (truce_regions_read(path, &regions, &notes, &err) != TRUCE_OK)
        fail_msg("%s", err.text);
    assert_int_equal(regions.n, 2);
    assert_string_equal(regions.items[0].name, "A");
    assert_string_equal(regions.items[1].name, "B\xc3\xa4 & \"C\"");
    assert_int_equal(regions.items[1].area.n_points, 3);
    assert_true(regions.items[1].area.points[2].lat_deg == 49.1234567);
    assert_int_equal(noted(&notes, "r.kml: feature 3", "neither polygon nor point"), 1);
    truce_regions_fini(&regions);
    truce_notes_fini(&notes);
}

static void says_what_is_wrong(void **state)
{
    char folder[512], path[600];
    struct truce_regions regions;
    struct truce_err err;
    (void)state;
    truce_regions_init(&regions);
    assert_int_equal(truce_regions_read("/no/such/file.gpkg", &regions, NULL, &err), TRUCE_ERR_MISSING);
    make_folder(folder, "gdal-bad");
    write_file(folder, "bad.gpkg", "not a GeoPackage");
    write_file(folder, "far.kml", KML(PLACEMARK("A", POLYGON("36", "372"))));
    snprintf(path, sizeof path, "%s/bad.gpkg", folder);
    if (module_missing()) {
        assert_int_equal(truce_regions_read(path, &regions, NULL, &err), TRUCE_ERR_UNSUPPORTED);
        assert_error(&err, TRUCE_ERR_UNSUPPORTED, 0, 0, "libgdal");
        return;
    }
    assert_int_equal(truce_regions_read(path, &regions, NULL, &err), TRUCE_ERR_SYNTAX);
    assert_error(&err, TRUCE_ERR_SYNTAX, 0, 0, "GDAL cannot read it");
    assert_non_null(strstr(err.file, "bad.gpkg"));
    snprintf(path, sizeof path, "%s/far.kml", folder);
    assert_int_equal(truce_regions_read(path, &regions, NULL, &err), TRUCE_ERR_RANGE);
    assert_error(&err, TRUCE_ERR_RANGE, 0, 0, "feature 1: position 372, 48");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(knows_its_files),
        cmocka_unit_test(reads_regions_from_kml),
        cmocka_unit_test(says_what_is_wrong),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
