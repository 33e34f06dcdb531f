/*
 * Plans for the tests of this folder: an agreement from YAML, a state in which nothing has happened yet, which a test may change, and the plan of it.
 *
 * The state is filled here by hand, so that these tests rest on reader and planner alone.  Only *_test.c include this.
 */
#ifndef TRUCE_REPORT_PLAN_MADE_TEST_H
#define TRUCE_REPORT_PLAN_MADE_TEST_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "plan/plan.h"

struct made_plan {
    struct truce_agreement agreement;
    struct truce_state state;
    struct truce_plan plan;
    struct truce_buf bytes;
    bool planned;
};

static inline void *made_alloc(struct made_plan *m, size_t n, size_t item)
{
    void *out = NULL;
    if (truce_arena_alloc(&m->state.arena, n * item + 1, &out, NULL) != TRUCE_OK)
        abort();
    return out;
}

static inline void made_reading(struct made_plan *m, struct truce_reading_state *r)
{
    const struct truce_agreement *a = &m->agreement;
    r->conditions = made_alloc(m, a->n_conditions, sizeof *r->conditions);
    r->gates = made_alloc(m, a->n_gates, sizeof *r->gates);
    r->clocks = made_alloc(m, a->n_clocks, sizeof *r->clocks);
    r->positions = made_alloc(m, a->n_positions, sizeof *r->positions);
    r->vetoes = made_alloc(m, a->n_vetoes, sizeof *r->vetoes);
    r->contributions = made_alloc(m, a->n_contributions, sizeof *r->contributions);
    for (size_t i = 0; i < a->n_conditions; i++)
        r->conditions[i] = (struct truce_condition_state){.since = {TRUCE_NEVER}, .record = TRUCE_NONE};
    for (size_t i = 0; i < a->n_gates; i++)
        r->gates[i] =
            (struct truce_gate_state){.first = {TRUCE_NEVER}, .since = {TRUCE_NEVER}, .due = {TRUCE_NEVER}};
    for (size_t i = 0; i < a->n_clocks; i++)
        r->clocks[i] = (struct truce_clock_state){.reached_on = {TRUCE_DAY_NONE}};
    for (size_t i = 0; i < a->n_positions; i++)
        r->positions[i] = (struct truce_position_state){true, TRUCE_NONE};
    for (size_t i = 0; i < a->n_vetoes; i++)
        r->vetoes[i] = (struct truce_veto_state){false, TRUCE_NONE};
    for (size_t i = 0; i < a->n_contributions; i++)
        r->contributions[i] = (struct truce_contribution_now){a->contributions[i].state,
                                                              a->contributions[i].amount, TRUCE_NONE};
}

/* the agreement, and the state on the day of its estimates */
static inline void made_read(struct made_plan *m, const char *yaml)
{
    struct truce_diagnostics found;
    struct truce_err err;

    memset(m, 0, sizeof *m);
    truce_diagnostics_init(&found, "made.yaml");
    if (truce_agreement_read(truce_text_view(yaml), "made.yaml", &m->agreement, &found, &err) != TRUCE_OK) {
        for (size_t i = 0; i < found.n; i++)
            fprintf(stderr, "made.yaml:%u: %s %s\n", found.items[i].at.line, found.items[i].code,
                    found.items[i].text);
        abort();
    }
    truce_diagnostics_fini(&found);
    truce_arena_init(&m->state.arena, (size_t)1 << 28);
    truce_diagnostics_init(&m->state.notes, "made.jsonl");
    m->state.agreement = &m->agreement;
    m->state.as_of = truce_calendar_day_start(&m->agreement.calendar, m->agreement.estimates.as_of);
    made_reading(m, &m->state.reading[TRUCE_STRICT]);
    made_reading(m, &m->state.reading[TRUCE_LENIENT]);
}

/* a gate that has been open since a day, in one reading or in both */
static inline void made_open(struct made_plan *m, const char *gate, const char *since, bool strictly)
{
    struct truce_day day = {0};
    int g = truce_agreement_gate(&m->agreement, truce_text_view(gate));
    if (g == TRUCE_NONE || !truce_day_parse(truce_text_view(since), &day))
        abort();
    struct truce_gate_state open = {.open = true, .due = {TRUCE_NEVER}};
    open.first = open.since = truce_calendar_day_start(&m->agreement.calendar, day);
    m->state.reading[TRUCE_LENIENT].gates[g] = open;
    if (strictly)
        m->state.reading[TRUCE_STRICT].gates[g] = open;
}

static inline void made_refuse(struct made_plan *m, const char *clause)
{
    const struct truce_condition *c = truce_agreement_clause(&m->agreement, truce_text_view(clause));
    if (c == NULL)
        abort();
    m->state.reading[TRUCE_STRICT].conditions[c->index].refused = true;
    m->state.reading[TRUCE_LENIENT].conditions[c->index].refused = true;
}

/* targets: names, then NULL; none: what the file wants */
static inline void made_run(struct made_plan *m, const char *const *targets, const char *const *what_if)
{
    struct truce_plan_options how;
    struct truce_err err;
    int gates[16];

    truce_plan_options_init(&how);
    for (; targets != NULL && targets[how.n_targets] != NULL; how.n_targets++)
        gates[how.n_targets] = truce_agreement_gate(&m->agreement, truce_text_view(targets[how.n_targets]));
    how.targets = how.n_targets > 0 ? gates : NULL;
    how.what_if = what_if;
    for (; what_if != NULL && what_if[how.n_what_if] != NULL; how.n_what_if++)
        ;
    if (truce_plan_run(&m->agreement, &m->state, &how, &m->plan, &err) != TRUCE_OK) {
        fprintf(stderr, "%s\n", err.text);
        abort();
    }
    m->planned = true;
}

static inline void made_close(struct made_plan *m)
{
    if (m->planned)
        truce_plan_fini(&m->plan);
    truce_arena_fini(&m->state.arena);
    truce_diagnostics_fini(&m->state.notes);
    truce_agreement_fini(&m->agreement);
    truce_buf_fini(&m->bytes);
}

/* the same from a file of the project */
static inline void made_read_file(struct made_plan *m, const char *name)
{
    char path[1024];
    struct truce_buf bytes;

    snprintf(path, sizeof path, "%s/%s", TRUCE_SOURCE_DIR, name);
    truce_buf_init(&bytes);
    if (truce_file_read(path, TRUCE_FILE_MAX, &bytes, NULL) != TRUCE_OK)
        abort();
    made_read(m, bytes.at);
    m->bytes = bytes; /* names may point into it */
}

#endif
