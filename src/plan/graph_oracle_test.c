/*
 * Root causes and ways out against clingo (5.4.1, Debian package gringo), which reads the same systems as facts and finds the answers by a reading of its
 * own: tests/plan/open.lp, roots.lp, ways_out.lp.
 *
 * 500 drawn systems and the page's example; every set must be the same.  Skipped where there is no clingo.
 */
#include "plan/systems_test.h"

#include <sys/wait.h>
#include <unistd.h>

enum { SETS_MAX = 3000, SET_MAX = SYSTEM_OPTIONS };

struct set {
    int n;
    int at[SET_MAX];
};

struct sets {
    int n;
    struct set at[SETS_MAX];
};

static char FACTS[] = TRUCE_BUILD_DIR "/graph_oracle_XXXXXX";

static int compare_ints(const void *left, const void *right)
{
    const int *a = left, *b = right;
    return (*a > *b) - (*a < *b);
}

static int compare_sets(const void *left, const void *right)
{
    const struct set *a = left, *b = right;
    if (a->n != b->n)
        return a->n < b->n ? -1 : 1;
    for (int i = 0; i < a->n; i++)
        if (a->at[i] != b->at[i])
            return a->at[i] < b->at[i] ? -1 : 1;
    return 0;
}

static void sort_sets(struct sets *sets)
{
    for (int i = 0; i < sets->n; i++)
        qsort(sets->at[i].at, (size_t)sets->at[i].n, sizeof(int), compare_ints);
    qsort(sets->at, (size_t)sets->n, sizeof sets->at[0], compare_sets);
}

static void write_system(FILE *file, const struct truce_graph *graph)
{
    for (size_t p = 0; p < graph->n; p++) {
        const struct truce_node *node = &graph->nodes[p];
        fprintf(file, "node(%zu). threshold(%zu,%.0f).\n", p, p, node->threshold);
        if (node->day == TRUCE_DAY_NEVER)
            fprintf(file, "dayless(%zu).\n", p);
        for (size_t i = 0; i < node->n_inputs; i++) {
            const struct truce_input *input = &node->inputs[i];
            fprintf(file, "input(%zu,%zu,%d,%.0f).", p, i, input->node, input->weight);
            if (input->option != TRUCE_NO_OPTION)
                fprintf(file, " option(%zu,%zu,%d).", p, i, input->option);
            for (size_t r = 0; r < input->n_requires; r++)
                fprintf(file, " requires(%zu,%zu,%d).", p, i, input->requires[r]);
            fputc('\n', file);
        }
    }
}

/* Reads what clingo prints: a line of atoms for each answer, then a word. */
static void read_sets(FILE *pipe, struct sets *out)
{
    static char line[20000];
    out->n = 0;
    while (fgets(line, sizeof line, pipe) != NULL) {
        assert_non_null(strchr(line, '\n'));
        if (strncmp(line, "SATIS", 5) == 0 || strncmp(line, "UNSAT", 5) == 0)
            continue;
        assert_true(out->n < SETS_MAX);
        struct set *set = &out->at[out->n++];
        set->n = 0;
        for (const char *at = strchr(line, '('); at != NULL; at = strchr(at + 1, '(')) {
            assert_true(set->n < SET_MAX);
            set->at[set->n++] = (int)strtol(at + 1, NULL, 10);
        }
    }
    sort_sets(out);
}

static void ask(const char *question, struct sets *out)
{
    char command[2000];
    const char *folder = TRUCE_SOURCE_DIR "/tests/plan";
    snprintf(
        command, sizeof command,
        "clingo 0 -V0 --enum-mode=domRec --heuristic=Domain --dom-mod=false,show '%s/open.lp' '%s/%s' '%s'",
        folder, folder, question, FACTS);
    FILE *pipe = popen(command, "r");
    assert_non_null(pipe);
    read_sets(pipe, out);
    int status = pclose(pipe);
    if (!WIFEXITED(status) ||
        (WEXITSTATUS(status) != 30 && WEXITSTATUS(status) != 20)) /* all answers; no answer */
        fail_msg("clingo ends with status %d: %s", status, command);
}

static FILE *begin_facts(const struct truce_graph *graph)
{
    FILE *file = fopen(FACTS, "w");
    assert_non_null(file);
    write_system(file, graph);
    return file;
}

static void same(const struct sets *ours, const struct sets *theirs, const char *what, int system)
{
    bool equal = ours->n == theirs->n;
    for (int i = 0; equal && i < ours->n; i++)
        equal = compare_sets(&ours->at[i], &theirs->at[i]) == 0;
    if (!equal)
        fail_msg("system %d: %d %s, clingo has %d, or others", system, ours->n, what, theirs->n);
}

