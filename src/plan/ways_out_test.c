/*
 * Ways out: small systems by hand, their order and limits, the page's example, and drawn systems against all subsets of their options.
 */
#include "plan/systems_test.h"

struct ways {
    struct truce_arena arena;
    struct truce_way_out *at;
    size_t n;
    bool complete;
};

static void find_ways(const struct truce_graph *graph, int target, const struct truce_ways_options *options,
                      struct ways *out)
{
    struct truce_graph_work *work;
    assert_int_equal(truce_graph_work_open(graph, &work, NULL), TRUCE_OK);
    truce_arena_init(&out->arena, SIZE_MAX);
    assert_int_equal(
        truce_graph_ways_out(work, target, options, &out->arena, &out->at, &out->n, &out->complete, NULL),
        TRUCE_OK);
    truce_graph_work_close(work);
}

static void write_ways(const struct ways *ways, char *text, size_t size)
{
    text[0] = '\0';
    for (size_t i = 0; i < ways->n; i++)
        for (size_t k = 0; k < ways->at[i].n; k++) {
            size_t length = strlen(text);
            snprintf(text + length, size - length, "%s%d",
                     k > 0   ? " "
                     : i > 0 ? ", "
                             : "",
                     ways->at[i].options[k]);
        }
}

static void ways_with(const struct system *s, int target, const struct truce_ways_options *options,
                      bool complete, const char *expected)
{
    struct ways ways;
    char text[1000];
    find_ways(&s->graph, target, options, &ways);
    write_ways(&ways, text, sizeof text);
    assert_string_equal(text, expected);
    assert_int_equal(ways.complete, complete);
    truce_arena_fini(&ways.arena);
}

static void ways_are(const struct system *s, int target, const char *expected)
{
    const struct truce_ways_options options = {.max_size = 1000, .max_ways = 1000};
    ways_with(s, target, &options, true, expected);
}

static void any_is_one_all_is_both(void **state)
{
    struct system s;
    (void)state;
    system_init(&s);
    int no = system_fact(&s, TRUCE_DAY_NEVER), yes = system_fact(&s, 5), gate = system_gate(&s, 1);
    system_wait_or(&s, gate, no);
    system_wait_or(&s, gate, no);
    ways_are(&s, gate, "0, 1");
    s.nodes[gate].threshold = 2;
    ways_are(&s, gate, "0 1");
    system_wait_or(&s, gate, no);
    ways_are(&s, gate, "0 1, 0 2, 1 2");
    system_wait_or(&s, gate, yes); /* nothing to be gained by waiving what is there */
    ways_are(&s, gate, "0, 1, 2");
    s.nodes[gate].threshold = 1;
    ways_are(&s, gate, ""); /* open already */
    s.nodes[gate].threshold = 5;
    ways_are(&s, gate, ""); /* and never */
}

static void a_loop_is_broken_anywhere(void **state)
{
    struct system s;
    (void)state;
    system_init(&s);
    for (int i = 0; i < 5; i++)
        system_gate(&s, 1);
    for (int i = 0; i < 5; i++)
        system_wait_or(&s, i, (i + 1) % 5);
    ways_are(&s, 2, "0, 1, 2, 3, 4");
    int above = system_gate(&s, 1);
    system_wait_or(&s, above, 0);
    ways_are(&s, above, "0, 1, 2, 3, 4, 5");
}

static void vetoes_and_shared_options(void **state)
{
    struct system s;
    (void)state;
    system_init(&s);
    int veto = system_option(&s), other = system_option(&s), only_after = system_option(&s);
    int yes = system_fact(&s, 5), no = system_fact(&s, TRUCE_DAY_NEVER), need = system_node(&s, 10, 0);
    struct truce_input *first = system_input(&s, need, yes, 6, TRUCE_NO_OPTION);
    struct truce_input *second = system_input(&s, need, no, 5, only_after);
    system_require(&s, first, veto);
    ways_are(&s, need, "0 2");
    system_require(&s, second, veto);
    ways_are(&s, need, "0 2");
    system_require(&s, second, other);
    system_require(&s, second, other); /* said twice */
    ways_are(&s, need, "0 1 2");
    system_input(&s, need, no, 4, only_after);
    ways_are(&s, need, "0 2");
    system_require(&s, system_input(&s, need, no, 10, other), other); /* opens and is required */
    ways_are(&s, need, "1, 0 2");
}

