/*
 * The network of an agreement: one node a condition, and beside them
 *
 *     gate          its condition, and every position that adds to it, hold
 *     group cond    all gates that open together have that
 *     group open    ... and effect_after has passed, and nothing closes it (set by course.c)
 *     position      its clause holds, or it is not maintained
 *     need          the amounts of the contributions that stand reach it
 *     contribution  deployed and not barred, its only_after has opened once and its `if` holds
 *     latch         the gate of an only_after has opened once
 *     clock         it has reached its target
 *
 * Within gates that open together, a clause that waits for another of them holds by itself.
 */
#include <string.h>

#include "judge/course.h"

static enum truce_status get(const struct truce_course *c, size_t n, size_t size, void *out,
                             struct truce_err *err)
{
    void *memory = NULL;
    enum truce_status status = truce_arena_alloc(c->input->work, (n + 1) * size, &memory, err);
    if (status == TRUCE_OK)
        memcpy(out, &memory, sizeof memory);
    return status;
}

static int group_of(const struct truce_course *c, int gate)
{
    return c->names->group[gate];
}

/* Its own gate's group: a clause of a gate that waits for one that opens with it. */
static bool is_own(const struct truce_course *c, const struct truce_condition *leaf)
{
    return leaf->kind == TRUCE_IF_GATE && leaf->gate != TRUCE_NONE &&
           c->names->closes[leaf->index] == TRUCE_NONE &&
           group_of(c, leaf->gate) == group_of(c, leaf->target);
}

/* ---- edges ---- */

static int threshold_of(const struct truce_course *c, const struct truce_condition *condition)
{
    switch (condition->kind) {
    case TRUCE_IF_ALL:
        return (int)condition->n;
    case TRUCE_IF_AT_LEAST:
        return (int)condition->k;
    default:
        return is_own(c, condition) ? 0 : 1;
    }
}

static void lay_condition(struct truce_course *c, const struct truce_condition *condition)
{
    int node = (int)condition->index;
    c->net.nodes[node].threshold = threshold_of(c, condition);
    switch (condition->kind) {
    case TRUCE_IF_GATE:
        if (!is_own(c, condition))
            truce_network_join(&c->net, c->opens + group_of(c, condition->target), node, false);
        break;
    case TRUCE_IF_CLOCK:
        truce_network_join(&c->net, c->clocks + condition->target, node, false);
        break;
    case TRUCE_IF_NEED:
        truce_network_join(&c->net, c->needs + condition->target, node, false);
        break;
    default:
        for (size_t i = 0; i < condition->n; i++)
            truce_network_join(&c->net, (int)condition->children[i].index, node,
                               condition->kind == TRUCE_IF_NOT);
    }
}

static void lay_gates(struct truce_course *c)
{
    const struct truce_agreement *a = c->agreement;
    for (size_t g = 0; g < a->n_gates; g++) {
        truce_network_join(&c->net, (int)a->gates[g].opens->index, c->gates + (int)g, false);
        truce_network_join(&c->net, c->gates + (int)g, c->conds + group_of(c, (int)g), false);
    }
    for (int k = 0; k < c->n_groups; k++) {
        int gates = 0;
        for (int g = c->group_text[k].first_gate; g != TRUCE_NONE; g = c->next_in_group[g])
            gates++;
        c->net.nodes[c->conds + k].threshold = gates;
        truce_network_join(&c->net, c->conds + k, c->opens + k, false);
    }
    for (size_t p = 0; p < a->n_positions; p++) {
        int gate = c->gates + a->positions[p].gate;
        truce_network_join(&c->net, (int)a->positions[p].clause->index, c->positions + (int)p, false);
        truce_network_join(&c->net, c->positions + (int)p, gate, false);
        c->net.nodes[gate].threshold++;
    }
}

static bool serves(const struct truce_agreement *a, const struct truce_contribution *contribution,
                   const struct truce_need *need)
{
    return contribution->class_ != TRUCE_NONE && need->class_ != TRUCE_NONE &&
           truce_class_is(a, contribution->class_, need->class_);
}

static void lay_ledger(struct truce_course *c)
{
    const struct truce_agreement *a = c->agreement;
    for (size_t i = 0; i < a->n_contributions; i++) {
        const struct truce_contribution *contribution = &a->contributions[i];
        int node = c->contributions + (int)i;
        c->net.nodes[node].threshold = 0;
        if (contribution->only_after != TRUCE_NONE) {
            truce_network_join(&c->net, c->opens + group_of(c, contribution->only_after), c->latches + (int)i,
                               false);
            truce_network_join(&c->net, c->latches + (int)i, node, false);
            c->net.nodes[node].threshold++;
        }
        if (contribution->if_ != NULL) {
            truce_network_join(&c->net, (int)contribution->if_->index, node, false);
            c->net.nodes[node].threshold++;
        }
    }
    for (size_t n = 0; n < a->n_needs; n++) {
        c->net.nodes[c->needs + (int)n].at_least = a->needs[n].at_least;
        for (size_t i = 0; i < a->n_contributions; i++)
            if (serves(a, &a->contributions[i], &a->needs[n]))
                truce_network_join(&c->net, c->contributions + (int)i, c->needs + (int)n, false);
    }
}

