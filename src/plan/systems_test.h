/*
 * Systems for the tests of the graph engines: made by hand, node after node, or drawn at random from a seed.
 */
#ifndef TRUCE_PLAN_SYSTEMS_TEST_H
#define TRUCE_PLAN_SYSTEMS_TEST_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/random.h"
#include "plan/graph.h"

enum { SYSTEM_NODES = 40, SYSTEM_INPUTS = 10, SYSTEM_REQUIRES = 3, SYSTEM_OPTIONS = 64 };

struct system {
    struct truce_graph graph;
    struct truce_node nodes[SYSTEM_NODES];
    struct truce_input inputs[SYSTEM_NODES][SYSTEM_INPUTS];
    int requires[SYSTEM_NODES][SYSTEM_INPUTS][SYSTEM_REQUIRES];
};

static inline void system_init(struct system *s)
{
    memset(s, 0, sizeof *s);
    s->graph.nodes = s->nodes;
    s->graph.month_end = TRUCE_MONTH_END_DOWN;
}

static inline int system_node(struct system *s, double threshold, int32_t day)
{
    int p = (int)s->graph.n++;
    assert_true(p < SYSTEM_NODES);
    s->nodes[p] = (struct truce_node){.inputs = s->inputs[p], .threshold = threshold, .day = day};
    return p;
}

/* A fact. */
static inline int system_fact(struct system *s, int32_t day)
{
    return system_node(s, 0, day);
}

/* A gate that needs k of its clauses; its day is 0. */
static inline int system_gate(struct system *s, int k)
{
    return system_node(s, k, 0);
}

/* One more option. */
static inline int system_option(struct system *s)
{
    assert_true(s->graph.n_options < SYSTEM_OPTIONS);
    return (int)s->graph.n_options++;
}

static inline struct truce_input *system_input(struct system *s, int p, int from, double weight, int option)
{
    struct truce_input *input = &s->inputs[p][s->nodes[p].n_inputs];
    assert_true(s->nodes[p].n_inputs < SYSTEM_INPUTS);
    *input = (struct truce_input){from, weight, option, s->requires[p][s->nodes[p].n_inputs], 0};
    s->nodes[p].n_inputs++;
    return input;
}

/* p waits for q; the clause cannot be waived. */
static inline void system_wait(struct system *s, int p, int q)
{
    system_input(s, p, q, 1, TRUCE_NO_OPTION);
}

/* p waits for q unless that is waived: the option. */
static inline int system_wait_or(struct system *s, int p, int q)
{
    int option = system_option(s);
    system_input(s, p, q, 1, option);
    return option;
}

static inline void system_require(struct system *s, struct truce_input *input, int option)
{
    assert_true(input->n_requires < SYSTEM_REQUIRES && (size_t)option < s->graph.n_options);
    ((int *)(uintptr_t)input->requires)[input->n_requires++] = option;
}

/* ---- drawn at random ---- */

struct draw {
    uint64_t seed;
    uint32_t counter;
};

/* A whole number in [0, n). */
static inline int draw_below(struct draw *d, int n)
{
    const uint32_t counter[4] = {d->counter++, 0, 0, 0},
                   key[2] = {(uint32_t)d->seed, (uint32_t)(d->seed >> 32)};
    return (int)(truce_philox4x32_10(counter, key).word[0] % (uint32_t)n);
}

static inline bool draw_chance(struct draw *d, int percent)
{
    return draw_below(d, 100) < percent;
}

/* What drawn systems are like, in hundredths. */
struct taste {
    int facts;  /* inputs that wait for a fact for sure */
    int never;  /* facts that never come */
    int barred; /* inputs that require a veto to be lifted */
    int all;    /* gates that need all of their clauses */
};

/* Most opens. */
static const struct taste MUCH_OPEN = {45, 25, 8, 50};
/* Loops of many kinds, few facts. */
static const struct taste MUCH_LOOPED = {1, 5, 1, 50};
/* As agreements are: what is closed can be opened in several ways. */
static const struct taste MUCH_TO_GRANT = {20, 40, 10, 55};

static inline void draw_limit(const struct system *s, struct draw *d, struct truce_day_limit *limit)
{
    if (!draw_chance(d, 6))
        return;
    *limit = (struct truce_day_limit){true, 20000 + draw_below(d, 700), TRUCE_NO_OPTION};
    if (s->graph.n_options > 0 && draw_chance(d, 50))
        limit->option = draw_below(d, (int)s->graph.n_options);
}

