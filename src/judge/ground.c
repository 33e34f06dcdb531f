/*
 * What a verdict rests on, and what would change it.
 *
 * A violation that stands alone falls with its record; a suspicion becomes a violation with each of its records that is decided; a clean record is broken by
 * each incident that was taken out, or that would count were it decided.  Of the last the likeliest are named.
 */
#include <stdlib.h>
#include <string.h>

#include "judge/norms.h"

#define NAMED_MAX 20 /* of incidents that would break a clean norm */

static int by_number(const void *a, const void *b)
{
    int x = *(const int *)a, y = *(const int *)b;
    return (x > y) - (x < y);
}

enum truce_status truce_norming_indexes(struct truce_norming *j, int *from, size_t n, const int **out,
                                        size_t *n_out)
{
    int *kept = NULL;
    size_t m = 0;
    enum truce_status status = truce_norming_get(j->out, n, sizeof(int), &kept, j->err);
    if (status != TRUCE_OK)
        return status;
    if (n > 0)
        qsort(from, n, sizeof *from, by_number);
    for (size_t i = 0; i < n; i++)
        if (from[i] != TRUCE_NONE && (m == 0 || kept[m - 1] != from[i]))
            kept[m++] = from[i];
    *out = kept;
    *n_out = m;
    return TRUCE_OK;
}

/* ---- of violations ---- */

/* Their records, those of one standing alone (all: of any). */
static size_t put_records(const struct truce_verdict *item, bool established, int *out)
{
    size_t n = 0;
    for (size_t i = 0; i < item->n_violations; i++) {
        if (established && !item->violations[i].established)
            continue;
        for (size_t k = 0; k < item->violations[i].n_records; k++) {
            if (out != NULL)
                out[n] = item->violations[i].records[k];
            n++;
        }
    }
    return n;
}

static size_t n_established(const struct truce_verdict *item)
{
    size_t n = 0;
    for (size_t i = 0; i < item->n_violations; i++)
        n += item->violations[i].established;
    return n;
}

/* A match's chance were it decided that the incident was a violation. */
static double decided(const struct truce_norming *j, const struct truce_match *match)
{
    bool alone = j->first_actor[match->incident + 1] - j->first_actor[match->incident] == 1;
    return match->time * match->place * (alone ? 1 : match->class_ * match->actor);
}

struct candidate {
    double chance;
    int incident;
};

static int by_chance(const void *a, const void *b)
{
    const struct candidate *x = a, *y = b;
    if (x->chance != y->chance)
        return x->chance > y->chance ? -1 : 1;
    return (x->incident > y->incident) - (x->incident < y->incident);
}

/* Incidents that count for nothing as it is, and would if they were decided. */
static enum truce_status closest(struct truce_norming *j, const struct truce_verdict *item,
                                 const struct truce_match *matches, size_t n, int *out, size_t *n_out)
{
    const struct truce_norm *norm = &j->agreement->norms[item->norm];
    struct candidate *found = NULL;
    size_t m = 0;
    enum truce_status status = truce_norming_get(j->work, n, sizeof *found, &found, j->err);
    for (size_t i = 0; status == TRUCE_OK && i < n; i++) {
        enum truce_match_outcome outcome = matches[i].outcome[TRUCE_STRICT];
        bool open = outcome == TRUCE_MATCH_COUNTS || outcome == TRUCE_MATCH_RULED_OUT;
        if (open && decided(j, &matches[i]) >= truce_norm_contested(j, norm))
            found[m++] = (struct candidate){matches[i].chance, matches[i].incident};
    }
    if (m > 0)
        qsort(found, m, sizeof *found, by_chance);
    *n_out = 0;
    for (size_t i = 0; i < m && i < NAMED_MAX; i++) {
        out[(*n_out)++] = j->incidents[found[i].incident].record;
        out[(*n_out)++] = j->ruling[found[i].incident];
    }
    return status;
}

/* The reports of assessments and the rulings that decided, of the grounds' matches. */
static size_t put_behind(const struct truce_norming *j, const struct truce_norm *norm,
                         const struct truce_match *matches, size_t n, enum truce_weighs least, int *out)
{
    size_t m = 0;
    for (size_t i = 0; i < n; i++) {
        const struct truce_incident *incident = &j->incidents[matches[i].incident];
        if (incident->n_reports == 0 && j->ruling[matches[i].incident] == TRUCE_NONE)
            continue;
        if (truce_match_weighs(j, norm, &matches[i], matches[i].chance) < least)
            continue;
        for (size_t k = 0; k < incident->n_reports; k++, m++)
            if (out != NULL)
                out[m] = incident->reports[k];
        if (out != NULL)
            out[m] = j->ruling[matches[i].incident];
        m++;
    }
    return m;
}

enum truce_status truce_norming_ground(struct truce_norming *j, struct truce_verdict *item,
                                       const struct truce_match *matches, size_t n)
{
    const struct truce_norm *norm = &j->agreement->norms[item->norm];
    size_t sure = n_established(item), n_list = 0;
    enum truce_weighs least = sure > 0 ? TRUCE_WEIGHS_ESTABLISHED : TRUCE_WEIGHS_CONTESTED;
    size_t room = put_records(item, sure > 0, NULL) + put_behind(j, norm, matches, n, least, NULL);
    int *list = NULL;
    enum truce_status status = truce_norming_get(j->work, room + 2 * NAMED_MAX, sizeof(int), &list, j->err);

    if (status != TRUCE_OK)
        return status;
    n_list = put_records(item, sure > 0, list);
    n_list += put_behind(j, norm, matches, n, least, list + n_list);
    status = truce_norming_indexes(j, list, n_list, &item->grounds, &item->n_grounds);
    if (status != TRUCE_OK || item->in_force.n == 0)
        return status;
    if (sure == 0 && item->n_violations > 0) { /* each of them, decided, makes it a violation */
        n_list = put_records(item, false, list);
    } else if (sure == 1) { /* a presence of several sightings outlives each of them, as a rule */
        n_list = put_records(item, true, list);
        n_list = n_list == 1 ? n_list + put_behind(j, norm, matches, n, least, list + n_list) : 0;
    } else if (sure == 0) {
        status = closest(j, item, matches, n, list, &n_list);
    } else {
        n_list = 0;
    }
    return status == TRUCE_OK
               ? truce_norming_indexes(j, list, n_list, &item->would_change, &item->n_would_change)
               : status;
}