static int compare_roots(const struct truce_graph *graph, const unsigned char *granted, const int *targets,
                         size_t n_targets, int system)
{
    static struct sets ours, theirs;
    struct truce_graph_work *work;
    struct truce_arena arena;
    struct truce_node_set *sets;
    size_t n;
    bool complete;

    FILE *file = begin_facts(graph);
    for (size_t t = 0; t < n_targets; t++)
        fprintf(file, "target(%d).\n", targets[t]);
    for (size_t o = 0; o < graph->n_options; o++)
        if (granted[o])
            fprintf(file, "granted(%zu).\n", o);
    assert_int_equal(fclose(file), 0);
    ask("roots.lp", &theirs);

    truce_arena_init(&arena, SIZE_MAX);
    assert_int_equal(truce_graph_work_open(graph, &work, NULL), TRUCE_OK);
    assert_int_equal(
        truce_graph_roots(work, granted, targets, n_targets, SETS_MAX, &arena, &sets, &n, &complete, NULL),
        TRUCE_OK);
    assert_true(complete);
    ours.n = (int)n;
    for (size_t i = 0; i < n; i++) {
        ours.at[i].n = (int)sets[i].n;
        memcpy(ours.at[i].at, sets[i].nodes, sets[i].n * sizeof(int));
    }
    same(&ours, &theirs, "root causes", system);
    truce_graph_work_close(work);
    truce_arena_fini(&arena);
    return theirs.n;
}

static int compare_ways(const struct truce_graph *graph, int target, const unsigned char *allowed,
                        size_t max_size, int system)
{
    static struct sets ours, theirs;
    struct truce_graph_work *work;
    struct truce_arena arena;
    struct truce_way_out *ways;
    size_t n;
    bool complete;

    FILE *file = begin_facts(graph);
    fprintf(file, "target(%d). most(%zu).\n", target, max_size);
    for (size_t o = 0; o < graph->n_options; o++)
        if (allowed[o])
            fprintf(file, "allowed(%zu).\n", o);
    assert_int_equal(fclose(file), 0);
    ask("ways_out.lp", &theirs);
    if (theirs.n == 1 && theirs.at[0].n == 0)
        theirs.n = 0; /* open already */

    truce_arena_init(&arena, SIZE_MAX);
    assert_int_equal(truce_graph_work_open(graph, &work, NULL), TRUCE_OK);
    const struct truce_ways_options options = {
        .max_size = max_size, .max_ways = SETS_MAX, .allowed = allowed};
    assert_int_equal(truce_graph_ways_out(work, target, &options, &arena, &ways, &n, &complete, NULL),
                     TRUCE_OK);
    assert_true(complete);
    ours.n = (int)n;
    for (size_t i = 0; i < n; i++) {
        ours.at[i].n = (int)ways[i].n;
        memcpy(ours.at[i].at, ways[i].options, ways[i].n * sizeof(int));
    }
    same(&ours, &theirs, "ways out", system);
    truce_graph_work_close(work);
    truce_arena_fini(&arena);
    return theirs.n;
}

static void drawn_systems(void **state)
{
    enum { SYSTEMS = 500 };
    static struct system s;
    unsigned char granted[SYSTEM_OPTIONS], allowed[SYSTEM_OPTIONS];
    int n_roots = 0, n_ways = 0;
    (void)state;
    for (int i = 0; i < SYSTEMS; i++) {
        const struct taste *taste = i % 3 == 0 ? &MUCH_OPEN : i % 3 == 1 ? &MUCH_LOOPED : &MUCH_TO_GRANT;
        system_draw(&s, (uint64_t)i + 400000, 8 + i % 12, taste);
        system_draw_grants(&s, (uint64_t)i, i % 2 == 0 ? 4 : 1000, granted);
        const int targets[] = {(int)s.graph.n - 1, (int)s.graph.n - 2};
        n_roots += compare_roots(&s.graph, granted, targets, 1 + (size_t)(i % 2), i);
        for (size_t o = 0; o < s.graph.n_options; o++)
            allowed[o] = i % 4 != 0 || (o + (size_t)i / 4) % 5 != 0;
        n_ways += compare_ways(&s.graph, system_target(&s), allowed, i % 5 == 0 ? 3 : SYSTEM_OPTIONS, i);
    }
    print_message("%d systems: %d root causes, %d ways out, all as clingo's\n", SYSTEMS, n_roots, n_ways);
    assert_true(n_roots > SYSTEMS / 2 && n_ways > SYSTEMS);
}

static void the_example(void **state)
{
    struct demo d;
    unsigned char none[SYSTEM_OPTIONS] = {0}, all[SYSTEM_OPTIONS];
    (void)state;
    demo_init(&d);
    memset(all, 1, sizeof all);
    assert_int_equal(compare_roots(&d.system.graph, none, &d.settlement, 1, -1), 2);
    assert_int_equal(compare_roots(&d.system.graph, none, &d.referendum, 1, -1), 2);
    assert_int_equal(compare_ways(&d.system.graph, d.referendum, all, SYSTEM_OPTIONS, -1), 8);
    assert_int_equal(compare_ways(&d.system.graph, d.settlement, all, SYSTEM_OPTIONS, -1), 12);
    for (int p = 0; p < (int)d.system.graph.n; p++) { /* and for whatever else may be asked */
        compare_roots(&d.system.graph, none, &p, 1, -1);
        compare_ways(&d.system.graph, p, all, SYSTEM_OPTIONS, -1);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_example),
        cmocka_unit_test(drawn_systems),
    };
    if (system("clingo --version >/dev/null 2>&1") != 0) {
        puts("skipped: clingo (Debian package gringo) is not installed");
        return 0;
    }
    int file = mkstemp(FACTS);
    if (file < 0 || close(file) != 0) {
        perror(FACTS);
        return 1;
    }
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    unlink(FACTS);
    return failed;
}
