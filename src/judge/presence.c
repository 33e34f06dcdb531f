/*
 * Things that must not be somewhere: present from the first to the last sighting that no observation of absence separates.
 *
 * Sightings join by what is seen: of one known object, or else of one class in one zone.  What a party declares of itself is a sighting.  A sighting
 * has no chance of time: the interval is cut to the times at which the norm was in force, and each part is a violation.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "judge/sight.h"

static int compare_numbers(int64_t a, int64_t b)
{
    return (a > b) - (a < b);
}

static int by_thing(const void *a, const void *b)
{
    const struct truce_sighting *x = a, *y = b;
    int order = strcmp(x->object, y->object);
    if (order == 0 && x->object[0] == '\0') {
        order = compare_numbers(x->class_, y->class_);
        order = order != 0 ? order : compare_numbers(x->zone, y->zone);
    }
    if (order == 0)
        order = compare_numbers(x->from, y->from);
    return order != 0 ? order : compare_numbers(x->match->incident, y->match->incident);
}

static bool same_thing(const struct truce_sighting *a, const struct truce_sighting *b)
{
    if (a->object[0] != '\0' || b->object[0] != '\0')
        return strcmp(a->object, b->object) == 0;
    return a->class_ == b->class_ && a->zone == b->zone;
}

/* ---- sightings and absences ---- */

enum truce_status truce_sightings_of(struct truce_norming *j, const struct truce_slot *slot,
                                     struct truce_sighting **out, size_t *n)
{
    const struct truce_norm *norm = &j->agreement->norms[slot->norm];
    struct truce_sighting *items = NULL;
    size_t kept = 0;
    enum truce_status status = truce_norming_get(j->work, slot->n, sizeof *items, &items, j->err);

    for (size_t i = slot->first; status == TRUCE_OK && i < slot->first + slot->n; i++) {
        const struct truce_match *match = &j->raw[i];
        const struct truce_incident *incident = &j->incidents[match->incident];
        double chance = match->exists * match->class_ * match->actor * match->place;
        enum truce_weighs weighs = truce_match_weighs(j, norm, match, chance);
        /* an inventory says how many, not where */
        bool inventory = incident->what.kind == TRUCE_RECORD_DECLARATION && !match->place_known;
        if (weighs == TRUCE_WEIGHS_NOTHING || inventory)
            continue;
        struct truce_sighting *s = &items[kept++];
        *s = (struct truce_sighting){.match = match,
                                     .raw = i,
                                     .from = incident->what.from.us,
                                     .until = incident->what.until.us,
                                     .class_ =
                                         incident->class_ != TRUCE_NONE ? incident->class_ : norm->class_,
                                     .object = incident->what.object != NULL ? incident->what.object : "",
                                     .chance = chance,
                                     .established = weighs == TRUCE_WEIGHS_ESTABLISHED};
        status = truce_judge_zone_of(j->ground, &norm->where, &incident->what, &s->zone, j->err);
    }
    *out = items;
    *n = kept;
    return status;
}

static bool may_be_of(const struct truce_norming *j, int incident, int party)
{
    const struct truce_record *what = &j->incidents[incident].what;
    bool unknown = j->first_actor[incident] == j->first_actor[incident + 1];
    bool declared = what->kind == TRUCE_RECORD_DECLARATION;
    return party == TRUCE_NONE || (unknown && !declared) ||
           truce_incident_share(j, (size_t)incident, party) > 0;
}

enum truce_status truce_absences_of(struct truce_norming *j, const struct truce_slot *slot,
                                    struct truce_absence **out, size_t *n)
{
    const struct truce_norm *norm = &j->agreement->norms[slot->norm];
    struct truce_absence *items = NULL;
    size_t kept = 0;
    enum truce_status status = truce_norming_get(j->work, j->n_absences, sizeof *items, &items, j->err);

