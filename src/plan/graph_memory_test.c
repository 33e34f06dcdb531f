/*
 * Every allocation of the graph engines fails in turn: the answer is TRUCE_ERR_MEMORY or complete, outputs are untouched, nothing is left behind.
 *
 * The linker sends the library's own malloc, calloc, realloc and free here (see CMakeLists.txt).
 */
#include "plan/systems_test.h"

/* names given by the linker: NOLINTBEGIN(bugprone-reserved-identifier,cert-dcl37-c,readability-identifier-naming) */
void *__real_malloc(size_t n);
void *__real_calloc(size_t n, size_t size);
void *__real_realloc(void *p, size_t n);
void __real_free(void *p);
void *__wrap_malloc(size_t n);
void *__wrap_calloc(size_t n, size_t size);
void *__wrap_realloc(void *p, size_t n);
void __wrap_free(void *p);

/* State of its own, which nothing else in the tree has: allocation functions have no argument for it. */
static long asked, live, fail_at = -1;
static bool fail_ever_after;

static bool fails(void)
{
    long n = asked++;
    return fail_at >= 0 && (n == fail_at || (n > fail_at && fail_ever_after));
}

static void *counted(void *p)
{
    live += p != NULL;
    return p;
}

void *__wrap_malloc(size_t n)
{
    return fails() ? NULL : counted(__real_malloc(n));
}

void *__wrap_calloc(size_t n, size_t size)
{
    return fails() ? NULL : counted(__real_calloc(n, size));
}

void *__wrap_realloc(void *p, size_t n)
{
    if (fails())
        return NULL;
    return p == NULL ? counted(__real_realloc(p, n)) : __real_realloc(p, n);
}

void __wrap_free(void *p)
{
    live -= p != NULL;
    __real_free(p);
}

/* NOLINTEND(bugprone-reserved-identifier,cert-dcl37-c,readability-identifier-naming) */

/* A call and what it gives; outputs begin as `before` has them. */
struct call {
    const struct truce_graph *graph;
    int target;
    struct truce_arena arena;
    void *out; /* whatever it is, as an address */
    size_t n;
    bool complete;
    struct truce_loop loop;
    int32_t slack[SYSTEM_NODES];
};

typedef enum truce_status run_call(struct call *call, struct truce_err *err);

static enum truce_status run_open(struct call *call, struct truce_err *err)
{
    struct truce_graph_work *work = call->out;
    enum truce_status status = truce_graph_work_open(call->graph, &work, err);
    if (status == TRUCE_OK)
        truce_graph_work_close(work);
    else
        assert_ptr_equal(work, call->out);
    return status;
}

static enum truce_status run_slack(struct call *call, struct truce_err *err)
{
    struct truce_graph_work *work;
    enum truce_status status = truce_graph_work_open(call->graph, &work, err);
    if (status != TRUCE_OK)
        return status;
    status = truce_graph_slack(work, NULL, call->target, INT32_MAX, call->slack, err);
    truce_graph_work_close(work);
    return status;
}

static enum truce_status run_roots(struct call *call, struct truce_err *err)
{
    struct truce_graph_work *work;
    struct truce_node_set *sets = call->out;
    enum truce_status status = truce_graph_work_open(call->graph, &work, err);
    if (status != TRUCE_OK)
        return status;
    status = truce_graph_roots(work, NULL, &call->target, 1, 1000, &call->arena, &sets, &call->n,
                               &call->complete, err);
    call->out = sets;
    truce_graph_work_close(work);
    return status;
}

static enum truce_status run_loop(struct call *call, struct truce_err *err)
{
    int nodes[SYSTEM_NODES];
    for (size_t i = 0; i < call->graph->n; i++)
        nodes[i] = (int)i;
    return truce_graph_loop(call->graph, NULL, (struct truce_node_set){nodes, call->graph->n}, &call->arena,
                            &call->loop, err);
}

static enum truce_status run_ways(struct call *call, struct truce_err *err)
{
    struct truce_graph_work *work;
    struct truce_way_out *ways = call->out;
    const struct truce_ways_options options = {.max_size = 100, .max_ways = 1000};
    enum truce_status status = truce_graph_work_open(call->graph, &work, err);
    if (status != TRUCE_OK)
        return status;
    status = truce_graph_ways_out(work, call->target, &options, &call->arena, &ways, &call->n,
                                  &call->complete, err);
    call->out = ways;
    truce_graph_work_close(work);
    return status;
}

/* One run; the allocations that it asked for. */
static long run(run_call *function, const struct truce_graph *graph, int target, long at, bool ever_after,
                enum truce_status *status)
{
    static struct call call, before;
    struct truce_err err = {.text = ""};

    memset(&call, 0x5a, sizeof call);
    call.graph = graph;
    call.target = target;
    truce_arena_init(&call.arena, SIZE_MAX);
    before = call;
    long at_start = live;
    asked = 0;
    fail_at = at;
    fail_ever_after = ever_after;
    *status = function(&call, &err);
    long n = asked;
    fail_at = -1;
    truce_arena_fini(&call.arena);
    if (live != at_start)
        fail_msg("allocation %ld: %ld left behind", at, live - at_start);
    if (*status != TRUCE_OK) {
        assert_int_equal(*status, TRUCE_ERR_MEMORY);
        assert_int_equal(err.status, *status);
        assert_true(err.text[0] != '\0');
        before.arena = call.arena;
        assert_memory_equal(&call, &before, sizeof call);
    }
    return n;
}

/* The allocations that failed. */
static long each_fails(run_call *function, const struct truce_graph *graph, int target, long least)
{
    enum truce_status status;
    long n = run(function, graph, target, -1, false, &status);
    assert_int_equal(status, TRUCE_OK);
    assert_true(n >= least); /* else nothing is wrapped, and the test tests nothing */
    for (int ever_after = 0; ever_after < 2; ever_after++)
        for (long at = 0; at < n; at++) {
            run(function, graph, target, at, ever_after == 1, &status);
            assert_int_equal(status, TRUCE_ERR_MEMORY);
        }
    run(function, graph, target, -1, false, &status); /* and nothing stays broken */
    assert_int_equal(status, TRUCE_OK);
    return 2 * n;
}

static void in_the_example(void **state)
{
    static struct demo d;
    (void)state;
    demo_init(&d);
    each_fails(run_open, &d.system.graph, d.settlement, 1);
    each_fails(run_slack, &d.system.graph, d.monitors_ready, 2);
    each_fails(run_roots, &d.system.graph, d.settlement, 8);
    each_fails(run_loop, &d.system.graph, d.settlement, 2);
    each_fails(run_ways, &d.system.graph, d.settlement, 8);
}

/* many sets, many cuts, many ways: lists grow */
static void in_drawn_systems(void **state)
{
    static struct system s;
    long n = 0;
    (void)state;
    for (uint64_t seed = 500000; seed < 500040; seed++) {
        system_draw(&s, seed, 24, seed % 2 == 0 ? &MUCH_LOOPED : &MUCH_TO_GRANT);
        n += each_fails(run_roots, &s.graph, (int)s.graph.n - 1, 2);
        n += each_fails(run_ways, &s.graph, system_target(&s), 2);
    }
    print_message("%ld failures tried\n", n);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(in_the_example),
        cmocka_unit_test(in_drawn_systems),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
