/*
 * Allocations of the index of zones, of distances and of uncertain places fail in turn, and ceilings are met anywhere: the answer is right or an error
 * comes back, nothing crashes, nothing is left behind.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <math.h>
#include <stdlib.h>

#include "base/failing_test.h"
#include "geo/distance.h"
#include "geo/uncertain.h"
#include "geo/zone_index.h"

enum { ZONES = 40, POINTS = 300 };
static const double TURN = 6.283185307179586;

struct world {
    struct truce_multipolygon shapes[ZONES];
    struct truce_zone_shape zones[ZONES];
    struct truce_lonlat points[POINTS];
};

/* overlapping stars, some wedges from one point */
static void make_world(struct world *w)
{
    for (int z = 0; z < ZONES; z++) {
        struct truce_lonlat ring[50];
        int n = z < 30 ? 50 : 3;
        for (int i = 0; i < n; i++) {
            double a = TURN * i / n, r = 1 + 0.3 * (i % 2) + 0.05 * z;
            ring[i] = (struct truce_lonlat){37 + 0.1 * z + r * cos(a), 48 + 0.2 * (z % 7) + r * sin(a)};
        }
        if (n == 3) {
            ring[0] = (struct truce_lonlat){38, 49};
            ring[1] = (struct truce_lonlat){38 + cos(0.1 * z), 49 + sin(0.1 * z)};
            ring[2] = (struct truce_lonlat){38 + cos(0.1 * z + 0.1), 49 + sin(0.1 * z + 0.1)};
        }
        truce_multipolygon_init(&w->shapes[z]);
        assert_int_equal(truce_multipolygon_add_ring(&w->shapes[z], ring, (size_t)n, false, NULL), TRUCE_OK);
        w->zones[z] = (struct truce_zone_shape){&w->shapes[z], {INT64_MIN}, {INT64_MAX}};
    }
    for (int i = 0; i < POINTS; i++)
        w->points[i] = (struct truce_lonlat){36 + 6.0 * (i % 20) / 20, 47 + 4.0 * i / POINTS};
    w->points[7] = (struct truce_lonlat){38, 49};
}

static void end_world(struct world *w)
{
    for (int z = 0; z < ZONES; z++)
        truce_multipolygon_fini(&w->shapes[z]);
}

/* opens, asks and closes; *hits in all */
static enum truce_status ask(const struct world *w, size_t limit_bytes, size_t *hits, struct truce_err *err)
{
    struct truce_zone_index *index = NULL;
    struct truce_zone_list list;
    enum truce_status status = truce_zone_index_open(w->zones, ZONES, limit_bytes, &index, err);
    truce_zone_list_init(&list);
    if (status == TRUCE_OK)
        status = truce_zone_index_list(index, w->points, NULL, POINTS, &list, err);
    *hits = status == TRUCE_OK ? list.start[POINTS] : 0;
    truce_zone_list_fini(&list);
    truce_zone_index_close(index);
    return status;
}

static enum truce_status measure(const struct world *w, size_t *hits, struct truce_err *err)
{
    const struct truce_run run = {w->points, POINTS};
    struct truce_uncertain place = {.form = TRUCE_UNCERTAIN_LINE, .line = w->points, .n_line = 20};
    struct truce_distance_index *index = NULL;
    double p = 0, q = 0;
    enum truce_status status = truce_distance_open(&run, 1, &index, err);
    double d = status == TRUCE_OK ? truce_distance_m(index, (struct truce_lonlat){30, 40}, 1e7, NULL) : 0;
    truce_distance_close(index);
    if (status == TRUCE_OK)
        status = truce_uncertain_in_zone(&place, &w->shapes[0], &p, err);
    place.form = TRUCE_UNCERTAIN_AREA;
    place.area = &w->shapes[1];
    if (status == TRUCE_OK)
        status = truce_uncertain_in_zone(&place, &w->shapes[0], &q, err);
    *hits = status == TRUCE_OK ? (size_t)(d + 1e6 * p + 1e6 * q) : 0;
    return status;
}

static void check_run(const struct world *w, int what, long at, bool ever_after, size_t expected)
{
    struct truce_err err = {.text = ""};
    long at_start = atomic_load(&live);
    size_t hits = 0;
    fail_from(at, ever_after);
    enum truce_status status = what == 0 ? ask(w, 0, &hits, &err) : measure(w, &hits, &err);
    fail_from(-1, false);
    assert_int_equal(atomic_load(&live), at_start);
    if (status != TRUCE_ERR_MEMORY && (status != TRUCE_OK || hits != expected))
        fail_msg("allocation %ld: %s, %zu of %zu: %s", at, truce_status_name(status), hits, expected,
                 err.text);
}

static void every_allocation(void **state)
{
    struct world w;
    (void)state;
    make_world(&w);
    for (int what = 0; what < 2; what++) {
        size_t expected = 0;
        fail_from(-1, false);
        enum truce_status status = what == 0 ? ask(&w, 0, &expected, NULL) : measure(&w, &expected, NULL);
        long n = atomic_load(&asked);
        assert_int_equal(status, TRUCE_OK);
        assert_true(n > 10 && expected > 100);
        for (int ever_after = 0; ever_after < 2; ever_after++)
            for (long at = 0; at < n; at++)
                check_run(&w, what, at, ever_after == 1, expected);
    }
    end_world(&w);
}

static void every_ceiling(void **state)
{
    struct world w;
    size_t expected = 0, refused = 0, let = 0;
    (void)state;
    make_world(&w);
    fail_from(-1, false);
    assert_int_equal(ask(&w, 0, &expected, NULL), TRUCE_OK);
    long at_start = atomic_load(&live);
    for (size_t limit = 1; limit < (size_t)1 << 27; limit += limit / 6 + 1) {
        struct truce_err err;
        size_t hits = 0;
        enum truce_status status = ask(&w, limit, &hits, &err);
        if (status != TRUCE_ERR_LIMIT && (status != TRUCE_OK || hits != expected))
            fail_msg("%zu bytes: %s", limit, err.text);
        refused += status == TRUCE_ERR_LIMIT;
        let += status == TRUCE_OK;
    }
    assert_true(refused > 20 && let > 5);
    assert_int_equal(atomic_load(&live), at_start);
    end_world(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_allocation),
        cmocka_unit_test(every_ceiling),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
