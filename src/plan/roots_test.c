/*
 * Root causes: small systems by hand, drawn ones against all subsets of their nodes, and large ones that have very many.
 */
#include "plan/systems_test.h"

struct roots {
    struct truce_arena arena;
    struct truce_node_set *sets;
    size_t n;
    bool complete;
};

static void find_roots(const struct truce_graph *graph, const unsigned char *granted, const int *targets,
                       size_t n_targets, size_t max, struct roots *out)
{
    struct truce_graph_work *work;
    assert_int_equal(truce_graph_work_open(graph, &work, NULL), TRUCE_OK);
    truce_arena_init(&out->arena, SIZE_MAX);
    assert_int_equal(truce_graph_roots(work, granted, targets, n_targets, max, &out->arena, &out->sets,
                                       &out->n, &out->complete, NULL),
                     TRUCE_OK);
    truce_graph_work_close(work);
}

static void roots_are(const struct system *s, const unsigned char *granted, int target, const char *expected)
{
    struct roots roots;
    char text[1000] = "";
    find_roots(&s->graph, granted, &target, 1, 100, &roots);
    for (size_t i = 0; i < roots.n; i++) {
        for (size_t k = 0; k < roots.sets[i].n; k++)
            snprintf(text + strlen(text), sizeof text - strlen(text), "%s%d",
                     k > 0   ? " "
                     : i > 0 ? ", "
                             : "",
                     roots.sets[i].nodes[k]);
    }
    assert_string_equal(text, expected);
    assert_true(roots.complete);
    truce_arena_fini(&roots.arena);
}

static void a_gate_that_waits_for_itself(void **state)
{
    struct system s;
    (void)state;
    system_init(&s);
    int gate = system_gate(&s, 1);
    system_wait(&s, gate, gate);
    roots_are(&s, NULL, gate, "0");
}

static void two_and_five_that_wait_for_each_other(void **state)
{
    struct system s;
    (void)state;
    system_init(&s);
    for (int i = 0; i < 8; i++)
        system_gate(&s, 1);
    for (int i = 0; i < 5; i++)
        system_wait(&s, i, (i + 1) % 5);
    system_wait(&s, 5, 6);
    system_wait(&s, 6, 5);
    system_wait(&s, 7, 3);
    system_wait(&s, 7, 5);
    s.nodes[7].threshold = 2;
    roots_are(&s, NULL, 7, "5 6, 0 1 2 3 4");
    roots_are(&s, NULL, 0, "0 1 2 3 4");
    s.nodes[7].threshold = 1; /* either of them: the roots are the same */
    roots_are(&s, NULL, 7, "5 6, 0 1 2 3 4");
}

static void what_is_open_or_a_fact_is_no_root(void **state)
{
    struct system s;
    (void)state;
    system_init(&s);
    int yes = system_fact(&s, 0), no = system_fact(&s, TRUCE_DAY_NEVER), open = system_gate(&s, 1),
        refused = system_gate(&s, 2), above = system_gate(&s, 1);
    system_wait(&s, open, yes);
    system_wait(&s, refused, yes);
    system_wait(&s, refused, no);
    system_wait(&s, above, refused);
    roots_are(&s, NULL, open, "");
    roots_are(&s, NULL, no, "");
    roots_are(&s, NULL, above, "3");
}

static void a_need_that_cannot_be_met(void **state)
{
    struct system s;
    unsigned char granted[1] = {0};
    (void)state;
    system_init(&s);
    int veto = system_option(&s), yes = system_fact(&s, 0), need = system_node(&s, 10, 0),
        empty = system_node(&s, 3, 0), gate = system_gate(&s, 2);
    system_require(&s, system_input(&s, need, yes, 6, TRUCE_NO_OPTION), veto);
    system_input(&s, need, yes, 4, TRUCE_NO_OPTION);
    system_wait(&s, gate, need);
    system_wait(&s, gate, empty);
    roots_are(&s, granted, gate, "1, 2");
    granted[veto] = 1;
    roots_are(&s, granted, gate, "2");
}

