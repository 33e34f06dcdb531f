/*
 * Slack: small systems by hand, and drawn ones where every node is made late to see.
 */
#include "plan/systems_test.h"

static void slack_of(const struct system *s, const unsigned char *granted, int target, int32_t limit,
                     int32_t *slack)
{
    struct truce_graph_work *work;
    assert_int_equal(truce_graph_work_open(&s->graph, &work, NULL), TRUCE_OK);
    assert_int_equal(truce_graph_slack(work, granted, target, limit, slack, NULL), TRUCE_OK);
    truce_graph_work_close(work);
}

static void a_chain_has_what_is_left_to_the_limit(void **state)
{
    struct system s;
    int32_t slack[SYSTEM_NODES];
    (void)state;
    system_init(&s);
    int a = system_fact(&s, 10), b = system_fact(&s, 25), aside = system_fact(&s, 0);
    int middle = system_gate(&s, 2), target = system_gate(&s, 1);
    system_wait(&s, middle, a);
    system_wait(&s, middle, b);
    system_wait(&s, target, middle);
    s.nodes[middle].delay_days = 5;
    s.nodes[target].delay_days = 7;
    slack_of(&s, NULL, target, 40, slack);
    assert_int_equal(slack[target], 3);
    assert_int_equal(slack[middle], 3);
    assert_int_equal(slack[b], 3);
    assert_int_equal(slack[a], 18);
    assert_int_equal(slack[aside], INT32_MAX);
    slack_of(&s, NULL, target, 20, slack); /* the limit is past: as of the target's own day, 37 */
    assert_int_equal(slack[target], 0);
    assert_int_equal(slack[b], 0);
    assert_int_equal(slack[a], 15);
}

static void what_others_stand_in_for_does_not_matter(void **state)
{
    struct system s;
    int32_t slack[SYSTEM_NODES];
    (void)state;
    system_init(&s);
    int a = system_fact(&s, 10), b = system_fact(&s, 20), target = system_gate(&s, 1);
    system_wait(&s, target, a);
    system_wait(&s, target, b);
    slack_of(&s, NULL, target, 30, slack);
    assert_int_equal(slack[a], INT32_MAX);
    assert_int_equal(slack[b], INT32_MAX);
    slack_of(&s, NULL, target, 15, slack);
    assert_int_equal(slack[a], 5);
    assert_int_equal(slack[b], INT32_MAX);
}

/* two ways, but both of them through one node: it matters although neither way does */
static void a_node_behind_both_ways_matters(void **state)
{
    struct system s;
    int32_t slack[SYSTEM_NODES];
    (void)state;
    system_init(&s);
    int root = system_fact(&s, 10), quick = system_gate(&s, 1), slow = system_gate(&s, 1),
        target = system_gate(&s, 1);
    system_wait(&s, quick, root);
    system_wait(&s, slow, root);
    system_wait(&s, target, quick);
    system_wait(&s, target, slow);
    s.nodes[slow].delay_days = 4;
    slack_of(&s, NULL, target, 30, slack);
    assert_int_equal(slack[quick], INT32_MAX);
    assert_int_equal(slack[slow], INT32_MAX);
    assert_int_equal(slack[root], 20);
    assert_int_equal(slack[target], 20);
}

static void a_closed_target_bounds_nothing(void **state)
{
    struct system s;
    int32_t slack[SYSTEM_NODES];
    (void)state;
    system_init(&s);
    int a = system_fact(&s, 10), target = system_gate(&s, 2);
    system_wait(&s, target, a);
    slack_of(&s, NULL, target, 30, slack);
    assert_int_equal(slack[a], INT32_MAX);
    assert_int_equal(slack[target], INT32_MAX);
}

static int32_t day_when_late(const struct system *s, const unsigned char *granted, int target, int node,
                             int32_t late)
{
    int32_t day[SYSTEM_NODES];
    naive_days(&s->graph, granted, node, late, day);
    return day[target];
}

static void check_node(const struct system *s, const unsigned char *granted, int target, int node,
                       int32_t limit, int32_t slack, const char *where)
{
    bool good;
    if (slack == INT32_MAX)
        good = day_when_late(s, granted, target, node, 200000) <= limit;
    else
        good = slack >= 0 && day_when_late(s, granted, target, node, slack) <= limit &&
               day_when_late(s, granted, target, node, slack + 1) > limit;
    if (!good)
        fail_msg("%s, node %d: slack %d", where, node, slack);
}

static void drawn_systems_are_in_time_to_the_day(void **state)
{
    enum { SYSTEMS = 1500 };
    static struct system s;
    int32_t slack[SYSTEM_NODES], day[SYSTEM_NODES];
    unsigned char granted[SYSTEM_OPTIONS];
    int n_bounded = 0, n_free = 0;
    char where[40];
    (void)state;
    for (uint64_t seed = 0; seed < SYSTEMS; seed++) {
        system_draw(&s, seed + 100000, 6 + (int)(seed % 20), &MUCH_OPEN);
        system_draw_grants(&s, seed, 3, granted);
        naive_days(&s.graph, granted, -1, 0, day);
        int target = 0; /* what opens last */
        for (size_t p = 1; p < s.graph.n; p++)
            if (day[target] == TRUCE_DAY_NEVER || (day[p] != TRUCE_DAY_NEVER && day[p] > day[target]))
                target = (int)p;
        if (day[target] == TRUCE_DAY_NEVER)
            continue;
        int32_t limit = day[target] + (int32_t)(seed % 3) * 40;
        slack_of(&s, granted, target, limit, slack);
        snprintf(where, sizeof where, "system %d", (int)seed);
        for (size_t p = 0; p < s.graph.n; p++) {
            check_node(&s, granted, target, (int)p, limit, slack[p], where);
            n_bounded += slack[p] != INT32_MAX && (int)p != target;
            n_free += slack[p] == INT32_MAX;
        }
    }
    print_message("%d nodes with slack, %d that do not matter\n", n_bounded, n_free);
    assert_true(n_bounded > SYSTEMS && n_free > SYSTEMS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_chain_has_what_is_left_to_the_limit),
        cmocka_unit_test(what_others_stand_in_for_does_not_matter),
        cmocka_unit_test(a_node_behind_both_ways_matters),
        cmocka_unit_test(a_closed_target_bounds_nothing),
        cmocka_unit_test(drawn_systems_are_in_time_to_the_day),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
