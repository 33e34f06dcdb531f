/*
 * Matches: which incidents may concern which norms, with the chances of which theirs is the product; and what takes one out.
 *
 * An incident finds its norms by its class: those that name the class or one above it.  Kept are all whose class and actor may be the norm's, even
 * where the time or the place is not: the table of an incident shows why it does not count.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "judge/norms.h"

struct matching {
    struct truce_norming *j;
    int *first_of_class, *next_of_class; /* norms, by the class that they name */
    int *seen;                           /* by norm: 1 + the last incident that looked at it */
    struct truce_match *found;           /* heap */
    size_t n, size;
};

enum truce_weighs truce_match_weighs(const struct truce_norming *j, const struct truce_norm *norm,
                                     const struct truce_match *match, double chance)
{
    bool strict = match->outcome[TRUCE_STRICT] == TRUCE_MATCH_COUNTS;
    bool lenient = match->outcome[TRUCE_LENIENT] == TRUCE_MATCH_COUNTS;
    if (!strict || chance < truce_norm_contested(j, norm))
        return TRUCE_WEIGHS_NOTHING;
    return lenient && match->place_known && chance >= truce_norm_established(j, norm)
               ? TRUCE_WEIGHS_ESTABLISHED
               : TRUCE_WEIGHS_CONTESTED;
}

/* ---- slots ---- */

static bool is_together(const struct truce_norm *norm)
{
    return norm->kind == TRUCE_NORM_MUST && norm->who.kind == TRUCE_WHO_ANY;
}

static enum truce_status make_slots(struct truce_norming *j)
{
    const struct truce_agreement *a = j->agreement;
    size_t n = 0;

    for (size_t i = 0; i < a->n_norms; i++)
        n += is_together(&a->norms[i]) ? 1 : a->norms[i].who.parties.n;
    enum truce_status status = truce_norming_get(j->work, n, sizeof *j->slots, &j->slots, j->err);
    if (status == TRUCE_OK)
        status = truce_norming_get(j->work, a->n_norms, sizeof *j->first_slot, &j->first_slot, j->err);
    if (status != TRUCE_OK)
        return status;
    for (size_t i = 0; i < a->n_norms; i++) {
        const struct truce_norm *norm = &a->norms[i];
        j->first_slot[i] = j->n_slots;
        for (size_t k = 0; k < (is_together(norm) ? 1 : norm->who.parties.n); k++)
            j->slots[j->n_slots++] = (struct truce_slot){
                .norm = (int)i, .party = is_together(norm) ? TRUCE_NONE : norm->who.parties.at[k]};
    }
    j->first_slot[a->n_norms] = j->n_slots;
    return TRUCE_OK;
}

/* ---- the chances of a match ---- */

/* Acts that follow or precede events have no place: their `where` is the event's. */
static bool place_matters(const struct truce_norm *norm)
{
    return norm->when.kind != TRUCE_WHEN_BEFORE &&
           !(norm->when.kind == TRUCE_WHEN_ON && norm->when.trigger == TRUCE_TRIGGER_EVENT);
}

/* The chance of the place; over its classes where the distance depends on them. */
static enum truce_status place_of(struct truce_norming *j, const struct truce_norm *norm, size_t incident,
                                  int party, double *place, bool *known)
{
    const struct truce_incident *of = &j->incidents[incident];
    double sum = 0, all = 0;
    *known = true;
    if (of->what.n_classes == 0 || norm->where.n_by_class == 0)
        return truce_judge_chance_within(j->ground, &norm->where, &of->what,
                                         of->class_ != TRUCE_NONE ? of->class_ : norm->class_, party, place,
                                         known, j->err);
    for (size_t i = 0; i < of->what.n_classes; i++) {
        int one = truce_agreement_class(j->agreement, truce_text_view(of->what.classes[i].name));
        double p = 0;
        bool one_known = true;
        if (one == TRUCE_NONE || !truce_class_is(j->agreement, one, norm->class_))
            continue;
        enum truce_status status =
            truce_judge_chance_within(j->ground, &norm->where, &of->what, one, party, &p, &one_known, j->err);
        if (status != TRUCE_OK)
            return status;
        sum += of->what.classes[i].p * p;
        all += of->what.classes[i].p;
        *known = *known && one_known;
    }
    *place = all > 0 ? sum / all : 0;
    return TRUCE_OK;
}

