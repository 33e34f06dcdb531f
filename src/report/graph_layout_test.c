/*
 * The layout: what it promises, on hand-made graphs and on random ones of 1 to 200 boxes, with circles.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/random.h"
#include "report/graph_layout.h"
#include "report/graph_layout_work.h"

enum { MOST_BOXES = 200, MOST_ARROWS = 500 };

struct made {
    struct truce_layout layout;
    struct truce_layout_box boxes[MOST_BOXES];
    struct truce_layout_arrow arrows[MOST_ARROWS];
    struct truce_arena arena;
};

static void begin(struct made *m, size_t n_boxes)
{
    memset(m, 0, sizeof *m);
    m->layout = (struct truce_layout){
        .boxes = m->boxes, .n_boxes = n_boxes, .arrows = m->arrows, .gap_x = 20, .gap_y = 30, .lane = 12};
    for (size_t b = 0; b < n_boxes; b++)
        m->boxes[b] = (struct truce_layout_box){.width = 100, .height = 40};
    truce_arena_init(&m->arena, (size_t)1 << 28);
}

static void arrow(struct made *m, int from, int to, bool yields)
{
    m->arrows[m->layout.n_arrows++] = (struct truce_layout_arrow){
        .from = from, .to = to, .port = m->boxes[from].width / 2.0, .yields = yields};
}

static void run(struct made *m)
{
    struct truce_err err;
    if (truce_layout_run(&m->layout, &m->arena, &err) != TRUCE_OK)
        fail_msg("%s", err.text);
}

static void no_two_boxes_meet(const struct made *m)
{
    for (size_t a = 0; a < m->layout.n_boxes; a++) {
        const struct truce_layout_box *p = &m->boxes[a];
        assert_true(p->x >= -1e-6 && p->y >= -1e-6);
        assert_true(p->x + p->width <= m->layout.width + 1e-6 && p->y + p->height <= m->layout.height + 1e-6);
        for (size_t b = a + 1; b < m->layout.n_boxes; b++) {
            const struct truce_layout_box *q = &m->boxes[b];
            bool beside = p->x + p->width + 19.9 <= q->x || q->x + q->width + 19.9 <= p->x;
            bool above = p->y + p->height + 29.9 <= q->y || q->y + q->height + 29.9 <= p->y;
            assert_true(beside || above);
        }
    }
}

static struct truce_layout_point on_curve(const struct truce_layout_point *p, double t)
{
    double a = (1 - t) * (1 - t) * (1 - t), b = 3 * t * (1 - t) * (1 - t), c = 3 * t * t * (1 - t),
           d = t * t * t;
    return (struct truce_layout_point){a * p[0].x + b * p[1].x + c * p[2].x + d * p[3].x,
                                       a * p[0].y + b * p[1].y + c * p[2].y + d * p[3].y};
}

static bool inside(const struct truce_layout_box *box, struct truce_layout_point p)
{
    return p.x > box->x + 1e-6 && p.x < box->x + box->width - 1e-6 && p.y > box->y + 1e-6 &&
           p.y < box->y + box->height - 1e-6;
}

/* every arrow from the lower edge of its box to the upper edge of the other, through no box, within the sheet */
static void arrows_are_right(const struct made *m)
{
    for (size_t a = 0; a < m->layout.n_arrows; a++) {
        const struct truce_layout_arrow *w = &m->arrows[a];
        const struct truce_layout_box *from = &m->boxes[w->from], *to = &m->boxes[w->to];
        assert_true(w->n_path >= 4 && w->n_path % 3 == 1);
        const struct truce_layout_point *first = &w->path[0], *last = &w->path[w->n_path - 1];
        assert_true(fabs(first->x - from->x - w->port) < 1e-9 &&
                    fabs(first->y - from->y - from->height) < 1e-9);
        assert_true(fabs(last->y - to->y) < 1e-9);
        assert_true(last->x > to->x && last->x < to->x + to->width);
        assert_true(last[-1].y < last->y); /* it comes in from above */
        if (!w->upward)
            assert_true(to->layer > from->layer);
        for (size_t s = 0; s + 3 < w->n_path; s += 3)
            for (int t = 0; t <= 16; t++) {
                struct truce_layout_point p = on_curve(w->path + s, t / 16.0);
                assert_true(p.x >= -1e-6 && p.x <= m->layout.width + 1e-6 && p.y >= -1e-6 &&
                            p.y <= m->layout.height + 1e-6);
                if (!w->upward && s > 0)
                    assert_true(p.y >= w->path[s].y - 1e-9); /* it goes down */
                for (size_t b = 0; b < m->layout.n_boxes; b++)
                    assert_false(inside(&m->boxes[b], p));
            }
    }
}

