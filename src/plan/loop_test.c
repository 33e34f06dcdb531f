/*
 * Loops: which they are, where they begin, by which inputs they run.
 */
#include "plan/systems_test.h"

static void loop_is(const struct system *s, const unsigned char *granted, const int *nodes, size_t n,
                    const char *expected)
{
    struct truce_arena arena;
    struct truce_loop loop;
    char text[200] = "";
    truce_arena_init(&arena, SIZE_MAX);
    assert_int_equal(
        truce_graph_loop(&s->graph, granted, (struct truce_node_set){nodes, n}, &arena, &loop, NULL),
        TRUCE_OK);
    for (size_t i = 0; i < loop.n; i++) {
        snprintf(text + strlen(text), sizeof text - strlen(text), "%s%d.%d", i > 0 ? " " : "", loop.nodes[i],
                 loop.via[i]);
        assert_int_equal(s->nodes[loop.nodes[i]].inputs[loop.via[i]].node, loop.nodes[(i + 1) % loop.n]);
    }
    assert_string_equal(text, expected);
    truce_arena_fini(&arena);
}

static void one_node_is_a_loop_or_an_impossibility(void **state)
{
    struct system s;
    const int nodes[] = {0};
    unsigned char granted[1] = {1};
    (void)state;
    system_init(&s);
    int gate = system_gate(&s, 1), no = system_fact(&s, TRUCE_DAY_NEVER);
    loop_is(&s, NULL, nodes, 1, ""); /* waits for something that nobody says */
    system_wait_or(&s, gate, gate);
    loop_is(&s, NULL, nodes, 1, "0.0");
    loop_is(&s, granted, nodes, 1, "");
    s.nodes[gate].threshold = 2;
    system_wait(&s, gate, no);
    loop_is(&s, NULL, nodes, 1, ""); /* it would stay closed if it were open */
    loop_is(&s, NULL, NULL, 0, "");
}

static void two_and_five(void **state)
{
    struct system s;
    const int five[] = {0, 2, 3, 4, 5}, two[] = {1, 6};
    (void)state;
    system_init(&s);
    for (int i = 0; i < 7; i++)
        system_gate(&s, 1);
    int yes = system_fact(&s, 0);
    for (int i = 0; i < 7; i++)
        system_wait(&s, i, yes);
    system_wait(&s, 0, 4);
    system_wait(&s, 4, 2);
    system_wait(&s, 2, 5);
    system_wait(&s, 5, 3);
    system_wait(&s, 3, 0);
    system_wait(&s, 6, 1);
    system_wait(&s, 1, 6);
    loop_is(&s, NULL, five, 5, "0.1 4.1 2.1 5.1 3.1");
    loop_is(&s, NULL, two, 2, "1.1 6.1");
}

static void the_shortest_of_several(void **state)
{
    struct system s;
    unsigned char granted[1] = {1};
    const int nodes[] = {0, 1, 2, 3};
    (void)state;
    system_init(&s);
    for (int i = 0; i < 4; i++)
        system_gate(&s, 1);
    system_wait(&s, 0, 1);
    system_wait(&s, 1, 2);
    system_wait(&s, 2, 3);
    system_wait(&s, 3, 0);
    loop_is(&s, NULL, nodes, 4, "0.0 1.0 2.0 3.0");
    int option = system_wait_or(&s, 3, 1);
    loop_is(&s, NULL, nodes, 4, "1.0 2.0 3.1");
    loop_is(&s, granted, nodes, 4, "0.0 1.0 2.0 3.0");
    s.inputs[3][1].option = TRUCE_NO_OPTION; /* barred instead */
    system_require(&s, &s.inputs[3][1], option);
    loop_is(&s, NULL, nodes, 4, "0.0 1.0 2.0 3.0");
    loop_is(&s, granted, nodes, 4, "1.0 2.0 3.1");
    system_wait(&s, 0, 3); /* two of two: the one with the lowest node, by its first input */
    system_wait(&s, 2, 1);
    system_wait(&s, 0, 3);
    loop_is(&s, NULL, nodes, 4, "0.1 3.0");
}

static void the_example_is_a_loop_of_five(void **state)
{
    struct demo d;
    char expected[100];
    (void)state;
    demo_init(&d);
    const int nodes[] = {d.entry_into_force, d.ceasefire, d.quiet60, d.referendum, d.settlement};
    snprintf(expected, sizeof expected, "%d.1 %d.0 %d.0 %d.2 %d.0", d.entry_into_force, d.referendum,
             d.quiet60, d.ceasefire, d.settlement);
    loop_is(&d.system, NULL, nodes, 5, expected);
    loop_is(&d.system, NULL, &d.guard, 1, "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_node_is_a_loop_or_an_impossibility),
        cmocka_unit_test(two_and_five),
        cmocka_unit_test(the_shortest_of_several),
        cmocka_unit_test(the_example_is_a_loop_of_five),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