/* A ruling that it was a violation leaves no doubt about the act, nor about the actor where one alone is named. */
static void establish(const struct truce_norming *j, size_t incident, struct truce_match *match)
{
    match->exists = 1;
    if (j->first_actor[incident + 1] - j->first_actor[incident] == 1)
        match->class_ = match->actor = 1;
}

static void multiply(struct truce_match *match)
{
    match->chance = match->exists * match->time * match->class_ * match->actor * match->place;
}

/* Fills what does not depend on exceptions.  *keeps: class and actor may be the norm's. */
static enum truce_status weigh(struct truce_norming *j, const struct truce_slot *slot, size_t incident,
                               struct truce_match *match, bool *keeps)
{
    const struct truce_norm *norm = &j->agreement->norms[slot->norm];
    const struct truce_incident *of = &j->incidents[incident];
    enum truce_status status = TRUCE_OK;
    double place = 1;

    *match = (struct truce_match){.incident = (int)incident,
                                  .exists = of->what.exists,
                                  .place = 1,
                                  .place_known = true,
                                  .permit = TRUCE_NONE};
    match->class_ = truce_incident_class(j, incident, norm->class_);
    for (size_t i = 0; slot->party == TRUCE_NONE && i < norm->who.parties.n; i++)
        match->actor += truce_incident_share(j, incident, norm->who.parties.at[i]);
    if (slot->party != TRUCE_NONE)
        match->actor = truce_incident_share(j, incident, slot->party);
    match->actor = fmin(1, match->actor);
    *keeps = match->class_ > 0 && match->actor > 0;
    if (!*keeps)
        return TRUCE_OK;
    if (place_matters(norm))
        status = place_of(j, norm, incident, slot->party, &place, &match->place_known);
    match->place = place;
    match->time = truce_spans_share(j->in_force[slot->norm], of->what.from, of->what.until);
    if (of->established)
        establish(j, incident, match);
    multiply(match);
    return status;
}

static enum truce_status match_one(struct matching *m, size_t incident, int norm)
{
    struct truce_norming *j = m->j;
    enum truce_status status = TRUCE_OK;

    for (size_t s = j->first_slot[norm]; status == TRUCE_OK && s < j->first_slot[norm + 1]; s++) {
        void *found = m->found;
        bool keeps = false;
        status = truce_grow(&found, &m->size, m->n + 1, sizeof *m->found, j->err);
        if (status != TRUCE_OK)
            return status;
        m->found = found;
        status = weigh(j, &j->slots[s], incident, &m->found[m->n], &keeps);
        m->found[m->n].verdict = (int)s;
        if (keeps) {
            m->n++;
            j->slots[s].n++;
        }
    }
    return status;
}

static enum truce_status match_class(struct matching *m, size_t incident, int of_class)
{
    enum truce_status status = TRUCE_OK;
    for (; status == TRUCE_OK && of_class != TRUCE_NONE; of_class = m->j->agreement->classes[of_class].is)
        for (int norm = m->first_of_class[of_class]; status == TRUCE_OK && norm != TRUCE_NONE;
             norm = m->next_of_class[norm]) {
            if (m->seen[norm] == (int)incident + 1)
                continue;
            m->seen[norm] = (int)incident + 1;
            status = match_one(m, incident, norm);
        }
    return status;
}

static enum truce_status match_incident(struct matching *m, size_t incident)
{
    const struct truce_incident *of = &m->j->incidents[incident];
    enum truce_status status = TRUCE_OK;
    if (truce_incident_is_absence(of))
        return TRUCE_OK;
    if (of->what.n_classes == 0)
        return match_class(m, incident, of->class_);
    for (size_t i = 0; status == TRUCE_OK && i < of->what.n_classes; i++)
        if (of->what.classes[i].p > 0)
            status = match_class(
                m, incident,
                truce_agreement_class(m->j->agreement, truce_text_view(of->what.classes[i].name)));
    return status;
}

