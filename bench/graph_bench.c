/*
 * The graph engines on a generated agreement of 2,000 gates and 10,000 clauses: what opens, earliest days, slack, root causes, ways out.
 *
 * Gates stand in a row: clauses are facts, gates before, or gates anywhere, which makes loops.  Most gates need all of their clauses, some
 * three of five or one; every clause can be waived, some are barred by vetoes.  Numbers are drawn from a seed.
 *
 * Usage: graph_bench KIND FOLDER.  Writes FOLDER/facts.lp, the system as facts for the programs of tests/plan, and prints what it found and how long it took
 * as JSON, in seconds of processor time: the median of several runs.  Earliest days are compared with those of plain fixpoint iteration first.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/random.h"
#include "plan/graph.h"

enum {
    FACTS = 400,
    GATES = 2000,
    CLAUSES = 5,  /* of a gate */
    VETOES = 40,  /* the first options */
    NEAR = 200,   /* gates before, of which one waits */
    TARGETS = 20, /* the last gates that are closed */
    TIMES = 9,
    WAY_SIZE = 3,
    NODES = FACTS + GATES,
    INPUTS = GATES * CLAUSES,
    SEED = 1,
};

/* In hundredths. */
struct kind {
    const char *name;
    int facts;    /* clauses that are facts */
    int anywhere; /* of the others: gates anywhere */
    int never;    /* facts that never come */
    int all;      /* gates that need all clauses */
    int barred;   /* clauses that a veto bars */
};

static const struct kind KINDS[] = {
    {"mixed", 45, 2, 1, 70, 3},   /* refusals, vetoes, thresholds, some loops */
    {"loops", 79, 30, 0, 100, 0}, /* nothing but loops, long and crossing each other */
};

struct bench {
    const struct kind *kind;
    struct truce_graph graph;
    struct truce_node nodes[NODES];
    struct truce_input inputs[INPUTS];
    int vetoes[INPUTS];
    struct truce_graph_work *work;
    struct truce_arena arena;
    unsigned char open[NODES];
    int32_t day[NODES], expected[NODES], slack[NODES];
    int setter[NODES];
    uint32_t drawn;
};

/* ---- the system ---- */

static int below(struct bench *b, int n)
{
    const uint32_t counter[4] = {b->drawn++, 0, 0, 0}, key[2] = {SEED, 0};
    return (int)(truce_philox4x32_10(counter, key).word[0] % (uint32_t)n);
}

static void make_gate(struct bench *b, int gate)
{
    struct truce_input *inputs = &b->inputs[gate * CLAUSES];
    for (int i = 0; i < CLAUSES; i++) {
        int from;
        if (gate == 0 || below(b, 100) < b->kind->facts)
            from = below(b, FACTS);
        else if (below(b, 100) < b->kind->anywhere)
            from = FACTS + below(b, GATES);
        else
            from = FACTS + gate - 1 - below(b, gate < NEAR ? gate : NEAR);
        inputs[i] = (struct truce_input){.node = from, .weight = 1, .option = (int)b->graph.n_options++};
        if (below(b, 100) < b->kind->barred) {
            b->vetoes[gate * CLAUSES + i] = below(b, VETOES);
            inputs[i].requires = &b->vetoes[gate * CLAUSES + i];
            inputs[i].n_requires = 1;
        }
    }
    int needed = below(b, 100) < b->kind->all ? CLAUSES : below(b, 3) > 0 ? 3 : 1;
    b->nodes[FACTS + gate] = (struct truce_node){.inputs = inputs,
                                                 .n_inputs = CLAUSES,
                                                 .threshold = needed,
                                                 .delay_months = below(b, 20) == 0 ? 1 : 0,
                                                 .delay_days = below(b, 3) == 0 ? below(b, 30) : 0};
}

static void make_system(struct bench *b)
{
    b->graph = (struct truce_graph){b->nodes, NODES, VETOES, TRUCE_MONTH_END_DOWN};
    for (int i = 0; i < FACTS; i++)
        b->nodes[i].day = below(b, 100) < b->kind->never ? TRUCE_DAY_NEVER : 20000 + below(b, 400);
    for (int gate = 0; gate < GATES; gate++)
        make_gate(b, gate);
}

