/*
 * The least fixpoint against the stable model of clingo, on random agreements with circles, thresholds, nested conditions, negations, gates that
 * open together, needs, vetoes and contributions that wait.
 *
 * Oracle: the program `clingo` (Debian package gringo; 5.4.1 here).  All agreements are put into one program, their atoms told apart by
 * a number, and its one stable model is compared gate by gate.  Skipped, with a line that says so, where the program is not there.
 */
#include "sources/sources.h"

#include "judge/judged_test.h"

#include <unistd.h>

#include "base/random.h"

enum { AGREEMENTS = 400, GATES_MAX = 12, FACTS = 6, GIVERS = 5 };

/* Draws that depend on nothing but the agreement's number. */
struct draws {
    uint32_t stream;
    uint64_t item;
};

static int below(struct draws *d, int n)
{
    int drawn = (int)(truce_random_uniform(20260105, d->stream, d->item++) * n);
    return drawn < n ? drawn : n - 1;
}

struct made {
    struct draws d;
    int number, n_gates, n_strata;
    int stratum[GATES_MAX], group[GATES_MAX]; /* gates of a group stand in one stratum */
    int next;                                 /* names of conditions */
    struct truce_buf *yaml, *log, *program;
};

/* One clause: its YAML, and in the program a rule for the atom c(number, id).  `gate` says whose it is. */
static void make_leaf(struct made *m, int gate, int id)
{
    int kind = below(&m->d, 10), other = below(&m->d, m->n_gates), fact = below(&m->d, FACTS);
    struct truce_buf *rule = m->program;

    truce_buf_printf(rule, "c(%d,%d) :- ", m->number, id);
    if (kind == 0 && m->stratum[gate] > 0) { /* a gate of a lower stratum */
        while (m->stratum[other] >= m->stratum[gate])
            other = (other + 1) % m->n_gates;
        truce_buf_printf(m->yaml, "{not: {gate: g%d}}", other);
        truce_buf_printf(rule, "not g(%d,%d).\n", m->number, other);
    } else if (kind == 1 && m->stratum[gate] >
                                0) { /* below, nothing ever closes, so a contribution that waited knows it */
        truce_buf_printf(m->yaml, "{not: {signed: {by: A, instrument: s%d}}}", fact);
        truce_buf_printf(rule, "not f(%d,%d).\n", m->number, fact);
    } else if (kind == 2) {
        truce_buf_puts(m->yaml, "{need: n}");
        truce_buf_printf(rule, "need(%d).\n", m->number);
    } else if (kind <= 4) {
        truce_buf_printf(m->yaml, "{signed: {by: A, instrument: s%d}}", fact);
        truce_buf_printf(rule, "f(%d,%d).\n", m->number, fact);
    } else {
        while (m->stratum[other] > m->stratum[gate])
            other = (other + 1) % m->n_gates;
        truce_buf_printf(m->yaml, "{gate: g%d}", other);
        if (m->group[other] == m->group[gate])
            truce_buf_printf(rule, "g(%d,%d).\n", m->number, m->n_gates); /* given: it opens with this one */
        else
            truce_buf_printf(rule, "g(%d,%d).\n", m->number, other);
    }
}

/* A condition of several clauses, up to two levels deep; its atom is c(number, id). */
static void make_condition(struct made *m, int gate, int id, int depth)
{
    static const char *const words[] = {"all", "any"};
    int kind = below(&m->d, 3), n = 1 + below(&m->d, 3),
        k = kind == 0   ? n
            : kind == 1 ? 1
                        : 1 + below(&m->d, n);
    int ids[3];

    if (kind < 2)
        truce_buf_printf(m->yaml, "{%s: {", words[kind]);
    else
        truce_buf_printf(m->yaml, "{at_least: {k: \"%d\", of: {", k);
    for (int i = 0; i < n; i++) {
        ids[i] = m->next++;
        truce_buf_printf(m->yaml, "%sx%d: ", i > 0 ? ", " : "", i);
        if (depth < 2 && below(&m->d, 4) == 0)
            make_condition(m, gate, ids[i], depth + 1);
        else
            make_leaf(m, gate, ids[i]);
    }
    truce_buf_puts(m->yaml, kind < 2 ? "}}" : "}}}");
    truce_buf_printf(m->program, "c(%d,%d) :- %d { ", m->number, id, k);
    for (int i = 0; i < n; i++)
        truce_buf_printf(m->program, "%sc(%d,%d)", i > 0 ? "; " : "", m->number, ids[i]);
    truce_buf_puts(m->program, " }.\n");
}

