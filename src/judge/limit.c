/*
 * Limits: how many there were at least, against how many there may be.
 *
 * Observed counts are lower bounds.  In one pass of one observer distinct objects add up; of several passes the largest counts, but objects whose
 * identity is known add up while they are there, from their first sighting to the last that no absence separates.  A count above the limit lasts until a
 * pass that counts no more than the limit, or until they are looked for and not found.
 * Declared counts stand until the party declares anew.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "judge/sight.h"

struct pass {
    int64_t from, until;
    double count;
    bool lower_bound;
    int record;    /* of its first sighting */
    int incident;  /* the same */
    double chance; /* the greatest of its sightings */
};

struct limiting {
    struct truce_norming *j;
    const struct truce_slot *slot;
    const struct truce_norm *norm;
    struct truce_sighting *seen;
    size_t n;
    struct truce_absence *absences;
    size_t n_absences;
    struct pass *passes;
    size_t n_passes;
    int64_t *starts, *ends; /* of known objects, sorted each */
    size_t n_objects;
};

static int compare_numbers(int64_t a, int64_t b)
{
    return (a > b) - (a < b);
}

static const struct truce_record *record_of(const struct limiting *l, const struct truce_sighting *s)
{
    return &l->j->incidents[s->match->incident].what;
}

static const char *pass_of(const struct limiting *l, const struct truce_sighting *s)
{
    const char *pass = record_of(l, s)->pass;
    return pass != NULL ? pass : "";
}

static const char *author_of(const struct limiting *l, const struct truce_sighting *s)
{
    return record_of(l, s)->by.n > 0 ? record_of(l, s)->by.at[0] : "";
}

/* qsort hands nothing over but the items: each says its pass itself. */
struct passing {
    struct truce_sighting seen;
    const char *author, *pass;
};

static int by_pass(const void *a, const void *b)
{
    const struct passing *x = a, *y = b;
    int order = strcmp(x->author, y->author);
    order = order != 0 ? order : strcmp(x->pass, y->pass);
    order = order != 0 ? order : compare_numbers(x->seen.from, y->seen.from);
    return order != 0 ? order : compare_numbers(x->seen.match->incident, y->seen.match->incident);
}

static bool same_pass(const struct passing *a, const struct passing *b)
{
    return a->pass[0] != '\0' && strcmp(a->author, b->author) == 0 && strcmp(a->pass, b->pass) == 0;
}

static int by_object(const void *a, const void *b)
{
    const struct truce_sighting *x = a, *y = b;
    int order = strcmp(x->object, y->object);
    order = order != 0 ? order : compare_numbers(x->from, y->from);
    return order != 0 ? order : compare_numbers(x->match->incident, y->match->incident);
}

static int by_number(const void *a, const void *b)
{
    return compare_numbers(*(const int64_t *)a, *(const int64_t *)b);
}

static int by_begin(const void *a, const void *b)
{
    const struct pass *x = a, *y = b;
    int order = compare_numbers(x->from, y->from);
    order = order != 0 ? order : compare_numbers(x->until, y->until);
    order = order != 0 ? order : (x->count > y->count) - (x->count < y->count);
    return order != 0 ? order : compare_numbers(x->incident, y->incident);
}

static enum truce_status passing_of(const struct limiting *l, struct passing **out)
{
    struct passing *items = NULL;
    enum truce_status status = truce_norming_get(l->j->work, l->n, sizeof *items, &items, l->j->err);
    if (status != TRUCE_OK)
        return status;
    for (size_t i = 0; i < l->n; i++)
        items[i] = (struct passing){l->seen[i], author_of(l, &l->seen[i]), pass_of(l, &l->seen[i])};
    if (l->n > 0)
        qsort(items, l->n, sizeof *items, by_pass);
    *out = items;
    return TRUCE_OK;
}

/* Was the object of items[i] seen before in the same pass? */
static bool seen_before(const struct passing *items, size_t first, size_t i)
{
    for (size_t k = first; items[i].seen.object[0] != '\0' && k < i; k++)
        if (strcmp(items[k].seen.object, items[i].seen.object) == 0)
            return true;
    return false;
}

