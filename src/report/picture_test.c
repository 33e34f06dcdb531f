/*
 * Pictures: every kind of file, same input same bytes, and that what must be seen is there.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "base/file.h"
#include "report/canvas.h"
#include "report/fictional_test.h"
#include "report/map_view.h"
#include "report/picture.h"

static char path_text[1024];

static const char *path_of(const char *name)
{
    snprintf(path_text, sizeof path_text, "%s/report_picture_test_%s", TRUCE_BUILD_DIR, name);
    return path_text;
}

static void read_back(const char *name, struct truce_buf *bytes)
{
    struct truce_err err;
    if (truce_file_read(path_of(name), TRUCE_FILE_MAX, bytes, &err) != TRUCE_OK)
        fail_msg("%s", err.text);
}

static void same_claim_same_bytes(void **state)
{
    static const char *const names[][2] = {{"a.png", "b.png"}, {"a.svg", "b.svg"}, {"a.pdf", "b.pdf"}};
    static const char *const magic[] = {"\x89PNG", "<?xml", "%PDF"};
    struct truce_buf a, b;

    (void)state;
    truce_buf_init(&a);
    truce_buf_init(&b);
    for (size_t claim = 0; claim < FICTIONAL_CLAIMS; claim++)
        for (size_t k = 0; k < 3; k++) {
            for (size_t i = 0; i < 2; i++) {
                struct fictional f; /* all of it anew: nothing may depend on addresses */
                fictional_open(&f);
                assert_int_equal(truce_report_picture(path_of(names[k][i]), &f.answer, claim, NULL),
                                 TRUCE_OK);
                fictional_close(&f);
            }
            read_back(names[k][0], &a);
            read_back(names[k][1], &b);
            assert_true(a.len > 1000);
            assert_memory_equal(a.at, magic[k], 4);
            assert_int_equal(a.len, b.len);
            assert_memory_equal(a.at, b.at, a.len);
        }
    truce_buf_fini(&a);
    truce_buf_fini(&b);
}

static void same_series_same_bytes(void **state)
{
    static const char *const names[][2] = {{"sa.png", "sb.png"}, {"sa.svg", "sb.svg"}, {"sa.pdf", "sb.pdf"}};
    struct truce_buf a, b;
    struct fictional f;

    (void)state;
    truce_buf_init(&a);
    truce_buf_init(&b);
    fictional_open(&f);
    for (size_t k = 0; k < 3; k++) {
        for (size_t i = 0; i < 2; i++)
            assert_int_equal(truce_report_series_picture(path_of(names[k][i]), f.series, 3, 3, NULL),
                             TRUCE_OK);
        read_back(names[k][0], &a);
        read_back(names[k][1], &b);
        assert_int_equal(a.len, b.len);
        assert_memory_equal(a.at, b.at, a.len);
    }
    fictional_close(&f);
    truce_buf_fini(&a);
    truce_buf_fini(&b);
}

/* The pixel at (x, y) of a PNG that we wrote: 0xRRGGBB. */
static unsigned pixel(cairo_surface_t *image, int x, int y)
{
    const unsigned char *row =
        cairo_image_surface_get_data(image) + (ptrdiff_t)y * cairo_image_surface_get_stride(image);
    uint32_t value;
    memcpy(&value, row + (ptrdiff_t)x * 4, sizeof value);
    return value & 0xFFFFFF;
}

static size_t pixels_of(cairo_surface_t *image, unsigned colour)
{
    size_t n = 0;
    for (int y = 0; y < TRUCE_CANVAS_HEIGHT; y++)
        for (int x = 0; x < TRUCE_CANVAS_WIDTH; x++)
            n += pixel(image, x, y) == colour;
    return n;
}

static void what_was_gained_is_seen(void **state)
{
    struct fictional f;
    cairo_surface_t *image;
    size_t with, without;

    (void)state;
    fictional_open(&f);
    assert_int_equal(truce_report_picture(path_of("seen.png"), &f.answer, 0, NULL), TRUCE_OK);
    image = cairo_image_surface_create_from_png(path_of("seen.png"));
    assert_int_equal(cairo_image_surface_get_width(image), 1600);
    assert_int_equal(cairo_image_surface_get_height(image), 900);
    with = pixels_of(image, 0xD55E00);
    cairo_surface_destroy(image);
    f.answer.claims[0].sources[0].gained_shape.n_rings = 0;
    f.answer.claims[0].sources[0].gained_shape.n_points = 0;
    f.answer.claims[0].sources[0].gained_shape.n_polygons = 0;
    assert_int_equal(truce_report_picture(path_of("seen.png"), &f.answer, 0, NULL), TRUCE_OK);
    image = cairo_image_surface_create_from_png(path_of("seen.png"));
    without = pixels_of(image, 0xD55E00);
    cairo_surface_destroy(image);
    assert_true(with > 1000);
    assert_int_equal(without, 0);
    fictional_close(&f);
}

static void poor_answers_are_drawn_too(void **state)
{
    struct fictional f;

    (void)state;
    fictional_open(&f);
    f.answer.input.regions = NULL;
    f.answer.input.places = NULL;
    for (size_t c = 0; c < f.answer.n; c++) {
        struct truce_source_answer *a = &f.answer.claims[c].sources[0];
        a->gained.n = a->lost.n = a->close.n = 0;
        a->place.n_matches = 0;
        a->n_track = c == 0 ? 1 : 0;
        assert_int_equal(truce_report_picture(path_of("poor.png"), &f.answer, c, NULL), TRUCE_OK);
    }
    f.claims.items[0].by = "\xFF\xFE \x1b[31m";
    f.claims.items[0].value_text = "";
    assert_int_equal(truce_report_picture(path_of("poor.svg"), &f.answer, 0, NULL), TRUCE_OK);
    f.series[0].n = 1;
    assert_int_equal(truce_report_series_picture(path_of("poor.pdf"), f.series, 1, 0, NULL), TRUCE_OK);
    fictional_close(&f);
}

