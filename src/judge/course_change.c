/*
 * What records say, applied to the network at their instants.
 */
#include <math.h>

#include "judge/course.h"

/* ---- facts ---- */

static void show_fact(struct truce_course *c, int reading, int fact, int record)
{
    const struct truce_fact *of = &c->names->facts[fact];
    size_t n = c->n_marked[reading][fact];
    bool holds = of->any ? n > 0 : n == of->n_slots;
    int id = truce_course_id(c, reading, (int)of->condition->index);

    if (holds && c->fact_record[reading][fact] == TRUCE_NONE)
        c->fact_record[reading][fact] = record;
    else if (!holds)
        c->fact_record[reading][fact] = TRUCE_NONE;
    truce_network_set_atom(&c->net, id, holds);
}

static void mark(struct truce_course *c, int reading, const struct truce_change *change)
{
    size_t slot = c->names->facts[change->target].first_slot + (size_t)change->slot;
    c->refused[reading][slot] = false;
    if (c->marked[reading][slot])
        return;
    c->marked[reading][slot] = true;
    c->n_marked[reading][change->target]++;
    show_fact(c, reading, change->target, change->record);
}

/* What was stated may be taken back until the gate that waits for it has opened. */
static bool is_too_late(const struct truce_course *c, int reading, const struct truce_condition *condition)
{
    return condition->gate != TRUCE_NONE && c->names->closes[condition->index] == TRUCE_NONE &&
           truce_network_holds(&c->net, reading, c->opens + c->names->group[condition->gate]);
}

static void unmark(struct truce_course *c, int reading, const struct truce_change *change)
{
    const struct truce_fact *fact = &c->names->facts[change->target];
    size_t slot = fact->first_slot + (size_t)change->slot;
    if (is_too_late(c, reading, fact->condition))
        return;
    c->refused[reading][slot] = true;
    if (!c->marked[reading][slot])
        return;
    c->marked[reading][slot] = false;
    c->n_marked[reading][change->target]--;
    show_fact(c, reading, change->target, change->record);
}

static void spend_tree(struct truce_course *c, int reading, const struct truce_condition *condition)
{
    for (size_t i = 0; condition->kind != TRUCE_IF_NOT && i < condition->n; i++)
        spend_tree(c, reading, &condition->children[i]);
    if (!truce_course_is_act(condition))
        return;
    int fact = c->names->fact_of[condition->index];
    const struct truce_fact *of = &c->names->facts[fact];
    for (size_t i = 0; i < of->n_slots; i++)
        c->marked[reading][of->first_slot + i] = false;
    c->n_marked[reading][fact] = 0;
    show_fact(c, reading, fact, TRUCE_NONE);
}

/* Acts that opened or closed a group are spent once an act has closed it: what comes later must be done anew. */
void truce_course_spend(struct truce_course *c, int reading, int group)
{
    int other = 1 - reading; /* the closing of a reading is seen by the other one's facts (network.h) */
    for (int g = c->group_text[group].first_gate; g != TRUCE_NONE; g = c->next_in_group[g]) {
        spend_tree(c, reading, c->agreement->gates[g].opens);
        if (c->agreement->gates[g].closes != NULL)
            spend_tree(c, other, c->agreement->gates[g].closes);
    }
}

/* ---- contributions and vetoes ---- */

static bool holds_zone(const struct truce_veto *veto, int zone, int reading)
{
    if (veto->bars_zones.n == 0)
        return true;
    /* where nobody says where it stands, the strict reading takes it as barred */
    return zone == TRUCE_NONE ? reading == TRUCE_STRICT : truce_indexes_hold(veto->bars_zones, zone);
}

static bool is_barred(const struct truce_course *c, const struct truce_contribution *contribution,
                      int reading, struct truce_day today)
{
    const struct truce_agreement *a = c->agreement;
    for (size_t v = 0; v < a->n_vetoes; v++) {
        const struct truce_veto *veto = &a->vetoes[v];
        bool now = (veto->from.n == TRUCE_DAY_NONE || today.n >= veto->from.n) &&
                   (veto->until.n == TRUCE_DAY_NONE || today.n < veto->until.n);
        if (now && !c->veto[v].done && truce_indexes_hold(veto->bars_by, contribution->by) &&
            contribution->class_ != TRUCE_NONE && veto->bars_class != TRUCE_NONE &&
            truce_class_is(a, contribution->class_, veto->bars_class) &&
            holds_zone(veto, contribution->zone, reading))
            return true;
    }
    return false;
}