static void what_is_not_allowed_is_not_granted(void **state)
{
    struct system s;
    unsigned char allowed[3] = {1, 1, 0};
    const struct truce_ways_options options = {.max_size = 9, .max_ways = 9, .allowed = allowed};
    (void)state;
    system_init(&s);
    int no = system_fact(&s, TRUCE_DAY_NEVER), gate = system_gate(&s, 2);
    for (int i = 0; i < 3; i++)
        system_wait_or(&s, gate, no);
    ways_with(&s, gate, &options, true, "0 1");
    system_require(&s, &s.inputs[gate][0], 2);
    ways_with(&s, gate, &options, true, "");
}

static void order_and_limits(void **state)
{
    struct system s;
    const double cost[] = {4, 1, 2.5, 1, 8, 0.5};
    struct truce_ways_options options = {.max_size = 9, .max_ways = 99, .cost = cost};
    (void)state;
    system_init(&s); /* 4 alone, or two of the others */
    int no = system_fact(&s, TRUCE_DAY_NEVER), gate = system_node(&s, 2, 0);
    for (int i = 0; i < 6; i++)
        system_input(&s, gate, no, i == 4 ? 2 : 1, system_option(&s));
    ways_with(&s, gate, &options, true, "4, 1 5, 3 5, 1 3, 2 5, 1 2, 2 3, 0 5, 0 1, 0 3, 0 2");
    options.max_size = 1;
    ways_with(&s, gate, &options, true, "4");
    options.max_size = 0;
    ways_with(&s, gate, &options, true, "");
    options.max_size = 2;
    options.max_ways = 4;
    ways_with(&s, gate, &options, false, "4, 1 5, 3 5, 1 3");
    options.max_ways = 1;
    ways_with(&s, gate, &options, false, "4");
    options.max_ways = 0;
    ways_with(&s, gate, &options, false, "");
    options.max_ways = 11;
    ways_with(&s, gate, &options, true, "4, 1 5, 3 5, 1 3, 2 5, 1 2, 2 3, 0 5, 0 1, 0 3, 0 2");
}

static void the_first_of_very_many(void **state)
{
    enum { EACH = SYSTEM_INPUTS, GATES = 5 };
    static struct system s;
    double cost[SYSTEM_OPTIONS];
    struct truce_ways_options options = {.max_size = 9, .max_ways = 3, .cost = cost};
    (void)state;
    system_init(&s); /* one of ten for each of five gates: 100,000 ways */
    int no = system_fact(&s, TRUCE_DAY_NEVER), target = system_gate(&s, GATES);
    for (int g = 0; g < GATES; g++) {
        int gate = system_gate(&s, 1);
        system_wait(&s, target, gate);
        for (int i = 0; i < EACH; i++)
            system_wait_or(&s, gate, no);
    }
    for (int o = 0; o < EACH * GATES; o++)
        cost[o] = o % EACH == 7 ? 1 : o == 32 ? 1.5 : o == 3 ? 1.25 : 2;
    ways_with(&s, target, &options, false, "7 17 27 37 47, 3 17 27 37 47, 7 17 27 32 47");
    options.max_steps = 1; /* no time at all */
    ways_with(&s, target, &options, false, "");
}

