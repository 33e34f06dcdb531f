/*
 * What opens ever: small systems by hand, and drawn ones against a plain fixpoint.
 */
#include "plan/systems_test.h"

#include <math.h>

static void reach(const struct system *s, const unsigned char *granted, unsigned char *open)
{
    struct truce_graph_work *work;
    assert_int_equal(truce_graph_work_open(&s->graph, &work, NULL), TRUCE_OK);
    memset(open, 0x5a, s->graph.n);
    truce_graph_reach(work, granted, open);
    truce_graph_work_close(work);
}

static void gates_open_when_enough_is_there(void **state)
{
    struct system s;
    unsigned char open[SYSTEM_NODES];
    (void)state;
    system_init(&s);
    int yes = system_fact(&s, 100), no = system_fact(&s, TRUCE_DAY_NEVER);
    int all = system_gate(&s, 2), any = system_gate(&s, 1), two = system_gate(&s, 2),
        none = system_gate(&s, 0), much = system_gate(&s, 3), empty = system_gate(&s, 1);
    system_wait(&s, all, yes);
    system_wait(&s, all, no);
    system_wait(&s, any, yes);
    system_wait(&s, any, no);
    system_wait(&s, two, yes);
    system_wait(&s, two, any);
    system_wait(&s, two, no);
    system_wait(&s, none, no);
    system_wait(&s, much, yes);
    reach(&s, NULL, open);
    assert_true(open[yes] && open[any] && open[two] && open[none]);
    assert_false(open[no] || open[all] || open[much] || open[empty]);
}

static void nothing_opens_by_pulling_itself_up(void **state)
{
    struct system s;
    unsigned char open[SYSTEM_NODES];
    (void)state;
    system_init(&s);
    int self = system_gate(&s, 1), a = system_gate(&s, 1), b = system_gate(&s, 1), yes = system_fact(&s, 0);
    system_wait(&s, self, self);
    system_wait(&s, a, b);
    system_wait(&s, b, a);
    reach(&s, NULL, open);
    assert_false(open[self] || open[a] || open[b]);
    system_wait(&s, b, yes); /* one reason from outside opens both */
    reach(&s, NULL, open);
    assert_true(open[a] && open[b] && !open[self]);
}

static void amounts_add_up_exactly(void **state)
{
    struct system s;
    unsigned char open[SYSTEM_NODES];
    (void)state;
    system_init(&s);
    int yes = system_fact(&s, 0), sum = system_node(&s, 0.6, 0), tenths = system_node(&s, 1, 0);
    for (int i = 1; i <= 3; i++)
        system_input(&s, sum, yes, 0.1 * i, TRUCE_NO_OPTION);
    for (int i = 0; i < 10; i++) /* ten tenths are less than 1 as floating point numbers */
        system_input(&s, tenths, yes, 0.1, TRUCE_NO_OPTION);
    reach(&s, NULL, open);
    assert_true(open[sum] && open[tenths]);
    s.nodes[tenths].threshold = 1.000001;
    reach(&s, NULL, open);
    assert_false(open[tenths]);
    s.inputs[tenths][0].weight = 0.1000001; /* less than a millionth is not counted... */
    reach(&s, NULL, open);
    assert_false(open[tenths]);
    s.nodes[tenths].threshold = 1e-9; /* ... but what is above 0 stays so */
    s.nodes[tenths].n_inputs = 0;
    reach(&s, NULL, open);
    assert_false(open[tenths]);
}

static void options_satisfy_and_vetoes_bar(void **state)
{
    struct system s;
    unsigned char open[SYSTEM_NODES], granted[3] = {0};
    (void)state;
    system_init(&s);
    int veto = system_option(&s), other = system_option(&s), waive = system_option(&s);
    int yes = system_fact(&s, 0), no = system_fact(&s, TRUCE_DAY_NEVER), need = system_node(&s, 10, 0);
    struct truce_input *first = system_input(&s, need, yes, 6, TRUCE_NO_OPTION);
    struct truce_input *second = system_input(&s, need, no, 4, waive);
    system_require(&s, first, veto);
    system_require(&s, second, veto);
    system_require(&s, second, other);
    for (int i = 0; i < 8; i++) {
        for (int o = 0; o < 3; o++)
            granted[o] = i >> o & 1;
        reach(&s, granted, open);
        assert_int_equal(open[need], i == 7); /* a granted clause that is barred counts for nothing */
    }
}