static void thresholds_need_more_than_one_loop(void **state)
{
    struct system s;
    (void)state;
    system_init(&s); /* two of three, all waiting for it: any two of them and it */
    for (int i = 0; i < 4; i++)
        system_gate(&s, i == 0 ? 2 : 1);
    for (int i = 1; i < 4; i++) {
        system_wait(&s, 0, i);
        system_wait(&s, i, 0);
    }
    roots_are(&s, NULL, 0, "0 1 2, 0 1 3, 0 2 3");
}

static void granted_clauses_join_nothing(void **state)
{
    struct system s;
    unsigned char granted[1] = {0};
    (void)state;
    system_init(&s);
    int a = system_gate(&s, 2), b = system_gate(&s, 1), no = system_fact(&s, TRUCE_DAY_NEVER);
    system_wait_or(&s, a, b);
    system_wait(&s, b, a);
    system_wait(&s, a, no);
    roots_are(&s, granted, b, "0");
    granted[0] = 1; /* a is impossible still */
    roots_are(&s, granted, b, "0");
    s.nodes[a].threshold = 1;
    roots_are(&s, granted, b, "");
    granted[0] = 0;
    roots_are(&s, granted, b, "0 1");
}

static void the_example_has_two(void **state)
{
    struct demo d;
    char expected[100];
    (void)state;
    demo_init(&d);
    snprintf(expected, sizeof expected, "%d, %d %d %d %d %d", d.guard, d.entry_into_force, d.ceasefire,
             d.quiet60, d.referendum, d.settlement);
    roots_are(&d.system, NULL, d.settlement, expected);
    roots_are(&d.system, NULL, d.referendum, expected);
}

/* ---- drawn systems ---- */

struct subsets {
    const struct truce_graph *graph;
    const unsigned char *granted;
    unsigned char never[SYSTEM_NODES];
    int nodes[SYSTEM_NODES]; /* closed, and waited for */
    int n;
};

static bool is_source(const struct truce_node *node)
{
    return node->n_inputs == 0 && node->threshold <= 0;
}

static void subsets_init(struct subsets *b, const struct truce_graph *graph, const unsigned char *granted,
                         int target)
{
    unsigned char open[SYSTEM_NODES], wanted[SYSTEM_NODES] = {0}, none[SYSTEM_NODES] = {0};
    *b = (struct subsets){.graph = graph, .granted = granted};
    naive_reach(graph, granted, open);
    for (size_t p = 0; p < graph->n; p++)
        b->never[p] = is_source(&graph->nodes[p]) && graph->nodes[p].day == TRUCE_DAY_NEVER;
    wanted[target] = !open[target] && !is_source(&graph->nodes[target]);
    for (bool more = true; more;) {
        more = false;
        for (size_t p = 0; p < graph->n; p++)
            for (size_t i = 0; wanted[p] && i < graph->nodes[p].n_inputs; i++) {
                const struct truce_input *input = &graph->nodes[p].inputs[i];
                none[input->node] = 1; /* does it wait for this node? */
                bool waits = naive_satisfied(input, granted, none);
                none[input->node] = 0;
                waits = waits && !naive_satisfied(input, granted, none);
                if (waits && !open[input->node] && !b->never[input->node] && !wanted[input->node])
                    wanted[input->node] = more = true;
            }
    }
    for (size_t p = 0; p < graph->n; p++)
        if (wanted[p])
            b->nodes[b->n++] = (int)p;
}

static bool blocks(const struct subsets *b, unsigned set)
{
    unsigned char open[SYSTEM_NODES];
    for (size_t p = 0; p < b->graph->n; p++)
        open[p] = !b->never[p];
    for (int i = 0; i < b->n; i++)
        if (set >> i & 1)
            open[b->nodes[i]] = 0;
    for (int i = 0; i < b->n; i++)
        if ((set >> i & 1) && naive_opens(&b->graph->nodes[b->nodes[i]], b->granted, open))
            return false;
    return set != 0;
}

