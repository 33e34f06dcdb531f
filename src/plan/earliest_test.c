/*
 * Earliest days: small systems by hand, and 3,000 drawn ones against plain fixpoint iteration.
 */
#include "plan/systems_test.h"

static int32_t day_of(int year, int month, int day)
{
    struct truce_day out;
    assert_true(truce_day_from_civil(year, month, day, &out));
    return out.n;
}

static void earliest(const struct system *s, const unsigned char *granted, int32_t *day, int *setter)
{
    struct truce_graph_work *work;
    assert_int_equal(truce_graph_work_open(&s->graph, &work, NULL), TRUCE_OK);
    memset(day, 0x5a, s->graph.n * sizeof *day);
    truce_graph_earliest(work, granted, day, setter);
    truce_graph_work_close(work);
}

static void all_wait_for_the_last_any_for_the_first(void **state)
{
    struct system s;
    int32_t day[SYSTEM_NODES];
    int setter[SYSTEM_NODES];
    (void)state;
    system_init(&s);
    int a = system_fact(&s, 10), b = system_fact(&s, 30), c = system_fact(&s, 20),
        never = system_fact(&s, TRUCE_DAY_NEVER);
    int all = system_gate(&s, 3), any = system_gate(&s, 1), two = system_gate(&s, 2),
        closed = system_gate(&s, 4);
    const int gates[] = {all, any, two, closed};
    for (int i = 0; i < 4; i++) {
        system_wait(&s, gates[i], b);
        system_wait(&s, gates[i], a);
        system_wait(&s, gates[i], c);
    }
    system_wait(&s, closed, never);
    s.nodes[all].delay_days = 5;
    earliest(&s, NULL, day, setter);
    assert_int_equal(day[all], 35);
    assert_int_equal(setter[all], 0);
    assert_int_equal(day[any], 10);
    assert_int_equal(setter[any], 1);
    assert_int_equal(day[two], 20);
    assert_int_equal(setter[two], 2);
    assert_int_equal(day[closed], TRUCE_DAY_NEVER);
    assert_int_equal(setter[closed], -1);
    assert_int_equal(setter[a], -1);
    earliest(&s, NULL, day, NULL);
    assert_int_equal(day[all], 35);
}

static void a_need_is_met_when_amounts_add_up(void **state)
{
    struct system s;
    int32_t day[SYSTEM_NODES];
    int setter[SYSTEM_NODES];
    (void)state;
    system_init(&s);
    int a = system_fact(&s, 10), b = system_fact(&s, 30), c = system_fact(&s, 20),
        need = system_node(&s, 800, 0);
    system_input(&s, need, a, 150, TRUCE_NO_OPTION);
    system_input(&s, need, b, 200, TRUCE_NO_OPTION);
    system_input(&s, need, c, 649.5, TRUCE_NO_OPTION);
    earliest(&s, NULL, day, setter);
    assert_int_equal(day[need], 30);
    s.inputs[need][2].weight = 650;
    earliest(&s, NULL, day, setter);
    assert_int_equal(day[need], 20);
    assert_int_equal(setter[need], 2);
}

static void no_node_opens_before_its_own_day(void **state)
{
    struct system s;
    int32_t day[SYSTEM_NODES];
    int setter[SYSTEM_NODES];
    (void)state;
    system_init(&s);
    int a = system_fact(&s, 10), gate = system_node(&s, 1, 40), same = system_node(&s, 1, 10),
        empty = system_node(&s, 0, 7);
    system_wait(&s, gate, a);
    system_wait(&s, same, a);
    system_wait(&s, empty, a);
    s.nodes[gate].delay_days = s.nodes[empty].delay_days = 2;
    earliest(&s, NULL, day, setter);
    assert_int_equal(day[gate], 42);
    assert_int_equal(setter[gate], -1);
    assert_int_equal(day[same], 10);
    assert_int_equal(setter[same], 0); /* where both come on one day, the input is the reason */
    assert_int_equal(day[empty], 9);   /* waits for nothing */
    assert_int_equal(setter[empty], -1);
}