static inline void draw_gate(struct system *s, struct draw *d, int p, int n_facts, int n_vetoes,
                             const struct taste *taste)
{
    int n = 1 + draw_below(d, 5);
    double sum = 0;
    bool weighted = draw_chance(d, 25);

    for (int i = 0; i < n; i++) {
        int from = draw_below(d, draw_chance(d, taste->facts) ? n_facts : (int)s->graph.n),
            option = TRUCE_NO_OPTION;
        double weight = weighted ? 1 + draw_below(d, 9) : 1;
        if (from == p && draw_chance(d, 80))
            from = draw_below(d, (int)s->graph.n);
        if (draw_chance(d, 50)) /* an option of its own, or one that others have, too */
            option = s->graph.n_options > (size_t)n_vetoes && draw_chance(d, 15)
                         ? draw_below(d, (int)s->graph.n_options)
                         : system_option(s);
        struct truce_input *input = system_input(s, p, from, weight, option);
        for (int v = 0; n_vetoes > 0 && v < 2 && draw_chance(d, taste->barred); v++)
            system_require(s, input, draw_below(d, n_vetoes));
        sum += weight;
    }
    s->nodes[p].threshold = draw_chance(d, taste->all) ? sum
                            : draw_chance(d, 3)        ? 0
                                                       : 1 + draw_below(d, (int)sum);
    s->nodes[p].delay_days = draw_chance(d, 40) ? 0 : draw_below(d, 60);
    s->nodes[p].delay_months = draw_chance(d, 80) ? 0 : draw_below(d, 14);
    if (draw_chance(d, 10))
        s->nodes[p].day = draw_below(d, 300);
    if (draw_chance(d, 1))
        s->nodes[p].day = TRUCE_DAY_NEVER;
    struct draw limits = {d->seed ^ UINT64_C(0xd1b54a32d192ed03),
                          (uint32_t)p * 64}; /* a stream of their own */
    draw_limit(s, &limits, &s->nodes[p].met_before);
    draw_limit(s, &limits, &s->nodes[p].open_before);
}

/* Facts, gates with cycles, thresholds, weights, and up to three vetoes, which are the first options; not more than `n` nodes. */
static inline void system_draw(struct system *s, uint64_t seed, int n, const struct taste *taste)
{
    struct draw d = {seed, 0};
    int n_facts = 1 + draw_below(&d, 3), n_gates = n - n_facts - draw_below(&d, (n - n_facts) / 2);
    int n_vetoes = draw_below(&d, 4);

    system_init(s);
    s->graph.month_end = (enum truce_month_end)draw_below(&d, 3);
    for (int i = 0; i < n_vetoes; i++)
        system_option(s);
    for (int i = 0; i < n_facts; i++)
        system_fact(s, draw_chance(&d, taste->never) ? TRUCE_DAY_NEVER : 20000 + draw_below(&d, 400));
    for (int i = 0; i < n_gates; i++)
        system_gate(s, 0);
    for (int i = 0; i < n_gates; i++)
        draw_gate(s, &d, n_facts + i, n_facts, n_vetoes, taste);
}

/* Some options granted: about one in `of`. */
static inline void system_draw_grants(const struct system *s, uint64_t seed, int of, unsigned char *granted)
{
    struct draw d = {seed ^ UINT64_C(0x9e3779b97f4a7c15), 0};
    for (size_t i = 0; i < s->graph.n_options; i++)
        granted[i] = draw_below(&d, of) == 0;
}

/* ---- the plain reading, as slow as can be ---- */

/* Is the input satisfied when the nodes marked are open? */
static inline bool naive_satisfied(const struct truce_input *input, const unsigned char *granted,
                                   const unsigned char *open)
{
    for (size_t r = 0; r < input->n_requires; r++)
        if (granted == NULL || !granted[input->requires[r]])
            return false;
    return open[input->node] || (granted != NULL && input->option >= 0 && granted[input->option]);
}

static inline bool naive_opens(const struct truce_node *node, const unsigned char *granted,
                               const unsigned char *open)
{
    double sum = 0;
    for (size_t i = 0; i < node->n_inputs; i++)
        if (naive_satisfied(&node->inputs[i], granted, open))
            sum += node->inputs[i].weight;
    return sum >= node->threshold && node->day != TRUCE_DAY_NEVER;
}