static int write_facts(const struct bench *b, const char *folder)
{
    char path[4096];
    snprintf(path, sizeof path, "%s/facts.lp", folder);
    FILE *file = fopen(path, "w");
    if (file == NULL)
        return -1;
    for (int p = 0; p < NODES; p++) {
        const struct truce_node *node = &b->nodes[p];
        fprintf(file, "node(%d). threshold(%d,%.0f).\n", p, p, node->threshold);
        if (node->day == TRUCE_DAY_NEVER)
            fprintf(file, "dayless(%d).\n", p);
        for (size_t i = 0; i < node->n_inputs; i++) {
            const struct truce_input *input = &node->inputs[i];
            fprintf(file, "input(%d,%zu,%d,1). option(%d,%zu,%d).\n", p, i, input->node, p, i, input->option);
            if (input->n_requires > 0)
                fprintf(file, "requires(%d,%zu,%d).\n", p, i, *input->requires);
        }
    }
    return fclose(file);
}

/* ---- plain fixpoint iteration, the peer of earliest days ---- */

static int compare_days(const void *left, const void *right)
{
    const int32_t *a = left, *b = right;
    return (*a > *b) - (*a < *b);
}

static int32_t plain_day(const struct truce_graph *graph, int p, const int32_t *day)
{
    const struct truce_node *node = &graph->nodes[p];
    int32_t in[CLAUSES], at = node->day;
    int n = 0, needed = (int)node->threshold;

    for (size_t i = 0; i < node->n_inputs; i++)
        if (node->inputs[i].n_requires == 0)
            in[n++] = day[node->inputs[i].node];
    if (n < needed)
        return TRUCE_DAY_NEVER;
    qsort(in, (size_t)n, sizeof *in, compare_days);
    if (needed > 0 && in[needed - 1] > at)
        at = in[needed - 1];
    struct truce_day out = {at};
    if (at != TRUCE_DAY_NEVER && node->delay_months > 0 &&
        truce_day_add_months(out, node->delay_months, graph->month_end, &out, NULL) != TRUCE_OK)
        return TRUCE_DAY_NEVER;
    return at == TRUCE_DAY_NEVER ? at : out.n + node->delay_days;
}

static void plain_days(const struct truce_graph *graph, int32_t *day)
{
    for (int p = 0; p < NODES; p++)
        day[p] = TRUCE_DAY_NEVER;
    for (int more = 1; more;) {
        more = 0;
        for (int p = 0; p < NODES; p++) {
            int32_t value = plain_day(graph, p, day);
            more |= value != day[p];
            day[p] = value;
        }
    }
}

/* ---- times ---- */

/* of the processor: other work may share it */
static double seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

static int compare_doubles(const void *left, const void *right)
{
    const double a = *(const double *)left, b = *(const double *)right;
    return (a > b) - (a < b);
}

/* Median of TIMES runs; false when one fails. */
static bool measure(struct bench *b, bool (*run)(struct bench *b), const char *name)
{
    double times[TIMES];
    for (int i = 0; i < TIMES; i++) {
        double start = seconds();
        if (!run(b))
            return false;
        times[i] = seconds() - start;
    }
    qsort(times, TIMES, sizeof *times, compare_doubles);
    printf("  \"%s_s\": %.7f,\n", name, times[TIMES / 2]);
    return true;
}

static bool run_open(struct bench *b)
{
    struct truce_graph_work *work;
    if (truce_graph_work_open(&b->graph, &work, NULL) != TRUCE_OK)
        return false;
    truce_graph_work_close(work);
    return true;
}

static bool run_reach(struct bench *b)
{
    truce_graph_reach(b->work, NULL, b->open);
    return true;
}

static bool run_earliest(struct bench *b)
{
    truce_graph_earliest(b->work, NULL, b->day, b->setter);
    return true;
}

static bool run_plain(struct bench *b)
{
    plain_days(&b->graph, b->expected);
    return true;
}

static bool run_slack(struct bench *b)
{
    int target = NODES - 1;
    while (b->day[target] == TRUCE_DAY_NEVER)
        target--;
    return truce_graph_slack(b->work, NULL, target, b->day[target] + 10, b->slack, NULL) == TRUCE_OK;
}

