/*
 * Duties: what must be done, once or for each trigger or period.
 *
 * Strict: done where an act is established; lenient: done, though contested, where one may be.  An act counts when it lies between the trigger and the
 * deadline; of `before`, when it lies the lead ahead, and then for one event alone.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "judge/sight.h"

#define INSTANCES_MAX 1000000

/* One instance to be judged. */
struct trigger {
    struct truce_span period; /* from the trigger to the deadline; TRUCE_NEVER: none */
    int record;               /* what triggered it; TRUCE_NONE */
    double chance;
    bool contested; /* the trigger is no more */
    const char *id; /* of that record; "" */
    int item;       /* VIOLATION_OF: whose violation; TRUCE_NONE */
    size_t violation;
};

struct triggers {
    struct trigger *items; /* heap */
    size_t n, size;
};

static enum truce_status add(struct truce_norming *j, struct triggers *to, struct trigger one)
{
    void *items = to->items;
    if (to->n >= INSTANCES_MAX)
        return truce_fail(j->err, TRUCE_ERR_LIMIT, "more than %d instances of one obligation", INSTANCES_MAX);
    enum truce_status status = truce_grow(&items, &to->size, to->n + 1, sizeof *to->items, j->err);
    if (status != TRUCE_OK)
        return status;
    to->items = items;
    to->items[to->n++] = one;
    return TRUCE_OK;
}

static struct truce_instant due(const struct truce_norming *j, struct truce_instant at,
                                struct truce_duration span)
{
    struct truce_instant end;
    if (truce_calendar_due(&j->agreement->calendar, at, span, &end, NULL) != TRUCE_OK)
        end.us = TRUCE_NEVER;
    return end;
}

static int by_time(const void *a, const void *b)
{
    const struct trigger *x = a, *y = b;
    if (x->period.from.us != y->period.from.us)
        return x->period.from.us < y->period.from.us ? -1 : 1;
    int order = strcmp(x->id, y->id);
    if (order != 0)
        return order;
    if (x->chance != y->chance) /* one incident, several whose act it may be */
        return x->chance > y->chance ? -1 : 1;
    if (x->item != y->item)
        return x->item < y->item ? -1 : 1;
    return (x->violation > y->violation) - (x->violation < y->violation);
}

/* ---- triggers ---- */

/* Events by anybody for `on`; by the one who is bound for `before`. */
static enum truce_status trigger_events(struct truce_norming *j, const struct truce_slot *slot,
                                        struct triggers *to)
{
    const struct truce_norm *norm = &j->agreement->norms[slot->norm];
    enum truce_status status = TRUCE_OK;
    for (size_t i = 0; status == TRUCE_OK && i < j->n_incidents; i++) {
        const struct truce_incident *of = &j->incidents[i];
        double chance = of->established ? 1 : of->what.exists, place = 1;
        bool known = true;
        if (of->taken_out || truce_incident_is_absence(of))
            continue;
        chance *= truce_incident_class(j, i, norm->when.target);
        if (norm->when.kind == TRUCE_WHEN_BEFORE && slot->party != TRUCE_NONE)
            chance *= truce_incident_share(j, i, slot->party);
        if (chance < truce_norm_contested(j, norm))
            continue;
        status = truce_judge_chance_within(j->ground, &norm->where, &of->what, norm->when.target, slot->party,
                                           &place, &known, j->err);
        chance *= place;
        if (status != TRUCE_OK || chance < truce_norm_contested(j, norm) ||
            !truce_spans_hold(j->in_force[slot->norm], of->what.from))
            continue;
        struct truce_instant end =
            norm->when.kind == TRUCE_WHEN_ON ? due(j, of->what.from, norm->when.span) : of->what.from;
        status = add(j, to,
                     (struct trigger){{of->what.from, end},
                                      of->record,
                                      chance,
                                      !known || chance < truce_norm_established(j, norm),
                                      of->what.id,
                                      TRUCE_NONE,
                                      0});
    }
    return status;
}

