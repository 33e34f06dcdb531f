/*
 * Prohibitions of acts: each incident that counts is a violation.
 *
 * Strict: violated where one is established, suspected where one is contested; lenient: violated or clean.  A prohibition that binds some together
 * (`any`) is violated only when every one of them has violated it.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "judge/count.h"
#include "judge/sight.h"

/* What a slot's matches come to. */
struct score {
    double none;                   /* the chance that nothing violated it */
    size_t contested, established; /* matches; contested: those that are established, too */
};

static struct score score_of(const struct truce_norming *j, const struct truce_slot *slot)
{
    const struct truce_norm *norm = &j->agreement->norms[slot->norm];
    struct score score = {1, 0, 0};
    for (size_t i = slot->first; i < slot->first + slot->n; i++) {
        const struct truce_match *match = &j->raw[i];
        enum truce_weighs weighs = truce_match_weighs(j, norm, match, match->chance);
        if (match->outcome[TRUCE_STRICT] == TRUCE_MATCH_COUNTS && match->place_known)
            score.none *= 1 - fmin(1, match->chance);
        score.contested += weighs >= TRUCE_WEIGHS_CONTESTED;
        score.established += weighs == TRUCE_WEIGHS_ESTABLISHED;
    }
    return score;
}

static double severity_of(const struct truce_norming *j, const struct truce_incident *incident, int of_class)
{
    double sum = 0, all = 0;
    if (incident->class_ != TRUCE_NONE)
        return j->agreement->classes[incident->class_].severity;
    for (size_t i = 0; i < incident->what.n_classes; i++) {
        int one = truce_agreement_class(j->agreement, truce_text_view(incident->what.classes[i].name));
        if (one == TRUCE_NONE || !truce_class_is(j->agreement, one, of_class))
            continue;
        sum += incident->what.classes[i].p * j->agreement->classes[one].severity;
        all += incident->what.classes[i].p;
    }
    return all > 0 ? sum / all : 0;
}

static enum truce_status violation_of(struct truce_norming *j, const struct truce_norm *norm,
                                      const struct truce_match *match, struct truce_violation *out)
{
    const struct truce_incident *incident = &j->incidents[match->incident];
    bool effects = norm->count.rule == TRUCE_COUNT_EFFECT;
    int *records = NULL;
    enum truce_status status = truce_norming_get(j->out, 1, sizeof(int), &records, j->err);
    if (status != TRUCE_OK)
        return status;
    records[0] = incident->record;
    *out = (struct truce_violation){.when = {incident->what.from, incident->what.until},
                                    .records = records,
                                    .n_records = 1,
                                    .chance = match->chance,
                                    .count = effects ? incident->what.count : 1,
                                    .count_is_lower_bound = effects && incident->what.count_is_lower_bound,
                                    .established = truce_match_weighs(j, norm, match, match->chance) ==
                                                   TRUCE_WEIGHS_ESTABLISHED,
                                    .provisional = truce_is_provisional(j, incident->what.from),
                                    .repaired_by = TRUCE_NONE,
                                    .severity = severity_of(j, incident, norm->class_)};
    return TRUCE_OK;
}

static int by_incident(const void *a, const void *b)
{
    const struct truce_match *x = a, *y = b;
    if (x->incident != y->incident)
        return x->incident < y->incident ? -1 : 1;
    if (x->chance != y->chance) /* of several of them: the likeliest first */
        return x->chance > y->chance ? -1 : 1;
    return (x->actor < y->actor) - (x->actor > y->actor);
}

/* The violations of an item's matches, which stand by incident. */
static enum truce_status add_violations(struct truce_norming *j, struct truce_verdict *item,
                                        const struct truce_match *matches, size_t n, size_t most)
{
    const struct truce_norm *norm = &j->agreement->norms[item->norm];
    struct truce_violation *violations = NULL;
    enum truce_status status = truce_norming_get(j->out, most, sizeof *violations, &violations, j->err);
    for (size_t i = 0; status == TRUCE_OK && i < n; i++) {
        if (truce_match_weighs(j, norm, &matches[i], matches[i].chance) == TRUCE_WEIGHS_NOTHING)
            continue;
        status = violation_of(j, norm, &matches[i], &violations[item->n_violations]);
        item->n_violations += status == TRUCE_OK;
    }
    item->violations = violations;
    return status;
}