static size_t count_edges(const struct truce_course *c)
{
    const struct truce_agreement *a = c->agreement;
    size_t n = 2 * a->n_conditions + 2 * a->n_gates + (size_t)c->n_groups + 2 * a->n_positions +
               3 * a->n_contributions;
    for (size_t k = 0; k < a->n_needs; k++)
        for (size_t i = 0; i < a->n_contributions; i++)
            n += serves(a, &a->contributions[i], &a->needs[k]);
    return n;
}

/* ---- groups ---- */

/* What is negated is no act that opens. */
static bool holds_act(const struct truce_condition *condition)
{
    bool found = truce_course_is_act(condition);
    for (size_t i = 0; !found && condition->kind != TRUCE_IF_NOT && i < condition->n; i++)
        found = holds_act(&condition->children[i]);
    return found;
}

static enum truce_status number_groups(struct truce_course *c, struct truce_err *err)
{
    const struct truce_agreement *a = c->agreement;
    enum truce_status status = TRUCE_OK;

    c->n_groups = c->names->n_groups;
    status = get(c, (size_t)c->n_groups, sizeof *c->group_text, &c->group_text, err);
    if (status == TRUCE_OK)
        status = get(c, a->n_gates, sizeof(int), &c->next_in_group, err);
    if (status == TRUCE_OK)
        status = get(c, (size_t)c->n_groups, sizeof(int), &c->closers, err);
    if (status == TRUCE_OK)
        status = get(c, TRUCE_READINGS * (size_t)c->n_groups, sizeof(int), &c->to_time, err);
    for (int r = 0; status == TRUCE_OK && r < TRUCE_READINGS; r++)
        status = get(c, (size_t)c->n_groups, sizeof *c->groups[r], &c->groups[r], err);
    if (status != TRUCE_OK)
        return status;
    for (int k = 0; k < c->n_groups; k++)
        c->group_text[k] = (struct truce_course_group_text){.first_gate = TRUCE_NONE, .latches = true};
    for (size_t g = a->n_gates; g-- > 0;) {
        const struct truce_gate *gate = &a->gates[g];
        struct truce_course_group_text *text = &c->group_text[group_of(c, (int)g)];
        c->next_in_group[g] = text->first_gate;
        text->first_gate = (int)g;
        text->latches = text->latches && gate->latched;
        text->delays = text->delays || !truce_duration_is_zero(gate->effect_after);
        text->has_closes = text->has_closes || gate->closes != NULL;
        text->has_acts = text->has_acts || holds_act(gate->opens);
    }
    for (int k = 0; k < c->n_groups; k++)
        if (c->group_text[k].has_closes)
            c->closers[c->n_closers++] = k;
    for (int r = 0; r < TRUCE_READINGS; r++)
        for (int k = 0; k < c->n_groups; k++)
            c->groups[r][k] = (struct truce_course_group){.held_since = {TRUCE_NEVER},
                                                          .due = {TRUCE_NEVER},
                                                          .first = {TRUCE_NEVER},
                                                          .closed_at = {TRUCE_NEVER},
                                                          .eligible = !c->group_text[k].delays};
    return TRUCE_OK;
}

/* ---- the beginning ---- */

static void number_nodes(struct truce_course *c, size_t *n)
{
    const struct truce_agreement *a = c->agreement;
    int at = (int)a->n_conditions;
    c->gates = at;
    at += (int)a->n_gates;
    c->conds = at;
    at += c->n_groups;
    c->opens = at;
    at += c->n_groups;
    c->positions = at;
    at += (int)a->n_positions;
    c->needs = at;
    at += (int)a->n_needs;
    c->contributions = at;
    at += (int)a->n_contributions;
    c->latches = at;
    at += (int)a->n_contributions;
    c->clocks = at;
    at += (int)a->n_clocks;
    *n = (size_t)at;
}

static void begin_joint(struct truce_course *c, struct truce_course_joint *joint, size_t n_slots)
{
    *joint = (struct truce_course_joint){c->n_joint_slots, n_slots, 0, false, TRUCE_NONE};
    c->n_joint_slots += n_slots;
}