static inline void naive_reach(const struct truce_graph *graph, const unsigned char *granted,
                               unsigned char *open)
{
    memset(open, 0, graph->n);
    for (bool more = true; more;) {
        more = false;
        for (size_t p = 0; p < graph->n; p++)
            if (!open[p] && naive_opens(&graph->nodes[p], granted, open)) {
                open[p] = 1;
                more = true;
            }
    }
}

/* day + months in a calendar of our own; TRUCE_DAY_NEVER beyond its end */
static inline int32_t naive_add_months(int32_t day, int32_t months, enum truce_month_end month_end)
{
    int y, m, d;
    struct truce_day out;

    if (day == TRUCE_DAY_NEVER || months == 0)
        return day;
    truce_day_to_civil((struct truce_day){day}, &y, &m, &d);
    for (; months > 0; months--)
        if (++m > 12) {
            m = 1;
            y++;
        }
    if (y >= TRUCE_YEAR_MAX)
        return TRUCE_DAY_NEVER;
    if (truce_day_from_civil(y, m, d, &out))
        return out.n;
    if (month_end == TRUCE_MONTH_END_UP) {
        assert_true(truce_day_from_civil(y, m + 1, 1, &out)); /* December has 31 days */
        return out.n;
    }
    while (!truce_day_from_civil(y, m, --d, &out))
        ;
    return out.n;
}

static inline int naive_compare(const void *left, const void *right)
{
    const int32_t *a = left, *b = right;
    return (*a > *b) - (*a < *b);
}

static inline bool naive_too_late(const struct truce_day_limit *limit, const unsigned char *granted,
                                  int32_t day)
{
    if (limit->option >= 0 && granted != NULL && granted[limit->option])
        return false;
    return limit->given && day >= limit->day;
}

/* When the node opens, if others open on these days; and `late` days after that. */
static inline int32_t naive_value(const struct truce_graph *graph, const unsigned char *granted, size_t p,
                                  const int32_t *day, int32_t late)
{
    const struct truce_node *node = &graph->nodes[p];
    int32_t in[SYSTEM_INPUTS][2]; /* day, index */
    int n = 0;
    double sum = 0;
    int32_t at = node->day;

    for (size_t i = 0; i < node->n_inputs; i++) {
        const struct truce_input *input = &node->inputs[i];
        bool barred = false;
        for (size_t r = 0; r < input->n_requires; r++)
            barred = barred || granted == NULL || !granted[input->requires[r]];
        if (barred)
            continue;
        bool waived = granted != NULL && input->option >= 0 && granted[input->option];
        in[n][0] = waived ? INT32_MIN : day[input->node];
        in[n++][1] = (int32_t)i;
    }
    qsort(in, (size_t)n, sizeof in[0], naive_compare);
    for (int i = 0; i < n && sum < node->threshold; i++) {
        sum += node->inputs[in[i][1]].weight;
        at = in[i][0] > at ? in[i][0] : at;
    }
    if (sum < node->threshold || at == TRUCE_DAY_NEVER)
        return TRUCE_DAY_NEVER;
    if (naive_too_late(&node->met_before, granted, at))
        return TRUCE_DAY_NEVER;
    at = naive_add_months(at, node->delay_months, graph->month_end);
    const int32_t end = 84006; /* 2200-01-01 */
    if (at == TRUCE_DAY_NEVER || at >= end || at + node->delay_days + late >= end)
        return TRUCE_DAY_NEVER;
    at += node->delay_days + late;
    return naive_too_late(&node->open_before, granted, at) ? TRUCE_DAY_NEVER : at;
}

/* All days, by going round until nothing becomes earlier.  late_node: opens late_days later than it could; -1. */
static inline void naive_days(const struct truce_graph *graph, const unsigned char *granted, int late_node,
                              int32_t late_days, int32_t *day)
{
    for (size_t p = 0; p < graph->n; p++)
        day[p] = TRUCE_DAY_NEVER;
    for (bool more = true; more;) {
        more = false;
        for (size_t p = 0; p < graph->n; p++) {
            int32_t value = naive_value(graph, granted, p, day, (int)p == late_node ? late_days : 0);
            more = more || value < day[p];
            day[p] = value;
        }
    }
}

/* A node that is closed and that options can open; where there is none, the last. */
static inline int system_target(const struct system *s)
{
    unsigned char before[SYSTEM_NODES], after[SYSTEM_NODES], all[SYSTEM_OPTIONS];
    memset(all, 1, sizeof all);
    naive_reach(&s->graph, NULL, before);
    naive_reach(&s->graph, all, after);
    for (int p = (int)s->graph.n - 1; p > 0; p--)
        if (!before[p] && after[p])
            return p;
    return (int)s->graph.n - 1;
}