static void a_day_that_never_comes_keeps_a_gate_closed(void **state)
{
    struct system s;
    unsigned char open[SYSTEM_NODES];
    (void)state;
    system_init(&s);
    int yes = system_fact(&s, 0), gate = system_node(&s, 1, TRUCE_DAY_NEVER), next = system_gate(&s, 1);
    system_wait(&s, gate, yes);
    system_wait(&s, next, gate);
    reach(&s, NULL, open);
    assert_false(open[gate] || open[next]);
}

static void an_empty_graph_is_one(void **state)
{
    struct system s;
    unsigned char open[SYSTEM_NODES];
    (void)state;
    system_init(&s);
    reach(&s, NULL, open);
    truce_graph_work_close(NULL);
}

static void fails_with(const struct system *s, int at, const char *word)
{
    struct truce_graph_work *work = (struct truce_graph_work *)(uintptr_t)1, *before = work;
    struct truce_err err;
    assert_int_equal(truce_graph_work_open(&s->graph, &work, &err), TRUCE_ERR_RANGE);
    assert_ptr_equal(work, before);
    assert_int_equal(err.at, at);
    if (strstr(err.text, word) == NULL)
        fail_msg("'%s' does not say '%s'", err.text, word);
}

static void what_is_no_graph_is_refused(void **state)
{
    struct system s;
    (void)state;
    system_init(&s);
    int yes = system_fact(&s, 0), gate = system_gate(&s, 1);
    struct truce_input *input = system_input(&s, gate, yes, 1, TRUCE_NO_OPTION), good = *input;
    int requires[1] = {0};
    input->node = 2;
    fails_with(&s, gate, "node 2 of 2");
    input->node = -1;
    fails_with(&s, gate, "node -1");
    *input = good;
    const double bad[] = {0, -1, NAN, INFINITY, 5e12};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        input->weight = bad[i];
        fails_with(&s, gate, "weight");
    }
    *input = good;
    input->option = 0;
    fails_with(&s, gate, "option");
    *input = good;
    input->requires = requires;
    input->n_requires = 1;
    fails_with(&s, gate, "option");
    *input = good;
    s.nodes[gate].delay_days = -1;
    fails_with(&s, gate, "delay");
    s.nodes[gate].delay_days = 0;
    s.nodes[gate].delay_months = -1;
    fails_with(&s, gate, "delay");
    s.nodes[gate].delay_months = 0;
    s.nodes[gate].threshold = NAN;
    fails_with(&s, gate, "threshold");
    s.nodes[gate].threshold = 1;
    input->weight = 3e12;
    system_input(&s, gate, yes, 3e12, TRUCE_NO_OPTION);
    fails_with(&s, gate, "add up");
}

static void drawn_systems_open_as_plain_iteration_says(void **state)
{
    enum { SYSTEMS = 2000 };
    static struct system s;
    unsigned char open[SYSTEM_NODES], expected[SYSTEM_NODES], granted[SYSTEM_OPTIONS], more[SYSTEM_NODES];
    int n_open = 0, n_closed = 0;
    (void)state;
    for (uint64_t seed = 0; seed < SYSTEMS; seed++) {
        system_draw(&s, seed, 5 + (int)(seed % 20), seed % 2 == 0 ? &MUCH_OPEN : &MUCH_TO_GRANT);
        system_draw_grants(&s, seed, 3, granted);
        reach(&s, granted, open);
        naive_reach(&s.graph, granted, expected);
        if (memcmp(open, expected, s.graph.n) != 0)
            fail_msg("system %d", (int)seed);
        for (size_t p = 0; p < s.graph.n; p++) {
            n_open += open[p];
            n_closed += !open[p];
        }
        for (size_t o = 0; o < s.graph.n_options; o += 2) /* more granted never closes anything */
            granted[o] = 1;
        reach(&s, granted, more);
        for (size_t p = 0; p < s.graph.n; p++)
            assert_true(more[p] >= open[p]);
    }
    assert_true(n_open > SYSTEMS && n_closed > SYSTEMS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(gates_open_when_enough_is_there),
        cmocka_unit_test(nothing_opens_by_pulling_itself_up),
        cmocka_unit_test(amounts_add_up_exactly),
        cmocka_unit_test(options_satisfy_and_vetoes_bar),
        cmocka_unit_test(a_day_that_never_comes_keeps_a_gate_closed),
        cmocka_unit_test(an_empty_graph_is_one),
        cmocka_unit_test(what_is_no_graph_is_refused),
        cmocka_unit_test(drawn_systems_open_as_plain_iteration_says),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
