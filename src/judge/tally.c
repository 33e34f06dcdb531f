/*
 * What counts for a clock: the incidents that its rule takes in, in the unit of its count, on their days.
 *
 * Two readings.  Strict takes an incident that is at least contested, belongs to every day that its time may lie on, and counts it
 * where its place is unknown; lenient takes only what is established, on the one day that holds most of its time, and only where it is known
 * to lie within.  So a day weighs at least as much in strict as in lenient, but for episodes, two of which a contested record may join.
 *
 * Units: `effect` is each record; `episode` joins records of one direction and place whose pauses are no longer than the gap; `trajectory` is one
 * a direction, place and instant; `place_day` one a place and day.  An episode, a trajectory and a place and day weigh 1, or their greatest severity.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "judge/engine.h"

struct hit {
    const struct truce_record *record;
    struct truce_instant from, until; /* until == from: an instant */
    double weight;
    int index;      /* of the record in the log */
    uint32_t order; /* among the beliefs */
};

struct tallying {
    const struct truce_agreement *agreement;
    const struct truce_clock *clock;
    struct truce_judge_ground *ground;
    struct truce_arena *arena;
    enum truce_reading_of_facts reading;
    struct hit *hits;
    size_t n;
};

/* ---- which incidents count ---- */

static double share_of(const struct truce_belief *belief, const char *party)
{
    const struct truce_record *record = &belief->record;
    double share = 0;
    if (belief->not_attributable)
        return 0;
    for (size_t i = 0; i < record->n_actors; i++)
        if (strcmp(record->actors[i].name, party) == 0)
            share += record->actors[i].p;
    for (size_t i = 0; record->kind == TRUCE_RECORD_DECLARATION && i < record->by.n; i++)
        if (strcmp(record->by.at[i], party) == 0)
            share = 1; /* what a party declares it did itself */
    return share;
}

static bool is_among(const struct truce_agreement *agreement, struct truce_indexes parties, const char *name)
{
    for (size_t i = 0; i < parties.n; i++)
        if (strcmp(agreement->parties[parties.at[i]].head.id, name) == 0)
            return true;
    return false;
}

/* How much is believed to be the act of somebody whose acts do not count. */
static double share_of_others(const struct tallying *t, const struct truce_belief *belief)
{
    const struct truce_record *record = &belief->record;
    double share = 0;
    if (belief->not_attributable)
        return 0;
    for (size_t i = 0; i < record->n_actors; i++)
        if (!is_among(t->agreement, t->clock->by, record->actors[i].name))
            share += record->actors[i].p;
    if (record->kind != TRUCE_RECORD_DECLARATION)
        return share;
    for (size_t i = 0; i < record->by.n; i++)
        if (is_among(t->agreement, t->clock->by, record->by.at[i]))
            return 0;
    return 1;
}

/* The party that is believed most to have done it, of those whose acts count; *share is 0 where nobody is named. */
static int likeliest(const struct tallying *t, const struct truce_belief *belief, double *share)
{
    int best = TRUCE_NONE;
    *share = 0;
    for (size_t i = 0; i < t->agreement->n_parties; i++) {
        const char *id = t->agreement->parties[i].head.id;
        double p = share_of(belief, id);
        if (p > *share && (t->clock->by.n == 0 || is_among(t->agreement, t->clock->by, id))) {
            *share = p;
            best = (int)i;
        }
    }
    return best;
}

static bool actor_counts(const struct tallying *t, const struct truce_belief *belief, double share)
{
    const struct truce_proof *proof = &t->agreement->proof;
    bool strict = t->reading == TRUCE_STRICT;
    double standard =
        isnan(t->clock->attribution_standard) ? proof->established : t->clock->attribution_standard;

    if (t->clock->attribution_needed)
        return share >= (strict && proof->contested < standard ? proof->contested : standard);
    return t->clock->by.n == 0 ||
           share_of_others(t, belief) < (strict ? proof->established : proof->contested);
}

static bool exists(const struct tallying *t, const struct truce_belief *belief)
{
    const struct truce_proof *proof = &t->agreement->proof;
    if (belief->record.count == 0 && !belief->record.count_is_lower_bound)
        return false; /* looked for and not found */
    return belief->established ||
           belief->record.exists >= (t->reading == TRUCE_STRICT ? proof->contested : proof->established);
}

static double weight_of(const struct tallying *t, const struct truce_record *record, int of_class)
{
    switch (t->clock->weight) {
    case TRUCE_WEIGHT_SEVERITY:
        return t->agreement->classes[of_class].severity;
    case TRUCE_WEIGHT_COUNT:
        return t->clock->count.rule == TRUCE_COUNT_EFFECT ? record->count : 1;
    default:
        return 1;
    }
}

static enum truce_status take(struct tallying *t, const struct truce_belief *belief, uint32_t order,
                              struct truce_err *err)
{
    const struct truce_record *record = &belief->record;
    enum truce_within within = TRUCE_WITHIN_YES;
    double share;