/* ---- the page's example ---- */

/*
 * The twenty-point framework, as a mediator would draw it: gates, a clock, two needs.  Facts are those of its estimates, earliest case, from
 * 2025-12-28 on; options are the clauses of gates, the position, two vetoes and three `only_after`.
 */
struct demo {
    struct system system;
    int entry_into_force, monitors_ready, monitors, guarantees, guard_ready, guard, talks, ceasefire, quiet60,
        referendum, settlement;
    int veto_coalition, veto_us, only_k1, only_k2, only_n2, withdraw, waive_quiet, waive_force,
        waive_in_force, waive_guard, waive_people, waive_watch;
};

static inline void demo_init(struct demo *d)
{
    struct system *s = &d->system;
    const int32_t start = 20450; /* 2025-12-28 */

    system_init(s);
    d->veto_coalition = system_option(s);
    d->veto_us = system_option(s);
    int signed_by_all = system_fact(s, start), ordered = system_fact(s, start),
        congress = system_fact(s, start + 30);
    int k1 = system_fact(s, start + 21), k2 = system_fact(s, start + 28), k3 = system_fact(s, start + 45);
    int agreed = system_fact(s, start + 7), vote = system_fact(s, start), now = system_fact(s, start);
    d->entry_into_force = system_node(s, 3, start);
    d->monitors_ready = system_node(s, 2, start);
    d->monitors = system_node(s, 800, start);
    d->guarantees = system_node(s, 2, start);
    int parliaments = system_node(s, 2, start);
    d->guard_ready = system_node(s, 1, start);
    d->guard = system_node(s, 10000, start);
    d->talks = system_node(s, 1, start);
    d->ceasefire = system_node(s, 3, start);
    d->quiet60 = system_node(s, 1, start);
    d->referendum = system_node(s, 3, start);
    d->settlement = system_node(s, 2, start);

    system_wait_or(s, d->entry_into_force, signed_by_all);
    d->waive_people = system_wait_or(s, d->entry_into_force, d->referendum);
    system_wait_or(s, d->entry_into_force, d->guarantees);
    system_wait_or(s, d->monitors_ready, signed_by_all);
    system_wait_or(s, d->monitors_ready, d->monitors);
    system_input(s, d->monitors, now, 150, TRUCE_NO_OPTION);
    system_input(s, d->monitors, now, 200, TRUCE_NO_OPTION);
    system_input(s, d->monitors, now, 500, TRUCE_NO_OPTION);
    system_wait_or(s, d->guarantees, congress);
    system_wait_or(s, d->guarantees, parliaments);
    system_wait_or(s, parliaments, k1);
    system_wait_or(s, parliaments, k2);
    system_wait_or(s, parliaments, k3);
    d->waive_force = system_wait_or(s, d->guard_ready, d->guard);
    d->only_k1 = system_option(s);
    d->only_k2 = system_option(s);
    d->only_n2 = system_option(s);
    system_require(s, system_input(s, d->guard, d->ceasefire, 6000, d->only_k1), d->veto_coalition);
    system_require(s, system_input(s, d->guard, d->ceasefire, 5000, d->only_k2), d->veto_coalition);
    system_input(s, d->guard, d->ceasefire, 1500, d->only_n2);
    system_wait_or(s, d->talks, agreed);
    system_wait_or(s, d->ceasefire, ordered);
    d->waive_watch = system_wait_or(s, d->ceasefire, d->monitors_ready);
    d->withdraw = system_wait_or(s, d->ceasefire, d->settlement);
    system_wait(s, d->quiet60, d->ceasefire);
    d->waive_quiet = system_wait_or(s, d->referendum, d->quiet60);
    system_wait_or(s, d->referendum, d->talks);
    system_wait_or(s, d->referendum, vote);
    d->waive_in_force = system_wait_or(s, d->settlement, d->entry_into_force);
    d->waive_guard = system_wait_or(s, d->settlement, d->guard_ready);

    s->nodes[d->monitors].delay_days = 30;
    s->nodes[d->guard].delay_days = 60;
    s->nodes[d->ceasefire].delay_days = 1;
    s->nodes[d->quiet60].delay_days = 60;
    s->nodes[d->referendum].delay_days = 30;
}

#endif