/* equal costs: those that come first by their options are not those that are found first */
static void the_first_of_very_many_by_options(void **state)
{
    enum { EACH = SYSTEM_INPUTS, GATES = 5 };
    static struct system s;
    const struct truce_ways_options options = {.max_size = 5, .max_ways = 4};
    (void)state;
    system_init(&s);
    int no = system_fact(&s, TRUCE_DAY_NEVER), target = system_gate(&s, GATES);
    for (int g = 0; g < GATES; g++)
        system_wait(&s, target, system_gate(&s, 1));
    for (int i = 0; i < EACH; i++)
        for (int g = 0; g < GATES; g++)
            system_wait_or(&s, target + 1 + g, no);
    ways_with(&s, target, &options, false, "0 1 2 3 4, 0 1 2 3 9, 0 1 2 3 14, 0 1 2 3 19");
    const struct truce_ways_options more = {.max_size = 5, .max_ways = 11};
    ways_with(&s, target, &more, false,
              "0 1 2 3 4, 0 1 2 3 9, 0 1 2 3 14, 0 1 2 3 19, 0 1 2 3 24, 0 1 2 3 29, 0 1 2 3 34, 0 1 2 3 39, "
              "0 1 2 3 44, "
              "0 1 2 3 49, 0 1 2 4 8");
}

static void the_example_has_its_ways(void **state)
{
    struct demo d;
    struct ways ways;
    char day[TRUCE_DAY_TEXT];
    const struct truce_ways_options options = {.max_size = 4, .max_ways = 200};
    size_t by_size[5] = {0};
    (void)state;
    demo_init(&d);
    find_ways(&d.system.graph, d.referendum, &options, &ways);
    assert_true(ways.complete);
    for (size_t i = 0; i < ways.n; i++)
        by_size[ways.at[i].n]++;
    assert_int_equal(ways.n, 8);
    assert_int_equal(by_size[1], 2);
    assert_int_equal(by_size[2], 4);
    assert_int_equal(by_size[4], 2);
    assert_int_equal(ways.at[0].options[0], d.withdraw);
    truce_day_format((struct truce_day){ways.at[0].day}, day);
    assert_string_equal(day, "2026-04-28");
    assert_int_equal(ways.at[1].options[0], d.waive_quiet);
    truce_day_format((struct truce_day){ways.at[1].day}, day);
    assert_string_equal(day, "2026-02-03");
    truce_arena_fini(&ways.arena);

    memset(by_size, 0, sizeof by_size);
    find_ways(&d.system.graph, d.settlement, &options, &ways);
    assert_true(ways.complete);
    bool has_the_pair = false;
    for (size_t i = 0; i < ways.n; i++) {
        by_size[ways.at[i].n]++;
        if (ways.at[i].n == 2 && ways.at[i].options[0] == d.veto_coalition &&
            ways.at[i].options[1] == d.withdraw) {
            truce_day_format((struct truce_day){ways.at[i].day}, day);
            has_the_pair = true;
        }
    }
    assert_int_equal(ways.n, 12);
    assert_int_equal(by_size[2], 9);
    assert_int_equal(by_size[4], 3);
    assert_true(has_the_pair);
    assert_string_equal(day, "2026-04-28");
    truce_arena_fini(&ways.arena);
}

/* ---- drawn systems ---- */

static bool opens(const struct truce_graph *graph, int target, unsigned set)
{
    unsigned char open[SYSTEM_NODES], granted[32];
    for (size_t o = 0; o < graph->n_options; o++)
        granted[o] = set >> o & 1;
    naive_reach(graph, granted, open);
    return open[target];
}

/* Masks of all minimal ways of at most max_size options, ascending by size; their number. */
static int all_minimal(const struct truce_graph *graph, int target, int max_size, unsigned *out, int max)
{
    int n = 0;
    if (opens(graph, target, 0))
        return 0;
    for (int size = 1; size <= max_size && size <= (int)graph->n_options; size++)
        for (unsigned set = 1; set < 1U << graph->n_options; set++) {
            bool smaller = __builtin_popcount(set) != size;
            for (int i = 0; !smaller && i < n; i++)
                smaller = (out[i] & set) == out[i];
            if (smaller || !opens(graph, target, set))
                continue;
            assert_true(n < max);
            out[n++] = set;
        }
    return n;
}