static enum truce_status trigger_violations(struct truce_norming *j, int target,
                                            const struct truce_norm *duty,
                                            const struct truce_guarantee *guarantee, struct truce_span within,
                                            struct triggers *to)
{
    enum truce_status status = truce_norming_judge(j, target);
    for (size_t i = 0; status == TRUCE_OK && i < j->n_items_of[target]; i++) {
        const struct truce_verdict *item = &j->items[j->first_item[target] + i];
        if (guarantee != NULL && guarantee->trigger.by.n > 0 &&
            (item->who == TRUCE_NONE || !truce_indexes_hold(guarantee->trigger.by, item->who)))
            continue;
        for (size_t v = 0; status == TRUCE_OK && v < item->n_violations; v++) {
            const struct truce_violation *one = &item->violations[v];
            if ((guarantee != NULL && one->severity < guarantee->trigger.severity_at_least) ||
                one->when.from.us < within.from.us || one->when.from.us >= within.until.us)
                continue;
            status = add(j, to,
                         (struct trigger){{one->when.from, due(j, one->when.from, duty->when.span)},
                                          one->n_records > 0 ? one->records[0] : TRUCE_NONE,
                                          one->chance,
                                          !one->established,
                                          truce_norming_id(j, one),
                                          (int)(j->first_item[target] + i),
                                          v});
        }
    }
    if (status == TRUCE_OK && to->n > 0)
        qsort(to->items, to->n, sizeof *to->items, by_time);
    return status;
}

/* When a guarantee is in force; empty when it is not. */
static struct truce_span guaranteed(const struct truce_norming *j, const struct truce_guarantee *guarantee)
{
    struct truce_span span = {{TRUCE_NEVER}, {TRUCE_NEVER}};
    struct truce_instant at = {TRUCE_NEVER};
    if (guarantee->starts.kind == TRUCE_BOUND_DATE)
        at = truce_calendar_day_start(&j->agreement->calendar, guarantee->starts.day);
    else if (guarantee->starts.kind == TRUCE_BOUND_GATE)
        at = j->state->reading[TRUCE_STRICT].gates[guarantee->starts.gate].first;
    if (at.us == TRUCE_NEVER ||
        truce_instant_add(&j->agreement->calendar, at, guarantee->starts.plus, &span.from, NULL) !=
            TRUCE_OK ||
        truce_instant_add(&j->agreement->calendar, span.from, guarantee->lasts, &span.until, NULL) !=
            TRUCE_OK)
        return (struct truce_span){{TRUCE_NEVER}, {TRUCE_NEVER}};
    return span;
}

/* Once, after a gate's first opening or a date. */
static enum truce_status trigger_once(struct truce_norming *j, const struct truce_norm *norm,
                                      struct triggers *to)
{
    struct truce_instant at = {TRUCE_NEVER};
    if (norm->when.trigger == TRUCE_TRIGGER_DATE)
        at = truce_calendar_day_start(&j->agreement->calendar, norm->when.day);
    else if (norm->when.trigger == TRUCE_TRIGGER_GATE)
        at = j->state->reading[TRUCE_STRICT].gates[norm->when.target].first;
    if (at.us > j->state->as_of.us || at.us < j->version.from.us || at.us >= j->version.until.us)
        return TRUCE_OK;
    return add(j, to,
               (struct trigger){{at, due(j, at, norm->when.span)}, TRUCE_NONE, 1, false, "", TRUCE_NONE, 0});
}