static void make_gates(struct made *m)
{
    for (int g = 0; g < m->n_gates; g++) {
        int id = m->next++, mate = g ^ 1;
        truce_buf_printf(m->yaml, "      g%d:\n        opens: ", g);
        make_condition(m, g, id, 0);
        truce_buf_putc(m->yaml, '\n');
        if (mate < m->n_gates && mate > g && m->group[mate] == m->group[g])
            truce_buf_printf(m->yaml, "        together: [g%d]\n", mate);
        truce_buf_printf(m->program, "root(%d,%d) :- c(%d,%d).\n", m->number, g, m->number, id);
    }
    for (int g = 0; g < m->n_gates; g++) {
        int mate = g ^ 1;
        truce_buf_printf(m->program, "g(%d,%d) :- root(%d,%d)", m->number, g, m->number, g);
        if (mate < m->n_gates && m->group[mate] == m->group[g])
            truce_buf_printf(m->program, ", root(%d,%d)", m->number, mate);
        truce_buf_puts(m->program, ".\n");
    }
    truce_buf_printf(m->program, "g(%d,%d).\n", m->number, m->n_gates);
}

/* Contributions that are deployed, barred, wait for a gate: a need is a sum. */
static void make_ledger(struct made *m)
{
    bool veto = below(&m->d, 2) == 0;
    int wanted = 10 + below(&m->d, 60);

    truce_buf_printf(m->yaml,
                     "    needs: {n: {of: force, at_least: \"%d\"}}\n    contributions:\n"
                     "      more: {by: L, of: force, amount: \"1000\", state: offered}\n",
                     wanted);
    truce_buf_printf(m->program, "need(%d) :- #sum { ", m->number);
    for (int i = 0; i < GIVERS; i++) {
        int amount = 5 + below(&m->d, 30), gate = below(&m->d, 2 * m->n_gates);
        bool deployed = below(&m->d, 4) > 0, barred = veto && i == 0;
        truce_buf_printf(m->yaml, "      c%d: {by: %s, of: force, amount: \"%d\", state: %s", i,
                         i == 0 ? "K" : "L", amount, deployed ? "deployed" : "offered");
        /* only gates of the lowest stratum, so that needs are never above what they wait for */
        bool waits = gate < m->n_gates && m->stratum[gate] == 0;
        if (waits)
            truce_buf_printf(m->yaml, ", only_after: {gate: g%d}", gate);
        truce_buf_puts(m->yaml, "}\n");
        truce_buf_printf(m->program, "%s%d,%d : there(%d,%d)", i > 0 ? "; " : "", amount, i, m->number,
                         deployed && !barred ? (waits ? gate : m->n_gates) : -1);
    }
    truce_buf_printf(m->program, " } >= %d.\n", wanted);
    truce_buf_printf(m->program, "there(%d,X) :- g(%d,X).\n", m->number, m->number);
    if (veto)
        truce_buf_puts(m->yaml, "    vetoes: {v: {by: B, bars: {by: K, of: force}, liftable_by: B}}\n");
}