static void what_is_granted_is_not_waited_for(void **state)
{
    struct system s;
    int32_t day[SYSTEM_NODES];
    int setter[SYSTEM_NODES];
    (void)state;
    system_init(&s);
    int a = system_fact(&s, 50), gate = system_node(&s, 2, 3), loop = system_node(&s, 2, 0);
    int waive = system_wait_or(&s, gate, loop);
    system_wait(&s, gate, a);
    system_wait(&s, loop, gate);
    system_wait(&s, loop, a);
    s.nodes[loop].delay_days = 8;
    unsigned char granted[1] = {0};
    earliest(&s, granted, day, setter);
    assert_int_equal(day[gate], TRUCE_DAY_NEVER);
    granted[waive] = 1;
    earliest(&s, granted, day, setter);
    assert_int_equal(day[gate], 50);
    assert_int_equal(setter[gate], 1);
    assert_int_equal(day[loop], 58);
    s.nodes[gate].threshold = 1;
    earliest(&s, granted, day, setter);
    assert_int_equal(day[gate], 3);
    assert_int_equal(setter[gate], -1);
}

static void months_go_by_the_calendar(void **state)
{
    struct system s;
    int32_t day[SYSTEM_NODES];
    (void)state;
    system_init(&s);
    int a = system_fact(&s, day_of(2026, 1, 31)), gate = system_node(&s, 1, 0);
    system_wait(&s, gate, a);
    s.nodes[gate].delay_months = 1;
    s.nodes[gate].delay_days = 2;
    earliest(&s, NULL, day, NULL);
    assert_int_equal(day[gate], day_of(2026, 3, 2));
    s.graph.month_end = TRUCE_MONTH_END_UP;
    earliest(&s, NULL, day, NULL);
    assert_int_equal(day[gate], day_of(2026, 3, 3));
    s.graph.month_end = TRUCE_MONTH_END_ERROR; /* as DOWN: not before this day whatever the text means */
    earliest(&s, NULL, day, NULL);
    assert_int_equal(day[gate], day_of(2026, 3, 2));
    s.nodes[gate].delay_months = 15 * 12;
    earliest(&s, NULL, day, NULL);
    assert_int_equal(day[gate], day_of(2041, 2, 2));
}

static void days_end_with_the_calendar(void **state)
{
    struct system s;
    int32_t day[SYSTEM_NODES];
    (void)state;
    system_init(&s);
    int last = system_fact(&s, day_of(2199, 12, 31)), beyond = system_fact(&s, day_of(2199, 12, 31) + 1),
        early = system_fact(&s, INT32_MIN);
    int gate = system_node(&s, 1, 0), none = system_node(&s, 0, INT32_MIN);
    system_wait(&s, gate, last);
    earliest(&s, NULL, day, NULL);
    assert_int_equal(day[last], day_of(2199, 12, 31));
    assert_int_equal(day[gate], day[last]);
    assert_int_equal(day[beyond], TRUCE_DAY_NEVER);
    assert_int_equal(day[early], day_of(1800, 1, 1));
    assert_int_equal(day[none], day_of(1800, 1, 1));
    s.nodes[gate].delay_days = 1;
    earliest(&s, NULL, day, NULL);
    assert_int_equal(day[gate], TRUCE_DAY_NEVER);
    s.nodes[gate].delay_days = INT32_MAX;
    s.nodes[gate].delay_months = INT32_MAX;
    earliest(&s, NULL, day, NULL);
    assert_int_equal(day[gate], TRUCE_DAY_NEVER);
    s.nodes[gate].delay_days = 0;
    s.nodes[gate].delay_months = 1;
    earliest(&s, NULL, day, NULL);
    assert_int_equal(day[gate], TRUCE_DAY_NEVER);
}