static void check_order(const struct ways *ways, const double *cost)
{
    for (size_t i = 0; i < ways->n; i++) {
        const struct truce_way_out *way = &ways->at[i], *before = way - 1;
        double sum = 0;
        for (size_t k = 0; k < way->n; k++) {
            assert_true(k == 0 || way->options[k - 1] < way->options[k]);
            sum += cost[way->options[k]];
        }
        assert_true(way->cost >= sum && way->cost <= sum);
        if (i == 0 || before->n < way->n)
            continue;
        assert_int_equal(before->n, way->n);
        assert_true(before->cost <= way->cost);
        size_t k = 0;
        while (before->cost >= way->cost && before->options[k] == way->options[k])
            assert_true(++k < way->n); /* no way twice */
        assert_true(before->cost < way->cost || before->options[k] < way->options[k]);
    }
}

static void check_days(const struct system *s, int target, const struct ways *ways)
{
    unsigned char granted[SYSTEM_OPTIONS] = {0};
    int32_t day[SYSTEM_NODES];
    for (size_t i = 0; i < ways->n; i++) {
        for (size_t k = 0; k < ways->at[i].n; k++)
            granted[ways->at[i].options[k]] = 1;
        naive_days(&s->graph, granted, -1, 0, day);
        assert_int_equal(ways->at[i].day, day[target]);
        memset(granted, 0, sizeof granted);
    }
}

static void drawn_systems_have_all_minimal_subsets(void **state)
{
    enum { SYSTEMS = 1500, MAX = 500 };
    static struct system s;
    unsigned expected[MAX];
    double cost[SYSTEM_OPTIONS];
    int n_ways = 0, n_systems = 0, n_large = 0;
    (void)state;
    for (uint64_t seed = 0; seed < SYSTEMS; seed++) {
        struct ways ways;
        system_draw(&s, seed + 300000, 6 + (int)(seed % 8), seed % 3 == 0 ? &MUCH_LOOPED : &MUCH_TO_GRANT);
        if (s.graph.n_options > 12)
            continue;
        for (size_t o = 0; o < s.graph.n_options; o++)
            cost[o] = (double)((o * 7 + seed) % 3 + 1);
        int target = system_target(&s), max_size = seed % 2 == 0 ? 12 : 2;
        int n = all_minimal(&s.graph, target, max_size, expected, MAX);
        const struct truce_ways_options options = {
            .max_size = (size_t)max_size, .max_ways = MAX, .cost = cost};
        find_ways(&s.graph, target, &options, &ways);
        if ((int)ways.n != n || !ways.complete)
            fail_msg("system %d: %zu ways, not %d", (int)seed, ways.n, n);
        check_order(&ways, cost);
        check_days(&s, target, &ways);
        for (size_t i = 0; i < ways.n; i++) {
            unsigned mask = 0;
            for (size_t k = 0; k < ways.at[i].n; k++)
                mask |= 1U << ways.at[i].options[k];
            int k = 0;
            while (k < n && expected[k] != mask)
                k++;
            if (k == n)
                fail_msg("system %d: way %zu is none", (int)seed, i);
            n_large += ways.at[i].n > 1;
        }
        n_systems++;
        n_ways += n;
        truce_arena_fini(&ways.arena);
    }
    print_message("%d systems, %d ways, %d of more than one option\n", n_systems, n_ways, n_large);
    assert_true(n_systems > SYSTEMS / 3 && n_ways > n_systems && n_large > n_systems / 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(any_is_one_all_is_both),
        cmocka_unit_test(a_loop_is_broken_anywhere),
        cmocka_unit_test(vetoes_and_shared_options),
        cmocka_unit_test(what_is_not_allowed_is_not_granted),
        cmocka_unit_test(order_and_limits),
        cmocka_unit_test(the_first_of_very_many),
        cmocka_unit_test(the_first_of_very_many_by_options),
        cmocka_unit_test(the_example_has_its_ways),
        cmocka_unit_test(drawn_systems_have_all_minimal_subsets),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