static void a_chain_is_straight(void **state)
{
    struct made m;

    (void)state;
    begin(&m, 4);
    for (int i = 0; i < 3; i++)
        arrow(&m, i, i + 1, false);
    run(&m);
    for (int i = 0; i < 4; i++) {
        assert_int_equal(m.boxes[i].layer, i);
        assert_true(fabs(m.boxes[i].x - m.boxes[0].x) < 1e-6);
    }
    assert_int_equal(m.layout.n_crossings, 0);
    truce_arena_fini(&m.arena);
}

/* 0 -> 1 -> 2 -> 0: the arrow that yields is the one that goes up, wherever it stands */
static void what_yields_goes_up(void **state)
{
    (void)state;
    for (int yields = 0; yields < 3; yields++) {
        struct made m;
        begin(&m, 3);
        for (int i = 0; i < 3; i++)
            arrow(&m, i, (i + 1) % 3, i == yields);
        run(&m);
        for (int i = 0; i < 3; i++)
            assert_int_equal(m.arrows[i].upward, i == yields);
        assert_int_equal(m.boxes[(yields + 1) % 3].layer, 0);
        assert_int_equal(m.boxes[yields].layer, 2);
        arrows_are_right(&m);
        truce_arena_fini(&m.arena);
    }
}

static void what_yields_goes_down_without_a_circle(void **state)
{
    struct made m;

    (void)state;
    begin(&m, 3);
    arrow(&m, 0, 1, true);
    arrow(&m, 1, 2, false);
    run(&m);
    assert_false(m.arrows[0].upward);
    assert_int_equal(m.boxes[2].layer, 2);
    truce_arena_fini(&m.arena);
}

static void a_crossing_that_need_not_be_is_not(void **state)
{
    struct made m;

    (void)state;
    begin(&m, 6); /* two parents, four children given in the wrong order */
    arrow(&m, 0, 5, false);
    arrow(&m, 0, 3, false);
    arrow(&m, 1, 4, false);
    arrow(&m, 1, 2, false);
    run(&m);
    assert_int_equal(m.layout.n_crossings, 0);
    no_two_boxes_meet(&m);
    truce_arena_fini(&m.arena);
}

static void a_box_may_point_to_itself(void **state)
{
    struct made m;

    (void)state;
    begin(&m, 1);
    arrow(&m, 0, 0, false);
    run(&m);
    assert_true(m.arrows[0].upward);
    assert_true(m.layout.width > 100);
    arrows_are_right(&m);
    truce_arena_fini(&m.arena);
}

static void nothing_is_laid_out_too(void **state)
{
    struct made m;

    (void)state;
    begin(&m, 0);
    run(&m);
    assert_true(m.layout.width == 0 && m.layout.height == 0);
    truce_arena_fini(&m.arena);
}