static void show_contribution(struct truce_course *c, int at, struct truce_day today)
{
    bool deployed = c->contribution[at].state == TRUCE_CONTRIBUTION_DEPLOYED;
    for (int r = 0; r < TRUCE_READINGS; r++) {
        bool stands = deployed && !is_barred(c, &c->agreement->contributions[at], r, today);
        truce_network_disable(&c->net, truce_course_id(c, r, c->contributions + at), !stands);
    }
}

void truce_course_bar(struct truce_course *c)
{
    struct truce_day today = truce_calendar_day(&c->agreement->calendar, c->now);
    for (size_t i = 0; i < c->agreement->n_contributions; i++)
        show_contribution(c, (int)i, today);
}

static void change_contribution(struct truce_course *c, const struct truce_change *change)
{
    struct truce_contribution_now *now = &c->contribution[change->target];
    bool deployed = now->state == TRUCE_CONTRIBUTION_DEPLOYED;
    double amount = isnan(change->amount) ? now->amount : change->amount;

    if (deployed && (change->state == TRUCE_CONTRIBUTION_OFFERED ||
                     change->state == TRUCE_CONTRIBUTION_APPROVED || c->input->hopeful)) {
        /* an offer or an approval takes nothing away that is in place */
        if (!c->input->hopeful || !(amount > now->amount))
            return;
    }
    if (!(c->input->hopeful && deployed))
        now->state = change->state;
    now->amount = amount;
    now->record = change->record;
    truce_network_set_amount(&c->net, c->contributions + change->target, amount);
    show_contribution(c, change->target, truce_calendar_day(&c->agreement->calendar, c->now));
}

/* ---- what some do together ---- */

/* One more of those who must; or, with slot -1, it is as at the beginning again.  True when `done` has changed. */
static bool join_in(struct truce_course *c, struct truce_course_joint *joint,
                    const struct truce_change *change)
{
    bool was = joint->done;
    if (change->slot < 0 && c->input->hopeful)
        return false;
    for (size_t i = 0; change->slot < 0 && i < joint->n_slots; i++)
        c->joint_marked[joint->first_slot + i] = false;
    if (change->slot < 0) {
        joint->n_marked = 0;
    } else if (!c->joint_marked[joint->first_slot + (size_t)change->slot]) {
        c->joint_marked[joint->first_slot + (size_t)change->slot] = true;
        joint->n_marked++;
    }
    joint->done = joint->n_slots > 0 && joint->n_marked == joint->n_slots;
    if (joint->done != was)
        joint->record = change->record;
    return joint->done != was;
}

static void force_both(struct truce_course *c, int node, bool forced)
{
    for (int r = 0; r < TRUCE_READINGS; r++)
        truce_network_force(&c->net, truce_course_id(c, r, node), forced);
}

static void waive(struct truce_course *c, const struct truce_change *change)
{
    const struct truce_waiver *waiver = &c->input->changes->waivers[change->target];
    if (!join_in(c, &c->waiver[change->target], change))
        return;
    if (waiver->clause == NULL) {
        force_both(c, c->latches + waiver->contribution, true);
        return;
    }
    int node = (int)waiver->clause->index;
    if (c->names->closes[node] == TRUCE_NONE) {
        force_both(c, node, true);
        return;
    }
    for (int r = 0; r < TRUCE_READINGS; r++) /* a waived ground for closing closes nothing */
        truce_network_disable(&c->net, truce_course_id(c, r, node), true);
}

void truce_course_apply(struct truce_course *c, const struct truce_change *change)
{
    for (int r = 0; r < TRUCE_READINGS; r++) {
        if ((change->readings & 1U << r) == 0)
            continue;
        if (change->kind == TRUCE_CHANGE_MARK)
            mark(c, r, change);
        else if (change->kind == TRUCE_CHANGE_UNMARK && !c->input->hopeful)
            unmark(c, r, change);
        else if (change->kind == TRUCE_CHANGE_LATCH)
            truce_network_force(&c->net, truce_course_id(c, r, c->opens + change->target), true);
    }
    switch (change->kind) {
    case TRUCE_CHANGE_STATE:
        change_contribution(c, change);
        break;
    case TRUCE_CHANGE_POSITION:
        if (join_in(c, &c->position[change->target], change))
            force_both(c, c->positions + change->target, c->position[change->target].done);
        break;
    case TRUCE_CHANGE_VETO:
        if (join_in(c, &c->veto[change->target], change))
            truce_course_bar(c);
        break;
    case TRUCE_CHANGE_WAIVE:
        waive(c, change);
        break;
    default:
        break;
    }
}