static enum truce_status make_passes(struct limiting *l)
{
    struct passing *items = NULL;
    size_t first = 0;
    enum truce_status status = passing_of(l, &items);
    if (status == TRUCE_OK)
        status = truce_norming_get(l->j->work, l->n, sizeof *l->passes, &l->passes, l->j->err);
    for (size_t i = 0; status == TRUCE_OK && i < l->n; i++) {
        const struct truce_record *what = record_of(l, &items[i].seen);
        if (i == 0 || !same_pass(&items[i - 1], &items[i])) {
            first = i;
            l->passes[l->n_passes++] = (struct pass){items[i].seen.from,
                                                     items[i].seen.until,
                                                     0,
                                                     false,
                                                     l->j->incidents[items[i].seen.match->incident].record,
                                                     items[i].seen.match->incident,
                                                     0};
        }
        struct pass *pass = &l->passes[l->n_passes - 1];
        pass->until = items[i].seen.until > pass->until ? items[i].seen.until : pass->until;
        pass->chance = fmax(pass->chance, items[i].seen.chance);
        pass->count += seen_before(items, first, i) ? 0 : what->count;
        pass->lower_bound = pass->lower_bound || what->count_is_lower_bound;
    }
    if (l->n_passes > 0)
        qsort(l->passes, l->n_passes, sizeof *l->passes, by_begin);
    return status;
}

/* From when to when each known object was there. */
static enum truce_status make_objects(struct limiting *l)
{
    struct truce_sighting *seen = NULL;
    size_t n = 0;
    enum truce_status status = truce_norming_get(l->j->work, l->n, sizeof *seen, &seen, l->j->err);
    if (status == TRUCE_OK)
        status = truce_norming_get(l->j->work, l->n, sizeof(int64_t), &l->starts, l->j->err);
    if (status == TRUCE_OK)
        status = truce_norming_get(l->j->work, l->n, sizeof(int64_t), &l->ends, l->j->err);
    if (status != TRUCE_OK)
        return status;
    for (size_t i = 0; i < l->n; i++)
        if (l->seen[i].object[0] != '\0')
            seen[n++] = l->seen[i];
    if (n > 0)
        qsort(seen, n, sizeof *seen, by_object);
    for (size_t i = 0; i < n; i++) {
        bool joins = i > 0 && strcmp(seen[i - 1].object, seen[i].object) == 0 &&
                     !truce_absent_between(l->j, l->absences, l->n_absences, l->ends[l->n_objects - 1],
                                           seen[i].from, &seen[i]);
        if (!joins) {
            l->starts[l->n_objects] = seen[i].from;
            l->ends[l->n_objects++] = seen[i].until;
        } else if (seen[i].until > l->ends[l->n_objects - 1]) {
            l->ends[l->n_objects - 1] = seen[i].until;
        }
    }
    if (l->n_objects > 0) {
        qsort(l->starts, l->n_objects, sizeof(int64_t), by_number);
        qsort(l->ends, l->n_objects, sizeof(int64_t), by_number);
    }
    return TRUCE_OK;
}