    int of_class = belief->class_;

    if (of_class == TRUCE_NONE || t->clock->class_ == TRUCE_NONE || belief->taken_out || !exists(t, belief) ||
        !truce_class_is(t->agreement, of_class, t->clock->class_))
        return TRUCE_OK;
    int actor = likeliest(t, belief, &share);
    if (!actor_counts(t, belief, share))
        return TRUCE_OK;
    if (share < t->agreement->proof.contested)
        actor = TRUCE_NONE;
    enum truce_status status =
        truce_judge_within(t->ground, &t->clock->where, record, of_class, actor, &within, err);
    if (status != TRUCE_OK)
        return status;
    if (within == TRUCE_WITHIN_NO || (within == TRUCE_WITHIN_UNKNOWN && t->reading == TRUCE_LENIENT))
        return TRUCE_OK;
    t->hits[t->n++] = (struct hit){record,        record->from, record->until, weight_of(t, record, of_class),
                                   belief->index, order};
    return TRUCE_OK;
}

/* ---- units ---- */

static int compare_numbers(double a, double b)
{
    return (a > b) - (a < b);
}

int truce_judge_compare_places(const struct truce_record *a, const struct truce_record *b)
{
    int order = strcmp(a->place_name, b->place_name);
    if (order != 0 || a->place_name[0] != '\0')
        return order; /* a place with a name is told by it */
    if (a->has_place != b->has_place || !a->has_place)
        return (a->has_place ? 1 : 0) - (b->has_place ? 1 : 0);
    order = compare_numbers(a->place.lon_deg, b->place.lon_deg);
    return order != 0 ? order : compare_numbers(a->place.lat_deg, b->place.lat_deg);
}

static int compare_origins(const struct hit *a, const struct hit *b)
{
    int order = strcmp(a->record->direction, b->record->direction);
    return order != 0 ? order : truce_judge_compare_places(a->record, b->record);
}

static int by_origin(const void *a, const void *b)
{
    const struct hit *x = a, *y = b;
    int order = compare_origins(x, y);
    if (order == 0)
        order = (x->from.us > y->from.us) - (x->from.us < y->from.us);
    return order != 0 ? order : (x->order > y->order) - (x->order < y->order);
}

/* The pause that still belongs to an episode ends then. */
static struct truce_instant gap_end(const struct tallying *t, struct truce_instant until)
{
    struct truce_instant end = until;
    if (truce_instant_add(&t->agreement->calendar, until, t->clock->count.gap, &end, NULL) != TRUCE_OK)
        end.us = TRUCE_NEVER;
    return end;
}

/* Joins hits of one origin: those of one instant, or those between which the pauses are short. */
static void join_hits(struct tallying *t)
{
    bool episodes = t->clock->count.rule == TRUCE_COUNT_EPISODE;
    size_t kept = 0;

    if (t->n > 0)
        qsort(t->hits, t->n, sizeof *t->hits, by_origin);
    for (size_t i = 0; i < t->n; i++) {
        struct hit *last = kept > 0 ? &t->hits[kept - 1] : NULL;
        const struct hit *hit = &t->hits[i];
        bool joins = last != NULL && compare_origins(last, hit) == 0 &&
                     (episodes ? hit->from.us <= gap_end(t, last->until).us : hit->from.us == last->from.us);
        if (!joins) {
            t->hits[kept++] = *hit;
            continue;
        }
        if (hit->until.us > last->until.us)
            last->until = hit->until;
        if (hit->weight > last->weight)
            last->weight = hit->weight;
        if (hit->order < last->order) {
            last->order = hit->order;
            last->index = hit->index;
        }
    }
    t->n = kept;
}

/* ---- days ---- */

static struct truce_day day_of(const struct tallying *t, struct truce_instant at)
{
    return truce_calendar_reporting_day(&t->agreement->calendar, at);
}

/* The day that holds most of a time, the first of several. */
static struct truce_day main_day(const struct tallying *t, struct truce_instant from,
                                 struct truce_instant until, struct truce_day first, struct truce_day last)
{
    struct truce_day best = first;
    int64_t most = -1;
    for (struct truce_day day = first; day.n <= last.n; day.n++) {
        const struct truce_day after = {day.n + 1};
        int64_t start = truce_calendar_reporting_start(&t->agreement->calendar, day).us;
        int64_t end = truce_calendar_reporting_start(&t->agreement->calendar, after).us;
        int64_t part = (until.us < end ? until.us : end) - (from.us > start ? from.us : start);
        if (part > most) {
            most = part;
            best = day;
        }
    }
    return best;
}

static void days_of(const struct tallying *t, const struct hit *hit, struct truce_day *first,
                    struct truce_day *last)
{
    *first = day_of(t, hit->from);
    *last = hit->until.us > hit->from.us ? day_of(t, (struct truce_instant){hit->until.us - 1}) : *first;
    if (t->reading == TRUCE_LENIENT && first->n != last->n)
        *first = *last = main_day(t, hit->from, hit->until, *first, *last);
}