static enum truce_status index_norms(struct matching *m)
{
    const struct truce_agreement *a = m->j->agreement;
    struct truce_arena *work = m->j->work;
    enum truce_status status =
        truce_norming_get(work, a->n_classes, sizeof(int), &m->first_of_class, m->j->err);
    if (status == TRUCE_OK)
        status = truce_norming_get(work, a->n_norms, sizeof(int), &m->next_of_class, m->j->err);
    if (status == TRUCE_OK)
        status = truce_norming_get(work, a->n_norms, sizeof(int), &m->seen, m->j->err);
    if (status != TRUCE_OK)
        return status;
    for (size_t c = 0; c < a->n_classes; c++)
        m->first_of_class[c] = TRUCE_NONE;
    for (size_t i = a->n_norms; i-- > 0;) {
        int c = a->norms[i].class_;
        if (c == TRUCE_NONE || a->norms[i].kind == TRUCE_NORM_MAY)
            continue;
        m->next_of_class[i] = m->first_of_class[c];
        m->first_of_class[c] = (int)i;
    }
    return TRUCE_OK;
}

/* Those of one slot together; within it they keep their order, which is that of the incidents. */
static enum truce_status arrange(struct matching *m)
{
    struct truce_norming *j = m->j;
    size_t *next = NULL, first = 0;
    enum truce_status status = truce_norming_get(j->work, m->n, sizeof *j->raw, &j->raw, j->err);
    if (status == TRUCE_OK)
        status = truce_norming_get(j->work, m->n, sizeof *j->over, &j->over, j->err);
    if (status == TRUCE_OK)
        status = truce_norming_get(j->work, j->n_slots, sizeof *next, &next, j->err);
    if (status != TRUCE_OK)
        return status;
    for (size_t s = 0; s < j->n_slots; s++) {
        next[s] = j->slots[s].first = first;
        first += j->slots[s].n;
    }
    for (size_t i = 0; i < m->n; i++)
        j->raw[next[m->found[i].verdict]++] = m->found[i];
    for (size_t i = 0; i < m->n; i++)
        j->over[i] = -1;
    j->n_raw = m->n;
    return TRUCE_OK;
}

/* ---- permits and exceptions ---- */

/* Of a match with a norm, the chance that it is one with the permit as well. */
static enum truce_status permitted(struct truce_norming *j, const struct truce_slot *slot,
                                   const struct truce_match *match, int permit, double *chance, bool *known)
{
    const struct truce_norm *norm = &j->agreement->norms[slot->norm], *may = &j->agreement->norms[permit];
    const struct truce_record *what = &j->incidents[match->incident].what;
    double kind = 1, place = 1, time = 1;

    *chance = 0;
    *known = true;
    if (slot->party == TRUCE_NONE || !truce_indexes_hold(may->who.parties, slot->party) ||
        may->class_ == TRUCE_NONE || match->place <= 0)
        return TRUCE_OK;
    if (truce_class_is(j->agreement, may->class_, norm->class_))
        kind = fmin(1, truce_incident_class(j, (size_t)match->incident, may->class_) / match->class_);
    else if (!truce_class_is(j->agreement, norm->class_, may->class_))
        return TRUCE_OK;
    if (match->time > 0)
        time =
            truce_spans_common_share(j->in_force[slot->norm], j->in_force[permit], what->from, what->until) /
            match->time;
    else
        time = truce_spans_share(j->in_force[permit], what->from, what->until);
    if (kind <= 0 || time <= 0)
        return TRUCE_OK;
    enum truce_status status = place_of(j, may, (size_t)match->incident, slot->party, &place, known);
    *chance = kind * fmin(1, time) * fmin(1, place / match->place);
    return status;
}

/* A limit on the same things of the same party at the same place: what exceeds it, the permit does not protect. */
static const struct truce_slot *limit_beside(const struct truce_norming *j, int permit, int party)
{
    const struct truce_norm *may = &j->agreement->norms[permit];
    for (size_t s = 0; may->place && s < j->n_slots; s++) {
        const struct truce_norm *limit = &j->agreement->norms[j->slots[s].norm];
        if (limit->kind == TRUCE_NORM_LIMIT && j->slots[s].party == party && limit->class_ == may->class_ &&
            truce_judge_same_where(&limit->where, &may->where))
            return &j->slots[s];
    }
    return NULL;
}

static int by_incident(const void *key, const void *item)
{
    const struct truce_match *match = item;
    int incident = *(const int *)key;
    return (incident > match->incident) - (incident < match->incident);
}