static void a_wrong_call_is_told(void **state)
{
    struct fictional f;
    struct truce_err err;

    (void)state;
    fictional_open(&f);
    assert_int_equal(truce_report_picture("picture.gif", &f.answer, 0, &err), TRUCE_ERR_USAGE);
    assert_non_null(strstr(err.text, "picture.gif"));
    assert_int_equal(truce_report_picture(path_of("no/such/folder.png"), &f.answer, 0, &err), TRUCE_ERR_IO);
    assert_int_equal(truce_report_picture(path_of("x.png"), &f.answer, 3, &err), TRUCE_ERR_RANGE);
    f.series[0].n = 0;
    assert_int_equal(truce_report_series_picture(path_of("x.png"), f.series, 1, 3, &err), TRUCE_ERR_RANGE);
    fictional_close(&f);
}

/* What is left out beyond the box must not change what is in it: the same shape, drawn whole and drawn thinned. */
static void thinning_changes_nothing_in_the_box(void **state)
{
    enum { N = 2000, SIDE = 200 };
    static struct truce_lonlat points[N];
    struct truce_ring ring = {0, N, 0, false};
    struct truce_multipolygon shape = {points, N, N, &ring, 1, 1, 1};
    struct truce_box ground = {{-1.0, -1.0}, {1.0, 1.0}};
    struct truce_view view = truce_view_of((struct truce_area_px){0, 0, SIDE, SIDE}, ground, 1.0);
    cairo_surface_t *surfaces[2];
    size_t differ = 0, inside = 0;

    (void)state;
    for (int i = 0; i < N; i++) { /* a star that leaves the box on all sides, many times */
        double t = 6.283185307179586 * i / N, radius = 2.5 + 2.2 * sin(37.0 * t) * cos(5.0 * t);
        points[i] = (struct truce_lonlat){0.4 + radius * cos(t), -0.3 + radius * sin(t)};
    }
    for (int k = 0; k < 2; k++) {
        cairo_t *cr;
        surfaces[k] = cairo_image_surface_create(CAIRO_FORMAT_A8, SIDE, SIDE);
        cr = cairo_create(surfaces[k]);
        cairo_set_antialias(cr, CAIRO_ANTIALIAS_NONE);
        if (k == 0) {
            truce_view_path(&view, cr, &shape);
        } else {
            for (int i = 0; i < N; i++)
                cairo_line_to(cr, truce_view_x(&view, points[i].lon_deg),
                              truce_view_y(&view, points[i].lat_deg));
            cairo_close_path(cr);
        }
        cairo_fill(cr);
        cairo_destroy(cr);
        cairo_surface_flush(surfaces[k]);
    }
    for (int y = 0; y < SIDE; y++)
        for (int x = 0; x < SIDE; x++) {
            ptrdiff_t at = (ptrdiff_t)y * cairo_image_surface_get_stride(surfaces[0]) + x;
            unsigned char a = cairo_image_surface_get_data(surfaces[0])[at],
                          b = cairo_image_surface_get_data(surfaces[1])[at];
            differ += a != b;
            inside += b != 0;
        }
    assert_true(inside > 4000 && inside < SIDE * SIDE - 4000);
    assert_in_range(differ, 0,
                    200); /* only pixels that an edge cuts: points nearer than 0.4 px are left out */
    cairo_surface_destroy(surfaces[0]);
    cairo_surface_destroy(surfaces[1]);
}

static void what_the_box_leaves_out_is_counted(void **state)
{
    /* a square with a hole, its eastern half beyond the box; a second one wholly beyond */
    static struct truce_lonlat points[] = {{0, -0.5},   {2, -0.5},  {2, 0.5},   {0, 0.5},
                                           {0.2, -0.1}, {0.2, 0.1}, {0.4, 0.1}, {0.4, -0.1},
                                           {5, 5},      {6, 5},     {6, 6},     {5, 6}};
    static struct truce_ring rings[] = {{0, 4, 0, false}, {4, 4, 0, true}, {8, 4, 1, false}};
    struct truce_multipolygon shape = {points, 12, 12, rings, 3, 3, 2};
    struct truce_box ground = {{-1.0, -1.0}, {1.0, 1.0}};
    struct truce_view view = truce_view_of((struct truce_area_px){10, 20, 200, 200}, ground, 1.0);
    double edge = 1.0 / (1.0 - 2.0 * 0.07), degree = 111.2 * 111.2, shown, all;

    (void)state;
    assert_int_equal(truce_view_areas(&view, &shape, &shown, &all, NULL), TRUCE_OK);
    assert_true(fabs(all - (2.0 - 0.04 + 1.0) * degree) < 1e-6 * degree);
    assert_true(fabs(shown - (edge - 0.04) * degree) < 1e-6 * degree);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(same_claim_same_bytes),
        cmocka_unit_test(same_series_same_bytes),
        cmocka_unit_test(what_was_gained_is_seen),
        cmocka_unit_test(poor_answers_are_drawn_too),
        cmocka_unit_test(a_wrong_call_is_told),
        cmocka_unit_test(thinning_changes_nothing_in_the_box),
        cmocka_unit_test(what_the_box_leaves_out_is_counted),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