/* Once, at any time of the window. */
static enum truce_status trigger_window(struct truce_norming *j, const struct truce_slot *slot,
                                        struct triggers *to)
{
    const struct truce_bound *until = &j->agreement->norms[slot->norm].when.until;
    struct truce_spans in_force = j->in_force[slot->norm];
    struct truce_instant end = {TRUCE_NEVER};
    if (in_force.n == 0)
        return TRUCE_OK;
    if (until->kind == TRUCE_BOUND_DATE &&
        truce_instant_add(&j->agreement->calendar,
                          truce_calendar_day_start(&j->agreement->calendar, until->day), until->plus, &end,
                          NULL) != TRUCE_OK)
        end.us = TRUCE_NEVER;
    if (until->kind == TRUCE_BOUND_GATE)
        end = in_force.at[in_force.n - 1].until;
    return add(j, to, (struct trigger){{in_force.at[0].from, end}, TRUCE_NONE, 1, false, "", TRUCE_NONE, 0});
}

/* Periods of `every`: those that lie wholly inside of the window, and the one that runs. */
static enum truce_status trigger_periods(struct truce_norming *j, const struct truce_slot *slot,
                                         struct triggers *to)
{
    const struct truce_calendar *calendar = &j->agreement->calendar;
    struct truce_duration span = j->agreement->norms[slot->norm].when.span;
    struct truce_spans in_force = j->in_force[slot->norm];
    enum truce_status status = TRUCE_OK;

    if (truce_duration_is_zero(span))
        return TRUCE_OK;
    for (size_t i = 0; status == TRUCE_OK && i < in_force.n; i++) {
        struct truce_instant from = in_force.at[i].from, until;
        for (int32_t k = 1; status == TRUCE_OK && from.us <= j->state->as_of.us; k++) {
            struct truce_duration until_then = {span.months * k, span.days * k, span.us * k};
            if (truce_instant_add(calendar, in_force.at[i].from, until_then, &until, NULL) != TRUCE_OK ||
                until.us > in_force.at[i].until.us)
                break;
            status = add(j, to, (struct trigger){{from, until}, TRUCE_NONE, 1, false, "", TRUCE_NONE, 0});
            from = until;
        }
    }
    return status;
}

static enum truce_status triggers_of(struct truce_norming *j, const struct truce_slot *slot,
                                     struct triggers *to)
{
    const struct truce_norm *norm = &j->agreement->norms[slot->norm];
    const struct truce_span ever = {{INT64_MIN}, {TRUCE_NEVER}};
    switch (norm->when.kind) {
    case TRUCE_WHEN_AFTER:
        return trigger_once(j, norm, to);
    case TRUCE_WHEN_EVERY:
        return trigger_periods(j, slot, to);
    case TRUCE_WHEN_BEFORE:
        return trigger_events(j, slot, to);
    case TRUCE_WHEN_ON:
        break;
    default:
        return trigger_window(j, slot, to);
    }
    if (norm->when.trigger == TRUCE_TRIGGER_EVENT)
        return trigger_events(j, slot, to);
    if (norm->when.trigger == TRUCE_TRIGGER_VIOLATION_OF)
        return trigger_violations(j, norm->when.target, norm, NULL, ever, to);
    const struct truce_guarantee *guarantee = &j->agreement->guarantees[norm->when.target];
    return guarantee->trigger.norm == TRUCE_NONE
               ? TRUCE_OK
               : trigger_violations(j, guarantee->trigger.norm, norm, guarantee, guaranteed(j, guarantee),
                                    to);
}

/* ---- acts ---- */

/* What the acts of an instance come to. */
struct deed {
    int established, contested; /* the first such match of raw; -1 */
    size_t n_established;
    double none; /* the chance that nothing fulfils it */
};

static void look_at(const struct truce_norming *j, const struct truce_norm *norm,
                    const struct truce_match *match, size_t at, struct deed *deed)
{
    enum truce_weighs weighs = truce_match_weighs(j, norm, match, match->chance);
    if (match->outcome[TRUCE_STRICT] == TRUCE_MATCH_COUNTS)
        deed->none *= 1 - fmin(1, match->chance);
    if (weighs == TRUCE_WEIGHS_NOTHING)
        return;
    if (deed->contested < 0)
        deed->contested = (int)at;
    if (weighs != TRUCE_WEIGHS_ESTABLISHED)
        return;
    deed->n_established++;
    if (deed->established < 0)
        deed->established = (int)at;
}