static void make(struct made *m, int number)
{
    memset(&m->d, 0, sizeof m->d);
    m->d.stream = (uint32_t)number;
    m->number = number;
    m->next = 0;
    m->n_gates = 2 + below(&m->d, GATES_MAX - 1);
    m->n_strata = 1 + below(&m->d, 3);
    for (int g = 0; g < m->n_gates; g++) {
        bool joins = g % 2 == 1 && below(&m->d, 4) == 0;
        m->stratum[g] = joins ? m->stratum[g - 1] : g < 2 ? 0 : below(&m->d, m->n_strata);
        m->group[g] = joins ? m->group[g - 1] : g;
    }
    truce_buf_clear(m->yaml);
    truce_buf_clear(m->log);
    truce_buf_puts(m->yaml, "truce: \"1\"\n"
                            "agreement: {id: t, title: T, version: \"1\", status: draft, calendar: {offset: "
                            "\"+00:00\"}}\n"
                            "parties:\n  A: {name: A, role: belligerent}\n  B: {name: B, role: belligerent}\n"
                            "  K: {name: K, role: contributor}\n  L: {name: L, role: contributor}\n"
                            "classes: {force: {kind: object}}\n"
                            "points:\n  - n: 1\n    title: One\n    says: One.\n");
    make_ledger(m);
    truce_buf_puts(m->yaml, "    gates:\n");
    make_gates(m);
    for (int f = 0; f < FACTS; f++) {
        if (below(&m->d, 3) == 0)
            continue;
        truce_buf_printf(
            m->log,
            "{'id':'f%d','kind':'declaration','by':'A','valid':'2026-01-%02dT00:00Z','signs':'s%d'}\n", f,
            1 + below(&m->d, 9), f);
        truce_buf_printf(m->program, "f(%d,%d).\n", m->number, f);
    }
}

static void read_model(FILE *pipe, bool open[AGREEMENTS][GATES_MAX], size_t *atoms)
{
    int a, g;
    *atoms = 0;
    while (fscanf(pipe, " g(%d,%d)", &a, &g) == 2) { /* NOLINT(cert-err34-c): clingo's own numbers */
        (*atoms)++;
        if (a >= 0 && a < AGREEMENTS && g < GATES_MAX)
            open[a][g] = true;
    }
}

static void equals_the_stable_model(void **state)
{
    (void)state;
    static bool open[AGREEMENTS][GATES_MAX];
    struct truce_buf yaml, log, program;
    struct made m = {.yaml = &yaml, .log = &log, .program = &program};
    char path[512], command[640];
    size_t atoms = 0, opened = 0, compared = 0;

    if (system("clingo --version >/dev/null 2>&1") != 0) { /* NOLINT(cert-env33-c) */
        print_message("skipped: no program clingo here (Debian package gringo)\n");
        return;
    }
    truce_buf_init(&yaml);
    truce_buf_init(&log);
    truce_buf_init(&program);
    for (int i = 0; i < AGREEMENTS; i++)
        make(&m, i);
    truce_buf_puts(&program, "f(-1,-1). need(-1). c(-1,-1). there(-1,-1). root(-1,-1).\n#show g/2.\n");
    assert_int_equal(truce_buf_check(&program, NULL), TRUCE_OK);
    snprintf(path, sizeof path, "%s/clingo_test.lp", TRUCE_BUILD_DIR);
    assert_int_equal(truce_file_write(path, truce_buf_view(&program), NULL), TRUCE_OK);
    snprintf(command, sizeof command, "clingo -V0 '%s' 2>/dev/null", path);
    FILE *pipe = popen(command, "r"); /* NOLINT(cert-env33-c) */
    assert_non_null(pipe);
    read_model(pipe, open, &atoms);
    (void)pclose(pipe);
    assert_true(atoms > AGREEMENTS);

    truce_buf_clear(&program);
    for (int i = 0; i < AGREEMENTS; i++) {
        struct judged j;
        make(&m, i);
        judge_text(&j, yaml.at, log.at != NULL ? log.at : "", "2026-01-15T00:00Z");
        for (int g = 0; g < m.n_gates; g++) {
            char id[16];
            snprintf(id, sizeof id, "g%d", g);
            for (int r = 0; r < TRUCE_READINGS; r++)
                if (gate_of(&j, r, id)->open != open[i][g])
                    fail_msg("agreement %d, gate %s, reading %d: %s, clingo says %s\n%s\n%s", i, id, r,
                             gate_of(&j, r, id)->open ? "open" : "closed", open[i][g] ? "open" : "closed",
                             yaml.at, log.at);
            opened += open[i][g];
            compared++;
        }
        judged_fini(&j);
    }
    print_message("clingo: %zu gates of %d agreements compared, %zu open\n", compared, AGREEMENTS, opened);
    assert_true(opened > compared / 5 && opened < 4 * compared / 5);
    unlink(path);
    truce_buf_fini(&yaml);
    truce_buf_fini(&log);
    truce_buf_fini(&program);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(equals_the_stable_model),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