static void make_random(struct made *m, uint64_t seed)
{
    uint64_t k = 0;
    size_t n = 1 + (size_t)(truce_random_uniform(seed, 0, k++) * MOST_BOXES);
    size_t n_arrows = (size_t)(truce_random_uniform(seed, 0, k++) * 2.2 * (double)n);

    begin(m, n);
    for (size_t b = 0; b < n; b++) {
        m->boxes[b].width = 40 + floor(truce_random_uniform(seed, 1, 2 * b) * 200);
        m->boxes[b].height = 20 + floor(truce_random_uniform(seed, 1, 2 * b + 1) * 100);
    }
    for (size_t a = 0; a < n_arrows && a < MOST_ARROWS; a++) {
        int from = (int)(truce_random_uniform(seed, 2, 4 * a) * (double)n);
        int to = (int)(truce_random_uniform(seed, 2, 4 * a + 1) * (double)n);
        arrow(m, from, to, truce_random_uniform(seed, 2, 4 * a + 2) < 0.1);
        m->arrows[a].port = truce_random_uniform(seed, 2, 4 * a + 3) * m->boxes[from].width;
    }
}

static void random_graphs_keep_the_promises(void **state)
{
    static struct made m, again;

    (void)state;
    for (uint64_t seed = 1; seed <= 25; seed++) {
        make_random(&m, seed);
        make_random(&again, seed);
        run(&m);
        run(&again);
        no_two_boxes_meet(&m);
        arrows_are_right(&m);
        for (size_t b = 0; b < m.layout.n_boxes; b++)
            assert_memory_equal(&m.boxes[b], &again.boxes[b], sizeof m.boxes[b]);
        for (size_t a = 0; a < m.layout.n_arrows; a++) {
            assert_int_equal(m.arrows[a].n_path, again.arrows[a].n_path);
            assert_memory_equal(m.arrows[a].path, again.arrows[a].path,
                                m.arrows[a].n_path * sizeof *m.arrows[a].path);
        }
        truce_arena_fini(&m.arena);
        truce_arena_fini(&again.arena);
    }
}

/* without arrows that go up there is no circle: every arrow leads down by layers */
static void a_tree_needs_no_upward_arrow(void **state)
{
    static struct made m;

    (void)state;
    for (uint64_t seed = 1; seed <= 20; seed++) {
        begin(&m, 60);
        for (int i = 1; i < 60; i++)
            arrow(&m, (int)(truce_random_uniform(seed, 3, (uint64_t)i) * i), i, false);
        run(&m);
        for (size_t a = 0; a < m.layout.n_arrows; a++)
            assert_false(m.arrows[a].upward);
        assert_int_equal(m.layout.n_crossings, 0); /* a tree can be drawn without any */
        truce_arena_fini(&m.arena);
    }
}

/* places of least squares under separation, against a search on a fine grid */
static void spreading_is_least_squares(void **state)
{
    double want[4] = {5, 1, 2, 20}, weight[4] = {1, 2, 1, 1}, apart[3] = {3, 3, 3}, x[4], room[12],
           best = INFINITY;

    (void)state;
    truce_layout_spread(want, weight, apart, 4, x, room);
    double cost = 0;
    for (int i = 0; i < 4; i++)
        cost += weight[i] * (x[i] - want[i]) * (x[i] - want[i]);
    for (int i = 0; i < 3; i++)
        assert_true(x[i + 1] - x[i] >= apart[i] - 1e-9);
    for (int a = -80; a <= 80; a++)
        for (int b = 0; b <= 100; b++)
            for (int c = 0; c <= 100; c++) {
                double p = a * 0.1, q = p + 3 + b * 0.1, r = q + 3 + c * 0.1, s = fmax(r + 3, 20);
                double found =
                    (p - 5) * (p - 5) + 2 * (q - 1) * (q - 1) + (r - 2) * (r - 2) + (s - 20) * (s - 20);
                best = fmin(best, found);
            }
    assert_true(cost <= best + 1e-9);
    assert_true(cost > best - 0.05);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_chain_is_straight),
        cmocka_unit_test(what_yields_goes_up),
        cmocka_unit_test(what_yields_goes_down_without_a_circle),
        cmocka_unit_test(a_crossing_that_need_not_be_is_not),
        cmocka_unit_test(a_box_may_point_to_itself),
        cmocka_unit_test(nothing_is_laid_out_too),
        cmocka_unit_test(random_graphs_keep_the_promises),
        cmocka_unit_test(a_tree_needs_no_upward_arrow),
        cmocka_unit_test(spreading_is_least_squares),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