static void in_period(const struct truce_norming *j, struct truce_span period, struct truce_match *match)
{
    const struct truce_record *what = &j->incidents[match->incident].what;
    const struct truce_spans spans = {&period, 1};
    match->time = truce_spans_share(spans, what->from, what->until);
    match->chance = match->exists * match->time * match->class_ * match->actor * match->place;
}

/* The longest time that an act of the slot takes. */
static int64_t longest(const struct truce_norming *j, const struct truce_slot *slot)
{
    int64_t most = 0;
    for (size_t i = slot->first; i < slot->first + slot->n; i++) {
        const struct truce_record *what = &j->incidents[j->raw[i].incident].what;
        most = what->until.us - what->from.us > most ? what->until.us - what->from.us : most;
    }
    return most;
}

/* The first match of the slot that begins at `at` or later. */
static size_t first_from(const struct truce_norming *j, const struct truce_slot *slot, int64_t at)
{
    size_t low = slot->first, high = slot->first + slot->n;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (j->incidents[j->raw[middle].incident].what.from.us < at)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* The record of a ruling that the obligation is fulfilled; TRUCE_NONE. */
static int ruled_done(const struct truce_norming *j, const struct truce_norm *norm)
{
    for (size_t i = 0; i < j->beliefs.n; i++) {
        const struct truce_record *record = &j->beliefs.items[i].record;
        if (record->kind == TRUCE_RECORD_RULING && record->fulfils[0] != '\0' &&
            strcmp(record->fulfils, norm->head.id) == 0 &&
            truce_judge_by_role(j->agreement, record, TRUCE_ROLE_ADJUDICATOR))
            return j->beliefs.items[i].index;
    }
    return TRUCE_NONE;
}

/* ---- an instance ---- */

static void set_states(struct truce_norming *j, struct truce_verdict *item, const struct deed *deed,
                       bool contested)
{
    bool over = item->deadline.us != TRUCE_NEVER && item->deadline.us <= j->state->as_of.us;
    enum truce_verdict_state open = over ? TRUCE_VERDICT_MISSED : TRUCE_VERDICT_DUE;
    bool done = deed->established >= 0;

    item->state[TRUCE_STRICT] = done ? TRUCE_VERDICT_DONE : open;
    item->state[TRUCE_LENIENT] = done                   ? TRUCE_VERDICT_DONE
                                 : deed->contested >= 0 ? TRUCE_VERDICT_DONE_CONTESTED
                                                        : open;
    if (contested && item->state[TRUCE_LENIENT] == open) /* what triggers it may not have been */
        item->state[TRUCE_LENIENT] = TRUCE_VERDICT_NOT_IN_FORCE;
    item->provisional = true;
    item->life = truce_norm_life_now(j, item->norm, (struct truce_spans){&item->period, 1});
    if (done) {
        item->life = TRUCE_LIFE_FULFILLED;
        item->provisional =
            truce_is_provisional(j, j->incidents[j->raw[deed->established].incident].what.from);
    } else if (over) {
        item->life = TRUCE_LIFE_VIOLATED;
        item->provisional = truce_is_provisional(j, item->deadline);
    }
}

static enum truce_status add_missed(struct truce_norming *j, struct truce_verdict *item)
{
    struct truce_violation *one = NULL;
    enum truce_verdict_state lenient = item->state[TRUCE_LENIENT];
    if (item->state[TRUCE_STRICT] != TRUCE_VERDICT_MISSED)
        return TRUCE_OK;
    enum truce_status status = truce_norming_get(j->out, 1, sizeof *one, &one, j->err);
    if (status != TRUCE_OK)
        return status;
    *one = (struct truce_violation){.when = {item->deadline, item->deadline},
                                    .chance = 1 - item->chance,
                                    .count = 1,
                                    .established = lenient == TRUCE_VERDICT_MISSED,
                                    .provisional = item->provisional,
                                    .repaired_by = TRUCE_NONE};
    if (j->agreement->norms[item->norm].class_ != TRUCE_NONE)
        one->severity = j->agreement->classes[j->agreement->norms[item->norm].class_].severity;
    item->violations = one;
    item->n_violations = 1;
    item->total[TRUCE_STRICT] = 1;
    item->total[TRUCE_LENIENT] = one->established;
    return TRUCE_OK;
}

static enum truce_status ground_deed(struct truce_norming *j, struct truce_verdict *item,
                                     const struct deed *deed, const struct trigger *trigger)
{
    int grounds[2], change[2];
    size_t n_grounds = 0, n_change = 0;
    const struct truce_match *act = deed->established >= 0 ? &j->raw[deed->established]
                                    : deed->contested >= 0 ? &j->raw[deed->contested]
                                                           : NULL;
    if (trigger->record != TRUCE_NONE)
        grounds[n_grounds++] = change[n_change++] = trigger->record;
    if (act != NULL) {
        int record = j->incidents[act->incident].record;
        grounds[n_grounds++] = record;
        if (deed->n_established <= 1)
            change[n_change++] = record;
    }
    enum truce_status status = truce_norming_indexes(j, grounds, n_grounds, &item->grounds, &item->n_grounds);
    return status == TRUCE_OK
               ? truce_norming_indexes(j, change, n_change, &item->would_change, &item->n_would_change)
               : status;
}

static enum truce_status finish(struct truce_norming *j, struct truce_verdict *item, const struct deed *deed,
                                const struct trigger *trigger)
{
    item->deadline = item->period.until;
    item->chance = 1 - deed->none;
    item->observed = truce_norm_observed(j, item->norm, (struct truce_spans){&item->period, 1});
    set_states(j, item, deed, trigger->contested);
    enum truce_status status = add_missed(j, item);
    return status == TRUCE_OK ? ground_deed(j, item, deed, trigger) : status;
}

static enum truce_status judge_instance(struct truce_norming *j, const struct truce_slot *slot, int instance,
                                        const struct trigger *trigger, int64_t reach)
{
    const struct truce_norm *norm = &j->agreement->norms[slot->norm];
    struct truce_verdict *item = NULL;
    struct deed deed = {-1, -1, 0, 1};
    enum truce_status status = truce_norming_item(j, slot, instance, &item);
    size_t i = first_from(j, slot, trigger->period.from.us - reach);

    if (status != TRUCE_OK)
        return status;
    item->period = trigger->period;
    for (; status == TRUCE_OK && i < slot->first + slot->n; i++) {
        struct truce_match match = j->raw[i];
        if (instance != TRUCE_NONE && j->incidents[match.incident].what.from.us >= trigger->period.until.us)
            break;
        in_period(j, trigger->period, &match);
        if (instance != TRUCE_NONE && match.time <= 0)
            continue;
        look_at(j, norm, &match, i, &deed);
        status = truce_norming_add(j, &match, 1);
    }
    return status == TRUCE_OK ? finish(j, item, &deed, trigger) : status;
}

/* A ruling says that it is fulfilled: of an obligation that is one. */
static enum truce_status apply_ruling(struct truce_norming *j, const struct truce_norm *norm)
{
    struct truce_verdict *item = &j->items[j->n_items - 1];
    int ruling = ruled_done(j, norm);
    if (ruling == TRUCE_NONE)
        return TRUCE_OK;
    item->state[TRUCE_STRICT] = item->state[TRUCE_LENIENT] = TRUCE_VERDICT_DONE;
    item->life = TRUCE_LIFE_FULFILLED;
    item->n_violations = 0;
    item->total[TRUCE_STRICT] = item->total[TRUCE_LENIENT] = 0;
    item->chance = 1;
    enum truce_status status = truce_norming_indexes(j, &ruling, 1, &item->grounds, &item->n_grounds);
    return status == TRUCE_OK
               ? truce_norming_indexes(j, &ruling, 1, &item->would_change, &item->n_would_change)
               : status;
}

/* ---- before ---- */

static bool is_ahead(const struct truce_norming *j, const struct truce_norm *norm,
                     const struct truce_match *match, struct truce_instant event)
{
    struct truce_instant at = j->incidents[match->incident].what.from, end;
    return truce_instant_add(&j->agreement->calendar, at, norm->when.span, &end, NULL) == TRUCE_OK &&
           end.us <= event.us;
}

/* The earliest act that no other event has used; -1. */
static int take_act(const struct truce_norming *j, const struct truce_slot *slot, enum truce_weighs least,
                    struct truce_instant event, size_t *next)
{
    const struct truce_norm *norm = &j->agreement->norms[slot->norm];
    for (; *next < slot->first + slot->n; (*next)++) {
        struct truce_match match = j->raw[*next];
        match.time = 1;
        match.chance = match.exists * match.class_ * match.actor * match.place;
        if (truce_match_weighs(j, norm, &match, match.chance) < least)
            continue;
        if (!is_ahead(j, norm, &match, event))
            return -1; /* no later one is */
        return (int)(*next)++;
    }
    return -1;
}

static struct truce_instant lead_before(const struct truce_norming *j, struct truce_duration lead,
                                        struct truce_instant event)
{
    struct truce_duration back = {-lead.months, -lead.days, -lead.us};
    struct truce_instant at = event;
    return truce_instant_add(&j->agreement->calendar, event, back, &at, NULL) == TRUCE_OK ? at : event;
}

static enum truce_status judge_before(struct truce_norming *j, const struct truce_slot *slot,
                                      const struct triggers *events)
{
    size_t sure = slot->first, maybe = slot->first;
    enum truce_status status = TRUCE_OK;
    for (size_t i = 0; status == TRUCE_OK && i < events->n; i++) {
        const struct trigger *event = &events->items[i];
        struct truce_verdict *item = NULL;
        struct deed deed = {take_act(j, slot, TRUCE_WEIGHS_ESTABLISHED, event->period.from, &sure),
                            take_act(j, slot, TRUCE_WEIGHS_CONTESTED, event->period.from, &maybe), 0, 1};
        status = truce_norming_item(j, slot, (int)i, &item);
        if (status != TRUCE_OK)
            return status;
        struct truce_instant last =
            lead_before(j, j->agreement->norms[slot->norm].when.span, event->period.from);
        item->period = (struct truce_span){last, last};
        int act = deed.established >= 0 ? deed.established : deed.contested;
        deed.n_established = deed.established >= 0;
        if (act >= 0) {
            struct truce_match match = j->raw[act];
            match.time = 1;
            match.chance = match.exists * match.class_ * match.actor * match.place;
            deed.none = 1 - fmin(1, match.chance);
            status = truce_norming_add(j, &match, 1);
        }
        if (status == TRUCE_OK)
            status = finish(j, item, &deed, event);
    }
    return status;
}

/* ---- the whole ---- */

/* Nothing has triggered it. */
static enum truce_status judge_idle(struct truce_norming *j, const struct truce_slot *slot)
{
    struct truce_verdict *item = NULL;
    enum truce_status status = truce_norming_item(j, slot, TRUCE_NONE, &item);
    if (status != TRUCE_OK)
        return status;
    item->life =
        j->agreement->status == TRUCE_AGREEMENT_TERMINATED ? TRUCE_LIFE_DISCHARGED : TRUCE_LIFE_CREATED;
    return truce_norming_add(j, j->raw + slot->first, slot->n);
}

static void note_repair(struct truce_norming *j, const struct trigger *trigger, int norm, size_t item)
{
    struct truce_verdict *broken = trigger->item != TRUCE_NONE ? &j->items[trigger->item] : NULL;
    if (broken == NULL || j->agreement->norms[broken->norm].on_violation != norm ||
        j->items[item].state[TRUCE_STRICT] != TRUCE_VERDICT_DONE)
        return;
    /* they stand in the arena of the verdicts, which is ours until they are given */
    struct truce_violation *violations = (struct truce_violation *)(uintptr_t)broken->violations;
    if (violations[trigger->violation].repaired_by == TRUCE_NONE)
        violations[trigger->violation].repaired_by = (int)item;
}

/* Every violation of a prohibition that counts was repaired. */
static void repair(struct truce_norming *j, int target)
{
    for (size_t i = 0; i < j->n_items_of[target]; i++) {
        struct truce_verdict *item = &j->items[j->first_item[target] + i];
        bool repaired = item->n_violations > 0;
        for (size_t v = 0; v < item->n_violations; v++)
            repaired = repaired &&
                       (!item->violations[v].established || item->violations[v].repaired_by != TRUCE_NONE);
        for (int r = 0; repaired && r < TRUCE_READINGS; r++)
            if (item->state[r] == TRUCE_VERDICT_VIOLATED)
                item->state[r] = TRUCE_VERDICT_REPAIRED;
    }
}

static enum truce_status judge_slot(struct truce_norming *j, const struct truce_slot *slot,
                                    struct triggers *triggers)
{
    const struct truce_norm *norm = &j->agreement->norms[slot->norm];
    bool many = norm->when.kind == TRUCE_WHEN_ON || norm->when.kind == TRUCE_WHEN_EVERY;
    int64_t reach = many ? longest(j, slot) : 0;
    enum truce_status status = triggers_of(j, slot, triggers);

    if (status != TRUCE_OK)
        return status;
    if (triggers->n == 0)
        status = judge_idle(j, slot);
    if (norm->when.kind == TRUCE_WHEN_BEFORE)
        return status == TRUCE_OK ? judge_before(j, slot, triggers) : status;
    for (size_t i = 0; status == TRUCE_OK && i < triggers->n; i++) {
        size_t item = j->n_items;
        int64_t back = many ? reach : INT64_C(200) * 366 * 86400 * 1000000;
        status = judge_instance(j, slot, many ? (int)i : TRUCE_NONE, &triggers->items[i], back);
        if (status == TRUCE_OK)
            note_repair(j, &triggers->items[i], slot->norm, item);
    }
    return status == TRUCE_OK && !many ? apply_ruling(j, norm) : status;
}

enum truce_status truce_judge_duty(struct truce_norming *j, int norm)
{
    const struct truce_when *when = &j->agreement->norms[norm].when;
    enum truce_status status = TRUCE_OK;
    /* first those on which it waits: items of one norm stand together */
    if (when->kind == TRUCE_WHEN_ON && when->trigger == TRUCE_TRIGGER_VIOLATION_OF)
        status = truce_norming_judge(j, when->target);
    else if (when->kind == TRUCE_WHEN_ON && when->trigger == TRUCE_TRIGGER_GUARANTEE &&
             j->agreement->guarantees[when->target].trigger.norm != TRUCE_NONE)
        status = truce_norming_judge(j, j->agreement->guarantees[when->target].trigger.norm);
    j->first_item[norm] = j->n_items;
    for (size_t s = j->first_slot[norm]; status == TRUCE_OK && s < j->first_slot[norm + 1]; s++) {
        struct triggers triggers = {NULL, 0, 0};
        status = judge_slot(j, &j->slots[s], &triggers);
        free(triggers.items);
    }
    if (status == TRUCE_OK && when->kind == TRUCE_WHEN_ON && when->trigger == TRUCE_TRIGGER_VIOLATION_OF)
        repair(j, when->target);
    return status;
}