static void what_comes_too_late_never_comes(void **state)
{
    struct system s;
    int32_t day[SYSTEM_NODES];
    (void)state;
    system_init(&s);
    int a = system_fact(&s, 100), gate = system_gate(&s, 1), next = system_gate(&s, 1);
    int option = system_option(&s);
    unsigned char granted[1] = {1};
    system_wait(&s, gate, a);
    system_wait(&s, next, gate);
    s.nodes[gate].delay_days = 10;
    s.nodes[gate].open_before = (struct truce_day_limit){true, 111, option};
    earliest(&s, NULL, day, NULL);
    assert_int_equal(day[next], 110);
    s.nodes[gate].open_before.day = 110; /* half-open: on that day it is too late */
    earliest(&s, NULL, day, NULL);
    assert_int_equal(day[gate], TRUCE_DAY_NEVER);
    assert_int_equal(day[next], TRUCE_DAY_NEVER);
    earliest(&s, granted, day, NULL);
    assert_int_equal(day[next], 110);
    s.nodes[gate].open_before.given = false;
    s.nodes[gate].met_before = (struct truce_day_limit){true, 101, TRUCE_NO_OPTION};
    earliest(&s, NULL, day, NULL);
    assert_int_equal(day[gate], 110); /* met in time; the effect comes later */
    s.nodes[gate].met_before.day = 100;
    earliest(&s, granted, day, NULL);
    assert_int_equal(day[gate], TRUCE_DAY_NEVER);
}

/* The input that set a day has it, and the way back along setters ends. */
static void check_setters(const struct system *s, const int32_t *day, const int *setter)
{
    for (size_t p = 0; p < s->graph.n; p++) {
        size_t steps = 0;
        if (day[p] == TRUCE_DAY_NEVER)
            assert_int_equal(setter[p], -1);
        for (int at = (int)p; setter[at] >= 0; at = s->nodes[at].inputs[setter[at]].node) {
            const struct truce_node *node = &s->nodes[at];
            int32_t from = day[node->inputs[setter[at]].node];
            assert_true(from >= node->day);
            assert_int_equal(
                naive_add_months(from, node->delay_months, s->graph.month_end) + node->delay_days, day[at]);
            assert_true(++steps <= s->graph.n);
        }
    }
}

static void drawn_systems_have_the_days_of_plain_iteration(void **state)
{
    enum { SYSTEMS = 3000 };
    static struct system s;
    int32_t day[SYSTEM_NODES], expected[SYSTEM_NODES];
    int setter[SYSTEM_NODES], n_days = 0, n_set = 0;
    unsigned char granted[SYSTEM_OPTIONS];
    (void)state;
    for (uint64_t seed = 0; seed < SYSTEMS; seed++) {
        system_draw(&s, seed, 5 + (int)(seed % 30), seed % 2 == 0 ? &MUCH_OPEN : &MUCH_TO_GRANT);
        system_draw_grants(&s, seed, 3, granted);
        earliest(&s, seed % 4 == 0 ? NULL : granted, day, setter);
        naive_days(&s.graph, seed % 4 == 0 ? NULL : granted, -1, 0, expected);
        for (size_t p = 0; p < s.graph.n; p++) {
            if (day[p] != expected[p])
                fail_msg("system %d, node %zu: %d, not %d", (int)seed, p, day[p], expected[p]);
            n_days += day[p] != TRUCE_DAY_NEVER;
            n_set += setter[p] >= 0;
        }
        check_setters(&s, day, setter);
    }
    assert_true(n_days > 5 * SYSTEMS && n_set > 2 * SYSTEMS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_wait_for_the_last_any_for_the_first),
        cmocka_unit_test(a_need_is_met_when_amounts_add_up),
        cmocka_unit_test(no_node_opens_before_its_own_day),
        cmocka_unit_test(what_is_granted_is_not_waited_for),
        cmocka_unit_test(months_go_by_the_calendar),
        cmocka_unit_test(days_end_with_the_calendar),
        cmocka_unit_test(what_comes_too_late_never_comes),
        cmocka_unit_test(drawn_systems_have_the_days_of_plain_iteration),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