static enum truce_status begin_joints(struct truce_course *c, struct truce_err *err)
{
    const struct truce_agreement *a = c->agreement;
    const struct truce_changes *changes = c->input->changes;
    enum truce_status status = get(c, a->n_positions, sizeof *c->position, &c->position, err);
    if (status == TRUCE_OK)
        status = get(c, a->n_vetoes, sizeof *c->veto, &c->veto, err);
    if (status == TRUCE_OK)
        status = get(c, changes->n_waivers, sizeof *c->waiver, &c->waiver, err);
    if (status != TRUCE_OK)
        return status;
    for (size_t i = 0; i < a->n_positions; i++)
        begin_joint(c, &c->position[i], a->positions[i].withdrawable_by.n);
    for (size_t i = 0; i < a->n_vetoes; i++)
        begin_joint(c, &c->veto[i], a->vetoes[i].liftable_by.n);
    for (size_t i = 0; i < changes->n_waivers; i++)
        begin_joint(c, &c->waiver[i], changes->waivers[i].holders.n);
    return get(c, c->n_joint_slots, sizeof(bool), &c->joint_marked, err);
}

static enum truce_status begin_facts(struct truce_course *c, struct truce_err *err)
{
    const struct truce_lexicon *names = c->names;
    enum truce_status status = TRUCE_OK;
    for (int r = 0; status == TRUCE_OK && r < TRUCE_READINGS; r++) {
        status = get(c, names->n_slots, sizeof(bool), &c->marked[r], err);
        if (status == TRUCE_OK)
            status = get(c, names->n_slots, sizeof(bool), &c->refused[r], err);
        if (status == TRUCE_OK)
            status = get(c, names->n_facts, sizeof(size_t), &c->n_marked[r], err);
        if (status == TRUCE_OK)
            status = get(c, names->n_facts, sizeof(int), &c->fact_record[r], err);
        for (size_t f = 0; status == TRUCE_OK && f < names->n_facts; f++)
            c->fact_record[r][f] = TRUCE_NONE;
    }
    return status;
}

static enum truce_status begin_contributions(struct truce_course *c, struct truce_err *err)
{
    const struct truce_agreement *a = c->agreement;
    enum truce_status status = get(c, a->n_contributions, sizeof *c->contribution, &c->contribution, err);
    for (size_t i = 0; status == TRUCE_OK && i < a->n_contributions; i++) {
        const struct truce_contribution *text = &a->contributions[i];
        double amount = text->amount_known ? text->amount : 0;
        c->contribution[i] = (struct truce_contribution_now){text->state, amount, TRUCE_NONE};
        c->net.amount[c->contributions + (int)i] = amount;
    }
    return status;
}

/* What holds nothing from the beginning: before the network settles for the first time. */
static void begin_nodes(struct truce_course *c)
{
    for (int r = 0; r < TRUCE_READINGS; r++) {
        for (int k = 0; k < c->n_groups; k++)
            c->net.values[truce_course_id(c, r, c->opens + k)].disabled = c->group_text[k].delays;
        for (size_t i = 0; c->input->hopeful && i < c->agreement->n_conditions; i++)
            if (c->names->conditions[i] != NULL && c->names->conditions[i]->kind == TRUCE_IF_NOT)
                c->net.values[truce_course_id(c, r, (int)i)].forced = true;
        for (size_t i = 0; i < c->agreement->n_contributions; i++)
            c->net.values[truce_course_id(c, r, c->contributions + (int)i)].disabled = true;
    }
}

enum truce_status truce_course_lay(struct truce_course *c, struct truce_err *err)
{
    size_t n = 0;
    enum truce_status status = number_groups(c, err);
    if (status != TRUCE_OK)
        return status;
    number_nodes(c, &n);
    status = truce_network_init(&c->net, n, count_edges(c), c->input->work, err);
    if (status == TRUCE_OK)
        status = get(c, TRUCE_READINGS * n, sizeof *c->since, &c->since, err);
    if (status == TRUCE_OK)
        status = begin_facts(c, err);
    if (status == TRUCE_OK)
        status = begin_joints(c, err);
    if (status == TRUCE_OK)
        status = begin_contributions(c, err);
    if (status != TRUCE_OK)
        return status;
    for (size_t id = 0; id < TRUCE_READINGS * n; id++)
        c->since[id].us = TRUCE_NEVER;
    for (size_t i = 0; i < c->agreement->n_conditions; i++)
        if (c->names->conditions[i] != NULL)
            lay_condition(c, c->names->conditions[i]);
    lay_gates(c);
    lay_ledger(c);
    begin_nodes(c);
    status = truce_network_seal(&c->net, c->input->work, err);
    if (status == TRUCE_OK)
        truce_course_bar(c);
    return status;
}