/* How many of sorted numbers are below one, or not above it. */
static size_t below(const int64_t *numbers, size_t n, int64_t at, bool or_equal)
{
    size_t low = 0, high = n;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (numbers[middle] < at || (or_equal && numbers[middle] == at))
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* Known objects that are there at a time. */
static double known_at(const struct limiting *l, int64_t at)
{
    return (double)(below(l->starts, l->n_objects, at, true) - below(l->ends, l->n_objects, at, false));
}

/* Sightings of the observers alone, or of those that are established. */
static enum truce_status begin(struct limiting *l, struct truce_norming *j, const struct truce_slot *slot,
                               bool established)
{
    size_t kept = 0;
    *l = (struct limiting){.j = j, .slot = slot, .norm = &j->agreement->norms[slot->norm]};
    enum truce_status status = truce_sightings_of(j, slot, &l->seen, &l->n);
    if (status == TRUCE_OK)
        status = truce_absences_of(j, slot, &l->absences, &l->n_absences);
    for (size_t i = 0; status == TRUCE_OK && i < l->n; i++)
        if (record_of(l, &l->seen[i])->kind != TRUCE_RECORD_DECLARATION &&
            (!established || l->seen[i].established))
            l->seen[kept++] = l->seen[i];
    l->n = kept;
    if (status == TRUCE_OK)
        status = make_passes(l);
    return status == TRUCE_OK ? make_objects(l) : status;
}

/* ---- what was seen ---- */

static bool absent(const struct limiting *l, int64_t after, int64_t before)
{
    const struct truce_sighting all = {.class_ = l->norm->class_, .zone = TRUCE_NONE, .object = ""};
    return truce_absent_between(l->j, l->absences, l->n_absences, after, before, &all);
}

static enum truce_status close_excess(struct limiting *l, const struct pass *passes, size_t n, int64_t until,
                                      double most, struct truce_violations *to)
{
    int *records = NULL;
    double chance = 0;
    enum truce_status status = truce_norming_get(l->j->out, n, sizeof(int), &records, l->j->err);
    if (status != TRUCE_OK)
        return status;
    for (size_t i = 0; i < n; i++) {
        records[i] = passes[i].record;
        chance = fmax(chance, passes[i].chance);
    }
    const struct truce_violation one = {.records = records,
                                        .n_records = n,
                                        .chance = chance,
                                        .count = most,
                                        .count_is_lower_bound = true,
                                        .repaired_by = TRUCE_NONE,
                                        .severity = l->j->agreement->classes[l->norm->class_].severity};
    return truce_violation_cut(l->j, l->j->in_force[l->slot->norm], passes[0].from, until, &one, to);
}

static enum truce_status find_excess(struct limiting *l, struct truce_violations *to)
{
    enum truce_status status = TRUCE_OK;
    size_t first = 0;
    double most = 0;
    int64_t until = 0;
    bool above = false;

    for (size_t i = 0; status == TRUCE_OK && i < l->n_passes; i++) {
        const struct pass *pass = &l->passes[i];
        double count = fmax(pass->count, fmax(known_at(l, pass->from), known_at(l, pass->until)));
        bool now = count > l->norm->at_most;
        if (above && (!now || absent(l, until, pass->from))) {
            status = close_excess(l, l->passes + first, i - first, until, most, to);
            above = false;
        }
        if (!now)
            continue;
        if (!above) {
            first = i;
            most = 0;
            until = pass->until;
        }
        above = true;
        most = fmax(most, count);
        until = pass->until > until ? pass->until : until;
    }
    return status == TRUCE_OK && above
               ? close_excess(l, l->passes + first, l->n_passes - first, until, most, to)
               : status;
}

/* ---- what was declared ---- */

struct turn {
    int64_t at;
    bool ends;
    int incident;
};

static int by_turn(const void *a, const void *b)
{
    const struct turn *x = a, *y = b;
    int order = compare_numbers(x->at, y->at);
    order = order != 0 ? order : (int)y->ends - (int)x->ends;
    return order != 0 ? order : compare_numbers(x->incident, y->incident);
}

static enum truce_status turns_of(struct truce_norming *j, const struct truce_slot *slot, struct turn **out,
                                  size_t *n)
{
    struct turn *turns = NULL;
    size_t kept = 0;
    enum truce_status status = truce_norming_get(j->work, 2 * slot->n, sizeof *turns, &turns, j->err);
    for (size_t i = slot->first; status == TRUCE_OK && i < slot->first + slot->n; i++) {
        const struct truce_incident *incident = &j->incidents[j->raw[i].incident];
        if (incident->what.kind != TRUCE_RECORD_DECLARATION || incident->class_ == TRUCE_NONE ||
            j->raw[i].outcome[TRUCE_STRICT] != TRUCE_MATCH_COUNTS)
            continue;
        turns[kept++] = (struct turn){incident->what.from.us, false, j->raw[i].incident};
        if (incident->what.until.us > incident->what.from.us)
            turns[kept++] = (struct turn){incident->what.until.us, true, j->raw[i].incident};
    }
    /* a party may declare that it has none left: an absence of its own */
    if (kept > 0)
        qsort(turns, kept, sizeof *turns, by_turn);
    *out = turns;
    *n = kept;
    return status;
}

static double turn_to(const struct truce_norming *j, const struct turn *turn, int *now, double sum)
{
    const struct truce_incident *incident = &j->incidents[turn->incident];
    int *held = &now[incident->class_];
    if (turn->ends && *held != turn->incident)
        return sum;
    sum -= *held != TRUCE_NONE ? j->incidents[*held].what.count : 0;
    *held = turn->ends ? TRUCE_NONE : turn->incident;
    return sum + (turn->ends ? 0 : incident->what.count);
}

/* The party's declarations that it has none of a class are no matches: they are added as turns. */
static enum truce_status with_none_left(struct truce_norming *j, const struct truce_slot *slot,
                                        struct turn **turns, size_t *n)
{
    const struct truce_norm *norm = &j->agreement->norms[slot->norm];
    struct turn *all = NULL;
    enum truce_status status = truce_norming_get(j->work, *n + j->n_absences, sizeof *all, &all, j->err);
    if (status != TRUCE_OK)
        return status;
    if (*n > 0)
        memcpy(all, *turns, *n * sizeof *all);
    for (size_t i = 0; i < j->n_absences; i++) {
        const struct truce_incident *incident = &j->incidents[j->absences[i]];
        if (incident->what.kind == TRUCE_RECORD_DECLARATION && incident->class_ != TRUCE_NONE &&
            truce_class_is(j->agreement, incident->class_, norm->class_) &&
            truce_incident_share(j, (size_t)j->absences[i], slot->party) > 0)
            all[(*n)++] = (struct turn){incident->what.from.us, false, j->absences[i]};
    }
    if (*n > 0)
        qsort(all, *n, sizeof *all, by_turn);
    *turns = all;
    return TRUCE_OK;
}

static enum truce_status declared(struct truce_norming *j, const struct truce_slot *slot,
                                  struct truce_violations *to, bool *any)
{
    const struct truce_norm *norm = &j->agreement->norms[slot->norm];
    struct turn *turns = NULL;
    size_t n = 0;
    int *now = NULL;
    double sum = 0, most = 0;
    int64_t since = 0;
    int record = TRUCE_NONE;
    bool above = false;

    enum truce_status status = turns_of(j, slot, &turns, &n);
    if (status == TRUCE_OK)
        status = with_none_left(j, slot, &turns, &n);
    if (status == TRUCE_OK)
        status = truce_norming_get(j->work, j->agreement->n_classes, sizeof(int), &now, j->err);
    if (status != TRUCE_OK)
        return status;
    *any = n > 0;
    for (size_t c = 0; c < j->agreement->n_classes; c++)
        now[c] = TRUCE_NONE;
    for (size_t i = 0; status == TRUCE_OK && i <= n; i++) {
        if (i < n)
            sum = turn_to(j, &turns[i], now, sum);
        if (i < n && i + 1 < n && turns[i + 1].at == turns[i].at)
            continue;
        bool is = i < n && sum > norm->at_most + TRUCE_CHANCE_SLACK;
        if (is && !above) {
            since = turns[i].at;
            record = j->incidents[turns[i].incident].record;
            most = sum;
        } else if (!is && above) {
            int *records = NULL;
            status = truce_norming_get(j->out, 1, sizeof(int), &records, j->err);
            if (status != TRUCE_OK)
                return status;
            records[0] = record;
            const struct truce_violation one = {.records = records,
                                                .n_records = 1,
                                                .chance = 1,
                                                .count = most,
                                                .established = true,
                                                .repaired_by = TRUCE_NONE,
                                                .severity = j->agreement->classes[norm->class_].severity};
            status = truce_violation_cut(j, j->in_force[slot->norm], since, i < n ? turns[i].at : TRUCE_NEVER,
                                         &one, to);
        }
        above = is;
        most = fmax(most, sum);
    }
    return status;
}

/* ---- the whole ---- */

enum truce_status truce_limit_excess(struct truce_norming *j, const struct truce_slot *slot, double *excess)
{
    struct limiting l;
    struct passing *items = NULL;
    double sum = 0;
    size_t first = 0;
    enum truce_status status = begin(&l, j, slot, false);

    if (status == TRUCE_OK)
        status = passing_of(&l, &items);
    for (size_t i = 0; status == TRUCE_OK && i < l.n; i++) {
        double count = record_of(&l, &items[i].seen)->count;
        if (i == 0 || !same_pass(&items[i - 1], &items[i])) {
            sum = 0;
            first = i;
        }
        if (seen_before(items, first, i))
            count = 0;
        double over = fmax(0, sum + count - l.norm->at_most) - fmax(0, sum - l.norm->at_most);
        if (items[i].seen.object[0] != '\0' && known_at(&l, items[i].seen.from) > l.norm->at_most)
            over = fmax(over, 1);
        excess[items[i].seen.raw - slot->first] = over;
        sum += count;
    }
    return status;
}

/* Those that rest on what is established, too. */
static void confirm(struct truce_violations *found, const struct truce_violations *sure)
{
    for (size_t i = 0, first = 0; i < found->n; i++) {
        struct truce_violation *one = &found->items[i];
        while (first < sure->n && sure->items[first].when.until.us < one->when.from.us)
            first++;
        one->established = first < sure->n && sure->items[first].when.from.us <= one->when.until.us;
    }
}

static enum truce_status seen(struct truce_norming *j, const struct truce_slot *slot,
                              struct truce_violations *to, bool *any)
{
    struct limiting l;
    struct truce_violations sure = {NULL, 0, 0};
    enum truce_status status = begin(&l, j, slot, false);
    if (status == TRUCE_OK)
        status = find_excess(&l, to);
    *any = status == TRUCE_OK && (l.n > 0 || l.n_absences > 0);
    if (status == TRUCE_OK && to->n > 0)
        status = begin(&l, j, slot, true);
    if (status == TRUCE_OK && to->n > 0)
        status = find_excess(&l, &sure);
    if (status == TRUCE_OK)
        confirm(to, &sure);
    free(sure.items);
    return status;
}

static void decide(struct truce_norming *j, struct truce_verdict *item, size_t claimed, bool data)
{
    bool begun = item->in_force.n > 0, sure = false;
    enum truce_verdict_state below_it = !begun                       ? TRUCE_VERDICT_NOT_IN_FORCE
                                        : data || item->observed > 0 ? TRUCE_VERDICT_BELOW
                                                                     : TRUCE_VERDICT_UNKNOWN;
    for (size_t i = 0; i < item->n_violations; i++)
        sure = sure || item->violations[i].established;
    truce_ban_decide(j, item, sure, item->n_violations > 0);
    item->state[TRUCE_STRICT] = claimed > 0              ? TRUCE_VERDICT_ABOVE_CLAIMED
                                : item->n_violations > 0 ? TRUCE_VERDICT_ABOVE_SEEN
                                                         : below_it;
    item->state[TRUCE_LENIENT] = claimed > 0 ? TRUCE_VERDICT_ABOVE_CLAIMED
                                 : sure      ? TRUCE_VERDICT_ABOVE_SEEN
                                             : below_it;
}

static enum truce_status judge_slot(struct truce_norming *j, const struct truce_slot *slot,
                                    struct truce_violations *claims, struct truce_violations *found)
{
    enum truce_counted_by by = j->agreement->norms[slot->norm].counted_by;
    struct truce_verdict *item = NULL;
    bool any_declared = false, any_seen = false;
    enum truce_status status = TRUCE_OK;

    if (by != TRUCE_COUNTED_BY_DECLARATION)
        status = seen(j, slot, found, &any_seen);
    if (status == TRUCE_OK && by != TRUCE_COUNTED_BY_OBSERVATION)
        status = declared(j, slot, claims, &any_declared);
    for (size_t i = 0; status == TRUCE_OK && i < claims->n; i++)
        status = truce_violation_add(j, found, &claims->items[i]);
    if (status == TRUCE_OK)
        status = truce_norming_item(j, slot, TRUCE_NONE, &item);
    if (status == TRUCE_OK)
        status = truce_norming_add(j, j->raw + slot->first, slot->n);
    if (status == TRUCE_OK)
        status = truce_violations_keep(j, found, item);
    if (status != TRUCE_OK)
        return status;
    double none = 1;
    for (size_t i = 0; i < item->n_violations; i++)
        none *= 1 - fmin(1, item->violations[i].chance);
    item->chance = item->in_force.n > 0 ? 1 - none : NAN;
    item->total_is_lower_bound = false;
    decide(j, item, claims->n, any_declared || any_seen);
    return truce_norming_ground(j, item, j->raw + slot->first, slot->n);
}

enum truce_status truce_judge_limit(struct truce_norming *j, int norm)
{
    enum truce_status status = TRUCE_OK;
    for (size_t s = j->first_slot[norm]; status == TRUCE_OK && s < j->first_slot[norm + 1]; s++) {
        struct truce_violations claims = {NULL, 0, 0}, found = {NULL, 0, 0};
        status = judge_slot(j, &j->slots[s], &claims, &found);
        free(claims.items);
        free(found.items);
    }
    return status;
}