/* All minimal blocking sets as masks, ascending by size; their number. */
static int all_minimal(const struct subsets *b, unsigned *out, int max)
{
    int n = 0;
    for (int size = 1; size <= b->n; size++)
        for (unsigned set = 1; set < 1U << b->n; set++) {
            bool smaller = __builtin_popcount(set) != size;
            for (int i = 0; !smaller && i < n; i++)
                smaller = (out[i] & set) == out[i];
            if (smaller || !blocks(b, set))
                continue;
            assert_true(n < max);
            out[n++] = set;
        }
    return n;
}

static unsigned mask_of(const struct subsets *b, struct truce_node_set set)
{
    unsigned mask = 0;
    for (int i = 0; i < b->n; i++)
        for (size_t k = 0; k < set.n; k++)
            if (set.nodes[k] == b->nodes[i])
                mask |= 1U << i;
    assert_int_equal(__builtin_popcount(mask), set.n);
    return mask;
}

static void check_order(const struct roots *roots)
{
    for (size_t i = 0; i < roots->n; i++) {
        const struct truce_node_set *set = &roots->sets[i];
        for (size_t k = 1; k < set->n; k++)
            assert_true(set->nodes[k - 1] < set->nodes[k]);
        if (i == 0)
            continue;
        const struct truce_node_set *before = &roots->sets[i - 1];
        size_t k = 0;
        while (k < set->n && before->n == set->n && before->nodes[k] == set->nodes[k])
            k++;
        assert_true(before->n < set->n || (before->n == set->n && before->nodes[k] < set->nodes[k]));
    }
}

static void drawn_systems_have_all_minimal_subsets(void **state)
{
    enum { SYSTEMS = 3000, MAX = 500 };
    static struct system s;
    unsigned char granted[SYSTEM_OPTIONS];
    unsigned expected[MAX];
    int n_sets = 0, n_large = 0, n_many = 0;
    (void)state;
    for (uint64_t seed = 0; seed < SYSTEMS; seed++) {
        struct subsets b;
        struct roots roots;
        system_draw(&s, seed + 200000, 8 + (int)(seed % 6), seed % 5 == 0 ? &MUCH_TO_GRANT : &MUCH_LOOPED);
        system_draw_grants(&s, seed, 4, granted);
        int target = (int)s.graph.n - 1;
        subsets_init(&b, &s.graph, granted, target);
        int n = all_minimal(&b, expected, MAX);
        find_roots(&s.graph, granted, &target, 1, MAX, &roots);
        if ((int)roots.n != n || !roots.complete)
            fail_msg("system %d: %zu root causes, not %d", (int)seed, roots.n, n);
        check_order(&roots);
        for (size_t i = 0; i < roots.n; i++) {
            unsigned mask = mask_of(&b, roots.sets[i]);
            int k = 0;
            while (k < n && expected[k] != mask)
                k++;
            if (k == n)
                fail_msg("system %d: root cause %zu is none", (int)seed, i);
            n_large += roots.sets[i].n > 2;
        }
        n_sets += n;
        n_many += n > 4;
        truce_arena_fini(&roots.arena);
    }
    print_message("%d root causes, %d of more than two nodes; %d systems with more than four\n", n_sets,
                  n_large, n_many);
    assert_true(n_sets > SYSTEMS && n_large > SYSTEMS / 4 && n_many > SYSTEMS / 100);
}

/* ---- large ones ---- */