static void apply_permit(struct truce_norming *j, const struct truce_slot *slot, size_t at, int permit,
                         double chance, bool known, const struct truce_slot *limit, const double *excess)
{
    struct truce_match *match = &j->raw[at];
    const struct truce_norm *norm = &j->agreement->norms[slot->norm];
    const struct truce_match *beside =
        limit != NULL && limit->n > 0
            ? bsearch(&match->incident, j->raw + limit->first, limit->n, sizeof *match, by_incident)
            : NULL;
    double over = beside != NULL ? excess[beside - (j->raw + limit->first)] : 0;

    if (chance < truce_norm_contested(j, norm))
        return;
    match->permit = permit;
    if (over > 0) {
        j->over[at] = over;
        return;
    }
    match->outcome[TRUCE_LENIENT] = TRUCE_MATCH_PERMITTED;
    if (known && chance >= truce_norm_established(j, norm))
        match->outcome[TRUCE_STRICT] = TRUCE_MATCH_PERMITTED;
}

static enum truce_status permit_slot(struct truce_norming *j, const struct truce_slot *slot, int permit)
{
    const struct truce_slot *limit = limit_beside(j, permit, slot->party);
    double *excess = NULL;
    enum truce_status status = TRUCE_OK;

    if (limit != NULL && limit->norm == slot->norm)
        limit = NULL; /* a permit that overrides the limit itself */
    if (limit != NULL) {
        status = truce_norming_get(j->work, limit->n, sizeof *excess, &excess, j->err);
        if (status == TRUCE_OK)
            status = truce_limit_excess(j, limit, excess);
    }
    for (size_t i = slot->first; status == TRUCE_OK && i < slot->first + slot->n; i++) {
        double chance = 0;
        bool known = true;
        if (j->raw[i].outcome[TRUCE_STRICT] != TRUCE_MATCH_COUNTS)
            continue;
        status = permitted(j, slot, &j->raw[i], permit, &chance, &known);
        if (status == TRUCE_OK)
            apply_permit(j, slot, i, permit, chance, known, limit, excess);
    }
    return status;
}

static void except_slot(struct truce_norming *j, const struct truce_slot *slot)
{
    const struct truce_norm *norm = &j->agreement->norms[slot->norm];
    for (size_t i = slot->first; norm->unless != NULL && i < slot->first + slot->n; i++) {
        const struct truce_record *what = &j->incidents[j->raw[i].incident].what;
        for (int r = 0; r < TRUCE_READINGS; r++) {
            struct truce_spans held = j->state->reading[r].conditions[norm->unless->index].held;
            double share = truce_spans_share(held, what->from, what->until);
            double enough =
                r == TRUCE_STRICT ? truce_norm_established(j, norm) : truce_norm_contested(j, norm);
            if (share >= enough && j->raw[i].outcome[r] == TRUCE_MATCH_COUNTS)
                j->raw[i].outcome[r] = TRUCE_MATCH_EXCEPTED;
        }
    }
}

static enum truce_status take_out(struct truce_norming *j)
{
    const struct truce_agreement *a = j->agreement;
    enum truce_status status = TRUCE_OK;

    for (size_t i = 0; i < j->n_raw; i++)
        if (j->incidents[j->raw[i].incident].taken_out)
            j->raw[i].outcome[TRUCE_STRICT] = j->raw[i].outcome[TRUCE_LENIENT] = TRUCE_MATCH_RULED_OUT;
    for (size_t s = 0; s < j->n_slots; s++)
        except_slot(j, &j->slots[s]);
    for (size_t p = 0; status == TRUCE_OK && p < a->n_norms; p++)
        for (size_t k = 0;
             a->norms[p].kind == TRUCE_NORM_MAY && status == TRUCE_OK && k < a->norms[p].overrides.n; k++) {
            int norm = a->norms[p].overrides.at[k];
            for (size_t s = j->first_slot[norm]; status == TRUCE_OK && s < j->first_slot[norm + 1]; s++)
                status = permit_slot(j, &j->slots[s], (int)p);
        }
    return status;
}

enum truce_status truce_norming_match(struct truce_norming *j)
{
    struct matching m = {.j = j};
    enum truce_status status = make_slots(j);
    if (status == TRUCE_OK)
        status = index_norms(&m);
    for (size_t i = 0; status == TRUCE_OK && i < j->n_incidents; i++)
        status = match_incident(&m, i);
    if (status == TRUCE_OK)
        status = arrange(&m);
    free(m.found);
    return status == TRUCE_OK ? take_out(j) : status;
}