static int by_day(const void *a, const void *b)
{
    const struct truce_tally *x = a, *y = b;
    if (x->first.n != y->first.n)
        return x->first.n < y->first.n ? -1 : 1;
    return (x->order > y->order) - (x->order < y->order);
}

static enum truce_status new_tallies(const struct tallying *t, size_t n, struct truce_tally **out,
                                     struct truce_err *err)
{
    void *memory = NULL;
    enum truce_status status = truce_arena_alloc(t->arena, (n + 1) * sizeof **out, &memory, err);
    if (status == TRUCE_OK)
        *out = memory;
    return status;
}

/* Each hit on its days. */
static enum truce_status spread(const struct tallying *t, struct truce_tallies *out, struct truce_err *err)
{
    struct truce_tally *items = NULL;
    enum truce_status status = new_tallies(t, t->n, &items, err);
    for (size_t i = 0; status == TRUCE_OK && i < t->n; i++) {
        const struct hit *hit = &t->hits[i];
        items[i] = (struct truce_tally){{0}, {0}, hit->weight, hit->index, hit->order};
        days_of(t, hit, &items[i].first, &items[i].last);
    }
    if (status == TRUCE_OK)
        *out = (struct truce_tallies){items, t->n};
    return status;
}

struct placed {
    const struct hit *hit;
    struct truce_day day;
};

static int by_place_and_day(const void *a, const void *b)
{
    const struct placed *x = a, *y = b;
    int order = truce_judge_compare_places(x->hit->record, y->hit->record);
    if (order == 0)
        order = (x->day.n > y->day.n) - (x->day.n < y->day.n);
    return order != 0 ? order : (x->hit->order > y->hit->order) - (x->hit->order < y->hit->order);
}

/* One tally a place and day. */
static enum truce_status spread_by_place(const struct tallying *t, struct truce_tallies *out,
                                         struct truce_err *err)
{
    struct truce_tally *items = NULL;
    struct truce_day first, last;
    void *memory = NULL;
    size_t n = 0, at = 0;

    for (size_t i = 0; i < t->n; i++) {
        days_of(t, &t->hits[i], &first, &last);
        n += (size_t)(last.n - first.n) + 1;
    }
    enum truce_status status = truce_arena_alloc(t->arena, (n + 1) * sizeof(struct placed), &memory, err);
    if (status == TRUCE_OK)
        status = new_tallies(t, n, &items, err);
    if (status != TRUCE_OK)
        return status;
    struct placed *placed = memory;
    for (size_t i = 0; i < t->n; i++) {
        days_of(t, &t->hits[i], &first, &last);
        for (; first.n <= last.n; first.n++)
            placed[at++] = (struct placed){&t->hits[i], first};
    }
    if (n > 0)
        qsort(placed, n, sizeof *placed, by_place_and_day);
    *out = (struct truce_tallies){items, 0};
    for (size_t i = 0; i < n; i++) {
        const struct hit *hit = placed[i].hit;
        bool same = i > 0 && placed[i].day.n == placed[i - 1].day.n &&
                    truce_judge_compare_places(hit->record, placed[i - 1].hit->record) == 0;
        if (!same)
            items[out->n++] =
                (struct truce_tally){placed[i].day, placed[i].day, hit->weight, hit->index, hit->order};
        else if (hit->weight > items[out->n - 1].weight)
            items[out->n - 1].weight = hit->weight;
    }
    return TRUCE_OK;
}

enum truce_status truce_judge_tally(const struct truce_agreement *agreement, int clock,
                                    const struct truce_beliefs *beliefs, struct truce_judge_ground *ground,
                                    struct truce_arena *arena, struct truce_tallies out[TRUCE_READINGS],
                                    struct truce_err *err)
{
    struct tallying t = {
        .agreement = agreement, .clock = &agreement->clocks[clock], .ground = ground, .arena = arena};
    void *memory = NULL;

    enum truce_status status = truce_arena_alloc(arena, (beliefs->n + 1) * sizeof(struct hit), &memory, err);
    t.hits = memory;
    for (int r = 0; status == TRUCE_OK && r < TRUCE_READINGS; r++) {
        t.reading = (enum truce_reading_of_facts)r;
        t.n = 0;
        for (size_t i = 0; status == TRUCE_OK && i < beliefs->n; i++)
            status = take(&t, &beliefs->items[i], (uint32_t)i, err);
        if (status != TRUCE_OK)
            break;
        enum truce_count_rule rule = t.clock->count.rule;
        if (rule == TRUCE_COUNT_EPISODE || rule == TRUCE_COUNT_TRAJECTORY)
            join_hits(&t);
        status = rule == TRUCE_COUNT_PLACE_DAY ? spread_by_place(&t, &out[r], err) : spread(&t, &out[r], err);
        if (status == TRUCE_OK && out[r].n > 0)
            qsort(out[r].items, out[r].n, sizeof *out[r].items, by_day);
    }
    return status;
}