    for (size_t i = 0; status == TRUCE_OK && i < j->n_absences; i++) {
        const struct truce_incident *incident = &j->incidents[j->absences[i]];
        double within = 0;
        bool known = true;
        if (incident->class_ == TRUCE_NONE || incident->taken_out ||
            !may_be_of(j, j->absences[i], slot->party) ||
            (!truce_class_is(j->agreement, incident->class_, norm->class_) &&
             !truce_class_is(j->agreement, norm->class_, incident->class_)))
            continue;
        status = truce_judge_chance_within(j->ground, &norm->where, &incident->what, norm->class_,
                                           slot->party, &within, &known, j->err);
        if (status != TRUCE_OK || (known && within < 0.5))
            continue;
        items[kept] = (struct truce_absence){incident->what.from.us, incident->class_, TRUCE_NONE,
                                             incident->what.object != NULL ? incident->what.object : ""};
        status = truce_judge_zone_of(j->ground, &norm->where, &incident->what, &items[kept++].zone, j->err);
    }
    *out = items;
    *n = kept;
    return status;
}

bool truce_absent_between(const struct truce_norming *j, const struct truce_absence *absences, size_t n,
                          int64_t after, int64_t before, const struct truce_sighting *what)
{
    size_t low = 0, high = n;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (absences[middle].from <= after)
            low = middle + 1;
        else
            high = middle;
    }
    for (; low < n && absences[low].from < before; low++) {
        const struct truce_absence *a = &absences[low];
        if (truce_class_is(j->agreement, what->class_, a->class_) &&
            (a->object[0] == '\0' || strcmp(a->object, what->object) == 0) &&
            (a->zone == TRUCE_NONE || what->zone == TRUCE_NONE || a->zone == what->zone))
            return true;
    }
    return false;
}

/* ---- violations ---- */

enum truce_status truce_violation_add(struct truce_norming *j, struct truce_violations *to,
                                      const struct truce_violation *one)
{
    void *items = to->items;
    enum truce_status status = truce_grow(&items, &to->size, to->n + 1, sizeof *to->items, j->err);
    if (status != TRUCE_OK)
        return status;
    to->items = items;
    to->items[to->n++] = *one;
    return TRUCE_OK;
}

enum truce_status truce_violation_cut(struct truce_norming *j, struct truce_spans in_force, int64_t from,
                                      int64_t until, const struct truce_violation *one,
                                      struct truce_violations *to)
{
    enum truce_status status = TRUCE_OK;
    for (size_t i = 0; status == TRUCE_OK && i < in_force.n; i++) {
        int64_t low = from > in_force.at[i].from.us ? from : in_force.at[i].from.us;
        int64_t high = until < in_force.at[i].until.us ? until : in_force.at[i].until.us;
        if (low > high || low >= in_force.at[i].until.us)
            continue;
        struct truce_violation part = *one;
        part.when = (struct truce_span){{low}, {high}};
        part.provisional = truce_is_provisional(j, part.when.from);
        status = truce_violation_add(j, to, &part);
    }
    return status;
}

/* With the id of its first record: indexes follow the order of the log. */
struct sorted {
    struct truce_violation one;
    const char *id;
};

static int by_time(const void *a, const void *b)
{
    const struct sorted *x = a, *y = b;
    int order = compare_numbers(x->one.when.from.us, y->one.when.from.us);
    order = order != 0 ? order : compare_numbers(x->one.when.until.us, y->one.when.until.us);
    order = order != 0 ? order : strcmp(x->id, y->id);
    return order != 0 ? order : (x->one.count > y->one.count) - (x->one.count < y->one.count);
}

enum truce_status truce_violations_keep(struct truce_norming *j, struct truce_violations *from,
                                        struct truce_verdict *item)
{
    struct truce_violation *kept = NULL;
    struct sorted *sorted = NULL;
    enum truce_status status = truce_norming_get(j->out, from->n, sizeof *kept, &kept, j->err);
    if (status == TRUCE_OK)
        status = truce_norming_get(j->work, from->n, sizeof *sorted, &sorted, j->err);
    if (status != TRUCE_OK)
        return status;
    for (size_t i = 0; i < from->n; i++)
        sorted[i] = (struct sorted){from->items[i], truce_norming_id(j, &from->items[i])};
    if (from->n > 0)
        qsort(sorted, from->n, sizeof *sorted, by_time);
    item->violations = kept;
    item->n_violations = from->n;
    for (size_t i = 0; i < from->n; i++) {
        kept[i] = sorted[i].one;
        item->total[TRUCE_STRICT]++;
        item->total[TRUCE_LENIENT] += kept[i].established;
    }
    return TRUCE_OK;
}