/* n gates, all clauses needed; gate i waits for all those that `joined` says */
static struct truce_graph *large_new(int n, bool (*joined)(int n, int i, int k))
{
    struct truce_graph *graph = calloc(1, sizeof *graph);
    struct truce_node *nodes = calloc((size_t)n, sizeof *nodes);
    assert_non_null(graph);
    assert_non_null(nodes);
    for (int i = 0; i < n; i++) {
        struct truce_input *inputs = calloc((size_t)n, sizeof *inputs);
        assert_non_null(inputs);
        for (int k = 0; k < n; k++)
            if (joined(n, i, k))
                inputs[nodes[i].n_inputs++] =
                    (struct truce_input){.node = k, .weight = 1, .option = TRUCE_NO_OPTION};
        nodes[i].inputs = inputs;
        nodes[i].threshold = (double)nodes[i].n_inputs;
    }
    graph->nodes = nodes;
    graph->n = (size_t)n;
    return graph;
}

static void large_free(struct truce_graph *graph)
{
    for (size_t i = 0; i < graph->n; i++)
        free((void *)(uintptr_t)graph->nodes[i].inputs);
    free((void *)(uintptr_t)graph->nodes);
    free(graph);
}

static bool each_with_each(int n, int i, int k)
{
    (void)n;
    return i != k;
}

static bool pairs(int n, int i, int k)
{
    (void)n;
    return (i ^ 1) == k || (i < 2 && k % 2 == 0 && k >= 2); /* the first pair waits for all other pairs */
}

/* a ring of forks: from each first of four there are two ways to the last */
static bool forks(int n, int i, int k)
{
    int step = (k - i + n) % n;
    return i % 4 == 0 ? step == 1 || step == 2 : i % 4 == 1 ? step == 2 : step == 1;
}

static void no_more_than_asked_for(void **state)
{
    struct truce_graph *graph = large_new(12, each_with_each);
    struct roots roots;
    const int target = 3;
    (void)state;
    for (size_t max = 0; max <= 66; max++) {
        find_roots(graph, NULL, &target, 1, max, &roots);
        assert_int_equal(roots.n, max); /* 66 pairs */
        assert_int_equal(roots.complete, max == 66);
        check_order(&roots);
        for (size_t i = 0; i < roots.n; i++)
            assert_int_equal(roots.sets[i].n, 2);
        truce_arena_fini(&roots.arena);
    }
    large_free(graph);
}

/* as transversals of the pairs there are 2^100 sets that block nothing: none of these may be listed on the way */
static void a_hundred_pairs_are_a_hundred_questions(void **state)
{
    struct truce_graph *graph = large_new(200, pairs);
    struct roots roots;
    const int targets[] = {0, 0, 1, 199};
    (void)state;
    find_roots(graph, NULL, targets, 4, 1000, &roots);
    assert_int_equal(roots.n, 100);
    assert_true(roots.complete);
    check_order(&roots);
    truce_arena_fini(&roots.arena);
    large_free(graph);
}

static void one_of_very_many_comes_at_once(void **state)
{ /* of 2^500 */
    struct truce_graph *graph = large_new(2000, forks);
    struct roots roots;
    const int target = 5;
    (void)state;
    find_roots(graph, NULL, &target, 1, 1, &roots);
    assert_int_equal(roots.n, 1);
    assert_false(roots.complete);
    assert_int_equal(roots.sets[0].n, 1500);
    truce_arena_fini(&roots.arena);
    large_free(graph);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_gate_that_waits_for_itself),
        cmocka_unit_test(two_and_five_that_wait_for_each_other),
        cmocka_unit_test(what_is_open_or_a_fact_is_no_root),
        cmocka_unit_test(a_need_that_cannot_be_met),
        cmocka_unit_test(thresholds_need_more_than_one_loop),
        cmocka_unit_test(granted_clauses_join_nothing),
        cmocka_unit_test(the_example_has_two),
        cmocka_unit_test(drawn_systems_have_all_minimal_subsets),
        cmocka_unit_test(no_more_than_asked_for),
        cmocka_unit_test(a_hundred_pairs_are_a_hundred_questions),
        cmocka_unit_test(one_of_very_many_comes_at_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
