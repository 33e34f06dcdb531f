#include "plan/systems_test.h"
static void print_ways(const struct demo *d, struct truce_graph_work *work, int target)
{
    struct truce_arena arena;
    struct truce_way_out *ways;
    size_t n;
    bool complete;
    (void)d;
    truce_arena_init(&arena, 1 << 24);
    struct truce_ways_options options = {.max_size = 100, .max_ways = 1000};
    assert_int_equal(truce_graph_ways_out(work, target, &options, &arena, &ways, &n, &complete, NULL),
                     TRUCE_OK);
    printf("%zu complete %d\n", n, complete);
    for (size_t i = 0; i < n; i++) {
        char text[TRUCE_DAY_TEXT];
        truce_day_format((struct truce_day){ways[i].day}, text);
        for (size_t k = 0; k < ways[i].n; k++)
            printf("%d ", ways[i].options[k]);
        printf("%s\n", ways[i].day == TRUCE_DAY_NEVER ? "never" : text);
    }
    truce_arena_fini(&arena);
}
int main(void)
{
    struct demo d;
    struct truce_graph_work *work;
    demo_init(&d);
    struct truce_err err;
    if (truce_graph_work_open(&d.system.graph, &work, &err)) {
        puts(err.text);
        return 1;
    }
    print_ways(&d, work, d.referendum);
    print_ways(&d, work, d.settlement);
    struct truce_arena arena;
    truce_arena_init(&arena, 1 << 24);
    struct truce_node_set *sets;
    size_t n;
    bool complete;
    assert_int_equal(truce_graph_roots(work, NULL, &d.settlement, 1, 100, &arena, &sets, &n, &complete, NULL),
                     TRUCE_OK);
    printf("%zu roots, complete %d\n", n, complete);
    for (size_t i = 0; i < n; i++) {
        for (size_t k = 0; k < sets[i].n; k++)
            printf("%d ", sets[i].nodes[k]);
        struct truce_loop loop;
        assert_int_equal(truce_graph_loop(&d.system.graph, NULL, sets[i], &arena, &loop, NULL), TRUCE_OK);
        printf(" loop:");
        for (size_t k = 0; k < loop.n; k++)
            printf("%d(%d) ", loop.nodes[k], loop.via[k]);
        puts("");
    }
    truce_arena_fini(&arena);
    truce_graph_work_close(work);
    return 0;
}