static void print_list(const int *at, size_t n)
{
    printf("[");
    for (size_t i = 0; i < n; i++)
        printf("%s%d", i > 0 ? ", " : "", at[i]);
    printf("]");
}

/* Root causes and ways out of one target. */
static bool run_target(struct bench *b, int target, bool last)
{
    const struct truce_ways_options options = {.max_size = WAY_SIZE, .max_ways = 100000};
    struct truce_node_set *root, *roots;
    struct truce_way_out *ways;
    size_t n_root, n_roots, n_ways;
    bool complete;

    double start = seconds();
    if (truce_graph_roots(b->work, NULL, &target, 1, 1, &b->arena, &root, &n_root, NULL, NULL) != TRUCE_OK)
        return false;
    double root_s = seconds() - start;
    start = seconds();
    if (truce_graph_roots(b->work, NULL, &target, 1, 20, &b->arena, &roots, &n_roots, &complete, NULL) !=
        TRUCE_OK)
        return false;
    double roots_s = seconds() - start;
    start = seconds();
    if (truce_graph_ways_out(b->work, target, &options, &b->arena, &ways, &n_ways, &complete, NULL) !=
            TRUCE_OK ||
        !complete)
        return false;
    double ways_s = seconds() - start;

    printf("    {\"node\": %d, \"root_s\": %.7f, \"roots_s\": %.7f, \"n_roots\": %zu, \"ways_s\": %.7f,\n    "
           " \"root\": ",
           target, root_s, roots_s, n_roots, ways_s);
    print_list(root[0].nodes, n_root > 0 ? root[0].n : 0);
    printf(",\n     \"ways\": [");
    for (size_t i = 0; i < n_ways; i++) {
        printf(i > 0 ? ", " : "");
        print_list(ways[i].options, ways[i].n);
    }
    printf("]}%s\n", last ? "" : ",");
    return true;
}

static bool run_targets(struct bench *b)
{
    int targets[TARGETS], n = 0;

    for (int p = NODES - 1; p >= FACTS && n < TARGETS; p--)
        if (!b->open[p])
            targets[n++] = p;
    printf("  \"targets\": [\n");
    for (int i = 0; i < n; i++)
        if (!run_target(b, targets[i], i + 1 == n))
            return false;
    printf("  ]\n");
    return true;
}

int main(int argc, char **argv)
{
    static struct bench bench;
    struct truce_err err;

    for (size_t i = 0; argc == 3 && i < sizeof KINDS / sizeof *KINDS; i++)
        if (strcmp(argv[1], KINDS[i].name) == 0)
            bench.kind = &KINDS[i];
    if (bench.kind == NULL) {
        fprintf(stderr, "graph_bench: needs a kind and a folder: graph_bench mixed|loops FOLDER\n");
        return 64;
    }
    make_system(&bench);
    if (write_facts(&bench, argv[2]) != 0) {
        perror(argv[2]);
        return 74;
    }
    if (truce_graph_work_open(&bench.graph, &bench.work, &err) != TRUCE_OK) {
        fprintf(stderr, "graph_bench: %s\n", err.text);
        return 70;
    }
    truce_arena_init(&bench.arena, SIZE_MAX);
    printf("{\n  \"gates\": %d, \"clauses\": %d, \"options\": %zu,\n", GATES, INPUTS, bench.graph.n_options);
    bool good = measure(&bench, run_open, "open") && measure(&bench, run_reach, "reach") &&
                measure(&bench, run_earliest, "earliest") && measure(&bench, run_plain, "plain");
    if (good && memcmp(bench.day, bench.expected, sizeof bench.day) != 0) {
        fprintf(stderr, "graph_bench: earliest days are not those of plain iteration\n");
        return 1;
    }
    good = good && measure(&bench, run_slack, "slack");
    printf("  \"reached\": [");
    for (int p = 0, n = 0; p < NODES; p++)
        if (bench.open[p])
            printf("%s%d", n++ > 0 ? ", " : "", p);
    printf("],\n");
    good = good && run_targets(&bench);
    printf("}\n");
    truce_arena_fini(&bench.arena);
    truce_graph_work_close(bench.work);
    return good ? 0 : 70;
}