/* ---- presences ---- */

static enum truce_status add_presence(struct truce_norming *j, const struct truce_slot *slot,
                                      const struct truce_sighting *seen, size_t n, int64_t until,
                                      struct truce_violations *to, double *none)
{
    struct truce_violation one = {.n_records = n, .repaired_by = TRUCE_NONE};
    int *records = NULL;
    size_t before = to->n;
    enum truce_status status = truce_norming_get(j->out, n, sizeof(int), &records, j->err);
    if (status != TRUCE_OK)
        return status;
    for (size_t i = 0; i < n; i++) {
        const struct truce_record *what = &j->incidents[seen[i].match->incident].what;
        double count = j->over[seen[i].raw] >= 0 ? j->over[seen[i].raw] : what->count;
        records[i] = j->incidents[seen[i].match->incident].record;
        one.chance = fmax(one.chance, seen[i].chance);
        one.established = one.established || seen[i].established;
        one.severity = fmax(one.severity, j->agreement->classes[seen[i].class_].severity);
        if (count > one.count || (count == one.count && what->count_is_lower_bound)) {
            one.count = count;
            one.count_is_lower_bound = what->count_is_lower_bound;
        }
    }
    one.records = records;
    one.count_is_lower_bound = true; /* who counts sees no more than there is */
    status = truce_violation_cut(j, j->in_force[slot->norm], seen[0].from, until, &one, to);
    if (to->n > before)
        *none *= 1 - fmin(1, one.chance);
    return status;
}

static enum truce_status presences(struct truce_norming *j, const struct truce_slot *slot,
                                   struct truce_violations *to, double *none)
{
    struct truce_sighting *seen = NULL;
    struct truce_absence *absences = NULL;
    size_t n = 0, n_absences = 0, first = 0;
    enum truce_status status = truce_sightings_of(j, slot, &seen, &n);

    if (status == TRUCE_OK)
        status = truce_absences_of(j, slot, &absences, &n_absences);
    if (status != TRUCE_OK || n == 0)
        return status;
    qsort(seen, n, sizeof *seen, by_thing);
    int64_t end = seen[0].until;
    for (size_t i = 1; status == TRUCE_OK && i <= n; i++) {
        bool joins = i < n && same_thing(&seen[first], &seen[i]) &&
                     !truce_absent_between(j, absences, n_absences, end, seen[i].from, &seen[i]);
        if (joins) {
            end = seen[i].until > end ? seen[i].until : end;
            continue;
        }
        status = add_presence(j, slot, seen + first, i - first, end, to, none);
        first = i;
        end = i < n ? seen[i].until : 0;
    }
    return status;
}

static enum truce_status judge_slot(struct truce_norming *j, const struct truce_slot *slot,
                                    struct truce_violations *found)
{
    struct truce_verdict *item = NULL;
    const struct truce_match *matches = j->raw + slot->first;
    double none = 1;
    bool established = false;

    enum truce_status status = presences(j, slot, found, &none);
    if (status == TRUCE_OK)
        status = truce_norming_item(j, slot, TRUCE_NONE, &item);
    if (status == TRUCE_OK)
        status = truce_norming_add(j, matches, slot->n);
    if (status == TRUCE_OK)
        status = truce_violations_keep(j, found, item);
    if (status != TRUCE_OK)
        return status;
    for (size_t i = 0; i < item->n_violations; i++)
        established = established || item->violations[i].established;
    item->chance = item->in_force.n > 0 ? 1 - none : NAN;
    truce_ban_decide(j, item, established, item->n_violations > 0);
    return truce_norming_ground(j, item, matches, slot->n);
}

enum truce_status truce_judge_presence(struct truce_norming *j, int norm)
{
    enum truce_status status = TRUCE_OK;
    for (size_t s = j->first_slot[norm]; status == TRUCE_OK && s < j->first_slot[norm + 1]; s++) {
        struct truce_violations found = {NULL, 0, 0};
        status = judge_slot(j, &j->slots[s], &found);
        free(found.items);
    }
    return status;
}
