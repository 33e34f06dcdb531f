/*
 * Incidents: what somebody who may says happened, out of what is believed.
 *
 * Those that a ruling took out are there, too: a table of an incident shows them.  An assessment stands in the place of its reports.  What was looked for and
 * not found is no incident, but ends a presence.
 */
#include <stdlib.h>
#include <string.h>

#include "judge/norms.h"

bool truce_incident_is_absence(const struct truce_incident *incident)
{
    return incident->what.count == 0 && !incident->what.count_is_lower_bound;
}

double truce_incident_class(const struct truce_norming *j, size_t incident, int of_class)
{
    const struct truce_incident *of = &j->incidents[incident];
    double sum = 0;
    if (of->what.n_classes == 0)
        return truce_class_is(j->agreement, of->class_, of_class) ? 1 : 0;
    for (size_t i = 0; i < of->what.n_classes; i++) {
        int one = truce_agreement_class(j->agreement, truce_text_view(of->what.classes[i].name));
        if (one != TRUCE_NONE && truce_class_is(j->agreement, one, of_class))
            sum += of->what.classes[i].p;
    }
    return sum < 1 ? sum : 1;
}

double truce_incident_share(const struct truce_norming *j, size_t incident, int party)
{
    for (size_t i = j->first_actor[incident]; i < j->first_actor[incident + 1]; i++)
        if (j->actors[i].party == party)
            return j->actors[i].p;
    return 0;
}

static bool is_incident(const struct truce_belief *belief)
{
    return belief->class_ != TRUCE_NONE && !belief->superseded;
}

/* Adds a share to a party's, of the incident that begins at `first`. */
static size_t add_actor(struct truce_norming *j, size_t first, size_t n, const char *name, double p)
{
    int party = truce_agreement_party(j->agreement, truce_text_view(name));
    if (party == TRUCE_NONE || p <= 0)
        return n;
    for (size_t i = first; i < n; i++)
        if (j->actors[i].party == party) {
            double sum = j->actors[i].p + p;
            j->actors[i].p = sum < 1 ? sum : 1;
            return n;
        }
    j->actors[n] = (struct truce_actor){party, p < 1 ? p : 1};
    return n + 1;
}

/* Whose act: what is said, or those who declare that they did it themselves. */
static size_t add_actors(struct truce_norming *j, const struct truce_belief *belief, size_t n)
{
    const struct truce_record *record = &belief->record;
    size_t first = n;
    if (belief->not_attributable)
        return n;
    for (size_t i = 0; record->kind == TRUCE_RECORD_DECLARATION && i < record->by.n; i++) {
        size_t now = add_actor(j, first, n, record->by.at[i], 1);
        n = now;
    }
    for (size_t i = 0; record->kind != TRUCE_RECORD_DECLARATION && i < record->n_actors; i++)
        n = add_actor(j, first, n, record->actors[i].name, record->actors[i].p);
    return n;
}

static void fill(struct truce_norming *j, size_t at, const struct truce_belief *belief)
{
    struct truce_incident *incident = &j->incidents[at];
    *incident = (struct truce_incident){.record = belief->index,
                                        .what = belief->record,
                                        .class_ = belief->record.n_classes > 0 ? TRUCE_NONE : belief->class_,
                                        .established = belief->established,
                                        .not_attributable = belief->not_attributable,
                                        .taken_out = belief->taken_out};
    j->ruling[at] = belief->ruling;
    if (truce_incident_is_absence(incident))
        j->absences[j->n_absences++] = (int)at;
}

/* What the verdicts keep of an assessment: beliefs do not outlive the call. */
static enum truce_status keep_reports(struct truce_norming *j, size_t at, const struct truce_belief *belief)
{
    int *reports = NULL;
    if (belief->n_reports == 0)
        return TRUCE_OK;
    enum truce_status status = truce_norming_get(j->out, belief->n_reports, sizeof(int), &reports, j->err);
    if (status != TRUCE_OK)
        return status;
    memcpy(reports, belief->reports, belief->n_reports * sizeof(int));
    j->incidents[at].reports = reports;
    j->incidents[at].n_reports = belief->n_reports;
    return TRUCE_OK;
}

enum truce_status truce_norming_incidents(struct truce_norming *j)
{
    size_t n = 0, n_actors = 0;

    j->first = j->state->as_of;
    for (size_t i = 0; i < j->beliefs.n; i++) {
        const struct truce_belief *belief = &j->beliefs.items[i];
        n += is_incident(belief);
        n_actors += belief->record.n_actors + belief->record.by.n;
        if (belief->record.from.us < j->first.us)
            j->first = belief->record.from;
    }
    enum truce_status status = truce_norming_get(j->out, n, sizeof *j->incidents, &j->incidents, j->err);
    if (status == TRUCE_OK)
        status = truce_norming_get(j->work, n_actors, sizeof *j->actors, &j->actors, j->err);
    if (status == TRUCE_OK)
        status = truce_norming_get(j->work, n + 1, sizeof *j->first_actor, &j->first_actor, j->err);
    if (status == TRUCE_OK)
        status = truce_norming_get(j->work, n, sizeof(int), &j->ruling, j->err);
    if (status == TRUCE_OK)
        status = truce_norming_get(j->work, n, sizeof(int), &j->absences, j->err);
    n = n_actors = 0;
    for (size_t i = 0; status == TRUCE_OK && i < j->beliefs.n; i++) {
        const struct truce_belief *belief = &j->beliefs.items[i];
        if (!is_incident(belief))
            continue;
        fill(j, n, belief);
        status = keep_reports(j, n, belief);
        j->first_actor[n++] = n_actors;
        n_actors = add_actors(j, belief, n_actors);
        j->first_actor[n] = n_actors;
    }
    j->n_incidents = n;
    return status;
}