/* In the norm's unit, by reading. */
static enum truce_status add_totals(struct truce_norming *j, struct truce_verdict *item,
                                    const struct truce_match *matches, size_t n)
{
    const struct truce_norm *norm = &j->agreement->norms[item->norm];
    const struct truce_record **counted = NULL;
    enum truce_status status = truce_norming_get(j->work, n, sizeof *counted, &counted, j->err);
    for (int r = 0; status == TRUCE_OK && r < TRUCE_READINGS; r++) {
        struct truce_tallied total = {0, false};
        size_t kept = 0;
        for (size_t i = 0; i < n; i++)
            if (truce_match_weighs(j, norm, &matches[i], matches[i].chance) >=
                (r == TRUCE_STRICT ? TRUCE_WEIGHS_CONTESTED : TRUCE_WEIGHS_ESTABLISHED))
                counted[kept++] = &j->incidents[matches[i].incident].what;
        status = truce_count_incidents(&j->agreement->calendar, counted, kept, norm->count, &total, j->err);
        item->total[r] = total.n;
        item->total_is_lower_bound = item->total_is_lower_bound || total.at_least;
    }
    return status;
}

void truce_ban_decide(struct truce_norming *j, struct truce_verdict *item, bool violated, bool suspected)
{
    bool begun = item->in_force.n > 0;
    enum truce_verdict_state clean = begun ? TRUCE_VERDICT_CLEAN : TRUCE_VERDICT_NOT_IN_FORCE;

    item->state[TRUCE_STRICT] = violated    ? TRUCE_VERDICT_VIOLATED
                                : suspected ? TRUCE_VERDICT_SUSPECTED
                                            : clean;
    item->state[TRUCE_LENIENT] = violated ? TRUCE_VERDICT_VIOLATED : clean;
    if (violated)
        item->life = TRUCE_LIFE_VIOLATED;
    else
        item->life = truce_norm_life_now(j, item->norm, item->in_force);
    item->provisional = begun;
    if (violated) {
        item->provisional = true;
        for (size_t i = 0; i < item->n_violations; i++)
            if (item->violations[i].established && !item->violations[i].provisional)
                item->provisional = false;
    } else if (begun && item->in_force.at[item->in_force.n - 1].until.us != TRUCE_NEVER) {
        item->provisional = truce_is_provisional(j, item->in_force.at[item->in_force.n - 1].until);
    }
}

static enum truce_status add_item(struct truce_norming *j, const struct truce_slot *slot,
                                  struct truce_match *matches, size_t n, struct score score, bool violated,
                                  bool suspected)
{
    struct truce_verdict *item = NULL;
    enum truce_status status = truce_norming_item(j, slot, TRUCE_NONE, &item);
    if (status == TRUCE_OK)
        status = truce_norming_add(j, matches, n);
    if (status == TRUCE_OK)
        status = add_violations(j, item, matches, n, score.contested);
    if (status == TRUCE_OK)
        status = add_totals(j, item, matches, n);
    if (status != TRUCE_OK)
        return status;
    item->chance = item->in_force.n > 0 ? 1 - score.none : NAN;
    truce_ban_decide(j, item, violated, suspected);
    return truce_norming_ground(j, item, matches, n);
}

/* All of them together: their matches in one list. */
static enum truce_status ban_together(struct truce_norming *j, int norm)
{
    const struct truce_slot *slots = &j->slots[j->first_slot[norm]];
    size_t n_slots = j->first_slot[norm + 1] - j->first_slot[norm], n = 0;
    struct truce_slot together = {norm, TRUCE_NONE, 0, 0};
    struct truce_match *all = NULL;
    struct score sum = {1, 0, 0};
    bool violated = n_slots > 0, suspected = n_slots > 0;
    double chance = 1;

    for (size_t s = 0; s < n_slots; s++)
        n += slots[s].n;
    enum truce_status status = truce_norming_get(j->work, n, sizeof *all, &all, j->err);
    if (status != TRUCE_OK)
        return status;
    n = 0;
    for (size_t s = 0; s < n_slots; s++) {
        struct score score = score_of(j, &slots[s]);
        if (slots[s].n > 0)
            memcpy(all + n, j->raw + slots[s].first, slots[s].n * sizeof *all);
        n += slots[s].n;
        sum.contested += score.contested;
        violated = violated && score.established > 0;
        suspected = suspected && score.contested > 0;
        chance *= 1 - score.none;
    }
    sum.none = 1 - chance;
    if (n > 0)
        qsort(all, n, sizeof *all, by_incident);
    return add_item(j, &together, all, n, sum, violated, suspected);
}

enum truce_status truce_judge_ban(struct truce_norming *j, int norm)
{
    enum truce_status status = TRUCE_OK;
    if (j->agreement->norms[norm].who.kind == TRUCE_WHO_ANY)
        return ban_together(j, norm);
    for (size_t s = j->first_slot[norm]; status == TRUCE_OK && s < j->first_slot[norm + 1]; s++) {
        struct score score = score_of(j, &j->slots[s]);
        status = add_item(j, &j->slots[s], j->raw + j->slots[s].first, j->slots[s].n, score,
                          score.established > 0, score.contested > 0);
    }
    return status;
}
